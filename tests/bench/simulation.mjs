/*
 * A draft tariff over a cycle of 100,000 accounts, from the request to the whole result, with two
 * workers: 3 s at most.  It writes a row an account.
 *
 *   tests/bench/simulation.mjs [ROUNDS]      on a stack of its own: build/bench; BENCH_KEEP=1 leaves it running
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CYCLE_ACCOUNTS, fillCycle } from "./cycle.mjs";
import { CURRENCY, TENANT, median, out, pause, round, signIn, sql, stack } from "./load.mjs";

const BAR = 3;
export async function benchSimulation({ must, rounds = 3, env }) {
	const tenant = sql(env, `select id from tenant where code = '${TENANT}'`)[0][0];
	const of = fillCycle({ sql: (text) => sql(env, text), tenant });
	const token = await signIn(env);
	const ask = async (method, path, body) => {
		const answer = await fetch(env.BILLPORT_TEST_URL + path, { method, headers: { authorization: `Bearer ${token}`,
			"content-type": "application/json", "idempotency-key": crypto.randomUUID() }, body: body && JSON.stringify(body) });
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return answer.status === 204 ? null : answer.json();
	};
	const took = [];
	let s;
	for (let i = 0; i < rounds; i++) {
		const began = performance.now();
		const { id } = await ask("POST", "/api/v1/simulations", { name: `Bench ${i}`, cycle_id: of.cycle, tariff_id: of.draft, base_tariff_id: of.tariff });
		do { await pause(25); s = await ask("GET", `/api/v1/simulations/${id}`); } while (s.state === "running");
		took.push((performance.now() - began) / 1000);
		if (s.state !== "done" || s.accounts !== of.accounts) throw new Error(`the simulation ended ${s.state} with ${s.accounts} accounts: ${s.failure}`);
		await ask("DELETE", `/api/v1/simulations/${id}`);
	}
	const seconds = median(took);
	console.log(`simulation of ${CYCLE_ACCOUNTS.toLocaleString("en")} accounts: ${round(seconds, 2)} s (${took.map((t) => round(t, 2)).join(", ")}), change ${s.change.amount / 100} ${CURRENCY}` +
		must(seconds <= BAR, `a simulation takes ${round(seconds, 2)} s, ${BAR} allowed`));
	return { seconds, took };
}
/* On a stack of its own, with two workers. */
export async function benchSimulations({ must, rounds }) {
	const processes = join(out, "simulation-processes");
	mkdirSync(out, { recursive: true });
	writeFileSync(processes, "auth 1 1\ncustomers 1 1\nbilling 2 1\npayments 1 1\nadmin 1 0\nreports 1 1\nworker 2 0\n");
	const env = stack([process.env.BENCH_KEEP ? "start" : "fresh", "release"], { BILLPORT_PROCESSES: processes });
	try {
		return await benchSimulation({ env, rounds, must });
	} finally {
		if (!process.env.BENCH_KEEP) stack(["stop"]);
	}
}
if (process.argv[1]?.endsWith("bench/simulation.mjs")) {
	let missed = 0;
	await benchSimulations({ rounds: Number(process.argv[2] ?? 3), must: (good, text) => (good ? "" : (missed++, `  MISSED: ${text}`)) });
	process.exit(missed ? 1 : 0);
}
