/*
 * The drawing of a trend: this period and the year before, by ECharts as SVG.  Colours are the
 * page's own variables, so that a change of theme needs no new drawing; what floats above it is DOM.
 */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

use([LineChart, BarChart, GridComponent, LabelLayout, SVGRenderer]);

export interface PlotPoint { label: string; title: string; now: number | null; then: number | null; rows: [string, string][]; change: string | null }
export interface PlotProps { points: PlotPoint[]; bars?: boolean; whole?: boolean; /* the last point is not over yet */ open?: boolean; axis: (v: number) => string; names: [string, string]; label: string; keys: string; onPick?: (i: number) => void }

const NOW = "var(--chart-now)", THEN = "var(--chart-before)", GRID = "var(--chart-grid)", TEXT = "var(--text-3)", AXIS = "var(--line-strong)";

function option(p: PlotProps, width: number, family: string): EChartsCoreOption {
	const small = width < 520, hasThen = p.points.some((x) => x.then !== null), many = p.points.length > 40;
	const text = { color: TEXT, fontSize: 12, fontFamily: family };
	const end = (name: string, color: string, bold: boolean) => ({ show: !small && !p.bars && hasThen, formatter: name, color, fontSize: 12, fontFamily: family, fontWeight: bold ? 600 : 400, distance: 8 });
	const line = (data: (number | null)[], color: string, before: boolean) => ({
		type: "line", data, color, name: p.names[before ? 1 : 0], lineStyle: { color, width: before ? 1.5 : 2, type: before ? [4, 4] : "solid", cap: "round", join: "round" }, symbol: "circle", symbolSize: 6, itemStyle: { color },
		showSymbol: !before && p.points.length === 1, z: before ? 2 : 3, silent: true, emphasis: { disabled: true }, endLabel: end(p.names[before ? 1 : 0], before ? TEXT : "var(--accent-text)", !before), labelLayout: { moveOverlap: "shiftY" }, connectNulls: false,
	});
	const bar = (data: unknown[], color: string) => ({ type: "bar", data, color, itemStyle: { color, borderRadius: [2, 2, 0, 0] }, barMaxWidth: 28, barCategoryGap: "38%", silent: true, emphasis: { disabled: true }, z: 2 });
	const now = p.points.map((x) => x.now), then = p.points.map((x) => x.then), last = now.length - 1, open = p.open && last > 0 && now[last] !== null && now[last - 1] !== null;
	/* What never changes stands in the middle, not on an axis that reaches far beyond it. */
	const all = [...now, ...then].filter((v): v is number => v !== null), low = Math.min(...all), flat = !p.bars && all.length > 0 && low === Math.max(...all), pad = Math.max(1, Math.abs(low) * 0.02);
	/* What is not over yet: dotted, or pale. */
	const done = open ? now.map((v, i) => (i === last ? null : v)) : now, part = now.map((v, i) => (i < last - 1 ? null : v));
	const main = line(done, NOW, false), lines = open ? [{ ...main, endLabel: { show: false } }, { ...line(part, NOW, false), lineStyle: { color: NOW, width: 2, type: [2, 4], cap: "round" } }] : [main];
	return {
		animation: false,
		grid: { left: 4, right: small || p.bars || !hasThen ? 12 : 92, top: 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
		xAxis: { type: "category", boundaryGap: !!p.bars, data: p.points.map((x) => x.label), axisLine: { lineStyle: { color: AXIS } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true, margin: 10, ...(small || many ? {} : { interval: "auto" }) } },
		yAxis: { type: "value", scale: !p.bars, splitNumber: 4, minInterval: p.whole ? 1 : 0, ...(flat && low !== 0 ? { min: low - pad, max: low + pad, splitNumber: 2 } : {}), axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: GRID } }, axisLabel: { ...text, formatter: p.axis } },
		series: p.bars ? [...(hasThen ? [{ ...line(then, THEN, true), endLabel: { show: false } }] : []), bar(open ? now.map((v, i) => (i === last ? { value: v, itemStyle: { opacity: 0.45 } } : v)) : now, NOW)] : [...(hasThen ? [line(then, THEN, true)] : []), ...lines],
	};
}

export default function Plot(p: PlotProps) {
	const room = useRef<HTMLDivElement>(null), chart = useRef<ECharts | null>(null), [at, setAt] = useState<number | null>(null), [width, setWidth] = useState(0);
	useLayoutEffect(() => {
		const el = room.current!, drawn = init(el, null, { renderer: "svg", width: el.clientWidth, height: el.clientHeight });
		chart.current = drawn;
		setWidth(el.clientWidth);
		const seen = new ResizeObserver(() => { drawn.resize({ width: el.clientWidth, height: el.clientHeight }); setWidth(el.clientWidth); });
		seen.observe(el);
		const paper = () => drawn.resize({ width: el.clientWidth, height: el.clientHeight });
		addEventListener("beforeprint", paper);
		return () => { seen.disconnect(); removeEventListener("beforeprint", paper); drawn.dispose(); };
	}, []);
	useLayoutEffect(() => { if (width) chart.current?.setOption(option(p, width, getComputedStyle(room.current!).fontFamily), true); }, [p.points, p.bars, p.open, width]);
	useEffect(() => { if (at !== null && at >= p.points.length) setAt(null); }, [p.points]);

	const last = p.points.length - 1, clamp = (i: number) => Math.max(0, Math.min(last, i));
	const near = (e: MouseEvent) => {
		const x = e.clientX - room.current!.getBoundingClientRect().left, i = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x) as unknown as number;
		return Number.isFinite(i) ? clamp(Math.round(i)) : null;
	};
	/* A finger shows first, and opens what it has shown. */
	const finger = useRef<{ shown: number | null } | null>(null);
	const pressed = (e: MouseEvent) => {
		const i = near(e), f = finger.current;
		if (i === null) return;
		if (f && f.shown !== i) setAt(i); else p.onPick?.(i);
	};
	const keys = (e: KeyboardEvent) => {
		const to = e.key === "ArrowLeft" || e.key === "ArrowDown" ? clamp((at ?? last + 1) - 1) : e.key === "ArrowRight" || e.key === "ArrowUp" ? clamp((at ?? -1) + 1) : e.key === "Home" ? 0 : e.key === "End" ? last : null;
		if (to !== null) { e.preventDefault(); setAt(to); }
		else if (e.key === "Enter" && at !== null && p.onPick) { e.preventDefault(); p.onPick(at); }
		else if (e.key === "Escape" && at !== null) { e.stopPropagation(); setAt(null); }
	};
	const point = at === null ? undefined : p.points[at];
	return <div class="plot" data-open={p.onPick ? "" : undefined} role="slider" tabIndex={0} aria-label={`${p.label} ${p.keys}`} aria-valuemin={0} aria-valuemax={Math.max(0, last)} aria-valuenow={at ?? last} aria-valuetext={said(p.points[at ?? last])}
		onKeyDown={keys} onBlur={() => setAt(null)} onFocus={(e) => { if ((e.currentTarget as HTMLElement).matches(":focus-visible")) setAt(at ?? last); }}
		onPointerDown={(e) => { finger.current = e.pointerType === "mouse" ? null : { shown: at }; }} onPointerMove={(e) => setAt(near(e))} onPointerLeave={(e) => { if (e.pointerType === "mouse") setAt(null); }} onClick={pressed}>
		<div class="plot-room" ref={room} aria-hidden="true" />
		{point && chart.current && <Cursor chart={chart.current} at={at!} point={point} width={width} />}
	</div>;
}
const said = (x: PlotPoint | undefined) => (x ? `${x.title}: ${x.rows.map(([name, v]) => `${name} ${v}`).join(", ")}${x.change ? `, ${x.change}` : ""}` : "");

function Cursor({ chart, at, point, width }: { chart: ECharts; at: number; point: PlotPoint; width: number }) {
	const line = useRef<HTMLSpanElement>(null), tip = useRef<HTMLDivElement>(null), a = useRef<HTMLSpanElement>(null), b = useRef<HTMLSpanElement>(null);
	useLayoutEffect(() => {
		const xy = (v: number) => chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [at, v]) as unknown as [number, number];
		const x = xy(point.now ?? point.then ?? 0)[0];
		line.current!.style.left = `${x}px`;
		for (const [el, v] of [[a.current, point.now], [b.current, point.then]] as const) {
			if (!el) continue;
			el.hidden = v === null;
			if (v !== null) { const p = xy(v); el.style.left = `${p[0]}px`; el.style.top = `${p[1]}px`; }
		}
		const t = tip.current!, w = t.offsetWidth;
		t.style.left = `${x + 12 + w > width ? Math.max(0, x - 12 - w) : x + 12}px`;
	});
	return <div class="plot-over" aria-hidden="true">
		<span class="plot-cursor" ref={line} /><span class="plot-at plot-at-before" ref={b} /><span class="plot-at" ref={a} />
		<div class="plot-tip" ref={tip}><p><b>{point.title}</b>{point.change && <span>{point.change}</span>}</p><dl>{point.rows.map(([name, v]) => <div key={name}><dt>{name}</dt><dd>{v}</dd></div>)}</dl></div>
	</div>;
}
