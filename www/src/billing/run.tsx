/*
 * Generating the bills of a cycle, step by step: whose bills and which dates, what is missing, the
 * run, its results.  Where one is stands in the address, so a reload goes on with the same run.
 */
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { call, once, url, withQuery } from "../api/client";
import type { CycleDetail, CyclePreview, Generation } from "../api/billing";
import { changed, put, useGet, type Got } from "../app/data";
import { date, instant, money, number } from "../app/format";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { billing } from "../strings/billing";
import { bills as billCount } from "../strings/cycle";
import { runWords } from "../strings/run";
import { listed } from "../strings/words";
import { Banner, Bones, Button, Facts, Failed, LinkButton, Panel, Say } from "../ui/base";
import { moneyMoved } from "../ui/follow";
import { CheckLine, FormProblem, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { Confirm } from "../ui/settings";
import { useWork } from "../ui/work";
import { className, Count, percentOf, RunState, toBills, toExceptions, toReads, under, unread, use } from "./cycle_parts";

const w = runWords;
/* Where the steps stand in the address: under names of their own where they are taken over another page, which leave() goes back to. */
export interface Place { prefix: string; leave: (() => void) | null }
const Over = createContext<Place>({ prefix: "", leave: null });
function usePlace() {
	const { prefix, leave } = useContext(Over);
	return { leave, get: (name: string) => query.value.get(prefix + name), set: (changes: Record<string, string | null>) => setQuery(Object.fromEntries(Object.entries(changes).map(([k, v]) => [prefix + k, v]))) };
}
/* Away from the steps: to the cycle's page, or to what lies below. */
function Leave({ c, children }: { c: { id: string }; children: string }) {
	const { leave } = usePlace();
	return leave ? <Button onClick={leave}>{children}</Button> : <LinkButton href={`/billing/cycles/${c.id}`}>{children}</LinkButton>;
}
const Steps = ({ at }: { at: number }) => <ol class="steps" aria-label={w.stepsLabel}>{w.steps.map((word, i) => <li key={word} data-past={i < at ? "" : undefined} aria-current={i === at ? "step" : undefined}>{word}</li>)}</ol>;
const many = (value: string | null) => (value ?? "").split(",").filter(Boolean);
/* What was chosen stands in the address. */
function useChoice(c: CycleDetail) {
	const { get } = usePlace();
	return { classes: many(get("class")), segments: many(get("segment")), issued: get("issued") ?? c.bill_on, due: get("due") ?? c.due_on };
}

function Choose({ c, preview }: { c: CycleDetail; preview: Got<CyclePreview> }) {
	const { set } = usePlace(), now = useChoice(c), p = preview.data, count = useGet<CyclePreview>(withQuery(url`/cycles/${c.id}/preview`, { class: now.classes.join(","), segment: now.segments.join(",") }));
	const [faults, setFaults] = useState<Record<string, string>>({}), ready = count.data?.figures.ready;
	const toggle = (name: "class" | "segment", all: string[], on: string[], key: string, yes: boolean) => { const next = yes ? [...on, key] : on.filter((k) => k !== key); set({ [name]: next.length && next.length < all.length ? next.join(",") : null }); };
	const next = (e: Event) => {
		e.preventDefault();
		const f: Record<string, string> = {};
		if (!now.issued) f["run-issued"] = w.faults.issued;
		if (!now.due) f["run-due"] = w.faults.due; else if (now.due < now.issued) f["run-due"] = w.faults.order;
		setFaults(f);
		if (Object.keys(f).length) { document.getElementById(Object.keys(f)[0]!)?.focus(); return; }
		set({ step: "check" });
	};
	if (!p) return preview.problem ? <section class="panel"><Failed what={w.choose} problem={preview.problem} again={preview.again} /></section> : <section class="panel"><Bones rows={6} what={w.choose} /></section>;
	const group = (name: "class" | "segment", title: string, rows: CyclePreview["classes"], on: string[]) => {
		const named = rows.filter((x) => x.key !== null), keys = named.map((x) => x.key!);
		return named.length > 0 && <fieldset><legend>{title}</legend><div class="run-choices">{named.map((x) => <CheckLine key={x.key} label={className(x.key)} help={w.ready(x.ready)} checked={!on.length || on.includes(x.key!)} onValue={(yes) => toggle(name, keys, on.length ? on : keys, x.key!, yes)} />)}</div></fieldset>;
	};
	return <form class="panel" aria-labelledby="run-choose" noValidate onSubmit={next}>
		<div class="panel-head"><Icon name="people" /><h2 id="run-choose">{w.choose}</h2></div>
		<div class="run-form"><p class="help">{w.chooseLead}</p>
			{group("class", w.classes, p.classes, now.classes)}{group("segment", w.segments, p.segments, now.segments)}
			<fieldset><legend>{w.dates}</legend><div class="run-dates"><TextField id="run-issued" type="date" label={w.issued} value={now.issued} onValue={(v) => set({ issued: v })} error={faults["run-issued"]} />
				<TextField id="run-due" type="date" label={w.dueOn} value={now.due} min={now.issued} onValue={(v) => set({ due: v })} error={faults["run-due"]} /></div></fieldset></div>
		<div class="run-foot"><p role="status">{ready === undefined || count.stale ? w.counting : <b class="num">{w.ready(ready)}</b>}</p><Leave c={c}>{w.cancel}</Leave><Button kind="primary" type="submit">{w.next}</Button></div>
	</form>;
}

function Check({ c }: { c: CycleDetail }) {
	const { set } = usePlace(), now = useChoice(c), got = useGet<CyclePreview>(withQuery(url`/cycles/${c.id}/preview`, { class: now.classes.join(","), segment: now.segments.join(",") })), p = got.data, work = useWork({}, "/cycles");
	useEffect(() => { got.again(); }, []);
	const start = () => work.run(async () => {
		const { data } = await once<Generation>(`generate.${c.id}`, "POST", "/generations", { cycle_id: c.id, ...(now.classes.length ? { classes: now.classes } : {}), ...(now.segments.length ? { segments: now.segments } : {}), issued_on: now.issued, due_on: now.due });
		put(url`/generations/${data.id}`, data);
		changed("/cycles", "/generations");
		set({ step: null, class: null, segment: null, issued: null, due: null, run: data.id });
	});
	if (!p) return <section class="panel">{got.problem ? <Failed what={w.check} problem={got.problem} again={got.again} /> : <Bones rows={6} what={w.check} />}</section>;
	const f = p.figures, id = c.id, held = { cycle_id: id, is_open: "true", blocking: "true" }, left = unread(f), all = f.ready + left + f.held;
	const missing: [string, number, string | null][] = [["missing_reads", left, may("POST /api/v1/imports") ? "/settings/imports" : toReads({ cycle_id: id })], ["no_tariff", f.no_tariff, may("GET /api/v1/tariffs") ? withQuery("/tariffs", { utility: c.utility }) : null], ["inactive", f.inactive, toReads({ cycle_id: id, fate: "waiting" })], ["held", f.held, toExceptions(held)]];
	const wrong = missing.filter(([, k]) => k > 0), only = [now.classes.length && w.classesOf(listed(now.classes.map(className))), now.segments.length && w.segmentsOf(listed(now.segments.map(className)))].filter(Boolean) as string[];
	return <><FormProblem title={t.problem.title(w.title)} problem={work.rest} />
		<Panel title={w.check} icon="eye"><ul class="row-sum">
			<li><b>{number(f.due)}</b><span>{w.sum.due}</span></li><li class="sum-sign" aria-hidden="true">=</li>
			<li><Count href={toBills({ cycle_id: id })} zero={!f.billed}>{number(f.billed)}</Count><span>{w.sum.billed}</span></li><li class="sum-sign" aria-hidden="true">+</li>
			<li><Count href={toExceptions(held)} zero={!f.held}>{number(f.held)}</Count><span>{w.sum.held}</span></li><li class="sum-sign" aria-hidden="true">+</li>
			<li><Count href={toReads({ cycle_id: id, fate: "waiting" })} zero={!f.ready}>{number(f.ready)}</Count><span>{w.sum.ready}</span></li><li class="sum-sign" aria-hidden="true">+</li>
			<li><b>{number(left)}</b><span>{w.sum.missing}</span></li></ul></Panel>
		<Panel title={w.checkMissing} icon="alert">{!wrong.length && p.tariffs.length > 0 ? <p class="panel-quiet">{w.nothingMissing}</p> : <ul class="list">
			{!p.tariffs.length && <li><span class="sign" data-tone="bad"><Icon name="alert" /></span><div class="what">{may("GET /api/v1/tariffs") ? <a href={withQuery("/tariffs", { utility: c.utility })}>{billing.cycle.noTariffs}</a> : <span class="medium">{billing.cycle.noTariffs}</span>}<p>{billing.cycle.noTariffsHelp}</p></div></li>}
			{wrong.map(([key, k, href]) => <li key={key} class={href ? undefined : "flat"}><span class="sign" data-tone="warn"><Icon name="alert" /></span><div class="what">{href ? <a href={href}>{w.missing[key]![0](k)}</a> : <span class="medium">{w.missing[key]![0](k)}</span>}<p>{w.missing[key]![1]}</p></div>{href && <span class="go"><Icon name="right" /></span>}</li>)}</ul>}</Panel>
		<Panel title={w.review} icon="billCheck"><div class="review">{left > 0 && !f.ready ? <p class="review-words"><b>{w.noReads(left)}</b> {w.noReadsHelp}</p> : f.ready > 0 ? <p class="review-words">{w.words(billCount(f.ready), c.name, date(now.issued), date(now.due)).map((x, i) => (i % 2 ? x : i < 7 ? <b key={i}>{x}</b> : x))}{only.length > 0 && ` ${w.only(only.join(", "))}`}</p> : !f.held && <p class="review-words"><b>{w.nobody}.</b> {w.nobodyHelp}</p>}{f.held > 0 && <p class={all > f.held ? "help" : "review-words"}>{w.heldAgain(f.held)}</p>}<p class="help">{w.fine}</p></div>
			<div class="run-foot"><Button onClick={() => set({ step: "choose" })}>{w.back}</Button>{all > 0 ? <Button kind="primary" busy={work.busy} busyText={w.starting} onClick={() => void start()}>{f.ready ? w.do(f.ready) : w.runAnyway(left + f.held)}</Button> : <Leave c={c}>{w.toCycle}</Leave>}</div></Panel></>;
}

/* How many a second, of what was seen so far; what is left, of that. */
function usePace(g: Generation) {
	const began = useRef({ at: Date.now(), done: g.figures.done, id: g.id });
	if (began.current.id !== g.id || g.state !== "running") began.current = { at: Date.now(), done: g.figures.done, id: g.id };
	const took = (Date.now() - began.current.at) / 1000, made = g.figures.done - began.current.done;
	return made > 0 && took > 1 ? { rate: Math.round(made / took), left: (g.accounts - g.figures.done) / (made / took) } : null;
}
function Running({ g, c }: { g: Generation; c: CycleDetail }) {
	const path = url`/generations/${g.id}`, work = useWork({}, path), [ask, setAsk] = useState(false), may_ = may("POST /api/v1/generations"), pace = usePace(g), percent = percentOf(g), f = g.figures;
	const act = (what: "pause" | "resume" | "cancel") => work.run(async () => { put(path, await call<Generation>("POST", `${path}/${what}`, { body: {} })); changed(path, "/cycles"); setAsk(false); });
	const stopped = g.state !== "running";
	return <>
		{g.state === "failed" && <Banner tone="bad" title={w.failed}><p>{w.failedText(g.failure ?? "")}</p></Banner>}
		<Panel title={g.state === "paused" ? w.paused : g.state === "failed" ? w.failed : w.running} icon="refresh" end={<RunState of={g.state} />}>
			<div class="run-bar"><progress class="bar" max={100} value={percent} aria-label={w.progress} /><p><span>{w.percent(percent)} · {w.so(f.done, g.accounts)}</span>{pace && !stopped && <span>{w.rate(pace.rate)} · {w.left(pace.left)}</span>}</p></div>
			<Sum g={g} c={c} />
			<Say text={percent % 25 === 0 ? w.percent(percent) : ""} />
			{work.rest && <p class="panel-error error" role="alert"><Icon name="alert" /><span>{work.rest}</span></p>}
			<div class="run-foot"><p>{g.state === "paused" ? w.pausedText : g.state === "failed" ? "" : w.leave}</p>{may_ && <>{<Button onClick={() => setAsk(true)}>{w.stop}</Button>}
				{stopped ? <Button kind="primary" busy={work.busy && !ask} busyText={w.resuming} onClick={() => void act("resume")}>{w.resume}</Button> : <Button busy={work.busy && !ask} busyText={w.pausing} onClick={() => void act("pause")}>{w.pause}</Button>}</>}</div>
		</Panel>
		{ask && <Confirm title={w.stopTitle} text={w.stopText} action={w.stopDo} busyText={w.stopping} busy={work.busy} problem={work.rest} onDo={() => void act("cancel")} onClose={() => setAsk(false)} />}
	</>;
}
function Sum({ g, c }: { g: Generation; c: CycleDetail }) {
	const f = g.figures, r = w.resultsSum, rows = (outcome: string) => `/billing/cycles/${c.id}?tab=accounts&outcome=${outcome}&generation_id=${g.id}`;
	return <ul class="row-sum"><li><b>{number(f.done)}</b><span>{r.accounts}</span></li><li class="sum-sign" aria-hidden="true">=</li>
		<li><Count href={toBills({ generation_id: g.id })} zero={!f.billed}>{number(f.billed)}</Count><span>{r.billed}</span></li><li class="sum-sign" aria-hidden="true">+</li>
		<li><Count href={rows("exception")} zero={!f.excepted}>{number(f.excepted)}</Count><span>{r.excepted}</span></li><li class="sum-sign" aria-hidden="true">+</li>
		<li><Count href={rows("skipped")} zero={!f.skipped}>{number(f.skipped)}</Count><span>{r.skipped}</span></li></ul>;
}
function Results({ g, c }: { g: Generation; c: CycleDetail }) {
	const { leave, set } = usePlace(), f = g.figures, took = g.finished_at ? (new Date(g.finished_at).getTime() - new Date(g.started_at).getTime()) / 1000 : 0, open = toExceptions({ cycle_id: c.id, is_open: "true" }), done = g.state === "done", head = useRef<HTMLHeadingElement>(null);
	useEffect(() => { head.current?.focus({ preventScroll: true }); }, []);
	return <>
		{g.state === "cancelled" && <Banner tone="warn" title={w.cancelled}><p>{w.cancelledText}</p></Banner>}
		<section class="panel" aria-labelledby="run-done"><div class="panel-head"><Icon name={done ? "ok" : "ban"} /><h2 id="run-done" tabIndex={-1} ref={head}>{done ? w.done : w.cancelled}</h2><div class="end"><RunState of={g.state} /></div></div>
			<Sum g={g} c={c} />
			<Facts of={[[w.amount, <Count href={toBills({ generation_id: g.id })} zero={!f.billed}>{money(f.amount)}</Count>], [w.began, instant(g.started_at)], [w.estimated, <Count href={toBills({ generation_id: g.id, is_estimated: "true" })} zero={!f.estimated}>{number(f.estimated)}</Count>], [w.took, w.seconds(took)], [w.use, use(f.use_milli, c.figures.unit)], [w.by, g.started_by.name], [w.issued, date(g.issued_on)], [w.dueOn, date(g.due_on)],
				g.filter.classes.length > 0 && [w.classes, listed(g.filter.classes.map(className))], g.filter.segments.length > 0 && [w.segments, listed(g.filter.segments.map(className))]]} />
			<div class="run-foot"><Leave c={c}>{leave ? t.common.close : w.toCycle}</Leave>
				{!done && may("POST /api/v1/generations") && c.state !== "closed" && (leave ? <Button onClick={() => set({ run: null, step: "choose" })}>{w.again}</Button> : <LinkButton href={`/billing/cycles/${c.id}?step=choose`}>{w.again}</LinkButton>)}
				{f.billed > 0 && may("GET /api/v1/bill-batches") && <LinkButton href={`/billing/distribute?new=1&cycle_id=${c.id}`} icon="printer">{w.print}</LinkButton>}
				{f.billed > 0 && <LinkButton href={toBills({ generation_id: g.id })} kind={f.excepted && open ? "plain" : "primary"}>{w.see(f.billed)}</LinkButton>}
				{f.excepted > 0 && open && <LinkButton kind="primary" href={open}>{w.work(f.excepted)}</LinkButton>}</div></section>
		<Say text={done ? w.said(f.billed, f.excepted) : ""} /></>;
}
function Follow({ id, c }: { id: string; c: CycleDetail }) {
	const path = url`/generations/${id}`, first = useGet<Generation>(path), live = !first.data || first.data.state === "running", got = useGet<Generation>(path, live ? 1000 : 0), g = got.data, was = useRef<string | undefined>(undefined);
	useEffect(() => {
		if (g && was.current && was.current !== g.state && !under(g)) { moneyMoved(); changed("/cycles", "/exceptions", "/reads"); }
		was.current = g?.state;
	}, [g?.state]);
	if (!g) return <><div class="steps-line"><Steps at={2} /></div><section class="panel">{got.problem ? <Failed what={w.unknown} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.unknown} />}</section></>;
	const over = g.state === "done" || g.state === "cancelled";
	return <><div class="steps-line"><Steps at={over ? 3 : 2} /></div>{over ? <Results g={g} c={c} /> : <Running g={g} c={c} />}</>;
}

interface Props { cycle: CycleDetail; preview: Got<CyclePreview>; step: string | null; run: string | null }
/* The steps over another page: its address says where they stand, after a prefix. */
export function RunOver({ place, ...rest }: Props & { place: Place }) {
	return <Over.Provider value={place}><Run {...rest} /></Over.Provider>;
}
export default function Run({ cycle, preview, step, run }: Props) {
	if (run) return <Follow key={run} id={run} c={cycle} />;
	/* One run at a time: who comes back finds the one that is under way. */
	if (cycle.running && under(cycle.running)) return <Follow key={cycle.running.id} id={cycle.running.id} c={cycle} />;
	return <><div class="steps-line"><Steps at={step === "check" ? 1 : 0} /></div>{step === "check" ? <Check c={cycle} /> : <Choose c={cycle} preview={preview} />}</>;
}
