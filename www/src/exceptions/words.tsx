/* An exception in words, and its marks: what pages and parts share. */
import type { Exception } from "../api/exceptions";
import { milli, number, percent, today } from "../app/format";
import { exceptionWords as w } from "../strings/exceptions";
import { Pill, type Tone } from "../ui/base";
import type { IconName } from "../ui/icons";

export const useOf = (value: number | null | undefined, unit: string | undefined) => (value === null || value === undefined ? "\u2014" : `${milli(value)}${unit ? ` ${unit}` : ""}`.replace("-", "\u2212"));
export const nameOf = (x: Pick<Exception, "type" | "detail">) => (x.detail.very && w.very[x.type]) || w.types[x.type] || x.type;

/* What is unusual, as one sentence. */
export function whyOf(x: Pick<Exception, "type" | "detail" | "use_milli" | "usual_milli">): string {
	const d = x.detail, use = useOf(x.use_milli, d.unit), days = d.days ? w.why.inDays(d.days) : "", share = d.percent ? percent(Math.abs(d.percent) / 100).replace(/[.,]0(?=\s?%)/, "") : "";
	const usual = x.usual_milli === null ? null : useOf(x.usual_milli, d.unit);
	if (x.type === "high" || x.type === "low") {
		if (usual === null) return w.why.noUsual(use, days);
		return share ? (d.percent! > 0 ? w.why.above : w.why.below)(use, days, share, usual) : w.why.plain(use, days);
	}
	switch (x.type) {
	case "zero": return w.why.zero(days, usual);
	case "missing_read": return d.text ?? w.why.missing(d.meter ?? null);
	case "negative": return w.why.negative(use);
	case "estimated": return w.why.estimated(d.in_row ?? 0);
	case "rollover": return w.why.rollover(use);
	case "meter_swap": return w.why.swap(use);
	case "no_tariff": return d.text ?? w.why.noTariff;
	case "inactive_use": return d.text ?? w.why.inactive(use);
	case "duplicate": return d.text ?? w.why.duplicate;
	case "bad_address": return d.text ?? w.why.address;
	case "bad_email": return d.text ?? w.why.email;
	default: return d.text ?? w.why.refused;
	}
}

const ranks: [Tone, IconName][] = [["still", "info"], ["bad", "alert"], ["warn", "flag"], ["info", "info"], ["still", "down"]];
export const Priority = ({ of }: { of: number }) => { const [tone, icon] = ranks[of] ?? ranks[4]!; return <Pill tone={tone} icon={icon}>{w.priorities[of]}</Pill>; };
const looks: Record<string, [Tone, IconName]> = { open: ["info", "clock"], escalated: ["warn", "upTri"], resolved: ["good", "ok"] };
export const State = ({ of }: { of: string }) => { const [tone, icon] = looks[of] ?? looks.open!; return <Pill tone={tone} icon={icon}>{w.states[of]}</Pill>; };

export function ageOf(on: string): string {
	const k = Math.max(0, Math.round((Date.parse(`${today()}T00:00:00Z`) - Date.parse(`${on}T00:00:00Z`)) / 864e5));
	return k ? w.days(k) : w.today;
}
/* Minutes as one says them: two days, three hours, twenty minutes. */
export const lasted = (minutes: number) => (minutes < 1 ? w.underMinute : minutes < 120 ? w.minutes(minutes) : minutes < 2880 ? w.hours(Math.round(minutes / 60)) : w.days(Math.round(minutes / 1440)));

/* "1,234.5" in thousandths; null: it is no number, or too fine. */
export function parseMilli(text: string): number | null {
	const parts = number(12345.6), point = parts.at(-2) === "," ? "," : ".", group = point === "," ? "." : ",";
	const s = text.trim().replace(/[\s\u00a0\u202f']/g, "").split(group).join("");
	const m = new RegExp(`^(\\d{1,12})(?:\\${point}(\\d{1,3}))?$`).exec(s);
	return m ? Number(m[1]) * 1000 + Number((m[2] ?? "").padEnd(3, "0") || "0") : null;
}
