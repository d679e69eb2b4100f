/* Drawers that were closed: who, when, and what was missing or over. */
import { withQuery } from "../api/client";
import type { components } from "../generated/api";
import { useGet, useList } from "../app/data";
import { date, instantRow, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { drawer as w } from "../strings/drawer";
import { t } from "../strings";
import { Empty, LinkButton, PageHead, Pill, useTitle } from "../ui/base";
import { DateChip, dateLabel, rangeOf } from "../ui/dates";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip } from "../ui/float";
import { Filters, Nothing, Table } from "../ui/table";
import { SectionTabs } from "../ui/tabs";

export type Close = components["schemas"]["DrawerCloseRow"];
interface Totals { row_count: number; taken: components["schemas"]["Money"]; counted: components["schemas"]["Money"]; difference: components["schemas"]["Money"] }
export function Difference({ of }: { of: Close["difference"] }) {
	return of.amount === 0 ? <Pill tone="good" icon="ok">{w.exact}</Pill> : of.amount < 0 ? <Pill tone="bad" icon="alert">{w.short(money({ ...of, amount: -of.amount }))}</Pill> : <Pill tone="warn" icon="alert">{w.overBy(money(of))}</Pill>;
}
export default function DrawerCloses(_: PageProps) {
	useTitle(w.closes);
	const q = query.value, day = q.get("day"), range = rangeOf(day), from = q.get("from"), to = q.get("to"), difference = q.get("difference"), user = q.get("user_id");
	const filters = { from: range?.[0] ?? from, to: range?.[1] ?? to, difference, user_id: user }, path = withQuery("/drawer-closes", filters);
	const list = useList<Close>(path), totals = useGet<Totals>(withQuery("/drawer-closes/totals", filters)).data;
	const kinds: [string, string][] = [["none", w.filter.none], ["short", w.filter.short], ["over", w.filter.over]];
	const named = [dateLabel(from, to, day), difference && kinds.find(([k]) => k === difference)?.[1], user && w.by].filter(Boolean).join(", ");
	return <>
		<PageHead title={w.closes} lead={w.closesLead} actions={<><ExportMenu path={path} name="drawer-closes" />{may("GET /api/v1/drawers/mine") && <LinkButton kind="primary" href="/drawer">{w.countNow}</LinkButton>}</>} />
		<SectionTabs of="payments" />
		<Filters chips={<><DateChip key={`${from}${to}${day}`} from={from} to={to} day={day} onPick={(f, u) => setQuery({ from: f, to: u, day: null })} onDay={(d) => setQuery({ day: d, from: null, to: null })} />
			<ChoiceChip name={w.filter.difference} choices={kinds} value={difference} onPick={(v) => setQuery({ difference: v })} />
			{user && <ChoiceChip name={w.by} choices={[[user, list.rows[0]?.user.name ?? "…"]]} value={user} onPick={(v) => setQuery({ user_id: v })} />}</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Close> caption={w.caption} what={w.closes} list={list} rowKey={(c) => c.id} rowName={(c) => c.number} columns={[
			{ key: "id", title: w.number, slot: "id", cell: (c) => <a href={`/drawer-closes/${c.id}`}>{c.number}</a> },
			{ key: "who", title: w.by, slot: "who", cell: (c) => <span class="two"><span class="medium">{c.user.name}</span></span> },
			{ key: "at", title: w.closed, cell: (c) => <span class="num" title={date(c.closed_on)}>{instantRow(c.closed_at)}</span> },
			{ key: "float", title: w.float, right: true, wide: true, cell: (c) => money(c.float) },
			{ key: "taken", title: w.taken, right: true, cell: (c) => money(c.taken) },
			{ key: "counted", title: w.countedNet, slot: "amount", cell: (c) => money({ ...c.counted, amount: c.counted.amount - c.float.amount }) },
			{ key: "difference", title: w.difference, slot: "status", cell: (c) => <Difference of={c.difference} /> },
		]} foot={totals && totals.row_count > 0 && <tr role="row"><th role="rowheader" scope="row" colSpan={4} class="foot-wide">{w.rows(totals.row_count)}</th><td role="cell" class="r">{money(totals.taken)}</td><td role="cell" class="c-amount r">{money(totals.counted)}</td><td role="cell" class="c-split split">{money(totals.difference)}</td></tr>}
			empty={<Empty title={w.empty} text={w.emptyHelp}>{may("GET /api/v1/drawers/mine") && <LinkButton kind="primary" href="/drawer">{w.countNow}</LinkButton>}</Empty>} filtered={named ? <Nothing title={w.none} text={`${named}.`} onClear={() => setQuery({ from: null, to: null, day: null, difference: null, user_id: null })} /> : undefined} />
	</>;
}
