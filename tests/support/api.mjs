/*
 * The running stack as tests in JavaScript see it.
 *
 *   eval "$(tests/support/stack start)" && node --test tests/…
 *
 * Every answer that comes through call() is held against the contract; afterwards
 * `assertContract()` throws with what did not fit.
 */
import { randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readContract, root } from "./contract.mjs";

export const env = (name) => process.env[name] ??
	(() => { throw new Error(`${name} is not set: eval "$(tests/support/stack start)" first`); })();
export const url = env("BILLPORT_TEST_URL");
export const status = () => JSON.parse(readFileSync(env("BILLPORT_TEST_STATUS"), "utf8"));
export const contract = readContract();
export const unfit = new Map();
export const counts = { calls: 0 };

/* One request.  body: an object is sent as JSON, a string as it is. */
export async function call(method, path, { token, body, headers = {}, key } = {}) {
	const sent = { accept: "application/json", ...headers };
	if (token) sent.authorization = `Bearer ${token}`;
	if (key) sent["idempotency-key"] = key === true ? randomUUID() : key;
	if (body !== undefined && !sent["content-type"]) sent["content-type"] = "application/json";
	const answer = await fetch(url + path, {
		method, headers: sent, redirect: "manual",
		body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
	});
	const bytes = Buffer.from(await answer.arrayBuffer());
	const type = answer.headers.get("content-type") ?? "";
	const text = /json|text/.test(type) ? bytes.toString("utf8") : "";
	counts.calls++;
	for (const fault of contract.check({ method, path, status: answer.status, type, body: /json/.test(type) ? text : bytes.length ? "x" : "" }))
		unfit.set(fault, (unfit.get(fault) ?? 0) + 1);
	return {
		status: answer.status, headers: answer.headers, type, bytes, text,
		get json() { return JSON.parse(text); },
		cookie: answer.headers.getSetCookie().map((c) => c.split(";")[0]).join("; "),
	};
}

export function assertContract() {
	if (unfit.size)
		throw new Error(`answers that do not fit the contract:\n${[...unfit].map(([f, n]) => `  ${f}  (${n})`).join("\n")}`);
}

export async function signIn({ tenant, email, password }) {
	let answer;
	for (let i = 0; i < 5 && (!i || answer.status === 503); i++)	/* the database was away: once more, as a person would */
		answer = await call("POST", "/api/v1/auth/login", { body: { tenant, email, password } });
	if (answer.status !== 200) throw new Error(`sign-in of ${email} at ${tenant}: ${answer.status} ${answer.text}`);
	return { token: answer.json.access_token, cookie: answer.cookie, mustChange: answer.json.must_change_password };
}

const tokens = new Map();

/* A token of the demo's person with that role; signed in once a run and kept while it is good. */
export async function as(tenant, role) {
	const name = `${tenant}/${role}`, kept = tokens.get(name);
	if (kept && kept.until > Date.now()) return kept.token;
	const person = status().signins.find((s) => s.tenant === tenant && s.role === role);
	if (!person) throw new Error(`nobody signs in as ${role} of ${tenant}`);
	const { token } = await signIn(person);
	tokens.set(name, { token, until: Date.now() + 240e3 });
	return token;
}

/* Statements as the server's administrator; rows as arrays of texts. */
export function sql(statements, database = "store") {
	const out = execFileSync("mariadb", [`--defaults-file=${env("BILLPORT_TEST_ADMIN_CNF")}`, "--batch", "--raw",
		"--skip-column-names", database], { input: statements, encoding: "utf8", maxBuffer: 64 << 20 });
	return out.split("\n").slice(0, -1).map((line) => line.split("\t"));
}

/* Statements as a module's own database user. */
export function sqlAs(user, statements) {
	return execFileSync("mariadb", ["--no-defaults", `--socket=${env("BILLPORT_DB_SOCKET")}`, `--user=${user}`,
		`--password=${readFileSync(`${env("BILLPORT_TEST_SECRETS")}/${user}`, "utf8").trim()}`, "--batch", "--raw",
		"--skip-column-names", "billport"], { input: statements, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
}

/* What every module says it serves. */
export const routes = () => readdirSync(join(root, "modules"))
	.filter((module) => module !== "worker" && existsSync(join(root, "modules", module, "main.c")))
	.flatMap((module) => JSON.parse(execFileSync(`${env("BILLPORT_TEST_BIN")}/billport-${module}`, ["--routes"], { encoding: "utf8" }))
		.routes.map((r) => ({ module, ...r })));
