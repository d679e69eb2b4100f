/* How much, how, when and by which way: the fields that recording and correcting share. */
import { useMemo } from "preact/hooks";
import type { Money } from "../api/types";
import { useChoices } from "../app/choices";
import { date, money, moneyInput, parseMoney, today, type Amount } from "../app/format";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { paid as p } from "../strings/paid";
import { Derived, MoneyField, SelectField, TextField, type Faults } from "../ui/form";
import { amountFault, type CounterRules, type Draft } from "./model";
import { cardIn, handed } from "./split";

type Brand = keyof typeof w.brands;
export interface Mode { code: string; name: string; kind: string; needs: boolean }
export interface Till { modes: Mode[]; mode: Mode; channels: { code: string; name: string; kind: string }[]; channel: { code: string; name: string; kind: string }; amount: Amount; cash: Amount; pay: number | null; received: number | null; change: number | null; exact: boolean }

/* What the typed draft means.  Cash left empty is the exact amount. */
export function useTill(d: Draft): Till {
	const modes = useChoices("payment_mode"), channels = useChoices("payment_channel");
	/* One that was switched off since stays where it is what the payment has. */
	const offered = (c: { code: string; is_active: boolean }, now: string) => c.is_active || c.code === now;
	const modeList = modes.all.length ? modes.all.filter((c) => offered(c, d.method)).map((c): Mode => ({ code: c.code, name: c.name, kind: c.kind ?? "other", needs: c.needs_reference })) : [{ code: "cash", name: modes.name("cash"), kind: "cash", needs: false }, { code: "card_terminal", name: modes.name("card_terminal"), kind: "card", needs: true }];
	const channelList = channels.all.length ? channels.all.filter((c) => offered(c, d.channel) && c.kind !== "online").map((c) => ({ code: c.code, name: c.name, kind: c.kind ?? "counter" })) : ["walk_in", "phone", "mail"].map((c) => ({ code: c, name: channels.name(c), kind: c === "phone" ? "phone" : "counter" }));
	const mode = modeList.find((m) => m.code === d.method) ?? modeList[0]!, channel = channelList.find((c) => c.code === d.channel) ?? channelList[0]!;
	const amount = useMemo(() => parseMoney(d.amount), [d.amount]), cash = useMemo(() => parseMoney(d.cash), [d.cash]);
	const pay = "minor" in amount ? amount.minor : null, exact = "fault" in cash && cash.fault === "empty";
	const received = mode.kind !== "cash" ? null : exact ? pay : "minor" in cash ? cash.minor : null;
	return { modes: modeList, mode, channels: channelList, channel, amount, cash, pay, received, change: pay !== null && received !== null ? received - pay : null, exact };
}
export function fieldFaults(d: Draft, x: Till, rules: CounterRules | undefined, words: (minor: number) => string): Faults {
	const f: Faults = {}, bad = amountFault(x.amount);
	if (bad) f.amount = bad;
	else if (rules && x.pay! > rules.payment_cap.amount) f.amount = w.faults.cap(money(rules.payment_cap));
	if (d.on > today()) f["paid-on"] = w.faults.dateFuture(date(today()));
	if (x.mode.kind === "cash") {
		const unreadable = x.exact ? null : amountFault(x.cash);
		if (unreadable) f.cash = unreadable;
		else if (x.change !== null && x.change < 0) f.cash = w.faults.cashShort(words(-x.change));
	} else if (x.mode.needs && !d.reference.trim()) f.reference = w.faults.reference[x.mode.kind] ?? w.faults.reference.other!;
	else if (x.mode.kind === "card" && cardIn(d.reference)) f.reference = w.faults.referenceCard;
	if (x.mode.kind === "card" && d.last4 && !/^\d{4}$/.test(d.last4.trim())) f.last4 = w.faults.last4;
	if (cardIn(d.notes)) f.notes = p.mask.fault;
	return f;
}
export function fieldBody(d: Draft, x: Till, m: (minor: number) => Money) {
	const cash = x.mode.kind === "cash";
	return {
		amount: m(x.pay!), method: x.mode.code, channel: x.channel.code, ...(d.on ? { paid_on: d.on } : {}), ...(x.received !== null ? { received: m(x.received) } : {}),
		...(!cash && d.reference.trim() ? { reference: d.reference.trim() } : {}), ...(x.mode.kind === "card" && d.last4.trim() ? { card_last4: d.last4.trim() } : {}), ...(x.mode.kind === "card" && d.brand ? { brand: d.brand as Brand } : {}), ...(d.notes.trim() ? { notes: d.notes.trim() } : {}),
	};
}
/* Where the server's faults belong. */
export function faultFields(ids: string[]): Record<string, string> {
	const at: Record<string, string> = { "/amount": "amount", "/amount/amount": "amount", "/credit": "amount", "/credit/amount": "amount", "/allocations": "items", "/instalments": "items", "/plan_id": "items", "/received": "cash", "/received/amount": "cash", "/reference": "reference", "/card_last4": "last4", "/brand": "brand", "/notes": "notes", "/paid_on": "paid-on", "/channel": "channel", "/method": "method", "/account_id": "account" };
	ids.forEach((id, i) => { for (const end of ["", "/amount", "/amount/amount", "/receivable_id", "/number"]) at[`/allocations/${i}${end}`] = at[`/instalments/${i}${end}`] = `line-${id}`; });
	return at;
}
export const fieldLabels = { amount: w.fields.amount, cash: w.cash.received, "paid-on": w.fields.date, reference: w.fields.other, notes: p.notes.label, last4: w.fields.last4 };

interface Props { draft: Draft; till: Till; set: (change: Partial<Draft>) => void; faults: Faults; help: string; onAmount: (text: string) => void; currency: string; words: (minor: number) => string }
export function Fields({ draft: d, till: x, set, faults, help, onAmount, currency, words }: Props) {
	const kind = x.mode.kind;
	return <>
		<div class="grid-3">
			<MoneyField id="amount" label={w.fields.amount} value={d.amount} onValue={onAmount} error={faults.amount} help={help} />
			<SelectField id="method" label={w.fields.method} value={x.mode.code} onValue={(v) => set({ method: v })} options={x.modes.map((o): [string, string] => [o.code, o.name])} error={faults.method} />
			<SelectField id="channel" label={w.fields.channel} value={x.channel.code} onValue={(v) => set({ channel: v })} options={x.channels.map((o): [string, string] => [o.code, o.name])} error={faults.channel} />
		</div>
		<div class="grid-3 cash-grid">
			{kind === "cash" ? <>
				<MoneyField id="cash" label={w.cash.received} value={d.cash} onValue={(v) => set({ cash: v })} error={faults.cash} help={x.exact ? w.cash.none : undefined} />
				{!!x.pay && <div class="notes-row" role="group" aria-label={w.cash.notes}><button type="button" class="chip" aria-pressed={x.exact || x.received === x.pay} onClick={() => set({ cash: "" })}>{w.cash.exact}</button>
					{handed(x.pay, currency).map((n) => <button type="button" key={n} class="chip num" aria-pressed={x.received === n && !x.exact} aria-label={w.cash.note(words(n))} onClick={() => set({ cash: moneyInput(n) })}>{words(n)}</button>)}</div>}
				<Derived id="change" label={w.cash.change} of="cash amount" value={x.change !== null && x.change >= 0 ? moneyInput(x.change) : t.common.none} />
			</> : <>
				<TextField id="reference" label={kind === "card" ? w.fields.card : kind === "cheque" ? w.fields.cheque : kind === "transfer" ? w.fields.transfer : w.fields.other} optional={!x.mode.needs} help={kind === "card" ? w.fields.cardHelp : undefined} autoComplete="off" maxLength={64} value={d.reference} onValue={(v) => set({ reference: v })} error={faults.reference} />
				{kind === "card" && <TextField id="last4" label={w.fields.last4} optional help={w.fields.last4Help} inputMode="numeric" autoComplete="off" maxLength={4} value={d.last4} onValue={(v) => set({ last4: v.replace(/\D/g, "") })} error={faults.last4} />}
				{kind === "card" && <SelectField id="brand" label={w.fields.brand} optional value={d.brand} onValue={(v) => set({ brand: v })} options={[["", w.fields.noBrand], ...Object.entries(w.brands)]} error={faults.brand} />}
			</>}
			<TextField id="paid-on" label={w.fields.date} type="date" max={today()} value={d.on || today()} onValue={(v) => set({ on: v === today() ? "" : v })} error={faults["paid-on"]} />
		</div>
	</>;
}
