/*
 * Hold every answer that a test run saw against the contract.
 *
 *   node tests/support/seen.mjs FILE.jsonl …
 *
 * A line is {"method", "path", "status", "type", "body"}; body is the text as it came ("" for
 * none), left out for what is not JSON.  The API tests write such a file when BILLPORT_SEEN names
 * one.  Prints each kind of fault once with its count, then "N answers fit, M do not".
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { readContract } from "./contract.mjs";

const contract = readContract();
const faults = new Map();
let fit = 0, unfit = 0;

for (const file of process.argv.slice(2))
	for await (const line of createInterface({ input: createReadStream(file) })) {
		const seen = JSON.parse(line);
		/* What is no path of the contract is asked on purpose, and must say that it is not there. */
		const found = !contract.find(seen.method, seen.path) && [401, 404, 405].includes(seen.status) ? [] : contract.check(seen);
		found.length ? unfit++ : fit++;
		for (const f of found) faults.set(f, (faults.get(f) ?? 0) + 1);
	}
for (const [fault, n] of faults) console.log(`${fault}  (${n})`);
console.log(`${fit} answers fit the contract, ${unfit} do not`);
process.exit(unfit || !fit ? 1 : 0);
