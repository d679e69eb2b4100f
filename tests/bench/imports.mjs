/*
 * A file of many accounts: each with a consumer, a meter and an open bill.
 *
 *   200,000 rows in ≤ 60 s; found by part of a name within 60 s more; at most 64 MiB of the worker
 *
 * Part of `make bench`; alone: node tests/bench/imports.mjs.  On a stack of its own.
 * BENCH_IMPORT_ROWS for other numbers of rows, which scale the bars.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { out, pause, poolOf, round, signIn, stack } from "./load.mjs";

const ROWS = Number(process.env.BENCH_IMPORT_ROWS ?? 200000), ROWS_S = 60, INDEX_S = 60, MEMORY = 64 << 20, PREVIEW_S = 5;

const FIRST = "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Carlos Karen".split(" ");
const LAST = "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Delgado".split(" ");
const STREETS = "Oak Maple Cedar Pine Elm Washington Lake Hill Main Park".split(" ");

/* The same every time: of the row's number alone. */
function* lines(rows) {
	yield "Account Number,Customer Name,Phone,Email,Class,Zone,Service Address,City,State,Zip,Opened,Meter Number,Bill Number,Amount Due,Bill Date,Due Date\n";
	for (let i = 0; i < rows; i++) {
		const h = Math.imul(i + 1, 2654435761) >>> 0, first = FIRST[h % 20], last = LAST[(h >>> 5) % 20];
		yield `IMP-${1000000 + i},${first} ${last},(555) ${String(200 + h % 800)}-${String(1000 + (h >>> 8) % 9000)},${first.toLowerCase()}.${last.toLowerCase()}${i}@example.com,` +
			`${h % 10 ? "residential" : "commercial"},Zone ${h % 8},${1 + (h >>> 3) % 9999} ${STREETS[(h >>> 7) % 10]} Street,Larkfield,NY,${10000 + h % 90000},2015-0${1 + h % 9}-1${h % 10},` +
			`IM-${1000000 + i},IB-${1000000 + i},${(10 + (h % 30000) / 100).toFixed(2)},2026-01-${String(1 + h % 28).padStart(2, "0")},2026-02-${String(1 + h % 28).padStart(2, "0")}\n`;
	}
}

function csv(rows) {
	const parts = [];
	let text = "";
	for (const line of lines(rows)) {
		text += line;
		if (text.length > 1 << 20) { parts.push(Buffer.from(text)); text = ""; }
	}
	parts.push(Buffer.from(text));
	return Buffer.concat(parts);
}

const peakOf = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

export async function benchImports({ must, scale = 1 }) {
	const kind = { BILLPORT_TEST_KIND: "imports", BILLPORT_DEMO_ACCOUNTS: "240,80" };
	const env = stack(["fresh", "release"], kind), told = { rows: ROWS }, share = ROWS / 200000 * scale;
	let token, signedIn = 0;
	const ask = async (method, path, options = {}) => {
		if (Date.now() - signedIn > 200e3) { token = await signIn(env); signedIn = Date.now(); }
		const answer = await fetch(`${env.BILLPORT_TEST_URL}/api/v1${path}`, { method, ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return answer.json();
	};
	const json = (body) => ({ body: JSON.stringify(body), headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() } });
	const timed = async (work) => { const began = performance.now(), got = await work(); return [(performance.now() - began) / 1000, got]; };
	const until = async (id, ended) => { for (;;) { const now = await ask("GET", `/imports/${id}`); if (ended(now)) return now; await pause(200); } };
	mkdirSync(out, { recursive: true });
	try {
		const content = csv(ROWS);
		const [upload, file] = await timed(() => ask("POST", "/files?name=accounts.csv", { body: content, headers: { "content-type": "text/csv" } }));
		const { id } = await ask("POST", "/imports", json({ kind: "accounts", file_id: file.id }));
		const [preview, check] = await timed(() => ask("GET", `/imports/${id}/preview`));
		const run = async (name) => {
			await ask("POST", `/imports/${name}/run`, json({}));
			const rows = await timed(() => until(name, (i) => i.state !== "running"));
			const index = await timed(() => until(name, (i) => !i.index_job || !["queued", "running"].includes(i.index_job.state)));
			return { rows: rows[0], index: index[0], import: index[1] };
		};
		const first = await run(id), again = await run((await ask("POST", "/imports", json({ kind: "accounts", file_id: file.id }))).id);
		const peak = Math.max(...poolOf(env, "worker").map(peakOf));
		Object.assign(told, { megabytes: round(content.length / (1 << 20), 1), upload: round(upload, 2), preview: round(preview, 2), seconds: round(first.rows, 1), index: round(first.index, 1), again: round(again.rows, 1), peak_mib: round(peak / (1 << 20), 1) });
		const { created, unchanged } = first.import;
		console.log(`import of ${ROWS} rows, ${told.megabytes} MiB: upload ${told.upload} s, read through ${told.preview} s` + must(preview <= PREVIEW_S * scale && check.checked.whole, `reading ${ROWS} rows through takes ${told.preview} s`));
		console.log(`  rows ${told.seconds} s` + must(first.rows <= ROWS_S * share, `${ROWS} rows take ${told.seconds} s`) + `, index ${told.index} s more` + must(first.index <= INDEX_S * share, `the index of ${ROWS} rows takes ${told.index} s`));
		console.log(`  again ${told.again} s` + must(again.import.unchanged === ROWS && again.import.created === 0 && again.import.updated === 0, `the same file again: ${JSON.stringify(again.import)}`) +
			`, worker at most ${told.peak_mib} MiB` + must(peak <= MEMORY, `the worker holds ${told.peak_mib} MiB`));
		must(created === ROWS && unchanged === 0 && first.import.rows_in === ROWS, `of ${ROWS} rows ${created} were created`);
	} finally {
		if (!process.env.BENCH_KEEP) stack(["stop"], kind);
	}
	return told;
}

if (process.argv[1] === import.meta.filename) {
	let missed = 0;
	await benchImports({ must: (good, what) => { if (!good) { missed++; console.log(`missed: ${what}`); } return ""; } });
	process.exit(missed ? 1 : 0);
}
