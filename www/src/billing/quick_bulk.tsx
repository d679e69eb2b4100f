/* Bulk generation as a sheet over the dashboard: which cycle, then the steps of a run, to its results. */
import { useEffect, useRef, useState } from "preact/hooks";
import { url } from "../api/client";
import type { Cycle, CycleDetail, CyclePreview, Generation } from "../api/billing";
import type { Page } from "../api/types";
import { track } from "./tell";
import { useGet } from "../app/data";
import { query, setQuery } from "../app/router";
import { t } from "../strings";
import { panels } from "../strings/billing_panels";
import { cycleWords } from "../strings/cycle";
import { runWords } from "../strings/run";
import { Bones, Button, Failed } from "../ui/base";
import { Dialog } from "../ui/float";
import { cycleDates, under, utilityName } from "./cycle_parts";
import { CycleField } from "./cycle_picker";
import type { Outcome } from "./quick";
import { RunOver } from "./run";

const w = runWords.bulk, P = "g-";
interface Props { onClose: () => void; onDone: (outcome?: Outcome) => void }

function Pick({ onClose }: Props) {
	const got = useGet<Page<Cycle>>("/cycles?state=open&limit=1"), open = got.data?.data[0], [picked, setPicked] = useState<Cycle | null>(null), [fault, setFault] = useState(false), cycle = picked ?? open ?? null;
	const next = () => { if (cycle) setQuery({ [`${P}cycle`]: cycle.id, [`${P}step`]: "choose" }); else setFault(true); };
	return <Dialog title={panels.quick.bulk[0]!} onClose={onClose} onSubmit={next} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" disabled={!cycle && got.loading}>{w.next}</Button></>}>
		<p>{w.lead}</p><CycleField first id="bulk-cycle" label={cycleWords.picker.label} value={cycle} onPick={(c) => { setPicked(c); setFault(false); }} error={fault ? runWords.single.faults.cycle : undefined} />
	</Dialog>;
}
function Steps({ id, onClose, onDone }: Props & { id: string }) {
	const path = url`/cycles/${id}`, first = useGet<CycleDetail>(path), live = !!first.data?.running && under(first.data.running), got = useGet<CycleDetail>(path, live ? 3000 : 0), c = got.data;
	const preview = useGet<CyclePreview>(c ? `${path}/preview` : null), q = query.value, run = q.get(`${P}run`) ?? (c?.running && under(c.running) ? c.running.id : null);
	const state = useGet<Generation>(run ? url`/generations/${run}` : null, live ? 3000 : 0).data?.state;
	useEffect(() => { if (c && preview.data && !live) preview.again(); }, [live, c?.version]);
	const begun = useRef(run);
	useEffect(() => { if (run && run !== begun.current) { begun.current = run; track("Bill_Generation_Started", { object: "bulk", value: preview.data?.figures.ready, props: { from: "billing" } }); } }, [run]);
	useEffect(() => { if (run && (state === "done" || state === "failed" || state === "cancelled")) onDone(state === "done" ? "done" : "failed"); }, [run, state]);
	return <Dialog side form={false} title={c ? `${runWords.title} ${runWords.of(c.name)}` : panels.quick.bulk[0]!} onClose={onClose}>
		{!c ? got.problem ? <Failed what={cycleWords.picker.label} problem={got.problem} again={got.again} /> : <Bones rows={6} what={cycleWords.picker.label} />
		: <><p class="sheet-lead">{utilityName(c.utility)} · {c.zone.name} · {cycleDates(c)}</p><div class="sheet-body"><RunOver cycle={c} preview={preview} step={q.get(`${P}step`)} run={run} place={{ prefix: P, leave: onClose }} /></div></>}
	</Dialog>;
}
export default function QuickBulk(p: Props) {
	const id = query.value.get(`${P}cycle`);
	return id ? <Steps key={id} id={id} {...p} /> : <Pick {...p} />;
}
