/* The words that all billing pages share: cycles and their states, types of exceptions, names of what comes as a code. */
import { n, plural } from "./count";

export const bills = (k: number) => plural(k, "1 bill", `${n(k)} bills`), accounts = (k: number) => plural(k, "1 account", `${n(k)} accounts`);
export const cycleWords = {
	what: "Billing cycles", noClass: "No class", utilities: { water: "Water", electric: "Electricity", electricity: "Electricity", gas: "Gas", sewer: "Sewer" } as Record<string, string>,
	picker: { label: "Cycle", pick: "Choose a cycle", search: "Search cycles", searchHelp: "Zone or month", none: "No cycle matches", all: "All cycles", active: "Active cycles", closed: "Closed cycles", go: "Go to a cycle", more: "More are there: type a part of the name", change: (name: string) => `Cycle: ${name}. Choose another` },
	states: { open: "Open", generating: "Generating", generated: "Generated", closed: "Closed" } as Record<string, string>,
	run: { title: "Generate bills", single: "Generate a bill", bulk: "Generate bills in bulk", running: "Bills are being generated", paused: "Paused", percent: (p: number) => `${p} %`, so: (done: number, of: number) => `${n(done)} of ${n(of)} accounts`, one: "One run" },
	runStates: { running: "Running", paused: "Paused", done: "Done", failed: "Failed", cancelled: "Stopped" } as Record<string, string>,
};
/* Types of exceptions, as they are spoken of. */
export { exceptionTypes } from "./exception_types";
