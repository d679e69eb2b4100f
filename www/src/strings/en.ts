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
		reads: "Reads", reports: "Reports", executive: "Executive view", alerts: "Alerts", thresholds: "Thresholds", metrics: "Metrics", use: "Use",
		drawer: "Cash drawer", drawerCloses: "Drawer closes",
		main: "Main", home: "Home", payments: "Payments", bills: "Billing", accounts: "Customers", approvals: "Approvals", audit: "Audit log",
		settings: "Settings", more: "More", moreTitle: "Everything else", tabs: "Lists", allPayments: "All payments", creditNotes: "Credit notes", plans: "Plans", newPlan: "Set up a payment plan", allAccounts: "Accounts", consumers: "Consumers", charges: "Charges", tariffs: "Tariffs", allBills: "Bills", exceptions: "Exceptions", cycles: "Billing cycles", simulations: "Simulations", distribute: "Print & distribute", templates: "Bill templates", waiting: (k: number) => `, waiting: ${k}`,
	},
	top: {
		search: "Name, account, meter, phone, receipt…", searchShort: "Search", theme: "Switch between light and dark", user: (name: string) => `${name}: your menu`,
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
	columns: { title: "Columns", reset: "As they were" },
	views: { label: "Views", all: "All", save: "Save view…", saveTitle: "Save this view", name: "Name", nameNeeded: "Give it a name", share: "Everyone here may use it", makeDefault: "Open this page with it", saved: (name: string) => `View “${name}” saved`, manage: "Manage views", by: (who: string) => `shared by ${who}`, default: "Opens with this page", isDefault: (name: string) => `${name}: this page opens with it`, setDefault: (name: string) => `Open this page with ${name}`, shared: (name: string) => `${name} is shared with everyone`, setShared: (name: string) => `Share ${name} with everyone`, remove: (name: string) => `Delete ${name}`, removed: (name: string) => `View “${name}” deleted`, none: "No view is saved yet. Set filters, then save them here." },
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
	flag: { duplicate: "Possible duplicate", fraud: "Fraud", review: "To review" } as Record<string, string>,
	type: { bill: "Bill", service: "Service", charge: "Service", instalment: "Instalment", advance: "In advance" } as Record<string, string>,
	payments: {
		title: "Payments", lead: "Record, verify and trace what customers pay", search: "Name, number, amount, date", searchLabel: "QuickFind among payments", list: "Payments list", caption: "Payments, newest first",
		receipt: "Receipt #", consumer: "Consumer", amount: "Amount", method: "Method", type: "Type", channel: "Channel", date: "Date", status: "Status",
		noReceipt: (no: string) => `${no}, no receipt yet`, view: "View details", viewReceipt: "Open receipt", viewAccount: "View account", void: "Void payment…", what: "Payments",
		postedTotal: (k: number) => `${n(k)} posted`, split: (k: number, word: string, amount: string) => `${n(k)} ${word} ${amount}`, adding: "Adding up…",
		empty: "No payments yet", emptyHelp: "Payments appear here as soon as they are recorded or come in online.", none: "No payment matches these filters", noneHelp: (filters: string) => `${filters}.`,
		exported: "Export saved", exportSelected: (k: number) => `Export ${n(k)}`, dates: { today: "Today", yesterday: "Yesterday", week: "Last 7 days", month: "This month", custom: "From … to …", from: "From", to: "To", any: "Any date" },
		dateFault: "The end lies before the start",
		mailReceipt: "E-mail receipt…", creditNote: "Create credit note…", verify: "Verify", verified: (k: number) => plural(k, "Payment verified", `${n(k)} payments verified`), verifySelected: (k: number) => plural(k, "Verify 1 payment", `Verify ${n(k)} payments`), flag: "Flag…", changeFlag: "Change flag…", correct: "Correct…", correctTitle: "Correct payment", consumerNo: "Consumer #", kept: "Kept as credit",
		amounts: { least: (a: string) => `${a} or more`, most: (a: string) => `up to ${a}`, fault: "The least is more than the most" }, moreFilters: { title: "More filters", flag: "Flag", verification: "Verification", corrected: "Correction", isCorrected: "Stands for a corrected one", isNotCorrected: "Not a correction", last4: "Card's last four" },
		quick: { mine: "Mine today", duplicates: "Possible duplicates", unverified: "Waiting for verification", voided: "Voided" }, byPerson: "Received by", me: "Me", plan: "Plan", drawer: "Drawer close", noneWaiting: "Nothing waits for verification", noneDuplicate: "No possible duplicate",
	},
	record: {
		title: "Record payment", lead: "Take a payment at the counter, by mail or by phone, and give a receipt", back: "Payments", find: "Account", results: "Accounts found", found: (k: number) => plural(k, "1 account found", `${n(k)} accounts found`), noneFound: "No account matches", noneFoundHelp: "Try fewer letters, or the account number.", searching: "Searching…", moreFound: (k: number) => `First ${n(k)} shown. Type more of the name, the number or the street.`, change: "Change", balance: "Balance due", credit: (a: string) => `${a} credit`, owes: (a: string) => `${a} due`, nothingDue: "Nothing due", closed: "Closed account", what: "What it pays", payment: "Payment", fixTitle: (k: number) => plural(k, "One thing to fix before this can be recorded", `${k} things to fix before this can be recorded`),
		faults: { amountEmpty: "Enter an amount", amountUnclear: (e: string) => `Write the amount like ${e}`, amountDecimals: (d: number) => d ? `Use at most ${d} decimals` : "This currency has no decimals", amountZero: "Enter more than zero", amountLarge: "This amount is too large" },
	},
	accounts: {
		title: "Customers", lead: "Accounts, who answers for them and what they owe", search: "Name, account number or street", searchLabel: "Search accounts", list: "Accounts list", caption: "Accounts", what: "Accounts", number: "Account #", consumer: "Consumer", street: "Service address", zone: "Zone", class: "Class", status: "Status", owed: "Balance due",
		empty: "No accounts yet", emptyHelp: "They arrive with the import of your customer data.", none: "No account matches", noneHelp: "Try fewer letters, or the account number.", view: "View account", record: "Record payment",
		classes: { residential: "Residential", commercial: "Commercial", industrial: "Industrial", municipal: "Municipal", agricultural: "Agricultural" } as Record<string, string>,
		detail: "Account", contact: "Contact", phone: "Phone", email: "Email", consumerNo: "Consumer number", opened: "Opened", closedOn: "Closed", balance: "Balance due", credit: "Credit", bills: "Bills", payments: "Payments", noBills: "No bills yet", noBillsHelp: "They appear with the first cycle.", noPayments: "No payments yet", noPaymentsHelp: "They appear as soon as one is recorded.", allBills: "All bills", allPayments: "All payments", notFound: "This account",
	},
	bills: { title: "Billing", what: "Bills" },
	settings: { title: "Settings", office: "Office", counter: "Counter", numbers: "Numbers", limits: "Limits", glCodes: "GL codes", prices: "Price list", users: "Users", roles: "Roles", clients: "API clients", sessions: "Sessions", values: "All settings", imports: "Import" },
	bell: { label: (k: number) => k ? plural(k, "Notifications, 1 new", `Notifications, ${k > 99 ? "99+" : k} new`) : "Notifications", title: "Notifications" },
	trouble: "Trouble signing in?",
	help: { title: "Keyboard", keys: [["Ctrl K", "Search and commands"], ["/", "Filter this list"], ["P", "Record payment"], ["?", "This sheet"], ["Esc", "Close what is open"], ["Enter", "Open the row's link"]] as [string, string][], single: "Single-letter keys", singleHelp: "Switch them off if you dictate or use other assistive tools.", on: "On", off: "Off" },
	styleguide: { title: "Styleguide", lead: "The tokens and components that every page is made of" },
	sayLoaded: (what: string) => `${what} loaded`,
};
export type Strings = typeof en;
