/* Simulations: what was tried, a new one, and some side by side. */
import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { Simulation } from "../api/simulations";
import { useGet, useList } from "../app/data";
import { instantRow, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { CycleChip } from "../billing/cycle_picker";
import { cycleDates } from "../billing/cycle_parts";
import { DashboardHead } from "../billing/head";
import { Change, doneShare, share, SimulationState, tariffOf } from "../simulations/parts";
import { t } from "../strings";
import { simulationWords } from "../strings/simulations";
import styles from "../styles/simulations.page.css";
import { Bones, Button, Empty, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { lazy } from "../ui/lazy";
import { Filters, Nothing, Search, Table } from "../ui/table";

await sheet(styles);
const w = simulationWords, l = w.list, MOST = 4;
const Start = lazy(w.start.title, () => import("../simulations/start"));
const Delete = lazy(l.delete, () => import("../simulations/delete"));
const Compare = lazy(w.compare.title, () => import("../simulations/compare"), () => <div class="panel"><Bones rows={8} what={w.compare.title} /></div>);

function List() {
	const q = query.value, filters = { q: q.get("q"), cycle_id: q.get("cycle_id"), tariff_id: q.get("tariff_id"), state: q.get("state") }, any = Object.values(filters).some(Boolean);
	const path = withQuery("/simulations", filters), list = useList<Simulation>(path), create = may("POST /api/v1/simulations"), asked = q.get("new") !== null;
	const cycle = useGet<Cycle>(asked && filters.cycle_id ? url`/cycles/${filters.cycle_id}` : null);
	const [chosen, setChosen] = useState(new Set<string>()), [going, setGoing] = useState<Simulation | null>(null);
	useTitle(w.title);
	const begin = () => setQuery({ new: "1" }), compare = () => go(withQuery("/simulations", { compare: [...chosen].join(",") }));
	const rate = create && <Button kind="primary" icon="plus" onClick={begin}>{w.new}</Button>;
	return <>
		<DashboardHead actions={<><ExportMenu path={path} name={l.fileName} />{rate}</>} />
		<Filters search={<Search label={l.searchLabel} placeholder={l.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<><CycleChip value={filters.cycle_id} onPick={(v) => setQuery({ cycle_id: v })} /><ChoiceChip name={l.state} choices={["running", "done", "failed"].map((k): [string, string] => [k, w.states[k]!])} value={filters.state} onPick={(v) => setQuery({ state: v })} /></>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<div class="sim-list"><Table<Simulation> caption={l.caption} what={l.what} list={list} rowKey={(s) => s.id} rowName={(s) => s.name} selected={chosen} onSelect={setChosen}
			bar={chosen.size > 0 && <div class="table-bar table-bar-on"><b>{l.chosen(chosen.size)}</b><span>{chosen.size < 2 ? l.pickMore : chosen.size > MOST ? l.most(MOST) : ""}</span><div class="end"><Button small disabled={chosen.size < 2 || chosen.size > MOST} onClick={compare}>{l.compare(chosen.size)}</Button><Button small onClick={() => setChosen(new Set())}>{t.common.clear}</Button></div></div>}
			columns={[
				{ key: "name", title: l.name, slot: "who", cell: (s) => <span class="two"><a href={url`/simulations/${s.id}`}>{s.name}</a> <span class="muted">{tariffOf(s.tariff)} {l.against(tariffOf(s.base))}</span></span> },
				{ key: "cycle", title: l.cycle, wide: true, cell: (s) => <a href={url`/billing/cycles/${s.cycle.id}`} title={cycleDates(s.cycle)}>{s.cycle.name}</a> },
				{ key: "state", title: l.state, slot: "status", cell: (s) => <SimulationState of={s.state} done={s.state === "running" ? doneShare(s) : undefined} /> },
				{ key: "accounts", title: l.accounts, right: true, wide: true, cell: (s) => number(s.accounts) },
				{ key: "share", title: w.most.share, right: true, wide: true, cell: (s) => share(s.change.amount, s.before.amount) ?? "\u2014" },
				{ key: "change", title: l.change, slot: "amount", cell: (s) => <Change of={s.change} /> },
				{ key: "made", title: l.made, wide: true, cell: (s) => instantRow(s.created_at) },
			]}
			menu={(s) => <><MenuItem icon="eye" href={url`/simulations/${s.id}`}>{l.open}</MenuItem><hr /><MenuItem icon="ban" danger onClick={() => setGoing(s)}>{l.delete}</MenuItem></>}
			empty={<Empty title={l.empty} text={l.emptyHelp}>{rate}</Empty>} filtered={any ? <Nothing title={l.none} text={l.noneHelp} onClear={() => setQuery({ q: null, cycle_id: null, tariff_id: null, state: null })} /> : undefined} /></div>
		{asked && create && (!filters.cycle_id || cycle.data || cycle.problem) && <Start cycle={cycle.data} tariff={filters.tariff_id} onClose={() => setQuery({ new: null })} />}
		{going && <Delete of={going} onClose={() => setGoing(null)} onDone={() => setChosen(new Set())} />}
	</>;
}

export default function Simulations(_: PageProps) {
	const compare = query.value.get("compare");
	return compare === null ? <List /> : <Compare ids={[...new Set(compare.split(",").filter(Boolean))].slice(0, MOST)} />;
}
