/* What the bell shows; all of it counts as read once it was shown. */
import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import type { Notices } from "../api/types";
import { changed, useGet } from "../app/data";
import { instantRow } from "../app/format";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Bones, Empty, Failed } from "./base";
import { NOTICES } from "./bell";
import { Icon } from "./icons";

const w = ts.bell;
export default function BellList({ onClose }: { onClose: () => void }) {
	const got = useGet<Notices>(NOTICES), all = got.data?.data ?? [], newest = all[0]?.at, fresh = got.data?.unread ?? 0;
	/* What was new when the list was opened stays marked while it is open. */
	const marked = useRef<Set<string> | null>(null);
	if (got.data && !marked.current) marked.current = new Set(all.filter((n) => n.is_new).map((n) => n.id));
	useEffect(() => {
		if (!fresh || !newest) return;
		void call("POST", "/notifications/seen", { body: { at: newest } }).then(() => changed("/notifications"), () => undefined);
	}, [newest]);
	return <>
		<div class="bell-head"><h2>{t.bell.title}</h2><span class="help">{w.all}</span></div>
		{!got.data ? (got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={3} what={w.what} />)
			: !all.length ? <Empty title={w.none} text={w.noneHelp} />
			: <ul class="list bell-list">{all.map((n) => <li key={n.id} data-new={n.is_new || marked.current?.has(n.id) ? "" : undefined}>
				<span class="sign" data-tone={n.severity === "info" ? "info" : n.severity === "warning" ? "warn" : "bad"}><Icon name={n.severity === "info" ? "info" : "alert"} /></span>
				<div class="what">{n.link ? <a href={n.link} onClick={onClose}>{n.text}</a> : <span>{n.text}</span>}<p>{instantRow(n.at)}</p></div></li>)}</ul>}
	</>;
}
