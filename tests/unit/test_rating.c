/*
 * Rating, held against rating_cases.def: each case was worked out by hand and by a model in exact
 * fractions (rating_cases.py); and what must hold for any tariff.
 */
#include "rating.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "local_day.h"
#include "text.h"
#include "unit.h"

enum { INTERVALS_MAX = 300 };

struct rating_case {
	const char *name, *versions, *class, *attributes, *from, *to;
	int64_t use_milli, demand_milli;
	const char *intervals;
	int64_t total, tax;
	const char *lines;
};

static const struct rating_case cases[] = {
#define CASE(...) { __VA_ARGS__ },
#include "rating_cases.def"
#undef CASE
};

static struct interval intervals[INTERVALS_MAX];

/* "20518:60:60:1000 …" */
static void
read_intervals(const char *s, struct rating_input *in)
{
	char *end;

	in->interval_count = 0;
	in->intervals = *s ? intervals : NULL;
	while (*s) {
		struct interval *v = &intervals[in->interval_count++];

		ck_assert(in->interval_count <= INTERVALS_MAX);
		v->day = (int32_t)strtol(s, &end, 10);
		v->minute = (int16_t)strtol(end + 1, &end, 10);
		v->minutes = (int16_t)strtol(end + 1, &end, 10);
		v->use_milli = strtoll(end + 1, &end, 10);
		s = end + (*end == ' ');
	}
}

/* "2026-01-01/2999-12-31/{…}|…" */
static size_t
read_versions(
    const struct rating_case *c, struct rating_version *v, struct tariff_profile *profiles)
{
	size_t n = 0;

	for (const char *s = c->versions; *s; n++) {
		size_t len = strcspn(s, "|");

		v[n].from = date_days(arena_strndup(cx.arena, s, 10));
		v[n].to = date_days(arena_strndup(cx.arena, s + 11, 10));
		ck_assert_msg(tariff_parse(&cx, s + 22, len - 22, "", &v[n].tariff) == OK, "%s: %s",
		    c->name, cx.failure.detail);
		ck_assert_int_eq(
		    tariff_profile(&cx, v[n].tariff, c->class, c->attributes, &profiles[n]), OK);
		v[n].profile = &profiles[n];
		s += len + (s[len] == '|');
	}
	return n;
}

static const char *
lines_of(const struct rated *r)
{
	struct buf b = buf_in(cx.arena);

	buf_puts(&b, "");
	for (size_t i = 0; i < r->count; i++) {
		buf_printf(&b, "%s%s", i ? " " : "", line_kind_name(&r->lines[i]));
		if (r->lines[i].tier)
			buf_printf(&b, "%d", r->lines[i].tier);
		buf_printf(&b, ":%lld", (long long)r->lines[i].amount_minor);
	}
	return b.data;
}

static void
work_out(const struct rating_case *c)
{
	struct rating_version versions[RATED_VERSIONS_MAX];
	struct tariff_profile profiles[RATED_VERSIONS_MAX];
	struct rating_input in = {
		.versions = versions, .use_milli = c->use_milli, .demand_milli = c->demand_milli,
		.from = date_days(c->from), .to = date_days(c->to),
	};
	struct rated r;
	enum rate_result e;
	int64_t sum = 0;

	in.version_count = read_versions(c, versions, profiles);
	read_intervals(c->intervals, &in);
	e = rate(&in, &r);
	ck_assert_msg(e == RATED, "%s: %s", c->name, rate_why(&cx, &in, &r, e));
	ck_assert_msg(
	    strcmp(lines_of(&r), c->lines) == 0, "%s: %s, not %s", c->name, lines_of(&r), c->lines);
	ck_assert_msg(r.total_minor == c->total && r.tax_minor == c->tax, "%s: %lld", c->name,
	    (long long)r.total_minor);
	for (size_t i = 0; i < r.count; i++) {
		sum += r.lines[i].amount_minor;
		ck_assert_uint_gt(strlen(line_text(&cx, &in, &r.lines[i])), 0);
		ck_assert_uint_gt(strlen(line_arithmetic(&cx, &in, &r.lines[i])), 0);
	}
	ck_assert_int_eq(sum, r.total_minor);
}

START_TEST(worked_out)
{
	ck_assert_uint_ge(COUNT(cases), 60);
	for (size_t i = 0; i < COUNT(cases); i++) {
		work_out(&cases[i]);
		arena_reset(cx.arena);
	}
}
END_TEST

/* ---- what holds for any tariff ---- */

static uint64_t seed = 20260501;

static int64_t
any(int64_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (int64_t)((seed >> 33) % (uint64_t)below);
}

struct steps { size_t n; int64_t from[TARIFF_TIERS_MAX], price[TARIFF_TIERS_MAX]; };

static const char *
steps_doc(const struct steps *s, const char *rounding, int64_t tax_micro)
{
	struct buf b = buf_in(cx.arena);
	char from[32], price[32];

	buf_printf(&b,
	    "{\"unit\":\"m3\",\"period\":{\"days\":30},\"rounding\":\"%s\",\"classes\":{\"R\":{"
	    "\"components\":[{\"id\":\"f\",\"kind\":\"fixed\",\"name\":\"Fixed\",\"amount\":"
	    "\"3.333\"},"
	    "{\"id\":\"u\",\"kind\":\"usage\",\"name\":\"Use\",\"tiers\":[",
	    rounding);
	for (size_t i = 0; i < s->n; i++)
		buf_printf(&b, "%s{\"from\":\"%s\",\"price\":\"%s\"}", i ? "," : "",
		    decimal_text(from, s->from[i], 3), decimal_text(price, s->price[i], 8));
	buf_printf(&b, "]},{\"id\":\"t\",\"kind\":\"tax\",\"name\":\"Tax\",\"percent\":\"%s\"}]}}}",
	    decimal_text(price, tax_micro, 6));
	return b.data;
}

static struct steps
any_steps(bool rising)
{
	struct steps s = { .n = 1 + (size_t)any(6) };

	s.price[0] = any(INT64_C(2000000000));
	for (size_t i = 1; i < s.n; i++) {
		s.from[i] = s.from[i - 1] + 1 + any(40000);
		s.price[i] = rising ? s.price[i - 1] + any(900000000) : any(INT64_C(2000000000));
	}
	return s;
}

static void
rate_doc(const char *doc, int64_t use, int32_t days, struct rated *r)
{
	struct tariff_profile profile;
	struct rating_version v = { .profile = &profile, .to = INT32_MAX };
	struct rating_input in = {
		.versions = &v, .version_count = 1, .from = 20000, .to = 20000 + days - 1,
		.use_milli = use, .demand_milli = -1,
	};

	ck_assert_msg(
	    tariff_parse(&cx, doc, strlen(doc), "", &v.tariff) == OK, "%s", cx.failure.detail);
	ck_assert_int_eq(tariff_profile(&cx, v.tariff, "R", NULL, &profile), OK);
	ck_assert_int_eq(rate(&in, r), RATED);
}

static const char *const roundings[] = { "half_up", "half_even", "up", "down" };

START_TEST(lines_make_the_bill)
{
	for (int i = 0; i < 3000; i++) {
		struct steps s = any_steps(false);
		int64_t sum = 0, tax = 0, use = 0;
		struct rated r;

		rate_doc(steps_doc(&s, roundings[i % 4], any(20000000)), any(300000),
		    1 + (int32_t)any(90), &r);
		for (size_t k = 0; k < r.count; k++) {
			sum += r.lines[k].amount_minor;
			if (r.lines[k].kind == LINE_TAX)
				tax += r.lines[k].amount_minor;
			if (r.lines[k].kind == LINE_USAGE)
				use += r.lines[k].quantity_milli;
		}
		ck_assert_int_eq(sum, r.total_minor);
		ck_assert_int_eq(tax, r.tax_minor);
		ck_assert_int_eq(use, r.use_milli);
		arena_reset(cx.arena);
	}
}
END_TEST

START_TEST(more_never_costs_less)
{
	for (int i = 0; i < 1500; i++) {
		struct steps s = any_steps(true);
		const char *doc = steps_doc(&s, roundings[i % 4], any(20000000));
		int32_t days = 1 + (int32_t)any(90);
		int64_t use = any(200000);
		struct rated less, more;

		rate_doc(doc, use, days, &less);
		rate_doc(doc, use + 1 + any(i % 2 ? 3 : 50000), days, &more);
		ck_assert_int_ge(more.total_minor, less.total_minor);
		arena_reset(cx.arena);
	}
}
END_TEST

/* Where the period is as it stands, a limit between two tiers of one price is nothing. */
START_TEST(a_tier_in_two_is_the_same)
{
	for (int i = 0; i < 1500; i++) {
		struct steps s = any_steps(false), t = s;
		size_t at = (size_t)any((int64_t)s.n);
		int64_t limit = s.from[at] + 1 +
		    (at + 1 < s.n ? any(s.from[at + 1] - s.from[at]) : any(40000));
		int64_t tax = any(20000000), use = any(300000);
		struct rated one, two;

		if (at + 1 < s.n && limit >= s.from[at + 1])
			continue;
		memmove(&t.from[at + 2], &t.from[at + 1], (s.n - at - 1) * sizeof t.from[0]);
		memmove(&t.price[at + 2], &t.price[at + 1], (s.n - at - 1) * sizeof t.price[0]);
		t.from[at + 1] = limit;
		t.price[at + 1] = t.price[at];
		t.n++;
		rate_doc(steps_doc(&s, roundings[i % 4], tax), use, 30 + 7 * (i % 3), &one);
		rate_doc(steps_doc(&t, roundings[i % 4], tax), use, 30 + 7 * (i % 3), &two);
		ck_assert_int_eq(one.total_minor, two.total_minor);
		arena_reset(cx.arena);
	}
}
END_TEST

/* ---- refusals while rating ---- */

#define DOC_SIZES \
	"{\"unit\":\"m3\",\"attributes\":[{\"name\":\"size\",\"values\":[\"S\",\"L\"]}]," \
	"\"classes\":{\"R\":{\"components\":[{\"id\":\"f\",\"kind\":\"fixed\",\"name\":\"F\"," \
	"\"amount\":{\"by\":\"size\",\"values\":{\"S\":\"1\"}}}]}}}"
#define DOC_DEAR \
	"{\"unit\":\"m3\",\"classes\":{\"R\":{\"components\":[{\"id\":\"u\"," \
	"\"kind\":\"usage\",\"name\":\"U\",\"tiers\":[{\"from\":\"0\",\"price\":\"9000000000\"}]}" \
	"]}}}"
#define HOURS "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"
#define MONTHS "[" HOURS "," HOURS "," HOURS "," HOURS "," HOURS "," HOURS "," HOURS "," HOURS "," \
	HOURS "," HOURS "," HOURS "," HOURS "]"
#define DOC_HOURS \
	"{\"unit\":\"kWh\",\"schedules\":{\"e\":{\"weekday\":" MONTHS ",\"weekend\":" MONTHS \
	"}},\"classes\":{\"R\":{\"components\":[{\"id\":\"e\",\"kind\":\"tou\",\"name\":\"E\"," \
	"\"schedule\":\"e\",\"rates\":[[{\"from\":\"0\",\"price\":\"1\"}]]}]}}}"

static struct tariff_profile profile;
static struct rating_version version;
static struct rating_input input;
static struct rated rated;

static void
set_up(const char *doc, const char *class, const char *attributes)
{
	version = (struct rating_version){ .profile = &profile, .from = 20000, .to = 20029 };
	input = (struct rating_input){ .versions = &version, .version_count = 1, .from = 20000,
		.to = 20029, .use_milli = 5000, .demand_milli = -1 };
	ck_assert_msg(tariff_parse(&cx, doc, strlen(doc), "", &version.tariff) == OK, "%s",
	    cx.failure.detail);
	ck_assert_int_eq(tariff_profile(&cx, version.tariff, class, attributes, &profile), OK);
}

static const char *
refused(enum rate_result expected)
{
	enum rate_result e = rate(&input, &rated);

	ck_assert_int_eq(e, expected);
	ck_assert_uint_eq(rated.count, 0);
	return rate_why(&cx, &input, &rated, e);
}

START_TEST(not_rated)
{
	set_up(DOC_SIZES, "R", "{\"size\": \"S\"}");
	ck_assert_int_eq(rate(&input, &rated), RATED);
	input.to = 20030;
	refused(RATE_GAP);
	input.to = 19999;
	refused(RATE_PERIOD);
	input.to = 21500;
	refused(RATE_PERIOD);
	input.to = 20029;
	input.use_milli = -1;
	refused(RATE_USE);
	input.use_milli = INT64_MAX;
	refused(RATE_USE);
	input.use_milli = 0;
	set_up(DOC_SIZES, "NONE", NULL);
	refused(RATE_CLASS);
	set_up(DOC_SIZES, "R", NULL);
	ck_assert_ptr_nonnull(strstr(refused(RATE_ATTRIBUTE), "\"size\""));
	set_up(DOC_SIZES, "R", "{\"size\": \"XXL\"}");
	refused(RATE_ATTRIBUTE);
	set_up(DOC_SIZES, "R", "{\"size\": \"L\"}");
	ck_assert_ptr_nonnull(strstr(refused(RATE_PRICE), "\"size\""));
	set_up(DOC_HOURS, "R", NULL);
	refused(RATE_INTERVALS);
	set_up(DOC_DEAR, "R", NULL);
	input.use_milli = INT64_C(1000000000000000);
	refused(RATE_TOO_LARGE);
}
END_TEST

START_TEST(in_words)
{
	static const char doc[] =
	    "{\"unit\":\"CCF\",\"period\":{\"days\":60},\"attributes\":[{\"name\":"
	    "\"size\",\"values\":[\"1\\\"\"],\"default\":\"1\\\"\"}],\"classes\":{\"R\":{"
	    "\"components\":["
	    "{\"id\":\"f\",\"kind\":\"fixed\",\"name\":\"Service"
	    " charge\",\"amount\":{\"by\":\"size\","
	    "\"values\":{\"1\\\"\":\"12.1\"}}},{\"id\":\"d\",\"kind\":\"fixed\",\"name\":"
	    "\"Readiness\","
	    "\"amount\":\"0.05\",\"per\":\"day\"},{\"id\":\"u\",\"kind\":\"usage\",\"name\":"
	    "\"Water\","
	    "\"tiers\":[{\"from\":\"0\",\"price\":\"2.87\"},{\"from\":\"14\",\"price\":\"4.295\"}"
	    "]},"
	    "{\"id\":\"t\",\"kind\":\"tax\",\"name\":\"Tax\",\"percent\":\"8.50\"}],"
	    "\"minimum\":{\"amount\":\"90\"}}}}";
	static const char *const words[][2] = {
		{ "Service charge, 1\"", "12.10 × 30 / 60 = 6.05" },
		{ "Readiness", "30 days × 0.05 = 1.50" },
		{ "Water, tier 1 (0 to 7 CCF)", "7 CCF × 2.87 = 20.09" },
		{ "Water, tier 2 (over 7 CCF)", "1.5 CCF × 4.295 = 6.44" },
		{ "Minimum bill", "Up to 90.00 × 30 / 60 = 10.92" },
		{ "Tax", "8.5 % of 45.00 = 3.83" },
	};

	set_up(doc, "R", NULL);
	input.use_milli = 8500;
	ck_assert_int_eq(rate(&input, &rated), RATED);
	ck_assert_uint_eq(rated.count, COUNT(words));
	for (size_t i = 0; i < COUNT(words); i++) {
		ck_assert_str_eq(line_text(&cx, &input, &rated.lines[i]), words[i][0]);
		ck_assert_str_eq(line_arithmetic(&cx, &input, &rated.lines[i]), words[i][1]);
	}
	ck_assert_int_eq(rated.fixed_minor, 755);
}
END_TEST

START_TEST(versions_in_two_units)
{
	struct rating_version two[2];

	set_up(
	    "{\"unit\":\"kWh\",\"classes\":{\"R\":{\"components\":[{\"id\":\"f\",\"kind\":"
	    "\"fixed\","
	    "\"name\":\"F\",\"amount\":\"1\"}]}}}",
	    "R", NULL);
	two[1] = version;
	two[1].from = 20010;
	set_up(DOC_DEAR, "R", NULL);
	two[0] = version;
	two[0].to = 20009;
	input.versions = two;
	input.version_count = 2;
	refused(RATE_UNIT);
}
END_TEST

START_TEST(intervals_outside)
{
	struct interval v = { .day = 19999, .minute = 0, .minutes = 60, .use_milli = 1 };

	set_up(DOC_HOURS, "R", NULL);
	input.intervals = &v;
	input.interval_count = 1;
	refused(RATE_PERIOD);
	v.day = 20000;
	ck_assert_int_eq(rate(&input, &rated), RATED);
	ck_assert_int_eq(rated.use_milli, 1);
	v.minute = 1440;
	refused(RATE_PERIOD);
	v.minute = 0;
	v.use_milli = -1;
	refused(RATE_USE);
}
END_TEST

/* ---- days of the wall's clock ---- */

START_TEST(days_of_23_and_25_hours)
{
	static const struct { const char *zone, *on; int slots;
	} known[] = {
		{ "America/New_York", "2026-03-07", 96 },
		{ "America/New_York", "2026-03-08", 92 },
		{ "America/New_York", "2026-11-01", 100 },
		{ "Australia/Lord_Howe", "2026-04-05", 98 },
		{ "Australia/Lord_Howe", "2026-10-04", 94 },
		{ "America/Havana", "2026-03-08", 92 },
		{ "Asia/Beirut", "2026-10-24", 100 },
		{ "Asia/Kolkata", "2026-03-08", 96 },
		{ "Pacific/Kiritimati", "2026-03-08", 96 },
	};
	struct local_day d;
	int64_t use[100] = { 0 };
	struct interval out[100];

	for (size_t i = 0; i < COUNT(known); i++) {
		ck_assert(local_day(known[i].zone, date_days(known[i].on), &d));
		ck_assert_msg(
		    d.slots == known[i].slots, "%s in %s: %d", known[i].on, known[i].zone, d.slots);
		for (int k = 0; k < d.slots; k++)
			ck_assert_int_lt(d.minute[k], 1440);
	}
	ck_assert(!local_day("Nowhere/Land", 20000, &d));
	ck_assert(local_day("America/New_York", date_days("2026-03-08"), &d));
	ck_assert(!local_intervals(&d, 15, use, 96, out));
	ck_assert(!local_intervals(&d, 7, use, 92, out));
	ck_assert(local_intervals(&d, 60, use, 23, out));
	ck_assert_int_eq(out[1].minute, 60);
	ck_assert_int_eq(out[2].minute, 180);	/* there is no 02:00 */
	ck_assert(local_day("America/New_York", date_days("2026-11-01"), &d));
	ck_assert(local_intervals(&d, 15, use, 100, out));
	ck_assert_int_eq(out[4].minute, 60);
	ck_assert_int_eq(out[8].minute, 60);	/* 01:00 comes again */
	ck_assert_int_eq(out[12].minute, 120);
}
END_TEST

UNIT_MAIN("rating", 0, worked_out, lines_make_the_bill, more_never_costs_less,
    a_tier_in_two_is_the_same, not_rated, in_words, versions_in_two_units, intervals_outside,
    days_of_23_and_25_hours)
