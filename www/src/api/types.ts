/*
 * What the pages read and send.  Money is in minor units; instants are RFC 3339 UTC, dates
 * YYYY-MM-DD of the tenant's business day.
 */
export interface Money { amount: number; currency: string }
export interface Page<T> { data: T[]; next_cursor: string | null }
export interface Problem {
	type?: string; title: string; status: number; detail?: string; request_id?: string;
	errors?: { pointer: string; code: string; message: string }[];
}
export interface Token { access_token: string; token_type: "Bearer"; expires_in: number; must_change_password: boolean }
export interface Me {
	kind: "user" | "client"; id: string; name: string; email: string | null;
	tenant: { code: string; name: string; currency: string; zone: string; locale: string };
	roles: string[]; permissions: string[]; session_id?: string | null;
}
export interface Ref { id: string; name: string }
export interface Account {
	id: string; number: string; status: "active" | "closed"; class: string;
	street: string; city: string; region: string; postcode: string; opened_on: string; closed_on?: string | null; version: number;
	meters?: { id: string; number: string; utility: string }[];
	consumer: { id: string; number: string; name: string; phone: string | null; email: string | null };
	zone: Ref; owed: Money; credit: Money;
}
export interface Receivable {
	id: string; kind: "bill" | "charge"; number: string; amount: Money; open: Money;
	issued_on: string; due_on: string; status: "open" | "paid" | "cancelled";
	from_on?: string | null; to_on?: string | null; account?: { id: string; number: string };
}
export interface Bill {
	id: string; number: string; status: "issued" | "reversed"; account: { id: string; number: string }; consumer: Ref;
	from_on: string; to_on: string; issued_on: string; due_on: string; is_estimated: boolean;
	consumption_milli: number; unit: string; amount: Money; open: Money; payment_status: "open" | "paid" | "cancelled";
}
export interface BillLine { line: number; kind: string; text: string; quantity_milli: number | null; rate_micro: number | null; amount: Money }
export interface BillTotals { row_count: number; amount?: Money; open?: Money }
export type PaymentStatus = "pending" | "posted" | "failed" | "cancelled" | "returned";
export type Method = "cash" | "card_terminal" | (string & {});
export interface Payment {
	id: string; payment_no: string; transaction_no: string; receipt_no: string | null; amount: Money; type: string; method: Method;
	channel: string; status: PaymentStatus; paid_at: string; paid_on: string;
	account: { id: string; number: string }; consumer: { id: string; number: string; name: string };
	received_by: { id: string | null; name: string }; version: number;
}
export interface HistoryItem { at: string; action: string; actor: string; approved_by?: string | null; reason: string | null }
export interface PaymentDetail extends Payment {
	notes: string | null; reference: string | null; received: Money | null; change: Money | null;
	gateway_status: string | null; settlement_status: string | null; verification: string;
	void_reason: string | null; voided_at: string | null; voided_by: { id: string | null; name: string | null } | null;
	account: Payment["account"] & { street: string; city: string; owed: Money };
	consumer: Payment["consumer"] & { phone: string | null; email: string | null };
	allocations: { receivable: Receivable; amount: Money; was_open: Money; left: Money; reversed_on: string | null }[];
	difference: "exact" | "under" | "over"; history: HistoryItem[];
}
export interface PaymentTotals {
	row_count: number; posted: Money; posted_count: number; pending: Money; pending_count: number;
	failed: Money; failed_count: number; cancelled: Money; cancelled_count: number;
}
export interface PaymentRecorded {
	id: string; payment_no: string; transaction_no: string; receipt_no: string; amount: Money; change: Money | null;
	status: PaymentStatus; entry_id: string; paid_at: string;
}
export interface Voided { id?: string; status: string; void_entry_id?: string; approval_id?: string }
export interface Approval {
	id: string; kind: string; summary: string; amount: Money; account_id?: string | null;
	requested_by: Ref; requested_at: string; expires_at: string;
	state: "waiting" | "approved" | "rejected" | "expired" | "used" | "failed";
	decided_by?: { id: string | null; name: string | null } | null; decided_at?: string | null; reason?: string | null;
	job_id?: string | null; version: number;
}
export interface Job {
	id: string; kind: string; state: "queued" | "running" | "paused" | "done" | "failed" | "cancelled";
	done: number; total: number | null; failure: string | null; result?: unknown; created_at: string; finished_at: string | null;
}
export interface User {
	id: string; name: string; email: string; is_active: boolean; must_change_password: boolean;
	last_sign_in_at: string | null; created_at: string; roles: Ref[]; version: number;
}
export interface Role { id: string; name: string; is_built_in: boolean; permissions: string[]; user_count?: number; version: number }
export interface Permission { name: string; description: string }
export interface ApiClient {
	id: string; name: string; scopes: string[]; created_at: string; last_used_at: string | null; revoked_at: string | null; version: number;
}
export interface Session {
	id: string; user: Ref; user_agent: string; address: string; created_at: string; seen_at: string; expires_at: string;
}
export interface Setting { name: string; type: string; value: string; default: string; is_default: boolean; check: string; description: string; version: number; changed_at: string | null }
export interface AuditRow {
	id: string; at: string; actor: { kind: string; id: string | null; name: string }; approved_by?: { id: string | null; name: string | null } | null;
	action: string; object: { type: string; id: string | null }; account_id: string | null; reason: string | null; request_id: string | null;
	before: Record<string, unknown> | null; after: Record<string, unknown> | null;
}
