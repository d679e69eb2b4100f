/*
 * Asking for figures: a panel's in one question.  What an answer tells about itself (as of when,
 * which filters, how often to ask again) is kept for the bar above the tiles.
 */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { withQuery } from "../api/client";
import type { MetricAnswers, MetricDef, Told } from "../api/metrics";
import type { Problem } from "../api/types";
import { changed, useGet, type Got } from "../app/data";
import { has } from "../app/session";
import { scopeQuery, type Scope } from "./scope";

/* What the newest answer said, by the question's period and filters. */
export const told = signal<Record<string, Told & { problem?: Problem }>>({});
/* A filter or the period that no metric of a panel could be asked with. */
export const wrong = signal<Record<string, { field: string; message: string }>>({});
export const scopeKey = (s: Scope) => JSON.stringify(scopeQuery(s));

/* A page asks about a few periods at once; what was asked long ago goes. */
const kept = <T>(all: Record<string, T>, but: string): Record<string, T> => Object.fromEntries(Object.entries(all).filter(([k]) => k !== but).slice(-11));

export function tell(s: Scope, answer: Told | undefined, problem: Problem | undefined) {
	const key = scopeKey(s), before = told.peek()[key];
	if (!answer) return;
	/* For whoever measures: the first numbers stand. */
	if (!performance.getEntriesByName("figures").length) performance.mark("figures");
	if (answer.refresh_seconds) seconds.value = answer.refresh_seconds;
	/* The panels of a page answer one after the other: of one moment, to whoever reads it. */
	if (before && before.problem === problem && Math.abs(Date.parse(answer.as_of) - Date.parse(before.as_of)) < 2000) return;
	if (before && before.as_of > answer.as_of && !problem) return;
	const { period, previous, last_year, filters, as_of, refresh_seconds } = answer;
	/* of the panels in sight: those with a period of their own do not take the bar's */
	told.value = { ...kept(told.peek(), key), [key]: { period, previous: previous ?? null, last_year: last_year ?? null, filters, as_of, refresh_seconds: refresh_seconds ?? before?.refresh_seconds, problem } };
}
/* A question that the server refuses for what stands in the address: where, and its sentence. */
export function faultOf(p: Problem | undefined): { field: string; message: string } | null {
	const e = p?.status === 422 ? p.errors?.find((x) => x.pointer.startsWith("?")) : undefined;
	return e ? { field: e.pointer.slice(1), message: e.message } : null;
}
export function isWrong(s: Scope, fault: { field: string; message: string } | null) {
	const key = scopeKey(s), before = wrong.peek()[key];
	if (fault ? before?.field !== fault.field : before) wrong.value = fault ? { ...kept(wrong.peek(), key), [key]: fault } : kept(wrong.peek(), key);
}

/* The tenant's interval, as the newest answer said it. */
const seconds = signal(60);
export const everyMs = (_?: Scope) => seconds.value * 1000;
/* Everything in sight is asked for again; what was is shown until it came. */
export const refresh = () => changed("/metrics/", "/dashboards/", "/alerts");

export interface Catalog { all: MetricDef[]; by: (key: string) => MetricDef | undefined; ready: boolean; problem?: Problem; again: () => void }
export function useCatalog(): Catalog {
	const got = useGet<{ data: MetricDef[] }>("/metrics"), all = got.data?.data ?? [];
	return { all, by: (key) => all.find((m) => m.key === key), ready: !!got.data || (!!got.problem && !got.loading), problem: got.problem, again: got.again };
}
/* What a metric is not counted by, of what is asked for: it can't be asked so. */
export function lacks(key: string, s: Scope, catalog: Catalog): string[] {
	const def = catalog.by(key);
	return def ? Object.keys(s.filters).filter((d) => !def.dimensions.some((x) => x.name === d)) : [];
}
/* Who may see everything need not wait for the list of what is open to him. */
export const seesAll = () => has("bills:read") && has("payments:read") && has("exceptions:read");

export const questionPath = (keys: string[], s: Scope) => withQuery("/metrics/query", { metrics: keys.join(","), ...scopeQuery(s) });
export function useFigures(keys: string[], s: Scope, ask = true): Got<MetricAnswers> {
	const got = useGet<MetricAnswers>(ask && keys.length ? questionPath(keys, s) : null, everyMs());
	useEffect(() => { if (!got.stale) tell(s, got.data, got.problem); }, [got.data, got.problem, got.stale]);
	return got;
}
