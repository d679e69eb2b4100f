/* A value of the audit log, as one reads it. */
import type { Money } from "../api/types";
import { money, moneyOf } from "../app/format";
import { t } from "../strings";

const isMoney = (v: unknown): v is Money => typeof v === "object" && v !== null && "currency" in v && "amount" in v;
export function shownValue(v: unknown, name: string): string {
	if (isMoney(v)) return money(v);
	if (name.endsWith("_minor") && typeof v === "number") return money(moneyOf(v));
	if (v === null || v === undefined || v === "") return t.common.none;
	if (typeof v === "boolean") return v ? t.common.yes : t.common.no;
	return typeof v === "object" ? (Array.isArray(v) ? v.join(", ") : JSON.stringify(v)) : t.method[String(v)] ?? String(v);
}
