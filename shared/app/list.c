#include "export.h"
#include "cursor.h"
#include "row_json.h"

#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "grid.h"

enum { PARAMS_MAX_LIST = 1100,	/* a search's ids among them */
	 LIMIT_MAX = 200, LIMIT_DEFAULT = 50, CURSOR_PARTS = 5 };

struct query {				/* a statement being joined */
	struct buf text;
	struct param params[PARAMS_MAX_LIST];
	size_t n;
	uint64_t filters;		/* hash of what the list is filtered by */
	bool narrowed;			/* by a filter or an extra */
	bool summing;			/* over the view of sums */
	const char *base;		/* that a filter puts in place of the list's, or NULL */
	const char *joint;		/* " where " or " and " */
};

static void
add_param(struct query *q, struct param p)
{
	if (q->n == PARAMS_MAX_LIST)
		abort();
	q->params[q->n++] = p;
}

static void
add_condition(struct query *q, const char *sql)
{
	buf_puts(&q->text, q->joint);
	buf_putc(&q->text, '(');
	buf_puts(&q->text, sql);
	buf_putc(&q->text, ')');
	q->joint = " and ";
}

static void
mix(struct query *q, const char *s)
{
	q->filters = cursor_mix(q->filters, s);
}

/* The value of a filter as it is asked for; NULL: not asked, or wrong and noted. */
static const char *
filter_value(struct rq *rq, const struct filter *f)
{
	const char *s = NULL;
	int64_t i;

	switch (f->type) {
	case ID:
		return rq_query_id(rq, f->name);
	case DATE:
		return rq_query_date(rq, f->name);
	case CHOICE:
		return rq_query_choice(rq, f->name, f->choices);
	case INTEGER:
		i = rq_query_i64(rq, f->name, INT64_MIN + 1, INT64_MAX - 1, INT64_MIN);
		return i != INT64_MIN ? fmt(rq->cx.arena, "%lld", (long long)i) : NULL;
	case TEXT:
		s = rq_query(rq, f->name);
		if (s != NULL && utf8_length(s) > 200)
			fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", f->name), "length",
			    "This may have 200 characters at most.");
		return s != NULL && *s ? s : NULL;
	}
	return NULL;
}

static void
add_filters(struct rq *rq, const struct list *list, struct query *q)
{
	const char *from = NULL;
	size_t i, k;

	for (i = 0; i < list->filter_count; i++) {
		const struct filter *f = &list->filters[i];
		const char *value = filter_value(rq, f), *mark;
		const char *condition = q->summing ? f->summed : f->sql;
		int64_t number = 0;

		if (value == NULL)
			continue;
		if (f->type == DATE && same_text(f->name, "from"))
			from = value;
		if (f->type == DATE && same_text(f->name, "to") && from != NULL &&
		    strcmp(value, from) < 0)
			fault_add(&rq->cx, "?to", "range", "The range ends before it begins.");
		add_condition(q, condition);
		q->narrowed = true;
		if (f->base != NULL)
			q->base = f->base;
		if (f->type == INTEGER)
			(void)parse_i64(value, &number);
		for (mark = strchr(condition, '?'); mark != NULL; mark = strchr(mark + 1, '?'))
			add_param(q, f->type == INTEGER ? i64(number) : str(value));
		mix(q, f->name);
		mix(q, value);
	}
	for (i = 0; i < list->extra_count; i++) {
		add_condition(q, q->summing ? list->extra[i].summed : list->extra[i].sql);
		q->narrowed = true;
		if (list->extra[i].asked != NULL)
			mix(q, list->extra[i].asked);
		for (k = 0; k < list->extra[i].n; k++)
			add_param(q, list->extra[i].params[k]);
	}
}

/* Everything behind the select's last table: conditions are gathered before it is known from where
 * the rows come. */
static void
begin_query(struct rq *rq, const struct list *list, bool summing, struct query *q)
{
	*q = (struct query){ .text = buf_in(rq->cx.arena), .joint = " where ",
	    .filters = CURSOR_HASH, .summing = summing };
	buf_puts(&q->text, "");
	if (list->where != NULL)
		add_condition(q, list->where);
	add_filters(rq, list, q);
}

/* The select, with another base where a filter asks for one. */
static char *
select_of(struct rq *rq, const struct list *list, const struct query *q)
{
	const char *at = q->base != NULL ? strstr(list->select, list->base) : NULL;

	if (q->base == NULL)
		return arena_strdup(rq->cx.arena, list->select);
	if (at == NULL)
		abort();
	return fmt(rq->cx.arena, "%.*s%s%s", (int)(at - list->select), list->select, q->base,
	    at + strlen(list->base));
}

/* ---- order and cursor ---- */

static const struct order *
wanted_order(struct rq *rq, const struct list *list, bool *up)
{
	const char *s = rq_query(rq, "sort");
	size_t i;

	*up = list->orders[0].up;
	if (s == NULL)
		return &list->orders[0];
	*up = s[0] != '-';
	for (i = 0; i < list->order_count; i++)
		if (same_text(list->orders[i].name, s + (s[0] == '-')))
			return &list->orders[i];
	fault_add(&rq->cx, "?sort", "choice", "This list cannot be sorted so.");
	return &list->orders[0];
}

/* version, direction and order, filters' hash, id, value; tabs between. */
static char *
write_cursor(
    struct rq *rq, const struct query *q, const struct order *o, bool up, const struct row *last)
{
	const struct value *v = row_value(last, o->key);
	const char *value = o->type == COLUMN_I64 ? fmt(rq->cx.arena, "%lld", (long long)v->i)
						  : v->s;
	const char *parts[CURSOR_PARTS] = { "1", fmt(rq->cx.arena, "%s%s", up ? "" : "-", o->name),
		fmt(rq->cx.arena, "%llx", (unsigned long long)q->filters), row_str(last, o->id_key),
		value != NULL ? value : "" };

	return cursor_write(rq->cx.arena, parts, CURSOR_PARTS);
}

static bool
cursor_param(struct rq *rq, const struct order *o, const char *value, struct param *out)
{
	int64_t i;

	switch (o->type) {
	case COLUMN_I64: case COLUMN_BOOL:
		*out = i64(0);
		if (!parse_i64(value, &i))
			return false;
		*out = i64(i);
		return true;
	case COLUMN_INSTANT:
		if (!instant_parse(value, &i))
			return false;
		*out = instant(&rq->cx, i);
		return true;
	case COLUMN_DATE:
		*out = str(value);
		return date_valid(value);
	default:
		*out = str(value);
		return strlen(value) <= 1000;
	}
}

static bool
read_cursor(struct rq *rq, const struct query *q, const struct order *o, bool up,
    const char *cursor, struct param *value, const char **id)
{
	const char *part[CURSOR_PARTS];

	if (!cursor_read(rq->cx.arena, cursor, part, CURSOR_PARTS))
		return false;
	*id = part[3];
	return same_text(part[0], "1") &&
	    same_text(part[1], fmt(rq->cx.arena, "%s%s", up ? "" : "-", o->name)) &&
	    same_text(part[2], fmt(rq->cx.arena, "%llx", (unsigned long long)q->filters)) &&
	    uuid_valid(part[3]) && cursor_param(rq, o, part[4], value);
}

/* "a <= ? and (a < ? or id < ?)": a row comparison would scan. */
static void
add_keyset(struct rq *rq, struct query *q, const struct order *o, bool up)
{
	const char *cursor = rq_query(rq, "cursor"), *id;
	const char *sign = up ? ">" : "<";
	struct param value;

	if (cursor == NULL)
		return;
	if (!read_cursor(rq, q, o, up, cursor, &value, &id)) {
		fault_add(&rq->cx, "?cursor", "format",
		    "This cursor is broken or belongs to other filters. Start from the first page.");
		return;
	}
	add_condition(q,
	    fmt(rq->cx.arena, "%s %s= ? and (%s %s ? or %s %s ?)", o->column, sign, o->column, sign,
		o->id, sign));
	add_param(q, value);
	add_param(q, value);
	add_param(q, str(id));
}

static void
add_order(struct query *q, const struct order *o, bool up)
{
	const char *way = up ? "" : " desc";

	buf_printf(&q->text, " order by %s%s, %s%s", o->column, way, o->id, way);
}

static struct sql
as_sql(struct rq *rq, const char *select, const struct query *q)
{
	return (struct sql){ fmt(rq->cx.arena, "%s%s", select, q->text.data), q->params, q->n };
}

static const char *
last_segment(struct rq *rq)
{
	return rq->p->segments[rq->p->segment_count - 1];
}

/* Few different statements for any number of ids. */
static size_t
room_for(size_t n)
{
	return n <= 8 ? 8 : n <= LIMIT_DEFAULT ? LIMIT_DEFAULT : LIMIT_MAX;
}

/*
 * The page's rows, and one more where there are more (of which only the number counts): either at
 * once or, where filters would make the server walk the order's index through the wide rows, by ids.
 */
static enum err
find_rows(struct rq *rq, const struct list *list, const struct order *o, bool up, int64_t limit,
    struct query *q, struct rows *rows, bool *more)
{
	const char *base = q->base != NULL ? q->base : list->base;
	struct query wide = { .text = buf_in(rq->cx.arena), .joint = " where " };
	struct rows ids;
	struct sql sql;
	size_t n, i;

	*rows = (struct rows){ 0, NULL, NULL };
	add_order(q, o, up);
	buf_puts(&q->text, " limit ?");
	add_param(q, i64(limit + 1));
	if (list->base == NULL || !q->narrowed) {
		sql = as_sql(rq, list->select, q);
		TRY(db_built_all(&rq->cx, rows, &sql));
		*more = rows->n > (size_t)limit;
		return OK;
	}
	sql = as_sql(rq, fmt(rq->cx.arena, "select %s id from %s", o->id, base), q);
	sql.anew = true;		/* of an index, from the day on that is asked for */
	TRY(db_built_all(&rq->cx, &ids, &sql));
	*more = ids.n > (size_t)limit;
	n = *more ? (size_t)limit : ids.n;
	if (n == 0)
		return OK;
	buf_printf(&wide.text, " where %s in (", o->id);
	for (i = 0; i < room_for(n); i++) {
		buf_puts(&wide.text, i == 0 ? "?" : ",?");
		add_param(&wide, str(row_str(&ids.row[i < n ? i : n - 1], "id")));
	}
	buf_putc(&wide.text, ')');
	add_order(&wide, o, up);
	sql = as_sql(rq, list->select, &wide);
	return db_built_all(&rq->cx, rows, &sql);
}

static enum err
send_file(struct rq *rq, const struct list *list, const struct order *o, bool up, struct query *q)
{
	const char *base = q->base != NULL ? q->base : list->base;
	const char *one = base != NULL ? fmt(rq->cx.arena, "select 1 one from %s", base)
				       : list->select;
	struct sql rows, count = as_sql(rq, one, q);

	count.text = fmt(rq->cx.arena, "%s limit %d", count.text, GRID_ROWS + 1);
	add_order(q, o, up);
	rows = as_sql(rq, select_of(rq, list, q), q);
	return export_of_list(&(struct export){ .rq = rq, .list = list, .rows = &rows,
	    .count = &count, .format = wanted_format(rq), .name = last_segment(rq) });
}

enum err
rq_page(struct rq *rq, const struct list *list)
{
	int64_t limit = rq_query_i64(rq, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
	struct buf b = buf_in(rq->cx.arena);
	const struct order *o;
	struct row_plan plan = { 0 };
	struct query q;
	struct rows rows;
	bool up, more;
	size_t i, n;

	begin_query(rq, list, false, &q);
	o = wanted_order(rq, list, &up);
	add_keyset(rq, &q, o, up);
	TRY(rq_valid(rq));
	if (wanted_format(rq) != NOT_A_FILE)
		return send_file(rq, list, o, up, &q);
	TRY(find_rows(rq, list, o, up, limit, &q, &rows, &more));
	n = rows.n < (size_t)limit ? rows.n : (size_t)limit;
	if (n > 0)
		plan = row_plan(rq->cx.arena, rows.shape, rq->cx.who.currency);
	buf_puts(&b, "{\"data\":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		row_write(&b, &plan, &rows.row[i]);
	}
	buf_puts(&b, "],\"next_cursor\":");
	if (more && n > 0)
		buf_printf(&b, "\"%s\"}", write_cursor(rq, &q, o, up, &rows.row[n - 1]));
	else
		buf_puts(&b, "null}");
	return rq_json_text(rq, 200, b.data);
}

/* ---- totals ---- */

enum err
rq_totals(struct rq *rq, const struct list *list)
{
	struct query q;
	struct rows rows;
	struct sql sql;

	begin_query(rq, list, false, &q);
	TRY(rq_valid(rq));
	sql = as_sql(rq, list->totals, &q);
	sql.anew = true;		/* reads a whole index */
	TRY(db_built_all(&rq->cx, &rows, &sql));
	if (rows.n != 1)
		return fail(&rq->cx, E_INTERNAL, "Something went wrong on our side.");
	return rq_row(rq, 200, rows.row);
}

/* "posted": money, "posted_count": n; nothing of a value that no row has. */
static void
put_sum(struct rq *rq, struct json *j, const char *value, const struct rows *rows)
{
	int64_t minor = 0, count = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (row_is(&rows->row[i], "value", value)) {
			minor = row_i64(&rows->row[i], "amount_minor");
			count = row_i64(&rows->row[i], "row_count");
		}
	json_put_money(j, value, minor, rq->cx.who.currency);
	json_put_i64(j, fmt(rq->cx.arena, "%s_count", value), count);
}

static bool
all_summed(struct rq *rq, const struct list *list)
{
	for (size_t i = 0; i < list->filter_count; i++)
		if (list->filters[i].summed == NULL && rq_query(rq, list->filters[i].name) != NULL)
			return false;
	for (size_t i = 0; i < list->extra_count; i++)
		if (list->extra[i].summed == NULL)
			return false;
	return list->where == NULL;
}

enum err
rq_sums(struct rq *rq, const struct list *list, const struct list_sums *sums)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *value, *end, *base;
	struct query q;
	struct rows rows;
	struct sql sql;
	int64_t count = 0;

	begin_query(rq, list, all_summed(rq, list), &q);
	TRY(rq_valid(rq));
	base = q.summing ? sums->covering : q.base != NULL ? q.base : list->base;
	buf_printf(&q.text, " group by %s", sums->by);
	sql = as_sql(rq,
	    fmt(rq->cx.arena,
		"select %s value, count(*) row_count, cast(sum(%s) as signed) amount_minor from %s",
		sums->by, sums->amount, base),
	    &q);
	sql.anew = true;
	TRY(db_built_all(&rq->cx, &rows, &sql));
	for (size_t i = 0; i < rows.n; i++)
		count += row_i64(&rows.row[i], "row_count");
	json_begin(&j);
	json_put_i64(&j, "row_count", count);
	for (value = sums->values; *value; value = *end ? end + 1 : end) {
		end = value + strcspn(value, "|");
		put_sum(rq, &j, arena_strndup(rq->cx.arena, value, (size_t)(end - value)), &rows);
	}
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
