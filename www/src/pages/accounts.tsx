import { withQuery } from "../api/client";
import type { Account } from "../api/types";
import { useList } from "../app/data";
import { money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { Empty, PageHead, Status, useTitle } from "../ui/base";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Filters, Nothing, Search, Table } from "../ui/table";

const w = t.accounts;
export default function Accounts(_: PageProps) {
	useTitle(w.title);
	const q = query.value, filters = { q: q.get("q"), status: q.get("status") };
	const list = useList<Account>(withQuery("/accounts", filters));
	const any = filters.q || filters.status;
	return <>
		<PageHead title={w.title} lead={w.lead} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<ChoiceChip name={w.status} choices={[["active", t.status.active!], ["closed", t.status.closed!]]} value={filters.status} onPick={(v) => setQuery({ status: v })} />}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Account> caption={w.caption} what={w.list} list={list} rowKey={(a) => a.id} rowName={(a) => a.number} columns={[
			{ key: "id", title: w.number, slot: "id", cell: (a) => <a href={`/accounts/${a.id}`}>{a.number}</a> },
			{ key: "who", title: w.consumer, slot: "who", cell: (a) => <span class="two"><b class="medium">{a.consumer.name}</b> <span class="muted">{a.street}</span></span> },
			{ key: "zone", title: w.zone, wide: true, cell: (a) => a.zone.name },
			{ key: "class", title: w.class, wide: true, cell: (a) => w.classes[a.class] ?? a.class },
			{ key: "owed", title: w.owed, slot: "amount", cell: (a) => <span class={a.owed.amount ? undefined : "muted"}>{money(a.owed)}</span> },
			{ key: "status", title: w.status, slot: "status", cell: (a) => <Status of={a.status} /> },
		]} menu={(a) => <>
			<MenuItem icon="eye" href={`/accounts/${a.id}`}>{w.view}</MenuItem>
			{may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${a.id}`}>{w.record}</MenuItem>}
		</>} empty={<Empty title={w.empty} text={w.emptyHelp} />}
			filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery({ q: null, status: null })} /> : undefined} />
	</>;
}
