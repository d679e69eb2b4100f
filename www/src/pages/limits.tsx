/* What needs another person: for everyone, and where a role's own limit counts instead. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Money, RoleLimit, RoleLimits } from "../api/types";
import { changed, useGet } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Button, Empty, PageHead, Panel, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, MoneyField, Summary, type Faults } from "../ui/form";
import { SettingRows } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.limits;
type Kind = RoleLimit["limits"][number]["kind"];
const typed = (m: Money | null | undefined) => (m ? moneyInput(m.amount) : "");

function Edit({ role, onClose }: { role: RoleLimit; onClose: () => void }) {
	const [alone, setAlone] = useState<Record<string, string>>(Object.fromEntries(role.limits.map((l) => [l.kind, typed(l.alone)])));
	const [approve, setApprove] = useState<Record<string, string>>(Object.fromEntries(role.limits.map((l) => [l.kind, typed(l.approve)])));
	const work = useWork({}, "/role-limits");
	const save = () => {
		const f: Faults = {};
		const read = (kind: Kind, what: "a" | "p", text: string | undefined) => {
			if (!text?.trim()) return null;
			const m = parseMoney(text);
			if ("minor" in m) return moneyOf(m.minor);
			f[`l-${kind}-${what}`] = w.unclear(moneyInput(123450));
			return null;
		};
		const limits = role.limits.map((l) => ({ kind: l.kind, alone: read(l.kind, "a", alone[l.kind]), approve: read(l.kind, "p", approve[l.kind]) }));
		if (work.refuse(f)) return;
		void work.run(async () => {
			await call("PUT", url`/role-limits/${role.id}`, { version: role.version, body: { limits: limits.filter((l) => l.alone || l.approve) } });
			changed("/role-limits", "/tenant");
			toast(w.saved(role.name));
			onClose();
		});
	};
	return <Dialog wide title={w.editTitle(role.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		<fieldset class="check-group"><legend>{w.alone}</legend><p class="help">{w.blank}</p><div class="limit-fields">{role.limits.map((l) =>
			<MoneyField key={l.kind} id={`l-${l.kind}-a`} label={w.kinds[l.kind]!} value={alone[l.kind] ?? ""} onValue={(v) => setAlone({ ...alone, [l.kind]: v })} error={work.faults[`l-${l.kind}-a`]} />)}</div></fieldset>
		{role.approves && <fieldset class="check-group"><legend>{w.approve}</legend><p class="help">{w.blankApprove}</p><div class="limit-fields">{role.limits.map((l) =>
			<MoneyField key={l.kind} id={`l-${l.kind}-p`} label={w.kinds[l.kind]!} value={approve[l.kind] ?? ""} onValue={(v) => setApprove({ ...approve, [l.kind]: v })} error={work.faults[`l-${l.kind}-p`]} />)}</div></fieldset>}
	</Dialog>;
}

/* In a cell: two lines, what is done alone and what is approved. */
const Cell = ({ role, kind }: { role: RoleLimit; kind: Kind }) => {
	const l = role.limits.find((x) => x.kind === kind)!;
	return <span class="limit-cell"><span class={l.alone ? "num medium" : "muted"}>{l.alone ? money(l.alone) : w.asAll}</span>
		{role.approves && <span class="help num">{l.approve ? w.approvesTo(money(l.approve)) : w.approvesAny}</span>}</span>;
};
const told = (r: RoleLimit) => r.limits.filter((l) => l.alone || l.approve).map((l) => `${w.kinds[l.kind]} ${[l.alone && money(l.alone), l.approve && `(${money(l.approve)})`].filter(Boolean).join(" ")}`).join(", ") || w.none;

export default function Limits(_: PageProps) {
	useTitle(t.settings.limits);
	const got = useGet<RoleLimits>("/role-limits"), [edit, setEdit] = useState<RoleLimit | null>(null);
	const list = { ...got, data: got.data && { data: got.data.data, next_cursor: null }, rows: got.data?.data ?? [], more: null, loadingMore: false };
	const order: Kind[] = ["void", "overpayment", "credit_note", "waiver", "correction"];
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Panel title={w.tenant} icon="stamp"><p class="panel-lead">{w.tenantHelp}</p><SettingRows names={["void_limit", "overpayment_limit", "credit_note_limit", "waiver_limit", "correction_limit", "adjustment_limit", "rebill_limit"]} /></Panel>
		<div class="section-head"><div><h2 class="t16">{w.roles}</h2><p class="help">{w.rolesHelp}</p></div></div>
		<div class="limits-table"><Table<RoleLimit> caption={w.caption} what={w.what} list={list} rowKey={(r) => r.id} rowName={(r) => r.name} columns={[
			{ key: "who", title: w.role, slot: "who", cell: (r) => <span class="two"><span class="medium">{r.name}</span></span> },
			{ key: "all", title: w.what, slot: "id", cell: (r) => <span class="plain wrap">{told(r)}</span> },
			...order.map((kind) => ({ key: kind, title: w.kinds[kind]!, right: true, cell: (r: RoleLimit) => <Cell role={r} kind={kind} /> })),
		]} menu={may("PUT /api/v1/role-limits/:id") ? (r) => <MenuItem icon="pencil" onClick={() => setEdit(r)}>{w.edit}</MenuItem> : undefined} empty={<Empty title={w.what} />} /></div>
		<Panel title={w.rules} icon="sliders"><SettingRows names={["approvals_allowed", "approval_days", "second_check_above", "payment_cap"]} /></Panel>
		<Panel title={w.credit} icon="note"><SettingRows names={["credit_note_days", "plan_floor", "plan_instalments"]} /></Panel>
		{edit && <Edit key={edit.id} role={edit} onClose={() => setEdit(null)} />}
	</>;
}
