/*
 * What was read, kept: a page shown again has its data at once and refreshes behind it; a filter
 * that changes keeps the old rows until the new ones are there.
 */
import { signal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiError, call } from "../api/client";
import type { Page, Problem } from "../api/types";

export interface Entry<T> { data?: T; problem?: Problem; loading: boolean; at: number }
const cache = new Map<string, Signal<Entry<unknown>>>();
const inFlight = new Map<string, Promise<void>>();
const shown = new Map<string, number>();
const KEPT = 150;

function entry<T>(path: string): Signal<Entry<T>> {
	let s = cache.get(path);
	if (!s) {
		cache.set(path, (s = signal<Entry<unknown>>({ loading: true, at: 0 })));
		for (const old of cache.keys()) {
			if (cache.size <= KEPT) break;
			if (!shown.get(old)) cache.delete(old);
		}
	}
	return s as Signal<Entry<T>>;
}

function load(path: string, ask = path): Promise<void> {
	const running = inFlight.get(path);
	if (running) return running;
	const s = entry<unknown>(path);
	s.value = { ...s.value, loading: true };
	const work = call<unknown>("GET", ask).then(
		(data) => { s.value = { data, loading: false, at: Date.now() }; },
		(e: unknown) => {
			const problem = e instanceof ApiError ? e.problem : { status: -1, title: String(e) };
			s.value = { ...(problem.status === 404 || problem.status === 403 ? {} : { data: s.value.data }), problem, loading: false, at: s.value.at };
		},
	).finally(() => inFlight.delete(path));
	inFlight.set(path, work);
	return work;
}

/* Things under these prefixes changed: what is shown is read again, the rest is forgotten. */
export function changed(...prefixes: string[]) {
	for (const path of [...cache.keys()]) {
		if (!prefixes.some((p) => path.startsWith(p))) continue;
		if (shown.get(path)) void load(path); else cache.delete(path);
	}
}
export function put<T>(path: string, data: T) {
	entry<T>(path).value = { data, loading: false, at: Date.now() };
}

export interface Got<T> extends Entry<T> { stale: boolean; again: () => void }

/* The data behind a path; null asks nothing.  every: ask again after so many ms; fresh: what is
 * younger than so many is not asked for again. */
export function useGet<T>(path: string | null, every = 0, fresh = 1000): Got<T> {
	const last = useRef<{ base: string; data: T } | null>(null);
	useEffect(() => {
		if (!path) return;
		shown.set(path, (shown.get(path) ?? 0) + 1);
		if (Date.now() - entry(path).peek().at > fresh) void load(path);
		const timer = every ? setInterval(() => { if (document.visibilityState === "visible") void load(path); }, every) : 0;
		return () => {
			if (timer) clearInterval(timer);
			shown.set(path, (shown.get(path) ?? 1) - 1);
		};
	}, [path, every]);
	const now = path ? entry<T>(path).value : { loading: false, at: 0 } as Entry<T>;
	const base = path?.split("?")[0] ?? "";
	if (now.data !== undefined) last.current = { base, data: now.data };
	const kept = now.data === undefined && now.loading && last.current?.base === base ? last.current.data : undefined;
	return { ...now, data: now.data ?? kept, stale: kept !== undefined, again: () => { if (path) void load(path); } };
}

export interface GotList<T> extends Got<Page<T>> { rows: T[]; more: (() => void) | null; loadingMore: boolean }
const moreLoading = signal<Set<string>>(new Set());

export function useList<T>(path: string | null): GotList<T> {
	const got = useGet<Page<T>>(path);
	const cursor = got.data?.next_cursor;
	const more = path && cursor && !got.stale ? async () => {
		if (moreLoading.value.has(path)) return;
		moreLoading.value = new Set(moreLoading.value).add(path);
		try {
			const next = await call<Page<T>>("GET", `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`);
			const s = entry<Page<T>>(path), before = s.value.data;
			if (before && before.next_cursor === cursor)
				s.value = { ...s.value, data: { ...before, data: [...before.data, ...next.data], next_cursor: next.next_cursor } };
		} catch (e) {
			const s = entry<Page<T>>(path);
			s.value = { ...s.value, problem: e instanceof ApiError ? e.problem : { status: -1, title: String(e) } };
		} finally {
			const left = new Set(moreLoading.value); left.delete(path); moreLoading.value = left;
		}
	} : null;
	return { ...got, rows: got.data?.data ?? [], more: more ? () => void more() : null, loadingMore: !!path && moreLoading.value.has(path) };
}
