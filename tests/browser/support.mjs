/*
 * Chromium on the running stack.  BILLPORT_TEST_STATUS names a file as `deploy/demo status --json`
 * prints it: {"url", "signins": [{"tenant", "email", "password", "role"}]}.
 */
import { createRequire } from "node:module";
import { readFileSync, mkdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

function readStatus() {
	const file = process.env.BILLPORT_TEST_STATUS;
	if (file) return JSON.parse(readFileSync(file, "utf8"));
	return JSON.parse(execFileSync(new URL("../../deploy/demo", import.meta.url).pathname, ["status", "--json"], { encoding: "utf8" }));
}
export const status = readStatus();
export const url = status.url;
export const arguments_ = ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync",
	...(process.getuid() === 0 ? ["--no-sandbox"] : [])];
export const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

export function signin(role, tenant = status.signins[0].tenant) {
	const found = status.signins.find((s) => s.role === role && s.tenant === tenant);
	assert.ok(found, `no sign-in for ${role} in ${tenant}`);
	return found;
}

let browser;
export const open = () => (browser ??= chromium.launch({ executablePath: executable, args: arguments_ }));
export async function close() { const open = browser; browser = undefined; await (await open)?.close(); }

/*
 * A page that keeps what went wrong on it: errors on the console, exceptions, violations of the
 * Content-Security-Policy.  Which failed requests a test provokes itself it names in `expected`.
 */
export async function newPage({ width = 1440, height = 900, theme = "light", ...rest } = {}) {
	const context = await (await open()).newContext({ viewport: { width, height }, colorScheme: theme, ...rest });
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	page.wrong = [];
	page.expected = [];
	page.on("console", (m) => {
		if (m.type() !== "error" && m.type() !== "warning") return;
		const text = `${m.text()} ${m.location().url ?? ""}`;
		if (!page.expected.some((e) => e.test(text))) page.wrong.push(`console: ${text}`);
	});
	page.on("pageerror", (e) => page.wrong.push(`exception: ${e.stack}`));
	await page.addInitScript(() => {
		document.addEventListener("securitypolicyviolation", (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
	});
	return page;
}
export async function done(page) {
	const wrong = page.wrong;
	await page.context().close();
	assert.deepEqual(wrong, [], "nothing goes wrong on the console");
}

/* Through the page, as a person does it: ends on Home. */
export async function enterAs(page, role, tenant) {
	const who = signin(role, tenant);
	await page.goto(`${url}/login?tenant=${who.tenant}`);
	await page.fill("#email", who.email);
	await page.fill("#password", who.password);
	await page.click("button[type=submit]");
	await page.waitForSelector("nav.rail");
	return who;
}
/* Signed in beside the page, which opens nothing yet: a test that begins elsewhere needs no Home. */
export async function signInAs(page, role, tenant) {
	const who = signin(role, tenant);
	const answer = await page.context().request.post(`${url}/api/v1/auth/login`, { data: { tenant: who.tenant, email: who.email, password: who.password } });
	assert.equal(answer.status(), 200, `sign-in as ${role}`);
	await page.addInitScript(() => {
		if (!location.protocol.startsWith("http") || sessionStorage.getItem("test.signed_in")) return;
		sessionStorage.setItem("test.signed_in", "1");
		localStorage.setItem("billport.signed_in", "1");
	});
	return who;
}

/* What axe-core finds, in a line each. */
export async function axeViolations(page) {
	const session = await page.context().newCDPSession(page);
	const run = async (expression, awaitPromise = false) => {
		const r = await session.send("Runtime.evaluate", { expression, awaitPromise, returnByValue: true });
		if (r.exceptionDetails) throw new Error(r.exceptionDetails.exception?.description ?? r.exceptionDetails.text);
		return r.result.value;
	};
	if (!(await run("typeof axe === 'object'"))) await run(`${axe};0`);
	/* preload reads every style sheet again, for rules that are not asked for */
	const found = await run(`axe.run(document, {resultTypes: ["violations"], preload: false}).then((r) => JSON.stringify(r.violations.map((v) =>
		v.id + " (" + v.nodes.length + "): " + v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " — " + [...n.any, ...n.all, ...n.none].map((c) => c.message).join("; ")).join(" | "))))`, true);
	await session.detach();
	return JSON.parse(found);
}
export async function sidewaysScroll(page) {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
export async function settled(page) {
	await page.waitForFunction(() => !document.querySelector(location.pathname === "/styleguide" ? ".route-bar" : "[aria-busy=true], .bones, .route-bar") && document.querySelector("h1"), null, { timeout: 20_000 });
}
/* In an open list of cycles: the one of this name, once the list stands still. */
export async function pickCycle(page, text, name = text) {
	await page.getByRole("searchbox", { name: "Search cycles", exact: true }).fill(text);
	await page.locator(".pick-list[aria-busy=false]").waitFor();
	await page.locator(".pick-list").getByRole("button", { name }).first().click();
}
export async function shot(page, name) {
	const folder = process.env.BILLPORT_SHOTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
/* The API beside the page, to prepare a case. */
export async function api(role, tenant) {
	const who = signin(role, tenant);
	const answer = await fetch(`${url}/api/v1/auth/login`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ tenant: who.tenant, email: who.email, password: who.password }) });
	assert.equal(answer.status, 200, `sign-in as ${role}`);
	const { access_token } = await answer.json();
	return async (method, path, body, headers = {}) => {
		const r = await fetch(`${url}/api/v1${path}`, { method, headers: { Authorization: `Bearer ${access_token}`, Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}), ...headers }, body: body && JSON.stringify(body) });
		const text = await r.text();
		return { status: r.status, body: text ? JSON.parse(text) : null };
	};
}
/* The bill that the counter checks by itself: the one issued last. */
export const currentOf = (open) => open.reduce((last, r) => (!last || r.issued_on >= last.issued_on ? r : last), null);
/* An account with at least `count` open bills of at least `least` minor units, that no other test took. */
const taken = new Set();
export async function accountWithOpenBills(call, { count = 1, least = 1000, most = Infinity } = {}) {
	let cursor = "";
	for (let pages = 0; pages < 20; pages++) {
		const { body } = await call("GET", `/bills?payment_status=open&limit=200${cursor}`);
		for (const bill of body.data) {
			if (!/^(LW-|SE)\d/.test(bill.account.number)) continue;	/* another case's */
			if (taken.has(bill.account.id) || bill.open.amount < least || bill.open.amount > most) continue;
			const open = (await call("GET", `/receivables?account_id=${bill.account.id}&status=open`)).body.data;
			if (open.length < count || open.some((r) => r.plan) || [open[0], open.at(-1)].some((r) => r.open.amount < least || r.open.amount > most)) continue;
			const account = (await call("GET", `/accounts/${bill.account.id}`)).body;
			if (account.credit.amount) continue;	/* what a test keeps as credit is all there is */
			taken.add(account.id);
			return { account, open };
		}
		if (!body.next_cursor) break;
		cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
	}
	throw new Error("no account with such open bills");
}
export const money = (minor, currency = "USD", locale = "en-US") => new Intl.NumberFormat(locale, { style: "currency", currency }).format(minor / 100);
