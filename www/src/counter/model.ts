/* What the record page keeps while a payment is put together, and what it makes of it. */
import type { components } from "../generated/api";
import type { Money, Receivable } from "../api/types";
import { dateRange, digits, moneyInput, money, moneyOf, parseMoney, type Amount } from "../app/format";
import { counter as w } from "../strings/counter";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { blank, type Draft, type PayType } from "./draft";
import { spread, type Open } from "./split";

export { blank, keep, scope, stored, unanswered, type Draft, type PayType } from "./draft";

export interface Item extends Open { kind: "bill" | "charge" | "instalment"; number: string; what: string; due_on: string; issued_on: string; plan?: { id: string; number: string } | null; n?: number; paid?: Money }

/* The limits that rule at the counter, for the one who asks. */
export type CounterRules = components["schemas"]["CounterRules"];
export type InstalmentRow = components["schemas"]["Instalment"];

const byDue = (a: Item, b: Item) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : a.number < b.number ? -1 : 1);
export function receivableFor(r: { from_on?: string | null; to_on?: string | null; name?: string | null }): string {
	return r.from_on && r.to_on ? dateRange(r.from_on, r.to_on) : r.name ?? paymentWords.charge;
}
export function itemsOf(open: (Receivable & { name?: string | null; plan?: { id: string; number: string } | null })[], instalments: InstalmentRow[], type: PayType, plan: string): Item[] {
	const receivables = (kind: "bill" | "charge") => open.filter((r) => r.kind === kind)
		.map((r): Item => ({ id: r.id, kind, number: r.number, what: receivableFor(r), due_on: r.due_on, issued_on: r.issued_on, open: r.open.amount, plan: r.plan })).sort(byDue);
	if (type === "bill") return [...receivables("bill"), ...receivables("charge")];
	if (type === "service") return receivables("charge");
	if (type === "advance") return [];
	return instalments.filter((i) => i.plan.id === plan && i.amount.amount > i.paid.amount).sort((a, b) => a.number - b.number)
		.map((i) => ({ id: `${i.plan.id}/${i.number}`, kind: "instalment", number: i.plan.number, n: i.number, what: "", due_on: i.due_on, issued_on: "", open: i.amount.amount - i.paid.amount, plan: i.plan, paid: i.paid }));
}
/* The current one: the bill issued last; of services and instalments what is due first. */
export function current(items: Item[], type: PayType): Item | undefined {
	if (type !== "bill") return items[0];
	const bills = items.filter((i) => i.kind === "bill" && !i.plan), all = bills.length ? bills : items;
	return all.reduce<Item | undefined>((last, i) => (!last || i.issued_on >= last.issued_on ? i : last), undefined);
}
export const nameOf = (i: Item) => (i.kind === "bill" ? w.items.bill(i.number) : i.kind === "charge" ? w.items.charge(i.number) : w.items.instalment(i.n!, i.number));
export const spoken = (i: Item) => (i.kind === "bill" ? w.review.bill(i.number) : i.kind === "charge" ? w.review.charge(i.number) : w.review.instalment(i.n!, i.number));

/* What stands in the lines, in minor units; null where it cannot be read. */
export const lineMinor = (text: string): number | null => {
	const a = parseMoney(text);
	return "minor" in a ? a.minor : a.fault === "empty" ? 0 : null;
};
export function applied(d: Draft, items: Item[]): number | null {
	let sum = 0;
	for (const i of items) {
		if (!(i.id in d.lines)) continue;
		const m = lineMinor(d.lines[i.id]!);
		if (m === null) return null;
		sum += m;
	}
	return sum;
}
const sumText = (lines: Record<string, string>, items: Item[]): string | null => {
	const sum = applied({ ...blank(), lines }, items);
	return sum === null ? null : sum ? moneyInput(sum) : "";
};

/* ---- what a hand on the page does to the draft ---- */
export function typeAmount(d: Draft, items: Item[], amount: string): Partial<Draft> {
	const a = parseMoney(amount), chosen = items.filter((i) => i.id in d.lines);
	if (!("minor" in a) || !chosen.length) return { amount };
	const { parts } = spread(chosen, a.minor);
	return { amount, lines: Object.fromEntries(chosen.map((i) => [i.id, moneyInput(parts[i.id]!)])) };
}
export function typeLine(d: Draft, items: Item[], id: string, text: string): Partial<Draft> {
	const lines = { ...d.lines, [id]: text };
	return { lines, ...withSum(lines, items, d.amount) };
}
function withSum(lines: Record<string, string>, items: Item[], otherwise: string) {
	const sum = sumText(lines, items);
	return { amount: sum ?? otherwise };
}
/* Instalments are paid in order: one checked brings the earlier ones, one unchecked takes the later. */
export function toggle(d: Draft, items: Item[], item: Item, on: boolean): Partial<Draft> {
	const lines = { ...d.lines }, at = items.indexOf(item);
	const a = parseMoney(d.amount), had = applied(d, items);
	const over = "minor" in a && had !== null ? a.minor - had : 0;
	const touched = item.kind === "instalment" ? (on ? items.slice(0, at + 1) : items.slice(at)) : [item];
	if (on && over > 0) {
		/* More was typed than was checked: the new item takes of that, and the amount stays. */
		const { parts } = spread(touched.filter((i) => !(i.id in lines)), over);
		for (const i of touched) lines[i.id] ??= moneyInput(parts[i.id] ?? 0);
		return { lines };
	}
	for (const i of touched) if (on) lines[i.id] ??= moneyInput(i.open); else delete lines[i.id];
	return over > 0 ? { lines } : { lines, ...withSum(lines, items, d.amount) };
}
/* The amount laid on everything that is listed, the oldest due first, whatever was checked. */
export function oldestFirst(d: Draft, items: Item[]): Partial<Draft> {
	const a = parseMoney(d.amount);
	if (!("minor" in a)) return {};
	const order = [...items].sort(byDue), { parts } = spread(order, a.minor);
	return { lines: Object.fromEntries(order.filter((i) => parts[i.id]! > 0).map((i) => [i.id, moneyInput(parts[i.id]!)])) };
}
export function payAll(items: Item[]): Partial<Draft> {
	const lines = Object.fromEntries(items.map((i) => [i.id, moneyInput(i.open)]));
	return { lines, amount: sumText(lines, items) ?? "" };
}

export const amountFault = (a: Amount): string | null => {
	const f = t.record.faults;
	if (!("fault" in a)) return a.minor === 0 ? f.amountZero : null;
	return { empty: f.amountEmpty, unclear: f.amountUnclear(moneyInput(123450)), decimals: f.amountDecimals(digits()), too_large: f.amountLarge, negative: f.amountZero }[a.fault];
};
export function lineFaults(d: Draft, items: Item[]): Record<string, string> {
	const f: Record<string, string> = {};
	let short = false;
	for (const i of items) {
		if (!(i.id in d.lines)) continue;
		const a = parseMoney(d.lines[i.id]!), bad = "fault" in a && a.fault === "empty" ? null : "minor" in a ? null : amountFault(a);
		if (bad) f[`line-${i.id}`] = bad;
		else if ("minor" in a && a.minor > i.open) f[`line-${i.id}`] = w.faults.lineOver(money(moneyOf(i.open)));
		else if (i.kind === "instalment" && short && "minor" in a && a.minor > 0) f[`line-${i.id}`] = w.faults.order;
		if (i.kind === "instalment" && (!("minor" in a) || a.minor < i.open)) short = true;
	}
	return f;
}
/* What is sent for the lines. */
export function parts(d: Draft, items: Item[], currency: string): { ids: string[]; body: Record<string, unknown> } {
	const chosen = items.filter((i) => i.id in d.lines && (lineMinor(d.lines[i.id]!) ?? 0) > 0), amount = (i: Item) => moneyOf(lineMinor(d.lines[i.id]!)!, currency);
	if (d.type === "instalment")
		return { ids: chosen.map((i) => i.id), body: { plan_id: d.plan, instalments: chosen.map((i) => ({ number: i.n, amount: amount(i) })) } };
	return { ids: chosen.map((i) => i.id), body: { allocations: chosen.map((i) => ({ receivable_id: i.id, amount: amount(i) })) } };
}
