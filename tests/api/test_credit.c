/*
 * Over HTTP: credit notes, charges and the price list, payment plans.
 */
#include <stdlib.h>
#include <string.h>
#include "api.h"
#include "clock.h"
#include "fixture.h"
#include "made.h"
#include "text.h"
#include "till.h"
#include <check.h>		/* last: it has a macro named fail */

static struct till t;

static void
people(void)
{
	till_people(&t);
}

static void
setup(void)
{
	till_open(&t);
}

static void
teardown(void)
{
	till_close(&t);
}

#define USD(minor) "{\"amount\":" #minor ",\"currency\":\"USD\"}"

/* 201; the note's id. */
static const char *
note_for(const char *payment_id, int64_t minor)
{
	struct reply *r = api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"},"
		 "\"reason\":\"billing_error\",\"remarks\":\"Read twice\"}",
		payment_id, (long long)minor));

	must_status(r, 201);
	return reply_str(r, "id");
}

static struct reply *
use_of(struct caller *who, const char *note, const char *receivable, int64_t minor)
{
	return api_post(who, text("/api/v1/credit-notes/%s/use", note),
	    text("{\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"}}]}",
		receivable, (long long)minor));
}

static struct reply *
note_now(const char *id)
{
	struct reply *r = api_get(t.clerk, text("/api/v1/credit-notes/%s", id));

	must_status(r, 200);
	return r;
}

/* Another person says yes to what a 202 named, and it is done. */
static void
approve(const struct reply *asked)
{
	const char *id;
	struct reply *r;

	must_status(asked, 202);
	ck_assert_str_eq(reply_str(asked, "status"), "waiting");
	id = reply_str(asked, "approval_id");
	r = api_post(t.admin, text("/api/v1/approvals/%s/approve", id),
	    "{\"version\":1,\"reason\":\"Within policy\"}");
	must_status(r, 200);
	for (int i = 0; i < 300; i++) {
		r = api_get(t.admin, text("/api/v1/approvals/%s", id));
		must_status(r, 200);
		if (strcmp(reply_str(r, "state"), "approved") != 0)
			break;
		ck_assert_int_eq(system("sleep 0.1"), 0);
	}
	ck_assert_msg(strcmp(reply_str(r, "state"), "used") == 0, "%s", r->body);
}

/* ---- credit notes ---- */

START_TEST(credit_kept_used_and_undone)
{
	const char *second = fixture_bill(&t.f, t.account, 2000), *note, *use;
	struct reply *r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(10450) ",\"credit\":" USD(450)
		 ",\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":" USD(10000) "}]}",
		t.account, t.bill));

	must_status(r, 201);
	note = reply_str(r, "credit_note.id");
	ck_assert_int_eq(reply_i64(r, "account.credit.amount"), 450);
	r = note_now(note);
	ck_assert_str_eq(reply_str(r, "status"), "active");
	ck_assert_str_eq(reply_str(r, "source"), "overpayment");
	ck_assert_int_eq(reply_i64(r, "remaining.amount"), 450);
	ck_assert_int_eq(reply_i64(r, "payment.amount.amount"), 10450);
	must_fault(use_of(t.clerk, note, second, 451), "/allocations", "over_credit");
	must_problem(use_of(t.cashier, note, second, 1), 403, "forbidden");
	r = use_of(t.clerk, note, second, 300);
	must_status(r, 201);
	use = reply_str(r, "id");
	ck_assert_int_eq(reply_i64(r, "remaining.amount"), 150);
	r = note_now(note);
	ck_assert_int_eq(reply_i64(r, "used_bp"), 6667);
	ck_assert_int_eq(reply_i64(r, "allocations.0.left.amount"), 1700);
	ck_assert_str_eq(reply_str(r, "allocations.0.receivable.id"), second);
	ck_assert_str_eq(reply_str(r, "history.1.action"), "credit_note.use");
	must_problem(void_as(t.recovery, reply_str(r, "payment.id"), "Taken twice"), 409, "conflict");
	must_problem(api_post(t.manager, text("/api/v1/credit-notes/%s/void", note),
	    "{\"reason\":\"Mistake\"}"), 409, "conflict");
	r = api_post(t.clerk, text("/api/v1/credit-notes/%s/uses/%s/undo", note, use),
	    "{\"reason\":\"The other bill\"}");
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "remaining.amount"), 450);
	must_status(use_of(t.clerk, note, second, 450), 201);
	ck_assert_str_eq(reply_str(note_now(note), "status"), "applied");
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(a_note_by_hand_within_its_payment)
{
	const char *payment = reply_str(pay(&t, t.clerk, 10000), "id"), *note;
	struct reply *r;

	must_problem(api_post(t.clerk, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"reason\":\"other\"}", payment)), 403, "forbidden");
	must_fault(api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"amount\":" USD(10001) ",\"reason\":\"other\"}", payment)),
	    "/amount", "over_payment");
	must_fault(api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"reason\":\"whim\"}", payment)), "/reason", "choice");
	must_fault(api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"reason\":\"other\",\"remarks\":\"4111 1111 1111 1111\"}",
		payment)), "/remarks", "card_number");
	must_fault(api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"reason\":\"other\"}", t.bill)), "/payment_id", "not_found");
	note = note_for(payment, 9000);
	must_fault(api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"amount\":" USD(1001) ",\"reason\":\"other\"}", payment)),
	    "/amount", "over_payment");
	r = api_post(t.manager, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"reason\":\"duplicate\"}", payment));
	must_status(r, 201);
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 1000);
	r = api_post(t.manager, text("/api/v1/credit-notes/%s/void", note), "{\"reason\":\"Mistake\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(note_now(note), "status"), "void");
	ck_assert_int_eq(reply_i64(note_now(note), "remaining.amount"), 0);
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(a_large_note_waits_for_another_person)
{
	const char *large = fixture_bill(&t.f, t.account, 50000), *payment;
	struct reply *r = api_post(t.clerk, "/api/v1/payments", cash_of(&t, 50000, large));

	must_status(r, 201);
	payment = reply_str(r, "id");
	r = api_post(t.recovery, "/api/v1/credit-notes",
	    text("{\"payment_id\":\"%s\",\"amount\":" USD(20001) ",\"reason\":\"billing_error\"}", payment));
	must_status(r, 202);
	ck_assert_uint_eq(reply_count(api_get(t.admin,
	    text("/api/v1/credit-notes?payment_id=%s", payment)), "data"), 0);
	approve(r);
	r = api_get(t.admin, text("/api/v1/credit-notes?payment_id=%s", payment));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_int_eq(reply_i64(r, "data.0.amount.amount"), 20001);
	fixture_balanced(&t.f);
}
END_TEST

static size_t
notes(const char *query)
{
	struct reply *r = api_get(
	    t.clerk, text("/api/v1/credit-notes?account_id=%s&%s", t.account, query));

	must_status(r, 200);
	return reply_count(r, "data");
}

START_TEST(notes_are_found_by_what_they_are)
{
	const char *payment = reply_str(pay(&t, t.clerk, 5000), "id"), *small = note_for(payment, 100);
	const char *large = note_for(payment, 4000);
	struct reply *r;

	must_status(use_of(t.clerk, small, t.bill, 100), 201);
	must_status(use_of(t.clerk, large, t.bill, 1), 201);
	ck_assert_uint_eq(notes("status=active"), 1);
	ck_assert_uint_eq(notes("status=applied"), 1);
	ck_assert_uint_eq(notes("remaining=none"), 1);
	ck_assert_uint_eq(notes("remaining=partial"), 1);
	ck_assert_uint_eq(notes("remaining=full"), 0);
	ck_assert_uint_eq(notes("reason=billing_error,duplicate"), 2);
	ck_assert_uint_eq(notes("reason=duplicate"), 0);
	ck_assert_uint_eq(notes("source=overpayment"), 0);
	ck_assert_uint_eq(notes("amount_min=101"), 1);
	ck_assert_uint_eq(notes("amount_max=100"), 1);
	ck_assert_uint_eq(notes(text("from=%s&to=%s", t.today, t.today)), 2);
	ck_assert_uint_eq(notes("to=2020-01-01"), 0);
	ck_assert_uint_eq(notes(text("q=%s", reply_str(note_now(small), "number"))), 1);
	ck_assert_uint_eq(notes(text("payment_id=%s", payment)), 2);
	r = api_get(t.clerk, text("/api/v1/credit-notes/totals?account_id=%s", t.account));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "row_count"), 2);
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 4100);
	ck_assert_int_eq(reply_i64(r, "remaining.amount"), 3999);
	ck_assert_int_eq(reply_i64(r, "used.amount"), 101);
	r = api_get(t.clerk, text("/api/v1/credit-notes/%s/document", large));
	must_status(r, 200);
	ck_assert_str_eq(r->type, "application/pdf");
	ck_assert_int_eq(memcmp(r->body, "%PDF-", 5), 0);
	must_problem(api_get(t.other, text("/api/v1/credit-notes/%s", large)), 404, "not-found");
	must_problem(api_get(t.other, text("/api/v1/credit-notes/%s/document", large)), 404, "not-found");
	must_problem(api_post(t.other, text("/api/v1/credit-notes/%s/void", large),
	    "{\"reason\":\"Not mine\"}"), 404, "not-found");
}
END_TEST

/* ---- charges ---- */

static const char *
price_of(int64_t minor)
{
	struct reply *r = api_post(t.admin, "/api/v1/prices",
	    text("{\"code\":\"p%s\",\"name\":\"Reconnection\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"}}",
		new_id(t.f.cx.arena) + 23, (long long)minor));

	must_status(r, 201);
	return reply_str(r, "id");
}

static const char *
charged(int64_t minor)
{
	struct reply *r = api_post(t.clerk, "/api/v1/charges",
	    text("{\"account_id\":\"%s\",\"price_id\":\"%s\"}", t.account, price_of(minor)));

	must_status(r, 201);
	return reply_str(r, "id");
}

START_TEST(a_charge_raised_paid_and_seen)
{
	const char *price = price_of(4500), *id, *key = fresh_key();
	struct call call = { .as = t.clerk, .method = "POST", .path = "/api/v1/charges", .key = key,
		.body = text("{\"account_id\":\"%s\",\"price_id\":\"%s\",\"notes\":\"Came on Monday\"}",
		    t.account, price) };
	struct reply *r = api_call(&call);

	must_status(r, 201);
	id = reply_str(r, "id");
	r = api_call(&call);		/* lost and sent again */
	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "id"), id);
	r = api_get(t.clerk, text("/api/v1/charges?account_id=%s", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_int_eq(reply_i64(r, "data.0.open.amount"), 4500);
	r = api_get(t.clerk, text("/api/v1/receivables?account_id=%s&kind=charge", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	must_fault(api_post(t.clerk, "/api/v1/charges",
	    text("{\"account_id\":\"%s\",\"price_id\":\"%s\",\"amount\":" USD(4501) "}", t.account, price)),
	    "/amount", "over_price");
	must_status(api_post(t.clerk, "/api/v1/payments", cash_of(&t, 4500, id)), 201);
	r = api_get(t.clerk, text("/api/v1/charges/%s", id));
	ck_assert_str_eq(reply_str(r, "payment_status"), "paid");
	ck_assert_str_eq(reply_str(r, "allocations.0.source"), "payment");
	ck_assert_str_eq(reply_str(r, "notes"), "Came on Monday");
	r = api_get(t.clerk, text("/api/v1/charges/totals?account_id=%s&status=raised", t.account));
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 4500);
	ck_assert_int_eq(reply_i64(r, "open.amount"), 0);
	must_problem(api_get(t.other, text("/api/v1/charges/%s", id)), 404, "not-found");
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(a_charge_waived_and_one_cancelled)
{
	const char *waived = charged(3000), *cancelled = charged(2000), *dear = charged(5001);
	struct reply *r;

	must_problem(api_post(t.cashier, text("/api/v1/charges/%s/waive", waived),
	    "{\"reason\":\"goodwill\"}"), 403, "forbidden");
	must_fault(api_post(t.clerk, text("/api/v1/charges/%s/waive", waived),
	    "{\"reason\":\"whim\"}"), "/reason", "choice");
	r = api_post(t.clerk, text("/api/v1/charges/%s/waive", waived),
	    "{\"reason\":\"goodwill\",\"remarks\":\"Came twice for it\"}");
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "waived.amount"), 3000);
	must_problem(api_post(t.recovery, text("/api/v1/charges/%s/cancel", waived),
	    "{\"reason\":\"our_error\"}"), 409, "conflict");
	r = api_post(t.recovery, text("/api/v1/charges/%s/cancel", cancelled),
	    "{\"reason\":\"our_error\"}");
	must_status(r, 200);
	r = api_get(t.clerk, text("/api/v1/charges/%s", cancelled));
	ck_assert_str_eq(reply_str(r, "payment_status"), "cancelled");
	r = api_post(t.clerk, text("/api/v1/charges/%s/waive", dear), "{\"reason\":\"hardship\"}");
	ck_assert_str_eq(reply_str(api_get(t.clerk, text("/api/v1/charges/%s", dear)), "status"), "raised");
	approve(r);
	r = api_get(t.clerk, text("/api/v1/charges/%s", dear));
	ck_assert_str_eq(reply_str(r, "status"), "waived");
	ck_assert_int_eq(reply_i64(r, "open.amount"), 0);
	ck_assert_str_eq(reply_str(r, "allocations.0.source"), "waiver");
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(the_price_list)
{
	const char *id = price_of(4500);
	struct call call = { .as = t.admin, .method = "PATCH", .path = text("/api/v1/prices/%s", id),
		.body = "{\"amount\":" USD(5000) ",\"is_active\":false}", .headers = { "If-Match: \"1\"" } };
	struct reply *r = api_call(&call);

	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 5000);
	ck_assert(!reply_bool(r, "is_active"));
	must_problem(api_call(&call), 412, "stale");
	must_problem(api_post(t.clerk, "/api/v1/charges",
	    text("{\"account_id\":\"%s\",\"price_id\":\"%s\"}", t.account, id)), 409, "conflict");
	must_problem(api_post(t.clerk, "/api/v1/prices",
	    "{\"code\":\"x\",\"name\":\"X\",\"amount\":" USD(1) "}"), 403, "forbidden");
	r = api_get(t.clerk, "/api/v1/prices?active=true&limit=200");
	must_status(r, 200);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert_str_ne(reply_str(r, text("data.%zu.id", i)), id);
}
END_TEST

/* ---- who sees only what he received ---- */

START_TEST(the_payments_row_rule_holds_in_what_they_met)
{
	const char *charge = charged(3000), *note, *receipt;
	struct reply *r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(1250) ",\"credit\":" USD(250)
		 ",\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":" USD(1000) "}]}",
		t.account, charge));

	must_status(r, 201);
	note = reply_str(r, "credit_note.id");
	receipt = reply_str(r, "receipt_no");
	r = api_get(t.cashier, text("/api/v1/charges/%s", charge));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "allocations.0.amount.amount"), 1000);
	ck_assert(!reply_has(r, "allocations.0.source_id"));
	ck_assert(!reply_has(r, "allocations.0.source_number"));
	r = api_get(t.clerk, text("/api/v1/charges/%s", charge));
	ck_assert_str_eq(reply_str(r, "allocations.0.source_number"), receipt);

	r = api_get(t.cashier, text("/api/v1/credit-notes/%s", note));
	must_status(r, 200);
	ck_assert(!reply_has(r, "payment"));
	ck_assert_ptr_null(strstr(r->body, receipt));
	r = api_get(t.cashier, text("/api/v1/credit-notes?account_id=%s", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert(!reply_has(r, "data.0.payment"));
	r = api_get(t.cashier, text("/api/v1/credit-notes?account_id=%s&q=%s", t.account, receipt));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(api_get(t.cashier, text("/api/v1/credit-notes/%s/document", note)), 200);
	r = api_get(t.clerk, text("/api/v1/credit-notes?account_id=%s&q=%s", t.account, receipt));
	ck_assert_str_eq(reply_str(r, "data.0.payment.receipt_no"), receipt);
}
END_TEST

/* ---- plans ---- */

static const char *
planning(int instalments, const char *override)
{
	return text("{\"account_id\":\"%s\",\"receivable_ids\":[\"%s\"],\"instalments\":%d,"
	    "\"every\":\"month\",\"first_due_on\":\"%s\"%s}", t.account, t.bill, instalments, t.today,
	    override);
}

#define BECAUSE ",\"override_reason\":\"Agreed with the manager\""

START_TEST(a_plan_from_preview_to_its_end)
{
	struct reply *r = api_post(t.clerk, "/api/v1/plans/preview", planning(3, ""));
	const char *id, *payment;

	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "total.amount"), 10000);
	ck_assert(reply_bool(r, "below_floor"));
	ck_assert_int_eq(reply_i64(r, "schedule.0.amount.amount"), 3334);
	ck_assert_int_eq(reply_i64(r, "schedule.2.amount.amount"), 3333);
	must_fault(api_post(t.clerk, "/api/v1/plans", planning(3, BECAUSE)), "/receivable_ids", "floor");
	must_fault(api_post(t.recovery, "/api/v1/plans", planning(3, "")), "/override_reason", "required");
	r = api_post(t.recovery, "/api/v1/plans", planning(3, BECAUSE));
	must_status(r, 201);
	id = reply_str(r, "id");
	must_problem(api_post(t.recovery, "/api/v1/plans", planning(2, BECAUSE)), 409, "conflict");

	r = api_get(t.clerk, text("/api/v1/instalments?account_id=%s&status=unpaid", t.account));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 3);
	ck_assert_str_eq(reply_str(r, "data.0.plan.id"), id);
	ck_assert_str_eq(reply_str(r, "data.0.status"), "due");
	r = api_post(t.cashier, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(3399) ",\"plan_id\":\"%s\","
		 "\"instalments\":[{\"number\":1,\"amount\":" USD(3334) "},{\"number\":2,\"amount\":" USD(65) "}]}",
		t.account, id));
	must_status(r, 201);
	payment = reply_str(r, "id");
	must_status(api_post(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":" USD(1) ",\"plan_id\":\"%s\","
		 "\"instalments\":[{\"number\":2,\"amount\":" USD(1) "}]}", t.account, id)), 201);
	r = api_get(t.cashier, text("/api/v1/plans/%s", id));
	ck_assert_uint_eq(reply_count(r, "payments"), 1);	/* the one he took himself */
	ck_assert_str_eq(reply_str(r, "payments.0.id"), payment);
	r = api_get(t.clerk, text("/api/v1/plans/%s", id));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "payments"), 2);
	ck_assert_int_eq(reply_i64(r, "paid.amount"), 3400);
	ck_assert_int_eq(reply_i64(r, "left.amount"), 6600);
	ck_assert_str_eq(reply_str(r, "schedule.0.status"), "paid");
	ck_assert_str_eq(reply_str(r, "schedule.1.status"), "partly");
	ck_assert_int_eq(reply_i64(r, "schedule.1.paid.amount"), 66);
	ck_assert_str_eq(reply_str(r, "schedule.2.status"), "upcoming");
	ck_assert_str_eq(reply_str(r, "next_due_on"), reply_str(r, "schedule.1.due_on"));
	ck_assert_str_eq(reply_str(r, "payments.1.id"), payment);
	ck_assert_int_eq(reply_i64(r, "receivables.0.open.amount"), 6600);
	r = api_get(t.clerk, text("/api/v1/plans?account_id=%s&status=active&due_to=2999-01-01", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	r = api_get(t.clerk, text("/api/v1/plans/totals?account_id=%s", t.account));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "active_count"), 1);
	ck_assert_int_eq(reply_i64(r, "total.amount"), 10000);
	ck_assert_int_eq(reply_i64(r, "paid.amount"), 3400);
	ck_assert_int_eq(reply_i64(r, "left.amount"), 6600);
	must_status(api_post(t.clerk, "/api/v1/payments", cash_of(&t, 6600, t.bill)), 201);
	r = api_get(t.clerk, text("/api/v1/plans/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "completed");
	ck_assert(!reply_has(r, "next_due_on"));
	must_problem(api_post(t.recovery, text("/api/v1/plans/%s/cancel", id),
	    "{\"reason\":\"Paid otherwise\"}"), 409, "conflict");
	must_problem(api_get(t.other, text("/api/v1/plans/%s", id)), 404, "not-found");
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(a_plan_is_cancelled)
{
	struct reply *r = api_post(t.recovery, "/api/v1/plans", planning(4, BECAUSE));
	const char *id;

	must_status(r, 201);
	id = reply_str(r, "id");
	must_status(api_post(t.clerk, text("/api/v1/plans/%s/cancel", id),
	    "{\"reason\":\"Moves away\"}"), 200);
	r = api_get(t.clerk, text("/api/v1/plans/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_str_eq(reply_str(r, "end_reason"), "Moves away");
	r = api_get(t.clerk, text("/api/v1/instalments?account_id=%s", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_fault(api_get(t.clerk, "/api/v1/instalments"), "?account_id", "required");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("credit");
	TCase *c = tcase_create("credit");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 180);
	tcase_add_unchecked_fixture(c, people, NULL);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, credit_kept_used_and_undone);
	tcase_add_test(c, a_note_by_hand_within_its_payment);
	tcase_add_test(c, a_large_note_waits_for_another_person);
	tcase_add_test(c, notes_are_found_by_what_they_are);
	tcase_add_test(c, a_charge_raised_paid_and_seen);
	tcase_add_test(c, a_charge_waived_and_one_cancelled);
	tcase_add_test(c, the_price_list);
	tcase_add_test(c, the_payments_row_rule_holds_in_what_they_met);
	tcase_add_test(c, a_plan_from_preview_to_its_end);
	tcase_add_test(c, a_plan_is_cancelled);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
