/* Bills: found by number, consumer, account or address, in this cycle or in all. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Zone } from "../api/billing";
import type { Bill, BillTotals, Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { clockZoned, decimal, money, moneyOf } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { useSearched } from "../app/searched";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { BillMenu, billColumns } from "../billing/bill_parts";
import { className } from "../billing/cycle_parts";
import { CycleChip } from "../billing/cycle_picker";
import { t } from "../strings";
import { billWords } from "../strings/bill";
import styles from "../styles/billing.page.css";
import distribution from "../styles/distribute.page.css";
import { Button, Empty, PageHead, useTitle } from "../ui/base";
import { useColumns } from "../ui/columns";
import { ExportMenu } from "../ui/exports";
import { DateChip, dateLabel, rangeOf } from "../ui/dates";
import { Chip, ChoiceChip } from "../ui/float";
import { SelectField } from "../ui/form";
import { lazy } from "../ui/lazy";
import { AmountChip } from "../ui/amounts";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { BillingTabs } from "../billing/section";
import { Views } from "../ui/views";

await sheet(styles);
const w = billWords, f = w.filters;
const NewBatch = lazy(w.what, async () => { await sheet(distribution); return { default: (await import("../billing/distribute_parts")).NewBatch }; });
type Pair = [string, string];
const STATUS: Pair[] = [["open", t.status.open!], ["paid", t.status.paid!], ["cancelled", w.statuses.cancelled!]], READ: Pair[] = [["true", f.estimated], ["false", f.actual]], ADJUSTED: Pair[] = [["true", f.adjusted], ["false", f.notAdjusted]], DELIVERED: Pair[] = [["true", f.isDelivered], ["false", f.notDelivered]];
const FILTERS = ["q", "cycle_id", "generation_id", "day", "from", "to", "due_from", "due_to", "payment_status", "is_estimated", "quality", "adjusted", "delivered", "zone_id", "class", "segment", "amount_min", "amount_max", "account_id", "consumer_id"] as const;
type Q = Record<(typeof FILTERS)[number], string | null>;

/* What is asked for less often: each, once set, is a chip of its own. */
function MoreChip({ q, zones }: { q: Q; zones: Zone[] }) {
	const pick = (name: string) => (v: string) => setQuery({ [name]: v || null }), all: Pair = ["", t.common.all];
	return <Chip name={f.more} value={null} all="" onClear={() => undefined}>{(close) => <form noValidate onSubmit={(e) => { e.preventDefault(); close(); }}>
		<SelectField id="f-adjusted" label={f.adjusted} value={q.adjusted ?? ""} onValue={pick("adjusted")} options={[all, ...ADJUSTED]} />
		<SelectField id="f-delivered" label={f.delivered} value={q.delivered ?? ""} onValue={pick("delivered")} options={[all, ...DELIVERED]} />
		{zones.length > 1 && <SelectField id="f-zone" label={f.zone} value={q.zone_id ?? ""} onValue={pick("zone_id")} options={[all, ...zones.map((z): Pair => [z.id, z.name])]} />}
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div></form>}</Chip>;
}

export default function Bills(_: PageProps) {
	useTitle(w.title);
	const q = Object.fromEntries(FILTERS.map((k) => [k, query.value.get(k)])) as Q, zones = useGet<Page<Zone>>("/zones").data?.data ?? [];
	const { day, ...asked } = q, range = rangeOf(day), filters = range ? { ...asked, from: range[0], to: range[1] } : asked, sort = query.value.get("sort") ?? "-issued_on";
	const path = withQuery("/bills", { ...filters, sort: sort === "-issued_on" ? null : sort }), list = useList<Bill>(path), totals = useGet<BillTotals>(withQuery("/bills/totals", filters)), sums = totals.data;
	useSearched(filters, list, "bills");
	const { columns, chooser } = useColumns("bills", billColumns(true)), [selected, setSelected] = useState<Set<string>>(new Set()), chosen = list.rows.filter((b) => selected.has(b.id)), [batch, setBatch] = useState(false);
	const word = (of: Pair[], v: string | null) => v && (of.find(([c]) => c === v)?.[1] ?? v);
	const named = [q.q && `“${q.q}”`, q.cycle_id && (list.rows[0]?.cycle?.name ?? f.scope), dateLabel(q.from, q.to, day), word(STATUS, q.payment_status), word(READ, q.is_estimated), q.quality && w.qualities[q.quality], word(ADJUSTED, q.adjusted), word(DELIVERED, q.delivered), q.zone_id && zones.find((z) => z.id === q.zone_id)?.name, q.class && className(q.class), q.segment && className(q.segment), (q.amount_min || q.amount_max) && f.amount, (q.due_from || q.due_to) && f.due, q.generation_id && f.oneRun, (q.account_id || q.consumer_id) && w.account].filter(Boolean).join(", ");
	const exportChosen = () => {
		const cell = (v: string) => (/^[=+\-@\t]/.test(v) ? `"'${v.replace(/"/g, '""')}"` : /[",\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v), m = (x: Bill["amount"]) => decimal(x.amount, x.currency);
		const lines = [["number", "consumer", "account", "from_on", "to_on", "issued_on", "due_on", "amount", "adjusted", "open", "currency", "status", "payment_status"], ...chosen.map((b) => [b.number, b.consumer.name, b.account.number, b.from_on, b.to_on, b.issued_on, b.due_on, m(b.amount), m(b.adjusted), m(b.open), b.amount.currency, b.status, b.payment_status])];
		const href = URL.createObjectURL(new Blob([lines.map((l) => l.map(cell).join(",")).join("\r\n")], { type: "text/csv" }));
		Object.assign(document.createElement("a"), { href, download: "bills-selected.csv" }).click();
	};
	const only = (name: "generation_id" | "account_id" | "consumer_id" | "class" | "segment" | "zone_id" | "quality", title: string, shown: string | undefined) => q[name] && <ChoiceChip name={title} choices={[[q[name]!, shown ?? "…"]]} value={q[name]} onPick={(v) => setQuery({ [name]: v })} />;
	const count = list.data && !list.stale ? <>{t.common.shown(list.rows.length, !!list.data.next_cursor)} · {t.common.asOf} <time class="num">{clockZoned(new Date(list.at || Date.now()))}</time></> : null;
	const shown = columns.filter((c) => !c.off && !c.hidden), at = shown.findIndex((c) => c.key === "amount"), print = may("POST /api/v1/bill-batches");
	return <>
		<PageHead title={t.bills.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<BillingTabs />
		<Views page="/bills" quick={[[w.quick.open, { payment_status: "open" }], [w.quick.paid, { payment_status: "paid" }], [w.quick.estimated, { is_estimated: "true" }], [w.quick.adjusted, { adjusted: "true" }], [w.quick.notDelivered, { delivered: "false" }]]} />
		<div class="wide-search"><Filters search={<Search label={w.searchLabel} placeholder={w.search} value={q.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<CycleChip value={q.cycle_id} onPick={(v) => setQuery({ cycle_id: v })} />
				<ChoiceChip name={f.status} choices={STATUS} value={q.payment_status} onPick={(v) => setQuery({ payment_status: v })} />
				<DateChip key={`${q.from}${q.to}${day}`} from={q.from} to={q.to} day={day} onPick={(from, to) => setQuery({ from, to, day: null })} onDay={(d) => setQuery({ day: d, from: null, to: null })} />
				<ChoiceChip name={f.reading} choices={READ} value={q.is_estimated} onPick={(v) => setQuery({ is_estimated: v })} />
				<AmountChip key={`a${q.amount_min}${q.amount_max}`} min={q.amount_min} max={q.amount_max} onPick={(amount_min, amount_max) => setQuery({ amount_min, amount_max })} />
				{q.adjusted && <ChoiceChip name={f.adjusted} choices={ADJUSTED} value={q.adjusted} onPick={(v) => setQuery({ adjusted: v })} />}
				{q.delivered && <ChoiceChip name={f.delivered} choices={DELIVERED} value={q.delivered} onPick={(v) => setQuery({ delivered: v })} />}
				{(q.due_from || q.due_to) && <Chip name={f.due} value={dateLabel(q.due_from, q.due_to)} onClear={() => setQuery({ due_from: null, due_to: null })}>{() => null}</Chip>}
				{only("zone_id", f.zone, zones.find((z) => z.id === q.zone_id)?.name)}{only("class", f.class, className(q.class))}{only("segment", f.segment, className(q.segment))}{only("quality", f.reading, q.quality ? w.qualities[q.quality] : undefined)}
				{only("generation_id", f.run, f.oneRun)}{only("account_id", w.account, list.rows[0]?.account.number)}{only("consumer_id", w.consumer, list.rows[0]?.consumer.name)}
				<MoreChip q={q} zones={zones} />
			</>} end={count} tools={chooser} /></div>
		<Table<Bill> caption={w.caption} what={w.list} list={list} rowKey={(b) => b.id} rowName={(b) => b.number} columns={columns} sort={sort} onSort={(s) => setQuery({ sort: s === "-issued_on" ? null : s })}
			menu={(b) => <BillMenu b={b} />} selected={selected} onSelect={setSelected}
			bar={chosen.length > 0 && <div class="table-bar table-bar-on" role="region" aria-label={t.common.selected(chosen.length)}><p class="num"><b>{t.common.selected(chosen.length)}</b> · {money(moneyOf(chosen.reduce((s, b) => s + b.amount.amount, 0)))}</p>
				{print && <Button small icon="printer" onClick={() => setBatch(true)}>{w.selected.print(chosen.length)}</Button>}
				<Button small icon="download" onClick={exportChosen}>{w.selected.export(chosen.length)}</Button>
				<div class="end"><Button small onClick={() => setSelected(new Set())}>{t.common.clear}<span class="vh">{t.common.clearSelection}</span></Button></div></div>}
			foot={<tr role="row"><td role="cell" class="col-check" />{shown.map((c, i) => i === 0 ? <th key={c.key} role="rowheader" scope="row" colSpan={2}>{sums ? w.total(sums.row_count) : w.asOfAdd}{!!sums?.reversed_count && <span class="help"> {w.reversedCount(sums.reversed_count)}</span>}</th> : i === 1 ? null
				: <td key={c.key} role="cell" class={[c.wide && "col-wide", i === at ? "c-amount r" : c.right && "r"].filter(Boolean).join(" ") || undefined}>{c.key === "amount" ? money(sums?.amount).replace("\u2014", "") : c.key === "open" ? money(sums?.open).replace("\u2014", "") : c.key === "adjusted" && sums ? money({ ...sums.adjusted, amount: -sums.adjusted.amount }) : ""}</td>)}<td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={named ? <Nothing title={w.none} text={w.noneHelp(named)} onClear={() => setQuery(Object.fromEntries(FILTERS.map((k) => [k, null])))} /> : undefined} />
		{batch && chosen.length > 0 && <NewBatch ids={chosen.map((b) => b.id)} onClose={() => setBatch(false)} />}
	</>;
}
