/* The words of what the Billing Dashboard brings later: what needs attention, quick actions, first steps, a cycle's figures, cycles side by side. */
import { n, plural } from "./count";

export const panels = {
	attention: {
		what: "What needs attention", unread: "Not everything could be read", unreadHelp: "Exceptions of several cycles are missing here. Reload in a moment.", exceptions: (k: number, priority: string) => plural(k, `1 ${priority} exception`, `${n(k)} ${priority} exceptions`), risk: (risk: string) => `${risk} at risk`, priorities: ["", "urgent", "high-priority", "normal", "low-priority"] as string[],
		systemic: (type: string, k: number) => `${type} in ${n(k)} cycles`, systemicZones: (type: string, k: number) => `${type} in ${n(k)} zones`, systemicHelp: (k: number, where: string) => `${plural(k, "1 account", `${n(k)} accounts`)}: ${where}`, andMore: (k: number) => ` and ${n(k)} more`,
		alerts: "Alerts", none: "Nothing needs attention", noneHelp: "Exceptions, runs and alerts appear here as they come.", runs: (name: string, percent: number) => `${name}: ${percent} %`, paused: "The run is paused", failed: "The run was stopped by a fault", running: "Bills are being generated", ends: (k: number) => (k === 0 ? "ends today" : plural(k, "ends tomorrow", `ends in ${n(k)} days`)), over: (name: string) => `${name} is over`, overHelp: (k: number) => (k ? `${plural(k, "1 bill", `${n(k)} bills`)} so far` : "Its bills are not generated yet"),
		open: (k: number) => plural(k, "1 open", `${n(k)} open`), more: (k: number) => `Show ${n(k)} more`,
	},
	quick: {
		title: "Quick Actions",
		bulk: ["Bulk Bill Generation", "Generate bills for multiple consumers", "Generate Bulk"], single: ["Single Bill Generation", "Generate bill for a single consumer", "Generate Bill"],
		print: ["Print & Distribute", "Manage printing and distribution", "Print Options"], gl: ["GL Codes Management", "Configure and manage GL codes", "Manage Codes"],
		done: "Done", toCycle: "Open the cycle", otherCycle: "Another cycle", printAll: "All batches", begun: (k: number) => plural(k, "1 bill is on its way", `${n(k)} bills are on their way`), begunHelp: "The batch goes on while you work. Its progress and its files are kept with the batch.", openBatch: "Open batch", another: "Another batch", glAll: "Open in settings",
		batch: { working: (done: number, of: number) => `${n(done)} of ${n(of)} bills`, done: "Done", failed: "Stopped by a fault", save: "Save PDF" },
	},
	empty: {
		title: "No bills yet", text: "Figures appear here as soon as the first bills are generated. What comes first:", steps: "What comes first",
		accounts: ["Bring in accounts and meters", "From a file of your own", "Import"], tariff: ["Put a tariff in force", "What a unit of use costs", "Open tariffs"], reads: ["Bring in reads", "What each meter measured", "Import reads"], cycle: ["Create a billing cycle", "A zone, a utility and dates", "New cycle"], generate: ["Generate its bills", "All accounts of a cycle at once", "Generate"], done: "Done", next: "Next",
	},
	compare: {
		title: "Side by side", lead: (marks?: { percent: number; tenths_of_points: number }) => `Differences are against the first column${marks ? `; more than ${n(marks.percent)} % (or ${n(marks.tenths_of_points / 10)} points of a rate) is marked` : ""}.`, add: "Add a cycle", addZone: "Add a zone", modes: { cycles: "Cycles", zones: "Zones" }, mode: "Compare", previous: "Cycle before", lastYear: "A year before", metric: "Figure", remove: (name: string) => `Take ${name} away`, na: "n/a", most: (k: number) => `At most ${n(k)} side by side`, base: "compared with", larger: "more", smaller: "less", caption: "The figures of each, one column each", pickMore: "Add a cycle or a zone to see it beside this one.", none: "There is no other zone", show: "Compare", hide: "Close", before: "before", yearBefore: "a year before", zone: "All zones",
	},
};
