/* Money by month as bars from zero; the same figures as a table at one's wish. */
import { useState } from "preact/hooks";
import type { Money } from "../api/types";
import { money, monthLong, monthShort, moneyOf } from "../app/format";
import { accountWords } from "../strings/account";

export interface Month { month: string; amount: Money; count: number }
const W = 300, H = 96, BASE = 76;
export function MonthBars({ months }: { months: Month[] }) {
	const [table, setTable] = useState(false), w = accountWords, top = Math.max(1, ...months.map((m) => m.amount.amount));
	const step = W / Math.max(1, months.length), bar = Math.min(24, step * 0.62);
	const most = months.reduce((a, m) => (m.amount.amount > a.amount.amount ? m : a), months[0]!);
	return <figure class="bars">
		<figcaption class="bars-head"><span class="help">{w.months}</span><button type="button" class="link help" onClick={() => setTable(!table)}>{table ? w.asChart : w.asTable}</button></figcaption>
		{table ? <table class="table table-plain"><thead><tr><th scope="col">{w.month}</th><th scope="col" class="r">{w.count}</th><th scope="col" class="r">{w.paid}</th></tr></thead>
			<tbody>{months.map((m) => <tr key={m.month}><td>{monthLong(m.month)}</td><td class="r">{m.count}</td><td class={m.amount.amount ? "r" : "r muted"}>{money(m.amount)}</td></tr>)}</tbody></table>
		: <svg class="bars-plot" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={w.monthsOf(money(moneyOf(top, most.amount.currency)))}>
			<line class="bars-line" x1="0" x2={W} y1={BASE + 0.5} y2={BASE + 0.5} />
			{months.map((m, i) => {
				const h = m.amount.amount > 0 ? Math.max(2, (m.amount.amount / top) * (BASE - 16)) : 0, x = i * step + (step - bar) / 2;
				return <g key={m.month}><title>{`${monthLong(m.month)}: ${money(m.amount)}`}</title><rect class="bars-hit" x={i * step} y="0" width={step} height={H} />
					<rect class="bars-bar" x={x} y={BASE - h} width={bar} height={h} rx="2" />
					{m === most && m.amount.amount > 0 && <text class="bars-top" x={Math.min(W - 24, Math.max(24, x + bar / 2))} y={BASE - h - 5} text-anchor="middle">{money(m.amount)}</text>}
					{(i % 2 === (months.length - 1) % 2) && <text class="bars-tick" x={x + bar / 2} y={H - 5} text-anchor="middle">{monthShort(m.month)}</text>}</g>;
			})}</svg>}
	</figure>;
}
