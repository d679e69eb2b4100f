/* The prices of a class, for the attributes that are chosen. */
import { useState } from "preact/hooks";
import { query, setQuery } from "../app/router";
import { tariffWords } from "../strings/tariffs";
import { Panel, type Fact } from "../ui/base";
import { SelectField } from "../ui/form";
import { Icon, type IconName } from "../ui/icons";
import { asks, at, classesOf, classLabel, dayOfYear, defaults, isBy, price, quantity, type Class, type Component, type Doc, type Tier, type V } from "./doc";
import { Heat } from "./heat";
import { Steps } from "./steps";

const w = tariffWords.prices, kinds = tariffWords.kinds;
const icons: Record<string, IconName> = { fixed: "calendar", usage: "bolt", budget: "bolt", tou: "clock", demand: "bolt", per_unit: "plus", percent: "plus", tax: "stamp" };
type Chosen = Record<string, string>;

const per = (c: Component, doc: Doc) => (!c.per || c.per === "period") && typeof doc.period === "object" ? w.perDays(doc.period.days) : c.per === "month" || c.per === "day" ? w.per[c.per]! : doc.period === "month" ? w.per.month! : w.per.period!;

/* An amount for each value of the attribute that it hangs on. */
function ByValue({ v, chosen, unit }: { v: V<string>; chosen: Chosen; unit: string }) {
	if (!isBy(v)) return null;
	const entries = Object.entries(v.values);
	if (entries.length < 2 || entries.length > 24) return null;
	return <table class="table table-plain by-value"><caption class="vh">{w.other(v.by)}</caption><thead><tr><th scope="col">{v.by.replaceAll("_", " ")}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
		<tbody>{entries.map(([value, x]) => <tr key={value} aria-current={chosen[v.by] === value ? "true" : undefined}><th scope="row">{value}</th><td class="r">{price(at(x, chosen))} {unit}</td></tr>)}</tbody></table>;
}
const Missing = () => <p class="panel-quiet">{w.notSaid}</p>;
const Amount = ({ v, chosen, unit }: { v: V<string> | undefined; chosen: Chosen; unit: string }) => { const x = at(v, chosen); return x === undefined ? <Missing /> : <p class="price-line"><span class="value">{price(x)}</span> <span class="muted">{unit}</span></p>; };

function Rates({ c, doc, chosen }: { c: Component; doc: Doc; chosen: Chosen }) {
	const schedule = c.schedule ? doc.schedules?.[c.schedule] : undefined, unit = c.kind === "demand" ? c.unit ?? "kW" : doc.unit;
	const names = (c.rates ?? []).map((_, i) => (c.schedule && doc.periods?.[c.schedule]?.[i]) || String(i + 1)), found = (c.rates ?? []).map((v) => at(v, chosen));
	return <>
		{schedule && <Heat schedule={schedule} name={c.name} names={names} rank={found.map((x) => Number(x?.[0]?.price ?? 0))} rates={found.map((x) => (x?.length === 1 ? w.perUnit(price(x[0]!.price), unit) : ""))} />}
		{found.map((tiers, i) => (!tiers ? <Missing key={i} /> : tiers.length > 1 || !schedule ? <div key={i}>{schedule && <h4>{names[i]}</h4>}<TierView tiers={tiers} name={`${c.name}${schedule ? `, ${names[i]}` : ""}`} unit={unit} /></div> : null))}
	</>;
}
function TierView({ tiers, name, unit, percent }: { tiers: Tier[]; name: string; unit: string; percent?: boolean }) {
	return tiers.length === 1 ? <p class="price-line"><span class="value">{price(tiers[0]!.price)}</span> <span class="muted">/ {unit}</span></p> : <Steps tiers={tiers} name={name} unit={unit} percent={percent} />;
}
function Budget({ c, doc, chosen }: { c: Component; doc: Doc; chosen: Chosen }) {
	const b = c.budget, tiers = at(c.tiers, chosen), sum = b && typeof b === "object" && "sum" in b ? b.sum : [{ amount: (b ?? "0") as V<string> }];
	return <><p class="help">{w.budget}: {sum.map((x) => w.budgetTerm(quantity(at(x.amount, chosen)), doc.unit, "times" in x ? x.times?.replaceAll("_", " ") : undefined, "per" in x && x.per === "day" ? w.per.day! : w.per.period!)).join(" + ")}</p>
		{tiers ? <TierView tiers={tiers} name={c.name} unit={doc.unit} percent /> : <Missing />}</>;
}
function Body({ c, doc, chosen, of }: { c: Component; doc: Doc; chosen: Chosen; of: Class }) {
	switch (c.kind) {
	case "fixed": return <><Amount v={c.amount} chosen={chosen} unit={per(c, doc)} /><ByValue v={c.amount!} chosen={chosen} unit="" /></>;
	case "per_unit": return <><Amount v={c.price} chosen={chosen} unit={`/ ${doc.unit}`} /><ByValue v={c.price!} chosen={chosen} unit="" /></>;
	case "usage": { const tiers = at(c.tiers, chosen); return tiers ? <TierView tiers={tiers} name={c.name} unit={doc.unit} /> : <Missing />; }
	case "budget": return <Budget c={c} doc={doc} chosen={chosen} />;
	case "tou": case "demand": return <Rates c={c} doc={doc} chosen={chosen} />;
	default: {
		const p = at(c.percent, chosen), ids = Array.isArray(c.of) ? c.of.map((id) => (id === "minimum" ? w.minimum : of.components.find((x) => x.id === id)?.name ?? id)).join(", ") : c.kind === "tax" ? w.allTaxed : w.all;
		return p === undefined ? <Missing /> : <p class="price-line"><span class="value">{quantity(p)} %</span> <span class="muted">{w.percentOf("", ids).replace(/^\s*%\s*/, "")}</span></p>;
	}
	}
}

export const seasonText = (doc: Doc, name: string) => { const s = doc.seasons?.find((x) => x.name === name); return s ? w.season(s.name, dayOfYear(s.from), dayOfYear(s.to)) : name; };

export default function Prices({ doc }: { doc: Doc }) {
	const classes = classesOf(doc), code = classes.find(([c]) => c === query.value.get("class"))?.[0] ?? classes[0]?.[0] ?? "", of = doc.classes[code];
	const [chosen, setChosen] = useState<Chosen>(() => defaults(doc)), asked = of ? asks(of) : new Set<string>();
	const attributes = (doc.attributes ?? []).filter((a) => asked.has(a.name) && a.values);
	if (!of) return <p class="panel-quiet">{w.notSaid}</p>;
	return <div class="stack">
		{(classes.length > 1 || attributes.length > 0) && <section class="panel panel-body tariff-pick" aria-label={w.class}>
			<SelectField id="t-class" label={w.class} value={code} onValue={(v) => setQuery({ class: v })} options={classes.map(([c, x]) => [c, classLabel(c, x)])} />
			{attributes.map((a) => <SelectField key={a.name} id={`t-a-${a.name}`} label={a.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())} value={chosen[a.name] ?? ""} onValue={(v) => setChosen({ ...chosen, [a.name]: v })} options={(a.values ?? []).map((v) => [v, v])} />)}
		</section>}
		{of.components.map((c) => <Panel key={c.id} id={`c-${c.id}`} title={c.name} icon={icons[c.kind] ?? "bill"} end={<span class="muted">{[kinds[c.kind], c.season && seasonText(doc, c.season), c.gl_code && w.gl(c.gl_code)].filter(Boolean).join(" · ")}</span>}>
			<div class="panel-body component">{<Body c={c} doc={doc} chosen={chosen} of={of} />}</div></Panel>)}
		{of.minimum && <Panel title={w.minimum} icon="money"><div class="panel-body component"><Amount v={of.minimum.amount} chosen={chosen} unit={doc.period === "month" ? w.per.month! : typeof doc.period === "object" ? w.perDays(doc.period.days) : w.per.period!} /><p class="help">{w.minimumHelp}</p></div></Panel>}
	</div>;
}

/* What is not a price, as facts. */
export function ruleFacts(doc: Doc): Fact[] {
	const r = tariffWords.rules, late = doc.late_fee, e = doc.estimation;
	return [
		[r.period, typeof doc.period === "object" ? r.days(doc.period.days) : r.periods[doc.period ?? "bill"] ?? null],
		[r.change, r.changes[doc.change ?? "prorate"] ?? null], [r.rounding, r.roundings[doc.rounding ?? "half_up"] ?? null],
		[r.terms, doc.terms?.due_days === undefined ? r.dueCycle : r.due(doc.terms.due_days)],
		[r.late, !late ? r.noLate : [late.kind === "fixed" ? r.lateFixed(price(late.amount)) : r.latePercent(quantity(late.percent)), r.grace(late.grace_days ?? 0), late.every_days ? r.every(late.every_days) : r.once, late.most && r.most(late.most), late.least_open && r.least(price(late.least_open))].filter(Boolean).join(", ")],
		[r.estimation, !e ? r.noEstimation : `${r.methods[e.method] ?? e.method}${e.periods ? `, ${r.over(e.periods)}` : ""}`],
		!!doc.seasons?.length && [r.seasons, doc.seasons.map((s) => seasonText(doc, s.name)).join("; ")],
		!!doc.attributes?.length && [r.attributes, <ul class="plain-list">{doc.attributes.map((a) => <li key={a.name}>{a.name.replaceAll("_", " ")}: {a.number ? r.number : a.values?.join(", ")} <span class="muted">({a.default ? r.defaultIs(a.default) : r.noDefault})</span></li>)}</ul>],
	];
}
export const RuleIcon = () => <Icon name="sliders" />;
