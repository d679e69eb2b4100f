/*
 * The one rule by which exact amounts become amounts of money.
 */
#ifndef BILLPORT_ROUNDING_H
#define BILLPORT_ROUNDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 10^-18 of the minor unit: holds what quantity × price comes to (10^-9) and any percent of it
 * exactly, and what days divide to within one. */
__extension__ typedef __int128 exact;

#define EXACT_NANO  INT64_C(1000000000)			/* a thousand-millionth of the minor unit */
#define EXACT_MINOR INT64_C(1000000000000000000)

enum rounding {
	HALF_UP,			/* away from zero, as most expect */
	HALF_EVEN,
	ROUND_UP,			/* away from zero, however little is over */
	ROUND_DOWN			/* toward zero */
};

/* To the minor unit.  What is less than half of 10^-12 from a number counts as that number: three
 * thirds are one.  false where it leaves int64. */
bool round_minor(exact, enum rounding, int64_t *minor);

/*
 * The sum, rounded once; and each amount, so that they add up to it: all cut to the minor unit
 * below, then those with the most left over one up, the earlier first.  false where something
 * leaves int64.
 */
bool round_all(const exact *, size_t n, enum rounding, int64_t *minor, int64_t *total);

/* a × num / den, rounded half away from zero; den over 0.  false where it leaves 128 bits. */
bool exact_share(exact a, int64_t num, int64_t den, exact *out);

#endif
