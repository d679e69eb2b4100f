/*
 * How payments divide over time: a column for each month or day, in the largest parts of one
 * dimension and the rest.  The parts come of the same trend as everything else, a question each.
 */
import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Breakdown, Figure, Trend } from "../api/metrics";
import { useGet } from "../app/data";
import { dateRow, monthLong, monthShort, place } from "../app/format";
import { go } from "../app/router";
import { everyMs, lacks, useCatalog } from "../metrics/ask";
import { Switch } from "../metrics/charts";
import { figure, isMonth, short, size } from "../metrics/figures";
import { metricHref, scopeQuery, within, type Scope } from "../metrics/scope";
import { useNumbersStand } from "../metrics/stand";
import { notByWords } from "../metrics/tile";
import { metricWords } from "../strings/metrics";
import { figureWords as w } from "../strings/payments_figures";
import { Empty, Failed, Panel } from "../ui/base";
import { Icon } from "../ui/icons";

const MOST = 4, SHADES = [3, 1, 4, 2];
interface Props { title: string; scope: Scope; period: string; step: "day" | "month"; dimensions: string[]; metric?: "collected" | "payments"; /* each column is the whole */ shares?: boolean; note?: string }
interface Part { value: string; name: string; shade: number; at: number[]; rest?: boolean }

/* The parts of each step: the largest, and what is left of all. */
function useParts(metric: string, scope: Scope, by: string, step: string, ask: boolean) {
	const path = (more: Record<string, string>) => withQuery(url`/metrics/${metric}/trend`, { ...scopeQuery(scope), ...more, step }), every = everyMs();
	const whole = useGet<Breakdown>(ask ? withQuery(url`/metrics/${metric}/breakdown`, { ...scopeQuery(scope), by }) : null, every), all = useGet<Trend>(ask ? path({}) : null, every);
	const known = (whole.data?.data ?? []).filter((s) => s.value && (size(s.amount) ?? 0) > 0), top = known.slice(0, MOST), one = (i: number) => (ask && top[i] && !whole.stale ? path({ [by]: top[i]!.value }) : null);
	const each = [useGet<Trend>(one(0), every), useGet<Trend>(one(1), every), useGet<Trend>(one(2), every), useGet<Trend>(one(3), every)].slice(0, top.length);
	const problem = [whole, all, ...each].find((g) => g.problem && !g.data)?.problem, ready = !!whole.data && !!all.data && each.every((g) => g.data?.data.length === all.data!.data.length);
	const again = () => { whole.again(); all.again(); each.forEach((g) => g.again()); };
	if (!ready) return { problem, again, ready: false as const };
	const parts: Part[] = top.map((s, i) => ({ value: s.value, name: s.text, shade: SHADES[i]!, at: each[i]!.data!.data.map((p) => size(p.value) ?? 0) }));
	const points = all.data!.data, rest = points.map((p, i) => (size(p.value) ?? 0) - parts.reduce((n, x) => n + x.at[i]!, 0));
	if (rest.some((v) => v !== 0)) parts.push({ value: "", name: known.length > MOST ? w.others : metricWords.without + " " + (metricWords.dimensions[by] ?? by).toLowerCase(), shade: 0, at: rest, rest: true });
	return { ready: true as const, parts, points, unit: all.data!.unit, problem, again };
}

/* A round number at or above, whose half is round, too. */
const nice = (v: number) => { const p = 10 ** Math.floor(Math.log10(Math.max(1, v))); return ([1, 2, 3, 4, 5, 6, 8, 10].find((m) => m * p >= v) ?? 10) * p; };

export function Mix({ title, scope: outer, period, step, dimensions, metric: first = "collected", shares, note }: Props) {
	const [metric, setMetric] = useState(first), [by, setBy] = useState(dimensions[0]!), [table, setTable] = useState(false), stands = useNumbersStand(), catalog = useCatalog();
	const scope = within(outer, period), not = lacks(metric, scope, catalog), got = useParts(metric, scope, by, step, stands && !not.length);
	const back = (v: number): Figure => (metric === "collected" ? { amount: v, currency: place.value.currency } : v), fig = (v: number) => figure(back(v), metric === "collected" ? "money" : "count");
	const controls = <><label class="by"><span class="vh">{w.mixBy}</span><span class="select"><select class="input" value={by} onChange={(e) => setBy((e.target as HTMLSelectElement).value)}>{dimensions.map((d) => <option key={d} value={d} selected={d === by}>{metricWords.dimensions[d]}</option>)}</select><Icon name="down" /></span></label>
		<div class="segment" role="group" aria-label={w.measure}>{(["collected", "payments"] as const).map((m) => <button key={m} type="button" aria-pressed={m === metric} onClick={() => setMetric(m)}>{w.mixWhat[m]}</button>)}</div>
		<Switch table={table} onTable={setTable} /></>;
	const body = () => {
		if (not.length) return <p class="panel-quiet">{notByWords(not)}</p>;
		if (!got.ready) return got.problem ? <Failed what={title} problem={got.problem} again={got.again} /> : <div class="chart bones" aria-busy="true"><p class="vh" role="status">{metricWords.loading} {title}</p><span class="bone bone-value w-45" /><div class="mix-room" /></div>;
		const { parts, points } = got, sums = points.map((_, i) => parts.reduce((n, x) => n + Math.max(0, x.at[i]!), 0)), top = shares ? 1 : nice(Math.max(1, ...sums));
		if (!parts.length) return <Empty title={metricWords.noPoints} text={metricWords.noPointsHelp} />;
		const name = (i: number) => { const p = points[i]!; return step === "month" ? monthLong(p.from) : dateRow(p.from); }, every = step === "month" ? 1 : Math.ceil(points.length / 8);
		const at = (i: number, x?: Part) => metricHref(metric, within(outer, isMonth(points[i]!) ? points[i]!.from.slice(0, 7) : `${points[i]!.from}..${points[i]!.to}`, x && !x.rest ? { [by]: x.value } : null));
		const percent = (v: number, of: number) => figure(of > 0 ? Math.round((v / of) * 10000) / 100 : null, "percent"), axis = (v: number) => (shares ? `${v * 100}%` : short(v, metric === "collected" ? "money" : "count"));
		if (table) return <div class="chart-scroll"><table class="table table-plain chart-table"><caption class="vh">{title}</caption><thead><tr><th scope="col">{w.step[step]}</th>{parts.map((x) => <th key={x.value} scope="col" class="r">{x.name}</th>)}<th scope="col" class="r">{w.all}</th></tr></thead>
			<tbody>{points.map((p, i) => <tr key={p.from}><th scope="row"><a href={at(i)}>{name(i)}</a></th>{parts.map((x) => <td key={x.value} class="r">{x.rest ? fig(x.at[i]!) : <a href={at(i, x)}>{fig(x.at[i]!)}</a>}</td>)}<td class="r">{fig(size(p.value) ?? 0)}</td></tr>)}</tbody></table></div>;
		return <figure class="chart">
			<ul class="mix-key">{parts.map((x) => <li key={x.value}><svg class="share-key" viewBox="0 0 8 8" aria-hidden="true"><rect class={`stack-${x.shade}`} width="8" height="8" rx="2" /></svg>{x.rest ? x.name : <a href={metricHref(metric, within(scope, null, { [by]: x.value }))}>{x.name}</a>}</li>)}</ul>
			<div class="mix"><div class="mix-y num" aria-hidden="true"><span>{axis(top)}</span><span>{axis(top / 2)}</span><span>{axis(0)}</span></div>
				<svg class="mix-room" viewBox={`0 0 ${points.length} 100`} preserveAspectRatio="none" role="img" aria-label={w.picture(title, name(0), name(points.length - 1))}>
					{[0, 50, 100].map((y) => <line key={y} class="mix-line" x1="0" x2={points.length} y1={y} y2={y} />)}
					{points.map((p, i) => { let y = 100; const of = shares ? sums[i]! : top; return <g key={p.from} onClick={() => go(at(i))}><rect class="mix-hit" x={i} y="0" width="1" height="100"><title>{`${name(i)}: ${fig(size(p.value) ?? 0)}`}</title></rect>
						{of > 0 && parts.map((x) => { const tall = (Math.max(0, x.at[i]!) / of) * 100; y -= tall; return tall > 0 && <rect key={x.value} class={`mix-part stack-${x.shade}`} x={i + 0.14} width="0.72" y={y} height={tall}><title>{`${name(i)}. ${w.share(x.name, fig(x.at[i]!), percent(x.at[i]!, sums[i]!))}`}</title></rect>; })}</g>; })}
				</svg>
				<ol class="mix-x" aria-hidden="true">{points.map((p, i) => <li key={p.from}>{i % every === 0 && <span>{step === "month" ? `${monthShort(p.from)}${p.from.slice(5, 7) === "01" || i === 0 ? ` \u2019${p.from.slice(2, 4)}` : ""}` : dateRow(p.from)}</span>}</li>)}</ol></div>
			{note && <p class="help">{note}</p>}
		</figure>;
	};
	return <Panel title={title} icon="chart" end={<div class="mix-controls">{controls}</div>}>{body()}</Panel>;
}
