/*
 * shared/approvals: another person decides, once, in time, and exactly what was asked for is done.
 */
#include "approvals.h"
#include <stdlib.h>
#include <string.h>
#include "beside.h"
#include "clock.h"
#include "fixture.h"
#include "jobs.h"
#include "limit.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct approval_request ask;

static void
setup(void)
{
	fixture_open(&f);
	ask = (struct approval_request){
		.kind = "test.op",
		.input_json = "{\"payment_id\":\"x\"}",
		.summary = "Void R-1 of 900.00 USD",
		.amount_minor = 90000,
		.account_id = f.account_id,
	};
}

static void
teardown(void)
{
	fixture_close(&f);
}

static enum err
request(struct cx *c, void *arg)
{
	return approval_request(c, arg);
}

static void
as_other(void)
{
	cx->who.id = f.other_user_id;
	cx->who.name = "Sam Okafor";
}

static void
as_requester(void)
{
	cx->who.id = f.user_id;
	cx->who.name = "Dana Whitfield";
}

static bool
is(const char *state)
{
	return fixture_i64(&f, "select count(*) n from approval where id = ? and state = ?",
		   str(ask.id), str(state)) == 1;
}

static enum err
consume(struct cx *c, void *input_json)
{
	return approval_consume(c, ask.id, "test.op", input_json);
}

static enum err
consume_as_another_kind(struct cx *c, void *input_json)
{
	return approval_consume(c, ask.id, "test.other", input_json);
}

static char *
input(void)
{
	return arena_strdup(cx->arena, ask.input_json);
}

static struct decision
approved(void)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Seen the slip." };
	as_other();
	fixture_must(&f, approve_request, &d);
	as_requester();
	return d;
}

START_TEST(another_person_approves_and_a_job_runs_it_in_the_requesters_name)
{
	struct decision d = approved();
	const struct row *r;

	ck_assert(is("approved"));
	ck_assert_int_eq(db_one(cx, &r, "select * from job where id = ?", str(d.job_id)), OK);
	ck_assert_str_eq(row_str(r, "kind"), "test.op");
	ck_assert_str_eq(row_str(r, "input_json"), ask.input_json);
	ck_assert_str_eq(row_str(r, "requested_by"), f.user_id);
	ck_assert_str_eq(row_str(r, "approval_id"), ask.id);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where object_id = ?"
	    " and action in ('approval.request', 'approval.approve')", str(ask.id)), 2);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification"
	    " where kind = 'approval.waiting' and permission = ? and actor_id = ?",
	    i64(CAN_APPROVE), str(f.user_id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification"
	    " where kind = 'approval.approve' and user_id = ?", str(f.user_id)), 1);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from approval where id = ? and decided_by = ?"
			     " and reason = 'Seen the slip.' and version = 2",
			     str(ask.id), str(f.other_user_id)),
	    1);
}
END_TEST

START_TEST(the_same_person_may_not_decide)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Seen." };
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_FORBIDDEN);
	ck_assert_int_eq(fixture_do(&f, reject_request, &d), E_FORBIDDEN);
	ck_assert(is("waiting"));
}
END_TEST

START_TEST(a_program_may_neither_ask_nor_decide)
{
	struct decision d;

	cx->who.kind = ACTOR_CLIENT;
	ck_assert_int_eq(fixture_do(&f, request, &ask), E_FORBIDDEN);
	cx->who.kind = ACTOR_USER;
	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Seen." };
	as_other();
	cx->who.kind = ACTOR_CLIENT;
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_FORBIDDEN);
	ck_assert(is("waiting"));
}
END_TEST

START_TEST(it_is_decided_once)
{
	struct decision d = approved(), again = { .id = ask.id, .version = 2, .reason = "Seen." };

	as_other();
	ck_assert_int_eq(fixture_do(&f, approve_request, &again), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, reject_request, &again), E_CONFLICT);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from job where approval_id = ?", str(ask.id)), 1);
	ck_assert_ptr_nonnull(d.job_id);
	ck_assert_ptr_null(again.job_id);
}
END_TEST

static bool
approves(struct cx *c, unsigned who, void *arg)
{
	struct decision d = { .id = arg, .version = 1, .reason = "Seen." };

	(void)who;
	c->who.id = f.other_user_id;
	return db_tx(c, approve_request, &d) == OK;
}

START_TEST(of_eight_deciding_at_once_one_does)
{
	fixture_must(&f, request, &ask);
	ck_assert_uint_eq(beside(&f, 8, approves, (void *)(uintptr_t)ask.id), 1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from job where approval_id = ?", str(ask.id)), 1);
}
END_TEST

START_TEST(a_stale_version_decides_nothing)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 7, .reason = "Seen." };
	as_other();
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_STALE);
	d.id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_NOT_FOUND);
}
END_TEST

START_TEST(a_rejected_one_cannot_be_used)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Not so." };
	as_other();
	fixture_must(&f, reject_request, &d);
	ck_assert(is("rejected"));
	as_requester();
	ck_assert_int_eq(fixture_do(&f, consume, input()), E_CONFLICT);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from job where approval_id = ?", str(ask.id)), 0);
}
END_TEST

START_TEST(it_is_used_once_for_exactly_what_was_asked)
{
	(void)approved();
	ck_assert_int_eq(
	    fixture_do(&f, consume, arena_strdup(cx->arena, "{\"payment_id\":\"y\"}")), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, consume_as_another_kind, input()), E_CONFLICT);
	as_other();
	ck_assert_int_eq(fixture_do(&f, consume, input()), E_FORBIDDEN);
	as_requester();
	ck_assert(is("approved"));
	fixture_must(&f, consume, input());
	ck_assert(is("used"));
	ck_assert_int_eq(fixture_do(&f, consume, input()), E_CONFLICT);
}
END_TEST

START_TEST(one_that_waits_cannot_be_used)
{
	fixture_must(&f, request, &ask);
	ck_assert_int_eq(fixture_do(&f, consume, input()), E_CONFLICT);
}
END_TEST

static void
let_expire(void)
{
	ck_assert_int_eq(db_exec(cx, "update approval set expires_at = ? where id = ?",
	    instant(cx, business_now() - 1), str(ask.id)), OK);
}

START_TEST(an_expired_one_is_neither_decided_nor_used)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	let_expire();
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Seen." };
	as_other();
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_CONFLICT);
	ck_assert_int_eq(approvals_expire(cx), OK);
	ck_assert(is("expired"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where object_id = ?"
	    " and action = 'approval.expire'", str(ask.id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification"
	    " where kind = 'approval.expire' and user_id = ?", str(f.user_id)), 1);
	ck_assert_int_eq(approvals_expire(cx), OK);
}
END_TEST

START_TEST(an_approval_that_came_too_late_to_be_used)
{
	(void)approved();
	let_expire();
	ck_assert_int_eq(fixture_do(&f, consume, input()), E_CONFLICT);
	ck_assert(is("approved"));
}
END_TEST

START_TEST(a_tenant_may_forbid_approvals)
{
	struct setting_change off = { SETTING_APPROVALS_ALLOWED, "false", 0 };

	fixture_must(&f, change_setting, &off);
	cx->who.settings_version++;
	ck_assert_int_eq(settings_load(cx), OK);
	ck_assert_int_eq(fixture_do(&f, request, &ask), E_INPUT);
}
END_TEST

START_TEST(it_waits_as_many_days_as_the_tenant_says)
{
	struct setting_change days = { SETTING_APPROVAL_DAYS, "2", 0 };
	const struct row *r;
	int64_t until;

	fixture_must(&f, change_setting, &days);
	cx->who.settings_version++;
	ck_assert_int_eq(settings_load(cx), OK);
	fixture_must(&f, request, &ask);
	ck_assert_int_eq(
	    db_one(cx, &r, "select expires_at from approval where id = ?", str(ask.id)), OK);
	ck_assert(instant_parse(row_str(r, "expires_at"), &until));
	ck_assert_int_le(llabs(until - business_now() - INT64_C(2 * 86400) * 1000000), 60000000);
}
END_TEST

/* ---- how far one may go ---- */

/* A role of the tenant, given to a user, with a limit on voids; -1: none. */
static const char *
role_with(const char *user_id, bool decides, int64_t alone, int64_t approve)
{
	struct permissions may_do = { { 0 } };
	const char *id = new_id(cx->arena);

	permissions_add(&may_do, decides ? CAN_APPROVE : CAN_VOID_PAYMENT);
	ck_assert_int_eq(db_exec(cx, "insert into role (id, name, permissions, created_at)"
	    " values (?, ?, ?, ?)", str(id), str(id), str(permissions_hex(cx->arena, &may_do)),
	    instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)",
	    str(user_id), str(id)), OK);
	if (alone >= 0 || approve >= 0)
		ck_assert_int_eq(db_exec(cx, "insert into role_limit (role_id, kind, alone_minor,"
		    " approve_minor) values (?, 'void', ?, ?)", str(id),
		    alone >= 0 ? i64(alone) : null(), approve >= 0 ? i64(approve) : null()), OK);
	return id;
}

START_TEST(m10_alone_the_largest_of_ones_roles_counts_else_the_tenants)
{
	int64_t n;

	ck_assert_int_eq(limit_alone(cx, LIMIT_VOID, &n), OK);
	ck_assert_int_eq(n, 100000);
	(void)role_with(f.user_id, false, -1, -1);
	ck_assert_int_eq(limit_alone(cx, LIMIT_VOID, &n), OK);
	ck_assert_int_eq(n, 100000);
	(void)role_with(f.user_id, false, 0, -1);
	ck_assert_int_eq(limit_alone(cx, LIMIT_VOID, &n), OK);
	ck_assert_int_eq(n, 0);
	(void)role_with(f.user_id, false, 70000, -1);
	ck_assert_int_eq(limit_alone(cx, LIMIT_VOID, &n), OK);
	ck_assert_int_eq(n, 70000);
	ck_assert_int_eq(limit_alone(cx, LIMIT_WAIVER, &n), OK);
	ck_assert_int_eq(n, 5000);
	cx->who.kind = ACTOR_CLIENT;
	ck_assert_int_eq(limit_alone(cx, LIMIT_VOID, &n), OK);
	ck_assert_int_eq(n, 100000);
}
END_TEST

START_TEST(m10_who_approves_is_bound_by_his_roles)
{
	struct decision d;

	ask.kind = "payment.void";
	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Seen." };
	(void)role_with(f.other_user_id, true, -1, 89999);
	(void)role_with(f.other_user_id, false, -1, -1);	/* decides nothing, so frees nobody */
	as_other();
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_FORBIDDEN);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "899.99 USD"));
	ck_assert(is("waiting"));
	(void)role_with(f.other_user_id, true, -1, 90000);
	fixture_must(&f, approve_request, &d);
	ck_assert(is("approved"));
}
END_TEST

START_TEST(m10_a_role_without_a_limit_approves_any_amount_and_anyone_may_reject)
{
	struct decision d;

	ask.kind = "payment.void";
	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1, .reason = "Not so." };
	(void)role_with(f.other_user_id, true, -1, 1);
	as_other();
	fixture_must(&f, reject_request, &d);
	as_requester();
	fixture_must(&f, request, &ask);
	d.id = ask.id;
	(void)role_with(f.other_user_id, true, -1, -1);
	as_other();
	fixture_must(&f, approve_request, &d);
}
END_TEST

START_TEST(a7_nothing_is_decided_without_a_reason)
{
	struct decision d;

	fixture_must(&f, request, &ask);
	d = (struct decision){ .id = ask.id, .version = 1 };
	as_other();
	ck_assert_int_eq(fixture_do(&f, approve_request, &d), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "required"));
	d.reason = "ok";
	ck_assert_int_eq(fixture_do(&f, reject_request, &d), E_INPUT);
	ck_assert(is("waiting"));
}
END_TEST

/* Every kind of approval has its limit; one that no limit knows is bound by none. */
START_TEST(kinds_and_their_limits)
{
	enum limit limit;

	ck_assert(limit_of_kind("charge.cancel", &limit) && limit == LIMIT_WAIVER);
	ck_assert(limit_of_kind("payment.record", &limit) && limit == LIMIT_OVERPAYMENT);
	ck_assert(!limit_of_kind("test.op", &limit));
	ck_assert(limit_by_name("credit_note", &limit) && limit == LIMIT_CREDIT_NOTE);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("approvals");
	TCase *t = tcase_create("approvals");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, another_person_approves_and_a_job_runs_it_in_the_requesters_name);
	tcase_add_test(t, the_same_person_may_not_decide);
	tcase_add_test(t, a_program_may_neither_ask_nor_decide);
	tcase_add_test(t, it_is_decided_once);
	tcase_add_test(t, of_eight_deciding_at_once_one_does);
	tcase_add_test(t, a_stale_version_decides_nothing);
	tcase_add_test(t, a_rejected_one_cannot_be_used);
	tcase_add_test(t, it_is_used_once_for_exactly_what_was_asked);
	tcase_add_test(t, one_that_waits_cannot_be_used);
	tcase_add_test(t, an_expired_one_is_neither_decided_nor_used);
	tcase_add_test(t, an_approval_that_came_too_late_to_be_used);
	tcase_add_test(t, a_tenant_may_forbid_approvals);
	tcase_add_test(t, it_waits_as_many_days_as_the_tenant_says);
	tcase_add_test(t, m10_alone_the_largest_of_ones_roles_counts_else_the_tenants);
	tcase_add_test(t, m10_who_approves_is_bound_by_his_roles);
	tcase_add_test(t, m10_a_role_without_a_limit_approves_any_amount_and_anyone_may_reject);
	tcase_add_test(t, a7_nothing_is_decided_without_a_reason);
	tcase_add_test(t, kinds_and_their_limits);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
