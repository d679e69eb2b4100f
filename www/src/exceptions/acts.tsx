/* Giving an exception to somebody and bringing it before the managers, from a list or its page. */
import { useState } from "preact/hooks";
import { ApiError, call, url } from "../api/client";
import type { Exception } from "../api/exceptions";
import { changed, useGet } from "../app/data";
import { me } from "../app/session";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import { Button, problemText } from "../ui/base";
import { Dialog, Menu, MenuItem, toast } from "../ui/float";
import { FormProblem, TextArea } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";

export interface Person { id: string; name: string }
export const usePeople = () => useGet<{ data: Person[] }>("/exceptions/assignees").data?.data ?? [];

export async function assign(x: Pick<Exception, "id" | "version">, to: Person | null) {
	try {
		await call("POST", url`/exceptions/${x.id}/assign`, { version: x.version, body: { user_id: to?.id ?? null } });
		toast(to ? w.assignedTo(to.id === me.value?.id ? w.me.toLowerCase() : to.name) : w.unassigned);
	} catch (e) {
		if (!(e instanceof ApiError)) throw e;
		toast(t.problem.title(w.assign), { text: problemText(e.problem), bad: true });
	}
	changed("/exceptions");
}

export function AssignMenu({ x }: { x: Exception }) {
	const people = usePeople(), mine = me.value?.id;
	return <Menu label={w.assignTo} named class="btn" button={<><Icon name="person" />{x.assigned_to ? x.assigned_to.name : w.assign}<Icon name="down" /></>}>{() => <>
		{people.some((p) => p.id === mine) && x.assigned_to?.id !== mine && <MenuItem icon="person" onClick={() => void assign(x, people.find((p) => p.id === mine)!)}>{w.assignMe}</MenuItem>}
		{people.filter((p) => p.id !== mine).map((p) => <MenuItem key={p.id} icon="people" checked={x.assigned_to?.id === p.id} onClick={() => void assign(x, p)}>{p.name}</MenuItem>)}
		{x.assigned_to && <MenuItem icon="x" onClick={() => void assign(x, null)}>{w.unassign}</MenuItem>}
	</>}</Menu>;
}

export function Escalate({ x, onClose }: { x: Exception; onClose: () => void }) {
	const [reason, setReason] = useState(""), work = useWork({ "/reason": "x-escalate" }, "/exceptions");
	const submit = () => {
		if (work.refuse(reason.trim() ? {} : { "x-escalate": w.reasonNeeded })) { document.getElementById("x-escalate")?.focus(); return; }
		void work.run(async () => {
			await call("POST", url`/exceptions/${x.id}/escalate`, { version: x.version, body: { reason: reason.trim() } });
			changed("/exceptions");
			toast(w.escalated);
			onClose();
		});
	};
	return <Dialog title={w.escalateTitle} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.escalating}>{w.escalateDo}</Button></>}>
		<FormProblem title={t.problem.title(w.escalateDo)} problem={work.rest} /><p>{w.escalateText}</p>
		<TextArea id="x-escalate" label={w.reason} value={reason} onValue={setReason} error={work.faults["x-escalate"]} maxLength={500} rows={3} help={w.reasonHelp} /></Dialog>;
}
