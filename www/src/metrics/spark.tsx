/* The small line beside a number: the months up to its period, one question a panel, after the numbers. */
import { withQuery } from "../api/client";
import type { Figure, MetricAnswers, MetricDef } from "../api/metrics";
import { useGet } from "../app/data";
import { today } from "../app/format";
import { narrow } from "../app/narrow";
import { size } from "./figures";
import { scopeQuery, type Scope } from "./scope";
import { useNumbersStand } from "./stand";

interface Trends { data: { key: string; values: (Figure | null)[] }[] }
const monthsBefore = (day: string, k: number) => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 - k, 1)).toISOString().slice(0, 10);
const daysBefore = (day: string, k: number) => new Date(Date.parse(day) - k * 86_400_000).toISOString().slice(0, 10);

/* The tiles of a panel ask with the same words, so that there is one question. */
export interface SparkProps { metric: string; def: MetricDef | undefined; answers: MetricAnswers; scope: Scope }
export default function SparkOf({ metric, def, answers, scope }: SparkProps) {
	const p = answers.period, stands = useNumbersStand();
	/* Of units of use only what there is one of. */
	const keys = [...new Set(answers.data.map((m) => m.key))].filter((k) => answers.data.filter((m) => m.key === k).length === 1);
	/* Of a day the thirty days up to it, of anything longer the months. */
	const daily = p.from === p.to, span = daily ? `${daysBefore(p.to, 29)}..${p.to}` : `${monthsBefore(p.to, 11)}..${p.to}`;
	/* The months that are wholly in the period; of one that goes beyond today there is nothing. */
	const ends = new Date(Date.parse(p.to) + 86_400_000).getUTCDate() === 1 && !p.is_open, whole = p.from.endsWith("-01") && p.from.slice(0, 7) === p.to.slice(0, 7);
	const ask = stands && p.to <= today() && !narrow.value && !p.asked.startsWith("cycle:") && keys.includes(metric);
	const values = useGet<Trends>(ask ? withQuery("/metrics/trends", { metrics: keys.join(","), ...scopeQuery(scope), period: span, step: daily ? "day" : "month" }) : null, 0, 600_000).data?.data.find((x) => x.key === metric)?.values;
	if (!values) return null;
	/* A part of a month is no fall.  The mark is the number beside the line, where they are of one measure. */
	const stock = def?.time === "stock", cut = !stock && !(daily ? !p.is_open : ends), all = (cut ? values.slice(0, -1) : values).map(size), from = all.findIndex((v) => !!v);
	return from < 0 || all.length - from < 3 ? null : <Spark of={all.slice(from)} open={cut || !(stock || daily || whole)} />;
}
function Spark({ of, open }: { of: (number | null)[]; open: boolean }) {
	const there = of.map((v, i) => [i, v] as const).filter((x): x is readonly [number, number] => x[1] !== null), low = Math.min(...there.map(([, v]) => v)), high = Math.max(...there.map(([, v]) => v));
	if (there.length < 3) return <></>;
	const at = ([i, v]: readonly [number, number]) => `${(2 + (i / (of.length - 1)) * 66).toFixed(1)} ${(high === low ? 14 : 25 - ((v - low) / (high - low)) * 22).toFixed(1)}`;
	return <svg class="spark" viewBox="0 0 72 28" preserveAspectRatio="none" aria-hidden="true"><path class="line" d={`M${there.map(at).join("L")}`} />{!open && <path class="end" d={`M${at(there.at(-1)!)}h.01`} />}</svg>;
}
