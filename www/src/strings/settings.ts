/*
 * The words of the settings, of the bell and of help without signing in: the part of the catalog that
 * these pages bring along.  As in en.ts, what varies is a function's argument.
 */
const rules = new Intl.PluralRules("en");
const plural = (n: number, one: string, other: string) => (rules.select(n) === "one" ? one : other);

export const ts = {
	users: {
		lead: "Who may sign in, and as what", what: "Users", new: "Add user", name: "Name", email: "Work email", roles: "Roles", seen: "Last signed in", never: "Never", status: "Status", caption: "Users", active: "Active", inactive: "Disabled", edit: "Edit…", disable: "Disable…", enable: "Enable", reset: "New password…", sessions: "Sessions",
		addTitle: "Add user", addDo: "Add user", adding: "Adding…", editTitle: (name: string) => `Edit ${name}`, nameNeeded: "Enter a name", emailNeeded: "Enter an email address", rolesNeeded: "Choose at least one role", disableTitle: (name: string) => `Disable ${name}?`, disableText: "All sessions end within a second and signing in is refused. What this person did stays in the audit log.", disableDo: "Disable", disabling: "Disabling…", disabled: (name: string) => `${name} is disabled`, enabled: (name: string) => `${name} may sign in again`,
		resetTitle: (name: string) => `New password for ${name}?`, resetText: "A one-time password is made. It has to be changed at the first sign-in; sessions end at once.", resetDo: "Make password", resetting: "Making…", secretTitle: "One-time password", secretText: (name: string) => `Give it to ${name} in person. It is shown only now.`, added: (name: string) => `${name} added`, empty: "Nobody here", emptyHelp: "No user matches.",
	},
	roles: {
		lead: "Sets of permissions that users are given", what: "Roles", new: "Add role", name: "Role", permissions: "Permissions", users: "Users", builtIn: "Built in", own: "Own", caption: "Roles", edit: "Edit…", see: "See permissions", remove: "Delete…", addTitle: "Add role", editTitle: (name: string) => `Edit ${name}`, seeTitle: (name: string) => name, addDo: "Add role", nameNeeded: "Enter a name", removeTitle: (name: string) => `Delete ${name}?`, removeText: "Users who have it lose its permissions within a second.", removeDo: "Delete role", removing: "Deleting…", removed: (name: string) => `${name} deleted`, saved: (name: string) => `${name} saved`, count: (k: number) => plural(k, "1 permission", `${k} permissions`), matrix: "Who may do what", matrixCaption: "Permissions by role", permission: "Permission", has: "Yes", hasNot: "No",
		groups: { consumers: "Customers", bills: "Billing", payments: "Payments", users: "Users", clients: "API clients", sessions: "Sessions", approvals: "Approvals", jobs: "Jobs", settings: "Settings", audit: "Audit", ledger: "Ledger",
		receipts: "Receipts", credit_notes: "Credit notes", charges: "Charges", prices: "Price list", plans: "Payment plans", drawers: "Cash drawers", accounts: "Accounts", callers: "Callers", imports: "Imports", views: "Saved views" } as Record<string, string>,
	},
	clients: {
		lead: "Programs that use the API, and what each may do", what: "API clients", new: "Add client", name: "Name", scopes: "Scopes", created: "Created", used: "Last used", never: "Never", status: "Status", caption: "API clients", revoke: "Revoke…", addTitle: "Add API client", addDo: "Create client", creating: "Creating…", nameNeeded: "Enter a name", scopesNeeded: "Choose at least one scope", secretTitle: "Client created", secretText: "The secret is shown only now. Keep it where the program reads it.", id: "Client ID", secret: "Client secret", revokeTitle: (name: string) => `Revoke ${name}?`, revokeText: "Its tokens stop working within a second. This cannot be undone.", revokeDo: "Revoke client", revoking: "Revoking…", revoked: (name: string) => `${name} revoked`, empty: "No API clients yet", emptyHelp: "Add one for each program that uses the API.", rotate: "New secret…", rotateTitle: (name: string) => `New secret for ${name}?`, rotateText: "The old secret stops working at once.", rotateDo: "Make secret",
	},
	sessions: {
		lead: "Where you, or others, are signed in", what: "Sessions", user: "User", device: "Device", address: "Address", since: "Signed in", seen: "Last seen", caption: "Sessions", end: "End session", endTitle: "End this session?", endText: (who: string) => `${who} is signed out there within a second.`, ending: "Ending…", ended: "Session ended", mine: "Yours", all: "Everyone's", this: "this one", empty: "No sessions", emptyHelp: "Nobody is signed in.", unknown: "Unknown device", scope: "Whose sessions",
	},
	values: {
		lead: "Every setting of your organization in one list", what: "Settings", name: "Setting", key: "Name", value: "Value", default: "Default", caption: "Settings", edit: "Change…", editTitle: "Change setting", on: "On", off: "Off", saved: (name: string) => `${name} saved`, isDefault: "default", reset: "Use the default", numberHelp: "{n} is the running number, {n:6} with at least 6 digits, {yyyy} the year", needed: "Enter a value",
	},
	office: {
		lead: "Who you are, on documents and towards those who need help", title: "Office", name: "Name", code: "Code", currency: "Currency", zone: "Time zone", locale: "Language and country", utility: "Kind",
		utilities: { water: "Water", electric: "Electric", gas: "Gas", sewer: "Sewer", municipal: "Municipal" } as Record<string, string>,
		edit: "Edit office", editTitle: "Edit office", saved: "Office saved", nameNeeded: "Enter a name of at least 2 characters",
		currencyHelp: "It can be changed until the first amount is posted", currencyFixed: "Amounts have been posted in it, so it stays", zoneHelp: "Business days begin and end here", localeHelp: (sample: string) => `Written like ${sample}`,
		papers: "Documents and mail", year: "Year", help: "Help and signing in", months: (k: number) => new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, k - 1, 1))), minutes: (k: number) => plural(k, "1 minute", `${k} minutes`), hours: (k: number) => plural(k, "1 hour", `${k} hours`), days: (k: number) => plural(k, "1 day", `${k} days`),
	},
	setup: {
		title: "Set up your office", lead: (done: number, all: number) => done === all ? "Everything is in place" : `${done} of ${all} done`, done: "Done", open: "To be set up", show: "Show the steps", hide: "Hide the steps",
		steps: {
			letterhead: ["Letterhead", "Name and address at the head of receipts"], contact: ["Help contact", "Whom colleagues ask when they cannot sign in"], mail: ["Mail sender", "Receipts go out under this address"],
			modes: ["Payment modes and channels", "Switch off what your counter does not take"], numbers: ["Number formats", "Before the first payment, so that all numbers look alike"], prices: ["Price list", "What one-off services cost"],
			limits: ["Limits by role", "Who may do how much alone"], users: ["Colleagues", "Add those who will sign in"], accounts: ["Customers and accounts", "Import them from your billing system"],
		} as Record<string, [string, string]>,
	},
	/* Settings as they stand on their pages: label, help. */
	of: {
		letterhead: ["Letterhead", "Name and address at the head of documents, a line each"], mail_from: ["Mail sender", "Receipts are sent under this address; empty: no-reply"], fiscal_month: ["Fiscal year begins in", ""],
		support_contact: ["Help contact", "Shown to anyone who cannot sign in: a phone number, a room, a person"], session_hours: ["Sign in again after", "However busy one is"], session_idle_minutes: ["Sign out when idle for", "Counted from the last key or click"],
		duplicate_days: ["Possible duplicates", "The same amount from the same account within so many days is marked"], caller_check: ["Callers prove who they are", "Needed for a payment by phone"], drawer_float: ["Cash float", "What a drawer holds before the first payment"],
		receipt_format: ["Receipts", ""], payment_format: ["Payments", ""], transaction_format: ["Transactions", ""], bill_format: ["Bills", ""], credit_note_format: ["Credit notes", ""], charge_format: ["Charges", ""], plan_format: ["Payment plans", ""], drawer_format: ["Drawer closes", ""],
		payment_cap: ["Most that one payment may be", "More is refused, whoever takes it"], void_limit: ["Void a payment", ""], overpayment_limit: ["Keep an overpayment as credit", ""], credit_note_limit: ["Issue a credit note", ""], waiver_limit: ["Waive or cancel a charge", ""], correction_limit: ["Correct a payment", ""],
		credit_note_days: ["Credit notes expire after", ""], plan_floor: ["Smallest payment plan", "Below it a reason is needed"], plan_instalments: ["Most instalments", "Of one payment plan"],
		approvals_allowed: ["Ask for approval above a limit", "Off: what is above the limit is refused"], approval_days: ["Approvals wait for", "Then they expire and nothing is done"], second_check_above: ["Verify payments above", "Another person looks at them; 0: none are"],
	} as Record<string, [string, string]>,
	change: (what: string) => `Change: ${what}`, changeShort: "Change", notSet: "Not set", nowhere: "None",
	lists: {
		lead: "What clerks choose from when they take and undo payments", counterRules: "At the counter", add: "Add", addTitle: (list: string) => `Add to ${list}`, addDo: "Add", adding: "Adding…", rename: "Edit…", editTitle: (name: string) => `Edit ${name}`, name: "Name", kind: "Kind", reference: "Ask for a reference", referenceHelp: "A slip, check or transfer number", off: "Switch off", on: "Switch on",
		up: (name: string) => `Move ${name} up`, down: (name: string) => `Move ${name} down`, moved: (name: string, at: number, of: number) => `${name} is number ${at} of ${of}`, isOff: "Off", added: (name: string) => `${name} added`, saved: (name: string) => `${name} saved`, switchedOff: (name: string) => `${name} is not offered any more`, switchedOn: (name: string) => `${name} is offered again`,
		nameNeeded: "Enter a name", first: "offered first", withReference: "with reference", code: (code: string) => `Code ${code}`, empty: "Nothing here yet", codeHelp: "Old payments keep their code, so names can be changed and nothing is ever deleted.",
		titles: { payment_mode: "Payment modes", payment_channel: "Channels", void_reason: "Reasons to void a payment", credit_reason: "Reasons of a credit note", waive_reason: "Reasons to waive a charge", decision_reason: "Reasons of a decision" } as Record<string, string>,
		helps: { payment_mode: "How money comes in", payment_channel: "Where the payer stands", void_reason: "Asked for when a payment is voided", credit_reason: "Asked for when a credit note is written", waive_reason: "Asked for when a charge is waived or cancelled", decision_reason: "Offered to those who approve and reject" } as Record<string, string>,
		kinds: { cash: "Cash", card: "Card", cheque: "Check", transfer: "Transfer", other: "Other", counter: "Counter", phone: "Phone", mail: "Mail", field: "In the field", online: "Online" } as Record<string, string>,
	},
	numbers: {
		lead: "How receipts, payments and other documents are numbered", title: "Formats", what: "Number formats", caption: "Number formats", of: "Document", format: "Format", next: "Next numbers", edit: "Change format…", editTitle: (what: string) => `Format: ${what}`, label: "Format", help: "{n} is the running number, {n:6} with at least 6 digits; {yyyy}, {yy} and {mm} are the date. Letters and dashes stand as typed.",
		preview: "Next three", looking: "Looking…", collides: (no: string) => `${no} was issued already and would come again. Add a letter or the year.`, wrong: "This format cannot be used", free: "None of these was issued before", saved: (what: string) => `${what}: new format saved`, note: "A new format holds from the next document on; numbers that were issued stay as they are.",
	},
	limits: {
		lead: "What needs another person, and who may be that person", tenant: "For everyone", tenantHelp: "Above this, another person must approve", rules: "Rules", credit: "Credit notes and plans", roles: "By role", rolesHelp: "A role's own limit counts instead; with several roles, the largest", what: "Limits by role", caption: "Limits of each role", role: "Role",
		alone: "Alone up to", approve: "Approves up to", asAll: "as for everyone", approvesAny: "approves any amount", approvesTo: (a: string) => `approves up to ${a}`, edit: "Change limits…", editTitle: (role: string) => `Limits of ${role}`, blank: "Empty: as for everyone", blankApprove: "Empty: any amount", saved: (role: string) => `Limits of ${role} saved`, none: "As for everyone",
		kinds: { void: "Voids", overpayment: "Overpayments", credit_note: "Credit notes", waiver: "Waivers", correction: "Corrections" } as Record<string, string>, unclear: (e: string) => `Write the amount like ${e}, or leave it empty`,
	},
	prices: {
		lead: "What one-off services cost", what: "The price list", caption: "Price list", name: "Service", code: "Code", kind: "Kind", amount: "Price", due: "Due after", status: "Status", new: "Add service", addTitle: "Add service", addDo: "Add service", adding: "Adding…", edit: "Edit…", editTitle: (name: string) => `Edit ${name}`, off: "Switch off", on: "Switch on", kinds: { service: "Service", late_fee: "Late fee" } as Record<string, string>,
		empty: "No services yet", emptyHelp: "Clerks raise charges from this list.", days: (k: number) => k === 0 ? "at once" : plural(k, "1 day", `${k} days`), dueLabel: "Days until it is due", dueFault: "Enter 0 to 365 days", nameNeeded: "Enter a name", codeNeeded: "Use 1 to 16 of a-z, 0-9, - and _", codeHelp: "Short; it stays with old charges", amountNeeded: (e: string) => `Write the price like ${e}`, amountZero: "Enter more than zero",
		added: (name: string) => `${name} added`, saved: (name: string) => `${name} saved`, switchedOff: (name: string) => `${name} is not offered any more`, switchedOn: (name: string) => `${name} is offered again`, note: "A new price holds for charges raised from now on.",
	},
	bell: { none: "Nothing new", noneHelp: "What waits for you and what changes about access appears here.", what: "Notifications", fresh: "New", all: "Of the last 30 days", failed: "Notifications could not be loaded" },
	idle: { title: "Still there?", text: (s: number) => `You are signed out in ${plural(s, "1 second", `${s} seconds`)} because nothing was typed or clicked for a while. What you typed is kept.`, stay: "Stay signed in", leave: "Sign out now" },
	door: {
		title: "Trouble signing in?", lead: "Help from your own office, without signing in", tenant: "Organization", tenantHelp: "The short code of your utility or city", look: "Show whom to ask", looking: "Looking…", contact: "Whom to ask", noContact: "Your office has not said whom to ask. Write a message: those who manage users see it when they sign in.",
		try: "First, check", tips: ["The organization's code is right; a colleague can tell you.", "Capital letters count in the password.", "After several wrong tries, wait until the time shown has passed.", "Somebody who manages users can give you a one-time password."],
		write: "Write a message", name: "Your name", email: "Work email", message: "What happens?", messageHelp: "Never put a password or a card number in it", send: "Send message", sending: "Sending…", sent: "Message sent", sentText: "If the code is right, those who manage users there see it at once. They will call or write to you.", another: "Write another", back: "Back to sign-in",
		needed: { tenant: "Enter your organization's code", name: "Enter your name", email: "Enter your work email", message: "Say what happens, in at least 3 characters" }, slow: "Not sent", slowText: (s: number) => s > 90 ? `Many messages came from here. Try again in ${Math.ceil(s / 60)} minutes, or ask a colleague.` : `Many messages came from here. Try again in ${s} seconds, or ask a colleague.`,
	},
	people: { inactive: "Inactive too", showing: "Show", search: "Name or email", searchLabel: "Search users", locked: (when: string) => `Locked until ${when}`, lockedNow: (k: number) => plural(k, "1 person is locked out", `${k} people are locked out`), lockedHelp: "After several wrong passwords. A lock ends by itself.", unlock: "Unlock", unlocking: "Unlocking…", unlocked: (name: string) => `${name} may try again now`, failures: (k: number) => plural(k, "1 wrong password", `${k} wrong passwords`) },
	decide: {
		will: { "payment.void": "The payment is reversed: what it paid is open again, its receipt number stays used.", "payment.record": "The payment is taken, and what is over is kept as credit with a credit note.", "payment.correct": "The payment is reversed and posted anew with the corrected values, under new numbers.", "credit_note.create": "A credit note is issued that pays bills of this account.", "charge.waive": "What is open of the charge is given up and not asked for any more.", "charge.cancel": "The charge is cancelled as if it had never been raised." } as Record<string, string>,
		willTitle: "If you approve", inName: (who: string) => `It is done in the name of ${who}.`, offered: "Reasons", result: "Result", open: { payment: "Open the payment", credit_note: "Open the credit note", charge: "Open the charge", account: "Open the account" } as Record<string, string>, account: "Account", openAccount: "Open the account",
		kinds: { "payment.void": "Void payment", "payment.record": "Payment with overpayment", "payment.correct": "Correct payment", "credit_note.create": "Credit note", "charge.waive": "Waive charge", "charge.cancel": "Cancel charge" } as Record<string, string>,
	},
};
