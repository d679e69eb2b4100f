#include "api.h"
#include "clock.h"
#include "text.h"

enum { SHOWN_DAYS = 30, SHOWN_MAX = 100 };

/* "7,8,16": the caller's permissions, as find_in_set() takes them. */
static const char *
held(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);

	buf_puts(&b, "");
	for (unsigned i = 0; i < permission_count; i++)
		if (may(&rq->cx.who.may, permission_table[i].bit))
			buf_printf(&b, "%s%d", b.len ? "," : "", (int)permission_table[i].bit);
	return b.data;
}

static enum err
persons_only(struct rq *rq)
{
	return rq->cx.who.kind == ACTOR_USER
	    ? OK
	    : fail(&rq->cx, E_FORBIDDEN, "Only a person has notifications.");
}

#define TOLD_TO_ME \
	" n.at >= ? and (n.user_id = ? or find_in_set(n.permission, ?) > 0)" \
	" and (n.actor_id is null or n.actor_id <> ?)"

/* Read up to here; nothing yet: from the first day on. */
static enum err
seen_until(struct rq *rq, int64_t *at)
{
	const struct row *seen;

	TRY(db_maybe(&rq->cx, &seen, "select seen_at from notification_seen where user_id = ?",
	    str(rq->cx.who.id)));
	*at = seen ? row_us(seen, "seen_at") : 0;
	return OK;
}

/* GET /api/v1/notifications?since=…&limit=30 -- of the last 30 days, newest first; unread counts
 * all of them, whatever since and limit leave out */
enum err
notification_list(struct rq *rq)
{
	struct cx *cx = &rq->cx;
	int64_t limit = rq_query_i64(rq, "limit", 1, SHOWN_MAX, 30), since = 0, seen,
		from = business_now() - SHOWN_DAYS * INT64_C(86400) * 1000000;
	const char *asked = rq_query(rq, "since"), *mine = held(rq), *me = cx->who.id;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const struct row *unread;
	struct rows rows;

	if (asked && !instant_parse(asked, &since))
		fault_add(cx, "?since", "format", "An instant like 2026-04-01T12:00:00Z.");
	TRY(rq_valid(rq));
	TRY(persons_only(rq));
	TRY(seen_until(rq, &seen));
	TRY(db_one(cx, &unread, "select count(*) n from notification n where n.at > ? and" TOLD_TO_ME,
	    instant(cx, seen), instant(cx, from), str(me), str(mine), str(me)));
	TRY(db_all(cx, &rows, "select n.id, n.at, n.kind, n.severity, n.text, n.link, n.at > ? is_new"
	    " from notification n where n.at > ? and" TOLD_TO_ME " order by n.at desc, n.id desc limit ?",
	    instant(cx, seen), instant(cx, since), instant(cx, from), str(me), str(mine), str(me),
	    i64(limit)));
	json_begin(&j);
	json_put_i64(&j, "unread", row_i64(unread, "n"));
	json_key(&j, "seen_at");
	json_str(&j, seen ? instant_text(cx->arena, seen) : NULL);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];

		json_begin(&j);
		json_put_str(&j, "id", row_str(r, "id"));
		json_put_str(&j, "at", instant_text(cx->arena, row_us(r, "at")));
		json_put_str(&j, "kind", row_str(r, "kind"));
		json_put_str(&j, "severity", row_str(r, "severity"));
		json_put_str(&j, "text", row_str(r, "text"));
		json_key(&j, "link");
		json_str(&j, row_str(r, "link"));
		json_put_bool(&j, "is_new", row_i64(r, "is_new") != 0);
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

struct seeing { int64_t at; };

/* Never back: two windows may be open. */
static enum err
see(struct cx *cx, void *arg)
{
	const struct seeing *s = arg;

	return db_exec(cx,
	    "insert into notification_seen (user_id, seen_at) values (?, ?)"
	    " on duplicate key update seen_at = greatest(seen_at, values(seen_at))",
	    str(cx->who.id), instant(cx, s->at));
}

static enum err
seen(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* POST /api/v1/notifications/seen {"at"?} -- all up to this instant (that of the newest one shown)
 * are read; left out: up to now */
enum err
notification_seen(struct rq *rq)
{
	const char *at = in_text_or(rq->body, "at", 1, 40, NULL);
	struct seeing s = { .at = business_now() };
	int64_t asked;

	if (at && !instant_parse(at, &asked))
		in_fault(rq->body, "at", "format", "An instant like 2026-04-01T12:00:00Z.");
	else if (at && asked < s.at)
		s.at = asked;
	TRY(rq_valid(rq));
	TRY(persons_only(rq));
	return rq_tx(rq, see, seen, &s);
}
