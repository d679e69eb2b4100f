/*
 * Bills printed and sent together: which are chosen and in what order, a worker that is killed in the
 * middle, what was sent stays sent once, what is stopped.  Jobs run in billport-worker, as in life.
 */
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bill_batch.h"
#include "bill_document.h"
#include "bill_template.h"
#include "clock.h"
#include "files.h"
#include "fixture.h"
#include "jobs.h"
#include "made.h"
#include "mail.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { PATIENCE = 1200, MANY = 450 };	/* times 50 ms; bills of a long batch */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const struct job_kind kinds[] = { { BILL_BATCH_JOB, run_bill_batch, 50, 0 } };

static void
setup(void)
{
	fixture_open(&f);
	ck_assert_int_eq(settings_load(cx), OK);
}

static void
teardown(void)
{
	/* nobody waits for these, and others' mails shall not wait for them */
	ck_assert_int_eq(db_exec(cx, "update outbox set state = 'failed', failure = 'Test' where state = 'queued'"),
	    OK);
	fixture_close(&f);
}

/* ---- making ---- */

static const char *
bill_at(const char *street, const char *postcode, const char *email)
{
	const char *account = fixture_account(&f), *consumer = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx,
	    "insert into consumer (id, number, name, email, created_at) values (?, ?, ?, ?, ?)",
	    str(consumer), str(fmt(cx->arena, "C-%s", consumer + 24)),
	    str(fmt(cx->arena, "Consumer of %s", street)), str(email), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec_one(cx,
	    "update account set street = ?, postcode = ?, consumer_id = ? where id = ?", str(street),
	    str(postcode), str(consumer), str(account)), OK);
	return fixture_bill(&f, account, 1000);
}

static struct new_batch
begun(const char *channel, struct batch_choice choice)
{
	struct new_batch in = { .channel = channel, .sort = "postcode", .choice = choice };

	ck_assert_int_eq(prepare_batch(cx, &in), OK);
	fixture_must(&f, create_batch, &in);
	return in;
}

static const struct row *
batch_row(const char *id)
{
	const struct row *row;

	ck_assert_int_eq(db_one(cx, &row,
	    "select t.state, t.bills, t.done, t.failed, t.pages, t.amount_minor, t.file_id, t.posted_on,"
	    " j.state job_state, j.failure from bill_batch t join job j on j.id = t.job_id where t.id = ?",
	    str(id)), OK);
	return row;
}

/* Its job, here or by a worker that is quicker. */
static void
run_here(const struct new_batch *b)
{
	const struct identity who = cx->who;
	bool ran;

	for (int i = 0; i < PATIENCE; i++) {
		ck_assert_int_eq(jobs_run_one(cx, kinds, COUNT(kinds), &ran), OK);
		cx->who = who;
		cx->approval_id = cx->approved_by = cx->approved_by_name = NULL;
		ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
		if (!row_is(batch_row(b->id), "job_state", "queued") &&
		    !row_is(batch_row(b->id), "job_state", "running"))
			return;
		(void)usleep(20000);
	}
	ck_abort_msg("the batch is not done");
}

/* ---- the worker ---- */

static pid_t
start_worker(void)
{
	const char *ours = getenv("BILLPORT_DB_PASSWORD_FILE");
	char self[4096], **env, *folder;
	char *argv[] = { fmt(cx->arena, "billport-worker"), NULL };
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	size_t n = 0, kept = 0;
	pid_t pid;

	ck_assert_int_gt(len, 0);
	self[len] = '\0';
	folder = strstr(self, "/tests/db/");
	ck_assert(folder != NULL && ours != NULL);
	*folder = '\0';
	while (environ[n])
		n++;
	env = arena_array(cx->arena, char *, n + 3);
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "BILLPORT_DB_USER=", 17) != 0 &&
		    strncmp(environ[i], "BILLPORT_DB_PASSWORD_FILE=", 26) != 0)
			env[kept++] = environ[i];
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_USER=bp_worker");
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_PASSWORD_FILE=%.*s/bp_worker",
	    (int)(strrchr(ours, '/') - ours), ours);
	ck_assert_int_eq(posix_spawn(&pid, fmt(cx->arena, "%s/bin/billport-worker", self), NULL,
			     NULL, argv, env), 0);
	return pid;
}

static void
end_worker(pid_t pid, int signal_number)
{
	int status;

	ck_assert_int_eq(kill(pid, signal_number), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

static void
finish(const char *id)
{
	pid_t worker = start_worker();
	int turn = 0;

	for (; turn < PATIENCE; turn++) {
		if (!row_is(batch_row(id), "job_state", "queued") &&
		    !row_is(batch_row(id), "job_state", "running"))
			break;
		(void)usleep(50000);
	}
	end_worker(worker, SIGTERM);
	ck_assert_int_lt(turn, PATIENCE);
	ck_assert_msg(row_is(batch_row(id), "state", "done"), "%s", row_str(batch_row(id), "failure"));
}

/* Killed once so many bills are done, and its lease ended. */
static void
kill_at(const char *id, int64_t done)
{
	pid_t worker = start_worker();
	int turn = 0;

	for (; turn < PATIENCE && row_i64(batch_row(id), "done") < done; turn++)
		(void)usleep(5000);
	end_worker(worker, SIGKILL);
	ck_assert_int_lt(turn, PATIENCE);
	ck_assert_int_eq(db_exec(cx, "update job set lease_until = '2020-01-01' where state = 'running'"
	    " and id = (select job_id from bill_batch where id = ?)", str(id)), OK);
}

/* ---- what is chosen ---- */

START_TEST(sorted_for_the_post)
{
	const char *third = bill_at("2 Birch Road", "20000", NULL),
		   *second = bill_at("12 Alder Street", "20000", "a@b.example"),
		   *first = bill_at("9 Alder Street", "20000", NULL),
		   *zeroth = bill_at("Zoo 1", "10000", NULL);
	const char *const order[] = { zeroth, first, second, third };
	struct batch_preview p;
	struct new_batch b;
	struct rows d;

	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all" }, &p), OK);
	ck_assert_int_eq(p.bills, 4);
	ck_assert_int_eq(p.amount_minor, 4000);
	ck_assert_int_eq(p.with_email, 1);
	b = begun("print", (struct batch_choice){ .reach = "all" });
	run_here(&b);
	ck_assert(row_is(batch_row(b.id), "state", "done"));
	ck_assert_int_eq(row_i64(batch_row(b.id), "pages"), 4);
	ck_assert_int_eq(row_i64(batch_row(b.id), "amount_minor"), 4000);
	ck_assert_int_eq(db_all(cx, &d, "select bill_id, page, pages, state, address, is_copy"
	    " from bill_delivery where batch_id = ? order by position", str(b.id)), OK);
	ck_assert_uint_eq(d.n, 4);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_str_eq(row_str(&d.row[i], "bill_id"), order[i]);
		ck_assert_int_eq(row_i64(&d.row[i], "page"), (int64_t)i + 1);
		ck_assert(row_is(&d.row[i], "state", "printed"));
		ck_assert_int_eq(row_i64(&d.row[i], "is_copy"), 0);
	}
	ck_assert_ptr_nonnull(strstr(row_str(&d.row[1], "address"), "9 Alder Street"));
}
END_TEST

START_TEST(once_unless_again)
{
	const char *bill = bill_at("1 A Street", "1", NULL);
	struct new_batch b = begun("print", (struct batch_choice){ .reach = "all" }), none;
	const char *ids[] = { bill };

	run_here(&b);
	none = (struct new_batch){ .channel = "print", .sort = "street", .choice = { .reach = "all" } };
	ck_assert_int_eq(prepare_batch(cx, &none), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "delivered before"));
	failure_clear(cx);
	b = begun("print", (struct batch_choice){ .reach = "all", .again = true, .ids = ids, .id_count = 1 });
	run_here(&b);
	ck_assert_int_eq(fixture_i64(&f, "select cast(sum(is_copy) as signed) from bill_delivery"
	    " where batch_id = ?", str(b.id)), 1);
}
END_TEST

START_TEST(filters)
{
	struct batch_preview p;
	char tomorrow[11];

	bill_at("1 A Street", "1", "a@b.example");
	bill_at("2 A Street", "1", NULL);
	date_add_days(day_from_now(&f, 0), 1, tomorrow);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "with_email" }, &p), OK);
	ck_assert_int_eq(p.bills, 1);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "without_email" }, &p), OK);
	ck_assert_int_eq(p.bills, 1);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all", .from = tomorrow }, &p), OK);
	ck_assert_int_eq(p.bills, 0);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all", .zone_id = f.zone_id }, &p), OK);
	ck_assert_int_eq(p.bills, 2);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all", .class = "résidentiel" }, &p), OK);
	ck_assert_int_eq(p.bills, 0);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all", .segment = "none" }, &p), OK);
	ck_assert_int_eq(p.bills, 0);
	ck_assert_int_eq(preview_batch(cx, &(struct batch_choice){ .reach = "all",
	    .cycle_id = "00000000-0000-7000-8000-000000000000" }, &p), OK);
	ck_assert_int_eq(p.bills, 0);
}
END_TEST

/* ---- sending ---- */

START_TEST(mails_and_those_without_an_address)
{
	struct new_batch b;

	bill_at("1 A Street", "1", "ada@mail.example");
	bill_at("2 A Street", "1", NULL);
	bill_at("3 A Street", "1", "not an address");
	b = begun("email", (struct batch_choice){ .reach = "all" });
	run_here(&b);
	ck_assert_int_eq(row_i64(batch_row(b.id), "failed"), 2);
	ck_assert_int_eq(row_i64(batch_row(b.id), "done"), 3);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from outbox where kind = 'bill'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from bill_delivery d join outbox o on"
	    " o.id = d.outbox_id where d.batch_id = ? and d.state = 'queued'"
	    " and d.address = 'ada@mail.example'", str(b.id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from bill_delivery where batch_id = ?"
	    " and state = 'failed' and failure is not null", str(b.id)), 2);
}
END_TEST

START_TEST(a_letter_of_a_bill)
{
	const char *bill = bill_at("1 A Street", "1", "ada@mail.example");
	struct bill_mail m = { .bill_id = bill };
	struct mail mail = { .kind = BILL_MAIL, .object_id = bill, .body_json = "{\"template_id\":null}" };
	struct letter letter = { .text = NULL };

	ck_assert_int_eq(prepare_bill_mail(cx, &m), OK);
	ck_assert_str_eq(m.to, "ada@mail.example");
	fixture_must(&f, queue_bill_mail, &m);
	ck_assert_int_eq(letter_of_bill(cx, &mail, &letter), OK);
	ck_assert_ptr_nonnull(strstr(letter.text, "Consumer of 1 A Street"));
	ck_assert_ptr_nonnull(strstr(letter.text, "$10.00"));
	ck_assert_int_eq(memcmp(letter.file, "%PDF-", 5), 0);
	m = (struct bill_mail){ .bill_id = bill, .to = "nobody" };
	ck_assert_int_eq(prepare_bill_mail(cx, &m), E_INPUT);
	ck_assert(fixture_fault(&f, "/to", "format"));
}
END_TEST

/* ---- killed, stopped ---- */

/* The worker asks whether the one who began it may still. */
static void
may_distribute(void)
{
	struct permissions may = { .w = { 0 } };
	const char *role = new_id(cx->arena);

	may.w[CAN_DISTRIBUTE_BILLS / 64] |= UINT64_C(1) << CAN_DISTRIBUTE_BILLS % 64;
	ck_assert_int_eq(db_exec(cx,
	    "insert into role (id, name, is_built_in, permissions, created_at) values (?, 'Prints', false, ?, ?)",
	    str(role), str(permissions_hex(cx->arena, &may)), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)",
	    str(f.user_id), str(role)), OK);
}

static void
many_bills(const char *email)
{
	for (int i = 0; i < MANY; i++)
		(void)bill_at(fmt(cx->arena, "%d A Street", i), "1", email);
}

START_TEST(killed_while_printing)
{
	struct new_batch b;
	int64_t first;

	may_distribute();
	many_bills(NULL);
	b = begun("print", (struct batch_choice){ .reach = "all" });
	kill_at(b.id, 100);
	first = row_i64(batch_row(b.id), "done");
	ck_assert_int_ge(first, 100);
	finish(b.id);
	ck_assert_int_eq(row_i64(batch_row(b.id), "pages"), MANY);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from bill_delivery where batch_id = ?"
	    " and state = 'printed' and page = position", str(b.id)), MANY);
	ck_assert_int_eq(fixture_i64(&f, "select count(distinct bill_id) from bill_delivery"), MANY);
	ck_assert(!row_null(batch_row(b.id), "file_id"));
}
END_TEST

START_TEST(killed_while_sending)
{
	struct new_batch b;

	may_distribute();
	many_bills("ada@mail.example");
	b = begun("email", (struct batch_choice){ .reach = "all" });
	kill_at(b.id, 100);
	kill_at(b.id, 300);
	finish(b.id);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from outbox where kind = 'bill'"), MANY);
	ck_assert_int_eq(fixture_i64(&f, "select count(distinct object_id) from outbox where kind = 'bill'"),
	    MANY);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from bill_delivery where state = 'queued'"), MANY);
}
END_TEST

START_TEST(stopped)
{
	struct new_batch b;
	struct batch_posting posting;

	bill_at("1 A Street", "1", NULL);
	b = begun("print", (struct batch_choice){ .reach = "all" });
	posting = (struct batch_posting){ b.id, "2025-11-03" };
	ck_assert_int_eq(fixture_do(&f, mark_batch_posted, &posting), E_CONFLICT);
	fixture_must(&f, cancel_batch, arena_strdup(cx->arena, b.id));
	ck_assert(row_is(batch_row(b.id), "job_state", "cancelled"));
	ck_assert_int_eq(fixture_do(&f, cancel_batch, arena_strdup(cx->arena, b.id)), E_CONFLICT);
	b = begun("print", (struct batch_choice){ .reach = "all" });
	run_here(&b);
	posting.id = b.id;
	fixture_must(&f, mark_batch_posted, &posting);
	ck_assert_str_eq(row_str(batch_row(b.id), "posted_on"), "2025-11-03");
}
END_TEST

/* ---- templates ---- */

START_TEST(templates_have_one_default)
{
	struct templating one = { .name = "One" }, two = { .name = "Two", .make_default = true }, gone;
	struct bill_look look;

	ck_assert_int_eq(bill_words_read(cx, "{}", &one.words), OK);
	two.words = one.words;
	two.words.accent = "#9a3412";
	fixture_must(&f, create_bill_template, &one);
	ck_assert_int_eq(fixture_i64(&f, "select is_default from bill_template where id = ?", str(one.id)), 1);
	fixture_must(&f, create_bill_template, &two);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) from bill_template where is_default"), 1);
	ck_assert_int_eq(bill_look_of(cx, NULL, &look), OK);
	ck_assert_uint_eq(look.accent, 0x9a3412);
	gone = (struct templating){ .id = two.id };
	ck_assert_int_eq(fixture_do(&f, delete_bill_template, &gone), E_CONFLICT);
	one.version = 2, one.make_default = true, one.name = "Two";
	ck_assert_int_eq(fixture_do(&f, change_bill_template, &one), E_CONFLICT);	/* the name is taken */
	one.name = NULL;
	fixture_must(&f, change_bill_template, &one);
	ck_assert_int_eq(fixture_do(&f, change_bill_template, &one), E_STALE);
	fixture_must(&f, delete_bill_template, &gone);
	ck_assert_int_eq(bill_look_of(cx, two.id, &look), E_NOT_FOUND);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bill_batch");
	TCase *t = tcase_create("bill_batch");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 240);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, sorted_for_the_post);
	tcase_add_test(t, once_unless_again);
	tcase_add_test(t, filters);
	tcase_add_test(t, mails_and_those_without_an_address);
	tcase_add_test(t, a_letter_of_a_bill);
	tcase_add_test(t, killed_while_printing);
	tcase_add_test(t, killed_while_sending);
	tcase_add_test(t, stopped);
	tcase_add_test(t, templates_have_one_default);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
