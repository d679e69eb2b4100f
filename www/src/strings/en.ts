/*
 * Every word that a person reads.  A second language is a second file of this shape.  What varies
 * is a function's argument; counts go through plural().
 */
const rules = new Intl.PluralRules("en");
const plural = (n: number, one: string, other: string) => (rules.select(n) === "one" ? one : other);
const n = (value: number) => value.toLocaleString("en");

export const en = {
	app: "Billport",
	skip: "Skip to content",
	nav: {
		main: "Main", home: "Home", payments: "Payments", bills: "Billing", accounts: "Customers", approvals: "Approvals", audit: "Audit log",
		settings: "Settings", more: "More", moreTitle: "Everything else", tabs: "Lists", waiting: (k: number) => `, waiting: ${k}`,
	},
	top: {
		search: "Search accounts, receipts, pages", searchShort: "Search", theme: "Switch between light and dark", user: (name: string) => `${name}: your menu`,
		density: "Density", comfortable: "Comfortable", compact: "Compact", password: "Change password", sessions: "Your sessions", help: "Keyboard help", api: "API reference",
		signOut: "Sign out", tenant: (currency: string, zone: string) => `${currency} · ${zone}`,
	},
	login: {
		title: "Sign in", lead: "to the back office of your utility or city", tenant: "Organization", tenantHelp: "The short code of your utility or city",
		email: "Work email", password: "Password", show: "Show", hide: "Hide", showPassword: "Show password", submit: "Sign in", busy: "Signing in…",
		fine: "After several wrong tries sign-in rests for a while. Your administrator can give you a new password.",
		wrong: "Organization, email or password is not right", wrongHelp: "Check all three and try again. Capital letters count in the password.",
		locked: "Too many tries", lockedHelp: (s: number) => s > 90 ? `Try again in ${Math.ceil(s / 60)} minutes.` : s > 0 ? `Try again in ${s} seconds.` : "Wait a little, then try again.",
		offline: "Billport does not answer", offlineHelp: "Check your connection, then try again. Nothing was sent.",
		missing: { tenant: "Enter your organization's code", email: "Enter your work email", password: "Enter your password" },
		docs: "API reference", styleguide: "Styleguide",
		again: "Sign in again", againLead: "Your session has ended. What you typed is kept; sign in and go on where you were.", leave: "Leave and sign in as someone else",
		unreachable: "Billport does not answer", unreachableHelp: "The server could not be reached. Nothing was changed.",
	},
	password: {
		title: "Change password", lead: "At least 12 characters. A few words are easier to remember than symbols.",
		forced: "Choose a password of your own", forcedLead: "The one you signed in with was set by somebody else and works only once.",
		current: "Current password", next: "New password", repeat: "New password again", submit: "Change password", busy: "Changing…",
		help: "12 to 128 characters", short: "Use at least 12 characters", differ: "The two do not match", same: "Choose one that differs from the current one",
		currentWrong: "This is not your current password", enter: "Enter your current password", done: "Password changed", doneHelp: "Other sessions of yours were ended.",
	},
	common: {
		cancel: "Cancel", close: "Close", dismiss: "Dismiss", tryAgain: "Try again", clearFilters: "Clear filters", clear: "Clear", apply: "Apply", all: "All", actions: "Actions",
		actionsFor: (what: string) => `Actions for ${what}`, more: "Show more", loadingMore: "Loading…", loading: (what: string) => `Loading ${what}`, optional: "(optional)",
		shown: (k: number, rest: boolean) => rest ? `First ${n(k)} shown` : k === 0 ? "None found" : plural(k, "1 shown", `All ${n(k)} shown`), asOf: "as of", none: "—", yes: "Yes", no: "No", system: "System",
		save: "Save", saving: "Saving…", saved: "Saved", edit: "Edit", view: "View", open: "Open", copy: "Copy", copied: "Copied",
		filters: "Filters", selectAll: (k: number) => `Select all ${k}`, select: (what: string) => `Select ${what}`, selected: (k: number) => `${n(k)} selected`, clearSelection: " selection", export: "Export",
		exportCsv: "Export as CSV", exporting: "Exporting…", sortBy: (what: string) => `Sort by ${what}`,
		characters: (k: number, max: number) => `${k} of ${max} characters`, notFound: "This page is not here", notFoundHelp: "The address may be mistyped, or what it showed belongs to another organization.",
		home: "Go to Home", forbidden: "You may not open this", forbiddenHelp: "Your role does not include it. Ask your administrator if you need it.",
		pageTitle: (title: string) => `${title} · Billport`,
		fix: (k: number) => plural(k, "One thing to fix", `${k} things to fix`),
	},
	exports: { saved: "Export saved", csv: "CSV, all rows", xlsx: "Excel workbook", pdf: "PDF" },
	problem: {
		loadTitle: (what: string) => `${what} could not be loaded`, offline: "There was no connection to the server.", server: "The server did not answer as it should.", slow: "Too many requests at once.",
		unchanged: "Nothing was changed.", request: (id: string) => `Request ${id}`, title: (what: string) => `${what} did not work`, stale: "Somebody else changed this a moment ago. Look at the new values and try again; nothing was changed.",
		kept: "Showing what was loaded before.",
	},
	status: { posted: "Posted", pending: "Pending", failed: "Failed", cancelled: "Cancelled", returned: "Returned", waiting: "Waiting", approved: "Approved", rejected: "Rejected",
		expired: "Expired", used: "Done", active: "Active", inactive: "Disabled", closed: "Closed", open: "Open", paid: "Paid", overdue: "Overdue", issued: "Issued", reversed: "Reversed", revoked: "Revoked", verified: "Verified", waiting_verification: "Pending verification" } as Record<string, string>,
	method: { cash: "Cash", card_terminal: "Card terminal", card: "Card", check: "Check", ach: "ACH", echeck: "eCheck", wallet: "Wallet", bank_transfer: "Bank transfer" } as Record<string, string>,
	channel: { walk_in: "Walk-in", phone: "Phone", mail: "Mail", online: "Online", kiosk: "Kiosk" } as Record<string, string>,
	type: { bill: "Bill", service: "Service", charge: "Service", instalment: "Instalment" } as Record<string, string>,
	home: {
		title: "Home", lead: (name: string) => `Good to see you, ${name}`, record: "Record payment", takings: "Taken today", mine: "Taken by you today", all: "All methods", posted: (k: number) => plural(k, "1 posted payment", `${n(k)} posted payments`), voidedToday: (amount: string) => `${amount} voided`,
		latest: "Latest payments", latestMine: "Your latest payments", seeAll: "All payments", waiting: "Waiting for approval", noneWaiting: "Nothing waits for a decision", waitingHelp: "What others ask for above their limit appears here.",
		noPayments: "No payments yet", noPaymentsHelp: "They appear here as soon as they are recorded.", quick: "Quick actions",
		quickRecord: "Record payment", quickRecordHelp: "Cash or card at the counter, by mail or by phone", quickFind: "Find an account", quickFindHelp: "By part of a name, number or street",
		quickOpen: "Bills still open", quickOpenHelp: "What is due, latest first", quickUsers: "Users and roles", quickUsersHelp: "Who may do what", quickAudit: "Audit log", quickAuditHelp: "Who did what, when and why",
	},
	payments: {
		title: "Payments", lead: "Record, verify and trace what customers pay", search: "Name, receipt or consumer number", searchLabel: "Search payments", list: "Payments list", caption: "Payments, newest first",
		receipt: "Receipt #", consumer: "Consumer", amount: "Amount", method: "Method", type: "Type", channel: "Channel", date: "Date", status: "Status",
		noReceipt: (no: string) => `${no}, no receipt yet`, view: "View details", viewReceipt: "Open receipt", viewAccount: "View account", void: "Void payment…", what: "Payments",
		postedTotal: (k: number) => `${n(k)} posted`, split: (k: number, word: string, amount: string) => `${n(k)} ${word} ${amount}`, adding: "Adding up…",
		empty: "No payments yet", emptyHelp: "Payments appear here as soon as they are recorded or come in online.", none: "No payment matches these filters", noneHelp: (filters: string) => `${filters}.`,
		exported: "Export saved", exportSelected: (k: number) => `Export ${n(k)}`, dates: { today: "Today", yesterday: "Yesterday", week: "Last 7 days", month: "This month", custom: "From … to …", from: "From", to: "To", any: "Any date" },
		dateFault: "The end lies before the start",
	},
	payment: {
		back: "Payments", what: "This payment", from: (method: string) => `${method} from `, on: (when: string) => ` on ${when}`, print: "Print receipt", download: "Download", openPdf: "Open PDF", more: "More actions",
		analysis: "Amount analysis", exact: "Paid exactly", under: (a: string) => `Under by ${a}`, over: (a: string) => `Over by ${a}`, appliedTo: "Applied to", for: "For", wasOpen: "Was open", paid: "Paid", left: "Open now", caption: "What the payment was applied to", undone: "undone", total: "Payment",
		bill: (range: string) => `Bill, ${range}`, charge: "Service charge", section: "Payment", no: "Payment ID", transaction: "Transaction ID", method: "Method", channel: "Channel", type: "Type", received: "Cash received", change: "Change given", receivedBy: "Received by", processing: "Processing time", immediate: "Immediate", date: "Date", businessDay: "Business day", entered: "Entered", verification: "Verification", reference: "Terminal reference", gateway: "Gateway", settlement: "Settlement", notes: "Notes",
		consumer: "Consumer", name: "Name", phone: "Phone", account: "Account", email: "Email", address: "Service address", balance: "Balance due now",
		receipt: "Receipt", receiptNo: (no: string) => `Receipt ${no}`, paper: { from: "Received from ", account: (no: string) => `Account ${no}`, paidFor: "Paid for", amount: "Amount", total: "Total paid", credit: "Kept as credit", void: "Void" },
		timeline: "Timeline", events: { "payment.record": "Recorded and posted", "payment.create": "Recorded and posted", "payment.post": "Posted", "payment.void": "Voided", "payment.void_requested": "Void asked for", "payment.receipt": "Receipt given out", "payment.void_request": "Void asked for" } as Record<string, string>,
		voided: (when: string, who: string) => `Voided ${when} by ${who}`, voidedHelp: (reason: string) => `Reason: ${reason}`,
		preparing: "Preparing the receipt…", noReceipt: "This payment has no receipt",
		voidTitle: (no: string) => `Void ${no}?`, voidText: (amount: string, method: string, who: string, what: string) => `${amount} in ${method} from ${who} becomes unpaid again on ${what}. The receipt number stays used.`,
		reason: "Reason", reasons: ["Recorded twice", "Wrong account", "Wrong amount", "Wrong method", "Payer asked for it back"], otherReason: "Other…", pick: "Choose a reason", remarks: "Remarks", remarksNeeded: "Say why, in at least 3 characters", reasonNeeded: "Choose a reason",
		keep: "Keep payment", voidDo: (amount: string) => `Void ${amount}`, voiding: "Voiding…", voidDone: (no: string, amount: string) => `${no} voided, ${amount} is open again`,
		approvalTitle: "Waits for approval", approvalText: "This void is above the limit. Another person decides; this page follows and shows the result.", approvalOpen: "Open the request", approvalApproved: "Approved, being carried out…", approvalRejected: (who: string, reason: string) => `Rejected by ${who}: ${reason}`, approvalFailed: "Approved, but it could not be carried out", approvalExpired: "Nobody decided in time",
	},
	record: {
		title: "Record payment", lead: "Take a payment at the counter, by mail or by phone, and give a receipt", back: "Payments", find: "Account", findLabel: "Find the account", findHelp: "Part of a name, account number or street", results: "Accounts found", found: (k: number) => plural(k, "1 account found", `${n(k)} accounts found`), noneFound: "No account matches", noneFoundHelp: "Try fewer letters, or the account number.", searching: "Searching…", moreFound: (k: number) => `First ${n(k)} shown. Type more of the name, the number or the street.`,
		change: "Change", balance: "Balance due", credit: (a: string) => `${a} credit`, owes: (a: string) => `${a} due`, nothingDue: "Nothing due", closed: "Closed account",
		what: "What it pays", caption: (no: string) => `Open bills of account ${no}`, pick: "Pay", item: "Item", for: "For", due: "Due", openAmount: "Open", leftAfter: "Left", payBill: (no: string) => `Pay bill ${no}`, bill: "Bill", charge: "Service", nothingOpen: "Nothing is open on this account", nothingOpenHelp: "A payment can be taken once there is a bill to pay.", oldest: "Oldest bill first",
		payment: "Payment", amount: "Amount", amountHelp: (a: string) => `Up to ${a}, what is open on this bill`, all: (a: string) => `All of ${a}`, date: "Payment date", channel: "Channel", method: "Method", cash: "Cash received", cashChange: "Change to give", reference: "Terminal reference", referenceHelp: "From the card terminal's slip", notes: "Notes", notesHelp: "shown in the audit trail, not on the receipt",
		review: "Review", reviewHelp: "Nothing is recorded yet", words: { settles: (no: string) => `settles bill ${no}.`, part: (no: string) => `goes toward bill ${no}.`, in: " in ", by: " by ", from: " from ", leaves: " stays open.", hand: "Hand back ", cash: "cash", card_terminal: "card terminal" } as Record<string, string | ((no: string) => string)>,
		start: "Find the account first. Then choose what is paid and how.", now: "Balance now", after: "Balance after", by: "Recorded by", line: (kind: string, no: string) => `${kind} ${no}`, total: "Payment", submit: (a: string) => `Record ${a}`, submitNone: "Record payment", busy: "Recording…", fine: "Posts at once and gives receipt and payment numbers",
		faults: { account: "Choose the account", bill: "Choose what is paid", amountEmpty: "Enter an amount", amountUnclear: (e: string) => `Write the amount like ${e}`, amountDecimals: (d: number) => d ? `Use at most ${d} decimals` : "This currency has no decimals", amountZero: "Enter more than zero", amountOver: (a: string) => `Only ${a} is open on this bill`, amountLarge: "This amount is too large", cashShort: (a: string) => `${a} is missing`, cashEmpty: "Enter what was handed over", dateFuture: (d: string) => `This is after today. Enter ${d} or earlier.`, reference: "Enter the reference from the terminal's slip", notes: "Use at most 500 characters" },
		fixTitle: (k: number) => plural(k, "One thing to fix before this can be recorded", `${k} things to fix before this can be recorded`),
		refused: "Not recorded", refusedChanged: "The account changed a moment ago. Nothing was recorded; look at the new figures and press Record again.",
		unknown: "No answer came", unknownText: "It is not known whether the payment was recorded. Press Record again: it cannot be taken twice.", unsent: "An earlier try was not answered", unsentText: "It is not known whether it was recorded. Finish it here: if it went through, you get its receipt and nothing is taken twice.", resend: "Finish that payment",
		reused: "The first try was recorded with other values", reusedText: "Nothing more was taken. Look at the account's payments before you go on.", reusedLink: "Payments of this account",
		done: (a: string) => `${a} recorded`, receipt: (no: string) => `Receipt ${no}`, doneFrom: (who: string, no: string) => `${who} · account ${no}`, handBack: (a: string) => `Hand back ${a}.`, left: (a: string, no: string) => `${a} stays open on bill ${no}.`, settled: (no: string) => `Bill ${no} is paid.`, another: "Record another payment", return: "Return to payments", details: "View details", paymentNo: "Payment ID", transactionNo: "Transaction ID", time: "Recorded",
	},
	accounts: {
		title: "Customers", lead: "Accounts, who answers for them and what they owe", search: "Name, account number or street", searchLabel: "Search accounts", list: "Accounts list", caption: "Accounts", what: "Accounts", number: "Account #", consumer: "Consumer", street: "Service address", zone: "Zone", class: "Class", status: "Status", owed: "Balance due",
		empty: "No accounts yet", emptyHelp: "They arrive with the import of your customer data.", none: "No account matches", noneHelp: "Try fewer letters, or the account number.", view: "View account", record: "Record payment",
		classes: { residential: "Residential", commercial: "Commercial", industrial: "Industrial", municipal: "Municipal", agricultural: "Agricultural" } as Record<string, string>,
		detail: "Account", contact: "Contact", phone: "Phone", email: "Email", consumerNo: "Consumer number", opened: "Opened", closedOn: "Closed", balance: "Balance due", credit: "Credit", bills: "Bills", payments: "Payments", noBills: "No bills yet", noBillsHelp: "They appear with the first cycle.", noPayments: "No payments yet", noPaymentsHelp: "They appear as soon as one is recorded.", allBills: "All bills", allPayments: "All payments", notFound: "This account",
	},
	bills: {
		title: "Billing", lead: "What was billed, what is still open", search: "Bill number", searchLabel: "Search bills by number", list: "Bills list", caption: "Bills, newest first", what: "Bills", number: "Bill #", consumer: "Consumer", period: "Period", issued: "Issued", due: "Due", amount: "Amount", open: "Open", status: "Status", total: (k: number) => plural(k, "1 bill", `${n(k)} bills`), none: "No bill matches these filters", noneHelp: "Clear the filters to see all bills.", empty: "No bills yet", emptyHelp: "They appear with the first cycle.",
		detail: "Bill", back: "Billing", estimated: "Estimated", actual: "Actual reading", lines: "Lines", line: "Line", quantity: "Quantity", rate: "Rate", usage: "Consumption", account: "Account", view: "View bill", pay: "Record payment", of: (range: string) => `for ${range}`, notFound: "This bill", received: "Payments", facts: "Bill",
	},
	approvals: {
		title: "Approvals", lead: "What others asked for above their limit, and your decision", list: "Approvals list", caption: "Approvals, newest first", what: "Approvals", summary: "What", amount: "Amount", by: "Asked by", at: "Asked", expires: "Expires", state: "Status", empty: "Nothing waits for a decision", emptyHelp: "What others ask for above their limit appears here.", none: "No approval matches", review: "Review…",
		kinds: { "payment.void": "Void payment" } as Record<string, string>, title1: (kind: string) => `${kind}?`, ask: (who: string, when: string) => `${who} asked on ${when}.`, reason: "Reason or policy", reasonNeeded: "Say why, in at least 3 characters", approve: (a: string) => `Approve ${a}`, reject: "Reject", approving: "Approving…", rejecting: "Rejecting…", own: "You asked for this yourself; somebody else decides.",
		approved: "Approved", rejected: "Rejected", running: "Being carried out…", done: "Carried out", failed: (why: string) => why ? `Could not be carried out: ${why}` : "Could not be carried out", decided: (who: string, when: string) => `${who}, ${when}`, decidedBy: "Decided by", until: (when: string) => `Open until ${when}`, mayNot: "You may see this, but not decide it.",
	},
	settings: {
		title: "Settings", tabs: { users: "Users", roles: "Roles", clients: "API clients", sessions: "Sessions", values: "Values" }, 
		users: {
			title: "Users", lead: "Who may sign in, and as what", what: "Users", new: "Add user", name: "Name", email: "Work email", roles: "Roles", seen: "Last signed in", never: "Never", status: "Status", caption: "Users", active: "Active", inactive: "Disabled", edit: "Edit…", disable: "Disable…", enable: "Enable", reset: "New password…", sessions: "Sessions",
			addTitle: "Add user", addDo: "Add user", adding: "Adding…", editTitle: (name: string) => `Edit ${name}`, nameNeeded: "Enter a name", emailNeeded: "Enter an email address", rolesNeeded: "Choose at least one role", disableTitle: (name: string) => `Disable ${name}?`, disableText: "All sessions end within a second and signing in is refused. What this person did stays in the audit log.", disableDo: "Disable", disabling: "Disabling…", disabled: (name: string) => `${name} is disabled`, enabled: (name: string) => `${name} may sign in again`,
			resetTitle: (name: string) => `New password for ${name}?`, resetText: "A one-time password is made. It has to be changed at the first sign-in; sessions end at once.", resetDo: "Make password", resetting: "Making…", secretTitle: "One-time password", secretText: (name: string) => `Give it to ${name} in person. It is shown only now.`, added: (name: string) => `${name} added`, empty: "Nobody here", emptyHelp: "No user matches.",
		},
		roles: {
			title: "Roles", lead: "Sets of permissions that users are given", what: "Roles", new: "Add role", name: "Role", permissions: "Permissions", users: "Users", builtIn: "Built in", own: "Own", caption: "Roles", edit: "Edit…", see: "See permissions", remove: "Delete…", addTitle: "Add role", editTitle: (name: string) => `Edit ${name}`, seeTitle: (name: string) => name, addDo: "Add role", nameNeeded: "Enter a name", removeTitle: (name: string) => `Delete ${name}?`, removeText: "Users who have it lose its permissions within a second.", removeDo: "Delete role", removing: "Deleting…", removed: (name: string) => `${name} deleted`, saved: (name: string) => `${name} saved`, count: (k: number) => plural(k, "1 permission", `${k} permissions`), matrix: "Who may do what", matrixCaption: "Permissions by role", permission: "Permission", has: "Yes", hasNot: "No",
			groups: { consumers: "Customers", bills: "Billing", payments: "Payments", users: "Users", clients: "API clients", sessions: "Sessions", approvals: "Approvals", jobs: "Jobs", settings: "Settings", audit: "Audit", ledger: "Ledger" } as Record<string, string>,
		},
		clients: {
			title: "API clients", lead: "Programs that use the API, and what each may do", what: "API clients", new: "Add client", name: "Name", scopes: "Scopes", created: "Created", used: "Last used", never: "Never", status: "Status", caption: "API clients", revoke: "Revoke…", addTitle: "Add API client", addDo: "Create client", creating: "Creating…", nameNeeded: "Enter a name", scopesNeeded: "Choose at least one scope", secretTitle: "Client created", secretText: "The secret is shown only now. Keep it where the program reads it.", id: "Client ID", secret: "Client secret", revokeTitle: (name: string) => `Revoke ${name}?`, revokeText: "Its tokens stop working within a second. This cannot be undone.", revokeDo: "Revoke client", revoking: "Revoking…", revoked: (name: string) => `${name} revoked`, empty: "No API clients yet", emptyHelp: "Add one for each program that uses the API.", rotate: "New secret…", rotateTitle: (name: string) => `New secret for ${name}?`, rotateText: "The old secret stops working at once.", rotateDo: "Make secret",
		},
		sessions: {
			title: "Sessions", lead: "Where you, or others, are signed in", what: "Sessions", user: "User", device: "Device", address: "Address", since: "Signed in", seen: "Last seen", caption: "Sessions", end: "End session", endTitle: "End this session?", endText: (who: string) => `${who} is signed out there within a second.`, ending: "Ending…", ended: "Session ended", mine: "Yours", all: "Everyone's", this: "this one", empty: "No sessions", emptyHelp: "Nobody is signed in.", unknown: "Unknown device", scope: "Whose sessions",
		},
		values: {
			title: "Values", lead: "Number formats, limits and texts of your organization", what: "Settings", name: "Setting", key: "Name", value: "Value", default: "Default", caption: "Settings", edit: "Change…", editTitle: "Change setting", on: "On", off: "Off", saved: (name: string) => `${name} saved`, isDefault: "default", reset: "Use the default", numberHelp: "{n} is the running number, {n:6} with at least 6 digits, {yyyy} the year", needed: "Enter a value",
		},
	},
	audit: { title: "Audit log", lead: "Who did what, when, why, and by whose leave", list: "Audit list", caption: "Audit log, newest first", what: "The audit log", at: "When", actor: "Who", action: "What", object: "On", reason: "Reason", changes: "Changed", empty: "Nothing yet", emptyHelp: "Everything that is done appears here.", none: "Nothing matches these filters", approvedBy: (who: string) => `approved by ${who}`, from: "was", searchAction: "Action", anyAction: "All",
		actions: { "payment.record": "Payment recorded", "payment.void": "Payment voided", "payment.void_requested": "Void asked for", "payment.record.refused": "Payment refused", "payment.void.refused": "Void refused",
			"approval.request": "Approval asked for", "approval.approve": "Approved", "approval.reject": "Rejected", sign_in: "Signed in", sign_out: "Signed out", "sign_in.fail": "Sign-in failed", "sign_in.lock": "Sign-in locked",
			denied: "Denied", refused: "Refused", "user.create": "User added", "user.change": "User changed", "user.password": "Password set", "role.create": "Role added", "role.change": "Role changed", "role.delete": "Role deleted",
			"session.end": "Session ended", "client.create": "API client added", "client.change": "API client changed", "client.secret": "New client secret", "client.revoke": "API client revoked", "setting.change": "Setting changed",
			"account.create": "Account opened", "consumer.create": "Consumer added", "bill.issue": "Bill issued", "zone.create": "Zone added", "tenant.create": "Organization set up", "job.cancel": "Job cancelled" } as Record<string, string> },
	palette: { esc: "Esc: close", label: "Search and commands", placeholder: "Search accounts, receipts, pages", pages: "Pages", accounts: "Accounts", receipts: "Payments", actions: "Actions", nothing: (q: string) => `Nothing found for “${q}”`, move: "move", open: "open", hint: "Type at least two letters to search accounts and receipts", recordFor: (name: string) => `Record payment for ${name}`, results: (k: number) => plural(k, "1 result", `${k} results`) },
	help: { title: "Keyboard", keys: [["Ctrl K", "Search and commands"], ["/", "Filter this list"], ["P", "Record payment"], ["?", "This sheet"], ["Esc", "Close what is open"], ["Enter", "Open the row's link"]] as [string, string][], single: "Single-letter keys", singleHelp: "Switch them off if you dictate or use other assistive tools.", on: "On", off: "Off" },
	styleguide: { title: "Styleguide", lead: "The tokens and components that every page is made of" },
	sayLoaded: (what: string) => `${what} loaded`,
};
export type Strings = typeof en;
