#include "exception_work.h"

#include <string.h>

#include "audit.h"
#include "clock.h"
#include "exception_stand.h"
#include "generate.h"
#include "json_out.h"
#include "ledger.h"
#include "read.h"
#include "text.h"

enum { READS_MAX = 20 };

enum err
prepare_resolving(struct cx *cx, struct resolving *in)
{
	const struct row *x;

	TRY(db_maybe(cx, &x,
	    "select account_id, cycle_id, bill_id, is_blocking from billing_exception where id = ?",
	    str(in->id)));
	if (!x)
		return fail(cx, E_NOT_FOUND, "There is no such exception.");
	in->account_id = row_str(x, "account_id");
	in->cycle_id = row_str(x, "cycle_id");
	in->is_blocking = row_bool(x, "is_blocking");
	if (!in->reason && (in->action & (BY_CORRECT | BY_ADJUST | BY_DISMISS)))
		fault_add(cx, "/reason", "required", "Say why.");
	exception_check_reason(cx, in->reason);
	if (in->action == BY_REREAD && !in->has_value)
		fault_add(cx, "/value_milli", "required", "Say what the new read is.");
	if (in->action == BY_ADJUST && !in->adjusting.reason)
		fault_add(cx, "/adjust_reason", "required", "Say what the adjustment is for.");
	TRY(faults_check(cx));
	if (in->action != BY_ADJUST)
		return OK;
	if (row_null(x, "bill_id"))
		return fail(cx, E_CONFLICT, "There is no bill to adjust. Nothing was changed.");
	in->adjusting.bill_id = row_str(x, "bill_id");
	in->adjusting.remarks = in->reason;
	return prepare_adjusting(cx, &in->adjusting);
}

/* ---- its reads ---- */

struct period { const char *utility, *from_on, *to_on; };

static enum err
read_period(struct cx *cx, const struct resolving *in, struct period *out)
{
	const struct row *cycle;

	if (!in->cycle_id)
		return fail(cx, E_CONFLICT,
		    "This exception is of no cycle, so nothing can be billed by it. Nothing was changed.");
	TRY(db_one(cx, &cycle,
	    "select utility, from_on, to_on from cycle where id = ? lock in share mode",
	    str(in->cycle_id)));
	*out = (struct period){ row_str(cycle, "utility"), row_str(cycle, "from_on"),
		row_str(cycle, "to_on") };
	return OK;
}

/* Live reads of the account in the period, those of the utility's meters. */
struct its_reads { const struct row *row[READS_MAX]; size_t n; };

static enum err
live_reads(struct cx *cx, const struct resolving *in, const struct period *p, struct its_reads *out)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select id, meter_id, read_on, register_milli from meter_read where account_id = ?"
	    " and state = 'live' and read_on between ? and ? order by read_on, id limit 20 for update",
	    str(in->account_id), str(p->from_on), str(p->to_on)));
	out->n = 0;
	for (size_t i = 0; i < rows.n && i < READS_MAX; i++) {
		const struct row *meter;

		TRY(db_one(cx, &meter, "select utility from meter where id = ? lock in share mode",
		    str(row_str(&rows.row[i], "meter_id"))));
		if (row_is(meter, "utility", p->utility))
			out->row[out->n++] = &rows.row[i];
	}
	return OK;
}

static const struct row *
read_by_id(const struct its_reads *reads, const char *id)
{
	for (size_t i = 0; id && i < reads->n; i++)
		if (same_text(row_str(reads->row[i], "id"), id))
			return reads->row[i];
	return NULL;
}

/* Why, as short as a read keeps it. */
static const char *
short_reason(struct cx *cx, const char *reason, const char *otherwise)
{
	const char *s = reason ? reason : otherwise;
	size_t n = 0, characters = 0;

	while (s[n] && characters < READ_REASON_MAX) {
		size_t step = utf8_step(s + n, strlen(s + n));

		n += step ? step : 1;
		characters++;
	}
	return fmt(cx->arena, "%.*s", (int)n, s);
}

/* ---- another read ---- */

/* The only meter of the utility that stands, where none is named. */
static enum err
meter_to_read(struct cx *cx, const struct resolving *in, const struct period *p,
    const struct row **out)
{
	struct rows meters;

	TRY(db_all(cx, &meters,
	    "select id, kind from meter where account_id = ? and utility = ? and removed_on is null"
	    " and (? is null or id = ?) order by id limit 2 lock in share mode", str(in->account_id),
	    str(p->utility), str(in->meter_id), str(in->meter_id)));
	if (meters.n != 1) {
		fault_add(cx, "/meter_id", meters.n == 0 ? "not_found" : "required",
		    meters.n == 0 ? "The account has no such meter."
				  : "The account has several meters: say which one was read.");
		return faults_check(cx);
	}
	*out = &meters.row[0];
	return OK;
}

static enum err
first_read(struct cx *cx, struct resolving *in, const struct period *p)
{
	const struct row *meter = NULL;
	struct new_read r = {
		.account_id = in->account_id, .value_milli = in->value_milli,
		.read_on = in->read_on ? in->read_on : p->to_on, .quality = "actual", .source = "staff",
		.notes = in->reason,
	};

	TRY(meter_to_read(cx, in, p, &meter));
	r.meter_id = row_str(meter, "id");
	r.is_register = row_is(meter, "kind", "register");
	return record_read(cx, &r);
}

/* Which read is replaced: the one that is named, the exception's own, or the only one there is. */
static enum err
read_to_replace(struct cx *cx, const struct resolving *in, const struct row *x,
    const struct its_reads *reads, const struct row **out)
{
	*out = read_by_id(reads, in->read_id ? in->read_id : row_str(x, "read_id"));
	if (!*out && !in->read_id && reads->n == 1)
		*out = reads->row[0];
	if (!*out && (in->read_id || reads->n > 1)) {
		fault_add(cx, "/read_id", in->read_id ? "not_found" : "required",
		    in->read_id ? "There is no such read in the period."
				: "There are several reads in the period: say which one.");
		return faults_check(cx);
	}
	return OK;
}

static enum err
another_read(struct cx *cx, struct resolving *in, const struct row *x)
{
	struct period p;
	struct its_reads reads;
	const struct row *old;

	TRY(read_period(cx, in, &p));
	TRY(live_reads(cx, in, &p, &reads));
	TRY(read_to_replace(cx, in, x, &reads, &old));
	if (!old)
		return first_read(cx, in, &p);
	return replace_read(cx, &(struct replacing_read){
		.read_id = row_str(old, "id"), .account_id = in->account_id,
		.has_value = true, .value_milli = in->value_milli, .read_on = in->read_on,
		.quality = in->action == BY_REREAD ? "actual" : NULL, .source = "staff",
		.reason = short_reason(cx, in->reason, "Read again"), .notes = in->reason,
	});
}

/* One of several reads of a period stays; the others of its meter count no more. */
static enum err
keep_one(struct cx *cx, struct resolving *in)
{
	struct period p;
	struct its_reads reads;
	const struct row *kept;

	TRY(read_period(cx, in, &p));
	TRY(live_reads(cx, in, &p, &reads));
	kept = read_by_id(&reads, in->read_id);
	if (!kept) {
		fault_add(cx, "/read_id", in->read_id ? "not_found" : "required",
		    "Say which of the reads is right.");
		return faults_check(cx);
	}
	for (size_t i = 0; i < reads.n; i++)
		if (reads.row[i] != kept &&
		    same_text(row_str(reads.row[i], "meter_id"), row_str(kept, "meter_id")))
			TRY(drop_read(cx, &(struct dropping_read){
				.read_id = row_str(reads.row[i], "id"),
				.account_id = in->account_id,
				.reason = short_reason(cx, in->reason, ""),
			}));
	return OK;
}

/* What was read is not believed: it counts no more, and the tariff's rule takes its place. */
static enum err
no_read(struct cx *cx, struct resolving *in)
{
	struct period p;
	struct its_reads reads;

	TRY(read_period(cx, in, &p));
	TRY(live_reads(cx, in, &p, &reads));
	for (size_t i = reads.n; i-- > 0; )
		TRY(drop_read(cx, &(struct dropping_read){
			.read_id = row_str(reads.row[i], "id"), .account_id = in->account_id,
			.reason = short_reason(cx, in->reason, "Estimated in its place"),
		}));
	return OK;
}

/* ---- billing ---- */

/* What can be billed although it is so; the others are gone or they are not. */
#define ACCEPTABLE \
	(TYPE_BIT(EXCEPTION_HIGH) | TYPE_BIT(EXCEPTION_LOW) | TYPE_BIT(EXCEPTION_ZERO) | \
	    TYPE_BIT(EXCEPTION_ESTIMATED) | TYPE_BIT(EXCEPTION_ROLLOVER) | \
	    TYPE_BIT(EXCEPTION_METER_SWAP) | TYPE_BIT(EXCEPTION_INACTIVE_USE) | \
	    TYPE_BIT(EXCEPTION_BAD_ADDRESS) | TYPE_BIT(EXCEPTION_BAD_EMAIL))

/* This type, and what somebody accepted of this account and cycle before. */
static enum err
accepted_types(struct cx *cx, const struct resolving *in, const struct row *x, unsigned *out)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select type from billing_exception where cycle_id = ? and account_id = ?"
	    " and resolution in ('accept', 'reread', 'correct') lock in share mode",
	    str(in->cycle_id), str(in->account_id)));
	*out = TYPE_BIT(exception_type(row_str(x, "type")));
	for (size_t i = 0; i < rows.n; i++)
		*out |= TYPE_BIT(exception_type(row_str(&rows.row[i], "type")));
	*out &= ACCEPTABLE;
	return OK;
}

/* The same stands in the way again: nothing is changed, and this is why. */
static enum err
still_there(struct cx *cx, const struct row *x, const char *exception_id)
{
	const struct row *again;
	const char *why;

	TRY(db_one(cx, &again,
	    "select json_value(detail_json, '$.text') why from billing_exception where id = ?"
	    " lock in share mode", str(exception_id)));
	why = row_str(again, "why");
	return fail(cx, E_CONFLICT, "The account still cannot be billed: %s%s Nothing was changed.",
	    why ? why : exception_text(row_str(x, "type")), why && *why ? "" : ".");
}

static enum err
bill_account(struct cx *cx, struct resolving *in, const struct row *x)
{
	struct generating g = {
		.cycle_id = in->cycle_id, .account_id = in->account_id,
		.estimate = in->action == BY_ESTIMATE,
	};

	if (!in->cycle_id)
		return fail(cx, E_CONFLICT,
		    "This exception is of no cycle, so nothing can be billed by it. Nothing was changed.");
	TRY(accepted_types(cx, in, x, &g.accepted));
	TRY(generate_account(cx, &g));
	for (size_t i = 0; i < g.exception_count; i++) {
		const struct generated_exception *e = &g.exceptions[i];

		if (e->is_blocking && row_is(x, "type", e->type))
			return still_there(cx, x, e->id);
		if (e->is_blocking && in->held_count < EXCEPTION_HELD_MAX)
			in->held_by[in->held_count++] = e->type;
		else if (!e->is_blocking && in->warning_count < EXCEPTION_HELD_MAX)
			in->warnings[in->warning_count++] = e->type;
	}
	if (!g.bill_id && in->held_count == 0)
		return fail(cx, E_CONFLICT, "The account cannot be billed. Nothing was changed.");
	in->bill_id = g.bill_id;
	in->bill_number = g.number;
	in->amount_minor = g.amount_minor;
	in->use_milli = g.use_milli;
	in->is_estimated = g.is_estimated;
	return OK;
}

/* ---- all of it ---- */

static enum err
close_exception(struct cx *cx, struct resolving *in, const struct row *x)
{
	struct param by = cx->who.kind == ACTOR_USER ? str(cx->who.id) : null();
	struct stood was = stood_of(x);
	char today[11];

	TRY(business_day(cx, business_now(), today));
	TRY(stood_ends(cx, &was, today));
	return db_exec_one(cx,
	    "update billing_exception set state = 'resolved', resolution = ?, reason = ?,"
	    " resolved_at = ?, resolved_by = ?, resolved_by_name = ?, version = version + 1 where id = ?",
	    str(exception_action_name(in->action)), str(in->reason), instant(cx, business_now()), by,
	    str(cx->who.name ? cx->who.name : ""), str(in->id));
}

static enum err
carry_out(struct cx *cx, struct resolving *in, const struct row *x)
{
	if (in->action == BY_DISMISS || !row_bool(x, "is_blocking"))
		return OK;
	if (in->action == BY_REREAD || (in->action == BY_CORRECT && in->has_value))
		TRY(another_read(cx, in, x));
	else if (in->action == BY_CORRECT)
		TRY(keep_one(cx, in));
	else if (in->action == BY_ESTIMATE)
		TRY(no_read(cx, in));
	return bill_account(cx, in, x);
}

static enum err
audit_resolving(struct cx *cx, const struct resolving *in, const struct row *x)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "state", "resolved");
	json_put_str(&j, "resolution", exception_action_name(in->action));
	if (in->has_value)
		json_put_i64(&j, "value_milli", in->value_milli);
	if (in->action == BY_ADJUST)
		json_put_money(&j, "adjusted", in->adjusting.given_minor, cx->who.currency);
	if (in->bill_number) {
		json_put_str(&j, "bill", in->bill_number);
		json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	}
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "exception.resolve", .object_type = "exception", .object_id = in->id,
		.account_id = in->account_id, .reason = in->reason,
		.before_json = fmt(cx->arena, "{\"state\":\"%s\"}", row_str(x, "state")),
		.after_json = b.data,
	});
}

enum err
resolve_exception(struct cx *cx, void *arg)
{
	struct resolving *in = arg;
	const struct row *x;

	in->bill_id = in->bill_number = in->approval_id = NULL;
	in->held_count = in->warning_count = 0;
	TRY(lock_account(cx, in->account_id));
	if (in->action == BY_ADJUST) {
		/* what it locks comes before the exception */
		TRY(adjust_bill(cx, &in->adjusting));
		in->approval_id = in->adjusting.approval_id;
	}
	TRY(lock_exception(cx, in->id, in->version, &x));
	if ((exception_actions(row_str(x, "type"), row_bool(x, "is_blocking")) & in->action) == 0)
		return fail(cx, E_CONFLICT, "“%s” cannot be resolved so. Nothing was changed.",
		    exception_text(row_str(x, "type")));
	in->new_version = row_i64(x, "version");
	if (in->approval_id)
		return OK;
	/* first: billing would resolve it as 'billed' */
	TRY(close_exception(cx, in, x));
	in->new_version++;
	TRY(carry_out(cx, in, x));
	if (in->bill_id)
		TRY(db_exec_one(cx, "update billing_exception set bill_id = ? where id = ?",
		    str(in->bill_id), str(in->id)));
	return audit_resolving(cx, in, x);
}
