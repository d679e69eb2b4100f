/* The receipt: as a file, in a tab of its own, and as paper on the page. */
import { ApiError, download, raw, url } from "../api/client";
import type { Payment, PaymentDetail } from "../api/types";
import { date, dateRange, instant, money } from "../app/format";
import { useNames } from "../app/names";
import { me } from "../app/session";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { problemText } from "../ui/base";
import { toast } from "../ui/float";

const failed = (e: unknown) => toast(t.problem.title(paymentWords.receipt), { bad: true, text: e instanceof ApiError ? problemText(e.problem) : String(e) });

export async function saveReceipt(p: { id: string; receipt_no: string | null }) {
	await download(url`/payments/${p.id}/receipt`, "application/pdf", `receipt-${p.receipt_no}.pdf`).catch(failed);
}
/* The tab is opened by the click itself, so that no blocker stops it; the token stays out of its URL. */
export async function openReceipt(p: Pick<Payment, "id">) {
	const tab = window.open("", "_blank");
	try {
		const answer = await raw("GET", url`/payments/${p.id}/receipt`, { accept: "application/pdf" });
		const href = URL.createObjectURL(await answer.blob());
		if (tab) tab.location.replace(href); else window.open(href, "_blank");
		setTimeout(() => URL.revokeObjectURL(href), 120_000);
	} catch (e) {
		tab?.close();
		failed(e);
	}
}
export function printReceipt() {
	const root = document.documentElement;
	root.dataset.print = "receipt";
	addEventListener("afterprint", () => { delete root.dataset.print; }, { once: true });
	print();
}

/* letterhead: the name and address at the head of the tenant's documents, a line each. */
export function Paper({ p, address, letterhead }: { p: PaymentDetail; address?: string; letterhead?: string }) {
	const [name, ...lines] = (letterhead?.trim() || me.value!.tenant.name).split(/\r?\n/), names = useNames();
	return <div class="desk"><article class="paper" aria-label={paymentWords.receiptNo(p.receipt_no ?? p.payment_no)}>
		<div class="paper-head"><div><h3>{name}</h3>{lines.map((l, i) => <p key={i} class="muted">{l}</p>)}</div><div class="right"><h3>{paymentWords.receiptNo(p.receipt_no ?? p.payment_no)}</h3><p class="muted">{p.recorded_at !== p.paid_at ? date(p.paid_on) : instant(p.paid_at)}</p></div></div>
		{p.status === "cancelled" && <p class="paper-void">{paymentWords.paper.void}</p>}
		<p>{paymentWords.paper.from}<b>{p.consumer.name}</b></p><p class="muted">{paymentWords.paper.account(p.account.number)}{address && ` · ${address}`}</p>
		<table><thead><tr><th scope="col">{paymentWords.paper.paidFor}</th><th scope="col" class="r">{paymentWords.paper.amount}</th></tr></thead>
			<tbody>{p.allocations.map((a) => <tr key={a.receivable.id}><td>{a.receivable.from_on && a.receivable.to_on ? paymentWords.bill(dateRange(a.receivable.from_on, a.receivable.to_on)) : (a.receivable as { name?: string | null }).name ?? paymentWords.charge}<br /><span class="muted">{a.receivable.number}</span></td>
				<td class="r">{money(a.amount)}</td></tr>)}
				{p.credit && p.credit.amount > 0 && <tr><td>{paymentWords.paper.credit}{p.credit_note && <><br /><span class="muted">{p.credit_note.number}</span></>}</td><td class="r">{money(p.credit)}</td></tr>}</tbody>
			<tfoot><tr><th scope="row">{paymentWords.paper.total}</th><td class="r">{money(p.amount)}</td></tr></tfoot></table>
		<dl class="sum">
			<div><dt>{paymentWords.method}</dt><dd>{names.mode(p.method)}{p.card_last4 && ` •••• ${p.card_last4}`}</dd></div>
			{p.instalments && p.instalments.length > 0 && <div><dt>{t.type.instalment}</dt><dd>{p.instalments.map((i) => i.number).join(", ")}{p.plan && ` · ${p.plan.number}`}</dd></div>}
			{p.received && <div><dt>{paymentWords.received}</dt><dd>{money(p.received)}</dd></div>}
			{p.change && <div><dt>{paymentWords.change}</dt><dd>{money(p.change)}</dd></div>}
			<div><dt>{paymentWords.transaction}</dt><dd>{p.transaction_no}</dd></div>
			<div><dt>{paymentWords.receivedBy}</dt><dd>{p.received_by.name}</dd></div>
		</dl>
	</article></div>;
}
