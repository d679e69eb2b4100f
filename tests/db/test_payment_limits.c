/*
 * What a payment is held against: the caller on the phone, the same payment a moment ago, and how
 * much credit one may keep without another person.
 */
#include "counter.h"

#include <string.h>

#include "approvals.h"
#include "clock.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct paying paying[PAYMENT_RECEIVABLES_MAX];
static char today[11];

static void
setup(void)
{
	fixture_open(&f);
	ck_assert(date_in_zone(cx->who.zone, business_now(), today));
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct recording
cash(int64_t amount_minor, size_t bills)
{
	return cash_for(&f, amount_minor, paying, bills);
}

/* ---- who is on the phone ---- */

static void
checked(const char *by, int64_t minutes_ago, bool passed)
{
	ck_assert_int_eq(
	    db_exec(cx,
		"insert into caller_check (id, account_id, at, by_user, by_user_name, matched,"
		" has_passed) values (?, ?, ?, ?, 'Dana', 'name', ?)",
		str(new_id(cx->arena)), str(f.account_id),
		instant(cx, business_now() - minutes_ago * 60000000), str(by), boolean(passed)),
	    OK);
}

START_TEST(by_phone_only_from_one_who_is_known)
{
	struct recording in = cash(1000, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 9000), 1000 };
	in.channel = "phone";
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/channel", "caller_check"));
	checked(f.user_id, 31, true);		/* too long ago */
	checked(f.other_user_id, 1, true);	/* told another clerk */
	checked(f.user_id, 1, false);		/* and failed */
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/channel", "caller_check"));
	checked(f.user_id, 29, true);
	ck_assert_int_eq(take(&f, &in), OK);
	be_user(&f, f.other_user_id);
	ck_assert_int_eq(take(&f, &in), OK);
	set_setting(&f, SETTING_CALLER_CHECK, "false");
	be_user(&f, f.user_id);
	in.account_id = fixture_account(&f);
	paying[0].receivable_id = fixture_bill(&f, in.account_id, 1000);
	ck_assert_int_eq(take(&f, &in), OK);
}
END_TEST

/* ---- duplicates (D17) ---- */

START_TEST(the_same_again_is_flagged)
{
	struct recording in = cash(1000, 1), other;
	char day[11];

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 90000), 1000 };
	date_add_days(today, -4, day);
	in.paid_on = day;			/* one day too old to be taken for the same */
	ck_assert_int_eq(take(&f, &in), OK);
	in.paid_on = NULL;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_null(in.flag);
	other = in;
	ck_assert_int_eq(take(&f, &other), OK);
	ck_assert_str_eq(other.flag, "duplicate");
	ck_assert_str_eq(row_str(payment_row(&f, other.id), "flag"), "duplicate");
	ck_assert_str_eq(row_str(payment_row(&f, other.id), "status"), "posted");

	other.confirm_duplicate = true;
	ck_assert_int_eq(take(&f, &other), OK);
	ck_assert_ptr_null(other.flag);
	other = cash(1001, 1);
	paying[0].amount_minor = 1001;
	ck_assert_int_eq(take(&f, &other), OK);
	ck_assert_ptr_null(other.flag);
}
END_TEST

START_TEST(what_was_voided_is_no_double)
{
	struct recording in = cash(1000, 1);
	struct voiding v;

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 90000), 1000 };
	ck_assert_int_eq(take(&f, &in), OK);
	v = (struct voiding){ .id = in.id, .reason = "Wrong" };
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_null(in.flag);
}
END_TEST

/* ---- above the limit (M7): 50.00 of credit may be kept alone ---- */

static const struct job_kind kinds[] = {
	{ PAYMENT_RECORD_JOB, run_payment_record, 3 },
};

/* 100.00 pay the bill, 50.01 are to be kept. */
static struct recording
too_much(const char *bill)
{
	struct recording in = cash(15001, 1);

	paying[0] = (struct paying){ bill, 10000 };
	in.credit_minor = 5001;
	in.received_minor = 20000;
	in.notes = "Wants it kept";
	return in;
}

START_TEST(more_credit_waits_for_another)
{
	const char *bill = fixture_bill(&f, f.account_id, 10000);
	struct recording in = too_much(bill);
	struct decision yes = { .reason = "Seen the money", .version = 1 };
	const struct row *p, *job;

	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_nonnull(in.approval_id);
	ck_assert_int_eq(payments_of(&f), 0);
	ck_assert_int_eq(open_of(&f, bill), 10000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select amount_minor from approval where id = ? and kind = 'payment.record'"
	    " and state = 'waiting'", str(in.approval_id)), 5001);
	yes.id = in.approval_id;
	ck_assert_int_eq(fixture_do(&f, approve_request, &yes), E_FORBIDDEN);
	be_user(&f, f.other_user_id);
	fixture_must(&f, approve_request, &yes);
	work_off(&f, kinds, COUNT(kinds));
	ck_assert_int_eq(db_one(cx, &p, "select * from payment"), OK);
	ck_assert_str_eq(row_str(p, "received_by"), f.user_id);
	ck_assert_str_eq(row_str(p, "notes"), "Wants it kept");
	ck_assert_int_eq(row_i64(p, "amount_minor"), 15001);
	ck_assert_int_eq(row_i64(p, "change_minor"), 4999);
	ck_assert_int_eq(open_of(&f, bill), 0);
	ck_assert_int_eq(credit_of(&f), 5001);
	ck_assert_int_eq(db_one(cx, &job,
	    "select j.state, j.result_json, a.state approval from approval a join job j on j.id = a.job_id"
	    " where a.id = ?", str(yes.id)), OK);
	ck_assert_str_eq(row_str(job, "state"), "done");
	ck_assert_str_eq(row_str(job, "approval"), "used");
	ck_assert_ptr_nonnull(strstr(row_str(job, "result_json"), row_str(p, "id")));
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.record' and object_id = ?"
	    " and actor_id = ? and approved_by = ?",
	    str(row_str(p, "id")), str(f.user_id), str(f.other_user_id)), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(at_the_limit_one_may_alone)
{
	struct recording in = too_much(fixture_bill(&f, f.account_id, 10000));

	in.credit_minor = 5000, in.amount_minor = 15000;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_null(in.approval_id);
	ck_assert_int_eq(payments_of(&f), 1);
}
END_TEST

/* M10: a role of the clerk may keep more, up to its own limit. */
START_TEST(a_role_may_keep_more)
{
	struct recording in = too_much(fixture_bill(&f, f.account_id, 10000));
	const char *role = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx,
	    "insert into role (id, name, permissions, created_at) values (?, 'Head clerk', ?, ?)",
	    str(role), bytes("0", 1), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)",
	    str(f.user_id), str(role)), OK);
	ck_assert_int_eq(db_exec(cx,
	    "insert into role_limit (role_id, kind, alone_minor) values (?, 'overpayment', 5001)",
	    str(role)), OK);
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_null(in.approval_id);
	ck_assert_int_eq(credit_of(&f), 5001);
	in = too_much(fixture_bill(&f, f.account_id, 10000));
	in.credit_minor = 5002, in.amount_minor = 15002;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_ptr_nonnull(in.approval_id);
}
END_TEST

/* Approved, and paid by another meanwhile: the job is refused, nothing is taken. */
START_TEST(approved_too_late)
{
	const char *bill = fixture_bill(&f, f.account_id, 10000);
	struct recording in = too_much(bill), first = cash(10000, 1);
	struct decision yes = { .reason = "Seen", .version = 1 };

	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(take(&f, &first), OK);
	yes.id = in.approval_id;
	be_user(&f, f.other_user_id);
	fixture_must(&f, approve_request, &yes);
	work_off(&f, kinds, COUNT(kinds));
	ck_assert_int_eq(payments_of(&f), 1);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from approval where id = ? and state = 'failed'", str(yes.id)), 1);
	ck_assert_int_eq(credit_of(&f), 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(an_expired_approval_does_nothing)
{
	struct recording in = too_much(fixture_bill(&f, f.account_id, 10000));
	struct decision yes = { .reason = "Seen", .version = 1 };

	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(db_exec(cx, "update approval set expires_at = ? where id = ?",
	    instant(cx, business_now() - 1), str(in.approval_id)), OK);
	yes.id = in.approval_id;
	be_user(&f, f.other_user_id);
	ck_assert_int_eq(fixture_do(&f, approve_request, &yes), E_CONFLICT);
	work_off(&f, kinds, COUNT(kinds));
	ck_assert_int_eq(payments_of(&f), 0);
}
END_TEST

START_TEST(approvals_switched_off)
{
	struct recording in = too_much(fixture_bill(&f, f.account_id, 10000));

	set_setting(&f, SETTING_APPROVALS_ALLOWED, "false");
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/credit", "over_limit"));
	ck_assert_int_eq(payments_of(&f), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from approval"), 0);
}
END_TEST

/* Nothing waits for a decision that could not be carried out anyway. */
START_TEST(nonsense_is_not_asked_for)
{
	struct recording in = too_much(fixture_bill(&f, f.account_id, 9999));

	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/0/amount", "over_open"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from approval"), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment limits");
	TCase *t = tcase_create("payment limits");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, by_phone_only_from_one_who_is_known);
	tcase_add_test(t, the_same_again_is_flagged);
	tcase_add_test(t, what_was_voided_is_no_double);
	tcase_add_test(t, more_credit_waits_for_another);
	tcase_add_test(t, at_the_limit_one_may_alone);
	tcase_add_test(t, a_role_may_keep_more);
	tcase_add_test(t, approved_too_late);
	tcase_add_test(t, an_expired_approval_does_nothing);
	tcase_add_test(t, approvals_switched_off);
	tcase_add_test(t, nonsense_is_not_asked_for);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
