/* What is opened from the figures of a page, told as it happens. */
import { track } from "./tell";
import { CONSUMPTION, FINANCE } from "./known";

const USE: Record<string, string> = { high_use: "high", low_use: "low", zero_use: "zero", average_use: "average", consumption: "total" };
/* For the element around the figures: a click on one that leads to its rows. */
export function drilled(e: MouseEvent, from: string, period: string, cycle?: string) {
	const link = (e.target as Element | null)?.closest?.("a[href^='/metrics/']");
	if (!link) return;
	const href = new URL((link as HTMLAnchorElement).href), object = href.pathname.split("/")[2]!, by = href.searchParams.get("by");
	track("Metric_Drilldown", { object, props: { target: by ? "breakdown" : link.closest("table") ? "table" : "metric", from, period, by: by && by !== "aging" ? by : null } });
	if (cycle) track("Cycle_Metric_View", { object, props: { cycle } });
	if (FINANCE.includes(object)) track("Financial_Metric_View", { object, props: { period, from } });
	if (CONSUMPTION.includes(object)) track("Consumption_Category_View", { object: USE[object] });
}
