import { url } from "../api/client";
import type { BillDetail } from "../api/types";
import { useGet } from "../app/data";
import { date, dateRange, milli, money, rate } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { Bones, Facts, Failed, LinkButton, PageHead, Panel, useTitle, Value } from "../ui/base";
import { BillStatus } from "./bills";

const w = t.bills;
export default function BillPage({ params }: PageProps) {
	const got = useGet<BillDetail>(url`/bills/${params.id!}`), b = got.data;
	useTitle(b ? b.number : w.detail);
	const back = { href: "/bills", label: w.back };
	if (!b) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.notFound} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.notFound} />}</div></>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{b.number}</h1><BillStatus b={b} /></div>}
			actions={b.open.amount > 0 && may("POST /api/v1/payments") && <LinkButton kind="primary" href={`/payments/new?account=${b.account.id}&bill=${b.id}`}>{w.pay}</LinkButton>}>
			<p class="headline"><Value of={b.amount} /><span>{w.of(dateRange(b.from_on, b.to_on))} · <a class="link" href={`/accounts/${b.account.id}`}>{b.consumer.name}</a></span></p></PageHead>
		<div class="cols cols-detail">
			<div class="stack"><Panel title={w.lines} icon="bill">
				<table class="table table-plain"><caption class="vh">{w.lines}</caption>
					<thead><tr><th scope="col">{w.line}</th><th scope="col" class="r not-phone">{w.quantity}</th><th scope="col" class="r not-phone">{w.rate}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
					<tbody>{b.lines.map((l) => <tr key={l.line}><td class="wrap">{l.text}</td><td class="r not-phone">{l.quantity_milli !== null ? `${milli(l.quantity_milli)} ${b.unit}` : ""}</td><td class="r not-phone">{l.rate_micro !== null ? rate(l.rate_micro) : ""}</td><td class="r">{money(l.amount)}</td></tr>)}</tbody>
					<tfoot><tr><th scope="row">{w.amount}</th><td class="not-phone" /><td class="not-phone" /><td class="r">{money(b.amount)}</td></tr></tfoot></table></Panel></div>
			<div class="stack"><Panel title={w.facts} icon="info"><Facts one of={[
				[w.account, <a class="link" href={`/accounts/${b.account.id}`}>{b.account.number}</a>], [w.period, dateRange(b.from_on, b.to_on)], [w.issued, date(b.issued_on)], [w.due, date(b.due_on)],
				[w.usage, <>{milli(b.consumption_milli)} {b.unit}<span class="muted"> · {b.is_estimated ? w.estimated : w.actual}</span></>], [w.amount, money(b.amount)], [w.open, money(b.open)]]} /></Panel></div>
		</div>
	</>;
}
