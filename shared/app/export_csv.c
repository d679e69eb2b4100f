/*
 * A list as CSV, streamed from a cursor.  The last record begins with #end and says how many rows
 * there are and what each money column adds up to; a file without it was cut.
 */
#include "export.h"

#include <string.h>
#include "money.h"

enum { FLUSH = 64 << 10, COLUMNS = 64 };

struct csv {
	struct rq *rq;
	struct buf out;
	uint64_t rows;
	unsigned n;
	bool money[COLUMNS];
	int64_t totals[COLUMNS];
};

/* RFC 4180 quoting; a text that a spreadsheet would take for a formula gets an apostrophe. */
static void
put_text(struct buf *b, const char *s, size_t len)
{
	bool formula = len > 0 && strchr("=+-@\t\r", s[0]) != NULL;
	size_t i;

	if (!formula && memchr(s, ',', len) == NULL && memchr(s, '"', len) == NULL &&
	    memchr(s, '\n', len) == NULL && memchr(s, '\r', len) == NULL) {
		buf_put(b, s, len);
		return;
	}
	buf_putc(b, '"');
	if (formula)
		buf_putc(b, '\'');
	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			buf_putc(b, '"');
		buf_putc(b, s[i]);
	}
	buf_putc(b, '"');
}

bool
is_money(const struct column *c)
{
	size_t n = strlen(c->name);

	return c->type == COLUMN_I64 && n > 6 && memcmp(c->name + n - 6, "_minor", 6) == 0;
}

static void
put_head_row(struct csv *e, const struct shape *shape)
{
	unsigned i;

	e->n = shape->n;
	for (i = 0; i < shape->n; i++) {
		const struct column *c = &shape->columns[i];
		size_t len = strlen(c->name);

		e->money[i] = is_money(c);
		if (i > 0)
			buf_putc(&e->out, ',');
		put_text(&e->out, c->name, e->money[i] ? len - 6 : len);
	}
	buf_puts(&e->out, "\r\n");
}

static void
flush(struct csv *e)
{
	answer_stream(e->rq, e->out.data, e->out.len);
	e->out.len = 0;
}

static enum err
put_row(struct cx *cx, const struct row *row, void *arg)
{
	struct csv *e = arg;
	unsigned i;

	if (e->n == 0)
		put_head_row(e, row->shape);
	for (i = 0; i < row->shape->n; i++) {
		const struct value *v = &row->values[i];

		if (i > 0)
			buf_putc(&e->out, ',');
		if (v->null)
			continue;
		if (e->money[i]) {
			char text[32];
			const char *digits = money_plain_into(text, v->i, cx->who.currency);

			buf_puts(&e->out, digits);
			if (!money_add(e->totals[i], v->i, &e->totals[i]))
				return fail(cx, E_INTERNAL, "A total is larger than can be shown.");
		} else if (row->shape->columns[i].type == COLUMN_I64)
			buf_i64(&e->out, v->i);
		else if (row->shape->columns[i].type == COLUMN_BOOL)
			buf_puts(&e->out, v->i != 0 ? "true" : "false");
		else
			put_text(&e->out, v->s, v->len);
	}
	buf_puts(&e->out, "\r\n");
	e->rows++;
	if (e->out.len >= FLUSH)
		flush(e);
	return e->rq->p->gone ? fail(cx, E_INTERNAL, "The client has left.") : OK;
}

static void
put_end(struct csv *e, const struct shape *shape, const char *currency, const char *control)
{
	char text[32];
	unsigned i;

	buf_printf(&e->out, "#end,rows=%llu", (unsigned long long)e->rows);
	for (i = 0; i < e->n; i++)
		if (e->money[i])
			buf_printf(&e->out, ",%.*s=%s %s", (int)strlen(shape->columns[i].name) - 6,
			    shape->columns[i].name, money_plain_into(text, e->totals[i], currency),
			    currency);
	if (control)
		buf_puts(&e->out, control);
	buf_puts(&e->out, "\r\n");
}

struct last { struct csv *e; const struct shape *shape; };

static enum err
put_and_keep(struct cx *cx, const struct row *row, void *arg)
{
	struct last *l = arg;

	l->shape = row->shape;
	return put_row(cx, row, l->e);
}

enum err
export_csv(const struct export *export)
{
	struct rq *rq = export->rq;
	struct csv e = { .rq = rq, .out = buf_in(rq->cx.arena) };
	struct last l = { &e, NULL };

	TRY(export_each(export, put_and_keep, &l));
	if (l.shape == NULL) {		/* no row: its names all the same */
		TRY(export_shape(export, &l.shape));
		put_head_row(&e, l.shape);
	}
	put_end(&e, l.shape, rq->cx.who.currency, export->file ? export->file->control : NULL);
	flush(&e);
	return OK;
}
