#include "merge.h"
#include <string.h>
#include "api.h"
#include "clock.h"

enum { LIMIT_MAX = 100, LIMIT_DEFAULT = 30 };

#define END_OF_TIME INT64_C(95617584000000000)	/* the year 5000 */
#define LAST_ID     "ffffffff-ffff-ffff-ffff-ffffffffffff"
#define FIRST_ID    "00000000-0000-0000-0000-000000000000"

struct place { int64_t us; unsigned source; const char *id; };

/* ---- the place where the page before ended ---- */

static const char *
write_place(struct rq *rq, const struct place *p)
{
	char *plain = fmt(rq->cx.arena, "1\t%lld\t%u\t%s", (long long)p->us, p->source, p->id);

	return base64url_encode(rq->cx.arena, plain, strlen(plain));
}

static bool
read_place(struct rq *rq, const char *cursor, struct place *p)
{
	size_t n;
	char *plain = (char *)base64url_decode(rq->cx.arena, cursor, strlen(cursor), &n), *part[4];
	int64_t source_no;

	if (plain == NULL || strlen(plain) != n)
		return false;
	for (size_t i = 0; i < 4; i++) {
		part[i] = plain;
		plain = i < 3 ? strchr(plain, '\t') : NULL;
		if (i < 3 && plain == NULL)
			return false;
		if (plain != NULL)
			*plain++ = '\0';
	}
	if (!same_text(part[0], "1") || !parse_i64(part[1], &p->us) ||
	    !parse_i64(part[2], &source_no) || source_no < 0 || source_no >= MERGED_MAX ||
	    p->us < 0 || p->us > END_OF_TIME || !uuid_valid(part[3]))
		return false;
	p->source = (unsigned)source_no;
	p->id = part[3];
	return true;
}

/* ---- merging ---- */

struct stream { struct rows rows; size_t at; };
struct streams { struct stream stream[MERGED_MAX]; unsigned n; };

static int64_t
instant_of(const struct row *row)
{
	const char *on;

	if (!row_null(row, "at"))
		return row_us(row, "at");
	on = row_str(row, "on");
	return (int64_t)date_days(on) * INT64_C(86400000000);
}

static enum err
open_streams(struct rq *rq, const struct merged *sources, const char *id, const char *kind,
    const struct place *from, int64_t limit, struct streams *streams)
{
	struct ask ask = { .of = str(id), .limit = i64(limit + 1),
		.us = instant(&rq->cx, from->us), .own = i64(only_own_payments(&rq->cx)),
		.me = str(rq->cx.who.id) };

	for (unsigned s = 0; s < streams->n; s++) {
		const struct permissions *may_do = &rq->cx.who.may;

		if (!may(may_do, sources[s].permission) &&
		    !(sources[s].or_permission && may(may_do, sources[s].or_permission)))
			continue;
		if (kind != NULL && !same_text(kind, sources[s].kind))
			continue;
		ask.id = str(s == from->source ? from->id : s > from->source ? LAST_ID : FIRST_ID);
		TRY(sources[s].read(&rq->cx, &ask, &streams->stream[s].rows));
	}
	return OK;
}

/* The latest of what is left, or NULL. */
static const struct row *
next(struct streams *streams, struct place *place)
{
	const struct row *best = NULL;

	for (unsigned s = 0; s < streams->n; s++) {
		const struct row *row;
		int64_t us;

		if (streams->stream[s].at >= streams->stream[s].rows.n)
			continue;
		row = &streams->stream[s].rows.row[streams->stream[s].at];
		us = instant_of(row);
		if (best != NULL && us <= place->us)
			continue;
		best = row;
		*place = (struct place){ us, s, row_str(row, "id") };
	}
	if (best != NULL)
		streams->stream[place->source].at++;
	return best;
}

enum err
rq_merged(struct rq *rq, const struct merged *sources, unsigned count, const char *kind)
{
	const char *id = rq_path_id(rq, "id"), *cursor = rq_query(rq, "cursor");
	int64_t limit = rq_query_i64(rq, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
	struct place place = { END_OF_TIME, 0, LAST_ID };
	struct streams streams = { .n = count };
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *row;

	if (cursor != NULL && !read_place(rq, cursor, &place))
		fault_add(&rq->cx, "?cursor", "format",
		    "This cursor is broken. Start from the first page.");
	TRY(rq_valid(rq));
	TRY(account_exists(rq, id));
	TRY(open_streams(rq, sources, id, kind, &place, limit, &streams));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (int64_t n = 0; n < limit && (row = next(&streams, &place)) != NULL; n++)
		json_row(&j, row, rq->cx.who.currency);
	json_end_list(&j);
	json_put_str(&j, "next_cursor",
	    next(&streams, &(struct place){ 0, 0, NULL }) ? write_place(rq, &place) : NULL);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
