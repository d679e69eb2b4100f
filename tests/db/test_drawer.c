/*
 * Cash drawers: what is counted, that each payment is counted once, and what a difference posts.
 */
#include "drawer.h"

#include <string.h>

#include "clock.h"
#include "fixture.h"
#include "payment.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct paying paying;

static void setup(void) { fixture_open(&f); }
static void teardown(void) { fixture_close(&f); }

static const char *
take(const char *method, int64_t amount_minor)
{
	struct recording in = {
		.account_id = f.account_id, .amount_minor = amount_minor, .method = method,
		.received_minor = -1, .paying = &paying, .count = 1,
		.reference = strcmp(method, "cash") == 0 ? NULL : "SLIP 1",
	};

	paying = (struct paying){ fixture_bill(&f, f.account_id, amount_minor), amount_minor };
	fixture_must(&f, record_payment, &in);
	return in.id;
}

static void
void_it(const char *id)
{
	struct voiding in = { .id = id, .reason = "Taken twice" };

	ck_assert_int_eq(prepare_voiding(cx, &in), OK);
	fixture_must(&f, void_payment, &in);
	ck_assert_ptr_null(in.approval_id);
}

static struct drawer
mine(void)
{
	struct drawer d;

	ck_assert_int_eq(read_drawer(cx, &d), OK);
	return d;
}

static struct closing
counted(int64_t float_minor, int64_t counted_minor, int64_t taken_minor)
{
	return (struct closing){ .float_minor = float_minor, .counted_minor = counted_minor,
	    .taken_minor = taken_minor };
}

static int64_t
gl(const char *purpose)
{
	return fixture_i64(&f, "select coalesce(sum(l.amount_minor), 0) from journal_line l"
	    " join gl_account g on g.code = l.gl_code where g.purpose = ?", str(purpose));
}

/* 60.00 + 25.50 in cash; 40.00 by card is in no drawer.  Float 100.00: 185.50 lie in it. */
START_TEST(only_cash_is_counted)
{
	struct closing in;
	struct drawer d;

	take("cash", 6000);
	take("card_terminal", 4000);
	take("cash", 2550);
	d = mine();
	ck_assert_uint_eq(d.count, 2);
	ck_assert_int_eq(d.taken_minor, 8550);
	ck_assert_ptr_null(d.last_id);

	in = counted(10000, 18550, 8550);
	fixture_must(&f, close_drawer, &in);
	ck_assert_int_eq(in.difference_minor, 0);
	ck_assert_ptr_null(in.entry_id);
	ck_assert_str_eq(in.number, "DC-00001");
	ck_assert_int_eq(fixture_i64(&f, "select sum(amount_minor) from drawer_line where close_id = ?",
	    str(in.id)), 8550);

	d = mine();
	ck_assert_uint_eq(d.count, 0);
	ck_assert_str_eq(d.last_number, "DC-00001");
	take("cash", 100);
	ck_assert_int_eq(mine().taken_minor, 100);
	fixture_balanced(&f);
}
END_TEST

/* Voided before the close: in and out in one drawer.  Voided after: out of the next one. */
START_TEST(a_void_gives_cash_back)
{
	const char *early = take("cash", 3000), *late = take("cash", 2000);
	struct closing in;
	struct drawer d;

	void_it(early);
	d = mine();
	ck_assert_uint_eq(d.count, 3);
	ck_assert_int_eq(d.in_minor, 5000);
	ck_assert_int_eq(d.out_minor, 3000);
	ck_assert_int_eq(d.taken_minor, 2000);
	in = counted(0, 2000, 2000);
	fixture_must(&f, close_drawer, &in);

	void_it(late);
	d = mine();
	ck_assert_uint_eq(d.count, 1);
	ck_assert_int_eq(d.taken_minor, -2000);
	in = counted(2000, 0, -2000);
	fixture_must(&f, close_drawer, &in);
	ck_assert_uint_eq(mine().count, 0);
	ck_assert_int_eq(fixture_i64(&f, "select sum(amount_minor) from drawer_line"), 0);
	fixture_balanced(&f);
}
END_TEST

/* 50.00 taken, 49.10 found: 0.90 short; then 10.00 taken, 10.25 found: 0.25 over. */
START_TEST(a_difference_is_posted)
{
	struct closing in = counted(10000, 14910, 5000);

	take("cash", 5000);
	ck_assert_int_eq(fixture_do(&f, close_drawer, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/notes", "required"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from drawer_close"), 0);

	in.notes = "Counted twice";
	fixture_must(&f, close_drawer, &in);
	ck_assert_int_eq(in.difference_minor, -90);
	ck_assert_ptr_nonnull(in.entry_id);
	ck_assert_int_eq(gl("over_short"), 90);
	ck_assert_int_eq(gl("cash_drawer"), 4910);

	take("cash", 1000);
	in = counted(10000, 11025, 1000);
	in.notes = "A quarter too much";
	fixture_must(&f, close_drawer, &in);
	ck_assert_int_eq(in.difference_minor, 25);
	ck_assert_int_eq(gl("over_short"), 65);
	ck_assert_int_eq(gl("cash_drawer"), 5935);
	fixture_balanced(&f);
}
END_TEST

START_TEST(pieces_add_up)
{
	struct pieces pieces[] = { { 2000, 2 }, { 500, 1 }, { 25, 3 } };	/* 45.75 */
	struct closing in = counted(0, 4500, 4575);

	take("cash", 4575);
	in.pieces = pieces;
	in.piece_count = COUNT(pieces);
	in.notes = "By hand";
	ck_assert_int_eq(fixture_do(&f, close_drawer, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/counted", "sum"));
	in.counted_minor = 4575;
	fixture_must(&f, close_drawer, &in);
	ck_assert_int_eq(in.difference_minor, 0);
}
END_TEST

START_TEST(what_was_shown_is_what_is_closed)
{
	struct closing in = counted(0, 1000, 1000);

	take("cash", 1000);
	take("cash", 500);
	ck_assert_int_eq(fixture_do(&f, close_drawer, &in), E_CONFLICT);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from drawer_close"), 0);
	ck_assert_int_eq(mine().taken_minor, 1500);
}
END_TEST

START_TEST(a_card_number_is_no_note)
{
	struct closing in = counted(0, 0, 0);

	in.notes = "4111 1111 1111 1111";
	ck_assert_int_eq(fixture_do(&f, close_drawer, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/notes", "card_number"));
}
END_TEST

START_TEST(each_has_his_own)
{
	const char *me = cx->who.id;
	struct drawer d;

	take("cash", 700);
	cx->who.id = f.other_user_id;
	take("cash", 300);
	ck_assert_int_eq(mine().taken_minor, 300);
	cx->who.id = me;
	ck_assert_int_eq(mine().taken_minor, 700);
	cx->who.kind = ACTOR_CLIENT;
	ck_assert_int_eq(read_drawer(cx, &d), E_FORBIDDEN);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("drawer");
	TCase *c = tcase_create("drawer");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, only_cash_is_counted);
	tcase_add_test(c, a_void_gives_cash_back);
	tcase_add_test(c, a_difference_is_posted);
	tcase_add_test(c, pieces_add_up);
	tcase_add_test(c, what_was_shown_is_what_is_closed);
	tcase_add_test(c, a_card_number_is_no_note);
	tcase_add_test(c, each_has_his_own);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
