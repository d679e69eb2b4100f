/* Every way to take a payment at the counter, as people see it: wide and on a phone. */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { accountWithOpenBills, api, axeViolations, close, currentOf, done, enterAs, money, newPage, settled, shot, sidewaysScroll, signin, signInAs, url } from "./support.mjs";

let admin;
before(async () => { admin = await api("Utility Administrator"); });
after(close);
const both = [["wide", { width: 1440, height: 900 }], ["390 px", { width: 390, height: 844 }]];
const usd = (amount) => ({ amount, currency: "USD" });
const post = (call, path, body) => call("POST", path, body, { "Idempotency-Key": randomUUID() });
/* What a person would see is right, on this page: nothing for axe, nothing sideways. */
async function sound(page, name) {
	await settled(page);
	await page.waitForTimeout(250);
	assert.deepEqual(await axeViolations(page), [], name);
	assert.ok((await sidewaysScroll(page)) <= 0, `${name} scrolls sideways`);
	await shot(page, name);
}
const counter = async (page, account) => { await page.goto(`${url}/payments/new?account=${account.id}`); await page.waitForSelector("#amount"); };
const line = (page, r) => page.locator(".pay-rows tbody tr", { hasText: r.number });
const pay = async (call, account, r, amount) => {
	const answer = await post(call, "/payments", { account_id: account.id, amount: usd(amount), method: "cash", allocations: [{ receivable_id: r.id, amount: usd(amount) }] });
	assert.equal(answer.status, 201, JSON.stringify(answer.body));
	return answer.body;
};

for (const [name, size] of both) test(`several bills on one receipt with change, ${name}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 3, least: 1500, most: 40000 });
	const page = await newPage(size), [first, second] = open, last = currentOf(open);
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	/* All unpaid bills, the oldest due first, the current one checked. */
	assert.deepEqual(await page.locator(".pay-rows tbody .c-who b").allTextContents(), open.map((r) => `Bill ${r.number}`));
	assert.ok(await line(page, last).getByRole("checkbox").isChecked());
	assert.equal(await page.locator(".pay-rows tbody input[type=checkbox]:checked").count(), 1);
	await line(page, first).getByRole("checkbox").check();
	await line(page, second).getByRole("checkbox").check();
	/* A line is paid in part; the amount follows. */
	await page.fill(`[id="line-${second.id}"]`, "10");
	const sum = first.open.amount + 1000 + last.open.amount;
	await page.waitForFunction((v) => document.querySelector("#amount").value === v, money(sum).slice(1));
	await page.getByText("goes toward").first().waitFor();
	const notes = page.getByRole("group", { name: "Handed over" }), quick = notes.getByRole("button").nth(1), handed = Number((await quick.textContent()).replace(/[$,]/g, "")) * 100;
	assert.ok(handed > sum, "a note that covers it");
	await quick.click();
	await page.locator("#change").filter({ hasText: money(handed - sum).slice(1) }).waitFor();
	await sound(page, `counter-several-${size.width}`);
	await page.getByRole("button", { name: `Record ${money(sum)}` }).click();
	await page.getByRole("heading", { name: `${money(sum)} recorded` }).waitFor();
	assert.equal((await page.locator(".hand-back").textContent()).replace(/\s+/g, " "), `Hand back ${money(handed - sum)}`);
	for (const [r, paid] of [[first, first.open.amount], [second, 1000], [last, last.open.amount]]) {
		await page.locator(".done + table tbody tr", { hasText: r.number }).getByText(money(paid), { exact: true }).first().waitFor();
		await page.locator(".paper tbody tr", { hasText: r.number }).getByText(money(paid)).waitFor();
	}
	/* The receipt goes out by mail, and what becomes of it is shown. */
	await page.fill("#mail-to", "payer@example.com");
	await page.getByRole("button", { name: "Send" }).click();
	await page.getByText("Delivered to the mail server for payer@example.com").waitFor({ timeout: 20_000 });
	await sound(page, `counter-done-${size.width}`);
	const left = (await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data;
	assert.equal(left.find((r) => r.id === second.id).open.amount, second.open.amount - 1000);
	assert.ok(!left.some((r) => r.id === first.id || r.id === last.id), "the others are paid");
	await page.getByRole("button", { name: "Record another payment" }).click();
	await page.waitForFunction(() => document.activeElement?.id === "account");
	await done(page);
});

test("an amount is split oldest first; what is over goes where one says", async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 3, least: 2000, most: 40000 });
	const page = await newPage(), oldest = open[0];
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.fill("#amount", String((oldest.open.amount + 500) / 100));
	await page.getByRole("button", { name: "Oldest first" }).click();
	assert.equal(await page.inputValue(`[id="line-${oldest.id}"]`), money(oldest.open.amount).slice(1));
	assert.equal(await page.inputValue(`[id="line-${open[1].id}"]`), "5.00");
	await line(page, open[1]).getByRole("checkbox").uncheck();
	await page.getByText("$5.00 less").or(page.getByText("Exactly what is checked")).first().waitFor();
	await page.fill("#amount", String((oldest.open.amount + 700) / 100));
	await page.getByText("$7.00 is more than what is checked").waitFor();
	await page.getByRole("button", { name: `Put $7.00 on Bill ${open[1].number}` }).click();
	assert.equal(await page.inputValue(`[id="line-${open[1].id}"]`), "7.00");
	await line(page, open[1]).getByRole("checkbox").uncheck();
	await page.fill("#amount", String((oldest.open.amount + 700) / 100));
	await page.getByRole("button", { name: /^Take .* only and hand back \$7\.00$/ }).click();
	assert.equal(await page.inputValue("#amount"), money(oldest.open.amount).slice(1));
	await page.getByText("Hand back", { exact: false }).first().waitFor();
	await page.fill("#cash", "");
	/* Kept: a credit note at once below the limit, and it pays the next bill. */
	await page.fill("#amount", String((oldest.open.amount + 1234) / 100));
	await page.getByText("It is kept as a credit note for").waitFor();
	await page.getByText("stays on the account as credit").waitFor();
	await sound(page, "counter-over");
	await page.getByRole("button", { name: `Record ${money(oldest.open.amount + 1234)}` }).click();
	await page.getByText("$12.34 kept as credit").waitFor();
	const note = await page.locator(".done a.link").textContent();
	assert.match(note, /^CN-\d+$/);
	await page.getByRole("button", { name: "Record another payment" }).click();
	await counter(page, account);
	await page.getByText("This account has $12.34 credit").waitFor();
	await page.getByRole("button", { name: "Use credit…" }).click();
	await page.getByText(`$12.34 of it pays bill ${currentOf(open).number}`).waitFor();
	await sound(page, "counter-use-credit");
	await page.getByRole("button", { name: "Use $12.34" }).click();
	await page.getByText(`$12.34 of ${note} used`).waitFor();
	await page.waitForFunction((v) => document.querySelector("#amount")?.value === v, money(currentOf(open).open.amount - 1234).slice(1));
	const left = (await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data;
	assert.equal(left.find((r) => r.id === currentOf(open).id).open.amount, currentOf(open).open.amount - 1234);
	await done(page);
});

for (const [name, size] of both) test(`an overpayment above the limit waits for another person, ${name}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 1500, most: 40000 });
	const bill = currentOf(open), amount = bill.open.amount + 8000, clerk = await newPage(size);
	await signInAs(clerk, "Customer Executive");
	await counter(clerk, account);
	await clerk.fill("#amount", String(amount / 100));
	await clerk.getByText("will wait for approval by another person").waitFor();
	await clerk.getByRole("button", { name: `Ask to record ${money(amount)}` }).click();
	await clerk.getByRole("heading", { name: "Waits for approval" }).waitFor();
	await sound(clerk, `counter-waits-${size.width}`);
	assert.equal((await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data.find((r) => r.id === bill.id).open.amount, bill.open.amount, "nothing is taken yet");
	const approval = new URL(clerk.url()).searchParams.get("waiting");

	const manager = await newPage(size);
	await signInAs(manager, "Billing Manager");
	await manager.goto(`${url}/approvals?open=${approval}`);
	await manager.fill("#decide-reason", "The customer asked for it");
	await manager.getByRole("button", { name: /^Approve / }).click();
	/* The clerk's page follows and shows the receipt. */
	await clerk.getByRole("heading", { name: `${money(amount)} recorded` }).waitFor({ timeout: 20_000 });
	await clerk.getByText("$80.00 kept as credit").waitFor();
	await sound(clerk, `counter-approved-${size.width}`);
	await done(manager);
	await done(clerk);
});

test("an overpayment that is rejected takes nothing", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 1500, most: 40000 });
	const clerk = await newPage(), amount = currentOf(open).open.amount + 9000;
	await signInAs(clerk, "Customer Executive");
	await counter(clerk, account);
	await clerk.fill("#amount", String(amount / 100));
	await clerk.getByRole("button", { name: `Ask to record ${money(amount)}` }).click();
	await clerk.getByRole("heading", { name: "Waits for approval" }).waitFor();
	const id = new URL(clerk.url()).searchParams.get("waiting"), manager = await api("Billing Manager"), { version } = (await manager("GET", `/approvals/${id}`)).body;
	assert.equal((await post(manager, `/approvals/${id}/reject`, { version, reason: "Give it back" })).status, 200);
	await clerk.getByRole("heading", { name: /^Rejected by .*: Give it back$/ }).waitFor({ timeout: 15_000 });
	await clerk.getByText("Nothing was taken.").waitFor();
	assert.equal((await admin("GET", `/payments/totals?account_id=${account.id}&from=2999-01-01`)).status, 200);
	await done(clerk);
});

for (const [name, size] of both) test(`instalments of a plan, in order, ${name}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 3000, most: 40000 });
	const due = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
	const made = await post(admin, "/plans", { account_id: account.id, receivable_ids: open.slice(0, 2).map((r) => r.id), instalments: 3, every: "month", first_due_on: due, override_reason: "Asked for at the counter" });
	assert.equal(made.status, 201, JSON.stringify(made.body));
	const plan = (await admin("GET", `/plans/${made.body.id}`)).body, [one, two] = plan.schedule, page = await newPage(size);
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.getByRole("radio", { name: /Instalments/ }).check();
	await page.locator(".pay-rows b", { hasText: `Instalment 1 of ${plan.number}` }).waitFor();
	/* The second brings the first along; the first takes the second with it. */
	await page.getByRole("checkbox", { name: `Pay Instalment 2 of ${plan.number}` }).check();
	assert.equal(await page.inputValue("#amount"), money(one.amount.amount + two.amount.amount).slice(1));
	await page.getByRole("checkbox", { name: `Pay Instalment 1 of ${plan.number}` }).uncheck();
	assert.equal(await page.locator(".pay-rows tbody input[type=checkbox]:checked").count(), 0);
	await page.getByRole("checkbox", { name: `Pay Instalment 1 of ${plan.number}` }).check();
	await sound(page, `counter-instalment-${size.width}`);
	await page.getByRole("button", { name: `Record ${money(one.amount.amount)}` }).click();
	await page.getByRole("heading", { name: `${money(one.amount.amount)} recorded` }).waitFor();
	await page.getByRole("link", { name: "View details" }).click();
	await page.getByRole("heading", { name: "Instalments" }).waitFor();
	await page.getByRole("row", { name: /Instalment 1/ }).getByText(money(one.amount.amount)).first().waitFor();
	await sound(page, `payment-instalment-${size.width}`);
	const paid = (await admin("GET", `/plans/${plan.id}`)).body.schedule;
	assert.equal(paid[0].status, "paid");
	await done(page);
});

test("a bill and a service on one receipt; services by themselves", async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 1500, most: 40000 }), bill = currentOf(open), page = await newPage();
	const [price] = (await admin("GET", "/prices?limit=200")).body.data.filter((p) => p.is_active && p.amount.amount >= 1000);
	const raise = async () => { const answer = await post(admin, "/charges", { account_id: account.id, price_id: price.id }); assert.equal(answer.status, 201, JSON.stringify(answer.body)); return answer.body; };
	const one = await raise();
	await raise();
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.getByRole("checkbox", { name: `Pay Service ${one.number}` }).check();
	const sum = bill.open.amount + price.amount.amount;
	await page.getByText(`settles bill ${bill.number} and service ${one.number}`).waitFor();
	await sound(page, "counter-bill-service");
	await page.getByRole("button", { name: `Record ${money(sum)}` }).click();
	await page.getByRole("heading", { name: `${money(sum)} recorded` }).waitFor();
	await page.locator(".paper", { hasText: price.name }).waitFor();
	await counter(page, account);
	await page.getByRole("radio", { name: /Services/ }).check();
	assert.equal(await page.locator(".pay-rows tbody tr").count(), 1, "only what is open of that type");
	await page.getByRole("button", { name: `Record ${money(price.amount.amount)}` }).click();
	await page.getByRole("heading", { name: `${money(price.amount.amount)} recorded` }).waitFor();
	const id = new URL(page.url()).searchParams.get("done");
	assert.equal((await admin("GET", `/payments/${id}`)).body.type, "service");
	await done(page);
});

test("a caller is checked before a payment by phone; a card number in the notes is masked", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 1500, most: 40000 });
	const amount = money(currentOf(open).open.amount), page = await newPage();
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.selectOption("#channel", { label: "Phone" });
	await page.getByRole("heading", { name: "Who is calling?" }).waitFor();
	await page.getByRole("button", { name: `Record ${amount}` }).click();
	await page.getByText("Check the caller before taking a payment by phone").first().waitFor();
	await page.getByRole("checkbox", { name: /Full name on the account/ }).check();
	await page.getByRole("checkbox", { name: /Service address/ }).check();
	await page.getByRole("button", { name: "Caller is checked" }).click();
	await page.getByText("one of them neither name").first().waitFor();
	await page.getByRole("checkbox", { name: /Meter number|E-mail address|Phone number/ }).first().check();
	await sound(page, "counter-caller");
	await page.getByRole("button", { name: "Caller is checked" }).click();
	await page.getByText("good for 30 minutes").waitFor();
	await page.selectOption("#method", { label: "Card terminal" });
	await page.fill("#reference", "T-4711");
	await page.fill("#last4", "4242");
	await page.fill("#notes", "reads it out: 4242 4242 4242 4242, exp later");
	await page.getByText("This looks like a card number").first().waitFor();
	await page.getByRole("button", { name: `Record ${amount}` }).click();
	assert.equal(await page.getByRole("heading", { name: /recorded/ }).count(), 0, "refused with the number in it");
	await page.getByRole("button", { name: "Mask all but the last four" }).click();
	assert.equal(await page.inputValue("#notes"), "reads it out: •••• •••• •••• 4242, exp later");
	await page.getByRole("button", { name: `Record ${amount}` }).click();
	await page.getByRole("heading", { name: `${amount} recorded` }).waitFor();
	await page.getByRole("link", { name: "View details" }).click();
	await page.locator(".facts div", { hasText: /^Card/ }).getByText("•••• 4242").waitFor();
	await page.goto(`${url}/payments?q=4242`);
	await page.getByRole("row", { name: new RegExp(account.number) }).first().waitFor();
	await done(page);
});

test("the same again is warned of and marked; somebody takes the mark away", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 3000, most: 40000 });
	const first = await pay(admin, account, currentOf(open), 1200), page = await newPage();
	await signInAs(page, "Recovery Executive");
	await counter(page, account);
	await page.fill("#amount", "12");
	await page.getByText(new RegExp(`${first.receipt_no} of \\$12\\.00 from this account`)).waitFor();
	await sound(page, "counter-duplicate");
	await page.getByRole("checkbox", { name: "It is another payment: do not mark it" }).waitFor();
	await page.getByRole("button", { name: "Record $12.00" }).click();
	await page.getByText("Marked as a possible duplicate").waitFor();
	await page.getByRole("link", { name: "View details" }).click();
	await page.getByText("Flagged: Possible duplicate").waitFor();
	await page.locator(".banner", { hasText: "Flagged" }).getByRole("link", { name: first.receipt_no }).waitFor();
	const no = await page.locator("h1").textContent();
	await page.goto(`${url}/payments?flag=duplicate&q=${no}`);
	await page.getByRole("row", { name: new RegExp(no) }).getByText("Possible duplicate").waitFor({ state: "attached" });
	await page.getByRole("button", { name: `Actions for ${no}` }).click();
	await page.getByRole("menuitem", { name: "Change flag…" }).click();
	await page.selectOption("#flag", "");
	await page.fill("#flag-reason", "Paid for the neighbour, too");
	await sound(page, "payment-flag");
	await page.getByRole("button", { name: "Take the flag away" }).click();
	await page.getByText(`${no} has no flag any more`).waitFor();
	await page.getByRole("heading", { name: "No payment matches these filters" }).waitFor();
	await done(page);
});

for (const [name, size] of both) test(`a correction voids and posts anew, and both name one another, ${name}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 3000, most: 40000 });
	const bill = open[0], wrong = await pay(await api("Customer Executive"), account, bill, 1500), page = await newPage(size);
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/payments/${wrong.id}`);
	await page.getByRole("button", { name: "More actions" }).click();
	await page.getByRole("menuitem", { name: "Correct…" }).click();
	await page.getByRole("heading", { name: `Correct ${wrong.receipt_no}` }).waitFor();
	await page.waitForFunction(() => document.querySelector(".pay-rows"));
	assert.equal(await page.inputValue("#amount"), "15.00");
	await page.fill("#amount", "25.00");
	await page.getByText("Collect $10.00 more in cash.").waitFor();
	await page.getByText(`Void of ${wrong.receipt_no}`).waitFor();
	await page.getByRole("button", { name: "Void and post $25.00" }).click();
	await page.getByText("Say why, in at least 3 characters").first().waitFor();
	await page.fill("#reason", "Ten more were on the counter");
	await sound(page, `correct-${size.width}`);
	await page.getByRole("button", { name: "Void and post $25.00" }).click();
	await page.getByText(`Stands for ${wrong.receipt_no}`).waitFor();
	const now = await page.locator("h1").textContent();
	assert.notEqual(now, wrong.receipt_no);
	await sound(page, `corrected-${size.width}`);
	await page.locator(".banner").getByRole("link", { name: wrong.receipt_no }).click();
	await page.getByText(`Corrected by ${now}`).first().waitFor();
	await page.getByText("Corrected: Ten more were on the counter").first().waitFor();
	assert.equal((await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data.find((r) => r.id === bill.id).open.amount, bill.open.amount - 2500);
	await done(page);
});

test("notes of a posted payment change, and what stood there stays in its history", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 1500, most: 40000 }), p = await pay(admin, account, open[0], 500), page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/${p.id}`);
	await page.getByRole("button", { name: "Add notes" }).click();
	await page.fill("#payment-notes", "Came with the old bill");
	await page.getByRole("button", { name: "Save notes" }).click();
	await page.getByRole("button", { name: "Edit notes" }).click();
	await page.fill("#payment-notes", "Came with a copy");
	await page.getByRole("button", { name: "Save notes" }).click();
	await page.locator(".timeline del", { hasText: "Came with the old bill" }).waitFor();
	await page.locator(".timeline ins", { hasText: "Came with a copy" }).waitFor();
	await sound(page, "payment-notes");
	await done(page);
});

test("a large payment waits to be verified by another person", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 3000, most: 40000 }), before = (await admin("GET", "/settings/second_check_above")).body;
	const set = async (value) => { const { version } = (await admin("GET", "/settings/second_check_above")).body; assert.equal((await admin("PUT", "/settings/second_check_above", { value }, { "If-Match": `"${version}"` })).status, 200); };
	await set("1000");
	try {
		const clerk = await newPage();
		await signInAs(clerk, "Recovery Executive");
		await counter(clerk, account);
		await clerk.fill("#amount", "20");
		await clerk.getByText("Above $10.00 another person verifies it afterwards.").waitFor();
		await clerk.getByRole("button", { name: "Record $20.00" }).click();
		await clerk.getByText("Waits to be verified by another person").waitFor();
		await clerk.getByRole("link", { name: "View details" }).click();
		await clerk.getByText("You took it, so somebody else verifies it.").waitFor();
		const no = await clerk.locator("h1").textContent(), manager = await newPage();
		await enterAs(manager, "Billing Manager");
		await manager.getByText(/wait.? to be verified/).first().waitFor();
		await sound(manager, "home-manager-waiting");
		await manager.getByRole("link", { name: /wait.? to be verified/ }).click();
		await manager.getByRole("checkbox", { name: `Select ${no}` }).check();
		await sound(manager, "payments-verify");
		await manager.getByRole("button", { name: "Verify 1 payment" }).click();
		await manager.getByText("Payment verified").waitFor();
		await manager.goto(`${url}/payments?q=${no}`);
		await manager.getByRole("link", { name: no }).click();
		await manager.locator(".facts div", { hasText: /^Verification/ }).getByText(signin("Billing Manager").email.split("@")[0] ? /, / : /./).waitFor();
		await done(manager);
		await done(clerk);
	} finally { await set(before.value); }
});

test("nothing is open: a payment in advance is kept as credit", async () => {
	let account;
	for (const a of (await admin("GET", "/accounts?status=active&limit=200")).body.data) if (a.owed.amount === 0 && a.credit.amount === 0) { account = a; break; }
	const page = await newPage();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new?account=${account.id}`);
	await page.getByRole("heading", { name: "Nothing is open on this account" }).waitFor();
	await sound(page, "counter-nothing-open");
	await page.getByRole("button", { name: "Take a payment in advance" }).click();
	await page.fill("#amount", "30");
	await page.getByRole("button", { name: "Record $30.00" }).click();
	await page.getByText("$30.00 kept as credit").waitFor();
	await done(page);
});

test("a bill that is asked for by its link is checked, whatever was typed before; what was typed stays else", async () => {
	const { account, open } = await accountWithOpenBills(admin, { count: 2, least: 2000, most: 40000 }), page = await newPage();
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.fill("#amount", "17");
	await page.fill("#notes", "half of it");
	await page.reload();
	await page.waitForSelector("#amount");
	assert.deepEqual([await page.inputValue("#amount"), await page.inputValue("#notes")], ["17.00", "half of it"]);
	await page.goto(`${url}/payments/new?account=${account.id}&bill=${open[0].id}`);
	await page.waitForFunction((v) => document.querySelector("#amount")?.value === v, money(open[0].open.amount).slice(1));
	assert.ok(await line(page, open[0]).getByRole("checkbox").isChecked());
	/* Refused because somebody was quicker: said so, with the new figures, and nothing to finish later. */
	await pay(admin, account, open[0], open[0].open.amount);
	page.expected.push(/409|422/);
	await page.getByRole("button", { name: `Record ${money(open[0].open.amount)}` }).click();
	await page.getByText(/Nothing was changed|Nothing was recorded|nothing was recorded/).first().waitFor();
	await page.goto(`${url}/payments/new`);
	await page.waitForFunction(() => document.activeElement?.id === "account");
	assert.equal(await page.getByText("An earlier try was not answered").count(), 0);
	await done(page);
});

test("the network goes while the payment is sent: one payment", async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 2000, most: 40000 }), page = await newPage();
	page.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
	await signInAs(page, "Customer Executive");
	await counter(page, account);
	await page.fill("#amount", "13");
	await page.context().setOffline(true);
	await page.getByRole("button", { name: "Record $13.00" }).click();
	await page.getByText("No answer came").waitFor();
	await sound(page, "counter-offline");
	await page.context().setOffline(false);
	await page.getByRole("button", { name: "Record $13.00" }).click();
	await page.getByRole("heading", { name: "$13.00 recorded" }).waitFor();
	assert.equal((await admin("GET", `/receivables?account_id=${account.id}&status=open`)).body.data.find((r) => r.id === currentOf(open).id).open.amount, currentOf(open).open.amount - 1300);
	await done(page);
});

for (const [name, size] of both) test(`a cashier's day: takings, the drawer counted and closed, its sheet, ${name}`, async () => {
	const { account, open } = await accountWithOpenBills(admin, { least: 2500, most: 40000 }), page = await newPage(size);
	await signInAs(page, "Cashier");
	await counter(page, account);
	await page.fill("#amount", "21.50");
	await page.getByRole("button", { name: "Record $21.50" }).click();
	await page.getByRole("heading", { name: "$21.50 recorded" }).waitFor();
	await page.getByRole("link", { name: "Return to dashboard" }).click();
	await page.getByRole("link", { name: "Taken by you today" }).waitFor();
	await page.getByText("Should be in it now").waitFor();
	await sound(page, `home-cashier-${size.width}`);
	/* A number and its rows are the same payments. */
	const cash = page.locator(".by-method dl > div", { hasText: "Cash" }), shown = await cash.locator("dd").textContent();
	await cash.getByRole("link").click();
	await settled(page);
	await page.locator("[data-total]", { hasText: shown }).waitFor();
	await page.goto(`${url}/drawer`);
	await page.getByText("Should be in the drawer").waitFor();
	const mine = (await (await api("Cashier"))("GET", "/drawers/mine")).body, should = mine.float.amount + mine.taken.amount;
	await page.locator(".sum .total").getByText(money(should)).waitFor();
	const hundreds = Math.floor(should / 10000), ones = Math.floor((should % 10000) / 100), cents = should % 100;
	await page.getByLabel("Pieces of $100.00").fill(String(hundreds));
	await page.getByLabel("Pieces of $1.00").first().fill(String(ones));
	await page.getByLabel("Pieces of $0.01").fill(String(cents));
	await page.getByText(": it fits.").waitFor();
	await page.getByLabel("Pieces of $0.01").fill(String(cents + 3));
	await page.getByText("$0.03 is over.").waitFor();
	await page.getByRole("button", { name: `Close drawer at ${money(should + 3)}` }).click();
	await page.getByText("A difference needs a remark").first().waitFor();
	await page.fill("#notes", "Three pennies more");
	await sound(page, `drawer-${size.width}`);
	/* Counted figures are there after a reload. */
	await page.reload();
	await page.getByText("$0.03 is over.").waitFor();
	await page.getByRole("button", { name: `Close drawer at ${money(should + 3)}` }).click();
	await page.getByRole("heading", { name: /^Drawer close DC-/ }).waitFor();
	await page.getByText("$0.03 over").first().waitFor();
	await page.getByText("Three pennies more").waitFor();
	await sound(page, `drawer-sheet-${size.width}`);
	await page.goto(`${url}/drawer`);
	await page.getByText("No cash since the last close").waitFor();
	await page.goto(`${url}/drawer-closes`);
	await page.getByText("$0.03 over").first().waitFor();
	/* The totals' row is what its rows add up to. */
	const minor = (text) => Math.round(Number(text.replace(/[$,]/g, "").replace("\u2212", "-")) * 100);
	assert.equal((await page.locator("tbody .c-amount").allTextContents()).reduce((s, x) => s + minor(x), 0), minor(await page.locator("tfoot .c-amount").textContent()));
	await sound(page, `drawer-closes-${size.width}`);
	await done(page);
});

test("columns and views of one's own: chosen, saved, remembered, opened with", async () => {
	const page = await newPage();
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/payments`);
	await settled(page);
	await page.getByRole("button", { name: "Columns" }).click();
	await page.getByRole("checkbox", { name: "Payment ID" }).check();
	await page.getByRole("checkbox", { name: "Channel" }).check();
	await page.keyboard.press("Escape");
	await page.getByRole("columnheader", { name: "Payment ID" }).waitFor();
	await page.waitForTimeout(300);
	await page.reload();
	await page.getByRole("columnheader", { name: "Payment ID" }).waitFor();
	await page.getByRole("columnheader", { name: "Channel" }).waitFor();
	await sound(page, "payments-columns");
	await page.getByRole("button", { name: "Columns" }).click();
	await page.getByRole("button", { name: "As they were" }).click();
	await page.keyboard.press("Escape");
	await page.waitForFunction(() => ![...document.querySelectorAll("th")].some((t) => t.textContent === "Payment ID"));

	const name = `Big cash ${Date.now() % 100000}`;
	await page.getByRole("button", { name: "Amount All" }).click();
	await page.fill("#amount-min", "100");
	await page.getByRole("button", { name: "Apply" }).click();
	await page.waitForURL(/amount_min=10000/);
	await page.getByRole("link", { name: "Cash", exact: true }).waitFor();
	await page.getByRole("button", { name: "Save view…" }).click();
	await page.fill("#view-name", name);
	await page.getByRole("checkbox", { name: "Open this page with it" }).check();
	await sound(page, "payments-save-view");
	await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
	await page.getByRole("link", { name, exact: true }).waitFor();
	const rows = await page.locator("tbody .c-amount").allTextContents();
	assert.ok(rows.length && rows.every((a) => Number(a.replace(/[$,]/g, "")) >= 100), "only what the filter lets through");
	await page.goto(`${url}/`);
	await page.getByRole("link", { name: "Payments", exact: true }).first().click();
	await page.waitForURL(/amount_min=10000/);
	await page.getByRole("button", { name: "Manage views" }).click();
	await page.getByRole("button", { name: `Delete ${name}` }).click();
	await page.getByText(`View “${name}” deleted`).waitFor();
	/* Nothing pending, and the page says so instead of standing still. */
	await page.goto(`${url}/payments?verification=pending&q=zzzz`);
	await page.getByRole("heading", { name: /No payment matches|Nothing waits for verification/ }).waitFor();
	for (const format of ["CSV, all rows", "Excel workbook", "PDF"]) {
		await page.goto(`${url}/payments?day=month&method=cash`);
		await settled(page);
		const file = page.waitForEvent("download");
		await page.getByRole("button", { name: "Export" }).click();
		await page.getByRole("menuitem", { name: format }).click();
		assert.match((await file).suggestedFilename(), /\.(csv|xlsx|pdf)$/, format);
	}
	await done(page);
});
