/*
 * shared/numbering: gapless series without gaps or doubles, also when many take numbers and some
 * roll back; formats.
 */
#include "numbering.h"
#include "beside.h"
#include "fixture.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

struct taking { enum series series; const char *out; bool refuse; };

static enum err
take(struct cx *c, void *arg)
{
	struct taking *t = arg;

	TRY(number_next(c, t->series, "2026-04-09", &t->out));
	return t->refuse ? fail(c, E_CONFLICT, "No.") : OK;
}

static int64_t
next_of(const char *series)
{
	return fixture_i64(&f, "select next n from number_series where series = ?", str(series));
}

START_TEST(numbers_rise_one_by_one_in_their_format)
{
	struct taking t = { .series = SERIES_RECEIPT };

	fixture_must(&f, take, &t);
	ck_assert_str_eq(t.out, "R-1");
	fixture_must(&f, take, &t);
	ck_assert_str_eq(t.out, "R-2");
	t.series = SERIES_PAYMENT;
	fixture_must(&f, take, &t);
	ck_assert_str_eq(t.out, "PAY-2026-000001");
}
END_TEST

START_TEST(a_rollback_gives_the_number_back)
{
	struct taking t = { .series = SERIES_RECEIPT, .refuse = true };

	ck_assert_int_eq(fixture_do(&f, take, &t), E_CONFLICT);
	ck_assert_int_eq(next_of("receipt"), 1);
	t.refuse = false;
	fixture_must(&f, take, &t);
	ck_assert_str_eq(t.out, "R-1");
}
END_TEST

static enum err
take_three(struct cx *c, void *arg)
{
	return number_payment(c, "2026-04-09", arg);
}

START_TEST(a_payment_takes_its_three_at_once)
{
	struct taking t = { .series = SERIES_RECEIPT };
	struct payment_numbers n;

	fixture_must(&f, take, &t);
	fixture_must(&f, take_three, &n);
	ck_assert_str_eq(n.payment_no, "PAY-2026-000001");
	ck_assert_str_eq(n.transaction_no, "TXN-2026-000001");
	ck_assert_str_eq(n.receipt_no, "R-2");
	fixture_must(&f, take_three, &n);
	ck_assert_str_eq(n.payment_no, "PAY-2026-000002");
	ck_assert_str_eq(n.receipt_no, "R-3");
	ck_assert_int_eq(next_of("bill"), 1);
}
END_TEST

/* Each child takes 25 numbers one after the other and gives every fifth back. */
static bool
takes_many(struct cx *c, unsigned who, void *arg)
{
	(void)arg;
	for (unsigned i = 0; i < 25; i++) {
		struct taking t = { .series = SERIES_RECEIPT, .refuse = (i + who) % 5 == 0 };
		enum err e = db_tx(c, take, &t);

		failure_clear(c);
		if (e != (t.refuse ? E_CONFLICT : OK))
			return false;
		if (e == OK && db_exec(c, "insert into setting (name, value, changed_at)"
		    " values (?, '', '2026-01-01')", str(t.out)) != OK)
			return false;		/* a double would break the primary key */
		arena_reset(c->arena);
	}
	return true;
}

START_TEST(sixteen_at_once_leave_no_gap_and_no_double)
{
	ck_assert_uint_eq(beside(&f, 16, takes_many, NULL), 16);
	ck_assert_int_eq(next_of("receipt"), 1 + 16 * 20);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from setting where name like 'R-%'"), 320);
	ck_assert_int_eq(fixture_i64(&f,
			     "select max(cast(substr(name, 3) as signed)) n from setting"
			     " where name like 'R-%'"),
	    320);
}
END_TEST

struct reserving { int64_t count, first; };

static enum err
reserve(struct cx *c, void *arg)
{
	struct reserving *r = arg;

	return number_reserve(c, SERIES_BILL, r->count, &r->first);
}

static enum err
note_gap(struct cx *c, void *arg)
{
	const struct reserving *r = arg;

	return number_gap(
	    c, SERIES_BILL, r->first, r->first + r->count - 1, "The batch was stopped.");
}

START_TEST(a_block_is_reserved_and_its_rest_is_noted)
{
	struct reserving r = { .count = 100 }, rest = { .count = 40, .first = 61 };

	fixture_must(&f, reserve, &r);
	ck_assert_int_eq(r.first, 1);
	ck_assert_int_eq(next_of("bill"), 101);
	fixture_must(&f, note_gap, &rest);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select last_no n from number_gap where series = 'bill' and first_no = 61"),
	    100);
	ck_assert_int_eq(fixture_do(&f, note_gap, &rest), E_CONFLICT);
}
END_TEST

static enum err
remove_series(struct cx *c, void *arg)
{
	(void)arg;
	return db_exec(c, "update number_series set series = 'gone' where series = 'bill'");
}

START_TEST(a_series_that_was_never_started_is_an_error)
{
	struct reserving r = { .count = 1 };

	fixture_must(&f, remove_series, NULL);
	ck_assert_int_eq(fixture_do(&f, reserve, &r), E_INTERNAL);
}
END_TEST

START_TEST(formats_are_told_good_from_bad)
{
	static const char *const good[] = { "{n}", "R-{n}", "PAY-{yyyy}-{n:6}", "{yy}{mm}{n:12}",
		"#{n:1}/{mm}" };
	static const char *const bad[] = {
		"", "R-", "{n}{n}", "{n:0}", "{n:13}", "{n:}", "{n:6", "{N}", "{dd}-{n}", "R {n}",
		"R-{n}}", "{{n}", "É{n}", "{n}-{n:3}", "{n:999999999999999999999}", "{yyyy}",
		"A-very-long-prefix-of-numbers-{n}",
	};

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(number_format_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!number_format_valid(bad[i]), "%s", bad[i]);
	ck_assert_str_eq(number_format(cx->arena, "{yy}{mm}-{n:3}/{yyyy}", 1234, "2026-04-09"),
	    "2604-1234/2026");
	ck_assert_str_eq(number_format(cx->arena, "{n:12}", 7, "2026-04-09"), "000000000007");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("numbering");
	TCase *t = tcase_create("numbering");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, numbers_rise_one_by_one_in_their_format);
	tcase_add_test(t, a_rollback_gives_the_number_back);
	tcase_add_test(t, a_payment_takes_its_three_at_once);
	tcase_add_test(t, sixteen_at_once_leave_no_gap_and_no_double);
	tcase_add_test(t, a_block_is_reserved_and_its_rest_is_noted);
	tcase_add_test(t, a_series_that_was_never_started_is_an_error);
	tcase_add_test(t, formats_are_told_good_from_bad);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
