/*
 * Rating alone, on one core: a bill of four tiers at a million a second or more.
 *
 *   make build/bench/rating && node tests/bench/rating.mjs
 */
import { execFileSync } from "node:child_process";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const BAR = 1e6;
export function benchRating({ must, seconds = 2 }) {
	const program = fileURLToPath(new URL("../../build/bench/rating", import.meta.url));
	const kinds = execFileSync(program, [String(seconds)], { encoding: "utf8" }).trim().split("\n").map((line) => JSON.parse(line));
	for (const k of kinds)
		console.log(`rating, ${k.name}: ${k.bills_s.toLocaleString("en")} bills a second, ${k.ns.toLocaleString("en")} ns each` +
			(k === kinds[0] ? must(k.bills_s >= BAR, `rating of four tiers: ${k.bills_s} bills a second, ${BAR} asked`) : ""));
	return kinds;
}
if (argv[1] === fileURLToPath(import.meta.url)) {
	let missed = 0;
	benchRating({ must: (good, text) => (good ? "" : (missed++, `  MISSED: ${text}`)) });
	process.exit(missed ? 1 : 0);
}
