import { useState } from "preact/hooks";
import { ApiError, once, url } from "../api/client";
import type { Payment, PaymentDetail, Voided } from "../api/types";
import { useChoices } from "../app/choices";
import { changed, useGet } from "../app/data";
import { money } from "../app/format";
import { useNames } from "../app/names";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { Button, problemText } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, serverFaults, TextArea, type Faults } from "../ui/form";

const w0 = paymentWords;
/* Asks for a reason, repeats the amount, names the button.  Above the limit another person decides. */
export function VoidDialog({ payment: p, onClose, onApproval }: { payment: Payment; onClose: () => void; onApproval?: (id: string) => void }) {
	const detail = useGet<PaymentDetail>(url`/payments/${p.id}`);
	const [pick, setPick] = useState(""), [remarks, setRemarks] = useState(""), [faults, setFaults] = useState<Faults>({}), [rest, setRest] = useState<string | null>(null), [busy, setBusy] = useState(false);
	const reasons = useChoices("void_reason"), names = useNames(), options: [string, string][] = reasons.active.length ? reasons.options : w0.reasons.map((r): [string, string] => [r, r]);
	const w = paymentWords, other = pick === "other", no = p.receipt_no ?? p.payment_no;
	const what = detail.data?.allocations.map((a) => a.receivable.number).join(", ") || p.account.number;
	const submit = async () => {
		if (busy) return;
		const f: Faults = {};
		if (!pick) f["void-reason"] = w.reasonNeeded;
		else if (other && remarks.trim().length < 3) f["void-remarks"] = w.remarksNeeded;
		setFaults(f); setRest(null);
		const first = Object.keys(f)[0];
		if (first) { document.getElementById(first)?.focus(); return; }
		setBusy(true);
		try {
			const word = options.find(([code]) => code === pick)?.[1] ?? pick, reason = other ? remarks.trim() : remarks.trim() ? `${word}: ${remarks.trim()}` : word;
			const { status, data } = await once<Voided>(`void.${p.id}`, "POST", url`/payments/${p.id}/void`, { reason, ...(reasons.active.some((r) => r.code === pick) ? { reason_code: pick } : {}) });
			changed("/payments", "/receivables", "/bills", "/accounts", "/approvals", "/credit-notes", "/instalments", "/drawers");
			onClose();
			if (status === 202 && data.approval_id) {
				if (onApproval) onApproval(data.approval_id);
				else toast(w.approvalTitle, { text: w.approvalText, link: { href: `/payments/${p.id}?approval=${data.approval_id}`, label: t.payments.view } });
			} else toast(w.voidDone(no, money(p.amount)), onApproval ? {} : { link: { href: `/payments/${p.id}`, label: t.payments.view } });
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const s = serverFaults(e.problem, { "/reason": other ? "void-remarks" : "void-reason", "/reason_code": "void-reason" });
			setFaults(s.faults);
			setRest(s.rest ?? (Object.keys(s.faults).length ? null : problemText(e.problem)));
		} finally { setBusy(false); }
	};
	return <Dialog title={w.voidTitle(no)} onClose={onClose} onSubmit={() => void submit()}
		foot={<><Button onClick={onClose}>{w.keep}</Button><Button kind="danger" type="submit" busy={busy} busyText={w.voiding}>{w.voidDo(money(p.amount))}</Button></>}>
		<p>{w.voidText(money(p.amount), names.mode(p.method).toLowerCase(), p.consumer.name, what)}</p>
		<FormProblem title={t.problem.title(w.voidDo(money(p.amount)))} problem={rest} />
		<SelectField id="void-reason" label={w.reason} value={pick} onValue={setPick} error={faults["void-reason"]} options={[["", w.pick], ...options.filter(([code]) => code !== "other"), ["other", w.otherReason]]} />
		<TextArea id="void-remarks" label={w.remarks} optional={!other} value={remarks} onValue={setRemarks} error={faults["void-remarks"]} maxLength={400} />
	</Dialog>;
}
