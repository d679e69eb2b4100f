/* Use by period as bars from zero, the oldest first; the same figures as a table at one's wish. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ExceptionDetail, Period } from "../api/exceptions";
import { dateRange, milli, monthShort, number } from "../app/format";
import { exceptionWords as w } from "../strings/exceptions";
import { useOf } from "./words";

const H = 176, TOP = 26, BASE = 146;

/* As wide as there is room, so that letters keep their size. */
function useWidth() {
	const ref = useRef<HTMLElement>(null), [width, setWidth] = useState(0);
	useLayoutEffect(() => {
		const seen = new ResizeObserver(([e]) => setWidth(Math.round(e!.contentRect.width)));
		if (ref.current) seen.observe(ref.current);
		return () => seen.disconnect();
	}, []);
	return [ref, width] as const;
}
interface Bar { p: Period | null; here: boolean }

export default function UsePicture({ x }: { x: ExceptionDetail }) {
	const [table, setTable] = useState(false), [ref, width] = useWidth();
	const within = (p: Period) => !!x.period && p.to_on >= x.period.from_on && p.to_on <= x.period.to_on;
	const shown: Bar[] = x.periods.slice(0, 24).map((p) => ({ p, here: within(p) })).reverse();
	if (x.period && !shown.some((b) => b.here) && x.type === "missing_read") shown.push({ p: null, here: true });
	const unit = x.detail.unit ?? x.periods[0]?.unit ?? "";
	if (!shown.some((b) => b.p)) return <p class="panel-quiet">{w.noUse}</p>;
	return <figure class="use-figure" ref={ref as never}>
		<figcaption class="bars-head"><span class="help">{w.periods(shown.length)}{unit && `, ${unit}`}</span><button type="button" class="link help" aria-pressed={table} onClick={() => setTable(!table)}>{table ? w.asChart : w.asTable}</button></figcaption>
		{table ? <table class="table table-plain"><caption class="vh">{w.use}</caption>
			<thead><tr><th scope="col">{w.period}</th><th scope="col" class="r">{w.length}</th><th scope="col" class="r">{w.used}</th><th scope="col" class="r not-phone">{w.daily}</th><th scope="col">{w.quality}</th></tr></thead>
			<tbody>{[...shown].reverse().map((b, i) => b.p ? <tr key={i} class={b.here ? "use-here-row" : undefined}><th scope="row">{dateRange(b.p.from_on, b.p.to_on)}{b.here && <span class="tag">{w.thisOne}</span>}</th><td class="r">{number(b.p.days)}</td><td class="r">{useOf(b.p.use_milli, b.p.unit)}</td>
				<td class="r not-phone">{milli(Math.round(b.p.use_milli / Math.max(1, b.p.days)))}</td><td>{w.qualities[b.p.quality] ?? b.p.quality}</td></tr> : <tr key={i}><th scope="row">{w.thisOne}</th><td class="r" /><td class="r muted">{w.notRead}</td><td class="not-phone" /><td /></tr>)}</tbody></table>
		: width > 0 ? <Plot bars={shown} width={width} usual={x.usual_milli} unit={unit} until={x.period?.to_on ?? x.opened_on} /> : <div class="use-plot-room" />}
		{!table && <ul class="use-key">{[["here", w.thisOne], ["estimated", w.qualities.estimated], ["substituted", w.qualities.substituted]].filter(([k]) => k === "here" ? shown.some((b) => b.here && b.p) : shown.some((b) => b.p?.quality === k)).map(([k, word]) => <li key={k}><span class="use-swatch" data-kind={k} />{word}</li>)}
			{x.usual_milli !== null && <li><span class="use-swatch" data-kind="usual" />{w.usual}: {useOf(x.usual_milli, unit)}</li>}</ul>}
	</figure>;
}

function Plot({ bars, width, usual, unit, until }: { bars: Bar[]; width: number; usual: number | null; unit: string; until: string }) {
	const uses = bars.map((b) => b.p?.use_milli ?? 0), most = Math.max(1, ...uses), rest = Math.max(1, usual ?? 0, ...bars.map((b, i) => (b.here ? 0 : uses[i]!)));
	/* One that dwarfs all others is cut, so that the others are still to be seen. */
	const cut = most > rest * 5 && rest > 1, top = cut ? rest * 1.6 : Math.max(most, usual ?? 0), step = width / bars.length, bar = Math.min(36, Math.max(4, step * 0.64));
	const height = (v: number) => (v > 0 ? Math.max(2, Math.min(1, v / top) * (BASE - TOP)) : 0), every = Math.max(1, Math.ceil(34 / step)), last = bars.length - 1;
	const tallest = uses.indexOf(most), labelled = new Set([tallest, bars.findIndex((b) => b.here)]), room = (text: string) => text.length * 3.4 + 4;
	const mark = (i: number, text: string, y: number) => { const c = i * step + step / 2, half = room(text); return <text class="use-top" x={Math.min(width - half, Math.max(half, c))} y={y} text-anchor="middle">{text}</text>; };
	const line = usual !== null && usual > 0 ? BASE - height(usual) : null;
	return <svg class="use-plot" width={width} height={H} viewBox={`0 0 ${width} ${H}`} role="img" aria-label={w.picture(bars.filter((b) => b.p).length, useOf(most > 1 ? most : 0, unit))}>
		<defs><pattern id="use-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="use-hatch-ground" width="5" height="5" /><rect class="use-hatch-line" width="2.5" height="5" /></pattern></defs>
		<line class="use-line" x1="0" x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
		{bars.map((b, i) => {
			const h = height(uses[i]!), left = i * step + (step - bar) / 2, over = cut && uses[i]! > top;
			return <g key={i}><title>{b.p ? `${dateRange(b.p.from_on, b.p.to_on)}: ${useOf(b.p.use_milli, b.p.unit)}, ${w.qualities[b.p.quality] ?? b.p.quality}${over ? `, ${w.cut}` : ""}` : w.notRead}</title>
				<rect class="use-hit" x={i * step} y="0" width={step} height={H} />
				{b.p ? <rect class="use-bar" data-here={b.here ? "" : undefined} data-kind={b.p.quality} x={left} y={BASE - h} width={bar} height={h} rx="2" /> : <rect class="use-missing" x={left + 0.5} y={BASE - (line !== null ? BASE - line : 40)} width={bar - 1} height={line !== null ? BASE - line : 40} rx="2" />}
				{!b.p && <><text class="use-top" x={left + bar / 2} y={BASE - (line !== null ? BASE - line : 40) - 6} text-anchor="middle">?</text><text class="use-tick" x={Math.min(width - 10, left + bar / 2)} y={BASE + 17} text-anchor="middle">{monthShort(until)}</text></>}
				{over && <path class="use-cut" d={`M${left - 3} ${TOP + 26}l${bar / 2 + 3} -6l${bar / 2 + 3} 6`} />}
				{b.p && labelled.has(i) && uses[i]! > 0 && mark(i, milli(uses[i]!), BASE - h - 6)}
				{(last - i) % every === 0 && b.p && <text class="use-tick" x={Math.min(width - 10, Math.max(10, left + bar / 2))} y={BASE + 17} text-anchor="middle">{monthShort(b.p.to_on)}</text>}
				{b.p && (i === 0 || (bars[i - 1]!.p && bars[i - 1]!.p!.to_on.slice(0, 4) !== b.p.to_on.slice(0, 4))) && <text class="use-year" x={Math.min(width - 14, Math.max(14, left + bar / 2))} y={BASE + 29} text-anchor="middle">{b.p.to_on.slice(0, 4)}</text>}
			</g>;
		})}
		{line !== null && <line class="use-usual" x1="0" x2={width} y1={line} y2={line} />}
	</svg>;
}
