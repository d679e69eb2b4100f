/* Giving up a charge, or taking it back, with a reason. */
import { useState } from "preact/hooks";
import { once, url } from "../api/client";
import type { Charge, Waiting } from "../api/desk";
import { useChoices } from "../app/choices";
import { money } from "../app/format";
import { t } from "../strings";
import { chargeWords as w } from "../strings/charges";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved, waits } from "../ui/follow";
import { FormProblem, SelectField, TextArea } from "../ui/form";
import { useWork } from "../ui/work";
import type { Ending } from "./index";

export default function EndCharge({ charge: c, how, onClose }: { charge: Charge; how: Ending; onClose: () => void }) {
	const reasons = useChoices("waive_reason"), waive = how === "waive", open = money(c.open);
	const [reason, setReason] = useState(""), [remarks, setRemarks] = useState("");
	const work = useWork({ "/reason": "end-reason", "/remarks": "end-remarks" }, "/charges");
	const submit = () => {
		if (work.refuse(reason ? {} : { "end-reason": w.reasonNeeded })) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting>(`${how}.${c.id}`, "POST", waive ? url`/charges/${c.id}/waive` : url`/charges/${c.id}/cancel`, { reason, ...(remarks.trim() ? { remarks: remarks.trim() } : {}) });
			moneyMoved();
			onClose();
			if (status === 202) waits(data.approval_id);
			else toast(waive ? w.waived(c.number, open) : w.cancelled(c.number));
		});
	};
	return <Dialog title={(waive ? w.waiveTitle : w.cancelTitle)(c.number)} onClose={onClose} onSubmit={submit}
		foot={<><Button onClick={onClose}>{w.keep}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={waive ? w.waiving : w.cancelling}>{(waive ? w.waiveDo : w.cancelDo)(open)}</Button></>}>
		<p>{(waive ? w.waiveText : w.cancelText)(open, c.name, c.consumer.name)}</p>
		<FormProblem title={t.problem.title((waive ? w.waiveDo : w.cancelDo)(open))} problem={work.rest} />
		<SelectField id="end-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["end-reason"]} options={[["", w.pickReason], ...reasons.options]} />
		<TextArea id="end-remarks" label={w.remarks} optional help={w.remarksHelp} value={remarks} onValue={setRemarks} error={work.faults["end-remarks"]} maxLength={500} />
	</Dialog>;
}
