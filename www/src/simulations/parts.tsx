/* Small parts of the simulation pages: states, changes, how far one is. */
import type { Money } from "../api/types";
import type { Simulation } from "../api/simulations";
import { money, moneyOf, percent } from "../app/format";
import { simulationWords as w } from "../strings/simulations";
import { Pill, type Tone } from "../ui/base";
import type { IconName } from "../ui/icons";

/* A draft usually has the name of what it is to replace: the version tells them apart. */
export const tariffOf = (x: Simulation["tariff"]) => w.tariffOf(x.name, x.revision);

const looks: Record<string, [Tone, IconName]> = { running: ["warn", "refresh"], done: ["good", "ok"], failed: ["bad", "fail"], cancelled: ["still", "ban"] };
export function SimulationState({ of, done }: { of: string; done?: number }) {
	const [tone, icon] = looks[of] ?? ["still", "info"];
	return <Pill tone={tone} icon={icon}>{done === undefined ? w.states[of] ?? of : w.running.now(done)}</Pill>;
}
/* With its sign, also where it rises. */
export const signed = (m: Money) => (m.amount > 0 ? `+${money(m)}` : money(m));
const sign = (text: string, of: number) => (of > 0 ? `+${text}` : of < 0 ? `\u2212${text}` : text);
export const share = (change: number, of: number) => (of === 0 ? null : sign(percent(Math.abs(change) / Math.abs(of)), Math.sign(change)));
export const shareBp = (bp: number | null) => (bp === null ? null : sign(percent(Math.abs(bp) / 10000), Math.sign(bp)));
export const Change = ({ of }: { of: Money }) => <span class={of.amount < 0 ? "num change-down" : of.amount > 0 ? "num change-up" : "num muted"}>{signed(of)}</span>;
export const doneShare = (s: Simulation) => (s.state === "done" ? 100 : s.chosen > 0 ? Math.min(99, Math.floor(((s.accounts + s.left_out) / s.chosen) * 100)) : 0);
export const minor = (amount: number, like: Money) => money(moneyOf(amount, like.currency));
