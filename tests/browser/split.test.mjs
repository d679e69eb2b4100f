/* The counter's arithmetic, without a browser: the modules are bundled and called. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const www = fileURLToPath(new URL("../../www/", import.meta.url)), folder = mkdtempSync(join(tmpdir(), "billport-split-"));
const entry = join(folder, "entry.ts");
writeFileSync(entry, `export * from "${www}src/counter/split.ts"; export * from "${www}src/counter/model.ts"; export { blank } from "${www}src/counter/draft.ts"; export { place } from "${www}src/app/format.ts";`);
execFileSync(join(www, "node_modules/@esbuild/linux-x64/bin/esbuild"), [entry, "--bundle", "--format=esm", `--outfile=${join(folder, "split.mjs")}`, "--log-level=error", `--alias:@preact/signals=${www}node_modules/@preact/signals`, `--alias:preact=${www}node_modules/preact`, "--jsx=automatic", "--jsx-import-source=preact"], { cwd: www, env: { ...process.env, NODE_PATH: join(www, "node_modules") } });
/* What they import knows a page; nothing of it is called here. */
globalThis.history = { state: null };
globalThis.location = { pathname: "/", search: "", href: "http://localhost/" };
globalThis.addEventListener = () => undefined;
globalThis.document = { documentElement: { dataset: {} } };
globalThis.matchMedia = () => ({ matches: false, addEventListener: () => undefined });
const c = await import(pathToFileURL(join(folder, "split.mjs")).href);
rmSync(folder, { recursive: true });
c.place.value = { locale: "en-US", currency: "USD", zone: "UTC" };

const item = (id, open, more = {}) => ({ id, kind: "bill", number: id, what: "", due_on: `2026-01-0${id.slice(-1)}`, issued_on: `2025-12-0${id.slice(-1)}`, open, ...more });
const items = [item("b1", 5000), item("b2", 3000), item("b3", 2000)];

test("an amount is laid on the items in their order, to the cent", () => {
	assert.deepEqual(c.spread(items, 6000), { parts: { b1: 5000, b2: 1000, b3: 0 }, over: 0 });
	assert.deepEqual(c.spread(items, 12_345), { parts: { b1: 5000, b2: 3000, b3: 2000 }, over: 2345 });
	for (let k = 0; k < 500; k++) {
		const list = Array.from({ length: 1 + k % 7 }, (_, i) => item(`x${i}`, 1 + Math.floor(Math.random() * 1e6))), amount = Math.floor(Math.random() * 5e6);
		const { parts, over } = c.spread(list, amount), sum = Object.values(parts).reduce((s, v) => s + v, 0);
		assert.equal(sum + over, amount);
		assert.ok(list.every((i) => parts[i.id] >= 0 && parts[i.id] <= i.open) && over >= 0);
	}
});

test("what is checked makes the amount, and the amount what is checked", () => {
	let d = { ...c.blank(), type: "bill", lines: { b3: "20.00" }, amount: "20.00" };
	const apply = (change) => { d = { ...d, ...change }; };
	apply(c.toggle(d, items, items[0], true));
	assert.equal(d.amount, "70.00");
	apply(c.typeLine(d, items, "b1", "12.5"));
	assert.equal(d.amount, "32.50");
	apply(c.typeAmount(d, items, "60"));
	assert.deepEqual(d.lines, { b1: "50.00", b3: "10.00" });
	/* More than is checked: what is checked next takes of it, and the amount stays. */
	apply(c.typeAmount(d, items, "75"));
	apply(c.toggle(d, items, items[1], true));
	assert.deepEqual([d.amount, d.lines.b2, c.applied(d, items)], ["75", "5.00", 7500]);
	apply(c.oldestFirst(d, items));
	assert.deepEqual(d.lines, { b1: "50.00", b2: "25.00" });
	apply(c.payAll(items));
	assert.equal(d.amount, "100.00");
	apply(c.toggle(d, items, items[0], false));
	assert.equal(d.amount, "50.00");
	apply(c.typeAmount(d, items, "ten"));
	assert.deepEqual(d.lines, { b2: "30.00", b3: "20.00" }, "what cannot be read changes nothing");
	assert.deepEqual(c.lineFaults({ ...d, lines: { b2: "30.01", b3: "" } }, items), { "line-b2": "Only $30.00 is open" });
	assert.deepEqual(c.parts({ ...d, lines: { b2: "10", b3: "" } }, items, "USD").body, { allocations: [{ receivable_id: "b2", amount: { amount: 1000, currency: "USD" } }] });
});

test("instalments in order", () => {
	const plan = { id: "p", number: "PL-1" }, rows = [1, 2, 3].map((n) => item(`p/${n}`, 1000, { kind: "instalment", n, plan, number: "PL-1" }));
	let d = { ...c.blank(), type: "instalment", plan: "p" };
	d = { ...d, ...c.toggle(d, rows, rows[1], true) };
	assert.deepEqual(Object.keys(d.lines), ["p/1", "p/2"]);
	d = { ...d, ...c.typeLine(d, rows, "p/1", "5") };
	assert.deepEqual(c.lineFaults(d, rows), { "line-p/2": "Earlier instalments come first" });
	assert.deepEqual(c.parts({ ...d, lines: { "p/1": "10" } }, rows, "USD").body, { plan_id: "p", instalments: [{ number: 1, amount: { amount: 1000, currency: "USD" } }] });
	d = { ...d, ...c.toggle(d, rows, rows[0], false) };
	assert.deepEqual(d.lines, {});
});

test("the current bill is the one issued last, not one of a plan", () => {
	assert.equal(c.current(items, "bill").id, "b3");
	assert.equal(c.current([items[0], item("b9", 1, { plan: { id: "p", number: "PL-1" } })], "bill").id, "b1");
	assert.equal(c.current(items, "service").id, "b1");
	assert.equal(c.current([], "bill"), undefined);
});

test("notes that a payer may hand over: more than the amount, the least first, in four currencies", () => {
	assert.deepEqual(c.handed(6412, "USD"), [6500, 7000, 8000, 10000]);
	assert.deepEqual(c.handed(10000, "USD"), []);
	assert.deepEqual(c.handed(12_350, "JPY"), [13000, 14000, 15000, 20000]);
	for (const currency of ["USD", "EUR", "INR", "KWD"]) for (let amount = 1; amount < 99_999; amount += 997) {
		const notes = c.handed(amount, currency);
		assert.ok(notes.every((n, i) => n > amount && (!i || n > notes[i - 1])), `${currency} ${amount}: ${notes}`);
	}
	assert.deepEqual(c.handed(100, "XXX"), []);
	assert.equal(c.pieces("XXX"), null);
	assert.equal(c.pieces("EUR").length, 15);
});

test("card numbers are seen as the server sees them, and masked but for the last four", () => {
	for (const yes of ["4242424242424242", "pays by 4242 4242 4242 4242.", "5555-5555-5555-4444", "378282246310005", "6011 1111 1111 1117"]) assert.ok(c.cardIn(yes), yes);
	for (const no of ["", "4242424242424241", "(518) 555-0133", "LW-100238", "PAY-2026-007899 TXN-2026-007899", "1234 5678 9012 3456"]) assert.ok(!c.cardIn(no), no);
	assert.equal(c.maskCards("no 4242 4242 4242 4242, ok"), "no •••• •••• •••• 4242, ok");
	assert.equal(c.maskCards("4242424242424242"), "••••••••••••4242");
	assert.equal(c.maskCards("call (518) 555-0133"), "call (518) 555-0133");
	assert.ok(!c.cardIn(c.maskCards("4242 4242 4242 4242 and 5555555555554444")));
});
