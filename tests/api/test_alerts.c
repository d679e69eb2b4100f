/* Thresholds and alerts through the real nginx: what can be set, in which units; whose alerts are seen. */
#include "api.h"

#include <string.h>

#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct caller *admin, *cashier;

static void
setup(void)
{
	staff_open();
	(void)staff_add("cassie", "Cashier");
	(void)fixture_bill(&staff, staff.account_id, 12345);
	admin = staff_sign_in("admin");
	cashier = staff_sign_in("cassie");
}

static void
teardown(void)
{
	staff_close();
}

#define THRESHOLDS "/api/v1/thresholds"

static const char *
body_of(const char *metric, const char *test, const char *limit, const char *more)
{
	return text("{\"metric\":\"%s\",\"name\":\"A limit\",\"test\":\"%s\",\"limit\":%s,"
	    "\"period\":\"this_month\"%s}", metric, test, limit, more);
}

static struct reply *
set(const char *metric, const char *test, const char *limit, const char *more)
{
	return api_post(admin, THRESHOLDS, body_of(metric, test, limit, more));
}

static struct reply *
edit(const char *id, int version, const char *body)
{
	return api_call(&(struct call){ .as = admin, .method = "PATCH",
	    .path = text(THRESHOLDS "/%s", id), .body = body,
	    .headers = { version ? text("If-Match: \"%d\"", version) : NULL } });
}

START_TEST(limits_are_in_peoples_units)
{
	struct reply *r = set("success_rate", "below", "99.5", ""), *all;

	must_status(r, 201);
	ck_assert_ptr_nonnull(strstr(r->body, "\"limit\":99.5,"));
	ck_assert_int_eq(fixture_i64(&staff, "select limit_value from threshold where id = ?",
	    str(reply_str(r, "id"))), 995000);
	r = set("past_due", "above", "{\"amount\":500000,\"currency\":\"USD\"}", "");
	must_status(r, 201);
	ck_assert_int_eq(reply_i64(r, "limit.amount"), 500000);
	r = set("collected", "fall", "12.25", ",\"filters\":{\"method\":\"cash\"},\"severity\":\"critical\"");
	must_status(r, 201);
	ck_assert_ptr_nonnull(strstr(r->body, "\"limit\":12.25,"));
	ck_assert_str_eq(reply_str(r, "filters.0.text"), "Cash");
	r = set("consumption", "above", "1.5", ",\"filters\":{\"utility\":\"water\"}");
	must_status(r, 201);
	ck_assert_int_eq(fixture_i64(&staff, "select limit_value from threshold where metric = 'consumption'"),
	    1500);
	all = api_get(admin, THRESHOLDS);
	ck_assert_uint_eq(reply_count(all, "data"), 4);
	ck_assert_uint_eq(reply_count(api_get(admin, THRESHOLDS "?metric=past_due"), "data"), 1);
	must_fault(api_get(admin, THRESHOLDS "?metric=nothing"), "?metric", "choice");
	ck_assert_int_eq(staff_audited("threshold.create", NULL), 4);
}
END_TEST

START_TEST(what_cannot_be_set)
{
	must_fault(set("nothing", "below", "1", ""), "/metric", "choice");
	must_fault(set("success_rate", "near", "1", ""), "/test", "choice");
	must_fault(set("success_rate", "below", "\"99\"", ""), "/limit", "type");
	must_fault(set("success_rate", "below", "99.12345", ""), "/limit", "type");
	must_fault(set("bills_generated", "below", "1.5", ""), "/limit", "type");
	must_fault(set("bills_generated", "above", "-1", ""), "/limit", "range");
	must_fault(set("bills_generated", "rise", "0", ""), "/limit", "range");
	must_fault(set("billed", "above", "100", ""), "/limit", NULL);
	must_fault(set("billed", "above", "{\"amount\":1,\"currency\":\"EUR\"}", ""), "/limit/currency", NULL);
	must_fault(set("bills_generated", "above", "1", ",\"filters\":{\"method\":\"cash\"}"),
	    "/filters/method", "unknown");
	must_fault(set("bills_generated", "above", "1", ",\"filters\":{\"zone_id\":\"North\"}"),
	    "/filters/zone_id", NULL);
	must_fault(set("bills_generated", "above", "1", ",\"filters\":{\"is_estimated\":\"yes\"}"),
	    "/filters/is_estimated", "choice");
	must_fault(set("bills_generated", "above", "1", ",\"filters\":[\"a\"]"), "/filters", "type");
	must_fault(set("consumption", "above", "1", ""), "/filters/utility", "required");
	must_fault(set("bills_generated", "above", "1", ",\"severity\":\"loud\""), "/severity", "choice");
	must_fault(set("bills_generated", "above", "1",
	    text(",\"owner_id\":\"%s\"", staff.other_user_id)), "/owner_id", "choice");
	must_fault(set("bills_generated", "above", "1", ",\"colour\":\"red\""), "/colour", "unknown");
	must_fault(api_post(admin, THRESHOLDS, "{\"metric\":\"billed\",\"name\":\"4111 1111 1111 1111\","
	    "\"test\":\"rise\",\"limit\":1,\"period\":\"this_month\"}"), "/name", "card");
	must_fault(api_post(admin, THRESHOLDS, "{\"metric\":\"billed\",\"name\":\"X\",\"test\":\"rise\","
	    "\"limit\":1,\"period\":\"2026-05-02..2026-05-01\"}"), "/period", NULL);
	ck_assert_int_eq(fixture_i64(&staff, "select count(*) n from threshold"), 0);
	must_problem(api_post(cashier, THRESHOLDS, body_of("bills_generated", "above", "1", "")), 403,
	    "forbidden");
}
END_TEST

START_TEST(edits_carry_the_version)
{
	const char *id = reply_str(set("bills_generated", "above", "1000", ""), "id");
	struct reply *r;

	must_problem(edit(id, 0, "{\"limit\":5}"), 428, "version-required");
	r = edit(id, 1, "{\"limit\":5,\"by_mail\":true}");
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "limit"), 5);
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	must_problem(edit(id, 1, "{\"limit\":6}"), 412, "stale");
	must_fault(edit(id, 2, "{\"test\":\"rise\"}"), "/limit", "required");
	must_fault(edit(id, 2, "{\"metric\":\"billed\"}"), "/metric", "unknown");
	r = edit(id, 2, "{\"test\":\"rise\",\"limit\":2.5,\"owner_id\":null}");
	must_status(r, 200);
	must_problem(api_call(&(struct call){ .as = admin, .method = "DELETE",
	    .path = text(THRESHOLDS "/%s", id), .headers = { "If-Match: \"1\"" } }), 412, "stale");
	must_status(api_call(&(struct call){ .as = admin, .method = "DELETE",
	    .path = text(THRESHOLDS "/%s", id), .headers = { "If-Match: \"3\"" } }), 204);
	must_problem(edit(id, 3, "{\"limit\":6}"), 404, "not-found");
}
END_TEST

START_TEST(preview_says_how_it_stands_now)
{
	struct reply *r = api_post(admin, THRESHOLDS "/preview", "{\"metric\":\"billed\",\"test\":\"above\","
	    "\"limit\":{\"amount\":12344,\"currency\":\"USD\"},\"period\":\"this_month\"}");

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "standing"), "passed");
	ck_assert_int_eq(reply_i64(r, "value.amount"), 12345);
	r = api_post(admin, THRESHOLDS "/preview", "{\"metric\":\"billed\",\"test\":\"above\","
	    "\"limit\":{\"amount\":12345,\"currency\":\"USD\"},\"period\":\"this_month\"}");
	ck_assert_str_eq(reply_str(r, "standing"), "at_limit");
	r = api_post(admin, THRESHOLDS "/preview",
	    "{\"metric\":\"billed\",\"test\":\"rise\",\"limit\":5,\"period\":\"this_month\"}");
	ck_assert_str_eq(reply_str(r, "standing"), "not_known");
	ck_assert_int_eq(fixture_i64(&staff, "select count(*) n from threshold"), 0);
}
END_TEST

/* What the stack's worker would have opened. */
static const char *
an_alert(const char *metric)
{
	const char *id = new_id(staff.cx.arena);

	ck_assert_int_eq(db_exec(&staff.cx,
	    "insert into alert (id, kind, metric, severity, text, name, unit, value, value_json, opened_at,"
	    " seen_at) values (?, ?, ?, 'warning', 'It is so.', 'Limit', 'count', 1, '1', ?, ?)",
	    str(id), str(metric ? "threshold" : "system"), str(metric), str("2026-04-01 10:00:00"),
	    str("2026-04-01 10:00:00")), OK);
	return id;
}

static struct reply *
act(struct caller *who, const char *id, const char *what, const char *version, const char *body)
{
	return api_call(&(struct call){ .as = who, .method = "POST",
	    .path = text("/api/v1/alerts/%s/%s", id, what), .body = body, .headers = { version } });
}

START_TEST(alerts_are_worked)
{
	const char *id = an_alert("billed");
	struct reply *r;

	must_problem(act(cashier, id, "acknowledge", "If-Match: \"1\"", "{}"), 403, "forbidden");
	must_problem(act(admin, id, "acknowledge", NULL, "{}"), 428, "version-required");
	r = act(admin, id, "acknowledge", "If-Match: \"1\"", "{\"note\":\"Seen\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "state"), "acknowledged");
	must_problem(act(admin, id, "acknowledge", "If-Match: \"1\"", "{}"), 412, "stale");
	must_problem(act(admin, id, "acknowledge", "If-Match: \"2\"", "{}"), 409, "conflict");
	must_fault(act(admin, id, "snooze", "If-Match: \"2\"", "{}"), "/until", "required");
	must_fault(act(admin, id, "snooze", "If-Match: \"2\"", "{\"until\":\"soon\"}"), "/until", "format");
	must_fault(act(admin, id, "snooze", "If-Match: \"2\"", "{\"until\":\"2020-01-01T00:00:00Z\"}"),
	    "/until", "range");
	must_fault(act(admin, id, "snooze", "If-Match: \"2\"", "{\"until\":\"2999-01-01T00:00:00Z\"}"),
	    "/until", "range");
	must_fault(act(admin, id, "assign", "If-Match: \"2\"", "{}"), "/user_id", "required");
	must_fault(act(admin, id, "resolve", "If-Match: \"2\"", "{\"note\":\"4111111111111111\"}"), "/note",
	    "card_number");
	must_status(act(admin, id, "resolve", "If-Match: \"2\"", "{\"note\":\"Done\"}"), 200);
	r = api_get(admin, text("/api/v1/alerts/%s", id));
	ck_assert_uint_eq(reply_count(r, "history"), 2);
	ck_assert_str_eq(reply_str(r, "history.1.reason"), "Done");
	must_problem(act(admin, id, "resolve", "If-Match: \"3\"", "{}"), 409, "conflict");
}
END_TEST

START_TEST(only_numbers_that_one_sees_whole_are_told)
{
	const char *id = an_alert("billed"), *told;
	struct reply *r;

	(void)an_alert(NULL);
	r = api_get(admin, "/api/v1/alerts?state=live");
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	r = api_get(admin, "/api/v1/alerts?kind=system");
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_int_eq(reply_i64(api_get(admin, "/api/v1/alerts/totals?metric=billed"), "live_count"), 1);
	/* a cashier sees the payments that he received, and no number of anything else */
	ck_assert_uint_eq(reply_count(api_get(cashier, "/api/v1/alerts"), "data"), 0);
	ck_assert_int_eq(reply_i64(api_get(cashier, "/api/v1/alerts/totals"), "row_count"), 0);
	must_problem(api_get(cashier, text("/api/v1/alerts/%s", id)), 404, "not-found");
	told = api_get(cashier, "/api/v1/metrics/query?metrics=collected&period=this_month")->body;
	ck_assert_ptr_nonnull(strstr(told, "\"alert\":null"));
	must_fault(api_get(admin, "/api/v1/alerts?state=open"), "?state", NULL);
	must_fault(api_get(admin, "/api/v1/alerts?owner_id=x"), "?owner_id", "format");
	must_fault(api_get(admin, "/api/v1/alerts?colour=red"), "?colour", NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("alerts over HTTP");
	TCase *tc = tcase_create("alerts");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, limits_are_in_peoples_units);
	tcase_add_test(tc, what_cannot_be_set);
	tcase_add_test(tc, edits_carry_the_version);
	tcase_add_test(tc, preview_says_how_it_stands_now);
	tcase_add_test(tc, alerts_are_worked);
	tcase_add_test(tc, only_numbers_that_one_sees_whole_are_told);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
