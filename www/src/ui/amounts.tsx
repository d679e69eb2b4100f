/* A filter of amounts. */
import { useState } from "preact/hooks";
import { money, moneyInput, moneyOf, parseMoney } from "../app/format";
import { t } from "../strings";
import { Button } from "./base";
import { Chip } from "./float";
import { MoneyField } from "./form";

/* An amount from, to; in the address as minor units. */
export function AmountChip({ min, max, onPick }: { min: string | null; max: string | null; onPick: (min: string | null, max: string | null) => void }) {
	const w = t.payments.amounts, text = (minor: string | null) => (minor ? moneyInput(Number(minor)) : ""), shown = (minor: string) => money(moneyOf(Number(minor)));
	const [a, setA] = useState(text(min)), [b, setB] = useState(text(max)), [fault, setFault] = useState<string | null>(null);
	const read = (v: string) => { const m = parseMoney(v); return "minor" in m ? m.minor : m.fault === "empty" ? null : undefined; };
	return <Chip name={t.payments.amount} value={min && max ? (min === max ? shown(min) : `${shown(min)} – ${shown(max)}`) : min ? w.least(shown(min)) : max ? w.most(shown(max)) : null} onClear={() => onPick(null, null)}>{(close) => <form noValidate onSubmit={(e) => {
			e.preventDefault();
			const from = read(a), to = read(b);
			if (from === undefined || to === undefined) { setFault(t.record.faults.amountUnclear(moneyInput(123450))); return; }
			if (from !== null && to !== null && from > to) { setFault(w.fault); return; }
			close(); onPick(from === null ? null : String(from), to === null ? null : String(to));
		}}>
		<div class="grid-2 grid-keep"><MoneyField id="amount-min" label={t.payments.dates.from} value={a} onValue={(v) => { setA(v); setFault(null); }} /><MoneyField id="amount-max" label={t.payments.dates.to} value={b} onValue={(v) => { setB(v); setFault(null); }} /></div>
		{fault && <p class="error" role="alert">{fault}</p>}
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div>
	</form>}</Chip>;
}
