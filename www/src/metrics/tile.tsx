/* One number: its label is the link to its rows and covers the tile; its definition is behind the mark. */
import type { ComponentChildren } from "preact";
import { url } from "../api/client";
import type { MetricAnswer, MetricDef, TileAlert, Told } from "../api/metrics";
import type { Problem } from "../api/types";
import { instantZoned } from "../app/format";
import { may } from "../app/session";
import { metricWords as w } from "../strings/metrics";
import { t } from "../strings";
import { Button } from "../ui/base";
import { Pop } from "../ui/float";
import { Icon, type IconName } from "../ui/icons";
import { changeText, figure, figureParts, partText, periodText, shortPeriod } from "./figures";
import { metricHref, within, type Scope } from "./scope";

export function FigureValue({ of, exact }: { of: Pick<MetricAnswer, "value" | "unit" | "unit_of_use">; exact?: boolean }) {
	const p = figureParts(of.value, of.unit, of.unit_of_use, exact);
	return <>{p.main}{p.minor && <span class="minor">{p.minor}</span>}{p.unit && <small>{p.unit}</small>}</>;
}

/* By the metric's polarity, also where the change is small. */
export const toneOf = (m: Pick<MetricAnswer, "change" | "polarity" | "tone">) =>
	m.tone ? (m.tone === "better" ? "good" : "bad") : m.polarity === "neutral" || !m.change ? undefined : m.change > 0 === (m.polarity === "up_good") ? "good" : "bad";

export function Delta({ of: m, answer }: { of: MetricAnswer; answer: Told }) {
	const before = answer.previous ? shortPeriod(answer.previous, answer.period, false) : null;
	if (m.change === null || m.change === undefined) return <p class="delta">{w.na}{before && <> {w.vs(before)}</>}</p>;
	const icon = m.change ? <Icon name={m.change > 0 ? "upTri" : "downTri"} /> : null, tone = toneOf(m), text = changeText(m.change, m.change_kind);
	const words = <>{before && w.vs(before)}{m.is_marked && tone && `, ${tone === "good" ? w.better : w.worse}`}</>;
	return m.is_marked ? <p class="delta" data-tone={tone} data-strong=""><b>{icon}{text}</b> {words}</p> : <p class="delta" data-tone={tone}>{icon}<b>{text}</b> {words}</p>;
}
export function YearDelta({ of: m, answer }: { of: MetricAnswer; answer: Told }) {
	if (answer.previous && answer.previous.from === answer.last_year?.from) return null;	/* of years both are one */
	const year = answer.last_year ? shortPeriod(answer.last_year, answer.period, true) : w.yearAgo;
	return <p class="delta-2">{m.change_last_year === null || m.change_last_year === undefined ? w.na : changeText(m.change_last_year, m.change_kind)} {w.vs(year)}</p>;
}

/* Filters in words, none said too. */
export const filterWords = (answer: Pick<Told, "filters">) => answer.filters.map((f) => `${f.title} ${f.text}`).join(", ") || w.noFilters;

export function About({ of: m, name, def, answer }: { of: MetricAnswer; name: string; def: MetricDef | undefined; answer: Told }) {
	return <Pop label={w.about(name)} class="info-btn" face={<><Icon name="info" /><span class="vh">{w.about(name)}</span></>}>{() => <div class="about" tabIndex={-1}>
		<h4>{name}</h4>
		{def && <p>{def.definition}</p>}
		<dl>
			<div><dt>{w.value}</dt><dd>{figure(m.value, m.unit, m.unit_of_use, true)}</dd></div>
			{m.parts && <div><dt>{w.formula}</dt><dd>{(m.unit === "percent" ? w.of : w.per)(partText(m.parts.numerator), partText(m.parts.denominator))}</dd></div>}
			<div><dt>{w.period}</dt><dd>{periodText(answer.period)}</dd></div>
			<div><dt>{w.filters}</dt><dd>{filterWords(answer)}</dd></div>
			<div><dt>{w.asOf}</dt><dd>{instantZoned(answer.as_of)}</dd></div>
		</dl>
		<a class="link" href={`/metrics?q=${encodeURIComponent(m.name)}`}>{w.inCatalog}</a>
	</div>}</Pop>;
}

export function AlertMark({ of: a }: { of: TileAlert }) {
	const face = <><Icon name="alert" />{a.text}</>;
	return <p class="tile-mark" data-severity={a.severity}>{may("GET /api/v1/alerts/:id") ? <a href={url`/alerts/${a.id}`}>{face}</a> : face}</p>;
}
export interface TileProps {
	of: MetricAnswer; answer: Told; scope: Scope; def?: MetricDef; /* label: where the metric's own name says too much or too little */ label?: string;
	/* beside the value, small; below the comparisons */
	aside?: ComponentChildren; note?: ComponentChildren; spark?: ComponentChildren; href?: string; split?: boolean; icon?: IconName;
	/* of what was asked before: shown until the answer is there, as what it is */
	stale?: boolean;
}
export function Tile({ of: m, answer, scope, def, label, aside, note, spark, href, split, icon, stale }: TileProps) {
	const name = split && m.utility ? w.ofUtility(label ?? m.name, m.utility) : label ?? m.name;
	const of = m.unit === "use" && m.utility ? within(scope, null, { utility: m.utility, ...(m.unit_of_use ? { unit: m.unit_of_use } : {}) }) : scope;
	const now = def?.time === "now", own = answer.filters.some((f) => f.name === "received_by" && !scope.filters.received_by);
	return <article class="tile" data-metric={m.key} aria-busy={stale}>
		<div class="tile-top">{icon && <Icon name={icon} />}<h3 class="tile-label"><a href={href ?? metricHref(m.key, of)}>{name}</a></h3><About of={m} name={name} def={def} answer={answer} /></div>
		<div class="tile-main"><p class="value"><FigureValue of={m} />{aside && <> <small>{aside}</small></>}</p>{spark}</div>
		<div class="tile-foot">{now ? <p class="delta">{w.asNow}</p> : <><Delta of={m} answer={answer} /><YearDelta of={m} answer={answer} /></>}
			{own && <p class="delta-2">{w.yours}</p>}{note && <p class="delta-2">{note}</p>}
			{m.alert && <AlertMark of={m.alert} />}</div>
	</article>;
}

/* Why, in half a sentence. */
export function whyNot(p: Problem): string {
	if (p.status === 0) return w.offline;
	if (p.status === 429) return w.tooMany;
	if (p.status === 403) return w.closed;
	if (p.status === 422) return w.seeAbove;
	return w.failed;
}
export function FailedTile({ name, problem, again }: { name: string; problem: Problem; again?: () => void }) {
	return <article class="tile tile-failed"><div class="tile-top"><h3 class="tile-label">{name}</h3></div>
		<div class="why"><Icon name="fail" /><p>{w.notLoaded(whyNot(problem))}</p></div>
		{again && problem.status !== 422 && problem.status !== 403 && <Button small icon="refresh" onClick={again}>{t.common.tryAgain}</Button>}</article>;
}
export const notByWords = (by: string[]) => w.notBy(by.map((d) => (w.dimensions[d] ?? d).toLowerCase()).join(", "));
/* Not counted by what the page filters by: no number, and why. */
export function NotBy({ name, by, icon }: { name: string; by: string[]; icon?: IconName }) {
	return <article class="tile"><div class="tile-top">{icon && <Icon name={icon} />}<h3 class="tile-label">{name}</h3></div>
		<div class="tile-main"><p class="value muted">{w.na}</p></div><div class="tile-foot"><p class="delta">{notByWords(by)}</p></div></article>;
}
/* As high as what comes. */
export const BoneTile = () => <div class="tile" aria-hidden="true"><div class="bones"><span class="bone bone-label w-45" /><span class="bone bone-value w-60" /><div class="tile-foot"><span class="bone bone-label w-80" /><span class="bone w-30" /></div></div></div>;
