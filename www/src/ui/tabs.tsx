/* Tabs are links: each has its address, Back works.  Counts stand beside the word. */
import { useEffect, useRef } from "preact/hooks";
import { number } from "../app/format";
import { pages, type Section } from "../app/pages";
import { here } from "../app/router";
import { t } from "../strings";

export interface Tab { key: string; label: string; href: string; count?: number | null; more?: boolean }
export function Tabs({ label, tabs, at }: { label: string; tabs: Tab[]; at: string }) {
	const ref = useRef<HTMLElement>(null);
	/* Where they do not all fit, the chosen one is in sight. */
	useEffect(() => {
		const nav = ref.current, on = nav?.querySelector<HTMLElement>("[aria-current]");
		if (nav && on && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = on.offsetLeft - (nav.clientWidth - on.offsetWidth) / 2;
	}, [at, tabs.length]);
	return <nav class="tabs" aria-label={label} ref={ref}>{tabs.map((x) => <a key={x.key} href={x.href} aria-current={x.key === at ? "page" : undefined}>{x.label}
		{typeof x.count === "number" && x.count > 0 && <span class="count">{number(x.count)}{x.more && "+"}</span>}</a>)}</nav>;
}

/* The lists of one section side by side: all payments, credit notes, plans. */
export function SectionTabs({ of }: { of: Section }) {
	const lists = pages.filter((p) => p.section === of && p.tab && p.open());
	if (lists.length < 2) return null;
	const at = lists.find((p) => p.path === here.value.path)?.path ?? "";
	return <Tabs label={t.nav.tabs} at={at} tabs={lists.map((p) => ({ key: p.path, label: p.tab!, href: p.path }))} />;
}
