/* The receipt by e-mail: where to, and what became of it. */
import { useState } from "preact/hooks";
import { once, url } from "../api/client";
import { changed } from "../app/data";
import { instant } from "../app/format";
import { t } from "../strings";
import { paid as w } from "../strings/paid";
import { Button } from "../ui/base";
import { FormProblem, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";

export interface Mail { id?: string; to: string; state: string; failure?: string | null; sent_at?: string | null; created_at?: string }
const underWay = (m: Mail) => m.state === "queued" || m.state === "sending";
export const mailsUnderWay = (mails: Mail[] | undefined) => !!mails?.some(underWay);

export function useSend(id: string, email: string | null | undefined, onSent?: (to: string) => void) {
	const [to, setTo] = useState(email ?? ""), [tries, setTries] = useState(0), work = useWork({ "/to": "mail-to" });
	const send = () => {
		if (work.refuse(/^\S+@\S+\.\S+$/.test(to.trim()) ? {} : { "mail-to": w.mail.fault })) { document.getElementById("mail-to")?.focus(); return; }
		void work.run(async () => {
			await once(`mail.${id}.${tries}.${to.trim()}`, "POST", url`/payments/${id}/receipt/email`, { to: to.trim() });
			setTries(tries + 1);
			changed(url`/payments/${id}`);
			onSent?.(to.trim());
		});
	};
	return { to, setTo, work, send };
}
export function Mails({ of }: { of: Mail[] }) {
	return <div role="status"><ul class="mails">{of.map((m, i) => {
		const tone = m.state === "accepted" ? "good" : m.state === "failed" ? "bad" : "warn";
		return <li key={m.id ?? i}><span class="sign" data-tone={tone}><Icon name={tone === "good" ? "ok" : tone === "bad" ? "fail" : "clock"} /></span>
			<span>{m.state === "accepted" ? w.mail.accepted(m.to, instant(m.sent_at)) : m.state === "failed" ? w.mail.failed(m.to, m.failure ?? "") : w.mail.queued(m.to)}</span></li>;
	})}</ul></div>;
}
export function MailForm({ id, email, mails }: { id: string; email: string | null | undefined; mails: Mail[] }) {
	const { to, setTo, work, send } = useSend(id, email);
	return <form class="form-section" noValidate onSubmit={(e) => { e.preventDefault(); send(); }}>
		<FormProblem title={t.problem.title(w.mail.title)} problem={work.rest} />
		<div class="field-with-button"><TextField id="mail-to" label={w.mail.title} type="email" autoComplete="off" maxLength={254} value={to} onValue={setTo} error={work.faults["mail-to"]} help={email || mails.length ? undefined : w.mail.none} />
			<Button type="submit" icon="mail" busy={work.busy} busyText={w.mail.sending}>{mails.length ? w.mail.again : w.mail.send}</Button></div>
		{mails.length > 0 && <Mails of={mails} />}
	</form>;
}
