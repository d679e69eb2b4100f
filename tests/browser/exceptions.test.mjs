/*
 * Exceptions worked in a browser: a high use accepted, a wrong read corrected, a missing one
 * estimated, two reads of which one is kept; many at once; by keys alone, on a phone, in both themes.
 */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { exceptions } from "../support/exceptions.mjs";
import { axeViolations, close, done, newPage, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

after(close);
const SPECIALIST = "Billing Specialist", ADMIN = "Utility Administrator";
let made;
before(async () => { made = await exceptions(); });
const fine = async (page, what) => {
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
const queue = () => `${url}/exceptions?is_open=true&cycle_id=${made.cycle.id}`;
const next = async (page) => { await page.locator(".resolve-done").waitFor(); return page.locator(".resolve-done").innerText(); };

test("C2, M4: the queue in the order of work; a high use is accepted, and the next one is at hand", async () => {
	const page = await newPage();
	await signInAs(page, SPECIALIST);
	await page.goto(queue());
	await settled(page);
	const rows = page.locator("tbody tr");
	assert.match(await rows.first().innerText(), /Very high use[\s\S]*Wren Halloway[\s\S]*High/);
	await fine(page, "exceptions-queue");
	await page.getByRole("row").filter({ hasText: "Wren Halloway" }).getByRole("link", { name: "Very high use" }).click();
	await page.getByRole("heading", { name: "Very high use" }).waitFor();
	await page.getByRole("button", { name: /^Bill \$\d/ }).waitFor();
	assert.match(await page.locator(".page-head").innerText(), /131 CCF in 30 days, \d+\s?% above the usual \d+ CCF/);
	assert.match(await page.locator(".review").innerText(), /Wren Halloway is billed \$752\.26 for 131 CCF/);
	await fine(page, "exception-high");
	await page.getByRole("button", { name: "As table" }).click();
	await page.getByRole("table", { name: "Consumption" }).waitFor();
	await page.getByRole("button", { name: "As chart" }).click();
	await page.getByRole("button", { name: /^Bill \$752\.26/ }).click();
	assert.match(await next(page), /Accepted[\s\S]*Bill B-\d+, \$752\.26/);
	await fine(page, "exception-resolved");
	await page.getByRole("link", { name: "Next exception" }).click();
	await page.locator("form.resolve").waitFor();
	await done(page);
});

test("C2: a wrong position is corrected by keys alone, with its reason", async () => {
	const page = await newPage(), x = made.accounts.wrong.exception;
	await signInAs(page, SPECIALIST);
	await page.goto(`${url}/exceptions/${x.id}`);
	await page.locator("form.resolve").waitFor();
	await page.getByRole("radio", { name: /Record a new read/ }).focus();
	for (let i = 0; i < 2; i++) await page.keyboard.press("ArrowDown");
	assert.ok(await page.getByRole("radio", { name: /Correct it/ }).isChecked());
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.id), "x-value");
	await page.keyboard.type("1");
	await page.getByText("The account still cannot be billed").waitFor();
	page.expected.push(/409/);
	await page.locator("#x-value").fill("");
	const before = await page.locator("#x-value-help").innerText(), was = Number(/was ([\d,]+)/.exec(before)[1].replace(/,/g, ""));
	await page.keyboard.type(String(was + 19));
	await page.getByText(/is billed \$\S+ for 19 CCF/).waitFor();
	while (await page.evaluate(() => document.activeElement.id) !== "x-reason") await page.keyboard.press("Tab");
	await page.keyboard.type("Digits were swapped");
	while (!/^Correct/.test(await page.evaluate(() => document.activeElement.textContent))) await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	assert.match(await next(page), /Corrected[\s\S]*Bill B-/);
	page.expected.push(/409/);
	page.wrong = page.wrong.filter((w) => !/409/.test(w));
	await done(page);
});

test("C2: a missing read is estimated on a phone; the dark side of it", async () => {
	for (const [theme, act] of [["dark", false], ["light", true]]) {
		const page = await newPage({ width: 390, height: 844, theme }), x = made.accounts.missing.exception;
		await signInAs(page, SPECIALIST);
		await page.goto(queue());
		await settled(page);
		await fine(page, `exceptions-phone-${theme}`);
		await page.goto(`${url}/exceptions/${x.id}`);
		await page.locator("form.resolve").waitFor();
		await page.getByText("Estimate it").click();
		await page.getByText("The bill says that it is estimated.").waitFor();
		await fine(page, `exception-estimate-phone-${theme}`);
		if (act) {
			await page.getByRole("button", { name: /^Bill \$\S+, estimated/ }).click();
			assert.match(await next(page), /Estimated[\s\S]*Bill B-/);
		}
		await done(page);
	}
});

test("C2: of two reads one is kept; what still holds the bill is said", async () => {
	const page = await newPage(), a = made.accounts.twice;
	await signInAs(page, SPECIALIST);
	await page.goto(`${url}/exceptions?is_open=true&account_id=${a.id}&type=duplicate`);
	await settled(page);
	await page.getByRole("link", { name: "Duplicate read" }).click();
	await page.locator("form.resolve").waitFor();
	await page.locator("#x-read .pick-one").filter({ hasText: "16" }).first().click();
	await page.fill("#x-reason", "The other one is of the neighbour");
	await page.getByText(/is billed \$\S+ for 16 CCF/).waitFor();
	await fine(page, "exception-duplicate");
	await page.getByRole("button", { name: /^Correct and bill/ }).click();
	assert.match(await next(page), /Bill B-/);
	await done(page);
});

test("C2: many at once: assigned, escalated, dismissed; each one's own result", async () => {
	const page = await newPage();
	await signInAs(page, SPECIALIST);
	await page.goto(queue());
	await settled(page);
	const pick = async (...names) => { for (const name of names) await page.getByRole("row").filter({ hasText: name }).first().getByRole("checkbox").check(); };
	await pick("Marcus Bell", "Larkfield Grange Hall");
	await fine(page, "exceptions-selected");
	await page.getByRole("button", { name: "Assign…" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Assign 2" }).click();
	await page.getByText("2 were done").waitFor();
	await page.getByRole("button", { name: "Close", exact: true }).last().click();
	await pick("Marcus Bell", "Larkfield Grange Hall");
	await page.getByRole("button", { name: "Bill as they are…" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Bill 2" }).click();
	await page.getByText("1 was done", { exact: false }).waitFor();
	await page.getByText("still cannot be billed", { exact: false }).waitFor();
	await fine(page, "exceptions-batch-result");
	await page.getByRole("button", { name: "Close", exact: true }).last().click();
	await pick("Larkfield Grange Hall");
	await page.getByRole("button", { name: "Escalate…" }).first().click();
	await page.getByRole("dialog").getByRole("button", { name: "Escalate 1" }).click();
	await page.getByRole("dialog").getByText("Say why").first().waitFor();
	await page.fill("#xb-reason", "Which tariff do halls have?");
	await page.getByRole("dialog").getByRole("button", { name: "Escalate 1" }).click();
	await page.getByText("1 was done").waitFor();
	await page.getByRole("button", { name: "Close", exact: true }).last().click();
	await page.getByRole("row").filter({ hasText: "Larkfield Grange Hall" }).getByText("Escalated").waitFor();
	await done(page);
});

test("C2: nothing left to do is said; what makes an exception is set in words", async () => {
	const page = await newPage();
	await signInAs(page, ADMIN);
	await page.goto(`${url}/exceptions?is_open=true&assigned_to=me`);
	await page.getByText("All done").waitFor();
	await fine(page, "exceptions-none");
	await page.goto(`${url}/settings/billing`);
	await page.getByText("Held when so far above").waitFor();
	await fine(page, "settings-billing");
	await done(page);
});
