#include "bulk.h"
#include "db_private.h"

enum { AT_ONCE = 1000 };

struct bulk
bulk_of(struct cx *cx, unsigned ncols, size_t most)
{
	struct bulk b = { .ncols = ncols, .most = most };

	if (ncols > COUNT(b.cols))
		die("too many columns for a bulk", NULL, NULL);
	for (unsigned i = 0; i < ncols; i++)
		b.cols[i] = arena_array(cx->arena, struct param, most);
	return b;
}

void
bulk_add_(struct bulk *b, const struct param *values, size_t n)
{
	if (n != b->ncols || b->n == b->most)
		die("a row that does not fit its bulk", NULL, NULL);
	for (size_t i = 0; i < n; i++)
		b->cols[i][b->n] = values[i];
	b->n++;
}

enum err
bulk_write_(struct cx *cx, const struct bulk *b, const char *sql)
{
	struct param *cols[COUNT(b->cols)];

	for (size_t at = 0; at < b->n; at += AT_ONCE) {
		for (unsigned i = 0; i < b->ncols; i++)
			cols[i] = b->cols[i] + at;
		TRY(db_bulk_(cx, b->n - at < AT_ONCE ? b->n - at : AT_ONCE, cols, b->ncols, sql));
	}
	return OK;
}
