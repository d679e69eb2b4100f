/* What the pages of figures read: names for the schemas of the generated contract. */
import type { components } from "../generated/api";
import type { Money } from "./types";

type Schemas = components["schemas"];
/* A count, a percentage, a use, a number of days, or money. */
export type Figure = number | Money;
export type Unit = Schemas["MetricUnit"];
export type MetricDef = Schemas["Metric"];
export type MetricAnswer = Schemas["MetricAnswer"];
export type MetricAnswers = Schemas["MetricAnswers"];
/* What an answer says about itself. */
export type Told = Omit<MetricAnswers, "data">;
export type Parts = NonNullable<MetricAnswer["parts"]>;
export type Period = MetricAnswers["period"];
export type FilterText = MetricAnswers["filters"][number];
export type TileAlert = NonNullable<MetricAnswer["alert"]>;
export type Polarity = Schemas["MetricPolarity"];
export type Trend = Schemas["MetricTrend"];
export type Point = Trend["data"][number];
export type Breakdown = Schemas["MetricBreakdown"];
export type Share = Breakdown["data"][number];
export interface Named { id: string; name: string }
export interface MetricRow {
	id: string; type: "bill" | "bill_line" | "payment" | "receivable" | "exception"; number: string; on: string;
	account: { id: string; number: string } | null; consumer: Named | null; zone: Named | null; text: string;
	amount?: Money | null; value: Figure | null; parts?: Parts | null; is_undone: boolean; kind?: string | null; bill_id?: string | null;
}
export interface MetricRows {
	data: MetricRow[]; next_cursor: string | null; total: Figure | null; parts: Parts | null; row_count: number; unit: Unit; unit_of_use?: string | null;
	period: MetricAnswers["period"]; filters: MetricAnswers["filters"]; as_of: string;
}
