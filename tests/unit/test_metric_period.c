/*
 * Periods in words: which days they are, in the tenant's zone, and which stand beside them.
 */
#include "query.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "clock.h"
#include "text.h"

#include "unit.h"

/* Let it be this moment: each test is a process of its own, and asks for the offset first. */
static void
let_it_be(const char *instant)
{
	char path[] = "/tmp/billport-period-XXXXXX";
	int fd = mkstemp(path);
	int64_t us, offset;

	ck_assert_int_ge(fd, 0);
	ck_assert(instant_parse(instant, &us));
	offset = us - real_now();
	ck_assert_int_eq(write(fd, &offset, sizeof offset), sizeof offset);
	(void)close(fd);
	ck_assert_int_eq(setenv("BILLPORT_CLOCK", path, 1), 0);
	(void)business_now();
	(void)unlink(path);
}

static struct metric_period
read_period(const char *asked)
{
	struct metric_period p;

	failure_clear(&cx);
	ck_assert_msg(metric_period_read(&cx, asked, &p) == OK, "%s", asked);
	return p;
}

static void
is_days(const struct metric_period *p, const char *from, const char *to, const char *what)
{
	ck_assert_msg(same_text(p->from, from) && same_text(p->to, to), "%s is %s..%s, not %s..%s", what,
	    p->from, p->to, from, to);
}

/* A period, that before it and that of a year ago. */
static void
are(const char *asked, const char *days[6])
{
	struct metric_period p = read_period(asked), before, year;
	bool there;

	is_days(&p, days[0], days[1], asked);
	ck_assert_int_eq(metric_period_before(&cx, &p, &before, &there), OK);
	ck_assert(there);
	is_days(&before, days[2], days[3], asked);
	ck_assert_int_eq(metric_period_last_year(&cx, &p, &year, &there), OK);
	ck_assert(there);
	is_days(&year, days[4], days[5], asked);
}
#define ARE(asked, ...) are(asked, (const char *[6]){ __VA_ARGS__ })

/* What falls due in a period that is not over counts to its last day, and so it does beside it. */
START_TEST(what_falls_due_to_the_end)
{
	static const struct { const char *asked, *now, *before, *year; } cases[] = {
		{ "this_month", "2026-05-31", "2026-04-30", "2025-05-31" },
		{ "this_quarter", "2026-06-30", "2026-03-31", "2025-06-30" },
		{ "this_year", "2026-12-31", "2025-12-31", "2025-12-31" },
		{ "last_12_months", "2026-05-31", "2025-05-31", "2025-05-31" },
		{ "last_month", "2026-04-30", "2026-03-31", "2025-04-30" },
		{ "2026-05-01..2026-05-14", "2026-05-14", "2026-04-30", "2025-05-14" },
	};

	let_it_be("2026-05-14T12:00:00Z");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct metric_period p = read_period(cases[i].asked), beside;
		bool there;

		ck_assert_str_eq(p.due_to, cases[i].now);
		ck_assert_int_eq(metric_period_before(&cx, &p, &beside, &there), OK);
		ck_assert_str_eq(beside.due_to, cases[i].before);
		ck_assert_int_eq(metric_period_last_year(&cx, &p, &beside, &there), OK);
		ck_assert_str_eq(beside.due_to, cases[i].year);
	}
}
END_TEST

START_TEST(words)
{
	let_it_be("2026-05-14T12:00:00Z");		/* a Thursday */
	cx.who.locale = "en-US";
	ARE("today", "2026-05-14", "2026-05-14", "2026-05-13", "2026-05-13", "2025-05-14", "2025-05-14");
	ARE("yesterday", "2026-05-13", "2026-05-13", "2026-05-12", "2026-05-12", "2025-05-13", "2025-05-13");
	ARE("this_week", "2026-05-10", "2026-05-14", "2026-05-03", "2026-05-07", "2025-05-11", "2025-05-15");
	ARE("last_week", "2026-05-03", "2026-05-09", "2026-04-26", "2026-05-02", "2025-05-04", "2025-05-10");
	ARE("this_month", "2026-05-01", "2026-05-14", "2026-04-01", "2026-04-14", "2025-05-01", "2025-05-14");
	ARE("last_month", "2026-04-01", "2026-04-30", "2026-03-01", "2026-03-31", "2025-04-01", "2025-04-30");
	ARE("this_quarter", "2026-04-01", "2026-05-14", "2026-01-01", "2026-02-14", "2025-04-01", "2025-05-14");
	ARE("last_quarter", "2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31", "2025-01-01", "2025-03-31");
	ARE("this_year", "2026-01-01", "2026-05-14", "2025-01-01", "2025-05-14", "2025-01-01", "2025-05-14");
	ARE("last_year", "2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31", "2024-01-01", "2024-12-31");
	ARE("last_7_days", "2026-05-08", "2026-05-14", "2026-05-01", "2026-05-07", "2025-05-09", "2025-05-15");
	ARE("last_30_days", "2026-04-15", "2026-05-14", "2026-03-16", "2026-04-14", "2025-04-15", "2025-05-14");
	ARE("last_90_days", "2026-02-14", "2026-05-14", "2025-11-16", "2026-02-13", "2025-02-14", "2025-05-14");
	ARE("next_7_days", "2026-05-14", "2026-05-20", "2026-05-07", "2026-05-13", "2025-05-15", "2025-05-21");
	ARE("next_30_days", "2026-05-14", "2026-06-12", "2026-04-14", "2026-05-13", "2025-05-14", "2025-06-12");
	ARE("last_12_months", "2025-06-01", "2026-05-14", "2024-06-01", "2025-05-14", "2024-06-01", "2025-05-14");
	ARE("2026-04", "2026-04-01", "2026-04-30", "2026-03-01", "2026-03-31", "2025-04-01", "2025-04-30");
	/* whole months however they are asked for; the one that today is in, as far as it has come */
	ARE("2026-04-01..2026-04-30", "2026-04-01", "2026-04-30", "2026-03-01", "2026-03-31", "2025-04-01", "2025-04-30");
	ARE("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31", "2025-01-01", "2025-03-31");
	ARE("2026-05", "2026-05-01", "2026-05-14", "2026-04-01", "2026-04-14", "2025-05-01", "2025-05-14");
	ARE("2026-05-01..2026-05-31", "2026-05-01", "2026-05-14", "2026-04-01", "2026-04-14", "2025-05-01", "2025-05-14");
	ARE("2026-06", "2026-06-01", "2026-06-30", "2026-05-01", "2026-05-31", "2025-06-01", "2025-06-30");
	ARE("2026-05-01..2026-05-10", "2026-05-01", "2026-05-10", "2026-04-21", "2026-04-30", "2025-05-01",
	    "2025-05-10");
}
END_TEST

START_TEST(weeks_begin_where_people_say)
{
	struct metric_period p;

	let_it_be("2026-05-14T12:00:00Z");
	cx.who.locale = "en-GB";
	p = read_period("this_week");
	is_days(&p, "2026-05-11", "2026-05-14", "Monday");
	cx.who.locale = "ar-AE";
	p = read_period("this_week");
	is_days(&p, "2026-05-09", "2026-05-14", "Saturday");
	cx.who.locale = "hi-IN";
	p = read_period("this_week");
	is_days(&p, "2026-05-10", "2026-05-14", "Sunday");
	cx.who.locale = NULL;
	p = read_period("this_week");
	is_days(&p, "2026-05-11", "2026-05-14", "nowhere");
}
END_TEST

START_TEST(ends_of_months)
{
	let_it_be("2027-03-31T12:00:00Z");
	/* a month has 28 days, and they are all of it */
	ARE("this_month", "2027-03-01", "2027-03-31", "2027-02-01", "2027-02-28", "2026-03-01", "2026-03-31");
	ARE("last_month", "2027-02-01", "2027-02-28", "2027-01-01", "2027-01-31", "2026-02-01", "2026-02-28");
}
END_TEST

START_TEST(leap_days)
{
	let_it_be("2028-02-29T12:00:00Z");
	ARE("today", "2028-02-29", "2028-02-29", "2028-02-28", "2028-02-28", "2027-02-28", "2027-02-28");
	ARE("this_month", "2028-02-01", "2028-02-29", "2028-01-01", "2028-01-29", "2027-02-01", "2027-02-28");
	ARE("2028-02", "2028-02-01", "2028-02-29", "2028-01-01", "2028-01-31", "2027-02-01", "2027-02-28");
	ARE("2029-02", "2029-02-01", "2029-02-28", "2029-01-01", "2029-01-31", "2028-02-01", "2028-02-29");
	ARE("this_year", "2028-01-01", "2028-02-29", "2027-01-01", "2027-02-28", "2027-01-01", "2027-02-28");
}
END_TEST

/* The clocks of New York go on on March 8, 2026, at two: days are days all the same. */
START_TEST(days_are_the_tenants)
{
	struct metric_period p;

	let_it_be("2026-03-09T03:30:00Z");
	p = read_period("today");
	is_days(&p, "2026-03-08", "2026-03-08", "New York");
	cx.who.zone = "Asia/Kolkata";
	p = read_period("today");
	is_days(&p, "2026-03-09", "2026-03-09", "Kolkata");
	cx.who.zone = "America/New_York";
	ARE("last_7_days", "2026-03-02", "2026-03-08", "2026-02-23", "2026-03-01", "2025-03-03", "2025-03-09");
}
END_TEST

START_TEST(midnight_there)
{
	struct metric_period p;

	let_it_be("2026-11-01T03:59:59.900Z");		/* still October in New York, by a tenth of a second */
	p = read_period("this_month");
	is_days(&p, "2026-10-01", "2026-10-31", "October");
	(void)usleep(200000);
	p = read_period("this_month");
	is_days(&p, "2026-11-01", "2026-11-01", "November");
}
END_TEST

START_TEST(in_words)
{
	static const struct { const char *asked, *text; } told[] = {
		{ "last_month", "April 2026" }, { "this_month", "May 1 – 14, 2026" }, { "today", "May 14, 2026" },
		{ "last_quarter", "Q1 2026" }, { "last_year", "2025" },
		{ "2026-04-28..2026-05-04", "Apr 28 – May 4, 2026" },
		{ "2025-12-28..2026-01-03", "Dec 28, 2025 – Jan 3, 2026" },
		{ "2024-07-01..2025-06-30", "Jul 2024 – Jun 2025" }, { "2026-05", "May 1 – 14, 2026" }, { "2026-02", "February 2026" },
	};

	let_it_be("2026-05-14T12:00:00Z");
	for (size_t i = 0; i < COUNT(told); i++)
		ck_assert_str_eq(read_period(told[i].asked).text, told[i].text);
}
END_TEST

START_TEST(open_or_over)
{
	let_it_be("2026-05-14T12:00:00Z");
	ck_assert(read_period("this_month").is_open);
	ck_assert(read_period("today").is_open);
	ck_assert(!read_period("yesterday").is_open);
	ck_assert(read_period("next_7_days").is_open);
	ck_assert(read_period("2027-01").is_open);
	ck_assert(!read_period("last_month").is_open);
}
END_TEST

START_TEST(what_is_no_period)
{
	static const char *const wrong[] = { "", "sometime", "2026-13", "2026-02-30..2026-03-01",
		"2026-05-02..2026-05-01", "1986-01-01..2026-01-01", "2016-05-01..2026-05-01", "2026-05-01..", "..",
		"cycle:", "cycle:nothing", "2026-5", "this_month ", "2026-05-01..2026-05-02..", "0000-00",
		"cycle:018f3a5e-7b1c-7c4e-9d2a" };
	struct metric_period p;

	let_it_be("2026-05-14T12:00:00Z");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		failure_clear(&cx);
		ck_assert_msg(metric_period_read(&cx, wrong[i], &p) == E_INPUT, "%s", wrong[i]);
		ck_assert_str_eq(cx.failure.first->pointer, "?period");
	}
	failure_clear(&cx);
	ck_assert_int_eq(metric_period_read(&cx, "2016-05-01..2026-04-30", &p), OK);
}
END_TEST

UNIT_MAIN("metric period", 0, words, what_falls_due_to_the_end, weeks_begin_where_people_say, ends_of_months, leap_days,
    days_are_the_tenants, midnight_there, in_words, open_or_over, what_is_no_period)
