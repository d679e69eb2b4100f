/* Files and imports through the real nginx; the stack's worker takes the rows in. */
#include "api.h"

#include <string.h>
#include <unistd.h>
#include "fixture.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

enum { PATIENCE = 400 };		/* times 50 ms */

static struct caller *admin, *clerk, *other;
static struct fixture f;

static void
people(void)
{
	admin = api_sign_in("larkfield", "Utility Administrator");
	clerk = api_sign_in("larkfield", "Customer Executive");
	other = api_sign_in("suryanagar", "Utility Administrator");
	caller_token(admin);
	caller_token(clerk);
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
send_file(struct caller *who, const char *query, const char *type, const char *body, size_t len)
{
	return api_call(&(struct call){ .as = who, .method = "POST",
	    .path = text("/api/v1/files%s", query), .body = body, .len = len,
	    .headers = { text("Content-Type: %s", type) } });
}

static const char *
uploaded(const char *csv, size_t len)
{
	struct reply *r = send_file(admin, "?name=test.csv", "text/csv", csv, len);

	must_status(r, 201);
	ck_assert_int_eq(reply_i64(r, "bytes"), (int64_t)len);
	ck_assert_uint_eq(strlen(reply_str(r, "sha256")), 64);
	return reply_str(r, "id");
}

static const char *
begun(const char *csv, size_t len, const char *kind)
{
	struct reply *r = api_post(admin, "/api/v1/imports",
	    text("{\"kind\":\"%s\",\"file_id\":\"%s\"}", kind, uploaded(csv, len)));

	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "state"), "mapping");
	return reply_str(r, "id");
}

static struct reply *
get_import(const char *id)
{
	struct reply *r = api_get(admin, text("/api/v1/imports/%s", id));

	must_status(r, 200);
	return r;
}

/* Run, and wait; what another test began is waited for, too. */
static struct reply *
run(const char *id)
{
	struct reply *r = NULL;

	for (int turn = 0; turn < PATIENCE; turn++) {
		r = api_post(admin, text("/api/v1/imports/%s/run", id), "");
		if (r->status != 409)
			break;
		(void)usleep(50000);
	}
	must_status(r, 200);
	for (int turn = 0; turn < PATIENCE; turn++) {
		r = get_import(id);
		if (strcmp(reply_str(r, "state"), "running") != 0)
			return r;
		(void)usleep(50000);
	}
	ck_abort_msg("the import does not end");
}

static struct reply *
change(const char *id, const char *version, const char *body)
{
	return api_call(&(struct call){ .as = admin, .method = "PATCH",
	    .path = text("/api/v1/imports/%s", id), .body = body,
	    .headers = { "Content-Type: application/json", text("If-Match: \"%s\"", version) } });
}

static const char *
number(void)
{
	return text("API%.12s", fresh_key() + 24);
}

START_TEST(files_are_taken_whole_and_of_their_kind)
{
	must_fault(send_file(admin, "", "text/csv", "a,b\n1,2\n", 8), "?name", NULL);
	must_fault(send_file(admin, "?name=", "text/csv", "a,b\n1,2\n", 8), "?name", NULL);
	must_problem(send_file(admin, "?name=x.csv", "image/png", "{}", 2), 415, "media-type");
	must_status(send_file(admin, "?name=x.csv", "text/csv", "", 0), 422);
	must_problem(send_file(clerk, "?name=x.csv", "text/csv", "a,b\n1,2\n", 8), 403, "forbidden");
	must_problem(send_file(NULL, "?name=x.csv", "text/csv", "a,b\n1,2\n", 8), 401, "unauthenticated");
}
END_TEST

START_TEST(a_file_larger_than_other_bodies)
{
	size_t len = (size_t)3 << 20;
	char *csv = arena_alloc(f.cx.arena, len);
	const char *id;

	memset(csv, 'x', len);
	memcpy(csv, "account number,name,street\n", 27);
	for (size_t i = 1000; i < len; i += 1000)
		csv[i] = '\n';
	id = uploaded(csv, len);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from file_part where file_id = ?", str(id)), 3);
	/* elsewhere 1 MiB is the end, as it was */
	must_problem(api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/imports",
			 .body = csv, .len = len }), 413, "too-large");
}
END_TEST

START_TEST(what_is_no_csv_is_refused_with_a_sentence)
{
	static const struct { const char *bytes; size_t len; } files[] = {
		{ "PK\x03\x04...", 7 }, { "\xff\xfe" "a\0b\0", 6 }, { "header,only\n", 12 },
	};

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		const char *id = uploaded(files[i].bytes, files[i].len);

		must_problem(api_post(admin, "/api/v1/imports",
				 text("{\"kind\":\"accounts\",\"file_id\":\"%s\"}", id)), 409, "conflict");
	}
	must_fault(api_post(admin, "/api/v1/imports", "{\"kind\":\"people\",\"file_id\":\"x\"}"), "/kind", NULL);
}
END_TEST

START_TEST(columns_are_guessed_and_can_be_changed)
{
	static const char csv[] = "Acct;Holder;Where;Zone\nA1;Ann;1 Oak;N\n";
	const char *id = begun(csv, sizeof csv - 1, "accounts");
	struct reply *r = get_import(id);
	const char *version = text("%lld", (long long)reply_i64(r, "version"));

	ck_assert_str_eq(reply_str(r, "format.separator"), "semicolon");
	ck_assert_uint_eq(reply_count(r, "columns"), 4);
	ck_assert_str_eq(reply_str(r, "columns.1.samples.0"), "Ann");
	ck_assert_str_eq(reply_str(r, "missing.0"), "street");
	must_fault(api_post(admin, text("/api/v1/imports/%s/run", id), ""), "/mapping/street", "required");

	must_fault(change(id, version, "{\"mapping\":[{\"field\":\"nose\",\"column\":1}]}"), "/mapping/0/field", NULL);
	must_fault(change(id, version, "{\"mapping\":[{\"field\":\"street\",\"column\":9}]}"), "/mapping/0/column", NULL);
	must_fault(change(id, version, "{\"mapping\":[{\"field\":\"street\",\"column\":3},{\"field\":\"city\",\"column\":3}]}"),
	    "/mapping/1/column", "doubled");
	must_fault(change(id, version, "{\"separator\":\"colon\"}"), "/separator", NULL);
	must_problem(change(id, "77", "{\"date_order\":\"ymd\"}"), 412, "stale");
	r = change(id, version, "{\"mapping\":[{\"field\":\"account_number\",\"column\":1},"
	    "{\"field\":\"consumer_name\",\"column\":2},{\"field\":\"street\",\"column\":3}],\"date_order\":\"ymd\"}");
	must_status(r, 200);
	r = get_import(id);
	ck_assert_uint_eq(reply_count(r, "missing"), 0);
	ck_assert_uint_eq(reply_count(r, "mapping"), 3);
	ck_assert_str_eq(reply_str(r, "format.date_order"), "ymd");
	/* another separator: one column, nothing guessed of it */
	version = text("%lld", (long long)reply_i64(r, "version"));
	must_status(change(id, version, "{\"separator\":\"tab\"}"), 200);
	ck_assert_uint_eq(reply_count(get_import(id), "columns"), 1);
}
END_TEST

START_TEST(preview_run_and_refusals)
{
	const char *a = number(), *csv = text("\xef\xbb\xbf" "account number,name,street,email,balance,note\r\n"
	    "%s,Ann,1 Oak,ann@example.com,10.50,=cmd()\r\n%s,Bob,2 Oak,nowhere,x,\r\n%s,Cy,3 Oak,,,\r\n",
	    a, number(), a);
	const char *id = begun(csv, strlen(csv), "accounts");
	struct reply *r = api_get(admin, text("/api/v1/imports/%s/preview", id));

	must_status(r, 200);
	ck_assert_int_eq(reply_i64(r, "checked.rows"), 3);
	ck_assert_int_eq(reply_i64(r, "checked.with_errors"), 2);
	ck_assert_int_eq(reply_i64(r, "checked.doubled"), 1);
	ck_assert_str_eq(reply_str(r, "rows.0.outcome"), "created");
	ck_assert_int_eq(reply_i64(r, "faulty.0.line"), 3);
	ck_assert_int_eq(reply_i64(r, "faulty.0.errors.0.column"), 4);
	ck_assert_str_eq(reply_str(r, "faulty.0.errors.0.code"), "format");

	r = run(id);
	ck_assert_str_eq(reply_str(r, "state"), "done");
	ck_assert_int_eq(reply_i64(r, "created"), 1);
	ck_assert_int_eq(reply_i64(r, "refused"), 2);
	ck_assert_int_eq(reply_i64(r, "rows_in"), 3);
	ck_assert_int_eq(reply_i64(r, "amounts.taken.amount"), 1050);
	ck_assert_int_eq(reply_i64(r, "amounts.unread"), 1);

	r = api_get(admin, text("/api/v1/imports/%s/refusals", id));
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	ck_assert_int_eq(reply_i64(r, "data.0.line"), 3);
	r = api_call(&(struct call){ .as = admin, .method = "GET",
	    .path = text("/api/v1/imports/%s/refusals", id), .headers = { "Accept: text/csv" } });
	must_status(r, 200);
	ck_assert_ptr_nonnull(strstr(r->body, "account number,name,street,email,balance,note,line,reasons\r\n"));
	ck_assert_ptr_nonnull(strstr(r->body, "Column 4 (email): This is not an e-mail address."));
	ck_assert_ptr_nonnull(strstr(r->body, "#end,rows=2\r\n"));
	r = api_get(admin, text("/api/v1/imports/%s/rows?outcome=created", id));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "data.0.account.number"), a);

	/* what was run is not run again, changed or stopped */
	must_problem(api_post(admin, text("/api/v1/imports/%s/run", id), ""), 409, "conflict");
	must_problem(change(id, text("%lld", (long long)reply_i64(get_import(id), "version")),
			 "{\"date_order\":\"dmy\"}"), 409, "conflict");
	must_problem(api_post(admin, text("/api/v1/imports/%s/cancel", id), ""), 409, "conflict");
}
END_TEST

START_TEST(a_formula_in_a_name_is_text_and_is_never_evaluated_in_an_export)
{
	const char *a = number();
	const char *csv = text("account number,name,street\n%s,\"=HYPERLINK(\"\"http://x\"\")\",1 Oak\n", a);
	struct reply *r = run(begun(csv, strlen(csv), "accounts"));

	ck_assert_int_eq(reply_i64(r, "created"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from consumer c join account a on"
	    " a.consumer_id = c.id where a.number = ? and c.name = '=HYPERLINK(\"http://x\")'", str(a)), 1);
	/* the export's apostrophe is taken off again on the way in: nothing changes */
	csv = text("account number,name,street\n%s,\"'=HYPERLINK(\"\"http://x\"\")\",1 Oak\n", a);
	ck_assert_int_eq(reply_i64(run(begun(csv, strlen(csv), "accounts")), "unchanged"), 1);
}
END_TEST

START_TEST(card_numbers_are_refused_and_not_kept)
{
	const char *csv = text("account number,name,street\n%s,Ann 4111 1111 1111 1111,1 Oak\n", number());
	const char *id = begun(csv, strlen(csv), "accounts");
	struct reply *r = run(id);

	ck_assert_int_eq(reply_i64(r, "refused"), 1);
	r = api_get(admin, text("/api/v1/imports/%s/refusals", id));
	ck_assert_str_eq(reply_str(r, "data.0.errors.0.code"), "card");
	ck_assert_ptr_null(strstr(r->body, "4111 1111"));
}
END_TEST

START_TEST(another_tenant_sees_nothing_of_it)
{
	static const char csv[] = "account number,name,street\nX1,Ann,1 Oak\n";
	const char *file = uploaded(csv, sizeof csv - 1), *id = begun(csv, sizeof csv - 1, "accounts");

	must_problem(api_post(other, "/api/v1/imports",
			 text("{\"kind\":\"accounts\",\"file_id\":\"%s\"}", file)), 404, "not-found");
	must_problem(api_get(other, text("/api/v1/imports/%s", id)), 404, "not-found");
	must_problem(api_get(other, text("/api/v1/imports/%s/rows", id)), 404, "not-found");
	must_problem(api_post(other, text("/api/v1/imports/%s/run", id), ""), 404, "not-found");
	must_problem(api_get(clerk, "/api/v1/imports"), 403, "forbidden");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { files_are_taken_whole_and_of_their_kind,
		a_file_larger_than_other_bodies, what_is_no_csv_is_refused_with_a_sentence,
		columns_are_guessed_and_can_be_changed, preview_run_and_refusals,
		a_formula_in_a_name_is_text_and_is_never_evaluated_in_an_export,
		card_numbers_are_refused_and_not_kept, another_tenant_sees_nothing_of_it };
	Suite *suite = suite_create("import");
	TCase *tcase = tcase_create("import");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tcase, people, NULL);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
