/* The sheet of a closed drawer: to print, sign and file. */
import { url } from "../api/client";
import type { components } from "../generated/api";
import { useGet } from "../app/data";
import { date, instant, money } from "../app/format";
import type { PageProps } from "../app/pages";
import { drawer as w } from "../strings/drawer";
import { t } from "../strings";
import { Bones, Button, Empty, Facts, Failed, PageHead, Panel, useTitle, Value } from "../ui/base";
import { CashTable } from "./drawer";
import { Difference } from "./drawer_closes";

export default function DrawerClose({ params }: PageProps) {
	const got = useGet<components["schemas"]["DrawerClose"]>(url`/drawer-closes/${params.id!}`), c = got.data;
	useTitle(c ? w.sheet(c.number) : w.closes);
	const back = { href: "/drawer-closes", label: w.back };
	if (!c) return <><PageHead back={back} title={got.problem ? "" : w.closes} /><div class="panel">{got.problem ? <Failed what={w.one} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.one} />}</div></>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{w.sheet(c.number)}</h1><Difference of={c.difference} /></div>} actions={<Button kind="primary" icon="printer" onClick={() => print()}>{w.print}</Button>}>
			<p class="headline"><Value of={c.counted} /><span>{w.counted.toLowerCase()} · {c.user.name} · {instant(c.closed_at)}</span></p></PageHead>
		<div class="cols cols-detail">
			<div class="stack">
				<Panel title={w.cash} icon="money">{c.cash.length ? <CashTable of={c.cash} caption={w.cash} /> : <Empty title={w.noCash} />}</Panel>
			</div>
			<div class="stack">
				<Panel title={w.one} icon="drawer"><Facts one of={[[w.float, money(c.float)], [w.taken, money(c.taken)], [w.expected, money({ ...c.taken, amount: c.float.amount + c.taken.amount })], [w.counted, money(c.counted)], [w.difference, money(c.difference)], [w.by, c.user.name], [w.closed, instant(c.closed_at)], [w.day, date(c.closed_on)], c.entry_id && [w.entry, t.common.yes]]} />{c.notes && <div class="panel-note"><h3>{w.notes}</h3><p>{c.notes}</p></div>}</Panel>
				{c.count && c.count.length > 0 && <Panel title={w.count} icon="money"><table class="table table-plain"><caption class="vh">{w.count}</caption><thead><tr><th scope="col">{w.piece}</th><th scope="col" class="r">{w.pieces}</th><th scope="col" class="r">{w.amount}</th></tr></thead>
					<tbody>{c.count.map((p) => <tr key={p.value.amount}><td class="num">{money(p.value)}</td><td class="r">{p.pieces}</td><td class="r">{money({ ...p.value, amount: p.value.amount * p.pieces })}</td></tr>)}</tbody>
					<tfoot><tr><th scope="row" colSpan={2}>{w.counted}</th><td class="r">{money(c.counted)}</td></tr></tfoot></table></Panel>}
				<div class="signatures" aria-hidden="true"><span>{w.signed}</span><span>{w.checked}</span></div>
			</div>
		</div>
	</>;
}
