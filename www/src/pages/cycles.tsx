/* Billing cycles: the figures of one, some side by side, and all of them as a list. */
import { url, withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { track } from "../billing/tell";
import { date, dateShort } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { CycleState, toExceptions, utilityName } from "../billing/cycle_parts";
import { AsOf, Late } from "../billing/as_of";
import { CycleSelect } from "../billing/cycle_select";
import { CONSUMPTION, knownTile, PERFORMANCE } from "../billing/known";
import { DashboardHead } from "../billing/head";
import { drilled } from "../billing/watch";
import { useCatalog } from "../metrics/ask";
import { metricHref, type Scope } from "../metrics/scope";
import { MetricPanel, type Wanted } from "../metrics/tiles";
import { dash } from "../strings/billing_dashboard";
import billingStyles from "../styles/billing.page.css";
import styles from "../styles/billing_dashboard.page.css";
import { Bones, Button, Empty, Failed, LinkButton, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { lazy } from "../ui/lazy";

await Promise.all([sheet(billingStyles), sheet(styles)]);
const w = dash.cycles;
const List = lazy(w.list, () => import("../billing/cycle_list"), () => <div class="panel"><Bones rows={8} what={w.list} /></div>), QuickWork = lazy(w.title, () => import("../billing/quick"));
const Compare = lazy(w.title, () => import("../billing/compare"), () => <div class="panel"><Bones rows={8} what={w.title} /></div>);

/* Late fees that the cycle's bills were charged stand beside what is outstanding. */
const CYCLE_FINANCE = ["billed", "service_charges", "outstanding", "late_fees"];
function Cards({ c }: { c: Cycle }) {
	const scope: Scope = { period: `cycle:${c.id}`, filters: {} }, known = (key: string): Wanted => knownTile({ key, ...(key === "bills_generated" ? { label: w.totalBills } : {}), ...(key === "high_use" || key === "low_use" || key === "zero_use" ? { note: (m) => (typeof m.previous === "number" ? w.before(m.previous) : null) } : {}) });
	const held = toExceptions({ cycle_id: c.id, is_open: "true", blocking: "true" });
	return <><MetricPanel title={w.summary} icon="calendar" metrics={PERFORMANCE.map(known)} scope={scope} end={held && <a class="link" href={held}>{w.reasons}</a>} />
		<MetricPanel title={w.consumption} icon="bolt" metrics={CONSUMPTION.map(known)} scope={scope} columns={5} end={<a class="link" href={metricHref("high_use", scope)}>{dash.sections.outliers}</a>} />
		<MetricPanel title={w.finance} icon="money" metrics={CYCLE_FINANCE.map(known)} scope={scope} columns={4} end={<a class="link" href={withQuery("/metrics/outstanding", { period: scope.period, by: "aging" })}>{dash.sections.aging}</a>} />
		<Compare key={c.id} cycle={c} /></>;
}
export default function Cycles(_: PageProps) {
	useTitle(w.title);
	const asked = query.value.get("cycle"), latest = useGet<Page<Cycle>>(asked ? null : "/cycles?limit=30"), one = useGet<Cycle>(asked ? url`/cycles/${asked}` : null), rows = latest.data?.data ?? [];
	/* Not chosen: the latest that is not closed and has bills. */
	const c = asked ? one.data : rows.find((x) => x.state !== "closed" && x.figures.bills > 0) ?? rows.find((x) => x.figures.bills > 0) ?? rows[0];
	/* Who sees nothing of bills has the list alone. */
	const catalog = useCatalog(), sees = may("GET /api/v1/metrics/query") && (!catalog.all.length || !!catalog.by("bills_generated")), create = may("POST /api/v1/cycles"), scope: Scope = { period: `cycle:${c?.id ?? ""}`, filters: {} };
	const show = (x: Cycle, how: "search" | "list") => { track("Cycle_Selection", { object: x.id, props: { how } }); setQuery({ cycle: x.id, with: null, zones: null }); if (how === "list") document.getElementById("cycle-name")?.scrollIntoView({ block: "start" }); };
	const got = asked ? one : latest;
	return <>
		<DashboardHead cycle={c} actions={<>{sees && c && <ExportMenu path={withQuery("/dashboards/billing/values", { period: scope.period })} name={dash.export} formats={["pdf", "xlsx", "csv"]} />}{create && <Button kind="primary" icon="plus" onClick={() => setQuery({ do: "cycle" })}>{w.new}</Button>}</>} />
		{sees && (c ? <section class="cycle-figures" aria-labelledby="cycle-name" onClick={(e) => drilled(e, "cycles", "cycle", c.id)}>
			<div class="cycle-head"><div><p class="eyebrow">{w.heading}</p><h2 id="cycle-name"><a href={url`/billing/cycles/${c.id}`}>{c.name}</a> <CycleState of={c.state} /></h2><p class="muted">{utilityName(c.utility)} · <span class="num">{dateShort(c.from_on)} – {date(c.to_on)}</span></p></div>
				<div class="cycle-head-end"><AsOf scope={scope} /><CycleSelect value={c} onPick={(x) => show(x, "search")} /><LinkButton href={url`/billing/cycles/${c.id}`}>{w.work}</LinkButton></div></div>
			<Late scope={scope} />
			<Cards c={c} /></section>
		: got.problem ? <section class="panel">{got.problem.status === 404 || got.problem.status === 422 ? <Empty art="lens" title={w.gone} text={w.goneHelp}><Button kind="primary" onClick={() => setQuery({ cycle: null })}>{w.back}</Button></Empty> : <Failed what={w.title} problem={got.problem} again={got.again} />}</section>
		: !got.data && <section class="panel"><Bones rows={6} what={w.title} /></section>)}
		<List onShow={(x) => show(x, "list")} />
		<QuickWork />
	</>;
}
