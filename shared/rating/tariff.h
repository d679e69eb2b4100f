/*
 * A tariff's document, compiled.  The document (JSON) is:
 *
 * {"unit": "CCF",
 *  "period": "bill" | "month" | {"days": 30},
 *  "change": "prorate" | "end" | "start",
 *  "rounding": "half_up" | "half_even" | "up" | "down",
 *  "seasons": [{"name": "Summer", "from": "05-01", "to": "10-31"}],
 *  "attributes": [{"name": "meter_size", "values": ["5/8\"", "1\""], "default": "1\""},
 *                 {"name": "residents", "number": true, "default": "3"}],
 *  "schedules": {"energy": {"weekday": [12 × [24]], "weekend": [12 × [24]]}},
 *  "periods": {"energy": ["Off-peak", "Peak"]},
 *  "classes": {"RESIDENTIAL": {"name": "Homes", "components": [...], "minimum": {"amount": V}}},
 *  "late_fee": {...}, "estimation": {...}, "terms": {"due_days": 21}}
 *
 * period: what fixed amounts "per period", the minimum, tier limits, budgets and demand are for.  A
 * bill: as they stand, whatever its length.  A month or n days: they are scaled by the days of the
 * bill (a calendar month: days of it that are billed by days that it has).
 * change: a period in which a version or a season changes is split by days (what depends on
 * intervals: by when it was used), or rated whole by what holds on its last or first day.  The
 * version of the last day says which.  Percents and taxes of a season hold if its last day is in
 * the season.
 *
 * Components, in order; "id" is unique within the class:
 *  {"id","kind","name","gl_code"?,"season"?} and by kind
 *  fixed     {"amount": V, "per": "period" | "month" | "day"}
 *  usage     {"tiers": V of [{"from": "0", "price": "2.87"}, {"from": "14", "price": "4.29"}]}
 *  budget    {"budget": V | {"sum": [{"amount": V, "times"?: number attribute,
 *             "per": "period" | "day"}]}, "tiers": V of [{"from_percent": "0", "price": "2.10"}, …]}
 *  tou       {"schedule": "energy", "rates": [V of tiers, one a period of the schedule]}
 *  demand    {"schedule"?, "rates": [V of tiers], "unit": "kW"}: the highest of each period
 *  per_unit  {"price": V}
 *  percent   {"percent": V, "of": "all" | [ids]}: all: what stands before it and is no tax;
 *             from -100 to 1000
 *  tax       {"percent": V, "of": "all" | [ids]}: all: what is no tax, the minimum included
 * ids are those of components before it (of a tax also "minimum").
 * V: a value, or {"by": "meter_size", "values": {"5/8\"": V, …}, "else"?: V}.
 * Amounts and prices are decimal text in major units, of at most six decimals more than the
 * currency has; quantities have at most three.  "from": what is used before the tier begins.
 *
 * late_fee   {"kind": "fixed", "amount": "5.00"} or {"kind": "percent", "percent": "1.5"}, with
 *            "grace_days": days after the due day, "every_days": null | n (again, as long as
 *            something is open), "most": null | fees a bill gets at most,
 *            "least_open": null | "1.00"
 * estimation {"method": "average" | "last_year" | "last", "periods": 3}
 */
#ifndef BILLPORT_TARIFF_H
#define BILLPORT_TARIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cx.h"
#include "rounding.h"
#include "tree.h"
#include "units.h"

enum {
	TARIFF_BYTES_MAX = 1 << 20,	/* of a document */
	TARIFF_ATTRIBUTES_MAX = 8,
	TARIFF_CLASSES_MAX = 64,
	TARIFF_COMPONENTS_MAX = 32,	/* of a class */
	TARIFF_TIERS_MAX = 12,
	TARIFF_SEASONS_MAX = 8,
	TARIFF_SCHEDULES_MAX = 8,
	TARIFF_PERIODS_MAX = 12		/* of a schedule */
};

struct tariff;

/*
 * From the arena of the cx: a run that empties its arena between batches compiles with another.
 * E_TOO_LARGE, E_MALFORMED; E_INPUT with a fault for each thing that is wrong, by JSON pointers
 * that begin with `at` ("" or "/doc").  Amounts are in the currency of the cx.
 */
enum err tariff_parse(struct cx *, const char *json, size_t len, const char *at,
    const struct tariff **) MUST_USE;
enum err tariff_of_tree(struct cx *, const struct tree *, const char *at,
    const struct tariff **) MUST_USE;

const struct unit *tariff_unit(const struct tariff *);
enum rounding tariff_rounding(const struct tariff *);
/* Does the class ask for use by the hour? */
bool tariff_needs_intervals(const struct tariff *, int class);
/* Days that a fixed amount is for; 0: a bill, -1: a month. */
int tariff_period_days(const struct tariff *);

/* ---- classes and attributes, by place ---- */

size_t tariff_classes(const struct tariff *);
const char *tariff_class_code(const struct tariff *, size_t i);	/* "RESIDENTIAL_SINGLE" */
const char *tariff_class_name(const struct tariff *, size_t i);
/* As it is written, or else whatever the case: RESIDENTIAL for residential. -1: no such class */
int tariff_class(const struct tariff *, const char *code);

size_t tariff_attributes(const struct tariff *);
const char *tariff_attribute_name(const struct tariff *, size_t i);
bool tariff_attribute_is_number(const struct tariff *, size_t i);
size_t tariff_attribute_values(const struct tariff *, size_t i);	/* 0 of a number */
const char *tariff_attribute_value(const struct tariff *, size_t i, size_t value);
const char *tariff_attribute_default(const struct tariff *, size_t i);	/* NULL: none */
/* Does the class's price hang on it? */
bool tariff_class_asks(const struct tariff *, size_t class, size_t attribute);

size_t tariff_components(const struct tariff *, size_t class);
const char *tariff_component_id(const struct tariff *, size_t class, size_t i);
const char *tariff_component_name(const struct tariff *, size_t class, size_t i);
/* "usage" */
const char *tariff_component_kind(const struct tariff *, size_t class, size_t i);
/* or NULL */
const char *tariff_component_gl_code(const struct tariff *, size_t class, size_t i);

#define ATTRIBUTE_UNKNOWN INT64_MIN

/* An account's class and attributes as a tariff has them. */
struct tariff_profile {
	int class;			/* -1: the tariff has no such class */
	/* place of the value; of numbers thousandths */
	int64_t attributes[TARIFF_ATTRIBUTES_MAX];
};

/* From a service's class and attributes_json ('{"meter_size": "1\""}'; NULL: none); defaults are
 * put in.  A value that the tariff does not list stays unknown.  E_MALFORMED: not JSON. */
enum err tariff_profile(struct cx *, const struct tariff *, const char *class,
    const char *attributes_json, struct tariff_profile *) MUST_USE;
/* One attribute by text; false: no such attribute or value. */
bool tariff_profile_set(const struct tariff *, struct tariff_profile *, const char *name,
    const char *value);

/* ---- rules beside the prices ---- */

enum late_fee_kind { LATE_FEE_NONE, LATE_FEE_FIXED, LATE_FEE_PERCENT };

struct late_fee_rule {
	enum late_fee_kind kind;
	int64_t amount_minor;		/* fixed */
	int64_t percent_micro;		/* millionths of a percent of what is open */
	int grace_days, every_days;	/* every_days 0: once */
	int most;			/* fees of one bill; 0: no end */
	int64_t least_open_minor;	/* below it there is none */
};

const struct late_fee_rule *tariff_late_fee(const struct tariff *);
/* The fees that a bill has earned by days_late days after its due day: 0, 1, … */
int late_fee_steps(const struct late_fee_rule *, int days_late);
/* What one step asks of what is open then; 0: nothing.  false: over the range. */
bool late_fee_amount(const struct late_fee_rule *, int64_t open_minor, int64_t *fee_minor);

enum estimate_method { ESTIMATE_NONE, ESTIMATE_AVERAGE, ESTIMATE_LAST_YEAR, ESTIMATE_LAST };

struct estimation_rule { enum estimate_method method; int periods; };

const struct estimation_rule *tariff_estimation(const struct tariff *);
int tariff_due_days(const struct tariff *);	/* -1: the tariff does not say */

#endif
