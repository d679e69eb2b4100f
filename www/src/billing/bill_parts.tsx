/* A bill in lists: its status, columns, what can be done with it. */
import { ApiError, download, raw, url, withQuery } from "../api/client";
import type { Bill } from "../api/types";
import { date, dateRange, dateShort, money, today } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { billWords as w } from "../strings/bill";
import { Pill, problemText, Status } from "../ui/base";
import { MenuItem, toast } from "../ui/float";
import type { Column } from "../ui/table";
import { className, use } from "./cycle_parts";

export function BillStatus({ b }: { b: Bill }) {
	if (b.status === "reversed") return <Status of="reversed" />;
	return <Status of={b.payment_status === "open" && b.due_on < today() ? "overdue" : b.payment_status} />;
}
const Estimated = ({ b }: { b: Bill }) => b.is_estimated ? <Pill tone="warn" icon="info">{w.estimatedMark}</Pill> : null;

/* withConsumer: of many accounts; otherwise of the one at hand. */
export function billColumns(withConsumer: boolean): Column<Bill>[] {
	if (!withConsumer) return [
		{ key: "id", title: w.number, slot: "id", cell: (b) => <a href={`/bills/${b.id}`}>{b.number}</a> },
		{ key: "who", title: w.period, slot: "who", cell: (b) => <span class="two">{dateRange(b.from_on, b.to_on)}{b.is_estimated && <> <span class="muted">{w.estimatedMark}</span></>}</span> },
		{ key: "issued", title: w.issued, cell: (b) => <span class="num">{date(b.issued_on)}</span> },
		{ key: "due", title: w.due, wide: true, cell: (b) => <span class="num">{dateShort(b.due_on)}</span> },
		{ key: "amount", title: w.amount, slot: "amount", cell: (b) => <Billed b={b} /> },
		{ key: "open", title: w.open, right: true, cell: (b) => <span class={b.open.amount ? undefined : "muted"}>{money(b.open)}</span> },
		{ key: "status", title: w.status, slot: "status", cell: (b) => <BillStatus b={b} /> },
	];
	return [
		{ key: "id", title: w.number, slot: "id", fixed: true, cell: (b) => <a href={`/bills/${b.id}`}>{b.number}</a> },
		{ key: "who", title: w.consumer, slot: "who", fixed: true, cell: (b) => <span class="two"><a href={`/accounts/${b.account.id}`}>{b.consumer.name}</a> <span class="muted">{b.account.number}</span></span> },
		{ key: "address", title: w.address, off: true, cell: (b) => [b.account.street, b.account.city].filter(Boolean).join(", ") },
		{ key: "cycle", title: w.cycle, off: true, cell: (b) => b.cycle ? <a class="link" href={`/billing/cycles/${b.cycle.id}`}>{b.cycle.name}</a> : <span class="muted">{t.common.none}</span> },
		{ key: "zone", title: w.zone, off: true, cell: (b) => b.zone.name },
		{ key: "class", title: w.class, off: true, cell: (b) => (b.class ? className(b.class) : <span class="muted">{t.common.none}</span>) },
		{ key: "period", title: w.period, wide: true, cell: (b) => <span class="num">{dateRange(b.from_on, b.to_on)}</span> },
		{ key: "issued", title: w.issued, sort: "issued_on", off: true, cell: (b) => <span class="num">{date(b.issued_on)}</span> },
		{ key: "due", title: w.due, wide: true, cell: (b) => <span class="num">{dateShort(b.due_on)}</span> },
		{ key: "use", title: w.use, right: true, wide: true, cell: (b) => <span class="num">{use(b.consumption_milli, b.unit)}</span> },
		{ key: "quality", title: w.quality, off: true, cell: (b) => (b.quality ? w.qualities[b.quality] : b.is_estimated ? w.estimatedMark : w.qualities.actual) },
		{ key: "amount", title: w.amount, slot: "amount", fixed: true, sort: "amount", cell: (b) => <Billed b={b} /> },
		{ key: "adjusted", title: w.adjusted, right: true, off: true, cell: (b) => <span class={b.adjusted.amount ? undefined : "muted"}>{money(b.adjusted.amount ? { ...b.adjusted, amount: -b.adjusted.amount } : b.adjusted)}</span> },
		{ key: "open", title: w.open, right: true, cell: (b) => <span class={b.open.amount ? undefined : "muted"}>{money(b.open)}</span> },
		{ key: "status", title: w.status, slot: "status", cell: (b) => <span class="marks"><BillStatus b={b} /><Estimated b={b} /></span> },
	];
}
const Billed = ({ b }: { b: Bill }) => b.status === "reversed" ? <s class="struck">{money(b.amount)}</s> : <>{money(b.amount)}</>;

const lost = (what: string) => (e: unknown) => toast(t.problem.title(what), { bad: true, text: e instanceof ApiError ? problemText(e.problem) : t.problem.server });
export const billPdf = () => may("GET /api/v1/bills/:id/document");
/* The tab is opened by the click itself, so that no blocker stops it. */
export async function openBill(b: { id: string }, print = false) {
	const tab = window.open("", "_blank");
	try {
		const href = URL.createObjectURL(await (await raw("GET", withQuery(url`/bills/${b.id}/document`, {}), { accept: "application/pdf" })).blob());
		if (tab) tab.location.replace(href); else window.open(href, "_blank");
		if (tab && print) setTimeout(() => { try { tab.print(); } catch { /* the viewer's own button */ } }, 1200);
		setTimeout(() => URL.revokeObjectURL(href), 120_000);
	} catch (e) { tab?.close(); lost(w.pdf)(e); }
}
export const saveBill = (b: { id: string; number: string }) => download(url`/bills/${b.id}/document`, "application/pdf", `${b.number}.pdf`).catch(lost(w.download));
export function BillMenu({ b }: { b: Bill }) {
	return <>
		<MenuItem icon="eye" href={`/bills/${b.id}`}>{w.view}</MenuItem>
		{billPdf() && <><MenuItem icon="open" onClick={() => void openBill(b)}>{w.pdf}</MenuItem><MenuItem icon="download" onClick={() => void saveBill(b)}>{w.download}</MenuItem></>}
		{b.open.amount > 0 && may("POST /api/v1/payments") && <MenuItem icon="plus" href={`/payments/new?account=${b.account.id}&bill=${b.id}`}>{w.pay}</MenuItem>}
		{may("GET /api/v1/accounts/:id") && <MenuItem icon="people" href={`/accounts/${b.account.id}`}>{t.accounts.view}</MenuItem>}
		{b.cycle && may("GET /api/v1/cycles/:id") && <MenuItem icon="calendar" href={`/billing/cycles/${b.cycle.id}`}>{w.cycle}</MenuItem>}
	</>;
}
