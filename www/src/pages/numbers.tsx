/* How documents are numbered, with the next numbers shown while a format is typed. */
import { useEffect, useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { FormatPreview, Setting } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Button, Empty, PageHead, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, TextField } from "../ui/form";
import { labelOf } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.numbers;
const previewPath = (name: string, value: string) => `${url`/settings/${name}/preview`}?value=${encodeURIComponent(value)}`;
const Nexts = ({ of }: { of: string[] }) => <span class="nexts">{of.map((n) => <code key={n}>{n}</code>)}</span>;

function Edit({ s, onClose }: { s: Setting; onClose: () => void }) {
	const [value, setValue] = useState(s.value), [asked, setAsked] = useState(s.value), work = useWork({ "/value": "n-value" }, "/settings");
	useEffect(() => { const timer = setTimeout(() => setAsked(value.trim()), 250); return () => clearTimeout(timer); }, [value]);
	const got = useGet<FormatPreview>(asked ? previewPath(s.name, asked) : null), p = got.data && got.data.value === value.trim() ? got.data : null;
	const wrong = p?.fault ?? (p?.collides_with ? w.collides(p.collides_with) : undefined);
	const save = () => {
		if (work.refuse(wrong || !value.trim() ? { "n-value": wrong ?? ts.values.needed } : {})) return;
		void work.run(async () => {
			await call("PUT", url`/settings/${s.name}`, { version: s.version, body: { value: value.trim() } });
			changed("/settings", "/tenant");
			toast(w.saved(labelOf(s)));
			onClose();
		});
	};
	return <Dialog title={w.editTitle(labelOf(s))} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		<TextField id="n-value" label={w.label} value={value} onValue={setValue} error={wrong ?? work.faults["n-value"]} help={w.help} maxLength={200} autoComplete="off" spellcheck={false} />
		<div class="field"><span class="label" id="n-next">{w.preview}</span>
			<output class="derived next-numbers" aria-labelledby="n-next" for="n-value">{p && !p.fault ? <Nexts of={p.next} /> : <span class="muted">{p ? t.common.none : w.looking}</span>}</output></div>
		<p class="help">{w.note}</p>
	</Dialog>;
}
function Preview({ s }: { s: Setting }) {
	const p = useGet<FormatPreview>(previewPath(s.name, s.value)).data;
	return p ? <Nexts of={p.next} /> : <span class="muted">…</span>;
}
export default function Numbers(_: PageProps) {
	useTitle(t.settings.numbers);
	const all = useList<Setting>("/settings"), [edit, setEdit] = useState<Setting | null>(null);
	const rows = all.rows.filter((s) => s.type === "number_format"), list = { ...all, rows };
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Table<Setting> caption={w.caption} what={w.what} list={list} rowKey={(s) => s.name} rowName={labelOf} columns={[
			{ key: "who", title: w.of, slot: "who", cell: (s) => <span class="two"><span class="medium">{labelOf(s)}</span></span> },
			{ key: "format", title: w.format, slot: "side", cell: (s) => <code class="mono">{s.value}</code> },
			{ key: "next", title: w.next, slot: "id", cell: (s) => <span class="plain"><Preview s={s} /></span> },
		]} menu={may("PUT /api/v1/settings/:name") ? (s) => <MenuItem icon="pencil" onClick={() => setEdit(s)}>{w.edit}</MenuItem> : undefined} empty={<Empty title={w.what} />} />
		<p class="help">{w.note}</p>
		{edit && <Edit s={edit} onClose={() => setEdit(null)} />}
	</>;
}
