/*
 * Payments under load while processes are killed with SIGKILL at random moments: modules of payments
 * most of all, mariadbd, now and then the worker and auth.
 *
 *   tests/crash/run ROUNDS
 *
 * Each client writes down what was acknowledged, and asks again with the same key what was not
 * answered, until it is.  After each round: no acknowledged payment is lost, none doubled, nothing
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

async function signIn() {
	const { tenant, email, password } = status().signins.find((s) => s.tenant === HOME && s.role === "Customer Executive");
	for (let i = 0; i < 100; i++) {
		const answer = await ask("POST", "/api/v1/auth/login", { body: { tenant, email, password } });
		if (answer.status === 200) return JSON.parse(answer.text).access_token;
		await pause(100);
	}
	throw new Error("nobody can sign in");
}

/* ---- clients ---- */

const tenant = sql(`select id from tenant where code = '${HOME}'`)[0][0];
const known = { acknowledged: new Map(), refused: new Set(), retried: 0, unexpected: [] };

/* Until it is answered for good. */
async function payOnce(bill, load) {
	const key = `crash-${run}-${randomUUID()}`, money = { amount: 1, currency: CURRENCY };
	const body = { account_id: bill[0], amount: money, method: "cash", notes: key, allocations: [{ receivable_id: bill[1], amount: money }] };
	for (;;) {
		const answer = await ask("POST", "/api/v1/payments", { token: load.token, key, body });
		if (answer.status === 201) {
			const told = JSON.parse(answer.text);
			known.acknowledged.set(key, told);
			appendFileSync(join(folder, "log/crash-acknowledged.jsonl"), `${JSON.stringify({ key, ...told })}\n`);
			return;
		}
		if (answer.status === 422 && !/Idempotency/.test(answer.text) || (answer.status === 409 && !/under way/.test(answer.text))) {
			known.refused.add(key);
			return;
		}
		if (![0, 401, 409, 429, 500, 502, 503, 504].includes(answer.status)) known.unexpected.push(`${answer.status} ${answer.text}`);
		known.retried++;
		if (answer.status === 401) load.token = await signIn();
		await pause(randomInt(10, 60));
	}
}

async function client(bills, load) {
	while (!load.over) await payOnce(bills[randomInt(bills.length)], load);
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
	const bills = sql(`select account_id, id from receivable where tenant_id = '${tenant}' and status = 'open' and open_minor > 300 order by rand() limit 60`);
	const load = { token: await signIn(), over: false }, before = known.acknowledged.size;
	const clients = Array.from({ length: CLIENTS }, () => client(bills, load));
	const plan = Array.from({ length: KILLS }, (_, i) => i < 2 ? "mariadbd" : ["worker", "auth"][randomInt(10)] ?? "payments")
		.sort(() => randomInt(3) - 1);
	for (const name of plan) {
		await pause(randomInt(120, 700));
		await kill(name, tally);
	}
	await pause(500);
	load.over = true;
	await Promise.all(clients);
	return known.acknowledged.size - before;
}

function judge(n) {
	const rows = sql(`select notes, count(*), min(id), min(payment_no), min(receipt_no), min(amount_minor), min(status) from payment`
		+ ` where tenant_id = '${tenant}' and notes like 'crash-${run}-%' group by notes`);
	const stored = new Map(rows.map(([key, count, ...rest]) => [key, { count: Number(count), rest }]));
	const lost = [...known.acknowledged].filter(([key, told]) => {
		const row = stored.get(key);
		return !row || row.rest.join() !== [told.id, told.payment_no, told.receipt_no, "1", "posted"].join();
	});
	check(!lost.length, `round ${n}: ${lost.length} acknowledged payments are lost: ${JSON.stringify(lost.slice(0, 3))}`);
	const doubled = rows.filter(([, count]) => count !== "1");
	check(!doubled.length, `round ${n}: ${doubled.length} payments are doubled: ${JSON.stringify(doubled.slice(0, 3))}`);
	const unknown = rows.filter(([key]) => !known.acknowledged.has(key));
	check(!unknown.length, `round ${n}: ${unknown.length} payments that no client knows of: ${JSON.stringify(unknown.slice(0, 3))}`);
	const twice = [...known.acknowledged.values()].map((t) => t.receipt_no);
	check(new Set(twice).size === twice.length, `round ${n}: a receipt number was given twice`);
	try {
		execFileSync(join(env("BILLPORT_TEST_BIN"), "billport-verify"), [], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: join(env("BILLPORT_TEST_SECRETS"), "bp_verify") } });
		check(true);
	} catch (e) {
		check(false, `round ${n}: billport-verify: ${e.stdout}${e.stderr}`);
	}
}

const began = Date.now(), tally = [];
for (let n = 1; n <= rounds; n++) {
	const start = Date.now(), from = tally.length, acknowledged = await round(n, tally), faults = failed;
	judge(n);
	const kills = tally.slice(from);
	console.log(`round ${n}: ${acknowledged} acknowledged, ${kills.length} kills (${Object.entries(Object.groupBy(kills, (k) => k.name)).map(([k, l]) => `${l.length} ${k}`).join(", ")}),`
		+ ` ${kills.filter((k) => k.inside).length} inside a transaction, ${failed === faults ? "nothing lost, nothing doubled, verify clean" : "FAILED"}, ${Math.round((Date.now() - start) / 1000)} s`);
}
const inside = tally.filter((k) => k.inside).length;
check(inside * 3 >= tally.length && tally.length >= rounds * KILLS / 2, `${inside} of ${tally.length} kills fell inside a transaction; a third is wanted`);
check(tally.some((k) => k.name === "mariadbd") && tally.some((k) => k.name === "payments"), "both mariadbd and payments must die");
check(!known.unexpected.length, `unexpected answers: ${[...new Set(known.unexpected)].slice(0, 5).join("\n")}`);
console.log(`${rounds} rounds: ${known.acknowledged.size} acknowledged, ${known.refused.size} refused, ${known.retried} asked again; ${tally.length} kills, ${inside} inside a transaction; ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
agent.destroy();
process.exit(failed ? 1 : 0);
