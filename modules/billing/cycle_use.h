/*
 * What was used in a cycle, many accounts at once, as rating takes it.
 */
#ifndef BILLPORT_CYCLE_USE_H
#define BILLPORT_CYCLE_USE_H

#include "db.h"
#include "rating.h"

enum { CYCLE_USE_ACCOUNTS = 4000 };	/* that are loaded at once */

struct cycle_dates { const char *zone_id, *utility, *from_on, *to_on; };

/* Why an account has no use that can be rated. */
enum use_state { USE_KNOWN, USE_NO_READ, USE_DOUBLED, USE_NEGATIVE, USE_NOT_WORKED_OUT, USE_UNITS };

/* One account of the zone with a service of the utility; texts live until the arena is emptied. */
struct account_use {
	const char *account_id, *service_id, *class, *attributes_json, *tariff_code;
	enum use_state state;
	/* what the reads measure; the cycle's days where they do not say */
	int32_t from, to;
	int64_t use_milli;		/* of all its meters */
	const struct unit *unit;
	size_t reads;
};

/* next: the account to go on behind; is_last: there are no others. */
struct cycle_use { struct account_use *accounts; size_t n; const char *next; bool is_last; };

/*
 * Accounts with ids above `after` and up to `last` (both as text), in their order, some thousands
 * at a time; of accounts without a service of the utility nothing is said.  Outside a transaction.
 */
enum err cycle_use_load(struct cx *, const struct cycle_dates *, const char *after,
    const char *last, struct cycle_use *) MUST_USE;

/* Interval days of a service's meters within its dates, by the wall's clock, in a unit; use that
 * flows back (registers "B…") is left out.  *n 0: there are none.  E_CONFLICT: a day's values do
 * not make a day. */
enum err cycle_intervals_load(struct cx *, const struct account_use *, const struct unit *,
    struct interval **, size_t *n) MUST_USE;

/* The same of one meter, days from..to; in a transaction its rows are locked.  E_CONFLICT as above. */
struct meter_intervals {
	struct interval *of;
	size_t n;
	int32_t days;			/* that have values */
	int64_t use_milli;
	int64_t mark;			/* another one once a day comes or changes */
	const char *quality;		/* the least of them */
};
enum err meter_intervals_load(struct cx *, const char *meter_id, int32_t from, int32_t to,
    const struct unit *, struct meter_intervals *) MUST_USE;
/* The mark as it is now, in a transaction. */
enum err meter_intervals_mark(struct cx *, const char *meter_id, int32_t from, int32_t to,
    int64_t *mark) MUST_USE;

#endif
