/* One billing cycle: what was billed, held and waits, each figure a door to its rows; and its runs. */
import { useEffect, useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Cycle, CycleDetail, CyclePreview, Generation, Outcome, PreviewFigures } from "../api/billing";
import { useGet, useList, type Got } from "../app/data";
import { date, dateRow, instant, instantRow, money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { className, Count, cycleDates, CycleState, percentOf, RunState, toBills, toExceptions, toReads, under, unread, use, utilityName } from "../billing/cycle_parts";
import { CycleSwitch } from "../billing/cycle_picker";
import { t } from "../strings";
import { billing } from "../strings/billing";
import { cycleWords, exceptionTypes } from "../strings/cycle";
import styles from "../styles/billing.page.css";
import { Banner, Bones, Empty, Failed, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, Menu, MenuItem } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Progress } from "../ui/progress";
import { Filters, Nothing, Table } from "../ui/table";
import { Tabs } from "../ui/tabs";

await sheet(styles);
const w = billing.cycle;
const Run = lazy(cycleWords.run.title, () => import("../billing/run"), () => <div class="panel"><Bones rows={6} what={cycleWords.run.title} /></div>);
const EditCycle = lazy(w.edit, async () => ({ default: (await import("../billing/new_cycle")).EditCycle }));
const CloseCycle = lazy(w.close, () => import("../billing/close_cycle"));

function Figures({ c, p }: { c: CycleDetail; p: CyclePreview | undefined }) {
	const f = c.figures, id = c.id, x = p?.figures, open = { cycle_id: id, is_open: "true" };
	const all: [string, string, string | null, string, boolean?][] = [
		[w.billed, number(f.bills), toBills({ cycle_id: id }), !f.bills ? w.billedNone : w.billedHelp(f.estimated), !f.bills],
		[w.amount, money(f.amount), may("GET /api/v1/metrics/:key/rows") ? withQuery("/metrics/billed", { period: `cycle:${id}` }) : toBills({ cycle_id: id }), f.bills ? use(f.use_milli, f.unit) : "\u00a0", !f.bills],
		[w.exceptions, number(f.exceptions), toExceptions({ ...open, blocking: "true" }), f.exceptions ? w.exceptionsHelp : w.exceptionsNone, !f.exceptions],
		[w.warnings, number(f.warnings), toExceptions({ ...open, blocking: "false" }), f.warnings ? w.warningsHelp : w.warningsNone, !f.warnings],
		[w.waiting, x ? number(x.ready) : "\u2026", toReads({ cycle_id: id, fate: "waiting" }), !x ? "\u00a0" : unread(x) ? w.missing(unread(x)) : x.ready ? w.waitingHelp : w.waitingNone, !x?.ready],
	];
	return <dl class="doors panel" aria-label={w.figures}>{all.map(([name, value, href, help, zero]) => <div key={name}><dt>{name}</dt><dd class="value">{href && !zero ? <a href={href}>{value}</a> : <span class={zero ? "muted" : undefined}>{value}</span>}</dd><dd class="help">{help}</dd></div>)}</dl>;
}

type Row = PreviewFigures & { key: string | null };
function Classes({ c, got }: { c: Cycle; got: Got<CyclePreview> }) {
	const p = got.data, id = c.id;
	const cells = (x: PreviewFigures, of: string | null | undefined) => {
		const q = of ? { class: of } : {};
		return <><td class="r not-phone"><span class={x.due ? "num" : "num muted"}>{number(x.due)}</span></td><td class="r"><Count href={toBills({ cycle_id: id, ...q })} zero={!x.billed}>{number(x.billed)}</Count></td>
			<td class="r"><Count href={of === undefined ? toExceptions({ cycle_id: id, is_open: "true", blocking: "true" }) : `?tab=accounts&outcome=exception${of ? `&class=${encodeURIComponent(of)}` : ""}`} zero={!x.held}>{number(x.held)}</Count></td>
			<td class="r"><Count href={of === undefined ? toReads({ cycle_id: id, fate: "waiting" }) : null} zero={!x.ready}>{number(x.ready)}</Count></td><td class="r not-phone"><span class={unread(x) ? "num" : "num muted"}>{number(unread(x))}</span></td><td class="r not-phone"><span class={x.no_tariff ? "num" : "num muted"}>{number(x.no_tariff)}</span></td></>;
	};
	return <Panel title={w.classes} icon="people">{!p ? got.problem ? <Failed what={w.classes} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.classes} />
		: !p.classes.length ? <Empty title={w.none} text={w.noneHelp}>{may("POST /api/v1/imports") && <LinkButton href="/settings/imports">{w.importReads}</LinkButton>}</Empty>
		: <div class="matrix-wrap" tabIndex={0} role="group" aria-label={w.classes}><table class="table table-plain"><caption class="vh">{w.classes}</caption><thead><tr><th scope="col">{w.class}</th><th scope="col" class="r not-phone">{w.due}</th><th scope="col" class="r">{w.billed}</th><th scope="col" class="r">{billing.list.exceptions}</th><th scope="col" class="r">{w.waiting}</th><th scope="col" class="r not-phone">{w.readMissing}</th><th scope="col" class="r not-phone">{w.noTariff}</th></tr></thead>
			<tbody>{(p.classes as Row[]).map((x) => <tr key={x.key}><th scope="row">{className(x.key)}</th>{cells(x, x.key)}</tr>)}</tbody>
			{p.classes.length > 1 && <tfoot><tr><th scope="row">{w.total}</th>{cells(p.figures, undefined)}</tr></tfoot>}</table></div>}</Panel>;
}
function Tariffs({ got }: { got: Got<CyclePreview> }) {
	const list = got.data?.tariffs, see = may("GET /api/v1/tariffs");
	return <Panel title={w.tariffs} icon="book" end={see && <a class="link" href="/tariffs">{w.seeTariffs}</a>}>{!list ? <Bones rows={2} what={w.tariffs} /> : !list.length ? <div class="panel-note panel-note-first"><p><b>{w.noTariffs}</b></p><p class="help">{w.noTariffsHelp}</p></div>
		: <ul class="list">{list.map((x) => <li key={x.id} class={see ? undefined : "flat"}><span class="sign"><Icon name="book" /></span><div class="what">{see ? <a href={`/tariffs/${x.id}`}>{x.name}</a> : <span class="medium">{x.name}</span>}<p>{x.code} · {w.from(date(x.effective_on))}</p></div>{see && <span class="go"><Icon name="right" /></span>}</li>)}</ul>}</Panel>;
}

const OUTCOMES = ["billed", "exception", "missing", "skipped"] as const;
function Accounts({ id }: { id: string }) {
	const o = billing.outcomes, get = (k: string) => query.value.get(k), outcome = OUTCOMES.find((x) => x === get("outcome")) ?? "billed", filters = { outcome, class: get("class"), generation_id: get("generation_id"), type: get("type") };
	const path = withQuery(url`/cycles/${id}/outcomes`, filters), list = useList<Outcome>(path), see = may("GET /api/v1/exceptions/:id");
	return <div class="stack-tight">
		<Filters chips={<><ChoiceChip name={o.outcome} choices={OUTCOMES.map((x): [string, string] => [x, o[x]])} value={outcome} onPick={(v) => setQuery({ outcome: v ?? "billed" })} />
			{filters.class && <ChoiceChip name={o.class} choices={[[filters.class, className(filters.class)]]} value={filters.class} onPick={(v) => setQuery({ class: v })} />}
			{filters.type && <ChoiceChip name={o.why} choices={[[filters.type, exceptionTypes[filters.type] ?? filters.type]]} value={filters.type} onPick={(v) => setQuery({ type: v })} />}
			{filters.generation_id && <ChoiceChip name={billing.runs.what} choices={[[filters.generation_id, cycleWords.run.one]]} value={filters.generation_id} onPick={(v) => setQuery({ generation_id: v })} />}</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} tools={<ExportMenu path={path} name="outcomes" formats={["csv"]} />} />
		<Table<Outcome> caption={o.caption} what={o.what} list={list} rowKey={(x) => x.id} rowName={(x) => x.account.number} columns={[
			{ key: "who", title: o.consumer, slot: "who", cell: (x) => <span class="two"><a href={`/accounts/${x.account.id}`}>{x.consumer.name}</a> <span class="muted">{x.account.number}</span></span> },
			{ key: "class", title: o.class, wide: true, cell: (x) => className(x.class) },
			{ key: "id", title: o.result, slot: "id", cell: (x) => x.bill ? <a href={`/bills/${x.bill.id}`}>{x.bill.number}</a> : x.exception ? see ? <a href={`/exceptions/${x.exception.id}`}>{exceptionTypes[x.exception.type] ?? x.exception.type}</a> : exceptionTypes[x.exception.type] ?? x.exception.type : <span class="muted">{o.reasonsSkipped}</span> },
			{ key: "use", title: o.use, right: true, wide: true, cell: (x) => (typeof x.use_milli === "number" ? <span class="num">{use(x.use_milli, x.unit)}</span> : "") },
			{ key: "amount", title: o.amount, slot: "amount", cell: (x) => (x.amount?.amount ? money(x.amount) : "") },
		]} empty={<Empty title={o.none} text={o.noneHelp} />} filtered={filters.class || filters.type || filters.generation_id ? <Nothing title={o.none} text={o.noneHelp} onClear={() => setQuery({ class: null, type: null, generation_id: null })} /> : undefined} /></div>;
}
function Runs({ id }: { id: string }) {
	const r = billing.runs, list = useList<Generation>(withQuery("/generations", { cycle_id: id }));
	return <Table<Generation> caption={r.caption} what={r.what} list={list} rowKey={(g) => g.id} rowName={(g) => instant(g.started_at)} columns={[
		{ key: "id", title: r.at, slot: "id", cell: (g) => <a href={`/billing/cycles/${id}?run=${g.id}`}>{instantRow(g.started_at)}</a> },
		{ key: "who", title: r.kind, slot: "who", cell: (g) => <span class="two">{g.account ? <>{r.single} <a class="muted" href={`/accounts/${g.account.id}`}>{g.account.number}</a></> : <>{r.bulk} {g.filter.classes.length > 0 && <span class="muted">{g.filter.classes.map(className).join(", ")}</span>}</>}</span> },
		{ key: "state", title: r.state, slot: "status", cell: (g) => <RunState of={g.state} /> },
		{ key: "billed", title: r.billed, right: true, cell: (g) => <Count href={toBills({ generation_id: g.id })} zero={!g.figures.billed}>{number(g.figures.billed)}</Count> },
		{ key: "excepted", title: r.excepted, right: true, cell: (g) => <Count href={`?tab=accounts&outcome=exception&generation_id=${g.id}`} zero={!g.figures.excepted}>{number(g.figures.excepted)}</Count> },
		{ key: "skipped", title: r.skipped, right: true, wide: true, cell: (g) => <span class={g.figures.skipped ? "num" : "num muted"}>{number(g.figures.skipped)}</span> },
		{ key: "by", title: r.by, wide: true, cell: (g) => g.started_by.name },
		{ key: "amount", title: r.amount, slot: "amount", cell: (g) => money(g.figures.amount) },
	]} empty={<Empty title={r.none} text={r.noneHelp} />} />;
}

const TABS = ["overview", "accounts", "runs"] as const;
export default function CyclePage({ params }: PageProps) {
	const id = params.id!, path = url`/cycles/${id}`, first = useGet<CycleDetail>(path), live = !!first.data?.running && under(first.data.running), got = useGet<CycleDetail>(path, live ? 3000 : 0), c = got.data;
	const preview = useGet<CyclePreview>(c ? `${path}/preview` : null), [dialog, setDialog] = useState<"edit" | "close" | null>(null);
	/* What a run did shows in the figures of all classes when it is over. */
	useEffect(() => { if (c && preview.data && !live) preview.again(); }, [live, c?.version]);
	const q = query.value, step = q.get("step"), run = q.get("run"), tab = TABS.find((x) => x === q.get("tab")) ?? "overview", working = !!(step || run);
	useTitle(c ? c.name : w.title);
	const back = { href: withQuery("/billing/cycles", { cycle: id }), label: billing.back };
	if (!c) return <><PageHead back={back} title={got.problem ? "" : w.title} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	const manage = may("POST /api/v1/cycles"), generate = may("POST /api/v1/generations") && c.state !== "closed", href = (name: string) => (name === "overview" ? `/billing/cycles/${id}` : `/billing/cycles/${id}?tab=${name}`);
	/* Billed as far as it goes: what is held comes next. */
	const work = preview.data && !preview.data.figures.ready && c.figures.exceptions > 0 && !live ? toExceptions({ cycle_id: id, is_open: "true", blocking: "true" }) : null;
	return <>
		<PageHead back={working ? { href: `/billing/cycles/${id}`, label: c.name } : back} title={<div class="headline"><h1 tabIndex={-1}>{working ? cycleWords.run.title : c.name}</h1>{!working && <CycleState of={c.state} />}</div>} actions={!working && <>
			<CycleSwitch name={cycleWords.picker.go} value={c.id} onPick={(x) => go(`/billing/cycles/${x.id}`)} />
			<Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
				<MenuItem icon="bill" href={toBills({ cycle_id: id })}>{billing.list.seeBills}</MenuItem>
				{may("GET /api/v1/bill-batches") && <MenuItem icon="printer" href={`/billing/distribute?new=1&cycle_id=${id}`}>{w.distribute}</MenuItem>}
				{may("POST /api/v1/simulations") && <MenuItem icon="sliders" href={`/simulations?new=1&cycle_id=${id}`}>{w.simulate}</MenuItem>}
				{manage && <><hr />{c.state !== "closed" && <MenuItem icon="pencil" onClick={() => setDialog("edit")}>{w.edit}</MenuItem>}<MenuItem icon={c.state === "closed" ? "refresh" : "ban"} onClick={() => setDialog("close")}>{c.state === "closed" ? `${w.reopen}…` : `${w.close}…`}</MenuItem></>}</>}</Menu>
			{may("GET /api/v1/metrics/query") && <LinkButton icon="chart" href={withQuery("/billing/cycles", { cycle: id })}>{w.allFigures}</LinkButton>}
			{generate && !live && <LinkButton kind={work ? "plain" : "primary"} href={`/billing/cycles/${id}?step=choose`}>{w.generate}</LinkButton>}
			{work && <LinkButton kind="primary" href={work}>{w.work(c.figures.exceptions)}</LinkButton>}</>}>
			<p class="headline"><span>{working ? `${c.name} · ` : ""}{cycleDates(c)}</span><span>{utilityName(c.utility)} · {c.zone.name}</span>{!working && <span>{billing.list.billOn} {dateRow(c.bill_on)} · {billing.list.dueOn.toLowerCase()} {dateRow(c.due_on)}</span>}</p></PageHead>
		{working ? <Run cycle={c} preview={preview} step={step} run={run} /> : <>
			{c.state === "closed" && <Banner tone="info" title={w.closed(instant(c.closed_at), c.closed_by?.name ?? "")}><p>{w.closedText}</p></Banner>}
			{c.running && under(c.running) && <Panel title={c.running.state === "paused" ? cycleWords.run.paused : cycleWords.run.running} icon="refresh" end={<a class="link" href={`/billing/cycles/${id}?run=${c.running.id}`}>{t.common.view}</a>}>
				<div class="run-bar"><Progress done={percentOf(c.running)} of={100} label={cycleWords.run.percent(percentOf(c.running))} /><p><span>{cycleWords.run.so(c.running.figures.done, c.running.accounts)}</span><span>{cycleWords.run.percent(percentOf(c.running))}</span></p></div></Panel>}
			<Figures c={c} p={preview.data} />
			<Tabs label={w.tabs} at={tab} tabs={[{ key: "overview", label: w.overview, href: href("overview") }, { key: "accounts", label: w.accountsTab, href: href("accounts") }, { key: "runs", label: w.runs, href: href("runs") }]} />
			{tab === "overview" ? <div class="cols cols-detail"><div class="stack"><Classes c={c} got={preview} /></div><div class="stack"><Tariffs got={preview} /></div></div> : tab === "accounts" ? <Accounts id={id} /> : <Runs id={id} />}
		</>}
		{dialog === "edit" && <EditCycle cycle={c} onClose={() => setDialog(null)} />}
		{dialog === "close" && <CloseCycle cycle={c} onClose={() => setDialog(null)} />}
	</>;
}
