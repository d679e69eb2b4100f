import { useEffect, useState } from "preact/hooks";
import { url } from "../api/client";
import type { Approval, HistoryItem, PaymentDetail } from "../api/types";
import { changed, useGet } from "../app/data";
import { clock, date, dateRange, instant, instantLong, instantZoned, money, moneyOf } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { audit } from "../strings/audit";
import { Amount, Banner, Bones, Button, Facts, Failed, PageHead, Panel, Status, useTitle, Value } from "../ui/base";
import { Menu, MenuItem } from "../ui/float";
import { Icon, type IconName } from "../ui/icons";
import { openReceipt, Paper, printReceipt, saveReceipt } from "./receipt";
import { VoidDialog } from "./void";

/* What became of a void that another person has to decide. */
function Follow({ id, paymentId }: { id: string; paymentId: string }) {
	const got = useGet<Approval>(url`/approvals/${id}`, 2000), a = got.data, w = t.payment;
	useEffect(() => { if (a && a.state !== "waiting" && a.state !== "approved") changed(`/payments/${paymentId}`, "/payments?", "/receivables"); }, [a?.state]);
	useEffect(() => { if (a?.state === "used") setQuery({ approval: null }); }, [a?.state]);
	if (got.problem && !a) return null;
	const link = may("GET /api/v1/approvals") && <p><a class="link" href={`/approvals?open=${id}`}>{w.approvalOpen}</a></p>;
	if (!a || a.state === "waiting") return <Banner tone="warn" title={w.approvalTitle} role="status"><p>{w.approvalText}</p>{link}</Banner>;
	if (a.state === "approved") return <Banner tone="info" title={w.approvalApproved} role="status">{link}</Banner>;
	if (a.state === "rejected") return <Banner tone="bad" title={w.approvalRejected(a.decided_by?.name ?? "", a.reason ?? "")} role="status">{link}</Banner>;
	return <Banner tone="bad" title={a.state === "expired" ? w.approvalExpired : w.approvalFailed} role="status">{link}</Banner>;
}

const signs: [RegExp, "good" | "bad" | "still" | "warn", IconName][] = [[/void_req|request/, "warn", "clock"], [/void|cancel/, "bad", "ban"], [/receipt|print/, "still", "printer"], [/record|post|create/, "good", "ok"], [/refus|reject/, "bad", "fail"]];
function Timeline({ items }: { items: HistoryItem[] }) {
	return <ol class="timeline">{items.map((h, i) => {
		const [, tone, icon] = signs.find(([re]) => re.test(h.action)) ?? [null, "still" as const, "note" as const];
		return <li key={i}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div><h3>{t.payment.events[h.action] ?? audit.actions[h.action] ?? h.action}</h3><p>{h.actor}{h.approved_by && `, ${audit.approvedBy(h.approved_by)}`}{h.reason && ` · ${h.reason}`}</p></div>
			<time dateTime={h.at} title={instantZoned(h.at)}>{date(h.at.slice(0, 10)) === date(items[0]!.at.slice(0, 10)) && i > 0 ? clock(h.at) : instant(h.at)}</time></li>;
	})}</ol>;
}

export default function PaymentPage({ params }: PageProps) {
	const got = useGet<PaymentDetail>(url`/payments/${params.id!}`), p = got.data, w = t.payment;
	const [voiding, setVoiding] = useState(false), [busy, setBusy] = useState("");
	const approval = query.value.get("approval");
	const no = p ? p.receipt_no ?? p.payment_no : "";
	useTitle(p ? no : w.section);
	const back = { href: "/payments", label: w.back };
	if (!p) return <><PageHead back={back} title={got.problem ? "" : w.section} />{got.problem ? <div class="panel"><Failed what={w.what} problem={got.problem} again={got.again} level={1} /></div> : <div class="panel"><Bones rows={8} what={w.what} /></div>}</>;

	const mayReceipt = !!p.receipt_no && may("GET /api/v1/payments/:id/receipt"), mayVoid = p.status === "posted" && !approval && may("POST /api/v1/payments/:id/void");
	const live = p.allocations.filter((a) => !a.reversed_on);
	const open = p.allocations.reduce((s, a) => s + a.receivable.open.amount, 0);
	const wasOpen = p.allocations.reduce((s, a) => s + a.was_open.amount, 0), over = Math.abs(p.amount.amount - wasOpen);
	const m = (minor: number) => money(moneyOf(minor, p.amount.currency));
	const says = live.length === 0 ? "" : p.difference === "under" ? w.under(m(over)) : p.difference === "over" ? w.over(m(over)) : w.exact;
	/* Dated back: it was taken on a day, not at an hour that anyone noted. */
	const datedBack = p.recorded_at !== p.paid_at;
	const run = (name: string, f: () => Promise<void>) => () => { setBusy(name); void f().finally(() => setBusy("")); };
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{no}</h1><Status of={p.status} /></div>}
			actions={<>
				{(mayVoid || mayReceipt) && <Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
					{mayReceipt && <MenuItem icon="open" onClick={() => void openReceipt(p)}>{w.openPdf}</MenuItem>}
					{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${p.account.id}`}>{t.payments.viewAccount}</MenuItem>}
					{mayVoid && <><hr /><MenuItem icon="ban" danger onClick={() => setVoiding(true)}>{t.payments.void}</MenuItem></>}</>}</Menu>}
				{mayReceipt && <Button icon="download" busy={busy === "save"} busyText={w.preparing} onClick={run("save", () => saveReceipt(p))}>{w.download}</Button>}
				{mayReceipt && <Button kind="primary" icon="printer" onClick={printReceipt}>{w.print}</Button>}
			</>}>
			<p class="headline"><Value of={p.amount} /><span>{w.from((t.method[p.method] ?? p.method).toLowerCase())}<a class="link" href={`/accounts/${p.account.id}`}>{p.consumer.name}</a>{w.on(datedBack ? date(p.paid_on) : instantLong(p.paid_at))}</span></p>
		</PageHead>
		{approval && p.status === "posted" && <Follow id={approval} paymentId={p.id} />}
		{p.voided_at && <Banner tone="bad" title={w.voided(instant(p.voided_at), p.voided_by?.name ?? t.common.system)}><p>{w.voidedHelp(p.void_reason ?? "")}</p></Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<Panel title={w.analysis} icon="money" end={says}>
					<table class="table table-plain"><caption class="vh">{w.caption}</caption>
						<thead><tr><th scope="col">{w.appliedTo}</th><th scope="col" class="not-phone">{w.for}</th><th scope="col" class="r not-phone">{w.wasOpen}</th><th scope="col" class="r">{w.paid}</th><th scope="col" class="r">{w.left}</th></tr></thead>
						<tbody>{p.allocations.map((a) => <tr key={a.receivable.id}>
							<td class="id">{a.receivable.kind === "bill" && may("GET /api/v1/bills/:id") ? <a href={`/bills/${a.receivable.id}`}>{a.receivable.number}</a> : a.receivable.number}</td>
							<td class="not-phone">{a.receivable.from_on && a.receivable.to_on ? w.bill(dateRange(a.receivable.from_on, a.receivable.to_on)) : w.charge}</td>
							<td class="r not-phone">{money(a.was_open)}</td>
							<td class="r">{a.reversed_on ? <><s class="struck">{money(a.amount)}</s><span class="vh"> {w.undone}</span></> : money(a.amount)}</td>
							<td class={a.receivable.open.amount ? "r" : "r muted"}>{money(a.receivable.open)}</td></tr>)}</tbody>
						<tfoot><tr><th scope="row">{w.total}</th><td class="not-phone" /><td class="r not-phone">{m(wasOpen)}</td><td class="r"><Amount of={p.amount} struck={p.status === "cancelled"} /></td><td class="r">{m(open)}</td></tr></tfoot>
					</table>
				</Panel>
				<Panel title={w.section} icon="card"><Facts of={[
					[w.no, p.payment_no], [w.transaction, p.transaction_no], [w.method, t.method[p.method] ?? p.method], [w.channel, t.channel[p.channel] ?? p.channel],
					p.received && [w.received, money(p.received)], p.change && [w.change, money(p.change)], p.reference && [w.reference, p.reference], [w.type, t.type[p.type] ?? p.type],
					[w.receivedBy, p.received_by.name], [w.processing, w.immediate], [w.date, datedBack ? date(p.paid_on) : instantZoned(p.paid_at)], datedBack ? [w.entered, instantZoned(p.recorded_at)] : [w.businessDay, date(p.paid_on)], [w.verification, <Status of={p.verification === "verified" ? "verified" : "pending"} word={p.verification === "verified" ? undefined : t.status.waiting_verification} />],
					p.gateway_status && [w.gateway, p.gateway_status.replace(/_/g, " ")], p.settlement_status && [w.settlement, p.settlement_status.replace(/_/g, " ")],
				]} />{p.notes && <div class="panel-note"><h3>{w.notes}</h3><p>{p.notes}</p></div>}</Panel>
				<Panel title={w.consumer} icon="people"><Facts of={[
					[w.name, <a class="link" href={`/accounts/${p.account.id}`}>{p.consumer.name}</a>], [w.phone, p.consumer.phone], [w.account, p.account.number], [w.email, p.consumer.email],
					[w.address, `${p.account.street}, ${p.account.city}`], [w.balance, money(p.account.owed)],
				]} /></Panel>
			</div>
			<div class="stack">
				{p.receipt_no && <Panel title={w.receipt} icon="receipt" class="receipt-panel" end={mayReceipt && <button type="button" class="link" onClick={() => void openReceipt(p)}>{w.openPdf}</button>}><Paper p={p} address={p.account.street} /></Panel>}
				{p.history?.length > 0 && <Panel title={w.timeline} icon="clock"><Timeline items={p.history} /></Panel>}
			</div>
		</div>
		{voiding && <VoidDialog payment={p} onClose={() => setVoiding(false)} onApproval={(id) => setQuery({ approval: id })} />}
	</>;
}
