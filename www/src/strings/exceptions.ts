/* The catalog's words of exceptions: they come with those pages, so that the first view does not carry them. */
import { n, plural } from "./count";
import { exceptionTypes } from "./exception_types";

const many = (k: number) => plural(k, "1 exception", `${n(k)} exceptions`);
const days = (k: number) => plural(k, "1 day", `${n(k)} days`);

export const exceptionWords = {
	title: "Exceptions", lead: "What a person must look at: accounts that could not be billed, and bills that look odd", detail: "Exception", back: "Exceptions", fileName: "exceptions", what: "Exceptions", one: "This exception", many, days,
	caption: "Exceptions in the order of work", search: "Account, consumer or address", searchLabel: "Search exceptions by account, consumer or address",
	type: "Exception", consumer: "Consumer", account: "Account", cycle: "Cycle", zone: "Zone", priority: "Priority", risk: "At risk", age: "Age", assigned: "Assigned", state: "State", blocks: "Bill", address: "Address", bill: "Bill",
	nobody: "Nobody", me: "Me", today: "Today", total: (k: number) => many(k),
	types: exceptionTypes,
	very: { high: "Very high use", low: "Very low use" } as Record<string, string>,
	states: { open: "Open", escalated: "Escalated", resolved: "Resolved" } as Record<string, string>,
	priorities: ["", "Urgent", "High", "Normal", "Low"],
	holds: { true: "Not billed", false: "Billed" } as Record<string, string>,
	resolutions: { accept: "Accepted", reread: "Read again", estimate: "Estimated", correct: "Corrected", adjust: "Adjusted", dismiss: "Dismissed", billed: "Billed since" } as Record<string, string>,
	quick: { work: "To do", mine: "Mine", urgent: "Urgent", unbilled: "Not billed", escalated: "Escalated", resolved: "Resolved" },
	empty: "No exceptions", emptyHelp: "When bills are generated, whatever a person must look at appears here.", none: "No exception matches these filters", noneHelp: "Clear the filters to see all of them.", allDone: "All done", allDoneHelp: "Nothing waits for you here.",
	figures: { label: "What there is", open: "Open", escalated: "Escalated", blocking: "Not billed", resolved: "Resolved", average: "Time to resolution", atRisk: (a: string) => `${a} at risk`, ofAll: "on average", none: "n/a", holding: "hold an account’s bill" },
	/* Why: use is with its unit */
	why: {
		above: (use: string, d: string, percent: string, usual: string) => `${use}${d}, ${percent} above the usual ${usual}`, below: (use: string, d: string, percent: string, usual: string) => `${use}${d}, ${percent} below the usual ${usual}`,
		plain: (use: string, d: string) => `${use}${d}`, noUsual: (use: string, d: string) => `${use}${d}; nothing before to hold it against`, inDays: (k: number) => ` in ${days(k)}`,
		zero: (d: string, usual: string | null) => `No use${d}${usual ? `; usual: ${usual}` : ""}`, missing: (meter: string | null) => (meter ? `Meter ${meter} was not read in this period` : "No read came in for this period"),
		negative: (use: string) => `The register went backwards: ${use}`, estimated: (k: number) => (k > 0 ? `Estimated ${n(k)} times in a row` : "Estimated more often in a row than it should be"),
		rollover: (use: string) => `The register passed its last digit: ${use}`, swap: (use: string) => `Two meters in one period: ${use} together`, noTariff: "No tariff fits this service in this period", inactive: (use: string) => `${use} on an account or service that has ended`,
		duplicate: "Two reads of one meter for the same period", address: "A letter would not arrive: street or city is missing", email: "Mail cannot be sent to this address", refused: "The bill was refused",
	},
	rise: "Priority follows the money at risk, and rises a step each week.",
	held: "Not billed until somebody has looked", beside: "Stands beside a bill", opened: "Opened", took: (d: string) => `Resolved after ${d}`, resolvedBy: (who: string, when: string) => `${who}, ${when}`, minutes: (k: number) => plural(k, "1 minute", `${n(k)} minutes`), hours: (k: number) => plural(k, "1 hour", `${n(k)} hours`), underMinute: "less than a minute",
	assign: "Assign", assignTo: "Assign to", assignMe: "Assign to me", unassign: "To nobody", assignedTo: (who: string) => `Assigned to ${who}`, unassigned: "Assigned to nobody", escalate: "Escalate…", escalateTitle: "Escalate this exception?", escalateText: "Everyone who decides on approvals is told, with your reason.", escalateDo: "Escalate", escalating: "Escalating…", escalated: "Escalated; the managers are told",
	open: "Open exception", openBill: "Open the bill", openAccount: "Open the account", openCycle: "Open the cycle",
	/* The picture */
	use: "Consumption", periods: (k: number) => plural(k, "The last period", `The last ${n(k)} periods`), asTable: "As table", asChart: "As chart", period: "Period", length: "Days", used: "Use", daily: "A day", quality: "Quality", qualities: { actual: "Actual", estimated: "Estimated", substituted: "Substituted" } as Record<string, string>, usual: "Usual", thisOne: "This period", notRead: "Not read", noUse: "No period was billed or read yet", picture: (k: number, most: string) => `Use of ${plural(k, "1 period", `${n(k)} periods`)}; the most was ${most}`, cut: "not to scale",
	/* Evidence */
	reads: "Reads of this period", readsNone: "No read came in for this period", readOn: "Read on", meter: "Meter", register: "Register", source: "Source", sources: { import: "Import", staff: "Staff", estimate: "Estimate" } as Record<string, string>, readStates: { live: "Counts", replaced: "Replaced", dropped: "Dropped" } as Record<string, string>, rolled: "began anew", before: (v: string) => `before: ${v}`,
	bills: "Previous bills", billsNone: "No bill yet", amount: "Amount", estimated: "Estimated",
	others: "Other exceptions of this account", history: "History", facts: "About it",
	/* Resolving */
	resolve: "Resolve", how: "How do you want to resolve it?", readOnly: "Your roles let you see exceptions, not resolve them.", settled: "Resolved",
	actions: { accept: "Bill it as it is", reread: "Record a new read", estimate: "Estimate it", correct: "Correct it", adjust: "Adjust the bill", dismiss: "Dismiss" } as Record<string, string>,
	actionsBeside: { accept: "The bill is right", adjust: "Adjust the bill", dismiss: "Dismiss" } as Record<string, string>,
	again: { no_tariff: "Try again", refused: "Try again", inactive_use: "Bill it anyway", duplicate: "Keep one read" } as Record<string, string>,
	actionHelp: { accept: "You have looked at it and it is true.", reread: "Somebody read the meter again.", estimate: "By the tariff’s rule; the read does not count.", correct: "The position or the use was typed or sent wrongly.", adjust: "Give up a part of it, for a leak or an error.", dismiss: "No bill is made; the account stays unbilled." } as Record<string, string>,
	helpAgain: { no_tariff: "It is rated as services and tariffs are now.", refused: "It is rated as services and tariffs are now." } as Record<string, string>,
	helpBeside: { accept: "Nothing is changed.", dismiss: "It does not matter here; nothing is changed." } as Record<string, string>,
	reason: "Reason", reasonHelp: "Kept with the exception and in the audit log", reasonNeeded: "Say why", value: { register: "Position of the register", use: "Use of the period" }, valueNeeded: "Enter what was read", valueWrong: "Write it as a number with at most three decimals", which: "Which read?", keep: "Which read is right?", keepHelp: "The others of its meter count no more.", newOn: "Read on", ofMeter: "Which meter?", pickMeter: "Choose a meter", adjustReason: "What for", adjustAmount: "How much is given up", adjustNeeded: "Enter an amount", pickReason: "Choose a reason", unitOf: (u: string) => `in ${u}`, previousValue: (v: string, u: string) => `The position before was ${v} ${u}`,
	review: "What happens", looking: "Working it out…", bills1: (use: string, amount: string, who: string) => `${who} is billed ${amount} for ${use}.`, estimatedBill: "The bill says that it is estimated.", stillHeld: (types: string) => `It is not billed yet: ${types} holds it as well.`, warns: (types: string) => `Beside the bill: ${types}.`, previousBill: (no: string, amount: string, use: string) => `The bill before, ${no}, was ${amount} for ${use}.`, noPrevious: "There was no bill before.", unbilled: "No bill is made. The account stays unbilled for this cycle.", nothing: "Nothing of the bill is changed; the exception is closed.", adjusts: (a: string) => `${a} of the bill is given up.`, waits: "It is above your limit: another person decides first.", lines: "Lines of the bill", cannot: "This cannot be done",
	do: { accept: (a: string) => (a ? `Bill ${a}` : "Accept"), reread: (a: string) => (a ? `Record and bill ${a}` : "Record read"), estimate: (a: string) => (a ? `Bill ${a}, estimated` : "Estimate"), correct: (a: string) => (a ? `Correct and bill ${a}` : "Correct"), adjust: (a: string) => (a ? `Adjust by ${a}` : "Adjust"), dismiss: () => "Dismiss" } as Record<string, (a: string) => string>,
	rebill: "Was it read or rated wrongly?", rebillDo: (no: string) => `Reverse or rebill ${no} on its page`,
	doing: "Working…", done: { accept: "Accepted", reread: "Read recorded", estimate: "Estimated", correct: "Corrected", adjust: "Adjusted", dismiss: "Dismissed" } as Record<string, string>, billed: (no: string, a: string) => `Bill ${no}, ${a}`, leftUnbilled: "The account stays unbilled for this cycle", next: "Next exception", toList: "Back to the list", lastOne: "That was the last one", lastOneHelp: "Nothing else is open.", skip: "Next",
	/* Many at once */
	batch: {
		accept: "Bill as they are…", estimate: "Estimate…", dismiss: "Dismiss…", escalate: "Escalate…", assign: "Assign…",
		titles: { accept: (k: number) => `Bill ${many(k)} as they are?`, estimate: (k: number) => `Estimate ${many(k)}?`, dismiss: (k: number) => `Dismiss ${many(k)}?`, escalate: (k: number) => `Escalate ${many(k)}?`, assign: (k: number) => `Assign ${many(k)}` } as Record<string, (k: number) => string>,
		text: { accept: "Each account is billed now; warnings beside a bill are closed as they are.", estimate: "Reads of the period do not count; each account is billed by the tariff’s estimation rule.", dismiss: "Accounts that were not billed stay unbilled for the cycle.", escalate: "Everyone who decides on approvals is told of each.", assign: "" } as Record<string, string>,
		does: { accept: (k: number) => `Bill ${n(k)}`, estimate: (k: number) => `Estimate ${n(k)}`, dismiss: (k: number) => `Dismiss ${n(k)}`, escalate: (k: number) => `Escalate ${n(k)}`, assign: (k: number) => `Assign ${n(k)}` } as Record<string, (k: number) => string>,
		sum: (blocking: number, beside: number, risk: string) => [blocking && plural(blocking, "1 is not billed", `${n(blocking)} are not billed`), beside && plural(beside, "1 stands beside a bill", `${n(beside)} stand beside a bill`)].filter(Boolean).join(", ") + `; ${risk} at risk.`,
		result: "What came of it", done: (k: number) => plural(k, "1 was done", `${n(k)} were done`), billed: (k: number, a: string) => plural(k, `1 bill, ${a}`, `${n(k)} bills, ${a}`), failed: (k: number) => plural(k, "1 was not done", `${n(k)} were not done`), why: "Why not", close: "Close", most: (k: number) => `At most ${n(k)} at once: clear some of the selection.`, to: "To whom", pick: "Choose a person",
	},
};
