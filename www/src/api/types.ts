/*
 * What the pages read and send: names for the schemas of the generated contract.  Money is in
 * minor units; instants are RFC 3339 UTC, dates YYYY-MM-DD of the tenant's business day.
 */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export interface Page<T> { data: T[]; next_cursor?: string | null }
/* Also made in the page: status 0 when no answer came. */
export type Problem = Partial<Schemas["Problem"]> & { title: string; status: number };
export type Money = Schemas["Money"];
export type Token = Schemas["SignedIn"];
export type Me = Schemas["Me"];
export type Account = Schemas["Account"];
export type Receivable = Omit<Schemas["Receivable"], "account">;
export type Bill = Schemas["Bill"];
export type BillDetail = Schemas["BillDetail"];
export type BillTotals = Schemas["BillTotals"];
export type Payment = Schemas["PaymentRow"] & Pick<PaymentMore, "credit" | "credit_note" | "flag" | "card_last4"> & { verification?: string; corrects_id?: string | null; plan_id?: string | null };
export type PaymentDetail = Schemas["Payment"] & PaymentMore;
/* Of routes that are being built beside these pages. */
export interface PaymentMore {
	credit?: Money; credit_note?: { id: string; number: string } | null; card_last4?: string | null; plan?: { id: string; number: string } | null; instalments?: { number: number; amount: Money }[];
	flag?: string | null; flag_reason?: string | null; verified_at?: string | null; verified_by?: { id: string | null; name: string } | null; corrects?: { id: string; receipt_no: string | null } | null; corrected_by?: { id: string; receipt_no: string | null } | null;
	duplicate_of?: { id: string; receipt_no: string | null; paid_at: string }[]; mails?: { id?: string; to: string; state: string; failure?: string | null; sent_at?: string | null }[]; processing_time?: string | null;
}
export type HistoryItem = PaymentDetail["history"][number];
export type PaymentTotals = Schemas["PaymentTotals"];
export type PaymentRecorded = Schemas["RecordedPayment"];
export interface Voided { id?: string; status: string; void_entry_id?: string; approval_id?: string }
export type Approval = Schemas["Approval"] & { result?: { type: string; id: string } | null };
export type Job = Schemas["Job"];
export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type Permission = Schemas["PermissionList"]["data"][number];
export type ApiClient = Schemas["ApiClient"];
export type Session = Schemas["Session"];
export type Setting = Schemas["Setting"];
export type AuditRow = Omit<Schemas["AuditRow"], "before" | "after"> & { before: Record<string, unknown> | null; after: Record<string, unknown> | null };
