/* One simulation: how far it is, what it comes to by class, how bills change, whose change most. */
import { useEffect, useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { SimulatedAccount, SimulationDetail } from "../api/simulations";
import { useGet, useList } from "../app/data";
import { instant, money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { className, Count, cycleDates, use } from "../billing/cycle_parts";
import { Change, doneShare, share, shareBp, signed, SimulationState, tariffOf } from "../simulations/parts";
import { Spread } from "../simulations/spread";
import { t } from "../strings";
import { simulationWords } from "../strings/simulations";
import styles from "../styles/simulations.page.css";
import { Banner, Bones, Empty, Failed, PageHead, Panel, Say, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, Menu, MenuItem } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Progress } from "../ui/progress";
import { Filters, Nothing, Table } from "../ui/table";

await sheet(styles);
const w = simulationWords;
const Delete = lazy(w.list.delete, () => import("../simulations/delete"));

function Sums({ s }: { s: SimulationDetail }) {
	const x = w.sums, part = share(s.change.amount, s.before.amount);
	const all: [string, preact.ComponentChildren, string][] = [
		[x.change, signed(s.change), part ? x.percent(part) : x.noPercent],
		[x.before, money(s.before), tariffOf(s.base)],
		[x.after, money(s.after), tariffOf(s.tariff)],
		[x.accounts, number(s.accounts), s.left_out ? x.leftOut(s.left_out) : x.allRated],
		[x.billed, s.billed.amount ? money(s.billed) : <span class="muted">{money(s.billed)}</span>, s.billed.amount ? x.billedHelp : x.billedNone],
	];
	return <dl class="sim-sums panel">{all.map(([name, value, help]) => <div key={name}><dt>{name}</dt><dd class="value">{value}</dd><dd class="help">{help}</dd></div>)}</dl>;
}

function Classes({ s }: { s: SimulationDetail }) {
	const x = w.classes, rows = s.result!.classes, sum = (k: "up" | "down" | "same") => rows.reduce((a, c) => a + c[k], 0);
	const cells = (c: { accounts: number; use_milli: number; before: SimulationDetail["before"]; after: SimulationDetail["after"]; change: SimulationDetail["change"]; up: number; down: number; same: number }, name: string | null) => {
		const to = (change: string) => `?${new URLSearchParams({ change, ...(name ? { class: name } : {}) })}#accounts`;
		return <><td class="r not-phone">{number(c.accounts)}</td><td class="r col-wide">{use(c.use_milli, s.unit)}</td><td class="r not-phone">{money(c.before)}</td><td class="r not-phone">{money(c.after)}</td><td class="r"><Change of={c.change} /></td><td class="r">{share(c.change.amount, c.before.amount) ?? "\u2014"}</td>
			<td class="r col-wide"><Count href={to("up")} zero={!c.up}>{number(c.up)}</Count></td><td class="r col-wide"><Count href={to("down")} zero={!c.down}>{number(c.down)}</Count></td><td class="r col-wide"><Count href={to("same")} zero={!c.same}>{number(c.same)}</Count></td></>;
	};
	return <Panel title={x.title} icon="people"><table class="table table-plain"><caption class="vh">{x.title}</caption>
		<thead><tr><th scope="col">{x.class}</th><th scope="col" class="r not-phone">{x.accounts}</th><th scope="col" class="r col-wide">{x.use}</th><th scope="col" class="r not-phone">{x.before}</th><th scope="col" class="r not-phone">{x.after}</th><th scope="col" class="r">{x.change}</th><th scope="col" class="r">{x.share}</th><th scope="col" class="r col-wide">{x.up}</th><th scope="col" class="r col-wide">{x.down}</th><th scope="col" class="r col-wide">{x.same}</th></tr></thead>
		<tbody>{rows.map((c) => <tr key={c.class}><th scope="row">{className(c.class)}</th>{cells(c, c.class)}</tr>)}</tbody>
		{rows.length > 1 && <tfoot><tr><th scope="row">{x.all}</th>{cells({ ...s, up: sum("up"), down: sum("down"), same: sum("same") }, null)}</tr></tfoot>}</table></Panel>;
}

function LeftOut({ s }: { s: SimulationDetail }) {
	const why = Object.entries(s.left_out_why).filter(([, k]) => k > 0).sort((a, b) => b[1] - a[1]);
	if (!why.length) return null;
	return <Panel title={w.why.title} icon="alert"><p class="panel-lead">{w.why.lead}</p><table class="table table-plain sim-why"><caption class="vh">{w.why.title}</caption><tbody>{why.map(([k, count]) => <tr key={k}><th scope="row">{w.why.reasons[k] ?? k}</th><td class="r">{number(count)}</td></tr>)}</tbody></table></Panel>;
}

function Accounts({ s }: { s: SimulationDetail }) {
	const x = w.most, q = query.value, filters = { class: q.get("class"), change: q.get("change") }, sort = q.get("sort") === "change" || (!q.get("sort") && filters.change === "down") ? "change" : "-change";
	const path = withQuery(url`/simulations/${s.id}/accounts`, { ...filters, sort }), list = useList<SimulatedAccount>(path), any = !!(filters.class || filters.change);
	return <section class="stack-tight" id="accounts" aria-label={x.title}>
		<div class="panel-head"><h2>{x.title}</h2></div>
		<Filters chips={<><div class="segment" role="group" aria-label={x.direction}>{([["-change", x.up], ["change", x.down]] as const).map(([k, word]) => <button key={k} type="button" aria-pressed={sort === k} onClick={() => setQuery({ sort: k })}>{word}</button>)}</div>
			<ChoiceChip name={x.changed} choices={[["up", x.rises], ["down", x.falls], ["same", x.stays]]} value={filters.change} onPick={(v) => setQuery({ change: v })} />
			<ChoiceChip name={x.class} choices={s.result!.classes.map((c): [string, string] => [c.class, className(c.class)])} value={filters.class} onPick={(v) => setQuery({ class: v })} /></>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} tools={<ExportMenu path={path} name="simulation-accounts" />} />
		<Table<SimulatedAccount> caption={x.caption} what={x.what} list={list} rowKey={(a) => a.account.id} rowName={(a) => a.account.number} sort={sort} onSort={(v) => setQuery({ sort: v })} columns={[
			{ key: "who", title: x.consumer, slot: "who", cell: (a) => <span class="two"><a href={url`/simulations/${s.id}/accounts/${a.account.id}`}>{a.consumer.name}</a> <span class="muted">{a.account.number}</span></span> },
			{ key: "class", title: x.class, wide: true, cell: (a) => className(a.class) },
			{ key: "use", title: x.use, right: true, wide: true, cell: (a) => <span class="num">{use(a.use_milli, s.unit)}</span> },
			{ key: "before", title: x.before, right: true, cell: (a) => money(a.before) },
			{ key: "after", title: x.after, right: true, cell: (a) => money(a.after) },
			{ key: "share", title: x.share, right: true, cell: (a) => shareBp(a.change_bp) ?? "\u2014" },
			{ key: "change", title: x.change, slot: "amount", sort: "change", cell: (a) => <Change of={a.change} /> },
		]} empty={<Empty title={x.empty} text={x.emptyHelp} />} filtered={any ? <Nothing title={x.none} text={x.noneHelp} onClear={() => setQuery({ class: null, change: null })} /> : undefined} /></section>;
}

export default function OneSimulation({ params }: PageProps) {
	const path = url`/simulations/${params.id!}`, [fast, setFast] = useState(0), got = useGet<SimulationDetail>(path, fast), s = got.data, [going, setGoing] = useState(false);
	useEffect(() => setFast(s?.state === "running" ? 500 : 0), [s?.state]);
	useTitle(s ? s.name : w.one);
	const back = { href: "/simulations", label: w.back };
	if (!s) return <><PageHead back={back} title={got.problem ? "" : w.one} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={8} what={w.what} />}</div></>;
	const part = doneShare(s);
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{s.name}</h1><SimulationState of={s.state} /></div>} actions={<Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
			{may("POST /api/v1/simulations") && <MenuItem icon="plus" href={withQuery("/simulations", { new: "1", cycle_id: s.cycle.id })}>{w.new}</MenuItem>}
			<MenuItem icon="printer" onClick={() => window.print()}>{w.print}</MenuItem><hr /><MenuItem icon="ban" danger onClick={() => setGoing(true)}>{w.list.delete}</MenuItem></>}</Menu>}>
			<p class="headline"><span>{w.of(tariffOf(s.tariff), tariffOf(s.base))}</span><span>{s.cycle.name}, {cycleDates(s.cycle)}</span><span>{w.made(s.created_by.name, instant(s.created_at))}</span></p></PageHead>
		{s.state === "running" && <Panel title={w.running.title} icon="refresh"><div class="run-bar"><Progress done={part} of={100} label={`${w.running.progress}: ${w.running.percent(part)}`} /><p><span>{w.running.so(s.accounts + s.left_out, s.chosen)}</span><span>{w.running.lead}</span></p></div><Say text={part % 25 === 0 ? w.running.percent(part) : ""} /></Panel>}
		{s.state === "failed" && <Banner tone="bad" title={w.failed} role="alert"><p>{s.failure} {w.failedHelp}</p></Banner>}
		{s.state === "cancelled" && <Banner tone="info" title={w.gone} />}
		{(s.state === "done" || s.accounts > 0) && <Sums s={s} />}
		{s.result && (s.accounts === 0 ? <div class="panel"><Empty title={w.most.empty} text={w.most.emptyHelp} /></div> : <><Classes s={s} /><Spread of={s} /></>)}
		{s.state === "done" && <LeftOut s={s} />}
		{s.result && s.accounts > 0 && <Accounts s={s} />}
		{going && <Delete of={s} onClose={() => setGoing(false)} onDone={() => go("/simulations")} />}
	</>;
}
