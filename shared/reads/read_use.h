/*
 * Use from positions of a register: pure, no database, no clock.  All amounts are in thousandths.
 *
 *   difference × multiplier, rounded half up to a thousandth
 *
 * Where the position is lower than the one before, the register may have begun anew: with its number
 * of digits known and a use that is at most a quarter of what it can show, that is taken to be so.
 * Otherwise the use is negative, and somebody must look at it.
 */
#ifndef BILLPORT_READ_USE_H
#define BILLPORT_READ_USE_H

#include <stdbool.h>
#include <stdint.h>

/* No position, use or multiplier is beyond it. */
#define READ_MILLI_MAX INT64_C(1000000000000000)
enum { READ_DIGITS_MAX = 12 };

struct positions {
	int64_t previous_milli, current_milli;
	int64_t multiplier_milli;	/* 1000: as it shows */
	int digits;			/* before the decimal mark; 0: not known, it never begins anew */
};

struct position_use { int64_t use_milli; bool rolled_over; };

/* false: beyond what can be kept; nothing is set. */
bool use_of_positions(const struct positions *, struct position_use *);

/* Can a register of so many digits (0: any) show it? */
bool position_fits(int64_t position_milli, int digits);

#endif
