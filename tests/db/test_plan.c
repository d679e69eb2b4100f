/*
 * Payment plans: the schedule worked out, what may be in one, the floor, payments for instalments,
 * completion and its opposite.
 */
#include "plan.h"
#include <stdio.h>
#include <string.h>
#include "beside.h"
#include "clock.h"
#include "credit_note.h"
#include "fixture.h"
#include "made.h"
#include "payment.h"
#include "counter.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bills[2];		/* 100.00 and 50.01 */

static void
setup(void)
{
	fixture_open(&f);
	bills[0] = fixture_bill(&f, f.account_id, 10000);
	bills[1] = fixture_bill(&f, f.account_id, 5001);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct planning
planning(int64_t instalments, const char *every, const char *first_due_on)
{
	return (struct planning){
		.account_id = f.account_id, .receivable_ids = bills, .count = 2,
		.instalments = instalments, .every = every, .first_due_on = first_due_on,
		.override_reason = "Agreed at the counter",
	};
}

static bool
is(const char *plan_id, const char *status)
{
	return fixture_i64(&f, "select count(*) n from plan where id = ? and status = ?",
	    str(plan_id), str(status)) == 1;
}

static int64_t
left_of(const char *plan_id)
{
	return fixture_i64(&f, "select left_minor n from plan where id = ?", str(plan_id));
}

static enum err
pay(const char *plan_id, const struct instalment *parts, size_t n, const char **id)
{
	struct recording in = {
		.account_id = f.account_id, .method = "cash", .received_minor = -1,
		.plan_id = plan_id, .parts = parts, .part_count = n,
	};
	enum err e;

	for (size_t i = 0; i < n; i++)
		in.amount_minor += parts[i].amount_minor;
	e = fixture_do(&f, record_payment, &in);
	if (id)
		*id = in.id;
	return e;
}

START_TEST(equal_parts_the_first_ones_take_the_rest)
{
	struct planning in = planning(4, "fortnight", day_from_now(&f, 3));

	permissions_add(&cx->who.may, CAN_OVERRIDE_PLAN_FLOOR);
	fixture_must(&f, create_plan, &in);
	ck_assert_str_eq(in.number, "PL-00001");
	ck_assert_int_eq(in.total_minor, 15001);
	ck_assert_int_eq(in.schedule[0].amount_minor, 3751);	/* 15001 = 4 × 3750 + 1 */
	ck_assert_int_eq(in.schedule[1].amount_minor, 3750);
	ck_assert_int_eq(in.schedule[3].amount_minor, 3750);
	ck_assert_str_eq(in.schedule[0].due_on, day_from_now(&f, 3));
	ck_assert_str_eq(in.schedule[1].due_on, day_from_now(&f, 17));
	ck_assert_str_eq(in.schedule[3].due_on, day_from_now(&f, 45));
	ck_assert_int_eq(fixture_i64(&f,
	    "select cast(sum(amount_minor) as signed) n from instalment where plan_id = ?",
	    str(in.id)), 15001);
	ck_assert(is(in.id, "active"));
	ck_assert_int_eq(left_of(in.id), 15001);
}
END_TEST

/* The last day of a month stays the last day: 31 January, 28 February, 31 March, 30 April. */
START_TEST(the_end_of_a_month_is_kept)
{
	char year[5] = { 0 }, first[11], want[11];
	struct planning in;

	memcpy(year, day_from_now(&f, 0), 4);
	(void)snprintf(first, sizeof first, "%.4s-01-31", year);
	if (strcmp(first, day_from_now(&f, 0)) < 0)
		date_add_months(first, 12, first);
	in = planning(4, "month", first);
	in.dry = true;
	fixture_must(&f, create_plan, &in);
	ck_assert_str_eq(in.schedule[0].due_on, first);
	ck_assert_int_eq(memcmp(in.schedule[1].due_on + 5, "02-2", 4), 0);
	ck_assert_str_eq(in.schedule[2].due_on + 5, "03-31");
	ck_assert_str_eq(in.schedule[3].due_on + 5, "04-30");
	date_add_days(in.schedule[1].due_on, 1, want);
	ck_assert_str_eq(want + 5, "03-01");
}
END_TEST

/* As everything's: found by bare digits, too, and never of a year to come. */
START_TEST(a_plan_is_numbered_on_the_day_it_is_set_up)
{
	struct planning in = planning(3, "month", day_from_now(&f, 360));

	set_setting(&f, SETTING_PLAN_FLOOR, "0");
	set_setting(&f, SETTING_PLAN_FORMAT, "PL-{yyyy}{mm}-{n:5}");
	fixture_must(&f, create_plan, &in);
	ck_assert_int_eq(memcmp(in.number + 3, day_from_now(&f, 0), 4), 0);
	ck_assert_int_eq(memcmp(in.number + 7, day_from_now(&f, 0) + 5, 2), 0);
}
END_TEST

START_TEST(a_preview_writes_nothing)
{
	struct planning in = planning(3, "month", day_from_now(&f, 0));

	in.dry = true;
	in.override_reason = NULL;
	fixture_must(&f, create_plan, &in);
	ck_assert_int_eq(in.total_minor, 15001);
	ck_assert(in.below_floor);
	ck_assert_int_eq(in.schedule[0].amount_minor, 5001);
	ck_assert_int_eq(in.schedule[2].amount_minor, 5000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from plan"), 0);
	ck_assert_int_eq(fixture_i64(&f,
	    "select next - first n from number_series where series = 'plan'"), 0);
}
END_TEST

START_TEST(below_the_floor_only_who_may_and_he_says_why)
{
	struct planning in = planning(3, "month", day_from_now(&f, 0));

	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/receivable_ids", "floor"));
	permissions_add(&cx->who.may, CAN_OVERRIDE_PLAN_FLOOR);
	in.override_reason = NULL;
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/override_reason", "required"));
	in.override_reason = "Two jobs lost in the family";
	fixture_must(&f, create_plan, &in);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from plan where override_reason like 'Two jobs%'"), 1);
}
END_TEST

START_TEST(at_the_floor_nobody_is_asked)
{
	struct planning in = planning(3, "month", day_from_now(&f, 0));
	const char *large = fixture_bill(&f, f.account_id, 50000);

	in.receivable_ids = &large;
	in.count = 1;
	in.override_reason = NULL;
	fixture_must(&f, create_plan, &in);
	ck_assert(!in.below_floor);
	ck_assert_int_eq(in.schedule[0].amount_minor, 16667);
	ck_assert_int_eq(in.schedule[1].amount_minor, 16667);
	ck_assert_int_eq(in.schedule[2].amount_minor, 16666);
}
END_TEST

START_TEST(what_cannot_be_in_a_plan)
{
	struct planning in = planning(3, "month", day_from_now(&f, 0));
	const char *twice[] = { bills[0], bills[0] };
	const char *other[] = { bills[0], fixture_bill(&f, fixture_account(&f), 100) };
	const char *paid[] = { fixture_bill(&f, f.account_id, 700) };

	permissions_add(&cx->who.may, CAN_OVERRIDE_PLAN_FLOOR);
	in.receivable_ids = twice;
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/receivable_ids/1", "twice"));
	in.receivable_ids = other;
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/receivable_ids", "not_found"));
	(void)make_payment(&f, paid[0], 700, 0);
	in.receivable_ids = paid;
	in.count = 1;
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_CONFLICT);
	in = planning(3, "month", day_from_now(&f, -1));
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/first_due_on", "range"));
	in = planning(25, "month", day_from_now(&f, 0));	/* plan_instalments is 24 */
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments", "range"));
	in = planning(3, "month", day_from_now(&f, 0));
	in.notes = "4111 1111 1111 1111";
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/notes", "card_number"));
	(void)make_plan(&f, bills, 1, 2);
	in = planning(3, "month", day_from_now(&f, 0));
	ck_assert_int_eq(fixture_do(&f, create_plan, &in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "PL-00001"));
}
END_TEST

START_TEST(instalments_pay_the_oldest_first)
{
	const char *plan, *old;
	struct instalment one = { 1, 7501 }, two[] = { { 1, 1 }, { 2, 7500 } };
	const char *id;

	old = bills[1] = make_charge(&f, "visit", 5001);	/* due a week before the bill */
	plan = make_plan(&f, bills, 2, 2);		/* 7501 and 7500 */
	ck_assert_int_eq(pay(plan, &(struct instalment){ 1, 7500 }, 1, NULL), OK);
	ck_assert_int_eq(open_of(&f, old), 0);		/* 5001 */
	ck_assert_int_eq(open_of(&f, bills[0]), 7501);	/* 10000 - 2499 */
	ck_assert_int_eq(left_of(plan), 7501);
	ck_assert_int_eq(pay(plan, &one, 1, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments/0/amount", "over_open"));
	ck_assert_int_eq(pay(plan, &(struct instalment){ 2, 10 }, 1, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments/0/number", "order"));
	ck_assert_int_eq(pay(plan, two, 2, &id), OK);
	ck_assert(is(plan, "completed"));
	ck_assert_int_eq(left_of(plan), 0);
	ck_assert_int_eq(pay(plan, &(struct instalment){ 2, 1 }, 1, NULL), E_CONFLICT);
	fixture_balanced(&f);

	/* Voided: the plan goes on where it was. */
	{
		struct voiding v = { .id = id, .reason = "Entered twice" };

		ck_assert_int_eq(prepare_voiding(cx, &v), OK);
		fixture_must(&f, void_payment, &v);
	}
	ck_assert(is(plan, "active"));
	ck_assert_int_eq(left_of(plan), 7501);
	fixture_balanced(&f);
}
END_TEST

START_TEST(whole_instalments_before_the_next_one)
{
	const char *plan = make_plan(&f, bills, 2, 3);	/* 5001, 5000, 5000 */
	struct instalment parts[] = { { 1, 5000 }, { 2, 5000 } }, none[] = { { 1, 5001 }, { 2, 5000 },
		{ 3, 5000 }, { 4, 1 } };

	ck_assert_int_eq(pay(plan, parts, 2, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments/0/amount", "order"));
	ck_assert_int_eq(pay(plan, none, 4, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments/3/number", "not_found"));
	ck_assert_int_eq(pay(new_id(cx->arena), parts, 1, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/plan_id", "not_found"));
	ck_assert_int_eq(left_of(plan), 15001);
}
END_TEST

START_TEST(whatever_pays_a_bill_pays_the_plan)
{
	const char *plan = make_plan(&f, bills, 2, 3);	/* 5001, 5000, 5000 */
	const char *payment = make_payment(&f, bills[0], 6000, 500);
	const struct row *n;

	ck_assert_int_eq(left_of(plan), 9001);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from plan p join instalment i"
	    " on i.plan_id = p.id and i.due_on = p.next_due_on where p.id = ? and i.number = 2",
	    str(plan)), 1);
	ck_assert_int_eq(db_one(cx, &n, "select id from credit_note where payment_id = ?",
	    str(payment)), OK);
	(void)make_use(&f, row_str(n, "id"), bills[1], 500);
	ck_assert_int_eq(left_of(plan), 8501);
	/* 999 of the second are paid outside; what is left of it is 4001 - 500 */
	ck_assert_int_eq(pay(plan, &(struct instalment){ 2, 3502 }, 1, NULL), E_INPUT);
	ck_assert_int_eq(pay(plan, &(struct instalment){ 2, 3501 }, 1, NULL), OK);
	ck_assert_int_eq(left_of(plan), 5000);
	fixture_balanced(&f);
}
END_TEST

START_TEST(a_cancelled_plan_is_no_plan)
{
	struct plan_ending end = { .reason = "Paid otherwise", .account_id = f.account_id };

	end.id = make_plan(&f, bills, 2, 3);
	fixture_must(&f, cancel_plan, &end);
	ck_assert(is(end.id, "cancelled"));
	ck_assert_int_eq(fixture_do(&f, cancel_plan, &end), E_CONFLICT);
	ck_assert_int_eq(pay(end.id, &(struct instalment){ 1, 1 }, 1, NULL), E_CONFLICT);
	(void)make_payment(&f, bills[0], 10000, 0);
	ck_assert_int_eq(left_of(end.id), 15001);	/* as it was when it ended */
	(void)make_plan(&f, bills + 1, 1, 2);		/* free for another */
}
END_TEST

static bool
plan_it(struct cx *c, unsigned who, void *arg)
{
	struct planning in = planning(3, "week", day_from_now(&f, 0));

	(void)who;
	(void)arg;
	permissions_add(&c->who.may, CAN_OVERRIDE_PLAN_FLOOR);
	return db_tx(c, create_plan, &in) == OK;
}

START_TEST(of_many_at_once_one_plan)
{
	ck_assert_uint_eq(beside(&f, 8, plan_it, NULL), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from plan"), 1);
	ck_assert_int_eq(fixture_i64(&f,
	    "select next - first n from number_series where series = 'plan'"), 1);
}
END_TEST

START_TEST(laid_on_instalments_in_order)
{
	ck_assert_int_eq(laid_on(0, 0, 10), 0);
	ck_assert_int_eq(laid_on(4, 0, 10), 4);
	ck_assert_int_eq(laid_on(10, 0, 10), 10);
	ck_assert_int_eq(laid_on(14, 10, 10), 4);
	ck_assert_int_eq(laid_on(30, 10, 10), 10);
	ck_assert_int_eq(laid_on(5, 10, 10), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("plan");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, equal_parts_the_first_ones_take_the_rest);
	tcase_add_test(t, the_end_of_a_month_is_kept);
	tcase_add_test(t, a_plan_is_numbered_on_the_day_it_is_set_up);
	tcase_add_test(t, a_preview_writes_nothing);
	tcase_add_test(t, below_the_floor_only_who_may_and_he_says_why);
	tcase_add_test(t, at_the_floor_nobody_is_asked);
	tcase_add_test(t, what_cannot_be_in_a_plan);
	tcase_add_test(t, instalments_pay_the_oldest_first);
	tcase_add_test(t, whole_instalments_before_the_next_one);
	tcase_add_test(t, whatever_pays_a_bill_pays_the_plan);
	tcase_add_test(t, a_cancelled_plan_is_no_plan);
	tcase_add_test(t, of_many_at_once_one_plan);
	tcase_add_test(t, laid_on_instalments_in_order);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
