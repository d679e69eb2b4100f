/* Approvals, jobs, settings and counters through the real nginx. */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <curl/curl.h>

#include "fixture.h"
#include "payment.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

#define NO_ID "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01"

static struct caller *manager, *admin, *recovery, *cashier, *agent, *other;
static struct fixture f;

static void
people(void)
{
	/* reads settings, decides */
	manager = api_sign_in("larkfield", "Billing Manager");
	admin = api_sign_in("larkfield", "Utility Administrator");
	/* asks, sees all approvals */
	recovery = api_sign_in("larkfield", "Recovery Executive");
	cashier = api_sign_in("larkfield", "Cashier");			/* neither */
	agent = api_sign_in("larkfield", "CSO Agent");
	other = api_sign_in("suryanagar", "Utility Administrator");
	caller_token(manager);
	caller_token(admin);
	caller_token(recovery);
	caller_token(cashier);
	caller_token(agent);
	caller_token(other);
}

static void
setup(void)
{
	fixture_enter(&f, "larkfield");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

/* A void above the limit, asked for by the Recovery Executive; the approval's id. */
static const char *
ask_for_void(const char **payment)
{
	const char *bill = fixture_bill(&f, f.account_id, 250000);
	struct reply *r = api_post(admin, "/api/v1/payments",
	    text(
		"{\"account_id\":\"%s\",\"method\":\"card_terminal\",\"reference\":\"T-1\","
		"\"amount\":{\"amount\":250000,\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\","
		"\"amount\":{\"amount\":250000,\"currency\":\"USD\"}}]}",
		f.account_id, bill));

	must_status(r, 201);
	*payment = reply_str(r, "id");
	r = api_post(
	    recovery, text("/api/v1/payments/%s/void", *payment), "{\"reason\":\"Paid twice\"}");
	must_status(r, 202);
	return reply_str(r, "approval_id");
}

static struct reply *
decide(struct caller *who, const char *id, const char *how, const char *body)
{
	return api_post(who, text("/api/v1/approvals/%s/%s", id, how), body);
}

static struct reply *
wait_for_job(struct caller *who, const char *id)
{
	struct reply *r = NULL;

	for (int i = 0; i < 200; i++) {
		r = get_ok(who, text("/api/v1/jobs/%s", id));
		if (strcmp(reply_str(r, "state"), "queued") != 0 &&
		    strcmp(reply_str(r, "state"), "running") != 0)
			return r;
		(void)nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
	}
	ck_abort_msg("job %s is still %s", id, reply_str(r, "state"));
}

START_TEST(approved_and_done)
{
	const char *payment, *id = ask_for_void(&payment), *job, *key = fresh_key();
	struct reply *r = get_ok(manager, text("/api/v1/approvals/%s", id));
	struct call approve = { .as = manager,
		.method = "POST",
		.key = key,
		.path = text("/api/v1/approvals/%s/approve", id),
		.body = "{\"version\":1,\"reason\":\"Seen\"}" };

	ck_assert_str_eq(reply_str(r, "state"), "waiting");
	ck_assert_str_eq(reply_str(r, "kind"), "payment.void");
	ck_assert_int_eq(reply_i64(r, "amount.amount"), 250000);
	ck_assert_str_eq(reply_str(r, "account_id"), f.account_id);
	ck_assert(!reply_has(r, "decided_by"));
	ck_assert_str_eq(reply_header(r, "ETag"), "\"1\"");
	r = api_call(&approve);
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "state"), "approved");
	job = reply_str(r, "job_id");
	r = api_call(&approve);			/* the same again: the first answer again */
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "job_id"), job);
	ck_assert_str_eq(reply_header(r, "Idempotency-Replayed"), "true");
	r = wait_for_job(recovery, job);
	ck_assert_str_eq(reply_str(r, "state"), "done");
	ck_assert_str_eq(reply_str(r, "kind"), "payment.void");
	r = get_ok(manager, text("/api/v1/approvals/%s", id));
	ck_assert_str_eq(reply_str(r, "state"), "used");
	ck_assert_str_eq(reply_str(r, "reason"), "Seen");
	ck_assert(reply_has(r, "decided_by.name"));
	ck_assert_str_eq(
	    reply_str(get_ok(admin, text("/api/v1/payments/%s", payment)), "status"), "cancelled");
	must_problem(decide(admin, id, "approve", "{\"version\":3,\"reason\":\"Seen\"}"), 409, "conflict");
}
END_TEST

START_TEST(rejected)
{
	const char *payment, *id = ask_for_void(&payment);
	struct reply *r;

	must_fault(decide(manager, id, "reject", "{\"version\":1}"), "/reason", "required");
	must_fault(decide(manager, id, "approve", "{\"version\":1}"), "/reason", "required");
	must_fault(
	    decide(manager, id, "reject", "{\"version\":1,\"reason\":\"  \"}"), "/reason", NULL);
	r = decide(manager, id, "reject", "{\"version\":1,\"reason\":\"The payment is right\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "state"), "rejected");
	r = get_ok(manager, text("/api/v1/approvals/%s", id));
	ck_assert_str_eq(reply_str(r, "state"), "rejected");
	ck_assert_int_eq(reply_i64(r, "version"), 2);
	must_problem(decide(manager, id, "approve", "{\"version\":2,\"reason\":\"Seen\"}"), 409, "conflict");
	ck_assert_str_eq(
	    reply_str(get_ok(admin, text("/api/v1/payments/%s", payment)), "status"), "posted");
}
END_TEST

START_TEST(deciding_wrongly)
{
	const char *payment, *id = ask_for_void(&payment);

	must_problem(decide(manager, id, "approve", "{\"version\":9,\"reason\":\"Seen\"}"), 412, "stale");
	must_fault(decide(manager, id, "approve", "{}"), "/version", "required");
	must_fault(decide(manager, id, "approve", "{\"version\":\"1\"}"), "/version", "type");
	must_fault(decide(manager, id, "approve", "{\"version\":0,\"reason\":\"Seen\"}"), "/version", "range");
	must_fault(decide(manager, id, "approve", "{\"version\":1,\"colour\":\"red\"}"), "/colour",
	    "unknown");
	must_fault(decide(manager, id, "approve", text("{\"version\":1,\"reason\":\"%0501d\"}", 0)),
	    "/reason", "length");
	must_problem(decide(manager, id, "approve", "{"), 400, "malformed");
	must_problem(decide(recovery, id, "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 403, "forbidden");
	must_problem(decide(NULL, id, "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 401, "unauthenticated");
	must_problem(decide(NULL, id, "reject", "{\"version\":1,\"reason\":\"Seen\"}"), 401, "unauthenticated");
	must_problem(
	    decide(cashier, id, "reject", "{\"version\":1,\"reason\":\"Not so\"}"), 403, "forbidden");
	must_problem(decide(other, id, "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 404, "not-found");
	must_problem(
	    decide(other, id, "reject", "{\"version\":1,\"reason\":\"Not so\"}"), 404, "not-found");
	must_problem(decide(manager, NO_ID, "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 404, "not-found");
	must_problem(decide(manager, "abc", "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 404, "not-found");
	must_status(api_call(&(struct call){ .as = manager,
			.method = "POST",
			.body = "{\"version\":1,\"reason\":\"Seen\"}",
			.path = text("/api/v1/approvals/%s/approve", id) }),
	    422); /* no key */
	ck_assert_str_eq(
	    reply_str(get_ok(manager, text("/api/v1/approvals/%s", id)), "state"), "waiting");
}
END_TEST

/* Who asked may not decide, though he may decide others'. */
START_TEST(not_ones_own)
{
	const char *bill = fixture_bill(&f, f.account_id, 250000);
	struct reply *r = api_post(admin, "/api/v1/payments",
	    text(
		"{\"account_id\":\"%s\",\"method\":\"card_terminal\",\"reference\":\"T-1\","
		"\"amount\":{\"amount\":250000,\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\","
		"\"amount\":{\"amount\":250000,\"currency\":\"USD\"}}]}",
		f.account_id, bill));
	const char *id;

	must_status(r, 201);
	r = api_post(admin, text("/api/v1/payments/%s/void", reply_str(r, "id")),
	    "{\"reason\":\"Paid twice\"}");
	must_status(r, 202);
	id = reply_str(r, "approval_id");
	must_problem(decide(admin, id, "approve", "{\"version\":1,\"reason\":\"Seen\"}"), 403, "forbidden");
	must_problem(
	    decide(admin, id, "reject", "{\"version\":1,\"reason\":\"Not so\"}"), 403, "forbidden");
	must_status(decide(manager, id, "reject", "{\"version\":1,\"reason\":\"Not so\"}"), 200);
}
END_TEST

START_TEST(approvals_listed)
{
	const char *payment, *id = ask_for_void(&payment);
	struct reply *r = get_ok(manager, "/api/v1/approvals?state=waiting&limit=100");
	bool there = false;

	for (size_t i = 0; i < reply_count(r, "data"); i++) {
		ck_assert_str_eq(reply_str(r, text("data.%zu.state", i)), "waiting");
		there = there || same_text(reply_str(r, text("data.%zu.id", i)), id);
	}
	ck_assert(there);
	r = get_ok(manager, text("/api/v1/approvals?account_id=%s", f.account_id));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	must_fault(api_get(manager, "/api/v1/approvals?state=maybe"), "?state", "choice");
	must_fault(api_get(manager, "/api/v1/approvals?sort=amount"), "?sort", "choice");
	/* without approvals:read: one's own alone, which is nothing */
	ck_assert_uint_eq(reply_count(get_ok(agent, "/api/v1/approvals"), "data"), 0);
	must_problem(api_get(agent, text("/api/v1/approvals/%s", id)), 404, "not-found");
	must_problem(api_get(other, text("/api/v1/approvals/%s", id)), 404, "not-found");
	must_problem(api_get(manager, "/api/v1/approvals/" NO_ID), 404, "not-found");
	must_problem(api_get(NULL, "/api/v1/approvals"), 401, "unauthenticated");
	must_problem(api_get(NULL, text("/api/v1/approvals/%s", id)), 401, "unauthenticated");
}
END_TEST

START_TEST(jobs)
{
	const char *payment, *id = ask_for_void(&payment), *job;
	struct reply *r = decide(manager, id, "approve", "{\"version\":1,\"reason\":\"Seen\"}");

	must_status(r, 200);
	job = reply_str(r, "job_id");
	(void)wait_for_job(admin, job);		/* jobs:read */
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/jobs?kind=%C3%A9"), "data"), 0);
	r = get_ok(admin, "/api/v1/jobs?kind=payment.void&state=done&limit=5");
	ck_assert_uint_ge(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.kind"), "payment.void");
	must_problem(api_get(cashier, text("/api/v1/jobs/%s", job)), 404, "not-found");
	must_problem(api_get(other, text("/api/v1/jobs/%s", job)), 404, "not-found");
	must_problem(api_get(admin, "/api/v1/jobs/" NO_ID), 404, "not-found");
	must_problem(api_get(admin, "/api/v1/jobs/7"), 404, "not-found");
	must_problem(api_get(cashier, "/api/v1/jobs"), 403, "forbidden");
	must_problem(api_get(NULL, "/api/v1/jobs"), 401, "unauthenticated");
	must_problem(api_get(NULL, text("/api/v1/jobs/%s", job)), 401, "unauthenticated");
	must_fault(api_get(admin, "/api/v1/jobs?state=lost"), "?state", "choice");
}
END_TEST

/* ---- settings ---- */

static struct reply *
put(struct caller *who, const char *name, const char *version, const char *body)
{
	return api_call(&(struct call){ .as = who,
	    .method = "PUT",
	    .path = text("/api/v1/settings/%s", name),
	    .body = body,
	    .headers = { version != NULL ? text("If-Match: %s", version) : NULL } });
}

START_TEST(settings_listed)
{
	struct reply *r = get_ok(manager, "/api/v1/settings");
	bool limit = false;

	ck_assert_uint_ge(reply_count(r, "data"), 10);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (same_text(reply_str(r, text("data.%zu.name", i)), "void_limit")) {
			limit = true;
			ck_assert_str_eq(reply_str(r, text("data.%zu.type", i)), "money");
			ck_assert_str_eq(reply_str(r, text("data.%zu.default", i)), "100000");
		}
	ck_assert(limit);
	r = get_ok(manager, "/api/v1/settings/approval_days");
	ck_assert_str_eq(reply_str(r, "check"), "1..90");
	must_problem(api_get(manager, "/api/v1/settings/colour"), 404, "not-found");
	must_problem(api_get(cashier, "/api/v1/settings"), 403, "forbidden");
	must_problem(api_get(cashier, "/api/v1/settings/void_limit"), 403, "forbidden");
	must_problem(api_get(NULL, "/api/v1/settings"), 401, "unauthenticated");
	must_problem(api_get(NULL, "/api/v1/settings/void_limit"), 401, "unauthenticated");
}
END_TEST

START_TEST(a_setting_changed)
{
	struct reply *r = get_ok(other, "/api/v1/settings/approval_days");
	const char *etag = reply_header(r, "ETag"), *was = reply_str(r, "value");
	const char *value = same_text(was, "9") ? "11" : "9";

	r = put(other, "approval_days", etag, text("{\"value\":\"%s\"}", value));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "value"), value);
	must_problem(
	    put(other, "approval_days", etag, text("{\"value\":\"%s\"}", was)), 412, "stale");
	r = get_ok(other, "/api/v1/settings/approval_days");
	ck_assert_str_eq(reply_str(r, "value"), value);
	ck_assert(!reply_bool(r, "is_default"));
	ck_assert_str_ne(reply_header(r, "ETag"), etag);
	/* another tenant keeps its own */
	ck_assert_str_eq(reply_str(get_ok(admin, "/api/v1/settings/approval_days"), "value"), "7");
	must_status(
	    put(other, "approval_days", reply_header(r, "ETag"), text("{\"value\":\"%s\"}", was)),
	    200);
	r = get_ok(other, "/api/v1/audit?action=setting.change&limit=1");
	ck_assert_str_eq(reply_str(r, "data.0.after.approval_days"), was);
	ck_assert_str_eq(reply_str(r, "data.0.before.approval_days"), value);
}
END_TEST

START_TEST(settings_refused)
{
	static const struct { const char *name, *value;
	} wrong[] = {
		{ "approval_days", "0" },
		{ "approval_days", "91" },
		{ "approval_days", "7.5" },
		{ "approval_days", "" },
		{ "approval_days", "9223372036854775808" },
		{ "void_limit", "-1" },
		{ "approvals_allowed", "yes" },
		{ "receipt_format", "R-" },
		{ "receipt_format", "{n}{n}" },
		{ "receipt_format", "R-{x}" },
		{ "payment_cap", "0" },
	};

	for (size_t i = 0; i < COUNT(wrong); i++)
		must_fault(
		    put(admin, wrong[i].name, "\"0\"", text("{\"value\":\"%s\"}", wrong[i].value)),
		    "/value", NULL);
	must_fault(put(admin, "void_limit", "\"1\"", "{}"), "/value", "required");
	must_fault(put(admin, "void_limit", "\"1\"", "{\"value\":5}"), "/value", "type");
	must_fault(put(admin, "void_limit", "\"1\"", "{\"value\":\"5\",\"x\":1}"), "/x", "unknown");
	must_problem(put(admin, "void_limit", NULL, "{\"value\":\"5\"}"), 428, "version-required");
	must_problem(put(admin, "void_limit", "\"99\"", "{\"value\":\"5\"}"), 412, "stale");
	must_problem(put(admin, "colour", "\"0\"", "{\"value\":\"red\"}"), 404, "not-found");
	must_problem(put(manager, "void_limit", "\"1\"", "{\"value\":\"5\"}"), 403, "forbidden");
	must_problem(put(NULL, "void_limit", "\"1\"", "{\"value\":\"5\"}"), 401, "unauthenticated");
	ck_assert_str_eq(
	    reply_str(get_ok(admin, "/api/v1/settings/void_limit"), "value"), "100000");
}
END_TEST

/* ---- counters ---- */

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	FILE *out = arg;

	return fwrite(data, size, n, out);
}

START_TEST(counters)
{
	const char *url = getenv("BILLPORT_TEST_METRICS_URL");
	char *body = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&body, &len);
	CURL *curl = curl_easy_init();

	(void)get_ok(admin, "/api/v1/settings");
	ck_assert_ptr_nonnull(url);
	ck_assert_ptr_nonnull(out);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	curl_easy_cleanup(curl);
	(void)fclose(out);
	ck_assert_ptr_nonnull(strstr(body, "billport_processes{module=\"admin\"}"));
	ck_assert_ptr_nonnull(strstr(body,
	    "billport_request_seconds_count{module=\"admin\",method=\"GET\",route=\"/api/v1/settings\"}"));
	ck_assert_ptr_nonnull(strstr(body, "billport_processes{module=\"payments\"}"));
	free(body);
	must_status(api_get(NULL, "/internal/metrics"), 404);	/* not to be had from outside */
	must_status(api_get(admin, "/internal/metrics"), 404);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		approved_and_done, rejected, deciding_wrongly, not_ones_own, approvals_listed, jobs,
		settings_listed, a_setting_changed, settings_refused, counters,
	};
	Suite *s = suite_create("api_admin");
	TCase *t = tcase_create("admin");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_unchecked_fixture(t, people, NULL);
	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
