/* One alert: what was passed and by how much, how the number moved, what was done. */
import { useState } from "preact/hooks";
import { url } from "../api/client";
import type { AlertDetail, AlertEvent } from "../api/alerts";
import { Actions, ageOf, Ask, held, SeverityPill, StatePill, useOwners, works, type Asking } from "../alerts/parts";
import { useGet } from "../app/data";
import { instant, instantZoned } from "../app/format";
import type { PageProps } from "../app/pages";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { useCatalog } from "../metrics/ask";
import { BreakdownChart, TrendChart } from "../metrics/charts";
import { alertWords as w } from "../strings/alerts";
import styles from "../styles/alerts.page.css";
import { Banner, Bones, Facts, Failed, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";

await sheet(styles);

const signs: Record<string, [string, IconName]> = { "alert.open": ["warn", "bell"], "alert.return": ["warn", "bell"], "alert.acknowledge": ["info", "eye"], "alert.snooze": ["still", "clock"], "alert.assign": ["still", "person"], "alert.resolve": ["good", "ok"] };
function said(e: AlertEvent): string {
	const after = e.after ?? {};
	if (e.action === "alert.assign") return (after.owner as string | null) ?? w.nobody;
	if (e.action === "alert.snooze" && typeof after.snoozed_until === "string") return w.snoozed(instant(after.snoozed_until));
	return typeof after.text === "string" ? after.text : "";
}
function History({ of }: { of: AlertEvent[] }) {
	return <ol class="timeline">{[...of].reverse().map((e, i) => { const [tone, icon] = signs[e.action] ?? ["still", "note" as const], text = said(e);
		return <li key={i}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div><h3>{w.events[e.action] ?? e.action}</h3><p>{[e.actor ?? w.system, text, e.reason].filter(Boolean).join(" \u00b7 ")}</p></div><time dateTime={e.at} title={instantZoned(e.at)}>{instant(e.at)}</time></li>; })}</ol>;
}

export default function AlertPage({ params }: PageProps) {
	const got = useGet<AlertDetail>(url`/alerts/${params.id!}`), a = got.data?.id === params.id ? got.data : undefined, catalog = useCatalog(), people = useOwners(works()), [ask, setAsk] = useState<Asking | null>(null);
	useTitle(a?.name ?? w.detail);
	const back = { href: "/alerts", label: w.back };
	if (!a) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.one} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.one} />}</div></>;
	const def = a.metric ? catalog.by(a.metric) : undefined, show = (v: AlertDetail["value"]) => held(v, a.unit, a.unit_of_use);
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{a.name}</h1><SeverityPill of={a.severity} /><StatePill of={a.state} /></div>} lead={a.text} actions={<Actions a={a} people={people} onAsk={setAsk} />} />
		{a.state === "resolved" && <Banner tone="info" title={a.resolved_by ? w.by(a.resolved_by, instant(a.resolved_at)) : w.itself}>{a.note && <p>{a.note}</p>}</Banner>}
		{a.state === "snoozed" && a.snoozed_until && <Banner tone="info" icon="clock" title={w.snoozed(instant(a.snoozed_until))}>{a.note && <p>{a.note}</p>}</Banner>}
		{a.state !== "resolved" && !works() && <Banner tone="info" title={w.readOnly} />}
		<div class="cols cols-detail">
			<div class="stack">
				{/* What is past due has no months, but ages */}
				{a.metric === "past_due" && def && a.period ? <BreakdownChart metric={a.metric} name={def.name} title={def.name} scope={{ period: a.period, filters: a.filters }} by="aging" end={a.link ? <LinkButton small href={a.link}>{w.openMetric}</LinkButton> : undefined} />
				: a.metric && def && a.period && <TrendChart metric={a.metric} name={def.name} title={def.name} scope={{ period: a.period, filters: a.filters }} kind={a.unit === "percent" || a.unit === "points" ? "line" : "bars"} lead={false}
					end={a.link ? <LinkButton small href={a.link}>{w.openMetric}</LinkButton> : undefined} />}
				<Panel title={w.history} icon="clock"><History of={a.history} /></Panel>
			</div>
			<div class="stack">
				<Panel title={w.about} icon="info"><Facts one of={[
					a.value !== null && [w.value, <b class="medium">{show(a.value)}</b>], a.limit !== null && a.test && [w.limit, `${w.limits[a.test]} ${show(a.limit)}`], a.worst !== null && [w.worst, show(a.worst)],
					a.metric && [w.metric, a.link ? <a class="link" href={a.link}>{def?.name ?? a.metric}</a> : def?.name ?? a.metric], a.period_text && [w.period, a.period_text],
					[w.opened, `${instant(a.opened_at)}${a.state !== "resolved" ? `, ${ageOf(a.opened_at) === w.ages.now ? w.ages.now.toLowerCase() : w.ago(ageOf(a.opened_at))}` : ""}`], [w.seen, instant(a.seen_at)], [w.owner, a.owner?.name ?? w.nobody],
					a.acknowledged_at && [w.states.acknowledged!, w.by(a.acknowledged_by ?? "", instant(a.acknowledged_at))], a.note && a.state !== "resolved" && [w.note, a.note],
					a.threshold_id && may("GET /api/v1/thresholds") && [w.threshold, <a class="link" href="/settings/thresholds">{w.openThreshold}</a>],
				]} /></Panel>
			</div>
		</div>
		<Ask of={ask} onClose={() => setAsk(null)} />
	</>;
}
