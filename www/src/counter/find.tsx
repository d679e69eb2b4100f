/* One box that finds who is paying, and the card of the account that was found. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Account, Page, Payment } from "../api/types";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { instant, money } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { ago } from "../strings/words";
import { Failed, Marked, Say, Status, Value } from "../ui/base";
import { Icon } from "../ui/icons";

export type Payer = Account["consumer"] & { circumstances?: string | null; preferred_method?: string | null };

const r = t.record;
export function Find({ onPick, error }: { onPick: (a: Account) => void; error?: string }) {
	const [text, setText] = useState(""), [q, setQ] = useState(""), [at, setAt] = useState(0), id = useId();
	useEffect(() => { const timer = setTimeout(() => { setQ(text.trim()); setAt(0); }, 150); return () => clearTimeout(timer); }, [text]);
	const got = useGet<Page<Account>>(q.length >= 2 ? withQuery("/accounts", { q, limit: 8 }) : null);
	const hits = q.length >= 2 ? got.data?.data ?? [] : [], chosen = Math.min(at, hits.length - 1);
	const [eager, setEager] = useState(false);
	const ready = text.trim() === q && !got.stale && !!got.data;
	/* Enter pressed before the answer was there: the only one found is taken when it comes, or the one
	 * whose number it is, whatever else was found by parts of it. */
	useEffect(() => {
		if (!eager || !ready) return;
		setEager(false);
		const one = hits.length === 1 ? hits[0] : hits.find((a) => a.number.toLowerCase() === q.toLowerCase());
		if (one) onPick(one);
	}, [eager, ready, hits.length]);
	/* What had the focus may be gone with the page before. */
	const box = useRef<HTMLInputElement>(null);
	useEffect(() => { const timer = setTimeout(() => { if (!document.activeElement || document.activeElement === document.body || document.activeElement.id === "main") box.current?.focus(); }); return () => clearTimeout(timer); }, []);
	const keys = (e: KeyboardEvent) => {
		if (e.key === "ArrowDown" && hits.length) setAt((chosen + 1) % hits.length);
		else if (e.key === "ArrowUp" && hits.length) setAt((chosen - 1 + hits.length) % hits.length);
		else if (e.key === "Enter") { if (!ready) setEager(true); else if (hits[chosen]) onPick(hits[chosen]); }
		else return;
		e.preventDefault();
	};
	return <div class="form-section">
		<div class="field">
			<label for="account">{w.find.label}</label>
			<div class="field-search field-search-wide"><Icon name="search" /><input ref={box} class="input" id="account" type="text" role="combobox" aria-autocomplete="list" aria-expanded={hits.length > 0} aria-controls={`${id}-hits`} aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined}
				aria-describedby={error ? "account-error account-help" : "account-help"} aria-invalid={error ? "true" : undefined} autoComplete="off" spellcheck={false} maxLength={80} autoFocus value={text} onInput={(e) => { setText((e.target as HTMLInputElement).value); setEager(false); }} onKeyDown={keys} /></div>
			{error && <p class="error" id="account-error"><Icon name="alert" /><span>{error}</span></p>}
			<p class="help" id="account-help">{w.find.help}{hits.length > 0 && <span class="not-phone"> · {w.find.pick}</span>}</p>
		</div>
		{hits.length > 0 && <div class="hits" role="listbox" id={`${id}-hits`} aria-label={r.results}>{hits.map((a, i) => <div key={a.id} id={`${id}-${i}`} role="option" aria-selected={i === chosen} onMouseMove={() => setAt(i)} onClick={() => onPick(a)}>
			<b><Marked text={a.consumer.name} by={q} /></b><span class="r">{a.owed.amount > 0 ? r.owes(money(a.owed)) : <span class="muted">{r.nothingDue}</span>}</span>
			<span class="help"><Marked text={a.number} by={q} /> · <Marked text={a.street} by={q} />{/\d{3}/.test(q) && a.consumer.phone && <> · <Marked text={a.consumer.phone} by={q} /></>}</span>{a.status === "closed" ? <span class="help r">{r.closed}</span> : a.credit.amount > 0 && <span class="help r">{r.credit(money(a.credit))}</span>}</div>)}</div>}
		{hits.length > 0 && got.data?.next_cursor && <p class="help">{r.moreFound(hits.length)}</p>}
		{q.length >= 2 && got.data && !got.stale && !hits.length && <div class="none-found"><b>{r.noneFound}</b><p class="help">{r.noneFoundHelp}</p></div>}
		{got.problem && <Failed what={t.accounts.what} problem={got.problem} again={got.again} />}
		<Say text={q.length < 2 ? "" : got.loading ? r.searching : got.data?.next_cursor ? r.moreFound(hits.length) : r.found(hits.length)} />
	</div>;
}

/* What one should know of the payer before the money moves. */
export function PayerCard({ a, onChange, last, children }: { a: Account; onChange?: () => void; last?: Payment; children?: ComponentChildren }) {
	const modes = useChoices("payment_mode"), payer = a.consumer as Payer;
	return <section class="panel" aria-labelledby="acct"><div class="account">
		<span class="sign" data-tone="good"><Icon name="ok" /></span>
		<div class="account-main">
			<div class="account-name"><h2 id="acct" tabIndex={-1}>{a.consumer.name}</h2>{may("GET /api/v1/accounts/:id") ? <a class="muted num plain-link" href={`/accounts/${a.id}`} title={w.card.account}>{a.number}</a> : <span class="muted num">{a.number}</span>}{a.status === "closed" && <Status of="closed" />}{onChange && <button class="link" type="button" aria-keyshortcuts="Alt+N" onClick={onChange}>{r.change}</button>}</div>
			<p class="account-lines"><span>{a.street}, {a.city}</span>{a.consumer.phone && <span class="num">{a.consumer.phone}</span>}{a.consumer.email && <span>{a.consumer.email}</span>}</p>
			{(last || payer.preferred_method) && <p class="account-lines help">{last && <span title={instant(last.paid_at)}>{w.card.last(money(last.amount), modes.name(last.method), ago(last.paid_at))}</span>}{payer.preferred_method && <span>{w.card.prefers(modes.name(payer.preferred_method))}</span>}</p>}
		</div>
		<div class="account-balance"><p class="help">{r.balance}</p><p><Value of={a.owed} /></p>{a.credit.amount > 0 && <p class="help">{r.credit(money(a.credit))}</p>}</div>
	</div>
	{payer.circumstances && <p class="account-note"><Icon name="info" /><span><b>{w.card.circumstances}</b> {payer.circumstances}</span></p>}
	{children}</section>;
}
