#include "payment.h"

#include <string.h>

#include "approvals.h"
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "metrics.h"
#include "money.h"
#include "numbering.h"
#include "receivables.h"
#include "settings.h"
#include "text.h"

enum { REFERENCE_MAX = 64, NOTES_MAX = 500, SUMMARY_MAX = 300 };
#define CARD_SENTENCE \
	"This looks like a card number, which must not be stored. Leave it out, or keep its" \
	" last four digits only."
#define DAY_US  INT64_C(86400000000)
#define HOUR_US INT64_C(3600000000)

/* What a payment needs to know of the account, for its row and its metric facts. */
struct payer { const char *consumer_id, *zone_id, *class; };

bool
own_payments_only(const struct cx *cx)
{
	return !may(&cx->who.may, CAN_READ_PAYMENTS) && may(&cx->who.may, CAN_READ_OWN_PAYMENTS);
}

static const char *
money_words(struct cx *cx, int64_t minor)
{
	return fmt(
	    cx->arena, "%s %s", money_plain(cx->arena, minor, cx->who.currency), cx->who.currency);
}

static enum err
today(struct cx *cx, int64_t now, char out[11])
{
	if (!date_in_zone(cx->who.zone, now, out))
		return fail(cx, E_INTERNAL, "The tenant's time zone is not known here.");
	return OK;
}

/* ---- the rules that need no row ---- */

/* Now, moved back by whole days, such that its business day is the given one. */
static int64_t
on_day(struct cx *cx, int64_t now, const char *now_on, const char *on)
{
	int64_t at = now - (int64_t)(date_days(now_on) - date_days(on)) * DAY_US;
	char got[11];

	for (int i = 0; i < 3 && date_in_zone(cx->who.zone, at, got) && !same_text(got, on); i++)
		/* the clocks were changed between */
		at += strcmp(got, on) < 0 ? HOUR_US : -HOUR_US;
	return at;
}

/* Settle when the money came in: *in->at and in->on belong to each other. */
static enum err
date_recording(struct cx *cx, struct recording *in)
{
	int64_t now = in->paid_at ? in->paid_at : business_now();
	char day[11];
	int back;

	TRY(today(cx, now, day));
	in->at = in->recorded_at = now;
	in->on = in->paid_on ? in->paid_on : arena_strdup(cx->arena, day);
	if (in->paid_at || !in->paid_on)
		return OK;
	back = date_days(day) - date_days(in->paid_on);
	if (back < 0)
		fault_add(cx, "/paid_on", "range",
		    "A payment cannot be dated in the future; today is %s.", day);
	else if (back > PAYMENT_DAYS_BACK)
		fault_add(cx, "/paid_on", "range",
		    "A payment cannot be dated more than %d days back.", PAYMENT_DAYS_BACK);
	else if (back > 0)
		in->at = on_day(cx, now, day, in->paid_on);
	return OK;
}

static void
check_cash(struct cx *cx, struct recording *in)
{
	if (!same_text(in->method, "cash")) {
		if (in->received_minor >= 0)
			fault_add(
			    cx, "/received", "unexpected", "Only cash is handed over and changed.");
		return;
	}
	if (in->reference)
		fault_add(cx, "/reference", "unexpected", "Cash has no reference; use notes.");
	if (in->received_minor >= 0 && in->received_minor < in->amount_minor)
		fault_add(cx, "/received", "range",
		    "The cash received is less than the amount of %s.",
		    money_words(cx, in->amount_minor));
}

static void
check_text(struct cx *cx, const struct recording *in)
{
	if (in->reference && utf8_length(in->reference) > REFERENCE_MAX)
		fault_add(cx, "/reference", "length", "A reference has at most %d characters.",
		    REFERENCE_MAX);
	if (in->notes && utf8_length(in->notes) > NOTES_MAX)
		fault_add(cx, "/notes", "length", "Notes have at most %d characters.", NOTES_MAX);
	if (card_in_text(in->notes))
		fault_add(cx, "/notes", "card_number", CARD_SENTENCE);
}

static enum err
check_recording(struct cx *cx, struct recording *in)
{
	int64_t cap = setting_i64(cx, SETTING_PAYMENT_CAP);

	TRY(date_recording(cx, in));
	if (in->amount_minor <= 0)
		fault_add(cx, "/amount", "range", "The amount must be more than nothing.");
	else if (in->amount_minor > cap)
		fault_add(
		    cx, "/amount", "range", "One payment may be at most %s.", money_words(cx, cap));
	if (in->count != 1)
		fault_add(cx, "/allocations", "length", "A payment pays exactly one bill for now.");
	else if (in->paying[0].amount_minor != in->amount_minor)
		fault_add(cx, "/allocations/0/amount", "sum",
		    "The allocations add up to %s, the payment is %s.",
		    money_words(cx, in->paying[0].amount_minor), money_words(cx, in->amount_minor));
	check_cash(cx, in);
	check_text(cx, in);
	return faults_check(cx);
}

/* ---- the rules over rows, under their locks ---- */

static enum err
read_payer(struct cx *cx, const char *account_id, struct payer *out)
{
	const struct row *a;

	TRY(db_one(cx, &a,
	    "select consumer_id, zone_id, class from account where id = ? lock in share mode",
	    str(account_id)));
	*out = (struct payer){ row_str(a, "consumer_id"), row_str(a, "zone_id"),
		row_str(a, "class") };
	return OK;
}

/* A not-found of something that the input named is a fault of that field. */
static enum err
not_there(struct cx *cx, enum err e, const char *pointer, const char *sentence)
{
	if (e != E_NOT_FOUND)
		return e;
	failure_clear(cx);
	fault_add(cx, pointer, "not_found", "%s", sentence);
	return faults_check(cx);
}

static enum err
lock_parties(
    struct cx *cx, const struct recording *in, struct payer *payer, struct receivable *bill)
{
	TRY(not_there(
	    cx, lock_account(cx, in->account_id), "/account_id", "There is no such account."));
	TRY(read_payer(cx, in->account_id, payer));
	TRY(not_there(cx, lock_receivable(cx, in->paying[0].receivable_id, in->account_id, bill),
	    "/allocations/0/receivable_id", "This account has no such bill."));

	if (!same_text(bill->status, "open"))
		return fail(cx, E_CONFLICT, "%s %s is already %s; nothing was taken.",
		    same_text(bill->kind, "bill") ? "Bill" : "Charge", bill->number, bill->status);
	if (in->amount_minor > bill->open_minor) {
		fault_add(cx, "/amount", "over_open", "Only %s is open on %s.",
		    money_words(cx, bill->open_minor), bill->number);
		return faults_check(cx);
	}
	return OK;
}

/* ---- facts ---- */

static struct fact
payment_fact(const char *on, const char *method, const char *channel, const char *type,
    const char *received_by, const struct payer *payer, int64_t amount_minor)
{
	return (struct fact){
		.on = on,
		.d = { method, channel, type, received_by ? received_by : "", payer->zone_id, "" },
		.m = { 1, amount_minor },
	};
}

/* What is open of a receivable fell (or rose again) by by_minor; its fact lies on its due date. */
static enum err
open_changed(struct cx *cx, const char *due_on, const char *kind, const struct payer *payer,
    int64_t by_minor)
{
	struct fact f = {
		.on = due_on,
		.d = { payer->zone_id, payer->class, kind, "", "", "" },
		.m = { 0, 0, by_minor },
	};

	return metric_change(cx, METRIC_DUE, NULL, &f);
}

/* ---- record ---- */

static const char *
receiver(const struct cx *cx)
{
	return cx->who.kind == ACTOR_USER ? cx->who.id : NULL;
}

static enum err
post_recording(struct cx *cx, struct recording *in, const struct receivable *bill)
{
	struct posting posting = {
		.event = same_text(in->method, "cash") ? LEDGER_PAYMENT_CASH : LEDGER_PAYMENT_CARD,
		.amount_minor = in->amount_minor,
		.receivable_id = bill->id,
	};
	struct entry entry = {
		.account_id = in->account_id,
		.source_type = "payment", .source_id = in->id,
		.posted_on = in->on,
		.memo = fmt(cx->arena, "Payment of %s", bill->number),
		.postings = &posting, .count = 1,
	};

	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return OK;
}

/* The counters are the last locks: every payment of the tenant waits for them. */
static enum err
number_recording(struct cx *cx, struct recording *in)
{
	struct payment_numbers n;

	TRY(number_payment(cx, in->on, &n));
	in->payment_no = n.payment_no;
	in->transaction_no = n.transaction_no;
	in->receipt_no = n.receipt_no;
	return OK;
}

static enum err
insert_recording(
    struct cx *cx, const struct recording *in, const struct payer *payer, const char *type)
{
	bool cash = same_text(in->method, "cash");

	return db_exec_one(cx,
	    "insert into payment (id, account_id, consumer_id, payment_no, transaction_no, receipt_no,"
	    " amount_minor, type, method, channel, status, verification, received_minor, change_minor,"
	    " reference, notes, paid_at, paid_on, recorded_at, received_by, received_by_name, entry_id)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'posted', 'verified', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(payer->consumer_id), str(in->payment_no),
	    str(in->transaction_no), str(in->receipt_no), i64(in->amount_minor), str(type),
	    str(in->method), str(in->channel ? in->channel : "walk_in"),
	    cash ? i64(in->amount_minor + in->change_minor) : null(),
	    cash ? i64(in->change_minor) : null(), str(in->reference), str(in->notes),
	    instant(cx, in->at), str(in->on), instant(cx, in->recorded_at), str(receiver(cx)),
	    str(cx->who.name), str(in->entry_id));
}

static enum err
audit_recording(struct cx *cx, const struct recording *in, const struct receivable *bill)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "receipt_no", in->receipt_no);
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_str(&j, "method", in->method);
	json_put_str(&j, "paid_on", in->on);
	json_put_str(&j, "bill", bill->number);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "payment.record", .object_type = "payment", .object_id = in->id,
		.account_id = in->account_id, .after_json = b.data,
	});
}

enum err
record_payment(struct cx *cx, void *arg)
{
	struct recording *in = arg;
	struct receivable bill = { 0 };
	struct payer payer;
	struct fact fact;
	const char *type;

	TRY(check_recording(cx, in));
	TRY(lock_parties(cx, in, &payer, &bill));

	in->id = new_id(cx->arena);
	in->change_minor = in->received_minor > in->amount_minor
	    ? in->received_minor - in->amount_minor
	    : 0;
	type = same_text(bill.kind, "bill") ? "bill" : "service";
	fact = payment_fact(in->on, in->method, in->channel ? in->channel : "walk_in", type,
	    receiver(cx), &payer, in->amount_minor);

	TRY(post_recording(cx, in, &bill));
	TRY(metric_change(cx, METRIC_PAYMENTS, NULL, &fact));
	TRY(open_changed(cx, bill.due_on, bill.kind, &payer, -in->amount_minor));
	TRY(number_recording(cx, in));
	TRY(insert_recording(cx, in, &payer, type));
	TRY(allocate(cx, &(struct source){ FROM_PAYMENT, in->id }, &bill, in->amount_minor, in->on));
	return audit_recording(cx, in, &bill);
}

/* ---- void ---- */

static const char *
voiding_json(struct cx *cx, const struct voiding *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "payment_id", in->id);
	json_put_str(&j, "reason", in->reason);
	json_end(&j);
	return b.data;
}

enum err
prepare_voiding(struct cx *cx, struct voiding *in)
{
	const struct row *p;
	const char *by;

	TRY(db_maybe(
	    cx, &p, "select account_id, received_by from payment where id = ?", str(in->id)));
	by = p ? row_str(p, "received_by") : NULL;
	if (!p ||
	    (!cx->approval_id && own_payments_only(cx) &&
		!(by && cx->who.id && same_text(by, cx->who.id))))
		return fail(cx, E_NOT_FOUND, "There is no such payment.");
	in->account_id = row_str(p, "account_id");
	if (!in->input_json)
		in->input_json = voiding_json(cx, in);
	return OK;
}

static enum err
not_asked_yet(struct cx *cx, const struct voiding *in)
{
	const struct row *waiting;

	TRY(db_maybe(cx, &waiting,
	    "select id from approval where state = 'waiting' and kind = 'payment.void'"
	    " and account_id = ? and input_json like ? and expires_at > ? limit 1"
	    " lock in share mode",
	    str(in->account_id), str(fmt(cx->arena, "%%%s%%", in->id)),
	    instant(cx, business_now())));
	return waiting ? fail(cx, E_CONFLICT, "Voiding this payment waits for approval already.")
		       : OK;
}

/* For the one who decides: which payment and why, as long as the column takes it. */
static const char *
void_summary(struct cx *cx, const struct voiding *in, const struct row *p)
{
	const char *words = fmt(
	    cx->arena, "Void payment %s: %s", row_str(p, "receipt_no"), in->reason);
	size_t n = 0;

	for (int left = SUMMARY_MAX; left && words[n]; left--)
		n += utf8_step(words + n, strlen(words + n));
	return arena_strndup(cx->arena, words, n);
}

static enum err
ask_for_approval(struct cx *cx, struct voiding *in, const struct row *p)
{
	struct approval_request ask = {
		.kind = PAYMENT_VOID_JOB,
		.input_json = in->input_json,
		.summary = void_summary(cx, in, p),
		.amount_minor = row_i64(p, "amount_minor"),
		.account_id = in->account_id,
	};

	TRY(not_asked_yet(cx, in));
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = "payment.void_requested", .object_type = "payment", .object_id = in->id,
		.account_id = in->account_id, .reason = in->reason,
	});
}

/* The payment's fact is taken away on the day of the void: on its own day it vanishes, later it
 * stands as a negative one.  Read before the edges are reversed. */
static enum err
voiding_facts(struct cx *cx, const struct row *p, const char *payment_id, const char *on,
    const struct payer *payer)
{
	struct fact f = payment_fact(on, row_str(p, "method"), row_str(p, "channel"),
	    row_str(p, "type"), row_str(p, "received_by"), payer, row_i64(p, "amount_minor"));
	struct rows edges;

	TRY(metric_change(cx, METRIC_PAYMENTS, &f, NULL));
	TRY(db_all(cx, &edges, "select r.kind, r.due_on, al.amount_minor"
	    " from allocation al join receivable r on r.id = al.receivable_id"
	    " left join allocation back on back.reverses_id = al.id"
	    " where al.payment_id = ? and al.reverses_id is null and back.id is null"
	    " order by r.id for update", str(payment_id)));
	for (size_t i = 0; i < edges.n; i++)
		TRY(open_changed(cx, row_str(&edges.row[i], "due_on"),
		    row_str(&edges.row[i], "kind"), payer, row_i64(&edges.row[i], "amount_minor")));
	return OK;
}

static enum err
cancel_row(struct cx *cx, const struct voiding *in, int64_t now, const char *on)
{
	return db_exec_one(cx,
	    "update payment set status = 'cancelled', void_reason = ?, voided_at = ?, voided_on = ?,"
	    " voided_by = ?, voided_by_name = ?, void_entry_id = ?, version = version + 1 where id = ?",
	    str(in->reason), instant(cx, now), str(on), str(receiver(cx)), str(cx->who.name),
	    str(in->void_entry_id), str(in->id));
}

static enum err
reverse_payment(struct cx *cx, struct voiding *in, const struct row *p)
{
	int64_t now = business_now();
	struct payer payer;
	char on[11];

	TRY(today(cx, now, on));
	TRY(read_payer(cx, in->account_id, &payer));
	TRY(ledger_reverse(cx, row_str(p, "entry_id"), on, "payment", in->id,
	    fmt(cx->arena, "Void of %s", row_str(p, "receipt_no")), &in->void_entry_id));
	TRY(voiding_facts(cx, p, in->id, on, &payer));
	TRY(deallocate(
	    cx, &(struct source){ FROM_PAYMENT, in->id }, in->account_id, on, NULL));
	TRY(cancel_row(cx, in, now, on));
	return audit_write(cx,
	    &(struct audit){
		.action = "payment.void",
		.object_type = "payment",
		.object_id = in->id,
		.account_id = in->account_id,
		.reason = in->reason,
		.before_json = "{\"status\":\"posted\"}",
		.after_json = "{\"status\":\"cancelled\"}",
	    });
}

enum err
void_payment(struct cx *cx, void *arg)
{
	struct voiding *in = arg;
	const struct row *p;

	in->approval_id = NULL;
	if (card_in_text(in->reason)) {
		fault_add(cx, "/reason", "card_number", CARD_SENTENCE);
		return faults_check(cx);
	}
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, PAYMENT_VOID_JOB, in->input_json));
	TRY(lock_account(cx, in->account_id));
	TRY(db_one(cx, &p,
	    "select status, receipt_no, amount_minor, type, method, channel, received_by,"
	    " paid_on, entry_id from payment where id = ? for update",
	    str(in->id)));
	if (!row_is(p, "status", "posted"))
		return fail(cx, E_CONFLICT, "Payment %s is already %s.", row_str(p, "receipt_no"),
		    row_str(p, "status"));
	if (!cx->approval_id && row_i64(p, "amount_minor") > setting_i64(cx, SETTING_VOID_LIMIT))
		return ask_for_approval(cx, in, p);
	return reverse_payment(cx, in, p);
}

/* ---- the approved void, in the worker ---- */

struct approved { struct voiding voiding; struct job *job; };

static enum err
void_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(void_payment(cx, &a->voiding));
	json_begin(&j);
	json_put_str(&j, "type", "payment");
	json_put_str(&j, "id", a->voiding.id);
	json_put_str(&j, "payment_id", a->voiding.id);
	json_put_str(&j, "status", "cancelled");
	json_put_str(&j, "void_entry_id", a->voiding.void_entry_id);
	json_end(&j);
	return job_finish(cx, a->job, b.data);
}

enum err
run_payment_void(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.voiding.id = in_id(in, "payment_id");
	a.voiding.reason = in_text(in, "reason", 1, NOTES_MAX);
	TRY(in_done(in));
	a.voiding.input_json = job->input_json;
	TRY(prepare_voiding(cx, &a.voiding));
	return db_tx(cx, void_approved, &a);
}
