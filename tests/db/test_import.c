/*
 * Imports: what a file makes, what the same file makes again, what is refused and why, and a worker
 * that is killed in the middle, twice.  The job runs in billport-worker, as it does in life.
 */
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "damage.h"
#include "files.h"
#include "fixture.h"
#include "import.h"
#include "importing.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { PATIENCE = 1200 };		/* times 50 ms */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
	ck_assert_int_eq(settings_load(cx), OK);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* ---- an import ---- */

static const char *
prepared(const char *csv, size_t len, enum import_kind kind)
{
	return import_prepared(&f, csv, len, kind);
}

static void
start(const char *id)
{
	import_begin(&f, id);
}

static void
finish(const char *id)
{
	import_finish(&f, id);
}

static const char *
imported(const char *csv, enum import_kind kind)
{
	return import_text_file(&f, csv, kind);
}

static int64_t
of_import(const char *id, const char *column)
{
	return import_i64(&f, id, column);
}

static void
counts(const char *id, int64_t created, int64_t updated, int64_t unchanged, int64_t was_refused)
{
	import_counts(&f, id, created, updated, unchanged, was_refused);
}

static void
refused(const char *id, int64_t line, const char *words)
{
	import_refused(&f, id, line, words);
}

static void
books_agree(void)
{
	int status;
	const char *out;

	fixture_balanced(&f);
	out = verify(&f, "", cx->who.tenant_code, &status);
	ck_assert_msg(status == 0, "%s", out);
}

#define HEAD \
	"account number,consumer number,name,phone,email,class,zone,street,city,state,zip,meter,bill number," \
	"balance,bill date,due date\n"

static const char people[] = HEAD
    "IM-1,P-1,Ann Able,555 010 1001,ann@example.com,Residential,North,1 Oak,L,NY,1,MM-1,OB-1,12.50,01/05/2026,02/05/2026\n"
    "IM-2,P-2,Bob Baker,,,commercial,South,2 Oak,L,NY,1,MM-2;MM-3,OB-2,7,01/05/2026,02/05/2026\n"
    "IM-3,P-1,Ann Able,555 010 1001,,Residential,North,3 Oak,L,NY,1,,,,,\n"
    "IM-4,P-4,Cy Clay,,,Residential,North,4 Oak,L,NY,1,MM-4,,0.00,,\n";

START_TEST(rows_become_consumers_accounts_meters_and_open_bills)
{
	const char *id = imported(people, IMPORT_ACCOUNTS);

	counts(id, 4, 0, 0, 0);
	ck_assert_int_eq(of_import(id, "made_items"), 2);
	ck_assert_int_eq(of_import(id, "taken_minor"), 1950);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from consumer where number like 'P-_'"), 3);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from account a join consumer c on c.id = a.consumer_id"
		" join account_consumer h on h.account_id = a.id and h.consumer_id = c.id"
		" where c.number = 'P-1' and a.number in ('IM-1', 'IM-3')"), 2);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter m join account a on a.id = m.account_id"
	    " where a.number = 'IM-2' and m.utility = 'water'"), 2);
	ck_assert_int_eq(fixture_i64(&f, "select b.owed_minor from account_balance b join account a"
	    " on a.id = b.account_id where a.number = 'IM-1'"), 1250);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where number = 'OB-1'"
	    " and issued_on = '2026-01-05' and due_on = '2026-02-05' and import_id = ?", str(id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from zone where name in ('North', 'South')"), 2);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from search_text where words like '%baker%'"), 2);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification where kind = 'import.end'"
	    " and severity = 'info' and text like '%of 4 rows 4 created%'"), 1);
	books_agree();
}
END_TEST

START_TEST(the_same_file_again_changes_nothing)
{
	int64_t audits, versions;
	const char *id;

	(void)imported(people, IMPORT_ACCOUNTS);
	audits = fixture_i64(&f, "select count(*) n from audit where object_type <> 'import'");
	versions = fixture_i64(&f, "select sum(a.version) + sum(c.version) n from account a"
	    " join consumer c on c.id = a.consumer_id");
	id = imported(people, IMPORT_ACCOUNTS);
	counts(id, 0, 0, 4, 0);
	ck_assert_int_eq(of_import(id, "there_minor"), 1950);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where object_type <> 'import'"), audits);
	ck_assert_int_eq(fixture_i64(&f, "select sum(a.version) + sum(c.version) n from account a"
	    " join consumer c on c.id = a.consumer_id"), versions);
	ck_assert_ptr_null(import_text(&f, id, "index_job_id"));
	books_agree();
}
END_TEST

START_TEST(what_differs_is_changed_and_told)
{
	const char *id;

	(void)imported(people, IMPORT_ACCOUNTS);
	id = imported(HEAD
	    "IM-1,P-1,Ann Able,555 010 9999,,Commercial,South,1 Oak,L,NY,1,MM-9,OB-1,12.50,01/05/2026,02/05/2026\n"
	    "IM-2,,Bob Baker,,,,,2 Oak,,,,,,,,\n"
	    "IM-3,P-1,Ann Able,555 010 9999,ann@example.org,,,3 Oak,,,,,,,,\n",
	    IMPORT_ACCOUNTS);
	counts(id, 0, 2, 1, 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from consumer where number = 'P-1'"
	    " and phone = '555 010 9999' and email = 'ann@example.org' and version = 2"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'consumer.edit'"
	    " and before_json like '%1001%' and after_json like '%9999%' and account_id is not null"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'account.edit'"
	    " and after_json like '%commercial%' and after_json like '%South%'"), 1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from search_text where words like '%5550109999%'"), 3);
	/* the bill was issued in the zone and to the class of then */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill b join account a on a.id = b.account_id"
	    " where a.number = 'IM-1' and b.account_class <> a.class and b.zone_id <> a.zone_id"), 1);
	books_agree();
}
END_TEST

START_TEST(rows_that_are_wrong_are_refused_and_the_others_taken)
{
	const char *id;

	(void)imported(people, IMPORT_ACCOUNTS);
	id = imported(HEAD
	    "IM-5,,Dee Dun,,,,,5 Oak,,,,MM-1,,,,\n"			/* 2: another's meter */
	    "IM-6,,Eve Ely,,,,,6 Oak,,,,,OB-1,5,01/05/2026,\n"		/* 3: another's bill */
	    "IM-1,,Ann Able,,,,,1 Oak,,,,,OB-1,13.50,01/05/2026,\n"	/* 4: another amount */
	    "IM-7,,Flo Fay,,,,,7 Oak,,,,MM-7,OB-7,5,02/05/2026,01/05/2026\n"	/* 5: due before issued */
	    "IM-8,,Gus Gray,,,,,8 Oak,,,,MM-8,,,,\n"
	    "im-8,,Gus Gray,,,,,8 Oak,,,,,,,,\n"			/* 7: the same account */
	    "IM-9,P-2,Other Name,,,,,9 Oak,,,,MM-8,,,,\n"		/* 8: a meter of line 6 */
	    "IM-2,P-4,Bob Baker,,,,,2 Oak,,,,,,,,\n"			/* 9: another consumer's */
	    "IM-10,P-9,Hal Hart,,,,,10 Oak,,,,,B-0000777,5,01/05/2026,\n"	/* 10: of our series */
	    "IM-11,P-11,Ida Ives,,,,,11 Oak,,,,,,,,\n"
	    "IM-12,P-11,Ivy Ives,,,,,12 Oak,,,,,,,,\n",			/* 12: line 11 says otherwise */
	    IMPORT_ACCOUNTS);
	counts(id, 2, 0, 0, 9);
	refused(id, 2, "belongs to account IM-1");
	refused(id, 3, "of another account");
	refused(id, 4, "with another amount");
	refused(id, 5, "due before it is issued");
	refused(id, 7, "stands on line 6 already");
	refused(id, 8, "stands on line 6 already");
	refused(id, 9, "not changed by import");
	refused(id, 10, "A number like this is given out here");
	refused(id, 12, "described otherwise on line 11");
	books_agree();
}
END_TEST

START_TEST(open_items_by_account_number)
{
	static const char items[] =
	    "account,number,type,amount,issued on,due date,from,to,description\n"
	    "IM-1,INV-1,invoice,10.00,01/05/2026,02/05/2026,12/01/2025,12/31/2025,Water\n"
	    "IM-1,FEE-1,charge,25.00,01/06/2026,02/06/2026,,,Reconnection\n"
	    "IM-2,INV-1,bill,1.00,01/06/2026,,,,\n"
	    "NO-1,INV-9,bill,1.00,01/06/2026,,,,\n"
	    "IM-2,INV-2,bill,0,01/06/2026,,,,\n";
	const char *id;

	(void)imported(people, IMPORT_ACCOUNTS);
	id = imported(items, IMPORT_RECEIVABLES);
	counts(id, 2, 0, 0, 3);
	refused(id, 4, "stands on line 2 already");
	refused(id, 5, "There is no account NO-1.");
	refused(id, 6, "Nothing is open of it.");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge where number = 'FEE-1'"
	    " and name = 'Reconnection' and amount_minor = 2500"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select b.owed_minor from account_balance b join account a"
	    " on a.id = b.account_id where a.number = 'IM-1'"), 1250 + 3500);
	books_agree();
	id = imported(items, IMPORT_RECEIVABLES);
	counts(id, 0, 0, 2, 3);
}
END_TEST

/* Many rows, a few of them doubled. */
static const char *
many(size_t n)
{
	struct buf b = buf_in(cx->arena);

	buf_puts(&b, "account number,name,phone,street,zone,meter,bill number,balance,bill date\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "K-%zu,\"Kim %zu\nKay\",555 %07zu,%zu Oak,Zone %zu,KM-%zu,KB-%zu,%zu.25,01/05/2026\n",
		    i % 997 == 996 ? i - 1 : i, i, i, i, i % 5, i, i, i % 90 + 1);
	return b.data;
}

/* Killed when so many rows are in; then the lease runs out. */
static void
kill_at(const char *id, int64_t rows)
{
	pid_t worker = worker_start(&f);

	for (int turn = 0; turn < PATIENCE * 5 && of_import(id, "rows_in") < rows; turn++)
		(void)usleep(10000);
	worker_end(worker, SIGKILL);
	ck_assert_int_eq(db_exec(cx, "update store.job set lease_until = ? where tenant_id = ?"
	    " and state = 'running'", instant(cx, real_now() - 1000000), str(cx->who.tenant_id)), OK);
}

START_TEST(a_killed_worker_doubles_and_loses_nothing)
{
	enum { ROWS = 6000, DOUBLED = 6 };
	const char *csv = many(ROWS), *id = prepared(csv, strlen(csv), IMPORT_ACCOUNTS);

	start(id);
	kill_at(id, 1000);
	kill_at(id, 3000);
	finish(id);
	counts(id, ROWS - DOUBLED, 0, 0, DOUBLED);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from account where number like 'K-%'"), ROWS - DOUBLED);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where import_id = ?", str(id)), ROWS - DOUBLED);
	ck_assert_int_eq(of_import(id, "taken_minor"),
	    fixture_i64(&f, "select sum(amount_minor) n from bill where import_id = ?", str(id)));
	refused(id, 2 + 2 * 996, fmt(cx->arena, "stands on line %d already", 2 + 2 * 995));
	books_agree();
}
END_TEST

START_TEST(stopped_it_goes_on_where_it_stopped)
{
	enum { ROWS = 4000 };
	const char *csv = many(ROWS), *id = prepared(csv, strlen(csv), IMPORT_ACCOUNTS);
	pid_t worker;

	start(id);
	worker = worker_start(&f);
	for (int turn = 0; turn < PATIENCE * 5 && of_import(id, "rows_in") < 500; turn++)
		(void)usleep(10000);
	fixture_must(&f, cancel_import, (void *)(uintptr_t)id);
	for (int turn = 0; turn < PATIENCE && !same_text(import_text(&f, id, "index_state") ? import_text(&f, id, "index_state") : "", "done");
	    turn++)
		(void)usleep(50000);
	worker_end(worker, SIGTERM);
	ck_assert_str_eq(import_text(&f, id, "state"), "cancelled");
	ck_assert_int_eq(fixture_do(&f, cancel_import, (void *)(uintptr_t)id), E_CONFLICT);
	books_agree();
	start(id);
	finish(id);
	counts(id, ROWS - 4, 0, 0, 4);
	ck_assert_int_eq(fixture_do(&f, start_import, &(struct import_start){ .id = id }), E_CONFLICT);
	books_agree();
}
END_TEST

START_TEST(one_import_runs_at_a_time)
{
	const char *one = prepared(people, strlen(people), IMPORT_ACCOUNTS);
	const char *two = prepared(people, strlen(people), IMPORT_ACCOUNTS);

	start(one);
	ck_assert_int_eq(fixture_do(&f, start_import, &(struct import_start){ .id = two }), E_CONFLICT);
	ck_assert_int_eq(fixture_do(&f, start_import, &(struct import_start){ .id = one }), E_CONFLICT);
	fixture_must(&f, cancel_import, (void *)(uintptr_t)one);
	start(two);
	fixture_must(&f, cancel_import, (void *)(uintptr_t)two);
}
END_TEST

START_TEST(what_is_no_csv_is_told_at_once)
{
	static const struct { const char *bytes; size_t n; } files[] = {
		{ "PK\x03\x04zip", 7 }, { "\xff\xfe" "a\0", 4 }, { "only,a,header\n", 14 }, { "\n\n", 2 },
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		struct import_description d;
		struct file_writer *w = file_begin(cx);
		struct file_made made;

		ck_assert_int_eq(file_put(cx, w, files[i].bytes, files[i].n), OK);
		ck_assert_int_eq(file_end(cx, w, "x.csv", "text/csv", &made), OK);
		ck_assert_int_eq(import_describe(cx, made.id, IMPORT_ACCOUNTS, NULL, &d), E_CONFLICT);
		failure_clear(cx);
	}
}
END_TEST

/* One row that cannot be read is a refused row, also where it is the first. */
START_TEST(a_first_row_that_cannot_be_read_is_no_empty_file)
{
	enum { LONG = 3 << 20 };
	static const char head[] = "Account,Name\n";
	char *file = arena_alloc(cx->arena, LONG);
	struct csv_format format = { CSV_UTF8, ',' };
	struct import_description d;
	const size_t lengths[] = { sizeof head + 5, LONG };

	memset(file, 'x', LONG);
	memcpy(file, head, sizeof head);	/* its NUL begins the row */
	memcpy(file + LONG - 4, "\nA,B", 4);
	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct file_writer *w = file_begin(cx);
		struct file_made made;

		ck_assert_int_eq(file_put(cx, w, file, lengths[i]), OK);
		ck_assert_int_eq(file_end(cx, w, "x.csv", "text/csv", &made), OK);
		ck_assert_int_eq(import_describe(cx, made.id, IMPORT_ACCOUNTS, &format, &d), OK);
	}
}
END_TEST

START_TEST(files_come_back_as_they_went_in)
{
	size_t len = (size_t)FILE_PART * 2 + 12345, at = 0, n;
	char *bytes_in = arena_alloc(cx->arena, len);
	struct file_writer *w = file_begin(cx);
	struct file_reader *r;
	struct file_made made;
	const char *data;

	random_bytes(bytes_in, len);
	for (size_t i = 0; i < len; i += 99991)
		ck_assert_int_eq(file_put(cx, w, bytes_in + i, len - i < 99991 ? len - i : 99991), OK);
	ck_assert_int_eq(file_end(cx, w, "x", "text/csv", &made), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from file_part where file_id = ?", str(made.id)), 3);
	r = file_open(cx, made.id, 777);
	for (at = 777;; at += n) {
		ck_assert_int_eq(file_next(cx, r, &data, &n), OK);
		if (n == 0)
			break;
		ck_assert_int_eq(memcmp(bytes_in + at, data, n), 0);
	}
	ck_assert_uint_eq(at, len);
	/* what never became whole goes, what is whole stays */
	ck_assert_int_eq(db_exec(cx, "insert into file_part (file_id, part, created_at, content)"
	    " values (?, 0, '2020-01-01', 'x')", str(new_id(cx->arena))), OK);
	ck_assert_int_eq(files_sweep(cx), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from file_part"), 3);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { rows_become_consumers_accounts_meters_and_open_bills,
		the_same_file_again_changes_nothing, what_differs_is_changed_and_told,
		rows_that_are_wrong_are_refused_and_the_others_taken, open_items_by_account_number,
		a_killed_worker_doubles_and_loses_nothing, stopped_it_goes_on_where_it_stopped,
		one_import_runs_at_a_time, what_is_no_csv_is_told_at_once, a_first_row_that_cannot_be_read_is_no_empty_file,
		files_come_back_as_they_went_in };
	Suite *suite = suite_create("import");
	TCase *tcase = tcase_create("import");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 240);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
