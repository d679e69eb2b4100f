/* One import, step by step: what the columns mean, the check, the run, the result. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { call, download, once, url, withQuery } from "../api/client";
import type { Import, ImportPreview, ImportRefusal, ImportRow } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import { milli, money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { ti } from "../strings/imports";
import { Banner, Bones, Button, Empty, Facts, Failed, LinkButton, PageHead, Panel, Pill, Say, useTitle } from "../ui/base";
import { toast } from "../ui/float";
import { Icon } from "../ui/icons";
import { CheckLine, FormProblem, SelectField } from "../ui/form";
import { Confirm, SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

type Outcome = "created" | "updated" | "unchanged" | "refused";
const OUTCOMES: Outcome[] = ["created", "updated", "unchanged", "refused"];

const Steps = ({ at }: { at: number }) => <ol class="steps" aria-label={ti.stepsLabel}>{ti.steps.map((word, i) => <li key={word} data-past={i < at ? "" : undefined} aria-current={i === at ? "step" : undefined}>{word}</li>)}</ol>;
const Foot = ({ children, note }: { children: ComponentChildren; note?: string }) => <div class="import-foot">{note && <p>{note}</p>}{children}</div>;
const OutcomePill = ({ of }: { of: Outcome }) => <Pill tone={of === "refused" ? "bad" : of === "unchanged" ? "still" : "good"} icon={of === "refused" ? "fail" : of === "unchanged" ? "ban" : "ok"}>{ti.outcomes[of]}</Pill>;

/* ---- how reads are meant ---- */

const UNITS = ["m3", "L", "kL", "ML", "CCF", "cf", "Mcf", "gal", "kgal", "Wh", "kWh", "MWh", "MJ", "GJ", "therm"];

function ReadOptions({ of, change }: { of: Import; change: (body: Record<string, unknown>) => void }) {
	const w = ti.reads, o = of.options;
	if (!o) return null;
	const make = <CheckLine label={w.make} help={of.kind === "nem12" ? w.makeDays : w.makeHelp} checked={o.makes_meters} onValue={(makes_meters) => change({ makes_meters })} />;
	return <Panel title={w.title} icon="bolt">
		{of.kind === "nem12" ? <p class="panel-lead">{w.days}</p> : <><p class="panel-lead">{w.lead}</p><div class="map-formats">
			<SelectField id="o-months" label={w.months} value={String(o.period_months)} onValue={(v) => change({ period_months: Number(v) })} options={Array.from({ length: 13 }, (_, k): [string, string] => [String(k), w.monthsOf(k)])} />
			<SelectField id="o-unit" label={w.unit} value={o.unit ?? ""} onValue={(v) => change({ unit: v || null })} options={[["", w.unitNone], ...UNITS.map((u): [string, string] => [u, u])]} />
			<SelectField id="o-utility" label={w.utility} value={o.utility ?? ""} onValue={(v) => change({ utility: v || null })} options={[["", w.anyUtility], ...Object.entries(w.utilities)]} />
		</div></>}
		<div class="panel-body">{make}</div>
	</Panel>;
}

/* ---- what the columns mean ---- */

function Mapping({ of, path }: { of: Import; path: string }) {
	const w = ti.map, work = useWork({}, path);
	const change = (body: Record<string, unknown>) => work.run(async () => {
		await call("PATCH", path, { version: of.version, body });
		changed(path);
	});
	const meaning = new Map(of.mapping.map((m) => [m.column, m.field]));
	const map = (column: number, field: string) => change({ mapping: [...of.mapping.filter((m) => m.column !== column && m.field !== field), ...(field ? [{ field, column }] : [])] });
	const options: [string, string][] = [["", w.none], ...of.fields.map((f): [string, string] => [f.name, `${ti.fields[f.name] ?? f.name}${f.required ? ` · ${w.needed}` : ""}`])];
	const pairs = (o: Record<string, string>) => Object.entries(o);
	return <>
		{of.missing.length > 0 && <Banner tone="warn" icon="alert" title={w.missing(of.missing.length)} role="status"><p>{w.missingHelp(of.missing.map((f) => ti.fields[f] ?? f).join(", "))}</p></Banner>}
		<FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<ReadOptions of={of} change={(body) => void change(body)} />
		{of.kind === "nem12" ? <Foot><Button kind="primary" onClick={() => setQuery({ step: "check" })}>{w.next}</Button></Foot> : <>
		<Panel title={w.format} icon="sliders"><div class="map-formats">
			<SelectField id="f-sep" label={w.separator} value={of.format.separator} onValue={(v) => void change({ separator: v })} options={pairs(w.separators)} />
			<SelectField id="f-enc" label={w.encoding} value={of.format.encoding} onValue={(v) => void change({ encoding: v })} options={pairs(w.encodings)} />
			<SelectField id="f-date" label={w.dates} value={of.format.date_order} onValue={(v) => void change({ date_order: v })} options={pairs(w.orders)} />
			<SelectField id="f-mark" label={w.mark} value={of.format.decimal_mark} onValue={(v) => void change({ decimal_mark: v })} options={pairs(w.marks)} />
		</div></Panel>
		<Panel title={w.title} icon="note">
			<p class="panel-lead">{w.lead}</p>
			<ol class="map-list" aria-busy={work.busy ? "true" : undefined}>{of.columns.map((c, i) => {
				const field = meaning.get(i + 1) ?? "", id = `map-${i + 1}`;
				return <li key={i}><span class="map-name" data-off={field ? undefined : ""}>{c.name}</span><span class="map-samples">{c.samples.join(" · ") || w.noSamples}</span>
					<span class="select"><label class="vh" for={id}>{w.label(c.name)}</label><select class="input" id={id} value={field} onChange={(e) => void map(i + 1, (e.target as HTMLSelectElement).value)}>
						{options.map(([v, word]) => <option key={v} value={v} selected={v === field}>{word}</option>)}</select><Icon name="down" /></span></li>;
			})}</ol>
			<Foot note={of.options ? undefined : w.emptyCells}><Button kind="primary" disabled={of.missing.length > 0} onClick={() => setQuery({ step: "check" })}>{w.next}</Button></Foot>
		</Panel></>}
	</>;
}

/* ---- the check ---- */

function Errors({ of, check }: { of: Import; check: ImportPreview }) {
	const w = ti.check, { with_errors } = check.checked;
	if (!check.faulty.length) return null;
	return <Panel title={w.errors} icon="alert">
		<p class="panel-lead">{w.errorsLead(check.faulty.length, with_errors)}</p>
		<div class="scroll-x" tabIndex={0} role="region" aria-label={w.table(w.errors)}><table class="table table-plain"><caption class="vh">{w.errors}</caption>
			<thead><tr><th scope="col" class="r">{w.line}</th><th scope="col">{w.column}</th><th scope="col">{w.problem}</th><th scope="col">{w.value}</th></tr></thead>
			<tbody>{check.faulty.flatMap((row) => row.errors.map((e, i) => <tr key={`${row.line}-${i}`}>
				<td class="r">{i === 0 && number(row.line)}</td><td>{e.column ? of.columns[e.column - 1]?.name ?? e.column : w.wholeRow}</td><td class="wrap">{e.message}</td><td>{e.column ? row.cells[e.column - 1] ?? "" : row.cells[0]}</td></tr>))}</tbody></table></div>
	</Panel>;
}

const columnsOf = (of: Import) => of.kind === "nem12" ? ti.reads.columns.map((name) => ({ name })) : of.columns;

function FirstRows({ of, check }: { of: Import; check: ImportPreview }) {
	const w = ti.check, columns = columnsOf(of), refused = check.rows.filter((r) => r.outcome === "refused").length;
	return <Panel title={w.first} icon="eye">
		<p class="panel-lead">{w.firstLead}{refused > 0 && <>. <b>{refused === check.rows.length ? w.allRefused : w.someRefused(refused, check.rows.length)}</b></>}</p>
		<div class="scroll-x" tabIndex={0} role="region" aria-label={w.table(w.first)}><table class="table table-plain"><caption class="vh">{w.first}</caption>
			<thead><tr><th scope="col" class="r">{w.line}</th><th scope="col">{w.outcome}</th>{columns.map((c, i) => <th key={i} scope="col">{c.name}</th>)}</tr></thead>
			<tbody>{check.rows.map((row) => {
				const wrong = new Map(row.errors.map((e) => [e.column, e.message]));
				return <tr key={row.line}><td class="r">{number(row.line)}</td><td class="wrap"><OutcomePill of={row.outcome} />{row.errors.length > 0 && <span class="help"> {row.errors.map((e) => (e.column ? `${columns[e.column - 1]?.name ?? ""}: ${e.message}` : e.message)).join(" ")}</span>}</td>
					{columns.map((_, i) => <td key={i} class={wrong.has(i + 1) ? "fault-cell" : undefined} title={wrong.get(i + 1)}>{row.cells[i] ?? ""}</td>)}</tr>;
			})}</tbody></table></div>
	</Panel>;
}

function Check({ of, path }: { of: Import; path: string }) {
	const w = ti.check, got = useGet<ImportPreview>(`${path}/preview`), check = got.data, work = useWork({}, path);
	const run = () => work.run(async () => {
		await once(`import-${of.id}`, "POST", `${path}/run`, {});
		changed("/imports");
		setQuery({ step: null });
	});
	if (got.problem && !check) return <Panel><Failed what={w.what} problem={got.problem} again={got.again} /></Panel>;
	if (!check || got.loading) return <Panel title={w.title} icon="eye"><Bones what={w.reading} rows={6} /></Panel>;
	const c = check.checked, good = c.rows - c.with_errors;
	return <>
		<FormProblem title={t.problem.title(w.runTitle)} problem={work.rest} />
		<Panel title={w.title} icon="eye">
			<ul class="row-sum">
				<li><b>{number(c.rows)}</b><span>{w.rows}</span></li><li class="sum-sign" aria-hidden="true">=</li>
				<li><b>{number(good)}</b><span>{w.good}</span></li><li class="sum-sign" aria-hidden="true">+</li>
				<li><b>{number(c.with_errors)}</b><span>{w.faulty}</span></li>
				{c.use_milli !== 0 && <><li class="sum-sign" aria-hidden="true">·</li><li><b>{milli(c.use_milli)}</b><span>{ti.reads.uses}</span></li></>}
				{c.amount.amount !== 0 && <><li class="sum-sign" aria-hidden="true">·</li><li><b>{money(c.amount)}</b><span>{w.amount}</span></li></>}
			</ul>
			<Foot note={[!c.whole && w.part(ti.size(c.bytes)), c.doubled > 0 && w.doubled(c.doubled), c.unread_amounts > 0 && w.unread(c.unread_amounts), c.whole && !c.with_errors && w.noErrors].filter(Boolean).join(" · ")}>
				<Button onClick={() => setQuery({ step: null })}>{w.back}</Button>
				<Button kind="primary" busy={work.busy} busyText={w.starting} onClick={() => void run()}>{c.whole ? w.run(c.rows) : w.runPart}</Button></Foot>
		</Panel>
		<Errors of={of} check={check} />
		<FirstRows of={of} check={check} />
	</>;
}

/* ---- the run ---- */

function Running({ of, path }: { of: Import; path: string }) {
	const w = ti.run, [ask, setAsk] = useState(false), work = useWork({}, path), began = useRef({ at: Date.now(), done: of.job?.done ?? 0 });
	const done = of.job?.done ?? 0, total = of.job?.total ?? of.file.bytes, share = total ? done / total : 0, percent = Math.min(99, Math.floor(share * 100));
	const since = done - began.current.done, left = since > 0 ? (total - done) / since * (Date.now() - began.current.at) / 1000 : 0;
	const stop = () => work.run(async () => {
		await call("POST", `${path}/cancel`, { body: {} });
		changed("/imports");
		setAsk(false);
	});
	return <Panel title={w.title} icon="refresh">
		<div class="bar-line"><progress class="bar" max={100} value={percent} aria-label={w.progress} />
			<p><span>{of.job?.state === "queued" ? w.queued : `${w.percent(percent)} · ${w.so(of.rows_in)}`}</span>{left > 0 && <span>{w.left(left)}</span>}</p></div>
		<Say text={percent % 25 === 0 ? w.percent(percent) : ""} />
		<Foot note={w.lead}><Button onClick={() => setAsk(true)}>{w.stop}</Button></Foot>
		{ask && <Confirm title={w.stopTitle} text={w.stopText} action={w.stopDo} busyText={w.stopping} busy={work.busy} problem={work.rest} onDo={() => void stop()} onClose={() => setAsk(false)} />}
	</Panel>;
}

/* ---- the result ---- */

function Sum({ of }: { of: Import }) {
	const w = ti.result;
	return <Panel title={w.title} icon="ok">
		<ul class="row-sum"><li><b>{number(of.rows_in)}</b><span>{w.in}</span></li>{OUTCOMES.map((o, i) => <>
			<li key={`s${o}`} class="sum-sign" aria-hidden="true">{i ? "+" : "="}</li>
			<li key={o}><a href={`?rows=${o}`}><b>{number(of[o])}</b> <span>{ti.outcomes[o]}<span class="vh">{w.see}</span></span></a></li></>)}</ul>
		<div class="panel-foot">{w.sum}</div>
	</Panel>;
}

function Amounts({ of }: { of: Import }) {
	const w = ti.result, a = of.amounts, made = of.made, u = of.uses, r = ti.reads;
	if (of.options) return <div class="set-cols">
		<Panel title={w.made} icon="plus" end={may("GET /api/v1/reads") && <a class="link" href={`/reads?import_id=${of.id}`}>{r.see}</a>}><Facts one of={[[w.madeNames.reads!, number(made.reads)], [w.madeNames.meters!, number(made.meters)], [w.madeNames.services!, number(made.services)]]} /></Panel>
		{u.in_file_milli > 0 && <Panel title={r.usesTitle} icon="bolt"><Facts one of={[[r.inFile, milli(u.in_file_milli)], [r.taken, milli(u.taken_milli)], [r.there, milli(u.there_milli)], [r.refused, milli(u.refused_milli)]]} /></Panel>}
	</div>;
	return <div class="set-cols">
		<Panel title={w.made} icon="plus"><Facts one of={Object.entries(w.madeNames).filter(([k]) => k !== "reads").map(([k, name]) => [name, number(made[k as keyof typeof made])])} /></Panel>
		<Panel title={w.amounts} icon="money"><Facts one of={[[w.inFile, money(a.in_file)], [w.taken, money(a.taken)], [w.there, money(a.there)], [w.refused, money(a.refused)], a.owed_before && [`${w.owed}: ${w.before.toLowerCase()}`, money(a.owed_before)], a.owed_after && [`${w.owed}: ${w.after.toLowerCase()}`, money(a.owed_after)]]} />
			{a.unread > 0 && <div class="panel-foot">{w.unread(a.unread)}</div>}</Panel>
	</div>;
}

function Index({ job }: { job: Import["index_job"] }) {
	const w = ti.result;
	if (!job) return null;
	const active = job.state === "queued" || job.state === "running", percent = job.total ? Math.min(99, Math.floor(job.done / job.total * 100)) : 0;
	if (job.state === "failed" || job.state === "cancelled") return <Banner tone="bad" title={w.indexFailed} role="status"><p>{job.failure}</p></Banner>;
	return <Panel title={w.index} icon="search">
		{active && <div class="bar-line"><progress class="bar" max={100} value={percent} aria-label={w.indexProgress} /></div>}
		<p class="panel-body" role="status">{active ? w.indexing : w.indexed}</p></Panel>;
}

function Rows({ of, path, outcome }: { of: Import; path: string; outcome: Outcome }) {
	const w = ti.result, list = useList<ImportRow>(withQuery(`${path}/rows`, { outcome }));
	return <Table<ImportRow> caption={w.rows(ti.outcomes[outcome]!)} what={w.rows(ti.outcomes[outcome]!)} list={list} rowKey={(r) => String(r.line)} rowName={(r) => r.number ?? String(r.line)}
		columns={[
			...(of.options ? [{ key: "account", title: w.account, slot: "who" as const, cell: (r: ImportRow) => r.account.id ? <a href={url`/accounts/${r.account.id}?tab=meters`}>{r.account.number}</a> : t.common.none }] : [{ key: "number", title: w.number, slot: "who" as const, cell: (r: ImportRow) => of.kind === "accounts" && r.account.id ? <a href={url`/accounts/${r.account.id}`}>{r.number}</a> : r.number ?? t.common.none }]),
			...(of.kind === "receivables" ? [{ key: "account", title: w.account, cell: (r: ImportRow) => r.account.id ? <a href={url`/accounts/${r.account.id}`}>{r.account.number}</a> : t.common.none }] : []),
			{ key: "line", title: ti.check.line, slot: "amount" as const, cell: (r) => number(r.line) },
			{ key: "outcome", title: ti.check.outcome, slot: "status" as const, cell: (r) => <OutcomePill of={r.outcome} /> },
		]}
		empty={<Empty art="lens" title={w.none} text={w.noneHelp} />} />;
}

function Refusals({ of, path }: { of: Import; path: string }) {
	const w = ti.result, list = useList<ImportRefusal>(`${path}/refusals`), [busy, setBusy] = useState(false);
	const save = async () => {
		setBusy(true);
		try { await download(`${path}/refusals`, "text/csv", "refused-rows.csv"); toast(w.saved); }
		catch { toast(t.problem.title(w.download), { text: t.problem.server, bad: true }); }
		finally { setBusy(false); }
	};
	return <Table<ImportRefusal> caption={w.refusals} what={w.refusals} list={list} rowKey={(r) => String(r.line)} rowName={(r) => `${ti.check.line} ${r.line}`}
		bar={<div class="table-bar"><span>{w.refusalsLead}</span><div class="end"><Button small icon="download" busy={busy} busyText={t.common.exporting} onClick={() => void save()}>{w.download}</Button></div></div>}
		columns={[
			{ key: "line", title: ti.check.line, slot: "amount", cell: (r) => number(r.line) },
			{ key: "why", title: ti.check.problem, slot: "who", cell: (r) => <span class="wrap">{r.errors.map((e) => `${e.column ? `${of.columns[e.column - 1]?.name ?? e.column}: ` : ""}${e.message}`).join(" ")}</span> },
			{ key: "raw", title: w.raw, wide: true, cell: (r) => <code class="mono raw-row">{r.raw.slice(0, 160)}</code> },
		]}
		empty={<Empty art="lens" title={w.none} text={w.noneHelp} />} />;
}

function Result({ of, path }: { of: Import; path: string }) {
	const asked = query.value.get("rows"), outcome = OUTCOMES.find((o) => o === asked) ?? (of.refused > 0 ? "refused" : null);
	return <><Sum of={of} /><Index job={of.index_job} /><Amounts of={of} />
		{outcome === "refused" ? <Refusals of={of} path={path} /> : outcome && <Rows of={of} path={path} outcome={outcome} />}</>;
}

function Stopped({ of, path }: { of: Import; path: string }) {
	const w = ti.run, work = useWork({}, path);
	const goOn = () => work.run(async () => {
		await once(`import-${of.id}-${of.version}`, "POST", `${path}/run`, {});
		changed("/imports");
	});
	return <Banner tone={of.state === "failed" ? "bad" : "warn"} title={of.state === "failed" ? w.failed : w.stopped} role="alert">
		<p>{of.job?.failure} {w.failedHelp}</p>{work.rest && <p class="error">{work.rest}</p>}
		<Button busy={work.busy} busyText={ti.check.starting} onClick={() => void goOn()}>{w.goOn}</Button></Banner>;
}

export default function OneImport({ params }: PageProps) {
	const path = url`/imports/${params.id!}`, [fast, setFast] = useState(0), got = useGet<Import>(path, fast), of = got.data;
	const busy = !!of && (of.state === "running" || of.index_job?.state === "queued" || of.index_job?.state === "running");
	useEffect(() => setFast(busy ? 1000 : 0), [busy]);
	useTitle(of ? of.file.name : ti.title);
	const checking = query.value.get("step") === "check" && of?.state === "mapping" && !of.missing.length;
	const at = !of || of.state === "mapping" ? checking ? 2 : 1 : of.state === "running" ? 3 : 4;
	return <>
		<PageHead title={of?.file.name ?? ti.title} lead={of ? `${ti.kinds[of.kind]}, ${ti.size(of.file.bytes)}` : ti.lead} back={{ href: "/settings/imports", label: ti.back }}
			actions={at === 4 && <LinkButton href="/settings/imports" icon="plus">{ti.result.another}</LinkButton>} />
		<SettingsTabs />
		<Steps at={at} />
		{!of ? got.problem ? <Panel><Failed what={ti.one} problem={got.problem} again={got.again} /></Panel> : <Panel><Bones what={ti.one} rows={8} /></Panel>
		: of.state === "mapping" ? checking ? <Check of={of} path={path} /> : <Mapping of={of} path={path} />
		: of.state === "running" ? <><Running of={of} path={path} />{of.rows_in > 0 && <Sum of={of} />}</>
		: <>{of.state !== "done" && <Stopped of={of} path={path} />}<Result of={of} path={path} /></>}
	</>;
}
