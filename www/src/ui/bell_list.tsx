/* What the bell shows; all of it counts as read once it was shown. */
import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import type { Alert } from "../api/alerts";
import type { Notices, Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { instantRow } from "../app/format";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { t } from "../strings";
import { alertWords } from "../strings/alerts";
import { ts } from "../strings/settings";
import styles from "../styles/alerts.page.css";
import { Bones, Empty, Failed } from "./base";
import { NOTICES } from "./bell";
import { Icon } from "./icons";

await sheet(styles);
const w = ts.bell, SHOWN = 4;
/* What is beyond its limit now stands above what was told. */
function useLive(): { all: Alert[]; ready: boolean } {
	const path = may("GET /api/v1/alerts") ? "/alerts?state=live&limit=50" : null, got = useGet<Page<Alert>>(path);
	return { all: got.data?.data.filter((a) => a.state !== "snoozed") ?? [], ready: !path || !!got.data || !!got.problem };
}
function Live({ of: all, onClose }: { of: Alert[]; onClose: () => void }) {
	return <section aria-label={alertWords.bellTitle}>
		<p class="bell-group"><span>{alertWords.bellTitle}</span><a class="link" href="/alerts" onClick={onClose}>{all.length > SHOWN ? alertWords.bellMore(all.length - SHOWN) : alertWords.bellAll}</a></p>
		<ul class="list bell-list">{all.slice(0, SHOWN).map((a) => <li key={a.id} data-new={a.state === "new" ? "" : undefined}><span class="sign" data-tone={a.severity === "info" ? "info" : a.severity === "warning" ? "warn" : "bad"}><Icon name={a.severity === "info" ? "info" : "alert"} /></span>
			<div class="what"><a href={`/alerts/${a.id}`} onClick={onClose}>{a.text}</a><p>{[alertWords.severities[a.severity], alertWords.states[a.state], instantRow(a.opened_at)].join(", ")}</p></div></li>)}</ul>
	</section>;
}
export default function BellList({ onClose }: { onClose: () => void }) {
	const got = useGet<Notices>(NOTICES), told = got.data?.data ?? [], newest = told[0]?.at, { all: live, ready } = useLive(), fresh = got.data?.unread ?? 0;
	/* Said above already */
	const all = told.filter((n) => !live.slice(0, SHOWN).some((a) => n.link === `/alerts/${a.id}`));
	/* What was new when the list was opened stays marked while it is open. */
	const marked = useRef<Set<string> | null>(null);
	if (got.data && !marked.current) marked.current = new Set(told.filter((n) => n.is_new).map((n) => n.id));
	useEffect(() => {
		if (!fresh || !newest) return;
		void call("POST", "/notifications/seen", { body: { at: newest } }).then(() => changed("/notifications"), () => undefined);
	}, [newest]);
	return <>
		<div class="bell-head"><h2>{t.bell.title}</h2><span class="help">{w.all}</span></div>
		{ready && live.length > 0 && <><Live of={live} onClose={onClose} />{all.length > 0 && <p class="bell-group"><span>{alertWords.notices}</span></p>}</>}
		{!got.data || !ready ? (got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={3} what={w.what} />)
			: !all.length ? live.length ? null : <Empty title={w.none} text={w.noneHelp} />
			: <ul class="list bell-list">{all.map((n) => <li key={n.id} data-new={n.is_new || marked.current?.has(n.id) ? "" : undefined}>
				<span class="sign" data-tone={n.severity === "info" ? "info" : n.severity === "warning" ? "warn" : "bad"}><Icon name={n.severity === "info" ? "info" : "alert"} /></span>
				<div class="what">{n.link ? <a href={n.link} onClick={onClose}>{n.text}</a> : <span>{n.text}</span>}<p>{instantRow(n.at)}</p></div></li>)}</ul>}
	</>;
}
