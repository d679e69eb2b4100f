/* Which columns of a table one sees: chosen by each person, remembered at the server. */
import { usePreferences } from "../app/preferences";
import { t } from "../strings";
import { Button } from "./base";
import { Pop } from "./float";
import { CheckLine } from "./form";
import { Icon } from "./icons";
import type { Column } from "./table";

export interface Chosen<R> { columns: Column<R>[]; chooser: preact.JSX.Element }
/* Columns marked off are hidden until they are chosen; those marked fixed stay. */
export function useColumns<R>(name: string, all: Column<R>[]): Chosen<R> {
	const kept = usePreferences(), value = kept.get(`columns.${name}`), usual = all.filter((c) => !c.off).map((c) => c.key);
	const on = value === undefined ? usual : value.split(",").filter((k) => all.some((c) => c.key === k));
	const shown = (c: Column<R>) => c.fixed || on.includes(c.key);
	const pick = (c: Column<R>, want: boolean) => {
		const next = all.filter((x) => (x.key === c.key ? want : shown(x))).map((x) => x.key);
		kept.set(`columns.${name}`, next.join() === usual.join() ? "" : next.join());
	};
	return {
		columns: all.filter(shown).map((c) => (value === undefined ? c : { ...c, wide: false, off: false })),
		chooser: <Pop label={t.columns.title} class="btn btn-small" face={<><Icon name="columns" />{t.columns.title}</>}>{() => <div class="checks">
			{all.filter((c) => !c.fixed).map((c) => <CheckLine key={c.key} label={c.title} checked={shown(c)} onValue={(v) => pick(c, v)} />)}
			<div class="pop-acts"><Button small disabled={value === undefined} onClick={() => kept.set(`columns.${name}`, "")}>{t.columns.reset}</Button></div></div>}</Pop>,
	};
}
