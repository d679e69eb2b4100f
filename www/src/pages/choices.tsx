/* What clerks choose from: payment modes, channels, reasons.  Reordered, renamed, switched off, never deleted. */
import { useState } from "preact/hooks";
import { ApiError, call, url } from "../api/client";
import type { Choice, Page } from "../api/types";
import { changed, put, useGet } from "../app/data";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Bones, Button, Failed, PageHead, Panel, Pill, problemText, Say, useTitle } from "../ui/base";
import { Dialog, Menu, MenuItem, toast } from "../ui/float";
import { CheckLine, FormProblem, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { SettingRows } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";
import { useWork } from "../ui/work";

const w = ts.lists;
type List = Choice["list"];
const kinds: Partial<Record<List, string[]>> = { payment_mode: ["cash", "card", "cheque", "transfer", "other"], payment_channel: ["counter", "phone", "mail", "field", "online"] };
const path = (list: List) => `/choices?list=${list}`;

function Edit({ list, c, onClose }: { list: List; c: Choice | null; onClose: () => void }) {
	const [name, setName] = useState(c?.name ?? ""), [kind, setKind] = useState(c?.kind ?? (list === "payment_mode" ? "other" : kinds[list]?.[0] ?? "")), [ref, setRef] = useState(c?.needs_reference ?? false);
	const work = useWork({ "/name": "c-name", "/kind": "c-kind" }, "/choices"), isMode = list === "payment_mode";
	const save = () => {
		if (work.refuse(name.trim() ? {} : { "c-name": w.nameNeeded })) return;
		void work.run(async () => {
			const more = isMode ? { needs_reference: ref } : {};
			if (c) await call("PATCH", url`/choices/${c.id}`, { version: c.version, body: { name: name.trim(), ...more } });
			else await call("POST", "/choices", { body: { list, name: name.trim(), ...(kinds[list] ? { kind } : {}), ...more } });
			changed("/choices", "/counter", "/tenant");
			toast(c ? w.saved(name.trim()) : w.added(name.trim()));
			onClose();
		});
	};
	return <Dialog title={c ? w.editTitle(c.name) : w.addTitle(w.titles[list]!.toLowerCase())} onClose={onClose} onSubmit={save}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={c ? t.common.saving : w.adding}>{c ? t.common.save : w.addDo}</Button></>}>
		<FormProblem title={t.problem.title(c ? t.common.save : w.addDo)} problem={work.rest} />
		<TextField id="c-name" label={w.name} value={name} onValue={setName} error={work.faults["c-name"]} maxLength={80} autoComplete="off" help={c ? w.code(c.code) : undefined} />
		{!c && kinds[list] && <SelectField id="c-kind" label={w.kind} value={kind} onValue={setKind} error={work.faults["c-kind"]} options={kinds[list]!.map((k): [string, string] => [k, w.kinds[k]!])} />}
		{isMode && <CheckLine label={w.reference} help={w.referenceHelp} checked={ref} onValue={setRef} />}
	</Dialog>;
}

function ListPanel({ list }: { list: List }) {
	const got = useGet<Page<Choice>>(path(list)), mayChange = may("POST /api/v1/choices");
	const [edit, setEdit] = useState<Choice | "new" | null>(null), [said, setSaid] = useState(""), items = got.data?.data ?? [];
	const told = (e: unknown) => {
		if (!(e instanceof ApiError)) throw e;
		changed("/choices");
		toast(t.problem.title(w.titles[list]!), { text: problemText(e.problem), bad: true });
	};
	/* Shown at once; the server's word counts. */
	const move = async (i: number, by: number) => {
		const next = [...items], [c] = next.splice(i, 1);
		next.splice(i + by, 0, c!);
		put(path(list), { data: next });
		setSaid(w.moved(c!.name, i + by + 1, next.length));
		try { await call("PUT", "/choices/order", { body: { list, ids: next.map((x) => x.id) } }); changed("/counter"); } catch (e) { told(e); }
	};
	const turn = async (c: Choice) => {
		try {
			await call("PATCH", url`/choices/${c.id}`, { version: c.version, body: { is_active: !c.is_active } });
			changed("/choices", "/counter", "/tenant");
			toast(c.is_active ? w.switchedOff(c.name) : w.switchedOn(c.name));
		} catch (e) { told(e); }
	};
	const detail = (c: Choice) => [c.kind && w.kinds[c.kind] !== c.name && w.kinds[c.kind], c.needs_reference && w.withReference].filter(Boolean).join(" · ");
	return <Panel title={w.titles[list]!} id={`list-${list}`} end={mayChange && <Button small icon="plus" aria-label={w.addTitle(w.titles[list]!.toLowerCase())} onClick={() => setEdit("new")}>{w.add}</Button>}>
		<p class="panel-lead">{w.helps[list]}</p>
		{!got.data ? (got.problem ? <Failed what={w.titles[list]!} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.titles[list]!} />) : <ol class="choice-list">{items.map((c, i) => <li key={c.id} data-off={c.is_active ? undefined : ""}>
			<span class="choice-name"><span class="medium">{c.name}</span>{detail(c) && <span class="help">{detail(c)}</span>}</span>
			{!c.is_active && <Pill tone="still" icon="ban">{w.isOff}</Pill>}
			{mayChange && <span class="choice-acts">
				<button type="button" class="icon-btn icon-btn-small turn-up" aria-label={w.up(c.name)} aria-disabled={i === 0 ? "true" : undefined} onClick={() => { if (i > 0) void move(i, -1); }}><Icon name="down" /></button>
				<button type="button" class="icon-btn icon-btn-small" aria-label={w.down(c.name)} aria-disabled={i === items.length - 1 ? "true" : undefined} onClick={() => { if (i < items.length - 1) void move(i, 1); }}><Icon name="down" /></button>
				<Menu label={t.common.actionsFor(c.name)} class="icon-btn icon-btn-small" button={<Icon name="more" />}>{() => <>
					<MenuItem icon="pencil" onClick={() => setEdit(c)}>{w.rename}</MenuItem>
					<MenuItem icon={c.is_active ? "ban" : "ok"} onClick={() => void turn(c)}>{c.is_active ? w.off : w.on}</MenuItem></>}</Menu></span>}
		</li>)}</ol>}
		<Say text={said} />
		{edit && <Edit list={list} c={edit === "new" ? null : edit} onClose={() => setEdit(null)} />}
	</Panel>;
}

export default function Choices(_: PageProps) {
	useTitle(t.settings.counter);
	const lists: List[] = ["payment_mode", "payment_channel", "void_reason", "credit_reason", "waive_reason", "adjust_reason", "decision_reason"];
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Panel title={w.counterRules} icon="sliders"><SettingRows names={["caller_check", "duplicate_days", "drawer_float"]} /></Panel>
		<div class="set-cols">{lists.map((l) => <ListPanel key={l} list={l} />)}</div>
		<p class="help">{w.codeHelp}</p>
	</>;
}
