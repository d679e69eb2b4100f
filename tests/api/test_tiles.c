/*
 * A day is the tenant's, wherever it is told: in the filter of a list, in a tile, its rows, its trend,
 * its breakdown, its file.  One tenant is in New York over the night in which the clocks go back, one
 * in Kolkata, half an hour beside everybody else's hours.
 */
#include <string.h>
#include "clock.h"
#include "payment.h"
#include "staff.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

/* An instant, and the day that it is in a zone. */
struct taken { const char *at, *on; int64_t minor; };

/* 2026-11-01, 06:00 UTC: from four hours behind to five. */
static const struct taken new_york[] = {
	{ "2026-11-01T03:59:59Z", "2026-10-31", 100 }, { "2026-11-01T04:00:00Z", "2026-11-01", 200 },
	{ "2026-11-01T05:30:00Z", "2026-11-01", 400 }, { "2026-11-01T06:30:00Z", "2026-11-01", 800 },
	{ "2026-11-02T04:30:00Z", "2026-11-01", 1600 }, { "2026-11-02T04:59:59Z", "2026-11-01", 3200 },
	{ "2026-11-02T05:00:00Z", "2026-11-02", 6400 },
};
static const struct taken kolkata[] = {
	{ "2026-10-31T18:29:59Z", "2026-10-31", 100 }, { "2026-10-31T18:30:00Z", "2026-11-01", 200 },
	{ "2026-11-01T00:00:00Z", "2026-11-01", 400 }, { "2026-11-01T18:29:59Z", "2026-11-01", 800 },
	{ "2026-11-01T18:30:00Z", "2026-11-02", 1600 },
};
static const char *const days[] = { "2026-10-31", "2026-11-01", "2026-11-02" };

static void
take(const struct taken *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct recording in = { .account_id = staff.account_id, .amount_minor = list[i].minor,
			.credit_minor = list[i].minor, .method = "cash", .received_minor = -1 };

		ck_assert(instant_parse(list[i].at, &in.paid_at));
		fixture_must(&staff, record_payment, &in);
		ck_assert_str_eq(in.on, list[i].on);
	}
}

static int64_t
of_day(const struct taken *list, size_t n, const char *on, int64_t *count)
{
	int64_t sum = 0;

	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].on, on) == 0) {
			sum += list[i].minor;
			++*count;
		}
	return sum;
}

static const char *
whole(int64_t minor)
{
	return text("%lld.%02lld", (long long)(minor / 100), (long long)(minor % 100));
}

/* The list, the tile, its rows, their total, a breakdown and a file of one day. */
static void
day_agrees(struct caller *c, const char *on, int64_t sum, int64_t count)
{
	struct reply *r = api_get(c, text("/api/v1/payments?from=%s&to=%s&limit=200", on, on));

	must_status(r, 200);
	ck_assert_int_eq((int64_t)reply_count(r, "data"), count);
	r = api_get(c, text("/api/v1/metrics/query?metrics=collected,payments&period=%s..%s", on, on));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "data.0.value.amount"), sum);
	ck_assert_int_eq(reply_i64(r, "data.1.value"), count);
	r = api_get(c, text("/api/v1/metrics/collected/rows?period=%s..%s&limit=200", on, on));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "total.amount"), sum);
	ck_assert_int_eq(reply_i64(r, "row_count"), count);
	ck_assert_int_eq((int64_t)reply_count(r, "data"), count);
	for (int64_t i = 0; i < count; i++)
		ck_assert_str_eq(reply_str(r, text("data.%d.on", (int)i)), on);
	r = api_get(c, text("/api/v1/metrics/collected/breakdown?by=method&period=%s..%s", on, on));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "data.0.amount.amount"), sum);
	r = api_call(&(struct call){ .as = c, .method = "GET", .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/metrics/collected/rows?period=%s..%s", on, on) });
	must_status(r, 200);
	ck_assert_msg(strstr(r->body, text("#end,rows=%lld,value=%s ", (long long)count, whole(sum))) != NULL, "%s",
	    r->body);
}

static void
days_agree(const struct taken *list, size_t n)
{
	struct caller *c = staff_sign_in("admin");
	struct reply *r;
	int64_t count;

	for (size_t i = 0; i < COUNT(days); i++) {
		int64_t sum = of_day(list, n, days[i], &count);

		day_agrees(c, days[i], sum, count);
	}
	r = api_get(c, "/api/v1/metrics/collected/trend?step=day&period=2026-10-31..2026-11-02");
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), COUNT(days));
	for (size_t i = 0; i < COUNT(days); i++) {
		ck_assert_str_eq(reply_str(r, text("data.%zu.from", i)), days[i]);
		ck_assert_int_eq(reply_i64(r, text("data.%zu.value.amount", i)), of_day(list, n, days[i], &count));
	}
}

START_TEST(days_of_new_york_when_clocks_go_back)
{
	staff_open();
	take(new_york, COUNT(new_york));
	days_agree(new_york, COUNT(new_york));
	staff_close();
}
END_TEST

START_TEST(days_of_kolkata)
{
	staff_open_in_kolkata();
	take(kolkata, COUNT(kolkata));
	days_agree(kolkata, COUNT(kolkata));
	staff_close();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tiles over HTTP");
	TCase *t = tcase_create("days");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, days_of_new_york_when_clocks_go_back);
	tcase_add_test(t, days_of_kolkata);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
