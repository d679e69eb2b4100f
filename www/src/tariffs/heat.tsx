/* A schedule of 12 months × 24 hours: a table whose cells have the colour and the number of their rate. */
import { useState } from "preact/hooks";
import { monthShort } from "../app/format";
import { tariffWords } from "../strings/tariffs";
import type { Schedule } from "./doc";

const w = tariffWords.heat;
const HOURS = Array.from({ length: 24 }, (_, h) => h), MONTHS = Array.from({ length: 12 }, (_, m) => m);
const month = (m: number) => monthShort(`2000-${String(m + 1).padStart(2, "0")}`);
const same = (a: number[] | undefined, b: number[] | undefined) => !!a && !!b && a.every((x, i) => x === b[i]);

/* Runs of months that are alike, and in each the runs of hours. */
function runs(side: number[][]): { months: string; hours: string; rate: number }[] {
	const out: { months: string; hours: string; rate: number }[] = [];
	for (let m = 0; m < 12;) {
		let end = m;
		while (end + 1 < 12 && same(side[end + 1], side[m])) end++;
		const months = m === 0 && end === 11 ? w.allYear : m === end ? month(m) : `${month(m)}\u2013${month(end)}`, row = side[m]!;
		for (let h = 0; h < 24;) {
			let to = h;
			while (to + 1 < 24 && row[to + 1] === row[h]) to++;
			out.push({ months, hours: h === 0 && to === 23 ? w.allDay : w.hours(h, to + 1), rate: row[h]! });
			h = to + 1;
		}
		m = end + 1;
	}
	return out;
}
function Grid({ side, days, name, names, shade }: { side: number[][]; days: string; name: string; names: string[]; shade: number[] }) {
	return <div class="heat-wrap"><table class="heat"><caption><span class="vh">{w.caption(name, days)}</span><span aria-hidden="true">{days}</span></caption>
		<thead><tr><th scope="col"><span class="vh">{w.month}</span></th>{HOURS.map((h) => <th key={h} scope="col"><span class="vh">{w.hour(h)}</span>{h % 3 === 0 && <span aria-hidden="true">{h}</span>}</th>)}</tr></thead>
		<tbody>{MONTHS.map((m) => <tr key={m}><th scope="row">{month(m)}</th>{HOURS.map((h) => {
			const p = side[m]?.[h] ?? 0;
			return <td key={h} class={`heat-${shade[p] ?? 0}`} title={`${month(m)}, ${w.hour(h)}: ${names[p] ?? p + 1}`}><span>{p + 1}</span></td>;
		})}</tr>)}</tbody></table></div>;
}
/* rank: the dearer a rate, the stronger its colour. */
export function Heat({ schedule, name, names, rank, rates }: { schedule: Schedule; name: string; names: string[]; rank: number[]; rates?: string[] }) {
	const [list, setList] = useState(false), alike = schedule.weekday.every((row, m) => same(row, schedule.weekend[m]));
	const sides: [string, number[][]][] = alike ? [[w.both, schedule.weekday]] : [[w.weekday, schedule.weekday], [w.weekend, schedule.weekend]];
	const order = [...new Set([...rank].sort((a, b) => a - b))], shade = rank.map((v) => Math.min(5, Math.round((order.indexOf(v) / Math.max(1, order.length - 1)) * 5)));
	return <figure class="heat-fig">
		<ul class="heat-key">{names.map((x, i) => <li key={x}><span class={`heat-chip heat-${shade[i] ?? 0}`} aria-hidden="true">{i + 1}</span>{x}{rates?.[i] && <span class="muted">{rates[i]}</span>}</li>)}</ul>
		{list ? <table class="table table-plain"><caption class="vh">{name}</caption><thead><tr><th scope="col">{w.when}</th><th scope="col">{w.rate}</th></tr></thead>
			<tbody>{sides.flatMap(([days, side]) => runs(side).map((r) => <tr key={`${days}${r.months}${r.hours}`}><td>{w.row(r.months, days, r.hours)}</td><td>{names[r.rate] ?? r.rate + 1}</td></tr>))}</tbody></table>
		: <div class="heat-sides">{sides.map(([days, side]) => <Grid key={days} side={side} days={days} name={name} names={names} shade={shade} />)}</div>}
		<figcaption><button type="button" class="link help" onClick={() => setList(!list)}>{list ? w.asGrid : w.asList}</button></figcaption>
	</figure>;
}
