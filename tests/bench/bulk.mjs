/*
 * A tenant as it is after years: 200,000 accounts and 1.3 million payments, written as rows and not
 * through the operations (that would take an hour), so its ledger says nothing of them and
 * billport-verify is not asked.  What lists, totals, exports and the search read is all there: rare
 * and common values of every filter, corrections, flags, plans, credit notes, drawers.
 *
 *   await fillBulk({ sql, tenant, log })     nothing where the tenant is full already
 */
export const ACCOUNTS = 200_000, PAYMENTS = 1_300_000;

const FIRST = "Ada Ben Clara Dario Elena Farid Grace Hugo Ines Jonas Kira Liam Maya Nadia Omar Priya Quinn Rosa Samir Tara Uma Victor Wanda Xavier Yara Zoe Arun Beatriz Chen Dolores Emeka Fatima Gunnar Hana Ivan Jamila Keiko Lars Mei Noor".split(" ");
const BEGIN = "Al Bar Car Del Ed Fer Gar Hol Iv Jar Kel Lar Mar Nor Ol Per Qua Ros Sal Tor Ul Val Wil Xan Yor Zel Ash Brad Cross Dun".split(" ");
const END = "gado bert mann son ington wood field man ez ova sen hart ley ton ridge more stone quist berg well".split(" ");
const STREETS = "Oak Maple Cedar Pine Elm Lake Hill River Mill Church Park High Spring Bridge Orchard Meadow".split(" ");
const list = (words) => words.map((w) => `'${w}'`).join(",");

/* A UUID of version 7 out of a number of milliseconds and a counter: rows lie in the order of time. */
const uuid = (ms, kind, n) => `cast(concat(substr(lpad(lower(hex(${ms})), 12, '0'), 1, 8), '-', substr(lpad(lower(hex(${ms})), 12, '0'), 9), '-7${kind}00-8000-', lpad(lower(hex(${n})), 12, '0')) as uuid)`;
const ACCOUNT_MS = "1500000000000 + seq * 1000";
const consumerId = (n) => uuid(`1500000000000 + (${n}) * 1000`, "c", n), accountId = (n) => uuid(`1500000000000 + (${n}) * 1000`, "a", n);
/* Numbers that look thrown and are always the same. */
const dice = (salt, sides) => `(crc32(concat('${salt}', seq)) % ${sides})`;
const chunks = (n, size) => Array.from({ length: Math.ceil(n / size) }, (_, i) => [i * size + 1, Math.min((i + 1) * size, n)]);

export async function fillBulk({ sql, tenant, log = () => {} }) {
	const count = (table) => Number(sql(`select count(*) from store.${table} where tenant_id = '${tenant}'`)[0][0]);
	if (count("payment") >= PAYMENTS) return false;
	const began = Date.now(), note = (text) => log(`${text} (${Math.round((Date.now() - began) / 1000)} s)`);
	const users = sql(`select id, name from store.user where tenant_id = '${tenant}' order by email limit 8`);
	const zones = sql(`select id from store.zone where tenant_id = '${tenant}'`).map(([id]) => id);
	const entry = sql(`select id from store.journal_entry where tenant_id = '${tenant}' limit 1`)[0][0];
	/* No foreign keys are looked up, nothing is logged for replicas; the pool is large while it lasts. */
	const quick = (text) => sql(`set names utf8mb4; set foreign_key_checks = 0, unique_checks = 0, sql_log_bin = 0, innodb_lock_wait_timeout = 600; ${text};`);
	const [[pool]] = sql("select @@innodb_buffer_pool_size");
	sql(`set global innodb_buffer_pool_size = ${3 * 2 ** 30}; set global innodb_flush_log_at_trx_commit = 2`);
	try {
		const zone = `elt(1 + seq % ${zones.length}, ${list(zones)})`;
		const name = `concat(elt(1 + ${dice("f", FIRST.length)}, ${list(FIRST)}), ' ', elt(1 + ${dice("b", BEGIN.length)}, ${list(BEGIN)}), elt(1 + ${dice("e", END.length)}, ${list(END)}))`;
		const street = `concat(1 + ${dice("h", 9000)}, ' ', elt(1 + ${dice("s", STREETS.length)}, ${list(STREETS)}), ' Street')`;
		const phone = `concat('555', lpad(${dice("p", 10000000)}, 7, '0'))`;
		for (const [from, to] of chunks(ACCOUNTS, 50_000)) {
			quick(`insert ignore into store.consumer (tenant_id, id, number, name, kind, phone, email, created_at)
				select '${tenant}', ${consumerId("seq")}, concat('K', lpad(seq, 7, '0')), ${name}, if(seq % 20, 'person', 'firm'), ${phone}, concat('k', seq, '@mail.example'), '2019-01-01' from seq_${from}_to_${to};
			insert ignore into store.account (tenant_id, id, number, consumer_id, zone_id, class, street, city, region, postcode, status, opened_on)
				select '${tenant}', ${accountId("seq")}, concat('9', lpad(seq, 7, '0')), ${consumerId("seq")}, ${zone}, if(seq % 9, 'residential', 'commercial'), ${street}, 'Larkfield', 'NY', lpad(seq % 99999, 5, '0'), if(seq % 50, 'active', 'closed'), '2019-01-01' from seq_${from}_to_${to};
			insert ignore into store.account_balance (tenant_id, account_id, owed_minor) select '${tenant}', ${accountId("seq")}, if(seq % 3, 0, 1000 + ${dice("o", 40000)}) from seq_${from}_to_${to};
			insert ignore into store.account_consumer (tenant_id, account_id, from_on, consumer_id) select '${tenant}', ${accountId("seq")}, '2019-01-01', ${consumerId("seq")} from seq_${from}_to_${to};
			insert ignore into store.receivable (tenant_id, id, account_id, kind, number, amount_minor, open_minor, issued_on, due_on, changed_on, status)
				select '${tenant}', ${uuid("1700000000000 + seq * 1000", "b", "seq")}, ${accountId("seq")}, 'bill', concat('BB-', lpad(seq, 8, '0')), 41000, if(seq % 3, 0, 1000 + ${dice("o", 40000)}), '2025-01-01' + interval (seq % 700) day, '2025-01-15' + interval (seq % 700) day, '2025-01-01' + interval (seq % 700) day, if(seq % 3, 'paid', 'open') from seq_${from}_to_${to};
			insert ignore into store.bill (tenant_id, id, account_id, consumer_id, zone_id, number, status, from_on, to_on, issued_on, due_on, unit, amount_minor, entry_id)
				select '${tenant}', ${uuid("1700000000000 + seq * 1000", "b", "seq")}, ${accountId("seq")}, ${consumerId("seq")}, ${zone}, concat('BB-', lpad(seq, 8, '0')), if(seq % 300, 'issued', 'reversed'), '2024-12-01' + interval (seq % 700) day, '2024-12-30' + interval (seq % 700) day, '2025-01-01' + interval (seq % 700) day, '2025-01-15' + interval (seq % 700) day, 'gal', 41000, '${entry}' from seq_${from}_to_${to}`);
			note(`accounts up to ${to}`);
		}
		await fillPayments({ quick, tenant, entry, users, note });
		await indexBulk({ sql, quick, tenant, note });
	} finally {
		sql(`set global innodb_flush_log_at_trx_commit = 1; set global innodb_buffer_pool_size = ${pool}`);
	}
	sql("analyze table store.payment, store.account, store.consumer, store.receivable, store.bill, store.credit_note, store.drawer_line");
	note("all there");
	return true;
}

/* As after an import: the worker indexes what is not yet found. */
export async function indexBulk({ sql, quick, tenant, note }) {
	const job = "00000000-0000-7000-8000-000000000001";
	quick(`insert ignore into store.job (tenant_id, id, kind, input_json, requested_by_name, run_at, created_at) values ('${tenant}', '${job}', 'search.index', '{}', 'Bulk', '2019-01-01', '2019-01-01')`);
	for (let state; state !== "done"; await new Promise((go) => setTimeout(go, 500))) {
		state = sql(`select state from store.job where id = '${job}'`)[0][0];
		if (state === "failed") throw new Error(`the index: ${sql(`select failure from store.job where id = '${job}'`)[0][0]}`);
	}
	note("the search index");
}

/* The last five years; the day's number of payments is even, the values of each filter are not. */
async function fillPayments({ quick, tenant, entry, users, note }) {
	const now = Date.now() - 86400e3, step = Math.floor(5 * 365 * 86400e3 / PAYMENTS), start = now - step * PAYMENTS;
	const ms = `(${start} + seq * ${step})`, at = `from_unixtime(${ms} / 1000)`, account = `(1 + ${dice("a", ACCOUNTS)})`;
	const share = (salt, ...pairs) => `case ${pairs.slice(0, -1).map(([value, until]) => `when ${dice(salt, 100000)} < ${until} then '${value}'`).join(" ")} else '${pairs.at(-1)}' end`;
	const method = share("m", ["cheque", 8000], ["money_order", 9500], ["bank_transfer", 9600], ["card_terminal", 45000], "cash");
	const channel = share("c", ["field", 100], ["mail", 6000], ["phone", 15000], "walk_in");
	const flag = `case when ${dice("g", 100000)} < 2 then 'fraud' when ${dice("g", 100000)} < 20 then 'review' when ${dice("g", 100000)} < 300 then 'duplicate' end`;
	const user = (column) => `elt(1 + ${dice("u", users.length)}, ${list(users.map((u) => u[column]))})`;
	const plan = (n) => uuid(`1690000000000 + (${n}) * 1000`, "e", n);
	const payment = (n) => uuid(`(${start} + (${n}) * ${step})`, "d", n);
	quick(`insert ignore into store.plan (tenant_id, id, number, account_id, consumer_id, total_minor, left_minor, instalments, every, created_at, created_by_name)
		select '${tenant}', ${plan("seq")}, concat('PP-', lpad(seq, 6, '0')), ${accountId("seq")}, ${consumerId("seq")}, 60000, 60000, 6, 'month', '2024-01-01', 'Bulk' from seq_1_to_2000`);
	for (const [from, to] of chunks(PAYMENTS, 100_000)) {
		quick(`insert ignore into store.payment (tenant_id, id, account_id, consumer_id, payment_no, transaction_no, receipt_no, amount_minor, credit_minor, type, method, method_kind,
			channel, status, verification, reference, card_last4, paid_at, paid_on, recorded_at, received_by, received_by_name, entry_id, plan_id, corrects_id, flag)
			select '${tenant}', ${payment("seq")}, ${accountId(account)}, ${consumerId(account)}, concat('BP-', lpad(seq, 8, '0')), concat('BT-', lpad(seq, 8, '0')), concat('BR-', lpad(seq, 8, '0')),
			100 + ${dice("n", 60000)}, if(${dice("k", 100)} = 0, 50, 0), if(${dice("t", 200)} = 0, 'instalment', if(${dice("t", 200)} < 5, 'service', 'bill')),
			${method}, if(${method} = 'card_terminal', 'card', if(${method} = 'cash', 'cash', 'cheque')), ${channel},
			${share("x", ["cancelled", 1000], ["returned", 1010], ["pending", 1012], ["failed", 1013], "posted")}, if(${dice("v", 500)}, 'verified', 'pending'),
			if(${method} = 'card_terminal', concat('S', seq), null), if(${method} = 'card_terminal', lpad(${dice("l", 10000)}, 4, '0'), null),
			${at}, date(${at} - interval 5 hour), ${at}, ${user(0)}, ${user(1)}, '${entry}',
			if(${dice("t", 200)} = 0, ${plan("1 + seq % 2000")}, null), if(${dice("r", 1000)} = 0 and seq > 10, ${payment("seq - 10")}, null), ${flag}
			from seq_${from}_to_${to}`);
		note(`payments up to ${to}`);
	}
	const closes = 4000, close = (n) => uuid(`1710000000000 + (${n}) * 1000`, "f", n);
	quick(`insert ignore into store.drawer_close (tenant_id, id, number, user_id, user_name, closed_on, closed_at, float_minor, taken_minor, counted_minor, difference_minor)
		select '${tenant}', ${close("seq")}, concat('BD-', lpad(seq, 6, '0')), ${user(0)}, ${user(1)}, '2024-01-01', '2024-01-01', 0, 0, cast(seq % 9 as signed) - 4, cast(seq % 9 as signed) - 4 from seq_1_to_${closes};
	insert ignore into store.drawer_line (tenant_id, close_id, payment_id, way, amount_minor)
		select '${tenant}', ${close(`1 + seq % ${closes}`)}, ${payment("seq")}, 'in', 100 from seq_1_to_${PAYMENTS} where ${dice("m", 100000)} >= 45000;
	insert ignore into store.credit_note (tenant_id, id, number, account_id, consumer_id, payment_id, source, reason, amount_minor, remaining_minor, status, created_at, created_on, expires_on, created_by_name, entry_id)
		select '${tenant}', ${uuid(ms, "9", "seq")}, concat('BC-', lpad(seq, 8, '0')), ${accountId(account)}, ${consumerId(account)}, ${payment("seq")}, if(seq % 7, 'overpayment', 'manual'), if(seq % 7, 'overpayment', if(seq % 2, 'billing_error', 'other')),
		50, if(seq % 5, 50, if(seq % 2, 20, 0)), if(seq % 400 = 0, 'void', if(seq % 5 = 0 and seq % 2 = 0, 'applied', 'active')), ${at}, date(${at} - interval 5 hour), date(${at}) + interval 1 year, 'Bulk', '${entry}'
		from seq_1_to_${PAYMENTS} where ${dice("k", 100)} = 0`);
	note("drawers and credit notes");
}
