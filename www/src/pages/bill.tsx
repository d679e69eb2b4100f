/* One bill, as people read it: what it comes to, how, from which reads, and all that happened to it. */
import { useState } from "preact/hooks";
import { url } from "../api/client";
import type { BillAdjustment, BillLine } from "../api/billing";
import type { BillDetail } from "../api/types";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { date, dateRange, instant, milli, money, moneyOf, rate } from "../app/format";
import type { PageProps } from "../app/pages";
import { query } from "../app/router";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { billPdf, BillStatus, openBill, saveBill } from "../billing/bill_parts";
import { className, use } from "../billing/cycle_parts";
import { t } from "../strings";
import { billWords } from "../strings/bill";
import { exceptionTypes } from "../strings/cycle";
import styles from "../styles/billing.page.css";
import distribution from "../styles/distribute.page.css";
import { Banner, Bones, Button, Facts, Failed, LinkButton, PageHead, Panel, Pill, useTitle, Value } from "../ui/base";
import { Menu, MenuItem } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { HistoryList } from "../ui/history";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";

await sheet(styles);
const w = billWords, load = () => import("../billing/bill_change");
const TakeBack = lazy(w.rebill, async () => ({ default: (await load()).TakeBack })), Adjust = lazy(w.adjust, async () => ({ default: (await load()).Adjust })), Undo = lazy(w.undo, async () => ({ default: (await load()).UndoAdjustment })), Mail = lazy(w.email, async () => { await sheet(distribution); return { default: (await import("../billing/distribute_parts")).EmailBill }; });

/* "14 CCF × $2.87 = $40.18"; where the bill's own rounding took a part of a cent, without the sum. */
function how(l: BillLine, b: BillDetail): string {
	const q = l.quantity_milli, r = l.rate_micro, unit = l.kind === "usage" ? ` ${b.unit}` : "";
	const exact = q !== null && r !== null && (BigInt(q) * BigInt(r) + 500_000_000n) / 1_000_000_000n === BigInt(l.amount.amount);
	const sum = q !== null && r !== null && (q !== 1000 || unit) && (exact ? w.product(`${milli(q)}${unit}`, rate(r), money(l.amount)) : w.times(`${milli(q)}${unit}`, rate(r)));
	return [sum, l.from_on && l.to_on && (l.from_on !== b.from_on || l.to_on !== b.to_on) && dateRange(l.from_on, l.to_on)].filter(Boolean).join(" · ");
}
function Lines({ b }: { b: BillDetail }) {
	const own = b.lines.filter((l) => l.kind !== "adjustment"), adjusted = b.lines.filter((l) => l.kind === "adjustment"), m = (v: number) => money(moneyOf(v, b.amount.currency)), paid = b.status === "reversed" ? 0 : b.amount.amount - b.adjusted.amount - b.open.amount;
	const row = (l: BillLine) => { const text = how(l, b); return <tr key={l.line}><td class="wrap">{l.text}{l.gl_code && <span class="help"> {w.gl(l.gl_code)}</span>}{text && <span class="line-how num">{text}</span>}</td><td class="r">{money(l.amount)}</td></tr>; };
	const sum = (name: string, value: string, strong = false) => <tr class={strong ? undefined : "sub"}><th scope="row">{name}</th><td class="r">{value}</td></tr>;
	return <Panel title={w.lines} icon="bill" end={<span class="num">{use(b.consumption_milli, b.unit)}</span>}>
		<table class="table table-plain bill-lines"><caption class="vh">{w.lines}</caption><thead><tr><th scope="col">{w.line}</th><th scope="col" class="r">{w.lineAmount}</th></tr></thead>
			<tbody>{own.map(row)}</tbody>
			<tfoot>{sum(w.billed, money(b.amount), true)}
				{adjusted.map((l) => <tr key={l.line} class="sub"><th scope="row">{l.text}</th><td class="r">{money(l.amount)}</td></tr>)}
				{paid > 0 && sum(w.paid, m(-paid))}
				{(b.adjusted.amount !== 0 || paid > 0) && b.status !== "reversed" && sum(w.openNow, money(b.open), true)}</tfoot></table></Panel>;
}
function Meters({ b }: { b: BillDetail }) {
	const meters = b.copy?.meters ?? [], see = may("GET /api/v1/accounts/:id");
	if (!meters.length) return null;
	return <Panel title={w.meters} icon="bolt"><div class="scroll-x" tabIndex={0} role="region" aria-label={w.metersTable}><table class="table table-plain"><caption class="vh">{w.meters}</caption>
		<thead><tr><th scope="col">{w.meter}</th><th scope="col">{w.dates}</th><th scope="col" class="r">{w.previous}</th><th scope="col" class="r">{w.current}</th><th scope="col" class="r">{w.usage}</th><th scope="col">{w.quality}</th></tr></thead>
		<tbody>{meters.map((x, i) => <tr key={`${x.meter}${i}`}><td class="id">{see ? <a href={`/accounts/${b.account.id}?tab=meters`}>{x.meter}</a> : x.meter}</td><td class="num">{x.from_on && x.to_on ? dateRange(x.from_on, x.to_on) : date(x.to_on)}</td>
			<td class="r">{x.previous_milli !== null ? milli(x.previous_milli) : <span class="muted">{t.common.none}</span>}</td><td class="r">{x.current_milli !== null ? milli(x.current_milli) : <span class="muted">{t.common.none}</span>}</td>
			<td class="r">{x.use_milli !== null ? use(x.use_milli, b.unit) : ""}{x.multiplier_milli !== null && x.multiplier_milli !== 1000 && <span class="help"> {w.multiplier(milli(x.multiplier_milli))}</span>}</td><td>{x.quality ? w.qualities[x.quality] ?? x.quality : ""}</td></tr>)}</tbody></table></div></Panel>;
}
function Adjustments({ b, reason, onUndo }: { b: BillDetail; reason: (code: string | null) => string; onUndo: (a: BillAdjustment) => void }) {
	if (!b.adjustments.length) return null;
	const mayUndo = may("POST /api/v1/adjustments/:id/undo") && b.status === "issued";
	return <Panel title={w.adjustments} icon="pencil"><ul class="rows">{b.adjustments.map((a) => <li class="row row-top" key={a.id}><div class="row-main"><span class="medium">{reason(a.reason)}{a.use_milli !== null && <> · <span class="num">{w.lessUse(use(a.use_milli, b.unit))}</span></>}</span>
		<span class="help">{a.made_by}, {instant(a.made_at)}{a.remarks && ` · ${a.remarks}`}</span>{a.undone_on && <span class="help">{w.undone(date(a.undone_on), a.undone_by ?? "")}{a.undone_reason && ` · ${a.undone_reason}`}</span>}</div>
		<span class="num r">{a.undone_on ? <s class="struck">{money({ ...a.amount, amount: -a.amount.amount })}</s> : money({ ...a.amount, amount: -a.amount.amount })}</span>{!a.undone_on && mayUndo && <Button small onClick={() => onUndo(a)}>{w.undo}</Button>}</li>)}</ul></Panel>;
}
function Paid({ b }: { b: BillDetail }) {
	const list = b.allocations.filter((a) => a.source !== "adjustment");
	const to = (a: BillDetail["allocations"][number]) => `${a.source === "payment" ? "/payments/" : "/credit-notes/"}${a.source_id}`;
	return <Panel title={w.payments} icon="card">{!list.length ? <p class="panel-quiet">{w.notPaid}</p> : <table class="table table-plain"><caption class="vh">{w.payments}</caption><thead><tr><th scope="col">{w.paidWith}</th><th scope="col">{w.paidOn}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
		<tbody>{list.map((a, i) => <tr key={i}><td class="id">{a.source_id ? <a href={to(a)}>{a.source_number ?? w.sources[a.source]}</a> : w.paymentOfAnother}</td><td class="num">{date(a.allocated_on)}</td><td class="r">{a.reversed_on ? <><s class="struck">{money(a.amount)}</s><span class="vh"> {w.undoneMark}</span></> : money(a.amount)}</td></tr>)}</tbody></table>}</Panel>;
}
function Around({ b }: { b: BillDetail }) {
	const see = may("GET /api/v1/exceptions/:id"), batch = may("GET /api/v1/bill-batches/:id");
	return <>
		{b.charges.length > 0 && <Panel title={w.fees} icon="clock"><ul class="list">{b.charges.map((c) => <li key={c.id}><span class="sign" data-tone={c.open.amount ? "warn" : "still"}><Icon name="bill" /></span><div class="what"><a href={`/charges/${c.id}`}>{c.number} · <span class="num">{money(c.amount)}</span></a><p>{c.name}, {date(c.issued_on)}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul></Panel>}
		{b.exceptions.length > 0 && <Panel title={w.exceptions} icon="alert"><ul class="list">{b.exceptions.map((x) => <li key={x.id} class={see ? undefined : "flat"}><span class="sign" data-tone={x.state === "resolved" ? "good" : "warn"}><Icon name={x.state === "resolved" ? "ok" : "alert"} /></span><div class="what">{see ? <a href={`/exceptions/${x.id}`}>{exceptionTypes[x.type] ?? x.type}</a> : <span class="medium">{exceptionTypes[x.type] ?? x.type}</span>}<p>{[w.exceptionStates[x.state] ?? x.state, instant(x.opened_at), x.reason].filter(Boolean).join(" · ")}</p></div>{see && <span class="go"><Icon name="right" /></span>}</li>)}</ul></Panel>}
		{(b.deliveries.length > 0 || may("POST /api/v1/bills/:id/email")) && <Panel title={w.deliveries} icon="mail">{!b.deliveries.length ? <p class="panel-quiet">{w.noDeliveries}</p> : <ul class="rows">{b.deliveries.map((d) => <li class="row row-top" key={d.id}><div class="row-main"><span class="medium">{w.channels[d.channel]}{d.is_copy && ` (${w.copy})`}</span><span class="help">{d.address}</span><span class="help">{d.by_name}, {instant(d.delivered_at)}{d.failure && ` · ${d.failure}`}</span></div>
			<Pill tone={d.state === "failed" ? "bad" : d.state === "printed" || d.state === "accepted" ? "good" : d.state === "cancelled" ? "still" : "warn"} icon={d.state === "failed" ? "fail" : d.state === "printed" || d.state === "accepted" ? "ok" : d.state === "cancelled" ? "ban" : "clock"}>{w.deliveryStates[d.state] ?? d.state}</Pill>{d.batch_id && batch && <a class="icon-btn icon-btn-small" href={`/billing/distribute/${d.batch_id}`} aria-label={w.batch} title={w.batch}><Icon name="right" /></a>}</li>)}</ul>}</Panel>}
	</>;
}
interface CopiedTariff { id?: string; code?: string; name?: string; revision?: number }
function BillFacts({ b }: { b: BillDetail }) {
	const c = b.copy, tariff = (b.tariff ?? c?.tariff ?? null) as CopiedTariff | null, terms = c?.terms as { due_days?: number } | null | undefined, attributes = Object.entries((c?.attributes ?? {}) as Record<string, unknown>).filter(([, v]) => typeof v === "string" || typeof v === "number");
	const named = tariff && [tariff.name ?? tariff.code, tariff.revision && w.revision(tariff.revision)].filter(Boolean).join(", ");
	return <Panel title={w.facts} icon="info"><Facts one of={[
		[w.account, <a class="link" href={`/accounts/${b.account.id}`}>{b.account.number}</a>], [w.consumer, c?.consumer ?? b.consumer.name], [w.address, [c?.street ?? b.account.street, [c?.city ?? b.account.city, c?.postcode].filter(Boolean).join(" ")].filter(Boolean).join(", ")],
		[w.period, dateRange(b.from_on, b.to_on)], [w.issued, date(b.issued_on)], [w.due, date(b.due_on)], b.cycle && [w.cycle, <a class="link" href={`/billing/cycles/${b.cycle.id}`}>{b.cycle.name}</a>],
		b.class && [w.class, className(b.class)], named && [w.tariff, tariff?.id && may("GET /api/v1/tariffs/:id") ? <a class="link" href={`/tariffs/${tariff.id}`}>{named}</a> : named],
		...attributes.map(([k, v]): [string, string] => [className(k), String(v)]), !!terms?.due_days && [w.terms, w.dueDays(terms.due_days)],
		[w.usage, <>{use(b.consumption_milli, b.unit)} <span class="muted">· {b.quality ? w.qualities[b.quality] : b.is_estimated ? w.qualities.estimated : w.qualities.actual}</span></>],
		b.before && [w.before, money(b.before)], b.fixed.amount !== 0 && [w.fixedPart, money(b.fixed)], b.tax.amount !== 0 && [w.tax, money(b.tax)],
		b.replaces && [w.replaces, <a class="link" href={`/bills/${b.replaces.id}`}>{b.replaces.number}</a>], b.replaced_by && [w.replacedBy, <a class="link" href={`/bills/${b.replaced_by.id}`}>{b.replaced_by.number}</a>]]} /></Panel>;
}

type Doing = "rebill" | "reverse" | "adjust" | "mail";
export default function BillPage({ params }: PageProps) {
	const got = useGet<BillDetail>(url`/bills/${params.id!}`), b = got.data, reasons = useChoices("adjust_reason"), [doing, setDoing] = useState<Doing | null>(null), [undoing, setUndoing] = useState<BillAdjustment | null>(null), [busy, setBusy] = useState(false), waiting = !!query.value.get("approval");
	useTitle(b ? b.number : w.detail);
	const back = { href: "/bills", label: w.back };
	if (!b) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.notFound} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.notFound} />}</div></>;
	const live = b.status === "issued", pdf = billPdf(), rebill = live && !waiting && may("POST /api/v1/bills/:id/rebill"), reverse = live && !waiting && may("POST /api/v1/bills/:id/reverse"), adjust = live && !waiting && b.open.amount > 0 && may("POST /api/v1/bills/:id/adjust"), mail = live && may("POST /api/v1/bills/:id/email"), pay = b.open.amount > 0 && may("POST /api/v1/payments");
	const paid = live ? b.amount.amount - b.adjusted.amount - b.open.amount : 0;
	const standing = b.adjustments.filter((a) => !a.undone_on).length;
	const close = () => { setDoing(null); setUndoing(null); };
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{b.number}</h1><BillStatus b={b} />{b.is_estimated && <Pill tone="warn" icon="info">{w.estimatedMark}</Pill>}</div>} actions={<>
			{(pdf || rebill || reverse || mail) && <Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
				{pdf && <MenuItem icon="open" onClick={() => void openBill(b)}>{w.pdf}</MenuItem>}{pdf && <MenuItem icon="printer" onClick={() => void openBill(b, true)}>{w.print}</MenuItem>}{mail && <MenuItem icon="mail" onClick={() => setDoing("mail")}>{w.email}</MenuItem>}
				{(rebill || reverse) && <hr />}{rebill && <MenuItem icon="refresh" onClick={() => setDoing("rebill")}>{w.rebill}</MenuItem>}{reverse && <MenuItem icon="ban" danger onClick={() => setDoing("reverse")}>{w.reverse}</MenuItem>}</>}</Menu>}
			{adjust && <Button icon="pencil" onClick={() => setDoing("adjust")}>{w.adjust}</Button>}
			{pdf && <Button icon="download" kind={pay ? "plain" : "primary"} busy={busy} busyText={w.preparing} onClick={() => { setBusy(true); void saveBill(b).finally(() => setBusy(false)); }}>{w.download}</Button>}
			{pay && <LinkButton kind="primary" href={`/payments/new?account=${b.account.id}&bill=${b.id}`}>{w.pay}</LinkButton>}</>}>
			<p class="headline"><Value of={b.amount} /><span>{w.forRange(dateRange(b.from_on, b.to_on))} · <a class="link" href={`/accounts/${b.account.id}`}>{b.consumer.name}</a></span>{b.replaces && <span>{w.instead} <a class="link" href={`/bills/${b.replaces.id}`}>{b.replaces.number}</a></span>}</p></PageHead>
		<FollowApproval />
		{!live && <Banner tone="info" icon="ban" title={w.reversed(date(b.reversed_on))}><p>{w.reversedText(b.reversed_by ?? "", reasons.name(b.reverse_reason))}</p>{b.replaced_by && <p><a class="link" href={`/bills/${b.replaced_by.id}`}>{w.seeNew(b.replaced_by.number)}</a></p>}</Banner>}
		<dl class="doors doors-4 panel" aria-label={w.facts}>
			<div><dt>{w.openNow}</dt><dd class="value"><span class={b.open.amount ? undefined : "muted"}>{money(b.open)}</span></dd><dd class="help">{live ? b.open.amount ? `${w.due} ${date(b.due_on)}` : t.status.paid : w.statuses.reversed}</dd></div>
			<div><dt>{w.paid}</dt><dd class="value"><span class={paid ? undefined : "muted"}>{money(moneyOf(paid, b.amount.currency))}</span></dd><dd class="help">{w.ofBilled(money(b.amount))}</dd></div>
			<div><dt>{w.adjusted}</dt><dd class="value"><span class={b.adjusted.amount ? undefined : "muted"}>{money(b.adjusted.amount ? { ...b.adjusted, amount: -b.adjusted.amount } : b.adjusted)}</span></dd><dd class="help">{standing ? w.adjustmentCount(standing) : w.noAdjustments}</dd></div>
			<div><dt>{w.usage}</dt><dd class="value">{use(b.consumption_milli, b.unit)}</dd><dd class="help">{b.quality ? w.qualities[b.quality] : b.is_estimated ? w.qualities.estimated : w.qualities.actual}</dd></div></dl>
		<div class="cols cols-detail"><div class="stack"><Lines b={b} /><Meters b={b} /><Adjustments b={b} reason={reasons.name} onUndo={setUndoing} /><Paid b={b} /></div>
			<div class="stack"><BillFacts b={b} /><Around b={b} />{b.history.length > 0 && <Panel title={w.history} icon="clock"><HistoryList items={b.history.map((h) => ({ ...h, actor: h.actor ?? "" }))} reason={reasons.name} /></Panel>}</div></div>
		{(doing === "rebill" || doing === "reverse") && <TakeBack bill={b} how={doing} onClose={close} />}
		{doing === "adjust" && <Adjust bill={b} onClose={close} />}{doing === "mail" && <Mail bill={b} onClose={close} />}{undoing && <Undo bill={b} adjustment={undoing} onClose={close} />}
	</>;
}
