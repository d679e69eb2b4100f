/* A new simulation: which tariff, over which cycle, against what. */
import { useState } from "preact/hooks";
import { once, url, withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { TariffRow } from "../api/simulations";
import type { Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { go } from "../app/router";
import { CycleField } from "../billing/cycle_picker";
import { t } from "../strings";
import { simulationWords } from "../strings/simulations";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, TextField } from "../ui/form";
import { useWork } from "../ui/work";

const w = simulationWords.start;
const named = (x: TariffRow) => w.tariffOf(x.name, x.code, x.revision, simulationWords.tariffStates[x.state] ?? x.state);

export default function Start({ cycle: first, tariff: wanted, onClose }: { cycle?: Cycle; tariff?: string | null; onClose: () => void }) {
	const [cycle, setCycle] = useState<Cycle | null>(first ?? null), [tariff, setTariff] = useState(wanted ?? ""), [base, setBase] = useState(""), [name, setName] = useState<string | null>(null);
	const got = useGet<Page<TariffRow>>(cycle ? withQuery("/tariffs", { utility: cycle.utility, limit: 200 }) : null), all = got.data?.data ?? [];
	const order = { draft: 0, active: 1, retired: 2 } as Record<string, number>, sorted = [...all].sort((a, b) => order[a.state]! - order[b.state]! || a.name.localeCompare(b.name) || b.revision - a.revision);
	const chosen = all.find((x) => x.id === tariff) ?? (sorted[0]?.state === "draft" ? sorted[0] : undefined), shown = name ?? (chosen && cycle ? w.suggested(chosen.name, cycle.name).slice(0, 120) : "");
	const work = useWork({ "/name": "sim-name", "/cycle_id": "sim-cycle", "/tariff_id": "sim-tariff", "/base_tariff_id": "sim-base" });
	const submit = () => {
		const faults: Record<string, string> = {};
		if (!cycle) faults["sim-cycle"] = w.faults.cycle;
		if (!chosen) faults["sim-tariff"] = w.faults.tariff;
		if (!shown.trim()) faults["sim-name"] = w.faults.name;
		if (work.refuse(faults)) { document.getElementById(Object.keys(faults)[0]!)?.focus(); return; }
		void work.run(async () => {
			const { data } = await once<{ id: string; name: string }>(`simulation-${cycle!.id}`, "POST", "/simulations", { name: shown.trim(), cycle_id: cycle!.id, tariff_id: chosen!.id, ...(base ? { base_tariff_id: base } : {}) });
			changed("/simulations");
			toast(w.begun(data.name));
			onClose();
			go(url`/simulations/${data.id}`);
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.busy}>{w.do}</Button></>}>
		<FormProblem title={t.problem.title(w.do)} problem={work.rest} />
		<CycleField id="sim-cycle" closed label={simulationWords.list.cycle} help={w.cycleHelp} error={work.faults["sim-cycle"]} value={cycle} onPick={(c) => { setCycle(c); if (c.utility !== cycle?.utility) { setTariff(""); setBase(""); } }} />
		<SelectField id="sim-tariff" label={w.tariff} help={cycle && got.data && !all.length ? w.noTariffs : w.tariffHelp} error={work.faults["sim-tariff"]} value={chosen?.id ?? ""} onValue={setTariff}
			options={!cycle ? [["", w.pickCycle]] : [...(chosen ? [] : [["", w.pickTariff] as [string, string]]), ...sorted.map((x): [string, string] => [x.id, named(x)])]} />
		<SelectField id="sim-base" label={w.base} error={work.faults["sim-base"]} value={base} onValue={setBase} options={[["", w.inForce], ...sorted.filter((x) => x.id !== chosen?.id).map((x): [string, string] => [x.id, named(x)])]} />
		<TextField id="sim-name" label={w.name} help={w.nameHelp} autoComplete="off" maxLength={120} value={shown} onValue={setName} error={work.faults["sim-name"]} />
	</Dialog>;
}
