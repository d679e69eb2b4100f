/*
 * A native table.  Its columns carry a slot (who, amount, status, id): on a phone a row becomes a
 * card of those.  Sorted and paged by the server; the totals row is filled in when it arrives.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { GotList } from "../app/data";
import { t } from "../strings";
import { Button, Empty, Failed } from "./base";
import { Menu } from "./float";
import { Icon } from "./icons";

export interface Column<R> {
	key: string; title: string; slot?: "who" | "amount" | "side" | "status" | "id" | "below"; right?: boolean; wide?: boolean;
	sort?: string; hidden?: boolean; cell: (row: R) => ComponentChildren;
	/* where columns are chosen: not shown until it is; always shown */
	off?: boolean; fixed?: boolean;
}
interface Props<R> {
	caption: string; what: string; list: GotList<R>; columns: Column<R>[]; rowKey: (row: R) => string; rowName: (row: R) => string;
	sort?: string; onSort?: (sort: string) => void;
	menu?: (row: R) => ComponentChildren; foot?: ComponentChildren; bar?: ComponentChildren;
	selected?: Set<string>; onSelect?: (keys: Set<string>) => void;
	empty: ComponentChildren; filtered?: ComponentChildren;
}

const name = (c: Column<never>) => [c.slot && `c-${c.slot}`, c.slot === "id" && "id", (c.right || c.slot === "amount") && "r", c.wide && "col-wide"].filter(Boolean).join(" ") || undefined;

export function Table<R>(p: Props<R>) {
	const { list, rowKey } = p;
	const columns = p.columns.filter((c) => !c.hidden && !c.off);
	if (list.problem && !list.data) return <section class="panel"><Failed what={p.what} problem={list.problem} again={list.again} /></section>;
	if (list.data && !list.rows.length && !list.stale) return <section class="panel">{p.filtered ?? p.empty}</section>;

	const keys = list.rows.map(rowKey), chosen = p.selected ?? new Set<string>();
	return <section class="panel" aria-label={p.what}>
		{p.bar}
		<table class={`table cards list-table${list.stale ? " table-busy" : ""}`} role="table" aria-busy={list.loading && !list.data ? "true" : undefined}>
			<caption class="vh">{p.caption}</caption>
			<thead role="rowgroup"><tr role="row">
				{p.onSelect && <th role="columnheader" scope="col" class="col-check"><Check label={t.common.selectAll(keys.length)} checked={keys.length > 0 && keys.every((k) => chosen.has(k))}
					some={keys.some((k) => chosen.has(k))} onValue={(on) => p.onSelect!(on ? new Set(keys) : new Set())} /></th>}
				{columns.map((c) => <Head key={c.key} column={c as Column<never>} sort={p.sort} onSort={p.onSort} />)}
				{p.menu && <th role="columnheader" scope="col" class="col-menu"><span class="vh">{t.common.actions}</span></th>}
			</tr></thead>
			<tbody role="rowgroup" class={list.data ? undefined : "bones"}>
				{!list.data ? Array.from({ length: 8 }, (_, i) => <tr key={i} role="row">{p.onSelect && <td role="cell" class="col-check" />}{columns.map((c, j) =>
					<td key={c.key} role="cell" class={name(c as Column<never>)}><span class={`bone ${["w-60", "w-80", "w-45"][(i + j) % 3]}`} /></td>)}{p.menu && <td role="cell" class="col-menu" />}</tr>)
				: list.rows.map((row) => {
					const key = rowKey(row), on = chosen.has(key);
					return <tr key={key} role="row" aria-selected={p.onSelect ? on : undefined}>
						{p.onSelect && <td role="cell" class="col-check"><Check label={t.common.select(p.rowName(row))} checked={on} onValue={(v) => {
							const next = new Set(chosen); if (v) next.add(key); else next.delete(key); p.onSelect!(next); }} /></td>}
						{columns.map((c) => <td key={c.key} role="cell" class={name(c as Column<never>)}>{c.cell(row)}</td>)}
						{p.menu && <td role="cell" class="col-menu"><Menu label={t.common.actionsFor(p.rowName(row))} class="icon-btn icon-btn-small" button={<Icon name="more" />}>{() => p.menu!(row)}</Menu></td>}
					</tr>;
				})}
			</tbody>
			{p.foot && list.data && <tfoot role="rowgroup">{p.foot}</tfoot>}
		</table>
		{!list.data && <p class="vh" role="status">{t.common.loading(p.what)}</p>}
		{list.more && <div class="table-more"><Button small busy={list.loadingMore} busyText={t.common.loadingMore} onClick={list.more}>{t.common.more}</Button></div>}
		{list.problem && list.data && <div class="table-more" role="alert"><Icon name="alert" />{t.problem.loadTitle(p.what)}. {t.problem.kept}<Button small onClick={list.again}>{t.common.tryAgain}</Button></div>}
	</section>;
}

function Head({ column: c, sort, onSort }: { column: Column<never>; sort?: string; onSort?: (s: string) => void }) {
	const down = sort === `-${c.sort}`, up = sort === c.sort;
	return <th role="columnheader" scope="col" class={name(c)} aria-sort={c.sort && (down || up) ? (down ? "descending" : "ascending") : undefined}>
		{c.sort && onSort ? <button type="button" class="sort" onClick={() => onSort(down ? c.sort! : `-${c.sort}`)}>{c.title}<Icon name={up ? "upTri" : "downTri"} /></button> : c.title}</th>;
}
export function Check({ label, checked, some, onValue }: { label: string; checked: boolean; some?: boolean; onValue: (on: boolean) => void }) {
	const ref = useRef<HTMLInputElement>(null);
	useEffect(() => { if (ref.current) ref.current.indeterminate = !!some && !checked; }, [some, checked]);
	return <label class="check"><input ref={ref} type="checkbox" checked={checked} onChange={(e) => onValue((e.target as HTMLInputElement).checked)} /><span class="vh">{label}</span></label>;
}

export function Search({ label, placeholder, value, onValue }: { label: string; placeholder: string; value: string; onValue: (v: string) => void }) {
	const timer = useRef(0), ref = useRef<HTMLInputElement>(null);
	useEffect(() => { if (ref.current && document.activeElement !== ref.current) ref.current.value = value; }, [value]);
	return <div class="field-search"><Icon name="search" /><input ref={ref} class="input" type="search" data-filter aria-label={label} placeholder={placeholder} defaultValue={value} autoComplete="off" maxLength={80}
		onInput={(e) => { const v = (e.target as HTMLInputElement).value.trim(); clearTimeout(timer.current); timer.current = window.setTimeout(() => onValue(v), 250); }} /></div>;
}
export const Filters = ({ search, chips, end, tools }: { search?: ComponentChildren; chips?: ComponentChildren; end?: ComponentChildren; tools?: ComponentChildren }) => <div class="filters">{search}
	{chips && <div class="filters-chips" role="group" aria-label={t.common.filters}>{chips}</div>}{tools ? <div class="filters-tools">{end && <p class="filters-end" role="status">{end}</p>}<span class="not-phone">{tools}</span></div> : end && <p class="filters-end" role="status">{end}</p>}</div>;
export const Nothing = ({ title, text, onClear }: { title: string; text: string; onClear: () => void }) => <Empty art="lens" title={title} text={text}><Button onClick={onClear}>{t.common.clearFilters}</Button></Empty>;
