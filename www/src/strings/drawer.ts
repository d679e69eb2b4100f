/* The words of the cash drawer and of Home. */
import { plural } from "./words";

export const drawer = {
	title: "Cash drawer", lead: "Count your drawer and close it against the cash you took", what: "Your drawer", closes: "Drawer closes", closesLead: "Every drawer that was counted, and what was missing or over", tab: "Drawer", 
	since: (no: string, when: string) => `Since ${no}, ${when}`, sinceStart: "Since your first cash payment",
	float: "In the drawer at the start", floatHelp: "What was there before the first payment", taken: "Cash taken", given: "Given back by voids", expected: "Should be in the drawer", counted: "Counted", countedNet: "Counted, less the start", difference: "Difference", takenCount: (k: number) => plural(k, "1 payment", `${k} payments`), givenCount: (k: number) => plural(k, "1 void", `${k} voids`),
	count: "Count", how: "How do you count?", byPieces: "By notes and coins", byTotal: "The total", total: "Counted in all", piece: "Note or coin", pieces: "Pieces", amount: "Amount", note: (a: string) => `Pieces of ${a}`, notes_: "Notes", coins: "Coins",
	notes: "Remarks", notesHelp: "Say what may explain the difference", notesNeeded: "A difference needs a remark",
	review: "Review", nothing: "Nothing is closed yet", words: { float: " at the start and ", taken: " cash taken make ", counted: " in the drawer. You counted ", exact: ": it fits.", short: " is missing.", over: " is over.", start: "Count what is in the drawer, with the float." },
	do: (a: string) => `Close drawer at ${a}`, doNone: "Close drawer", doing: "Closing…", fine: "A close is final; a difference is posted as cash over or short", again: "Cash came or went while you counted. Nothing was closed: look at the new sum, count what is new, and close again.",
	done: (no: string) => `${no} closed`, cash: "Cash movements", noCash: "No cash since the last close", noCashHelp: "Cash payments that you take appear here at once.", receipt: "Receipt", consumer: "Consumer", at: "Time", way: "Way", in: "Taken", out: "Given back",
	faults: { pieces: "Write whole pieces, like 12", float: "Enter what was in the drawer at the start", counted: "Enter what you counted" },
	sheet: (no: string) => `Drawer close ${no}`, print: "Print sheet", back: "Drawer closes", by: "Cashier", closed: "Closed", day: "Business day", entry: "Posted as cash over or short", signed: "Signature of the cashier", checked: "Checked by", one: "This drawer close",
	exact: "Exact", short: (a: string) => `${a} short`, overBy: (a: string) => `${a} over`, number: "Close #", filter: { difference: "Difference", none: "None", short: "Short", over: "Over" }, empty: "No drawer was closed yet", emptyHelp: "A cashier closes his drawer at the end of a day or a shift.", none: "No close matches these filters", rows: (k: number) => plural(k, "1 close", `${k} closes`), caption: "Closed drawers, newest first", countNow: "Count and close", open: "Open your drawer", last: "Last close",
	home: {
		drawer: "Your drawer", expected: "Should be in it now", float: "with the usual float", closeIt: "Count and close", waiting: "Waiting for approval", mine: "Asked for by you", attention: "To look at", unverified: (k: number) => plural(k, "1 payment waits to be verified", `${k} payments wait to be verified`), unverifiedHelp: "Taken by one person, to be checked by another", duplicates: (k: number) => plural(k, "1 possible duplicate", `${k} possible duplicates`), duplicatesHelp: "The same amount from the same account within days", flagged: (k: number) => plural(k, "1 payment flagged as fraud", `${k} payments flagged as fraud`), flaggedHelp: "Somebody marked it; decide what to do", fine: "Nothing needs you now", 
		closes: "Drawer closes today", noCloses: "No drawer was closed today", seeCloses: "All closes", other: "Other methods",
	},
};
