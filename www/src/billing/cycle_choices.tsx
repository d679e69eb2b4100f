/* Cycles to choose from, in a float: active ones first, found by a part of the name. */
import { useEffect, useRef, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { cycleWords } from "../strings/cycle";
import { Bones, Marked } from "../ui/base";
import { Icon } from "../ui/icons";
import { cycleDates, utilityName } from "./cycle_parts";

const w = cycleWords.picker;
export interface ListProps { value: string | null; onPick: (c: Cycle | null) => void; all?: boolean; zone?: string; active?: boolean }
export default function CycleList({ value, onPick, all, zone, active }: ListProps) {
	const [text, setText] = useState(""), [q, setQ] = useState("");
	useEffect(() => { const timer = setTimeout(() => setQ(text.trim()), 150); return () => clearTimeout(timer); }, [text]);
	const got = useGet<Page<Cycle>>(withQuery("/cycles", { q, zone_id: zone, limit: 30 })), rows = got.data?.data ?? [];
	const on = rows.filter((c) => c.state !== "closed"), off = active ? [] : rows.filter((c) => c.state === "closed");
	/* Its code may come after the float is there: the focus waits at the button. */
	const field = useRef<HTMLInputElement>(null);
	useEffect(() => { if (!field.current?.closest(".pop")?.contains(document.activeElement)) field.current?.focus({ preventScroll: true }); }, []);
	const step = (e: KeyboardEvent) => {
		if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
		const pop = (e.currentTarget as HTMLElement), items = [...pop.querySelectorAll<HTMLElement>(".pop-list button")], at = items.indexOf(document.activeElement as HTMLElement);
		e.preventDefault();
		(at < 0 ? items[e.key === "ArrowDown" ? 0 : items.length - 1] : items[at + (e.key === "ArrowDown" ? 1 : -1)] ?? pop.querySelector<HTMLElement>("input"))?.focus();
	};
	const one = (c: Cycle) => <button key={c.id} type="button" aria-pressed={value === c.id} onClick={() => onPick(c)}><span class="pick-cycle"><span><Marked text={c.name} by={q} /></span><span class="help">{utilityName(c.utility)} · {cycleDates(c)}</span></span>{value === c.id && <Icon name="check" />}</button>;
	return <div class="stack-tight" onKeyDown={step}>
		<div class="field-search field-search-wide"><Icon name="search" /><input ref={field} class="input" type="search" aria-label={w.search} placeholder={w.searchHelp} autoComplete="off" maxLength={80} value={text} onInput={(e) => setText((e.target as HTMLInputElement).value)} /></div>
		<div class="pop-list pick-list" aria-busy={text.trim() !== q || got.stale}>
			{all && !q && <button type="button" aria-pressed={!value} onClick={() => onPick(null)}>{w.all}{!value && <Icon name="check" />}</button>}
			{!got.data && !got.problem && <Bones rows={3} what={cycleWords.what} />}
			{on.length > 0 && off.length > 0 && <p class="pick-head">{w.active}</p>}{on.map(one)}
			{off.length > 0 && <p class="pick-head">{w.closed}</p>}{off.map(one)}
		</div>
		{got.data && !got.stale && !on.length && !off.length && <p class="help" role="status">{w.none}</p>}
		{got.data?.next_cursor && <p class="help">{w.more}</p>}
	</div>;
}
