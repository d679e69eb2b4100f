/*
 * The office through the real nginx: its own row, choices, number formats, limits by role, what people
 * are told, lockouts, help without signing in, and the end of an idle session.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "staff.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static const char unknown[] = "018f3a5e-7b1c-7c4e-9d2a-5b6c7d8e9f01";

static struct reply *
send(struct caller *as, const char *method, const char *path, int64_t version, const char *body)
{
	return api_call(&(struct call){ .as = as, .method = method, .path = path, .body = body,
	    .headers = { version >= 0 ? text("If-Match: \"%lld\"", (long long)version) : NULL } });
}

static struct reply *
get_ok(struct caller *as, const char *path)
{
	struct reply *r = api_get(as, path);

	must_status(r, 200);
	return r;
}

/* The place of the row in "data" whose key has this value; it must be there. */
static const char *
at(const struct reply *r, const char *key, const char *value)
{
	size_t n = reply_count(r, "data");

	for (size_t i = 0; i < n; i++)
		if (same_text(reply_str(r, text("data.%zu.%s", i, key)), value))
			return text("data.%zu", i);
	ck_abort_msg("no %s %s in %s", key, value, r->body);
}

static bool
told(struct caller *as, const char *kind)
{
	struct reply *r = get_ok(as, "/api/v1/notifications?limit=100");
	size_t n = reply_count(r, "data");

	for (size_t i = 0; i < n; i++)
		if (same_text(reply_str(r, text("data.%zu.kind", i)), kind))
			return true;
	return false;
}

/* ---- the office itself ---- */

START_TEST(z1_the_office_is_changed_by_who_may)
{
	struct caller *admin = staff_sign_in("admin"), *cashier;
	struct reply *r = get_ok(admin, "/api/v1/tenant");
	int64_t version = reply_i64(r, "version");

	(void)staff_add("cash", "Cashier");
	cashier = staff_sign_in("cash");
	ck_assert_str_eq(reply_str(get_ok(cashier, "/api/v1/tenant"), "currency"), "USD");
	must_problem(send(cashier, "PATCH", "/api/v1/tenant", version, "{\"name\":\"Mine\"}"), 403,
	    "forbidden");
	ck_assert(!reply_bool(r, "currency_fixed"));
	r = send(admin, "PATCH", "/api/v1/tenant", version,
	    "{\"name\":\"Alder Falls Water\",\"zone\":\"Asia/Kolkata\",\"locale\":\"en-IN\","
	    "\"currency\":\"INR\"}");
	must_status(r, 200);
	must_problem(
	    send(admin, "PATCH", "/api/v1/tenant", version, "{\"name\":\"Late\"}"), 412, "stale");
	let_verdicts_go();
	r = get_ok(admin, "/api/v1/auth/me");	/* in force within a second */
	ck_assert_str_eq(reply_str(r, "tenant.name"), "Alder Falls Water");
	ck_assert_str_eq(reply_str(r, "tenant.zone"), "Asia/Kolkata");
	ck_assert_str_eq(reply_str(r, "tenant.currency"), "INR");
	ck_assert_int_eq(staff_audited("tenant.change", NULL), 1);
}
END_TEST

START_TEST(z1_a_zone_a_locale_and_a_currency_must_exist)
{
	struct caller *admin = staff_sign_in("admin");
	int64_t version = reply_i64(get_ok(admin, "/api/v1/tenant"), "version");
	struct reply *r = send(admin, "PATCH", "/api/v1/tenant", version,
	    "{\"name\":\"x\",\"zone\":\"Mars/Olympus\",\"locale\":\"xx-YY\",\"currency\":\"XXQ\"}");

	must_fault(r, "/name", "length");
	r = send(admin, "PATCH", "/api/v1/tenant", version,
	    "{\"zone\":\"Mars/Olympus\",\"locale\":\"xx-YY\",\"currency\":\"XXQ\"}");
	must_fault(r, "/zone", "choice");	/* all at once */
	must_fault(r, "/locale", "choice");
	must_fault(r, "/currency", "choice");
	must_fault(send(admin, "PATCH", "/api/v1/tenant", version, "{\"zone\":\"../../etc/passwd\"}"),
	    "/zone", "choice");
	must_fault(
	    send(admin, "PATCH", "/api/v1/tenant", version, "{\"locale\":\"en_US\"}"), "/locale", NULL);
	must_problem(send(admin, "PATCH", "/api/v1/tenant", -1, "{}"), 428, "version-required");
}
END_TEST

START_TEST(z1_the_currency_stays_once_something_was_posted)
{
	struct caller *admin = staff_sign_in("admin");
	int64_t version;

	(void)fixture_bill(&staff, staff.account_id, 1000);
	ck_assert(reply_bool(get_ok(admin, "/api/v1/tenant"), "currency_fixed"));
	version = reply_i64(get_ok(admin, "/api/v1/tenant"), "version");
	must_problem(send(admin, "PATCH", "/api/v1/tenant", version, "{\"currency\":\"EUR\"}"), 409,
	    "conflict");
	must_status(
	    send(admin, "PATCH", "/api/v1/tenant", version, "{\"currency\":\"USD\"}"), 200);
}
END_TEST

START_TEST(z1_what_is_still_to_be_set_up)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = get_ok(admin, "/api/v1/tenant/setup");

	ck_assert(reply_bool(r, "has_accounts"));
	ck_assert(!reply_bool(r, "has_payments"));
	ck_assert_int_eq(reply_i64(r, "prices"), 0);
	ck_assert_int_eq(reply_i64(r, "role_limits"), 0);
	for (int i = 0; i < 3; i++)		/* prepared once, run often */
		must_status(api_get(admin, "/api/v1/tenant/setup"), 200);
}
END_TEST

/* ---- choices ---- */

START_TEST(w2_modes_channels_and_reasons_are_the_tenants)
{
	struct caller *admin = staff_sign_in("admin"), *cashier;
	struct reply *r = get_ok(admin, "/api/v1/choices?list=payment_mode");
	const char *id;

	(void)staff_add("cash", "Cashier");
	cashier = staff_sign_in("cash");
	ck_assert_uint_eq(reply_count(r, "data"), 5);
	ck_assert_uint_eq(reply_count(get_ok(cashier, "/api/v1/choices"), "data"), 32);
	must_problem(api_call(&(struct call){ .as = cashier, .method = "POST", .path = "/api/v1/choices",
		.body = "{\"list\":\"void_reason\",\"name\":\"Because\"}" }), 403, "forbidden");
	r = api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/choices",
	    .body = "{\"list\":\"payment_mode\",\"name\":\"Gift voucher\",\"kind\":\"other\"}" });
	must_status(r, 201);
	id = reply_str(r, "id");
	ck_assert_str_eq(reply_str(r, "code"), "gift_voucher");
	must_fault(send(admin, "PATCH", text("/api/v1/choices/%s", id), 1, "{\"code\":\"other\"}"),
	    "/code", "unknown");	/* a code never changes */
	r = send(admin, "PATCH", text("/api/v1/choices/%s", id), 1,
	    "{\"name\":\"Voucher\",\"is_active\":false}");
	must_status(r, 200);
	must_problem(send(admin, "PATCH", text("/api/v1/choices/%s", id), 1, "{\"is_active\":true}"),
	    412, "stale");
	r = get_ok(cashier, "/api/v1/choices?list=payment_mode");
	ck_assert(!reply_bool(r, text("%s.is_active", at(r, "name", "Voucher"))));
	must_status(
	    api_call(&(struct call){ .as = admin, .method = "DELETE",
		.path = text("/api/v1/choices/%s", id) }), 405);
	must_fault(api_get(admin, "/api/v1/choices?list=colours"), "?list", "choice");
	must_problem(send(admin, "PATCH", text("/api/v1/choices/%s", unknown), 1, "{}"), 404,
	    "not-found");
	must_fault(api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/choices",
		.body = "{\"list\":\"void_reason\",\"name\":\"4111 1111 1111 1111\"}" }), "/name",
	    "card_number");
}
END_TEST

START_TEST(w2_the_last_channel_stays_on)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = get_ok(admin, "/api/v1/choices?list=payment_channel");
	size_t n = reply_count(r, "data");

	for (size_t i = 0; i < n; i++) {
		struct reply *off = send(admin, "PATCH",
		    text("/api/v1/choices/%s", reply_str(r, text("data.%zu.id", i))), 1,
		    "{\"is_active\":false}");

		if (i + 1 < n)
			must_status(off, 200);
		else
			must_problem(off, 409, "conflict");
	}
}
END_TEST

/* ---- number formats ---- */

static const char *
preview(const char *name, const char *value)
{
	return text("/api/v1/settings/%s/preview?value=%s", name, value);
}

START_TEST(d8_a_format_is_previewed_with_the_next_numbers)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = get_ok(admin, preview("receipt_format", "LW-%7Bn%3A6%7D"));

	ck_assert_str_eq(reply_str(r, "next.0"), "LW-000001");
	ck_assert_str_eq(reply_str(r, "next.2"), "LW-000003");
	ck_assert(!reply_has(r, "collides_with") && !reply_has(r, "fault"));
	r = get_ok(admin, preview("receipt_format", "LW"));
	ck_assert(reply_has(r, "fault"));
	ck_assert_uint_eq(reply_count(r, "next"), 0);
	must_problem(api_get(admin, preview("letterhead", "x")), 404, "not-found");
	must_fault(api_get(admin, "/api/v1/settings/receipt_format/preview"), "?value", "required");
}
END_TEST

START_TEST(d8_a_format_that_would_issue_a_number_again_is_refused)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r;

	/* B-0000001 and B-0000002 are issued under B-{n:7}; the third would come now */
	(void)fixture_bill(&staff, staff.account_id, 1000);
	(void)fixture_bill(&staff, fixture_account(&staff), 1000);
	r = get_ok(admin, preview("bill_format", "B-%7Bn%3A7%7D"));
	ck_assert(!reply_has(r, "collides_with"));	/* its own are behind it */
	ck_assert_int_eq(db_exec(&staff.cx, "update number_series set next = 1 where series = 'bill'"),
	    OK);
	r = get_ok(admin, preview("bill_format", "B-%7Bn%3A5%7D"));
	ck_assert(reply_has(r, "collides_with"));
	r = send(admin, "PUT", "/api/v1/settings/bill_format", 0, "{\"value\":\"B-{n:4}\"}");
	must_fault(r, "/value", "collides");
	ck_assert_ptr_nonnull(strstr(r->body, "B-000000"));
	must_status(
	    send(admin, "PUT", "/api/v1/settings/bill_format", 0, "{\"value\":\"W-{n:4}\"}"), 200);
}
END_TEST

/* ---- limits by role ---- */

START_TEST(m10_limits_of_a_role_are_set_whole_by_version)
{
	struct caller *admin = staff_sign_in("admin"), *cashier;
	struct reply *r = get_ok(admin, "/api/v1/role-limits");
	const char *row = at(r, "name", "Customer Executive"), *path;
	int64_t version = reply_i64(r, text("%s.version", row));

	path = text("/api/v1/role-limits/%s", reply_str(r, text("%s.id", row)));
	ck_assert_uint_eq(reply_count(r, "tenant"), 7);
	ck_assert(!reply_bool(r, text("%s.approves", row)));
	ck_assert(!reply_has(r, text("%s.limits.0.alone", row)));
	must_status(send(admin, "PUT", path, version, "{\"limits\":[{\"kind\":\"void\","
	    "\"alone\":{\"amount\":2500,\"currency\":\"USD\"}}]}"), 200);
	must_problem(send(admin, "PUT", path, version, "{\"limits\":[]}"), 412, "stale");
	r = get_ok(admin, "/api/v1/role-limits");
	row = at(r, "name", "Customer Executive");
	ck_assert_int_eq(reply_i64(r, text("%s.limits.0.alone.amount", row)), 2500);
	version = reply_i64(r, text("%s.version", row));
	must_fault(send(admin, "PUT", path, version, "{\"limits\":[{\"kind\":\"colour\"}]}"),
	    "/limits/0/kind", "choice");
	must_fault(send(admin, "PUT", path, version, "{\"limits\":[{\"kind\":\"void\","
	    "\"alone\":{\"amount\":-1,\"currency\":\"USD\"}}]}"), "/limits/0/alone/amount", "range");
	must_fault(send(admin, "PUT", path, version, "{}"), "/limits", "required");
	must_problem(send(admin, "PUT", text("/api/v1/role-limits/%s", unknown), 1, "{\"limits\":[]}"),
	    404, "not-found");
	must_status(send(admin, "PUT", path, version, "{\"limits\":[]}"), 200);
	ck_assert_int_eq(staff_audited("role.limits", NULL), 2);
	(void)staff_add("cash", "Cashier");
	cashier = staff_sign_in("cash");
	must_problem(api_get(cashier, "/api/v1/role-limits"), 403, "forbidden");
}
END_TEST

/* A payment taken by the recovery executive; its void above the limit waits.  The approval's id. */
static const char *
void_that_waits(struct caller *clerk, int64_t amount)
{
	const char *account = fixture_account(&staff), *bill = fixture_bill(&staff, account, amount);
	struct reply *r = api_post(clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":{\"amount\":%lld,\"currency\":"
		 "\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":%lld,"
		 "\"currency\":\"USD\"}}]}", account, (long long)amount, bill, (long long)amount));

	must_status(r, 201);
	r = api_post(clerk, text("/api/v1/payments/%s/void", reply_str(r, "id")),
	    "{\"reason\":\"Taken twice\"}");
	must_status(r, 202);
	return reply_str(r, "approval_id");
}

static const char seen_slip[] = "{\"version\":1,\"reason\":\"Seen the slip\"}";

START_TEST(a3_m10_who_asks_does_not_decide_and_who_decides_is_bound_by_his_roles)
{
	struct caller *admin = staff_sign_in("admin"), *clerk, *boss;
	const char *id, *path;
	struct reply *r;
	const char *row;

	(void)staff_add("re", "Recovery Executive");
	(void)staff_add("bm", "Billing Manager");
	clerk = staff_sign_in("re");
	boss = staff_sign_in("bm");
	r = get_ok(admin, "/api/v1/role-limits");
	row = at(r, "name", "Billing Manager");
	must_status(send(admin, "PUT", text("/api/v1/role-limits/%s", reply_str(r, text("%s.id", row))),
	    reply_i64(r, text("%s.version", row)), "{\"limits\":[{\"kind\":\"void\",\"approve\":"
	    "{\"amount\":150000,\"currency\":\"USD\"}}]}"), 200);
	id = void_that_waits(clerk, 150001);
	path = text("/api/v1/approvals/%s", id);
	r = get_ok(boss, path);
	ck_assert(!reply_bool(r, "can_decide"));
	ck_assert_ptr_nonnull(strstr(reply_str(r, "cannot_because"), "1500.00 USD"));
	r = api_post(boss, text("%s/approve", path), seen_slip);
	must_problem(r, 403, "forbidden");
	ck_assert_ptr_nonnull(strstr(r->body, "1500.00 USD"));
	r = get_ok(clerk, path);
	ck_assert(!reply_bool(r, "can_decide"));
	ck_assert(reply_has(r, "cannot_because"));
	must_problem(api_post(clerk, text("%s/approve", path), seen_slip), 403, "forbidden");
	r = get_ok(admin, path);
	ck_assert(reply_bool(r, "can_decide") && !reply_has(r, "cannot_because"));
	must_fault(api_post(admin, text("%s/approve", path), "{\"version\":1}"), "/reason", "required");
	must_fault(
	    api_post(admin, text("%s/reject", path), "{\"version\":1,\"reason\":\"no\"}"), "/reason", NULL);
	must_status(api_post(admin, text("%s/approve", path), seen_slip), 200);
	for (int i = 0; i < 100 && !same_text(reply_str(r, "state"), "used"); i++) {
		(void)usleep(100 * 1000);
		r = get_ok(clerk, path);
	}
	ck_assert_str_eq(reply_str(r, "result.type"), "payment");
	ck_assert_str_eq(reply_str(r, "reason"), "Seen the slip");
	ck_assert(told(clerk, "approval.approve"));	/* the one who asked hears of it */
	ck_assert(told(boss, "approval.waiting"));
	ck_assert(!told(clerk, "approval.waiting"));
}
END_TEST

START_TEST(m10_alone_up_to_the_limit_of_ones_role)
{
	struct caller *admin = staff_sign_in("admin"), *clerk;
	const char *account, *bill, *row;
	struct reply *r = get_ok(admin, "/api/v1/role-limits");

	row = at(r, "name", "Recovery Executive");
	must_status(send(admin, "PUT", text("/api/v1/role-limits/%s", reply_str(r, text("%s.id", row))),
	    reply_i64(r, text("%s.version", row)), "{\"limits\":[{\"kind\":\"void\",\"alone\":"
	    "{\"amount\":500,\"currency\":\"USD\"}}]}"), 200);
	(void)staff_add("re", "Recovery Executive");
	clerk = staff_sign_in("re");
	(void)void_that_waits(clerk, 501);	/* the tenant's limit is 1,000.00 */
	account = fixture_account(&staff);
	bill = fixture_bill(&staff, account, 500);
	r = api_post(clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":{\"amount\":500,\"currency\":"
		 "\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":500,"
		 "\"currency\":\"USD\"}}]}", account, bill));
	must_status(r, 201);
	must_status(api_post(clerk, text("/api/v1/payments/%s/void", reply_str(r, "id")),
	    "{\"reason\":\"Taken twice\"}"), 200);
}
END_TEST

/* ---- what people are told ---- */

START_TEST(a8_changes_of_access_are_told_to_the_others_who_manage_users)
{
	struct caller *admin = staff_sign_in("admin"), *second, *cashier;
	const char *id = staff_add("second", "Utility Administrator"), *cash = staff_add("cash", "Cashier");
	struct reply *r;

	(void)id;
	second = staff_sign_in("second");
	cashier = staff_sign_in("cash");
	must_status(send(admin, "PATCH", text("/api/v1/users/%s", cash), 1,
	    text("{\"role_ids\":[\"%s\"]}", staff_role("CSO Agent"))), 200);
	must_status(send(admin, "PATCH", text("/api/v1/users/%s", cash), 2, "{\"is_active\":false}"), 200);
	must_status(api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/roles",
	    .body = "{\"name\":\"Readers\",\"permissions\":[\"bills:read\"]}" }), 201);
	must_status(api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/api-clients",
	    .body = "{\"name\":\"Kiosk\",\"scopes\":[\"bills:read\"]}" }), 201);
	must_status(api_call(&(struct call){ .as = admin, .method = "POST",
	    .path = text("/api/v1/users/%s/password", staff_add("new", "Cashier")) }), 200);
	ck_assert(told(second, "user.roles") && told(second, "user.active"));
	ck_assert(told(second, "user.reset_password"));
	ck_assert(told(second, "role.create") && told(second, "client.create"));
	ck_assert(!told(admin, "user.roles"));		/* he did it himself */
	must_problem(api_get(cashier, "/api/v1/notifications"), 401, "unauthenticated");

	r = get_ok(second, "/api/v1/notifications");
	ck_assert_int_ge(reply_i64(r, "unread"), 4);
	must_status(api_call(&(struct call){ .as = second, .method = "POST",
	    .path = "/api/v1/notifications/seen",
	    .body = text("{\"at\":\"%s\"}", reply_str(r, "data.0.at")) }), 204);
	r = get_ok(second, "/api/v1/notifications");
	ck_assert_int_eq(reply_i64(r, "unread"), 0);
	ck_assert(!reply_bool(r, "data.0.is_new"));
	must_status(api_call(&(struct call){ .as = second, .method = "POST",	/* never back */
	    .path = "/api/v1/notifications/seen", .body = "{\"at\":\"2001-01-01T00:00:00Z\"}" }), 204);
	ck_assert_int_eq(reply_i64(get_ok(second, "/api/v1/notifications"), "unread"), 0);
	must_fault(api_get(second, "/api/v1/notifications?since=yesterday"), "?since", "format");
	must_fault(api_get(second, "/api/v1/notifications?limit=101"), "?limit", NULL);
}
END_TEST

/* A5: nobody is told what is meant for holders of a permission that he lacks, in list and in count. */
START_TEST(a5_told_only_within_ones_permissions)
{
	struct caller *admin = staff_sign_in("admin"), *cashier;
	struct reply *r;

	(void)staff_add("cash", "Cashier");
	cashier = staff_sign_in("cash");
	must_status(api_call(&(struct call){ .as = admin, .method = "POST", .path = "/api/v1/roles",
	    .body = "{\"name\":\"Readers\",\"permissions\":[\"bills:read\"]}" }), 201);
	r = get_ok(cashier, "/api/v1/notifications");
	ck_assert_uint_eq(reply_count(r, "data"), 0);
	ck_assert_int_eq(reply_i64(r, "unread"), 0);
}
END_TEST

/* ---- users ---- */

START_TEST(w1_inactive_users_are_hidden_unless_asked_for)
{
	struct caller *admin = staff_sign_in("admin");
	const char *id = staff_add("gone", "Cashier");
	size_t before = reply_count(get_ok(admin, "/api/v1/users"), "data");

	must_status(send(admin, "PATCH", text("/api/v1/users/%s", id), 1, "{\"is_active\":false}"), 200);
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/users"), "data"), before - 1);
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/users?active=all"), "data"), before);
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/users?active=false"), "data"), 1);
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/users?q=GONE&active=all"), "data"), 1);
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/users?q=gone"), "data"), 0);
	must_fault(api_get(admin, "/api/v1/users?active=maybe"), "?active", "choice");
}
END_TEST

START_TEST(a8_a_lockout_is_seen_told_and_undone)
{
	struct caller *admin = staff_sign_in("admin"), *manager;
	const char *id = staff_add("lee", "Cashier");
	struct reply *r;

	(void)staff_add("bm", "Billing Manager");
	manager = staff_sign_in("bm");
	ck_assert_uint_eq(reply_count(get_ok(admin, "/api/v1/lockouts"), "data"), 0);
	for (int i = 0; i < 5; i++)
		must_status(staff_login("lee", "not the password"), 401);
	must_status(staff_login("lee", STAFF_PASSWORD), 429);
	r = get_ok(admin, "/api/v1/lockouts");
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.id"), id);
	ck_assert_int_eq(reply_i64(r, "data.0.failures"), 5);
	ck_assert(told(admin, "sign_in.lock"));
	must_problem(api_get(manager, "/api/v1/lockouts"), 403, "forbidden");
	must_problem(api_call(&(struct call){ .as = manager, .method = "POST",
		.path = text("/api/v1/users/%s/unlock", id) }), 403, "forbidden");
	must_problem(api_call(&(struct call){ .as = admin, .method = "POST",
		.path = text("/api/v1/users/%s/unlock", unknown) }), 404, "not-found");
	r = api_call(&(struct call){ .as = admin, .method = "POST",
	    .path = text("/api/v1/users/%s/unlock", id) });
	must_status(r, 200);
	ck_assert(reply_bool(r, "was_locked"));
	must_status(staff_login("lee", STAFF_PASSWORD), 200);
	ck_assert_int_eq(staff_audited("user.unlock", NULL), 1);
}
END_TEST

START_TEST(w4_a_role_changed_is_audited_with_what_changed)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = api_call(&(struct call){ .as = admin, .method = "POST",
	    .path = "/api/v1/roles", .body = "{\"name\":\"Readers\",\"permissions\":[\"bills:read\"]}" });
	const char *id;

	must_status(r, 201);
	id = reply_str(r, "id");
	must_status(send(admin, "PATCH", text("/api/v1/roles/%s", id), 1,
	    "{\"permissions\":[\"bills:read\",\"payments:read\"]}"), 200);
	r = get_ok(admin, "/api/v1/audit?action=role.change&limit=1");
	ck_assert_str_eq(reply_str(r, "data.0.object.id"), id);
	ck_assert_str_eq(reply_str(r, "data.0.actor.name"), "admin");
	ck_assert_str_eq(reply_str(r, "data.0.before.permissions.0"), "bills:read");
	ck_assert_uint_eq(reply_count(r, "data.0.after.permissions"), 2);
}
END_TEST

/* ---- help without signing in ---- */

static struct reply *
ask(const char *tenant, const char *message)
{
	return api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/support",
	    .body = text("{\"tenant\":\"%s\",\"name\":\"Lee\",\"email\":\"lee@%s.example\","
		"\"message\":\"%s\"}", tenant, tenant, message) });
}

START_TEST(z10_help_without_signing_in_reaches_those_who_manage_users)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r = send(admin, "PUT", "/api/v1/settings/support_contact", 0,
	    "{\"value\":\"Ask Grace, room 12\"}");

	must_status(r, 200);
	let_verdicts_go();
	r = api_get(NULL, text("/api/v1/auth/support?tenant=%s", staff_code()));
	must_status(r, 200);
	ck_assert_str_eq(reply_str(r, "contact"), "Ask Grace, room 12");
	must_status(ask(staff_code(), "My password does not work"), 202);
	ck_assert(told(admin, "support.request"));
	ck_assert_int_eq(staff_audited("support.request", NULL), 1);
}
END_TEST

START_TEST(z10_no_tenant_is_told_from_one_that_does_not_exist)
{
	struct reply *real = api_get(NULL, text("/api/v1/auth/support?tenant=%s", staff_code())),
		     *none = api_get(NULL, "/api/v1/auth/support?tenant=no-such-office");

	must_status(real, 200);
	must_status(none, 200);
	ck_assert_str_eq(real->body, none->body);
	real = ask(staff_code(), "Help please");
	none = ask(text("none-%s", staff_code()), "Help please");
	must_status(real, 202);
	must_status(none, 202);
	ck_assert_str_eq(real->body, none->body);
	for (int i = 0; i < 4; i++) {	/* both wait, after as many */
		must_status(ask(staff_code(), "Help please"), 202);
		must_status(ask(text("none-%s", staff_code()), "Help please"), 202);
	}
	real = ask(staff_code(), "Help please");
	none = ask(text("none-%s", staff_code()), "Help please");
	must_problem(real, 429, "limit");
	must_problem(none, 429, "limit");
	ck_assert(reply_header(real, "Retry-After") && reply_header(none, "Retry-After"));
	must_status(api_get(NULL, "/api/v1/auth/support"), 422);
}
END_TEST

START_TEST(z13_a_card_number_is_refused_there_too)
{
	must_fault(ask(staff_code(), "My card 4111 1111 1111 1111 fails"), "/message", "card_number");
	must_fault(ask(staff_code(), "no"), "/message", NULL);
	must_fault(ask(staff_code(), text("%01001d", 0)), "/message", "length");
	ck_assert_int_eq(staff_audited("support.request", NULL), 0);
}
END_TEST

/* ---- an idle session ---- */

static struct reply *
refresh(const char *cookie)
{
	return api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/refresh",
	    .headers = { text("Cookie: %s", cookie) } });
}

static const char *
cookie_of(const struct reply *r)
{
	const char *c = reply_header(r, "Set-Cookie");

	ck_assert_ptr_nonnull(c);
	return text("%.*s", (int)strcspn(c, ";"), c);
}

/* As if the page had not been heard of for so many minutes. */
static void
away(int minutes)
{
	ck_assert_int_eq(db_exec(&staff.cx, "update session set seen_at = ? where revoked_at is null",
	    instant(&staff.cx, real_now() - minutes * INT64_C(60000000))), OK);
}

START_TEST(a6_a_session_that_was_left_ends)
{
	struct reply *r;
	const char *cookie;

	(void)staff_add("lee", "Cashier");
	r = staff_login("lee", STAFF_PASSWORD);
	must_status(r, 200);
	away(24);			/* 20 minutes, and a token's life */
	r = refresh(cookie_of(r));
	must_status(r, 200);
	cookie = cookie_of(r);
	away(26);
	must_problem(refresh(cookie), 401, "unauthenticated");
	must_problem(refresh(cookie), 401, "unauthenticated");
	ck_assert_int_eq(staff_audited("session.end", "idle"), 1);
}
END_TEST

START_TEST(a6_the_tenant_says_how_long)
{
	struct caller *admin = staff_sign_in("admin");
	struct reply *r;

	must_status(send(admin, "PUT", "/api/v1/settings/session_idle_minutes", 0, "{\"value\":\"60\"}"),
	    200);
	must_fault(send(admin, "PUT", "/api/v1/settings/session_idle_minutes", 1, "{\"value\":\"1\"}"),
	    "/value", NULL);
	let_verdicts_go();
	ck_assert_int_eq(reply_i64(get_ok(admin, "/api/v1/auth/me"), "idle_minutes"), 60);
	(void)staff_add("lee", "Cashier");
	r = staff_login("lee", STAFF_PASSWORD);
	away(50);
	must_status(refresh(cookie_of(r)), 200);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("settings");
	TCase *t = tcase_create("settings");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, staff_open, staff_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, z1_the_office_is_changed_by_who_may);
	tcase_add_test(t, z1_a_zone_a_locale_and_a_currency_must_exist);
	tcase_add_test(t, z1_the_currency_stays_once_something_was_posted);
	tcase_add_test(t, z1_what_is_still_to_be_set_up);
	tcase_add_test(t, w2_modes_channels_and_reasons_are_the_tenants);
	tcase_add_test(t, w2_the_last_channel_stays_on);
	tcase_add_test(t, d8_a_format_is_previewed_with_the_next_numbers);
	tcase_add_test(t, d8_a_format_that_would_issue_a_number_again_is_refused);
	tcase_add_test(t, m10_limits_of_a_role_are_set_whole_by_version);
	tcase_add_test(t, a3_m10_who_asks_does_not_decide_and_who_decides_is_bound_by_his_roles);
	tcase_add_test(t, m10_alone_up_to_the_limit_of_ones_role);
	tcase_add_test(t, a8_changes_of_access_are_told_to_the_others_who_manage_users);
	tcase_add_test(t, a5_told_only_within_ones_permissions);
	tcase_add_test(t, w1_inactive_users_are_hidden_unless_asked_for);
	tcase_add_test(t, a8_a_lockout_is_seen_told_and_undone);
	tcase_add_test(t, w4_a_role_changed_is_audited_with_what_changed);
	tcase_add_test(t, z10_help_without_signing_in_reaches_those_who_manage_users);
	tcase_add_test(t, z10_no_tenant_is_told_from_one_that_does_not_exist);
	tcase_add_test(t, z13_a_card_number_is_refused_there_too);
	tcase_add_test(t, a6_a_session_that_was_left_ends);
	tcase_add_test(t, a6_the_tenant_says_how_long);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
