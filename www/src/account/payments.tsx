/* An account's payments. */
import { withQuery } from "../api/client";
import type { AccountDetail } from "../api/desk";
import type { Payment } from "../api/types";
import { useChoices } from "../app/choices";
import { useList } from "../app/data";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { Empty } from "../ui/base";
import { Table } from "../ui/table";
import { paymentColumns, paymentName, PaymentMenu, usePaymentActs } from "../counter/payments";
import { All } from "./all";

export default function Payments({ account: { id } }: { account: AccountDetail }) {
	const list = useList<Payment>(withQuery("/payments", { account_id: id })), { act, dialogs } = usePaymentActs(), modes = useChoices("payment_mode");
	return <><Table<Payment> caption={accountWords.tab.payments!} what={t.payments.what} list={list} rowKey={(p) => p.id} rowName={paymentName} menu={(p) => <PaymentMenu p={p} onVoid={(x) => act("void", x)} onAct={act} />} empty={<Empty title={t.accounts.noPayments} text={t.accounts.noPaymentsHelp} />}
		columns={paymentColumns().map((c) => c.key === "who" ? { ...c, title: t.payments.method, cell: (p: Payment) => <span class="two">{modes.name(p.method)} <span class="muted">{p.payment_no}</span></span> } : c).filter((c) => !c.off && c.key !== "method")} />
		{list.rows.length > 0 && <All href={`/payments?account_id=${id}`} label="allPayments" />}
		{dialogs}</>;
}
