/* What pages of bills share of printing and sending: opening a PDF, a mail, a batch. */
import { useEffect, useState } from "preact/hooks";
import { ApiError, download, once, raw, url, withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { BatchPreview, Delivery, Template } from "../api/distribute";
import type { Money } from "../api/types";
import { changed, useGet } from "../app/data";
import { money } from "../app/format";
import { go } from "../app/router";
import { t } from "../strings";
import { td } from "../strings/distribute";
import { Button, problemText, Status } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { CheckLine, FormProblem, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { CycleField } from "./cycle_picker";

const told = (what: string) => (e: unknown) => toast(t.problem.title(what), { bad: true, text: e instanceof ApiError ? problemText(e.problem) : String(e) });
/* The tab is opened by the click itself, so that no blocker stops it; the token stays out of its URL. */
export async function openPdf(path: string) {
	const tab = window.open("", "_blank");
	try {
		const href = URL.createObjectURL(await (await raw("GET", path, { accept: "application/pdf" })).blob());
		if (tab) tab.location.replace(href); else window.open(href, "_blank");
		setTimeout(() => URL.revokeObjectURL(href), 600_000);
	} catch (e) {
		tab?.close();
		told(td.one.open)(e);
	}
}
export const savePdf = (path: string, name: string) => download(path, "application/pdf", name).catch(told(td.one.save));
export const openBillPdf = (id: string) => openPdf(url`/bills/${id}/document`);

const pills: Record<string, string> = { waiting: "pending", printed: "posted", queued: "pending", accepted: "posted", failed: "failed", cancelled: "cancelled", running: "pending", done: "posted" };
export const DeliveryState = ({ d }: { d: Delivery }) => <Status of={pills[d.state] ?? d.state} word={td.deliveryStates[d.state]} />;
export const BatchState = ({ of }: { of: string }) => <Status of={pills[of] ?? of} word={td.states[of]} />;

/* One bill, to the consumer or whoever is named. */
export function EmailBill({ bill, onClose }: { bill: { id: string; number: string }; onClose: () => void }) {
	const w = td.mail, [to, setTo] = useState(""), work = useWork({ "/to": "m-to" });
	const send = () => {
		const f: Faults = {};
		if (to.trim() && !/^[^\s@]+@[^\s@]+$/.test(to.trim())) f["m-to"] = w.bad;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { data } = await once<{ to: string }>(`bill-mail-${bill.id}`, "POST", url`/bills/${bill.id}/email`, to.trim() ? { to: to.trim() } : {});
			changed("/bill-deliveries", "/bill-batches");
			toast(w.done(data.to));
			onClose();
		});
	};
	return <Dialog title={w.title(bill.number)} onClose={onClose} onSubmit={send} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" icon="mail" busy={work.busy} busyText={w.busy}>{w.do}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.problem)} problem={work.rest} />
		<TextField id="m-to" label={w.to} help={w.help} type="email" value={to} onValue={setTo} error={work.faults["m-to"]} maxLength={254} autoComplete="off" optional />
	</Dialog>;
}

interface Chosen { channel: string; cycle: Cycle | null; from: string; to: string; reach: string; again: boolean }
const asked = (c: Chosen) => ({ cycle_id: c.cycle?.id, from: c.from, to: c.to, reach: c.reach === "all" ? null : c.reach, again: c.again ? "true" : null });

/* All bills of all years are never meant: a cycle or dates come first. */
const isNarrowed = (c: Chosen) => !!(c.cycle || c.from || c.to);

/* How many, and what they come to, before anything begins. */
function Count({ c, got }: { c: Chosen; got: { data?: BatchPreview; stale: boolean; problem?: unknown } }) {
	const w = td.create, p = got.data;
	if (!isNarrowed(c)) return <div class="batch-count" role="status"><p>{w.narrow}</p></div>;
	if (!p) return <div class="batch-count" role="status"><p>{got.problem ? t.problem.loadTitle(td.what) : w.counting}</p></div>;
	const missing = c.channel === "email" ? p.bills - p.with_email : 0;
	return <div class="batch-count" role="status"><b>{p.bills ? w.count(p.bills, money(p.amount as Money)) : w.noneLeft}</b>
		{p.delivered_before > 0 && <p>{c.again ? w.copies(p.delivered_before) : w.before(p.delivered_before)}</p>}{missing > 0 && <p>{w.noAddress(missing)}</p>}</div>;
}

/* ids: these bills and no others.  onMade: who waits for it here; otherwise its own page opens. */
export function NewBatch({ cycle, ids, onClose, onMade }: { cycle?: Cycle | null; ids?: string[]; onClose: () => void; onMade?: (id: string) => void }) {
	const w = td.create, [c, set] = useState<Chosen>({ channel: "print", cycle: cycle ?? null, from: "", to: "", reach: "all", again: !!ids });
	const [sort, setSort] = useState("postcode"), [template, setTemplate] = useState(""), work = useWork({ "/from": "b-from", "/to": "b-to" });
	const templates = useGet<{ data: Template[] }>("/bill-templates").data?.data ?? [], isNarrow = isNarrowed(c), got = useGet<BatchPreview>(ids || !isNarrow ? null : withQuery("/bill-batches/preview", asked(c)));
	const change = (more: Partial<Chosen>) => set({ ...c, ...more }), count = ids ? ids.length : got.stale || !isNarrow ? 0 : got.data?.bills ?? 0;
	useEffect(() => { if (cycle && !c.cycle) change({ cycle }); }, [cycle]);
	const begin = () => {
		if (work.refuse(!count && !ids ? {} : {})) return;
		void work.run(async () => {
			const body = { channel: c.channel, ...(c.channel === "print" ? { sort } : {}), ...(template ? { template_id: template } : {}), again: c.again,
				...(ids ? { bill_ids: ids } : { ...(c.cycle ? { cycle_id: c.cycle.id } : {}), ...(c.from ? { from: c.from } : {}), ...(c.to ? { to: c.to } : {}), reach: c.reach }) };
			const { data } = await once<{ id: string }>("bill-batch", "POST", "/bill-batches", body);
			changed("/bill-batches", "/bill-deliveries");
			if (onMade) { onMade(data.id); return; }
			toast(w.begun(count));
			go(url`/billing/distribute/${data.id}`);
		});
	};
	return <Dialog wide title={w.title} onClose={onClose} onSubmit={begin} foot={<><Button onClick={onClose}>{t.common.cancel}</Button>
		<Button kind="primary" type="submit" icon={c.channel === "print" ? "printer" : "mail"} disabled={!count} busy={work.busy} busyText={w.busy}>{!ids && !isNarrow ? w.doNone[c.channel] : c.channel === "print" ? w.doPrint(count) : w.doEmail(count)}</Button></>}>
		<FormProblem title={t.problem.title(w.problem)} problem={work.rest} />
		{ids ? <div class="batch-count"><b>{w.chosen(ids.length)}</b></div> : <Count c={c} got={got} />}
		<fieldset class="check-group"><legend>{w.how}</legend><div class="options">
			{([["print", w.print, w.printHelp], ["email", w.email, w.emailHelp]] as const).map(([v, name, help]) => <label key={v} class="option"><input type="radio" name="channel" value={v} checked={c.channel === v} onChange={() => change({ channel: v, reach: "all" })} /><b>{name}</b><span class="help">{help}</span></label>)}</div></fieldset>
		{!ids && <>
			<div class="batch-cycle"><CycleField id="b-cycle" label={w.cycle} help={w.cycleHelp} value={c.cycle} onPick={(cycle) => change({ cycle })} />{c.cycle && <Button small onClick={() => change({ cycle: null })}>{w.clear}</Button>}</div>
			<div class="batch-two"><TextField id="b-from" label={w.from} type="date" value={c.from} onValue={(from) => change({ from })} optional error={work.faults["b-from"]} /><TextField id="b-to" label={w.to} type="date" value={c.to} onValue={(to) => change({ to })} optional error={work.faults["b-to"]} /></div></>}
		<div class="batch-two">{c.channel === "print" && !ids && <SelectField id="b-reach" label={w.reach} value={c.reach} onValue={(reach) => change({ reach })} options={Object.entries(w.reaches)} />}
			{c.channel === "print" && <SelectField id="b-sort" label={w.sort} value={sort} onValue={setSort} options={Object.entries(w.sorts)} />}
			{templates.length > 1 && <SelectField id="b-template" label={w.template} value={template} onValue={setTemplate} options={[["", w.standard], ...templates.filter((x) => !x.is_default).map((x): [string, string] => [x.id, x.name])]} />}</div>
		<CheckLine label={w.again} help={w.againHelp} checked={c.again} onValue={(again) => change({ again })} />
	</Dialog>;
}
