/* All cycles as a list. */
import { useEffect } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Cycle, Zone } from "../api/billing";
import type { Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { money, number } from "../app/format";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { billing as b } from "../strings/billing";
import { dash } from "../strings/billing_dashboard";
import { cycleWords } from "../strings/cycle";
import { Button, Empty } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Filters, Nothing, Search, Table, type Column } from "../ui/table";
import { Count, cycleDates, CycleState, toBills, toExceptions, use, utilityName } from "./cycle_parts";

const w = dash.cycles;
const columns: Column<Cycle>[] = [
	{ key: "id", title: b.list.name, slot: "who", sort: "name", cell: (c) => <span class="two"><a href={url`/billing/cycles/${c.id}`}>{c.name}</a> <span class="muted">{utilityName(c.utility)}</span></span> },
	{ key: "dates", title: b.list.dates, slot: "id", sort: "to_on", cell: (c) => <span class="num plain">{cycleDates(c)}</span> },
	{ key: "state", title: b.list.state, slot: "status", cell: (c) => <CycleState of={c.state} /> },
	{ key: "billed", title: b.list.billed, right: true, cell: (c) => <Count href={toBills({ cycle_id: c.id })} zero={!c.figures.bills}>{number(c.figures.bills)}</Count> },
	{ key: "estimated", title: b.list.estimated, right: true, wide: true, cell: (c) => <Count href={toBills({ cycle_id: c.id, is_estimated: "true" })} zero={!c.figures.estimated}>{number(c.figures.estimated)}</Count> },
	{ key: "exceptions", title: b.list.exceptions, right: true, cell: (c) => <Count href={toExceptions({ cycle_id: c.id, is_open: "true", blocking: "true" })} zero={!c.figures.exceptions}>{number(c.figures.exceptions)}</Count> },
	{ key: "use", title: b.list.use, right: true, wide: true, cell: (c) => <span class={c.figures.use_milli ? "num" : "muted num"}>{use(c.figures.use_milli, c.figures.unit)}</span> },
	{ key: "amount", title: b.list.amount, slot: "amount", cell: (c) => <span class={c.figures.amount.amount ? undefined : "muted"}>{money(c.figures.amount)}</span> },
];
export default function CycleRows({ onShow }: { onShow: (c: Cycle) => void }) {
	const get = (k: string) => query.value.get(k), zones = useGet<Page<Zone>>("/zones").data?.data ?? [];
	const filters = { q: get("q"), state: get("state"), zone_id: get("zone_id"), utility: get("utility") }, sort = get("sort") ?? "-to_on", any = Object.values(filters).some(Boolean);
	const path = withQuery("/cycles", { ...filters, sort: sort === "-to_on" ? null : sort }), list = useList<Cycle>(path), busy = list.rows.some((c) => c.state === "generating");
	useEffect(() => { if (!busy) return; const timer = setInterval(list.again, 4000); return () => clearInterval(timer); }, [busy, path]);
	const create = may("POST /api/v1/cycles"), generate = may("POST /api/v1/generations"), utilities = [...new Set([...list.rows.map((c) => c.utility), ...(filters.utility ? [filters.utility] : [])])];
	return <div class="stack-tight">
		<h2 class="list-title" id="all-cycles">{w.list}</h2>
		<Filters search={<Search label={b.list.searchLabel} placeholder={b.list.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<><ChoiceChip name={b.list.state} choices={Object.entries(cycleWords.states)} value={filters.state} onPick={(v) => setQuery({ state: v })} />
				{zones.length > 1 && <ChoiceChip name={b.list.zone} choices={zones.map((z): [string, string] => [z.id, z.name])} value={filters.zone_id} onPick={(v) => setQuery({ zone_id: v })} />}
				{utilities.length > 1 && <ChoiceChip name={b.list.utility} choices={utilities.map((u): [string, string] => [u, utilityName(u)])} value={filters.utility} onPick={(v) => setQuery({ utility: v })} />}</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} tools={<ExportMenu path={path} name={b.fileName} formats={["csv"]} />} />
		<Table<Cycle> caption={b.list.caption} what={b.list.what} list={list} rowKey={(c) => c.id} rowName={(c) => c.name} columns={columns} sort={sort} onSort={(s) => setQuery({ sort: s === "-to_on" ? null : s })}
			menu={(c) => <><MenuItem icon="eye" href={url`/billing/cycles/${c.id}`}>{b.list.open}</MenuItem><MenuItem icon="chart" onClick={() => onShow(c)}>{dash.cycles.figures}</MenuItem>{generate && c.state !== "closed" && <MenuItem icon="billCheck" href={`/billing/cycles/${c.id}?step=choose`}>{b.cycle.generate}</MenuItem>}
				<MenuItem icon="bill" href={toBills({ cycle_id: c.id })}>{b.list.seeBills}</MenuItem>{toExceptions({}) && <MenuItem icon="alert" href={toExceptions({ cycle_id: c.id })!}>{b.list.seeExceptions}</MenuItem>}</>}
			empty={<Empty title={b.list.empty} text={b.list.emptyHelp}>{create && <Button kind="primary" onClick={() => setQuery({ do: "cycle" })}>{b.create.title}</Button>}</Empty>}
			filtered={any ? <Nothing title={b.list.filtered} text={b.list.filteredHelp} onClear={() => setQuery({ q: null, state: null, zone_id: null, utility: null })} /> : undefined} /></div>;
}

