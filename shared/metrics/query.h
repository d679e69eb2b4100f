/*
 * Numbers out of the catalog: a value with its comparisons, a trend, a breakdown.  Rollup and unfolded
 * deltas are read in one snapshot, so that a number is exact at every moment, whether or not anybody
 * folds.
 */
#ifndef BILLPORT_METRIC_QUERY_H
#define BILLPORT_METRIC_QUERY_H

#include "metrics.h"
#include "permission.h"

enum metric_group { BILLING, CONSUMPTION, FINANCE, EXCEPTIONS, PAYMENTS };
enum metric_unit { COUNTED, MONEY, PERCENT, USE, DAYS };
enum polarity { NEUTRAL, UP_GOOD, UP_BAD };
enum metric_part { ADD, TAKE, PER, BOTH, WHERE_ANY };
enum metric_time { FLOW, DUE, STOCK, PAST_DUE };

struct metric_term {
	enum metric_part part;
	enum dataset of;
	enum metric_time time;
	const char *measure, *filter;
};

enum { METRIC_TERMS = 4 };

struct metric {
	const char *key, *name, *definition;
	enum metric_group group;
	enum metric_unit unit;
	enum polarity polarity;
	enum permission permission, own;
	struct metric_term terms[METRIC_TERMS];
	size_t term_count;
};

/* The catalog, in its order. */
const struct metric *metric_catalog(size_t *count);
const struct metric *metric_by_key(const char *key);		/* NULL: there is none */
/* May this identity see it?  own: only rows that he received himself. */
bool metric_open_to(const struct metric *, const struct permissions *, bool *own);

/* ---- periods ---- */

/* Both days count.  cycle_id: the period is a cycle's, and its dates are only told. */
struct metric_period {
	const char *asked;		/* "last_month" */
	char from[11], to[11];
	char due_to[11];		/* what falls due counts up to here: of this_month to its end */
	const char *cycle_id;
	const char *text;		/* "May 2026", "North Zone - May 2026" */
	bool is_days;			/* the text names days, as in the US: period_local() says them as the tenant does */
	bool is_open;			/* today is in it, or it lies ahead */
	/* how those beside it are found: whole months, of which it may be the first days; else days */
	int months, days;
	bool to_date;
	const char *zone_id, *utility;	/* of a cycle */
};

/*
 * this_week, this_month, … end today (what falls due in them, on their last day); last_7_days ends today and next_7_days begins today;
 * last_12_months are this month and the eleven before. A week begins where the tenant's locale says.
 *
 * today, yesterday, this_week, last_week, this_month, last_month, this_quarter, last_quarter,
 * this_year, last_year, this_fiscal_year, last_fiscal_year, last_7_days, last_30_days, last_90_days,
 * last_12_months, next_7_days, next_30_days, YYYY-MM, YYYY-MM-DD..YYYY-MM-DD, cycle:<id>.
 * A wrong one is a fault at "?period": unknown, ends before it begins, more than ten years.
 */
enum err metric_period_read(struct cx *, const char *asked, struct metric_period *out) MUST_USE;
/* The one before it (this_month: as many days of last month; a cycle: that before of its zone and
 * utility) and the same a year ago; false: there is none. */
enum err metric_period_before(struct cx *, const struct metric_period *, struct metric_period *, bool *there) MUST_USE;
enum err metric_period_last_year(struct cx *, const struct metric_period *, struct metric_period *, bool *there) MUST_USE;

/* ---- asking ---- */

/* "zone_id" = "…": a dimension of datasets.def. title and text are words for it (metric_filters_check). */
struct metric_filter { const char *dimension, *value, *title, *text; };
struct metric_question {
	struct metric_period period;
	const struct metric_filter *filters;
	size_t filter_count;
	/* the row rule: payments that this user received, and nothing that has no receiver */
	const char *received_by;
};

/*
 * Faults at "?zone_id" …: a dimension that a dataset of one of the metrics does not have, a value that
 * cannot be (a zone or cycle that is not there). Fills title and text.
 */
enum err metric_filters_check(struct cx *, const struct metric *const *, size_t n,
    struct metric_filter *, size_t filters) MUST_USE;

struct metric_dimension { const char *name, *title; };
/* All that any dataset has, outward; NULL past the last. */
const struct metric_dimension *metric_dimension_at(size_t i);
/* By what a metric can be filtered and split: dimensions of all its datasets. */
bool metric_has_dimension(const struct metric *, const char *name);
/* "aging": of what is open of receivables. */
bool metric_has_aging(const struct metric *);

/* What people read for a value of a dimension; "" is "None". Values of zones, people and cycles are
 * looked up; one that is gone is told as "Deleted". */
enum err metric_words(struct cx *, const char *dimension, const char *value, const char **text) MUST_USE;

/* scaled: counts, minor units, thousandths of a unit of use, ten thousandths of a percent, hundredths
 * of a day; a quotient is rounded half away from zero.  known false: "n/a": a division by nothing, no
 * such period, how things stand at the end of one that has not begun, or, of what is compared with, a
 * period that begins in a month before the books' first. */
struct metric_value {
	bool known;
	int64_t scaled, numerator, denominator;
};

struct metric_answer {
	const struct metric *metric;
	const char *utility, *unit;	/* of USE: one answer each */
	struct metric_value now, previous, last_year;
	/* hundredths of a percent, of a PERCENT hundredths of a point; known false: n/a */
	struct { bool known; int64_t hundredths; } change, change_last_year;
};
struct metric_answers {
	const struct metric_answer *answer;
	size_t n;
	const struct metric_period *previous, *last_year;	/* NULL: there is none */
	int64_t as_of_us;
};

/* All in one snapshot: that of the transaction (db_snapshot) that this is called in, or one of its own;
 * so it is with trend and breakdown.  The metrics may be of anybody's making (a test takes a filter out). */
enum err metric_ask(struct cx *, const struct metric *const *, size_t n,
    const struct metric_question *, struct metric_answers *out) MUST_USE;

/* The formula of a value, by itself: what is added up, and by what it is divided (has_divisor). */
struct metric_value metric_value_of(enum metric_unit, int64_t numerator, bool has_divisor, int64_t denominator);
bool metric_divides(const struct metric *);

/* The formula of a change, by itself: of counts and amounts relative to what was, of rates in points. */
bool metric_change_of(enum metric_unit, const struct metric_value *now, const struct metric_value *before,
    int64_t *hundredths);

enum metric_step { BY_EACH_DAY, BY_WEEK, BY_MONTH, BY_CYCLE };
struct metric_point { struct metric_period period; struct metric_value value, compared; };
enum { METRIC_POINTS = 400 };
struct metric_points { const struct metric_point *point; size_t n; const char *utility, *unit; int64_t as_of_us; };
/*
 * One point for each step of the period; compared: a year before each. BY_CYCLE: the cycles that end in
 * the period, of the filters' zone and utility. More than METRIC_POINTS: a fault at "?step". A metric of
 * units of use is told in one utility and unit: a fault at "?utility" where there are more.
 */
enum err metric_trend(struct cx *, const struct metric *, const struct metric_question *,
    enum metric_step, struct metric_points *out) MUST_USE;
/* The same, but without points and without a fault where there are more. */
enum err metric_trend_of_one(struct cx *, const struct metric *, const struct metric_question *,
    enum metric_step, struct metric_points *out) MUST_USE;

struct metric_share { const char *value, *text; struct metric_value now, previous; };
struct metric_shares {
	const struct metric_share *share;
	size_t n;
	struct metric_value total;
	const char *utility, *unit;
	int64_t as_of_us;
};
/* By a dimension of all its datasets, or "aging" of a stock of receivables (in its own order); largest
 * first. A fault at "?by" or, of a metric of units of use, at "?utility". */
enum err metric_breakdown(struct cx *, const struct metric *, const struct metric_question *,
    const char *by, struct metric_shares *out) MUST_USE;

#endif
