/* The way into a bulk run: which cycle.  The rest is asked on the cycle's page, step by step. */
import { useState } from "preact/hooks";
import type { Cycle } from "../api/billing";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { go } from "../app/router";
import { t } from "../strings";
import { cycleWords } from "../strings/cycle";
import { runWords } from "../strings/run";
import { Button } from "../ui/base";
import { Dialog } from "../ui/float";
import { CycleField } from "./cycle_picker";

const w = runWords.bulk;
export default function BulkBills({ onClose }: { onClose: () => void }) {
	const open = useGet<Page<Cycle>>("/cycles?state=open&limit=1").data?.data[0], [picked, setPicked] = useState<Cycle | null>(null), [fault, setFault] = useState(false), cycle = picked ?? open ?? null;
	const next = () => { if (!cycle) { setFault(true); return; } onClose(); go(`/billing/cycles/${cycle.id}?step=choose`); };
	return <Dialog title={w.title} onClose={onClose} onSubmit={next} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit">{w.next}</Button></>}>
		<p>{w.lead}</p><CycleField first id="bulk-cycle" label={cycleWords.picker.label} value={cycle} onPick={(c) => { setPicked(c); setFault(false); }} error={fault ? runWords.single.faults.cycle : undefined} />
	</Dialog>;
}
