/*
 * Thirteen cycles of bills, nine in ten paid, as rows and as the facts that the writers would have
 * appended with them; the worker folds these.  Its ledger says nothing of them: of billport-verify the
 * checks of facts and cuts alone must agree.
 *
 *   await fillFacts({ sql, tenant, accounts, log })     nothing where they are there already
 */
export const MONTHS = 13;

const uuid = (kind, n) => `cast(concat('0198${kind}', substr(lpad(lower(hex(${n})), 8, '0'), 1, 3), '-', substr(lpad(lower(hex(${n})), 8, '0'), 4, 4), '-7000-8000-', lpad(lower(hex(${n})), 12, '0')) as uuid)`;
const dice = (salt, sides) => `(crc32(concat('${salt}', seq)) % ${sides})`;
const of = (salt, ...values) => `elt(1 + ${dice(salt, values.length)}, ${values.map((v) => `'${v}'`).join(", ")})`;

/* Deltas: one for all facts of a bucket.  dims and sums as datasets.def has them. */
const facts = (tenant, name, day, dims, sums, from) => `insert into store.metric_delta (tenant_id, id, dataset, fact_on, ${dims.map((_, i) => `d${i + 1}`).join(", ")}, ${sums.map((_, i) => `m${i + 1}`).join(", ")})
	select '${tenant}', cast(concat('0198ffff-', substr(md5(uuid()), 1, 4), '-7', substr(md5(uuid()), 1, 3), '-8', substr(md5(uuid()), 1, 3), '-', substr(md5(concat(uuid(), rand())), 1, 12)) as uuid), '${name}', f.* from (select ${day} fact_on, ${dims.map((d, i) => `${d} d${i + 1}`).join(", ")}, ${sums.map((s, i) => `sum(${s}) m${i + 1}`).join(", ")}
	from ${from} group by fact_on, ${dims.map((_, i) => `d${i + 1}`).join(", ")}) f`;

const monthsOf = (today) => Array.from({ length: MONTHS }, (_, i) => {
	const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - MONTHS + 1 + i, 1));
	const on = (day) => new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), day)).toISOString().slice(0, 10);
	return { from: on(-29), to: on(0), bill: on(1), due: on(22), name: `Bench - ${first.toLocaleString("en", { month: "long", year: "numeric", timeZone: "UTC" })}` };
});

export async function fillFacts({ sql, tenant, accounts, today, log = () => {} }) {
	const one = (text) => sql(text)[0]?.[0];
	if (Number(one(`select count(*) from store.cycle where tenant_id = '${tenant}' and name like 'Bench - %'`)) === MONTHS) return false;
	const began = Date.now(), note = (text) => log(`${text} (${Math.round((Date.now() - began) / 1000)} s)`);
	const zone = uuid("e", "1"), entry = one(`select id from store.journal_entry where tenant_id = '${tenant}' limit 1`) ?? "00000000-0000-7000-8000-000000000000";
	const [user] = sql(`select id, name from store.user where tenant_id = '${tenant}' order by email limit 1`)[0] ?? ["00000000-0000-7000-8000-000000000000"];
	const quick = (text) => sql(`set names utf8mb4; set foreign_key_checks = 0, unique_checks = 0, sql_log_bin = 0, innodb_lock_wait_timeout = 600; ${text};`);
	const [[pool]] = sql("select @@innodb_buffer_pool_size");
	const rows = `from seq_1_to_${accounts}`, class_ = "if(seq % 9, 'residential', 'commercial')", segment = "if(seq % 4, '', 'Seniors')";
	sql(`set global innodb_buffer_pool_size = ${3 * 2 ** 30}; set global innodb_flush_log_at_trx_commit = 2`);
	try {
		quick(`insert ignore into store.zone (tenant_id, id, name) values ('${tenant}', ${zone}, 'Bench Side');
		insert into store.consumer (tenant_id, id, number, name, kind, created_at) select '${tenant}', ${uuid("c", "seq")}, concat('FC', lpad(seq, 7, '0')), concat('Consumer ', seq), 'person', '2019-01-01' ${rows};
		insert into store.account (tenant_id, id, number, consumer_id, zone_id, class, segment, street, city, region, postcode, status, opened_on)
			select '${tenant}', ${uuid("a", "seq")}, concat('FA', lpad(seq, 7, '0')), ${uuid("c", "seq")}, ${zone}, ${class_}, ${segment}, concat(seq, ' Bench Street'), 'Town', 'NY', '00001', 'active', '2019-01-01' ${rows};
		insert into store.account_balance (tenant_id, account_id, owed_minor) select '${tenant}', ${uuid("a", "seq")}, 0 ${rows};
		insert into store.account_consumer (tenant_id, account_id, from_on, consumer_id) select '${tenant}', ${uuid("a", "seq")}, '2019-01-01', ${uuid("c", "seq")} ${rows}`);
		monthsOf(today).forEach((m, i) => {
			month({ quick, tenant, accounts, zone, entry, user, class_, segment, today: today.toISOString().slice(0, 10) }, m, i);
			note(m.name);
		});
		quick(`update store.account_balance b join (select account_id, sum(open_minor) open from store.receivable where tenant_id = '${tenant}' group by account_id) r on r.account_id = b.account_id
			set b.owed_minor = r.open where b.tenant_id = '${tenant}'`);
	} finally {
		sql(`set global innodb_flush_log_at_trx_commit = 1; set global innodb_buffer_pool_size = ${pool}`);
	}
	sql("analyze table store.account, store.bill, store.bill_line, store.receivable, store.payment, store.allocation");
	while (Number(one(`select count(*) from store.metric_delta where tenant_id = '${tenant}'`))) await new Promise((go) => setTimeout(go, 250));
	note(`folded into ${one(`select count(*) from store.metric_rollup where tenant_id = '${tenant}'`)} rows`);
	return true;
}

/* One cycle: bills of two lines, what is owed, and payments of nine in ten as far as the day is not ahead. */
function month({ quick, tenant, accounts, zone, entry, user, class_, segment, today }, m, i) {
	const base = i * accounts, from = `from seq_${base + 1}_to_${base + accounts}`, n = `(seq - ${base})`;
	const cycle = uuid("1", `${i + 1}`), bill = uuid("b", "seq"), amount = `(3000 + ${dice("n", 9000)})`;
	const of_n = (text) => text.replaceAll("seq", n);
	const paidOn = `('${m.bill}' + interval (1 + ${dice("d", 27)}) day)`, isPaid = `(${dice("p", 10)} < 9 and ${paidOn} < '${today}')`;
	quick(`insert into store.cycle (tenant_id, id, name, zone_id, utility, from_on, to_on, bill_on, due_on, state, created_at, created_by_name)
		values ('${tenant}', ${cycle}, '${m.name}', ${zone}, 'water', '${m.from}', '${m.to}', '${m.bill}', '${m.due}', 'generated', '2019-01-01', 'Bench');
	insert into store.bill (tenant_id, id, account_id, consumer_id, zone_id, number, status, from_on, to_on, issued_on, due_on, unit, amount_minor, entry_id, is_estimated, consumption_milli,
			cycle_id, account_class, segment, utility, use_class)
		select '${tenant}', ${bill}, ${uuid("a", n)}, ${uuid("c", n)}, ${zone}, concat('FB-', lpad(seq, 8, '0')), 'issued', '${m.from}', '${m.to}', '${m.bill}', '${m.due}', 'kgal', ${amount}, '${entry}',
			${dice("e", 40)} = 0, ${dice("u", 20000)}, ${cycle}, ${of_n(class_)}, ${of_n(segment)}, 'water', ${of("w", "usual", "usual", "usual", "usual", "usual", "usual", "high", "low", "zero", "none")} ${from};
	insert into store.bill_line (tenant_id, bill_id, line, kind, text, amount_minor) select '${tenant}', ${bill}, 1, 'service', 'Service charge', 1200 ${from};
	insert into store.bill_line (tenant_id, bill_id, line, kind, text, amount_minor) select '${tenant}', ${bill}, 2, 'usage', 'Water', ${amount} - 1200 ${from};
	insert into store.receivable (tenant_id, id, account_id, kind, number, amount_minor, open_minor, issued_on, due_on, status, zone_id, class, segment, cycle_id, changed_on)
		select '${tenant}', ${bill}, ${uuid("a", n)}, 'bill', concat('FB-', lpad(seq, 8, '0')), ${amount}, if(${isPaid}, 0, ${amount}), '${m.bill}', '${m.due}', if(${isPaid}, 'paid', 'open'), ${zone}, ${of_n(class_)},
			${of_n(segment)}, ${cycle}, if(${isPaid}, ${paidOn}, '${m.bill}') ${from};
	insert into store.payment (tenant_id, id, account_id, consumer_id, payment_no, transaction_no, receipt_no, amount_minor, method, method_kind, channel, status, paid_at, paid_on, recorded_at,
			received_by, received_by_name, entry_id, zone_id, class, segment, source, edges, edge_days)
		select '${tenant}', ${uuid("d", "seq")}, ${uuid("a", n)}, ${uuid("c", n)}, concat('FP-', lpad(seq, 8, '0')), concat('FT-', lpad(seq, 8, '0')), concat('FR-', lpad(seq, 8, '0')), ${amount},
			${of("m", "cash", "cheque", "card_terminal")}, ${of("m", "cash", "cheque", "card")}, 'walk_in', 'posted', ${paidOn} + interval 17 hour, ${paidOn}, ${paidOn} + interval 17 hour, '${user}', 'Bench', '${entry}', ${zone},
			${of_n(class_)}, ${of_n(segment)}, 'counter', 1, 1 + ${dice("d", 27)} ${from} where ${isPaid};
	insert into store.allocation (tenant_id, id, payment_id, receivable_id, amount_minor, was_open_minor, allocated_on)
		select '${tenant}', ${uuid("f", "seq")}, ${uuid("d", "seq")}, ${bill}, ${amount}, ${amount}, ${paidOn} ${from} where ${isPaid}`);
	const one = `tenant_id = '${tenant}' and cycle_id = ${cycle}`;
	quick([
		facts(tenant, "bills", "issued_on", ["zone_id", "account_class", "segment", "cycle_id", "utility", "unit", "is_estimated", "use_class"], ["1", "amount_minor", "consumption_milli"], `store.bill where ${one}`),
		facts(tenant, "lines", "b.issued_on", ["b.zone_id", "b.account_class", "b.segment", "b.cycle_id", "b.utility", "l.kind", "''"], ["1", "l.amount_minor"],
			`store.bill b straight_join store.bill_line l on l.tenant_id = b.tenant_id and l.bill_id = b.id where b.${one.replace("and cycle_id", "and b.cycle_id")}`),
		facts(tenant, "receivables", "issued_on", ["zone_id", "class", "segment", "cycle_id", "'bill'", "due_on"], ["1", "amount_minor", "amount_minor", "1"], `store.receivable where ${one}`),
		facts(tenant, "receivables", "changed_on", ["zone_id", "class", "segment", "cycle_id", "'bill'", "due_on"], ["0", "0", "-amount_minor", "-1"], `store.receivable where ${one} and status = 'paid'`),
		facts(tenant, "payments", "paid_on", ["zone_id", "class", "segment", "method", "channel", "source", "type", "received_by", "''", "'0'"], ["1", "amount_minor", "0", "edges", "edge_days"],
			`store.payment where tenant_id = '${tenant}' and id between ${uuid("d", base + 1)} and ${uuid("d", base + accounts)}`),
	].join(";\n"));
}
