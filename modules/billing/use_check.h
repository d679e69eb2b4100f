/*
 * What is unusual about the use that a bill would be for.  Pure: no database, no clock, no memory;
 * whole numbers only.
 *
 * The use is held against a usual one, by the tenant's choice (setting use_check):
 *
 *   previous  the account's previous billed period, at the same use a day.  None, of no days, or
 *             of no use: there is nothing to hold it against, and it is neither high nor low.
 *   limits    the service's own limits of daily use; without one on a side, nothing is told there.
 *
 *   high      more than (100 + high_percent) % of the usual; by limits more than the upper one
 *   low       less than (100 - low_percent) % of the usual; by limits less than the lower one
 *   very      beyond that bound by very_percent more: above bound × (100 + very) / 100, or below
 *             bound × 100 / (100 + very)
 *   hold      more than (100 + hold_percent) % of the usual, by limits of the upper one, or more
 *             than hold_use in one bill: a high use that is not billed before a person has looked
 *   zero      no use at all: its own class, never low as well
 *   negative  less than nothing: never billed, and nothing else is told of it
 *   estimated more than estimates_most estimated bills in a row, this one among them
 */
#ifndef BILLPORT_USE_CHECK_H
#define BILLPORT_USE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exception_type {
#define EXCEPTION(NAME, name, text, actions) NAME,
#include "exceptions.def"
	EXCEPTION_TYPES
};

/* In masks of types: TYPE_BIT(EXCEPTION_HIGH) | … */
#define TYPE_BIT(type) (1u << (type))

struct use_rules {
	bool by_limits;
	int64_t high_percent, low_percent, very_percent;
	int64_t hold_percent;		/* 0: none is held for it */
	int64_t hold_use_milli;		/* 0: none is held for it */
	int64_t estimates_most;
};

struct use_to_check {
	int64_t use_milli;		/* of the whole bill */
	int64_t days;			/* that it is for; at least 1 */
	/* of the previous billed period; days 0: there is none */
	int64_t previous_milli, previous_days;
	/* of the service, a day; negative: it has none */
	int64_t low_milli, high_milli;
	bool is_estimated;
	int64_t estimates_before;	/* estimated bills in a row just before this one */
	bool rolled_over;		/* a register began anew */
	bool meter_swapped;		/* billed over two meters */
	unsigned accepted;		/* types that a person has looked at: not told again */
};

enum { USE_FINDINGS_MAX = 5 };

struct use_finding {
	enum exception_type type;
	bool is_blocking;		/* not billed before a person has looked */
	bool is_very;
	bool has_usual;
	int64_t usual_milli;		/* what it was held against, for as many days */
	int64_t percent;		/* that the use is above it, or below (negative); 0 without */
};

/* What there is to tell, at most one of each type; 0: nothing unusual. */
size_t use_check(
    const struct use_rules *, const struct use_to_check *, struct use_finding out[USE_FINDINGS_MAX]);

/* "high", "low", "zero", "usual"; "none": there is nothing to hold it against.  Whatever a person
 * accepted, and whether or not it is told. */
const char *use_class(const struct use_rules *, const struct use_to_check *);

/* The use that would be usual for so many days, rounded half up; false: no baseline (M1). */
bool use_usual(int64_t previous_milli, int64_t previous_days, int64_t days, int64_t *usual_milli);

/* Can a letter reach this address?  Street and city, or postcode, must be there. */
bool address_is_good(const char *street, const char *city, const char *postcode);
/* Could mail be sent there?  One @ with something on both sides, a dot behind it, no blank. */
bool email_is_good(const char *);

#endif
