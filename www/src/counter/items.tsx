/* What is open, the oldest due first: checked, and how much of each is paid now. */
import type { Account } from "../api/types";
import { dateRow, money, moneyInput, moneyOf, parseMoney, symbol, today } from "../app/format";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import type { Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { lineMinor, nameOf, type Draft, type Item, type PayType } from "./model";

export function Types({ types, value, onPick }: { types: [PayType, number][]; value: PayType; onPick: (type: PayType) => void }) {
	return <fieldset class="segments"><legend class="vh">{w.types.label}</legend>{types.map(([type, count]) => <label key={type} class="segment-option"><input type="radio" name="type" value={type} checked={type === value} onChange={() => onPick(type)} />
		<span>{w.types[type]} {count > 0 && <span class="count"><span aria-hidden="true">{count}</span><span class="vh">{w.types.count(count)}</span></span>}</span></label>)}</fieldset>;
}

interface Props { account: Account; items: Item[]; draft: Draft; faults: Faults; error?: string; now?: Item; onToggle: (i: Item, on: boolean) => void; onLine: (id: string, text: string) => void }
export function Items({ account, items, draft: d, faults, error, now, onToggle, onLine }: Props) {
	const currency = account.owed.currency, m = (minor: number) => money(moneyOf(minor, currency));
	const total = items.reduce((s, i) => s + i.open, 0), chosen = items.filter((i) => i.id in d.lines);
	const paid = chosen.reduce<number | null>((s, i) => { const x = lineMinor(d.lines[i.id]!); return s === null || x === null ? null : s + x; }, 0);
	return <>
		{error && <p class="error panel-error" id="items-error"><Icon name="alert" /><span>{error}</span></p>}
		<table class="table table-plain cards pay-rows" role="table" aria-describedby={error ? "items-error" : undefined}><caption class="vh">{w.items.caption(account.number)}</caption>
			<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="col-check"><span class="vh">{w.items.check}</span></th><th role="columnheader" scope="col" class="c-who">{w.items.item}</th><th role="columnheader" scope="col" class="c-due">{w.items.due}</th><th role="columnheader" scope="col" class="c-amount r">{w.items.open}</th><th role="columnheader" scope="col" class="c-pay r">{w.items.pay}</th><th role="columnheader" scope="col" class="r col-wide">{w.items.left}</th></tr></thead>
			<tbody role="rowgroup">{items.map((i, at) => {
				const on = i.id in d.lines, text = d.lines[i.id] ?? "", minor = on ? lineMinor(text) : 0, field = `line-${i.id}`, bad = faults[field], late = i.due_on < today();
				return <tr key={i.id} role="row" class={on ? "picked" : undefined} onClick={(e) => { if (!(e.target as Element).closest("label, input, a")) onToggle(i, !on); }}>
					<td role="cell" class="col-check"><label class="check"><input type="checkbox" id={at === 0 ? "items" : undefined} checked={on} onChange={(e) => onToggle(i, (e.target as HTMLInputElement).checked)} /><span class="vh">{w.items.payThis(nameOf(i))}</span></label></td>
					<td role="cell" class="c-who"><span class="pay-what"><b>{nameOf(i)}</b>{i === now && items.length > 1 && <span class="tag">{w.items.current}</span>}</span>
						{(i.what || i.plan || i.paid?.amount) && <span class="help">{[i.what, i.kind !== "instalment" && i.plan && w.items.inPlan(i.plan.number), i.paid && i.paid.amount > 0 && w.items.partly(money(i.paid))].filter(Boolean).join(" · ")}</span>}</td>
					<td role="cell" class="c-due num">{late ? <span class="late"><Icon name="alert" />{dateRow(i.due_on)}<span class="vh"> {t.status.overdue}</span></span> : dateRow(i.due_on)}</td>
					<td role="cell" class="c-amount r">{m(i.open)}</td>
					<td role="cell" class="c-pay r">{on ? <><span class="money"><span class="unit" aria-hidden="true">{symbol(currency)}</span><input class="input" id={field} inputMode="decimal" autoComplete="off" aria-label={w.items.payAmount(nameOf(i))} aria-invalid={bad ? "true" : undefined} aria-describedby={bad ? `${field}-error` : undefined} value={text}
						onInput={(e) => onLine(i.id, (e.target as HTMLInputElement).value)} onBlur={() => { const a = parseMoney(text); if ("minor" in a && moneyInput(a.minor) !== text) onLine(i.id, moneyInput(a.minor)); }} /></span>
						{bad && <p class="error" id={`${field}-error`}><Icon name="alert" /><span>{bad}</span></p>}</> : null}</td>
					<td role="cell" class="r col-wide muted">{minor === null || minor > i.open ? t.common.none : m(i.open - minor)}</td>
				</tr>;
			})}</tbody>
			{items.length > 1 && <tfoot role="rowgroup"><tr role="row"><th role="rowheader" scope="row" colSpan={3}>{w.items.total}</th><td role="cell" class="c-amount r">{m(total)}</td><td role="cell" class="c-pay r">{paid === null ? t.common.none : m(paid)}</td><td role="cell" class="r col-wide">{paid === null ? t.common.none : m(total - paid)}</td></tr></tfoot>}
		</table>
	</>;
}
