#include "generation.h"
#include "generation_part.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "notifications.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

/* ---- who is chosen ---- */

static const char *
list_json(struct cx *cx, const char *const *texts, size_t n)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		json_str(&j, texts[i]);
	json_end_list(&j);
	return b.data;
}

/* Accounts of the zone with a service of the utility, by id. */
#define CHOSEN \
	" from cycle k join account a on a.zone_id = k.zone_id" \
	" join service s on s.account_id = a.id and s.utility = k.utility where k.id = ?" \
	" and (? is null or json_contains(?, json_quote(s.class)))" \
	" and (? is null or json_contains(?, json_quote(coalesce(a.segment, ''))))"

struct dividing { struct starting_generation *in; int64_t each, seen; };

static enum err
divide(struct cx *cx, const struct row *row, void *arg)
{
	struct dividing *d = arg;
	struct generation_range *r = &d->in->ranges[d->seen / d->each];

	(void)cx;
	if (r->accounts == 0)		/* behind the last of the one before */
		memcpy(r->after, d->seen > 0 ? r[-1].last : "00000000-0000-0000-0000-000000000000", 37);
	memcpy(r->last, row_str(row, "id"), 37);
	r->accounts++;
	d->seen++;
	return OK;
}

enum err
prepare_generation(struct cx *cx, struct starting_generation *in)
{
	struct dividing d = { .in = in };
	int64_t parts = setting_i64(cx, SETTING_GENERATION_PARTS);
	const struct row *row;

	in->due_days = setting_i64(cx, SETTING_BILL_DUE_DAYS);
	in->classes_json = in->class_count > 0 ? list_json(cx, in->classes, in->class_count) : NULL;
	in->segments_json =
	    in->segment_count > 0 ? list_json(cx, in->segments, in->segment_count) : NULL;
	TRY(db_one(cx, &row, "select count(distinct a.id) n" CHOSEN, str(in->cycle_id),
	    str(in->classes_json), str(in->classes_json), str(in->segments_json),
	    str(in->segments_json)));
	in->accounts = row_i64(row, "n");
	/* few accounts are not worth many parts */
	if (parts > (in->accounts + 499) / 500)
		parts = (in->accounts + 499) / 500;
	if (in->accounts == 0)
		return OK;
	d.each = (in->accounts + parts - 1) / parts;
	TRY(db_each(cx, divide, &d, "select distinct a.id" CHOSEN " order by a.id", str(in->cycle_id),
	    str(in->classes_json), str(in->classes_json), str(in->segments_json),
	    str(in->segments_json)));
	in->accounts = d.seen;
	in->parts = (size_t)((d.seen + d.each - 1) / d.each);
	return OK;
}

/* ---- beginning ---- */

static enum err
begin_parts(struct cx *cx, const struct starting_generation *in)
{
	int64_t number;

	for (size_t i = 0; i < in->parts; i++) {
		const struct generation_range *r = &in->ranges[i];
		const char *job;

		TRY(job_enqueue(cx, BILL_GENERATE_JOB,
		    fmt(cx->arena, "{\"generation_id\":\"%s\",\"part\":%zu}", in->id, i + 1), NULL, 0, &job));
		TRY(db_exec(cx,
		    "insert into generation_part (generation_id, part, job_id, first_account, last_account,"
		    " accounts) values (?, ?, ?, ?, ?, ?)",
		    str(in->id), i64((int64_t)i + 1), str(job), str(r->after), str(r->last),
		    i64(r->accounts)));
	}
	TRY(number_reserve(cx, SERIES_BILL, in->accounts, &number));	/* counters last */
	for (size_t i = 0; i < in->parts; i++) {
		TRY(db_exec_one(cx, "update generation_part set next_number = ?, last_number = ?"
		    " where generation_id = ? and part = ?",
		    i64(number), i64(number + in->ranges[i].accounts - 1), str(in->id),
		    i64((int64_t)i + 1)));
		number += in->ranges[i].accounts;
	}
	return OK;
}

static enum err
run_dates(struct cx *cx, const struct row *cycle, struct starting_generation *in)
{
	if (!in->issued_on)
		in->issued_on = row_str(cycle, "bill_on");
	if (!in->due_on && row_is(cycle, "bill_on", in->issued_on))
		in->due_on = row_str(cycle, "due_on");
	if (!in->due_on) {
		char *on = arena_alloc(cx->arena, 11);

		date_add_days(in->issued_on, (int)in->due_days, on);
		in->due_on = on;
	}
	if (date_days(in->due_on) < date_days(in->issued_on))
		fault_add(cx, "/due_on", "range", "The bills are due before they are issued.");
	if (date_days(in->issued_on) < date_days(row_str(cycle, "from_on")))
		fault_add(cx, "/issued_on", "range", "The bills are issued before the cycle begins.");
	return faults_check(cx);
}

enum err
start_generation(struct cx *cx, void *arg)
{
	struct starting_generation *in = arg;
	const struct row *cycle;
	const char *filter;

	TRY(db_maybe(cx, &cycle,
	    "select name, state, from_on, bill_on, due_on from cycle where id = ? for update",
	    str(in->cycle_id)));
	if (!cycle)
		return fail(cx, E_NOT_FOUND, "There is no such cycle.");
	if (row_is(cycle, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is closed. Nothing was begun; open it again first.");
	if (row_is(cycle, "state", "generating"))
		return fail(cx, E_CONFLICT, "A run is under way in this cycle. Nothing was begun; wait for its"
		    " end, or cancel it.");
	if (in->parts == 0)
		return fail(cx, E_CONFLICT, "No account is chosen: the cycle's zone has none with a service of its"
		    " utility, or none in these classes and segments. Nothing was begun.");
	TRY(run_dates(cx, cycle, in));
	in->id = new_id(cx->arena);
	filter = fmt(cx->arena, "{\"classes\":%s,\"segments\":%s}",
	    in->classes_json ? in->classes_json : "[]", in->segments_json ? in->segments_json : "[]");
	TRY(db_exec(cx,
	    "insert into generation (id, cycle_id, filter_json, parts, accounts, issued_on, due_on,"
	    " started_at, started_by, started_by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->cycle_id), str(filter), i64((int64_t)in->parts), i64(in->accounts),
	    str(in->issued_on), str(in->due_on), instant(cx, business_now()), str(cx->who.id),
	    str(cx->who.name ? cx->who.name : "")));
	TRY(db_exec_one(cx, "update cycle set state = 'generating', version = version + 1 where id = ?",
	    str(in->cycle_id)));
	TRY(audit_write(cx, &(struct audit){ .action = "generation.start", .object_type = "generation",
	    .object_id = in->id, .after_json = fmt(cx->arena,
		"{\"cycle_id\":\"%s\",\"accounts\":%lld,\"parts\":%zu,\"filter\":%s}", in->cycle_id,
		(long long)in->accounts, in->parts, filter) }));
	return begin_parts(cx, in);
}

/* ---- states ---- */

static enum err
lock_run(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, cycle_id, state, accounts from generation where id = ? for update", str(id)));
	return *out ? OK : fail(cx, E_NOT_FOUND, "There is no such run.");
}

static enum err
set_run(struct cx *cx, const char *id, const struct row *was, const char *action, const char *state,
    const char *failure)
{
	bool over = !same_text(state, "running") && !same_text(state, "paused");

	TRY(db_exec_one(cx,
	    "update generation set state = ?, failure = ?, finished_at = ?, version = version + 1"
	    " where id = ?", str(state), str(failure), over ? instant(cx, business_now()) : null(),
	    str(id)));
	return audit_write(cx, &(struct audit){ .action = action, .object_type = "generation",
	    .object_id = id, .reason = failure,
	    .before_json = fmt(cx->arena, "{\"state\":\"%s\"}", row_str(was, "state")),
	    .after_json = fmt(cx->arena, "{\"state\":\"%s\"}", state) });
}

/* Its jobs that are in one of these states get another; a worker at one of them notices at its next
 * batch, whose transaction asks for the run's state first. */
static enum err
turn_jobs(struct cx *cx, const char *id, const char *from, const char *to)
{
	struct rows parts;
	bool over = same_text(to, "cancelled");

	TRY(db_all(cx, &parts,
	    "select part, job_id from generation_part where generation_id = ? and not is_finished"
	    " order by part lock in share mode", str(id)));
	for (size_t i = 0; i < parts.n; i++)
		TRY(db_exec(cx,
		    "update job set state = ?, lease_until = null, failure = null, run_at = ?, finished_at = ?"
		    " where id = ? and find_in_set(state, ?) > 0",
		    str(to), instant(cx, business_now()), over ? instant(cx, business_now()) : null(),
		    str(row_str(&parts.row[i], "job_id")), str(from)));
	return OK;
}

enum err
pause_generation(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *run;

	TRY(lock_run(cx, id, &run));
	if (!row_is(run, "state", "running"))
		return fail(cx, E_CONFLICT, "The run is %s. Nothing was changed.", row_str(run, "state"));
	TRY(turn_jobs(cx, id, "queued,running", "paused"));
	return set_run(cx, id, run, "generation.pause", "paused", NULL);
}

static enum err
take_cycle_back(struct cx *cx, const struct row *run)
{
	const struct row *cycle, *other;

	TRY(db_one(cx, &cycle, "select state from cycle where id = ? for update",
	    str(row_str(run, "cycle_id"))));
	if (row_is(cycle, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is closed. Nothing was changed; open it again first.");
	TRY(db_maybe(cx, &other,
	    "select id from generation where running_cycle = ? and id <> ? limit 1 lock in share mode",
	    str(row_str(run, "cycle_id")), str(row_str(run, "id"))));
	if (other)
		return fail(cx, E_CONFLICT, "Another run is under way in this cycle. Nothing was changed.");
	return db_exec_one(cx, "update cycle set state = 'generating', version = version + 1 where id = ?",
	    str(row_str(run, "cycle_id")));
}

enum err
resume_generation(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *run;

	TRY(lock_run(cx, id, &run));
	if (!row_is(run, "state", "paused") && !row_is(run, "state", "failed"))
		return fail(cx, E_CONFLICT, "The run is %s. Nothing was changed.", row_str(run, "state"));
	if (row_is(run, "state", "failed"))
		TRY(take_cycle_back(cx, run));
	TRY(turn_jobs(cx, id, "paused,failed,cancelled", "queued"));
	return set_run(cx, id, run, "generation.resume", "running", NULL);
}

/* What was reserved and is not used is told. */
static enum err
note_gaps(struct cx *cx, const char *id)
{
	struct rows parts;

	TRY(db_all(cx, &parts,
	    "select part, next_number, last_number from generation_part where generation_id = ?"
	    " and not is_finished order by part for update", str(id)));
	for (size_t i = 0; i < parts.n; i++) {
		const struct row *p = &parts.row[i];

		TRY(db_exec_one(cx, "update generation_part set is_finished = true where generation_id = ?"
		    " and part = ?", str(id), i64(row_i64(p, "part"))));
		if (row_i64(p, "next_number") <= row_i64(p, "last_number"))
			TRY(number_gap(cx, SERIES_BILL, row_i64(p, "next_number"),
			    row_i64(p, "last_number"), "Reserved for a run that was cancelled"));
	}
	return OK;
}

/* The cycle as it was before the run: generated, if another one came to its end. */
static enum err
free_cycle(struct cx *cx, const char *cycle_id)
{
	const struct row *done;

	TRY(db_maybe(cx, &done,
	    "select id from generation where cycle_id = ? and state = 'done' and account_id is null limit 1"
	    " lock in share mode", str(cycle_id)));
	return db_exec(cx, "update cycle set state = ?, version = version + 1 where id = ?"
	    " and state = 'generating'", str(done ? "generated" : "open"), str(cycle_id));
}

enum err
cancel_generation(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *run;
	bool failed;

	TRY(lock_run(cx, id, &run));
	failed = row_is(run, "state", "failed");
	if (!failed && !row_is(run, "state", "running") && !row_is(run, "state", "paused"))
		return fail(cx, E_CONFLICT, "The run is %s. Nothing was changed.", row_str(run, "state"));
	TRY(turn_jobs(cx, id, "queued,running,paused,failed", "cancelled"));
	TRY(note_gaps(cx, id));
	TRY(set_run(cx, id, run, "generation.cancel", "cancelled", NULL));
	return failed ? OK : free_cycle(cx, row_str(run, "cycle_id"));
}

static enum err
fail_run(struct cx *cx, const char *id, const struct row *run, const char *why)
{
	TRY(set_run(cx, id, run, "generation.fail", "failed", why));
	TRY(free_cycle(cx, row_str(run, "cycle_id")));
	return notify(cx, &(struct notice){ .kind = "generation.end", .severity = NOTICE_CRITICAL,
	    .text = fmt(cx->arena, "A run stopped before its end: %s What is billed stays billed.", why),
	    .link = fmt(cx->arena, "/billing/cycles/%s", row_str(run, "cycle_id")),
	    .permission = CAN_GENERATE_BILLS });
}

enum err
fail_generation(struct cx *cx, void *arg)
{
	const struct failing_generation *in = arg;
	const struct row *run, *job;

	TRY(lock_run(cx, in->id, &run));
	TRY(db_maybe(cx, &job, "select state from job where id = ? and attempts = ? lock in share mode",
	    str(in->job->id), i64(in->job->attempts)));
	if (!row_is(run, "state", "running") || !job || !row_is(job, "state", "running"))
		return OK;
	return fail_run(cx, in->id, run, in->why);
}

/* ---- parts that nobody works at any more ---- */

enum { STOPPED_MAX = 20 };

#define STOPPED \
	" from generation_part p join job j on j.id = p.job_id where p.generation_id = ?" \
	" and not p.is_finished and j.state in ('failed', 'cancelled') limit 1"

static enum err
fail_stopped(struct cx *cx, void *arg)
{
	const struct row *run, *part, *job = NULL;
	struct rows parts;

	TRY(lock_run(cx, arg, &run));
	if (!row_is(run, "state", "running"))
		return OK;
	TRY(db_all(cx, &parts, "select part, job_id from generation_part where generation_id = ?"
	    " and not is_finished order by part lock in share mode", str(arg)));
	for (size_t i = 0; i < parts.n && !job; i++) {
		part = &parts.row[i];
		TRY(db_maybe(cx, &job, "select state, failure from job where id = ?"
		    " and state in ('failed', 'cancelled') lock in share mode", str(row_str(part, "job_id"))));
	}
	if (!job)
		return OK;
	return fail_run(cx, arg, run, row_is(job, "state", "cancelled") || row_null(job, "failure")
	    ? "The job of a part was cancelled." : row_str(job, "failure"));
}

enum err
generations_stopped(struct cx *cx)
{
	struct rows runs;

	TRY(db_all(cx, &runs, "select id from generation where running_cycle is not null"
	    " and state = 'running' limit ?", i64(STOPPED_MAX)));
	for (size_t i = 0; i < runs.n; i++) {
		const char *id = row_str(&runs.row[i], "id");
		const struct row *stopped;

		TRY(db_maybe(cx, &stopped, "select p.part" STOPPED, str(id)));
		if (stopped)
			TRY(db_tx(cx, fail_stopped, (void *)(uintptr_t)id));
	}
	return OK;
}

/* ---- the end ---- */

static enum err
tell_end(struct cx *cx, const struct row *run, const char *id)
{
	const struct row *sums, *cycle;
	struct cx aside;
	enum err e;

	TRY(db_one(cx, &sums,
	    "select cast(sum(billed) as signed) billed, cast(sum(excepted) as signed) excepted,"
	    " cast(sum(skipped) as signed) skipped, cast(sum(amount_minor) as signed) amount_minor"
	    " from generation_part where generation_id = ? lock in share mode", str(id)));
	TRY(db_one(cx, &cycle, "select name from cycle where id = ? lock in share mode",
	    str(row_str(run, "cycle_id"))));
	TRY(audit_write(cx, &(struct audit){ .action = "generation.done", .object_type = "generation",
	    .object_id = id, .after_json = fmt(cx->arena,
		"{\"billed\":%lld,\"excepted\":%lld,\"skipped\":%lld,\"amount\":{\"amount\":%lld,\"currency\":\"%s\"}}",
		(long long)row_i64(sums, "billed"), (long long)row_i64(sums, "excepted"),
		(long long)row_i64(sums, "skipped"), (long long)row_i64(sums, "amount_minor"),
		cx->who.currency) }));
	aside = *cx;
	aside.who.id = NULL;		/* whoever began it hears of it too */
	e = notify(&aside, &(struct notice){ .kind = "generation.end",
	    .severity = row_i64(sums, "excepted") > 0 ? NOTICE_WARNING : NOTICE_INFO,
	    .text = fmt(cx->arena, "%s: %lld bills, %lld accounts held by exceptions.",
		row_str(cycle, "name"), (long long)row_i64(sums, "billed"),
		(long long)row_i64(sums, "excepted")),
	    .link = fmt(cx->arena, "/billing/cycles/%s", row_str(run, "cycle_id")),
	    .permission = CAN_GENERATE_BILLS });
	cx->failure = aside.failure;
	return e;
}

/* The part has done all its accounts; the last one ends the run. */
enum err
end_part(struct cx *cx, void *arg)
{
	const struct ending_part *in = arg;
	const struct row *run, *part, *left;

	TRY(lock_run(cx, in->id, &run));
	if (!row_is(run, "state", "running"))
		return fail(cx, E_CONFLICT, "The run is %s.", row_str(run, "state"));
	TRY(db_one(cx, &part, "select is_finished, next_number, last_number from generation_part"
	    " where generation_id = ? and part = ? for update", str(in->id), i64(in->part)));
	TRY(job_finish(cx, in->job, NULL));
	if (row_bool(part, "is_finished"))
		return OK;
	TRY(db_exec_one(cx, "update generation_part set is_finished = true where generation_id = ?"
	    " and part = ?", str(in->id), i64(in->part)));
	TRY(db_maybe(cx, &left,
	    "select part from generation_part where generation_id = ? and not is_finished limit 1"
	    " lock in share mode", str(in->id)));
	if (!left) {
		TRY(db_exec_one(cx, "update generation set state = 'done', finished_at = ?,"
		    " version = version + 1 where id = ?", instant(cx, business_now()), str(in->id)));
		TRY(db_exec(cx, "update cycle set state = 'generated', version = version + 1 where id = ?"
		    " and state = 'generating'", str(row_str(run, "cycle_id"))));
		TRY(tell_end(cx, run, in->id));
	}
	if (row_i64(part, "next_number") <= row_i64(part, "last_number"))
		return number_gap(cx, SERIES_BILL, row_i64(part, "next_number"),
		    row_i64(part, "last_number"), "Reserved for accounts of a run that got no bill");
	return OK;
}
