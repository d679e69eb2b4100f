/*
 * A receipt by e-mail, from the request to the file that the stack's mail server keeps: sent by the
 * stack's worker.
 */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"
#include "till.h"

#include <check.h>		/* last: it has a macro named fail */

enum { PATIENCE = 300 };		/* times 50 ms */

static struct till till;

static void people(void) { till_people(&till); }
static void setup(void) { till_open(&till); }
static void teardown(void) { till_close(&till); }

static struct reply *
mail_to(struct caller *who, const char *payment, const char *body)
{
	return api_post(who, text("/api/v1/payments/%s/receipt/email", payment), body);
}

/* The payment once its only mail has come so far. */
static struct reply *
payment_with(const char *payment, const char *state)
{
	for (int i = 0; i < PATIENCE; i++) {
		struct reply *r = api_get(till.clerk, text("/api/v1/payments/%s", payment));

		must_status(r, 200);
		if (same_text(reply_str(r, "mails.0.state"), state))
			return r;
		(void)usleep(50000);
	}
	ck_abort_msg("the mail is not %s", state);
}

static const char *
kept_file(const char *mail_id)
{
	static char content[1 << 20];
	FILE *f = fopen(text("%s/mail/%s.eml", getenv("BILLPORT_TEST_STACK"), mail_id), "r");

	ck_assert_ptr_nonnull(f);
	content[fread(content, 1, sizeof content - 1, f)] = '\0';
	(void)fclose(f);
	return content;
}

START_TEST(a_receipt_is_sent)
{
	const char *payment = reply_str(pay(&till, till.clerk, 1000), "id"), *mail, *file;
	struct reply *r = mail_to(till.clerk, payment, "{\"to\":\"ada@mail.example\"}");

	must_status(r, 202);
	mail = reply_str(r, "id");
	ck_assert_str_eq(reply_str(r, "state"), "queued");
	r = payment_with(payment, "accepted");
	ck_assert_str_eq(reply_str(r, "mails.0.to"), "ada@mail.example");
	ck_assert(reply_has(r, "mails.0.sent_at"));
	file = kept_file(mail);
	ck_assert_ptr_nonnull(strstr(file, "To: ada@mail.example"));
	ck_assert_ptr_nonnull(strstr(file, text("Message-ID: <%s@", mail)));
	ck_assert_ptr_nonnull(strstr(file, text("receipt-%s.pdf", reply_str(r, "receipt_no"))));
	ck_assert_ptr_nonnull(strstr(file, "JVBERi0"));	/* %PDF- */
}
END_TEST

START_TEST(a_second_click_sends_one)
{
	const char *payment = reply_str(pay(&till, till.clerk, 1000), "id");
	struct call twice = { .as = till.clerk, .method = "POST",
		.path = text("/api/v1/payments/%s/receipt/email", payment),
		.body = "{\"to\":\"ada@mail.example\"}", .key = fresh_key() };
	struct reply *a = api_call(&twice), *b = api_call(&twice);

	must_status(a, 202);
	must_status(b, 202);
	ck_assert_str_eq(reply_str(a, "id"), reply_str(b, "id"));
	ck_assert_uint_eq(reply_count(payment_with(payment, "accepted"), "mails"), 1);
}
END_TEST

START_TEST(a_refusal_is_told)
{
	const char *payment = reply_str(pay(&till, till.clerk, 1000), "id");
	struct reply *r;

	must_status(mail_to(till.clerk, payment, "{\"to\":\"ada@refused.example\"}"), 202);
	r = payment_with(payment, "failed");
	ck_assert_ptr_nonnull(strstr(reply_str(r, "mails.0.failure"), "550"));
}
END_TEST

START_TEST(what_it_refuses)
{
	const char *payment = reply_str(pay(&till, till.clerk, 1000), "id");

	must_fault(mail_to(till.clerk, payment, "{\"to\":\"not an address\"}"), "/to", "format");
	must_fault(mail_to(till.clerk, payment, "{\"to\":\"a@b\\r\\nBcc: c@d\"}"), "/to", NULL);
	must_fault(mail_to(till.clerk, payment, "{\"cc\":\"a@b\"}"), "/cc", "unknown");
	/* under the row rule: another's payment is not there */
	must_problem(mail_to(till.cashier, payment, "{\"to\":\"a@b.example\"}"), 404, "not-found");
	must_problem(mail_to(till.other, payment, "{\"to\":\"a@b.example\"}"), 404, "not-found");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail");
	TCase *tc = tcase_create("mail");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_unchecked_fixture(tc, people, NULL);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_receipt_is_sent);
	tcase_add_test(tc, a_second_click_sends_one);
	tcase_add_test(tc, a_refusal_is_told);
	tcase_add_test(tc, what_it_refuses);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
