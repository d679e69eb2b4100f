/* A cashier's day ends here: what should be in the drawer, what is, and the difference in words. */
import { useState } from "preact/hooks";
import { ApiError, once } from "../api/client";
import type { components } from "../generated/api";
import { changed, useGet } from "../app/data";
import { instant, instantRow, money, moneyInput, moneyOf, parseMoney } from "../app/format";
import type { PageProps } from "../app/pages";
import { go } from "../app/router";
import { me } from "../app/session";
import { pieces } from "../counter/split";
import { drawer as w } from "../strings/drawer";
import { t } from "../strings";
import { Banner, Bones, Button, Empty, Failed, PageHead, Panel, problemText, useTitle } from "../ui/base";
import { toast } from "../ui/float";
import { MoneyField, serverFaults, Summary, TextArea, type Faults } from "../ui/form";
import { SectionTabs } from "../ui/tabs";

type Drawer = components["schemas"]["Drawer"];
type Closed = components["schemas"]["DrawerClosed"];
export type Cash = components["schemas"]["DrawerCash"];

export function CashTable({ of, caption }: { of: Cash[]; caption: string }) {
	return <table class="table table-plain cards list-table" role="table"><caption class="vh">{caption}</caption>
		<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{w.receipt}</th><th role="columnheader" scope="col" class="c-who">{w.consumer}</th><th role="columnheader" scope="col" class="c-status">{w.way}</th><th role="columnheader" scope="col">{w.at}</th><th role="columnheader" scope="col" class="c-amount r">{w.amount}</th></tr></thead>
		<tbody role="rowgroup">{of.map((c) => <tr key={`${c.payment.id}${c.way}`} role="row"><td role="cell" class="c-id id"><a href={`/payments/${c.payment.id}`}>{c.payment.receipt_no ?? t.common.view}</a></td><td role="cell" class="c-who"><span class="two">{c.consumer}</span></td><td role="cell" class="c-status">{c.way === "in" ? w.in : w.out}</td><td role="cell" class="num">{instantRow(c.at)}</td><td role="cell" class="c-amount r">{money(c.amount)}</td></tr>)}</tbody></table>;
}

/* What was counted survives a reload. */
interface Draft { float: string; by: "pieces" | "total"; total: string; pieces: Record<string, string>; notes: string }
const DRAFT = "billport.draft.drawer";
const stored = (): Partial<Draft> => { try { return JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}") as Partial<Draft>; } catch { return {}; } };
const keep = (d: Draft | null) => { try { if (d) sessionStorage.setItem(DRAFT, JSON.stringify(d)); else sessionStorage.removeItem(DRAFT); } catch { /* private mode */ } };

export default function DrawerPage(_: PageProps) {
	useTitle(w.title);
	const got = useGet<Drawer>("/drawers/mine"), x = got.data;
	return <>
		<PageHead title={w.title} lead={w.lead} back={{ href: "/payments", label: t.payments.title }} />
		<SectionTabs of="payments" />
		{!x ? <section class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={6} what={w.what} />}</section> : <Count x={x} />}
	</>;
}

function Count({ x }: { x: Drawer }) {
	const currency = x.taken.currency, kinds = pieces(currency);
	const [d, setDraft] = useState<Draft>(() => ({ float: moneyInput(x.float.amount), by: kinds ? "pieces" : "total", total: "", pieces: {}, notes: "", ...stored() }));
	const [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [busy, setBusy] = useState(false), [rest, setRest] = useState<string | null>(null);
	const set = (change: Partial<Draft>) => setDraft((old) => { const next = { ...old, ...change }; keep(next); return next; });
	const m = (minor: number) => moneyOf(minor, currency), words = (minor: number) => money(m(minor));
	const float = parseMoney(d.float), total = parseMoney(d.total);
	const many = (key: string) => { const v = (d.pieces[key] ?? "").trim(); return v === "" ? 0 : /^\d{1,5}$/.test(v) ? Number(v) : null; };
	const key = (p: { minor: number; coin: boolean }) => `${p.minor}${p.coin ? "c" : ""}`;
	const sum = kinds?.reduce<number | null>((s, p) => { const k = many(key(p)); return s === null || k === null ? null : s + k * p.minor; }, 0) ?? null;
	const begun = d.by === "total" ? d.total.trim() !== "" : Object.values(d.pieces).some((v) => v.trim() !== "");
	const counted = d.by === "pieces" ? sum : "minor" in total ? total.minor : null, floatMinor = "minor" in float ? float.minor : null;
	const expected = floatMinor === null ? null : floatMinor + x.taken.amount, apart = counted === null || expected === null ? null : counted - expected;
	const submit = async () => {
		if (busy) return;
		const f: Faults = {};
		if (floatMinor === null) f.float = w.faults.float;
		if (d.by === "pieces") for (const p of kinds!) { if (many(key(p)) === null) f[`p-${key(p)}`] = w.faults.pieces; }
		if (!begun || counted === null) f[d.by === "total" ? "total" : `p-${key(kinds![0]!)}`] ??= w.faults.counted;
		if (begun && apart && !d.notes.trim()) f.notes = w.notesNeeded;
		setFaults(f); setRest(null);
		if (Object.keys(f).length) { setSeq((n) => n + 1); return; }
		setBusy(true);
		try {
			const count = d.by === "pieces" ? kinds!.filter((p) => many(key(p))).map((p) => ({ value: m(p.minor), pieces: many(key(p))! })) : undefined;
			const { data } = await once<Closed>("drawer", "POST", "/drawer-closes", { float: m(floatMinor!), counted: m(counted!), taken: x.taken, ...(count ? { count: merged(count) } : {}), ...(d.notes.trim() ? { notes: d.notes.trim() } : {}) });
			keep(null);
			changed("/drawers", "/drawer-closes");
			toast(w.done(data.number));
			go(`/drawer-closes/${data.id}`, { replace: true });
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			if (e.status === 409) { changed("/drawers"); setRest(w.again); setSeq((n) => n + 1); return; }
			const s = serverFaults(e.problem, { "/notes": "notes", "/float": "float", "/float/amount": "float", "/counted": d.by === "total" ? "total" : `p-${kinds ? key(kinds[0]!) : ""}`, "/counted/amount": "total" });
			setFaults(s.faults); setRest(s.rest ?? (Object.keys(s.faults).length ? null : problemText(e.problem))); setSeq((n) => n + 1);
		} finally { setBusy(false); }
	};
	const rows = (coin: boolean) => kinds!.filter((p) => p.coin === coin).map((p) => {
		const k = key(p), id = `p-${k}`, n = many(k), bad = faults[id];
		return <tr key={k}><th scope="row" class="num">{words(p.minor)}</th><td><input class="input" id={id} inputMode="numeric" maxLength={5} autoComplete="off" aria-label={w.note(words(p.minor))} aria-invalid={bad ? "true" : undefined} value={d.pieces[k] ?? ""} onInput={(e) => set({ pieces: { ...d.pieces, [k]: (e.target as HTMLInputElement).value } })} />{bad && <p class="error">{bad}</p>}</td><td class="r">{n ? words(n * p.minor) : <span class="muted">{t.common.none}</span>}</td></tr>;
	});
	return <div class="cols cols-form">
		<form class="stack" id="drawer" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }} onKeyDown={(e) => {
			/* Enter goes on to the next piece, as down a column of figures. */
			const at = e.target as HTMLElement;
			if (e.key !== "Enter" || at.tagName !== "INPUT") return;
			e.preventDefault();
			const all = [...document.querySelectorAll<HTMLElement>("#drawer input:not([type=radio]), #drawer textarea, #close-drawer")];
			all[all.indexOf(at) + 1]?.focus();
		}}>
			<Summary title={t.common.fix(Object.keys(faults).length)} faults={faults} labels={{ float: w.float, total: w.total, notes: w.notes }} seq={seq} />
			{rest && <Banner tone="bad" title={t.problem.title(w.doNone)} role="alert"><p>{rest}</p></Banner>}
			<Panel title={w.count} icon="drawer" end={x.last_close ? w.since(x.last_close.number, instant(x.last_close.closed_at)) : w.sinceStart}>
				<div class="form-section"><div class="grid-2">
					<MoneyField id="float" label={w.float} value={d.float} onValue={(v) => set({ float: v })} error={faults.float} help={w.floatHelp} />
					{kinds && <div class="field"><span class="label" id="how">{w.how}</span><fieldset class="segments" aria-labelledby="how">{(["pieces", "total"] as const).map((by) => <label key={by} class="segment-option"><input type="radio" name="how" checked={d.by === by} onChange={() => set({ by })} /><span>{by === "pieces" ? w.byPieces : w.byTotal}</span></label>)}</fieldset></div>}
					{d.by === "total" && <MoneyField id="total" label={w.total} value={d.total} onValue={(v) => set({ total: v })} error={faults.total} />}
				</div></div>
				{d.by === "pieces" && <div class="pieces"><table class="table table-plain"><caption>{w.notes_}</caption><thead class="vh"><tr><th scope="col">{w.piece}</th><th scope="col">{w.pieces}</th><th scope="col">{w.amount}</th></tr></thead><tbody>{rows(false)}</tbody></table>
					<table class="table table-plain"><caption>{w.coins}</caption><thead class="vh"><tr><th scope="col">{w.piece}</th><th scope="col">{w.pieces}</th><th scope="col">{w.amount}</th></tr></thead><tbody>{rows(true)}</tbody></table></div>}
				<div class="form-section"><TextArea id="notes" label={w.notes} optional={!apart || !begun} maxLength={500} value={d.notes} onValue={(v) => set({ notes: v })} error={faults.notes} help={begun && apart ? w.notesHelp : undefined} /></div>
			</Panel>
			<Panel title={w.cash} icon="money">{x.cash.length ? <CashTable of={x.cash} caption={w.cash} /> : <Empty title={w.noCash} text={w.noCashHelp} />}</Panel>
		</form>
		<aside class="panel sticky-side review-side" aria-labelledby="s-review">
			<div class="panel-head"><h2 id="s-review">{w.review}</h2><div class="end">{w.nothing}</div></div>
			<div class="review">
				{begun && counted !== null && expected !== null ? <p class="review-words" role="status"><b>{words(floatMinor!)}</b>{w.words.float}<b>{money(x.taken)}</b>{w.words.taken}<b>{words(expected)}</b>{w.words.counted}<b>{words(counted)}</b>{apart === 0 ? w.words.exact : <>: <b class={apart! < 0 ? "bad" : undefined}>{words(Math.abs(apart!))}</b>{apart! < 0 ? w.words.short : w.words.over}</>}</p> : <p class="review-words">{w.words.start}</p>}
				<dl class="sum"><div><dt>{w.float}</dt><dd>{floatMinor === null ? t.common.none : words(floatMinor)}</dd></div><div><dt>{w.taken} · {w.takenCount(x.in_count)}</dt><dd>{money(x.in)}</dd></div>{x.out_count > 0 && <div><dt>{w.given} · {w.givenCount(x.out_count)}</dt><dd>{money(x.out)}</dd></div>}
					<div class="total"><dt>{w.expected}</dt><dd>{expected === null ? t.common.none : words(expected)}</dd></div></dl>
				<dl class="sum"><div><dt>{w.counted}</dt><dd>{begun && counted !== null ? words(counted) : t.common.none}</dd></div><div><dt>{w.difference}</dt><dd class={begun && apart && apart < 0 ? "bad" : undefined}>{begun && apart !== null ? words(apart) : t.common.none}</dd></div><div><dt>{w.by}</dt><dd class="cut">{me.value!.name}</dd></div></dl>
				<div class="stay"><Button kind="primary" wide class="num" type="submit" form="drawer" id="close-drawer" busy={busy} busyText={w.doing}>{begun && counted !== null ? w.do(words(counted)) : w.doNone}</Button></div>
				<p class="fine">{w.fine}</p>
			</div>
		</aside>
	</div>;
}
/* A note and a coin of one value are one line of the count. */
function merged<T extends { value: { amount: number }; pieces: number }>(count: T[]): T[] {
	const out = new Map<number, T>();
	for (const c of count) { const there = out.get(c.value.amount); out.set(c.value.amount, there ? { ...there, pieces: there.pieces + c.pieces } : c); }
	return [...out.values()];
}
