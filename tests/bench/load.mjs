/* What the parts of the bench have in common: stacks, statements, sign-in, wrk, processes. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/contract.mjs";

export const TENANT = "larkfield", CURRENCY = "USD";
export const here = join(root, "tests/bench"), out = join(root, "build/bench");
export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const round = (n, digits = 0) => Number(n.toFixed(digits));
export const pause = (ms) => new Promise((go) => setTimeout(go, ms));

const stackScript = join(root, "tests/support/stack");
const stackEnv = { ...process.env, BILLPORT_TEST_KIND: "bench", BILLPORT_TOKEN_RATE: "0", BILLPORT_SIGNIN_RATE: "0",
	BILLPORT_DEMO_ACCOUNTS: "2000,200" };

/* Run tests/support/stack; what it prints, as an environment. */
export function stack(command, more = {}) {
	const text = execFileSync(stackScript, command, { env: { ...stackEnv, ...more }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
	return Object.fromEntries([...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, k, v]) => [k, v.replace(/\\(.)/g, "$1")]));
}

export const sql = (env, text) => execFileSync("mariadb", [`--defaults-file=${env.BILLPORT_TEST_ADMIN_CNF}`, "-NB", "store"],
	{ input: text, encoding: "utf8", maxBuffer: 1 << 26 }).split("\n").slice(0, -1).map((l) => l.split("\t"));

export function childrenOf(pid) {
	return readdirSync("/proc").filter((p) => /^\d+$/.test(p)).filter((p) => {
		try { return readFileSync(`/proc/${p}/stat`, "utf8").replace(/.*\) /s, "").split(" ")[1] === String(pid); } catch { return false; }
	}).map(Number);
}

export const pidOf = (env, name) => Number(readFileSync(join(env.BILLPORT_TEST_STACK, "run/pids", name), "utf8").split(" ")[0]);
export const poolOf = (env, name) => childrenOf(pidOf(env, name));

export function commandOf(pid) {
	try { return readFileSync(`/proc/${pid}/cmdline`, "utf8"); } catch { return ""; }
}

export function cpuOf(pids) {
	const tick = 1e6 / 100;
	return pids.reduce((sum, pid) => {
		const f = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/.*\) /s, "").split(" ");
		return sum + (Number(f[11]) + Number(f[12])) * tick;
	}, 0);
}

export const anonymous = (pid) => Number(/^Anonymous:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]) * 1024;

export async function signIn(env, role = "Utility Administrator") {
	const person = JSON.parse(readFileSync(env.BILLPORT_TEST_STATUS, "utf8")).signins
		.find((s) => s.tenant === TENANT && s.role === role);
	for (let i = 0; ; i++) {		/* a process whose connection was cut says 503 once; nginx read its locations anew */
		const answer = await fetch(`${env.BILLPORT_TEST_URL}/api/v1/auth/login`, { method: "POST",
			headers: { "content-type": "application/json" }, body: JSON.stringify({ tenant: TENANT, email: person.email, password: person.password }) })
			.catch((e) => ({ status: 503, text: () => e.message }));
		if (answer.ok) return (await answer.json()).access_token;
		if (answer.status !== 503 || i === 10) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
	}
}

export function wrk(env, connections, time, kind, prefix, file, token) {
	const run = spawnSync("wrk", ["-t1", `-c${connections}`, `-d${time}s`, "--timeout", "10s", "-s", join(here, "load.lua"),
		env.BILLPORT_TEST_URL + (kind === "mix" ? "" : prefix), "--", kind, prefix, file ?? "-", token ?? "-", CURRENCY], { encoding: "utf8" });
	const line = run.stdout.split("\n").find((l) => l.startsWith("{"));
	if (!line) throw new Error(`wrk ${kind} ${prefix}: ${run.stdout} ${run.stderr}`);
	const told = JSON.parse(line);
	return { ...told, rate: told.requests / (told.us / 1e6) };
}
