/* Words of figures: tiles, periods, charts, the catalog, what is behind a number. */
const rules = new Intl.PluralRules("en");
const plural = (k: number, one: string, other: string) => (rules.select(k) === "one" ? one : other);
const n = (k: number) => k.toLocaleString("en");

export const metricWords = {
	figures: "Figures", na: "n/a", asNow: "As it stands now", notThere: "Not there", yours: "Taken by you",
	/* a tile */
	about: (name: string) => `${name}: definition and filters`, vs: (period: string) => `vs ${period}`, better: "better", worse: "worse", same: "No change", before: "the period before", yearAgo: "a year before",
	points: "pp", of: (a: string, b: string) => `${a} of ${b}`, per: (a: string, b: string) => `${a} divided by ${b}`, unitDays: (k: number) => plural(k, "day", "days"),
	definition: "Definition", formula: "Made of", filters: "Filters", noFilters: "None", period: "Period", asOf: "As of", inCatalog: "In the catalog", alert: "Threshold passed",
	notLoaded: (why: string) => `Not loaded: ${why}`, notBy: (by: string) => `Not counted by ${by}`, seeAbove: "the question can’t be answered, see above.", seeAboveLong: "It can’t be shown with what the address asks for: see above.", failed: "the figures service did not answer.", offline: "there is no connection.", tooMany: "too many requests at once.", closed: "your roles do not include it.", loading: "Loading figures",
	ofUtility: (name: string, utility: string) => `${name}, ${utility.replace(/_/g, " ")}`,
	/* the bar */
	bar: "Period and filters", periods: {
		today: "Today", yesterday: "Yesterday", this_week: "This week", last_week: "Last week", this_month: "This month", last_month: "Last month", this_quarter: "This quarter", last_quarter: "Last quarter",
		this_year: "This year", last_year: "Last year", this_fiscal_year: "This fiscal year", last_fiscal_year: "Last fiscal year", last_7_days: "Last 7 days", last_30_days: "Last 30 days", last_90_days: "Last 90 days", last_12_months: "Last 12 months", next_7_days: "Next 7 days", next_30_days: "Next 30 days",
	} as Record<string, string>,
	month: "A month", pickMonth: "Choose a month", range: "From day to day", from: "From", to: "To", cycle: "Cycle",
	rangeMissing: "Choose both days", rangeOrder: "The range ends before it begins", rangeLong: "A range is at most ten years",
	zone: "Area", class: "Class", segment: "Segment", noChoices: "Nothing to choose from", without: "Without",
	against: (a: string, b: string) => `${a} against ${b}`, asOfTime: (time: string) => `as of ${time}`, refresh: "Refresh", refreshed: "Figures refreshed", late: (time: string, why: string) => `Showing figures as of ${time}. ${why}`, again: "They are asked for again by themselves.",
	wrongFilter: (title: string) => `The filter “${title}” can’t be used`, wrongPeriod: "This period can’t be shown", clearOne: (title: string) => `Clear ${title.toLowerCase()}`, defaultPeriod: "Show this month", nothingShown: "No figure is shown, so that none is wrong.",
	dimensions: {
		zone_id: "Area", class: "Class", segment: "Segment", cycle_id: "Cycle", utility: "Utility", unit: "Unit", is_estimated: "Read", use_class: "Consumption", method: "Method", channel: "Channel", source: "Source", type: "Type",
		received_by: "Received by", brand: "Card brand", has_late_fee: "Late fee", kind: "Kind", gl_code: "GL code", is_blocking: "Holds a bill",
	} as Record<string, string>,
	/* charts */
	chart: "Chart", table: "Table", showAs: "Show as", now: "This year", then: "Year before", change: "Change", share: "Share", total: "Total", trendTitle: "Trend", breakdownTitle: "Breakdown", by: "By", step: { day: "Day", week: "Week", month: "Month", cycle: "Cycle" } as Record<string, string>,
	picture: (name: string, from: string, to: string) => `${name}, ${from} to ${to}, against the year before. The same figures are in the table.`,
	sumOf: (k: number, step: string) => `in ${n(k)} ${plural(k, step, `${step}s`)}`, moreThan: (change: string) => `${change} on the year before`, noPoints: "Nothing in this period", noPointsHelp: "Choose a longer period, or clear a filter.", keys: "Arrow keys move along the chart, Enter opens the rows.", rest: (k: number) => `${n(k)} more`, aging: "Aging", soFar: (period: string) => `${period}, so far`, asToday: "as it stands today",
	/* catalog */
	catalog: "All metrics", catalogLead: "Every number of the dashboards: what it counts, and where it opens", search: "Name or definition", searchLabel: "Find a metric", groups: { billing: "Billing", consumption: "Consumption", finance: "Money billed", exceptions: "Exceptions", payments: "Payments" } as Record<string, string>,
	metric: "Metric", unit: "Unit", units: { count: "Count", money: "Amount", percent: "Percentage", use: "Consumption", days: "Days" } as Record<string, string>, polarity: "When it rises", polarities: { up_good: "Better", up_bad: "Worse", neutral: "Neither" } as Record<string, string>, changedHere: "set by your organization", value: "Value", none: "No metric has this in its name or definition", noneHelp: "Try another word.", noMetrics: "No metric is open to you", noMetricsHelp: "Ask your administrator if you need one.",
	/* one metric */
	rows: "Rows", rowsOf: (name: string) => `Rows of ${name.toLowerCase()}`, count: (k: number) => plural(k, "1 row", `${n(k)} rows`), shownOf: (k: number, all: number) => (k >= all ? plural(all, "1 row", `All ${n(all)} rows`) : `First ${n(k)} of ${n(all)} rows`), day: "Day", number: "Number", who: "Consumer", account: "Account", what: "What", amount: "Amount", counted: "Counts", undone: "taken back", fileName: (key: string) => `metric-${key}`,
	noRows: "Nothing in this period", noRowsHelp: "No row counts towards this number.", noRowsFiltered: "No row matches these filters", unknown: "There is no such metric", unknownHelp: "The address may be mistyped, or the metric is not open to you.", toCatalog: "All metrics", previous: "Period before", lastYear: "A year before",
	totalOf: (k: number) => plural(k, "Total, 1 row", `Total, ${n(k)} rows`),
	threshold: "Set a threshold", per_: "Divided by", byMonth: "12 months", byDay: "Days", eachUtility: "By utility and unit", chooseUtility: "Units are never added. Open one to see its trend, what it is made of and its rows.",
};
