import { withQuery } from "../api/client";
import type { Bill, BillTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { date, dateRange, dateShort, money, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { Empty, PageHead, Status, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { DateChip } from "../ui/dates";
import { ChoiceChip, MenuItem } from "../ui/float";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";

const w = t.bills;
export function BillStatus({ b }: { b: Bill }) {
	if (b.status === "reversed") return <Status of="reversed" />;
	return <Status of={b.payment_status === "open" && b.due_on < today() ? "overdue" : b.payment_status} />;
}
export const billColumns = (withConsumer: boolean) => [
	{ key: "id", title: w.number, slot: "id" as const, cell: (b: Bill) => <a href={`/bills/${b.id}`}>{b.number}</a> },
	withConsumer ? { key: "who", title: w.consumer, slot: "who" as const, cell: (b: Bill) => <span class="two"><a href={`/accounts/${b.account.id}`}>{b.consumer.name}</a> <span class="muted">{b.account.number}</span></span> }
		: { key: "who", title: w.period, slot: "who" as const, cell: (b: Bill) => <span class="two">{dateRange(b.from_on, b.to_on)}{b.is_estimated && <> <span class="muted">{w.estimated}</span></>}</span> },
	{ key: "issued", title: w.issued, wide: withConsumer, sort: withConsumer ? "issued_on" : undefined, cell: (b: Bill) => <span class="num">{date(b.issued_on)}</span> },
	{ key: "due", title: w.due, wide: true, cell: (b: Bill) => <span class="num">{dateShort(b.due_on)}</span> },
	{ key: "amount", title: w.amount, slot: "amount" as const, cell: (b: Bill) => b.status === "reversed" ? <s class="struck">{money(b.amount)}</s> : money(b.amount) },
	{ key: "open", title: w.open, right: true, cell: (b: Bill) => <span class={b.open.amount ? undefined : "muted"}>{money(b.open)}</span> },
	{ key: "status", title: w.status, slot: "status" as const, cell: (b: Bill) => <BillStatus b={b} /> },
];

export default function Bills(_: PageProps) {
	useTitle(w.title);
	const q = query.value, get = (k: string) => q.get(k);
	const filters = { q: get("q"), from: get("from"), to: get("to"), payment_status: get("payment_status"), account_id: get("account_id") };
	const sort = get("sort") ?? "-issued_on";
	const path = withQuery("/bills", { ...filters, sort: sort === "-issued_on" ? null : sort }), list = useList<Bill>(path), totals = useGet<BillTotals>(withQuery("/bills/totals", filters));
	const any = Object.values(filters).some(Boolean);
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name="bills" />} />
		<SectionTabs of="bills" />
		<Views page="/bills" quick={[[t.status.open!, { payment_status: "open" }], [t.status.paid!, { payment_status: "paid" }]]} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				<ChoiceChip name={w.status} choices={[["open", t.status.open!], ["paid", t.status.paid!], ["cancelled", t.status.cancelled!]]} value={filters.payment_status} onPick={(v) => setQuery({ payment_status: v })} />
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
			</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Bill> caption={w.caption} what={w.list} list={list} rowKey={(b) => b.id} rowName={(b) => b.number} columns={billColumns(true)} sort={sort} onSort={(s) => setQuery({ sort: s === "-issued_on" ? null : s })}
			menu={(b) => <>
				<MenuItem icon="eye" href={`/bills/${b.id}`}>{w.view}</MenuItem>
				{b.open.amount > 0 && may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${b.account.id}&bill=${b.id}`}>{w.pay}</MenuItem>}
				{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${b.account.id}`}>{t.accounts.view}</MenuItem>}
			</>}
			foot={<tr role="row"><th role="rowheader" scope="row" colSpan={2}>{totals.data ? w.total(totals.data.row_count) : t.payments.adding}</th><td role="cell" class="col-wide" /><td role="cell" class="col-wide" />
				<td role="cell" class="c-amount r">{totals.data?.amount ? money(totals.data.amount) : ""}</td><td role="cell" class="r">{totals.data?.open ? money(totals.data.open) : ""}</td><td role="cell" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
	</>;
}
