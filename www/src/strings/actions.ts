/* The catalog's words of what was done, as the audit log names it. */
import { audit } from "./audit";

const more: Record<string, string> = {
	"consumer.edit": "Consumer changed", "consumer.import": "Consumer imported", "account.edit": "Account changed", "account.import": "Account imported", "account.move": "Account changed hands", "contact.add": "Contact added", "contact.edit": "Contact changed", "contact.remove": "Contact removed", "meter.create": "Meter added", "meter.edit": "Meter changed",
	"note.write": "Note written", "note.edit": "Note changed", "note.remove": "Note deleted", "caller.check": "Caller checked",
	"charge.raise": "Charge raised", "charge.waive": "Charge waived", "charge.cancel": "Charge cancelled", "credit_note.create": "Credit note created", "credit_note.use": "Credit note used", "credit_note.undo": "Use undone", "credit_note.use_undo": "Use undone", "credit_note.void": "Credit note voided", "credit_note.expire": "Credit note expired", "credit_note.requested": "Credit note asked for", "charge.waive_requested": "Waiver asked for", "charge.cancel_requested": "Cancellation asked for",
	"plan.create": "Plan set up", "plan.cancel": "Plan cancelled", "plan.complete": "Plan completed", "price.create": "Price added", "price.change": "Price changed", "price.edit": "Price changed",
	"payment.record_requested": "Overpayment asked for", "payment.correct": "Payment corrected", "payment.correct_requested": "Correction asked for", "payment.verify": "Payment verified", "payment.flag": "Payment flagged", "payment.annotate": "Notes of a payment changed", "receipt.mail": "Receipt sent by email", "drawer.close": "Drawer closed", "import.create": "Import begun", "import.run": "Import run", "import.cancel": "Import cancelled", "view.create": "View saved", "view.delete": "View deleted",
};
export const actionName = (action: string) => audit.actions[action] ?? more[action] ?? action.replace(/[._]/g, " ").replace(/^./, (c) => c.toUpperCase());
export const actionNames: Record<string, string> = { ...more, ...audit.actions };
