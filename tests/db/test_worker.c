/*
 * billport-worker as a process: what it prunes, expires and queues, that it leaves on SIGTERM, and
 * that kill -9 loses and doubles nothing.  The stack's own worker may be at work beside it.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "approvals.h"
#include "beside.h"
#include "clock.h"
#include "damage.h"
#include "fixture.h"
#include "payment.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { PATIENCE = 400 };		/* times 25 ms */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

#define until(condition) do { \
	unsigned turn_ = 0; \
	while (!(condition) && turn_++ < PATIENCE) \
		(void)usleep(25000); \
	ck_assert(condition); \
} while (0)

static const char *
beside_password(const char *user)
{
	const char *ours = getenv("BILLPORT_DB_PASSWORD_FILE");

	ck_assert_ptr_nonnull(ours);
	return fmt(cx->arena, "%.*s/%s", (int)(strrchr(ours, '/') - ours), ours, user);
}

static pid_t
start_worker(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *argv[] = { fmt(cx->arena, "billport-worker"), NULL };
	char **env, *folder;
	size_t count = 0, kept = 0;
	pid_t pid;

	ck_assert_int_gt(n, 0);
	self[n] = '\0';
	folder = strstr(self, "/tests/db/");
	ck_assert_ptr_nonnull(folder);
	*folder = '\0';
	while (environ[count])
		count++;
	env = arena_array(cx->arena, char *, count + 3);
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], "BILLPORT_DB_USER=", 17) != 0 &&
		    strncmp(environ[i], "BILLPORT_DB_PASSWORD_FILE=", 26) != 0)
			env[kept++] = environ[i];
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_USER=bp_worker");
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_PASSWORD_FILE=%s", beside_password("bp_worker"));
	ck_assert_int_eq(posix_spawn(&pid, fmt(cx->arena, "%s/bin/billport-worker", self), NULL,
			     NULL, argv, env),
	    0);
	return pid;
}

/* Has it come so far as to handle SIGTERM? */
static bool
listens(pid_t pid)
{
	FILE *file = fopen(fmt(cx->arena, "/proc/%d/status", (int)pid), "r");
	unsigned long long caught = 0;
	char line[256];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof line, file))
		if (strncmp(line, "SigCgt:", 7) == 0)
			caught = strtoull(line + 7, NULL, 16);
	(void)fclose(file);
	return caught >> (SIGTERM - 1) & 1;
}

static void
stop_worker(pid_t pid)
{
	int64_t began;
	int status;

	until(listens(pid));
	began = monotonic_now();
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_lt(monotonic_now() - began, 10000000);
}


static const char *
ago(int64_t hours)
{
	return instant_sql(cx->arena, real_now() - hours * 3600 * 1000000);
}

START_TEST(what_is_old_goes_and_the_rest_stays)
{
	const char *old = new_id(cx->arena), *young = new_id(cx->arena), *hash = old + 4;
	pid_t worker;

	ck_assert_int_eq(
	    db_exec(cx,
		"insert into idempotency (principal, idem_key, fingerprint, status, answer, created_at)"
		" values ('u:x', ?, '', 201, '', ?), ('u:x', ?, '', 201, '', ?)",
		str(old), str(ago(25)), str(young), str(ago(23))),
	    OK);
	ck_assert_int_eq(
	    db_exec(cx,
		"insert into session (id, user_id, family_hash, refresh_hash, created_at, seen_at,"
		" expires_at) values (?, ?, ?, '', ?, ?, ?), (?, ?, ?, '', ?, ?, ?)",
		str(old), str(f.user_id), bytes(old, 32), str(ago(800)), str(ago(800)),
		str(ago(24 * 31)), str(young), str(f.user_id), bytes(young, 32), str(ago(800)),
		str(ago(800)), str(ago(24 * 29))),
	    OK);
	ck_assert_int_eq(db_exec(cx, "insert into store.lockout (who_hash, failures, changed_at)"
	    " values (?, 3, ?)", bytes(hash, 32), str(ago(25))), OK);
	worker = start_worker();
	until(fixture_i64(&f, "select count(*) n from idempotency where idem_key = ?", str(old)) ==
	    0);
	until(fixture_i64(&f, "select count(*) n from session where id = ?", str(old)) == 0);
	until(fixture_i64(&f, "select count(*) n from store.lockout where who_hash = ?",
		  bytes(hash, 32)) == 0);
	stop_worker(worker);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from idempotency where idem_key = ?", str(young)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from session where id = ?", str(young)), 1);
}
END_TEST

static struct approval_request ask;

static enum err
request(struct cx *c, void *arg)
{
	return approval_request(c, arg);
}

START_TEST(an_approval_that_waited_too_long_expires)
{
	pid_t worker;

	ask = (struct approval_request){
		.kind = "test.op", .input_json = "{}", .summary = "?", .amount_minor = 1
	};
	fixture_must(&f, request, &ask);
	ck_assert_int_eq(db_exec(cx, "update approval set expires_at = '2001-01-01'"), OK);
	worker = start_worker();
	until(fixture_i64(&f, "select count(*) n from approval where state = 'expired'") == 1);
	stop_worker(worker);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'approval.expire'"
			     " and actor_kind = 'system'"),
	    1);
}
END_TEST

/* A zone in which it is two at night now. */
static const char *
night_zone(void)
{
	for (int offset = -12; offset <= 14; offset++) {
		const char *zone = fmt(cx->arena, "Etc/GMT%+d", offset);
		char wall[17];

		if (wall_in_zone(zone, business_now(), wall) && strncmp(wall + 11, "02", 2) == 0)
			return zone;
	}
	return NULL;
}

START_TEST(the_books_are_checked_once_a_night)
{
	const char *zone = night_zone();
	pid_t worker, another;

	ck_assert_ptr_nonnull(zone);
	(void)fixture_bill(&f, f.account_id, 1000);
	ck_assert_int_eq(db_exec(cx, "update store.tenant set zone = ? where id = ?", str(zone),
			     str(f.tenant_id)),
	    OK);
	worker = start_worker();
	another = start_worker();
	until(fixture_i64(&f, "select count(*) n from job where kind = 'verify' and state = 'done'"
	    " and result_json like '%%\"agrees\":true%%'") == 1);
	stop_worker(worker);
	stop_worker(another);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from job where kind = 'verify'"), 1);
}
END_TEST

static void
queue_check(void)
{
	ck_assert_int_eq(db_exec(cx, "insert into job (id, kind, input_json, requested_by_name, run_at,"
	    " created_at) values (?, 'verify', '{}', 'Billport', '2001-01-01', '2001-01-01')",
	    str(new_id(cx->arena))), OK);
}

START_TEST(books_that_do_not_agree_are_a_critical_alert_until_they_do)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	pid_t worker;

	damage(&f, with(&f, "update receivable set open_minor = open_minor + 1 where id = $", bill));
	queue_check();
	worker = start_worker();
	until(fixture_i64(&f, "select count(*) n from job where kind = 'verify' and state = 'failed'") == 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from alert where kind = 'system'"
	    " and severity = 'critical' and state = 'new'"
	    " and text like 'The nightly check found that the books do not agree: %'"), 1);
	damage(&f, with(&f, "update receivable set open_minor = open_minor - 1 where id = $", bill));
	queue_check();
	until(fixture_i64(&f, "select count(*) n from alert where kind = 'system' and state = 'resolved'"
	    " and resolved_by_name is null") == 1);
	stop_worker(worker);
}
END_TEST

static enum err
approve(struct cx *c, void *decision)
{
	const char *user = c->who.id;
	enum err e;

	c->who.id = f.other_user_id;
	e = approve_request(c, decision);
	c->who.id = user;
	return e;
}

static void
approved_void(const char *bill)
{
	struct paying paying = { bill, 100 };
	struct recording pay = { .account_id = f.account_id, .amount_minor = 100, .method = "cash",
		.received_minor = -1, .paying = &paying, .count = 1 };
	struct voiding v = { .reason = "Entered twice" };
	struct decision d = { .version = 1, .reason = "Seen." };

	fixture_must(&f, record_payment, &pay);
	v.id = pay.id;
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	d.id = v.approval_id;
	fixture_must(&f, approve, &d);
}

/* The asker has a role in which he may void. */
static void
may_void(void)
{
	struct permissions set = { { 0 } };
	const char *role = new_id(cx->arena);

	permissions_add(&set, CAN_VOID_PAYMENT);
	ck_assert_int_eq(db_exec(cx,
	    "insert into role (id, name, is_built_in, permissions, created_at) values (?, 'Voids', false, ?, ?)",
	    str(role), str(permissions_hex(cx->arena, &set)), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)",
	    str(f.user_id), str(role)), OK);
}

static void
all_voids_wait(void)
{
	struct setting_change limit = { SETTING_VOID_LIMIT, "0", 0 };

	fixture_must(&f, change_setting, &limit);
	cx->who.settings_version++;
	ck_assert_int_eq(settings_load(cx), OK);
}

/* Approved, and then his role was taken from him. */
START_TEST(who_may_not_any_more_does_not_through_his_approval)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	pid_t worker;

	all_voids_wait();
	approved_void(bill);
	worker = start_worker();
	until(fixture_i64(&f,
	    "select count(*) n from job where kind = 'payment.void' and state in ('done', 'failed')") == 1);
	stop_worker(worker);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from approval where state = 'failed'"), 1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from payment where status = 'posted'"), 1);
}
END_TEST

START_TEST(killed_again_and_again_each_void_happens_once)
{
	enum { VOIDS = 20 };
	const char *bill = fixture_bill(&f, f.account_id, 1000000);
	pid_t worker;

	may_void();
	all_voids_wait();
	for (unsigned i = 0; i < VOIDS; i++)
		approved_void(bill);
	for (unsigned i = 0; i < 6; i++) {
		worker = start_worker();
		(void)usleep((useconds_t)(15000 + i * 9000));
		ck_assert_int_eq(kill(worker, SIGKILL), 0);
		(void)waitpid(worker, NULL, 0);
		ck_assert_int_eq(
		    db_exec(
			cx, "update job set lease_until = '2001-01-01' where state = 'running'"),
		    OK);
	}
	worker = start_worker();
	until(fixture_i64(&f,
		  "select count(*) n from job where kind = 'payment.void' and state = 'done'") ==
	    VOIDS);
	stop_worker(worker);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from payment where status = 'cancelled'"), VOIDS);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from approval where state = 'used'"), VOIDS);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from journal_entry where reverses_id is not null"),
	    VOIDS);
	ck_assert_int_eq(
	    fixture_i64(&f, "select open_minor n from receivable where id = ?", str(bill)),
	    1000000);
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("worker");
	TCase *t = tcase_create("worker");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 180);
	tcase_add_test(t, what_is_old_goes_and_the_rest_stays);
	tcase_add_test(t, an_approval_that_waited_too_long_expires);
	tcase_add_test(t, the_books_are_checked_once_a_night);
	tcase_add_test(t, books_that_do_not_agree_are_a_critical_alert_until_they_do);
	tcase_add_test(t, who_may_not_any_more_does_not_through_his_approval);
	tcase_add_test(t, killed_again_and_again_each_void_happens_once);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
