/* GL codes: those that Billport posts to by itself, and the tenant's own. */
import { useState } from "preact/hooks";
import type { GlCode } from "../api/tariffs";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { GlList, NewGlCode } from "../billing/gl_list";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { PageHead, useTitle } from "../ui/base";
import { SettingsTabs } from "../ui/settings";

const w = tariffWords.gl;
export default function GlCodes(_: PageProps) {
	useTitle(w.title);
	const [edit, setEdit] = useState<GlCode | "new" | null>(null);
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={<NewGlCode onEdit={setEdit} />} />
		<SettingsTabs />
		<GlList get={(name) => query.value.get(name)} set={setQuery} edit={edit} onEdit={setEdit} />
	</>;
}
