/* Words that vary with what they are given: counts, lists, how long ago. */
const rules = new Intl.PluralRules("en");
export const plural = (n: number, one: string, other: string) => (rules.select(n) === "one" ? one : other);
const list = new Intl.ListFormat("en", { type: "conjunction" });
export const listed = (parts: string[]) => list.format(parts);
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/* "5 minutes ago", beside the exact time. */
export function ago(at: string, now = Date.now()): string {
	const s = (new Date(at).getTime() - now) / 1000, size = Math.abs(s);
	if (size < 60) return "just now";
	return size < 3600 ? relative.format(Math.round(s / 60), "minute") : size < 86_400 ? relative.format(Math.round(s / 3600), "hour") : relative.format(Math.round(s / 86_400), "day");
}
