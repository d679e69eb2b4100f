/* What payments' figures ask about, and how two of them are said wherever they stand. */
import { useMemo } from "preact/hooks";
import { withQuery } from "../api/client";
import { query } from "../app/router";
import { has, may } from "../app/session";
import type { DashboardTile } from "../metrics/layout";
import { readScope, type Scope } from "../metrics/scope";
import type { Wanted } from "../metrics/tiles";
import { figureWords as w } from "../strings/payments_figures";

/* What the list can be filtered by, too; and what only figures are counted by. */
export const SHARED = ["method", "channel", "type", "received_by"] as const;
export const MORE = ["zone_id", "class", "segment", "source", "brand", "has_late_fee"] as const;

/* Beside the list the figures have the list's filters; among the pictures all that payments are counted by. */
export function usePaymentScope(charts: boolean): Scope {
	const q = query.value.toString();
	return useMemo(() => {
		const all = readScope(new URLSearchParams(q)), names: readonly string[] = charts ? [...SHARED, ...MORE] : SHARED;
		return { period: all.period, filters: Object.fromEntries(Object.entries(all.filters).filter(([name]) => names.includes(name))) };
	}, [q, charts]);
}

const money = (v: unknown) => v !== null && typeof v === "object";
/* A tile of a layout, with what belongs to it: the count beside what came in today, why a rate is above all. */
export function wanted(tile: DashboardTile, filters: Record<string, string> = {}, label?: string): Wanted {
	const plain: Wanted = { key: tile.key, period: tile.period ?? null, filters: tile.filters && Object.keys(tile.filters).length ? tile.filters : null, ...(label ? { label } : {}) };
	if (tile.key === "collected" && tile.period === "today") return { ...plain, label: label ?? (has("payments:read") ? w.today : w.mineToday), with: ["payments"],
		note: (_, all) => { const count = all.find((m) => m.key === "payments")?.value; return typeof count === "number" && <>{w.payments(count)}{may("GET /api/v1/payments") && <> · <a class="tile-act link" href={withQuery("/payments", { day: "today", status: "posted", ...filters, ...plain.filters })}>{w.inList}</a></>}</>; } };
	if (tile.key === "collection_rate") return { ...plain, note: (m) => typeof m.value === "number" && m.value > 100 && !money(m.value) && w.above };
	return plain;
}
