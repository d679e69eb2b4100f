/* What happened to one thing, in order. */
import type { History } from "../api/desk";
import { instant, instantZoned } from "../app/format";
import { actionName } from "../strings/actions";
import { audit as auditWords } from "../strings/audit";
import { Icon, type IconName } from "./icons";

const signs: [RegExp, "good" | "bad" | "still" | "warn", IconName][] = [[/request/, "warn", "clock"], [/refus|reject|denied/, "bad", "fail"], [/void|cancel|waive|undo|delete|end/, "bad", "ban"], [/receipt|print|document/, "still", "printer"], [/creat|rais|issue|use|complet|approve|record/, "good", "ok"]];
/* reason: the name of a code, where reasons are codes. */
export function HistoryList({ items, reason = (r) => r }: { items: History[]; reason?: (r: string) => string }) {
	return <ol class="timeline">{items.map((h, i) => {
		const [, tone, icon] = signs.find(([re]) => re.test(h.action)) ?? [null, "still" as const, "note" as const];
		return <li key={i}><span class="sign" data-tone={tone}><Icon name={icon} /></span><div><h3>{actionName(h.action)}</h3><p>{h.actor}{h.approved_by && `, ${auditWords.approvedBy(h.approved_by)}`}{h.reason && ` · ${reason(h.reason)}`}</p></div>
			<time dateTime={h.at} title={instantZoned(h.at)}>{instant(h.at)}</time></li>;
	})}</ol>;
}
