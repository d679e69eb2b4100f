#include "found.h"

#include <string.h>
#include "search.h"
#include "text.h"

enum { Q_MAX = 100 };

/* Few different statements for any number of ids: the last id fills up. */
static size_t
room_for(size_t n)
{
	static const size_t sizes[] = { 1, 8, 64, 256 };

	for (size_t i = 0; i < COUNT(sizes); i++)
		if (n <= sizes[i])
			return sizes[i];
	return FOUND_MAX;
}

static struct extra
one_of(struct arena *a, const char *column, const char **ids, size_t n)
{
	size_t room = room_for(n);
	struct param *params = arena_array(a, struct param, room);
	struct buf sql = buf_in(a);

	buf_puts(&sql, column);
	buf_puts(&sql, " in (");
	for (size_t i = 0; i < room; i++) {
		buf_puts(&sql, i == 0 ? "?" : ",?");
		params[i] = str(ids[i < n ? i : n - 1]);
	}
	buf_puts(&sql, ")");
	return (struct extra){ .sql = sql.data, .params = params, .n = room };
}

/* Rows in the list's order are asked one by one: with so many hits a page is soon full.  (An EXISTS
 * would be turned into a list of all hits first.) */
static struct extra
one_that_has(struct cx *cx, const char *kind, const char *column, const char *q)
{
	struct param *params = arena_array(cx->arena, struct param, 1 + SEARCH_PATTERNS);
	const char *patterns[SEARCH_PATTERNS];
	struct buf sql = buf_in(cx->arena);

	(void)search_patterns(cx, q, patterns);
	buf_puts(&sql,
	    "1 = (select 1 from search_text found where found.kind = ? and found.object_id = ");
	buf_puts(&sql, column);
	params[0] = str(kind);
	for (size_t i = 0; i < SEARCH_PATTERNS; i++) {
		buf_puts(&sql, " and found.words like ?");
		params[i + 1] = str(patterns[i]);
	}
	buf_puts(&sql, ")");
	return (struct extra){ sql.data, params, 1 + SEARCH_PATTERNS, NULL };
}

/* Totals ask every row: all hits are listed first, once. */
static struct extra
one_of_all(struct cx *cx, const char *kind, const char *column, const char *q)
{
	struct extra each = one_that_has(cx, kind, column, q);
	struct buf sql = buf_in(cx->arena);

	buf_puts(&sql, column);
	buf_puts(&sql, " in (select found.object_id from search_text found where found.kind = ?");
	for (size_t i = 0; i < SEARCH_PATTERNS; i++)
		buf_puts(&sql, " and found.words like ?");
	buf_puts(&sql, ")");
	each.sql = sql.data;
	return each;
}

static bool
is_totals(const struct rq *rq)
{
	size_t n = strlen(rq->route->path);

	return n > 7 && strcmp(rq->route->path + n - 7, "/totals") == 0;
}

/* (or_sql or (found)); a search that found nothing leaves the first alone. */
static struct extra
either(struct arena *a, const char *or_sql, const char *or_value, const struct extra *found)
{
	struct param *params = arena_array(a, struct param, found->n + 1);

	params[0] = str(or_value);
	for (size_t i = 0; i < found->n; i++)
		params[i + 1] = found->params[i];
	return (struct extra){
		.sql = fmt(a, "%s or %s", or_sql, found->sql), .params = params, .n = found->n + 1
	};
}

enum err
rq_found(struct rq *rq, const char *kind, const char *column, struct extra *extra, size_t *n)
{
	return rq_found_or(rq, kind, column, NULL, NULL, extra, n);
}

enum err
rq_found_or(struct rq *rq, const char *kind, const char *column, const char *or_sql,
    const char *or_value, struct extra *extra, size_t *n)
{
	const char *q = rq_query(rq, "q");
	const char **ids;
	size_t count = 0;

	*n = 0;
	if (q == NULL || q[strspn(q, " ")] == '\0')
		return OK;
	*n = 1;
	*extra = (struct extra){ "1 = 0", NULL, 0, q };
	if (utf8_length(q) > Q_MAX) {
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", Q_MAX);
		return OK;		/* told by rq_page() with the other faults */
	}
	TRY(search_find(&rq->cx, kind, q, FOUND_MAX, &ids, &count));
	if (count == FOUND_MAX)
		*extra = is_totals(rq) ? one_of_all(&rq->cx, kind, column, q)
				       : one_that_has(&rq->cx, kind, column, q);
	else if (count > 0)
		*extra = one_of(rq->cx.arena, column, ids, count);
	if (or_sql != NULL)
		*extra = either(rq->cx.arena, or_sql, or_value, extra);
	extra->asked = q;
	return OK;
}

const char *
like_beginning(struct arena *a, const char *q)
{
	struct buf b = buf_in(a);

	for (; *q; q++) {
		if (*q == '!' || *q == '%' || *q == '_')
			buf_putc(&b, '!');
		buf_putc(&b, *q);
	}
	buf_putc(&b, '%');
	return b.data;
}
