/* Reads replaced and dropped; the position that follows goes with them. */
#include "read.h"
#include <string.h>
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "read_private.h"
#include "text.h"

#define READ \
	"select id, account_id, meter_id, read_on, from_on, register_milli, multiplier_milli, use_milli," \
	" unit, quality, reason, state, source, import_id, line, notes, read_at, read_by, read_by_name," \
	" version from meter_read"

static const char *
told(struct cx *cx, const char *read_on, const struct row *was, const struct worked_out *w,
    const char *quality, const char *notes)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	bool is_position = !row_null(was, "register_milli");

	json_begin(&j);
	json_put_str(&j, "read_on", read_on);
	if (is_position)
		json_put_i64(&j, "register_milli", w ? w->register_milli : row_i64(was, "register_milli"));
	if (w ? w->has_use : !row_null(was, "use_milli"))
		json_put_i64(&j, "use_milli", w ? w->use_milli : row_i64(was, "use_milli"));
	json_put_str(&j, "quality", quality);
	if (notes)
		json_put_str(&j, "notes", notes);
	json_end(&j);
	return b.data;
}

static enum err
lock_read(struct cx *cx, const char *id, const char *account_id, int64_t version,
    const struct row **out)
{
	TRY(lock_account(cx, account_id));
	TRY(db_maybe(cx, out, READ " where id = ? and account_id = ? for update", str(id),
	    str(account_id)));
	if (!*out)
		return fail(cx, E_NOT_FOUND, "There is no such read.");
	if (version != 0 && row_i64(*out, "version") != version)
		return fail(cx, E_STALE, "Someone else has changed this read. Nothing was changed;"
		    " read it again.");
	if (!row_is(*out, "state", "live"))
		return fail(cx, E_CONFLICT, "This read was %s already; nothing was changed.",
		    row_str(*out, "state"));
	return OK;
}

static enum err
ends(struct cx *cx, const char *id, const char *state)
{
	return db_exec_one(cx, "update meter_read set state = ?, version = version + 1 where id = ?",
	    str(state), str(id));
}

/* ---- what follows ---- */

/* The position after that day, in the same span; NULL: none. */
static enum err
lock_next(struct cx *cx, const struct standing *s, const char *read_on, const char *not_id,
    const struct row **next)
{
	TRY(db_maybe(cx, next,
	    READ " where meter_id = ? and state = 'live' and register_milli is not null and read_on >= ?"
	    " and id <> ? order by read_on, id limit 1 for update",
	    str(s->meter_id), str(read_on), str(not_id)));
	if (!*next)
		return OK;
	return check_not_billed(cx, row_str(*next, "account_id"), s->utility, row_str(*next, "read_on"));
}

/* The same position, held against another one. */
static enum err
again(struct cx *cx, const struct row *next)
{
	const char *id = new_id(cx->arena);
	struct standing s;
	struct worked_out w;

	TRY(lock_meter(cx, row_str(next, "meter_id"), row_str(next, "read_on"), &s));
	if (!s.from_on)
		return OK;
	TRY(ends(cx, row_str(next, "id"), "replaced"));
	TRY(work_out(cx, &s, row_str(next, "read_on"), row_str(next, "id"),
	    row_i64(next, "register_milli"), false, &w));
	return db_exec_one(cx,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, register_milli,"
	    " previous_milli, multiplier_milli, rolled_over, use_milli, unit, quality, reason, source,"
	    " import_id, line, replaces_id, notes, read_at, read_by, read_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(id), str(row_str(next, "account_id")), str(row_str(next, "meter_id")),
	    str(row_str(next, "read_on")), str(w.from_on), i64(w.register_milli),
	    w.has_previous ? i64(w.previous_milli) : null(), i64(s.multiplier_milli),
	    boolean(w.rolled_over), w.has_use ? i64(w.use_milli) : null(), str(row_str(next, "unit")),
	    str(row_str(next, "quality")), str(row_str(next, "reason")), str(row_str(next, "source")),
	    str(row_str(next, "import_id")),
	    row_null(next, "line") ? null() : i64(row_i64(next, "line")), str(row_str(next, "id")),
	    str(row_str(next, "notes")), instant(cx, row_us(next, "read_at")),
	    str(row_str(next, "read_by")), str(row_str(next, "read_by_name")));
}

/* ---- replacing ---- */

static void
check_text(struct cx *cx, const char *text, const char *pointer)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
}

static enum err
check_between(struct cx *cx, const struct standing *s, const struct row *was, const char *read_on,
    const char *from_on, const struct row *next)
{
	const struct row *before;

	if (!s->from_on)
		fault_add(cx, "/read_on", "range", "Meter %s was not there on %s.", s->number, read_on);
	if (from_on && strcmp(from_on, read_on) > 0)
		fault_add(cx, "/from_on", "range", "The period ends before it begins.");
	if (!row_null(was, "register_milli") && strcmp(read_on, row_str(was, "read_on")) != 0) {
		TRY(db_maybe(cx, &before,
		    "select read_on from meter_read where meter_id = ? and state = 'live'"
		    " and register_milli is not null and read_on >= ? and read_on < ? and id <> ?"
		    " order by read_on desc limit 1 for update",
		    str(s->meter_id), str(read_on), str(row_str(was, "read_on")),
		    str(row_str(was, "id"))));
		if (before || (next && strcmp(row_str(next, "read_on"), read_on) <= 0))
			fault_add(cx, "/read_on", "range",
			    "Another read of meter %s lies between: on %s.", s->number,
			    row_str(before ? before : next, "read_on"));
	}
	return OK;
}

static enum err
value_of(struct cx *cx, const struct replacing_read *in, const struct row *was,
    const struct standing *s, const char *read_on, struct worked_out *w)
{
	bool is_position = !row_null(was, "register_milli");
	int64_t value = in->has_value ? in->value_milli
	    : row_i64(was, is_position ? "register_milli" : "use_milli");

	if (!is_position) {
		*w = (struct worked_out){ .has_use = true, .use_milli = value };
		return OK;
	}
	if (!in->is_use && !position_fits(value, s->digits))
		fault_add(cx, "/register_milli", "range", "The register of meter %s has %d digits.",
		    s->number, s->digits);
	TRY(faults_check(cx));
	return work_out(cx, s, read_on, row_str(was, "id"), value, in->has_value && in->is_use, w);
}

static enum err
write_replacement(struct cx *cx, struct replacing_read *in, const struct row *was,
    const struct standing *s, const char *read_on, const struct worked_out *w)
{
	bool is_position = !row_null(was, "register_milli");
	const char *from_on = in->from_on ? in->from_on
	    : is_position		  ? w->from_on
					  : row_str(was, "from_on");

	in->id = new_id(cx->arena);
	in->has_use = w->has_use;
	in->use_milli = w->use_milli;
	in->rolled_over = w->rolled_over;
	return db_exec_one(cx,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, register_milli,"
	    " previous_milli, multiplier_milli, rolled_over, use_milli, unit, quality, reason, source,"
	    " replaces_id, notes, read_at, read_by, read_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(row_str(was, "account_id")), str(s->meter_id), str(read_on), str(from_on),
	    is_position ? i64(w->register_milli) : null(),
	    is_position && w->has_previous ? i64(w->previous_milli) : null(),
	    is_position ? i64(s->multiplier_milli) : null(), boolean(w->rolled_over),
	    w->has_use ? i64(w->use_milli) : null(), str(row_str(was, "unit")),
	    str(in->quality ? in->quality : row_str(was, "quality")), str(in->reason),
	    str(in->source), str(in->read_id), str(in->notes), instant(cx, business_now()),
	    cx->who.kind == ACTOR_USER ? str(cx->who.id) : null(), str(cx->who.name));
}

enum err
replace_read(struct cx *cx, void *arg)
{
	struct replacing_read *in = arg;
	const struct row *was, *next = NULL;
	const char *read_on, *day;
	struct standing s;
	struct worked_out w;

	TRY(lock_read(cx, in->read_id, in->account_id, in->version, &was));
	read_on = in->read_on ? in->read_on : row_str(was, "read_on");
	TRY(day_or_today(cx, read_on, "/read_on", &day));
	TRY(lock_meter(cx, row_str(was, "meter_id"), read_on, &s));
	TRY(check_not_billed(cx, in->account_id, s.utility, row_str(was, "read_on")));
	TRY(check_not_billed(cx, in->account_id, s.utility, read_on));
	if (!row_null(was, "register_milli"))
		TRY(lock_next(cx, &s, row_str(was, "read_on"), in->read_id, &next));
	TRY(check_between(cx, &s, was, read_on, in->from_on, next));
	check_text(cx, in->reason, "/reason");
	check_text(cx, in->notes, "/notes");
	TRY(faults_check(cx));
	TRY(value_of(cx, in, was, &s, read_on, &w));
	TRY(ends(cx, in->read_id, "replaced"));
	TRY(write_replacement(cx, in, was, &s, read_on, &w));
	if (next)
		TRY(again(cx, next));
	return audit_write(cx, &(struct audit){ .action = "read.replace", .object_type = "read",
	    .object_id = in->id, .account_id = in->account_id, .reason = in->reason,
	    .before_json = told(cx, row_str(was, "read_on"), was, NULL, row_str(was, "quality"), NULL),
	    .after_json = told(cx, read_on, was, &w,
		in->quality ? in->quality : row_str(was, "quality"), in->notes) });
}

/* ---- dropping ---- */

enum err
drop_read(struct cx *cx, void *arg)
{
	struct dropping_read *in = arg;
	const struct row *was, *next = NULL;
	struct standing s;

	TRY(lock_read(cx, in->read_id, in->account_id, in->version, &was));
	TRY(lock_meter(cx, row_str(was, "meter_id"), row_str(was, "read_on"), &s));
	TRY(check_not_billed(cx, in->account_id, s.utility, row_str(was, "read_on")));
	if (!row_null(was, "register_milli"))
		TRY(lock_next(cx, &s, row_str(was, "read_on"), in->read_id, &next));
	check_text(cx, in->reason, "/reason");
	TRY(faults_check(cx));
	TRY(ends(cx, in->read_id, "dropped"));
	if (next)
		TRY(again(cx, next));
	return audit_write(cx, &(struct audit){ .action = "read.drop", .object_type = "read",
	    .object_id = in->read_id, .account_id = in->account_id, .reason = in->reason,
	    .before_json = told(cx, row_str(was, "read_on"), was, NULL, row_str(was, "quality"), NULL) });
}
