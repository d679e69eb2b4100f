/*
 * Payments and receivables through the real nginx, right and wrong.  Bills to pay are issued
 * beforehand by the operation, on an account of each test's own.
 */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "fixture.h"
#include "signing_key.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct caller *clerk, *manager, *recovery, *cashier, *admin, *other;
static const char *account, *bill;
static char today[11];

/* Sign in once for all tests: a forked test inherits the tokens. */
static void
people(void)
{
	clerk = api_sign_in("larkfield", "Customer Executive");
	manager = api_sign_in("larkfield", "Billing Manager");
	recovery = api_sign_in("larkfield", "Recovery Executive");
	cashier = api_sign_in("larkfield", "Cashier");
	admin = api_sign_in("larkfield", "Utility Administrator");
	other = api_sign_in("suryanagar", "Utility Administrator");
	caller_token(clerk);
	caller_token(manager);
	caller_token(recovery);
	caller_token(cashier);
	caller_token(admin);
	caller_token(other);
}

static void
setup(void)
{
	fixture_enter(&f, "larkfield");
	account = f.account_id;
	bill = fixture_bill(&f, account, 10000);
	ck_assert(date_in_zone("America/New_York", business_now(), today));
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* ---- what is sent ---- */

static const char *
cash_of(int64_t minor, const char *bill_id)
{
	return text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"},"
	    "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"}}]}",
	    account, (long long)minor, bill_id, (long long)minor);
}

static struct reply *
pay(struct caller *who, int64_t minor)
{
	struct reply *r = api_post(who, "/api/v1/payments", cash_of(minor, bill));

	must_status(r, 201);
	return r;
}

static int64_t
open_now(void)
{
	struct reply *r = api_get(admin, text("/api/v1/receivables?account_id=%s&limit=200", account));

	must_status(r, 200);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (strcmp(reply_str(r, text("data.%zu.id", i)), bill) == 0)
			return reply_i64(r, text("data.%zu.open.amount", i));
	ck_abort_msg("the bill is not in its account's list");
	return 0;
}

static size_t
payments_now(void)
{
	struct reply *r = api_get(admin, text("/api/v1/payments?account_id=%s&limit=200", account));

	must_status(r, 200);
	return reply_count(r, "data");
}

/* Every payment of the tenant has one receipt number, and none is missing. */
static void
numbers_whole(void)
{
	ck_assert_int_eq(fixture_i64(&f, "select (select count(*) from payment where receipt_no is not null)"
	    " - (next - first) n from number_series where series = 'receipt'"), 0);
}

/* ---- right ---- */

START_TEST(cash_and_its_traces)
{
	struct reply *r = api_post(clerk, "/api/v1/payments", text(
	    "{\"account_id\":\"%s\",\"method\":\"cash\",\"channel\":\"walk_in\",\"paid_on\":\"%s\","
	    "\"amount\":{\"amount\":9550,\"currency\":\"USD\"},\"received\":{\"amount\":10000,\"currency\":\"USD\"},"
	    "\"notes\":\"at the counter \\u20b9 \\u0928\\u092e\\u0938\\u094d\\u0924\\u0947\","
	    "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":9550,\"currency\":\"USD\"}}]}",
	    account, today, bill)), *d;
	const char *id;

	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert_str_eq(reply_header(r, "Location"), text("/api/v1/payments/%s", id));
	ck_assert_int_eq(reply_i64(r, "change.amount"), 450);
	ck_assert_str_eq(reply_str(r, "change.currency"), "USD");
	ck_assert_str_eq(reply_str(r, "status"), "posted");
	ck_assert_str_eq(reply_str(r, "paid_on"), today);
	ck_assert_int_eq(strncmp(reply_str(r, "receipt_no"), "R-", 2), 0);
	ck_assert_int_eq(open_now(), 450);

	d = api_get(clerk, text("/api/v1/payments/%s", id));
	must_status(d, 200);
	ck_assert_str_eq(reply_header(d, "ETag"), "\"1\"");
	ck_assert_str_eq(reply_str(d, "receipt_no"), reply_str(r, "receipt_no"));
	ck_assert_str_eq(reply_str(d, "notes"), "at the counter ₹ नमस्ते");
	ck_assert_int_eq(reply_i64(d, "received.amount"), 10000);
	ck_assert_int_eq(reply_i64(d, "change.amount"), 450);
	ck_assert_str_eq(reply_str(d, "account.id"), account);
	ck_assert_int_eq(reply_i64(d, "account.owed.amount"), 450);
	ck_assert_str_eq(reply_str(d, "consumer.id"), f.consumer_id);
	ck_assert_uint_eq(reply_count(d, "allocations"), 1);
	ck_assert_str_eq(reply_str(d, "allocations.0.receivable.id"), bill);
	ck_assert_int_eq(reply_i64(d, "allocations.0.amount.amount"), 9550);
	ck_assert_int_eq(reply_i64(d, "allocations.0.was_open.amount"), 10000);
	ck_assert_int_eq(reply_i64(d, "allocations.0.left.amount"), 450);
	ck_assert_str_eq(reply_str(d, "difference"), "under");
	ck_assert_uint_eq(reply_count(d, "history"), 1);
	ck_assert_str_eq(reply_str(d, "history.0.action"), "payment.record");
	numbers_whole();
}
END_TEST

START_TEST(card_for_the_rest)
{
	struct reply *r, *d;

	pay(clerk, 4000);
	r = api_post(clerk, "/api/v1/payments", text(
	    "{\"account_id\":\"%s\",\"method\":\"card_terminal\",\"channel\":\"phone\",\"reference\":\"SLIP 004417\","
	    "\"amount\":{\"amount\":6000,\"currency\":\"USD\"},"
	    "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":6000,\"currency\":\"USD\"}}]}",
	    account, bill));
	must_status(r, 201);
	d = api_get(clerk, text("/api/v1/payments/%s", reply_str(r, "id")));
	ck_assert_str_eq(reply_str(d, "reference"), "SLIP 004417");
	ck_assert_str_eq(reply_str(d, "channel"), "phone");
	ck_assert(!reply_has(d, "received"));
	ck_assert_int_eq(reply_i64(d, "allocations.0.was_open.amount"), 6000);
	ck_assert_int_eq(reply_i64(d, "allocations.0.left.amount"), 0);
	ck_assert_str_eq(reply_str(d, "difference"), "exact");
	ck_assert_str_eq(reply_str(d, "allocations.0.receivable.status"), "paid");
	ck_assert_int_eq(open_now(), 0);
	/* The same statements a second time, in whichever process: prepared ones must live. */
	for (int i = 0; i < 6; i++) {
		must_status(api_get(clerk, text("/api/v1/payments/%s", reply_str(r, "id"))), 200);
		must_status(api_get(clerk, text("/api/v1/payments/%s/receipt", reply_str(r, "id"))), 200);
	}
}
END_TEST

START_TEST(receivables_in_order)
{
	struct reply *r;

	fixture_bill(&f, account, 2000);
	fixture_bill(&f, account, 3000);
	pay(clerk, 10000);
	r = api_get(clerk, text("/api/v1/receivables?account_id=%s", account));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 3);
	for (size_t i = 0; i + 1 < 3; i++)
		ck_assert_int_le(strcmp(reply_str(r, text("data.%zu.due_on", i)),
		    reply_str(r, text("data.%zu.due_on", i + 1))), 0);
	r = api_get(clerk, text("/api/v1/receivables?account_id=%s&status=open&kind=bill", account));
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	r = api_get(clerk, text("/api/v1/receivables?account_id=%s&status=paid", account));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), bill);
	ck_assert_str_eq(reply_str(r, "data.0.status"), "paid");
	r = api_get(clerk, text("/api/v1/receivables?account_id=%s&kind=charge", account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_fault(api_get(clerk, "/api/v1/receivables?status=unpaid"), "?status", "choice");
	must_fault(api_get(clerk, "/api/v1/receivables?account_id=1"), "?account_id", NULL);
	must_fault(api_get(clerk, "/api/v1/receivables?colour=red"), "?colour", "unknown");
}
END_TEST

START_TEST(pages_cover_all_once)
{
	const char *seen[32], *cursor = "", *sort = _i == 0 ? "-paid_at" : _i == 1 ? "paid_at" : _i == 2 ? "-amount" : "amount";
	size_t n = 0;
	struct reply *r;

	for (int i = 0; i < 7; i++)
		pay(clerk, 100 + i % 3);
	do {
		r = api_get(clerk, text("/api/v1/payments?account_id=%s&limit=3&sort=%s%s%s", account, sort,
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
	struct reply *p = pay(clerk, 1234), *r;
	const char *id = reply_str(p, "id"), *number, *queries[12];
	size_t n = 0;

	r = api_get(clerk, text("/api/v1/payments/%s", id));
	number = reply_str(r, "account.number");
	queries[n++] = text("q=%s&account_id=%s", reply_str(p, "receipt_no"), account);
	queries[n++] = text("q=%s", reply_str(p, "payment_no"));
	queries[n++] = text("q=%s", reply_str(p, "transaction_no"));
	queries[n++] = text("q=%s", number);
	queries[n++] = text("q=%.8s", number);
	queries[n++] = text("q=testing%%20%s", reply_str(r, "consumer.number") + 2);
	queries[n++] = text("account_id=%s&from=%s&to=%s", account, today, today);
	queries[n++] = text("consumer_id=%s&method=cash&channel=walk_in&status=posted&type=bill", f.consumer_id);
	queries[n++] = text("account_id=%s&received_by=%s", account, reply_str(r, "received_by.id"));
	for (size_t i = 0; i < n; i++) {
		r = api_get(clerk, text("/api/v1/payments?%s", queries[i]));
		must_status(r, 200);
		ck_assert_msg(reply_count(r, "data") == 1, "%s finds %zu", queries[i], reply_count(r, "data"));
		ck_assert_str_eq(reply_str(r, "data.0.id"), id);
		r = api_get(clerk, text("/api/v1/payments/totals?%s", queries[i]));
		must_status(r, 200);
		ck_assert_int_eq(reply_i64(r, "row_count"), 1);
		ck_assert_int_eq(reply_i64(r, "posted.amount"), 1234);
	}
	r = api_get(clerk, text("/api/v1/payments?q=%s", "zzqqxxyy"));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_get(clerk, text("/api/v1/payments?account_id=%s&to=2001-01-01", account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(api_get(clerk, "/api/v1/payments?q=%25%5F!%27%22"), 200);
	must_status(api_get(clerk, "/api/v1/payments?q="), 200);
}
END_TEST

START_TEST(lists_refuse)
{
	static const struct { const char *query, *pointer; } cases[] = {
		{ "colour=red", "?colour" }, { "method=gold", "?method" }, { "status=open", "?status" },
		{ "from=2025-02-30", "?from" }, { "to=yesterday", "?to" }, { "from=2025-03-02&to=2025-03-01", "?to" },
		{ "limit=0", "?limit" }, { "limit=201", "?limit" }, { "limit=1e3", "?limit" }, { "sort=notes", "?sort" },
		{ "cursor=AAAA", "?cursor" }, { "cursor=*", "?cursor" }, { "account_id=x", "?account_id" },
		{ "received_by=me", "?received_by" },
	};
	struct reply *r;

	for (size_t i = 0; i < COUNT(cases); i++)
		must_fault(api_get(clerk, text("/api/v1/payments?%s", cases[i].query)), cases[i].pointer, NULL);
	must_fault(api_get(clerk, text("/api/v1/payments?q=%0101d", 1)), "?q", "length");
	pay(clerk, 1);
	pay(clerk, 2);
	r = api_get(clerk, text("/api/v1/payments?account_id=%s&limit=1", account));
	must_fault(api_get(clerk, text("/api/v1/payments?limit=1&cursor=%s", reply_str(r, "next_cursor"))), "?cursor", NULL);
	must_fault(api_get(clerk, text("/api/v1/payments?account_id=%s&sort=amount&limit=1&cursor=%s", account,
	    reply_str(r, "next_cursor"))), "?cursor", NULL);
	must_fault(api_get(clerk, text("/api/v1/payments?account_id=%s&q=a&limit=1&cursor=%s", account,
	    reply_str(r, "next_cursor"))), "?cursor", NULL);
}
END_TEST

START_TEST(exported)
{
	struct call c = { .as = clerk, .method = "GET", .headers = { "Accept: text/csv" } };
	struct reply *r;
	const char *end;

	pay(clerk, 1000);
	pay(clerk, 2550);
	c.path = text("/api/v1/payments?account_id=%s", account);
	r = api_call(&c);
	must_status(r, 200);
	ck_assert_str_eq(r->type, "text/csv");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Disposition"), ".csv"));
	ck_assert_ptr_nonnull(strstr(r->body, "receipt_no,amount"));
	ck_assert_ptr_nonnull(strstr(r->body, ",25.50,"));
	end = strstr(r->body, "#end");
	ck_assert_ptr_nonnull(end);
	ck_assert_int_eq(strncmp(end, "#end,rows=2,amount=35.50 USD", 28), 0);
	c.path = text("/api/v1/receivables?account_id=%s", account);
	r = api_call(&c);
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=1"));
}
END_TEST

/* A consumer whose name a spreadsheet would run. */
START_TEST(exported_without_formulas)
{
	struct reply *r;

	ck_assert_int_eq(db_exec(&f.cx, "update consumer set name = '=1+1,\"x\"' where id = ?", str(f.consumer_id)), OK);
	pay(clerk, 1000);
	r = api_call(&(struct call){ .as = clerk, .method = "GET", .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/payments?account_id=%s", account) });
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "\"'=1+1,\"\"x\"\"\""));
}
END_TEST

START_TEST(receipt)
{
	struct reply *p = pay(clerk, 1000), *r = api_get(clerk, text("/api/v1/payments/%s/receipt", reply_str(p, "id")));

	must_status(r, 200);
	ck_assert_str_eq(r->type, "application/pdf");
	ck_assert_int_eq(memcmp(r->body, "%PDF-1.5", 8), 0);
	ck_assert_uint_gt(r->len, 4000);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Content-Disposition"), reply_str(p, "receipt_no")));
}
END_TEST

START_TEST(dated_back)
{
	struct reply *r;
	char day[11];

	date_add_days(today, -40, day);
	r = api_post(clerk, "/api/v1/payments", text("{\"paid_on\":\"%s\",%s", day, cash_of(500, bill) + 1));
	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "paid_on"), day);
	r = api_get(clerk, text("/api/v1/payments?account_id=%s&from=%s&to=%s", account, day, day));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	r = api_get(clerk, text("/api/v1/payments?account_id=%s&from=%s", account, today));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
}
END_TEST

/* ---- voids ---- */

static struct reply *
void_as(struct caller *who, const char *id, const char *reason)
{
	return api_post(who, text("/api/v1/payments/%s/void", id), text("{\"reason\":\"%s\"}", reason));
}

START_TEST(voided)
{
	const char *id = reply_str(pay(clerk, 10000), "id");
	struct call c = { .as = recovery, .method = "POST", .path = text("/api/v1/payments/%s/void", id),
	    .body = "{\"reason\":\"Taken twice\"}", .key = fresh_key() };
	struct reply *r = api_call(&c), *again;

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "id"), id);
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_int_eq(open_now(), 10000);
	again = api_call(&c);
	must_status(again, 200);
	ck_assert_str_eq(again->body, r->body);
	ck_assert_str_eq(reply_header(again, "Idempotency-Replayed"), "true");
	must_problem(void_as(recovery, id, "Once more"), 409, "conflict");
	r = api_get(clerk, text("/api/v1/payments/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_str_eq(reply_str(r, "void_reason"), "Taken twice");
	ck_assert_str_eq(reply_str(r, "voided_on"), today);
	ck_assert_str_eq(reply_str(r, "allocations.0.reversed_on"), today);
	ck_assert_str_eq(reply_str(r, "history.1.action"), "payment.void");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	must_status(api_get(clerk, text("/api/v1/payments/%s/receipt", id)), 200);
	numbers_whole();
}
END_TEST

START_TEST(void_refused)
{
	const char *id = reply_str(pay(clerk, 100), "id"), *path = text("/api/v1/payments/%s/void", id);

	must_problem(void_as(clerk, id, "Not mine to do"), 403, "forbidden");
	must_problem(void_as(NULL, id, "Nobody"), 401, "unauthenticated");
	must_problem(void_as(recovery, new_id(f.cx.arena), "Unknown"), 404, "not-found");
	must_problem(void_as(recovery, "x", "Unknown"), 404, "not-found");
	must_problem(void_as(other, id, "Another tenant's"), 404, "not-found");
	must_fault(api_post(recovery, path, "{}"), "/reason", "required");
	must_fault(api_post(recovery, path, "{\"reason\":\"\"}"), "/reason", "required");
	must_fault(api_post(recovery, path, "{\"reason\":\"ab\"}"), "/reason", "length");
	must_fault(api_post(recovery, path, text("{\"reason\":\"%0501d\"}", 1)), "/reason", "length");
	must_fault(api_post(recovery, path, "{\"reason\":5}"), "/reason", "type");
	must_fault(api_post(recovery, path, "{\"reason\":\"card 4111 1111 1111 1111\"}"), "/reason", "card_number");
	must_fault(api_post(recovery, path, "{\"reason\":\"Fine\",\"force\":true}"), "/force", "unknown");
	must_problem(api_post(recovery, path, "{\"reason\":\"Fine\""), 400, "malformed");
	must_fault(api_call(&(struct call){ .as = recovery, .method = "POST", .path = path,
	    .body = "{\"reason\":\"Fine\"}" }), "Idempotency-Key", "required");
	ck_assert_int_eq(open_now(), 9900);
}
END_TEST

START_TEST(void_by_two)
{
	const char *big = fixture_bill(&f, account, 300000), *id, *approval, *job;
	struct reply *r = api_post(clerk, "/api/v1/payments", cash_of(150000, big));
	struct call c = { .as = recovery, .method = "POST", .body = "{\"reason\":\"Wrong account\"}", .key = fresh_key() };

	must_status(r, 201);
	id = reply_str(r, "id");
	c.path = text("/api/v1/payments/%s/void", id);
	r = api_call(&c);
	must_status(r, 202);
	ck_assert_str_eq(reply_str(r, "status"), "waiting");
	approval = reply_str(r, "approval_id");
	ck_assert_str_eq(api_call(&c)->body, r->body);
	must_problem(void_as(recovery, id, "Asked again"), 409, "conflict");
	must_problem(api_post(recovery, text("/api/v1/approvals/%s/approve", approval), "{\"version\":1}"), 403, "forbidden");
	r = api_post(manager, text("/api/v1/approvals/%s/approve", approval), "{\"version\":1}");
	must_status(r, 200);
	job = reply_str(r, "job_id");
	for (int i = 0; i < 200; i++) {
		r = api_get(recovery, text("/api/v1/jobs/%s", job));
		must_status(r, 200);
		if (strcmp(reply_str(r, "state"), "queued") != 0 && strcmp(reply_str(r, "state"), "running") != 0)
			break;
		ck_assert_int_eq(system("sleep 0.1"), 0);
	}
	ck_assert_msg(strcmp(reply_str(r, "state"), "done") == 0, "%s", r->body);
	r = api_get(clerk, text("/api/v1/payments/%s", id));
	ck_assert_str_eq(reply_str(r, "status"), "cancelled");
	ck_assert_int_eq(reply_i64(r, "allocations.0.receivable.open.amount"), 300000);
	fixture_balanced(&f);
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
	const char *mine = reply_str(pay(cashier, 300), "id"), *theirs = reply_str(pay(clerk, 400), "id");
	const char *none = new_id(f.cx.arena);
	struct reply *r = api_get(cashier, text("/api/v1/payments?account_id=%s", account));

	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), mine);
	r = api_get(cashier, text("/api/v1/payments/totals?account_id=%s", account));
	ck_assert_int_eq(reply_i64(r, "row_count"), 1);
	ck_assert_int_eq(reply_i64(r, "posted.amount"), 300);
	r = api_call(&(struct call){ .as = cashier, .method = "GET", .headers = { "Accept: text/csv" },
	    .path = text("/api/v1/payments?account_id=%s", account) });
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=1,amount=3.00 USD"));
	must_status(api_get(cashier, text("/api/v1/payments/%s", mine)), 200);
	must_status(api_get(cashier, text("/api/v1/payments/%s/receipt", mine)), 200);
	r = api_get(cashier, text("/api/v1/payments/%s", theirs));
	must_problem(r, 404, "not-found");
	ck_assert_str_eq(without_request_id(r), without_request_id(api_get(cashier, text("/api/v1/payments/%s", none))));
	must_problem(api_get(cashier, text("/api/v1/payments/%s/receipt", theirs)), 404, "not-found");
	r = api_get(clerk, text("/api/v1/payments/totals?account_id=%s", account));
	ck_assert_int_eq(reply_i64(r, "row_count"), 2);
}
END_TEST

START_TEST(another_tenant_sees_nothing)
{
	const char *id = reply_str(pay(clerk, 300), "id"), *none = new_id(f.cx.arena);
	struct reply *r;

	r = api_get(other, text("/api/v1/payments/%s", id));
	must_problem(r, 404, "not-found");
	ck_assert_str_eq(without_request_id(r), without_request_id(api_get(other, text("/api/v1/payments/%s", none))));
	must_problem(api_get(other, text("/api/v1/payments/%s/receipt", id)), 404, "not-found");
	r = api_get(other, text("/api/v1/payments?account_id=%s", account));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_get(other, text("/api/v1/receivables?account_id=%s", account));
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	r = api_post(other, "/api/v1/payments", text("{\"account_id\":\"%s\",\"method\":\"cash\","
	    "\"amount\":{\"amount\":5,\"currency\":\"INR\"},\"allocations\":[{\"receivable_id\":\"%s\","
	    "\"amount\":{\"amount\":5,\"currency\":\"INR\"}}]}", account, bill));
	must_fault(r, "/account_id", "not_found");
	ck_assert_int_eq(open_now(), 9700);
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
	ck_assert_int_eq(db_set_tenant(&f.cx, NULL), OK);
	ck_assert_int_eq(signing_keys(&f.cx, NULL, &keys), OK);
	ck_assert_int_eq(token_verify(&f.cx, keys, caller_token(clerk), &claims), OK);
	claims.exp = real_now() / 1000000 - 10;
	ck_assert_int_eq(token_issue(&f.cx, keys, &claims, &token), OK);
	ck_assert_int_eq(db_set_tenant(&f.cx, f.tenant_id), OK);
	return token;
}

START_TEST(without_a_good_token)
{
	const char *good = caller_token(clerk);
	struct caller *bad[] = {
		NULL, api_with_token("x"), api_with_token(text("%.*s", (int)strlen(good) - 2, good)),
		api_with_token(text("%sAA", good)), api_with_token(expired_token()),
	};
	const char *id = reply_str(pay(clerk, 100), "id");
	const char *reads[] = { "/api/v1/payments", "/api/v1/payments/totals", "/api/v1/receivables",
	    text("/api/v1/payments/%s", id), text("/api/v1/payments/%s/receipt", id) };

	for (size_t i = 0; i < COUNT(bad); i++) {
		for (size_t k = 0; k < COUNT(reads); k++)
			must_problem(api_get(bad[i], reads[k]), 401, "unauthenticated");
		must_problem(api_post(bad[i], "/api/v1/payments", cash_of(100, bill)), 401, "unauthenticated");
		must_problem(void_as(bad[i], id, "Nobody"), 401, "unauthenticated");
	}
	ck_assert_int_eq(open_now(), 9900);
}
END_TEST

START_TEST(without_permission)
{
	struct caller *agent = api_sign_in("larkfield", "CSO Agent");
	const char *id = reply_str(pay(clerk, 100), "id");

	must_problem(api_get(agent, "/api/v1/payments"), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/payments/totals"), 403, "forbidden");
	must_problem(api_get(agent, text("/api/v1/payments/%s", id)), 403, "forbidden");
	must_problem(api_get(agent, text("/api/v1/payments/%s/receipt", id)), 403, "forbidden");
	must_problem(api_get(agent, "/api/v1/receivables"), 403, "forbidden");
	must_problem(api_post(agent, "/api/v1/payments", cash_of(100, bill)), 403, "forbidden");
	must_problem(api_post(manager, "/api/v1/payments", cash_of(100, bill)), 403, "forbidden");
	must_problem(void_as(agent, id, "Not allowed"), 403, "forbidden");
	ck_assert_int_eq(open_now(), 9900);
}
END_TEST

START_TEST(unknown_things)
{
	const char *none = new_id(f.cx.arena);

	must_problem(api_get(clerk, text("/api/v1/payments/%s", none)), 404, "not-found");
	must_problem(api_get(clerk, text("/api/v1/payments/%s/receipt", none)), 404, "not-found");
	must_problem(api_get(clerk, "/api/v1/payments/1"), 404, "not-found");
	must_problem(api_get(clerk, text("/api/v1/payments/%s/void", none)), 405, "method");
	must_problem(api_get(clerk, text("/api/v1/payments/%s/nothing", none)), 404, "not-found");
	must_problem(api_call(&(struct call){ .as = clerk, .method = "DELETE", .path = "/api/v1/payments" }), 405, "method");
	must_problem(api_call(&(struct call){ .as = clerk, .method = "PUT", .path = text("/api/v1/payments/%s", none),
	    .body = "{}" }), 405, "method");
}
END_TEST

/* ---- wrong bodies ---- */

#define WHO   "\"account_id\":\"@A\",\"method\":\"cash\","
#define SUM   "\"amount\":{\"amount\":100,\"currency\":\"USD\"}"
#define EDGE  "\"allocations\":[{\"receivable_id\":\"@R\"," SUM "}]"
#define GOOD  WHO SUM "," EDGE
#define AMOUNT(n) "{" WHO "\"amount\":{\"amount\":" n ",\"currency\":\"USD\"}," EDGE "}"
#define BOTH(n) "{" WHO "\"amount\":{\"amount\":" n ",\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"@R\"," \
	"\"amount\":{\"amount\":" n ",\"currency\":\"USD\"}}]}"
#define WITH(more) "{" GOOD "," more "}"

/* pointer NULL: 400 malformed. */
static const struct { const char *what, *body, *pointer, *code; } wrong[] = {
	{ "nothing", "", "/account_id", "required" },
	{ "an empty object", "{}", "/allocations", "required" },
	{ "a list", "[]", NULL, NULL },
	{ "a number", "5", NULL, NULL },
	{ "null", "null", NULL, NULL },
	{ "a text", "\"x\"", NULL, NULL },
	{ "cut off", "{" GOOD, NULL, NULL },
	{ "something after it", "{" GOOD "} {}", NULL, NULL },
	{ "single quotes", "{'account_id':'@A'}", NULL, NULL },
	{ "a comment", "{" GOOD "/* x */}", NULL, NULL },
	{ "a trailing comma", "{" GOOD ",}", NULL, NULL },
	{ "doubled keys", WITH("\"method\":\"cash\""), NULL, NULL },
	{ "NaN", AMOUNT("NaN"), NULL, NULL },
	{ "Infinity", AMOUNT("Infinity"), NULL, NULL },
	{ "an escaped NUL", WITH("\"notes\":\"a\\u0000b\""), NULL, NULL },
	{ "a raw tab", WITH("\"notes\":\"a\tb\""), NULL, NULL },
	{ "a raw newline", WITH("\"notes\":\"a\nb\""), NULL, NULL },
	{ "invalid UTF-8", WITH("\"notes\":\"\xff\xfe\""), NULL, NULL },
	{ "an overlong character", WITH("\"notes\":\"\xc0\xaf\""), NULL, NULL },
	{ "half a surrogate pair", WITH("\"notes\":\"\\ud800\""), NULL, NULL },
	{ "depth", WITH("\"notes\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"), NULL, NULL },
	{ "an unknown field", WITH("\"colour\":\"red\""), "/colour", "unknown" },
	{ "an unknown field within", "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"USD\",\"x\":1}," EDGE "}", "/amount/x", "unknown" },
	{ "an unknown field in a list", "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@R\",\"why\":1," SUM "}]}",
	    "/allocations/0/why", "unknown" },
	{ "no account", "{\"method\":\"cash\"," SUM "," EDGE "}", "/account_id", "required" },
	{ "no method", "{\"account_id\":\"@A\"," SUM "," EDGE "}", "/method", "required" },
	{ "no amount", "{" WHO EDGE "}", "/amount", "required" },
	{ "no allocations", "{" WHO SUM "}", "/allocations", "required" },
	{ "no receivable", "{" WHO SUM ",\"allocations\":[{" SUM "}]}", "/allocations/0/receivable_id", "required" },
	{ "no currency", "{" WHO "\"amount\":{\"amount\":100}," EDGE "}", "/amount/currency", "required" },
	{ "no number", "{" WHO "\"amount\":{\"currency\":\"USD\"}," EDGE "}", "/amount/amount", "required" },
	{ "null for an amount", "{" WHO "\"amount\":null," EDGE "}", "/amount", "required" },
	{ "a bare amount", "{" WHO "\"amount\":100," EDGE "}", "/amount", "type" },
	{ "an amount in words", AMOUNT("\"100\""), "/amount/amount", "type" },
	{ "three decimals", AMOUNT("1.005"), "/amount/amount", "type" },
	{ "two decimals", AMOUNT("1.50"), "/amount/amount", "type" },
	{ "an exponent", AMOUNT("1e2"), "/amount/amount", "type" },
	{ "zero", BOTH("0"), "/amount/amount", "range" },
	{ "less than nothing", BOTH("-100"), "/amount/amount", "range" },
	{ "2 to the 63rd", BOTH("9223372036854775808"), "/amount/amount", "range" },
	{ "2 to the 64th", BOTH("18446744073709551616"), "/amount/amount", "range" },
	{ "thirty digits", BOTH("123456789012345678901234567890"), "/amount/amount", "range" },
	{ "over the cap", BOTH("5000001"), "/amount", "range" },
	{ "more than is open", BOTH("10001"), "/amount", "over_open" },
	{ "another currency", "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"EUR\"}," EDGE "}", "/amount/currency", NULL },
	{ "a currency in lower case", "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"usd\"}," EDGE "}", "/amount/currency", NULL },
	{ "a sum that is another", AMOUNT("101"), "/allocations/0/amount", "sum" },
	{ "no bill", "{" WHO SUM ",\"allocations\":[]}", "/allocations", "length" },
	{ "two bills", "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@R\"," SUM "},{\"receivable_id\":\"@R\"," SUM "}]}",
	    "/allocations", "length" },
	{ "allocations that are none", "{" WHO SUM ",\"allocations\":{}}", "/allocations", "type" },
	{ "an allocation that is none", "{" WHO SUM ",\"allocations\":[5]}", "/allocations/0", "type" },
	{ "an account that is no id", "{\"account_id\":\"1\",\"method\":\"cash\"," SUM "," EDGE "}", "/account_id", "format" },
	{ "an account that is a number", "{\"account_id\":7,\"method\":\"cash\"," SUM "," EDGE "}", "/account_id", "type" },
	{ "an account that is none", "{\"account_id\":\"00000000-0000-7000-8000-000000000000\",\"method\":\"cash\"," SUM "," EDGE "}",
	    "/account_id", "not_found" },
	{ "a bill that is none", "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"00000000-0000-7000-8000-000000000000\"," SUM "}]}",
	    "/allocations/0/receivable_id", "not_found" },
	{ "another account's bill", "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@X\"," SUM "}]}",
	    "/allocations/0/receivable_id", "not_found" },
	{ "a method of another day", "{\"account_id\":\"@A\",\"method\":\"barter\"," SUM "," EDGE "}", "/method", "choice" },
	{ "a method that is a list", "{\"account_id\":\"@A\",\"method\":[\"cash\"]," SUM "," EDGE "}", "/method", "type" },
	{ "a channel of another day", WITH("\"channel\":\"telex\""), "/channel", "choice" },
	{ "too little cash", WITH("\"received\":{\"amount\":99,\"currency\":\"USD\"}"), "/received", "range" },
	{ "cash that is true", WITH("\"received\":true"), "/received", "type" },
	{ "cash at the card terminal", "{\"account_id\":\"@A\",\"method\":\"card_terminal\"," SUM "," EDGE
	    ",\"received\":{\"amount\":100,\"currency\":\"USD\"}}", "/received", "unexpected" },
	{ "a reference for cash", WITH("\"reference\":\"SLIP 1\""), "/reference", "unexpected" },
	{ "a card number", WITH("\"notes\":\"4111 1111 1111 1111\""), "/notes", "card_number" },
	{ "February 30th", WITH("\"paid_on\":\"2026-02-30\""), "/paid_on", "format" },
	{ "month 13", WITH("\"paid_on\":\"2026-13-01\""), "/paid_on", "format" },
	{ "a date in words", WITH("\"paid_on\":\"yesterday\""), "/paid_on", "format" },
	{ "a date with a time", WITH("\"paid_on\":\"2026-02-20T00:00:00Z\""), "/paid_on", "format" },
	{ "the future", WITH("\"paid_on\":\"2999-01-01\""), "/paid_on", "range" },
	{ "long ago", WITH("\"paid_on\":\"2001-01-01\""), "/paid_on", "range" },
};

static const char *
filled(const char *template, const char *foreign)
{
	struct buf b = buf_in(f.cx.arena);

	for (const char *s = template; *s; s++) {
		const char *id = *s != '@' ? NULL : s[1] == 'A' ? account : s[1] == 'R' ? bill : s[1] == 'X' ? foreign : NULL;

		if (id) {
			buf_puts(&b, id);
			s++;
		} else {
			buf_putc(&b, *s);
		}
	}
	return b.data ? b.data : "";
}

START_TEST(wrong_bodies)
{
	const char *foreign = fixture_bill(&f, fixture_account(&f), 10000);

	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *body = filled(wrong[i].body, foreign);
		struct reply *r = api_post(clerk, "/api/v1/payments", body);

		ck_assert_msg(r->status == (wrong[i].pointer ? 422 : 400), "%s: %d %s", wrong[i].what, r->status, r->body);
		if (wrong[i].pointer)
			must_fault(r, wrong[i].pointer, wrong[i].code);
		else
			must_problem(r, 400, "malformed");
	}
	ck_assert_uint_eq(payments_now(), 0);
	ck_assert_int_eq(open_now(), 10000);
	numbers_whole();
	fixture_balanced(&f);
}
END_TEST

static char *
padded(size_t len)
{
	static const char head[] = "{\"notes\":\"";
	char *s = malloc(len + 1);

	ck_assert_ptr_nonnull(s);
	memset(s, 'n', len);
	memcpy(s, head, strlen(head));
	memcpy(s + len - 2, "\"}", 3);
	return s;
}

START_TEST(large_and_odd_bodies)
{
	struct call c = { .as = clerk, .method = "POST", .path = "/api/v1/payments", .key = fresh_key() };
	char *body = padded(1000000), *larger = padded(1100000);
	struct reply *r;

	c.body = body;
	must_fault(api_call(&c), "/notes", "length");
	c.body = larger;
	must_problem(api_call(&c), 413, "too-large");
	free(body);
	free(larger);
	c.body = "{\"notes\":\"a\0b\"}";
	c.len = 15;
	must_problem(api_call(&c), 400, "malformed");
	c.len = 0;
	c.body = cash_of(100, bill);
	c.headers[0] = "Content-Type: text/plain";
	r = api_call(&c);
	ck_assert_msg(r->status == 415, "%d %s", r->status, r->body);
	ck_assert_int_eq(open_now(), 10000);
	ck_assert_uint_eq(payments_now(), 0);
}
END_TEST

START_TEST(all_faults_at_once)
{
	struct reply *r = api_post(clerk, "/api/v1/payments", "{\"account_id\":\"x\",\"amount\":{\"amount\":0,\"currency\":\"EUR\"},"
	    "\"method\":\"barter\",\"paid_on\":\"2026-02-30\",\"x\":1}");

	must_fault(r, "/account_id", "format");
	must_fault(r, "/amount/amount", "range");
	must_fault(r, "/amount/currency", NULL);
	must_fault(r, "/method", "choice");
	must_fault(r, "/paid_on", "format");
	must_fault(r, "/allocations", "required");
	must_fault(r, "/x", "unknown");
}
END_TEST

START_TEST(a_paid_bill)
{
	struct reply *r;

	pay(clerk, 10000);
	r = api_post(clerk, "/api/v1/payments", cash_of(1, bill));
	must_problem(r, 409, "conflict");
	ck_assert_ptr_nonnull(strstr(reply_str(r, "detail"), "paid"));
	ck_assert_ptr_nonnull(strstr(reply_str(r, "detail"), "B-"));
	ck_assert_uint_eq(payments_now(), 1);
	numbers_whole();
}
END_TEST

/* ---- keys ---- */

START_TEST(keys)
{
	struct call c = { .as = clerk, .method = "POST", .path = "/api/v1/payments", .body = cash_of(100, bill) };
	struct reply *first, *r;

	must_fault(api_call(&c), "Idempotency-Key", "required");
	c.key = "short";
	must_fault(api_call(&c), "Idempotency-Key", "format");
	c.key = text("%0256d", 1);
	must_fault(api_call(&c), "Idempotency-Key", "format");
	c.key = fresh_key();
	first = api_call(&c);
	must_status(first, 201);
	r = api_call(&c);
	must_status(r, 201);
	ck_assert_str_eq(r->body, first->body);
	ck_assert_str_eq(reply_header(r, "Location"), reply_header(first, "Location"));
	ck_assert_str_eq(reply_header(r, "Idempotency-Replayed"), "true");
	c.body = cash_of(101, bill);
	must_problem(api_call(&c), 422, "key-reused");
	c.as = cashier;				/* another's key is another key */
	must_status(api_call(&c), 201);
	ck_assert_uint_eq(payments_now(), 2);
	ck_assert_int_eq(open_now(), 10000 - 201);

	c.as = clerk;				/* a refusal frees its key */
	c.key = fresh_key();
	c.body = cash_of(999999, bill);
	must_fault(api_call(&c), "/amount", "over_open");
	c.body = cash_of(99, bill);
	must_status(api_call(&c), 201);
	numbers_whole();
}
END_TEST

START_TEST(once)
{
	enum { N = 50 };
	struct call calls[N];
	struct reply *replies[N];
	const char *key = fresh_key(), *body = cash_of(700, bill);

	for (int i = 0; i < N; i++)
		calls[i] = (struct call){ .as = clerk, .method = "POST", .path = "/api/v1/payments", .body = body, .key = key };
	api_together(calls, replies, N);
	for (int i = 0; i < N; i++) {
		must_status(replies[i], 201);
		ck_assert_str_eq(replies[i]->body, replies[0]->body);
	}
	ck_assert_uint_eq(payments_now(), 1);
	ck_assert_int_eq(open_now(), 9300);
	numbers_whole();
	fixture_balanced(&f);
}
END_TEST

START_TEST(together)
{
	enum { N = 16, ROUNDS = 4 };
	struct call calls[N];
	struct reply *replies[N];
	int taken = 0;

	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < N; i++)
			calls[i] = (struct call){ .as = i % 2 ? clerk : cashier, .method = "POST", .path = "/api/v1/payments",
			    .body = cash_of(400, bill), .key = fresh_key() };
		api_together(calls, replies, N);
		for (int i = 0; i < N; i++) {
			if (replies[i]->status == 201)
				taken++;
			else if (replies[i]->status == 409)
				must_problem(replies[i], 409, "conflict");
			else
				must_fault(replies[i], "/amount", "over_open");
		}
	}
	ck_assert_int_eq(taken, 10000 / 400);
	ck_assert_int_eq(open_now(), 0);
	ck_assert_uint_eq(payments_now(), 25);
	ck_assert_int_eq(fixture_i64(&f, "select count(distinct receipt_no) n from payment where account_id = ?", str(account)), 25);
	numbers_whole();
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payments");
	TCase *t = tcase_create("payments");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 180);
	tcase_add_unchecked_fixture(t, people, NULL);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cash_and_its_traces);
	tcase_add_test(t, card_for_the_rest);
	tcase_add_test(t, receivables_in_order);
	tcase_add_loop_test(t, pages_cover_all_once, 0, 4);
	tcase_add_test(t, found_by_what_it_is);
	tcase_add_test(t, lists_refuse);
	tcase_add_test(t, exported);
	tcase_add_test(t, exported_without_formulas);
	tcase_add_test(t, receipt);
	tcase_add_test(t, dated_back);
	tcase_add_test(t, voided);
	tcase_add_test(t, void_refused);
	tcase_add_test(t, void_by_two);
	tcase_add_test(t, a_cashier_sees_his_own);
	tcase_add_test(t, another_tenant_sees_nothing);
	tcase_add_test(t, without_a_good_token);
	tcase_add_test(t, without_permission);
	tcase_add_test(t, unknown_things);
	tcase_add_test(t, wrong_bodies);
	tcase_add_test(t, large_and_odd_bodies);
	tcase_add_test(t, all_faults_at_once);
	tcase_add_test(t, a_paid_bill);
	tcase_add_test(t, keys);
	tcase_add_test(t, once);
	tcase_add_test(t, together);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
