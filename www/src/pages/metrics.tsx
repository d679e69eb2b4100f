/* The catalog: every number with its definition, its value of this month, and the way to its rows. */
import type { MetricAnswer, MetricDef } from "../api/metrics";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { seesAll, useCatalog, useFigures } from "../metrics/ask";
import { figure } from "../metrics/figures";
import { periodName } from "../metrics/period_bar";
import { metricHref, type Scope } from "../metrics/scope";
import { t } from "../strings";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { Bones, Empty, Failed, Marked, PageHead, Panel, useTitle } from "../ui/base";
import type { IconName } from "../ui/icons";
import { Icon } from "../ui/icons";
import { Filters, Nothing, Search } from "../ui/table";
import { SectionTabs } from "../ui/tabs";

await sheet(styles);

const MONTH: Scope = { period: "this_month", filters: {} };
const icons: Record<MetricDef["group"], IconName> = { billing: "bill", consumption: "bolt", finance: "money", exceptions: "alert", payments: "card" };

function Values({ of }: { of: MetricAnswer[] }) {
	return <>{of.map((a) => <span key={`${a.utility}${a.unit_of_use}`} class="metric-value">{figure(a.value, a.unit, a.unit_of_use)}</span>)}</>;
}
export default function Metrics(_: PageProps) {
	useTitle(w.catalog);
	const q = query.value.get("q") ?? "", catalog = useCatalog(), words = q.toLowerCase().split(/\s+/).filter(Boolean);
	const figures = useFigures(catalog.all.map((m) => m.key), MONTH, catalog.ready || seesAll()), values = figures.data?.data;
	const found = catalog.all.filter((m) => words.every((x) => `${m.name} ${m.definition} ${m.key}`.toLowerCase().includes(x)));
	const groups = (Object.keys(w.groups) as MetricDef["group"][]).map((g) => [g, found.filter((m) => m.group === g)] as const).filter(([, all]) => all.length);
	return <>
		<PageHead title={t.nav.reports} lead={w.catalogLead} />
		<SectionTabs of="reports" />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={q} onValue={(v) => setQuery({ q: v })} />} end={catalog.all.length > 0 && t.common.shown(found.length, false)} />
		{!catalog.all.length ? <section class="panel">{catalog.problem ? <Failed what={w.catalog} problem={catalog.problem} again={catalog.again} /> : catalog.ready ? <Empty title={w.noMetrics} text={w.noMetricsHelp} /> : <Bones rows={8} what={w.catalog} />}</section>
		: !groups.length && <section class="panel"><Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery({ q: null })} /></section>}
		{groups.map(([g, all]) => <Panel key={g} title={w.groups[g]!} icon={icons[g]}>
			<table class="table table-plain metric-table cards list-table" role="table"><caption class="vh">{w.groups[g]}</caption>
				<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-who">{w.metric}</th><th role="columnheader" scope="col" class="col-wide">{w.unit}</th><th role="columnheader" scope="col" class="c-status">{w.polarity}</th><th role="columnheader" scope="col" class="c-amount r">{periodName(MONTH.period)}</th></tr></thead>
				<tbody role="rowgroup">{all.map((m) => <tr key={m.key} role="row">
					<td role="cell" class="c-who"><span class="metric-what"><a class="metric-name" href={metricHref(m.key, MONTH)}><Marked text={m.name} by={q} /></a><span class="help"><Marked text={m.definition} by={q} /></span></span></td>
					<td role="cell" class="col-wide">{w.units[m.unit]}</td>
					<td role="cell" class="c-status">{m.polarity === "neutral" ? <span class="muted">{w.polarities.neutral}</span> : <span class="metric-way" data-tone={m.polarity === "up_good" ? "good" : "bad"}><Icon name="upTri" />{w.polarities[m.polarity]}</span>}{!m.is_default_polarity && <span class="help metric-own">{w.changedHere}</span>}</td>
					<td role="cell" class="c-amount r">{values ? <Values of={values.filter((a) => a.key === m.key)} /> : figures.problem ? <span class="muted">{w.na}</span> : <span class="bones"><span class="bone w-60" /></span>}</td>
				</tr>)}</tbody></table></Panel>)}
	</>;
}
