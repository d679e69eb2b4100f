/* Printing and sending as a sheet over the dashboard: a batch begun, watched, its document taken. */
import { useEffect, useState } from "preact/hooks";
import { url } from "../api/client";
import type { Batch } from "../api/distribute";
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { instantRow, money, number } from "../app/format";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { panels } from "../strings/billing_panels";
import { bills } from "../strings/cycle";
import { td } from "../strings/distribute";
import styles from "../styles/distribute.page.css";
import { Bones, Button, Empty, Failed, LinkButton } from "../ui/base";
import { Dialog } from "../ui/float";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { BatchState, NewBatch, openPdf, savePdf } from "./distribute_parts";

await sheet(styles);
const w = panels.quick;
function One({ b }: { b: Batch }) {
	const path = url`/bill-batches/${b.id}/document`, printed = b.channel === "print" && b.state === "done";
	return <li class="batch-line"><span class="sign"><Icon name={b.channel === "print" ? "printer" : "mail"} /></span><div><a class="link" href={url`/billing/distribute/${b.id}`}>{b.name}</a>
		<p class="help">{bills(b.bills)} · {money(b.amount)} · {instantRow(b.created_at)}</p>{b.state === "running" && <Progress done={b.done} of={b.bills} label={td.progress(b.done, b.bills)} />}</div>
		<div class="batch-line-end"><BatchState of={b.state} />{printed && <><Button small icon="open" onClick={() => void openPdf(path)}>{td.one.open}</Button><Button small icon="download" onClick={() => void savePdf(path, `${b.name}.pdf`)}>{td.one.save}</Button></>}</div></li>;
}
export default function QuickPrint({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
	const [making, setMaking] = useState(false), [made, setMade] = useState<string | null>(null), [busy, setBusy] = useState(false);
	const got = useGet<Page<Batch>>("/bill-batches?limit=8", busy ? 1500 : 0), rows = got.data?.data ?? [], last = rows.find((b) => b.id === made), running = rows.some((b) => b.state === "running");
	useEffect(() => setBusy(running), [running]);
	const make = may("POST /api/v1/bill-batches") && <Button kind="primary" icon="printer" data-first="" onClick={() => setMaking(true)}>{td.new}</Button>;
	return <Dialog side form={false} title={w.print[0]!} onClose={onClose} foot={<><LinkButton href="/billing/distribute">{w.printAll}</LinkButton><Button onClick={onClose}>{w.done}</Button></>}>
		<div class="sheet-top"><p>{td.lead}</p>{make}</div>
		<p class="vh" role="status">{last ? last.state === "running" ? w.batch.working(last.done, last.bills) : td.states[last.state] : ""}</p>
		<section class="panel" aria-label={td.what}>{!got.data ? got.problem ? <Failed what={td.what} problem={got.problem} again={got.again} /> : <Bones rows={4} what={td.what} />
			: !rows.length ? <Empty title={td.empty} text={td.emptyHelp}>{make}</Empty> : <ul class="batch-lines">{rows.map((b) => <One key={b.id} b={b} />)}</ul>}</section>
		{got.data?.next_cursor && <p class="help">{number(rows.length)}+</p>}
		{making && <NewBatch onClose={() => setMaking(false)} onMade={(id) => { setMade(id); setMaking(false); got.again(); onDone(); }} />}
	</Dialog>;
}
