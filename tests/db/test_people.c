/*
 * Users, roles, sessions and keys as operations on a real database: what HTTP cannot reach, and
 * what happens when the k-th allocation or database call fails.
 */
#include <setjmp.h>
#include <stdio.h>
#include "clock.h"
#include "lockout.h"
#include "role.h"
#include "session.h"
#include "settings.h"
#include "sign_in.h"
#include "signing_key.h"
#include "staff.h"
#include "text.h"
#include "user.h"

#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { K_MAX = 2000 };

static struct cx *const cx = &staff.cx;

static int64_t
version_of(const char *role)
{
	return fixture_i64(&staff, "select version n from role where name = ?", str(role));
}

START_TEST(built_in_roles_follow_their_definition)
{
	static const char
	    all[] = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
	int64_t audits = staff_audited("role.change", NULL);

	fixture_must(&staff, create_built_in_roles, NULL);
	ck_assert_int_eq(fixture_i64(&staff, "select count(*) n from role where is_built_in"), 9);
	/* nothing to change: nothing changed */
	ck_assert_int_eq(version_of("Cashier"), 1);
	ck_assert_int_eq(
	    db_exec(cx, "update role set permissions = ? where name = 'Cashier'", str(all)), OK);
	fixture_must(&staff, create_built_in_roles, NULL);
	ck_assert_int_eq(version_of("Cashier"), 2);
	ck_assert_int_eq(
	    fixture_i64(&staff, "select count(*) n from role where permissions = ?", str(all)), 0);
	ck_assert_int_eq(staff_audited("role.change", NULL), audits + 1);
}
END_TEST

START_TEST(the_administrator_has_all_but_row_rules)
{
	struct permissions set = { { 0 } };
	const struct row *r;

	ck_assert_int_eq(
	    db_one(cx, &r, "select permissions from role where name = 'Utility Administrator'"),
	    OK);
	permissions_add_hex(&set, row_str(r, "permissions"));
	for (unsigned i = 0; i < permission_count; i++)
		ck_assert_msg(may(&set, permission_table[i].bit) ==
			(strstr(permission_table[i].name, "_own") == NULL),
		    "%s", permission_table[i].name);
}
END_TEST

START_TEST(locks_grow_and_have_an_end)
{
	static const int64_t expected[] = { 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900 };

	for (size_t i = 0; i < COUNT(expected); i++)
		ck_assert_int_eq(lockout_seconds((int64_t)i), expected[i]);
	ck_assert_int_eq(lockout_seconds(INT64_MAX), 900);
}
END_TEST

START_TEST(failures_are_forgotten_after_an_hour)
{
	struct attempt a = attempt_on(cx, staff_code(), "someone@elsewhere.example");

	for (int i = 0; i < 4; i++)
		fixture_must(&staff, count_attempt, &a);
	ck_assert_int_eq(a.failures, 4);
	ck_assert_int_eq(db_exec(cx, "update store.lockout set changed_at = ? where who_hash = ?",
	    instant(cx, real_now() - INT64_C(3601000000)), bytes(a.who, sizeof a.who)), OK);
	fixture_must(&staff, count_attempt, &a);
	ck_assert_int_eq(a.failures, 1);
	ck_assert(!a.locks);
}
END_TEST

/* ---- keys, in a transaction that is rolled back: the running stack goes on with its own ---- */

static int64_t
keys_in(const char *state)
{
	const struct row *r;

	ck_assert_int_eq(
	    db_one(cx, &r,
		"select count(*) n from store.signing_key where state = ? lock in share mode",
		str(state)),
	    OK);
	return row_i64(r, "n");
}

static enum err
rotations(struct cx *c, void *arg)
{
	struct rotation r = { .force = true }, soon = { 0 };
	const struct row *old;
	const char *first;

	(void)arg;
	TRY(init_signing_keys(c, NULL));
	TRY(init_signing_keys(c, NULL));
	ck_assert_int_eq(keys_in("signing"), 1);
	ck_assert_int_eq(keys_in("next"), 1);
	TRY(rotate_signing_keys(c, &r));
	first = r.next;
	ck_assert_int_eq(rotate_signing_keys(c, &soon), E_CONFLICT);	/* published a moment ago */
	failure_clear(c);
	TRY(rotate_signing_keys(c, &r));
	ck_assert_str_eq(r.signing, first);
	ck_assert_int_eq(keys_in("signing"), 1);
	ck_assert_int_eq(keys_in("next"), 1);
	TRY(db_one(c, &old,
	    "select count(*) n from store.signing_key where state = 'retired' and private_pem <> ''"
	    " lock in share mode"));
	/* no private half outlives its use */
	ck_assert_int_eq(row_i64(old, "n"), 0);
	r = (struct rotation){ .kid = r.next, .now = true };
	/* a next key that is not to be trusted */
	TRY(rotate_signing_keys(c, &r));
	ck_assert_int_eq(keys_in("next"), 1);
	r = (struct rotation){ .kid = "no-such-key", .now = true };
	ck_assert_int_eq(rotate_signing_keys(c, &r), E_NOT_FOUND);
	return fail(c, E_CONFLICT, "Enough.");
}

START_TEST(keys_rotate)
{
	ck_assert_int_eq(db_tx(cx, rotations, NULL), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "Enough.");
}
END_TEST

/* ---- failures at every step ---- */

struct target {
	const char *name;
	void (*prepare)(void);
	enum err (*op)(void);
	int64_t (*count)(void);		/* of what it makes: none or one more */
};

/* true: it came to its end without meeting the failure. */
static bool
attempt(const struct target *t, unsigned long k, unsigned error, enum err *out)
{
	unsigned long allocations = arena_alloc_count(), calls = db_call_count(cx->db);

	if (setjmp(*arena_arm(cx->arena)) != 0) {
		arena_disarm(cx->arena);
		arena_fail_at(0);
		*out = E_INTERNAL;
		return false;
	}
	if (error)
		db_fail_at(cx->db, k, error);
	else
		arena_fail_at(k);
	*out = t->op();
	arena_fail_at(0);
	db_fail_at(cx->db, 0, 0);
	arena_disarm(cx->arena);
	return error ? db_call_count(cx->db) - calls < k : arena_alloc_count() - allocations < k;
}

static void
torture(const struct target *t, unsigned error, unsigned step)
{
	const struct identity who = cx->who;
	bool untouched = false;
	unsigned long k;

	for (k = 1; k < K_MAX && !untouched; k += step) {
		int64_t before, after;
		enum err e;

		before = t->count();
		t->prepare();
		untouched = attempt(t, k, error, &e);
		(void)db_settle(cx);
		cx->who = who;
		ck_assert_msg(e == OK || e == E_STORAGE || (error == 0 && e == E_INTERNAL),
		    "%s: k %lu, error %u: %d %s", t->name, k, error, (int)e,
		    cx->failure.detail ? cx->failure.detail : "");
		failure_clear(cx);
		ck_assert_int_eq(db_set_tenant(cx, staff.tenant_id), OK);
		after = t->count();
		/* After the commit a failure loses the answer, not what was done. */
		ck_assert_msg(after == before + 1 || (after == before && e != OK),
		    "%s: k %lu, error %u: %d, %lld more", t->name, k, error, (int)e,
		    (long long)(after - before));
		ck_assert(!untouched || e == OK);
	}
	ck_assert(untouched);
	printf("torture %-16s passes untouched at k = %lu (%s)\n", t->name, k - step,
	    error ? error == 1213 ? "deadlocks" : "lost connections" : "allocations");
}

static void
torture_all(const struct target *t, unsigned step)
{
	const struct identity who = cx->who;

	t->prepare();
	ck_assert_int_eq(t->op(), OK);		/* statements are prepared in another arena */
	cx->who = who;
	ck_assert_int_eq(db_set_tenant(cx, staff.tenant_id), OK);
	torture(t, 0, step);
	torture(t, 1213, 1);
	torture(t, 2013, 1);
}

static struct sign_in entry;
static struct renewal renewal;
static const char *user_id, *cookie;

static void
as_system(void)
{
	cx->who.kind = ACTOR_SYSTEM;
	cx->who.id = NULL;
	cx->who.name = "Test";
}

static void
nobody_yet(void)
{
	as_system();
	ck_assert_int_eq(db_set_tenant(cx, staff.tenant_id), OK);
}

static void
at_the_door(void)
{
	struct attempt a;

	nobody_yet();
	entry = (struct sign_in){ .tenant = staff_code(),
		.email = staff_email("admin"),
		.password = STAFF_PASSWORD,
		.user_agent = "torture",
		.address = "192.0.2.1" };
	a = attempt_on(cx, entry.tenant, entry.email);	/* what failed before counts as guesses */
	ck_assert_int_eq(
	    db_exec(cx, "delete from store.lockout where who_hash = ?", bytes(a.who, sizeof a.who)),
	    OK);
	ck_assert_int_eq(db_set_tenant(cx, NULL), OK);
}

static enum err
enter_by_password(void)
{
	return sign_in(cx, &entry);
}

/* A session is never without its audit row. */
static int64_t
sessions(void)
{
	int64_t n = fixture_i64(&staff, "select count(*) n from session");

	ck_assert_int_eq(staff_audited("sign_in", NULL), n);
	return n;
}

START_TEST(signing_in_is_whole)
{
	const struct target t = { "sign-in", at_the_door, enter_by_password, sessions };

	torture_all(&t, 7);
}
END_TEST

static enum err
renewed_tx(struct cx *c, void *arg)
{
	return renew_session(c, arg);
}

static enum err
renew(void)
{
	enum err e;

	renewal = (struct renewal){ .refresh = cookie };
	e = db_tx(cx, renewed_tx, &renewal);
	if (e == OK) {
		ck_assert(renewal.good);
		cookie = renewal.next;
	}
	return e;
}

static int64_t
rotated(void)
{
	const struct row *r;
	static char last[65];
	static int64_t n;

	ck_assert_int_eq(
	    db_one(cx, &r, "select hex(refresh_hash) h from session where user_agent = 'renewal'"),
	    OK);
	if (!row_is(r, "h", last)) {
		(void)snprintf(last, sizeof last, "%s", row_str(r, "h"));
		n++;
	}
	return n;
}

static enum err
open_one(struct cx *c, void *arg)
{
	return open_session(c, arg);
}

START_TEST(renewing_is_whole)
{
	const struct target t = { "renew session", nobody_yet, renew, rotated };
	struct new_session s = { .user_agent = "renewal", .address = "", .seconds = 3600 };

	s.user_id = staff_add("ada", "Cashier");
	fixture_must(&staff, open_one, &s);
	cookie = s.refresh;
	torture_all(&t, 1);
}
END_TEST

static struct user_change giving;

static void
as_it_stands(void)
{
	static const char *roles[1];

	nobody_yet();
	roles[0] = cookie;
	giving = (struct user_change){ .id = user_id,
		.has_active = true,
		.is_active = true,
		.has_roles = true,
		.role_ids = roles,
		.role_count = 1 };
	giving.version = fixture_i64(
	    &staff, "select version n from user where id = ?", str(user_id));
}

static enum err
change(void)
{
	return db_tx(cx, change_user, &giving);
}

static int64_t
changes(void)
{
	int64_t n = fixture_i64(&staff, "select version n from user where id = ?", str(user_id));

	ck_assert_int_eq(staff_audited("user.change", NULL), n - 1);
	ck_assert_int_eq(
	    fixture_i64(&staff, "select count(*) n from user_role where user_id = ?", str(user_id)),
	    1);
	return n;
}

START_TEST(changing_a_user_is_whole)
{
	const struct target t = { "change user", as_it_stands, change, changes };

	user_id = staff_add("ada", "Cashier");
	cookie = staff_role("CSO Agent");	/* the role to give */
	torture_all(&t, 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("people");
	TCase *t = tcase_create("people");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 300);
	tcase_add_checked_fixture(t, staff_open, staff_close);
	tcase_add_test(t, built_in_roles_follow_their_definition);
	tcase_add_test(t, the_administrator_has_all_but_row_rules);
	tcase_add_test(t, locks_grow_and_have_an_end);
	tcase_add_test(t, failures_are_forgotten_after_an_hour);
	tcase_add_test(t, keys_rotate);
	tcase_add_test(t, signing_in_is_whole);
	tcase_add_test(t, renewing_is_whole);
	tcase_add_test(t, changing_a_user_is_whole);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
