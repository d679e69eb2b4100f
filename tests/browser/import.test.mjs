import { test, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { axeViolations, close, done, newPage, settled, signInAs, url } from "./support.mjs";

after(close);
const stamp = Date.now().toString(36).toUpperCase();
const shots = process.env.BILLPORT_SHOTS;
const shot = async (page, name) => { if (shots) { await settled(page); await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true }); } };
const clean = async (page, what) => assert.deepEqual(await axeViolations(page), [], what);

/* Another system's words, semicolons, a quoted line end, decimal commas, Latin-1; and rows that are wrong. */
const file = (mark) => ({
	name: `accounts-${mark}.csv`, mimeType: "text/csv",
	buffer: Buffer.from([
		"Acct No;Customer Name;Telephone;E-Mail Address;Rate Class;Route;Service Address;Town;State;ZIP;Meter No;Balance;Invoice Date;Due Date;Remarks",
		`I-${mark}-1;J\xfcrgen M\xfcller;555 010 1001;j.mueller@example.com;Residential;North;"12 Oak Street\nApt 4";Larkfield;NY;12345;MI-${mark}-1;"1.234,50";14.03.2026;13.04.2026;ok`,
		`I-${mark}-2;=HYPERLINK("http://example.com");555 010 1002;;Commercial;South;14 Oak Street;Larkfield;NY;12345;MI-${mark}-2;20,00;14.03.2026;13.04.2026;a formula`,
		`I-${mark}-1;Once More;555 010 1003;;Residential;North;12 Oak Street;Larkfield;NY;12345;;5,00;14.03.2026;13.04.2026;doubled`,
		`I-${mark}-4;No Mail;555 010 1004;nowhere;Residential;North;15 Oak Street;Larkfield;NY;12345;;x;14.03.2026;13.04.2026;wrong`,
		`I-${mark}-5;Last One;555 010 1005;;Residential;North;16 Oak Street;Larkfield;NY;12345;MI-${mark}-5;;;;no balance`,
		"",
	].join("\r\n"), "latin1"),
});

/* On to the page of the import that a file makes. */
async function begin(page, what) {
	await page.goto(`${url}/settings/imports`);
	await page.locator("#i-file").setInputFiles(what);
	await page.getByText(what.name).first().waitFor();
	await page.getByRole("button", { name: "Upload and look at the columns" }).click();
	await page.waitForURL(/\/settings\/imports\/[0-9a-f-]{36}$/);
	await page.getByRole("heading", { name: "What the columns mean" }).waitFor();
}

test("a file of another system: columns guessed, errors told by line and column, run, its rows counted, run again", async () => {
	const page = await newPage();
	await signInAs(page, "Utility Administrator");
	await page.goto(`${url}/settings/imports`);
	await page.getByRole("button", { name: "Upload and look at the columns" }).click();
	await page.getByText("Choose a CSV file").waitFor();
	await shot(page, "upload");
	await clean(page, "upload");
	await begin(page, file(stamp));
	assert.equal(await page.locator("#f-sep").inputValue(), "semicolon");
	assert.equal(await page.locator("#f-enc").inputValue(), "windows-1252");
	assert.equal(await page.locator("#f-date").inputValue(), "dmy");
	assert.equal(await page.locator("#f-mark").inputValue(), ",");
	assert.equal(await page.getByLabel("Meaning of Acct No").inputValue(), "account_number");
	assert.equal(await page.getByLabel("Meaning of Customer Name").inputValue(), "consumer_name");
	assert.equal(await page.getByLabel("Meaning of Route").inputValue(), "zone");
	assert.equal(await page.getByLabel("Meaning of Balance").inputValue(), "bill_amount");
	assert.equal(await page.getByLabel("Meaning of Remarks").inputValue(), "");
	await shot(page, "columns");
	await clean(page, "columns");

	/* A required column taken away stops it; put back, it goes on. */
	await page.getByLabel("Meaning of Customer Name").selectOption("");
	await page.getByText("One field still needs a column").waitFor();
	assert.ok(await page.getByRole("button", { name: "Check the file" }).isDisabled());
	await page.getByLabel("Meaning of Customer Name").selectOption("consumer_name");
	await page.getByText("One field still needs a column").waitFor({ state: "detached" });

	await page.getByRole("button", { name: "Check the file" }).click();
	await page.getByRole("heading", { name: "Rows with errors" }).waitFor();
	const errors = page.getByRole("region", { name: "Rows with errors, as a table" });
	await errors.getByText("stands on an earlier line already").waitFor();
	await errors.getByText("This is not an e-mail address.").waitFor();
	await errors.getByText("This is not an amount like 1.234,50.").waitFor();
	await shot(page, "check");
	await clean(page, "check");

	await page.getByRole("button", { name: "Import 5 rows" }).click();
	await page.getByRole("link", { name: /^3 Created/ }).waitFor();
	await page.getByRole("link", { name: /^2 Refused/ }).waitFor();
	await page.getByText("is found by part of a name, number, phone or meter").waitFor();
	await shot(page, "result");
	await clean(page, "result");
	const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download with reasons" }).click()]);
	const csv = readFileSync(await saved.path(), "utf8");
	assert.match(csv, /Once More.*stands on line 2 already/);
	assert.match(csv, /#end,rows=2\r\n$/);

	/* A created row leads to its account, by part of its name it is found. */
	await page.getByRole("link", { name: /^3 Created/ }).click();
	await page.getByRole("link", { name: `I-${stamp}-1` }).click();
	await page.getByText("Jürgen Müller").first().waitFor();
	await page.goto(`${url}/accounts?q=rgen+m%C3%BCll`);
	await page.getByRole("link", { name: `I-${stamp}-1` }).waitFor();

	/* The same file changes nothing. */
	await begin(page, file(stamp));
	await page.getByRole("button", { name: "Check the file" }).click();
	await page.getByRole("button", { name: "Import 5 rows" }).click();
	await page.getByRole("link", { name: /^3 Unchanged/ }).waitFor();
	await page.getByRole("link", { name: /^0 Created/ }).waitFor();
	await page.getByRole("link", { name: /^0 Updated/ }).waitFor();
	await done(page);
});

test("on a phone and in the dark, by keyboard", async () => {
	const page = await newPage({ width: 390, height: 844, theme: "dark" });
	await signInAs(page, "Utility Administrator");
	await begin(page, file(`${stamp}P`));
	await shot(page, "phone-columns");
	await clean(page, "columns on a phone");
	await page.getByRole("button", { name: "Check the file" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Rows with errors" }).waitFor();
	await shot(page, "phone-check");
	await clean(page, "check on a phone");
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing scrolls sideways");
	await page.getByRole("button", { name: "Import 5 rows" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("link", { name: /^3 Created/ }).waitFor();
	await page.getByText("is found by part of a name, number, phone or meter").waitFor();
	await shot(page, "phone-result");
	await clean(page, "result on a phone");
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing scrolls sideways");
	await page.goto(`${url}/settings/imports`);
	await page.getByRole("link", { name: `accounts-${stamp}P.csv` }).waitFor();
	await shot(page, "phone-list");
	await clean(page, "the list on a phone");
	await done(page);
});
