#include "api.h"
#include <string.h>
#include "charge.h"
#include "choices.h"
#include "detail.h"
#include "found.h"
#include "money.h"
#include "numbering.h"
#include "text.h"

/* ---- lists ---- */

static const struct filter filters[] = {
	{ "status",         "h.status = ?",      CHOICE, "raised|waived|cancelled" },
	{ "payment_status", "r.status = ?",      CHOICE, "open|paid|cancelled" },
	{ "kind",           "h.kind = ?",        CHOICE, "service|late_fee" },
	{ "account_id",     "h.account_id = ?",  ID,     NULL },
	{ "consumer_id",    "h.consumer_id = ?", ID,     NULL },
	{ "price_id",       "h.price_id = ?",    ID,     NULL },
	{ "from", "h.issued_on >= ? and h.raised_at >= cast(? as date) - interval 1 day", DATE, NULL },
	{ "to",   "h.issued_on <= ? and h.raised_at < cast(? as date) + interval 2 day",  DATE, NULL },
};

static const struct order orders[] = {
	{ "raised_at", "h.raised_at", "h.id", COLUMN_INSTANT, "raised_at", "id", false },
};

static const struct list_title titles[] = {
	{ "number", "Charge" },
	{ "name", "Service" },
	{ "kind", "Kind", true, IN_WORDS },
	{ "status", "Status", .coded = IN_WORDS },
	{ "payment_status", "Payment", .coded = IN_WORDS },
	{ "served_on", "Served", true },
	{ "issued_on", "Raised" },
	{ "due_on", "Due" },
	{ "raised_at", NULL },
	{ "raised_by.name", "Raised by", true },
	{ "account.number", "Account" },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
};

#define ROW \
	"h.id, h.number, h.name, h.kind, h.status, r.status payment_status, h.amount_minor," \
	" r.open_minor, h.served_on, h.issued_on, h.due_on, h.price_id, h.raised_at," \
	" h.raised_by `raised_by.id`, h.raised_by_name `raised_by.name`," \
	" a.id `account.id`, a.number `account.number`," \
	" c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`"
#define TABLES \
	" from charge h join receivable r on r.id = h.id join account a on a.id = h.account_id" \
	" join consumer c on c.id = h.consumer_id"

/* ?q=: the beginning of a charge's number (bare digits are one), or parts of what an account is
 * found by. */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q");
	int64_t number;

	if (q && parse_i64(q, &number) && number >= 0)
		TRY(number_text(&rq->cx, SERIES_CHARGE, number, "2000-01-01", &q));
	return rq_found_or(rq, "account", "h.account_id", q ? "h.number like ? escape '!'" : NULL,
	    q ? like_beginning(rq->cx.arena, q) : NULL, out, n);
}

/* GET /api/v1/charges?status=raised&account_id=… -- newest first */
enum err
charge_list(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ROW TABLES,
		.title = "Charges", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
	});
}

/* GET /api/v1/charges/totals?<the list's query> -- cancelled ones are counted, not summed */
enum err
charge_totals(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
		.totals = "select count(*) row_count,"
		    " cast(coalesce(sum(if(h.status = 'cancelled', 0, h.amount_minor)), 0) as signed) amount_minor,"
		    " cast(coalesce(sum(r.open_minor), 0) as signed) open_minor"
		    " from charge h join receivable r on r.id = h.id",
	});
}

/* ---- one charge ---- */

/* GET /api/v1/charges/:id -- with what met it and what happened to it; a payment that the caller may
 * not open has no name there */
enum err
charge_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *charge;
	struct rows edges, history;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &charge,
	    "select " ROW ", h.notes, h.entry_id, h.end_reason, h.end_remarks, h.ended_on,"
	    " h.end_entry_id, h.version" TABLES " where h.id = ?", str(id)));
	if (!charge)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such charge.");
	TRY(db_all(&rq->cx, &edges,
	    "select al.amount_minor, al.allocated_on,"
	    " if(al.payment_id is not null, 'payment', if(al.credit_use_id is not null, 'credit_note',"
	    " 'waiver')) source, coalesce(p.id, u.credit_note_id, al.adjustment_id) source_id,"
	    " coalesce(p.receipt_no, n.number) source_number, back.allocated_on reversed_on"
	    " from allocation al left join allocation back on back.reverses_id = al.id"
	    " left join payment p on p.id = al.payment_id and (? or p.received_by = ?)"
	    " left join credit_use u on u.id = al.credit_use_id"
	    " left join credit_note n on n.id = u.credit_note_id"
	    " where al.receivable_id = ? and al.reverses_id is null order by al.id",
	    boolean(may(&rq->cx.who.may, CAN_READ_PAYMENTS)), str(rq->cx.who.id), str(id)));
	TRY(db_all(&rq->cx, &history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id", str(id)));
	return rq_row_parts(rq, 200, charge, { "allocations", &edges, NULL },
	    { "history", &history, NULL });
}

/* ---- raising ---- */

static enum err
raised(struct rq *rq, const void *arg)
{
	const struct raising *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/charges/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("number", in->number),
	    j_str("name", in->name), j_money("amount", in->charged_minor),
	    j_str("status", "raised"), j_str("issued_on", in->issued_on),
	    j_str("due_on", in->falls_due_on), j_str("entry_id", in->entry_id));
}

/* POST /api/v1/charges {"account_id", "price_id", "amount"?, "served_on"?, "due_on"?, "notes"?} */
enum err
charge_raise(struct rq *rq)
{
	struct raising in = {
		.account_id   = rq_body_id(rq, "account_id"),
		.price_id     = rq_body_id(rq, "price_id"),
		.amount_minor = in_money_or(rq->body, "amount", 1, MONEY_MAX, -1),
		.served_on    = in_date_or(rq->body, "served_on", NULL),
		.due_on       = in_date_or(rq->body, "due_on", NULL),
		.notes        = in_text_or(rq->body, "notes", 1, 500, NULL),
		.may_exceed   = may(&rq->cx.who.may, CAN_MANAGE_PRICES),
	};

	TRY(rq_valid(rq));
	return rq_once(rq, raise_charge, raised, &in);
}

/* ---- giving up ---- */

static enum err
waits(struct rq *rq, const struct ending_charge *in)
{
	return rq_json(
	    rq, 202, j_str("approval_id", in->approval_id), j_str("status", "waiting"));
}

static enum err
waived(struct rq *rq, const void *arg)
{
	const struct ending_charge *in = arg;

	if (in->approval_id)
		return waits(rq, in);
	return rq_json(rq, 200, j_str("id", in->charge_id), j_str("status", "waived"),
	    j_money("waived", in->amount_minor), j_str("adjustment_id", in->adjustment_id),
	    j_str("entry_id", in->entry_id));
}

static enum err
cancelled(struct rq *rq, const void *arg)
{
	const struct ending_charge *in = arg;

	if (in->approval_id)
		return waits(rq, in);
	return rq_json(rq, 200, j_str("id", in->charge_id), j_str("status", "cancelled"),
	    j_str("entry_id", in->entry_id));
}

static struct ending_charge
read_ending(struct rq *rq)
{
	return (struct ending_charge){
		.charge_id = rq_path_id(rq, "id"),
		.reason    = rq_body_text(rq, "reason", 1, CHOICE_CODE_MAX),
		.remarks   = in_text_or(rq->body, "remarks", 1, 500, NULL),
	};
}

/* POST /api/v1/charges/:id/waive {"reason", "remarks"?} -- 202 where it waits for another person */
enum err
charge_waive(struct rq *rq)
{
	struct ending_charge in = read_ending(rq);

	TRY(rq_valid(rq));
	TRY(prepare_ending_charge(&rq->cx, &in));
	return rq_once(rq, waive_charge, waived, &in);
}

/* POST /api/v1/charges/:id/cancel {"reason", "remarks"?} -- 202 where it waits for another person */
enum err
charge_cancel(struct rq *rq)
{
	struct ending_charge in = read_ending(rq);

	TRY(rq_valid(rq));
	TRY(prepare_ending_charge(&rq->cx, &in));
	return rq_once(rq, cancel_charge, cancelled, &in);
}
