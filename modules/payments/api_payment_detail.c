#include "api.h"

#include "clock.h"
#include "detail.h"
#include "payment.h"
#include "payment_columns.h"
#include "payment_receipt.h"
#include "settings.h"
#include "text.h"

#define SECOND_US INT64_C(1000000)

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
	    " c.email `consumer.email`, " RECEIVER_COLUMNS ", " NOTE_COLUMNS
	    ", p.version, p.received_minor, p.change_minor,"
	    " p.reference, p.card_last4, p.brand, p.notes, p.gateway_status, p.settlement_status, p.recorded_at,"
	    " p.entry_id, p.void_reason, p.void_code, p.voided_at, p.voided_on,"
	    " p.voided_by `voided_by.id`, p.voided_by_name `voided_by.name`, p.void_entry_id,"
	    " p.verified_at, p.verified_by `verified_by.id`, p.verified_by_name `verified_by.name`,"
	    " p.flag_reason, pl.id `plan.id`, pl.number `plan.number`,"
	    " o.id `corrects.id`, o.receipt_no `corrects.receipt_no`,"
	    " k.id `corrected_by.id`, k.receipt_no `corrected_by.receipt_no`"
	    " from payment p join account a on a.id = p.account_id join consumer c on c.id = p.consumer_id"
	    " join account_balance b on b.account_id = a.id" /* there: the payment had it locked */
	    JOIN_NOTE " left join plan pl on pl.id = p.plan_id"
	    " left join payment o on o.id = p.corrects_id left join payment k on k.corrects_id = p.id"
	    " where p.id = ? and (? = 0 or p.received_by = ?)",
	    str(id), i64(own), str(rq->cx.who.id)));
	return *out ? OK : fail(&rq->cx, E_NOT_FOUND, "There is no such payment.");
}

/* What else of this account has the same amount, a few days before or after. */
static enum err
read_doubles(struct rq *rq, const struct row *p, struct rows *out)
{
	struct cx *cx = &rq->cx;
	int days = (int)setting_i64(cx, SETTING_DUPLICATE_DAYS);
	char since[11], until[11];

	date_add_days(row_str(p, "paid_on"), -days, since);
	date_add_days(row_str(p, "paid_on"), days, until);
	return db_all(cx, out,
	    "select id, receipt_no, amount_minor, status, paid_at, paid_on from payment"
	    " where account_id = ? and paid_at >= cast(? as date) - interval 1 day"
	    " and paid_at < cast(? as date) + interval 2 day and amount_minor = ? and id <> ?"
	    " and paid_on between ? and ? and status in ('posted', 'pending')"
	    " and (? = 0 or received_by = ?) order by paid_at, id limit 10",
	    str(row_str(p, "account.id")), str(since), str(until), i64(row_i64(p, "amount_minor")),
	    str(row_str(p, "id")), str(since), str(until), i64(own_payments_only(cx)),
	    str(cx->who.id));
}

struct around {				/* what belongs to one payment */
	struct rows paid, instalments, doubles, mails, history;
};

static enum err
read_around(struct rq *rq, const struct row *p, struct around *out)
{
	struct cx *cx = &rq->cx;
	const char *id = row_str(p, "id");

	TRY(read_allocations(cx, id, !row_is(p, "status", "posted"), &out->paid));
	if (!row_null(p, "plan.id"))
		TRY(read_instalments_paid(cx, id, &out->instalments));
	TRY(read_doubles(rq, p, &out->doubles));
	TRY(db_all(cx, &out->mails,
	    "select id, recipient `to`, state, failure, created_at, sent_at from outbox"
	    " where object_id = ? order by created_at, id", str(id)));
	return db_all(cx, &out->history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason, before_json,"
	    " after_json from audit where object_id = ? and action <> 'refused' order by at, id",
	    str(id));
}

/* What was to be paid then: of its instalments, or what was open of its receivables. */
static int64_t
expected(const struct row *p, const struct around *a)
{
	bool by_plan = row_is(p, "type", "instalment");
	const struct rows *of = by_plan ? &a->instalments : &a->paid;
	int64_t sum = 0;

	for (size_t i = 0; i < of->n; i++)
		sum += row_i64(&of->row[i], by_plan ? "due_minor" : "was_open_minor");
	return sum;
}

static const char *
difference(int64_t paid, int64_t due)
{
	return paid == due ? "\"exact\"" : paid < due ? "\"under\"" : "\"over\"";
}

/* Seconds until it counted as checked; staff's own counts at once.  null: it still waits. */
static const char *
processing_time(struct rq *rq, const struct row *p)
{
	if (row_is(p, "verification", "pending"))
		return "null";
	if (row_null(p, "verified_at"))
		return "0";
	return fmt(rq->cx.arena, "%lld",
	    (long long)((row_us(p, "verified_at") - row_us(p, "recorded_at")) / SECOND_US));
}

static const char *
money_json(struct rq *rq, int64_t minor)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_money(&j, minor, rq->cx.who.currency);
	return b.data;
}

/* GET /api/v1/payments/:id */
enum err
payment_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct around a = { 0 };
	const struct row *p;
	int64_t due;

	TRY(rq_valid(rq));
	TRY(read_payment(rq, id, &p));
	TRY(read_around(rq, p, &a));
	due = expected(p, &a);
	return rq_row_parts(rq, 200, p, { "allocations", &a.paid, NULL },
	    { "instalments", &a.instalments, NULL }, { "duplicate_of", &a.doubles, NULL },
	    { "mails", &a.mails, NULL }, { "history", &a.history, NULL },
	    { "expected", NULL, money_json(rq, due) },
	    { "difference", NULL, difference(row_i64(p, "amount_minor"), due) },
	    { "processing_time", NULL, processing_time(rq, p) });
}
