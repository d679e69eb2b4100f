/*
 * The counter: find who is paying, choose what is paid and how, read it in words, record it.  One
 * payment comes of it however often the button is pressed: its key is made before the first send.
 */
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { ApiError, once, pendingKey, url, withQuery } from "../api/client";
import type { Account, Page, Payment, PaymentRecorded, Receivable } from "../api/types";
import { useChoices } from "../app/choices";
import { changed, useGet } from "../app/data";
import { date, money, moneyInput, moneyOf, parseMoney, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query, setQuery } from "../app/router";
import { may } from "../app/session";
import type { CallerProps } from "../counter/caller";
import { useCallerCheck } from "../counter/callers";
import type { CreditProps } from "../counter/credit";
import { Find, PayerCard } from "../counter/find";
import { Items, Types } from "../counter/items";
import { amountFault, applied, blank, current, itemsOf, keep, lineFaults, nameOf, oldestFirst, parts, payAll, scope, stored, toggle, typeAmount, typeLine, unanswered, type Draft, type InstalmentRow, type Item, type PayType } from "../counter/model";
import { Review } from "../counter/review";
import { useRules } from "../counter/rules";
import { cardIn, handed, maskCards } from "../counter/split";
import { t } from "../strings";
import { ago, counter as w } from "../strings/counter";
import { Banner, Bones, Button, Empty, Failed, LinkButton, PageHead, useTitle } from "../ui/base";
import { lazy } from "../ui/lazy";
import { Derived, MoneyField, SelectField, serverFaults, Summary, TextArea, TextField, type Faults } from "../ui/form";

/* What is not needed to type comes when it is wanted. */
const bones = () => <div class="panel"><Bones rows={5} what={t.record.title} /></div>;
const Done = lazy<{ id: string; onAnother: () => void }>(t.record.title, () => import("../counter/done"), bones);
const Waiting = lazy<{ id: string; onAnother: () => void }>(t.record.title, () => import("../counter/waiting"), bones);
const Caller = lazy<CallerProps>(w.caller.title, () => import("../counter/caller"));
const UseCredit = lazy<CreditProps>(w.credit.title, () => import("../counter/credit"));

const fine = () => matchMedia("(pointer: fine)").matches;
const focusOn = (id: string) => document.getElementById(id)?.focus({ preventScroll: true });
interface Trouble { tone: "bad" | "warn"; title: string; text: string; link?: boolean; resend?: boolean }
const unsent: Trouble = { tone: "warn", title: w.trouble.unsent, text: w.trouble.unsentText, resend: true };

export default function Record(_: PageProps) {
	useTitle(t.record.title);
	const done = query.value.get("done"), waits = query.value.get("waiting");
	const another = () => { keep(null); setQuery({ account: null, bill: null, done: null, waiting: null }); };
	if (done) return <Done key={done} id={done} onAnother={another} />;
	if (waits) return <Waiting key={waits} id={waits} onAnother={another} />;
	return <Counter />;
}

/* The account's open things by type, and which types there are. */
function useOpen(account: string | null) {
	const open = useGet<Page<Receivable>>(account ? withQuery("/receivables", { account_id: account, status: "open", limit: 200 }) : null);
	const mayPlans = may("GET /api/v1/instalments");
	const due = useGet<Page<InstalmentRow>>(account && mayPlans ? withQuery("/instalments", { account_id: account, status: "unpaid" }) : null);
	const ready = !!open.data && !open.stale && (!mayPlans || (!!due.data && !due.stale) || !!due.problem);
	const receivables = open.data?.data ?? [], instalments = due.data?.data ?? [];
	const plans = [...new Map(instalments.map((i) => [i.plan.id, i.plan])).values()];
	const count = (kind: string) => receivables.filter((r) => r.kind === kind).length;
	const types = ([["bill", count("bill")], ["service", count("charge")], ["instalment", instalments.length]] as [PayType, number][]).filter(([, n]) => n > 0);
	return { ready, problem: open.problem && !open.data ? open.problem : null, again: open.again, receivables, instalments, plans, types };
}

function Counter() {
	const wanted = query.value.get("account"), wantedBill = query.value.get("bill"), wantedType = query.value.get("type") as PayType | null;
	const account = useGet<Account>(wanted ? url`/accounts/${wanted}` : null), a = account.data;
	const open = useOpen(wanted), rules = useRules();
	const modes = useChoices("payment_mode"), channels = useChoices("payment_channel");
	const [draft, setDraft] = useState<Draft>(() => { const d = stored(); return d && (!wanted || d.account === wanted) ? d : { ...blank(), account: wanted ?? "" }; });
	const [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [busy, setBusy] = useState(false), [credit, setCredit] = useState(false);
	const [trouble, setTrouble] = useState<Trouble | null>(() => (wanted && unanswered()?.account === wanted ? unsent : null));
	const set = (change: Partial<Draft>) => setDraft((d) => { const next = { ...d, ...change }; keep(next); return next; });
	const recent = useGet<Page<Payment>>(wanted && may("GET /api/v1/payments") ? withQuery("/payments", { account_id: wanted, status: "posted", limit: 10 }) : null);

	/* Come back to where an answer is missing. */
	useEffect(() => { const d = unanswered(); if (!wanted && d) { setDraft(d); setTrouble(unsent); setQuery({ account: d.account }); } }, []);

	const type: PayType = draft.type || "advance";
	const items = useMemo(() => itemsOf(open.receivables, open.instalments, type, draft.plan), [open.receivables, open.instalments, type, draft.plan]);
	const now = current(items, type);
	/* Before the fields can be typed into: the type that is there, the current item checked.  A try that
	 * was not answered keeps what was typed. */
	useLayoutEffect(() => {
		if (!open.ready || !wanted) return;
		if (draft.type && draft.account === wanted && (open.types.some(([k]) => k === draft.type) || draft.type === "advance" || pendingKey(scope(wanted)))) return;
		begin(open.types.find(([k]) => k === wantedType)?.[0] ?? open.types[0]?.[0] ?? null);
	}, [open.ready, wanted, open.types.length]);
	function begin(next: PayType | null, plan = open.plans[0]?.id ?? "") {
		if (!next) { set({ type: "", account: wanted!, lines: {}, amount: "" }); return; }
		const list = itemsOf(open.receivables, open.instalments, next, plan), first = list.find((i) => i.id === wantedBill) ?? current(list, next);
		set({ type: next, plan: next === "instalment" ? plan : "", account: wanted!, lines: first ? { [first.id]: moneyInput(first.open) } : {}, amount: first ? moneyInput(first.open) : "" });
	}
	/* Something that was checked is paid or gone meanwhile. */
	useEffect(() => {
		if (!open.ready || !draft.type || pendingKey(scope(draft.account))) return;
		const gone = Object.keys(draft.lines).filter((id) => !items.some((i) => i.id === id));
		if (gone.length) { const lines = { ...draft.lines }; for (const id of gone) delete lines[id]; set({ lines, ...typeAmount({ ...draft, lines }, items, draft.amount) }); }
	}, [items]);
	/* The found account's list is gone and the focus with it: on to what is typed next. */
	const shown = open.ready && !!a;
	useEffect(() => { if (shown && wanted && (document.activeElement === document.body || document.activeElement?.id === "main")) { if (fine()) { const f = document.querySelector<HTMLInputElement>("#amount"); f?.focus({ preventScroll: true }); f?.select(); } else focusOn("acct"); } }, [shown, wanted]);

	const modeList = modes.active.length ? modes.active.map((c) => ({ code: c.code, name: c.name, kind: c.kind ?? "other", needs: c.needs_reference })) : [{ code: "cash", name: modes.name("cash"), kind: "cash", needs: false }, { code: "card_terminal", name: modes.name("card_terminal"), kind: "card", needs: true }];
	const channelList = channels.active.length ? channels.active.filter((c) => c.kind !== "online").map((c) => ({ code: c.code, name: c.name, kind: c.kind ?? "counter" })) : ["walk_in", "phone", "mail"].map((c) => ({ code: c, name: channels.name(c), kind: c === "phone" ? "phone" : "counter" }));
	const mode = modeList.find((m) => m.code === draft.method) ?? modeList[0]!, channel = channelList.find((c) => c.code === draft.channel) ?? channelList[0]!;
	const byPhone = channel.kind === "phone" && (rules?.caller_check ?? true), caller = useCallerCheck(byPhone ? wanted : null);

	const currency = a?.owed.currency, m = (minor: number) => moneyOf(minor, currency), words = (minor: number) => money(m(minor));
	const amount = useMemo(() => parseMoney(draft.amount), [draft.amount]), cash = useMemo(() => parseMoney(draft.cash), [draft.cash]);
	const pay = "minor" in amount ? amount.minor : null, laid = applied(draft, items);
	const over = pay !== null && laid !== null ? pay - laid : null;
	const cashText = "fault" in cash && cash.fault === "empty";
	const received = mode.kind !== "cash" ? null : cashText ? pay : "minor" in cash ? cash.minor : null;
	const change = pay !== null && received !== null ? received - pay : null;
	const limit = rules?.overpayment_alone.amount, waits = !!over && over > 0 && limit !== undefined && over > limit;
	const duplicate = pay ? recent.data?.data.find((p) => p.amount.amount === pay && p.paid_on >= today(-(rules?.duplicate_days ?? 3))) : undefined;
	const card = cardIn(draft.notes);

	const pick = (next: Account | null) => {
		setFaults({}); setTrouble(null);
		/* What was typed for one account is not for the next. */
		const d = { ...blank(), channel: draft.channel, method: draft.method, account: next?.id ?? "" };
		setDraft(d); keep(d);
		setQuery({ account: next?.id ?? null, bill: null, type: null });
		if (next) setTimeout(() => document.getElementById("acct")?.scrollIntoView({ block: "nearest" }));
	};
	const check = (): Faults => {
		const f: Faults = {};
		if (!a) { f.account = w.faults.account; return f; }
		Object.assign(f, lineFaults(draft, items));
		if (type !== "advance" && !laid && !Object.keys(f).length) f.items = w.faults.item;
		const bad = amountFault(amount);
		if (bad) f.amount = bad;
		else if (rules && pay! > rules.payment_cap.amount) f.amount = w.faults.cap(money(rules.payment_cap));
		else if (waits && !rules!.approvals_allowed) f.amount = w.over.refused(words(limit!));
		if (draft.on > today()) f["paid-on"] = w.faults.dateFuture(date(today()));
		if (mode.kind === "cash") {
			const unreadable = cashText ? null : amountFault(cash);
			if (unreadable) f.cash = unreadable;
			else if (change !== null && change < 0) f.cash = w.faults.cashShort(words(-change));
		} else if (mode.needs && !draft.reference.trim()) f.reference = w.faults.reference[mode.kind] ?? w.faults.reference.other!;
		else if (mode.kind === "card" && cardIn(draft.reference)) f.reference = w.faults.referenceCard;
		if (mode.kind === "card" && draft.last4 && !/^\d{4}$/.test(draft.last4.trim())) f.last4 = w.faults.last4;
		if (card) f.notes = w.mask.fault;
		if (byPhone && may("POST /api/v1/accounts/:id/caller-checks") && !caller?.has_passed) f.caller = w.caller.required;
		return f;
	};
	const refuse = () => {
		const f = check();
		setFaults(f); setTrouble(null);
		if (Object.keys(f).length) setSeq((n) => n + 1);
		return Object.keys(f).length > 0;
	};
	const submit = async () => {
		if (busy || refuse()) return;
		const { ids, body: lines } = parts(draft, items, currency!);
		await send(JSON.stringify({
			account_id: a!.id, amount: m(pay!), method: mode.code, channel: channel.code,
			...(draft.on ? { paid_on: draft.on } : {}),
			...(received !== null ? { received: m(received) } : {}),
			...(mode.kind !== "cash" && draft.reference.trim() ? { reference: draft.reference.trim() } : {}),
			...(mode.kind === "card" && draft.last4.trim() ? { card_last4: draft.last4.trim() } : {}),
			...(draft.notes.trim() ? { notes: draft.notes.trim() } : {}),
			...lines, ...(over! > 0 ? { credit: m(over!) } : {}), ...(duplicate ? { confirm_duplicate: true } : {}),
		}), ids);
	};
	const send = async (body: string, ids: string[] = []) => {
		if (busy) return;
		set({ body });
		setBusy(true); setTrouble(null);
		try {
			const { status, data } = await once<PaymentRecorded & { approval_id?: string }>(scope(draft.account), "POST", "/payments", body);
			keep(null);
			changed("/payments", "/receivables", "/bills", "/accounts", "/approvals", "/instalments", "/plans", "/credit-notes", "/drawers");
			go(status === 202 ? `/payments/new?waiting=${data.approval_id}` : `/payments/new?done=${data.id}`, { replace: true });
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const p = e.problem;
			if (e.unknown) setTrouble({ tone: "warn", title: w.trouble.unknown, text: w.trouble.unknownText });
			else if (p.type?.endsWith("key-reused") || p.errors?.some((x) => x.code === "key_reused")) { set({ body: undefined }); setTrouble({ tone: "bad", title: w.trouble.reused, text: w.trouble.reusedText, link: true }); }
			else {
				const at: Record<string, string> = { "/amount": "amount", "/amount/amount": "amount", "/credit": "amount", "/credit/amount": "amount", "/allocations": "items", "/instalments": "items", "/plan_id": "items", "/received": "cash", "/received/amount": "cash", "/reference": "reference", "/card_last4": "last4", "/notes": "notes", "/paid_on": "paid-on", "/channel": "channel", "/method": "method", "/account_id": "account" };
				ids.forEach((id, i) => { for (const end of ["", "/amount", "/amount/amount", "/receivable_id", "/number"]) at[`/allocations/${i}${end}`] = at[`/instalments/${i}${end}`] = `line-${id}`; });
				if (p.errors?.some((x) => x.code === "caller_check")) at["/channel"] = "caller";
				const s = serverFaults(p, at);
				setFaults(s.faults); setSeq((n) => n + 1);
				if (p.status === 409) setTrouble({ tone: "bad", title: w.trouble.refused, text: p.detail ? `${p.detail} ${t.problem.unchanged}` : w.trouble.changed });
				else if (s.rest) setTrouble({ tone: "bad", title: w.trouble.refused, text: `${s.rest} ${t.problem.unchanged}` });
				changed("/receivables", "/accounts", "/instalments");
			}
		} finally { setBusy(false); }
	};
	/* Enter in a field leads to the button, where the whole is read in words; Enter there records. */
	const keys = (e: KeyboardEvent) => {
		if (e.isComposing) return;
		if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void submit(); return; }
		const at = e.target as HTMLElement;
		if (e.key === "Enter" && at.tagName === "INPUT" && at.id !== "account" && at.closest("#pay")) {
			e.preventDefault();
			if (!refuse()) { at.blur(); setTimeout(() => { document.getElementById("record")?.scrollIntoView({ block: "nearest" }); focusOn("record"); }); }
		}
	};
	useEffect(() => {
		const jump = (e: KeyboardEvent) => {
			if (!e.altKey || e.ctrlKey || e.metaKey || document.querySelector("dialog[open]")) return;
			const to = ({ a: "amount", c: "cash" } as Record<string, string>)[e.key.toLowerCase()];
			if (to && document.getElementById(to)) { e.preventDefault(); const f = document.getElementById(to) as HTMLInputElement; f.focus(); f.select(); }
			if (e.key.toLowerCase() === "n" && wanted) { e.preventDefault(); pick(null); }
		};
		addEventListener("keydown", jump);
		return () => removeEventListener("keydown", jump);
	});

	const chosen = items.filter((i) => i.id in draft.lines), short = chosen.reduce((s, i) => s + i.open, 0) - (laid ?? 0);
	const form = shown && (open.types.length > 0 || type === "advance" && draft.type === "advance");
	const nextOpen = over && over > 0 ? items.filter((i) => !(i.id in draft.lines)).sort((x, y) => (x.due_on < y.due_on ? -1 : 1))[0] : undefined;
	return <div onKeyDown={keys} class="contents">
		<PageHead title={t.record.title} lead={t.record.lead} back={{ href: "/payments", label: t.record.back }} />
		<div class="cols cols-form">
			<form class="stack" id="pay" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
				<Summary title={t.record.fixTitle(Object.keys(faults).length)} faults={faults} labels={{ amount: w.fields.amount, cash: w.cash.received, "paid-on": w.fields.date, reference: w.fields.other, notes: w.fields.notes, last4: w.fields.last4, ...Object.fromEntries(items.map((i) => [`line-${i.id}`, nameOf(i)])) }} seq={seq} />
				{trouble && <Banner tone={trouble.tone} title={trouble.title} role="alert"><p>{trouble.text}</p>{trouble.resend && draft.body && <p><Button small busy={busy} busyText={w.review.busy} onClick={() => void send(draft.body!)}>{w.trouble.resend}</Button></p>}{trouble.link && a && <p><a href={`/payments?account_id=${a.id}`}>{w.trouble.reusedLink}</a></p>}</Banner>}
				{!wanted ? <section class="panel" aria-label={t.record.find}><Find onPick={pick} error={faults.account} /></section>
					: !a ? <section class="panel">{account.problem ? <Failed what={t.accounts.notFound} problem={account.problem} again={account.again} /> : <Bones rows={2} what={t.accounts.notFound} />}</section>
					: <PayerCard a={a} onChange={() => pick(null)} last={recent.data?.data[0]} />}
				{!wanted && <Shortcuts />}
				{a && !open.ready && <section class="panel">{open.problem ? <Failed what={t.bills.what} problem={open.problem} again={open.again} /> : <Bones rows={3} what={t.bills.what} />}</section>}
				{a && open.ready && !open.types.length && draft.type !== "advance" && <section class="panel"><Empty title={w.empty.title} text={w.empty.help}><Button kind="primary" onClick={() => { set({ type: "advance", account: a.id, lines: {}, amount: "" }); setTimeout(() => focusOn("amount")); }}>{w.empty.advance}</Button>{may("GET /api/v1/accounts/:id") && <LinkButton href={`/accounts/${a.id}`}>{t.accounts.view}</LinkButton>}</Empty></section>}
				{form && a && <>
					{a.credit.amount > 0 && type !== "advance" && type !== "instalment" && may("POST /api/v1/credit-notes/:id/use") && <Banner tone="info" title={w.credit.offer(money(a.credit))}><p>{w.credit.offerText}</p><p><Button small onClick={() => setCredit(true)}>{w.credit.use}</Button></p></Banner>}
					{byPhone && <Caller account={a} check={caller} last={recent.data?.data[0]} error={faults.caller} />}
					{duplicate && <Banner tone="warn" title={w.duplicate.title} role="status"><p>{w.duplicate.text(duplicate.receipt_no ?? duplicate.payment_no, money(duplicate.amount), ago(duplicate.paid_at))} <a class="link" href={`/payments/${duplicate.id}`} target="_blank">{w.duplicate.open}</a></p></Banner>}
					<section class="panel" aria-labelledby="s-pay"><div class="form-section">
						<div class="form-head"><h2 id="s-pay">{t.record.payment}</h2></div>
						<div class="grid-3">
							<MoneyField id="amount" label={w.fields.amount} value={draft.amount} onValue={(v) => set(typeAmount(draft, items, v))} error={faults.amount} help={type === "advance" ? w.amountHelp.advance : over === null ? w.amountHelp.none : over > 0 ? w.amountHelp.over(words(over)) : short > 0 ? w.amountHelp.part(words(short)) : w.amountHelp.exact} />
							<SelectField id="method" label={w.fields.method} value={mode.code} onValue={(v) => set({ method: v })} options={modeList.map((x): [string, string] => [x.code, x.name])} error={faults.method} />
							<SelectField id="channel" label={w.fields.channel} value={channel.code} onValue={(v) => set({ channel: v })} options={channelList.map((x): [string, string] => [x.code, x.name])} error={faults.channel} />
						</div>
						<div class="grid-3 cash-grid">
							{mode.kind === "cash" ? <>
								<MoneyField id="cash" label={w.cash.received} value={draft.cash} onValue={(v) => set({ cash: v })} error={faults.cash} help={cashText ? w.cash.none : undefined} />
								{!!pay && <div class="notes-row" role="group" aria-label={w.cash.notes}><button type="button" class="chip" aria-pressed={cashText || received === pay} onClick={() => set({ cash: "" })}>{w.cash.exact}</button>
									{handed(pay, currency!).map((n) => <button type="button" key={n} class="chip num" aria-pressed={received === n && !cashText} aria-label={w.cash.note(words(n))} onClick={() => set({ cash: moneyInput(n) })}>{words(n)}</button>)}</div>}
								<Derived id="change" label={w.cash.change} of="cash amount" value={change !== null && change >= 0 ? moneyInput(change) : t.common.none} />
							</> : <>
								<TextField id="reference" label={mode.kind === "card" ? w.fields.card : mode.kind === "cheque" ? w.fields.cheque : mode.kind === "transfer" ? w.fields.transfer : w.fields.other} optional={!mode.needs} help={mode.kind === "card" ? w.fields.cardHelp : undefined} autoComplete="off" maxLength={64} value={draft.reference} onValue={(v) => set({ reference: v })} error={faults.reference} />
								{mode.kind === "card" && <TextField id="last4" label={w.fields.last4} optional help={w.fields.last4Help} inputMode="numeric" autoComplete="off" maxLength={4} value={draft.last4} onValue={(v) => set({ last4: v.replace(/\D/g, "") })} error={faults.last4} />}
							</>}
							<TextField id="paid-on" label={w.fields.date} type="date" max={today()} value={draft.on || today()} onValue={(v) => set({ on: v === today() ? "" : v })} error={faults["paid-on"]} />
						</div>
					</div></section>
					<section class="panel" aria-labelledby="s-what">
						<div class="panel-head pay-head"><h2 id="s-what">{open.types.length > 1 ? t.record.what : w.items.title[type] ?? t.record.what}</h2>
							{open.types.length > 1 && <Types types={open.types} value={type} onPick={(k) => begin(k)} />}
							<div class="end">{items.length > 1 && chosen.length < items.length && <Button small onClick={() => set(payAll(items))}>{w.items.all}</Button>}{items.length > 1 && !!pay && <Button small onClick={() => set(oldestFirst(draft, items))}>{w.items.oldest}</Button>}</div></div>
						{type === "instalment" && open.plans.length > 1 && <div class="form-section"><SelectField id="plan" label={w.items.plan} value={draft.plan} onValue={(v) => begin("instalment", v)} options={open.plans.map((p): [string, string] => [p.id, w.items.planOf(p.number, open.instalments.filter((i) => i.plan.id === p.id).length)])} /></div>}
						{type === "advance" ? <p class="panel-quiet">{w.empty.help}</p> : <Items account={a} items={items} draft={draft} faults={faults} error={faults.items} now={now}
							onToggle={(i, on) => set(toggle(draft, items, i, on))} onLine={(id, text) => set(typeLine(draft, items, id, text))} />}
						{over !== null && over > 0 && <div class="form-section"><Over over={over} type={type} payer={a.consumer.name} words={words} waits={waits} rules={rules} next={nextOpen} onNext={() => nextOpen && set(toggle(draft, items, nextOpen, true))} laid={laid ?? 0} cash={mode.kind === "cash"} received={received} onDue={() => set({ amount: moneyInput(laid!), ...(mode.kind === "cash" && cashText ? { cash: moneyInput(pay!) } : {}) })} /></div>}
					</section>
					<section class="panel" aria-label={w.fields.notes}><div class="form-section">
						<TextArea id="notes" label={w.fields.notes} optional maxLength={500} value={draft.notes} onValue={(v) => set({ notes: v })} error={card ? w.mask.fault : faults.notes} help={<span class="num">{t.common.characters([...draft.notes].length, 500)} · {w.fields.notesHelp}</span>} />
						{card && <p><Button small onClick={() => { set({ notes: maskCards(draft.notes) }); setFaults(({ notes: _gone, ...rest }) => rest); focusOn("notes"); }}>{w.mask.do}</Button></p>}
					</div></section>
				</>}
			</form>
			<Review account={form ? a : undefined} type={type} items={items} draft={draft} pay={pay} laid={laid} over={over} change={change} received={received} mode={mode} channel={channel.name} rules={rules} waits={waits} busy={busy} />
		</div>
		{credit && a && <UseCredit account={a} items={chosen.length ? chosen : items} onClose={(used) => { setCredit(false); if (used) set({ type: "", lines: {}, amount: "" }); }} />}
	</div>;
}
interface OverProps { over: number; type: PayType; payer: string; words: (minor: number) => string; waits: boolean; rules: ReturnType<typeof useRules>; next?: Item; onNext: () => void; laid: number; cash: boolean; received: number | null; onDue: () => void }
function Over({ over, type, payer, words, waits, rules, next, onNext, laid, cash, received, onDue }: OverProps) {
	const until = date(today(rules?.credit_note_days ?? 365)), back = (received ?? laid + over) - laid;
	return <Banner tone={waits ? "warn" : "info"} title={type === "advance" ? w.amountHelp.advance : w.over.title(words(over))} role="status">
		<p>{w.over.kept(payer, until)}</p>
		{waits && <p>{rules!.approvals_allowed ? w.over.waits(money(rules!.overpayment_alone)) : w.over.refused(money(rules!.overpayment_alone))}</p>}
		{type !== "advance" && <div class="row-acts">{next && <Button small onClick={onNext}>{w.over.next(nameOf(next), words(Math.min(over, next.open)))}</Button>}{laid > 0 && <Button small onClick={onDue}>{cash ? w.over.due(words(laid), words(back)) : w.over.dueCard(words(laid))}</Button>}</div>}
	</Banner>;
}
function Shortcuts() {
	return <section class="panel not-phone" aria-label={w.shortcuts.title}><dl class="keys keys-wide">{w.shortcuts.keys.map(([k, what]) => <div key={k}><dt>{k.split(" ").map((p) => <kbd key={p}>{p}</kbd>)}</dt><dd>{what}</dd></div>)}</dl></section>;
}
