/* Saved views and preferences through the real nginx: of the one who asks, and shared ones. */
#include "api.h"

#include <stdlib.h>
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
	admin = staff_sign_in("admin");
	cashier = staff_sign_in("cassie");
}

static void
teardown(void)
{
	staff_close();
}

static struct reply *
keep(struct caller *who, const char *name, const char *more)
{
	return api_post(who, "/api/v1/saved-views",
	    text("{\"page\":\"/payments\",\"name\":\"%s\",\"query\":\"method=cash&from=2026-01-01\"%s}",
		name, more));
}

static struct reply *
edit(struct caller *who, const char *id, const char *version, const char *body)
{
	return api_call(&(struct call){ .as = who, .method = "PATCH",
	    .path = text("/api/v1/saved-views/%s", id), .body = body,
	    .headers = { version } });
}

START_TEST(a_view_is_ones_own)
{
	struct reply *r = keep(cashier, "Cash of mine", ""), *all;
	const char *id;

	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert(reply_bool(r, "is_own"));
	ck_assert(!reply_bool(r, "is_shared"));
	all = api_get(cashier, "/api/v1/saved-views?page=/payments");
	ck_assert_uint_eq(reply_count(all, "data"), 1);
	ck_assert_str_eq(reply_str(all, "data.0.query"), "method=cash&from=2026-01-01");
	ck_assert_uint_eq(reply_count(api_get(cashier, "/api/v1/saved-views?page=/accounts"), "data"), 0);
	/* nobody else's, not even the administrator's */
	ck_assert_uint_eq(reply_count(api_get(admin, "/api/v1/saved-views"), "data"), 0);
	must_problem(edit(admin, id, "If-Match: \"1\"", "{\"name\":\"X\"}"), 404, "not-found");
	must_problem(keep(cashier, "Cash of mine", ""), 409, "conflict");
	must_status(keep(admin, "Cash of mine", ""), 201);
}
END_TEST

START_TEST(sharing_needs_its_permission)
{
	struct reply *r = keep(admin, "For all", ",\"is_shared\":true"), *all;
	const char *id = reply_str(r, "id");

	must_status(r, 201);
	all = api_get(cashier, "/api/v1/saved-views?page=/payments");
	ck_assert_uint_eq(reply_count(all, "data"), 1);
	ck_assert(!reply_bool(all, "data.0.is_own"));
	must_problem(edit(cashier, id, "If-Match: \"1\"", "{\"name\":\"Mine now\"}"), 404, "not-found");
	must_problem(keep(cashier, "For all", ",\"is_shared\":true"), 403, "forbidden");
	r = keep(cashier, "Quiet", "");
	must_problem(edit(cashier, reply_str(r, "id"), "If-Match: \"1\"", "{\"is_shared\":true}"), 403,
	    "forbidden");
	ck_assert_int_eq(staff_audited("view.create", NULL), 2);
}
END_TEST

START_TEST(edits_carry_the_version)
{
	const char *id = reply_str(keep(cashier, "One", ""), "id");
	struct reply *r;

	must_problem(edit(cashier, id, NULL, "{\"name\":\"Two\"}"), 428, "version-required");
	r = edit(cashier, id, "If-Match: \"1\"", "{\"name\":\"Two\",\"query\":\"\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "name"), "Two");
	ck_assert_str_eq(reply_str(r, "query"), "");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	must_problem(edit(cashier, id, "If-Match: \"1\"", "{\"name\":\"Three\"}"), 412, "stale");
	must_status(api_call(&(struct call){ .as = cashier, .method = "DELETE",
	    .path = text("/api/v1/saved-views/%s", id) }), 204);
	must_problem(edit(cashier, id, "If-Match: \"2\"", "{\"name\":\"Four\"}"), 404, "not-found");
}
END_TEST

START_TEST(bad_views)
{
	must_fault(api_post(cashier, "/api/v1/saved-views",
	    "{\"page\":\"javascript:x\",\"name\":\"X\",\"query\":\"\"}"), "/page", "format");
	must_fault(api_post(cashier, "/api/v1/saved-views",
	    "{\"page\":\"/payments\",\"name\":\"4111 1111 1111 1111\",\"query\":\"\"}"), "/name", "card");
	must_fault(api_post(cashier, "/api/v1/saved-views", "{\"page\":\"/payments\",\"query\":\"\"}"),
	    "/name", "required");
	must_fault(api_get(cashier, "/api/v1/saved-views?page=payments"), "?page", NULL);
}
END_TEST

static struct reply *
prefer(struct caller *who, const char *name, const char *value)
{
	return api_call(&(struct call){ .as = who, .method = "PUT",
	    .path = text("/api/v1/preferences/%s", name),
	    .body = text("{\"value\":\"%s\"}", value) });
}

START_TEST(preferences_are_ones_own)
{
	struct reply *r;

	must_status(prefer(cashier, "columns.payments", "receipt,amount"), 200);
	must_status(prefer(cashier, "columns.payments", "receipt"), 200);
	must_status(prefer(cashier, "density", "compact"), 200);
	r = api_get(cashier, "/api/v1/preferences");
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	ck_assert_str_eq(reply_str(r, "data.0.name"), "columns.payments");
	ck_assert_str_eq(reply_str(r, "data.0.value"), "receipt");
	ck_assert_uint_eq(reply_count(api_get(admin, "/api/v1/preferences"), "data"), 0);
	must_status(prefer(cashier, "density", ""), 200);
	ck_assert_uint_eq(reply_count(api_get(cashier, "/api/v1/preferences"), "data"), 1);
	must_problem(prefer(cashier, "No%20Name", "x"), 404, "not-found");
	must_fault(prefer(cashier, "x", "4111111111111111"), "/value", "card");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("views");
	TCase *tc = tcase_create("views");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_view_is_ones_own);
	tcase_add_test(tc, sharing_needs_its_permission);
	tcase_add_test(tc, edits_carry_the_version);
	tcase_add_test(tc, bad_views);
	tcase_add_test(tc, preferences_are_ones_own);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
