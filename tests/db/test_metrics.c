/*
 * shared/metrics: what is appended is counted once, whoever folds, whenever, and killed anywhere.
 */
#include "facts.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#include "beside.h"
#include "clock.h"
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

/* ---- the order of dimensions and measures, and the cuts ---- */

struct many { struct signed_fact fact[8]; size_t n; };

static enum err
write_many(struct cx *c, void *arg)
{
	const struct many *m = arg;

	return metric_changes(c, m->fact, m->n);
}

/* The only delta or row of a cut: "day d1 … d10 m1 … m6", what is empty as -. */
#define AS_WORDS(day) "select concat_ws(' ', " day ", if(d1 = '', '-', d1), if(d2 = '', '-', d2)," \
	" if(d3 = '', '-', d3), if(d4 = '', '-', d4), if(d5 = '', '-', d5), if(d6 = '', '-', d6)," \
	" if(d7 = '', '-', d7), if(d8 = '', '-', d8), if(d9 = '', '-', d9), if(d10 = '', '-', d10)," \
	" m1, m2, m3, m4, m5, m6) words from "

static const char *
delta_of(const char *dataset)
{
	const struct row *row;

	ck_assert_int_eq(db_one(cx, &row, AS_WORDS("fact_on") "metric_delta where dataset = ?", str(dataset)), OK);
	return row_str(row, "words");
}

static const char *
cut_of(const char *dataset, int cut)
{
	const struct row *row;

	ck_assert_int_eq(db_one(cx, &row, AS_WORDS("on_day") "metric_rollup where dataset = ? and cut = ?",
	    str(dataset), i64(cut)), OK);
	return row_str(row, "words");
}

static const struct bill_about a_bill = { .issued_on = "2026-04-01", .zone_id = "z", .class = "c",
	.segment = "s", .cycle_id = "y", .utility = "water", .unit = "kgal", .use_class = "high",
	.is_estimated = true, .amount_minor = 500, .consumption_milli = 7000 };

static struct many
one_of_each(void)
{
	static const struct receivable_about owed = { .issued_on = "2026-04-01", .due_on = "2026-04-22",
		.zone_id = "z", .class = "c", .segment = "s", .cycle_id = "y", .kind = "bill" };
	static const struct exception_about odd = { .zone_id = "z", .class = "c", .segment = "s",
		.cycle_id = "y", .utility = "water", .type = "high", .is_blocking = true };

	return (struct many){ { bill_fact(&a_bill), line_fact(&a_bill, "service", "4000", 300),
		payment_fact(&(struct payment_about){ .paid_on = "2026-04-09", .zone_id = "z", .class = "c",
		    .segment = "s", .method = "card", .channel = "walk_in", .source = "counter",
		    .type = "bill", .received_by = "u", .brand = "visa", .amount_minor = 450,
		    .late_fee_minor = 50, .edges = 2, .edge_days = 9 }),
		receivable_fact(&owed, "2026-03-31", (struct receivable_change){ 1, 500, 500, 1 }),
		exception_fact(&odd, "2026-04-02", (struct exception_change){ 1, 1, 500, 1, 0, 3 }) }, 5 };
}

START_TEST(a_fact_stands_where_its_dataset_says)
{
	struct many m = one_of_each();

	fixture_must(&f, write_many, &m);
	ck_assert_str_eq(delta_of("bills"), "2026-04-01 z c s y water kgal 1 high - - 1 500 7000 0 0 0");
	ck_assert_str_eq(delta_of("lines"), "2026-04-01 z c s y water service 4000 - - - 1 300 0 0 0 0");
	ck_assert_str_eq(delta_of("payments"),
	    "2026-04-09 z c s card walk_in counter bill u visa 1 1 450 50 2 9 0");
	/* a change before it was issued counts as of that day */
	ck_assert_str_eq(delta_of("receivables"),
	    "2026-04-01 z c s y bill 2026-04-22 - - - - 1 500 500 1 0 0");
	ck_assert_str_eq(delta_of("exceptions"), "2026-04-02 z c s y water high 1 - - - 1 1 500 1 0 3");
}
END_TEST

START_TEST(a_cut_keeps_its_dimensions_by_its_day)
{
	struct many m = one_of_each();

	fixture_must(&f, write_many, &m);
	fold_all();
	ck_assert_str_eq(cut_of("bills", 0), "2026-04-01 - - - - water kgal 1 high - - 1 500 7000 0 0 0");
	ck_assert_str_eq(cut_of("bills", 2), "0001-01-01 - - - y water kgal 1 high - - 1 500 7000 0 0 0");
	ck_assert_str_eq(cut_of("lines", 2), "0001-01-01 - - - y - service 4000 - - - 1 300 0 0 0 0");
	ck_assert_str_eq(cut_of("payments", 3), "2026-04-09 - - - card walk_in - - u - 1 1 450 50 2 9 0");
	ck_assert_str_eq(cut_of("receivables", 1), "2026-04-01 z c s - bill - - - - - 1 500 500 1 0 0");
	ck_assert_str_eq(cut_of("receivables", 2), "2026-04-22 - - - - bill - - - - - 1 500 500 1 0 0");
	ck_assert_str_eq(cut_of("receivables", 4), "0001-01-01 - - - y bill - - - - - 1 500 500 1 0 0");
	ck_assert_str_eq(cut_of("receivables", 5), "2026-04-22 z c s y bill - - - - - 1 500 500 1 0 0");
	ck_assert_str_eq(cut_of("exceptions", 1), "0001-01-01 - - - y - high 1 - - - 1 1 500 1 0 3");
}
END_TEST

/* Taken away on its own day nothing is left; later it is a row of its own. */
START_TEST(what_is_taken_away)
{
	struct bill_about gone = a_bill;
	struct many m = { { bill_fact(&a_bill) }, 2 };

	gone.undone_on = "2026-04-01";
	m.fact[1] = bill_fact(&gone);
	fixture_must(&f, write_many, &m);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from metric_delta"), 0);
	gone.undone_on = "2026-05-04";
	m.fact[1] = bill_fact(&gone);
	fixture_must(&f, write_many, &m);
	fold_all();
	ck_assert_str_eq(cut_of("bills", 2), "0001-01-01 - - - y water kgal 1 high - - 0 0 0 1 0 0");
	ck_assert_int_eq(fixture_i64(&f, "select m1 n from metric_rollup where dataset = 'bills' and cut = 0"
	    " and on_day = '2026-05-04' and m2 = -500 and m4 = 1"), -1);
}
END_TEST

/* More buckets than a statement takes, each told once. */
static enum err
write_days(struct cx *c, void *arg)
{
	struct signed_fact *all = arena_array(c->arena, struct signed_fact, 5000);

	(void)arg;
	for (int i = 0; i < 5000; i++) {
		char *on = arena_alloc(c->arena, 11);
		struct bill_about b = a_bill;

		date_from_days(20000 + i / 2, on);
		b.issued_on = on;
		all[i] = bill_fact(&b);
	}
	return metric_changes(c, all, 5000);
}

START_TEST(many_buckets_at_once)
{
	fixture_must(&f, write_days, NULL);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from metric_delta"), 2500);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from metric_delta where m1 <> 2"), 0);
	fold_all();
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m1", "bills")), 5000);
	ck_assert_int_eq(fixture_i64(&f, "select m1 n from metric_rollup where dataset = 'bills' and cut = 2"), 5000);
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
	tcase_add_test(t, a_fact_stands_where_its_dataset_says);
	tcase_add_test(t, a_cut_keeps_its_dimensions_by_its_day);
	tcase_add_test(t, what_is_taken_away);
	tcase_add_test(t, many_buckets_at_once);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
