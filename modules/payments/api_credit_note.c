#include "api.h"

#include <string.h>

#include "choices.h"
#include "credit_document.h"
#include "credit_note.h"
#include "detail.h"
#include "found.h"
#include "money.h"
#include "numbering.h"
#include "text.h"

enum { Q_MAX = 100 };

/* ---- lists ---- */

/* Where the day of created_at is decided by created_on: a day more on either side in UTC. */
static const struct filter filters[] = {
	{ "from", "n.created_on >= ? and n.created_at >= cast(? as date) - interval 1 day", DATE, NULL },
	{ "to",   "n.created_on <= ? and n.created_at < cast(? as date) + interval 2 day",  DATE, NULL },
	{ "status",      "n.status = ?",      CHOICE, "active|applied|expired|void" },
	/* one code, or several with commas between them */
	{ "reason",      "find_in_set(n.reason, " AS_ASCII ") > 0", TEXT, NULL },
	{ "source",      "n.source = ?",      CHOICE, "overpayment|manual" },
	{ "account_id",  "n.account_id = ?",  ID,     NULL },
	{ "consumer_id", "n.consumer_id = ?", ID,     NULL },
	{ "payment_id",  "n.payment_id = ?",  ID,     NULL },
	{ "remaining",
	    "if(n.remaining_minor = 0, 'none', if(n.remaining_minor = n.amount_minor, 'full',"
	    " 'partial')) = " AS_ASCII, CHOICE, "full|partial|none" },
	{ "amount_min",  "n.amount_minor >= ?", INTEGER, NULL },
	{ "amount_max",  "n.amount_minor <= ?", INTEGER, NULL },
};

static const struct order orders[] = {
	{ "created_at", "n.created_at", "n.id", COLUMN_INSTANT, "created_at", "id", false },
};

static const struct list_title titles[] = {
	{ "number", "Credit note" },
	{ "status", "Status", .coded = IN_WORDS },
	{ "used_minor", "Used", true },
	{ "reason", "Reason", .coded = BY_CHOICE(CHOICE_CREDIT_REASON) },
	{ "source", "Source", true, IN_WORDS },
	{ "created_at", "Created", true },
	{ "created_on", "Created on" },
	{ "expires_on", "Expires", true },
	{ "created_by.name", "Created by", true },
	{ "account.number", "Account" },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
	{ "payment.receipt_no", "Receipt" },
};

#define USED "if(n.status = 'void', 0, n.amount_minor - n.remaining_minor)"
#define ROW \
	"n.id, n.number, n.status, n.amount_minor, n.remaining_minor, " USED " used_minor," \
	" cast(round(" USED " * 10000 / n.amount_minor) as signed) used_bp, n.reason, n.source," \
	" n.created_at, n.created_on, n.expires_on, n.created_by `created_by.id`," \
	" n.created_by_name `created_by.name`, a.id `account.id`, a.number `account.number`," \
	" c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`"
#define PAYMENT ", p.id `payment.id`, p.receipt_no `payment.receipt_no`"
#define NO_PAYMENT ", null `payment.id`, null `payment.receipt_no`"
#define TABLES \
	" from credit_note n join account a on a.id = n.account_id" \
	" join consumer c on c.id = n.consumer_id join payment p on p.id = n.payment_id"

/* The payments' row rule binds what is told of them here: without it a note names no payment but,
 * opened, the caller's own. */
static bool
all_payments(const struct rq *rq)
{
	return may(&rq->cx.who.may, CAN_READ_PAYMENTS);
}

/* The column whose numbers begin with q, or NULL; bare digits are read as a note's number. */
static enum err
numbered(struct rq *rq, const char *q, const char **sql, const char **pattern)
{
	const struct row *hit;
	int64_t n;

	*sql = NULL;
	if (parse_i64(q, &n) && n >= 0)
		TRY(number_text(&rq->cx, SERIES_CREDIT_NOTE, n, "2000-01-01", &q));
	*pattern = like_beginning(rq->cx.arena, q);
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from credit_note where number like ? escape '!' limit 1", str(*pattern)));
	if (hit) {
		*sql = "n.number like ? escape '!'";
		return OK;
	}
	if (!all_payments(rq))
		return OK;
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where receipt_no like ? escape '!' limit 1", str(*pattern)));
	if (hit)
		*sql = "exists (select 1 from payment p where p.id = n.payment_id"
		       " and p.receipt_no like ? escape '!')";
	return OK;
}

/* ?q=: the beginning of a note's or a receipt's number, or parts of what an account is found by. */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q"), *sql = NULL, *pattern = NULL;

	if (q && utf8_length(q) <= Q_MAX && q[strspn(q, " ")])
		TRY(numbered(rq, q + strspn(q, " "), &sql, &pattern));
	return rq_found_or(rq, "account", "n.account_id", sql, pattern, out, n);
}

/* GET /api/v1/credit-notes?status=active&reason=overpayment,duplicate -- newest first */
enum err
credit_note_list(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_page(rq, &(struct list){
		.select = all_payments(rq) ? "select straight_join " ROW PAYMENT TABLES
					   : "select straight_join " ROW NO_PAYMENT TABLES,
		.base = "credit_note n",
		.title = "Credit notes", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
	});
}

/* GET /api/v1/credit-notes/totals?<the list's query> -- void ones are counted, not summed */
enum err
credit_note_totals(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
		.totals =
		    "select count(*) row_count,"
		    " cast(coalesce(sum(n.status = 'active'), 0) as signed) active_count,"
		    " cast(coalesce(sum(if(n.status = 'void', 0, n.amount_minor)), 0) as signed) amount_minor,"
		    " cast(coalesce(sum(n.remaining_minor), 0) as signed) remaining_minor,"
		    " cast(coalesce(sum(" USED "), 0) as signed) used_minor"
		    " from credit_note n join payment p on p.id = n.payment_id",
	});
}

/* ---- one note ---- */

/* GET /api/v1/credit-notes/:id -- with its uses, what each paid, and what happened to it */
enum err
credit_note_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct rows uses, paid, history;
	const struct row *n;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &n,
	    "select " ROW ", y.id `payment.id`, y.receipt_no `payment.receipt_no`,"
	    " y.amount_minor `payment.amount_minor`, y.paid_on `payment.paid_on`,"
	    " y.method `payment.method`, y.status `payment.status`, n.version, n.remarks, n.entry_id,"
	    " n.voided_on, n.void_reason, n.void_entry_id" TABLES
	    " left join payment y on y.id = n.payment_id and (? or y.received_by = ?) where n.id = ?",
	    boolean(all_payments(rq)), str(rq->cx.who.id), str(id)));
	if (!n)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such credit note.");
	TRY(db_all(&rq->cx, &uses,
	    "select u.id, u.amount_minor, u.used_at, u.used_on, u.used_by `used_by.id`,"
	    " u.used_by_name `used_by.name`, u.entry_id, u.undone_on, u.undone_reason, u.undo_entry_id"
	    " from credit_use u where u.credit_note_id = ? order by u.used_at desc, u.id desc", str(id)));
	TRY(db_all(&rq->cx, &paid,
	    "select straight_join u.id use_id, r.id `receivable.id`, r.number `receivable.number`,"
	    " r.kind `receivable.kind`, r.due_on `receivable.due_on`, al.amount_minor,"
	    " al.was_open_minor - al.amount_minor left_minor, u.undone_on reversed_on"
	    " from credit_use u join allocation al on al.credit_use_id = u.id"
	    " join receivable r on r.id = al.receivable_id"
	    " where u.credit_note_id = ? and al.reverses_id is null order by al.id", str(id)));
	TRY(db_all(&rq->cx, &history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id", str(id)));
	return rq_row_parts(rq, 200, n, { "uses", &uses, NULL }, { "allocations", &paid, NULL },
	    { "history", &history, NULL });
}

/* GET /api/v1/credit-notes/:id/document -- the PDF, to be shown or saved */
enum err
credit_note_document(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct credit_document d;

	TRY(rq_valid(rq));
	TRY(render_credit_note(&rq->cx, id, &d));
	return rq_bytes(rq, 200, "application/pdf",
	    fmt(rq->cx.arena, "credit-note-%s.pdf", d.number), d.pdf, d.len);
}

/* ---- issuing and ending ---- */

static enum err
created(struct rq *rq, const void *arg)
{
	const struct crediting *in = arg;

	if (in->approval_id)
		return rq_json(
		    rq, 202, j_str("approval_id", in->approval_id), j_str("status", "waiting"));
	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/credit-notes/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("number", in->number),
	    j_money("amount", in->amount_minor), j_money("remaining", in->amount_minor),
	    j_str("status", "active"), j_str("expires_on", in->expires_on),
	    j_str("entry_id", in->entry_id));
}

/* POST /api/v1/credit-notes {"payment_id", "amount"?, "reason", "remarks"?} -- all that may be
 * credited of the payment where no amount is given; 202 where it waits for another person */
enum err
credit_note_create(struct rq *rq)
{
	struct crediting in = {
		.payment_id   = rq_body_id(rq, "payment_id"),
		.amount_minor = in_money_or(rq->body, "amount", 1, MONEY_MAX, -1),
		.reason       = rq_body_text(rq, "reason", 1, 16),
		.remarks      = in_text_or(rq->body, "remarks", 1, 500, NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_crediting(&rq->cx, &in));
	return rq_once(rq, create_credit_note, created, &in);
}

static enum err
voided(struct rq *rq, const void *arg)
{
	const struct ending_credit *in = arg;

	return rq_json(rq, 200, j_str("id", in->id), j_str("status", "void"),
	    j_str("void_entry_id", in->entry_id));
}

/* POST /api/v1/credit-notes/:id/void {"reason"} */
enum err
credit_note_void(struct rq *rq)
{
	struct ending_credit in = {
		.id     = rq_path_id(rq, "id"),
		.reason = rq_body_text(rq, "reason", 3, 500),
	};

	TRY(rq_valid(rq));
	TRY(account_of_credit_note(&rq->cx, in.id, &in.account_id));
	return rq_once(rq, void_credit_note, voided, &in);
}

/* ---- using ---- */

static enum err
used(struct rq *rq, const void *arg)
{
	const struct credit_using *in = arg;

	return rq_json(rq, 201, j_str("id", in->id), j_str("credit_note_id", in->note_id),
	    j_money("amount", in->amount_minor), j_money("remaining", in->remaining_minor),
	    j_str("status", in->remaining_minor == 0 ? "applied" : "active"),
	    j_str("entry_id", in->entry_id));
}

/* POST /api/v1/credit-notes/:id/use {"allocations": [{"receivable_id", "amount"}]} */
enum err
credit_note_use(struct rq *rq)
{
	size_t n = 0;
	struct input **list = in_list(rq->body, "allocations", 1, CREDIT_USE_MAX, &n);
	struct paying *paying = arena_array(rq->cx.arena, struct paying, CREDIT_USE_MAX);
	struct credit_using in = {
		.note_id = rq_path_id(rq, "id"), .paying = paying, .count = n,
	};

	for (size_t i = 0; i < n; i++)
		paying[i] = (struct paying){ in_id(list[i], "receivable_id"),
			in_money(list[i], "amount", 1, MONEY_MAX) };
	TRY(rq_valid(rq));
	TRY(account_of_credit_note(&rq->cx, in.note_id, &in.account_id));
	return rq_once(rq, use_credit_note, used, &in);
}

static enum err
undone(struct rq *rq, const void *arg)
{
	const struct credit_undoing *in = arg;

	return rq_json(rq, 200, j_str("id", in->use_id), j_money("amount", in->amount_minor),
	    j_money("remaining", in->remaining_minor), j_str("undo_entry_id", in->entry_id));
}

/* POST /api/v1/credit-notes/:id/uses/:use_id/undo {"reason"} */
enum err
credit_note_undo(struct rq *rq)
{
	struct credit_undoing in = {
		.note_id = rq_path_id(rq, "id"),
		.use_id  = rq_path_id(rq, "use_id"),
		.reason  = rq_body_text(rq, "reason", 3, 500),
	};

	TRY(rq_valid(rq));
	TRY(account_of_credit_note(&rq->cx, in.note_id, &in.account_id));
	return rq_once(rq, undo_credit_use, undone, &in);
}
