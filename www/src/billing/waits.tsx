/* What waits in billing: open exceptions by priority, runs under way, cycles whose bills are to be generated. */
import { url, withQuery } from "../api/client";
import type { Cycle, ExceptionTotals, Generation } from "../api/billing";
import type { Page } from "../api/types";
import { useGet, type Got } from "../app/data";
import { date, money, today } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { cycleWords } from "../strings/cycle";
import { waitWords as w } from "../strings/waits";
import { Bones, Empty, Failed, Panel } from "../ui/base";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { percentOf, utilityName } from "./cycle_parts";

/* Open exceptions by priority. */
function Priority({ of, got }: { of: number; got: Got<ExceptionTotals> }) {
	const x = got.data, name = w.priority[of]!, some = !!x?.row_count;
	return <li><span class="sign" data-tone={!some ? "still" : of === 1 ? "bad" : of === 2 ? "warn" : "info"}><Icon name={of <= 2 ? "alert" : "flag"} /></span>
		<div class="what">{x ? <><a href={withQuery("/exceptions", { is_open: "true", priority: of })}>{w.count(x.row_count, name)}</a><p>{some ? w.at(money(x.risk)) : w.nothing}</p></> : got.problem ? <p>{t.problem.loadTitle(name)}</p> : <><span class="bone w-45 bones" /><span class="bone w-60 bones" /></>}</div><span class="go"><Icon name="right" /></span></li>;
}
const waiting = (of: number) => withQuery("/exceptions/totals", { is_open: "true", priority: of });
export function Exceptions() {
	const all = [useGet<ExceptionTotals>(waiting(1), 60_000), useGet<ExceptionTotals>(waiting(2), 60_000), useGet<ExceptionTotals>(waiting(3), 60_000), useGet<ExceptionTotals>(waiting(4), 60_000)], none = all.every((x) => x.data && !x.data.row_count);
	return <Panel title={w.exceptions} icon="alert" end={<a class="link" href="/exceptions?is_open=true">{w.see}</a>}>{none ? <Empty title={w.none} text={w.noneHelp} /> : <ul class="list">{all.map((got, i) => <Priority key={i} of={i + 1} got={got} />)}</ul>}</Panel>;
}
export function Runs() {
	const running = useGet<Page<Generation>>("/generations?state=running&kind=bulk&limit=5", 3000), paused = useGet<Page<Generation>>("/generations?state=paused&kind=bulk&limit=5", 15_000);
	const failed = useGet<Page<Generation>>("/generations?state=failed&kind=bulk&limit=5", 30_000);
	const runs = [...running.data?.data ?? [], ...paused.data?.data ?? [], ...failed.data?.data ?? []], problem = running.problem && !running.data ? running.problem : null;
	return <Panel title={w.runs} icon="refresh">{problem ? <Failed what={w.runs} problem={problem} again={running.again} /> : !running.data ? <Bones rows={1} what={w.runs} />
			: !runs.length ? <p class="panel-quiet">{w.noRuns}</p>
			: <ul class="list">{runs.map((g) => <li key={g.id}><span class="sign" data-tone={g.state === "failed" ? "bad" : "warn"}><Icon name={g.state === "failed" ? "fail" : g.state === "paused" ? "clock" : "refresh"} /></span>
				<div class="what"><a href={`/billing/cycles/${g.cycle.id}?run=${g.id}`}>{w.run(g.cycle.name, percentOf(g))}</a><Progress done={percentOf(g)} of={100} label={cycleWords.run.percent(percentOf(g))} />{g.state !== "running" && <p>{g.state === "paused" ? w.paused : w.failed}</p>}</div><span class="go"><Icon name="right" /></span></li>)}</ul>}</Panel>;
}
/* Cycles whose dates are over and whose bills nobody has generated yet, the oldest first. */
export function ToGenerate() {
	const got = useGet<Page<Cycle>>(withQuery("/cycles", { state: "open", to: today(-1), sort: "to_on", limit: 6 }), 60_000), rows = got.data?.data ?? [], generate = may("POST /api/v1/generations");
	return <Panel title={w.cycles} icon="calendar" end={<a class="link" href="/billing/cycles?state=open">{w.see}</a>}>{!got.data ? got.problem ? <Failed what={w.cycles} problem={got.problem} again={got.again} /> : <Bones rows={2} what={w.cycles} />
		: !rows.length ? <p class="panel-quiet">{w.noCycles}</p>
		: <ul class="list">{rows.map((c) => <li key={c.id}><span class="sign" data-tone="info"><Icon name="calendar" /></span><div class="what"><a href={url`/billing/cycles/${c.id}` + (generate ? "?step=choose" : "")}>{c.name}</a><p>{utilityName(c.utility)} · {w.ended(date(c.to_on))}{c.figures.bills > 0 && ` · ${w.billed(c.figures.bills)}`}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}</Panel>;
}
/* The same on the first page of those who bill. */
export default function BillingWork() {
	return <div class="cols cols-detail"><div class="stack"><ToGenerate /><Runs /></div>{may("GET /api/v1/exceptions") && <div class="stack"><Exceptions /></div>}</div>;
}
