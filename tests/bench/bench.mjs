/*
 * The modules held against a bare program (bare.c) that runs the same statements behind the same
 * nginx, in one run, with as many processes.  Ratios are medians over rounds in which both sides
 * take turns; absolute limits hold where nginx's constant reaches 100,000 a second and are scaled
 * by it where it does not.
 *
 *   make bench            BENCH_ROUNDS=5 BENCH_SECONDS=2 BENCH_MEMORY=100000 (requests, 0: none)
 *                         BENCH_KEEP=1: on the stacks of the last run, which go on running
 *                         BENCH_LISTS=0: without the part of 1.3 million payments (lists.mjs)
 *                         BENCH_IMPORT=0: without the file of 200,000 accounts (imports.mjs)
 *                         BENCH_GENERATION=0: without the cycle of 100,000 accounts (generation.mjs)
 *                         BENCH_DOCUMENTS=0: without the PDF of 1,000 bills (documents.mjs)
 *                         BENCH_SIMULATION=0: without the cycle of 100,000 accounts (simulation.mjs)
 *                         BENCH_DASHBOARD=0: without the dashboard of 1.5 million bills (dashboard.mjs)
 *                         rating alone: build/bench/rating (rating.c), or node tests/bench/rating.mjs
 *
 * Prints a table, writes build/bench/results.json, and fails when a bar is missed.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readContract } from "../support/contract.mjs";
import { benchDashboard } from "./dashboard.mjs";
import { benchDocuments } from "./documents.mjs";
import { explainAll } from "./explain.mjs";
import { benchGeneration } from "./generation.mjs";
import { benchImports } from "./imports.mjs";
import { benchLists } from "./lists.mjs";
import { benchRating } from "./rating.mjs";
import { benchSimulations } from "./simulation.mjs";
import { CURRENCY, TENANT, anonymous, childrenOf, commandOf, cpuOf, median, out, pause, pidOf, poolOf, round, signIn, sql, stack, wrk } from "./load.mjs";

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 2);
const memoryRequests = Number(process.env.BENCH_MEMORY ?? 100000);
const BAR = 0.7, CPU_US = 60, MEMORY = 8 << 20, CONSTANT = 100000;

mkdirSync(out, { recursive: true });

/* ---- the stack, with a few locations more ---- */

async function openLocations(env) {
	const folder = env.BILLPORT_TEST_STACK, file = join(folder, "nginx/nginx.conf");
	const conf = readFileSync(file, "utf8");
	if (conf.includes("location = /bench/nginx")) return;
	const verdict = conf.match(/location = \/internal\/verdict \{[^}]*\}/)[0];
	const uncached = verdict.replace("/internal/verdict {", "/bench/ask {").replace(/^\s*fastcgi_(cache\w*|ignore_headers) .*\n/gm, "");
	const locations = `
		location = /bench/nginx { access_log off; default_type application/json; return 200 '{"status":"ok"}'; }
		location ^~ /bench/bare/ { fastcgi_param HTTP_IDEMPOTENCY_KEY $http_idempotency_key; ${inherited(conf)} fastcgi_pass bare; }
		location = /bench/cached/constant { auth_request /internal/verdict; fastcgi_pass bare; }
		location = /bench/uncached/constant { auth_request /bench/ask; fastcgi_pass bare; }
		${uncached}
		`;
	writeFileSync(file, conf.replace(verdict, locations + verdict)
		.replace(/\n\tserver \{/, `\n\tupstream bare { server unix:${folder}/run/bare.sock max_fails=0; }\n\tserver {`));
	process.kill(Number(readFileSync(join(folder, "nginx/nginx.pid"), "utf8")), "SIGHUP");
	/* The workers of before leave when their last connection does. */
	do await pause(500);
	while (childrenOf(pidOf(env, "nginx")).some((pid) => /shutting down/.test(commandOf(pid))));
}

/* A fastcgi_param in a location drops what it would inherit: the server's, again. */
const inherited = (conf) => [...conf.split(/\n\t\tlocation /)[0].matchAll(/^\t\tfastcgi_param .*;$/gm)].map(([l]) => l.trim())
	.filter((l) => !/HTTP_IDEMPOTENCY_KEY/.test(l)).join(" ");

const faults = [];
const missed = [];
const must = (good, text) => { if (!good) missed.push(text); return good ? "" : "  MISSED"; };

/* ---- the comparison ---- */

const KINDS = [
	{ name: "payment by id", kind: "one", loop: "get", file: "ids" },
	{ name: "list of 50", kind: "same", loop: "list", query: "?limit=50" },
	{ name: "taking a payment", kind: "pay", loop: "pay", file: "bills" },
];

async function compare(env, bare) {
	const file = (name) => name && join(out, name);
	const results = {};
	const note = (name, connections, run, pids) => {
		const at = ((results[name] ??= {})[connections] ??= { rate: [], cpu: [], nginx: [], database: [], p99: [] });
		at.rate.push(run.rate); at.p99.push(run.p99);
		if (run.cpu !== undefined) ["cpu", "nginx", "database"].forEach((k) => at[k].push(run[k]));
		if (run.bad) faults.push(`${name} at ${connections}: ${run.bad} of ${run.requests} failed`);
	};
	/* What a request costs the module, and what it costs the machine: nginx, module, database. */
	const front = [...childrenOf(pidOf(env, "nginx")).filter((pid) => /worker process/.test(commandOf(pid))), ...poolOf(env, "auth")], store = [pidOf(env, "mariadbd")];
	const measured = (pids, go) => {
		const before = [pids, front, store].map(cpuOf), run = go();
		const [cpu, nginx, database] = [pids, front, store].map((p, i) => (cpuOf(p) - before[i]) / run.requests);
		return { ...run, cpu, nginx, database };
	};
	const ours = poolOf(env, "payments");
	for (let r = 0; r < rounds; r++)
		for (const connections of [4, 16]) {
			const token = await signIn(env);
			const go = (...args) => wrk(env, connections, seconds, ...args);
			note("nginx constant", connections, go("same", "/bench/nginx"));
			note("bare constant", connections, measured(bare, () => go("same", "/bench/bare/constant")));
			note("verdict cached", connections, go("same", "/bench/cached/constant", null, token));
			note("verdict uncached", connections, go("same", "/bench/uncached/constant", null, token));
			for (const k of KINDS) {
				const query = k.query ?? "";
				const sides = [
					() => note(`bare ${k.name}`, connections, measured(bare, () => go(k.kind, `/bench/bare/payments${query}`, file(k.file)))),
					() => note(`ours ${k.name}`, connections, measured(ours, () => go(k.kind, `/api/v1/payments${query}`, file(k.file), token))),
				];
				for (const side of r % 2 ? sides.reverse() : sides) side();
			}
		}
	return results;
}

function report(results, loops) {
	const at = (name, c) => results[name][c];
	const scale = Math.max(1, CONSTANT / median(at("nginx constant", 16).rate));
	const rows = [["", "4 conn /s", "p99 ms", "16 conn /s", "p99 ms", "own µs", "nginx µs", "database µs", ""]];
	const row = (name, extra = "") => rows.push([name, ...[4, 16].flatMap((c) => [round(median(at(name, c).rate)), round(median(at(name, c).p99) / 1000, 1)]),
		...["cpu", "nginx", "database"].map((k) => at(name, 16)[k].length ? round(median(at(name, 16)[k]), 1) : ""), extra]);
	const bars = {};
	for (const name of ["nginx constant", "bare constant", "verdict cached", "verdict uncached"]) row(name);
	for (const k of KINDS) {
		const each = count * 1e6 / median(at(`bare ${k.name}`, 16).rate);
		row(`bare ${k.name}`, `${round(each)} µs a request and process; the loop without HTTP ${loops[k.loop]} µs, ${round(loops[k.loop] / each, 2)} of it`);
		const ratio = [4, 16].map((c) => round(median(at(`ours ${k.name}`, c).rate.map((n, i) => n / at(`bare ${k.name}`, c).rate[i])), 3));
		/* The same out of processor time: what it would be if nothing else ran here. */
		const cost = (name) => ["cpu", "nginx", "database"].reduce((sum, part) => sum + median(at(name, 16)[part]), 0);
		const by_cpu = round(cost(`bare ${k.name}`) / cost(`ours ${k.name}`), 2);
		bars[k.name] = { 4: ratio[0], 16: ratio[1], by_cpu };
		row(`ours ${k.name}`, `ratio ${ratio[0]} and ${ratio[1]} (≥ ${BAR}), of processor time ${by_cpu}${must(Math.min(...ratio) >= BAR, `${k.name}: ${ratio.join(" and ")} of the bare program, ${BAR} wanted`)}`);
	}
	const cpu = median(at("ours payment by id", 16).cpu), limit = CPU_US * scale;
	must(cpu <= limit, `payment by id takes ${round(cpu, 1)} µs of its own, ${round(limit, 1)} allowed`);
	for (const r of rows) console.log(String(r[0]).padEnd(24) + r.slice(1, 8).map((c) => String(c).padStart(12)).join("") + "   " + r[8]);
	console.log(`own CPU by id: ${round(cpu, 1)} µs, allowed ${CPU_US} µs × ${round(scale, 2)} (nginx constant ${round(CONSTANT / scale)}/s${scale === 1 ? " or more" : ""})`);
	return { scale, bars, cpu_us: cpu };
}

/* ---- memory ---- */

/* Paths for each module out of its own answers: lists, their pages, objects. */
async function pathsOf(env, token) {
	const get = async (path) => (await fetch(env.BILLPORT_TEST_URL + path, { headers: { authorization: `Bearer ${token}` } })).json();
	const ids = async (path) => (await get(`${path}?limit=50`)).data.map((d) => `${path}/${d.id}`);
	const many = (list, n) => Array.from({ length: n }, (_, i) => list[i % list.length]);
	const of = async (resource, ...lists) => [...many(await ids(resource), 80), ...lists];
	const q = "q=an";
	return {
		payments: await of("/api/v1/payments", "/api/v1/payments?limit=50", `/api/v1/payments?${q}`, "/api/v1/payments?method=cash", "/api/v1/receivables?status=open"),
		customers: [...await of("/api/v1/accounts", "/api/v1/accounts?limit=50", `/api/v1/accounts?${q}`), ...await of("/api/v1/consumers", `/api/v1/consumers?${q}`)],
		billing: await of("/api/v1/bills", "/api/v1/bills?limit=50", "/api/v1/bills?status=issued", "/api/v1/zones"),
		reports: await of("/api/v1/journal-entries", "/api/v1/journal-entries?limit=50", "/api/v1/audit?limit=50", "/api/v1/gl-accounts"),
		admin: ["/api/v1/settings", "/api/v1/jobs", "/api/v1/approvals", ...many(["/api/v1/settings"], 10)],
		auth: [...many(["/api/v1/auth/me"], 40), ...await ids("/api/v1/users"), "/api/v1/users?limit=50", "/api/v1/roles", "/api/v1/sessions"],
		"payments-slow": (await ids("/api/v1/payments")).map((p) => `${p}/receipt`),
	};
}

async function memory(env) {
	const results = {};
	for (const [module, paths] of Object.entries(await pathsOf(env, await signIn(env)))) {
		/* A PDF takes a hundred times as long as an object. */
		const all = module.endsWith("-slow") ? memoryRequests / 50 : memoryRequests, half = all / 2;
		const file = join(out, `mix-${module}`), [pid] = poolOf(env, module);
		let done = 0;
		const at = [];
		writeFileSync(file, paths.join("\n") + "\n");
		for (const until of [half, all]) {
			while (done < until) {
				const token = await signIn(env);
				const run = wrk(env, 8, 5, "mix", "/", file, token);
				done += run.requests;
				if (run.bad) faults.push(`memory of ${module}: ${run.bad} of ${run.requests} failed`);
			}
			at.push(anonymous(pid));
		}
		const told = [...at.map((b) => round(b / (1 << 20), 2))];
		results[module] = { requests: done, mib: told };
		const grown = at[1] - at[0];
		console.log(`memory ${module.padEnd(12)} ${told[0]} MiB after ${half}, ${told[1]} MiB after ${done} requests` +
			must(at[1] <= MEMORY, `${module} holds ${told[1]} MiB, 8 allowed`) + must(grown <= 64 << 10, `${module} grew by ${grown >> 10} KiB between the halves`));
	}
	return results;
}

/* ---- all ---- */

/* On data as they were made: what earlier runs paid would bend them. */
let env = stack([process.env.BENCH_KEEP ? "start" : "fresh", "release"]);
const tenant = sql(env, `select id from tenant where code = '${TENANT}'`)[0][0];
const bareEnv = { ...process.env, BARE_SOCKET: env.BILLPORT_DB_SOCKET, BARE_PASSWORD_FILE: join(env.BILLPORT_TEST_SECRETS, "admin"),
	BARE_TENANT: tenant, BARE_CURRENCY: CURRENCY };
const program = join(out, "bare"), socket = join(env.BILLPORT_TEST_STACK, "run/bare.sock");
const count = poolOf(env, "payments").length;
writeFileSync(join(out, "ids"), sql(env, `select id from payment where tenant_id = '${tenant}' and paid_on < curdate() order by rand() limit 2000`).join("\n") + "\n");
writeFileSync(join(out, "bills"), sql(env, `select account_id, id from receivable where tenant_id = '${tenant}' and status = 'open' and open_minor > 1000 order by rand() limit 800`)
	.map((r) => r.join(" ")).join("\n") + "\n");
execFileSync("rm", ["-f", socket]);
const server = spawn("spawn-fcgi", ["-n", "-s", socket, "-M", "0600", "--", "/usr/bin/multiwatch", "-r", "1000000", "-s", "TERM", "-f", String(count), "--", program],
	{ env: bareEnv, stdio: ["ignore", "ignore", openSync(join(out, "bare.log"), "a")] });
process.on("exit", () => {
	for (const pid of [server.pid, ...childrenOf(server.pid)]) try { process.kill(pid, "SIGKILL"); } catch { /* gone */ }
});
const told = { rating: benchRating({ must }) };
told.explain = await explainAll({ url: env.BILLPORT_TEST_URL, sql: (text) => sql(env, text), token: await signIn(env), contract: readContract(), tenant,
	logFile: join(env.BILLPORT_TEST_STACK, `log/statements-${Date.now()}.log`) });
console.log(`${told.explain.lists} lists from indexes; most rows touched: ${told.explain.worst.reads} by ${told.explain.worst.mark}`);
for (const fault of told.explain.faults) must(false, fault);
await openLocations(env);
const loops = {};
for (const [kind, n, file] of [["get", 2000, "ids"], ["list", 1000, "ids"], ["pay", 300, "bills"]])
	loops[kind] = median([1, 2, 3].map(() => Number(execFileSync(program, ["--loop", kind, String(n)], { env: bareEnv, input: readFileSync(join(out, file)), encoding: "utf8" }))));
console.log(`${count} processes a side, ${rounds} rounds of ${seconds} s`);
const results = await compare(env, childrenOf(server.pid));
Object.assign(told, report(results, loops), { loops, results });
if (memoryRequests) {
	const processes = join(out, "processes");
	writeFileSync(processes, "auth 1 1\ncustomers 1 1\nbilling 1 1\npayments 1 1\nadmin 1 0\nreports 1 1\nworker 1 0\n");
	env = stack(["start", "release"], { BILLPORT_PROCESSES: processes, BILLPORT_NO_BUILD: "1" });
	told.memory = await memory(env);
}
if (!process.env.BENCH_KEEP) stack(["stop"]);
if (process.env.BENCH_LISTS !== "0") told.lists = await benchLists({ must, faults, scale: told.scale });
if (process.env.BENCH_DASHBOARD !== "0") told.dashboard = await benchDashboard({ must, scale: told.scale });
if (process.env.BENCH_DOCUMENTS !== "0") told.documents = await benchDocuments({ must, scale: told.scale });
if (process.env.BENCH_IMPORT !== "0") told.imports = await benchImports({ must, scale: told.scale });
if (process.env.BENCH_SIMULATION !== "0") told.simulation = await benchSimulations({ must });
if (process.env.BENCH_GENERATION !== "0") told.generation = await benchGeneration({ must, scale: told.scale });
for (const fault of faults) must(false, fault);
writeFileSync(join(out, "results.json"), JSON.stringify({ ...told, missed }, null, 1));
console.log(missed.length ? `missed:\n${missed.map((m) => `  ${m}`).join("\n")}` : "every bar is met");
process.exit(missed.length ? 1 : 0);
