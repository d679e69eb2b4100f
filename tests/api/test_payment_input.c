/*
 * Taking a payment with wrong bodies and keys, once and together: precise problems, no partial
 * effect.
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

/* ---- wrong bodies ---- */

#define WHO   "\"account_id\":\"@A\",\"method\":\"cash\","
#define SUM   "\"amount\":{\"amount\":100,\"currency\":\"USD\"}"
#define EDGE  "\"allocations\":[{\"receivable_id\":\"@R\"," SUM "}]"
#define GOOD  WHO SUM "," EDGE
#define AMOUNT(n) "{" WHO "\"amount\":{\"amount\":" n ",\"currency\":\"USD\"}," EDGE "}"
#define BOTH(n) \
	"{" WHO "\"amount\":{\"amount\":" n \
	",\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"@R\"," \
	"\"amount\":{\"amount\":" n ",\"currency\":\"USD\"}}]}"
#define WITH(more) "{" GOOD "," more "}"

/* pointer NULL: 400 malformed. */
static const struct { const char *what, *body, *pointer, *code;
} wrong[] = {
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
	{ "an unknown field within",
	    "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"USD\",\"x\":1}," EDGE "}",
	    "/amount/x", "unknown" },
	{ "an unknown field in a list",
	    "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@R\",\"why\":1," SUM "}]}",
	    "/allocations/0/why", "unknown" },
	{ "no account", "{\"method\":\"cash\"," SUM "," EDGE "}", "/account_id", "required" },
	{ "no method", "{\"account_id\":\"@A\"," SUM "," EDGE "}", "/method", "required" },
	{ "no amount", "{" WHO EDGE "}", "/amount", "required" },
	{ "no allocations", "{" WHO SUM "}", "/allocations", "required" },
	{ "no receivable", "{" WHO SUM ",\"allocations\":[{" SUM "}]}",
	    "/allocations/0/receivable_id", "required" },
	{ "no currency", "{" WHO "\"amount\":{\"amount\":100}," EDGE "}", "/amount/currency",
	    "required" },
	{ "no number", "{" WHO "\"amount\":{\"currency\":\"USD\"}," EDGE "}", "/amount/amount",
	    "required" },
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
	{ "more than is open", BOTH("10001"), "/allocations/0/amount", "over_open" },
	{ "another currency", "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"EUR\"}," EDGE "}",
	    "/amount/currency", NULL },
	{ "a currency in lower case",
	    "{" WHO "\"amount\":{\"amount\":100,\"currency\":\"usd\"}," EDGE "}",
	    "/amount/currency", NULL },
	{ "a sum that is another", AMOUNT("101"), "/amount", "sum" },
	{ "no bill", "{" WHO SUM ",\"allocations\":[]}", "/amount", "sum" },
	{ "the same bill twice",
	    "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@R\"," SUM
	    "},{\"receivable_id\":\"@R\"," SUM "}]}",
	    "/allocations/1/receivable_id", "twice" },
	{ "allocations that are none", "{" WHO SUM ",\"allocations\":{}}", "/allocations", "type" },
	{ "an allocation that is none", "{" WHO SUM ",\"allocations\":[5]}", "/allocations/0",
	    "type" },
	{ "an account that is no id", "{\"account_id\":\"1\",\"method\":\"cash\"," SUM "," EDGE "}",
	    "/account_id", "format" },
	{ "an account that is a number", "{\"account_id\":7,\"method\":\"cash\"," SUM "," EDGE "}",
	    "/account_id", "type" },
	{ "an account that is none",
	    "{\"account_id\":\"00000000-0000-7000-8000-000000000000\",\"method\":\"cash\"," SUM
	    "," EDGE "}",
	    "/account_id", "not_found" },
	{ "a bill that is none",
	    "{" WHO SUM
	    ",\"allocations\":[{\"receivable_id\":\"00000000-0000-7000-8000-000000000000\"," SUM
	    "}]}",
	    "/allocations/0/receivable_id", "not_found" },
	{ "another account's bill",
	    "{" WHO SUM ",\"allocations\":[{\"receivable_id\":\"@X\"," SUM "}]}",
	    "/allocations/0/receivable_id", "not_found" },
	{ "a method of another day",
	    "{\"account_id\":\"@A\",\"method\":\"barter\"," SUM "," EDGE "}", "/method", "choice" },
	{ "a method that is a list",
	    "{\"account_id\":\"@A\",\"method\":[\"cash\"]," SUM "," EDGE "}", "/method", "type" },
	{ "a channel of another day", WITH("\"channel\":\"telex\""), "/channel", "choice" },
	{ "too little cash", WITH("\"received\":{\"amount\":99,\"currency\":\"USD\"}"), "/received",
	    "range" },
	{ "cash that is true", WITH("\"received\":true"), "/received", "type" },
	{ "cash at the card terminal",
	    "{\"account_id\":\"@A\",\"method\":\"card_terminal\"," SUM "," EDGE
	    ",\"received\":{\"amount\":100,\"currency\":\"USD\"}}",
	    "/received", "unexpected" },
	{ "a reference for cash", WITH("\"reference\":\"SLIP 1\""), "/reference", "unexpected" },
	{ "a card number", WITH("\"notes\":\"4111 1111 1111 1111\""), "/notes", "card_number" },
	{ "February 30th", WITH("\"paid_on\":\"2026-02-30\""), "/paid_on", "format" },
	{ "month 13", WITH("\"paid_on\":\"2026-13-01\""), "/paid_on", "format" },
	{ "a date in words", WITH("\"paid_on\":\"yesterday\""), "/paid_on", "format" },
	{ "a date with a time", WITH("\"paid_on\":\"2026-02-20T00:00:00Z\""), "/paid_on",
	    "format" },
	{ "the future", WITH("\"paid_on\":\"2999-01-01\""), "/paid_on", "range" },
	{ "long ago", WITH("\"paid_on\":\"2001-01-01\""), "/paid_on", "range" },
};

static const char *
filled(const char *template, const char *foreign)
{
	struct buf b = buf_in(t.f.cx.arena);

	for (const char *s = template; *s; s++) {
		const char *id = *s != '@' ? NULL
		    : s[1] == 'A'          ? t.account
		    : s[1] == 'R'          ? t.bill
		    : s[1] == 'X'          ? foreign
					   : NULL;

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
	const char *foreign = fixture_bill(&t.f, fixture_account(&t.f), 10000);

	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *body = filled(wrong[i].body, foreign);
		struct reply *r = api_post(t.clerk, "/api/v1/payments", body);

		ck_assert_msg(r->status == (wrong[i].pointer ? 422 : 400), "%s: %d %s",
		    wrong[i].what, r->status, r->body);
		if (wrong[i].pointer)
			must_fault(r, wrong[i].pointer, wrong[i].code);
		else
			must_problem(r, 400, "malformed");
	}
	ck_assert_uint_eq(payments_now(&t), 0);
	ck_assert_int_eq(open_now(&t), 10000);
	numbers_whole(&t);
	fixture_balanced(&t.f);
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
	struct call c = {
		.as = t.clerk, .method = "POST", .path = "/api/v1/payments", .key = fresh_key()
	};
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
	c.body = cash_of(&t, 100, t.bill);
	c.headers[0] = "Content-Type: text/plain";
	r = api_call(&c);
	ck_assert_msg(r->status == 415, "%d %s", r->status, r->body);
	ck_assert_int_eq(open_now(&t), 10000);
	ck_assert_uint_eq(payments_now(&t), 0);
}
END_TEST

START_TEST(all_faults_at_once)
{
	struct reply *r = api_post(t.clerk, "/api/v1/payments",
	    "{\"account_id\":\"x\",\"amount\":{\"amount\":0,\"currency\":\"EUR\"},"
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

	pay(&t, t.clerk, 10000);
	r = api_post(t.clerk, "/api/v1/payments", cash_of(&t, 1, t.bill));
	must_problem(r, 409, "conflict");
	ck_assert_ptr_nonnull(strstr(reply_str(r, "detail"), "paid"));
	ck_assert_ptr_nonnull(strstr(reply_str(r, "detail"), "B-"));
	ck_assert_uint_eq(payments_now(&t), 1);
	numbers_whole(&t);
}
END_TEST

/* ---- keys ---- */

START_TEST(keys)
{
	struct call c = { .as = t.clerk,
		.method = "POST",
		.path = "/api/v1/payments",
		.body = cash_of(&t, 100, t.bill) };
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
	c.body = cash_of(&t, 101, t.bill);
	must_problem(api_call(&c), 422, "key-reused");
	c.as = t.cashier;				/* another's key is another key */
	must_status(api_call(&c), 201);
	ck_assert_uint_eq(payments_now(&t), 2);
	ck_assert_int_eq(open_now(&t), 10000 - 201);

	c.as = t.clerk;				/* a refusal frees its key */
	c.key = fresh_key();
	c.body = cash_of(&t, 999999, t.bill);
	must_fault(api_call(&c), "/allocations/0/amount", "over_open");
	c.body = cash_of(&t, 99, t.bill);
	must_status(api_call(&c), 201);
	numbers_whole(&t);
}
END_TEST

START_TEST(once)
{
	enum { N = 50 };
	struct call calls[N];
	struct reply *replies[N];
	const char *key = fresh_key(), *body = cash_of(&t, 700, t.bill);

	for (int i = 0; i < N; i++)
		calls[i] = (struct call){ .as = t.clerk,
			.method = "POST",
			.path = "/api/v1/payments",
			.body = body,
			.key = key };
	api_together(calls, replies, N);
	for (int i = 0; i < N; i++) {
		must_status(replies[i], 201);
		ck_assert_str_eq(replies[i]->body, replies[0]->body);
	}
	ck_assert_uint_eq(payments_now(&t), 1);
	ck_assert_int_eq(open_now(&t), 9300);
	numbers_whole(&t);
	fixture_balanced(&t.f);
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
			calls[i] = (struct call){ .as = i % 2 ? t.clerk : t.cashier,
				.method = "POST",
				.path = "/api/v1/payments",
				.body = cash_of(&t, 400, t.bill),
				.key = fresh_key() };
		api_together(calls, replies, N);
		for (int i = 0; i < N; i++) {
			if (replies[i]->status == 201)
				taken++;
			else if (replies[i]->status == 409)
				must_problem(replies[i], 409, "conflict");
			else
				must_fault(replies[i], "/allocations/0/amount", "over_open");
		}
	}
	ck_assert_int_eq(taken, 10000 / 400);
	ck_assert_int_eq(open_now(&t), 0);
	ck_assert_uint_eq(payments_now(&t), 25);
	ck_assert_int_eq(
	    fixture_i64(&t.f,
		"select count(distinct receipt_no) n from payment where account_id = ?",
		str(t.account)),
	    25);
	numbers_whole(&t);
	fixture_balanced(&t.f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment input");
	TCase *c = tcase_create("payment input");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 180);
	tcase_add_unchecked_fixture(c, people, NULL);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, wrong_bodies);
	tcase_add_test(c, large_and_odd_bodies);
	tcase_add_test(c, all_faults_at_once);
	tcase_add_test(c, a_paid_bill);
	tcase_add_test(c, keys);
	tcase_add_test(c, once);
	tcase_add_test(c, together);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
