/* What is done to a bill: taken back, billed anew, a part given up, that undone, sent by e-mail. */
import { useEffect, useState } from "preact/hooks";
import { once, url, withQuery } from "../api/client";
import type { BillAdjustment, LeakPreview, RebilledBill } from "../api/billing";
import type { Waiting } from "../api/desk";
import type { BillDetail } from "../api/types";
import { useChoices } from "../app/choices";
import { changed, useGet } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney, place } from "../app/format";
import { go } from "../app/router";
import { t } from "../strings";
import { billWords } from "../strings/bill";
import { changeWords } from "../strings/bill_change";
import { Button, problemText } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved, waits } from "../ui/follow";
import { FormProblem, MoneyField, SelectField, TextArea, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { use } from "./cycle_parts";

const w = changeWords;
const moved = () => { moneyMoved(); changed("/cycles", "/exceptions", "/generations"); };
/* "12.5" as thousandths; null when it cannot be read. */
function parseUse(text: string): number | null {
	const parts = new Intl.NumberFormat(place.value.locale).formatToParts(12345.6), point = parts.find((p) => p.type === "decimal")?.value ?? ".", group = parts.find((p) => p.type === "group")?.value ?? ",";
	const s = text.replace(/\s/g, "").split(group).join("").replace(point, ".");
	if (!/^\d{1,9}(\.\d{1,3})?$/.test(s)) return null;
	const [whole = "0", fraction = ""] = s.split(".");
	return Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
}

export function TakeBack({ bill: b, how, onClose }: { bill: BillDetail; how: "reverse" | "rebill"; onClose: () => void }) {
	const reasons = useChoices("adjust_reason"), [reason, setReason] = useState(""), [remarks, setRemarks] = useState(""), rebill = how === "rebill", a = money(b.amount);
	const work = useWork({ "/reason": "change-reason", "/remarks": "change-remarks" }, url`/bills/${b.id}`);
	const submit = () => {
		if (work.refuse(reason ? {} : { "change-reason": w.reasonNeeded })) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting & Partial<RebilledBill>>(`${how}.${b.id}`, "POST", rebill ? url`/bills/${b.id}/rebill` : url`/bills/${b.id}/reverse`, { reason, ...(remarks.trim() ? { remarks: remarks.trim() } : {}) });
			moved();
			onClose();
			if (status === 202) waits(data.approval_id);
			else if (rebill && data.id) { toast(w.rebilled(b.number, data.number ?? "", money(data.amount))); go(`/bills/${data.id}`); }
			else toast(w.reversedDone(b.number, a));
		});
	};
	const action = rebill ? w.rebillDo : w.reverseDo(a);
	return <Dialog title={(rebill ? w.rebillTitle : w.reverseTitle)(b.number)} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{w.keep}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={rebill ? w.rebilling : w.reversing}>{action}</Button></>}>
		<p>{(rebill ? w.rebillText : w.reverseText)(a, b.consumer.name)}</p>
		<FormProblem title={t.problem.title(action)} problem={work.rest} />
		<SelectField id="change-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["change-reason"]} options={[["", w.pick], ...reasons.options]} />
		<TextArea id="change-remarks" label={w.remarks} optional help={w.remarksHelp} value={remarks} onValue={setRemarks} error={work.faults["change-remarks"]} maxLength={400} />
	</Dialog>;
}

export function Adjust({ bill: b, onClose }: { bill: BillDetail; onClose: () => void }) {
	const reasons = useChoices("adjust_reason"), currency = b.amount.currency, m = (v: number) => money(moneyOf(v, currency)), most = b.open.amount, rated = !!b.tariff && b.consumption_milli > 0;
	const [mode, setMode] = useState<"leak" | "amount">(rated ? "leak" : "amount"), [text, setText] = useState(""), [amount, setAmount] = useState(""), [line, setLine] = useState(""), [picked, setPicked] = useState<string | null>(null), [remarks, setRemarks] = useState("");
	const leak = mode === "leak", less = parseUse(text), usable = less !== null && less > 0 && less <= b.consumption_milli, [asked, setAsked] = useState<number | null>(null), all = use(b.consumption_milli, b.unit);
	useEffect(() => { const timer = setTimeout(() => setAsked(leak && usable ? less : null), 250); return () => clearTimeout(timer); }, [leak, usable, less]);
	const got = useGet<LeakPreview>(asked ? withQuery(url`/bills/${b.id}/leak`, { use_milli: asked }) : null), p = asked === less && !got.stale ? got.data : undefined;
	const fitting = reasons.all.filter((r) => r.is_active && (leak ? r.kind === "leak" : true)), reason = picked ?? (leak && fitting.length === 1 ? fitting[0]!.code : "");
	const typed = parseMoney(amount), minor = leak ? p?.difference.amount ?? 0 : "minor" in typed ? typed.minor : 0, ok = minor > 0 && minor <= most && !(leak && p?.refusal);
	const work = useWork({ "/amount": "adj-amount", "/amount/amount": "adj-amount", "/use_milli": "adj-use", "/reason": "adj-reason", "/remarks": "adj-remarks", "/line": "adj-line" }, url`/bills/${b.id}`);
	const submit = () => {
		const f: Faults = {};
		if (leak && !usable) f["adj-use"] = !text.trim() ? w.useNeeded : less === null ? w.useUnclear : less > b.consumption_milli ? w.useTooMuch(all) : w.useNeeded;
		if (!leak && !("minor" in typed)) f["adj-amount"] = typed.fault === "empty" ? w.amountNeeded : w.amountUnclear(moneyInput(123450));
		else if (!leak && minor <= 0) f["adj-amount"] = w.amountNeeded;
		else if (!leak && minor > most) f["adj-amount"] = w.amountTooMuch(money(b.open));
		if (!reason) f["adj-reason"] = w.reasonNeeded;
		if (work.refuse(f)) { document.getElementById(Object.keys(f)[0]!)?.focus(); return; }
		if (!ok) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting>(`adjust.${b.id}.${b.version}`, "POST", url`/bills/${b.id}/adjust`, { ...(leak ? { use_milli: less } : { amount: moneyOf(minor, currency), ...(line ? { line: Number(line) } : {}) }), reason, ...(remarks.trim() ? { remarks: remarks.trim() } : {}) });
			moved();
			onClose();
			if (status === 202) waits(data.approval_id); else toast(w.adjusted(b.number, m(minor)));
		});
	};
	return <Dialog wide title={w.adjustTitle(b.number)} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.adjusting}>{ok ? w.adjustDo(m(minor)) : w.adjustNone}</Button></>}>
		<FormProblem title={t.problem.title(w.adjustNone)} problem={work.rest} />
		{rated && <div class="field"><span class="label" id="adj-how">{w.how}</span><div class="segment" role="group" aria-labelledby="adj-how">{(["leak", "amount"] as const).map((x) => <button key={x} type="button" aria-pressed={mode === x} onClick={() => { setMode(x); setPicked(null); }}>{x === "leak" ? w.leak : w.amountMode}</button>)}</div></div>}
		{leak ? <TextField id="adj-use" label={w.useLabel(b.unit)} inputMode="decimal" autoComplete="off" value={text} onValue={setText} error={work.faults["adj-use"] ?? (less !== null && less > b.consumption_milli ? w.useTooMuch(all) : undefined)} help={`${w.useHelp(all)}. ${w.leakHelp}.`} />
			: <><MoneyField id="adj-amount" label={w.amountLabel} value={amount} onValue={setAmount} error={work.faults["adj-amount"]} help={w.amountHelp(money(b.open))} />
				<SelectField id="adj-line" label={w.lineLabel} value={line} onValue={setLine} error={work.faults["adj-line"]} options={[["", w.lineAll], ...b.lines.filter((l) => l.kind !== "adjustment").map((l): [string, string] => [String(l.line), `${l.text}, ${money(l.amount)}`])]} /></>}
		{leak && <section class="adj-preview" aria-label={w.preview} aria-live="polite">{got.problem && asked ? <p class="error">{problemText(got.problem)}</p> : !p ? <p class="help">{asked || (usable && less !== asked) ? w.previewWait : w.previewNone}</p> : <>
			<table class="table table-plain"><caption class="vh">{w.preview}</caption><thead><tr><th scope="col">{billWords.line}</th><th scope="col" class="r">{w.was}</th><th scope="col" class="r">{w.would}</th><th scope="col" class="r not-phone">{w.less}</th></tr></thead>
				<tbody>{p.lines.map((l, i) => <tr key={l.line ?? `n${i}`}><td class="wrap">{l.text}</td><td class="r">{money(l.amount)}</td><td class="r">{money(l.would)}</td><td class="r not-phone"><span class={l.would.amount === l.amount.amount ? "muted" : undefined}>{m(l.would.amount - l.amount.amount)}</span></td></tr>)}</tbody>
				<tfoot><tr><th scope="row">{w.total}</th><td class="r">{money(p.amount)}</td><td class="r">{money(p.would)}</td><td class="r not-phone">{m(-p.difference.amount)}</td></tr></tfoot></table>
			{p.refusal && <p class="error" role="alert">{p.refusal}</p>}</>}</section>}
		<SelectField id="adj-reason" label={w.reason} value={reason} onValue={setPicked} error={work.faults["adj-reason"]} options={[["", w.pick], ...fitting.map((r): [string, string] => [r.code, r.name])]} />
		<TextArea id="adj-remarks" label={w.remarks} optional help={w.remarksHelp} value={remarks} onValue={setRemarks} error={work.faults["adj-remarks"]} maxLength={500} />
		{ok && <p class="review-words">{w.words(m(minor), b.consumer.name, money(b.open), m(most - minor)).map((x, i) => (i % 2 ? x : i < 7 ? <b key={i}>{x}</b> : x))}</p>}
	</Dialog>;
}

export function UndoAdjustment({ bill: b, adjustment: a, onClose }: { bill: BillDetail; adjustment: BillAdjustment; onClose: () => void }) {
	const [reason, setReason] = useState(""), work = useWork({ "/reason": "undo-why" }, url`/bills/${b.id}`), sum = money(a.amount);
	const submit = () => {
		if (work.refuse(reason.trim().length < 3 ? { "undo-why": w.whyNeeded } : {})) return;
		void work.run(async () => {
			const { status, data } = await once<Waiting>(`undo_adjustment.${a.id}`, "POST", url`/adjustments/${a.id}/undo`, { reason: reason.trim() });
			moved();
			onClose();
			if (status === 202) waits(data.approval_id); else toast(w.undid(sum));
		});
	};
	return <Dialog title={w.undoTitle} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{w.keepAdjustment}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={w.undoing}>{w.undoDo(sum)}</Button></>}>
		<p>{w.undoText(sum, b.consumer.name)}</p><FormProblem title={t.problem.title(w.undoDo(sum))} problem={work.rest} />
		<TextArea id="undo-why" label={w.why} value={reason} onValue={setReason} error={work.faults["undo-why"]} maxLength={500} />
	</Dialog>;
}
