/* Bills and zones through the real nginx: lists, totals, details, refusals. */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

#define NO_ID "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"

static struct caller *specialist, *agent, *other;

static void
people(void)
{
	specialist = api_sign_in("larkfield", "Billing Specialist");
	agent = api_sign_in("larkfield", "CSO Agent");		/* sees consumers, no bills */
	other = api_sign_in("suryanagar", "Billing Specialist");
	caller_token(specialist);
	caller_token(agent);
	caller_token(other);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

START_TEST(newest_first)
{
	struct reply *r = get_ok(specialist, "/api/v1/bills?limit=100");

	ck_assert_uint_eq(reply_count(r, "data"), 100);
	for (size_t i = 1; i < 100; i++)
		ck_assert_str_ge(reply_str(r, text("data.%zu.issued_on", i - 1)),
		    reply_str(r, text("data.%zu.issued_on", i)));
	ck_assert_str_eq(reply_str(r, "data.0.amount.currency"), "USD");
	ck_assert_int_le(reply_i64(r, "data.0.open.amount"), reply_i64(r, "data.0.amount.amount"));
	r = get_ok(specialist, "/api/v1/bills?limit=2&sort=issued_on");
	ck_assert_str_le(reply_str(r, "data.0.issued_on"), reply_str(r, "data.1.issued_on"));
}
END_TEST

/* All pages of a month, one after the other: no bill twice, none left out, and they add up to the
 * totals. */
START_TEST(pages_add_up_to_the_totals)
{
	const char *last = reply_str(
	    get_ok(specialist, "/api/v1/bills?limit=1&status=issued&sort=issued_on"),
	    "data.0.issued_on");
	const char *query = text("from=%.8s01&to=%.8s28", last, last), *next = "", *before = "";
	struct reply *totals = get_ok(specialist, text("/api/v1/bills/totals?%s", query));
	int64_t rows = 0, amount = 0, open = 0, estimated = 0;

	do {
		struct reply *r = get_ok(specialist,
		    text("/api/v1/bills?limit=60&sort=issued_on&%s%s%s", query,
			*next ? "&cursor=" : "", next));

		for (size_t i = 0; i < reply_count(r, "data"); i++, rows++) {
			const char *id = reply_str(r, text("data.%zu.id", i));

			ck_assert_str_ne(id, before);
			before = id;
			if (strcmp(reply_str(r, text("data.%zu.status", i)), "reversed") != 0)
				amount += reply_i64(r, text("data.%zu.amount.amount", i));
			open += reply_i64(r, text("data.%zu.open.amount", i));
			estimated += reply_bool(r, text("data.%zu.is_estimated", i));
		}
		next = reply_has(r, "next_cursor") ? reply_str(r, "next_cursor") : "";
	} while (*next);
	ck_assert_int_gt(rows, 60);
	ck_assert_int_eq(rows, reply_i64(totals, "row_count"));
	ck_assert_int_eq(amount, reply_i64(totals, "amount.amount"));
	ck_assert_int_eq(open, reply_i64(totals, "open.amount"));
	ck_assert_int_eq(estimated, reply_i64(totals, "estimated_count"));
}
END_TEST

START_TEST(filtered)
{
	struct reply *r = get_ok(specialist, "/api/v1/bills?payment_status=paid&limit=20"), *one;
	const char *account = reply_str(r, "data.0.account.id"),
		   *number = reply_str(r, "data.0.number");
	const char *zone = reply_str(get_ok(agent, "/api/v1/zones"), "data.1.id");

	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_int_eq(reply_i64(r, text("data.%zu.open.amount", i)), 0);
	r = get_ok(specialist, text("/api/v1/bills?account_id=%s", account));
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.account.id", i)), account);
	one = get_ok(specialist, text("/api/v1/bills?q=%s", number));
	ck_assert_uint_eq(reply_count(one, "data"), 1);
	ck_assert_str_eq(reply_str(one, "data.0.number"), number);
	r = get_ok(specialist, text("/api/v1/bills?q=%.7s&limit=5", number));
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_int_eq(strncmp(reply_str(r, text("data.%zu.number", i)), number, 7), 0);
	ck_assert_uint_eq(reply_count(get_ok(specialist, "/api/v1/bills?q=%25"), "data"), 0);
	ck_assert_uint_eq(reply_count(get_ok(specialist, "/api/v1/bills?q=B_0"), "data"), 0);
	ck_assert_uint_gt(
	    reply_count(get_ok(specialist, text("/api/v1/bills?zone_id=%s", zone)), "data"), 0);
	r = get_ok(specialist, "/api/v1/bills?status=reversed");
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.payment_status", i)), "cancelled");
}
END_TEST

START_TEST(a_bill_with_its_lines)
{
	struct reply *list = get_ok(specialist, "/api/v1/bills?limit=30&payment_status=open"), *r;

	for (size_t i = 0; i < 30; i += 7) {
		int64_t sum = 0;

		r = get_ok(
		    specialist, text("/api/v1/bills/%s", reply_str(list, text("data.%zu.id", i))));
		ck_assert_str_eq(
		    reply_str(r, "number"), reply_str(list, text("data.%zu.number", i)));
		ck_assert_uint_ge(reply_count(r, "lines"), 1);
		for (size_t k = 0; k < reply_count(r, "lines"); k++) {
			ck_assert_int_eq(reply_i64(r, text("lines.%zu.line", k)), (int64_t)k + 1);
			if (!reply_has(r, text("lines.%zu.adjustment_id", k)))
				sum += reply_i64(r, text("lines.%zu.amount.amount", k));
		}
		ck_assert_int_eq(sum, reply_i64(r, "amount.amount"));
		ck_assert(reply_has(r, "entry_id"));
	}
}
END_TEST

START_TEST(electricity_has_tax)
{
	struct reply *list = get_ok(other, "/api/v1/bills?limit=1&sort=issued_on");
	struct reply *r = get_ok(other, text("/api/v1/bills/%s", reply_str(list, "data.0.id")));
	size_t last = reply_count(r, "lines") - 1;

	ck_assert_str_eq(reply_str(r, "unit"), "kWh");
	ck_assert_str_eq(reply_str(r, "amount.currency"), "INR");
	ck_assert_str_eq(reply_str(r, text("lines.%zu.kind", last)), "tax");
	ck_assert(!reply_has(r, text("lines.%zu.rate_micro", last)));
}
END_TEST

START_TEST(zones)
{
	struct reply *r = get_ok(agent, "/api/v1/zones");

	ck_assert_uint_ge(reply_count(r, "data"), 4);
	for (size_t i = 1; i < reply_count(r, "data"); i++)
		ck_assert_str_lt(reply_str(r, text("data.%zu.name", i - 1)),
		    reply_str(r, text("data.%zu.name", i)));
	must_fault(api_get(agent, "/api/v1/zones?q=a"), "?q", "unknown");
}
END_TEST

START_TEST(another_tenants_ids)
{
	struct reply *mine = get_ok(specialist, "/api/v1/bills?limit=1");
	const char *bill = reply_str(mine, "data.0.id"),
		   *account = reply_str(mine, "data.0.account.id");

	must_problem(api_get(other, text("/api/v1/bills/%s", bill)), 404, "not-found");
	ck_assert_uint_eq(
	    reply_count(get_ok(other, text("/api/v1/bills?account_id=%s", account)), "data"), 0);
	ck_assert_int_eq(
	    reply_i64(
		get_ok(other, text("/api/v1/bills/totals?account_id=%s", account)), "row_count"),
	    0);
	must_problem(api_get(specialist, "/api/v1/bills/" NO_ID), 404, "not-found");
}
END_TEST

START_TEST(not_everyone_may)
{
	must_problem(api_get(agent, "/api/v1/bills"), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/bills/totals"), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/bills/" NO_ID), 403, "forbidden");
	must_problem(api_get(NULL, "/api/v1/bills"), 401, "unauthenticated");
	must_problem(api_get(NULL, "/api/v1/bills/totals"), 401, "unauthenticated");
	must_problem(api_get(NULL, "/api/v1/bills/" NO_ID), 401, "unauthenticated");
	must_problem(api_get(NULL, "/api/v1/zones"), 401, "unauthenticated");
	must_problem(api_post(specialist, "/api/v1/bills", "{}"), 405, "method");
}
END_TEST

START_TEST(bad_input)
{
	static const char *const routes[] = { "/api/v1/bills", "/api/v1/bills/totals" };

	for (size_t i = 0; i < COUNT(routes); i++) {
		must_fault(
		    api_get(specialist, text("%s?from=2026-02-30", routes[i])), "?from", NULL);
		must_fault(api_get(specialist, text("%s?to=yesterday", routes[i])), "?to", NULL);
		must_fault(api_get(specialist, text("%s?from=2026-03-02&to=2026-03-01", routes[i])),
		    "?to", "range");
		must_fault(
		    api_get(specialist, text("%s?status=lost", routes[i])), "?status", "choice");
		must_fault(api_get(specialist, text("%s?payment_status=late", routes[i])),
		    "?payment_status", "choice");
		must_fault(
		    api_get(specialist, text("%s?account_id=1", routes[i])), "?account_id", NULL);
		must_fault(api_get(specialist, text("%s?q=%0101d", routes[i], 1)), "?q", "length");
		must_fault(api_get(specialist, text("%s?page=2", routes[i])), "?page", "unknown");
	}
	must_fault(api_get(specialist, "/api/v1/bills?sort=due_on"), "?sort", "choice");
	must_fault(api_get(specialist, "/api/v1/bills/totals?limit=5"), "?limit", "unknown");
	must_problem(api_get(specialist, "/api/v1/bills/B-0005001"), 404, "not-found");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		newest_first, pages_add_up_to_the_totals, filtered, a_bill_with_its_lines,
		electricity_has_tax, zones, another_tenants_ids, not_everyone_may, bad_input,
	};
	Suite *s = suite_create("api_billing");
	TCase *t = tcase_create("billing");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, people, NULL);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
