/*
 * The database, one connection a process.  Statements are literals with typed parameters and are
 * kept prepared; rows live in the arena until the answer is sent.
 *
 *   const struct row *p;
 *   TRY(db_one(cx, &p, "select status from payment where id = ? for update", str(id)));
 *   if (row_is(p, "status", "posted")) …
 *
 * Errors of SQL are translated here, once: 1213 and 1020 rerun the transaction (5 times, with
 * jitter), 1205 once, 1062 and 1451/1452 are E_CONFLICT, 2006/2013 are E_STORAGE and the next
 * request has a new connection.  A programmer's mistake (unknown column, wrong number of ?)
 * aborts the process.
 *
 * Column naming is typing, here and in JSON: x_minor is money, x_at an instant (DATETIME(6), UTC),
 * x_on a date, TINYINT a boolean, x_json is JSON text.
 */
#ifndef BILLPORT_DB_H
#define BILLPORT_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cx.h"

struct db;

/* ---- parameters ---- */
enum param_kind { PARAM_NULL = 1, PARAM_TEXT, PARAM_I64, PARAM_BYTES };
struct param { enum param_kind kind; int64_t i; const char *s; size_t len; };

struct param str(const char *);			/* NULL binds SQL NULL */
struct param i64(int64_t);
struct param boolean(bool);
struct param instant(struct cx *, int64_t us);	/* as SQL text */
struct param bytes(const void *, size_t);
struct param null(void);

/* ---- rows ---- */
enum column_type {
	COLUMN_TEXT,
	COLUMN_I64,
	COLUMN_BOOL,
	COLUMN_INSTANT,
	COLUMN_DATE,
	COLUMN_BYTES
};
struct column { const char *name; enum column_type type; };
/* s also set for instants, dates */
struct value { const char *s; size_t len; int64_t i; bool null; };
struct shape { unsigned n; const struct column *columns; };
struct row { const struct shape *shape; const struct value *values; };
struct rows { size_t n; const struct row *row; const struct shape *shape; };

/* By column alias; an unknown alias aborts.  NULL reads as NULL / 0 / false. */
const char *row_str(const struct row *, const char *column);
int64_t row_i64(const struct row *, const char *column);
bool row_bool(const struct row *, const char *column);
bool row_null(const struct row *, const char *column);
int64_t row_us(const struct row *, const char *column);	/* an instant, as microseconds */
bool row_is(const struct row *, const char *column, const char *text);
const struct value *row_value(const struct row *, const char *column);

/* ---- statements ---- */
#define FIRST_(a, ...) a
#define REST_(a, ...)  __VA_ARGS__
#define LIST_(T, ...)  ((const T[]){ {0}, __VA_ARGS__ } + 1), \
                       (sizeof((const T[]){ {0}, __VA_ARGS__ }) / sizeof(T) - 1)
#define SQL_(...)      "" FIRST_(__VA_ARGS__, ) "", LIST_(struct param, REST_(__VA_ARGS__, ))

/* Exactly one row: none is E_NOT_FOUND with "There is no such …"-free sentence "Not found.", more
 * than one aborts. */
#define db_one(cx, out, ...)      db_one_((cx), (out), SQL_(__VA_ARGS__))
/* One row or none: *out is NULL then. */
#define db_maybe(cx, out, ...)    db_maybe_((cx), (out), SQL_(__VA_ARGS__))
/* All rows; more than 10,000 abort (use db_each). */
#define db_all(cx, out, ...)      db_all_((cx), (out), SQL_(__VA_ARGS__))
/* INSERT, UPDATE, DELETE */
#define db_exec(cx, ...)          db_exec_((cx), NULL, SQL_(__VA_ARGS__))
#define db_exec_count(cx, n, ...) \
	db_exec_((cx), (n), SQL_(__VA_ARGS__)) /* rows found (CLIENT_FOUND_ROWS) */
/* Exactly one row changed, else E_NOT_FOUND. */
#define db_exec_one(cx, ...)      db_exec_one_((cx), SQL_(__VA_ARGS__))
/* LAST_INSERT_ID(expr) of the statement: UPDATE … SET next = LAST_INSERT_ID(next) + 1 */
#define db_exec_id(cx, id, ...)   db_exec_id_((cx), (id), SQL_(__VA_ARGS__))
/* fn for each row, by a read-only cursor; memory of a row is given back after fn. */
#define db_each(cx, fn, arg, ...) db_each_((cx), (fn), (arg), SQL_(__VA_ARGS__))

typedef enum err row_fn(struct cx *, const struct row *, void *arg);

enum err db_one_(
    struct cx *, const struct row **, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_maybe_(
    struct cx *, const struct row **, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_all_(
    struct cx *, struct rows *, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_exec_(
    struct cx *, uint64_t *count, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_exec_one_(struct cx *, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_exec_id_(
    struct cx *, int64_t *id, const char *sql, const struct param *, size_t n) MUST_USE;
enum err db_each_(
    struct cx *, row_fn *, void *arg, const char *sql, const struct param *, size_t n) MUST_USE;

/* A statement joined from literal fragments (list filters); kept by its text in an LRU.  Only
 * shared/app, and shared/metrics for what is filtered by anything, build one.  anew: prepared for this
 * once, since MariaDB 10.11 forgets for later executions that an index holds all that is asked for. */
struct sql { const char *text; const struct param *params; size_t n; bool anew; };
enum err db_built_all(struct cx *, struct rows *, const struct sql *) MUST_USE;
/* fn for each row as the server finds it; fn must not ask the database for anything.  Where fn fails
 * the connection is given up, for the rest of the rows would have to be read first. */
enum err db_built_each(struct cx *, row_fn *, void *arg, const struct sql *) MUST_USE;

/*
 * Bulk: one INSERT for n rows.  Each column is an array of n params of one kind (NULL allowed);
 * at most 1,000 rows a call.  All or nothing.
 *   struct param *cols[] = { ids, names, amounts };
 *   db_bulk(cx, n, cols, 3, "insert into t (id, name, amount_minor) values (?, ?, ?)")
 */
#define db_bulk(cx, n, cols, ncols, literal) db_bulk_((cx), (n), (cols), (ncols), "" literal "")
enum err db_bulk_(
    struct cx *, size_t n, struct param *const *cols, unsigned ncols, const char *sql) MUST_USE;

/* ---- transactions ---- */
typedef enum err tx_fn(struct cx *, void *arg);

/*
 * Run fn in one transaction; commit if it returns OK, else roll back.  Rerun whole after a
 * deadlock or a snapshot conflict, so fn may touch only the database and *arg.  Inside, every
 * SELECT must lock (FOR UPDATE, LOCK IN SHARE MODE); another aborts.  Nesting aborts.
 */
enum err db_tx(struct cx *, tx_fn *fn, void *arg) MUST_USE;
/* The same at READ COMMITTED: job claims and metric folds only. */
enum err db_tx_claim(struct cx *, tx_fn *fn, void *arg) MUST_USE;
/* One consistent snapshot, read only; SELECTs are plain and writes abort. */
enum err db_snapshot(struct cx *, tx_fn *fn, void *arg) MUST_USE;
bool db_in_tx(const struct cx *);
/* The last failure was 1205 (a lock that another holds). */
bool db_lock_timed_out(const struct cx *);
/* The last failure was 1062 (a unique key). */
bool db_duplicate(const struct cx *);

/* ---- the connection ---- */
struct db_config { const char *socket, *user, *password, *schema; };

/* From BILLPORT_DB_SOCKET, BILLPORT_DB_USER, BILLPORT_DB_PASSWORD_FILE, BILLPORT_DB_SCHEMA
 * ("billport").  Connects lazily; the server's settings are compared and a wrong one aborts. */
struct db *db_open(void);
struct db *db_open_as(const struct db_config *);
void db_close(struct db *);
/* How many seconds the server's next word is waited for (120), from the next connection on. */
void db_patience(struct db *, unsigned seconds);

/* Whose rows the next statements see; NULL: nobody's.  shared/app, shared/jobs and operators'
 * tools alone call this. */
enum err db_set_tenant(struct cx *, const char *tenant_id) MUST_USE;

/* After each request: roll back what is open, free what is pending.  true: there was something,
 * which is a bug to log. */
bool db_settle(struct cx *);

struct db_counts { uint64_t statements, us, reruns; };
struct db_counts db_counts(const struct db *);

/* Tests only: the k-th database call from now fails with the given error (1213, 2013). 0: none. */
void db_fail_at(struct db *, unsigned long k, unsigned error);
unsigned long db_call_count(const struct db *);
/* Called with true after a transaction begins and false when it has ended (crash tests' flag). */
void db_on_tx(struct db *, void (*fn)(bool inside));

#endif
