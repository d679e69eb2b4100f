/*
 * Payments of every kind through the real nginx: what the answer, the detail, the lists and the
 * search tell of them, and who may change what.
 */
#include "till.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct till t;

static void people(void) { till_people(&t); }
static void setup(void) { till_open(&t); }
static void teardown(void) { till_close(&t); }

#define USD(minor) "{\"amount\":" #minor ",\"currency\":\"USD\"}"

static const char *
money(int64_t minor)
{
	return text("{\"amount\":%lld,\"currency\":\"USD\"}", (long long)minor);
}

/* A payment of the bill with more fields, which begin with a comma or are "". */
static struct reply *
pay_with(struct caller *who, int64_t minor, const char *method, const char *more)
{
	return api_post(who, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"%s\",\"amount\":%s,"
		 "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":%s}]%s}",
		t.account, method, money(minor), t.bill, money(minor), more));
}

static struct reply *
detail(struct caller *who, const char *id)
{
	struct reply *r = api_get(who, text("/api/v1/payments/%s", id));

	must_status(r, 200);
	return r;
}

/* The list finds exactly this one, each time it is asked, and so do the totals. */
static void
finds(const char *query, const char *id)
{
	for (int i = 0; i < 4; i++) {
		struct reply *r = api_get(t.clerk, text("/api/v1/payments?%s", query));

		must_status(r, 200);
		ck_assert_msg(reply_count(r, "data") == 1, "%s finds %zu", query,
		    reply_count(r, "data"));
		ck_assert_str_eq(reply_str(r, "data.0.id"), id);
		r = api_get(t.clerk, text("/api/v1/payments/totals?%s", query));
		must_status(r, 200);
		ck_assert_int_eq(reply_i64(r, "row_count"), 1);
	}
}

/* ---- what is told of one ---- */

/* D5, D7, D11: 100.00 and 20.00 of 50.00, 7.25 kept: 127.25 out of 130.00. */
START_TEST(several_and_credit_are_told_in_whole)
{
	const char *second = fixture_bill(&t.f, t.account, 5000), *id;
	struct reply *r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(12725)
		 ",\"received\":" USD(13000) ",\"credit\":" USD(725)
		 ",\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":" USD(10000)
		 "},{\"receivable_id\":\"%s\",\"amount\":" USD(2000) "}]}",
		t.account, t.bill, second));

	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert_int_eq(reply_i64(r, "change.amount"), 275);
	ck_assert_int_eq(reply_i64(r, "credit.amount"), 725);
	ck_assert_int_eq(strncmp(reply_str(r, "credit_note.number"), "CN-", 3), 0);
	ck_assert_str_eq(reply_str(r, "type"), "bill");
	ck_assert_uint_eq(reply_count(r, "allocations"), 2);
	ck_assert_str_eq(reply_str(r, "allocations.0.receivable_id"), t.bill);
	ck_assert_int_eq(reply_i64(r, "allocations.0.left.amount"), 0);
	ck_assert_int_eq(reply_i64(r, "allocations.1.left.amount"), 3000);
	ck_assert_int_eq(reply_i64(r, "account.owed.amount"), 3000);
	ck_assert_int_eq(reply_i64(r, "account.credit.amount"), 725);

	r = detail(t.clerk, id);
	ck_assert_int_eq(reply_i64(r, "credit.amount"), 725);
	ck_assert_str_eq(reply_str(r, "method_kind"), "cash");
	ck_assert_int_eq(reply_i64(r, "expected.amount"), 15000);
	ck_assert_str_eq(reply_str(r, "difference"), "under");
	ck_assert_int_eq(reply_i64(r, "processing_time"), 0);	/* D9: immediate */
	ck_assert_str_eq(reply_str(r, "verification"), "verified");
	ck_assert_int_eq(reply_i64(r, "account.credit.amount"), 725);
	ck_assert_uint_eq(reply_count(r, "allocations"), 2);
	ck_assert_uint_eq(reply_count(r, "mails"), 0);
	ck_assert_uint_eq(reply_count(r, "duplicate_of"), 0);
	ck_assert_int_eq(reply_i64(r, "history.0.after.credit.amount"), 725);
	must_status(api_get(t.clerk, text("/api/v1/payments/%s/receipt", id)), 200);
	r = api_get(t.clerk, text("/api/v1/payments?account_id=%s", t.account));
	ck_assert_int_eq(reply_i64(r, "data.0.credit.amount"), 725);
	ck_assert_int_eq(strncmp(reply_str(r, "data.0.credit_note.number"), "CN-", 3), 0);
	numbers_whole(&t);
	fixture_balanced(&t.f);
}
END_TEST

/* 100.00 pay the bill, 1.00 is kept: more than was to be paid. */
START_TEST(exact_under_and_over)
{
	struct reply *r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(10100)
		 ",\"credit\":" USD(100)
		 ",\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":" USD(10000) "}]}",
		t.account, t.bill));

	must_status(r, 201);
	r = detail(t.clerk, reply_str(r, "id"));
	ck_assert_str_eq(reply_str(r, "difference"), "over");
	ck_assert_int_eq(reply_i64(r, "expected.amount"), 10000);
	r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(250) ",\"credit\":" USD(250)
		 "}", t.account));
	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "type"), "advance");
	ck_assert_int_eq(reply_i64(r, "account.credit.amount"), 350);
}
END_TEST

START_TEST(instalments_of_a_plan)
{
	const char *plan, *id;
	char due[11];
	struct reply *r;

	date_add_days(t.today, 10, due);
	r = api_post(t.admin, "/api/v1/plans",
	    text("{\"account_id\":\"%s\",\"receivable_ids\":[\"%s\"],\"instalments\":4,\"every\":\"month\","
		 "\"first_due_on\":\"%s\",\"override_reason\":\"Agreed by phone\"}",
		t.account, t.bill, due));
	must_status(r, 201);
	plan = reply_str(r, "id");
	r = api_get(t.clerk, text("/api/v1/receivables?account_id=%s", t.account));
	ck_assert_str_eq(reply_str(r, "data.0.plan.id"), plan);
	r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(3000) ",\"plan_id\":\"%s\","
		 "\"instalments\":[{\"number\":1,\"amount\":" USD(2500)
		 "},{\"number\":2,\"amount\":" USD(500) "}]}", t.account, plan));
	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert_str_eq(reply_str(r, "type"), "instalment");
	ck_assert_str_eq(reply_str(r, "allocations.0.receivable_id"), t.bill);
	ck_assert_int_eq(open_now(&t), 7000);
	r = detail(t.clerk, id);
	ck_assert_str_eq(reply_str(r, "plan.id"), plan);
	ck_assert_uint_eq(reply_count(r, "instalments"), 2);
	ck_assert_int_eq(reply_i64(r, "instalments.1.due.amount"), 2500);
	ck_assert_int_eq(reply_i64(r, "instalments.1.amount.amount"), 500);
	ck_assert_int_eq(reply_i64(r, "expected.amount"), 5000);
	ck_assert_str_eq(reply_str(r, "difference"), "under");
	must_status(api_get(t.clerk, text("/api/v1/payments/%s/receipt", id)), 200);
	finds(text("plan_id=%s", plan), id);
	finds(text("account_id=%s&type=instalment", t.account), id);
	must_fault(api_post(t.clerk, "/api/v1/payments",
		       text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(2500)
			    ",\"plan_id\":\"%s\",\"instalments\":[{\"number\":4,\"amount\":" USD(2500)
			    "}]}", t.account, plan)),
	    "/instalments/0/number", "order");
}
END_TEST

/* ---- found (D13, D18) ---- */

START_TEST(found_by_every_filter)
{
	struct reply *r = pay_with(t.clerk, 4321, "card_terminal",
	    ",\"reference\":\"SLIP 9\",\"card_last4\":\"0417\",\"brand\":\"rupay\",\"channel\":\"field\"");
	const char *id = reply_str(r, "id"), *me;

	must_status(r, 201);
	must_status(pay_with(t.clerk, 100, "cash", ""), 201);
	must_fault(pay_with(t.clerk, 100, "cash", ",\"brand\":\"visa\""), "/brand", "unexpected");
	must_fault(pay_with(t.clerk, 100, "card_terminal", ",\"reference\":\"1\",\"brand\":\"Visa\""),
	    "/brand", "choice");
	ck_assert_str_eq(reply_str(api_get(t.clerk, text("/api/v1/payments/%s", id)), "brand"), "rupay");
	me = text("account_id=%s", t.account);
	finds(text("%s&card_last4=0417", me), id);
	finds(text("%s&amount_min=4321", me), id);
	finds(text("%s&amount_min=4000&amount_max=4321", me), id);
	finds(text("%s&method=card_terminal", me), id);
	finds(text("%s&channel=field", me), id);
	must_status(api_post(t.recovery, text("/api/v1/payments/%s/flag", id),
	    "{\"flag\":\"review\",\"reason\":\"Odd\"}"), 200);
	finds(text("%s&flag=review", me), id);
	ck_assert_int_eq(db_exec(&t.f.cx,
	    "update payment set verification = 'pending' where id = ?", str(id)), OK);
	finds(text("%s&verification=pending", me), id);
	must_fault(api_get(t.clerk, "/api/v1/payments?method=barter"), "?method", "choice");
	must_fault(api_get(t.clerk, "/api/v1/payments?channel=telex"), "?channel", "choice");
	must_fault(api_get(t.clerk, "/api/v1/payments?flag=lost"), "?flag", "choice");
	must_fault(api_get(t.clerk, "/api/v1/payments?corrected=maybe"), "?corrected", "choice");
	must_fault(api_get(t.clerk, "/api/v1/payments?card_last4=42"), "?card_last4", "format");
	must_fault(api_get(t.clerk, "/api/v1/payments?amount_min=ten"), "?amount_min", NULL);
	must_fault(api_get(t.clerk, "/api/v1/payments?drawer_id=x"), "?drawer_id", NULL);
}
END_TEST

START_TEST(found_by_anything_typed)
{
	struct reply *r = pay_with(
	    t.clerk, 7391, "card_terminal", ",\"reference\":\"SLIP 9\",\"card_last4\":\"9377\"");
	const char *id = reply_str(r, "id"), *me = text("account_id=%s", t.account), *number;
	char day[11];

	must_status(r, 201);
	date_add_days(t.today, -33, day);
	r = pay_with(t.clerk, 55, "cash", text(",\"paid_on\":\"%s\"", day));
	must_status(r, 201);
	finds(text("%s&q=73.91", me), id);
	finds(text("%s&q=%%2473.91", me), id);
	finds(text("%s&q=9377", me), id);
	finds(text("%s&q=%s", me, t.today), id);
	finds(text("%s&q=%s", me, day), reply_str(r, "id"));
	finds(text("%s&q=%.2s/%.2s/%.4s", me, day + 5, day + 8, day), reply_str(r, "id"));
	r = detail(t.clerk, id);
	number = reply_str(r, "consumer.number");
	r = api_get(t.clerk, text("/api/v1/payments?%s&q=%s", me, number));
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	r = api_get(t.clerk, text("/api/v1/payments?%s&q=73.92", me));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(api_get(t.clerk, "/api/v1/payments?q=13/32/2025"), 200);
	must_status(api_get(t.clerk, "/api/v1/payments?q=99999999999999999999.00"), 200);
}
END_TEST

/* One's own drawer closed over what it took; the payment that went in and out again is there once. */
START_TEST(found_by_its_drawer)
{
	const char *id = reply_str(pay(&t, t.recovery, 640), "id"), *drawer;
	struct reply *r;
	int64_t taken;

	must_status(void_as(t.recovery, id, "Taken twice"), 200);
	r = api_get(t.recovery, "/api/v1/drawers/mine");
	must_status(r, 200);
	taken = reply_i64(r, "taken.amount");
	r = api_post(t.recovery, "/api/v1/drawer-closes",
	    text("{\"float\":%s,\"counted\":%s,\"taken\":%s}", money(0), money(taken > 0 ? taken : 0),
		money(taken)));
	must_status(r, 201);
	drawer = reply_str(r, "id");
	finds(text("account_id=%s&drawer_id=%s", t.account, drawer), id);
	r = api_get(t.clerk, text("/api/v1/payments?drawer_id=%s", drawer));
	must_status(r, 200);
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	must_status(api_call(&(struct call){ .as = t.clerk, .method = "GET",
	    .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/payments?drawer_id=%s", drawer) }), 200);
}
END_TEST

/* ---- above the limit (M7, M10), in the worker ---- */

static struct reply *
waits_for(struct caller *who, const char *approval)
{
	struct reply *r = NULL;

	for (int i = 0; i < 200; i++) {
		r = api_get(who, text("/api/v1/approvals/%s", approval));
		must_status(r, 200);
		if (strcmp(reply_str(r, "state"), "waiting") != 0 &&
		    strcmp(reply_str(r, "state"), "approved") != 0)
			return r;
		ck_assert_int_eq(system("sleep 0.1"), 0);
	}
	ck_abort_msg("the approval is not used: %s", r->body);
	return r;
}

START_TEST(an_overpayment_of_two)
{
	struct call c = { .as = t.clerk, .method = "POST", .path = "/api/v1/payments",
		.body = text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(20000)
			     ",\"credit\":" USD(10000)
			     ",\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":" USD(10000) "}]}",
		    t.account, t.bill),
		.key = fresh_key() };
	struct reply *r = api_call(&c);
	const char *approval, *id;

	must_status(r, 202);
	approval = reply_str(r, "approval_id");
	ck_assert_str_eq(api_call(&c)->body, r->body);	/* asked for once */
	ck_assert_uint_eq(payments_now(&t), 0);
	must_problem(api_post(t.clerk, text("/api/v1/approvals/%s/approve", approval),
	    "{\"version\":1,\"reason\":\"Seen\"}"), 403, "forbidden");
	must_status(api_post(t.manager, text("/api/v1/approvals/%s/approve", approval),
	    "{\"version\":1,\"reason\":\"Seen\"}"), 200);
	r = waits_for(t.clerk, approval);
	ck_assert_str_eq(reply_str(r, "state"), "used");
	ck_assert_str_eq(reply_str(r, "result.type"), "payment");
	id = reply_str(r, "result.id");
	r = detail(t.clerk, id);
	ck_assert_int_eq(reply_i64(r, "credit.amount"), 10000);
	ck_assert_int_eq(reply_i64(r, "account.credit.amount"), 10000);
	ck_assert(reply_has(r, "history.0.approved_by"));
	numbers_whole(&t);
	fixture_balanced(&t.f);
}
END_TEST

/* ---- corrected (R12) ---- */

START_TEST(corrected_with_a_trace)
{
	const char *wrong = reply_str(pay(&t, t.clerk, 5000), "id"), *right;
	const char *body = text("{\"reason\":\"Typed 50 for 40\",%s", cash_of(&t, 4000, t.bill) + 1);
	struct reply *r;

	must_problem(api_post(t.clerk, text("/api/v1/payments/%s/correct", wrong), body), 403,
	    "forbidden");
	r = api_post(t.admin, text("/api/v1/payments/%s/correct", wrong), body);
	must_status(r, 201);
	right = reply_str(r, "id");
	ck_assert_str_eq(reply_str(r, "corrects_id"), wrong);
	ck_assert_int_eq(reply_i64(r, "account.owed.amount"), 6000);
	ck_assert_int_eq(open_now(&t), 6000);
	r = detail(t.clerk, wrong);
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_str_eq(reply_str(r, "corrected_by.id"), right);
	r = detail(t.clerk, right);
	ck_assert_str_eq(reply_str(r, "corrects.id"), wrong);
	ck_assert_str_eq(reply_str(r, "history.0.action"), "payment.correct");
	ck_assert_int_eq(reply_i64(r, "history.0.before.amount.amount"), 5000);
	ck_assert_int_eq(reply_i64(r, "history.0.after.amount.amount"), 4000);
	must_status(api_get(t.clerk, text("/api/v1/payments/%s/receipt", right)), 200);
	must_status(api_get(t.clerk, text("/api/v1/payments/%s/receipt", wrong)), 200);
	finds(text("account_id=%s&corrected=true", t.account), right);
	finds(text("account_id=%s&corrected=false", t.account), wrong);
	must_problem(api_post(t.admin, text("/api/v1/payments/%s/correct", wrong), body), 409,
	    "conflict");
	must_fault(api_post(t.admin, text("/api/v1/payments/%s/correct", right),
	    cash_of(&t, 4000, t.bill)), "/reason", "required");
	numbers_whole(&t);
	fixture_balanced(&t.f);
}
END_TEST

/* ---- notes, flags, checks ---- */

static struct reply *
annotate(struct caller *who, const char *id, const char *version, const char *body)
{
	return api_call(&(struct call){ .as = who, .method = "PATCH", .body = body,
	    .path = text("/api/v1/payments/%s", id),
	    .headers = { version ? text("If-Match: \"%s\"", version) : NULL } });
}

START_TEST(notes_by_version)
{
	const char *id = reply_str(pay(&t, t.clerk, 100), "id");
	struct reply *r;

	must_status(annotate(t.clerk, id, NULL, "{\"notes\":\"x\"}"), 428);
	r = annotate(t.clerk, id, "1", "{\"notes\":\"Called back\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	must_status(annotate(t.clerk, id, "1", "{\"notes\":\"Late\"}"), 412);
	must_fault(annotate(t.clerk, id, "2", "{\"notes\":\"4111111111111111\"}"), "/notes",
	    "card_number");
	must_fault(annotate(t.clerk, id, "2", "{\"amount\":1}"), "/amount", "unknown");
	must_status(annotate(t.cashier, id, "2", "{\"notes\":\"Not mine\"}"), 404);
	r = detail(t.clerk, id);
	ck_assert_str_eq(reply_str(r, "notes"), "Called back");
	ck_assert_str_eq(reply_str(r, "history.1.action"), "payment.annotate");
	ck_assert_str_eq(reply_str(r, "history.1.after.notes"), "Called back");
	must_status(annotate(t.clerk, id, "2", "{\"notes\":null}"), 200);
	ck_assert(!reply_has(detail(t.clerk, id), "notes"));
}
END_TEST

START_TEST(twice_the_same_is_told)
{
	const char *first = reply_str(pay(&t, t.clerk, 777), "id"), *second;
	struct reply *r = pay(&t, t.clerk, 777);

	second = reply_str(r, "id");
	ck_assert_str_eq(reply_str(r, "flag"), "duplicate");
	r = detail(t.clerk, second);
	ck_assert_str_eq(reply_str(r, "flag"), "duplicate");
	ck_assert_uint_eq(reply_count(r, "duplicate_of"), 1);
	ck_assert_str_eq(reply_str(r, "duplicate_of.0.id"), first);
	finds(text("account_id=%s&flag=duplicate", t.account), second);
	r = pay_with(t.clerk, 777, "cash", ",\"confirm_duplicate\":true");
	must_status(r, 201);
	ck_assert(!reply_has(r, "flag"));
	must_status(api_post(t.clerk, text("/api/v1/payments/%s/flag", second),
	    "{\"flag\":null,\"reason\":\"Two bills of the same sum\"}"), 200);
	ck_assert(!reply_has(detail(t.clerk, second), "flag"));
	must_fault(api_post(t.clerk, text("/api/v1/payments/%s/flag", second),
	    "{\"flag\":\"lost\",\"reason\":\"Why\"}"), "/flag", "choice");
	must_problem(api_post(t.cashier, text("/api/v1/payments/%s/flag", second),
	    "{\"flag\":\"fraud\",\"reason\":\"Why\"}"), 403, "forbidden");
}
END_TEST

START_TEST(verified_by_another)
{
	const char *id = reply_str(pay(&t, t.recovery, 100), "id"),
		   *path = text("/api/v1/payments/%s/verify", id);
	struct reply *r;

	must_problem(api_post(t.manager, path, "{}"), 409, "conflict");
	ck_assert_int_eq(db_exec(&t.f.cx,
	    "update payment set verification = 'pending' where id = ?", str(id)), OK);
	ck_assert(!reply_has(detail(t.clerk, id), "processing_time"));
	must_problem(api_post(t.recovery, path, "{}"), 403, "forbidden");	/* his own */
	must_problem(api_post(t.clerk, path, "{}"), 403, "forbidden");		/* may not at all */
	must_status(api_post(t.manager, path, "{}"), 200);
	r = detail(t.clerk, id);
	ck_assert_str_eq(reply_str(r, "verification"), "verified");
	ck_assert(reply_has(r, "verified_by.name"));
	ck_assert_int_ge(reply_i64(r, "processing_time"), 0);
}
END_TEST

/* What a cashier does not see he does not learn of as a double either. */
START_TEST(a_cashier_learns_of_his_own_alone)
{
	const char *mine;
	struct reply *r;

	pay(&t, t.clerk, 888);
	mine = reply_str(pay(&t, t.cashier, 888), "id");
	r = detail(t.cashier, mine);
	ck_assert_uint_eq(reply_count(r, "duplicate_of"), 0);
	ck_assert_uint_eq(reply_count(detail(t.clerk, mine), "duplicate_of"), 1);
	r = api_get(t.cashier, text("/api/v1/payments?account_id=%s&q=8.88", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	r = api_get(t.cashier, text("/api/v1/payments/totals?account_id=%s&q=8.88", t.account));
	ck_assert_int_eq(reply_i64(r, "row_count"), 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment detail");
	TCase *c = tcase_create("payment detail");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_unchecked_fixture(c, people, NULL);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, several_and_credit_are_told_in_whole);
	tcase_add_test(c, exact_under_and_over);
	tcase_add_test(c, instalments_of_a_plan);
	tcase_add_test(c, found_by_every_filter);
	tcase_add_test(c, found_by_anything_typed);
	tcase_add_test(c, found_by_its_drawer);
	tcase_add_test(c, an_overpayment_of_two);
	tcase_add_test(c, corrected_with_a_trace);
	tcase_add_test(c, notes_by_version);
	tcase_add_test(c, twice_the_same_is_told);
	tcase_add_test(c, verified_by_another);
	tcase_add_test(c, a_cashier_learns_of_his_own_alone);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
