/* What the pages of print and distribution read: names for the contract's schemas. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Batch = Schemas["BillBatchRow"];
export type BatchDetail = Schemas["BillBatch"];
export type BatchPreview = Schemas["BillBatchPreview"];
export type NewBatch = Schemas["NewBillBatch"];
export type Delivery = Schemas["BillDelivery"];
export type Template = Schemas["BillTemplate"];
export type NewTemplate = Schemas["NewBillTemplate"];
