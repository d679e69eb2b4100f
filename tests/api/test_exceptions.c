/*
 * Exceptions through the real nginx: the list in its order, its filters and files; what a resolution
 * would do; once by its key; versions; many at once, each with a result of its own.
 */
#include <string.h>

#include "bulk.h"
#include "clock.h"
#include "exception.h"
#include "ledger.h"
#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct caller *specialist;
static const char *specialist_id;

struct found { struct new_exception list[8]; size_t n; };

static enum err
open_them(struct cx *cx, void *arg)
{
	struct found *o = arg;

	return exception_open_all(cx, o->list, o->n);
}

static struct new_exception
one(enum exception_type type, bool is_blocking, int64_t bill_minor)
{
	return (struct new_exception){ .type = type, .is_blocking = is_blocking,
		.account_id = fixture_account(&staff), .zone_id = staff.zone_id, .use_milli = 90000,
		.usual_milli = 30000, .bill_minor = bill_minor, .previous_minor = EXCEPTION_UNKNOWN };
}

/* Four, from the least urgent to the most; all of other accounts. */
static void
setup(void)
{
	struct found o = { .n = 4 };

	staff_open();
	specialist_id = staff_add("bea", "Billing Specialist");
	(void)staff_add("max", "Billing Manager");
	specialist = staff_sign_in("bea");
	o.list[0] = one(EXCEPTION_ZERO, false, 1000);
	o.list[1] = one(EXCEPTION_MISSING_READ, true, EXCEPTION_UNKNOWN);
	o.list[2] = one(EXCEPTION_HIGH, true, 60000);
	o.list[3] = one(EXCEPTION_LOW, false, 900000);
	fixture_must(&staff, open_them, &o);
}

static struct reply *
get(const char *query)
{
	struct reply *r = api_get(specialist, text("/api/v1/exceptions%s", query));

	must_status(r, 200);
	return r;
}

static const char *
id_of(const char *type)
{
	return reply_str(get(text("?type=%s", type)), "data.0.id");
}

static struct reply *
send(const char *path, int64_t version, const char *key, const char *body)
{
	return api_call(&(struct call){ .as = specialist, .method = "POST",
	    .path = text("/api/v1/exceptions/%s", path), .body = body, .key = key,
	    .headers = { version > 0 ? text("If-Match: \"%lld\"", (long long)version) : NULL } });
}

START_TEST(in_the_order_of_work)
{
	static const char *const expected[] = { "low", "high", "missing_read", "zero" };
	struct reply *r = get("");

	ck_assert_uint_eq(reply_count(r, "data"), 4);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_str_eq(reply_str(r, text("data.%zu.type", i)), expected[i]);
		ck_assert_int_eq(reply_i64(r, text("data.%zu.priority", i)), (int64_t)i + 1);
	}
	ck_assert_int_eq(reply_i64(r, "data.0.risk.amount"), 900000);
	ck_assert(!reply_has(r, "data.0.assigned_to") && !reply_has(r, "data.0.bill"));
	must_status(send(text("%s/resolve", id_of("low")), 1, fresh_key(),
	    "{\"action\":\"accept\"}"), 200);
	r = get("");			/* what is resolved comes last */
	ck_assert_str_eq(reply_str(r, "data.3.type"), "low");
	ck_assert_str_eq(reply_str(r, "data.3.resolution"), "accept");
	ck_assert_int_eq(reply_i64(r, "data.3.resolution_minutes"), 0);
	ck_assert_uint_eq(reply_count(get("?is_open=true"), "data"), 3);
}
END_TEST

START_TEST(page_by_page)
{
	const char *path = "?limit=1", *seen = "";

	for (int i = 0; i < 4; i++) {
		struct reply *r = get(path);

		ck_assert_uint_eq(reply_count(r, "data"), 1);
		seen = text("%s %s", seen, reply_str(r, "data.0.type"));
		if (i < 3)
			path = text("?limit=1&cursor=%s", reply_str(r, "next_cursor"));
		else
			ck_assert(!reply_has(r, "next_cursor"));
	}
	ck_assert_str_eq(seen, " low high missing_read zero");
	ck_assert_str_eq(reply_str(get("?sort=risk"), "data.0.type"), "missing_read");
	ck_assert_str_eq(reply_str(get("?sort=-type"), "data.0.type"), "zero");
	must_problem(api_get(specialist, "/api/v1/exceptions?sort=reason"), 422, "input");
	must_problem(api_get(specialist, "/api/v1/exceptions?sort=type&cursor=eyJ4"), 422, "input");
}
END_TEST

START_TEST(filters)
{
	static const struct { const char *query; size_t n; } cases[] = {
		{ "?blocking=true", 2 }, { "?blocking=false", 2 }, { "?priority=2", 1 },
		{ "?state=open", 4 }, { "?state=resolved", 0 }, { "?is_open=false", 0 },
		{ "?assigned_to=me", 0 }, { "?assigned_to=none", 4 }, { "?type=zero", 1 },
		{ "?from=2000-01-01&to=2000-01-02", 0 }, { "?resolution=dismiss", 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply *r = get(cases[i].query);

		ck_assert_msg(reply_count(r, "data") == cases[i].n, "%s: %zu", cases[i].query,
		    reply_count(r, "data"));
		r = api_get(specialist, text("/api/v1/exceptions/totals%s", cases[i].query));
		must_status(r, 200);
		ck_assert_int_eq(reply_i64(r, "row_count"), (int64_t)cases[i].n);
	}
	must_fault(api_get(specialist, "/api/v1/exceptions?assigned_to=you"), "?assigned_to", "format");
	ck_assert_uint_eq(reply_count(get(text("?zone_id=%s", staff.zone_id)), "data"), 4);
}
END_TEST

START_TEST(what_they_come_to)
{
	struct reply *r = api_get(specialist, "/api/v1/exceptions/totals");

	ck_assert_int_eq(reply_i64(r, "row_count"), 4);
	ck_assert_int_eq(reply_i64(r, "risk.amount"), 961000);
	ck_assert_int_eq(reply_i64(r, "open.amount"), 961000);
	ck_assert_int_eq(reply_i64(r, "blocking_count"), 2);
	ck_assert(!reply_has(r, "resolution_minutes"));
	r = api_call(&(struct call){ .as = specialist, .method = "GET", .path = "/api/v1/exceptions",
	    .headers = { "Accept: text/csv" } });
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=4"));
}
END_TEST

START_TEST(given_and_escalated_by_version)
{
	const char *id = id_of("high");
	struct reply *r;

	must_problem(send(text("%s/assign", id), 0, NULL, "{\"user_id\":null}"), 428, "version-required");
	r = send(text("%s/assign", id), 1, NULL, text("{\"user_id\":\"%s\"}", specialist_id));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "assigned_to.id"), specialist_id);
	ck_assert_int_eq(reply_i64(r, "version"), 2);
	ck_assert_uint_eq(reply_count(get("?assigned_to=me"), "data"), 1);
	must_problem(send(text("%s/escalate", id), 1, NULL, "{\"reason\":\"Odd\"}"), 412, "stale");
	must_fault(send(text("%s/escalate", id), 2, NULL, "{}"), "/reason", "required");
	r = send(text("%s/escalate", id), 2, NULL, "{\"reason\":\"Odd\"}");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "state"), "escalated");
	r = api_get(staff_sign_in("max"), "/api/v1/notifications?limit=10");
	ck_assert_str_eq(reply_str(r, "data.0.kind"), "exception.escalate");
	r = api_get(specialist, "/api/v1/exceptions/assignees");
	ck_assert_uint_eq(reply_count(r, "data"), 3);	/* the administrator may, too */
}
END_TEST

START_TEST(looked_at_first_nothing_is_changed)
{
	const char *id = id_of("zero");
	struct reply *r = send(text("%s/preview", id), 0, NULL,
	    "{\"action\":\"dismiss\",\"reason\":\"Empty house\"}");

	must_status(r, 200);
	ck_assert(!reply_has(r, "bill"));
	r = api_get(specialist, text("/api/v1/exceptions/%s", id));
	ck_assert_str_eq(reply_str(r, "state"), "open");
	ck_assert_int_eq(reply_i64(r, "version"), 1);
	ck_assert_uint_eq(reply_count(r, "actions"), 3);
	ck_assert_uint_eq(reply_count(r, "history"), 0);
	must_problem(send(text("%s/preview", id), 0, NULL, "{\"action\":\"estimate\"}"), 409, "conflict");
}
END_TEST

START_TEST(resolved_once)
{
	const char *id = id_of("zero"), *key = fresh_key(), *path = text("%s/resolve", id);
	const char *body = "{\"action\":\"dismiss\",\"reason\":\"Empty house\"}";
	struct reply *r;

	must_fault(send(path, 1, key, "{\"action\":\"dismiss\"}"), "/reason", "required");
	must_fault(send(path, 1, key, "{\"action\":\"dismiss\",\"reason\":\"4242424242424242\"}"), "/reason",
	    "card_number");
	must_problem(send(path, 0, key, body), 428, "version-required");
	must_problem(send(path, 1, NULL, body), 422, "input");
	must_status(send(path, 1, key, body), 200);
	r = send(path, 1, key, body);
	must_status(r, 200);
	ck_assert_str_eq(reply_header(r, "Idempotency-Replayed"), "true");
	must_problem(send(path, 2, fresh_key(), body), 409, "conflict");
	r = api_get(specialist, text("/api/v1/exceptions/%s", id));
	ck_assert_str_eq(reply_str(r, "history.0.action"), "exception.resolve");
	ck_assert_str_eq(reply_str(r, "reason"), "Empty house");
	ck_assert_uint_eq(reply_count(r, "actions"), 0);
}
END_TEST

/* What is done beside resolving takes the permission for it. */
START_TEST(no_more_than_one_may)
{
	const char *role, *id = id_of("high");
	struct permissions set = { { 0 } };
	struct caller *other;

	role = new_id(staff.cx.arena);
	permissions_add(&set, CAN_READ_EXCEPTIONS);
	permissions_add(&set, CAN_RESOLVE_EXCEPTIONS);
	ck_assert_int_eq(db_exec(&staff.cx, "insert into role (id, name, permissions, created_at)"
	    " values (?, 'Resolver', ?, ?)", str(role), str(permissions_hex(staff.cx.arena, &set)),
	    instant(&staff.cx, real_now())), OK);
	(void)staff_add("ray", "Resolver");
	other = staff_sign_in("ray");
	must_problem(api_call(&(struct call){ .as = other, .method = "POST", .key = fresh_key(),
	    .path = text("/api/v1/exceptions/%s/resolve", id), .body = "{\"action\":\"accept\"}",
	    .headers = { "If-Match: \"1\"" } }), 403, "forbidden");
	must_status(api_call(&(struct call){ .as = other, .method = "POST", .key = fresh_key(),
	    .path = text("/api/v1/exceptions/%s/resolve", id),
	    .body = "{\"action\":\"dismiss\",\"reason\":\"Seen\"}", .headers = { "If-Match: \"1\"" } }), 200);
}
END_TEST

START_TEST(many_at_once)
{
	const char *key = fresh_key(), *zero = id_of("zero"), *high = id_of("high");
	const char *body = text("{\"ids\":[\"%s\",\"%s\",\"018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01\"],"
	    "\"action\":\"accept\"}", zero, high);
	struct reply *r = send("batch", 0, key, body);

	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "done"), 1);	/* the warning; what is of no cycle cannot be billed */
	ck_assert_int_eq(reply_i64(r, "failed"), 2);
	ck_assert(reply_bool(r, "data.0.is_done"));
	ck_assert(!reply_bool(r, "data.1.is_done"));
	ck_assert_ptr_nonnull(strstr(reply_str(r, "data.1.detail"), "no cycle"));
	ck_assert_str_eq(reply_str(r, "data.2.detail"), "There is no such exception.");
	r = send("batch", 0, key, body);
	must_status(r, 200);
	ck_assert_str_eq(reply_header(r, "Idempotency-Replayed"), "true");
	ck_assert_int_eq(reply_i64(r, "done"), 1);
	must_problem(send("batch", 0, key, text("{\"ids\":[\"%s\"],\"action\":\"accept\"}", high)), 422,
	    "key-reused");
	r = send("batch", 0, fresh_key(), text("{\"ids\":[\"%s\",\"%s\"],\"action\":\"escalate\","
	    "\"reason\":\"Together\"}", zero, high));
	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "done"), 1);
	ck_assert_ptr_nonnull(strstr(reply_str(r, "data.0.detail"), "resolved already"));
	must_fault(send("batch", 0, fresh_key(), text("{\"ids\":[\"%s\"],\"action\":\"dismiss\"}", high)),
	    "/reason", "required");
	must_fault(send("batch", 0, fresh_key(), text("{\"ids\":[\"%s\"],\"action\":\"dismiss\","
	    "\"reason\":\"Card 4242 4242 4242 4242\"}", high)), "/reason", "card_number");
	must_fault(send("batch", 0, fresh_key(), "{\"ids\":[\"x\"],\"action\":\"accept\"}"), "/ids", "format");
	must_fault(send("batch", 0, fresh_key(), "{\"ids\":[],\"action\":\"accept\"}"), "/ids", NULL);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		in_the_order_of_work, page_by_page, filters, what_they_come_to, given_and_escalated_by_version,
		looked_at_first_nothing_is_changed, resolved_once, no_more_than_one_may, many_at_once,
	};
	Suite *suite = suite_create("exceptions");
	TCase *tcase = tcase_create("exceptions");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, staff_close);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
