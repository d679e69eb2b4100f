/* A tariff's document, as the pages read and write it. */
import { date, place } from "../app/format";
import { tariffWords as w } from "../strings/tariffs";

/* A value, or one for each value of an attribute. */
export type V<T> = T | By<T>;
export interface By<T> { by: string; values: Record<string, V<T>>; else?: V<T> }
export interface Tier { from?: string; from_percent?: string; price: string }
export type Kind = "fixed" | "usage" | "budget" | "tou" | "demand" | "per_unit" | "percent" | "tax";
export interface BudgetTerm { amount: V<string>; times?: string; per?: string }
export interface Component {
	id: string; kind: Kind; name: string; gl_code?: string; season?: string;
	amount?: V<string>; per?: string; tiers?: V<Tier[]>; budget?: V<string> | { sum: BudgetTerm[] };
	schedule?: string; rates?: V<Tier[]>[]; unit?: string; price?: V<string>; percent?: V<string>; of?: "all" | string[];
}
export interface Class { name?: string; components: Component[]; minimum?: { amount: V<string> } | null }
export interface Attribute { name: string; values?: string[]; number?: boolean; default?: string | null }
export interface Season { name: string; from: string; to: string }
export interface Schedule { weekday: number[][]; weekend: number[][] }
export interface LateFee { kind: "fixed" | "percent"; amount?: string; percent?: string; grace_days?: number; every_days?: number | null; most?: number | null; least_open?: string | null }
export interface Doc {
	unit: string; period?: "bill" | "month" | { days: number }; change?: string; rounding?: string;
	seasons?: Season[]; attributes?: Attribute[]; schedules?: Record<string, Schedule>; periods?: Record<string, string[]>;
	classes: Record<string, Class>;
	late_fee?: LateFee | null; estimation?: { method: string; periods?: number } | null; terms?: { due_days?: number } | null;
}

export const isBy = <T>(v: V<T> | undefined): v is By<T> => typeof v === "object" && v !== null && !Array.isArray(v) && "by" in v;
/* What it is for these attributes; undefined: the tariff does not say. */
export function at<T>(v: V<T> | undefined, chosen: Record<string, string>): T | undefined {
	while (isBy(v)) v = v.values[chosen[v.by] ?? ""] ?? v.else;
	return v;
}
/* The attributes that any value below hangs on. */
export function asks(v: unknown, found = new Set<string>()): Set<string> {
	if (Array.isArray(v)) v.forEach((x) => asks(x, found));
	else if (typeof v === "object" && v !== null) {
		const o = v as Record<string, unknown>;
		if (typeof o.by === "string" && typeof o.values === "object") found.add(o.by);
		if (typeof o.times === "string") found.add(o.times);
		Object.values(o).forEach((x) => asks(x, found));
	}
	return found;
}
export const defaults = (doc: Doc) => Object.fromEntries((doc.attributes ?? []).map((a) => [a.name, a.default ?? a.values?.[0] ?? ""]));
export const classesOf = (doc: Doc): [string, Class][] => Object.entries(doc.classes ?? {});
export const classLabel = (code: string, c: Class | undefined) => c?.name || code;

/* A price as it stands in the document, with all its decimals and the currency. */
export function price(text: string | undefined): string {
	const n = Number(text);
	if (text === undefined || !Number.isFinite(n)) return text ?? w.none;
	const decimals = Math.max(2, (text.split(".")[1] ?? "").length);
	return new Intl.NumberFormat(place.value.locale, { style: "currency", currency: place.value.currency, minimumFractionDigits: 2, maximumFractionDigits: Math.min(8, decimals) }).format(n);
}
export const quantity = (text: string | undefined) => new Intl.NumberFormat(place.value.locale, { maximumFractionDigits: 3 }).format(Number(text ?? 0));
export const span = (from: string | null | undefined, to: string | null | undefined) => (from ? (to ? w.fromTo(date(from), date(to)) : w.since(date(from))) : w.noDay);
export const dayOfYear = (md: string) => date(`2000-${md}`).replace(/,?\s*2000/, "");

export interface Step { from: number; to: number | null; price: number; label: string }
export function steps(tiers: Tier[]): Step[] {
	return tiers.map((x, i) => {
		const next = tiers[i + 1];
		return { from: Number(x.from ?? x.from_percent ?? 0), to: next ? Number(next.from ?? next.from_percent ?? 0) : null, price: Number(x.price), label: price(x.price) };
	});
}
