/* Prices as steps over use; the same figures as a table at one's wish. */
import { useState } from "preact/hooks";
import { narrow } from "../app/narrow";
import { tariffWords } from "../strings/tariffs";
import { price, quantity, steps, type Tier } from "./doc";

const w = tariffWords.prices;
const H = 168, LEFT = 8, TOP = 26, BASE = 132;
/* A phone has half the width: the letters keep their size. */
const widths = () => { const W = narrow.value ? 330 : 480; return [W, W - 8] as const; };
/* Where the last step, which has no end, is drawn to. */
const reach = (starts: number[]) => { const last = starts.at(-1) ?? 0, before = starts.at(-2) ?? 0; return last ? last + Math.max((last - before) * 0.6, last * 0.3) : 1; };

export function Steps({ tiers, name, unit, percent = false }: { tiers: Tier[]; name: string; unit: string; percent?: boolean }) {
	const [W, RIGHT] = widths(), [table, setTable] = useState(false), all = steps(tiers), end = reach(all.map((s) => s.from)), most = Math.max(...all.map((s) => s.price), 0) || 1;
	const x = (v: number) => LEFT + (v / end) * (RIGHT - LEFT), y = (p: number) => BASE - (p / most) * (BASE - TOP);
	const words = percent ? "%" : unit, said = (v: number) => quantity(String(v));
	const path = all.map((s, i) => `${i ? "L" : "M"}${x(s.from)} ${y(s.price)}H${x(s.to ?? end)}`).join("");
	const sentence = all.map((s) => w.step(said(s.from), s.to === null ? null : said(s.to), s.label, words)).join("; ");
	let tick = -99;
	return <figure class="steps-fig">
		{table || all.length > 8 ? <table class="table table-plain tier-table"><caption class="vh">{name}</caption><thead><tr><th scope="col">{w.tier}</th><th scope="col" class="r">{w.from}</th><th scope="col" class="r">{w.to}</th><th scope="col" class="r">{w.price}</th></tr></thead>
			<tbody>{all.map((s, i) => <tr key={s.from}><th scope="row">{i + 1}</th><td class="r">{said(s.from)} {words}</td><td class="r">{s.to === null ? w.andMore : `${said(s.to)} ${words}`}</td><td class="r">{s.label}</td></tr>)}</tbody></table>
		: <svg class="steps-plot" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={w.chart(name, sentence)}>
			<path class="steps-area" d={`${path}V${BASE}H${LEFT}Z`} />
			<line class="steps-base" x1={LEFT} x2={RIGHT} y1={BASE + 0.5} y2={BASE + 0.5} />
			<path class="steps-line" d={path} />
			{all.map((s, i) => {
				const from = x(s.from), to = x(s.to ?? end), mid = (from + to) / 2, shown = from - tick > 24;
				if (shown) tick = from;
				return <g key={s.from}><title>{w.step(said(s.from), s.to === null ? null : said(s.to), s.label, words)}</title>
					<rect class="steps-hit" x={from} y="0" width={Math.max(0, to - from)} height={H} />
					{i > 0 && <line class="steps-edge" x1={from} x2={from} y1={Math.min(y(s.price), y(all[i - 1]!.price))} y2={BASE} />}
					<text class="steps-price" x={Math.min(RIGHT - 22, Math.max(LEFT + 22, mid))} y={y(s.price) - 7} text-anchor="middle">{price(tiers[i]!.price)}</text>
					{shown && <text class="steps-tick" x={from} y={BASE + 16} text-anchor={i ? "middle" : "start"}>{said(s.from)}</text>}</g>;
			})}
			<text class="steps-axis" x={RIGHT} y={BASE + 32} text-anchor="end">{percent ? w.budgetAxis : w.axis(unit)}</text>
		</svg>}
		{all.length <= 8 && <figcaption><button type="button" class="link help" onClick={() => setTable(!table)}>{table ? w.asChart : w.asTable}</button></figcaption>}
	</figure>;
}
