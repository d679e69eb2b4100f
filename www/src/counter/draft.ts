/* What is typed at the counter, kept in this tab until the payment is taken. */
import { pendingKey } from "../api/client";

export type PayType = "bill" | "service" | "instalment" | "advance";
/* What was typed survives a reload and a session that ran out.  on: "" is today, also when the page
 * stands open over midnight.  lines: what is checked, and how much of each is paid, as typed. */
export interface Draft { account: string; type: PayType | ""; plan: string; amount: string; lines: Record<string, string>; on: string; channel: string; method: string; cash: string; reference: string; last4: string; brand: string; notes: string; another: boolean; body?: string }
export const blank = (): Draft => ({ account: "", type: "", plan: "", amount: "", lines: {}, on: "", channel: "walk_in", method: "cash", cash: "", reference: "", last4: "", brand: "", notes: "", another: false });
const DRAFT = "billport.draft.record";
/* The key of a try belongs to its account. */
export const scope = (account: string) => `record.${account}`;
export const stored = (): Draft | null => {
	try { const d = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null") as Draft | null; return d?.lines ? { ...blank(), ...d } : null; } catch { return null; }
};
export const keep = (d: Draft | null) => { try { if (d) sessionStorage.setItem(DRAFT, JSON.stringify(d)); else sessionStorage.removeItem(DRAFT); } catch { /* private mode */ } };
/* A try that was sent and not answered. */
export function unanswered(): Draft | null { const d = stored(); return d?.body && d.account && pendingKey(scope(d.account)) ? d : null; }
