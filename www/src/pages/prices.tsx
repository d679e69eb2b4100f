import { useState } from "preact/hooks";
import { ApiError, call, url } from "../api/client";
import type { Price } from "../api/types";
import { changed, useList } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney } from "../app/format";
import type { PageProps } from "../app/pages";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Button, Empty, PageHead, problemText, Status, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, MoneyField, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.prices;
const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 16);

function Edit({ p, onClose }: { p: Price | null; onClose: () => void }) {
	const [name, setName] = useState(p?.name ?? ""), [code, setCode] = useState<string | null>(p?.code ?? null), [kind, setKind] = useState<string>(p?.kind ?? "service"), [amount, setAmount] = useState(p ? moneyInput(p.amount.amount) : ""), [due, setDue] = useState(String(p?.due_days ?? 14));
	const work = useWork({ "/name": "p-name", "/code": "p-code", "/amount": "p-amount", "/amount/amount": "p-amount", "/due_days": "p-due" }, "/prices");
	const save = () => {
		const f: Faults = {}, m = parseMoney(amount), days = Number(due), c = code ?? slug(name);
		if (!name.trim()) f["p-name"] = w.nameNeeded;
		if (!p && !/^[a-z0-9_-]{1,16}$/.test(c)) f["p-code"] = w.codeNeeded;
		if (!("minor" in m)) f["p-amount"] = w.amountNeeded(moneyInput(3500)); else if (!m.minor) f["p-amount"] = w.amountZero;
		if (!/^\d+$/.test(due.trim()) || days > 365) f["p-due"] = w.dueFault;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const body = { name: name.trim(), amount: moneyOf((m as { minor: number }).minor), due_days: days };
			if (p) await call("PATCH", url`/prices/${p.id}`, { version: p.version, body });
			else await call("POST", "/prices", { body: { ...body, code: c, kind } });
			changed("/prices", "/tenant");
			toast(p ? w.saved(name.trim()) : w.added(name.trim()));
			onClose();
		});
	};
	return <Dialog title={p ? w.editTitle(p.name) : w.addTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={p ? t.common.saving : w.adding}>{p ? t.common.save : w.addDo}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(p ? t.common.save : w.addDo)} problem={work.rest} />
		<TextField id="p-name" label={w.name} value={name} onValue={setName} error={work.faults["p-name"]} maxLength={80} autoComplete="off" />
		{!p && <TextField id="p-code" label={w.code} help={w.codeHelp} value={code ?? slug(name)} onValue={setCode} error={work.faults["p-code"]} maxLength={16} autoComplete="off" spellcheck={false} />}
		{!p && <SelectField id="p-kind" label={w.kind} value={kind} onValue={setKind} options={Object.entries(w.kinds)} />}
		<div class="pair"><MoneyField id="p-amount" label={w.amount} value={amount} onValue={setAmount} error={work.faults["p-amount"]} />
			<TextField id="p-due" label={w.dueLabel} value={due} onValue={setDue} error={work.faults["p-due"]} inputMode="numeric" maxLength={3} autoComplete="off" /></div>
		{p && <p class="help">{w.note}</p>}
	</Dialog>;
}
export default function Prices(_: PageProps) {
	useTitle(t.settings.prices);
	const list = useList<Price>("/prices"), [edit, setEdit] = useState<Price | "new" | null>(null);
	const turn = async (p: Price) => {
		try {
			await call("PATCH", url`/prices/${p.id}`, { version: p.version, body: { is_active: !p.is_active } });
			toast(p.is_active ? w.switchedOff(p.name) : w.switchedOn(p.name));
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			toast(t.problem.title(p.name), { text: problemText(e.problem), bad: true });
		}
		changed("/prices", "/tenant");
	};
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={<Button kind="primary" onClick={() => setEdit("new")}>{w.new}</Button>} />
		<SettingsTabs />
		<Table<Price> caption={w.caption} what={w.what} list={list} rowKey={(p) => p.id} rowName={(p) => p.name} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (p) => <span class="two"><span class="medium">{p.name}</span> <span class="muted mono">{p.code}</span></span> },
			{ key: "kind", title: w.kind, slot: "id", cell: (p) => <span class="plain">{w.kinds[p.kind]}</span> },
			{ key: "due", title: w.due, wide: true, cell: (p) => w.days(p.due_days) },
			{ key: "status", title: w.status, slot: "status", cell: (p) => <Status of={p.is_active ? "active" : "inactive"} word={p.is_active ? undefined : ts.lists.isOff} /> },
			{ key: "amount", title: w.amount, slot: "amount", cell: (p) => money(p.amount) },
		]} menu={(p) => <><MenuItem icon="pencil" onClick={() => setEdit(p)}>{w.edit}</MenuItem><MenuItem icon={p.is_active ? "ban" : "ok"} onClick={() => void turn(p)}>{p.is_active ? w.off : w.on}</MenuItem></>}
			empty={<Empty title={w.empty} text={w.emptyHelp}><Button kind="primary" onClick={() => setEdit("new")}>{w.new}</Button></Empty>} />
		{edit && <Edit p={edit === "new" ? null : edit} onClose={() => setEdit(null)} />}
	</>;
}
