/*
 * Payments and receivables through the real nginx: what is written, found, printed, voided, and who
 * sees what.  Wrong input is test_payment_input.c's.
 */
#include "till.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "signing_key.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct till t;

static void people(void) { till_people(&t); }
static void setup(void) { till_open(&t); }
static void teardown(void) { till_close(&t); }

/* ---- right ---- */

START_TEST(cash_and_its_traces)
{
	struct reply *
	    r = api_post(t.clerk, "/api/v1/payments",
	       text(
		   "{\"account_id\":\"%s\",\"method\":\"cash\",\"channel\":\"walk_in\",\"paid_on\":\"%s\","
		   "\"amount\":{\"amount\":9550,\"currency\":\"USD\"},\"received\":{\"amount\":10000,\"currency\":\"USD\"},"
		   "\"notes\":\"at the counter \\u20b9 \\u0928\\u092e\\u0938\\u094d\\u0924\\u0947\","
		   "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":9550,\"currency\":\"USD\"}}]}",
		   t.account, t.today, t.bill)),
	   *d;
	const char *id;

	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert_str_eq(reply_header(r, "Location"), text("/api/v1/payments/%s", id));
	ck_assert_int_eq(reply_i64(r, "change.amount"), 450);
	ck_assert_str_eq(reply_str(r, "change.currency"), "USD");
	ck_assert_str_eq(reply_str(r, "status"), "posted");
	ck_assert_str_eq(reply_str(r, "paid_on"), t.today);
	ck_assert_int_eq(strncmp(reply_str(r, "receipt_no"), "R-", 2), 0);
	ck_assert_int_eq(open_now(&t), 450);

	d = api_get(t.clerk, text("/api/v1/payments/%s", id));
	must_status(d, 200);
	ck_assert_str_eq(reply_header(d, "ETag"), "\"1\"");
	ck_assert_str_eq(reply_str(d, "receipt_no"), reply_str(r, "receipt_no"));
	ck_assert_str_eq(reply_str(d, "notes"), "at the counter ₹ नमस्ते");
	ck_assert_int_eq(reply_i64(d, "received.amount"), 10000);
	ck_assert_int_eq(reply_i64(d, "change.amount"), 450);
	ck_assert_str_eq(reply_str(d, "account.id"), t.account);
	ck_assert_int_eq(reply_i64(d, "account.owed.amount"), 450);
	ck_assert_str_eq(reply_str(d, "consumer.id"), t.f.consumer_id);
	ck_assert_uint_eq(reply_count(d, "allocations"), 1);
	ck_assert_str_eq(reply_str(d, "allocations.0.receivable.id"), t.bill);
	ck_assert_int_eq(reply_i64(d, "allocations.0.amount.amount"), 9550);
	ck_assert_int_eq(reply_i64(d, "allocations.0.was_open.amount"), 10000);
	ck_assert_int_eq(reply_i64(d, "allocations.0.left.amount"), 450);
	ck_assert_str_eq(reply_str(d, "difference"), "under");
	ck_assert_uint_eq(reply_count(d, "history"), 1);
	ck_assert_str_eq(reply_str(d, "history.0.action"), "payment.record");
	numbers_whole(&t);
}
END_TEST

START_TEST(card_for_the_rest)
{
	struct reply *r, *d;

	caller_known(&t, t.clerk);
	pay(&t, t.clerk, 4000);
	r = api_post(t.clerk, "/api/v1/payments",
	    text(
		"{\"account_id\":\"%s\",\"method\":\"card_terminal\",\"channel\":\"phone\",\"reference\":\"SLIP 004417\","
		"\"amount\":{\"amount\":6000,\"currency\":\"USD\"},"
		"\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":6000,\"currency\":\"USD\"}}]}",
		t.account, t.bill));
	must_status(r, 201);
	d = api_get(t.clerk, text("/api/v1/payments/%s", reply_str(r, "id")));
	ck_assert_str_eq(reply_str(d, "reference"), "SLIP 004417");
	ck_assert_str_eq(reply_str(d, "channel"), "phone");
	ck_assert(!reply_has(d, "received"));
	ck_assert_int_eq(reply_i64(d, "allocations.0.was_open.amount"), 6000);
	ck_assert_int_eq(reply_i64(d, "allocations.0.left.amount"), 0);
	ck_assert_str_eq(reply_str(d, "difference"), "exact");
	ck_assert_str_eq(reply_str(d, "allocations.0.receivable.status"), "paid");
	ck_assert_int_eq(open_now(&t), 0);
	/* The same statements a second time, in whichever process: prepared ones must live. */
	for (int i = 0; i < 6; i++) {
		must_status(api_get(t.clerk, text("/api/v1/payments/%s", reply_str(r, "id"))), 200);
		must_status(
		    api_get(t.clerk, text("/api/v1/payments/%s/receipt", reply_str(r, "id"))), 200);
	}
}
END_TEST

START_TEST(receivables_in_order)
{
	struct reply *r;

	fixture_bill(&t.f, t.account, 2000);
	fixture_bill(&t.f, t.account, 3000);
	pay(&t, t.clerk, 10000);
	r = api_get(t.clerk, text("/api/v1/receivables?account_id=%s", t.account));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 3);
	for (size_t i = 0; i + 1 < 3; i++)
		ck_assert_int_le(strcmp(reply_str(r, text("data.%zu.due_on", i)),
		    reply_str(r, text("data.%zu.due_on", i + 1))), 0);
	r = api_get(
	    t.clerk, text("/api/v1/receivables?account_id=%s&status=open&kind=bill", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	r = api_get(t.clerk, text("/api/v1/receivables?account_id=%s&status=paid", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), t.bill);
	ck_assert_str_eq(reply_str(r, "data.0.status"), "paid");
	r = api_get(t.clerk, text("/api/v1/receivables?account_id=%s&kind=charge", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_fault(api_get(t.clerk, "/api/v1/receivables?status=unpaid"), "?status", "choice");
	must_fault(api_get(t.clerk, "/api/v1/receivables?account_id=1"), "?account_id", NULL);
	must_fault(api_get(t.clerk, "/api/v1/receivables?colour=red"), "?colour", "unknown");
}
END_TEST

START_TEST(pages_cover_all_once)
{
	const char *seen[32], *cursor = "",
			      *sort = _i == 0 ? "-paid_at"
	    : _i == 1                         ? "paid_at"
	    : _i == 2                         ? "-amount"
					      : "amount";
	size_t n = 0;
	struct reply *r;

	for (int i = 0; i < 7; i++)
		pay(&t, t.clerk, 100 + i % 3);
	do {
		r = api_get(t.clerk,
		    text("/api/v1/payments?account_id=%s&limit=3&sort=%s%s%s", t.account, sort,
			*cursor ? "&cursor=" : "", cursor));
		must_status(r, 200);
		ck_assert_uint_le(reply_count(r, "data"), 3);
		for (size_t i = 0; i < reply_count(r, "data"); i++) {
			const char *id = reply_str(r, text("data.%zu.id", i));

			for (size_t k = 0; k < n; k++)
				ck_assert_str_ne(seen[k], id);
			ck_assert_uint_lt(n, COUNT(seen));
			seen[n++] = id;
		}
		cursor = reply_has(r, "next_cursor") ? reply_str(r, "next_cursor") : "";
	} while (*cursor);
	ck_assert_uint_eq(n, 7);
}
END_TEST

START_TEST(found_by_what_it_is)
{
	struct reply *p = pay(&t, t.clerk, 1234), *r;
	const char *id = reply_str(p, "id"), *number, *queries[12];
	size_t n = 0;

	r = api_get(t.clerk, text("/api/v1/payments/%s", id));
	number = reply_str(r, "account.number");
	queries[n++] = text("q=%s&account_id=%s", reply_str(p, "receipt_no"), t.account);
	queries[n++] = text("q=%s", reply_str(p, "payment_no"));
	queries[n++] = text("q=%s", reply_str(p, "transaction_no"));
	queries[n++] = text("q=%s", number);
	queries[n++] = text("q=%.8s", number);
	queries[n++] = text("q=testing%%20%s", reply_str(r, "consumer.number") + 2);
	queries[n++] = text("account_id=%s&from=%s&to=%s", t.account, t.today, t.today);
	queries[n++] = text(
	    "consumer_id=%s&method=cash&channel=walk_in&status=posted&type=bill", t.f.consumer_id);
	queries[n++] = text(
	    "account_id=%s&received_by=%s", t.account, reply_str(r, "received_by.id"));
	for (size_t i = 0; i < n; i++) {
		r = api_get(t.clerk, text("/api/v1/payments?%s", queries[i]));
		must_status(r, 200);
		ck_assert_msg(reply_count(r, "data") == 1, "%s finds %zu", queries[i],
		    reply_count(r, "data"));
		ck_assert_str_eq(reply_str(r, "data.0.id"), id);
		r = api_get(t.clerk, text("/api/v1/payments/totals?%s", queries[i]));
		must_status(r, 200);
		ck_assert_int_eq(reply_i64(r, "row_count"), 1);
		ck_assert_int_eq(reply_i64(r, "posted.amount"), 1234);
	}
	r = api_get(t.clerk, text("/api/v1/payments?q=%s", "zzqqxxyy"));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_get(t.clerk, text("/api/v1/payments?account_id=%s&to=2001-01-01", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(api_get(t.clerk, "/api/v1/payments?q=%25%5F!%27%22"), 200);
	must_status(api_get(t.clerk, "/api/v1/payments?q="), 200);
}
END_TEST

START_TEST(lists_refuse)
{
	static const struct { const char *query, *pointer;
	} cases[] = {
		{ "colour=red", "?colour" },
		{ "method=gold", "?method" },
		{ "status=open", "?status" },
		{ "from=2025-02-30", "?from" },
		{ "to=yesterday", "?to" },
		{ "from=2025-03-02&to=2025-03-01", "?to" },
		{ "limit=0", "?limit" },
		{ "limit=201", "?limit" },
		{ "limit=1e3", "?limit" },
		{ "sort=notes", "?sort" },
		{ "cursor=AAAA", "?cursor" },
		{ "cursor=*", "?cursor" },
		{ "account_id=x", "?account_id" },
		{ "received_by=me", "?received_by" },
	};
	struct reply *r;

	for (size_t i = 0; i < COUNT(cases); i++)
		must_fault(api_get(t.clerk, text("/api/v1/payments?%s", cases[i].query)),
		    cases[i].pointer, NULL);
	must_fault(api_get(t.clerk, text("/api/v1/payments?q=%0101d", 1)), "?q", "length");
	pay(&t, t.clerk, 1);
	pay(&t, t.clerk, 2);
	r = api_get(t.clerk, text("/api/v1/payments?account_id=%s&limit=1", t.account));
	must_fault(api_get(t.clerk,
		       text("/api/v1/payments?limit=1&cursor=%s", reply_str(r, "next_cursor"))),
	    "?cursor", NULL);
	must_fault(api_get(t.clerk,
		       text("/api/v1/payments?account_id=%s&sort=amount&limit=1&cursor=%s",
			   t.account, reply_str(r, "next_cursor"))),
	    "?cursor", NULL);
	must_fault(api_get(t.clerk,
		       text("/api/v1/payments?account_id=%s&q=a&limit=1&cursor=%s", t.account,
			   reply_str(r, "next_cursor"))),
	    "?cursor", NULL);
}
END_TEST

START_TEST(exported)
{
	struct call c = { .as = t.clerk, .method = "GET", .headers = { "Accept: text/csv" } };
	struct reply *r;
	const char *end;

	pay(&t, t.clerk, 1000);
	pay(&t, t.clerk, 2550);
	c.path = text("/api/v1/payments?account_id=%s", t.account);
	r = api_call(&c);
	must_status(r, 200);
	ck_assert_str_eq(r->type, "text/csv");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Disposition"), ".csv"));
	ck_assert_ptr_nonnull(strstr(r->body, "receipt_no,amount"));
	ck_assert_ptr_nonnull(strstr(r->body, ",25.50,"));
	end = strstr(r->body, "#end");
	ck_assert_ptr_nonnull(end);
	ck_assert_int_eq(strncmp(end, "#end,rows=2,amount=35.50 USD", 28), 0);
	c.path = text("/api/v1/receivables?account_id=%s", t.account);
	r = api_call(&c);
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=1"));
}
END_TEST

/* A consumer whose name a spreadsheet would run. */
START_TEST(exported_without_formulas)
{
	struct reply *r;

	ck_assert_int_eq(db_exec(&t.f.cx, "update consumer set name = '=1+1,\"x\"' where id = ?",
			     str(t.f.consumer_id)),
	    OK);
	pay(&t, t.clerk, 1000);
	r = api_call(&(struct call){ .as = t.clerk,
	    .method = "GET",
	    .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/payments?account_id=%s", t.account) });
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "\"'=1+1,\"\"x\"\"\""));
}
END_TEST

START_TEST(receipt)
{
	struct reply *p = pay(&t, t.clerk, 1000),
		     *r = api_get(t.clerk, text("/api/v1/payments/%s/receipt", reply_str(p, "id")));

	must_status(r, 200);
	ck_assert_str_eq(r->type, "application/pdf");
	ck_assert_int_eq(memcmp(r->body, "%PDF-1.5", 8), 0);
	ck_assert_uint_gt(r->len, 4000);
	ck_assert_ptr_nonnull(
	    strstr(reply_header(r, "Content-Disposition"), reply_str(p, "receipt_no")));
}
END_TEST

START_TEST(dated_back)
{
	struct reply *r;
	char day[11];

	date_add_days(t.today, -40, day);
	r = api_post(t.clerk, "/api/v1/payments",
	    text("{\"paid_on\":\"%s\",%s", day, cash_of(&t, 500, t.bill) + 1));
	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "paid_on"), day);
	r = api_get(
	    t.clerk, text("/api/v1/payments?account_id=%s&from=%s&to=%s", t.account, day, day));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	r = api_get(t.clerk, text("/api/v1/payments?account_id=%s&from=%s", t.account, t.today));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
}
END_TEST

/* ---- voids ---- */

START_TEST(voided)
{
	const char *id = reply_str(pay(&t, t.clerk, 10000), "id");
	struct call c = { .as = t.recovery,
		.method = "POST",
		.path = text("/api/v1/payments/%s/void", id),
		.body = "{\"reason\":\"Taken twice\"}",
		.key = fresh_key() };
	struct reply *r = api_call(&c), *again;

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "id"), id);
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_int_eq(open_now(&t), 10000);
	again = api_call(&c);
	must_status(again, 200);
	ck_assert_str_eq(again->body, r->body);
	ck_assert_str_eq(reply_header(again, "Idempotency-Replayed"), "true");
	must_problem(void_as(t.recovery, id, "Once more"), 409, "conflict");
	r = api_get(t.clerk, text("/api/v1/payments/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_str_eq(reply_str(r, "void_reason"), "Taken twice");
	ck_assert_str_eq(reply_str(r, "voided_on"), t.today);
	ck_assert_str_eq(reply_str(r, "allocations.0.reversed_on"), t.today);
	ck_assert_str_eq(reply_str(r, "history.1.action"), "payment.void");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	must_status(api_get(t.clerk, text("/api/v1/payments/%s/receipt", id)), 200);
	numbers_whole(&t);
}
END_TEST

START_TEST(void_refused)
{
	const char *id = reply_str(pay(&t, t.clerk, 100), "id"),
		   *path = text("/api/v1/payments/%s/void", id);

	must_problem(void_as(t.clerk, id, "Not mine to do"), 403, "forbidden");
	must_problem(void_as(NULL, id, "Nobody"), 401, "unauthenticated");
	must_problem(void_as(t.recovery, new_id(t.f.cx.arena), "Unknown"), 404, "not-found");
	must_problem(void_as(t.recovery, "x", "Unknown"), 404, "not-found");
	must_problem(void_as(t.other, id, "Another tenant's"), 404, "not-found");
	must_fault(api_post(t.recovery, path, "{}"), "/reason", "required");
	must_fault(api_post(t.recovery, path, "{\"reason\":\"\"}"), "/reason", "required");
	must_fault(api_post(t.recovery, path, "{\"reason\":\"ab\"}"), "/reason", "length");
	must_fault(
	    api_post(t.recovery, path, text("{\"reason\":\"%0501d\"}", 1)), "/reason", "length");
	must_fault(api_post(t.recovery, path, "{\"reason\":5}"), "/reason", "type");
	must_fault(api_post(t.recovery, path, "{\"reason\":\"card 4111 1111 1111 1111\"}"),
	    "/reason", "card_number");
	must_fault(api_post(t.recovery, path, "{\"reason\":\"Fine\",\"force\":true}"), "/force",
	    "unknown");
	must_problem(api_post(t.recovery, path, "{\"reason\":\"Fine\""), 400, "malformed");
	must_fault(api_call(&(struct call){ .as = t.recovery, .method = "POST", .path = path,
	    .body = "{\"reason\":\"Fine\"}" }), "Idempotency-Key", "required");
	ck_assert_int_eq(open_now(&t), 9900);
}
END_TEST

START_TEST(void_by_two)
{
	const char *big = fixture_bill(&t.f, t.account, 300000), *id, *approval, *job, *first;
	struct reply *r = api_post(t.clerk, "/api/v1/payments", cash_of(&t, 150000, big));
	struct call c = { .as = t.recovery,
		.method = "POST",
		.body = "{\"reason\":\"Wrong account\"}",
		.key = fresh_key() };

	must_status(r, 201);
	id = reply_str(r, "id");
	c.path = text("/api/v1/payments/%s/void", id);
	r = api_call(&c);
	must_status(r, 202);
	first = r->body;
	ck_assert_str_eq(reply_str(r, "status"), "waiting");
	approval = reply_str(r, "approval_id");
	ck_assert_str_eq(api_call(&c)->body, first);
	r = api_get(t.manager, text("/api/v1/approvals/%s", approval));
	ck_assert_msg(strstr(reply_str(r, "summary"), ": Wrong account") != NULL,
	    "why it is asked for: %s", r->body);
	must_problem(void_as(t.recovery, id, "Asked again"), 409, "conflict");
	must_problem(
	    api_post(t.recovery, text("/api/v1/approvals/%s/approve", approval), "{\"version\":1,\"reason\":\"Seen.\"}"),
	    403, "forbidden");
	r = api_post(t.manager, text("/api/v1/approvals/%s/approve", approval), "{\"version\":1,\"reason\":\"Seen.\"}");
	must_status(r, 200);
	job = reply_str(r, "job_id");
	for (int i = 0; i < 200; i++) {
		r = api_get(t.recovery, text("/api/v1/jobs/%s", job));
		must_status(r, 200);
		if (strcmp(reply_str(r, "state"), "queued") != 0 &&
		    strcmp(reply_str(r, "state"), "running") != 0)
			break;
		ck_assert_int_eq(system("sleep 0.1"), 0);
	}
	ck_assert_msg(strcmp(reply_str(r, "state"), "done") == 0, "%s", r->body);
	r = api_get(t.clerk, text("/api/v1/payments/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_int_eq(reply_i64(r, "allocations.0.receivable.open.amount"), 300000);
	fixture_balanced(&t.f);
}
END_TEST

/* ---- who sees what ---- */

/* The same bytes, but for the request's id. */
static const char *
without_request_id(const struct reply *r)
{
	const char *id = reply_str(r, "request_id"), *at = strstr(r->body, id);

	ck_assert_ptr_nonnull(at);
	return text("%.*s%s", (int)(at - r->body), r->body, at + strlen(id));
}

START_TEST(a_cashier_sees_his_own)
{
	const char *mine = reply_str(pay(&t, t.cashier, 300), "id"),
		   *theirs = reply_str(pay(&t, t.clerk, 400), "id");
	const char *none = new_id(t.f.cx.arena);
	struct reply *r = api_get(t.cashier, text("/api/v1/payments?account_id=%s", t.account));

	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), mine);
	r = api_get(t.cashier, text("/api/v1/payments/totals?account_id=%s", t.account));
	ck_assert_int_eq(reply_i64(r, "row_count"), 1);
	ck_assert_int_eq(reply_i64(r, "posted.amount"), 300);
	r = api_call(&(struct call){ .as = t.cashier,
	    .method = "GET",
	    .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/payments?account_id=%s", t.account) });
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=1,amount=3.00 USD"));
	must_status(api_get(t.cashier, text("/api/v1/payments/%s", mine)), 200);
	must_status(api_get(t.cashier, text("/api/v1/payments/%s/receipt", mine)), 200);
	r = api_get(t.cashier, text("/api/v1/payments/%s", theirs));
	must_problem(r, 404, "not-found");
	ck_assert_str_eq(without_request_id(r),
	    without_request_id(api_get(t.cashier, text("/api/v1/payments/%s", none))));
	must_problem(
	    api_get(t.cashier, text("/api/v1/payments/%s/receipt", theirs)), 404, "not-found");
	r = api_get(t.clerk, text("/api/v1/payments/totals?account_id=%s", t.account));
	ck_assert_int_eq(reply_i64(r, "row_count"), 2);
}
END_TEST

START_TEST(another_tenant_sees_nothing)
{
	const char *id = reply_str(pay(&t, t.clerk, 300), "id"), *none = new_id(t.f.cx.arena);
	struct reply *r;

	r = api_get(t.other, text("/api/v1/payments/%s", id));
	must_problem(r, 404, "not-found");
	ck_assert_str_eq(without_request_id(r),
	    without_request_id(api_get(t.other, text("/api/v1/payments/%s", none))));
	must_problem(api_get(t.other, text("/api/v1/payments/%s/receipt", id)), 404, "not-found");
	r = api_get(t.other, text("/api/v1/payments?account_id=%s", t.account));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_get(t.other, text("/api/v1/receivables?account_id=%s", t.account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_post(t.other, "/api/v1/payments",
	    text(
		"{\"account_id\":\"%s\",\"method\":\"cash\","
		"\"amount\":{\"amount\":5,\"currency\":\"INR\"},\"allocations\":[{\"receivable_id\":\"%s\","
		"\"amount\":{\"amount\":5,\"currency\":\"INR\"}}]}",
		t.account, t.bill));
	must_fault(r, "/account_id", "not_found");
	ck_assert_int_eq(open_now(&t), 9700);
}
END_TEST

/* A token that was good ten seconds ago. */
static const char *
expired_token(void)
{
	const struct token_keys *keys;
	struct claims claims;
	const char *token;

	token_issuer(getenv("BILLPORT_SECURE_ORIGIN"));
	ck_assert_int_eq(db_set_tenant(&t.f.cx, NULL), OK);
	ck_assert_int_eq(signing_keys(&t.f.cx, NULL, &keys), OK);
	ck_assert_int_eq(token_verify(&t.f.cx, keys, caller_token(t.clerk), &claims), OK);
	claims.exp = real_now() / 1000000 - 10;
	ck_assert_int_eq(token_issue(&t.f.cx, keys, &claims, &token), OK);
	ck_assert_int_eq(db_set_tenant(&t.f.cx, t.f.tenant_id), OK);
	return token;
}

START_TEST(without_a_good_token)
{
	const char *good = caller_token(t.clerk);
	struct caller *bad[] = {
		NULL,
		api_with_token("x"),
		api_with_token(text("%.*s", (int)strlen(good) - 2, good)),
		api_with_token(text("%sAA", good)),
		api_with_token(expired_token()),
	};
	const char *id = reply_str(pay(&t, t.clerk, 100), "id");
	const char *reads[] = { "/api/v1/payments", "/api/v1/payments/totals",
		"/api/v1/receivables", text("/api/v1/payments/%s", id),
		text("/api/v1/payments/%s/receipt", id) };

	for (size_t i = 0; i < COUNT(bad); i++) {
		for (size_t k = 0; k < COUNT(reads); k++)
			must_problem(api_get(bad[i], reads[k]), 401, "unauthenticated");
		must_problem(api_post(bad[i], "/api/v1/payments", cash_of(&t, 100, t.bill)), 401,
		    "unauthenticated");
		must_problem(void_as(bad[i], id, "Nobody"), 401, "unauthenticated");
	}
	ck_assert_int_eq(open_now(&t), 9900);
}
END_TEST

START_TEST(without_permission)
{
	struct caller *agent = api_sign_in("larkfield", "CSO Agent");
	const char *id = reply_str(pay(&t, t.clerk, 100), "id");

	must_problem(api_get(agent, "/api/v1/payments"), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/payments/totals"), 403, "forbidden");
	must_problem(api_get(agent, text("/api/v1/payments/%s", id)), 403, "forbidden");
	must_problem(api_get(agent, text("/api/v1/payments/%s/receipt", id)), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/receivables"), 403, "forbidden");
	must_problem(
	    api_post(agent, "/api/v1/payments", cash_of(&t, 100, t.bill)), 403, "forbidden");
	must_problem(
	    api_post(t.manager, "/api/v1/payments", cash_of(&t, 100, t.bill)), 403, "forbidden");
	must_problem(void_as(agent, id, "Not allowed"), 403, "forbidden");
	ck_assert_int_eq(open_now(&t), 9900);
}
END_TEST

/* Another program takes a payment, with a token of its own and within its scopes. */
START_TEST(a_program_pays)
{
	struct reply *r = api_post(t.admin, "/api/v1/api-clients",
	    "{\"name\":\"Kiosk\",\"scopes\":[\"payments:record\",\"payments:void\",\"payments:read\"]}");
	struct caller *kiosk;
	const char *id, *big;

	must_status(r, 201);
	r = api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/token", .body = text(
	    "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\"}",
	    reply_str(r, "id"), reply_str(r, "client_secret")) });
	must_status(r, 200);
	kiosk = api_with_token(reply_str(r, "access_token"));
	id = reply_str(pay(&t, kiosk, 2500), "id");
	r = api_get(kiosk, text("/api/v1/payments/%s", id));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "received_by.name"), "Kiosk");
	ck_assert(!reply_has(r, "received_by.id"));
	must_problem(api_get(kiosk, "/api/v1/receivables"), 403, "forbidden");
	must_status(void_as(kiosk, id, "Cancelled at the kiosk"), 200);

	/* Nobody asks for another person's approval in a program's name. */
	big = fixture_bill(&t.f, t.account, 200000);
	r = api_post(kiosk, "/api/v1/payments", cash_of(&t, 150000, big));
	must_status(r, 201);
	must_problem(void_as(kiosk, reply_str(r, "id"), "Too much for it"), 403, "forbidden");
	fixture_balanced(&t.f);
}
END_TEST

START_TEST(unknown_things)
{
	const char *none = new_id(t.f.cx.arena);

	must_problem(api_get(t.clerk, text("/api/v1/payments/%s", none)), 404, "not-found");
	must_problem(api_get(t.clerk, text("/api/v1/payments/%s/receipt", none)), 404, "not-found");
	must_problem(api_get(t.clerk, "/api/v1/payments/1"), 404, "not-found");
	must_problem(api_get(t.clerk, text("/api/v1/payments/%s/void", none)), 405, "method");
	must_problem(api_get(t.clerk, text("/api/v1/payments/%s/nothing", none)), 404, "not-found");
	must_problem(api_call(&(struct call){
			 .as = t.clerk, .method = "DELETE", .path = "/api/v1/payments" }),
	    405, "method");
	must_problem(api_call(&(struct call){ .as = t.clerk,
			 .method = "PUT",
			 .path = text("/api/v1/payments/%s", none),
			 .body = "{}" }),
	    405, "method");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payments");
	TCase *c = tcase_create("payments");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 180);
	tcase_add_unchecked_fixture(c, people, NULL);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, cash_and_its_traces);
	tcase_add_test(c, card_for_the_rest);
	tcase_add_test(c, receivables_in_order);
	tcase_add_loop_test(c, pages_cover_all_once, 0, 4);
	tcase_add_test(c, found_by_what_it_is);
	tcase_add_test(c, lists_refuse);
	tcase_add_test(c, exported);
	tcase_add_test(c, exported_without_formulas);
	tcase_add_test(c, receipt);
	tcase_add_test(c, dated_back);
	tcase_add_test(c, voided);
	tcase_add_test(c, void_refused);
	tcase_add_test(c, void_by_two);
	tcase_add_test(c, a_cashier_sees_his_own);
	tcase_add_test(c, another_tenant_sees_nothing);
	tcase_add_test(c, without_a_good_token);
	tcase_add_test(c, without_permission);
	tcase_add_test(c, a_program_pays);
	tcase_add_test(c, unknown_things);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
