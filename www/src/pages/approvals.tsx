import { useEffect, useState } from "preact/hooks";
import { ApiError, once, url, withQuery } from "../api/client";
import type { Approval, Job } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import { instant, instantRow, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { has, may } from "../app/session";
import { useChoices } from "../app/choices";
import { t } from "../strings";
import { approvalWords } from "../strings/approvals";
import { ts } from "../strings/settings";
import { Banner, Bones, Button, Empty, Facts, Failed, PageHead, problemText, Status, useTitle } from "../ui/base";
import { ChoiceChip, Dialog, MenuItem } from "../ui/float";
import { FormProblem, serverFaults, TextArea, type Faults } from "../ui/form";
import { Filters, Nothing, Table } from "../ui/table";

const w = approvalWords, d = ts.decide;
const kind = (k: string) => d.kinds[k] ?? w.kinds[k] ?? k;
const pageOf: Record<string, string> = { payment: "/payments/", credit_note: "/credit-notes/", charge: "/charges/", account: "/accounts/" };
/* What came of it, once it is done. */
const resultOf = (a: Approval) => { const r = a.result; return r && pageOf[r.type] ? <a class="link" href={`${pageOf[r.type]}${r.id}`}>{d.open[r.type]}</a> : null; };

/* After the decision a job carries it out; the dialog follows the request until it is used or failed. */
function Follow({ a }: { a: Approval }) {
	const job = useGet<Job>(a.state === "failed" && a.job_id && has("jobs:read") ? url`/jobs/${a.job_id}` : null).data;
	useGet<Approval>(a.state === "approved" ? url`/approvals/${a.id}` : null, 1000);
	useEffect(() => { if (a.state === "used" || a.state === "failed") changed("/approvals?", "/payments", "/receivables", "/accounts", "/credit-notes", "/charges"); }, [a.state]);
	if (a.state === "approved") return <Banner tone="info" title={w.running} role="status" />;
	if (a.state === "used") return <Banner tone="info" title={w.done} role="status" />;
	return a.state === "failed" ? <Banner tone="bad" title={w.failed(job?.failure ?? "")} role="alert" /> : null;
}

function Decide({ id, onClose }: { id: string; onClose: () => void }) {
	const got = useGet<Approval>(url`/approvals/${id}`), a = got.data;
	const reasons = useChoices("decision_reason").active;
	const [reason, setReason] = useState(""), [faults, setFaults] = useState<Faults>({}), [rest, setRest] = useState<string | null>(null), [busy, setBusy] = useState("");
	if (!a) return <Dialog title={w.title} onClose={onClose} foot={<Button onClick={onClose}>{t.common.close}</Button>}>{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={3} what={w.what} />}</Dialog>;
	const decide = a.state === "waiting" && !!a.can_decide;
	const send = async (what: "approve" | "reject") => {
		if (busy) return;
		const f: Faults = reason.trim().length < 3 ? { "decide-reason": w.reasonNeeded } : {};
		setFaults(f); setRest(null);
		if (f["decide-reason"]) { document.getElementById("decide-reason")?.focus(); return; }
		setBusy(what);
		try {
			await once(`${what}.${id}.${a.version}`, "POST", what === "approve" ? url`/approvals/${id}/approve` : url`/approvals/${id}/reject`, { version: a.version, reason: reason.trim() });
			changed("/approvals");
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const s = serverFaults(e.problem, { "/reason": "decide-reason" });
			setFaults(s.faults); setRest(s.rest ?? (Object.keys(s.faults).length ? null : problemText(e.problem)));
			if (e.status === 412 || e.status === 409) changed("/approvals");
		} finally { setBusy(""); }
	};
	return <Dialog title={`${kind(a.kind)} · ${money(a.amount)}`} onClose={onClose} onSubmit={() => void send("approve")}
		foot={decide ? <><Button kind="danger" busy={busy === "reject"} busyText={w.rejecting} onClick={() => void send("reject")}>{w.reject}</Button><Button kind="primary" type="submit" busy={busy === "approve"} busyText={w.approving}>{w.approve(money(a.amount))}</Button></>
			: <Button onClick={onClose} data-first="">{t.common.close}</Button>}>
		<p>{a.summary}</p>
		<Facts one of={[[w.by, a.requested_by.name], [w.at, instant(a.requested_at)], a.state === "waiting" && [w.expires, instant(a.expires_at)], [w.state, <Status of={a.state} />], a.decided_at && [w.decidedBy, w.decided(a.decided_by?.name ?? "", instant(a.decided_at))], a.reason && [w.reason, a.reason], a.account_id && may("GET /api/v1/accounts/:id") && [d.account, <a class="link" href={`/accounts/${a.account_id}`}>{d.openAccount}</a>], resultOf(a) && [d.result, resultOf(a)]]} />
		<Follow a={a} />
		{a.state === "waiting" && d.will[a.kind] && <div class="field"><span class="label">{d.willTitle}</span><p>{d.will[a.kind]} {d.inName(a.requested_by.name)}</p></div>}
		{a.state === "waiting" && a.cannot_because && <Banner tone="warn" title={a.cannot_because} />}
		<FormProblem title={t.problem.title(kind(a.kind))} problem={rest} />
		{decide && reasons.length > 0 && <div class="reason-chips" role="group" aria-label={d.offered}>{reasons.map((r) => <button key={r.id} type="button" class="chip" aria-pressed={reason === r.name} onClick={() => { setReason(r.name); document.getElementById("decide-reason")?.focus(); }}>{r.name}</button>)}</div>}
		{decide && <TextArea id="decide-reason" label={w.reason} value={reason} onValue={setReason} error={faults["decide-reason"]} maxLength={500} />}
	</Dialog>;
}

export default function Approvals(_: PageProps) {
	useTitle(w.title);
	const q = query.value, state = q.get("state"), open = q.get("open");
	const list = useList<Approval>(withQuery("/approvals", { state }));
	return <>
		<PageHead title={w.title} lead={w.lead} />
		<Filters chips={<ChoiceChip name={w.state} choices={["waiting", "approved", "used", "rejected", "expired", "failed"].map((s): [string, string] => [s, t.status[s] ?? s])} value={state} onPick={(v) => setQuery({ state: v })} />}
			end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Approval> caption={w.caption} what={w.list} list={list} rowKey={(a) => a.id} rowName={(a) => a.summary} columns={[
			{ key: "id", title: w.summary, slot: "id", cell: (a) => <a href={`/approvals?${state ? `state=${state}&` : ""}open=${a.id}`} class="wrap">{a.summary}</a> },
			{ key: "who", title: w.by, slot: "who", cell: (a) => <span class="two"><span class="medium">{a.requested_by.name}</span></span> },
			{ key: "amount", title: w.amount, slot: "amount", cell: (a) => money(a.amount) },
			{ key: "at", title: w.at, cell: (a) => <span class="num">{instantRow(a.requested_at)}</span> },
			{ key: "state", title: w.state, slot: "status", cell: (a) => <Status of={a.state} /> },
		]} menu={(a) => <MenuItem icon="eye" onClick={() => setQuery({ open: a.id })}>{a.state === "waiting" ? w.review : t.common.view}</MenuItem>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={state ? <Nothing title={w.none} text={t.status[state] ?? state} onClear={() => setQuery({ state: null })} /> : undefined} />
		{open && <Decide key={open} id={open} onClose={() => setQuery({ open: null })} />}
	</>;
}
