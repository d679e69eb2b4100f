/*
 * A zone of one's own with accounts, a tariff in force and a month of use: what a run needs, apart
 * from what the demo has.
 */
import assert from "node:assert/strict";
import { api, signin, url } from "./support.mjs";

const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const month = (k) => { const d = new Date(); d.setUTCDate(1); d.setUTCMonth(d.getUTCMonth() - k); return d.toISOString().slice(0, 10); };
export const from = month(1), to = (() => { const d = new Date(`${month(0)}T00:00:00Z`); d.setUTCDate(0); return d.toISOString().slice(0, 10); })(), issued = day(0), due = day(21);

async function upload(name, text) {
	const who = signin("Utility Administrator");
	const { access_token } = await (await fetch(`${url}/api/v1/auth/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ tenant: who.tenant, email: who.email, password: who.password }) })).json();
	const r = await fetch(`${url}/api/v1/files?name=${name}`, { method: "POST", headers: { Authorization: `Bearer ${access_token}`, "Content-Type": "text/csv" }, body: text });
	const body = await r.json();
	assert.equal(r.status, 201, JSON.stringify(body));
	return body.id;
}
async function bring(call, kind, name, text) {
	const made = (await call("POST", "/imports", { kind, file_id: await upload(name, text) }));
	assert.equal(made.status, 201, JSON.stringify(made.body));
	const path = `/imports/${made.body.id}`, run = await call("POST", `${path}/run`, {}, { "Idempotency-Key": crypto.randomUUID() });
	assert.ok(run.status < 300, JSON.stringify(run.body));
	for (let i = 0; i < 120; i++) {
		const { body } = await call("GET", path);
		if (body.state === "done") { assert.equal(body.refused, 0, JSON.stringify(body)); return body; }
		assert.ok(!["failed", "cancelled"].includes(body.state), JSON.stringify(body));
		await new Promise((r) => setTimeout(r, 500));
	}
	throw new Error(`${kind} never came in`);
}
export const tariffDoc = {
	unit: "kgal", period: "bill", change: "end", rounding: "half_up", attributes: [],
	classes: { test_residential: { name: "Residential", components: [{ id: "service", kind: "fixed", name: "Service charge", amount: "12.00", per: "period" }, { id: "use", kind: "usage", name: "Water", tiers: [{ from: "0", price: "4.00" }, { from: "5", price: "6.50" }] }] } },
	terms: { due_days: 21 },
};
async function made(call, path, body) {
	const r = await call("POST", path, body, { "Idempotency-Key": crypto.randomUUID() });
	assert.equal(r.status, 201, `${path}: ${JSON.stringify(r.body)}`);
	return r.body;
}
/* count accounts; the use of all but the last `unread` is recorded. */
export async function billable(mark, { count = 6, unread = 1 } = {}) {
	const admin = await api("Utility Administrator"), manager = await api("Billing Manager"), zoneName = `Zone ${mark}`;
	const rows = Array.from({ length: count }, (_, i) => `B${mark}${i + 1},Person ${mark} ${i + 1},residential,${zoneName},${i + 1} Mill Road,Larkfield,NY,12345,2024-01-01`);
	await bring(admin, "accounts", `a-${mark}.csv`, ["account_number,consumer_name,class,zone,street,city,region,postcode,opened_on", ...rows, ""].join("\r\n"));
	const zone = (await manager("GET", "/zones")).body.data.find((z) => z.name === zoneName);
	assert.ok(zone, zoneName);
	await tariff(manager);
	const accounts = [];
	for (let i = 0; i < count; i++) {
		const account = (await manager("GET", `/accounts?q=B${mark}${i + 1}`)).body.data.find((a) => a.number === `B${mark}${i + 1}`);
		accounts.push(account);
		const service = await made(manager, "/services", { account_id: account.id, utility: "water", class: "test_residential", tariff_code: "BT-WATER", started_on: "2024-01-01" });
		const meter = await made(manager, "/meters", { account_id: account.id, service_id: service.id, number: `M${mark}${i + 1}`, kind: "use", unit: "kgal", installed_on: "2024-01-01" });
		if (i >= count - unread) continue;
		const r = await manager("POST", "/reads", { meter_id: meter.id, from_on: from, read_on: to, use_milli: (i + 4) * 1000, quality: "actual" }, { "Idempotency-Key": crypto.randomUUID() });
		assert.ok(r.status < 300, JSON.stringify(r.body));
	}
	return { zone, accounts, manager, admin };
}
/* One of a class of its own, so that nobody else is billed by it. */
export async function tariff(manager) {
	const all = (await manager("GET", "/tariffs?utility=water&state=active&limit=50")).body.data ?? [];
	if (all.some((x) => x.code === "BT-WATER")) return;
	const made = await manager("POST", "/tariffs", { code: "BT-WATER", name: "Water, test", utility: "water", effective_on: "2024-01-01", doc: tariffDoc });
	assert.equal(made.status, 201, JSON.stringify(made.body));
	const active = await manager("POST", `/tariffs/${made.body.id}/activate`, { confirm: true }, { "If-Match": `"${made.body.version}"` });
	assert.equal(active.status, 200, JSON.stringify(active.body));
}
