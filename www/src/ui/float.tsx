/* What floats: menus, popovers of filters, dialogs, toasts.  The browser's own top layer does the work. */
import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { signal } from "@preact/signals";
import { useContext, useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../strings";
import { Icon, type IconName } from "./icons";

const phone = () => matchMedia("(max-width: 899px)").matches;

/* Below its button, or above where there is no room; a sheet from below on a phone (in CSS). */
function place(float: HTMLElement, anchor: HTMLElement, end: boolean) {
	float.style.left = float.style.top = "";
	if (phone() && float.classList.contains("menu")) return;
	const a = anchor.getBoundingClientRect(), f = float.getBoundingClientRect();
	const left = end ? a.right - f.width : a.left;
	float.style.left = `${Math.max(8, Math.min(left, innerWidth - f.width - 8))}px`;
	const below = a.bottom + 4;
	float.style.top = `${below + f.height > innerHeight - 8 && a.top - f.height - 4 > 8 ? a.top - f.height - 4 : Math.min(below, Math.max(8, innerHeight - f.height - 8))}px`;
}

export function usePopover(end: boolean) {
	const button = useRef<HTMLButtonElement>(null), float = useRef<HTMLDivElement>(null);
	const [open, setOpen] = useState(false), [there, setThere] = useState(false);
	useLayoutEffect(() => {
		const f = float.current;
		if (!f) return;
		const toggled = (e: Event) => {
			const now = (e as ToggleEvent).newState === "open";
			setOpen(now);
			if (!now && (document.activeElement === document.body || f.contains(document.activeElement))) button.current?.focus({ preventScroll: true });
		};
		f.addEventListener("toggle", toggled);
		f.showPopover();
		return () => f.removeEventListener("toggle", toggled);
	}, [there]);
	useLayoutEffect(() => { if (open && float.current && button.current) place(float.current, button.current, end); });
	useEffect(() => {
		if (!open) return;
		const again = () => { if (float.current && button.current) place(float.current, button.current, end); };
		addEventListener("scroll", again, { capture: true, passive: true });
		addEventListener("resize", again);
		/* What it shows may come after it. */
		const grown = new ResizeObserver(again);
		if (float.current) grown.observe(float.current);
		return () => { removeEventListener("scroll", again, { capture: true }); removeEventListener("resize", again); grown.disconnect(); };
	}, [open]);
	/* A list has many menus and opens few: the float is made when it is first wanted. */
	const show = () => { if (there) float.current?.showPopover(); else setThere(true); };
	return { button, float, open, there, show, hide: () => float.current?.hidePopover() };
}

const MenuContext = createContext<() => void>(() => undefined);
/* named: the button's face says what it is, the label is the menu's alone */
interface MenuProps { label: string; named?: boolean; class?: string; button: ComponentChildren; children: () => ComponentChildren; end?: boolean }
/* A button with a menu.  Arrow keys move, Home and End jump, a letter finds, Esc closes. */
export function Menu({ label, named, class: extra = "icon-btn", button: face, children, end = true }: MenuProps) {
	const { button, float, open, there, show, hide } = usePopover(end);
	const id = useId();
	const items = () => [...(float.current?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled])") ?? [])];
	useEffect(() => { if (open) items()[0]?.focus({ preventScroll: true }); }, [open]);
	const keys = (e: KeyboardEvent) => {
		const all = items(), at = all.indexOf(document.activeElement as HTMLElement);
		const to = e.key === "ArrowDown" ? all[(at + 1) % all.length] : e.key === "ArrowUp" ? all[(at - 1 + all.length) % all.length]
			: e.key === "Home" ? all[0] : e.key === "End" ? all.at(-1)
			: e.key.length === 1 && /\S/.test(e.key) && !e.ctrlKey && !e.metaKey ? all.find((i) => i.textContent?.trim().toLowerCase().startsWith(e.key.toLowerCase())) : undefined;
		if (e.key === "Tab") { hide(); return; }
		if (to) { e.preventDefault(); e.stopPropagation(); to.focus(); }
	};
	return <>
		<button ref={button} type="button" class={extra} aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined} aria-label={named ? undefined : label}
			onClick={() => (open ? hide() : show())}
			onKeyDown={(e) => { if (e.key === "ArrowDown" && !open) { e.preventDefault(); show(); } }}>{face}</button>
		{there && <div ref={float} id={id} popover="auto" class="menu" role="menu" aria-label={label} onKeyDown={keys}>
			<MenuContext.Provider value={hide}>{open && children()}</MenuContext.Provider></div>}
	</>;
}
interface ItemProps { icon?: IconName; href?: string; onClick?: () => void; danger?: boolean; checked?: boolean; hint?: string; children: ComponentChildren }
export function MenuItem({ icon, href, onClick, danger, checked, hint, children }: ItemProps) {
	const hide = useContext(MenuContext);
	const inside = <>{icon && <Icon name={icon} />}{children}{hint && <kbd>{hint}</kbd>}{checked !== undefined && <Icon name="check" />}</>;
	const pick = () => { hide(); onClick?.(); };
	if (href) return <a role="menuitem" tabIndex={-1} href={href} onClick={pick} class={danger ? "danger" : undefined}>{inside}</a>;
	return <button type="button" role={checked !== undefined ? "menuitemradio" : "menuitem"} aria-checked={checked} tabIndex={-1} onClick={pick} class={danger ? "danger" : undefined}>{inside}</button>;
}

/* A button with a small dialog below it. */
export function Pop({ label, face, class: extra = "btn", children, end = true, first }: { label: string; face: ComponentChildren; class?: string; children: (close: () => void) => ComponentChildren; end?: boolean; first?: boolean }) {
	const { button, float, open, there, show, hide } = usePopover(end);
	const id = useId();
	useEffect(() => { if (open) float.current?.querySelector<HTMLElement>("input, select, button, a")?.focus({ preventScroll: true }); }, [open]);
	return <>
		<button ref={button} type="button" class={extra} aria-haspopup="dialog" aria-expanded={open} aria-controls={open ? id : undefined} data-first={first ? "" : undefined} onClick={() => (open ? hide() : show())}>{face}</button>
		{there && <div ref={float} id={id} popover="auto" class="pop" role="dialog" aria-label={label}>{open && children(hide)}</div>}
	</>;
}

/* A filter's chip: shows what is chosen, opens what can be, and its cross takes it away. */
export function Chip({ name, value, all = t.common.all, onClear, children }: { name: string; value: string | null; all?: string; onClear: () => void; children: (close: () => void) => ComponentChildren }) {
	const { button, float, open, there, show, hide } = usePopover(false);
	const id = useId();
	useEffect(() => { if (open) float.current?.querySelector<HTMLElement>("[aria-pressed=true], [aria-current=true], button, select, input")?.focus({ preventScroll: true }); }, [open]);
	const chip = <button ref={button} type="button" class="chip" aria-haspopup="dialog" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => (open ? hide() : show())}>
		{name} {(value ?? all) && <b>{value ?? all}</b>}{!value && <Icon name="down" />}</button>;
	const keys = (e: KeyboardEvent) => {
		if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
		const all = [...(float.current?.querySelectorAll<HTMLElement>(".pop-list button") ?? [])], at = all.indexOf(document.activeElement as HTMLElement);
		if (at < 0) return;
		e.preventDefault();
		all[(at + (e.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]?.focus();
	};
	return <>
		{value ? <span class="chip-set">{chip}<button type="button" class="chip-x" aria-label={`${t.common.clear}: ${name}`} onClick={onClear}><Icon name="x" /></button></span> : chip}
		{there && <div ref={float} id={id} popover="auto" class="pop" role="dialog" aria-label={name} onKeyDown={keys}>{open && children(hide)}</div>}
	</>;
}
export function ChoiceChip({ name, choices, value, onPick }: { name: string; choices: [string, string][]; value: string | null; onPick: (v: string | null) => void }) {
	const label = choices.find(([v]) => v === value)?.[1] ?? (value || null);
	return <Chip name={name} value={label} onClear={() => onPick(null)}>{(close) => <div class="pop-list">
		{[["", t.common.all] as [string, string], ...choices].map(([v, word]) => <button key={v} type="button" aria-pressed={(value ?? "") === v}
			onClick={() => { close(); onPick(v || null); }}>{word}{(value ?? "") === v && <Icon name="check" />}</button>)}
	</div>}</Chip>;
}

interface DialogProps { title: string; onClose: () => void; children: ComponentChildren; foot?: ComponentChildren; wide?: boolean; side?: boolean; onSubmit?: () => void; fixed?: boolean; form?: boolean }
/* Asks in words; traps the focus and gives it back (the browser's own <dialog>).  side: a sheet at the edge, over the page. */
export function Dialog({ title, onClose, children, foot, wide, side, onSubmit, fixed, form = true }: DialogProps) {
	/* The second of two quick clicks on what opened it is not meant for what lies beside it. */
	const ref = useRef<HTMLDialogElement>(null), id = useId(), back = useRef<Element | null>(null), opened = useRef(performance.now());
	useLayoutEffect(() => {
		back.current = document.activeElement;
		const d = ref.current!;
		d.showModal();
		(d.querySelector<HTMLElement>("[data-first], .dialog-body :is(input:not([type=hidden]), select, textarea)") ?? d.querySelector<HTMLElement>(".dialog-foot button"))?.focus();
		return () => {
			d.close();
			const to = back.current as HTMLElement | null;
			if (to?.isConnected) to.focus({ preventScroll: true });
		};
	}, []);
	const inside = <>
		<div class="dialog-head"><h2 id={id}>{title}</h2>{!fixed && <button type="button" class="icon-btn icon-btn-small" aria-label={t.common.close} onClick={onClose}><Icon name="x" /></button>}</div>
		<div class="dialog-body">{children}</div>
		{foot && <div class="dialog-foot">{foot}</div>}
	</>;
	return <dialog ref={ref} class={`dialog${wide ? " dialog-wide" : side ? " dialog-side" : ""}`} aria-labelledby={id}
		onCancel={(e) => { e.preventDefault(); if (!fixed) onClose(); }}
		onClick={(e) => { if (e.target === ref.current && !fixed && performance.now() - opened.current > 500) onClose(); }}>
		{form ? <form noValidate onSubmit={(e) => { e.preventDefault(); onSubmit?.(); }}>{inside}</form> : inside}
	</dialog>;
}

/* ---- toasts ---- */
interface Toast { id: number; title: string; text?: string; bad?: boolean; link?: { href: string; label: string } }
const toasts = signal<Toast[]>([]);
let next = 1;
export function toast(title: string, o: Omit<Toast, "id" | "title"> = {}) {
	const id = next++;
	toasts.value = [...toasts.value.slice(-2), { id, title, ...o }];
	if (!o.bad) setTimeout(() => drop(id), o.link ? 12_000 : 7_000);
}
const drop = (id: number) => { toasts.value = toasts.value.filter((x) => x.id !== id); };
/* Errors stay until they are closed. */
export function Toasts() {
	return <div class="toasts">
		<div role="status" class="toast-group">{toasts.value.filter((x) => !x.bad).map(one)}</div>
		<div role="alert" class="toast-group">{toasts.value.filter((x) => x.bad).map(one)}</div>
	</div>;
}
const one = (x: Toast) => <div key={x.id} class="toast" data-tone={x.bad ? "bad" : "good"}><Icon name={x.bad ? "alert" : "ok"} />
	<div><b>{x.title}</b>{x.text && <p>{x.text}</p>}{x.link && <div class="acts"><a class="link" href={x.link.href} onClick={() => drop(x.id)}>{x.link.label}</a></div>}</div>
	<button type="button" class="icon-btn icon-btn-small" aria-label={t.common.dismiss} onClick={() => drop(x.id)}><Icon name="x" /></button></div>;
