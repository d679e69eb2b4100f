/* Ctrl-K: one place to find a record or do a thing. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Account, Page, Payment } from "../api/types";
import { t } from "../strings";
import { Marked, Say } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { useGet } from "./data";
import { dateShort, money } from "./format";
import { pages } from "./pages";
import { go } from "./router";
import { may } from "./session";

interface Hit { id: string; href: string; icon: IconName; text: string; more?: string; group: string }

export function Palette({ onClose }: { onClose: () => void }) {
	const dialog = useRef<HTMLDialogElement>(null), [text, setText] = useState(""), [q, setQ] = useState(""), [at, setAt] = useState(0), id = useId();
	useLayoutEffect(() => {
		const back = document.activeElement as HTMLElement | null, d = dialog.current!;
		d.showModal();
		d.querySelector("input")?.focus();
		return () => { d.close(); if (back?.isConnected) back.focus({ preventScroll: true }); };
	}, []);
	useEffect(() => { const timer = setTimeout(() => setQ(text.trim()), 120); return () => clearTimeout(timer); }, [text]);

	const ask = q.length >= 2;
	const accounts = useGet<Page<Account>>(ask && may("GET /api/v1/accounts") ? withQuery("/accounts", { q, limit: 5 }) : null);
	const payments = useGet<Page<Payment>>(ask && may("GET /api/v1/payments") ? withQuery("/payments", { q, limit: 4 }) : null);
	const loading = ask && (accounts.loading || payments.loading);

	const low = text.trim().toLowerCase();
	const hits: Hit[] = [];
	for (const a of ask ? accounts.data?.data.slice(0, 5) ?? [] : [])
		hits.push({ id: `a${a.id}`, href: `/accounts/${a.id}`, icon: "people", text: a.consumer.name, more: `${a.number} · ${a.street}`, group: t.palette.accounts });
	for (const p of ask ? payments.data?.data.slice(0, 4) ?? [] : [])
		hits.push({ id: `p${p.id}`, href: `/payments/${p.id}`, icon: "receipt", text: `${p.receipt_no ?? p.payment_no}, ${p.consumer.name}`, more: `${money(p.amount)} · ${dateShort(p.paid_on)}`, group: t.palette.receipts });
	const first = ask ? accounts.data?.data[0] : undefined;
	if (first && may("POST /api/v1/payments"))
		hits.push({ id: "do", href: `/payments/new?account=${first.id}`, icon: "plus", text: t.palette.recordFor(first.consumer.name), group: t.palette.actions });
	for (const p of pages)
		if (!p.path.includes(":") && p.path !== "/styleguide" && p.open() && (!low || p.title.toLowerCase().includes(low)))
			hits.push({ id: `g${p.path}`, href: p.path, icon: p.path === "/payments/new" ? "plus" : "right", text: p.title, group: t.palette.pages });

	const chosen = Math.min(at, Math.max(0, hits.length - 1));
	useEffect(() => { dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }, [chosen]);
	const open = (h: Hit | undefined, apart: boolean) => {
		if (!h) return;
		if (apart) { window.open(h.href, "_blank", "noopener"); return; }
		onClose();
		setTimeout(() => go(h.href));
	};
	const keys = (e: KeyboardEvent) => {
		if (e.key === "ArrowDown") setAt((chosen + 1) % Math.max(1, hits.length));
		else if (e.key === "ArrowUp") setAt((chosen - 1 + hits.length) % Math.max(1, hits.length));
		else if (e.key === "Enter") open(hits[chosen], e.ctrlKey || e.metaKey);
		else return;
		e.preventDefault();
	};
	const groups = [...new Set(hits.map((h) => h.group))];
	return <dialog ref={dialog} class="palette" aria-label={t.palette.label} onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === dialog.current) onClose(); }}>
		<div class="palette-input"><Icon name="search" /><input type="text" role="combobox" aria-label={t.palette.label} aria-autocomplete="list" aria-expanded={hits.length > 0} aria-controls={`${id}-found`}
			aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined} placeholder={t.palette.placeholder} autoComplete="off" spellcheck={false} maxLength={80} value={text}
			onInput={(e) => { setText((e.target as HTMLInputElement).value); setAt(0); }} onKeyDown={keys} />
			<button type="button" class="esc" aria-label={t.palette.esc} onClick={onClose}><kbd>Esc</kbd></button></div>
		<div id={`${id}-found`} class="palette-found" role="listbox" aria-label={t.palette.label} aria-busy={loading ? "true" : undefined}>
			{groups.map((g) => <div class="palette-group" role="group" aria-label={g} key={g}><div class="palette-title" aria-hidden="true">{g}</div>
				{hits.map((h, i) => h.group === g && <div key={h.id} id={`${id}-${i}`} role="option" aria-selected={i === chosen} onMouseMove={() => setAt(i)} onClick={(e) => open(h, e.ctrlKey || e.metaKey)}>
					<Icon name={h.icon} /><span><Marked text={h.text} by={text} /></span>{h.more && <span class="more">{h.more}</span>}</div>)}</div>)}
		</div>
		{!hits.length && !loading && <p class="palette-none">{t.palette.nothing(text)}</p>}
		<Say text={low ? t.palette.results(hits.length) : ""} />
		<div class="palette-foot"><span><kbd>↑</kbd><kbd>↓</kbd> {t.palette.move}</span><span><kbd>Enter</kbd> {t.palette.open}</span>{low.length < 2 && <span class="not-phone">{t.palette.hint}</span>}</div>
	</dialog>;
}
