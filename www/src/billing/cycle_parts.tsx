/* Small parts that the billing pages share: states, names of classes and utilities, where a number leads. */
import { withQuery } from "../api/client";
import type { Cycle, Generation, PreviewFigures } from "../api/billing";
import { dateRange, milli } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { cycleWords as w } from "../strings/cycle";
import { Pill, type Tone } from "../ui/base";
import type { IconName } from "../ui/icons";

const looks: Record<string, [Tone, IconName]> = {
	open: ["info", "clock"], generating: ["warn", "refresh"], generated: ["good", "ok"], closed: ["still", "ban"],
	running: ["warn", "refresh"], paused: ["warn", "clock"], done: ["good", "ok"], failed: ["bad", "fail"], cancelled: ["still", "ban"],
};
export function CycleState({ of }: { of: string }) {
	const [tone, icon] = looks[of] ?? ["still", "info"];
	return <Pill tone={tone} icon={icon}>{w.states[of] ?? of}</Pill>;
}
export function RunState({ of }: { of: string }) {
	const [tone, icon] = looks[of] ?? ["still", "info"];
	return <Pill tone={tone} icon={icon}>{w.runStates[of] ?? of}</Pill>;
}
/* A tenant's own code reads as words: RESIDENTIAL_SINGLE is "Residential single". */
export function className(code: string | null | undefined): string {
	if (!code) return w.noClass;
	const known = t.accounts.classes[code];
	if (known) return known;
	const text = code.replace(/_/g, " ").toLowerCase();
	return text.charAt(0).toUpperCase() + text.slice(1);
}
export const utilityName = (code: string) => w.utilities[code] ?? className(code);
export const cycleDates = (c: Pick<Cycle, "from_on" | "to_on">) => dateRange(c.from_on, c.to_on);
export const use = (value: number, unit: string | null | undefined) => (unit ? `${milli(value)} ${unit}` : milli(value));
export const share = (g: Generation) => (g.accounts > 0 ? Math.min(1, g.figures.done / g.accounts) : g.state === "done" ? 1 : 0);
export const percentOf = (g: Generation) => (g.state === "done" ? 100 : Math.min(99, Math.floor(share(g) * 100)));
export const under = (g: Generation) => g.state === "running" || g.state === "paused";

/* Due without a read, and not held for it yet: what is left of those that are due. */
export const unread = (x: PreviewFigures) => Math.max(0, Math.min(x.missing_reads, x.due - x.billed - x.held - x.ready));

/* Where the rows behind a number are. */
export const toBills = (q: Record<string, string | null | undefined>) => withQuery("/bills", q);
export const toExceptions = (q: Record<string, string | null | undefined>) => (may("GET /api/v1/exceptions") ? withQuery("/exceptions", q) : null);
export const toReads = (q: Record<string, string | null | undefined>) => (may("GET /api/v1/reads") ? withQuery("/reads", q) : null);
/* A number that opens to its rows; none, or not for the reader: only the number. */
export function Count({ href, children, zero }: { href: string | null; children: string; zero?: boolean }) {
	return href && !zero ? <a class="count-link num" href={href}>{children}</a> : <span class={zero ? "muted num" : "num"}>{children}</span>;
}
