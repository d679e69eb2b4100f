/*
 * What needs attention: alerts, exceptions by priority with the money at risk, the same exception in
 * several cycles, runs, cycles that are over and not billed.
 */
import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Cycle, ExceptionTotals, Generation } from "../api/billing";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import type { components } from "../generated/api";
import { money, today } from "../app/format";
import { may } from "../app/session";
import { dash } from "../strings/billing_dashboard";
import { panels } from "../strings/billing_panels";
import { exceptionTypes } from "../strings/cycle";
import { Bones, Empty, Failed, Panel, type Tone } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { Progress } from "../ui/progress";
import { percentOf } from "./cycle_parts";

const w = panels.attention;
interface Share { value: string; text: string; amount: number }
type Alert = components["schemas"]["Alert"];
type Area = { zone_id?: string };
interface Line { key: string; tone: Tone; icon: IconName; href: string; title: string; text?: string; percent?: number }

/* A fault of many cycles is not theirs: types that are open in at least so many. */
const SEVERAL = 3, TYPES = 3;
/* What comes first is seen at once, the rest on asking. */
const FIRST = 6;
const standing = (q: Record<string, string | undefined>) => withQuery("/metrics/exceptions_open/breakdown", { period: "today", ...q });
function useSystemic(area: Area): Line[] {
	const see = may("GET /api/v1/metrics/:key/breakdown") && may("GET /api/v1/exceptions"), got = useGet<{ data: Share[] }>(see ? standing({ by: "type", ...area }) : null, 300_000), types = got.data?.data ?? [];
	const top = types.filter((x) => x.amount >= SEVERAL).slice(0, TYPES), of = (i: number) => (top[i] ? standing({ by: "cycle_id", type: top[i].value, ...area }) : null);
	const cycles = [useGet<{ data: Share[] }>(of(0)), useGet<{ data: Share[] }>(of(1)), useGet<{ data: Share[] }>(of(2))];
	/* What could not be read is not nothing. */
	if (got.problem && !got.data && got.problem.status !== 422) return [{ key: "types", tone: "warn", icon: "fail", href: "/exceptions", title: w.unread, text: w.unreadHelp }];
	return top.flatMap((type, i): Line[] => {
		const hit = (cycles[i]?.data?.data ?? []).filter((c) => c.value && c.amount > 0);
		if (hit.length < SEVERAL) return [];
		const names = hit.slice(0, 2).map((c) => c.text).join(", "), count = hit.reduce((s, c) => s + c.amount, 0);
		return [{ key: `s${type.value}`, tone: "warn", icon: "alert", href: withQuery("/exceptions", { is_open: "true", type: type.value, ...area }), title: w.systemic(exceptionTypes[type.value] ?? type.text, hit.length),
			text: w.systemicHelp(count, names) + (hit.length > 2 ? w.andMore(hit.length - 2) : "") }];
	});
}
function useExceptions(area: Area): { lines: Line[]; first: ReturnType<typeof useGet<ExceptionTotals>> } {
	const path = (of: number) => (may("GET /api/v1/exceptions") ? withQuery("/exceptions/totals", { is_open: "true", priority: of, ...area }) : null);
	const all = [useGet<ExceptionTotals>(path(1), 60_000), useGet<ExceptionTotals>(path(2), 60_000), useGet<ExceptionTotals>(path(3), 60_000), useGet<ExceptionTotals>(path(4), 60_000)];
	return { first: all[0]!, lines: all.flatMap((got, i): Line[] => !got.data?.row_count ? [] : [{ key: `p${i}`, tone: i === 0 ? "bad" : i === 1 ? "warn" : "info", icon: i < 2 ? "alert" : "flag",
		href: withQuery("/exceptions", { is_open: "true", priority: i + 1, ...area }), title: w.exceptions(got.data.row_count, w.priorities[i + 1]!), text: w.risk(money(got.data.risk)) }]) };
}
function useRuns(): Line[] {
	const see = may("GET /api/v1/generations"), path = (state: string) => (see ? `/generations?state=${state}&kind=bulk&limit=3` : null);
	const runs = [useGet<Page<Generation>>(path("running"), 5000), useGet<Page<Generation>>(path("paused"), 30_000), useGet<Page<Generation>>(path("failed"), 60_000)].flatMap((x) => x.data?.data ?? []);
	return runs.map((g) => ({ key: g.id, tone: g.state === "failed" ? "bad" : "info", icon: g.state === "failed" ? "fail" : g.state === "paused" ? "clock" : "refresh", href: url`/billing/cycles/${g.cycle.id}` + `?run=${g.id}`, title: w.runs(g.cycle.name, percentOf(g)),
		text: g.state === "failed" ? w.failed : g.state === "paused" ? w.paused : w.running, percent: percentOf(g) }));
}
function useCycles(area: Area): Line[] {
	const generate = may("POST /api/v1/generations"), got = useGet<Page<Cycle>>(generate && may("GET /api/v1/cycles") ? withQuery("/cycles", { state: "open", to: today(-1), sort: "to_on", limit: 3, ...area }) : null, 300_000);
	return (got.data?.data ?? []).map((c) => ({ key: c.id, tone: "info", icon: "calendar", href: url`/billing/cycles/${c.id}` + "?step=choose", title: w.over(c.name), text: w.overHelp(c.figures.bills) }));
}
/* The gravest, not the latest: of those that are new. */
function useAlerts(): Line[] {
	const got = useGet<Page<Alert>>(may("GET /api/v1/alerts") ? "/alerts?state=new&limit=50" : null, 60_000);
	const graver = ["critical", "warning", "info"];
	return [...got.data?.data ?? []].sort((a, b) => graver.indexOf(a.severity) - graver.indexOf(b.severity)).slice(0, 3).map((a) => ({ key: a.id, tone: a.severity === "critical" ? "bad" : a.severity === "warning" ? "warn" : "info", icon: "bell", href: url`/alerts/${a.id}`, title: a.name, text: a.text }));
}
/* zone: of this area alone, but for alerts and runs, which say themselves what they are of. */
export function Attention({ zone }: { zone?: string }) {
	const [whole, setWhole] = useState(false), area: Area = zone ? { zone_id: zone } : {};
	const { lines: exceptions, first } = useExceptions(area), alerts = useAlerts(), systemic = useSystemic(area), runs = useRuns(), cycles = useCycles(area);
	const all = [...alerts, ...exceptions, ...systemic, ...runs, ...cycles], waiting = first.loading && !first.data, shown = whole ? all : all.slice(0, all.length === FIRST + 1 ? FIRST + 1 : FIRST);
	return <Panel title={dash.sections.attention} icon="alert" end={all.length > 0 && !waiting ? w.open(all.length) : undefined}>
		{first.problem && !first.data && !all.length ? <Failed what={w.what} problem={first.problem} again={first.again} /> : waiting ? <Bones rows={5} what={w.what} />
		: !all.length ? <Empty title={w.none} text={w.noneHelp} />
		: <><ul class="list">{shown.map((x) => <li key={x.key}><span class="sign" data-tone={x.tone}><Icon name={x.icon} /></span>
			<div class="what"><a href={x.href}>{x.title}</a>{x.text && <p>{x.text}</p>}{x.percent !== undefined && <Progress done={x.percent} of={100} label={`${x.percent} %`} />}</div><span class="go"><Icon name="right" /></span></li>)}</ul>{all.length > shown.length && <button type="button" class="link list-more" onClick={() => setWhole(true)}>{w.more(all.length - shown.length)}</button>}</>}
	</Panel>;
}
