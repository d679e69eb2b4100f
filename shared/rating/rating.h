/*
 * What use costs.  A tariff's document is compiled once (tariff.h); rate() then works a bill out:
 * pure, without a cx, a clock, a database or an allocation.
 *
 * All is whole numbers: use in thousandths of the tariff's unit, prices in millionths of the
 * minor unit, what lines are worth in 10^-18 of it (rounding.h).  What leaves
 * the range is an error, never a wrap.  A bill's total is rounded once, by the tariff's rule; its
 * lines are rounded so that they add up to it.
 *
 * Days are counted since 1970-01-01 (date_days()), periods hold their first and last day.
 *
 * A bulk run compiles each tariff version once, makes one profile for each class and set of
 * attributes that it meets (tariff_profile()), and then compares no text for any bill.
 */
#ifndef BILLPORT_RATING_H
#define BILLPORT_RATING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "rounding.h"
#include "tariff.h"

enum {
	RATED_LINES_MAX = 96,		/* more is refused: RATE_LINES */
	RATED_VERSIONS_MAX = 8		/* of a tariff within one period */
};

/* Part of an interval meter's use.  The hour is the wall clock's: a day on which clocks are changed
 * has 23 or 25 hours, one hour missing or there twice (local_day.h makes them from a day). */
struct interval {
	int32_t day;
	int16_t minute;			/* of the local day at its beginning, 0..1439 */
	int16_t minutes;		/* how long: 5, 15, 30, 60 */
	int64_t use_milli;
};

/* A tariff version and the days it is in force; to: INT32_MAX where no other follows. */
struct rating_version {
	const struct tariff *tariff;
	const struct tariff_profile *profile;	/* the account's class and attributes under it */
	int32_t from, to;
};

struct rating_input {
	const struct rating_version *versions;	/* by from, no two on one day */
	size_t version_count;
	int32_t from, to;
	/* in the tariff's unit; with intervals: left out, they say it */
	int64_t use_milli;
	const struct interval *intervals;	/* NULL: none */
	size_t interval_count;
	int64_t demand_milli; /* as a demand register says it, in the component's unit; used
					   where there are no intervals; < 0: not known */
};

enum rate_result {
	RATED,
	RATE_PERIOD,			/* ends before it begins, or over 1,000 days */
	RATE_USE,			/* below nothing, or over 10^15 */
	RATE_GAP,			/* a day has no tariff */
	RATE_CLASS,			/* the tariff has no such class */
	/* the tariff asks for an attribute that is not known: .attribute */
	RATE_ATTRIBUTE,
	/* the tariff names no price for the attribute's value: .attribute */
	RATE_PRICE,
	RATE_INTERVALS,			/* time of use or demand without intervals */
	RATE_UNIT,			/* versions within the period measure in different units */
	RATE_LINES,			/* more than RATED_LINES_MAX */
	RATE_TOO_LARGE
};

enum line_kind { LINE_FIXED, LINE_USAGE, LINE_DEMAND, LINE_SURCHARGE, LINE_MINIMUM, LINE_TAX };

struct rated_line {
	uint8_t kind;			/* enum line_kind */
	uint8_t version;		/* place in rating_input.versions */
	int16_t component;		/* place among the class's components; -1: the minimum */
	int16_t tier;			/* from 1; 0: it has none */
	int16_t period;			/* of a schedule, from 0; -1: none */
	int32_t from, to;		/* the days it is for */
	/* of a fixed amount, days: 13 of 30; both 0: as it stands */
	int32_t part, whole;
	/* fixed: of amounts (1000), days or months; demand: kW; shares: 0 */
	int64_t quantity_milli;
	/* a unit of it, in minor units; shares: millionths of a percent */
	int64_t rate_micro;
	/* where the tier begins and ends, scaled; to -1: open */
	int64_t tier_from_milli, tier_to_milli;
	int64_t of_minor;		/* shares: what it is a share of, rounded for show */
	int64_t amount_minor;
};

struct rated {
	int64_t total_minor, tax_minor;
	int64_t fixed_minor;		/* of it: fixed charges */
	int64_t use_milli;
	int16_t attribute;		/* which one, with RATE_ATTRIBUTE and RATE_PRICE */
	int16_t version;		/* in whose document the trouble is */
	size_t count;
	struct rated_line lines[RATED_LINES_MAX];	/* only count of them are set */
};

/* Lines stand in the order of the document: by version, component, period, tier; then the minimum,
 * then taxes.  Lines that come to nothing are left out, but for the first tier of a usage
 * component when nothing was used.  Only RATED leaves lines behind. */
enum rate_result rate(const struct rating_input *, struct rated *) MUST_USE;

/* Why it was not rated, as a sentence. */
const char *rate_why(struct cx *, const struct rating_input *, const struct rated *,
    enum rate_result);

/* "Water use, tier 2 (14 to 40 CCF)": a line in words, without its quantity, price and dates. */
const char *line_text(struct cx *, const struct rating_input *, const struct rated_line *);
/* "26 CCF × 4.29 = 111.54"; "12.10" where there is nothing to work out. */
const char *line_arithmetic(struct cx *, const struct rating_input *, const struct rated_line *);
/* As bill_line.kind has it: "fixed", "usage" …  The account of the line's revenue; NULL: by
 * purpose. */
const char *line_kind_name(const struct rated_line *);
const char *line_gl_code(const struct rating_input *, const struct rated_line *);

#endif
