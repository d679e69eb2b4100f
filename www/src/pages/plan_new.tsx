import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, once, url, withQuery } from "../api/client";
import type { Plan, PlanPreview, Rhythm } from "../api/desk";
import type { Account, Page, Problem, Receivable } from "../api/types";
import { useGet } from "../app/data";
import { date, dateShort, money, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query } from "../app/router";
import { has } from "../app/session";
import { t } from "../strings";
import { accountWords, kindWords } from "../strings/account";
import { planWords } from "../strings/plans";
import { Banner, Bones, Button, Empty, Failed, LinkButton, PageHead, Panel, Say, useTitle, Value } from "../ui/base";
import { toast } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { FormProblem, SelectField, serverFaults, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { itemFor } from "../ui/split";
import { Check } from "../ui/table";
import { useWork } from "../ui/work";

const w = planWords, MOST = 60;
const FIELDS = { "/receivable_ids": "pl-items", "/receivable_ids/*": "pl-items", "/instalments": "pl-count", "/every": "pl-every", "/first_due_on": "pl-first", "/notes": "pl-notes", "/override_reason": "pl-why" };

/* The next month's same day, as most people are paid. */
function nextMonth(): string {
	const [y, m, day] = today().split("-").map(Number) as [number, number, number];
	const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
	return new Date(Date.UTC(y, m, Math.min(day, last))).toISOString().slice(0, 10);
}

/* What the server would make of it: asked for as it is typed, kept while the next answer comes. */
function usePreview(body: object | null) {
	const [got, setGot] = useState<{ data?: PlanPreview; problem?: Problem; busy: boolean }>({ busy: !!body }), seq = useRef(0), key = body ? JSON.stringify(body) : "";
	useEffect(() => {
		const mine = ++seq.current;
		if (!body) { setGot({ busy: false }); return; }
		setGot((g) => ({ ...g, busy: true }));
		const timer = setTimeout(() => {
			call<PlanPreview>("POST", "/plans/preview", { body }).then(
				(data) => { if (mine === seq.current) setGot({ data, busy: false }); },
				(e: unknown) => { if (mine === seq.current) setGot((g) => ({ data: g.data, problem: e instanceof ApiError ? e.problem : { status: -1, title: String(e) }, busy: false })); });
		}, 200);
		return () => clearTimeout(timer);
	}, [key]);
	return got;
}

export default function PlanNew(_: PageProps) {
	useTitle(w.newTitle);
	const id = query.value.get("account") ?? "", account = useGet<Account>(id ? url`/accounts/${id}` : null), a = account.data;
	const open = useGet<Page<Receivable>>(id ? withQuery("/receivables", { account_id: id, status: "open", limit: 200 }) : null), items = open.data?.data ?? [];
	const free = items.filter((r) => !r.plan), plans = [...new Map(items.flatMap((r) => (r.plan ? [[r.plan.id, r.plan] as const] : []))).values()];
	const [chosen, setChosen] = useState<Set<string> | null>(null), [count, setCount] = useState("3"), [every, setEvery] = useState<Rhythm>("month"), [first, setFirst] = useState(nextMonth()), [notes, setNotes] = useState(""), [why, setWhy] = useState("");
	useEffect(() => { if (open.data && !open.stale) setChosen((c) => c ?? new Set(open.data!.data.filter((r) => !r.plan).map((r) => r.id))); }, [open.data]);
	const picked = free.filter((r) => chosen?.has(r.id)), total = picked.reduce((s, r) => s + r.open.amount, 0), k = Number(count);
	const fine = picked.length > 0 && Number.isInteger(k) && k >= 2 && k <= MOST && !!first && first >= today();
	const body = { account_id: id, receivable_ids: picked.map((r) => r.id), instalments: k, every, first_due_on: first };
	const asked = fine ? { ...body, ...(why.trim().length >= 3 ? { override_reason: why.trim() } : {}) } : null;
	const preview = usePreview(asked), p = fine ? preview.data : undefined;
	const refused = fine && preview.problem ? serverFaults(preview.problem, FIELDS) : null;
	const below = !!p?.below_floor || !!preview.problem?.errors?.some((e) => e.pointer === "/override_reason" || e.code === "floor" || e.code === "below_floor");
	const work = useWork(FIELDS, "/receivables"), faults: Faults = { ...(refused?.faults ?? {}), ...work.faults };
	if (below && !work.faults["pl-why"]) delete faults["pl-why"];
	const submit = () => {
		const f: Faults = {};
		if (!picked.length) f["pl-items"] = w.faults.items;
		if (!Number.isInteger(k) || k < 2 || k > MOST) f["pl-count"] = w.faults.count(MOST);
		if (!first) f["pl-first"] = w.faults.first; else if (first < today()) f["pl-first"] = w.faults.past;
		if (below && why.trim().length < 3) f["pl-why"] = w.overrideNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { data } = await once<Plan>(`plan.${id}`, "POST", "/plans", { ...body, ...(notes.trim() ? { notes: notes.trim() } : {}), ...(below ? { override_reason: why.trim() } : {}) });
			moneyMoved();
			toast(w.done(data.number));
			go(`/plans/${data.id}`, { replace: true });
		});
	};
	const back = a ? { href: `/accounts/${a.id}?tab=plans`, label: a.consumer.name } : { href: "/accounts", label: accountWords.back };
	if (!a || !open.data) {
		const bad = account.problem ?? open.problem;
		return <><PageHead back={back} title={w.newTitle} /><div class="panel">{!id ? <Empty art="lens" title={t.common.notFound} text={w.emptyHelp}><LinkButton href="/accounts">{accountWords.back}</LinkButton></Empty> : bad ? <Failed what={w.newTitle} problem={bad} again={() => { account.again(); open.again(); }} /> : <Bones rows={6} what={w.newTitle} />}</div></>;
	}
	const last = p?.schedule.at(-1), one = p?.schedule[0];
	const words = p && one && last ? one.amount.amount === last.amount.amount ? w.words(p.schedule.length, money(one.amount), w.every[every]!, date(one.due_on), date(last.due_on)) : w.wordsLast(p.schedule.length, money(one.amount), money(last.amount), w.every[every]!, date(one.due_on), date(last.due_on)) : "";
	return <>
		<PageHead back={back} title={w.newTitle} lead={w.newLead} />
		{!free.length ? <div class="panel"><Empty title={items.length ? w.allInPlans(items.length) : w.nothing} text={items.length ? w.allInPlansHelp : w.nothingHelp}>{plans.map((one) => <LinkButton key={one.id} href={`/plans/${one.id}`}>{w.inPlan(one.number)}</LinkButton>)}<LinkButton href={`/accounts/${id}`}>{accountWords.consumer}</LinkButton></Empty></div>
		: <form noValidate class="cols cols-form" onSubmit={(e) => { e.preventDefault(); submit(); }}>
			<div class="stack">
				<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.setUpNone)} problem={work.rest} />
				<section class="panel" aria-labelledby="s-items" id="pl-items" tabIndex={-1}>
					<div class="panel-head"><h2 id="s-items">{w.choose}</h2><div class="end">{a.consumer.name} · <span class="num">{a.number}</span></div></div>
					{faults["pl-items"] && <p class="error panel-error"><Icon name="alert" /><span>{faults["pl-items"]}</span></p>}
					<table class="table table-plain cards pick-rows" role="table"><caption class="vh">{w.chooseCaption}</caption>
						<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="col-check"><Check label={w.all} checked={picked.length === free.length} some={picked.length > 0} onValue={(on) => setChosen(new Set(on ? free.map((r) => r.id) : []))} /></th>
							<th role="columnheader" scope="col" class="c-who">{accountWords.item}</th><th role="columnheader" scope="col" class="c-id">{accountWords.for}</th><th role="columnheader" scope="col" class="col-wide">{accountWords.due}</th><th role="columnheader" scope="col" class="c-amount r">{accountWords.openAmount}</th></tr></thead>
						<tbody role="rowgroup">{items.map((r) => {
							const on = !!chosen?.has(r.id) && !r.plan, turn = (v: boolean) => { const n = new Set(chosen); if (v) n.add(r.id); else n.delete(r.id); setChosen(n); };
							return <tr key={r.id} role="row" class={on ? "picked" : undefined} onClick={(e) => { if (!r.plan && !(e.target as Element).closest("label, input, a")) turn(!on); }}>
								<td role="cell" class="col-check">{!r.plan && <Check label={w.include(r.number)} checked={on} onValue={turn} />}</td>
								<td role="cell" class="c-who"><span class="two"><b class="medium">{kindWords[r.kind]}</b> <span class="muted">{r.number}</span></span></td>
								<td role="cell" class="c-id">{r.plan ? <a class="link" href={`/plans/${r.plan.id}`}>{w.inPlan(r.plan.number)}</a> : itemFor(r)}</td>
								<td role="cell" class="col-wide num">{r.due_on < today() ? <span class="late"><Icon name="alert" />{dateShort(r.due_on)}<span class="vh"> {t.status.overdue}</span></span> : dateShort(r.due_on)}</td>
								<td role="cell" class="c-amount r">{money(r.open)}</td></tr>;
						})}</tbody></table>
				</section>
				<section class="panel" aria-labelledby="s-terms"><div class="panel-head"><h2 id="s-terms">{w.terms}</h2></div>
					<div class="form-section"><div class="grid-3">
						<TextField id="pl-count" label={w.instalments} inputMode="numeric" autoComplete="off" value={count} onValue={setCount} error={faults["pl-count"]} help={w.instalmentsHelp(MOST)} maxLength={3} />
						<SelectField id="pl-every" label={w.rhythmLabel} value={every} onValue={(v) => setEvery(v as Rhythm)} error={faults["pl-every"]} options={(["month", "fortnight", "week"] as const).map((e): [string, string] => [e, w.everyName[e]!])} />
						<TextField id="pl-first" type="date" label={w.first} value={first} min={today()} onValue={setFirst} error={faults["pl-first"]} />
					</div>
					<TextArea id="pl-notes" label={w.notesLabel} optional value={notes} onValue={setNotes} error={faults["pl-notes"]} maxLength={500} />
					{below && <div class="stack-tight"><Banner tone="warn" title={w.floorTitle}><p>{(has("plans:override") ? w.floorText : w.floorMayNot)(p?.floor ? money(p.floor) : preview.problem?.detail ?? "")}</p></Banner>
						{has("plans:override") && <TextArea id="pl-why" label={w.overrideLabel} value={why} onValue={setWhy} error={faults["pl-why"]} maxLength={500} />}</div>}
					</div></section>
			</div>
			<div class="sticky-side"><Panel title={w.preview} icon="calendar" end={w.previewHelp}><div class="review" aria-busy={preview.busy && !p ? "true" : undefined}>
				<p><Value of={moneyOf(total, a.owed.currency)} /></p>
				{p ? <><p class="review-words">{words}</p>
					<ol class="schedule">{p.schedule.map((i) => <li key={i.number}><span class="muted num">{i.number}</span><span class="num">{date(i.due_on)}</span><b class="num medium">{money(i.amount)}</b></li>)}</ol></>
				: preview.busy ? <Bones rows={3} what={w.preview} /> : <p class="muted">{refused?.rest ?? (picked.length ? w.faults.count(MOST) : w.previewStart)}</p>}
				<div class="stay"><Button kind="primary" wide type="submit" busy={work.busy} busyText={w.settingUp} disabled={below && !has("plans:override")}>{p ? w.setUp(p.schedule.length) : w.setUpNone}</Button></div>
				<Say text={words} />
			</div></Panel></div>
		</form>}
	</>;
}
