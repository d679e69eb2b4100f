/*
 * Every list, by its default, each order and each single filter, on the demo's data: does it come from
 * an index?  The statements are taken from the server's log while the API is asked, so that no list
 * can be forgotten; each is run again and the rows that the server touched are counted.  A page of 50
 * may touch a few rows for each that it shows; a scan of a table or of a tenant touches thousands.
 * Filter values are those of real rows: the rarest that the contract's choices name, and the commonest.
 *
 *   explainAll({ url, sql, token, contract, logFile, atAll })  ->  { faults, statements, worst }
 * atAll: what a page may touch however little it shows (where a day has many payments, the day beside it).
 */
import { readFileSync, rmSync } from "node:fs";

const PAGE = 50, ROWS_A_ROW = 24, ROWS_AT_ALL = 600, ROWS_OF_A_SEARCH = 5000;	/* it may find 1,000 */

export async function explainAll({ url, sql, token, contract, tenant, logFile, atAll = ROWS_AT_ALL }) {
	/* A process whose connection was cut says 503 once. */
	const get = async (path) => {
		for (let i = 0; ; i++) {
			const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
			if (answer.status !== 503 || i === 20) return { status: answer.status, body: await answer.json() };
		}
	};
	const faults = [], asked = [];
	sql(`set global general_log_file = '${logFile}'; set global general_log = 1`);
	/* Values are logged for what is prepared from now on: begin anew; and anew without, after. */
	const lists = await withIds(contract.operations.filter((o) => o.method === "GET" && o.parameters.some((p) => p.name === "cursor")), get);
	const reconnect = async () => {
		for (const [id] of sql("select id from information_schema.processlist where user like 'bp\\_%'")) sql(`kill connection ${id}`);
		for (let i = 0; i < 10; i++) await Promise.all(lists.map((o) => get(`${o.path}?limit=1`)));
	};
	await reconnect();
	try {
		for (const o of lists)
			for (const query of await queriesOf(contract, o, get)) {
				const mark = `list ${o.path}${query}`;
				sql(`select "${mark}"`);
				const { status, body } = await get(o.path + query);
				asked.push(mark);
				if (status !== 200) faults.push(`${mark}: ${status} ${JSON.stringify(body).slice(0, 200)}`);
			}
	} finally {
		sql("set global general_log = 0");
		await reconnect();
	}
	const log = readLog(logFile);
	rmSync(logFile);
	let worst = { reads: 0 }, statements = 0;
	for (const mark of asked)
		for (const statement of log.get(mark) ?? []) {
			const { reads, shown, scans } = measure(sql, tenant, statement);
			statements++;
			if (reads > worst.reads) worst = { reads, shown, mark };
			if (reads > (mark.includes("&q=") ? ROWS_OF_A_SEARCH : atAll) + ROWS_A_ROW * shown) faults.push(`${mark}: touches ${reads} rows for ${shown}`);
			for (const table of scans) faults.push(`${mark}: scans ${table}`);
		}
	if (statements < asked.length) faults.push(`${asked.length} lists were asked, ${statements} statements found`);
	return { faults, lists: asked.length, statements, worst };
}

/* Lists that belong to an object: to the first one there is; where there is none, there is no list. */
async function withIds(lists, get) {
	const all = [];
	for (const o of lists) {
		const parent = o.path.includes("{") && (await get(`${o.path.split("/{")[0]}?limit=1`)).body.data?.[0]?.id;
		if (!o.path.includes("{") || parent) all.push({ ...o, path: o.path.replace(/\{\w+\}/, parent) });
	}
	return all;
}

/* The list as it is, each order, and each filter alone. */
async function queriesOf(contract, o, get) {
	const rows = (await get(`${o.path}?limit=${PAGE}`)).body.data ?? [], queries = [`?limit=${PAGE}`];
	for (const p of o.parameters.filter((p) => p.in === "query" && !["limit", "cursor"].includes(p.name))) {
		const schema = contract.resolve(p.schema);
		const values = schema.enum ?? (schema.type === "boolean" ? [true, false] : [valueFor(p.name, schema, rows)]);
		for (const value of values.filter((v) => v !== undefined)) queries.push(`?limit=${PAGE}&${p.name}=${encodeURIComponent(value)}`);
	}
	return queries;
}

/* Out of a row that is there: account_id from account.id, from and to from its first date. */
function valueFor(name, schema, rows) {
	if (name === "card_last4") return "0042";
	for (const row of [...rows].reverse()) {
		const part = row[name.replace(/_id$/, "")] ?? row[name];
		if (schema.format === "uuid" && (part?.id ?? (typeof part === "string" ? part : null) ?? (name === "object_id" ? row.object?.id : null))) return part?.id ?? part ?? row.object?.id;
		if (schema.format === "date") {
			const day = Object.entries(row).find(([k, v]) => /_(on|at)$/.test(k) && v)?.[1] ?? row.at;
			if (day) return day.slice(0, 10);
		}
		if (name === "q") return (row.number ?? row.receipt_no ?? row.name ?? row.consumer?.name ?? "an").slice(0, 4);
		if (typeof row[name] === "string") return row[name];
	}
	if (schema.format === "uuid") return "00000000-0000-7000-8000-000000000000";
	return schema.format === "date" ? "2026-01-15" : name === "q" ? "an" : schema.type === "string" ? "none" : undefined;
}

/* SELECTs of the modules, by the mark that stands before them. */
function readLog(file) {
	const found = new Map();
	let mark = null;
	for (const entry of readFileSync(file, "utf8").split(/\n(?=(?:\d{6} [ \d]\d:\d\d:\d\d)?\t+\s*\d+ [A-Z])/)) {
		const said = /\d+ (Query|Execute)\t([\s\S]*)$/.exec(entry);
		if (!said) continue;
		const note = /^select "(list .*)"$/.exec(said[2]);
		if (note) mark = note[1];
		else if (mark && said[1] === "Execute" && /^select/i.test(said[2]) && /\blimit \d+\s*$/.test(said[2]) && !/\bstore\./.test(said[2]))
			found.set(mark, [...(found.get(mark) ?? []), said[2].trim()]);
	}
	return found;
}

/* Rows touched and shown, and tables that are read from end to end. */
function measure(sql, tenant, statement) {
	const out = sql(`set names utf8mb4; use billport; set @tenant_id = '${tenant}'; flush status; select 'begin';
		${statement};
		select 'reads', sum(variable_value) from information_schema.session_status
		 where variable_name in ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT', 'HANDLER_READ_FIRST', 'HANDLER_READ_LAST');
		explain ${statement};`);
	const at = (name) => out.findIndex(([n]) => n === name), reads = Number(out[at("reads")][1]), shown = at("reads") - at("begin") - 1;
	const scans = out.slice(at("reads") + 1).filter((r) => r.length >= 9 && r[3] === "ALL" && !/^</.test(r[2]) && Number(r[8]) > 300).map((r) => r[2]);
	return { shown, reads, scans };
}
