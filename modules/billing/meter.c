#include "meter.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "people.h"
#include "read.h"
#include "read_private.h"
#include "text.h"

enum { UNKNOWN = -1 };

static struct param
or_null(int64_t milli)
{
	return milli < 0 ? null() : i64(milli);
}

static struct param
digits_of(int digits)
{
	return digits > 0 ? i64(digits) : null();
}

static enum err
told(struct cx *cx, const char *action, const char *meter_id, const char *account_id,
    const char *before_json, const char *after_json)
{
	return audit_write(cx, &(struct audit){ .action = action, .object_type = "meter",
	    .object_id = meter_id, .account_id = account_id, .before_json = before_json,
	    .after_json = after_json });
}

/* ---- spans ---- */

struct span {
	const char *meter_id, *from_on, *account_id, *service_id, *unit, *reason;
	int digits;
	int64_t multiplier_milli, start_milli;
};

static enum err
begin_span(struct cx *cx, const struct span *s)
{
	return db_exec_one(cx,
	    "insert into meter_span (meter_id, from_on, account_id, service_id, unit, digits,"
	    " multiplier_milli, start_milli, reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(s->meter_id), str(s->from_on), str(s->account_id), str(s->service_id), str(s->unit),
	    digits_of(s->digits), i64(s->multiplier_milli), or_null(s->start_milli), str(s->reason));
}

static enum err
end_span(struct cx *cx, const struct standing *s, const char *on, int64_t end_milli)
{
	return db_exec_one(cx,
	    "update meter_span set to_on = ?, end_milli = ? where meter_id = ? and from_on = ?",
	    str(on), or_null(end_milli), str(s->meter_id), str(s->from_on));
}

/* ---- installing ---- */

static enum err
check_service(struct cx *cx, const char *service_id, const char *account_id, const char *on,
    const char **utility)
{
	const struct row *service;

	TRY(db_maybe(cx, &service,
	    "select account_id, utility, status, started_on from service where id = ? lock in share mode",
	    str(service_id)));
	if (!service || !row_is(service, "account_id", account_id)) {
		fault_add(cx, "/service_id", "not_found", "The account has no such service.");
		return faults_check(cx);
	}
	if (!row_is(service, "status", "active"))
		return fail(cx, E_CONFLICT, "This service has ended; nothing was changed.");
	if (strcmp(on, row_str(service, "started_on")) < 0)
		fault_add(cx, "/installed_on", "range", "The service began on %s.",
		    row_str(service, "started_on"));
	*utility = row_str(service, "utility");
	return OK;
}

static void
check_start(struct cx *cx, int64_t start_milli, int digits, const char *pointer)
{
	if (start_milli >= 0 && !position_fits(start_milli, digits))
		fault_add(cx, pointer, "range", "The register has %d digits.", digits);
}

static enum err
taken(struct cx *cx, enum err e, const char *number)
{
	if (e != OK && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a meter %s already; nothing was changed.", number);
	return e;
}

/* The meter's row and its first span. */
static enum err
write_meter(struct cx *cx, struct new_meter *in, const char *utility, const char *replaces_id)
{
	in->id = new_id(cx->arena);
	TRY(taken(cx, db_exec_one(cx,
	    "insert into meter (id, account_id, number, utility, service_id, kind, size, unit, digits,"
	    " multiplier_milli, installed_on, replaces_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(in->number), str(utility), str(in->service_id),
	    str(in->kind), str(in->size), str(in->unit), digits_of(in->digits),
	    i64(in->multiplier_milli), str(in->installed_on), str(replaces_id)), in->number));
	return begin_span(cx, &(struct span){ in->id, in->installed_on, in->account_id,
	    in->service_id, in->unit, replaces_id ? "swapped" : "installed", in->digits,
	    in->multiplier_milli, in->start_milli });
}

static const char *
installed_json(struct cx *cx, const struct new_meter *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "kind", in->kind);
	json_put_str(&j, "size", in->size);
	json_put_str(&j, "unit", in->unit);
	json_put_i64(&j, "multiplier_milli", in->multiplier_milli);
	json_put_str(&j, "installed_on", in->installed_on);
	if (in->start_milli >= 0)
		json_put_i64(&j, "start_milli", in->start_milli);
	json_end(&j);
	return b.data;
}

enum err
install_meter(struct cx *cx, void *arg)
{
	struct new_meter *in = arg;
	const char *utility = NULL, *on;

	TRY(lock_account(cx, in->account_id));
	TRY(day_or_today(cx, in->installed_on, "/installed_on", &on));
	in->installed_on = on;
	TRY(check_service(cx, in->service_id, in->account_id, on, &utility));
	check_start(cx, in->start_milli, in->digits, "/start_milli");
	TRY(faults_check(cx));
	TRY(write_meter(cx, in, utility, NULL));
	TRY(search_account(cx, in->account_id));
	return told(cx, "meter.install", in->id, in->account_id, NULL, installed_json(cx, in));
}

/* ---- the end of a span ---- */

/* Lock it as it stands, with a read of what it showed. */
static enum err
close_out(struct cx *cx, const char *meter_id, const char *account_id, const char *on,
    int64_t end_milli, const char *reason, struct standing *s, const char **end_read_id)
{
	const struct row *last;

	*end_read_id = NULL;
	TRY(lock_meter(cx, meter_id, on, s));
	if (s->removed_on)
		return fail(cx, E_CONFLICT, "Meter %s was removed on %s already; nothing was changed.",
		    s->number, s->removed_on);
	if (!s->from_on || !same_text(s->account_id, account_id)) {
		fault_add(cx, "/on", "range", "Meter %s was not on this account on %s.", s->number, on);
		return faults_check(cx);
	}
	TRY(db_maybe(cx, &last,
	    "select read_on, register_milli from meter_read where meter_id = ? and state = 'live'"
	    " order by read_on desc, id desc limit 1 for update", str(meter_id)));
	if (last && strcmp(row_str(last, "read_on"), on) > 0)
		fault_add(cx, "/on", "range", "Meter %s was read on %s, after this day.", s->number,
		    row_str(last, "read_on"));
	if (end_milli >= 0 && !same_text(s->kind, "register"))
		fault_add(cx, "/end_milli", "choice", "Meter %s has no register.", s->number);
	TRY(faults_check(cx));
	if (end_milli < 0 || (last && !row_null(last, "register_milli") &&
	    same_text(row_str(last, "read_on"), on) && row_i64(last, "register_milli") == end_milli))
		return OK;
	{
		struct new_read read = { .account_id = account_id, .meter_id = meter_id, .read_on = on,
			.is_register = true, .value_milli = end_milli, .quality = "actual",
			.source = "staff", .reason = reason };

		TRY(record_read(cx, &read));
		*end_read_id = read.id;
	}
	return OK;
}

/* ---- swapping, removing, moving ---- */

static void
take_over(struct new_meter *with, const struct standing *s, const struct row *old)
{
	with->account_id = s->account_id;
	with->service_id = row_str(old, "service_id");
	with->kind = with->kind ? with->kind : s->kind;
	with->size = with->size ? with->size : row_str(old, "size");
	with->unit = with->unit ? with->unit : s->unit;
	with->digits = with->digits > 0 ? with->digits : s->digits;
	with->multiplier_milli = with->multiplier_milli > 0 ? with->multiplier_milli : s->multiplier_milli;
}

enum err
swap_meter(struct cx *cx, void *arg)
{
	struct meter_swap *in = arg;
	const struct row *old;
	const char *on;
	struct standing s;
	struct new_meter with = in->with;

	TRY(lock_account(cx, in->account_id));
	TRY(day_or_today(cx, in->on, "/on", &on));
	TRY(faults_check(cx));
	TRY(close_out(cx, in->meter_id, in->account_id, on, in->end_milli, "Meter swapped", &s,
	    &in->end_read_id));
	TRY(db_one(cx, &old, "select service_id, size from meter where id = ? for update",
	    str(in->meter_id)));
	take_over(&with, &s, old);
	with.installed_on = on;
	check_start(cx, with.start_milli, with.digits, "/start_milli");
	TRY(faults_check(cx));
	TRY(end_span(cx, &s, on, in->end_milli));
	TRY(db_exec_one(cx, "update meter set removed_on = ?, version = version + 1 where id = ?",
	    str(on), str(in->meter_id)));
	TRY(write_meter(cx, &with, s.utility, in->meter_id));
	in->with = with;
	TRY(search_account(cx, in->account_id));
	return told(cx, "meter.swap", with.id, in->account_id,
	    fmt(cx->arena, "{\"meter_id\":\"%s\"}", in->meter_id), installed_json(cx, &with));
}

enum err
remove_meter(struct cx *cx, void *arg)
{
	struct meter_removal *in = arg;
	struct standing s;
	const char *on;

	TRY(lock_account(cx, in->account_id));
	TRY(day_or_today(cx, in->on, "/on", &on));
	TRY(faults_check(cx));
	TRY(close_out(cx, in->meter_id, in->account_id, on, in->end_milli, "Meter removed", &s,
	    &in->end_read_id));
	TRY(end_span(cx, &s, on, in->end_milli));
	TRY(db_exec_one(cx, "update meter set removed_on = ?, version = version + 1 where id = ?",
	    str(on), str(in->meter_id)));
	return told(cx, "meter.remove", in->meter_id, in->account_id, NULL,
	    fmt(cx->arena, "{\"removed_on\":\"%s\"}", on));
}

/* Two accounts: the lock order is by id. */
static enum err
lock_both(struct cx *cx, const char *a, const char *b)
{
	bool a_first = strcmp(a, b) < 0;

	TRY(lock_account(cx, a_first ? a : b));
	return lock_account(cx, a_first ? b : a);
}

enum err
move_meter(struct cx *cx, void *arg)
{
	struct meter_move *in = arg;
	const char *on, *utility = NULL;
	struct standing s;
	char next[11];

	TRY(lock_both(cx, in->account_id, in->to_account_id));
	TRY(day_or_today(cx, in->on, "/on", &on));
	if (same_text(in->account_id, in->to_account_id))
		fault_add(cx, "/to_account_id", "choice", "The meter is on this account already.");
	TRY(faults_check(cx));
	TRY(close_out(cx, in->meter_id, in->account_id, on, in->register_milli, "Meter moved", &s,
	    &in->end_read_id));
	TRY(check_service(cx, in->to_service_id, in->to_account_id, on, &utility));
	if (!same_text(utility, s.utility))
		fault_add(cx, "/to_service_id", "choice", "The meter measures %s, this service is %s.",
		    s.utility, utility);
	TRY(faults_check(cx));
	TRY(end_span(cx, &s, on, in->register_milli));
	date_add_days(on, 1, next);
	TRY(begin_span(cx, &(struct span){ in->meter_id, next, in->to_account_id, in->to_service_id,
	    s.unit, "moved", s.digits, s.multiplier_milli, in->register_milli }));
	TRY(db_exec_one(cx,
	    "update meter set account_id = ?, service_id = ?, version = version + 1 where id = ?",
	    str(in->to_account_id), str(in->to_service_id), str(in->meter_id)));
	TRY(search_account(cx, in->account_id));
	TRY(search_account(cx, in->to_account_id));
	return told(cx, "meter.move", in->meter_id, in->to_account_id,
	    fmt(cx->arena, "{\"account_id\":\"%s\"}", in->account_id),
	    fmt(cx->arena, "{\"account_id\":\"%s\",\"on\":\"%s\"}", in->to_account_id, on));
}

/* ---- changing ---- */

/* From when a change of what its register means holds: a new span behind the last read, or the span
 * itself where nothing was read in it. */
static enum err
change_span(struct cx *cx, const struct meter_change *in, const struct standing *s,
    const struct span *now)
{
	const struct row *last;
	struct span span = *now;
	char from[11];

	TRY(db_maybe(cx, &last,
	    "select read_on, register_milli from meter_read where meter_id = ? and state = 'live'"
	    " and read_on >= ? order by read_on desc, id desc limit 1 for update",
	    str(in->id), str(s->from_on)));
	if (!last)
		return db_exec_one(cx,
		    "update meter_span set unit = ?, digits = ?, multiplier_milli = ? where meter_id = ?"
		    " and from_on = ?",
		    str(span.unit), digits_of(span.digits), i64(span.multiplier_milli), str(in->id),
		    str(s->from_on));
	date_add_days(row_str(last, "read_on"), 1, from);
	span.from_on = from;
	span.start_milli = row_null(last, "register_milli") ? UNKNOWN : row_i64(last, "register_milli");
	TRY(end_span(cx, s, row_str(last, "read_on"), span.start_milli));
	return begin_span(cx, &span);
}

static const char *
standing_json(struct cx *cx, const char *size, const char *unit, int digits, int64_t multiplier)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "size", size);
	json_put_str(&j, "unit", unit);
	json_put_i64(&j, "digits", digits);
	json_put_i64(&j, "multiplier_milli", multiplier);
	json_end(&j);
	return b.data;
}

/* The open span; in the future where it was moved or changed today. */
static enum err
lock_open(struct cx *cx, const char *meter_id, struct standing *s)
{
	TRY(lock_meter(cx, meter_id, "2999-12-31", s));
	if (s->removed_on)
		return fail(cx, E_CONFLICT, "Meter %s was removed on %s; nothing was changed.",
		    s->number, s->removed_on);
	return s->from_on ? OK : fail(cx, E_CONFLICT, "Meter %s stands nowhere.", s->number);
}

enum err
change_meter(struct cx *cx, void *arg)
{
	struct meter_change *in = arg;
	const struct row *was;
	struct standing s;
	struct span now;
	const char *on, *size;

	TRY(lock_account(cx, in->account_id));
	TRY(day_or_today(cx, in->on, "/on", &on));
	TRY(faults_check(cx));
	TRY(lock_open(cx, in->id, &s));
	if (s.version != in->version || !same_text(s.account_id, in->account_id))
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	if (in->register_milli >= 0) {
		const char *read_id;
		struct standing then;

		TRY(close_out(cx, in->id, in->account_id, on, in->register_milli, "Meter changed",
		    &then, &read_id));
	}
	TRY(db_one(cx, &was, "select size from meter where id = ? for update", str(in->id)));
	size = in->size ? in->size : row_str(was, "size");
	now = (struct span){ in->id, NULL, s.account_id, s.service_id, in->unit ? in->unit : s.unit,
		"changed", in->digits >= 0 ? in->digits : s.digits,
		in->multiplier_milli > 0 ? in->multiplier_milli : s.multiplier_milli, UNKNOWN };
	if (!same_text(now.unit, s.unit) || now.digits != s.digits ||
	    now.multiplier_milli != s.multiplier_milli)
		TRY(change_span(cx, in, &s, &now));
	TRY(db_exec_one(cx,
	    "update meter set size = ?, unit = ?, digits = ?, multiplier_milli = ?,"
	    " version = version + 1 where id = ?",
	    str(size), str(now.unit), digits_of(now.digits), i64(now.multiplier_milli), str(in->id)));
	return told(cx, "meter.change", in->id, in->account_id,
	    standing_json(cx, row_str(was, "size"), s.unit, s.digits, s.multiplier_milli),
	    standing_json(cx, size, now.unit, now.digits, now.multiplier_milli));
}
