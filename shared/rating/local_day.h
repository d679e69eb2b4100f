/*
 * A day as clocks on the wall show it: where they are changed it has 23 or 25 hours, one of them
 * missing or there twice.
 */
#ifndef BILLPORT_LOCAL_DAY_H
#define BILLPORT_LOCAL_DAY_H

#include "rating.h"

enum { DAY_SLOT = 15, DAY_SLOTS_MAX = 104 };	/* minutes; quarters of 26 hours */

struct local_day {
	int32_t day;
	int slots;			/* quarters of an hour that it has: 92, 96, 100 */
	int16_t minute[DAY_SLOTS_MAX];	/* of the wall's clock at the beginning of each */
};

/* The day in a zone of the system's database. false: no such zone. */
bool local_day(const char *zone, int32_t day, struct local_day *);

/* The day's n intervals of so many minutes, one after another from its beginning.  false: n
 * intervals do not make this day, or the minutes are not 5, 10, 15, 30 or 60. */
bool local_intervals(const struct local_day *, int minutes, const int64_t *use_milli, size_t n,
    struct interval *out);

#endif
