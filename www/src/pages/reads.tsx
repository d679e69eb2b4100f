/* Reads: what meters showed, and what became of it. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Read } from "../api/reads";
import { useList } from "../app/data";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { CycleChip } from "../billing/cycle_picker";
import { DropRead, readColumns, ReadMenu, ReplaceRead } from "../billing/read_parts";
import { t } from "../strings";
import { rw } from "../strings/reads";
import { Empty, LinkButton, PageHead, useTitle } from "../ui/base";
import { DateChip } from "../ui/dates";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import { Filters, Nothing, Table } from "../ui/table";
import { BillingTabs } from "../billing/section";

type Pair = [string, string];
const FILTERS = ["account_id", "meter_id", "cycle_id", "import_id", "fate", "quality", "state", "source", "from", "to"] as const;
type Q = Record<(typeof FILTERS)[number], string | null>;
const of = (words: Record<string, string>): Pair[] => Object.entries(words);

export default function Reads(_: PageProps) {
	useTitle(rw.title);
	const q = Object.fromEntries(FILTERS.map((k) => [k, query.value.get(k)])) as Q, f = rw.filters, sort = query.value.get("sort") ?? "-read_on";
	const path = withQuery("/reads", { ...q, sort: sort === "-read_on" ? null : sort }), list = useList<Read>(path);
	const [open, setOpen] = useState<{ what: "replace" | "drop"; read: Read } | null>(null), first = list.rows[0];
	const one = (name: "account_id" | "meter_id" | "import_id", title: string, shown: string | undefined) => q[name] && <ChoiceChip name={title} choices={[[q[name]!, shown ?? f.one]]} value={q[name]} onPick={() => setQuery({ [name]: null })} />;
	const filtered = FILTERS.some((k) => q[k]);
	return <>
		<PageHead title={t.bills.title} lead={rw.lead} actions={<><ExportMenu path={path} name={rw.file} />{may("POST /api/v1/imports") && <LinkButton href="/settings/imports?kind=reads" icon="download">{rw.import}</LinkButton>}</>} />
		<BillingTabs />
		<Filters chips={<>
			<CycleChip value={q.cycle_id} onPick={(v) => setQuery({ cycle_id: v })} />
			<ChoiceChip name={f.fate} choices={of(rw.fates)} value={q.fate} onPick={(v) => setQuery({ fate: v })} />
			<ChoiceChip name={f.quality} choices={of(rw.qualities)} value={q.quality} onPick={(v) => setQuery({ quality: v })} />
			<DateChip key={`${q.from}${q.to}`} from={q.from} to={q.to} day={null} onPick={(from, to) => setQuery({ from, to })} onDay={() => undefined} />
			<ChoiceChip name={f.state} choices={of(rw.states)} value={q.state} onPick={(v) => setQuery({ state: v })} />
			<ChoiceChip name={f.source} choices={of(rw.sources)} value={q.source} onPick={(v) => setQuery({ source: v })} />
			{one("account_id", f.account, first?.account.number)}{one("meter_id", f.meter, first?.meter.number)}{one("import_id", f.import, undefined)}
		</>} end={list.data && !list.stale ? t.common.shown(list.rows.length, !!list.data.next_cursor) : null} />
		<Table<Read> caption={rw.caption} what={rw.list} list={list} rowKey={(r) => r.id} rowName={(r) => `${r.account.number} ${r.read_on}`} columns={readColumns(true)} sort={sort} onSort={(s) => setQuery({ sort: s === "-read_on" ? null : s })}
			menu={(r) => <ReadMenu of={r} onPick={(what, read) => setOpen({ what, read })} />}
			empty={filtered ? <Nothing title={rw.nothing} text={rw.nothingHelp} onClear={() => setQuery(Object.fromEntries(FILTERS.map((k) => [k, null])))} /> : <Empty title={rw.empty} text={rw.emptyHelp} />} />
		{open?.what === "replace" && <ReplaceRead read={open.read} onClose={() => setOpen(null)} />}
		{open?.what === "drop" && <DropRead read={open.read} onClose={() => setOpen(null)} />}
	</>;
}
