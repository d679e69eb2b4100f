/*
 * What the halves of the URDB import share: a rate under way, its numbers, tiers and schedules.
 */
#ifndef BILLPORT_URDB_PRIVATE_H
#define BILLPORT_URDB_PRIVATE_H

#include "formula.h"
#include "json_out.h"
#include "tariff_take.h"
#include "tree.h"

enum { MONTHS = 12, HOURS = 24, PRICE_PLACES = 8 };

struct urdb {
	struct tariff_taking *t;
	const struct tree *rate;
	const char *base;		/* pointer of the rate: "" or "/items/0" */
	struct json components, seasons, schedules, periods;
	size_t component_count, season_count, schedule_count;
};

/* A schedule: the period of each hour, on weekdays and on weekends. */
struct grid { uint8_t period[2][MONTHS][HOURS]; size_t periods; };

/* Is it one of "|these|keys|"? */
bool urdb_listed(const char *keys, const char *key);
/* The pointer of one of the rate's members; the member itself, NULL where it is missing or null. */
const char *urdb_at(struct urdb *, const char *key);
const struct tree *urdb_member(struct urdb *, const char *key);
/* A number of the file, "1.5e-05" too; false: it is none. */
bool urdb_number(const struct tree *, struct fraction *);
/* Decimal text; told where it had to be rounded, a fault where it cannot be billed. */
const char *urdb_decimal(struct urdb *, struct fraction, int places, const char *where);
/* Weekdays, and weekends where they are said.  false: a fault was noted. */
bool urdb_read_grid(struct urdb *, const char *weekday, const char *weekend, struct grid *);
/* A list of periods whose tiers are in a unit that can be billed; NULL: it was left out, and told. */
const struct tree *urdb_structure(struct urdb *, const char *key, const char *unit, const char *what);
/* A period's tiers as JSON; NULL: a fault was noted. */
const char *urdb_tiers(struct urdb *, const struct tree *period, const char *where);

#endif
