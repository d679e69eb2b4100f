/*
 * shared/metrics: what is appended is counted once, whoever folds, whenever, and killed anywhere.
 */
#include "metrics.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#include "beside.h"
#include "fixture.h"
#include "seen_facts.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */

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

struct change { const struct fact *before, *after; };

static enum err
change(struct cx *c, void *arg)
{
	const struct change *x = arg;

	return metric_change(c, METRIC_PAYMENTS, x->before, x->after);
}

/* A measure as a reader sees it: rollup and deltas in one statement. */
static int64_t
seen(const char *measure)
{
	return same_text(measure, "m1") ? fixture_i64(&f, FACT_SUM("m1", "payments"))
					: fixture_i64(&f, FACT_SUM("m2", "payments"));
}

static void
fold_all(void)
{
	unsigned n;

	do
		ck_assert_int_eq(metric_fold(cx, 1000, &n), OK);
	while (n > 0);
}

#define OF(method) { "z", "residential", NULL, method, "walk_in", "counter", "bill", "u", NULL, "0" }
static const struct fact cash_50 = { "2026-04-01", OF("cash"), { 1, 5000 } };
static const struct fact cash_20 = { "2026-04-01", OF("cash"), { 1, 2000 } };
static const struct fact card_20 = { "2026-04-01", OF("Cash"), { 1, 2000 } };

/* Measure of payments in a cut, of all its rows. */
static int64_t
in_cut(int cut, const char *measure)
{
	return same_text(measure, "m1")
	    ? fixture_i64(&f, "select cast(coalesce(sum(m1), 0) as signed) n from metric_rollup"
		" where dataset = 'payments' and cut = ?", i64(cut))
	    : fixture_i64(&f, "select cast(coalesce(sum(m2), 0) as signed) n from metric_rollup"
		" where dataset = 'payments' and cut = ?", i64(cut));
}

enum { CUTS = 5 };		/* of payments */

START_TEST(a_new_row_is_one_delta_and_a_fold_moves_it)
{
	struct change x = { NULL, &cash_50 };

	fixture_must(&f, change, &x);
	fixture_must(&f, change, &x);
	ck_assert_int_eq(seen("m1"), 2);
	fold_all();
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from metric_delta"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from metric_rollup"), CUTS);
	ck_assert_int_eq(fixture_i64(&f, "select m2 n from metric_rollup where dataset = 'payments'"
	    " and cut = 4 and on_day = '2026-04-01' and d1 = 'z' and d3 = '' and d4 = 'cash'"), 10000);
	ck_assert_int_eq(fixture_i64(&f, "select m2 n from metric_rollup where dataset = 'payments'"
	    " and cut = 0 and on_day = '2026-04-01' and d1 = '' and d4 = '' and d10 = '0'"), 10000);
	fixture_must(&f, change, &x);
	fold_all();
	for (int cut = 0; cut < CUTS; cut++)
		ck_assert_int_eq(in_cut(cut, "m2"), 15000);
	ck_assert_int_eq(fixture_i64(&f, "select version n from metric_state"), 2);
}
END_TEST

START_TEST(a_change_within_a_bucket_is_one_delta_between_two_it_is_two)
{
	struct change within = { &cash_50, &cash_20 }, between = { &cash_20, &card_20 },
		      none = { &cash_20, &cash_20 };

	fixture_must(&f, change, &none);
	ck_assert_int_eq(seen("m2"), 0);
	fixture_must(&f, change, &within);
	ck_assert_int_eq(seen("m1"), 0);
	ck_assert_int_eq(seen("m2"), -3000);
	fixture_must(&f, change, &between);
	ck_assert_int_eq(seen("m2"), -3000);
	fold_all();
	/* told apart by case */
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from metric_rollup where cut = 4"), 2);
	ck_assert_int_eq(
	    fixture_i64(&f, "select m2 n from metric_rollup where cut = 4 and d4 = 'Cash'"), 2000);
}
END_TEST

START_TEST(a_removed_row_leaves_nothing)
{
	struct change in = { NULL, &cash_50 }, out = { &cash_50, NULL };

	fixture_must(&f, change, &in);
	fixture_must(&f, change, &out);
	fold_all();
	ck_assert_int_eq(seen("m1"), 0);
	ck_assert_int_eq(seen("m2"), 0);
}
END_TEST

enum { APPENDERS = 4, FOLDERS = 2, EACH = 150 };

static bool
appends_or_folds(struct cx *c, unsigned who, void *arg)
{
	_Atomic int *left = arg;
	struct change x = { NULL, &cash_20 };
	unsigned n;

	if (who < FOLDERS) {
		while (atomic_load(left) > 0) {
			if (metric_fold(c, 7 + who, &n) != OK)
				return false;
			arena_reset(c->arena);
		}
		return true;
	}
	for (unsigned i = 0; i < EACH; i++) {
		if (db_tx(c, change, &x) != OK)
			return false;
		arena_reset(c->arena);
	}
	atomic_fetch_sub(left, 1);
	return true;
}

START_TEST(nothing_is_lost_where_some_append_and_others_fold)
{
	_Atomic int *left = shared_memory(sizeof *left);

	atomic_store(left, APPENDERS);
	ck_assert_uint_eq(
	    beside(&f, FOLDERS + APPENDERS, appends_or_folds, left), FOLDERS + APPENDERS);
	ck_assert_int_eq(seen("m1"), APPENDERS * EACH);
	fold_all();
	for (int cut = 0; cut < CUTS; cut++) {
		ck_assert_int_eq(in_cut(cut, "m1"), APPENDERS * EACH);
		ck_assert_int_eq(in_cut(cut, "m2"), APPENDERS * EACH * 2000);
	}
}
END_TEST

static bool
folds_for_ever(struct cx *c, unsigned who, void *arg)
{
	unsigned n;

	(void)who, (void)arg;
	for (;;) {
		if (metric_fold(c, 5, &n) != OK)
			return false;
		arena_reset(c->arena);
	}
}

START_TEST(a_folder_killed_at_any_moment_counts_nothing_twice)
{
	struct change x = { NULL, &cash_20 };

	for (unsigned round = 0; round < 15; round++) {
		pid_t folder;

		for (unsigned i = 0; i < 20; i++)
			fixture_must(&f, change, &x);
		folder = begin_beside(&f, folds_for_ever, NULL);
		/* past its connecting, into its folding */
		(void)usleep((useconds_t)(3000 + round * 1500));
		(void)end_beside(folder, true);
		ck_assert_int_eq(seen("m1"), (round + 1) * 20);
	}
	fold_all();
	for (int cut = 0; cut < CUTS; cut++)
		ck_assert_int_eq(in_cut(cut, "m1"), 300);
}
END_TEST

/* Call after call of a fold fails: it is whole or it did not happen. */
START_TEST(a_fold_that_fails_anywhere_changes_nothing)
{
	static const unsigned errors[] = { 1213, 2013 };
	struct change x = { NULL, &cash_50 };

	for (size_t e = 0; e < COUNT(errors); e++)
		for (unsigned long k = 1; k < 14; k++) {
			unsigned n;
			int64_t before;
			enum err done;

			fixture_must(&f, change, &x);
			before = seen("m1");
			db_fail_at(cx->db, k, errors[e]);
			done = metric_fold(cx, 1000, &n);
			ck_assert(done == OK || n == 0);
			db_fail_at(cx->db, 0, 0);
			(void)db_settle(cx);
			failure_clear(cx);
			ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
			ck_assert_int_eq(seen("m1"), before);
		}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("metrics");
	TCase *t = tcase_create("metrics");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_new_row_is_one_delta_and_a_fold_moves_it);
	tcase_add_test(t, a_change_within_a_bucket_is_one_delta_between_two_it_is_two);
	tcase_add_test(t, a_removed_row_leaves_nothing);
	tcase_add_test(t, nothing_is_lost_where_some_append_and_others_fold);
	tcase_add_test(t, a_folder_killed_at_any_moment_counts_nothing_twice);
	tcase_add_test(t, a_fold_that_fails_anywhere_changes_nothing);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
