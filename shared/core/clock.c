#include "clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "err.h"
#include "log.h"

#define SECOND     INT64_C(1000000)
#define KEPT_SINCE INT64_C(94694400)	/* 1973-01-01 */

enum { DAY = 86400, FIRST_YEAR = 1900, LAST_YEAR = 2999, ZONE_NAME = 64 };

static int64_t
now_of(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		bug("no clock %d", (int)id);
	return (int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

int64_t
real_now(void)
{
	return now_of(CLOCK_REALTIME);
}

int64_t
monotonic_now(void)
{
	return now_of(CLOCK_MONOTONIC);
}

/* The mapped offset of the test stack; a named file that cannot be read must not go unnoticed. */
static const _Atomic int64_t *
offset_map(const char *path)
{
	struct stat st;
	void *map = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(int64_t))
		map = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		bug("BILLPORT_CLOCK names %s, which holds no offset of 8 bytes", path);
	close(fd);
	return map;
}

int64_t
business_now(void)
{
	static const _Atomic int64_t *offset;
	static bool asked;

	if (!asked) {
		const char *path = getenv("BILLPORT_CLOCK");

		if (path && *path)
			offset = offset_map(path);
		asked = true;
	}
	return real_now() + (offset ? atomic_load_explicit(offset, memory_order_relaxed) : 0);
}

/* Days since 1970-01-01 and back, in the Gregorian calendar run both ways; years begin in March,
 * so that the leap day is the last of its year. */
static int64_t
days_from_civil(int64_t y, int m, int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void
civil_from_days(int64_t days, int64_t *y, int *m, int *d)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = yoe + era * 400 + (*m <= 2);
}

static void
digits(char *to, int64_t v, int n)
{
	while (n--) {
		to[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

/* Ten characters, no NUL; a year that has no four digits is cut to the first or the last. */
static void
put_date(char *to, int64_t days)
{
	int64_t y;
	int m, d;

	civil_from_days(days, &y, &m, &d);
	if (y < 0)
		y = 0, m = 1, d = 1;
	else if (y > 9999)
		y = 9999, m = 12, d = 31;
	digits(to, y, 4);
	to[4] = '-';
	digits(to + 5, m, 2);
	to[7] = '-';
	digits(to + 8, d, 2);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static char *
instant_in(struct arena *a, int64_t us, char between, char end)
{
	int64_t s = floor_div(us, SECOND), day = floor_div(s, DAY), left = s - day * DAY;
	char *out = arena_alloc(a, 28);

	put_date(out, day);
	out[10] = between;
	digits(out + 11, left / 3600, 2);
	out[13] = ':';
	digits(out + 14, left / 60 % 60, 2);
	out[16] = ':';
	digits(out + 17, left % 60, 2);
	out[19] = '.';
	digits(out + 20, (us % SECOND + SECOND) % SECOND, 6);
	out[26] = end;			/* the arena gave zeros behind it */
	return out;
}

char *
instant_text(struct arena *a, int64_t us)
{
	return instant_in(a, us, 'T', 'Z');
}

char *
instant_sql(struct arena *a, int64_t us)
{
	return instant_in(a, us, ' ', '\0');
}

/* n digits; -1 if they are not. */
static int
number(const char *s, int n)
{
	int v = 0;

	for (; n--; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s - '0');
	}
	return v;
}

static bool
leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int
month_days(int y, int m)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[m - 1] + (m == 2 && leap(y));
}

/* The first ten characters as a day of the calendar, of any year that has four digits. */
static bool
day_at(const char *s, int *y, int *m, int *d)
{
	*y = number(s, 4);
	if (*y < 0 || s[4] != '-')
		return false;
	*m = number(s + 5, 2);
	if (*m < 1 || *m > 12 || s[7] != '-')
		return false;
	*d = number(s + 8, 2);
	return *d >= 1 && *d <= month_days(*y, *m);
}

/* The same, where it comes from outside. */
static bool
date_at(const char *s, int *y, int *m, int *d)
{
	return day_at(s, y, m, d) && *y >= FIRST_YEAR && *y <= LAST_YEAR;
}

/* "Z", "+05:30", or nothing where that is allowed; seconds east of UTC. */
static bool
offset_at(const char *s, bool may_miss, int *seconds)
{
	int h, m;

	*seconds = 0;
	if (!*s)
		return may_miss;
	if (*s == 'Z' || *s == 'z')
		return !s[1];
	if (*s != '+' && *s != '-')
		return false;
	h = number(s + 1, 2);
	if (h < 0 || h > 23 || s[3] != ':')
		return false;
	m = number(s + 4, 2);
	if (m < 0 || m > 59 || s[6])
		return false;
	*seconds = (h * 60 + m) * (*s == '-' ? -60 : 60);
	return true;
}

bool
instant_parse(const char *s, int64_t *us)
{
	int y, mo, d, h, mi, sec, east;
	int64_t part = 0, unit = SECOND;
	bool sql;

	if (!date_at(s, &y, &mo, &d))
		return false;
	sql = s[10] == ' ';
	if (!sql && s[10] != 'T' && s[10] != 't')
		return false;
	h = number(s + 11, 2);
	if (h < 0 || h > 23 || s[13] != ':')
		return false;
	mi = number(s + 14, 2);
	if (mi < 0 || mi > 59 || s[16] != ':')
		return false;
	sec = number(s + 17, 2);
	if (sec < 0 || sec > 59)
		return false;
	s += 19;
	if (*s == '.') {
		if (s[1] < '0' || s[1] > '9')
			return false;
		for (s++; *s >= '0' && *s <= '9'; s++) {
			unit /= 10;		/* 0 behind the microseconds: cut */
			part += (*s - '0') * unit;
		}
	}
	if (!offset_at(s, sql, &east))
		return false;
	*us = ((days_from_civil(y, mo, d) * 24 + h) * 60 + mi) * 60 * SECOND +
	    (sec - east) * SECOND + part;
	return true;
}

/* A name of the zone database: no way out of its folder, no local or leap-second copies. */
static bool
zone_named(const char *zone)
{
	size_t n = strnlen(zone, ZONE_NAME);

	if (n == 0 || n == ZONE_NAME || *zone == '/' || strstr(zone, ".."))
		return false;
	if (strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/") != n)
		return false;
	return strncmp(zone, "right/", 6) != 0 && strncmp(zone, "posix", 5) != 0 &&
	    strcmp(zone, "localtime") != 0 && strcmp(zone, "Factory") != 0;
}

bool
zone_valid(const char *zone)
{
	static char known[ZONE_NAME];	/* the last one found */
	char path[ZONE_NAME + 32], magic[4] = "";
	ssize_t n;
	int fd;

	if (!zone || !zone_named(zone))
		return false;
	if (strcmp(zone, known) == 0)
		return true;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, magic, sizeof magic);
	close(fd);
	if (n != (ssize_t)sizeof magic || memcmp(magic, "TZif", sizeof magic) != 0)
		return false;
	snprintf(known, sizeof known, "%s", zone);
	return true;
}

/* Seconds east of UTC by the C library, which reads the zone's file at every switch (20 us). */
static int
offset_by_library(const char *zone, time_t t)
{
	static char current[ZONE_NAME];	/* what TZ says */
	char name[ZONE_NAME + 1];
	struct tm tm;

	if (strcmp(zone, current) != 0) {
		snprintf(name, sizeof name, ":%s", zone);
		if (setenv("TZ", name, 1) != 0)
			bug("no memory for TZ");
		tzset();
		snprintf(current, sizeof current, "%s", zone);
	}
	return localtime_r(&t, &tm) ? (int)tm.tm_gmtoff : 0;
}

/*
 * The instant on the zone's wall, as seconds since 1970-01-01 there.  Tenants in different zones
 * take turns in one process, so offsets are kept by zone and minute: since 1973 no zone's offset
 * or change of it has seconds.
 */
static bool
wall_seconds(const char *zone, int64_t us, int64_t *wall)
{
	static struct { char zone[ZONE_NAME]; int64_t minute; int offset; } kept[64];
	int64_t t = floor_div(us, SECOND), minute = floor_div(t, 60);
	size_t place = (size_t)(minute & 7) << 3, i;

	if (!zone || !*zone)
		return false;
	for (i = 0; i < ZONE_NAME && zone[i]; i++)
		place ^= (unsigned char)zone[i] + (i & 7);
	place %= COUNT(kept);
	if (kept[place].minute != minute || strcmp(kept[place].zone, zone) != 0) {
		if (!zone_valid(zone))
			return false;
		snprintf(kept[place].zone, ZONE_NAME, "%s", zone);
		kept[place].minute = minute;
		kept[place].offset = offset_by_library(zone, (time_t)t);
		if (t < KEPT_SINCE)
			kept[place].minute = INT64_MIN;
	}
	*wall = t + kept[place].offset;
	return true;
}

bool
date_in_zone(const char *zone, int64_t us, char out[11])
{
	int64_t wall;

	out[0] = '\0';
	if (!wall_seconds(zone, us, &wall))
		return false;
	put_date(out, floor_div(wall, DAY));
	out[10] = '\0';
	return true;
}

bool
wall_in_zone(const char *zone, int64_t us, char out[17])
{
	int64_t wall, day, left;

	out[0] = '\0';
	if (!wall_seconds(zone, us, &wall))
		return false;
	day = floor_div(wall, DAY);
	left = wall - day * DAY;
	put_date(out, day);
	out[10] = ' ';
	digits(out + 11, left / 3600, 2);
	out[13] = ':';
	digits(out + 14, left / 60 % 60, 2);
	out[16] = '\0';
	return true;
}

bool
date_valid(const char *s)
{
	int y, m, d;

	return s && date_at(s, &y, &m, &d) && !s[10];
}

/* Also what was counted on from the last date that is taken: the day after 2999-12-31. */
static void
date_must(const char *s, int *y, int *m, int *d)
{
	if (!s || !day_at(s, y, m, d))
		bug("\"%s\" is no date", s ? s : "(null)");
}

int
date_days(const char *s)
{
	int y, m, d;

	date_must(s, &y, &m, &d);
	return (int)days_from_civil(y, m, d);
}

void
date_from_days(int days, char out[11])
{
	put_date(out, days);
	out[10] = '\0';
}

void
date_add_days(const char *s, int days, char out[11])
{
	put_date(out, (int64_t)date_days(s) + days);
	out[10] = '\0';
}

void
date_add_months(const char *s, int months, char out[11])
{
	int y, m, d, last;
	int64_t sum;

	date_must(s, &y, &m, &d);
	sum = (int64_t)y * 12 + m - 1 + months;
	if (sum < 0 || sum > INT64_C(9999) * 12 + 11)
		bug("%s and %d months is no date", s, months);
	y = (int)(sum / 12);
	m = (int)(sum % 12) + 1;
	last = month_days(y, m);
	put_date(out, days_from_civil(y, m, d < last ? d : last));
	out[10] = '\0';
}
