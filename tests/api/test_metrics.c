/*
 * Values of the catalog through the real nginx: what is answered, what is refused and with which field's
 * name, and who sees what.
 */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct caller *admin, *cashier, *manager;

static void
setup(void)
{
	staff_open();
	(void)staff_add("cassie", "Cashier");
	(void)staff_add("bill", "Billing Manager");
	admin = staff_sign_in("admin");
	cashier = staff_sign_in("cassie");
	manager = staff_sign_in("bill");
}

static void
teardown(void)
{
	staff_close();
}

#define API "/api/v1/metrics"

/* A tenant without a history: nothing is infinite and nothing is blank. */
START_TEST(a_tenant_without_history)
{
	struct reply *r = api_get(manager, API "/query?metrics=bills_generated,success_rate,billed,consumption,outstanding");

	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 5);
	ck_assert_int_eq(reply_i64(r, "data.0.value"), 0);
	ck_assert(!reply_has(r, "data.0.change"));
	ck_assert(!reply_has(r, "data.1.value"));
	ck_assert_int_eq(reply_i64(r, "data.1.parts.denominator"), 0);
	ck_assert_int_eq(reply_i64(r, "data.2.value.amount"), 0);
	ck_assert(!reply_has(r, "data.3.value"));
	ck_assert(!reply_has(r, "data.3.utility"));
	ck_assert(!reply_has(r, "data.4.alert"));
	ck_assert_str_eq(reply_str(r, "period.asked"), "this_month");
	ck_assert(reply_bool(r, "period.is_open"));
	ck_assert(reply_has(r, "as_of"));
	r = api_get(manager, API "/billed/trend?period=last_12_months");
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 12);
	ck_assert_str_eq(reply_str(r, "step"), "month");
	r = api_get(manager, API "/outstanding/breakdown?by=aging");
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 5);
	ck_assert(!reply_has(r, "data.0.share"));
	r = api_get(manager, API "/billed/breakdown?by=zone_id");
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 0);
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
	static const struct { const char *path, *pointer, *code; } wrong[] = {
		{ "/query", "?metrics", "required" },
		{ "/query?metrics=", "?metrics", "required" },
		{ "/query?metrics=,", "?metrics", "unknown" },
		{ "/query?metrics=billed,nothing", "?metrics", "unknown" },
		{ "/query?metrics=billed&period=sometime", "?period", "unknown" },
		{ "/query?metrics=billed&period=2026-05-04..2026-05-01", "?period", "range" },
		{ "/query?metrics=billed&period=1986-01-01..2026-01-01", "?period", "range" },
		{ "/query?metrics=billed&period=2026-02-30..2026-03-01", "?period", "format" },
		{ "/query?metrics=billed&period=cycle:018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01", "?period", "unknown" },
		{ "/query?metrics=billed&zone_id=018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01", "?zone_id", "unknown" },
		{ "/query?metrics=billed&cycle_id=x", "?cycle_id", "unknown" },
		{ "/query?metrics=billed&is_estimated=yes", "?is_estimated", "choice" },
		{ "/query?metrics=billed&method=cash", "?method", "unknown" },
		{ "/query?metrics=billed&colour=red", "?colour", "unknown" },
		{ "/billed/trend?step=hour", "?step", "choice" },
		{ "/billed/trend?period=2017-01-01..2026-01-01&step=day", "?step", "range" },
		{ "/billed/breakdown", "?by", "required" },
		{ "/billed/breakdown?by=method", "?by", "unknown" },
		{ "/billed/breakdown?by=aging", "?by", "unknown" },
		{ "/billed/breakdown?by=due_on", "?by", "unknown" },
		{ "/outstanding/breakdown?by=aging&period=2020-01", "?period", "range" },
	};

	for (size_t i = 0; i < COUNT(wrong); i++)
		must_fault(api_get(manager, text(API "%s", wrong[i].path)), wrong[i].pointer, wrong[i].code);
	must_problem(api_get(manager, API "/nothing/trend"), 404, "not-found");
	must_problem(api_get(manager, API "/nothing/breakdown?by=class"), 404, "not-found");
}
END_TEST

START_TEST(who_takes_payments_sees_his_own_alone)
{
	struct reply *r = api_get(cashier, API);

	must_status(r, 200);
	ck_assert_uint_ge(reply_count(r, "data"), 4);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_ne(reply_str(r, text("data.%zu.key", i)), "billed");
	must_status(api_get(cashier, API "/query?metrics=collected"), 200);
	must_problem(api_get(cashier, API "/query?metrics=collected,billed"), 403, "forbidden");
	must_problem(api_get(cashier, API "/billed/trend"), 403, "forbidden");
	must_problem(api_get(cashier, API "/collection_rate/breakdown?by=class"), 403, "forbidden");
}
END_TEST

static struct reply *
say(struct caller *who, const char *polarity, const char *version)
{
	return api_call(&(struct call){ .as = who, .method = "PATCH", .path = API "/zero_use",
	    .body = text("{\"polarity\":\"%s\"}", polarity), .headers = { version } });
}

START_TEST(a_tenant_says_what_is_good)
{
	struct reply *r = say(admin, "neutral", "If-Match: \"0\"");

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "polarity"), "neutral");
	ck_assert(!reply_bool(r, "is_default_polarity"));
	ck_assert_int_eq(reply_i64(r, "version"), 1);
	must_problem(say(admin, "up_good", "If-Match: \"0\""), 412, "stale");
	must_problem(say(admin, "up_good", NULL), 428, "version-required");
	must_fault(say(admin, "sideways", "If-Match: \"1\""), "/polarity", "choice");
	must_problem(say(cashier, "up_good", "If-Match: \"1\""), 403, "forbidden");
	must_status(say(admin, "up_bad", "If-Match: \"1\""), 200);
	ck_assert_int_eq(staff_audited("metric.polarity", NULL), 2);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("metrics api");
	TCase *t = tcase_create("metrics api");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_tenant_without_history);
	tcase_add_test(t, what_is_wrong_is_named);
	tcase_add_test(t, who_takes_payments_sees_his_own_alone);
	tcase_add_test(t, a_tenant_says_what_is_good);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
