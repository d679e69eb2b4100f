/* The dashboard's pictures, which come after its numbers: revenue, consumption, service charges, what is outstanding by age. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { MetricAnswer } from "../api/metrics";
import { track } from "./tell";
import { useCatalog, useFigures } from "../metrics/ask";
import { BreakdownChart, TrendChart } from "../metrics/charts";
import { scopeQuery, within, type Scope } from "../metrics/scope";
import { dash } from "../strings/billing_dashboard";
import { metricWords } from "../strings/metrics";
import { utilityName } from "./cycle_parts";

const w = dash, s = dash.sections, CUTS = ["kind", "zone_id", "class"] as const;
/* What was billed; what came in, for those who see it. */
export default function Charts({ scope }: { scope: Scope }) {
	const catalog = useCatalog(), [metric, setMetric] = useState<"billed" | "collected">("billed"), both = !!catalog.by("collected");
	if (catalog.all.length && !catalog.by("billed")) return null;
	const pick = (m: "billed" | "collected") => { setMetric(m); track("Revenue_Trend_Analysis", { object: m, props: { step: "month", shown: "chart", period: "last_12_months" } }); };
	return <TrendChart key={metric} metric={metric} name={w.revenueWords[metric]} title={s.revenue} scope={scope} end={both && <div class="segment" role="group" aria-label={s.revenue}>
		{(["billed", "collected"] as const).map((m) => <button key={m} type="button" aria-pressed={metric === m} onClick={() => pick(m)}>{w.revenueWords[m]}</button>)}</div>} />;
}
export function MoreCharts({ scope }: { scope: Scope }) {
	const [by, setBy] = useState<(typeof CUTS)[number]>("kind"), catalog = useCatalog(), use = useFigures(["consumption"], scope, !catalog.all.length || !!catalog.by("consumption")), all = use.data?.data ?? [], named = all.filter((m) => m.utility), units = named.length ? named : all.length === 1 ? all : [], title = ({ utility, unit_of_use: unit }: MetricAnswer) => (utility && units.length > 1 ? w.useOf(utilityName(utility), units.some((m) => m.utility === utility && m.unit_of_use !== unit) ? unit : null) : s.use), open = (key: string) => !catalog.all.length || !!catalog.by(key);
	return <><div class="dash-charts">
		{open("consumption") && units.map((m) => <TrendChart key={`${m.utility}|${m.unit_of_use}`} metric="consumption" name={title(m)} title={title(m)} icon="bolt" kind="bars"
			scope={within(scope, null, { ...(m.utility ? { utility: m.utility } : {}), ...(m.unit_of_use ? { unit: m.unit_of_use } : {}) })} />)}
	</div><div class="dash-charts">
		{open("service_charges") && <BreakdownChart key={by} metric="service_charges" name={s.charges} title={s.charges} scope={scope} by={by} icon="card" end={<div class="segment" role="group" aria-label={w.by}>{CUTS.map((c) => <button key={c} type="button" aria-pressed={by === c} onClick={() => setBy(c)}>{metricWords.dimensions[c]}</button>)}</div>} />}
		{open("outstanding") && <BreakdownChart metric="outstanding" name={s.agingOf} title={s.agingOf} scope={scope} by="aging" icon="clock" end={<a class="link" href={withQuery("/metrics/outstanding", { ...scopeQuery(scope), by: "aging" })}>{s.aging}</a>} />}
	</div></>;
}
