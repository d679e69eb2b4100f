/* Bringing an exception before the managers. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Exception } from "../api/exceptions";
import { changed } from "../app/data";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, TextArea } from "../ui/form";
import { useWork } from "../ui/work";
import { tellAct } from "./acts";

export default function Escalate({ x, onClose }: { x: Exception; onClose: () => void }) {
	const [reason, setReason] = useState(""), work = useWork({ "/reason": "x-escalate" }, "/exceptions");
	const submit = () => {
		if (work.refuse(reason.trim() ? {} : { "x-escalate": w.reasonNeeded })) { document.getElementById("x-escalate")?.focus(); return; }
		void work.run(async () => {
			await call("POST", url`/exceptions/${x.id}/escalate`, { version: x.version, body: { reason: reason.trim() } });
			changed("/exceptions");
			tellAct(x, "escalate");
			toast(w.escalated);
			onClose();
		});
	};
	return <Dialog title={w.escalateTitle} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.escalating}>{w.escalateDo}</Button></>}>
		<FormProblem title={t.problem.title(w.escalateDo)} problem={work.rest} /><p>{w.escalateText}</p>
		<TextArea id="x-escalate" label={w.reason} value={reason} onValue={setReason} error={work.faults["x-escalate"]} maxLength={500} rows={3} help={w.reasonHelp} /></Dialog>;
}
