import { t } from "../strings";
import { paid as w } from "../strings/paid";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, TextField } from "../ui/form";
import { useSend } from "./mail";

/* Where the receipt goes, asked from a list's row. */
export default function MailDialog({ id, email, onClose }: { id: string; email: string | null | undefined; onClose: () => void }) {
	const { to, setTo, work, send } = useSend(id, email, (sent) => { toast(w.mail.done(sent)); onClose(); });
	return <Dialog title={w.mail.title} onClose={onClose} onSubmit={send} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.mail.sending}>{w.mail.send}</Button></>}>
		<FormProblem title={t.problem.title(w.mail.title)} problem={work.rest} />
		<TextField id="mail-to" label={w.mail.to} type="email" autoComplete="off" maxLength={254} value={to} onValue={setTo} error={work.faults["mail-to"]} help={email ? undefined : w.mail.none} />
	</Dialog>;
}
