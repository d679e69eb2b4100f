/*
 * Thresholds and alerts: one opens, is kept up to date, resolves; snoozed, given away, resolved by
 * hand; two workers; nothing is said without history; whom it reaches.  The stack's worker may look at
 * the same tenants beside: it does the same.
 */
#include <stdio.h>
#include <string.h>
#include "alert.h"
#include "alert_check.h"
#include "alert_tell.h"
#include "alerts_live.h"
#include "beside.h"
#include "clock.h"
#include "staff.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */

static struct fixture *const f = &staff;
static struct cx *const cx = &staff.cx;
static const char *manager, *cashier;

static void
setup(void)
{
	staff_open();
	manager = staff_add("bea", "Billing Manager");
	cashier = staff_add("carl", "Cashier");
	(void)fixture_bill(f, f->account_id, 10000);
}

static void
teardown(void)
{
	staff_close();
}

/* The administrator of the fixture, who may do all. */
static void
as_administrator(void)
{
	for (unsigned i = 0; i < permission_count; i++)
		permissions_add(&cx->who.may, permission_table[i].bit);
}

static struct threshold
billed_above(int64_t limit)
{
	return (struct threshold){ .metric = metric_by_key("billed"), .name = "Billed", .test = "above",
		.period = "this_month", .severity = "warning", .limit = limit, .is_active = true };
}

static const char *
set_threshold(struct threshold t)
{
	as_administrator();
	ck_assert_int_eq(check_threshold(cx, &t), OK);
	fixture_must(f, create_threshold, &t);
	return t.id;
}

/* What the worker does, whether or not a minute has gone by. */
static void
look(void)
{
	ck_assert_int_eq(db_exec(cx, "update threshold set checked_at = null"), OK);
	ck_assert_int_eq(alerts_check(cx), OK);
}

#define ALERTS(where) fixture_i64(f, "select count(*) n from alert where " where)

static const struct row *
the_alert(void)
{
	const struct row *a;

	ck_assert_int_eq(db_one(cx, &a, "select id, state, version, value, worst_value, text, link, seen_at,"
	    " value_json, limit_json, resolved_by_name, note from alert order by opened_at desc, id desc limit 1"), OK);
	return a;
}

static struct working_alert
working(void)
{
	const struct row *a = the_alert();

	return (struct working_alert){ .id = row_str(a, "id"), .version = row_i64(a, "version") };
}

START_TEST(one_opens_and_is_told_to_those_who_may_work_it)
{
	const struct row *a;

	(void)set_threshold(billed_above(5000));
	look();
	look();
	ck_assert_int_eq(ALERTS("state = 'new'"), 1);
	a = the_alert();
	ck_assert_int_eq(row_i64(a, "value"), 10000);
	ck_assert_str_eq(row_str(a, "value_json"), "{\"amount\":10000,\"currency\":\"USD\"}");
	ck_assert_ptr_nonnull(strstr(row_str(a, "text"), "Total billed is $100.00, above the limit of $50.00 ("));
	ck_assert_str_eq(row_str(a, "link"), "/metrics/billed?period=this_month");
	ck_assert_int_eq(staff_audited("alert.open", NULL), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where kind = 'alert.open'"
	    " and user_id = ?", str(manager)), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where user_id = ?",
	    str(cashier)), 0);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from outbox where kind = 'alert'"), 0);
}
END_TEST

START_TEST(a_critical_one_goes_to_the_administrators_by_mail_and_to_its_owner)
{
	struct threshold t = billed_above(5000);
	struct mail mail = { .kind = ALERT_MAIL };
	struct letter letter = { 0 };
	const struct row *m;

	t.severity = "critical";
	t.owner_id = manager;
	t.by_mail = true;
	(void)set_threshold(t);
	look();
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from outbox where kind = 'alert'"), 2);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from outbox where recipient = ?",
	    str(staff_email("admin"))), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where severity = 'critical'"), 2);
	ck_assert_int_eq(db_one(cx, &m, "select object_id from outbox where kind = 'alert' limit 1"), OK);
	mail.object_id = row_str(m, "object_id");
	ck_assert_int_eq(letter_of_alert(cx, &mail, &letter), OK);
	ck_assert_str_eq(letter.subject, "Critical alert: Billed");
	ck_assert_ptr_nonnull(strstr(letter.text, "above the limit of $50.00"));
}
END_TEST

START_TEST(it_is_kept_up_to_date_and_resolves_by_itself)
{
	struct threshold t = billed_above(5000);
	const struct row *a;

	t.id = set_threshold(t);
	look();
	(void)fixture_bill(f, f->account_id, 2500);
	look();
	a = the_alert();
	ck_assert_int_eq(row_i64(a, "value"), 12500);
	ck_assert_int_eq(row_i64(a, "worst_value"), 12500);
	ck_assert_int_eq(row_i64(a, "version"), 1);	/* what somebody read is not stale by it */
	t.limit = 20000;
	t.version = 1;
	fixture_must(f, change_threshold, &t);
	look();
	ck_assert_int_eq(ALERTS("state = 'resolved'"), 1);
	ck_assert_ptr_null(row_str(the_alert(), "resolved_by_name"));
	ck_assert_int_eq(staff_audited("alert.resolve", NULL), 1);
	look();
	ck_assert_int_eq(ALERTS("true"), 1);
}
END_TEST

START_TEST(at_exactly_the_limit_nothing_changes_for_a_while)
{
	struct threshold t = billed_above(10000);

	t.id = set_threshold(t);
	look();
	ck_assert_int_eq(ALERTS("true"), 0);
	t.limit = 5000;
	t.version = 1;
	fixture_must(f, change_threshold, &t);
	look();
	t.limit = 10000;
	t.version = 2;
	fixture_must(f, change_threshold, &t);
	look();
	ck_assert_int_eq(ALERTS("state = 'new'"), 1);
	ck_assert_int_eq(db_exec(cx, "update alert set seen_at = ?",
	    instant(cx, business_now() - INT64_C(301000000))), OK);
	look();
	ck_assert_int_eq(ALERTS("state = 'resolved'"), 1);
}
END_TEST

START_TEST(passed_again_within_the_hour_it_is_the_same_and_nobody_is_told_twice)
{
	struct threshold t = billed_above(5000);
	const int64_t limits[] = { 20000, 5000, 20000, 5000 };

	t.id = set_threshold(t);
	look();
	for (unsigned i = 0; i < 4; i++) {
		t.limit = limits[i];
		t.version = i + 1;
		fixture_must(f, change_threshold, &t);
		if (i == 3)	/* over for more than an hour */
			ck_assert_int_eq(db_exec(cx, "update alert set resolved_at = ?",
			    instant(cx, business_now() - INT64_C(3601000000))), OK);
		look();
		ck_assert_int_eq(ALERTS("state = 'resolved'"), i == 0 || i >= 2);
		ck_assert_int_eq(ALERTS("true"), i == 3 ? 2 : 1);
	}
	ck_assert_int_eq(staff_audited("alert.open", NULL), 2);
	ck_assert_int_eq(staff_audited("alert.return", NULL), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where kind = 'alert.open'"
	    " and user_id = ?", str(manager)), 2);
}
END_TEST

START_TEST(snoozed_it_comes_back_when_the_time_is_over)
{
	struct working_alert w;

	(void)set_threshold(billed_above(5000));
	look();
	w = working();
	w.until = business_now() - 1;
	ck_assert_int_eq(fixture_do(f, snooze_alert, &w), E_INPUT);
	ck_assert(fixture_fault(f, "/until", "range"));
	failure_clear(cx);
	w.until = business_now() + INT64_C(3600000000);
	fixture_must(f, snooze_alert, &w);
	look();
	ck_assert_int_eq(ALERTS("state = 'snoozed'"), 1);
	ck_assert_int_eq(db_exec(cx, "update alert set snoozed_until = ?",
	    instant(cx, business_now() - 1000000)), OK);
	look();
	ck_assert_int_eq(ALERTS("state = 'new' and snoozed_until is null"), 1);
	ck_assert_int_eq(staff_audited("alert.return", NULL), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where kind = 'alert.open'"
	    " and user_id = ?", str(manager)), 2);
}
END_TEST

START_TEST(resolved_by_hand_it_stays_quiet_until_it_was_over)
{
	struct threshold t = billed_above(5000);
	struct working_alert w;

	t.id = set_threshold(t);
	look();
	w = working();
	w.note = "A wrong tariff, known";
	fixture_must(f, resolve_alert, &w);
	ck_assert_int_eq(fixture_do(f, acknowledge_alert, &w), E_STALE);
	failure_clear(cx);
	w.version++;
	ck_assert_int_eq(fixture_do(f, acknowledge_alert, &w), E_CONFLICT);
	failure_clear(cx);
	look();
	ck_assert_int_eq(ALERTS("true"), 1);
	/* another period */
	ck_assert_int_eq(db_exec(cx, "update threshold set quiet_from = '2020-01-01'"), OK);
	look();
	ck_assert_int_eq(ALERTS("state = 'new'"), 1);
}
END_TEST

START_TEST(a_change_without_history_says_nothing)
{
	struct threshold t = billed_above(100);

	t.test = "rise";
	(void)set_threshold(t);
	t.test = "fall";
	(void)set_threshold(t);
	look();
	ck_assert_int_eq(ALERTS("true"), 0);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from threshold where checked_at is not null"), 2);
}
END_TEST

/* So many facts of the one before this month's first days, and of this month's first. */
static enum err
happened(struct cx *c, void *arg)
{
	char today[11], first[11], before[11];

	(void)arg;
	TRY(business_day(c, business_now(), today));
	(void)snprintf(first, sizeof first, "%.8s01", today);
	date_add_months(first, -1, before);
	TRY(metric_change(c, METRIC_BILLS, NULL, &(struct fact){ .on = before, .m = { 1, 5000 } }));
	TRY(metric_change(c, METRIC_EXCEPTIONS, NULL, &(struct fact){ .on = before, .m = { 1, 1 } }));
	return metric_change(c, METRIC_EXCEPTIONS, &(struct fact){ .on = first, .m = { 1, 1 } }, NULL);
}

START_TEST(a_change_is_held_against_the_period_before)
{
	struct threshold t = billed_above(2500);

	fixture_must(f, happened, NULL);
	t.test = "rise";
	(void)set_threshold(t);
	look();
	ck_assert_int_eq(ALERTS("value = 10000 and value_json = '100' and unit = 'percent'"), 1);
	ck_assert_ptr_nonnull(strstr(row_str(the_alert(), "text"),
	    "Total billed rose by 100 % against the period before, by more than 25 %, to $100.00 ("));
	t.metric = metric_by_key("success_rate");
	t.limit = 4975;
	(void)set_threshold(t);
	look();
	ck_assert_ptr_nonnull(strstr(row_str(the_alert(), "text"),
	    "Success rate rose by 50 points against the period before, by more than 49.75 points, to 100 % ("));
	t.test = "fall";
	(void)set_threshold(t);
	look();
	ck_assert_int_eq(ALERTS("true"), 2);
}
END_TEST

static enum err
as_if_not_billed(struct cx *c, void *arg)
{
	char today[11];

	(void)arg;
	TRY(business_day(c, business_now(), today));
	return metric_change(c, METRIC_BILLS, &(struct fact){ .on = today, .m = { 1, 10000 } }, NULL);
}

START_TEST(what_is_not_known_ends_no_alert)
{
	struct threshold t = billed_above(5000);

	t.metric = metric_by_key("average_bill");
	(void)set_threshold(t);
	look();
	ck_assert_int_eq(ALERTS("state = 'new'"), 1);
	fixture_must(f, as_if_not_billed, NULL);
	look();
	ck_assert_int_eq(ALERTS("state = 'new' and value = 10000"), 1);
}
END_TEST

START_TEST(switched_off_or_deleted_its_alert_ends)
{
	struct threshold t = billed_above(5000), gone;

	t.id = set_threshold(t);
	look();
	t.is_active = false;
	t.version = 1;
	fixture_must(f, change_threshold, &t);
	ck_assert_int_eq(ALERTS("state = 'resolved' and note = 'The threshold was switched off.'"), 1);
	look();
	ck_assert_int_eq(ALERTS("true"), 1);
	gone = (struct threshold){ .id = set_threshold(billed_above(6000)), .version = 1 };
	look();
	ck_assert_int_eq(ALERTS("state = 'new'"), 1);
	fixture_must(f, delete_threshold, &gone);
	ck_assert_int_eq(ALERTS("state <> 'resolved'"), 0);
	ck_assert_int_eq(ALERTS("threshold_id is null"), 1);
	ck_assert_int_eq(fixture_do(f, delete_threshold, &gone), E_NOT_FOUND);
}
END_TEST

static bool
checks(struct cx *c, unsigned who, void *arg)
{
	(void)who;
	(void)arg;
	c->who.kind = ACTOR_SYSTEM;
	c->who.id = NULL;
	return alerts_check(c) == OK;
}

START_TEST(of_many_workers_one_opens_it)
{
	(void)set_threshold(billed_above(5000));
	ck_assert_uint_eq(beside(f, 4, checks, NULL), 4);
	ck_assert_int_eq(ALERTS("true"), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where user_id = ?",
	    str(manager)), 1);
	ck_assert_int_eq(staff_audited("alert.open", NULL), 1);
}
END_TEST

START_TEST(who_sees_but_his_own_payments_sees_no_alert)
{
	struct working_alert w;

	(void)set_threshold(billed_above(5000));
	look();
	w = working();
	cx->who.may = (struct permissions){ { 0 } };
	permissions_add(&cx->who.may, CAN_READ_METRICS);
	permissions_add(&cx->who.may, CAN_READ_BILLS);
	permissions_add(&cx->who.may, CAN_READ_OWN_PAYMENTS);
	permissions_add(&cx->who.may, CAN_WORK_ALERTS);
	ck_assert(!metric_is_whole(metric_by_key("collected"), &cx->who.may));
	ck_assert_int_eq(fixture_do(f, acknowledge_alert, &w), E_NOT_FOUND);
	failure_clear(cx);
	permissions_add(&cx->who.may, CAN_READ_PAYMENTS);
	fixture_must(f, acknowledge_alert, &w);
}
END_TEST

START_TEST(only_who_may_work_alerts_is_given_one)
{
	struct working_alert w;

	(void)set_threshold(billed_above(5000));
	look();
	w = working();
	w.user_id = cashier;
	ck_assert_int_eq(fixture_do(f, assign_alert, &w), E_INPUT);
	ck_assert(fixture_fault(f, "/user_id", "choice"));
	failure_clear(cx);
	w.user_id = manager;
	w.note = "4111 1111 1111 1111";
	ck_assert_int_eq(fixture_do(f, assign_alert, &w), E_INPUT);
	failure_clear(cx);
	w.note = NULL;
	fixture_must(f, assign_alert, &w);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from notification where kind = 'alert.assign'"
	    " and user_id = ?", str(manager)), 1);
	w.version++;
	w.user_id = NULL;
	fixture_must(f, assign_alert, &w);
	ck_assert_int_eq(ALERTS("owner_id is null"), 1);
}
END_TEST

START_TEST(what_cannot_be_asked_is_not_set)
{
	struct metric_filter nowhere = { "zone_id", "00000000-0000-7000-8000-000000000001", NULL, NULL },
			     method = { "method", "cash", NULL, NULL };
	struct threshold t = billed_above(1);

	as_administrator();
	t.period = "next_age";
	t.filters = &nowhere;
	t.filter_count = 1;
	ck_assert_int_eq(check_threshold(cx, &t), E_INPUT);
	ck_assert(fixture_fault(f, "/period", "unknown"));
	ck_assert(fixture_fault(f, "/filters/zone_id", "unknown"));
	failure_clear(cx);
	t.period = "this_month";
	t.filters = &method;
	ck_assert_int_eq(check_threshold(cx, &t), E_INPUT);
	ck_assert(fixture_fault(f, "/filters/method", "unknown"));
	failure_clear(cx);
	t.metric = metric_by_key("consumption");
	t.filter_count = 0;
	ck_assert_int_eq(check_threshold(cx, &t), E_INPUT);
	ck_assert(fixture_fault(f, "/filters/utility", "required"));
}
END_TEST

START_TEST(a_tile_is_marked_for_its_period_and_filters)
{
	struct metric_filter in_zone = { "zone_id", f->zone_id, NULL, NULL };
	const struct metric *billed = metric_by_key("billed");
	struct threshold t = billed_above(5000);
	struct live_alerts live;
	const char *zone;

	t.filters = &in_zone;
	t.filter_count = 1;
	(void)set_threshold(t);
	look();
	zone = metric_filters_json(cx->arena, &in_zone, 1);
	ck_assert_int_eq(alerts_live(cx, &live), OK);
	ck_assert_ptr_nonnull(alert_on(&live, billed, "this_month", zone));
	ck_assert_ptr_null(alert_on(&live, billed, "last_month", zone));
	ck_assert_ptr_null(alert_on(&live, billed, "this_month", "{}"));
	ck_assert_ptr_null(alert_on(&live, metric_by_key("outstanding"), "this_month", zone));
}
END_TEST

START_TEST(what_the_system_tells_is_one_alert_until_it_is_over)
{
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(system_alert(cx, "Nightly check", "The books do not agree.", NULL), OK);
	ck_assert_int_eq(ALERTS("kind = 'system' and severity = 'critical' and state = 'new'"), 1);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from outbox where recipient = ?",
	    str(staff_email("admin"))), 1);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(system_alert_over(cx, "Nightly check"), OK);
	ck_assert_int_eq(ALERTS("state = 'resolved'"), 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("alert");
	TCase *tc = tcase_create("alert");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, one_opens_and_is_told_to_those_who_may_work_it);
	tcase_add_test(tc, a_critical_one_goes_to_the_administrators_by_mail_and_to_its_owner);
	tcase_add_test(tc, it_is_kept_up_to_date_and_resolves_by_itself);
	tcase_add_test(tc, at_exactly_the_limit_nothing_changes_for_a_while);
	tcase_add_test(tc, passed_again_within_the_hour_it_is_the_same_and_nobody_is_told_twice);
	tcase_add_test(tc, snoozed_it_comes_back_when_the_time_is_over);
	tcase_add_test(tc, resolved_by_hand_it_stays_quiet_until_it_was_over);
	tcase_add_test(tc, a_change_without_history_says_nothing);
	tcase_add_test(tc, a_change_is_held_against_the_period_before);
	tcase_add_test(tc, what_is_not_known_ends_no_alert);
	tcase_add_test(tc, switched_off_or_deleted_its_alert_ends);
	tcase_add_test(tc, of_many_workers_one_opens_it);
	tcase_add_test(tc, who_sees_but_his_own_payments_sees_no_alert);
	tcase_add_test(tc, only_who_may_work_alerts_is_given_one);
	tcase_add_test(tc, what_cannot_be_asked_is_not_set);
	tcase_add_test(tc, a_tile_is_marked_for_its_period_and_filters);
	tcase_add_test(tc, what_the_system_tells_is_one_alert_until_it_is_over);
	suite_add_tcase(s, tc);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
