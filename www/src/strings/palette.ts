/* The catalog's words of the search box: they come with it. */
import { plural } from "./count";

export const paletteWords = {
	esc: "Esc: close", label: "Search and commands", placeholder: "Name, account, meter, phone, receipt…", pages: "Pages", recent: "Opened before", actions: "Actions", nothing: (q: string) => `Nothing found for “${q}”`, nothingHelp: "Try fewer letters, a phone number, a meter or the number on a receipt.", move: "move", open: "open", apart: "in a new tab", failed: "The search did not answer. Type on, or try again in a moment.",
	results: (k: number) => plural(k, "1 result", `${k} results`), due: (a: string) => `${a} due`, openAmount: (a: string) => `${a} open`, onDay: (a: string, on: string) => `${a} · ${on}`, address: "Account",
	groups: { account: "Accounts", consumer: "Consumers", meter: "Meters", receipt: "Payments", bill: "Bills", charge: "Charges", credit_note: "Credit notes", plan: "Plans" } as Record<string, string>,
	detected: { account: "Account number", meter: "Meter number", phone: "Phone number", email: "Email", receipt: "Receipt", payment: "Payment number", transaction: "Transaction number", bill: "Bill number", charge: "Charge number", credit_note: "Credit note", plan: "Plan number" } as Record<string, string>,
	looksLike: (what: string) => `Looks like: ${what}`,
	record: (name: string) => `Record payment for ${name}`, raise: (name: string) => `Raise charge for ${name}`, plan: (name: string) => `Set up plan for ${name}`, note: (name: string) => `Add note for ${name}`, caller: (name: string) => `Check caller for ${name}`,
	/* What one may type first: "pay delgado". */
	verbs: [["record", /^(record|pay|payment|take)\b/i, "Record payment for…", "record "], ["raise", /^(raise|charge)\b/i, "Raise charge for…", "charge "], ["plan", /^plan\b/i, "Set up plan for…", "plan "], ["note", /^note\b/i, "Add note for…", "note "]] as [string, RegExp, string, string][],
	/* What may be done without anybody being named. */
	commands: [
		["Generate bills", /^(gen|bulk|run|bill)/, "/billing?do=bulk", "POST /api/v1/generations", "billCheck"], ["Generate one bill", /^(gen|single|bill)/, "/billing?do=single", "POST /api/v1/generations", "bill"], ["New cycle", /^(create )?cyc/, "/billing?do=cycle", "POST /api/v1/cycles", "calendar"],
		["Open exceptions", /^(exc|high|missing)/, "/exceptions?is_open=true", "GET /api/v1/exceptions", "alert"], ["My exceptions", /^(exc|mine)/, "/exceptions?is_open=true&assigned_to=me", "GET /api/v1/exceptions", "flag"], ["Bills not paid yet", /^(open|bill|due)/, "/bills?payment_status=open", "GET /api/v1/bills", "bill"], ["Print or send bills", /^(print|mail|e-?mail|dist|send)/, "/billing/distribute?new=1", "POST /api/v1/bill-batches", "printer"], ["New simulation", /^sim/, "/simulations?new=1", "POST /api/v1/simulations", "sliders"],
	] as [string, RegExp, string, string, string][],
};
