/* More ways to reach a customer, edited in place. */
import { useRef, useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { AccountDetail, Contact } from "../api/desk";
import type { Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { may } from "../app/session";
import { t } from "../strings";
import { contactWords } from "../strings/people";
import { Bones, Button, Failed } from "../ui/base";
import { Menu, MenuItem, toast } from "../ui/float";
import { FormProblem, SelectField, TextField } from "../ui/form";
import { Icon, type IconName } from "../ui/icons";
import { Confirm } from "../ui/settings";
import { useWork } from "../ui/work";

const way: Record<string, IconName> = { phone: "phone", email: "mail", post: "pin" };

function ContactForm({ consumerId, contact, onDone }: { consumerId: string; contact: Contact | null; onDone: () => void }) {
	const w = contactWords, [kind, setKind] = useState<Contact["kind"]>(contact?.kind ?? "phone"), [value, setValue] = useState(contact?.value ?? ""), [label, setLabel] = useState(contact?.label ?? "");
	const work = useWork({ "/kind": "ct-kind", "/value": "ct-value", "/label": "ct-label" }, "/consumers");
	const save = () => {
		const v = value.trim(), fine = kind === "email" ? /^\S+@\S+\.\S+$/.test(v) : v.length > 0;
		if (work.refuse(fine ? {} : { "ct-value": w.needed[kind]! })) { document.getElementById("ct-value")?.focus(); return; }
		void work.run(async () => {
			if (contact) await call("PATCH", url`/contacts/${contact.id}`, { version: contact.version, body: { value: v, label: label.trim() || null } });
			else await call("POST", url`/consumers/${consumerId}/contacts`, { body: { kind, value: v, ...(label.trim() ? { label: label.trim() } : {}) } });
			changed("/consumers", "/accounts");
			toast((contact ? w.saved : w.added)(v));
			onDone();
		});
	};
	return <form noValidate class="inline-form" onSubmit={(e) => { e.preventDefault(); save(); }} onKeyDown={(e) => { if (e.key === "Escape") { e.stopPropagation(); onDone(); } }}>
		<FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<div class="grid-3">
			{contact ? <div class="field"><span class="label">{w.kind}</span><p class="inline-fixed"><Icon name={way[kind]!} />{w.kinds[kind]}</p></div> : <SelectField id="ct-kind" label={w.kind} value={kind} onValue={(v) => setKind(v as Contact["kind"])} options={Object.entries(w.kinds)} />}
			<TextField id="ct-value" label={w.value[kind]!} type={kind === "email" ? "email" : kind === "phone" ? "tel" : "text"} value={value} onValue={setValue} error={work.faults["ct-value"]} maxLength={254} autoComplete="off" autoFocus />
			<TextField id="ct-label" label={w.label} optional value={label} onValue={setLabel} error={work.faults["ct-label"]} maxLength={80} autoComplete="off" placeholder={w.labelHelp} />
		</div>
		<div class="inline-acts"><Button onClick={onDone}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{w.save}</Button></div>
	</form>;
}

export function Contacts({ consumerId, phone, email }: { consumerId: string; phone: string | null; email: string | null }) {
	const w = contactWords, got = useGet<Page<Contact>>(url`/consumers/${consumerId}/contacts`), list = got.data?.data ?? [];
	const [edit, setEdit] = useState<string | null>(null), [removing, setRemoving] = useState<Contact | null>(null), work = useWork({}, "/consumers"), add = useRef<HTMLDivElement>(null);
	const mayAdd = may("POST /api/v1/consumers/:id/contacts"), mayEdit = may("PATCH /api/v1/contacts/:id"), mayRemove = may("DELETE /api/v1/contacts/:id");
	const done = () => { setEdit(null); requestAnimationFrame(() => add.current?.querySelector("button")?.focus()); };
	const remove = (c: Contact) => work.run(async () => {
		await call("DELETE", url`/contacts/${c.id}`, { version: c.version });
		changed("/consumers", "/accounts");
		setRemoving(null);
		toast(w.removed(c.value));
	});
	return <section class="panel" aria-labelledby="h-contacts">
		<div class="panel-head"><Icon name="person" /><h2 id="h-contacts">{w.title}</h2><div class="end" ref={add}>{mayAdd && edit !== "new" && <Button small icon="plus" onClick={() => setEdit("new")}>{w.add}</Button>}</div></div>
		{edit === "new" && <ContactForm consumerId={consumerId} contact={null} onDone={done} />}
		{!got.data ? got.problem ? <Failed what={w.title} problem={got.problem} again={got.again} /> : <Bones rows={2} what={w.title} />
		: <ul class="rows" aria-label={w.list}>
			{phone && <li class="row"><span class="sign"><Icon name="phone" /></span><div class="row-main"><a class="plain-link num" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a><span class="help">{w.main}</span></div></li>}
			{email && <li class="row"><span class="sign"><Icon name="mail" /></span><div class="row-main"><a class="plain-link" href={`mailto:${email}`}>{email}</a><span class="help">{w.main}</span></div></li>}
			{list.map((c) => edit === c.id ? <li key={c.id}><ContactForm consumerId={consumerId} contact={c} onDone={done} /></li>
				: <li class="row" key={c.id}><span class="sign"><Icon name={way[c.kind]!} /></span><div class="row-main"><span class={c.kind === "phone" ? "num" : undefined}>{c.kind === "phone" ? <a class="plain-link" href={`tel:${c.value.replace(/[^+\d]/g, "")}`}>{c.value}</a> : c.kind === "email" ? <a class="plain-link" href={`mailto:${c.value}`}>{c.value}</a> : c.value}</span>{c.label && <span class="help">{c.label}</span>}</div>
					{(mayEdit || mayRemove) && <Menu label={w.actionsFor(c.value)} class="icon-btn icon-btn-small" button={<Icon name="more" />}>{() => <>{mayEdit && <MenuItem icon="note" onClick={() => setEdit(c.id)}>{w.edit}</MenuItem>}{mayRemove && <MenuItem icon="ban" danger onClick={() => setRemoving(c)}>{w.remove}</MenuItem>}</>}</Menu>}</li>)}
		</ul>}
		{got.data && !list.length && !phone && !email && edit !== "new" && <p class="panel-quiet">{w.none}</p>}
		{removing && <Confirm title={w.removeTitle(removing.value)} text={w.removeText} action={w.remove} busyText={w.removing} busy={work.busy} problem={work.rest} onDo={() => void remove(removing)} onClose={() => setRemoving(null)} />}
	</section>;
}

export default function ContactsTab({ account: a }: { account: AccountDetail }) { return <Contacts consumerId={a.consumer.id} phone={a.consumer.phone} email={a.consumer.email} />; }
