/* A charge in lists and on pages: columns, status, menu. */
import type { Charge } from "../api/desk";
import { date, dateShort, dayOf, money, today } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { chargeWords } from "../strings/charges";
import { Pill, Status } from "../ui/base";
import { MenuItem } from "../ui/float";
import { endings, type Ending } from "../dialogs";

const w = chargeWords;
export function ChargeStatus({ c }: { c: Charge }) {
	if (c.status !== "raised") return <Pill tone="still" icon="ban">{w.statuses[c.status]}</Pill>;
	return <Status of={c.open.amount === 0 ? "paid" : c.due_on < today() ? "overdue" : "open"} />;
}
export const chargeColumns = (withConsumer: boolean) => [
	{ key: "id", title: w.number, slot: "id" as const, cell: (c: Charge) => <a href={`/charges/${c.id}`}>{c.number}</a> },
	withConsumer ? { key: "who", title: w.consumer, slot: "who" as const, cell: (c: Charge) => <span class="two"><a href={`/accounts/${c.account.id}?tab=charges`}>{c.consumer.name}</a> <span class="muted">{c.account.number}</span></span> }
		: { key: "who", title: w.service, slot: "who" as const, cell: (c: Charge) => <span class="two">{c.name}</span> },
	...(withConsumer ? [{ key: "service", title: w.service, cell: (c: Charge) => c.name }] : []),
	{ key: "raised", title: w.raised, wide: true, cell: (c: Charge) => <time class="num" dateTime={c.raised_at}>{date(dayOf(c.raised_at))}</time> },
	{ key: "due", title: w.due, wide: true, cell: (c: Charge) => <span class="num">{dateShort(c.due_on)}</span> },
	{ key: "amount", title: w.amount, slot: "amount" as const, cell: (c: Charge) => c.status === "raised" ? money(c.amount) : <s class="struck">{money(c.amount)}</s> },
	{ key: "open", title: w.open, right: true, cell: (c: Charge) => <span class={c.open.amount ? undefined : "muted"}>{money(c.open)}</span> },
	{ key: "status", title: w.status, slot: "status" as const, cell: (c: Charge) => <ChargeStatus c={c} /> },
];
export function ChargeMenu({ c, onEnd }: { c: Charge; onEnd: (how: Ending) => void }) {
	const may1 = endings(c);
	return <>
		<MenuItem icon="eye" href={`/charges/${c.id}`}>{w.view}</MenuItem>
		{c.open.amount > 0 && may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${c.account.id}&bill=${c.id}`}>{w.pay}</MenuItem>}
		{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${c.account.id}`}>{t.accounts.view}</MenuItem>}
		{may1.length > 0 && <hr />}
		{may1.map((how) => <MenuItem key={how} icon="ban" danger onClick={() => onEnd(how)}>{how === "waive" ? w.waive : w.cancel}</MenuItem>)}
	</>;
}
