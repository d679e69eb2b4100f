/* A clerk's day: find the account, take cash, give the receipt, look it up, take it back. */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { accountWithOpenBills, api, close, currentOf, done, enterAs, money, newPage, settled, shot, signInAs, url } from "./support.mjs";

let admin;
before(async () => { admin = await api("Utility Administrator"); });
after(close);

const paymentsOf = async (account) => (await admin("GET", `/payments/totals?account_id=${account.id}`)).body.row_count;

/* The least part of a name that finds the account among at most eight. */
async function find(page, account) {
	await page.fill("#account", account.consumer.name.slice(1).toLowerCase());
	const hit = page.getByRole("option").filter({ hasText: account.number });
	try { await hit.waitFor({ timeout: 2500 }); } catch {
		await page.fill("#account", account.number.slice(3));	/* too many of that name: part of the number */
		await hit.waitFor();
	}
	return hit;
}

test("cash against one bill with change, receipt, list, detail, void with a reason", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	const bill = currentOf(open), page = await newPage();
	await enterAs(page, "Recovery Executive");
	await page.getByRole("link", { name: "Record payment" }).first().click();
	await (await find(page, account)).click();
	await page.getByRole("heading", { name: account.consumer.name }).waitFor();
	await page.waitForFunction((v) => document.querySelector("#amount")?.value === v, money(bill.open.amount).slice(1));

	const cash = Math.ceil(bill.open.amount / 1000) * 1000 + 1000, change = cash - bill.open.amount;
	await page.fill("#cash", String(cash / 100));
	await page.locator("#change").filter({ hasText: money(change).slice(1) }).waitFor();
	const record = page.getByRole("button", { name: `Record ${money(bill.open.amount)}` });
	await page.getByText(`settles bill ${bill.number}`).waitFor();
	await shot(page, "record");

	/* A double click makes one payment. */
	const posts = [];
	page.on("request", (r) => { if (r.method() === "POST" && r.url().endsWith("/api/v1/payments")) posts.push(r.headers()["idempotency-key"]); });
	await record.dblclick();
	await page.getByRole("heading", { name: `${money(bill.open.amount)} recorded` }).waitFor();
	assert.equal(new Set(posts).size, 1, "one key");
	assert.equal((await page.locator(".hand-back").textContent()).replace(/\s/g, " "), `Hand back ${money(change)}`);
	const receipt = (await page.locator(".done-receipt").textContent()).replace("Receipt ", "");
	assert.match(receipt, /^R-\d+$/);
	await shot(page, "recorded");
	const download = page.waitForEvent("download");
	await page.getByRole("button", { name: "Download" }).click();
	const file = await (await download).path();
	const { readFileSync } = await import("node:fs");
	assert.equal(readFileSync(file).subarray(0, 5).toString(), "%PDF-", "the receipt is a PDF");

	/* Loaded again, it is that payment: no form stands ready to take another. */
	await page.reload();
	await page.getByRole("heading", { name: `${money(bill.open.amount)} recorded` }).waitFor();
	assert.equal(await page.locator("#amount").count(), 0);
	await page.getByRole("link", { name: "Payments" }).first().click();
	await settled(page);
	await page.fill("[data-filter]", receipt);
	await page.waitForURL(/q=R-/);
	const row = page.getByRole("row").filter({ hasText: receipt });
	await row.getByText(money(bill.open.amount)).waitFor();
	await row.getByRole("link", { name: receipt }).click();
	await page.getByRole("heading", { name: receipt, level: 1 }).waitFor();
	await page.getByText("Paid exactly").waitFor();
	await page.getByRole("heading", { name: "Timeline" }).waitFor();
	await shot(page, "payment");
	assert.equal(await page.locator(".facts div", { hasText: "Cash received" }).locator("dd").textContent(), money(cash));
	assert.equal(await page.locator(".facts div", { hasText: "Change given" }).locator("dd").textContent(), money(change));

	await page.getByRole("button", { name: "More actions" }).click();
	await page.getByRole("menuitem", { name: "Void payment…" }).click();
	await page.getByRole("heading", { name: `Void ${receipt}?` }).waitFor();
	await page.getByRole("button", { name: `Void ${money(bill.open.amount)}` }).click();
	await page.getByText("Choose a reason", { exact: true }).last().waitFor();
	await page.selectOption("#void-reason", { label: "Duplicate payment" });
	await page.fill("#void-remarks", "seen on the second screen");
	await page.getByRole("button", { name: `Void ${money(bill.open.amount)}` }).click();
	await page.getByText("Duplicate payment: seen on the second screen").first().waitFor();
	await page.locator(".headline .pill", { hasText: "Cancelled" }).waitFor();
	const after = (await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data;
	assert.equal(after.find((r) => r.id === bill.id)?.open.amount, bill.open.amount, "the bill is open again");
	await done(page);
});

test("a part by card terminal; the rest stays open", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 2500, most: 90000 });
	const bill = currentOf(open), page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.waitForSelector("#amount");
	await page.fill("#amount", " 12.5 ");
	await page.selectOption("#method", "card_terminal");
	await page.getByRole("button", { name: "Record $12.50" }).click();
	await page.getByText("Enter the reference from the terminal's slip").first().waitFor();
	const yesterday = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10);
	await page.fill("#paid-on", yesterday);
	await page.fill("#reference", "T-20931");
	await page.fill("#notes", "Pays the rest on Friday.");
	await page.getByText("stays open.").waitFor();
	await page.getByRole("button", { name: "Record $12.50" }).click();
	await page.getByRole("heading", { name: "$12.50 recorded" }).waitFor();
	await page.locator(".done + table tbody tr", { hasText: bill.number }).getByText(money(bill.open.amount - 1250)).waitFor();
	await page.getByRole("link", { name: "View details" }).click();
	await page.getByText("Pays the rest on Friday.").waitFor();
	await page.getByText("T-20931").waitFor();
	const day = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(yesterday));
	assert.equal(await page.locator(".facts div", { hasText: /^Date/ }).locator("dd").textContent(), day, "dated back: a day, no hour");
	await page.locator(".facts div", { hasText: /^Entered/ }).waitFor();
	await page.getByText(`Under by ${money(bill.open.amount - 1250)}`).waitFor();
	await done(page);
});

test("the money field: forgiving on input, strict on meaning", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 1100 }), bill = currentOf(open);
	const page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.waitForSelector("#amount");
	const cases = [["", "Enter an amount"], ["1.234", "Use at most 2 decimals"], ["12,34", "Write the amount like 1,234.50"], ["-5", "Enter more than zero"], ["0.00", "Enter more than zero"],
		["ten", "Write the amount like 1,234.50"], ["99999999999999999", "This amount is too large"], ["60,000", "One payment may be at most"]];
	for (const [typed, says] of cases) {
		await page.fill("#amount", typed);
		await page.fill("#cash", "100000");
		await page.locator("form#pay").evaluate((f) => f.requestSubmit());
		await page.locator("#amount-error").filter({ hasText: says }).waitFor();
		assert.equal(await page.getAttribute("#amount", "aria-invalid"), "true");
		/* The summary has the focus and leads to the field. */
		await page.waitForFunction(() => document.activeElement?.classList.contains("banner"));
	}
	/* A line takes no more than is open on it. */
	await page.fill(`[id="line-${bill.id}"]`, String(bill.open.amount / 100 + 1));
	await page.locator("form#pay").evaluate((f) => f.requestSubmit());
	await page.locator(".pay-rows .error", { hasText: `Only ${money(bill.open.amount)} is open` }).waitFor();
	await page.fill("#amount", "ten");
	await page.locator("form#pay").evaluate((f) => f.requestSubmit());
	await page.locator(".banner a", { hasText: "Amount: Write" }).click();
	assert.equal(await page.evaluate(() => document.activeElement?.id), "amount");
	await page.fill("#amount", "$ 10");
	await page.locator("#amount").blur();
	assert.equal(await page.inputValue("#amount"), "10.00");
	await page.fill("#paid-on", "2999-01-31");
	await page.fill("#cash", "5");
	await page.locator("form#pay").evaluate((f) => f.requestSubmit());
	await page.locator("#paid-on-error").filter({ hasText: "This is after today." }).waitFor();
	await page.locator("#cash-error").filter({ hasText: "$5.00 is missing" }).waitFor();
	await done(page);
});

/* The server takes it, and the answer is lost on the way. */
async function loseAnswer(page) {
	const lost = {};
	await page.route("**/api/v1/payments", async (route) => {
		if (route.request().method() !== "POST") return route.continue();
		lost.answer = await (await route.fetch()).json();
		return route.abort();
	});
	return lost;
}

test("no answer, pressed again: the payment is taken once", async () => {
	const { account } = await accountWithOpenBills(admin, { least: 3000, most: 90000 });
	const page = await newPage(), before = await paymentsOf(account);
	page.expected.push(/ERR_FAILED|Failed to load resource/);
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.waitForSelector("#amount");
	await page.fill("#amount", "11.00");
	await page.fill("#cash", "20");
	const lost = await loseAnswer(page);
	await page.getByRole("button", { name: "Record $11.00" }).click();
	await page.getByText("No answer came").waitFor();
	await page.unroute("**/api/v1/payments");
	await page.getByRole("button", { name: "Record $11.00" }).click();
	await page.getByRole("heading", { name: "$11.00 recorded" }).waitFor();
	assert.ok((await page.locator(".done-receipt").textContent()).includes(lost.answer.receipt_no), "the first payment's receipt");
	assert.equal(await paymentsOf(account), before + 1, "one payment");
	await done(page);
});

test("no answer, then a reload: the whole bill is paid once, and its receipt is there", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	const page = await newPage(), before = await paymentsOf(account), amount = money(currentOf(open).open.amount);
	page.expected.push(/ERR_FAILED|Failed to load resource/);
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.waitForSelector("#amount");
	await page.fill("#cash", String(currentOf(open).open.amount / 100));
	const lost = await loseAnswer(page);
	await page.getByRole("button", { name: `Record ${amount}` }).click();
	await page.getByText("No answer came").waitFor();
	await page.unroute("**/api/v1/payments");
	await page.goto(`${url}/payments/new`);
	await page.getByText("An earlier try was not answered").waitFor();
	await page.getByRole("button", { name: "Finish that payment" }).click();
	await page.getByRole("heading", { name: `${amount} recorded` }).waitFor();
	assert.ok((await page.locator(".done-receipt").textContent()).includes(lost.answer.receipt_no), "the first payment's receipt");
	assert.equal(await paymentsOf(account), before + 1, "one payment");
	await done(page);
});

test("a session that ends mid-form keeps what was typed", async () => {
	const { account } = await accountWithOpenBills(admin, { least: 3000, most: 90000 });
	const page = await newPage();
	page.expected.push(/401/);
	const who = await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.waitForSelector("#amount");
	await page.fill("#amount", "10.25");
	await page.fill("#cash", "20");
	await page.fill("#notes", "typed before it ended");
	const call = await api("Customer Executive");
	for (const s of (await call("GET", "/sessions?limit=200")).body.data) await call("DELETE", `/sessions/${s.id}`);
	await page.waitForTimeout(1100);
	await page.getByRole("button", { name: "Record $10.25" }).click();
	await page.getByRole("heading", { name: "Sign in again" }).waitFor();
	assert.equal(await page.inputValue("#notes"), "typed before it ended");
	await shot(page, "again");
	await page.getByLabel("Password", { exact: true }).fill(who.password);
	await page.getByRole("dialog").getByRole("button", { name: "Sign in", exact: true }).click();
	await page.getByRole("heading", { name: "$10.25 recorded" }).waitFor();
	await done(page);
});
