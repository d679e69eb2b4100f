/*
 * The line above figures: period, area, class, segment and what else the address filters by; when the
 * figures are of, asked for again at the tenant's interval while somebody looks.
 */
import { useEffect, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Zone } from "../api/billing";
import type { Breakdown } from "../api/metrics";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { clock, clockZoned, instantZoned, monthLong, today } from "../app/format";
import { setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { t } from "../strings";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { Banner, Bones, Button, problemText, Say } from "../ui/base";
import { Chip, ChoiceChip } from "../ui/float";
import { Icon } from "../ui/icons";
import { everyMs, refresh, scopeKey, told, wrong } from "./ask";
import { periodText } from "./figures";
import { DIMENSIONS, setPeriod, type Scope } from "./scope";

await sheet(styles);

const PRESETS = ["today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "this_fiscal_year", "last_fiscal_year", "last_7_days", "last_30_days", "last_90_days", "last_12_months"];
const isRange = (p: string) => /^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/.test(p);
/* In words, before the server has said it. */
export const periodName = (p: string): string => w.periods[p] ?? (/^\d{4}-\d\d$/.test(p) ? monthLong(`${p}-01`) : isRange(p) ? periodText({ from: p.slice(0, 10), to: p.slice(12) }) : p.startsWith("cycle:") ? w.cycle : p);
const monthsBack = (n: number) => { const [y, m] = today().split("-").map(Number) as [number, number]; return Array.from({ length: n }, (_, i) => new Date(Date.UTC(y, m - 1 - i, 1)).toISOString().slice(0, 7)); };
const LONGEST = 10 * 366 * 86_400_000;

function PeriodChoices({ now, onPick }: { now: string; onPick: (p: string) => void }) {
	const range = isRange(now), [a, setA] = useState(range ? now.slice(0, 10) : ""), [b, setB] = useState(range ? now.slice(12) : ""), [fault, setFault] = useState<string | null>(null);
	const month = /^\d{4}-\d\d$/.test(now) ? now : "", months = monthsBack(36);
	const apply = () => {
		const why = !a || !b ? w.rangeMissing : a > b ? w.rangeOrder : Date.parse(b) - Date.parse(a) > LONGEST ? w.rangeLong : null;
		setFault(why);
		if (!why) onPick(`${a}..${b}`);
	};
	const day = (id: string, label: string, v: string, set: (v: string) => void) => <div class="field"><label for={id}>{label}</label><input class="input" id={id} type="date" value={v} aria-invalid={fault ? "true" : undefined} aria-describedby={fault ? "period-fault" : undefined}
		onInput={(e) => { set((e.target as HTMLInputElement).value); setFault(null); }} /></div>;
	return <div class="period-pop">
		<div class="pop-list period-list">{PRESETS.map((p) => <button key={p} type="button" aria-pressed={p === now} onClick={() => onPick(p)}>{w.periods[p]}{p === now && <Icon name="check" />}</button>)}</div>
		<div class="field"><label for="period-month">{w.month}</label><span class="select"><select class="input" id="period-month" value={month} onChange={(e) => { const v = (e.target as HTMLSelectElement).value; if (v) onPick(v); }}>
			<option value="">{w.pickMonth}</option>{[...(month && !months.includes(month) ? [month] : []), ...months].map((m) => <option key={m} value={m} selected={m === month}>{monthLong(`${m}-01`)}</option>)}</select><Icon name="down" /></span></div>
		<form noValidate onSubmit={(e) => { e.preventDefault(); apply(); }}>
			<div class="grid-2 grid-keep">{day("period-from", w.from, a, setA)}{day("period-to", w.to, b, setB)}</div>
			{fault && <p class="error" id="period-fault" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
			<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div>
		</form>
	</div>;
}
export function PeriodChip({ scope, usual = "this_month", onPick = setPeriod }: { scope: Scope; usual?: string; onPick?: (p: string | null) => void }) {
	const answer = told.value[scopeKey(scope)], name = scope.period.startsWith("cycle:") && answer?.period.text ? answer.period.text : periodName(scope.period);
	const pick = (p: string) => onPick(p === usual ? null : p);
	if (scope.period !== usual) return <Chip name={w.period} value={name} onClear={() => onPick(null)}>{(close) => <PeriodChoices now={scope.period} onPick={(p) => { close(); pick(p); }} />}</Chip>;
	return <Chip name={w.period} value={null} all={name} onClear={() => undefined}>{(close) => <PeriodChoices now={scope.period} onPick={(p) => { close(); pick(p); }} />}</Chip>;
}

/* The values that a dimension has, out of what was counted by it; asked for when the list is opened. */
function Choices({ metric, name, now, onPick }: { metric: string; name: string; now: string | undefined; onPick: (v: string | null) => void }) {
	const got = useGet<Breakdown>(withQuery(`/metrics/${metric}/breakdown`, { by: name, period: "last_12_months" })), rows = (got.data?.data ?? []).filter((s) => s.value);
	if (!got.data) return got.problem ? <p class="help" role="status">{problemText(got.problem)}</p> : <Bones rows={3} what={w.dimensions[name] ?? name} />;
	return <div class="pop-list">
		{[["", t.common.all] as [string, string], ...rows.map((s): [string, string] => [s.value, s.text])].map(([v, word]) => <button key={v} type="button" aria-pressed={(now ?? "") === v} onClick={() => onPick(v || null)}>{word}{(now ?? "") === v && <Icon name="check" />}</button>)}
		{!rows.length && <p class="help">{w.noChoices}</p>}
	</div>;
}

interface BarProps {
	scope: Scope; usual?: string; /* a metric that is counted by the dimensions offered: their values come of it */ metric?: string;
	/* offered always; what else the address filters by is shown and can be taken away */
	dimensions?: (typeof DIMENSIONS)[number][]; children?: preact.ComponentChildren; end?: preact.ComponentChildren;
	/* where a chip does more than change the address */
	noPeriod?: boolean;
}
export function PeriodBar({ scope, usual = "this_month", metric = "bills_generated", dimensions = ["zone_id", "class", "segment"], children, end, noPeriod }: BarProps) {
	const key = scopeKey(scope), answer = told.value[key], fault = wrong.value[key], zones = useGet<Page<Zone>>(may("GET /api/v1/zones") && dimensions.includes("zone_id") ? "/zones" : null).data?.data;
	const textOf = (name: string) => answer?.filters.find((f) => f.name === name)?.text;
	const more = DIMENSIONS.filter((d) => scope.filters[d] && !dimensions.includes(d));
	const every = everyMs(scope);
	/* Back after a while: at once, not at the next turn. */
	useEffect(() => {
		const back = () => { const at = told.peek()[key]?.as_of; if (document.visibilityState === "visible" && at && Date.now() - Date.parse(at) > every) refresh(); };
		document.addEventListener("visibilitychange", back);
		return () => document.removeEventListener("visibilitychange", back);
	}, [key, every]);
	/* Whoever asked hears that they came; what comes by itself is silent. */
	const [asked, setAsked] = useState<string | null>(null);
	const again = () => { setAsked(answer?.as_of ?? ""); refresh(); };

	const chip = (name: (typeof DIMENSIONS)[number]) => {
		const title = answer?.filters.find((f) => f.name === name)?.title ?? w.dimensions[name]!, value = scope.filters[name], pick = (v: string | null) => setQuery({ [name]: v });
		if (name === "zone_id" && zones) return zones.length > 1 || value ? <ChoiceChip key={name} name={title} choices={zones.map((z): [string, string] => [z.id, z.name])} value={value ? (zones.some((z) => z.id === value) ? value : textOf(name) ?? "…") : null} onPick={pick} /> : null;
		if (name === "class") return <ChoiceChip key={name} name={title} choices={Object.entries(t.accounts.classes)} value={value ?? null} onPick={pick} />;
		return <Chip key={name} name={title} value={value ? textOf(name) ?? "…" : null} onClear={() => pick(null)}>{(close) => <Choices metric={metric} name={name} now={value} onPick={(v) => { close(); pick(v); }} />}</Chip>;
	};
	const time = answer && clockZoned(new Date(answer.as_of));
	return <>
		<div class="filters period-bar" role="region" aria-label={w.bar}>
			<div class="filters-chips" role="group" aria-label={t.common.filters}>
				{!noPeriod && <PeriodChip scope={scope} usual={usual} />}
				{children}
				{dimensions.map(chip)}
				{more.map((name) => <span class="chip-set" key={name}><span class="chip">{answer?.filters.find((f) => f.name === name)?.title ?? w.dimensions[name]} <b>{textOf(name) ?? "…"}</b></span>
					<button type="button" class="chip-x" aria-label={`${t.common.clear}: ${w.dimensions[name]}`} onClick={() => setQuery({ [name]: null })}><Icon name="x" /></button></span>)}
			</div>
			<div class="filters-end as-of">
				{answer && <p>{answer.previous ? w.against(periodText(answer.period), periodText(answer.previous)) : periodText(answer.period)} · <time dateTime={answer.as_of} title={instantZoned(answer.as_of)}>{w.asOfTime(time!)}</time></p>}
				<button type="button" class="icon-btn icon-btn-small" aria-label={w.refresh} onClick={again}><Icon name="refresh" /></button>{end}
			</div>
		</div>
		{answer && asked !== null && asked !== answer.as_of && <Say text={`${w.refreshed}, ${clock(answer.as_of)}`} />}
		{fault && <Fault field={fault.field} message={fault.message} />}
		{answer?.problem && !fault && <Banner tone="warn" title={w.late(time!, problemText(answer.problem))} role="status"><p>{w.again}</p></Banner>}
	</>;
}
/* What stands in the address can't be used: which, why, and away with it. */
export function Fault({ field, message }: { field: string; message: string }) {
	const period = field === "period", title = w.dimensions[field] ?? field;
	return <Banner tone="bad" role="alert" title={period ? w.wrongPeriod : w.wrongFilter(title)}><p>{message} {w.nothingShown}</p>
		<p><Button small onClick={() => setQuery({ [field]: null })}>{period ? w.defaultPeriod : w.clearOne(title)}</Button></p></Banner>;
}
