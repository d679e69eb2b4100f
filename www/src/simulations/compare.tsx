/* Two or more simulations next to one another. */
import { call, url } from "../api/client";
import type { SimulationDetail } from "../api/simulations";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Problem } from "../api/types";
import { money, number } from "../app/format";
import { className, cycleDates } from "../billing/cycle_parts";
import { simulationWords } from "../strings/simulations";
import { Banner, Bones, Button, Empty, Failed, LinkButton, PageHead, Panel, useTitle } from "../ui/base";
import { Change, share, signed, SimulationState, tariffOf } from "./parts";
import { bucketName, writePercent } from "./spread";

const w = simulationWords.compare, s = simulationWords.sums;
type Line = { name: string; cell: (x: SimulationDetail) => string; text?: (x: SimulationDetail) => string };

const lines: Line[] = [
	{ name: simulationWords.list.cycle, cell: (x) => x.cycle.name },
	{ name: simulationWords.start.tariff, cell: (x) => tariffOf(x.tariff) },
	{ name: simulationWords.start.base, cell: (x) => tariffOf(x.base) },
	{ name: s.accounts, cell: (x) => number(x.accounts), text: (x) => String(x.accounts) },
	{ name: simulationWords.why.title, cell: (x) => number(x.left_out), text: (x) => String(x.left_out) },
	{ name: s.before, cell: (x) => money(x.before), text: (x) => String(x.before.amount) },
	{ name: s.after, cell: (x) => money(x.after), text: (x) => String(x.after.amount) },
	{ name: s.change, cell: (x) => signed(x.change), text: (x) => String(x.change.amount) },
	{ name: simulationWords.classes.share, cell: (x) => share(x.change.amount, x.before.amount) ?? "\u2014" },
];
const quoted = (v: string) => (/[",\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v);
function save(all: SimulationDetail[], classes: string[]) {
	const rows = [[w.figure, ...all.map((x) => x.name)], ...lines.map((l) => [l.name, ...all.map(l.text ?? l.cell)]),
		...classes.map((c) => [`${w.classes}: ${c}`, ...all.map((x) => String(x.result?.classes.find((k) => k.class === c)?.change.amount ?? ""))]),
		...(all[0]?.result?.percent ?? []).map((b, i) => [`${w.spread}: ${bucketName(b, writePercent)}`, ...all.map((x) => String(x.result?.percent[i]?.accounts ?? ""))])];
	const a = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([rows.map((r) => r.map(quoted).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" })), download: `${w.fileName}.csv` });
	a.click();
	setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}
function Side({ title, all, children }: { title: string; all: SimulationDetail[]; children: preact.ComponentChildren }) {
	return <Panel title={title}><div class="scroll-x sim-compare" tabIndex={0} role="group" aria-label={title}><table class="table table-plain"><caption class="vh">{title}</caption>
		<thead><tr><th scope="col"><span class="vh">{w.figure}</span></th>{all.map((x) => <th key={x.id} scope="col" class="r"><a class="link" href={url`/simulations/${x.id}`}>{x.name}</a></th>)}</tr></thead><tbody>{children}</tbody></table></div></Panel>;
}

export default function Compare({ ids }: { ids: string[] }) {
	const [all, setAll] = useState<SimulationDetail[] | null>(null), [problem, setProblem] = useState<Problem | null>(null), [seq, setSeq] = useState(0), key = ids.join();
	useTitle(w.title);
	useEffect(() => {
		let gone = false;
		Promise.all(ids.map((id) => call<SimulationDetail>("GET", url`/simulations/${id}`))).then((x) => { if (!gone) { setAll(x); setProblem(null); } },
			(e: unknown) => { if (!gone && e instanceof ApiError) setProblem(e.problem); });
		return () => { gone = true; };
	}, [key, seq]);
	const classes = [...new Set((all ?? []).flatMap((x) => x.result?.classes.map((c) => c.class) ?? []))].sort(), same = new Set((all ?? []).map((x) => x.cycle.id)).size === 1;
	return <>
		<PageHead title={w.title} back={{ href: "/simulations", label: w.back }} lead={all ? (same ? `${w.same}: ${all[0]!.cycle.name}, ${cycleDates(all[0]!.cycle)}` : w.differ) : undefined}
			actions={all && <Button icon="download" onClick={() => save(all, classes)}>{w.download}</Button>} />
		{ids.length < 2 ? <div class="panel"><Empty title={w.tooFew} text={w.tooFewHelp}><LinkButton href="/simulations">{w.back}</LinkButton></Empty></div>
		: problem ? <div class="panel"><Failed what={w.title} problem={problem} again={() => setSeq(seq + 1)} /></div>
		: !all ? <div class="panel"><Bones rows={8} what={w.title} /></div> : <>
			{all.some((x) => x.state === "running") && <Banner tone="info" title={w.running} />}
			<Side title={w.figure} all={all}><tr><th scope="row">{simulationWords.list.state}</th>{all.map((x) => <td key={x.id} class="r"><SimulationState of={x.state} /></td>)}</tr>
				{lines.map((l) => <tr key={l.name}><th scope="row">{l.name}</th>{all.map((x) => <td key={x.id} class="r">{l.cell(x)}</td>)}</tr>)}</Side>
			<Side title={w.classes} all={all}>{classes.map((c) => <tr key={c}><th scope="row">{className(c)}</th>{all.map((x) => { const k = x.result?.classes.find((y) => y.class === c); return <td key={x.id} class="r">{k ? <><Change of={k.change} /> <span class="muted">{share(k.change.amount, k.before.amount)}</span></> : "\u2014"}</td>; })}</tr>)}</Side>
			<Side title={w.spread} all={all}>{(all.find((x) => x.result)?.result?.percent ?? []).map((b, i) => <tr key={i}><th scope="row">{bucketName(b, writePercent)}</th>{all.map((x) => <td key={x.id} class="r">{x.result ? number(x.result.percent[i]!.accounts) : "\u2014"}</td>)}</tr>)}</Side>
		</>}
	</>;
}
