/*
 * A dashboard laid out by its reader and for a role, by keys; how the portal is used becomes answers;
 * what was done on dashboards stands in the audit log.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, settled, shot, signInAs, url } from "./support.mjs";

after(close);
const ADMIN = "Utility Administrator", CLERK = "Recovery Executive";

test("a dashboard is laid out by keys, for oneself and for a role, and given back", async () => {
	const page = await newPage(), call = await api(ADMIN), before = (await call("GET", "/dashboards/billing")).body;
	const keys = async () => (await call("GET", "/dashboards/billing")).body.sections[0].metrics.map((m) => m.key);
	assert.equal(before.from, "built_in");
	await signInAs(page, ADMIN);
	await page.goto(`${url}/billing`);
	const open = async () => { await page.getByRole("button", { name: "Customize" }).click(); await page.locator(".lay-row").first().waitFor(); };
	await open();
	await shot(page, "customise");
	assert.deepEqual(await axeViolations(page), []);
	const rows = page.locator(".lay-section").first().locator(".lay-row"), names = await rows.locator(".check-line > span:nth-child(2)").allInnerTexts();
	/* the second goes before the first, the focus with it; the last is hidden; another comes in */
	await rows.nth(1).getByRole("checkbox").focus();
	await page.keyboard.press("Alt+ArrowUp");
	assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), `Show ${names[1]}`);
	await page.getByText(`${names[1]} is number 1 of`).waitFor({ state: "attached" });
	await rows.last().getByRole("checkbox").uncheck();
	await page.getByRole("combobox", { name: /^Add a figure/ }).first().selectOption("late_fees");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("The dashboard is laid out anew").waitFor();
	const first = before.sections[0].metrics.map((m) => m.key);
	assert.deepEqual(await keys(), [first[1], first[0], ...first.slice(2, -1), "late_fees"]);
	await page.getByText("Late fees charged").first().waitFor();
	/* laid out elsewhere while the dialog was open: told, and saved where one insists */
	await open();
	const mine = (await call("GET", "/dashboards/billing")).body;
	assert.equal((await call("PUT", "/dashboards/billing", { sections: before.sections.map(({ key, title, metrics }) => ({ key, title, metrics: metrics.map((m) => ({ key: m.key })) })) }, { "If-Match": `"${mine.version}"` })).status, 200);
	page.expected.push(/412/);
	await page.getByRole("button", { name: "Save" }).dblclick();
	await page.getByText("It was laid out anew meanwhile").waitFor();
	await page.getByRole("button", { name: "Save" }).click();
	await page.locator("dialog").waitFor({ state: "detached" });
	assert.deepEqual(await keys(), mine.sections[0].metrics.map((m) => m.key));
	/* of a role: who has it sees it, but for who chose himself */
	await open();
	await page.getByText("Now laid out by you.").waitFor();
	await page.getByLabel("For", { exact: true }).selectOption({ label: CLERK });
	await page.getByText("Everybody of this role sees it").waitFor();
	await page.getByRole("checkbox", { name: "Show Zero consumption" }).uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.locator("dialog").waitFor({ state: "detached" });
	const theirs = (await (await api(CLERK))("GET", "/dashboards/billing")).body;
	assert.equal(theirs.from, "role");
	assert.ok(!theirs.sections.some((s) => s.metrics.some((m) => m.key === "zero_use")));
	/* back */
	await open();
	await page.getByRole("button", { name: "Reset" }).click();
	await page.getByText("The dashboard is as it was").waitFor();
	assert.deepEqual(await keys(), first);
	assert.equal((await call("DELETE", `/dashboards/billing/roles/${theirs.role.id}`)).status, 204);
	await page.goto(`${url}/audit?area=dashboard`);
	await page.getByText("Dashboard of a role set").first().waitFor();
	await page.getByText("Own layout given up").first().waitFor();
	await done(page);
});

test("what is opened is counted and answers a question; on a phone, in the dark", async () => {
	const page = await newPage({ width: 390, height: 844, theme: "dark" });
	await signInAs(page, ADMIN);
	await page.goto(`${url}/reports/use`);
	await settled(page);
	assert.deepEqual(await axeViolations(page), []);
	await page.getByRole("link", { name: /Which metrics are most valuable/ }).click();
	await page.getByRole("heading", { name: /Which metrics are most valuable/ }).waitFor();
	/* who leaves the page sends what was not sent */
	const sent = page.waitForResponse((r) => r.url().endsWith("/api/v1/events"));
	await page.evaluate(() => dispatchEvent(new Event("pagehide")));
	assert.equal((await sent).status(), 200);
	await page.goto(`${url}/reports/use?report=administrator_reports&period=today`);
	await page.getByRole("cell", { name: "Report creation" }).first().waitFor();
	await page.getByRole("cell", { name: "Administrator executive" }).first().waitFor();
	await settled(page);
	await shot(page, "use-answer");
	assert.deepEqual(await axeViolations(page), []);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
	const file = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export" }).click();
	await page.getByRole("menuitem").first().click();
	assert.match((await file).suggestedFilename(), /^administrator_reports\./);
	await page.goto(`${url}/reports/use?report=nothing`);
	page.expected.push(/404/);
	await page.getByText("There is no such question").waitFor();
	await done(page);
});
