/*
 * The figures of Home: what was taken today, by method, and the sections that one's permissions (or
 * one's own layout) leave.  The same metrics as on the other pages, so that they agree.
 */
import { has, may } from "../app/session";
import { useChoices } from "../app/choices";
import { sheet } from "../app/sheet";
import { clockZoned, dateRange, today } from "../app/format";
import { scopeKey, told } from "../metrics/ask";
import { useLayout, type DashboardSection, type DashboardTile } from "../metrics/layout";
import { within, type Scope } from "../metrics/scope";
import { MetricPanel, type Wanted } from "../metrics/tiles";
import { t } from "../strings";
import { homeWords } from "../strings/home";
import { figureWords } from "../strings/payments_figures";
import styles from "../styles/payments.page.css";
import type { IconName } from "../ui/icons";
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

/* Everything taken today, and by each method that the office takes: together they are the first. */
function Takings() {
	const own = !has("payments:read"), modes = useChoices("payment_mode"), day = within(NOW, "today"), at = told.value[scopeKey(day)]?.as_of;
	const methods: [string, string][] = modes.all.length ? modes.all.filter((m) => m.is_active).map((m) => [m.code, m.name]) : [["cash", t.method.cash!], ["card_terminal", t.method.card_terminal!]];
	const each = (method: string | null, label: string): Wanted => wanted({ key: "collected", period: "today", ...(method ? { filters: { method } } : {}) } as DashboardTile, {}, label);
	return <MetricPanel title={own ? homeWords.mine : homeWords.takings} icon="money" spark={false} columns={4} scope={NOW} metrics={[each(null, homeWords.all), ...methods.map(([code, name]) => each(code, name))]}
		end={<>{dateRange(today(), today())}{at && <> · {t.common.asOf} {clockZoned(new Date(at))}</>}</>} />;
}
export default function HomeFigures() {
	const layout = useLayout("home", USUAL), takes = may("GET /api/v1/payments");
	const end = (key: string) => (key === "billing" && may("GET /api/v1/cycles") ? <a class="link" href="/billing">{w.goBilling}</a> : key === "payments" && takes ? <a class="link" href="/payments?view=charts">{w.goPayments}</a> : undefined);
	return <>
		{takes && <Takings />}
		{layout.sections.map((s) => { const metrics = s.metrics.filter((m) => !takes || !isTakings(m)); return metrics.length > 0 && <MetricPanel key={s.key} title={s.title} icon={ICONS[s.key] ?? "chart"} end={end(s.key)} columns={metrics.length === 3 ? 3 : 4} scope={NOW} metrics={metrics.map((m) => wanted(m))} />; })}
	</>;
}
