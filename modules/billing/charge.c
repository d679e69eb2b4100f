#include "charge.h"
#include <string.h>
#include "approvals.h"
#include "audit.h"
#include "card.h"
#include "choices.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "money.h"
#include "numbering.h"
#include "receivables.h"
#include "text.h"

enum { REMARKS_MAX = 500, DAYS_MAX = 365 };

static struct param
by(const struct cx *cx)
{
	return cx->who.kind == ACTOR_USER ? str(cx->who.id) : null();
}

static void
check_text(struct cx *cx, const char *text, const char *pointer)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
}

/* ---- raising ---- */

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
check_dates(struct cx *cx, struct raising *in, const struct row *price)
{
	char today[11], due[11];

	TRY(business_day(cx, in->at ? in->at : business_now(), today));
	date_add_days(today, (int)row_i64(price, "due_days"), due);
	in->issued_on = arena_strdup(cx->arena, today);
	in->falls_due_on = in->due_on ? in->due_on : arena_strdup(cx->arena, due);
	if (in->served_on && (date_days(in->served_on) > date_days(today) ||
	    date_days(in->served_on) < date_days(today) - DAYS_MAX))
		fault_add(cx, "/served_on", "range",
		    "The service was given today (%s) or at most a year ago.", today);
	if (date_days(in->falls_due_on) < date_days(today) ||
	    date_days(in->falls_due_on) > date_days(today) + DAYS_MAX)
		fault_add(cx, "/due_on", "range",
		    "A charge falls due today (%s) or at most a year from it.", today);
	return OK;
}

static enum err
check_raising(struct cx *cx, struct raising *in, const struct row *price)
{
	int64_t listed = row_i64(price, "amount_minor");

	in->charged_minor = in->amount_minor < 0 ? listed : in->amount_minor;
	in->name = row_str(price, "name");
	if (in->charged_minor <= 0 || in->charged_minor > MONEY_MAX)
		fault_add(cx, "/amount", "range", "The amount must be more than nothing.");
	else if (in->charged_minor > listed && !in->may_exceed)
		fault_add(cx, "/amount", "over_price", "The price list says %s; more than that takes"
		    " someone who may edit it.", money_words(cx, listed));
	check_text(cx, in->notes, "/notes");
	TRY(check_dates(cx, in, price));
	return faults_check(cx);
}

static enum err
lock_price(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select name, kind, amount_minor, due_days, is_active from price where id = ?"
	    " lock in share mode", str(id)));
	if (!*out) {
		fault_add(cx, "/price_id", "not_found", "There is no such price.");
		return faults_check(cx);
	}
	if (row_i64(*out, "is_active") == 0)
		return fail(cx, E_CONFLICT, "%s is not offered any more; nothing was raised.",
		    row_str(*out, "name"));
	return OK;
}

static enum err
post_charge(struct cx *cx, struct raising *in, const struct row *price)
{
	struct posting posting = {
		.event = row_is(price, "kind", "late_fee") ? LEDGER_LATE_FEE : LEDGER_CHARGE,
		.amount_minor = in->charged_minor, .receivable_id = in->id,
	};
	struct entry entry = {
		.account_id = in->account_id, .source_type = "charge", .source_id = in->id,
		.posted_on = in->issued_on, .memo = in->name, .postings = &posting, .count = 1,
	};

	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return OK;
}

static enum err
write_charge(struct cx *cx, const struct raising *in, const struct row *price,
    const struct debtor *debtor, const struct receivable *r)
{
	TRY(receivable_open(cx, r));
	return db_exec_one(cx,
	    "insert into charge (id, account_id, consumer_id, number, price_id, name, kind,"
	    " amount_minor, served_on, issued_on, due_on, notes, raised_at, raised_by, raised_by_name,"
	    " entry_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(debtor->consumer_id), str(in->number),
	    str(in->price_id), str(in->name), str(row_str(price, "kind")), i64(in->charged_minor),
	    str(in->served_on ? in->served_on : in->issued_on), str(in->issued_on),
	    str(in->falls_due_on), str(in->notes), instant(cx, in->at ? in->at : business_now()),
	    by(cx), str(cx->who.name), str(in->entry_id));
}

static enum err
audit_raising(struct cx *cx, const struct raising *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "name", in->name);
	json_put_money(&j, "amount", in->charged_minor, cx->who.currency);
	json_put_str(&j, "due_on", in->falls_due_on);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "charge.raise", .object_type = "charge", .object_id = in->id,
		.account_id = in->account_id, .after_json = b.data,
	});
}

enum err
raise_charge(struct cx *cx, void *arg)
{
	struct raising *in = arg;
	const struct row *price;
	struct debtor debtor;
	struct receivable r;
	struct signed_fact fact;

	TRY(not_there(
	    cx, lock_account(cx, in->account_id), "/account_id", "There is no such account."));
	TRY(read_debtor(cx, in->account_id, &debtor));
	if (!same_text(debtor.status, "active"))
		return fail(cx, E_CONFLICT, "The account is %s; nothing was raised.",
		    debtor.status);
	TRY(lock_price(cx, in->price_id, &price));
	TRY(check_raising(cx, in, price));

	in->id = new_id(cx->arena);
	r = (struct receivable){
		.id = in->id, .account_id = in->account_id, .kind = "charge", .issued_on = in->issued_on,
		.due_on = in->falls_due_on, .zone_id = debtor.zone_id, .class = debtor.class,
		.segment = debtor.segment, .is_late_fee = row_is(price, "kind", "late_fee"),
		.amount_minor = in->charged_minor, .open_minor = in->charged_minor,
	};
	fact = issued_fact(&r);
	TRY(post_charge(cx, in, price));
	TRY(metric_changes(cx, &fact, 1));
	TRY(number_next(cx, SERIES_CHARGE, in->issued_on, &in->number));
	r.number = in->number;
	TRY(write_charge(cx, in, price, &debtor, &r));
	return audit_raising(cx, in);
}

/* ---- waiving and cancelling ---- */

static const char *
ending_json(struct cx *cx, const struct ending_charge *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "charge_id", in->charge_id);
	json_put_str(&j, "reason", in->reason);
	if (in->remarks)
		json_put_str(&j, "remarks", in->remarks);
	json_put_i64(&j, "amount_minor", in->amount_minor);
	json_end(&j);
	return b.data;
}

enum err
prepare_ending_charge(struct cx *cx, struct ending_charge *in)
{
	const struct row *charge;

	TRY(db_maybe(cx, &charge, "select account_id from charge where id = ?",
	    str(in->charge_id)));
	if (!charge)
		return fail(cx, E_NOT_FOUND, "There is no such charge.");
	in->account_id = row_str(charge, "account_id");
	if (!cx->approval_id && !choice_active(cx, CHOICE_WAIVE_REASON, in->reason))
		fault_add(cx, "/reason", "choice", "This is none of the reasons to give a charge up.");
	check_text(cx, in->remarks, "/remarks");
	TRY(faults_check(cx));
	return limit_alone(cx, LIMIT_WAIVER, &in->alone_minor);
}

struct charged { struct receivable r; const struct row *row; char on[11]; };

/* The charge and all around it, locked. */
static enum err
lock_charge(struct cx *cx, struct ending_charge *in, const char *job, struct charged *out)
{
	in->approval_id = NULL;
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, job, in->input_json));
	TRY(business_day(cx, business_now(), out->on));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_receivable(cx, in->charge_id, in->account_id, &out->r));
	TRY(db_one(cx, &out->row,
	    "select number, name, status, entry_id from charge where id = ? for update",
	    str(in->charge_id)));
	in->number = row_str(out->row, "number");
	return row_is(out->row, "status", "cancelled")
	    ? fail(cx, E_CONFLICT, "Charge %s is cancelled already.", in->number)
	    : OK;
}

static enum err
ask_to_end(struct cx *cx, struct ending_charge *in, const char *job, const char *verb,
    const struct charged *c)
{
	struct approval_request ask = {
		.kind = job,
		.input_json = ending_json(cx, in),
		.summary = fmt(cx->arena, "%s %s of charge %s, %s: %s", verb,
		    money_words(cx, in->amount_minor), in->number, row_str(c->row, "name"),
		    choice_name(cx, CHOICE_WAIVE_REASON, in->reason)),
		.amount_minor = in->amount_minor,
		.account_id = in->account_id,
	};
	const struct row *waiting;

	TRY(db_maybe(cx, &waiting,
	    "select id from approval where state = 'waiting' and kind in ('charge.waive',"
	    " 'charge.cancel') and account_id = ? and input_json like ? and expires_at > ? limit 1"
	    " lock in share mode",
	    str(in->account_id), str(fmt(cx->arena, "%%%s%%", in->charge_id)),
	    instant(cx, business_now())));
	if (waiting)
		return fail(cx, E_CONFLICT, "Giving up this charge waits for approval already.");
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = same_text(job, CHARGE_WAIVE_JOB) ? "charge.waive_requested"
							   : "charge.cancel_requested",
		.object_type = "charge", .object_id = in->charge_id,
		.account_id = in->account_id, .reason = in->reason,
	});
}

/* The row that says how the charge ended. */
static enum err
charge_ends(struct cx *cx, const struct ending_charge *in, const struct charged *c,
    const char *status, const char *action)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(db_exec_one(cx,
	    "update charge set status = ?, end_reason = ?, end_remarks = ?, ended_on = ?,"
	    " end_entry_id = ?, version = version + 1 where id = ?",
	    str(status), str(in->reason), str(in->remarks), str(c->on), str(in->entry_id),
	    str(in->charge_id)));
	json_begin(&j);
	json_put_str(&j, "status", status);
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_str(&j, "remarks", in->remarks);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "charge", .object_id = in->charge_id,
		.account_id = in->account_id, .reason = in->reason,
		.before_json = fmt(
		    cx->arena, "{\"status\":\"%s\"}", row_str(c->row, "status")),
		.after_json = b.data,
	});
}

static enum err
post_waiver(struct cx *cx, struct ending_charge *in, const struct charged *c)
{
	struct posting posting = { LEDGER_WAIVER, in->amount_minor, in->charge_id };
	struct entry entry = {
		.account_id = in->account_id, .source_type = "adjustment",
		.source_id = in->adjustment_id, .posted_on = c->on,
		.memo = fmt(cx->arena, "Waiver of %s", in->number),
		.postings = &posting, .count = 1,
	};

	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return db_exec_one(cx,
	    "insert into adjustment (id, kind, account_id, receivable_id, amount_minor, reason,"
	    " remarks, made_at, made_on, made_by, made_by_name, entry_id)"
	    " values (?, 'waiver', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->adjustment_id), str(in->account_id), str(in->charge_id),
	    i64(in->amount_minor), str(in->reason), str(in->remarks),
	    instant(cx, business_now()), str(c->on), by(cx), str(cx->who.name),
	    str(in->entry_id));
}

enum err
waive_charge(struct cx *cx, void *arg)
{
	struct ending_charge *in = arg;
	struct signed_fact fact;
	struct charged c;

	TRY(lock_charge(cx, in, CHARGE_WAIVE_JOB, &c));
	in->amount_minor = c.r.open_minor;
	if (c.r.open_minor == 0)
		return fail(cx, E_CONFLICT, "Nothing is open of charge %s; nothing was waived.",
		    in->number);
	if (!cx->approval_id && in->amount_minor > in->alone_minor)
		return ask_to_end(cx, in, CHARGE_WAIVE_JOB, "Waive", &c);
	if (cx->approval_id && in->amount_minor > in->approved_minor)
		return fail(cx, E_CONFLICT,
		    "More is open of charge %s than was approved; nothing was waived.", in->number);
	in->adjustment_id = new_id(cx->arena);
	TRY(post_waiver(cx, in, &c));
	TRY(allocate(cx, &(struct source){ FROM_ADJUSTMENT, in->adjustment_id }, &c.r,
	    in->amount_minor, c.on));
	fact = open_fact(&c.r, -in->amount_minor, c.on);
	TRY(metric_changes(cx, &fact, 1));
	TRY(plan_settle(cx, in->account_id));
	return charge_ends(cx, in, &c, "waived", "charge.waive");
}

enum err
cancel_charge(struct cx *cx, void *arg)
{
	struct ending_charge *in = arg;
	struct signed_fact fact;
	struct charged c;

	in->adjustment_id = NULL;
	TRY(lock_charge(cx, in, CHARGE_CANCEL_JOB, &c));
	in->amount_minor = c.r.amount_minor;
	if (c.r.open_minor != c.r.amount_minor)
		return fail(cx, E_CONFLICT,
		    "Something of charge %s was paid or waived: it cannot be cancelled. Nothing was"
		    " changed.", in->number);
	if (!cx->approval_id && in->amount_minor > in->alone_minor)
		return ask_to_end(cx, in, CHARGE_CANCEL_JOB, "Cancel", &c);
	fact = cancelled_fact(&c.r, c.on);
	TRY(ledger_reverse(cx, row_str(c.row, "entry_id"), c.on, "charge", in->charge_id,
	    fmt(cx->arena, "Cancellation of %s", in->number), &in->entry_id));
	TRY(receivable_cancel(cx, &c.r, c.on));
	TRY(metric_changes(cx, &fact, 1));
	TRY(plan_settle(cx, in->account_id));
	return charge_ends(cx, in, &c, "cancelled", "charge.cancel");
}

/* ---- approved, in the worker ---- */

struct approved { struct ending_charge ending; tx_fn *operation; struct job *job; };

static enum err
end_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(a->operation(cx, &a->ending));
	return job_finish_about(cx, a->job, "charge", a->ending.charge_id, a->ending.number);
}

static enum err
run(struct cx *cx, struct job *job, tx_fn *operation)
{
	struct approved a = { .operation = operation, .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.ending.charge_id = in_id(in, "charge_id");
	a.ending.reason = in_text(in, "reason", 1, CHOICE_CODE_MAX);
	a.ending.remarks = in_text_or(in, "remarks", 1, REMARKS_MAX, NULL);
	a.ending.approved_minor = in_i64(in, "amount_minor", 1, MONEY_MAX);
	TRY(in_done(in));
	a.ending.input_json = job->input_json;
	TRY(prepare_ending_charge(cx, &a.ending));
	return db_tx(cx, end_approved, &a);
}

enum err
run_charge_waive(struct cx *cx, struct job *job)
{
	return run(cx, job, waive_charge);
}

enum err
run_charge_cancel(struct cx *cx, struct job *job)
{
	return run(cx, job, cancel_charge);
}
