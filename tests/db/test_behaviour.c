/*
 * How the portal is used: what is taken and what is not, that old events go, and that each question is
 * answered, again and again, of everybody and of a role.
 */
#include "behaviour.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "event.h"
#include "fixture.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */
#undef fail

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* Reads one event of this JSON; faults stay in the cx. */
static enum err
read_one(const char *json, struct event *e)
{
	struct input *in;

	failure_clear(cx);
	ck_assert_int_eq(input_parse(cx, json, strlen(json), &in), OK);
	ck_assert_int_eq(event_read(cx, in, e), OK);
	return in_done(in);
}

static void
keep(const char *json)
{
	struct event_batch batch = { .n = 1 };

	ck_assert_msg(read_one(json, &batch.event[0]) == OK, "%s: %s", json, cx->failure.detail);
	fixture_must(&f, keep_events, &batch);
}

static void
refused(const char *json, const char *pointer)
{
	struct event e;

	ck_assert_msg(read_one(json, &e) == E_INPUT, "%s was taken", json);
	ck_assert_msg(same_text(cx->failure.first->pointer, pointer), "%s: fault at %s", json,
	    cx->failure.first->pointer);
}

START_TEST(an_event_is_kept_with_the_day_of_its_tenant)
{
	const struct row *r;

	keep("{\"name\":\"Metric_Drilldown\",\"page\":\"/billing\",\"object\":\"billed\",\"value\":5200,"
	     "\"props\":{\"target\":\"rows\",\"by\":\"zone_id\",\"depth\":2,\"period\":\"2026-01-01..2026-03-31\"}}");
	ck_assert_int_eq(db_one(cx, &r, "select * from behaviour_event"), OK);
	ck_assert_str_eq(row_str(r, "name"), "Metric_Drilldown");
	ck_assert_str_eq(row_str(r, "object"), "billed");
	ck_assert_str_eq(row_str(r, "user_id"), f.user_id);
	ck_assert_int_eq(row_i64(r, "value"), 5200);
	/* the period by its kind: not which days somebody looked at */
	ck_assert_str_eq(row_str(r, "props_json"),
	    "{\"target\":\"rows\",\"depth\":2,\"by\":\"zone_id\",\"period\":\"range\"}");
	char today[11];
	ck_assert_int_eq(business_day(cx, business_now(), today), OK);
	ck_assert_str_eq(row_str(r, "on_day"), today);
}
END_TEST

START_TEST(nothing_that_was_typed_is_taken)
{
	refused("{\"name\":\"Search_Initiated\",\"object\":\"Rosa Delgado\"}", "/object");
	refused("{\"name\":\"Search_Initiated\",\"object\":\"name\",\"props\":{\"q\":\"Rosa\"}}", "/props/q");
	refused("{\"name\":\"Dashboard_View\",\"object\":\"Rosa\"}", "/object");
	refused("{\"name\":\"Dashboard_View\",\"page\":\"/accounts/4111111111111111\"}", "/page");
	refused("{\"name\":\"Dashboard_View\",\"props\":{\"period\":\"what he typed\"}}", "/props/period");
	refused("{\"name\":\"Metric_Drilldown\",\"object\":\"no_such_metric\"}", "/object");
	refused("{\"name\":\"Metric_Drilldown\",\"object\":\"billed\",\"props\":{\"by\":\"name\"}}", "/props/by");
	refused("{\"name\":\"Cycle_Selection\",\"object\":\"North Zone\"}", "/object");
	refused("{\"name\":\"Dashboard_View\",\"value\":-1}", "/value");
	refused("{\"name\":\"Dashboard_View\",\"value\":86400001}", "/value");
	refused("{\"name\":\"Quick_Action_Initiated\",\"object\":\"bulk\",\"value\":1}", "/value");
	refused("{\"name\":\"Dashboard_View\",\"user\":\"x\"}", "/user");
	refused("{\"name\":\"Keylogger\"}", "/name");
	/* the server knows these itself */
	refused("{\"name\":\"Exception_Resolution\",\"object\":\"high\"}", "/name");
	refused("{\"name\":\"Settings_Modification\"}", "/name");
}
END_TEST

START_TEST(a_page_with_a_wrong_clock_is_now)
{
	struct event e;
	int64_t us;

	ck_assert_int_eq(read_one("{\"name\":\"Dashboard_View\",\"at\":\"2001-01-01T00:00:00Z\"}", &e), OK);
	ck_assert(instant_parse(e.at, &us));
	ck_assert_int_gt(us, business_now() - 60000000);
	ck_assert_int_eq(read_one("{\"name\":\"Dashboard_View\",\"at\":\"2101-01-01T00:00:00Z\"}", &e), OK);
	ck_assert(instant_parse(e.at, &us));
	ck_assert_int_le(us, business_now());
}
END_TEST

START_TEST(events_of_more_than_thirteen_months_go)
{
	char today[11], old[11], young[11];

	keep("{\"name\":\"Dashboard_View\",\"object\":\"billing\"}");
	keep("{\"name\":\"Dashboard_View\",\"object\":\"payments\"}");
	keep("{\"name\":\"Dashboard_View\",\"object\":\"home\"}");
	ck_assert_int_eq(business_day(cx, business_now(), today), OK);
	date_add_months(today, -13, young);
	date_add_days(young, -1, old);
	/* (an operator's user may insert and delete, and nobody changes one) */
	ck_assert_int_eq(db_exec(cx, "insert into behaviour_event (id, name, at, on_day, user_id)"
	    " select ?, name, at, ?, user_id from behaviour_event where object = 'home'",
	    str(new_id(cx->arena)), str(old)), OK);
	ck_assert_int_eq(db_exec(cx, "insert into behaviour_event (id, name, at, on_day, user_id)"
	    " select ?, name, at, ?, user_id from behaviour_event where object = 'home'",
	    str(new_id(cx->arena)), str(young)), OK);
	ck_assert_int_eq(events_prune(cx), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from behaviour_event"), 4);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from behaviour_event where on_day < ?", str(young)), 0);
}
END_TEST

/* ---- answers ---- */

static struct use_question
this_year(const char *role_id)
{
	char today[11], from[11];

	ck_assert_int_eq(business_day(cx, business_now(), today), OK);
	date_add_days(today, -1, from);
	return (struct use_question){ .from = arena_strdup(cx->arena, from),
		.to = arena_strdup(cx->arena, today), .role_id = role_id,
		.since = instant_sql(cx->arena, business_now() - INT64_C(86400) * 1000000),
		.until = instant_sql(cx->arena, business_now() + INT64_C(86400) * 1000000) };
}

static const struct row *
answer(const char *key, const char *column, const char *value, const char *role_id)
{
	struct use_question q = this_year(role_id);
	struct rows rows;

	/* The server may take a statement once and refuse it the second time. */
	for (int i = 0; i < 3; i++)
		ck_assert_msg(use_report(key)->answer(cx, &q, &rows) == OK, "%s: %s", key, cx->failure.detail);
	for (size_t i = 0; i < rows.n; i++)
		if (value == NULL || row_is(&rows.row[i], column, value))
			return &rows.row[i];
	return NULL;
}

/* Its role's id; the fixture's tenant has those that are built in, or this one. */
static const char *
role_of(const char *user_id)
{
	const char *id = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx,
	    "insert into role (id, name, permissions, created_at) values (?, ?, repeat('0', 64), ?)",
	    str(id), str(fmt(cx->arena, "Role %s", id)), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)", str(user_id),
	    str(id)), OK);
	return id;
}

START_TEST(every_question_is_answered_again_and_again)
{
	const char *role = role_of(f.other_user_id);

	for (size_t i = 0; i < use_report_count; i++) {
		const struct use_report *r = &use_reports[i];
		struct use_question q = this_year(i % 2 ? role : NULL);
		struct rows rows;

		ck_assert_msg(use_report(r->key) == r, "%s is there twice", r->key);
		for (int k = 0; k < 3; k++)
			ck_assert_msg(r->answer(cx, &q, &rows) == OK, "%s: %s", r->key, cx->failure.detail);
		for (const struct use_column *c = r->column; c < r->column + USE_COLUMNS && c->key; c++)
			for (size_t n = 0; n < rows.n; n++)
				(void)row_value(&rows.row[n], c->key);
		(void)answer(r->key, NULL, NULL, role);
	}
}
END_TEST

START_TEST(answers_count_what_was_done)
{
	const struct row *r;

	keep("{\"name\":\"Metric_Drilldown\",\"page\":\"/billing\",\"object\":\"billed\",\"value\":3000}");
	keep("{\"name\":\"Metric_Drilldown\",\"page\":\"/billing\",\"object\":\"billed\",\"value\":1000}");
	keep("{\"name\":\"Revenue_Trend_Analysis\",\"object\":\"billed\",\"value\":500}");
	keep("{\"name\":\"Quick_Action_Initiated\",\"object\":\"bulk\"}");
	keep("{\"name\":\"Quick_Action_Initiated\",\"object\":\"bulk\"}");
	keep("{\"name\":\"Quick_Action_Initiated\",\"object\":\"bulk\"}");
	keep("{\"name\":\"Quick_Action_Completed\",\"object\":\"bulk\",\"value\":8000,\"props\":{\"outcome\":\"done\"}}");
	keep("{\"name\":\"Quick_Action_Completed\",\"object\":\"bulk\",\"value\":1000,\"props\":{\"outcome\":\"failed\"}}");
	keep("{\"name\":\"Quick_Action_Completed\",\"object\":\"bulk\",\"value\":9,\"props\":{\"outcome\":\"left\"}}");
	keep("{\"name\":\"Search_Results_View\",\"object\":\"name\",\"value\":0,\"props\":{\"opened\":false}}");
	keep("{\"name\":\"Search_Results_View\",\"object\":\"name\",\"value\":4,\"props\":{\"opened\":true}}");
	keep("{\"name\":\"Dashboard_Load_Time\",\"object\":\"billing\",\"value\":400}");
	keep("{\"name\":\"Dashboard_Load_Time\",\"object\":\"billing\",\"value\":1600,\"props\":{\"failed\":2}}");
	keep("{\"name\":\"High_Level_Metric_View\",\"page\":\"/executive\",\"object\":\"collected\"}");

	r = answer("manager_monitoring", "what", "billed", NULL);
	ck_assert_int_eq(row_i64(r, "times"), 2);
	ck_assert_int_eq(row_i64(r, "spent"), 4000);
	r = answer("manager_finance", "metric", "billed", NULL);
	ck_assert_int_eq(row_i64(r, "times"), 3);
	ck_assert_int_eq(row_i64(r, "trends"), 1);
	ck_assert_int_eq(row_i64(r, "people"), 1);
	r = answer("manager_quick_actions", "action", "bulk", NULL);
	ck_assert_int_eq(row_i64(r, "begun"), 3);
	ck_assert_int_eq(row_i64(r, "done"), 1);
	ck_assert_int_eq(row_i64(r, "failed"), 1);
	ck_assert_int_eq(row_i64(r, "abandoned"), 1);
	ck_assert_int_eq(row_i64(r, "error_rate"), 5000);
	ck_assert_int_eq(row_i64(r, "spent"), 8000);
	r = answer("specialist_search", "kind", "name", NULL);
	ck_assert_int_eq(row_i64(r, "none_found"), 5000);
	ck_assert_int_eq(row_i64(r, "opened"), 5000);
	r = answer("administrator_performance", "object", "billing", NULL);
	ck_assert_int_eq(row_i64(r, "usual"), 1000);
	ck_assert_int_eq(row_i64(r, "slowest"), 1600);
	ck_assert_int_eq(row_i64(r, "quick"), 5000);
	ck_assert_int_eq(row_i64(r, "failed"), 2);
	ck_assert_int_eq(row_i64(answer("administrator_executive", "metric", "collected", NULL), "views"), 1);
	/* of a role: Sam's, who did nothing of this; then Dana's, who did */
	ck_assert_ptr_null(answer("manager_monitoring", NULL, NULL, role_of(f.other_user_id)));
	ck_assert_ptr_nonnull(answer("manager_monitoring", NULL, NULL, role_of(f.user_id)));
}
END_TEST

static enum err
note(struct cx *c, void *arg)
{
	return audit_write(c, arg);
}

START_TEST(what_the_server_knows_comes_from_its_rows)
{
	const struct row *r;
	struct audit setting = { .action = "setting.change", .object_type = "setting",
		.after_json = "{\"void_limit\":\"500\"}" };
	struct audit export = { .action = "dashboard.export", .object_type = "dashboard",
		.after_json = "{\"what\":\"billing\",\"format\":\"pdf\"}" };
	struct audit rows = { .action = "metric.export", .object_type = "metric",
		.after_json = "{\"key\":\"billed\",\"format\":\"csv\"}" };
	struct audit decision = { .action = "tariff.activate", .object_type = "tariff" };

	fixture_must(&f, note, &setting);
	fixture_must(&f, note, &setting);
	fixture_must(&f, note, &export);
	fixture_must(&f, note, &rows);
	fixture_must(&f, note, &decision);		/* before he looked at anything */
	keep("{\"name\":\"Financial_Metric_View\",\"object\":\"billed\"}");
	fixture_must(&f, note, &decision);

	ck_assert_int_eq(row_i64(answer("administrator_changes", "what", "void_limit", NULL), "times"), 2);
	r = answer("administrator_reports", "report", "billing", NULL);
	ck_assert_str_eq(row_str(r, "format"), "pdf");
	ck_assert_int_eq(row_i64(answer("administrator_reports", "report", "billed", NULL), "times"), 1);
	ck_assert_int_eq(row_i64(answer("manager_finance", "metric", "billed", NULL), "exports"), 1);
	r = answer("manager_decisions", "decision", "tariff.activate", NULL);
	ck_assert_int_eq(row_i64(r, "times"), 2);
	ck_assert_int_eq(row_i64(r, "looked"), 1);
	ck_assert_int_eq(row_i64(r, "share"), 5000);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("behaviour");
	TCase *t = tcase_create("behaviour");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_event_is_kept_with_the_day_of_its_tenant);
	tcase_add_test(t, nothing_that_was_typed_is_taken);
	tcase_add_test(t, a_page_with_a_wrong_clock_is_now);
	tcase_add_test(t, events_of_more_than_thirteen_months_go);
	tcase_add_test(t, every_question_is_answered_again_and_again);
	tcase_add_test(t, answers_count_what_was_done);
	tcase_add_test(t, what_the_server_knows_comes_from_its_rows);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
