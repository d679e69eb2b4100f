/* The catalog's words of an account's page: they come with those pages, so that the first view does not carry them. */
import { n, plural } from "./count";

export const accountWords = {
	title: "Account", what: "This account", back: "Customers", tabs: "Account", record: "Record payment", raise: "Raise charge", plan: "Set up plan", note: "Add note", caller: "Check the caller", edit: "Edit consumer…", more: "More actions", consumer: "Open consumer",
	tab: { overview: "Overview", bills: "Bills", charges: "Charges", payments: "Payments", credits: "Credits", plans: "Plans", meters: "Meters", contacts: "Contacts", notes: "Notes", timeline: "Timeline", changes: "Changes" } as Record<string, string>,
	vitals: "Essentials", balance: "Balance due", late: (a: string) => `${a} overdue`, noneLate: "Nothing overdue", nothingDue: "Nothing due", credit: "Credit to use", creditNone: "No credit", useCredit: "Use credit", contact: "Contact", noContact: "No phone or email", prefers: "Usually pays by", prefersSaid: "Prefers", noHabit: "No payments yet", lastPaid: (a: string, when: string) => `${a} on ${when}`, last: "Last payment",
	circumstances: "Before you speak", since: (when: string) => `since ${when}`,
	open: "Open items", openCaption: "What is open on this account, due first", item: "Item", for: "For", due: "Due", openAmount: "Open", nothingOpen: "Nothing is open", nothingOpenHelp: "All bills and charges are paid.", seeBills: "All bills", moreOpen: (k: number) => `${n(k)} more open`, inPlan: (no: string) => `in plan ${no}`,
	pinned: "Pinned notes", noPinned: "No pinned notes", activity: "Latest activity", seeAll: "Whole timeline", noActivity: "Nothing has happened yet",
	habits: "Payment habits", onTime: "Paid on time", onTimeOf: (k: number, of: number) => `${n(k)} of ${n(of)}`, usual: "Usual method", usualChannel: "Usual channel", share: (k: number, of: number) => `${n(k)} of ${n(of)}`, days: "From bill to payment", daysMean: (k: number) => plural(k, "1 day on average", `${n(k)} days on average`), months: "Payments by month", monthsOf: (a: string) => `Payments by month, the largest ${a}`, asTable: "As table", asChart: "As chart", month: "Month", paid: "Paid", count: "Payments", noHabits: "They show after the first payments",
	facts: "Account", number: "Number", zone: "Zone", class: "Class", opened: "Opened", closed: "Closed", address: "Service address",
	allBills: "Search all bills", allPayments: "Search all payments",
};
export const kindWords = { bill: "Bill", charge: "Service", credit_note: "Credit note", plan: "Plan", payment: "Payment" } as Record<string, string>;
export const meterWords = { title: "Meters", number: "Meter #", utility: "Utility", caption: "Meters of this account", none: "No meters", noneHelp: "Nothing is measured at this address.", utilities: { water: "Water", electric: "Electricity", electricity: "Electricity", gas: "Gas", sewer: "Sewer" } as Record<string, string>, installed: "Installed", status: "Status" };
