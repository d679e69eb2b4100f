/* Paying open items with a credit note. */
import { useEffect, useState } from "preact/hooks";
import { once, url, withQuery } from "../api/client";
import type { CreditNote } from "../api/desk";
import type { Page, Receivable } from "../api/types";
import { useGet } from "../app/data";
import { money, moneyOf } from "../app/format";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { creditWords as w } from "../strings/credits";
import { Bones, Button, Empty, Failed } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { FormProblem } from "../ui/form";
import { oldestFirst, readSplit, splitSum, SplitTable, type Split } from "../ui/split";
import { useWork } from "../ui/work";

export default function UseCredit({ note, onClose }: { note: CreditNote; onClose: () => void }) {
	const open = useGet<Page<Receivable>>(withQuery("/receivables", { account_id: note.account.id, status: "open", limit: 50 })), items = open.data?.data ?? [];
	const [split, setSplit] = useState<Split | null>(null), work = useWork({}, "/credit-notes");
	useEffect(() => { if (open.data && !open.stale) setSplit((s) => s ?? oldestFirst(open.data!.data, note.remaining.amount)); }, [open.data]);
	/* The items come after the dialog: the first field has the focus then. */
	useEffect(() => { if (items[0]) document.getElementById(`use-${items[0].id}`)?.focus(); }, [items.length]);
	const sum = splitSum(split ?? {}), left = note.remaining.amount - sum, m = (v: number) => money(moneyOf(v, note.amount.currency));
	const submit = () => {
		const read = readSplit(items, split ?? {}, note.remaining, "use", { none: w.useFault, overItem: w.overItem, overAll: w.overNote, clear: t.record.faults.amountUnclear });
		if (work.refuse(read.faults)) { document.getElementById(Object.keys(read.faults)[0]!)?.focus(); return; }
		void work.run(async () => {
			await once(`use.${note.id}`, "POST", url`/credit-notes/${note.id}/use`, { allocations: read.allocations });
			moneyMoved();
			onClose();
			toast(w.used(m(read.sum), note.number));
		});
	};
	return <Dialog wide title={w.useTitle(note.number)} onClose={onClose} onSubmit={submit}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" disabled={!items.length} busy={work.busy} busyText={w.using}>{sum > 0 && left >= 0 ? w.useDo(m(sum)) : w.useNone}</Button></>}>
		{!open.data ? open.problem ? <Failed what={accountWords.open} problem={open.problem} again={open.again} /> : <Bones rows={3} what={accountWords.open} />
		: !items.length ? <Empty title={w.nothingOpen} /> : <>
			<p>{w.useLead(money(note.remaining))}</p>
			<FormProblem title={t.problem.title(w.useNone)} problem={work.rest} />
			<div class="bleed"><SplitTable id="use" caption={w.useCaption} items={items} split={split ?? {}} onSplit={setSplit} faults={work.faults} /></div>
			<dl class="sum aside"><div><dt>{w.remaining}</dt><dd>{money(note.remaining)}</dd></div><div><dt>{w.pay}</dt><dd>{m(-sum)}</dd></div><div class="total"><dt>{w.leftAfter}</dt><dd class={left < 0 ? "bad" : undefined}>{m(left)}</dd></div></dl>
		</>}
	</Dialog>;
}
