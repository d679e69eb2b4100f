/* Everything of an account in one row of days. */
import { withQuery } from "../api/client";
import type { AccountDetail, Happening } from "../api/desk";
import { useChoices } from "../app/choices";
import { useList } from "../app/data";
import { date, dateRange, dayLong, dayOf, instantZoned, money, time, today } from "../app/format";
import { query, setQuery } from "../app/router";
import { t } from "../strings";
import { actionName } from "../strings/actions";
import { callerWords } from "../strings/caller";
import { planWords } from "../strings/plans";
import { timelineWords } from "../strings/timeline";
import { Bones, Button, Empty, Failed, type Tone } from "../ui/base";
import { ChoiceChip } from "../ui/float";
import { Icon, type IconName } from "../ui/icons";
import { Filters } from "../ui/table";
import { shownValue } from "../ui/value";

const w = timelineWords;
const looks: Record<string, [Tone, IconName]> = {
	"bill.issued": ["still", "bill"], "charge.raised": ["still", "bolt"], "charge.waived": ["warn", "ban"], "charge.cancelled": ["warn", "ban"], "payment.posted": ["good", "card"], "payment.voided": ["bad", "ban"], "credit_note.issued": ["info", "note"], "credit_note.used": ["good", "check"], "credit_note.use_undone": ["warn", "back"], "credit_note.voided": ["bad", "ban"],
	"plan.created": ["info", "calendar"], "plan.ended": ["still", "calendar"], "note.written": ["still", "note"], "caller.checked": ["still", "phone"], "consumer.changed": ["still", "person"],
};
const pageOf: Record<string, string> = { bill: "/bills/", charge: "/charges/", payment: "/payments/", credit_note: "/credit-notes/", plan: "/plans/", consumer: "/consumers/" };
const dayHere = (h: Happening) => h.on ?? dayOf(h.at!);
const dayWord = (on: string) => (on === today() ? w.today : on === today(-1) ? w.yesterday : date(on));

/* A changed field as "phone: was → is". */
function fields(before: Record<string, unknown> | null, after: Record<string, unknown> | null): string {
	return Object.keys({ ...before, ...after }).filter((k) => !/(^|_)id$|^version$/.test(k)).map((k) => { const was = before?.[k], is = after?.[k]; return was !== undefined && was !== null && was !== "" ? `${k.replace(/_/g, " ")}: ${shownValue(was, k)} → ${shownValue(is, k)}` : `${k.replace(/_/g, " ")}: ${shownValue(is, k)}`; }).join(", ");
}
/* What its kind adds, in a few words. */
function more(h: Happening, name: (list: "mode" | "credit" | "waive", code: string) => string): string[] {
	const x = (h.details ?? {}) as Record<string, string | number | boolean | string[] | undefined>, s = (k: string) => (typeof x[k] === "string" ? x[k] as string : "");
	switch (h.kind) {
	case "bill.issued": return [s("from_on") && s("to_on") ? w.for(dateRange(s("from_on"), s("to_on"))) : "", s("due_on") && w.due(date(s("due_on")))];
	case "charge.raised": return [s("name"), s("due_on") && w.due(date(s("due_on")))];
	case "charge.waived": case "charge.cancelled": return [s("name"), name("waive", s("reason")), s("remarks")];
	case "payment.posted": return [name("mode", s("method")), x.status !== "posted" && s("status") ? t.status[s("status")] ?? "" : ""];
	case "credit_note.issued": return [name("credit", s("reason")), s("expires_on") && w.until(date(s("expires_on")))];
	case "plan.created": return [typeof x.instalments === "number" ? w.plan(x.instalments, planWords.every[s("every")] ?? "") : ""];
	case "plan.ended": return [planWords.statuses[s("status")] ?? "", s("reason")];
	case "caller.checked": { const list = Array.isArray(x.matched) ? x.matched : s("matched").split(",").filter(Boolean); return [x.has_passed ? w.proven : w.notProven, list.length ? w.right(list.map((k) => (callerWords.fields[k] ?? k).toLowerCase()).join(", ")) : ""]; }
	case "consumer.changed": return [fields(x.before as never, x.after as never)];
	case "note.written": return [s("text")];
	default: return [s("reason")];
	}
}
export function Happenings({ items, short }: { items: Happening[]; short?: boolean }) {
	const modes = useChoices("payment_mode"), credit = useChoices("credit_reason"), waive = useChoices("waive_reason");
	const name = (list: "mode" | "credit" | "waive", code: string) => ({ mode: modes, credit, waive })[list].name(code);
	return <ol class="timeline">{items.map((h) => {
		const [tone, icon] = looks[h.kind] ?? ["still" as const, "note" as const], href = pageOf[h.link.type] && h.link.type !== "consumer" ? pageOf[h.link.type] + h.link.id : null, title = h.kind === "consumer.changed" ? actionName(String(h.details?.action ?? "consumer.edit")) : (w.titles[h.kind] ?? (() => h.kind))(h.link.number ?? ""), gone = h.kind === "payment.posted" && h.details?.status === "cancelled";
		const text = [...more(h, name), h.actor].filter(Boolean).join(" · ");
		return <li key={h.kind + h.id}><span class="sign" data-tone={tone}><Icon name={icon} /></span>
			<div><h3>{href ? <a class="plain-link" href={href}>{title}</a> : title}{h.amount && <span class="num timeline-amount">{gone ? <s class="struck">{money(h.amount)}</s> : money(h.amount)}</span>}</h3>{text && <p class={h.kind === "note.written" && !short ? "note-text" : undefined}>{text}</p>}</div>
			{short || h.at ? <time dateTime={h.at ?? h.on ?? undefined} title={h.at ? instantZoned(h.at) : date(h.on)}>{!short || (h.at && dayHere(h) === today()) ? time(h.at!) : dayWord(dayHere(h))}</time> : <span />}</li>;
	})}</ol>;
}

export default function TimelineTab({ account: { id: accountId } }: { account: AccountDetail }) {
	const kind = query.value.get("kind"), list = useList<Happening>(withQuery(`/accounts/${encodeURIComponent(accountId)}/timeline`, { kind }));
	const days = [...new Set(list.rows.map(dayHere))];
	return <>
		<Filters chips={<ChoiceChip name={w.kind} choices={Object.entries(w.kinds)} value={kind} onPick={(v) => setQuery({ kind: v })} />} end={list.data && !list.stale && t.common.shown(list.rows.length, !!list.data.next_cursor)} />
		<section class={`panel${list.stale ? " table-busy" : ""}`} aria-label={w.list}>
			{!list.data ? list.problem ? <Failed what={w.what} problem={list.problem} again={list.again} /> : <Bones rows={6} what={w.what} />
			: !list.rows.length ? <Empty art={kind ? "lens" : "rows"} title={kind ? w.noneOf : w.none} text={kind ? undefined : w.noneHelp}>{kind && <Button onClick={() => setQuery({ kind: null })}>{t.common.clearFilters}</Button>}</Empty>
			: days.map((on) => <div class="day" key={on}><h2 class="day-head">{on === today() ? w.today : on === today(-1) ? w.yesterday : dayLong(on)}</h2><Happenings items={list.rows.filter((h) => dayHere(h) === on)} /></div>)}
			{list.more && <div class="table-more"><Button small busy={list.loadingMore} busyText={t.common.loadingMore} onClick={list.more}>{t.common.more}</Button></div>}
		</section>
	</>;
}
