/* The pictures of payments: how they move, what they are made of, what is expected.  Each opens to rows. */
import { useState } from "preact/hooks";
import { withQuery, url } from "../api/client";
import type { MetricAnswer } from "../api/metrics";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { dateShort, money, today } from "../app/format";
import { has, may } from "../app/session";
import type { components } from "../generated/api";
import { lacks, useCatalog, useFigures } from "../metrics/ask";
import { BreakdownChart, TrendChart } from "../metrics/charts";
import { changeText, figure, periodText } from "../metrics/figures";
import type { DashboardTile } from "../metrics/layout";
import { metricHref, scopeQuery, type Scope } from "../metrics/scope";
import { toneOf } from "../metrics/tile";
import { Tiles } from "../metrics/tiles";
import { figureWords as w } from "../strings/payments_figures";
import { customise } from "../strings/customise";
import { metricWords } from "../strings/metrics";
import { Bones, Button, Failed, LinkButton, Panel } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Mix } from "./mix";

const Customise = lazy<{ page: "payments"; small?: boolean }>(customise.open, () => import("../metrics/customise"), () => <span class="btn btn-small bones" />);
type Plan = components["schemas"]["PlanRow"];
export interface ChartsProps { scope: Scope; compare: DashboardTile[]; outlook: DashboardTile[]; onList: () => void }

const days = (s: Scope, answer?: { from: string; to: string }) => (answer ? (Date.parse(answer.to) - Date.parse(answer.from)) / 86_400_000 + 1 : s.period === "this_month" ? 31 : 0);

function Choice<T extends string>({ label, value, all, onPick }: { label: string; value: T; all: [T, string][]; onPick: (v: T) => void }) {
	return <div class="segment" role="group" aria-label={label}>{all.map(([v, word]) => <button key={v} type="button" aria-pressed={v === value} onClick={() => onPick(v)}>{word}</button>)}</div>;
}
export { Choice };

/* Figures side by side: this period, the one before, the same a year ago. */
function Compare({ scope, of }: { scope: Scope; of: DashboardTile[] }) {
	const catalog = useCatalog(), keys = [...new Set(of.filter((m) => !m.period).map((m) => m.key))].filter((k) => !catalog.ready || catalog.by(k)).filter((k) => !lacks(k, scope, catalog).length);
	const got = useFigures(keys, scope, catalog.ready), d = got.data;
	const change = (m: MetricAnswer, v: number | null) => { const tone = toneOf({ ...m, change: v, tone: null }); return v === null || v === undefined ? <span class="muted">{metricWords.na}</span> : <span class="delta" data-tone={tone}>{v !== 0 && <Icon name={v > 0 ? "upTri" : "downTri"} />}<b>{changeText(v, m.change_kind)}</b></span>; };
	if (catalog.ready && !keys.length) return null;
	return <Panel title={w.compare} icon="columns" end={d && d.previous && d.last_year ? w.comparing(periodText(d.period), periodText(d.previous), periodText(d.last_year)) : undefined}>
		{!d ? got.problem ? <Failed what={w.compare} problem={got.problem} again={got.again} /> : <Bones rows={6} what={w.compare} />
		: <div class="chart-scroll"><table class="table table-plain chart-table"><caption class="vh">{w.compare}</caption><thead><tr><th scope="col">{w.metric}</th><th scope="col" class="r">{w.now}</th><th scope="col" class="r">{w.before}</th><th scope="col" class="r">{w.change}</th><th scope="col" class="r col-wide">{w.year}</th><th scope="col" class="r col-wide">{w.change}</th></tr></thead>
			<tbody>{d.data.map((m) => <tr key={m.key}><th scope="row"><a href={metricHref(m.key, scope)}>{m.name}</a></th><td class="r">{figure(m.value, m.unit)}</td><td class="r">{figure(m.previous, m.unit)}</td><td class="r">{change(m, m.change)}</td><td class="r col-wide">{figure(m.last_year, m.unit)}</td><td class="r col-wide">{change(m, m.change_last_year)}</td></tr>)}</tbody></table></div>}
	</Panel>;
}

/* Plans whose next instalment falls due within a month. */
function Instalments() {
	const path = withQuery("/plans", { status: "active", due_to: today(30) }), got = useGet<Page<Plan>>(withQuery("/plans", { status: "active", due_to: today(30), limit: 6 })), rows = got.data?.data ?? [];
	return <Panel title={w.instalments} icon="calendar" end={rows.length > 0 && <a class="link" href={path}>{w.allPlans}</a>}>
		{!got.data ? got.problem ? <Failed what={w.instalments} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.instalments} />
		: !rows.length ? <p class="panel-quiet">{w.noInstalments}</p>
		: <ul class="list">{[...rows].sort((a, b) => (a.next_due_on ?? "").localeCompare(b.next_due_on ?? "")).map((p) => <li key={p.id}><span class="sign"><Icon name="calendar" /></span><div class="what"><a href={url`/plans/${p.id}`}>{p.consumer.name}, {p.number}</a><p class="num">{p.next_due_on && w.due(dateShort(p.next_due_on))} · {w.left(money(p.left))}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
	</Panel>;
}

export default function Charts({ scope, compare, outlook, onList }: ChartsProps) {
	const [daily, setDaily] = useState<"month" | "day">("month"), [ahead, setAhead] = useState<"next_7_days" | "next_30_days">("next_30_days"), catalog = useCatalog();
	const answer = useFigures(["collected"], scope).data?.period, span = days(scope, answer), byDay = daily === "day" && span > 1 && span <= 92;
	const by = ["channel", "source", "method", "brand", "type", ...(has("payments:read") ? ["received_by"] : []), "zone_id", "class"], bills = !!catalog.by("expected");
	const filtered = lacks("expected", scope, catalog).length > 0;
	return <div class="stack">
		<div class="figures-line"><Customise page="payments" small /><ExportMenu path={withQuery("/dashboards/payments/values", scopeQuery(scope))} name="payments-dashboard" /></div>
		<Compare scope={scope} of={compare} />
		<TrendChart key={byDay ? "d" : "m"} metric="collected" name={w.trendName} title={w.trend} scope={scope} period={byDay ? scope.period : "last_12_months"} step={byDay ? "day" : "month"} kind={byDay ? "bars" : "line"}
			end={span > 1 && span <= 92 && <Choice label={w.trendBy} value={byDay ? "day" : "month"} all={[["month", w.byMonth], ["day", w.byDay]]} onPick={setDaily} />} />
		<div class="pictures">{by.map((b) => <BreakdownChart key={b} metric="collected" name={w.trendName} title={w.by[b]!} scope={scope} by={b} most={6} />)}</div>
		<Mix title={w.mix} scope={scope} period="last_12_months" step="month" shares dimensions={["method", "channel", "source", "type", "brand", "zone_id"]} />
		<Mix title={w.volume} scope={scope} period={span > 1 && span <= 92 ? scope.period : "last_30_days"} step="day" metric="payments" dimensions={["type", "method", "channel"]} note={span > 92 ? w.volumeShort : undefined} />
		{bills && !filtered && <><section class="panel" aria-label={w.outlook}><div class="panel-head"><Icon name="clock" /><h2>{w.outlook}</h2></div><Tiles metrics={outlook.map((m) => ({ key: m.key, period: m.period ?? null, ...(m.period && metricWords.periods[m.period] && m.key === "expected" ? { label: `${w.expectedName}, ${metricWords.periods[m.period]!.toLowerCase()}` } : {}) }))} scope={scope} /></section>
			<div class="cols metric-cols"><TrendChart key={ahead} metric="expected" name={w.expectedName} title={w.expected} scope={scope} period={ahead} step="day" kind="bars" icon="calendar" end={<Choice label={w.next} value={ahead} all={[["next_7_days", w.next7], ["next_30_days", w.next30]]} onPick={setAhead} />} />
				{may("GET /api/v1/plans") && <Instalments />}</div></>}
		<div class="panel figures-end"><p>{w.behind}</p><div class="row-acts"><Button small icon="left" onClick={onList}>{w.toList}</Button><LinkButton small href={metricHref("collected", scope)} icon="columns">{w.behindDo}</LinkButton></div></div>
	</div>;
}
