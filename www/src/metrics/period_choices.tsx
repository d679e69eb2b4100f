/* Which period: one that moves with the calendar, a month, or from day to day. */
import { useEffect, useRef, useState } from "preact/hooks";
import { monthLong, today } from "../app/format";
import { t } from "../strings";
import { metricWords as w } from "../strings/metrics";
import { Button } from "../ui/base";
import { Icon } from "../ui/icons";
import { isMonthOf, isRange } from "./period_bar";

const PRESETS = ["today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "this_fiscal_year", "last_fiscal_year", "last_7_days", "last_30_days", "last_90_days", "last_12_months"];
const monthsBack = (n: number) => { const [y, m] = today().split("-").map(Number) as [number, number]; return Array.from({ length: n }, (_, i) => new Date(Date.UTC(y, m - 1 - i, 1)).toISOString().slice(0, 7)); };
const LONGEST = 10 * 366 * 86_400_000;

export interface PeriodChoicesProps { now: string; onPick: (p: string) => void }
export default function PeriodChoices({ now, onPick }: PeriodChoicesProps) {
	const range = isRange(now), [a, setA] = useState(range ? now.slice(0, 10) : ""), [b, setB] = useState(range ? now.slice(12) : ""), [fault, setFault] = useState<string | null>(null);
	const month = isMonthOf(now) ? now : "", months = monthsBack(36);
	const apply = () => {
		const why = !a || !b ? w.rangeMissing : a > b ? w.rangeOrder : Date.parse(b) - Date.parse(a) > LONGEST ? w.rangeLong : null;
		setFault(why);
		if (!why) onPick(`${a}..${b}`);
	};
	const day = (id: string, label: string, v: string, set: (v: string) => void) => <div class="field"><label for={id}>{label}</label><input class="input" id={id} type="date" value={v} aria-invalid={fault ? "true" : undefined} aria-describedby={fault ? "period-fault" : undefined}
		onInput={(e) => { set((e.target as HTMLInputElement).value); setFault(null); }} /></div>;
	const list = useRef<HTMLDivElement>(null);
	/* It comes after the popover that holds it. */
	useEffect(() => { (list.current?.querySelector<HTMLElement>("[aria-pressed=true]") ?? list.current?.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true }); }, []);
	return <div class="period-pop" ref={list}>
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
