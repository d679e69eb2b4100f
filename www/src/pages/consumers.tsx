import { withQuery } from "../api/client";
import { useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { t } from "../strings";
import { consumerWords } from "../strings/people";
import { Empty, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";

interface Consumer { id: string; number: string; name: string; kind: string; phone: string | null; email: string | null }
const w = consumerWords;
export default function Consumers(_: PageProps) {
	useTitle(w.tab);
	const q = query.value, filters = { q: q.get("q"), kind: q.get("kind") }, sort = q.get("sort") ?? "name";
	const path = withQuery("/consumers", { ...filters, sort: sort === "name" ? null : sort }), list = useList<Consumer>(path), any = filters.q || filters.kind;
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name="consumers" />} />
		<SectionTabs of="accounts" />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<ChoiceChip name={w.kind} choices={Object.entries(w.kinds)} value={filters.kind} onPick={(v) => setQuery({ kind: v })} />} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Consumer> caption={w.caption} what={w.list} list={list} rowKey={(c) => c.id} rowName={(c) => c.name} sort={sort} onSort={(s) => setQuery({ sort: s === "name" ? null : s })} columns={[
			{ key: "id", title: w.number, slot: "id", cell: (c) => <a href={`/consumers/${c.id}`}>{c.number}</a> },
			{ key: "who", title: w.name, slot: "who", sort: "name", cell: (c) => <span class="two"><a href={`/consumers/${c.id}`}>{c.name}</a></span> },
			{ key: "kind", title: w.kind, slot: "side", cell: (c) => <span class="muted">{w.kinds[c.kind] ?? c.kind}</span> },
			{ key: "phone", title: w.phone, cell: (c) => <span class="num">{c.phone}</span> },
			{ key: "email", title: w.email, wide: true, cell: (c) => c.email },
		]} empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery({ q: null, kind: null })} /> : undefined} />
	</>;
}
