/*
 * shared/app as a process: what a module's loop does with right and wrong requests, over FastCGI,
 * with a real database.  The module here is made of the routes below.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "app.h"
#include "clock.h"
#include "counters.h"
#include "text.h"
#include "fcgi.h"
#include <check.h>
#undef fail			/* Check has a macro of this name */

#define TENANT "0190f5fe-7c00-7a00-8abc-00000000aa01"
#define OTHER  "0190f5fe-7c00-7a00-8abc-00000000aa02"
#define ZONE_1 "0190f5fe-7c00-7a00-8abc-0000000000b1"

static char folder[] = "/tmp/billport-test-app-XXXXXX";
static char path[64];
static pid_t module;

/* ---- the module ---- */

static handler zone_one, zone_list, zone_add, zone_edit, hungry, slow_body, free_for_all, broken_tx;

static const struct route routes[] = {
	{ GET, "/api/v1/zones", VERDICT, CAN_READ_CONSUMERS, zone_list },
	{ POST, "/api/v1/zones", VERDICT, CAN_RECORD_PAYMENT, zone_add },
	{ GET, "/api/v1/zones/:id", VERDICT, CAN_READ_CONSUMERS, zone_one,
	    .or_permission = CAN_READ_OWN_PAYMENTS },
	{ PATCH, "/api/v1/zones/:id", VERDICT, CAN_RECORD_PAYMENT, zone_edit },
	{ GET, "/api/v1/hungry", VERDICT, SIGNED_IN, hungry },
	{ GET, "/api/v1/broken", VERDICT, SIGNED_IN, broken_tx },
	{ POST, "/api/v1/slow", PUBLIC, NOBODY_ASKED, slow_body },
	{ POST, "/api/v1/free", PUBLIC, NOBODY_ASKED, free_for_all },
};

static enum err
zone_one(struct rq *rq)
{
	const struct row *row;
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &row, "select id, name, 7 version from zone where id = ?", str(id)));
	return rq_row(rq, 200, row);
}

static enum err
zone_list(struct rq *rq)
{
	static const struct filter filters[] = {
		{ "name", "z.name = ?", TEXT },
		{ "from", "date'2026-01-01' >= ?", DATE },
		{ "to", "date'2026-01-01' <= ?", DATE },
		{ "kind", "z.name <> ?", CHOICE, "a|b" },
		{ "n", "5 = ?", INTEGER },
		{ "zone_id", "z.id = ?", ID },
	};
	static const struct order orders[] = { { "name", "z.name", "z.id", COLUMN_TEXT, "name",
	    "id", true } };

	return rq_page(rq,
	    &(struct list){
		.select =
		    "select z.id, z.name, 12345 as fee_minor, '{\"a\":1}' as extra_json,"
		    " z.id as `self.id`, z.name as `self.name`, null as `none.id`, null as `none.name` from zone z",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders) });
}

struct adding { const char *id, *name; int64_t amount_minor; };

static enum err
add_zone(struct cx *cx, void *arg)
{
	struct adding *in = arg;

	in->id = new_id(cx->arena);
	if (same_text(in->name, "refused"))
		return fail(cx, E_CONFLICT, "Not this one.");
	return db_exec(cx, "insert into zone (id, name) values (?, ?)", str(in->id), str(in->name));
}

static enum err
added(struct rq *rq, const void *arg)
{
	const struct adding *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/zones/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_money("amount", in->amount_minor));
}

static enum err
zone_add(struct rq *rq)
{
	struct adding in = { .name = rq_body_text(rq, "name", 1, 80),
		.amount_minor = rq_body_money(rq, "amount", 1, 1000000) };

	TRY(rq_valid(rq));
	return rq_once(rq, add_zone, added, &in);
}

static enum err
zone_edit(struct rq *rq)
{
	(void)rq_path_id(rq, "id");
	(void)rq_version(rq);
	TRY(rq_valid(rq));
	return rq_empty(rq, 204);
}

static enum err
hungry(struct rq *rq)
{
	size_t i;

	for (i = 0; i < 100000; i++)
		(void)arena_alloc(rq->cx.arena, 100000);
	return OK;
}

static enum err
leave_open(struct cx *cx, void *arg)
{
	const struct row *row;

	(void)arg;
	TRY(db_maybe(cx, &row, "select id from zone where id = ? for update", str(ZONE_1)));
	(void)arena_alloc(cx->arena, (size_t)1 << 40);	/* jumps out of the transaction */
	return OK;
}

static enum err
broken_tx(struct rq *rq)
{
	return db_tx(&rq->cx, leave_open, NULL);
}

static enum err
slow_body(struct rq *rq)
{
	const struct timespec t = { 0, 300000000 };
	struct timespec left = t;

	while (nanosleep(&left, &left) != 0)
		;
	TRY(rq_valid(rq));
	return rq_json(rq, 200, j_bool("done", true));
}

static enum err
free_for_all(struct rq *rq)
{
	const char *who = rq_body_text(rq, "who", 1, 20);

	TRY(rq_valid(rq));
	return rq_json(rq, 200, j_str("who", who), j_str("tenant", rq->cx.who.tenant_id));
}

/* ---- the stage ---- */

static void
start_module(void)
{
	int fd = fcgi_listen(path);

	ck_assert_int_ge(fd, 0);
	module = fork();
	if (module == 0) {
		char *argv[] = { (char *)(uintptr_t)"test", NULL };

		(void)dup2(fd, 0);
		(void)close(fd);
		_exit(app_run("test", routes, COUNT(routes), 1, argv));
	}
	(void)close(fd);
}

static struct cx base;

static void
setup(void)
{
	char password[300];

	(void)snprintf(password, sizeof password, "%s/admin", getenv("BILLPORT_TEST_SECRETS"));
	(void)setenv("BILLPORT_DB_USER", "root", 1);
	(void)setenv("BILLPORT_DB_PASSWORD_FILE", password, 1);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)setenv("BILLPORT_RUN", folder, 1);
	(void)snprintf(path, sizeof path, "%s/test.sock", folder);
	base = (struct cx){ .arena = arena_new((size_t)16 << 20) };
	base.db = db_open();
	(void)!db_exec(&base,
	    "insert ignore into store.tenant (id, code, name, currency, zone, locale, utility, created_at)"
	    " values ('" TENANT
	    "', 'test-app-1', 'One', 'USD', 'America/New_York', 'en-US', 'water', '2026-01-01'),"
	    " ('" OTHER
	    "', 'test-app-2', 'Two', 'INR', 'Asia/Kolkata', 'en-IN', 'electric', '2026-01-01')");
	ck_assert(
	    db_exec(&base,
		"delete from store.zone where tenant_id in ('" TENANT "', '" OTHER "')") == OK);
	ck_assert(db_exec(&base,
		      "delete from store.idempotency where tenant_id in ('" TENANT "', '" OTHER
		      "')") == OK);
	ck_assert(db_exec(&base,
		      "insert into store.zone (tenant_id, id, name) values ('" TENANT "', '" ZONE_1
		      "', 'North')") == OK);
	start_module();
}

static void
teardown(void)
{
	int status;

	if (module > 0) {
		(void)kill(module, SIGTERM);
		ck_assert(waitpid(module, &status, 0) == module);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		    "the module ended badly: %d", status);
	}
	db_close(base.db);
	arena_free(base.arena);
}

struct ask {
	const char *method, *uri, *body, *key, *accept, *type, *perms, *tenant, *if_match;
	size_t len;			/* 0: strlen(body) */
	const char *length;		/* announced; NULL: len */
};

static const char ALL[] = "00000000000000000000000000000000000000000000000000000000ffffffff";

static struct fcgi_answer
ask_(struct ask a)
{
	const char *query = strchr(a.uri, '?');
	size_t len = a.len != 0 ? a.len : a.body != NULL ? strlen(a.body) : 0;
	char length[24];
	const char *params[64];
	size_t n = 0;

	(void)snprintf(length, sizeof length, "%zu", len);
#define P(name, value) \
	do { \
		if ((value) != NULL) { \
			params[n++] = (name); \
			params[n++] = (value); \
		} \
	} while (0)
	P("REQUEST_METHOD", a.method != NULL ? a.method : "GET");
	P("REQUEST_URI", a.uri);
	P("QUERY_STRING", query != NULL ? query + 1 : "");
	P("CONTENT_LENGTH", a.length != NULL ? a.length : len > 0 ? length : "");
	P("CONTENT_TYPE", a.type != NULL ? a.type : "application/json");
	P("REQUEST_ID", "0123456789abcdef0123456789abcdef");
	P("HTTP_IDEMPOTENCY_KEY", a.key);
	P("HTTP_ACCEPT", a.accept);
	P("HTTP_IF_MATCH", a.if_match);
	if (a.tenant == NULL || *a.tenant) {
		P("AUTH_TENANT", a.tenant != NULL ? a.tenant : TENANT);
		P("AUTH_CURRENCY", "USD");
		P("AUTH_ZONE", "America/New_York");
		P("AUTH_LOCALE", "en-US");
		P("AUTH_SETTINGS", "1");
		P("AUTH_KIND", "user");
		P("AUTH_ID", "0190f5fe-7c00-7a00-8abc-0000000000c1");
		P("AUTH_NAME", "Zo%C3%AB");
		P("AUTH_PERMS", a.perms != NULL ? a.perms : ALL);
	}
	params[n] = NULL;
	return fcgi_request(path, params, a.body != NULL ? a.body : "", len);
}
#define ask(...) ask_((struct ask){ __VA_ARGS__ })

static void
expect(struct fcgi_answer a, int status, const char *part)
{
	ck_assert_msg(
	    a.status == status, "status %d: %s %s", a.status, a.head, a.body != NULL ? a.body : "");
	if (part != NULL)
		ck_assert_msg(
		    a.body != NULL && strstr(a.body, part) != NULL, "no %s in %s", part, a.body);
	if (status >= 400)
		ck_assert_ptr_nonnull(strstr(a.head, "application/problem+json"));
	fcgi_free(&a);
}

START_TEST(routes_and_methods)
{
	struct fcgi_answer a = ask(.method = "DELETE", .uri = "/api/v1/zones");

	ck_assert_ptr_nonnull(strstr(a.head, "Allow: GET, POST"));
	expect(a, 405, "\"status\":405");
	expect(ask(.uri = "/api/v1/nothing"), 404, "Not found.");
	expect(ask(.uri = "/api/v1/zones/"), 404, NULL);
	expect(ask(.uri = "/api/v1/zones/not-an-id"), 404, "Not found.");
	expect(ask(.uri = "/api/v1/zones/%00"), 404, NULL);
	expect(ask(.uri = "/api/v1/zones?x=%ff"), 400, NULL);
	expect(ask(.uri = "/api/v1/zones?x=1&y=2"), 422, "\"pointer\":\"?y\"");
	expect(ask(.uri = "/api/v1/zones/" ZONE_1), 200, "\"name\":\"North\"");
	expect(ask(.uri = "/api/v1/zones/0190F5FE-7C00-7A00-8ABC-0000000000B1"), 200,
	    "\"id\":\"" ZONE_1 "\"");
	a = ask(.uri = "/api/v1/zones/" ZONE_1);
	ck_assert_ptr_nonnull(strstr(a.head, "ETag: \"7\""));
	expect(a, 200, NULL);
}
END_TEST

START_TEST(identity_and_permission)
{
	static const char
	    none[] = "0000000000000000000000000000000000000000000000000000000000000000";
	static const char
	    own[] = "0000000000000000000000000000000000000000000000000000000000000010";

	expect(ask(.uri = "/api/v1/zones", .tenant = ""), 401, NULL);
	expect(ask(.uri = "/api/v1/zones", .perms = none), 403, NULL);
	expect(ask(.uri = "/api/v1/zones", .perms = "zz"), 403, NULL);
	expect(ask(.uri = "/api/v1/zones/" ZONE_1, .perms = own), 200, NULL);
	expect(ask(.uri = "/api/v1/zones/" ZONE_1, .tenant = OTHER), 404, NULL);
	expect(ask(.uri = "/api/v1/zones", .tenant = OTHER), 200,
	    "{\"data\":[],\"next_cursor\":null}");
	expect(ask(.method = "POST", .uri = "/api/v1/free", .body = "{\"who\":\"me\"}"), 200,
	    "{\"who\":\"me\",\"tenant\":null}");
	expect(ask(.method = "POST", .uri = "/api/v1/free", .body = "who=me",
		   .type = "application/x-www-form-urlencoded"),
	    200, "\"me\"");
}
END_TEST

START_TEST(wrong_bodies)
{
	static const char *const malformed[] = { "{", "[]", "null", "5", "{'name':1}",
		"{\"a\":NaN}", "{\"a\":1,\"a\":2}", "{\"name\":\"a\\u0000b\"}",
		"{\"name\":\"\xff\"}", "{} x" };
	char *big = malloc((1 << 20) + 20);
	size_t i;

	for (i = 0; i < COUNT(malformed); i++)
		expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = malformed[i],
			   .key = "key-12345"),
		    400, NULL);
	memset(big, ' ', (1 << 20) + 10);
	big[0] = '{';
	big[(1 << 20) + 9] = '}';
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = big, .len = (1 << 20) + 10),
	    413, NULL);
	free(big);
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = "{}", .length = "10"), 400,
	    "ended before");
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = "{}", .type = "text/plain"),
	    415, NULL);
	expect(
	    ask(.method = "POST", .uri = "/api/v1/zones",
		.body =
		    "{\"name\":7,\"amount\":{\"amount\":1.5,\"currency\":\"USD\"},\"nonsense\":1}",
		.key = "key-12345"),
	    422, "/nonsense");
	expect(
	    ask(.method = "POST", .uri = "/api/v1/zones",
		.body =
		    "{\"name\":\"x\",\"amount\":{\"amount\":18446744073709551616,\"currency\":\"USD\"}}",
		.key = "key-12345"),
	    422, "/amount");
	expect(ask(.method = "POST", .uri = "/api/v1/zones",
		   .body = "{\"name\":\"x\",\"amount\":{\"amount\":5,\"currency\":\"EUR\"}}",
		   .key = "key-12345"),
	    422, "/amount");
}
END_TEST

static const char good[] = "{\"name\":\"South\",\"amount\":{\"amount\":500,\"currency\":\"USD\"}}";

START_TEST(once_is_once)
{
	struct fcgi_answer a = ask(.method = "POST", .uri = "/api/v1/zones", .body = good,
			       .key = "key-once-1"),
			   b;
	int i;

	ck_assert_int_eq(a.status, 201);
	ck_assert_ptr_nonnull(strstr(a.head, "Location: /api/v1/zones/"));
	for (i = 0; i < 3; i++) {
		b = ask(.method = "POST", .uri = "/api/v1/zones", .body = good,
		    .key = "key-once-1");
		ck_assert_int_eq(b.status, 201);
		ck_assert_str_eq(a.body, b.body);
		ck_assert_ptr_nonnull(strstr(b.head, "Location: /api/v1/zones/"));
		ck_assert_ptr_nonnull(strstr(b.head, "Idempotency-Replayed: true"));
		fcgi_free(&b);
	}
	fcgi_free(&a);
	expect(ask(.method = "POST", .uri = "/api/v1/zones",
		   .body = "{\"name\":\"West\",\"amount\":{\"amount\":500,\"currency\":\"USD\"}}",
		   .key = "key-once-1"),
	    422, "key-reused");
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = good), 422, "Idempotency-Key");
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = good, .key = "short"), 422,
	    "Idempotency-Key");
}
END_TEST

START_TEST(a_refusal_frees_the_key)
{
	expect(ask(.method = "POST", .uri = "/api/v1/zones",
		   .body = "{\"name\":\"refused\",\"amount\":{\"amount\":5,\"currency\":\"USD\"}}",
		   .key = "key-free-1"),
	    409, "Not this one.");
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = good, .key = "key-free-1"),
	    201, NULL);
	/* zone_name is unique */
	expect(ask(.method = "POST", .uri = "/api/v1/zones", .body = good, .key = "key-free-2"),
	    409, NULL);
}
END_TEST

START_TEST(versions)
{
	expect(ask(.method = "PATCH", .uri = "/api/v1/zones/" ZONE_1), 428, NULL);
	expect(
	    ask(.method = "PATCH", .uri = "/api/v1/zones/" ZONE_1, .if_match = "\"1\""), 204, NULL);
}
END_TEST

static char *
cursor_of(const char *body)
{
	static char cursor[600];
	const char *s = strstr(body, "\"next_cursor\":\"");

	ck_assert_ptr_nonnull(s);
	(void)snprintf(cursor, sizeof cursor, "%.*s", (int)strcspn(s + 15, "\""), s + 15);
	return cursor;
}

START_TEST(pages_in_order)
{
	char uri[800], seen[8000] = "", *c;
	struct fcgi_answer a;
	int i, pages = 0;

	for (i = 0; i < 25; i++)
		ck_assert(
		    db_exec(&base,
			"insert into store.zone (tenant_id, id, name) values ('" TENANT "', ?, ?)",
			str(new_id(base.arena)), str(fmt(base.arena, "Z%02d", i))) == OK);
	(void)snprintf(uri, sizeof uri, "/api/v1/zones?limit=7");
	for (;;) {
		a = ask(.uri = uri);
		ck_assert_int_eq(a.status, 200);
		for (c = a.body; (c = strstr(c, "\"name\":\"Z")) != NULL; c += 8)
			if (strncmp(c - 2, "\"},", 3) != 0)
				(void)snprintf(seen + strlen(seen), sizeof seen - strlen(seen),
				    "%.3s ", c + 8);
		pages++;
		if (strstr(a.body, "\"next_cursor\":null") != NULL)
			break;
		(void)snprintf(
		    uri, sizeof uri, "/api/v1/zones?limit=7&cursor=%s", cursor_of(a.body));
		fcgi_free(&a);
	}
	fcgi_free(&a);
	ck_assert_int_eq(pages, 4);		/* 26 rows by 7 */
	for (i = 0; i < 25; i++) {
		char name[16];

		(void)snprintf(name, sizeof name, "Z%02d ", i);
		ck_assert_ptr_nonnull(strstr(seen, name));
	}
	a = ask(.uri = "/api/v1/zones?limit=7");
	(void)snprintf(
	    uri, sizeof uri, "/api/v1/zones?limit=7&kind=a&cursor=%s", cursor_of(a.body));
	expect(ask(.uri = uri), 422, "?cursor");	/* another filter */
	(void)snprintf(uri, sizeof uri, "/api/v1/zones?sort=-name&cursor=%s", cursor_of(a.body));
	expect(ask(.uri = uri), 422, "?cursor");	/* another order */
	fcgi_free(&a);
	expect(ask(.uri = "/api/v1/zones?cursor=AAAA"), 422, "?cursor");
	expect(ask(.uri = "/api/v1/zones?cursor=!!"), 422, "?cursor");
	expect(ask(.uri = "/api/v1/zones?limit=0"), 422, "?limit");
	expect(ask(.uri = "/api/v1/zones?limit=201"), 422, "?limit");
	expect(ask(.uri = "/api/v1/zones?sort=colour"), 422, "?sort");
	expect(ask(.uri = "/api/v1/zones?name=North&name=South"), 422, "doubled");
}
END_TEST

START_TEST(filters_and_shapes)
{
	expect(
	    ask(.uri =
		    "/api/v1/zones?name=North&kind=a&n=5&from=2025-01-01&to=2026-12-31&zone_id=" ZONE_1),
	    200,
	    "{\"id\":\"" ZONE_1
	    "\",\"name\":\"North\",\"fee\":{\"amount\":12345,\"currency\":\"USD\"},\"extra\":{\"a\":1},"
	    "\"self\":{\"id\":\"" ZONE_1 "\",\"name\":\"North\"},\"none\":null}");
	expect(ask(.uri = "/api/v1/zones?from=2026-02-30"), 422, "?from");
	expect(ask(.uri = "/api/v1/zones?from=2026-02-03&to=2026-02-02"), 422, "?to");
	expect(ask(.uri = "/api/v1/zones?kind=c"), 422, "?kind");
	expect(ask(.uri = "/api/v1/zones?n=99999999999999999999"), 422, "?n");
	expect(ask(.uri = "/api/v1/zones?zone_id=1"), 422, "?zone_id");
	expect(ask(.uri = "/api/v1/zones?name=%27%20or%201%3D1"), 200, "{\"data\":[],");
}
END_TEST

START_TEST(export_says_it_is_whole)
{
	struct fcgi_answer a;

	ck_assert(
	    db_exec(&base,
		"insert into store.zone (tenant_id, id, name) values ('" TENANT "', ?, '=1+\"1')",
		str(new_id(base.arena))) == OK);
	a = ask(.uri = "/api/v1/zones", .accept = "text/csv");
	ck_assert_int_eq(a.status, 200);
	ck_assert_ptr_nonnull(strstr(a.head, "text/csv"));
	ck_assert_ptr_nonnull(
	    strstr(a.body, "id,name,fee,extra_json,self.id,self.name,none.id,none.name\r\n"));
	ck_assert_ptr_nonnull(strstr(a.body, ",\"'=1+\"\"1\",123.45,"));
	ck_assert_ptr_nonnull(strstr(a.body, "\r\n#end,rows=2,fee=246.90 USD\r\n"));
	fcgi_free(&a);
	a = ask(.uri = "/api/v1/zones?name=none", .accept = "text/csv");
	ck_assert_ptr_nonnull(strstr(a.body, "#end,rows=0"));
	fcgi_free(&a);
}
END_TEST

START_TEST(too_much_memory_is_refused_and_heals)
{
	int i;

	for (i = 0; i < 3; i++) {
		expect(ask(.uri = "/api/v1/hungry"), 413,
		    "\"request_id\":\"0123456789abcdef0123456789abcdef\"");
		expect(ask(.uri = "/api/v1/broken"), 413, NULL);
		expect(ask(.uri = "/api/v1/zones/" ZONE_1), 200, NULL);
	}
}
END_TEST

START_TEST(leaves_after_the_request_in_hand)
{
	const struct timespec t = { 0, 100000000 };
	struct fcgi_answer a;
	int status;
	pid_t asker = fork();

	if (asker == 0) {
		a = ask(.method = "POST", .uri = "/api/v1/slow", .body = "{}");
		_exit(a.status == 200 ? 0 : 1);
	}
	(void)nanosleep(&t, NULL);
	(void)kill(module, SIGTERM);
	ck_assert(waitpid(asker, &status, 0) == asker);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert(waitpid(module, &status, 0) == module);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	module = 0;
}
END_TEST

START_TEST(counts_what_it_did)
{
	struct arena *a = arena_new((size_t)4 << 20);
	struct buf b = buf_in(a);

	expect(ask(.uri = "/api/v1/zones/" ZONE_1), 200, NULL);
	expect(ask(.uri = "/api/v1/zones/" OTHER), 404, NULL);
	expect(ask(.uri = "/api/v1/zones"), 200, NULL);	/* the one before is counted by now */
	counters_text(&b, folder);
	ck_assert_ptr_nonnull(strstr(b.data,
	    "billport_request_seconds_count{module=\"test\",method=\"GET\",route=\"/api/v1/zones/:id\"} 2\n"));
	ck_assert_ptr_nonnull(strstr(b.data,
	    "billport_request_errors_total{module=\"test\",method=\"GET\",route=\"/api/v1/zones/:id\",class=\"4xx\"} 1\n"));
	ck_assert_ptr_nonnull(strstr(b.data, "billport_processes{module=\"test\"} 1\n"));
	arena_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("app");
	TCase *t = tcase_create("app");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, routes_and_methods);
	tcase_add_test(t, identity_and_permission);
	tcase_add_test(t, wrong_bodies);
	tcase_add_test(t, once_is_once);
	tcase_add_test(t, a_refusal_frees_the_key);
	tcase_add_test(t, versions);
	tcase_add_test(t, pages_in_order);
	tcase_add_test(t, filters_and_shapes);
	tcase_add_test(t, export_says_it_is_whole);
	tcase_add_test(t, too_much_memory_is_refused_and_heals);
	tcase_add_test(t, leaves_after_the_request_in_hand);
	tcase_add_test(t, counts_what_it_did);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
