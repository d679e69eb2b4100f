#include "day.h"
#include <string.h>
#include "clock.h"

#define SECOND INT64_C(1000000)
#define HOUR   (3600 * SECOND)

/* Dates never fall back as time goes on (to the day), so the beginning is found by halving. */
bool
day_start(const char *zone, const char *on, int64_t *us)
{
	int64_t utc = (int64_t)date_days(on) * 24 * HOUR;
	int64_t before = utc - 15 * HOUR, after = utc + 15 * HOUR;
	char there[11];

	while (after - before > SECOND) {
		int64_t mid = before + (after - before) / 2 / SECOND * SECOND;

		if (!date_in_zone(zone, mid, there))
			return false;
		if (strcmp(there, on) >= 0)
			after = mid;
		else
			before = mid;
	}
	*us = after;
	return true;
}
