/* One customer, seen whole: charges raised and given up, a plan, a credit note made and used, contacts and their log. */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { accountWithOpenBills, api, axeViolations, close, done, money, newPage, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

let admin, prices;
const usd = (amount) => ({ amount, currency: "USD" });
const key = () => ({ "Idempotency-Key": randomUUID() });
const good = (r) => { assert.ok(r.status < 300, `${r.status} ${JSON.stringify(r.body)}`); return r.body; };
before(async () => {
	admin = await api("Utility Administrator");
	const list = async () => good(await admin("GET", "/prices?active=true&limit=200")).data;
	for (const [code, name, amount] of [["test_visit", "Visit at the house", 3500], ["test_dig", "Opening of the street", 16500]])
		if (!(await list()).some((p) => p.code === code)) good(await admin("POST", "/prices", { code, name, amount: usd(amount), due_days: 14 }));
	prices = await list();
});
after(close);

const sizes = [["wide", { width: 1440, height: 900 }], ["on a phone", { width: 390, height: 844 }]];
/* A button that may not be pressed yet does not take the focus. */
const enter = async (page, locator) => { await (await locator.elementHandle()).waitForElementState("enabled"); await locator.focus(); await page.keyboard.press("Enter"); };
/* A letter or more choose the option of a list that has the focus, once it is there. */
const pick = async (page, selector, word) => {
	await page.locator(`${selector} option`, { hasText: new RegExp(`^${word}`) }).first().waitFor({ state: "attached" });
	await page.locator(selector).focus();
	await page.keyboard.type(word);
};
const fine = async (page, name) => { assert.deepEqual(await axeViolations(page), [], name); assert.ok((await sidewaysScroll(page)) <= 0, `${name} scrolls sideways`); };
const said = (page, text) => page.getByRole("status").filter({ hasText: text }).first().waitFor();
/* The menu's first item takes the focus when it is open. */
const choose = async (page, button, item) => {
	await enter(page, page.getByRole("button", { name: button }));
	await page.waitForFunction(() => document.activeElement?.getAttribute("role")?.startsWith("menuitem"));
	await enter(page, page.getByRole("menuitem", { name: item }));
};
const more = (page, item) => choose(page, "More actions", item);

for (const [where, size] of sizes) test(`charge raised and waived by keyboard, ${where}`, async () => {
	const { account } = await accountWithOpenBills(admin, { least: 1000 }), page = await newPage(size), phone = size.width < 900;
	const visit = prices.find((p) => p.code === "test_visit");
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/accounts/${account.id}`);
	await settled(page);
	if (phone) await more(page, "Raise charge"); else await enter(page, page.getByRole("button", { name: "Raise charge" }));
	await page.locator("#ch-price").waitFor();
	await page.waitForFunction(() => document.activeElement?.id === "ch-price");
	await enter(page, page.getByRole("dialog").getByRole("button", { name: "Raise charge" }));		/* nothing chosen yet: it says so */
	await page.locator("#ch-price[aria-invalid=true]").waitFor();
	await pick(page, "#ch-price", "Visit");
	await page.locator("#ch-amount").waitFor();
	assert.equal(await page.inputValue("#ch-amount"), "35.00", "the listed price");
	await page.fill("#ch-amount", "40");
	await page.getByRole("button", { name: "Raise $40.00" }).click();
	await page.locator("#ch-amount-error").filter({ hasText: "$35.00" }).waitFor();
	await page.fill("#ch-amount", "30");
	await page.getByRole("dialog").getByText(money(account.owed.amount + 3000)).waitFor();
	await fine(page, "raise");
	await shot(page, `charge-raise-${size.width}`);
	await page.locator("#ch-amount").focus();
	await page.keyboard.press("Enter");
	await said(page, "raised, $30.00");
	const charge = good(await admin("GET", `/charges?account_id=${account.id}`)).data[0];
	assert.equal(charge.amount.amount, 3000);
	assert.equal(charge.price_id, visit.id);
	await page.locator(".vitals").getByText(money(account.owed.amount + 3000).split(".")[0]).waitFor();	/* the balance follows without a reload */

	await page.goto(`${url}/accounts/${account.id}?tab=charges`);
	await settled(page);
	await choose(page, `Actions for ${charge.number}`, "Waive…");
	await page.locator("#end-reason").waitFor();
	await enter(page, page.getByRole("button", { name: "Waive $30.00" }));
	await page.locator("#end-reason[aria-invalid=true]").waitFor();
	await pick(page, "#end-reason", "Goodwill");
	await page.fill("#end-remarks", "Ten years a customer");
	await fine(page, "waive");
	await enter(page, page.getByRole("button", { name: "Waive $30.00" }));
	await said(page, `${charge.number} waived`);
	await page.getByRole("row").filter({ hasText: charge.number }).getByText("Waived").waitFor();
	assert.equal(good(await admin("GET", `/charges/${charge.id}`)).open.amount, 0);
	assert.equal(good(await admin("GET", `/accounts/${account.id}`)).owed.amount, account.owed.amount);
	await done(page);
});

test("a waiver above the limit waits for another person, and the page follows", async () => {
	const { account } = await accountWithOpenBills(admin, { least: 1000 }), page = await newPage();
	const dig = prices.find((p) => p.code === "test_dig");
	const { id, number } = good(await admin("POST", "/charges", { account_id: account.id, price_id: dig.id }, key()));
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/charges/${id}`);
	await settled(page);
	await enter(page, page.getByRole("button", { name: "Waive…" }));
	await page.locator("#end-reason").waitFor();
	await pick(page, "#end-reason", "Hardship");
	await enter(page, page.getByRole("button", { name: "Waive $165.00" }));
	await page.getByText("Nothing has changed yet").first().waitFor();
	await page.waitForURL(/approval=/);
	await fine(page, "waiting");
	assert.equal(await page.getByRole("button", { name: "Waive…" }).count(), 0, "not asked twice");
	assert.equal(good(await admin("GET", `/charges/${id}`)).open.amount, 16500);
	const approval = good(await admin("GET", `/approvals/${new URL(page.url()).searchParams.get("approval")}`));
	good(await admin("POST", `/approvals/${approval.id}/approve`, { version: approval.version, reason: "Within policy" }, key()));
	await page.getByText("and carried out").waitFor({ timeout: 20_000 });
	await page.getByRole("heading", { name: number }).waitFor();
	await page.locator(".headline .pill").filter({ hasText: "Waived" }).waitFor();
	await shot(page, "charge-waived");
	await done(page);
});

for (const [where, size] of sizes) test(`a payment plan with its schedule as one types, then its end, ${where}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 2000 }), page = await newPage(size);
	await signInAs(page, "Recovery Executive");
	await page.goto(`${url}/accounts/${account.id}`);
	await settled(page);
	if (size.width < 900) await more(page, "Set up plan"); else await enter(page, page.getByRole("link", { name: "Set up plan" }));
	await page.getByRole("heading", { name: "Set up a payment plan" }).waitFor();
	await page.locator(".schedule li").nth(2).waitFor();
	for (const box of await page.getByRole("checkbox", { name: /^Include / }).all()) if (await box.isChecked()) { await box.focus(); await page.keyboard.press("Space"); }
	await page.getByText("Choose what the plan covers.").waitFor();
	for (const r of open.slice(0, 2)) { await page.getByRole("checkbox", { name: `Include ${r.number}` }).focus(); await page.keyboard.press("Space"); }
	const total = open[0].open.amount + open[1].open.amount;
	await page.fill("#pl-count", "4");
	await page.locator(".schedule li").nth(3).waitFor();
	const parts = await page.locator(".schedule li b").allTextContents();
	assert.equal(parts.length, 4);
	assert.equal(parts.reduce((s, p) => s + Math.round(Number(p.replace(/[$,]/g, "")) * 100), 0), total, "the instalments add up");
	await pick(page, "#pl-every", "Every two");
	await page.getByText(/every two weeks from/).first().waitFor();
	await page.fill("#pl-count", "1");
	await enter(page, page.getByRole("button", { name: /^Set up/ }));
	await page.locator("#pl-count[aria-invalid=true]").waitFor();
	await page.fill("#pl-count", "4");
	await page.locator(".schedule li").nth(3).waitFor();
	if (total < 50000) {
		await page.getByText("Below the floor for plans").waitFor();
		await enter(page, page.getByRole("button", { name: "Set up 4 instalments" }));
		await page.locator("#pl-why[aria-invalid=true]").waitFor();
		await page.fill("#pl-why", "Lost the job in May");
	}
	await fine(page, "plan");
	await shot(page, `plan-new-${size.width}`);
	await enter(page, page.getByRole("button", { name: "Set up 4 instalments" }));
	await page.waitForURL(/\/plans\/[0-9a-f-]{36}$/);
	await settled(page);
	const id = page.url().split("/").pop(), plan = good(await admin("GET", `/plans/${id}`));
	assert.equal(plan.total.amount, total);
	assert.equal(plan.every, "fortnight");
	assert.equal(await page.getByText("Upcoming").count(), 4);
	await fine(page, "plan page");
	await shot(page, `plan-${size.width}`);

	/* What is in a plan cannot go into another. */
	await page.goto(`${url}/plans/new?account=${account.id}`);
	await page.getByRole("link", { name: `in ${plan.number}` }).first().waitFor();
	assert.equal(await page.getByRole("checkbox", { name: `Include ${open[0].number}` }).count(), 0);
	await page.goto(`${url}/plans/${id}`);
	await settled(page);
	await more(page, "Cancel plan…");
	await page.fill("#pl-reason", "Paid by the son");
	await enter(page, page.getByRole("dialog").getByRole("button", { name: "Cancel plan" }));
	await page.getByText(/^Cancelled on/).waitFor();
	assert.equal(good(await admin("GET", `/plans/${id}`)).status, "cancelled");
	await done(page);
});

for (const [where, size] of sizes) test(`a credit note from a payment, used on bills, undone, ${where}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 3000 }), page = await newPage(size);
	const paid = good(await admin("POST", "/payments", { account_id: account.id, amount: usd(1455), method: "cash", allocations: [{ receivable_id: open[0].id, amount: usd(1455) }] }, key()));
	await signInAs(page, "Recovery Executive");
	await page.goto(`${url}/payments?q=${paid.receipt_no}`);
	await settled(page);
	await choose(page, `Actions for ${paid.receipt_no}`, /credit note/i);
	await page.locator("#cn-amount").waitFor();
	const create = page.getByRole("button", { name: /^Create \$/ });
	await page.getByText("Maximum: $14.55").waitFor();
	assert.equal(await page.inputValue("#cn-amount"), "14.55", "the whole payment is proposed");
	assert.ok(await create.isDisabled(), "no reason yet");
	await page.getByText("a full reversal").waitFor();
	await page.fill("#cn-amount", "14.56");
	await page.locator("#cn-amount-error").filter({ hasText: "At most $14.55" }).waitFor();
	await page.fill("#cn-amount", "10");
	await page.getByRole("dialog").locator(".total").getByText("$4.55").waitFor();
	await pick(page, "#cn-reason", "Billing Error");
	await page.fill("#cn-remarks", "Read wrong in June");
	await fine(page, "create");
	await shot(page, `credit-create-${size.width}`);
	await enter(page, page.getByRole("button", { name: "Create $10.00" }));
	await said(page, "over $10.00 created");
	const note = good(await admin("GET", `/credit-notes?payment_id=${paid.id}`)).data[0];
	assert.equal(note.amount.amount, 1000);

	/* All notes of a payment together at most what it paid. */
	await choose(page, `Actions for ${paid.receipt_no}`, /create credit note/i);
	await page.getByText("Maximum: $4.55").waitFor();
	await page.keyboard.press("Escape");

	await page.goto(`${url}/credit-notes/${note.id}`);
	await settled(page);
	await page.getByText("0.0%").first().waitFor();
	await enter(page, page.getByRole("button", { name: "Use on bills" }).first());
	const dialog = page.getByRole("dialog"), fields = dialog.getByRole("textbox");
	await fields.nth(1).waitFor();
	const now = good(await admin("GET", `/receivables?account_id=${account.id}&status=open`)).data;
	await page.waitForFunction((v) => [...document.querySelectorAll("dialog .split input")].reduce((s, i) => s + Math.round(Number(i.value.replace(/,/g, "") || 0) * 100), 0) === v, Math.min(1000, now.reduce((s, r) => s + r.open.amount, 0)));
	const first = dialog.getByLabel(`Amount for ${now[0].number}`), second = dialog.getByLabel(`Amount for ${now[1].number}`);
	await first.fill("4.00");
	await second.fill("8.00");
	await enter(page, dialog.getByRole("button", { name: /^Use/ }));
	await dialog.getByText("Only $10.00 is left on the note").waitFor();
	await second.fill("3.50");
	await dialog.locator(".total").getByText("$2.50").waitFor();
	await fine(page, "use");
	await shot(page, `credit-use-${size.width}`);
	await enter(page, dialog.getByRole("button", { name: "Use $7.50" }));
	await page.getByText("75.0%").first().waitFor();
	await page.locator(".facts").getByText("$2.50").first().waitFor();
	await fine(page, "note");
	await shot(page, `credit-note-${size.width}`);

	await enter(page, page.getByRole("button", { name: "Undo…" }));
	await page.fill("#why", "Wrong bill");
	await enter(page, page.getByRole("button", { name: "Undo $7.50" }));
	await page.locator(".pill").filter({ hasText: "Undone" }).waitFor();
	await page.getByText("0.0%").first().waitFor();
	assert.equal(good(await admin("GET", `/credit-notes/${note.id}`)).remaining.amount, 1000);
	await done(page);
});

for (const [where, size] of sizes) test(`contacts, notes and circumstances, and the log of who changed what, ${where}`, async () => {
	const { account } = await accountWithOpenBills(admin, { least: 1000 }), page = await newPage(size);
	const tail = String(Math.floor(Math.random() * 9000) + 1000), phone = `(555) 010-${tail}`, later = `(555) 019-${tail}`;
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/accounts/${account.id}?tab=contacts`);
	await settled(page);
	await enter(page, page.getByRole("button", { name: "Add contact" }));
	await pick(page, "#ct-kind", "Phone");
	await page.locator("#ct-value").focus();
	await page.keyboard.press("Enter");
	await page.locator("#ct-value[aria-invalid=true]").waitFor();
	await page.keyboard.type(phone);
	await page.fill("#ct-label", "daughter");
	await page.keyboard.press("Enter");
	await said(page, `${phone} added`);
	await choose(page, `Actions for ${phone}`, "Edit");
	await page.fill("#ct-value", later);
	await fine(page, "contacts");
	await page.keyboard.press("Enter");
	await page.getByText(later).first().waitFor();

	await page.goto(`${url}/accounts/${account.id}?do=edit`);
	await page.locator("#co-about").waitFor();
	await page.fill("#co-email", "not an address");
	await enter(page, page.getByRole("button", { name: "Save consumer" }));
	await page.locator("#co-email[aria-invalid=true]").waitFor();
	await page.fill("#co-email", account.consumer.email ?? "someone@example.com");
	await page.fill("#co-about", `Hard of hearing ${tail}`);
	await enter(page, page.getByRole("button", { name: "Save consumer" }));
	await page.locator(".banner").filter({ hasText: `Hard of hearing ${tail}` }).waitFor();

	await page.goto(`${url}/accounts/${account.id}?tab=notes`);
	await page.locator("#note-new").waitFor();
	await page.fill("#note-new", `Gate code ${tail} at the porter's lodge`);
	await page.getByRole("checkbox", { name: "Pin to the overview" }).focus();
	await page.keyboard.press("Space");
	await page.locator("#note-new").focus();
	await page.keyboard.press("Control+Enter");
	await page.getByRole("listitem").filter({ hasText: `Gate code ${tail}` }).getByText("Pinned").waitFor();
	await page.goto(`${url}/accounts/${account.id}`);
	await page.getByRole("heading", { name: "Pinned notes" }).waitFor();

	await page.goto(`${url}/accounts/${account.id}?tab=changes`);
	await settled(page);
	const change = page.getByRole("row").filter({ hasText: "Contact changed" }).filter({ hasText: later });
	await change.getByText(phone).waitFor();
	await change.getByText(later).waitFor();
	await page.getByRole("row").filter({ hasText: "Consumer changed" }).getByText(`Hard of hearing ${tail}`).first().waitFor();
	await fine(page, "changes");
	await shot(page, `changes-${size.width}`);

	await page.goto(`${url}/accounts/${account.id}?tab=timeline&kind=note`);
	await settled(page);
	await page.getByText(`Gate code ${tail}`).waitFor();
	assert.equal(await page.locator(".timeline h3").filter({ hasNotText: "Note" }).count(), 0, "only notes");
	await fine(page, "timeline");
	await done(page);
});

test("the caller is proven by two answers, one of them not for anyone to look up", async () => {
	const { account } = await accountWithOpenBills(admin, { least: 1000 }), page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/accounts/${account.id}`);
	await settled(page);
	await more(page, "Check the caller");
	const box = (name) => page.getByRole("checkbox", { name: new RegExp(`^${name}`) }), yes = page.getByRole("button", { name: "Caller is proven" });
	await box("Name").waitFor();
	for (const name of ["Name", "Service address"]) { await box(name).focus(); await page.keyboard.press("Space"); }
	assert.ok(await yes.isDisabled(), "name and address prove nothing");
	await box("Meter number").focus();
	await page.keyboard.press("Space");
	await fine(page, "caller");
	await shot(page, "caller");
	await enter(page, yes);
	await page.getByText("You may act for this account until").waitFor();
	assert.ok(good(await admin("GET", `/accounts/${account.id}`)).caller_check.has_passed);
	await done(page);
});

test("tabs have addresses, counts and Back; filters of credit notes stay in the address", async () => {
	const { account } = await accountWithOpenBills(admin, { least: 1000 }), page = await newPage();
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/accounts/${account.id}`);
	await settled(page);
	const tabs = page.getByRole("navigation", { name: "Account" }), counts = good(await admin("GET", `/accounts/${account.id}`)).counts;
	assert.equal(await tabs.getByRole("link", { name: /^Bills/ }).locator(".count").textContent(), String(counts.bills));
	await enter(page, tabs.getByRole("link", { name: /^Bills/ }));
	await page.waitForURL(/tab=bills/);
	await enter(page, tabs.getByRole("link", { name: /^Timeline/ }));
	await page.waitForURL(/tab=timeline/);
	await page.goBack();
	await page.waitForURL(/tab=bills/);
	assert.equal(await tabs.getByRole("link", { name: /^Bills/ }).getAttribute("aria-current"), "page");

	await page.goto(`${url}/credit-notes`);
	await settled(page);
	await page.getByRole("button", { name: "Reason All" }).click();
	await page.getByRole("checkbox", { name: "Billing Error" }).check();
	await page.getByRole("checkbox", { name: "Duplicate Payment" }).check();
	await page.waitForURL(/reason=billing_error%2Cduplicate/);
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Amount All" }).click();
	await page.fill("#amount-min", "5");
	await page.fill("#amount-max", "4");
	await page.keyboard.press("Enter");
	await page.getByText("The least is more than the most").waitFor();
	await page.fill("#amount-max", "50");
	await page.keyboard.press("Enter");
	await page.waitForURL(/amount_min=500&amount_max=5000/);
	await settled(page);
	const rows = good(await admin("GET", "/credit-notes?reason=billing_error,duplicate&amount_min=500&amount_max=5000")).data.length;
	/* The rows of before stand until the new ones are there. */
	await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length === n, rows);
	await fine(page, "credit notes");
	await done(page);
});

test("a credit note above the limit waits for another person; the list follows", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 20100 }), page = await newPage();	/* credit_note_limit is 200.00 */
	const paid = good(await admin("POST", "/payments", { account_id: account.id, amount: open[0].open, method: "cash", allocations: [{ receivable_id: open[0].id, amount: open[0].open }] }, key()));
	await signInAs(page, "Recovery Executive");
	await page.goto(`${url}/payments?q=${paid.receipt_no}`);
	await settled(page);
	await choose(page, `Actions for ${paid.receipt_no}`, /create credit note/i);
	await page.locator("#cn-reason").waitFor();
	await pick(page, "#cn-reason", "Refund");
	await enter(page, page.getByRole("button", { name: /^Create \$/ }));
	await page.getByText("Nothing has changed yet").first().waitFor();
	await page.waitForURL(/approval=/);
	await fine(page, "waiting");
	const approval = good(await admin("GET", `/approvals/${new URL(page.url()).searchParams.get("approval")}`));
	good(await admin("POST", `/approvals/${approval.id}/approve`, { version: approval.version, reason: "Within policy" }, key()));
	await page.getByText("and carried out").waitFor({ timeout: 20_000 });
	await enter(page, page.getByRole("link", { name: "Open what was made" }));
	await page.getByRole("heading", { name: /^CN-/ }).waitFor();
	await page.locator(".headline .pill").filter({ hasText: "Active" }).waitFor();
	await done(page);
});
