/*
 * Numbers that open, as those who ask see them: for every metric that a person may see, the tile, the
 * total that its rows are told with, the rows read to the end and the control total of the file are one
 * sum; who sees only what he received sees nothing else anywhere; and what nobody could mean is refused
 * by name.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/tiles.mjs [SEED]
 */
import { randomUUID } from "node:crypto";
import { as, assertContract, call, sql } from "../support/api.mjs";
import { unpacked } from "../support/unzip.mjs";
import { claims } from "./cases.mjs";

const ADMIN = "Utility Administrator", CSV = "text/csv", PDF = "application/pdf";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
let seed = Number(process.argv[2] ?? Date.now() % 1000000), passed = 0, failed = 0;
console.log(`seed ${seed}`);
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };
const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648, Math.floor(seed / 65536) % below);
const one = (list) => list[random(list.length)];
const get = async (token, path, accept) => call("GET", path, { token, headers: accept ? { accept } : {} });
const json = async (token, path) => {
	const answer = await get(token, path);
	if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
	return answer.json;
};

/* ---- sums ---- */

/* In the smallest parts: minor units, thousandths of a unit, ten thousandths of a percent. */
const parts = { count: 1, money: 1, use: 1000, percent: 10000, days: 100 };
const whole = (value, unit) => value === null ? null : typeof value === "number" ? Math.round(value * parts[unit]) : value.amount;
const thousandths = (value) => value === null ? 0 : typeof value === "number" ? Math.round(value * 1000) : value.amount * 1000;
const sum = (rows, of) => rows.reduce((all, row) => all + of(row), 0);

async function allRows(token, path) {
	const rows = [];
	let first = null, cursor = null;
	do {
		const page = await json(token, `${path}&limit=${1 + random(200)}${cursor ? `&cursor=${cursor}` : ""}`);
		first ??= page;
		rows.push(...page.data);
		cursor = page.next_cursor;
	} while (cursor);
	return { first, rows };
}

/* What the last record of a CSV says: {rows, value, numerator, denominator, …}, in decimals. */
function control(text) {
	const last = text.trimEnd().split("\r\n").at(-1);
	return last.startsWith("#end") ? Object.fromEntries(last.split(",").slice(1).map((s) => s.split("="))) : null;
}

const amount = (text, currency) => Math.round(Number(text.replace(` ${currency}`, "")) * 100);

/* Tile, rows, what they are told to be, and the file. */
async function agree(who, metric, question) {
	const at = `${who.name}: ${metric.key}?${question}`, path = `/api/v1/metrics/${metric.key}/rows?${question}`;
	const tile = (await json(who.token, `/api/v1/metrics/query?metrics=${metric.key}&${question}`)).data;
	const { first, rows } = await allRows(who.token, path);
	const file = await get(who.token, path, CSV), end = control(file.text);

	check(first.row_count === rows.length, `${at}: ${first.row_count} rows are told, ${rows.length} are there`);
	check(new Set(rows.map((r) => `${r.type} ${r.id} ${r.line} ${r.is_undone}`)).size === rows.length, `${at}: a row comes twice`);
	check(file.status === 200 && Number(end?.rows) === rows.length, `${at}: the file has ${end?.rows} rows, not ${rows.length}`);
	for (const answer of tile) {
		const mine = rows.filter((r) => metric.unit !== "use" || (r.utility === answer.utility && r.unit_of_use === answer.unit_of_use));
		if (tile.length === 1)
			check(JSON.stringify([first.total, first.parts]) === JSON.stringify([answer.value, answer.parts]), `${at}: the tile says ${JSON.stringify(answer.value)}, its rows ${JSON.stringify(first.total)}`);
		if (!answer.parts) {
			check(sum(mine, (r) => whole(r.value, metric.unit)) === (whole(answer.value, metric.unit) ?? 0), `${at}: rows add up to another value`);
			if (metric.unit === "money") check(amount(end.value, who.currency) === whole(answer.value, "money"), `${at}: the file says ${end.value}`);
			if (metric.unit === "count") check(Number(end.value) === answer.value || answer.value === null, `${at}: the file says ${end.value}`);
			continue;
		}
		for (const part of ["numerator", "denominator"])
			check(sum(mine, (r) => thousandths(r.parts[part])) === thousandths(answer.parts[part]), `${at}: ${part}s add up to something else`);
	}
	return rows;
}

/* ---- every metric, by chance ---- */

const periods = ["last_month", "this_month", "last_7_days", "last_30_days", "yesterday", "next_30_days", "this_year"];

async function questions(who, metric) {
	const filters = [], dimensions = metric.dimensions.map((d) => d.name).filter((name) => name !== "aging");
	for (const name of dimensions.filter(() => random(5) === 0).slice(0, 2)) {
		const { data } = await json(who.token, `/api/v1/metrics/${metric.key}/breakdown?by=${name}&period=last_12_months${metric.unit === "use" ? `&utility=${who.utility}&unit=${who.unit}` : ""}`);
		if (data.length) filters.push(`${name}=${encodeURIComponent(one(data).value)}`);
	}
	return [`period=${one(periods)}`, ...filters].join("&");
}

async function person(tenant, role) {
	const token = await as(tenant, role), me = await json(token, "/api/v1/auth/me");
	const [[utility, unit]] = sql(`select b.utility, b.unit from bill b join tenant t on t.id = b.tenant_id where t.code = '${tenant}' limit 1`);
	return { name: `${tenant} ${role}`, token, currency: me.tenant.currency, utility, unit };
}

for (const [tenant, role] of [["larkfield", ADMIN], ["suryanagar", ADMIN], ["larkfield", "Cashier"], ["larkfield", "Recovery Executive"], ["suryanagar", "Billing Specialist"]]) {
	const who = await person(tenant, role);
	for (const metric of (await json(who.token, "/api/v1/metrics")).data)
		await agree(who, metric, await questions(who, metric));
}

/* ---- what he did not receive, he does not see ---- */
{
	const token = await as("larkfield", "Cashier"), id = claims(token).sub, period = "period=last_12_months";
	const cashier = { name: "the cashier", token, currency: "USD" };
	const admin = await as("larkfield", ADMIN);
	const [open] = (await json(admin, "/api/v1/receivables?status=open&limit=1")).data;
	for (const by of [token, token, admin]) {	/* two of his own, one of another's */
		const body = { account_id: open.account.id, amount: { amount: 11, currency: "USD" }, method: "cash", confirm_duplicate: true,
			allocations: [{ receivable_id: open.id, amount: { amount: 11, currency: "USD" } }] };
		const answer = await call("POST", "/api/v1/payments", { token: by, body, key: randomUUID() });
		check(answer.status === 201, `a payment to be counted: ${answer.status} ${answer.text}`);
	}
	const { data: [{ value: tile }], period: { from, to } } = await json(token, `/api/v1/metrics/query?metrics=payments&${period}`);
	const counted = (whose) => Number(sql(`select sum(p.paid_on between '${from}' and '${to}') - sum(coalesce(p.voided_on between '${from}' and '${to}', 0))
		from payment p join tenant t on t.id = p.tenant_id where t.code = 'larkfield' and p.status in ('posted', 'cancelled', 'returned')${whose}`)[0][0]);
	const own = counted(` and p.received_by = '${id}'`), all = counted("");
	check(tile === own && tile < all, `the cashier's tile counts ${tile}, he received ${own} of ${all}`);
	const rows = await agree(cashier, { key: "payments", unit: "count" }, period);
	const his = sql(`select id from payment where received_by = '${id}'`).map(([row]) => row);
	check(rows.every((r) => his.includes(r.id)), "the cashier sees a row of another's");
	const trend = (await json(token, `/api/v1/metrics/payments/trend?step=month&${period}`)).data;
	check(sum(trend, (p) => p.value ?? 0) === tile, "the cashier's trend counts another's");
	for (const by of ["method", "channel", "zone_id", "received_by"]) {
		const { data, total } = await json(token, `/api/v1/metrics/payments/breakdown?by=${by}&${period}`);
		check(total === tile && sum(data, (p) => p.amount ?? 0) === tile, `the cashier's breakdown by ${by} counts another's`);
	}
	const other = claims(admin).sub;
	check((await json(token, `/api/v1/metrics/query?metrics=payments&${period}&received_by=${other}`)).data[0].value === 0, "the cashier counts what another received");
	check((await json(token, `/api/v1/metrics/payments/rows?${period}&received_by=${other}`)).data.length === 0, "the cashier sees what another received");
	const keys = (await json(token, "/api/v1/metrics")).data.map((m) => m.key);
	check(keys.includes("payments") && !keys.includes("billed"), `the cashier's catalog: ${keys}`);
	for (const accept of ["application/json", CSV, XLSX, PDF])
		check((await get(token, `/api/v1/metrics/billed/rows?${period}`, accept)).status === 403, `the cashier opens what is billed as ${accept}`);
	check((await get(token, `/api/v1/metrics/query?metrics=payments,billed&${period}`)).status === 403, "the cashier asks what is billed");
}

/* ---- files ---- */
{
	const token = await as("larkfield", ADMIN), path = "/api/v1/metrics/billed/rows?period=last_month&class=residential";
	const { total, row_count } = await json(token, path);
	const before = Number(sql("select count(*) from audit where action = 'metric.export'")[0][0]);
	const xlsx = await get(token, path, XLSX), sheet = unpacked(xlsx.bytes, /sheet1\.xml$/);
	check(xlsx.status === 200 && sheet.includes(`Total of ${row_count} row`) && sheet.includes("Class: Residential"), "the workbook tells what it is of, and how many rows it has");
	check(sheet.includes((total.amount / 100).toFixed(2)), "the workbook has the total");
	const pdf = await get(token, path, PDF);
	check(pdf.status === 200 && pdf.bytes.subarray(0, 5).toString() === "%PDF-" && pdf.bytes.subarray(-6).toString().includes("%%EOF"), `the paper: ${pdf.status}`);
	const told = sql("select after_json from audit where action = 'metric.export' order by id desc limit 2").map(([text]) => JSON.parse(text));
	check(Number(sql("select count(*) from audit where action = 'metric.export'")[0][0]) === before + 2, "each file is told to the audit");
	check(told.every((x) => x.key === "billed" && x.rows === row_count && x.filters[0].value === "residential") && new Set(told.map((x) => x.format)).size === 2, `audited: ${JSON.stringify(told)}`);
	const none = await get(token, "/api/v1/metrics/billed/rows?period=1999-01", CSV);
	check(none.status === 200 && none.text.startsWith("on,type,number") && control(none.text).rows === "0", "a file without rows has its names and its end");
}

/* ---- what nobody could mean ---- */
{
	const token = await as("larkfield", ADMIN), base = "/api/v1/metrics/payments/rows";
	const refused = async (path, pointer) => {
		const answer = await get(token, path);
		check(answer.status === 422 && answer.json.errors?.[0]?.pointer === pointer, `${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
	};
	check((await get(token, "/api/v1/metrics/nothing/rows")).status === 404, "a metric that is not there");
	await refused(`${base}?colour=red`, "?colour");
	await refused(`${base}?use_class=high`, "?use_class");
	await refused(`${base}?period=2026-05-10..2026-05-01`, "?period");
	await refused(`${base}?period=1980-01-01..2019-12-31`, "?period");
	await refused(`${base}?period=sometime`, "?period");
	await refused(`${base}?period=cycle:${randomUUID()}`, "?period");
	await refused(`${base}?zone_id=${randomUUID()}`, "?zone_id");
	await refused(`${base}?zone_id=north`, "?zone_id");
	await refused(`${base}?has_late_fee=2`, "?has_late_fee");
	await refused(`${base}?limit=201`, "?limit");
	await refused(`${base}?limit=0`, "?limit");
	const zone = randomUUID();
	sql(`insert into zone (tenant_id, id, name) select id, '${zone}', '${zone}' from tenant where code = 'larkfield'`);
	check((await get(token, `${base}?zone_id=${zone}`)).status === 200, "a zone that is there");
	sql(`delete from zone where id = '${zone}'`);
	await refused(`${base}?zone_id=${zone}`, "?zone_id");

	const page = await json(token, `${base}?period=this_year&limit=1`), cursor = page.next_cursor;
	check(cursor !== null, "there is more than one payment");
	const plain = Buffer.from(cursor, "base64url").toString().split("\t");
	const forged = (i, value) => Buffer.from(plain.with(i, value).join("\t")).toString("base64url");
	for (const bad of ["x", "", cursor.slice(0, -4), `${cursor}AAAA`, forged(0, "rows2"), forged(1, "0"), forged(2, "2026-02-30"), forged(3, "1"), forged(4, "-1"), forged(4, "99999999999"), forged(5, "x"), forged(5, "-1")])
		await refused(`${base}?period=this_year&cursor=${bad}`, "?cursor");
	await refused(`${base}?period=last_month&cursor=${cursor}`, "?cursor");
	await refused(`${base}?period=this_year&method=cash&cursor=${cursor}`, "?cursor");
	await refused(`/api/v1/metrics/collected/rows?period=this_year&cursor=${cursor}`, "?cursor");
	/* another's cursor is of another's rows */
	const cashier = await get(await as("larkfield", "Cashier"), `${base}?period=this_year&cursor=${cursor}`);
	check(cashier.status === 422, `the cashier goes on where another was: ${cashier.status}`);
	const next = await json(token, `${base}?period=this_year&limit=1&cursor=${cursor}`);
	check(next.data[0].id !== page.data[0].id && next.total === page.total, "the next page is of the same whole");
}

assertContract();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
