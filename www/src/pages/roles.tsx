import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Page, Permission, Role } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { has, may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Bones, Button, Empty, PageHead, Panel, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { CheckLine, FormProblem, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { Confirm, SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.roles;
const byGroup = (all: Permission[]) => [...new Set(all.map((p) => p.name.split(":")[0]!))].map((g): [string, Permission[]] => [w.groups[g] ?? g, all.filter((p) => p.name.startsWith(`${g}:`))]);

/* Nobody grants what he lacks: such a box is shown, and can't be changed. */
export function PermissionBoxes({ all, chosen, onChange, readOnly }: { all: Permission[]; chosen: Set<string>; onChange: (s: Set<string>) => void; readOnly?: boolean }) {
	return <div class="permission-boxes">{byGroup(all).map(([group, list]) => <fieldset class="check-group" key={group}><legend>{group}</legend>
		{list.map((p) => <CheckLine key={p.name} label={p.description} help={p.name} checked={chosen.has(p.name)} disabled={readOnly || (!has(p.name) && !p.name.endsWith("_own"))}
			onValue={(on) => { const n = new Set(chosen); if (on) n.add(p.name); else n.delete(p.name); onChange(n); }} />)}</fieldset>)}</div>;
}

function Edit({ role, all, onClose }: { role: Role | null; all: Permission[]; onClose: () => void }) {
	const [name, setName] = useState(role?.name ?? ""), [chosen, setChosen] = useState(new Set(role?.permissions));
	const work = useWork({ "/name": "r-name" }, "/roles"), readOnly = !may("PATCH /api/v1/roles/:id");
	const save = () => {
		if (readOnly) { onClose(); return; }
		if (work.refuse(name.trim() ? {} : { "r-name": w.nameNeeded })) return;
		void work.run(async () => {
			const body = { ...(role?.is_built_in ? {} : { name: name.trim() }), permissions: [...chosen] };
			if (role) await call("PATCH", url`/roles/${role.id}`, { version: role.version, body });
			else await call("POST", "/roles", { body });
			changed("/roles", "/users");
			toast(w.saved(name.trim()));
			onClose();
		});
	};
	return <Dialog wide title={role ? (readOnly ? w.seeTitle(role.name) : w.editTitle(role.name)) : w.addTitle} onClose={onClose} onSubmit={save}
		foot={readOnly ? <Button onClick={onClose}>{t.common.close}</Button> : <><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{role ? t.common.save : w.addDo}</Button></>}>
		<FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		{!role?.is_built_in && <TextField id="r-name" label={w.name} value={name} onValue={setName} error={work.faults["r-name"]} maxLength={80} autoComplete="off" />}
		<PermissionBoxes all={all} chosen={chosen} onChange={setChosen} readOnly={readOnly} />
	</Dialog>;
}

export default function Roles(_: PageProps) {
	useTitle(t.settings.roles);
	const list = useList<Role>("/roles"), all = useGet<Page<Permission>>("/permissions"), manage = may("POST /api/v1/roles");
	const [edit, setEdit] = useState<Role | "new" | null>(null), [ask, setAsk] = useState<Role | null>(null), work = useWork();
	const remove = (r: Role) => work.run(async () => {
		await call("DELETE", url`/roles/${r.id}`, { version: r.version });
		changed("/roles", "/users");
		toast(w.removed(r.name));
		setAsk(null);
	});
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={manage && <Button kind="primary" onClick={() => setEdit("new")}>{w.new}</Button>} />
		<SettingsTabs />
		<Table<Role> caption={w.caption} what={w.what} list={list} rowKey={(r) => r.id} rowName={(r) => r.name} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (r) => <span class="two"><span class="medium">{r.name}</span></span> },
			{ key: "permissions", title: w.permissions, slot: "id", cell: (r) => <span class="plain">{w.count(r.permissions.length)}</span> },
			{ key: "kind", title: t.payments.type, slot: "status", cell: (r) => <span class="muted">{r.is_built_in ? w.builtIn : w.own}</span> },
		]} menu={(r) => <>
			<MenuItem icon={manage ? "sliders" : "eye"} onClick={() => setEdit(r)}>{manage ? w.edit : w.see}</MenuItem>
			{manage && !r.is_built_in && <><hr /><MenuItem icon="ban" danger onClick={() => setAsk(r)}>{w.remove}</MenuItem></>}
		</>} empty={<Empty title={w.caption} />} />
		<Panel title={w.matrix} icon="key">{!all.data || !list.data ? <Bones rows={6} what={w.matrix} /> : <div class="matrix-wrap" tabIndex={0} role="region" aria-label={w.matrixCaption}><table class="table table-plain matrix"><caption class="vh">{w.matrixCaption}</caption>
			<thead><tr><th scope="col">{w.permission}</th>{list.rows.map((r) => <th scope="col" key={r.id} class="tilt">{r.name}</th>)}</tr></thead>
			{byGroup(all.data.data).map(([group, permissions]) => <tbody key={group}>{permissions.map((p) => <tr key={p.name}><th scope="row">{p.description}</th>
				{list.rows.map((r) => <td key={r.id}>{r.permissions.includes(p.name) ? <span class="yes"><Icon name="check" /><span class="vh">{w.has}</span></span> : <span class="vh">{w.hasNot}</span>}</td>)}</tr>)}</tbody>)}
		</table></div>}</Panel>
		{edit && all.data && <Edit role={edit === "new" ? null : edit} all={all.data.data} onClose={() => setEdit(null)} />}
		{ask && <Confirm title={w.removeTitle(ask.name)} text={w.removeText} action={w.removeDo} busyText={w.removing} busy={work.busy} problem={work.rest} onDo={() => void remove(ask)} onClose={() => setAsk(null)} />}
	</>;
}
