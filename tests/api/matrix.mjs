/*
 * Every operation of the contract by everyone who could ask: nobody, an expired token, each built-in
 * role, a program with and without the scope, and a user of another tenant with this tenant's ids.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/matrix.mjs
 *
 * What is expected comes from the route's permission and the roles' permissions, as the server tells
 * them; requests come from cases.mjs.  It fails where an operation has no case, where the route tables
 * and the contract differ, where no role succeeds, and where an answer does not fit its schema.
 * The last line is "N passed, N failed".
 */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import { as, call, contract, counts, routes, sql, status, unfit } from "../support/api.mjs";
import { root } from "../support/contract.mjs";
import { unpacked } from "../support/unzip.mjs";
import { VOID_LIMIT, cases, claims } from "./cases.mjs";

const HOME = "larkfield", OTHER = "suryanagar", ADMIN = "Utility Administrator";
let passed = 0, failed = 0;

function check(good, text) {
	good ? passed++ : failed++;
	if (!good) console.log(`FAIL ${text}`);
	return good;
}

/* ---- contract and route tables, both ways ---- */

const served = routes().filter((r) => r.kind !== "internal")
	.map((r) => ({ ...r, name: `${r.method} ${r.path.replace(/:(\w+)/g, "{$1}")}` }));
const declared = new Map(contract.operations.map((o) => [`${o.method} ${o.path}`, o]));

for (const route of served) {
	const o = declared.get(route.name);
	check(o, `${route.module} serves ${route.name}, the contract does not have it`);
	if (!o) continue;
	const asked = route.kind === "public" ? "" : route.permission;
	check((o["x-permission"] ?? "") === asked, `${route.name}: x-permission is "${o["x-permission"]}", the route asks "${asked}"`);
	check((o["x-or-permission"] ?? "") === route.or_permission, `${route.name}: x-or-permission is "${o["x-or-permission"]}", the route asks "${route.or_permission}"`);
	check((o.security?.length === 0) === (route.kind === "public"), `${route.name}: security does not say whether a token is needed`);
	check(cases[route.name], `${route.name} has no case in tests/api/cases.mjs`);
}
for (const name of declared.keys()) check(served.some((r) => r.name === name), `${name} is in the contract, no module serves it`);
for (const name of Object.keys(cases)) check(declared.has(name), `the case of ${name} is of no operation`);
for (const r of routes().filter((r) => r.kind === "internal"))
	check((await fetch(process.env.BILLPORT_TEST_URL + r.path)).status === 404, `${r.path} is internal and answers from outside`);

/* ---- who asks ---- */

const roles = (await call("GET", "/api/v1/roles", { token: await as(HOME, ADMIN) })).json.data.filter((r) => r.is_built_in);
const everything = roles.find((r) => r.name === ADMIN).permissions;

async function person(role) {
	const token = await as(HOME, role.name);
	return { role: role.name, token, user: claims(token).sub, may: (p) => p === "signed_in" || role.permissions.includes(p) };
}

async function program(name, scopes) {
	const made = await call("POST", "/api/v1/api-clients", { token: await as(HOME, ADMIN), body: { name, scopes } });
	const { id, client_secret } = made.json;
	const answer = await call("POST", "/api/v1/auth/token", { body: { grant_type: "client_credentials", client_id: id, client_secret } });
	return { client: true, name, token: answer.json.access_token, may: (p) => p === "signed_in" || scopes.includes(p) };
}

/* A token that was good once: ours in all but the time. */
async function expired() {
	const jose = await import(join(root, "www/node_modules/jose", createRequire(import.meta.url)(join(root, "www/node_modules/jose/package.json")).main.replace(/^\.\//, "")));
	const good = await as(HOME, ADMIN), kid = jose.decodeProtectedHeader(good).kid;
	const pem = sql(`select replace(private_pem, '\n', '|') from signing_key where kid = '${kid}'`)[0][0].replaceAll("|", "\n");
	const now = Math.floor(Date.now() / 1000);
	return new jose.SignJWT({ ...jose.decodeJwt(good), iat: now - 700, nbf: now - 700, exp: now - 400 })
		.setProtectedHeader(jose.decodeProtectedHeader(good)).sign(await jose.importPKCS8(pem, "ES256"));
}

/* ---- one operation ---- */

const good = (o, c) => c.ok ?? Number(Object.keys(o.responses).find((s) => s.startsWith("2")));
const filled = (path, values = {}, query = "") => path.replace(/\{(\w+)\}/g, (_, name) => values[name]) + query;

const send = (o, request, token) => call(o.method, filled(o.path, request.path, request.query),
	{ token, body: request.body, headers: request.headers, key: request.key });

/* The same request with ids that nobody has. */
function unknownIds(request, ids) {
	const other = new Map(ids.map((id) => [id, id.slice(0, 14) + randomUUID().slice(14)]));
	const swap = (text) => [...other].reduce((t, [from, to]) => t.replaceAll(from, to), text);
	return { ...request, path: JSON.parse(swap(JSON.stringify(request.path ?? {}))), query: swap(request.query ?? ""),
		body: request.body === undefined ? undefined : JSON.parse(swap(JSON.stringify(request.body))), key: request.key && randomUUID() };
}

const sameBytes = (a, b) => a.status === b.status && a.type === b.type &&
	a.text.replace(/"request_id":"[^"]*"/, "") === b.text.replace(/"request_id":"[^"]*"/, "");

async function foreign(o, request, token, name) {
	const ids = [request.path?.id, ...(request.ids ?? [])].filter(Boolean);
	if (!ids.length) return;
	const theirs = await send(o, { ...request, key: request.key && randomUUID() }, token);
	const nobodys = await send(o, unknownIds(request, ids), token);
	check([404, 422].includes(theirs.status), `${name}: another tenant's id gives ${theirs.status} ${theirs.text}`);
	check(sameBytes(theirs, nobodys), `${name}: another tenant's id answers ${theirs.status} ${theirs.text}, an unknown one ${nobodys.status} ${nobodys.text}`);
}

async function matrixOf(route) {
	const o = declared.get(route.name), name = route.name;
	if (!o || !cases[name]) return;
	const c = typeof cases[name] === "function" ? { make: cases[name] } : cases[name];
	const shared = await c.make(await person(roles.find((r) => r.name === ADMIN)));
	let succeeded = 0;

	async function expect(who, label, request, wanted) {
		const answer = await send(o, request, request.token ?? who?.token);
		succeeded += wanted === good(o, c) && answer.status === wanted;
		check(answer.status === wanted, `${name} by ${label}: ${answer.status}, expected ${wanted}  ${answer.text.slice(0, 300)}`);
	}

	if (route.kind === "public") {
		await expect(null, "nobody", shared, good(o, c));
		await expect({ token: tokens.expired }, "an expired token", await c.make({}), good(o, c));
		return void check(succeeded, `${name}: nobody succeeds`);
	}
	/* First all who must fail, on one object; then the administrator, who finds it as it was. */
	await expect(null, "nobody", { ...shared, token: undefined }, 401);
	await expect({ token: tokens.expired }, "an expired token", { ...shared, token: undefined }, 401);
	const may = roles.filter((r) => route.permission === "signed_in" || r.permissions.includes(route.permission)), asks = may.find((r) => r.name === ADMIN) ?? may[0];
	if (asks) await foreign(o, { ...shared, token: undefined }, await as(OTHER, asks.name), name);
	const people = [...await Promise.all(roles.map(person)), tokens.all, tokens.none];
	const kind = (who) => who.may(route.permission) ? "main" : route.or_permission && who.may(route.or_permission) ? "or" : "no";
	for (const who of people.filter((w) => kind(w) === "no"))
		await expect(who, who.role ?? who.name, { ...shared, token: undefined }, 403);
	for (const who of people.filter((w) => kind(w) !== "no").sort((a) => (a.role === ADMIN ? -1 : 1))) {
		const request = who.role === ADMIN ? shared : await c.make(who);
		const told = (status) => typeof status === "function" ? status(who) : status;
		await expect(who, who.role ?? who.name, request,
			(who.client ? told(c.client) : undefined) ?? (kind(who) === "or" ? told(c.or) : undefined) ?? good(o, c));
	}
	check(succeeded, `${name}: no role succeeds`);
	await lists(o, name);
}

/* A list shows nothing of another tenant, whatever id it is asked by. */
async function lists(o, name) {
	if (o.method !== "GET" || o.path.includes("{") || o.parameters.some((p) => p.in === "query" && p.required)) return;
	const home = await as(HOME, ADMIN), other = await as(OTHER, ADMIN);
	const ours = await call("GET", o.path, { token: home }), theirs = await call("GET", o.path, { token: other });
	const idsOf = (a) => new Set((a.json.data ?? []).map((d) => d.id).filter(Boolean));
	if (o.responses[200]?.content?.["text/csv"])
		for (const role of [ADMIN, ...(o["x-or-permission"] ? [o["x-or-permission"] === "reads:record" ? "Billing Specialist" : "Cashier"] : [])]) await files(o, `${name} by ${role}`, await as(HOME, role));
	const both = [...idsOf(ours)].filter((id) => idsOf(theirs).has(id));
	check(!both.length, `${name}: both tenants see ${both.slice(0, 3)}`);
	for (const p of o.parameters.filter((p) => p.in === "query" && contract.resolve(p.schema).format === "uuid")) {
		const id = homeIds[p.name] ?? homeIds.account_id, ask = (v, token) => call("GET", `${o.path}?${p.name}=${v}`, { token });
		const [known, foreign, unknown] = [await ask(id, home), await ask(id, other), await ask(randomUUID(), other)];
		check(known.status === 200, `${name}?${p.name}: ${known.status} ${known.text}`);
		check(sameBytes(foreign, unknown), `${name}?${p.name}: another tenant's id answers ${foreign.text.slice(0, 200)}, an unknown one ${unknown.text.slice(0, 200)}`);
	}
}

/* The list as a file of each kind says how many rows it has: as many as its totals, under the same rule. */
async function files(o, name, token) {
	const types = { "text/csv": "", "application/pdf": "%PDF-", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "PK\x03\x04" };
	const told = [];
	for (const [type, magic] of Object.entries(types)) {
		const answer = await call("GET", o.path, { token, headers: { accept: type } });
		if (type === "application/pdf" && answer.status === 422) continue;	/* more than paper has room for */
		check(answer.status === 200 && answer.type.startsWith(type), `${name} as ${type}: ${answer.status} ${answer.type} ${answer.text.slice(0, 200)}`);
		check(answer.bytes.subarray(0, magic.length).toString("latin1") === magic, `${name} as ${type}: does not begin as one`);
		if (type === "text/csv") told.push(Number(/\r\n#end,rows=(\d+)[^\n]*\r\n$/.exec(answer.text)?.[1] ?? NaN));
		else if (magic[0] === "P") told.push(Number(/Total of (\d+) row/.exec(unpacked(answer.bytes, /worksheets\/sheet1.xml$/))?.[1] ?? NaN));
	}
	if (declared.has(`GET ${o.path}/totals`)) told.push((await call("GET", `${o.path}/totals`, { token })).json.row_count);
	/* Each file is told to the audit, which is longer by it. */
	const grows = o.path === "/api/v1/audit";
	check(told.every((n, i) => (grows ? i === 0 || n > told[i - 1] : n === told[0])), `${name}: its files and totals have ${told} rows`);
}

/* ---- all ---- */

async function setting(name, value) {
	const token = await as(HOME, ADMIN), path = `/api/v1/settings/${name}`;
	const { version, value: before } = (await call("GET", path, { token })).json;
	const answer = await call("PUT", path, { token, body: { value }, headers: { "if-match": `"${version}"` } });
	if (answer.status !== 200) throw new Error(`setting ${name}: ${answer.text}`);
	await new Promise((go) => setTimeout(go, 1100));
	return before;
}

const began = Date.now();
/* Low enough to wait for another person; no floor, so that whoever may set up a plan can. */
const kept = { void_limit: await setting("void_limit", String(VOID_LIMIT)), plan_floor: await setting("plan_floor", "0") };
const tokens = { expired: await expired(), all: await program("a program with all scopes", everything), none: await program("a program with another scope", []) };
const [payment] = (await call("GET", "/api/v1/payments?limit=1", { token: await as(HOME, ADMIN) })).json.data;
const homeIds = { account_id: payment.account.id, consumer_id: payment.consumer.id, received_by: payment.received_by?.id,
	object_id: payment.id, source_id: payment.id, actor_id: claims(await as(HOME, ADMIN)).sub, user_id: claims(await as(HOME, "Cashier")).sub,
	role_id: roles[0].id, zone_id: (await call("GET", "/api/v1/zones", { token: await as(HOME, ADMIN) })).json.data[0].id };

try {
	for (const route of served.filter((r) => !process.argv[2] || r.name.includes(process.argv[2])))
		try {
			await matrixOf(route);
		} catch (e) {
			check(false, `${route.name}: ${e.stack}`);
		}
} finally {
	for (const name of Object.keys(kept)) await setting(name, String(kept[name]));
}
for (const [fault, n] of unfit) check(false, `${fault}  (${n})`);
check(counts.calls > 0, "no calls");
console.log(`${served.length} operations, ${roles.length} roles, ${counts.calls} answers held against the contract, ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
