/*
 * Tenants are kept apart by the database itself: as every database user, on every view, with a row
 * of two tenants in every table.  Speaks to the server without shared/db, which would already
 * refuse some of what is tried here.
 */
#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <check.h>

#define A "00000000-0000-7000-8000-0000000aaaaa"
#define B "00000000-0000-7000-8000-0000000bbbbb"
#define ID_A "00000000-0000-7000-8000-00000000a001"
#define ID_B "00000000-0000-7000-8000-00000000b001"
#define TABLES_MAX 120

static const char *const users[] = { "bp_auth", "bp_customers", "bp_billing", "bp_payments",
	"bp_admin", "bp_reports", "bp_worker", "bp_verify", "bp_operator" };
static const char *const modules[] = { "bp_customers", "bp_billing", "bp_payments", "bp_admin",
	"bp_reports" };
static const char *const written_once[] = { "audit", "journal_entry", "journal_line" };
#define N(a) (sizeof(a) / sizeof((a)[0]))

static MYSQL *admin;

static MYSQL *
connected(const char *user, const char *password)
{
	MYSQL *my = mysql_init(NULL);

	ck_assert_ptr_nonnull(my);
	if (mysql_real_connect(my, NULL, user, password, "billport", 0,
		getenv("BILLPORT_DB_SOCKET"), CLIENT_FOUND_ROWS) == NULL)
		ck_abort_msg("%s: %s", user, mysql_error(my));
	ck_assert_int_eq(
	    mysql_query(my, "set sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00'"), 0);
	return my;
}

/* The password lies in a file of the user's name; the server's administrator is root. */
static MYSQL *
as(const char *user)
{
	char path[512], password[128] = "";
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s", getenv("BILLPORT_TEST_SECRETS"), user);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(password, sizeof password, f));
	(void)fclose(f);
	password[strcspn(password, "\n")] = '\0';
	return connected(strcmp(user, "admin") == 0 ? "root" : user, password);
}

/* The error number, 0 when it went well; a result is thrown away. */
static unsigned
try_sql(MYSQL *my, const char *format, const char *a, const char *b)
{
	char sql[16384];
	MYSQL_RES *result;

	(void)snprintf(sql, sizeof sql, format, a, b);
	if (mysql_query(my, sql) != 0)
		return mysql_errno(my);
	result = mysql_store_result(my);
	if (result != NULL)
		mysql_free_result(result);
	return 0;
}

/* First column of each row, at most `most`; freed by texts_free(). */
static size_t
texts(MYSQL *my, char **out, size_t most, const char *format, const char *a, const char *b)
{
	char sql[2048];
	MYSQL_RES *result;
	MYSQL_ROW row;
	size_t n = 0;

	(void)snprintf(sql, sizeof sql, format, a, b);
	if (mysql_query(my, sql) != 0)
		ck_abort_msg("%s: %s", sql, mysql_error(my));
	result = mysql_store_result(my);
	ck_assert_ptr_nonnull(result);
	while ((row = mysql_fetch_row(result)) != NULL) {
		ck_assert_uint_lt(n, most);
		out[n++] = strdup(row[0] != NULL ? row[0] : "");
	}
	mysql_free_result(result);
	return n;
}

static void
texts_free(char **list, size_t n)
{
	while (n > 0)
		free(list[--n]);
}

static long
number(MYSQL *my, const char *format, const char *a, const char *b)
{
	char *text[1];
	long value;

	ck_assert_uint_eq(texts(my, text, 1, format, a, b), 1);
	value = strtol(text[0], NULL, 10);
	texts_free(text, 1);
	return value;
}

static void
set_tenant(MYSQL *my, const char *tenant)
{
	ck_assert_uint_eq(
	    try_sql(
		my, tenant != NULL ? "set @tenant_id = '%s'" : "set @tenant_id = null", tenant, ""),
	    0);
}

/* A row of a tenant for any table, from its columns alone (constraints are off). */
static char *
insert_statement(const char *schema, const char *table, const char *tenant, const char *id)
{
	char sql[4096], *text[1], *out = malloc(8192);

	(void)snprintf(sql, sizeof sql,
	    "select concat(group_concat(concat('`', column_name, '`') order by ordinal_position), ') values (', group_concat(case"
	    " when column_name = 'tenant_id' then '''%s''' when data_type = 'uuid' then '''%s'''"
	    " when data_type in ('binary', 'varbinary') then concat('unhex(repeat(''0', if('%s' = '" A
	    "', 'a', 'b'), ''', ',"
	    "  character_maximum_length, '))')"
	    " when data_type like '%%char' or data_type like '%%text' then '''x'''"
	    " when data_type like 'date%%' then '''2036-01-01'''"
	    " else '1' end order by ordinal_position))"
	    " from information_schema.columns where table_schema = 'store' and table_name = '%s'"
	    " and (is_nullable = 'NO' and column_default is null or column_name = 'tenant_id')",
	    tenant, id, tenant, table);
	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(texts(admin, text, 1, "%s%s", sql, ""), 1);
	(void)snprintf(out, 8192, "insert into %s.`%s` (%s)", schema, table, text[0]);
	texts_free(text, 1);
	return out;
}

static size_t
tenant_tables(char **tables)
{
	return texts(admin, tables, TABLES_MAX,
	    "select distinct table_name from information_schema.columns"
	    " where table_schema = 'store' and column_name = 'tenant_id' order by 1%s%s",
	    "", "");
}

static bool
is_table(const char *view)
{
	char *name[1];
	size_t n = texts(admin, name, 1, "select table_name from information_schema.tables"
	    " where table_schema = 'store' and table_name = '%s'%s", view, "");

	texts_free(name, n);
	return n == 1;
}

static void
remove_rows(void)
{
	char *tables[TABLES_MAX];
	size_t n = tenant_tables(tables), i;

	for (i = 0; i < n; i++)
		ck_assert_uint_eq(
		    try_sql(admin, "delete from store.`%s` where tenant_id in ('" A "', '" B "')%s",
			tables[i], ""),
		    0);
	texts_free(tables, n);
	ck_assert_uint_eq(
	    try_sql(admin, "delete from store.tenant where id in ('" A "', '" B "')%s%s", "", ""),
	    0);
}

static void
setup(void)
{
	char *tables[TABLES_MAX];
	size_t n, i;

	admin = as("admin");
	ck_assert_uint_eq(
	    try_sql(admin, "set foreign_key_checks = 0, check_constraint_checks = 0%s%s", "", ""),
	    0);
	n = tenant_tables(tables);
	ck_assert_uint_gt(n, 25);
	remove_rows();
	ck_assert_uint_eq(
	    try_sql(admin,
		"insert into store.tenant (id, code, name, currency, zone, locale, utility, created_at)"
		" values ('" A "', 'tenancy-a', 'A', 'USD', 'UTC', 'en-US', 'water', '2026-01-01'),"
		" ('" B "', 'tenancy-b', 'B', 'USD', 'UTC', 'en-US', 'water', '2026-01-01')%s%s",
		"", ""),
	    0);
	for (i = 0; i < n; i++) {
		char *a = insert_statement("store", tables[i], A, ID_A),
		     *b = insert_statement("store", tables[i], B, ID_B);

		if (try_sql(admin, "%s%s", a, "") != 0 || try_sql(admin, "%s%s", b, "") != 0)
			ck_abort_msg("%s: %s", tables[i], mysql_error(admin));
		free(a);
		free(b);
	}
	texts_free(tables, n);
}

static void
teardown(void)
{
	remove_rows();
	mysql_close(admin);
}

static size_t
granted_views(MYSQL *my, char **views)
{
	return texts(my, views, TABLES_MAX,
	    "select table_name from information_schema.tables where table_schema = 'billport' order by 1%s%s",
	    "", "");
}

START_TEST(without_a_tenant_nothing_is_seen)
{
	MYSQL *my = as(users[_i]);
	char *views[TABLES_MAX];
	size_t n = granted_views(my, views), i;

	ck_assert_uint_ge(n, 1);
	for (i = 0; i < n; i++)
		ck_assert_msg(number(my, "select count(*) from billport.`%s`%s", views[i], "") == 0,
		    "%s sees %s", users[_i], views[i]);
	set_tenant(my, "00000000-0000-0000-0000-000000000000");
	for (i = 0; i < n; i++)
		ck_assert_int_eq(
		    number(my, "select count(*) from billport.`%s`%s", views[i], ""), 0);
	texts_free(views, n);
	mysql_close(my);
}
END_TEST

START_TEST(a_tenant_sees_its_rows_alone)
{
	MYSQL *my = as(users[_i]);
	char *views[TABLES_MAX];
	size_t n = granted_views(my, views), i;

	for (i = 0; i < n; i++) {
		if (strncmp(views[i], "metric_", 7) == 0)
			continue;	/* a worker may fold them meanwhile */
		set_tenant(my, A);
		ck_assert_msg(number(my, "select count(*) from billport.`%s`%s", views[i], "") == 1,
		    "%s: %s", users[_i], views[i]);
		set_tenant(my, B);
		ck_assert_int_eq(
		    number(my, "select count(*) from billport.`%s`%s", views[i], ""), 1);
	}
	set_tenant(my, B);
	for (i = 0; i < n; i++)
		ck_assert_msg(
		    try_sql(my, "select tenant_id from billport.`%s`%s", views[i], "") == 1143 ||
			number(my,
			    "select coalesce((select 1 from billport.`%s` where tenant_id = '" A
			    "' limit 1), 0)%s",
			    views[i], "") == 0,
		    "%s sees another's %s", users[_i], views[i]);
	texts_free(views, n);
	mysql_close(my);
}
END_TEST

/* Every view that the user may insert into refuses a row without a tenant, also one that names its
 * own tenant_id. */
START_TEST(without_a_tenant_nothing_is_inserted)
{
	MYSQL *my = as(users[_i]);
	char *views[TABLES_MAX];
	size_t n = granted_views(my, views), i;

	ck_assert_uint_eq(
	    try_sql(my, "set foreign_key_checks = 0, check_constraint_checks = 0%s%s", "", ""), 0);
	for (i = 0; i < n; i++) {
		if (!is_table(views[i])) {	/* read by an index: select alone */
			ck_assert_uint_eq(try_sql(my, "insert into billport.`%s` (tenant_id) values ('" A "')%s",
			    views[i], ""), 1142);
			continue;
		}
		char *named = insert_statement(
		    "billport", views[i], A, "00000000-0000-7000-8000-00000000c001");
		char *unnamed = insert_statement("billport", views[i],
		    "00000000-0000-0000-0000-000000000000", "00000000-0000-7000-8000-00000000c001");
		unsigned error = try_sql(my, "%s%s", named, "");

		/* 1142, 1143: not granted at all; 1369: the view's check */
		ck_assert_msg(error == 1369 || error == 1142 || error == 1143, "%s %s: %u",
		    users[_i], views[i], error);
		error = try_sql(my, "%s%s", unnamed, "");
		ck_assert_msg(error == 1048 || error == 1142 || error == 1143, "%s %s: %u",
		    users[_i], views[i], error);
		free(named);
		free(unnamed);
	}
	texts_free(views, n);
	mysql_close(my);
}
END_TEST

START_TEST(another_tenants_row_cannot_be_made_or_touched)
{
	MYSQL *my = as("bp_customers");

	set_tenant(my, B);
	ck_assert_uint_eq(
	    try_sql(my,
		"insert into consumer (tenant_id, id, number, name, created_at)"
		" values ('" A
		"', '00000000-0000-7000-8000-00000000c002', 'n2', 'x', '2026-01-01')%s%s",
		"", ""),
	    0);
	ck_assert_int_eq(
	    number(my,
		"select count(*) from consumer where number = 'n2' and tenant_id = '" B "'%s%s", "",
		""),
	    1);
	ck_assert_uint_eq(
	    try_sql(my, "update consumer set tenant_id = '" A "' where number = 'n2'%s%s", "", ""),
	    1369);
	ck_assert_uint_eq(
	    try_sql(my, "update consumer set name = 'stolen' where id = '" ID_A "'%s%s", "", ""),
	    0);
	ck_assert_int_eq((long)mysql_affected_rows(my), 0);
	ck_assert_uint_eq(
	    try_sql(my,
		"insert into consumer (id, number, name, created_at) select uuid(), 'n3', name, created_at"
		" from consumer where number = 'n2'%s%s",
		"", ""),
	    0);
	mysql_close(my);
}
END_TEST

START_TEST(a_link_to_another_tenant_is_refused)
{
	MYSQL *my = as("bp_customers");

	set_tenant(my, B);
	ck_assert_uint_eq(try_sql(my,
			      "insert into account_consumer (account_id, from_on, consumer_id)"
			      " values ('" ID_A "', '2026-01-02', '" ID_B "')%s%s",
			      "", ""),
	    1452);
	ck_assert_uint_eq(try_sql(my,
			      "insert into account_consumer (account_id, from_on, consumer_id)"
			      " values ('" ID_B "', '2026-01-02', '" ID_A "')%s%s",
			      "", ""),
	    1452);
	ck_assert_uint_eq(try_sql(my,
			      "insert into account_consumer (account_id, from_on, consumer_id)"
			      " values ('" ID_B "', '2026-01-02', '" ID_B "')%s%s",
			      "", ""),
	    0);
	mysql_close(my);
}
END_TEST

START_TEST(a_module_reaches_no_base_table)
{
	MYSQL *my = as(modules[_i]);

	ck_assert_int_eq(
	    number(my,
		"select count(*) from information_schema.tables where table_schema = 'store'%s%s",
		"", ""),
	    0);
	ck_assert_uint_eq(try_sql(my, "select * from store.payment%s%s", "", ""), 1142);
	ck_assert_uint_eq(try_sql(my, "select * from store.tenant%s%s", "", ""), 1142);
	ck_assert_uint_eq(
	    try_sql(my, "select private_pem from store.signing_key%s%s", "", ""), 1142);
	ck_assert_uint_ne(try_sql(my, "select password_hash from billport.user%s%s", "", ""), 0);
	ck_assert_uint_ne(try_sql(my, "select refresh_hash from billport.session%s%s", "", ""), 0);
	ck_assert_uint_eq(try_sql(my, "drop view billport.payment%s%s", "", ""), 1142);
	mysql_close(my);
}
END_TEST

/* Nor does anyone but auth see what opens an account. */
START_TEST(the_worker_and_verify_see_no_password)
{
	static const char *const others[] = { "bp_worker", "bp_verify" };

	for (size_t i = 0; i < N(others); i++) {
		MYSQL *my = as(others[i]);

		ck_assert_uint_ne(
		    try_sql(my, "select password_hash from store.user%s%s", "", ""), 0);
		ck_assert_uint_ne(
		    try_sql(my, "select password_hash from billport.user%s%s", "", ""), 0);
		ck_assert_uint_ne(
		    try_sql(my, "select private_pem from store.signing_key%s%s", "", ""), 0);
		ck_assert_uint_ne(
		    try_sql(my, "select secret_hash from store.api_client%s%s", "", ""), 0);
		mysql_close(my);
	}
}
END_TEST

START_TEST(what_is_written_once_stays)
{
	MYSQL *my = as(users[_i]);
	size_t i;

	set_tenant(my, A);
	for (i = 0; i < N(written_once); i++) {
		ck_assert_uint_eq(try_sql(my, "update billport.%s set tenant_id = tenant_id%s",
				      written_once[i], ""),
		    1142);
		ck_assert_uint_eq(
		    try_sql(my, "delete from billport.%s%s", written_once[i], ""), 1142);
		ck_assert_uint_eq(
		    try_sql(my, "update store.%s set tenant_id = tenant_id%s", written_once[i], ""),
		    1142);
		ck_assert_uint_eq(try_sql(my, "delete from store.%s%s", written_once[i], ""), 1142);
	}
	mysql_close(my);
}
END_TEST

/* Base-table grants serve those who work before a tenant is known: an explicit tenant counts there
 * as long as none is set, and then never. */
START_TEST(an_explicit_tenant_counts_while_none_is_set)
{
	MYSQL *my = as("bp_operator");

	ck_assert_uint_eq(
	    try_sql(my,
		"insert into store.role (tenant_id, id, name, permissions, created_at)"
		" values ('" A
		"', '00000000-0000-7000-8000-00000000c003', 'r3', '', '2026-01-01')%s%s",
		"", ""),
	    0);
	set_tenant(my, B);
	ck_assert_uint_eq(
	    try_sql(my,
		"insert into store.role (tenant_id, id, name, permissions, created_at)"
		" values ('" A
		"', '00000000-0000-7000-8000-00000000c004', 'r4', '', '2026-01-01')%s%s",
		"", ""),
	    0);
	ck_assert_int_eq(
	    number(my,
		"select count(*) from store.role where tenant_id = '" A "' and name = 'r3'%s%s", "",
		""),
	    1);
	ck_assert_int_eq(
	    number(my,
		"select count(*) from store.role where tenant_id = '" B "' and name = 'r4'%s%s", "",
		""),
	    1);
	mysql_close(my);
}
END_TEST

/* EXPLAIN's key and rows of a statement; MariaDB explains a view only to who may read its tables. */
static void
explained(MYSQL *my, const char *sql, const char *key, long most_rows)
{
	char text[1024];
	MYSQL_RES *result;
	MYSQL_ROW row;

	(void)snprintf(text, sizeof text, "explain %s", sql);
	if (mysql_query(my, text) != 0)
		ck_abort_msg("%s: %s", text, mysql_error(my));
	result = mysql_store_result(my);
	row = mysql_fetch_row(result);
	ck_assert_ptr_nonnull(row);
	/* id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra */
	ck_assert_msg(row[5] != NULL && strcmp(row[5], key) == 0, "%s goes by %s", sql,
	    row[5] != NULL ? row[5] : row[9]);
	ck_assert_int_le(strtol(row[8], NULL, 10), most_rows);
	ck_assert_msg(row[9] == NULL || strstr(row[9], "filesort") == NULL, "%s sorts", sql);
	mysql_free_result(result);
}

START_TEST(statements_through_a_view_use_the_index)
{
	MYSQL *my = admin;

	ck_assert_uint_eq(
	    try_sql(admin,
		"insert into store.consumer (tenant_id, id, number, name, created_at)"
		" select '" A
		"', uuid(), concat('c', seq), concat('name ', seq), '2026-01-01' from seq_1_to_3000%s%s",
		"", ""),
	    0);
	ck_assert_uint_eq(
	    try_sql(admin,
		"insert into store.consumer (tenant_id, id, number, name, created_at)"
		" select '" B
		"', uuid(), concat('c', seq), concat('name ', seq), '2026-01-01' from seq_1_to_3000%s%s",
		"", ""),
	    0);
	ck_assert_uint_eq(try_sql(admin, "analyze table store.consumer%s%s", "", ""), 0);
	set_tenant(my, A);
	explained(my, "select * from consumer where id = '" ID_A "'", "PRIMARY", 1);
	explained(my, "select * from consumer where id = '" ID_A "' for update", "PRIMARY", 1);
	explained(my, "update consumer set phone = '1' where id = '" ID_A "'", "PRIMARY", 1);
	explained(my, "select id, name from consumer where number = 'c5'", "consumer_number", 1);
	explained(my,
	    "select id, name, phone from consumer where name <= 'name 50' and (name < 'name 50' or id < '" ID_A
	    "')"
	    " order by name desc, id desc limit 51",
	    "consumer_name", 6000);
	set_tenant(my, NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tenancy");
	TCase *t = tcase_create("tenancy");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, without_a_tenant_nothing_is_seen, 0, (int)N(users));
	tcase_add_loop_test(t, a_tenant_sees_its_rows_alone, 0, (int)N(users));
	tcase_add_loop_test(t, without_a_tenant_nothing_is_inserted, 0, (int)N(users));
	tcase_add_test(t, the_worker_and_verify_see_no_password);
	tcase_add_loop_test(t, what_is_written_once_stays, 0, (int)N(users));
	tcase_add_loop_test(t, a_module_reaches_no_base_table, 0, (int)N(modules));
	tcase_add_test(t, another_tenants_row_cannot_be_made_or_touched);
	tcase_add_test(t, a_link_to_another_tenant_is_refused);
	tcase_add_test(t, an_explicit_tenant_counts_while_none_is_set);
	tcase_add_test(t, statements_through_a_view_use_the_index);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
