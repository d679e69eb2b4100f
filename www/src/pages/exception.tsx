/* One exception: what and why, what it was found by, and how it is resolved. */
import { useEffect, useState } from "preact/hooks";
import { url } from "../api/client";
import type { ExceptionDetail, ExceptionResolved } from "../api/exceptions";
import { useGet } from "../app/data";
import { date, dateRange, dateRow, instant, milli, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { tellLater } from "../app/searched";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { aboutIt, AssignMenu } from "../exceptions/acts";
import { ageOf, lasted, nameOf, Priority, State, useOf, whyOf } from "../exceptions/words";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import styles from "../styles/exceptions.page.css";
import { Banner, Bones, Button, Facts, Failed, PageHead, Panel, Pill, useTitle } from "../ui/base";
import { FollowApproval } from "../ui/follow";
import { HistoryList } from "../ui/history";
import { lazy } from "../ui/lazy";

await sheet(styles);
const Escalate = lazy(w.escalateDo, () => import("../exceptions/escalate"));
const Working = lazy(w.resolve, () => import("../exceptions/resolve"), () => <div class="panel"><Bones rows={6} what={w.resolve} /></div>);
const UsePicture = lazy(w.use, () => import("../exceptions/use_picture"), () => <div class="use-room" />);

function Reads({ x }: { x: ExceptionDetail }) {
	if (!x.reads.length) return <p class="panel-quiet">{w.readsNone}</p>;
	return <table class="table table-plain"><caption class="vh">{w.reads}</caption><thead><tr><th scope="col">{w.readOn}</th><th scope="col" class="not-phone">{w.meter}</th><th scope="col" class="r">{w.register}</th><th scope="col" class="r">{w.used}</th><th scope="col">{w.quality}</th></tr></thead>
		<tbody>{x.reads.map((r) => { const gone = r.state !== "live"; return <tr key={r.id} class={gone ? "muted" : undefined}><th scope="row" class="num">{date(r.read_on)}{gone && <span class="tag">{w.readStates[r.state]}</span>}</th><td class="not-phone">{r.meter.number}</td>
			<td class="r">{r.register_milli === null ? <span class="muted">{t.common.none}</span> : <span class="two two-lines"><span>{milli(r.register_milli)}</span>{r.previous_milli !== null && <span class="muted">{w.before(milli(r.previous_milli))}{r.rolled_over && `, ${w.rolled}`}</span>}</span>}</td>
			<td class="r">{gone ? <s class="struck">{useOf(r.use_milli, r.unit)}</s> : useOf(r.use_milli, r.unit)}</td><td><span class="two two-lines"><span>{w.qualities[r.quality] ?? r.quality}</span><span class="muted">{r.reason ?? `${w.sources[r.source]}, ${r.read_by.name}`}</span></span></td></tr>; })}</tbody></table>;
}
function Bills({ x }: { x: ExceptionDetail }) {
	if (!x.bills.length) return <p class="panel-quiet">{w.billsNone}</p>;
	return <table class="table table-plain"><caption class="vh">{w.bills}</caption><thead><tr><th scope="col">{w.bill}</th><th scope="col" class="not-phone">{w.period}</th><th scope="col" class="r">{w.used}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
		<tbody>{x.bills.map((b) => <tr key={b.id}><th scope="row" class="id"><a href={`/bills/${b.id}`}>{b.number}</a>{b.status === "reversed" && <span class="tag">{t.status.reversed}</span>}{b.is_estimated && <span class="tag">{w.estimated}</span>}</th><td class="not-phone">{dateRange(b.from_on, b.to_on)}</td><td class="r">{useOf(b.consumption_milli, b.unit)}</td><td class="r">{b.status === "reversed" ? <s class="struck">{money(b.amount)}</s> : money(b.amount)}</td></tr>)}</tbody></table>;
}

export default function ExceptionPage({ params }: PageProps) {
	const got = useGet<ExceptionDetail>(url`/exceptions/${params.id!}`), x = got.data?.id === params.id ? got.data : undefined;
	const [result, setResult] = useState<{ id: string; r: ExceptionResolved } | null>(null), [escalate, setEscalate] = useState(false);
	useEffect(() => {
		let end: (() => void) | undefined, over = false;
		if (x) tellLater((m) => { if (!over) end = m.lasting("Exception_View", aboutIt(x)); });
		return () => { over = true; end?.(); };
	}, [x?.id]);
	useTitle(x ? `${nameOf(x)}, ${x.account.number}` : w.detail);
	const back = { href: "/exceptions?is_open=true", label: w.back }, done = result?.id === params.id ? result!.r : null, works = may("POST /api/v1/exceptions/:id/resolve");
	if (!x) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.one} problem={got.problem} again={got.again} level={1} /> : <Bones rows={8} what={w.one} />}</div></>;
	const open = x.state !== "resolved";
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{nameOf(x)}</h1>{open && <Priority of={x.priority} />}<State of={x.state} /></div>} lead={whyOf(x)}
			actions={open && works && <><AssignMenu x={x} />{x.state === "open" && <Button icon="upTri" onClick={() => setEscalate(true)}>{w.escalate}</Button>}</>}>
			<p><a class="link" href={`/accounts/${x.account.id}`}>{x.consumer.name}</a> · {x.account.number} · {x.account.street}, {x.account.city}</p></PageHead>
		<FollowApproval />
		<div class="cols cols-detail x-detail">
			<div class="stack">
				<Panel title={w.use} icon="bolt"><UsePicture x={x} /></Panel>
				<Panel title={w.reads} icon="pencil"><Reads x={x} /></Panel>
				<Panel title={w.bills} icon="bill"><Bills x={x} /></Panel>
			</div>
			<div class="stack x-side">
				{!done && !open ? <Banner tone="info" title={`${w.resolutions[x.resolution ?? ""] ?? ""}${x.resolution_minutes !== null ? `. ${w.took(lasted(x.resolution_minutes))}` : ""}`}><p>{[x.resolved_by && w.resolvedBy(x.resolved_by.name, instant(x.resolved_at)), x.reason].filter(Boolean).join(": ")}</p></Banner>
					: works ? <Working x={x} result={done} onDone={(r) => setResult({ id: x.id, r })} /> : <Banner tone="info" title={w.readOnly} />}
				<Panel title={w.facts} icon="info"><Facts one of={[
					[w.risk, <b class="medium">{money(x.risk)}</b>], open && [w.blocks, <Pill tone={x.is_blocking ? "warn" : "still"} icon={x.is_blocking ? "ban" : "bill"}>{x.is_blocking ? w.holds.true : w.holds.false}</Pill>],
					x.bill && [w.bill, <a class="link" href={`/bills/${x.bill.id}`}>{x.bill.number}</a>], x.cycle && [w.cycle, may("GET /api/v1/cycles/:id") ? <a class="link" href={`/billing/cycles/${x.cycle.id}`}>{x.cycle.name}</a> : x.cycle.name], x.period && [w.period, dateRange(x.period.from_on, x.period.to_on)],
					[w.opened, `${date(x.opened_on)}${open ? `, ${ageOf(x.opened_on).toLowerCase()}` : ""}`], [w.assigned, x.assigned_to?.name ?? w.nobody], [w.zone, x.zone.name],
				]} /></Panel>
				{x.history.length > 0 && <Panel title={w.history} icon="clock"><HistoryList items={x.history} /></Panel>}
				{x.others.length > 0 && <Panel title={w.others} icon="alert"><ul class="list">{x.others.map((o) => <li key={o.id}><div class="what"><a href={`/exceptions/${o.id}`}>{w.types[o.type] ?? o.type}</a><p>{[o.cycle?.name, dateRow(o.opened_on), o.state === "resolved" ? w.resolutions[o.resolution ?? ""] : w.states[o.state]].filter(Boolean).join(" · ")}</p></div></li>)}</ul></Panel>}
			</div>
		</div>
		{escalate && <Escalate x={x} onClose={() => setEscalate(false)} />}
	</>;
}
