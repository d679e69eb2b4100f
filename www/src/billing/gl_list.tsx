/* GL codes as a list that is worked on: on a page of its own, or over another one. */
import { ApiError, call, url, withQuery } from "../api/client";
import { useState } from "preact/hooks";
import type { GlCode } from "../api/tariffs";
import { changed, useList } from "../app/data";
import { may } from "../app/session";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button, Empty, problemText, Status } from "../ui/base";
import { ChoiceChip, Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = tariffWords.gl;
function Edit({ g, onClose, onSaid }: { g: GlCode | null; onClose: () => void; onSaid: (text: string) => void }) {
	const [code, setCode] = useState(""), [name, setName] = useState(g?.name ?? ""), [kind, setKind] = useState("revenue"), work = useWork({ "/code": "g-code", "/name": "g-name", "/kind": "g-kind" }, "/gl-codes");
	const save = () => {
		const f: Faults = {};
		if (!g && !/^[A-Za-z0-9.-]{1,16}$/.test(code)) f["g-code"] = w.codeNeeded;
		if (!name.trim()) f["g-name"] = w.nameNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			if (g) await call("PATCH", url`/gl-codes/${g.code}`, { version: g.version, body: { name: name.trim() } });
			else await call("POST", "/gl-codes", { body: { code, name: name.trim(), kind } });
			changed("/gl-codes");
			onClose();
			onSaid(g ? w.saved(g.code) : w.added(code));
		});
	};
	return <Dialog title={g ? w.editTitle(g.code) : w.new} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={g ? t.common.saving : w.adding}>{g ? t.common.save : w.add}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(g ? t.common.save : w.add)} problem={work.rest} />
		{!g && <TextField id="g-code" label={w.code} help={w.codeHelp} value={code} onValue={setCode} error={work.faults["g-code"]} maxLength={16} autoComplete="off" spellcheck={false} />}
		<TextField id="g-name" label={w.name} value={name} onValue={setName} error={work.faults["g-name"]} maxLength={80} autoComplete="off" />
		{!g && <SelectField id="g-kind" label={w.kind} help={w.kindHelp} value={kind} onValue={setKind} options={Object.entries(w.kinds)} />}
	</Dialog>;
}
type Name = "q" | "kind" | "active";
/* Where the filters stand, which code is being edited, and who says what was done. */
interface Props { get: (name: Name) => string | null; set: (changes: Partial<Record<Name, string | null>>) => void; edit: GlCode | "new" | null; onEdit: (g: GlCode | "new" | null) => void; onSaid?: (text: string) => void }
export const glWrites = () => may("POST /api/v1/gl-codes");
export const NewGlCode = ({ onEdit }: Pick<Props, "onEdit">) => glWrites() ? <Button kind="primary" icon="plus" onClick={() => onEdit("new")}>{w.new}</Button> : null;
export function GlList({ get, set, edit, onEdit, onSaid = toast }: Props) {
	const filters = { q: get("q"), kind: get("kind"), active: get("active") }, list = useList<GlCode>(withQuery("/gl-codes", filters)), any = Object.values(filters).some(Boolean), writes = glWrites();
	const turn = async (g: GlCode) => {
		try {
			await call("PATCH", url`/gl-codes/${g.code}`, { version: g.version, body: { is_active: !g.is_active } });
			onSaid(g.is_active ? w.isOff(g.code) : w.isOn(g.code));
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			toast(t.problem.title(w.turnOff), { text: problemText(e.problem), bad: true });
		}
		changed("/gl-codes");
	};
	return <>
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => set({ q: v })} />}
			chips={<><ChoiceChip name={w.kind} choices={Object.entries(w.kinds)} value={filters.kind} onPick={(v) => set({ kind: v })} /><ChoiceChip name={w.state} choices={[["true", w.on], ["false", w.off]]} value={filters.active} onPick={(v) => set({ active: v })} /></>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, false)} />
		<Table<GlCode> caption={w.caption} what={w.what} list={list} rowKey={(g) => g.code} rowName={(g) => `${g.code} ${g.name}`} columns={[
			{ key: "code", title: w.code, slot: "id", cell: (g) => <span class="mono plain">{g.code}</span> },
			{ key: "who", title: w.name, slot: "who", cell: (g) => g.name },
			{ key: "kind", title: w.kind, wide: true, cell: (g) => w.kinds[g.kind] },
			{ key: "purpose", title: w.purpose, slot: "side", cell: (g) => (g.purpose ? w.purposes[g.purpose] ?? g.purpose : <span class="muted">{w.own}</span>) },
			{ key: "tariffs", title: w.tariffs, wide: true, right: true, cell: (g) => (g.tariffs ? String(g.tariffs) : <span class="muted">0</span>) },
			{ key: "used", title: w.used, wide: true, right: true, cell: (g) => (g.used ? w.usedMore(g.used) : <span class="muted">0</span>) },
			{ key: "status", title: w.state, slot: "status", cell: (g) => <Status of={g.is_active ? "active" : "inactive"} word={g.is_active ? w.on : w.off} /> },
		]} menu={writes ? (g) => <><MenuItem icon="pencil" onClick={() => onEdit(g)}>{w.rename}</MenuItem>{!g.purpose && <MenuItem icon={g.is_active ? "ban" : "ok"} onClick={() => void turn(g)}>{g.is_active ? w.turnOff : w.turnOn}</MenuItem>}</> : undefined}
			empty={<Empty title={w.empty} text={w.emptyHelp}><NewGlCode onEdit={onEdit} /></Empty>} filtered={any ? <Nothing title={w.empty} text={w.emptyHelp} onClear={() => set({ q: null, kind: null, active: null })} /> : undefined} />
		{edit && <Edit g={edit === "new" ? null : edit} onSaid={onSaid} onClose={() => onEdit(null)} />}
	</>;
}
