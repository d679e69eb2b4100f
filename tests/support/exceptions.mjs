/*
 * Exceptions to be worked, in a zone of their own: accounts with a year of billed periods, whose last
 * cycle has one odd account each.  Everything is billed through the API, a bill a request.
 *
 *   const { accounts, cycle } = await exceptions();   accounts.high.exception …
 */
import { randomUUID } from "node:crypto";
import { as, call, sql } from "./api.mjs";

const HOME = "larkfield", SPECIALIST = "Billing Specialist", MONTHS = 13;
const day = (offset) => new Date(Date.now() + offset * 864e5).toISOString().slice(0, 10);
const TARIFF = JSON.stringify({ unit: "CCF", period: "bill", change: "prorate", rounding: "half_up",
	classes: { RES: { name: "Residential", components: [
		{ id: "base", kind: "fixed", name: "Service charge", amount: "14.50", per: "period" },
		{ id: "use", kind: "usage", name: "Water use", tiers: [{ from: "0", price: "2.87" }, { from: "14", price: "4.29" }, { from: "40", price: "6.44" }] }] } },
	estimation: { method: "average", periods: 3 } });
/* Who, and what the last cycle brings; usual is what a month comes to. */
const people = {
	high: { name: "Wren Halloway", street: "12 Alder Row", usual: 22, last: [131] },
	wrong: { name: "Ines Okafor", street: "3 Mill Lane", usual: 18, register: true, last: [-60] },
	missing: { name: "Theo Lindqvist", street: "48 Harbor View", usual: 27, last: [] },
	twice: { name: "Priya Raman", street: "7 Quarry Road", usual: 15, last: [16, 61] },
	tariff: { name: "Larkfield Grange Hall", street: "1 Common", usual: 9, last: [9], class: "OTHER" },
	warned: { name: "Marcus Bell", street: "90 Ferry Street", usual: 20, last: [37] },
	zero: { name: "Odile Fournier", street: "22 Alder Row", usual: 11, last: [0] },
	low: { name: "Sam Whitaker", street: "5 Mill Lane", usual: 40, last: [12] },
};
const q = (text) => `'${String(text).replace(/'/g, "''")}'`;
/* A year's curve, the same each time. */
const curve = [1, 1.06, 1.14, 1.22, 1.3, 1.24, 1.1, 1, 0.92, 0.88, 0.9, 0.96, 1];

async function must(method, path, options = {}) {
	const answer = await call(method, path, { token: await as(HOME, SPECIALIST), ...options });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.json;
}

export async function exceptions() {
	const [[tenant]] = sql(`select id from tenant where code = ${q(HOME)}`), mark = randomUUID().slice(24, 30).toUpperCase();
	const zone = randomUUID(), code = `X${mark}`, statements = [], put = (table, columns, ...values) =>
		statements.push(`insert into ${table} (tenant_id, ${columns}) values (${[tenant, ...values].map((v) => (v === null ? "null" : q(v))).join(", ")});`);
	const now = new Date().toISOString().replace("T", " ").slice(0, 19), start = day(-30 * (MONTHS + 1) - 5);
	put("zone", "id, name", zone, `Weir Side ${mark}`);
	put("tariff", "id, code, revision, name, utility, state, effective_on, doc_json, created_at, created_by_name, activated_at", randomUUID(), code, 1, "Water", "water", "active", "2000-01-01", TARIFF, now, "Test", now);
	const accounts = {};
	let n = 0;
	for (const [key, p] of Object.entries(people)) {
		const a = accounts[key] = { ...p, key, id: randomUUID(), consumer: randomUUID(), service: randomUUID(), meter: randomUUID(), number: `W${mark}-${++n}` };
		put("consumer", "id, number, name, email, created_at", a.consumer, `C${mark}-${n}`, p.name, `${key}@mail.example`, now);
		put("account", "id, number, consumer_id, zone_id, class, street, city, region, postcode, opened_on", a.id, a.number, a.consumer, zone, "residential", p.street, "Larkfield", "MA", "01742", start);
		put("account_consumer", "account_id, from_on, consumer_id", a.id, start, a.consumer);
		put("account_balance", "account_id", a.id);
		put("service", "id, account_id, utility, class, tariff_code, started_on", a.service, a.id, "water", "RES", code, start);
		put("meter", "id, account_id, number, utility, service_id, kind, unit, installed_on", a.meter, a.id, `M-${mark}${n}`, "water", a.service, p.register ? "register" : "use", "CCF", start);
		put("meter_span", "meter_id, from_on, account_id, service_id, unit, multiplier_milli, reason", a.meter, start, a.id, a.service, "CCF", 1000, "installed");
	}
	const cycles = Array.from({ length: MONTHS }, (_, k) => ({ id: randomUUID(), from: day(-30 * (k + 1)), to: day(-30 * k - 1), k }));
	for (const c of cycles)
		put("cycle", "id, name, zone_id, utility, from_on, to_on, bill_on, due_on, created_at, created_by_name", c.id, `Weir Side - ${new Date(`${c.to}T00:00:00Z`).toLocaleString("en-US", { month: "short", year: "numeric", timeZone: "UTC" })}`, zone, "water", c.from, c.to, day(-30 * c.k), day(21 - 30 * c.k), now, "Test");
	sql(statements.join("\n"));
	for (const a of Object.values(accounts)) {
		let position = 4000;
		const read = (c, use) => must("POST", "/api/v1/reads", { key: true, body: { meter_id: a.meter, read_on: c.to, quality: "actual",
			...(a.register ? { register_milli: (position += use) * 1000 } : { from_on: c.from, use_milli: use * 1000 }) } });
		if (a.register) await read({ to: day(-30 * MONTHS - 1) }, 0);
		for (const c of [...cycles].reverse()) {
			if (c.k === 0 && a.class) sql(`update service set class = ${q(a.class)} where id = ${q(a.service)}`);
			for (const use of c.k ? [Math.round(a.usual * curve[c.k % 12] + (a.number.charCodeAt(a.number.length - 1) + c.k * 7) % 3)] : a.last) await read(c, use);
			await must("POST", "/api/v1/generations", { key: true, body: { cycle_id: c.id, account_id: a.id } });
		}
		const found = (await must("GET", `/api/v1/exceptions?account_id=${a.id}&cycle_id=${cycles[0].id}&is_open=true`)).data;
		a.exception = found[0];
	}
	/* What came by SQL is found by nobody: a change of the consumer indexes him and his account. */
	const token = await as(HOME, "Utility Administrator");
	for (const a of Object.values(accounts)) {
		const path = `/api/v1/consumers/${a.consumer}`, { json } = await call("GET", path, { token });
		const changed = await call("PATCH", path, { token, body: { phone: "(518) 555-0150" }, headers: { "if-match": `"${json.version}"` } });
		if (changed.status !== 200) throw new Error(`PATCH ${path}: ${changed.status} ${changed.text}`);
	}
	return { accounts, cycle: cycles[0], zone };
}
