/* How much of an amount goes to which open item: filled in from the oldest on, open to change. */
import type { Money, Receivable } from "../api/types";
import { date, dateRange, dateShort, money, moneyInput, moneyOf, parseMoney, symbol, today } from "../app/format";
import { t } from "../strings";
import { accountWords, kindWords } from "../strings/account";
import { creditWords } from "../strings/credits";
import { Icon } from "./icons";

export type Split = Record<string, string>;
export const openOf = (r: Receivable) => r.open.amount;
export function oldestFirst(items: Receivable[], minor: number): Split {
	const split: Split = {};
	for (const r of items) {
		const part = Math.min(minor, r.open.amount);
		split[r.id] = part > 0 ? moneyInput(part) : "";
		minor -= part;
	}
	return split;
}
export const part = (text: string | undefined): number => { const a = parseMoney(text ?? ""); return "minor" in a ? a.minor : 0; };
export const splitSum = (split: Split) => Object.values(split).reduce((s, v) => s + part(v), 0);
export const itemFor = (r: Receivable) => (r.from_on && r.to_on ? dateRange(r.from_on, r.to_on) : r.name ?? kindWords.charge!);

export function SplitTable({ caption, items, split, onSplit, faults, id }: { caption: string; items: Receivable[]; split: Split; onSplit: (s: Split) => void; faults: Record<string, string>; id: string }) {
	const w = creditWords;
	return <table class="table table-plain split" role="table"><caption class="vh">{caption}</caption>
		<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">{accountWords.item}</th><th role="columnheader" scope="col" class="not-phone">{accountWords.due}</th><th role="columnheader" scope="col" class="r">{accountWords.openAmount}</th><th role="columnheader" scope="col" class="r">{w.pay}</th></tr></thead>
		<tbody role="rowgroup">{items.map((r) => {
			const fid = `${id}-${r.id}`, error = faults[fid];
			return <tr key={r.id} role="row">
				<td role="cell"><span class="stacked"><b class="medium">{r.number}</b><span class="help">{itemFor(r)}</span></span></td>
				<td role="cell" class="num not-phone">{r.due_on < today() ? <span class="late" title={t.status.overdue}><Icon name="alert" />{dateShort(r.due_on)}</span> : <span title={date(r.due_on)}>{dateShort(r.due_on)}</span>}</td>
				<td role="cell" class="r">{money(r.open)}</td>
				<td role="cell" class="r"><span class="money"><span class="unit" aria-hidden="true">{symbol()}</span><input class="input" id={fid} inputMode="decimal" autoComplete="off" aria-label={w.amountFor(r.number)} aria-invalid={error ? "true" : undefined} aria-describedby={error ? `${fid}-error` : undefined}
					value={split[r.id] ?? ""} onInput={(e) => onSplit({ ...split, [r.id]: (e.target as HTMLInputElement).value })}
					onBlur={() => { const a = parseMoney(split[r.id] ?? ""); if ("minor" in a) onSplit({ ...split, [r.id]: a.minor ? moneyInput(a.minor) : "" }); }} /></span>
					{error && <p class="error" id={`${fid}-error`}><Icon name="alert" /><span>{error}</span></p>}</td>
			</tr>;
		})}</tbody></table>;
}
/* The allocations that a split says, or what is wrong with it. */
export function readSplit(items: Receivable[], split: Split, most: Money, id: string, words: { none: string; overItem: (a: string) => string; overAll: (a: string) => string; clear: (e: string) => string }) {
	const faults: Record<string, string> = {}, allocations: { receivable_id: string; amount: Money }[] = [];
	for (const r of items) {
		const text = (split[r.id] ?? "").trim();
		if (!text) continue;
		const a = parseMoney(text), fid = `${id}-${r.id}`;
		if ("fault" in a) faults[fid] = words.clear(moneyInput(123450));
		else if (a.minor > r.open.amount) faults[fid] = words.overItem(money(r.open));
		else if (a.minor > 0) allocations.push({ receivable_id: r.id, amount: moneyOf(a.minor, most.currency) });
	}
	const sum = allocations.reduce((s, a) => s + a.amount.amount, 0), first = items[0] && `${id}-${items[0].id}`;
	if (first && !Object.keys(faults).length && !allocations.length) faults[first] = words.none;
	if (first && sum > most.amount) faults[first] ??= words.overAll(money(most));
	return { faults, allocations, sum };
}
