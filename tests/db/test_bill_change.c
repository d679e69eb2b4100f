/*
 * What is done to a bill after it is issued: taken back, billed anew, adjusted, and an adjustment
 * taken back; who may do it alone.
 */
#include <string.h>
#include "approvals.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "bill_reverse.h"
#include "billed.h"
#include "clock.h"
#include "damage.h"
#include "made.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static const struct job_kind kinds[] = {
	{ BILL_REVERSE_JOB, run_bill_reverse, 3 }, { BILL_REBILL_JOB, run_bill_rebill, 3 },
	{ BILL_ADJUST_JOB, run_bill_adjust, 3 },
};
static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *cycle;

static void
setup(void)
{
	fixture_open(&f);
	(void)billed_tariff(&f);
	cycle = billed_cycle(&f, 0);
	f.account_id = billed_account(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* 20 kgal: 77.00. */
static const char *
a_bill(void)
{
	billed_read(&f, cycle, f.account_id, 20000);
	return billed_alone(&f, cycle, f.account_id);
}

/* Out of an entry over three. */
static const char *
one_of_many(void)
{
	billed_read(&f, cycle, f.account_id, 20000);
	for (int i = 0; i < 2; i++)
		billed_read(&f, cycle, billed_account(&f), 5000);
	(void)billed_together(&f, cycle);
	return billed_bill(&f, cycle, f.account_id);
}

static void
books_agree(void)
{
	int status;
	const char *out = verify(&f, "", cx->who.tenant_code, &status);

	ck_assert_msg(status == 0, "%s", out);
}

static struct reversing
reversing(const char *id)
{
	struct reversing in = { .bill_id = id, .reason = "read_error", .remarks = "Next door's" };

	failure_clear(cx);
	ck_assert_int_eq(prepare_reversing(cx, &in), OK);
	return in;
}

static struct adjusting
adjusting(const char *id, int64_t amount_minor)
{
	struct adjusting in = { .bill_id = id, .amount_minor = amount_minor, .reason = "goodwill" };

	failure_clear(cx);
	ck_assert_int_eq(prepare_adjusting(cx, &in), OK);
	return in;
}

static int64_t
open_of(const char *id)
{
	return fixture_i64(&f, "select open_minor n from receivable where id = ?", str(id));
}

static int64_t
owed(void)
{
	return fixture_i64(&f, "select owed_minor n from account_balance where account_id = ?",
	    str(f.account_id));
}

static int64_t
on_code(const char *code)
{
	return fixture_i64(&f, "select cast(coalesce(sum(amount_minor), 0) as signed) n from journal_line"
	    " where gl_code = convert(? using ascii)", str(code));
}

static bool
refused(const char *words)
{
	return cx->failure.detail && strstr(cx->failure.detail, words) != NULL;
}

/* ---- taken back ---- */

START_TEST(taken_back_nobody_owes_it)
{
	const char *id = a_bill();
	struct reversing in = reversing(id), again = in;

	ck_assert_int_eq(owed(), 7700);
	fixture_must(&f, reverse_bill, &in);
	ck_assert_ptr_null(in.approval_id);
	ck_assert_int_eq(in.amount_minor, 7700);
	ck_assert_int_eq(owed(), 0);
	ck_assert_int_eq(on_code("4010"), 0);
	ck_assert_int_eq(on_code("1200"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill b join receivable r on r.id = b.id"
	    " where b.id = ? and b.status = 'reversed' and r.status = 'cancelled'"
	    " and b.reverse_reason = 'Wrong read: Next door''s' and b.reversed_by_name = 'Dana Whitfield'",
	    str(id)), 1);
	ck_assert_int_eq(fixture_do(&f, reverse_bill, &again), E_CONFLICT);
	ck_assert(refused("is reversed"));
	books_agree();
	/* and another one may follow */
	(void)billed_alone(&f, cycle, f.account_id);
	ck_assert_int_eq(owed(), 7700);
	books_agree();
}
END_TEST

START_TEST(one_of_many_is_taken_back_alone)
{
	const char *id = one_of_many();
	struct reversing in = reversing(id);

	/* 77.00 and two of 10.00 + 10.00 + 2.00 */
	ck_assert_int_eq(on_code("1200"), 7700 + 2 * 2200);
	ck_assert_int_eq(on_code("4010"), -3000);
	books_agree();
	fixture_must(&f, reverse_bill, &in);
	ck_assert_int_eq(on_code("1200"), 2 * 2200);
	ck_assert_int_eq(on_code("4010"), -2000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from journal_line where entry_id = ? and account_id = ?"
	    " and receivable_id = ?", str(in.entry_id), str(f.account_id), str(id)), 4);
	books_agree();
}
END_TEST

START_TEST(what_was_paid_or_adjusted_stays)
{
	const char *id = a_bill();
	struct reversing in;
	struct adjusting adjusted;

	(void)make_payment(&f, id, 700, 0);
	in = reversing(id);
	ck_assert_int_eq(fixture_do(&f, reverse_bill, &in), E_CONFLICT);
	ck_assert(refused("7.00 USD was paid on bill"));
	f.account_id = billed_account(&f);
	id = one_of_many();
	adjusted = adjusting(id, 100);
	fixture_must(&f, adjust_bill, &adjusted);
	in = reversing(id);
	ck_assert_int_eq(fixture_do(&f, reverse_bill, &in), E_CONFLICT);
	ck_assert(refused("was adjusted by 1.00 USD"));
	ck_assert(refused("Undo the adjustment first"));
	books_agree();
}
END_TEST

START_TEST(a_reason_of_the_list)
{
	struct reversing in = { .bill_id = a_bill(), .reason = "nonsense",
		.remarks = "card 4111 1111 1111 1111" };

	ck_assert_int_eq(prepare_reversing(cx, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "choice"));
	ck_assert(fixture_fault(&f, "/remarks", "card_number"));
	failure_clear(cx);
	in.bill_id = f.account_id;
	ck_assert_int_eq(prepare_reversing(cx, &in), E_NOT_FOUND);
}
END_TEST

static void
approve(const char *id)
{
	const struct identity who = cx->who;
	struct decision d = { .id = id, .reason = "Seen", .version = 1 };

	cx->who.id = f.other_user_id;
	cx->who.name = "Sam Okafor";
	fixture_must(&f, approve_request, &d);
	cx->who = who;
	run_what_waits(&f, kinds, COUNT(kinds));
}

START_TEST(above_a_limit_another_decides)
{
	const char *id = a_bill();
	struct reversing in = reversing(id), again;
	struct adjusting adjust = adjusting(id, 500);

	adjust.alone_minor = 499;
	fixture_must(&f, adjust_bill, &adjust);
	ck_assert_ptr_nonnull(adjust.approval_id);
	ck_assert_int_eq(open_of(id), 7700);
	in.alone_minor = 7699;
	ck_assert_int_eq(fixture_do(&f, reverse_bill, &in), E_CONFLICT);
	ck_assert(refused("waits for approval already"));
	approve(adjust.approval_id);
	ck_assert_int_eq(open_of(id), 7200);
	books_agree();

	id = billed_bill(&f, cycle, f.account_id);
	ck_assert_int_eq(fixture_i64(&f, "select adjusted_minor n from bill where id = ?", str(id)), 500);
	cycle = billed_cycle(&f, -60);
	id = a_bill();
	again = reversing(id);
	again.alone_minor = 7699;
	fixture_must(&f, reverse_bill, &again);
	ck_assert_ptr_nonnull(again.approval_id);
	ck_assert_int_eq(open_of(id), 7700);
	approve(again.approval_id);
	ck_assert_int_eq(open_of(id), 0);
	books_agree();
}
END_TEST

START_TEST(a_limit_is_not_met_by_halves)
{
	const char *id = a_bill();
	struct adjusting first = adjusting(id, 300), second = adjusting(id, 300);

	first.alone_minor = second.alone_minor = 500;
	fixture_must(&f, adjust_bill, &first);
	ck_assert_ptr_null(first.approval_id);
	fixture_must(&f, adjust_bill, &second);
	ck_assert_ptr_nonnull(second.approval_id);
	ck_assert_int_eq(open_of(id), 7400);
	approve(second.approval_id);
	ck_assert_int_eq(open_of(id), 7100);
	books_agree();
}
END_TEST

/* ---- anew ---- */

static struct rebilling
rebilling(const char *id)
{
	return (struct rebilling){ .old = reversing(id) };
}

/* The read was of another: 10 kgal less. */
static void
correct_read(int64_t use_milli)
{
	ck_assert_int_eq(db_exec(cx,
	    "update meter_read set state = 'dropped' where account_id = ?", str(f.account_id)), OK);
	billed_read(&f, cycle, f.account_id, use_milli);
}

START_TEST(anew_with_what_was_paid)
{
	const char *id = a_bill();
	struct rebilling in;

	(void)make_payment(&f, id, 1500, 0);
	(void)make_payment(&f, id, 500, 0);
	correct_read(10000);
	in = rebilling(id);
	fixture_must(&f, rebill_bill, &in);
	/* 10.00 + 20.00 + 3.00 */
	ck_assert_int_eq(in.amount_minor, 3300);
	ck_assert_int_eq(in.moved_minor, 2000);
	ck_assert_int_eq(in.open_minor, 1300);
	ck_assert_int_eq(open_of(in.id), 1300);
	ck_assert_int_eq(owed(), 1300);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from bill where id = ? and replaces_id = ? and issued_on = ?",
	    str(in.id), str(id), str(day_from_now(&f, 0))), 1);
	fixture_balanced(&f);
	books_agree();
	/* the payments know where they are now */
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from allocation a left join allocation u on u.reverses_id = a.id"
	    " where a.receivable_id = ? and a.reverses_id is null and u.id is null", str(in.id)), 2);
	(void)make_payment(&f, in.id, 1300, 0);
	books_agree();
}
END_TEST

START_TEST(anew_for_less_than_was_paid_is_refused)
{
	const char *id = a_bill();
	struct rebilling in;

	(void)make_payment(&f, id, 7700, 0);
	correct_read(10000);
	in = rebilling(id);
	ck_assert_int_eq(fixture_do(&f, rebill_bill, &in), E_CONFLICT);
	ck_assert(refused("77.00 USD was paid on bill"));
	ck_assert(refused("33.00 USD"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where status = 'reversed'"), 0);
	books_agree();
}
END_TEST

START_TEST(anew_out_of_many)
{
	const char *id = one_of_many();
	struct rebilling in;

	(void)make_payment(&f, id, 100, 0);
	in = rebilling(id);
	fixture_must(&f, rebill_bill, &in);
	ck_assert_int_eq(in.amount_minor, 7700);
	ck_assert_int_eq(in.open_minor, 7600);
	books_agree();
}
END_TEST

START_TEST(anew_not_in_a_plan_nor_without_reads)
{
	const char *id = a_bill(), *old = fixture_bill(&f, f.account_id, 1000);
	struct rebilling in = rebilling(old);

	ck_assert_int_eq(fixture_do(&f, rebill_bill, &in), E_CONFLICT);
	ck_assert(refused("was not made from reads"));
	(void)make_plan(&f, &id, 1, 3);
	in = rebilling(id);
	ck_assert_int_eq(fixture_do(&f, rebill_bill, &in), E_CONFLICT);
	ck_assert(refused("End the plan first"));
	books_agree();
}
END_TEST

/* ---- adjusted ---- */

START_TEST(an_amount_is_given_up)
{
	const char *id = one_of_many();
	struct adjusting in = adjusting(id, 1000), more;

	in.line = 2;
	in.remarks = "As agreed";
	fixture_must(&f, adjust_bill, &in);
	ck_assert_int_eq(in.given_minor, 1000);
	ck_assert_int_eq(in.open_minor, 6700);
	ck_assert_int_eq(owed(), 6700);
	ck_assert_int_eq(on_code("5010"), 1000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from bill_line where bill_id = ? and kind = 'adjustment' and line = 5"
	    " and amount_minor = -1000 and adjusts_line = 2 and adjustment_id = ?"
	    " and text = 'Goodwill: As agreed'", str(id), str(in.id)), 1);
	more = adjusting(id, 6701);
	ck_assert_int_eq(fixture_do(&f, adjust_bill, &more), E_CONFLICT);
	ck_assert(refused("67.00 USD is open"));
	more = adjusting(id, 6700);
	fixture_must(&f, adjust_bill, &more);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from receivable where id = ? and status = 'paid'",
	    str(id)), 1);
	more = adjusting(id, 1);
	more.line = 6;			/* itself an adjustment */
	ck_assert_int_eq(fixture_do(&f, adjust_bill, &more), E_INPUT);
	ck_assert(fixture_fault(&f, "/line", "not_found"));
	books_agree();
}
END_TEST

START_TEST(a_leak_is_rated_again)
{
	const char *id = one_of_many();
	struct adjusting in = { .bill_id = id, .use_milli = 12000, .reason = "leak" };

	ck_assert_int_eq(prepare_adjusting(cx, &in), OK);
	/* 8 kgal: 10.00 + 16.00 + 2.60 */
	ck_assert_int_eq(in.leak.would_minor, 2860);
	fixture_must(&f, adjust_bill, &in);
	ck_assert_int_eq(in.given_minor, 7700 - 2860);
	ck_assert_int_eq(open_of(id), 2860);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill_line where adjustment_id = ?",
	    str(in.id)), 3);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from adjustment where id = ? and kind = 'leak' and use_milli = 12000",
	    str(in.id)), 1);
	books_agree();
	in = (struct adjusting){ .bill_id = id, .use_milli = 20001, .reason = "leak" };
	ck_assert_int_eq(prepare_adjusting(cx, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/use_milli", "range"));
	failure_clear(cx);
	in = (struct adjusting){ .bill_id = id, .use_milli = 1, .amount_minor = 1, .reason = "leak" };
	ck_assert_int_eq(prepare_adjusting(cx, &in), E_INPUT);
	failure_clear(cx);
	in = (struct adjusting){ .bill_id = fixture_bill(&f, f.account_id, 100), .use_milli = 1,
		.reason = "leak" };
	ck_assert_int_eq(prepare_adjusting(cx, &in), E_CONFLICT);
	ck_assert(refused("Give an amount instead"));
}
END_TEST

START_TEST(an_adjustment_is_taken_back_once)
{
	const char *id = one_of_many();
	struct adjusting in = adjusting(id, 7700);
	struct undoing undo = { .reason = "Given to the wrong one" }, again;

	fixture_must(&f, adjust_bill, &in);
	undo.id = in.id;
	ck_assert_int_eq(prepare_undoing(cx, &undo), OK);
	again = undo;
	fixture_must(&f, undo_adjustment, &undo);
	ck_assert_int_eq(undo.open_minor, 7700);
	ck_assert_int_eq(open_of(id), 7700);
	ck_assert_int_eq(owed(), 7700);
	ck_assert_int_eq(on_code("5010"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select adjusted_minor n from bill where id = ?", str(id)), 0);
	ck_assert_int_eq(fixture_do(&f, undo_adjustment, &again), E_CONFLICT);
	ck_assert(refused("undone already"));
	books_agree();
	{	/* and the bill can be taken back now */
		struct reversing back = reversing(id);

		fixture_must(&f, reverse_bill, &back);
		books_agree();
	}
}
END_TEST

START_TEST(a_plan_follows)
{
	const char *id = a_bill();
	const char *plan = make_plan(&f, &id, 1, 2);
	struct adjusting in = adjusting(id, 7700);
	struct undoing undo = { .reason = "Not so" };

	fixture_must(&f, adjust_bill, &in);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from plan where id = ? and status = 'completed'",
	    str(plan)), 1);
	undo.id = in.id;
	ck_assert_int_eq(prepare_undoing(cx, &undo), OK);
	fixture_must(&f, undo_adjustment, &undo);
	ck_assert_int_eq(fixture_i64(&f, "select left_minor n from plan where id = ?", str(plan)), 7700);
	books_agree();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bill change");
	TCase *t = tcase_create("bill change");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, taken_back_nobody_owes_it);
	tcase_add_test(t, one_of_many_is_taken_back_alone);
	tcase_add_test(t, what_was_paid_or_adjusted_stays);
	tcase_add_test(t, a_reason_of_the_list);
	tcase_add_test(t, above_a_limit_another_decides);
	tcase_add_test(t, a_limit_is_not_met_by_halves);
	tcase_add_test(t, anew_with_what_was_paid);
	tcase_add_test(t, anew_for_less_than_was_paid_is_refused);
	tcase_add_test(t, anew_out_of_many);
	tcase_add_test(t, anew_not_in_a_plan_nor_without_reads);
	tcase_add_test(t, an_amount_is_given_up);
	tcase_add_test(t, a_leak_is_rated_again);
	tcase_add_test(t, an_adjustment_is_taken_back_once);
	tcase_add_test(t, a_plan_follows);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
