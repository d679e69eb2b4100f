/*
 * Bills as documents and mails through the real front door: every number of a bill is on its PDF, the
 * stack's mail server keeps what was sent, what is wrong is refused.
 */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

enum { PATIENCE = 600 };		/* times 50 ms */

static struct caller *manager, *other, *cashier, *agent;

static void
people(void)
{
	manager = api_sign_in("larkfield", "Billing Manager");
	other = api_sign_in("suryanagar", "Billing Manager");
	cashier = api_sign_in("larkfield", "Cashier");
	agent = api_sign_in("larkfield", "CSO Agent");
}

static const char *
first_bill(void)
{
	struct reply *r = api_get(manager, "/api/v1/bills?status=issued&limit=1");

	must_status(r, 200);
	return reply_str(r, "data.0.id");
}

/* What pdftotext makes of a reply; "" where that tool is missing. */
static const char *
text_of(const struct reply *r)
{
	static char out[1 << 20];
	char dir[] = "/tmp/bill-XXXXXX";
	FILE *file;
	size_t n;

	must_status(r, 200);
	ck_assert_str_eq(r->type, "application/pdf");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	file = fopen(text("%s/b.pdf", dir), "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(r->body, 1, r->len, file), r->len);
	(void)fclose(file);
	if (system("command -v qpdf >/dev/null 2>&1") == 0)
		ck_assert_int_eq(system(text("qpdf --check %s/b.pdf >/dev/null 2>&1", dir)), 0);
	file = popen(text("pdftotext -layout %s/b.pdf - 2>/dev/null", dir), "r");
	ck_assert_ptr_nonnull(file);
	n = fread(out, 1, sizeof out - 1, file);
	out[n] = '\0';
	(void)pclose(file);
	ck_assert_int_eq(system(text("rm -r %s", dir)), 0);
	return out;
}

static void
has(const char *pdf, const char *part)
{
	if (*pdf)
		ck_assert_msg(strstr(pdf, part) != NULL, "no \"%s\" in:\n%.3000s", part, pdf);
}

/* "$1,234.50" */
static const char *
dollars(int64_t minor)
{
	const char *sign = minor < 0 ? "-" : "";
	int64_t cents = minor < 0 ? -minor : minor, whole = cents / 100;

	return whole < 1000
	    ? text("%s$%lld.%02lld", sign, (long long)whole, (long long)(cents % 100))
	    : text("%s$%lld,%03lld.%02lld", sign, (long long)(whole / 1000), (long long)(whole % 1000),
		(long long)(cents % 100));
}

/* ---- documents ---- */

START_TEST(every_number_is_on_it)
{
	struct reply *list = api_get(manager, "/api/v1/bills?limit=12");

	must_status(list, 200);
	for (size_t i = 0; i < reply_count(list, "data"); i += 3) {
		const char *id = reply_str(list, text("data.%zu.id", i)), *pdf;
		struct reply *bill = api_get(manager, text("/api/v1/bills/%s", id));

		must_status(bill, 200);
		pdf = text_of(api_get(manager, text("/api/v1/bills/%s/document", id)));
		has(pdf, reply_str(bill, "number"));
		has(pdf, reply_str(bill, "account.number"));
		has(pdf, dollars(reply_i64(bill, "amount.amount")));
		for (size_t l = 0; l < reply_count(bill, "lines"); l++)
			has(pdf, dollars(reply_i64(bill, text("lines.%zu.amount.amount", l))));
	}
}
END_TEST

START_TEST(copies_say_so)
{
	const char *id = first_bill();
	const char *pdf = text_of(api_get(manager, text("/api/v1/bills/%s/document?copy=true", id)));

	has(pdf, "COPY");
	pdf = text_of(api_get(manager, text("/api/v1/bills/%s/document", id)));
	ck_assert_ptr_null(strstr(pdf, "COPY"));
	must_problem(api_get(other, text("/api/v1/bills/%s/document", id)), 404, "not-found");
	must_problem(api_get(agent, text("/api/v1/bills/%s/document", id)), 403, "forbidden");
	must_fault(api_get(manager, text("/api/v1/bills/%s/document?copy=perhaps", id)), "?copy", "choice");
	must_problem(api_get(manager,
	    text("/api/v1/bills/%s/document?template_id=00000000-0000-7000-8000-000000000000", id)), 404,
	    "not-found");
}
END_TEST

/* ---- mail ---- */

static struct reply *
delivery_with(const char *bill, const char *state)
{
	for (int i = 0; i < PATIENCE; i++) {
		struct reply *r = api_get(manager, text("/api/v1/bill-deliveries?bill_id=%s&channel=email&limit=1", bill));

		must_status(r, 200);
		if (same_text(reply_str(r, "data.0.state"), state))
			return r;
		(void)usleep(50000);
	}
	ck_abort_msg("the mail is not %s", state);
}

static bool
kept_with(const char *to, const char *number)
{
	const char *dir = text("%s/mail", getenv("BILLPORT_TEST_STACK"));

	return system(text("f=$(grep -rl 'To: %s' '%s' | head -n 1) && [ -n \"$f\" ] &&"
	    " grep -q 'bill-%s.pdf' \"$f\" && grep -q JVBERi0 \"$f\" && grep -q 'Amount due: ' \"$f\"",
	    to, dir, number)) == 0;
}

START_TEST(a_bill_is_sent)
{
	const char *bill = first_bill(), *to = text("bill-%s@mail.example", fresh_key());
	struct call twice = { .as = manager, .method = "POST", .path = text("/api/v1/bills/%s/email", bill),
		.body = text("{\"to\":\"%s\"}", to), .key = fresh_key() };
	struct reply *a = api_call(&twice), *b = api_call(&twice), *d;

	must_status(a, 202);
	must_status(b, 202);
	ck_assert_str_eq(reply_str(a, "id"), reply_str(b, "id"));
	d = delivery_with(bill, "accepted");
	ck_assert_str_eq(reply_str(d, "data.0.id"), reply_str(a, "id"));
	ck_assert_str_eq(reply_str(d, "data.0.address"), to);
	ck_assert(kept_with(to, reply_str(d, "data.0.bill.number")));
}
END_TEST

START_TEST(a_refusal_is_told)
{
	const char *bill = first_bill();
	struct reply *r;

	must_status(api_post(manager, text("/api/v1/bills/%s/email", bill), "{\"to\":\"ada@refused.example\"}"), 202);
	r = delivery_with(bill, "failed");
	ck_assert_ptr_nonnull(strstr(reply_str(r, "data.0.failure"), "550"));
	must_fault(api_post(manager, text("/api/v1/bills/%s/email", bill), "{\"to\":\"nobody\"}"), "/to", "format");
	must_problem(api_post(other, text("/api/v1/bills/%s/email", bill), "{\"to\":\"a@b.example\"}"), 404,
	    "not-found");
}
END_TEST

/* ---- templates ---- */

START_TEST(templates_refuse)
{
	const char *name = text("T %s", fresh_key());
	struct reply *r;

	must_fault(api_post(manager, "/api/v1/bill-templates", "{}"), "/name", "required");
	must_fault(api_post(manager, "/api/v1/bill-templates", "{\"name\":\"X\",\"message\":\"4111 1111 1111 1111\"}"),
	    "/message", "card");
	must_fault(api_post(manager, "/api/v1/bill-templates", "{\"name\":\"X\",\"accent\":\"#ffee88\"}"), "/accent",
	    "range");
	must_fault(api_post(manager, "/api/v1/bill-templates", "{\"name\":\"X\",\"accent\":\"red\"}"), "/accent",
	    "format");
	must_fault(api_post(manager, "/api/v1/bill-templates", "{\"name\":\"X\",\"logo\":\"x\"}"), "/logo", "unknown");
	r = api_post(manager, "/api/v1/bill-templates", text("{\"name\":\"%s\",\"footer\":\"Foot\"}", name));
	must_status(r, 201);
	must_problem(api_post(manager, "/api/v1/bill-templates", text("{\"name\":\"%s\"}", name)), 409, "conflict");
	has(text_of(api_get(manager, text("/api/v1/bill-templates/%s/sample?kind=long", reply_str(r, "id")))), "Foot");
	must_problem(api_get(other, text("/api/v1/bill-templates/%s/sample", reply_str(r, "id"))), 404, "not-found");
}
END_TEST

/* ---- batches ---- */

START_TEST(a_batch_of_chosen_bills)
{
	struct reply *bills = api_get(manager, "/api/v1/bills?status=issued&limit=3"), *r;
	const char *batch, *pdf;

	r = api_post(manager, "/api/v1/bill-batches",
	    text("{\"channel\":\"print\",\"again\":true,\"sort\":\"account\",\"bill_ids\":[\"%s\",\"%s\",\"%s\"]}",
		reply_str(bills, "data.0.id"), reply_str(bills, "data.1.id"), reply_str(bills, "data.2.id")));
	must_status(r, 201);
	batch = reply_str(r, "id");
	for (int i = 0; i < PATIENCE && !same_text(reply_str(r, "state"), "done"); i++) {
		(void)usleep(50000);
		r = api_get(manager, text("/api/v1/bill-batches/%s", batch));
	}
	ck_assert_int_eq(reply_i64(r, "bills"), 3);
	ck_assert_int_eq(reply_i64(r, "pages"), 3);
	pdf = text_of(api_get(manager, text("/api/v1/bill-batches/%s/document", batch)));
	for (int i = 0; i < 3; i++)
		has(pdf, reply_str(bills, text("data.%d.number", i)));
	must_problem(api_get(other, text("/api/v1/bill-batches/%s/document", batch)), 404, "not-found");
	must_problem(api_post(manager, text("/api/v1/bill-batches/%s/cancel", batch), "{}"), 409, "conflict");
	must_fault(api_post(manager, text("/api/v1/bill-batches/%s/posted", batch), "{}"), "/posted_on", "required");
	r = api_post(manager, text("/api/v1/bill-batches/%s/posted", batch), "{\"posted_on\":\"2025-11-03\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "posted_on"), "2025-11-03");
}
END_TEST

START_TEST(what_a_batch_refuses)
{
	must_fault(api_post(manager, "/api/v1/bill-batches", "{\"channel\":\"pigeon\"}"), "/channel", "choice");
	must_fault(api_post(manager, "/api/v1/bill-batches", "{\"channel\":\"print\",\"bill_ids\":[\"x\"]}"),
	    "/bill_ids/0", "format");
	must_problem(api_post(manager, "/api/v1/bill-batches",
	    "{\"channel\":\"print\",\"cycle_id\":\"00000000-0000-7000-8000-000000000000\"}"), 404, "not-found");
	must_problem(api_post(manager, "/api/v1/bill-batches", "{\"channel\":\"print\",\"to\":\"1990-01-01\"}"), 409,
	    "conflict");
	must_problem(api_post(cashier, "/api/v1/bill-batches", "{\"channel\":\"print\"}"), 403, "forbidden");
	must_fault(api_get(manager, "/api/v1/bill-batches/preview?from=yesterday"), "?from", NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("distribution");
	TCase *tc = tcase_create("distribution");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 120);
	tcase_add_unchecked_fixture(tc, people, NULL);
	tcase_add_test(tc, every_number_is_on_it);
	tcase_add_test(tc, copies_say_so);
	tcase_add_test(tc, a_bill_is_sent);
	tcase_add_test(tc, a_refusal_is_told);
	tcase_add_test(tc, templates_refuse);
	tcase_add_test(tc, a_batch_of_chosen_bills);
	tcase_add_test(tc, what_a_batch_refuses);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
