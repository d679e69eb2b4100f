/*
 * What is looked for in a list is told by its kind and what came of it; the words stay here.
 */
import { useEffect, useRef } from "preact/hooks";
import type { GotList } from "./data";

/* Loaded when there is something to tell. */
export const tellLater = (f: (m: typeof import("./events")) => void) => void import("./events").then(f, () => undefined);
export const tellSearch = (words: string, results: number, props: Record<string, string | number | boolean>) => tellLater((m) => {
	const object = m.kindOfWords(words), { scope, ...rest } = props;
	m.track("Search_Initiated", { object, value: words.length, props: { from: props.from, scope } });
	m.track("Search_Results_View", { object, value: results, props: rest });
});

export function useSearched(filters: Record<string, string | null | undefined>, list: Pick<GotList<unknown>, "data" | "stale" | "rows">, from: string) {
	const before = useRef<Record<string, string | null | undefined> | null>(null), key = JSON.stringify(filters), answered = !!list.data && !list.stale;
	useEffect(() => {
		if (!answered) return;
		const was = before.current;
		before.current = filters;
		if (!was) return;
		const set = Object.keys(filters).filter((k) => k !== "q" && filters[k]).length, results = list.rows.length;
		if (filters.q && filters.q !== was.q) tellSearch(filters.q, results, { from, opened: false, scope: filters.cycle_id ? "cycle" : "all" });
		for (const k of Object.keys(filters)) if (k !== "q" && filters[k] && filters[k] !== was[k] && /^[a-z_]+$/.test(k)) tellLater((m) => m.track("Search_Filter_Applied", { object: k, value: set, props: { filters: set, results } }));
	}, [key, answered]);
}
