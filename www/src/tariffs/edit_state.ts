/* The document under change: set by path, told apart by path, tidied before it is sent. */
import type { Component, Doc, Kind, Tier, V } from "./doc";
import { isBy } from "./doc";

export type Path = (string | number)[];
export type Set = (path: Path, value: unknown) => void;

/* The element that shows what a JSON pointer names. */
export const idOf = (path: Path) => `e--${path.map((s) => String(s).replace(/[^\w-]/g, (c) => `_${c.charCodeAt(0).toString(16)}`)).join("--")}`;
export const pathOf = (pointer: string): Path => pointer.split("/").slice(1).map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
/* Faults by pointer find their fields whatever the document holds. */
export const fieldsByPointer = (): Record<string, string> => new Proxy({}, { get: (_, key) => typeof key === "string" && key.startsWith("/") ? idOf(pathOf(key)) : undefined });

export function setAt<T>(of: T, [key, ...rest]: Path, value: unknown): T {
	if (key === undefined) return value as T;
	if (Array.isArray(of)) return of.map((x, i) => (i === Number(key) ? setAt(x, rest, value) : x)) as T;
	const o = { ...(of as Record<string, unknown>) };
	if (!rest.length && value === undefined) delete o[key]; else o[key] = setAt(o[key], rest, value);
	return o as T;
}

export const firstLeaf = <T,>(v: V<T>): T | undefined => { while (isBy(v)) { const next = Object.values(v.values)[0] ?? v.else; if (next === undefined) return undefined; v = next; } return v; };
export const blankTiers = (): Tier[] => [{ from: "0", price: "0" }];
export const blankBudgetTiers = (): Tier[] => [{ from_percent: "0", price: "0" }, { from_percent: "100", price: "0" }];

/* An id that no other charge of the class has. */
export function newId(name: string, taken: string[]): string {
	const base = name.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "").slice(0, 30) || "charge";
	let id = base;
	for (let i = 2; taken.includes(id) || id === "minimum" || id === "all"; i++) id = `${base}_${i}`;
	return id;
}
export function newComponent(kind: Kind, name: string, doc: Doc, taken: string[]): Component {
	const c: Component = { id: newId(name, taken), kind, name }, schedule = Object.keys(doc.schedules ?? {})[0], rates = (n: number) => Array.from({ length: n }, blankTiers);
	switch (kind) {
	case "fixed": return { ...c, amount: "0", per: "period" };
	case "usage": return { ...c, tiers: blankTiers() };
	case "budget": return { ...c, budget: { sum: [{ amount: "0", per: "period" }] }, tiers: blankBudgetTiers() };
	case "tou": return { ...c, schedule: schedule ?? "", rates: rates(schedule ? doc.periods?.[schedule]?.length ?? 1 : 1) };
	case "demand": return { ...c, rates: rates(1), unit: "kW" };
	case "per_unit": return { ...c, price: "0" };
	default: return { ...c, percent: "0", of: "all" };
	}
}

const NUMBERS = new Set(["price", "amount", "percent", "from_percent", "budget", "least_open"]);
const GROUPED = /^\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?$/;
const plain = (text: string) => { const s = text.replace(/[\s$\u20ac\u00a3\u20b9]/g, ""); return GROUPED.test(s) ? s.replaceAll(",", "") : s; };
/* Forgiving on input: "1,101.82" is a number, "3,75" is left for the server to refuse; empty optional fields are none. */
export function tidy(v: unknown, key = "", tier = false): unknown {
	if (Array.isArray(v)) return v.map((x) => tidy(x, key, true));
	if (typeof v === "string") return NUMBERS.has(key) || (key === "from" && tier) ? plain(v) : v;
	if (typeof v !== "object" || v === null) return v;
	const o = v as Record<string, unknown>, by = typeof o.by === "string" && typeof o.values === "object", isTier = "price" in o && ("from" in o || "from_percent" in o);
	return Object.fromEntries(Object.entries(o).filter(([, x]) => x !== undefined).map(([k, x]) => [k, by && k === "values" ? Object.fromEntries(Object.entries(x as object).map(([a, y]) => [a, tidy(y, key)])) : by && k === "else" ? tidy(x, key) : tidy(x, k === "from" && !isTier ? "day" : k, isTier)]));
}
