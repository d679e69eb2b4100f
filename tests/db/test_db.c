/*
 * shared/db against a real server: parameters and rows of every kind, translation of errors, reruns,
 * locked reads, bulk, cursors, reconnection.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "db.h"
#include "clock.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */

static struct cx cx;

/* As the server's administrator: the table of these tests is no table of the product's. */
static struct db *
open_scratch(const char *schema)
{
	(void)setenv("BILLPORT_DB_USER", "root", 1);
	(void)setenv("BILLPORT_DB_PASSWORD_FILE",
	    fmt(cx.arena, "%s/admin", getenv("BILLPORT_TEST_SECRETS")), 1);
	(void)setenv("BILLPORT_DB_SCHEMA", schema, 1);
	return db_open();
}

static void
setup(void)
{
	cx = (struct cx){ .arena = arena_new((size_t)64 << 20) };
	cx.db = open_scratch("mysql");
	ck_assert(db_exec(&cx, "create database if not exists scratch") == OK);
	ck_assert(
	    db_exec(&cx,
		"create or replace table scratch.t (id int primary key, name varchar(2000) collate utf8mb4_bin,"
		" amount_minor bigint, made_at datetime(6), made_on date, is_good boolean, uid uuid, raw varbinary(40), u varchar(10) unique)") ==
	    OK);
	db_close(cx.db);
	cx.db = open_scratch("scratch");
}

static void
teardown(void)
{
	db_close(cx.db);
	arena_free(cx.arena);
}

static const char uid[] = "0190f5fe-7c00-7a00-8abc-0123456789ab";

static void
insert_one(int64_t id)
{
	ck_assert(db_exec(&cx, "insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?)", i64(id),
		      str("Zoë"), i64(14550), str("2026-04-01 10:11:12.000345"), str("2026-04-01"),
		      boolean(true), str(uid), bytes("\0\1\2\377", 4), null()) == OK);
}

START_TEST(values_of_every_kind_come_back)
{
	const struct row *r;
	const struct value *v;

	insert_one(1);
	ck_assert(
	    db_one(&cx, &r,
		"select t.*, sum(amount_minor) over () all_minor, count(*) over () n from t where id = ?",
		i64(1)) == OK);
	ck_assert_str_eq(row_str(r, "name"), "Zoë");
	ck_assert_int_eq(row_i64(r, "amount_minor"), 14550);
	ck_assert_int_eq(row_i64(r, "all_minor"), 14550);
	ck_assert_int_eq(row_i64(r, "n"), 1);
	ck_assert_str_eq(row_str(r, "made_at"), "2026-04-01T10:11:12.000345Z");
	ck_assert_int_eq(row_us(r, "made_at"), INT64_C(1775038272000345));
	ck_assert_int_eq(row_us(r, "u"), 0);	/* NULL */
	ck_assert_str_eq(row_str(r, "made_on"), "2026-04-01");
	ck_assert(row_bool(r, "is_good"));
	ck_assert_str_eq(row_str(r, "uid"), uid);
	v = row_value(r, "raw");
	ck_assert_uint_eq(v->len, 4);
	ck_assert(memcmp(v->s, "\0\1\2\377", 4) == 0);
	ck_assert(row_null(r, "u"));
	ck_assert_ptr_null(row_str(r, "u"));
}
END_TEST

START_TEST(long_text_is_whole)
{
	char *text = arena_alloc(cx.arena, 7001);
	const struct row *r;
	struct rows rows;

	memset(text, 'x', 2000);
	insert_one(1);
	insert_one(2);
	insert_one(3);
	ck_assert(db_exec_one(&cx, "update t set name = ? where id = 2", str(text)) == OK);
	ck_assert(db_all(&cx, &rows,
		      "select id, concat(name, name, name) long_name from t order by id") == OK);
	ck_assert_uint_eq(rows.n, 3);
	ck_assert_uint_eq(strlen(row_str(&rows.row[1], "long_name")), 6000);
	ck_assert_str_eq(row_str(&rows.row[2], "long_name"), "ZoëZoëZoë");
	ck_assert(db_one(&cx, &r, "select name from t where id = 2") == OK);
	ck_assert_uint_eq(strlen(row_str(r, "name")), 2000);
}
END_TEST

START_TEST(none_is_not_found_or_null)
{
	const struct row *r;

	ck_assert_int_eq(db_one(&cx, &r, "select id from t where id = ?", i64(77)), E_NOT_FOUND);
	ck_assert_int_eq(db_maybe(&cx, &r, "select id from t where id = ?", i64(77)), OK);
	ck_assert_ptr_null(r);
	ck_assert_int_eq(
	    db_exec_one(&cx, "update t set name = '' where id = ?", i64(77)), E_NOT_FOUND);
	insert_one(1);
	/* the same value */
	ck_assert_int_eq(db_exec_one(&cx, "update t set amount_minor = 14550 where id = 1"), OK);
}
END_TEST

START_TEST(a_text_is_never_a_number)
{
	const struct row *r;

	insert_one(1);
	ck_assert_int_eq(db_maybe(&cx, &r, "select id from t where name = ?", str("0")), OK);
	ck_assert_ptr_null(r);
}
END_TEST

START_TEST(doubles_are_a_conflict)
{
	insert_one(1);
	ck_assert_int_eq(db_exec(&cx, "insert into t (id) values (1)"), E_CONFLICT);
	ck_assert(db_duplicate(&cx));
}
END_TEST

static int runs;

static enum err
add_one(struct cx *c, void *arg)
{
	const struct row *r;

	(void)arg;
	runs++;
	TRY(db_one(c, &r, "select amount_minor from t where id = 1 for update"));
	return db_exec_one(
	    c, "update t set amount_minor = ? where id = 1", i64(row_i64(r, "amount_minor") + 1));
}

START_TEST(a_deadlock_reruns_the_whole)
{
	const struct row *r;
	unsigned long k;

	insert_one(1);
	for (k = 1; k <= 6; k++) {
		db_fail_at(cx.db, k, k % 2 == 0 ? 1213 : 1020);
		ck_assert_int_eq(db_tx(&cx, add_one, NULL), OK);
		ck_assert(!db_in_tx(&cx));
	}
	db_fail_at(cx.db, 0, 0);
	ck_assert(db_one(&cx, &r, "select amount_minor from t where id = 1") == OK);
	ck_assert_int_eq(row_i64(r, "amount_minor"), 14550 + 6);
}
END_TEST

START_TEST(a_lost_connection_is_storage_and_heals)
{
	insert_one(1);
	ck_assert_int_eq(db_tx(&cx, add_one, NULL), OK);
	db_fail_at(cx.db, 2, 2013);
	ck_assert_int_eq(db_tx(&cx, add_one, NULL), E_STORAGE);
	ck_assert(!db_in_tx(&cx));
	failure_clear(&cx);
	ck_assert_int_eq(db_tx(&cx, add_one, NULL), OK);
}
END_TEST

/* k: "start transaction", the read, the write, "commit". */
START_TEST(a_lost_commit_is_not_said_to_be_nothing)
{
	/* gone, lost, garbled, cut */
	static const unsigned lost[] = { 2006, 2013, 2027, 5013 };

	insert_one(1);
	ck_assert_int_eq(db_tx(&cx, add_one, NULL), OK);
	for (size_t i = 0; i < COUNT(lost); i++) {
		db_fail_at(cx.db, 4, lost[i]);
		ck_assert_int_eq(db_tx(&cx, add_one, NULL), E_STORAGE);
		ck_assert_msg(strstr(cx.failure.detail, "may have been done") != NULL, "%u: %s",
		    lost[i], cx.failure.detail);
		ck_assert_int_eq(db_tx(&cx, add_one, NULL), OK);
	}
}
END_TEST

static enum err
read_isolation(struct cx *c, void *arg)
{
	const struct row *r;

	TRY(db_one(c, &r, "select amount_minor from t where id = 1 for update"));
	/* the server tells of transactions as of a tenth of a second ago */
	(void)usleep(200000);
	return db_one(c, arg, "select trx_isolation_level level from information_schema.innodb_trx"
	    " where trx_mysql_thread_id = connection_id() lock in share mode");
}

START_TEST(a_claim_that_did_not_begin_leaves_no_isolation_behind)
{
	const struct row *r;

	insert_one(1);
	ck_assert_int_eq(db_tx_claim(&cx, read_isolation, &r), OK);
	ck_assert_str_eq(row_str(r, "level"), "READ COMMITTED");
	db_fail_at(cx.db, 2, 1317);		/* "start transaction" itself */
	ck_assert_int_eq(db_tx_claim(&cx, read_isolation, &r), E_STORAGE);
	ck_assert_int_eq(db_tx(&cx, read_isolation, &r), OK);
	ck_assert_str_eq(row_str(r, "level"), "REPEATABLE READ");
}
END_TEST

static enum err
read_unlocked(struct cx *c, void *arg)
{
	const struct row *r;

	(void)arg;
	return db_maybe(c, &r, "select id from t where id = 1");
}

START_TEST(an_unlocked_read_in_a_transaction_aborts)
{
	(void)!db_tx(&cx, read_unlocked, NULL);
}
END_TEST

START_TEST(a_snapshot_reads_plainly)
{
	ck_assert_int_eq(db_snapshot(&cx, read_unlocked, NULL), OK);
}
END_TEST

START_TEST(a_write_in_a_snapshot_aborts)
{
	(void)!db_snapshot(&cx, add_one, NULL);
}
END_TEST

START_TEST(nobody_loses_an_update)
{
	enum { PROCESSES = 8, TIMES = 40 };
	const struct row *r;
	int i, status;

	insert_one(1);
	for (i = 0; i < PROCESSES; i++)
		if (fork() == 0) {
			int k;

			cx = (struct cx){ .arena = arena_new((size_t)8 << 20) };
			cx.db = open_scratch("scratch");
			for (k = 0; k < TIMES; k++)
				if (db_tx(&cx, add_one, NULL) != OK)
					_exit(1);
			_exit(0);
		}
	for (i = 0; i < PROCESSES; i++) {
		ck_assert(wait(&status) > 0);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	ck_assert(db_one(&cx, &r, "select amount_minor from t where id = 1") == OK);
	ck_assert_int_eq(row_i64(r, "amount_minor"), 14550 + PROCESSES * TIMES);
}
END_TEST

static enum err
sum_up(struct cx *c, const struct row *row, void *arg)
{
	int64_t *sum = arg;

	(void)c;
	*sum += row_i64(row, "amount_minor");
	return OK;
}

START_TEST(bulk_and_cursor)
{
	enum { N = 1000 };
	struct param *ids = arena_array(cx.arena, struct param, N),
		     *names = arena_array(cx.arena, struct param, N);
	struct param *amounts = arena_array(cx.arena, struct param, N);
	struct param *cols[3];
	const struct row *r;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < N; i++) {
		ids[i] = i64((int64_t)i);
		names[i] = i % 3 == 0 ? null() : str(fmt(cx.arena, "name %zu", i));
		amounts[i] = i64((int64_t)i * 10);
	}
	cols[0] = ids;
	cols[1] = names;
	cols[2] = amounts;
	ck_assert_int_eq(
	    db_bulk(&cx, N, cols, 3, "insert into t (id, name, amount_minor) values (?, ?, ?)"),
	    OK);
	ck_assert_int_eq(db_each(&cx, sum_up, &sum, "select amount_minor from t order by id"), OK);
	ck_assert_int_eq(sum, 4995000);
	ck_assert(db_one(&cx, &r, "select count(*) n, count(name) named from t") == OK);
	ck_assert_int_eq(row_i64(r, "n"), 1000);
	ck_assert_int_eq(row_i64(r, "named"), 666);
	ck_assert(!db_settle(&cx));
}
END_TEST

static enum err
lock_all(struct cx *c, void *arg)
{
	struct rows rows;

	(void)arg;
	return db_all(c, &rows, "select id, amount_minor from t where id > 0 order by id for update");
}

/* The other one holds a row: the error comes in the place of that row, after the columns were told. */
static enum err
while_locked(struct cx *other, void *arg)
{
	TRY(db_exec_one(other, "update t set amount_minor = 1 where id = 3"));
	*(enum err *)arg = db_tx(&cx, lock_all, NULL);
	return OK;
}

START_TEST(a_lock_that_is_not_had_among_the_rows_hangs_nobody)
{
	struct cx other = { .arena = cx.arena, .db = open_scratch("scratch") };
	enum err e;

	for (int64_t id = 1; id <= 4; id++)
		insert_one(id);
	ck_assert_int_eq(db_exec(&cx, "set innodb_lock_wait_timeout = 1"), OK);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(db_tx(&other, while_locked, &e), OK);
		ck_assert_int_eq(e, E_STORAGE);
		ck_assert(strstr(cx.failure.detail, "changing the same") != NULL);
		ck_assert_int_eq(db_tx(&cx, lock_all, NULL), OK);
	}
	db_close(other.db);
}
END_TEST

static enum err
stand_still(struct cx *c, void *arg)
{
	struct rows rows;

	TRY(arg != NULL ? db_all(c, &rows, "select id from t") : lock_all(c, NULL));
	(void)usleep(2500000);
	return arg != NULL ? db_all(c, &rows, "select id from t") : lock_all(c, NULL);
}

START_TEST(who_stands_still_in_a_transaction_loses_it)
{
	const struct row *r;

	insert_one(1);
	ck_assert_int_eq(db_one(&cx, &r, "select @@idle_transaction_timeout seconds"), OK);
	ck_assert_int_eq(row_i64(r, "seconds"), 20);
	ck_assert_int_eq(db_exec(&cx, "set idle_transaction_timeout = 1"), OK);
	ck_assert_int_eq(db_tx(&cx, stand_still, NULL), E_STORAGE);
	failure_clear(&cx);
	ck_assert_int_eq(db_tx(&cx, lock_all, NULL), OK);

	/* a snapshot locks nothing, and may */
	ck_assert_int_eq(db_exec(&cx, "set idle_transaction_timeout = 1"), OK);
	ck_assert_int_eq(db_snapshot(&cx, stand_still, &cx), OK);
	ck_assert_int_eq(db_one(&cx, &r, "select @@idle_transaction_timeout seconds"), OK);
	ck_assert_int_eq(row_i64(r, "seconds"), 20);
}
END_TEST

static enum err
stop_after(struct cx *c, const struct row *row, void *arg)
{
	int *left = arg;

	(void)c, (void)row;
	return (*left)-- > 0 ? OK : E_CONFLICT;
}

START_TEST(rows_may_be_left_unread_anywhere)
{
	/* around what comes at once, and none */
	static const int reads[] = { 0, 1, 254, 255, 256, 257, 511, 512, 599 };

	ck_assert_int_eq(db_exec(&cx, "insert into t (id) select seq from seq_1_to_600"), OK);
	for (size_t i = 0; i < COUNT(reads); i++) {
		int left = reads[i];

		ck_assert_int_eq(db_each(&cx, stop_after, &left, "select id from t order by id"),
		    E_CONFLICT);
		left = 601;
		ck_assert_int_eq(db_each(&cx, stop_after, &left, "select id from t order by id"), OK);
		ck_assert_int_eq(left, 1);
	}
}
END_TEST

START_TEST(an_id_of_a_counter)
{
	int64_t id;

	insert_one(1);
	ck_assert_int_eq(
	    db_exec_id(&cx, &id,
		"update t set amount_minor = last_insert_id(amount_minor) + 1 where id = ?",
		i64(1)),
	    OK);
	ck_assert_int_eq(id, 14550);
	ck_assert_int_eq(
	    db_exec_id(&cx, &id,
		"update t set amount_minor = last_insert_id(amount_minor) + 1 where id = ?",
		i64(1)),
	    OK);
	ck_assert_int_eq(id, 14551);
}
END_TEST

START_TEST(built_statements_are_bounded)
{
	struct rows rows;
	int i;

	insert_one(1);
	for (i = 0; i < 300; i++) {
		struct param p = i64(1);
		struct sql sql = { fmt(cx.arena, "select id, name as n%d from t where id = ?", i),
			&p, 1 };

		ck_assert_int_eq(db_built_all(&cx, &rows, &sql), OK);
		ck_assert_str_eq(row_str(&rows.row[0], fmt(cx.arena, "n%d", i)), "Zoë");
	}
	{
		const struct row *r;

		ck_assert(db_one(&cx, &r,
			      "select variable_value v from information_schema.session_status"
			      " where variable_name = 'COM_STMT_CLOSE'") == OK);
		ck_assert_int_ge(strtoll(row_str(r, "v"), NULL, 10), 230);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("db");
	TCase *t = tcase_create("db");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, values_of_every_kind_come_back);
	tcase_add_test(t, long_text_is_whole);
	tcase_add_test(t, none_is_not_found_or_null);
	tcase_add_test(t, a_text_is_never_a_number);
	tcase_add_test(t, doubles_are_a_conflict);
	tcase_add_test(t, a_deadlock_reruns_the_whole);
	tcase_add_test(t, a_lost_connection_is_storage_and_heals);
	tcase_add_test(t, a_lost_commit_is_not_said_to_be_nothing);
	tcase_add_test(t, a_claim_that_did_not_begin_leaves_no_isolation_behind);
	tcase_add_test_raise_signal(t, an_unlocked_read_in_a_transaction_aborts, SIGABRT);
	tcase_add_test(t, a_snapshot_reads_plainly);
	tcase_add_test_raise_signal(t, a_write_in_a_snapshot_aborts, SIGABRT);
	tcase_add_test(t, nobody_loses_an_update);
	tcase_add_test(t, bulk_and_cursor);
	tcase_add_test(t, a_lock_that_is_not_had_among_the_rows_hangs_nobody);
	tcase_add_test(t, who_stands_still_in_a_transaction_loses_it);
	tcase_add_test(t, rows_may_be_left_unread_anywhere);
	tcase_add_test(t, an_id_of_a_counter);
	tcase_add_test(t, built_statements_are_bounded);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
