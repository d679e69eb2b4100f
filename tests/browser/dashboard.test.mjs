/*
 * The Billing Dashboard in a browser: numbers that open to rows that are as many; a period and an area
 * that stand in the address; what fails, and what stands beside it; actions done over it; a cycle with
 * its figures, and two side by side; by keyboard, on a phone, and where there is nothing yet.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, pickCycle, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

after(close);
const MANAGER = "Billing Manager";
const fine = async (page, what) => {
	await settled(page);
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
const tile = (page, key) => page.locator(`[data-metric="${key}"]`);
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const dialog = (page) => page.locator("dialog[open]").last();
/* Until its tiles have their numbers. */
const numbers = (page, key = "bills_generated") => tile(page, key).locator(".value").first().waitFor();
async function at(role = MANAGER, path = "/billing", size) {
	const page = await newPage(size);
	await signInAs(page, role);
	await page.goto(`${url}${path}`);
	return page;
}

test("B1, B2, B15: four tabs, three panels, and a number that opens to as many rows as it says", async () => {
	const page = await at(), call = await api(MANAGER);
	await page.getByRole("heading", { level: 1, name: "Billing Dashboard" }).waitFor();
	await page.getByText("Monitor billing cycles, review exceptions, and track revenue").waitFor();
	const tabs = page.getByRole("navigation", { name: "Billing Dashboard" });
	assert.deepEqual((await tabs.getByRole("link").allTextContents()).map((x) => x.replace(/[\s,\d]+$/, "")), ["Overview", "Billing Cycles", "Exceptions", "Simulations"]);
	await numbers(page);
	for (const name of ["Monthly Performance", "Consumption Distribution", "Financial Summary", "Quick Actions", "Needs attention", "Revenue Trend"]) await panel(page, name).waitFor();
	for (const key of ["bills_generated", "bills_actual", "bills_estimated", "bills_not_generated", "success_rate", "average_bill", "consumption", "high_use", "low_use", "zero_use", "average_use", "billed", "service_charges", "outstanding", "late_revenue"])
		assert.ok(await tile(page, key).count() > 0, key);
	assert.match(await tile(page, "success_rate").locator(".value").textContent(), /^(\d+\.\d\d%|n\/a)$/);
	await fine(page, "dashboard");
	const told = (await call("GET", "/metrics/query?metrics=bills_generated&period=this_month")).body.data[0].value;
	assert.equal(await tile(page, "bills_generated").locator(".value").textContent(), told.toLocaleString("en"));
	await tile(page, "bills_generated").getByRole("link", { name: "Bills generated" }).click();
	await page.waitForURL(/\/metrics\/bills_generated\?period=this_month/);
	await page.getByText(new RegExp(`of ${told.toLocaleString("en")} rows|${told.toLocaleString("en")} rows`)).first().waitFor();
	await page.goBack();
	/* Outstanding opens by age. */
	await numbers(page, "outstanding");
	await tile(page, "outstanding").getByRole("link", { name: "Outstanding" }).click();
	await page.waitForURL(/\/metrics\/outstanding\?.*by=aging/);
	await page.goBack();
	await page.getByRole("navigation", { name: "Parts of Monthly Performance" }).getByRole("link", { name: "Exceptions" }).click();
	await numbers(page, "exceptions_open");
	await done(page);
});

test("what was asked before is shown as that until the answer is there", async () => {
	const page = await at(), was = tile(page, "bills_generated");
	await numbers(page);
	let slow;
	await page.route("**/api/v1/metrics/query*", async (route) => { await slow; await route.continue(); });
	let answer;
	slow = new Promise((go) => { answer = go; });
	await page.getByRole("link", { name: "Last month" }).or(page.getByRole("button", { name: "Last month" })).first().click();
	await page.waitForURL(/period=last_month/);
	await page.locator('[data-metric="bills_generated"][aria-busy="true"]').waitFor();
	assert.ok(Number(await was.locator(".tile-main").evaluate(async (e) => { await Promise.all(e.getAnimations().map((a) => a.finished)); return getComputedStyle(e).opacity; })) < 0.5);
	answer();
	await page.locator('[data-metric="bills_generated"]:not([aria-busy="true"])').waitFor();
	await done(page);
});

test("B13: period and area stand in the address, and go with a number; a search lands on its bills", async () => {
	const page = await at(MANAGER, "/billing?period=last_month"), call = await api(MANAGER), zone = (await call("GET", "/zones")).body.data[0];
	await numbers(page);
	await page.getByRole("button", { name: "Area All" }).click();
	await page.getByRole("button", { name: zone.name, exact: true }).click();
	await page.waitForURL(new RegExp(`zone_id=${zone.id}`));
	await numbers(page);
	const href = await tile(page, "billed").getByRole("link", { name: "Total billed" }).getAttribute("href");
	assert.match(href, /period=last_month/);
	assert.match(href, new RegExp(`zone_id=${zone.id}`));
	await page.getByRole("searchbox", { name: "Search bills" }).fill("no such bill");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/bills\?q=no\+such\+bill/);
	/* A saved view of an area that is gone is told, and no number is shown. */
	page.expected.push(/422/);
	await page.goto(`${url}/billing?zone_id=01a00000-0000-7000-8000-000000000000`);
	await page.getByRole("alert").filter({ hasText: "can’t be used" }).first().waitFor();
	await done(page);
});

test("B17: a panel that fails says so, the others stand; it is asked for again", async () => {
	const page = await newPage();
	let broken = true;
	page.expected.push(/503/);
	await page.route(/\/api\/v1\/metrics\/query\?metrics=consumption/, (r) => (broken ? r.fulfill({ status: 503, json: { title: "Trouble", status: 503 } }) : r.continue()));
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing`);
	await numbers(page);
	await numbers(page, "billed");
	const failed = panel(page, "Consumption Distribution");
	await failed.getByText("Not loaded", { exact: false }).first().waitFor();
	assert.equal(await panel(page, "Monthly Performance").getByText("Not loaded").count(), 0);
	await fine(page, "dashboard-failing");
	broken = false;
	await failed.getByRole("button", { name: "Try again" }).first().click();
	await numbers(page, "consumption");
	await done(page);
});

test("B11: bills in bulk, printing and GL codes are done over the dashboard, by keyboard; it is still there after", async () => {
	const page = await at();
	const open = async (name) => { const b = page.getByRole("button", { name, exact: true }); await b.focus(); await page.keyboard.press("Enter"); await dialog(page).waitFor(); };
	await numbers(page);
	await open("Manage Codes");
	await dialog(page).getByRole("button", { name: "New GL code" }).click();
	const code = `T${Date.now().toString(36).slice(-6)}`.toUpperCase();
	await page.fill("#g-code", code);
	await page.fill("#g-name", "Tested over the dashboard");
	await dialog(page).getByRole("button", { name: "Add GL code" }).click();
	await dialog(page).getByText(code).first().waitFor();
	await fine(page, "dashboard-gl");
	await page.keyboard.press("Escape");
	await page.waitForURL((u) => !u.searchParams.has("do"));
	assert.equal(new URL(page.url()).pathname, "/billing");

	await open("Print Options");
	await dialog(page).getByRole("button", { name: "New batch" }).first().click();
	await dialog(page).getByRole("button", { name: "Choose a cycle" }).click();
	await page.getByRole("searchbox", { name: "Search cycles", exact: true }).waitFor();
	/* active ones come first, which may have no bills yet */
	await page.locator(".pick-list[aria-busy=false]").waitFor();
	await page.locator(".pick-list button").last().click();
	/* Also those that were printed before. */
	await dialog(page).locator(".check-line input").last().check();
	await dialog(page).getByRole("button", { name: /^Print \d/ }).click();
	await dialog(page).getByRole("button", { name: "Open PDF" }).first().waitFor({ timeout: 30_000 });
	await fine(page, "dashboard-print");
	await dialog(page).getByRole("button", { name: "Done" }).click();

	await open("Generate Bulk");
	await dialog(page).getByRole("button", { name: "Next" }).click();
	await dialog(page).getByRole("heading", { name: "Whose bills" }).waitFor();
	await fine(page, "dashboard-bulk");
	await dialog(page).getByRole("button", { name: "Check" }).click();
	await dialog(page).getByRole("heading", { name: "Before it starts" }).waitFor();
	/* Where one is stands in the address. */
	await page.reload();
	await dialog(page).getByRole("heading", { name: "Before it starts" }).waitFor();
	await page.keyboard.press("Escape");
	await page.waitForURL((u) => u.pathname === "/billing" && !u.search);
	await open("Generate Bill");
	await dialog(page).getByRole("combobox", { name: "Consumer or account" }).waitFor();
	await done(page);
});

test("B9, B10: a cycle by its name, its figures and rows; cycles and areas side by side", async () => {
	const call = await api(MANAGER), cycles = (await call("GET", "/cycles?limit=60")).body.data.filter((c) => c.figures.bills > 0), one = cycles.at(0), other = cycles.find((c) => c.zone.id !== one.zone.id) ?? cycles[1];
	const page = await at(MANAGER, `/billing/cycles?cycle=${one.id}`);
	await page.getByRole("heading", { level: 2, name: one.name }).waitFor();
	await numbers(page);
	assert.equal(await tile(page, "bills_generated").locator(".value").textContent(), one.figures.bills.toLocaleString("en"), "as the cycle's own page says");
	await page.getByRole("table", { name: "The figures of each" }).getByRole("row", { name: /^Success rate/ }).waitFor();
	await fine(page, "dashboard-cycle");
	assert.match(await tile(page, "bills_not_generated").getByRole("link", { name: "Bills not generated" }).getAttribute("href"), new RegExp(`cycle%3A${one.id}`));
	await page.getByRole("button", { name: "Add a cycle" }).click();
	await pickCycle(page, other.name.split(" - ")[0], other.name);
	await page.waitForURL(new RegExp(other.id));
	await page.getByRole("columnheader", { name: other.name }).waitFor();
	await page.getByRole("button", { name: `Take ${other.name} away` }).click();
	await page.waitForURL((u) => !u.search.includes(other.id));
	await page.locator(".cycle-select").click();
	await pickCycle(page, other.name.split(" - ")[0], other.name);
	await page.getByRole("heading", { level: 2, name: other.name }).waitFor();
	await page.getByRole("link", { name: "Work on this cycle" }).click();
	await page.getByRole("heading", { level: 1, name: other.name }).waitFor();
	await page.getByRole("link", { name: "All figures" }).click();
	await page.waitForURL(new RegExp(`/billing/cycles\\?cycle=${other.id}`));
	await done(page);
});

test("on a phone; and where there is no bill yet, what comes first", async () => {
	const phone = await at(MANAGER, "/billing", { width: 390, height: 844 });
	await numbers(phone);
	await fine(phone, "dashboard-390");
	await phone.goto(`${url}/billing/cycles`);
	await numbers(phone);
	await fine(phone, "dashboard-cycles-390");
	await done(phone);
	const page = await newPage();
	for (const list of ["bills", "reads", "cycles"]) await page.route(new RegExp(`/api/v1/${list}\\?`), (r) => r.fulfill({ json: { data: [], next_cursor: null } }));
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing`);
	await page.getByRole("heading", { name: "No bills yet" }).waitFor();
	await page.locator(".first-steps [aria-current=step]").getByRole("link").waitFor();
	await fine(page, "dashboard-empty");
	await done(page);
});
