#include "detail.h"
#include <string.h>
#include "text.h"

static void
set_etag(struct rq *rq, const struct row *row)
{
	for (unsigned i = 0; i < row->shape->n; i++)
		if (same_text(row->shape->columns[i].name, "version"))
			rq_set_header(rq, "ETag",
			    fmt(rq->cx.arena, "\"%lld\"", (long long)row->values[i].i));
}

enum err
rq_row_with(struct rq *rq, int status, const struct row *row, const char *key,
    const struct rows *rows)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json object = json_to(&b);

	json_row(&object, row, rq->cx.who.currency);
	b.len--;			/* its closing brace comes after the list */
	buf_putc(&b, ',');
	json_escape(&b, key, strlen(key));
	buf_puts(&b, ":[");
	for (size_t i = 0; i < rows->n; i++) {
		struct json item = json_to(&b);

		if (i > 0)
			buf_putc(&b, ',');
		json_row(&item, &rows->row[i], rq->cx.who.currency);
	}
	buf_puts(&b, "]}");
	set_etag(rq, row);
	return rq_json_text(rq, status, b.data);
}
