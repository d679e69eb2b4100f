/*
 * Dialogs that several pages open; their code comes with the first opening.  Each takes what it is
 * about and onClose.  What waits for another person's approval is followed by FollowApproval
 * (ui/follow) on the page that opened it.
 */
import type { Charge } from "../api/desk";
import { may } from "../app/session";
import { t } from "../strings";
import { lazy } from "../ui/lazy";

const what = t.common.open;
export const RaiseCharge = lazy(what, () => import("./raise_charge"));
export const EndCharge = lazy(what, () => import("./end_charge"));
export const CreateCreditNote = lazy(what, () => import("./create_credit_note"));
export const UseCredit = lazy(what, () => import("./use_credit"));
export const UndoUse = lazy(what, async () => ({ default: (await import("./undo_credit")).UndoUse }));
export const VoidNote = lazy(what, async () => ({ default: (await import("./undo_credit")).VoidNote }));
export const EditConsumer = lazy(what, () => import("./edit_consumer"));
export const CallerDialog = lazy(what, async () => ({ default: (await import("../ui/caller")).CallerDialog }));

export type Ending = "waive" | "cancel";
/* What may be done with a charge as it stands. */
export const endings = (c: Charge): Ending[] => c.status !== "raised" || c.open.amount <= 0 ? [] : [
	...(may("POST /api/v1/charges/:id/waive") ? ["waive" as const] : []),
	...(c.open.amount === c.amount.amount && may("POST /api/v1/charges/:id/cancel") ? ["cancel" as const] : [])];
