/*
 * What a metric's numbers are: quotients, rates, changes, rounded once and half away from zero.  The
 * figures are those that the requirements give, worked out by hand.
 */
#include "metrics_private.h"
#include "text.h"

#include "unit.h"

static int64_t
value(enum metric_unit unit, int64_t num, int64_t den)
{
	struct metric_value v = metric_value_of(unit, num, true, den);

	ck_assert(v.known);
	ck_assert_int_eq(v.numerator, num);
	ck_assert_int_eq(v.denominator, den);
	return v.scaled;
}

static int64_t
change(enum metric_unit unit, int64_t now, int64_t before)
{
	struct metric_value a = { .known = true, .scaled = now }, b = { .known = true, .scaled = before };
	int64_t out;

	ck_assert(metric_change_of(unit, &a, &b, &out));
	return out;
}

START_TEST(success_rate)
{
	int64_t now = value(PERCENT, 26410, 26410 + 68), before = value(PERCENT, 24900, 25000);

	ck_assert_int_eq(now, 997432);				/* 99.74 % */
	ck_assert_int_eq(before, 996000);			/* 99.60 % */
	ck_assert_int_eq(change(PERCENT, now, before), 14);	/* + 0.14 points */
	ck_assert_int_eq(value(PERCENT, 5325, 5340), 997191);	/* 99.72 % */
	ck_assert_int_eq(change(PERCENT, 982000, 964000), 180);	/* + 1.8 points, not + 1.87 % */
}
END_TEST

START_TEST(relative_changes)
{
	ck_assert_int_eq(change(COUNTED, 35, 52), -3269);		/* - 32.7 % */
	ck_assert_int_eq(change(MONEY, 38650000, 40471204), -450);	/* - 4.5 % */
	ck_assert_int_eq(change(COUNTED, 110, 100), 1000);
	ck_assert_int_eq(change(COUNTED, 0, 4), -10000);
	ck_assert_int_eq(change(MONEY, 5, -10), 15000);		/* from owing to being owed is up */
	ck_assert_int_eq(change(MONEY, -15, -10), -5000);
	ck_assert_int_eq(change(COUNTED, 3, 3), 0);
}
END_TEST

START_TEST(averages)
{
	/* 12,650,000 units over 26,410 bills: 478.985 of a unit, of 12,650,000,000 thousandths */
	ck_assert_int_eq(value(USE, INT64_C(12650000000), 26410), 478985);
	ck_assert_int_eq(value(MONEY, 12650000, 26410), 479);		/* 478.98: minor units are whole */
	ck_assert_int_eq(value(DAYS, 2322, 158), 1470);
	/* 1,100 of 11,200 + 1,100 */
	ck_assert_int_eq(value(PERCENT, 1100, 11200 + 1100), 89431);
	ck_assert_int_eq(value(PERCENT, 1105, 12300), 89837);		/* 8.98 % */
}
END_TEST

START_TEST(half_goes_away_from_zero)
{
	ck_assert_int_eq(value(MONEY, 5, 2), 3);
	ck_assert_int_eq(value(MONEY, -5, 2), -3);
	ck_assert_int_eq(value(MONEY, 5, -2), -3);
	ck_assert_int_eq(value(MONEY, -5, -2), 3);
	ck_assert_int_eq(value(MONEY, 4, 3), 1);
	ck_assert_int_eq(value(MONEY, -4, 3), -1);
	ck_assert_int_eq(value(MONEY, 0, -3), 0);
	ck_assert_int_eq(change(PERCENT, 50, 0), 1);	/* half a hundredth of a point */
	ck_assert_int_eq(change(PERCENT, -50, 0), -1);
	ck_assert_int_eq(change(COUNTED, 200001, 200000), 0);
	ck_assert_int_eq(change(COUNTED, 20001, 20000), 1);
}
END_TEST

START_TEST(nothing_to_divide_by_is_not_known)
{
	struct metric_value none = metric_value_of(PERCENT, 5, true, 0), one = { .known = true, .scaled = 1 };
	struct metric_value nought = { .known = true, .scaled = 0 };
	int64_t out;

	ck_assert(!none.known);
	ck_assert(!metric_value_of(MONEY, 0, true, 0).known);
	ck_assert(!metric_change_of(COUNTED, &one, &nought, &out));
	ck_assert(!metric_change_of(MONEY, &one, &none, &out));
	ck_assert(!metric_change_of(PERCENT, &none, &one, &out));
	ck_assert(metric_change_of(PERCENT, &one, &nought, &out));	/* points have no divisor */
}
END_TEST

START_TEST(large_numbers_do_not_wrap)
{
	const int64_t most = INT64_MAX;

	ck_assert_int_eq(value(PERCENT, most, most), 1000000);
	ck_assert_int_eq(value(MONEY, most, 1), most);
	ck_assert(!metric_value_of(PERCENT, most, true, 1).known);	/* does not fit: said, not wrong */
	ck_assert_int_eq(change(MONEY, most, most), 0);
	ck_assert_int_eq(change(MONEY, -most, most), -20000);
}
END_TEST

START_TEST(no_divisor)
{
	struct metric_value v = metric_value_of(COUNTED, -7, false, 0);

	ck_assert(v.known);
	ck_assert_int_eq(v.scaled, -7);
	ck_assert_int_eq(metric_value_of(DAYS, 3, false, 0).scaled, 300);
}
END_TEST

/* ---- the catalog ---- */

/* Each term's measure and filter are in its dataset (or the process stops), and each question that can
 * be asked has a cut. */
START_TEST(the_catalog_is_whole)
{
	size_t n;
	const struct metric *m = metric_catalog(&n);
	const struct metric_dimension *d;

	ck_assert_uint_ge(n, 25);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_gt(m[i].term_count, 0);
		ck_assert_ptr_eq(metric_by_key(m[i].key), &m[i]);
		ck_assert_uint_gt(strlen(m[i].definition), 10);
		for (size_t t = 0; t < m[i].term_count; t++) {
			const struct metric_term *term = &m[i].terms[t];
			const struct term_plan *plan = term_plan(cx.arena, term);
			unsigned all = 0;

			ck_assert_uint_lt(plan->measure, METRIC_MEASURES);
			for (size_t k = 0; (d = metric_dimension_at(k)); k++)
				if (dataset_dimension(term->of, d->name) >= 0)
					all |= 1u << dataset_dimension(term->of, d->name);
			ck_assert_ptr_nonnull(cut_for(term->of, all,
			    term->time == DUE || term->time == PAST_DUE ? BY_DUE : BY_DAY));
			if (metric_has_aging(&m[i]))
				ck_assert_ptr_nonnull(cut_for(term->of, all, BY_DUE));
		}
	}
	ck_assert_ptr_null(metric_by_key("nothing"));
}
END_TEST

START_TEST(the_first_cut_that_will_do)
{
	int zone = dataset_dimension(METRIC_BILLS, "zone_id"), unit = dataset_dimension(METRIC_BILLS, "unit");
	int cycle = dataset_dimension(METRIC_BILLS, "cycle_id");

	ck_assert_int_eq(cut_for(METRIC_BILLS, 0, BY_DAY)->number, 0);
	ck_assert_int_eq(cut_for(METRIC_BILLS, 1u << unit, BY_DAY)->number, 0);
	ck_assert_int_eq(cut_for(METRIC_BILLS, 1u << zone | 1u << unit, BY_DAY)->number, 1);
	ck_assert_int_eq(cut_for(METRIC_BILLS, 1u << cycle, NO_DAYS)->number, 2);
	ck_assert_int_eq(cut_for(METRIC_BILLS, 1u << cycle | 1u << zone, BY_DAY)->number, 3);
	ck_assert_ptr_null(cut_for(METRIC_BILLS, 0, BY_DUE));
	ck_assert_int_eq(cut_for(METRIC_RECEIVABLES, 0, BY_DUE)->axis, BY_DUE);
	ck_assert_int_eq(dataset_dimension(METRIC_BILLS, "-"), -1);
	ck_assert_int_eq(dataset_dimension(METRIC_BILLS, "due_on"), -1);
}
END_TEST

START_TEST(who_sees_only_his_own_payments_sees_nothing_else)
{
	struct permissions all = { 0 }, own = { 0 }, bills = { 0 };
	bool only_own;

	permissions_add(&all, CAN_READ_PAYMENTS);
	permissions_add(&all, CAN_READ_OWN_PAYMENTS);
	permissions_add(&own, CAN_READ_OWN_PAYMENTS);
	permissions_add(&own, CAN_READ_BILLS);
	permissions_add(&bills, CAN_READ_BILLS);
	ck_assert(metric_open_to(metric_by_key("collected"), &all, &only_own));
	ck_assert(!only_own);
	ck_assert(metric_open_to(metric_by_key("collected"), &own, &only_own));
	ck_assert(only_own);
	ck_assert(!metric_open_to(metric_by_key("collection_rate"), &own, &only_own));
	ck_assert(!metric_open_to(metric_by_key("billed"), &own, &only_own));
	ck_assert(metric_open_to(metric_by_key("billed"), &bills, &only_own));
	ck_assert(!metric_open_to(metric_by_key("collected"), &bills, &only_own));
}
END_TEST

UNIT_MAIN("metric formula", 0, success_rate, relative_changes, averages, half_goes_away_from_zero,
    nothing_to_divide_by_is_not_known, large_numbers_do_not_wrap, no_divisor, the_catalog_is_whole,
    the_first_cut_that_will_do, who_sees_only_his_own_payments_sees_nothing_else)
