/* The rows behind a number of the catalog: a page of them, or all as a file. */
#include "api.h"
#include <string.h>
#include "clock.h"
#include "cursor.h"
#include "metric_io.h"
#include "metric_rows_file.h"
#include "text.h"

enum { LIMIT_MAX = 200, LIMIT_DEFAULT = 50, CURSOR_PARTS = 6 };

struct page {
	const struct metric *metric;
	struct metric_question q;
	struct metric_place from;
	unsigned limit;
	/* out */
	struct metric_answers answers;
	struct metric_rows rows;
	int64_t count;
};

/* ---- cursor ---- */

/* Of everything that a place belongs to. */
static uint64_t
hash_of(const struct metric *m, const struct metric_question *q)
{
	uint64_t hash = cursor_mix(CURSOR_HASH, m->key);

	hash = cursor_mix(hash, q->period.from);
	hash = cursor_mix(hash, q->period.to);
	hash = cursor_mix(hash, q->period.cycle_id ? q->period.cycle_id : "");
	hash = cursor_mix(hash, q->received_by ? q->received_by : "");
	for (size_t i = 0; i < q->filter_count; i++)
		hash = cursor_mix(cursor_mix(hash, q->filters[i].dimension), q->filters[i].value);
	return hash;
}

static const char *
write_place(struct arena *a, uint64_t hash, const struct metric_place *p)
{
	const char *parts[CURSOR_PARTS] = { "rows1", fmt(a, "%llx", (unsigned long long)hash), p->on, p->id,
		fmt(a, "%d", p->line), fmt(a, "%d", p->leg) };

	return cursor_write(a, parts, CURSOR_PARTS);
}

static bool
read_place(struct arena *a, uint64_t hash, const char *cursor, struct metric_place *out)
{
	const char *part[CURSOR_PARTS];
	int64_t line, leg;

	if (!cursor_read(a, cursor, part, CURSOR_PARTS) || !same_text(part[0], "rows1") ||
	    !same_text(part[1], fmt(a, "%llx", (unsigned long long)hash)) || !date_valid(part[2]) ||
	    !uuid_valid(part[3]) || !parse_i64(part[4], &line) || !parse_i64(part[5], &leg) ||
	    line < 0 || line > INT16_MAX || leg < 0 || leg > INT8_MAX)
		return false;
	*out = (struct metric_place){ .line = (int)line, .leg = (int)leg };
	memcpy(out->on, part[2], sizeof out->on);
	memcpy(out->id, part[3], sizeof out->id);
	return true;
}

/* ---- answer ---- */

static void
put_named(struct json *j, const char *key, const char *id, const char *name_key, const char *name)
{
	json_key(j, key);
	if (!id) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_str(j, "id", id);
	json_put_str(j, name_key, name);
	json_end(j);
}

static void
put_row(struct json *j, const struct page *p, const struct metric_row *r, const char *currency)
{
	bool divides = metric_divides(p->metric);
	struct metric_value v = { .known = !divides, .scaled = r->numerator,
		.numerator = r->numerator, .denominator = r->denominator };

	json_begin(j);
	json_put_str(j, "id", r->id);
	json_put_str(j, "type", r->type);
	json_put_i64(j, "line", r->line);
	json_put_str(j, "number", r->number);
	json_put_str(j, "on", r->on);
	put_named(j, "account", r->account_id, "number", r->account_no);
	put_named(j, "consumer", r->consumer_id, "name", r->consumer);
	put_named(j, "zone", r->zone_id, "name", r->zone);
	json_put_str(j, "text", r->text);
	json_put_str(j, "utility", r->utility);
	json_put_str(j, "unit_of_use", r->unit);
	json_put_money(j, "amount", r->amount_minor, currency);
	json_key(j, "value");
	json_metric_value(j, p->metric->unit, &v, currency);
	json_key(j, "parts");
	json_metric_parts(j, p->metric, &v, currency);
	json_put_bool(j, "is_undone", r->is_undone);
	json_end(j);
}

/* One total; of units of use each by itself, and one where there is no other. */
static void
put_totals(struct json *j, const struct page *p, const char *currency)
{
	static const struct metric_value none = { .known = false };
	const struct metric_answers *a = &p->answers;
	const struct metric_value *only = a->n == 1 ? &a->answer[0].now : &none;

	json_key(j, "total");
	json_metric_value(j, p->metric->unit, only, currency);
	json_key(j, "parts");
	json_metric_parts(j, p->metric, a->n == 1 ? only : &none, currency);
	json_key(j, "totals");
	json_begin_list(j);
	for (size_t i = 0; i < a->n && p->metric->unit == USE; i++) {
		json_begin(j);
		json_put_str(j, "utility", a->answer[i].utility);
		json_put_str(j, "unit_of_use", a->answer[i].unit);
		json_key(j, "value");
		json_metric_value(j, USE, &a->answer[i].now, currency);
		json_end(j);
	}
	json_end_list(j);
	json_put_i64(j, "row_count", p->count);
}

static enum err
answer(struct rq *rq, const struct page *p, uint64_t hash)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct metric_rows *rows = &p->rows;

	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < rows->n; i++)
		put_row(&j, p, &rows->row[i], rq->cx.who.currency);
	json_end_list(&j);
	json_put_str(&j, "next_cursor",
	    rows->more ? write_place(rq->cx.arena, hash, &rows->row[rows->n - 1].place) : NULL);
	json_put_str(&j, "key", p->metric->key);
	json_put_str(&j, "name", p->metric->name);
	json_put_str(&j, "unit", metric_unit_name(p->metric->unit));
	json_put_str(&j, "definition", p->metric->definition);
	put_totals(&j, p, rq->cx.who.currency);
	json_key(&j, "period");
	json_metric_period(&j, &p->q.period);
	json_key(&j, "filters");
	json_question_filters(&j, &rq->cx, &p->q);
	json_put_str(&j, "as_of", instant_text(rq->cx.arena, p->answers.as_of_us));
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* The page, what it is part of and how much that is: of one moment. */
static enum err
read_page(struct cx *cx, void *arg)
{
	struct page *p = arg;

	TRY(metric_ask(cx, &p->metric, 1, &p->q, &p->answers));
	TRY(metric_row_count(cx, p->metric, &p->q, &p->count));
	return metric_rows(cx, p->metric, &p->q, &p->from, p->limit, &p->rows);
}

/* GET /api/v1/metrics/:key/rows?period=last_month&zone_id=… -- the latest first; with another Accept all */
enum err
metric_rows_get(struct rq *rq)
{
	struct page p = { .from = metric_first_place() };
	const char *cursor = rq_query(rq, "cursor");
	uint64_t hash;

	p.limit = (unsigned)rq_query_i64(rq, "limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
	TRY(metric_of_path(rq, &p.metric));
	TRY(metric_question_of(rq, &p.metric, 1, &p.q));
	if (rq_wants_file(rq))
		return metric_rows_file(rq, p.metric, &p.q);
	hash = hash_of(p.metric, &p.q);
	if (cursor && !read_place(rq->cx.arena, hash, cursor, &p.from)) {
		fault_add(&rq->cx, "?cursor", "format",
		    "This cursor is broken or belongs to other filters. Start from the first page.");
		return faults_check(&rq->cx);
	}
	TRY(db_snapshot(&rq->cx, read_page, &p));
	return answer(rq, &p, hash);
}
