import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Account, Bill, Payment } from "../api/types";
import { useGet, useList } from "../app/data";
import { date, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { Bones, Empty, Facts, Failed, LinkButton, PageHead, Panel, Status, useTitle, Value } from "../ui/base";
import { Table } from "../ui/table";
import { billColumns } from "./bills";
import { paymentColumns, paymentName, PaymentMenu } from "./payments";
import { VoidDialog } from "./void";

const w = t.accounts;
export default function AccountPage({ params }: PageProps) {
	const id = params.id!, got = useGet<Account>(url`/accounts/${id}`), a = got.data;
	const mayBills = may("GET /api/v1/bills"), mayPayments = may("GET /api/v1/payments");
	const bills = useList<Bill>(mayBills ? withQuery("/bills", { account_id: id, limit: 12 }) : null), payments = useList<Payment>(mayPayments ? withQuery("/payments", { account_id: id, limit: 12 }) : null);
	const [voiding, setVoiding] = useState<Payment | null>(null);
	useTitle(a ? `${a.consumer.name}, ${a.number}` : w.detail);
	const back = { href: "/accounts", label: w.title };
	if (!a) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.notFound} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.notFound} />}</div></>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{a.consumer.name}</h1><Status of={a.status} /></div>} actions={may("POST /api/v1/payments") && <LinkButton kind="primary" href={`/payments/new?account=${a.id}`}>{w.record}</LinkButton>}>
			<p class="headline"><span class="num">{a.number}</span><span>{a.street}, {a.city}, {a.region} {a.postcode}</span></p></PageHead>
		<div class="cols cols-detail side-first">
			<div class="stack">
				{mayBills && <div class="stack-tight"><div class="section-head"><h2 id="h-bills">{w.bills}</h2><a class="link" href={`/bills?account_id=${a.id}`}>{w.allBills}</a></div>
					<Table<Bill> caption={w.bills} what={t.bills.what} list={{ ...bills, more: null }} rowKey={(b) => b.id} rowName={(b) => b.number} columns={billColumns(false)} empty={<Empty title={w.noBills} text={w.noBillsHelp} />} /></div>}
				{mayPayments && <div class="stack-tight"><div class="section-head"><h2 id="h-pay">{w.payments}</h2><a class="link" href={`/payments?account_id=${a.id}`}>{w.allPayments}</a></div>
					<Table<Payment> caption={w.payments} what={t.payments.what} list={{ ...payments, more: null }} rowKey={(p) => p.id} rowName={paymentName} columns={paymentColumns().map((c) => c.key === "who" ? { ...c, title: t.payments.method, cell: (p: Payment) => <span class="two">{t.method[p.method] ?? p.method} <span class="muted">{p.payment_no}</span></span> } : c).filter((c) => c.key !== "method")} menu={(p) => <PaymentMenu p={p} onVoid={setVoiding} />} empty={<Empty title={w.noPayments} text={w.noPaymentsHelp} />} /></div>}
			</div>
			<div class="stack">
				<Panel title={w.balance} icon="money"><div class="balance"><p><Value of={a.owed} /></p>{a.credit.amount > 0 && <p class="help">{w.credit} {money(a.credit)}</p>}</div></Panel>
				<Panel title={w.contact} icon="people"><Facts one of={[[w.phone, a.consumer.phone], [w.email, a.consumer.email], [w.consumerNo, a.consumer.number]]} /></Panel>
				<Panel title={w.detail} icon="pin"><Facts one of={[[w.number, a.number], [w.zone, a.zone.name], [w.class, w.classes[a.class] ?? a.class], [w.opened, date(a.opened_on)], a.closed_on && [w.closedOn, date(a.closed_on)]]} /></Panel>
			</div>
		</div>
		{voiding && <VoidDialog payment={voiding} onClose={() => setVoiding(null)} />}
	</>;
}
