#include "db_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include "clock.h"
#include "text.h"

/* ---- what kind of statement it is ---- */

static bool
contains(const char *sql, const char *word)
{
	size_t n = strlen(word);

	for (; *sql; sql++)
		if (strncasecmp(sql, word, n) == 0)
			return true;
	return false;
}

static bool
begins_with_select(const char *sql)
{
	while (*sql == ' ' || *sql == '(' || *sql == '\n' || *sql == '\t')
		sql++;
	return strncasecmp(sql, "select", 6) == 0 || strncasecmp(sql, "with", 4) == 0;
}

/* ---- the cache ---- */

static uint64_t
hash_of(const char *sql, bool built)
{
	uint64_t h = UINT64_C(14695981039346656037);

	if (!built)
		return (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15) >> 32;
	for (; *sql; sql++)
		h = (h ^ (unsigned char)*sql) * UINT64_C(1099511628211);
	return h;
}

/* The handle and the description of its columns are the statement's arena's. */
static void
close_handle(void *handle)
{
	(void)mysql_stmt_close(handle);
}

static void
free_result(void *result)
{
	mysql_free_result(result);
}

static void
unlink_statement(struct db *db, struct statement *st)
{
	struct statement **at = &db->buckets[st->hash % STATEMENT_BUCKETS];

	while (*at != st)
		at = &(*at)->next;
	*at = st->next;
	if (st->built)
		db->built--;
	if (db->active == st)
		db->active = NULL;
	arena_free(st->arena);
}

void
statements_drop(struct db *db)
{
	struct statement *st;
	unsigned i;

	for (i = 0; i < STATEMENT_BUCKETS; i++)
		while ((st = db->buckets[i]) != NULL)
			unlink_statement(db, st);
}

static void
drop_oldest_built(struct db *db)
{
	struct statement *st, *oldest = NULL;
	unsigned i;

	for (i = 0; i < STATEMENT_BUCKETS; i++)
		for (st = db->buckets[i]; st != NULL; st = st->next)
			if (st->built && st != db->active &&
			    (oldest == NULL || st->used < oldest->used))
				oldest = st;
	if (oldest != NULL)
		unlink_statement(db, oldest);
}

/* ---- columns ---- */

static bool
ends_with(const char *name, const char *tail)
{
	size_t n = strlen(name), m = strlen(tail);

	return n >= m && strcmp(name + n - m, tail) == 0;
}

static void
describe_column(struct statement *st, const MYSQL_FIELD *field, struct column *column,
    struct cell *cell, MYSQL_BIND *bind)
{
	enum { BINARY_CHARSET = 63 };

	column->name = arena_strdup(st->arena, field->name);
	bind->is_null = &cell->is_null;
	bind->error = &cell->error;
	bind->length = &cell->length;
	switch (field->type) {
	case MYSQL_TYPE_TINY: case MYSQL_TYPE_SHORT: case MYSQL_TYPE_INT24: case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG: case MYSQL_TYPE_YEAR:
		column->type = field->type == MYSQL_TYPE_TINY ? COLUMN_BOOL : COLUMN_I64;
		if (ends_with(column->name, "_count") || ends_with(column->name, "_minor"))
			column->type = COLUMN_I64;
		cell->how = CELL_I64;
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = &cell->i;
		return;
	case MYSQL_TYPE_DATE:
	case MYSQL_TYPE_NEWDATE:
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		column->type = field->type == MYSQL_TYPE_DATE || field->type == MYSQL_TYPE_NEWDATE
		    ? COLUMN_DATE : COLUMN_INSTANT;
		cell->how = CELL_TIME;
		cell->buffer = arena_alloc(st->arena, 32);
		bind->buffer_type = MYSQL_TYPE_DATETIME;
		bind->buffer = &cell->time;
		bind->buffer_length = sizeof cell->time;
		return;
	case MYSQL_TYPE_FLOAT: case MYSQL_TYPE_DOUBLE:
		die("a floating point column", st->sql, column->name);
	case MYSQL_TYPE_DECIMAL: case MYSQL_TYPE_NEWDECIMAL:
		cell->how = field->decimals == 0 ? CELL_DECIMAL : CELL_TEXT;
		column->type = field->decimals == 0 ? COLUMN_I64 : COLUMN_TEXT;
		break;
	default:
		cell->how = CELL_TEXT;
		column->type = field->charsetnr == BINARY_CHARSET &&
			field->type >= MYSQL_TYPE_TINY_BLOB && (field->flags & BINARY_FLAG) != 0 &&
			field->length != 36
		    ? COLUMN_BYTES
		    : COLUMN_TEXT;
		break;
	}
	cell->capacity = field->length < COLUMN_BUFFER ? field->length + 1 : COLUMN_BUFFER;
	cell->buffer = arena_alloc(st->arena, cell->capacity + 1);
	bind->buffer_type = MYSQL_TYPE_STRING;
	bind->buffer = cell->buffer;
	bind->buffer_length = cell->capacity;
}

static void
describe_columns(struct statement *st)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(st->handle);
	struct column *columns;
	unsigned i, n;

	if (meta == NULL)
		return;
	arena_defer(st->arena, free_result, meta);
	n = mysql_num_fields(meta);
	if (n > COLUMNS_MAX)
		die("too many columns", st->sql, NULL);
	columns = arena_array(st->arena, struct column, n);
	st->cells = arena_array(st->arena, struct cell, n);
	st->fetch = arena_array(st->arena, MYSQL_BIND, n);
	for (i = 0; i < n; i++)
		describe_column(st, mysql_fetch_field_direct(meta, i), &columns[i], &st->cells[i],
		    &st->fetch[i]);
	st->shape = (struct shape){ n, columns };
}

/* Reads lock in a transaction that writes; a snapshot only reads. */
static void
check_place(const struct statement *st)
{
	if (st->db->tx == TX_WRITE && st->selects && !st->locks)
		die("an unlocked read in a transaction", st->sql, NULL);
	if (st->db->tx == TX_SNAPSHOT && (!st->selects || st->locks))
		die("a write or a lock in a snapshot", st->sql, NULL);
}

static enum err
out_of_memory(struct cx *cx)
{
	return fail(cx, E_STORAGE, "Out of memory. Nothing was changed; try again.");
}

static enum err
prepare_in(struct arena *a, struct cx *cx, const char *sql, bool built, struct statement **out)
{
	struct db *db = cx->db;
	struct statement *st = arena_alloc(a, sizeof *st);

	*st = (struct statement){ .arena = a, .db = db, .built = built, .hash = hash_of(sql, built),
	    .sql = built ? arena_strdup(a, sql) : sql, .selects = begins_with_select(sql),
	    .locks = contains(sql, "for update") || contains(sql, "lock in share mode") };
	check_place(st);
	st->handle = mysql_stmt_init(db->my);
	if (st->handle == NULL)
		return out_of_memory(cx);
	arena_defer(a, close_handle, st->handle);
	if (db_call_fails(db))
		return db_translate(cx, db->fail_error, "injected", sql);
	if (mysql_stmt_prepare(st->handle, sql, strlen(sql)) != 0)
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), sql);
	st->params = (unsigned)mysql_stmt_param_count(st->handle);
	describe_columns(st);
	*out = st;
	return OK;
}

/* A statement has an arena of its own; when that is exhausted, the statement goes, not the process. */
static enum err
prepare(struct cx *cx, const char *sql, bool built, struct statement **out)
{
	struct arena *a = arena_new((size_t)1 << 20);
	enum err e;

	if (a == NULL)
		return out_of_memory(cx);
	if (setjmp(*arena_arm(a)) != 0) {
		arena_free(a);
		return out_of_memory(cx);
	}
	e = prepare_in(a, cx, sql, built, out);
	arena_disarm(a);
	if (e != OK)
		arena_free(a);
	return e;
}

enum err
statement_for(struct cx *cx, const char *sql, bool built, struct statement **out)
{
	struct db *db = cx->db;
	uint64_t hash = hash_of(sql, built);
	struct statement *st = db->buckets[hash % STATEMENT_BUCKETS];

	while (st != NULL &&
	    (st->built != built || (built ? strcmp(st->sql, sql) != 0 : st->sql != sql)))
		st = st->next;
	if (st != NULL && st->is_over) {
		unlink_statement(db, st);
		st = NULL;
	}
	if (st == NULL) {
		if (built && db->built >= BUILT_STATEMENTS)
			drop_oldest_built(db);
		TRY(prepare(cx, sql, built, &st));
		st->next = db->buckets[hash % STATEMENT_BUCKETS];
		db->buckets[hash % STATEMENT_BUCKETS] = st;
		db->built += built;
	}
	st->used = ++db->clock;
	check_place(st);
	*out = st;
	return OK;
}

/* ---- running ---- */

static void
bind_params(MYSQL_BIND *bind, const struct param *params, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct param *p = &params[i];

		bind[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
		if (p->kind == PARAM_I64) {
			bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
			bind[i].buffer = (void *)(uintptr_t)&p->i;
		} else if (p->kind == PARAM_TEXT || p->kind == PARAM_BYTES) {
			bind[i].buffer_type = p->kind == PARAM_TEXT ? MYSQL_TYPE_STRING
								    : MYSQL_TYPE_BLOB;
			bind[i].buffer = (void *)(uintptr_t)p->s;
			bind[i].buffer_length = p->len;
		} else if (p->kind != PARAM_NULL)
			die("a parameter of no kind", NULL, NULL);
	}
}

/* INSERT … RETURNING tells its columns only when it was executed, with its rows behind them. */
static enum err
describe_late(struct cx *cx, struct statement *st)
{
	if (setjmp(*arena_arm(st->arena)) != 0) {
		(void)mysql_stmt_free_result(st->handle);
		return out_of_memory(cx);
	}
	describe_columns(st);
	arena_disarm(st->arena);
	return OK;
}

static enum err
execute(struct cx *cx, struct statement *st, const struct param *params, size_t n,
    enum rows_come come)
{
	MYSQL_BIND bind[PARAMS_MAX];
	unsigned long type = come == BY_CURSOR ? (unsigned long)CURSOR_TYPE_READ_ONLY
					       : (unsigned long)CURSOR_TYPE_NO_CURSOR;
	unsigned long prefetch = 256;

	if (n != st->params || n > PARAMS_MAX)
		die("wrong number of parameters", st->sql, NULL);
	bind_params(bind, params, n);
	(void)mysql_stmt_attr_set(st->handle, STMT_ATTR_CURSOR_TYPE, &type);
	if (come == BY_CURSOR)
		(void)mysql_stmt_attr_set(st->handle, STMT_ATTR_PREFETCH_ROWS, &prefetch);
	if (n > 0 && mysql_stmt_bind_param(st->handle, bind) != 0)
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
	if (db_call_fails(cx->db))
		return db_translate(cx, cx->db->fail_error, "injected", st->sql);
	if (mysql_stmt_execute(st->handle) != 0)
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
	if (st->shape.n == 0 && mysql_stmt_field_count(st->handle) > 0)
		TRY(describe_late(cx, st));
	if (st->shape.n == 0)
		return OK;
	cx->db->active = st;
	cx->db->streaming = come == STREAMED;
	if (mysql_stmt_bind_result(st->handle, st->fetch) != 0 ||
	    (come == STORED && mysql_stmt_store_result(st->handle) != 0))
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
	return OK;
}

enum err
statement_execute(
    struct cx *cx, struct statement *st, const struct param *params, size_t n, enum rows_come come)
{
	struct db *db = cx->db;
	int64_t began = monotonic_now();
	enum err e;

	if (db->streaming)
		die("a statement while rows are streamed", st->sql, NULL);
	db->counts.statements++;
	e = execute(cx, st, params, n, come);
	db->counts.us += (uint64_t)(monotonic_now() - began);
	if (e != OK) {
		/* An error may come in the place of a row, after the columns were told (a lock that is not
		 * had).  The library's handle then takes rows to be under way still, and the next execution
		 * would wait for them, for ever, before it asks anything (Connector/C 3.3). */
		st->is_over = e == E_INTERNAL || mysql_stmt_field_count(st->handle) > 0;
		statement_done(db, st);
	}
	return e;
}

void
statement_done(struct db *db, struct statement *st)
{
	if (st->shape.n > 0 && db->active == st) {
		if (mysql_stmt_free_result(st->handle) != 0)
			st->is_over = true;
	}
	if (db->active == st) {
		db->active = NULL;
		db->streaming = false;
	}
}

void
statement_abandon(struct db *db, struct statement *st)
{
	st->is_over = true;
	db->active = st;		/* others may have been run meanwhile */
	statement_done(db, st);
}

void
statement_give_up(struct db *db)
{
	(void)shutdown(mysql_get_socket(db->my), SHUT_RDWR);
	db->broken = true;
}

static char *
put_digits(char *p, unsigned long n, unsigned digits)
{
	unsigned i;

	for (i = digits; i-- > 0; n /= 10)
		p[i] = (char)('0' + n % 10);
	return p + digits;
}

/* 2026-03-05 or 2026-03-05T12:31:07.000123Z; a row of a list has several, printf would show. */
static size_t
write_time(const struct cell *cell, enum column_type type)
{
	const MYSQL_TIME *t = &cell->time;
	char *p = put_digits(cell->buffer, t->year, 4);

	*p++ = '-';
	p = put_digits(p, t->month, 2);
	*p++ = '-';
	p = put_digits(p, t->day, 2);
	if (type != COLUMN_DATE) {
		*p++ = 'T';
		p = put_digits(p, t->hour, 2);
		*p++ = ':';
		p = put_digits(p, t->minute, 2);
		*p++ = ':';
		p = put_digits(p, t->second, 2);
		*p++ = '.';
		p = put_digits(p, t->second_part, 6);
		*p++ = 'Z';
	}
	*p = '\0';
	return (size_t)(p - cell->buffer);
}

/* A text longer than the buffer: fetch it again, whole, into the arena of the request. */
static enum err
fetch_long(struct cx *cx, struct statement *st, unsigned column, struct value *value)
{
	struct cell *cell = &st->cells[column];
	char *text = arena_alloc(cx->arena, cell->length + 1);
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING,
		.buffer = text,
		.buffer_length = cell->length,
		.length = &value->len,
		.is_null = &cell->is_null,
		.error = &cell->error };

	if (mysql_stmt_fetch_column(st->handle, &bind, column, 0) != 0)
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
	text[value->len] = '\0';
	value->s = text;
	return OK;
}

static enum err
read_cell(struct cx *cx, struct statement *st, unsigned i, struct value *value)
{
	struct cell *cell = &st->cells[i];

	*value = (struct value){ .null = cell->is_null != 0 };
	if (value->null)
		return OK;
	switch (cell->how) {
	case CELL_I64:
		value->i = cell->i;
		return OK;
	case CELL_TIME:
		value->len = write_time(cell, st->shape.columns[i].type);
		value->s = cell->buffer;
		return OK;
	case CELL_TEXT: case CELL_DECIMAL:
		if (cell->length > cell->capacity)
			return fetch_long(cx, st, i, value);
		cell->buffer[cell->length] = '\0';
		value->s = cell->buffer;
		value->len = cell->length;
		break;
	}
	if (cell->how == CELL_DECIMAL && !parse_i64(value->s, &value->i))
		return fail(cx, E_INTERNAL, "A sum is larger than can be shown.");
	return OK;
}

enum err
statement_fetch(struct cx *cx, struct statement *st, struct value *values, bool *more)
{
	int rc = mysql_stmt_fetch(st->handle);
	unsigned i;

	*more = rc == 0 || rc == MYSQL_DATA_TRUNCATED;
	if (rc == MYSQL_NO_DATA)
		return OK;
	if (!*more) {
		st->is_over = true;
		return db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
	}
	for (i = 0; i < st->shape.n; i++)
		TRY(read_cell(cx, st, i, &values[i]));
	return OK;
}
