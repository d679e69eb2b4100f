/* Tariffs with their versions; new ones are written here or imported. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Tariff } from "../api/tariffs";
import { useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { t } from "../strings";
import { tariffWords as w } from "../strings/tariffs";
import styles from "../styles/tariffs.page.css";
import { Button, Empty, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import { lazy } from "../ui/lazy";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { BillingTabs } from "../billing/section";
import { Views } from "../ui/views";
import { span } from "../tariffs/doc";
import { TariffState } from "../tariffs/parts";

await sheet(styles);
const NewTariff = lazy(w.created.title, () => import("../tariffs/create"));
const ImportTariff = lazy(w.imported.title, () => import("../tariffs/import"));

export default function Tariffs(_: PageProps) {
	useTitle(w.title);
	const q = query.value, filters = { q: q.get("q"), state: q.get("state"), utility: q.get("utility"), code: q.get("code") };
	const path = withQuery("/tariffs", { ...filters, sort: q.get("sort") }), list = useList<Tariff>(path), any = Object.values(filters).some(Boolean);
	const [open, setOpen] = useState<"new" | "import" | null>(q.get("do") === "import" ? "import" : null), writes = may("POST /api/v1/tariffs");
	const actions = writes && <><Button icon="download" onClick={() => setOpen("import")}>{w.import}</Button><Button kind="primary" icon="plus" onClick={() => setOpen("new")}>{w.new}</Button></>;
	return <>
		<PageHead title={t.bills.title} lead={w.lead} actions={<><ExportMenu path={path} name={w.fileName} />{actions}</>} />
		<BillingTabs />
		<Views page="/tariffs" quick={[[w.quick.active, { state: "active" }], [w.quick.draft, { state: "draft" }]]} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<><ChoiceChip name={w.state} choices={[["draft", w.states.draft!], ["active", w.states.active!], ["retired", w.states.retired!]]} value={filters.state} onPick={(v) => setQuery({ state: v })} />
				<ChoiceChip name={w.utility} choices={Object.entries(w.utilities)} value={filters.utility} onPick={(v) => setQuery({ utility: v })} />
				{filters.code && <ChoiceChip name={w.code} choices={[[filters.code, filters.code]]} value={filters.code} onPick={(v) => setQuery({ code: v })} />}</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Tariff> caption={w.caption} what={w.what} list={list} rowKey={(x) => x.id} rowName={(x) => `${x.name} ${w.versionN(x.revision)}`} sort={q.get("sort") ?? "name"} onSort={(s) => setQuery({ sort: s === "name" ? null : s })} columns={[
			{ key: "who", title: w.name, slot: "who", sort: "name", cell: (x) => <span class="two"><a class="medium" href={`/tariffs/${x.id}`}>{x.name}</a> <span class="muted mono">{x.code}</span></span> },
			{ key: "version", title: w.version, slot: "id", cell: (x) => <span class="plain">{w.versionN(x.revision)}</span> },
			{ key: "utility", title: w.utility, wide: true, cell: (x) => w.utilities[x.utility] ?? x.utility },
			{ key: "force", title: w.inForce, slot: "side", cell: (x) => (x.state === "draft" && !x.effective_on ? <span class="muted">{w.noDay}</span> : span(x.effective_on, x.ends_on)) },
			{ key: "source", title: w.source, wide: true, cell: (x) => (x.source === "hand" ? <span class="muted">{w.sources.hand}</span> : `${x.source.toUpperCase()}${x.left_out_count ? ` (${x.left_out_count})` : ""}`) },
			{ key: "state", title: w.state, slot: "status", cell: (x) => <TariffState of={x} /> },
		]} empty={<Empty title={w.empty} text={w.emptyHelp}>{actions}</Empty>} filtered={any ? <Nothing title={w.filtered} text={w.filteredHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
		{open === "new" && <NewTariff onClose={() => setOpen(null)} />}{open === "import" && <ImportTariff onClose={() => setOpen(null)} />}
	</>;
}
