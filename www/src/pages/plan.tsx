import { useState } from "preact/hooks";
import { once, url } from "../api/client";
import type { InstalmentStatus, PlanDetail } from "../api/desk";
import { useGet } from "../app/data";
import { date, instant, money, moneyOf } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { planWords } from "../strings/plans";
import { Banner, Bones, Button, Facts, Failed, LinkButton, PageHead, Panel, Pill, useTitle, Value, type Tone } from "../ui/base";
import { Dialog, Menu, MenuItem, toast } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { FormProblem, TextArea } from "../ui/form";
import { HistoryList } from "../ui/history";
import { Icon, type IconName } from "../ui/icons";
import { Progress } from "../ui/progress";
import { useWork } from "../ui/work";
import { PlanStatus } from "../account/plan_parts";

const w = planWords;
const looks: Record<InstalmentStatus, [Tone, IconName]> = { paid: ["good", "ok"], partly: ["warn", "clock"], due: ["warn", "clock"], overdue: ["bad", "alert"], upcoming: ["still", "calendar"] };

function Cancel({ plan: p, onClose }: { plan: PlanDetail; onClose: () => void }) {
	const [reason, setReason] = useState(""), work = useWork({ "/reason": "pl-reason" }, "/plans");
	const submit = () => {
		if (work.refuse(reason.trim().length < 3 ? { "pl-reason": w.reasonNeeded } : {})) return;
		void work.run(async () => {
			await once(`plan_cancel.${p.id}`, "POST", url`/plans/${p.id}/cancel`, { reason: reason.trim() });
			moneyMoved();
			onClose();
			toast(w.cancelled(p.number));
		});
	};
	return <Dialog title={w.cancelTitle(p.number)} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{w.keep}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={w.cancelling}>{w.cancelDo}</Button></>}>
		<p>{w.cancelText(money(moneyOf(p.total.amount - p.paid.amount, p.total.currency)))}</p><FormProblem title={t.problem.title(w.cancelDo)} problem={work.rest} />
		<TextArea id="pl-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["pl-reason"]} maxLength={500} />
	</Dialog>;
}

export default function PlanPage({ params }: PageProps) {
	const got = useGet<PlanDetail>(url`/plans/${params.id!}`), p = got.data, [cancelling, setCancelling] = useState(false);
	useTitle(p ? p.number : w.detail);
	const back = { href: "/plans", label: w.back };
	if (!p) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	const m = (v: number) => money(moneyOf(v, p.total.currency)), late = p.schedule.filter((i) => i.status === "overdue").reduce((s, i) => s + i.left.amount, 0);
	const active = p.status === "active";
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{p.number}</h1><PlanStatus of={p.status} /></div>} actions={active && <>
			{may("POST /api/v1/plans/:id/cancel") && <Menu label={accountWords.more} class="btn icon-only" button={<Icon name="more" />}>{() => <MenuItem icon="ban" danger onClick={() => setCancelling(true)}>{w.cancel}</MenuItem>}</Menu>}
			{may("POST /api/v1/payments") && <LinkButton kind="primary" href={`/payments/new?account=${p.account.id}&type=instalment&plan=${p.id}`}>{w.pay}</LinkButton>}</>}>
			<p class="headline"><Value of={p.total} /><span>{w.count(p.instalments, w.every[p.every]!)} · <a class="link" href={`/accounts/${p.account.id}?tab=plans`}>{p.consumer.name}</a></span></p></PageHead>
		{p.ended_at && <Banner tone={p.status === "cancelled" ? "bad" : "info"} title={w.ended[p.status]?.(instant(p.ended_at)) ?? ""}>{p.end_reason && <p>{p.end_reason}</p>}</Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<section class="panel" aria-labelledby="p-schedule"><div class="panel-head"><Icon name="calendar" /><h2 id="p-schedule">{w.schedule}</h2><div class="end">{late > 0 && active ? <span class="late"><Icon name="alert" />{w.lateBy(m(late))}</span> : w.paidOf(money(p.paid), money(p.total))}</div></div>
					<div class="panel-bar"><Progress done={p.paid.amount} of={p.total.amount} label={w.paidOf(money(p.paid), money(p.total))} /></div>
					<table class="table table-plain cards mini" role="table"><caption class="vh">{w.scheduleCaption}</caption>
						<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{w.instalment}</th><th role="columnheader" scope="col" class="c-who">{w.due}</th><th role="columnheader" scope="col" class="c-amount r">{w.amount}</th><th role="columnheader" scope="col" class="r col-wide">{w.paid}</th><th role="columnheader" scope="col" class="r">{w.left}</th><th role="columnheader" scope="col" class="c-status">{w.status}</th></tr></thead>
						<tbody role="rowgroup">{p.schedule.map((i) => <tr key={i.number} role="row"><td role="cell" class="c-id num">{i.number} / {p.instalments}</td><td role="cell" class="c-who num">{date(i.due_on)}</td><td role="cell" class="c-amount r">{money(i.amount)}</td>
							<td role="cell" class={i.paid.amount ? "r col-wide" : "r col-wide muted"}>{money(i.paid)}</td><td role="cell" class={i.left.amount ? "r" : "r muted"}>{money(i.left)}</td>
							<td role="cell" class="c-status">{active || i.status === "paid" ? <Pill tone={looks[i.status][0]} icon={looks[i.status][1]}>{w.statusOf[i.status]}</Pill> : <Pill tone="still" icon="ban">{w.statuses[p.status]}</Pill>}</td></tr>)}</tbody>
						<tfoot role="rowgroup"><tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.total}</th><td role="cell" class="c-amount r">{money(p.total)}</td><td role="cell" class="r col-wide">{money(p.paid)}</td><td role="cell" class="r">{money(p.left)}</td><td role="cell" /></tr></tfoot></table></section>
				<Panel title={w.over} icon="bill"><table class="table table-plain"><caption class="vh">{w.overCaption}</caption><thead><tr><th scope="col">{accountWords.item}</th><th scope="col" class="r not-phone">{w.openThen}</th><th scope="col" class="r">{w.openNow}</th></tr></thead>
					<tbody>{p.receivables.map((r) => <tr key={r.id}><td class="id"><a href={`${r.kind === "bill" ? "/bills/" : "/charges/"}${r.id}`}>{r.number}</a></td><td class="r not-phone">{money(r.planned)}</td><td class={r.open.amount ? "r" : "r muted"}>{money(r.open)}</td></tr>)}</tbody></table></Panel>
			</div>
			<div class="stack">
				<Panel title={w.facts} icon="info"><Facts one of={[[w.account, <a class="link" href={`/accounts/${p.account.id}?tab=plans`}>{p.account.number}</a>], [w.rhythm, w.everyName[p.every]], [w.created, instant(p.created_at)], [w.by, p.created_by.name]]} />
					{p.override_reason && <div class="panel-note"><h3>{w.override}</h3><p>{p.override_reason}</p></div>}{p.notes && <div class="panel-note"><h3>{w.notes}</h3><p>{p.notes}</p></div>}</Panel>
				{p.payments.length > 0 && <Panel title={w.payments} icon="card"><ul class="rows">{p.payments.map((x) => <li class="row" key={x.id}><div class="row-main"><a class="link" href={`/payments/${x.id}`}>{x.receipt_no ?? w.payment}</a><span class="help">{date(x.paid_on)}</span></div><span class="num">{x.status === "posted" ? money(x.amount) : <s class="struck">{money(x.amount)}</s>}</span></li>)}</ul></Panel>}
				{p.history.length > 0 && <Panel title={w.history} icon="clock"><HistoryList items={p.history} /></Panel>}
			</div>
		</div>
		{cancelling && <Cancel plan={p} onClose={() => setCancelling(false)} />}
	</>;
}
