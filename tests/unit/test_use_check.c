/* What is unusual about use, and what is at risk: each case with its arithmetic beside it. */
#include "use_check.h"

#include "exception.h"
#include "unit.h"

static const struct use_rules by_previous = {
	.high_percent = 50, .low_percent = 50, .very_percent = 100,
	.hold_percent = 300, .hold_use_milli = 10000000, .estimates_most = 2,
};
static const struct use_rules by_limits = {
	.by_limits = true, .high_percent = 50, .low_percent = 50, .very_percent = 100,
	.hold_percent = 300, .hold_use_milli = 0, .estimates_most = 2,
};

/* Without limits of a service, 60 days. */
static struct use_to_check
use(int64_t milli, int64_t previous, int64_t previous_days)
{
	return (struct use_to_check){
		.use_milli = milli, .days = 60, .previous_milli = previous,
		.previous_days = previous_days, .low_milli = -1, .high_milli = -1,
	};
}

static struct use_finding found[USE_FINDINGS_MAX];

static size_t
check(const struct use_rules *rules, struct use_to_check u)
{
	memset(found, 0, sizeof found);
	return use_check(rules, &u, found);
}

/* 30 units in 60 days before: the bound is 45; 45.000 is not above it, 45.001 is. */
START_TEST(high_by_one_thousandth)
{
	ck_assert_uint_eq(check(&by_previous, use(45000, 30000, 60)), 0);
	ck_assert_uint_eq(check(&by_previous, use(45001, 30000, 60)), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_HIGH);
	ck_assert(!found[0].is_blocking && !found[0].is_very && found[0].has_usual);
	ck_assert_int_eq(found[0].usual_milli, 30000);
	ck_assert_int_eq(found[0].percent, 50);		/* 15.001 of 30: 50.003 %, towards nothing */
}
END_TEST

/* Low below 30 × 50 % = 15: 15.000 is not, 14.999 is. */
START_TEST(low_by_one_thousandth)
{
	ck_assert_uint_eq(check(&by_previous, use(15000, 30000, 60)), 0);
	ck_assert_uint_eq(check(&by_previous, use(14999, 30000, 60)), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_LOW);
	ck_assert(!found[0].is_blocking && !found[0].is_very);
	ck_assert_int_eq(found[0].percent, -50);	/* -15.001 of 30: -50.003 % */
}
END_TEST

/* By use a day: 31 units in 31 days are 1 a day; of 60 days 60 are usual, high above 90. */
START_TEST(periods_of_other_lengths)
{
	ck_assert_uint_eq(check(&by_previous, use(90000, 31000, 31)), 0);
	ck_assert_uint_eq(check(&by_previous, use(90001, 31000, 31)), 1);
	ck_assert_int_eq(found[0].usual_milli, 60000);
	/* 10 units in 59 days: 10 × 60 / 59 = 10.1694…; the bound 15.2542…, no rounding between */
	ck_assert_uint_eq(check(&by_previous, use(15254, 10000, 59)), 0);
	ck_assert_uint_eq(check(&by_previous, use(15255, 10000, 59)), 1);
	ck_assert_int_eq(found[0].usual_milli, 10169);
}
END_TEST

/* Very: above 45 × 2 = 90; below 15 / 2 = 7.5. */
START_TEST(very_high_and_very_low)
{
	ck_assert_uint_eq(check(&by_previous, use(90000, 30000, 60)), 1);
	ck_assert(!found[0].is_very);
	ck_assert_uint_eq(check(&by_previous, use(90001, 30000, 60)), 1);
	ck_assert(found[0].is_very && !found[0].is_blocking);
	ck_assert_int_eq(found[0].percent, 200);	/* 60.001 of 30 */
	ck_assert_uint_eq(check(&by_previous, use(7500, 30000, 60)), 1);
	ck_assert(!found[0].is_very);
	ck_assert_uint_eq(check(&by_previous, use(7499, 30000, 60)), 1);
	ck_assert(found[0].is_very);
}
END_TEST

/* Held above 30 × 400 % = 120; held above 10,000 units whatever was before. */
START_TEST(held)
{
	struct use_rules none = by_previous;

	ck_assert_uint_eq(check(&by_previous, use(120000, 30000, 60)), 1);
	ck_assert(!found[0].is_blocking);
	ck_assert_uint_eq(check(&by_previous, use(120001, 30000, 60)), 1);
	ck_assert(found[0].is_blocking && found[0].is_very);
	ck_assert_int_eq(found[0].percent, 300);
	ck_assert_uint_eq(check(&by_previous, use(10000000, 9000000, 60)), 0);
	ck_assert_uint_eq(check(&by_previous, use(10000001, 9000000, 60)), 1);
	ck_assert(found[0].is_blocking && !found[0].is_very);
	ck_assert_int_eq(found[0].percent, 11);		/* 1000.001 of 9000: 11.1 % */
	none.hold_percent = 0;
	none.hold_use_milli = 0;
	ck_assert_uint_eq(check(&none, use(421817000, 30000, 60)), 1);
	ck_assert(!found[0].is_blocking);
	ck_assert_int_eq(found[0].percent, 1405956);	/* 421787 / 30 × 100 = 1405956.67 */
}
END_TEST

/* Nothing before: neither high nor low, and never infinite; the hold by use alone is there. */
START_TEST(no_baseline)
{
	int64_t usual;

	ck_assert_uint_eq(check(&by_previous, use(5000, 0, 0)), 0);
	ck_assert_uint_eq(check(&by_previous, use(5000, 0, 60)), 0);
	ck_assert_uint_eq(check(&by_previous, use(5000, -3000, 60)), 0);
	ck_assert_uint_eq(check(&by_previous, use(421817000, 0, 0)), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_HIGH);
	ck_assert(found[0].is_blocking && !found[0].has_usual && !found[0].is_very);
	ck_assert_int_eq(found[0].percent, 0);
	ck_assert(!use_usual(0, 60, 60, &usual) && !use_usual(5, 0, 60, &usual));
	ck_assert(use_usual(1, 2, 1, &usual));
	ck_assert_int_eq(usual, 1);			/* half a thousandth, rounded up */
}
END_TEST

START_TEST(zero_is_its_own)
{
	ck_assert_uint_eq(check(&by_previous, use(0, 30000, 60)), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_ZERO);
	ck_assert(!found[0].is_blocking);
	ck_assert_int_eq(found[0].percent, -100);
	ck_assert_int_eq(found[0].usual_milli, 30000);
	ck_assert_uint_eq(check(&by_previous, use(0, 0, 0)), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_ZERO);
	ck_assert(!found[0].has_usual);
}
END_TEST

/* Below nothing: that alone, and it stops the bill. */
START_TEST(negative)
{
	struct use_to_check u = use(-1, 30000, 60);

	u.rolled_over = u.meter_swapped = u.is_estimated = true;
	u.estimates_before = 9;
	ck_assert_uint_eq(check(&by_previous, u), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_NEGATIVE);
	ck_assert(found[0].is_blocking);
}
END_TEST

/* Limits of 0.2 to 1.5 a day are 12 to 90 in 60 days; very above 180, below 6; held above 360. */
START_TEST(limits_of_the_service)
{
	struct use_to_check u = use(90000, 1000, 60);

	u.low_milli = 200;
	u.high_milli = 1500;
	ck_assert_uint_eq(check(&by_limits, u), 0);	/* whatever was before */
	u.use_milli = 90001;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_HIGH);
	ck_assert_int_eq(found[0].usual_milli, 90000);
	ck_assert(!found[0].is_very);
	u.use_milli = 180001;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert(found[0].is_very && !found[0].is_blocking);
	ck_assert_int_eq(found[0].percent, 100);	/* 90.001 of 90 */
	u.use_milli = 360001;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert(found[0].is_blocking);
	u.use_milli = 12000;
	ck_assert_uint_eq(check(&by_limits, u), 0);
	u.use_milli = 11999;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_LOW);
	ck_assert(!found[0].is_very);
	u.use_milli = 5999;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert(found[0].is_very);
}
END_TEST

START_TEST(no_limits_no_findings)
{
	struct use_to_check u = use(90000000, 1000, 60);

	ck_assert_uint_eq(check(&by_limits, u), 0);
	u.high_milli = 0;				/* nothing is allowed */
	u.use_milli = 1;
	ck_assert_uint_eq(check(&by_limits, u), 1);
	ck_assert_int_eq(found[0].percent, 0);		/* of nothing there is no share */
}
END_TEST

/* At most two in a row: the third is told. */
START_TEST(estimated_in_a_row)
{
	struct use_to_check u = use(30000, 30000, 60);

	u.is_estimated = true;
	u.estimates_before = 1;
	ck_assert_uint_eq(check(&by_previous, u), 0);
	u.estimates_before = 2;
	ck_assert_uint_eq(check(&by_previous, u), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_ESTIMATED);
	u.is_estimated = false;
	ck_assert_uint_eq(check(&by_previous, u), 0);
}
END_TEST

START_TEST(many_at_once)
{
	struct use_to_check u = use(200000, 30000, 60);

	u.is_estimated = u.rolled_over = u.meter_swapped = true;
	u.estimates_before = 5;
	ck_assert_uint_eq(check(&by_previous, u), 4);
	ck_assert_int_eq(found[0].type, EXCEPTION_HIGH);
	ck_assert(found[0].is_blocking);
	u.accepted = TYPE_BIT(EXCEPTION_HIGH) | TYPE_BIT(EXCEPTION_METER_SWAP);
	ck_assert_uint_eq(check(&by_previous, u), 2);
	ck_assert_int_eq(found[0].type, EXCEPTION_ESTIMATED);
	ck_assert_int_eq(found[1].type, EXCEPTION_ROLLOVER);
}
END_TEST

/* The largest numbers that there are do not go round. */
START_TEST(no_overflow)
{
	struct use_to_check u = use(INT64_MAX, INT64_MAX, 1);

	u.days = 3650;
	ck_assert_uint_eq(check(&by_previous, u), 1);
	ck_assert_int_eq(found[0].type, EXCEPTION_HIGH);	/* above hold_use */
	u = use(INT64_MAX, 1, 1);
	ck_assert_uint_eq(check(&by_previous, u), 1);
	ck_assert_int_eq(found[0].percent, INT32_MAX);
}
END_TEST

START_TEST(addresses)
{
	ck_assert(address_is_good("12 Elm St", "Larkfield", "90401"));
	ck_assert(address_is_good("12 Elm St", "", "90401"));
	ck_assert(address_is_good("12 Elm St", "Larkfield", NULL));
	ck_assert(!address_is_good("12 Elm St", " ", "-"));
	ck_assert(!address_is_good("", "Larkfield", "90401"));
	ck_assert(!address_is_good("?", "Larkfield", "90401"));
	ck_assert(email_is_good("a@b.example"));
	ck_assert(!email_is_good(NULL));
	ck_assert(!email_is_good(""));
	ck_assert(!email_is_good("a@b"));
	ck_assert(!email_is_good("@b.example"));
	ck_assert(!email_is_good("a@.example"));
	ck_assert(!email_is_good("a@b.example."));
	ck_assert(!email_is_good("a@b..example"));
	ck_assert(!email_is_good("a b@c.example"));
	ck_assert(!email_is_good("a@b@c.example"));
}
END_TEST

static struct new_exception
one(enum exception_type type, bool is_blocking, int64_t bill, int64_t previous)
{
	return (struct new_exception){ .type = type, .is_blocking = is_blocking,
		.bill_minor = bill, .previous_minor = previous };
}

START_TEST(money_at_risk)
{
	struct new_exception x = one(EXCEPTION_HIGH, true, 90000, 12000);

	ck_assert_int_eq(exception_risk(&x), 90000);	/* the bill that waits */
	x.is_blocking = false;
	ck_assert_int_eq(exception_risk(&x), 78000);	/* what it differs by */
	x = one(EXCEPTION_LOW, false, 3000, 12000);
	ck_assert_int_eq(exception_risk(&x), 9000);
	x = one(EXCEPTION_ZERO, false, 3000, EXCEPTION_UNKNOWN);
	ck_assert_int_eq(exception_risk(&x), 3000);
	x = one(EXCEPTION_MISSING_READ, true, EXCEPTION_UNKNOWN, 12000);
	ck_assert_int_eq(exception_risk(&x), 12000);	/* what it came to before */
	x = one(EXCEPTION_NO_TARIFF, true, EXCEPTION_UNKNOWN, EXCEPTION_UNKNOWN);
	ck_assert_int_eq(exception_risk(&x), 0);
	x = one(EXCEPTION_BAD_EMAIL, false, 4000, 12000);
	ck_assert_int_eq(exception_risk(&x), 4000);
}
END_TEST

/* In steps of 500.00: urgent from 5,000.00, high from 500.00, normal from 100.00. */
START_TEST(priority)
{
	ck_assert_int_eq(exception_priority(500000, 50000, false, 0), 1);
	ck_assert_int_eq(exception_priority(499999, 50000, false, 0), 2);
	ck_assert_int_eq(exception_priority(50000, 50000, false, 0), 2);
	ck_assert_int_eq(exception_priority(49999, 50000, false, 0), 3);
	ck_assert_int_eq(exception_priority(10000, 50000, false, 0), 3);
	ck_assert_int_eq(exception_priority(9999, 50000, false, 0), 4);
	ck_assert_int_eq(exception_priority(0, 50000, true, 0), 3);
	ck_assert_int_eq(exception_priority(0, 50000, false, 1), 3);
	ck_assert_int_eq(exception_priority(0, 50000, false, 2), 2);
	ck_assert_int_eq(exception_priority(0, 50000, false, 200), 1);
	ck_assert_int_eq(exception_priority(0, 1, false, 0), 4);
	ck_assert_int_eq(exception_priority(1, 1, false, 0), 2);
}
END_TEST

UNIT_MAIN("use check", 0, high_by_one_thousandth, low_by_one_thousandth, periods_of_other_lengths,
    very_high_and_very_low, held, no_baseline, zero_is_its_own, negative, limits_of_the_service,
    no_limits_no_findings, estimated_in_a_row, many_at_once, no_overflow, addresses, money_at_risk,
    priority)
