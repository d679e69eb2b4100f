/* Print & distribute: the batches, and a new one. */
import { useEffect, useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import type { Batch } from "../api/distribute";
import { changed, useGet, useList } from "../app/data";
import { date, instantRow, money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { BatchState, NewBatch } from "../billing/distribute_parts";
import { CycleChip } from "../billing/cycle_picker";
import { t } from "../strings";
import { td } from "../strings/distribute";
import billingStyles from "../styles/billing.page.css";
import styles from "../styles/distribute.page.css";
import { Button, Empty, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import { Progress } from "../ui/progress";
import { Filters, Nothing, Table } from "../ui/table";
import { BillingTabs } from "../billing/section";

await sheet(billingStyles);
await sheet(styles);

export default function Distribute(_: PageProps) {
	useTitle(td.title);
	const q = query.value, filters = { state: q.get("state"), channel: q.get("channel"), cycle_id: q.get("cycle_id") };
	const path = withQuery("/bill-batches", filters), list = useList<Batch>(path), any = Object.values(filters).some(Boolean), w = td.columns;
	const [making, setMaking] = useState(q.get("new") === "1"), cycle = useGet<Cycle>(filters.cycle_id ? url`/cycles/${filters.cycle_id}` : null).data;
	const busy = list.rows.some((b) => b.state === "running");
	useEffect(() => {
		if (!busy) return;
		const timer = setInterval(() => { if (document.visibilityState === "visible") changed("/bill-batches?", "/bill-batches"); }, 1500);
		return () => clearInterval(timer);
	}, [busy]);
	const make = may("POST /api/v1/bill-batches") && <Button kind="primary" icon="printer" onClick={() => setMaking(true)}>{td.new}</Button>;
	return <>
		<PageHead title={t.bills.title} lead={td.lead} actions={<><ExportMenu path={path} name={td.fileName} />{make}</>} />
		<BillingTabs />
		<Filters chips={<>
			<CycleChip value={filters.cycle_id} onPick={(v) => setQuery({ cycle_id: v })} />
			<ChoiceChip name={td.how} choices={Object.entries(td.channels)} value={filters.channel} onPick={(v) => setQuery({ channel: v })} />
			<ChoiceChip name={td.state} choices={Object.entries(td.states)} value={filters.state} onPick={(v) => setQuery({ state: v })} /></>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Batch> caption={td.caption} what={td.what} list={list} rowKey={(b) => b.id} rowName={(b) => b.name} columns={[
			{ key: "name", title: w.name, slot: "who", cell: (b) => <span class="two"><a href={url`/billing/distribute/${b.id}`}>{b.name}</a>{b.cycle && !b.name.startsWith(b.cycle.name) && <span class="muted">{b.cycle.name}</span>}</span> },
			{ key: "how", title: w.how, slot: "id", cell: (b) => <span class="plain">{td.channels[b.channel]}</span> },
			{ key: "state", title: w.state, slot: "status", cell: (b) => <span class="batch-state"><BatchState of={b.state} />{b.state === "running" && <Progress done={b.done} of={b.bills} label={td.progress(b.done, b.bills)} />}</span> },
			{ key: "posted", title: w.posted, wide: true, cell: (b) => b.channel === "print" && b.state === "done" ? b.posted_on ? date(b.posted_on) : <span class="muted">{td.notPosted}</span> : t.common.none },
			{ key: "begun", title: w.begun, wide: true, cell: (b) => instantRow(b.created_at) },
			{ key: "bills", title: w.bills, right: true, cell: (b) => number(b.bills) },
			{ key: "amount", title: w.amount, slot: "amount", cell: (b) => money(b.amount) },
		]} empty={<Empty title={td.empty} text={td.emptyHelp}>{make}</Empty>}
			filtered={any ? <Nothing title={td.none} text={td.noneHelp} onClear={() => setQuery({ state: null, channel: null, cycle_id: null })} /> : undefined} />
		{making && <NewBatch cycle={cycle ?? null} onClose={() => { setMaking(false); if (q.get("new")) setQuery({ new: null }); }} />}
	</>;
}
