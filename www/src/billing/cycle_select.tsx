/* Choosing the cycle that a page is about. */
import type { Cycle } from "../api/billing";
import { dash } from "../strings/billing_dashboard";
import { Pop } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { cycleDates, utilityName } from "./cycle_parts";

const w = dash.cycles;
export const CycleList = lazy(w.pick, () => import("./cycle_choices"));
/* The cycle that a page is about: its name, utility and dates, and the way to another. */
export function CycleSelect({ value, onPick }: { value: Cycle; onPick: (c: Cycle) => void }) {
	return <Pop label={w.choose} class="input pick-field cycle-select" face={<><span class="pick-cycle"><span><span class="vh">{w.pick}: </span>{value.name}</span><span class="help">{utilityName(value.utility)} · {cycleDates(value)}</span></span><Icon name="down" /></>}>{(close) => <CycleList value={value.id} onPick={(c) => { close(); if (c) onPick(c); }} />}</Pop>;
}
