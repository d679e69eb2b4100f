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
export type Told = Omit<MetricAnswers, "data" | "marks_above">;
export type Parts = NonNullable<MetricAnswer["parts"]>;
export type Period = MetricAnswers["period"];
export type FilterText = MetricAnswers["filters"][number];
export type TileAlert = NonNullable<MetricAnswer["alert"]>;
export type Polarity = Schemas["MetricPolarity"];
export type Trend = Schemas["MetricTrend"];
export type Point = Trend["data"][number];
export type Breakdown = Schemas["MetricBreakdown"];
export type Share = Breakdown["data"][number];
export type MetricRows = Schemas["MetricRows"];
export type MetricRow = MetricRows["data"][number];
