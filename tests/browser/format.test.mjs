/* Money, dates and numbers of the pages, without a browser: the module is bundled and called. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const www = fileURLToPath(new URL("../../www/", import.meta.url)), folder = mkdtempSync(join(tmpdir(), "billport-format-"));
execFileSync(join(www, "node_modules/@esbuild/linux-x64/bin/esbuild"), ["src/app/format.ts", "--bundle", "--format=esm", `--outfile=${join(folder, "format.mjs")}`, "--log-level=error"], { cwd: www });
const f = await import(pathToFileURL(join(folder, "format.mjs")).href);
rmSync(folder, { recursive: true });
const at = (locale, currency, zone = "UTC") => { f.place.value = { locale, currency, zone }; };

test("what a clerk types, in three locales", () => {
	at("en-US", "USD");
	for (const [typed, minor] of [["1,234.5", 123450], ["$ 12", 1200], ["12.", 1200], [".5", 50], ["0012.30", 1230], ["1 234.50", 123450], ["12.500", 1250], ["USD 7", 700], ["999,999,999,999.99", 99999999999999]])
		assert.deepEqual(f.parseMoney(typed), { minor }, typed);
	for (const [typed, fault] of [["", "empty"], ["   ", "empty"], ["$", "empty"], ["1,23", "unclear"], ["1.2.3", "unclear"], ["12a", "unclear"], ["1e3", "unclear"], [".", "unclear"], ["٣", "unclear"], ["0.001", "decimals"], ["-1", "negative"], ["\u22121", "negative"], ["(5)", "negative"], ["1000000000000000", "too_large"], ["NaN", "unclear"], ["Infinity", "unclear"]])
		assert.deepEqual(f.parseMoney(typed), { fault }, typed);
	at("en-IN", "INR");
	assert.deepEqual(f.parseMoney("12,65,000.50"), { minor: 126500050 });
	assert.deepEqual(f.parseMoney("₹1,200"), { minor: 120000 });
	at("de-DE", "EUR");
	assert.deepEqual(f.parseMoney("1.234,5"), { minor: 123450 });
	assert.deepEqual(f.parseMoney("12.34"), { fault: "unclear" });
	at("ja-JP", "JPY");
	assert.deepEqual(f.parseMoney("1,500"), { minor: 1500 });
	assert.deepEqual(f.parseMoney("1.5"), { fault: "decimals" });
	at("ar-KW", "KWD");
	assert.equal(f.digits(), 3);
});

test("money is written exactly, also where a double could not", () => {
	at("en-US", "USD");
	assert.equal(f.money({ amount: 14550, currency: "USD" }), "$145.50");
	assert.equal(f.money({ amount: -5, currency: "USD" }), "\u2212$0.05");
	assert.equal(f.money({ amount: 9007199254740991, currency: "USD" }), "$90,071,992,547,409.91");
	assert.deepEqual(f.moneyParts({ amount: 263686, currency: "USD" }), ["$2,636", ".86"]);
	assert.equal(f.moneyInput(123450), "1,234.50");
	assert.equal(f.rate(485000000), "$4.85");
	at("en-IN", "INR");
	assert.equal(f.money({ amount: 126500000, currency: "INR" }), "₹12,65,000.00");
	assert.deepEqual(f.parseMoney(f.moneyInput(126500007)), { minor: 126500007 }, "what is shown can be read back");
});

test("instants in the tenant's zone, business days in none", () => {
	at("en-US", "USD", "America/New_York");
	assert.match(f.instant("2026-11-21T03:30:00Z"), /Nov 20, 2026/);
	assert.equal(f.date("2026-11-21"), "Nov 21, 2026");
	assert.match(f.instantZoned("2026-07-01T03:30:00Z"), /EDT/);
	at("en-IN", "INR", "Asia/Kolkata");
	assert.match(f.instant("2026-11-20T18:45:00Z"), /21 Nov 2026/);
	assert.match(f.dateRange("2026-10-01", "2026-10-31"), /1.31 Oct 2026/);
	assert.match(f.today(), /^\d{4}-\d\d-\d\d$/);
});
