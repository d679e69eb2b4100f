/*
 * A run over a billing cycle while its workers and mariadbd are killed with SIGKILL.
 *
 *   node tests/crash/generation.mjs ROUNDS        (tests/crash/run does)
 *
 * Each round is a month of a zone of its own: reads for most of its accounts, none for some, one class that no
 * tariff knows.  Two kills of a worker and, every other round, one of mariadbd fall into the run.  After it:
 * the run is done, every account that is due has exactly one live bill or a blocking exception, no number is
 * there twice, none of the reserved ones is unaccounted for, and billport-verify is clean but for the search index, of which the
 * round's own accounts are no part.  The last line is
 * "N passed, N failed".
 */
import { execFile, execFileSync } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { call, env, signIn, sql, status } from "../support/api.mjs";
import { root } from "../support/contract.mjs";

const HOME = "larkfield", ACCOUNTS = 6000, PATIENCE = 180e3, rounds = Number(process.argv[2] ?? 3);
const folder = env("BILLPORT_TEST_STACK"), run = randomUUID().slice(0, 8);
const pause = (ms) => new Promise((go) => setTimeout(go, ms)), now = promisify(execFile);
let passed = 0, failed = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };

/* ---- a zone with accounts, and a month of reads ---- */

const tenant = sql(`select id from tenant where code = '${HOME}'`)[0][0];
const zone = randomUUID(), made = (letter) => `concat('${run}-${letter}000-7000-8000-', lpad(hex(seq), 12, '0'))`;
const consumer = sql(`select id from consumer where tenant_id = '${tenant}' limit 1`)[0][0];
const doc = JSON.stringify({ unit: "kgal", classes: { homes: { components: [
	{ id: "base", kind: "fixed", name: "Service", amount: "12.00", per: "period" },
	{ id: "use", kind: "usage", name: "Water", tiers: [{ from: "0", price: "4.10" }, { from: "6", price: "5.30" }, { from: "14", price: "7.20" }] }] } } });
sql(`insert into zone (tenant_id, id, name) values ('${tenant}', '${zone}', 'Crash ${run}');
	insert into account (tenant_id, id, number, consumer_id, zone_id, class, street, city, region, postcode, opened_on)
		select '${tenant}', ${made("a")}, concat('X${run}-', seq), '${consumer}', '${zone}', 'residential', 'Crash Street', 'Larkfield', 'NY', '12190', '2019-01-01' from seq_1_to_${ACCOUNTS};
	insert into account_balance (tenant_id, account_id) select '${tenant}', ${made("a")} from seq_1_to_${ACCOUNTS};
	insert into service (tenant_id, id, account_id, utility, class, started_on)
		select '${tenant}', ${made("b")}, ${made("a")}, 'sewer', if(seq % 500 = 7, 'unheard', 'homes'), '2019-01-01' from seq_1_to_${ACCOUNTS};
	insert into meter (tenant_id, id, account_id, service_id, number, utility, kind, unit, installed_on)
		select '${tenant}', ${made("c")}, ${made("a")}, ${made("b")}, concat('X${run}-', seq), 'sewer', 'use', 'kgal', '2019-01-01' from seq_1_to_${ACCOUNTS};
	insert into meter_span (tenant_id, meter_id, from_on, account_id, service_id, unit, multiplier_milli, reason)
		select '${tenant}', ${made("c")}, '2019-01-01', ${made("a")}, ${made("b")}, 'kgal', 1000, 'installed' from seq_1_to_${ACCOUNTS};
	insert into tariff (tenant_id, id, code, revision, name, utility, state, effective_on, doc_json, created_at, activated_at, created_by_name)
		select '${tenant}', uuid(), 'CRASH-${run}', 1, 'Crash', 'sewer', 'active', '2019-01-01', '${doc}', utc_timestamp(6), utc_timestamp(6), 'Crash'`);

const months = Array.from({ length: rounds }, (_, i) => {
	const first = new Date(Date.UTC(2020, i, 1)), last = new Date(Date.UTC(2020, i + 1, 0));
	return [first.toISOString().slice(0, 10), last.toISOString().slice(0, 10)];
});
const READ = `seq % 40 <> 3`;
const readMonth = (n, [from, to]) => sql(`insert into meter_read (tenant_id, id, account_id, meter_id, read_on, from_on, use_milli, unit, quality, source, read_at, read_by_name)
	select '${tenant}', concat('${run}-d${String(n).padStart(3, "0")}-7000-8000-', lpad(hex(seq), 12, '0')), ${made("a")}, ${made("c")}, '${to}', '${from}',
	3000 + seq * 7 % 9000, 'kgal', 'actual', 'import', utc_timestamp(6), 'Crash' from seq_1_to_${ACCOUNTS} where ${READ}`);

/* ---- asking, until it is answered ---- */

let token, signedIn = 0;
const person = status().signins.find((s) => s.tenant === HOME && s.role === "Billing Manager");
async function ask(method, path, body) {
	const key = `crash-${randomUUID()}`;
	for (let i = 0; i < 300; i++) {
		try {
			if (!token || Date.now() - signedIn > 120e3) { ({ token } = await signIn(person)); signedIn = Date.now(); }
			const answer = await call(method, path, { token, body, key });
			if (answer.status < 300) return answer.json;
			if (![401, 409, 429, 500, 502, 503, 504].includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
			if (answer.status === 401) token = null;
		} catch (e) { if (/: 4\d\d /.test(e.message)) throw e; token = null; }
		await pause(200);
	}
	throw new Error(`${method} ${path} is not answered`);
}

/* ---- kills ---- */

const childrenOf = (pid) => readdirSync("/proc").filter((p) => /^\d+$/.test(p)).filter((p) => {
	try {
		const [state, parent] = readFileSync(`/proc/${p}/stat`, "utf8").replace(/.*\) /s, "").split(" ");
		return parent === String(pid) && state !== "Z";
	} catch { return false; }
});
const supervisor = (name) => readFileSync(join(folder, "run/pids", name), "utf8").split(" ")[0];
const tally = { worker: 0, mariadbd: 0 };
async function kill(name) {
	const pids = name === "mariadbd" ? [supervisor(name)] : childrenOf(supervisor(name));
	if (!pids.length) return;
	try { process.kill(Number(pids[randomInt(pids.length)]), "SIGKILL"); tally[name]++; } catch { return; }
	if (name === "mariadbd") await now(join(root, "tests/support/stack"), ["db"]);
}
/* Nobody waits half a minute for a dead worker's lease in a test. */
const hurry = () => sql(`update job set lease_until = utc_timestamp(6) - interval 1 second where kind = 'bill.generate' and state = 'running'
	and lease_until < utc_timestamp(6) + interval 26 second; update job set run_at = utc_timestamp(6) where kind = 'bill.generate' and state = 'queued' and run_at > utc_timestamp(6)`);

/* ---- a round ---- */

const one = (text) => Number(sql(text)[0][0]);
function judge(n, cycle, [from, to], end) {
	check(end.state === "done", `round ${n}: the run is ${end.state}: ${end.failure}`);
	const bills = one(`select count(*) from bill where tenant_id = '${tenant}' and live_cycle = '${cycle}'`);
	const held = one(`select count(distinct account_id) from billing_exception where tenant_id = '${tenant}' and cycle_id = '${cycle}' and is_blocking and open_key is not null`);
	check(bills + held === ACCOUNTS, `round ${n}: ${bills} bills and ${held} held of ${ACCOUNTS} accounts`);
	check(end.figures.billed === bills && end.figures.excepted === held, `round ${n}: the run says ${JSON.stringify(end.figures)}, there are ${bills} bills and ${held} held`);
	check(!sql(`select b.account_id from bill b join billing_exception x on x.tenant_id = b.tenant_id and x.cycle_id = b.live_cycle and x.account_id = b.account_id and x.is_blocking and x.open_key is not null
		where b.tenant_id = '${tenant}' and b.live_cycle = '${cycle}' limit 1`).length, `round ${n}: an account is billed and held`);
	check(!sql(`select number from bill where tenant_id = '${tenant}' group by number having count(*) > 1 limit 1`).length, `round ${n}: a number was given twice`);
	const reserved = one(`select next - first from number_series where tenant_id = '${tenant}' and series = 'bill'`);
	const used = one(`select count(*) from bill where tenant_id = '${tenant}' and import_id is null`);
	const gaps = one(`select coalesce(sum(last_no - first_no + 1), 0) from number_gap where tenant_id = '${tenant}' and series = 'bill'`);
	check(reserved === used + gaps, `round ${n}: of ${reserved} numbers ${used} are bills and ${gaps} are told as missing`);
	/* The accounts were put in by hand: no word of them is indexed, and nothing else may differ. */
	let said = "";
	try {
		said = execFileSync(join(env("BILLPORT_TEST_BIN"), "billport-verify"), [], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 << 20,
			env: { ...process.env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: join(env("BILLPORT_TEST_SECRETS"), "bp_verify") } });
	} catch (e) { said = `${e.stdout}${e.stderr}`; }
	const differ = said.split("\n").filter((l) => /DIFFERS/.test(l) && !/search_complete/.test(l));
	check(/strays/.test(said) && !differ.length, `round ${n}: billport-verify: ${differ.slice(0, 8).join("\n")}`);
}

async function round(n) {
	const month = months[n - 1];
	readMonth(n, month);
	const cycle = (await ask("POST", "/api/v1/cycles", { zone_id: zone, utility: "sewer", from_on: month[0], to_on: month[1], name: `Crash ${run} ${n}` })).id;
	const { id } = await ask("POST", "/api/v1/generations", { cycle_id: cycle });
	const plan = ["worker", "worker", ...(n % 2 ? ["mariadbd"] : ["worker"])].sort(() => randomInt(3) - 1);
	const began = Date.now();
	for (const name of plan) {
		await pause(randomInt(30, 400));
		await kill(name);
	}
	let end;
	do {
		await pause(300);
		hurry();
		end = await ask("GET", `/api/v1/generations/${id}`);
	} while (end.state === "running" && Date.now() - began < PATIENCE);
	judge(n, cycle, month, end);
	return Date.now() - began;
}

for (let n = 1; n <= rounds; n++) {
	const before = failed, ms = await round(n);
	console.log(`round ${n}: ${failed === before ? "every account billed once or held, numbers whole, verify clean" : "FAILED"}, ${(ms / 1000).toFixed(1)} s`);
}
check(tally.worker >= rounds && tally.mariadbd > 0, `killed ${tally.worker} workers and ${tally.mariadbd} times mariadbd`);
console.log(`${rounds} rounds of ${ACCOUNTS} accounts: ${tally.worker} workers and ${tally.mariadbd} times mariadbd killed`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
