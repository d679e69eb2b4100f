/*
 * Who is on the phone: the caller says what only the customer knows, the clerk compares with the
 * file and ticks what was right.  Two right answers are enough where one of them is neither the
 * name nor the address, which anybody can look up.
 */
import { useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import type { AccountDetail, CallerCheck as Check, CallerKnows, Habits } from "../api/desk";
import type { Bill, Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { date, instant, money, time } from "../app/format";
import { may, me } from "../app/session";
import { t } from "../strings";
import { callerWords } from "../strings/caller";
import { Banner, Bones, Button, Failed } from "./base";
import { Dialog } from "./float";
import { CheckLine, FormProblem } from "./form";
import { useWork } from "./work";

const w = callerWords, MINUTES = 30;
/* Until when a check of this user's lets him act for the caller; null: it does not. */
export function provenUntil(check: Check | null | undefined): Date | null {
	if (!check?.has_passed || check.by.id !== me.value?.id) return null;
	const until = new Date(new Date(check.at).getTime() + MINUTES * 60_000);
	return until.getTime() > Date.now() ? until : null;
}
const open: CallerKnows[] = ["name", "service_address"];
const enough = (on: Set<CallerKnows>) => on.size >= 2 && [...on].some((k) => !open.includes(k));
const words = (list: CallerKnows[]) => new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" }).format(list.map((k) => w.fields[k]!.toLowerCase()));

interface Props { accountId: string; onPassed?: () => void }
/* The questions with what is on file, then the verdict.  For a panel or a dialog of any page. */
export function CallerCheck({ accountId, onPassed }: Props) {
	const got = useGet<AccountDetail>(url`/accounts/${accountId}`), a = got.data;
	const last = useGet<Habits>(may("GET /api/v1/accounts/:id/payment-habits") ? url`/accounts/${accountId}/payment-habits` : null).data?.last_payment, bill = useGet<Page<Bill>>(may("GET /api/v1/bills") ? withQuery("/bills", { account_id: accountId, limit: 1 }) : null).data?.data[0];
	const [on, setOn] = useState<Set<CallerKnows>>(new Set()), [again, setAgain] = useState(false), [refused, setRefused] = useState<CallerKnows[] | null>(null), work = useWork({}, "/accounts");
	if (!a) return got.problem ? <Failed what={w.title} problem={got.problem} again={got.again} /> : <Bones rows={4} what={w.title} />;
	const until = provenUntil(a.caller_check);
	if (until && !again) return <Banner tone="info" title={w.passed} role="status"><p>{w.passedText(words(a.caller_check!.matched), time(until.toISOString()))}</p><Button small onClick={() => { setOn(new Set()); setRefused(null); setAgain(true); }}>{w.again}</Button></Banner>;
	const asked: [CallerKnows, string | null | undefined][] = [
		["account_number", a.number], ["phone", a.consumer.phone], ["email", a.consumer.email], ["meter_number", a.meters.map((m) => m.number).join(", ")],
		["last_payment_amount", last && money(last.amount)], ["last_payment_on", last && date(last.paid_on)], ["last_bill_amount", bill && money(bill.amount)], ["name", a.consumer.name], ["service_address", `${a.street}, ${a.city}`],
	];
	const send = (passed: boolean) => work.run(async () => {
		const matched = asked.map(([k]) => k).filter((k) => on.has(k));
		const answer = await call<{ has_passed: boolean }>("POST", url`/accounts/${accountId}/caller-checks`, { body: { matched, passed } });
		changed(`/accounts/${accountId}`);
		setAgain(false);
		if (answer.has_passed) onPassed?.(); else { setRefused(matched); setOn(new Set()); }
	});
	return <div class="caller">
		{refused && <Banner tone="bad" title={w.failed} role="alert"><p>{w.failedText(refused.length ? words(refused) : "")} {w.failedHelp}</p></Banner>}
		<FormProblem title={t.problem.title(w.check)} problem={work.rest} />
		<p class="help">{w.ask}</p>
		<fieldset class="caller-list"><legend class="vh">{w.title}</legend>{asked.filter(([, answer]) => answer).map(([k, answer]) => <CheckLine key={k} label={w.fields[k]!} help={answer!} checked={on.has(k)} onValue={(v) => { const next = new Set(on); if (v) next.add(k); else next.delete(k); setOn(next); }} />)}</fieldset>
		<div class="caller-foot">{a.caller_check && !until && <span class="help">{w.last(a.caller_check.by.name, instant(a.caller_check.at))}</span>}<span class="grow" />
			<Button onClick={() => void send(false)} busy={work.busy}>{w.no}</Button><Button kind="primary" disabled={!enough(on)} busy={work.busy} busyText={w.checking} onClick={() => void send(true)}>{w.yes}</Button></div>
	</div>;
}
export function CallerDialog({ accountId, onClose }: { accountId: string; onClose: () => void }) {
	return <Dialog wide title={w.title} onClose={onClose} form={false}><CallerCheck accountId={accountId} /></Dialog>;
}
