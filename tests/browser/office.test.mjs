/*
 * The office set up in a browser: formats with their next numbers, modes that the counter then offers,
 * limits by role, people locked out and let in again, what the bell says, help without signing in,
 * and a desk that was left.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, settled, shot, sidewaysScroll, signInAs, signin, url } from "./support.mjs";

after(close);
const stamp = Date.now().toString(36), ADMIN = "Utility Administrator";
const fine = async (page, what) => {
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
const restored = async (call, name, f) => {
	const before = (await call("GET", `/settings/${name}`)).body;
	try { await f(); } finally {
		const now = (await call("GET", `/settings/${name}`)).body;
		if (now.value !== before.value) assert.equal((await call("PUT", `/settings/${name}`, { value: before.value }, { "If-Match": `"${now.version}"` })).status, 200);
	}
};

test("D8: a number format shows the next numbers while it is typed, and refuses to repeat one", async () => {
	const call = await api(ADMIN);
	await restored(call, "receipt_format", async () => {
		const page = await newPage();
		page.expected.push(/422/);
		await signInAs(page, ADMIN);
		await page.goto(`${url}/settings/numbers`);
		await settled(page);
		const row = page.getByRole("row").filter({ hasText: "Receipts" });
		await row.getByText(/^R-\d+$/).first().waitFor();
		await row.getByRole("button", { name: "Actions for Receipts" }).click();
		await page.getByRole("menuitem", { name: "Change format…" }).click();
		await page.fill("#n-value", "LW-{yyyy}-{n:7}");
		await page.getByText(/^LW-20\d\d-0\d{6}$/).first().waitFor();
		await fine(page, "settings-number-format");
		await page.fill("#n-value", "LW-{yyyy}");
		await page.locator(".dialog .error").waitFor();
		await page.fill("#n-value", "LW-{yyyy}-{n:7}");
		await page.getByText(/^LW-20\d\d-0\d{6}$/).first().waitFor();
		await page.getByRole("button", { name: "Save" }).click();
		await row.getByText("LW-{yyyy}-{n:7}").waitFor();
		await done(page);
	});
});

test("W2: a mode that is added is offered at the counter, and gone when it is switched off", async () => {
	const call = await api(ADMIN), name = `Voucher ${stamp}`;
	const page = await newPage();
	await signInAs(page, ADMIN);
	await page.goto(`${url}/settings/counter`);
	await settled(page);
	await page.getByRole("button", { name: "Add to payment modes" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
	await page.getByText("Enter a name").waitFor();
	await page.fill("#c-name", name);
	await page.selectOption("#c-kind", "other");
	await fine(page, "settings-choice-add");
	await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
	const item = page.getByRole("listitem").filter({ hasText: name });
	await item.waitFor();
	await page.getByRole("button", { name: `Move ${name} up` }).click();
	await page.getByText(new RegExp(`^${name} is number \\d+ of \\d+$`)).waitFor({ state: "attached" });
	await page.waitForTimeout(1100);
	const offered = async () => (await call("GET", "/choices?list=payment_mode")).body.data.filter((c) => c.is_active).map((c) => c.name);
	assert.equal((await offered()).at(-2), name, "one place up");

	/* As the clerk sees it, on an account with something to pay. */
	const bill = (await call("GET", "/bills?payment_status=open&limit=1")).body.data[0];
	await page.goto(`${url}/payments/new?account=${bill.account.id}`);
	await settled(page);
	await page.getByText(name, { exact: true }).first().waitFor({ state: "attached" });
	await page.goto(`${url}/settings/counter`);
	await settled(page);
	await page.getByRole("button", { name: `Actions for ${name}` }).click();
	await page.getByRole("menuitem", { name: "Switch off" }).click();
	await item.getByText("Off", { exact: true }).waitFor();
	assert.ok(!(await offered()).includes(name));
	await page.waitForTimeout(1100);
	await page.goto(`${url}/payments/new?account=${bill.account.id}`);
	await settled(page);
	await page.getByText("Cash", { exact: true }).first().waitFor({ state: "attached" });
	assert.equal(await page.getByText(name, { exact: true }).count(), 0, "not offered any more");
	await done(page);
});

test("M10: limits of a role, set and shown", async () => {
	const call = await api(ADMIN);
	const page = await newPage();
	await signInAs(page, ADMIN);
	await page.goto(`${url}/settings/limits`);
	await settled(page);
	const row = page.getByRole("row").filter({ hasText: "Recovery Executive" });
	await row.getByRole("button").click();
	await page.getByRole("menuitem", { name: "Change limits…" }).click();
	await page.fill("#l-void-a", "abc");
	await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
	await page.getByText("One thing to fix").waitFor();
	await page.fill("#l-void-a", "2,500");
	await fine(page, "settings-role-limits");
	await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
	await row.locator(".limit-cell").getByText("$2,500.00").waitFor();
	await fine(page, "settings-limits");
	const mine = (await call("GET", "/role-limits")).body.data.find((r) => r.name === "Recovery Executive");
	assert.equal(mine.limits.find((l) => l.kind === "void").alone.amount, 250000);
	assert.equal((await call("PUT", `/role-limits/${mine.id}`, { limits: [] }, { "If-Match": `"${mine.version}"` })).status, 200);
	await done(page);
});

test("Z3: a service of the price list: added, its price changed, switched off", async () => {
	const page = await newPage({ width: 390, theme: "dark" }), name = `Flow test ${stamp}`;
	await signInAs(page, ADMIN);
	await page.goto(`${url}/settings/prices`);
	await settled(page);
	await page.getByRole("button", { name: "Add service" }).first().click();
	await page.getByRole("dialog").getByRole("button", { name: "Add service" }).click();
	await page.getByText("3 things to fix").waitFor();
	await page.fill("#p-name", name);
	await page.fill("#p-code", `ft-${stamp}`.slice(0, 16));
	await page.fill("#p-amount", "35");
	await fine(page, "settings-price-390");
	await page.getByRole("dialog").getByRole("button", { name: "Add service" }).click();
	const row = page.getByRole("row").filter({ hasText: name });
	await row.getByText("$35.00").waitFor();
	await page.getByRole("button", { name: `Actions for ${name}` }).click();
	await page.getByRole("menuitem", { name: "Edit…" }).click();
	await page.fill("#p-amount", "42.50");
	await page.getByRole("button", { name: "Save" }).click();
	await row.getByText("$42.50").waitFor();
	await page.getByRole("button", { name: `Actions for ${name}` }).click();
	await page.getByRole("menuitem", { name: "Switch off" }).click();
	await row.getByText("Off", { exact: true }).waitFor();
	await done(page);
});

test("Z1: the office on one page, with what is still to be set up", async () => {
	const call = await api(ADMIN);
	await restored(call, "support_contact", async () => {
		for (const width of [1440, 390]) {
			const page = await newPage({ width, theme: width === 390 ? "dark" : "light" });
			await signInAs(page, ADMIN);
			await page.goto(`${url}/settings/office`);
			await settled(page);
			await page.getByText(/of 9 done/).waitFor();
			await fine(page, `settings-office-${width}`);
			if (width === 1440) {
				await page.getByRole("button", { name: "Change: Help contact" }).click();
				await page.fill("#s-value", "Ask Grace in room 12, (518) 555-0104");
				await page.getByRole("button", { name: "Save" }).click();
				await page.locator("#support_contact").getByText("Ask Grace in room 12").waitFor();
				await page.getByRole("button", { name: "Edit office" }).click();
				assert.ok(await page.locator("#o-currency").isDisabled(), "the currency stays where something was posted");
				await page.fill("#o-zone", "Mars/Olympus");
				page.expected.push(/422/);
				await page.getByRole("button", { name: "Save" }).click();
				await page.getByText("There is no time zone Mars/Olympus.").waitFor();
				await page.keyboard.press("Escape");
			}
			await done(page);
		}
		await new Promise((r) => setTimeout(r, 1100));
		const page = await newPage({ width: 390 });
		await page.goto(`${url}/login?tenant=${signin(ADMIN).tenant}`);
		await page.getByRole("link", { name: "Trouble signing in?" }).click();
		await page.getByRole("button", { name: "Show whom to ask" }).click();
		await page.getByText("Ask Grace in room 12").waitFor();
		await fine(page, "sign-in-help-390");
		await done(page);
	});
});

test("A8, W1, Z10: locked out, asked for help without signing in, told by the bell, let in again", async () => {
	const call = await api(ADMIN), tenant = signin(ADMIN).tenant, email = `lee.${stamp}@${tenant}.example`, name = `Lee ${stamp}`;
	const roles = (await call("GET", "/roles")).body.data, made = await call("POST", "/users", { name, email, role_ids: [roles.find((r) => r.name === "Cashier").id] });
	assert.equal(made.status, 201);

	const lee = await newPage();
	lee.expected.push(/401|429/);
	await lee.goto(`${url}/login?tenant=${tenant}`);
	await lee.fill("#email", email);
	for (let i = 0; i < 6; i++) {
		await lee.fill("#password", `wrong ${i}`);
		await lee.click("button[type=submit]");
		await lee.locator(".banner[role=alert]").waitFor();
		await lee.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
	}
	await lee.getByText("Too many tries").waitFor();
	await lee.getByRole("link", { name: "Trouble signing in?" }).click();
	await lee.fill("#h-name", name);
	await lee.fill("#h-email", email);
	await lee.fill("#h-message", "My card 4111 1111 1111 1111 does not work");
	lee.expected.push(/422/);
	await lee.getByRole("button", { name: "Send message" }).click();
	await lee.getByText(/looks like a card number/).first().waitFor();
	await lee.fill("#h-message", `I am locked out, please help. ${stamp}`);
	await fine(lee, "sign-in-help");
	await lee.getByRole("button", { name: "Send message" }).click();
	await lee.getByRole("heading", { name: "Message sent" }).waitFor();
	await done(lee);

	const page = await newPage();
	await signInAs(page, ADMIN);
	await page.goto(`${url}/settings/users?q=${encodeURIComponent(name)}`);
	await settled(page);
	const bell = page.getByRole("button", { name: /^Notifications/ });
	await bell.locator(".count").waitFor();
	await bell.click();
	const list = page.getByRole("dialog", { name: "Notifications" });
	await list.getByText(`I am locked out, please help. ${stamp}`).waitFor();
	await list.getByText(new RegExp(`^${name} \\(.*is locked out for`)).waitFor();
	await fine(page, "bell");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();

	await page.getByText("is locked out").first().waitFor();
	await fine(page, "settings-users-locked");
	await page.getByRole("button", { name: `Unlock: ${name}` }).click();
	await page.getByText(`${name} may try again now`).waitFor();
	const row = page.getByRole("row").filter({ hasText: name });
	await row.getByText("Active").waitFor();

	await row.getByRole("button", { name: `Actions for ${name}` }).click();
	await page.getByRole("menuitem", { name: "Disable…" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
	await row.waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Inactive too" }).click();
	await row.getByText("Disabled").waitFor();
	await done(page);
});

test("A6: a desk that was left: asked first, then signed out, and what was typed is still there", async () => {
	const page = await newPage();
	page.expected.push(/401/);
	await page.clock.install();
	await signInAs(page, "Customer Executive");
	await page.goto(`${url}/payments/new`);
	await settled(page);
	const field = page.locator("main input").first();
	await field.fill("Delga");
	await page.clock.runFor("19:10");
	await page.getByRole("heading", { name: "Still there?" }).waitFor();
	await fine(page, "still-there");
	await page.getByRole("button", { name: "Stay signed in" }).click();
	await page.getByRole("heading", { name: "Still there?" }).waitFor({ state: "detached" });
	await page.clock.runFor("20:30");
	await page.getByRole("heading", { name: "Sign in again" }).waitFor();
	assert.equal(await field.inputValue(), "Delga");
	await done(page);
});
