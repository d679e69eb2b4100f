/* What the billing pages read and send: names for the schemas of the generated contract. */
import type { components } from "../generated/api";
import type { Money } from "./types";

type Schemas = components["schemas"];
export type Cycle = Schemas["Cycle"];
export type CycleDetail = Schemas["CycleDetail"];
export type CyclePreview = Schemas["CyclePreview"];
export type PreviewFigures = Schemas["PreviewFigures"];
export type Outcome = Schemas["Outcome"];
export type Generation = Schemas["Generation"];
export type SingleGeneration = Schemas["SingleGeneration"];
export interface Zone { id: string; name: string }
/* Of what waits for a person: how many, and the money at risk. */
export interface ExceptionTotals { row_count: number; risk: Money }
export type LeakPreview = Schemas["LeakPreview"];
export type BillAdjustment = Schemas["BillAdjustment"];
export type BillLine = Schemas["BillLine"];
export type RebilledBill = Schemas["RebilledBill"];
