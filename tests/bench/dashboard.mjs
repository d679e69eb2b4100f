/*
 * The Billing Dashboard's overview where there are many: 13 cycles of 100,000 bills, nine in ten paid,
 * in the largest tenant and of 10,000 in two others (facts.mjs), on a stack of their own.
 *
 *   all tiles, both comparisons, at 16 connections: ≥ 1,000 answers a second, p99 ≤ 30 ms, with 50
 *   payments a second beside it, and again with the worker stopped for ten seconds; stopped for a
 *   minute still exact and ≥ 150 a second
 *   the same tiles out of the base tables by one prepared statement, in the same run: ratio ≥ 100
 *   the first page of rows behind a tile of 100,000: p99 ≤ 15 ms at 4 connections
 *   payments with facts ≥ 0.9 of the rate without while nobody folds, ≥ 0.75 while the worker does
 *
 * Part of `make bench`; alone: node tests/bench/dashboard.mjs [load|peer|rows|writing].
 * BENCH_KEEP=1 keeps the stack and its rows (but writing leaves payments without facts behind it: after
 * that begin anew); BENCH_DASHBOARD_BILLS=10000 makes smaller cycles (no bar
 * of speed is then what it says).
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/contract.mjs";
import { fillFacts } from "./facts.mjs";
import { CURRENCY, TENANT, median, out, pause, round, signIn, sql, stack, wrk } from "./load.mjs";

const BILLS = Number(process.env.BENCH_DASHBOARD_BILLS ?? 100_000), RATE = 1000, P99_MS = 30, STOPPED_RATE = 150, RATIO = 100, ROWS_MS = 15;
const PAYMENTS_S = 50, LOAD_S = 5, IDLE = 0.9, FOLDING = 0.75;
const kind = { BILLPORT_TEST_KIND: "dashboard", BILLPORT_DEMO_ACCOUNTS: "60,40" };
const GROUPS = /^METRIC\((\w+), *"[^"]*", *(?:BILLING|CONSUMPTION|FINANCE),/gm;
const TILES = [...readFileSync(join(root, "shared/metrics/catalog.def"), "utf8").matchAll(GROUPS)].map(([, key]) => key);
const OVERVIEW = ["this_month", "last_month"].map((p) => `/api/v1/metrics/query?metrics=${TILES.join(",")}&period=${p}`);

export async function benchDashboard({ must, scale = 1, only = () => true }) {
	const env = stack([process.env.BENCH_KEEP ? "start" : "fresh", "release"], kind);
	const ask = (text) => sql(env, text), told = { tiles: TILES.length };
	const bench = { env, ask, must, scale, told, tenant: ask(`select id from tenant where code = '${TENANT}'`)[0][0] };
	mkdirSync(out, { recursive: true });
	await fill(bench);
	try {
		if (only("load")) await load(bench);
		if (only("peer")) await peer(bench);
		if (only("rows")) await rows(bench);
		if (only("writing")) await writing(bench);
	} finally {
		if (!process.env.BENCH_KEEP) stack(["stop"], kind);
	}
	return told;
}

/* ---- the tenants ---- */

async function fill({ env, ask, must, tenant }) {
	const others = ask(`select code, id from tenant where code <> '${TENANT}'`);
	if (others.length < 2) {
		execFileSync(join(env.BILLPORT_TEST_BIN, "billport-tenant"), ["add", "harborview", "--name", "Harborview", "--currency", "USD", "--zone", "America/Chicago", "--locale", "en-US", "--utility", "water"],
			{ env: { ...process.env, ...env }, stdio: "ignore" });
		others.push(...ask("select code, id from tenant where code = 'harborview'"));
	}
	const today = new Date(new Date().toLocaleDateString("sv", { timeZone: "America/New_York" }));
	const log = (text) => console.log(`  ${text}`);
	await fillFacts({ sql: ask, tenant, accounts: BILLS, today, log });
	for (const [, id] of others) await fillFacts({ sql: ask, tenant: id, accounts: BILLS / 10, today });
	/* Open bills, two of an account: what is paid beside. */
	writeFileSync(join(out, "dashboard-bills"), ask(`select account_id, group_concat(id order by id limit 2) from receivable where tenant_id = '${tenant}' and status = 'open' and open_minor > 2000 and number like 'FB-%'
		group by account_id having count(*) > 1 limit 4000`).map((r) => r.join(" ")).join("\n") + "\n");
	const verified = spawnSync(join(env.BILLPORT_TEST_BIN, "billport-verify"), ["--json", TENANT], { encoding: "utf8", maxBuffer: 1 << 26,
		env: { ...process.env, ...env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: join(env.BILLPORT_TEST_SECRETS, "bp_verify") } });
	const checks = JSON.parse(verified.stdout || '{"checks":[]}').checks.filter((c) => /^(facts|cuts)_/.test(c.check));
	must(checks.length >= 8, `verify says nothing: ${verified.stderr.slice(0, 300)}`);
	for (const c of checks.filter((c) => c.differ)) must(false, `verify: ${c.check}: ${c.differ} differ, ${c.examples[0]}`);
}

/* ---- values ---- */

const get = async (env, token, path) => {
	const answer = await fetch(env.BILLPORT_TEST_URL + path, { headers: { authorization: `Bearer ${token}` } });
	if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
	return answer.json();
};

/* One statement for all of the overview that is in base tables, over three periods. */
function overviewSql(tenant, periods) {
	const t = `tenant_id = '${tenant}'`, between = (c, p) => `${c} between '${p.from}' and '${p.to}'`;
	const each = (expr) => periods.map((p) => expr(p)).join(", ");
	const first = periods.map((p) => p.from).sort()[0];
	const bills = each((p) => ["1", "is_estimated = 0", "is_estimated", "amount_minor", "consumption_milli", "use_class = 'high'", "use_class = 'low'", "use_class = 'zero'"]
		.map((v) => `sum(if(${between("issued_on", p)}, ${v}, 0))`).join(", "));
	const undone = each((p) => `sum(if(${between("reversed_on", p)}, 1, 0)), sum(if(${between("reversed_on", p)}, amount_minor, 0))`);
	const lines = each((p) => `sum(if(${between("b.issued_on", p)} and l.kind in ('service', 'fixed', 'surcharge', 'minimum'), l.amount_minor, 0))`);
	const paid = each((p) => `sum(if(${between("paid_on", p)}, late_fee_minor, 0)), sum(if(${between("paid_on", p)} and late_fee_minor > 0, 1, 0))`);
	const stock = each((p) => `sum(if(r.issued_on <= '${p.to}', r.amount_minor - coalesce((select sum(if(e.reverses_id is null, e.amount_minor, -e.amount_minor)) from store.allocation e
		where e.tenant_id = r.tenant_id and e.receivable_id = r.id and e.allocated_on <= '${p.to}'), 0), 0))`);
	const held = each((p) => `sum(held_on <= '${p.to}' and (resolved_on is null or resolved_on > '${p.to}'))`);
	return `select * from (select ${bills} from store.bill where ${t} and issued_on >= '${first}') a, (select ${undone} from store.bill where ${t} and status = 'reversed') b,
		(select ${lines} from store.bill b straight_join store.bill_line l on l.tenant_id = b.tenant_id and l.bill_id = b.id where b.${t} and b.issued_on >= '${first}') c,
		(select ${paid} from store.payment where ${t} and status in ('posted', 'cancelled', 'returned') and paid_on >= '${first}') d,
		(select ${stock} from store.receivable r where r.${t} and r.kind = 'bill' and r.status <> 'cancelled' and (r.open_minor > 0 or r.changed_on > '${first}')) e,
		(select sum(open_minor) from store.receivable where ${t} and kind = 'bill' and open_minor > 0) f, (select ${held} from store.billing_exception where ${t}) g`;
}

/* What the tiles say against what the base rows say, with nobody writing. */
async function exact({ env, ask, must, tenant }, when) {
	const answer = await get(env, await signIn(env), OVERVIEW[0]), { period, data } = answer;
	const number = (key, part = "value") => { const v = data.find((d) => d.key === key)[part]; return v?.amount ?? v; };
	const t = `tenant_id = '${tenant}'`, one = (text) => Number(ask(text)[0][0]);
	const days = (c, p = period) => `${c} between '${p.from}' and '${p.to}'`;
	const stock = (p) => one(`select coalesce(sum(r.amount_minor), 0) - (select coalesce(sum(if(e.reverses_id is null, e.amount_minor, -e.amount_minor)), 0) from allocation e straight_join receivable x on x.tenant_id = e.tenant_id
		and x.id = e.receivable_id where e.${t} and x.kind = 'bill' and x.status <> 'cancelled' and e.allocated_on <= '${p.to}') from receivable r where r.${t} and r.kind = 'bill' and r.status <> 'cancelled' and r.issued_on <= '${p.to}'`);
	const wanted = {
		bills_generated: one(`select count(*) from bill where ${t} and ${days("issued_on")} and status <> 'reversed'`),
		billed: one(`select coalesce(sum(amount_minor), 0) from bill where ${t} and ${days("issued_on")} and status <> 'reversed'`),
		service_charges: one(`select coalesce(sum(l.amount_minor), 0) from bill b straight_join bill_line l on l.tenant_id = b.tenant_id and l.bill_id = b.id where b.${t} and ${days("b.issued_on")} and b.status <> 'reversed'
			and l.adjustment_id is null and l.kind in ('service', 'fixed', 'surcharge', 'minimum')`),
		outstanding: one(`select sum(open_minor) from receivable where ${t} and kind = 'bill'`),
		past_due: one(`select sum(open_minor) from receivable where ${t} and kind = 'bill' and due_on < '${period.to}'`),
	};
	for (const [key, n] of Object.entries(wanted)) must(number(key) === n, `${when}: ${key} is ${number(key)}, the rows say ${n}`);
	must(number("outstanding", "previous") === stock(answer.previous), `${when}: outstanding of the period before is ${number("outstanding", "previous")}, the rows say ${stock(answer.previous)}`);
}

/* ---- load, with payments beside ---- */

/* So many payments a second, evenly, of two bills each. */
function payments(env) {
	const bills = readFileSync(join(out, "dashboard-bills"), "utf8").trim().split("\n").map((l) => l.split(" "));
	const state = { done: 0, failed: 0, stop: false }, began = performance.now();
	const agentless = (token) => async ([account, pair]) => {
		const of = pair.split(",").map((id) => ({ receivable_id: id, amount: { amount: 1, currency: CURRENCY } }));
		const answer = await fetch(`${env.BILLPORT_TEST_URL}/api/v1/payments`, { method: "POST",
			headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
			body: JSON.stringify({ account_id: account, amount: { amount: 2, currency: CURRENCY }, method: "cash", allocations: of, confirm_duplicate: true }) });
		answer.status === 201 ? state.done++ : (state.failed++, state.why ??= `${answer.status} ${await answer.text()}`);
		if (answer.status === 201) await answer.arrayBuffer();
	};
	state.finished = (async () => {
		let sent = 0, token = await signIn(env), signed = performance.now();
		const waiting = new Set();
		while (!state.stop) {
			if (performance.now() - signed > 120e3) { token = await signIn(env); signed = performance.now(); }
			for (const due = (performance.now() - began) / 1000 * PAYMENTS_S; sent < due && waiting.size < 16; sent++) {
				const one = agentless(token)(bills[sent % bills.length]).catch((e) => { state.failed++; state.why ??= e.message; }).finally(() => waiting.delete(one));
				waiting.add(one);
			}
			await pause(5);
		}
		await Promise.all(waiting);
		state.rate = state.done / ((performance.now() - began) / 1000);
	})();
	return state;
}

/* wrk holds this thread: it is its own process, and payments go on. */
const wrkBeside = (env, connections, seconds, file, token) => new Promise((good, bad) => {
	const run = spawn("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", join(root, "tests/bench/load.lua"), env.BILLPORT_TEST_URL, "--", "mix", "/", file, token, CURRENCY], { stdio: ["ignore", "pipe", "inherit"] });
	let text = "";
	run.stdout.on("data", (part) => { text += part; });
	run.on("exit", () => {
		const told = JSON.parse(text.split("\n").find((l) => l.startsWith("{")) ?? "null");
		told ? good({ ...told, rate: told.requests / (told.us / 1e6) }) : bad(new Error(text));
	});
});

async function load(bench) {
	const { env, ask, must, scale, told, tenant } = bench, file = join(out, "dashboard-paths");
	const waiting = () => Number(ask(`select count(*) from metric_delta where tenant_id = '${tenant}'`)[0][0]);
	const note = (name, run, deltas) => {
		told[name] = { rate: round(run.rate), p99: round(run.p99 / 1000, 1), deltas };
		if (run.bad) must(false, `${name}: ${run.bad} of ${run.requests} failed`);
		console.log(`overview of ${TILES.length} tiles, ${name}: ${round(run.rate)} a second, p99 ${round(run.p99 / 1000, 1)} ms, ${deltas} facts waiting`);
		return run;
	};
	/* What one machine holds beside its load; bars are scaled by what a constant answer reaches. */
	const bar = (name, run, rate, p99) => {
		must(run.rate >= rate / scale, `${name}: ${round(run.rate)} a second, ${round(rate / scale)} wanted`);
		if (p99) must(run.p99 / 1000 <= p99 * scale, `${name}: p99 ${round(run.p99 / 1000, 1)} ms, ${round(p99 * scale)} allowed`);
	};
	writeFileSync(file, OVERVIEW.join("\n") + "\n");
	const ask16 = async (seconds = LOAD_S) => wrkBeside(env, 16, seconds, file, await signIn(env));
	await exact(bench, "at first");
	await ask16(1);
	note("alone", await ask16(), waiting());
	let beside = payments(env);
	await pause(500);
	bar("with payments beside", note("with payments beside", await ask16(), waiting()), RATE, P99_MS);
	stack(["without", "worker"], kind);
	const stopped = performance.now();
	while (performance.now() - stopped < 10e3) await pause(100);
	bar("worker stopped for 10 s", note("worker stopped for 10 s", await ask16(), waiting()), RATE, P99_MS);
	while (performance.now() - stopped < 60e3) await pause(100);
	bar("worker stopped for a minute", note("worker stopped for a minute", await ask16(), waiting()), STOPPED_RATE);
	beside.stop = true;
	await beside.finished;
	told.payments = { done: beside.done, failed: beside.failed, rate: round(beside.rate, 1) };
	console.log(`payments beside: ${beside.done} in all, ${round(beside.rate, 1)} a second`);
	must(beside.failed === 0, `${beside.failed} payments failed: ${beside.why}`);
	must(beside.rate >= PAYMENTS_S * 0.9 / scale, `${round(beside.rate, 1)} payments a second beside, ${PAYMENTS_S} wanted`);
	await exact(bench, "with the worker stopped");
	stack(["start", "release"], { ...kind, BILLPORT_NO_BUILD: "1" });
	while (waiting()) await pause(100);
	await exact(bench, "after the worker came back");
}

/* ---- the base tables ---- */

async function peer({ env, must, told, tenant }) {
	const { period, previous, last_year } = await get(env, await signIn(env), OVERVIEW[0]);
	const text = overviewSql(tenant, [period, previous, last_year]).replace(/\s+/g, " ").replaceAll("'", "''");
	const times = (n) => `prepare s from '${text}';\n${"execute s;\n".repeat(n)}`;
	const once = (n) => new Promise((done) => {
		const run = spawn("mariadb", [`--defaults-file=${env.BILLPORT_TEST_ADMIN_CNF}`, "-NB", "store"], { stdio: ["pipe", "ignore", "inherit"] });
		run.stdin.end(times(n));
		run.on("exit", done);
	});
	await once(1);
	const began = performance.now();
	await Promise.all([once(3), once(3)]);		/* two processors */
	const rate = 6 / ((performance.now() - began) / 1000), ours = (told.alone ?? told["with payments beside"])?.rate;
	told.peer = { rate: round(rate, 2), ratio: ours && round(ours / rate) };
	console.log(`the same from the base tables: ${round(rate, 2)} a second${ours ? `, ratio ${round(ours / rate)}` : ""}`);
	if (ours) must(ours / rate >= RATIO, `the overview is ${round(ours / rate)} times as fast as from the base tables, ${RATIO} wanted`);
}

/* ---- rows behind a tile ---- */

async function rows({ env, must, scale, told }) {
	told.rows = {};
	for (const path of ["/api/v1/metrics/bills_generated/rows?period=last_month", "/api/v1/metrics/outstanding/rows?period=this_month", "/api/v1/metrics/outstanding/rows?period=last_month",
		"/api/v1/metrics/collected/rows?period=last_month", "/api/v1/metrics/service_charges/rows?period=last_month", "/api/v1/metrics/success_rate/rows?period=last_month"]) {
		const token = await signIn(env), answer = await get(env, token, path), runs = [];
		for (let i = 0; i < 3 && (i === 0 || median(runs) > ROWS_MS * scale); i++) runs.push(wrk(env, 4, 1, "same", path, null, token).p99 / 1000);
		told.rows[path] = { ms: round(median(runs), 1), rows: answer.row_count };
		console.log(`${path}: ${answer.row_count} rows, first page p99 ${round(median(runs), 1)} ms at 4 connections`);
		must(median(runs) <= ROWS_MS * scale, `${path}: p99 ${round(median(runs), 1)} ms, ${round(ROWS_MS * scale)} allowed`);
	}
}

/* ---- writing ---- */

async function writing({ env, must, told, ask, tenant }) {
	const bills = ask(`select account_id, min(id) from receivable where tenant_id = '${tenant}' and status = 'open' and open_minor > 2000 and number like 'FB-%' group by account_id limit 4000`).map((r) => r.join(" ")).join("\n") + "\n";
	const rate = (program) => Number(execFileSync(join(root, "build/bench", program), [TENANT, "4", "2"], { env: { ...process.env, ...env }, input: bills, encoding: "utf8" }));
	const ratioOf = () => median(Array.from({ length: 5 }, (_, i) => {
		const [a, b] = i % 2 ? ["paying", "paying-bare"] : ["paying-bare", "paying"], first = rate(a), second = rate(b);
		return i % 2 ? first / second : second / first;
	}));
	rate("paying-bare");
	const folding = ratioOf();
	stack(["without", "worker"], kind);
	const idle = ratioOf();
	stack(["start", "release"], { ...kind, BILLPORT_NO_BUILD: "1" });
	told.writing = { idle: round(idle, 3), folding: round(folding, 3) };
	console.log(`payments with facts: ${round(idle, 2)} of the rate without while nobody folds, ${round(folding, 2)} while the worker does`);
	must(idle >= IDLE, `payments with facts: ${round(idle, 3)} of the rate without, ${IDLE} wanted`);
	must(folding >= FOLDING, `payments with facts while the worker folds: ${round(folding, 3)} of the rate without, ${FOLDING} wanted`);
}

/* ---- alone ---- */

if (process.argv[1] === import.meta.filename) {
	const missed = [], parts = process.argv.slice(2);
	const told = await benchDashboard({ must: (good, text) => { if (!good) missed.push(text); }, only: (part) => !parts.length || parts.includes(part), scale: Number(process.env.BENCH_SCALE ?? 1) });
	writeFileSync(join(out, "dashboard.json"), JSON.stringify({ ...told, missed }, null, 1));
	console.log(missed.length ? `missed:\n${missed.map((m) => `  ${m}`).join("\n")}` : "every bar is met");
	process.exit(missed.length ? 1 : 0);
}
