/* One account, billed at once: the same path as a run's.  Says what bill it is, or what holds it. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { once, url, withQuery } from "../api/client";
import type { Cycle, SingleGeneration } from "../api/billing";
import type { Account, BillDetail, Page } from "../api/types";
import { changed, useGet } from "../app/data";
import { date, money } from "../app/format";
import { t } from "../strings";
import { exceptionTypes } from "../strings/cycle";
import { runWords } from "../strings/run";
import { Button, Failed, LinkButton, Marked, Say } from "../ui/base";
import { Dialog } from "../ui/float";
import { moneyMoved } from "../ui/follow";
import { CheckLine, FormProblem } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import { CycleField } from "./cycle_picker";

const w = runWords.single;
/* An account by a part of its number, name or address. */
function Find({ onPick, error }: { onPick: (a: Account) => void; error?: string }) {
	const [text, setText] = useState(""), [q, setQ] = useState(""), [at, setAt] = useState(0), id = useId(), box = useRef<HTMLInputElement>(null);
	useEffect(() => { const timer = setTimeout(() => { setQ(text.trim()); setAt(0); }, 150); return () => clearTimeout(timer); }, [text]);
	const got = useGet<Page<Account>>(q.length >= 2 ? withQuery("/accounts", { q, limit: 6 }) : null), hits = q.length >= 2 ? got.data?.data ?? [] : [], chosen = Math.min(at, hits.length - 1);
	/* Enter before the answer is there: the first of it is taken when it comes. */
	const [eager, setEager] = useState(false), ready = text.trim() === q && !got.stale && !got.loading && !!got.data;
	useEffect(() => { if (eager && ready) { setEager(false); if (hits[0]) onPick(hits[0]); } }, [eager, ready]);
	const keys = (e: KeyboardEvent) => {
		if (e.key === "ArrowDown" && hits.length) setAt((chosen + 1) % hits.length);
		else if (e.key === "ArrowUp" && hits.length) setAt((chosen - 1 + hits.length) % hits.length);
		else if (e.key === "Enter") { if (!ready) setEager(q.length >= 2 || text.trim().length >= 2); else if (hits[chosen]) onPick(hits[chosen]); } else return;
		e.preventDefault();
	};
	return <div class="stack-tight"><div class="field"><label for="single-account">{w.consumer}</label>
		<div class="field-search field-search-wide"><Icon name="search" /><input ref={box} class="input" id="single-account" type="text" role="combobox" aria-autocomplete="list" aria-expanded={hits.length > 0} aria-controls={`${id}-hits`} aria-activedescendant={hits[chosen] ? `${id}-${chosen}` : undefined}
			aria-invalid={error ? "true" : undefined} aria-describedby={`${id}-help`} autoComplete="off" spellcheck={false} maxLength={80} value={text} onInput={(e) => { setText((e.target as HTMLInputElement).value); setEager(false); }} onKeyDown={keys} /></div>
		{error && <p class="error"><Icon name="alert" /><span>{error}</span></p>}<p class="help" id={`${id}-help`}>{w.find}</p></div>
		{hits.length > 0 && <div class="hits" role="listbox" id={`${id}-hits`} aria-label={t.record.results}>{hits.map((a, i) => <div key={a.id} id={`${id}-${i}`} role="option" aria-selected={i === chosen} onMouseMove={() => setAt(i)} onClick={() => onPick(a)}>
			<b><Marked text={a.consumer.name} by={q} /></b><span class="r muted">{a.zone.name}</span><span class="help"><Marked text={a.number} by={q} /> · <Marked text={a.street} by={q} /></span></div>)}</div>}
		{q.length >= 2 && got.data && !got.stale && !hits.length && <p class="help" role="status">{t.record.noneFound}</p>}
		<Say text={q.length >= 2 && got.data && !got.loading ? t.record.found(hits.length) : ""} /></div>;
}

export default function SingleBill({ onClose, account: given, onDone }: { onClose: () => void; account?: Account; onDone?: () => void }) {
	const [account, setAccount] = useState<Account | null>(given ?? null), [picked, setPicked] = useState<Cycle | null>(null), [estimate, setEstimate] = useState(false), [made, setMade] = useState<SingleGeneration | null>(null);
	const work = useWork({ "/account_id": "single-account", "/cycle_id": "single-cycle" }), zone = account?.zone.id;
	const open = useGet<Page<Cycle>>(zone ? withQuery("/cycles", { zone_id: zone, limit: 30 }) : null), usable = (open.stale ? [] : open.data?.data ?? []).filter((c) => c.state !== "closed"), cycle = picked && picked.zone.id === zone ? picked : usable.find((c) => c.state === "open") ?? usable[0] ?? null;
	const bill = useGet<BillDetail>(made?.bill ? url`/bills/${made.bill.id}` : null).data;
	const pick = (a: Account | null) => { setAccount(a); setPicked(null); };
	const submit = () => {
		if (work.refuse(!account ? { "single-account": w.faults.account } : !cycle ? { "single-cycle": w.faults.cycle } : {})) return;
		void work.run(async () => {
			const { data } = await once<SingleGeneration>(`single.${account!.id}.${cycle!.id}`, "POST", "/generations", { cycle_id: cycle!.id, account_id: account!.id, ...(estimate ? { estimate: true } : {}) });
			moneyMoved();
			changed("/cycles", "/generations", "/exceptions");
			setMade(data);
			onDone?.();
		});
	};
	if (made) return <Dialog title={w.title} onClose={onClose} form={false} foot={<><Button onClick={() => { setMade(null); pick(null); }}>{w.another}</Button>
		{made.bill ? <LinkButton kind="primary" href={`/bills/${made.bill.id}`}>{w.see}</LinkButton> : made.exceptions[0] ? <LinkButton kind="primary" href={`/exceptions/${made.exceptions[0].id}`}>{w.work}</LinkButton> : null}</>}>
		<div class="done"><span class="sign" data-tone={made.bill ? "good" : "warn"}><Icon name={made.bill ? "ok" : "alert"} /></span><h3 tabIndex={-1} data-first="">{made.bill ? w.billed(made.bill.number) : w.held}</h3>
			<p role="status">{made.bill ? bill ? w.billedText(money(bill.amount), date(bill.due_on)) : "\u00a0" : w.heldText}</p></div>
		{made.exceptions.length > 0 && <ul class="list">{made.exceptions.map((x) => <li key={x.id}><span class="sign" data-tone="warn"><Icon name="alert" /></span><div class="what"><a href={`/exceptions/${x.id}`}>{exceptionTypes[x.type] ?? x.type}</a></div><span class="go"><Icon name="right" /></span></li>)}</ul>}
	</Dialog>;
	return <Dialog title={w.title} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" disabled={!!account && !cycle && open.loading} busy={work.busy} busyText={w.busy}>{w.do}</Button></>}>
		<FormProblem title={t.problem.title(w.do)} problem={work.rest} />
		{!account ? <Find onPick={pick} error={work.faults["single-account"]} /> : <>
			<div class="account account-small"><div class="account-main"><div class="account-name"><b>{account.consumer.name}</b>{account.status === "closed" && <span class="muted">{w.closed}</span>}</div><div class="account-lines"><span>{account.number}</span><span>{account.street}</span><span>{account.zone.name}</span></div></div><Button small onClick={() => pick(null)}>{w.change}</Button></div>
			{open.problem && !open.data ? <Failed what={w.cycle} problem={open.problem} again={open.again} /> : open.data && !open.stale && !usable.length ? <p class="error" role="alert"><Icon name="alert" /><span>{w.noCycles(account.zone.name)}</span></p> : <CycleField id="single-cycle" label={w.cycle} help={w.cycleHelp} zone={zone} value={cycle} onPick={setPicked} error={work.faults["single-cycle"]} />}
			<CheckLine label={w.estimate} help={w.estimateHelp} checked={estimate} onValue={setEstimate} />
			{cycle && <p class="review-words">{w.words(account.consumer.name, cycle.name).map((x, i) => i % 2 ? x : i < 4 ? <b key={i}>{x}</b> : x)}</p>}</>}
	</Dialog>;
}
