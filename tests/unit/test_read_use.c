/* Use from a register's positions. */
#include "read_use.h"

#include "unit.h"

static struct position_use used;

static bool
work_out(int64_t previous, int64_t current, int64_t multiplier, int digits)
{
	used = (struct position_use){ -1, false };
	return use_of_positions(
	    &(struct positions){ previous, current, multiplier, digits }, &used);
}

START_TEST(difference_times_multiplier)
{
	ck_assert(work_out(100000, 112500, 1000, 0));		/* 112.5 - 100 */
	ck_assert_int_eq(used.use_milli, 12500);
	ck_assert(!used.rolled_over);
	ck_assert(work_out(100000, 112500, 10000, 0));		/* × 10 */
	ck_assert_int_eq(used.use_milli, 125000);
	ck_assert(work_out(0, 1000, 500, 4));			/* 1 × 0.5 */
	ck_assert_int_eq(used.use_milli, 500);
	ck_assert(work_out(0, 1, 500, 0));			/* 0.0005: half up */
	ck_assert_int_eq(used.use_milli, 1);
	ck_assert(work_out(0, 1, 499, 0));
	ck_assert_int_eq(used.use_milli, 0);
	ck_assert(work_out(7000, 7000, 1000, 4));		/* nothing was used */
	ck_assert_int_eq(used.use_milli, 0);
}
END_TEST

/* A register of four digits shows 0000 after 9999. */
START_TEST(begins_anew)
{
	ck_assert(work_out(9990000, 60000, 1000, 4));		/* 10 to the end, 60 from the beginning */
	ck_assert_int_eq(used.use_milli, 70000);
	ck_assert(used.rolled_over);
	ck_assert(work_out(9990000, 60000, 100000, 4));
	ck_assert_int_eq(used.use_milli, 7000000);
	ck_assert(work_out(9999999, 0, 1000, 4));		/* a thousandth */
	ck_assert_int_eq(used.use_milli, 1);
	/* A quarter of the range is the most that is believed. */
	ck_assert(work_out(8000000, 500000, 1000, 4));
	ck_assert_int_eq(used.use_milli, 2500000);
	ck_assert(used.rolled_over);
	ck_assert(work_out(8000000, 500001, 1000, 4));
	ck_assert_int_eq(used.use_milli, -7499999);
	ck_assert(!used.rolled_over);
}
END_TEST

START_TEST(negative)
{
	ck_assert(work_out(5000000, 4900000, 1000, 4));		/* read wrongly, not rolled over */
	ck_assert_int_eq(used.use_milli, -100000);
	ck_assert(!used.rolled_over);
	ck_assert(work_out(9990000, 60000, 1000, 0));		/* digits not known */
	ck_assert_int_eq(used.use_milli, -9930000);
	ck_assert(work_out(20000000, 60000, 1000, 4));		/* more than four digits show: no rollover */
	ck_assert_int_eq(used.use_milli, -19940000);
}
END_TEST

/* Two meters in one period, the first taken out at 1,250 and the second put in at 5: both are worked
 * out against where each began. */
START_TEST(swapped_inside_a_period)
{
	int64_t all;

	ck_assert(work_out(1200000, 1250000, 1000, 4));
	all = used.use_milli;
	ck_assert(work_out(5000, 35000, 1000, 5));
	all += used.use_milli;
	ck_assert_int_eq(all, 80000);				/* 50 + 30 */
}
END_TEST

START_TEST(out_of_range)
{
	ck_assert(!work_out(0, READ_MILLI_MAX + 1, 1000, 0));
	ck_assert(!work_out(-1, 0, 1000, 0));
	ck_assert(!work_out(0, 1, 0, 0));
	ck_assert(!work_out(0, READ_MILLI_MAX, 2000, 0));
	ck_assert_int_eq(used.use_milli, -1);			/* nothing was set */
	ck_assert(position_fits(9999999, 4));
	ck_assert(!position_fits(10000000, 4));
	ck_assert(position_fits(READ_MILLI_MAX, 0));
	ck_assert(!position_fits(-1, 0));
}
END_TEST

UNIT_MAIN("read_use", 0, difference_times_multiplier, begins_anew, negative,
    swapped_inside_a_period, out_of_range)
