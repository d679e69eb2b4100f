/*
 * Dashboards, how they are used, and the audit of what was done on them, through the real nginx.
 */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct caller *admin, *manager, *cashier;
static const char *cashier_id;

static void
setup(void)
{
	staff_open();
	(void)staff_add("max", "Billing Manager");
	cashier_id = staff_add("cassie", "Cashier");
	admin = staff_sign_in("admin");
	manager = staff_sign_in("max");
	cashier = staff_sign_in("cassie");
}

static void
teardown(void)
{
	staff_close();
}

static struct reply *
put(struct caller *who, const char *path, int version, const char *tiles)
{
	return api_call(&(struct call){ .as = who, .method = "PUT", .path = path,
	    .body = text("{\"sections\":[{\"key\":\"mine\",\"title\":\"Mine\",\"metrics\":[%s]}]}", tiles),
	    .headers = { text("If-Match: \"%d\"", version) } });
}

static struct reply *
drop(struct caller *who, const char *path)
{
	return api_call(&(struct call){ .as = who, .method = "DELETE", .path = path });
}

START_TEST(a_dashboard_is_laid_out_by_oneself_and_for_a_role)
{
	const char *role = text("/api/v1/dashboards/billing/roles/%s", staff_role("Billing Manager"));
	struct reply *r = api_get(manager, "/api/v1/dashboards/billing");

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "from"), "built_in");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"0\"");
	/* for a role: by who may */
	must_problem(put(manager, role, 0, "{\"key\":\"billed\"}"), 403, "forbidden");
	must_status(put(admin, role, 0, "{\"key\":\"billed\"},{\"key\":\"collected\",\"period\":\"today\"}"), 200);
	r = api_get(manager, "/api/v1/dashboards/billing");
	ck_assert_str_eq(reply_str(r, "from"), "role");
	ck_assert_str_eq(reply_str(r, "role.name"), "Billing Manager");
	ck_assert_str_eq(reply_str(r, "sections.0.metrics.1.period"), "today");
	must_problem(put(admin, role, 0, "{\"key\":\"billed\"}"), 412, "stale");
	/* one's own goes before it */
	r = put(manager, "/api/v1/dashboards/billing", 0, "{\"key\":\"outstanding\"}");
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "version"), 1);
	ck_assert(reply_bool(api_get(manager, "/api/v1/dashboards/billing"), "is_own"));
	must_problem(put(manager, "/api/v1/dashboards/billing", 0, "{\"key\":\"billed\"}"), 412, "stale");
	must_status(drop(manager, "/api/v1/dashboards/billing"), 204);
	ck_assert_str_eq(reply_str(api_get(manager, "/api/v1/dashboards/billing"), "from"), "role");
	must_status(drop(admin, role), 204);
	ck_assert_str_eq(reply_str(api_get(manager, "/api/v1/dashboards/billing"), "from"), "built_in");
	ck_assert_int_eq(staff_audited("dashboard.default", NULL), 1);
	ck_assert_int_eq(staff_audited("dashboard.default_reset", NULL), 1);
	ck_assert_int_eq(staff_audited("dashboard.layout", NULL), 1);
	ck_assert_int_eq(staff_audited("dashboard.reset", NULL), 1);
}
END_TEST

START_TEST(who_may_not_sees_nothing)
{
	struct reply *r;

	must_problem(api_get(manager, "/api/v1/dashboards/nowhere"), 404, "not-found");
	must_problem(api_get(cashier, "/api/v1/dashboards/executive"), 403, "forbidden");
	must_status(api_get(manager, "/api/v1/dashboards/executive"), 200);
	must_problem(api_get(manager, text("/api/v1/dashboards/billing?role_id=%s",
	    staff_role("Cashier"))), 403, "forbidden");
	must_problem(put(manager, "/api/v1/dashboards/nowhere", 0, "{\"key\":\"billed\"}"), 404, "not-found");
	must_problem(drop(admin, text("/api/v1/dashboards/billing/roles/%s",
	    "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01")), 404, "not-found");
	must_fault(put(manager, "/api/v1/dashboards/billing", 0, "{\"key\":\"nothing\"}"),
	    "/sections/0/metrics/0/key", "choice");
	must_problem(api_call(&(struct call){ .as = manager, .method = "PUT",
	    .path = "/api/v1/dashboards/billing",
	    .body = "{\"sections\":[{\"key\":\"a\",\"title\":\"A\",\"metrics\":[]}]}" }), 428, "version-required");
	r = api_get(manager, "/api/v1/dashboards/billing/values?period=someday");
	must_fault(r, "?period", NULL);
	must_fault(api_get(manager, "/api/v1/dashboards/billing/values?period=2026-02-02..2026-02-01"),
	    "?period", NULL);
	must_fault(api_get(manager,
	    "/api/v1/dashboards/billing/values?zone_id=018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"), "?zone_id", NULL);
	must_fault(api_get(manager, "/api/v1/dashboards/billing/values?colour=red"), "?colour", NULL);
}
END_TEST

static struct reply *
as_file(struct caller *who, const char *path, const char *type)
{
	return api_call(&(struct call){ .as = who, .method = "GET", .path = path,
	    .headers = { text("Accept: %s", type) } });
}

START_TEST(the_whole_dashboard_is_one_file)
{
	static const char path[] = "/api/v1/dashboards/billing/values?period=this_month";
	struct reply *r, *one, *csv;
	const char *first;

	(void)fixture_bill(&staff, staff.account_id, 12345);
	(void)fixture_bill(&staff, staff.account_id, 655);
	r = api_get(manager, path);
	must_status(r, 200);
	first = reply_str(r, "period.from");
	ck_assert_str_eq(reply_str(r, "sections.2.metrics.0.key"), "billed");
	one = api_get(manager, "/api/v1/metrics/query?metrics=billed&period=this_month");
	ck_assert_int_eq(reply_i64(one, "data.0.value.amount"), 13000);
	ck_assert_int_eq(reply_i64(r, "sections.2.metrics.0.value.amount"), 13000);
	csv = as_file(manager, path, "text/csv");
	must_status(csv, 200);
	ck_assert_ptr_nonnull(strstr(csv->body, ",Total billed,"));
	ck_assert_ptr_nonnull(strstr(csv->body, ",130.00,USD,"));
	ck_assert_ptr_nonnull(strstr(csv->body, "\"Revenue trend, billed\","));
	ck_assert_ptr_nonnull(strstr(csv->body, "\"Revenue trend, collected\","));
	ck_assert_ptr_nonnull(strstr(csv->body, "Outstanding by age,"));
	ck_assert_ptr_nonnull(strstr(csv->body, "\r\n#end,rows="));
	ck_assert_ptr_nonnull(strstr(csv->body, "All: no filter"));
	r = as_file(manager, path, "application/pdf");
	must_status(r, 200);
	ck_assert_int_eq(memcmp(r->body, "%PDF-", 5), 0);
	r = as_file(manager, path, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	must_status(r, 200);
	ck_assert_int_eq(memcmp(r->body, "PK", 2), 0);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Disposition"), text("billing-dashboard-%s-", first)));
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Disposition"), ".xlsx"));
	ck_assert_int_eq(staff_audited("dashboard.export", NULL), 3);
}
END_TEST

#define EVENT(rest) "{\"events\":[{\"name\":\"Dashboard_View\",\"object\":\"billing\"" rest "}]}"

static const char *
many(void)
{
	const char *all = "{\"name\":\"Dashboard_View\"}";

	for (int i = 1; i < 50; i++)
		all = text("%s,{\"name\":\"Dashboard_View\"}", all);
	return text("{\"events\":[%s]}", all);
}

START_TEST(events_are_counted_until_the_tenant_says_no)
{
	struct reply *r = api_post(cashier, "/api/v1/events", EVENT(""));

	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "taken"), 1);
	must_fault(api_post(cashier, "/api/v1/events", EVENT(",\"user_name\":\"Rosa\"")),
	    "/events/0/user_name", "unknown");
	must_fault(api_post(cashier, "/api/v1/events", "{\"events\":[]}"), "/events", NULL);
	must_fault(api_post(cashier, "/api/v1/events", "{\"events\":[{\"name\":\"Spy\"}]}"), "/events/0/name",
	    "choice");
	must_problem(api_post(NULL, "/api/v1/events", EVENT("")), 401, "unauthenticated");
	/* nobody does so much in a minute: what is more is not kept, and nothing fails */
	for (int i = 0; i < 31; i++)
		must_status(r = api_post(manager, "/api/v1/events", many()), 200);
	ck_assert_int_eq(reply_i64(r, "taken"), 0);
	ck_assert(reply_bool(r, "is_tracked"));
	must_status(api_call(&(struct call){ .as = admin, .method = "PUT",
	    .path = "/api/v1/settings/track_behaviour", .body = "{\"value\":\"false\"}",
	    .headers = { "If-Match: \"0\"" } }), 200);
	let_verdicts_go();
	r = api_post(cashier, "/api/v1/events", EVENT(""));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "taken"), 0);
	ck_assert(!reply_bool(r, "is_tracked"));
	ck_assert_int_eq(fixture_i64(&staff, "select count(*) n from behaviour_event where user_id = ?",
	    str(cashier_id)), 1);
}
END_TEST

START_TEST(questions_have_answers)
{
	struct reply *all = api_get(admin, "/api/v1/events/reports"), *r;
	size_t n = reply_count(all, "data");

	must_status(api_post(manager, "/api/v1/events", EVENT(",\"value\":4000")), 200);
	must_problem(api_get(manager, "/api/v1/events/reports"), 403, "forbidden");
	must_problem(api_get(admin, "/api/v1/events/reports/nothing"), 404, "not-found");
	must_fault(api_get(admin, "/api/v1/events/reports/manager_monitoring?period=someday"), "?period", NULL);
	must_fault(api_get(admin, "/api/v1/events/reports/manager_monitoring"
	    "?role_id=018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"), "?role_id", NULL);
	ck_assert_uint_ge(n, 12);
	for (size_t i = 0; i < n; i++) {
		const char *path = text("/api/v1/events/reports/%s?period=this_month&role_id=%s",
		    reply_str(all, text("data.%zu.key", i)), staff_role("Billing Manager"));

		must_status(api_get(admin, path), 200);
		r = as_file(admin, path, "text/csv");
		must_status(r, 200);
		ck_assert_ptr_nonnull(strstr(r->body, "#end,rows="));
	}
	r = api_get(admin, text("/api/v1/events/reports/manager_monitoring?role_id=%s",
	    staff_role("Billing Manager")));
	ck_assert_str_eq(reply_str(r, "role_of_people.name"), "Billing Manager");
	ck_assert_str_eq(reply_str(r, "data.0.activity"), "Dashboard view");
	ck_assert_int_eq(reply_i64(r, "data.0.spent"), 4000);
	r = api_get(admin, text("/api/v1/events/reports/manager_monitoring?role_id=%s", staff_role("Cashier")));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(as_file(admin, "/api/v1/events/reports/manager_monitoring", "application/pdf"), 200);
	ck_assert_int_eq(staff_audited("report.export", NULL), (int64_t)n + 1);
}
END_TEST

static size_t
found(const char *query)
{
	return reply_count(api_get(admin, text("/api/v1/audit?limit=200&%s", query)), "data");
}

START_TEST(the_audit_is_filtered_by_part_object_and_kind)
{
	struct reply *r;

	must_status(put(manager, "/api/v1/dashboards/billing", 0, "{\"key\":\"billed\"}"), 200);
	must_status(as_file(manager, "/api/v1/dashboards/billing/values", "text/csv"), 200);
	must_status(api_post(admin, "/api/v1/saved-views",
	    "{\"page\":\"/billing\",\"name\":\"North\",\"query\":\"\",\"is_shared\":true}"), 201);
	ck_assert_uint_eq(found("area=dashboard"), 3);
	ck_assert_uint_eq(found("area=dashboard&object_type=saved_view"), 1);
	ck_assert_uint_eq(found("area=dashboard&actor_kind=system"), 0);
	ck_assert_uint_eq(found("area=dashboard&action=dashboard.export"), 1);
	ck_assert_uint_eq(found("object_type=dashboard&actor_kind=user"), 2);
	ck_assert_uint_eq(found("object_type=%E2%82%B9"), 0);
	ck_assert_uint_gt(found("area=access"), 0);
	r = api_get(admin, "/api/v1/audit?area=dashboard");
	ck_assert_str_eq(reply_str(r, "data.0.area"), "dashboard");
	must_fault(api_get(admin, "/api/v1/audit?area=kitchen"), "?area", NULL);
	must_fault(api_get(admin, "/api/v1/audit?actor_kind=cat"), "?actor_kind", NULL);
	r = as_file(admin, "/api/v1/audit?area=dashboard", "text/csv");
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "dashboard.export"));
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=3"));
	must_status(as_file(admin, "/api/v1/audit?area=dashboard", "application/pdf"), 200);
	ck_assert_uint_eq(found("action=list.export"), 2);
	must_fault(as_file(admin, "/api/v1/audit?area=kitchen", "text/csv"), "?area", NULL);
	ck_assert_uint_eq(found("action=list.export"), 2);
	r = api_get(admin, "/api/v1/audit?action=list.export&limit=1");
	ck_assert_str_eq(reply_str(r, "data.0.after.list"), "audit");
	ck_assert_str_eq(reply_str(r, "data.0.after.area"), "dashboard");
	ck_assert_str_eq(reply_str(r, "data.0.after.format"), "pdf");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dashboards");
	TCase *tc = tcase_create("dashboards");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_dashboard_is_laid_out_by_oneself_and_for_a_role);
	tcase_add_test(tc, who_may_not_sees_nothing);
	tcase_add_test(tc, the_whole_dashboard_is_one_file);
	tcase_add_test(tc, events_are_counted_until_the_tenant_says_no);
	tcase_add_test(tc, questions_have_answers);
	tcase_add_test(tc, the_audit_is_filtered_by_part_object_and_kind);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
