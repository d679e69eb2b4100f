/* Every page: axe-core finds nothing on a desk in light and on a phone in dark; nothing scrolls sideways, not at 320 px. */
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
	const charge = await first("/charges"), note = await first("/credit-notes"), plan = await first("/plans"), consumer = await first("/consumers"), cycle = await first("/cycles"), alert = await first("/alerts?state=live");
	const approval = (await call("GET", "/approvals?limit=1")).body.data[0];
	const close = (await call("GET", "/drawer-closes?limit=1")).body.data[0], posted = (await call("GET", "/payments?status=posted&limit=1")).body.data[0];
	pages = [["home", "/"], ["payments", "/payments"], ["payments-none", "/payments?q=zzzzqq&method=cash"], ["payment", `/payments/${payment.id}`],
		...(voided ? [["payment-voided", `/payments/${voided.id}`]] : []),
		["record-find", "/payments/new"], ["record", `/payments/new?account=${bill.account.id}`], ["recorded", `/payments/new?done=${posted.id}`], ["correct", `/payments/${posted.id}/correct`],
		["drawer", "/drawer"], ["drawer-closes", "/drawer-closes"], ...(close ? [["drawer-close", `/drawer-closes/${close.id}`]] : []), ["accounts", "/accounts"], ["account", `/accounts/${bill.account.id}`],
		...["bills", "charges", "payments", "credits", "plans", "meters", "contacts", "notes", "timeline", "changes"].map((tab) => [`account-${tab}`, `/accounts/${bill.account.id}?tab=${tab}`]),
		["consumers", "/consumers"], ["consumer", `/consumers/${consumer.id}`], ["charges", "/charges"], ...(charge ? [["charge", `/charges/${charge.id}`]] : []),
		["credit-notes", "/credit-notes"], ...(note ? [["credit-note", `/credit-notes/${note.id}`]] : []), ["plans", "/plans"], ["plan-new", `/plans/new?account=${bill.account.id}`], ...(plan ? [["plan", `/plans/${plan.id}`]] : []),
		["billing", "/billing"], ["billing-cycles", "/billing/cycles"], ...(cycle ? [["cycle", `/billing/cycles/${cycle.id}`]] : []), ["exceptions", "/exceptions"], ["tariffs", "/tariffs"], ["gl-codes", "/settings/gl-codes"], ["bill-templates", "/settings/bill-templates"],
		["bills", "/bills"], ["bill", `/bills/${bill.id}`], ["approvals", "/approvals"], ...(approval ? [["approval", `/approvals?open=${approval.id}`]] : []),
		["audit", "/audit"], ["executive", "/executive"], ["alerts", "/alerts"], ["alerts-none", "/alerts?state=snoozed&severity=info"], ...(alert ? [["alert", `/alerts/${alert.id}`]] : []), ["thresholds", "/settings/thresholds"], ["metrics", "/metrics"], ["metric", "/metrics/billed?period=last_month"], ["metric-rate", "/metrics/collection_rate?period=last_month&class=residential"], ["office", "/settings/office"], ["counter", "/settings/counter"], ["numbers", "/settings/numbers"], ["limits", "/settings/limits"], ["prices", "/settings/prices"], ["users", "/settings/users?active=all"], ["roles", "/settings/roles"], ["clients", "/settings/clients"], ["values", "/settings/values"], ["sessions", "/settings/sessions?all=true"],
		["password", "/password"], ["styleguide", "/styleguide"], ["missing", "/no/such/page"], ["sign-in-help", "/help/sign-in"], ["api-reference", "/docs/api/"]];
});
after(close);

/*
 * Two walk the list together, each page loaded once: held against axe-core as it opens on a desk in
 * light and again as a phone shows it in dark, so that each theme and each layout is; then made as
 * narrow as 400 % zoom makes it.  What is wrong is told of all pages, not of the first alone.
 */
test("axe: every page on a desk and on a phone, in light and dark; none scrolls sideways", async () => {
	const left = [...pages], wrong = [];
	const walk = async (before) => {
		const page = await newPage({ reducedMotion: "reduce" });
		const visit = async ([name, path]) => {
			const look = async (width, height, theme) => {
				await page.setViewportSize({ width, height });
				await page.emulateMedia({ colorScheme: theme });
				await settled(page);
				if (width > 320) wrong.push(...(await axeViolations(page)).map((v) => `${name}, ${width} px, ${theme}: ${v}`));
				if ((await sidewaysScroll(page)) > 0) wrong.push(`${name} scrolls sideways at ${width} px`);
				if (width > 320) await shot(page, `${name}-${width}-${theme}`);
			};
			await page.setViewportSize({ width: 1440, height: 900 });
			await page.emulateMedia({ colorScheme: "light" });
			await page.goto(url + path);
			await look(1440, 900, "light");
			await look(390, 844, "dark");
			await look(320, 640, "dark");
		};
		for (const shut of before) await visit(shut);
		await page.setViewportSize({ width: 1440, height: 900 });
		await signInAs(page, "Utility Administrator");
		for (let next = left.shift(); next; next = left.shift()) await visit(next);
		await done(page);
	};
	await Promise.all([walk([["login", "/login"]]), walk([])]);
	assert.deepEqual(wrong, []);
});

test("floats: menus, dialogs, the palette, the drawer, in both themes", async () => {
	await Promise.all(["light", "dark"].map(async (theme) => {
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
	}));
});
