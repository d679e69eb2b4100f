/* A mark on a payment that somebody should look at; nothing else of it changes. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Payment } from "../api/types";
import { changed } from "../app/data";
import { money } from "../app/format";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { paid as w } from "../strings/paid";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, TextArea } from "../ui/form";
import { useWork } from "../ui/work";

export default function FlagDialog({ payment: p, onClose }: { payment: Payment; onClose: () => void }) {
	const [flag, setFlag] = useState(p.flag ?? ""), [reason, setReason] = useState(""), work = useWork({ "/flag": "flag", "/reason": "flag-reason" }, `/payments/${p.id}`);
	const no = p.receipt_no ?? p.payment_no, off = !flag;
	const save = () => {
		if (work.refuse(reason.trim().length < 3 ? { "flag-reason": paymentWords.remarksNeeded } : {})) { document.getElementById("flag-reason")?.focus(); return; }
		void work.run(async () => {
			await call("POST", url`/payments/${p.id}/flag`, { body: { flag: flag || null, reason: reason.trim() } });
			changed("/payments");
			toast(off ? w.flag.off(no) : w.flag.done(no, (t.flag[flag] ?? flag).toLowerCase()));
			onClose();
		});
	};
	return <Dialog title={w.flag.title(no)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" disabled={flag === (p.flag ?? "")} busy={work.busy} busyText={t.common.saving}>{off && p.flag ? w.flag.remove : w.flag.do}</Button></>}>
		<p>{w.flag.text(money(p.amount), p.consumer.name)}</p>
		<FormProblem title={t.problem.title(w.flag.title(no))} problem={work.rest} />
		<SelectField id="flag" label={w.flag.label} value={flag} onValue={setFlag} error={work.faults.flag} options={[["", w.flag.none], ...["duplicate", "fraud", "review"].map((f): [string, string] => [f, t.flag[f]!])]} />
		<TextArea id="flag-reason" label={paymentWords.reason} value={reason} onValue={setReason} error={work.faults["flag-reason"]} maxLength={500} />
	</Dialog>;
}
