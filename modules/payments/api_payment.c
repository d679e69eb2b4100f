#include "api.h"

#include <string.h>

#include "clock.h"
#include "money.h"
#include "detail.h"
#include "found.h"
#include "numbering.h"
#include "payment.h"
#include "payment_receipt.h"
#include "text.h"

enum { Q_MAX = 100, EXTRAS = 2 };

/* ---- lists ---- */

#define PAYMENT_STATUSES "pending|posted|failed|cancelled|returned"

/* paid_on is the business day of paid_at, so a day more on either side of it in UTC lets the index
 * over paid_at narrow the range that paid_on decides. */
static const struct filter filters[] = {
	{ "from", "p.paid_on >= ? and p.paid_at >= cast(? as date) - interval 1 day", DATE, NULL,
	    "p.paid_on >= ?" },
	{ "to",   "p.paid_on <= ? and p.paid_at < cast(? as date) + interval 2 day",  DATE, NULL,
	    "p.paid_on <= ?" },
	{ "method",      "p.method = ?",      CHOICE, PAYMENT_METHODS, "p.method = ?" },
	{ "channel",     "p.channel = ?",     CHOICE, PAYMENT_CHANNELS, "p.channel = ?" },
	{ "status",      "p.status = ?",      CHOICE, PAYMENT_STATUSES, "p.status = ?" },
	{ "type",        "p.type = ?",        CHOICE, "bill|service|instalment", "p.type = ?" },
	{ "account_id",  "p.account_id = ?",  ID,     NULL },
	{ "consumer_id", "p.consumer_id = ?", ID,     NULL },
	{ "received_by", "p.received_by = ?", ID,     NULL },
};

static const struct order orders[] = {
	{ "paid_at", "p.paid_at",      "p.id", COLUMN_INSTANT, "paid_at",      "id", false },
	{ "amount",  "p.amount_minor", "p.id", COLUMN_I64,     "amount_minor", "id", false },
};

/* Keys of one object stand together: "account.id", "account.number". */
#define OWN_COLUMNS \
	"p.id, p.payment_no, p.transaction_no, p.receipt_no, p.amount_minor, p.type, p.method, p.channel," \
	" p.status, p.paid_at, p.paid_on"
#define ACCOUNT_COLUMNS  "a.id `account.id`, a.number `account.number`"
#define CONSUMER_COLUMNS "c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`"
#define RECEIVER_COLUMNS "p.received_by `received_by.id`, p.received_by_name `received_by.name`"
#define ROW_COLUMNS \
	OWN_COLUMNS ", " ACCOUNT_COLUMNS ", " CONSUMER_COLUMNS ", " RECEIVER_COLUMNS ", p.version"

static struct extra
own_only(struct rq *rq)
{
	struct param *me = arena_array(rq->cx.arena, struct param, 1);

	me[0] = str(rq->cx.who.id);
	return (struct extra){ .sql = "p.received_by = ?", .params = me, .n = 1 };
}

/* The column whose numbers begin with q, or NULL; bare digits are read as a receipt's number. */
static enum err
numbered(struct rq *rq, const char *q, const char **sql, const char **pattern)
{
	const struct row *hit;
	int64_t n;

	*sql = NULL;
	if (parse_i64(q, &n) && n >= 0)
		TRY(number_text(&rq->cx, SERIES_RECEIPT, n, "2000-01-01", &q));
	*pattern = like_beginning(rq->cx.arena, q);
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where receipt_no like ? escape '!' limit 1", str(*pattern)));
	if (hit) {
		*sql = "p.receipt_no like ? escape '!'";
		return OK;
	}
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where payment_no like ? escape '!' limit 1", str(*pattern)));
	if (hit) {
		*sql = "p.payment_no like ? escape '!'";
		return OK;
	}
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where transaction_no like ? escape '!' limit 1",
	    str(*pattern)));
	if (hit)
		*sql = "p.transaction_no like ? escape '!'";
	return OK;
}

/* ?q=: the beginning of a receipt's, payment's or transaction's number, or parts of what an account
 * is found by (its number, the consumer's name, …). */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q"), *number_sql = NULL, *pattern = NULL;
	size_t found;

	if (q && utf8_length(q) <= Q_MAX && q[strspn(q, " ")])
		TRY(numbered(rq, q + strspn(q, " "), &number_sql, &pattern));
	TRY(rq_found_or(rq, "account", "p.account_id", number_sql, pattern, out + *n, &found));
	*n += found;
	return OK;
}

static enum err
narrowed(struct rq *rq, struct extra out[EXTRAS], size_t *n)
{
	*n = 0;
	if (own_payments_only(&rq->cx))
		out[(*n)++] = own_only(rq);
	return searched(rq, out, n);
}

/* GET /api/v1/payments?from=2026-04-01&method=cash&q=delgado -- newest first, a page at a time. */
enum err
payment_list(struct rq *rq)
{
	struct extra extra[EXTRAS];
	size_t n;

	TRY(narrowed(rq, extra, &n));
	return rq_page(rq,
	    &(struct list){
		.select = "select straight_join " ROW_COLUMNS
			  " from payment p join account a on a.id = p.account_id"
			  " join consumer c on c.id = p.consumer_id",
		.base = "payment p",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
		.extra = extra,
		.extra_count = n,
	    });
}

/* GET /api/v1/payments/totals?<the list's query> */
enum err
payment_totals(struct rq *rq)
{
	struct extra extra[EXTRAS];
	size_t n;

	TRY(narrowed(rq, extra, &n));
	return rq_sums(rq,
	    &(struct list){
		.base = "payment p",
		.filters = filters,
		.filter_count = COUNT(filters),
		.extra = extra,
		.extra_count = n,
	    },
	    &(struct list_sums){ "payment_sums p", "p.status", PAYMENT_STATUSES, "p.amount_minor" });
}

/* ---- one payment ---- */

/* The payment as it stands, or E_NOT_FOUND, also where the row rule hides it. */
static enum err
read_payment(struct rq *rq, const char *id, const struct row **out)
{
	bool own = own_payments_only(&rq->cx);

	TRY(db_maybe(&rq->cx, out,
	    "select " OWN_COLUMNS ", " ACCOUNT_COLUMNS
	    ", a.street `account.street`, a.city `account.city`,"
	    " a.region `account.region`, a.postcode `account.postcode`, b.owed_minor `account.owed_minor`,"
	    " b.credit_minor `account.credit_minor`, " CONSUMER_COLUMNS
	    ", c.phone `consumer.phone`,"
	    " c.email `consumer.email`, " RECEIVER_COLUMNS
	    ", p.version, p.received_minor, p.change_minor,"
	    " p.reference, p.notes, p.gateway_status, p.settlement_status,"
	    " p.verification, p.recorded_at, p.entry_id, p.void_reason, p.voided_at, p.voided_on,"
	    " p.voided_by `voided_by.id`, p.voided_by_name `voided_by.name`, p.void_entry_id"
	    " from payment p join account a on a.id = p.account_id join consumer c on c.id = p.consumer_id"
	    " join account_balance b on b.account_id = a.id" /* there: the payment had it locked */
	    " where p.id = ? and (? = 0 or p.received_by = ?)",
	    str(id), i64(own), str(rq->cx.who.id)));
	return *out ? OK : fail(&rq->cx, E_NOT_FOUND, "There is no such payment.");
}

/* exact, under or over: what was paid beside what was open then. */
static const char *
difference(struct rq *rq, const struct row *payment, const struct rows *allocations)
{
	int64_t open = 0, paid = row_i64(payment, "amount_minor");
	struct buf b = buf_in(rq->cx.arena);

	for (size_t i = 0; i < allocations->n; i++)
		open += row_i64(&allocations->row[i], "was_open_minor");
	json_escape(&b,
	    paid == open      ? "exact"
		: paid < open ? "under"
			      : "over",
	    paid == open      ? 5
		: paid < open ? 5
			      : 4);
	return b.data;
}

/* GET /api/v1/payments/:id */
enum err
payment_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *p;
	struct rows paid, history;

	TRY(rq_valid(rq));
	TRY(read_payment(rq, id, &p));
	TRY(read_allocations(&rq->cx, id, !row_is(p, "status", "posted"), &paid));
	TRY(db_all(&rq->cx, &history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id", str(id)));
	return rq_row_parts(rq, 200, p, { "allocations", &paid, NULL },
	    { "history", &history, NULL }, { "difference", NULL, difference(rq, p, &paid) });
}

/* ---- recording ---- */

static enum err
recorded(struct rq *rq, const void *arg)
{
	const struct recording *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/payments/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("payment_no", in->payment_no),
	    j_str("transaction_no", in->transaction_no), j_str("receipt_no", in->receipt_no),
	    j_money("amount", in->amount_minor), j_money("change", in->change_minor),
	    j_str("status", "posted"), j_str("entry_id", in->entry_id),
	    j_str("paid_at", instant_text(rq->cx.arena, in->at)), j_str("paid_on", in->on));
}

/*
 * POST /api/v1/payments {"account_id", "amount", "method", "channel"?, "paid_on"?, "received"?,
 * "reference"?, "notes"?, "allocations": [{"receivable_id", "amount"}]}
 */
enum err
payment_record(struct rq *rq)
{
	size_t n = 0;
	struct input **list = in_list(rq->body, "allocations", 1, 1, &n);
	struct paying paying = {
		n == 1 ? in_id(list[0], "receivable_id") : NULL,
		n == 1 ? in_money(list[0], "amount", 1, MONEY_MAX) : 0,
	};
	struct recording in = {
		.account_id     = rq_body_id(rq, "account_id"),
		.amount_minor   = rq_body_money(rq, "amount", 1, MONEY_MAX),
		.method         = rq_body_choice(rq, "method", PAYMENT_METHODS),
		.channel        = in_choice_or(rq->body, "channel", PAYMENT_CHANNELS, "walk_in"),
		.paid_on        = in_date_or(rq->body, "paid_on", NULL),
		.received_minor = in_money_or(rq->body, "received", 1, MONEY_MAX, -1),
		.reference      = in_text_or(rq->body, "reference", 1, 64, NULL),
		.notes          = in_text_or(rq->body, "notes", 1, 500, NULL),
		.paying = &paying, .count = n,
	};


	TRY(rq_valid(rq));
	return rq_once(rq, record_payment, recorded, &in);
}

/* ---- voiding ---- */

static enum err
voided(struct rq *rq, const void *arg)
{
	const struct voiding *in = arg;

	if (in->approval_id)
		return rq_json(
		    rq, 202, j_str("approval_id", in->approval_id), j_str("status", "waiting"));
	return rq_json(rq, 200, j_str("id", in->id), j_str("status", "cancelled"),
	    j_str("void_entry_id", in->void_entry_id));
}

/* POST /api/v1/payments/:id/void {"reason": "…"} -- 202 where it waits for another person */
enum err
payment_void(struct rq *rq)
{
	struct voiding in = {
		.id     = rq_path_id(rq, "id"),
		.reason = rq_body_text(rq, "reason", 3, 500),
	};


	TRY(rq_valid(rq));
	TRY(prepare_voiding(&rq->cx, &in));
	return rq_once(rq, void_payment, voided, &in);
}
