/* Signing in, staying signed in, signing out, through the real nginx. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "secret.h"
#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct reply *
login(const char *tenant, const char *email, const char *password)
{
	return api_call(&(struct call){ .method = "POST",
	    .path = "/api/v1/auth/login",
	    .body = text("{\"tenant\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}", tenant, email,
		password) });
}

/* The refresh cookie that an answer sets, as a Cookie header; NULL if it sets none. */
static const char *
cookie(const struct reply *r)
{
	const char *set = reply_header(r, "Set-Cookie");

	return set ? text("Cookie: %.*s", (int)strcspn(set, ";"), set) : NULL;
}

static struct reply *
with_cookie(const char *path, const char *header)
{
	return api_call(&(struct call){ .method = "POST", .path = path, .headers = { header } });
}

static struct reply *
refresh(const char *header)
{
	return with_cookie("/api/v1/auth/refresh", header);
}

/* The body but for its request id. */
static const char *
without_id(const struct reply *r)
{
	char *copy = strdup(r->body), *at = strstr(copy, "\"request_id\":\"");
	const char *out;

	ck_assert_ptr_nonnull(at);
	memset(at + 14, '-', strcspn(at + 14, "\""));
	out = text("%s", copy);
	free(copy);
	return out;
}

START_TEST(health_and_keys)
{
	struct reply *r = api_get(NULL, "/api/v1/health");

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "status"), "ok");
	r = api_get(NULL, "/.well-known/jwks.json");
	must_status(r, 200);
	ck_assert_uint_ge(reply_count(r, "keys"), 2);
	ck_assert_str_eq(reply_str(r, "keys.0.alg"), "ES256");
	must_problem(api_get(NULL, "/api/v1/health?x=1"), 422, "input");
	must_problem(
	    api_call(&(struct call){ .method = "POST", .path = "/api/v1/health" }), 405, "method");
	must_problem(api_get(NULL, "/internal/verdict"), 404, "not-found");
}
END_TEST

START_TEST(signing_in)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	const char *set = reply_header(r, "Set-Cookie");

	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "token_type"), "Bearer");
	ck_assert_int_eq(reply_i64(r, "expires_in"), 300);
	ck_assert(!reply_bool(r, "must_change_password"));
	ck_assert_str_eq(reply_header(r, "Cache-Control"), "no-store");
	ck_assert_ptr_nonnull(set);
	ck_assert_int_eq(strncmp(set, "__Host-billport=", 16), 0);
	ck_assert_ptr_nonnull(strstr(set, "; Path=/;"));
	ck_assert_ptr_nonnull(strstr(set, "; Secure; HttpOnly; SameSite=Strict"));
	ck_assert_ptr_null(strstr(set, "Domain"));
	r = api_get(api_with_token(reply_str(r, "access_token")), "/api/v1/auth/me");
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "kind"), "user");
	ck_assert_str_eq(reply_str(r, "email"), staff_email("admin"));
	ck_assert_str_eq(reply_str(r, "tenant.code"), staff_code());
	ck_assert_str_eq(reply_str(r, "tenant.currency"), "USD");
	ck_assert_str_eq(reply_str(r, "roles.0"), "Utility Administrator");
	ck_assert_uint_gt(reply_count(r, "permissions"), 10);
	ck_assert_int_eq(staff_audited("sign_in", NULL), 1);
	/* tenant and e-mail without regard to case */
	must_status(
	    login(text("%s", staff_code()), text("ADMIN@%s.EXAMPLE", staff_code()), STAFF_PASSWORD),
	    200);
}
END_TEST

START_TEST(whatever_is_wrong_the_answer_is_one)
{
	const char *expected = without_id(staff_login("admin", "a wrong password"));
	struct reply *r;

	(void)staff_add("gone", "Cashier");
	must_status(api_call(&(struct call){ .as = staff_sign_in("admin"),
			.method = "PATCH",
			.path = text("/api/v1/users/%s",
			    reply_str(api_get(staff_sign_in("admin"), "/api/v1/users?q=gone"),
				"data.0.id")),
			.body = "{\"is_active\":false}",
			.headers = { "If-Match: \"1\"" } }),
	    200);
	must_problem(r = staff_login("nobody", STAFF_PASSWORD), 401, "unauthenticated");
	ck_assert_str_eq(without_id(r), expected);
	must_problem(r = staff_login("gone", STAFF_PASSWORD), 401, "unauthenticated");
	ck_assert_str_eq(without_id(r), expected);
	must_problem(r = login("no-such-tenant", staff_email("admin"), STAFF_PASSWORD), 401,
	    "unauthenticated");
	ck_assert_str_eq(without_id(r), expected);
	must_problem(
	    r = login("larkfield", staff_email("admin"), STAFF_PASSWORD), 401, "unauthenticated");
	ck_assert_str_eq(without_id(r), expected);
	ck_assert_ptr_null(reply_header(r, "Set-Cookie"));
	ck_assert_int_eq(staff_audited("sign_in.fail", NULL), 3);
	ck_assert_int_eq(staff_audited("sign_in.fail", "disabled user"), 1);
}
END_TEST

static int64_t
time_of_login(const char *name)
{
	int64_t began = monotonic_now();

	must_status(staff_login(name, "a wrong password"), 401);
	return monotonic_now() - began;
}

START_TEST(an_unknown_user_takes_as_long)
{
	int64_t known = INT64_MAX, unknown = INT64_MAX, t;

	(void)staff_add("known0", NULL);
	(void)staff_add("known1", NULL);
	(void)staff_add("known2", NULL);
	for (int i = 0; i < 12; i++) {		/* four a piece: the fifth would lock */
		if ((t = time_of_login(text("known%d", i % 3))) < known)
			known = t;
		if ((t = time_of_login(text("unknown%d", i % 3))) < unknown)
			unknown = t;
	}
	ck_assert_msg(unknown * 3 > known * 2 && known * 3 > unknown * 2,
	    "known %lld us, unknown %lld us", (long long)known, (long long)unknown);
}
END_TEST

/* End every lock of now, as if its time had passed. */
static void
wait_for_locks(void)
{
	uint64_t n;

	ck_assert_int_eq(
	    db_exec_count(&staff.cx, &n,
		"update store.lockout set locked_until = ? where locked_until is not null",
		instant(&staff.cx, real_now() - 1000000)),
	    OK);
	ck_assert_uint_gt(n, 0);
}

static int64_t
seconds_of(const char *header)
{
	int64_t n = -1;

	ck_assert(header != NULL && parse_i64(header, &n));
	return n;
}

static const char *const lockable[] = { "admin", "nobody" };

START_TEST(guessing_is_slowed)
{
	const char *name = lockable[_i];
	struct reply *r;

	for (int i = 0; i < 5; i++)
		must_problem(staff_login(name, "a wrong password"), 401, "unauthenticated");
	/* also with the right one, and more tries do not prolong it */
	for (int i = 0; i < 3; i++) {
		must_problem(r = staff_login(name, i == 1 ? STAFF_PASSWORD : "a wrong password"),
		    429, "limit");
		ck_assert_int_le(seconds_of(reply_header(r, "Retry-After")), 30);
		ck_assert_int_ge(seconds_of(reply_header(r, "Retry-After")), 20);
	}
	wait_for_locks();
	must_status(staff_login(name, "a wrong password"), 401);
	must_problem(r = staff_login(name, "a wrong password"), 429, "limit");
	ck_assert_int_ge(seconds_of(reply_header(r, "Retry-After")), 40);	/* it grows */
	wait_for_locks();
	if (_i == 0) {
		must_status(staff_login(name, STAFF_PASSWORD), 200);
		/* counted from one again */
		must_status(staff_login(name, "a wrong password"), 401);
		must_status(staff_login(name, STAFF_PASSWORD), 200);
	}
	ck_assert_int_eq(staff_audited("sign_in.lock", NULL), 2);
}
END_TEST

/* An accent, a wide letter, an invisible one: each would be counted for itself. */
START_TEST(an_account_has_one_spelling)
{
	static const char *const others[] = { "\u00e1dmin", "\uff41dmin", "ad\u200dmin",
		"admi\u00f1", "admin\u00ad" };
	const char *expected = without_id(staff_login("nobody", STAFF_PASSWORD));
	struct reply *r;

	for (size_t i = 0; i < COUNT(others); i++) {
		must_problem(r = staff_login(others[i], STAFF_PASSWORD), 401, "unauthenticated");
		ck_assert_str_eq(without_id(r), expected);
	}
	must_problem(r = login("lark\u00ffield", staff_email("admin"), STAFF_PASSWORD), 401,
	    "unauthenticated");
	ck_assert_str_eq(without_id(r), expected);
	must_status(staff_login("ADMIN", STAFF_PASSWORD), 200);
}
END_TEST

START_TEST(many_guesses_at_once_are_not_many_guesses)
{
	struct call calls[24];
	struct reply *replies[24];
	const char *body = text(
	    "{\"tenant\":\"%s\",\"email\":\"%s\",\"password\":\"a wrong password\"}", staff_code(),
	    staff_email("admin"));
	int looked_at = 0;

	for (int i = 0; i < 24; i++)
		calls[i] = (struct call){
			.method = "POST", .path = "/api/v1/auth/login", .body = body
		};
	api_together(calls, replies, 24);
	for (int i = 0; i < 24; i++) {
		ck_assert(replies[i]->status == 401 || replies[i]->status == 429);
		looked_at += replies[i]->status == 401;
	}
	ck_assert_int_eq(looked_at, 5);
}
END_TEST

START_TEST(bad_sign_ins)
{
	static const struct { const char *body; int status; const char *slug, *pointer;
	} bad[] = {
		{ "{", 400, "malformed", NULL },
		{ "[]", 400, "malformed", NULL },
		{ "{\"tenant\":NaN}", 400, "malformed", NULL },
		{ "{\"tenant\":\"a\",\"tenant\":\"b\"}", 400, "malformed", NULL },
		{ "{}", 422, "input", "/password" },
		{ "{\"tenant\":1,\"email\":\"a@b.c\",\"password\":\"x\"}", 422, "input",
		    "/tenant" },
		{ "{\"tenant\":\"a\",\"email\":\"a@b.c\",\"password\":\"x\",\"admin\":true}", 422,
		    "input", "/admin" },
		{ "{\"tenant\":\"a\",\"email\":\"a@b.c\",\"password\":\"\"}", 422, "input",
		    "/password" },
	};
	char *large = malloc(1100000);

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct reply *r = api_call(&(struct call){
		    .method = "POST", .path = "/api/v1/auth/login", .body = bad[i].body });

		must_problem(r, bad[i].status, bad[i].slug);
		if (bad[i].pointer)
			must_fault(r, bad[i].pointer, NULL);
	}
	memset(large, ' ', 1100000);
	large[1099999] = '\0';
	must_problem(api_call(&(struct call){
			 .method = "POST", .path = "/api/v1/auth/login", .body = large }),
	    413, "too-large");
	free(large);
}
END_TEST

START_TEST(another_page_cannot_use_the_cookie)
{
	const char *c = cookie(staff_login("admin", STAFF_PASSWORD));
	const char *own = text("Origin: %s", api_url());

	must_problem(api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/refresh",
	    .headers = { c, "Origin: http://127.0.0.1:1" } }), 403, "forbidden");
	must_problem(api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/logout",
	    .headers = { c, "Origin: null" } }), 403, "forbidden");
	must_status(api_call(&(struct call){
			.method = "POST", .path = "/api/v1/auth/refresh", .headers = { c, own } }),
	    200);
}
END_TEST

START_TEST(a_refresh_token_is_good_once)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	const char *c0 = cookie(r), *c1, *c2;

	must_status(r = refresh(c0), 200);
	c1 = cookie(r);
	ck_assert_str_ne(c0, c1);
	must_status(api_get(api_with_token(reply_str(r, "access_token")), "/api/v1/auth/me"), 200);
	must_status(r = refresh(c1), 200);
	c2 = cookie(r);
	/* c0 is two steps back: somebody has a copy */
	must_problem(r = refresh(c0), 401, "unauthenticated");
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Set-Cookie"), "Max-Age=0"));
	must_problem(refresh(c2), 401, "unauthenticated");
	ck_assert_int_eq(staff_audited("session.end", "reuse"), 1);
	must_problem(refresh(NULL), 401, "unauthenticated");
	must_problem(refresh("Cookie: __Host-billport=short"), 401, "unauthenticated");
	must_problem(refresh(text("Cookie: __Host-billport=%s", secret_new(staff.cx.arena, 48))),
	    401, "unauthenticated");
}
END_TEST

START_TEST(a_lost_answer_is_given_again_once)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	const char *c0 = cookie(r), *c2;
	uint64_t n;

	must_status(refresh(c0), 200);		/* lost on its way */
	must_status(r = refresh(c0), 200);
	c2 = cookie(r);
	must_status(r = refresh(c2), 200);
	/* the step before, but later than a lost answer would explain */
	ck_assert_int_eq(db_exec_count(&staff.cx, &n,
			     "update session set rotated_at = ? where revoked_at is null",
			     instant(&staff.cx, real_now() - 31000000)),
	    OK);
	must_problem(refresh(c2), 401, "unauthenticated");
	must_problem(refresh(cookie(r)), 401, "unauthenticated");
	ck_assert_int_eq(staff_audited("session.end", "reuse"), 1);
}
END_TEST

START_TEST(the_family_ends_with_its_access_tokens)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	struct caller *thief = api_with_token(reply_str(r, "access_token"));
	const char *c0 = cookie(r);

	must_status(api_get(thief, "/api/v1/auth/me"), 200);
	must_status(r = refresh(c0), 200);
	must_status(refresh(cookie(r)), 200);
	must_status(refresh(c0), 401);
	let_verdicts_go();
	must_problem(api_get(thief, "/api/v1/auth/me"), 401, "unauthenticated");
}
END_TEST

START_TEST(sessions_run_out)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	uint64_t n;

	ck_assert_int_eq(db_exec_count(&staff.cx, &n, "update session set expires_at = ?",
			     instant(&staff.cx, real_now())),
	    OK);
	must_problem(refresh(cookie(r)), 401, "unauthenticated");
	must_problem(api_get(api_with_token(reply_str(r, "access_token")), "/api/v1/auth/me"), 401,
	    "unauthenticated");
}
END_TEST

START_TEST(signing_out)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	struct caller *admin = api_with_token(reply_str(r, "access_token"));
	const char *c = cookie(r);

	must_status(api_get(admin, "/api/v1/auth/me"), 200);
	must_status(r = with_cookie("/api/v1/auth/logout", c), 204);
	ck_assert_ptr_nonnull(strstr(reply_header(r, "Set-Cookie"), "Max-Age=0"));
	must_problem(refresh(c), 401, "unauthenticated");
	let_verdicts_go();
	must_problem(api_get(admin, "/api/v1/auth/me"), 401, "unauthenticated");
	must_status(with_cookie("/api/v1/auth/logout", c), 204);
	must_status(with_cookie("/api/v1/auth/logout", NULL), 204);
	must_status(with_cookie("/api/v1/auth/logout", "Cookie: __Host-billport=x"), 204);
	ck_assert_int_eq(staff_audited("session.end", "sign_out"), 1);
}
END_TEST

static struct reply *
change_password(struct caller *as, const char *current, const char *next)
{
	return api_call(&(struct call){ .as = as, .method = "POST", .path = "/api/v1/auth/password",
	    .body = text("{\"current\":\"%s\",\"new\":\"%s\"}", current, next) });
}

START_TEST(ones_own_password)
{
	struct caller *admin = staff_sign_in("admin"), *elsewhere = staff_sign_in("admin");

	must_fault(change_password(admin, STAFF_PASSWORD, "short"), "/new", "weak");
	must_fault(change_password(admin, STAFF_PASSWORD, staff_email("admin")), "/new", "weak");
	must_fault(change_password(admin, STAFF_PASSWORD, STAFF_PASSWORD), "/new", "same");
	must_fault(change_password(admin, "not the current one", "another fine password"),
	    "/current", "wrong");
	must_status(api_get(elsewhere, "/api/v1/auth/me"), 200);
	must_status(change_password(admin, STAFF_PASSWORD, "another fine password"), 204);
	let_verdicts_go();
	must_status(api_get(admin, "/api/v1/auth/me"), 200);
	must_problem(api_get(elsewhere, "/api/v1/auth/me"), 401, "unauthenticated");
	must_status(staff_login("admin", STAFF_PASSWORD), 401);
	must_status(staff_login("admin", "another fine password"), 200);
	ck_assert_int_eq(staff_audited("user.password", NULL), 1);
}
END_TEST

START_TEST(a_stolen_token_cannot_guess_the_password)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = NULL;

	for (int i = 0; i < 5; i++)
		must_fault(change_password(admin, "a wrong password", "another fine password"),
		    "/current", "wrong");
	must_problem(
	    r = change_password(admin, STAFF_PASSWORD, "another fine password"), 429, "limit");
	ck_assert_ptr_nonnull(reply_header(r, "Retry-After"));
}
END_TEST

START_TEST(a_suspended_tenant)
{
	struct reply *r = staff_login("admin", STAFF_PASSWORD);
	struct caller *admin = api_with_token(reply_str(r, "access_token"));
	uint64_t n;

	must_status(api_get(admin, "/api/v1/auth/me"), 200);
	ck_assert_int_eq(
	    db_exec_count(&staff.cx, &n, "update store.tenant set state = 'suspended' where id = ?",
		str(staff.tenant_id)),
	    OK);
	let_verdicts_go();
	must_problem(api_get(admin, "/api/v1/auth/me"), 401, "unauthenticated");
	must_problem(staff_login("admin", STAFF_PASSWORD), 401, "unauthenticated");
	ck_assert_int_eq(
	    db_exec_count(&staff.cx, &n, "update store.tenant set state = 'active' where id = ?",
		str(staff.tenant_id)),
	    OK);
	must_status(api_get(admin, "/api/v1/auth/me"), 200);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("auth");
	TCase *t = tcase_create("auth");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, staff_open, staff_close);
	tcase_add_test(t, health_and_keys);
	tcase_add_test(t, signing_in);
	tcase_add_test(t, whatever_is_wrong_the_answer_is_one);
	tcase_add_test(t, an_unknown_user_takes_as_long);
	tcase_add_loop_test(t, guessing_is_slowed, 0, (int)COUNT(lockable));
	tcase_add_test(t, an_account_has_one_spelling);
	tcase_add_test(t, many_guesses_at_once_are_not_many_guesses);
	tcase_add_test(t, bad_sign_ins);
	tcase_add_test(t, another_page_cannot_use_the_cookie);
	tcase_add_test(t, a_refresh_token_is_good_once);
	tcase_add_test(t, a_lost_answer_is_given_again_once);
	tcase_add_test(t, the_family_ends_with_its_access_tokens);
	tcase_add_test(t, sessions_run_out);
	tcase_add_test(t, signing_out);
	tcase_add_test(t, ones_own_password);
	tcase_add_test(t, a_stolen_token_cannot_guess_the_password);
	tcase_add_test(t, a_suspended_tenant);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
