import { test, after } from "node:test";
import assert from "node:assert/strict";
import { close, done, enterAs, newPage, signin, signInAs, status, url } from "./support.mjs";

after(close);

test("sign-in: what is missing, what is wrong, and then right", async () => {
	const page = await newPage();
	page.expected.push(/401|429/);
	await page.goto(`${url}/payments?method=cash`);
	await page.waitForURL(/\/login\?next=/);
	await page.fill("#tenant", "");
	await page.click("button[type=submit]");
	await page.getByText("Enter your organization's code").waitFor();
	assert.equal(await page.evaluate(() => document.activeElement?.id), "tenant");
	const who = signin("Billing Specialist");
	await page.fill("#tenant", who.tenant);
	await page.fill("#email", `nobody.${Date.now()}@example.example`);
	await page.fill("#password", "not the password");
	await page.click("button[type=submit]");
	await page.getByRole("alert").filter({ hasText: "Organization, email or password is not right" }).waitFor();
	assert.equal(await page.inputValue("#password"), "");
	await page.getByRole("button", { name: "Show password" }).click();
	assert.equal(await page.getAttribute("#password", "type"), "text");
	await page.fill("#email", who.email);
	await page.fill("#password", who.password);
	await page.click("button[type=submit]");
	await page.waitForURL(/\/payments\?method=cash/);
	await page.getByRole("heading", { name: "Payments", level: 1 }).waitFor();
	await done(page);
});

test("reload keeps the session, sign-out ends it, no token is stored", async () => {
	const page = await newPage();
	const who = await enterAs(page, "Cashier");
	await page.reload();
	await page.waitForSelector("nav.rail");
	const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
	assert.doesNotMatch(stored, /eyJ/);
	await page.locator("button.who").click();
	await page.getByRole("menuitem", { name: "Sign out" }).click();
	await page.waitForURL(/\/login\?tenant=/);
	assert.equal(await page.inputValue("#tenant"), who.tenant);
	await page.goto(`${url}/payments`);
	await page.waitForURL(/\/login/);
	await done(page);
});

test("only what the role opens is shown", async () => {
	const page = await newPage();
	await enterAs(page, "Cashier");
	const items = await page.locator("nav.rail .rail-item > span:not(.count)").allTextContents();
	assert.ok(items.includes("Payments"));
	for (const no of ["Approvals", "Audit log", "Settings"]) assert.ok(!items.includes(no), `${no} is not shown`);
	await page.goto(`${url}/settings/users`);
	await page.getByRole("heading", { name: "You may not open this" }).waitFor();
	await page.goto(`${url}/no/such/page`);
	await page.getByRole("heading", { name: "This page is not here" }).waitFor();
	await done(page);
});

test("two tabs, one session: both go on", async () => {
	const page = await newPage();
	await enterAs(page, "CSO Manager");
	const other = await page.context().newPage();
	await Promise.all([page.reload(), other.goto(`${url}/accounts`)]);
	await Promise.all([page.waitForSelector("nav.rail"), other.waitForSelector("nav.rail")]);
	await page.reload();
	await page.waitForSelector("nav.rail");
	await done(page);
});

test("the other tenant: its currency, its zone, its language's numbers", async () => {
	const other = status.signins.find((s) => s.tenant !== status.signins[0].tenant && s.role === "Billing Manager");
	const page = await newPage();
	await signInAs(page, other.role, other.tenant);
	await page.goto(`${url}/bills`);
	await page.locator("tfoot .c-amount", { hasText: "₹" }).waitFor();
	assert.equal(await page.getAttribute("html", "lang"), "en-IN");
	await done(page);
});
