/* The catalog's words of cycles and runs: they come with those pages, so that the first view does not carry them. */
import { n, plural } from "./count";
import { accounts, bills } from "./cycle";

export const billing = {
	title: "Billing", lead: "Monitor billing cycles, review exceptions, and track revenue", tab: "Billing cycles", back: "Billing cycles", fileName: "billing-cycles",
	bills, accounts,
	quick: {
		title: "Quick actions", bulk: "Bulk bill generation", bulkHelp: "Generate bills for multiple consumers", bulkDo: "Generate bulk", single: "Single bill generation", singleHelp: "Generate bill for a single consumer", singleDo: "Generate bill",
		print: "Print & distribute", printHelp: "Manage printing and distribution", printDo: "Print options", gl: "GL codes management", glHelp: "Configure and manage GL codes", glDo: "Manage codes",
	},
	list: {
		what: "Billing cycles", caption: "Billing cycles, the latest first", name: "Cycle", zone: "Zone", utility: "Utility", dates: "Dates", state: "State", billed: "Billed", estimated: "Estimated", exceptions: "Exceptions", warnings: "Warnings", amount: "Amount", use: "Use", billOn: "Bills on", dueOn: "Due on", searchLabel: "Search cycles by name", search: "Cycle name",
		empty: "No billing cycles yet", emptyHelp: "A cycle is a zone, a utility and the dates that its bills cover.", filtered: "No cycle matches these filters", filteredHelp: "Clear the filters to see all cycles.", open: "Open cycle", seeBills: "Bills of this cycle", seeExceptions: "Exceptions of this cycle", total: (k: number) => plural(k, "1 cycle", `${n(k)} cycles`),
		quick: { active: "Open", closed: "Closed", generated: "Generated" },
	},
	create: {
		title: "New cycle", do: "Create cycle", busy: "Creating…", zone: "Zone", pickZone: "Choose a zone", utility: "Utility", from: "From", to: "To", name: "Name", nameHelp: "Left empty: the zone and the month", billOn: "Bills are issued on", dueOn: "Due on", datesHelp: "Both days are part of the cycle",
		faults: { zone: "Choose a zone", from: "Choose the first day", to: "Choose the last day", order: "The last day lies before the first" }, done: (name: string) => `${name} created`, next: "Generate its bills", words: (name: string, days: number) => `${name}: ${plural(days, "1 day", `${n(days)} days`)}.`,
		edit: "Change cycle", save: "Save changes", saving: "Saving…", saved: (name: string) => `${name} changed`, fixed: "Zone, utility and dates are fixed once there are bills or exceptions.",
	},
	cycle: {
		what: "This cycle", more: "More", title: "Billing cycle", generate: "Generate bills", work: (k: number) => plural(k, "Work 1 exception", `Work ${n(k)} exceptions`), close: "Close cycle", reopen: "Reopen cycle", edit: "Change cycle…", simulate: "Simulate a tariff…", distribute: "Print and send bills…", figures: "Figures", allFigures: "All figures", classes: "By class", runs: "Runs", accountsTab: "Accounts", overview: "Overview", tabs: "Parts of this cycle",
		accounts: "Accounts", accountsHelp: "with this utility in the zone", billed: "Billed", billedHelp: (k: number) => k ? `${n(k)} estimated` : "all from actual reads", billedNone: "no bill yet", exceptions: "Held by exceptions", exceptionsHelp: "no bill until resolved", exceptionsNone: "nothing is held", waiting: "Waiting", waitingHelp: "have reads, not billed yet", waitingNone: "no read waits", missing: (k: number) => `${n(k)} without a read`, amount: "Billed amount", amountHelp: (use: string) => use, warnings: "Warnings", warningsHelp: "beside a bill", warningsNone: "no bill looks odd", reversed: (k: number) => `${n(k)} reversed`,
		class: "Class", due: "Due", total: "All classes", noTariff: "No tariff", readMissing: "No read", inactive: "Inactive", none: "No account is due in this cycle yet", noneHelp: "Accounts appear once their reads are there.", importReads: "Import reads",
		closed: (when: string, who: string) => `Closed on ${when} by ${who}`, closedText: "Nothing is billed in it any more. Reopen it to bill what was left.",
		closeTitle: (name: string) => `Close ${name}?`, closeText: (billed: string) => `${billed} stay as they are. Nothing else is billed in this cycle unless it is reopened.`, closeOpen: (k: number) => plural(k, "1 account is still held by an exception. Say why the cycle is closed all the same.", `${n(k)} accounts are still held by exceptions. Say why the cycle is closed all the same.`), closing: "Closing…", keep: "Keep open", reason: "Reason", reasonNeeded: "Say why, in at least 3 characters", closedDone: (name: string) => `${name} closed`,
		reopenTitle: (name: string) => `Reopen ${name}?`, reopenText: "Bills can be generated in it again. What was billed stays billed.", reopening: "Reopening…", reopened: (name: string) => `${name} is open again`,
		tariffs: "Tariffs in force", noTariffs: "No active tariff of this utility covers these dates", noTariffsHelp: "Without one every account is held as “No tariff”.", from: (when: string) => `from ${when}`, seeTariffs: "Tariffs",
	},
	runs: { what: "Runs", caption: "Runs of this cycle, the latest first", at: "Begun", kind: "What", bulk: "Bulk", single: "Single", state: "State", accounts: "Accounts", billed: "Billed", excepted: "Exceptions", skipped: "Skipped", amount: "Amount", by: "By", none: "No run yet", noneHelp: "Generate the bills of this cycle to see its runs here." },
	outcomes: { what: "Accounts of this cycle", caption: "What became of each account", outcome: "Outcome", billed: "Billed", exception: "Held by an exception", missing: "Missing read", skipped: "Skipped", account: "Account", consumer: "Consumer", class: "Class", result: "Result", use: "Use", amount: "Amount", none: "No account with this outcome", noneHelp: "Choose another outcome, or generate the bills first.", why: "Why", reasonsSkipped: "Billed already, or not due" },
};
