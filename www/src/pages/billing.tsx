/*
 * The Billing Dashboard: what the period came to in bills, consumption and money, what needs
 * attention, and what one does here most.  Every number opens to its rows.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { lasting, track } from "../billing/tell";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { BUILT_IN, knownTile, PERFORMANCE, signOf, WORK, type Section } from "../billing/known";
import { DashboardHead } from "../billing/head";
import { scopeKey, seesAll, told, useFigures } from "../metrics/ask";
import { drilled } from "../billing/watch";
import { PeriodBar } from "../metrics/period_bar";
import { metricHref, scopeQuery, useScope, type Scope } from "../metrics/scope";
import { BoneTile } from "../metrics/tile";
import { MetricPanel, type Wanted } from "../metrics/tiles";
import { dash } from "../strings/billing_dashboard";
import { metricWords } from "../strings/metrics";
import billingStyles from "../styles/billing.page.css";
import styles from "../styles/billing_dashboard.page.css";
import { Bones, Button, Empty, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { lazy } from "../ui/lazy";

await Promise.all([sheet(billingStyles), sheet(styles)]);
const w = dash, s = dash.sections;
const Customise = lazy(w.title, () => import("../metrics/customise"), () => <Button small icon="sliders">{w.customise}</Button>);
const FirstSteps = lazy(w.title, () => import("../billing/first_steps"));
const Side = lazy(s.attention, () => import("../billing/side"), () => <div class="panel side-bones"><Bones rows={5} what={s.attention} /></div>), QuickWork = lazy(w.title, () => import("../billing/quick"));
const Views = lazy(w.title, async () => ({ default: (await import("../ui/views")).Views }), () => <div class="views-bones" />);
const Charts = lazy(s.revenue, () => import("../billing/charts"), () => <div class="panel chart-bones"><Bones rows={6} what={s.revenue} /></div>);
const MoreCharts = lazy(s.use, async () => ({ default: (await import("../billing/charts")).MoreCharts }), () => <div class="panel chart-bones"><Bones rows={6} what={s.use} /></div>);

/* How many payments paid a late fee, below what they paid. */
const lateCount = (scope: Scope): Pick<Wanted, "with" | "note"> => ({ with: ["late_payments"], note: (_, all) => { const k = all.find((x) => x.key === "late_payments")?.value; return typeof k === "number" ? <a class="tile-note" href={metricHref("late_payments", scope)}>{w.late(k)}</a> : null; } });
/* A section as it was laid out, with what this page knows of its figures. */
function Laid({ of, scope }: { of: Section; scope: Scope }) {
	const keys = of.metrics.map((m) => m.key), performance = PERFORMANCE.some((k) => keys.includes(k)), finance = keys.includes("outstanding"), use = keys.includes("consumption");
	const part = performance ? query.value.get("part") : null, href = (p: string | null) => { const q = new URLSearchParams(query.value); if (p) q.set("part", p); else q.delete("part"); const text = q.toString(); return text ? `?${text}` : "/billing"; };
	const shown = (part === "exceptions" ? WORK.map((key) => ({ key })) : of.metrics.filter((m) => m.key !== "late_payments" || !keys.includes("late_revenue")))
		.map((m) => knownTile({ ...m, ...(m.key === "late_revenue" ? lateCount(scope) : {}), ...(m.key === "outstanding" ? { href: agingHref(scope) } : {}) }));
	const end = performance ? <nav class="panel-tabs" aria-label={s.parts}>{([[null, s.summary], ["exceptions", s.exceptions]] as const).map(([p, label]) => (p && !may("GET /api/v1/exceptions") ? null : <a key={label} href={href(p)} aria-current={part === p ? "page" : undefined}>{label}</a>))}</nav>
		: finance ? <a class="link" href={agingHref(scope)}>{s.aging}</a> : use ? <a class="link" href={metricHref("high_use", scope)}>{s.outliers}</a> : undefined;
	const columns = part === "exceptions" || shown.length < 3 ? 2 : shown.length === 4 || shown.length > 6 ? 4 : shown.length === 5 ? 5 : 3;
	return <MetricPanel title={of.title} icon={signOf(of)} metrics={shown} scope={scope} columns={columns} end={end} />;
}
/* As high as what comes, while it is not known yet what that is. */
const Coming = ({ of }: { of: Section }) => <Panel title={of.title} icon={signOf(of)}><div class={`tiles${of.metrics.length > 5 ? "" : ` tiles-${of.metrics.length}`}`} aria-busy="true">{of.metrics.map((m) => <BoneTile key={m.key} />)}</div></Panel>;
const agingHref = (scope: Scope) => withQuery("/metrics/outstanding", { ...scopeQuery(scope), by: "aging" });

/* How long the first figures took and were looked at; that they came anew, or did not. */
function useWatched(scope: Scope, tiles: number) {
	const at = useRef(performance.now()), seen = useRef(0), answer = told.value[scopeKey(scope)], problem = answer?.problem;
	useEffect(() => {
		/* Panels that were asked for together are one answer. */
		if (!answer || Date.parse(answer.as_of) - seen.current < 5000) return;
		if (!seen.current) track("Dashboard_Load_Time", { object: "billing", value: performance.now() - at.current, props: { tiles, first: true } });
		else track("Data_Refresh", { object: "billing", props: { how: "auto", tiles } });
		seen.current = Date.parse(answer.as_of);
	}, [answer?.as_of]);
	useEffect(() => { if (problem) track("Error_Occurrence", { object: problem.status === 0 ? "network" : problem.status >= 500 ? "server" : "other", value: Math.max(0, problem.status), props: { part: "tiles" } }); }, [problem]);
	useEffect(() => lasting("Dashboard_View", { object: "billing", props: { period: scope.period, metrics: tiles, phone: innerWidth < 900 } }), [scope.period]);
}

function Overview() {
	const scope = useScope(), layout = useGet<{ sections: Section[] }>(may("GET /api/v1/dashboards/:page") ? "/dashboards/billing" : null);
	const waits = layout.loading && !layout.data && !layout.problem, sections = layout.data?.sections.length ? layout.data.sections : BUILT_IN, [head, ...rest] = sections, answered = !!told.value[scopeKey(scope)], [late, setLate] = useState(false), ready = answered || late;
	/* Pictures do not wait for numbers that do not come. */
	useEffect(() => { const timer = setTimeout(() => setLate(true), 1500); return () => clearTimeout(timer); }, []);
	/* What nearly everyone sees first is asked for while it is still on its way how it is laid out. */
	useFigures(PERFORMANCE, scope, waits && seesAll());
	useWatched(scope, sections.reduce((k, x) => k + x.metrics.length, 0));
	return <div class="dash" onClick={(e) => drilled(e, "billing", scope.period)}>
		<Views page="/billing" quick={[[metricWords.periods.last_month!, { period: "last_month" }], [metricWords.periods.this_fiscal_year!, { period: "this_fiscal_year" }]]} />
		<PeriodBar scope={scope} end={may("PUT /api/v1/dashboards/:page") && <Customise page="billing" small />} />
		<div class="cols dash-top"><div class="stack">{waits ? <Coming of={BUILT_IN[0]!} /> : head && <Laid of={head} scope={scope} />}{ready && <Charts scope={scope} />}</div>
			<Side zone={scope.filters.zone_id} /></div>
		{waits ? BUILT_IN.slice(1).map((x) => <Coming key={x.key} of={x} />) : rest.map((x) => <Laid key={x.key} of={x} scope={scope} />)}
		{ready && <MoreCharts scope={scope} />}
	</div>;
}

export default function Billing(_: PageProps) {
	useTitle(w.title);
	const sees = may("GET /api/v1/metrics/query"), bills = useGet<Page<unknown>>(may("GET /api/v1/bills") ? "/bills?limit=1" : null), none = bills.data?.data.length === 0, scope = useScope();
	const generate = may("POST /api/v1/generations") && !none;
	return <>
		<DashboardHead actions={<>{sees && !none && <ExportMenu path={withQuery("/dashboards/billing/values", scopeQuery(scope))} name={w.export} formats={["pdf", "xlsx", "csv"]} />}{generate && <Button kind="primary" onClick={() => setQuery({ do: "bulk" })}>{w.generate}</Button>}</>} />
		{none ? <div class="cols dash-top"><FirstSteps /><Side quiet /></div> : sees ? <Overview /> : <div class="cols dash-top"><div class="stack"><section class="panel"><Empty art="door" title={w.noMetrics} text={w.noMetricsHelp} /></section></div><Side /></div>}
		<QuickWork />
	</>;
}
