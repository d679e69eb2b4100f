import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Payment, PaymentTotals } from "../api/types";
import { useGet, useList } from "../app/data";
import { clockZoned, decimal, money, moneyOf } from "../app/format";
import { useNames } from "../app/names";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { has, may, me } from "../app/session";
import { paymentColumns, PaymentMenu, paymentName, TotalsRow, usePaymentActs, verify } from "../counter/payments";
import { t } from "../strings";
import { paymentWords } from "../strings/payment";
import { Button, Empty, LinkButton, PageHead, useTitle } from "../ui/base";
import { useColumns } from "../ui/columns";
import { DateChip, dateLabel, rangeOf } from "../ui/dates";
import { ExportMenu } from "../ui/exports";
import { Chip, ChoiceChip } from "../ui/float";
import { SelectField, TextField } from "../ui/form";
import { Filters, Nothing, Search, Table } from "../ui/table";
import { AmountChip } from "../ui/amounts";
import { FollowApproval } from "../ui/follow";
import { SectionTabs } from "../ui/tabs";
import { Views } from "../ui/views";
import { figuresHidden } from "../payments/kept";
import { lazy } from "../ui/lazy";

/* As high as what comes; a clerk who put the figures away waits for none. */
const Figures = lazy<{ charts: boolean }>(t.payments.title, () => import("../payments/head"), () => <div class={figuresHidden() ? "figures-room figures-room-0" : "figures-room bones"} />);

const choices = (words: Record<string, string>, names: string[]) => names.map((n): [string, string] => [n, words[n] ?? n]);
const STATUSES = choices(t.status, ["posted", "pending", "failed", "cancelled", "returned"]);
const TYPES = choices(t.type, ["bill", "service", "instalment", "advance"]);
const FLAGS = choices(t.flag, ["duplicate", "fraud", "review"]);
const CHECKS: [string, string][] = [["verified", t.status.verified!], ["pending", t.status.waiting_verification!]];

/* What is asked for less often: each, once set, is a chip of its own. */
function MoreChip({ q, onPick }: { q: Record<string, string | null>; onPick: (changes: Record<string, string | null>) => void }) {
	const w = t.payments.moreFilters, [last4, setLast4] = useState(q.card_last4 ?? "");
	return <Chip name={w.title} value={null} all="" onClear={() => undefined}>{(close) => <form noValidate onSubmit={(e) => { e.preventDefault(); close(); onPick({ card_last4: /^\d{4}$/.test(last4) ? last4 : null }); }}>
		<SelectField id="f-flag" label={w.flag} value={q.flag ?? ""} onValue={(v) => onPick({ flag: v || null })} options={[["", t.common.all], ...FLAGS]} />
		<SelectField id="f-check" label={w.verification} value={q.verification ?? ""} onValue={(v) => onPick({ verification: v || null })} options={[["", t.common.all], ...CHECKS]} />
		<SelectField id="f-corrected" label={w.corrected} value={q.corrected ?? ""} onValue={(v) => onPick({ corrected: v || null })} options={[["", t.common.all], ["true", w.isCorrected], ["false", w.isNotCorrected]]} />
		<TextField id="f-last4" label={w.last4} inputMode="numeric" maxLength={4} autoComplete="off" value={last4} onValue={(v) => setLast4(v.replace(/\D/g, ""))} />
		<div class="pop-acts"><Button small type="submit" kind="primary">{t.common.apply}</Button></div></form>}</Chip>;
}

const FILTERS = ["q", "day", "from", "to", "method", "status", "type", "channel", "amount_min", "amount_max", "verification", "flag", "card_last4", "corrected", "received_by", "account_id", "consumer_id", "plan_id", "drawer_id"] as const;
export default function Payments(_: PageProps) {
	useTitle(t.payments.title);
	const get = (name: string) => query.value.get(name), w = t.payments, names = useNames();
	const q = Object.fromEntries(FILTERS.map((name) => [name, get(name)])) as Record<(typeof FILTERS)[number], string | null>;
	const { day, ...asked } = q, range = rangeOf(day), filters = range ? { ...asked, from: range[0], to: range[1] } : asked;
	const sort = get("sort") ?? "-paid_at";
	const path = withQuery("/payments", { ...filters, sort: sort === "-paid_at" ? null : sort });
	/* ?view=charts: pictures stand where the list is. */
	const figures = may("GET /api/v1/metrics"), charts = figures && get("view") === "charts";
	const list = useList<Payment>(charts ? null : path), totals = useGet<PaymentTotals>(charts ? null : withQuery("/payments/totals", filters));
	const { columns, chooser } = useColumns("payments", paymentColumns(names)), { act, dialogs } = usePaymentActs();
	const [selected, setSelected] = useState<Set<string>>(new Set());
	const chosen = list.rows.filter((p) => selected.has(p.id)), verifiable = chosen.filter((p) => p.verification === "pending" && p.status === "posted" && p.received_by.id !== me.value!.id);
	const modes = names.modes.length ? names.modes : choices(t.method, ["cash", "card_terminal"]), channels = names.channels.length ? names.channels : choices(t.channel, ["walk_in", "phone", "mail"]);
	const cash = modes.find(([code]) => code === "cash")?.[0] ?? modes[0]![0];
	const word = (all: [string, string][], v: string | null) => v && (all.find(([c]) => c === v)?.[1] ?? v);
	const named = [q.q && `“${q.q}”`, dateLabel(q.from, q.to, day), word(modes, q.method), word(STATUSES, q.status), word(TYPES, q.type), word(channels, q.channel), (q.amount_min || q.amount_max) && w.amount, word(CHECKS, q.verification), word(FLAGS, q.flag), q.card_last4 && `•••• ${q.card_last4}`,
		q.corrected && w.moreFilters.corrected, q.received_by && w.byPerson, (q.account_id || q.consumer_id) && paymentWords.account, q.plan_id && w.plan, q.drawer_id && w.drawer].filter(Boolean).join(", ");
	const clear = () => setQuery(Object.fromEntries(FILTERS.map((k) => [k, null])));
	const exportChosen = () => {
		const cell = (v: string) => (/^[=+\-@\t]/.test(v) ? `"'${v.replace(/"/g, '""')}"` : /[",\n]/.test(v) ? `"${v.replace(/"/g, '""')}"` : v);
		const lines = [["receipt_no", "payment_no", "consumer", "account", "amount", "currency", "method", "status", "paid_at"],
			...chosen.map((p) => [p.receipt_no ?? "", p.payment_no, p.consumer.name, p.account.number, decimal(p.amount.amount, p.amount.currency), p.amount.currency, p.method, p.status, p.paid_at])];
		const href = URL.createObjectURL(new Blob([lines.map((l) => l.map(cell).join(",")).join("\r\n")], { type: "text/csv" }));
		Object.assign(document.createElement("a"), { href, download: "payments-selected.csv" }).click();
	};
	const only = (name: "received_by" | "account_id" | "consumer_id" | "plan_id" | "drawer_id", title: string, shown: string) => q[name] && <ChoiceChip name={title} choices={[[q[name]!, shown]]} value={q[name]} onPick={(v) => setQuery({ [name]: v })} />;

	const count = list.data && !list.stale ? <>{t.common.shown(list.rows.length, !!list.data.next_cursor)} · {t.common.asOf} <time class="num">{clockZoned(new Date(list.at || Date.now()))}</time></> : null;
	const at = columns.findIndex((c) => c.key === "amount");
	return <>
		<PageHead title={w.title} lead={w.lead} actions={<>{!charts && <ExportMenu path={path} name="payments" />}{may("POST /api/v1/payments") && <LinkButton kind="primary" href="/payments/new">{t.record.title}</LinkButton>}</>} />
		<SectionTabs of="payments" />
		{figures && <Figures charts={charts} />}
		<FollowApproval />
		{!charts && <><Views page="/payments" quick={[[w.dates.today, { day: "today" }], ...(has("payments:read") ? [[w.quick.mine, { received_by: me.value!.id, day: "today" }] as [string, Record<string, string>]] : []), [word(modes, cash)!, { method: cash }], [w.quick.duplicates, { flag: "duplicate" }], [w.quick.unverified, { verification: "pending" }], [w.quick.voided, { status: "cancelled" }]]} />
		<Filters search={<Search label={w.searchLabel} placeholder={w.search} value={q.q ?? ""} onValue={(v) => setQuery({ q: v })} />}
			chips={<>
				<DateChip key={`${q.from}${q.to}${day}`} from={q.from} to={q.to} day={day} onPick={(from, to) => setQuery({ from, to, day: null })} onDay={(d) => setQuery({ day: d, from: null, to: null })} />
				<ChoiceChip name={w.method} choices={modes} value={q.method} onPick={(v) => setQuery({ method: v })} />
				<ChoiceChip name={w.status} choices={STATUSES} value={q.status} onPick={(v) => setQuery({ status: v })} />
				<ChoiceChip name={w.channel} choices={channels} value={q.channel} onPick={(v) => setQuery({ channel: v })} />
				<ChoiceChip name={w.type} choices={TYPES} value={q.type} onPick={(v) => setQuery({ type: v })} />
				<AmountChip key={`a${q.amount_min}${q.amount_max}`} min={q.amount_min} max={q.amount_max} onPick={(amount_min, amount_max) => setQuery({ amount_min, amount_max })} />
				{q.verification && <ChoiceChip name={w.moreFilters.verification} choices={CHECKS} value={q.verification} onPick={(v) => setQuery({ verification: v })} />}
				{q.flag && <ChoiceChip name={w.moreFilters.flag} choices={FLAGS} value={q.flag} onPick={(v) => setQuery({ flag: v })} />}
				{q.card_last4 && <ChoiceChip name={w.moreFilters.last4} choices={[[q.card_last4, `•••• ${q.card_last4}`]]} value={q.card_last4} onPick={(v) => setQuery({ card_last4: v })} />}
				{q.corrected && <ChoiceChip name={w.moreFilters.corrected} choices={[["true", t.common.yes], ["false", t.common.no]]} value={q.corrected} onPick={(v) => setQuery({ corrected: v })} />}
				{only("received_by", w.byPerson, q.received_by === me.value!.id ? w.me : list.rows[0]?.received_by.name ?? "…")}
				{only("account_id", paymentWords.account, list.rows[0]?.account.number ?? "…")}
				{only("consumer_id", w.consumer, list.rows[0]?.consumer.name ?? "…")}
				{only("plan_id", w.plan, "…")}{only("drawer_id", w.drawer, "…")}
				<MoreChip key={`m${q.card_last4}`} q={q} onPick={(changes) => setQuery(changes)} />
			</>} end={count} tools={chooser} />
		<Table<Payment> caption={w.caption} what={w.list} list={list} rowKey={(p) => p.id} rowName={paymentName} columns={columns}
			sort={sort} onSort={(s) => setQuery({ sort: s === "-paid_at" ? null : s })} menu={(p) => <PaymentMenu p={p} onVoid={(x) => act("void", x)} onAct={act} />}
			selected={selected} onSelect={setSelected} foot={<TotalsRow totals={totals.data} span={at + 1} rest={columns.length - at} />}
			bar={chosen.length > 0 && <div class="table-bar table-bar-on" role="region" aria-label={t.common.selected(chosen.length)}>
				<p class="num"><b>{t.common.selected(chosen.length)}</b> · {money(moneyOf(chosen.reduce((s, p) => s + p.amount.amount, 0)))}</p>
				{verifiable.length > 0 && may("POST /api/v1/payments/:id/verify") && <Button small icon="ok" onClick={() => void verify(verifiable).then(() => setSelected(new Set()))}>{w.verifySelected(verifiable.length)}</Button>}
				<Button small icon="download" onClick={exportChosen}>{w.exportSelected(chosen.length)}</Button>
				<div class="end"><Button small onClick={() => setSelected(new Set())}>{t.common.clear}<span class="vh">{t.common.clearSelection}</span></Button></div></div>}
			empty={<Empty title={w.empty} text={w.emptyHelp}>{may("POST /api/v1/payments") && <LinkButton kind="primary" href="/payments/new">{t.record.title}</LinkButton>}</Empty>}
			filtered={named ? <Nothing title={q.verification === "pending" && named === word(CHECKS, "pending") ? w.noneWaiting : q.flag === "duplicate" && named === word(FLAGS, "duplicate") ? w.noneDuplicate : w.none} text={w.noneHelp(named)} onClear={clear} /> : undefined} /></>}
		{dialogs}
	</>;
}
