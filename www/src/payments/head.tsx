/*
 * The figures above the list of payments: a line of tiles for the month and the list's own filters,
 * which can be put away; with ?view=charts the pictures stand where the list was.
 */
import { useState } from "preact/hooks";
import { setQuery } from "../app/router";
import { has } from "../app/session";
import { sheet } from "../app/sheet";
import { useCatalog } from "../metrics/ask";
import { useLayout, type DashboardSection } from "../metrics/layout";
import { PeriodBar } from "../metrics/period_bar";
import { useWatched } from "../metrics/watched";
import { Tiles } from "../metrics/tiles";
import { figureWords as w } from "../strings/payments_figures";
import styles from "../styles/payments.page.css";
import { Bones, Button } from "../ui/base";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { MORE, usePaymentScope, wanted } from "./figures";
import { figuresHidden, keepFigures } from "./kept";
import type { ChartsProps } from "./charts";

await sheet(styles);
const Charts = lazy<ChartsProps>(w.charts, () => import("./charts"), () => <section class="panel"><Bones rows={6} what={w.charts} /></section>);

/* As built in, so that numbers need not wait for the layout. */
const USUAL: DashboardSection[] = [
	{ key: "key_figures", title: w.title, metrics: [{ key: "collected" }, { key: "collected", period: "today" }, { key: "collection_rate" }, { key: "collection_time" }] as DashboardSection["metrics"] },
	{ key: "outlook", title: w.outlook, metrics: [{ key: "expected", period: "next_7_days" }, { key: "expected", period: "next_30_days" }, { key: "past_due" }] as DashboardSection["metrics"] },
];

export default function Head({ charts }: { charts: boolean }) {
	const scope = usePaymentScope(charts), layout = useLayout("payments", USUAL), catalog = useCatalog(), [hidden, setHidden] = useState(figuresHidden);
	useWatched("payments", scope, layout.metrics("key_figures").length);
	const put = (away: boolean) => { keepFigures(away); setHidden(away); };
	const tiles = layout.metrics("key_figures").filter((m) => !catalog.ready || catalog.by(m.key));
	/* What only pictures are filtered by goes with them: the list could not follow. */
	const view = (to: "charts" | null) => setQuery({ view: to, ...(to ? {} : Object.fromEntries(MORE.map((name) => [name, null]))) });
	const toggle = <div class="segment" role="group" aria-label={w.title}><button type="button" aria-pressed={!charts} onClick={() => view(null)}>{w.list}</button><button type="button" aria-pressed={charts} onClick={() => view("charts")}>{w.charts}</button></div>;
	if (hidden && !charts) return <div class="figures-line">{toggle}<Button small icon="chart" onClick={() => put(false)}>{w.show}</Button></div>;
	return <div class="figures-head">
		<PeriodBar scope={scope} metric="collected" dimensions={charts ? ["zone_id", "class", "segment", "source", "method", "channel", "type"] : []}
			end={<>{!charts && <Button small aria-label={w.hide} onClick={() => put(true)}>{w.hideShort}</Button>}{toggle}</>} />
		{!has("payments:read") && <p class="help figures-own"><Icon name="info" />{w.own}</p>}
		<section class="panel" aria-labelledby="figures"><h2 class="vh" id="figures">{w.title}</h2><Tiles bare columns={tiles.length > 3 ? 4 : (tiles.length || 1) as 1 | 2 | 3} metrics={tiles.map((m) => wanted(m, scope.filters))} scope={scope} /></section>
		{charts && <Charts scope={scope} compare={[...layout.metrics("key_figures"), ...layout.metrics("detail")]} outlook={layout.metrics("outlook")} onList={() => view(null)} />}
	</div>;
}
