/* Numbers that passed a limit: by state, and what can be done about each. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Alert, AlertTotals } from "../api/alerts";
import { acknowledge, ageOf, Ask, AssignItems, held, SeverityPill, SnoozeItems, StatePill, useOwners, works, type Asking } from "../alerts/parts";
import { useGet, useList } from "../app/data";
import { instant, instantRow } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { may, me } from "../app/session";
import { useCatalog } from "../metrics/ask";
import { t } from "../strings";
import { alertWords as w } from "../strings/alerts";
import styles from "../styles/alerts.page.css";
import { Empty, LinkButton, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Filters, Nothing, Table } from "../ui/table";
import { SectionTabs, Tabs } from "../ui/tabs";

await sheet(styles);
const STATES = ["live", "new", "acknowledged", "snoozed", "resolved"] as const;
const FILTERS = ["severity", "metric", "owner_id"] as const;

export default function Alerts(_: PageProps) {
	useTitle(w.title);
	const q = query.value, at = STATES.find((s) => s === q.get("state")) ?? "live", filters = Object.fromEntries(FILTERS.map((k) => [k, q.get(k)])) as Record<(typeof FILTERS)[number], string | null>;
	const path = withQuery("/alerts", { ...filters, state: at }), list = useList<Alert>(path), totals = useGet<AlertTotals>(withQuery("/alerts/totals", filters)).data;
	const catalog = useCatalog(), people = useOwners(), [ask, setAsk] = useState<Asking | null>(null), works_ = works(), any = FILTERS.some((k) => filters[k]);
	const metricName = (a: Alert) => (a.metric ? catalog.by(a.metric)?.name ?? a.name : w.system);
	const tab = (s: (typeof STATES)[number]) => ({ key: s, label: s === "live" ? w.live : w.states[s]!, href: withQuery("/alerts", { ...filters, state: s === "live" ? null : s }), count: s === "resolved" ? null : totals?.[`${s}_count`] });
	const who = (v: string | null) => (v === me.value?.id ? w.me : people.find((p) => p.id === v)?.name ?? "\u2026");
	return <>
		<PageHead title={t.nav.reports} lead={w.lead} actions={<>{may("GET /api/v1/thresholds") && <LinkButton href="/settings/thresholds" icon="sliders">{w.thresholds}</LinkButton>}<ExportMenu path={path} name={w.fileName} /></>} />
		<SectionTabs of="reports" />
		<div class="alert-tabs"><Tabs label={w.tabs} at={at} tabs={STATES.map(tab)} /></div>
		<Filters chips={<>
			<ChoiceChip name={w.severity} choices={Object.entries(w.severities).reverse()} value={filters.severity} onPick={(v) => setQuery({ severity: v })} />
			<ChoiceChip name={w.metric} choices={catalog.all.map((m): [string, string] => [m.key, m.name])} value={filters.metric} onPick={(v) => setQuery({ metric: v })} />
			<ChoiceChip name={w.owner} choices={[["me", w.me], ["none", w.nobody], ...people.filter((p) => p.id !== me.value?.id).map((p): [string, string] => [p.id, p.name])]} value={filters.owner_id} onPick={(v) => setQuery({ owner_id: v })} />
		</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<div class="alert-list"><Table<Alert> caption={w.caption} what={w.what} list={list} rowKey={(a) => a.id} rowName={(a) => a.name} columns={[
			{ key: "who", title: w.threshold, slot: "who", cell: (a) => <span class="alert-what"><a href={`/alerts/${a.id}`}>{a.name}</a><span class="help">{a.text}</span></span> },
			{ key: "severity", title: w.severity, slot: "status", cell: (a) => <span class="marks"><SeverityPill of={a.severity} />{at !== "new" && at !== a.state && <StatePill of={a.state} />}</span> },
			{ key: "value", title: w.value, slot: "amount", cell: (a) => (a.value === null ? <span class="muted">{t.common.none}</span> : <span class="alert-value"><span class="medium">{held(a.value, a.unit, a.unit_of_use)}</span><span class="muted">{a.test && w.tests[a.test] ? `${w.limit} ${held(a.limit, a.unit, a.unit_of_use)}` : ""}</span></span>) },
			{ key: "metric", title: w.metric, wide: true, cell: (a) => (a.link ? <a class="quiet-link" href={a.link}>{metricName(a)}</a> : metricName(a)) },
			{ key: "owner", title: w.owner, wide: true, cell: (a) => (a.owner ? who(a.owner.id) === w.me ? w.me : a.owner.name : <span class="muted">{w.nobody}</span>) },
			{ key: "age", title: at === "resolved" ? w.states.resolved! : at === "snoozed" ? w.until : w.age, cell: (a) => <span class="num" title={instant(a.resolved_at ?? a.snoozed_until ?? a.opened_at)}>{a.state === "resolved" ? instantRow(a.resolved_at!) : at === "snoozed" && a.snoozed_until ? instantRow(a.snoozed_until) : ageOf(a.opened_at)}</span> },
		]} menu={(a) => <>
			<MenuItem icon="eye" href={`/alerts/${a.id}`}>{w.open}</MenuItem>
			{a.link && <MenuItem icon="chart" href={a.link}>{w.openMetric}</MenuItem>}
			{works_ && a.state !== "resolved" && <>
				{a.state !== "acknowledged" && <MenuItem icon="ok" onClick={() => void acknowledge(a)}>{w.acknowledge}</MenuItem>}
				<SnoozeItems a={a} onAsk={setAsk} />
				<AssignItems a={a} people={people.filter((p) => p.id === me.value?.id)} />
				<MenuItem icon="ok" onClick={() => setAsk({ what: "resolve", of: a })}>{w.resolveDo}</MenuItem></>}
		</>}
			empty={at === "live" ? <Empty title={w.allDone} text={totals && totals.row_count ? w.allDoneHelp : w.emptyHelp}>{may("GET /api/v1/thresholds") && !totals?.row_count && <LinkButton href="/settings/thresholds" kind="primary">{w.setThresholds}</LinkButton>}</Empty> : <Empty title={w.emptyOf[at] ?? w.empty} />}
			filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(FILTERS.map((k) => [k, null])))} /> : undefined} /></div>
		<Ask of={ask} onClose={() => setAsk(null)} />
	</>;
}
