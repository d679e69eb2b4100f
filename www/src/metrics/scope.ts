/* What a page of figures asks about: the period and the filters, as they stand in the address. */
import { useMemo } from "preact/hooks";
import { url, withQuery } from "../api/client";
import { query, setQuery } from "../app/router";

export const DIMENSIONS = ["zone_id", "class", "segment", "cycle_id", "utility", "unit", "is_estimated", "use_class", "method", "channel", "source", "type", "received_by", "brand", "has_late_fee", "kind", "gl_code", "is_blocking"] as const;
export interface Scope { period: string; filters: Record<string, string> }

export function readScope(q: URLSearchParams, period = "this_month"): Scope {
	const filters: Record<string, string> = {};
	for (const name of DIMENSIONS) { const v = q.get(name); if (v) filters[name] = v; }
	return { period: q.get("period") || period, filters };
}
/* The scope of the page at hand; period: what is shown where the address names none. */
export function useScope(period = "this_month"): Scope {
	const q = query.value.toString();
	return useMemo(() => readScope(new URLSearchParams(q), period), [q, period]);
}
/* Always in one order, so that the same question has the same address. */
export const scopeQuery = (s: Scope): Record<string, string> => ({ period: s.period, ...Object.fromEntries(DIMENSIONS.filter((d) => s.filters[d]).map((d) => [d, s.filters[d]!])) });
export const within = (s: Scope, period?: string | null, filters?: Record<string, string> | null): Scope => (period || filters ? { period: period || s.period, filters: { ...s.filters, ...filters } } : s);
export const metricHref = (key: string, s: Scope) => withQuery(url`/metrics/${key}`, scopeQuery(s));
export const setPeriod = (period: string | null) => setQuery({ period });
export const setFilter = (name: string, value: string | null) => setQuery({ [name]: value });
