/* What is not a price: attributes, seasons, schedules, late fee, estimation, terms. */
import { useState } from "preact/hooks";
import { monthLong } from "../app/format";
import { tariffWords } from "../strings/tariffs";
import { Button, Panel } from "../ui/base";
import { CheckLine, SelectField } from "../ui/form";
import type { Attribute, LateFee, Schedule, Season } from "./doc";
import { Num, Pick, Text, Whole, words, type Edit } from "./edit_parts";
import { idOf, newId, type Path } from "./edit_state";
import { Heat } from "./heat";

const w = tariffWords.editor;
const split = (s: string) => s.split(";").map((x) => x.trim()).filter(Boolean);

/* A list as one text, read when it is left: a ";" at its end is no value yet. */
function ListText({ e, path, of, label }: { e: Edit; path: Path; of: string[]; label: string }) {
	const [text, setText] = useState<string | null>(null);
	return <div onFocusOut={() => { if (text !== null) { e.set(path, split(text)); setText(null); } }}><Text e={{ ...e, set: (_, v) => setText(v as string) }} path={path} value={text ?? of.join("; ")} label={label} max={1000} /></div>;
}

/* The default stays one of the values. */
const withValues = (a: Attribute, values: string[]): Attribute => ({ ...a, values, ...(a.default && !values.includes(a.default) ? { default: values[0] } : {}) });

export function Attributes({ e }: { e: Edit }) {
	const list = e.doc.attributes ?? [], path: Path = ["doc", "attributes"];
	return <Panel title={w.attributes} icon="people" end={<Button small icon="plus" onClick={() => e.set(path, [...list, { name: newId("attribute", list.map((a) => a.name)), values: ["A", "B"], default: "A" } satisfies Attribute])}>{w.addAttribute}</Button>}>
		<p class="edit-lead">{w.attributesHelp}</p>
		{list.map((a, i) => <section class="edit-card" key={i} aria-label={words(a.name)}><div class="edit-row">
			<Text e={e} path={[...path, i, "name"]} value={a.name} label={w.attribute} max={40} />
			{!a.number && <ListText e={{ ...e, set: (_, v) => e.set([...path, i], withValues(a, v as string[])) }} path={[...path, i, "values"]} of={a.values ?? []} label={w.values} />}
			{a.number ? <Num e={e} path={[...path, i, "default"]} value={a.default ?? ""} label={w.default} empty /> : <Pick e={e} path={[...path, i, "default"]} value={a.default ?? ""} label={w.default} options={[["", w.noDefault], ...(a.values ?? []).map((v): [string, string] => [v, v])]} />}</div>
			<div class="edit-head"><CheckLine label={w.isNumber} checked={!!a.number} onValue={(on) => e.set([...path, i], on ? { name: a.name, number: true } : { name: a.name, values: ["A", "B"], default: "A" })} /><Button small onClick={() => e.set(path, list.filter((_, k) => k !== i))}>{w.removeAttribute(words(a.name))}</Button></div></section>)}
	</Panel>;
}
export function Seasons({ e }: { e: Edit }) {
	const list = e.doc.seasons ?? [], path: Path = ["doc", "seasons"];
	return <Panel title={w.seasons} icon="sun" end={<Button small icon="plus" onClick={() => e.set(path, [...list, { name: `${w.season} ${list.length + 1}`, from: "05-01", to: "10-31" } satisfies Season])}>{w.addSeason}</Button>}>
		<p class="edit-lead">{w.seasonsHelp}</p>
		{list.map((s, i) => <section class="edit-card" key={i} aria-label={s.name}><div class="edit-row"><Text e={e} path={[...path, i, "name"]} value={s.name} label={w.name} max={40} /><Text e={e} path={[...path, i, "from"]} value={s.from} label={w.seasonFrom} max={5} /><Text e={e} path={[...path, i, "to"]} value={s.to} label={w.seasonTo} max={5} /></div>
			<p><Button small onClick={() => e.set(path, list.filter((_, k) => k !== i))}>{w.removeSeason(s.name)}</Button></p></section>)}
	</Panel>;
}

/* Ranges are set one after another, so that nobody has to click 288 cells. */
function Hours({ e, name, of, names }: { e: Edit; name: string; of: Schedule; names: string[] }) {
	const [months, setMonths] = useState("all"), [days, setDays] = useState("both"), [from, setFrom] = useState("0"), [to, setTo] = useState("24"), [rate, setRate] = useState("0"), id = (s: string) => idOf(["schedule", name, s]);
	const paint = () => {
		const side = (rows: number[][]) => rows.map((row, m) => (months === "all" || Number(months) === m ? row.map((p, h) => (h >= Number(from) && h < Number(to) ? Number(rate) : p)) : row));
		e.set(["doc", "schedules", name], { weekday: days === "weekend" ? of.weekday : side(of.weekday), weekend: days === "weekday" ? of.weekend : side(of.weekend) });
	};
	const hour = (h: number): [string, string] => [String(h), `${String(h).padStart(2, "0")}:00`];
	return <section class="edit-card" aria-label={words(name)}><div class="edit-head"><h3>{words(name)}</h3></div>
		<div class="edit-row"><ListText e={e} path={["doc", "periods", name]} of={names} label={w.rates} /></div>
		<div class="edit-row">
			<SelectField id={id("months")} label={w.setMonths} value={months} onValue={setMonths} options={[["all", w.allMonths], ...Array.from({ length: 12 }, (_, m): [string, string] => [String(m), monthLong(`2000-${String(m + 1).padStart(2, "0")}`).replace(/\s*2000/, "")])]} />
			<SelectField id={id("days")} label={w.setDays} value={days} onValue={setDays} options={[["both", w.allDays], ["weekday", w.weekdays], ["weekend", w.weekends]]} />
			<SelectField id={id("from")} label={w.setHours} value={from} onValue={setFrom} options={Array.from({ length: 24 }, (_, h) => hour(h))} />
			<SelectField id={id("to")} label={w.setTo} value={to} onValue={setTo} options={Array.from({ length: 24 }, (_, h) => hour(h + 1))} />
			<SelectField id={id("rate")} label={w.setRate} value={rate} onValue={setRate} options={names.map((x, i): [string, string] => [String(i), x])} />
		</div>
		<p><Button small onClick={paint}>{w.set}</Button></p>
		<Heat schedule={of} name={words(name)} names={names} rank={names.map((_, i) => i)} />
	</section>;
}
export function Schedules({ e }: { e: Edit }) {
	const all = Object.entries(e.doc.schedules ?? {});
	const add = () => {
		const name = newId("hours", all.map(([k]) => k)), grid = () => Array.from({ length: 12 }, () => Array<number>(24).fill(0));
		e.set(["doc"], { ...e.doc, schedules: { ...e.doc.schedules, [name]: { weekday: grid(), weekend: grid() } }, periods: { ...e.doc.periods, [name]: ["Off-peak", "Peak"] } });
	};
	return <Panel title={w.schedules} icon="clock" end={<Button small icon="plus" onClick={add}>{w.addSchedule}</Button>}><p class="edit-lead">{w.schedulesHelp}</p>
		{all.map(([name, of]) => <Hours key={name} e={e} name={name} of={of} names={e.doc.periods?.[name] ?? []} />)}</Panel>;
}

export function Rules({ e }: { e: Edit }) {
	const late = e.doc.late_fee, est = e.doc.estimation, path: Path = ["doc", "late_fee"];
	return <Panel title={tariffWords.rules.title} icon="sliders"><section class="edit-card" aria-label={w.late}><div class="edit-row">
		<Pick e={e} path={[...path, "kind"]} value={late?.kind ?? ""} label={w.late} options={[["", w.lateNone], ["fixed", w.lateFixed], ["percent", w.latePercent]]} onPick={(v) => e.set(path, !v ? undefined : { kind: v, [v === "fixed" ? "amount" : "percent"]: "0", grace_days: late?.grace_days ?? 0 } as LateFee)} />
		{late?.kind === "fixed" && <Num e={e} path={[...path, "amount"]} value={late.amount ?? ""} label={w.amount} />}{late?.kind === "percent" && <Num e={e} path={[...path, "percent"]} value={late.percent ?? ""} label={w.percent} />}
		{late && <><Whole e={e} path={[...path, "grace_days"]} value={late.grace_days} label={w.grace} none={0} /><Whole e={e} path={[...path, "every_days"]} value={late.every_days} label={w.every} help={w.everyHelp} none={undefined} /><Whole e={e} path={[...path, "most"]} value={late.most} label={w.most} none={undefined} /><Num e={e} path={[...path, "least_open"]} value={late.least_open ?? ""} label={w.least} empty /></>}</div></section>
		<section class="edit-card" aria-label={w.estimation}><div class="edit-row"><Pick e={e} path={["doc", "estimation", "method"]} value={est?.method ?? ""} label={w.estimation} options={[["", w.estimationNone], ...Object.entries(tariffWords.rules.methods)]} onPick={(v) => e.set(["doc", "estimation"], v ? { method: v, periods: est?.periods ?? 3 } : undefined)} />
			{est && <Whole e={e} path={["doc", "estimation", "periods"]} value={est.periods} label={w.periods} none={undefined} />}
			<Whole e={{ ...e, set: (_, v) => e.set(["doc", "terms"], v === undefined ? undefined : { due_days: v }) }} path={["doc", "terms", "due_days"]} value={e.doc.terms?.due_days} label={w.due} help={w.dueHelp} none={undefined} /></div></section>
	</Panel>;
}
