import { withQuery } from "../api/client";
import type { Plan, PlanTotals } from "../api/desk";
import { useGet, useList } from "../app/data";
import { money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { planWords } from "../strings/plans";
import { Empty, PageHead, useTitle } from "../ui/base";
import { ChoiceChip } from "../ui/float";
import { ExportMenu } from "../ui/exports";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";
import { planColumns, PlanMenu } from "../account/plan_parts";

const w = planWords;
export default function Plans(_: PageProps) {
	useTitle(w.tab);
	const q = query.value, filters = { q: q.get("q"), status: q.get("status"), account_id: q.get("account_id"), consumer_id: q.get("consumer_id") };
	const path = withQuery("/plans", filters), list = useList<Plan>(path), any = Object.values(filters).some(Boolean);
	const totals = useGet<PlanTotals>(may("GET /api/v1/plans/totals") ? withQuery("/plans/totals", filters) : null).data;
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<ExportMenu path={path} name={w.fileName} />} />
		<SectionTabs of="payments" />
		<Views page="/plans" quick={(["active", "completed", "cancelled"] as const).map((s): [string, Record<string, string>] => [w.statuses[s]!, { status: s }])} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={filters.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<><ChoiceChip name={w.status} choices={Object.entries(w.statuses)} value={filters.status} onPick={(v) => setQuery({ status: v })} />
				{filters.account_id && <ChoiceChip name={w.account} choices={[[filters.account_id, list.rows[0]?.account.number ?? "…"]]} value={filters.account_id} onPick={(v) => setQuery({ account_id: v })} />}</>}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Plan> caption={w.caption} what={w.list} list={list} rowKey={(p) => p.id} rowName={(p) => p.number} columns={planColumns(true)} menu={(p) => <PlanMenu p={p} />}
			foot={totals && <tr role="row"><th role="rowheader" scope="row" colSpan={2}>{w.sum(totals.row_count)}</th><td role="cell" class="col-wide" /><td role="cell" class="c-amount r">{money(totals.total)}</td>
				<td role="cell" class="col-wide">{w.of(money(totals.paid), money(totals.total))}</td><td role="cell" class="col-wide" /><td role="cell" class="col-wide" /><td role="cell" /><td role="cell" class="col-menu" /></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
	</>;
}
