/* A payment plan in lists and on pages: columns, status, menu. */
import type { Plan } from "../api/desk";
import { date, dateShort, dayOf, money, today } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { planWords } from "../strings/plans";
import { Pill } from "../ui/base";
import { MenuItem } from "../ui/float";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";

const w = planWords;
export function PlanStatus({ of }: { of: string }) {
	const word = w.statuses[of] ?? of;
	return of === "active" ? <Pill tone="info" icon="clock">{word}</Pill> : of === "completed" ? <Pill tone="good" icon="ok">{word}</Pill> : <Pill tone="still" icon="ban">{word}</Pill>;
}
export const Paid = ({ p }: { p: Plan }) => <span class="meter"><Progress done={p.paid.amount} of={p.total.amount} label={w.paidOf(money(p.paid), money(p.total))} /><span class="num">{money(p.paid)}</span></span>;
export const planColumns = (withConsumer: boolean) => [
	{ key: "id", title: w.number, slot: "id" as const, cell: (p: Plan) => <a href={`/plans/${p.id}`}>{p.number}</a> },
	withConsumer ? { key: "who", title: w.consumer, slot: "who" as const, cell: (p: Plan) => <span class="two"><a href={`/accounts/${p.account.id}?tab=plans`}>{p.consumer.name}</a> <span class="muted">{p.account.number}</span></span> }
		: { key: "who", title: w.rhythm, slot: "who" as const, cell: (p: Plan) => <span class="two">{w.count(p.instalments, w.every[p.every]!)}</span> },
	...(withConsumer ? [{ key: "rhythm", title: w.rhythm, wide: true, cell: (p: Plan) => w.count(p.instalments, w.every[p.every]!) }] : []),
	{ key: "amount", title: w.total, slot: "amount" as const, cell: (p: Plan) => money(p.total) },
	{ key: "paid", title: w.paid, wide: true, cell: (p: Plan) => <Paid p={p} /> },
	{ key: "next", title: w.next, wide: true, cell: (p: Plan) => p.next_due_on && p.status === "active" ? p.next_due_on < today() ? <span class="late"><Icon name="alert" />{dateShort(p.next_due_on)}<span class="vh"> {t.status.overdue}</span></span> : <span class="num">{dateShort(p.next_due_on)}</span> : <span class="muted">{t.common.none}</span> },
	{ key: "created", title: w.created, wide: true, cell: (p: Plan) => <time class="num" dateTime={p.created_at}>{date(dayOf(p.created_at))}</time> },
	{ key: "status", title: w.status, slot: "status" as const, cell: (p: Plan) => <PlanStatus of={p.status} /> },
];
export const PlanMenu = ({ p }: { p: Plan }) => <>
	<MenuItem icon="eye" href={`/plans/${p.id}`}>{w.view}</MenuItem>
	{p.status === "active" && may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${p.account.id}&type=instalment`}>{w.pay}</MenuItem>}
	{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${p.account.id}?tab=plans`}>{t.accounts.view}</MenuItem>}
</>;
