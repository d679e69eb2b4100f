import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, once, pendingKey, url, withQuery } from "../api/client";
import type { Account, Page, PaymentRecorded, Receivable } from "../api/types";
import { changed, useGet } from "../app/data";
import { clock, date, dateRange, dateShort, digits, money, moneyInput, moneyOf, parseMoney, today, type Amount } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { may, me } from "../app/session";
import { t } from "../strings";
import { Banner, Bones, Button, Empty, Facts, Failed, LinkButton, Marked, PageHead, Say, Status, useTitle, Value } from "../ui/base";
import { Derived, MoneyField, SelectField, serverFaults, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { CHANNELS, METHODS } from "./payments";
import { openReceipt, saveReceipt } from "./receipt";

const w = t.record, DRAFT = "billport.draft.record";

/* The key of a try belongs to its account. */
const scope = (account: string) => `record.${account}`;

/* What was typed survives a reload and a session that ran out. */
/* on: "" is today, also when the page stands open over midnight. */
interface Draft { bill: string; amount: string; on: string; channel: string; method: string; cash: string; reference: string; notes: string; account: string; body?: string; sent?: { number: string; open: number } }
const blank = (): Draft => ({ bill: "", amount: "", on: "", channel: "walk_in", method: "cash", cash: "", reference: "", notes: "", account: "" });
const stored = (): Draft | null => { try { return JSON.parse(sessionStorage.getItem(DRAFT) ?? "null") as Draft | null; } catch { return null; } };
/* A try that was sent and not answered. */
function unanswered(): Draft | null { const d = stored(); return d?.body && d.account && pendingKey(scope(d.account)) ? d : null; }
const keep = (d: Draft | null) => { try { if (d) sessionStorage.setItem(DRAFT, JSON.stringify(d)); else sessionStorage.removeItem(DRAFT); } catch { /* private mode */ } };

function Find({ onPick, error }: { onPick: (a: Account) => void; error?: string }) {
	const [text, setText] = useState(""), [q, setQ] = useState(""), [at, setAt] = useState(0), id = useId();
	useEffect(() => { const timer = setTimeout(() => { setQ(text.trim()); setAt(0); }, 180); return () => clearTimeout(timer); }, [text]);
	const got = useGet<Page<Account>>(q.length >= 2 ? withQuery("/accounts", { q, limit: 8 }) : null);
	const hits = q.length >= 2 ? got.data?.data ?? [] : [], chosen = Math.min(at, hits.length - 1);
	const keys = (e: KeyboardEvent) => {
		if (e.key === "ArrowDown" && hits.length) setAt((chosen + 1) % hits.length);
		else if (e.key === "ArrowUp" && hits.length) setAt((chosen - 1 + hits.length) % hits.length);
		else if (e.key === "Enter") { if (hits[chosen] && text.trim() === q && !got.stale) onPick(hits[chosen]); }
		else return;
		e.preventDefault();
	};
	return <div class="form-section">
		<div class="field">
			<label for="account">{w.findLabel}</label>
			<div class="field-search field-search-wide"><Icon name="search" /><input class="input" id="account" type="text" role="combobox" aria-autocomplete="list" aria-expanded={hits.length > 0} aria-controls={`${id}-hits`} aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined}
				aria-describedby={error ? "account-error account-help" : "account-help"} aria-invalid={error ? "true" : undefined} autoComplete="off" spellcheck={false} maxLength={80} autoFocus value={text} onInput={(e) => setText((e.target as HTMLInputElement).value)} onKeyDown={keys} /></div>
			{error && <p class="error" id="account-error"><Icon name="alert" /><span>{error}</span></p>}
			<p class="help" id="account-help">{w.findHelp}</p>
		</div>
		{hits.length > 0 && <div class="hits" role="listbox" id={`${id}-hits`} aria-label={w.results}>{hits.map((a, i) => <div key={a.id} id={`${id}-${i}`} role="option" aria-selected={i === chosen} onClick={() => onPick(a)}>
			<b><Marked text={a.consumer.name} by={q} /></b><span class="r">{a.owed.amount > 0 ? w.owes(money(a.owed)) : <span class="muted">{w.nothingDue}</span>}</span>
			<span class="help"><Marked text={a.number} by={q} /> · <Marked text={a.street} by={q} /></span>{a.status === "closed" && <span class="help r">{w.closed}</span>}</div>)}</div>}
		{hits.length > 0 && got.data?.next_cursor && <p class="help">{w.moreFound(hits.length)}</p>}
		{q.length >= 2 && got.data && !got.stale && !hits.length && <div class="none-found"><b>{w.noneFound}</b><p class="help">{w.noneFoundHelp}</p></div>}
		{got.problem && <Failed what={t.accounts.what} problem={got.problem} again={got.again} />}
		<Say text={q.length < 2 ? "" : got.loading ? w.searching : got.data?.next_cursor ? w.moreFound(hits.length) : w.found(hits.length)} />
	</div>;
}

function AccountCard({ a, onChange }: { a: Account; onChange?: () => void }) {
	return <section class="panel" aria-labelledby="acct"><div class="account">
		<span class="sign" data-tone="good"><Icon name="ok" /></span>
		<div class="account-main">
			<div class="account-name"><h2 id="acct" tabIndex={-1}>{a.consumer.name}</h2><span class="muted num">{a.number}</span>{a.status === "closed" && <Status of="closed" />}{onChange && <button class="link" type="button" onClick={onChange}>{w.change}</button>}</div>
			<p class="account-lines"><span>{a.street}, {a.city}</span>{a.consumer.phone && <span class="num">{a.consumer.phone}</span>}{a.consumer.email && <span>{a.consumer.email}</span>}</p>
		</div>
		<div class="account-balance"><p class="help">{w.balance}</p><p><Value of={a.owed} /></p>{a.credit.amount > 0 && <p class="help">{w.credit(money(a.credit))}</p>}</div>
	</div></section>;
}
const receivableFor = (r: Receivable) => (r.from_on && r.to_on ? dateRange(r.from_on, r.to_on) : t.payment.charge);

function Items({ account, items, chosen, onPick, pay, error }: { account: Account; items: Receivable[]; chosen: Receivable | undefined; onPick: (r: Receivable) => void; pay: number | null; error?: string }) {
	return <section class="panel" aria-labelledby="s-what">
		<div class="panel-head"><h2 id="s-what">{w.what}</h2><div class="end">{w.oldest}</div></div>
		{error && <p class="error panel-error" id="bill-error"><Icon name="alert" /><span>{error}</span></p>}
		<table class="table table-plain cards pick-rows" role="table"><caption class="vh">{w.caption(account.number)}</caption>
			<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="col-check"><span class="vh">{w.pick}</span></th><th role="columnheader" scope="col" class="c-who">{w.item}</th><th role="columnheader" scope="col" class="c-id">{w.for}</th><th role="columnheader" scope="col" class="col-wide">{w.due}</th><th role="columnheader" scope="col" class="c-amount r">{w.openAmount}</th><th role="columnheader" scope="col" class="r col-wide">{w.leftAfter}</th></tr></thead>
			<tbody role="rowgroup">{items.map((r, i) => {
				const on = r.id === chosen?.id;
				return <tr key={r.id} role="row" class={on ? "picked" : undefined} onClick={(e) => { if (!(e.target as Element).closest("label, input")) onPick(r); }}>
					<td role="cell" class="col-check"><label class="check check-radio"><input type="radio" name="bill" id={i === 0 ? "bill" : undefined} checked={on} onChange={() => onPick(r)} /><span class="vh">{w.payBill(r.number)}</span></label></td>
					<td role="cell" class="c-who"><span class="two"><b>{r.kind === "bill" ? w.bill : w.charge}</b> <span class="muted">{r.number}</span></span></td>
					<td role="cell" class="c-id">{receivableFor(r)}</td>
					<td role="cell" class="col-wide num">{r.due_on < today() ? <span class="late"><Icon name="alert" />{dateShort(r.due_on)}<span class="vh"> {t.status.overdue}</span></span> : dateShort(r.due_on)}</td>
					<td role="cell" class="c-amount r">{money(r.open)}</td>
					<td role="cell" class="r col-wide muted">{on && pay !== null ? money(moneyOf(r.open.amount - pay)) : ""}</td>
				</tr>;
			})}</tbody></table>
	</section>;
}

const fault = (a: Amount): string | null => {
	if (!("fault" in a)) return a.minor === 0 ? w.faults.amountZero : null;
	return { empty: w.faults.amountEmpty, unclear: w.faults.amountUnclear(moneyInput(123450)), decimals: w.faults.amountDecimals(digits()), too_large: w.faults.amountLarge, negative: w.faults.amountZero }[a.fault];
};

/* The bill as it was before. */
interface Paid { number: string; open: number }
function Done({ r, account, bill, onAnother }: { r: PaymentRecorded; account: Account; bill: Paid; onAnother: () => void }) {
	const left = bill.open - r.amount.amount, ref = useRef<HTMLHeadingElement>(null);
	const doc = { id: r.id, receipt_no: r.receipt_no };
	useEffect(() => { scrollTo(0, 0); ref.current?.focus(); }, []);
	return <div class="narrow-page"><section class="panel" aria-labelledby="done">
		<div class="done"><span class="sign" data-tone="good"><Icon name="ok" /></span><h2 id="done" tabIndex={-1} ref={ref}>{w.done(money(r.amount))}</h2>
			<p class="done-receipt num">{w.receipt(r.receipt_no)}</p><p>{w.doneFrom(account.consumer.name, account.number)}</p>
			{r.change && r.change.amount > 0 && <p class="hand">{w.handBack(money(r.change))}</p>}
			<p>{left > 0 ? w.left(money(moneyOf(left)), bill.number) : w.settled(bill.number)}</p>
			<div class="state-actions">{may("GET /api/v1/payments/:id/receipt") && <><Button kind="primary" icon="printer" onClick={() => void openReceipt(doc)}>{t.payment.print}</Button><Button icon="download" onClick={() => void saveReceipt(doc)}>{t.payment.download}</Button></>}</div>
		</div>
		<Facts one of={[[w.paymentNo, r.payment_no], [w.transactionNo, r.transaction_no], [w.time, clock(r.paid_at)]]} />
		<div class="dialog-foot done-foot"><LinkButton href="/payments">{w.return}</LinkButton><LinkButton href={`/payments/${r.id}`}>{w.details}</LinkButton><Button onClick={onAnother}>{w.another}</Button></div>
	</section></div>;
}

export default function Record(_: PageProps) {
	useTitle(w.title);
	const wanted = query.value.get("account"), wantedBill = query.value.get("bill"), done = query.value.get("done");
	const account = useGet<Account>(wanted ? url`/accounts/${wanted}` : null), a = account.data;
	const open = useGet<Page<Receivable>>(wanted ? withQuery("/receivables", { account_id: wanted, status: "open" }) : null);
	const items = open.data && !open.stale ? open.data.data : null;
	const [draft, setDraft] = useState<Draft>(() => { const d = stored(); return d && (!wanted || d.account === wanted) ? d : { ...blank(), account: wanted ?? "" }; });
	const [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [busy, setBusy] = useState(false), [result, setResult] = useState<{ r: PaymentRecorded; bill: Paid; account: Account } | null>(null);
	const [trouble, setTrouble] = useState<{ tone: "bad" | "warn"; title: string; text: string; link?: boolean; resend?: boolean } | null>(() => (unanswered()?.account === wanted && wanted ? { tone: "warn", title: w.unsent, text: w.unsentText, resend: true } : null));
	const set = (change: Partial<Draft>) => setDraft((d) => { const next = { ...d, ...change }; keep(next); return next; });

	/* Come back to where an answer is missing. */
	useEffect(() => { const d = unanswered(); if (!wanted && d) { setDraft(d); setTrouble({ tone: "warn", title: w.unsent, text: w.unsentText, resend: true }); setQuery({ account: d.account, bill: d.bill }); } }, []);

	const chosen = items?.find((r) => r.id === draft.bill) ?? undefined;
	/* Before the fields can be typed into. */
	useLayoutEffect(() => {
		if (!items?.length || chosen || !wanted) return;
		const first = items.find((r) => r.id === wantedBill) ?? items[0]!;
		set({ bill: first.id, account: wanted, amount: draft.amount && draft.account === wanted && pendingKey(scope(wanted)) ? draft.amount : moneyInput(first.open.amount) });
	}, [items, wanted]);

	/* Loaded again after the payment was taken: that payment, and no form that is ready to take another. */
	const shown = result?.r.id === done ? result : null;
	useEffect(() => { if (done && !shown) go(url`/payments/${done}`, { replace: true }); }, [done]);
	/* The found account's list is gone and the focus with it: on to what is typed next. */
	useEffect(() => { if (items && wanted && (document.activeElement === document.body || document.activeElement?.id === "main")) (matchMedia("(pointer: fine)").matches ? document.querySelector<HTMLInputElement>("#amount") : document.getElementById("acct"))?.focus({ preventScroll: true }); }, [!items, wanted]);

	const amount = useMemo(() => parseMoney(draft.amount), [draft.amount]), cash = useMemo(() => parseMoney(draft.cash), [draft.cash]);
	const pay = "minor" in amount ? amount.minor : null;
	const change = pay !== null && "minor" in cash ? cash.minor - pay : null;
	const pick = (next: Account | null) => {
		setFaults({});
		/* What was typed for one account is not for the next. */
		const d = { ...blank(), channel: draft.channel, method: draft.method, account: next?.id ?? "" };
		setDraft(d); keep(d);
		setQuery({ account: next?.id ?? null, bill: null });
		if (next) setTimeout(() => document.getElementById("acct")?.scrollIntoView({ block: "nearest" }));
	};
	const check = (): Faults => {
		const f: Faults = {};
		if (!a) { f.account = w.faults.account; return f; }
		if (!chosen) f.bill = w.faults.bill;
		const bad = fault(amount);
		if (bad) f.amount = bad;
		else if (chosen && pay! > chosen.open.amount) f.amount = w.faults.amountOver(money(chosen.open));
		if (draft.on > today()) f["paid-on"] = w.faults.dateFuture(date(today()));
		if (draft.method === "cash") {
			const bad2 = "fault" in cash && cash.fault === "empty" ? w.faults.cashEmpty : fault(cash);
			if (bad2) f.cash = bad2;
			else if (change !== null && change < 0) f.cash = w.faults.cashShort(money(moneyOf(-change)));
		} else if (!draft.reference.trim()) f.reference = w.faults.reference;
		return f;
	};
	const submit = async () => {
		if (busy) return;
		const f = check();
		setFaults(f); setTrouble(null);
		if (Object.keys(f).length) { setSeq(seq + 1); return; }
		const m = (minor: number) => moneyOf(minor, a!.owed.currency);
		const body = JSON.stringify({
			account_id: a!.id, amount: m(pay!), method: draft.method, channel: draft.channel,
			...(draft.on ? { paid_on: draft.on } : {}),
			...(draft.method === "cash" ? { received: m((cash as { minor: number }).minor) } : { reference: draft.reference.trim() }),
			...(draft.notes.trim() ? { notes: draft.notes.trim() } : {}),
			allocations: [{ receivable_id: chosen!.id, amount: m(pay!) }],
		});
		await send(body, { number: chosen!.number, open: chosen!.open.amount });
	};
	const send = async (body: string, bill: Paid) => {
		if (busy) return;
		set({ body, sent: bill });
		setBusy(true); setTrouble(null);
		try {
			const { data } = await once<PaymentRecorded>(scope(a!.id), "POST", "/payments", body);
			setDraft(blank()); keep(null);
			setResult({ r: data, bill, account: a! });
			go(`/payments/new?done=${data.id}`, { replace: true });
			changed("/payments", "/receivables", "/bills", "/accounts");
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const p = e.problem;
			if (e.unknown) setTrouble({ tone: "warn", title: w.unknown, text: w.unknownText });
			else if (p.type?.endsWith("key-reused") || p.errors?.some((x) => x.code === "key_reused")) { set({ body: undefined }); setTrouble({ tone: "bad", title: w.reused, text: w.reusedText, link: true }); }
			else {
				const s = serverFaults(p, { "/amount": "amount", "/amount/amount": "amount", "/allocations/*/amount": "amount", "/allocations/*/amount/amount": "amount", "/allocations/*/receivable_id": "bill", "/allocations": "bill", "/received": "cash", "/received/amount": "cash", "/reference": "reference", "/notes": "notes", "/paid_on": "paid-on", "/channel": "channel", "/method": "method", "/account_id": "account" });
				setFaults(s.faults); setSeq(seq + 1);
				if (p.status === 409) setTrouble({ tone: "bad", title: w.refused, text: w.refusedChanged });
				else if (s.rest) setTrouble({ tone: "bad", title: w.refused, text: `${p.detail ?? s.rest} ${t.problem.unchanged}` });
				changed("/receivables", "/accounts");
			}
		} finally { setBusy(false); }
	};
	const another = () => { const d = blank(); setDraft(d); keep(null); setResult(null); setFaults({}); setTrouble(null); setQuery({ account: null, bill: null, done: null }); };

	if (shown) return <><PageHead title={w.title} back={{ href: "/payments", label: w.back }} /><Done r={shown.r} account={shown.account} bill={shown.bill} onAnother={another} /></>;
	const words = w.words as Record<string, string> & { settles: (no: string) => string; part: (no: string) => string };
	const full = chosen && pay === chosen.open.amount, bad = !!chosen && pay !== null && pay > chosen.open.amount;
	return <>
		<PageHead title={w.title} lead={w.lead} back={{ href: "/payments", label: w.back }} />
		<div class="cols cols-form">
			<form class="stack" id="pay" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
				<Summary title={w.fixTitle(Object.keys(faults).length)} faults={faults} labels={{ amount: w.amount, cash: w.cash, "paid-on": w.date, reference: w.reference }} seq={seq} />
				{trouble && <Banner tone={trouble.tone} title={trouble.title} role="alert"><p>{trouble.text}</p>{trouble.resend && a && draft.body && draft.sent && <p><Button small busy={busy} busyText={w.busy} onClick={() => void send(draft.body!, draft.sent!)}>{w.resend}</Button></p>}{trouble.link && a && <p><a href={`/payments?account_id=${a.id}`}>{w.reusedLink}</a></p>}</Banner>}
				{!wanted ? <section class="panel" aria-label={w.find}><Find onPick={pick} error={faults.account} /></section>
					: !a ? <section class="panel">{account.problem ? <Failed what={t.accounts.notFound} problem={account.problem} again={account.again} /> : <Bones rows={2} what={t.accounts.notFound} />}</section>
					: <AccountCard a={a} onChange={() => pick(null)} />}
				{a && !items && <section class="panel">{open.problem ? <Failed what={t.bills.what} problem={open.problem} again={open.again} /> : <Bones rows={3} what={t.bills.what} />}</section>}
				{a && items && !items.length && <section class="panel"><Empty title={w.nothingOpen} text={w.nothingOpenHelp}><LinkButton href={`/accounts/${a.id}`}>{t.accounts.view}</LinkButton></Empty></section>}
				{a && items && items.length > 0 && <>
					<Items account={a} items={items} chosen={chosen} pay={pay !== null && !bad ? pay : null} error={faults.bill} onPick={(r) => set({ bill: r.id, amount: moneyInput(r.open.amount) })} />
					<section class="panel" aria-labelledby="s-pay"><div class="form-section">
						<div class="form-head"><h2 id="s-pay">{w.payment}</h2></div>
						<div class="grid-3">
							<MoneyField id="amount" label={w.amount} value={draft.amount} onValue={(v) => set({ amount: v })} error={faults.amount} help={chosen && w.amountHelp(money(chosen.open))} />
							<TextField id="paid-on" label={w.date} type="date" max={today()} value={draft.on || today()} onValue={(v) => set({ on: v === today() ? "" : v })} error={faults["paid-on"]} />
							<SelectField id="channel" label={w.channel} value={draft.channel} onValue={(v) => set({ channel: v })} options={CHANNELS} error={faults.channel} />
						</div>
						<div class="grid-3">
							<SelectField id="method" label={w.method} value={draft.method} onValue={(v) => set({ method: v })} options={METHODS} error={faults.method} />
							{draft.method === "cash" ? <>
								<MoneyField id="cash" label={w.cash} value={draft.cash} onValue={(v) => set({ cash: v })} error={faults.cash} />
								<Derived id="change" label={w.cashChange} of="cash amount" value={change !== null && change >= 0 ? moneyInput(change) : "—"} />
							</> : <TextField id="reference" label={w.reference} help={w.referenceHelp} autoComplete="off" maxLength={64} value={draft.reference} onValue={(v) => set({ reference: v })} error={faults.reference} />}
						</div>
					</div></section>
					<section class="panel" aria-label={w.notes}><div class="form-section">
						<TextArea id="notes" label={w.notes} optional maxLength={500} value={draft.notes} onValue={(v) => set({ notes: v })} error={faults.notes} help={<span class="num">{t.common.characters(draft.notes.length, 500)} · {w.notesHelp}</span>} />
					</div></section>
				</>}
			</form>
			<aside class="panel sticky-side review-side" aria-labelledby="s-review">
				<div class="panel-head"><h2 id="s-review">{w.review}</h2><div class="end">{w.reviewHelp}</div></div>
				<div class="review">
					{a && chosen && pay ? <>
						<p class="review-words"><b>{money(moneyOf(pay))}</b>{draft.method === "cash" ? words.in : words.by}<b>{words[draft.method] ?? draft.method}</b>{words.from}<b>{a.consumer.name}</b> {full ? words.settles(chosen.number) : words.part(chosen.number)}
							{!full && !bad && <> <b>{money(moneyOf(chosen.open.amount - pay))}</b>{words.leaves}</>}{draft.method === "cash" && change !== null && change > 0 && <> {words.hand}<b>{money(moneyOf(change))}</b>.</>}</p>
						<dl class="sum"><div><dt>{w.line(chosen.kind === "bill" ? w.bill : w.charge, chosen.number)}</dt><dd>{money(moneyOf(pay))}</dd></div><div class="total"><dt>{w.total}</dt><dd>{money(moneyOf(pay))}</dd></div></dl>
						<dl class="sum"><div><dt>{w.now}</dt><dd>{money(a.owed)}</dd></div><div><dt>{w.after}</dt><dd>{bad ? "—" : money(moneyOf(a.owed.amount - pay))}</dd></div><div><dt>{w.by}</dt><dd>{me.value!.name}</dd></div></dl>
					</> : <p class="review-words">{w.start}</p>}
					{a && chosen && <><div class="stay"><Button kind="primary" wide class="num" type="submit" form="pay" busy={busy} busyText={w.busy}>{pay && chosen ? w.submit(money(moneyOf(pay))) : w.submitNone}</Button></div>
					<p class="fine">{w.fine}</p></>}
				</div>
			</aside>
		</div>
	</>;
}
