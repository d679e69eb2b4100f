/* How an exception is resolved: an action, what it needs, what would come of it, and the button that says so. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, once, url, withQuery } from "../api/client";
import type { Action, Exception, ExceptionDetail, ExceptionPreview, ExceptionResolution, ExceptionResolved, ItsRead } from "../api/exceptions";
import type { Page, Problem } from "../api/types";
import { useChoices } from "../app/choices";
import { changed, useGet } from "../app/data";
import { date, milli, money, moneyOf, parseMoney } from "../app/format";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import { Banner, Button, LinkButton, Panel, problemText } from "../ui/base";
import { moneyMoved, waits } from "../ui/follow";
import { FormProblem, MoneyField, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import { tellAct } from "./acts";
import { nameOf, parseMilli, useOf } from "./words";

const typesOf = (types: string[]) => types.map((x) => (w.types[x] ?? x).toLowerCase()).join(", ");
const actionWord = (x: ExceptionDetail, a: Action) => (x.is_blocking ? (a === "accept" ? w.again[x.type] : a === "correct" && x.type === "duplicate" ? w.again.duplicate : undefined) : w.actionsBeside[a]) ?? w.actions[a]!;
const actionHelp = (x: ExceptionDetail, a: Action) => (x.is_blocking ? (keepsOne(x, a) ? w.keepHelp : a === "accept" ? w.helpAgain[x.type] : undefined) : w.helpBeside[a]) ?? w.actionHelp[a];
const needsReason = (a: Action) => a === "correct" || a === "adjust" || a === "dismiss";

/* What is typed, as the request it makes; faults by field where it makes none. */
interface Typed { action: Action | null; reason: string; value: string; readId: string; meterId: string; readOn: string; amount: string; why: string }
const blank: Typed = { action: null, reason: "", value: "", readId: "", meterId: "", readOn: "", amount: "", why: "" };
const liveReads = (x: ExceptionDetail) => x.reads.filter((r) => r.state === "live");
/* Of duplicates one is kept; otherwise what was read is typed. */
const keepsOne = (x: ExceptionDetail, a: Action | null) => a === "correct" && x.type === "duplicate";
const typesValue = (x: ExceptionDetail, a: Action | null) => a === "reread" || (a === "correct" && !keepsOne(x, a));

function requestOf(x: ExceptionDetail, f: Typed, lenient: boolean): { body?: ExceptionResolution; faults: Faults } {
	const faults: Faults = {}, a = f.action, reads = liveReads(x), meters = x.meters.filter((m) => !m.removed_on);
	if (!a) return { faults };
	const body: ExceptionResolution = { action: a };
	if (f.reason.trim()) body.reason = f.reason.trim();
	else if (needsReason(a)) { if (lenient) body.reason = "\u2026"; else faults["x-reason"] = w.reasonNeeded; }
	if (typesValue(x, a)) {
		const v = parseMilli(f.value);
		if (v === null) faults["x-value"] = f.value.trim() ? w.valueWrong : w.valueNeeded; else body.value_milli = v;
		if (reads.length > 1 && !f.readId) faults["x-read"] = w.which;
		if (!reads.length && meters.length > 1 && !f.meterId) faults["x-meter"] = w.ofMeter;
		if (f.readId) body.read_id = f.readId; else if (f.meterId) body.meter_id = f.meterId;
		if (f.readOn) body.read_on = f.readOn;
	}
	if (keepsOne(x, a)) { if (f.readId) body.read_id = f.readId; else faults["x-read"] = w.keep; }
	if (a === "adjust") {
		const m = parseMoney(f.amount);
		if ("minor" in m && m.minor > 0) body.amount = moneyOf(m.minor, x.risk.currency); else faults["x-amount"] = w.adjustNeeded;
		if (f.why) body.adjust_reason = f.why; else faults["x-why"] = w.pickReason;
	}
	return { body: Object.keys(faults).length ? undefined : body, faults };
}

/* Asks what would come of it, a moment after the last key. */
type Looked = { of: string; preview?: ExceptionPreview; problem?: Problem } | null;
function usePreview(x: ExceptionDetail, body: ExceptionResolution | undefined) {
	const key = body ? JSON.stringify({ ...body, reason: undefined }) : "", [looked, setLooked] = useState<Looked>(null), asked = useRef("");
	useEffect(() => {
		asked.current = key;
		if (!key) return;
		const timer = setTimeout(() => {
			void call<ExceptionPreview>("POST", url`/exceptions/${x.id}/preview`, { body }).then(
				(preview) => { if (asked.current === key) setLooked({ of: key, preview }); },
				(e: unknown) => { if (asked.current === key && e instanceof ApiError) setLooked({ of: key, problem: e.problem }); });
		}, 350);
		return () => clearTimeout(timer);
	}, [key, x.version]);
	return { looked: looked && looked.of === key ? looked : null, looking: !!key && looked?.of !== key };
}

function Review({ x, action, looked, looking }: { x: ExceptionDetail; action: Action; looked: Looked; looking: boolean }) {
	const unit = x.detail.unit ?? x.periods[0]?.unit, p = looked?.preview, b = p?.bill;
	if (looked?.problem) return <Banner tone="bad" title={w.cannot} role="alert"><p>{looked.problem.errors?.map((e) => e.message).join(" ") || problemText(looked.problem)}</p></Banner>;
	return <section class="aside review" aria-label={w.review} aria-live="polite" aria-busy={looking || undefined}>
		{!p ? <p class="muted">{looking ? w.looking : "\u00a0"}</p> : <>
			{b ? <p><b class="medium">{w.bills1(useOf(b.use_milli, unit), money(b.amount), x.consumer.name)}</b>{b.is_estimated && ` ${w.estimatedBill}`}</p>
				: p.adjusted ? <p><b class="medium">{w.adjusts(money(p.adjusted))}</b>{p.waits && ` ${w.waits}`}</p>
				: p.held_by.length ? null : <p>{x.is_blocking && action === "dismiss" ? w.unbilled : w.nothing}</p>}
			{p.held_by.length > 0 && <p>{w.stillHeld(typesOf(p.held_by))}</p>}
			{p.warnings.length > 0 && <p>{w.warns(typesOf(p.warnings))}</p>}
			{b && <p class="muted">{p.previous ? w.previousBill(p.previous.number, money(p.previous.amount), useOf(p.previous.consumption_milli, unit)) : w.noPrevious}</p>}
			{b && p.lines.length > 0 && <details class="review-lines"><summary>{w.lines}</summary><table class="table table-plain"><caption class="vh">{w.lines}</caption><tbody>{p.lines.map((l, i) => <tr key={i}><th scope="row">{l.text}</th><td class="r">{money(l.amount)}</td></tr>)}</tbody></table></details>}
		</>}
	</section>;
}

const Radios = ({ name, legend, error, options, value, onValue }: { name: string; legend: string; error?: string; options: [string, string, string?][]; value: string; onValue: (v: string) => void }) =>
	<fieldset class="pick" id={name} tabIndex={-1} aria-describedby={error ? `${name}-error` : undefined}><legend>{legend}</legend>{error && <p class="error" id={`${name}-error`}><Icon name="alert" /><span>{error}</span></p>}
		{options.map(([v, word, help]) => <label key={v} class="pick-one"><input type="radio" name={name} value={v} checked={value === v} onChange={() => onValue(v)} /><span><span class="medium">{word}</span>{help && <span class="help">{help}</span>}</span></label>)}</fieldset>;

const readWord = (r: ItsRead) => `${r.register_milli !== null ? milli(r.register_milli) : useOf(r.use_milli, r.unit)}`;

function Resolve({ x, onDone }: { x: ExceptionDetail; onDone: (r: ExceptionResolved) => void }) {
	const [f, setF] = useState<Typed>({ ...blank, action: x.actions[0] ?? null }), set = (change: Partial<Typed>) => setF((was) => ({ ...was, ...change }));
	const reasons = useChoices("adjust_reason"), reads = liveReads(x), meters = x.meters.filter((m) => !m.removed_on);
	const work = useWork({ "/reason": "x-reason", "/value_milli": "x-value", "/register": "x-value", "/use": "x-value", "/read_on": "x-on", "/read_id": "x-read", "/meter_id": "x-meter", "/amount": "x-amount", "/adjust_reason": "x-why" }, "/exceptions");
	const { looked, looking } = usePreview(x, requestOf(x, f, true).body), a = f.action;
	const target = reads.find((r) => r.id === f.readId) ?? (reads.length === 1 ? reads[0] : undefined), meter = meters.find((m) => m.id === f.meterId) ?? (meters.length === 1 ? meters[0] : undefined);
	const register = target ? target.register_milli !== null : meter?.kind === "register", unit = target?.unit || meter?.unit || x.detail.unit || "";
	const amount = looked?.preview?.bill ? money(looked.preview.bill.amount) : looked?.preview?.adjusted ? money(looked.preview.adjusted) : "";
	const submit = () => {
		const { body, faults } = requestOf(x, f, false);
		if (work.refuse(faults) || !body) return;
		void work.run(async () => {
			const { status, data } = await once<ExceptionResolved & { approval_id?: string }>(`exception.${x.id}`, "POST", url`/exceptions/${x.id}/resolve`, body, x.version);
			tellAct(x, "resolve");
			moneyMoved();
			if (status === 202) waits(data.approval_id);
			else onDone(data);
		});
	};
	return <Panel title={w.resolve} icon="ok"><form class="resolve" noValidate onSubmit={(e) => { e.preventDefault(); submit(); }}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={w.cannot} problem={work.rest} />
		<Radios name="x-action" legend={w.how} value={a ?? ""} onValue={(v) => set({ action: v as Action })} options={x.actions.map((k): [string, string, string?] => [k, actionWord(x, k), actionHelp(x, k)])} />
		{(keepsOne(x, a) || (typesValue(x, a) && reads.length > 1)) && <Radios name="x-read" legend={keepsOne(x, a) ? w.keep : w.which} error={work.faults["x-read"]} value={f.readId} onValue={(v) => set({ readId: v })} options={reads.map((r): [string, string, string?] => [r.id, `${readWord(r)}${r.register_milli !== null ? ` ${r.unit}` : ""}`, `${date(r.read_on)} · ${r.meter.number} · ${w.qualities[r.quality] ?? r.quality}`])} />}
		{typesValue(x, a) && !reads.length && meters.length > 1 && <SelectField id="x-meter" label={w.ofMeter} value={f.meterId} onValue={(v) => set({ meterId: v })} error={work.faults["x-meter"]} options={[["", w.pickMeter], ...meters.map((m): [string, string] => [m.id, m.number])]} />}
		{typesValue(x, a) && <div class="grid-2">
			<TextField id="x-value" label={register ? w.value.register : w.value.use} value={f.value} onValue={(v) => set({ value: v })} error={work.faults["x-value"]} inputMode="decimal" autoComplete="off" maxLength={20}
				help={[unit && w.unitOf(unit), register && target?.previous_milli !== null && target?.previous_milli !== undefined && w.previousValue(milli(target.previous_milli), unit)].filter(Boolean).join(" · ") || undefined} />
			<TextField id="x-on" label={w.newOn} type="date" optional value={f.readOn || target?.read_on || ""} onValue={(v) => set({ readOn: v === target?.read_on ? "" : v })} error={work.faults["x-on"]} min={x.period?.from_on} max={x.period?.to_on} /></div>}
		{a === "adjust" && <div class="grid-2"><MoneyField id="x-amount" label={w.adjustAmount} value={f.amount} onValue={(v) => set({ amount: v })} error={work.faults["x-amount"]} />
			<SelectField id="x-why" label={w.adjustReason} value={f.why} onValue={(v) => set({ why: v })} error={work.faults["x-why"]} options={[["", w.pickReason], ...reasons.options]} /></div>}
		{a && <TextArea id="x-reason" label={w.reason} optional={!needsReason(a)} value={f.reason} onValue={(v) => set({ reason: v })} error={work.faults["x-reason"]} maxLength={500} help={w.reasonHelp} />}
		{a && (looked || looking) && <Review x={x} action={a} looked={looked} looking={looking} />}
		{!x.is_blocking && x.bill && <p class="help">{w.rebill} <a class="link" href={`/bills/${x.bill.id}`}>{w.rebillDo(x.bill.number)}</a></p>}
		{a && <Button kind={a === "dismiss" ? "danger" : "primary"} type="submit" wide busy={work.busy} busyText={w.doing}>{w.do[a]!(amount)}</Button>}
	</form></Panel>;
}

/* What came of it, and the next one. */
function Resolved({ x, result }: { x: ExceptionDetail; result: ExceptionResolved }) {
	const list = useGet<Page<Exception>>(withQuery("/exceptions", { is_open: "true", limit: 5 })), next = list.data?.data.find((o) => o.id !== x.id), ref = useRef<HTMLDivElement>(null);
	useEffect(() => { changed("/exceptions"); ref.current?.focus(); ref.current?.scrollIntoView({ block: "nearest" }); }, []);
	return <Panel title={w.settled} icon="ok"><div class="done resolve-done" ref={ref} tabIndex={-1}>
		<p class="medium">{w.done[result.resolution]}</p>
		{result.bill ? <p><a class="link" href={`/bills/${result.bill.id}`}>{w.billed(result.bill.number, money(result.bill.amount))}</a></p>
			: x.is_blocking ? <p>{result.held_by.length ? w.stillHeld(typesOf(result.held_by)) : w.leftUnbilled}</p> : null}
		<div class="row-acts">{next ? <LinkButton kind="primary" href={`/exceptions/${next.id}`}>{w.next}</LinkButton> : list.data && <p class="muted">{w.lastOne}. {w.lastOneHelp}</p>}<LinkButton href="/exceptions?is_open=true">{w.toList}</LinkButton></div>
		{next && <p class="help">{nameOf(next)} · {next.account.number} · {money(next.risk)}</p>}
	</div></Panel>;
}

export default function Working({ x, result, onDone }: { x: ExceptionDetail; result: ExceptionResolved | null; onDone: (r: ExceptionResolved) => void }) {
	return result ? <Resolved x={x} result={result} /> : <Resolve key={`${x.id}${x.version}`} x={x} onDone={onDone} />;
}
