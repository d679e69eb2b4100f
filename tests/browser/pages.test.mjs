/* Every page: axe-core finds nothing in light and dark, at 1440 and 390 px; nothing scrolls sideways at 320. */
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { api, axeViolations, close, done, newPage, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

let pages;
before(async () => {
	const call = await api("Utility Administrator");
	const payment = (await call("GET", "/payments?limit=1")).body.data[0];
	const voided = (await call("GET", "/payments?status=cancelled&limit=1")).body.data[0];
	const bill = (await call("GET", "/bills?payment_status=open&limit=1")).body.data[0];
	const first = async (path) => (await call("GET", `${path}${path.includes("?") ? "&" : "?"}limit=1`)).body.data[0];
	const charge = await first("/charges"), note = await first("/credit-notes"), plan = await first("/plans"), consumer = await first("/consumers"), cycle = await first("/cycles");
	const approval = (await call("GET", "/approvals?limit=1")).body.data[0];
	const close = (await call("GET", "/drawer-closes?limit=1")).body.data[0], posted = (await call("GET", "/payments?status=posted&limit=1")).body.data[0];
	pages = [["home", "/"], ["payments", "/payments"], ["payments-none", "/payments?q=zzzzqq&method=cash"], ["payment", `/payments/${payment.id}`],
		...(voided ? [["payment-voided", `/payments/${voided.id}`]] : []),
		["record-find", "/payments/new"], ["record", `/payments/new?account=${bill.account.id}`], ["recorded", `/payments/new?done=${posted.id}`], ["correct", `/payments/${posted.id}/correct`],
		["drawer", "/drawer"], ["drawer-closes", "/drawer-closes"], ...(close ? [["drawer-close", `/drawer-closes/${close.id}`]] : []), ["accounts", "/accounts"], ["account", `/accounts/${bill.account.id}`],
		...["bills", "charges", "payments", "credits", "plans", "meters", "contacts", "notes", "timeline", "changes"].map((tab) => [`account-${tab}`, `/accounts/${bill.account.id}?tab=${tab}`]),
		["consumers", "/consumers"], ["consumer", `/consumers/${consumer.id}`], ["charges", "/charges"], ...(charge ? [["charge", `/charges/${charge.id}`]] : []),
		["credit-notes", "/credit-notes"], ...(note ? [["credit-note", `/credit-notes/${note.id}`]] : []), ["plans", "/plans"], ["plan-new", `/plans/new?account=${bill.account.id}`], ...(plan ? [["plan", `/plans/${plan.id}`]] : []),
		["billing", "/billing"], ...(cycle ? [["cycle", `/billing/cycles/${cycle.id}`]] : []), ["exceptions", "/exceptions"], ["tariffs", "/tariffs"], ["gl-codes", "/settings/gl-codes"], ["bill-templates", "/settings/bill-templates"],
		["bills", "/bills"], ["bill", `/bills/${bill.id}`], ["approvals", "/approvals"], ...(approval ? [["approval", `/approvals?open=${approval.id}`]] : []),
		["audit", "/audit"], ["office", "/settings/office"], ["counter", "/settings/counter"], ["numbers", "/settings/numbers"], ["limits", "/settings/limits"], ["prices", "/settings/prices"], ["users", "/settings/users?active=all"], ["roles", "/settings/roles"], ["clients", "/settings/clients"], ["values", "/settings/values"], ["sessions", "/settings/sessions?all=true"],
		["password", "/password"], ["styleguide", "/styleguide"], ["missing", "/no/such/page"], ["sign-in-help", "/help/sign-in"], ["api-reference", "/docs/api/"]];
});
after(close);

for (const theme of ["light", "dark"]) for (const [width, height] of [[1440, 900], [390, 844]])
	test(`axe: ${theme}, ${width} px`, async () => {
		const page = await newPage({ width, height, theme });
		await page.goto(`${url}/login`);
		await page.waitForSelector("h1");
		assert.deepEqual(await axeViolations(page), [], "login");
		await shot(page, `login-${width}-${theme}`);
		await signInAs(page, "Utility Administrator");
		for (const [name, path] of pages) {
			await page.goto(url + path);
			await settled(page);
			assert.deepEqual(await axeViolations(page), [], name);
			assert.ok((await sidewaysScroll(page)) <= 0, `${name} scrolls sideways`);
			await shot(page, `${name}-${width}-${theme}`);
		}
		await done(page);
	});

test("320 px: nothing scrolls sideways", async () => {
	const page = await newPage({ width: 320, height: 640 });
	await signInAs(page, "Utility Administrator");
	for (const [name, path] of pages) {
		await page.goto(url + path);
		await settled(page);
		assert.ok((await sidewaysScroll(page)) <= 0, `${name} scrolls sideways at 320 px`);
	}
	await done(page);
});

test("floats: menus, dialogs, the palette, the drawer, in both themes", async () => {
	for (const theme of ["light", "dark"]) {
		const page = await newPage({ theme });
		await signInAs(page, "Utility Administrator");
		await page.goto(`${url}/payments`);
		await settled(page);
		const check = async (name) => { assert.deepEqual(await axeViolations(page), [], name); await shot(page, `float-${name}-${theme}`); };
		await page.locator("tbody .col-menu button").first().click();
		await page.getByRole("menuitem", { name: "View details" }).waitFor();
		await check("row-menu");
		await page.keyboard.press("Escape");
		await page.locator("tbody .col-check input").first().check();
		await check("selection");
		await page.locator("button.who").click();
		await check("user-menu");
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Date All" }).click();
		await check("date-filter");
		await page.keyboard.press("Escape");
		await page.keyboard.press("Control+k");
		await page.keyboard.type("an");
		await page.getByRole("option").first().waitFor();
		await page.waitForTimeout(500);
		await check("palette");
		await page.keyboard.press("Escape");
		await page.keyboard.press("?");
		await page.getByRole("heading", { name: "Keyboard" }).waitFor();
		await check("help");
		await page.keyboard.press("Escape");
		await page.goto(`${url}/settings/users`);
		await settled(page);
		await page.getByRole("button", { name: "Add user" }).click();
		await page.getByRole("checkbox", { name: "Cashier" }).waitFor();
		await check("dialog");
		await page.keyboard.press("Escape");
		await page.setViewportSize({ width: 390, height: 844 });
		await page.getByRole("button", { name: "More", exact: true }).click();
		await check("drawer");
		await done(page);
	}
});
