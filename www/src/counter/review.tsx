/* The payment in words and figures, before it moves, and the one button. */
import type { Account } from "../api/types";
import { date, money, moneyOf, today } from "../app/format";
import { me } from "../app/session";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { listed } from "../strings/words";
import { Button } from "../ui/base";
import { lineMinor, nameOf, spoken, type CounterRules, type Draft, type Item, type PayType } from "./model";

interface Props { account: Account | undefined; type: PayType; items: Item[]; draft: Draft; pay: number | null; laid: number | null; over: number | null; change: number | null; received: number | null; mode: { name: string; kind: string }; channel: string; rules: CounterRules | undefined; waits: boolean; busy: boolean }
export function Review({ account: a, type, items, draft: d, pay, laid, over, change, received, mode, channel, rules, waits, busy }: Props) {
	const r = w.review, m = (minor: number) => money(moneyOf(minor, a?.owed.currency));
	const lines = items.filter((i) => i.id in d.lines).map((i) => ({ i, minor: lineMinor(d.lines[i.id]!) ?? 0 })).filter((l) => l.minor > 0);
	const full = lines.filter((l) => l.minor >= l.i.open).map((l) => l.i), part = lines.filter((l) => l.minor < l.i.open);
	const left = part.reduce((s, l) => s + l.i.open - l.minor, 0), ok = !!a && !!pay && over !== null && over >= 0 && (lines.length > 0 || type === "advance");
	const second = rules && pay && rules.second_check_above.amount > 0 && pay > rules.second_check_above.amount;
	return <aside class="panel sticky-side review-side" aria-labelledby="s-review">
		<div class="panel-head"><h2 id="s-review">{r.title}</h2><div class="end">{r.nothing}</div></div>
		<div class="review">
			{ok ? <>
				<p class="review-words"><b>{m(pay!)}</b>{mode.kind === "cash" ? r.in : r.by}<b>{mode.name.toLowerCase()}</b>{r.from}<b>{a!.consumer.name}</b>
					{type === "advance" ? `${r.onAccount}.` : <>{full.length > 0 && <>{r.settles}{listed(full.map(spoken))}</>}{full.length > 0 && part.length > 0 && r.and}{part.length > 0 && <>{r.toward}{listed(part.map((l) => spoken(l.i)))}</>}.</>}
					{left > 0 && <> <b>{m(left)}</b>{r.stays}</>}
					{type !== "advance" && over! > 0 && <> <b>{m(over!)}</b>{r.keeps}</>}
					{change !== null && change > 0 && <> {r.hand}<b>{m(change)}</b>.</>}{change === 0 && ` ${r.exact}`}</p>
				<dl class="sum">{lines.map((l) => <div key={l.i.id}><dt>{nameOf(l.i)}</dt><dd>{m(l.minor)}</dd></div>)}{over! > 0 && <div><dt>{r.credit}</dt><dd>{m(over!)}</dd></div>}<div class="total"><dt>{r.total}</dt><dd>{m(pay!)}</dd></div></dl>
				<dl class="sum"><div><dt>{r.name}</dt><dd class="cut">{a!.consumer.name}</dd></div><div><dt>{r.account}</dt><dd>{a!.number}</dd></div><div><dt>{r.type}</dt><dd>{w.types.one[type]}</dd></div><div><dt>{r.channel}</dt><dd>{channel}</dd></div><div><dt>{r.method}</dt><dd>{mode.name}</dd></div>
					{d.on && d.on !== today() && <div><dt>{r.date}</dt><dd>{date(d.on)}</dd></div>}{received !== null && <><div><dt>{r.received}</dt><dd>{m(received)}</dd></div><div><dt>{r.change}</dt><dd>{change !== null && change >= 0 ? m(change) : t.common.none}</dd></div></>}
					<div><dt>{r.now}</dt><dd>{money(a!.owed)}</dd></div><div><dt>{r.after}</dt><dd>{m(a!.owed.amount - (laid ?? 0))}</dd></div>{(over! > 0 || a!.credit.amount > 0) && <div><dt>{r.creditAfter}</dt><dd>{m(a!.credit.amount + over!)}</dd></div>}<div><dt>{r.by_}</dt><dd class="cut">{me.value!.name}</dd></div></dl>
			</> : <p class="review-words">{r.start}</p>}
			{a && <><div class="stay"><Button kind="primary" wide class="num" type="submit" form="pay" id="record" busy={busy} busyText={r.busy} aria-keyshortcuts="Control+Enter">{pay ? (waits ? r.ask(m(pay)) : r.do(m(pay))) : r.none}</Button></div>
			<p class="fine">{waits ? r.fineAsk : r.fine}{second && ` ${r.second(money(rules!.second_check_above))}`}<span class="not-phone fine-keys">{r.keys}</span></p></>}
		</div>
	</aside>;
}
