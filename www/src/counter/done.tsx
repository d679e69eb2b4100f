/* After the payment: its number, what to hand back, the receipt, and the next step. */
import { useEffect, useRef, useState } from "preact/hooks";
import { url } from "../api/client";
import type { PaymentDetail } from "../api/types";
import { useGet } from "../app/data";
import { clock, money } from "../app/format";
import { singleKeys } from "../app/prefs";
import { may } from "../app/session";
import { printReceipt, saveReceipt, Paper } from "../pages/receipt";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { paid as w } from "../strings/paid";
import { Bones, Button, Facts, Failed, LinkButton, PageHead, Panel, Status, Value } from "../ui/base";
import { Icon } from "../ui/icons";
import { MailForm, mailsUnderWay } from "./mail";
import { useRules } from "./rules";

const back = { href: "/payments", label: t.record.back };

export default function Done({ id, onAnother }: { id: string; onAnother: () => void }) {
	const [under, setUnder] = useState(false);
	const got = useGet<PaymentDetail>(url`/payments/${id}`, under ? 2000 : 0), p = got.data, rules = useRules();
	const ref = useRef<HTMLHeadingElement>(null), [saving, setSaving] = useState(false);
	useEffect(() => { scrollTo(0, 0); ref.current?.focus(); }, [!p]);
	useEffect(() => setUnder(mailsUnderWay(p?.mails)), [p?.mails]);
	const head = <PageHead title={t.record.title} back={back} />;
	if (!p) return <>{head}<div class="panel">{got.problem ? <Failed what={w.done.loading} problem={got.problem} again={got.again} /> : <Bones rows={6} what={w.done.loading} />}</div></>;
	const mayReceipt = !!p.receipt_no && may("GET /api/v1/payments/:id/receipt");
	return <>{head}
		<div class="cols cols-detail">
			<div class="stack">
				<section class="panel" aria-labelledby="done">
					<div class="done"><span class="sign" data-tone="good"><Icon name="ok" /></span><h2 id="done" tabIndex={-1} ref={ref}>{w.done.title(money(p.amount))}</h2>
						<p class="done-receipt num">{w.done.receipt(p.receipt_no ?? p.payment_no)}</p><p>{w.done.from(p.consumer.name, p.account.number)}</p>
						{p.change && p.change.amount > 0 ? <p class="hand-back"><span>{w.done.change}</span> <Value of={p.change} /></p> : p.change && <p>{w.done.noChange}</p>}
						{p.credit && p.credit.amount > 0 && <p>{w.done.credit(money(p.credit))}{p.credit_note && <>, {may("GET /api/v1/credit-notes/:id") ? <a class="link" href={`/credit-notes/${p.credit_note.id}`}>{p.credit_note.number}</a> : p.credit_note.number}</>}</p>}
						{p.verification === "pending" && p.status === "posted" && <p class="done-mark"><Status of="pending" word={w.done.pending} /></p>}
						{p.flag === "duplicate" && <p class="done-mark"><Status of="waiting" word={w.done.duplicate} /></p>}
						<div class="state-actions">{mayReceipt && <><Button kind="primary" icon="printer" onClick={printReceipt}>{w.done.print}</Button><Button icon="download" busy={saving} busyText={paymentWords.preparing} onClick={() => { setSaving(true); void saveReceipt(p).finally(() => setSaving(false)); }}>{w.done.download}</Button></>}</div>
					</div>
					{(p.allocations.length > 0 || (p.credit?.amount ?? 0) > 0) && <table class="table table-plain"><caption class="vh">{w.done.split}</caption>
						<thead><tr><th scope="col">{w.done.item}</th><th scope="col" class="r">{w.done.paid}</th><th scope="col" class="r">{w.done.left}</th></tr></thead>
						<tbody>{p.allocations.map((a) => <tr key={a.receivable.id}><td>{a.receivable.kind === "bill" ? w.done.bill(a.receivable.number) : w.done.charge(a.receivable.number)}</td><td class="r">{money(a.amount)}</td><td class={a.left.amount ? "r" : "r muted"}>{money(a.left)}</td></tr>)}
							{p.credit && p.credit.amount > 0 && <tr><td>{w.done.creditNote} {p.credit_note?.number}</td><td class="r">{money(p.credit)}</td><td class="r muted">{t.common.none}</td></tr>}</tbody></table>}
					<Facts of={[[w.done.paymentNo, p.payment_no], [w.done.transactionNo, p.transaction_no], [w.done.time, clock(p.recorded_at)], [w.done.balance, money(p.account.owed)], p.account.credit.amount > 0 && [w.done.creditNow, money(p.account.credit)]]} />
					<div class="dialog-foot done-foot"><LinkButton href="/">{w.done.home}</LinkButton><LinkButton href={`/payments/${p.id}`}>{w.done.details}</LinkButton><Button onClick={onAnother} aria-keyshortcuts="P">{w.done.another}{singleKeys.value && <kbd class="not-phone">P</kbd>}</Button></div>
				</section>
				{mayReceipt && may("POST /api/v1/payments/:id/receipt/email") && <section class="panel no-print" aria-label={w.mail.title}><MailForm id={p.id} email={p.consumer.email} mails={p.mails ?? []} /></section>}
			</div>
			<div class="stack">{p.receipt_no && <Panel title={paymentWords.receipt} icon="receipt" class="receipt-panel"><Paper p={p} address={p.account.street} letterhead={rules?.letterhead} /></Panel>}</div>
		</div></>;
}
