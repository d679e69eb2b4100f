/* Consumers and accounts through the real nginx: lists, search, paging, details, refusals. */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fixture.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

#define NO_ID "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"

static struct caller *agent, *other, *cashier;

static void
people(void)
{
	agent = api_sign_in("larkfield", "CSO Agent");
	cashier = api_sign_in("larkfield", "Cashier");
	other = api_sign_in("suryanagar", "CSO Agent");
	caller_token(agent);
	caller_token(cashier);
	caller_token(other);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

START_TEST(accounts_by_number)
{
	struct reply *r = get_ok(agent, "/api/v1/accounts?limit=200");
	size_t n = reply_count(r, "data");

	ck_assert_uint_gt(n, 30);
	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(strcasecmp(reply_str(r, text("data.%zu.number", i - 1)),
		    reply_str(r, text("data.%zu.number", i))), 0);
	ck_assert_str_eq(reply_str(r, "data.0.owed.currency"), "USD");
	ck_assert_int_ge(reply_i64(r, "data.0.credit.amount"), 0);
	ck_assert(reply_has(r, "data.0.zone.name"));
	ck_assert(reply_has(r, "data.0.consumer.name"));
}
END_TEST

START_TEST(pages_meet)
{
	struct reply *all = get_ok(agent, "/api/v1/accounts?limit=9");
	const char *next = "";
	size_t seen = 0;

	for (int page = 0; page < 3; page++) {
		struct reply *r = get_ok(
		    agent, text("/api/v1/accounts?limit=3%s%s", *next ? "&cursor=" : "", next));

		ck_assert_uint_eq(reply_count(r, "data"), 3);
		for (size_t i = 0; i < 3; i++, seen++)
			ck_assert_str_eq(reply_str(r, text("data.%zu.id", i)),
			    reply_str(all, text("data.%zu.id", seen)));
		next = reply_str(r, "next_cursor");
	}
	must_fault(api_get(agent, text("/api/v1/accounts?limit=3&status=active&cursor=%s", next)),
	    "?cursor", NULL);
	must_fault(api_get(agent, text("/api/v1/accounts?limit=3&sort=-number&cursor=%s", next)),
	    "?cursor", NULL);
	must_fault(api_get(agent, "/api/v1/accounts?cursor=abc"), "?cursor", NULL);
}
END_TEST

START_TEST(sorted_down)
{
	struct reply *r = get_ok(agent, "/api/v1/accounts?sort=-number&limit=2");

	ck_assert_int_gt(
	    strcasecmp(reply_str(r, "data.0.number"), reply_str(r, "data.1.number")), 0);
}
END_TEST

/* Parts of what an account is known by, in any case; every hit of a page has them. */
START_TEST(found_by_parts)
{
	struct reply *one = get_ok(agent, "/api/v1/accounts?q=LW-1&limit=1"), *r;
	const char *number = reply_str(one, "data.0.number");
	const char *name = reply_str(one, "data.0.consumer.name"),
		   *id = reply_str(one, "data.0.id");
	char street[8], part[8];

	r = get_ok(agent, text("/api/v1/accounts?q=%s", number));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), id);
	r = get_ok(agent, text("/api/v1/accounts?q=%s", number + 4));
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	(void)snprintf(part, sizeof part, "%.3s", name);
	(void)snprintf(
	    street, sizeof street, "%.3s", strchr(reply_str(one, "data.0.street"), ' ') + 1);
	r = get_ok(agent, text("/api/v1/accounts?limit=200&q=%s%%20%s", part, street));
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (same_text(reply_str(r, text("data.%zu.id", i)), id))
			return;
	ck_abort_msg("%s is not found by %s and %s", number, part, street);
}
END_TEST

START_TEST(nothing_found)
{
	static const char *const q[] = { "zzzzqq", "x", "%25", "_", "%27%20or%20zqz%3Dzqz" };

	for (size_t i = 0; i < COUNT(q); i++) {
		struct reply *r = get_ok(agent, text("/api/v1/accounts?q=%s", q[i]));

		ck_assert_uint_eq(reply_count(r, "data"), 0);
		ck_assert(!reply_has(r, "next_cursor"));
	}
	ck_assert_uint_gt(reply_count(get_ok(agent, "/api/v1/accounts?q="), "data"), 0);
	ck_assert_uint_gt(reply_count(get_ok(agent, "/api/v1/accounts?q=%20"), "data"), 0);
	ck_assert_uint_eq(reply_count(get_ok(agent, "/api/v1/consumers?q=zzzzqq"), "data"), 0);
}
END_TEST

START_TEST(filtered)
{
	struct reply *zones = get_ok(agent, "/api/v1/zones"), *r;
	const char *zone = reply_str(zones, "data.0.id"), *consumer;

	r = get_ok(agent, text("/api/v1/accounts?limit=20&status=active&zone_id=%s", zone));
	ck_assert_uint_gt(reply_count(r, "data"), 0);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.zone.id", i)), zone);
	consumer = reply_str(r, "data.0.consumer.id");
	r = get_ok(agent, text("/api/v1/accounts?consumer_id=%s", consumer));
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.consumer.id", i)), consumer);
	ck_assert_uint_eq(reply_count(get_ok(agent, "/api/v1/accounts?status=closed"), "data"), 0);
	ck_assert_uint_eq(reply_count(get_ok(agent, "/api/v1/accounts?zone_id=" NO_ID), "data"), 0);
}
END_TEST

START_TEST(an_account_with_its_meters)
{
	struct reply *list = get_ok(agent, "/api/v1/accounts?q=LW-1&limit=1");
	const char *id = reply_str(list, "data.0.id");
	struct reply *r = get_ok(agent, text("/api/v1/accounts/%s", id));

	ck_assert_str_eq(reply_str(r, "id"), id);
	ck_assert_str_eq(reply_str(r, "number"), reply_str(list, "data.0.number"));
	ck_assert_uint_eq(reply_count(r, "meters"), 1);
	ck_assert_str_eq(reply_str(r, "meters.0.utility"), "water");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"1\"");
}
END_TEST

START_TEST(consumers)
{
	struct reply *r = get_ok(agent, "/api/v1/consumers?limit=5&kind=firm"), *one;

	ck_assert_uint_ge(reply_count(r, "data"), 3);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.kind", i)), "firm");
	one = get_ok(agent, text("/api/v1/consumers/%s", reply_str(r, "data.0.id")));
	ck_assert_str_eq(reply_str(one, "name"), reply_str(r, "data.0.name"));
	ck_assert_str_eq(reply_header(one, "ETag"), "\"1\"");
	r = get_ok(agent, text("/api/v1/consumers?q=%s", reply_str(one, "number")));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), reply_str(one, "id"));
}
END_TEST

START_TEST(devanagari)
{
	/* ती */
	struct reply *r = get_ok(other, "/api/v1/consumers?limit=50&q=%E0%A4%A4%E0%A5%80");

	ck_assert_str_eq(
	    reply_str(get_ok(other, "/api/v1/accounts?limit=1"), "data.0.owed.currency"), "INR");
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_ptr_nonnull(strstr(reply_str(r, text("data.%zu.name", i)), "ती"));
}
END_TEST

START_TEST(another_tenants_ids)
{
	const char *account = reply_str(get_ok(agent, "/api/v1/accounts?limit=1"), "data.0.id");
	const char *consumer = reply_str(get_ok(agent, "/api/v1/consumers?limit=1"), "data.0.id");

	must_problem(api_get(other, text("/api/v1/accounts/%s", account)), 404, "not-found");
	must_problem(api_get(other, text("/api/v1/consumers/%s", consumer)), 404, "not-found");
	ck_assert_uint_eq(
	    reply_count(get_ok(other, text("/api/v1/accounts?consumer_id=%s", consumer)), "data"),
	    0);
	must_problem(api_get(agent, "/api/v1/accounts/" NO_ID), 404, "not-found");
}
END_TEST

START_TEST(bad_input)
{
	must_problem(api_get(agent, "/api/v1/accounts/abc"), 404, "not-found");
	must_problem(api_get(agent, "/api/v1/consumers/abc"), 404, "not-found");
	must_fault(api_get(agent, "/api/v1/accounts?limit=0"), "?limit", NULL);
	must_fault(api_get(agent, "/api/v1/accounts?limit=201"), "?limit", NULL);
	must_fault(api_get(agent, "/api/v1/accounts?limit=ten"), "?limit", NULL);
	must_fault(api_get(agent, "/api/v1/accounts?status=gone"), "?status", "choice");
	must_fault(api_get(agent, "/api/v1/accounts?zone_id=5"), "?zone_id", NULL);
	must_fault(api_get(agent, "/api/v1/accounts?sort=street"), "?sort", "choice");
	must_fault(api_get(agent, "/api/v1/accounts?colour=red"), "?colour", "unknown");
	must_fault(api_get(agent, "/api/v1/consumers?kind=ghost"), "?kind", "choice");
	must_fault(api_get(agent, "/api/v1/consumers?sort=phone"), "?sort", "choice");
	must_fault(api_get(agent, text("/api/v1/accounts?q=%0101d", 7)), "?q", "length");
	must_problem(api_get(agent, "/api/v1/accounts?q=%ff"), 400, "malformed");
	must_problem(
	    api_call(&(struct call){ .as = agent, .method = "DELETE", .path = "/api/v1/accounts" }),
	    405, "method");
}
END_TEST

START_TEST(signed_out)
{
	static const char *const paths[] = { "/api/v1/accounts", "/api/v1/accounts/" NO_ID,
		"/api/v1/consumers", "/api/v1/consumers/" NO_ID };

	for (size_t i = 0; i < COUNT(paths); i++)
		must_problem(api_get(NULL, paths[i]), 401, "unauthenticated");
	must_status(api_get(cashier, "/api/v1/accounts?limit=1"), 200);
}
END_TEST

START_TEST(as_csv)
{
	struct reply *r = api_call(&(struct call){ .as = agent, .method = "GET",
	    .path = "/api/v1/consumers?kind=firm", .headers = { "Accept: text/csv" } });

	must_status(r, 200);
	ck_assert_str_eq(r->type, "text/csv");
	ck_assert_ptr_nonnull(strstr(r->body, "\n#end"));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		accounts_by_number,
		pages_meet,
		sorted_down,
		found_by_parts,
		nothing_found,
		filtered,
		an_account_with_its_meters,
		consumers,
		devanagari,
		another_tenants_ids,
		bad_input,
		signed_out,
		as_csv,
	};
	Suite *s = suite_create("api_customers");
	TCase *t = tcase_create("customers");
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
