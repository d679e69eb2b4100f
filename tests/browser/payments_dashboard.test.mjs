/*
 * Figures of payments: the same number on the tile, in the rows behind it, in the list and on Home;
 * pictures that open; who may see only his own sees only his own; the executive view.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { accountWithOpenBills, api, axeViolations, close, done, enterAs, money, newPage, settled, shot, sidewaysScroll, signin, signInAs, url } from "./support.mjs";

after(close);
const digits = (text) => Number(text.replace(/\u2212/g, "-").replace(/[^\d-]/g, ""));
const valueOf = async (page, label) => digits(await page.locator(".tile", { has: page.getByRole("link", { name: label, exact: true }) }).locator(".value").first().innerText());
/* A payment taken now by this person, in cash, for one open bill. */
async function take(role, minor) {
	const call = await api(role), { account, open } = await accountWithOpenBills(call, { least: minor });
	const r = await call("POST", "/payments", { account_id: account.id, method: "cash", amount: { amount: minor, currency: "USD" }, allocations: [{ receivable_id: open[0].id, amount: { amount: minor, currency: "USD" } }] }, { "Idempotency-Key": crypto.randomUUID() });
	assert.equal(r.status, 201, JSON.stringify(r.body));
	return r.body;
}

test("a cashier: his own numbers alone, the same on Home, above the list, in the list and behind the tile", async () => {
	await take("Cashier", 1111);
	await take("Customer Executive", 2222);
	const mine = (await (await api("Cashier"))("GET", "/metrics/query?metrics=collected&period=today")).body.data[0].value.amount, office = (await (await api("Billing Manager"))("GET", "/metrics/query?metrics=collected&period=today")).body.data[0].value.amount;
	assert.ok(mine >= 1111 && office >= mine + 2222, "another's payment is not his");
	const page = await newPage();
	await enterAs(page, "Cashier");
	await page.getByRole("link", { name: "Taken by you today" }).waitFor();
	assert.equal(await valueOf(page, "Taken by you today"), mine, "on Home");
	await page.goto(`${url}/payments`);
	await page.getByText("only the payments that you took yourself").waitFor();
	await page.getByRole("link", { name: "Taken by you today" }).waitFor();
	assert.equal(await valueOf(page, "Taken by you today"), mine, "above the list");
	assert.equal(await page.getByRole("link", { name: "Collection rate", exact: true }).count(), 0, "what has no part of his own is not there");
	await page.getByRole("link", { name: "In the list" }).click();
	await page.waitForURL(/day=today/);
	await page.waitForFunction((v) => document.querySelector("tfoot .c-amount")?.textContent === v, money(mine));
	await page.getByRole("link", { name: "Taken by you today" }).click();
	await page.waitForURL(/\/metrics\/collected\?period=today/);
	await page.waitForFunction((v) => document.querySelector("[data-total]")?.textContent === v, money(mine));
	await done(page);
});

test("a list that is filtered filters its figures; figures are put away and stay away", async () => {
	const page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments?period=last_month`);
	await page.getByRole("link", { name: "Total collected" }).waitFor();
	const call = await api("Customer Executive"), asked = async (q) => (await call("GET", `/metrics/query?metrics=collected&period=last_month${q}`)).body.data[0].value.amount;
	assert.equal(await valueOf(page, "Total collected"), await asked(""));
	await page.getByRole("button", { name: "Method All" }).click();
	await page.getByRole("button", { name: "Cash", exact: true }).click();
	await page.waitForURL(/method=cash/);
	await page.waitForFunction((v) => document.querySelector(".tile .value")?.textContent === v, money(await asked("&method=cash")));
	await page.getByRole("button", { name: "Hide figures" }).click();
	assert.equal(await page.locator(".tile").count(), 0);
	await page.reload();
	await page.getByRole("button", { name: "Show figures" }).waitFor();
	assert.equal(await page.locator(".tile").count(), 0, "still away");
	await page.getByRole("button", { name: "Show figures" }).click();
	await page.getByRole("link", { name: "Total collected" }).waitFor();
	await done(page);
});

test("a billing manager: pictures in the place of the list, each opens; parts and table add up; axe, keyboard, 390 px", async () => {
	const page = await newPage({ reducedMotion: "reduce" });
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/payments?period=last_month`);
	await page.getByRole("button", { name: "Charts" }).focus();
	await page.keyboard.press("Enter");
	await page.waitForURL(/view=charts/);
	const channel = page.getByRole("region", { name: "By channel" });
	await channel.locator(".share-value").first().waitFor();
	const whole = digits(await channel.locator(".chart-lead .value").innerText()), parts = (await channel.locator(".share-value").evaluateAll((all) => all.map((x) => x.firstChild.textContent))).reduce((s, x) => s + digits(x), 0);
	assert.equal(parts, whole, "the channels are the whole");
	assert.equal(whole, await valueOf(page, "Total collected"));
	const mix = page.getByRole("region", { name: "Mix over time" });
	await mix.getByRole("img").waitFor();
	await mix.getByRole("button", { name: "Table" }).click();
	for (const row of (await mix.locator("tbody tr").evaluateAll((all) => all.map((tr) => [...tr.querySelectorAll("td")].map((td) => td.textContent)))))
		assert.equal(row.slice(0, -1).reduce((s, x) => s + digits(x), 0), digits(row.at(-1)), "parts of a month are all of it");
	await settled(page);
	await page.waitForFunction(() => document.querySelectorAll(".plot svg text").length > 0);
	assert.deepEqual(await axeViolations(page), []);
	await shot(page, "payments-charts-1440-light");
	await page.setViewportSize({ width: 390, height: 844 });
	await page.emulateMedia({ colorScheme: "dark" });
	await settled(page);
	assert.ok((await sidewaysScroll(page)) <= 0);
	assert.deepEqual(await axeViolations(page), []);
	await shot(page, "payments-charts-390-dark");
	const [name, value] = await channel.locator("li").first().evaluate((li) => [li.querySelector("a").textContent, li.querySelector(".share-value").firstChild.textContent]);
	await channel.getByRole("link", { name }).click();
	await page.waitForURL(/\/metrics\/collected\?period=last_month&channel=/);
	await page.waitForFunction((v) => document.querySelector("[data-total]")?.textContent === v, value);
	await done(page);
});

test("what cannot be loaded says so, and the list stands", async () => {
	const page = await newPage();
	page.expected.push(/503|422/);
	await signInAs(page, "Billing Manager");
	await page.route("**/api/v1/metrics/query*", (r) => r.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Not available", status: 503 }) }));
	await page.goto(`${url}/payments`);
	await page.locator(".tile-failed").first().waitFor();
	await page.locator("tbody tr").first().waitFor();
	await shot(page, "payments-figures-failed");
	await page.unroute("**/api/v1/metrics/query*");
	await page.locator(".tile-failed").first().getByRole("button", { name: "Try again" }).click();
	await page.getByRole("link", { name: "Total collected" }).waitFor();
	await page.goto(`${url}/payments?period=2026-13`);
	await page.getByText("This period can’t be shown").waitFor();
	await page.locator("tbody tr").first().waitFor();
	await done(page);
});

test("the executive view: for who may, with trends, laid out by its reader, as one file", async () => {
	const page = await newPage();
	await enterAs(page, "Utility Administrator");
	await page.getByRole("link", { name: "Reports", exact: true }).click();
	await page.getByRole("heading", { name: "Executive view" }).waitFor();
	await page.getByRole("link", { name: "Total billed", exact: true }).waitFor();
	await page.waitForFunction(() => document.querySelectorAll(".trends .plot svg").length > 3);
	await settled(page);
	assert.deepEqual(await axeViolations(page), []);
	await shot(page, "executive-1440-light");
	const [file] = await Promise.all([page.waitForEvent("download"), (async () => { await page.getByRole("button", { name: "Export" }).click(); await page.getByRole("menuitem", { name: "CSV" }).click(); })()]);
	assert.match(file.suggestedFilename(), /executive.*\.csv$/);
	await page.getByRole("button", { name: "Customize" }).click();
	await page.getByRole("checkbox", { name: "Show Total billed" }).uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("link", { name: "Total billed", exact: true }).waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Customize" }).click();
	await page.getByRole("button", { name: "Reset" }).click();
	await page.getByRole("link", { name: "Total billed", exact: true }).waitFor();
	await page.setViewportSize({ width: 390, height: 844 });
	assert.ok((await sidewaysScroll(page)) <= 0);
	await done(page);
	const other = await newPage();
	await signInAs(other, "Customer Executive");
	await other.goto(`${url}/executive`);
	await other.getByRole("heading", { name: "You may not open this" }).waitFor();
	await done(other);
});
