#include "cycle.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "text.h"

static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December" };

/* ---- dates and names ---- */

static enum err
check_dates(struct cx *cx, const struct cycling *in)
{
	int from = date_days(in->from_on), to = date_days(in->to_on);

	if (to < from)
		fault_add(cx, "/to_on", "range", "The cycle ends before it begins.");
	else if (to - from >= CYCLE_DAYS_MAX)
		fault_add(cx, "/to_on", "range", "A cycle has at most %d days.", CYCLE_DAYS_MAX);
	if (date_days(in->bill_on) < from)
		fault_add(cx, "/bill_on", "range", "The bills are issued before the cycle begins.");
	if (date_days(in->due_on) < date_days(in->bill_on))
		fault_add(cx, "/due_on", "range", "The bills are due before they are issued.");
	return faults_check(cx);
}

/* "North Zone - May 2023"; of other dates than a month's: "North Zone - 3 May to 2 Jun 2023". */
static const char *
named(struct cx *cx, const char *zone, const char *from_on, const char *to_on)
{
	char end[11], next[11];
	int from_month = (from_on[5] - '0') * 10 + from_on[6] - '1';
	int to_month = (to_on[5] - '0') * 10 + to_on[6] - '1';

	date_add_months(from_on, 1, next);
	date_add_days(next, -1, end);
	if (same_text(from_on + 8, "01") && same_text(to_on, end))
		return fmt(cx->arena, "%.50s - %s %.4s", zone, months[from_month], from_on);
	return fmt(cx->arena, "%.50s - %d %.3s %.4s to %d %.3s %.4s", zone,
	    (from_on[8] - '0') * 10 + from_on[9] - '0', months[from_month], from_on,
	    (to_on[8] - '0') * 10 + to_on[9] - '0', months[to_month], to_on);
}

static enum err
complete(struct cx *cx, struct cycling *in)
{
	const struct row *zone;

	TRY(db_maybe(cx, &zone, "select name from zone where id = ? lock in share mode",
	    str(in->zone_id)));
	if (!zone)
		return fail(cx, E_NOT_FOUND, "There is no such zone.");
	if (!in->bill_on) {
		char *on = arena_alloc(cx->arena, 11);

		date_add_days(in->to_on, 1, on);
		in->bill_on = on;
	}
	if (!in->due_on) {
		char *on = arena_alloc(cx->arena, 11);

		date_add_days(in->bill_on, (int)in->due_days, on);
		in->due_on = on;
	}
	TRY(check_dates(cx, in));
	if (!in->name)
		in->name = named(cx, row_str(zone, "name"), in->from_on, in->to_on);
	return OK;
}

static const char *
described(struct cx *cx, const struct cycling *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", in->name);
	json_put_str(&j, "zone_id", in->zone_id);
	json_put_str(&j, "utility", in->utility);
	json_put_str(&j, "from_on", in->from_on);
	json_put_str(&j, "to_on", in->to_on);
	json_put_str(&j, "bill_on", in->bill_on);
	json_put_str(&j, "due_on", in->due_on);
	json_end(&j);
	return b.data;
}

/* ---- making and changing ---- */

static enum err
taken(struct cx *cx, enum err e)
{
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a cycle of this zone, utility and dates already."
		    " Nothing was changed.");
	return e;
}

enum err
create_cycle(struct cx *cx, void *arg)
{
	struct cycling *in = arg;

	TRY(complete(cx, in));
	in->id = new_id(cx->arena);
	TRY(taken(cx, db_exec(cx,
	    "insert into cycle (id, name, zone_id, utility, from_on, to_on, bill_on, due_on, created_at,"
	    " created_by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->name), str(in->zone_id), str(in->utility), str(in->from_on),
	    str(in->to_on), str(in->bill_on), str(in->due_on), instant(cx, business_now()),
	    str(cx->who.name ? cx->who.name : ""))));
	return audit_write(cx, &(struct audit){ .action = "cycle.create", .object_type = "cycle",
	    .object_id = in->id, .after_json = described(cx, in) });
}

/* Something hangs on its dates: a bill, taken back or not, or an exception. */
static enum err
is_used(struct cx *cx, const char *id, bool *used)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select id from bill where cycle_id = ? limit 1 lock in share mode",
	    str(id)));
	*used = row != NULL;
	if (row)
		return OK;
	TRY(db_maybe(cx, &row,
	    "select id from billing_exception where cycle_id = ? limit 1 lock in share mode", str(id)));
	*used = row != NULL;
	return OK;
}

static bool
moves(const struct cycling *in, const struct row *was)
{
	return (in->zone_id && !row_is(was, "zone_id", in->zone_id)) ||
	    (in->utility && !row_is(was, "utility", in->utility)) ||
	    (in->from_on && !row_is(was, "from_on", in->from_on)) ||
	    (in->to_on && !row_is(was, "to_on", in->to_on));
}

static struct cycling
as_it_stands(const struct row *was)
{
	return (struct cycling){ .id = row_str(was, "id"), .name = row_str(was, "name"),
		.zone_id = row_str(was, "zone_id"), .utility = row_str(was, "utility"),
		.from_on = row_str(was, "from_on"), .to_on = row_str(was, "to_on"),
		.bill_on = row_str(was, "bill_on"), .due_on = row_str(was, "due_on") };
}

static enum err
lock_cycle(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, name, zone_id, utility, from_on, to_on, bill_on, due_on, state, version from cycle"
	    " where id = ? for update", str(id)));
	return *out ? OK : fail(cx, E_NOT_FOUND, "There is no such cycle.");
}

enum err
change_cycle(struct cx *cx, void *arg)
{
	struct cycling *in = arg, now;
	const struct row *was;
	bool used;

	TRY(lock_cycle(cx, in->id, &was));
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	if (row_is(was, "state", "generating") || row_is(was, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is %s. Nothing was changed.", row_str(was, "state"));
	if (moves(in, was)) {
		TRY(is_used(cx, in->id, &used));
		if (used)
			return fail(cx, E_CONFLICT, "There are bills or exceptions in this cycle: its zone,"
			    " utility and dates stay. Nothing was changed.");
	}
	now = as_it_stands(was);
	now.name = in->name ? in->name : now.name;
	now.zone_id = in->zone_id ? in->zone_id : now.zone_id;
	now.utility = in->utility ? in->utility : now.utility;
	now.from_on = in->from_on ? in->from_on : now.from_on;
	now.to_on = in->to_on ? in->to_on : now.to_on;
	now.bill_on = in->bill_on ? in->bill_on : now.bill_on;
	now.due_on = in->due_on ? in->due_on : now.due_on;
	TRY(complete(cx, &now));
	TRY(taken(cx, db_exec_one(cx,
	    "update cycle set name = ?, zone_id = ?, utility = ?, from_on = ?, to_on = ?, bill_on = ?,"
	    " due_on = ?, version = version + 1 where id = ?",
	    str(now.name), str(now.zone_id), str(now.utility), str(now.from_on), str(now.to_on),
	    str(now.bill_on), str(now.due_on), str(in->id))));
	{
		struct cycling before = as_it_stands(was);

		return audit_write(cx, &(struct audit){ .action = "cycle.change", .object_type = "cycle",
		    .object_id = in->id, .before_json = described(cx, &before),
		    .after_json = described(cx, &now) });
	}
}

/* ---- closed and open ---- */

static enum err
note_state(struct cx *cx, const char *action, const struct cycle_state *in, const struct row *was,
    const char *state)
{
	return audit_write(cx, &(struct audit){ .action = action, .object_type = "cycle",
	    .object_id = in->id, .reason = in->reason,
	    .before_json = fmt(cx->arena, "{\"state\":\"%s\"}", row_str(was, "state")),
	    .after_json = fmt(cx->arena, "{\"state\":\"%s\"}", state) });
}

enum err
close_cycle(struct cx *cx, void *arg)
{
	const struct cycle_state *in = arg;
	const struct row *was, *open;

	TRY(lock_cycle(cx, in->id, &was));
	if (row_is(was, "state", "generating"))
		return fail(cx, E_CONFLICT, "A run is under way in this cycle. Nothing was changed;"
		    " wait for its end, or cancel it.");
	if (row_is(was, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is closed already.");
	TRY(db_maybe(cx, &open,
	    "select id from billing_exception where cycle_id = ? and is_blocking"
	    " and state in ('open', 'escalated') limit 1 lock in share mode", str(in->id)));
	if (open && !in->reason) {
		fault_add(cx, "/reason", "required", "Accounts are held by exceptions in this cycle: say why it"
		    " is closed all the same.");
		return faults_check(cx);
	}
	TRY(db_exec_one(cx,
	    "update cycle set state = 'closed', closed_at = ?, closed_by_name = ?, version = version + 1"
	    " where id = ?",
	    instant(cx, business_now()), str(cx->who.name ? cx->who.name : ""), str(in->id)));
	return note_state(cx, "cycle.close", in, was, "closed");
}

enum err
reopen_cycle(struct cx *cx, void *arg)
{
	const struct cycle_state *in = arg;
	const struct row *was, *run;
	const char *state;

	TRY(lock_cycle(cx, in->id, &was));
	if (!row_is(was, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is %s, not closed.", row_str(was, "state"));
	TRY(db_maybe(cx, &run,
	    "select id from generation where cycle_id = ? and state = 'done' and account_id is null limit 1"
	    " lock in share mode", str(in->id)));
	state = run ? "generated" : "open";
	TRY(db_exec_one(cx,
	    "update cycle set state = ?, closed_at = null, closed_by_name = null, version = version + 1"
	    " where id = ?", str(state), str(in->id)));
	return note_state(cx, "cycle.reopen", in, was, state);
}
