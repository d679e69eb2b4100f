/*
 * How a compiled tariff is held.  Only shared/rating includes it.
 */
#ifndef BILLPORT_RATING_PRIVATE_H
#define BILLPORT_RATING_PRIVATE_H

#include "rating.h"
#include "tariff.h"

#define USE_MAX   INT64_C(1000000000000000)	/* thousandths of a unit, of a bill */
#define PRICE_MAX INT64_C(1000000000000000000)	/* millionths of the minor unit */

enum { SHARE_ALL = 100000000 };			/* hundred percent, in millionths of one */

/* from: thousandths of the unit; of budget tiers millionths of a percent of the budget. */
struct tiers { size_t n; int64_t from[TARIFF_TIERS_MAX], price[TARIFF_TIERS_MAX]; };

/* A value, or a choice of values by an attribute. */
struct value {
	int attribute;				/* -1: it stands by itself */
	size_t n;
	const struct value **by;		/* by the attribute's values; NULL: none named */
	const struct value *otherwise;
	int64_t number;
	const struct tiers *tiers;
};

enum component_kind {
	K_FIXED, K_USAGE, K_BUDGET, K_TOU, K_DEMAND, K_PER_UNIT, K_PERCENT, K_TAX
};
enum per { PER_PERIOD, PER_MONTH, PER_DAY };

struct budget_term { const struct value *amount; int times; enum per per; };

struct component {
	enum component_kind kind;
	const char *id, *name, *gl_code, *kind_name;
	int season;				/* -1: all year */
	enum per per;
	const struct value *amount;		/* fixed; the price of a unit; a percent */
	const struct value *rates[TARIFF_PERIODS_MAX];	/* tiers, by period of the schedule */
	size_t rate_count;
	int schedule;				/* -1: all hours */
	const struct budget_term *budget;
	size_t budget_count;
	const struct unit *unit;		/* of demand */
	/* of the tariff's unit an hour in the demand's unit */
	int64_t power_num, power_den;
	bool of_all, of_minimum;
	uint32_t of;				/* bits of the components before it */
};

struct class {
	const char *code, *name;
	const struct component *components;
	size_t n;
	const struct value *minimum;
	uint32_t asks;				/* bits of the attributes */
	bool needs_intervals, seasonal;
};

struct attribute {
	const char *name;
	bool is_number;
	const char **values;
	size_t n;
	int64_t otherwise;			/* the default, or ATTRIBUTE_UNKNOWN */
	const char *default_text;
};

struct schedule {
	const char *name;
	uint8_t period[2][12][24];		/* weekday, weekend */
	const char *period_names[TARIFF_PERIODS_MAX];
	size_t periods;
};

enum change { CHANGE_PRORATE, CHANGE_END, CHANGE_START };
enum { PERIOD_BILL = 0, PERIOD_MONTH = -1 };

struct tariff {
	const struct unit *unit;
	int decimals;				/* of the currency */
	const char *currency;
	int period_days;			/* or PERIOD_BILL, PERIOD_MONTH */
	enum change change;
	enum rounding rounding;
	const char *season_names[TARIFF_SEASONS_MAX];
	size_t seasons;
	int8_t season_of[13][32];		/* by month and day; -1: none */
	struct attribute attributes[TARIFF_ATTRIBUTES_MAX];
	size_t attribute_count;
	struct schedule schedules[TARIFF_SCHEDULES_MAX];
	size_t schedule_count;
	struct class *classes;
	size_t class_count;
	struct late_fee_rule late_fee;
	struct estimation_rule estimation;
	int due_days;
};

/* Year, month and day of a day since 1970. */
struct civil { int year, month, day; };
struct civil civil_of(int32_t day);
int month_days(int year, int month);
/* Calendar months from one day to another, as a fraction. */
void months_of(int32_t from, int32_t to, int64_t *num, int64_t *den);
/* The season of a day; -1: of none. */
int season_at(const struct tariff *, int32_t day);
/* The last day, up to `to`, that is in a season as `day` is, or is not as it is not; *in says
 * which. */
int32_t season_until(const struct tariff *, int season, int32_t day, int32_t to, bool *in);
/* The weekday: 0 Monday … 6 Sunday. */
static inline int
weekday_of(int32_t day)
{
	return ((day + 3) % 7 + 7) % 7;
}

#endif
