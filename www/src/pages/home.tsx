/* Honest and small: today's takings, the latest payments, what waits for the reader. */
import { withQuery } from "../api/client";
import type { Approval, Page, Payment, PaymentTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { clockZoned, dateRange, instantRow, money, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { has, may, me } from "../app/session";
import { t } from "../strings";
import { Amount, Bones, Button, Empty, Failed, LinkButton, PageHead, Panel, problemText, Status, useTitle, Value } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { paymentName, struck } from "../counter/payments";

const w = t.home;
function Tile({ label, method }: { label: string; method: string | null }) {
	const day = today(), q = { from: day, to: day, method };
	const got = useGet<PaymentTotals>(withQuery("/payments/totals", q)), d = got.data;
	if (!d && got.problem) return <article class="tile tile-failed"><div class="tile-top"><h3 class="tile-label">{label}</h3></div>
		<div class="why"><Icon name="fail" /><p>{problemText(got.problem)}</p></div><Button small icon="refresh" onClick={got.again}>{t.common.tryAgain}</Button></article>;
	return <article class="tile"><div class="tile-top"><h3 class="tile-label"><a href={withQuery("/payments", { ...q, status: "posted" })}>{label}</a></h3></div>
		<div class="tile-main">{d ? <p><Value of={d.posted ?? moneyOf(0)} /></p> : <span class="bone bone-value w-60 bones" />}</div>
		<div class="tile-foot">{d ? <><p class="delta">{w.posted(d.posted_count)}</p>{d.cancelled_count > 0 && <p class="delta-2">{w.voidedToday(money(d.cancelled))}</p>}</> : <span class="bone w-45 bones" />}</div></article>;
}
function Takings() {
	const own = !has("payments:read");
	return <Panel title={own ? w.mine : w.takings} icon="money" end={<>{dateRange(today(), today())} · {t.common.asOf} {clockZoned(new Date())}</>}>
		<div class="tiles tiles-3"><Tile label={w.all} method={null} /><Tile label={t.method.cash!} method="cash" /><Tile label={t.method.card_terminal!} method="card_terminal" /></div></Panel>;
}
function Latest() {
	const list = useList<Payment>("/payments?limit=8");
	return <Panel title={has("payments:read") ? w.latest : w.latestMine} icon="card" end={<a class="link" href="/payments">{w.seeAll}</a>}>
		{list.problem && !list.data ? <Failed what={t.payments.what} problem={list.problem} again={list.again} /> : !list.data ? <Bones rows={6} what={t.payments.what} />
		: !list.rows.length ? <Empty title={w.noPayments} text={w.noPaymentsHelp} />
		: <table class="table table-plain cards list-table mini" role="table"><caption class="vh">{w.latest}</caption>
			<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{t.payments.receipt}</th><th role="columnheader" scope="col" class="c-who">{t.payments.consumer}</th><th role="columnheader" scope="col" class="c-amount r">{t.payments.amount}</th><th role="columnheader" scope="col" class="col-wide">{t.payments.date}</th><th role="columnheader" scope="col" class="c-status">{t.payments.status}</th></tr></thead>
			<tbody role="rowgroup">{list.rows.slice(0, 8).map((p) => <tr key={p.id} role="row"><td role="cell" class="c-id id"><a href={`/payments/${p.id}`}>{paymentName(p)}</a></td>
				<td role="cell" class="c-who"><span class="two"><a href={`/accounts/${p.account.id}`}>{p.consumer.name}</a> <span class="muted">{t.method[p.method] ?? p.method}</span></span></td>
				<td role="cell" class="c-amount r"><Amount of={p.amount} struck={struck(p)} /></td><td role="cell" class="col-wide num">{instantRow(p.paid_at)}</td><td role="cell" class="c-status"><Status of={p.status} /></td></tr>)}</tbody></table>}
	</Panel>;
}
function Waiting() {
	const got = useGet<Page<Approval>>("/approvals?state=waiting&limit=50", 60_000);
	return <Panel title={w.waiting} icon="stamp" end={got.data && got.data.data.length > 0 && <a class="link" href="/approvals?state=waiting">{t.common.view}</a>}>
		{got.problem && !got.data ? <Failed what={t.approvals.what} problem={got.problem} again={got.again} /> : !got.data ? <Bones rows={2} what={t.approvals.what} />
		: !got.data.data.length ? <p class="panel-quiet">{w.noneWaiting}</p>
		: <ul class="list">{got.data.data.slice(0, 5).map((a) => <li key={a.id}><span class="sign" data-tone="warn"><Icon name="clock" /></span>
			<div class="what"><a href={`/approvals?open=${a.id}`}>{t.approvals.kinds[a.kind] ?? a.kind} · <span class="num">{money(a.amount)}</span></a><p>{a.requested_by.name}, {instantRow(a.requested_at)}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
	</Panel>;
}
function Quick() {
	const all: [boolean, string, IconName, string, string][] = [
		[may("POST /api/v1/payments"), "/payments/new", "plus", w.quickRecord, w.quickRecordHelp],
		[may("GET /api/v1/accounts"), "/accounts", "search", w.quickFind, w.quickFindHelp],
		[may("GET /api/v1/bills"), "/bills?payment_status=open", "bill", w.quickOpen, w.quickOpenHelp],
		[may("GET /api/v1/users"), "/settings/users", "people", w.quickUsers, w.quickUsersHelp],
		[may("GET /api/v1/audit"), "/audit", "book", w.quickAudit, w.quickAuditHelp],
	];
	return <Panel title={w.quick} icon="bolt"><ul class="list">{all.filter(([on]) => on).map(([, href, icon, title, text]) => <li key={href}><span class="sign"><Icon name={icon} /></span>
		<div class="what"><a href={href}>{title}</a><p>{text}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul></Panel>;
}

export default function Home(_: PageProps) {
	useTitle(w.title);
	const payments = may("GET /api/v1/payments"), approvals = has("approvals:read");
	return <>
		<PageHead title={w.title} lead={w.lead(me.value!.name.split(" ")[0]!)} actions={may("POST /api/v1/payments") && <LinkButton kind="primary" href="/payments/new">{w.record}</LinkButton>} />
		{payments && <Takings />}
		<div class="cols cols-detail">{payments ? <div class="stack"><Latest /></div> : <div class="stack"><Quick /></div>}<div class="stack">{approvals && <Waiting />}{payments && <Quick />}</div></div>
	</>;
}
