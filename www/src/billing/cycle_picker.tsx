/* Choosing a cycle: by a part of its name, "North Zone - May 2023", with utility and dates beside it. */
import { url } from "../api/client";
import type { Cycle } from "../api/billing";
import { useGet } from "../app/data";
import { cycleWords } from "../strings/cycle";
import { Chip, Pop } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import type { ListProps } from "./cycle_choices";
import { cycleDates, utilityName } from "./cycle_parts";

const w = cycleWords.picker;
export const CycleList = lazy<ListProps>(w.pick, () => import("./cycle_choices"));
/* A filter: this cycle, or all of them. */
export function CycleChip({ value, onPick }: { value: string | null; onPick: (id: string | null) => void }) {
	const chosen = useGet<Cycle>(value ? url`/cycles/${value}` : null).data;
	return <Chip name={w.label} value={value ? chosen?.name ?? "…" : null} onClear={() => onPick(null)}>{(close) => <CycleList all value={value} onPick={(c) => { close(); onPick(c?.id ?? null); }} />}</Chip>;
}
/* A button that leads to another cycle. */
export function CycleSwitch({ name, onPick, value }: { name?: string; value: string | null; onPick: (c: Cycle) => void }) {
	return <Pop label={w.pick} class="btn" face={<><Icon name="calendar" />{name ?? w.go}<Icon name="down" /></>}>{(close) => <CycleList value={value} onPick={(c) => { close(); if (c) onPick(c); }} />}</Pop>;
}
/* In a form. */
export function CycleField({ id, label, help, error, zone, value, onPick, closed, first }: { first?: boolean; id: string; label: string; help?: string; error?: string; zone?: string; closed?: boolean; value: Cycle | null; onPick: (c: Cycle) => void }) {
	return <div class="field" id={id} tabIndex={-1}><span class="label" id={`${id}-l`}>{label}</span>
		<Pop label={w.pick} end={false} first={first} class="input pick-field" face={<><span class={value ? "pick-cycle" : "muted"}>{value ? <><span>{value.name}</span><span class="help">{utilityName(value.utility)} · {cycleDates(value)}</span></> : w.pick}</span><Icon name="down" /></>}>
			{(close) => <CycleList active={!closed} zone={zone} value={value?.id ?? null} onPick={(c) => { close(); if (c) onPick(c); }} />}</Pop>
		{error && <p class="error" role="alert"><Icon name="alert" /><span>{error}</span></p>}{help && <p class="help">{help}</p>}</div>;
}
