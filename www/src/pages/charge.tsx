import { useState } from "preact/hooks";
import { url } from "../api/client";
import type { ChargeDetail } from "../api/desk";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { date, instant, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query } from "../app/router";
import { may } from "../app/session";
import { chargeWords } from "../strings/charges";
import { Amount, Banner, Bones, Button, Facts, Failed, LinkButton, PageHead, Panel, useTitle, Value } from "../ui/base";
import { FollowApproval } from "../ui/follow";
import { HistoryList } from "../ui/history";
import { EndCharge, endings, type Ending } from "../dialogs";
import { ChargeStatus } from "../account/charge_parts";

const w = chargeWords;
export default function ChargePage({ params }: PageProps) {
	const got = useGet<ChargeDetail>(url`/charges/${params.id!}`), c = got.data, reasons = useChoices("waive_reason");
	const [ending, setEnding] = useState<Ending | null>(null), waiting = !!query.value.get("approval");
	useTitle(c ? c.number : w.detail);
	const back = { href: "/charges", label: w.tab };
	if (!c) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{c.number}</h1><ChargeStatus c={c} /></div>} actions={<>
			{!waiting && endings(c).map((how) => <Button key={how} kind="danger" onClick={() => setEnding(how)}>{how === "waive" ? w.waive : w.cancel}</Button>)}
			{c.open.amount > 0 && may("POST /api/v1/payments") && <LinkButton kind="primary" href={`/payments/new?account=${c.account.id}&bill=${c.id}`}>{w.pay}</LinkButton>}</>}>
			<p class="headline"><Value of={c.amount} /><span>{c.name} · <a class="link" href={`/accounts/${c.account.id}?tab=charges`}>{c.consumer.name}</a></span></p></PageHead>
		<FollowApproval />
		{c.status !== "raised" && <Banner tone="info" title={w.ended[c.status]!(date(c.ended_on))}><p>{[reasons.name(c.end_reason), c.end_remarks].filter(Boolean).join(": ")}</p></Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<Panel title={w.facts} icon="bill"><Facts of={[
					[w.price, c.name], [w.amount, <Amount of={c.amount} struck={c.status !== "raised"} />], [w.served, date(c.served_on)], [w.open, money(c.open)], [w.raised, instant(c.raised_at)], [w.due, date(c.due_on)], [w.by, c.raised_by.name],
					[w.account, <a class="link" href={`/accounts/${c.account.id}?tab=charges`}>{c.account.number}</a>],
				]} />{c.notes && <div class="panel-note"><h3>{w.notes}</h3><p>{c.notes}</p></div>}</Panel>
				<Panel title={w.paidBy} icon="card">{!c.allocations.length ? <p class="panel-quiet">{w.notPaid}</p> : <table class="table table-plain"><caption class="vh">{w.paidBy}</caption>
					<thead><tr><th scope="col">{w.paidWith}</th><th scope="col">{w.paidOn}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
					<tbody>{c.allocations.map((a, i) => <tr key={i}><td class="id">{a.source === "waiver" ? w.waiver : !a.source_id ? w.paymentOfAnother : <a href={`${a.source === "payment" ? "/payments/" : "/credit-notes/"}${a.source_id}`}>{a.source_number ?? a.source}</a>}</td><td class="num">{date(a.allocated_on)}</td><td class="r">{a.reversed_on ? <><s class="struck">{money(a.amount)}</s><span class="vh"> {w.undone}</span></> : money(a.amount)}</td></tr>)}</tbody></table>}</Panel>
			</div>
			<div class="stack">{c.history.length > 0 && <Panel title={w.history} icon="clock"><HistoryList items={c.history} reason={reasons.name} /></Panel>}</div>
		</div>
		{ending && <EndCharge charge={c} how={ending} onClose={() => setEnding(null)} />}
	</>;
}
