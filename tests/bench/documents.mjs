/*
 * Bills as one PDF, from the request to the finished file: chosen, sorted, read, drawn, kept.
 *
 *   1,000 bills in ≤ 5 s; at most 64 MiB of the worker, whatever the number; qpdf finds nothing wrong, and
 *   pdftotext finds the number of every bill
 *
 * Part of `make bench`; alone: node tests/bench/documents.mjs.  On a stack of its own.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { out, pause, poolOf, round, signIn, stack } from "./load.mjs";

const BILLS = 1000, BILLS_S = 5, MEMORY = 64 << 20;
const peakOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

export async function benchDocuments({ must, scale = 1 }) {
	const kind = { BILLPORT_TEST_KIND: "documents", BILLPORT_DEMO_ACCOUNTS: "500,80" };
	const env = stack(["fresh", "release"], kind), told = {};
	const token = await signIn(env, "Billing Manager");
	const send = (method, path, options = {}) => fetch(`${env.BILLPORT_TEST_URL}/api/v1${path}`, { method, ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
	const ask = async (method, path, body) => {
		const answer = await send(method, path, body ? { body: JSON.stringify(body), headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() } } : {});
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return answer.json();
	};
	const printed = async (body) => {
		const began = performance.now(), { id } = await ask("POST", "/bill-batches", { channel: "print", again: true, ...body });
		for (;;) {
			const batch = await ask("GET", `/bill-batches/${id}`);
			if (batch.state !== "running") return { ...batch, seconds: (performance.now() - began) / 1000 };
			await pause(50);
		}
	};
	mkdirSync(out, { recursive: true });
	try {
		const bills = [];
		for (let cursor = ""; bills.length < BILLS;) {
			const page = await ask("GET", `/bills?status=issued&limit=200${cursor}`);
			bills.push(...page.data);
			if (!page.next_cursor) break;
			cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
		}
		bills.length = Math.min(bills.length, BILLS);
		const batch = await printed({ bill_ids: bills.map((b) => b.id) }), all = await printed({});
		const peak = Math.max(...poolOf(env, "worker").map(peakOf)), file = join(out, "bills.pdf");
		writeFileSync(file, Buffer.from(await (await send("GET", `/bill-batches/${batch.id}/document`, { headers: { accept: "application/pdf" } })).arrayBuffer()));
		execFileSync("qpdf", ["--check", file], { stdio: "pipe" });
		const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
		const lost = bills.filter((b) => !text.includes(b.number));
		Object.assign(told, { bills: batch.bills, seconds: round(batch.seconds, 2), pages: batch.pages, megabytes: round(batch.bytes / (1 << 20), 1), all: all.bills, all_seconds: round(all.seconds, 2), peak_mib: round(peak / (1 << 20), 1) });
		console.log(`${told.bills} bills as one PDF: ${told.seconds} s` + must(batch.state === "done" && batch.bills === BILLS && batch.seconds <= BILLS_S * scale, `${told.bills} bills take ${told.seconds} s (${batch.state})`) +
			`, ${told.pages} pages, ${told.megabytes} MiB` + must(!lost.length, `${lost.length} bills are not in the document`));
		console.log(`  all ${told.all} bills: ${told.all_seconds} s, worker at most ${told.peak_mib} MiB` + must(peak <= MEMORY, `the worker holds ${told.peak_mib} MiB`));
	} finally {
		if (!process.env.BENCH_KEEP) stack(["stop"], kind);
	}
	return told;
}

if (process.argv[1] === import.meta.filename) {
	let missed = 0;
	await benchDocuments({ must: (good, what) => { if (!good) { missed++; console.log(`missed: ${what}`); } return ""; } });
	process.exit(missed ? 1 : 0);
}
