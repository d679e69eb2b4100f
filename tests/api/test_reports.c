/* Audit and ledger through the real nginx. */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "day.h"
#include "fixture.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

#define NO_ID "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"

static struct caller *manager, *admin, *cashier, *other;
static struct fixture f;

static void
people(void)
{
	manager = api_sign_in("larkfield", "Billing Manager");
	admin = api_sign_in("larkfield", "Utility Administrator");
	cashier = api_sign_in("larkfield", "Cashier");
	other = api_sign_in("suryanagar", "Billing Manager");
	caller_token(manager);
	caller_token(admin);
	caller_token(cashier);
	caller_token(other);
}

static void
setup(void)
{
	fixture_enter(&f, "larkfield");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

/* A payment of 12.34 in cash by the administrator; its id. */
static const char *
pay(const char **bill)
{
	struct reply *r;

	*bill = fixture_bill(&f, f.account_id, 1234);
	r = api_post(admin, "/api/v1/payments",
	    text(
		"{\"account_id\":\"%s\",\"method\":\"cash\","
		"\"amount\":{\"amount\":1234,\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\","
		"\"amount\":{\"amount\":1234,\"currency\":\"USD\"}}]}",
		f.account_id, *bill));
	must_status(r, 201);
	return reply_str(r, "id");
}

START_TEST(audit_of_a_payment)
{
	const char *bill, *payment = pay(&bill),
			  *me = reply_str(get_ok(admin, "/api/v1/auth/me"), "id");
	struct reply *r = get_ok(manager, text("/api/v1/audit?object_id=%s", payment));

	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.action"), "payment.record");
	ck_assert_str_eq(reply_str(r, "data.0.object.type"), "payment");
	ck_assert_str_eq(reply_str(r, "data.0.account_id"), f.account_id);
	ck_assert_str_eq(reply_str(r, "data.0.actor.id"), me);
	ck_assert_str_eq(reply_str(r, "data.0.actor.kind"), "user");
	ck_assert_int_eq(reply_i64(r, "data.0.after.amount.amount"), 1234);
	ck_assert(reply_has(r, "data.0.request_id"));
	r = get_ok(manager, text("/api/v1/audit?account_id=%s&limit=50", f.account_id));
	ck_assert_uint_eq(reply_count(r, "data"), 3);	/* the account, the bill, the payment */
	ck_assert_str_eq(reply_str(r, "data.2.action"), "account.create");
	r = get_ok(manager, text("/api/v1/audit?account_id=%s&action=bill.issue", f.account_id));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.object.id"), bill);
	r = get_ok(manager, text("/api/v1/audit?actor_id=%s&limit=3", me));
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.actor.id", i)), me);
}
END_TEST

/* from and to are days of the tenant's, not of UTC. */
START_TEST(audit_of_days)
{
	struct reply *r = get_ok(manager, "/api/v1/audit?action=payment.void&limit=1"), *same;
	const char *at, *id;
	char day[11], before[11], after[11];
	int64_t us;

	if (reply_count(r, "data") == 0)
		return;
	at = reply_str(r, "data.0.at");
	id = reply_str(r, "data.0.id");
	ck_assert(instant_parse(at, &us));
	ck_assert(date_in_zone("America/New_York", us, day));
	date_add_days(day, -1, before);
	date_add_days(day, 1, after);
	same = get_ok(
	    manager, text("/api/v1/audit?action=payment.void&from=%s&to=%s&limit=1", day, day));
	ck_assert_str_eq(reply_str(same, "data.0.id"), id);
	same = get_ok(manager, text("/api/v1/audit?action=payment.void&to=%s&limit=1", before));
	ck_assert(reply_count(same, "data") == 0 || !same_text(reply_str(same, "data.0.id"), id));
	same = get_ok(manager, text("/api/v1/audit?action=payment.void&from=%s&limit=1", after));
	ck_assert_uint_eq(reply_count(same, "data"), 0);
}
END_TEST

START_TEST(audit_pages)
{
	struct reply *all = get_ok(manager, "/api/v1/audit?action=bill.issue&limit=4"), *r;
	const char *next;

	r = get_ok(manager, "/api/v1/audit?action=bill.issue&limit=2");
	next = reply_str(r, "next_cursor");
	r = get_ok(manager, text("/api/v1/audit?action=bill.issue&limit=2&cursor=%s", next));
	ck_assert_str_eq(reply_str(r, "data.1.id"), reply_str(all, "data.3.id"));
	must_fault(api_get(manager,
		       text("/api/v1/audit?action=bill.issue&from=2026-01-01&cursor=%s", next)),
	    "?cursor", NULL);
	must_fault(api_get(manager, text("/api/v1/audit?cursor=%s", next)), "?cursor", NULL);
}
END_TEST

/* A denied permission leaves its row: who, and what he lacked. */
START_TEST(refusals_are_told)
{
	const char *me = reply_str(get_ok(cashier, "/api/v1/auth/me"), "id");
	struct reply *r = api_get(cashier, "/api/v1/journal-entries");
	const char *request = reply_str(r, "request_id");

	must_problem(r, 403, "forbidden");
	r = get_ok(manager, text("/api/v1/audit?action=denied&actor_id=%s&limit=1", me));
	ck_assert_str_eq(reply_str(r, "data.0.request_id"), request);
	ck_assert_str_eq(reply_str(r, "data.0.reason"), "ledger:read");
	ck_assert_str_eq(reply_str(r, "data.0.object.type"), "journal-entries");
}
END_TEST

START_TEST(the_chart_balances)
{
	struct reply *r = get_ok(manager, "/api/v1/gl-accounts");
	int64_t sum = 0, receivables = -1, open;

	ck_assert_uint_ge(reply_count(r, "data"), 9);
	for (size_t i = 0; i < reply_count(r, "data"); i++) {
		int64_t balance = reply_i64(r, text("data.%zu.balance.amount", i));

		sum += balance;
		ck_assert_int_eq(balance, reply_i64(r, text("data.%zu.debit.amount", i)) -
		    reply_i64(r, text("data.%zu.credit.amount", i)));
		if (same_text(reply_str(r, text("data.%zu.purpose", i)), "receivables"))
			receivables = balance;
	}
	ck_assert_int_eq(sum, 0);
	open = reply_i64(get_ok(manager, "/api/v1/bills/totals"), "open.amount") +
	    reply_i64(get_ok(manager, "/api/v1/charges/totals"), "open.amount");
	ck_assert_int_eq(receivables, open);
	must_fault(api_get(manager, "/api/v1/gl-accounts?code=1200"), "?code", "unknown");
}
END_TEST

START_TEST(entries_of_a_payment)
{
	const char *bill, *payment = pay(&bill), *id;
	struct reply *r = get_ok(manager, text("/api/v1/journal-entries?source_id=%s", payment));
	int64_t sum = 0;

	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.event"), "payment_cash");
	ck_assert_int_eq(reply_i64(r, "data.0.amount.amount"), 1234);
	ck_assert_str_eq(reply_str(r, "data.0.source.type"), "payment");
	id = reply_str(r, "data.0.id");
	for (int twice = 0; twice < 4; twice++) {
		r = get_ok(manager, text("/api/v1/journal-entries/%s", id));
		ck_assert_uint_eq(reply_count(r, "lines"), 2);
	}
	for (size_t i = 0; i < 2; i++) {
		sum += reply_i64(r, text("lines.%zu.amount.amount", i));
		ck_assert_str_eq(reply_str(r, text("lines.%zu.account_id", i)), f.account_id);
		ck_assert_str_eq(reply_str(r, text("lines.%zu.receivable_id", i)), bill);
		ck_assert(reply_has(r, text("lines.%zu.gl_account.name", i)));
	}
	ck_assert_int_eq(sum, 0);
	must_problem(api_get(other, text("/api/v1/journal-entries/%s", id)), 404, "not-found");
	ck_assert_uint_eq(
	    reply_count(
		get_ok(other, text("/api/v1/journal-entries?source_id=%s", payment)), "data"),
	    0);
	ck_assert_uint_eq(
	    reply_count(get_ok(other, text("/api/v1/audit?object_id=%s", payment)), "data"), 0);
}
END_TEST

START_TEST(entries_by_day)
{
	struct reply *r = get_ok(
	    manager, "/api/v1/journal-entries?limit=5&event=bill&sort=posted_on");
	const char *first = reply_str(r, "data.0.posted_on");

	r = get_ok(manager, text("/api/v1/journal-entries?from=%s&to=%s&limit=20", first, first));
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_eq(reply_str(r, text("data.%zu.posted_on", i)), first);
	r = get_ok(manager, "/api/v1/journal-entries?limit=2");
	ck_assert_str_ge(reply_str(r, "data.0.posted_on"), reply_str(r, "data.1.posted_on"));
}
END_TEST

START_TEST(not_everyone_may)
{
	static const char *const paths[] = { "/api/v1/audit", "/api/v1/gl-accounts",
		"/api/v1/journal-entries", ("/api/v1/journal-entries/" NO_ID) };

	for (size_t i = 0; i < COUNT(paths); i++) {
		must_problem(api_get(cashier, paths[i]), 403, "forbidden");
		must_problem(api_get(NULL, paths[i]), 401, "unauthenticated");
		must_status(
		    api_call(&(struct call){ .as = admin, .method = "DELETE", .path = paths[i] }),
		    405);
	}
}
END_TEST

START_TEST(bad_input)
{
	must_fault(api_get(manager, "/api/v1/audit?object_id=7"), "?object_id", NULL);
	must_fault(api_get(manager, "/api/v1/audit?from=2026-13-01"), "?from", NULL);
	must_fault(api_get(manager, "/api/v1/audit?from=2026-03-02&to=2026-03-01"), "?to", "range");
	must_fault(api_get(manager, "/api/v1/audit?sort=action"), "?sort", "choice");
	must_fault(api_get(manager, "/api/v1/audit?q=a"), "?q", "unknown");
	must_fault(api_get(manager, "/api/v1/audit?from=2026-01-01&q=a"), "?q", "unknown");
	ck_assert_uint_eq(reply_count(get_ok(manager, "/api/v1/audit?action=%C3%A9"), "data"), 0);
	ck_assert_uint_eq(
	    reply_count(get_ok(manager, "/api/v1/journal-entries?event=%C3%A9"), "data"), 0);
	ck_assert_uint_ge(
	    reply_count(get_ok(manager, "/api/v1/audit?from=1900-01-01&to=2999-12-31"), "data"), 1);
	must_fault(api_get(manager, text("/api/v1/audit?action=%0201d", 1)), "?action", "length");
	must_fault(api_get(manager, "/api/v1/journal-entries?source_id=x"), "?source_id", NULL);
	must_fault(api_get(manager, "/api/v1/journal-entries?to=31.12.2026"), "?to", NULL);
	must_problem(api_get(manager, "/api/v1/journal-entries/" NO_ID), 404, "not-found");
	must_problem(api_get(manager, "/api/v1/journal-entries/1"), 404, "not-found");
}
END_TEST

START_TEST(audit_as_csv)
{
	struct reply *r = api_call(&(struct call){ .as = manager, .method = "GET",
	    .path = "/api/v1/audit?action=payment.void", .headers = { "Accept: text/csv" } });

	must_status(r, 200);
	ck_assert_str_eq(r->type, "text/csv");
	ck_assert_ptr_nonnull(strstr(r->body, "\n#end"));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		audit_of_a_payment,
		audit_of_days,
		audit_pages,
		refusals_are_told,
		the_chart_balances,
		entries_of_a_payment,
		entries_by_day,
		not_everyone_may,
		bad_input,
		audit_as_csv,
	};
	Suite *s = suite_create("api_reports");
	TCase *t = tcase_create("reports");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, people, NULL);
	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
