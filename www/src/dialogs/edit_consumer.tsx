import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { AccountDetail, ConsumerDetail } from "../api/desk";
import { useChoices } from "../app/choices";
import { changed } from "../app/data";
import { t } from "../strings";
import { consumerWords as w } from "../strings/people";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";

type Editable = AccountDetail["consumer"] & Partial<ConsumerDetail>;
export default function EditConsumer({ consumer: c, onClose }: { consumer: Editable; onClose: () => void }) {
	const [name, setName] = useState(c.name), [kind, setKind] = useState(c.kind), [phone, setPhone] = useState(c.phone ?? ""), [email, setEmail] = useState(c.email ?? ""), [method, setMethod] = useState(c.preferred_method ?? ""), [about, setAbout] = useState(c.circumstances ?? "");
	const modes = useChoices("payment_mode"), work = useWork({ "/name": "co-name", "/kind": "co-kind", "/phone": "co-phone", "/email": "co-email", "/preferred_method": "co-method", "/circumstances": "co-about" }, "/consumers");
	const save = () => {
		const f: Faults = {};
		if (!name.trim()) f["co-name"] = w.nameNeeded;
		if (email.trim() && !/^\S+@\S+\.\S+$/.test(email.trim())) f["co-email"] = w.emailFault;
		if (work.refuse(f)) return;
		/* Only what was changed goes out: the log says just that. */
		const next = { name: name.trim(), kind, phone: phone.trim() || null, email: email.trim() || null, preferred_method: method || null, circumstances: about.trim() || null };
		const body = Object.fromEntries(Object.entries(next).filter(([k, v]) => v !== (c as unknown as Record<string, unknown>)[k]));
		if (!Object.keys(body).length) { onClose(); return; }
		void work.run(async () => {
			await call("PATCH", url`/consumers/${c.id}`, { version: c.version, body });
			changed("/consumers", "/accounts");
			toast(w.saved(next.name));
			onClose();
		});
	};
	return <Dialog title={w.editTitle(c.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{w.save}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<TextField id="co-name" label={w.name} value={name} onValue={setName} error={work.faults["co-name"]} maxLength={160} autoComplete="off" />
		<SelectField id="co-kind" label={w.kind} value={kind} onValue={(v) => setKind(v as ConsumerDetail["kind"])} error={work.faults["co-kind"]} options={Object.entries(w.kinds)} />
		<div class="grid-2"><TextField id="co-phone" label={w.phone} type="tel" optional value={phone} onValue={setPhone} error={work.faults["co-phone"]} maxLength={40} autoComplete="off" /><TextField id="co-email" label={w.email} type="email" optional value={email} onValue={setEmail} error={work.faults["co-email"]} maxLength={254} autoComplete="off" /></div>
		<p class="help">{w.phoneHelp}</p>
		<SelectField id="co-method" label={w.method} value={method} onValue={setMethod} error={work.faults["co-method"]} options={[["", w.noMethod], ...modes.options]} />
		<TextArea id="co-about" label={w.circumstances} optional value={about} onValue={setAbout} error={work.faults["co-about"]} maxLength={500} rows={3} help={w.circumstancesHelp} />
	</Dialog>;
}
