/*
 * The words of taking a payment: the part of the catalog that its pages bring along.  As in en.ts,
 * what varies is a function's argument.
 */
import { plural } from "./words";

export const counter = {
	find: { label: "Who is paying?", help: "Part of a name, an account, meter or phone number, or a street", pick: "Enter takes the marked one" },
	card: { circumstances: "Please note", prefers: (mode: string) => `Usually pays by ${mode.toLowerCase()}`, last: (amount: string, how: string, when: string) => `Last payment ${amount} by ${how.toLowerCase()}, ${when}`, account: "Open account" },
	types: { label: "Payment type", bill: "Bills", service: "Services", instalment: "Instalments", advance: "Payment in advance", one: { bill: "Bill", service: "Service", instalment: "Instalment", advance: "Payment in advance" } as Record<string, string>,
		count: (k: number) => plural(k, "1 open", `${k} open`) },
	items: { title: { bill: "Open bills", service: "Open services", instalment: "Unpaid instalments" } as Record<string, string>, caption: (no: string) => `What is open on account ${no}, oldest due first`, item: "Item", for: "For", due: "Due", open: "Open", pay: "Pay now", left: "Left", check: "Pay", payThis: (what: string) => `Pay ${what}`, payAmount: (what: string) => `Amount for ${what}`,
		oldest: "Oldest first", all: "Pay all", total: "Total", bill: (no: string) => `Bill ${no}`, charge: (no: string) => `Service ${no}`, instalment: (k: number, of: string) => `Instalment ${k} of ${of}`, inPlan: (no: string) => `in plan ${no}`, plan: "Plan", overdue: "overdue", current: "current",
		planOf: (no: string, k: number) => `${no}, ${plural(k, "1 instalment", `${k} instalments`)} unpaid`, partly: (paid: string) => `${paid} already paid` },
	empty: { title: "Nothing is open on this account", help: "A payment in advance is kept as a credit note and can pay the next bills.", advance: "Take a payment in advance" },
	amountHelp: { exact: "Exactly what is checked", part: (left: string) => `${left} less than what is checked`, over: (more: string) => `${more} more than what is checked`, advance: "All of it is kept as credit", none: "Split over what is checked, oldest first" },
	over: {
		title: (over: string) => `${over} is more than what is checked`, kept: (who: string, until: string) => `It is kept as a credit note for ${who}, usable until ${until}.`, next: (what: string, amount: string) => `Put ${amount} on ${what}`,
		due: (amount: string, change: string) => `Take ${amount} only and hand back ${change}`, dueCard: (amount: string) => `Take ${amount} only`,
		waits: (limit: string) => `Credit above ${limit} will wait for approval by another person. Nothing is taken and no receipt is given until then.`, refused: (limit: string) => `Credit above ${limit} is not allowed here. Take less, or put it on something open.`,
	},
	cash: { received: "Cash received", exact: "Exact", change: "Change to give", notes: "Handed over", none: "Exact amount", note: (a: string) => `${a} received` },
	fields: {
		card: "Slip reference", cardHelp: "From the card terminal's slip", last4: "Card's last four", last4Help: "Never the whole number", brand: "Card's brand", noBrand: "Not noted", cheque: "Check number", transfer: "Transfer reference", other: "Reference", notes: "Notes", notesHelp: "kept with the payment, not on the receipt",
		date: "Payment date", channel: "Channel", method: "Method", amount: "Amount",
	},
	brands: { visa: "Visa", mastercard: "Mastercard", amex: "American Express", discover: "Discover", diners: "Diners Club", jcb: "JCB", unionpay: "UnionPay", rupay: "RuPay", maestro: "Maestro", other: "Other" },
	caller: {
		title: "Who is calling?", text: "Ask for two of these before taking a payment by phone. Tick what the caller says right, and do not read it out first; one must be more than name or address.", required: "Check the caller before taking a payment by phone",
		do: "Caller is checked", doing: "Saving…", failed: "Could not prove it", passed: (who: string, when: string) => `Checked by ${who} at ${when}, good for 30 minutes`, refused: "Not proven. No payment by phone for this account until the caller is checked again.", need: "Two must be right, one of them neither name, address nor account number", of: (k: number) => `${k} right`,
		marks: { name: "Full name on the account", service_address: "Service address", account_number: "Account number", meter_number: "Meter number", phone: "Phone number on file", email: "E-mail address on file", last_payment_amount: "Amount of the last payment", last_payment_on: "Day of the last payment", last_bill_amount: "Amount of the last bill" } as Record<string, string>,
	},
	duplicate: { title: "Perhaps paid already", text: (no: string, amount: string, when: string) => `${no} of ${amount} from this account ${when}. If you go on it is marked as a possible duplicate.`, another: "It is another payment: do not mark it", open: "Look at it" },
	credit: {
		offer: (amount: string) => `This account has ${amount} credit`, offerText: "It can pay what is checked before any money is taken.", use: "Use credit…", title: "Pay with credit", note: "Credit note", noteLine: (no: string, left: string, until: string) => `${no}, ${left} left, until ${until}`, text: (amount: string, what: string) => `${amount} of it pays ${what}. No money is taken and no receipt is given; the credit note shows the use.`,
		do: (amount: string) => `Use ${amount}`, doing: "Using…", done: (amount: string, no: string) => `${amount} of ${no} used`, none: "No credit note of this account can be used now.", nothing: "Check what it should pay first.", all: "what is checked",
	},
	review: {
		title: "Review", nothing: "Nothing is recorded yet", start: "Find who is paying. Then choose what is paid and how.",
		in: " in ", by: " by ", from: " from ", settles: " settles ", toward: " goes toward ", and: " and ", keeps: " stays on the account as credit.", stays: " stays open.", hand: "Hand back ", exact: "No change to give.", onAccount: " stays on the account as credit",
		bill: (no: string) => `bill ${no}`, charge: (no: string) => `service ${no}`, instalment: (k: number, plan: string) => `instalment ${k} of plan ${plan}`,
		credit: "Credit note, new", total: "Payment", now: "Balance now", creditNow: "Credit now", after: "Balance after", creditAfter: "Credit after", by_: "Recorded by", account: "Account", name: "Name", type: "Type", channel: "Channel", method: "Method", received: "Cash received", change: "Change to give", date: "Payment date",
		do: (a: string) => `Record ${a}`, ask: (a: string) => `Ask to record ${a}`, none: "Record payment", busy: "Recording…", fine: "Posts at once and gives receipt and payment numbers", fineAsk: "Waits for another person; nothing is posted before", keys: "Enter, and Enter again, records it",
		second: (a: string) => `Above ${a} another person verifies it afterwards.`,
	},
	faults: {
		account: "Choose who is paying", item: "Choose what is paid", cap: (a: string) => `One payment may be at most ${a}`, lineOver: (a: string) => `Only ${a} is open`, order: "Earlier instalments come first", cashShort: (a: string) => `${a} is missing`, dateFuture: (d: string) => `This is after today. Enter ${d} or earlier.`, reference: { card: "Enter the reference from the terminal's slip", cheque: "Enter the number of the check", transfer: "Enter the transfer's reference", other: "Enter a reference" } as Record<string, string>,
		last4: "Enter the four last digits only", referenceCard: "Enter the slip's reference, not the card's number",
	},
	shortcuts: { title: "Keys at the counter", keys: [["Enter", "Takes the marked account, then goes to Record, then records"], ["Ctrl Enter", "Records from any field"], ["Alt A", "Amount"], ["Alt C", "Cash received"], ["Alt N", "Another consumer"], ["P", "Record another payment, from anywhere"]] as [string, string][] },
	trouble: {
		unsent: "An earlier try was not answered", unsentText: "It is not known whether it was recorded. Finish it here: if it went through, you get its receipt and nothing is taken twice.", resend: "Finish that payment", unknown: "No answer came", unknownText: "It is not known whether the payment was recorded. Press Record again: it cannot be taken twice.",
		refused: "Not recorded", changed: "The account changed a moment ago. Nothing was recorded; look at the new figures and press Record again.", reused: "The first try was recorded with other values", reusedText: "Nothing more was taken. Look at the account's payments before you go on.", reusedLink: "Payments of this account",
	},
};
