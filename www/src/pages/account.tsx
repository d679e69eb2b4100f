import { useEffect } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { AccountDetail, Habits, Happening } from "../api/desk";
import type { Page, Receivable } from "../api/types";
import { useChoices } from "../app/choices";
import { useGet, useList, type Got } from "../app/data";
import { date, dateShort, instantRow, instantZoned, money, moneyOf, percent, today } from "../app/format";
import { narrow } from "../app/narrow";
import type { PageProps } from "../app/pages";
import { remember } from "../app/recent";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { CallerDialog, EditConsumer, RaiseCharge } from "../dialogs";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { Banner, Bones, Button, Empty, Facts, Failed, LinkButton, PageHead, Panel, Status, useTitle, Value } from "../ui/base";
import { MonthBars } from "../ui/bars";
import { Menu, MenuItem } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { Icon, type IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { itemFor } from "../ui/split";
import { Tabs } from "../ui/tabs";

const w = accountWords, bones = () => <div class="panel"><Bones rows={6} what={w.what} /></div>;
interface TabProps { account: AccountDetail; onRaise: () => void }
const part = (load: () => Promise<{ default: (p: TabProps) => preact.JSX.Element }>) => lazy<TabProps>(w.what, load, bones);
const parts: Record<string, ReturnType<typeof part>> = {
	bills: part(() => import("../account/bills")), charges: part(() => import("../account/charges")), payments: part(() => import("../account/payments")), credits: part(() => import("../account/credits")), plans: part(() => import("../account/plans")), meters: part(() => import("../account/meters")),
	contacts: part(() => import("../account/contacts")), notes: part(() => import("../account/notes")), timeline: part(() => import("../account/timeline")), changes: part(() => import("../account/changes")),
};
const Activity = lazy(w.what, async () => ({ default: (await import("../account/timeline")).Happenings }));


export default function AccountPage({ params }: PageProps) {
	const id = params.id!, got = useGet<AccountDetail>(url`/accounts/${id}`), a = got.data;
	const open = useGet<Page<Receivable>>(may("GET /api/v1/receivables") ? withQuery("/receivables", { account_id: id, status: "open", limit: 50 }) : null);
	const habits = useGet<Habits>(may("GET /api/v1/accounts/:id/payment-habits") ? url`/accounts/${id}/payment-habits` : null);
	const dialog = query.value.get("do"), setDialog = (what: "raise" | "edit" | "caller" | null) => setQuery({ do: what }), modes = useChoices("payment_mode");
	useTitle(a ? `${a.consumer.name}, ${a.number}` : w.title);
	useEffect(() => { if (a) remember({ href: `/accounts/${id}`, icon: "people", text: a.consumer.name, more: `${a.number} · ${a.street}` }); }, [a?.id]);
	const back = { href: "/accounts", label: w.back };
	if (!a) return <><PageHead back={back} title={got.problem ? "" : w.title} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;

	const c = a.consumer, href = (tab: string) => (tab === "overview" ? `/accounts/${id}` : `/accounts/${id}?tab=${tab}`), k = a.counts;
	const all = ([["overview", true], ["bills", may("GET /api/v1/bills"), k.bills], ["charges", may("GET /api/v1/charges"), k.charges], ["payments", may("GET /api/v1/payments"), k.payments], ["credits", may("GET /api/v1/credit-notes"), k.credit_notes], ["plans", may("GET /api/v1/plans"), k.plans],
		["meters", true, a.meters.length], ["contacts", may("GET /api/v1/consumers/:id/contacts")], ["notes", may("GET /api/v1/accounts/:id/notes"), k.notes], ["timeline", may("GET /api/v1/accounts/:id/timeline")], ["changes", may("GET /api/v1/accounts/:id/changes")]] as [string, boolean, number | null | undefined][]).filter(([, on]) => on);
	const tab = all.some(([k]) => k === query.value.get("tab")) ? query.value.get("tab")! : "overview";
	const raise = a.status !== "closed" && may("POST /api/v1/charges"), plan = a.owed.amount > 0 && may("POST /api/v1/plans"), note = may("POST /api/v1/accounts/:id/notes"), check = may("POST /api/v1/accounts/:id/caller-checks"), edit = may("PATCH /api/v1/consumers/:id");
	const late = open.data?.data.filter((r) => r.due_on < today()).reduce((s, r) => s + r.open.amount, 0) ?? 0;
	const Part = parts[tab]!, small = narrow.value;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{c.name}</h1><Status of={a.status} /></div>} actions={<>
			{(note || check || edit || raise || plan) && <Menu label={w.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
				{small && raise && <MenuItem icon="bolt" onClick={() => setDialog("raise")}>{w.raise}</MenuItem>}
				{small && plan && <MenuItem icon="calendar" href={`/plans/new?account=${id}`}>{w.plan}</MenuItem>}
				{note && <MenuItem icon="note" href={href("notes")}>{w.note}</MenuItem>}
				{check && <MenuItem icon="phone" onClick={() => setDialog("caller")}>{w.caller}</MenuItem>}
				{may("GET /api/v1/consumers/:id") && <MenuItem icon="people" href={`/consumers/${c.id}`}>{w.consumer}</MenuItem>}
				{edit && <MenuItem icon="person" onClick={() => setDialog("edit")}>{w.edit}</MenuItem>}</>}</Menu>}
			{!small && plan && <LinkButton href={`/plans/new?account=${id}`}>{w.plan}</LinkButton>}
			{!small && raise && <Button onClick={() => setDialog("raise")}>{w.raise}</Button>}
			{may("POST /api/v1/payments") && <LinkButton kind="primary" href={`/payments/new?account=${a.id}`}>{w.record}</LinkButton>}</>}>
			<p class="headline"><span class="num">{a.number}</span><span>{a.street}, {a.city}, {a.region} {a.postcode}</span></p></PageHead>
		<FollowApproval />
		{c.circumstances && <Banner tone="warn" icon="info" title={w.circumstances}><p class="note-text">{c.circumstances}</p></Banner>}
		<dl class="vitals panel" aria-label={w.vitals}>
			<div><dt>{w.balance}</dt><dd><Value of={a.owed} /></dd><dd class="help">{a.owed.amount <= 0 ? w.nothingDue : late > 0 ? <span class="late"><Icon name="alert" />{w.late(money(moneyOf(late, a.owed.currency)))}</span> : open.data ? w.noneLate : "\u00a0"}</dd></div>
			<div><dt>{w.credit}</dt><dd><Value of={a.credit} /></dd><dd class="help">{a.credit.amount <= 0 ? w.creditNone : may("POST /api/v1/credit-notes/:id/use") ? <a class="link" href={href("credits")}>{w.useCredit}</a> : "\u00a0"}</dd></div>
			<div><dt>{w.contact}</dt><dd class="vital-lines">{c.phone && <a class="plain-link num" href={`tel:${c.phone.replace(/[^+\d]/g, "")}`}>{c.phone}</a>}{c.email && <a class="plain-link" href={`mailto:${c.email}`}>{c.email}</a>}{!c.phone && !c.email && <span class="muted">{w.noContact}</span>}</dd></div>
			<div><dt>{c.preferred_method ? w.prefersSaid : w.prefers}</dt><dd class="vital-lines"><span class="medium">{modes.name(c.preferred_method ?? habits.data?.methods[0]?.method) || (habits.data ? w.noHabit : "\u00a0")}</span><Last of={habits.data?.last_payment} /></dd></div>
		</dl>
		<Tabs label={w.tabs} at={tab} tabs={all.map(([key, , count]) => ({ key, label: w.tab[key]!, href: href(key), count }))} />
		{tab === "overview" ? <Overview a={a} open={open} habits={habits} />
			: <div class="stack-tight" key={tab}><Part account={a} onRaise={() => setDialog("raise")} /></div>}
		{dialog === "raise" && raise && <RaiseCharge account={a} onClose={() => setDialog(null)} />}
		{dialog === "edit" && edit && <EditConsumer consumer={c} onClose={() => setDialog(null)} />}
		{dialog === "caller" && check && <CallerDialog accountId={id} onClose={() => setDialog(null)} />}
	</>;
}

const Last = ({ of: p }: { of: Habits["last_payment"] | undefined }) => p ? <a class="plain-link help" href={`/payments/${p.id}`}>{w.lastPaid(money(p.amount), date(p.paid_on))}</a> : <span class="help">{"\u00a0"}</span>;

function Overview({ a, open, habits }: { a: AccountDetail; open: Got<Page<Receivable>>; habits: Got<Habits> }) {
	const id = a.id, mayTimeline = may("GET /api/v1/accounts/:id/timeline"), activity = useList<Happening>(mayTimeline ? withQuery(url`/accounts/${id}/timeline`, { limit: 6 }) : null), items = open.data?.data ?? [], pinned = a.pinned_notes;
	return <div class="cols cols-detail">
		<div class="stack">
			{may("GET /api/v1/receivables") && <Panel title={w.open} icon="bill" end={may("GET /api/v1/bills") && <a class="link" href={`/accounts/${id}?tab=bills`}>{w.seeBills}</a>}>
				{!open.data ? open.problem ? <Failed what={w.open} problem={open.problem} again={open.again} /> : <Bones rows={3} what={w.open} /> : !items.length ? <Empty title={w.nothingOpen} text={w.nothingOpenHelp} />
				: <table class="table table-plain cards mini" role="table"><caption class="vh">{w.openCaption}</caption>
					<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{w.item}</th><th role="columnheader" scope="col" class="c-who">{w.for}</th><th role="columnheader" scope="col" class="c-status">{w.due}</th><th role="columnheader" scope="col" class="c-amount r">{w.openAmount}</th></tr></thead>
					<tbody role="rowgroup">{items.slice(0, 8).map((r) => <tr key={r.id} role="row"><td role="cell" class="c-id id"><a href={`${r.kind === "bill" ? "/bills/" : "/charges/"}${r.id}`}>{r.number}</a></td>
						<td role="cell" class="c-who"><span class="two">{itemFor(r)}{r.plan && <> <a class="muted" href={`/plans/${r.plan.id}`}>{w.inPlan(r.plan.number)}</a></>}</span></td>
						<td role="cell" class="c-status num">{r.due_on < today() ? <span class="late"><Icon name="alert" />{dateShort(r.due_on)}<span class="vh"> {t.status.overdue}</span></span> : dateShort(r.due_on)}</td><td role="cell" class="c-amount r">{money(r.open)}</td></tr>)}</tbody></table>}
				{items.length > 8 && <p class="panel-foot">{w.moreOpen(items.length - 8)}</p>}
			</Panel>}
			{mayTimeline && <Panel title={w.activity} icon="clock" end={<a class="link" href={`/accounts/${id}?tab=timeline`}>{w.seeAll}</a>}>
				{!activity.data ? activity.problem ? <Failed what={w.activity} problem={activity.problem} again={activity.again} /> : <Bones rows={4} what={w.activity} /> : activity.rows.length ? <Activity items={activity.rows} short /> : <p class="panel-quiet">{w.noActivity}</p>}</Panel>}
		</div>
		<div class="stack">
			{pinned.length > 0 && <Panel title={w.pinned} icon="pin"><ul class="rows">{pinned.map((n) => <li class="row row-top" key={n.id}><div class="row-main"><p class="note-text">{n.text}</p><span class="help">{n.written_by.name}, <time dateTime={n.written_at} title={instantZoned(n.written_at)}>{instantRow(n.written_at)}</time></span></div></li>)}</ul></Panel>}
			{may("GET /api/v1/accounts/:id/payment-habits") && <HabitsPanel got={habits} />}
			<Panel title={w.facts} icon={"pin" as IconName}><Facts one of={[[w.number, a.number], [w.address, `${a.street}, ${a.city}`], [w.zone, a.zone.name], [w.class, t.accounts.classes[a.class] ?? a.class], [w.opened, date(a.opened_on)], a.closed_on && [w.closed, date(a.closed_on)], [t.accounts.consumerNo, may("GET /api/v1/consumers/:id") ? <a class="link" href={`/consumers/${a.consumer.id}`}>{a.consumer.number}</a> : a.consumer.number]]} /></Panel>
		</div>
	</div>;
}
function HabitsPanel({ got }: { got: Got<Habits> }) {
	const h = got.data, paid = h?.methods.reduce((n, m) => n + m.count, 0) ?? 0, modes = useChoices("payment_mode"), channels = useChoices("payment_channel");
	return <Panel title={w.habits} icon="card">{!h ? got.problem ? <Failed what={w.habits} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.habits} /> : !h.last_payment ? <p class="panel-quiet">{w.noHabits}</p> : <>
		<Facts one of={[h.on_time.share_bp !== null && [w.onTime, <><b class="medium">{percent(h.on_time.share_bp / 10000)}</b> <span class="muted">{w.onTimeOf(h.on_time.count, h.on_time.of)}</span></>], h.methods[0] && [w.usual, <>{modes.name(h.methods[0].method)} <span class="muted">{w.share(h.methods[0].count, paid)}</span></>], h.channels[0] && [w.usualChannel, channels.name(h.channels[0].channel)], h.mean_days_to_pay !== null && [w.days, w.daysMean(Math.round(h.mean_days_to_pay))]]} />
		<MonthBars months={h.months.slice(-12)} /></>}</Panel>;
}
