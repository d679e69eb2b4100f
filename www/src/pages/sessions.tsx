import { useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import type { Session } from "../api/types";
import { changed, useList } from "../app/data";
import { instantRow } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { has, me } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Empty, PageHead, useTitle } from "../ui/base";
import { ChoiceChip, MenuItem, toast } from "../ui/float";
import { Confirm, SettingsTabs } from "../ui/settings";
import { Filters, Table } from "../ui/table";
import { useWork } from "../ui/work";

const w = ts.sessions;
/* "Firefox on Linux" says enough; the whole line is in the title. */
function device(agent: string): string {
	const browser = /Edg\//.test(agent) ? "Edge" : /Firefox\//.test(agent) ? "Firefox" : /HeadlessChrome|Chrome\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : agent.split(/[/ ]/)[0] || w.unknown;
	const system = /Windows/.test(agent) ? "Windows" : /iPhone|iPad/.test(agent) ? "iOS" : /Android/.test(agent) ? "Android" : /Mac OS/.test(agent) ? "macOS" : /Linux/.test(agent) ? "Linux" : "";
	return system ? `${browser}, ${system}` : browser;
}
export default function Sessions(_: PageProps) {
	useTitle(t.settings.sessions);
	const q = query.value, all = q.get("all"), user = q.get("user_id");
	const list = useList<Session>(withQuery("/sessions", { all, user_id: user })), [ask, setAsk] = useState<Session | null>(null), work = useWork();
	const end = (s: Session) => work.run(async () => {
		await call("DELETE", url`/sessions/${s.id}`);
		changed("/sessions");
		toast(w.ended);
		setAsk(null);
	});
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		{has("sessions:read") && <Filters chips={<>{user ? <ChoiceChip name={w.user} choices={[[user, list.rows[0]?.user?.name ?? "…"]]} value={user} onPick={() => setQuery({ user_id: null })} />
			: <ChoiceChip name={w.scope} choices={[["true", w.all]]} value={all} onPick={(v) => setQuery({ all: v })} />}</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />}
		<Table<Session> caption={w.caption} what={w.what} list={list} rowKey={(s) => s.id} rowName={(s) => `${s.user?.name ?? me.value!.name}, ${device(s.user_agent)}`} columns={[
			{ key: "who", title: w.user, slot: "who", cell: (s) => <span class="two"><span class="medium">{s.user?.name ?? me.value!.name}</span>{s.id === me.value!.session_id && <> <span class="muted">{w.this}</span></>}</span> },
			{ key: "device", title: w.device, slot: "id", cell: (s) => <span class="plain" title={s.user_agent}>{device(s.user_agent)}</span> },
			{ key: "address", title: w.address, wide: true, cell: (s) => <span class="num">{s.address}</span> },
			{ key: "since", title: w.since, wide: true, cell: (s) => <span class="num">{instantRow(s.created_at)}</span> },
			{ key: "seen", title: w.seen, slot: "status", cell: (s) => <span class="num">{instantRow(s.seen_at)}</span> },
		]} menu={(s) => <MenuItem icon="out" danger onClick={() => setAsk(s)}>{w.end}</MenuItem>} empty={<Empty title={w.empty} text={w.emptyHelp} />} />
		{ask && <Confirm title={w.endTitle} text={w.endText(ask.user?.name ?? me.value!.name)} action={w.end} busyText={w.ending} busy={work.busy} problem={work.rest} onDo={() => void end(ask)} onClose={() => setAsk(null)} />}
	</>;
}
