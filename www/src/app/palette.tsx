/*
 * The search box (Ctrl-K): people, meters and anything with a number, then what can be done with
 * the one that was found, then pages.  What was found stays until the next answer is there.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { SearchHit, SearchResults } from "../api/desk";
import { paletteWords as w } from "../strings/palette";
import { Marked, Say } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { useGet } from "./data";
import { dateShort, money } from "./format";
import { pages } from "./pages";
import { recent, remember } from "./recent";
import { go } from "./router";
import { tellSearch } from "./searched";
import { may } from "./session";

/* fill: what goes into the box instead of opening a page. */
interface Hit { id: string; href?: string; fill?: string; icon: IconName; text: string; number?: string; more?: string; end?: string; group: string; keep?: boolean }
const icons: Record<SearchHit["kind"], IconName> = { account: "people", consumer: "person", meter: "bolt", receipt: "receipt", bill: "bill", charge: "bill", credit_note: "note", plan: "calendar" };
const pageOf: Record<SearchHit["kind"], string> = { account: "/accounts/", consumer: "/consumers/", meter: "/accounts/", receipt: "/payments/", bill: "/bills/", charge: "/charges/", credit_note: "/credit-notes/", plan: "/plans/" };
const person = (h: SearchHit) => h.kind === "account" || h.kind === "consumer" || h.kind === "meter";

function hitOf(h: SearchHit): Hit {
	const end = h.owed && h.owed.amount > 0 ? (h.kind === "account" || h.kind === "meter" ? w.due : w.openAmount)(money(h.owed)) : h.amount ? h.on ? w.onDay(money(h.amount), dateShort(h.on)) : money(h.amount) : undefined;
	return { id: `${h.kind}${h.id}${h.number}`, href: pageOf[h.kind] + h.id, icon: icons[h.kind], text: h.title, number: h.title === h.number ? undefined : h.number, more: h.subtitle ?? undefined, end, group: w.groups[h.kind]!, keep: true };
}
const doing: Record<string, { route: string; icon: IconName; href: (id: string) => string; say: (name: string) => string }> = {
	record: { route: "POST /api/v1/payments", icon: "plus", href: (id) => `/payments/new?account=${id}`, say: w.record },
	raise: { route: "POST /api/v1/charges", icon: "bolt", href: (id) => `/accounts/${id}?do=raise`, say: w.raise },
	plan: { route: "POST /api/v1/plans", icon: "calendar", href: (id) => `/plans/new?account=${id}`, say: w.plan },
	note: { route: "POST /api/v1/accounts/:id/notes", icon: "note", href: (id) => `/accounts/${id}?tab=notes`, say: w.note },
};

export default function Palette({ onClose, typed }: { onClose: () => void; typed: () => string }) {
	const dialog = useRef<HTMLDialogElement>(null), field = useRef<HTMLInputElement>(null), [text, setText] = useState(typed), [q, setQ] = useState(() => text.trim()), [at, setAt] = useState(0), id = useId();
	useLayoutEffect(() => {
		const back = document.activeElement as HTMLElement | null, d = dialog.current!;
		d.showModal();
		field.current?.focus();
		return () => { d.close(); if (back?.isConnected) back.focus({ preventScroll: true }); };
	}, []);
	/* "pay delgado": the verb says what, the rest whom. */
	const verb = w.verbs.find(([, re]) => re.test(text.trim()) && /\s\S/.test(text.trim())), rest = verb ? text.trim().replace(verb[1], "").trim() : text.trim();
	useEffect(() => { const timer = setTimeout(() => setQ(rest), 90); return () => clearTimeout(timer); }, [rest]);
	const asked = q.length >= 2, got = useGet<SearchResults>(asked ? withQuery("/search", { q, limit: 12 }) : null);
	const found = asked && rest.length >= 2 ? got.data?.data ?? [] : [], loading = rest.length >= 2 && (rest !== q || got.loading), low = rest.toLowerCase();

	const hits: Hit[] = [];
	const ofKind = [...new Set(found.map((h) => h.kind))];
	const people = found.filter((h) => person(h) && h.account_id).slice(0, 4);
	const act = (name: string, h: SearchHit): Hit[] => { const a = doing[name]!; return may(a.route) ? [{ id: `${name}${h.account_id}`, href: a.href(h.account_id!), icon: a.icon, text: a.say(h.title), number: h.number, group: w.actions }] : []; };
	if (verb) for (const h of people) hits.push(...act(verb[0], h));
	for (const kind of ofKind) for (const h of found) if (h.kind === kind) hits.push(hitOf(h));
	if (!verb && people[0]) for (const name of Object.keys(doing)) hits.push(...act(name, people[0]));
	if (!low) for (const r of recent()) hits.push({ id: `r${r.href}`, href: r.href, icon: r.icon as IconName, text: r.text, more: r.more, group: w.recent });
	if (!verb) for (const [name, , label, fill] of w.verbs) if (may(doing[name]!.route) && (!low || label.toLowerCase().startsWith(low))) hits.push({ id: `v${name}`, fill, icon: doing[name]!.icon, text: label, group: w.actions });
	const named = w.commands.filter(([label]) => label.toLowerCase().includes(low));
	if (low && !verb) for (const [label, , href, route, icon] of named.length ? named : w.commands.filter(([, re]) => re.test(low))) if (may(route)) hits.push({ id: `c${href}`, href, icon: icon as IconName, text: label, group: w.actions });
	for (const p of pages) {
		const name = p.tab ?? p.title;
		if (!p.path.includes(":") && p.path !== "/styleguide" && p.path !== "/plans/new" && p.open() && (!low || name.toLowerCase().includes(low) || p.title.toLowerCase().includes(low))) hits.push({ id: `g${p.path}`, href: p.path, icon: p.path === "/payments/new" ? "plus" : "right", text: name, group: w.pages });
	}
	const groups = [...new Set(hits.map((h) => h.group))], shown = groups.flatMap((g) => hits.filter((h) => h.group === g));

	const chosen = Math.min(at, Math.max(0, shown.length - 1));
	useEffect(() => { dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }, [chosen]);
	const open = (h: Hit | undefined, apart: boolean) => {
		if (!h) return;
		if (h.fill) { setText(h.fill); setAt(0); field.current?.focus(); return; }
		if (rest.length >= 2) tellSearch(rest, found.length, { from: "palette", opened: h.keep === true, place: shown.indexOf(h) + 1, scope: "all" });
		if (h.keep) remember({ href: h.href!, icon: h.icon, text: h.text, more: [h.number, h.more].filter(Boolean).join(" · ") });
		if (apart) { window.open(h.href, "_blank", "noopener"); return; }
		onClose();
		setTimeout(() => go(h.href!));
	};
	/* Enter on what was typed, not on what an older answer says. */
	const [later, setLater] = useState(false);
	useEffect(() => { if (later && !loading) { setLater(false); open(shown[0], false); } }, [later, loading]);
	const keys = (e: KeyboardEvent) => {
		if (e.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, shown.length));
		else if (e.key === "ArrowUp") setAt((chosen - 1 + shown.length) % Math.max(1, shown.length));
		else if (e.key === "Enter") { if (loading && chosen === 0) setLater(true); else open(shown[chosen], e.ctrlKey || e.metaKey); }
		else return;
		e.preventDefault();
	};
	const detected = asked && !loading && got.data ? w.detected[got.data.detected] : undefined;
	return <dialog ref={dialog} class="palette" aria-label={w.label} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === dialog.current) onClose(); }}>
		<div class="palette-input"><Icon name="search" /><input ref={field} type="text" role="combobox" aria-label={w.label} aria-autocomplete="list" aria-expanded={shown.length > 0} aria-controls={`${id}-found`}
			aria-activedescendant={shown[chosen] ? `${id}-${chosen}` : undefined} placeholder={w.placeholder} autoComplete="off" autoCapitalize="none" spellcheck={false} enterKeyHint="go" maxLength={100} value={text}
			onInput={(e) => { setText((e.target as HTMLInputElement).value); setAt(0); setLater(false); }} onKeyDown={keys} />
			{detected && <span class="detected">{detected}</span>}
			<button type="button" class="esc" aria-label={w.esc} onClick={onClose}><kbd>Esc</kbd></button></div>
		<div id={`${id}-found`} class="palette-found" role="listbox" aria-label={w.label} aria-busy={loading ? "true" : undefined}>
			{groups.map((g) => <div class="palette-group" role="group" aria-label={g} key={g}><div class="palette-title" aria-hidden="true">{g}</div>
				{shown.map((h, i) => h.group === g && <div key={h.id} id={`${id}-${i}`} role="option" aria-selected={i === chosen} onMouseMove={() => { if (i !== chosen) setAt(i); }} onClick={(e) => open(h, e.ctrlKey || e.metaKey)}>
					<Icon name={h.icon} /><span class="hit-main"><span class="hit-name"><Marked text={h.text} by={rest} /></span>{(h.number || h.more) && <span class="hit-more">{h.number && <Marked text={h.number} by={rest} />}{h.number && h.more && " · "}{h.more && <Marked text={h.more} by={rest} />}</span>}</span>{h.end && <span class="more">{h.end}</span>}</div>)}</div>)}
		</div>
		{!shown.length && !loading && <div class="palette-none"><p>{got.problem && asked ? w.failed : w.nothing(rest)}</p>{!got.problem && <p class="help">{w.nothingHelp}</p>}</div>}
		<Say text={low && !loading ? [detected && w.looksLike(detected), w.results(shown.length)].filter(Boolean).join(", ") : ""} />
		<div class="palette-foot"><span><kbd>↑</kbd><kbd>↓</kbd> {w.move}</span><span><kbd>Enter</kbd> {w.open}</span><span class="not-phone"><kbd>Ctrl Enter</kbd> {w.apart}</span></div>
	</dialog>;
}
