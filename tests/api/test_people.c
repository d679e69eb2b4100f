/* Users, roles, API clients, sessions, and how soon a change acts, through the real nginx. */
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct reply *
post(struct caller *as, const char *path, const char *body)
{
	return api_call(&(struct call){ .as = as, .method = "POST", .path = path, .body = body });
}

static struct reply *
patch(struct caller *as, const char *path, int64_t version, const char *body)
{
	return api_call(&(struct call){ .as = as, .method = "PATCH", .path = path, .body = body,
	    .headers = { version ? text("If-Match: \"%lld\"", (long long)version) : NULL } });
}

static struct reply *
drop(struct caller *as, const char *path)
{
	return api_call(&(struct call){ .as = as, .method = "DELETE", .path = path });
}

static const char *
user_path(const char *id)
{
	return text("/api/v1/users/%s", id);
}

static const char unknown[] = "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01";

START_TEST(a_new_user)
{
	struct caller *admin = staff_sign_in("admin"), *ada;
	const char *password, *id;
	struct reply *r = post(admin, "/api/v1/users",
	    text("{\"email\":\"Ada@%s.example\",\"name\":\"Ada Byron\","
		 "\"role_ids\":[\"%s\"]}",
		staff_code(), staff_role("Cashier")));

	must_status(r, 201);
	id = reply_str(r, "id");
	password = reply_str(r, "password");
	ck_assert_str_eq(reply_header(r, "Location"), text("/api/v1/users/%s", id));
	ck_assert_str_eq(reply_str(r, "email"), staff_email("ada"));
	must_problem(post(admin, "/api/v1/users",
			 text("{\"email\":\"ADA@%s.example\",\"name\":\"x\",\"role_ids\":[]}",
			     staff_code())),
	    409, "conflict");

	r = staff_login("ada", password);
	must_status(r, 200);
	ck_assert(reply_bool(r, "must_change_password"));
	ada = api_with_token(reply_str(r, "access_token"));
	r = api_get(ada, "/api/v1/auth/me");	/* nothing but this before the first change */
	ck_assert(reply_bool(r, "must_change_password"));
	ck_assert_uint_eq(reply_count(r, "permissions"), 0);
	must_problem(api_get(ada, "/api/v1/accounts"), 403, "forbidden");
	must_status(post(ada, "/api/v1/auth/password",
			text("{\"current\":\"%s\",\"new\":\"an own password\"}", password)),
	    204);
	let_verdicts_go();
	must_status(api_get(ada, "/api/v1/accounts"), 200);

	r = api_get(admin, user_path(id));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "roles.0.name"), "Cashier");
	ck_assert_str_eq(
	    reply_header(r, "ETag"), text("\"%lld\"", (long long)reply_i64(r, "version")));
	ck_assert(reply_has(r, "last_sign_in_at"));
	ck_assert_int_eq(staff_audited("user.create", NULL), 2);
}
END_TEST

START_TEST(bad_users)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = post(admin, "/api/v1/users",
	    text(
		"{\"email\":\"nobody\",\"name\":\"\",\"role_ids\":[\"7\",\"%s\"],\"is_admin\":true}",
		unknown));

	must_fault(r, "/email", "format");	/* all at once */
	must_fault(r, "/name", NULL);
	must_fault(r, "/role_ids/0", "format");
	must_fault(r, "/is_admin", "unknown");
	must_fault(
	    post(admin, "/api/v1/users",
		text("{\"email\":\"a@b.example\",\"name\":\"x\",\"role_ids\":[\"%s\"]}", unknown)),
	    "/role_ids/0", "unknown");
	must_fault(post(admin, "/api/v1/users",
		       "{\"email\":\"a@b.example\",\"name\":\"x\",\"role_ids\":7}"),
	    "/role_ids", NULL);
	must_fault(post(admin, "/api/v1/users", "{}"), "/role_ids", NULL);
	must_problem(post(admin, "/api/v1/users",
			 "{\"email\":\"a@b.example\",\"name\":\"\xff\",\"role_ids\":[]}"),
	    400, "malformed");
	must_problem(api_get(admin, user_path(unknown)), 404, "not-found");
	must_problem(api_get(admin, "/api/v1/users/7"), 404, "not-found");
	must_problem(patch(admin, user_path(unknown), 1, "{\"name\":\"x\"}"), 404, "not-found");
	must_problem(post(admin, text("%s/password", user_path(unknown)), NULL), 404, "not-found");
	must_problem(api_get(admin, "/api/v1/users?limit=0"), 422, "input");
	must_problem(api_get(admin, "/api/v1/users?role_id=7"), 422, "input");
	must_problem(api_get(admin, "/api/v1/users?sort=password_hash"), 422, "input");
	ck_assert_int_eq(staff_audited("user.create", NULL), 1);
}
END_TEST

START_TEST(listing_users)
{
	struct caller *admin = staff_sign_in("admin");
	const char *names[] = { "ann", "ben", "cat", "dan" };
	struct reply *r;

	for (size_t i = 0; i < COUNT(names); i++)
		(void)staff_add(names[i], i % 2 ? "Cashier" : "CSO Agent");
	r = api_get(admin, "/api/v1/users?limit=3");
	ck_assert_uint_eq(reply_count(r, "data"), 3);
	r = api_get(admin, text("/api/v1/users?limit=3&cursor=%s", reply_str(r, "next_cursor")));
	ck_assert_uint_eq(reply_count(r, "data"), 3);
	r = api_get(admin, "/api/v1/users?q=CAT");
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.name"), "cat");
	r = api_get(admin,
	    text("/api/v1/users?role_id=%s&active=true&sort=-name", staff_role("Cashier")));
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	ck_assert_str_eq(reply_str(r, "data.0.name"), "dan");
	r = api_get(admin, "/api/v1/users?q=%25");	/* no wildcard */
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	must_status(api_get(admin, "/api/v1/users?q=%27%20or%201=1%20--"), 200);
}
END_TEST

START_TEST(versions_are_held)
{
	struct caller *admin = staff_sign_in("admin");
	const char *path = user_path(staff_add("ada", "Cashier"));

	must_problem(patch(admin, path, 0, "{\"name\":\"Ada\"}"), 428, "version-required");
	must_problem(patch(admin, path, 7, "{\"name\":\"Ada\"}"), 412, "stale");
	must_status(patch(admin, path, 1, "{\"name\":\"Ada\"}"), 200);
	must_problem(patch(admin, path, 1, "{\"name\":\"Eve\"}"), 412, "stale");
	ck_assert_str_eq(reply_str(api_get(admin, path), "name"), "Ada");
	must_problem(api_call(&(struct call){ .as = admin,
			 .method = "PATCH",
			 .path = path,
			 .body = "{\"name\":\"x\"}",
			 .headers = { "If-Match: *" } }),
	    412, "stale");
}
END_TEST

/* A change acts within a second: what nginx may have kept is gone after it. */
START_TEST(a_change_acts_within_a_second)
{
	struct caller *admin = staff_sign_in("admin"), *ada;
	const char *id = staff_add("ada", "Cashier"), *path = user_path(id);
	int64_t began;

	ada = staff_sign_in("ada");
	must_status(api_get(ada, "/api/v1/accounts"), 200);
	must_status(
	    patch(admin, path, 1, text("{\"role_ids\":[\"%s\"]}", staff_role("Billing Manager"))),
	    200);
	let_verdicts_go();
	must_status(api_get(ada, "/api/v1/audit"), 200);
	must_status(patch(admin, path, 2, "{\"role_ids\":[]}"), 200);
	let_verdicts_go();
	must_problem(api_get(ada, "/api/v1/accounts"), 403, "forbidden");
	must_status(api_get(ada, "/api/v1/auth/me"), 200);
	must_status(patch(admin, path, 3, "{\"is_active\":false}"), 200);
	began = monotonic_now();
	while (api_get(ada, "/api/v1/auth/me")->status == 200)
		ck_assert_int_lt(monotonic_now() - began, 1000000);
	must_problem(api_get(ada, "/api/v1/auth/me"), 401, "unauthenticated");
	must_problem(staff_login("ada", STAFF_PASSWORD), 401, "unauthenticated");
	must_status(patch(admin, path, 4, "{\"is_active\":true}"), 200);
	/* the old session stays ended */
	must_problem(api_get(ada, "/api/v1/auth/me"), 401, "unauthenticated");
	must_status(staff_login("ada", STAFF_PASSWORD), 200);
}
END_TEST

START_TEST(nobody_grants_what_he_lacks)
{
	struct caller *admin = staff_sign_in("admin"), *hr;
	const char *boss, *clerk;
	struct reply *r = post(admin, "/api/v1/roles",
	    "{\"name\":\"People\",\"permissions\":[\"users:read\",\"users:manage\",\"clients:manage\",\"bills:read\"]}");

	must_status(r, 201);
	(void)staff_add("hr", "People");
	boss = staff_add("boss", "Utility Administrator");
	clerk = staff_add("clerk", NULL);
	hr = staff_sign_in("hr");
	/* give, make, or widen */
	must_problem(
	    patch(hr, user_path(clerk), 1, text("{\"role_ids\":[\"%s\"]}", staff_role("Cashier"))),
	    403, "forbidden");
	must_problem(post(hr, "/api/v1/users",
			 text("{\"email\":\"x@y.example\",\"name\":\"x\",\"role_ids\":[\"%s\"]}",
			     staff_role("Utility Administrator"))),
	    403, "forbidden");
	must_problem(
	    post(hr, "/api/v1/roles", "{\"name\":\"Mine\",\"permissions\":[\"payments:void\"]}"),
	    403, "forbidden");
	must_problem(
	    post(hr, "/api/v1/api-clients", "{\"name\":\"x\",\"scopes\":[\"payments:void\"]}"), 403,
	    "forbidden");
	must_problem(patch(hr, text("/api/v1/roles/%s", reply_str(r, "id")), 1,
			 "{\"permissions\":[\"users:read\",\"users:manage\",\"payments:void\"]}"),
	    403, "forbidden");
	/* nor takes the place of one who may more */
	must_problem(post(hr, text("%s/password", user_path(boss)), NULL), 403, "forbidden");
	must_problem(patch(hr, user_path(boss), 1, "{\"is_active\":false}"), 403, "forbidden");
	/* what he has he may give */
	must_status(
	    patch(hr, user_path(clerk), 1, text("{\"role_ids\":[\"%s\"]}", reply_str(r, "id"))),
	    200);
	must_status(
	    post(hr, "/api/v1/api-clients", "{\"name\":\"x\",\"scopes\":[\"bills:read\"]}"), 201);
	/* payments:read covers payments:read_own */
	must_status(patch(admin, user_path(clerk), 2,
			text("{\"role_ids\":[\"%s\"]}", staff_role("Cashier"))),
	    200);
}
END_TEST

START_TEST(somebody_can_always_manage)
{
	struct caller *admin = staff_sign_in("admin"), *second;
	struct reply *me = api_get(admin, "/api/v1/auth/me");
	const char *own = user_path(reply_str(me, "id"));
	const char *other = user_path(staff_add("second", "Utility Administrator"));

	must_problem(patch(admin, own, 1, "{\"is_active\":false}"), 409, "conflict");
	must_problem(patch(admin, own, 1, "{\"role_ids\":[]}"), 409, "conflict");
	must_problem(post(admin, text("%s/password", own), NULL), 409, "conflict");
	must_status(patch(admin, own, 1, "{\"name\":\"Head\"}"), 200);
	second = staff_sign_in("second");
	must_status(patch(second, own, 2, "{\"role_ids\":[]}"), 200);
	let_verdicts_go();
	must_problem(patch(admin, other, 1, "{\"is_active\":false}"), 403, "forbidden");
	must_problem(patch(second, other, 1, "{\"role_ids\":[]}"), 409, "conflict");
}
END_TEST

/* Two managers who take each other's right away at once: one of them keeps it. */
START_TEST(two_managers_at_once)
{
	struct caller *one = staff_sign_in("admin"), *two;
	const char *first = user_path(reply_str(api_get(one, "/api/v1/auth/me"), "id"));
	const char *second = user_path(staff_add("second", "Utility Administrator"));
	struct call calls[2];
	struct reply *replies[2];
	int64_t left;

	two = staff_sign_in("second");
	calls[0] = (struct call){ .as = one,
		.method = "PATCH",
		.path = second,
		.body = "{\"role_ids\":[]}",
		.headers = { "If-Match: \"1\"" } };
	calls[1] = (struct call){ .as = two,
		.method = "PATCH",
		.path = first,
		.body = "{\"role_ids\":[]}",
		.headers = { "If-Match: \"1\"" } };
	api_together(calls, replies, 2);
	left = fixture_i64(&staff, "select count(*) n from user_role where role_id = ?",
	    str(staff_role("Utility Administrator")));
	ck_assert_msg(left >= 1, "nobody is left: %d %d", replies[0]->status, replies[1]->status);
}
END_TEST

START_TEST(a_reset_password)
{
	struct caller *admin = staff_sign_in("admin"), *ada;
	const char *id = staff_add("ada", "Cashier");
	struct reply *r;

	ada = staff_sign_in("ada");
	must_status(api_get(ada, "/api/v1/auth/me"), 200);
	must_status(r = post(admin, text("%s/password", user_path(id)), NULL), 200);
	let_verdicts_go();
	must_problem(api_get(ada, "/api/v1/auth/me"), 401, "unauthenticated");
	must_status(staff_login("ada", STAFF_PASSWORD), 401);
	r = staff_login("ada", reply_str(r, "password"));
	must_status(r, 200);
	ck_assert(reply_bool(r, "must_change_password"));
	ck_assert_int_eq(staff_audited("user.reset_password", NULL), 1);
}
END_TEST

START_TEST(roles)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = api_get(admin, "/api/v1/roles");
	const char *path, *id;

	ck_assert_uint_eq(reply_count(r, "data"), 9);
	must_problem(
	    patch(admin, text("/api/v1/roles/%s", staff_role("Cashier")), 1, "{\"name\":\"Till\"}"),
	    409, "conflict");
	must_problem(drop(admin, text("/api/v1/roles/%s", staff_role("Cashier"))), 409, "conflict");
	must_fault(post(admin, "/api/v1/roles",
		       "{\"name\":\"Desk\",\"permissions\":[\"payments:read\",\"all\"]}"),
	    "/permissions/1", "unknown");
	must_fault(post(admin, "/api/v1/roles", "{\"name\":\"Desk\"}"), "/permissions", "required");
	must_status(r = post(admin, "/api/v1/roles",
			"{\"name\":\"Desk\",\"permissions\":[\"payments:read\"]}"),
	    201);
	id = reply_str(r, "id");
	path = text("/api/v1/roles/%s", id);
	must_problem(post(admin, "/api/v1/roles", "{\"name\":\"desk\",\"permissions\":[]}"), 409,
	    "conflict");
	must_status(r = api_get(admin, path), 200);
	ck_assert_str_eq(reply_str(r, "permissions.0"), "payments:read");
	ck_assert_str_eq(reply_header(r, "ETag"), "\"1\"");
	must_problem(patch(admin, path, 0, "{\"name\":\"x\"}"), 428, "version-required");
	must_problem(patch(admin, path, 2, "{\"name\":\"x\"}"), 412, "stale");
	must_status(patch(admin, path, 1, "{\"permissions\":[\"bills:read\"]}"), 200);
	must_status(r = api_get(admin, path), 200);
	ck_assert_str_eq(reply_str(r, "permissions.0"), "bills:read");
	ck_assert_str_eq(reply_str(r, "name"), "Desk");
	(void)staff_add("ada", "Desk");
	must_problem(drop(admin, path), 409, "conflict");
	ck_assert_int_eq(reply_i64(api_get(admin, path), "user_count"), 1);
	must_status(
	    patch(admin, user_path(reply_str(api_get(admin, "/api/v1/users?q=ada@"), "data.0.id")),
		1, "{\"role_ids\":[]}"),
	    200);
	must_status(drop(admin, path), 204);
	must_problem(api_get(admin, path), 404, "not-found");
	must_problem(drop(admin, path), 404, "not-found");
	ck_assert_uint_ge(reply_count(api_get(admin, "/api/v1/permissions"), "data"), 18);
	ck_assert_int_eq(staff_audited("role.delete", NULL), 1);
}
END_TEST

START_TEST(a_changed_role_acts_within_a_second)
{
	struct caller *admin = staff_sign_in("admin"), *ada;
	struct reply *r = post(
	    admin, "/api/v1/roles", "{\"name\":\"Desk\",\"permissions\":[\"consumers:read\"]}");

	(void)staff_add("ada", "Desk");
	ada = staff_sign_in("ada");
	must_status(api_get(ada, "/api/v1/accounts"), 200);
	must_status(patch(admin, text("/api/v1/roles/%s", reply_str(r, "id")), 1,
			"{\"permissions\":[\"bills:read\"]}"),
	    200);
	let_verdicts_go();
	must_problem(api_get(ada, "/api/v1/accounts"), 403, "forbidden");
	must_status(api_get(ada, "/api/v1/bills"), 200);
}
END_TEST

static struct reply *
token_for(const char *id, const char *secret, const char *scope)
{
	return post(NULL, "/api/v1/auth/token",
	    text("{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\","
		 "\"client_secret\":\"%s\"%s%s%s}",
		id, secret, scope ? ",\"scope\":\"" : "", scope ? scope : "", scope ? "\"" : ""));
}

START_TEST(clients)
{
	struct caller *admin = staff_sign_in("admin"), *erp, *narrow;
	struct reply *r = post(admin, "/api/v1/api-clients",
	    "{\"name\":\"ERP\",\"scopes\":[\"bills:read\",\"consumers:read\"]}");
	const char *id, *secret, *path;

	must_status(r, 201);
	id = reply_str(r, "id");
	secret = reply_str(r, "client_secret");
	path = text("/api/v1/api-clients/%s", id);
	must_fault(post(admin, "/api/v1/api-clients", "{\"name\":\"x\",\"scopes\":[\"x:y\"]}"),
	    "/scopes/0", "unknown");
	must_status(r = token_for(id, secret, NULL), 200);
	ck_assert_str_eq(reply_str(r, "scope"), "consumers:read bills:read");
	erp = api_with_token(reply_str(r, "access_token"));
	must_status(r = token_for(id, secret, "bills:read"), 200);
	narrow = api_with_token(reply_str(r, "access_token"));
	must_status(api_get(erp, "/api/v1/accounts"), 200);
	must_problem(api_get(narrow, "/api/v1/accounts"), 403, "forbidden");
	must_status(api_get(narrow, "/api/v1/bills"), 200);
	must_problem(api_get(erp, "/api/v1/payments"), 403, "forbidden");
	r = api_get(erp, "/api/v1/auth/me");
	ck_assert_str_eq(reply_str(r, "kind"), "client");
	ck_assert_str_eq(reply_str(r, "name"), "ERP");
	must_problem(post(erp, "/api/v1/auth/password",
			 "{\"current\":\"x\",\"new\":\"another fine password\"}"),
	    403, "forbidden");
	must_status(api_get(erp, "/api/v1/sessions"), 200);
	/* wrong ones, in RFC 6749's words */
	must_status(r = token_for(id, "wrong", NULL), 401);
	ck_assert_str_eq(reply_str(r, "error"), "invalid_client");
	must_status(token_for(unknown, secret, NULL), 401);
	must_status(token_for("x", secret, NULL), 401);
	must_status(r = token_for(id, secret, "payments:void"), 400);
	ck_assert_str_eq(reply_str(r, "error"), "invalid_scope");
	must_status(r = post(NULL, "/api/v1/auth/token", "{\"grant_type\":\"password\"}"), 400);
	ck_assert_str_eq(reply_str(r, "error"), "unsupported_grant_type");
	must_problem(post(NULL, "/api/v1/auth/token", "{}"), 422, "input");
	/* fewer scopes act at once, also on tokens that are out */
	must_status(patch(admin, path, 1, "{\"scopes\":[\"consumers:read\"]}"), 200);
	let_verdicts_go();
	must_problem(api_get(narrow, "/api/v1/bills"), 403, "forbidden");
	must_status(api_get(erp, "/api/v1/accounts"), 200);
	/* another secret */
	must_status(r = post(admin, text("%s/secret", path), NULL), 200);
	must_status(token_for(id, secret, NULL), 401);
	must_status(token_for(id, reply_str(r, "client_secret"), NULL), 200);
	/* the end */
	must_status(post(admin, text("%s/revoke", path), NULL), 204);
	must_status(post(admin, text("%s/revoke", path), NULL), 204);
	must_status(token_for(id, reply_str(r, "client_secret"), NULL), 401);
	must_problem(post(admin, text("%s/secret", path), NULL), 409, "conflict");
	must_problem(patch(admin, path, 4, "{\"name\":\"x\"}"), 409, "conflict");
	let_verdicts_go();
	must_problem(api_get(erp, "/api/v1/accounts"), 401, "unauthenticated");
	ck_assert(reply_has(api_get(admin, path), "revoked_at"));
	ck_assert_uint_eq(reply_count(api_get(admin, "/api/v1/api-clients"), "data"), 1);
	must_problem(patch(admin, path, 0, "{\"name\":\"x\"}"), 428, "version-required");
	must_problem(patch(admin, text("/api/v1/api-clients/%s", unknown), 1, "{\"name\":\"x\"}"),
	    404, "not-found");
	must_problem(
	    post(admin, text("/api/v1/api-clients/%s/revoke", unknown), NULL), 404, "not-found");
	ck_assert_int_eq(staff_audited("client.revoke", NULL), 1);
}
END_TEST

START_TEST(sessions)
{
	struct caller *admin = staff_sign_in("admin"), *ada, *ada_too;
	struct reply *r;
	const char *first, *second, *admins;

	(void)staff_add("ada", "Cashier");
	ada = staff_sign_in("ada");
	ada_too = staff_sign_in("ada");
	r = api_get(ada, "/api/v1/sessions");
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	second = reply_str(r, "data.0.id");
	first = reply_str(r, "data.1.id");
	ck_assert_str_eq(reply_str(api_get(ada, "/api/v1/auth/me"), "session_id"), first);
	ck_assert_str_eq(reply_str(r, "data.0.address"), "127.0.0.1");
	admins = reply_str(api_get(admin, "/api/v1/auth/me"), "session_id");
	must_problem(api_get(ada, "/api/v1/sessions?all=true"), 403, "forbidden");
	must_problem(api_get(ada, text("/api/v1/sessions?user_id=%s", unknown)), 403, "forbidden");
	must_problem(api_get(ada, "/api/v1/sessions?all=maybe"), 422, "input");
	ck_assert_uint_eq(reply_count(api_get(admin, "/api/v1/sessions?all=true"), "data"), 3);
	ck_assert_uint_eq(
	    reply_count(
		api_get(admin, text("/api/v1/sessions?user_id=%s", reply_str(r, "data.0.user.id"))),
		"data"),
	    2);
	/* another's answers like one that does not exist */
	must_problem(drop(ada, text("/api/v1/sessions/%s", admins)), 404, "not-found");
	must_problem(drop(ada, text("/api/v1/sessions/%s", unknown)), 404, "not-found");
	must_status(api_get(ada_too, "/api/v1/auth/me"), 200);
	must_status(drop(ada, text("/api/v1/sessions/%s", second)), 204);
	must_status(drop(ada, text("/api/v1/sessions/%s", second)), 204);
	let_verdicts_go();
	must_problem(api_get(ada_too, "/api/v1/auth/me"), 401, "unauthenticated");
	must_status(api_get(ada, "/api/v1/auth/me"), 200);
	must_status(drop(admin, text("/api/v1/sessions/%s", first)), 204);
	let_verdicts_go();
	must_problem(api_get(ada, "/api/v1/auth/me"), 401, "unauthenticated");
	ck_assert_int_eq(staff_audited("session.end", "revoked"), 2);
}
END_TEST

/* Another tenant's ids answer like ids that do not exist, to the byte. */
START_TEST(other_tenants_are_not_there)
{
	struct caller *admin = staff_sign_in("admin"),
		      *other = api_sign_in("larkfield", "Utility Administrator");
	const char *ids[] = { reply_str(api_get(other, "/api/v1/auth/me"), "id"),
		reply_str(api_get(other, "/api/v1/roles"), "data.0.id"),
		reply_str(api_get(other, "/api/v1/sessions"), "data.0.id") };
	const char *paths[] = { "/api/v1/users/%s", "/api/v1/roles/%s", "/api/v1/api-clients/%s" };

	for (size_t i = 0; i < COUNT(ids); i++)
		for (size_t k = 0; k < COUNT(paths); k++) {
			const char *path = text(
			    "%.*s%s", (int)strlen(paths[k]) - 2, paths[k], ids[i]);

			must_problem(api_get(admin, path), 404, "not-found");
			must_problem(patch(admin, path, 1, "{\"name\":\"x\"}"), 404, "not-found");
		}
	must_problem(drop(admin, text("/api/v1/sessions/%s", ids[2])), 404, "not-found");
	must_problem(drop(admin, text("/api/v1/roles/%s", ids[1])), 404, "not-found");
	must_fault(
	    post(admin, "/api/v1/users",
		text("{\"email\":\"a@b.example\",\"name\":\"x\",\"role_ids\":[\"%s\"]}", ids[1])),
	    "/role_ids/0", "unknown");
	must_problem(
	    post(admin, text("/api/v1/users/%s/password", ids[0]), NULL), 404, "not-found");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("people");
	TCase *t = tcase_create("people");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, staff_open, staff_close);
	tcase_add_test(t, a_new_user);
	tcase_add_test(t, bad_users);
	tcase_add_test(t, listing_users);
	tcase_add_test(t, versions_are_held);
	tcase_add_test(t, a_change_acts_within_a_second);
	tcase_add_test(t, nobody_grants_what_he_lacks);
	tcase_add_test(t, somebody_can_always_manage);
	tcase_add_test(t, two_managers_at_once);
	tcase_add_test(t, a_reset_password);
	tcase_add_test(t, roles);
	tcase_add_test(t, a_changed_role_acts_within_a_second);
	tcase_add_test(t, clients);
	tcase_add_test(t, sessions);
	tcase_add_test(t, other_tenants_are_not_there);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
