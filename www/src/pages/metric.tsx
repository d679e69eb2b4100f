/* One number, opened: what it counts, how it moved, what it is made of, and every row behind it. */
import { useEffect, useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Figure, MetricAnswer, MetricAnswers, MetricDef, MetricRow, MetricRows, Told } from "../api/metrics";
import { useList } from "../app/data";
import type { EventDetail } from "../app/events";
import { dateRow } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { faultOf, isWrong, seesAll, useCatalog, useFigures } from "../metrics/ask";
import type { BreakdownProps, TrendProps } from "../metrics/charts";
import { changeText, figure, partText, periodText, size } from "../metrics/figures";
import { PeriodBar } from "../metrics/period_bar";
import { DIMENSIONS, scopeQuery, useScope, type Scope } from "../metrics/scope";
import { AlertMark, filterWords, FigureValue, Tile, toneOf } from "../metrics/tile";
import { t } from "../strings";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { Empty, Failed, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Nothing, Table } from "../ui/table";

await sheet(styles);
const charts = () => import("../metrics/charts"), room = () => <section class="panel chart-room" aria-busy="true" />;
const TrendChart = lazy<TrendProps>(w.trendTitle, () => charts().then((m) => ({ default: m.TrendChart })), room), BreakdownChart = lazy<BreakdownProps>(w.breakdownTitle, () => charts().then((m) => ({ default: m.BreakdownChart })), room);
const track = (name: string, detail: EventDetail) => void import("../app/events").then((m) => m.track(name, detail), () => undefined);

const BY = ["zone_id", "class", "method", "type", "kind", "utility"];

const arrow = (change: number) => change !== 0 && <Icon name={change > 0 ? "upTri" : "downTri"} />;
/* The number, beside what it is compared with. */
function Head({ of: m, answer, now }: { of: MetricAnswer; answer: Told; now: boolean }) {
	const compare = (title: string, period: Told["previous"], value: MetricAnswer["value"], change: number | null, marked: boolean) => {
		const tone = toneOf({ ...m, change, tone: marked ? m.tone : null });
		return <div><dt>{title}{period && <span class="help"> {periodText(period)}</span>}</dt><dd><span class="num">{figure(value, m.unit, m.unit_of_use)}</span>
			{change === null || change === undefined ? <span class="muted">{w.na}</span> : marked ? <span class="delta" data-tone={tone} data-strong=""><b>{arrow(change)}{changeText(change, m.change_kind)}</b>{tone && ` ${tone === "good" ? w.better : w.worse}`}</span>
				: <span class="delta" data-tone={tone}>{arrow(change)}<b>{changeText(change, m.change_kind)}</b></span>}</dd></div>;
	};
	return <section class="panel metric-head" aria-label={m.name}>
		<div class="metric-main"><p class="value"><FigureValue of={m} exact /></p><p class="help">{now ? w.asNow : periodText(answer.period)}{answer.filters.length > 0 && ` \u00b7 ${filterWords(answer)}`}</p>
			{m.parts && <p class="help num">{(m.unit === "percent" ? w.of : w.per)(partText(m.parts.numerator), partText(m.parts.denominator))}</p>}
			{m.alert && <AlertMark of={m.alert} />}</div>
		{!now && <dl class="metric-compare">{compare(w.previous, answer.previous, m.previous, m.change, m.is_marked)}{compare(w.lastYear, answer.last_year, m.last_year, m.change_last_year, false)}</dl>}
	</section>;
}
const HeadBones = () => <section class="panel metric-head" aria-busy="true"><div class="metric-main bones"><span class="bone bone-value w-60" /><span class="bone w-45" /></div><p class="vh" role="status">{w.loading}</p></section>;

/* A debt shares the id of its bill or charge; a line is on its bill. */
const bill = (r: MetricRow) => (may("GET /api/v1/bills/:id") ? url`/bills/${r.id}` : null);
const where: Record<MetricRow["type"], (r: MetricRow) => string | null> = {
	bill, bill_line: bill, receivable: (r) => (r.text === "Bill" ? bill(r) : may("GET /api/v1/charges/:id") ? url`/charges/${r.id}` : null),
	payment: (r) => (may("GET /api/v1/payments/:id") ? url`/payments/${r.id}` : null), exception: (r) => (may("GET /api/v1/exceptions/:id") ? url`/exceptions/${r.id}` : null),
};
const nameOf = (r: MetricRow) => r.number ?? r.text;
const Name = ({ of: r }: { of: MetricRow }) => { const to = where[r.type](r); return <span class="marks">{to ? <a href={to}>{nameOf(r)}</a> : <span class="num">{nameOf(r)}</span>}{r.is_undone && <span class="tag">{w.undone}</span>}</span>; };

const PAGE = 50;
/* Of a quotient: what a row has no part in is quiet. */
const Part = ({ of: v }: { of: Figure | null | undefined }) => <span class={size(v) ? undefined : "muted"}>{partText(v ?? null)}</span>;

function Rows({ def, scope, any, asOf }: { def: MetricDef; scope: Scope; any: boolean; asOf: string }) {
	const path = withQuery(url`/metrics/${def.key}/rows`, { ...scopeQuery(scope), limit: PAGE }), list = useList<MetricRow>(path), first = list.data as MetricRows | undefined;
	const unit = def.unit, use = first?.totals[0]?.unit_of_use ?? first?.data[0]?.unit_of_use, ratio = !!first?.parts || list.rows.some((r) => r.parts), area = list.rows.some((r) => r.zone);
	/* The number above came anew: so do the rows that add up to it, where nobody has gone on to further pages. */
	useEffect(() => { if (first && !list.stale && first.as_of < asOf && list.rows.length <= PAGE) list.again(); }, [asOf]);
	if (!list.data && faultOf(list.problem)) return null;
	const none = <Empty title={w.noRows} text={w.noRowsHelp} />;
	return <>
		<div class="section-line"><h2>{w.rows}</h2><p class="help" role="status">{first && !list.stale && w.shownOf(list.rows.length, first.row_count)}</p></div>
		<Table<MetricRow> caption={w.rowsOf(def.name)} what={w.rows} list={list} rowKey={(r) => `${r.type}${r.id}${r.line}${r.on}${r.is_undone}`} rowName={nameOf} columns={[
			{ key: "number", title: w.number, slot: "id", cell: (r) => <Name of={r} /> },
			{ key: "who", title: w.who, slot: "who", cell: (r) => <span class="two"><a href={url`/accounts/${r.account.id}`}>{r.consumer.name}</a> <span class="muted">{r.account.number}</span></span> },
			{ key: "on", title: w.day, cell: (r) => <span class="num">{dateRow(r.on)}</span> },
			{ key: "text", title: w.what, slot: "status", cell: (r) => r.text },
			...(area ? [{ key: "zone", title: w.zone, wide: true, cell: (r: MetricRow) => r.zone?.name ?? <span class="muted">{t.common.none}</span> }] : []),
			...(ratio ? [{ key: "numerator", title: w.counted, slot: "amount" as const, cell: (r: MetricRow) => <Part of={r.parts?.numerator} /> }, { key: "denominator", title: w.per_, right: true, cell: (r: MetricRow) => <Part of={r.parts?.denominator} /> }]
				: [{ key: "value", title: unit === "money" ? w.amount : w.counted, slot: "amount" as const, cell: (r: MetricRow) => figure(r.value, unit, use) }]),
		]} empty={none} filtered={any ? <Nothing title={w.noRowsFiltered} text={w.noRowsHelp} onClear={() => setQuery(Object.fromEntries(DIMENSIONS.map((d) => [d, null])))} /> : none}
			foot={first && <tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.totalOf(first.row_count)}{ratio && first.total !== null && <span class="help"> {figure(first.total, unit, use, true)}</span>}</th><td role="cell" /><td role="cell" class="c-status" />{area && <td role="cell" class="col-wide" />}
				<td role="cell" class="c-amount r" data-total="">{ratio && first.parts ? partText(first.parts.numerator) : figure(first.total, unit, use, true)}</td>{ratio && <td role="cell" class="r">{first.parts && partText(first.parts.denominator)}</td>}</tr>} />
	</>;
}

function Behind({ def, scope, answer }: { def: MetricDef; scope: Scope; answer: MetricAnswers }) {
	const q = query.value, dims = def.dimensions.filter((d) => d.name !== "unit"), by = q.get("by") && dims.some((d) => d.name === q.get("by")) ? q.get("by")! : (BY.find((b) => dims.some((d) => d.name === b) && !scope.filters[b]) ?? dims.find((d) => !scope.filters[d.name])?.name ?? dims[0]?.name);
	const [days, setDays] = useState(false), chosen = dims.find((d) => d.name === by), p = answer.period, span = (Date.parse(p.to) - Date.parse(p.from)) / 86_400_000 + 1, daily = span > 1 && span <= 92;
	const any = DIMENSIONS.some((d) => scope.filters[d]), byDay = days && daily;
	return <>
		<div class="cols metric-cols">
			{def.time !== "now" && <TrendChart key={byDay ? "d" : "m"} metric={def.key} name={def.name} title={w.trendTitle} scope={scope} period={byDay ? scope.period : "last_12_months"} step={byDay ? "day" : "month"} kind={def.unit === "percent" || def.unit === "days" || def.key.startsWith("average") ? "line" : byDay ? "bars" : "line"}
				end={daily && <div class="segment" role="group" aria-label={w.trendTitle}><button type="button" aria-pressed={!byDay} onClick={() => setDays(false)}>{w.byMonth}</button><button type="button" aria-pressed={byDay} onClick={() => setDays(true)}>{w.byDay}</button></div>} />}
			{by && chosen && <BreakdownChart metric={def.key} name={def.name} title={w.breakdownTitle} scope={scope} by={by} byTitle={chosen.title}
				end={<label class="by"><span class="vh">{w.by}</span><span class="select"><select class="input" value={by} onChange={(e) => setQuery({ by: (e.target as HTMLSelectElement).value })}>{dims.map((d) => <option key={d.name} value={d.name} selected={d.name === by}>{d.title}</option>)}</select><Icon name="down" /></span></label>} />}
		</div>
		<Rows def={def} scope={scope} any={any} asOf={answer.as_of} />
	</>;
}

const USE: Record<string, string> = { high_use: "high", low_use: "low", zero_use: "zero", average_use: "average", consumption: "total" };
/* That a number was opened, and what of it. */
function useTold(key: string, period: string, there: boolean) {
	useEffect(() => { if (there) track("Metric_Drilldown", { object: key, props: { target: "rows", period } }); }, [key, period, there]);
	return (e: MouseEvent) => {
		const link = (e.target as Element | null)?.closest?.("a[href]"), target = link?.closest(".list-table .c-id") ? "record" : link?.closest(".shares") ? "breakdown" : link?.closest(".chart-table") ? "table" : null;
		if (target) track("Metric_Drilldown", { object: key, props: { target, from: "metric", period } });
		if (target === "record" && USE[key]) track("Consumption_Account_Drilldown", { object: USE[key], value: 1, props: { action: "open" } });
	};
}
export default function Metric({ params }: PageProps) {
	const key = params.key!, scope = useScope(), catalog = useCatalog(), def = catalog.by(key), got = useFigures([key], scope, !!def || (seesAll() && !catalog.ready));
	useTitle(def?.name ?? w.metric);
	const fault = got.data ? null : faultOf(got.problem), unknown = catalog.ready && !def && !catalog.problem, wrongKey = fault && fault.field === "metrics";
	useEffect(() => { if (!got.loading) isWrong(scope, wrongKey ? null : fault); }, [fault?.field, got.loading]);
	const told = useTold(key, scope.period, !!def);
	if (unknown || wrongKey) return <div class="panel"><Empty level={1} art="lens" title={w.unknown} text={w.unknownHelp}><LinkButton href="/metrics" kind="primary">{w.toCatalog}</LinkButton></Empty></div>;
	const answers = got.data?.data ?? [], one = answers.length === 1 ? answers[0] : undefined, dims = def?.dimensions.map((d) => d.name) ?? [];
	const offered = (["zone_id", "class", "segment", "utility"] as const).filter((d) => dims.includes(d) && (d !== "utility" || def?.unit === "use" || !!scope.filters.utility));
	return <div class="stack" onClick={told}>
		<PageHead title={def?.name ?? (catalog.problem ? w.metric : "\u00a0")} lead={def?.definition ?? "\u00a0"} back={{ href: "/metrics", label: w.toCatalog }}
			actions={def && one && <>{may("POST /api/v1/thresholds") && <LinkButton href={withQuery("/settings/thresholds", { metric: key, new: "1" })} icon="bell">{w.threshold}</LinkButton>}<ExportMenu path={withQuery(url`/metrics/${key}/rows`, scopeQuery(scope))} name={w.fileName(key)} /></>} />
		<PeriodBar scope={scope} metric={key} dimensions={offered} noPeriod={def?.time === "now"} />
		{!got.data ? fault ? null : got.problem ? <section class="panel"><Failed what={def?.name ?? w.metric} problem={got.problem} again={got.again} /></section> : <HeadBones />
		: one ? <><Head of={one} answer={got.data} now={def?.time === "now"} />{def && <Behind def={def} scope={scope} answer={got.data} />}</>
		: answers.length ? <Panel title={w.eachUtility} icon="bolt"><div class="tiles">{answers.map((a) => <Tile key={`${a.utility}|${a.unit_of_use}`} of={a} answer={got.data!} scope={scope} def={def} split />)}</div><p class="panel-foot">{w.chooseUtility}</p></Panel>
		: <section class="panel"><Empty title={w.noRows} text={w.noRowsHelp} /></section>}
	</div>;
}
