/* How the portal is used: the questions of each role, and each one's answer as a table with a picture. */
import { useEffect } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { track } from "../app/events";
import { instantZoned, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import type { components } from "../generated/api";
import { PeriodChip } from "../metrics/period_bar";
import { t } from "../strings";
import { use as w } from "../strings/use";
import styles from "../styles/use.page.css";
import { Bones, Empty, Failed, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import type { IconName } from "../ui/icons";
import { Icon } from "../ui/icons";
import { Filters } from "../ui/table";
import { SectionTabs } from "../ui/tabs";

await sheet(styles);

type About = components["schemas"]["UseReportAbout"];
type Report = components["schemas"]["UseReport"];
type Column = Report["columns"][number];
type Cell = string | number | null | undefined;

const PERIOD = "last_30_days";
const icons: Record<string, IconName> = { manager: "chart", specialist: "bill", administrator: "sliders" };

const shown = (v: Cell, c: Column) => v === null || v === undefined || v === "" ? w.none
	: typeof v === "string" ? v : c.type === "milliseconds" ? w.ms(v) : c.type === "percent" ? `${number(v)} %` : number(v);

function Questions() {
	const got = useGet<{ data: About[] }>("/events/reports"), all = got.data?.data ?? [];
	return <>
		<PageHead title={t.nav.reports} lead={w.lead} />
		<SectionTabs of="reports" />
		{!got.data && <section class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={8} what={w.what} />}</section>}
		{Object.keys(w.roles).map((role) => { const of = all.filter((r) => r.role === role); return of.length > 0 && <Panel key={role} title={w.roles[role]!} icon={icons[role]}>
			<ul class="use-list">{of.map((r) => <li key={r.key}><a href={withQuery("/reports/use", { report: r.key })}><span><span class="medium">{r.question}</span><span class="help">{r.explanation}</span></span><Icon name="right" /></a></li>)}</ul></Panel>; })}
		{got.data && <p class="help">{w.pruned}</p>}
	</>;
}

/* The first rows, longest bar first as the answer has them. */
function Picture({ d }: { d: Report }) {
	const label = d.columns.find((c) => c.key === d.picture.label)!, value = d.columns.find((c) => c.key === d.picture.value)!;
	const first = (r: Report["data"][number]) => r[d.columns[0]!.key];
	const size = (r: Report["data"][number]) => Number(r[value.key] ?? 0), rows = [...d.data].sort((a, b) => size(b) - size(a)).slice(0, 8), top = Math.max(1, ...rows.map(size));
	if (!rows.some((r) => size(r) > 0)) return null;
	return <Panel title={w.picture(value.title)} icon="chart"><dl class="use-bars">{rows.map((r, i) => <div key={i}><dt>{shown(r[label.key] || first(r), label)}</dt>
		<dd><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={Math.max(0.5, (size(r) / top) * 100)} height="8" rx="1" /></svg><span>{shown(r[value.key], value)}</span></dd></div>)}</dl></Panel>;
}

function Answer({ of }: { of: string }) {
	const q = query.value, period = q.get("period") || PERIOD, role = q.get("role_id");
	const roles = useGet<Page<{ id: string; name: string }>>(may("GET /api/v1/roles") ? "/roles" : null).data?.data ?? [];
	const path = withQuery(url`/events/reports/${of}`, { period, role_id: role }), got = useGet<Report>(path), d = got.data;
	useTitle(d?.question ?? w.title);
	useEffect(() => track("Report_Creation", { object: of, props: { format: "page", frequency: "once" } }), [of]);
	const back = { href: "/reports/use", label: w.all };
	if (got.problem?.status === 404) return <><PageHead title={w.title} back={back} /><section class="panel"><Empty art="lens" title={w.unknown} text={w.unknownHelp}><LinkButton href="/reports/use">{w.all}</LinkButton></Empty></section></>;
	return <>
		<PageHead title={d?.question ?? w.title} lead={d?.explanation} back={back} actions={<ExportMenu path={path} name={of} />} />
		<Filters chips={<><PeriodChip scope={{ period, filters: {} }} usual={PERIOD} />
			{roles.length > 0 && <ChoiceChip name={w.of} choices={roles.map((r): [string, string] => [r.id, r.name])} value={role} onPick={(v) => setQuery({ role_id: v })} />}</>}
			end={d && !got.stale && w.rows(d.data.length)} />
		{!d ? <section class="panel">{got.problem ? <Failed what={w.answer} problem={got.problem} again={got.again} /> : <Bones rows={8} what={w.answer} />}</section>
		: !d.data.length ? <section class="panel"><Empty title={w.empty} text={w.emptyHelp} /></section>
		: <><Picture d={d} />
			<section class="panel"><div class="scroll" role="region" aria-label={w.answer} tabIndex={0}><table class="table table-plain"><caption class="vh">{w.caption(d.question)}</caption>
				<thead><tr>{d.columns.map((c) => <th key={c.key} scope="col" class={c.type === "text" ? undefined : "r"}>{c.title}</th>)}</tr></thead>
				<tbody>{d.data.map((r, i) => <tr key={i}>{d.columns.map((c) => <td key={c.key} class={c.type === "text" ? undefined : "r num"}>{shown(r[c.key], c)}</td>)}</tr>)}</tbody></table></div></section>
			<p class="help">{d.period.text} · {w.asOf(instantZoned(d.as_of))}</p></>}
	</>;
}

export default function Use(_: PageProps) {
	const of = query.value.get("report");
	useTitle(of ? undefined : w.title);
	return of ? <Answer of={of} /> : <Questions />;
}
