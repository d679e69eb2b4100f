/* For leadership: the few numbers that say where the utility stands, and where each is heading.  Made to be printed. */
import { useEffect, useRef } from "preact/hooks";
import { withQuery } from "../api/client";
import type { PageProps } from "../app/pages";
import { me } from "../app/session";
import { sheet } from "../app/sheet";
import { useCatalog } from "../metrics/ask";
import { TrendChart } from "../metrics/charts";
import { useLayout, type DashboardSection, type DashboardTile } from "../metrics/layout";
import { PeriodBar } from "../metrics/period_bar";
import { scopeQuery, useScope } from "../metrics/scope";
import { MetricPanel } from "../metrics/tiles";
import { wanted } from "../payments/figures";
import { lasting } from "../payments/tell";
import { customise } from "../strings/customise";
import { figureWords } from "../strings/payments_figures";
import styles from "../styles/payments.page.css";
import { Button, Empty, PageHead, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import type { IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { SectionTabs } from "../ui/tabs";

await sheet(styles);
const w = figureWords.executive, Customise = lazy<{ page: "executive" }>(customise.open, () => import("../metrics/customise"), () => <span class="btn bones" />);
const tiles = (keys: string) => keys.split(" ").map((key) => ({ key }) as DashboardTile);
const USUAL: DashboardSection[] = [{ key: "money", title: "Money", metrics: tiles("billed collected collection_rate outstanding past_due") }, { key: "work", title: "Work", metrics: tiles("bills_generated success_rate exceptions_open collection_time") }];
const ICONS: Record<string, IconName> = { money: "money", work: "billCheck" };
/* An amount or a count of a month is a bar's height; what stands or is a quotient is a line. */
const BARS = new Set(["billed", "collected", "bills_generated"]);

/* How long a number was in sight is told, and nothing else. */
function Seen({ metric, period, children }: { metric: string; period: string; children: preact.ComponentChildren }) {
	const ref = useRef<HTMLDivElement>(null);
	useEffect(() => {
		let end: (() => void) | null = null;
		const eye = new IntersectionObserver(([x]) => { if (x!.isIntersecting) end ??= lasting("High_Level_Metric_View", { object: metric, props: { period } }); else { end?.(); end = null; } }, { threshold: 0.6 });
		eye.observe(ref.current!);
		return () => { eye.disconnect(); end?.(); };
	}, [metric, period]);
	return <div ref={ref}>{children}</div>;
}

export default function Executive(_: PageProps) {
	useTitle(w.title);
	const scope = useScope(), layout = useLayout("executive", USUAL), catalog = useCatalog();
	const keys = [...new Set(layout.sections.flatMap((s) => s.metrics.filter((m) => !m.period || m.period === scope.period).map((m) => m.key)))].filter((k) => !catalog.ready || catalog.by(k));
	/* What is only known as of now has no past to show. */
	const moves = keys.filter((k) => k !== "past_due");
	useEffect(() => lasting("Executive_View_Access", { object: "executive", props: { period: scope.period, metrics: keys.length } }), []);
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<><Customise page="executive" /><Button icon="printer" onClick={() => print()}>{w.print}</Button><ExportMenu path={withQuery("/dashboards/executive/values", scopeQuery(scope))} name="executive" /></>} />
		<SectionTabs of="reports" />
		<p class="only-print">{me.value!.tenant.name}</p>
		<PeriodBar scope={scope} metric="billed" />
		{layout.sections.map((s) => <MetricPanel key={s.key} title={s.title} icon={ICONS[s.key] ?? "chart"} columns={s.metrics.length >= 5 ? 5 : s.metrics.length === 3 ? 3 : 4} scope={scope} metrics={s.metrics.map((m) => wanted(m))} />)}
		{layout.ready && !keys.length ? <Panel><Empty title={w.empty} text={w.emptyHelp} /></Panel>
		: <section class="stack" aria-labelledby="trends"><h2 id="trends" class="section-head">{w.trends}</h2>
			<div class="trends">{moves.map((k) => { const name = catalog.by(k)?.name; return name && <Seen key={k} metric={k} period={scope.period}><TrendChart metric={k} name={name} title={w.trendOf(name)} scope={scope} kind={BARS.has(k) ? "bars" : "line"} lead={false} /></Seen>; })}</div></section>}
	</>;
}
