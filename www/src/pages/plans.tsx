import { withQuery } from "../api/client";
import type { Plan } from "../api/desk";
import { useList } from "../app/data";
import { date, dateShort, dayOf, money, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { planWords } from "../strings/plans";
import { Empty, PageHead, Pill, useTitle } from "../ui/base";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Icon } from "../ui/icons";
import { ExportMenu } from "../ui/exports";
import { Progress } from "../ui/progress";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";

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
	{ key: "next", title: w.next, wide: true, cell: (p: Plan) => p.next_due_on ? p.next_due_on < today() ? <span class="late"><Icon name="alert" />{dateShort(p.next_due_on)}<span class="vh"> {t.status.overdue}</span></span> : <span class="num">{dateShort(p.next_due_on)}</span> : <span class="muted">{t.common.none}</span> },
	{ key: "created", title: w.created, wide: true, cell: (p: Plan) => <time class="num" dateTime={p.created_at}>{date(dayOf(p.created_at))}</time> },
	{ key: "status", title: w.status, slot: "status" as const, cell: (p: Plan) => <PlanStatus of={p.status} /> },
];
export const PlanMenu = ({ p }: { p: Plan }) => <>
	<MenuItem icon="eye" href={`/plans/${p.id}`}>{w.view}</MenuItem>
	{p.status === "active" && may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${p.account.id}&type=instalment`}>{w.pay}</MenuItem>}
	{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${p.account.id}?tab=plans`}>{t.accounts.view}</MenuItem>}
</>;

export default function Plans(_: PageProps) {
	useTitle(w.tab);
	const q = query.value, filters = { q: q.get("q"), status: q.get("status"), account_id: q.get("account_id"), consumer_id: q.get("consumer_id") };
	const path = withQuery("/plans", filters), list = useList<Plan>(path), any = Object.values(filters).some(Boolean);
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<SectionTabs of="payments" />
		<Views page="/plans" quick={(["active", "completed", "cancelled"] as const).map((s): [string, Record<string, string>] => [w.statuses[s]!, { status: s }])} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<><ChoiceChip name={w.status} choices={Object.entries(w.statuses)} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Plan> caption={w.caption} what={w.list} list={list} rowKey={(p) => p.id} rowName={(p) => p.number} columns={planColumns(true)} menu={(p) => <PlanMenu p={p} />}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
	</>;
}
