import { test, after } from "node:test";
import assert from "node:assert/strict";
import { accountWithOpenBills, api, close, done, money, newPage, settled, signInAs, signin, url } from "./support.mjs";

after(close);
const stamp = Date.now().toString(36);

test("a user: added, signs in, must change the password, disabled", async () => {
	const page = await newPage();
	page.expected.push(/401|429/);
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/settings/users`);
	await page.getByRole("button", { name: "Add user" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Add user" }).click();
	await page.getByText("3 things to fix").waitFor();
	const email = `ada.${stamp}@${signin("Cashier").tenant}.example`, name = `Ada ${stamp}`;
	await page.fill("#u-name", name);
	await page.fill("#u-email", email);
	await page.getByRole("checkbox", { name: "Cashier" }).check();
	await page.getByRole("dialog").getByRole("button", { name: "Add user" }).click();
	await page.getByRole("heading", { name: "One-time password" }).waitFor();
	const password = await page.locator(".secret code").textContent();
	await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
	await page.getByRole("row").filter({ hasText: name }).waitFor();

	const hers = await newPage();
	hers.expected.push(/401/);
	await hers.goto(`${url}/login?tenant=${signin("Cashier").tenant}`);
	await hers.fill("#email", email);
	await hers.fill("#password", password);
	await hers.click("button[type=submit]");
	await hers.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
	await hers.fill("#current", password);
	await hers.fill("#next", "plum river seven lamps");
	await hers.fill("#repeat", "plum river seven lamps");
	await hers.click("button[type=submit]");
	await hers.waitForSelector("nav.rail");

	const row = page.getByRole("row").filter({ hasText: name });
	await row.getByRole("button", { name: `Actions for ${name}` }).click();
	await page.getByRole("menuitem", { name: "Disable…" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
	await row.waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Inactive too" }).click();
	await row.getByText("Disabled").waitFor();
	await hers.waitForTimeout(1100);
	const again = hers.getByRole("heading", { name: "Sign in again" });
	if (!(await again.isVisible())) await hers.getByRole("link", { name: "Payments" }).first().click();
	await again.waitFor();
	await done(hers);
	await done(page);
});

test("roles: a permission given is there within a second, the matrix shows it", async () => {
	const page = await newPage();
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/settings/roles`);
	await page.getByRole("button", { name: "Add role" }).click();
	await page.fill("#r-name", `Readers ${stamp}`);
	await page.getByRole("checkbox", { name: /See bills and what is open/ }).check();
	await page.getByRole("dialog").getByRole("button", { name: "Add role" }).click();
	const row = page.getByRole("row").filter({ hasText: `Readers ${stamp}` }).first();
	await row.getByText("1 permission").waitFor();
	await page.getByRole("button", { name: `Actions for Readers ${stamp}` }).click();
	await page.getByRole("menuitem", { name: "Delete…" }).click();
	await page.getByRole("button", { name: "Delete role" }).click();
	await row.waitFor({ state: "detached" });
	await done(page);
});

test("an API client: its secret is shown once, and it can be revoked", async () => {
	const page = await newPage();
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/settings/clients`);
	await page.getByRole("button", { name: "Add client" }).click();
	await page.fill("#c-name", `Kiosk ${stamp}`);
	await page.getByRole("checkbox", { name: /See bills and what is open/ }).check();
	await page.getByRole("button", { name: "Create client" }).click();
	await page.getByRole("heading", { name: "Client created" }).waitFor();
	const [id, secret] = await page.locator(".secret code").allTextContents();
	const answer = await fetch(`${url}/api/v1/auth/token`, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret }) });
	assert.equal(answer.status, 200, await answer.text());
	await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
	assert.equal(await page.locator(".secret").count(), 0);
	const row = page.getByRole("row").filter({ hasText: `Kiosk ${stamp}` });
	await row.getByRole("button").click();
	await page.getByRole("menuitem", { name: "Revoke…" }).click();
	await page.getByRole("button", { name: "Revoke client" }).click();
	await row.getByText("Revoked").waitFor();
	await done(page);
});

test("a setting: changed, stale for the one who saw the old value", async () => {
	const page = await newPage();
	page.expected.push(/412/);
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/settings/values`);
	await settled(page);
	const row = page.getByRole("row").filter({ hasText: "approval_days" });
	const edit = async () => { await row.getByRole("button").click(); await page.getByRole("menuitem", { name: "Change…" }).click(); await page.waitForSelector("#s-value"); };
	await edit();
	const call = await api("Utility Administrator");
	const now = (await call("GET", "/settings/approval_days")).body;
	assert.equal((await call("PUT", "/settings/approval_days", { value: "9" }, { "If-Match": `"${now.version}"` })).status, 200);
	await page.fill("#s-value", "8");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Somebody else changed this a moment ago.").waitFor();
	await page.keyboard.press("Escape");
	await page.reload();
	await settled(page);
	await edit();
	assert.equal(await page.inputValue("#s-value"), "9");
	await page.fill("#s-value", "7");
	await page.getByRole("button", { name: "Save" }).click();
	await row.getByText("7 days", { exact: true }).first().waitFor();
	await done(page);
});

test("approvals: a void above the limit waits, another person decides, the clerk's page follows", async () => {
	const admin = await api("Utility Administrator");
	const limit = (await admin("GET", "/settings/void_limit")).body;
	const { account, open } = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	let version = limit.version;
	const set = async (value) => { const r = await admin("PUT", "/settings/void_limit", { value }, { "If-Match": `"${version}"` }); assert.equal(r.status, 200); version = r.body.version; };
	await set("500");
	try {
		const amount = open[0].open;
		const paid = await admin("POST", "/payments", { account_id: account.id, amount, method: "cash", received: amount, allocations: [{ receivable_id: open[0].id, amount }] }, { "Idempotency-Key": crypto.randomUUID() });
		assert.equal(paid.status, 201, JSON.stringify(paid.body));
		await new Promise((r) => setTimeout(r, 1100));

		const page = await newPage();
		await signInAs(page, "Recovery Executive");
		await page.goto(`${url}/payments/${paid.body.id}`);
		await settled(page);
		await page.getByRole("button", { name: "More actions" }).click();
		await page.getByRole("menuitem", { name: "Void payment…" }).click();
		await page.selectOption("#void-reason", "Wrong account");
		await page.getByRole("dialog").getByRole("button", { name: `Void ${money(amount.amount)}` }).click();
		await page.getByText("Waits for approval").waitFor();

		const boss = await newPage();
		await signInAs(boss, "Billing Manager");
		await boss.goto(`${url}/approvals?state=waiting`);
		await settled(boss);
		const row = boss.getByRole("row").filter({ hasText: paid.body.receipt_no });
		await row.getByRole("link").first().click();
		const approve = boss.getByRole("button", { name: `Approve ${money(amount.amount)}` });
		await approve.click();
		await boss.getByText("Say why, in at least 3 characters").waitFor();
		await boss.fill("#decide-reason", "Policy 4.2, confirmed by phone");
		await approve.click();
		await boss.getByText("Carried out").waitFor({ timeout: 20_000 });
		await page.locator(".headline .pill", { hasText: "Cancelled" }).waitFor({ timeout: 20_000 });
		await done(boss);
		await done(page);
	} finally { await set(limit.value); }
});

test("lists: filters live in the URL, Back works, more appends, the export is whole", async () => {
	const page = await newPage();
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/payments`);
	await settled(page);
	await page.getByRole("button", { name: "Method All" }).click();
	await page.getByRole("dialog", { name: "Method" }).getByRole("button", { name: "Cash" }).click();
	await page.waitForURL(/method=cash/);
	await page.getByRole("button", { name: "Status All" }).click();
	await page.getByRole("dialog", { name: "Status" }).getByRole("button", { name: "Posted" }).click();
	await page.waitForURL(/status=posted/);
	await page.waitForFunction(() => !document.querySelector(".table-busy"));
	const methods = await page.locator("tbody tr td:nth-child(5)").allTextContents();
	assert.ok(methods.length && methods.every((m) => m === "Cash"));
	await page.goBack();
	await page.waitForURL((u) => !u.search.includes("status"));
	await page.getByRole("button", { name: "Amount", exact: true }).click();
	await page.waitForURL(/sort=-amount/);
	await page.locator('th[aria-sort="descending"]', { hasText: "Amount" }).waitFor();
	await page.waitForFunction(() => !document.querySelector(".table-busy"));
	const before = await page.locator("tbody tr").count();
	await page.getByRole("button", { name: "Show more" }).click();
	await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length > n, before);
	await page.goto(`${url}/payments?status=cancelled`);
	await settled(page);
	const download = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export" }).click();
	await page.getByRole("menuitem", { name: "CSV, all rows" }).click();
	const { readFileSync } = await import("node:fs");
	const text = readFileSync(await (await download).path(), "utf8");
	assert.match(text.trim().split("\n").at(-1), /^#end/, "the export's last record says that it is whole");
	await done(page);
});
