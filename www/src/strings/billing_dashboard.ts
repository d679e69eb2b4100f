/* The words of the Billing Dashboard: its head, tabs and panels. */
import { n, plural } from "./count";

export const dash = {
	title: "Billing Dashboard", lead: "Monitor billing cycles, review exceptions, and track revenue",
	search: {
		label: "Search bills", placeholder: "Bill number, consumer or address", scope: "Search in", all: "All cycles", more: "Advanced filters", go: "Search", current: (name: string) => `Only ${name}`, pick: "One cycle…",
	},
	generate: "Generate bills", customise: "Customise", export: "billing-dashboard", filtersLabel: "Period and filters",
	sections: {
		performance: "Monthly Performance", summary: "Billing Summary", exceptions: "Exceptions", consumption: "Consumption Distribution", finance: "Financial Summary", outliers: "Outlier accounts", aging: "Aging and accounts", parts: "Parts of Monthly Performance",
		revenue: "Revenue Trend", use: "Consumption Trend", charges: "Service charges", agingOf: "Outstanding by age", attention: "Needs attention",
	},
	late: (k: number) => plural(k, "on 1 payment", `on ${n(k)} payments`), shareOf: (share: string) => share,
	by: "Service charges by", revenueWords: { billed: "Billed", collected: "Collected" }, useOf: (utility: string, unit: string | null | undefined) => `Consumption Trend, ${utility}${unit ? ` in ${unit}` : ""}`,
	noMetrics: "Your role does not open figures", noMetricsHelp: "The lists of billing stay open to you. Ask your administrator for “See dashboards” if you need the figures.",
	cycles: {
		figures: "Show its figures", new: "New cycle", choose: "Choose a cycle", totalBills: "Total bills", before: (k: number) => `${n(k)} in the cycle before`, title: "Billing Cycles", heading: "Active Billing Cycles", pick: "Cycle", list: "All billing cycles", none: "No billing cycle yet", noneHelp: "A cycle is a zone, a utility and the dates that its bills cover. Its figures appear here.", summary: "Billing Summary", consumption: "Consumption Metrics", finance: "Financial Summary", work: "Work on this cycle", reasons: "Why bills were not generated",
		shareOf: (share: string) => `${share} of all`, seeReasons: "See reasons", states: "State",
		gone: "This cycle is not there", goneHelp: "It may belong to another organization, or the link is wrong.", back: "Show the latest cycle",
	},
};
