/* The words of imports: the part of the catalog that these pages bring along. */
const rules = new Intl.PluralRules("en");
const plural = (n: number, one: string, other: string) => (rules.select(n) === "one" ? one : other);
const n = (value: number) => value.toLocaleString("en");

export const ti = {
	title: "Import", lead: "Bring consumers, accounts, meters, reads and what is owed from another system's file", what: "Imports", one: "This import", caption: "Imports, newest first",
	new: "New import", drop: "Drop a CSV file here, or choose one", choose: "Choose file…", chosen: (name: string, size: string) => `${name}, ${size}`, other: "Choose another…", file: "File", limit: "CSV with a header line, up to 320 MB. Commas, semicolons or tabs; UTF-8 or Windows-1252.",
	kind: "What is in it", kinds: { accounts: "Consumers and accounts", receivables: "Open bills and charges", reads: "Meter reads (CSV)", nem12: "Interval reads (NEM12)" } as Record<string, string>,
	kindHelp: { accounts: "One row an account: its consumer, address, meters and, if you like, one open balance.", receivables: "One row a bill or charge, by the number of an account that is here already.", reads: "One row a read: a meter's register, or the use of a period, by meter or account number.", nem12: "Days of 5, 15 or 30 minutes in Australia's format. A file with a fault is refused whole, by its lines." } as Record<string, string>,
	upload: "Upload and look at the columns", uploading: (percent: number) => `Uploading, ${percent} %`, needFile: "Choose a CSV file", tooLarge: "The file is larger than 320 MB. Split it and import the parts.", uploadFailed: "The file could not be uploaded", notSent: "The connection was lost on the way. Nothing was imported.",
	empty: "Nothing was imported yet", emptyHelp: "The first file shows here with what became of each of its rows.",
	columns: { file: "File", kind: "What", state: "State", rows: "Rows", refused: "Refused", by: "By", at: "Begun" },
	states: { mapping: "Not run yet", running: "Running", done: "Done", failed: "Failed", cancelled: "Stopped" } as Record<string, string>,
	steps: ["Upload", "Columns", "Check", "Run", "Result"], stepsLabel: "Steps", back: "Imports",
	size: (bytes: number) => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} kB` : `${(bytes / 1048576).toFixed(1)} MB`,
	map: {
		title: "What the columns mean", lead: "Guessed from their names and what stands in them. Change what is wrong; columns that are not imported stay out.",
		column: "Column", samples: "First values", field: "Means", none: "Not imported", needed: "required", noSamples: "empty", label: (column: string) => `Meaning of ${column}`,
		missing: (k: number) => plural(k, "One field still needs a column", `${k} fields still need a column`), missingHelp: (names: string) => `${names}. Every row needs it.`,
		format: "How the file is written", separator: "Separator", separators: { comma: "Comma ,", semicolon: "Semicolon ;", tab: "Tab", bar: "Bar |" } as Record<string, string>, encoding: "Letters", encodings: { "utf-8": "UTF-8", "windows-1252": "Windows-1252 (Latin-1)" } as Record<string, string>,
		dates: "Dates", orders: { ymd: "Year, month, day", mdy: "Month/day/year", dmy: "Day.month.year" } as Record<string, string>, mark: "Amounts", marks: { ".": "1,234.50", ",": "1.234,50" } as Record<string, string>,
		next: "Check the file", save: "Changing the columns", emptyCells: "An empty cell leaves what is here as it is.",
	},
	fields: {
		account_number: "Account number", consumer_number: "Consumer number", consumer_name: "Consumer's name", consumer_kind: "Person or firm", phone: "Phone", email: "E-mail", class: "Class", segment: "Segment", service_class: "Class of the tariff", water_type: "Water type", meter_size: "Meter size", meter_kind: "Meter says", meter_unit: "Meter's unit", meter_multiplier: "Meter's multiplier", meter_digits: "Meter's digits", zone: "Zone", street: "Street", city: "City", region: "State or region", postcode: "Postcode", opened_on: "Opened on",
		meter_number: "Meter number", meter_number_2: "Second meter", meter_number_3: "Third meter", utility: "Utility of the meters", bill_number: "Open bill: number", bill_amount: "Open bill: amount", bill_issued_on: "Open bill: issued on", bill_due_on: "Open bill: due on",
		read_on: "Read on, or month", register: "Register", use: "Use", unit: "Unit", quality: "Quality", reason: "Reason",
		number: "Number", kind: "Bill or charge", amount: "Amount open", issued_on: "Issued on", due_on: "Due on", from_on: "Period from", to_on: "Period to", text: "Text",
	} as Record<string, string>,
	reads: {
		title: "How the reads are meant", months: "Period of a use", lead: "A use whose row names a month or a day only is of the period that ends with it; the unit holds where neither the row nor the meter says one.", monthsOf: (k: number) => k === 0 ? "As its days say" : plural(k, "The month itself", `The ${k} months that end with it`),
		unit: "Unit", unitNone: "As rows and meters say", utility: "Utility", anyUtility: "Any, as the meters are", utilities: { water: "Water", electric: "Electricity", gas: "Gas", sewer: "Sewer", municipal: "Municipal" } as Record<string, string>,
		make: "Give an account without a meter one", makeHelp: "For files without meter numbers: each account gets one meter, whose reads are uses of a period.", makeDays: "An account whose number is the NMI gets an interval meter.",
		days: "The columns of this format are fixed. The check tells whether every record of the file is right.", columns: ["Day", "NMI", "Meter", "Register", "Use", "Unit", "Quality"], uses: "Uses in the file", see: "See the reads",
		usesTitle: "Use", inFile: "In the file", taken: "Taken in", there: "Was here already", refused: "In refused rows", field: (k: number) => `Field ${k}`,
	},
	check: {
		title: "Before it is run", reading: "Reading the file through", what: "The check", rows: "Rows", good: "Can be read", faulty: "With errors", amount: "Amounts in the file", part: (size: string) => `The first ${size} were read; the rest is checked as it comes.`, unread: (k: number) => plural(k, "1 amount could not be read", `${n(k)} amounts could not be read`), doubled: (k: number) => plural(k, "1 number stands twice", `${n(k)} numbers stand twice`),
		noErrors: "No errors found", errors: "Rows with errors", errorsLead: (shown: number, all: number) => shown < all ? `The first ${n(shown)} of ${n(all)}. They are refused and can be downloaded afterwards; the others are held against what is known here as they are run.` : "They are refused and can be downloaded afterwards; the others are held against what is known here as they are run.",
		table: (title: string) => `${title}, as a table`, first: "The first rows", firstLead: "What becomes of each if it is run now", allRefused: "None of the first rows would be taken as the columns are meant now.", someRefused: (k: number, of: number) => `${n(k)} of the first ${n(of)} rows would be refused.`, line: "Line", outcome: "Becomes", column: "Column", problem: "What is wrong", value: "Stands there", wholeRow: "Whole row", back: "Change the columns",
		run: (k: number) => plural(k, "Import 1 row", `Import ${n(k)} rows`), runPart: "Import the file", starting: "Starting…", runTitle: "Starting the import",
	},
	outcomes: { created: "Created", updated: "Updated", unchanged: "Unchanged", refused: "Refused" } as Record<string, string>,
	run: {
		title: "Taking the rows in", queued: "Waiting for its turn", lead: "You can leave this page; it goes on. What is taken in is there at once.", progress: "How far the file is read", percent: (p: number) => `${p} %`, so: (k: number) => plural(k, "1 row so far", `${n(k)} rows so far`), left: (s: number) => s < 90 ? `about ${Math.max(1, Math.round(s))} s left` : `about ${Math.round(s / 60)} min left`,
		stop: "Stop…", stopTitle: "Stop this import?", stopText: "What was taken in stays. You can go on later where it stopped.", stopDo: "Stop import", stopping: "Stopping…",
		failed: "The import stopped", failedHelp: "What was taken in stays and is counted below. Going on begins behind it; nothing is doubled.", stopped: "The import was stopped", goOn: "Go on where it stopped",
	},
	result: {
		title: "What became of the rows", in: "Rows in", sum: "Every row of the file is one of these", see: ": see the rows", made: "Made", madeNames: { consumers: "Consumers", accounts: "Accounts", meters: "Meters", zones: "Zones", items: "Open bills and charges", services: "Services", reads: "Reads" } as Record<string, string>,
		amounts: "Amounts", inFile: "In the file", taken: "Taken in", there: "Was here already", refused: "In refused rows", unread: (k: number) => plural(k, "1 refused amount could not be read", `${n(k)} refused amounts could not be read`), owed: "Owed by all accounts", before: "Before", after: "After",
		index: "Finding by part of a name", indexing: "Numbers are found at once. By part of a name or phone what came in is found in about a minute.", indexed: "What came in is found by part of a name, number, phone or meter.", indexProgress: "How much is indexed", indexFailed: "Finding by part of a name is not complete",
		rows: (word: string) => `${word} rows`, account: "Account", number: "Number", refusals: "Refused rows", refusalsLead: "Mend them in the downloaded file and import it again: rows that were taken stay as they are.", download: "Download with reasons", saved: "Refused rows saved", none: "No such rows", noneHelp: "Every row became something else.", another: "Import another file", raw: "The row",
	},
};
