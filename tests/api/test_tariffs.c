/* Tariffs and GL codes through the real nginx: drafts, versions and their days, imports, quotes, refusals. */
#include "api.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

#define DOC(price) "{\"unit\":\"CCF\",\"classes\":{\"HOMES\":{\"name\":\"Homes\",\"components\":[" \
	"{\"id\":\"base\",\"kind\":\"fixed\",\"name\":\"Service\",\"amount\":\"11.39\"}," \
	"{\"id\":\"use\",\"kind\":\"usage\",\"name\":\"Water\",\"tiers\":[{\"from\":\"0\",\"price\":\"" price "\"}," \
	"{\"from\":\"14\",\"price\":\"4.29\"}]}]}}}"

static struct caller *manager, *specialist, *agent, *other;
static struct arena *arena;

static void
people(void)
{
	manager = api_sign_in("larkfield", "Billing Manager");
	specialist = api_sign_in("larkfield", "Billing Specialist");
	agent = api_sign_in("larkfield", "CSO Agent");
	other = api_sign_in("suryanagar", "Billing Manager");
	caller_token(manager);
	caller_token(specialist);
	caller_token(agent);
	caller_token(other);
}

static void
begin(void)
{
	arena = arena_new((size_t)64 << 20);
}

static void
end(void)
{
	arena_free(arena);
}

static const char *
fresh_code(void)
{
	return text("T-%.13s", new_id(arena) + 20);
}

static struct reply *
sent(struct caller *who, const char *method, const char *path, const char *body, int64_t version)
{
	return api_call(&(struct call){ .as = who, .method = method, .path = path, .body = body,
		.headers = { version ? text("If-Match: \"%lld\"", (long long)version) : NULL } });
}

static struct reply *
drafted(const char *code, const char *from, const char *doc)
{
	struct reply *r = sent(manager, "POST", "/api/v1/tariffs", text("{\"code\":\"%s\",\"name\":\"Water\","
	    "\"utility\":\"water\",\"effective_on\":\"%s\",\"doc\":%s}", code, from, doc), 0);

	must_status(r, 201);
	return r;
}

static struct reply *
act(const struct reply *draft, const char *what, const char *body)
{
	return sent(manager, "POST", text("/api/v1/tariffs/%s/%s", reply_str(draft, "id"), what), body,
	    reply_i64(draft, "version"));
}

START_TEST(a_draft)
{
	const char *code = fresh_code(), *path;
	struct reply *r = drafted(code, "2031-01-01", DOC("2.87"));

	ck_assert_str_eq(reply_str(r, "state"), "draft");
	ck_assert_int_eq(reply_i64(r, "revision"), 1);
	path = text("/api/v1/tariffs/%s", reply_str(r, "id"));
	ck_assert_str_eq(reply_str(api_get(specialist, path), "doc.classes.HOMES.components.1.tiers.1.price"),
	    "4.29");
	must_status(api_get(agent, path), 403);
	must_status(api_get(other, path), 404);
	must_status(sent(specialist, "PATCH", path, "{\"name\":\"x\"}", 1), 403);
	must_status(sent(manager, "PATCH", path, "{\"name\":\"x\"}", 0), 428);
	must_status(sent(manager, "PATCH", path, "{\"name\":\"x\"}", 9), 412);
	r = sent(manager, "PATCH", path, text("{\"name\":\"Dear water\",\"effective_on\":null,\"doc\":%s}",
	    DOC("3.10")), 1);
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "doc.classes.HOMES.components.1.tiers.0.price"), "3.10");
	ck_assert(!reply_has(r, "effective_on"));
	must_fault(act(r, "activate", "{}"), "/effective_on", "required");
	r = act(r, "retire", "{}");
	ck_assert_str_eq(reply_str(r, "state"), "retired");
	ck_assert(!reply_has(r, "versions.0.in_force"));
}
END_TEST

START_TEST(faults_point_into_the_document)
{
	const char *body = text("{\"code\":\"%s\",\"name\":\"W\",\"utility\":\"water\",\"doc\":{\"unit\":\"hogshead\","
	    "\"classes\":{\"A/B\":{\"components\":[{\"id\":\"u\",\"kind\":\"usage\",\"name\":\"U\",\"tiers\":["
	    "{\"from\":\"0\",\"price\":\"1\"},{\"from\":\"0\",\"price\":\"2\"}]}]}}}}", fresh_code());
	struct reply *r = sent(manager, "POST", "/api/v1/tariffs", body, 0);

	must_fault(r, "/doc/unit", "unknown");
	must_fault(r, "/doc/classes/A~1B/components/0/tiers/1/from", "overlap");
	must_fault(sent(manager, "POST", "/api/v1/tariffs", "{\"code\":\"a b\",\"name\":\"W\",\"utility\":\"water\"}",
	    0), "/code", "format");
	must_fault(sent(manager, "POST", "/api/v1/tariffs", "{\"code\":\"a\",\"name\":\"W\",\"utility\":\"beer\"}",
	    0), "/utility", "choice");
}
END_TEST

START_TEST(versions_never_overlap)
{
	const char *code = fresh_code();
	struct reply *one = drafted(code, "2031-01-01", DOC("2.87")), *two = drafted(code, "2031-07-01", DOC("3")),
	    *three = drafted(code, "2031-07-01", DOC("4"));

	ck_assert_int_eq(reply_i64(three, "revision"), 3);
	must_status(act(one, "activate", "{}"), 200);
	two = act(two, "activate", "{}");
	must_status(two, 200);
	/* the newest first: 3 a draft, 2 from July on, 1 until June */
	ck_assert_str_eq(reply_str(two, "versions.2.in_force.to_on"), "2031-06-30");
	ck_assert(!reply_has(two, "versions.1.in_force.to_on"));
	must_problem(act(three, "activate", "{}"), 409, "conflict");
	must_problem(act(two, "activate", "{}"), 409, "conflict");
	must_status(sent(manager, "PATCH", text("/api/v1/tariffs/%s", reply_str(two, "id")), "{\"name\":\"x\"}",
	    reply_i64(two, "version")), 409);
	ck_assert(!reply_bool(api_get(manager, text("/api/v1/tariffs/%s/check", reply_str(three, "id"))), "ready"));
	/* taken back whole, so that another begins on its day */
	two = act(two, "retire", "{\"ends_on\":\"2031-06-30\"}");
	must_status(two, 200);
	must_status(act(three, "activate", "{}"), 200);
}
END_TEST

START_TEST(gaps_are_told)
{
	const char *code = fresh_code();
	struct reply *one = drafted(code, "2031-01-01", DOC("2.87")), *two = drafted(code, "2031-09-01", DOC("3")),
	    *check;

	one = act(one, "activate", "{}");
	must_status(act(one, "retire", "{\"ends_on\":\"2031-06-30\"}"), 200);
	check = api_get(manager, text("/api/v1/tariffs/%s/check", reply_str(two, "id")));
	ck_assert_str_eq(reply_str(check, "gaps.0.from_on"), "2031-07-01");
	ck_assert_str_eq(reply_str(check, "gaps.0.to_on"), "2031-08-31");
	must_problem(act(two, "activate", "{}"), 409, "conflict");
	must_status(act(two, "activate", "{\"confirm\":true}"), 200);
	check = api_get(manager, text("/api/v1/tariffs/%s/check?effective_on=2031-07-01", reply_str(two, "id")));
	must_status(check, 200);
}
END_TEST

START_TEST(a_code_is_of_one_utility)
{
	const char *code = fresh_code();

	drafted(code, "2031-01-01", DOC("1"));
	must_status(sent(manager, "POST", "/api/v1/tariffs", text("{\"code\":\"%s\",\"name\":\"Gas\","
	    "\"utility\":\"gas\"}", code), 0), 409);
	must_status(sent(other, "POST", "/api/v1/tariffs", text("{\"code\":\"%s\",\"name\":\"Gas\","
	    "\"utility\":\"gas\"}", code), 0), 201);
}
END_TEST

/* ---- quotes ---- */

static struct reply *
quoted(const struct reply *draft, const char *body)
{
	return sent(specialist, "POST", text("/api/v1/tariffs/%s/quote", reply_str(draft, "id")), body, 0);
}

START_TEST(quotes)
{
	struct reply *t = drafted(fresh_code(), "2031-01-01", DOC("2.87")), *r;

	r = quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-02-28\",\"use\":\"18.5\"}");
	must_status(r, 200);
	ck_assert_uint_eq(reply_count(r, "lines"), 3);
	ck_assert_str_eq(reply_str(r, "lines.1.arithmetic"), "14 CCF × 2.87 = 40.18");
	/* 11.39 + 40.18 + 19.305: the half goes up, once */
	ck_assert_int_eq(reply_i64(r, "total.amount"), 7088);
	r = quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-02-28\",\"use\":\"18.5\","
	    "\"monthly\":true}");
	ck_assert_int_eq(reply_i64(r, "fixed.amount"), 2278);
	must_fault(quoted(t, "{\"class\":\"SHOPS\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-01-31\",\"use\":\"1\"}"),
	    "/class", NULL);
	must_fault(quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-02-01\",\"to_on\":\"2031-01-31\",\"use\":\"1\"}"),
	    "/to_on", NULL);
	must_fault(quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-01-31\",\"use\":\"-1\"}"),
	    "/use", NULL);
	must_fault(quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-01-31\"}"), "/use",
	    "required");
	must_fault(quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-01-31\",\"use\":\"1\","
	    "\"attributes\":{\"size\":\"1\"}}"), "/attributes/size", "choice");
	must_status(api_call(&(struct call){ .as = agent, .method = "POST",
	    .path = text("/api/v1/tariffs/%s/quote", reply_str(t, "id")), .body = "{}" }), 403);
}
END_TEST

/* A year of hours, as the clock went in New York, and a day short of it; of quarter hours. */
START_TEST(a_year_of_hours)
{
	struct reply *t = drafted(fresh_code(), "2031-01-01", DOC("1")), *r;
	struct buf b = buf_in(arena);

	for (int i = 0; i < 365 * 24; i++)
		buf_puts(&b, i ? ",0.5" : "0.5");
	r = quoted(t, text("{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-12-31\",\"intervals\":"
	    "{\"minutes\":60,\"values\":\"%s\"}}", b.data));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "use"), "4380");
	must_fault(quoted(t, text("{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-12-30\","
	    "\"intervals\":{\"minutes\":60,\"values\":\"%s\"}}", b.data)), "/intervals/values", "length");
	must_fault(quoted(t, "{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-01-01\","
	    "\"intervals\":{\"minutes\":60,\"values\":[1,2,\"x\"]}}"), "/intervals/values", "format");
	for (int i = 0; i < 3 * 365 * 24; i++)
		buf_puts(&b, " 0.25");
	r = quoted(t, text("{\"class\":\"HOMES\",\"from_on\":\"2031-01-01\",\"to_on\":\"2031-12-31\",\"intervals\":"
	    "{\"minutes\":15,\"values\":\"%s\"}}", b.data));
	must_status(r, 200);
}
END_TEST

/* ---- imports ---- */

static const char *
uploaded(const char *type, const char *content, size_t len)
{
	struct reply *r = api_call(&(struct call){ .as = manager, .method = "POST",
		.path = "/api/v1/files?name=rates", .body = content, .len = len,
		.headers = { text("Content-Type: %s", type) } });

	must_status(r, 201);
	return reply_str(r, "id");
}

static struct reply *
imported(const char *format, const char *file, const char *more)
{
	return sent(manager, "POST", "/api/v1/tariffs/import", text("{\"file_id\":\"%s\",\"format\":\"%s\","
	    "\"code\":\"%s\",\"utility\":\"water\"%s}", file, format, fresh_code(), more), 0);
}

static const char rates[] = "metadata:\n  effective_date: 2016-03-01\n  utility_name: Brook\n  bill_unit: ccf\n"
    "rate_structure:\n  HOMES:\n    tier_starts: [0, 15]\n    tier_prices: [2.87, 4.29]\n"
    "    commodity_charge: Tiered\n    extra: 3\n    bill: commodity_charge\n";

START_TEST(imports)
{
	const char *file = uploaded("application/yaml", rates, 0);
	struct reply *r = imported("owrs", file, ",\"effective_on\":\"2013-11-01\"");

	must_status(r, 201);
	ck_assert_str_eq(reply_str(r, "effective_on"), "2013-11-01");
	ck_assert_str_eq(reply_str(r, "name"), "Brook");
	ck_assert_str_eq(reply_str(r, "file.id"), file);
	ck_assert_str_eq(reply_str(r, "left_out.0.at"), "line 10");
	ck_assert_str_eq(reply_str(r, "doc.classes.HOMES.components.0.tiers.1.from"), "14");
	must_fault(imported("owrs", "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01", ""), "/file_id", "choice");
	must_fault(imported("owrs", file, ",\"unit\":\"hogshead\""), "/unit", "choice");
	must_fault(imported("urdb", file, ""), "/file_id", "format");
	must_status(api_call(&(struct call){ .as = specialist, .method = "POST", .path = "/api/v1/tariffs/import",
	    .body = "{}" }), 403);
}
END_TEST

START_TEST(files_that_are_none)
{
	size_t large = (size_t)50 << 20;
	char *huge;

	must_fault(imported("owrs", uploaded("application/yaml", "a: &a [x]\nb: [*a]\n", 0), ""), "/file_id", "alias");
	must_fault(imported("owrs", uploaded("application/yaml", rates, 120), ""), "/file_id", NULL);
	must_fault(imported("urdb", uploaded("application/json", "{\"energyratestructure\":[[", 0), ""), "/file_id",
	    "format");
	huge = malloc(large);
	ck_assert_ptr_nonnull(huge);
	memset(huge, ' ', large);
	huge[0] = '{';
	must_fault(imported("urdb", uploaded("application/json", huge, large), ""), "/file_id", "length");
	free(huge);
}
END_TEST

/* ---- GL codes ---- */

START_TEST(gl_codes)
{
	const char *code = text("G%.10s", new_id(arena) + 24), *path = text("/api/v1/gl-codes/%s", code);
	struct reply *r = sent(manager, "POST", "/api/v1/gl-codes", text("{\"code\":\"%s\",\"name\":\"Water\","
	    "\"kind\":\"revenue\"}", code), 0), *t;

	must_status(r, 201);
	must_status(sent(manager, "POST", "/api/v1/gl-codes", text("{\"code\":\"%s\",\"name\":\"Again\","
	    "\"kind\":\"revenue\"}", code), 0), 409);
	must_status(sent(specialist, "PATCH", path, "{\"name\":\"x\"}", 1), 403);
	must_status(sent(other, "PATCH", path, "{\"name\":\"x\"}", 1), 404);
	must_status(sent(manager, "PATCH", path, "{\"name\":\"Water sales\"}", 1), 200);
	must_status(sent(manager, "PATCH", path, "{\"name\":\"x\"}", 1), 412);
	must_problem(sent(manager, "PATCH", "/api/v1/gl-codes/4000", "{\"is_active\":false}",
	    reply_i64(api_get(manager, "/api/v1/gl-codes?q=4000"), "data.0.version")), 409, "conflict");
	/* named by an active tariff it stays on; a draft may not begin with one that is off */
	t = drafted(fresh_code(), "2031-01-01", text("{\"unit\":\"CCF\",\"classes\":{\"A\":{\"components\":[{\"id\":\"u\","
	    "\"kind\":\"per_unit\",\"name\":\"U\",\"gl_code\":\"%s\",\"price\":\"1\"}]}}}", code));
	must_status(act(t, "activate", "{}"), 200);
	ck_assert_int_eq(reply_i64(api_get(manager, text("/api/v1/gl-codes?q=%s", code)), "data.0.tariffs"), 1);
	must_problem(sent(manager, "PATCH", path, "{\"is_active\":false}", 2), 409, "conflict");
	t = drafted(fresh_code(), "2031-01-01", "{\"unit\":\"CCF\",\"classes\":{\"A\":{\"components\":[{\"id\":\"u\","
	    "\"kind\":\"per_unit\",\"name\":\"U\",\"gl_code\":\"none\",\"price\":\"1\"},{\"id\":\"t\",\"kind\":\"tax\","
	    "\"name\":\"T\",\"gl_code\":\"4000\",\"percent\":\"1\"}]}}}");
	r = act(t, "activate", "{}");
	must_fault(r, "/doc/classes/A/components/0/gl_code", "choice");
	must_fault(r, "/doc/classes/A/components/1/gl_code", "choice");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { a_draft, faults_point_into_the_document, versions_never_overlap,
		gaps_are_told, a_code_is_of_one_utility, quotes, a_year_of_hours, imports, files_that_are_none,
		gl_codes };
	Suite *suite = suite_create("api tariffs");
	TCase *tcase = tcase_create("tariffs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_unchecked_fixture(tcase, people, NULL);
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
