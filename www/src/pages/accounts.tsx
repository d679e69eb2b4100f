import { withQuery } from "../api/client";
import type { Account, Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { Empty, PageHead, Status, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";

const w = t.accounts;
export default function Accounts(_: PageProps) {
	useTitle(w.title);
	const q = query.value, filters = { q: q.get("q"), status: q.get("status"), zone_id: q.get("zone_id"), class: q.get("class"), consumer_id: q.get("consumer_id") }, sort = q.get("sort") ?? "number";
	const path = withQuery("/accounts", { ...filters, sort: sort === "number" ? null : sort }), list = useList<Account>(path), any = Object.values(filters).some(Boolean);
	const zones = useGet<Page<{ id: string; name: string }>>(may("GET /api/v1/zones") ? "/zones" : null).data?.data ?? [];
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name="accounts" />} />
		<SectionTabs of="accounts" />
		<Views page="/accounts" quick={[[t.status.active!, { status: "active" }], [t.status.closed!, { status: "closed" }]]} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<ChoiceChip name={w.status} choices={[["active", t.status.active!], ["closed", t.status.closed!]]} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				{zones.length > 0 && <ChoiceChip name={w.zone} choices={zones.map((z): [string, string] => [z.id, z.name])} value={filters.zone_id} onPick={(v) => setQuery({ zone_id: v })} />}
				<ChoiceChip name={w.class} choices={Object.entries(w.classes)} value={filters.class} onPick={(v) => setQuery({ class: v })} />
				{filters.consumer_id && <ChoiceChip name={w.consumer} choices={[[filters.consumer_id, list.rows[0]?.consumer.name ?? "…"]]} value={filters.consumer_id} onPick={(v) => setQuery({ consumer_id: v })} />}
			</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Account> caption={w.caption} what={w.list} list={list} rowKey={(a) => a.id} rowName={(a) => a.number} sort={sort} onSort={(s) => setQuery({ sort: s === "number" ? null : s })} columns={[
			{ key: "id", title: w.number, slot: "id", sort: "number", cell: (a) => <a href={`/accounts/${a.id}`}>{a.number}</a> },
			{ key: "who", title: w.consumer, slot: "who", cell: (a) => <span class="two"><b class="medium">{a.consumer.name}</b> <span class="muted">{a.street}</span></span> },
			{ key: "zone", title: w.zone, wide: true, cell: (a) => a.zone.name },
			{ key: "class", title: w.class, wide: true, cell: (a) => w.classes[a.class] ?? a.class },
			{ key: "owed", title: w.owed, slot: "amount", cell: (a) => <span class={a.owed.amount ? undefined : "muted"}>{money(a.owed)}</span> },
			{ key: "status", title: w.status, slot: "status", cell: (a) => <Status of={a.status} /> },
		]} menu={(a) => <>
			<MenuItem icon="eye" href={`/accounts/${a.id}`}>{w.view}</MenuItem>
			{may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${a.id}`}>{w.record}</MenuItem>}
		</>} empty={<Empty title={w.empty} text={w.emptyHelp} />}
			filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
	</>;
}
