/*
 * The queue of exceptions: opened once, in the order of work, given, escalated, resolved; older ones
 * rise.  That each type arises from reads is in test_exception_types.c.
 */
#include "exception_work.h"
#include <string.h>
#include "clock.h"
#include "fixture.h"
#include "made.h"
#include "text.h"
#include "seen_facts.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void let_resolve(void);

static void
setup(void)
{
	fixture_open(&f);
	let_resolve();
}

/* Both users may resolve. */
static void
let_resolve(void)
{
	const char *role = new_id(cx->arena);
	struct permissions set = { { 0 } };

	permissions_add(&set, CAN_RESOLVE_EXCEPTIONS);
	ck_assert_int_eq(db_exec(cx, "insert into role (id, name, permissions, created_at)"
	    " values (?, 'Resolver', ?, ?)", str(role), str(permissions_hex(cx->arena, &set)),
	    instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?), (?, ?)",
	    str(f.user_id), str(role), str(f.other_user_id), str(role)), OK);
}

static void
teardown(void)
{
	fixture_close(&f);
}

struct opening { struct new_exception list[4]; size_t n; };

static enum err
open_them(struct cx *c, void *arg)
{
	struct opening *o = arg;

	return exception_open_all(c, o->list, o->n);
}

static struct new_exception
one(enum exception_type type, bool is_blocking, int64_t bill_minor)
{
	return (struct new_exception){ .type = type, .is_blocking = is_blocking,
		.account_id = f.account_id, .zone_id = f.zone_id, .class = "residential",
		.utility = "water", .use_milli = 90000,
		.usual_milli = 30000, .bill_minor = bill_minor, .previous_minor = EXCEPTION_UNKNOWN };
}

static const char *
opened(enum exception_type type, bool is_blocking, int64_t bill_minor)
{
	struct opening o = { { one(type, is_blocking, bill_minor) }, 1 };
	const struct row *row;

	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(db_one(cx, &row, "select id from billing_exception where type = ?"
	    " order by opened_at desc, id desc limit 1", str(exception_name(type))), OK);
	return row_str(row, "id");
}

static int64_t
n_of(const char *id, const char *state)
{
	return fixture_i64(&f, "select count(*) n from billing_exception where id = ? and state = ?",
	    str(id), str(state));
}

static enum err
resolve(const char *id, unsigned action, const char *reason)
{
	struct resolving in = { .id = id, .action = action, .reason = reason };
	enum err e;

	failure_clear(cx);
	e = prepare_resolving(cx, &in);
	return e == OK ? fixture_do(&f, resolve_exception, &in) : e;
}

START_TEST(opened_with_what_is_known)
{
	struct opening o = { { one(EXCEPTION_HIGH, true, 600000), one(EXCEPTION_BAD_EMAIL, false, 1000) }, 2 };

	o.list[0].detail_json = exception_detail(cx, &(struct exception_detail){
		.unit = "CCF", .percent = 200, .days = 61, .is_very = true, .is_held = true });
	o.list[1].use_milli = o.list[1].usual_milli = EXCEPTION_UNKNOWN;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where type = 'high'"
	    " and is_blocking and state = 'open' and priority = 1 and risk_minor = 600000"
	    " and use_milli = 90000 and usual_milli = 30000 and opened_on = ? and detail_json ="
	    " '{\"unit\":\"CCF\",\"percent\":200,\"days\":61,\"very\":true,\"held\":true}'",
	    str(day_from_now(&f, 0))), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"
	    " where type = 'bad_email' and not is_blocking and priority = 4 and use_milli is null"
	    " and usual_milli is null and detail_json = '{}'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"
	    " where work_rank < 1000000000000"), 2);
}
END_TEST

/* With a cycle, since what is of none is never the same. */
static const char *
cycle(void)
{
	const char *id = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx, "insert into cycle (id, name, zone_id, utility, from_on, to_on,"
	    " bill_on, due_on, created_at, created_by_name) values (?, 'March', ?, 'water', '2026-03-01',"
	    " '2026-03-31', '2026-04-01', '2026-04-22', ?, 'Test')", str(id), str(f.zone_id),
	    instant(cx, business_now())), OK);
	return id;
}

START_TEST(the_same_is_not_doubled)
{
	struct opening o = { { one(EXCEPTION_HIGH, true, 10000) }, 1 };
	struct billed_account billed = { f.account_id, NULL };
	struct working_exception w = { .user_id = f.user_id };
	const struct row *row;

	o.list[0].cycle_id = cycle();
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(db_one(cx, &row, "select id from billing_exception"), OK);
	w.id = row_str(row, "id");
	fixture_must(&f, assign_exception, &w);
	o.list[0].bill_minor = 500000;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where id = ?"
	    " and risk_minor = 500000 and priority = 1 and assigned_to = ? and version = 3",
	    str(w.id), str(f.user_id)), 1);
	(void)billed;
	/* another type, another cycle, and the same again after it was resolved: of their own */
	o.list[0].type = EXCEPTION_ZERO;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(resolve(w.id, BY_DISMISS, "Seen"), OK);
	o.list[0].type = EXCEPTION_HIGH;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"), 3);
}
END_TEST

struct billed { const char *cycle_id; struct billed_account account; };

static enum err
bill_it(struct cx *c, void *arg)
{
	struct billed *b = arg;

	return exception_billed_all(c, b->cycle_id, &b->account, 1);
}

START_TEST(billed_after_all)
{
	struct opening o = { { one(EXCEPTION_MISSING_READ, true, EXCEPTION_UNKNOWN),
		one(EXCEPTION_LOW, false, 1000) }, 2 };
	struct billed b = { cycle(), { f.account_id, NULL } };

	o.list[0].cycle_id = o.list[1].cycle_id = b.cycle_id;
	fixture_must(&f, open_them, &o);
	fixture_must(&f, bill_it, &b);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where type ="
	    " 'missing_read' and state = 'resolved' and resolution = 'billed'"
	    " and resolved_at is not null"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where type = 'low'"
	    " and state = 'open'"), 1);		/* a warning is for people */
}
END_TEST

static int64_t
held(void)
{
	return fixture_i64(&f, FACT_SUM("m2", "exceptions"));
}

/* Whatever holds it back, an account has one bill that is not there. */
START_TEST(one_stands_for_the_bill)
{
	struct opening o = { { one(EXCEPTION_MISSING_READ, true, EXCEPTION_UNKNOWN),
		one(EXCEPTION_HIGH, true, 10000), one(EXCEPTION_LOW, false, 1000) }, 3 };
	struct billed b = { cycle(), { f.account_id, NULL } };
	const struct row *first;

	o.list[0].cycle_id = o.list[1].cycle_id = o.list[2].cycle_id = b.cycle_id;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(held(), 1);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m1", "exceptions")), 3);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m4", "exceptions") " and d5 = 'water' and d7 = '1'"), 2);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m3", "exceptions")), 11000);
	o.list[1].bill_minor = 25000;			/* known better: what was told is told anew */
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m3", "exceptions")), 26000);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m4", "exceptions")), 3);
	ck_assert_int_eq(held(), 1);
	ck_assert_int_eq(db_one(cx, &first, "select id from billing_exception where held_on is not null"), OK);
	ck_assert_int_eq(resolve(row_str(first, "id"), BY_DISMISS, "Seen"), OK);
	ck_assert_int_eq(held(), 1);			/* the other takes its place */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where held_on is not null"
	    " and state = 'open' and is_blocking"), 1);
	fixture_must(&f, bill_it, &b);
	ck_assert_int_eq(held(), 0);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m1", "exceptions")), 1);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m5", "exceptions")), 2);
	fixture_balanced(&f);
	/* one that holds nothing back any more */
	o.n = 1;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(held(), 1);
	o.list[0].is_blocking = false;
	fixture_must(&f, open_them, &o);
	ck_assert_int_eq(held(), 0);
	fixture_balanced(&f);
}
END_TEST

/* Days of an exception are told when it ends. */
START_TEST(how_long_it_took)
{
	const char *id = opened(EXCEPTION_LOW, false, 1000);

	ck_assert_int_eq(db_exec(cx, "update billing_exception set opened_on = opened_on - interval 3 day"
	    " where id = ?", str(id)), OK);
	ck_assert_int_eq(resolve(id, BY_ACCEPT, NULL), OK);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m6", "exceptions") " and fact_on = ? and m5 = 1",
	    str(day_from_now(&f, 0))), 3);
}
END_TEST

START_TEST(given_to_somebody)
{
	const char *id = opened(EXCEPTION_HIGH, true, 10000);
	struct working_exception w = { .id = id, .version = 1, .user_id = f.other_user_id };

	fixture_must(&f, assign_exception, &w);
	ck_assert_int_eq(w.new_version, 2);
	ck_assert_str_eq(w.state, "open");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where id = ?"
	    " and assigned_to = ? and assigned_to_name = ?", str(id), str(f.other_user_id),
	    str(w.user_name)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification where user_id = ?"
	    " and kind = 'exception.assign'", str(f.other_user_id)), 1);
	ck_assert_int_eq(fixture_do(&f, assign_exception, &w), E_STALE);
	w.version = 0;
	w.user_id = NULL;
	fixture_must(&f, assign_exception, &w);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from billing_exception where assigned_to is null"), 1);
	w.user_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, assign_exception, &w), E_INPUT);
	ck_assert(fixture_fault(&f, "/user_id", "choice"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where object_id = ?"
	    " and action = 'exception.assign'", str(id)), 2);
}
END_TEST

START_TEST(brought_before_the_managers)
{
	const char *id = opened(EXCEPTION_HIGH, true, 123456);
	struct working_exception w = { .id = id, .version = 1, .reason = "A leak? Or a wrong meter?" };

	fixture_must(&f, escalate_exception, &w);
	ck_assert_int_eq(n_of(id, "escalated"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification"
	    " where kind = 'exception.escalate' and text like '%1234.56 USD at risk. A leak?%'"), 1);
	w.version = 0;
	ck_assert_int_eq(fixture_do(&f, escalate_exception, &w), E_CONFLICT);
	w.reason = "Card 4242 4242 4242 4242";
	ck_assert_int_eq(fixture_do(&f, escalate_exception, &w), E_INPUT);
	ck_assert_int_eq(resolve(id, BY_DISMISS, "The meter is gone"), OK);
	ck_assert_int_eq(n_of(id, "resolved"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where id = ?"
	    " and resolution = 'dismiss' and reason = 'The meter is gone' and resolved_by = ?"
	    " and resolved_at >= opened_at and work_rank >= 1000000000000", str(id),
	    str(f.user_id)), 1);
	ck_assert_int_eq(resolve(id, BY_DISMISS, "Again"), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, escalate_exception, &(struct working_exception){ .id = id,
	    .reason = "Again" }), E_CONFLICT);
}
END_TEST

START_TEST(what_makes_sense)
{
	const char *missing = opened(EXCEPTION_MISSING_READ, true, EXCEPTION_UNKNOWN);
	const char *low = opened(EXCEPTION_LOW, false, 1000);

	ck_assert_uint_eq(exception_actions("missing_read", true), BY_REREAD | BY_ESTIMATE | BY_DISMISS);
	ck_assert_uint_eq(exception_actions("low", false), BY_ACCEPT | BY_ADJUST | BY_DISMISS);
	ck_assert_int_eq(resolve(missing, BY_ACCEPT, NULL), E_CONFLICT);
	ck_assert_int_eq(n_of(missing, "open"), 1);
	ck_assert_int_eq(resolve(missing, BY_DISMISS, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "required"));
	ck_assert_int_eq(resolve(missing, BY_REREAD, NULL), E_INPUT);
	ck_assert(fixture_fault(&f, "/value_milli", "required"));
	ck_assert_int_eq(resolve(missing, BY_ESTIMATE, NULL), E_CONFLICT);	/* of no cycle */
	ck_assert_int_eq(n_of(missing, "open"), 1);
	ck_assert_int_eq(resolve(low, BY_ACCEPT, NULL), OK);
	ck_assert_int_eq(n_of(low, "resolved"), 1);
	ck_assert_int_eq(resolve(new_id(cx->arena), BY_ACCEPT, NULL), E_NOT_FOUND);
}
END_TEST

static void
opened_days_ago(const char *id, int days)
{
	ck_assert_int_eq(db_exec(cx, "update billing_exception set opened_at = ?, opened_on = ?"
	    " where id = ?", instant(cx, business_now() - days * INT64_C(86400000000)),
	    str(day_from_now(&f, -days)), str(id)), OK);
}

static int64_t
priority_of(const char *id)
{
	return fixture_i64(&f, "select priority n from billing_exception where id = ?", str(id));
}

/* Of 60.00 at risk (low) 0, 7, 13, 14 and 90 days old; a resolved one stays as it was. */
START_TEST(older_ones_rise)
{
	static const int days[] = { 0, 7, 13, 14, 90, 90 }, expected[] = { 4, 3, 3, 2, 1, 4 };
	const char *ids[COUNT(days)];

	for (size_t i = 0; i < COUNT(days); i++) {
		ids[i] = opened(EXCEPTION_LOW, false, 6000);
		opened_days_ago(ids[i], days[i]);
	}
	ck_assert_int_eq(resolve(ids[5], BY_ACCEPT, NULL), OK);
	ck_assert_int_eq(exceptions_age(cx), OK);
	for (size_t i = 0; i < COUNT(days); i++)
		ck_assert_msg(priority_of(ids[i]) == expected[i], "%d days: %lld", days[i],
		    (long long)priority_of(ids[i]));
	ck_assert_int_eq(exceptions_age(cx), OK);
	ck_assert_int_eq(priority_of(ids[1]), 3);
	ck_assert_int_eq(fixture_i64(&f, "select sum(version) n from billing_exception"), 7);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		opened_with_what_is_known, the_same_is_not_doubled, billed_after_all, one_stands_for_the_bill, how_long_it_took,
		given_to_somebody,
		brought_before_the_managers, what_makes_sense, older_ones_rise,
	};
	Suite *suite = suite_create("exceptions");
	TCase *tcase = tcase_create("exceptions");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
