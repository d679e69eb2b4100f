import { test, after } from "node:test";
import assert from "node:assert/strict";
import { axeViolations, close, done, newPage, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

after(close);
const stamp = Date.now().toString(36).toUpperCase();
/* First units 0, 10, 20; a fixed amount by size; something that is not part of the bill. */
const FILE = `metadata:
  effective_date: 2031-03-01
  utility_name: Brook Water
  bill_unit: ccf
rate_structure:
  HOMES:
    service_charge:
      depends_on: meter_size
      values:
        5/8": 11.39
        1": 22.50
    tier_starts: [0, 10, 20]
    tier_prices: [2.00, 3.00, 5.00]
    commodity_charge: Tiered
    fire_line: 7
    bill: service_charge+commodity_charge
  SHOPS:
    flat_rate: 4
    commodity_charge: flat_rate*usage_ccf
    bill: commodity_charge
`;
const good = async (page, name) => {
	assert.deepEqual(await axeViolations(page), [], name);
	assert.equal(await sidewaysScroll(page), 0, `${name}: nothing to the side`);
	await shot(page, `tariffs-${name}`);
};

async function journey(width, theme) {
	const page = await newPage({ width, height: width < 500 ? 844 : 900, theme }), code = `B-${stamp}-${width}`;
	page.expected.push(/422/);
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/tariffs`);
	await settled(page);

	/* Import: what was left out is shown before one goes on. */
	await page.getByRole("button", { name: "Import", exact: true }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Import as draft" }).click();
	await page.getByRole("alert").getByText("Choose a file").waitFor();
	await page.setInputFiles("dialog input[type=file]", { name: "brook.owrs", mimeType: "application/yaml", buffer: Buffer.from(FILE) });
	await page.fill("#m-code", code);
	await page.fill("#m-name", `Brook ${width}`);
	await good(page, `import-${width}`);
	await page.getByRole("dialog").getByRole("button", { name: "Import as draft" }).click();
	const result = page.getByRole("dialog", { name: `Brook ${width} is a draft now` });
	await result.getByText("fire_line").waitFor();
	await result.getByText("line 15").waitFor();
	await result.getByRole("button", { name: "Open the draft" }).click();
	await page.getByRole("heading", { name: `Brook ${width} Version 1`, level: 1 }).waitFor();
	await settled(page);
	await page.getByRole("img", { name: /Water use: \$2\.00 from 0 to 9 CCF; \$3\.00 from 9 to 19 CCF; \$5\.00 above 19 CCF/ }).waitFor();
	await good(page, `prices-${width}`);
	await page.getByRole("button", { name: "Show as table" }).click();
	await page.getByRole("cell", { name: "19 CCF" }).first().waitFor();

	/* Edit: a price, one tier more, a charge more; a tier that overlaps is told at its field. */
	await page.getByRole("navigation", { name: "Parts of the tariff" }).getByRole("link", { name: "Edit" }).click();
	await page.getByLabel("Tier 2: Price a unit").fill("3.50");
	await page.getByRole("button", { name: "Add tier" }).click();
	await page.getByLabel("Tier 4: From (CCF used before)").fill("15");
	await page.getByLabel("Tier 4: Price a unit").fill("8");
	await page.getByRole("button", { name: "Save draft" }).click();
	await page.getByRole("alert").getByText("This tier begins where or before the one before it does.").waitFor();
	assert.equal(await page.getByLabel("Tier 4: From (CCF used before)").getAttribute("aria-invalid"), "true");
	await page.getByLabel("Tier 4: From (CCF used before)").fill("49");
	await page.getByRole("button", { name: "Add charge" }).click();
	await page.getByRole("dialog").getByLabel("Kind").selectOption("tax");
	await page.getByRole("dialog").getByLabel("Name on the bill").fill("City tax");
	await page.getByRole("dialog").getByRole("button", { name: "Add charge" }).click();
	await page.getByRole("region", { name: "City tax" }).getByLabel("Percent", { exact: true }).fill("10");
	await page.getByText("Unsaved changes").waitFor();
	await good(page, `edit-${width}`);
	await page.getByRole("button", { name: "Save draft" }).click();
	await page.getByText("Draft saved").waitFor();
	await page.getByText("No changes").waitFor();
	await settled(page);

	/* The calculator: 22.50 + 9 × 2.00 + 10 × 3.50 + 1 × 5.00, and a tenth of it. */
	await page.getByRole("navigation", { name: "Parts of the tariff" }).getByRole("link", { name: "Calculator" }).click();
	await page.getByLabel("Meter size").selectOption('1"');
	await page.getByLabel("Use, CCF").fill("20");
	await page.getByRole("button", { name: "Work it out" }).click();
	await page.getByRole("table", { name: "The bill" }).getByText("$88.55").waitFor();
	for (const text of ["9 CCF × 2.00 = 18.00", "10 CCF × 3.50 = 35.00"]) await page.getByText(text).locator("visible=true").first().waitFor();
	await good(page, `calculator-${width}`);

	/* Activate: told what is found, then in force from its day. */
	await page.getByRole("button", { name: "Activate…" }).click();
	const dialog = page.getByRole("dialog", { name: `Activate Brook ${width}` });
	await dialog.getByText(/could not be taken over/).waitFor();
	await good(page, `activate-${width}`);
	await dialog.getByRole("button", { name: "Activate", exact: true }).click();
	await page.getByText(`Brook ${width} is in force from Mar 1, 2031`).waitFor();
	await page.getByText("Begins later").waitFor();
	assert.equal(await page.getByRole("link", { name: "Edit", exact: true }).count(), 0, "an active version is not edited");
	await page.goto(`${url}/tariffs?code=${code}`);
	await page.getByRole("row").filter({ hasText: `Brook ${width}` }).waitFor();
	await good(page, `list-${width}`);
	await done(page);
}
test("a published tariff: imported, edited, tried, activated", () => journey(1440, "light"));
test("the same on a phone, in the dark", () => journey(390, "dark"));

test("hours of a schedule by keyboard: painted, seen as heat and as a list", async () => {
	const page = await newPage();
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/tariffs`);
	await settled(page);
	await page.getByRole("button", { name: "New tariff" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").locator("input:focus").fill(`Night ${stamp}`);
	await page.getByLabel("Utility", { exact: true }).selectOption("electric");
	await page.getByRole("dialog").getByRole("button", { name: "Create draft" }).press("Enter");
	await page.getByRole("button", { name: "Add schedule" }).waitFor();
	await page.getByRole("button", { name: "Add schedule" }).press("Enter");
	const hours = page.getByRole("region", { name: "Hours", exact: true });
	await hours.getByLabel("Days", { exact: true }).selectOption("weekday");
	await hours.getByLabel("Hours from").selectOption("12");
	await hours.getByLabel("to", { exact: true }).selectOption("18");
	await hours.getByLabel("Rate", { exact: true }).selectOption("1");
	await hours.getByRole("button", { name: "Set these hours" }).press("Enter");
	await hours.getByRole("button", { name: "Show as list" }).press("Enter");
	await hours.getByRole("row", { name: /Weekdays, 12:00 to 18:00 Peak/ }).waitFor();
	await hours.getByRole("button", { name: "Show as grid" }).press("Enter");
	await page.getByRole("button", { name: "Add charge" }).press("Enter");
	await page.getByRole("dialog").getByLabel("Kind").selectOption("tou");
	await page.getByRole("dialog").getByRole("button", { name: "Add charge" }).press("Enter");
	const tou = page.getByRole("region", { name: "Time of use" });
	await tou.getByRole("group", { name: 'Rate "Off-peak"' }).getByLabel("Tier 1: Price a unit").fill("0.10");
	await tou.getByRole("group", { name: 'Rate "Peak"' }).getByLabel("Tier 1: Price a unit").fill("0.30");
	await page.getByRole("region", { name: "Use", exact: true }).getByRole("button", { name: "Remove Use" }).press("Enter");
	await page.getByRole("button", { name: "Save draft" }).press("Enter");
	await page.getByText("Draft saved").waitFor();
	await page.getByRole("navigation", { name: "Parts of the tariff" }).getByRole("link", { name: "Prices" }).press("Enter");
	await page.getByRole("table", { name: /the rate of each hour, Weekdays/ }).waitFor();
	assert.deepEqual(await axeViolations(page), []);
	await shot(page, "tariffs-heat");
	await page.getByRole("navigation", { name: "Parts of the tariff" }).getByRole("link", { name: "Calculator" }).press("Enter");
	await page.getByLabel("From", { exact: true }).fill("2026-06-01");
	await page.getByLabel("To", { exact: true }).fill("2026-06-01");
	await page.getByLabel("Values").fill(Array(24).fill("1").join(", "));
	await page.getByText("24 of 24 values").waitFor();
	await page.getByRole("button", { name: "Work it out" }).press("Enter");
	await page.getByRole("table", { name: "The bill" }).getByText("$3.60").waitFor();	/* a Monday: 18 × 0.10 + 6 × 0.30 */
	await done(page);
});

test("GL codes: added, renamed, off unless a tariff names it", async () => {
	const page = await newPage(), code = `G${stamp}`.slice(0, 14);
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/settings/gl-codes`);
	await settled(page);
	assert.deepEqual(await axeViolations(page), []);
	await page.getByRole("button", { name: "New GL code" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Add GL code" }).click();
	await page.getByText("2 things to fix").waitFor();
	await page.fill("#g-code", code);
	await page.fill("#g-name", "Water revenue");
	await page.getByRole("dialog").getByRole("button", { name: "Add GL code" }).click();
	const row = page.getByRole("row").filter({ hasText: code });
	await row.getByText("Your own").waitFor();
	await row.getByRole("button", { name: `Actions for ${code} Water revenue` }).click();
	await page.getByRole("menuitem", { name: "Switch off" }).click();
	await row.getByText("Off", { exact: true }).waitFor();
	await done(page);
});
