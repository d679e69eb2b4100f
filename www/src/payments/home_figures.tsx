/*
 * The figures of Home: what was taken today, by method, and the sections that one's permissions (or
 * one's own layout) leave.  The same metrics as on the other pages, so that they agree.
 */
import { withQuery } from "../api/client";
import type { Breakdown, Figure } from "../api/metrics";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { clockZoned, dateRange, moneyOf, today } from "../app/format";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { everyMs, scopeKey, told, useCatalog } from "../metrics/ask";
import { figure } from "../metrics/figures";
import { useLayout, type DashboardSection, type DashboardTile } from "../metrics/layout";
import { metricHref, scopeQuery, within, type Scope } from "../metrics/scope";
import { Tiles } from "../metrics/tiles";
import { t } from "../strings";
import { figureWords } from "../strings/payments_figures";
import styles from "../styles/payments.page.css";
import { Bones, Button, Panel } from "../ui/base";
import type { IconName } from "../ui/icons";
import { useWatched } from "../metrics/watched";
import { wanted } from "./figures";

await sheet(styles);
const w = figureWords.home, NOW: Scope = { period: "this_month", filters: {} };
const tiles = (text: string) => text.split(" ").map((x) => { const [key, period] = x.split("@"); return { key, ...(period ? { period } : {}) } as DashboardTile; });
/* As built in, so that numbers need not wait for the layout; what one may not see is left out. */
const USUAL: DashboardSection[] = [
	{ key: "today", title: w.today, metrics: tiles("collected@today exceptions_open past_due") }, { key: "billing", title: t.nav.bills, metrics: tiles("bills_generated success_rate bills_not_generated billed") }, { key: "payments", title: t.nav.payments, metrics: tiles("collected collection_rate collection_time outstanding") },
];
const ICONS: Record<string, IconName> = { today: "clock", billing: "bill", payments: "card" };
const isTakings = (m: DashboardTile) => m.key === "collected" && m.period === "today" && !Object.keys(m.filters ?? {}).length;

/* What was taken by each method that the office takes; together they are the tile beside them. */
function Methods() {
	const day = within(NOW, "today"), modes = useChoices("payment_mode"), got = useGet<Breakdown>(withQuery("/metrics/collected/breakdown", { by: "method", ...scopeQuery(day) }), everyMs(day)), d = got.data;
	const active: [string, string][] = modes.all.length ? modes.active.map((m) => [m.code, m.name]) : [["cash", t.method.cash!], ["card_terminal", t.method.card_terminal!]];
	const rows = [...active.map(([code, name]): [string, string, Figure] => [code, name, d?.data.find((x) => x.value === code)?.amount ?? moneyOf(0)]), ...(d?.data ?? []).filter((x) => x.value && !active.some(([code]) => code === x.value)).map((x): [string, string, Figure] => [x.value, x.text, x.amount ?? moneyOf(0)])];
	return <div class="by-method"><p class="tile-label" id="by-method">{w.byMethod}</p>
		{!d ? got.problem ? <p class="help">{t.problem.loadTitle(w.byMethod)} <Button small icon="refresh" onClick={got.again}>{t.common.tryAgain}</Button></p> : <Bones rows={2} what={w.byMethod} />
		: <dl aria-labelledby="by-method">{rows.map(([code, name, v]) => <div key={code}><dt><a href={metricHref("collected", within(day, null, { method: code }))}>{name}</a></dt><dd class="num">{figure(v, "money")}</dd></div>)}</dl>}</div>;
}
export default function HomeFigures() {
	const layout = useLayout("home", USUAL), catalog = useCatalog(), takes = may("GET /api/v1/payments"), at = told.value[scopeKey(within(NOW, "today"))]?.as_of;
	useWatched("home", NOW, layout.sections.reduce((n, s) => n + s.metrics.length, 0));
	const end = (key: string) => (key === "billing" && may("GET /api/v1/cycles") ? <a class="link" href="/billing">{w.goBilling}</a> : key === "payments" && takes ? <a class="link" href="/payments?view=charts">{w.goPayments}</a> : key === "today" ? <>{dateRange(today(), today())}{at && <> · {t.common.asOf} {clockZoned(new Date(at))}</>}</> : undefined);
	return <>{layout.sections.map((s) => {
		const metrics = s.metrics.filter((m) => !catalog.ready || catalog.by(m.key)), n = metrics.length, methods = takes && n <= 3 && metrics.some(isTakings);
		if (!n) return null;
		const columns = n > 3 ? 4 : n as 1 | 2 | 3;
		return <Panel key={s.key} title={s.title} icon={ICONS[s.key] ?? "chart"} end={end(s.key)}><div class={methods ? `beside beside-${n}` : undefined}>
			<Tiles columns={methods ? columns : n === 3 ? 3 : 4} scope={NOW} metrics={metrics.map((m) => wanted(m))} />{methods && <Methods />}</div></Panel>;
	})}</>;
}
