/*
 * One-off charges: raised from the price list, waived, cancelled; who may do it alone; the price
 * list itself.
 */
#include "charge.h"
#include <string.h>
#include "approvals.h"
#include "beside.h"
#include "clock.h"
#include "fixture.h"
#include "made.h"
#include "payment.h"
#include "price.h"
#include "seen_facts.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static const struct job_kind kinds[] = {
	{ CHARGE_WAIVE_JOB, run_charge_waive, 3 }, { CHARGE_CANCEL_JOB, run_charge_cancel, 3 },
};
static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *price;		/* 45.00 */

static void
setup(void)
{
	fixture_open(&f);
	price = make_price(&f, "reconnect", 4500);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct raising
raising(int64_t amount_minor)
{
	return (struct raising){ .account_id = f.account_id, .price_id = price,
		.amount_minor = amount_minor };
}

static struct ending_charge
ending(const char *id)
{
	struct ending_charge in = { .charge_id = id, .reason = "goodwill" };

	failure_clear(cx);
	ck_assert_int_eq(prepare_ending_charge(cx, &in), OK);
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

static bool
is(const char *id, const char *status, const char *paid)
{
	return fixture_i64(&f, "select count(*) n from charge c join receivable r on r.id = c.id"
	    " where c.id = ? and c.status = ? and r.status = ?", str(id), str(status),
	    str(paid)) == 1;
}

static int64_t
on(const char *purpose)
{
	return fixture_i64(&f,
	    "select cast(coalesce(sum(l.amount_minor), 0) as signed) n from journal_line l"
	    " join gl_account g on g.code = l.gl_code where g.purpose = ?", str(purpose));
}

/* Of all facts of what is due: count, amount, open. */
static void
due_is(int64_t count, int64_t amount, int64_t open)
{
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m1", "receivables")), count);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m2", "receivables")), amount);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m3", "receivables")), open);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m4", "receivables")), open != 0);
}

START_TEST(raised_it_is_owed_at_once)
{
	struct raising in = raising(-1);

	fixture_must(&f, raise_charge, &in);
	ck_assert_str_eq(in.number, "CH-000001");
	ck_assert_int_eq(in.charged_minor, 4500);
	ck_assert_str_eq(in.issued_on, day_from_now(&f, 0));
	ck_assert_str_eq(in.falls_due_on, day_from_now(&f, 14));
	ck_assert_int_eq(open_of(in.id), 4500);
	ck_assert_int_eq(owed(), 4500);
	ck_assert_int_eq(on("service_revenue"), -4500);
	ck_assert_int_eq(on("receivables"), 4500);
	due_is(1, 4500, 4500);
	fixture_balanced(&f);
	(void)make_payment(&f, in.id, 4500, 0);
	ck_assert(is(in.id, "raised", "paid"));
	due_is(1, 4500, 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(a_late_fee_is_its_own_revenue)
{
	struct pricing p = { .code = "late", .name = "Late fee", .kind = "late_fee",
		.amount_minor = 1000, .due_days = 0 };
	struct raising in = raising(-1);

	fixture_must(&f, create_price, &p);
	in.price_id = p.id;
	fixture_must(&f, raise_charge, &in);
	ck_assert_int_eq(on("late_fees"), -1000);
	ck_assert_int_eq(on("service_revenue"), 0);
	ck_assert_str_eq(in.falls_due_on, day_from_now(&f, 0));
}
END_TEST

START_TEST(less_than_the_price_or_who_may_more)
{
	struct raising in = raising(4501);

	ck_assert_int_eq(fixture_do(&f, raise_charge, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/amount", "over_price"));
	in.may_exceed = true;
	fixture_must(&f, raise_charge, &in);
	in = raising(2000);
	fixture_must(&f, raise_charge, &in);
	ck_assert_int_eq(owed(), 6501);
	fixture_balanced(&f);
}
END_TEST

START_TEST(what_cannot_be_raised)
{
	struct raising in = raising(-1);
	struct pricing off = { .id = price, .amount_minor = -1, .due_days = -1, .is_active = 0,
		.version = 1 };

	in.account_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, raise_charge, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/account_id", "not_found"));
	in = raising(-1);
	in.price_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, raise_charge, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/price_id", "not_found"));
	in = raising(-1);
	in.served_on = day_from_now(&f, 1);
	in.due_on = day_from_now(&f, -1);
	in.notes = "Paid with 4111111111111111";
	ck_assert_int_eq(fixture_do(&f, raise_charge, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/served_on", "range"));
	ck_assert(fixture_fault(&f, "/due_on", "range"));
	ck_assert(fixture_fault(&f, "/notes", "card_number"));
	fixture_must(&f, change_price, &off);
	in = raising(-1);
	ck_assert_int_eq(fixture_do(&f, raise_charge, &in), E_CONFLICT);
	ck_assert_int_eq(owed(), 0);
	ck_assert_int_eq(fixture_i64(&f,
	    "select next - first n from number_series where series = 'charge'"), 0);
}
END_TEST

START_TEST(waived_is_what_was_open)
{
	const char *id = make_charge(&f, "turn_on", 3000);
	struct ending_charge in;

	(void)make_payment(&f, id, 1000, 0);
	in = ending(id);
	in.remarks = "Came twice for it";
	fixture_must(&f, waive_charge, &in);
	ck_assert_int_eq(in.amount_minor, 2000);
	ck_assert(is(id, "waived", "paid"));
	ck_assert_int_eq(owed(), 0);
	ck_assert_int_eq(on("waivers"), 2000);
	ck_assert_int_eq(on("service_revenue"), -3000);
	due_is(1, 3000, 0);
	ck_assert_int_eq(fixture_do(&f, waive_charge, &in), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, cancel_charge, &in), E_CONFLICT);
	fixture_balanced(&f);
}
END_TEST

START_TEST(cancelled_it_was_never_owed)
{
	const char *id = make_charge(&f, "turn_on", 3000), *paid = make_charge(&f, "meter", 2000);
	const char *payment = make_payment(&f, paid, 1, 0);
	struct ending_charge in = ending(id);
	struct voiding v = { .id = payment, .reason = "Another's" };

	fixture_must(&f, cancel_charge, &in);
	ck_assert(is(id, "cancelled", "cancelled"));
	ck_assert_int_eq(open_of(id), 0);
	ck_assert_int_eq(owed(), 1999);
	ck_assert_int_eq(on("service_revenue"), -2000);
	due_is(1, 2000, 1999);
	ck_assert_int_eq(fixture_do(&f, cancel_charge, &in), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, waive_charge, &in), E_CONFLICT);
	in = ending(paid);
	ck_assert_int_eq(fixture_do(&f, cancel_charge, &in), E_CONFLICT);
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	fixture_must(&f, cancel_charge, &in);	/* nothing of it is paid any more */
	ck_assert_int_eq(owed(), 0);
	due_is(0, 0, 0);
	fixture_balanced(&f);
}
END_TEST

static void
be(const char *user_id)
{
	cx->who.kind = ACTOR_USER;
	cx->who.id = user_id;
	cx->who.name = same_text(user_id, f.user_id) ? "Dana Whitfield" : "Sam Okafor";
}

/* The other person says yes to what waits, and it runs. */
static void
approve(void)
{
	struct decision yes = { .reason = "In policy", .version = 1 };
	const struct row *a;

	ck_assert_int_eq(db_one(cx, &a, "select id from approval where state = 'waiting'"), OK);
	yes.id = row_str(a, "id");
	ck_assert_int_eq(fixture_do(&f, approve_request, &yes), E_FORBIDDEN);
	be(f.other_user_id);
	fixture_must(&f, approve_request, &yes);
	run_what_waits(&f, kinds, COUNT(kinds));
	be(f.user_id);
}

START_TEST(above_the_limit_another_person_decides)
{
	const char *dear = make_charge(&f, "main", 5001), *other = make_charge(&f, "valve", 9000),
		   *cheap = make_charge(&f, "seal", 5000);
	struct ending_charge in = ending(dear);

	fixture_must(&f, waive_charge, &in);
	ck_assert_ptr_nonnull(in.approval_id);
	ck_assert(is(dear, "raised", "open"));
	ck_assert_int_eq(fixture_do(&f, cancel_charge, &in), E_CONFLICT);	/* waits already */
	approve();
	ck_assert(is(dear, "waived", "paid"));
	in = ending(other);
	fixture_must(&f, cancel_charge, &in);
	ck_assert_ptr_nonnull(in.approval_id);
	approve();
	ck_assert(is(other, "cancelled", "cancelled"));
	in = ending(cheap);
	fixture_must(&f, waive_charge, &in);
	ck_assert_ptr_null(in.approval_id);
	ck_assert_int_eq(owed(), 0);
	fixture_balanced(&f);
}
END_TEST

/* What was approved is what was open then. */
START_TEST(no_more_than_was_approved)
{
	const char *dear = make_charge(&f, "main", 9000);
	const char *payment = make_payment(&f, dear, 3000, 0);
	struct ending_charge in = ending(dear);
	struct voiding v = { .id = payment, .reason = "Another's" };

	fixture_must(&f, waive_charge, &in);		/* 6000 */
	ck_assert_ptr_nonnull(in.approval_id);
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	approve();
	ck_assert(is(dear, "raised", "open"));
	ck_assert_int_eq(open_of(dear), 9000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from approval where state = 'failed'"), 1);
}
END_TEST

/* What a waiver left paid and is open again can be waived, too. */
START_TEST(waived_twice)
{
	const char *id = make_charge(&f, "turn_on", 3000);
	const char *payment = make_payment(&f, id, 1000, 0);
	struct ending_charge in = ending(id);
	struct voiding v = { .id = payment, .reason = "Another's" };

	fixture_must(&f, waive_charge, &in);
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	ck_assert(is(id, "waived", "open"));
	ck_assert_int_eq(open_of(id), 1000);
	fixture_must(&f, waive_charge, &in);
	ck_assert_int_eq(in.amount_minor, 1000);
	ck_assert(is(id, "waived", "paid"));
	ck_assert_int_eq(on("waivers"), 3000);
	fixture_balanced(&f);
}
END_TEST

START_TEST(a_reason_is_the_tenants)
{
	struct ending_charge in = { .charge_id = make_charge(&f, "turn_on", 3000), .reason = "whim",
		.remarks = "4111 1111 1111 1111" };

	failure_clear(cx);
	ck_assert_int_eq(prepare_ending_charge(cx, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "choice"));
	ck_assert(fixture_fault(&f, "/remarks", "card_number"));
	in.charge_id = new_id(cx->arena);
	failure_clear(cx);
	ck_assert_int_eq(prepare_ending_charge(cx, &in), E_NOT_FOUND);
}
END_TEST

START_TEST(a_plan_falls_with_its_charge)
{
	const char *in_it[] = { fixture_bill(&f, f.account_id, 6000), make_charge(&f, "turn_on", 3000) };
	const char *plan = make_plan(&f, in_it, 2, 3);
	struct ending_charge in = ending(in_it[1]);

	fixture_must(&f, waive_charge, &in);
	ck_assert_int_eq(fixture_i64(&f, "select left_minor n from plan where id = ?", str(plan)),
	    6000);
	(void)make_payment(&f, in_it[0], 6000, 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from plan where id = ?"
	    " and status = 'completed'", str(plan)), 1);
}
END_TEST

static bool
waive_it(struct cx *c, unsigned who, void *arg)
{
	struct ending_charge in = { .charge_id = arg, .reason = "goodwill" };

	return prepare_ending_charge(c, &in) == OK &&
	    db_tx(c, who % 2 ? waive_charge : cancel_charge, &in) == OK;
}

START_TEST(of_many_at_once_one_gives_it_up)
{
	const char *id = make_charge(&f, "turn_on", 3000);

	ck_assert_uint_eq(beside(&f, 8, waive_it, (void *)(uintptr_t)id), 1);
	ck_assert_int_eq(owed(), 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(the_price_list)
{
	struct pricing again = { .code = "reconnect", .name = "Twice", .kind = "service",
		.amount_minor = 1, .due_days = 0 };
	struct pricing change = { .id = price, .name = "Reconnection", .amount_minor = 5000,
		.due_days = -1, .is_active = -1, .version = 1 };

	ck_assert_int_eq(fixture_do(&f, create_price, &again), E_CONFLICT);
	again.code = "Not A Code";
	ck_assert_int_eq(fixture_do(&f, create_price, &again), E_INPUT);
	fixture_must(&f, change_price, &change);
	ck_assert_int_eq(fixture_do(&f, change_price, &change), E_STALE);
	ck_assert_int_eq(fixture_i64(&f, "select amount_minor n from price where id = ?"
	    " and name = 'Reconnection' and due_days = 14 and is_active and version = 2",
	    str(price)), 5000);
	change.id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, change_price, &change), E_NOT_FOUND);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("charge");
	TCase *t = tcase_create("charge");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, raised_it_is_owed_at_once);
	tcase_add_test(t, a_late_fee_is_its_own_revenue);
	tcase_add_test(t, less_than_the_price_or_who_may_more);
	tcase_add_test(t, what_cannot_be_raised);
	tcase_add_test(t, waived_is_what_was_open);
	tcase_add_test(t, cancelled_it_was_never_owed);
	tcase_add_test(t, above_the_limit_another_person_decides);
	tcase_add_test(t, no_more_than_was_approved);
	tcase_add_test(t, waived_twice);
	tcase_add_test(t, a_reason_is_the_tenants);
	tcase_add_test(t, a_plan_falls_with_its_charge);
	tcase_add_test(t, of_many_at_once_one_gives_it_up);
	tcase_add_test(t, the_price_list);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
