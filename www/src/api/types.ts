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
export type Payment = Schemas["PaymentRow"];
export type PaymentDetail = Schemas["Payment"];
export type HistoryItem = PaymentDetail["history"][number];
export type PaymentTotals = Schemas["PaymentTotals"];
export type PaymentRecorded = Schemas["RecordedPayment"];
export interface Voided { id?: string; status: string; void_entry_id?: string; approval_id?: string }
export type Approval = Omit<Schemas["Approval"], "result"> & { result: { type: string; id: string } | null };
export type Job = Schemas["Job"];
export type Import = Schemas["Import"];
export type ImportSummary = Schemas["ImportSummary"];
export type ImportPreview = Schemas["ImportPreview"];
export type ImportRow = Schemas["ImportRow"];
export type ImportRefusal = Schemas["ImportRefusal"];
export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type Permission = Schemas["PermissionList"]["data"][number];
export type ApiClient = Schemas["ApiClient"];
export type Session = Schemas["Session"];
export type Setting = Schemas["Setting"];
export type AuditRow = Omit<Schemas["AuditRow"], "before" | "after"> & { before: Record<string, unknown> | null; after: Record<string, unknown> | null };
export type Choice = Schemas["Choice"];
export type Office = Schemas["Tenant"];
export type OfficeSetup = Schemas["TenantSetup"];
export type RoleLimits = Schemas["RoleLimitList"];
export type RoleLimit = RoleLimits["data"][number];
export type Notices = Schemas["NotificationList"];
export type Lockouts = Schemas["LockoutList"];
export type FormatPreview = Schemas["SettingPreview"];
export type Price = Schemas["Price"];
