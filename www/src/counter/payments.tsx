/* What lists and pages of payments share: columns, the row's menu and what it does, the totals' row. */
import { useState } from "preact/hooks";
import { ApiError, once, url } from "../api/client";
import type { Payment, PaymentTotals } from "../api/types";
import { changed } from "../app/data";
import { dateRow, instantRow, money } from "../app/format";
import type { useNames } from "../app/names";
import { may, me } from "../app/session";
import { CreateCreditNote } from "../dialogs";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { Amount, problemText, Status } from "../ui/base";
import { MenuItem, toast } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import type { Column } from "../ui/table";

export const struck = (p: { status: string }) => p.status === "failed" || p.status === "cancelled" || p.status === "returned";
export const paymentName = (p: { receipt_no: string | null; payment_no: string }) => p.receipt_no ?? p.payment_no;

/* ---- what can be done with a payment, from its row or its page ---- */
export type PaymentAct = "void" | "flag" | "mail" | "credit";
export function PaymentMenu({ p, onVoid, onAct, page }: { p: Payment; onVoid: (p: Payment) => void; onAct?: (act: PaymentAct, p: Payment) => void; page?: boolean }) {
	const live = p.status === "posted", w = t.payments;
	return <>
		{!page && <MenuItem icon="eye" href={`/payments/${p.id}`}>{w.view}</MenuItem>}
		{p.receipt_no && may("GET /api/v1/payments/:id/receipt") && <MenuItem icon="receipt" onClick={() => void import("../pages/receipt").then((m) => m.openReceipt(p))}>{w.viewReceipt}</MenuItem>}
		{onAct && p.receipt_no && may("POST /api/v1/payments/:id/receipt/email") && <MenuItem icon="mail" onClick={() => onAct("mail", p)}>{w.mailReceipt}</MenuItem>}
		{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${p.account.id}`}>{w.viewAccount}</MenuItem>}
		{live && <>
			{onAct && may("POST /api/v1/credit-notes") && <MenuItem icon="note" onClick={() => onAct("credit", p)}>{w.creditNote}</MenuItem>}
			{p.verification === "pending" && p.received_by.id !== me.value!.id && may("POST /api/v1/payments/:id/verify") && <MenuItem icon="ok" onClick={() => void verify([p])}>{w.verify}</MenuItem>}
			{onAct && may("POST /api/v1/payments/:id/flag") && <MenuItem icon="flag" onClick={() => onAct("flag", p)}>{p.flag ? w.changeFlag : w.flag}</MenuItem>}
			{may("POST /api/v1/payments/:id/correct") && <MenuItem icon="pencil" href={`/payments/${p.id}/correct`}>{w.correct}</MenuItem>}
			{may("POST /api/v1/payments/:id/void") && <><hr /><MenuItem icon="ban" danger onClick={() => onVoid(p)}>{w.void}</MenuItem></>}</>}
	</>;
}
/* By another person than the one who took it; each by itself, and how many it were is said. */
export async function verify(list: Payment[]) {
	let done = 0, failed: unknown = null;
	for (const p of list) try { await once(`verify.${p.id}`, "POST", url`/payments/${p.id}/verify`, {}); done++; } catch (e) { failed = e; }
	changed("/payments");
	if (done) toast(t.payments.verified(done));
	if (failed) toast(t.problem.title(t.payments.verify), { bad: true, text: failed instanceof ApiError ? problemText(failed.problem) : String(failed) });
}
const VoidDialog = lazy<{ payment: Payment; onClose: () => void; onApproval?: (id: string) => void }>(t.payments.void, () => import("../pages/void").then((m) => ({ default: m.VoidDialog })));
const FlagDialog = lazy<{ payment: Payment; onClose: () => void }>(t.payments.flag, () => import("./flag"));
const MailDialog = lazy<{ id: string; email: string | null | undefined; onClose: () => void }>(t.payments.mailReceipt, () => import("./mail_dialog"));
/* The dialogs behind the menus of a list or a page: render `dialogs`, give `act` to the menus. */
export function usePaymentActs(onApproval?: (id: string) => void) {
	const [doing, setDoing] = useState<{ act: PaymentAct; p: Payment } | null>(null), close = () => setDoing(null);
	const act = (what: PaymentAct, p: Payment) => setDoing({ act: what, p });
	const dialogs = !doing ? null : doing.act === "void" ? <VoidDialog payment={doing.p} onClose={close} onApproval={onApproval} /> : doing.act === "flag" ? <FlagDialog payment={doing.p} onClose={close} />
		: doing.act === "mail" ? <MailDialog id={doing.p.id} email={(doing.p.consumer as { email?: string | null }).email} onClose={close} /> : <CreateCreditNote payment={doing.p} onClose={close} />;
	return { act, dialogs };
}

/* A mark beside the status: for whom it is to be looked at again. */
export const Marks = ({ p }: { p: Payment }) => <>{p.flag && <span class="mark-flag" title={t.flag[p.flag]}><Icon name="flag" /><span class="vh">, {t.flag[p.flag] ?? p.flag}</span></span>}
	{p.verification === "pending" && p.status === "posted" && <span class="mark-wait" title={t.status.waiting_verification}><Icon name="clock" /><span class="vh">, {t.status.waiting_verification}</span></span>}</>;
type Names = Pick<ReturnType<typeof useNames>, "mode" | "channel">;
const catalog: Names = { mode: (code) => t.method[code ?? ""] ?? code ?? "", channel: (code) => t.channel[code ?? ""] ?? code ?? "" };
export const paymentColumns = (names: Names = catalog): Column<Payment>[] => [
	{ key: "id", title: t.payments.receipt, slot: "id", fixed: true, cell: (p) => <a href={`/payments/${p.id}`} aria-label={p.receipt_no ? undefined : t.payments.noReceipt(p.payment_no)}>{paymentName(p)}</a> },
	{ key: "who", title: t.payments.consumer, slot: "who", fixed: true, cell: (p) => <span class="two"><a href={`/accounts/${p.account.id}`}>{p.consumer.name}</a> <span class="muted">{p.account.number}</span></span> },
	{ key: "amount", title: t.payments.amount, slot: "amount", fixed: true, sort: "amount", cell: (p) => <Amount of={p.amount} struck={struck(p)} /> },
	{ key: "method", title: t.payments.method, cell: (p) => names.mode(p.method) },
	{ key: "type", title: t.payments.type, wide: true, cell: (p) => t.type[p.type] ?? p.type },
	{ key: "channel", title: t.payments.channel, off: true, cell: (p) => names.channel(p.channel) },
	{ key: "date", title: t.payments.date, sort: "paid_at", cell: (p) => <time class="num" dateTime={p.paid_at}>{instantRow(p.paid_at)}</time> },
	{ key: "day", title: paymentWords.businessDay, off: true, cell: (p) => <span class="num">{dateRow(p.paid_on)}</span> },
	{ key: "by", title: paymentWords.receivedBy, off: true, cell: (p) => p.received_by.name },
	{ key: "payment_no", title: paymentWords.no, off: true, cell: (p) => <span class="num">{p.payment_no}</span> },
	{ key: "transaction_no", title: paymentWords.transaction, off: true, cell: (p) => <span class="num">{p.transaction_no}</span> },
	{ key: "consumer_no", title: t.payments.consumerNo, off: true, cell: (p) => <span class="num">{p.consumer.number}</span> },
	{ key: "credit", title: t.payments.kept, off: true, right: true, cell: (p) => (p.credit?.amount ? money(p.credit) : t.common.none) },
	{ key: "verification", title: paymentWords.verification, off: true, cell: (p) => (p.verification === "pending" ? t.status.waiting_verification : t.status.verified) },
	{ key: "status", title: t.payments.status, slot: "status", cell: (p) => <span class="marks"><Status of={p.status} /><Marks p={p} /></span> },
];

/* span: how many columns stand before the amount; rest: how many after it. */
export function TotalsRow({ totals, span, rest = 5 }: { totals: PaymentTotals | undefined; span: number; rest?: number }) {
	const words = t.payments;
	const parts = totals ? [[totals.pending_count, "pending", totals.pending], [totals.failed_count, "failed", totals.failed], [totals.cancelled_count, "cancelled", totals.cancelled], [totals.returned_count, "returned", totals.returned]] as const : [];
	return <tr role="row"><th role="rowheader" scope="row" colSpan={span}>{totals ? words.postedTotal(totals.posted_count) : words.adding}</th>
		<td role="cell" class="c-amount r">{totals ? money(totals.posted) : <span class="bone w-60 bones" />}</td>
		<td role="cell" class="c-split split" colSpan={rest}>{parts.filter(([k]) => k > 0).map(([k, word, m]) => words.split(k, (t.status[word] ?? word).toLowerCase(), money(m))).join(" · ")}</td></tr>;
}
