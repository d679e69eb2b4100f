/*
 * A disabled user, a revoked session, a changed role, a revoked program: all act within a second,
 * also while the one concerned keeps asking and nginx keeps his verdict.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/within.mjs
 *
 * He asks every few milliseconds; the last answer of the old kind may have been asked for at most a
 * second after the change was answered.
 */
import { randomUUID } from "node:crypto";
import { as, call, signIn, unfit } from "../support/api.mjs";
import { claims } from "./cases.mjs";

const HOME = "larkfield", LIMIT_MS = 1000, ROUNDS = 3;
let passed = 0, failed = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const admin = async (method, path, options = {}) => {
	const answer = await call(method, path, { token: await as(HOME, "Utility Administrator"), ...options });
	if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
	return answer.text ? answer.json : null;
};
const roles = (await admin("GET", "/api/v1/roles")).data;
const role = (name) => roles.find((r) => r.name === name).id;

/* Someone new, signed in, past the first password. */
async function person(...names) {
	const email = `within-${randomUUID().slice(0, 13)}@larkfield.example`, password = `a long one ${randomUUID()}`;
	const made = await admin("POST", "/api/v1/users", { body: { email, name: "Within A Second", role_ids: names.map(role) } });
	const first = await signIn({ tenant: HOME, email, password: made.password });
	await call("POST", "/api/v1/auth/password", { token: first.token, body: { current: made.password, new: password } });
	const { token } = await signIn({ tenant: HOME, email, password });
	return { id: made.id, token };
}

async function program(...scopes) {
	const { id, client_secret } = await admin("POST", "/api/v1/api-clients", { body: { name: "Within a second", scopes } });
	const answer = await call("POST", "/api/v1/auth/token", { body: { grant_type: "client_credentials", client_id: id, client_secret } });
	return { id, token: answer.json.access_token };
}

const change = async (path, body) => admin("PATCH", path, { body, headers: { "if-match": `"${(await admin("GET", path)).version}"` } });

/* Asks without pause until the answer is `after`; how long after the change the last `before` was asked for. */
async function lag(token, path, before, after, act) {
	let over = false, changed = Infinity, last = 0, other = null;
	const asking = (async () => {
		while (!over) {
			const asked = performance.now(), { status } = await call("GET", path, { token });
			if (status === before && asked > changed) last = asked - changed;
			else if (status !== before && status !== after) other = status;
			await pause(4);
		}
	})();
	await pause(300);
	await act();
	changed = performance.now();
	await pause(LIMIT_MS + 600);
	over = true;
	await asking;
	const { status } = await call("GET", path, { token });
	return { last, status, other };
}

async function within(name, token, path, before, after, act) {
	const { last, status, other } = await lag(token, path, before, after, act);
	check(last <= LIMIT_MS && status === after && other === null,
		`${name}: after ${Math.round(last)} ms still ${before}, at the end ${status}, in between ${other}`);
	return last;
}

const worst = {};
const note = async (name, run) => { worst[name] = Math.max(worst[name] ?? 0, await run); };
for (let i = 0; i < ROUNDS; i++) {
	const he = await person("Cashier"), she = await person("Cashier"), they = await person("Cashier");
	const [one, two] = [await program("consumers:read"), await program("consumers:read", "payments:read")];
	await Promise.all([
		note("a disabled user", within("a disabled user", he.token, "/api/v1/accounts?limit=1", 200, 401, () => change(`/api/v1/users/${he.id}`, { is_active: false }))),
		note("a revoked session", within("a revoked session", she.token, "/api/v1/accounts?limit=1", 200, 401, () => admin("DELETE", `/api/v1/sessions/${claims(she.token).sid}`))),
		note("a role taken", within("a role taken", they.token, "/api/v1/accounts?limit=1", 200, 403, () => change(`/api/v1/users/${they.id}`, { role_ids: [] }))),
		note("a revoked program", within("a revoked program", one.token, "/api/v1/accounts?limit=1", 200, 401, () => admin("POST", `/api/v1/api-clients/${one.id}/revoke`))),
		note("a scope taken", within("a scope taken", two.token, "/api/v1/payments?limit=1", 200, 403, () => change(`/api/v1/api-clients/${two.id}`, { scopes: ["consumers:read"] }))),
	]);
	await note("a role given", within("a role given", they.token, "/api/v1/accounts?limit=1", 403, 200, () => change(`/api/v1/users/${they.id}`, { role_ids: [role("Cashier")] })));
}
for (const [fault, n] of unfit) check(false, `${fault}  (${n})`);
console.log(`the longest of ${ROUNDS}: ${Object.entries(worst).map(([k, v]) => `${k} ${Math.round(v)} ms`).join(", ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
