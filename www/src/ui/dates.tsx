/* A filter of days: today, this week, this month, or from and to. */
import { useState } from "preact/hooks";
import { date, dateRange, today } from "../app/format";
import { t } from "../strings";
import { Button } from "./base";
import { Chip } from "./float";

/* Days that move with the calendar, so that a saved view stays true: ?day=today. */
type Day = "today" | "yesterday" | "week" | "month";
const days: [Day, () => [string, string]][] = [["today", () => [today(), today()]], ["yesterday", () => [today(-1), today(-1)]], ["week", () => [today(-6), today()]], ["month", () => [`${today().slice(0, 8)}01`, today()]]];
export const rangeOf = (day: string | null): [string, string] | null => days.find(([d]) => d === day)?.[1]() ?? null;
export function dateLabel(from: string | null, to: string | null, day: string | null = null): string | null {
	const d = t.payments.dates;
	if (day && rangeOf(day)) return d[day as Day];
	if (!from && !to) return null;
	if (from === to && from === today()) return d.today;
	if (from === to && from === today(-1)) return d.yesterday;
	if (from && to) return from === to ? date(from) : dateRange(from, to);
	return from ? `${d.from} ${date(from)}` : `${d.to} ${date(to)}`;
}
/* With onDay the quick ones are days that move with the calendar. */
export function DateChip({ from, to, day = null, onPick, onDay }: { from: string | null; to: string | null; day?: string | null; onPick: (from: string | null, to: string | null) => void; onDay?: (day: string) => void }) {
	const d = t.payments.dates, shown = rangeOf(day);
	const [a, setA] = useState(shown?.[0] ?? from ?? ""), [b, setB] = useState(shown?.[1] ?? to ?? ""), [fault, setFault] = useState(false);
	return <Chip name={t.payments.date} value={dateLabel(from, to, day)} onClear={() => onPick(null, null)}>{(close) => <form noValidate onSubmit={(e) => {
			e.preventDefault();
			if (a && b && a > b) { setFault(true); return; }
			close(); onPick(a || null, b || null);
		}}>
		<div class="pop-list">{days.map(([key, range]) => { const [f, u] = range(); return <button key={key} type="button" aria-pressed={day ? day === key : from === f && to === u} onClick={() => { close(); setA(f); setB(u); if (onDay) onDay(key); else onPick(f, u); }}>{d[key]}</button>; })}</div>
		<div class="grid-2 grid-keep">
			<div class="field"><label for="from">{d.from}</label><input class="input" id="from" type="date" max={b || undefined} value={a} onInput={(e) => { setA((e.target as HTMLInputElement).value); setFault(false); }} /></div>
			<div class="field"><label for="to">{d.to}</label><input class="input" id="to" type="date" min={a || undefined} value={b} onInput={(e) => { setB((e.target as HTMLInputElement).value); setFault(false); }} /></div>
		</div>
		{fault && <p class="error" role="alert">{t.payments.dateFault}</p>}
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div>
	</form>}</Chip>;
}
