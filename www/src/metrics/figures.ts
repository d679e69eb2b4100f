/* A figure in words and digits, by its unit; a change with its sign; a period as short as it can be said. */
import type { Figure, MetricAnswer, Period, Unit } from "../api/metrics";
import type { Money } from "../api/types";
import { date, dateRange, dateShort, money, moneyParts, monthLong, monthShort, place } from "../app/format";
import { metricWords as w } from "../strings/metrics";

const NBSP = "\u00a0", MINUS = "\u2212";
const made = new Map<string, Intl.NumberFormat>();
function plain(least: number, most: number): Intl.NumberFormat {
	const key = `${place.value.locale}|${least}|${most}`;
	let f = made.get(key);
	if (!f) made.set(key, (f = new Intl.NumberFormat(place.value.locale, { minimumFractionDigits: least, maximumFractionDigits: most })));
	return f;
}
const digits = (v: number, least: number, most: number) => plain(least, most).format(v).replace(/-/g, MINUS);
export const isMoney = (v: Figure): v is Money => typeof v === "object";
/* As a plain number, for the height of a bar. */
export const size = (v: Figure | null | undefined) => (v === null || v === undefined ? null : isMoney(v) ? v.amount : v);

/* The large part, then what is smaller and grey: cents, decimals, the unit. */
export interface FigureParts { main: string; minor: string; unit: string }
export function figureParts(v: Figure | null | undefined, unit: Unit, use?: string | null, exact = false): FigureParts {
	if (v === null || v === undefined) return { main: w.na, minor: "", unit: "" };
	if (isMoney(v)) { const [main, minor] = moneyParts(v); return { main, minor, unit: "" }; }
	if (unit === "percent") return { main: digits(v, 2, exact ? 4 : 2), minor: "", unit: "%" };
	if (unit === "days") return { main: digits(v, 0, 2), minor: "", unit: NBSP + w.unitDays(v) };
	if (unit === "use") {
		const text = digits(v, 0, 3), parts = plain(0, 3).formatToParts(v).filter((p) => p.type === "fraction"), cut = parts.length && Math.abs(v) >= 1000 ? text.length - parts[0]!.value.length - 1 : text.length;
		return { main: text.slice(0, cut), minor: text.slice(cut), unit: use ? NBSP + use : "" };
	}
	return { main: digits(v, 0, 0), minor: "", unit: "" };
}
export function figure(v: Figure | null | undefined, unit: Unit, use?: string | null, exact = false): string {
	const p = figureParts(v, unit, use, exact);
	return p.main + p.minor + p.unit;
}
export const shareText = (v: number | null | undefined) => (v === null || v === undefined ? null : `${digits(v, 1, 1)}%`);
/* At an axis: $3.5M, 120K, 92%. */
export function short(v: number, unit: Unit, currency = place.value.currency): string {
	if (unit === "percent") return `${digits(v, 0, 2)}%`;
	const scale = unit === "money" ? v / 10 ** (new Intl.NumberFormat(place.value.locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2) : v;
	const key = `${place.value.locale}|short|${unit === "money" ? currency : ""}`;
	let f = made.get(key);
	if (!f) made.set(key, (f = new Intl.NumberFormat(place.value.locale, { notation: "compact", maximumFractionDigits: 1, ...(unit === "money" ? { style: "currency", currency, minimumFractionDigits: 0 } : {}) })));
	return f.format(scale).replace(/-/g, MINUS);
}

const signed = (v: number, text: string) => (v > 0 ? "+" : v < 0 ? MINUS : "") + text;
/* +2.0%, −0.33 pp; of counts and amounts relative, of rates in points. */
export function changeText(change: number, kind: MetricAnswer["change_kind"]): string {
	return kind === "points" ? signed(change, `${digits(Math.abs(change), 2, 2)}${NBSP}${w.points}`)
		: signed(change, `${digits(Math.abs(change), Math.abs(change) >= 1000 ? 0 : 1, Math.abs(change) >= 1000 ? 0 : 1)}%`);
}
export function changeOf(now: Figure | null, before: Figure | null, unit: Unit): string | null {
	const a = size(now), b = size(before);
	if (a === null || b === null) return null;
	if (unit === "percent") return changeText(a - b, "points");
	return b === 0 ? null : changeText(((a - b) / Math.abs(b)) * 100, "percent");
}

const lastDay = (day: string) => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(0, 10);
export const isMonth = (p: { from: string; to: string }) => p.from.slice(8) === "01" && p.to === lastDay(p.from);
/* The period before as one says it beside this one: "Sep", "Oct 2024", "Oct 1 – 22", "2024". */
export function shortPeriod(p: Period, beside: Period, withYear: boolean): string {
	if (p.asked.startsWith("cycle:") || beside.asked.startsWith("cycle:")) return p.text;
	if (p.from === p.to) return withYear ? date(p.from) : dateShort(p.from);
	if (isMonth(p)) return withYear ? `${monthShort(p.from)} ${p.from.slice(0, 4)}` : monthShort(p.from);
	if (p.from.slice(5) === "01-01" && p.to.slice(5) === "12-31") return p.from.slice(0, 4);
	return !withYear && p.from.slice(0, 4) === p.to.slice(0, 4) && p.from.slice(0, 4) === beside.from.slice(0, 4) ? dateRange(p.from, p.to).replace(/,? \d{4}$/, "") : dateRange(p.from, p.to);
}
export const periodText = (p: { from: string; to: string; text?: string; asked?: string }) => (p.asked?.startsWith("cycle:") && p.text ? p.text : isMonth(p) ? monthLong(p.from) : p.from === p.to ? date(p.from) : dateRange(p.from, p.to));
export const partText = (v: Figure | null) => (v === null ? w.na : isMoney(v) ? money(v) : digits(v, 0, 3));
