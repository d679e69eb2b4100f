import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Charge, ChargeTotals } from "../api/desk";
import { useGet, useList } from "../app/data";
import { money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { chargeWords } from "../strings/charges";
import { Empty, PageHead, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { DateChip } from "../ui/dates";
import { ChoiceChip } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { BillingTabs } from "../billing/section";
import { Views } from "../ui/views";
import { EndCharge, type Ending } from "../dialogs";
import { chargeColumns, ChargeMenu } from "../account/charge_parts";

const w = chargeWords;
export default function Charges(_: PageProps) {
	useTitle(w.title);
	const q = query.value, filters = { q: q.get("q"), from: q.get("from"), to: q.get("to"), status: q.get("status"), payment_status: q.get("payment_status"), kind: q.get("kind"), account_id: q.get("account_id") };
	const path = withQuery("/charges", filters), list = useList<Charge>(path), any = Object.values(filters).some(Boolean);
	const totals = useGet<ChargeTotals>(may("GET /api/v1/charges/totals") ? withQuery("/charges/totals", filters) : null).data;
	const [ending, setEnding] = useState<{ charge: Charge; how: Ending } | null>(null);
	return <>
		<PageHead title={t.bills.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<BillingTabs />
		<Views page="/charges" quick={[[t.status.open!, { payment_status: "open" }], [w.statuses.waived!, { status: "waived" }], [w.statuses.cancelled!, { status: "cancelled" }]]} />
		<FollowApproval />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
				<ChoiceChip name={w.status} choices={Object.entries(w.statuses)} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				<ChoiceChip name={w.paid} choices={[["open", t.status.open!], ["paid", t.status.paid!]]} value={filters.payment_status} onPick={(v) => setQuery({ payment_status: v })} />
				<ChoiceChip name={w.kind} choices={Object.entries(w.kinds)} value={filters.kind} onPick={(v) => setQuery({ kind: v })} />
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}
			</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Charge> caption={w.caption} what={w.list} list={list} rowKey={(c) => c.id} rowName={(c) => c.number} columns={chargeColumns(true)} menu={(c) => <ChargeMenu c={c} onEnd={(how) => setEnding({ charge: c, how })} />}
			foot={totals && <tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.total(totals.row_count)}</th><td role="cell" /><td role="cell" class="col-wide" /><td role="cell" class="col-wide" />
				<td role="cell" class="c-amount r">{totals.amount ? money(totals.amount) : ""}</td><td role="cell" class="r">{totals.open ? money(totals.open) : ""}</td><td role="cell" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
		{ending && <EndCharge charge={ending.charge} how={ending.how} onClose={() => setEnding(null)} />}
	</>;
}
