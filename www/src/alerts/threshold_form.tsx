/* Setting a threshold, with what it would say now. */
import { useEffect, useState } from "preact/hooks";
import { ApiError, call, url } from "../api/client";
import type { Severity, Test, Threshold, ThresholdPreview } from "../api/alerts";
import type { Breakdown, Figure, MetricDef, Unit } from "../api/metrics";
import { withQuery } from "../api/client";
import { changed, useGet } from "../app/data";
import { moneyInput, moneyOf, parseMoney } from "../app/format";
import { useCatalog } from "../metrics/ask";
import { changeText, figure } from "../metrics/figures";
import { metricWords } from "../strings/metrics";
import { t } from "../strings";
import { alertWords as w } from "../strings/alerts";
import { Button, Pill } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { CheckLine, Field, FormProblem, MoneyField, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import { useOwners } from "./parts";

const TESTS: Test[] = ["below", "above", "rise", "fall"];
const PERIODS = ["today", "this_week", "this_month", "last_month", "this_quarter", "this_year", "last_7_days", "last_30_days", "last_90_days"];
const NARROW = ["zone_id", "class", "utility"] as const;
export const isChange = (test: Test) => test === "rise" || test === "fall";
const places = (unit: Unit, test: Test) => (isChange(test) ? 2 : unit === "percent" ? 4 : unit === "use" ? 3 : unit === "days" ? 2 : 0);

/* As people write it: "99.5", "1,200"; null: no number of so many decimals. */
function numberOf(text: string, decimals: number): number | null {
	const plain = text.trim().replace(/[\s,\u00a0%]/g, "");
	if (!/^\d+(\.\d+)?$/.test(plain) || (plain.split(".")[1]?.length ?? 0) > decimals) return null;
	return Number(plain);
}
function limitOf(text: string, unit: Unit, test: Test): Figure | null {
	if (unit === "money" && !isChange(test)) { const m = parseMoney(text); return "minor" in m ? moneyOf(m.minor) : null; }
	return numberOf(text, places(unit, test));
}
const asText = (limit: Figure) => (typeof limit === "object" ? moneyInput(limit.amount) : String(limit));

/* What a metric can be narrowed to: the values that it has had. */
function Narrow({ metric, dim, value, onValue, error }: { metric: MetricDef; dim: string; value: string; onValue: (v: string) => void; error?: string }) {
	const got = useGet<Breakdown>(withQuery(url`/metrics/${metric.key}/breakdown`, { by: dim, period: "last_12_months" })), rows = (got.data?.data ?? []).filter((r) => r.value);
	const needed = dim === "utility" && metric.unit === "use";
	/* Where there is one, there is nothing to choose. */
	useEffect(() => { if (needed && !value && rows.length === 1) onValue(rows[0]!.value); }, [needed, value, rows.length]);
	if (!rows.length && !value && !needed) return null;
	const options: [string, string][] = [["", needed ? w.chooseUtility : w.anywhere], ...rows.map((r): [string, string] => [r.value, r.text])];
	if (value && !rows.some((r) => r.value === value)) options.push([value, value]);
	return <SelectField id={`th-${dim}`} label={`${w.narrow} ${w.dims[dim]!.toLowerCase()}`} optional={!needed} value={value} onValue={onValue} options={options} error={error} />;
}

interface Question { metric: string; test: Test; limit: Figure | null; period: string; filters: Record<string, string> }
/* Asked again a moment after the last key. */
function Now({ of: q, unit }: { of: Question; unit: Unit }) {
	const [got, setGot] = useState<ThresholdPreview | null>(null), [problem, setProblem] = useState(false), key = JSON.stringify(q), lacks = unit === "use" && !q.filters.utility;
	useEffect(() => {
		if (!q.metric || lacks) { setGot(null); return; }
		let gone = false;
		const ask = { ...q, limit: q.limit ?? (unit === "money" && !isChange(q.test) ? moneyOf(0) : isChange(q.test) ? 100 : 0) };
		const timer = setTimeout(() => { void call<ThresholdPreview>("POST", "/thresholds/preview", { body: ask }).then((r) => { if (!gone) { setGot(r); setProblem(false); } }, (e) => { if (!gone) { setProblem(true); setGot(null); } if (!(e instanceof ApiError)) throw e; }); }, 300);
		return () => { gone = true; clearTimeout(timer); };
	}, [key]);
	const fires = got?.standing === "passed";
	return <div class="alert-now" role="status" aria-label={w.now}>{!got ? <p class="help">{lacks ? w.utilityNeeded : problem ? w.unknownValue : w.looking}</p> : <>
		<p class="help">{w.now}, {got.period}</p>
		<p class="value">{figure(got.value, unit, got.unit_of_use)}{isChange(q.test) && got.change !== null && <small class="muted"> {w.changed(changeText(got.change, unit === "percent" ? "points" : "percent"), figure(got.previous, unit, got.unit_of_use))}</small>}</p>
		<p>{q.limit === null ? <span class="help">{w.enterLimit}</span> : <Pill tone={fires ? "warn" : got.standing === "kept" ? "good" : "still"} icon={fires ? "bell" : got.standing === "kept" ? "ok" : "info"}>{fires ? w.wouldFire : got.standing === "kept" ? w.wouldNot : got.standing === "at_limit" ? w.atLimit : w.notKnown}</Pill>}</p></>}</div>;
}

export default function ThresholdForm({ of: was, metric: first, onClose }: { of: Threshold | null; metric?: string; onClose: () => void }) {
	const catalog = useCatalog(), people = useOwners();
	const [key, setKey] = useState(was?.metric.key ?? first ?? ""), [test, setTest] = useState<Test>(was?.test ?? "above"), [limit, setLimit] = useState(was ? asText(was.limit) : ""), [period, setPeriod] = useState(was?.period ?? "this_month");
	const [filters, setFilters] = useState<Record<string, string>>(Object.fromEntries((was?.filters ?? []).map((f) => [f.name, f.value]))), [severity, setSeverity] = useState<Severity>(was?.severity ?? "warning"), [owner, setOwner] = useState(was?.owner?.id ?? ""), [mail, setMail] = useState(was?.by_mail ?? false), [name, setName] = useState<string | null>(was?.name ?? null);
	const work = useWork({ "/metric": "th-metric", "/test": "th-test", "/limit": "th-limit", "/limit/amount": "th-limit", "/period": "th-period", "/name": "th-name", "/owner_id": "th-owner", "/filters/zone_id": "th-zone_id", "/filters/class": "th-class", "/filters/utility": "th-utility" }, "/thresholds");
	const m = catalog.by(key), unit: Unit = m?.unit ?? was?.metric.unit ?? "count", value = limit.trim() ? limitOf(limit, unit, test) : null, dims = NARROW.filter((d) => m?.dimensions.some((x) => x.name === d) && (d !== "utility" || unit === "use" || filters.utility));
	const kept = Object.fromEntries(Object.entries(filters).filter(([, v]) => v)), shownLimit = value === null ? "\u2026" : isChange(test) ? figure(value, unit === "percent" ? "percent" : "percent") : figure(value, unit);
	const suggested = m ? `${m.name} ${w.tests[test]} ${shownLimit}`.slice(0, 120) : "", options: [string, string][] = PERIODS.map((p) => [p, metricWords.periods[p]!]);
	if (!options.some(([v]) => v === period)) options.push([period, metricWords.periods[period] ?? period]);
	const save = () => {
		const f: Faults = {};
		if (!key) f["th-metric"] = w.metricNeeded;
		if (!limit.trim()) f["th-limit"] = w.limitNeeded; else if (value === null) f["th-limit"] = w.limitWrong; else if (isChange(test) && value === 0) f["th-limit"] = w.limitZero;
		if (unit === "use" && !filters.utility) f["th-utility"] = w.utilityNeeded;
		if (name !== null && !name.trim()) f["th-name"] = w.nameNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const called = (name ?? suggested).trim(), body = { name: called, test, limit: value, period, filters: kept, severity, owner_id: owner || null, by_mail: mail };
			if (was) await call("PATCH", url`/thresholds/${was.id}`, { version: was.version, body });
			else await call("POST", "/thresholds", { body: { ...body, metric: key } });
			changed("/thresholds", "/alerts");
			toast(was ? w.saved(called) : w.added(called), { text: w.addedHelp });
			onClose();
		});
	};
	const label = isChange(test) ? w.limitOf[unit === "percent" ? "points" : "change"]! : w.limitOf[unit]!;
	return <Dialog title={was ? w.editTitle(was.name) : w.addTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={was ? t.common.saving : w.adding}>{was ? t.common.save : w.addDo}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(was ? t.common.save : w.addDo)} problem={work.rest} />
		{was ? <p class="help">{was.metric.name}</p> : <Field id="th-metric" label={w.metric} error={work.faults["th-metric"]}>{(a) => <span class="select"><select class="input" {...a} value={key} onChange={(e) => { setKey((e.target as HTMLSelectElement).value); setFilters({}); }}>
			<option value="">{w.metricNeeded}</option>{(Object.keys(metricWords.groups) as MetricDef["group"][]).map((g) => <optgroup key={g} label={metricWords.groups[g]}>{catalog.all.filter((x) => x.group === g).map((x) => <option key={x.key} value={x.key} selected={x.key === key}>{x.name}</option>)}</optgroup>)}</select><Icon name="down" /></span>}</Field>}
		<div class="pair"><SelectField id="th-test" label={w.test} value={test} onValue={(v) => setTest(v as Test)} options={TESTS.map((x) => [x, w.testOptions[x]!])} />
			{unit === "money" && !isChange(test) ? <MoneyField id="th-limit" label={label} value={limit} onValue={setLimit} error={work.faults["th-limit"]} /> : <TextField id="th-limit" label={label} value={limit} onValue={setLimit} error={work.faults["th-limit"]} inputMode="decimal" autoComplete="off" maxLength={20} />}</div>
		<SelectField id="th-period" label={w.periodLabel} value={period} onValue={setPeriod} options={options} />
		{m && dims.map((d) => <Narrow key={`${key}${d}`} metric={m} dim={d} value={filters[d] ?? ""} onValue={(v) => setFilters({ ...filters, [d]: v })} error={work.faults[`th-${d}`]} />)}
		{key && !m && <div class="alert-now" aria-hidden="true" />}
		{m && <Now of={{ metric: key, test, limit: value, period, filters: kept }} unit={unit} />}
		<TextField id="th-name" label={w.name} value={name ?? suggested} onValue={setName} error={work.faults["th-name"]} maxLength={120} autoComplete="off" />
		<div class="pair"><SelectField id="th-severity" label={w.severity} value={severity} onValue={(v) => setSeverity(v as Severity)} options={Object.entries(w.severities)} />
			<SelectField id="th-owner" label={w.owner} value={owner} onValue={setOwner} options={[["", w.nobody], ...people.map((p): [string, string] => [p.id, p.name])]} error={work.faults["th-owner"]} /></div>
		<p class="help">{severity === "critical" ? w.mailHelp : owner ? "" : w.ownerHelp}</p>
		{owner && <CheckLine label={w.mail} checked={mail} onValue={setMail} />}
	</Dialog>;
}
