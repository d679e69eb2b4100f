/* A new cycle, or another name or dates of one. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Cycle, CycleDetail, Zone } from "../api/billing";
import type { Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { go } from "../app/router";
import { today } from "../app/format";
import { t } from "../strings";
import { billing } from "../strings/billing";
import { cycleWords } from "../strings/cycle";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, TextField } from "../ui/form";
import { useWork } from "../ui/work";
import { utilityName } from "./cycle_parts";

const w = billing.create;
const lastOf = (on: string) => { const d = new Date(`${on.slice(0, 7)}-01T00:00:00Z`); d.setUTCMonth(d.getUTCMonth() + 1); d.setUTCDate(0); return d.toISOString().slice(0, 10); };
const fields = { "/zone_id": "cycle-zone", "/utility": "cycle-utility", "/from_on": "cycle-from", "/to_on": "cycle-to", "/name": "cycle-name", "/bill_on": "cycle-bill", "/due_on": "cycle-due" };

export default function NewCycle({ onClose }: { onClose: () => void }) {
	const zones = useGet<Page<Zone>>("/zones").data?.data ?? [], before = useGet<Page<Cycle>>("/cycles?limit=30").data?.data ?? [];
	const used = [...new Set(before.map((c) => c.utility))], utilities = used.length ? used : Object.keys(cycleWords.utilities).filter((u) => u !== "electricity");
	const first = `${today().slice(0, 8)}01`;
	const [zone, setZone] = useState(""), [utility, setUtility] = useState(""), [from, setFrom] = useState(first), [to, setTo] = useState(lastOf(first)), [name, setName] = useState(""), [bill, setBill] = useState(""), [due, setDue] = useState("");
	const work = useWork(fields, "/cycles"), zoneId = zone || (zones.length === 1 ? zones[0]!.id : ""), what = utility || utilities[0] || "";
	const submit = () => {
		const faults: Record<string, string> = {};
		if (!zoneId) faults["cycle-zone"] = w.faults.zone;
		if (!from) faults["cycle-from"] = w.faults.from;
		if (!to) faults["cycle-to"] = w.faults.to; else if (from && to < from) faults["cycle-to"] = w.faults.order;
		if (work.refuse(faults)) { document.getElementById(Object.keys(faults)[0]!)?.focus(); return; }
		void work.run(async () => {
			const made = await call<CycleDetail>("POST", "/cycles", { body: { zone_id: zoneId, utility: what, from_on: from, to_on: to, ...(name.trim() ? { name: name.trim() } : {}), ...(bill ? { bill_on: bill } : {}), ...(due ? { due_on: due } : {}) } });
			changed("/cycles");
			toast(w.done(made.name));
			onClose();
			go(`/billing/cycles/${made.id}`);
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.busy}>{w.do}</Button></>}>
		<FormProblem title={t.problem.title(w.do)} problem={work.rest} />
		<div class="grid-2 grid-keep"><SelectField id="cycle-zone" label={w.zone} value={zoneId} onValue={setZone} error={work.faults["cycle-zone"]} options={[...(zones.length === 1 ? [] : [["", w.pickZone] as [string, string]]), ...zones.map((z): [string, string] => [z.id, z.name])]} />
			<SelectField id="cycle-utility" label={w.utility} value={what} onValue={setUtility} error={work.faults["cycle-utility"]} options={utilities.map((u): [string, string] => [u, utilityName(u)])} /></div>
		<div class="grid-2 grid-keep"><TextField id="cycle-from" type="date" label={w.from} value={from} onValue={(v) => { setFrom(v); if (v && (to < v || to === lastOf(from || v))) setTo(lastOf(v)); }} error={work.faults["cycle-from"]} />
			<TextField id="cycle-to" type="date" label={w.to} value={to} min={from || undefined} onValue={setTo} error={work.faults["cycle-to"]} help={w.datesHelp} /></div>
		<TextField id="cycle-name" label={w.name} optional help={w.nameHelp} autoComplete="off" maxLength={80} value={name} onValue={setName} error={work.faults["cycle-name"]} />
		<div class="grid-2 grid-keep"><TextField id="cycle-bill" type="date" optional label={w.billOn} value={bill} onValue={setBill} error={work.faults["cycle-bill"]} />
			<TextField id="cycle-due" type="date" optional label={w.dueOn} value={due} onValue={setDue} error={work.faults["cycle-due"]} /></div>
	</Dialog>;
}

export function EditCycle({ cycle: c, onClose }: { cycle: CycleDetail; onClose: () => void }) {
	const free = c.figures.bills + c.figures.reversed + c.figures.exceptions + c.figures.warnings === 0;
	const [name, setName] = useState(c.name), [from, setFrom] = useState(c.from_on), [to, setTo] = useState(c.to_on), [bill, setBill] = useState(c.bill_on), [due, setDue] = useState(c.due_on), work = useWork(fields, "/cycles");
	const submit = () => {
		if (work.refuse(from && to && to < from ? { "cycle-to": w.faults.order } : {})) return;
		void work.run(async () => {
			const now = await call<CycleDetail>("PATCH", url`/cycles/${c.id}`, { version: c.version, body: { name: name.trim() || c.name, bill_on: bill || c.bill_on, due_on: due || c.due_on, ...(free ? { from_on: from, to_on: to } : {}) } });
			changed("/cycles");
			toast(w.saved(now.name));
			onClose();
		});
	};
	return <Dialog title={w.edit} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.saving}>{w.save}</Button></>}>
		<FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<TextField id="cycle-name" label={w.name} autoComplete="off" maxLength={80} value={name} onValue={setName} error={work.faults["cycle-name"]} />
		{free ? <div class="grid-2 grid-keep"><TextField id="cycle-from" type="date" label={w.from} value={from} onValue={setFrom} error={work.faults["cycle-from"]} /><TextField id="cycle-to" type="date" label={w.to} value={to} onValue={setTo} error={work.faults["cycle-to"]} /></div> : <p class="help">{w.fixed}</p>}
		<div class="grid-2 grid-keep"><TextField id="cycle-bill" type="date" label={w.billOn} value={bill} onValue={setBill} error={work.faults["cycle-bill"]} /><TextField id="cycle-due" type="date" label={w.dueOn} value={due} onValue={setDue} error={work.faults["cycle-due"]} /></div>
	</Dialog>;
}
