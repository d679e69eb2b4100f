/* Who changed what of an account and its consumer. */
import { url, withQuery } from "../api/client";
import type { AccountDetail, Change } from "../api/desk";
import { useChoices } from "../app/choices";
import { useList } from "../app/data";
import { instant, instantZoned } from "../app/format";
import { actionName } from "../strings/actions";
import { changeWords } from "../strings/people";
import { Empty } from "../ui/base";
import { Table } from "../ui/table";
import { shownValue } from "../ui/value";

/* Field by field, what it was and what it is. */
function Fields({ c }: { c: Change }) {
	const w = changeWords, modes = useChoices("payment_mode"), before = (c.before ?? {}) as Record<string, unknown>, after = (c.after ?? {}) as Record<string, unknown>;
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((k) => !/(^|_)id$|version/.test(k));
	if (!names.length) return <span class="muted">{c.reason ?? ""}</span>;
	const shown = (v: unknown, k: string) => (k === "preferred_method" && typeof v === "string" ? modes.name(v) : shownValue(v, k)), empty = (v: unknown) => v === null || v === undefined || v === "";
	return <dl class="before-after">{names.map((k) => <div key={k}><dt>{k.replace(/_minor$/, "").replace(/_/g, " ")}</dt><dd>{!empty(before[k]) && <><s class="struck">{shown(before[k], k)}</s> <span aria-hidden="true">→ </span></>}<span>{k in after && !empty(after[k]) ? shown(after[k], k) : w.empty}</span></dd></div>)}</dl>;
}
export default function ChangesTab({ account: a }: { account: AccountDetail }) {
	const w = changeWords, list = useList<Change>(withQuery(url`/accounts/${a.id}/changes`, {}));
	return <Table<Change> caption={w.caption} what={w.list} list={list} rowKey={(c) => c.id} rowName={(c) => c.action} columns={[
		{ key: "at", title: w.at, slot: "id", cell: (c) => <time class="num plain" dateTime={c.at} title={instantZoned(c.at)}>{instant(c.at)}</time> },
		{ key: "what", title: w.what, slot: "who", cell: (c) => <span class="two two-lines"><span class="medium">{actionName(c.action)}</span></span> },
		{ key: "who", title: w.who, slot: "side", cell: (c) => <span>{c.actor.name}</span> },
		{ key: "from", title: w.from, wide: true, cell: (c) => <span class="muted">{w.channels[c.channel]}</span> },
		{ key: "change", title: w.change, slot: "below", cell: (c) => <Fields c={c} /> },
	]} empty={<Empty title={w.none} text={w.noneHelp} />} />;
}
