/*
 * Cycles or zones side by side: a line a figure, a column each, the first one being what the others
 * are held against.  What is chosen stands in the address.
 */
import { useEffect } from "preact/hooks";
import { url } from "../api/client";
import type { Cycle, Zone } from "../api/billing";
import type { Figure, MetricAnswer, MetricAnswers, Period } from "../api/metrics";
import type { Page } from "../api/types";
import { useGet, type Got } from "../app/data";
import { track } from "./tell";
import { monthLong } from "../app/format";
import { query, setQuery } from "../app/router";
import { questionPath, useCatalog } from "../metrics/ask";
import { changeText, figure, size } from "../metrics/figures";
import { metricHref, within, type Scope } from "../metrics/scope";
import { panels } from "../strings/billing_panels";
import { metricWords } from "../strings/metrics";
import { Bones, Button, Failed, Panel } from "../ui/base";
import { Pop } from "../ui/float";
import { Icon } from "../ui/icons";
import { CycleList } from "./cycle_picker";
import { CONSUMPTION, PERFORMANCE } from "./known";
import { cycleDates } from "./cycle_parts";

const w = panels.compare, MOST = 4;
const KEYS = [...PERFORMANCE, ...CONSUMPTION, "billed", "service_charges", "outstanding", "late_fees"];
interface Column { key: string; title: string; sub: string; scope: Scope | null; of: (m: MetricAnswer) => Figure | null; got: Got<MetricAnswers>; take?: () => void }
const lineOf = (m: MetricAnswer) => `${m.key}|${m.utility ?? ""}|${m.unit_of_use ?? ""}`;

type Marks = MetricAnswers["marks_above"];
function Against({ m, v, base, marks }: { m: MetricAnswer; v: Figure | null; base: Figure | null; marks: Marks | undefined }) {
	const a = size(v), b = size(base);
	if (a === null || b === null) return <span class="against">{w.na}</span>;
	const points = m.unit === "percent";
	if (!points && b === 0) return <span class="against">{a === 0 ? "" : w.na}</span>;
	const change = points ? a - b : ((a - b) / Math.abs(b)) * 100;
	if (Math.abs(change) < (points ? 0.005 : 0.05)) return <span class="against">{metricWords.same}</span>;
	const marked = !!marks && Math.abs(change) > (points ? marks.tenths_of_points / 10 : marks.percent), good = m.polarity === "neutral" ? null : change > 0 === (m.polarity === "up_good");
	const tone = !marked || good === null ? undefined : good ? "good" : "bad";
	return <span class="against" data-marked={marked ? "" : undefined} data-tone={tone}><Icon name={change > 0 ? "upTri" : "downTri"} />{changeText(change, points ? "points" : "percent")}{marked && good !== null && <span class="vh">, {good ? metricWords.better : metricWords.worse}</span>}</span>;
}
function useColumn(keys: string[], scope: Scope | null): Got<MetricAnswers> { return useGet<MetricAnswers>(scope && keys.length ? questionPath(keys, scope) : null); }

const many = (name: string) => (query.value.get(name) ?? "").split(",").filter(Boolean);
function Add({ label, children }: { label: string; children: (close: () => void) => preact.ComponentChildren }) {
	return <Pop label={label} class="btn btn-small" face={<><Icon name="plus" />{label}</>}>{children}</Pop>;
}
const periodSub = (p: Period | null | undefined) => (p ? cycleDates({ from_on: p.from, to_on: p.to }) : "");

export default function Compare({ cycle: c }: { cycle: Cycle }) {
	const catalog = useCatalog(), keys = KEYS.filter((k) => !catalog.all.length || catalog.by(k)), zones = useGet<Page<Zone>>("/zones").data?.data ?? [];
	const byZone = query.value.get("by") === "zones", asked = query.value.get("with"), picked = byZone ? many("zones") : asked === null ? ["previous", "last_year"] : many("with");
	const month = c.bill_on.slice(0, 7), ids = (byZone ? (query.value.get("zones") === null ? zones.filter((z) => z.id !== c.zone.id).map((z) => z.id) : picked) : picked.filter((x) => x !== "previous" && x !== "last_year")).slice(0, MOST - 1);
	const scopeOf = (id: string): Scope => (byZone ? { period: month, filters: { zone_id: id } } : { period: `cycle:${id}`, filters: {} });
	const first = scopeOf(byZone ? c.zone.id : c.id), base = useColumn(keys, first), at = (i: number) => (ids[i] ? scopeOf(ids[i]!) : null);
	const others = [useColumn(keys, at(0)), useColumn(keys, at(1)), useColumn(keys, at(2))], cycles = [useGet<Cycle>(!byZone && ids[0] ? url`/cycles/${ids[0]}` : null), useGet<Cycle>(!byZone && ids[1] ? url`/cycles/${ids[1]}` : null), useGet<Cycle>(!byZone && ids[2] ? url`/cycles/${ids[2]}` : null)];
	const set = (next: string[]) => { setQuery(byZone ? { zones: next.join(",") || "none" } : { with: next.join(",") || "none" }); };
	const current = byZone ? ids : picked.filter((x) => x !== "none"), add = (id: string) => set([...current, id]), take = (id: string) => set(current.filter((x) => x !== id));
	useEffect(() => { if (asked !== null || byZone) track("Cycle_Comparison", { object: c.id, value: current.length, props: byZone ? { zones: ids.length } : { against: picked.includes("previous") ? "previous" : picked.includes("last_year") ? "last_year" : "side_by_side" } }); }, [asked, byZone, c.id]);

	const value = (m: MetricAnswer | undefined) => m?.value ?? null;
	const columns: Column[] = [{ key: "base", title: byZone ? c.zone.name : c.name, sub: byZone ? "" : cycleDates(c), scope: first, of: value, got: base }];
	if (!byZone) {
		if (picked.includes("previous")) columns.push({ key: "previous", title: base.data?.previous?.text ?? w.previous, sub: base.data?.previous ? periodSub(base.data.previous) : base.data ? metricWords.na : "", scope: base.data?.previous ? { period: base.data.previous.asked, filters: {} } : null, of: (m) => m.previous, got: base, take: () => take("previous") });
		if (picked.includes("last_year")) columns.push({ key: "last_year", title: base.data?.last_year?.text ?? w.lastYear, sub: base.data?.last_year ? periodSub(base.data.last_year) : base.data ? metricWords.na : "", scope: base.data?.last_year ? { period: base.data.last_year.asked, filters: {} } : null, of: (m) => m.last_year, got: base, take: () => take("last_year") });
	}
	ids.forEach((id, i) => columns.push({ key: id, title: byZone ? zones.find((z) => z.id === id)?.name ?? "\u2026" : cycles[i]!.data?.name ?? "\u2026", sub: !byZone && cycles[i]!.data ? cycleDates(cycles[i]!.data!) : "", scope: scopeOf(id), of: value, got: others[i]!, take: () => take(id) }));

	/* Every figure that any of them has: a utility of one may be unknown to another. */
	const lines = new Map<string, MetricAnswer>();
	for (const col of columns) for (const m of col.got.data?.data ?? []) if (!lines.has(lineOf(m))) lines.set(lineOf(m), m);
	const rows = [...lines.values()].sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key)), uses = new Set(rows.filter((m) => m.unit === "use" && m.utility).map((m) => m.utility));
	const cell = (col: Column, m: MetricAnswer) => { const there = col.got.data?.data.find((x) => lineOf(x) === lineOf(m)); return there ? col.of(there) : null; };
	const hrefOf = (col: Column, m: MetricAnswer) => col.scope && metricHref(m.key, m.unit === "use" && m.utility ? within(col.scope, null, { utility: m.utility, ...(m.unit_of_use ? { unit: m.unit_of_use } : {}) }) : col.scope);
	const modeHref = (zonesToo: boolean) => { const q = new URLSearchParams(query.value); q.delete("with"); q.delete("zones"); if (zonesToo) q.set("by", "zones"); else q.delete("by"); return `?${q}`; };
	const room = columns.length < MOST, left = zones.filter((z) => z.id !== c.zone.id && !ids.includes(z.id));
	return <Panel title={w.title} icon="columns" class="compare" end={zones.length > 1 && <nav class="panel-tabs" aria-label={w.mode}>{([[false, w.modes.cycles], [true, w.modes.zones]] as const).map(([z, label]) => <a key={label} href={modeHref(z)} aria-current={byZone === z ? "page" : undefined}>{label}</a>)}</nav>}>
		<div class="compare-bar"><p class="help">{byZone ? `${monthLong(month)}. ` : ""}{w.lead(base.data?.marks_above)}</p>
			<div class="compare-adds">{!byZone && !picked.includes("previous") && room && <Button small icon="plus" onClick={() => set(["previous", ...current])}>{w.previous}</Button>}{!byZone && !picked.includes("last_year") && room && <Button small icon="plus" onClick={() => set([...current, "last_year"])}>{w.lastYear}</Button>}
				{room ? byZone ? left.length > 0 && <Add label={w.addZone}>{(close) => <div class="pop-list">{left.map((z) => <button key={z.id} type="button" onClick={() => { close(); add(z.id); }}>{z.name}</button>)}</div>}</Add>
					: <Add label={w.add}>{(close) => <CycleList value={null} onPick={(x) => { close(); if (x && x.id !== c.id && !ids.includes(x.id)) add(x.id); }} />}</Add> : <span class="help">{w.most(MOST)}</span>}</div></div>
		{!base.data ? base.problem ? <Failed what={w.title} problem={base.problem} again={base.again} /> : <Bones rows={8} what={w.title} />
		: <div class="scroll-x" tabIndex={0} role="region" aria-label={w.caption}><table class="table table-plain compare-table"><caption class="vh">{w.caption}</caption>
			<thead><tr><th scope="col">{w.metric}</th>{columns.map((col, i) => <th key={col.key} scope="col" class="r"><span class="compare-head"><span>{col.title}{col.sub && <small>{col.sub}</small>}{i > 0 && col.key === "previous" && <small>{w.before}</small>}{col.key === "last_year" && <small>{w.yearBefore}</small>}</span>
				{col.take && <button type="button" class="icon-btn icon-btn-small" aria-label={w.remove(col.title)} onClick={col.take}><Icon name="x" /></button>}</span></th>)}</tr></thead>
			<tbody>{rows.map((m) => <tr key={lineOf(m)}><th scope="row">{m.unit === "use" && m.utility && uses.size > 1 ? metricWords.ofUtility(m.name, m.utility) : m.name}</th>{columns.map((col, i) => {
				const v = cell(col, m), href = hrefOf(col, m), failed = col.got.problem && !col.got.data;
				return <td key={col.key} class="r">{failed ? <span class="muted">{[404, 422].includes(col.got.problem!.status) ? metricWords.notThere : metricWords.failed}</span> : !col.got.data ? <span class="bones"><span class="bone w-60" /></span> : <>{v !== null && href ? <a class="count-link num" href={href}>{figure(v, m.unit, m.unit_of_use)}</a> : <span class="muted num">{figure(v, m.unit, m.unit_of_use)}</span>}{i > 0 && <Against m={m} v={v} base={cell(columns[0]!, m)} marks={base.data?.marks_above} />}</>}</td>; })}</tr>)}</tbody></table></div>}
	</Panel>;
}
