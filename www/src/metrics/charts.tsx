/* Pictures of a metric, each with its table: over time against the year before, and by what it is made of. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Breakdown, Figure, Point, Trend } from "../api/metrics";
import { useGet } from "../app/data";
import { date, dateRow, monthLong, monthShort, today } from "../app/format";
import { go } from "../app/router";
import { sheet } from "../app/sheet";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { Empty, Failed, Panel } from "../ui/base";
import type { IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { everyMs, faultOf, lacks, scopeKey, useCatalog, wrong } from "./ask";
import { changeOf, figure, type FigureParts, figureParts, isMonth, periodText, shareText, short, size } from "./figures";
import { metricHref, scopeQuery, within, type Scope } from "./scope";
import { useNumbersStand } from "./stand";
import { notByWords } from "./tile";
import type { PlotPoint, PlotProps } from "./plot";

await sheet(styles);

const Plot = lazy<PlotProps>(w.chart, () => import("./plot"), () => <div class="plot"><div class="plot-room" /></div>);

export function Switch({ table, onTable }: { table: boolean; onTable: (on: boolean) => void }) {
	return <div class="segment" role="group" aria-label={w.showAs}><button type="button" aria-pressed={!table} onClick={() => onTable(false)}>{w.chart}</button><button type="button" aria-pressed={table} onClick={() => onTable(true)}>{w.table}</button></div>;
}
const Lead = ({ of: p, text }: { of: FigureParts; text?: ComponentChildren }) => <figcaption class="chart-lead"><span class="value">{p.main}{p.minor && <span class="minor">{p.minor}</span>}{p.unit && <small>{p.unit}</small>}</span>{text && <span class="muted">{text}</span>}</figcaption>;

const sum = (all: (Figure | null)[]): Figure | null => {
	const there = all.filter((v): v is Figure => v !== null);
	if (!there.length) return null;
	const first = there[0]!;
	return typeof first === "object" ? { ...first, amount: there.reduce((s: number, v) => s + (size(v) ?? 0), 0) } : there.reduce((s: number, v) => s + Math.round((size(v) ?? 0) * 1000), 0) / 1000;
};
const axisLabel = (p: Point, i: number, all: Point[]) => {
	if (!isMonth(p)) return p.from === p.to ? dateRow(p.from) : p.text || dateRow(p.from);
	const year = p.from.slice(5, 7) === "01" || i === 0;
	return `${monthShort(p.from)}${year && all.length > 1 ? ` \u2019${p.from.slice(2, 4)}` : ""}`;
};
const pointName = (p: Point) => (isMonth(p) ? monthLong(p.from) : p.from === p.to ? date(p.from) : p.text || periodText(p));
/* A month that is not over is opened as the month, so that it is compared with as much of the one before. */
const pointPeriod = (p: Point, step: string) => (p.asked.startsWith("cycle:") ? p.asked : step === "month" && p.from.endsWith("-01") && p.to.startsWith(p.from.slice(0, 7)) && (isMonth(p) || p.to >= today()) ? p.from.slice(0, 7) : p.from === p.to ? `${p.from}..${p.to}` : p.asked);

export interface TrendProps {
	/* key of the metric; its name, for those who hear the picture */
	metric: string; name: string; title: string; scope: Scope; period?: string; step?: "day" | "week" | "month" | "cycle"; kind?: "line" | "bars"; icon?: IconName; class?: string; end?: ComponentChildren;
	/* the sum of it above, where the points add up */
	lead?: boolean;
}
export function TrendChart({ metric, name, title, scope: outer, period = "last_12_months", step = "month", kind = "line", icon = "chart", class: extra, end, lead = true }: TrendProps) {
	const scope = within(outer, period), stands = useNumbersStand(), catalog = useCatalog(), [table, setTable] = useState(false);
	const not = lacks(metric, scope, catalog), got = useGet<Trend>(stands && !not.length ? withQuery(url`/metrics/${metric}/trend`, { ...scopeQuery(scope), step }) : null, everyMs()), d = got.data;
	const pick = (p: Point) => metricHref(metric, within(outer, pointPeriod(p, step)));
	const fig = (v: Figure | null) => figure(v, d?.unit ?? "count", d?.unit_of_use);
	/* Before the first number there is no history, only zeros. */
	const first = d?.data.findIndex((p) => size(p.last_year)) ?? -1, hasThen = first >= 0 && first < d!.data.length - 1, cycles = step === "cycle", then = (p: Point, i: number) => (hasThen && i >= first ? p.last_year : null);
	/* Today is in the last step: it is not over, unless it is how things stand. */
	const open = !!d?.data.length && d.data.at(-1)!.to >= today() && catalog.by(metric)?.time !== "stock" && !cycles, called = (p: Point, i: number) => (open && i === d!.data.length - 1 ? w.soFar(pointName(p)) : pointName(p));
	const points: PlotPoint[] = (d?.data ?? []).map((p, i, all) => ({ label: cycles ? p.text : axisLabel(p, i, all), title: called(p, i), now: size(p.value), then: size(then(p, i)), change: changeOf(p.value, then(p, i), d!.unit),
		rows: [[w.now, fig(p.value)], ...(hasThen ? [[w.then, fig(then(p, i))] as [string, string]] : [])] }));
	const total = d && lead && catalog.by(metric)?.time === "flow" ? sum(d.data.map((p) => p.value)) : null, before = d && first === 0 ? changeOf(total, sum(d.data.map((p) => p.last_year)), d.unit) : null;
	const some = points.some((p) => p.now !== null || p.then !== null);
	return <Panel title={title} icon={icon} class={extra} end={<>{end}<Switch table={table} onTable={setTable} /></>}>
		{not.length ? <p class="panel-quiet">{notByWords(not)}</p> : !d ? got.problem ? faultOf(got.problem) ? <p class="panel-quiet">{wrong.value[scopeKey(outer)] ? w.seeAboveLong : faultOf(got.problem)!.message}</p> : <Failed what={title} problem={got.problem} again={got.again} /> : <ChartBones what={title} />
		: !some ? <Empty title={w.noPoints} text={w.noPointsHelp} />
		: <figure class="chart" aria-busy={got.stale ? "true" : undefined}>
			{total !== null && <Lead of={figureParts(total, d.unit, d.unit_of_use)} text={<>{w.sumOf(points.length, w.step[step]!.toLowerCase())}{before && <>, <b>{w.moreThan(before)}</b></>}</>} />}
			{table ? <div class="chart-scroll" role="group" aria-label={title} tabIndex={0}><table class="table table-plain chart-table"><caption class="vh">{title}</caption><thead><tr><th scope="col">{w.step[step]}</th><th scope="col" class="r">{w.now}</th>{hasThen && <><th scope="col" class="r">{w.then}</th><th scope="col" class="r">{w.change}</th></>}</tr></thead>
				<tbody>{d.data.map((p, i) => <tr key={p.from + p.text}><th scope="row"><a href={pick(p)}>{called(p, i)}</a></th><td class="r">{fig(p.value)}</td>{hasThen && <><td class="r">{fig(then(p, i))}</td><td class="r">{changeOf(p.value, then(p, i), d.unit) ?? w.na}</td></>}</tr>)}</tbody></table></div>
			: <><p class="plot-key" aria-hidden="true"><span data-now="">{w.now}</span>{hasThen && <span>{w.then}</span>}</p>
				<Plot points={points} open={open} bars={kind === "bars"} whole={d.unit === "count"} axis={(v) => short(v, d.unit, currencyOf(d.data))} names={[w.now, w.then]} keys={w.keys}
					label={w.picture(name, points[0]!.title, points.at(-1)!.title)} onPick={(i) => go(pick(d.data[i]!))} /></>}
		</figure>}
	</Panel>;
}
const currencyOf = (all: Point[]) => { const v = all.find((p) => p.value && typeof p.value === "object")?.value; return v && typeof v === "object" ? v.currency : undefined; };
const ChartBones = ({ what }: { what: string }) => <div class="chart bones" aria-busy="true"><p class="vh" role="status">{w.loading} {what}</p><span class="bone bone-value w-45" /><div class="plot"><div class="plot-room" /></div></div>;

export interface BreakdownProps {
	metric: string; name: string; title: string; scope: Scope; by: string; byTitle?: string; icon?: IconName; class?: string; end?: ComponentChildren; most?: number;
	/* one bar of all parts above the list, as of buckets by age */
	stacked?: boolean; bare?: boolean;
}
export function BreakdownChart({ metric, title, scope, by, byTitle, icon = "chart", class: extra, end, most = 10, stacked = by === "aging" }: BreakdownProps) {
	const stands = useNumbersStand(), [table, setTable] = useState(false), [all, setAll] = useState(false);
	const catalog = useCatalog(), not = lacks(metric, scope, catalog), got = useGet<Breakdown>(stands && !not.length ? withQuery(url`/metrics/${metric}/breakdown`, { ...scopeQuery(by === "aging" && !scope.period.startsWith("cycle:") ? within(scope, "today") : scope), by }) : null, everyMs()), d = got.data;
	const fig = (v: Figure | null | undefined) => figure(v, d?.unit ?? "count", d?.unit_of_use), dim = byTitle ?? w.dimensions[by] ?? (by === "aging" ? w.aging : by);
	/* What is filtered by a bucket of age has no page of its own; what has no value neither. */
	const href = (value: string) => (by === "aging" || !value ? null : metricHref(metric, within(scope, null, { [by]: value })));
	const rows = d?.data ?? [], shown = all ? rows : rows.slice(0, most), top = Math.max(1, ...rows.map((r) => Math.abs(size(r.amount) ?? 0))), whole = Math.max(1, rows.reduce((s, r) => s + Math.max(0, size(r.amount) ?? 0), 0));
	const name = (r: Breakdown["data"][number]) => r.text || `${w.without} ${dim.toLowerCase()}`;
	let from = 0;
	return <Panel title={title} icon={icon} class={extra} end={<>{end}<Switch table={table} onTable={setTable} /></>}>
		{not.length ? <p class="panel-quiet">{notByWords(not)}</p> : !d ? got.problem ? faultOf(got.problem) ? <p class="panel-quiet">{wrong.value[scopeKey(scope)] ? w.seeAboveLong : faultOf(got.problem)!.message}</p> : <Failed what={title} problem={got.problem} again={got.again} /> : <ChartBones what={title} />
		: !rows.length ? <Empty title={w.noPoints} text={w.noPointsHelp} />
		: table ? <div class="chart-scroll" role="group" aria-label={title} tabIndex={0}><table class="table table-plain chart-table"><caption class="vh">{title}</caption><thead><tr><th scope="col">{dim}</th><th scope="col" class="r">{w.value}</th><th scope="col" class="r">{w.share}</th><th scope="col" class="r">{w.change}</th></tr></thead>
			<tbody>{rows.map((r) => <tr key={r.value}><th scope="row">{href(r.value) ? <a href={href(r.value)!}>{name(r)}</a> : name(r)}</th><td class="r">{fig(r.amount)}</td><td class="r">{shareText(r.share) ?? ""}</td><td class="r" title={fig(r.previous)}>{changeOf(r.amount, r.previous, d.unit) ?? w.na}</td></tr>)}</tbody>
			<tfoot><tr><th scope="row">{w.total}</th><td class="r">{fig(d.total)}</td><td class="r" /><td class="r" /></tr></tfoot></table></div>
		: <figure class="chart">
			<Lead of={figureParts(d.total, d.unit, d.unit_of_use)} text={by === "aging" && w.asToday} />
			{stacked && <svg class="stack-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rows.map((r, i) => { const wide = (Math.max(0, size(r.amount) ?? 0) / whole) * 100, x = from; from += wide; return <rect key={r.value} class={`stack-${Math.min(i, 4)}`} x={x} y="0" width={Math.max(0, wide - 0.2)} height="10"><title>{`${name(r)}: ${fig(r.amount)}`}</title></rect>; })}</svg>}
			<ul class="shares">{shown.map((r, i) => <li key={r.value}>
				{!stacked && <svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width={(Math.abs(size(r.amount) ?? 0) / top) * 100} height="10" /></svg>}
				<span class="share-name">{stacked && <svg class="share-key" viewBox="0 0 8 8" aria-hidden="true"><rect class={`stack-${Math.min(i, 4)}`} width="8" height="8" rx="2" /></svg>}{href(r.value) ? <a href={href(r.value)!}>{name(r)}</a> : name(r)}</span>
				<span class="share-value">{fig(r.amount)}{r.share !== null && <small>{shareText(r.share)}</small>}</span></li>)}</ul>
			{rows.length > shown.length && <button type="button" class="link share-more" onClick={() => setAll(true)}>{w.rest(rows.length - shown.length)}</button>}
		</figure>}
	</Panel>;
}
