#include "api.h"
#include "alert_check.h"
#include "amount.h"
#include "card.h"
#include "clock.h"
#include "money.h"
#include "text.h"
#include "threshold.h"
#include "tree.h"
#include "units.h"

#define LIMIT_MAX INT64_C(1000000000000000)

/* ---- what goes out ---- */

static void
put_limit(struct rq *rq, struct json *j, const char *key, enum metric_unit unit, const char *test,
    int64_t limit)
{
	json_key(j, key);
	if (threshold_is_change(test))
		hundredths_json(j, limit);
	else
		metric_json(j, unit, limit, rq->cx.who.currency);
}

static void
put_metric(struct json *j, const struct metric *m)
{
	json_key(j, "metric");
	json_begin(j);
	json_put_str(j, "key", m->key);
	json_put_str(j, "name", m->name);
	json_put_str(j, "group", metric_group_name(m->group));
	json_put_str(j, "unit", metric_unit_name(m->unit));
	json_end(j);
}

static void
put_pair(struct json *j, const char *key, const struct row *row, const char *first,
    const char *first_column, const char *second, const char *second_column)
{
	json_key(j, key);
	if (row_null(row, first_column)) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_str(j, first, row_str(row, first_column));
	json_put_str(j, second, row_str(row, second_column));
	json_end(j);
}

static void
put_instant(struct rq *rq, struct json *j, const char *key, const struct row *row)
{
	json_put_str(j, key, row_null(row, key) ? NULL
	    : instant_text(rq->cx.arena, row_us(row, key)));
}

#define COLUMNS \
	"t.id, t.metric, t.name, t.test, t.limit_value, t.period, t.filter_json, t.severity, t.owner_id," \
	" t.owner_name, t.by_mail, t.is_active, t.checked_at, t.created_at, t.created_by_name, t.version"

/* A threshold whose metric the caller may not see whole, or that the catalog no longer has: *put is
 * false. */
static enum err
put_threshold(struct rq *rq, struct json *j, const struct row *t, const struct row *alert, bool *put)
{
	const struct metric *m = metric_by_key(row_str(t, "metric"));
	struct metric_filter *filters;
	const char *told;
	size_t n;

	*put = m && metric_is_whole(m, &rq->cx.who.may);
	if (!*put)
		return OK;
	TRY(filters_read(&rq->cx, row_str(t, "filter_json"), &filters, &n));
	TRY(filters_told(&rq->cx, filters, n, &told));
	json_begin(j);
	json_put_str(j, "id", row_str(t, "id"));
	put_metric(j, m);
	json_put_str(j, "name", row_str(t, "name"));
	json_put_str(j, "test", row_str(t, "test"));
	put_limit(rq, j, "limit", m->unit, row_str(t, "test"), row_i64(t, "limit_value"));
	json_put_str(j, "period", row_str(t, "period"));
	json_key(j, "filters");
	json_raw(j, told);
	json_put_str(j, "severity", row_str(t, "severity"));
	put_pair(j, "owner", t, "id", "owner_id", "name", "owner_name");
	json_put_bool(j, "by_mail", row_bool(t, "by_mail"));
	json_put_bool(j, "is_active", row_bool(t, "is_active"));
	put_instant(rq, j, "checked_at", t);
	put_instant(rq, j, "created_at", t);
	json_put_str(j, "created_by", row_str(t, "created_by_name"));
	json_key(j, "alert");
	if (alert) {
		json_begin(j);
		json_put_str(j, "id", row_str(alert, "id"));
		json_put_str(j, "state", row_str(alert, "state"));
		json_end(j);
	} else {
		json_null(j);
	}
	json_put_i64(j, "version", row_i64(t, "version"));
	json_end(j);
	return OK;
}

static const struct row *
alert_of(const struct rows *live, const char *threshold_id)
{
	for (size_t i = 0; i < live->n; i++)
		if (row_is(&live->row[i], "live_threshold", threshold_id))
			return &live->row[i];
	return NULL;
}

/* GET /api/v1/thresholds?metric=success_rate -- all of them, by metric */
enum err
threshold_list(struct rq *rq)
{
	const char *metric = rq_query(rq, "metric");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows all, live;
	bool put;

	if (metric && !metric_by_key(metric))
		fault_add(&rq->cx, "?metric", "choice", "There is no such metric.");
	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &all, "select " COLUMNS " from threshold t where (? is null or t.metric = "
	    AS_ASCII ") order by t.metric, t.name, t.id", str(metric), str(metric)));
	TRY(db_all(&rq->cx, &live,
	    "select id, state, live_threshold from alert where live_threshold is not null"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < all.n; i++)
		TRY(put_threshold(rq, &j, &all.row[i],
		    alert_of(&live, row_str(&all.row[i], "id")), &put));
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* The names of zones and users are read plainly, and so after the transaction's own work. */
static enum err
told(struct rq *rq, int status, const char *id)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *t, *alert;
	bool put;

	TRY(db_one(&rq->cx, &t, "select " COLUMNS " from threshold t where t.id = ?", str(id)));
	TRY(db_maybe(&rq->cx, &alert, "select id, state from alert where live_threshold = ?", str(id)));
	TRY(put_threshold(rq, &j, t, alert, &put));
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(t, "version")));
	return rq_json_text(rq, status, b.data);
}

/* ---- what comes in ---- */

/* In the unit of the metric, or as a change in percent or points. */
static int64_t
read_limit(struct rq *rq, const struct metric *m, const char *test)
{
	bool is_change = threshold_is_change(test);
	int places = is_change ? 2 : metric_decimals(m->unit);
	const struct tree *t;
	int64_t limit = 0;

	if (m->unit == MONEY && !is_change)
		return rq_body_money(rq, "limit", 0, MONEY_MAX);
	t = in_tree(rq->body, "limit");
	if (!t)
		in_fault(rq->body, "limit", "required", "A limit is needed.");
	else if (t->kind != TREE_NUMBER || !decimal_parse(t->text, places, &limit))
		in_fault(rq->body, "limit", "type", places
		    ? "This must be a number of at most %d decimals." : "This must be a whole number.",
		    places);
	else if (limit < 0 || limit > LIMIT_MAX || (is_change && limit == 0))
		in_fault(rq->body, "limit", "range", is_change ? "A change must be more than nothing."
							       : "This must be 0 or more.");
	return limit;
}

static void
read_filters(struct rq *rq, struct threshold *t)
{
	const struct tree *tree = in_tree(rq->body, "filters");
	struct metric_filter *filters;

	if (!tree)
		return;
	if (tree->kind != TREE_OBJECT || tree->n > THRESHOLD_FILTERS) {
		in_fault(rq->body, "filters", "type", "This must be an object of at most %d dimensions.",
		    THRESHOLD_FILTERS);
		return;
	}
	filters = arena_array(rq->cx.arena, struct metric_filter, tree->n + 1);
	for (size_t i = 0; i < tree->n; i++) {
		if (tree->items[i].kind != TREE_TEXT)
			fault_add(&rq->cx, tree_below(&rq->cx, "/filters", tree->items[i].key), "type",
			    "This must be a text.");
		else if (card_in_text(tree->items[i].text))
			fault_add(&rq->cx, tree_below(&rq->cx, "/filters", tree->items[i].key), "card",
			    "This looks like a card number. Leave it out.");
		filters[i] = (struct metric_filter){ tree->items[i].key,
			tree->items[i].kind == TREE_TEXT ? tree->items[i].text : "" };
	}
	t->filters = filters;
	t->filter_count = tree->n;
}

static const struct metric *
read_metric(struct rq *rq)
{
	const char *key = rq_body_text(rq, "metric", 1, 40);
	const struct metric *m = key && *key ? metric_by_key(key) : NULL;

	if (key && *key && (!m || !metric_is_whole(m, &rq->cx.who.may)))
		in_fault(rq->body, "metric", "choice", "There is no such metric that you may see.");
	return m;
}

#define TESTS "above|below|rise|fall"
#define SEVERITIES "info|warning|critical"

/* What a threshold asks: all that preview needs. */
static void
read_question(struct rq *rq, struct threshold *t)
{
	t->metric = read_metric(rq);
	t->test = rq_body_choice(rq, "test", TESTS);
	if (t->metric && t->test)
		t->limit = read_limit(rq, t->metric, t->test);
	else
		(void)in_tree(rq->body, "limit");
	t->period = rq_body_text(rq, "period", 1, 46);
	read_filters(rq, t);
}

static void
check_name(struct rq *rq, const char *name)
{
	if (name && card_in_text(name))
		in_fault(rq->body, "name", "card", "This looks like a card number. Leave it out.");
}

static enum err
created(struct rq *rq, const void *arg)
{
	return told(rq, 201, ((const struct threshold *)arg)->id);
}

/* The answer reads plainly: it is made when the transaction is over. */
static enum err
done_in_tx(struct rq *rq, operation *op, answered *answer, struct threshold *t)
{
	TRY(db_tx(&rq->cx, op, t));
	return answer(rq, t);
}

/* POST /api/v1/thresholds {"metric", "name", "test", "limit", "period", "filters"?, "severity"?,
 * "owner_id"?, "by_mail"?, "is_active"?} */
enum err
threshold_create(struct rq *rq)
{
	struct threshold t = {
		.name      = rq_body_text(rq, "name", 1, THRESHOLD_NAME_MAX),
		.severity  = in_choice_or(rq->body, "severity", SEVERITIES, "warning"),
		.owner_id  = in_id_or(rq->body, "owner_id", NULL),
		.by_mail   = in_bool_or(rq->body, "by_mail", false),
		.is_active = in_bool_or(rq->body, "is_active", true),
	};

	read_question(rq, &t);
	check_name(rq, t.name);
	TRY(rq_valid(rq));
	TRY(check_threshold(&rq->cx, &t));
	return done_in_tx(rq, create_threshold, created, &t);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	return told(rq, 200, ((const struct threshold *)arg)->id);
}

/* As it stands, for what is not sent. */
static enum err
read_standing(struct rq *rq, struct threshold *t)
{
	const struct row *row;

	TRY(db_maybe(&rq->cx, &row, "select " COLUMNS " from threshold t where t.id = ?", str(t->id)));
	t->metric = row ? metric_by_key(row_str(row, "metric")) : NULL;
	if (!t->metric || !metric_is_whole(t->metric, &rq->cx.who.may)) {
		failure_clear(&rq->cx);
		return fail(&rq->cx, E_NOT_FOUND, "There is no such threshold.");
	}
	t->name = row_str(row, "name");
	t->test = row_str(row, "test");
	t->limit = row_i64(row, "limit_value");
	t->period = row_str(row, "period");
	t->severity = row_str(row, "severity");
	t->owner_id = row_str(row, "owner_id");
	t->by_mail = row_bool(row, "by_mail");
	t->is_active = row_bool(row, "is_active");
	return filters_read(&rq->cx, row_str(row, "filter_json"), &t->filters, &t->filter_count);
}

/* PATCH /api/v1/thresholds/:id with If-Match: any field but the metric */
enum err
threshold_change(struct rq *rq)
{
	struct threshold t = { .id = rq_path_id(rq, "id"), .version = rq_version(rq) };
	const char *was_test;

	if (rq->cx.failure.code != OK)
		return rq_valid(rq);
	TRY(read_standing(rq, &t));
	was_test = t.test;
	t.name = in_text_or(rq->body, "name", 1, THRESHOLD_NAME_MAX, t.name);
	t.test = in_choice_or(rq->body, "test", TESTS, t.test);
	/* a limit of the one kind says nothing for the other */
	if (in_has(rq->body, "limit") ||
	    (t.test && threshold_is_change(t.test) != threshold_is_change(was_test)))
		t.limit = read_limit(rq, t.metric, t.test ? t.test : was_test);
	t.period = in_text_or(rq->body, "period", 1, 46, t.period);
	if (in_has(rq->body, "filters"))
		read_filters(rq, &t);
	t.severity = in_choice_or(rq->body, "severity", SEVERITIES, t.severity);
	if (in_sent(rq->body, "owner_id"))
		t.owner_id = in_id_or(rq->body, "owner_id", NULL);
	t.by_mail = in_bool_or(rq->body, "by_mail", t.by_mail);
	t.is_active = in_bool_or(rq->body, "is_active", t.is_active);
	check_name(rq, t.name);
	TRY(rq_valid(rq));
	TRY(check_threshold(&rq->cx, &t));
	return done_in_tx(rq, change_threshold, changed, &t);
}

static enum err
gone(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/thresholds/:id with If-Match */
enum err
threshold_delete(struct rq *rq)
{
	struct threshold t = { .id = rq_path_id(rq, "id"), .version = rq_version(rq) };

	TRY(rq_valid(rq));
	return rq_tx(rq, delete_threshold, gone, &t);
}

/* ---- would it fire now? ---- */

static void
put_found(struct rq *rq, struct json *j, const struct threshold *t, const struct finding *f)
{
	const struct metric_answer *a = &f->answer;

	json_key(j, "value");
	if (a->now.known)
		metric_json(j, t->metric->unit, a->now.scaled, rq->cx.who.currency);
	else
		json_null(j);
	json_key(j, "previous");
	if (a->previous.known)
		metric_json(j, t->metric->unit, a->previous.scaled, rq->cx.who.currency);
	else
		json_null(j);
	json_key(j, "change");
	if (a->change.known)
		hundredths_json(j, a->change.hundredths);
	else
		json_null(j);
	json_put_str(j, "unit_of_use", a->unit);
	json_put_str(j, "standing", f->standing == PASSED ? "passed" : f->standing == AT_LIMIT ? "at_limit"
	    : f->standing == KEPT ? "kept" : "not_known");
	json_put_str(j, "period", f->period.text);
}

/* POST /api/v1/thresholds/preview {"metric", "test", "limit", "period", "filters"?} -- nothing is kept */
enum err
threshold_preview(struct rq *rq)
{
	struct threshold t = { 0 };
	struct finding found;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	read_question(rq, &t);
	TRY(rq_valid(rq));
	TRY(check_threshold(&rq->cx, &t));
	TRY(judge_threshold(&rq->cx, &t, &found));
	json_begin(&j);
	put_found(rq, &j, &t, &found);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
