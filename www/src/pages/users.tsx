import { useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import type { Lockouts, Page, Role, User } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import { clock, instantRow } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Banner, Button, Empty, PageHead, Pill, Status, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { CheckLine, FormProblem, Summary, TextField, type Faults } from "../ui/form";
import { Confirm, Secret, SettingsTabs } from "../ui/settings";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.users;

function Edit({ user, onClose, onSecret }: { user: User | null; onClose: () => void; onSecret: (name: string, password: string) => void }) {
	const roles = useGet<Page<Role>>("/roles").data?.data ?? [];
	const [name, setName] = useState(user?.name ?? ""), [email, setEmail] = useState(user?.email ?? ""), [chosen, setChosen] = useState(new Set(user?.roles.map((r) => r.id)));
	const work = useWork({ "/name": "u-name", "/email": "u-email", "/role_ids": "u-roles", "/role_ids/*": "u-roles" }, "/users");
	const save = () => {
		const f: Faults = {};
		if (!name.trim()) f["u-name"] = w.nameNeeded;
		if (!user && !/^\S+@\S+\.\S+$/.test(email.trim())) f["u-email"] = w.emailNeeded;
		if (!chosen.size) f["u-roles"] = w.rolesNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			if (user) await call("PATCH", url`/users/${user.id}`, { version: user.version, body: { name: name.trim(), role_ids: [...chosen] } });
			else {
				const { password } = await call<{ id: string; password: string }>("POST", "/users", { body: { name: name.trim(), email: email.trim(), role_ids: [...chosen] } });
				onSecret(name.trim(), password);
			}
			changed("/users");
			toast(user ? ts.roles.saved(name.trim()) : w.added(name.trim()));
			onClose();
		});
	};
	return <Dialog title={user ? w.editTitle(user.name) : w.addTitle} onClose={onClose} onSubmit={save}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={user ? t.common.saving : w.adding}>{user ? t.common.save : w.addDo}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(user ? t.common.save : w.addDo)} problem={work.rest} />
		<TextField id="u-name" label={w.name} value={name} onValue={setName} error={work.faults["u-name"]} maxLength={120} autoComplete="off" />
		{!user && <TextField id="u-email" label={w.email} type="email" value={email} onValue={setEmail} error={work.faults["u-email"]} maxLength={254} autoComplete="off" />}
		<fieldset class="check-group" id="u-roles" tabIndex={-1}><legend>{w.roles}</legend>
			{work.faults["u-roles"] && <p class="error">{work.faults["u-roles"]}</p>}
			<div class="checks checks-2">{roles.map((r) => <CheckLine key={r.id} label={r.name} checked={chosen.has(r.id)} onValue={(on) => { const n = new Set(chosen); if (on) n.add(r.id); else n.delete(r.id); setChosen(n); }} />)}</div></fieldset>
	</Dialog>;
}

export default function Users(_: PageProps) {
	useTitle(t.settings.users);
	const q = query.value, all = q.get("active") === "all", filters = { q: q.get("q"), active: all ? "all" : null };
	const list = useList<User>(withQuery("/users", filters)), manage = may("POST /api/v1/users");
	const [edit, setEdit] = useState<User | "new" | null>(null), [ask, setAsk] = useState<{ what: "disable" | "reset"; user: User } | null>(null), [secret, setSecret] = useState<{ name: string; password: string } | null>(null);
	const work = useWork(), locks = useGet<Lockouts>("/lockouts", 30_000).data?.data ?? [], lockOf = (u: User) => locks.find((l) => l.id === u.id);
	const unlock = (id: string, name: string) => work.run(async () => {
		await call("POST", url`/users/${id}/unlock`, { body: {} });
		changed("/lockouts", "/users");
		toast(ts.people.unlocked(name));
	});
	const turn = (u: User, on: boolean) => work.run(async () => {
		/* Whatever else was changed since: this switch says only on or off. */
		const { version } = await call<User>("GET", url`/users/${u.id}`);
		await call("PATCH", url`/users/${u.id}`, { version, body: { is_active: on } });
		changed("/users", "/sessions");
		toast(on ? w.enabled(u.name) : w.disabled(u.name));
		setAsk(null);
	});
	const reset = (u: User) => work.run(async () => {
		const got = await call<{ password: string }>("POST", url`/users/${u.id}/password`, { body: {} });
		changed("/users");
		setAsk(null);
		setSecret({ name: u.name, password: got.password });
	});
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={manage && <Button kind="primary" onClick={() => setEdit("new")}>{w.new}</Button>} />
		<SettingsTabs />
		{locks.length > 0 && <Banner tone="warn" title={ts.people.lockedNow(locks.length)} role="status"><p>{ts.people.lockedHelp}</p><ul class="lock-list">{locks.map((l) => <li key={l.id}><span><b>{l.name}</b> · {ts.people.failures(l.failures)} · {ts.people.locked(clock(l.locked_until))}</span>
			{manage && <Button small busy={work.busy} busyText={ts.people.unlocking} aria-label={`${ts.people.unlock}: ${l.name}`} onClick={() => void unlock(l.id, l.name)}>{ts.people.unlock}</Button>}</li>)}</ul></Banner>}
		<Filters search={<Search label={ts.people.searchLabel} placeholder={ts.people.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<button type="button" class="chip" aria-pressed={all} onClick={() => setQuery({ active: all ? null : "all" })}>{ts.people.inactive}</button>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<User> caption={w.caption} what={w.what} list={list} rowKey={(u) => u.id} rowName={(u) => u.name} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (u) => <span class="two"><span class="medium">{u.name}</span> <span class="muted">{u.email}</span></span> },
			{ key: "roles", title: w.roles, slot: "id", cell: (u) => <span class="plain wrap">{u.roles.map((r) => r.name).join(", ") || t.common.none}</span> },
			{ key: "seen", title: w.seen, wide: true, cell: (u) => <span class={u.last_sign_in_at ? "num" : "muted"}>{u.last_sign_in_at ? instantRow(u.last_sign_in_at) : w.never}</span> },
			{ key: "status", title: w.status, slot: "status", cell: (u) => lockOf(u) ? <Pill tone="warn" icon="key">{ts.people.locked(clock(lockOf(u)!.locked_until))}</Pill> : <Status of={u.is_active ? "active" : "inactive"} /> },
		]} menu={manage ? (u) => <>
			<MenuItem icon="person" onClick={() => setEdit(u)}>{w.edit}</MenuItem>
			{may("POST /api/v1/users/:id/password") && <MenuItem icon="key" onClick={() => setAsk({ what: "reset", user: u })}>{w.reset}</MenuItem>}
			{lockOf(u) && <MenuItem icon="ok" onClick={() => void unlock(u.id, u.name)}>{ts.people.unlock}</MenuItem>}
			<MenuItem icon="open" href={`/settings/sessions?user_id=${u.id}`}>{w.sessions}</MenuItem>
			<hr />
			{u.is_active ? <MenuItem icon="ban" danger onClick={() => setAsk({ what: "disable", user: u })}>{w.disable}</MenuItem> : <MenuItem icon="ok" onClick={() => void turn(u, true)}>{w.enable}</MenuItem>}
		</> : undefined} empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={filters.q ? <Nothing title={w.empty} text={w.emptyHelp} onClear={() => setQuery({ q: null })} /> : undefined} />
		{edit && <Edit user={edit === "new" ? null : edit} onClose={() => setEdit(null)} onSecret={(name, password) => setSecret({ name, password })} />}
		{ask?.what === "disable" && <Confirm title={w.disableTitle(ask.user.name)} text={w.disableText} action={w.disableDo} busyText={w.disabling} busy={work.busy} problem={work.rest} onDo={() => void turn(ask.user, false)} onClose={() => setAsk(null)} />}
		{ask?.what === "reset" && <Confirm title={w.resetTitle(ask.user.name)} text={w.resetText} action={w.resetDo} busyText={w.resetting} busy={work.busy} problem={work.rest} danger={false} onDo={() => void reset(ask.user)} onClose={() => setAsk(null)} />}
		{secret && !edit && <Dialog title={w.secretTitle} onClose={() => setSecret(null)} foot={<Button kind="primary" data-first="" onClick={() => setSecret(null)}>{t.common.close}</Button>}><p>{w.secretText(secret.name)}</p><Secret label={t.login.password} value={secret.password} /></Dialog>}
	</>;
}
