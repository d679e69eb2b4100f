/*
 * Torture: a payment is taken, voided, and voided by approval, a charge waived, a credit note used, a
 * plan made, a bill adjusted, taken back and billed anew, late fees charged, again and again, while the k-th
 * allocation fails, then the k-th database call with 1213 (deadlock) and with 2013 (connection
 * lost), for every k until the operation passes untouched.  Each time the error is clean, and the
 * books hold either all of it or nothing.  Leaks are the sanitizer's to find, at the end; then
 * billport-verify looks at the tenant.  Prints the k reached.
 *
 * Run by `make torture`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "approvals.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "billed.h"
#include "charge.h"
#include "clock.h"
#include "credit_note.h"
#include "fixture.h"
#include "jobs.h"
#include "late_fee.h"
#include "made.h"
#include "payment.h"
#include "plan.h"
#include "settings.h"
#include "seen_facts.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { CENTS = 100, KEPT = 7, CHARGE = 3000, NOTE = 20000, BILL = 400000000, SPARE = 900, PAID = 500,
	K_MAX = 5000 };

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bill;

/* ---- the operations ---- */

static struct recording recording;
static struct paying paying;
static struct voiding voiding;
static struct correction correction;
static const char *job_id, *job_kind, *payment_id;

static enum err
record(void)
{
	paying = (struct paying){ bill, CENTS };
	recording = (struct recording){
		.account_id = f.account_id, .amount_minor = CENTS, .method = "cash",
		.received_minor = 500, .notes = "torture", .paying = &paying, .count = 1,
	};
	return db_tx(cx, record_payment, &recording);
}

/* More than the bill: what is over is kept, and becomes a credit note. */
static enum err
record_and_keep(void)
{
	paying = (struct paying){ bill, CENTS };
	recording = (struct recording){
		.account_id = f.account_id, .amount_minor = CENTS + KEPT, .method = "cash",
		.received_minor = -1, .credit_minor = KEPT, .confirm_duplicate = true,
		.paying = &paying, .count = 1,
	};
	TRY(prepare_recording(cx, &recording));
	return db_tx(cx, record_payment, &recording);
}

static enum err
correct_it(void)
{
	struct correction c = {
		.old = { .id = payment_id, .reason = "Typed a cent less" },
		.new = { .account_id = f.account_id, .amount_minor = CENTS + 1, .method = "cash",
		    .received_minor = -1, .paying = &paying, .count = 1 },
	};

	paying = (struct paying){ bill, CENTS + 1 };
	correction = c;
	TRY(prepare_correction(cx, &correction));
	return db_tx(cx, correct_payment, &correction);
}

static enum err
void_it(void)
{
	voiding = (struct voiding){ .id = payment_id, .reason = "Entered twice" };
	TRY(prepare_voiding(cx, &voiding));
	return db_tx(cx, void_payment, &voiding);
}

/* The worker's way: claim, run in the requester's name, finish. */
static enum err
run_approved(void)
{
	const struct job_kind kind = { job_kind, run_payment_void, 1000000 };
	bool ran = false;
	enum err e = OK;

	/* Another worker may just look at the row when this one skips what is locked. */
	for (unsigned turn = 0; turn < 4 && e == OK && !ran; turn++)
		e = jobs_run_one(cx, &kind, 1, &ran);
	return e;
}

static const char *charge_id, *note_id, *price_id;

static enum err
waive_it(void)
{
	struct ending_charge in = { .charge_id = charge_id, .reason = "goodwill" };

	TRY(prepare_ending_charge(cx, &in));
	return db_tx(cx, waive_charge, &in);
}

static enum err
use_it(void)
{
	struct credit_using in = { .note_id = note_id, .paying = &paying, .count = 1 };

	paying = (struct paying){ bill, 1 };
	TRY(account_of_credit_note(cx, note_id, &in.account_id));
	return db_tx(cx, use_credit_note, &in);
}

static struct planning planning;

static enum err
plan_it(void)
{
	planning = (struct planning){
		.account_id = f.account_id, .receivable_ids = &bill, .count = 1,
		.instalments = 3, .every = "month", .first_due_on = day_from_now(&f, 1),
	};
	return db_tx(cx, create_plan, &planning);
}

static const char *adjustment_id, *spare_bill, *billed_cycle_id, *spare_account, *fee_job;
static bool is_charged;

static enum err
adjust_it(void)
{
	struct adjusting in = { .bill_id = bill, .amount_minor = 1, .reason = "goodwill" };

	TRY(prepare_adjusting(cx, &in));
	return db_tx(cx, adjust_bill, &in);
}

static enum err
undo_it(void)
{
	struct undoing in = { .id = adjustment_id, .reason = "Not so" };

	TRY(prepare_undoing(cx, &in));
	return db_tx(cx, undo_adjustment, &in);
}

static enum err
reverse_it(void)
{
	struct reversing in = { .bill_id = spare_bill, .reason = "read_error" };

	TRY(prepare_reversing(cx, &in));
	return db_tx(cx, reverse_bill, &in);
}

static enum err
rebill_it(void)
{
	struct rebilling in = { .old = { .bill_id = spare_bill, .reason = "read_error" } };
	enum err e;

	TRY(prepare_reversing(cx, &in.old));
	e = db_tx(cx, rebill_bill, &in);
	if (e == OK)
		spare_bill = in.id;
	return e;
}

static enum err
charge_late(void)
{
	const struct job_kind kind = { job_kind, run_late_fees, 1000000 };
	const struct timespec moment = { .tv_nsec = 2000000 };
	bool ran = false;
	enum err e = OK;

	/* as above; the stack's worker looks often */
	for (unsigned turn = 0; turn < 100 && e == OK && !ran; turn++) {
		e = jobs_run_one(cx, &kind, 1, &ran);
		if (!ran)
			(void)nanosleep(&moment, NULL);
	}
	return e;
}

/* ---- before and after ---- */

struct books {
	int64_t open, owed, payments, posted, entries, edges, numbers, audits, used, facts;
	int64_t credit;			/* of the account */
	int64_t made;			/* uses, waivers, plans with their parts, and what audit says */
};

static struct books
look(void)
{
	return (struct books){
		.open = fixture_i64(
		    &f, "select open_minor n from receivable where id = ?", str(bill)),
		.owed = fixture_i64(&f,
		    "select owed_minor n from account_balance where account_id = ?",
		    str(f.account_id)),
		.payments = fixture_i64(&f, "select count(*) n from payment"),
		.posted = fixture_i64(&f, "select count(*) n from payment where status = 'posted'"),
		.entries = fixture_i64(&f, "select count(*) n from journal_entry"),
		.edges = fixture_i64(&f, "select count(*) n from allocation"),
		.numbers = fixture_i64(
		    &f, "select cast(sum(next - first) as signed) n from number_series"),
		.audits = fixture_i64(
		    &f, "select count(*) n from audit where action like 'payment.%'"),
		.used = fixture_i64(&f, "select count(*) n from approval where state = 'used'"),
		.facts = fixture_i64(&f,
		    FACT_SUM("m2", "payments")),
		.credit = fixture_i64(&f,
		    "select credit_minor n from account_balance where account_id = ?",
		    str(f.account_id)),
		.made = fixture_i64(&f,
		    "select (select count(*) from credit_use) + (select count(*) from adjustment)"
		    " + (select count(*) from plan) + (select count(*) from plan_receivable)"
		    " + (select count(*) from instalment) + (select count(*) from audit where action in"
		    " ('charge.waive', 'credit_note.use', 'plan.create', 'bill.adjust',"
		    " 'bill.adjustment_undo', 'bill.reverse', 'bill.rebill'))"
		    " + (select count(*) from bill_line where adjustment_id is not null)"
		    " + (select count(*) from adjustment where undone_on is not null)"
		    " + (select count(*) from bill where status = 'reversed')"
		    " + (select count(*) from late_fee) + (select count(*) from charge where about_id is not null)"
		    " n"),
	};
}

static bool
same(const struct books *a, const struct books *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* Whatever was left of the connection and of the identity: as before the operation. */
static void
mend(const struct identity *who)
{
	arena_fail_at(0);
	db_fail_at(cx->db, 0, 0);
	(void)db_settle(cx);
	failure_clear(cx);
	cx->who = *who;
	cx->approval_id = cx->approved_by = cx->approved_by_name = NULL;
	cx->request_id = "torture";
	ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
}

struct target {
	const char *name;
	void (*prepare)(void);		/* untouched by failures */
	enum err (*op)(void);
	struct books change;		/* what it does to the books */
	bool by_job;			/* the job loop answers OK for what it puts back */
	unsigned long stride;		/* of the allocations that fail, where there are thousands; 0: 1 */
};

/* true: the operation came to its end without meeting the failure.  *out: what it said. */
static bool
attempt(const struct target *t, unsigned long k, unsigned error, enum err *out)
{
	unsigned long allocations = arena_alloc_count(), calls = db_call_count(cx->db);

	if (setjmp(*arena_arm(cx->arena)) != 0) {
		arena_disarm(cx->arena);
		arena_fail_at(0);
		*out = E_INTERNAL;	/* what the loops answer */
		return false;
	}
	if (error)
		db_fail_at(cx->db, k, error);
	else
		arena_fail_at(k);
	*out = t->op();
	arena_fail_at(0);
	db_fail_at(cx->db, 0, 0);
	arena_disarm(cx->arena);
	return error ? db_call_count(cx->db) - calls < k : arena_alloc_count() - allocations < k;
}

static struct books
sum(const struct books *a, const struct books *b)
{
	return (struct books){
		a->open + b->open,
		a->owed + b->owed,
		a->payments + b->payments,
		a->posted + b->posted,
		a->entries + b->entries,
		a->edges + b->edges,
		a->numbers + b->numbers,
		a->audits + b->audits,
		a->used + b->used,
		a->facts + b->facts,
		a->credit + b->credit,
		a->made + b->made,
	};
}

static bool
clean(enum err e, unsigned error, bool by_job)
{
	if (e == OK)
		return error == 1213 || by_job;	/* rerun, or put back into the queue */
	return e == E_STORAGE /* try again: also a deadlock outside a transaction */ ||
	    (error == 0 && e == E_INTERNAL);
}

static unsigned long
torture(const struct target *t, unsigned error)
{
	const struct identity who = cx->who;
	unsigned long k;

	for (k = 1; k < K_MAX; k += error == 0 && t->stride ? t->stride : 1) {
		struct books before, now, all;
		bool untouched;
		enum err e;

		t->prepare();
		before = look();
		all = sum(&before, &t->change);
		untouched = attempt(t, k, error, &e);
		mend(&who);
		now = look();
		fixture_balanced(&f);
		if (untouched) {
			ck_assert_int_eq(e, OK);
			ck_assert(same(&now, &all));
			break;
		}
		ck_assert_msg(clean(e, error, t->by_job), "%s: k %lu, error %u: %d %s", t->name, k,
		    error, (int)e, cx->failure.detail ? cx->failure.detail : "");
		ck_assert_msg(same(&now, &all) || (same(&now, &before) && (e != OK || t->by_job)),
		    "%s: k %lu, error %u: half of it was done", t->name, k, error);
	}
	ck_assert_uint_lt(k, K_MAX);
	return k;
}

/* ---- preparing ---- */

static void
setup(void)
{
	fixture_open(&f);
	bill = fixture_bill(&f, f.account_id, BILL);
	payment_id = job_id = NULL;
	/* no other worker's, no other run's */
	job_kind = fmt(cx->arena, "t.%.34s", f.tenant_id);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static void
nothing(void)
{
}

static bool
is_posted(const char *id)
{
	return id &&
	    fixture_i64(&f, "select count(*) n from payment where id = ? and status = 'posted'",
		str(id)) == 1;
}

static void
a_posted_payment(void)
{
	if (is_posted(payment_id))
		return;
	ck_assert_int_eq(record(), OK);
	payment_id = recording.id;
}

static enum err
approve(struct cx *c, void *decision)
{
	struct decision *d = decision;
	const char *user = c->who.id;
	enum err e;

	c->who.id = f.other_user_id;
	e = approve_request(c, d);
	c->who.id = user;
	return e;
}

/* A void above the limit that was approved: its job, under a kind of our own. */
static void
an_approved_void(void)
{
	struct decision d = { .version = 1, .reason = "Seen." };

	if (is_posted(payment_id)) {	/* it was put back: now again */
		ck_assert_int_eq(
		    db_exec(cx,
			"update job set state = 'queued', run_at = ?, lease_until = null"
			" where id = ?",
			instant(cx, business_now() - 1000000), str(job_id)),
		    OK);
		return;
	}
	ck_assert_int_eq(record(), OK);
	payment_id = recording.id;
	ck_assert_int_eq(db_exec(cx, "insert into setting (name, value, changed_at) values"
	    " ('void_limit', '0', '2026-01-01') on duplicate key update value = '0'"), OK);
	ck_assert_int_eq(db_exec(cx, "call store.settings_changed()"), OK);
	cx->who.settings_version++;
	ck_assert_int_eq(settings_load(cx), OK);
	ck_assert_int_eq(void_it(), OK);
	ck_assert_ptr_nonnull(voiding.approval_id);
	d.id = voiding.approval_id;
	fixture_must(&f, approve, &d);
	job_id = d.job_id;
	ck_assert_int_eq(
	    db_exec(cx, "update job set kind = ? where id = ?", str(job_kind), str(job_id)), OK);
}

/* One that is open, raised anew where the last one was waived. */
static void
an_open_charge(void)
{
	struct raising in = { .account_id = f.account_id, .amount_minor = -1 };

	if (!price_id)
		price_id = make_price(&f, "reconnection", CHARGE);
	if (charge_id && fixture_i64(&f, "select open_minor n from receivable where id = ?",
	    str(charge_id)) > 0)
		return;
	in.price_id = price_id;
	fixture_must(&f, raise_charge, &in);
	charge_id = in.id;
}

static void
a_credit_note(void)
{
	if (note_id)
		return;
	note_id = make_note(&f, make_payment(&f, bill, NOTE, 0), NOTE);
}

static void
no_plan(void)
{
	struct plan_ending end = { .reason = "Made anew", .account_id = f.account_id };

	if (planning.id && fixture_i64(&f, "select count(*) n from plan where id = ?"
	    " and status = 'active'", str(planning.id)) == 1) {
		end.id = planning.id;
		fixture_must(&f, cancel_plan, &end);
	}
	planning.id = NULL;
}

/* An adjustment that is not undone. */
static void
an_adjustment(void)
{
	struct adjusting in = { .bill_id = bill, .amount_minor = 1, .reason = "goodwill" };

	if (adjustment_id && fixture_i64(&f,
	    "select count(*) n from adjustment where id = ? and undone_on is null", str(adjustment_id)) == 1)
		return;
	ck_assert_int_eq(prepare_adjusting(cx, &in), OK);
	fixture_must(&f, adjust_bill, &in);
	adjustment_id = in.id;
}

static void
a_spare_bill(void)
{
	if (spare_bill && fixture_i64(&f, "select open_minor n from receivable where id = ?",
	    str(spare_bill)) > 0)
		return;
	spare_bill = fixture_bill(&f, f.account_id, SPARE);
}

/* Of an account of its own; something was paid on it, and moves on with each new one. */
static void
a_bill_from_reads(void)
{
	if (spare_bill)
		return;
	(void)billed_tariff(&f);
	billed_cycle_id = billed_cycle(&f, 0);
	f.account_id = spare_account = billed_account(&f);
	billed_read(&f, billed_cycle_id, spare_account, 20000);
	bill = spare_bill = billed_alone(&f, billed_cycle_id, spare_account);
	(void)make_payment(&f, spare_bill, PAID, 0);
}

/* A bill that is late and has no fee yet, and a job under a kind of our own. */
static void
a_late_bill(void)
{
	if (!fee_job) {
		fixture_must(&f, enqueue_late_fees, &fee_job);
		ck_assert_int_eq(db_exec(cx, "update job set kind = ? where id = ?", str(job_kind),
		    str(fee_job)), OK);
		(void)billed_tariff(&f);
		billed_cycle_id = billed_cycle(&f, -40);
	}
	is_charged = !spare_bill ||
	    fixture_i64(&f, "select count(*) n from late_fee where receivable_id = ?", str(spare_bill)) > 0;
	if (is_charged) {
		spare_account = billed_account(&f);
		billed_read(&f, billed_cycle_id, spare_account, 20000);
		spare_bill = billed_alone(&f, billed_cycle_id, spare_account);
	}
	ck_assert_int_eq(db_exec(cx,
	    "update job set state = 'queued', run_at = ?, lease_until = null, position = null, done = 0"
	    " where id = ?", instant(cx, business_now() - 1000000), str(fee_job)), OK);
}

static void
run(const struct target *t)
{
	unsigned long a, d, l;

	/* statements are prepared: theirs is another arena */
	for (unsigned i = 0; i < 2; i++) {
		const struct identity who = cx->who;

		t->prepare();
		ck_assert_int_eq(t->op(), OK);
		mend(&who);
	}
	a = torture(t, 0);
	d = torture(t, 1213);
	l = torture(t, 2013);
	(void)printf(
	    "torture %-14s passes untouched at k = %lu allocations, %lu database calls (1213), %lu (2013)\n",
	    t->name, a, d, l);
	(void)fflush(stdout);
}

static void
verified(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *command;

	ck_assert_int_gt(n, 0);
	self[n] = '\0';
	command = fmt(cx->arena,
	    "cd \"$(dirname '%s')/../../bin\" && BILLPORT_DB_USER=bp_verify"
	    " BILLPORT_DB_PASSWORD_FILE=\"$(dirname \"$BILLPORT_DB_PASSWORD_FILE\")/bp_verify\""
	    " ./billport-verify %s > verify.torture 2>&1 || { cat verify.torture; exit 1; }",
	    self, cx->who.tenant_code);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(a_payment_is_taken)
{
	run(&(struct target){ "record", nothing, record,
	    { .open = -CENTS,
		.owed = -CENTS,
		.payments = 1,
		.posted = 1,
		.entries = 1,
		.edges = 1,
		.numbers = 3,
		.audits = 1,
		.facts = CENTS },
	    false });
	verified();
}
END_TEST

START_TEST(what_is_over_is_kept)
{
	run(&(struct target){ "overpaid", nothing, record_and_keep, {
		.open = -CENTS, .owed = -CENTS, .payments = 1, .posted = 1, .entries = 1,
		.edges = 1, .numbers = 4, .audits = 1, .facts = CENTS + KEPT,
		.credit = KEPT }, false });
	verified();
}
END_TEST

START_TEST(a_charge_is_waived)
{
	run(&(struct target){ "waive", an_open_charge, waive_it, {
		.owed = -CHARGE, .entries = 1, .edges = 1, .made = 2 }, false });
	verified();
}
END_TEST

START_TEST(a_bill_is_adjusted)
{
	run(&(struct target){ "adjust", nothing, adjust_it, {
		.open = -1, .owed = -1, .entries = 1, .edges = 1, .made = 3 }, false });
	verified();
}
END_TEST

START_TEST(an_adjustment_is_undone)
{
	run(&(struct target){ "undo", an_adjustment, undo_it, {
		.open = 1, .owed = 1, .entries = 1, .edges = 1, .made = 3 }, false });
	verified();
}
END_TEST

START_TEST(a_bill_is_taken_back)
{
	run(&(struct target){ "reverse", a_spare_bill, reverse_it, {
		.owed = -SPARE, .entries = 1, .made = 2 }, false });
	verified();
}
END_TEST

START_TEST(an_account_is_billed_anew)
{
	run(&(struct target){ "rebill", a_bill_from_reads, rebill_it, {
		.entries = 3, .edges = 2, .numbers = 1, .made = 3 }, false });
	verified();
}
END_TEST

START_TEST(late_fees_are_charged)
{
	run(&(struct target){ "late fee", a_late_bill, charge_late, {
		.entries = 1, .numbers = 1, .made = 2 }, true, 11 });
	verified();
}
END_TEST

START_TEST(a_credit_note_is_used)
{
	run(&(struct target){ "use of credit", a_credit_note, use_it, {
		.open = -1, .owed = -1, .entries = 1, .edges = 1, .credit = -1, .made = 2 }, false });
	verified();
}
END_TEST

/* A plan, its receivable, three instalments and the audit row. */
START_TEST(a_plan_is_made)
{
	run(&(struct target){ "plan", no_plan, plan_it, { .numbers = 1, .made = 6 }, false });
	verified();
}
END_TEST

/* Two entries more, two edges more (one of them turns back), one payment for another. */
START_TEST(a_payment_is_corrected)
{
	run(&(struct target){ "correct", a_posted_payment, correct_it, {
		.open = -1, .owed = -1, .payments = 1, .entries = 2, .edges = 2, .numbers = 3,
		.audits = 2, .facts = 1 }, false });
	verified();
}
END_TEST

START_TEST(a_payment_is_voided)
{
	run(&(struct target){ "void", a_posted_payment, void_it, {
		.open = CENTS, .owed = CENTS, .posted = -1, .entries = 1, .edges = 1, .audits = 1,
		.facts = -CENTS }, false });
	verified();
}
END_TEST

START_TEST(a_payment_is_voided_by_approval)
{
	run(&(struct target){ "approved void", an_approved_void, run_approved,
	    { .open = CENTS,
		.owed = CENTS,
		.posted = -1,
		.entries = 1,
		.edges = 1,
		.audits = 1,
		.used = 1,
		.facts = -CENTS },
	    true });
	verified();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("torture");
	TCase *t = tcase_create("torture");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 1800);
	tcase_add_test(t, a_payment_is_taken);
	tcase_add_test(t, what_is_over_is_kept);
	tcase_add_test(t, a_charge_is_waived);
	tcase_add_test(t, a_bill_is_adjusted);
	tcase_add_test(t, an_adjustment_is_undone);
	tcase_add_test(t, a_bill_is_taken_back);
	tcase_add_test(t, an_account_is_billed_anew);
	tcase_add_test(t, late_fees_are_charged);
	tcase_add_test(t, a_credit_note_is_used);
	tcase_add_test(t, a_plan_is_made);
	tcase_add_test(t, a_payment_is_corrected);
	tcase_add_test(t, a_payment_is_voided);
	tcase_add_test(t, a_payment_is_voided_by_approval);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
