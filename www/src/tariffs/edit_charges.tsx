/* The charges of a class. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { GlCode } from "../api/tariffs";
import { useGet } from "../app/data";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button, Panel } from "../ui/base";
import { Dialog } from "../ui/float";
import { CheckLine, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import type { BudgetTerm, Class, Component, Kind, Tier } from "./doc";
import { AmountEdit, ByEdit, Pick, Text, TiersEdit, words, type Edit } from "./edit_parts";
import { blankTiers, idOf, newComponent, type Path } from "./edit_state";

const w = tariffWords.editor, kinds = tariffWords.kinds;

function Budget({ e, c, path }: { e: Edit; c: Component; path: Path }) {
	const b = c.budget, sum: BudgetTerm[] = b && typeof b === "object" && "sum" in b ? b.sum : [{ amount: (b ?? "0") as string }], at = [...path, "budget", "sum"];
	const numbers = (e.doc.attributes ?? []).filter((a) => a.number), set = (next: BudgetTerm[]) => e.set([...path, "budget"], { sum: next });
	return <fieldset class="edit-tiers"><legend>{w.budget}</legend>
		{sum.map((x, i) => <div class="edit-row" key={i}><AmountEdit e={{ ...e, set: (p, v) => (b && typeof b === "object" && "sum" in b ? e.set(p, v) : set([{ ...x, amount: v as string }])) }} path={[...at, i, "amount"]} v={x.amount} label={w.budgetAmount(e.doc.unit)} />
			<Pick e={e} path={[...at, i, "times"]} value={x.times ?? ""} label={w.times} options={[["", w.timesNone], ...numbers.map((a): [string, string] => [a.name, words(a.name)])]} />
			<Pick e={e} path={[...at, i, "per"]} value={x.per ?? "period"} label={w.per} options={[["period", tariffWords.prices.per.period!], ["day", tariffWords.prices.per.day!]]} />
			{sum.length > 1 && <p><Button small onClick={() => set(sum.filter((_, k) => k !== i))}>{w.removeTerm(i + 1)}</Button></p>}</div>)}
		<p><Button small icon="plus" onClick={() => set([...sum, { amount: "0", per: "period" }])}>{w.addTerm}</Button></p></fieldset>;
}
function Rates({ e, c, path }: { e: Edit; c: Component; path: Path }) {
	const schedules = Object.keys(e.doc.schedules ?? {}), names = c.schedule ? e.doc.periods?.[c.schedule] ?? [] : [], rates = c.rates ?? [];
	const choose = (v: string) => {
		const n = v ? Math.max(1, e.doc.periods?.[v]?.length ?? 1) : 1;
		e.set(path, { ...c, schedule: v || undefined, rates: Array.from({ length: n }, (_, i) => structuredClone(rates[i] ?? blankTiers())) });
	};
	return <>
		<div class="edit-row"><Pick e={e} path={[...path, "schedule"]} value={c.schedule ?? ""} label={w.schedule} onPick={choose} options={[...(c.kind === "demand" || !c.schedule ? [["", w.noSchedule] as [string, string]] : []), ...schedules.map((s): [string, string] => [s, words(s)])]} />
			{c.kind === "demand" && <Pick e={e} path={[...path, "unit"]} value={c.unit ?? "kW"} label={w.demandUnit} options={["W", "kW", "MW"].map((u): [string, string] => [u, u])} />}</div>
		{rates.map((v, i) => <fieldset class="edit-tiers" key={i}>{(names[i] || rates.length > 1) && <legend>{w.periodName(names[i] ?? String(i + 1))}</legend>}<ByEdit<Tier[]> e={e} path={[...path, "rates", i]} v={v}>{(tiers, p) => <TiersEdit e={e} path={p} tiers={tiers} unit={c.kind === "demand" ? c.unit ?? "kW" : e.doc.unit} />}</ByEdit></fieldset>)}
	</>;
}
function Share({ e, c, path, before }: { e: Edit; c: Component; path: Path; before: Component[] }) {
	const some = Array.isArray(c.of), ids = some ? (c.of as string[]) : [], all = [...before.filter((x) => c.kind === "tax" || x.kind !== "tax").map((x): [string, string] => [x.id, x.name]), ...(c.kind === "tax" ? [["minimum", w.minimum] as [string, string]] : [])];
	return <div class="edit-row"><div class="stack-tight"><AmountEdit e={e} path={[...path, "percent"]} v={c.percent} label={w.percent} /></div>
		<div class="stack-tight"><Pick e={e} path={[...path, "of"]} value={some ? "some" : "all"} label={w.of} onPick={(v) => e.set([...path, "of"], v === "some" ? all.slice(0, 1).map(([id]) => id) : "all")} options={[["all", w.ofAll], ["some", w.ofSome]]} />
			{some && all.map(([id, name]) => <CheckLine key={id} label={name} checked={ids.includes(id)} onValue={(on) => e.set([...path, "of"], on ? [...ids, id] : ids.filter((x) => x !== id))} />)}</div></div>;
}
function Parts({ e, c, path, before }: { e: Edit; c: Component; path: Path; before: Component[] }) {
	switch (c.kind) {
	case "fixed": return <div class="edit-row"><div class="stack-tight"><AmountEdit e={e} path={[...path, "amount"]} v={c.amount} label={w.amount} /></div><Pick e={e} path={[...path, "per"]} value={c.per ?? "period"} label={w.per} options={Object.entries(tariffWords.prices.per)} /></div>;
	case "per_unit": return <div class="edit-row"><div class="stack-tight"><AmountEdit e={e} path={[...path, "price"]} v={c.price} label={w.price} /></div></div>;
	case "usage": return <ByEdit<Tier[]> e={e} path={[...path, "tiers"]} v={c.tiers ?? blankTiers()}>{(tiers, p) => <TiersEdit e={e} path={p} tiers={tiers} unit={e.doc.unit} />}</ByEdit>;
	case "budget": return <><Budget e={e} c={c} path={path} /><ByEdit<Tier[]> e={e} path={[...path, "tiers"]} v={c.tiers ?? []}>{(tiers, p) => <TiersEdit e={e} path={p} tiers={tiers} unit={e.doc.unit} percent />}</ByEdit></>;
	case "tou": case "demand": return <Rates e={e} c={c} path={path} />;
	default: return <Share e={e} c={c} path={path} before={before} />;
	}
}

function Add({ onAdd, onClose }: { onAdd: (kind: Kind, name: string) => void; onClose: () => void }) {
	const [kind, setKind] = useState<Kind>("fixed"), [name, setName] = useState<string | null>(null), work = useWork({}), given = name ?? kinds[kind] ?? "";
	const save = () => { if (!work.refuse(given.trim() ? {} : { "c-name": tariffWords.created.nameNeeded })) onAdd(kind, given.trim()); };
	return <Dialog title={w.addTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit">{w.add}</Button></>}>
		<SelectField id="c-kind" label={w.kind} help={tariffWords.kindHelp[kind]} value={kind} onValue={(v) => setKind(v as Kind)} options={Object.entries(kinds)} />
		<TextField id="c-name" label={w.label} value={given} onValue={setName} error={work.faults["c-name"]} maxLength={80} autoComplete="off" />
	</Dialog>;
}

export function Charges({ e, code, of }: { e: Edit; code: string; of: Class }) {
	const gl = useGet<{ data: GlCode[] }>("/gl-codes?active=true").data?.data ?? [], path: Path = ["doc", "classes", code, "components"], list = of.components, [adding, setAdding] = useState(false), made = useRef<string | null>(null);
	/* What was added has the focus with the dialog's end, not later: one types on. */
	useLayoutEffect(() => {
		if (adding || !made.current) return;
		document.getElementById(made.current)?.focus();
		made.current = null;
	}, [adding]);
	const move = (i: number, by: number) => { const next = [...list], [c] = next.splice(i, 1); next.splice(i + by, 0, c!); e.set(path, next); };
	const codes = (c: Component): [string, string][] => [["", w.glDefault(c.kind === "tax")], ...gl.filter((g) => g.kind === (c.kind === "tax" ? "liability" : "revenue") || g.code === c.gl_code).map((g): [string, string] => [g.code, `${g.code} ${g.name}`])];
	return <Panel title={w.charges} icon="bill" end={<Button small icon="plus" onClick={() => setAdding(true)}>{w.add}</Button>}>
		{list.map((c, i) => { const p = [...path, i]; return <section class="edit-card" key={c.id} aria-label={c.name}>
			<div class="edit-head"><h3>{c.name || c.id}</h3><span class="muted">{kinds[c.kind]}</span>
				{i > 0 && <button type="button" class="icon-btn icon-btn-small turn-up" aria-label={w.up(c.name)} onClick={() => move(i, -1)}><Icon name="down" /></button>}{i + 1 < list.length && <button type="button" class="icon-btn icon-btn-small" aria-label={w.down(c.name)} onClick={() => move(i, 1)}><Icon name="down" /></button>}
				{list.length > 1 && <button type="button" class="icon-btn icon-btn-small" aria-label={w.remove(c.name)} onClick={() => e.set(path, list.filter((_, k) => k !== i))}><Icon name="x" /></button>}</div>
			<div class="edit-row"><Text e={e} path={[...p, "name"]} value={c.name} label={w.label} /><Pick e={e} path={[...p, "gl_code"]} value={c.gl_code ?? ""} label={w.gl} options={codes(c)} />
				{!!e.doc.seasons?.length && <Pick e={e} path={[...p, "season"]} value={c.season ?? ""} label={w.season} options={[["", w.allYear], ...e.doc.seasons.map((s): [string, string] => [s.name, s.name])]} />}</div>
			<Parts e={e} c={c} path={p} before={list.slice(0, i)} />
		</section>; })}
		<section class="edit-card" aria-label={w.minimum}><CheckLine label={w.hasMinimum} checked={!!of.minimum} onValue={(on) => e.set(["doc", "classes", code, "minimum"], on ? { amount: "0" } : undefined)} />
			{of.minimum && <div class="edit-row"><div class="stack-tight"><AmountEdit e={e} path={["doc", "classes", code, "minimum", "amount"]} v={of.minimum.amount} label={w.amount} /></div></div>}</section>
		{adding && <Add onClose={() => setAdding(false)} onAdd={(kind, name) => { const c = newComponent(kind, name, e.doc, list.map((x) => x.id)); made.current = idOf([...path, list.length, "name"]); e.set(path, [...list, c]); setAdding(false); }} />}
	</Panel>;
}
