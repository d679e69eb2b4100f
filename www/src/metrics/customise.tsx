/*
 * Which figures a dashboard shows and in which order: for oneself, or, for those who may, for a role.
 * Loaded when a page wants its button:
 *
 *	const Customise = lazy(w.open, () => import("../metrics/customise"));
 *	<Customise page="billing" />
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, withQuery } from "../api/client";
import type { MetricDef } from "../api/metrics";
import type { Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import type { components } from "../generated/api";
import { t } from "../strings";
import { customise as w } from "../strings/customise";
import { metricWords } from "../strings/metrics";
import styles from "../styles/customise.page.css";
import { Bones, Button, Failed, problemText, Say } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField } from "../ui/form";
import { Icon } from "../ui/icons";
import { useCatalog } from "./ask";

await sheet(styles);

type Dashboard = components["schemas"]["Dashboard"];
type Tile = Dashboard["sections"][number]["metrics"][number];
interface Row extends Tile { id: number; on: boolean }
interface Section { key: string; title: string; rows: Row[] }

const MOST = 60, PERIODS = ["today", "this_month", "last_month", "this_quarter", "this_fiscal_year", "last_12_months", "next_7_days", "next_30_days"];
let ids = 0;
const rowsOf = (d: Dashboard): Section[] => d.sections.map((s) => ({ key: s.key, title: s.title, rows: s.metrics.map((m) => ({ ...m, id: ++ids, on: true })) }));
const layoutOf = (all: Section[]) => ({ sections: all.map((s) => ({ key: s.key, title: s.title, metrics: s.rows.filter((r) => r.on).map(({ key, period, filters }) => ({ key, ...(period ? { period } : {}), ...(filters && Object.keys(filters).length ? { filters } : {}) })) })).filter((s) => s.metrics.length) });

/* The row taken out of where it is, and put where another is; past the ends into the section beside. */
function moved(all: Section[], id: number, to: { section: number; at: number }): Section[] {
	const row = all.flatMap((s) => s.rows).find((r) => r.id === id)!;
	const without = all.map((s) => ({ ...s, rows: s.rows.filter((r) => r.id !== id) }));
	return without.map((s, i) => (i === to.section ? { ...s, rows: [...s.rows.slice(0, to.at), row, ...s.rows.slice(to.at)] } : s));
}
const placeOf = (all: Section[], id: number) => { const section = all.findIndex((s) => s.rows.some((r) => r.id === id)); return { section, at: all[section]!.rows.findIndex((r) => r.id === id) }; };
function step(all: Section[], id: number, by: -1 | 1): Section[] {
	const { section, at } = placeOf(all, id), next = at + by;
	if (next >= 0 && next < all[section]!.rows.length) return moved(all, id, { section, at: next });
	const beside = all[section + by];
	return beside ? moved(all, id, { section: section + by, at: by < 0 ? beside.rows.length : 0 }) : all;
}

interface RowProps { row: Row; def?: MetricDef; first: boolean; last: boolean; onChange: (r: Row) => void; onStep: (by: -1 | 1) => void; onDrag: (on: boolean) => void; onOver: () => void; dragged: boolean }
function TileRow({ row, def, first, last, onChange, onStep, onDrag, onOver, dragged }: RowProps) {
	const name = def?.name ?? row.key, ref = useRef<HTMLLIElement>(null);
	const filters = Object.entries(row.filters ?? {}).map(([k, v]) => `${metricWords.dimensions[k] ?? k}: ${v}`).join(" · ");
	const keys = (e: KeyboardEvent) => {
		if (!e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
		e.preventDefault();
		onStep(e.key === "ArrowUp" ? -1 : 1);
	};
	return <li ref={ref} class="lay-row" data-row={row.id} data-off={row.on ? undefined : ""} data-dragged={dragged ? "" : undefined} draggable onKeyDown={keys}
		onDragStart={(e) => { e.dataTransfer?.setData("text/plain", row.key); if (e.dataTransfer) e.dataTransfer.effectAllowed = "move"; onDrag(true); }} onDragEnd={() => onDrag(false)} onDragOver={(e) => { e.preventDefault(); onOver(); }} onDrop={(e) => e.preventDefault()}>
		<span class="lay-grip" title={w.grip}><Icon name="menu" /></span>
		<label class="check-line"><span class="check"><input type="checkbox" checked={row.on} aria-label={w.shown(name)} onChange={(e) => onChange({ ...row, on: (e.target as HTMLInputElement).checked })} /></span><span>{name}</span>{filters && <span class="help">{filters}</span>}</label>
		<span class="select select-small"><select class="input" aria-label={w.period(name)} value={row.period ?? ""} onChange={(e) => onChange({ ...row, period: (e.target as HTMLSelectElement).value || undefined })}>
			<option value="">{w.pagePeriod}</option>{[...new Set([...PERIODS, ...(row.period ? [row.period] : [])])].map((p) => <option key={p} value={p} selected={p === row.period}>{metricWords.periods[p] ?? p}</option>)}</select><Icon name="down" /></span>
		<span class="lay-acts"><button type="button" class="icon-btn icon-btn-small lay-up" data-up aria-label={w.up(name)} aria-disabled={first ? "true" : undefined} onClick={() => !first && onStep(-1)}><Icon name="down" /></button>
			<button type="button" class="icon-btn icon-btn-small" data-down aria-label={w.down(name)} aria-disabled={last ? "true" : undefined} onClick={() => !last && onStep(1)}><Icon name="down" /></button></span>
	</li>;
}

function Editor({ d, role, onDone, onClose, whose }: { d: Dashboard; role: string | null; onDone: () => void; onClose: () => void; whose: preact.ComponentChildren }) {
	const catalog = useCatalog(), [all, setAll] = useState(() => rowsOf(d)), [busy, setBusy] = useState(""), [problem, setProblem] = useState<string | null>(null), [said, setSaid] = useState(""), [drag, setDrag] = useState(0);
	const count = all.reduce((k, s) => k + s.rows.filter((r) => r.on).length, 0), focus = useRef<[number, string] | null>(null), list = useRef<HTMLDivElement>(null);
	const name = (r: Row) => catalog.by(r.key)?.name ?? r.key;
	/* The button that moved a row keeps the focus, wherever the row is now. */
	useEffect(() => { if (!focus.current) return; const [id, which] = focus.current; focus.current = null; list.current?.querySelector<HTMLElement>(`[data-row="${id}"] [${which}]`)?.focus(); });
	const go = (row: Row, by: -1 | 1) => {
		const next = step(all, row.id, by), { section, at } = placeOf(next, row.id), s = next[section]!;
		focus.current = [row.id, document.activeElement?.hasAttribute("data-up") || document.activeElement?.hasAttribute("data-down") ? (by < 0 ? "data-up" : "data-down") : document.activeElement?.tagName === "SELECT" ? "aria-label^=Period" : "type=checkbox"];
		setAll(next);
		setSaid(w.moved(name(row), at + 1, s.rows.length, s.title));
	};
	const over = (id: number) => { if (drag && drag !== id) setAll((now) => moved(now, drag, placeOf(now, id))); };
	const change = (row: Row) => setAll(all.map((s) => ({ ...s, rows: s.rows.map((r) => (r.id === row.id ? row : r)) })));
	const add = (i: number, key: string) => setAll(all.map((s, k) => (k === i ? { ...s, rows: [...s.rows, { key, id: ++ids, on: true }] } : s)));
	const version = useRef(d.version);
	const path = role ? `/dashboards/${d.page}/roles/${role}` : `/dashboards/${d.page}`;
	const send = async (what: "save" | "reset") => {
		if (what === "save" && !count) { setProblem(w.none); return; }
		setBusy(what);
		setProblem(null);
		try {
			if (what === "save") await call("PUT", path, { body: layoutOf(all), version: version.current }); else await call("DELETE", path);
			changed("/dashboards/");
			toast(what === "save" ? w.saved : w.resetDone);
			onDone();
		} catch (e) {
			const stale = e instanceof ApiError && e.status === 412;
			/* Laid out elsewhere meanwhile: who saves again knows it. */
			if (stale) version.current = await call<Dashboard>("GET", withQuery(`/dashboards/${d.page}`, { role_id: role })).then((now) => now.version, () => version.current);
			setProblem(stale ? w.stale : e instanceof ApiError ? problemText(e.problem) : t.problem.server);
			setBusy("");
			list.current?.closest(".dialog-body")?.scrollTo({ top: 0 });
		}
	};
	const flat = all.flatMap((s) => s.rows);
	return <Dialog title={w.title(w.pages[d.page] ?? d.title)} wide onClose={onClose} onSubmit={() => void send("save")} foot={<>
		{d.version > 0 && <Button class="lay-reset" title={w.resetHelp} busy={busy === "reset"} busyText={t.common.saving} onClick={() => void send("reset")}>{w.reset}</Button>}
		<Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={busy === "save"} busyText={t.common.saving}>{w.save}</Button></>}>
		<FormProblem problem={problem} title={w.failed} />
		<p class="help">{w.lead} {role ? "" : d.from === "own" ? w.own : d.role ? w.fromRole(d.role.name) : w.builtIn}</p>
		{whose}
		<div class="lay" ref={list}>{all.map((s, i) => <section key={s.key} class="lay-section" aria-labelledby={`lay-${s.key}`}>
			<h3 id={`lay-${s.key}`}>{s.title}</h3>
			<ul class="lay-rows">{s.rows.map((r) => <TileRow key={r.id} row={r} def={catalog.by(r.key)} first={r === flat[0]} last={r === flat.at(-1)} dragged={drag === r.id} onChange={change} onStep={(by) => go(r, by)} onDrag={(on) => setDrag(on ? r.id : 0)} onOver={() => over(r.id)} />)}
				{!s.rows.length && <li class="help lay-none" onDragOver={(e) => { e.preventDefault(); if (drag) setAll((now) => moved(now, drag, { section: i, at: 0 })); }}>{w.nothing}</li>}</ul>
			<span class="select select-small lay-add"><select class="input" aria-label={w.add(s.title)} value="" disabled={count >= MOST} onChange={(e) => { const el = e.target as HTMLSelectElement; if (el.value) add(i, el.value); el.value = ""; }}>
				<option value="">{w.addChoice}</option>{catalog.all.filter((m) => !s.rows.some((r) => r.key === m.key && !r.period && !r.filters)).map((m) => <option key={m.key} value={m.key}>{m.name}</option>)}</select><Icon name="down" /></span>
		</section>)}</div>
		<p class="help num">{w.count(count, MOST)}</p>
		<Say text={said} />
	</Dialog>;
}

function Customising({ page, onClose }: { page: Dashboard["page"]; onClose: () => void }) {
	const roles = useGet<Page<{ id: string; name: string }>>(may("PUT /api/v1/dashboards/:page/roles/:role_id") && may("GET /api/v1/roles") ? "/roles" : null).data?.data ?? [];
	const [role, setRole] = useState<string | null>(null), got = useGet<Dashboard>(withQuery(`/dashboards/${page}`, { role_id: role }));
	const whose = roles.length > 0 && <div class="lay-whose"><SelectField id="lay-whose" label={w.whose} value={role ?? ""} onValue={(v) => setRole(v || null)} options={[["", w.me], ...roles.map((r): [string, string] => [r.id, r.name])]} help={role ? w.roleHelp : undefined} /></div>;
	/* Another's layout is another form. */
	if (got.data && !got.stale) return <Editor key={`${role}|${got.data.version}|${got.data.from}`} d={got.data} role={role} whose={whose} onClose={onClose} onDone={onClose} />;
	return <Dialog title={w.title(w.pages[page] ?? page)} wide onClose={onClose} foot={<Button onClick={onClose}>{t.common.close}</Button>}>{got.problem ? <Failed what={w.loading} problem={got.problem} again={got.again} /> : <Bones rows={8} what={w.loading} />}</Dialog>;
}

export default function Customise({ page, small }: { page: Dashboard["page"]; small?: boolean }) {
	const [open, setOpen] = useState(false);
	if (!may("PUT /api/v1/dashboards/:page")) return null;
	return <><Button icon="sliders" small={small} onClick={() => setOpen(true)}>{w.open}</Button>{open && <Customising page={page} onClose={() => setOpen(false)} />}</>;
}
