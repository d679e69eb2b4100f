/* Money, dates and numbers by the tenant's locale, currency and zone. */
import { signal } from "@preact/signals";
import type { Money } from "../api/types";

export interface Place { locale: string; currency: string; zone: string }
export const place = signal<Place>({ locale: "en-US", currency: "USD", zone: "UTC" });

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function once<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
	const full = `${place.value.locale}|${place.value.zone}|${key}`;
	let f = made.get(full);
	if (!f) made.set(full, (f = make()));
	return f as T;
}

const numbers = (currency: string) => once(`c${currency}`, () => new Intl.NumberFormat(place.value.locale, { style: "currency", currency }));
/* How many digits the currency's minor unit has. */
export const digits = (currency = place.value.currency) => numbers(currency).resolvedOptions().maximumFractionDigits ?? 2;
export const symbol = (currency = place.value.currency) => numbers(currency).formatToParts(0).find((p) => p.type === "currency")?.value ?? currency;

/* A decimal text out of minor units, exactly: no floating point touches money. */
export function decimal(minor: number, currency = place.value.currency, more = 0): string {
	const n = digits(currency) + more, text = String(Math.abs(minor)).padStart(n + 1, "0");
	const sign = minor < 0 ? "-" : "";
	return n ? `${sign}${text.slice(0, -n)}.${text.slice(-n)}` : sign + text;
}
const minus = (text: string) => text.replace(/-/g, "\u2212");
const format = (f: Intl.NumberFormat, text: string) => f.formatToParts(text as unknown as number);

export function money(m: Money | null | undefined): string {
	return m ? minus(format(numbers(m.currency), decimal(m.amount, m.currency)).map((p) => p.value).join("")) : "\u2014";
}
/* The same in two halves, so that cents can be smaller. */
export function moneyParts(m: Money): [string, string] {
	const parts = format(numbers(m.currency), decimal(m.amount, m.currency));
	const at = parts.findIndex((p) => p.type === "decimal");
	const text = (list: Intl.NumberFormatPart[]) => minus(list.map((p) => p.value).join(""));
	return at < 0 ? [text(parts), ""] : [text(parts.slice(0, at)), text(parts.slice(at))];
}
export const moneyOf = (amount: number, currency = place.value.currency): Money => ({ amount, currency });

/*
 * What a clerk typed, as minor units.  Forgiving on how it is written ("1,234.5", "$ 12", "1 234,50"
 * where that is the locale's way), strict on what it means: a comma that could be either is refused.
 */
export type Amount = { minor: number } | { fault: "empty" | "unclear" | "decimals" | "too_large" | "negative" };
export function parseMoney(text: string, currency = place.value.currency): Amount {
	const parts = once("n", () => new Intl.NumberFormat(place.value.locale)).formatToParts(12345.6);
	const point = parts.find((p) => p.type === "decimal")?.value ?? ".";
	const group = parts.find((p) => p.type === "group")?.value ?? ",";
	let s = text.replace(symbol(currency), "").replace(currency, "").replace(/[\s\u00a0\u202f']/g, "");
	if (!s) return { fault: "empty" };
	if (/^[-\u2212(]/.test(s)) return { fault: "negative" };
	const [whole = "", fraction, more] = s.split(point);
	if (more !== undefined || !/^[\d.,]*$/.test(s)) return { fault: "unclear" };
	if (whole.includes(group) && !(new RegExp(`^\\d{1,3}(\\${group}\\d{2,3})*\\${group}\\d{3}$`)).test(whole)) return { fault: "unclear" };
	const digitsOf = whole.split(group).join("");
	if (!/^\d*$/.test(digitsOf) || (fraction !== undefined && !/^\d*$/.test(fraction)) || !(digitsOf + (fraction ?? ""))) return { fault: "unclear" };
	const n = digits(currency), trimmed = (fraction ?? "").replace(/0+$/, "");
	if (trimmed.length > n) return { fault: "decimals" };
	s = (digitsOf || "0").replace(/^0+(?=\d)/, "") + trimmed.padEnd(n, "0");
	if (s.replace(/^0+/, "").length > 14) return { fault: "too_large" };
	return { minor: Number(s) };
}
/* As it stands in a field: grouped, without the symbol. */
export function moneyInput(minor: number, currency = place.value.currency): string {
	const n = digits(currency);
	const f = once(`i${n}`, () => new Intl.NumberFormat(place.value.locale, { minimumFractionDigits: n, maximumFractionDigits: n }));
	return format(f, decimal(minor, currency)).map((p) => p.value).join("");
}

const dates = (key: string, options: Intl.DateTimeFormatOptions) => once(key, () => new Intl.DateTimeFormat(place.value.locale, options));
/* A business day has no zone: it is read and shown as UTC. */
const day = (on: string) => new Date(`${on}T00:00:00Z`);
export const date = (on: string | null | undefined) => on ? dates("d", { dateStyle: "medium", timeZone: "UTC" }).format(day(on)) : "\u2014";
export const dateShort = (on: string) => dates("ds", { month: "short", day: "numeric", timeZone: "UTC" }).format(day(on));
/* In a list the year is left out where it is this one. */
export const dateRow = (on: string) => (on.slice(0, 4) === today().slice(0, 4) ? dateShort(on) : date(on));
export const dateRange = (from: string, to: string) =>
	dates("dr", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).formatRange(day(from), day(to));
export const instant = (at: string | null | undefined) =>
	at ? dates("i", { dateStyle: "medium", timeStyle: "short", timeZone: place.value.zone }).format(new Date(at)) : "\u2014";
export const instantLong = (at: string) =>
	dates("il", { dateStyle: "long", timeStyle: "short", timeZone: place.value.zone }).format(new Date(at));
export const instantZoned = (at: string) =>
	dates("iz", { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: place.value.zone }).format(new Date(at));
export const clock = (at: string | Date) => dates("t", { timeStyle: "medium", timeZone: place.value.zone }).format(new Date(at));
export const clockZoned = (at: Date) => dates("tz", { hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone: place.value.zone }).format(at);
/* In a list of this year the year says nothing. */
export function instantRow(at: string): string {
	const then = new Date(at), y = dates("y", { year: "numeric", timeZone: place.value.zone });
	return y.format(then) === y.format(new Date())
		? dates("ir", { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: place.value.zone }).format(then)
		: instant(at);
}
/* Today where the tenant is, as YYYY-MM-DD. */
export function today(offset = 0): string {
	const parts = once<Intl.DateTimeFormat>("today", () => new Intl.DateTimeFormat("en-CA", { timeZone: place.value.zone, year: "numeric", month: "2-digit", day: "2-digit" })).format(new Date());
	return offset ? new Date(day(parts).getTime() + offset * 86_400_000).toISOString().slice(0, 10) : parts;
}
export const number = (n: number) => once("p", () => new Intl.NumberFormat(place.value.locale)).format(n);
export const milli = (n: number) => once("m", () => new Intl.NumberFormat(place.value.locale, { maximumFractionDigits: 3 })).format(n / 1000);
/* Millionths of the minor unit, as the price of one unit. */
export function rate(micro: number): string {
	const { currency, locale } = place.value, n = digits(currency);
	const f = once("rate", () => new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: n, maximumFractionDigits: n + 4 }));
	return format(f, decimal(micro, currency, 6)).map((p) => p.value).join("");
}
/* The business day of an instant, where the tenant is. */
export const dayOf = (at: string) =>
	once<Intl.DateTimeFormat>("today", () => new Intl.DateTimeFormat("en-CA", { timeZone: place.value.zone, year: "numeric", month: "2-digit", day: "2-digit" })).format(new Date(at));
/* Hundredths of a percent, to one decimal. */
export const percent = (share: number) =>
	once<Intl.NumberFormat>("pc", () => new Intl.NumberFormat(place.value.locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 })).format(share);
export const monthShort = (month: string) => dates("mn", { month: "short", timeZone: "UTC" }).format(day(`${month.slice(0, 7)}-01`));
export const monthLong = (month: string) => dates("ml", { month: "long", year: "numeric", timeZone: "UTC" }).format(day(`${month.slice(0, 7)}-01`));
export const dayLong = (on: string) => dates("dl", { weekday: "long", month: "long", day: "numeric", year: "numeric", timeZone: "UTC" }).format(day(on));
export const time = (at: string) => dates("hm", { hour: "numeric", minute: "2-digit", timeZone: place.value.zone }).format(new Date(at));
