/* Both bills of one account, line by line, side by side. */
import { url } from "../api/client";
import type { BothBills, SimulatedBill } from "../api/simulations";
import { useGet } from "../app/data";
import { dateRange, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { sheet } from "../app/sheet";
import { className, use } from "../billing/cycle_parts";
import { share, signed } from "../simulations/parts";
import { simulationWords } from "../strings/simulations";
import styles from "../styles/simulations.page.css";
import { Bones, Empty, Facts, Failed, PageHead, Panel, useTitle } from "../ui/base";

await sheet(styles);
const w = simulationWords.bills;

function Bill({ title, of, all }: { title: string; of: SimulatedBill | null; all: BothBills }) {
	return <Panel title={title} icon="bill">{!of ? <Empty title={w.none} text={w.noneHelp} /> : <table class="table table-plain"><caption class="vh">{title}</caption>
		<thead><tr><th scope="col">{w.line}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
		<tbody>{of.lines.map((l, i) => <tr key={i}><th scope="row"><span class="sim-line">{l.text}<span class="help">{l.arithmetic}{(l.from_on !== all.from_on || l.to_on !== all.to_on) && `, ${dateRange(l.from_on, l.to_on)}`}</span></span></th><td class="r">{money(l.amount)}</td></tr>)}</tbody>
		<tfoot><tr><th scope="row">{w.total}{of.tax.amount !== 0 && <span class="muted"> {w.tax} {money(of.tax)}</span>}</th><td class="r"><b>{money(of.total)}</b></td></tr></tfoot></table>}</Panel>;
}

export default function SimulationAccount({ params }: PageProps) {
	const path = url`/simulations/${params.id!}/accounts/${params.account!}`, got = useGet<BothBills>(path), b = got.data;
	useTitle(b ? `${b.account.number}, ${w.title}` : w.title);
	const back = { href: url`/simulations/${params.id!}`, label: simulationWords.one };
	if (!b) return <><PageHead back={back} title={got.problem ? "" : w.title} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={8} what={w.what} />}</div></>;
	const change = b.before && b.after ? { amount: b.after.total.amount - b.before.total.amount, currency: b.after.total.currency } : null;
	const part = change && share(change.amount, b.before!.total.amount);
	return <>
		<PageHead back={back} title={w.title} lead={<><a class="link" href={url`/accounts/${b.account.id}`}>{b.account.number}</a>{`, ${b.consumer.name}`}</>} />
		<Panel><Facts of={[[w.period, dateRange(b.from_on, b.to_on)], [w.use, use(b.use_milli, b.unit)], [w.class, className(b.class)],
			Object.keys(b.attributes).length > 0 && [w.attributes, Object.entries(b.attributes).map(([k, v]) => `${className(k)} ${String(v)}`).join(", ")],
			change && [w.change, `${signed(change)}${part ? ` (${part})` : ""}`]]} /></Panel>
		<div class="sim-bills"><Bill title={w.now} of={b.before} all={b} /><Bill title={w.new} of={b.after} all={b} /></div>
	</>;
}
