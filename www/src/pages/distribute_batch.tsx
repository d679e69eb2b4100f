/* One batch: how far it is, its document, and what became of each bill. */
import { useEffect, useRef, useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import type { BatchDetail, Delivery } from "../api/distribute";
import { changed, useGet, useList } from "../app/data";
import { date, instant, money, number, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { BatchState, DeliveryState, EmailBill, openBillPdf, openPdf, savePdf } from "../billing/distribute_parts";
import { t } from "../strings";
import { td } from "../strings/distribute";
import styles from "../styles/distribute.page.css";
import { Banner, Bones, Button, Empty, Facts, Failed, PageHead, Panel, Say, useTitle } from "../ui/base";
import { ExportMenu } from "../ui/exports";
import { ChoiceChip, Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, Summary, TextField } from "../ui/form";
import { Confirm } from "../ui/settings";
import { Filters, Nothing, Table } from "../ui/table";
import { useWork } from "../ui/work";

await sheet(styles);
const w = td.one;

function Running({ b, path }: { b: BatchDetail; path: string }) {
	const [ask, setAsk] = useState(false), work = useWork(), percent = b.bills ? Math.min(99, Math.floor(b.done / b.bills * 100)) : 0;
	const stop = () => work.run(async () => {
		await call("POST", `${path}/cancel`, { body: {} });
		changed("/bill-batches", "/bill-deliveries");
		setAsk(false);
	});
	return <Panel title={w.running} icon="refresh">
		<div class="batch-bar"><progress class="bar" max={100} value={percent} aria-label={w.progress} /><p><span>{b.bills ? `${w.percent(percent)} · ${w.so(b.done, b.bills)}` : w.choosing}</span></p></div>
		<Say text={percent % 25 === 0 ? w.percent(percent) : ""} />
		<div class="batch-foot"><p>{w.lead}</p><Button onClick={() => setAsk(true)}>{w.stop}</Button></div>
		{ask && <Confirm title={w.stopTitle} text={b.channel === "print" ? w.stopPrint : w.stopEmail} action={w.stopDo} busyText={w.stopping} busy={work.busy} problem={work.rest} onDo={() => void stop()} onClose={() => setAsk(false)} />}
	</Panel>;
}

function Posted({ b, path, onClose }: { b: BatchDetail; path: string; onClose: () => void }) {
	const p = td.post, [on, setOn] = useState(b.posted_on ?? today()), work = useWork({ "/posted_on": "p-on" });
	const save = () => {
		if (work.refuse(on ? {} : { "p-on": p.dateNeeded })) return;
		void work.run(async () => {
			await call("POST", `${path}/posted`, { body: { posted_on: on } });
			changed("/bill-batches");
			toast(p.done);
			onClose();
		});
	};
	return <Dialog title={p.title} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={p.busy}>{p.do}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(p.do)} problem={work.rest} />
		<p>{p.text(b.bills - b.failed)}</p><TextField id="p-on" label={p.date} type="date" value={on} onValue={setOn} error={work.faults["p-on"]} max={today()} />
	</Dialog>;
}

function Deliveries({ b }: { b: BatchDetail }) {
	const state = query.value.get("state"), path = withQuery("/bill-deliveries", { batch_id: b.id, state, sort: "delivered_at" }), list = useList<Delivery>(path), c = w.columns;
	const [mail, setMail] = useState<Delivery | null>(null), states = b.channel === "print" ? ["waiting", "printed", "failed", "cancelled"] : ["waiting", "queued", "accepted", "failed", "cancelled"];
	return <>
		<div class="head-line"><h2>{w.deliveries}</h2></div>
		<Filters chips={<ChoiceChip name={td.state} choices={states.map((s): [string, string] => [s, td.deliveryStates[s]!])} value={state} onPick={(v) => setQuery({ state: v })} />}
			tools={<ExportMenu path={path} name={w.fileName} />} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<Table<Delivery> caption={w.deliveriesCaption} what={w.deliveries} list={list} rowKey={(d) => d.id} rowName={(d) => d.bill.number} columns={[
			{ key: "bill", title: c.bill, slot: "id", cell: (d) => <a href={url`/bills/${d.bill.id}`}>{d.bill.number}</a> },
			{ key: "consumer", title: c.consumer, slot: "who", cell: (d) => <span class="two"><a href={url`/accounts/${d.account.id}`}>{d.consumer.name}</a><span class="muted">{w.account(d.account.number)}</span></span> },
			{ key: "where", title: c.where, wide: true, cell: (d) => <span class="wrap">{d.address || t.common.none}</span> },
			{ key: "state", title: c.state, slot: "status", cell: (d) => <span class="two"><DeliveryState d={d} />{d.is_copy && <span class="muted">{w.copy}</span>}</span> },
			...(list.rows.some((d) => d.failure) ? [{ key: "why", title: c.why, slot: "below" as const, cell: (d: Delivery) => d.failure && <span class="batch-why">{d.failure}</span> }] : []),
			...(b.channel === "print" ? [{ key: "page", title: c.page, right: true, cell: (d: Delivery) => d.page ? w.pageOf(d.page, d.pages ?? 1) : t.common.none }] : []),
			{ key: "amount", title: c.amount, slot: "amount", cell: (d) => money(d.bill.amount) },
		]} menu={(d) => <><MenuItem icon="eye" onClick={() => void openBillPdf(d.bill.id)}>{w.openBill}</MenuItem>{may("POST /api/v1/bills/:id/email") && <MenuItem icon="mail" onClick={() => setMail(d)}>{w.again}</MenuItem>}</>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} filtered={state ? <Nothing title={w.none} text={w.noneHelp} onClear={() => setQuery({ state: null })} /> : undefined} />
		{mail && <EmailBill bill={mail.bill} onClose={() => setMail(null)} />}
	</>;
}

function Whole({ b, path }: { b: BatchDetail; path: string }) {
	return <>
		{b.state === "running" && <Running b={b} path={path} />}
		{(b.state === "failed" || b.state === "cancelled") && <Banner tone={b.state === "failed" ? "bad" : "warn"} title={b.state === "failed" ? w.failed : w.stopped} role="status"><p>{b.failure} {w.failedHelp}</p></Banner>}
		<Panel title={w.facts} icon="info"><Facts of={[
			[w.how, td.channels[b.channel]], [w.bills, number(b.bills)], [w.amount, money(b.amount)], b.channel === "print" && [w.pages, number(b.pages)], b.channel === "print" && [w.order, td.create.sorts[b.sort]],
			[w.template, b.template_name ?? td.create.standard], b.channel === "print" && b.state === "done" && [w.postedOn, b.posted_on ? date(b.posted_on) : td.notPosted],
			b.channel === "email" && [w.accepted, number(b.mails.accepted)], b.channel === "email" && [w.queued, number(b.mails.queued)], (b.channel === "email" || b.failed > 0) && [w.mailFailed, b.failed + b.mails.failed > 0 ? <a class="link" href="?state=failed">{number(b.failed + b.mails.failed)}</a> : number(0)],
			[w.begun, `${instant(b.created_at)}, ${b.created_by_name}`], b.finished_at && [w.ended, instant(b.finished_at)]]} /></Panel>
		<Deliveries b={b} />
	</>;
}

export default function OneBatch({ params }: PageProps) {
	const path = url`/bill-batches/${params.id!}`, [every, setEvery] = useState(0), got = useGet<BatchDetail>(path, every), b = got.data, was = useRef<string | null>(null), [posting, setPosting] = useState(false);
	const busy = b?.state === "running", sending = b?.channel === "email" && b.mails.queued > 0;
	useEffect(() => setEvery(busy ? 1000 : sending ? 3000 : 0), [busy, sending]);
	const seen = b ? `${b.state} ${b.mails.accepted} ${b.mails.failed}` : null;
	useEffect(() => { if (was.current && was.current !== seen) changed("/bill-deliveries"); was.current = seen; }, [seen]);
	useTitle(b ? b.name : td.title);
	const back = { href: "/billing/distribute", label: w.back };
	if (!b) return <><PageHead back={back} title={got.problem ? "" : td.title} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	const printed = b.channel === "print" && b.state === "done";
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{b.name}</h1><BatchState of={b.state} /></div>}
			actions={printed && <><Button icon="download" onClick={() => void savePdf(`${path}/document`, `${b.name}.pdf`)}>{w.save}</Button><Button icon="eye" onClick={() => void openPdf(`${path}/document`)}>{w.open}</Button>
				<Button kind={b.posted_on ? "plain" : "primary"} icon="ok" onClick={() => setPosting(true)}>{b.posted_on ? w.postedAgain : w.posted}</Button></>} />
		<Whole b={b} path={path} />
		{posting && <Posted b={b} path={path} onClose={() => setPosting(false)} />}
	</>;
}
