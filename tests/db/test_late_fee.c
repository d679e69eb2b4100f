/*
 * Late fees: whom and how much, once for each bill and step whatever happens, not after a waiver, not
 * on what a plan covers.
 */
#include "late_fee.h"
#include <string.h>
#include "beside.h"
#include "bill_reverse.h"
#include "billed.h"
#include "charge.h"
#include "clock.h"
#include "damage.h"
#include "made.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static const struct job_kind kinds[] = { { LATE_FEE_JOB, run_late_fees, 50 } };
static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
	(void)billed_tariff(&f);
	f.account_id = billed_account(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* A bill of 77.00 that fell due so many days ago; each is of an account of its own. */
static const char *
due_before(int days)
{
	const char *cycle = billed_cycle(&f, -days - 21);

	f.account_id = billed_account(&f);
	billed_read(&f, cycle, f.account_id, 20000);
	return billed_alone(&f, cycle, f.account_id);
}

/* Here, or by the stack's own worker. */
static void
run(void)
{
	const struct identity who = cx->who;
	const char *id;
	bool ran;

	fixture_must(&f, enqueue_late_fees, &id);
	for (int i = 0; i < 3000; i++) {
		ck_assert_int_eq(jobs_run_one(cx, kinds, COUNT(kinds), &ran), OK);
		cx->who = who;
		ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
		if (fixture_i64(&f, "select count(*) n from job where id = ? and state = 'done'", str(id)))
			return;
		ck_assert_int_eq(fixture_i64(&f,
		    "select count(*) n from job where id = ? and state = 'failed'", str(id)), 0);
	}
	ck_abort_msg("late fees are not done");
}

static int64_t
fees(const char *bill)
{
	return fixture_i64(&f, "select count(*) n from charge where about_id = ?", str(bill));
}

static void
books_agree(void)
{
	int status;
	const char *out = verify(&f, "", cx->who.tenant_code, &status);

	ck_assert_msg(status == 0, "%s", out);
}

START_TEST(each_step_once)
{
	const char *fresh = due_before(5), *late = due_before(6), *later = due_before(36),
		   *latest = due_before(400);
	struct late_fee *would;
	int64_t count, total;
	size_t n;

	ck_assert_int_eq(preview_late_fees(cx, 2, &would, &n, &count, &total), OK);
	ck_assert_int_eq(count, 1 + 2 + 3);
	ck_assert_int_eq(total, 6 * 500);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(would[0].bill_id, latest);
	ck_assert_int_eq(would[0].days, 400);
	ck_assert_str_eq(would[0].consumer_name, "Rosa Delgado");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge"), 0);
	run();
	ck_assert_int_eq(fees(fresh), 0);
	ck_assert_int_eq(fees(late), 1);
	ck_assert_int_eq(fees(later), 2);
	ck_assert_int_eq(fees(latest), 3);
	ck_assert_int_eq(fixture_i64(&f, "select owed_minor n from account_balance where account_id = ?",
	    str(f.account_id)), 7700 + 3 * 500);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from charge h join receivable r on r.id = h.id where h.kind = 'late_fee'"
	    " and h.amount_minor = 500 and h.due_on = ? and r.open_minor = 500",
	    str(day_from_now(&f, 21))), 6);
	run();
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge"), 6);
	ck_assert_int_eq(preview_late_fees(cx, 2, &would, &n, &count, &total), OK);
	ck_assert_int_eq(count, 0);
	fixture_balanced(&f);
	books_agree();
}
END_TEST

START_TEST(a_waived_or_cancelled_one_stays_so)
{
	const char *bill = due_before(6);
	struct ending_charge end = { .reason = "goodwill" };
	const struct row *charge;

	run();
	ck_assert_int_eq(db_one(cx, &charge, "select id from charge where about_id = ?", str(bill)), OK);
	end.charge_id = row_str(charge, "id");
	ck_assert_int_eq(prepare_ending_charge(cx, &end), OK);
	fixture_must(&f, waive_charge, &end);
	run();
	ck_assert_int_eq(fees(bill), 1);
	bill = due_before(7);
	run();
	ck_assert_int_eq(db_one(cx, &charge, "select id from charge where about_id = ?", str(bill)), OK);
	end = (struct ending_charge){ .reason = "our_error", .charge_id = row_str(charge, "id") };
	ck_assert_int_eq(prepare_ending_charge(cx, &end), OK);
	fixture_must(&f, cancel_charge, &end);
	run();
	ck_assert_int_eq(fees(bill), 1);
	books_agree();
}
END_TEST

START_TEST(not_on_little_nor_on_nothing_nor_in_a_plan)
{
	struct reversing back = { .reason = "read_error" };
	const char *planned;

	(void)make_payment(&f, due_before(10), 7601, 0);	/* 0.99 is open */
	(void)make_payment(&f, due_before(11), 7700, 0);
	planned = due_before(12);
	(void)make_plan(&f, &planned, 1, 3);
	back.bill_id = due_before(13);
	ck_assert_int_eq(prepare_reversing(cx, &back), OK);
	fixture_must(&f, reverse_bill, &back);
	run();
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge"), 0);
	books_agree();
}
END_TEST

START_TEST(more_than_a_page)
{
	const char *cycle = billed_cycle(&f, -40);

	for (int i = 0; i < 30; i++) {
		const char *account = billed_account(&f);

		billed_read(&f, cycle, account, 1000 + i);
	}
	(void)billed_together(&f, cycle);
	run();
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge"), 30);
	ck_assert_int_eq(fixture_i64(&f, "select count(distinct number) n from charge"), 30);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'charge.raise'"), 30);
	run();
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge"), 30);
	books_agree();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("late fee");
	TCase *t = tcase_create("late fee");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, each_step_once);
	tcase_add_test(t, a_waived_or_cancelled_one_stays_so);
	tcase_add_test(t, not_on_little_nor_on_nothing_nor_in_a_plan);
	tcase_add_test(t, more_than_a_page);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
