#include "api.h"
#include <string.h>
#include "find.h"
#include "text.h"

enum { Q_MAX = 100 };

static void
put_money_or_null(struct rq *rq, struct json *j, const char *key, bool there, int64_t minor)
{
	json_key(j, key);
	if (there)
		json_money(j, minor, rq->cx.who.currency);
	else
		json_null(j);
}

static void
put_result(struct rq *rq, struct json *j, const struct result *r)
{
	json_begin(j);
	json_put_str(j, "kind", r->kind);
	json_put_str(j, "id", r->id);
	json_put_str(j, "title", r->title);
	json_put_str(j, "subtitle", r->subtitle);
	json_put_str(j, "number", r->number);
	json_put_str(j, "account_id", r->account_id);
	json_put_str(j, "status", r->status);
	json_put_str(j, "on", r->on);
	put_money_or_null(rq, j, "owed", r->has_owed, r->owed_minor);
	put_money_or_null(rq, j, "amount", r->has_amount, r->amount_minor);
	json_end(j);
}

/* Blanks at the ends say nothing. */
static const char *
trimmed(struct rq *rq, const char *q)
{
	size_t n;

	q += strspn(q, " ");
	n = strlen(q);
	while (n > 0 && q[n - 1] == ' ')
		n--;
	return arena_strndup(rq->cx.arena, q, n);
}

/* GET /api/v1/search?q=delgado -- the best of everything that the caller may open */
enum err
search_all(struct rq *rq)
{
	const char *q = rq_query(rq, "q");
	int64_t limit = rq_query_i64(rq, "limit", 1, FIND_MAX, FIND_MAX);
	struct finding *f = arena_alloc(rq->cx.arena, sizeof *f);
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (q != NULL && utf8_length(q) > Q_MAX)
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", Q_MAX);
	TRY(rq_valid(rq));
	f->q = trimmed(rq, q ? q : "");
	f->detected = NULL;
	if (utf8_length(f->q) >= 2) {
		TRY(find_people(&rq->cx, f));
		TRY(find_numbered(&rq->cx, f));
	}
	find_best(&rq->cx, f, (size_t)limit);
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < f->n; i++)
		put_result(rq, &j, &f->results[i]);
	json_end_list(&j);
	json_put_str(&j, "detected", f->n > 0 || f->q[0] ? f->detected : "nothing");
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
