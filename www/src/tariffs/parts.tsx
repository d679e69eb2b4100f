/* What the list and the page of tariffs share. */
import type { Tariff, TariffDetail } from "../api/tariffs";
import { today } from "../app/format";
import { tariffWords as w } from "../strings/tariffs";
import { Pill, type Tone } from "../ui/base";
import type { IconName } from "../ui/icons";

const looks: Record<string, [Tone, IconName]> = { draft: ["info", "pencil"], active: ["good", "ok"], coming: ["warn", "calendar"], retired: ["still", "ban"], ended: ["still", "ban"], discarded: ["still", "ban"] };
/* Active is what prices today: what begins later, and what has ended, is told apart. */
export function stateOf(x: Pick<Tariff, "state" | "effective_on" | "ends_on" | "activated_at">): string {
	if (x.state === "retired") return x.activated_at ? "retired" : "discarded";
	if (x.state !== "active") return x.state;
	if (x.effective_on && x.effective_on > today()) return "coming";
	return x.ends_on && x.ends_on < today() ? "ended" : "active";
}
export function TariffState({ of }: { of: Pick<Tariff, "state" | "effective_on" | "ends_on" | "activated_at"> }) {
	const state = stateOf(of), [tone, icon] = looks[state] ?? ["still", "info"];
	return <Pill tone={tone} icon={icon}>{w.states[state] ?? state}</Pill>;
}
export const label = (x: Pick<TariffDetail, "name" | "revision">) => `${x.name}, ${w.versionN(x.revision).toLowerCase()}`;
