/* The queue of work: exceptions by priority and age, many at once where that makes sense. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Exception, ExceptionTotals } from "../api/exceptions";
import type { Zone } from "../api/billing";
import type { Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { date, dateRow, money, moneyOf, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { useSearched } from "../app/searched";
import { sheet } from "../app/sheet";
import { may, me } from "../app/session";
import { DashboardHead } from "../billing/head";
import { assign, usePeople } from "../exceptions/acts";
import type { Many } from "../exceptions/batch";
import { ageOf, lasted, nameOf, Priority, State, whyOf } from "../exceptions/words";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import styles from "../styles/exceptions.page.css";
import { Button, Empty, useTitle } from "../ui/base";
import { DateChip } from "../ui/dates";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { lazy } from "../ui/lazy";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { Views } from "../ui/views";

await sheet(styles);
const Batch = lazy(w.title, () => import("../exceptions/batch"));
const Escalate = lazy(w.escalateDo, () => import("../exceptions/escalate"));
const FILTERS = ["q", "is_open", "state", "type", "priority", "blocking", "assigned_to", "cycle_id", "zone_id", "account_id", "bill_id", "resolution", "from", "to"] as const;

function Figures({ of: x }: { of: ExceptionTotals | undefined }) {
	const f = w.figures, rows: [string, string, string][] = x ? [
		[f.open, number(x.open_count), f.atRisk(money(x.open))], [f.escalated, number(x.escalated_count), f.atRisk(money(x.escalated))],
		[f.blocking, number(x.blocking_count), f.holding], [f.resolved, number(x.resolved_count), x.resolution_minutes === null ? "\u00a0" : `${f.ofAll} ${lasted(x.resolution_minutes)}`],
	] : [[f.open, "", "\u00a0"], [f.escalated, "", "\u00a0"], [f.blocking, "", "\u00a0"], [f.resolved, "", "\u00a0"]];
	return <dl class="x-figures panel" aria-label={f.label}>{rows.map(([name, value, help]) => <div key={name}><dt>{name}</dt><dd class="value">{value || <span class="bones"><span class="bone w-45" /></span>}</dd><dd class="help">{help}</dd></div>)}</dl>;
}

export default function Exceptions(_: PageProps) {
	useTitle(w.title);
	const q = query.value, filters = Object.fromEntries(FILTERS.map((k) => [k, q.get(k)])) as Record<(typeof FILTERS)[number], string | null>, sort = q.get("sort") ?? "rank";
	const path = withQuery("/exceptions", { ...filters, sort: sort === "rank" ? null : sort }), list = useList<Exception>(path), totals = useGet<ExceptionTotals>(withQuery("/exceptions/totals", filters)).data;
	useSearched(filters, list, "exceptions");
	const zones = useGet<Page<Zone>>(may("GET /api/v1/zones") ? "/zones" : null).data?.data ?? [], people = usePeople(), works = may("POST /api/v1/exceptions/batch");
	const [selected, setSelected] = useState<Set<string>>(new Set()), [many, setMany] = useState<Many | null>(null), [escalate, setEscalate] = useState<Exception | null>(null);
	const any = FILTERS.some((k) => filters[k]), chosen = list.rows.filter((x) => selected.has(x.id) && x.state !== "resolved"), clear = () => setQuery(Object.fromEntries(FILTERS.map((k) => [k, null])));
	const isQueue = filters.is_open === "true" && FILTERS.every((k) => k === "is_open" || k === "assigned_to" || !filters[k]), who = (v: string | null) => (v === "me" || v === me.value?.id ? w.me : v === "none" ? w.nobody : people.find((p) => p.id === v)?.name ?? "\u2026");
	return <>
		<DashboardHead actions={<ExportMenu path={path} name={w.fileName} />} />
		<Views page="/exceptions" quick={[[w.quick.work, { is_open: "true" }], [w.quick.mine, { is_open: "true", assigned_to: "me" }], [w.quick.urgent, { is_open: "true", priority: "1" }], [w.quick.unbilled, { is_open: "true", blocking: "true" }], [w.quick.escalated, { state: "escalated" }], [w.quick.resolved, { state: "resolved" }]]} />
		<Figures of={totals} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<ChoiceChip name={w.type} choices={Object.entries(w.types)} value={filters.type} onPick={(v) => setQuery({ type: v })} />
				<ChoiceChip name={w.priority} choices={[1, 2, 3, 4].map((k): [string, string] => [String(k), w.priorities[k]!])} value={filters.priority} onPick={(v) => setQuery({ priority: v })} />
				<ChoiceChip name={w.state} choices={[...Object.entries(w.states)]} value={filters.state} onPick={(v) => setQuery({ state: v })} />
				<ChoiceChip name={w.blocks} choices={Object.entries(w.holds)} value={filters.blocking} onPick={(v) => setQuery({ blocking: v })} />
				<ChoiceChip name={w.assigned} choices={[["me", w.me], ["none", w.nobody], ...people.filter((p) => p.id !== me.value?.id).map((p): [string, string] => [p.id, p.name])]} value={filters.assigned_to} onPick={(v) => setQuery({ assigned_to: v })} />
				{(zones.length > 1 || filters.zone_id) && <ChoiceChip name={w.zone} choices={zones.map((z): [string, string] => [z.id, z.name])} value={filters.zone_id} onPick={(v) => setQuery({ zone_id: v })} />}
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				{filters.cycle_id && <ChoiceChip name={w.cycle} choices={[[filters.cycle_id, list.rows[0]?.cycle?.name ?? "\u2026"]]} value={filters.cycle_id} onPick={(v) => setQuery({ cycle_id: v })} />}
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "\u2026"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
				{filters.bill_id && <ChoiceChip name={w.bill} choices={[[filters.bill_id, list.rows[0]?.bill?.number ?? "\u2026"]]} value={filters.bill_id} onPick={(v) => setQuery({ bill_id: v })} />}
				{filters.resolution && <ChoiceChip name={w.figures.resolved} choices={Object.entries(w.resolutions)} value={filters.resolution} onPick={(v) => setQuery({ resolution: v })} />}
				{filters.is_open && !isQueue && <ChoiceChip name={w.quick.work} choices={[["true", t.common.yes], ["false", t.common.no]]} value={filters.is_open} onPick={(v) => setQuery({ is_open: v })} />}
			</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<div class="x-list"><Table<Exception> caption={w.caption} what={w.what} list={list} rowKey={(x) => x.id} rowName={(x) => `${nameOf(x)}, ${x.account.number}`} sort={sort} onSort={(s) => setQuery({ sort: s === "rank" ? null : s })} columns={[
			{ key: "id", title: w.type, slot: "id", sort: "type", cell: (x) => <span class="x-what"><span class="x-name"><a href={`/exceptions/${x.id}`}>{nameOf(x)}</a>{x.is_blocking && x.state !== "resolved" && <span class="tag">{w.holds.true}</span>}</span><span class="help">{whyOf(x)}</span></span> },
			{ key: "who", title: w.consumer, slot: "who", cell: (x) => <span class="two"><a href={`/accounts/${x.account.id}`}>{x.consumer.name}</a> <span class="muted">{x.account.number}</span></span> },
			{ key: "cycle", title: w.cycle, wide: true, cell: (x) => x.cycle ? <a class="quiet-link" href={`/billing/cycles/${x.cycle.id}`}>{x.cycle.name}</a> : <span class="muted">{t.common.none}</span> },
			{ key: "priority", title: w.priority, slot: "status", cell: (x) => x.state === "resolved" ? <State of="resolved" /> : <span class="x-marks"><Priority of={x.priority} />{x.state === "escalated" && <State of="escalated" />}</span> },
			{ key: "risk", title: w.risk, slot: "amount", sort: "risk", cell: (x) => money(x.risk) },
			{ key: "age", title: w.age, sort: "opened_at", cell: (x) => <span class="num" title={date(x.opened_on)}>{x.state === "resolved" ? dateRow(x.opened_on) : ageOf(x.opened_on)}</span> },
			{ key: "assigned", title: w.assigned, wide: true, cell: (x) => x.state === "resolved" ? <span class="muted">{w.resolutions[x.resolution ?? ""]}</span> : x.assigned_to ? who(x.assigned_to.id) === w.me ? w.me : x.assigned_to.name : <span class="muted">{w.nobody}</span> },
		]} selected={works ? selected : undefined} onSelect={works ? setSelected : undefined}
			menu={(x) => <>
				<MenuItem icon="eye" href={`/exceptions/${x.id}`}>{w.open}</MenuItem>
				{x.bill && may("GET /api/v1/bills/:id") && <MenuItem icon="bill" href={`/bills/${x.bill.id}`}>{w.openBill}</MenuItem>}
				{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${x.account.id}`}>{w.openAccount}</MenuItem>}
				{works && x.state !== "resolved" && x.assigned_to?.id !== me.value?.id && people.some((p) => p.id === me.value?.id) && <MenuItem icon="person" onClick={() => void assign(x, { id: me.value!.id, name: me.value!.name })}>{w.assignMe}</MenuItem>}
				{works && x.state === "open" && <MenuItem icon="upTri" onClick={() => setEscalate(x)}>{w.escalate}</MenuItem>}
			</>}
			bar={chosen.length > 0 && <div class="table-bar table-bar-on x-bar" role="region" aria-label={t.common.selected(chosen.length)}>
				<p class="num"><b>{t.common.selected(chosen.length)}</b> · {money(moneyOf(chosen.reduce((s, x) => s + x.risk.amount, 0), chosen[0]!.risk.currency))}</p>
				{(["accept", "estimate", "assign", "escalate", "dismiss"] as Many[]).map((a) => <Button key={a} small onClick={() => setMany(a)}>{w.batch[a as "accept"]}</Button>)}
				<div class="end"><Button small onClick={() => setSelected(new Set())}>{t.common.clear}<span class="vh">{t.common.clearSelection}</span></Button></div></div>}
			foot={totals && <tr role="row"><th role="rowheader" scope="row" colSpan={works ? 3 : 2}>{w.total(totals.row_count)}</th><td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="c-amount r">{money(totals.risk)}</td><td role="cell" /><td role="cell" class="col-wide" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={isQueue ? <Empty title={w.allDone} text={w.allDoneHelp} /> : any ? <Nothing title={w.none} text={w.noneHelp} onClear={clear} /> : undefined} /></div>
		<p class="help">{w.rise}</p>
		{many && <Batch action={many} of={chosen} onClose={() => setMany(null)} onDone={() => { setMany(null); setSelected(new Set()); }} />}
		{escalate && <Escalate x={escalate} onClose={() => setEscalate(null)} />}
	</>;
}
