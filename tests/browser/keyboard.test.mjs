/* The whole journey by keyboard alone, with the focus always visible. */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { accountWithOpenBills, api, close, currentOf, done, money, newPage, signin, url } from "./support.mjs";

after(close);

const focus = (page) => page.evaluate(() => {
	const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
	return { id: e.id, name: (e.getAttribute("aria-label") ?? e.textContent ?? "").trim(), tag: e.tagName, top: r.top, bottom: r.bottom,
		outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || e.matches("main, h1, h2, .banner, input[type=date]")	/* the ring is on the icon in the date field */ };
});
/* Tab until something is reached; on the way every stop is visible and has a focus ring. */
async function tabTo(page, wanted, { most = 80, back = false } = {}) {
	for (let i = 0; i < most; i++) {
		const f = await focus(page);
		if (wanted(f)) return f;
		await page.keyboard.press(back ? "Shift+Tab" : "Tab");
		const now = await focus(page);
		if (now.tag === "BODY") continue;
		assert.ok(now.outline, `a focus ring on ${now.tag} ${now.id} ${now.name}`);
		assert.ok(now.bottom > 0 && now.top < 900, `${now.tag} ${now.name} is on the screen`);
	}
	throw new Error("never reached by Tab");
}

test("sign in, record, look it up, void, sign out without a mouse", async () => {
	const admin = await api("Utility Administrator");
	const { account, open: all } = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	const open = [currentOf(all)], who = signin("Recovery Executive"), page = await newPage();
	const k = page.keyboard;
	await page.goto(`${url}/login?tenant=${who.tenant}`);
	await page.waitForSelector("#email");
	await tabTo(page, (f) => f.id === "email");
	await k.type(who.email);
	await tabTo(page, (f) => f.id === "password");
	await k.type(who.password);
	await k.press("Enter");
	await page.waitForSelector("nav.rail");

	await k.press("p");
	await page.waitForURL(/payments\/new/);
	await page.waitForFunction(() => document.activeElement?.id === "account");
	await k.type(account.number);
	await page.getByRole("option").first().waitFor();
	await page.waitForFunction((no) => document.querySelectorAll("[role=option]").length === 1 && document.querySelector("[role=option]").textContent.includes(no), account.number);
	await k.press("Enter");
	await page.waitForSelector("#amount");
	await tabTo(page, (f) => f.id === "cash");
	await k.type(String(Math.ceil(open[0].open.amount / 100) + 5));
	await tabTo(page, (f) => f.name === `Record ${money(open[0].open.amount)}`);
	await k.press("Enter");
	await page.getByRole("heading", { name: `${money(open[0].open.amount)} recorded` }).waitFor();
	assert.equal((await focus(page)).id, "done", "the result has the focus");
	const receipt = (await page.locator(".done-receipt").textContent()).replace("Receipt ", "");

	await tabTo(page, (f) => f.name === "Return to dashboard");
	await k.press("Enter");
	await page.waitForURL(/\/$/);
	await page.waitForFunction(() => document.activeElement?.tagName === "H1");
	await tabTo(page, (f) => f.name === "Payments" && f.tag === "A", { back: true });
	await k.press("Enter");
	await page.waitForURL(/\/payments$/);
	await page.getByRole("heading", { name: "Payments", level: 1 }).waitFor();
	await page.waitForFunction(() => document.activeElement?.tagName === "H1");
	await k.press("/");
	await k.type(receipt);
	const row = page.getByRole("row").filter({ hasText: receipt });
	await row.waitFor();
	await page.waitForURL(/q=R-/);
	await page.waitForFunction((no) => document.querySelectorAll("tbody tr").length < 50 && document.querySelector("tbody tr").textContent.includes(no), receipt);
	await tabTo(page, (f) => f.name === `Actions for ${receipt}`);
	await k.press("Enter");
	await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
	await k.press("v");
	await k.press("End");
	assert.equal((await focus(page)).name, "Void payment…");
	await k.press("Enter");
	await page.getByRole("heading", { name: `Void ${receipt}?` }).waitFor();
	assert.equal((await focus(page)).id, "void-reason");
	await k.press("ArrowDown");
	await page.waitForFunction(() => document.querySelector("#void-reason").value !== "");
	await tabTo(page, (f) => f.name === `Void ${money(open[0].open.amount)}`);
	await k.press("Enter");
	await page.getByText(`${receipt} voided`).waitFor();
	await row.getByText("Cancelled").waitFor();

	await k.press("Control+k");
	await page.getByRole("combobox", { name: "Search and commands" }).waitFor();
	await k.type("custom");
	await page.getByRole("option", { name: "Accounts", exact: true }).waitFor();
	await page.waitForTimeout(400);
	for (let i = 0; i < 12 && !(await page.locator('[role=option][aria-selected=true]', { hasText: "Accounts" }).count()); i++) await k.press("ArrowDown");
	await k.press("Enter");
	await page.waitForURL(/\/accounts$/);
	await tabTo(page, (f) => f.name.startsWith("Skip") || f.tag === "H1", { back: true });
	await done(page);
});

test("a walk-in with the exact cash: the account's number and Enter three times", async () => {
	const admin = await api("Utility Administrator"), { account, open } = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	const bill = currentOf(open), who = signin("Cashier"), page = await newPage(), k = page.keyboard;
	await page.goto(`${url}/login?tenant=${who.tenant}`);
	await page.fill("#email", who.email);
	await page.fill("#password", who.password);
	await k.press("Enter");
	await page.waitForSelector("nav.rail");
	await k.press("p");
	await page.waitForFunction(() => document.activeElement?.id === "account");
	/* Typed and entered before the answer is there: the only one found is taken. */
	await k.type(account.number);
	await k.press("Enter");
	await page.waitForFunction(() => document.activeElement?.id === "amount");
	await k.press("Enter");
	await page.waitForFunction(() => document.activeElement?.id === "record");
	assert.equal((await focus(page)).name, `Record ${money(bill.open.amount)}`);
	await k.press("Enter");
	await page.getByRole("heading", { name: `${money(bill.open.amount)} recorded` }).waitFor();
	await k.press("p");
	await page.waitForFunction(() => document.activeElement?.id === "account");
	assert.equal(await page.inputValue("#account"), "");
	/* The next one from any field, with the keys that jump. */
	const next = await accountWithOpenBills(admin, { least: 2000, most: 90000 });
	await k.type(next.account.number);
	await k.press("Enter");
	await page.waitForFunction(() => document.activeElement?.id === "amount");
	await k.press("Alt+c");
	assert.equal((await focus(page)).id, "cash");
	await k.type("900");
	await k.press("Alt+a");
	assert.equal((await focus(page)).id, "amount");
	await k.press("Control+Enter");
	await page.getByRole("heading", { name: `${money(currentOf(next.open).open.amount)} recorded` }).waitFor();
	await done(page);
});

test("a dialog keeps the focus and gives it back; single-letter keys can be switched off", async () => {
	const page = await newPage(), who = signin("Utility Administrator"), k = page.keyboard;
	await page.goto(`${url}/login?tenant=${who.tenant}`);
	await page.fill("#email", who.email);
	await page.fill("#password", who.password);
	await k.press("Enter");
	await page.waitForSelector("nav.rail");
	await page.goto(`${url}/settings/users`);
	const add = page.getByRole("button", { name: "Add user" });
	await add.focus();
	await k.press("Enter");
	await page.waitForSelector("#u-name");
	for (let i = 0; i < 30; i++) {
		await k.press("Tab");
		assert.ok(await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)), "inside the dialog");
	}
	await k.press("Escape");
	await page.waitForFunction(() => !document.querySelector("dialog"));
	assert.equal((await focus(page)).name, "Add user");
	await k.press("?");
	await page.getByRole("checkbox", { name: /Single-letter keys/ }).uncheck();
	await k.press("Escape");
	await k.press("?");
	await page.waitForTimeout(200);
	assert.equal(await page.locator("dialog").count(), 0);
	await done(page);
});
