#include "read.h"
#include <string.h>
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "cycle.h"
#include "json_out.h"
#include "ledger.h"
#include "read_private.h"
#include "text.h"

/* ---- how a meter stood ---- */

enum err
lock_meter(struct cx *cx, const char *meter_id, const char *on, struct standing *out)
{
	const struct row *m, *s;

	TRY(db_maybe(cx, &m,
	    "select account_id, service_id, number, utility, kind, unit, removed_on, version from meter"
	    " where id = ? for update", str(meter_id)));
	if (!m)
		return fail(cx, E_NOT_FOUND, "There is no such meter.");
	*out = (struct standing){ .meter_id = meter_id, .account_id = row_str(m, "account_id"),
		.service_id = row_str(m, "service_id"), .number = row_str(m, "number"),
		.utility = row_str(m, "utility"), .kind = row_str(m, "kind"),
		.unit = row_str(m, "unit"), .removed_on = row_str(m, "removed_on"),
		.version = row_i64(m, "version"), .multiplier_milli = 1000 };
	TRY(db_maybe(cx, &s,
	    "select from_on, account_id, unit, digits, multiplier_milli, start_milli, reason from meter_span"
	    " where meter_id = ? and from_on <= ? and (to_on is null or to_on >= ?)"
	    " order by from_on desc limit 1 for update",
	    str(meter_id), str(on), str(on)));
	if (!s)
		return OK;
	out->account_id = row_str(s, "account_id");
	out->from_on = row_str(s, "from_on");
	out->unit = row_str(s, "unit");
	out->span_reason = row_str(s, "reason");
	out->has_start = !row_null(s, "start_milli");
	out->start_milli = row_i64(s, "start_milli");
	out->multiplier_milli = row_i64(s, "multiplier_milli");
	out->digits = (int)row_i64(s, "digits");
	return OK;
}

enum err
day_or_today(struct cx *cx, const char *on, const char *pointer, const char **out)
{
	char today[11];

	TRY(business_day(cx, business_now(), today));
	*out = on ? on : arena_strdup(cx->arena, today);
	if (on && strcmp(on, today) > 0)
		fault_add(cx, pointer, "range", "This is in the future; today is %s.", today);
	return OK;
}

/* ---- from positions to use ---- */

/* The position of so much use: on a register that begins anew, around it. */
static int64_t
position_after(int64_t previous_milli, int64_t use_milli, const struct standing *s)
{
	int64_t range = 1000, position;

	position = previous_milli + use_milli / s->multiplier_milli * 1000 +
	    use_milli % s->multiplier_milli * 1000 / s->multiplier_milli;
	for (int i = 0; i < s->digits; i++)
		range *= 10;
	return s->digits > 0 ? position % range : position;
}

static enum err
out_of_range(struct cx *cx, bool is_use)
{
	fault_add(cx, is_use ? "/use_milli" : "/register_milli", "range", "This is more than can be kept.");
	return faults_check(cx);
}

enum err
work_out(struct cx *cx, const struct standing *s, const char *read_on, const char *not_read_id,
    int64_t value_milli, bool is_use, struct worked_out *out)
{
	const struct row *before;
	struct position_use used;
	char since[11], from[11];

	*out = (struct worked_out){ .register_milli = value_milli };
	date_add_days(s->from_on, -1, since);
	TRY(db_maybe(cx, &before,
	    "select read_on, register_milli from meter_read where meter_id = ? and state = 'live'"
	    " and register_milli is not null and read_on >= ? and read_on <= ? and id <> ?"
	    " order by read_on desc, id desc limit 1 for update",
	    str(s->meter_id), str(since), str(read_on),
	    str(not_read_id ? not_read_id : s->meter_id)));
	out->has_previous = before != NULL || s->has_start;
	out->previous_milli = before ? row_i64(before, "register_milli") : s->start_milli;
	if (before) {
		date_add_days(row_str(before, "read_on"), 1, from);
		out->from_on = arena_strdup(cx->arena, from);
	} else if (s->has_start) {
		date_add_days(s->from_on, same_text(s->span_reason, "swapped") ? 1 : 0, from);
		out->from_on = arena_strdup(cx->arena, from);
	}
	if (out->from_on && strcmp(out->from_on, read_on) > 0)
		out->from_on = read_on;
	if (is_use) {
		out->has_use = true;
		out->use_milli = value_milli;
		out->register_milli = position_after(out->previous_milli, value_milli, s);
		out->rolled_over = out->register_milli < out->previous_milli;
		return OK;
	}
	if (!out->has_previous)
		return OK;
	if (!use_of_positions(&(struct positions){ out->previous_milli, value_milli,
		s->multiplier_milli, s->digits }, &used))
		return out_of_range(cx, false);
	out->has_use = true;
	out->use_milli = used.use_milli;
	out->rolled_over = used.rolled_over;
	return OK;
}

/* ---- billed already? ---- */

enum err
check_not_billed(struct cx *cx, const char *account_id, const char *utility, const char *read_on)
{
	struct rows bills;
	const struct row *cycle;

	TRY(db_all(cx, &bills,
	    "select number, live_cycle from bill where account_id = ? and status = 'issued'"
	    " and live_cycle is not null and to_on >= ? - interval ? day order by to_on limit 400"
	    " lock in share mode", str(account_id), str(read_on), i64(CYCLE_DAYS_MAX)));
	for (size_t i = 0; i < bills.n; i++) {
		TRY(db_maybe(cx, &cycle,
		    "select id from cycle where id = ? and utility = ? and ? between from_on and to_on"
		    " lock in share mode",
		    str(row_str(&bills.row[i], "live_cycle")), str(utility), str(read_on)));
		if (cycle)
			return fail(cx, E_CONFLICT,
			    "This period is billed (%s). Reverse that bill first; nothing was changed.",
			    row_str(&bills.row[i], "number"));
	}
	return OK;
}

/* ---- a row ---- */

struct written {
	const char *id, *account_id, *meter_id, *read_on, *from_on, *unit, *quality, *reason, *source,
	    *notes, *replaces_id;
	bool is_position;
	struct worked_out w;
	int64_t multiplier_milli;
};

static enum err
write_read(struct cx *cx, const struct written *r)
{
	return db_exec_one(cx,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, register_milli,"
	    " previous_milli, multiplier_milli, rolled_over, use_milli, unit, quality, reason, source,"
	    " replaces_id, notes, read_at, read_by, read_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(r->id), str(r->account_id), str(r->meter_id), str(r->read_on), str(r->from_on),
	    r->is_position ? i64(r->w.register_milli) : null(),
	    r->is_position && r->w.has_previous ? i64(r->w.previous_milli) : null(),
	    r->is_position ? i64(r->multiplier_milli) : null(), boolean(r->w.rolled_over),
	    r->w.has_use ? i64(r->w.use_milli) : null(), str(r->unit), str(r->quality),
	    str(r->reason), str(r->source), str(r->replaces_id), str(r->notes),
	    instant(cx, business_now()), cx->who.kind == ACTOR_USER ? str(cx->who.id) : null(),
	    str(cx->who.name));
}

static const char *
told(struct cx *cx, const struct written *r)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "read_on", r->read_on);
	if (r->is_position)
		json_put_i64(&j, "register_milli", r->w.register_milli);
	if (r->w.has_use)
		json_put_i64(&j, "use_milli", r->w.use_milli);
	json_put_str(&j, "unit", r->unit);
	json_put_str(&j, "quality", r->quality);
	json_put_str(&j, "notes", r->notes);
	json_end(&j);
	return b.data;
}

/* ---- recording ---- */

static void
check_text(struct cx *cx, const char *text, const char *pointer)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
}

static void
check_days(struct cx *cx, const struct standing *s, const char *read_on, const char *from_on)
{
	if (!s->from_on && s->removed_on && strcmp(read_on, s->removed_on) > 0)
		fault_add(cx, "/read_on", "range", "Meter %s was removed on %s.", s->number,
		    s->removed_on);
	else if (!s->from_on)
		fault_add(cx, "/read_on", "range", "Meter %s was not there yet on %s.", s->number,
		    read_on);
	if (from_on && strcmp(from_on, read_on) > 0)
		fault_add(cx, "/from_on", "range", "The period ends before it begins.");
}

/* A position is taken after the last one, and fits the meter. */
static enum err
check_position(struct cx *cx, const struct new_read *in, const struct standing *s)
{
	const struct row *last;

	if (in->is_register && !same_text(s->kind, "register"))
		fault_add(cx, "/register_milli", "choice",
		    "Meter %s has no register: its reads are the use of a period.", s->number);
	if (!in->is_register && same_text(s->kind, "register") && !same_text(in->source, "estimate"))
		fault_add(cx, "/use_milli", "choice",
		    "Meter %s has a register: give the position that it shows.", s->number);
	if (in->is_register && !position_fits(in->value_milli, s->digits))
		fault_add(cx, "/register_milli", "range",
		    "The register of meter %s has %d digits.", s->number, s->digits);
	if (!same_text(s->kind, "register"))
		return OK;
	TRY(db_maybe(cx, &last,
	    "select read_on from meter_read where meter_id = ? and state = 'live'"
	    " and register_milli is not null and read_on >= ? order by read_on desc limit 1 for update",
	    str(in->meter_id), str(in->read_on)));
	if (last)
		fault_add(cx, "/read_on", "range",
		    "Meter %s was read on %s already. Replace that read, or drop it first.", s->number,
		    row_str(last, "read_on"));
	return OK;
}

enum err
record_read(struct cx *cx, void *arg)
{
	struct new_read *in = arg;
	struct standing s;
	struct written r = { .account_id = in->account_id, .meter_id = in->meter_id,
		.read_on = in->read_on, .quality = in->quality, .reason = in->reason,
		.source = in->source, .notes = in->notes };
	const char *day;
	bool is_position;

	TRY(lock_account(cx, in->account_id));
	TRY(day_or_today(cx, in->read_on, "/read_on", &day));
	TRY(lock_meter(cx, in->meter_id, in->read_on, &s));
	if (!same_text(s.account_id, in->account_id))
		return fail(cx, E_CONFLICT, "Meter %s was not on this account on %s.", s.number,
		    in->read_on);
	check_days(cx, &s, in->read_on, in->from_on);
	check_text(cx, in->reason, "/reason");
	check_text(cx, in->notes, "/notes");
	TRY(faults_check(cx));
	TRY(check_position(cx, in, &s));
	TRY(faults_check(cx));
	TRY(check_not_billed(cx, in->account_id, s.utility, in->read_on));

	is_position = in->is_register || same_text(s.kind, "register");
	if (is_position)
		TRY(work_out(cx, &s, in->read_on, NULL, in->value_milli, !in->is_register, &r.w));
	else
		r.w = (struct worked_out){ .has_use = true, .use_milli = in->value_milli };
	r.is_position = is_position && (in->is_register || r.w.has_previous);
	r.id = in->id = new_id(cx->arena);
	r.from_on = in->from_on ? in->from_on : r.w.from_on;
	r.unit = in->unit ? in->unit : s.unit;
	r.multiplier_milli = s.multiplier_milli;
	in->has_use = r.w.has_use;
	in->use_milli = r.w.use_milli;
	in->rolled_over = r.w.rolled_over;
	TRY(write_read(cx, &r));
	return audit_write(cx, &(struct audit){ .action = "read.record", .object_type = "read",
	    .object_id = in->id, .account_id = in->account_id, .reason = in->reason,
	    .after_json = told(cx, &r) });
}

enum err
account_of_meter(struct cx *cx, const char *meter_id, const char **account_id)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select account_id from meter where id = ?", str(meter_id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such meter.");
	*account_id = row_str(row, "account_id");
	return OK;
}

enum err
account_of_read(struct cx *cx, const char *read_id, const char **account_id)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select account_id from meter_read where id = ?", str(read_id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such read.");
	*account_id = row_str(row, "account_id");
	return OK;
}
