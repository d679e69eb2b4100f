/*
 * For each operation of the contract, how to make a good request of it on a real object.
 *
 * A case is a function (who) -> { path: {id: …}, query, body, headers, key, token, ids } or a
 * promise of one.  who.role is the role that will send it, who.user its user id (null for a
 * program).  ids are the ids of this tenant that the request names, beside path.id: a user of
 * another tenant sends them too.  Everything a case needs is made or fetched here, by the utility
 * administrator, unless the operation is about oneself.
 *
 * Beside the function: `or` is what happens under a row rule, to those who have only the second
 * permission; `client` what a program gets, where it differs; `ok` the good status
 * where the contract names several.
 */
import { randomUUID } from "node:crypto";
import { as, call, env, signIn, sql, status } from "../support/api.mjs";

const HOME = "larkfield", CURRENCY = "USD", ADMIN = "Utility Administrator";
export const VOID_LIMIT = 50;		/* minor units; the matrix sets it */
const admin = async (method, path, options = {}) => {
	const answer = await call(method, path, { token: await as(HOME, ADMIN), ...options });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.text ? answer.json : null;
};
const first = async (path) => (await admin("GET", `${path}${path.includes("?") ? "&" : "?"}limit=1`)).data[0];
const version = async (path) => ({ "if-match": `"${(await admin("GET", path)).version}"` });
const money = (amount) => ({ amount, currency: CURRENCY });
const nothing = () => ({});
const object = (resource) => async () => ({ path: { id: (await first(resource)).id } });

let open = [];

/* A payment of so much, as it would be sent. */
async function paying(amount) {
	for (let cursor = ""; !open.length || cursor;) {
		const page = await admin("GET", `/api/v1/receivables?status=open&limit=200${cursor && `&cursor=${cursor}`}`);
		open.push(...page.data.filter((r) => r.open.amount > 1000));
		cursor = open.length < 600 && page.next_cursor ? page.next_cursor : "";
	}
	const bill = open[Math.floor(Math.random() * open.length)];
	return {
		body: { account_id: bill.account.id, amount: money(amount), method: "cash",
			allocations: [{ receivable_id: bill.id, amount: money(amount) }] },
		key: randomUUID(), ids: [bill.account.id, bill.id],
	};
}

/* Taken by that role where it may, else by the administrator. */
async function payment(who, amount = 1) {
	const { body, key } = await paying(amount);
	const token = who.may?.("payments:record") ? who.token : await as(HOME, ADMIN);
	const answer = await call("POST", "/api/v1/payments", { token, body, key });
	if (answer.status !== 201) throw new Error(`a payment for ${who.role}: ${answer.status} ${answer.text}`);
	return answer.json;
}

/* What a person would send to close his drawer as it is. */
async function counting(who) {
	const token = who.user && who.may?.("drawers:close") ? who.token : await as(HOME, ADMIN);
	const { taken } = (await call("GET", "/api/v1/drawers/mine", { token })).json;
	return { float: money(10000), counted: money(Math.max(0, 10000 + taken.amount)), taken, notes: "Counted" };
}

async function drawerClose(who) {
	const token = who.user && who.may?.("drawers:close") ? who.token : await as(HOME, ADMIN);
	const answer = await call("POST", "/api/v1/drawer-closes", { token, body: await counting(who), key: true });
	if (answer.status !== 201) throw new Error(`a drawer of ${who.role}: ${answer.status} ${answer.text}`);
	return answer.json;
}

/* Asked for by one who may void and not approve. */
async function approval() {
	const { id } = await payment({}, VOID_LIMIT + 10);
	const answer = await call("POST", `/api/v1/payments/${id}/void`,
		{ token: await as(HOME, "Recovery Executive"), body: { reason: "Taken for another" }, key: true });
	if (answer.status !== 202) throw new Error(`a void above the limit: ${answer.status} ${answer.text}`);
	return answer.json.approval_id;
}

async function decision() {
	const id = await approval(), { version } = await admin("GET", `/api/v1/approvals/${id}`);
	return { path: { id }, body: { version, reason: "Seen" }, key: randomUUID() };
}

async function job() {
	const { path, body } = await decision();
	const answer = await admin("POST", `/api/v1/approvals/${path.id}/approve`, { body, key: true });
	return answer.job_id;
}

/* Issued for a payment of its own; an open bill of the same account. */
async function creditNote() {
	const { id } = await payment({}, 20);
	const account = (await admin("GET", `/api/v1/payments/${id}`)).account.id;
	const note = await admin("POST", "/api/v1/credit-notes", { body: { payment_id: id, amount: money(10), reason: "adjustment" }, key: true });
	const bill = (await admin("GET", `/api/v1/receivables?account_id=${account}&status=open&limit=1`)).data[0];
	return { ...note, use: { allocations: [{ receivable_id: bill.id, amount: money(1) }] }, bill };
}

async function creditUse() {
	const note = await creditNote();
	const { id: use_id } = await admin("POST", `/api/v1/credit-notes/${note.id}/use`, { body: note.use, key: true });
	return { id: note.id, use_id };
}

/* A price of so much, small enough that one gives it up alone. */
const newTariff = () => ({ code: `M-${randomUUID().slice(0, 13)}`, name: "Matrix tariff", utility: "gas", effective_on: "2030-01-01" });
const tariff = () => admin("POST", "/api/v1/tariffs", { body: newTariff() });
const tariffFile = async () => (await admin("POST", "/api/v1/files?name=rates.yaml", {
	headers: { "content-type": "application/yaml" },
	body: "metadata:\n  effective_date: 2030-01-01\n  bill_unit: ccf\nrate_structure:\n  HOMES:\n    flat_rate: 2.1\n    commodity_charge: flat_rate*usage_ccf\n    bill: commodity_charge\n",
})).id;
const newGlCode = () => ({ code: `M${randomUUID().slice(0, 13)}`, name: "Matrix revenue", kind: "revenue" });
const price = (amount = 100) => admin("POST", "/api/v1/prices", { body: { code: randomUUID().slice(0, 13), name: "Matrix service", amount: money(amount) } });

async function raising() {
	await paying(1);
	return { account_id: open[0].account.id, price_id: (await price()).id };
}

/* Services, meters and reads are a billing manager's. */
const MANAGER = "Billing Manager";
const manager = async (method, path, options = {}) => {
	const answer = await call(method, path, { token: await as(HOME, MANAGER), ...options });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.text ? answer.json : null;
};
let unserved = null;
/* An account without a service of some kind: each has one of a kind. */
async function serving() {
	if (!unserved) {
		const accounts = (await admin("GET", "/api/v1/accounts?limit=200&status=active")).data;
		unserved = ["sewer", "gas", "municipal"].flatMap((utility) => accounts.map((a) => ({ account_id: a.id, utility })));
	}
	for (;;) {
		const { account_id, utility } = unserved.pop();
		const { data } = await admin("GET", `/api/v1/services?account_id=${account_id}&utility=${utility}`);
		if (!data.length) return { account_id, utility, class: "MATRIX", started_on: "2020-01-01" };
	}
}
async function service() {
	const body = await serving();
	return { ...body, ...await manager("POST", "/api/v1/services", { body, key: true }) };
}
async function meter(kind = "use") {
	const { id: service_id, account_id } = await service();
	const body = { account_id, service_id, number: randomUUID().slice(0, 18), kind, unit: "m3", installed_on: "2020-01-01", ...(kind === "register" ? { start_milli: 0 } : {}) };
	return { ...body, ...await manager("POST", "/api/v1/meters", { body, key: true }) };
}
async function read() {
	const { id: meter_id, account_id } = await meter();
	const body = { meter_id, read_on: "2020-02-01", use_milli: 5000 };
	return { account_id, meter_id, ...await manager("POST", "/api/v1/reads", { body, key: true }) };
}

/* Of one account that used something, rated by two tariffs of its utility. */
const priced = (price) => ({ unit: "m3", classes: { MATRIX: { components: [{ id: "use", kind: "usage", name: "Use", tiers: [{ from: "0", price }] }] } } });
async function simulating() {
	const { account_id } = await read();
	const { zone } = await admin("GET", `/api/v1/accounts/${account_id}`);
	const { id: cycle_id } = await manager("POST", "/api/v1/cycles", { body: { zone_id: zone.id, utility: "municipal", from_on: "2020-02-01", to_on: "2020-02-29" } })
		.catch(async () => (await manager("GET", `/api/v1/cycles?zone_id=${zone.id}&utility=municipal&from=2020-02-29&to=2020-02-29`)).data[0]);
	const made = async (price) => (await manager("POST", "/api/v1/tariffs", { body: { ...newTariff(), utility: "municipal", doc: priced(price) } })).id;
	return { account_id, body: { name: "Matrix simulation", cycle_id, tariff_id: await made("2.10"), base_tariff_id: await made("2") } };
}
async function simulation() {
	const { account_id, body } = await simulating();
	const { id } = await manager("POST", "/api/v1/simulations", { body, key: true });
	for (let i = 0; i < 100; i++) {
		if ((await manager("GET", `/api/v1/simulations/${id}`)).state === "done") return { id, account_id };
		await new Promise((go) => setTimeout(go, 100));
	}
	throw new Error(`simulation ${id} does not end`);
}

/* A cycle of dates that no other case has; with an account to bill, or as a run would have left it. */
let cyclesMade = 0;
async function cycle(zone_id) {
	const zone = zone_id ?? (await admin("GET", "/api/v1/zones")).data[0].id;
	for (;;) {
		const from_on = `2020-01-${String(1 + cyclesMade % 31).padStart(2, "0")}`, to_on = `2020-02-${String(1 + Math.floor(cyclesMade++ / 31) % 29).padStart(2, "0")}`;
		const answer = await call("POST", "/api/v1/cycles", { token: await as(HOME, MANAGER), body: { zone_id: zone, utility: "municipal", from_on, to_on } });
		if (answer.status === 201) return answer.json;
		if (answer.status !== 409) throw new Error(`a cycle: ${answer.status} ${answer.text}`);
	}
}
async function generating() {
	const { account_id } = await read();
	return { account_id, cycle_id: (await cycle((await admin("GET", `/api/v1/accounts/${account_id}`)).zone.id)).id };
}
async function generation(state = "running") {
	const { id: cycle_id } = await cycle(), id = randomUUID();
	sql(`insert into generation (tenant_id, id, cycle_id, filter_json, state, parts, accounts, issued_on, due_on, started_at, started_by_name)
		select id, '${id}', '${cycle_id}', '{"classes":[],"segments":[]}', '${state}', 1, 1, '2020-03-01', '2020-03-22', utc_timestamp(6), 'Matrix' from tenant where code = '${HOME}'`);
	return id;
}

/* An open bill of which nothing was paid or adjusted, given once, and paid by no other case. */
const given = new Set();
async function untouched(fits = () => true) {
	await paying(1);
	for (const { id } of [...open].reverse()) {
		if (given.has(id)) continue;
		given.add(id);
		const bill = await admin("GET", `/api/v1/bills/${id}`).catch(() => null);
		if (!bill || bill.status !== "issued" || bill.open.amount !== bill.amount.amount || bill.amount.amount > 50000 || !fits(bill)) continue;
		open = open.filter((r) => r.id !== id);
		return bill;
	}
	throw new Error("no bill is left that nothing was paid on");
}

/* A bill adjusted by a minor unit. */
async function adjustment() {
	const bill = await untouched();
	return manager("POST", `/api/v1/bills/${bill.id}/adjust`, { body: { amount: money(1), reason: "goodwill" }, key: true });
}

async function charge() {
	return admin("POST", "/api/v1/charges", { body: await raising(), key: true });
}

/* Over a bill that is in no plan yet. */
async function planning() {
	await paying(1);
	for (const bill of open) {
		const body = { account_id: bill.account.id, receivable_ids: [bill.id], instalments: 3, every: "month",
			first_due_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10), override_reason: "Agreed at the counter" };
		const answer = await call("POST", "/api/v1/plans/preview", { token: await as(HOME, ADMIN), body });
		if (answer.status === 200) return body;
	}
	throw new Error("every open bill is in a plan");
}

async function plan() {
	return admin("POST", "/api/v1/plans", { body: await planning(), key: true });
}

/* One that holds an account's bill, as a run would have opened it. */
function exception(type = "high") {
	const id = randomUUID();
	sql(`insert into billing_exception (tenant_id, id, account_id, zone_id, class, segment, type, is_blocking, risk_minor, priority, opened_at, opened_on, held_on)
		select t.id, '${id}', a.id, a.zone_id, a.class, coalesce(a.segment, ''), '${type}', 1, 12300, 3, utc_timestamp(6), utc_date(), utc_date()
		from account a join tenant t on t.id = a.tenant_id where t.code = '${HOME}' order by a.number limit 1`);
	sql(`insert into metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d6, d7, m1, m2, m3, m4)
		select tenant_id, '${randomUUID()}', 'exceptions', opened_on, zone_id, class, segment, type, '1', 1, 1, risk_minor, 1
		from billing_exception where id = '${id}'`);
	return id;
}

const roleIds = async (...names) => (await admin("GET", "/api/v1/roles")).data.filter((r) => names.includes(r.name)).map((r) => r.id);

async function user(...roles) {
	const mail = `matrix-${randomUUID().slice(0, 13)}@larkfield.example`;
	return admin("POST", "/api/v1/users", { body: { email: mail, name: "Matrix Person", role_ids: await roleIds(...roles) } });
}

const role = () => admin("POST", "/api/v1/roles", { body: { name: `Matrix ${randomUUID().slice(0, 8)}`, permissions: ["payments:read"] } });
const client = () => admin("POST", "/api/v1/api-clients", { body: { name: "Matrix program", scopes: ["payments:read"] } });

/* A second phone of a consumer; a note by that person. */
const contact = async () => (await admin("POST", `/api/v1/consumers/${(await first("/api/v1/consumers")).id}/contacts`, { body: { kind: "phone", value: "(518) 555-0198" } })).id;
async function note(who) {
	const { id } = await first("/api/v1/accounts"), token = who.may?.("accounts:note") ? who.token : await as(HOME, ADMIN);
	return (await call("POST", `/api/v1/accounts/${id}/notes`, { token, body: { text: "Matrix wrote this" } })).json.id;
}

/* A session of one's own that may end. */
const session = async (who) => signIn(status().signins.find((s) => s.tenant === HOME && s.role === (who.role ?? ADMIN)));
export const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/* Of letters alone: digits by chance may look like a card's. */
const word = () => randomUUID().replace(/\d/g, (d) => "ghijklmnop"[d]);
const viewOf = () => ({ page: "/matrix", name: `View ${word()}`, query: "status=posted" });

/* Of the one who asks; a program's is the administrator's. */
const layoutOf = () => ({ sections: [{ key: "matrix", title: "Matrix", metrics: [{ key: "collected", period: "today" }] }] });
const layoutVersion = async (path, token) => ({ "if-match": `"${(await call("GET", path, { token: token ?? await as(HOME, ADMIN) })).json.version}"` });

async function ownView(who) {
	const token = who.role ? who.token : await as(HOME, ADMIN);
	const { data } = (await call("GET", "/api/v1/saved-views?page=/matrix", { token })).json;
	for (const v of data.filter((v) => v.is_own).slice(20)) await call("DELETE", `/api/v1/saved-views/${v.id}`, { token });
	return (await call("POST", "/api/v1/saved-views", { token, body: viewOf() })).json;
}

/* A threshold that nothing passes, and a live alert of a metric that whoever reads bills may see. */
const thresholdOf = (more = {}) => ({ metric: "billed", name: `Matrix ${randomUUID().slice(0, 8)}`, test: "below", limit: money(0),
	period: "last_month", filters: { class: "residential" }, ...more });
async function threshold() {
	const { data } = await admin("GET", "/api/v1/thresholds?metric=billed");
	for (const t of data.filter((d) => d.name.startsWith("Matrix")).slice(10))
		await admin("DELETE", `/api/v1/thresholds/${t.id}`, { headers: { "if-match": `"${t.version}"` } });
	const { id, version } = await admin("POST", "/api/v1/thresholds", { body: thresholdOf() });
	return { path: { id }, headers: { "if-match": `"${version}"` } };
}
function anAlert(name = "Matrix") {
	const id = randomUUID();
	sql(`insert into alert (tenant_id, id, kind, metric, severity, text, name, test, period, value, worst_value, limit_value,
		value_json, worst_json, limit_json, unit, opened_at, seen_at)
		select id, '${id}', 'threshold', 'billed', 'warning', 'Total billed is $1.00, below the limit of $2.00 (matrix).', '${name}', 'below',
		'last_month', 100, 100, 200, '{"amount":100,"currency":"USD"}', '{"amount":100,"currency":"USD"}', '{"amount":200,"currency":"USD"}',
		'money', utc_timestamp(6), utc_timestamp(6) from tenant where code = '${HOME}'`);
	return { path: { id }, headers: { "if-match": '"1"' } };
}
/* Who sees but the payments that he received sees no number whole, and no alert. */
const seen = async (who, request) => ({ ...request, token: who.role === "Cashier" ? await as(HOME, ADMIN) : undefined });

const metricsOf = async (who) =>
	(await call("GET", "/api/v1/metrics", { token: who.token ?? await as(HOME, ADMIN) })).json.data.map((m) => m.key);

/* A file of one account that nobody has, and an import of it. */
const accountsFile = () => `account number,name,street,zone\nMX-${randomUUID().slice(0, 8)},Matrix House,1 Matrix Way,North\n`;
const uploading = () => ({ query: "?name=matrix.csv", body: accountsFile(), headers: { "content-type": "text/csv" } });
async function file() {
	const { query, ...options } = uploading();
	return (await admin("POST", `/api/v1/files${query}`, options)).id;
}
const imported = async () => (await admin("POST", "/api/v1/imports", { body: { kind: "accounts", file_id: await file() } })).id;
const anImport = async () => ({ path: { id: await imported() } });
/* One runs at a time: what the case before began is waited for. */
async function runnable() {
	for (let i = 0; i < 100 && (await admin("GET", "/api/v1/imports?limit=20")).data.some((d) => d.state === "running"); i++)
		await new Promise((go) => setTimeout(go, 100));
	return { ...await anImport(), key: randomUUID() };
}

/* A template; a batch of one bill, which is printed at once. */
const template = () => admin("POST", "/api/v1/bill-templates", { body: { name: `Matrix ${word()}` } });
const billing = async (method, path, options) => {
	const answer = await call(method, path, { token: await as(HOME, "Billing Manager"), ...options });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.json;
};
const batching = async (channel = "print") => ({ channel, again: true, bill_ids: [(await first("/api/v1/bills?status=issued")).id] });
async function batch(state) {
	const { id } = await billing("POST", "/api/v1/bill-batches", { body: await batching(), key: true });
	for (let i = 0; state && i < 200 && (await billing("GET", `/api/v1/bill-batches/${id}`)).state !== state; i++)
		await new Promise((go) => setTimeout(go, 100));
	return { path: { id } };
}
/* One that the worker cannot take up meanwhile. */
async function waitingBatch() {
	const made = await batch("done");
	sql(`update store.bill_batch set state = 'running', job_id = null where id = '${made.path.id}'`);
	return made;
}

export const cases = {
	"GET /.well-known/jwks.json": nothing,
	"GET /api/v1/health": nothing,
	"POST /api/v1/auth/login": () => {
		const { tenant, email, password } = status().signins.find((s) => s.role === "Cashier");
		return { body: { tenant, email, password } };
	},
	"POST /api/v1/auth/refresh": async (who) => ({ headers: { cookie: (await session(who)).cookie } }),
	"POST /api/v1/auth/logout": async (who) => ({ headers: { cookie: (await session(who)).cookie } }),
	"POST /api/v1/auth/token": async () => {
		const { id, client_secret } = await client();
		return { body: { grant_type: "client_credentials", client_id: id, client_secret } };
	},
	"GET /api/v1/auth/me": nothing,
	/* A person of its own, so that the demo's passwords stay. */
	"POST /api/v1/auth/password": {
		client: 403,
		async make(who) {
			if (!who.role) return { body: { current: "whatever it is", new: "another long password" } };
			const person = await user(who.role);
			const { token } = await signIn({ tenant: HOME, email: person.email, password: person.password });
			return { token, body: { current: person.password, new: `new ${randomUUID()}` } };
		},
	},
	"GET /api/v1/auth/support": () => ({ query: "?tenant=larkfield" }),
	/* Each from an address of its own would be better; all of ours come from one, and wait. */
	"POST /api/v1/auth/support": () => ({ body: { tenant: `none-${randomUUID().slice(0, 8)}`, name: "Matrix Person", email: "matrix@larkfield.example", message: "I cannot sign in." } }),
	"GET /api/v1/sessions": nothing,
	/* A program has no session of its own. */
	"DELETE /api/v1/sessions/{id}": {
		client: (who) => who.may("sessions:revoke") ? 204 : 404,
		make: async (who) => ({ path: { id: claims((await session(who)).token).sid } }),
	},
	"GET /api/v1/users": nothing,
	"POST /api/v1/users": async () => {
		const ids = await roleIds("Billing Specialist");
		return { body: { email: `matrix-${randomUUID().slice(0, 13)}@larkfield.example`, name: "Matrix Person", role_ids: ids }, ids };
	},
	"GET /api/v1/users/{id}": object("/api/v1/users"),
	"PATCH /api/v1/users/{id}": async () => {
		const { id } = await user("Billing Specialist");
		return { path: { id }, body: { name: "Matrix Renamed" }, headers: await version(`/api/v1/users/${id}`) };
	},
	"POST /api/v1/users/{id}/password": async () => ({ path: { id: (await user("Billing Specialist")).id } }),
	"POST /api/v1/users/{id}/unlock": async () => ({ path: { id: (await user("Billing Specialist")).id } }),
	"GET /api/v1/lockouts": nothing,
	"GET /api/v1/roles": nothing,
	"POST /api/v1/roles": () => ({ body: { name: `Matrix ${randomUUID().slice(0, 8)}`, permissions: ["payments:read"] } }),
	"GET /api/v1/roles/{id}": async () => ({ path: { id: (await admin("GET", "/api/v1/roles")).data[0].id } }),
	"PATCH /api/v1/roles/{id}": async () => {
		const { id } = await role();
		return { path: { id }, body: { permissions: ["payments:read", "bills:read"] }, headers: await version(`/api/v1/roles/${id}`) };
	},
	"DELETE /api/v1/roles/{id}": async () => ({ path: { id: (await role()).id } }),
	"GET /api/v1/permissions": nothing,
	"GET /api/v1/api-clients": nothing,
	"POST /api/v1/api-clients": () => ({ body: { name: "Matrix program", scopes: ["payments:read"] } }),
	"GET /api/v1/api-clients/{id}": async () => ({ path: { id: (await client()).id } }),
	"PATCH /api/v1/api-clients/{id}": async () => {
		const { id } = await client();
		return { path: { id }, body: { name: "Matrix renamed" }, headers: await version(`/api/v1/api-clients/${id}`) };
	},
	"POST /api/v1/api-clients/{id}/secret": async () => ({ path: { id: (await client()).id } }),
	"POST /api/v1/api-clients/{id}/revoke": async () => ({ path: { id: (await client()).id } }),

	"GET /api/v1/consumers": nothing,
	"GET /api/v1/consumers/{id}": object("/api/v1/consumers"),
	"PATCH /api/v1/consumers/{id}": async () => {
		const { id } = await first("/api/v1/consumers");
		return { path: { id }, body: { circumstances: `Matrix ${word()}` }, headers: await version(`/api/v1/consumers/${id}`) };
	},
	"GET /api/v1/consumers/{id}/contacts": object("/api/v1/consumers"),
	"POST /api/v1/consumers/{id}/contacts": async () => ({ path: { id: (await first("/api/v1/consumers")).id }, body: { kind: "phone", value: "(518) 555-0199", label: "Matrix" } }),
	"PATCH /api/v1/contacts/{id}": async () => ({ path: { id: await contact() }, body: { label: "Matrix, at work" }, headers: { "if-match": '"1"' } }),
	"DELETE /api/v1/contacts/{id}": async () => ({ path: { id: await contact() } }),
	"GET /api/v1/accounts": nothing,
	"GET /api/v1/accounts/{id}": object("/api/v1/accounts"),
	"GET /api/v1/accounts/{id}/meters": object("/api/v1/accounts"),
	"GET /api/v1/accounts/{id}/timeline": object("/api/v1/accounts"),
	"GET /api/v1/accounts/{id}/changes": object("/api/v1/accounts"),
	"GET /api/v1/accounts/{id}/payment-habits": object("/api/v1/accounts"),
	"GET /api/v1/accounts/{id}/notes": object("/api/v1/accounts"),
	"POST /api/v1/accounts/{id}/notes": async () => ({ path: { id: (await first("/api/v1/accounts")).id }, body: { text: "Matrix was here" } }),
	/* One changes and takes back only what one wrote. */
	"PATCH /api/v1/account-notes/{id}": async (who) => ({ path: { id: await note(who) }, body: { text: "Matrix changed it" }, headers: { "if-match": '"1"' } }),
	"DELETE /api/v1/account-notes/{id}": async (who) => ({ path: { id: await note(who) } }),
	"GET /api/v1/accounts/{id}/caller-checks": object("/api/v1/accounts"),
	"POST /api/v1/accounts/{id}/caller-checks": async () => ({ path: { id: (await first("/api/v1/accounts")).id }, body: { matched: ["account_number", "phone"] } }),
	"GET /api/v1/search": () => ({ query: "?q=street" }),

	"GET /api/v1/bills": nothing,
	"GET /api/v1/bills/totals": nothing,
	"GET /api/v1/bills/{id}": object("/api/v1/bills"),
	"POST /api/v1/bills/{id}/reverse": async () => ({ path: { id: (await untouched()).id }, body: { reason: "read_error" }, key: randomUUID() }),
	/* a bill that was not made from reads */
	"POST /api/v1/bills/{id}/rebill": { ok: 409, make: async () => ({ path: { id: (await untouched()).id }, body: { reason: "read_error" }, key: randomUUID() }) },
	"GET /api/v1/bills/{id}/leak": { ok: 409, make: async () => ({ path: { id: (await untouched()).id }, query: "?use_milli=1" }) },
	"POST /api/v1/bills/{id}/adjust": async () => ({ path: { id: (await untouched()).id }, body: { amount: money(1), reason: "goodwill" }, key: randomUUID() }),
	"POST /api/v1/adjustments/{id}/undo": async () => ({ path: { id: (await adjustment()).id }, body: { reason: "Given by mistake" }, key: randomUUID() }),
	"GET /api/v1/late-fees/preview": nothing,
	"POST /api/v1/late-fees/run": () => ({ body: {}, key: randomUUID() }),
	"GET /api/v1/zones": nothing,
	"GET /api/v1/services": nothing,
	"POST /api/v1/services": async () => {
		const body = await serving();
		return { body, key: randomUUID(), ids: [body.account_id] };
	},
	"GET /api/v1/services/{id}": async () => ({ path: { id: (await service()).id } }),
	"PATCH /api/v1/services/{id}": async () => {
		const { id } = await service();
		return { path: { id }, body: { class: "OTHER", low_milli: null }, headers: await version(`/api/v1/services/${id}`) };
	},
	"GET /api/v1/meters": nothing,
	"POST /api/v1/meters": async () => {
		const { id: service_id, account_id } = await service();
		return { body: { account_id, service_id, number: randomUUID().slice(0, 18), unit: "m3" }, key: randomUUID(), ids: [account_id, service_id] };
	},
	"GET /api/v1/meters/{id}": async () => ({ path: { id: (await meter()).id } }),
	"PATCH /api/v1/meters/{id}": async () => {
		const { id } = await meter();
		return { path: { id }, body: { size: "1 in" }, headers: await version(`/api/v1/meters/${id}`) };
	},
	"GET /api/v1/meters/{id}/spans": async () => ({ path: { id: (await meter()).id } }),
	"POST /api/v1/meters/{id}/swap": async () => ({ path: { id: (await meter("register")).id }, body: { number: randomUUID().slice(0, 18), end_milli: 9000, start_milli: 0 }, key: randomUUID() }),
	"POST /api/v1/meters/{id}/remove": async () => ({ path: { id: (await meter()).id }, body: {}, key: randomUUID() }),
	"POST /api/v1/meters/{id}/move": async () => {
		const { id } = await meter(), to = await service();
		return { path: { id }, body: { to_account_id: to.account_id, to_service_id: to.id }, key: randomUUID(), ids: [to.account_id, to.id] };
	},
	"GET /api/v1/reads": nothing,
	"POST /api/v1/reads": async () => {
		const { id: meter_id } = await meter();
		return { body: { meter_id, read_on: "2020-02-01", use_milli: 5000 }, key: randomUUID(), ids: [meter_id] };
	},
	"GET /api/v1/reads/{id}": async () => ({ path: { id: (await read()).id } }),
	"POST /api/v1/reads/{id}/replace": async () => ({ path: { id: (await read()).id }, body: { use_milli: 4000, reason: "Misread" }, key: randomUUID() }),
	"POST /api/v1/reads/{id}/drop": async () => ({ path: { id: (await read()).id }, body: { reason: "Misread" }, key: randomUUID() }),
	"GET /api/v1/consumption": async () => ({ query: `?account_id=${(await first("/api/v1/accounts")).id}` }),
	"GET /api/v1/exceptions": nothing,
	"GET /api/v1/exceptions/totals": nothing,
	"GET /api/v1/exceptions/assignees": nothing,
	"GET /api/v1/exceptions/{id}": () => ({ path: { id: exception() } }),
	"POST /api/v1/exceptions/{id}/preview": () => ({ path: { id: exception() }, body: { action: "dismiss", reason: "Matrix looked" } }),
	"POST /api/v1/exceptions/{id}/resolve": { ok: 200, make: () => ({ path: { id: exception() }, body: { action: "dismiss", reason: "Matrix looked" },
		key: randomUUID(), headers: { "if-match": '"1"' } }) },
	"POST /api/v1/exceptions/{id}/assign": () => ({ path: { id: exception() }, body: { user_id: null }, headers: { "if-match": '"1"' } }),
	"POST /api/v1/exceptions/{id}/escalate": () => ({ path: { id: exception() }, body: { reason: "Too much for me" }, headers: { "if-match": '"1"' } }),
	"POST /api/v1/exceptions/batch": () => ({ body: { ids: [exception(), exception("low")], action: "dismiss", reason: "Matrix looked" }, key: randomUUID() }),
	"GET /api/v1/charges": nothing,
	"GET /api/v1/charges/totals": nothing,
	"POST /api/v1/charges": async () => {
		const body = await raising();
		return { body, key: randomUUID(), ids: [body.account_id, body.price_id] };
	},
	"GET /api/v1/charges/{id}": async () => ({ path: { id: (await charge()).id } }),
	"POST /api/v1/charges/{id}/waive": async () => ({ path: { id: (await charge()).id }, body: { reason: "goodwill" }, key: randomUUID() }),
	"POST /api/v1/charges/{id}/cancel": async () => ({ path: { id: (await charge()).id }, body: { reason: "our_error" }, key: randomUUID() }),
	"GET /api/v1/cycles": nothing,
	"POST /api/v1/cycles": async () => {
		const { data: [zone] } = await admin("GET", "/api/v1/zones");
		return { body: { zone_id: zone.id, utility: `m${randomUUID().slice(0, 8)}`, from_on: "2020-01-01", to_on: "2020-01-31" }, ids: [zone.id] };
	},
	"GET /api/v1/cycles/{id}": async () => ({ path: { id: (await cycle()).id } }),
	"PATCH /api/v1/cycles/{id}": async () => ({ path: { id: (await cycle()).id }, body: { name: "Matrix cycle" }, headers: { "if-match": '"1"' } }),
	"POST /api/v1/cycles/{id}/close": async () => ({ path: { id: (await cycle()).id }, body: { reason: "Matrix is done" } }),
	"POST /api/v1/cycles/{id}/reopen": async () => {
		const { id } = await cycle();
		await manager("POST", `/api/v1/cycles/${id}/close`, { body: { reason: "Matrix is done" } });
		return { path: { id }, body: {} };
	},
	"GET /api/v1/cycles/{id}/preview": async () => ({ path: { id: (await cycle()).id } }),
	"GET /api/v1/cycles/{id}/outcomes": async () => ({ path: { id: (await cycle()).id }, query: "?outcome=skipped" }),
	"GET /api/v1/generations": nothing,
	"POST /api/v1/generations": { ok: 202, make: async () => {
		const { cycle_id } = await generating();
		return { body: { cycle_id, classes: ["MATRIX"] }, key: randomUUID(), ids: [cycle_id] };
	} },
	"GET /api/v1/generations/{id}": async () => ({ path: { id: await generation() } }),
	"POST /api/v1/generations/{id}/pause": async () => ({ path: { id: await generation() } }),
	"POST /api/v1/generations/{id}/resume": async () => ({ path: { id: await generation("paused") } }),
	"POST /api/v1/generations/{id}/cancel": async () => ({ path: { id: await generation() } }),
	"GET /api/v1/simulations": nothing,
	"POST /api/v1/simulations": async () => {
		const { body } = await simulating();
		return { body, key: randomUUID(), ids: [body.cycle_id, body.tariff_id, body.base_tariff_id] };
	},
	"GET /api/v1/simulations/{id}": async () => ({ path: { id: (await simulation()).id } }),
	"DELETE /api/v1/simulations/{id}": async () => ({ path: { id: (await simulation()).id } }),
	"GET /api/v1/simulations/{id}/accounts": async () => ({ path: { id: (await simulation()).id } }),
	"GET /api/v1/simulations/{id}/accounts/{account_id}": async () => ({ path: await simulation() }),
	"GET /api/v1/prices": nothing,
	"POST /api/v1/prices": () => ({ body: { code: randomUUID().slice(0, 13), name: "Matrix service", amount: money(100) } }),
	"GET /api/v1/prices/{id}": async () => ({ path: { id: (await price()).id } }),
	"PATCH /api/v1/prices/{id}": async () => {
		const { id } = await price();
		return { path: { id }, body: { amount: money(120) }, headers: await version(`/api/v1/prices/${id}`) };
	},

	"GET /api/v1/tariffs": nothing,
	"POST /api/v1/tariffs": () => ({ body: newTariff() }),
	"POST /api/v1/tariffs/import": async () => {
		const id = await tariffFile();
		return { body: { file_id: id, format: "owrs", code: newTariff().code, utility: "water" }, ids: [id] };
	},
	"GET /api/v1/tariffs/{id}": async () => ({ path: { id: (await tariff()).id } }),
	"PATCH /api/v1/tariffs/{id}": async () => {
		const { id } = await tariff();
		return { path: { id }, body: { name: "Matrix tariff, changed" }, headers: await version(`/api/v1/tariffs/${id}`) };
	},
	"GET /api/v1/tariffs/{id}/check": async () => ({ path: { id: (await tariff()).id } }),
	"POST /api/v1/tariffs/{id}/copy": async () => ({ path: { id: (await tariff()).id }, body: {} }),
	"POST /api/v1/tariffs/{id}/activate": async () => {
		const { id } = await tariff();
		return { path: { id }, body: {}, headers: await version(`/api/v1/tariffs/${id}`) };
	},
	"POST /api/v1/tariffs/{id}/retire": async () => {
		const { id } = await tariff();
		return { path: { id }, body: {}, headers: await version(`/api/v1/tariffs/${id}`) };
	},
	"POST /api/v1/tariffs/{id}/quote": async () => ({
		path: { id: (await tariff()).id },
		body: { class: "GENERAL", from_on: "2026-01-01", to_on: "2026-01-31", use: "12.5" },
	}),
	"GET /api/v1/gl-codes": nothing,
	"POST /api/v1/gl-codes": () => ({ body: newGlCode() }),
	"PATCH /api/v1/gl-codes/{id}": async () => {
		const { code, version } = await admin("POST", "/api/v1/gl-codes", { body: newGlCode() });
		return { path: { id: code }, body: { name: "Matrix revenue, renamed" }, headers: { "if-match": `"${version}"` } };
	},

	"GET /api/v1/credit-notes": nothing,
	"GET /api/v1/credit-notes/totals": nothing,
	"POST /api/v1/credit-notes": {
		ok: 201,
		async make() {
			const { id } = await payment({}, 20);
			return { body: { payment_id: id, amount: money(5), reason: "billing_error", remarks: "Read twice" }, key: randomUUID(), ids: [id] };
		},
	},
	"GET /api/v1/credit-notes/{id}": async () => ({ path: { id: (await creditNote()).id } }),
	"GET /api/v1/credit-notes/{id}/document": async () => ({ path: { id: (await creditNote()).id } }),
	"POST /api/v1/credit-notes/{id}/void": async () => ({ path: { id: (await creditNote()).id }, body: { reason: "By mistake" }, key: randomUUID() }),
	"POST /api/v1/credit-notes/{id}/use": async () => {
		const { id, use, bill } = await creditNote();
		return { path: { id }, body: use, key: randomUUID(), ids: [bill.id] };
	},
	"POST /api/v1/credit-notes/{id}/uses/{use_id}/undo": async () => ({ path: await creditUse(), body: { reason: "Of another bill" }, key: randomUUID() }),
	"GET /api/v1/plans": nothing,
	"GET /api/v1/plans/totals": nothing,
	"POST /api/v1/plans": {
		/* below the floor */
		async make(who) {
			const body = await planning();
			return { body, key: randomUUID(), ids: [body.account_id, ...body.receivable_ids] };
		},
	},
	"POST /api/v1/plans/preview": async () => {
		const body = await planning();
		return { body, ids: [body.account_id, ...body.receivable_ids] };
	},
	"GET /api/v1/plans/{id}": async () => ({ path: { id: (await plan()).id } }),
	"POST /api/v1/plans/{id}/cancel": async () => ({ path: { id: (await plan()).id }, body: { reason: "Paid otherwise" }, key: randomUUID() }),
	"GET /api/v1/instalments": async () => ({ query: `?account_id=${(await planning()).account_id}` }),

	"GET /api/v1/receivables": nothing,
	"GET /api/v1/payments": nothing,
	"GET /api/v1/payments/totals": nothing,
	"POST /api/v1/payments": () => paying(1),
	/* Under the row rule a cashier opens what he received himself. */
	"GET /api/v1/payments/{id}": async (who) => ({ path: { id: (await payment(who)).id } }),
	"GET /api/v1/payments/{id}/receipt": async (who) => ({ path: { id: (await payment(who)).id }, headers: { accept: "application/pdf" } }),
	"POST /api/v1/payments/{id}/receipt/email": async (who) =>
		({ path: { id: (await payment(who)).id }, body: { to: "matrix@larkfield.example" }, key: randomUUID() }),
	"PATCH /api/v1/payments/{id}": async (who) => ({ path: { id: (await payment(who)).id }, body: { notes: "Called back" }, headers: { "if-match": '"1"' } }),
	"POST /api/v1/payments/{id}/correct": {
		ok: 201,
		async make(who) {
			const wrong = await payment(who), [{ receivable_id }] = wrong.allocations;
			const { account } = await admin("GET", `/api/v1/payments/${wrong.id}`);
			return { path: { id: wrong.id }, key: randomUUID(), ids: [account.id, receivable_id], body: { account_id: account.id, amount: money(2),
				method: "cash", allocations: [{ receivable_id, amount: money(2) }], reason: "Typed one for two" } };
		},
	},
	/* Taken by another than the one who verifies; a program is no person. */
	"POST /api/v1/payments/{id}/verify": {
		client: 403,
		async make() {
			const { id } = await payment({ role: "Customer Executive", token: await as(HOME, "Customer Executive"), may: () => true });
			sql(`update store.payment set verification = 'pending' where id = '${id}'`);
			return { path: { id } };
		},
	},
	"POST /api/v1/payments/{id}/flag": async (who) => ({ path: { id: (await payment(who)).id }, body: { flag: "review", reason: "Signature differs" } }),
	"POST /api/v1/payments/{id}/void": {
		ok: 200,
		make: async (who) => ({ path: { id: (await payment(who)).id }, body: { reason: "Taken twice" }, key: randomUUID() }),
	},

	"GET /api/v1/counter": nothing,
	/* Only a person has a drawer. */
	"GET /api/v1/drawers/mine": { client: 403, make: nothing },
	"GET /api/v1/drawer-closes": nothing,
	"GET /api/v1/drawer-closes/totals": nothing,
	/* Under the row rule one opens one's own. */
	"GET /api/v1/drawer-closes/{id}": async (who) => ({ path: { id: (await drawerClose(who)).id } }),
	"POST /api/v1/drawer-closes": { client: 403, make: async (who) => ({ body: await counting(who), key: randomUUID() }) },

	"GET /api/v1/approvals": nothing,
	/* Whoever lacks approvals:read opens what he asked for himself; this one another asked for. */
	"GET /api/v1/approvals/{id}": { or: 404, make: async () => ({ path: { id: await approval() } }) },
	/* Only a person decides. */
	"POST /api/v1/approvals/{id}/approve": { client: 403, make: decision },
	"POST /api/v1/approvals/{id}/reject": { client: 403, make: decision },
	"GET /api/v1/jobs": nothing,
	/* The same of jobs; this one is of the recovery executive. */
	"GET /api/v1/jobs/{id}": { or: (who) => who.role === "Recovery Executive" ? 200 : 404, make: async () => ({ path: { id: await job() } }) },
	"GET /api/v1/settings": nothing,
	"GET /api/v1/settings/{name}": () => ({ path: { name: "session_hours" } }),
	"PUT /api/v1/settings/{name}": async () => ({ path: { name: "approval_days" }, body: { value: "9" }, headers: await version("/api/v1/settings/approval_days") }),
	"GET /api/v1/settings/{name}/preview": () => ({ path: { name: "plan_format" }, query: "?value=PP-%7Bn%3A4%7D" }),
	"GET /api/v1/choices": nothing,
	"POST /api/v1/choices": () => ({ body: { list: "decision_reason", name: `Matrix ${randomUUID().slice(0, 8)}` } }),
	"PUT /api/v1/choices/order": async () => {
		const ids = (await admin("GET", "/api/v1/choices?list=waive_reason")).data.map((c) => c.id);
		return { body: { list: "waive_reason", ids }, ids };
	},
	"PATCH /api/v1/choices/{id}": async () => {
		const { id, version } = (await admin("GET", "/api/v1/choices?list=waive_reason")).data[0];
		return { path: { id }, body: { name: "Goodwill" }, headers: { "if-match": `"${version}"` } };
	},
	"GET /api/v1/role-limits": nothing,
	"PUT /api/v1/role-limits/{id}": async () => {
		const { id, version } = (await admin("GET", "/api/v1/role-limits")).data.find((r) => r.name === "CSO Admin");
		return { path: { id }, body: { limits: [{ kind: "waiver", alone: money(100 + Math.floor(Math.random() * 1000)) }] }, headers: { "if-match": `"${version}"` } };
	},
	"GET /api/v1/tenant": nothing,
	"PATCH /api/v1/tenant": async () => ({ body: { locale: "en-US" }, headers: await version("/api/v1/tenant") }),
	"GET /api/v1/tenant/setup": nothing,
	/* Only a person is told. */
	"GET /api/v1/notifications": { client: 403, make: nothing },
	"POST /api/v1/notifications/seen": { client: 403, make: () => ({ body: {} }) },

	"POST /api/v1/files": { or: (who) => who.may("tariffs:manage") || who.may("reads:record") ? 201 : 403, make: uploading },
	"GET /api/v1/imports": nothing,
	/* Who records reads and no more has the imports of reads: these are of accounts. */
	"POST /api/v1/imports": {
		or: 403,
		make: async () => {
			const id = await file();
			return { body: { kind: "accounts", file_id: id }, ids: [id] };
		},
	},
	"GET /api/v1/imports/{id}": { or: 404, make: anImport },
	"PATCH /api/v1/imports/{id}": {
		or: 404,
		make: async () => {
			const id = await imported();
			return { path: { id }, body: { date_order: "dmy" }, headers: await version(`/api/v1/imports/${id}`) };
		},
	},
	"GET /api/v1/imports/{id}/preview": { or: 404, make: anImport },
	"POST /api/v1/imports/{id}/run": { or: 404, make: runnable },
	"POST /api/v1/imports/{id}/cancel": { ok: 200, or: 404, make: anImport },
	"GET /api/v1/imports/{id}/rows": { or: 404, make: anImport },
	"GET /api/v1/imports/{id}/refusals": { or: 404, make: anImport },

	"GET /api/v1/bills/{id}/document": async () => ({ path: { id: (await first("/api/v1/bills")).id }, headers: { accept: "application/pdf" } }),
	"POST /api/v1/bills/{id}/email": async () =>
		({ path: { id: (await first("/api/v1/bills?status=issued")).id }, body: { to: "matrix@larkfield.example" }, key: randomUUID() }),
	"GET /api/v1/bill-deliveries": nothing,
	"GET /api/v1/bill-templates": nothing,
	"POST /api/v1/bill-templates": () => ({ body: { name: `Matrix ${word()}`, message: "Water gardens at night." } }),
	"POST /api/v1/bill-templates/sample": () => ({ body: { name: "Matrix" }, headers: { accept: "application/pdf" } }),
	"PATCH /api/v1/bill-templates/{id}": async () => {
		const { id, version } = await template();
		return { path: { id }, body: { footer: "A footer" }, headers: { "if-match": `"${version}"` } };
	},
	"DELETE /api/v1/bill-templates/{id}": async () => ({ path: { id: (await template()).id } }),
	"GET /api/v1/bill-templates/{id}/sample": async () => ({ path: { id: (await template()).id }, headers: { accept: "application/pdf" } }),
	"GET /api/v1/bill-batches": nothing,
	"POST /api/v1/bill-batches": async () => { const body = await batching(); return { body, key: randomUUID() }; },
	"GET /api/v1/bill-batches/preview": nothing,
	"GET /api/v1/bill-batches/{id}": () => batch(),
	"GET /api/v1/bill-batches/{id}/document": async () => ({ ...await batch("done"), headers: { accept: "application/pdf" } }),
	"POST /api/v1/bill-batches/{id}/posted": async () => ({ ...await batch("done"), body: { posted_on: "2025-11-03" } }),
	"POST /api/v1/bill-batches/{id}/cancel": waitingBatch,

	"GET /api/v1/audit": nothing,
	"GET /api/v1/gl-accounts": nothing,
	"GET /api/v1/journal-entries": nothing,
	"GET /api/v1/journal-entries/{id}": object("/api/v1/journal-entries"),

	/* Of what the one who asks may see. */
	"GET /api/v1/metrics": nothing,
	"GET /api/v1/metrics/query": async (who) => {
		const zone = (await admin("GET", "/api/v1/zones")).data[0].id;
		return { query: `?metrics=${(await metricsOf(who)).join(",")}&period=last_month&zone_id=${zone}`, ids: [zone] };
	},
	"GET /api/v1/metrics/trends": async (who) => ({ query: `?metrics=${(await metricsOf(who)).slice(0, 3).join(",")}&period=last_month&step=week` }),
	"GET /api/v1/metrics/{key}/trend": async (who) => ({ path: { key: (await metricsOf(who))[0] }, query: "?period=last_month&step=week" }),
	"GET /api/v1/metrics/{key}/breakdown": async (who) => ({ path: { key: (await metricsOf(who))[0] }, query: "?period=last_month&by=class" }),
	"PATCH /api/v1/metrics/{key}": async () => {
		const { key, version } = (await admin("GET", "/api/v1/metrics")).data.find((m) => m.key === "low_use");
		return { path: { key }, body: { polarity: "up_bad" }, headers: { "if-match": `"${version}"` } };
	},

	/* A program keeps nothing for itself. */
	"GET /api/v1/saved-views": nothing,
	"POST /api/v1/saved-views": { client: 403, make: () => ({ body: viewOf() }) },
	"PATCH /api/v1/saved-views/{id}": {
		client: 403,
		async make(who) {
			const { id, version } = await ownView(who);
			return { path: { id }, body: { name: `Renamed ${word()}` }, headers: { "if-match": `"${version}"` } };
		},
	},
	"DELETE /api/v1/saved-views/{id}": { client: 403, make: async (who) => ({ path: { id: (await ownView(who)).id } }) },
	"GET /api/v1/preferences": { client: 403, make: nothing },
	"PUT /api/v1/preferences/{name}": { client: 403, make: () => ({ path: { name: "columns.matrix" }, body: { value: "number,amount" } }) },

	"GET /api/v1/metrics/{key}/rows": async () => {
		const zone = (await admin("GET", "/api/v1/zones")).data[0].id;
		return { path: { key: "payments" }, query: `?period=last_month&limit=5&zone_id=${zone}`, ids: [zone] };
	},
	"GET /api/v1/dashboards/{page}": () => ({ path: { page: "billing" } }),
	"PUT /api/v1/dashboards/{page}": { client: 403, make: async (who) => ({ path: { page: "home" }, body: layoutOf(), headers: await layoutVersion("/api/v1/dashboards/home", who.may?.("metrics:read") ? who.token : null) }) },
	"DELETE /api/v1/dashboards/{page}": { client: 403, make: () => ({ path: { page: "home" } }) },
	"PUT /api/v1/dashboards/{page}/roles/{role_id}": async () => {
		const role_id = (await admin("GET", "/api/v1/roles")).data[0].id;
		return { path: { page: "payments", role_id }, body: layoutOf(), headers: await layoutVersion(`/api/v1/dashboards/payments?role_id=${role_id}`), ids: [role_id] };
	},
	"DELETE /api/v1/dashboards/{page}/roles/{role_id}": async () => {
		const role_id = (await admin("GET", "/api/v1/roles")).data[0].id;
		return { path: { page: "payments", role_id }, ids: [role_id] };
	},
	"GET /api/v1/dashboards/{page}/values": () => ({ path: { page: "home" }, query: "?period=last_month" }),
	"POST /api/v1/events": { client: 403, make: () => ({ body: { events: [{ name: "Dashboard_View", page: "/billing", object: "billing", value: 1200, props: { tabs: 2, period: "last_month" } }] } }) },
	"GET /api/v1/events/reports": nothing,
	"GET /api/v1/events/reports/{key}": () => ({ path: { key: "manager_monitoring" }, query: "?period=last_month" }),

	"GET /api/v1/thresholds": nothing,
	"POST /api/v1/thresholds": () => ({ body: thresholdOf() }),
	"POST /api/v1/thresholds/preview": () => ({ body: (({ name, ...asked }) => asked)(thresholdOf()) }),
	"PATCH /api/v1/thresholds/{id}": async () => ({ ...await threshold(), body: { limit: money(1), is_active: false } }),
	"DELETE /api/v1/thresholds/{id}": threshold,
	"GET /api/v1/alerts": nothing,
	"GET /api/v1/alerts/totals": nothing,
	"GET /api/v1/alerts/owners": nothing,
	"GET /api/v1/alerts/{id}": (who) => seen(who, { path: anAlert().path }),
	"POST /api/v1/alerts/{id}/acknowledge": () => ({ ...anAlert(), body: { note: "Looking into it" } }),
	"POST /api/v1/alerts/{id}/snooze": () => ({ ...anAlert(), body: { until: new Date(Date.now() + 86400000).toISOString() } }),
	"POST /api/v1/alerts/{id}/assign": async () => ({ ...anAlert(), body: { user_id: claims(await as(HOME, "Billing Manager")).sub } }),
	/* The last of them: what the others left is no longer live afterwards. */
	"POST /api/v1/alerts/{id}/resolve": () => {
		sql("update alert set state = 'resolved', resolved_at = utc_timestamp(6) where name = 'Matrix' and state <> 'resolved'");
		return { ...anAlert("Matrix, last"), body: {} };
	},
};
