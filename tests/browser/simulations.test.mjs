/*
 * A draft tariff tried over a cycle: started by hand, its sums and classes, the spread as picture and table,
 * the accounts that change most with both bills, two side by side, and one deleted.
 */
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { billable, from, tariffDoc, to } from "./billing_case.mjs";
import { axeViolations, close, done, newPage, pickCycle, settled, shot, sidewaysScroll, signInAs, url } from "./support.mjs";

after(close);
const stamp = Date.now().toString(36);
const fine = async (page, what) => {
	assert.deepEqual(await axeViolations(page), [], what);
	assert.equal(await sidewaysScroll(page), 0, what);
	await shot(page, what);
};
const made = async (call, path, body) => {
	const r = await call("POST", path, body, { "Idempotency-Key": crypto.randomUUID() });
	assert.equal(r.status, 201, `${path}: ${JSON.stringify(r.body)}`);
	return r.body;
};
/* The tariff of the case with dearer use and a smaller fixed amount, as a draft. */
const drafted = (call, name, price) => {
	const doc = structuredClone(tariffDoc), [fixed, use] = doc.classes.test_residential.components;
	fixed.amount = "10.00";
	use.tiers = [{ from: "0", price }, { from: "5", price: "7.50" }];
	return made(call, "/tariffs", { code: "BT-WATER", name: `Draft ${name}`, utility: "water", effective_on: "2031-01-01", doc });
};
let world;
const prepared = () => world ??= (async () => {
	const { zone, manager } = await billable(`s${stamp}`, { count: 6, unread: 1 });
	const cycle = await made(manager, "/cycles", { zone_id: zone.id, utility: "water", from_on: from, to_on: to });
	const base = await made(manager, "/tariffs", { code: "BT-WATER", name: `Now ${stamp}`, utility: "water", effective_on: "2031-01-01", doc: tariffDoc });
	return { manager, cycle, base, draft: await drafted(manager, `${stamp}-a`, "4.20"), other: await drafted(manager, `${stamp}-b`, "4.80") };
})();

async function journey(width, theme) {
	const { manager, cycle, base, draft, other } = await prepared(), name = `Try ${stamp} ${width}`;
	const page = await newPage({ width, height: width < 500 ? 844 : 900, theme });
	await signInAs(page, "Billing Manager");
	await page.goto(`${url}/simulations?new=1`);
	await settled(page);

	/* What is missing is said at its field; the cycle decides which tariffs there are. */
	const dialog = page.getByRole("dialog", { name: "New simulation" });
	await dialog.getByRole("button", { name: "Run simulation" }).click();
	await dialog.getByText("Choose a cycle").first().waitFor();
	await fine(page, `simulation-start-${width}`);
	await dialog.locator("#sim-cycle button").click();
	await pickCycle(page, cycle.name);
	await dialog.locator(`#sim-tariff option[value="${draft.id}"]`).waitFor({ state: "attached" });
	await page.selectOption("#sim-tariff", draft.id);
	await page.selectOption("#sim-base", base.id);
	await page.fill("#sim-name", name);
	await dialog.getByRole("button", { name: "Run simulation" }).click();

	/* Reads of 4 to 8 kgal: 12 + 4 × use, above 5 at 6.50; drafted 10 + 4.20 × use, above 5 at 7.50. */
	await page.getByRole("heading", { level: 1, name }).waitFor();
	await page.getByText("Accounts rated").waitFor();
	await page.getByText("How bills change").waitFor();
	await page.getByText("1 left out").waitFor();
	await fine(page, `simulation-${width}`);
	const before = [4, 5, 6, 7, 8].reduce((sum, u) => sum + 12 + 4 * Math.min(u, 5) + 6.5 * Math.max(0, u - 5), 0);
	const after = [4, 5, 6, 7, 8].reduce((sum, u) => sum + 10 + 4.2 * Math.min(u, 5) + 7.5 * Math.max(0, u - 5), 0);
	await page.getByText(`$${before.toFixed(2)}`).first().waitFor();
	await page.getByText(`$${after.toFixed(2)}`).first().waitFor();
	await page.getByText("2 accounts pay more, 2 less, 1 the same.").waitFor();
	await page.getByRole("button", { name: "Show as table" }).click();
	await page.getByRole("row", { name: "No change 1" }).waitFor();
	await page.getByRole("button", { name: "By amount" }).click();
	await fine(page, `simulation-table-${width}`);

	/* Both bills of the one that falls most. */
	await page.getByRole("button", { name: "Fall most" }).click();
	await page.locator("#accounts tbody tr").first().filter({ hasText: "$26.80" }).waitFor();
	await page.locator("#accounts tbody a").first().click();
	await page.getByRole("heading", { level: 1, name: "Both bills" }).waitFor();
	await page.getByText("4 kgal × 4.20 = 16.80").waitFor();
	await page.getByText("4 kgal × 4.00 = 16.00").waitFor();
	await fine(page, `simulation-bills-${width}`);

	/* Another one, and both side by side. */
	await made(manager, "/simulations", { name: `${name} dearer`, cycle_id: cycle.id, tariff_id: other.id, base_tariff_id: base.id });
	await page.goto(`${url}/simulations?q=${encodeURIComponent(name)}`);
	await settled(page);
	await fine(page, `simulations-${width}`);
	if (width > 500) {
		await page.getByLabel(`Select ${name}`, { exact: true }).check();
		await page.getByLabel(`Select ${name} dearer`, { exact: true }).check();
		await page.getByRole("button", { name: "Compare 2" }).click();
		await page.getByRole("heading", { level: 1, name: "Compare simulations" }).waitFor();
		await page.getByRole("heading", { name: "Accounts by change" }).waitFor();
		await fine(page, `simulations-compared-${width}`);
		const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as CSV" }).click()]);
		assert.equal(file.suggestedFilename(), "simulations-compared.csv");
		await page.getByRole("link", { name: "Simulations" }).first().click();
		await page.goto(`${url}/simulations?q=${encodeURIComponent(name)}`);
		await settled(page);
	}

	/* Deleted by keyboard. */
	await page.getByRole("button", { name: `Actions for ${name} dearer` }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("menuitem", { name: "Delete…" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete simulation" }).press("Enter");
	await page.getByText(`${name} dearer deleted`).waitFor();
	await page.waitForFunction((gone) => !document.querySelector("tbody")?.textContent.includes(gone), `${name} dearer`);
	await done(page);
}
test("C6, M6: a draft tariff is tried over a cycle, at a desk", () => journey(1440, "light"));
test("C6, M6: the same on a phone, in the dark", () => journey(390, "dark"));
