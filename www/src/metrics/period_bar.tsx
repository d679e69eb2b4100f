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
import { clock, clockZoned, instantZoned, monthLong } from "../app/format";
import { setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { t } from "../strings";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { Banner, Bones, Button, problemText, Say } from "../ui/base";
import { Chip, ChoiceChip } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { everyMs, refresh, scopeKey, told, wrong } from "./ask";
import { periodText } from "./figures";
import type { PeriodChoicesProps } from "./period_choices";
import { DIMENSIONS, setPeriod, type Scope } from "./scope";

await sheet(styles);

export /* What is no day of the calendar is told by the server and shown as it was written. */
const isDay = (d: string) => !Number.isNaN(Date.parse(`${d}T00:00:00Z`));
export const isRange = (p: string) => /^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/.test(p) && isDay(p.slice(0, 10)) && isDay(p.slice(12));
export const isMonthOf = (p: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(p);
/* In words, before the server has said it. */
export const periodName = (p: string): string => w.periods[p] ?? (isMonthOf(p) ? monthLong(`${p}-01`) : isRange(p) ? periodText({ from: p.slice(0, 10), to: p.slice(12) }) : p.startsWith("cycle:") ? w.cycle : p);
const PeriodChoices = lazy<PeriodChoicesProps>(w.period, () => import("./period_choices"), () => <div class="period-pop"><Bones rows={8} what={w.period} /></div>);
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
	const every = everyMs();
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
