/*
 * No free text takes a card number: every operation of the contract that reads one is sent its good
 * request with a card's number in that field, and must answer 422 naming the field, and keep nothing.  What is free
 * text is read from the contract, so a new field is asked by itself.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/cards.mjs
 */
import { randomUUID } from "node:crypto";
import { as, call, contract, unfit } from "../support/api.mjs";
import { VOID_LIMIT, cases, claims } from "./cases.mjs";

const HOME = "larkfield", ADMIN = "Utility Administrator", CARD = "paid with 4111 1111 1111 1111";
let passed = 0, failed = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };

/* Shorter ones are codes and numbers. */
const FREE = 60;
/* Not free text: what a machine or another book gave, names, secrets, addresses, a page's own query. */
const EXEMPT = new Set(["reference", "name", "email", "password", "current", "new", "client_id", "client_secret", "query", "to", "tenant"]);

/* [pointer, setter] of each free text in a body's schema, one object deep. */
function freeTexts(schema) {
	const s = contract.resolve(schema), found = [];
	for (const [key, ref] of Object.entries(s?.properties ?? {})) {
		const p = contract.resolve(ref), types = [p.type].flat();
		if (types.includes("string") && !p.enum && !p.format && !p.pattern && (p.maxLength ?? 0) >= FREE && !EXEMPT.has(key)) found.push(key);
	}
	return found;
}

async function setting(name, value) {
	const path = `/api/v1/settings/${name}`, { version, value: before } = (await call("GET", path, { token: await as(HOME, ADMIN) })).json;
	await call("PUT", path, { token: await as(HOME, ADMIN), body: { value }, headers: { "if-match": `"${version}"` } });
	await new Promise((go) => setTimeout(go, 1100));
	return before;
}

async function ask(o, key) {
	const name = `${o.method} ${o.path}`, c = cases[name], request = await (typeof c === "function" ? c : c.make)(who);
	const path = o.path.replace(/\{(\w+)\}/g, (_, n) => request.path?.[n]) + (request.query ?? "");
	const answer = await call(o.method, path, { token: request.token ?? await as(HOME, ADMIN), headers: request.headers,
		key: request.key && randomUUID(), body: { ...request.body, [key]: CARD } });
	const fault = answer.status === 422 && answer.json.errors?.find((e) => e.pointer === `/${key}`);
	/* a zone, a number, a phone are refused as what they should be */
	check(fault, `${name} takes a card number in ${key}: ${answer.status} ${answer.text.slice(0, 200)}`);
}

const token = await as(HOME, ADMIN), who = { role: ADMIN, token, user: claims(token).sub, may: () => true };
const limit = await setting("void_limit", String(VOID_LIMIT));	/* as the cases want it */
for (const o of contract.operations) {
	const schema = o.requestBody?.content?.["application/json"]?.schema;
	for (const key of schema ? freeTexts(schema) : [])
		try {
			await ask(o, key);
		} catch (e) {
			check(false, `${o.method} ${o.path} ${key}: ${e.stack}`);
		}
}
await setting("void_limit", limit);
/* Of settings the contract knows one field for all; these are texts. */
for (const name of ["letterhead", "support_contact", "mail_from"]) {
	const path = `/api/v1/settings/${name}`, { version } = (await call("GET", path, { token: await as(HOME, ADMIN) })).json;
	const answer = await call("PUT", path, { token: await as(HOME, ADMIN), body: { value: CARD }, headers: { "if-match": `"${version}"` } });
	check(answer.status === 422, `the setting ${name} takes a card number: ${answer.status}`);
}
check(passed > 10, "hardly any free text was found");
for (const [fault, n] of unfit) check(false, `${fault}  (${n})`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
