/*
 * A counter under load while processes are killed with SIGKILL at random moments: modules of payments
 * most of all, billing, mariadbd, now and then the worker and auth.  Its clients pay (several items on a
 * receipt, now and then with a credit kept), void, raise charges, waive and cancel them, use credit, and
 * adjust bills and take that back.
 *
 *   tests/crash/run ROUNDS
 *
 * Each client writes down what was acknowledged, and asks again with the same key what was not
 * answered, until it is.  After each round: nothing that was acknowledged is lost or doubled, nothing
 * is there that no client knows of, and billport-verify is clean.  It fails, too, when fewer than a
 * third of the kills fell inside a transaction.  The last line is "N passed, N failed".
 */
import { execFile, execFileSync } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { appendFileSync, readFileSync, readdirSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { env, sql, status, url } from "../support/api.mjs";
import { root } from "../support/contract.mjs";

const HOME = "larkfield", CURRENCY = "USD", CLIENTS = 12, KILLS = 10;
const rounds = Number(process.argv[2] ?? 3);
const folder = env("BILLPORT_TEST_STACK"), run = randomUUID().slice(0, 8);
const strike = join(root, "build/release/tests/crash/strike");
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 4 });
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const now = promisify(execFile);
let passed = 0, failed = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };

/* One request; a lost connection or a timeout is status 0. */
const ask = (method, path, { token, key, body }) => new Promise((done) => {
	const sent = JSON.stringify(body);
	const r = request(url + path, { method, agent, timeout: 20000, headers: { "content-type": "application/json",
		"content-length": Buffer.byteLength(sent), ...(token && { authorization: `Bearer ${token}` }), ...(key && { "idempotency-key": key }) } }, (answer) => {
		let text = "";
		answer.setEncoding("utf8").on("data", (d) => (text += d)).on("error", () => done({ status: 0 }))
			.on("end", () => done({ status: answer.statusCode, text }));
	});
	r.on("timeout", () => r.destroy(new Error("too slow"))).on("error", () => done({ status: 0 })).end(sent);
});

async function signIn(role) {
	const { tenant, email, password } = status().signins.find((s) => s.tenant === HOME && s.role === role);
	for (let i = 0; i < 100; i++) {
		const answer = await ask("POST", "/api/v1/auth/login", { body: { tenant, email, password } });
		if (answer.status === 200) return JSON.parse(answer.text).access_token;
		await pause(100);
	}
	throw new Error(`nobody can sign in as ${role}`);
}

const CLERK = "Customer Executive", RECOVERY = "Recovery Executive", BILLER = "Billing Manager", ADMIN = "Utility Administrator";
const tokens = new Map();
const tokenOf = async (role, afresh) => {
	if (afresh || !tokens.has(role)) tokens.set(role, signIn(role));
	return tokens.get(role);
};

/* ---- clients ---- */

const tenant = sql(`select id from tenant where code = '${HOME}'`)[0][0];
const money = (amount) => ({ amount, currency: CURRENCY });
const pick = (list) => list[randomInt(list.length)];
const known = { payments: new Map(), voided: new Set(), charges: new Map(), uses: new Map(), adjustments: new Map(), refused: 0, retried: 0, unexpected: [] };
const acknowledged = () => known.payments.size + known.voided.size + known.charges.size + known.uses.size + known.adjustments.size;

/* Asks until it is answered for good: what it told, or null for a refusal. */
async function settle(role, path, key, body) {
	for (;;) {
		const answer = await ask("POST", path, { token: await tokenOf(role), key, body });
		if (answer.status >= 200 && answer.status < 300) {
			const told = JSON.parse(answer.text);
			appendFileSync(join(folder, "log/crash-acknowledged.jsonl"), `${JSON.stringify({ path, key, ...told })}\n`);
			return told;
		}
		if (answer.status === 422 && !/Idempotency/.test(answer.text) || (answer.status === 409 && !/under way/.test(answer.text))) {
			known.refused++;
			return null;
		}
		if (![0, 401, 409, 429, 500, 502, 503, 504].includes(answer.status)) known.unexpected.push(`${answer.status} ${answer.text}`);
		known.retried++;
		if (answer.status === 401) await tokenOf(role, true);
		await pause(randomInt(10, 60));
	}
}
const newKey = () => `crash-${run}-${randomUUID()}`;

async function pay(accounts) {
	const [account, bills] = pick(accounts), key = newKey(), credit = randomInt(6) ? 0 : 2;
	const items = bills.slice(0, 1 + randomInt(2));
	const told = await settle(CLERK, "/api/v1/payments", key, { account_id: account, amount: money(items.length + credit), method: "cash", notes: key,
		...(credit && { credit: money(credit) }), allocations: items.map((id) => ({ receivable_id: id, amount: money(1) })) });
	if (told) known.payments.set(key, { ...told, account, bills });
}

async function voidOne() {
	const free = [...known.payments.values()].slice(-40).filter((p) => !known.voided.has(p.id) && !p.busy && !p.credit_note);
	if (!free.length) return;
	const p = pick(free);
	p.busy = true;
	if (await settle(RECOVERY, `/api/v1/payments/${p.id}/void`, newKey(), { reason: "Typed for another" })) known.voided.add(p.id);
	p.busy = false;
}

async function charge(accounts) {
	const key = newKey(), told = await settle(CLERK, "/api/v1/charges", key, { account_id: pick(accounts)[0], price_id: price, amount: money(100), notes: key });
	if (!told) return;
	known.charges.set(key, { id: told.id, status: "raised" });
	const how = pick(["waive", "cancel", null]);
	if (how && await settle(how === "waive" ? CLERK : RECOVERY, `/api/v1/charges/${told.id}/${how}`, newKey(), { reason: "our_error" }))
		known.charges.get(key).status = how === "waive" ? "waived" : "cancelled";
}

async function spend() {
	const own = [...known.payments.values()].filter((p) => p.credit_note && !p.spent);
	if (!own.length) return;
	const p = pick(own);
	p.spent = true;
	const told = await settle(CLERK, `/api/v1/credit-notes/${p.credit_note.id}/use`, newKey(), { allocations: [{ receivable_id: p.bills[0], amount: money(1) }] });
	if (told) known.uses.set(told.id, p.credit_note.id);
}

async function adjust(accounts) {
	const key = newKey(), told = await settle(BILLER, `/api/v1/bills/${pick(pick(accounts)[1])}/adjust`, key, { amount: money(1), reason: "goodwill", remarks: key });
	if (!told) return;
	known.adjustments.set(key, { id: told.id, state: "live" });
	if (randomInt(2) && await settle(BILLER, `/api/v1/adjustments/${told.id}/undo`, newKey(), { reason: "Given to another" }))
		known.adjustments.get(key).state = "undone";
}

async function client(accounts, load) {
	while (!load.over) {
		const n = randomInt(24);
		await (n < 11 ? pay(accounts) : n < 14 ? voidOne() : n < 18 ? charge(accounts) : n < 20 ? spend() : adjust(accounts));
	}
}

/* ---- kills ---- */

const childrenOf = (pid) => readdirSync("/proc").filter((p) => /^\d+$/.test(p)).filter((p) => {
	try {
		const [state, parent] = readFileSync(`/proc/${p}/stat`, "utf8").replace(/.*\) /s, "").split(" ");
		return parent === String(pid) && state !== "Z";
	} catch { return false; }
});
const supervisor = (name) => readFileSync(join(folder, "run/pids", name), "utf8").split(" ")[0];
const victims = {
	payments: () => childrenOf(supervisor("payments")),
	billing: () => childrenOf(supervisor("billing")),
	worker: () => childrenOf(supervisor("worker")),
	auth: () => childrenOf(supervisor("auth")),
	mariadbd: () => [supervisor("mariadbd")],
};

async function kill(name, tally) {
	const pids = victims[name]();
	if (!pids.length) return;
	try {
		const { stdout } = await now(strike, [join(folder, "run"), name === "mariadbd" ? "payments" : name, pids[randomInt(pids.length)]]);
		tally.push({ name, inside: stdout.trim() === "1" });
	} catch { return; }		/* it was gone already */
	if (name === "mariadbd") await now(join(root, "tests/support/stack"), ["db"]);
}

/* ---- a round ---- */

async function round(n, tally) {
	const accounts = Object.entries(Object.groupBy(sql(`select account_id, id from receivable where tenant_id = '${tenant}' and status = 'open'
		and kind = 'bill' and open_minor > 300 order by rand() limit 90`), ([account]) => account)).map(([account, rows]) => [account, rows.map(([, id]) => id)]);
	const load = { over: false }, before = acknowledged();
	const clients = Array.from({ length: CLIENTS }, () => client(accounts, load));
	const plan = Array.from({ length: KILLS }, (_, i) => i < 2 ? "mariadbd" : ["worker", "auth", "billing"][randomInt(11)] ?? "payments")
		.sort(() => randomInt(3) - 1);
	for (const name of plan) {
		await pause(randomInt(120, 700));
		await kill(name, tally);
	}
	await pause(500);
	load.over = true;
	await Promise.all(clients);
	return acknowledged() - before;
}

function judge(n) {
	const rows = sql(`select notes, count(*), min(id), min(payment_no), min(receipt_no), min(amount_minor), min(status) from payment`
		+ ` where tenant_id = '${tenant}' and notes like 'crash-${run}-%' group by notes`);
	const stored = new Map(rows.map(([key, count, ...rest]) => [key, { count: Number(count), rest }]));
	const lost = [...known.payments].filter(([key, told]) => {
		const row = stored.get(key), is = known.voided.has(told.id) ? "cancelled" : "posted";
		return !row || row.rest.join() !== [told.id, told.payment_no, told.receipt_no, told.amount.amount, is].join();
	});
	check(!lost.length, `round ${n}: ${lost.length} acknowledged payments or voids are lost: ${JSON.stringify(lost.slice(0, 3))}`);
	const doubled = rows.filter(([, count]) => count !== "1");
	check(!doubled.length, `round ${n}: ${doubled.length} payments are doubled: ${JSON.stringify(doubled.slice(0, 3))}`);
	const unknown = rows.filter(([key]) => !known.payments.has(key));
	check(!unknown.length, `round ${n}: ${unknown.length} payments that no client knows of: ${JSON.stringify(unknown.slice(0, 3))}`);
	const twice = [...known.payments.values()].map((t) => t.receipt_no);
	check(new Set(twice).size === twice.length, `round ${n}: a receipt number was given twice`);

	const raised = sql(`select notes, id, status from charge where tenant_id = '${tenant}' and notes like 'crash-${run}-%'`).map((r) => r.join()).sort();
	const told = [...known.charges].map(([key, c]) => [key, c.id, c.status].join()).sort();
	check(raised.join("\n") === told.join("\n"), `round ${n}: charges differ: ${raised.filter((r) => !told.includes(r)).concat(told.filter((r) => !raised.includes(r))).slice(0, 4).join("; ")}`);
	const adjusted = sql(`select remarks, id, if(undone_on is null, 'live', 'undone') from adjustment where tenant_id = '${tenant}' and remarks like 'crash-${run}-%'`).map((r) => r.join()).sort();
	const given = [...known.adjustments].map(([key, a]) => [key, a.id, a.state].join()).sort();
	check(adjusted.join("\n") === given.join("\n"), `round ${n}: adjustments differ: ${adjusted.filter((r) => !given.includes(r)).concat(given.filter((r) => !adjusted.includes(r))).slice(0, 4).join("; ")}`);
	const used = sql(`select u.id, u.credit_note_id from credit_use u join credit_note c on c.tenant_id = u.tenant_id and c.id = u.credit_note_id
		join payment p on p.tenant_id = c.tenant_id and p.id = c.payment_id where u.tenant_id = '${tenant}' and p.notes like 'crash-${run}-%'`).map((r) => r.join()).sort();
	check(used.join() === [...known.uses].map((u) => u.join()).sort().join(), `round ${n}: ${used.length} uses of credit are there, ${known.uses.size} were acknowledged`);
	const now = verified().filter((l) => !before.has(l));
	check(!now.length, `round ${n}: billport-verify: ${now.join("\n")}`);
}

/* What billport-verify finds: the lines that are not OK, without counts and times. */
function verified() {
	let said;
	try {
		said = execFileSync(join(env("BILLPORT_TEST_BIN"), "billport-verify"), [], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 << 20,
			env: { ...process.env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: join(env("BILLPORT_TEST_SECRETS"), "bp_verify") } });
	} catch (e) { said = `${e.stdout}${e.stderr}`; }
	if (!/ strays /.test(said)) return [`it did not come to its end: ${said.slice(-300)}`];
	return said.split("\n").filter((l) => l.trim() && !/ OK$/.test(l)).map((l) => l.replace(/\s+\d+\s+\d+ ms/, ""));
}
/* Other tests may have left accounts whose words are not indexed; nothing else may differ before. */
const before = new Set(verified());
check(![...before].some((l) => /DIFFERS|come to its end/.test(l) && !/search_complete/.test(l)), `before the first round: ${[...before].slice(0, 8).join("\n")}`);

const priced = await ask("POST", "/api/v1/prices", { token: await tokenOf(ADMIN), key: newKey(),
	body: { code: `c-${run}`, name: "Meter test", kind: "service", amount: money(4000), due_days: 14 } });
const price = JSON.parse(priced.text).id, began = Date.now(), tally = [];
for (let n = 1; n <= rounds; n++) {
	const start = Date.now(), from = tally.length, gained = await round(n, tally), faults = failed;
	judge(n);
	const kills = tally.slice(from);
	console.log(`round ${n}: ${gained} acknowledged, ${kills.length} kills (${Object.entries(Object.groupBy(kills, (k) => k.name)).map(([k, l]) => `${l.length} ${k}`).join(", ")}),`
		+ ` ${kills.filter((k) => k.inside).length} inside a transaction, ${failed === faults ? "nothing lost, nothing doubled, verify clean" : "FAILED"}, ${Math.round((Date.now() - start) / 1000)} s`);
}
const inside = tally.filter((k) => k.inside).length;
check(inside * 3 >= tally.length && tally.length >= rounds * KILLS / 2, `${inside} of ${tally.length} kills fell inside a transaction; a third is wanted`);
check(tally.some((k) => k.name === "mariadbd") && tally.some((k) => k.name === "payments"), "both mariadbd and payments must die");
check(!known.unexpected.length, `unexpected answers: ${[...new Set(known.unexpected)].slice(0, 5).join("\n")}`);
console.log(`${rounds} rounds: ${acknowledged()} acknowledged (${known.payments.size} payments, ${known.voided.size} voids, ${known.charges.size} charges, ${known.uses.size} uses of credit, ${known.adjustments.size} adjustments), ${known.refused} refused, ${known.retried} asked again; ${tally.length} kills, ${inside} inside a transaction; ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
agent.destroy();
process.exit(failed ? 1 : 0);
