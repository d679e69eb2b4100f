/* A draft's prices as forms: nobody writes JSON here. */
import { useEffect, useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { TariffDetail } from "../api/tariffs";
import { changed, put } from "../app/data";
import { query, setQuery } from "../app/router";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button, Panel } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, Summary, TextField } from "../ui/form";
import { useWork } from "../ui/work";
import { classesOf, classLabel, type Class, type Doc } from "./doc";
import { Charges } from "./edit_charges";
import { Num, Pick, Text, type Edit } from "./edit_parts";
import { Attributes, Rules, Schedules, Seasons } from "./edit_rules";
import { blankTiers, fieldsByPointer, setAt, tidy, type Path } from "./edit_state";
import { keep, unsaved, type Draft } from "./unsaved";

const w = tariffWords.editor, UNITS = ["m3", "L", "kL", "ML", "cf", "CCF", "Mcf", "gal", "kgal", "Wh", "kWh", "MWh", "MJ", "GJ", "therm"];
const draftOf = (x: TariffDetail): Draft => ({ name: x.name, effective_on: x.effective_on ?? "", doc: x.doc });

function General({ e, d }: { e: Edit; d: Draft }) {
	const p = d.doc.period ?? "bill", r = tariffWords.rules;
	return <Panel title={w.general} icon="note"><div class="edit-grid">
		<Text e={e} path={["name"]} value={d.name} label={w.name} max={120} /><Text e={e} path={["effective_on"]} value={d.effective_on} label={w.from} type="date" />
		<Pick e={e} path={["doc", "unit"]} value={d.doc.unit} label={w.unit} options={UNITS.map((u): [string, string] => [u, u])} />
		<Pick e={e} path={["doc", "period"]} value={typeof p === "object" ? "days" : p} label={w.period} onPick={(v) => e.set(["doc", "period"], v === "days" ? { days: 30 } : v)} options={[["bill", w.bill], ["month", w.month], ["days", w.daysOf]]} />
		{typeof p === "object" && <Num e={{ ...e, set: (path, v) => e.set(path, Number(v) || 0) }} path={["doc", "period", "days"]} value={String(p.days || "")} label={w.days} />}
		<Pick e={e} path={["doc", "change"]} value={d.doc.change ?? "prorate"} label={w.change} options={Object.entries(r.changes)} /><Pick e={e} path={["doc", "rounding"]} value={d.doc.rounding ?? "half_up"} label={w.rounding} options={Object.entries(r.roundings)} />
	</div></Panel>;
}
function AddClass({ doc, onAdd, onClose }: { doc: Doc; onAdd: (code: string, of: Class) => void; onClose: () => void }) {
	const [code, setCode] = useState(""), [name, setName] = useState(""), [like, setLike] = useState(""), work = useWork({});
	const save = () => {
		if (work.refuse(!/^[A-Za-z0-9_.-]{1,40}$/.test(code) ? { "cl-code": w.codeNeeded } : doc.classes[code] ? { "cl-code": w.codeTaken } : {})) return;
		onAdd(code, { ...structuredClone(doc.classes[like] ?? { components: [{ id: "use", kind: "usage", name: "Use", tiers: blankTiers() }] }), name: name.trim() || code });
	};
	return <Dialog title={w.newClass} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit">{w.newClassDo}</Button></>}>
		<TextField id="cl-code" label={w.classCode} help={w.classCodeHelp} value={code} onValue={(v) => setCode(v.toUpperCase().replace(/\s+/g, "_"))} error={work.faults["cl-code"]} maxLength={40} autoComplete="off" spellcheck={false} />
		<TextField id="cl-name" label={w.className} value={name} onValue={setName} maxLength={80} autoComplete="off" optional />
		<SelectField id="cl-like" label={w.copyOf} value={like} onValue={setLike} options={[["", w.nothing], ...classesOf(doc).map(([c, x]): [string, string] => [c, classLabel(c, x)])]} />
	</Dialog>;
}

export default function Editor({ of: x }: { of: TariffDetail }) {
	const [d, setD] = useState<Draft>(() => unsaved(x.id, x.version) ?? draftOf(x)), [adding, setAdding] = useState(false), work = useWork(fieldsByPointer(), `/tariffs/${x.id}`);
	const classes = classesOf(d.doc), asked = query.value.get("class"), code = classes.find(([c]) => c === asked)?.[0] ?? classes[0]?.[0] ?? "", of = d.doc.classes[code];
	const dirty = JSON.stringify(d) !== JSON.stringify(draftOf(x)), set = (path: Path, value: unknown) => setD((was) => setAt(was, path, value)), e: Edit = { doc: d.doc, set, faults: work.faults };
	useEffect(() => keep(x.id, x.version, dirty ? d : null), [d, dirty, x.version]);
	useEffect(() => {
		if (!dirty) return;
		const ask = (ev: BeforeUnloadEvent) => ev.preventDefault();
		addEventListener("beforeunload", ask);
		return () => removeEventListener("beforeunload", ask);
	}, [dirty]);
	/* What is wrong stands in a class that is not shown: it is shown. */
	useEffect(() => {
		const first = Object.keys(work.faults)[0], other = first && classes.find(([c]) => first.startsWith(`e--doc--classes--${c.replace(/[^\w-]/g, (k) => `_${k.charCodeAt(0).toString(16)}`)}--`))?.[0];
		if (other && other !== code) setQuery({ class: other });
	}, [work.seq]);
	const save = () => {
		if (work.refuse(!d.name.trim() ? { "e--name": tariffWords.created.nameNeeded } : {})) return;
		void work.run(async () => {
			const made = await call<TariffDetail>("PATCH", url`/tariffs/${x.id}`, { version: x.version, body: { name: d.name.trim(), effective_on: d.effective_on || null, doc: tidy(d.doc) } });
			put(url`/tariffs/${x.id}`, made);
			setD(draftOf(made));
			changed("/tariffs");
			toast(w.saved);
		});
	};
	const removeClass = () => { const { [code]: _, ...rest } = d.doc.classes; set(["doc", "classes"], rest); setQuery({ class: null }); };
	return <form class="edit-form" noValidate onSubmit={(ev) => { ev.preventDefault(); save(); }}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<General e={e} d={d} />
		<section class="panel panel-body tariff-pick" aria-label={w.classes}><SelectField id="e-class" label={w.classes} value={code} onValue={(v) => setQuery({ class: v })} options={classes.map(([c, v]) => [c, classLabel(c, v)])} />
			{of && <Text e={e} path={["doc", "classes", code, "name"]} value={of.name ?? code} label={w.className} />}<div class="edit-head"><Button icon="plus" onClick={() => setAdding(true)}>{w.addClass}</Button>{classes.length > 1 && <Button onClick={removeClass}>{w.removeClass}</Button>}</div></section>
		{of && <Charges e={e} code={code} of={of} />}
		<Attributes e={e} /><Seasons e={e} /><Schedules e={e} /><Rules e={e} />
		<div class="edit-foot"><p role="status">{dirty ? w.unsaved : w.noChange}</p>{dirty && <Button onClick={() => { setD(draftOf(x)); work.refuse({}); }}>{w.reset}</Button>}<Button kind="primary" type="submit" busy={work.busy} busyText={w.saving}>{w.save}</Button></div>
		{adding && <AddClass doc={d.doc} onClose={() => setAdding(false)} onAdd={(c, v) => { set(["doc", "classes", c], v); setAdding(false); setQuery({ class: c }); }} />}
	</form>;
}
