/* Which numbers ring the bell, and what a rise of each means. */
import { useState } from "preact/hooks";
import { ApiError, call, url } from "../api/client";
import type { Threshold } from "../api/alerts";
import type { MetricDef, Polarity } from "../api/metrics";
import { SeverityPill } from "../alerts/parts";
import { changed, useGet, useList } from "../app/data";
import { ageOf, held } from "../alerts/parts";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { useCatalog } from "../metrics/ask";
import { periodName } from "../metrics/period_bar";
import { t } from "../strings";
import { alertWords as w } from "../strings/alerts";
import { metricWords } from "../strings/metrics";
import styles from "../styles/alerts.page.css";
import { Bones, Button, Empty, Failed, PageHead, Panel, Pill, problemText, useTitle } from "../ui/base";
import { ChoiceChip, MenuItem, toast } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Confirm, SettingsTabs } from "../ui/settings";
import { Filters, Nothing, Table } from "../ui/table";
import { useWork } from "../ui/work";

await sheet(styles);
const Form = lazy<{ of: Threshold | null; metric?: string; onClose: () => void }>(w.addTitle, () => import("../alerts/threshold_form"));

const limitText = (x: Threshold) => `${w.tests[x.test]} ${held(x.limit, x.test === "rise" || x.test === "fall" ? (x.metric.unit === "percent" ? "points" : "percent") : x.metric.unit, null)}`;
function Standing({ of: x }: { of: Threshold }) {
	if (!x.is_active) return <Pill tone="still" icon="ban">{w.isOff}</Pill>;
	if (x.alert) return <a href={`/alerts/${x.alert.id}`} class="quiet-link"><Pill tone="warn" icon="bell">{w.firing}</Pill></a>;
	return x.checked_at ? <Pill tone="good" icon="ok">{w.quiet}</Pill> : <Pill tone="still" icon="clock">{w.neverChecked}</Pill>;
}
function Remove({ of: x, onClose }: { of: Threshold; onClose: () => void }) {
	const work = useWork({}, "/thresholds");
	return <Confirm title={w.removeTitle(x.name)} text={w.removeText} action={w.removeDo} busyText={w.removing} busy={work.busy} problem={work.rest} onClose={onClose} onDo={() => void work.run(async () => {
		await call("DELETE", url`/thresholds/${x.id}`, { version: x.version });
		changed("/thresholds", "/alerts"); toast(w.removed(x.name)); onClose();
	})} />;
}

async function refused(what: string, prefix: string, f: () => Promise<void>) {
	try { await f(); } catch (e) { if (!(e instanceof ApiError)) throw e; toast(t.problem.title(what), { text: problemText(e.problem), bad: true }); }
	changed(prefix);
}
const turn = (x: Threshold) => refused(x.name, "/thresholds", async () => {
	await call("PATCH", url`/thresholds/${x.id}`, { version: x.version, body: { is_active: !x.is_active } });
	changed("/alerts"); toast(x.is_active ? w.turnedOff(x.name) : w.turnedOn(x.name));
});

/* Polarity: whether more of it is good. */
function Ways() {
	const catalog = useCatalog(), groups = (Object.keys(metricWords.groups) as MetricDef["group"][]).map((g) => [g, catalog.all.filter((m) => m.group === g)] as const).filter(([, all]) => all.length);
	const set = (m: MetricDef, polarity: Polarity) => refused(m.name, "/metrics", async () => {
		await call("PATCH", url`/metrics/${m.key}`, { version: m.version, body: { polarity } });
		toast(w.polaritySaved(m.name, w.polarities[polarity]!));
	});
	if (!catalog.all.length) return <div class="panel">{catalog.problem ? <Failed what={w.metricsTitle} problem={catalog.problem} again={catalog.again} /> : <Bones rows={6} what={w.metricsTitle} />}</div>;
	return <Panel title={w.metricsTitle} icon="chart"><p class="help ways-lead">{w.metricsLead}</p>
		<table class="table table-plain ways"><caption class="vh">{w.metricsTitle}</caption><thead><tr><th scope="col">{w.metric}</th><th scope="col">{w.polarity}</th></tr></thead>
			{groups.map(([g, all]) => <tbody key={g}><tr class="ways-group"><th scope="rowgroup" colSpan={2}>{metricWords.groups[g]}</th></tr>{all.map((m) => <tr key={m.key}><th scope="row"><a href={`/metrics/${m.key}`}>{m.name}</a>{!m.is_default_polarity && <span class="help"> {metricWords.changedHere}</span>}</th>
				<td><span class="select"><select class="input input-small" aria-label={`${m.name}: ${w.polarity}`} value={m.polarity} onChange={(e) => void set(m, (e.target as HTMLSelectElement).value as Polarity)}>{(Object.keys(w.polarities) as Polarity[]).map((p) => <option key={p} value={p} selected={p === m.polarity}>{w.polarities[p]}</option>)}</select><Icon name="down" /></span></td></tr>)}</tbody>)}</table></Panel>;
}

export default function Thresholds(_: PageProps) {
	useTitle(w.thresholds);
	const metric = query.value.get("metric"), list = useList<Threshold>(metric ? `/thresholds?metric=${encodeURIComponent(metric)}` : "/thresholds"), catalog = useCatalog(), all = useGet<{ data: Threshold[] }>("/thresholds").data?.data ?? [];
	const [edit, setEdit] = useState<Threshold | "new" | null>(query.value.get("new") ? "new" : null), [gone, setGone] = useState<Threshold | null>(null);
	const add = <Button kind="primary" onClick={() => setEdit("new")}>{w.new}</Button>, used = [...new Set(all.map((x) => x.metric.key))];
	return <>
		<PageHead title={t.settings.title} lead={w.thresholdsLead} actions={add} />
		<SettingsTabs />
		<Filters chips={<ChoiceChip name={w.metric} choices={[...new Set([...used, ...(metric ? [metric] : [])])].map((k): [string, string] => [k, catalog.by(k)?.name ?? k])} value={metric} onPick={(v) => setQuery({ metric: v })} />} end={list.data && !list.stale && w.count(list.rows.length)} />
		<Table<Threshold> caption={w.thresholdsCaption} what={w.thresholdsWhat} list={list} rowKey={(x) => x.id} rowName={(x) => x.name} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (x) => <span class="two two-lines"><span class="medium">{x.name}</span><span class="muted"><a class="quiet-link" href={`/metrics/${x.metric.key}?period=${encodeURIComponent(x.period)}${x.filters.map((f) => `&${f.name}=${encodeURIComponent(f.value)}`).join("")}`}>{x.metric.name}</a></span></span> },
			{ key: "test", title: w.test, slot: "id", cell: (x) => <span class="plain num">{limitText(x)}</span> },
			{ key: "period", title: w.periodLabel, wide: true, cell: (x) => [periodName(x.period), ...x.filters.map((f) => f.text)].join(", ") },
			{ key: "severity", title: w.severity, wide: true, cell: (x) => <SeverityPill of={x.severity} /> },
			{ key: "owner", title: w.owner, wide: true, cell: (x) => x.owner?.name ?? <span class="muted">{w.nobody}</span> },
			{ key: "status", title: w.status, slot: "status", cell: (x) => <span class="marks" title={x.checked_at ? w.checked(ageOf(x.checked_at).toLowerCase()) : undefined}><Standing of={x} /></span> },
		]} menu={(x) => <><MenuItem icon="pencil" onClick={() => setEdit(x)}>{w.edit}</MenuItem><MenuItem icon={x.is_active ? "ban" : "ok"} onClick={() => void turn(x)}>{x.is_active ? w.turnOff : w.turnOn}</MenuItem>
			{x.alert && <MenuItem icon="bell" href={`/alerts/${x.alert.id}`}>{w.openAlert}</MenuItem>}<MenuItem icon="x" danger onClick={() => setGone(x)}>{w.remove}</MenuItem></>}
			empty={<Empty title={w.emptyT} text={w.emptyTHelp}>{add}</Empty>} filtered={metric ? <Nothing title={w.noneOf} text={w.emptyTHelp} onClear={() => setQuery({ metric: null })} /> : undefined} />
		<Ways />
		{edit && <Form of={edit === "new" ? null : edit} metric={metric ?? undefined} onClose={() => { setEdit(null); if (query.value.get("new")) setQuery({ new: null }); }} />}
		{gone && <Remove of={gone} onClose={() => setGone(null)} />}
	</>;
}
