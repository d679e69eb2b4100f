/* Reads: a month of them imported, one recorded, one replaced, a meter swapped; by keyboard and on a phone. */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { axeViolations, close, done, newPage, settled, signInAs, url } from "./support.mjs";
import { as, call } from "../support/api.mjs";

after(close);
const stamp = Date.now().toString(36).toUpperCase();
const shots = process.env.BILLPORT_SHOTS;
const shot = async (page, name) => { if (shots) { await settled(page); await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true }); } };
const clean = async (page, what) => assert.deepEqual(await axeViolations(page), [], what);

/* An account of its own with a service and a meter. */
async function metered(number, account) {
	const token = await as("larkfield", "Billing Manager");
	const go = async (method, path, body) => { const a = await call(method, path, { token, body, key: true }); assert.ok(a.status < 300, `${path}: ${a.text}`); return a.json; };
	const accounts = (await call("GET", "/api/v1/accounts?limit=200&status=active", { token: await as("larkfield", "Utility Administrator") })).json.data;
	for (const { id } of accounts.slice(account)) {
		const there = (await call("GET", `/api/v1/services?account_id=${id}&utility=municipal`, { token })).json.data;
		if (there.length) continue;
		const service = await go("POST", "/api/v1/services", { account_id: id, utility: "municipal", class: "BROWSER", started_on: "2026-01-01" });
		const meter = await go("POST", "/api/v1/meters", { account_id: id, service_id: service.id, number, unit: "m3", digits: 5, installed_on: "2026-01-01", start_milli: 100000 });
		return { account_id: id, meter_id: meter.id };
	}
	throw new Error("no account is left");
}

test("a billing specialist imports a month of reads", async () => {
	const number = `BR-${stamp}`;
	await metered(number, 40);
	const page = await newPage();
	await signInAs(page, "Billing Specialist");
	await page.goto(`${url}/reads`);
	await page.getByRole("link", { name: "Import reads" }).click();
	await page.getByText("Meter reads (CSV)").first().waitFor();
	assert.ok(await page.getByRole("radio", { name: /Meter reads/ }).isChecked());
	assert.equal(await page.getByRole("radio", { name: /Consumers and accounts/ }).count(), 0);
	await clean(page, "imports of a specialist");
	await page.locator("#i-file").setInputFiles({ name: `reads-${stamp}.csv`, mimeType: "text/csv",
		buffer: Buffer.from(`Meter No,Read date,Reading,Quality\n${number},01/31/2026,120.5,A\n${number},02/28/2026,141,E\nNONE-${stamp},02/28/2026,141,A\n`) });
	await page.getByRole("button", { name: "Upload and look at the columns" }).click();
	await page.getByRole("heading", { name: "How the reads are meant" }).waitFor();
	assert.equal(await page.getByLabel("Meaning of Reading").inputValue(), "register");
	await shot(page, "reads-columns");
	await clean(page, "columns");
	await page.getByRole("button", { name: "Check the file" }).click();
	await page.getByRole("button", { name: "Import 3 rows" }).waitFor();
	assert.equal(await page.getByRole("row", { name: /Refused/ }).count(), 1);	/* no such meter */
	await shot(page, "reads-check");
	await clean(page, "check");
	await page.getByRole("button", { name: "Import 3 rows" }).click();
	await page.getByRole("heading", { name: "What became of the rows" }).waitFor({ timeout: 30000 });
	await page.getByRole("link", { name: "See the reads" }).waitFor({ timeout: 30000 });
	await shot(page, "reads-result");
	await clean(page, "result");
	await page.getByRole("link", { name: "See the reads" }).click();
	await page.getByText("41 m3").or(page.getByText("20.5 m3")).first().waitFor();
	assert.equal(await page.getByRole("row", { name: new RegExp(number) }).count(), 2);
	await shot(page, "reads-list");
	await clean(page, "reads");
	await done(page);
});

test("a read is recorded and replaced, the meter swapped, its history told", async () => {
	const number = `BS-${stamp}`, { account_id } = await metered(number, 80);
	const page = await newPage();
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/accounts/${account_id}?tab=meters`);
	await page.getByRole("button", { name: `Record read ${number}` }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog", { name: `Record a read of ${number}` }).waitFor();
	await clean(page, "record a read");
	await page.getByLabel(/Register shows/).fill("x");
	await page.keyboard.press("Enter");
	await page.getByText("Give a number with at most three decimals").first().waitFor();
	await page.getByLabel(/Register shows/).fill("112.5");
	await page.keyboard.press("Enter");
	await page.getByText("Use since the read before: 12.5 m3").waitFor();
	await page.getByRole("cell", { name: "12.5 m3" }).waitFor();
	await shot(page, "meters");
	await clean(page, "meters");

	const row = page.getByRole("row", { name: /12\.5 m3/ });
	await row.getByRole("button").last().click();
	await page.getByRole("menuitem", { name: "Replace…" }).click();
	await page.getByLabel(/Register shows/).fill("111");
	await page.getByLabel("Reason").fill("Misread");
	await page.getByRole("button", { name: "Replace read" }).click();
	await page.getByRole("cell", { name: "11 m3" }).waitFor();
	await page.getByText("Replaced", { exact: true }).first().waitFor();

	await page.getByRole("row", { name: new RegExp(`^${number} Municipal`) }).getByRole("button").last().click();
	await page.getByRole("menuitem", { name: "Swap…" }).click();
	await page.getByLabel(/The old one showed/).fill("111");
	await page.getByLabel("Number of the new meter").fill(`BT-${stamp}`);
	await shot(page, "swap");
	await clean(page, "swap");
	await page.getByRole("button", { name: "Swap meter" }).click();
	await page.getByText(`Swapped. BT-${stamp} measures from now on`).waitFor();
	await page.getByRole("button", { name: `Record read BT-${stamp}` }).waitFor();
	await page.getByRole("row", { name: new RegExp(`^BT-${stamp}`) }).getByRole("button").last().click();
	await page.getByRole("menuitem", { name: "History" }).click();
	await page.getByText("In place of another").waitFor();
	await clean(page, "history");
	await done(page);
});

test("reads and meters on a phone", async () => {
	const page = await newPage({ width: 390, height: 844 });
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/reads`);
	await page.getByRole("table").waitFor();
	await settled(page);
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scrolling");
	await shot(page, "reads-phone");
	await clean(page, "reads on a phone");
	await done(page);
});
