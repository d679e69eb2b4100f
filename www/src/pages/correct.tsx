/*
 * Money that was recorded wrongly is not edited: the payment is voided and another posted in its
 * place.  The form is the payment as it stands; what comes of it is read in words first.
 */
import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError, once, url, withQuery } from "../api/client";
import type { Account, Page, PaymentDetail, PaymentRecorded, Receivable } from "../api/types";
import { changed, useGet } from "../app/data";
import { money, moneyInput, moneyOf, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { go } from "../app/router";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { counter as w } from "../strings/counter";
import { paid } from "../strings/paid";
import { listed } from "../strings/words";
import { fieldBody, fieldFaults, fieldLabels, Fields, faultFields, useTill } from "../counter/fields";
import { Find, PayerCard } from "../counter/find";
import { Items } from "../counter/items";
import { applied, blank, itemsOf, lineFaults, lineMinor, nameOf, parts, spoken, toggle, typeAmount, typeLine, type Draft, type Item } from "../counter/model";
import { Notes } from "../counter/notes";
import { useRules } from "../counter/rules";
import { Banner, Bones, Button, Failed, LinkButton, PageHead, useTitle } from "../ui/base";
import { toast } from "../ui/float";
import { serverFaults, Summary, TextArea, type Faults } from "../ui/form";

const c = paid.correct;
export default function Correct({ params }: PageProps) {
	const got = useGet<PaymentDetail>(url`/payments/${params.id!}`), p = got.data, no = p ? p.receipt_no ?? p.payment_no : "";
	useTitle(p ? c.title(no) : c.name);
	const back = { href: `/payments/${params.id!}`, label: no || paymentWords.section };
	if (!p) return <><PageHead back={back} title={c.name} /><div class="panel">{got.problem ? <Failed what={paymentWords.what} problem={got.problem} again={got.again} /> : <Bones rows={6} what={paymentWords.what} />}</div></>;
	if (p.status !== "posted") return <><PageHead back={back} title={c.title(no)} /><Banner tone="bad" title={c.notPosted(t.status[p.status] ?? p.status)}><p><LinkButton href={back.href} small>{t.payments.view}</LinkButton></p></Banner></>;
	return <Form p={p} no={no} />;
}

function Form({ p, no }: { p: PaymentDetail; no: string }) {
	const [to, setTo] = useState(p.account.id), account = useGet<Account>(url`/accounts/${to || p.account.id}`), a = account.data;
	const open = useGet<Page<Receivable>>(to ? withQuery("/receivables", { account_id: to, status: "open", limit: 200 }) : null), rules = useRules();
	const start = (): Draft => ({ ...blank(), account: p.account.id, type: "bill", amount: moneyInput(p.amount.amount), on: p.paid_on === today() ? "" : p.paid_on, channel: p.channel, method: p.method, cash: p.received && p.received.amount !== p.amount.amount ? moneyInput(p.received.amount) : "",
		reference: p.reference ?? "", last4: p.card_last4 ?? "", brand: p.brand ?? "", notes: p.notes ?? "", lines: Object.fromEntries(p.allocations.filter((x) => !x.reversed_on).map((x) => [x.receivable.id, moneyInput(x.amount.amount)])) });
	const [draft, setDraft] = useState(start), [reason, setReason] = useState(""), [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [busy, setBusy] = useState(false), [rest, setRest] = useState<string | null>(null);
	const set = (change: Partial<Draft>) => setDraft((d) => ({ ...d, ...change }));
	/* What it paid is open again by so much once it is voided. */
	const items = useMemo((): Item[] => {
		const now = itemsOf(open.data?.data ?? [], [], "bill", "");
		if (to !== p.account.id) return now;
		const back = p.allocations.filter((x) => !x.reversed_on).map((x): Item => ({ id: x.receivable.id, kind: x.receivable.kind === "bill" ? "bill" : "charge", number: x.receivable.number, what: now.find((i) => i.id === x.receivable.id)?.what ?? "", due_on: x.receivable.due_on, issued_on: x.receivable.issued_on, open: x.receivable.open.amount + x.amount.amount }));
		return [...back, ...now.filter((i) => !back.some((b) => b.id === i.id))].sort((x, y) => (x.due_on < y.due_on ? -1 : 1));
	}, [open.data, to]);
	useEffect(() => { if (open.data && !open.stale && to && to !== p.account.id && !Object.keys(draft.lines).length) set(typeAmount({ ...draft, lines: Object.fromEntries(items.map((i) => [i.id, ""])) }, items, draft.amount)); }, [items]);

	const till = useTill(draft), currency = p.amount.currency, m = (minor: number) => moneyOf(minor, currency), words = (minor: number) => money(m(minor));
	const laid = applied(draft, items), over = till.pay !== null && laid !== null ? till.pay - laid : null;
	const waits = rules ? Math.max(p.amount.amount, till.pay ?? 0) > rules.correction_alone.amount : false;
	const lines = items.filter((i) => i.id in draft.lines && (lineMinor(draft.lines[i.id]!) ?? 0) > 0);
	const cashWas = p.method_kind === "cash" ? p.amount.amount : 0, cashIs = till.mode.kind === "cash" ? till.pay ?? 0 : 0, drawer = cashIs - cashWas;
	const submit = async () => {
		if (busy) return;
		const f: Faults = to && a ? { ...lineFaults(draft, items), ...fieldFaults(draft, till, rules, words) } : { account: w.faults.account };
		if (!laid && !over && !Object.keys(f).length) f.items = w.faults.item;
		if (reason.trim().length < 3) f.reason = paymentWords.remarksNeeded;
		setFaults(f); setRest(null);
		if (Object.keys(f).length) { setSeq((n) => n + 1); return; }
		setBusy(true);
		const sent = parts(draft, items, currency);
		try {
			const { status, data } = await once<PaymentRecorded & { approval_id?: string }>(`correct.${p.id}`, "POST", url`/payments/${p.id}/correct`, { account_id: to, ...fieldBody(draft, till, m), ...sent.body, ...(over! > 0 ? { credit: m(over!) } : {}), confirm_duplicate: true, reason: reason.trim() });
			changed("/payments", "/receivables", "/bills", "/accounts", "/approvals", "/credit-notes", "/drawers", "/instalments");
			if (status === 202) { go(`/payments/${p.id}?approval=${data.approval_id}`, { replace: true }); return; }
			toast(c.done(no, data.receipt_no));
			go(`/payments/${data.id}`, { replace: true });
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const s = serverFaults(e.problem, { ...faultFields(sent.ids), "/reason": "reason" });
			setFaults(s.faults); setSeq((n) => n + 1); setRest(s.rest);
		} finally { setBusy(false); }
	};
	return <>
		<PageHead back={{ href: `/payments/${p.id}`, label: no }} title={c.title(no)} lead={c.lead} />
		<div class="cols cols-form">
			<form class="stack" id="correct" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
				<Summary title={t.common.fix(Object.keys(faults).length)} faults={faults} labels={{ ...fieldLabels, reason: paymentWords.reason, ...Object.fromEntries(items.map((i) => [`line-${i.id}`, nameOf(i)])) }} seq={seq} />
				{rest && <Banner tone="bad" title={c.refused} role="alert"><p>{rest} {t.problem.unchanged}</p></Banner>}
				{!to ? <section class="panel" aria-label={t.record.find}><Find onPick={(x) => { setTo(x.id); set({ account: x.id, lines: {} }); }} error={faults.account} /></section> : !a ? <section class="panel"><Bones rows={2} what={t.accounts.notFound} /></section> : <PayerCard a={a} onChange={() => { setTo(""); set({ lines: {} }); }} />}
				<section class="panel" aria-labelledby="s-pay"><div class="form-section"><div class="form-head"><h2 id="s-pay">{t.record.payment}</h2></div>
					<Fields draft={draft} till={till} set={set} faults={faults} onAmount={(v) => set(typeAmount(draft, items, v))} currency={currency} words={words} help={over && over > 0 ? w.amountHelp.over(words(over)) : c.was(money(p.amount))} /></div></section>
				{a && to && <section class="panel" aria-labelledby="s-what"><div class="panel-head"><h2 id="s-what">{t.record.what}</h2></div>
					{!open.data ? <Bones rows={2} what={t.bills.what} /> : <Items account={a} items={items} draft={draft} faults={faults} error={faults.items} onToggle={(i, on) => set(toggle(draft, items, i, on))} onLine={(id, text) => set(typeLine(draft, items, id, text))} />}</section>}
				<section class="panel" aria-label={paymentWords.reason}><div class="form-section"><TextArea id="reason" label={c.reason} value={reason} onValue={setReason} error={faults.reason} maxLength={480} help={c.reasonHelp} /><Notes value={draft.notes} onValue={(v) => set({ notes: v })} error={faults.notes} /></div></section>
			</form>
			<aside class="panel sticky-side review-side" aria-labelledby="s-review">
				<div class="panel-head"><h2 id="s-review">{w.review.title}</h2><div class="end">{c.nothing}</div></div>
				<div class="review">
					<p class="review-words">{c.voids}<b>{no}</b>{c.of}<b>{money(p.amount)}</b>{c.isVoided}{till.pay ? <> <b>{words(till.pay)}</b>{w.review.by}<b>{till.mode.name.toLowerCase()}</b>{w.review.from}<b>{a?.consumer.name ?? ""}</b>{lines.length > 0 && <>{c.pays}{listed(lines.map(spoken))}</>}{c.instead}{over !== null && over > 0 && <> <b>{words(over)}</b>{w.review.keeps}</>}</> : ` ${c.amountFirst}`}</p>
					<dl class="sum"><div><dt>{c.reversal(no)}</dt><dd>{words(-p.amount.amount)}</dd></div><div><dt>{c.repost}</dt><dd>{till.pay ? words(till.pay) : t.common.none}</dd></div><div class="total"><dt>{c.difference}</dt><dd>{till.pay !== null ? words(till.pay - p.amount.amount) : t.common.none}</dd></div></dl>
					{drawer !== 0 && till.pay !== null && <p class="hand">{drawer > 0 ? c.collect(words(drawer)) : c.handBack(words(-drawer))}</p>}
					<div class="stay"><Button kind="primary" wide class="num" type="submit" form="correct" busy={busy} busyText={c.doing}>{waits ? c.ask : till.pay ? c.do(words(till.pay)) : c.name}</Button></div>
					<p class="fine">{waits ? c.fineAsk : c.fine}</p>
				</div>
			</aside>
		</div>
	</>;
}
