#include "metrics_private.h"
#include <string.h>
#include "clock.h"
#include "settings.h"
#include "text.h"

enum { YEARS_MOST = 10, FIRST_DAYS = 7, YEAR_OF_WEEKS = 364 };

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec" };
static const char *const long_months[] = { "January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December" };

/* ---- days ---- */

static int
number_at(const char *s, int n)
{
	int v = 0;

	while (n--)
		v = v * 10 + (*s++ - '0');
	return v;
}

static int month_of(const char *on) { return number_at(on + 5, 2); }
static int day_of(const char *on) { return number_at(on + 8, 2); }

static void
first_of_month(const char *on, char out[11])
{
	memcpy(out, on, 11);
	memcpy(out + 8, "01", 2);
}

static bool
ends_month(const char *on)
{
	char next[11];

	date_add_days(on, 1, next);
	return day_of(next) == 1;
}

/* The first day of the last month that begins a unit of so many months, counted from a first month. */
static void
unit_start(const char *on, int unit, int first_month, char out[11])
{
	int back = (month_of(on) - first_month + 12) % unit;
	char first[11];

	first_of_month(on, first);
	date_add_months(first, -back, out);
}

/* The day that begins a week where people of this locale live: 0 is Sunday. */
static int
week_begins(const char *locale)
{
	static const char sundays[] = "AG AU BD BR BS BT BW BZ CA CN CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR"
	    " LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW ";
	static const char saturdays[] = "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY ";
	const char *region = locale ? strpbrk(locale, "-_") : NULL;
	const char *found;

	if (!region || strlen(region) < 3)
		return 1;
	region = region + strlen(region) - 2;
	for (int i = 0; i < 2; i++) {
		const char *list = i == 0 ? sundays : saturdays;

		for (found = list; *found; found += 3)
			if (memcmp(found, region, 2) == 0)
				return i == 0 ? 0 : 6;
	}
	return 1;
}

static void
week_start(const char *on, int begins, char out[11])
{
	int weekday = ((date_days(on) + 4) % 7 + 7) % 7;	/* 1970-01-01 was a Thursday */

	date_add_days(on, -((weekday - begins + 7) % 7), out);
}

void
first_of_week(struct cx *cx, const char *on, char out[11])
{
	week_start(on, week_begins(cx->who.locale), out);
}

/* ---- words ---- */

static bool
whole_months(const struct metric_period *p)
{
	return day_of(p->from) == 1 && ends_month(p->to);
}

static int
months_within(const struct metric_period *p)
{
	return (number_at(p->to, 4) - number_at(p->from, 4)) * 12 + month_of(p->to) - month_of(p->from) + 1;
}

static const char *
range_text(struct cx *cx, const struct metric_period *p)
{
	const char *from = months[month_of(p->from) - 1], *to = months[month_of(p->to) - 1];

	if (same_text(p->from, p->to))
		return fmt(cx->arena, "%s %d, %.4s", from, day_of(p->from), p->from);
	if (strncmp(p->from, p->to, 7) == 0)
		return fmt(cx->arena, "%s %d – %d, %.4s", from, day_of(p->from), day_of(p->to), p->from);
	if (strncmp(p->from, p->to, 4) == 0)
		return fmt(cx->arena, "%s %d – %s %d, %.4s", from, day_of(p->from), to, day_of(p->to), p->from);
	return fmt(cx->arena, "%s %d, %.4s – %s %d, %.4s", from, day_of(p->from), p->from, to, day_of(p->to),
	    p->to);
}

static const char *
period_text(struct cx *cx, const struct metric_period *p)
{
	if (!whole_months(p))
		return range_text(cx, p);
	switch (months_within(p)) {
	case 1:
		return fmt(cx->arena, "%s %.4s", long_months[month_of(p->from) - 1], p->from);
	case 3:
		if (month_of(p->from) % 3 == 1)
			return fmt(cx->arena, "Q%d %.4s", month_of(p->from) / 3 + 1, p->from);
		break;
	case 12:
		if (month_of(p->from) == 1)
			return fmt(cx->arena, "%.4s", p->from);
		break;
	}
	return fmt(cx->arena, "%s %.4s – %s %.4s", months[month_of(p->from) - 1], p->from,
	    months[month_of(p->to) - 1], p->to);
}

static enum err
finish(struct cx *cx, struct metric_period *p)
{
	char today[11];

	TRY(business_day(cx, business_now(), today));
	p->is_open = strcmp(p->to, today) >= 0;
	if (p->due_to[0] == '\0')
		memcpy(p->due_to, p->to, sizeof p->due_to);
	if (!p->text) {
		p->text = period_text(cx, p);
		p->is_days = !whole_months(p);
	}
	return OK;
}

/* ---- words that name a period ---- */

enum whole { WHOLE_WEEK, WHOLE_MONTHS };
static const struct named {
	const char *name;
	enum whole whole;
	int months;				/* a unit of so many */
	bool fiscal, last;
} named[] = {
	{ "this_week", WHOLE_WEEK, 0, false, false },
	{ "last_week", WHOLE_WEEK, 0, false, true },
	{ "this_month", WHOLE_MONTHS, 1, false, false },
	{ "last_month", WHOLE_MONTHS, 1, false, true },
	{ "this_quarter", WHOLE_MONTHS, 3, false, false },
	{ "last_quarter", WHOLE_MONTHS, 3, false, true },
	{ "this_year", WHOLE_MONTHS, 12, false, false },
	{ "last_year", WHOLE_MONTHS, 12, false, true },
	{ "this_fiscal_year", WHOLE_MONTHS, 12, true, false },
	{ "last_fiscal_year", WHOLE_MONTHS, 12, true, true },
};

/* Days from today on: first, how many. */
static const struct { const char *name; int first, days; } counted[] = {
	{ "today", 0, 1 }, { "yesterday", -1, 1 }, { "last_7_days", -6, 7 }, { "last_30_days", -29, 30 },
	{ "last_90_days", -89, 90 }, { "next_7_days", 0, 7 }, { "next_30_days", 0, 30 },
};

static void
unit_of(struct cx *cx, const struct named *n, const char *today, struct metric_period *p)
{
	char start[11], before[11], after[11];

	p->months = n->months;
	if (n->whole == WHOLE_WEEK) {
		p->days = 7;
		week_start(today, week_begins(cx->who.locale), start);
		date_add_days(start, -7, before);
	} else {
		unit_start(today, n->months, n->fiscal ? (int)setting_i64(cx, SETTING_FISCAL_MONTH) : 1, start);
		date_add_months(start, -n->months, before);
	}
	memcpy(p->from, n->last ? before : start, sizeof p->from);
	if (n->last)
		date_add_days(start, -1, p->to);
	else
		memcpy(p->to, today, sizeof p->to);
	if (n->whole == WHOLE_WEEK)
		date_add_days(start, 7, after);
	else
		date_add_months(start, n->months, after);
	if (!n->last)
		date_add_days(after, -1, p->due_to);
	p->to_date = !n->last;
	if (n->fiscal && n->last)
		p->text = fmt(cx->arena, "Fiscal year %.4s", p->to);
}

static bool
by_name(struct cx *cx, const char *today, struct metric_period *p)
{
	char first[11], after[11];

	for (size_t i = 0; i < COUNT(counted); i++)
		if (same_text(p->asked, counted[i].name)) {
			date_add_days(today, counted[i].first, p->from);
			date_add_days(p->from, counted[i].days - 1, p->to);
			p->days = counted[i].days;
			return true;
		}
	for (size_t i = 0; i < COUNT(named); i++)
		if (same_text(p->asked, named[i].name)) {
			unit_of(cx, &named[i], today, p);
			return true;
		}
	if (!same_text(p->asked, "last_12_months"))
		return false;
	first_of_month(today, first);
	date_add_months(first, -11, p->from);
	memcpy(p->to, today, sizeof p->to);
	date_add_months(first, 1, after);
	date_add_days(after, -1, p->due_to);
	p->months = 12;
	p->to_date = true;
	return true;
}

/* ---- days that are given ---- */

static enum err
wrong(struct cx *cx, const char *code, const char *sentence)
{
	fault_add(cx, "?period", code, "%s", sentence);
	return faults_check(cx);
}

/* Whole months are compared with whole months; those that today is in with what has gone by of them. */
static void
in_months(const char *today, struct metric_period *p)
{
	p->months = months_within(p);
	if (strcmp(p->from, today) > 0 || strcmp(today, p->to) >= 0)
		return;
	memcpy(p->due_to, p->to, sizeof p->due_to);
	memcpy(p->to, today, sizeof p->to);
	p->to_date = true;
}

static enum err
by_days(struct cx *cx, const char *today, struct metric_period *p)
{
	char most[11];

	memcpy(p->from, p->asked, 10);
	memcpy(p->to, p->asked + 12, 10);
	p->from[10] = p->to[10] = '\0';
	if (!date_valid(p->from) || !date_valid(p->to))
		return wrong(cx, "format", "There is no such day.");
	if (strcmp(p->to, p->from) < 0)
		return wrong(cx, "range", "The period ends before it begins.");
	date_add_months(p->from, YEARS_MOST * 12, most);
	if (strcmp(p->to, most) >= 0)
		return wrong(cx, "range", "A period has at most ten years.");
	if (whole_months(p))
		in_months(today, p);
	else
		p->days = date_days(p->to) - date_days(p->from) + 1;
	return OK;
}

static enum err
by_month(struct cx *cx, const char *today, struct metric_period *p)
{
	char next[11];

	memcpy(p->from, p->asked, 7);
	memcpy(p->from + 7, "-01", 4);
	if (!date_valid(p->from))
		return wrong(cx, "format", "There is no such month.");
	date_add_months(p->from, 1, next);
	date_add_days(next, -1, p->to);
	in_months(today, p);
	return OK;
}

/* ---- cycles ---- */

static void
cycle_of(struct cx *cx, const struct row *row, struct metric_period *p)
{
	*p = (struct metric_period){ .cycle_id = row_str(row, "id"), .text = row_str(row, "name"),
		.zone_id = row_str(row, "zone_id"), .utility = row_str(row, "utility") };
	p->asked = fmt(cx->arena, "cycle:%s", p->cycle_id);
	memcpy(p->from, row_str(row, "from_on"), 11);
	memcpy(p->to, row_str(row, "to_on"), 11);
}

static enum err
by_cycle(struct cx *cx, struct metric_period *p)
{
	const char *id = uuid_plain(cx->arena, p->asked + 6);
	const struct row *row = NULL;

	if (id)
		TRY(db_maybe(cx, &row, "select id, name, zone_id, utility, from_on, to_on from cycle where id = ?",
		    str(id)));
	if (!row)
		return wrong(cx, "unknown", "There is no such billing cycle.");
	cycle_of(cx, row, p);
	return OK;
}

/* Of the cycles of its zone and utility that ended between two days, what ended closest to one. */
static enum err
cycle_between(struct cx *cx, const struct metric_period *of, const char *first, const char *last,
    const char *near, struct metric_period *out, bool *there)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select id, name, zone_id, utility, from_on, to_on from cycle"
	    " where zone_id = ? and utility = ? and to_on between ? and ? and id <> ?"
	    " order by abs(datediff(to_on, ?)), to_on desc, id desc limit 1",
	    str(of->zone_id), str(of->utility), str(first), str(last), str(of->cycle_id), str(near)));
	*there = row != NULL;
	if (!row)
		return OK;
	cycle_of(cx, row, out);
	return finish(cx, out);
}

/* ---- asked ---- */

static bool
looks_like(const char *s, const char *shape)
{
	for (; *s && *shape; s++, shape++)
		if (*shape == '0' ? *s < '0' || *s > '9' : *s != *shape)
			return false;
	return *s == *shape;
}

enum err
metric_period_read(struct cx *cx, const char *asked, struct metric_period *out)
{
	char today[11];

	*out = (struct metric_period){ .asked = asked };
	TRY(business_day(cx, business_now(), today));
	if (strncmp(asked, "cycle:", 6) == 0)
		TRY(by_cycle(cx, out));
	else if (looks_like(asked, "0000-00-00..0000-00-00"))
		TRY(by_days(cx, today, out));
	else if (looks_like(asked, "0000-00"))
		TRY(by_month(cx, today, out));
	else if (!by_name(cx, today, out))
		return wrong(cx, "unknown",
		    "There is no such period. Say last_month, 2026-05, 2026-05-01..2026-05-14 or cycle:<id>.");
	return finish(cx, out);
}

/* ---- beside it ---- */

/* So many months away: whole months stay whole. */
static void
months_away(const struct metric_period *p, int by, struct metric_period *out)
{
	bool whole = whole_months(p);
	int length = months_within(p);
	char after[11];

	date_add_months(p->from, by, out->from);
	date_add_months(p->to, by, out->to);
	if (whole) {
		date_add_months(out->from, length, after);
		date_add_days(after, -1, out->to);
	}
}

/* The last day of the unit that is not over, so many months away. */
static void
due_away(const struct metric_period *p, int by, struct metric_period *out)
{
	char after[11], there[11];

	date_add_days(p->due_to, 1, after);
	date_add_months(after, by, there);
	date_add_days(there, -1, out->due_to);
}

static const char *
days_asked(struct cx *cx, const struct metric_period *p)
{
	return fmt(cx->arena, "%s..%s", p->from, p->to);
}

enum err
metric_period_before(struct cx *cx, const struct metric_period *p, struct metric_period *out, bool *there)
{
	char last[11];

	*there = true;
	*out = (struct metric_period){ .months = p->months, .days = p->days, .to_date = p->to_date };
	if (p->cycle_id) {
		date_add_days(p->from, FIRST_DAYS, last);
		return cycle_between(cx, p, "1900-01-01", last, last, out, there);
	}
	if (p->months > 0 && p->to_date) {
		/* as many days as have gone by, at most all that the unit has */
		date_add_months(p->from, -p->months, out->from);
		date_add_days(p->from, -1, last);
		if (p->months == 1)
			date_add_days(out->from, date_days(p->to) - date_days(p->from), out->to);
		else
			date_add_months(p->to, -p->months, out->to);
		if (strcmp(out->to, last) > 0)
			memcpy(out->to, last, sizeof last);
		memcpy(out->due_to, last, sizeof last);
	} else if (p->months > 0) {
		months_away(p, -p->months, out);
	} else {
		date_add_days(p->from, -p->days, out->from);
		date_add_days(p->to, -p->days, out->to);
		date_add_days(p->due_to, -p->days, out->due_to);
	}
	out->asked = days_asked(cx, out);
	return finish(cx, out);
}

enum err
metric_period_last_year(struct cx *cx, const struct metric_period *p, struct metric_period *out, bool *there)
{
	char around[11], first[11], last[11];

	*there = true;
	*out = (struct metric_period){ .months = p->months, .days = p->days, .to_date = p->to_date };
	if (p->cycle_id) {
		/* meter reading days move: what ended closest to a year before */
		date_add_months(p->to, -12, around);
		date_add_days(around, -15, first);
		date_add_days(around, 15, last);
		return cycle_between(cx, p, first, last, around, out, there);
	}
	if (p->months == 0 && p->days == 7) {
		/* the same days of the week */
		date_add_days(p->from, -YEAR_OF_WEEKS, out->from);
		date_add_days(p->to, -YEAR_OF_WEEKS, out->to);
		date_add_days(p->due_to, -YEAR_OF_WEEKS, out->due_to);
	} else {
		months_away(p, -12, out);
		if (p->to_date)
			due_away(p, -12, out);
	}
	out->asked = days_asked(cx, out);
	return finish(cx, out);
}
