/*
 * One payment put together: what is paid and how, read in words, recorded.  One payment comes of it
 * however often the button is pressed: its key is made before the first send.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, once, pendingKey, url, withQuery } from "../api/client";
import type { Account, Page, Payment, PaymentRecorded, Receivable } from "../api/types";
import { changed, useGet } from "../app/data";
import { date, money, moneyInput, moneyOf, today } from "../app/format";
import { go, query, setQuery } from "../app/router";
import { may } from "../app/session";
import type { CallerProps } from "./caller";
import { useCallerCheck } from "./callers";
import type { CreditProps } from "./credit";
import { fieldBody, fieldFaults, fieldLabels, Fields, faultFields, useTill } from "./fields";
import { PayerCard } from "./find";
import { Items, Types } from "./items";
import { applied, blank, current, itemsOf, keep, lineFaults, nameOf, oldestFirst, parts, payAll, scope, stored, toggle, typeAmount, typeLine, unanswered, type Draft, type InstalmentRow, type Item, type PayType } from "./model";
import { Notes } from "./notes";
import { Review } from "./review";
import { useRules } from "./rules";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { paid } from "../strings/paid";
import { ago } from "../strings/words";
import { Banner, Bones, Button, Empty, Failed, LinkButton } from "../ui/base";
import { lazy } from "../ui/lazy";
import { CheckLine, SelectField, serverFaults, Summary, type Faults } from "../ui/form";

/* What is not needed to type comes when it is wanted. */
const Caller = lazy<CallerProps>(w.caller.title, () => import("./caller"));
const UseCredit = lazy<CreditProps>(w.credit.title, () => import("./credit"));

const fine = () => matchMedia("(pointer: fine)").matches;
const focusOn = (id: string) => document.getElementById(id)?.focus({ preventScroll: true });
interface Trouble { tone: "bad" | "warn"; title: string; text: string; link?: boolean; resend?: boolean }
const unsent: Trouble = { tone: "warn", title: w.trouble.unsent, text: w.trouble.unsentText, resend: true };

/* The account's open things by type, and which types there are. */
function useOpen(account: string) {
	const open = useGet<Page<Receivable>>(withQuery("/receivables", { account_id: account, status: "open", limit: 200 }));
	const mayPlans = may("GET /api/v1/instalments");
	const due = useGet<Page<InstalmentRow>>(mayPlans ? withQuery("/instalments", { account_id: account, status: "unpaid" }) : null);
	const ready = !!open.data && !open.stale && (!mayPlans || (!!due.data && !due.stale) || !!due.problem);
	const receivables = open.data?.data ?? [], instalments = due.data?.data ?? [];
	const plans = [...new Map(instalments.map((i) => [i.plan.id, i.plan])).values()];
	const count = (kind: string) => receivables.filter((r) => r.kind === kind).length;
	const types = ([["bill", count("bill")], ["service", count("charge")], ["instalment", instalments.length]] as [PayType, number][]).filter(([, n]) => n > 0);
	return { ready, problem: open.problem && !open.data ? open.problem : null, again: open.again, receivables, instalments, plans, types };
}

export default function Counter({ account: wanted }: { account: string }) {
	const wantedBill = query.value.get("bill"), wantedType = query.value.get("type") as PayType | null;
	const account = useGet<Account>(url`/accounts/${wanted}`), a = account.data;
	const open = useOpen(wanted), rules = useRules();
	const [draft, setDraft] = useState<Draft>(() => {
		const d = stored();
		/* What was typed for one account is not for the next; how people pay here mostly is. */
		return d?.account === wanted ? d : { ...blank(), account: wanted, ...(d ? { channel: d.channel, method: d.method } : {}) };
	});
	const [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [busy, setBusy] = useState(false), [credit, setCredit] = useState(false);
	const [trouble, setTrouble] = useState<Trouble | null>(() => (unanswered()?.account === wanted ? unsent : null));
	const set = (change: Partial<Draft>) => setDraft((d) => { const next = { ...d, ...change }; keep(next); return next; });
	const recent = useGet<Page<Payment>>(may("GET /api/v1/payments") ? withQuery("/payments", { account_id: wanted, status: "posted", limit: 10 }) : null);


	const type: PayType = draft.type || "advance";
	const items = useMemo(() => itemsOf(open.receivables, open.instalments, type, draft.plan), [open.receivables, open.instalments, type, draft.plan]);
	const now = current(items, type);
	/* Before the fields can be typed into: the type that is there, the current item checked.  A try that
	 * was not answered keeps what was typed. */
	const fresh = useRef(true);
	const before = useRef<unknown>(null);	/* what was open before a credit note paid of it: new figures are on their way */
	useLayoutEffect(() => {
		if (!open.ready || before.current === open.receivables) return;
		before.current = null;
		const there = open.types.some(([k]) => k === draft.type) || draft.type === "advance", asked = !fresh.current || !wantedBill || wantedBill in draft.lines;
		fresh.current = false;
		if (draft.type && draft.account === wanted && (pendingKey(scope(wanted)) || (there && asked))) return;
		begin(open.types.find(([k]) => k === wantedType)?.[0] ?? open.types[0]?.[0] ?? null);
	}, [open.ready, wanted, open.types.length, open.receivables, draft.type === ""]);
	function begin(next: PayType | null, plan = open.plans[0]?.id ?? "") {
		if (!next) { set({ type: "", account: wanted, lines: {}, amount: "" }); return; }
		const list = itemsOf(open.receivables, open.instalments, next, plan), first = list.find((i) => i.id === wantedBill) ?? current(list, next);
		set({ type: next, plan: next === "instalment" ? plan : "", account: wanted, lines: first ? { [first.id]: moneyInput(first.open) } : {}, amount: first ? moneyInput(first.open) : "" });
	}
	/* Something that was checked is paid or gone meanwhile. */
	useEffect(() => {
		if (!open.ready || !draft.type || pendingKey(scope(draft.account))) return;
		const gone = Object.keys(draft.lines).filter((id) => !items.some((i) => i.id === id));
		if (gone.length) { const lines = { ...draft.lines }; for (const id of gone) delete lines[id]; set({ lines, ...typeAmount({ ...draft, lines }, items, draft.amount) }); }
	}, [items]);
	/* The found account's list is gone and the focus with it: on to what is typed next. */
	const shown = open.ready && !!a;
	useEffect(() => { if (shown && (document.activeElement === document.body || document.activeElement?.id === "main")) { if (fine()) { const f = document.querySelector<HTMLInputElement>("#amount"); f?.focus({ preventScroll: true }); f?.select(); } else focusOn("acct"); } }, [shown, wanted]);

	const till = useTill(draft), { mode, channel, pay, received, change } = till;
	const byPhone = channel.kind === "phone" && (rules?.caller_check ?? true), caller = useCallerCheck(byPhone ? wanted : null);

	const currency = a?.owed.currency, m = (minor: number) => moneyOf(minor, currency), words = (minor: number) => money(m(minor));
	const laid = applied(draft, items);
	const over = pay !== null && laid !== null ? pay - laid : null;
	const limit = rules?.overpayment_alone.amount, waits = !!over && over > 0 && limit !== undefined && over > limit;
	const duplicate = pay ? recent.data?.data.find((p) => p.amount.amount === pay && p.paid_on >= today(-(rules?.duplicate_days ?? 3))) : undefined;

	const leave = () => { keep({ ...blank(), channel: draft.channel, method: draft.method }); setQuery({ account: null, bill: null, type: null }); };
	const check = (): Faults => {
		const f: Faults = {};
		if (!a) return { amount: w.faults.account };
		Object.assign(f, lineFaults(draft, items));
		if (type !== "advance" && !laid && !Object.keys(f).length) f.items = w.faults.item;
		Object.assign(f, fieldFaults(draft, till, rules, words));
		if (!f.amount && waits && !rules!.approvals_allowed) f.amount = w.over.refused(words(limit!));
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
			account_id: a!.id, ...fieldBody(draft, till, m),
			...lines, ...(over! > 0 ? { credit: m(over!) } : {}), ...(duplicate && draft.another ? { confirm_duplicate: true } : {}),
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
				/* Refused, not lost: nothing of it is to be finished later.  A twin under way may yet be. */
				if (!p.type?.endsWith("busy")) set({ body: undefined });
				const at = faultFields(ids);
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
			if (e.key.toLowerCase() === "n") { e.preventDefault(); leave(); }
		};
		addEventListener("keydown", jump);
		return () => removeEventListener("keydown", jump);
	});

	const chosen = items.filter((i) => i.id in draft.lines), short = chosen.reduce((s, i) => s + i.open, 0) - (laid ?? 0);
	const form = shown && (open.types.length > 0 || type === "advance" && draft.type === "advance");
	const nextOpen = over && over > 0 ? items.filter((i) => !(i.id in draft.lines)).sort((x, y) => (x.due_on < y.due_on ? -1 : 1))[0] : undefined;
	return <div onKeyDown={keys} class="contents">
		<div class="cols cols-form">
			<form class="stack" id="pay" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
				<Summary title={t.record.fixTitle(Object.keys(faults).length)} faults={faults} labels={{ ...fieldLabels, ...Object.fromEntries(items.map((i) => [`line-${i.id}`, nameOf(i)])) }} seq={seq} />
				{trouble && <Banner tone={trouble.tone} title={trouble.title} role="alert"><p>{trouble.text}</p>{trouble.resend && draft.body && <p><Button small busy={busy} busyText={w.review.busy} onClick={() => void send(draft.body!)}>{w.trouble.resend}</Button></p>}{trouble.link && a && <p><a href={`/payments?account_id=${a.id}`}>{w.trouble.reusedLink}</a></p>}</Banner>}
				{!a ? <section class="panel">{account.problem ? <Failed what={t.accounts.notFound} problem={account.problem} again={account.again} /> : <Bones rows={2} what={t.accounts.notFound} />}</section>
					: <PayerCard a={a} onChange={() => leave()} last={recent.data?.data[0]} />}
				{a && !open.ready && <section class="panel">{open.problem ? <Failed what={t.bills.what} problem={open.problem} again={open.again} /> : <Bones rows={3} what={t.bills.what} />}</section>}
				{a && open.ready && !open.types.length && draft.type !== "advance" && <section class="panel"><Empty title={w.empty.title} text={w.empty.help}><Button kind="primary" onClick={() => { set({ type: "advance", account: a.id, lines: {}, amount: "" }); setTimeout(() => focusOn("amount")); }}>{w.empty.advance}</Button>{may("GET /api/v1/accounts/:id") && <LinkButton href={`/accounts/${a.id}`}>{t.accounts.view}</LinkButton>}</Empty></section>}
				{form && a && <>
					{a.credit.amount > 0 && type !== "advance" && type !== "instalment" && may("POST /api/v1/credit-notes/:id/use") && <Banner tone="info" title={w.credit.offer(money(a.credit))}><p>{w.credit.offerText}</p><p><Button small onClick={() => setCredit(true)}>{w.credit.use}</Button></p></Banner>}
					{byPhone && <Caller account={a} check={caller} last={recent.data?.data[0]} error={faults.caller} />}
					<section class="panel" aria-labelledby="s-pay"><div class="form-section">
						<div class="form-head"><h2 id="s-pay">{t.record.payment}</h2></div>
						<Fields draft={draft} till={till} set={set} faults={faults} onAmount={(v) => set(typeAmount(draft, items, v))} currency={currency!} words={words}
							help={type === "advance" ? w.amountHelp.advance : over === null ? w.amountHelp.none : over > 0 ? w.amountHelp.over(words(over)) : short > 0 ? w.amountHelp.part(words(short)) : w.amountHelp.exact} />
					</div></section>
					{duplicate && <Banner tone="warn" title={w.duplicate.title} role="status"><p>{w.duplicate.text(duplicate.receipt_no ?? duplicate.payment_no, money(duplicate.amount), ago(duplicate.paid_at))} <a class="link" href={`/payments/${duplicate.id}`} target="_blank">{w.duplicate.open}</a></p><CheckLine label={w.duplicate.another} checked={draft.another} onValue={(on) => set({ another: on })} /></Banner>}
					<section class="panel" aria-labelledby="s-what">
						<div class="panel-head pay-head"><h2 id="s-what">{open.types.length > 1 ? t.record.what : w.items.title[type] ?? t.record.what}</h2>
							{open.types.length > 1 && <Types types={open.types} value={type} onPick={(k) => begin(k)} />}
							<div class="end">{items.length > 1 && chosen.length < items.length && <Button small onClick={() => set(payAll(items))}>{w.items.all}</Button>}{items.length > 1 && !!pay && <Button small onClick={() => set(oldestFirst(draft, items))}>{w.items.oldest}</Button>}</div></div>
						{type === "instalment" && open.plans.length > 1 && <div class="form-section"><SelectField id="plan" label={w.items.plan} value={draft.plan} onValue={(v) => begin("instalment", v)} options={open.plans.map((p): [string, string] => [p.id, w.items.planOf(p.number, open.instalments.filter((i) => i.plan.id === p.id).length)])} /></div>}
						{type === "advance" ? <p class="panel-quiet">{w.empty.help}</p> : <Items account={a} items={items} draft={draft} faults={faults} error={faults.items} now={type === "bill" ? now : undefined}
							onToggle={(i, on) => set(toggle(draft, items, i, on))} onLine={(id, text) => set(typeLine(draft, items, id, text))} />}
						{over !== null && over > 0 && <div class="form-section"><Over over={over} type={type} payer={a.consumer.name} words={words} waits={waits} rules={rules} next={nextOpen} onNext={() => nextOpen && set(toggle(draft, items, nextOpen, true))} laid={laid ?? 0} cash={mode.kind === "cash"} received={received} onDue={() => set({ amount: moneyInput(laid!), ...(mode.kind === "cash" && till.exact ? { cash: moneyInput(pay!) } : {}) })} /></div>}
					</section>
					<section class="panel" aria-label={paid.notes.label}><div class="form-section">
						<Notes value={draft.notes} onValue={(v) => set({ notes: v })} error={faults.notes} />
					</div></section>
				</>}
			</form>
			<Review account={form ? a : undefined} type={type} items={items} draft={draft} pay={pay} laid={laid} over={over} change={change} received={received} mode={mode} channel={channel.name} rules={rules} waits={waits} busy={busy} />
		</div>
		{credit && a && <UseCredit account={a} items={chosen.length ? chosen : items} onClose={(used) => { setCredit(false); if (used) { before.current = open.receivables; set({ type: "", lines: {}, amount: "" }); } }} />}
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
