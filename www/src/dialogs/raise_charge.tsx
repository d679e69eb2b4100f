/* Raising a one-off service from the price list. */
import { useEffect, useState } from "preact/hooks";
import { once } from "../api/client";
import type { Charge, Price } from "../api/desk";
import type { Account, Page } from "../api/types";
import { useGet } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney, today } from "../app/format";
import { has } from "../app/session";
import { t } from "../strings";
import { chargeWords as w } from "../strings/charges";
import { Bones, Button, Empty, Failed } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { FormProblem, MoneyField, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { amountFault } from "./amount";

const later = (on: string, days: number) => new Date(new Date(`${on}T00:00:00Z`).getTime() + days * 86_400_000).toISOString().slice(0, 10);

export default function RaiseCharge({ account: a, onClose }: { account: Account; onClose: () => void }) {
	const prices = useGet<Page<Price>>("/prices?active=true&limit=200"), list = prices.data?.data ?? [];
	const [pick, setPick] = useState(""), [amount, setAmount] = useState(""), [served, setServed] = useState(today()), [due, setDue] = useState(""), [notes, setNotes] = useState("");
	const price = list.find((p) => p.id === pick), free = has("prices:manage");
	const work = useWork({ "/price_id": "ch-price", "/amount": "ch-amount", "/amount/amount": "ch-amount", "/served_on": "ch-served", "/due_on": "ch-due", "/notes": "ch-notes" });
	/* The list comes after the dialog. */
	useEffect(() => { if (list.length) document.getElementById("ch-price")?.focus(); }, [list.length]);
	useEffect(() => { if (price) { setAmount(moneyInput(price.amount.amount)); setDue(later(today(), price.due_days)); } }, [pick]);
	const typed = parseMoney(amount), minor = "minor" in typed ? typed.minor : 0;
	const submit = () => {
		const f: Faults = {};
		if (!price) f["ch-price"] = w.faults.price;
		else {
			const wrong = amountFault(amount, free ? null : price.amount.amount, w.faults.amountOver);
			if (wrong) f["ch-amount"] = wrong;
		}
		if (served > today()) f["ch-served"] = w.faults.served;
		if (due && due < served) f["ch-due"] = w.faults.due;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { data } = await once<Charge>(`charge.${a.id}`, "POST", "/charges", { account_id: a.id, price_id: pick, amount: moneyOf(minor), served_on: served, ...(due ? { due_on: due } : {}), ...(notes.trim() ? { notes: notes.trim() } : {}) });
			moneyMoved();
			onClose();
			toast(w.raised1(data.number, money(moneyOf(minor))), { link: { href: `/charges/${data.id}`, label: w.view } });
		});
	};
	if (!prices.data || !list.length) return <Dialog title={w.raiseTitle} onClose={onClose} foot={<Button onClick={onClose}>{t.common.close}</Button>}>
		{prices.problem && !prices.data ? <Failed what={w.raiseTitle} problem={prices.problem} again={prices.again} /> : !prices.data ? <Bones rows={3} what={w.raiseTitle} /> : <Empty title={w.noPrices} text={w.noPricesHelp} />}</Dialog>;
	return <Dialog title={w.raiseTitle} onClose={onClose} onSubmit={submit}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.raising}>{price && minor ? w.raiseDo(money(moneyOf(minor))) : w.raiseNone}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.raiseNone)} problem={work.rest} />
		<SelectField id="ch-price" label={w.pick} value={pick} onValue={setPick} error={work.faults["ch-price"]} options={[["", w.pickOne], ...list.map((p): [string, string] => [p.id, `${p.name} · ${money(p.amount)}`])]} />
		{price && <>
			<MoneyField id="ch-amount" label={w.amount} value={amount} onValue={setAmount} error={work.faults["ch-amount"]} help={free ? w.amountHelp(money(price.amount)) : w.amountUpTo(money(price.amount))} />
			<div class="grid-2 grid-keep">
				<TextField id="ch-served" type="date" label={w.servedOn} value={served} max={today()} onValue={setServed} error={work.faults["ch-served"]} />
				<TextField id="ch-due" type="date" label={w.dueOn} value={due} min={served} onValue={setDue} error={work.faults["ch-due"]} />
			</div>
			<TextArea id="ch-notes" label={w.notesLabel} optional help={w.notesHelp} value={notes} onValue={setNotes} error={work.faults["ch-notes"]} maxLength={500} />
			{minor > 0 && <div class="aside"><p>{w.words(money(moneyOf(minor)), a.consumer.name)}</p>
				<dl class="sum"><div><dt>{w.now}</dt><dd>{money(a.owed)}</dd></div><div class="total"><dt>{w.after}</dt><dd>{money(moneyOf(a.owed.amount + minor))}</dd></div></dl></div>}
		</>}
	</Dialog>;
}
