/*
 * A cycle of 100,000 accounts, from reads to committed bills: lines, receivables, journal, numbers,
 * exceptions, metric deltas.
 *
 *   ≤ 12 s with two workers on two cores; at most 64 MiB of a worker; at least half as quick as a bare loop
 *   (rows.c) that puts the same bills, lines and receivables in again by two connections
 *
 * Part of `make bench`; alone: node tests/bench/generation.mjs (make build/bench/rows before).  On a stack of its
 * own.  The second of two months is measured: each account has a bill before, to hold its use against.
 * BENCH_GENERATION_ACCOUNTS for another number, which scales the bar.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cpuOf, out, pause, pidOf, poolOf, round, signIn, sql, stack } from "./load.mjs";

const ACCOUNTS = Number(process.env.BENCH_GENERATION_ACCOUNTS ?? 100000), SECONDS = 12, MEMORY = 64 << 20, RATIO = 0.5;

const id = (kind) => `concat('019a000${kind}-0000-7000-8000-', lpad(hex(seq), 12, '0'))`;
const ZONE = "019a0008-0000-7000-8000-000000000001";
const doc = JSON.stringify({ unit: "kgal", attributes: [{ name: "meter_size", values: ["5/8\"", "3/4\"", "1\""] }],
	classes: { residential: { components: [
		{ id: "service", kind: "fixed", name: "Service charge", per: "period", amount: { by: "meter_size", values: { "5/8\"": "14.20", "3/4\"": "18.60", "1\"": "27.40" } } },
		{ id: "use", kind: "usage", name: "Water", tiers: [{ from: "0", price: "4.85" }, { from: "4", price: "6.40" }, { from: "8", price: "7.10" }, { from: "12", price: "8.95" }] },
		{ id: "storm", kind: "fixed", name: "Stormwater", per: "period", amount: "3.50" }] } } }).replace(/\\/g, "\\\\");

const month = (kind, from, to) => `insert into meter_read (tenant_id, id, account_id, meter_id, read_on, from_on, register_milli, previous_milli, multiplier_milli, use_milli, unit, quality, source, read_at, read_by_name)
	select @t, ${id(kind)}, ${id(2)}, ${id(4)}, '${to}', '${from}', 100500 + seq * 7919 % 17000, 100000, 1000, 500 + seq * 7919 % 17000 * (70 + seq % ${kind * 7}) div 100, 'kgal', 'actual', 'import', utc_timestamp(6), 'Bench' from seq_1_to_${ACCOUNTS} where seq % 100 <> 3;`;

const fixture = `set @t = (select id from tenant where code = 'larkfield');
	insert into zone (tenant_id, id, name) values (@t, '${ZONE}', 'Bench');
	insert into consumer (tenant_id, id, number, name, kind, email, created_at) select @t, ${id(1)}, concat('BC-', seq), concat('Consumer ', seq), 'person', concat('c', seq, '@bench.example'), utc_timestamp(6) from seq_1_to_${ACCOUNTS};
	insert into account (tenant_id, id, number, consumer_id, zone_id, class, street, city, region, postcode, opened_on)
		select @t, ${id(2)}, concat('BA-', seq), ${id(1)}, '${ZONE}', 'residential', concat(seq, ' Bench Street'), 'Larkfield', 'NY', '12190', '2025-01-01' from seq_1_to_${ACCOUNTS};
	insert into account_balance (tenant_id, account_id) select @t, ${id(2)} from seq_1_to_${ACCOUNTS};
	insert into service (tenant_id, id, account_id, utility, class, attributes_json, started_on)
		select @t, ${id(3)}, ${id(2)}, 'sewer', 'residential', concat('{"meter_size":"', elt(1 + seq % 3, '5/8\\\\"', '3/4\\\\"', '1\\\\"'), '"}'), '2025-01-01' from seq_1_to_${ACCOUNTS};
	insert into meter (tenant_id, id, account_id, number, utility, service_id, kind, unit, installed_on)
		select @t, ${id(4)}, ${id(2)}, concat('BM-', seq), 'sewer', ${id(3)}, 'register', 'kgal', '2025-01-01' from seq_1_to_${ACCOUNTS};
	${month(5, "2026-01-01", "2026-01-31")}
	${month(6, "2026-02-01", "2026-02-28")}
	insert into tariff (tenant_id, id, code, revision, name, utility, state, effective_on, doc_json, created_at, activated_at, created_by_name)
		values (@t, uuid(), 'BENCH', 1, 'Bench', 'sewer', 'active', '2020-01-01', '${doc}', utc_timestamp(6), utc_timestamp(6), 'Bench');
	analyze table account, consumer, service, meter, meter_read, account_balance;`;

const peakOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

export async function benchGeneration({ must, scale = 1 }) {
	const kind = { BILLPORT_TEST_KIND: "generation", BILLPORT_DEMO_ACCOUNTS: "240,80" };
	const env = stack(["fresh", "release"], kind), told = { accounts: ACCOUNTS };
	let token, signedIn = 0;
	const ask = async (method, path, body) => {
		if (Date.now() - signedIn > 200e3) { token = await signIn(env); signedIn = Date.now(); }
		const answer = await fetch(`${env.BILLPORT_TEST_URL}/api/v1${path}`, { method, body: body && JSON.stringify(body),
			headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() } });
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return answer.json();
	};
	const generate = async (from_on, to_on) => {
		const cycle = await ask("POST", "/cycles", { zone_id: ZONE, utility: "sewer", from_on, to_on });
		const began = performance.now(), { id: run } = await ask("POST", "/generations", { cycle_id: cycle.id });
		for (;;) {
			const now = await ask("GET", `/generations/${run}`);
			if (now.state !== "running") return { cycle: cycle.id, seconds: (performance.now() - began) / 1000, run: now };
			await pause(50);
		}
	};
	try {
		sql(env, fixture);
		const first = await generate("2026-01-01", "2026-01-31");
		const cpu = () => ({ server: cpuOf([pidOf(env, "mariadbd")]), workers: cpuOf(poolOf(env, "worker")) }), before = cpu();
		const { cycle, seconds, run } = await generate("2026-02-01", "2026-02-28"), after = cpu();
		const peak = Math.max(...poolOf(env, "worker").map(peakOf));
		const tenant = sql(env, "select id from tenant where code = 'larkfield'")[0][0];
		const password = /^password *= *"?([^"\n]*)/m.exec(readFileSync(env.BILLPORT_TEST_ADMIN_CNF, "utf8"))[1];
		const user = /^user *= *"?([^"\n]*)/m.exec(readFileSync(env.BILLPORT_TEST_ADMIN_CNF, "utf8"))[1];
		const bare = JSON.parse(execFileSync(join(out, "rows"), [env.BILLPORT_DB_SOCKET, user, password, tenant, cycle, "2"], { encoding: "utf8" }));
		Object.assign(told, { first: round(first.seconds, 1), seconds: round(seconds, 1), peak_mib: round(peak / (1 << 20), 1),
			rows: bare.rows, bare: round(bare.seconds, 1), ratio: round(bare.seconds / seconds, 2),
			cpu_server: round((after.server - before.server) / 1e6, 1), cpu_workers: round((after.workers - before.workers) / 1e6, 1) });
		const { billed, excepted } = run.figures;
		console.log(`generation of ${ACCOUNTS} accounts: ${told.seconds} s (first month ${told.first} s)` + must(seconds <= SECONDS * scale * ACCOUNTS / 100000, `${ACCOUNTS} accounts take ${told.seconds} s`)
			+ `, ${billed} billed, ${excepted} held` + must(run.state === "done" && billed + excepted === ACCOUNTS, `of ${ACCOUNTS} accounts ${billed} are billed and ${excepted} held`));
		console.log(`  the same ${bare.rows} rows by a bare loop ${told.bare} s, ratio ${told.ratio}` + must(bare.seconds / seconds >= RATIO, `ratio to the bare loop ${told.ratio}`)
			+ `; server ${told.cpu_server} s and workers ${told.cpu_workers} s of a core; worker at most ${told.peak_mib} MiB` + must(peak <= MEMORY, `a worker holds ${told.peak_mib} MiB`));
	} finally {
		if (!process.env.BENCH_KEEP) stack(["stop"], kind);
	}
	return told;
}

if (process.argv[1]?.endsWith("generation.mjs"))
	console.log(JSON.stringify(await benchGeneration({ must: (good, text) => { if (!good) { process.exitCode = 1; return `  MISSED: ${text}`; } return ""; } })));
