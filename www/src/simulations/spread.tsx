/* How the changes of bills are spread: a bar for each range, fallen to risen; the same figures as a table. */
import { useState } from "preact/hooks";
import type { Money } from "../api/types";
import type { Bucket, SimulationDetail } from "../api/simulations";
import { number, percent } from "../app/format";
import { simulationWords } from "../strings/simulations";
import { Panel } from "../ui/base";
import { minor } from "./parts";

const w = simulationWords.spread;
const side = (b: Bucket) => (b.from === 0 && b.to === 0 ? 0 : b.to === null || (b.from !== null && b.from >= 0) ? 1 : -1);
export function bucketName(b: Bucket, write: (v: number) => string): string {
	const s = side(b);
	if (!s) return w.none;
	const [near, far] = s > 0 ? [b.from, b.to] : [b.to, b.from], words = s > 0 ? w.rise : w.fall;
	if (far === null) return words.open(write(Math.abs(near ?? 0)));
	return near === 0 ? words.first(write(Math.abs(far))) : words.some(write(Math.abs(near ?? 0)), write(Math.abs(far)));
}
/* Whole percents have no decimal. */
export const writePercent = (bp: number) => percent(bp / 10000).replace(/[.,]0(?=\D)/, "");
export const writeAmount = (like: Money) => (v: number) => minor(v, like).replace(/[.,]00$/, "");

export function Spread({ of }: { of: SimulationDetail }) {
	const [by, setBy] = useState<"percent" | "amount">("percent"), [table, setTable] = useState(false), r = of.result!;
	const buckets = r[by], top = Math.max(1, ...buckets.map((b) => b.accounts)), write = by === "percent" ? writePercent : writeAmount(of.before);
	const count = (s: number) => buckets.filter((b) => side(b) === s).reduce((sum, b) => sum + b.accounts, 0);
	return <Panel title={w.title} icon="columns" end={<div class="segment" role="group" aria-label={w.change}>{(["percent", "amount"] as const).map((k) => <button key={k} type="button" aria-pressed={by === k} onClick={() => setBy(k)}>{w[k]}</button>)}</div>}>
		<figure class="spread">
			<figcaption class="spread-head"><span class="help">{w.sum(count(1), count(-1), count(0))}</span><button type="button" class="link help" onClick={() => setTable(!table)}>{table ? w.asPicture : w.asTable}</button></figcaption>
			{table ? <table class="table table-plain"><caption class="vh">{w.title}</caption><thead><tr><th scope="col">{w.change}</th><th scope="col" class="r">{w.accounts}</th></tr></thead>
				<tbody>{buckets.map((b, i) => <tr key={i}><th scope="row">{bucketName(b, write)}</th><td class={b.accounts ? "r" : "r muted"}>{number(b.accounts)}</td></tr>)}</tbody></table>
			: <ol class="spread-rows">{buckets.map((b, i) => {
				const s = side(b), wide = (b.accounts / top) * 100;
				return <li key={i}><span class="spread-name">{bucketName(b, write)}</span>
					<svg class="spread-bar" viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label={w.label(bucketName(b, write), b.accounts)}><rect class="spread-ground" width="100" height="14" /><rect class={s > 0 ? "spread-up" : s < 0 ? "spread-down" : "spread-same"} width={b.accounts ? Math.max(0.6, wide) : 0} height="14" /></svg>
					<span class={b.accounts ? "spread-count" : "spread-count muted"} aria-hidden="true">{number(b.accounts)}</span></li>;
			})}</ol>}
		</figure></Panel>;
}
