#include "detail.h"
#include <string.h>
#include "row_json.h"
#include "text.h"

static void
set_etag(struct rq *rq, const struct row *row)
{
	for (unsigned i = 0; i < row->shape->n; i++)
		if (same_text(row->shape->columns[i].name, "version"))
			rq_set_header(rq, "ETag",
			    fmt(rq->cx.arena, "\"%lld\"", (long long)row->values[i].i));
}

static void
put_rows(struct rq *rq, struct buf *b, const struct rows *rows)
{
	struct row_plan plan;

	if (rows->n > 0)		/* nothing was asked, perhaps: no shape */
		plan = row_plan(rq->cx.arena, rows->shape, rq->cx.who.currency);
	buf_putc(b, '[');
	for (size_t i = 0; i < rows->n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		row_write(b, &plan, &rows->row[i]);
	}
	buf_putc(b, ']');
}

enum err
rq_row_parts_(struct rq *rq, int status, const struct row *row, const struct part *parts, size_t n)
{
	struct buf b = buf_in(rq->cx.arena);
	struct row_plan plan = row_plan(rq->cx.arena, row->shape, rq->cx.who.currency);

	row_write(&b, &plan, row);
	b.len--;			/* its closing brace comes after the parts */
	for (size_t i = 0; i < n; i++) {
		buf_putc(&b, ',');
		json_escape(&b, parts[i].key, strlen(parts[i].key));
		buf_putc(&b, ':');
		if (parts[i].rows)
			put_rows(rq, &b, parts[i].rows);
		else
			buf_puts(&b, parts[i].json);
	}
	buf_putc(&b, '}');
	set_etag(rq, row);
	return rq_json_text(rq, status, b.data);
}

enum err
rq_row_with(struct rq *rq, int status, const struct row *row, const char *key,
    const struct rows *rows)
{
	return rq_row_parts(rq, status, row, { key, rows, NULL });
}
