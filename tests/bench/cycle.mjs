/*
 * A cycle as a town has it: 100,000 accounts of one zone, each with a service, a meter and a read of
 * its month, and two versions of a tariff of four tiers: one in force, one drafted.  Written as rows; what
 * is done with it goes through the operations.
 *
 *   const { cycle, tariff, draft, zone } = fillCycle({ sql, tenant })     nothing where it is there already
 */
export const CYCLE_ACCOUNTS = 100_000;

const ZONE = "00000000-0000-7000-8000-00000000c1c1", CYCLE = "00000000-0000-7000-8000-00000000c1c2";
const TARIFF = "00000000-0000-7000-8000-00000000c1c3", DRAFT = "00000000-0000-7000-8000-00000000c1c4";
const uuid = (kind, n) => `cast(concat('0199${kind}', substr(lpad(lower(hex(${n})), 8, '0'), 1, 3), '-', substr(lpad(lower(hex(${n})), 8, '0'), 4, 4), '-7000-8000-', lpad(lower(hex(${n})), 12, '0')) as uuid)`;
const dice = (salt, sides) => `(crc32(concat('${salt}', seq)) % ${sides})`;
const tiers = (...pairs) => pairs.map(([from, price]) => ({ from: String(from), price: String(price) }));
const doc = (prices, fixed) => JSON.stringify({ unit: "CCF", attributes: [{ name: "meter_size", values: ["5/8\"", "1\""], default: "5/8\"" }],
	classes: Object.fromEntries(["RESIDENTIAL", "COMMERCIAL"].map((c) => [c, { components: [
		{ id: "service", kind: "fixed", name: "Service charge", amount: { by: "meter_size", values: { "5/8\"": fixed, "1\"": "20.35" } } },
		{ id: "water", kind: "usage", name: "Water", tiers: tiers(...prices) }] }])) }).replaceAll("\\", "\\\\").replaceAll("'", "''");

export function fillCycle({ sql, tenant, accounts = CYCLE_ACCOUNTS }) {
	const all = { cycle: CYCLE, tariff: TARIFF, draft: DRAFT, zone: ZONE, accounts };
	if (Number(sql(`select count(*) from store.cycle where tenant_id = '${tenant}' and id = '${CYCLE}'`)[0][0])) return all;
	const quick = (text) => sql(`set names utf8mb4; set foreign_key_checks = 0, unique_checks = 0, sql_log_bin = 0, innodb_lock_wait_timeout = 600; ${text};`);
	quick(`insert into store.zone (tenant_id, id, name) values ('${tenant}', '${ZONE}', 'Bench District');
		insert into store.tariff (tenant_id, id, code, revision, name, utility, state, effective_on, doc_json, created_at, created_by_name) values
			('${tenant}', '${TARIFF}', 'BENCH', 1, 'Bench water', 'sewer', 'active', '2020-01-01', '${doc([[0, "2.87"], [14, "4.29"], [40, "6.44"], [148, "10.07"]], "12.10")}', '2020-01-01', 'Bench'),
			('${tenant}', '${DRAFT}', 'BENCH', 2, 'Bench water, proposed', 'sewer', 'draft', '2027-01-01', '${doc([[0, "2.95"], [12, "4.45"], [36, "6.80"], [120, "10.90"]], "11.60")}', '2020-01-01', 'Bench');
		insert into store.cycle (tenant_id, id, name, zone_id, utility, from_on, to_on, bill_on, due_on, created_at, created_by_name)
			values ('${tenant}', '${CYCLE}', 'Bench District - March 2026', '${ZONE}', 'sewer', '2026-03-01', '2026-03-31', '2026-04-01', '2026-04-22', '2026-03-01', 'Bench')`);
	for (let from = 1; from <= accounts; from += 50_000) {
		const rows = `from seq_${from}_to_${Math.min(accounts, from + 49_999)}`, class_ = `if(seq % 9, 'RESIDENTIAL', 'COMMERCIAL')`;
		quick(`insert into store.consumer (tenant_id, id, number, name, kind, email, created_at)
			select '${tenant}', ${uuid("c", "seq")}, concat('BC', lpad(seq, 7, '0')), concat('Bench Consumer ', seq), 'person', concat('b', seq, '@mail.example'), '2019-01-01' ${rows};
		insert into store.account (tenant_id, id, number, consumer_id, zone_id, class, street, city, region, postcode, status, opened_on)
			select '${tenant}', ${uuid("a", "seq")}, concat('BA', lpad(seq, 7, '0')), ${uuid("c", "seq")}, '${ZONE}', if(seq % 9, 'residential', 'commercial'), concat(seq, ' Bench Street'), 'Larkfield', 'NY', lpad(seq % 99999, 5, '0'), 'active', '2019-01-01' ${rows};
		insert into store.account_balance (tenant_id, account_id, owed_minor) select '${tenant}', ${uuid("a", "seq")}, 0 ${rows};
		insert into store.account_consumer (tenant_id, account_id, from_on, consumer_id) select '${tenant}', ${uuid("a", "seq")}, '2019-01-01', ${uuid("c", "seq")} ${rows};
		insert into store.service (tenant_id, id, account_id, utility, class, tariff_code, attributes_json, started_on)
			select '${tenant}', ${uuid("5", "seq")}, ${uuid("a", "seq")}, 'sewer', ${class_}, null, if(seq % 4, '{"meter_size":"5/8\\\\""}', '{"meter_size":"1\\\\""}'), '2019-01-01' ${rows};
		insert into store.meter (tenant_id, id, account_id, service_id, number, utility, kind, unit, installed_on)
			select '${tenant}', ${uuid("3", "seq")}, ${uuid("a", "seq")}, ${uuid("5", "seq")}, concat('BM', lpad(seq, 7, '0')), 'sewer', 'use', 'CCF', '2019-01-01' ${rows};
		insert into store.meter_span (tenant_id, meter_id, from_on, account_id, service_id, unit, multiplier_milli, reason)
			select '${tenant}', ${uuid("3", "seq")}, '2019-01-01', ${uuid("a", "seq")}, ${uuid("5", "seq")}, 'CCF', 1000, 'installed' ${rows};
		insert into store.meter_read (tenant_id, id, account_id, meter_id, read_on, use_milli, unit, quality, source, read_at, read_by_name)
			select '${tenant}', ${uuid("4", "seq")}, ${uuid("a", "seq")}, ${uuid("3", "seq")}, '2026-03-31', 1000 + ${dice("u", 60000)}, 'CCF', if(seq % 40, 'actual', 'estimated'), 'import', '2026-04-01', 'Bench' ${rows}`);
	}
	sql("analyze table store.account, store.service, store.meter, store.meter_read");
	return all;
}
