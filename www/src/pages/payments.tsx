import { useState } from "preact/hooks";
import { download, withQuery } from "../api/client";
import type { Payment, PaymentTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { clockZoned, date, dateRange, decimal, instantRow, money, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { Amount, Button, Empty, LinkButton, PageHead, Status, useTitle } from "../ui/base";
import { Chip, ChoiceChip, MenuItem, toast } from "../ui/float";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { openReceipt } from "./receipt";
import { VoidDialog } from "./void";

const choices = (words: Record<string, string>, names: string[]) => names.map((n): [string, string] => [n, words[n] ?? n]);
export const METHODS = choices(t.method, ["cash", "card_terminal"]);
export const CHANNELS = choices(t.channel, ["walk_in", "phone", "mail"]);
const STATUSES = choices(t.status, ["posted", "pending", "failed", "cancelled", "returned"]);
const TYPES = choices(t.type, ["bill", "service", "instalment"]);
export const struck = (p: { status: string }) => p.status === "failed" || p.status === "cancelled" || p.status === "returned";
export const paymentName = (p: { receipt_no: string | null; payment_no: string }) => p.receipt_no ?? p.payment_no;

export function dateLabel(from: string | null, to: string | null): string | null {
	if (!from && !to) return null;
	const d = t.payments.dates;
	if (from === to && from === today()) return d.today;
	if (from === to && from === today(-1)) return d.yesterday;
	if (from && to) return from === to ? date(from) : dateRange(from, to);
	return from ? `${d.from} ${date(from)}` : `${d.to} ${date(to)}`;
}
export function DateChip({ from, to, onPick }: { from: string | null; to: string | null; onPick: (from: string | null, to: string | null) => void }) {
	const d = t.payments.dates;
	const [a, setA] = useState(from ?? ""), [b, setB] = useState(to ?? ""), [fault, setFault] = useState(false);
	const quick: [string, string, string][] = [[d.today, today(), today()], [d.yesterday, today(-1), today(-1)], [d.week, today(-6), today()], [d.month, `${today().slice(0, 8)}01`, today()]];
	return <Chip name={t.payments.date} value={dateLabel(from, to)} onClear={() => onPick(null, null)}>{(close) => <form noValidate onSubmit={(e) => {
			e.preventDefault();
			if (a && b && a > b) { setFault(true); return; }
			close(); onPick(a || null, b || null);
		}}>
		<div class="pop-list">{quick.map(([word, f, u]) => <button key={word} type="button" aria-pressed={from === f && to === u} onClick={() => { close(); setA(f); setB(u); onPick(f, u); }}>{word}</button>)}</div>
		<div class="grid-2 grid-keep">
			<div class="field"><label for="from">{d.from}</label><input class="input" id="from" type="date" max={b || undefined} value={a} onInput={(e) => { setA((e.target as HTMLInputElement).value); setFault(false); }} /></div>
			<div class="field"><label for="to">{d.to}</label><input class="input" id="to" type="date" min={a || undefined} value={b} onInput={(e) => { setB((e.target as HTMLInputElement).value); setFault(false); }} /></div>
		</div>
		{fault && <p class="error" role="alert">{t.payments.dateFault}</p>}
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div>
	</form>}</Chip>;
}

export function PaymentMenu({ p, onVoid }: { p: Payment; onVoid: (p: Payment) => void }) {
	return <>
		<MenuItem icon="eye" href={`/payments/${p.id}`}>{t.payments.view}</MenuItem>
		{p.receipt_no && may("GET /api/v1/payments/:id/receipt") && <MenuItem icon="receipt" onClick={() => void openReceipt(p)}>{t.payments.viewReceipt}</MenuItem>}
		{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${p.account.id}`}>{t.payments.viewAccount}</MenuItem>}
		{p.status === "posted" && may("POST /api/v1/payments/:id/void") && <><hr /><MenuItem icon="ban" danger onClick={() => onVoid(p)}>{t.payments.void}</MenuItem></>}
	</>;
}
export const paymentColumns = () => [
	{ key: "id", title: t.payments.receipt, slot: "id" as const, cell: (p: Payment) => <a href={`/payments/${p.id}`} aria-label={p.receipt_no ? undefined : t.payments.noReceipt(p.payment_no)}>{paymentName(p)}</a> },
	{ key: "who", title: t.payments.consumer, slot: "who" as const, cell: (p: Payment) => <span class="two"><a href={`/accounts/${p.account.id}`}>{p.consumer.name}</a> <span class="muted">{p.account.number}</span></span> },
	{ key: "amount", title: t.payments.amount, slot: "amount" as const, sort: "amount", cell: (p: Payment) => <Amount of={p.amount} struck={struck(p)} /> },
	{ key: "method", title: t.payments.method, cell: (p: Payment) => t.method[p.method] ?? p.method },
	{ key: "type", title: t.payments.type, wide: true, cell: (p: Payment) => t.type[p.type] ?? p.type },
	{ key: "date", title: t.payments.date, sort: "paid_at", cell: (p: Payment) => <time class="num" dateTime={p.paid_at}>{instantRow(p.paid_at)}</time> },
	{ key: "status", title: t.payments.status, slot: "status" as const, cell: (p: Payment) => <Status of={p.status} /> },
];

export function TotalsRow({ totals, span }: { totals: PaymentTotals | undefined; span: number }) {
	const words = t.payments;
	const parts = totals ? [[totals.pending_count, "pending", totals.pending], [totals.failed_count, "failed", totals.failed], [totals.cancelled_count, "cancelled", totals.cancelled]] as const : [];
	return <tr role="row"><th role="rowheader" scope="row" colSpan={span}>{totals ? words.postedTotal(totals.posted_count) : words.adding}</th>
		<td role="cell" class="c-amount r">{totals ? money(totals.posted) : <span class="bone w-60 bones" />}</td>
		<td role="cell" class="c-split split" colSpan={5}>{parts.filter(([k]) => k > 0).map(([k, word, m]) => words.split(k, (t.status[word] ?? word).toLowerCase(), money(m))).join(" · ")}</td></tr>;
}

export default function Payments(_: PageProps) {
	useTitle(t.payments.title);
	const q = query.value, get = (name: string) => q.get(name);
	const filters = { q: get("q"), from: get("from"), to: get("to"), method: get("method"), status: get("status"), type: get("type"), channel: get("channel"), account_id: get("account_id") };
	const sort = get("sort") ?? "-paid_at";
	const path = withQuery("/payments", { ...filters, sort: sort === "-paid_at" ? null : sort });
	const list = useList<Payment>(path), totals = useGet<PaymentTotals>(withQuery("/payments/totals", filters));
	const [selected, setSelected] = useState<Set<string>>(new Set()), [voiding, setVoiding] = useState<Payment | null>(null), [exporting, setExporting] = useState(false);
	const chosen = list.rows.filter((p) => selected.has(p.id));
	const named = [filters.q && `“${filters.q}”`, dateLabel(filters.from, filters.to), filters.method && (t.method[filters.method] ?? filters.method), filters.status && (t.status[filters.status] ?? filters.status),
		filters.type && (t.type[filters.type] ?? filters.type), filters.channel && (t.channel[filters.channel] ?? filters.channel), filters.account_id && t.payment.account].filter(Boolean).join(", ");
	const clear = () => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])));

	const exportAll = async () => {
		setExporting(true);
		try { await download(path, "text/csv", "payments.csv"); toast(t.payments.exported); }
		catch { toast(t.problem.title(t.common.export), { text: `${t.problem.server} ${t.problem.unchanged}`, bad: true }); }
		finally { setExporting(false); }
	};
	const exportChosen = () => {
		const cell = (v: string) => (/[",\n]/.test(v) || /^[=+\-@]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v);
		const lines = [["receipt_no", "payment_no", "consumer", "account", "amount", "currency", "method", "status", "paid_at"],
			...chosen.map((p) => [p.receipt_no ?? "", p.payment_no, p.consumer.name, p.account.number, decimal(p.amount.amount, p.amount.currency), p.amount.currency, p.method, p.status, p.paid_at])];
		const href = URL.createObjectURL(new Blob([lines.map((l) => l.map(cell).join(",")).join("\r\n")], { type: "text/csv" }));
		Object.assign(document.createElement("a"), { href, download: "payments-selected.csv" }).click();
	};

	const count = list.data && !list.stale ? <>{t.common.shown(list.rows.length, !!list.data.next_cursor)} · {t.common.asOf} <time class="num">{clockZoned(new Date(list.at || Date.now()))}</time></> : null;
	return <>
		<PageHead title={t.payments.title} lead={t.payments.lead} actions={<>
			<Button icon="download" busy={exporting} busyText={t.common.exporting} onClick={() => void exportAll()}>{t.common.export}</Button>
			{may("POST /api/v1/payments") && <LinkButton kind="primary" href="/payments/new">{t.record.title}</LinkButton>}</>} />
		<Filters search={<Search label={t.payments.searchLabel} placeholder={t.payments.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				<ChoiceChip name={t.payments.method} choices={METHODS} value={filters.method} onPick={(v) => setQuery({ method: v })} />
				<ChoiceChip name={t.payments.status} choices={STATUSES} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				<ChoiceChip name={t.payments.channel} choices={CHANNELS} value={filters.channel} onPick={(v) => setQuery({ channel: v })} />
				<ChoiceChip name={t.payments.type} choices={TYPES} value={filters.type} onPick={(v) => setQuery({ type: v })} />
				{filters.account_id && <ChoiceChip name={t.payment.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
			</>} end={count} />
		<Table<Payment> caption={t.payments.caption} what={t.payments.list} list={list} rowKey={(p) => p.id} rowName={paymentName} columns={paymentColumns()}
			sort={sort} onSort={(s) => setQuery({ sort: s === "-paid_at" ? null : s })} menu={(p) => <PaymentMenu p={p} onVoid={setVoiding} />}
			selected={selected} onSelect={setSelected} foot={<TotalsRow totals={totals.data} span={3} />}
			bar={chosen.length > 0 && <div class="table-bar table-bar-on" role="region" aria-label={t.common.selected(chosen.length)}>
				<p class="num"><b>{t.common.selected(chosen.length)}</b> · {money(moneyOf(chosen.reduce((s, p) => s + p.amount.amount, 0)))}</p>
				<Button small icon="download" onClick={exportChosen}>{t.payments.exportSelected(chosen.length)}</Button>
				<div class="end"><Button small onClick={() => setSelected(new Set())}>{t.common.clear}<span class="vh">{t.common.clearSelection}</span></Button></div></div>}
			empty={<Empty title={t.payments.empty} text={t.payments.emptyHelp}>{may("POST /api/v1/payments") && <LinkButton kind="primary" href="/payments/new">{t.record.title}</LinkButton>}</Empty>}
			filtered={named ? <Nothing title={t.payments.none} text={t.payments.noneHelp(named)} onClear={clear} /> : undefined} />
		{voiding && <VoidDialog payment={voiding} onClose={() => setVoiding(null)} />}
	</>;
}
