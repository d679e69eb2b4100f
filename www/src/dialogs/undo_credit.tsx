/* Taking back what a credit note paid, or the note itself. */
import { useState } from "preact/hooks";
import { once, url } from "../api/client";
import type { CreditNote, CreditUse, Waiting } from "../api/desk";
import { money } from "../app/format";
import { t } from "../strings";
import { creditWords as w } from "../strings/credits";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved, waits } from "../ui/follow";
import { FormProblem, TextArea } from "../ui/form";
import { useWork } from "../ui/work";

/* A reason in words, then it is done. */
function Why({ title, text, action, busyText, keep, scope, path, done, onClose }: { title: string; text: string; action: string; busyText: string; keep: string; scope: string; path: string; done: string; onClose: () => void }) {
	const [reason, setReason] = useState(""), work = useWork({ "/reason": "why" }, "/credit-notes");
	const submit = () => {
		if (work.refuse(reason.trim().length < 3 ? { why: w.whyNeeded } : {})) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting>(scope, "POST", path, { reason: reason.trim() });
			moneyMoved();
			onClose();
			if (status === 202) waits(data.approval_id); else toast(done);
		});
	};
	return <Dialog title={title} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{keep}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={busyText}>{action}</Button></>}>
		<p>{text}</p><FormProblem title={t.problem.title(action)} problem={work.rest} />
		<TextArea id="why" label={w.whyUndo} value={reason} onValue={setReason} error={work.faults.why} maxLength={500} />
	</Dialog>;
}
export const UndoUse = ({ note, use, paid, onClose }: { note: CreditNote; use: CreditUse; paid: string; onClose: () => void }) => <Why title={w.undoTitle} onClose={onClose}
	text={w.undoText(money(use.amount), paid)} action={w.undoDo(money(use.amount))} busyText={w.undoing} keep={w.keepUse} scope={`undo.${use.id}`} path={url`/credit-notes/${note.id}/uses/${use.id}/undo`} done={w.undid(money(use.amount))} />;
export const VoidNote = ({ note, onClose }: { note: CreditNote; onClose: () => void }) => <Why title={w.voidTitle(note.number)} onClose={onClose}
	text={w.voidText(money(note.remaining))} action={w.voidDo} busyText={w.voiding} keep={w.keep} scope={`void_note.${note.id}`} path={url`/credit-notes/${note.id}/void`} done={w.voidDone(note.number)} />;
