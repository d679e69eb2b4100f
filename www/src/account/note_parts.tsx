/* A credit note in lists and on pages: columns, status, menu, what can be done. */
import { useState } from "preact/hooks";
import { ApiError, download, raw, url } from "../api/client";
import type { CreditNote } from "../api/desk";
import { instantRow, instantZoned, money } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { creditWords } from "../strings/credits";
import { Amount, Pill, problemText } from "../ui/base";
import { MenuItem, toast } from "../ui/float";
import { type Column } from "../ui/table";
import { UseCredit, VoidNote } from "../dialogs";

const w = creditWords;
export function NoteStatus({ of }: { of: string }) {
	const word = w.statuses[of] ?? of;
	return of === "active" ? <Pill tone="info" icon="ok">{word}</Pill> : of === "applied" ? <Pill tone="good" icon="check">{word}</Pill> : of === "expired" ? <Pill tone="warn" icon="clock">{word}</Pill> : <Pill tone="still" icon="ban">{word}</Pill>;
}
const lost = (what: string) => (e: unknown) => toast(t.problem.title(what), { bad: true, text: e instanceof ApiError ? problemText(e.problem) : t.problem.server });
/* The tab is opened by the click itself, so that no blocker stops it. */
export async function openNote(n: { id: string }, print = false) {
	const tab = window.open("", "_blank");
	try {
		const href = URL.createObjectURL(await (await raw("GET", url`/credit-notes/${n.id}/document`, { accept: "application/pdf" })).blob());
		if (tab) tab.location.replace(href); else window.open(href, "_blank");
		/* The browser's own viewer needs a moment; where it will not print by itself, its button does. */
		if (tab && print) setTimeout(() => { try { tab.print(); } catch { /* the viewer's own button */ } }, 1200);
		setTimeout(() => URL.revokeObjectURL(href), 120_000);
	} catch (e) { tab?.close(); lost(w.document)(e); }
}
export const saveNote = (n: { id: string; number: string }) => download(url`/credit-notes/${n.id}/document`, "application/pdf", `${n.number}.pdf`).catch(lost(w.download));
export const usable = (n: CreditNote) => n.status === "active" && n.remaining.amount > 0;
export function noteColumns(withConsumer: boolean, reason: (code: string) => string): Column<CreditNote>[] {
	return [
		{ key: "id", title: w.number, slot: "id", cell: (n) => <a href={`/credit-notes/${n.id}`}>{n.number}</a> },
		withConsumer ? { key: "who", title: w.consumer, slot: "who", cell: (n) => <span class="two"><a href={`/accounts/${n.account.id}?tab=credits`}>{n.consumer.name}</a> <span class="muted">{n.account.number}</span></span> }
			: { key: "who", title: w.reason, slot: "who", cell: (n) => <span class="two">{reason(n.reason)}</span> },
		{ key: "amount", title: w.amount, slot: "amount", cell: (n) => <Amount of={n.amount} struck={n.status === "void"} /> },
		{ key: "remaining", title: w.remaining, right: true, cell: (n) => <span class={n.remaining.amount ? undefined : "muted"}>{money(n.remaining)}</span> },
		{ key: "reason", title: w.reason, wide: true, hidden: !withConsumer, cell: (n) => <Pill tone="still" icon="note">{reason(n.reason)}</Pill> },
		{ key: "status", title: w.status, slot: "status", cell: (n) => <NoteStatus of={n.status} /> },
		{ key: "created", title: w.created, wide: true, cell: (n) => <time class="num" dateTime={n.created_at} title={instantZoned(n.created_at)}>{instantRow(n.created_at)}</time> },
		{ key: "payment", title: w.payment, cell: (n) => n.payment ? <a class="link" href={`/payments/${n.payment.id}`}>{n.payment.receipt_no ?? w.payment}</a> : t.common.none },
	];
}
export function NoteMenu({ n, onUse, onVoid }: { n: CreditNote; onUse: () => void; onVoid: () => void }) {
	const doc = may("GET /api/v1/credit-notes/:id/document");
	return <>
		<MenuItem icon="eye" href={`/credit-notes/${n.id}`}>{w.view}</MenuItem>
		{doc && <><MenuItem icon="open" onClick={() => void openNote(n)}>{w.document}</MenuItem><MenuItem icon="printer" onClick={() => void openNote(n, true)}>{w.print}</MenuItem><MenuItem icon="download" onClick={() => void saveNote(n)}>{w.download}</MenuItem></>}
		{usable(n) && may("POST /api/v1/credit-notes/:id/use") && <MenuItem icon="check" onClick={onUse}>{w.use}</MenuItem>}
		{n.payment && <MenuItem icon="card" href={`/payments/${n.payment.id}`}>{w.payment}</MenuItem>}
		{n.source === "manual" && n.status === "active" && n.remaining.amount === n.amount.amount && may("POST /api/v1/credit-notes/:id/void") && <><hr /><MenuItem icon="ban" danger onClick={onVoid}>{w.void}</MenuItem></>}
	</>;
}
export function useNoteActions() {
	const [act, setAct] = useState<{ what: "use" | "void"; note: CreditNote } | null>(null);
	return {
		menu: (n: CreditNote) => <NoteMenu n={n} onUse={() => setAct({ what: "use", note: n })} onVoid={() => setAct({ what: "void", note: n })} />,
		use: (n: CreditNote) => setAct({ what: "use", note: n }), void: (n: CreditNote) => setAct({ what: "void", note: n }),
		dialogs: act && (act.what === "use" ? <UseCredit note={act.note} onClose={() => setAct(null)} /> : <VoidNote note={act.note} onClose={() => setAct(null)} />),
	};
}
