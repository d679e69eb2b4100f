import { useState } from "preact/hooks";
import { ApiError, download, raw, url, withQuery } from "../api/client";
import type { CreditNote, CreditNoteTotals } from "../api/desk";
import { useChoices } from "../app/choices";
import { useGet, useList } from "../app/data";
import { instantRow, instantZoned, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { creditWords } from "../strings/credits";
import { Amount, Empty, PageHead, Pill, problemText, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { DateChip } from "../ui/dates";
import { ChoiceChip, MenuItem, toast } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { AmountChip, ConsumerChip, ManyChip } from "../ui/pickers";
import { Filters, Nothing, Search, Table, type Column } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";
import { UseCredit, VoidNote } from "../dialogs";

const w = creditWords;
export function NoteStatus({ of }: { of: string }) {
	const word = w.statuses[of] ?? of;
	return of === "active" ? <Pill tone="info" icon="ok">{word}</Pill> : of === "applied" ? <Pill tone="good" icon="check">{word}</Pill> : of === "expired" ? <Pill tone="warn" icon="clock">{word}</Pill> : <Pill tone="still" icon="ban">{word}</Pill>;
}
const lost = (what: string) => (e: unknown) => toast(t.problem.title(what), { bad: true, text: e instanceof ApiError ? problemText(e.problem) : t.problem.server });
/* The tab is opened by the click itself, so that no blocker stops it. */
export async function openNote(n: { id: string }) {
	const tab = window.open("", "_blank");
	try {
		const href = URL.createObjectURL(await (await raw("GET", url`/credit-notes/${n.id}/document`, { accept: "application/pdf" })).blob());
		if (tab) tab.location.replace(href); else window.open(href, "_blank");
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
		{ key: "payment", title: w.payment, cell: (n) => <a class="link" href={`/payments/${n.payment.id}`}>{n.payment.receipt_no ?? w.payment}</a> },
	];
}
export function NoteMenu({ n, onUse, onVoid }: { n: CreditNote; onUse: () => void; onVoid: () => void }) {
	const doc = may("GET /api/v1/credit-notes/:id/document");
	return <>
		<MenuItem icon="eye" href={`/credit-notes/${n.id}`}>{w.view}</MenuItem>
		{doc && <><MenuItem icon="printer" onClick={() => void openNote(n)}>{w.print}</MenuItem><MenuItem icon="download" onClick={() => void saveNote(n)}>{w.download}</MenuItem></>}
		{usable(n) && may("POST /api/v1/credit-notes/:id/use") && <MenuItem icon="check" onClick={onUse}>{w.use}</MenuItem>}
		<MenuItem icon="card" href={`/payments/${n.payment.id}`}>{w.payment}</MenuItem>
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

export default function CreditNotes(_: PageProps) {
	useTitle(w.tab);
	const q = query.value, names = ["q", "from", "to", "status", "reason", "remaining", "amount_min", "amount_max", "account_id", "consumer_id", "payment_id"] as const;
	const filters = Object.fromEntries(names.map((k) => [k, q.get(k)])) as Record<(typeof names)[number], string | null>;
	const path = withQuery("/credit-notes", filters), list = useList<CreditNote>(path), any = Object.values(filters).some(Boolean), acts = useNoteActions(), reasons = useChoices("credit_reason");
	const totals = useGet<CreditNoteTotals>(may("GET /api/v1/credit-notes/totals") ? withQuery("/credit-notes/totals", filters) : null).data;
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<SectionTabs of="payments" />
		<Views page="/credit-notes" quick={(["active", "applied", "expired"] as const).map((s): [string, Record<string, string>] => [w.statuses[s]!, { status: s }])} />
		<FollowApproval />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				<ChoiceChip name={w.status} choices={Object.entries(w.statuses)} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				<ManyChip name={w.reason} choices={reasons.options} value={filters.reason} onPick={(v) => setQuery({ reason: v })} />
				<ChoiceChip name={w.left} choices={Object.entries(w.lefts)} value={filters.remaining} onPick={(v) => setQuery({ remaining: v })} />
				<AmountChip name={w.between} min={filters.amount_min} max={filters.amount_max} onPick={(min, max) => setQuery({ amount_min: min, amount_max: max })} />
				<ConsumerChip value={filters.consumer_id} onPick={(v) => setQuery({ consumer_id: v })} />
				{filters.payment_id && <ChoiceChip name={w.payment} choices={[[filters.payment_id, list.rows[0]?.payment.receipt_no ?? "…"]]} value={filters.payment_id} onPick={(v) => setQuery({ payment_id: v })} />}
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
			</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<CreditNote> caption={w.caption} what={w.list} list={list} rowKey={(n) => n.id} rowName={(n) => n.number} columns={noteColumns(true, reasons.name)} menu={acts.menu}
			foot={totals && <tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.total(totals.row_count)}</th><td role="cell" class="c-amount r">{totals.amount ? money(totals.amount) : ""}</td><td role="cell" class="r">{totals.remaining ? money(totals.remaining) : ""}</td>
				<td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(names.map((k) => [k, null])))} /> : undefined} />
		{acts.dialogs}
	</>;
}
