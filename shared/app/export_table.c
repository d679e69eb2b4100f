#include "export.h"

#include <string.h>
#include "choices.h"
#include "clock.h"
#include "grid.h"
#include "local.h"
#include "money.h"
#include "settings.h"

enum { FLUSH = 64 << 10, NAME_MAX_BYTES = 4 * CHOICE_NAME_MAX + 1 };

struct table {
	const struct export *e;
	struct rq *rq;
	struct table_head head;
	struct table_column columns[TABLE_COLUMNS];
	unsigned from[TABLE_COLUMNS];	/* which value of a row stands in a column */
	int coded[TABLE_COLUMNS];
	struct value named[TABLE_COLUMNS];
	char names[TABLE_COLUMNS][NAME_MAX_BYTES];
	int64_t sums[TABLE_COLUMNS];
	uint64_t rows;
	uint64_t expected;		/* PDF */
	struct sheet *sheet;		/* one of these, once the first row is known */
	struct grid *grid;
	char out[FLUSH];
	size_t n;
};

/* ---- words ---- */

/* "account.number" -> "Account number" */
static const char *
in_words(struct arena *a, const char *key, size_t n)
{
	char *text = arena_strndup(a, key, n);

	for (char *c = text; *c; c++)
		if (*c == '_' || *c == '.' || *c == '-')
			*c = ' ';
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	return text;
}

static bool
ends(const char *s, const char *tail)
{
	size_t n = strlen(s), m = strlen(tail);

	return n >= m && strcmp(s + n - m, tail) == 0;
}

static const struct list_title *
declared(const struct list *list, const char *key)
{
	for (size_t i = 0; i < list->title_count; i++)
		if (same_text(list->titles[i].key, key))
			return &list->titles[i];
	return NULL;
}

/* NULL: not for people. */
static const char *
title_of(const struct table *t, const struct column *c)
{
	const struct list_title *d = declared(t->e->list, c->name);
	size_t n = strlen(c->name);

	if (d != NULL)
		return t->e->format == PDF && d->not_on_paper ? NULL : d->title;
	if (same_text(c->name, "id") || same_text(c->name, "version") || ends(c->name, ".id") ||
	    ends(c->name, "_id") || ends(c->name, "_json") || c->type == COLUMN_BYTES)
		return NULL;
	/* parts of a unit, which nobody reads */
	if (ends(c->name, "_milli") || ends(c->name, "_micro") || ends(c->name, "_bp"))
		return NULL;
	if (strncmp(c->name, "is_", 3) == 0)
		return in_words(t->rq->cx.arena, c->name + 3, n - 3);
	if (is_money(c))
		n -= strlen("_minor");
	else if (ends(c->name, "_at"))
		n -= strlen("_at");
	return in_words(t->rq->cx.arena, c->name, n);
}

/* "Method: cash · From: 2026-01-01", as the query asks */
static const char *
filters_of(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);

	for (size_t i = 0; i < rq->p->query_count; i++) {
		const struct pair *p = &rq->p->query[i];

		if (!*p->value || same_text(p->name, "limit") || same_text(p->name, "cursor") ||
		    same_text(p->name, "sort"))
			continue;
		if (b.len > 0)
			buf_puts(&b, " \xc2\xb7 ");
		buf_puts(&b, same_text(p->name, "q")
			? "Search"
			: in_words(rq->cx.arena, p->name, strlen(p->name)));
		buf_puts(&b, ": ");
		buf_puts(&b, p->value);
	}
	return b.len > 0 ? b.data : "All: no filter";
}

static const char *
issuer_of(struct cx *cx)
{
	const char *text = setting_text(cx, SETTING_LETTERHEAD);

	return *text ? arena_strndup(cx->arena, text, strcspn(text, "\n")) : cx->who.tenant_code;
}

/* ---- columns ---- */

static enum table_type
type_of(const struct column *c)
{
	switch (c->type) {
	case COLUMN_I64: return is_money(c) ? TABLE_MONEY : TABLE_NUMBER;
	case COLUMN_BOOL: return TABLE_BOOL;
	case COLUMN_INSTANT: return TABLE_INSTANT;
	case COLUMN_DATE: return TABLE_DATE;
	case COLUMN_TEXT: case COLUMN_BYTES: break;
	}
	return TABLE_TEXT;
}

static void
choose_columns(struct table *t, const struct shape *shape)
{
	struct cx *cx = &t->rq->cx;
	size_t n = 0;

	for (unsigned i = 0; i < shape->n && n < TABLE_COLUMNS; i++) {
		const char *title = title_of(t, &shape->columns[i]);
		const struct list_title *d = declared(t->e->list, shape->columns[i].name);

		if (title == NULL)
			continue;
		t->coded[n] = d != NULL && shape->columns[i].type == COLUMN_TEXT ? d->coded : 0;
		t->columns[n].type = type_of(&shape->columns[i]);
		t->columns[n].title = t->columns[n].type == TABLE_MONEY
		    ? fmt(cx->arena, "%s (%s)", title, cx->who.currency)
		    : arena_strdup(cx->arena, title);
		t->from[n++] = i;
	}
	t->head = (struct table_head){
		.title = t->e->list->title != NULL
		    ? t->e->list->title
		    : in_words(cx->arena, t->e->name, strlen(t->e->name)),
		.issuer = issuer_of(cx),
		.made = fmt(cx->arena, "%s (%s), %s", instant_local(cx, business_now()),
		    cx->who.zone, cx->who.name),
		.filters = t->e->file ? t->e->file->filters : filters_of(t->rq),
		.columns = t->columns,
		.n = n,
	};
}

/* ---- bytes and rows ---- */

static void
flush(struct table *t)
{
	answer_stream(t->rq, t->out, t->n);
	t->n = 0;
}

/* Called from within cairo: nothing here takes memory, for the head has left by then. */
static void
take(void *arg, const void *data, size_t n)
{
	struct table *t = arg;

	if (t->n + n > FLUSH)
		flush(t);
	if (n > FLUSH) {
		answer_stream(t->rq, data, n);
		return;
	}
	memcpy(t->out + t->n, data, n);
	t->n += n;
}

static enum err
begin(struct table *t, const struct shape *shape)
{
	struct cx *cx = &t->rq->cx;

	choose_columns(t, shape);
	flush(t);			/* the head */
	if (t->e->format == XLSX)
		return sheet_begin(cx, &t->head, take, t, &t->sheet);
	return grid_begin(cx, &t->head, t->expected, business_now(), take, t, &t->grid);
}

/* The value of a code as people read it. */
static const struct value *
named(struct table *t, size_t column, const struct value *v)
{
	struct value *out = &t->named[column];
	char *text = t->names[column];
	const char *name = v->s;

	if (v->null || v->len >= NAME_MAX_BYTES)
		return v;
	if (t->coded[column] >= BY_CHOICE(0))
		name = choice_name(&t->rq->cx, (enum choice_list)(t->coded[column] - BY_CHOICE(0)), v->s);
	*out = *v;
	out->len = strlen(name) < NAME_MAX_BYTES ? strlen(name) : NAME_MAX_BYTES - 1;
	memcpy(text, name, out->len);
	text[out->len] = '\0';
	if (name == v->s) {
		for (char *c = text; *c; c++)
			if (*c == '_')
				*c = ' ';
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
	}
	out->s = text;
	return out;
}

static enum err
put_row(struct cx *cx, const struct row *row, void *arg)
{
	const struct value *values[TABLE_COLUMNS];
	struct table *t = arg;

	if (t->rows++ == 0)
		TRY(begin(t, row->shape));
	for (size_t i = 0; i < t->head.n; i++) {
		values[i] = &row->values[t->from[i]];
		if (t->coded[i] != 0)
			values[i] = named(t, i, values[i]);
		if (t->columns[i].type == TABLE_MONEY && !values[i]->null &&
		    !money_add(t->sums[i], values[i]->i, &t->sums[i]))
			return fail(cx, E_INTERNAL, "A total is larger than can be shown.");
	}
	if (t->sheet != NULL)
		sheet_row(t->sheet, values);
	else
		grid_row(t->grid, values);
	return t->rq->p->gone ? fail(cx, E_INTERNAL, "The client has left.") : OK;
}

static enum err
finish(struct table *t)
{
	const char *total = t->e->file ? t->e->file->total : NULL;
	const char *label = fmt(t->rq->cx.arena, "Total of %llu row%s%s%s", (unsigned long long)t->rows,
	    t->rows == 1 ? "" : "s", total ? ": " : "", total ? total : "");

	if (t->sheet != NULL)
		sheet_end(t->sheet, label, t->sums);
	else
		TRY(grid_end(t->grid, label, t->sums));
	flush(t);
	return OK;
}

static enum err
count_row(struct cx *cx, const struct row *row, void *arg)
{
	(void)cx;
	(void)row;
	(*(uint64_t *)arg)++;
	return OK;
}

/* Count and rows in one snapshot: the page numbers say how many pages there are. */
static enum err
write_table(struct cx *cx, void *arg)
{
	struct table *t = arg;

	if (t->e->format == PDF) {
		if (t->e->file)
			t->expected = t->e->file->expected;
		else
			TRY(db_built_each(cx, count_row, &t->expected, t->e->count));
		if (t->expected > GRID_ROWS) {
			fault_add(cx, "Accept", "range",
			    "A PDF has %d rows at most, and this list has more. Narrow the filters, or"
			    " take it as XLSX or CSV.", GRID_ROWS);
			return faults_check(cx);
		}
	}
	TRY(export_each(t->e, put_row, t));
	if (t->rows == 0) {
		const struct shape *shape;

		TRY(export_shape(t->e, &shape));
		TRY(begin(t, shape));
	}
	return finish(t);
}

enum err
export_table(const struct export *e)
{
	struct table *t = arena_alloc(e->rq->cx.arena, sizeof *t);

	t->e = e;
	t->rq = e->rq;
	return e->file ? write_table(&e->rq->cx, t) : db_snapshot(&e->rq->cx, write_table, t);
}
