/* The same for many: said in words before, each one's own result after. */
import { useState } from "preact/hooks";
import { once } from "../api/client";
import type { Exception, ExceptionBatchResult } from "../api/exceptions";
import { changed } from "../app/data";
import { money, moneyOf } from "../app/format";
import { me } from "../app/session";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import { Button } from "../ui/base";
import { Dialog } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { FormProblem, SelectField, Summary, TextArea, type Faults } from "../ui/form";
import { useWork } from "../ui/work";
import { usePeople } from "./acts";
import { nameOf } from "./words";

export type Many = "accept" | "estimate" | "dismiss" | "escalate" | "assign";
export const MOST = 200;
const b = w.batch, reasoned = (a: Many) => a === "dismiss" || a === "escalate";

export default function Batch({ action, of, onClose, onDone }: { action: Many; of: Exception[]; onClose: () => void; onDone: () => void }) {
	const [reason, setReason] = useState(""), [to, setTo] = useState(me.value?.id ?? ""), [result, setResult] = useState<ExceptionBatchResult | null>(null), people = usePeople();
	const work = useWork({ "/reason": "xb-reason", "/user_id": "xb-to" }), blocking = of.filter((x) => x.is_blocking).length, risk = of.reduce((s, x) => s + x.risk.amount, 0);
	const known = people.some((p) => p.id === to) ? to : "";
	const submit = () => {
		if (result) { onDone(); return; }
		const f: Faults = {};
		if (reasoned(action) && !reason.trim()) f["xb-reason"] = w.reasonNeeded;
		if (action === "assign" && !to) f["xb-to"] = b.pick;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const body = { ids: of.map((x) => x.id), action, ...(reason.trim() && action !== "assign" ? { reason: reason.trim() } : {}), ...(action === "assign" ? { user_id: to === "nobody" ? null : to } : {}) };
			const { data } = await once<ExceptionBatchResult>("exceptions.batch", "POST", "/exceptions/batch", body);
			moneyMoved();
			changed("/exceptions");
			setResult(data);
		});
	};
	if (result) {
		const failed = result.data.filter((r) => !r.is_done);
		return <Dialog title={b.result} onClose={onDone} onSubmit={submit} foot={<Button kind="primary" type="submit" data-first="">{b.close}</Button>}>
			<p role="status">{b.done(result.done)}{result.billed > 0 && `: ${b.billed(result.billed, money(result.amount))}`}{failed.length > 0 && `; ${b.failed(failed.length)}`}.</p>
			{failed.length > 0 && <table class="table table-plain"><caption class="vh">{b.failed(failed.length)}</caption><thead><tr><th scope="col">{w.type}</th><th scope="col">{b.why}</th></tr></thead>
				<tbody>{failed.map((r) => { const x = of.find((o) => o.id === r.id); return <tr key={r.id}><th scope="row" class="batch-which"><a class="link" href={`/exceptions/${r.id}`}>{x ? nameOf(x) : r.id}</a>{x && <span class="muted">{x.account.number}</span>}</th><td class="wrap">{r.detail}</td></tr>; })}</tbody></table>}
		</Dialog>;
	}
	return <Dialog title={b.titles[action]!(of.length)} onClose={onClose} onSubmit={submit}
		foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind={action === "dismiss" ? "danger" : "primary"} type="submit" disabled={of.length > MOST} busy={work.busy} busyText={w.doing}>{b.does[action]!(of.length)}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(b.does[action]!(of.length))} problem={work.rest} />
		{of.length > MOST ? <p class="error" role="alert">{b.most(MOST)}</p> : <p>{b.sum(blocking, of.length - blocking, money(moneyOf(risk, of[0]?.risk.currency)))} {b.text[action]}</p>}
		{action === "assign" ? <SelectField id="xb-to" label={b.to} value={to === "nobody" ? to : known} onValue={setTo} error={work.faults["xb-to"]} options={[["", b.pick], ...people.map((p): [string, string] => [p.id, p.id === me.value?.id ? `${p.name} (${w.me.toLowerCase()})` : p.name]), ["nobody", w.unassign]]} />
			: <TextArea id="xb-reason" label={w.reason} optional={!reasoned(action)} value={reason} onValue={setReason} error={work.faults["xb-reason"]} maxLength={500} help={w.reasonHelp} />}
	</Dialog>;
}
