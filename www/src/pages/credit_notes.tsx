import { withQuery } from "../api/client";
import type { CreditNote, CreditNoteTotals } from "../api/desk";
import { useChoices } from "../app/choices";
import { useGet, useList } from "../app/data";
import { money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { creditWords } from "../strings/credits";
import { Empty, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { DateChip } from "../ui/dates";
import { ChoiceChip } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { AmountChip, ConsumerChip, ManyChip } from "../ui/pickers";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";
import { noteColumns, useNoteActions } from "../account/note_parts";

const w = creditWords;
export default function CreditNotes(_: PageProps) {
	useTitle(w.tab);
	const q = query.value, names = ["q", "from", "to", "status", "reason", "remaining", "amount_min", "amount_max", "account_id", "consumer_id", "payment_id"] as const;
	const filters = Object.fromEntries(names.map((k) => [k, q.get(k)])) as Record<(typeof names)[number], string | null>;
	const path = withQuery("/credit-notes", filters), list = useList<CreditNote>(path), any = Object.values(filters).some(Boolean), acts = useNoteActions(), reasons = useChoices("credit_reason");
	const totals = useGet<CreditNoteTotals>(may("GET /api/v1/credit-notes/totals") ? withQuery("/credit-notes/totals", filters) : null).data;
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<SectionTabs of="payments" />
		<Views page="/credit-notes" quick={(["active", "applied", "expired"] as const).map((s): [string, Record<string, string>] => [w.statuses[s]!, { status: s }])} />
		<FollowApproval />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				<ChoiceChip name={w.status} choices={Object.entries(w.statuses)} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				<ManyChip name={w.reason} choices={reasons.options} value={filters.reason} onPick={(v) => setQuery({ reason: v })} />
				<ChoiceChip name={w.left} choices={Object.entries(w.lefts)} value={filters.remaining} onPick={(v) => setQuery({ remaining: v })} />
				<AmountChip name={w.between} min={filters.amount_min} max={filters.amount_max} onPick={(min, max) => setQuery({ amount_min: min, amount_max: max })} />
				<ConsumerChip value={filters.consumer_id} onPick={(v) => setQuery({ consumer_id: v })} />
				{filters.payment_id && <ChoiceChip name={w.payment} choices={[[filters.payment_id, list.rows[0]?.payment?.receipt_no ?? "…"]]} value={filters.payment_id} onPick={(v) => setQuery({ payment_id: v })} />}
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
			</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<CreditNote> caption={w.caption} what={w.list} list={list} rowKey={(n) => n.id} rowName={(n) => n.number} columns={noteColumns(true, reasons.name)} menu={acts.menu}
			foot={totals && <tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.total(totals.row_count)}</th><td role="cell" class="c-amount r">{totals.amount ? money(totals.amount) : ""}</td><td role="cell" class="r">{totals.remaining ? money(totals.remaining) : ""}</td>
				<td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(names.map((k) => [k, null])))} /> : undefined} />
		{acts.dialogs}
	</>;
}
