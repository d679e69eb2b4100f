/* The small parts of the editor: a cell, tiers, a value that hangs on an attribute. */
import type { ComponentChildren } from "preact";
import { tariffWords } from "../strings/tariffs";
import { Button } from "../ui/base";
import { SelectField, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { isBy, type Doc, type Tier, type V } from "./doc";
import { firstLeaf, idOf, type Path, type Set } from "./edit_state";

const w = tariffWords.editor;
export interface Edit { doc: Doc; set: Set; faults: Faults }
export const words = (s: string) => s.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase());

/* A number in a row whose head says what it is. */
export function Cell({ e, path, value, label }: { e: Edit; path: Path; value: string; label: string }) {
	const id = idOf(path), error = e.faults[id];
	return <div class="field"><input class="input r" id={id} aria-label={label} aria-invalid={error ? "true" : undefined} aria-describedby={error ? `${id}-error` : undefined} inputMode="decimal" autoComplete="off" value={value} onInput={(x) => e.set(path, (x.target as HTMLInputElement).value)} />
		{error && <p class="error" id={`${id}-error`}><Icon name="alert" /><span>{error}</span></p>}</div>;
}
export const Text = ({ e, path, value, label, help, max = 80, type, side }: { e: Edit; path: Path; value: string; label: string; help?: string; max?: number; type?: string; side?: ComponentChildren }) =>
	<TextField id={idOf(path)} label={label} help={help} value={value} onValue={(v) => e.set(path, v)} error={e.faults[idOf(path)]} maxLength={max} type={type} autoComplete="off" side={side} />;
export const Num = ({ e, path, value, label, help, empty }: { e: Edit; path: Path; value: string; label: string; help?: string; empty?: boolean }) =>
	<TextField id={idOf(path)} label={label} help={help} value={value} onValue={(v) => e.set(path, empty && !v.trim() ? undefined : v)} error={e.faults[idOf(path)]} inputMode="decimal" maxLength={24} autoComplete="off" />;
/* A whole number; empty where that is one of its values. */
export const Whole = ({ e, path, value, label, help, none }: { e: Edit; path: Path; value: number | null | undefined; label: string; help?: string; none: null | undefined | 0 }) =>
	<TextField id={idOf(path)} label={label} help={help} value={value === null || value === undefined ? "" : String(value)} onValue={(v) => e.set(path, /^\d{1,6}$/.test(v.trim()) ? Number(v) : none)} error={e.faults[idOf(path)]} inputMode="numeric" maxLength={6} autoComplete="off" />;
export const Pick = ({ e, path, value, label, options, help, onPick }: { e: Edit; path: Path; value: string; label: string; options: [string, string][]; help?: string; onPick?: (v: string) => void }) =>
	<SelectField id={idOf(path)} label={label} help={help} value={value} onValue={(v) => (onPick ? onPick(v) : e.set(path, v || undefined))} options={options} error={e.faults[idOf(path)]} />;

export function TiersEdit({ e, path, tiers, unit, percent = false }: { e: Edit; path: Path; tiers: Tier[]; unit: string; percent?: boolean }) {
	const key = percent ? "from_percent" : "from", from = percent ? w.percentFrom : w.tierFrom(unit), last = tiers.at(-1), error = e.faults[idOf(path)];
	const add = () => { const before = Number(last?.[key] ?? 0); e.set(path, [...tiers, { [key]: String(Number.isFinite(before) ? before + (percent ? 25 : 10) : 10), price: last?.price ?? "0" }]); };
	return <div class="edit-tiers">
		<div class="edit-tier-head" aria-hidden="true"><span /><span>{from}</span><span>{w.tierPrice}</span></div>
		{tiers.map((x, i) => <div class="edit-tier" key={i}><span class="tier-no"><span class="word">{w.tier(i + 1).replace(/\d+$/, "")}</span>{i + 1}</span>
			<Cell e={e} path={[...path, i, key]} value={x[key] ?? ""} label={`${w.tier(i + 1)}: ${from}`} /><Cell e={e} path={[...path, i, "price"]} value={x.price} label={`${w.tier(i + 1)}: ${w.tierPrice}`} />
			{tiers.length > 1 && <button type="button" class="icon-btn" aria-label={w.removeTier(i + 1)} onClick={() => e.set(path, tiers.filter((_, k) => k !== i))}><Icon name="x" /></button>}</div>)}
		{error && <p class="error" id={idOf(path)}><Icon name="alert" /><span>{error}</span></p>}
		<p><Button small icon="plus" onClick={add}>{w.addTier}</Button></p>
		{!percent && !path.includes("values") && <p class="help">{w.tiersHelp}</p>}
	</div>;
}

/* "0: 4.07, 210: 10.03", of the first where it hangs on more. */
function brief(v: V<unknown>): string {
	const leaf = firstLeaf(v);
	return Array.isArray(leaf) ? (leaf as Tier[]).map((x) => `${x.from ?? x.from_percent}: ${x.price}`).join(", ") : "";
}
/* The same for all, or one for each value of an attribute, and so on below. */
export function ByEdit<T>({ e, path, v, children, used = [] }: { e: Edit; path: Path; v: V<T>; children: (v: T, path: Path) => ComponentChildren; used?: string[] }) {
	const free = (e.doc.attributes ?? []).filter((a) => a.values?.length && !used.includes(a.name)), at = isBy(v) ? v.by : "";
	const attribute = (e.doc.attributes ?? []).find((a) => a.name === at);
	const hang = (name: string) => {
		const leaf = isBy(v) ? firstLeaf(v) : v, to = (e.doc.attributes ?? []).find((a) => a.name === name);
		e.set(path, to ? { by: name, values: Object.fromEntries((to.values ?? []).map((x) => [x, structuredClone(leaf)])) } : structuredClone(leaf));
	};
	return <>
		{(free.length > 0 || at) && <SelectField id={idOf([...path, "by"])} label={w.hangs} value={at} onValue={hang} options={[["", w.same], ...free.map((a): [string, string] => [a.name, words(a.name)])]} error={e.faults[idOf([...path, "by"])]} />}
		{isBy(v) ? <div class="edit-by">{[...new globalThis.Set([...(attribute?.values ?? []), ...Object.keys(v.values)])].map((value) => {
			const below = v.values[value], p = [...path, "values", value];
			/* Many of several tiers each: closed, with their figures, until one is wanted or wrong. */
			if (below !== undefined && Array.isArray(firstLeaf(v)) && Object.keys(v.values).length > 3) {
				const wrong = Object.keys(e.faults).some((id) => id.startsWith(`${idOf(p)}--`));
				return <details class="edit-more" key={`${value}${wrong}`} open={wrong}><summary><b>{value}</b> <span class="muted">{brief(below)}</span></summary><div class="stack-tight"><ByEdit e={e} path={p} v={below} used={[...used, at]}>{children}</ByEdit></div></details>;
			}
			return <div class="edit-value" key={value} role="group" aria-label={`${words(at)}: ${value}`}><span class="value-name">{value}</span>
				{below === undefined ? <p><Button small onClick={() => e.set(p, structuredClone(firstLeaf(v)))}>{w.add}</Button></p> : <div class="stack-tight"><ByEdit e={e} path={p} v={below} used={[...used, at]}>{children}</ByEdit></div>}</div>;
		})}</div> : children(v, path)}
	</>;
}
export const AmountEdit = ({ e, path, v, label }: { e: Edit; path: Path; v: V<string> | undefined; label: string }) =>
	<ByEdit<string> e={e} path={path} v={v ?? "0"}>{(value, p) => <Num e={e} path={p} value={value} label={label} />}</ByEdit>;
