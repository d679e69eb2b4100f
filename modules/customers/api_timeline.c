#include "api.h"
#include "merge.h"

/* What happened on an account, out of the tables where it is kept. */

/* Columns that every source has: the key, what it is, and what it links to. */
#define ITEM(id, kind, at, on, amount, type, object, number, actor) \
	"select " id " id, '" kind "' kind, " at " at, " on " `on`, " amount " amount_minor, '" type \
	"' `link.type`, " object " `link.id`, " number " `link.number`, " actor " actor"
#define NO_DAY   "cast(null as date)"
#define NO_TIME  "cast(null as datetime(6))"
#define NO_MONEY "cast(null as signed)"
#define NO_TEXT  "cast(null as char)"
SOURCE(bills, ITEM("b.id", "bill.issued", NO_TIME, "b.issued_on", "b.amount_minor", "bill", "b.id", "b.number", NO_TEXT)
    ", b.from_on `details.from_on`, b.to_on `details.to_on`, b.due_on `details.due_on`,"
    " b.status `details.status` from bill b where b.account_id = ?" BEFORE("b.issued_on", "b.id"),
    a->of, PLACE)
SOURCE(charges, ITEM("h.id", "charge.raised", "h.raised_at", NO_DAY, "h.amount_minor", "charge", "h.id", "h.number", "h.raised_by_name")
    ", h.name `details.name`, h.served_on `details.served_on`, h.due_on `details.due_on`"
    " from charge h where h.account_id = ?" BEFORE("h.raised_at", "h.id"), a->of, PLACE)
/* Few end so, and those few are looked at all: when is in the entry that ended them. */
SOURCE(charges_cancelled, ITEM("h.id", "charge.cancelled", "e.posted_at", NO_DAY, "h.amount_minor", "charge", "h.id", "h.number", NO_TEXT)
    ", h.name `details.name`, h.end_reason `details.reason`, h.end_remarks `details.remarks`"
    " from charge h join journal_entry e on e.id = h.end_entry_id"
    " where h.account_id = ? and h.status = 'cancelled'" BEFORE("e.posted_at", "h.id"),
    a->of, PLACE)
SOURCE(adjustments, ITEM("j.id", "charge.waived", "j.made_at", NO_DAY, "j.amount_minor", "charge", "r.id", "r.number", "j.made_by_name")
    ", j.reason `details.reason`, j.remarks `details.remarks`"
    " from adjustment j join receivable r on r.id = j.receivable_id where j.account_id = ?"
    BEFORE("j.made_at", "j.id"), a->of, PLACE)
SOURCE(payments, ITEM("p.id", "payment.posted", "p.paid_at", "p.paid_on", "p.amount_minor", "payment", "p.id", "p.receipt_no", "p.received_by_name")
    ", p.method `details.method`, p.channel `details.channel`, p.type `details.type`,"
    " p.status `details.status` from payment p"
    " where p.account_id = ? and (? = 0 or p.received_by = ?)" BEFORE("p.paid_at", "p.id"),
    a->of, a->own, a->me, PLACE)
SOURCE(voids, ITEM("p.id", "payment.voided", "p.voided_at", "p.voided_on", "p.amount_minor", "payment", "p.id", "p.receipt_no", "p.voided_by_name")
    ", p.void_reason `details.reason` from payment p"
    " where p.account_id = ? and p.status = 'cancelled' and (? = 0 or p.received_by = ?)"
    BEFORE("p.voided_at", "p.id"), a->of, a->own, a->me, PLACE)
SOURCE(credit_notes, ITEM("n.id", "credit_note.issued", "n.created_at", "n.created_on", "n.amount_minor", "credit_note", "n.id", "n.number", "n.created_by_name")
    ", n.source `details.source`, n.reason `details.reason`, n.expires_on `details.expires_on`"
    " from credit_note n where n.account_id = ?" BEFORE("n.created_at", "n.id"), a->of, PLACE)
SOURCE(credit_note_voids, ITEM("n.id", "credit_note.voided", "e.posted_at", "n.voided_on", "n.amount_minor", "credit_note", "n.id", "n.number", NO_TEXT)
    ", n.void_reason `details.reason` from credit_note n"
    " join journal_entry e on e.id = n.void_entry_id where n.account_id = ? and n.status = 'void'"
    BEFORE("e.posted_at", "n.id"), a->of, PLACE)
SOURCE(credit_uses, ITEM("u.id", "credit_note.used", "u.used_at", "u.used_on", "u.amount_minor", "credit_note", "n.id", "n.number", "u.used_by_name")
    " from credit_use u join credit_note n on n.id = u.credit_note_id where u.account_id = ?"
    BEFORE("u.used_at", "u.id"), a->of, PLACE)
SOURCE(credit_uses_undone, ITEM("u.id", "credit_note.use_undone", "e.posted_at", "u.undone_on", "u.amount_minor", "credit_note", "n.id", "n.number", NO_TEXT)
    ", u.undone_reason `details.reason` from credit_use u"
    " join credit_note n on n.id = u.credit_note_id join journal_entry e on e.id = u.undo_entry_id"
    " where u.account_id = ?" BEFORE("e.posted_at", "u.id"), a->of, PLACE)
SOURCE(plans, ITEM("p.id", "plan.created", "p.created_at", NO_DAY, "p.total_minor", "plan", "p.id", "p.number", "p.created_by_name")
    ", p.instalments `details.instalments`, p.every `details.every` from plan p"
    " where p.account_id = ?" BEFORE("p.created_at", "p.id"), a->of, PLACE)
SOURCE(plans_ended, ITEM("p.id", "plan.ended", "p.ended_at", NO_DAY, "p.total_minor", "plan", "p.id", "p.number", NO_TEXT)
    ", p.status `details.status`, p.end_reason `details.reason` from plan p"
    " where p.account_id = ?" BEFORE("p.ended_at", "p.id"), a->of, PLACE)
SOURCE(notes, ITEM("n.id", "note.written", "n.written_at", NO_DAY, NO_MONEY, "account_note", "n.id", NO_TEXT, "n.written_by_name")
    ", n.text `details.text`, n.is_pinned `details.is_pinned` from account_note n"
    " where n.account_id = ?" BEFORE("n.written_at", "n.id"), a->of, PLACE)
SOURCE(caller_checks, ITEM("k.id", "caller.checked", "k.at", NO_DAY, NO_MONEY, "caller_check", "k.id", NO_TEXT, "k.by_user_name")
    ", k.has_passed `details.has_passed`, k.matched `details.matched` from caller_check k"
    " where k.account_id = ?" BEFORE("k.at", "k.id"), a->of, PLACE)
SOURCE(consumer_changes, ITEM("u.id", "consumer.changed", "u.at", NO_DAY, NO_MONEY, "consumer", "c.id", "c.number", "u.actor_name")
    ", u.action `details.action`, u.before_json `details.before_json`, u.after_json `details.after_json`"
    " from account a join consumer c on c.id = a.consumer_id join audit u on u.object_id = c.id"
    " where a.id = ? and u.action in ('consumer.create', 'consumer.edit',"
    " 'contact.add', 'contact.edit', 'contact.remove')" BEFORE("u.at", "u.id"), a->of, PLACE)

static const struct merged sources[] = {
	{ consumer_changes,   CAN_READ_CONSUMERS,    0, "consumer" },
	{ caller_checks,      CAN_READ_CONSUMERS,    0, "caller" },
	{ notes,              CAN_READ_CONSUMERS,    0, "note" },
	{ plans_ended,        CAN_READ_PLANS,        0, "plan" },
	{ plans,              CAN_READ_PLANS,        0, "plan" },
	{ credit_note_voids,  CAN_READ_CREDIT_NOTES, 0, "credit_note" },
	{ credit_uses_undone, CAN_READ_CREDIT_NOTES, 0, "credit_note" },
	{ credit_uses,        CAN_READ_CREDIT_NOTES, 0, "credit_note" },
	{ credit_notes,       CAN_READ_CREDIT_NOTES, 0, "credit_note" },
	{ voids,              CAN_READ_PAYMENTS,     CAN_READ_OWN_PAYMENTS, "payment" },
	{ payments,           CAN_READ_PAYMENTS,     CAN_READ_OWN_PAYMENTS, "payment" },
	{ charges_cancelled,  CAN_READ_BILLS,        0, "charge" },
	{ adjustments,        CAN_READ_BILLS,        0, "charge" },
	{ charges,            CAN_READ_BILLS,        0, "charge" },
	{ bills,              CAN_READ_BILLS,        0, "bill" },
};

#define KINDS "bill|charge|payment|credit_note|plan|note|caller|consumer"

/* GET /api/v1/accounts/:id/timeline?kind= -- newest first; without what the caller may not open */
enum err
timeline_get(struct rq *rq)
{
	return rq_merged(rq, sources, COUNT(sources), rq_query_choice(rq, "kind", KINDS));
}
