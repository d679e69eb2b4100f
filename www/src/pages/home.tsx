/*
 * Home by role, and only what exists: who takes money sees his takings and his drawer, who answers
 * for the office all takings, what waits for a decision and what somebody should look at.
 */
import { withQuery } from "../api/client";
import type { Approval, Page, Payment, PaymentTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { clockZoned, dateRange, instantRow, money, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { has, may, me } from "../app/session";
import { t } from "../strings";
import { homeWords } from "../strings/home";
import { approvalWords } from "../strings/approvals";
import { Amount, Bones, Button, Empty, Failed, LinkButton, PageHead, Panel, problemText, Status, useTitle, Value } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { Marks, paymentName, struck } from "../counter/payments";
import type { components } from "../generated/api";
import { useChoices } from "../app/choices";
import { drawer } from "../strings/drawer";
import { waitWords } from "../strings/waits";
import { lazy } from "../ui/lazy";

type Drawer = components["schemas"]["Drawer"];
type Close = components["schemas"]["DrawerCloseRow"];

const w = homeWords, d = drawer.home;
const BillingWork = lazy(waitWords.work, () => import("../billing/waits"), () => <div class="panel"><Bones rows={4} what={waitWords.work} /></div>);
/* A tile and the rows behind it: the same filters, so they add up. */
function Tile({ label, method }: { label: string; method: string | null }) {
	const day = today(), got = useGet<PaymentTotals>(withQuery("/payments/totals", { from: day, to: day, method }), 60_000), x = got.data;
	if (!x && got.problem) return <article class="tile tile-failed"><div class="tile-top"><h3 class="tile-label">{label}</h3></div>
		<div class="why"><Icon name="fail" /><p>{problemText(got.problem)}</p></div><Button small icon="refresh" onClick={got.again}>{t.common.tryAgain}</Button></article>;
	return <article class="tile"><div class="tile-top"><h3 class="tile-label"><a href={withQuery("/payments", { day: "today", method, status: "posted" })}>{label}</a></h3></div>
		<div class="tile-main">{x ? <p><Value of={x.posted ?? moneyOf(0)} /></p> : <span class="bone bone-value w-60 bones" />}</div>
		<div class="tile-foot">{x ? <><p class="delta">{w.posted(x.posted_count)}</p>{x.cancelled_count > 0 && <p class="delta-2">{w.voidedToday(money(x.cancelled))}</p>}</> : <span class="bone w-45 bones" />}</div></article>;
}
/* Every method that the office takes today, and what was taken by it; all of them make the first. */
function Takings() {
	const own = !has("payments:read"), modes = useChoices("payment_mode");
	const methods: [string, string][] = modes.all.length ? modes.all.filter((m) => m.is_active).map((m) => [m.code, m.name]) : [["cash", t.method.cash!], ["card_terminal", t.method.card_terminal!]];
	return <Panel title={own ? w.mine : w.takings} icon="money" end={<>{dateRange(today(), today())} · {t.common.asOf} {clockZoned(new Date())}</>}>
		<div class="tiles tiles-fit"><Tile label={w.all} method={null} />{methods.map(([code, name]) => <Tile key={code} label={name} method={code} />)}</div></Panel>;
}
/* The cashier's own drawer: what should be in it now. */
function OwnDrawer() {
	const got = useGet<Drawer>("/drawers/mine", 60_000), x = got.data;
	return <Panel title={d.drawer} icon="drawer" end={x?.last_close ? drawer.since(x.last_close.number, instantRow(x.last_close.closed_at)) : undefined}>
		{!x ? got.problem ? <Failed what={drawer.what} problem={got.problem} again={got.again} /> : <Bones rows={2} what={drawer.what} />
		: <div class="drawer-sum"><div><p class="help">{d.expected}</p><p><Value of={moneyOf(x.float.amount + x.taken.amount, x.taken.currency)} /></p></div>
			<dl class="sum"><div><dt>{drawer.float}</dt><dd>{money(x.float)}</dd></div><div><dt>{drawer.taken} · {drawer.takenCount(x.in_count)}</dt><dd>{money(x.in)}</dd></div>{x.out_count > 0 && <div><dt>{drawer.given} · {drawer.givenCount(x.out_count)}</dt><dd>{money(x.out)}</dd></div>}</dl>
			<div class="row-acts"><LinkButton href="/drawer" kind={x.in_count ? "primary" : "plain"} icon="drawer">{d.closeIt}</LinkButton><a class="link" href="/drawer-closes">{d.seeCloses}</a></div></div>}
	</Panel>;
}
function Closes() {
	const day = today(), got = useGet<Page<Close>>(withQuery("/drawer-closes", { from: day, to: day, limit: 5 }), 60_000);
	return <Panel title={d.closes} icon="drawer" end={<a class="link" href="/drawer-closes">{d.seeCloses}</a>}>
		{!got.data ? got.problem ? <Failed what={drawer.closes} problem={got.problem} again={got.again} /> : <Bones rows={2} what={drawer.closes} />
		: !got.data.data.length ? <p class="panel-quiet">{d.noCloses}</p>
		: <ul class="list">{got.data.data.map((c) => <li key={c.id}><span class="sign" data-tone={c.difference.amount === 0 ? "good" : c.difference.amount < 0 ? "bad" : "warn"}><Icon name={c.difference.amount === 0 ? "ok" : "alert"} /></span>
			<div class="what"><a href={`/drawer-closes/${c.id}`}>{c.user.name} · <span class="num">{money(c.counted)}</span></a><p>{c.number}, {instantRow(c.closed_at)} · {c.difference.amount === 0 ? drawer.exact : c.difference.amount < 0 ? drawer.short(money({ ...c.difference, amount: -c.difference.amount })) : drawer.overBy(money(c.difference))}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
	</Panel>;
}
/* What somebody should look at: each a list that the count comes from. */
function Attention() {
	const ask = (q: Record<string, string>) => withQuery("/payments/totals", { ...q, status: "posted" });
	const unverified = useGet<PaymentTotals>(ask({ verification: "pending" }), 60_000), duplicates = useGet<PaymentTotals>(ask({ flag: "duplicate" }), 60_000), fraud = useGet<PaymentTotals>(ask({ flag: "fraud" }), 60_000);
	const all: [PaymentTotals | undefined, "warn" | "bad", IconName, (k: number) => string, string, string][] = [
		[unverified.data, "warn", "clock", d.unverified, d.unverifiedHelp, "/payments?verification=pending&status=posted"], [duplicates.data, "warn", "flag", d.duplicates, d.duplicatesHelp, "/payments?flag=duplicate&status=posted"], [fraud.data, "bad", "flag", d.flagged, d.flaggedHelp, "/payments?flag=fraud&status=posted"]];
	const there = all.filter(([x]) => x && x.posted_count > 0), problem = unverified.problem ?? duplicates.problem ?? fraud.problem;
	return <Panel title={d.attention} icon="alert">
		{problem && !there.length ? <Failed what={d.attention} problem={problem} again={unverified.again} /> : all.some(([x]) => !x) ? <Bones rows={2} what={d.attention} />
		: !there.length ? <p class="panel-quiet">{d.fine}</p>
		: <ul class="list">{there.map(([x, tone, icon, title, help, href]) => <li key={href}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div class="what"><a href={href}>{title(x!.posted_count)} · <span class="num">{money(x!.posted)}</span></a><p>{help}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
	</Panel>;
}
function Latest() {
	const modes = useChoices("payment_mode"), list = useList<Payment>("/payments?limit=8");
	return <Panel title={has("payments:read") ? w.latest : w.latestMine} icon="card" end={<a class="link" href="/payments">{w.seeAll}</a>}>
		{list.problem && !list.data ? <Failed what={t.payments.what} problem={list.problem} again={list.again} /> : !list.data ? <Bones rows={6} what={t.payments.what} />
		: !list.rows.length ? <Empty title={w.noPayments} text={w.noPaymentsHelp} />
		: <table class="table table-plain cards list-table mini" role="table"><caption class="vh">{w.latest}</caption>
			<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{t.payments.receipt}</th><th role="columnheader" scope="col" class="c-who">{t.payments.consumer}</th><th role="columnheader" scope="col" class="c-amount r">{t.payments.amount}</th><th role="columnheader" scope="col" class="col-wide">{t.payments.date}</th><th role="columnheader" scope="col" class="c-status">{t.payments.status}</th></tr></thead>
			<tbody role="rowgroup">{list.rows.slice(0, 8).map((p) => <tr key={p.id} role="row"><td role="cell" class="c-id id"><a href={`/payments/${p.id}`}>{paymentName(p)}</a></td>
				<td role="cell" class="c-who"><span class="two"><a href={`/accounts/${p.account.id}`}>{p.consumer.name}</a> <span class="muted">{modes.name(p.method)}</span></span></td>
				<td role="cell" class="c-amount r"><Amount of={p.amount} struck={struck(p)} /></td><td role="cell" class="col-wide num">{instantRow(p.paid_at)}</td><td role="cell" class="c-status"><span class="marks"><Status of={p.status} /><Marks p={p} /></span></td></tr>)}</tbody></table>}
	</Panel>;
}
function Waiting() {
	const got = useGet<Page<Approval>>("/approvals?state=waiting&limit=50", 60_000);
	const decide = has("approvals:read");
	/* Who only asks sees what became of it elsewhere: nothing asked for, nothing to show. */
	if (!decide && !got.data?.data.length) return null;
	return <Panel title={decide ? w.waiting : d.mine} icon="stamp" end={decide && got.data && got.data.data.length > 0 && <a class="link" href="/approvals?state=waiting">{t.common.view}</a>}>
		{got.problem && !got.data ? <Failed what={approvalWords.what} problem={got.problem} again={got.again} /> : !got.data ? <Bones rows={2} what={approvalWords.what} />
		: !got.data.data.length ? <p class="panel-quiet">{w.noneWaiting}</p>
		: <ul class="list">{got.data.data.slice(0, 5).map((a) => <li key={a.id}><span class="sign" data-tone="warn"><Icon name="clock" /></span>
			<div class="what"><a href={decide ? `/approvals?open=${a.id}` : a.kind === "payment.record" ? `/payments/new?waiting=${a.id}` : "/payments"}>{approvalWords.kinds[a.kind] ?? a.kind} · <span class="num">{money(a.amount)}</span></a><p>{a.requested_by.name}, {instantRow(a.requested_at)}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
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
	const payments = may("GET /api/v1/payments"), mine = may("GET /api/v1/drawers/mine"), office = has("payments:read"), drawers = has("drawers:read");
	/* Who takes money has the drawer first; who answers for the office what waits for him. */
	const cashier = mine && !drawers;
	/* Who bills sees what waits in billing; who does nothing else, that alone. */
	const bills = may("POST /api/v1/generations"), billing = bills && !mine && !drawers;
	const actions = may("POST /api/v1/payments") ? <LinkButton kind="primary" href="/payments/new">{w.record}</LinkButton> : bills && <LinkButton kind="primary" href="/billing?do=bulk">{waitWords.generate}</LinkButton>;
	if (billing) return <><PageHead title={w.title} lead={w.lead(me.value!.name.split(" ")[0]!)} actions={actions} /><BillingWork /><Quick /></>;
	return <>
		<PageHead title={w.title} lead={w.lead(me.value!.name.split(" ")[0]!)} actions={actions} />
		{payments && <Takings />}
		{bills && <BillingWork />}
		<div class="cols cols-detail">{payments ? <div class="stack">{drawers && <Closes />}<Latest /></div> : <div class="stack"><Quick /></div>}
			<div class="stack">{cashier && <OwnDrawer />}{may("GET /api/v1/approvals") && <Waiting />}{payments && office && !cashier && <Attention />}{mine && !cashier && <OwnDrawer />}{payments && <Quick />}</div></div>
	</>;
}
