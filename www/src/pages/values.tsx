import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Setting } from "../api/types";
import { changed, useList } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { Button, Empty, PageHead, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, MoneyField, SelectField, TextArea, TextField } from "../ui/form";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = t.settings.values;
function shown(s: Setting, value = s.value) {
	if (s.type === "money") return money(moneyOf(Number(value)));
	if (s.type === "flag") return value === "true" ? w.on : w.off;
	return value || t.common.none;
}
function Edit({ s, onClose }: { s: Setting; onClose: () => void }) {
	const [value, setValue] = useState(s.type === "money" ? moneyInput(Number(s.value)) : s.value), work = useWork({ "/value": "s-value" }, "/settings");
	const save = () => {
		let send = value.trim();
		if (s.type === "money") {
			const m = parseMoney(value);
			if (work.refuse("minor" in m ? {} : { "s-value": t.record.faults.amountUnclear(moneyInput(123450)) })) return;
			send = String((m as { minor: number }).minor);
		}
		void work.run(async () => {
			await call("PUT", url`/settings/${s.name}`, { version: s.version, body: { value: send } });
			changed("/settings");
			toast(w.saved(s.description));
			onClose();
		});
	};
	const field = { id: "s-value", label: s.description, error: work.faults["s-value"], value, onValue: setValue };
	return <Dialog title={w.editTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		{s.type === "money" ? <MoneyField {...field} /> : s.type === "flag" ? <SelectField {...field} options={[["true", w.on], ["false", w.off]]} />
			: s.type === "choice" ? <SelectField {...field} options={s.check.split("|").map((c): [string, string] => [c, c])} />
			: s.type === "text" ? <TextArea {...field} rows={3} maxLength={500} /> : <TextField {...field} autoComplete="off" help={s.type === "number_format" ? w.numberHelp : s.check.replace("..", " – ")} />}
		<p class="help">{w.default}: {shown(s, s.default)}</p>
	</Dialog>;
}
export default function Values(_: PageProps) {
	useTitle(w.title);
	const list = useList<Setting>("/settings"), [edit, setEdit] = useState<Setting | null>(null), mayChange = may("PUT /api/v1/settings/:name");
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Table<Setting> caption={w.caption} what={w.what} list={list} rowKey={(s) => s.name} rowName={(s) => s.description} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (s) => <span class="two two-lines"><span class="medium">{s.description}</span></span> },
			{ key: "name", title: w.key, slot: "id", cell: (s) => <span class="plain muted mono">{s.name}</span> },
			{ key: "value", title: w.value, slot: "side", cell: (s) => <span class="wrap">{shown(s)}</span> },
			{ key: "default", title: w.default, wide: true, cell: (s) => <span class="muted">{s.is_default ? w.isDefault : shown(s, s.default)}</span> },
		]} menu={mayChange ? (s) => <MenuItem icon="sliders" onClick={() => setEdit(s)}>{w.edit}</MenuItem> : undefined} empty={<Empty title={w.title} />} />
		{edit && <Edit s={edit} onClose={() => setEdit(null)} />}
	</>;
}
