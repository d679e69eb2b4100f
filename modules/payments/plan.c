#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "money.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

enum { FIRST_DUE_WITHIN = 366 };	/* days */

int64_t
laid_on(int64_t paid_minor, int64_t before_minor, int64_t amount_minor)
{
	int64_t here = paid_minor - before_minor;

	return here <= 0 ? 0 : here < amount_minor ? here : amount_minor;
}

/* ---- paying ---- */

static enum err
lock_plan(struct cx *cx, const char *id, const char *account_id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, number, status, total_minor, version from plan"
	    " where id = ? and account_id = ? for update", str(id), str(account_id)));
	return *out ? OK : fail(cx, E_NOT_FOUND, "There is no such plan on this account.");
}

/* Receivables of the plan by id, locked; *left what is open of them within the plan. */
static enum err
lock_held(struct cx *cx, const char *plan_id, struct rows *out, int64_t *left)
{
	*left = 0;
	TRY(db_all(cx, out,
	    "select r.id, r.due_on, cast(least(r.open_minor, pr.open_minor) as signed) open_minor"
	    " from plan_receivable pr join receivable r on r.id = pr.receivable_id"
	    " where pr.plan_id = ? order by r.id for update", str(plan_id)));
	for (size_t i = 0; i < out->n; i++)
		*left += row_i64(&out->row[i], "open_minor");
	return OK;
}

static int
by_due(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = strcmp(row_str(x, "due_on"), row_str(y, "due_on"));

	return order ? order : strcmp(row_str(x, "id"), row_str(y, "id"));
}

/* So much over the receivables, oldest due first. */
static void
spread(struct cx *cx, const struct rows *held, int64_t amount_minor, struct paying **paying,
    size_t *count)
{
	const struct row **oldest = arena_array(cx->arena, const struct row *, held->n + 1);

	*paying = arena_array(cx->arena, struct paying, held->n + 1);
	*count = 0;
	for (size_t i = 0; i < held->n; i++)
		oldest[i] = &held->row[i];
	qsort(oldest, held->n, sizeof(*oldest), by_due);
	for (size_t i = 0; i < held->n && amount_minor > 0; i++) {
		int64_t open = row_i64(oldest[i], "open_minor");
		int64_t part = open < amount_minor ? open : amount_minor;

		if (part == 0)
			continue;
		(*paying)[(*count)++] = (struct paying){ row_str(oldest[i], "id"), part };
		amount_minor -= part;
	}
}

/* Each named instalment is the next one that is not paid, and whole unless it is the last named. */
static void
check_instalments(struct cx *cx, const struct rows *schedule, int64_t paid_minor,
    const struct instalment *in, size_t n)
{
	int64_t before = 0;
	size_t next = 0;

	for (size_t i = 0; i < schedule->n; i++) {
		int64_t amount = row_i64(&schedule->row[i], "amount_minor");
		int64_t left = amount - laid_on(paid_minor, before, amount);

		before += amount;
		if (left == 0 || next == n)
			continue;
		if (in[next].number != row_i64(&schedule->row[i], "number"))
			fault_add(cx, fmt(cx->arena, "/instalments/%zu/number", next), "order",
			    "Instalments are paid in order: the next one is number %lld.",
			    (long long)row_i64(&schedule->row[i], "number"));
		else if (in[next].amount_minor > left)
			fault_add(cx, fmt(cx->arena, "/instalments/%zu/amount", next), "over_open",
			    "Only %s of this instalment is unpaid.", money_words(cx, left));
		else if (in[next].amount_minor < left && next + 1 < n)
			fault_add(cx, fmt(cx->arena, "/instalments/%zu/amount", next), "order",
			    "An instalment is paid whole before the next one is begun: %s of it"
			    " is unpaid.", money_words(cx, left));
		next++;
	}
	if (next < n)
		fault_add(cx, fmt(cx->arena, "/instalments/%zu/number", next), "not_found",
		    "The plan has no such unpaid instalment.");
}

enum err
plan_pay(struct cx *cx, const char *account_id, const char *plan_id, const struct instalment *in,
    size_t n, struct paying **paying, size_t *count)
{
	const struct row *plan;
	struct rows held, schedule;
	int64_t left, amount = 0;
	enum err e;

	e = lock_plan(cx, plan_id, account_id, &plan);
	if (e == E_NOT_FOUND) {
		failure_clear(cx);
		fault_add(cx, "/plan_id", "not_found", "This account has no such plan.");
		return faults_check(cx);
	}
	TRY(e);
	if (!row_is(plan, "status", "active"))
		return fail(cx, E_CONFLICT, "Plan %s is already %s; nothing was taken.",
		    row_str(plan, "number"), row_str(plan, "status"));
	TRY(lock_held(cx, plan_id, &held, &left));
	TRY(db_all(cx, &schedule,
	    "select number, amount_minor from instalment where plan_id = ? order by number"
	    " lock in share mode", str(plan_id)));
	check_instalments(cx, &schedule, row_i64(plan, "total_minor") - left, in, n);
	TRY(faults_check(cx));
	for (size_t i = 0; i < n; i++)
		amount += in[i].amount_minor;
	spread(cx, &held, amount, paying, count);
	return OK;
}

/* ---- making ---- */

static void
check_text(struct cx *cx, const char *text, const char *pointer)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
}

static enum err
check_planning(struct cx *cx, const struct planning *in)
{
	int64_t most = setting_i64(cx, SETTING_PLAN_INSTALMENTS);
	char today[11];
	int ahead;

	TRY(business_day(cx, business_now(), today));
	ahead = date_days(in->first_due_on) - date_days(today);
	if (ahead < 0 || ahead > FIRST_DUE_WITHIN)
		fault_add(cx, "/first_due_on", "range",
		    "The first instalment is due today (%s) or at most a year from it.", today);
	if (in->instalments < 2 || in->instalments > most ||
	    in->instalments > PLAN_INSTALMENTS_MAX)
		fault_add(cx, "/instalments", "range", "A plan has 2 to %lld instalments.",
		    (long long)most);
	for (size_t i = 0; i < in->count; i++)
		for (size_t k = 0; k < i; k++)
			if (same_text(in->receivable_ids[i], in->receivable_ids[k]))
				fault_add(cx, fmt(cx->arena, "/receivable_ids/%zu", i), "twice",
				    "This bill or charge is named twice.");
	check_text(cx, in->notes, "/notes");
	check_text(cx, in->override_reason, "/override_reason");
	return faults_check(cx);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err
not_in_a_plan(struct cx *cx, const struct receivable *r)
{
	const struct row *plan;

	TRY(db_maybe(cx, &plan,
	    "select p.number from plan_receivable pr join plan p on p.id = pr.plan_id"
	    " where pr.receivable_id = ? and p.status = 'active' for update", str(r->id)));
	return plan ? fail(cx, E_CONFLICT, "%s is in plan %s already; nothing was set up.",
			  r->number, row_str(plan, "number"))
		    : OK;
}

/* The receivables, locked by id and checked. */
static enum err
lock_chosen(struct cx *cx, struct planning *in, struct receivable *chosen)
{
	const char **ids = arena_array(cx->arena, const char *, in->count);

	for (size_t i = 0; i < in->count; i++)
		ids[i] = in->receivable_ids[i];
	qsort(ids, in->count, sizeof(*ids), by_text);
	in->total_minor = 0;
	for (size_t i = 0; i < in->count; i++) {
		enum err e = lock_receivable(cx, ids[i], in->account_id, &chosen[i]);

		if (e == E_NOT_FOUND) {
			failure_clear(cx);
			fault_add(cx, "/receivable_ids", "not_found",
			    "This account has no such bill or charge.");
			return faults_check(cx);
		}
		TRY(e);
		if (!same_text(chosen[i].status, "open"))
			return fail(cx, E_CONFLICT, "%s is already %s; nothing was set up.",
			    chosen[i].number, chosen[i].status);
		TRY(not_in_a_plan(cx, &chosen[i]));
		in->total_minor += chosen[i].open_minor;
	}
	return OK;
}

/* Below the floor only who may, and he says why. */
static enum err
check_floor(struct cx *cx, struct planning *in)
{
	in->floor_minor = setting_i64(cx, SETTING_PLAN_FLOOR);
	in->below_floor = in->total_minor < in->floor_minor;
	if (!in->below_floor || in->dry)
		return OK;
	if (!may(&cx->who.may, CAN_OVERRIDE_PLAN_FLOOR)) {
		fault_add(cx, "/receivable_ids", "floor",
		    "A plan is for at least %s; this is %s. Someone who may set up smaller ones has"
		    " to do it.",
		    money_words(cx, in->floor_minor), money_words(cx, in->total_minor));
		return faults_check(cx);
	}
	if (!in->override_reason)
		fault_add(cx, "/override_reason", "required",
		    "A plan below %s needs a reason.", money_words(cx, in->floor_minor));
	return faults_check(cx);
}

/* Equal parts; what does not divide goes to the first ones, a minor unit each. */
static enum err
schedule(struct cx *cx, struct planning *in)
{
	int64_t part = in->total_minor / in->instalments, over = in->total_minor % in->instalments;

	if (part == 0) {
		fault_add(cx, "/instalments", "range", "%s does not divide into so many parts.",
		    money_words(cx, in->total_minor));
		return faults_check(cx);
	}
	for (int i = 0; i < in->instalments; i++) {
		struct scheduled *s = &in->schedule[i];

		s->amount_minor = part + (i < over);
		if (same_text(in->every, "month"))
			date_add_months(in->first_due_on, i, s->due_on);
		else
			date_add_days(in->first_due_on,
			    i * (same_text(in->every, "week") ? 7 : 14), s->due_on);
	}
	return OK;
}

static enum err
insert_plan(struct cx *cx, const struct planning *in, const struct receivable *chosen)
{
	struct debtor debtor;

	TRY(read_debtor(cx, in->account_id, &debtor));
	TRY(db_exec_one(cx,
	    "insert into plan (id, number, account_id, consumer_id, total_minor, left_minor, next_due_on,"
	    " instalments, every, status, notes, override_reason, created_at, created_by,"
	    " created_by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?)",
	    str(in->id), str(in->number), str(in->account_id), str(debtor.consumer_id),
	    i64(in->total_minor), i64(in->total_minor), str(in->schedule[0].due_on), i64(in->instalments), str(in->every), str(in->notes),
	    str(in->below_floor ? in->override_reason : NULL), instant(cx, business_now()),
	    cx->who.kind == ACTOR_USER ? str(cx->who.id) : null(), str(cx->who.name)));
	for (size_t i = 0; i < in->count; i++)
		TRY(db_exec_one(cx,
		    "insert into plan_receivable (plan_id, receivable_id, open_minor) values (?, ?, ?)",
		    str(in->id), str(chosen[i].id), i64(chosen[i].open_minor)));
	for (int i = 0; i < in->instalments; i++)
		TRY(db_exec_one(cx,
		    "insert into instalment (plan_id, number, due_on, amount_minor)"
		    " values (?, ?, ?, ?)",
		    str(in->id), i64(i + 1), str(in->schedule[i].due_on),
		    i64(in->schedule[i].amount_minor)));
	return OK;
}

static enum err
audit_plan(struct cx *cx, const struct planning *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_money(&j, "total", in->total_minor, cx->who.currency);
	json_put_i64(&j, "instalments", in->instalments);
	json_put_str(&j, "every", in->every);
	json_put_str(&j, "first_due_on", in->first_due_on);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "plan.create", .object_type = "plan", .object_id = in->id,
		.account_id = in->account_id,
		.reason = in->below_floor ? in->override_reason : NULL, .after_json = b.data,
	});
}

enum err
create_plan(struct cx *cx, void *arg)
{
	struct planning *in = arg;
	struct receivable chosen[PLAN_RECEIVABLES_MAX];
	char today[11];
	enum err e;

	TRY(check_planning(cx, in));
	if (!date_in_zone(cx->who.zone, business_now(), today))
		return fail(cx, E_INTERNAL, "The tenant's time zone is not known here.");
	e = lock_account(cx, in->account_id);
	if (e == E_NOT_FOUND) {
		failure_clear(cx);
		fault_add(cx, "/account_id", "not_found", "There is no such account.");
		return faults_check(cx);
	}
	TRY(e);
	TRY(lock_chosen(cx, in, chosen));
	TRY(check_floor(cx, in));
	TRY(schedule(cx, in));
	if (in->dry)
		return OK;
	in->id = new_id(cx->arena);
	TRY(number_next(cx, SERIES_PLAN, today, &in->number));
	TRY(insert_plan(cx, in, chosen));
	return audit_plan(cx, in);
}

/* ---- ending ---- */

enum err
account_of_plan(struct cx *cx, const char *id, const char **account_id)
{
	const struct row *plan;

	TRY(db_maybe(cx, &plan, "select account_id from plan where id = ?", str(id)));
	if (!plan)
		return fail(cx, E_NOT_FOUND, "There is no such plan.");
	*account_id = row_str(plan, "account_id");
	return OK;
}

enum err
cancel_plan(struct cx *cx, void *arg)
{
	struct plan_ending *in = arg;
	const struct row *plan;

	check_text(cx, in->reason, "/reason");
	TRY(faults_check(cx));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_plan(cx, in->id, in->account_id, &plan));
	if (!row_is(plan, "status", "active"))
		return fail(cx, E_CONFLICT, "Plan %s is already %s; nothing was changed.",
		    row_str(plan, "number"), row_str(plan, "status"));
	TRY(db_exec_one(cx,
	    "update plan set status = 'cancelled', next_due_on = null, ended_at = ?, end_reason = ?, version = version + 1"
	    " where id = ?", instant(cx, business_now()), str(in->reason), str(in->id)));
	return audit_write(cx, &(struct audit){
		.action = "plan.cancel", .object_type = "plan", .object_id = in->id,
		.account_id = in->account_id, .reason = in->reason,
		.before_json = "{\"status\":\"active\"}",
		.after_json = "{\"status\":\"cancelled\"}",
	});
}
