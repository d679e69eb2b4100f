/*
 * Numbers that open: the rows on the page add up to what the tile says; pictures have tables and are
 * walked by keys; filters live in the address; what can't be shown says so, and nothing else falls.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, settled, shot, signInAs, url } from "./support.mjs";

after(close);
const MANAGER = "Billing Manager";
const digits = (text) => Number(text.replace(/\u2212/g, "-").replace(/[^\d-]/g, ""));

test("a number opens to rows that add up to it, on the page as in the foot; each row to its bill", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/metrics?q=total+billed`);
	await page.getByRole("link", { name: "Total billed" }).click();
	await page.getByRole("heading", { name: "Total billed" }).waitFor();
	await page.getByRole("button", { name: "Period This month" }).click();
	await page.getByRole("button", { name: "Last month" }).click();
	await page.waitForURL(/period=last_month/);
	await page.getByText(/of [\d,]+ rows|All [\d,]+ rows/).waitFor();
	await settled(page);
	const said = digits(await page.locator(".metric-main .value").innerText());
	assert.ok(said > 0, "something was billed last month");
	const more = page.getByRole("button", { name: "Show more" });
	while (await more.count()) { const before = await page.locator("tbody tr").count(); await more.click(); await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length > n, before); }
	const rows = await page.locator(".list-table tbody tr").count(), sum = (await page.locator(".list-table tbody td.c-amount").allInnerTexts()).reduce((s, x) => s + digits(x), 0);
	assert.equal(sum, said, "the rows add up to the number");
	assert.equal(digits(await page.locator("[data-total]").innerText()), said, "and so does the foot");
	assert.match(await page.locator("tfoot th").innerText(), new RegExp(`Total, ${rows.toLocaleString("en-US")} rows`));
	await page.locator(".list-table tbody .c-id a").first().click();
	await page.waitForURL(/\/bills\//);
	await done(page);
});

test("the trend: its table has the same points, arrow keys walk it, Enter opens the rows of a month", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/metrics/billed?period=last_month`);
	const plot = page.getByRole("slider");
	await plot.locator("svg text").first().waitFor();
	await plot.focus();
	await page.keyboard.press("End");
	await page.keyboard.press("ArrowLeft");
	const spoken = await plot.getAttribute("aria-valuetext"), month = /^(\w+ \d{4}): This year ([^,]+(?:,\d{3})*(?:\.\d+)?)/.exec(spoken);
	assert.ok(month, spoken);
	await shot(page, "metric-cursor");
	const trend = page.getByRole("region", { name: "Trend" });
	await trend.getByRole("button", { name: "Table" }).click();
	assert.equal(await trend.getByRole("row").filter({ hasText: month[1] }).locator("td").first().innerText(), month[2]);
	await trend.getByRole("button", { name: "Chart" }).click();
	await plot.focus();
	await page.keyboard.press("End");
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("Enter");
	await page.waitForURL(/period=\d{4}-\d\d/);
	await page.waitForFunction((v) => document.querySelector(".metric-main .value")?.textContent === v, month[2]);
	await done(page);
});

test("filters stand in the address: they survive a reload and Back; a wrong range is refused in words", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/metrics/bills_generated?period=last_month`);
	await settled(page);
	const value = () => page.locator(".metric-main .value").innerText(), whole = await value();
	await page.getByRole("button", { name: "Class All" }).click();
	await page.getByRole("button", { name: "Residential" }).click();
	await page.waitForURL(/class=residential/);
	await page.waitForFunction((v) => document.querySelector(".metric-main .value")?.textContent !== v, whole);
	const part = await value();
	assert.ok(digits(part) < digits(whole));
	await page.reload();
	await page.locator(".metric-main .value").waitFor();
	assert.equal(await value(), part);
	await page.goBack();
	await page.waitForFunction((v) => document.querySelector(".metric-main .value")?.textContent === v, whole);
	await page.getByRole("button", { name: "Period Last month" }).click();
	await page.getByLabel("From").fill("2026-03-05");
	await page.getByLabel("To", { exact: true }).fill("2026-03-01");
	await page.getByRole("button", { name: "Apply" }).click();
	await page.getByText("The range ends before it begins").waitFor();
	assert.deepEqual(await axeViolations(page), []);
	await done(page);
});

test("an area that is gone: no number, a sentence, and the way on", async () => {
	const page = await newPage();
	page.expected.push(/422/);
	await signInAs(page, MANAGER);
	await page.goto(`${url}/metrics/billed?period=last_month&zone_id=0190aaaa-0000-7000-8000-00000000dead`);
	await page.getByText("The filter “Area” can’t be used").waitFor();
	assert.equal(await page.locator(".metric-main .value").count(), 0);
	assert.deepEqual(await axeViolations(page), []);
	await shot(page, "metric-gone");
	await page.getByRole("button", { name: "Clear area" }).click();
	await page.locator(".metric-main .value").waitFor();
	assert.doesNotMatch(page.url(), /zone_id/);
	await page.goto(`${url}/metrics/billed?period=2026-05-31..2026-05-01`);
	await page.getByText("This period can’t be shown").waitFor();
	await page.goto(`${url}/metrics/billed?method=cash`);
	await page.getByText("The filter “Method” can’t be used").waitFor();
	await page.goto(`${url}/metrics/no_such_metric`);
	await page.getByRole("heading", { name: "There is no such metric" }).waitFor();
	await done(page);
});

test("what the trend can't tell takes nothing else down, and is asked again at a press", async () => {
	const page = await newPage();
	page.expected.push(/500/);
	await signInAs(page, MANAGER);
	let fail = true;
	await page.route(/\/api\/v1\/metrics\/billed\/trend/, (route) => (fail ? route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"title":"x","status":500}' }) : route.continue()));
	await page.goto(`${url}/metrics/billed?period=last_month`);
	const trend = page.getByRole("region", { name: "Trend" });
	await trend.getByText("could not be loaded").waitFor();
	await page.locator(".list-table tbody .c-amount").first().waitFor();
	assert.match(await page.locator(".metric-main .value").innerText(), /\d/);
	fail = false;
	await trend.getByRole("button", { name: "Try again" }).click();
	await trend.getByRole("slider").waitFor();
	await done(page);
});

test("a cashier's numbers are his own", async () => {
	const call = await api("Cashier"), { body } = await call("GET", "/metrics"), page = await newPage();
	assert.ok(body.data === undefined || body.data.every((m) => m.group === "payments" || m.group === "finance"));
	await signInAs(page, "Cashier");
	await page.goto(`${url}/metrics/billed`);
	await page.getByRole("heading", { name: /may not open this|no such metric/i }).waitFor();
	await done(page);
});
