import { useEffect, useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Approval, HistoryItem, PaymentDetail } from "../api/types";
import { Mails, mailsUnderWay } from "../counter/mail";
import { Notes } from "../counter/notes";
import { useRules } from "../counter/rules";
import { cardIn } from "../counter/split";
import { changed, useGet } from "../app/data";
import { clock, date, dateRange, instant, instantLong, instantZoned, money, moneyOf } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { has, may, me } from "../app/session";
import { useNames } from "../app/names";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { audit } from "../strings/audit";
import { counter } from "../strings/counter";
import { paid as w2 } from "../strings/paid";
import { ago } from "../strings/words";
import { Amount, Banner, Bones, Button, Facts, Failed, PageHead, Panel, Status, useTitle, Value } from "../ui/base";
import { Menu, toast } from "../ui/float";
import { FormProblem } from "../ui/form";
import { Icon, type IconName } from "../ui/icons";
import { useWork } from "../ui/work";
import { PaymentMenu, usePaymentActs, verify } from "../counter/payments";
import { openReceipt, Paper, printReceipt, saveReceipt } from "./receipt";

const d = w2.detail;

/* What became of a void that another person has to decide. */
function Follow({ id, paymentId }: { id: string; paymentId: string }) {
	const got = useGet<Approval>(url`/approvals/${id}`, 2000), a = got.data, w = paymentWords;
	useEffect(() => { if (a && a.state !== "waiting" && a.state !== "approved") changed(`/payments/${paymentId}`, "/payments?", "/receivables"); }, [a?.state]);
	useEffect(() => { if (a?.state === "used") setQuery({ approval: null }); }, [a?.state]);
	if (got.problem && !a) return null;
	const link = has("approvals:read") && <p><a class="link" href={`/approvals?open=${id}`}>{w.approvalOpen}</a></p>;
	if (!a || a.state === "waiting") return <Banner tone="warn" title={w.approvalTitle} role="status"><p>{w.approvalText}</p>{link}</Banner>;
	if (a.state === "approved") return <Banner tone="info" title={w.approvalApproved} role="status">{link}</Banner>;
	if (a.state === "rejected") return <Banner tone="bad" title={w.approvalRejected(a.decided_by?.name ?? "", a.reason ?? "")} role="status">{link}</Banner>;
	return <Banner tone="bad" title={a.state === "expired" ? w.approvalExpired : w.approvalFailed} role="status">{link}</Banner>;
}

const signs: [RegExp, "good" | "bad" | "still" | "warn", IconName][] = [[/void_req|request/, "warn", "clock"], [/correct/, "warn", "pencil"], [/void|cancel/, "bad", "ban"], [/mail/, "still", "mail"], [/receipt|print/, "still", "printer"], [/record|post|create|verif/, "good", "ok"], [/refus|reject/, "bad", "fail"], [/flag/, "warn", "flag"], [/note|annotate/, "still", "pencil"]];
const words = (v: unknown) => (v === null || v === undefined || v === "" ? t.common.none : typeof v === "object" ? JSON.stringify(v) : String(v));
/* What was edited, before and after; what a whole record says is on the page already. */
function Edited({ h }: { h: HistoryItem }) {
	const keys = h.before && h.after ? Object.keys(h.after).filter((k) => k === "notes" || k === "flag" || k === "flag_reason") : [];
	return <>{keys.filter((k) => words(h.before![k]) !== words(h.after![k])).map((k) => <span key={k} class="edited"><ins>{k === "flag" ? t.flag[words(h.after![k])] ?? words(h.after![k]) : words(h.after![k])}</ins> <del>{k === "flag" ? t.flag[words(h.before![k])] ?? words(h.before![k]) : words(h.before![k])}</del></span>)}</>;
}
function Timeline({ items }: { items: HistoryItem[] }) {
	return <ol class="timeline">{items.map((h, i) => {
		const [, tone, icon] = signs.find(([re]) => re.test(h.action)) ?? [null, "still" as const, "note" as const];
		return <li key={i}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div><h3>{d.events[h.action] ?? paymentWords.events[h.action] ?? audit.actions[h.action] ?? h.action}</h3><p>{h.actor}{h.approved_by && `, ${audit.approvedBy(h.approved_by)}`}{h.reason && ` · ${h.reason}`}</p><Edited h={h} /></div>
			<time dateTime={h.at} title={instantZoned(h.at)}>{date(h.at.slice(0, 10)) === date(items[0]!.at.slice(0, 10)) && i > 0 ? clock(h.at) : instant(h.at)}</time></li>;
	})}</ol>;
}

/* Notes stay editable after posting; who changed them and what stood there is in the history. */
function NotesPanel({ p }: { p: PaymentDetail }) {
	const [editing, setEditing] = useState(false), [text, setText] = useState(""), work = useWork({ "/notes": "payment-notes" }, `/payments/${p.id}`), may_ = may("PATCH /api/v1/payments/:id");
	if (!editing) return <div class="panel-note"><div class="note-head"><h3>{paymentWords.notes}</h3>{may_ && <button type="button" class="link" onClick={() => { setText(p.notes ?? ""); setEditing(true); }}>{p.notes ? d.editNotes : d.addNotes}</button>}</div><p>{p.notes || <span class="muted">{d.noNotes}</span>}</p></div>;
	const save = () => void work.run(async () => {
		if (cardIn(text)) { document.getElementById("payment-notes")?.focus(); return; }
		await call("PATCH", url`/payments/${p.id}`, { version: p.version, body: { notes: text.trim() || null } });
		changed(`/payments/${p.id}`);
		toast(d.notesSaved);
		setEditing(false);
	});
	return <form class="panel-note form-rows" noValidate onSubmit={(e) => { e.preventDefault(); save(); }}><FormProblem title={t.problem.title(d.saveNotes)} problem={work.rest} />
		<Notes id="payment-notes" value={text} onValue={setText} error={work.faults["payment-notes"]} help="" />
		<div class="row-acts"><Button small kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{d.saveNotes}</Button><Button small onClick={() => setEditing(false)}>{t.common.cancel}</Button></div></form>;
}

export default function PaymentPage({ params }: PageProps) {
	const [under, setUnder] = useState(false);
	const got = useGet<PaymentDetail>(url`/payments/${params.id!}`, under ? 2000 : 0), p = got.data, w = paymentWords, names = useNames(), rules = useRules();
	useEffect(() => setUnder(mailsUnderWay(p?.mails)), [p?.mails]);
	const [busy, setBusy] = useState(""), { act, dialogs } = usePaymentActs((id) => setQuery({ approval: id }));
	const approval = query.value.get("approval");
	const no = p ? p.receipt_no ?? p.payment_no : "";
	useTitle(p ? no : w.section);
	const back = { href: "/payments", label: w.back };
	if (!p) return <><PageHead back={back} title={got.problem ? "" : w.section} />{got.problem ? <div class="panel"><Failed what={w.what} problem={got.problem} again={got.again} level={1} /></div> : <div class="panel"><Bones rows={8} what={w.what} /></div>}</>;

	const mayReceipt = !!p.receipt_no && may("GET /api/v1/payments/:id/receipt");
	const live = p.allocations.filter((a) => !a.reversed_on), kept = p.credit.amount;
	const open = p.allocations.reduce((s, a) => s + a.receivable.open.amount, 0);
	const wasOpen = p.allocations.reduce((s, a) => s + a.was_open.amount, 0), expected = p.expected?.amount ?? wasOpen, apart = Math.abs(p.amount.amount - expected);
	const m = (minor: number) => money(moneyOf(minor, p.amount.currency));
	const says = p.status !== "posted" || (live.length === 0 && !kept) ? "" : p.difference === "under" ? w.under(m(apart)) : p.difference === "over" ? (kept ? w.overKept(m(kept)) : w.over(m(apart))) : w.exact;
	/* Dated back: it was taken on a day, not at an hour that anyone noted. */
	const datedBack = p.recorded_at !== p.paid_at, own = p.received_by.id === me.value!.id, pending = p.verification === "pending" && p.status === "posted";
	const run = (name: string, f: () => Promise<void>) => () => { setBusy(name); void f().finally(() => setBusy("")); };
	const link = (x: { id: string; receipt_no: string | null }) => <a class="link" href={`/payments/${x.id}`}>{x.receipt_no ?? w.section}</a>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{no}</h1><Status of={p.status} /></div>}
			actions={<>
				<Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <PaymentMenu p={p} page onVoid={(x) => act("void", x)} onAct={act} />}</Menu>
				{mayReceipt && <Button icon="download" busy={busy === "save"} busyText={w.preparing} onClick={run("save", () => saveReceipt(p))}>{w.download}</Button>}
				{mayReceipt && <Button kind="primary" icon="printer" onClick={printReceipt}>{w.print}</Button>}
			</>}>
			<p class="headline"><Value of={p.amount} /><span>{w.from(names.mode(p.method).toLowerCase())}<a class="link" href={`/accounts/${p.account.id}`}>{p.consumer.name}</a>{w.on(datedBack ? date(p.paid_on) : instantLong(p.paid_at))}</span></p>
		</PageHead>
		{approval && p.status === "posted" && <Follow id={approval} paymentId={p.id} />}
		{p.voided_at && <Banner tone="bad" title={p.corrected_by ? d.correctedBy(p.corrected_by.receipt_no ?? "") : w.voided(instant(p.voided_at), p.voided_by?.name ?? t.common.system)}><p>{p.corrected_by ? <>{d.correctedByText} {link(p.corrected_by)} · </> : null}{w.voidedHelp(p.void_reason ?? "")}</p></Banner>}
		{p.corrects && <Banner tone="info" title={d.corrects(p.corrects.receipt_no ?? "")}><p>{d.correctsText} {link(p.corrects)}</p></Banner>}
		{p.flag && p.status === "posted" && <Banner tone={p.flag === "fraud" ? "bad" : "warn"} title={d.flagged(t.flag[p.flag] ?? p.flag)}><p>{p.flag_reason}</p>{p.duplicate_of.length > 0 && <p>{d.flaggedDuplicate} {p.duplicate_of.map((x, i) => <span key={x.id}>{i > 0 && ", "}{link(x)} ({ago(x.paid_at)})</span>)}</p>}</Banner>}
		{pending && <Banner tone="warn" title={d.verifyTitle}><p>{own ? d.verifyOwn : d.verifyText(p.received_by.name)}</p>{!own && may("POST /api/v1/payments/:id/verify") && <Button small icon="ok" busy={busy === "verify"} onClick={run("verify", () => verify([p]))}>{t.payments.verify}</Button>}</Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<Panel title={w.analysis} icon="money" end={says}>
					<table class="table table-plain"><caption class="vh">{w.caption}</caption>
						<thead><tr><th scope="col">{w.appliedTo}</th><th scope="col" class="not-phone">{w.for}</th><th scope="col" class="r not-phone">{w.wasOpen}</th><th scope="col" class="r">{w.paid}</th><th scope="col" class="r">{w.left}</th></tr></thead>
						<tbody>{p.allocations.map((a) => <tr key={a.receivable.id}>
							<td class="id">{a.receivable.kind === "bill" && may("GET /api/v1/bills/:id") ? <a href={`/bills/${a.receivable.id}`}>{a.receivable.number}</a> : a.receivable.kind === "charge" && may("GET /api/v1/charges/:id") ? <a href={`/charges/${a.receivable.id}`}>{a.receivable.number}</a> : a.receivable.number}</td>
							<td class="not-phone">{a.receivable.from_on && a.receivable.to_on ? w.bill(dateRange(a.receivable.from_on, a.receivable.to_on)) : a.receivable.name ? `${a.receivable.name}${a.receivable.served_on ? `, ${date(a.receivable.served_on)}` : ""}` : w.charge}</td>
							<td class="r not-phone">{money(a.was_open)}</td>
							<td class="r">{a.reversed_on ? <><s class="struck">{money(a.amount)}</s><span class="vh"> {w.undone}</span></> : money(a.amount)}</td>
							<td class={a.receivable.open.amount ? "r" : "r muted"}>{money(a.receivable.open)}</td></tr>)}
							{kept > 0 && <tr><td class="id">{p.credit_note && may("GET /api/v1/credit-notes/:id") ? <a href={`/credit-notes/${p.credit_note.id}`}>{p.credit_note.number}</a> : p.credit_note?.number ?? d.creditNote}</td><td class="not-phone">{d.kept}</td><td class="r not-phone muted">{t.common.none}</td><td class="r"><Amount of={p.credit} struck={p.status === "cancelled"} /></td><td class="r muted">{t.common.none}</td></tr>}</tbody>
						<tfoot><tr><th scope="row">{w.total}</th><td class="not-phone" /><td class="r not-phone">{m(wasOpen)}</td><td class="r"><Amount of={p.amount} struck={p.status === "cancelled"} /></td><td class="r">{m(open)}</td></tr></tfoot>
					</table>
				</Panel>
				{p.instalments.length > 0 && <Panel title={d.instalments} icon="calendar" end={p.plan && (may("GET /api/v1/plans/:id") ? <a class="link" href={`/plans/${p.plan.id}`}>{p.plan.number}</a> : p.plan.number)}>
					<table class="table table-plain"><caption class="vh">{d.instalments}</caption><thead><tr><th scope="col">{d.of}</th><th scope="col">{d.due}</th><th scope="col" class="r">{t.payments.amount}</th><th scope="col" class="r">{d.paid}</th></tr></thead>
						<tbody>{p.instalments.map((i) => <tr key={i.number}><td>{d.instalment(i.number)}</td><td class="num">{date(i.due_on)}</td><td class="r">{money(i.due)}</td><td class="r">{money(i.amount)}</td></tr>)}</tbody></table></Panel>}
				<Panel title={w.section} icon="card"><Facts of={[
					[w.no, p.payment_no], [w.transaction, p.transaction_no], [w.method, names.mode(p.method)], [w.channel, names.channel(p.channel)],
					p.received && [w.received, money(p.received)], p.change && [w.change, money(p.change)], p.reference && [p.method_kind === "card" ? w.reference : d.reference, p.reference], p.card_last4 && [d.last4, `•••• ${p.card_last4}`], p.brand && [counter.fields.brand, counter.brands[p.brand as keyof typeof counter.brands] ?? p.brand], [w.type, t.type[p.type] ?? p.type],
					[w.receivedBy, p.received_by.name], [w.processing, p.processing_time === null ? d.notYet : p.processing_time === 0 ? w.immediate : d.seconds(p.processing_time)], [w.date, datedBack ? date(p.paid_on) : instantZoned(p.paid_at)], datedBack ? [w.entered, instantZoned(p.recorded_at)] : [w.businessDay, date(p.paid_on)],
					[w.verification, p.verification === "verified" && p.verified_by ? d.verifiedBy(p.verified_by.name, instant(p.verified_at)) : <Status of={p.verification === "verified" ? "verified" : "pending"} word={p.verification === "verified" ? undefined : t.status.waiting_verification} />],
					p.gateway_status && [w.gateway, p.gateway_status.replace(/_/g, " ")], p.settlement_status && [w.settlement, p.settlement_status.replace(/_/g, " ")],
				]} /><NotesPanel p={p} /></Panel>
				<Panel title={w.consumer} icon="people"><Facts of={[
					[w.name, <a class="link" href={`/accounts/${p.account.id}`}>{p.consumer.name}</a>], [w.phone, p.consumer.phone], [w.account, p.account.number], [w.email, p.consumer.email],
					[w.address, `${p.account.street}, ${p.account.city}`], [w.balance, money(p.account.owed)], p.account.credit.amount > 0 && [t.accounts.credit, money(p.account.credit)],
				]} /></Panel>
			</div>
			<div class="stack">
				{p.receipt_no && <Panel title={w.receipt} icon="receipt" class="receipt-panel" end={mayReceipt && <button type="button" class="link" onClick={() => void openReceipt(p)}>{w.openPdf}</button>}><Paper p={p} address={p.account.street} letterhead={rules?.letterhead} /></Panel>}
				{p.mails.length > 0 && <Panel title={w2.mail.heading} icon="mail"><div class="panel-body"><Mails of={p.mails} /></div></Panel>}
				{p.history?.length > 0 && <Panel title={w.timeline} icon="clock"><Timeline items={p.history} /></Panel>}
			</div>
		</div>
		{dialogs}
	</>;
}
