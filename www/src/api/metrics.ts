/* What the pages of figures read: the catalog, answers, points, shares, rows. */
import type { Money } from "./types";

export type Unit = "count" | "money" | "percent" | "use" | "days";
export type Polarity = "up_good" | "up_bad" | "neutral";
/* A count, a percentage, a use, a number of days, or money. */
export type Figure = number | Money;
export interface MetricDef {
	key: string; name: string; group: "billing" | "consumption" | "finance" | "exceptions" | "payments"; unit: Unit; polarity: Polarity;
	is_default_polarity: boolean; definition: string; dimensions: { name: string; title: string }[]; version: number;
	/* flow: of the days of a period, so that days add up; stock: as it stood at its end; ratio: a quotient */
	time?: "flow" | "stock" | "ratio";
}
export interface Period { asked: string; from: string; to: string; text: string; is_open: boolean }
export interface FilterText { name: string; title: string; value: string; text: string }
export interface Parts { numerator: Figure; denominator: Figure }
export interface TileAlert { id: string; severity: "info" | "warning" | "critical"; state: string; text: string }
export interface MetricAnswer {
	key: string; name: string; unit: Unit; utility?: string | null; unit_of_use?: string | null; polarity: Polarity;
	value: Figure | null; previous: Figure | null; last_year: Figure | null; parts: Parts | null;
	change: number | null; change_last_year: number | null; change_kind: "percent" | "points"; is_marked: boolean; tone: "better" | "worse" | null;
	alert: TileAlert | null;
}
export interface Told { period: Period; previous: Period | null; last_year: Period | null; filters: FilterText[]; as_of: string; refresh_seconds?: number }
export interface MetricAnswers extends Told { data: MetricAnswer[] }
export interface Point { asked?: string; from: string; to: string; text: string; value: Figure | null; last_year: Figure | null }
export interface Trend { data: Point[]; unit: Unit; unit_of_use?: string | null; filters: FilterText[]; as_of: string }
export interface Share { value: string; text: string; amount: Figure | null; previous: Figure | null; share: number | null }
export interface Breakdown { data: Share[]; total: Figure | null; unit: Unit; unit_of_use?: string | null; filters: FilterText[]; as_of: string }
export interface Named { id: string; name: string }
export interface MetricRow {
	id: string; type: "bill" | "bill_line" | "payment" | "receivable" | "exception"; number: string; on: string;
	account: { id: string; number: string } | null; consumer: Named | null; zone: Named | null; text: string;
	amount?: Money | null; value: Figure | null; parts?: Parts | null; is_undone: boolean; kind?: string | null; bill_id?: string | null;
}
export interface MetricRows {
	data: MetricRow[]; next_cursor: string | null; total: Figure | null; parts: Parts | null; row_count: number; unit: Unit; unit_of_use?: string | null;
	period: Period; filters: FilterText[]; as_of: string;
}
