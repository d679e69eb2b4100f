/* Founding a tenant: all of it or nothing, and what is refused. */
#include "tenant.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "role.h"
#include "text.h"
#include "user.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	memset(&f, 0, sizeof f);
	cx->arena = arena_new((size_t)64 << 20);
	cx->db = db_open();
	cx->who.kind = ACTOR_SYSTEM;
	cx->who.name = "Test";
	ck_assert_ptr_nonnull(cx->arena);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct new_tenant
tenant(void)
{
	const char *id = new_id(cx->arena);

	return (struct new_tenant){ .code = fmt(cx->arena, "t-%s", id + 24),
		.name = "Test Gas",
		.currency = "EUR",
		.zone = "Europe/Berlin",
		.locale = "de-DE",
		.utility = "gas" };
}

START_TEST(founded)
{
	struct new_tenant t = tenant();
	struct cx fresh = { .arena = cx->arena, .db = cx->db };

	fixture_must(&f, create_tenant, &t);
	ck_assert_str_eq(cx->who.tenant_id, t.id);
	ck_assert_str_eq(cx->who.currency, "EUR");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from gl_account"), 15);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from number_series where next = 1"), 8);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from choice where is_active"), 32);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where action = 'tenant.create'"), 1);
	ck_assert_int_eq(enter_tenant(&fresh, t.code), OK);
	ck_assert_str_eq(fresh.who.zone, "Europe/Berlin");
	ck_assert_str_eq(fresh.who.locale, "de-DE");
	ck_assert_int_eq(enter_tenant(&fresh, "no-such-tenant"), E_NOT_FOUND);
}
END_TEST

struct founding { struct new_tenant tenant; struct new_user user; bool stop; };

static enum err
with_people(struct cx *c, void *arg)
{
	struct founding *in = arg;

	TRY(create_tenant(c, &in->tenant));
	TRY(create_built_in_roles(c, NULL));
	TRY(create_user(c, &in->user));
	return in->stop ? E_CONFLICT : OK;
}

START_TEST(with_its_administrator_or_not_at_all)
{
	static const char *const roles[] = { "Utility Administrator" };
	struct founding in = { .tenant = tenant(),
		.stop = true,
		.user = { .email = "ada@example.com",
		    .name = "Ada",
		    .role_names = roles,
		    .role_count = 1 } };

	ck_assert_int_eq(prepare_new_user(cx, &in.user), OK);
	ck_assert_int_eq(fixture_do(&f, with_people, &in), E_CONFLICT);
	ck_assert_int_eq(db_set_tenant(cx, NULL), OK);
	ck_assert_int_eq(enter_tenant(cx, in.tenant.code), E_NOT_FOUND);
	in.stop = false;
	fixture_must(&f, with_people, &in);
	ck_assert_int_eq(enter_tenant(cx, in.tenant.code), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from role where is_built_in"), 9);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from user"), 1);
}
END_TEST

START_TEST(a_code_is_taken_once)
{
	struct new_tenant t = tenant(), twin = t;

	fixture_must(&f, create_tenant, &t);
	ck_assert_int_eq(fixture_do(&f, create_tenant, &twin), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, t.code));
}
END_TEST

START_TEST(numbers_may_begin_later)
{
	struct new_tenant t = tenant();

	t.first_number = 70001;
	fixture_must(&f, create_tenant, &t);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select count(*) n from number_series where next = 70001 and first = 70001"),
	    8);
}
END_TEST

START_TEST(every_fault_is_told)
{
	struct new_tenant t = { .code = "Not A Code",
		.name = "X",
		.currency = "QQQ",
		.zone = "Mars/Olympus",
		.locale = "english",
		.utility = "steam" };

	ck_assert_int_eq(fixture_do(&f, create_tenant, &t), E_INPUT);
	ck_assert(fixture_fault(&f, "/code", "format"));
	ck_assert(fixture_fault(&f, "/name", "length"));
	ck_assert(fixture_fault(&f, "/currency", "choice"));
	ck_assert(fixture_fault(&f, "/zone", "choice"));
	ck_assert(fixture_fault(&f, "/locale", "format"));
	ck_assert(fixture_fault(&f, "/utility", "choice"));
}
END_TEST

START_TEST(suspended_and_back)
{
	struct new_tenant t = tenant();
	struct tenant_state s = { .state = "suspended", .reason = "Unpaid" };
	const struct row *r;

	fixture_must(&f, create_tenant, &t);
	s.id = t.id;
	fixture_must(&f, set_tenant_state, &s);
	ck_assert_int_eq(
	    db_one(
		cx, &r, "select state, settings_version from store.tenant where id = ?", str(t.id)),
	    OK);
	ck_assert(row_is(r, "state", "suspended"));
	ck_assert_int_eq(row_i64(r, "settings_version"), 2);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'tenant.suspend'"
			     " and reason = 'Unpaid'"),
	    1);
	s.state = "active";
	fixture_must(&f, set_tenant_state, &s);
	s.id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, set_tenant_state, &s), E_NOT_FOUND);
}
END_TEST

/* A tenant of an older release has roles that know nothing of what came since. */
START_TEST(roles_follow_an_upgrade)
{
	struct founding in = { .tenant = tenant(), .stop = false };
	const char *roles = fmt(cx->arena, "%s/billport-tenant roles", getenv("BILLPORT_TEST_BIN"));

	fixture_must(&f, create_tenant, &in.tenant);
	fixture_must(&f, create_built_in_roles, NULL);
	ck_assert_int_eq(db_exec(cx, "update role set permissions = repeat('0', 64)"), OK);
	ck_assert_int_eq(system(roles), 0);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from role where permissions = repeat('0', 64)"), 0);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where action = 'role.change'"), 9);
	ck_assert_int_eq(system(roles), 0);		/* nothing is left to do */
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where action = 'role.change'"), 9);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		founded, with_its_administrator_or_not_at_all, a_code_is_taken_once,
		numbers_may_begin_later, every_fault_is_told, suspended_and_back,
		roles_follow_an_upgrade,
	};
	Suite *s = suite_create("tenant");
	TCase *t = tcase_create("tenant");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
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
