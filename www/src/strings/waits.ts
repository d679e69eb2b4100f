/* The words of what waits in billing. */
import { n, plural } from "./count";

export const waitWords = {
	exceptions: "Open exceptions", nothing: "None", none: "No open exceptions", noneHelp: "What a run cannot bill by itself appears here.", priority: ["", "Urgent", "High", "Normal", "Low"] as string[], at: (risk: string) => `${risk} at risk`, count: (k: number, name: string) => `${n(k)} ${name.toLowerCase()}`, see: "See all",
	runs: "Runs under way", noRuns: "No run is under way", run: (name: string, percent: number) => `${name}: ${percent} %`, paused: "Paused", failed: "Stopped by a fault",
	cycles: "Cycles to generate", noCycles: "No cycle waits for its bills", ended: (on: string) => `ended ${on}`, billed: (k: number) => plural(k, "1 bill so far", `${n(k)} bills so far`), work: "Billing", generate: "Generate bills",
};
