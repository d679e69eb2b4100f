/* Closing a cycle, with a reason where something is held; opening it again. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { CycleDetail } from "../api/billing";
import { changed } from "../app/data";
import { t } from "../strings";
import { billing } from "../strings/billing";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, TextArea } from "../ui/form";
import { useWork } from "../ui/work";

const w = billing.cycle;
export default function CloseCycle({ cycle: c, onClose }: { cycle: CycleDetail; onClose: () => void }) {
	const open = c.state === "closed", held = c.figures.exceptions, [reason, setReason] = useState(""), work = useWork({ "/reason": "cycle-reason" }, "/cycles"), needed = open || held > 0;
	const submit = () => {
		if (work.refuse(needed && reason.trim().length < 3 ? { "cycle-reason": w.reasonNeeded } : {})) return;
		void work.run(async () => {
			await call<CycleDetail>("POST", open ? url`/cycles/${c.id}/reopen` : url`/cycles/${c.id}/close`, { body: reason.trim() ? { reason: reason.trim() } : {} });
			changed("/cycles");
			toast((open ? w.reopened : w.closedDone)(c.name));
			onClose();
		});
	};
	const action = open ? w.reopen : w.close;
	return <Dialog title={(open ? w.reopenTitle : w.closeTitle)(c.name)} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{open ? t.common.cancel : w.keep}</Button><Button kind={open ? "primary" : "danger"} type="submit" busy={work.busy} busyText={open ? w.reopening : w.closing}>{action}</Button></>}>
		<FormProblem title={t.problem.title(action)} problem={work.rest} />
		<p>{open ? w.reopenText : w.closeText(billing.bills(c.figures.bills))}</p>{!open && held > 0 && <p>{w.closeOpen(held)}</p>}
		<TextArea id="cycle-reason" label={w.reason} optional={!needed} value={reason} onValue={setReason} error={work.faults["cycle-reason"]} maxLength={500} />
	</Dialog>;
}
