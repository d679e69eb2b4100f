/* What the pages of exceptions read and send: names for the contract's schemas. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Exception = Schemas["Exception"];
export type ExceptionDetail = Schemas["ExceptionDetail"];
export type ExceptionTotals = Schemas["ExceptionTotals"];
export type ExceptionPreview = Schemas["ExceptionPreview"];
export type ExceptionResolution = Schemas["ExceptionResolution"];
export type ExceptionResolved = Schemas["ExceptionResolved"];
export type ExceptionBatchResult = Schemas["ExceptionBatchResult"];
export type Action = ExceptionResolution["action"];
export type ItsRead = ExceptionDetail["reads"][number];
export type Period = ExceptionDetail["periods"][number];
