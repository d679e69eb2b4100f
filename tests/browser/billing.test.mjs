/*
 * From a cycle to bills in a browser: a cycle made, what is missing seen before the run, the run with
 * its progress, its results as doors; a bill opened, adjusted, the adjustment undone, billed anew;
 * bills found; all of it at two widths without a violation, and by keyboard.
 */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, enterAs, money, newPage, pickCycle, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";
import { billable, due, from, issued, to } from "./billing_case.mjs";

after(close);
const mark = Date.now().toString(36).toUpperCase(), MANAGER = "Billing Manager";
let zone, manager, cycle;
const fine = async (page, what) => {
	await settled(page);
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
/* The same on a phone. */
const narrow = async (role, path, what) => {
	const page = await newPage({ width: 390, height: 844 });
	await signInAs(page, role);
	await page.goto(`${url}${path}`);
	await fine(page, `${what}-390`);
	await done(page);
};
const dialog = (page) => page.locator("dialog[open]");
const put = (page, id, v) => page.fill(`#${id}`, v);

before(async () => { ({ zone, manager } = await billable(mark)); });

test("B9, C1: a cycle is made, checked before it starts, run with progress, and its results lead on", async () => {
	const page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing/cycles`);
	await fine(page, "billing-cycles");
	await page.getByRole("button", { name: "New cycle" }).first().click();
	await dialog(page).getByRole("button", { name: "Create cycle" }).click();
	await dialog(page).getByText("Choose a zone", { exact: true }).last().waitFor();
	await dialog(page).locator("#cycle-zone").selectOption({ label: zone.name });
	await put(page, "cycle-from", from);
	await put(page, "cycle-to", to);
	await put(page, "cycle-bill", issued);
	await put(page, "cycle-due", due);
	await fine(page, "billing-cycle-new");
	await dialog(page).getByRole("button", { name: "Create cycle" }).click();
	await page.waitForURL(/\/billing\/cycles\/[0-9a-f-]{36}$/);
	cycle = page.url().split("/").pop();
	await page.getByRole("heading", { level: 1, name: new RegExp(`^${zone.name} - `) }).waitFor();
	/* What waits opens to the reads that wait. */
	await page.locator(".doors div", { hasText: "Waiting" }).getByRole("link", { name: "5", exact: true }).waitFor();
	await fine(page, "cycle-before");

	await page.getByRole("link", { name: "Generate bills" }).click();
	await page.getByText("5 accounts are ready").last().waitFor();
	await fine(page, "run-choose");
	await page.getByRole("button", { name: "Check" }).click();
	await page.getByText("1 account has no read").waitFor();
	await page.locator(".row-sum").getByText("6", { exact: true }).waitFor();
	await fine(page, "run-check");
	await page.getByRole("button", { name: "Generate 5 bills" }).click();
	await page.waitForURL(/\?run=/);
	await page.getByRole("heading", { name: "Bills generated" }).waitFor({ timeout: 30_000 });
	/* A reload stands where one was. */
	await page.reload();
	await page.getByRole("heading", { name: "Bills generated" }).waitFor();
	await fine(page, "run-results");
	const sum = page.locator(".row-sum").first();
	await sum.getByRole("link", { name: "5", exact: true }).waitFor();
	await sum.getByRole("link", { name: "1", exact: true }).click();
	await page.waitForURL(/outcome=exception/);
	await page.getByRole("row", { name: /Missing read/ }).waitFor();
	await fine(page, "cycle-accounts");
	await page.goto(`${url}/billing/cycles/${cycle}`);
	await page.locator(".doors div", { hasText: /^Billed amount/ }).getByRole("link").waitFor();
	await fine(page, "cycle-after");
	await page.locator(".doors div", { hasText: "Held by exceptions" }).getByRole("link").click();
	await page.waitForURL(/\/exceptions\?.*blocking=true/);
	await page.goBack();
	await page.getByRole("link", { name: "Runs", exact: true }).click();
	await page.getByRole("row", { name: /Bulk/ }).waitFor();
	await fine(page, "cycle-runs");
	await done(page);
	for (const [path, what] of [["/billing/cycles", "billing-cycles"], [`/billing/cycles/${cycle}`, "cycle-after"], [`/billing/cycles/${cycle}?step=choose`, "run-choose"], [`/billing/cycles/${cycle}?step=check`, "run-check"]]) await narrow(MANAGER, path, what);
});

test("B12: bills of this cycle or of all, by number, consumer and address; totals, columns, selection", async () => {
	const page = await newPage();
	await signInAs(page, "Billing Specialist");
	await page.goto(`${url}/bills?cycle_id=${cycle}`);
	await settled(page);
	assert.equal(await page.locator("tbody tr").count(), 5);
	await page.locator("tfoot").getByText("5 bills").waitFor();
	await fine(page, "bills-of-cycle");
	const first = await page.locator("tbody tr a").first().textContent();
	await page.goto(`${url}/bills`);
	const box = page.getByRole("searchbox", { name: "Search bills" });
	for (const [text, one] of [[first, 1], [`Person ${mark} 3`, 1], [`B${mark}2`, 1]]) {
		await box.fill(text);
		await page.locator("tfoot").getByText(one === 1 ? "1 bill" : `${one} bills`, { exact: true }).waitFor();
	}
	await box.fill("");
	/* The scope: a cycle is looked for by its zone. */
	await page.getByRole("button", { name: /^Cycle/ }).click();
	await pickCycle(page, zone.name, new RegExp(`^${zone.name} - `));
	await page.waitForURL(new RegExp(cycle));
	await page.locator("tfoot").getByText("5 bills").waitFor();
	await page.getByRole("checkbox", { name: /^Select all/ }).check();
	await page.getByRole("region", { name: "5 selected" }).waitFor();
	await fine(page, "bills-selected");
	await page.getByRole("button", { name: "Print or send 5" }).click();
	await dialog(page).waitFor();
	await fine(page, "bills-batch");
	await page.keyboard.press("Escape");
	await box.fill("no such bill");
	await page.getByText("No bill matches").waitFor();
	await page.getByRole("button", { name: "Clear filters" }).click();
	await done(page);
	await narrow("Billing Specialist", `/bills?cycle_id=${cycle}`, "bills-of-cycle");
});

test("M10: a bill says how it comes to its amount; adjusted for a leak with a preview, undone, billed anew", async () => {
	const bill = (await manager("GET", `/bills?cycle_id=${cycle}&sort=-amount&limit=1`)).body.data[0], page = await newPage();
	await signInAs(page, MANAGER);
	await page.goto(`${url}/bills/${bill.id}`);
	await fine(page, "bill");
	await page.getByText(/ kgal × \$/).first().waitFor();
	await page.getByText(money(bill.amount.amount)).first().waitFor();
	await page.getByRole("button", { name: "Adjust…" }).click();
	await dialog(page).getByRole("button", { name: "Give up" }).click();
	await dialog(page).getByText("Enter how much use is not charged").first().waitFor();
	await put(page, "adj-use", "2");
	await dialog(page).getByRole("row", { name: /^Bill / }).waitFor();
	await page.locator("#adj-reason").selectOption({ label: "Leak" });
	await fine(page, "bill-adjust");
	const what = await dialog(page).getByRole("button", { name: /^Give up \$/ }).textContent();
	await dialog(page).getByRole("button", { name: /^Give up \$/ }).click();
	await page.getByRole("heading", { name: "Adjustments" }).waitFor();
	const now = (await manager("GET", `/bills/${bill.id}`)).body;
	assert.equal(what, `Give up ${money(now.adjusted.amount)}`);
	assert.equal(now.open.amount, bill.amount.amount - now.adjusted.amount);
	await fine(page, "bill-adjusted");
	await page.getByRole("button", { name: "Undo…" }).click();
	await put(page, "undo-why", "The plumber found no leak");
	await dialog(page).getByRole("button", { name: /^Charge/ }).click();
	await page.getByText(/^Undone on/).waitFor();
	assert.equal((await manager("GET", `/bills/${bill.id}`)).body.open.amount, bill.amount.amount);

	await page.getByRole("button", { name: "More", exact: true }).click();
	await page.getByRole("menuitem", { name: "Rebill…" }).click();
	await dialog(page).getByRole("button", { name: "Rebill" }).click();
	await dialog(page).locator(".error", { hasText: "Choose a reason" }).waitFor();
	await page.locator("#change-reason").selectOption({ label: "Wrong read" });
	await fine(page, "bill-rebill");
	await dialog(page).getByRole("button", { name: "Rebill" }).click();
	await page.waitForURL((u) => !u.pathname.endsWith(bill.id));
	await page.getByText("in place of").waitFor();
	await page.locator(".page-head").getByRole("link", { name: bill.number }).waitFor();
	await fine(page, "bill-new");
	await page.goto(`${url}/bills/${bill.id}`);
	await page.getByText(/^Reversed on/).first().waitFor();
	await fine(page, "bill-reversed");
	await done(page);
	await narrow(MANAGER, `/bills/${bill.id}`, "bill-reversed");
	await narrow(MANAGER, `/bills/${(await manager("GET", `/bills?cycle_id=${cycle}&limit=1`)).body.data[0].id}`, "bill");
});

test("B11: one account is billed from the quick action; who cannot be says why; the search box has it all, by keyboard", async () => {
	const page = await newPage(), bills = (await manager("GET", `/bills?cycle_id=${cycle}&status=issued`)).body.data, one = bills.find((b) => b.consumer.name.endsWith(" 2"));
	const back = await manager("POST", `/bills/${one.id}/reverse`, { reason: "read_error" }, { "Idempotency-Key": crypto.randomUUID() });
	assert.equal(back.status, 200, JSON.stringify(back.body));
	await enterAs(page, MANAGER);
	await page.keyboard.press("Control+k");
	await page.keyboard.type("generate one");
	await page.getByRole("option", { name: /Generate one bill/ }).waitFor();
	await page.keyboard.press("Enter");
	await dialog(page).getByRole("combobox", { name: "Consumer or account" }).waitFor();
	await page.keyboard.type(`B${mark}2`);
	const wanted = dialog(page).getByRole("option", { name: new RegExp(`Person ${mark} 2`) });
	await wanted.waitFor();
	for (let i = 0; i < 6 && await wanted.getAttribute("aria-selected") !== "true"; i++) await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await dialog(page).getByText(`${zone.name} - `).first().waitFor();
	await fine(page, "single-bill");
	await dialog(page).getByRole("button", { name: "Generate bill" }).click();
	await dialog(page).getByRole("heading", { name: /^Bill .* generated$/ }).waitFor();
	await fine(page, "single-done");
	await dialog(page).getByRole("link", { name: "Open bill" }).click();
	await page.waitForURL(/\/bills\/[0-9a-f-]{36}$/);
	/* A second one for the same account and cycle is refused, with the reason. */
	await page.goto(`${url}/billing?do=single`);
	page.expected.push(/409|422/);
	await dialog(page).getByRole("combobox").fill(`B${mark}3`);
	await dialog(page).getByRole("option", { name: new RegExp(`Person ${mark} 3`) }).click();
	await dialog(page).getByRole("button", { name: "Generate bill" }).click();
	await dialog(page).locator(".banner, .done").first().waitFor();
	await shot(page, "single-refused");
	await done(page);
});

test("a cycle is closed with a reason where something is held, and opened again", async () => {
	const page = await newPage(), call = await api(MANAGER);
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing/cycles/${cycle}`);
	await page.getByRole("button", { name: "More", exact: true }).click();
	await page.getByRole("menuitem", { name: "Close cycle…" }).click();
	await dialog(page).getByRole("button", { name: "Close cycle" }).click();
	await dialog(page).locator(".error", { hasText: "Say why" }).waitFor();
	await put(page, "cycle-reason", "The meter is being replaced");
	await fine(page, "cycle-close");
	await dialog(page).getByRole("button", { name: "Close cycle" }).click();
	await page.getByText(/^Closed on/).waitFor();
	await fine(page, "cycle-closed");
	assert.equal((await call("GET", `/cycles/${cycle}`)).body.state, "closed");
	await page.getByRole("button", { name: "More", exact: true }).click();
	await page.getByRole("menuitem", { name: "Reopen cycle…" }).click();
	await put(page, "cycle-reason", "It came after all");
	await dialog(page).getByRole("button", { name: "Reopen cycle" }).click();
	await page.getByText("is open again").waitFor();
	await done(page);
});

test("home: who bills sees what waits; a cycle to be generated leads to its first step", async () => {
	const page = await newPage();
	await enterAs(page, "Billing Specialist");
	await page.getByRole("heading", { name: "Cycles to generate" }).waitFor();
	await fine(page, "home-specialist");
	await page.getByRole("heading", { name: "Open exceptions", level: 2 }).waitFor();
	await done(page);
	await narrow("Billing Specialist", "/", "home-specialist");
});

test("a long run: progress while it lasts, paused and resumed, a fault told, the same after a reload", async () => {
	const page = await newPage(), all = (await manager("GET", `/generations?cycle_id=${cycle}&kind=bulk`)).body.data, run = structuredClone(all.at(-1));
	Object.assign(run, { state: "running", accounts: 12_400, finished_at: null });
	Object.assign(run.figures, { done: 4_000, billed: 3_902, excepted: 61, skipped: 37 });
	const asked = [];
	await page.route(`**/api/v1/generations/${run.id}`, (r) => { if (run.state === "running") run.figures.done += 250; return r.fulfill({ json: run }); });
	await page.route(`**/api/v1/generations/${run.id}/*`, (r) => {
		const what = r.request().url().split("/").pop();
		asked.push(what);
		run.state = { pause: "paused", resume: "running", cancel: "cancelled" }[what];
		return r.fulfill({ json: run });
	});
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing/cycles/${cycle}?run=${run.id}`);
	await page.getByRole("heading", { name: "Bills are being generated" }).waitFor();
	const share = async () => Number(await page.getByRole("progressbar", { name: "Progress of the run" }).getAttribute("value")), before = await share();
	await page.waitForFunction((v) => document.querySelector("progress").value > v, before);
	await page.getByText(/ a second · /).waitFor();
	await fine(page, "run-running");
	await page.reload();
	await page.getByRole("heading", { name: "Bills are being generated" }).waitFor();
	await page.getByRole("button", { name: "Pause" }).click();
	await page.getByRole("heading", { name: "Paused" }).waitFor();
	await fine(page, "run-paused");
	await page.getByRole("button", { name: "Resume" }).click();
	await page.getByRole("heading", { name: "Bills are being generated" }).waitFor();
	run.state = "failed"; run.failure = "The database went away.";
	await page.getByText("The database went away.", { exact: false }).waitFor();
	await fine(page, "run-failed");
	await page.getByRole("button", { name: "Stop…" }).click();
	await dialog(page).getByRole("button", { name: "Stop run" }).click();
	await page.getByRole("heading", { name: "Stopped" }).waitFor();
	await page.getByRole("link", { name: "Generate the rest" }).waitFor();
	await fine(page, "run-stopped");
	assert.deepEqual(asked, ["pause", "resume", "cancel"]);
	await done(page);
});

test("what cannot be read says so and offers to try again; who may not generate is not offered to", async () => {
	const page = await newPage();
	page.expected.push(/500/, /404/);
	let broken = true;
	await page.route("**/api/v1/cycles?*", (r) => broken ? r.fulfill({ status: 500, json: { title: "Trouble", status: 500 } }) : r.continue());
	await page.route("**/api/v1/cycles", (r) => broken ? r.fulfill({ status: 500, json: { title: "Trouble", status: 500 } }) : r.continue());
	await signInAs(page, MANAGER);
	await page.goto(`${url}/billing/cycles`);
	await page.getByRole("button", { name: "Try again" }).last().waitFor();
	await fine(page, "billing-cycles-broken");
	broken = false;
	await page.getByRole("button", { name: "Try again" }).last().click();
	await page.getByRole("cell").getByRole("link", { name: new RegExp(`^${zone.name} - `) }).first().waitFor();
	await page.goto(`${url}/bills/01a00000-0000-7000-8000-000000000000`);
	await page.getByRole("heading", { level: 1 }).waitFor();
	await fine(page, "bill-not-there");
	await done(page);
	const clerk = await newPage();
	await signInAs(clerk, "Customer Executive");
	await clerk.goto(`${url}/billing/cycles/${cycle}`);
	await clerk.getByRole("heading", { level: 1, name: new RegExp(zone.name) }).waitFor();
	await settled(clerk);
	assert.equal(await clerk.getByRole("link", { name: "Generate bills" }).count(), 0);
	await fine(clerk, "cycle-of-clerk");
	await clerk.goto(`${url}/billing/cycles`);
	await settled(clerk);
	assert.equal(await clerk.getByRole("button", { name: "New cycle" }).count(), 0);
	await fine(clerk, "billing-cycles-of-clerk");
	await done(clerk);
});
