/* What the pages of alerts and thresholds read. */
import type { Figure, Unit } from "./metrics";

export type Severity = "info" | "warning" | "critical";
export type Test = "above" | "below" | "rise" | "fall";
export type AlertState = "new" | "acknowledged" | "snoozed" | "resolved";
interface Named { id: string; name: string }
export interface Alert {
	id: string; kind: "threshold" | "system"; metric: string | null; unit: Unit | "points" | null; unit_of_use: string | null; name: string; severity: Severity; state: AlertState;
	text: string; link: string | null; test: Test | null; period: string | null; period_text: string | null; filters: Record<string, string>;
	value: Figure | null; worst: Figure | null; limit: Figure | null; threshold_id: string | null; opened_at: string; seen_at: string; owner: Named | null;
	acknowledged_at: string | null; acknowledged_by: string | null; snoozed_until: string | null; resolved_at: string | null; resolved_by: string | null; note: string | null; version: number;
}
export interface AlertEvent { at: string; action: string; actor: string | null; reason: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null }
export interface AlertDetail extends Alert { history: AlertEvent[] }
export interface AlertTotals { row_count: number; new_count: number; acknowledged_count: number; snoozed_count: number; resolved_count: number; live_count: number; critical_count: number }
export interface Threshold {
	id: string; metric: { key: string; name: string; group: string; unit: Unit }; name: string; test: Test; limit: Figure; period: string;
	filters: { name: string; value: string; text: string }[]; severity: Severity; owner: Named | null; by_mail: boolean; is_active: boolean;
	checked_at: string | null; created_at: string; created_by: string; alert: { id: string; state: AlertState } | null; version: number;
}
export interface ThresholdPreview { value: Figure | null; previous: Figure | null; change: number | null; unit_of_use: string | null; standing: "passed" | "at_limit" | "kept" | "not_known"; period: string }
