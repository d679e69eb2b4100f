/* What a bill would be, line by line with its arithmetic. */
import { useRef, useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Quote, TariffDetail } from "../api/tariffs";
import { dateRange, money, today } from "../app/format";
import { query } from "../app/router";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button, Panel, Say } from "../ui/base";
import { CheckLine, FormProblem, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { asks, classesOf, classLabel, defaults } from "./doc";

const w = tariffWords.calc, BETWEEN = /[\s,;]+/;
const monthStart = () => { const d = new Date(`${today().slice(0, 8)}01T00:00:00Z`); d.setUTCMonth(d.getUTCMonth() - 1); return d.toISOString().slice(0, 10); };
const monthEnd = () => { const d = new Date(`${today().slice(0, 8)}01T00:00:00Z`); d.setUTCDate(0); return d.toISOString().slice(0, 10); };
/* Of a file with more columns the last number of each line is the use. */
const lastNumbers = (text: string) => text.split(/\r?\n/).map((l) => l.split(/[,;\t]/).map((x) => x.trim()).filter((x) => /^\d+(\.\d+)?$/.test(x))).flatMap((x) => (x.length === 1 || x.length > 4 ? x : x.slice(-1))).join("\n");

function Result({ of: q }: { of: Quote }) {
	return <Panel title={w.result} icon="bill" end={<span class="muted">{dateRange(q.from_on, q.to_on)}</span>}>
		<table class="table table-plain calc-lines"><caption class="vh">{w.result}</caption>
			<thead><tr><th scope="col">{w.line}</th><th scope="col" class="not-phone">{w.arithmetic}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
			<tbody>{q.lines.map((l, i) => <tr key={i}><td>{l.text}{(l.from_on !== q.from_on || l.to_on !== q.to_on) && <span class="help"> {dateRange(l.from_on, l.to_on)}</span>}<span class="help phone-only arith">{l.arithmetic}</span>{l.gl_code && <span class="help"> {w.gl} {l.gl_code}</span>}</td>
				<td class="arith not-phone">{l.arithmetic}</td><td class="r">{money(l.amount)}</td></tr>)}</tbody>
			<tfoot><tr><th scope="row">{w.sum}</th><td class="not-phone help">{[q.fixed.amount && `${money(q.fixed)} ${w.fixed}`, q.tax.amount && `${money(q.tax)} ${w.tax}`].filter(Boolean).join(", ")}</td><td class="r"><b>{money(q.total)}</b></td></tr></tfoot></table>
		<Say text={w.spoken(money(q.total))} />
	</Panel>;
}

export default function Calculator({ of: x }: { of: TariffDetail }) {
	const doc = x.doc, classes = classesOf(doc), [cls, setCls] = useState(() => classes.find(([c]) => c === query.value.get("class"))?.[0] ?? classes[0]?.[0] ?? "");
	const [attrs, setAttrs] = useState<Record<string, string>>(() => defaults(doc)), [from, setFrom] = useState(monthStart), [to, setTo] = useState(monthEnd), [use, setUse] = useState(""), [demand, setDemand] = useState("");
	const of = doc.classes[cls], kinds = new Set(of?.components.map((c) => c.kind)), byHour = of?.components.some((c) => c.schedule) ?? false;
	const [by, setBy] = useState(byHour ? "intervals" : "total"), [minutes, setMinutes] = useState("60"), [values, setValues] = useState(""), [monthly, setMonthly] = useState(false), [quote, setQuote] = useState<Quote | null>(null);
	const input = useRef<HTMLInputElement>(null), asked = of ? asks(of) : new Set<string>(), shown = (doc.attributes ?? []).filter((a) => asked.has(a.name));
	const work = useWork({ "/class": "q-class", "/from_on": "q-from", "/to_on": "q-to", "/use": "q-use", "/demand": "q-demand", "/intervals": "q-values", "/intervals/values": "q-values", "/intervals/minutes": "q-minutes", ...Object.fromEntries(shown.map((a) => [`/attributes/${a.name}`, `q-a-${a.name}`])) });
	const days = from && to && from <= to ? Math.round((Date.parse(to) - Date.parse(from)) / 864e5) + 1 : 0, need = (days * 1440) / Number(minutes), have = values.trim() ? values.trim().split(BETWEEN).length : 0;
	const plain = (v: string) => v.trim().replaceAll(",", "");
	const submit = () => {
		const f: Faults = {};
		if (!days) f["q-to"] = w.dates;
		if (by === "total" && !plain(use)) f["q-use"] = w.useNeeded;
		if (by === "intervals" && !have) f["q-values"] = w.useNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const attributes = Object.fromEntries(shown.filter((a) => attrs[a.name]).map((a) => [a.name, attrs[a.name]!]));
			setQuote(await call<Quote>("POST", url`/tariffs/${x.id}/quote`, { body: { class: cls, from_on: from, to_on: to, monthly, ...(shown.length ? { attributes } : {}),
				...(by === "total" ? { use: plain(use), ...(plain(demand) ? { demand: plain(demand) } : {}) } : { intervals: { minutes: Number(minutes), values } }) } }));
		});
	};
	return <>
		<Panel title={w.title} icon="sliders"><form class="calc" noValidate onSubmit={(e) => { e.preventDefault(); submit(); }}>
			<p class="help">{w.lead}</p><Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={w.failed} problem={work.rest} />
			<div class="calc-fields">
				<SelectField id="q-class" label={w.class} value={cls} onValue={setCls} options={classes.map(([c, v]) => [c, classLabel(c, v)])} error={work.faults["q-class"]} />
				{shown.map((a) => a.values ? <SelectField key={a.name} id={`q-a-${a.name}`} label={a.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())} value={attrs[a.name] ?? ""} onValue={(v) => setAttrs({ ...attrs, [a.name]: v })} options={a.values.map((v) => [v, v])} error={work.faults[`q-a-${a.name}`]} />
					: <TextField key={a.name} id={`q-a-${a.name}`} label={a.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())} value={attrs[a.name] ?? ""} onValue={(v) => setAttrs({ ...attrs, [a.name]: v })} inputMode="decimal" autoComplete="off" error={work.faults[`q-a-${a.name}`]} />)}
				<TextField id="q-from" label={w.from} type="date" value={from} onValue={setFrom} error={work.faults["q-from"]} />
				<TextField id="q-to" label={w.to} type="date" value={to} onValue={setTo} error={work.faults["q-to"]} />
				{(byHour || kinds.has("demand") || doc.unit.endsWith("Wh")) && <SelectField id="q-by" label={w.by} value={by} onValue={setBy} options={[["total", w.total], ["intervals", w.intervals]]} />}
				{by === "total" ? <><TextField id="q-use" label={w.use(doc.unit)} value={use} onValue={setUse} error={work.faults["q-use"]} inputMode="decimal" autoComplete="off" />
					{kinds.has("demand") && <TextField id="q-demand" label={w.demand} help={w.demandHelp} value={demand} onValue={setDemand} error={work.faults["q-demand"]} inputMode="decimal" autoComplete="off" optional />}</>
				: <SelectField id="q-minutes" label={w.minutes} value={minutes} onValue={setMinutes} options={["5", "10", "15", "30", "60"].map((m) => [m, m])} error={work.faults["q-minutes"]} />}
			</div>
			{by === "intervals" && <><TextArea id="q-values" label={w.values} help={`${w.valuesHelp(need)}. ${w.count(have, need)}.`} value={values} onValue={setValues} rows={5} error={work.faults["q-values"]} />
				<p><Button small onClick={() => input.current?.click()}>{w.paste}</Button><input ref={input} class="vh" type="file" tabIndex={-1} aria-hidden="true" accept=".csv,.txt,text/csv,text/plain" onChange={(e) => void (e.target as HTMLInputElement).files?.[0]?.text().then((text) => setValues(lastNumbers(text)))} /></p></>}
			{days > 31 && <CheckLine label={w.monthly} checked={monthly} onValue={setMonthly} />}
			<p><Button kind="primary" type="submit" busy={work.busy} busyText={w.going}>{w.go}</Button></p>
		</form></Panel>
		{quote ? <Result of={quote} /> : <p class="panel-quiet">{w.empty}</p>}
	</>;
}
