/* How the dashboard shows what the catalog has: the sign of a figure, what stands beside and below it, the sections it begins with. */
import type { MetricAnswer } from "../api/metrics";
import { percent } from "../app/format";
import { dash } from "../strings/billing_dashboard";
import type { Wanted } from "../metrics/tiles";
import type { IconName } from "../ui/icons";

const SIGNS: Record<string, IconName> = {
	bills_generated: "bill", bills_actual: "eye", bills_estimated: "pencil", bills_not_generated: "fail", success_rate: "ok", average_bill: "money",
	consumption: "bolt", high_use: "up", low_use: "fall", zero_use: "ban", average_use: "bolt",
	billed: "bill", service_charges: "card", outstanding: "billCheck", past_due: "alert", late_revenue: "clock", late_payments: "clock", late_fees: "clock",
	exceptions_open: "alert", exceptions_opened: "plus", exceptions_resolved: "ok", resolution_time: "clock",
};
const part = (m: MetricAnswer, all: MetricAnswer[]) => {
	const whole = all.find((x) => x.key === "bills_generated")?.value;
	return typeof m.value === "number" && typeof whole === "number" && whole > 0 ? dash.shareOf(percent(m.value / whole)) : null;
};
const SHARES = new Set(["bills_actual", "bills_estimated"]);
export const knownTile = (m: Wanted): Wanted => ({ icon: SIGNS[m.key], ...(SHARES.has(m.key) ? { aside: part, with: ["bills_generated"] } : {}), ...m });

export interface Section { key: string; title: string; metrics: Wanted[] }
/* What stands there where nothing else was chosen, and until the choice is known. */
export const PERFORMANCE = ["bills_generated", "bills_actual", "bills_estimated", "bills_not_generated", "success_rate", "average_bill"];
export const WORK = ["exceptions_open", "exceptions_opened", "exceptions_resolved", "resolution_time"];
export const CONSUMPTION = ["consumption", "high_use", "low_use", "zero_use", "average_use"];
export const FINANCE = ["billed", "service_charges", "outstanding", "late_revenue"];
export const BUILT_IN: Section[] = [
	{ key: "performance", title: dash.sections.performance, metrics: PERFORMANCE.map((key) => ({ key })) },
	{ key: "consumption", title: dash.sections.consumption, metrics: CONSUMPTION.map((key) => ({ key })) },
	{ key: "financial", title: dash.sections.finance, metrics: FINANCE.map((key) => ({ key })) },
];
export const signOf = (s: Section): IconName => s.metrics.some((m) => CONSUMPTION.includes(m.key)) ? "bolt" : s.metrics.some((m) => FINANCE.includes(m.key)) ? "money" : s.metrics.some((m) => WORK.includes(m.key)) ? "alert" : "calendar";
