/*
 * The tiles of a panel: one question for all that share period and filters.  If it fails as a whole,
 * each is asked for by itself, so that only what is wrong fails.
 */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { MetricAnswer, MetricAnswers } from "../api/metrics";
import type { Problem } from "../api/types";
import { metricWords as w } from "../strings/metrics";
import styles from "../styles/metrics.page.css";
import { sheet } from "../app/sheet";
import { Panel } from "../ui/base";
import type { IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { faultOf, isWrong, lacks, seesAll, useCatalog, useFigures, type Catalog } from "./ask";
import { within, type Scope } from "./scope";
import type { SparkProps } from "./spark";
import { BoneTile, FailedTile, NotBy, Tile } from "./tile";

await sheet(styles);
const Spark = lazy<SparkProps>(w.trendTitle, () => import("./spark").catch(() => ({ default: () => null })));

/* A metric of a panel: its key, or with a period, filters, a label or a note of its own. */
export interface Wanted {
	key: string; period?: string | null; filters?: Record<string, string> | null; label?: string; href?: string; icon?: IconName;
	/* asked with it, for its note: no tiles of their own */
	with?: string[];
	aside?: (m: MetricAnswer, all: MetricAnswer[]) => ComponentChildren; note?: (m: MetricAnswer, all: MetricAnswer[]) => ComponentChildren;
}
interface Props { metrics: (string | Wanted)[]; scope: Scope; columns?: 1 | 2 | 3 | 4 | 5; bare?: boolean; spark?: boolean }

const wanted = (m: string | Wanted): Wanted => (typeof m === "string" ? { key: m } : m);
const same = (a: Wanted, b: Wanted) => (a.period ?? "") === (b.period ?? "") && JSON.stringify(a.filters ?? {}) === JSON.stringify(b.filters ?? {});
/* Neighbours that share period and filters go in one question. */
function runs(all: Wanted[]): Wanted[][] {
	const out: Wanted[][] = [];
	for (const m of all) { const last = out.at(-1); if (last && same(last[0]!, m)) last.push(m); else out.push([m]); }
	return out;
}
const nameOf = (m: Wanted, catalog: Catalog) => m.label ?? catalog.by(m.key)?.name ?? m.key.replace(/_/g, " ").replace(/^./, (c) => c.toUpperCase());
/* Nobody would answer six questions where he did not answer one. */
const hopeless = (p: Problem) => p.status === 0 || p.status === 429 || p.status === 502 || p.status === 503 || p.status === 504;

function Answered({ m, got, scope, catalog, spark, stale }: { m: Wanted; got: MetricAnswers; scope: Scope; catalog: Catalog; spark?: boolean; stale?: boolean }) {
	const mine = got.data.filter((a) => a.key === m.key), split = new Set(mine.map((a) => a.utility)).size > 1;
	if (!mine.length) {
		const def = catalog.by(m.key);
		return def ? <Tile of={{ ...none, key: m.key, name: def.name, unit: def.unit, polarity: def.polarity }} answer={got} scope={scope} def={def} label={m.label} href={m.href} icon={m.icon} /> : null;
	}
	return <>{mine.map((a) => <Tile key={`${a.utility ?? ""}|${a.unit_of_use ?? ""}`} of={a} answer={got} scope={scope} def={catalog.by(m.key)} label={m.label} href={m.href} icon={m.icon} split={split} stale={stale} spark={spark && <Spark metric={m.key} def={catalog.by(m.key)} answers={got} scope={scope} />}
		aside={m.aside?.(a, got.data)} note={m.note?.(a, got.data)} />)}</>;
}
const none: MetricAnswer = { key: "", name: "", unit: "count", utility: null, unit_of_use: null, definition: "", polarity: "neutral", value: null, previous: null, last_year: null, parts: null, change: null, change_last_year: null, change_kind: "percent", is_marked: false, tone: null, alert: null };

/* One by itself, after the panel's question failed. */
function Alone({ m, scope, catalog }: { m: Wanted; scope: Scope; catalog: Catalog }) {
	const got = useFigures([m.key], scope);
	if (got.data) return <Answered m={m} got={got.data} scope={scope} catalog={catalog} />;
	if (got.problem) return got.problem.status === 403 && catalog.ready && !catalog.by(m.key) ? null : <FailedTile name={nameOf(m, catalog)} problem={got.problem} again={got.again} />;
	return <BoneTile />;
}
function Run({ of, scope: outer, catalog, ask, spark }: { of: Wanted[]; scope: Scope; catalog: Catalog; ask: boolean; spark: boolean }) {
	const scope = within(outer, of[0]!.period, of[0]!.filters), can = of.filter((m) => !lacks(m.key, scope, catalog).length), keys = [...new Set(can.flatMap((m) => [m.key, ...(m.with ?? []).filter((k) => !catalog.ready || !!catalog.by(k))]))];
	const got = useFigures(keys, scope, ask), p = got.data ? undefined : got.problem, fault = faultOf(p), alone = p && !hopeless(p) && !(fault && catalog.ready) && can.length > 1;
	/* What stands in the address is wrong for all: the bar says so, once. */
	useEffect(() => { if (keys.length && !got.loading && !alone && scope === outer) isWrong(outer, fault); }, [fault?.field, got.loading, alone]);
	return <>{of.map((m) => {
		const not = lacks(m.key, scope, catalog);
		if (not.length) return <NotBy key={m.key} name={nameOf(m, catalog)} by={not} icon={m.icon} />;
		if (got.data) return <Answered key={m.key} m={m} got={got.data} scope={scope} catalog={catalog} spark={spark && !got.stale} stale={got.stale} />;
		if (alone) return <Alone key={m.key} m={m} scope={scope} catalog={catalog} />;
		return p ? <FailedTile key={m.key} name={nameOf(m, catalog)} problem={p} again={got.again} /> : <BoneTile key={m.key} />;
	})}</>;
}

/* What every metric can be filtered by: with others the catalog says which can. */
const EVERYWHERE = new Set(["zone_id", "class", "segment"]);
export function Tiles({ metrics, scope, columns = 3, bare, spark = true }: Props) {
	const catalog = useCatalog(), all = metrics.map(wanted), ask = catalog.ready || (seesAll() && Object.keys(scope.filters).every((d) => EVERYWHERE.has(d)));
	const open = catalog.all.length ? all.filter((m) => catalog.by(m.key)) : all;
	return <div class={["tiles", columns !== 3 && `tiles-${columns}`, bare && "tiles-bare"].filter(Boolean).join(" ")} aria-label={w.figures} role="group">
		{runs(open).map((of) => <Run key={of.map((m) => `${m.key}@${m.period ?? ""}`).join()} of={of} scope={scope} catalog={catalog} ask={ask} spark={spark} />)}</div>;
}
/* A panel with a heading; without anything that its reader may see, nothing. */
export function MetricPanel({ title, icon = "chart", end, class: extra, ...rest }: Props & { title: string; icon?: IconName; end?: ComponentChildren; class?: string }) {
	const catalog = useCatalog();
	if (catalog.all.length && !rest.metrics.some((m) => catalog.by(wanted(m).key))) return null;
	return <Panel title={title} icon={icon} end={end} class={extra}><Tiles {...rest} /></Panel>;
}
