/*
 * Home by role, and only what exists: who takes money sees his takings and his drawer, who answers
 * for the office all takings, what waits for a decision and what somebody should look at.
 */
import { url, withQuery } from "../api/client";
import type { Alert } from "../api/alerts";
import type { Approval, Page, Payment, PaymentTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { instantRow, money, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { has, may, me } from "../app/session";
import { t } from "../strings";
import { homeWords } from "../strings/home";
import { approvalWords } from "../strings/approvals";
import { Amount, Bones, Empty, Failed, LinkButton, PageHead, Panel, Status, useTitle, Value } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { Marks, paymentName, struck } from "../counter/payments";
import type { components } from "../generated/api";
import { useChoices } from "../app/choices";
import { drawer } from "../strings/drawer";
import { customise } from "../strings/customise";
import { waitWords } from "../strings/waits";
import { lazy } from "../ui/lazy";

type Drawer = components["schemas"]["Drawer"];
type Close = components["schemas"]["DrawerCloseRow"];

const w = homeWords, d = drawer.home, SHOWN = 3;
const HomeFigures = lazy(t.nav.home, () => import("../payments/home_figures"), () => <div class="panel figures-room"><Bones rows={4} what={t.nav.home} /></div>);
const Customise = lazy<{ page: "home" }>(customise.open, () => import("../metrics/customise"), () => <span class="btn bones" />);
const BillingWork = lazy(waitWords.work, () => import("../billing/waits"), () => <div class="panel"><Bones rows={4} what={waitWords.work} /></div>);
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
/* What somebody should look at: figures beyond their limits, and payments, each a list that the count comes from. */
function Attention({ payments }: { payments: boolean }) {
	const ask = (q: Record<string, string>) => (payments ? withQuery("/payments/totals", { ...q, status: "posted" }) : null);
	const unverified = useGet<PaymentTotals>(ask({ verification: "pending" }), 60_000), duplicates = useGet<PaymentTotals>(ask({ flag: "duplicate" }), 60_000), fraud = useGet<PaymentTotals>(ask({ flag: "fraud" }), 60_000);
	const told = useGet<Page<Alert>>(may("GET /api/v1/alerts") ? "/alerts?state=live&limit=20" : null, 60_000), alerts = (told.data?.data ?? []).filter((a) => a.state !== "snoozed");
	const all: [PaymentTotals | undefined, "warn" | "bad", IconName, (k: number) => string, string, string][] = [
		[unverified.data, "warn", "clock", d.unverified, d.unverifiedHelp, "/payments?verification=pending&status=posted"], [duplicates.data, "warn", "flag", d.duplicates, d.duplicatesHelp, "/payments?flag=duplicate&status=posted"], [fraud.data, "bad", "flag", d.flagged, d.flaggedHelp, "/payments?flag=fraud&status=posted"]];
	const there = all.filter(([x]) => x && x.posted_count > 0), problem = unverified.problem ?? duplicates.problem ?? fraud.problem ?? told.problem, waits = payments && all.some(([x]) => !x) || (may("GET /api/v1/alerts") && !told.data);
	return <Panel title={d.attention} icon="alert" end={alerts.length > SHOWN && <a class="link" href="/alerts">{w.allAlerts(alerts.length)}</a>}>
		{problem && !there.length && !alerts.length ? <Failed what={d.attention} problem={problem} again={() => { unverified.again(); duplicates.again(); fraud.again(); told.again(); }} /> : waits ? <Bones rows={2} what={d.attention} />
		: !there.length && !alerts.length ? <p class="panel-quiet">{d.fine}</p>
		: <ul class="list">{alerts.slice(0, SHOWN).map((a) => <li key={a.id}><span class="sign" data-tone={a.severity === "info" ? "info" : a.severity === "warning" ? "warn" : "bad"}><Icon name={a.severity === "info" ? "info" : "alert"} /></span><div class="what"><a href={url`/alerts/${a.id}`}>{a.text}</a><p>{instantRow(a.opened_at)}</p></div><span class="go"><Icon name="right" /></span></li>)}
			{there.map(([x, tone, icon, title, help, href]) => <li key={href}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div class="what"><a href={href}>{title(x!.posted_count)} · <span class="num">{money(x!.posted)}</span></a><p>{help}</p></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
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
		[has("executive:read"), "/executive", "chart", w.quickExecutive, w.quickExecutiveHelp],
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
	const figures = may("GET /api/v1/metrics") && <HomeFigures />, look = !cashier && (may("GET /api/v1/alerts") || (payments && office));
	const head = <PageHead title={w.title} lead={w.lead(me.value!.name.split(" ")[0]!)} actions={<>{figures && <Customise page="home" />}{actions}</>} />;
	if (billing) return <>{head}{figures}<BillingWork />{look ? <div class="cols cols-detail"><div class="stack"><Quick /></div><div class="stack"><Attention payments={false} /></div></div> : <Quick />}</>;
	return <>
		{head}
		{figures}
		{bills && <BillingWork />}
		<div class="cols cols-detail">{payments ? <div class="stack">{drawers && <Closes />}<Latest /></div> : <div class="stack"><Quick /></div>}
			<div class="stack">{cashier && <OwnDrawer />}{look && <Attention payments={payments && office && !cashier} />}{may("GET /api/v1/approvals") && <Waiting />}{mine && !cashier && <OwnDrawer />}{payments && <Quick />}</div></div>
	</>;
}
