/* The search box: anyone by part of a name, meter, phone or number; actions by permission; by keyboard and on a phone. */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, enterAs, newPage, settled, shot, sidewaysScroll, url } from "./support.mjs";

let admin, account, payment;
before(async () => {
	admin = await api("Utility Administrator");
	/* Somebody whose phone is his alone. */
	const phones = (await admin("GET", "/consumers?limit=200")).body.data.map((c) => c.phone);
	for (const p of (await admin("GET", "/payments?status=posted&limit=200")).body.data) {
		account = (await admin("GET", `/accounts/${p.account.id}`)).body;
		payment = p;
		if (p.receipt_no && account.consumer.kind === "person" && phones.filter((x) => x === account.consumer.phone).length === 1) break;
	}
});
after(close);

const hit = (page, text) => page.getByRole("option").filter({ hasText: text }).first();
async function ask(page, text) {
	await page.keyboard.press("Control+k");
	await page.keyboard.type(text);
	await page.waitForFunction(() => document.querySelector(".palette-found:not([aria-busy])"));
}
const sizes = [["wide", { width: 1440, height: 900 }], ["on a phone", { width: 390, height: 844 }]];

for (const [where, size] of sizes) test(`by part of a name, meter, phone and receipt, ${where}`, async () => {
	const page = await newPage(size);
	await enterAs(page, "Utility Administrator");
	await settled(page);
	const [first, last] = account.consumer.name.split(" ");
	for (const [text, found, detected] of [
		[`${first.slice(0, 4)} ${last.slice(0, 3)}`.toLowerCase(), account.number, null],
		[account.number, account.street, "Account number"],
		[account.meters[0].number, account.consumer.name, "Meter number"],
		[account.consumer.phone, account.consumer.name, "Phone number"],
		[payment.receipt_no, payment.consumer.name, "Receipt"],
	]) {
		await ask(page, text);
		await hit(page, found).waitFor();
		if (detected) await page.locator(".detected").filter({ hasText: detected }).waitFor();
		assert.deepEqual(await axeViolations(page), [], text);
		assert.ok((await sidewaysScroll(page)) <= 0, text);
		await shot(page, `palette-${size.width}-${(detected ?? "name").split(" ")[0].toLowerCase()}`);
		await page.keyboard.press("Escape");
		await page.locator(".palette").waitFor({ state: "detached" });
	}
	/* Enter opens the best; the page is the account's. */
	await ask(page, account.number);
	await page.keyboard.press("Enter");
	await page.waitForURL(new RegExp(`/accounts/${account.id}`));
	await page.getByRole("heading", { name: account.consumer.name }).waitFor();
	/* Opened before: offered first, without a letter. */
	await page.keyboard.press("Control+k");
	await page.getByRole("group", { name: "Opened before" }).getByRole("option").filter({ hasText: account.consumer.name }).waitFor();
	await page.keyboard.press("Escape");
	/* A receipt by its number, with Enter before the answer is there. */
	await page.keyboard.press("Control+k");
	await page.keyboard.type(payment.receipt_no);
	await page.keyboard.press("Enter");
	await page.waitForURL(new RegExp(`/payments/${payment.id}`));
	await done(page);
});

test("what can be done with the one that was found, and a verb typed first", async () => {
	const page = await newPage();
	await enterAs(page, "Customer Executive");
	await settled(page);
	await ask(page, account.number);
	for (const what of ["Record payment for", "Raise charge for", "Set up plan for", "Add note for"]) await hit(page, `${what} ${account.consumer.name}`).waitFor();
	await page.keyboard.press("Escape");
	await ask(page, `charge ${account.number}`);
	await hit(page, `Raise charge for ${account.consumer.name}`).waitFor();
	assert.ok((await page.locator("[role=option][aria-selected=true]").textContent()).startsWith("Raise charge for"), "the verb's action stands first");
	await page.keyboard.press("Enter");
	await page.locator("#ch-price").waitFor();
	assert.ok(page.url().includes(`/accounts/${account.id}`));
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	/* A command fills the box. */
	await ask(page, "rec");
	await hit(page, "Record payment for…").waitFor();
	await page.getByRole("option").filter({ hasText: "Record payment for…" }).click();
	assert.equal(await page.inputValue(".palette input"), "record ");
	await page.keyboard.type(account.number);
	await hit(page, `Record payment for ${account.consumer.name}`).waitFor();
	await page.keyboard.press("Enter");
	await page.waitForURL(new RegExp(`/payments/new\\?account=${account.id}`));
	await done(page);
});

test("arrows move, the focus stays and comes back, nothing is offered that one may not do", async () => {
	const page = await newPage();
	await enterAs(page, "CSO Agent");
	await settled(page);
	await page.locator(".search-open").focus();
	await page.keyboard.press("Enter");
	await page.locator(".palette input").waitFor();
	await page.keyboard.type(account.number);
	await hit(page, account.consumer.name).waitFor();
	await page.waitForFunction(() => document.querySelector(".palette-found:not([aria-busy])"));
	assert.equal(await page.getByRole("option").filter({ hasText: /Record payment for|Raise charge for|Set up plan for/ }).count(), 0);
	assert.equal(await page.getByRole("group", { name: /Payments|Bills|Charges/ }).count(), 0);
	const selected = () => page.locator("[role=option][aria-selected=true]").textContent();
	const one = await selected();
	await page.keyboard.press("ArrowDown");
	assert.notEqual(await selected(), one);
	await page.keyboard.press("ArrowUp");
	assert.equal(await selected(), one);
	assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox");
	await page.fill(".palette input", "zzzzqq");
	await page.getByText("Nothing found for “zzzzqq”").waitFor();
	assert.deepEqual(await axeViolations(page), []);
	await page.keyboard.press("Escape");
	await page.waitForFunction(() => document.activeElement?.classList.contains("search-open"));
	await done(page);
});
