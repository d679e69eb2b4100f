#include "local_day.h"

#include "clock.h"

#define MINUTE_US INT64_C(60000000)

/* "2026-03-08 03:15" as minutes since 1970. */
static bool
wall_minutes(const char *zone, int64_t minute, int64_t *wall)
{
	char text[17], date[11];

	if (!wall_in_zone(zone, minute * MINUTE_US, text))
		return false;
	for (int i = 0; i < 10; i++)
		date[i] = text[i];
	date[10] = '\0';
	*wall = (int64_t)date_days(date) * 1440 +
	    ((text[11] - '0') * 10 + text[12] - '0') * 60 + (text[14] - '0') * 10 + text[15] - '0';
	return true;
}

/* The first quarter of an hour that is the day's. */
static bool
begin(const char *zone, int32_t day, int64_t *at)
{
	int64_t wall, midnight = (int64_t)day * 1440;

	for (*at = midnight - 16 * 60; *at < midnight + 16 * 60; *at += DAY_SLOT) {
		if (!wall_minutes(zone, *at, &wall))
			return false;
		if (wall >= midnight)
			return true;
		if (midnight - wall > 240)		/* far away: no change is in sight */
			*at += midnight - wall - 240;
	}
	return false;
}

bool
local_day(const char *zone, int32_t day, struct local_day *d)
{
	int64_t at, wall;

	d->day = day;
	d->slots = 0;
	if (!begin(zone, day, &at))
		return false;
	for (; d->slots < DAY_SLOTS_MAX && wall_minutes(zone, at, &wall) &&
	    wall < ((int64_t)day + 1) * 1440; at += DAY_SLOT)
		d->minute[d->slots++] = (int16_t)(wall - (int64_t)day * 1440);
	return true;
}

bool
local_intervals(const struct local_day *d, int minutes, const int64_t *use_milli, size_t n,
    struct interval *out)
{
	if (minutes != 5 && minutes != 10 && minutes != 15 && minutes != 30 && minutes != 60)
		return false;
	if (n * (size_t)minutes != (size_t)d->slots * DAY_SLOT)
		return false;
	for (size_t i = 0; i < n; i++) {
		int into = (int)i * minutes;

		out[i] = (struct interval){
			.day = d->day, .minutes = (int16_t)minutes, .use_milli = use_milli[i],
			.minute = (int16_t)(d->minute[into / DAY_SLOT] + into % DAY_SLOT),
		};
	}
	return true;
}
