/*
 * Credit notes: born with an overpayment or written by hand under the cap of their payment, used,
 * undone, void, expired; what waits for another person; many at once.
 */
#include "credit_note.h"
#include "approvals.h"
#include "beside.h"
#include "clock.h"
#include "made.h"
#include "fixture.h"
#include "payment.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static const struct job_kind kinds[] = { { CREDIT_NOTE_JOB, run_credit_note_create, 3 } };
static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bill, *payment;

static void
setup(void)
{
	fixture_open(&f);
	bill = fixture_bill(&f, f.account_id, 10000);
	payment = make_payment(&f, bill, 6000, 0);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static int64_t
credit(void)
{
	return fixture_i64(&f, "select credit_minor n from account_balance where account_id = ?",
	    str(f.account_id));
}

static int64_t
remaining(const char *id)
{
	return fixture_i64(&f, "select remaining_minor n from credit_note where id = ?", str(id));
}

static bool
is(const char *id, const char *status)
{
	return fixture_i64(&f, "select count(*) n from credit_note where id = ? and status = ?",
	    str(id), str(status)) == 1;
}

static int64_t
open_of(const char *id)
{
	return fixture_i64(&f, "select open_minor n from receivable where id = ?", str(id));
}

/* What the ledger says the account may use. */
static void
balanced(void)
{
	fixture_balanced(&f);
	ck_assert_int_eq(credit(), fixture_i64(&f,
	    "select cast(coalesce(-sum(l.amount_minor), 0) as signed) n from journal_line l"
	    " join gl_account g on g.code = l.gl_code where g.purpose = 'credit'"));
	ck_assert_int_eq(credit(), fixture_i64(&f,
	    "select cast(coalesce(sum(remaining_minor), 0) as signed) n from credit_note"
	    " where status <> 'void'"));
}

static struct crediting
crediting(int64_t amount_minor)
{
	struct crediting in = { .payment_id = payment, .amount_minor = amount_minor,
		.reason = "billing_error", .remarks = "Read twice" };

	ck_assert_int_eq(prepare_crediting(cx, &in), OK);
	return in;
}

START_TEST(an_overpayment_makes_its_note)
{
	const char *id = make_payment(&f, bill, 4000, 350), *note;
	const struct row *n;

	ck_assert_int_eq(db_one(cx, &n, "select id, number, source, reason, status, amount_minor,"
	    " remaining_minor, created_on, expires_on, entry_id, account_id from credit_note"
	    " where payment_id = ?", str(id)), OK);
	note = row_str(n, "id");
	ck_assert_str_eq(row_str(n, "number"), "CN-1");
	ck_assert_str_eq(row_str(n, "source"), "overpayment");
	ck_assert_str_eq(row_str(n, "reason"), "overpayment");
	ck_assert_int_eq(row_i64(n, "amount_minor"), 350);
	ck_assert_int_eq(date_days(row_str(n, "expires_on")) - date_days(row_str(n, "created_on")),
	    365);
	ck_assert_int_eq(credit(), 350);
	balanced();

	/* Its void is the payment's, and only the payment's. */
	ck_assert_int_eq(fixture_do(&f, void_credit_note, &(struct ending_credit){
	    .id = note, .reason = "Mistake", .account_id = f.account_id }), E_CONFLICT);
	{
		struct voiding v = { .id = id, .reason = "Entered twice" };

		ck_assert_int_eq(prepare_voiding(cx, &v), OK);
		fixture_must(&f, void_payment, &v);
	}
	ck_assert(is(note, "void"));
	ck_assert_int_eq(credit(), 0);
	balanced();
}
END_TEST

START_TEST(a_used_overpayment_holds_its_payment)
{
	const char *other = fixture_bill(&f, f.account_id, 500);
	const char *id = make_payment(&f, bill, 4000, 350), *note, *use;
	struct voiding v = { .id = id, .reason = "Entered twice" };
	struct credit_undoing undo = { .reason = "Not this bill", .account_id = f.account_id };
	const struct row *n;

	ck_assert_int_eq(db_one(cx, &n, "select id from credit_note where payment_id = ?",
	    str(id)), OK);
	note = row_str(n, "id");
	use = make_use(&f, note, other, 100);
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	ck_assert_int_eq(fixture_do(&f, void_payment, &v), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "CN-1"));
	ck_assert_int_eq(open_of(bill), 0);
	undo.note_id = note;
	undo.use_id = use;
	fixture_must(&f, undo_credit_use, &undo);
	fixture_must(&f, void_payment, &v);
	ck_assert(is(note, "void"));
	ck_assert_int_eq(open_of(bill), 4000);
	ck_assert_int_eq(open_of(other), 500);
	balanced();
}
END_TEST

START_TEST(notes_of_a_payment_stay_within_it)
{
	struct crediting in = crediting(6001);

	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/amount", "over_payment"));
	(void)make_note(&f, payment, 4000);
	in = crediting(2001);
	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_INPUT);
	in = crediting(-1);		/* all that is left: 2000 */
	fixture_must(&f, create_credit_note, &in);
	ck_assert_int_eq(in.amount_minor, 2000);
	in = crediting(1);
	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_CONFLICT);
	ck_assert_int_eq(credit(), 6000);
	balanced();
	/* A void one gives its part back. */
	{
		struct ending_credit v = { .reason = "Mistake", .account_id = f.account_id };
		const struct row *n;

		ck_assert_int_eq(db_one(cx, &n, "select id from credit_note where number = 'CN-1'"),
		    OK);
		v.id = row_str(n, "id");
		fixture_must(&f, void_credit_note, &v);
		ck_assert_int_eq(fixture_do(&f, void_credit_note, &v), E_CONFLICT);
	}
	in = crediting(4000);
	fixture_must(&f, create_credit_note, &in);
	ck_assert_int_eq(credit(), 6000);
	balanced();
}
END_TEST

START_TEST(a_reason_is_the_tenants_and_remarks_hold_no_card)
{
	struct crediting in = { .payment_id = payment, .amount_minor = 100, .reason = "whim" };

	failure_clear(cx);
	ck_assert_int_eq(prepare_crediting(cx, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "choice"));
	failure_clear(cx);
	in = crediting(100);
	in.remarks = "Card 4111 1111 1111 1111";
	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/remarks", "card_number"));
	ck_assert_int_eq(credit(), 0);
}
END_TEST

START_TEST(a_voided_payment_has_no_credit)
{
	struct voiding v = { .id = payment, .reason = "Entered twice" };
	struct crediting in = crediting(100);
	const char *note = make_note(&f, payment, 100);

	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);	/* takes the unused note with it */
	ck_assert(is(note, "void"));
	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_CONFLICT);
	balanced();
}
END_TEST

START_TEST(a_use_pays_and_its_undoing_opens_again)
{
	const char *note = make_note(&f, payment, 1000);
	const char *second = fixture_bill(&f, f.account_id, 300);
	struct paying two[] = { { bill, 500 }, { second, 300 } };
	struct credit_using in = { .note_id = note, .paying = two, .count = 2,
		.account_id = f.account_id };
	struct credit_undoing undo = { .note_id = note, .reason = "Wrong", .account_id = f.account_id };

	fixture_must(&f, use_credit_note, &in);
	ck_assert_int_eq(in.amount_minor, 800);
	ck_assert_int_eq(in.remaining_minor, 200);
	ck_assert_int_eq(open_of(bill), 3500);	/* 10000 - 6000 - 500 */
	ck_assert_int_eq(open_of(second), 0);
	ck_assert_int_eq(credit(), 200);
	balanced();
	(void)make_use(&f, note, bill, 200);
	ck_assert(is(note, "applied"));
	ck_assert_int_eq(credit(), 0);

	undo.use_id = in.id;
	fixture_must(&f, undo_credit_use, &undo);
	ck_assert_int_eq(fixture_do(&f, undo_credit_use, &undo), E_CONFLICT);
	ck_assert(is(note, "active"));
	ck_assert_int_eq(remaining(note), 800);
	ck_assert_int_eq(open_of(second), 300);
	ck_assert_int_eq(open_of(bill), 3800);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from receivable where id = ?"
	    " and status = 'open'", str(second)), 1);
	balanced();
}
END_TEST

START_TEST(more_than_remains_or_is_open_is_not_used)
{
	const char *note = make_note(&f, payment, 1000);
	const char *small = fixture_bill(&f, f.account_id, 300);
	struct paying paying = { bill, 1001 };
	struct paying twice[] = { { bill, 1 }, { bill, 1 } };
	struct credit_using in = { .note_id = note, .paying = &paying, .count = 1,
		.account_id = f.account_id };

	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations", "over_credit"));
	paying = (struct paying){ small, 301 };
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/0/amount", "over_open"));
	paying = (struct paying){ new_id(cx->arena), 1 };
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/0/receivable_id", "not_found"));
	in.paying = twice;
	in.count = 2;
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/1/receivable_id", "twice"));
	(void)make_payment(&f, small, 300, 0);
	paying = (struct paying){ small, 1 };
	in.paying = &paying;
	in.count = 1;
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_CONFLICT);
	/* a bill of another account */
	paying = (struct paying){ fixture_bill(&f, fixture_account(&f), 100), 1 };
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_INPUT);
	ck_assert_int_eq(credit(), 1000);
	balanced();
}
END_TEST

START_TEST(an_expired_note_is_kept_and_not_used)
{
	const char *note = make_note(&f, payment, 1000);
	struct paying paying = { bill, 10 };
	struct credit_using in = { .note_id = note, .paying = &paying, .count = 1,
		.account_id = f.account_id };

	ck_assert_int_eq(db_exec(cx, "update credit_note set expires_on = ? where id = ?",
	    str(day_from_now(&f, 0)), str(note)), OK);
	fixture_must(&f, use_credit_note, &in);		/* its last day */
	ck_assert_int_eq(db_exec(cx, "update credit_note set expires_on = ? where id = ?",
	    str(day_from_now(&f, -1)), str(note)), OK);
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "expired"));
	ck_assert_int_eq(credit_notes_expire(cx), OK);
	ck_assert(is(note, "expired"));
	ck_assert_int_eq(fixture_do(&f, use_credit_note, &in), E_CONFLICT);
	ck_assert_int_eq(credit(), 990);
	balanced();
}
END_TEST

START_TEST(above_the_limit_another_person_decides)
{
	struct crediting in;
	struct decision d = { .reason = "In policy", .version = 1 };

	ck_assert_int_eq(db_exec(cx, "insert into setting (name, value, changed_at)"
	    " values ('credit_note_limit', '500', '2026-01-01')"), OK);
	ck_assert_int_eq(db_exec(cx, "call store.settings_changed()"), OK);
	ck_assert_int_eq(job_enter_tenant(cx, f.tenant_id), OK);
	cx->who.kind = ACTOR_USER;
	cx->who.id = f.user_id;
	cx->who.name = "Dana Whitfield";
	in = crediting(500);
	fixture_must(&f, create_credit_note, &in);
	ck_assert_ptr_null(in.approval_id);
	in = crediting(-1);		/* all that is left: 5500 */
	fixture_must(&f, create_credit_note, &in);
	ck_assert_ptr_nonnull(in.approval_id);
	ck_assert_int_eq(credit(), 500);
	ck_assert_int_eq(fixture_do(&f, create_credit_note, &in), E_CONFLICT);	/* waits already */
	{
		const struct row *a;

		ck_assert_int_eq(db_one(cx, &a, "select id, kind, amount_minor, summary from approval"),
		    OK);
		d.id = row_str(a, "id");
		ck_assert_str_eq(row_str(a, "kind"), "credit_note.create");
		ck_assert_int_eq(row_i64(a, "amount_minor"), 5500);
	}
	/* More is left since, but that was not asked for. */
	{
		struct ending_credit v = { .reason = "Mistake", .account_id = f.account_id };
		const struct row *n;

		ck_assert_int_eq(db_one(cx, &n, "select id from credit_note"), OK);
		v.id = row_str(n, "id");
		fixture_must(&f, void_credit_note, &v);
	}
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_FORBIDDEN);
	cx->who.id = f.other_user_id;
	cx->who.name = "Sam Okafor";
	fixture_must(&f, approve_request, &d);
	run_what_waits(&f, kinds, COUNT(kinds));
	ck_assert_int_eq(credit(), 5500);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from credit_note where created_by = ?"
	    " and amount_minor = 5500", str(f.user_id)), 1);
	balanced();
}
END_TEST

static const char *shared_note;

static bool
use_some(struct cx *c, unsigned who, void *arg)
{
	struct paying paying = { arg, 100 };
	struct credit_using in = { .note_id = shared_note, .paying = &paying, .count = 1,
		.account_id = f.account_id };
	enum err e = db_tx(c, use_credit_note, &in);

	(void)who;
	return e == OK;
}

static bool
credit_some(struct cx *c, unsigned who, void *arg)
{
	struct crediting in = { .payment_id = arg, .amount_minor = 1000, .reason = "adjustment" };

	(void)who;
	return prepare_crediting(c, &in) == OK && db_tx(c, create_credit_note, &in) == OK;
}

START_TEST(many_at_once_use_no_more_than_there_is)
{
	shared_note = make_note(&f, payment, 350);
	ck_assert_uint_eq(beside(&f, 8, use_some, (void *)(uintptr_t)bill), 3);
	ck_assert_int_eq(remaining(shared_note), 50);
	ck_assert_int_eq(open_of(bill), 3700);
	balanced();
}
END_TEST

START_TEST(many_at_once_credit_no_more_than_was_paid)
{
	ck_assert_uint_eq(beside(&f, 8, credit_some, (void *)(uintptr_t)payment), 6);
	ck_assert_int_eq(credit(), 6000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select (select count(*) from credit_note) - (next - first) n from number_series"
	    " where series = 'credit_note'"), 0);
	balanced();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("credit_note");
	TCase *t = tcase_create("credit_note");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_overpayment_makes_its_note);
	tcase_add_test(t, a_used_overpayment_holds_its_payment);
	tcase_add_test(t, notes_of_a_payment_stay_within_it);
	tcase_add_test(t, a_reason_is_the_tenants_and_remarks_hold_no_card);
	tcase_add_test(t, a_voided_payment_has_no_credit);
	tcase_add_test(t, a_use_pays_and_its_undoing_opens_again);
	tcase_add_test(t, more_than_remains_or_is_open_is_not_used);
	tcase_add_test(t, an_expired_note_is_kept_and_not_used);
	tcase_add_test(t, above_the_limit_another_person_decides);
	tcase_add_test(t, many_at_once_use_no_more_than_there_is);
	tcase_add_test(t, many_at_once_credit_no_more_than_was_paid);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
