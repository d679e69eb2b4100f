/*
 * The bare loop that generation is held against: the very rows of a run, read back, taken out, and put in
 * again by array binding, a thousand a statement and as many bills a transaction as a batch of the run; as
 * many connections as workers.  It rates nothing, locks nothing, checks nothing.
 *
 *   rows SOCKET USER PASSWORD TENANT-ID CYCLE-ID CONNECTIONS
 *
 * Prints {"rows": n, "seconds": s}.  Connects as the server's administrator, on the base tables.
 */
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TABLES = 3, COLUMNS = 40, AT_ONCE = 1000 };

static const struct { const char *name, *columns, *key; unsigned n; } tables[TABLES] = {
	{ "receivable", "tenant_id,id,account_id,kind,number,amount_minor,open_minor,issued_on,due_on,status",
	    "x.id", 10 },
	{ "bill", "tenant_id,id,account_id,consumer_id,zone_id,number,status,from_on,to_on,issued_on,due_on,"
	    "is_estimated,consumption_milli,unit,amount_minor,entry_id,cycle_id,generation_id,service_id,"
	    "tariff_id,class,quality,fixed_minor,tax_minor,before_minor,copy_json", "x.id", 26 },
	{ "bill_line", "tenant_id,bill_id,line,kind,text,quantity_milli,rate_micro,amount_minor,tier,gl_code",
	    "x.bill_id", 10 },
};

static const char *socket_path, *user, *password, *tenant, *cycle;
static MYSQL_RES *kept[TABLES];

static void
die(MYSQL *my, const char *what)
{
	fprintf(stderr, "rows: %s: %s\n", what, my ? mysql_error(my) : "");
	exit(1);
}

static MYSQL *
connected(void)
{
	MYSQL *my = mysql_init(NULL);

	mysql_options(my, MYSQL_INIT_COMMAND, "set names utf8mb4, time_zone = '+00:00'");
	if (!mysql_real_connect(my, NULL, user, password, "store", 0, socket_path, 0))
		die(my, "connect");
	return my;
}

static void
run(MYSQL *my, const char *sql)
{
	if (mysql_query(my, sql) != 0)
		die(my, sql);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Rows of some bills: those of the i-th of n connections, by number. */
static void
read_back(MYSQL *my, unsigned i, unsigned n, unsigned long from, unsigned long most)
{
	char sql[4096];

	for (unsigned t = 0; t < TABLES; t++) {
		snprintf(sql, sizeof sql,
		    "select %s from (select id mine from bill where tenant_id = '%s' and cycle_id = '%s'"
		    " order by id limit %lu, %lu) b straight_join %s x on x.tenant_id = '%s' and %s = b.mine",
		    tables[t].columns, tenant, cycle, from, most, tables[t].name, tenant, tables[t].key);
		run(my, sql);
		kept[t] = mysql_store_result(my);
		if (!kept[t])
			die(my, "store");
	}
	(void)i, (void)n;
}

/* One statement of so many rows of a table. */
static unsigned long
put(MYSQL *my, MYSQL_STMT *st, unsigned t, const char *until)
{
	static char *texts[COLUMNS][AT_ONCE];
	static unsigned long lengths[COLUMNS][AT_ONCE];
	static char indicators[COLUMNS][AT_ONCE];
	MYSQL_BIND bind[COLUMNS];
	unsigned rows = 0;
	MYSQL_ROW row;
	MYSQL_ROW_OFFSET at;

	while (rows < AT_ONCE && (at = mysql_row_tell(kept[t]), row = mysql_fetch_row(kept[t])) != NULL) {
		unsigned long *len = mysql_fetch_lengths(kept[t]);

		if (until && strcmp(row[1], until) > 0) {
			mysql_row_seek(kept[t], at);
			break;
		}
		for (unsigned c = 0; c < tables[t].n; c++) {
			texts[c][rows] = row[c] ? row[c] : (char *)"";
			lengths[c][rows] = row[c] ? len[c] : 0;
			indicators[c][rows] = row[c] ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
		}
		rows++;
	}
	if (rows == 0)
		return 0;
	memset(bind, 0, sizeof bind);
	for (unsigned c = 0; c < tables[t].n; c++) {
		bind[c].buffer_type = MYSQL_TYPE_STRING;
		bind[c].buffer = texts[c];
		bind[c].length = lengths[c];
		bind[c].u.indicator = indicators[c];
	}
	mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(st, bind) != 0 || mysql_stmt_execute(st) != 0) {
		fprintf(stderr, "rows: %s: %s\n", tables[t].name, mysql_stmt_error(st));
		exit(1);
	}
	(void)my;
	return rows;
}

/* Bills by the thousand, each thousand with its receivables and lines in a transaction. */
static unsigned long
put_all(MYSQL *my)
{
	MYSQL_STMT *st[TABLES];
	unsigned long rows = 0, n;
	char sql[2048], last[64];

	for (unsigned t = 0; t < TABLES; t++) {
		size_t at = (size_t)snprintf(sql, sizeof sql, "insert into %s (%s) values (", tables[t].name,
		    tables[t].columns);

		for (unsigned c = 0; c < tables[t].n; c++)
			at += (size_t)snprintf(sql + at, sizeof sql - at, c ? ",?" : "?");
		snprintf(sql + at, sizeof sql - at, ")");
		st[t] = mysql_stmt_init(my);
		if (mysql_stmt_prepare(st[t], sql, strlen(sql)) != 0)
			die(my, sql);
	}
	do {
		MYSQL_ROW_OFFSET at;
		MYSQL_ROW row;

		run(my, "start transaction");
		n = put(my, st[0], 0, NULL);
		at = mysql_row_tell(kept[1]);
		last[0] = '\0';
		for (unsigned long k = 0; k < n && (row = mysql_fetch_row(kept[1])) != NULL; k++)
			snprintf(last, sizeof last, "%s", row[1]);
		mysql_row_seek(kept[1], at);
		rows += n;
		rows += put(my, st[1], 1, NULL);
		for (unsigned long k = 1; k != 0; rows += k)
			k = put(my, st[2], 2, last);
		run(my, "commit");
	} while (n > 0);
	return rows;
}

static void
take_out(MYSQL *my)
{
	char sql[1024];
	static const char *const what[] = {
		"delete l from bill_line l join bill b on b.tenant_id = l.tenant_id and b.id = l.bill_id"
		" where b.tenant_id = '%s' and b.cycle_id = '%s'",
		"create or replace temporary table gone as select id from bill where tenant_id = '%s' and cycle_id = '%s'",
		"delete from bill where tenant_id = '%s' and cycle_id = '%s'",
		"delete r from receivable r join gone g on r.tenant_id = '%s' and r.id = g.id and '%s' <> ''",
	};

	for (unsigned i = 0; i < sizeof what / sizeof *what; i++) {
		snprintf(sql, sizeof sql, what[i], tenant, cycle);
		run(my, sql);
	}
}

int
main(int argc, char **argv)
{
	unsigned n;
	unsigned long bills;
	MYSQL *my;
	MYSQL_RES *res;
	char sql[512];
	int ready[2], go[2], back[2], status, bad = 0;
	double began, seconds;
	unsigned long rows = 0;

	if (argc != 7)
		return 2;
	socket_path = argv[1], user = argv[2], password = argv[3], tenant = argv[4], cycle = argv[5];
	n = (unsigned)atoi(argv[6]);
	my = connected();
	snprintf(sql, sizeof sql, "select count(*) from bill where tenant_id = '%s' and cycle_id = '%s'",
	    tenant, cycle);
	run(my, sql);
	res = mysql_store_result(my);
	bills = strtoul(mysql_fetch_row(res)[0], NULL, 10);
	mysql_free_result(res);
	if (pipe(ready) != 0 || pipe(go) != 0 || pipe(back) != 0)
		return 1;
	for (unsigned i = 0; i < n; i++)
		if (fork() == 0) {
			MYSQL *mine = connected();
			unsigned long each = (bills + n - 1) / n, done;
			char c = 0;

			read_back(mine, i, n, i * each, each);
			if (write(ready[1], &c, 1) != 1 || read(go[0], &c, 1) != 1)
				_exit(1);
			done = put_all(mine);
			if (write(back[1], &done, sizeof done) != (ssize_t)sizeof done)
				_exit(1);
			_exit(0);
		}
	for (unsigned i = 0; i < n; i++) {
		char c;

		if (read(ready[0], &c, 1) != 1)
			return 1;
	}
	take_out(my);
	began = now();
	for (unsigned i = 0; i < n; i++)
		if (write(go[1], "", 1) != 1)
			return 1;
	for (unsigned i = 0; i < n; i++) {
		wait(&status);
		bad |= status;
	}
	seconds = now() - began;
	for (unsigned i = 0; i < n && !bad; i++) {
		unsigned long done;

		if (read(back[0], &done, sizeof done) != (ssize_t)sizeof done)
			return 1;
		rows += done;
	}
	printf("{\"rows\": %lu, \"bills\": %lu, \"seconds\": %.3f}\n", rows, bills, seconds);
	return bad != 0;
}
