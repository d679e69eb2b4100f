/*
 * Bills on their way: a batch that is counted before it begins, printed, opened and marked as posted; one
 * sent by e-mail with those that have no address; templates with their sample; by keyboard, on a phone.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { api, axeViolations, close, done, newPage, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

after(close);
const MANAGER = "Billing Manager", stamp = Date.now().toString(36);
const fine = async (page, what) => {
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
/* The last day with bills, so that a batch is small; of those that cannot all be mailed, where this is asked. */
async function lastDay({ withoutMail = false } = {}) {
	const call = await api(MANAGER);
	for (let before = "";;) {
		const day = (await call("GET", `/bills?sort=-issued_on&limit=1${before}`)).body.data[0].issued_on;
		const { bills, with_email } = (await call("GET", `/bill-batches/preview?channel=email&again=true&from=${day}&to=${day}`)).body;
		if (!withoutMail || (with_email > 0 && with_email < bills)) return day;
		before = `&to=${new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)}`;
	}
}
async function opened(page, day) {
	await page.goto(`${url}/billing/distribute`);
	await settled(page);
	await page.getByRole("button", { name: "New batch" }).first().click();
	await page.fill("#b-from", day);
	await page.getByText("Also those that were delivered before").click();
	await page.locator(".batch-count b").waitFor();
}
const ended = (page) => page.locator(".headline .pill", { hasText: "Done" }).waitFor({ timeout: 60_000 });

test("a batch is counted, printed, saved and marked as posted", async () => {
	const day = await lastDay(), page = await newPage();
	await signInAs(page, MANAGER);
	await opened(page, day);
	const count = await page.locator(".batch-count b").textContent();
	assert.match(count, /^[\d,]+ bills?, \$[\d,]+\.\d\d$/);
	await fine(page, "distribute-new");
	const button = page.getByRole("dialog").getByRole("button", { name: /^Print [\d,]+ bills?$/ });
	assert.equal((await button.textContent()).replace("Print ", ""), count.split(", $")[0], "the button says what the count says");
	await button.click();
	await page.waitForURL(/\/billing\/distribute\/[0-9a-f-]{36}/);
	await ended(page);
	await settled(page);
	await page.getByRole("link", { name: /^B-/ }).first().waitFor();
	await fine(page, "distribute-batch");
	const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save PDF" }).click()]);
	const pdf = readFileSync(await file.path());
	assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
	assert.match(file.suggestedFilename(), /\.pdf$/);
	await page.getByRole("button", { name: "Mark as posted…" }).click();
	await fine(page, "distribute-posted");
	await page.fill("#p-on", "");
	await page.getByRole("dialog").getByRole("button", { name: "Mark as posted" }).click();
	await page.locator(".dialog .error").waitFor();
	await page.fill("#p-on", day);
	await page.getByRole("dialog").getByRole("button", { name: "Mark as posted" }).click();
	await page.getByRole("button", { name: "Change the date…" }).waitFor();
	await done(page);
});

test("a batch by e-mail tells of those without an address, and one is sent again", async () => {
	const day = await lastDay({ withoutMail: true }), page = await newPage();
	await signInAs(page, MANAGER);
	await opened(page, day);
	await page.getByRole("radio", { name: /E-mail/ }).check();
	await page.getByText(/no e-mail address/).waitFor();
	await page.getByRole("dialog").getByRole("button", { name: /^Send [\d,]+ bills?$/ }).click();
	await page.waitForURL(/\/billing\/distribute\/[0-9a-f-]{36}/);
	await ended(page);
	await page.getByRole("link", { name: /^\d+$/ }).first().click();
	await page.getByText("The consumer has no e-mail address.").first().waitFor();
	await settled(page);
	await fine(page, "distribute-failed");
	await page.getByRole("button", { name: /^Actions for B-/ }).first().click();
	await page.getByRole("menuitem", { name: "Send by e-mail…" }).click();
	await page.fill("#m-to", "no address");
	await page.getByRole("button", { name: "Send bill" }).click();
	await page.getByText("This is not an e-mail address").first().waitFor();
	await page.fill("#m-to", `again-${stamp}@mail.example`);
	await page.getByRole("button", { name: "Send bill" }).click();
	await page.getByText(`On its way to again-${stamp}@mail.example`).waitFor();
	const call = await api(MANAGER);
	for (let i = 0; ; i++) {
		const { data } = (await call("GET", "/bill-deliveries?channel=email&limit=1")).body;
		assert.equal(data[0].address, `again-${stamp}@mail.example`);
		if (data[0].state === "accepted") break;
		assert.ok(i < 100, `the mail is ${data[0].state}`);
		await new Promise((go) => setTimeout(go, 300));
	}
	await done(page);
});

test("a template shows its sample as it changes, refuses card numbers, and is kept", async () => {
	const page = await newPage();
	page.expected.push(/422/);
	await signInAs(page, MANAGER);
	await page.goto(`${url}/settings/bill-templates?template=new`);
	await settled(page);
	const picture = page.getByRole("img", { name: "A bill with made-up figures in this template" });
	await picture.waitFor();
	const before = await picture.getAttribute("src");
	await page.fill("#t-name", `Autumn ${stamp}`);
	await page.fill("#t-message", "Water gardens before nine in the morning.");
	await page.waitForFunction((was) => document.querySelector(".template-paper img")?.src !== was && !document.querySelector(".template-paper[data-old]"), before);
	await fine(page, "template-new");
	await page.fill("#t-terms", "Pay with 4111 1111 1111 1111");
	await page.getByRole("button", { name: "Save template" }).click();
	await page.locator("#t-terms-error").waitFor();
	await page.fill("#t-terms", "Pay within 21 days.");
	await page.getByRole("button", { name: "Save template" }).click();
	await page.getByText(`Autumn ${stamp} is saved`).waitFor();
	await page.getByLabel("Which bill").selectOption("estimated");
	await page.waitForFunction(() => !document.querySelector(".template-paper[data-old]"));
	await done(page);
});

test("by keyboard alone", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing/distribute`);
	await settled(page);
	const button = page.getByRole("button", { name: "New batch" }).first();
	await button.focus();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").waitFor();
	await page.keyboard.press("ArrowDown");		/* from print to e-mail */
	assert.ok(await page.getByRole("radio", { name: /E-mail/ }).isChecked());
	for (let i = 0; i < 20 && !(await page.evaluate(() => document.activeElement?.type === "submit")); i++) await page.keyboard.press("Tab");
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	assert.ok(await button.evaluate((b) => b === document.activeElement), "the focus is back");
	await done(page);
});

for (const theme of ["light", "dark"]) test(`on a phone, ${theme}`, async () => {
	const page = await newPage({ width: 390, height: 844, theme });
	await signInAs(page, MANAGER);
	for (const [path, what] of [["/billing/distribute", "list"], ["/billing/distribute?new=1", "new"], ["/settings/bill-templates", "templates"]]) {
		await page.goto(url + path);
		await settled(page);
		await fine(page, `distribute-phone-${what}-${theme}`);
	}
	await page.goto(`${url}/billing/distribute`);
	await settled(page);
	await page.locator("td a[href^='/billing/distribute/']").first().click();
	await ended(page);
	await settled(page);
	await fine(page, `distribute-phone-batch-${theme}`);
	await done(page);
});
