/*
 * shared/receivables: what is open, by whom it was paid, and that many at once pay exactly it.
 */
#include "receivables.h"
#include "beside.h"
#include "fixture.h"
#include "ledger.h"
#include "payment.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bill;

static void
setup(void)
{
	fixture_open(&f);
	bill = fixture_bill(&f, f.account_id, 1000);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static int64_t
open_of(const char *id)
{
	return fixture_i64(&f, "select open_minor n from receivable where id = ?", str(id));
}

static int64_t
owed(void)
{
	return fixture_i64(
	    &f, "select owed_minor n from account_balance where account_id = ?", str(f.account_id));
}

static bool
is(const char *id, const char *status)
{
	return fixture_i64(&f, "select count(*) n from receivable where id = ? and status = ?",
	    str(id), str(status)) == 1;
}

static enum err
pay(struct cx *c, const char *bill_id, int64_t amount_minor, const char **payment_id)
{
	struct paying paying = { bill_id, amount_minor };
	struct recording in = {
		.account_id = f.account_id, .amount_minor = amount_minor, .method = "cash",
		.received_minor = -1, .paying = &paying, .count = 1,
	};
	enum err e = db_tx(c, record_payment, &in);

	if (payment_id)
		*payment_id = in.id;
	return e;
}

START_TEST(a_new_one_is_open_and_owed)
{
	ck_assert_int_eq(open_of(bill), 1000);
	ck_assert_int_eq(owed(), 1000);
	ck_assert(is(bill, "open"));
	(void)fixture_bill(&f, f.account_id, 250);
	ck_assert_int_eq(owed(), 1250);
}
END_TEST

START_TEST(a_part_leaves_it_open_and_the_rest_pays_it)
{
	ck_assert_int_eq(pay(cx, bill, 400, NULL), OK);
	ck_assert_int_eq(open_of(bill), 600);
	ck_assert_int_eq(owed(), 600);
	ck_assert(is(bill, "open"));
	ck_assert_int_eq(pay(cx, bill, 600, NULL), OK);
	ck_assert_int_eq(open_of(bill), 0);
	ck_assert(is(bill, "paid"));
	fixture_balanced(&f);
}
END_TEST

struct edge { const char *payment_id; struct receivable r; int64_t amount_minor; };

static enum err
edge(struct cx *c, void *arg)
{
	struct edge *e = arg;

	TRY(lock_account(c, f.account_id));
	if (!e->r.id)
		TRY(lock_receivable(c, bill, f.account_id, &e->r));
	return allocate(c, &(struct source){ FROM_PAYMENT, e->payment_id }, &e->r, e->amount_minor, "2026-04-01");
}

START_TEST(no_more_than_is_open_can_be_paid)
{
	struct edge e = { .amount_minor = 1 };

	ck_assert_int_eq(pay(cx, bill, 999, &e.payment_id), OK);
	e.amount_minor = 2;
	ck_assert_int_eq(fixture_do(&f, edge, &e), E_CONFLICT);
	e = (struct edge){ .payment_id = e.payment_id, .amount_minor = -1 };
	ck_assert_int_eq(fixture_do(&f, edge, &e), E_INTERNAL);
	ck_assert_int_eq(open_of(bill), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(what_was_read_before_another_paid_pays_nothing)
{
	struct edge stale = { .amount_minor = 100 };

	ck_assert_int_eq(pay(cx, bill, 400, &stale.payment_id), OK);
	stale.r = (struct receivable){
		.id = bill, .number = "?", .status = "open", .open_minor = 1000
	};
	ck_assert_int_eq(fixture_do(&f, edge, &stale), E_CONFLICT);
	ck_assert_int_eq(open_of(bill), 600);
	fixture_balanced(&f);
}
END_TEST

static enum err
lock_of_another(struct cx *c, void *arg)
{
	struct receivable r;

	return lock_receivable(c, bill, arg, &r);
}

START_TEST(another_accounts_bill_is_not_found)
{
	ck_assert_int_eq(
	    fixture_do(&f, lock_of_another, (void *)(uintptr_t)fixture_account(&f)), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, lock_of_another, (void *)(uintptr_t)f.account_id), OK);
}
END_TEST

static enum err
undo(struct cx *c, void *arg)
{
	struct undone undone;

	TRY(lock_account(c, f.account_id));
	return deallocate(
	    c, &(struct source){ FROM_PAYMENT, arg }, f.account_id, "2026-04-02", &undone);
}

START_TEST(undone_edges_open_it_again_once)
{
	const char *first, *second;

	ck_assert_int_eq(pay(cx, bill, 300, &first), OK);
	ck_assert_int_eq(pay(cx, bill, 700, &second), OK);
	ck_assert(is(bill, "paid"));
	fixture_must(&f, undo, (void *)(uintptr_t)first);
	ck_assert_int_eq(open_of(bill), 300);
	ck_assert_int_eq(owed(), 300);
	ck_assert(is(bill, "open"));
	fixture_must(&f, undo, (void *)(uintptr_t)first);	/* nothing is live any more */
	ck_assert_int_eq(open_of(bill), 300);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from allocation where payment_id = ?"
	    " and reverses_id is not null and allocated_on = '2026-04-02'", str(first)), 1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from allocation where payment_id = ?", str(second)),
	    1);
}
END_TEST

static enum err
cancel(struct cx *c, void *arg)
{
	struct receivable r;

	TRY(lock_account(c, f.account_id));
	TRY(lock_receivable(c, arg, f.account_id, &r));
	return receivable_cancel(c, &r, "2026-04-02");
}

START_TEST(cancelled_only_while_nothing_met_it)
{
	const char *other = fixture_bill(&f, f.account_id, 250), *payment_id;

	ck_assert_int_eq(pay(cx, bill, 1, &payment_id), OK);
	ck_assert_int_eq(fixture_do(&f, cancel, (void *)(uintptr_t)bill), E_CONFLICT);
	fixture_must(&f, cancel, (void *)(uintptr_t)other);
	ck_assert(is(other, "cancelled"));
	ck_assert_int_eq(open_of(other), 0);
	ck_assert_int_eq(owed(), 999);
	ck_assert_int_eq(fixture_do(&f, cancel, (void *)(uintptr_t)other), E_CONFLICT);
	fixture_must(&f, undo, (void *)(uintptr_t)payment_id);
	ck_assert_int_eq(owed(), 1000);
}
END_TEST

/* An edge that comes from two things, or from none, is no edge: the database says so. */
START_TEST(an_edge_comes_from_exactly_one_thing)
{
	const char *payment_id;

	ck_assert_int_eq(pay(cx, bill, 1, &payment_id), OK);
	ck_assert_int_ne(db_exec(cx, "insert into allocation (id, receivable_id, amount_minor,"
	    " allocated_on) values (?, ?, 1, '2026-04-01')", str(new_id(cx->arena)), str(bill)), OK);
	failure_clear(cx);
	ck_assert_int_ne(db_exec(cx, "insert into allocation (id, payment_id, credit_use_id,"
	    " receivable_id, amount_minor, allocated_on) values (?, ?, ?, ?, 1, '2026-04-01')",
	    str(new_id(cx->arena)), str(payment_id), str(payment_id), str(bill)), OK);
}
END_TEST

/* 16 clerks want 100 of a bill of 1,000 each: ten get it. */
static bool
pays_100(struct cx *c, unsigned who, void *arg)
{
	(void)who;
	return pay(c, arg, 100, NULL) == OK;
}

START_TEST(sixteen_at_once_pay_exactly_the_bill)
{
	ck_assert_uint_eq(beside(&f, 16, pays_100, (void *)(uintptr_t)bill), 10);
	ck_assert_int_eq(open_of(bill), 0);
	ck_assert(is(bill, "paid"));
	ck_assert_int_eq(fixture_i64(&f,
			     "select cast(sum(amount_minor) as signed) n from allocation"
			     " where receivable_id = ?",
			     str(bill)),
	    1000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from payment"), 10);
	ck_assert_int_eq(
	    fixture_i64(&f, "select next - first n from number_series where series = 'receipt'"),
	    10);
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("receivables");
	TCase *t = tcase_create("receivables");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_new_one_is_open_and_owed);
	tcase_add_test(t, a_part_leaves_it_open_and_the_rest_pays_it);
	tcase_add_test(t, no_more_than_is_open_can_be_paid);
	tcase_add_test(t, what_was_read_before_another_paid_pays_nothing);
	tcase_add_test(t, another_accounts_bill_is_not_found);
	tcase_add_test(t, undone_edges_open_it_again_once);
	tcase_add_test(t, cancelled_only_while_nothing_met_it);
	tcase_add_test(t, an_edge_comes_from_exactly_one_thing);
	tcase_add_test(t, sixteen_at_once_pay_exactly_the_bill);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
