/* Days, calendar months and seasons of a bill's period. */
#include "rating_private.h"

enum { MONTHS_DEN = 28 * 29 * 30 * 31 };

/* Howard Hinnant's civil_from_days, for days from year 0 on. */
struct civil
civil_of(int32_t day)
{
	int z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int month = mp < 10 ? mp + 3 : mp - 9;

	return (
	    struct civil){ yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1 };
}

int
month_days(int year, int month)
{
	static const int8_t days[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static int64_t
common(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

void
months_of(int32_t from, int32_t to, int64_t *num, int64_t *den)
{
	int64_t n = 0, by;

	while (from <= to) {
		struct civil c = civil_of(from);
		int all = month_days(c.year, c.month), left = all - c.day + 1;
		int days = to - from + 1 < left ? to - from + 1 : left;

		n += (int64_t)days * (MONTHS_DEN / all);
		from += days;
	}
	by = common(n, MONTHS_DEN);
	*num = n / by;
	*den = MONTHS_DEN / by;
}

int
season_at(const struct tariff *t, int32_t day)
{
	struct civil c = civil_of(day);

	return t->season_of[c.month][c.day];
}

int32_t
season_until(const struct tariff *t, int season, int32_t day, int32_t to, bool *in)
{
	struct civil c = civil_of(day);
	int last = month_days(c.year, c.month);

	*in = t->season_of[c.month][c.day] == season;
	while (day < to) {
		if (++c.day > last) {
			c.day = 1;
			c.year += c.month == 12;
			c.month = c.month % 12 + 1;
			last = month_days(c.year, c.month);
		}
		if ((t->season_of[c.month][c.day] == season) != *in)
			break;
		day++;
	}
	return day;
}
