/*
 * shared/jobs: a job is run by one worker at a time, goes on where a killed one stopped, commits its
 * work and its progress together, and ends once.
 */
#include "jobs.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "approvals.h"
#include "beside.h"
#include "clock.h"
#include "fixture.h"
#include "payment.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { BATCHES = 10, RUNS_MAX = 3 };

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *name;		/* a kind that no other worker knows */
static unsigned pause_us;		/* in each batch */
static enum err outcome;		/* of the kinds that only end */

static void
setup(void)
{
	char *x;

	fixture_open(&f);
	name = x = fmt(cx->arena, "t.%s", f.tenant_id);
	x[strlen(x) - 2] = '\0';
	pause_us = 0;
	outcome = OK;
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* ---- kinds to run ---- */

struct batch { struct job *job; int64_t n; };

/* A row of its own for each batch: one done twice breaks the primary key. */
static enum err
one_batch(struct cx *c, void *arg)
{
	const struct batch *b = arg;

	TRY(db_exec(c, "insert into setting (name, value, changed_at) values (?, ?, '2026-01-01')",
	    str(fmt(c->arena, "batch-%d", (int)b->n)), str(c->who.name)));
	TRY(job_progress(c, b->job, b->n + 1, BATCHES, fmt(c->arena, "%d", (int)b->n + 1)));
	return b->n + 1 == BATCHES ? job_finish(c, b->job, "{\"rows\":10}") : OK;
}

static enum err
run_batches(struct cx *c, struct job *job)
{
	struct batch b = { .job = job };

	if (job->position)
		ck_assert(parse_i64(job->position, &b.n));
	for (; b.n < BATCHES; b.n++) {
		(void)usleep(pause_us);
		TRY(db_tx(c, one_batch, &b));
	}
	return OK;
}

static enum err
run_to_outcome(struct cx *c, struct job *job)
{
	(void)job;
	return outcome == OK ? OK : fail(c, outcome, "It ended so.");
}

static enum err
consume_and_finish(struct cx *c, void *arg)
{
	struct job *job = arg;

	TRY(approval_consume(c, c->approval_id, job->kind, job->input_json));
	return job_finish(c, job, NULL);
}

static enum err
run_approved(struct cx *c, struct job *job)
{
	if (outcome != OK)
		return fail(c, outcome, "It ended so.");
	return db_tx(c, consume_and_finish, job);
}

static enum err
run_and_be_killed(struct cx *c, struct job *job)
{
	TRY(run_batches(c, job));
	/* the answer of the last commit came, and nothing after it */
	_exit(0);
}

/* ---- doing ---- */

static bool
run_one(struct cx *c, enum err (*run)(struct cx *, struct job *))
{
	struct job_kind kind = { name, run, RUNS_MAX };
	struct identity who = c->who;
	bool ran = false;

	/* Another worker may look at the row, and leave it, just when this one skips what is locked. */
	for (unsigned turn = 0; turn < 4 && !ran; turn++) {
		(void)usleep(turn * 10000);
		ck_assert_int_eq(jobs_run_one(c, &kind, 1, &ran), OK);
		failure_clear(c);
	}
	if (!ran)
		c->who = who;
	ck_assert_int_eq(db_set_tenant(c, f.tenant_id), OK);
	return ran;
}

struct queueing { const char *id; int64_t run_at; };

static enum err
queue(struct cx *c, void *arg)
{
	struct queueing *q = arg;

	return job_enqueue(c, name, "{}", NULL, q->run_at, &q->id);
}

static const char *
queued(void)
{
	struct queueing q = { .run_at = 0 };

	fixture_must(&f, queue, &q);
	return q.id;
}

static bool
is(const char *id, const char *state)
{
	return fixture_i64(&f, "select count(*) n from job where id = ? and state = ?", str(id),
		   str(state)) == 1;
}

static int64_t
batches(void)
{
	return fixture_i64(&f, "select count(*) n from setting where name like 'batch-%'");
}

static void
let_lease_run_out(const char *id)
{
	ck_assert_int_eq(
	    db_exec(cx, "update job set lease_until = ? where id = ? and state = 'running'",
		instant(cx, real_now() - 1), str(id)),
	    OK);
}

static void
make_due(const char *id)
{
	ck_assert_int_eq(db_exec(cx, "update job set run_at = ? where id = ?",
	    instant(cx, business_now() - 1), str(id)), OK);
}

/* ---- tests ---- */

START_TEST(a_job_runs_in_the_requesters_name_and_tells_its_progress)
{
	const char *id = queued();
	const struct row *r;

	ck_assert(run_one(cx, run_batches));
	ck_assert_int_eq(db_one(cx, &r, "select * from job where id = ?", str(id)), OK);
	ck_assert_str_eq(row_str(r, "state"), "done");
	ck_assert_int_eq(row_i64(r, "done"), BATCHES);
	ck_assert_int_eq(row_i64(r, "total"), BATCHES);
	ck_assert_str_eq(row_str(r, "result_json"), "{\"rows\":10}");
	ck_assert(row_null(r, "lease_until"));
	ck_assert(!row_null(r, "finished_at"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from setting where name like 'batch-%'"
	    " and value = 'Dana Whitfield'"), BATCHES);
	ck_assert(!run_one(cx, run_batches));
}
END_TEST

START_TEST(a_job_waits_for_its_time)
{
	struct queueing q = { .run_at = business_now() + INT64_C(3600000000) };

	fixture_must(&f, queue, &q);
	ck_assert(!run_one(cx, run_batches));
	make_due(q.id);
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(q.id, "done"));
}
END_TEST

static bool
runs_one(struct cx *c, unsigned who, void *arg)
{
	(void)who, (void)arg;
	(void)run_one(c, run_batches);
	return true;
}

START_TEST(a_killed_workers_job_is_taken_up_at_its_position)
{
	const char *id = queued();
	pid_t worker;

	pause_us = 20000;
	worker = begin_beside(&f, runs_one, NULL);
	for (unsigned i = 0; i < 500 && batches() < 3; i++)
		(void)usleep(5000);
	(void)end_beside(worker, true);
	ck_assert_int_ge(batches(), 3);
	ck_assert_int_lt(batches(), BATCHES);
	pause_us = 0;
	ck_assert(!run_one(cx, run_batches));	/* the lease still holds */
	let_lease_run_out(id);
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(id, "done"));
	ck_assert_int_eq(batches(), BATCHES);
	ck_assert_int_eq(fixture_i64(&f, "select attempts n from job where id = ?", str(id)), 2);
}
END_TEST

START_TEST(who_lost_his_lease_commits_nothing_more)
{
	const char *id = queued();
	pid_t slow;

	pause_us = 60000;
	slow = begin_beside(&f, runs_one, NULL);
	for (unsigned i = 0; i < 500 && batches() < 1; i++)
		(void)usleep(2000);
	let_lease_run_out(id);
	pause_us = 0;
	ck_assert(run_one(cx, run_batches));	/* overtakes it */
	ck_assert(end_beside(slow, false));
	ck_assert(is(id, "done"));
	ck_assert_int_eq(batches(), BATCHES);
	ck_assert_int_eq(fixture_i64(&f, "select done n from job where id = ?", str(id)), BATCHES);
}
END_TEST

static bool
is_killed_after_its_work(struct cx *c, unsigned who, void *arg)
{
	(void)who, (void)arg;
	(void)run_one(c, run_and_be_killed);
	return false;
}

START_TEST(work_that_was_committed_is_not_run_again)
{
	const char *id = queued();

	ck_assert_uint_eq(beside(&f, 1, is_killed_after_its_work, NULL), 1);
	ck_assert(is(id, "done"));
	let_lease_run_out(id);
	ck_assert(!run_one(cx, run_batches));
	ck_assert_int_eq(batches(), BATCHES);
}
END_TEST

static enum err
finish_with_a_row(struct cx *c, void *arg)
{
	struct job *job = arg;

	TRY(db_exec(c, "insert into setting (name, value, changed_at) values (?, '', '2026-01-01')",
	    str(job->id)));
	return job_finish(c, job, NULL);
}

static enum err
run_with_a_row(struct cx *c, struct job *job)
{
	return db_tx(c, finish_with_a_row, job);
}

static bool
runs_all(struct cx *c, unsigned who, void *arg)
{
	(void)who, (void)arg;
	while (run_one(c, run_with_a_row))
		continue;
	return true;
}

START_TEST(many_workers_run_each_job_once)
{
	for (unsigned i = 0; i < 24; i++)
		(void)queued();
	ck_assert_uint_eq(beside(&f, 6, runs_all, NULL), 6);
	(void)runs_all(cx, 0, NULL);	/* what one skipped while another held it */
	ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from job where state = 'done' and attempts = 1"),
	    24);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from setting s join job j on j.id = s.name"), 24);
}
END_TEST

static enum err
cancel(struct cx *c, void *arg)
{
	return cancel_job(c, arg);
}

START_TEST(a_cancelled_job_does_not_run_and_a_running_one_stops)
{
	const char *waiting = queued(), *running;
	pid_t worker;

	fixture_must(&f, cancel, (void *)(uintptr_t)waiting);
	ck_assert(!run_one(cx, run_batches));
	ck_assert_int_eq(fixture_do(&f, cancel, (void *)(uintptr_t)waiting), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, cancel, new_id(cx->arena)), E_NOT_FOUND);

	running = queued();
	pause_us = 30000;
	worker = begin_beside(&f, runs_one, NULL);
	for (unsigned i = 0; i < 500 && batches() < 2; i++)
		(void)usleep(2000);
	fixture_must(&f, cancel, (void *)(uintptr_t)running);
	ck_assert(end_beside(worker, false));
	ck_assert(is(running, "cancelled"));
	ck_assert_int_lt(batches(), BATCHES);
}
END_TEST

START_TEST(what_may_pass_is_tried_again_and_then_fails)
{
	const char *id = queued();

	outcome = E_STORAGE;
	for (unsigned i = 1; i < RUNS_MAX; i++) {
		ck_assert(run_one(cx, run_to_outcome));
		ck_assert(is(id, "queued"));
		ck_assert(!run_one(cx, run_to_outcome));	/* not yet */
		make_due(id);
	}
	ck_assert(run_one(cx, run_to_outcome));
	ck_assert(is(id, "failed"));
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from job where id = ? and failure = 'It ended so.'",
		str(id)),
	    1);
}
END_TEST

START_TEST(a_job_that_kills_its_workers_fails_in_the_end)
{
	const char *id = queued();

	for (unsigned i = 0; i < RUNS_MAX; i++) {
		pid_t worker;

		pause_us = 10000000;
		worker = begin_beside(&f, runs_one, NULL);
		for (unsigned w = 0; w < 500 &&
		     !fixture_i64(&f,
			 "select count(*) n from job where id = ?"
			 " and attempts = ?",
			 str(id), i64(i + 1));
		     w++)
			(void)usleep(2000);
		(void)end_beside(worker, true);
		let_lease_run_out(id);
	}
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(id, "failed"));
	ck_assert_int_eq(batches(), 0);
}
END_TEST

START_TEST(a_refusal_fails_at_once)
{
	const char *id = queued();

	outcome = E_CONFLICT;
	ck_assert(run_one(cx, run_to_outcome));
	ck_assert(is(id, "failed"));
	ck_assert(!run_one(cx, run_to_outcome));
}
END_TEST

START_TEST(nothing_is_done_for_one_who_was_disabled)
{
	const char *id = queued();

	ck_assert_int_eq(
	    db_exec(cx, "update user set is_active = false where id = ?", str(f.user_id)), OK);
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(id, "failed"));
	ck_assert_int_eq(batches(), 0);
}
END_TEST

START_TEST(a_suspended_tenants_work_waits)
{
	const char *id = queued();

	ck_assert_int_eq(db_exec(cx, "update store.tenant set state = 'suspended' where id = ?",
			     str(f.tenant_id)),
	    OK);
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(id, "queued"));
	ck_assert_int_eq(fixture_i64(&f, "select attempts n from job where id = ?", str(id)), 0);
	ck_assert(!run_one(cx, run_batches));
	ck_assert_int_eq(
	    db_exec(cx, "update store.tenant set state = 'active' where id = ?", str(f.tenant_id)),
	    OK);
	make_due(id);
	ck_assert(run_one(cx, run_batches));
	ck_assert(is(id, "done"));
}
END_TEST

/* ---- with an approval ---- */

static struct approval_request ask;

static enum err
request(struct cx *c, void *arg)
{
	return approval_request(c, arg);
}

static struct decision
approved(void)
{
	struct decision d = { .version = 1, .reason = "Seen." };

	ask = (struct approval_request){
		.kind = name, .input_json = "{}", .summary = "?", .amount_minor = 1
	};
	fixture_must(&f, request, &ask);
	d.id = ask.id;
	cx->who.id = f.other_user_id;
	fixture_must(&f, approve_request, &d);
	return d;
}

static bool
approval_is(const char *state)
{
	return fixture_i64(&f, "select count(*) n from approval where id = ? and state = ?",
	    str(ask.id), str(state)) == 1;
}

START_TEST(an_approval_is_used_with_its_job)
{
	struct decision d = approved();

	ck_assert(run_one(cx, run_approved));
	ck_assert(is(d.job_id, "done"));
	ck_assert(approval_is("used"));
	ck_assert_str_eq(cx->who.id, f.user_id);
	ck_assert_str_eq(cx->approved_by, f.other_user_id);
}
END_TEST

START_TEST(an_approval_fails_with_its_job)
{
	struct decision d = approved();

	outcome = E_CONFLICT;
	ck_assert(run_one(cx, run_approved));
	ck_assert(is(d.job_id, "failed"));
	ck_assert(approval_is("failed"));
}
END_TEST

/* The real kind: the worker of the stack may be faster than this one. */
START_TEST(an_approved_void_is_carried_out)
{
	struct job_kind kind = { PAYMENT_VOID_JOB, run_payment_void, 3 };
	const char *bill = fixture_bill(&f, f.account_id, 500000);
	struct paying paying = { bill, 500000 };
	struct recording pay = { .account_id = f.account_id,
		.amount_minor = 500000,
		.method = "cash",
		.received_minor = -1,
		.paying = &paying,
		.count = 1 };
	struct voiding v = { .reason = "Entered twice" };
	struct decision d = { .version = 1, .reason = "Seen." };
	bool ran;

	fixture_must(&f, record_payment, &pay);
	v.id = pay.id;
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	ck_assert_ptr_nonnull(v.approval_id);
	d.id = v.approval_id;
	cx->who.id = f.other_user_id;
	fixture_must(&f, approve_request, &d);
	for (unsigned i = 0; i < 100 && !is(d.job_id, "done"); i++) {
		ck_assert_int_eq(jobs_run_one(cx, &kind, 1, &ran), OK);
		ck_assert_int_eq(job_enter_tenant(cx, f.tenant_id), OK);
		(void)usleep(ran ? 0 : 20000);
	}
	ck_assert(is(d.job_id, "done"));
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from payment where id = ? and status = 'cancelled'"
			     " and voided_by = ?",
			     str(pay.id), str(f.user_id)),
	    1);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'payment.void'"
			     " and approved_by = ?",
			     str(f.other_user_id)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select open_minor n from receivable where id = ?", str(bill)), 500000);
	fixture_balanced(&f);
}
END_TEST

/* ---- chores ---- */

static volatile int stop;
static char first[37];
static unsigned calls, others;

/* Fails for one tenant, always. */
static enum err
grumble(struct cx *c)
{
	if (!first[0])
		memcpy(first, c->who.tenant_id, sizeof first);
	others += !same_text(first, c->who.tenant_id);
	stop = others > 0 || ++calls > 3;
	return same_text(first, c->who.tenant_id) ? fail(c, E_CONFLICT, "Not here.") : OK;
}

START_TEST(one_tenants_trouble_keeps_no_other_from_its_chores)
{
	static const struct chore chores[] = { { "grumble", grumble, 1, false } };

	ck_assert_int_eq(jobs_run(NULL, 0, chores, 1, &stop), 0);
	ck_assert_uint_gt(others, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("jobs");
	TCase *t = tcase_create("jobs");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_job_runs_in_the_requesters_name_and_tells_its_progress);
	tcase_add_test(t, a_job_waits_for_its_time);
	tcase_add_test(t, a_killed_workers_job_is_taken_up_at_its_position);
	tcase_add_test(t, who_lost_his_lease_commits_nothing_more);
	tcase_add_test(t, work_that_was_committed_is_not_run_again);
	tcase_add_test(t, many_workers_run_each_job_once);
	tcase_add_test(t, a_cancelled_job_does_not_run_and_a_running_one_stops);
	tcase_add_test(t, what_may_pass_is_tried_again_and_then_fails);
	tcase_add_test(t, a_job_that_kills_its_workers_fails_in_the_end);
	tcase_add_test(t, a_refusal_fails_at_once);
	tcase_add_test(t, nothing_is_done_for_one_who_was_disabled);
	tcase_add_test(t, a_suspended_tenants_work_waits);
	tcase_add_test(t, an_approval_is_used_with_its_job);
	tcase_add_test(t, an_approval_fails_with_its_job);
	tcase_add_test(t, an_approved_void_is_carried_out);
	tcase_add_test(t, one_tenants_trouble_keeps_no_other_from_its_chores);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
