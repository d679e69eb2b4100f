#include "db_private.h"

#include <string.h>
#include "text.h"

enum { ROWS_MAX = 10000 };

static void
keep_row(struct arena *a, const struct shape *shape, struct value *values)
{
	unsigned i;

	for (i = 0; i < shape->n; i++)
		if (values[i].s != NULL)
			values[i].s = arena_strndup(a, values[i].s, values[i].len);
}

/* The shape outlives the statement, which an LRU or a lost connection may drop before the answer. */
static const struct shape *
keep_shape(struct arena *a, const struct statement *st)
{
	struct shape *shape = arena_alloc(a, sizeof *shape);
	struct column *columns;
	unsigned i;

	columns = arena_array(a, struct column, st->shape.n);
	for (i = 0; i < st->shape.n; i++)
		columns[i] = (struct column){ arena_strdup(a, st->shape.columns[i].name),
			st->shape.columns[i].type };
	*shape = (struct shape){ st->shape.n, columns };
	return shape;
}

static enum err
fetch_all(struct cx *cx, struct statement *st, struct rows *out, size_t most)
{
	const struct shape *shape = keep_shape(cx->arena, st);
	size_t n = (size_t)mysql_stmt_num_rows(st->handle), i;
	struct row *rows;
	bool more = true;

	if (n > most)
		die(most == 1 ? "more than one row" : "too many rows at once", st->sql, NULL);
	rows = arena_array(cx->arena, struct row, n);
	for (i = 0; i < n; i++) {
		struct value *values = arena_array(cx->arena, struct value, shape->n);

		TRY(statement_fetch(cx, st, values, &more));
		if (!more)
			break;
		keep_row(cx->arena, shape, values);
		rows[i] = (struct row){ shape, values };
	}
	*out = (struct rows){ i, rows, shape };
	return OK;
}

enum kept { BY_ADDRESS, BY_TEXT, NOT_KEPT };

static enum err
query(struct cx *cx, struct rows *out, const char *sql, enum kept kept, const struct param *params,
    size_t n, size_t most)
{
	struct statement *st;
	enum err e;

	*out = (struct rows){ 0, NULL, NULL };
	TRY(db_connected(cx));
	TRY(statement_for(cx, sql, kept != BY_ADDRESS, &st));
	TRY(statement_execute(cx, st, params, n, STORED));
	if (st->shape.n == 0)
		die("no result from a query", sql, NULL);
	e = fetch_all(cx, st, out, most);
	if (e != OK)
		statement_abandon(cx->db, st);
	else
		statement_done(cx->db, st);
	st->is_over = st->is_over || kept == NOT_KEPT;
	return e;
}

enum err
db_maybe_(
    struct cx *cx, const struct row **out, const char *sql, const struct param *params, size_t n)
{
	struct rows rows;

	*out = NULL;
	TRY(query(cx, &rows, sql, BY_ADDRESS, params, n, 1));
	if (rows.n == 1)
		*out = rows.row;
	return OK;
}

enum err
db_one_(
    struct cx *cx, const struct row **out, const char *sql, const struct param *params, size_t n)
{
	TRY(db_maybe_(cx, out, sql, params, n));
	if (*out == NULL)
		return fail(cx, E_NOT_FOUND, "Not found.");
	return OK;
}

enum err
db_all_(struct cx *cx, struct rows *out, const char *sql, const struct param *params, size_t n)
{
	return query(cx, out, sql, BY_ADDRESS, params, n, ROWS_MAX);
}

enum err
db_built_all(struct cx *cx, struct rows *out, const struct sql *built)
{
	return query(cx, out, built->text, built->anew ? NOT_KEPT : BY_TEXT, built->params, built->n,
	    ROWS_MAX);
}

static enum err
each(struct cx *cx, row_fn *fn, void *arg, const char *sql, enum rows_come come,
    const struct param *params, size_t n)
{
	struct value values[COLUMNS_MAX];
	struct statement *st;
	struct row row;
	bool more = true;
	enum err e;

	TRY(db_connected(cx));
	TRY(statement_for(cx, sql, come == STREAMED, &st));
	TRY(statement_execute(cx, st, params, n, come));
	if (st->shape.n == 0)
		die("no result from a query", sql, NULL);
	row = (struct row){ &st->shape, values };
	while ((e = statement_fetch(cx, st, values, &more)) == OK && more) {
		e = fn(cx, &row, arg);
		if (e != OK)
			break;
	}
	if (e != OK && come == STREAMED)
		statement_give_up(cx->db);
	if (e != OK) {
		statement_abandon(cx->db, st);
		return e;
	}
	cx->db->active = st;		/* fn may have run statements of its own */
	statement_done(cx->db, st);
	return OK;
}

enum err
db_each_(
    struct cx *cx, row_fn *fn, void *arg, const char *sql, const struct param *params, size_t n)
{
	return each(cx, fn, arg, sql, BY_CURSOR, params, n);
}

enum err
db_built_each(struct cx *cx, row_fn *fn, void *arg, const struct sql *built)
{
	return each(cx, fn, arg, built->text, STREAMED, built->params, built->n);
}

/* ---- writing ---- */

static enum err
change(struct cx *cx, uint64_t *count, int64_t *id, const char *sql, const struct param *params,
    size_t n)
{
	struct statement *st;

	TRY(db_connected(cx));
	TRY(statement_for(cx, sql, false, &st));
	if (st->shape.n != 0)
		die("a query where a change is wanted", sql, NULL);
	TRY(statement_execute(cx, st, params, n, STORED));
	if (count != NULL)
		*count = (uint64_t)mysql_stmt_affected_rows(st->handle);
	if (id != NULL)
		*id = (int64_t)mysql_stmt_insert_id(st->handle);
	return OK;
}

enum err
db_exec_(struct cx *cx, uint64_t *count, const char *sql, const struct param *params, size_t n)
{
	return change(cx, count, NULL, sql, params, n);
}

enum err
db_exec_one_(struct cx *cx, const char *sql, const struct param *params, size_t n)
{
	uint64_t count;

	TRY(change(cx, &count, NULL, sql, params, n));
	if (count == 0)
		return fail(cx, E_NOT_FOUND, "Not found.");
	if (count != 1)
		die("more than one row changed", sql, NULL);
	return OK;
}

enum err
db_exec_id_(struct cx *cx, int64_t *id, const char *sql, const struct param *params, size_t n)
{
	const struct row *row;
	uint64_t count;

	TRY(change(cx, &count, id, sql, params, n));
	if (count == 0)
		return fail(cx, E_NOT_FOUND, "Not found.");
	if (*id != 0)
		return OK;
	/* An UPDATE through a view tells no id in its answer, though the session has it. */
	TRY(db_one(cx, &row, "select last_insert_id() as id lock in share mode"));
	*id = row_i64(row, "id");
	return OK;
}

/* ---- bulk ---- */

static void
bind_column(struct cx *cx, MYSQL_BIND *bind, const struct param *column, size_t n)
{
	enum param_kind kind = PARAM_NULL;
	char *indicators = arena_alloc(cx->arena, n);
	size_t i;

	for (i = 0; i < n; i++) {
		if (column[i].kind == PARAM_NULL)
			indicators[i] = STMT_INDICATOR_NULL;
		else if (kind == PARAM_NULL)
			kind = column[i].kind;
		else if (kind != column[i].kind)
			die("two kinds in one bulk column", NULL, NULL);
	}
	*bind = (MYSQL_BIND){ .u.indicator = indicators };
	if (kind == PARAM_I64) {
		int64_t *numbers = arena_array(cx->arena, int64_t, n);

		for (i = 0; i < n; i++)
			numbers[i] = column[i].i;
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = numbers;
	} else {
		const char **texts = arena_array(cx->arena, const char *, n);
		unsigned long *lengths = arena_array(cx->arena, unsigned long, n);

		for (i = 0; i < n; i++) {
			texts[i] = column[i].s != NULL ? column[i].s : "";
			lengths[i] = column[i].len;
		}
		bind->buffer_type = kind == PARAM_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
		bind->buffer = texts;
		bind->length = lengths;
	}
}

enum err
db_bulk_(struct cx *cx, size_t n, struct param *const *cols, unsigned ncols, const char *sql)
{
	MYSQL_BIND bind[PARAMS_MAX];
	struct db *db = cx->db;
	struct statement *st;
	unsigned rows = (unsigned)n, i;
	enum err e = OK;

	if (n == 0)
		return OK;
	TRY(db_connected(cx));
	TRY(statement_for(cx, sql, false, &st));
	if (ncols != st->params || ncols > PARAMS_MAX || n > 1000 || st->shape.n != 0)
		die("a bulk insert of the wrong shape", sql, NULL);
	for (i = 0; i < ncols; i++)
		bind_column(cx, &bind[i], cols[i], n);
	db->counts.statements++;
	(void)mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(st->handle, bind) != 0)
		e = db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), sql);
	else if (db_call_fails(db))
		e = db_translate(cx, db->fail_error, "injected", sql);
	else if (mysql_stmt_execute(st->handle) != 0)
		e = db_translate(
		    cx, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), sql);
	rows = 0;
	(void)mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &rows);
	return e;
}
