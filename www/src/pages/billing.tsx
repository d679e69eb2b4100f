/* Billing: what one does here most, what waits, and the cycles.  Every number opens to its rows. */
import { useEffect } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Cycle, Zone } from "../api/billing";
import type { Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { cycleDates, Count, CycleState, toBills, toExceptions, use, utilityName } from "../billing/cycle_parts";
import { CycleSwitch } from "../billing/cycle_picker";
import { Exceptions, Runs } from "../billing/waits";
import { t } from "../strings";
import { billing as w } from "../strings/billing";
import { cycleWords } from "../strings/cycle";
import styles from "../styles/billing.page.css";
import { Button, Empty, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Icon, type IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Filters, Nothing, Search, Table, type Column } from "../ui/table";
import { SectionTabs } from "../ui/tabs";

await sheet(styles);
const NewCycle = lazy(w.create.title, () => import("../billing/new_cycle"));
const SingleBill = lazy(cycleWords.run.single, () => import("../billing/single"));
const BulkBills = lazy(cycleWords.run.bulk, () => import("../billing/bulk"));

function Quick({ onDo }: { onDo: (what: string) => void }) {
	const q = w.quick;
	const all: [boolean, IconName, string, string, preact.JSX.Element][] = [
		[may("POST /api/v1/generations"), "billCheck", q.bulk, q.bulkHelp, <Button small onClick={() => onDo("bulk")}>{q.bulkDo}</Button>],
		[may("POST /api/v1/generations"), "bill", q.single, q.singleHelp, <Button small onClick={() => onDo("single")}>{q.singleDo}</Button>],
		[may("GET /api/v1/bill-batches"), "printer", q.print, q.printHelp, <LinkButton small href="/billing/distribute">{q.printDo}</LinkButton>],
		[may("POST /api/v1/gl-codes"), "book", q.gl, q.glHelp, <LinkButton small href="/settings/gl-codes">{q.glDo}</LinkButton>],
	];
	const open = all.filter(([on]) => on);
	return open.length ? <Panel title={q.title} icon="bolt"><ul class="quick">{open.map(([, icon, title, help, button]) => <li key={title}><span class="sign"><Icon name={icon} /></span><h3>{title}</h3><p>{help}</p>{button}</li>)}</ul></Panel> : null;
}

export const cycleColumns: Column<Cycle>[] = [
	{ key: "id", title: w.list.name, slot: "who", sort: "name", cell: (c) => <span class="two"><a href={`/billing/cycles/${c.id}`}>{c.name}</a> <span class="muted">{utilityName(c.utility)}</span></span> },
	{ key: "dates", title: w.list.dates, slot: "id", sort: "to_on", cell: (c) => <span class="num plain">{cycleDates(c)}</span> },
	{ key: "state", title: w.list.state, slot: "status", cell: (c) => <CycleState of={c.state} /> },
	{ key: "billed", title: w.list.billed, right: true, cell: (c) => <Count href={toBills({ cycle_id: c.id })} zero={!c.figures.bills}>{number(c.figures.bills)}</Count> },
	{ key: "estimated", title: w.list.estimated, right: true, wide: true, cell: (c) => <Count href={toBills({ cycle_id: c.id, is_estimated: "true" })} zero={!c.figures.estimated}>{number(c.figures.estimated)}</Count> },
	{ key: "exceptions", title: w.list.exceptions, right: true, cell: (c) => <Count href={toExceptions({ cycle_id: c.id, is_open: "true", blocking: "true" })} zero={!c.figures.exceptions}>{number(c.figures.exceptions)}</Count> },
	{ key: "use", title: w.list.use, right: true, wide: true, cell: (c) => <span class={c.figures.use_milli ? "num" : "muted num"}>{use(c.figures.use_milli, c.figures.unit)}</span> },
	{ key: "amount", title: w.list.amount, slot: "amount", cell: (c) => <span class={c.figures.amount.amount ? undefined : "muted"}>{money(c.figures.amount)}</span> },
];

export default function Billing(_: PageProps) {
	useTitle(w.title);
	const get = (k: string) => query.value.get(k), zones = useGet<Page<Zone>>("/zones").data?.data ?? [];
	const filters = { q: get("q"), state: get("state"), zone_id: get("zone_id"), utility: get("utility") }, sort = get("sort") ?? "-to_on", any = Object.values(filters).some(Boolean);
	const path = withQuery("/cycles", { ...filters, sort: sort === "-to_on" ? null : sort }), list = useList<Cycle>(path), busy = list.rows.some((c) => c.state === "generating");
	useEffect(() => { if (!busy) return; const timer = setInterval(list.again, 4000); return () => clearInterval(timer); }, [busy, path]);
	const doing = get("do"), close = () => setQuery({ do: null }), create = may("POST /api/v1/cycles"), generate = may("POST /api/v1/generations");
	const utilities = [...new Set([...list.rows.map((c) => c.utility), ...(filters.utility ? [filters.utility] : [])])];
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<><CycleSwitch value={null} onPick={(c) => go(`/billing/cycles/${c.id}`)} />{create && <Button kind="primary" icon="plus" onClick={() => setQuery({ do: "cycle" })}>{w.create.title}</Button>}</>} />
		<SectionTabs of="bills" />
		{(generate || may("GET /api/v1/exceptions")) && <div class="cols cols-detail billing-top"><div class="stack"><Quick onDo={(what) => setQuery({ do: what })} /><Runs /></div>{may("GET /api/v1/exceptions") && <div class="stack"><Exceptions /></div>}</div>}
		<div class="stack-tight">
			<Filters search={<Search label={w.list.searchLabel} placeholder={w.list.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
				chips={<><ChoiceChip name={w.list.state} choices={Object.entries(cycleWords.states)} value={filters.state} onPick={(v) => setQuery({ state: v })} />
					{zones.length > 1 && <ChoiceChip name={w.list.zone} choices={zones.map((z): [string, string] => [z.id, z.name])} value={filters.zone_id} onPick={(v) => setQuery({ zone_id: v })} />}
					{utilities.length > 1 && <ChoiceChip name={w.list.utility} choices={utilities.map((u): [string, string] => [u, utilityName(u)])} value={filters.utility} onPick={(v) => setQuery({ utility: v })} />}</>}
				end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} tools={<ExportMenu path={path} name={w.fileName} formats={["csv"]} />} />
			<Table<Cycle> caption={w.list.caption} what={w.list.what} list={list} rowKey={(c) => c.id} rowName={(c) => c.name} columns={cycleColumns} sort={sort} onSort={(s) => setQuery({ sort: s === "-to_on" ? null : s })}
				menu={(c) => <><MenuItem icon="eye" href={`/billing/cycles/${c.id}`}>{w.list.open}</MenuItem>{generate && c.state !== "closed" && <MenuItem icon="billCheck" href={`/billing/cycles/${c.id}?step=choose`}>{w.cycle.generate}</MenuItem>}
					<MenuItem icon="bill" href={toBills({ cycle_id: c.id })}>{w.list.seeBills}</MenuItem>{toExceptions({}) && <MenuItem icon="alert" href={toExceptions({ cycle_id: c.id })!}>{w.list.seeExceptions}</MenuItem>}</>}
				empty={<Empty title={w.list.empty} text={w.list.emptyHelp}>{create && <Button kind="primary" onClick={() => setQuery({ do: "cycle" })}>{w.create.title}</Button>}</Empty>}
				filtered={any ? <Nothing title={w.list.filtered} text={w.list.filteredHelp} onClear={() => setQuery({ q: null, state: null, zone_id: null, utility: null })} /> : undefined} /></div>
		{doing === "cycle" && create && <NewCycle onClose={close} />}
		{doing === "single" && generate && <SingleBill onClose={close} />}
		{doing === "bulk" && generate && <BulkBills onClose={close} />}
	</>;
}
