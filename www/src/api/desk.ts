/* What the pages of accounts, charges, credit notes and plans read: names for the contract's schemas. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Price = Schemas["Price"];
export type Charge = Schemas["ChargeRow"];
export type ChargeDetail = Schemas["Charge"];
export type ChargeTotals = Schemas["ChargeTotals"];
export type PlanTotals = Schemas["PlanTotals"];
export type CreditNote = Schemas["CreditNoteRow"];
export type CreditNoteDetail = Schemas["CreditNote"];
export type CreditUse = Schemas["CreditUse"];
export type CreditNoteTotals = Schemas["CreditNoteTotals"];
export type Plan = Schemas["PlanRow"];
export type PlanDetail = Schemas["Plan"];
export type PlanPreview = Schemas["PlanPreview"];
export type Rhythm = Plan["every"];
export type InstalmentStatus = Schemas["ScheduledInstalment"]["status"];
export type History = ChargeDetail["history"][number];
export type Contact = Schemas["Contact"];
export type ConsumerDetail = Schemas["ConsumerDetail"];
export type AccountDetail = Schemas["AccountDetail"];
export type AccountNote = Schemas["Note"];
export type Happening = Schemas["TimelineItem"];
export type Change = Omit<Schemas["Change"], "before" | "after"> & { before: Record<string, unknown> | null; after: Record<string, unknown> | null };
export type Habits = Schemas["PaymentHabits"];
export type SearchHit = Schemas["SearchResult"];
export type SearchResults = Schemas["SearchResults"];
export type CallerCheck = Schemas["CallerCheck"];
export type CallerKnows = Schemas["CallerKnows"];
/* Of an operation that another person may have to approve. */
export interface Waiting { approval_id?: string; status?: string; id?: string; number?: string }
