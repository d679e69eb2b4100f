/*
 * A limit is set, is passed, and is dealt with: the bell, the list and the tile tell of it while it
 * lasts.  The stack's worker looks by itself.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, shot, signInAs, url } from "./support.mjs";

after(close);
const MANAGER = "Billing Manager", NAME = `Bills of this month ${process.pid}`;
const clean = async (page) => assert.deepEqual(await axeViolations(page), []);

test("a threshold says what it would do now, fires, marks bell and tile, and is acknowledged, snoozed and resolved", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/settings/thresholds`);
	await page.getByRole("button", { name: "New threshold" }).click();
	const dialog = page.getByRole("dialog", { name: "New threshold" });
	await dialog.getByRole("button", { name: "Set threshold" }).click();
	await dialog.getByRole("link", { name: "Choose a metric" }).waitFor();
	await dialog.getByLabel("Metric").selectOption({ label: "Bills generated" });
	await dialog.getByText("Enter a limit to see whether it would fire.").waitFor();
	await dialog.getByLabel("Limit").fill("10,000,000");
	await dialog.getByText("Would not fire now").waitFor();
	await dialog.getByLabel("Limit").fill("0");
	await dialog.getByText("Would fire now", { exact: true }).waitFor();
	await dialog.getByLabel("Name").fill(NAME);
	await shot(page, "threshold-new");
	await clean(page);
	await dialog.getByRole("button", { name: "Set threshold" }).click();
	const row = page.getByRole("row").filter({ hasText: NAME });
	await row.waitFor();
	/* the worker looks within seconds */
	for (let i = 0; i < 40 && !(await row.getByText("Firing").count()); i++) { await page.waitForTimeout(500); await page.reload(); await row.waitFor(); }
	await row.getByRole("link", { name: "Firing" }).waitFor();
	await clean(page);
	await shot(page, "thresholds");

	await page.getByRole("button", { name: /Notifications|notifications|new/ }).first().click();
	const bell = page.locator(".bell-pop");
	await bell.getByText("Live alerts").waitFor();
	await bell.getByRole("link", { name: /^Bills generated is [\d,]+, above the limit of 0/ }).first().waitFor();
	await shot(page, "bell-alerts");
	await clean(page);
	await bell.getByRole("link", { name: /^Bills generated is [\d,]+, above the limit of 0/ }).first().click();
	await page.getByRole("heading", { name: NAME }).waitFor();
	await page.getByText("Opened").first().waitFor();
	await shot(page, "alert");
	await clean(page);

	await page.goto(`${url}/metrics/bills_generated?period=this_month`);
	await page.locator(".tile-mark").filter({ hasText: "above the limit of 0" }).waitFor();
	await page.goto(`${url}/alerts`);
	const alert = page.getByRole("row").filter({ hasText: NAME });
	const act = async (name) => { await alert.getByRole("button", { name: `Actions for ${NAME}` }).click(); await page.getByRole("menuitem", { name }).click(); };
	await act("Acknowledge");
	await alert.getByText("Acknowledged").waitFor();
	await act("For 1 hour");
	await alert.getByText("Snoozed").waitFor();
	await shot(page, "alerts");
	await act("Resolve…");
	const ask = page.getByRole("dialog", { name: "Resolve this alert?" });
	await ask.getByLabel("What was done").fill("Expected at the month's end");
	await clean(page);
	await ask.getByRole("button", { name: "Resolve", exact: true }).click();
	await alert.waitFor({ state: "detached" });
	await page.getByRole("link", { name: "Resolved" }).click();
	await alert.waitFor();
	await clean(page);
	await page.goto(`${url}/settings/thresholds`);
	await row.getByRole("button", { name: /Actions for/ }).click();
	await page.getByRole("menuitem", { name: "Delete…" }).click();
	await page.getByRole("button", { name: "Delete threshold" }).click();
	await row.waitFor({ state: "detached" });
	await done(page);
});

test("on a phone and in the dark: the list, one alert and the limits; whoever may not work them only sees", async () => {
	const page = await newPage({ width: 390, height: 844, theme: "dark" });
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/alerts`);
	await page.getByRole("link", { name: /^Live/ }).waitFor();
	await page.getByRole("row").nth(1).waitFor();
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out at the side");
	await clean(page);
	await shot(page, "alerts-phone");
	await page.getByRole("row").nth(1).getByRole("link").first().click();
	await page.getByText("Your roles let you see alerts, not work them.").waitFor();
	assert.equal(await page.getByRole("button", { name: "Acknowledge" }).count(), 0);
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing stands out at the side");
	await clean(page);
	await shot(page, "alert-phone");
	await done(page);
});
