/*
 * What is done to a bill, through the real nginx: found, adjusted, taken back; once for each key, by
 * those who may, and by nobody of another tenant.
 */
#include <string.h>
#include "api.h"
#include "fixture.h"
#include "made.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

#define NO_ID "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"
#define USD(minor) "{\"amount\":" #minor ",\"currency\":\"USD\"}"

static struct fixture f;
static struct caller *biller, *clerk, *other;
static const char *bill, *number;

static void
people(void)
{
	biller = api_sign_in("larkfield", "Billing Specialist");
	clerk = api_sign_in("larkfield", "Customer Executive");	/* sees bills, changes none */
	other = api_sign_in("suryanagar", "Billing Specialist");
	caller_token(biller);
	caller_token(clerk);
	caller_token(other);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

static void
setup(void)
{
	fixture_enter(&f, "larkfield");
	bill = fixture_bill(&f, f.account_id, 5000);
	number = reply_str(get_ok(biller, text("/api/v1/bills/%s", bill)), "number");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static bool
lists(const char *query, const char *id)
{
	struct reply *r = get_ok(biller, text("/api/v1/bills?limit=200&%s", query));

	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (same_text(reply_str(r, text("data.%zu.id", i)), id))
			return true;
	return false;
}

START_TEST(found_by_number_consumer_and_address)
{
	const char *name = reply_str(get_ok(biller, text("/api/v1/bills/%s", bill)), "consumer.name");
	const char *of = text("account_id=%s", f.account_id);
	static const char *const with[] = { "status=issued", "payment_status=open", "is_estimated=false",
		"adjusted=false", "delivered=false", "amount_min=5000&amount_max=5000",
		"due_from=2020-01-01&due_to=2099-12-31", "from=2020-01-01", "sort=-amount", "sort=amount" };
	static const char *const without[] = { "status=reversed", "payment_status=paid", "is_estimated=true",
		"adjusted=true", "delivered=true", "amount_min=5001", "amount_max=4999", "due_to=2020-01-01",
		"cycle_id=" NO_ID, "generation_id=" NO_ID, "consumer_id=" NO_ID, "class=HOME", "segment=Nobody",
		"quality=actual" };

	ck_assert(lists(text("q=%s", number), bill));
	ck_assert(lists(text("q=%s", name + strlen("Testing ")), bill));
	ck_assert(lists(text("%s&q=alder+street", of), bill));
	ck_assert(lists(text("%s&q=418&payment_status=open", of), bill));
	ck_assert(!lists(text("%s&q=nosuchstreet", of), bill));
	for (size_t i = 0; i < COUNT(with); i++)
		ck_assert_msg(lists(text("%s&%s", of, with[i]), bill), "%s", with[i]);
	for (size_t i = 0; i < COUNT(without); i++)
		ck_assert_msg(!lists(text("%s&%s", of, without[i]), bill), "%s", without[i]);
	must_fault(api_get(biller, "/api/v1/bills?adjusted=maybe"), "?adjusted", "choice");
	must_fault(api_get(biller, "/api/v1/bills?cycle_id=x"), "?cycle_id", NULL);
}
END_TEST

START_TEST(adjusted_once_a_key_and_undone)
{
	const char *path = text("/api/v1/bills/%s/adjust", bill), *id, *entry;
	struct call c = { .as = biller, .method = "POST", .path = path, .key = fresh_key(),
		.body = "{\"amount\":" USD(300) ",\"reason\":\"leak\",\"remarks\":\"Under the slab\",\"line\":1}" };
	struct reply *r = api_call(&c), *again = api_call(&c);

	must_status(r, 201);
	id = reply_str(r, "id");
	entry = reply_str(r, "entry_id");
	ck_assert_int_eq(reply_i64(r, "adjusted.amount"), 300);
	ck_assert_int_eq(reply_i64(r, "open.amount"), 4700);
	must_status(again, 201);
	ck_assert_str_eq(again->body, r->body);
	ck_assert_str_eq(reply_header(again, "Idempotency-Replayed"), "true");
	c.body = "{\"amount\":" USD(301) ",\"reason\":\"leak\"}";
	must_status(api_call(&c), 422);
	c.key = NULL;
	must_status(api_call(&c), 422);

	r = get_ok(biller, text("/api/v1/bills/%s", bill));
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 5000);
	ck_assert_int_eq(reply_i64(r, "adjusted.amount"), 300);
	ck_assert_str_eq(reply_str(r, "lines.1.kind"), "adjustment");
	ck_assert_int_eq(reply_i64(r, "lines.1.amount.amount"), -300);
	ck_assert_int_eq(reply_i64(r, "lines.1.adjusts_line"), 1);
	ck_assert_str_eq(reply_str(r, "adjustments.0.id"), id);
	ck_assert_str_eq(reply_str(r, "adjustments.0.entry_id"), entry);
	ck_assert_str_eq(reply_str(r, "adjustments.0.kind"), "leak");
	ck_assert_str_eq(reply_str(r, "allocations.0.source"), "adjustment");
	ck_assert(lists(text("account_id=%s&adjusted=true", f.account_id), bill));
	ck_assert_int_eq(reply_i64(get_ok(biller, text("/api/v1/bills/totals?account_id=%s", f.account_id)),
			     "adjusted.amount"), 300);

	must_problem(api_post(biller, text("/api/v1/bills/%s/reverse", bill), "{\"reason\":\"read_error\"}"), 409,
	    "conflict");
	must_fault(api_post(biller, text("/api/v1/adjustments/%s/undo", id), "{\"reason\":\"x\"}"), "/reason",
	    NULL);
	r = api_post(biller, text("/api/v1/adjustments/%s/undo", id), "{\"reason\":\"For another\"}");
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "open.amount"), 5000);
	must_problem(api_post(biller, text("/api/v1/adjustments/%s/undo", id), "{\"reason\":\"For another\"}"),
	    409, "conflict");
	r = get_ok(biller, text("/api/v1/bills/%s", bill));
	ck_assert_str_eq(reply_str(r, "adjustments.0.undone_reason"), "For another");
	ck_assert_uint_eq(reply_count(r, "lines"), 3);
	fixture_balanced(&f);
}
END_TEST

START_TEST(what_cannot_be_given)
{
	const char *path = text("/api/v1/bills/%s/adjust", bill);

	must_fault(api_post(biller, path, "{\"reason\":\"leak\"}"), "/amount", "required");
	must_fault(api_post(biller, path, "{\"amount\":" USD(1) ",\"use_milli\":1,\"reason\":\"leak\"}"),
	    "/amount", "required");
	must_fault(api_post(biller, path, "{\"amount\":" USD(1) ",\"reason\":\"nonsense\"}"), "/reason", "choice");
	must_fault(api_post(biller, path, "{\"amount\":" USD(1) ",\"reason\":\"leak\",\"line\":9}"), "/line",
	    "not_found");
	must_fault(api_post(biller, path,
	    "{\"amount\":" USD(1) ",\"reason\":\"leak\",\"remarks\":\"4111 1111 1111 1111\"}"), "/remarks",
	    "card_number");
	must_problem(api_post(biller, path, "{\"amount\":" USD(5001) ",\"reason\":\"leak\"}"), 409, "conflict");
	must_problem(api_post(biller, path, "{\"use_milli\":1,\"reason\":\"leak\"}"), 409, "conflict");
	must_problem(api_get(biller, text("/api/v1/bills/%s/leak?use_milli=1", bill)), 409, "conflict");
	must_fault(api_get(biller, text("/api/v1/bills/%s/leak", bill)), "?use_milli", "required");
	must_problem(api_post(biller, text("/api/v1/bills/%s/rebill", bill), "{\"reason\":\"read_error\"}"), 409,
	    "conflict");
	ck_assert_int_eq(reply_i64(get_ok(biller, text("/api/v1/bills/%s", bill)), "open.amount"), 5000);
}
END_TEST

START_TEST(taken_back)
{
	struct reply *r;

	r = api_post(biller, text("/api/v1/bills/%s/reverse", bill),
	    "{\"reason\":\"read_error\",\"remarks\":\"Next door's meter\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "status"), "reversed");
	ck_assert_int_eq(reply_i64(r, "reversed.amount"), 5000);
	r = get_ok(biller, text("/api/v1/bills/%s", bill));
	ck_assert_str_eq(reply_str(r, "status"), "reversed");
	ck_assert_str_eq(reply_str(r, "payment_status"), "cancelled");
	ck_assert_str_eq(reply_str(r, "reverse_reason"), "Wrong read: Next door's meter");
	ck_assert(reply_has(r, "reverse_entry_id"));
	r = get_ok(biller, text("/api/v1/bills/totals?account_id=%s", f.account_id));
	ck_assert_int_eq(reply_i64(r, "row_count"), 1);
	ck_assert_int_eq(reply_i64(r, "reversed_count"), 1);
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 0);
	must_problem(api_post(biller, text("/api/v1/bills/%s/reverse", bill), "{\"reason\":\"read_error\"}"), 409,
	    "conflict");
	must_problem(api_post(biller, text("/api/v1/bills/%s/adjust", bill),
			 "{\"amount\":" USD(1) ",\"reason\":\"goodwill\"}"), 409, "conflict");
	fixture_balanced(&f);
}
END_TEST

START_TEST(by_those_who_may)
{
	static const char *const deeds[] = { "reverse", "rebill", "adjust" };
	const char *body = "{\"reason\":\"read_error\"}";

	for (size_t i = 0; i < COUNT(deeds); i++) {
		must_problem(api_post(clerk, text("/api/v1/bills/%s/%s", bill, deeds[i]), body), 403, "forbidden");
		must_problem(api_post(other, text("/api/v1/bills/%s/%s", bill, deeds[i]), body), 404, "not-found");
		must_problem(api_post(biller, text("/api/v1/bills/" NO_ID "/%s", deeds[i]), body), 404,
		    "not-found");
	}
	must_problem(api_post(biller, "/api/v1/adjustments/" NO_ID "/undo", "{\"reason\":\"Not so\"}"), 404,
	    "not-found");
	must_problem(api_get(clerk, text("/api/v1/bills/%s/leak?use_milli=1", bill)), 403, "forbidden");
}
END_TEST

START_TEST(late_fees_are_asked_for)
{
	struct reply *r = get_ok(biller, "/api/v1/late-fees/preview?limit=1");

	ck_assert_int_ge(reply_i64(r, "row_count"), 0);
	ck_assert_uint_le(reply_count(r, "data"), 1);
	r = api_post(biller, "/api/v1/late-fees/run", "{}");
	must_status(r, 202);
	ck_assert(reply_has(r, "job_id"));
	must_fault(api_post(biller, "/api/v1/late-fees/run", "{\"on\":\"2026-01-01\"}"), "/on", "unknown");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bill change");
	TCase *t = tcase_create("bill change");
	SRunner *r;
	int failed;

	tcase_add_unchecked_fixture(t, people, NULL);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, found_by_number_consumer_and_address);
	tcase_add_test(t, adjusted_once_a_key_and_undone);
	tcase_add_test(t, what_cannot_be_given);
	tcase_add_test(t, taken_back);
	tcase_add_test(t, by_those_who_may);
	tcase_add_test(t, late_fees_are_asked_for);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
