/* What the payer already has with us pays first, if he wants: credit notes on what is checked. */
import { useState } from "preact/hooks";
import { once, url, withQuery } from "../api/client";
import type { Account, Money, Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { date, money, moneyOf } from "../app/format";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { listed } from "../strings/words";
import { Bones, Button, Failed } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField } from "../ui/form";
import { useWork } from "../ui/work";
import { spoken, type Item } from "./model";
import { spread } from "./split";

interface Note { id: string; number: string; amount: Money; remaining: Money; expires_on: string; status: string }
export interface CreditProps { account: Account; items: Item[]; onClose: (used: boolean) => void }
export default function UseCredit({ account, items, onClose }: CreditProps) {
	const got = useGet<Page<Note>>(withQuery("/credit-notes", { account_id: account.id, status: "active", limit: 50 }));
	const notes = [...(got.data?.data ?? [])].filter((n) => n.remaining.amount > 0).sort((a, b) => (a.expires_on < b.expires_on ? -1 : 1));
	const [pick, setPick] = useState(""), work = useWork({}, "/credit-notes");
	const note = notes.find((n) => n.id === pick) ?? notes[0];
	const due = [...items].sort((a, b) => (a.due_on < b.due_on ? -1 : 1)), { parts } = spread(due, note?.remaining.amount ?? 0);
	const paid = due.filter((i) => parts[i.id]! > 0), sum = paid.reduce((s, i) => s + parts[i.id]!, 0), m = (minor: number) => moneyOf(minor, account.owed.currency);
	const use = () => void work.run(async () => {
		await once(`credit.${note!.id}`, "POST", url`/credit-notes/${note!.id}/use`, { allocations: paid.map((i) => ({ receivable_id: i.id, amount: m(parts[i.id]!) })) });
		changed("/credit-notes", "/receivables", "/accounts", "/bills", "/payments");
		toast(w.credit.done(money(m(sum)), note!.number));
		onClose(true);
	});
	return <Dialog title={w.credit.title} onClose={() => onClose(false)} onSubmit={use} foot={<><Button onClick={() => onClose(false)}>{t.common.cancel}</Button>{note && sum > 0 && <Button kind="primary" type="submit" busy={work.busy} busyText={w.credit.doing}>{w.credit.do(money(m(sum)))}</Button>}</>}>
		<FormProblem title={t.problem.title(w.credit.title)} problem={work.rest} />
		{!got.data ? got.problem ? <Failed what={w.credit.note} problem={got.problem} again={got.again} /> : <Bones rows={2} what={w.credit.note} />
			: !note ? <p>{w.credit.none}</p> : <>
				<SelectField id="use-note" label={w.credit.note} value={note.id} onValue={setPick} options={notes.map((n): [string, string] => [n.id, w.credit.noteLine(n.number, money(n.remaining), date(n.expires_on))])} />
				<p>{sum > 0 ? w.credit.text(money(m(sum)), listed(paid.map(spoken))) : w.credit.nothing}</p></>}
	</Dialog>;
}
