/* The arithmetic of bills, and business days as instants. */
#include "bill.h"

#include "clock.h"
#include "day.h"
#include "unit.h"

static int64_t total, tax;

static enum err
compute(struct bill_line *lines, size_t n)
{
	failure_clear(&cx);
	return bill_compute(&cx, lines, n, &total, &tax);
}

START_TEST(amounts_add_up)
{
	struct bill_line l[] = {
		{ .kind = "service", .amount_minor = 1420 },
		{ .kind = "usage", .quantity_milli = 2670, .rate_micro = 485000000 },
		{ .kind = "adjustment", .amount_minor = -300 },
	};

	ck_assert_int_eq(compute(l, COUNT(l)), OK);
	ck_assert_int_eq(l[1].amount_minor, 1295);	/* 1294.95 */
	ck_assert_int_eq(total, 1420 + 1295 - 300);
	ck_assert_int_eq(tax, 0);
}
END_TEST

/* Three thirds of a cent: the total is rounded once, and the lines follow it. */
START_TEST(rounded_once)
{
	struct bill_line l[] = {
		{ .kind = "usage", .quantity_milli = 1, .rate_micro = 333333333 },
		{ .kind = "usage", .quantity_milli = 1, .rate_micro = 333333334 },
		{ .kind = "usage", .quantity_milli = 1, .rate_micro = 333333333 },
	};

	ck_assert_int_eq(compute(l, COUNT(l)), OK);
	ck_assert_int_eq(total, 1);
	ck_assert_int_eq(l[0].amount_minor, 0);
	ck_assert_int_eq(l[1].amount_minor, 1);		/* the largest remainder */
	ck_assert_int_eq(l[2].amount_minor, 0);
}
END_TEST

START_TEST(half_away_from_zero)
{
	struct bill_line up = { .kind = "usage", .quantity_milli = 500, .rate_micro = 1000000 };
	struct bill_line down = { .kind = "usage", .quantity_milli = 499, .rate_micro = 1000000 };
	struct bill_line minus = {
		.kind = "adjustment", .quantity_milli = -500, .rate_micro = 1000000
	};

	ck_assert_int_eq(compute(&up, 1), OK);
	ck_assert_int_eq(total, 1);
	ck_assert_int_eq(up.amount_minor, 1);
	ck_assert_int_eq(compute(&down, 1), OK);
	ck_assert_int_eq(total, 0);
	ck_assert_int_eq(compute(&minus, 1), OK);
	ck_assert_int_eq(total, -1);
	ck_assert_int_eq(minus.amount_minor, -1);
}
END_TEST

START_TEST(tax_is_a_share_of_the_rest)
{
	struct bill_line l[] = {
		{ .kind = "tax", .share_bp = 1600 },	/* its place does not matter */
		{ .kind = "service", .amount_minor = 11000 },
		{ .kind = "usage", .quantity_milli = 100000, .rate_micro = 346000000 },
		{ .kind = "tax", .amount_minor = 5 },
	};

	ck_assert_int_eq(compute(l, COUNT(l)), OK);
	ck_assert_int_eq(l[2].amount_minor, 34600);
	ck_assert_int_eq(l[0].amount_minor, 7296);
	ck_assert_int_eq(tax, 7301);
	ck_assert_int_eq(total, 11000 + 34600 + 7301);
}
END_TEST

START_TEST(nothing_used)
{
	struct bill_line l[] = {
		{ .kind = "service", .amount_minor = 1420 },
		{ .kind = "usage",
		    .quantity_milli = 0,
		    .rate_micro = 485000000,
		    .amount_minor = 99 },
	};

	ck_assert_int_eq(compute(l, COUNT(l)), OK);
	ck_assert_int_eq(l[1].amount_minor, 0);
	ck_assert_int_eq(total, 1420);
}
END_TEST

START_TEST(computed_again_the_same)
{
	struct bill_line l[] = {
		{ .kind = "service", .amount_minor = 350 },
		{ .kind = "usage", .quantity_milli = 7, .rate_micro = 714285714 },
		{ .kind = "usage", .quantity_milli = 3, .rate_micro = 171717171 },
		{ .kind = "tax", .share_bp = 825 },
	};
	int64_t first;

	ck_assert_int_eq(compute(l, COUNT(l)), OK);
	first = total;
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(compute(l, COUNT(l)), OK);
		ck_assert_int_eq(total, first);
		ck_assert_int_eq(l[0].amount_minor + l[1].amount_minor + l[2].amount_minor +
		    l[3].amount_minor, total);
	}
}
END_TEST

/* Whatever the lines: they add up to the total, and none is a whole unit off. */
START_TEST(any_lines_add_up)
{
	uint64_t seed = 20260401;

	for (int round = 0; round < 20000; round++) {
		struct bill_line l[12];
		size_t n = 1 + (size_t)round % COUNT(l);
		int64_t sum = 0;

		for (size_t i = 0; i < n; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			l[i] = (struct bill_line){ .kind = "usage",
				.quantity_milli = (int64_t)(seed >> 44),
				.rate_micro = (int64_t)(seed >> 33 & 0x3fffffff) - 0x8000000 };
		}
		if (n > 3)
			l[n - 1] = (struct bill_line){ .kind = "tax",
				.share_bp = (int64_t)(seed >> 52) };
		ck_assert_int_eq(compute(l, n), OK);
		for (size_t i = 0; i < n; i++)
			sum += l[i].amount_minor;
		ck_assert_int_eq(sum, total);
	}
}
END_TEST

START_TEST(too_large)
{
	struct bill_line product = {
		.kind = "usage", .quantity_milli = INT64_MAX / 4, .rate_micro = 5000000000
	};
	struct bill_line fits = {
		.kind = "usage", .quantity_milli = INT64_MAX / 4, .rate_micro = 4000000000
	};
	struct bill_line sum[] = {
		{ .kind = "service", .amount_minor = INT64_MAX / 2 + 1 },
		{ .kind = "service", .amount_minor = INT64_MAX / 2 + 1 },
	};
	struct bill_line share[] = {
		{ .kind = "service", .amount_minor = INT64_MAX / 2 },
		{ .kind = "tax", .share_bp = 10001 },
	};
	struct bill_line many[BILL_LINES_MAX + 1] = { { 0 } };

	ck_assert_int_eq(compute(&product, 1), E_INPUT);
	ck_assert_int_eq(compute(&fits, 1), OK);
	ck_assert_int_eq(compute(sum, 2), E_INPUT);
	ck_assert_int_eq(compute(share, 2), E_INPUT);
	ck_assert_int_eq(compute(many, COUNT(many)), E_INPUT);
	ck_assert_int_eq(compute(many, 0), E_INPUT);
}
END_TEST

START_TEST(days_begin_at_midnight)
{
	static const struct { const char *zone, *on, *at; } known[] = {
		{ "America/New_York", "2026-01-15", "2026-01-15T05:00:00Z" },
		{ "America/New_York", "2026-07-15", "2026-07-15T04:00:00Z" },
		/* clocks go forward that night */
		{ "America/New_York", "2026-03-08", "2026-03-08T05:00:00Z" },
		{ "America/New_York", "2026-03-09", "2026-03-09T04:00:00Z" },
		/* and were put back the night before */
		{ "America/New_York", "2026-11-02", "2026-11-02T05:00:00Z" },
		{ "Asia/Kolkata", "2026-01-15", "2026-01-14T18:30:00Z" },
		{ "Pacific/Kiritimati", "2026-01-15", "2026-01-14T10:00:00Z" },
		{ "Pacific/Pago_Pago", "2026-01-15", "2026-01-15T11:00:00Z" },
		{ "UTC", "2024-02-29", "2024-02-29T00:00:00Z" },
	};
	int64_t us, expected;

	for (size_t i = 0; i < COUNT(known); i++) {
		ck_assert(day_start(known[i].zone, known[i].on, &us));
		ck_assert(instant_parse(known[i].at, &expected));
		ck_assert_msg(us == expected, "%s in %s: %s", known[i].on, known[i].zone,
		    instant_text(cx.arena, us));
	}
	ck_assert(!day_start("Nowhere/Land", "2026-01-15", &us));
}
END_TEST

UNIT_MAIN("bill", 0, amounts_add_up, rounded_once, half_away_from_zero, tax_is_a_share_of_the_rest,
    nothing_used, computed_again_the_same, any_lines_add_up, too_large, days_begin_at_midnight)
