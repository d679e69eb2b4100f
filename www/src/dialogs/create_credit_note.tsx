/* A credit note by hand, out of a payment. */
import { useState } from "preact/hooks";
import { once, withQuery } from "../api/client";
import type { CreditNote, Waiting } from "../api/desk";
import type { Page, Payment } from "../api/types";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { date, money, moneyInput, moneyOf, parseMoney } from "../app/format";
import { t } from "../strings";
import { creditWords as w } from "../strings/credits";
import { Button, Facts, Failed } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved, waits } from "../ui/follow";
import { FormProblem, MoneyField, SelectField, Summary, TextArea, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { amountFault } from "./amount";

/* Opens from a payment: the row's menu in a list, or its page. */
export default function CreateCreditNote({ payment: p, onClose }: { payment: Payment; onClose: () => void }) {
	const notes = useGet<Page<CreditNote>>(withQuery("/credit-notes", { payment_id: p.id, limit: 200 })), reasons = useChoices("credit_reason"), modes = useChoices("payment_mode");
	const live = notes.data?.data.filter((n) => n.status !== "void") ?? [], credited = live.reduce((s, n) => s + n.amount.amount, 0), most = Math.max(0, p.amount.amount - credited);
	const [amount, setAmount] = useState<string | null>(null), [reason, setReason] = useState(""), [remarks, setRemarks] = useState("");
	const work = useWork({ "/amount": "cn-amount", "/amount/amount": "cn-amount", "/reason": "cn-reason", "/remarks": "cn-remarks" }, "/credit-notes");
	const shown = amount ?? moneyInput(most), typed = parseMoney(shown), minor = "minor" in typed ? typed.minor : 0;
	const wrong = amountFault(shown, most, w.faults.over), m = (v: number) => money(moneyOf(v, p.amount.currency));
	const submit = () => {
		const f: Faults = {};
		if (wrong) f["cn-amount"] = wrong;
		if (!reason) f["cn-reason"] = w.faults.reason;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting>(`credit_note.${p.id}`, "POST", "/credit-notes", { payment_id: p.id, amount: moneyOf(minor, p.amount.currency), reason, ...(remarks.trim() ? { remarks: remarks.trim() } : {}) });
			moneyMoved();
			onClose();
			if (status === 202) waits(data.approval_id);
			else toast(w.made(data.number ?? "", m(minor)), { link: { href: `/credit-notes/${data.id}`, label: w.view } });
		});
	};
	return <Dialog title={w.createTitle} onClose={onClose} onSubmit={submit}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" disabled={!!wrong || !reason || !notes.data} busy={work.busy} busyText={w.creating}>{wrong ? w.createNone : w.createDo(m(minor))}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.createNone)} problem={work.rest} />
		<section class="aside" aria-label={w.block}><Facts one of={[
			[w.consumer, <b class="medium">{p.consumer.name}</b>], [w.account, p.account.number], [w.receipt, p.receipt_no ?? p.payment_no], [w.paymentAmount, m(p.amount.amount)], [w.date, date(p.paid_on)], [w.method, modes.name(p.method)],
		]} /></section>
		{notes.problem && !notes.data && <Failed what={w.tab} problem={notes.problem} again={notes.again} />}
		<MoneyField id="cn-amount" label={w.creditAmount} value={shown} onValue={setAmount} error={work.faults["cn-amount"] ?? (amount !== null && wrong ? wrong : undefined)} help={<>{w.maximum(m(most))}{credited > 0 && <> · {w.already(m(credited))}</>}</>} />
		<SelectField id="cn-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["cn-reason"]} options={[["", w.pickReason], ...reasons.options]} />
		<TextArea id="cn-remarks" label={w.remarks} optional value={remarks} onValue={setRemarks} error={work.faults["cn-remarks"]} maxLength={500} help={w.remarksHelp(500 - remarks.length)} />
		<dl class="sum aside"><div><dt>{w.original1}</dt><dd>{m(p.amount.amount)}</dd></div>{credited > 0 && <div><dt>{w.already("").trim()}</dt><dd>{m(-credited)}</dd></div>}<div><dt>{w.credit1}</dt><dd>{m(-minor)}</dd></div>
			<div class="total"><dt>{w.rest}</dt><dd>{wrong ? t.common.none : m(most - minor)}</dd></div></dl>
		{!wrong && most === minor && <p class="help">{w.fullReversal}</p>}
	</Dialog>;
}
