import { useState } from "preact/hooks";
import type { Setting } from "../api/types";
import { useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Empty, PageHead, useTitle } from "../ui/base";
import { MenuItem } from "../ui/float";
import { EditSetting, shown } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";

const w = ts.values;
export default function Values(_: PageProps) {
	useTitle(t.settings.values);
	const list = useList<Setting>("/settings"), [edit, setEdit] = useState<Setting | null>(null), mayChange = may("PUT /api/v1/settings/:name");
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Table<Setting> caption={w.caption} what={w.what} list={list} rowKey={(s) => s.name} rowName={(s) => s.description} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (s) => <span class="two two-lines"><span class="medium">{s.description}</span></span> },
			{ key: "name", title: w.key, slot: "id", cell: (s) => <span class="plain muted mono">{s.name}</span> },
			{ key: "value", title: w.value, slot: "side", cell: (s) => <span class="wrap">{shown(s)}</span> },
			{ key: "default", title: w.default, wide: true, cell: (s) => <span class="muted">{s.is_default ? w.isDefault : shown(s, s.default)}</span> },
		]} menu={mayChange ? (s) => <MenuItem icon="sliders" onClick={() => setEdit(s)}>{w.edit}</MenuItem> : undefined} empty={<Empty title={w.caption} />} />
		{edit && <EditSetting s={edit} onClose={() => setEdit(null)} />}
	</>;
}
