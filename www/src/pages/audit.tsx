import { withQuery } from "../api/client";
import type { AuditRow, Page, User } from "../api/types";
import { useGet, useList } from "../app/data";
import { clock, date, dayOf, instantZoned } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { t } from "../strings";
import { actionName, actionNames } from "../strings/actions";
import { audit } from "../strings/audit";
import { Empty, PageHead, useTitle } from "../ui/base";
import { DateChip } from "../ui/dates";
import { ExportMenu } from "../ui/exports";
import { SectionTabs } from "../ui/tabs";
import { shownValue } from "../ui/value";
import { ChoiceChip } from "../ui/float";
import { Filters, Nothing, Table } from "../ui/table";

const w = audit;
function Changes({ row }: { row: AuditRow }) {
	const names = [...new Set([...Object.keys(row.before ?? {}), ...Object.keys(row.after ?? {})])];
	if (!names.length) return null;
	return <ul class="changes">{names.map((k) => <li key={k}><span class="muted">{k.replace(/_minor$/, "").replace(/_/g, " ")}</span> {row.before && k in row.before && <><s>{shownValue(row.before[k], k)}</s> </>}{row.after && k in row.after ? shownValue(row.after[k], k) : ""}</li>)}</ul>;
}
const where: Record<string, string> = { payment: "/payments/", account: "/accounts/", bill: "/bills/", charge: "/charges/", credit_note: "/credit-notes/", plan: "/plans/", consumer: "/consumers/" };

const TYPES = ["account", "alert", "approval", "bill", "bill_batch", "bill_template", "charge", "choice", "consumer", "credit_note", "cycle", "dashboard", "drawer", "exception", "generation", "gl_code", "import", "metric", "payment", "plan", "price", "read", "report", "role", "saved_view", "service", "session", "setting", "simulation", "tariff", "tenant", "threshold", "user", "zone"];
const inWords = (x: string) => x.replace(/_/g, " ").replace(/^./, (c) => c.toUpperCase());

export default function Audit(_: PageProps) {
	useTitle(t.nav.audit);
	const q = query.value, filters = { area: q.get("area"), action: q.get("action"), object_type: q.get("object_type"), actor_kind: q.get("actor_kind"), from: q.get("from"), to: q.get("to"), object_id: q.get("object_id"), actor_id: q.get("actor_id"), account_id: q.get("account_id") };
	const path = withQuery("/audit", filters), list = useList<AuditRow>(path), any = Object.values(filters).some(Boolean);
	/* Of a person the name: "sign-in failed" of whom. */
	const people = useGet<Page<User>>(may("GET /api/v1/users") ? "/users?limit=200" : null).data?.data;
	const what = (r: AuditRow) => (r.object.type === "user" && people?.find((u) => u.id === r.object.id)?.name) || r.object.type;
	const actions = [...new Set([...Object.keys(actionNames), ...list.rows.map((r) => r.action)])].map((a): [string, string] => [a, actionName(a)]).sort((a, b) => a[1].localeCompare(b[1]));
	const types = [...new Set([...TYPES, ...list.rows.map((r) => r.object.type)])].map((x): [string, string] => [x, inWords(x)]).sort((a, b) => a[1].localeCompare(b[1]));
	return <>
		<PageHead title={t.nav.audit} lead={w.lead} actions={<ExportMenu path={path} name="audit" />} />
		<SectionTabs of="reports" />
		<Filters chips={<>
			<DateChip key={`${filters.from}${filters.to}`} from={filters.from} to={filters.to} onPick={(from, to) => setQuery({ from, to })} />
			<ChoiceChip name={w.area} choices={Object.entries(w.areas)} value={filters.area} onPick={(v) => setQuery({ area: v })} />
			<ChoiceChip name={w.searchAction} choices={actions} value={filters.action} onPick={(v) => setQuery({ action: v })} />
			<ChoiceChip name={w.object} choices={types} value={filters.object_type} onPick={(v) => setQuery({ object_type: v })} />
			{(people || filters.actor_id) && <ChoiceChip name={w.actor} choices={filters.actor_id ? [[filters.actor_id, list.rows[0]?.actor.name ?? "…"]] : people ? people.map((u): [string, string] => [u.id, u.name]) : []} value={filters.actor_id} onPick={(v) => setQuery({ actor_id: v })} />}
			<ChoiceChip name={w.kind} choices={Object.entries(w.kinds)} value={filters.actor_kind} onPick={(v) => setQuery({ actor_kind: v })} />
			{filters.object_id && <ChoiceChip name={w.one} choices={[[filters.object_id, list.rows[0]?.object.type ?? "…"]]} value={filters.object_id} onPick={(v) => setQuery({ object_id: v })} />}
		</>} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<AuditRow> caption={w.caption} what={w.list} list={list} rowKey={(r) => r.id} rowName={(r) => actionName(r.action)} columns={[
			{ key: "at", title: w.at, slot: "id", cell: (r) => <time class="num plain" dateTime={r.at} title={instantZoned(r.at)}>{date(dayOf(r.at))}, {clock(r.at)}</time> },
			{ key: "who", title: w.action, slot: "who", cell: (r) => <span class="two two-lines"><span class="medium">{actionName(r.action)}</span> {r.object.id && where[r.object.type] ? <a class="link" href={where[r.object.type] + r.object.id}>{r.object.type.replace(/_/g, " ")}</a> : <span class="muted">{what(r).replace(/_/g, " ")}</span>}</span> },
			{ key: "actor", title: w.actor, slot: "side", cell: (r) => <span><button type="button" class="plain-link" onClick={() => r.actor.id && setQuery({ actor_id: r.actor.id })}>{r.actor.name}</button>{r.approved_by?.name && <span class="help"> {w.approvedBy(r.approved_by.name)}</span>}</span> },
			{ key: "reason", title: w.reason, wide: true, cell: (r) => <span class="wrap">{r.reason}</span> },
			{ key: "changes", title: w.changes, wide: true, cell: (r) => <Changes row={r} /> },
		]} empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={any ? <Nothing title={w.none} text="" onClear={() => setQuery(Object.fromEntries(Object.keys(filters).map((k) => [k, null])))} /> : undefined} />
	</>;
}
