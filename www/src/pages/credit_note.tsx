import { useState } from "preact/hooks";
import { url } from "../api/client";
import type { CreditNoteDetail, CreditUse } from "../api/desk";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { date, instant, instantZoned, money, moneyOf, percent } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { creditWords } from "../strings/credits";
import { Banner, Bones, Button, Empty, Facts, Failed, PageHead, Panel, Pill, useTitle, Value } from "../ui/base";
import { Menu, MenuItem } from "../ui/float";
import { FollowApproval } from "../ui/follow";
import { HistoryList } from "../ui/history";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { UndoUse } from "../dialogs";
import { NoteStatus, openNote, saveNote, usable, useNoteActions } from "../account/note_parts";

const w = creditWords;
const isReversal = (a: CreditNoteDetail["allocations"][number]) => a.amount.amount < 0;
export default function CreditNotePage({ params }: PageProps) {
	const got = useGet<CreditNoteDetail>(url`/credit-notes/${params.id!}`), n = got.data, reasons = useChoices("credit_reason"), acts = useNoteActions();
	const [undoing, setUndoing] = useState<CreditUse | null>(null), [busy, setBusy] = useState(false);
	useTitle(n ? n.number : w.detail);
	const back = { href: "/credit-notes", label: w.back };
	if (!n) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	const applied = n.used.amount, paidBy = (use: string) => n.allocations.filter((a) => a.use_id === use && !isReversal(a)), doc = may("GET /api/v1/credit-notes/:id/document"), mayUndo = may("POST /api/v1/credit-notes/:id/uses/:use_id/undo");
	const mayVoid = n.source === "manual" && n.status === "active" && applied === 0 && may("POST /api/v1/credit-notes/:id/void"), mayUse = usable(n) && may("POST /api/v1/credit-notes/:id/use");
	const m = (v: number) => money(moneyOf(v, n.amount.currency)), share = percent(n.used_bp / 10000);
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{n.number}</h1><NoteStatus of={n.status} /></div>} actions={<>
			{(mayVoid || doc) && <Menu label={accountWords.more} class="btn icon-only" button={<Icon name="more" />}>{() => <>
				{doc && <MenuItem icon="open" onClick={() => void openNote(n)}>{w.document}</MenuItem>}
				<MenuItem icon="people" href={`/accounts/${n.account.id}?tab=credits`}>{t.accounts.view}</MenuItem>
				{mayVoid && <><hr /><MenuItem icon="ban" danger onClick={() => acts.void(n)}>{w.void}</MenuItem></>}</>}</Menu>}
			{doc && <Button icon="download" busy={busy} busyText={w.preparing} onClick={() => { setBusy(true); void saveNote(n).finally(() => setBusy(false)); }}>{w.download}</Button>}
			{doc && <Button kind={mayUse ? "plain" : "primary"} icon="printer" onClick={() => void openNote(n, true)}>{w.print}</Button>}
			{mayUse && <Button kind="primary" onClick={() => acts.use(n)}>{w.use}</Button>}</>}>
			<p class="headline"><Value of={n.amount} /><span><a class="link" href={`/accounts/${n.account.id}?tab=credits`}>{n.consumer.name}</a> · {reasons.name(n.reason)}{n.status === "active" && <> · {w.until(date(n.expires_on))}</>}</span></p></PageHead>
		<FollowApproval />
		{n.status === "void" && <Banner tone="bad" title={w.voided(date(n.voided_on))}>{n.void_reason && <p>{n.void_reason}</p>}</Banner>}
		{n.status === "expired" && <Banner tone="warn" title={w.expired(date(n.expires_on))}><p>{w.expiredText}</p></Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<section class="panel" aria-labelledby="p-uses"><div class="panel-head"><Icon name="check" /><h2 id="p-uses">{w.uses}</h2><div class="end">{share} · {m(applied)}</div></div>
					<div class="panel-bar"><Progress done={applied} of={n.amount.amount} label={`${w.usage} ${share}`} /></div>
					{!n.uses.length ? <Empty title={w.noUses} text={usable(n) ? w.noUsesHelp : undefined}>{mayUse && <Button onClick={() => acts.use(n)}>{w.use}</Button>}</Empty> : <table class="table table-plain"><caption class="vh">{w.usesCaption}</caption>
						<thead><tr><th scope="col">{w.usedOn}</th><th scope="col">{w.to}</th><th scope="col" class="not-phone">{w.usedBy}</th><th scope="col" class="r">{w.amount}</th><th scope="col"><span class="vh">{t.common.actions}</span></th></tr></thead>
						<tbody>{n.uses.map((u) => <tr key={u.id}><td class="num"><time dateTime={u.used_at} title={instantZoned(u.used_at)}>{date(u.used_on)}</time></td>
							<td class="id wrap-cell">{paidBy(u.id).map((a, i) => <span key={a.receivable.id}>{i > 0 && ", "}<a href={`${a.receivable.kind === "bill" ? "/bills/" : "/charges/"}${a.receivable.id}`}>{a.receivable.number}</a></span>)}</td><td class="not-phone">{u.used_by.name}</td>
							<td class="r">{u.undone_on ? <s class="struck">{money(u.amount)}</s> : money(u.amount)}</td>
							<td class="r">{u.undone_on ? <Pill tone="still" icon="back">{w.undone}</Pill> : mayUndo && <Button small onClick={() => setUndoing(u)}>{w.undo}</Button>}</td></tr>)}</tbody></table>}
				</section>
				<Panel title={w.facts} icon="note"><Facts of={[
					[w.original, money(n.amount)], [w.status, <NoteStatus of={n.status} />], [w.applied, m(applied)], [w.created, instant(n.created_at)], [w.remaining, money(n.remaining)], [w.expires, date(n.expires_on)], [w.usage, share], [w.by, n.created_by.name],
					[w.reason, reasons.name(n.reason)], [w.payment, n.payment && <a class="link" href={`/payments/${n.payment.id}`}>{n.payment.receipt_no ?? w.payment}</a>], [w.name, n.consumer.name], [w.account, <a class="link" href={`/accounts/${n.account.id}?tab=credits`}>{n.account.number}</a>],
				]} />{n.remarks && <div class="panel-note"><h3>{w.remarks}</h3><p>{n.remarks}</p></div>}</Panel>
			</div>
			<div class="stack">{!!n.history?.length && <Panel title={w.history} icon="clock"><HistoryList items={n.history} reason={reasons.name} /></Panel>}</div>
		</div>
		{acts.dialogs}
		{undoing && <UndoUse note={n} use={undoing} paid={paidBy(undoing.id).map((a) => a.receivable.number).join(", ")} onClose={() => setUndoing(null)} />}
	</>;
}
