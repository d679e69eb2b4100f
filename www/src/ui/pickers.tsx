/* Filters of more than one value, of a range of amounts, of a person. */
import { useEffect, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { money, moneyInput, moneyOf, parseMoney } from "../app/format";
import { t } from "../strings";
import { creditWords } from "../strings/credits";
import { consumerWords } from "../strings/people";
import { Button, Marked } from "./base";
import { Chip } from "./float";
import { CheckLine, MoneyField } from "./form";
import { Icon } from "./icons";

/* Several of a list; in the address by commas. */
export function ManyChip({ name, choices, value, onPick }: { name: string; choices: [string, string][]; value: string | null; onPick: (v: string | null) => void }) {
	const on = new Set((value ?? "").split(",").filter(Boolean)), words = choices.filter(([v]) => on.has(v)).map(([, word]) => word);
	return <Chip name={name} value={words.length ? (words.length > 2 ? `${words[0]} +${words.length - 1}` : words.join(", ")) : on.size ? [...on].join(", ") : null} onClear={() => onPick(null)}>{() => <div class="checks">
		{choices.map(([v, word]) => <CheckLine key={v} label={word} checked={on.has(v)} onValue={(yes) => { const next = new Set(on); if (yes) next.add(v); else next.delete(v); onPick([...next].join(",") || null); }} />)}
	</div>}</Chip>;
}

export function AmountChip({ name, min, max, onPick }: { name: string; min: string | null; max: string | null; onPick: (min: string | null, max: string | null) => void }) {
	const w = creditWords, shown = (v: string | null) => (v ? moneyInput(Number(v)) : "");
	const [a, setA] = useState(shown(min)), [b, setB] = useState(shown(max)), [fault, setFault] = useState<string | null>(null);
	useEffect(() => { setA(shown(min)); setB(shown(max)); }, [min, max]);
	const m = (v: string) => money(moneyOf(Number(v)));
	const label = min && max ? `${m(min)} – ${m(max)}` : min ? `≥ ${m(min)}` : max ? `≤ ${m(max)}` : null;
	return <Chip name={name} value={label} onClear={() => onPick(null, null)}>{(close) => <form noValidate onSubmit={(e) => {
			e.preventDefault();
			const read = (v: string) => { if (!v.trim()) return null; const x = parseMoney(v); return "minor" in x ? x.minor : NaN; };
			const lo = read(a), hi = read(b);
			if (Number.isNaN(lo) || Number.isNaN(hi)) { setFault(t.record.faults.amountUnclear(moneyInput(123450))); return; }
			if (lo !== null && hi !== null && lo > hi) { setFault(w.rangeFault); return; }
			setFault(null); close(); onPick(lo === null ? null : String(lo), hi === null ? null : String(hi));
		}}>
		<div class="grid-2 grid-keep"><MoneyField id="amount-min" label={w.min} value={a} onValue={setA} /><MoneyField id="amount-max" label={w.max} value={b} onValue={setB} /></div>
		{fault && <p class="error" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div>
	</form>}</Chip>;
}

interface Named { id: string; name: string; number: string }
export function ConsumerChip({ value, onPick }: { value: string | null; onPick: (id: string | null) => void }) {
	const [text, setText] = useState(""), [q, setQ] = useState("");
	useEffect(() => { const timer = setTimeout(() => setQ(text.trim()), 180); return () => clearTimeout(timer); }, [text]);
	const chosen = useGet<Named>(value ? `/consumers/${encodeURIComponent(value)}` : null).data;
	const got = useGet<Page<Named>>(q.length >= 2 ? withQuery("/consumers", { q, limit: 6 }) : null), hits = q.length >= 2 ? got.data?.data ?? [] : [];
	return <Chip name={creditWords.consumer} value={value ? chosen?.name ?? "…" : null} onClear={() => onPick(null)}>{(close) => <div class="stack-tight">
		<div class="field"><label for="pick-consumer">{creditWords.consumerPick}</label><input class="input" id="pick-consumer" type="text" autoComplete="off" maxLength={80} value={text} onInput={(e) => setText((e.target as HTMLInputElement).value)}
			onKeyDown={(e) => { if (e.key === "ArrowDown") { e.preventDefault(); (e.currentTarget as HTMLElement).closest(".pop")?.querySelector<HTMLElement>(".pop-list button")?.focus(); } }} /></div>
		<div class="pop-list">{hits.map((c) => <button key={c.id} type="button" onClick={() => { close(); setText(""); onPick(c.id); }}><span><Marked text={c.name} by={q} /> <span class="muted num">{c.number}</span></span></button>)}</div>
		{q.length >= 2 && got.data && !got.stale && !hits.length && <p class="help" role="status">{consumerWords.none}</p>}
	</div>}</Chip>;
}
