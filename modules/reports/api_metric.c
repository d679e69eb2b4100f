#include "api.h"
#include <stdlib.h>
#include <string.h>
#include "alerts_live.h"
#include "amount.h"
#include "clock.h"
#include "metric_choice.h"
#include "metric_io.h"
#include "settings.h"
#include "text.h"

/* ---- the catalog ---- */

static void
put_dimension(struct json *j, const char *name, const char *title)
{
	json_begin(j);
	json_put_str(j, "name", name);
	json_put_str(j, "title", title);
	json_end(j);
}

/* Whether the values of days add up to that of their period. */
static const char *
time_of(const struct metric *m)
{
	if (metric_divides(m))
		return "ratio";
	if (metric_is_of_today(m))
		return "now";
	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].time != FLOW && m->terms[i].time != DUE)
			return "stock";
	return "flow";
}

static void
put_metric(struct json *j, const struct metric *m, const struct metric_choices *choices)
{
	const struct metric_choice *said = choice_of(choices, m);
	const struct metric_dimension *d;

	json_begin(j);
	json_put_str(j, "key", m->key);
	json_put_str(j, "name", m->name);
	json_put_str(j, "group", metric_group_name(m->group));
	json_put_str(j, "unit", metric_unit_name(m->unit));
	json_put_str(j, "polarity", polarity_name(polarity_of(choices, m)));
	json_put_bool(j, "is_default_polarity", !said || said->polarity == m->polarity);
	json_put_str(j, "definition", m->definition);
	json_put_str(j, "time", time_of(m));
	json_key(j, "dimensions");
	json_begin_list(j);
	for (size_t i = 0; (d = metric_dimension_at(i)); i++)
		if (metric_has_dimension(m, d->name))
			put_dimension(j, d->name, d->title);
	if (metric_has_aging(m))
		put_dimension(j, "aging", "Days past due");
	json_end_list(j);
	json_put_i64(j, "version", said ? said->version : 0);
	json_end(j);
}

/* GET /api/v1/metrics -- what the one who asks may see, in the catalog's order */
enum err
metric_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct metric_choices choices;
	size_t n;
	const struct metric *m = metric_catalog(&n);
	bool own;

	TRY(rq_valid(rq));
	TRY(metric_choices(&rq->cx, &choices));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		if (metric_open_to(&m[i], &rq->cx.who.may, &own))
			put_metric(&j, &m[i], &choices);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
chosen(struct rq *rq, const void *arg)
{
	const struct choosing *in = arg;
	struct metric_choice said = { in->metric->key, in->polarity, in->version };
	struct metric_choices choices = { &said, 1 };
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	put_metric(&j, in->metric, &choices);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)in->version));
	return rq_json_text(rq, 200, b.data);
}

/* PATCH /api/v1/metrics/:key {"polarity"} with If-Match, "0" where nothing was said yet */
enum err
metric_change_polarity(struct rq *rq)
{
	const char *polarity = rq_body_choice(rq, "polarity", "neutral|up_good|up_bad");
	struct choosing in = { .metric = metric_by_key(rq_path_text(rq, "key")), .version = rq_version(rq) };

	if (!in.metric)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such metric.");
	TRY(rq_valid(rq));
	in.polarity = same_text(polarity, "up_good") ? UP_GOOD : same_text(polarity, "up_bad") ? UP_BAD : NEUTRAL;
	return rq_tx(rq, choose_polarity, chosen, &in);
}

/* ---- values ---- */

/* Larger than the tenant wants to be told of?  A morning beside a whole day is no fall. */
static bool
is_marked(struct cx *cx, const struct metric_answer *a, bool is_begun_day)
{
	int64_t most = a->metric->unit == PERCENT ? setting_i64(cx, SETTING_HIGHLIGHT_POINTS) * 10
						   : setting_i64(cx, SETTING_HIGHLIGHT_PERCENT) * 100;

	return a->change.known && !is_begun_day && (a->change.hundredths > most || a->change.hundredths < -most);
}

static const char *
tone_of(const struct metric_answer *a, enum polarity polarity, bool is_begun_day)
{
	if (!a->change.known || is_begun_day || a->change.hundredths == 0 || polarity == NEUTRAL)
		return NULL;
	return (a->change.hundredths > 0) == (polarity == UP_GOOD) ? "better" : "worse";
}

/* What a threshold watches of units of use is one utility. */
static const struct live_alert *
alert_of(struct cx *cx, const struct live_alerts *live, const struct metric_answer *a,
    const struct metric_question *q)
{
	struct metric_filter *f = arena_array(cx->arena, struct metric_filter, q->filter_count + 1);
	size_t n = q->filter_count;
	bool has_utility = false;

	if (live->n == 0)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		f[i] = q->filters[i];
		has_utility |= same_text(f[i].dimension, "utility");
	}
	if (a->utility && !has_utility)
		f[n++] = (struct metric_filter){ .dimension = "utility", .value = a->utility };
	return alert_on(live, a->metric, q->period.asked, metric_filters_json(cx->arena, f, n));
}

static void
put_alert(struct json *j, const struct live_alert *alert)
{
	json_key(j, "alert");
	if (!alert) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_str(j, "id", alert->id);
	json_put_str(j, "severity", alert->severity);
	json_put_str(j, "state", alert->state);
	json_put_str(j, "text", alert->text);
	json_end(j);
}

static void
put_about(struct json *j, const struct metric *m, const char *utility, const char *unit, enum polarity p)
{
	json_put_str(j, "key", m->key);
	json_put_str(j, "name", m->name);
	json_put_str(j, "unit", metric_unit_name(m->unit));
	json_put_str(j, "utility", utility);
	json_put_str(j, "unit_of_use", unit);
	json_put_str(j, "polarity", polarity_name(p));
	json_put_str(j, "definition", m->definition);
}

static void
put_answer(struct rq *rq, struct json *j, const struct metric_answer *a, const struct metric_question *q,
    enum polarity polarity, const struct live_alert *alert)
{
	bool is_begun_day = q->period.is_open && same_text(q->period.from, q->period.to);
	const char *currency = rq->cx.who.currency;
	enum metric_unit unit = a->metric->unit;

	json_begin(j);
	put_about(j, a->metric, a->utility, a->unit, polarity);
	json_key(j, "value");
	json_metric_value(j, unit, &a->now, currency);
	json_key(j, "previous");
	json_metric_value(j, unit, &a->previous, currency);
	json_key(j, "last_year");
	json_metric_value(j, unit, &a->last_year, currency);
	json_key(j, "parts");
	json_metric_parts(j, a->metric, &a->now, currency);
	json_key(j, "change");
	json_hundredths(j, a->change.known, a->change.hundredths);
	json_key(j, "change_last_year");
	json_hundredths(j, a->change_last_year.known, a->change_last_year.hundredths);
	json_put_str(j, "change_kind", unit == PERCENT ? "points" : "percent");
	json_put_bool(j, "is_marked", is_marked(&rq->cx, a, is_begun_day));
	json_put_str(j, "tone", tone_of(a, polarity, is_begun_day));
	put_alert(j, alert);
	json_end(j);
}

static void
put_end(struct json *j, struct rq *rq, const struct metric_question *q, int64_t as_of_us)
{
	json_key(j, "period");
	json_metric_period(j, &q->period);
	json_key(j, "filters");
	json_question_filters(j, &rq->cx, q);
	json_put_str(j, "as_of", instant_text(rq->cx.arena, as_of_us));
}

/* GET /api/v1/metrics/query?metrics=a,b&period=last_month&zone_id=… */
enum err
metric_query(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *keys = rq_query(rq, "metrics");
	const struct metric *const *metrics;
	const struct polarities *polarities;
	struct metric_answers answers;
	struct metric_question q;
	struct live_alerts alerts = { 0 };
	size_t n;

	TRY(metrics_of_list(rq, keys ? keys : "", &metrics, &n));
	TRY(metric_question_of(rq, metrics, n, &q));
	TRY(polarities_kept(&rq->cx, &polarities));
	if (!q.received_by)		/* an alert tells of all rows */
		TRY(alerts_live(&rq->cx, &alerts));
	TRY(metric_ask(&rq->cx, metrics, n, &q, &answers));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < answers.n; i++)
		put_answer(rq, &j, &answers.answer[i], &q, polarity_kept(polarities, answers.answer[i].metric),
		    alert_of(&rq->cx, &alerts, &answers.answer[i], &q));
	json_end_list(&j);
	json_key(&j, "previous");
	json_metric_period(&j, answers.previous);
	json_key(&j, "last_year");
	json_metric_period(&j, answers.last_year);
	json_put_i64(&j, "refresh_seconds", setting_i64(&rq->cx, SETTING_REFRESH_SECONDS));
	json_key(&j, "marks_above");
	json_begin(&j);
	json_put_i64(&j, "percent", setting_i64(&rq->cx, SETTING_HIGHLIGHT_PERCENT));
	json_put_i64(&j, "tenths_of_points", setting_i64(&rq->cx, SETTING_HIGHLIGHT_POINTS));
	json_end(&j);
	put_end(&j, rq, &q, answers.as_of_us);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- trend ---- */

static const char *const step_names[] = { "day", "week", "month", "cycle" };

/* What fits the period, where none is named: a month's days, a quarter's weeks, a year's months. */
static enum metric_step
step_of(const char *asked, const struct metric_period *p)
{
	int days = date_days(p->to) - date_days(p->from) + 1;

	for (unsigned i = 0; asked && i < COUNT(step_names); i++)
		if (same_text(step_names[i], asked))
			return (enum metric_step)i;
	if (p->cycle_id)
		return BY_CYCLE;
	return days <= 31 ? BY_EACH_DAY : days <= 120 ? BY_WEEK : BY_MONTH;
}

/* GET /api/v1/metrics/:key/trend?period=last_12_months&step=month */
enum err
metric_trend_get(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *asked = rq_query_choice(rq, "step", "day|week|month|cycle");
	const char *currency = rq->cx.who.currency;
	const struct metric *m;
	const struct polarities *polarities;
	struct metric_points points;
	struct metric_question q;
	enum metric_step step;

	TRY(metric_of_path(rq, &m));
	TRY(metric_question_of(rq, &m, 1, &q));
	TRY(polarities_kept(&rq->cx, &polarities));
	step = step_of(asked, &q.period);
	TRY(metric_trend(&rq->cx, m, &q, step, &points));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < points.n; i++) {
		const struct metric_point *p = &points.point[i];

		json_begin(&j);
		json_put_str(&j, "asked", p->period.asked);
		json_put_str(&j, "from", p->period.from);
		json_put_str(&j, "to", p->period.to);
		json_put_str(&j, "text", p->period.text);
		json_key(&j, "value");
		json_metric_value(&j, m->unit, &p->value, currency);
		json_key(&j, "last_year");
		json_metric_value(&j, m->unit, &p->compared, currency);
		json_end(&j);
	}
	json_end_list(&j);
	put_about(&j, m, points.utility, points.unit, polarity_kept(polarities, m));
	json_put_str(&j, "step", step_names[step]);
	put_end(&j, rq, &q, points.as_of_us);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* GET /api/v1/metrics/trends?metrics=a,b&period=last_12_months&step=month -- the values alone: what
 * small lines beside numbers are drawn from */
enum err
metric_trends(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *keys = rq_query(rq, "metrics"), *asked = rq_query_choice(rq, "step", "day|week|month");
	const struct metric *const *metrics;
	struct metric_points points = { .as_of_us = 0 };
	struct metric_question q;
	size_t n;

	TRY(metrics_of_list(rq, keys ? keys : "", &metrics, &n));
	TRY(metric_question_of(rq, metrics, n, &q));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		TRY(metric_trend_of_one(&rq->cx, metrics[i], &q, step_of(asked, &q.period), &points));
		json_begin(&j);
		json_put_str(&j, "key", metrics[i]->key);
		json_key(&j, "values");
		json_begin_list(&j);
		for (size_t k = 0; k < points.n; k++)
			json_metric_value(&j, metrics[i]->unit, &points.point[k].value, rq->cx.who.currency);
		json_end_list(&j);
		json_end(&j);
	}
	json_end_list(&j);
	put_end(&j, rq, &q, points.as_of_us);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- breakdown ---- */

/* Of the whole, in hundredths of a percent; where parts do not add up to it (quotients), none. */
static void
put_share(struct json *j, const struct metric *m, const struct metric_value *part, const struct metric_value *whole)
{
	struct metric_value share = { .known = false };

	if (!metric_divides(m) && part->known && whole->known)
		share = metric_value_of(PERCENT, part->scaled, true, whole->scaled);
	json_key(j, "share");
	json_metric_value(j, PERCENT, &share, "");
}

static const char *
title_of(const char *by)
{
	const struct metric_dimension *d;

	for (size_t i = 0; (d = metric_dimension_at(i)); i++)
		if (same_text(d->name, by))
			return d->title;
	return "Days past due";
}

/* GET /api/v1/metrics/:key/breakdown?by=zone_id */
enum err
metric_breakdown_get(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *by = rq_query(rq, "by"), *currency = rq->cx.who.currency;
	const struct metric *m;
	const struct polarities *polarities;
	struct metric_shares shares;
	struct metric_question q;

	TRY(metric_of_path(rq, &m));
	if (!by)
		fault_add(&rq->cx, "?by", "required", "Say by what it is to be split.");
	TRY(metric_question_of(rq, &m, 1, &q));
	TRY(polarities_kept(&rq->cx, &polarities));
	TRY(metric_breakdown(&rq->cx, m, &q, by, &shares));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < shares.n; i++) {
		const struct metric_share *s = &shares.share[i];

		json_begin(&j);
		json_put_str(&j, "value", s->value);
		json_put_str(&j, "text", s->text);
		json_key(&j, "amount");
		json_metric_value(&j, m->unit, &s->now, currency);
		json_key(&j, "previous");
		json_metric_value(&j, m->unit, &s->previous, currency);
		put_share(&j, m, &s->now, &shares.total);
		json_end(&j);
	}
	json_end_list(&j);
	json_put_str(&j, "by", by);
	json_put_str(&j, "title", title_of(by));
	json_key(&j, "total");
	json_metric_value(&j, m->unit, &shares.total, currency);
	put_about(&j, m, shares.utility, shares.unit, polarity_kept(polarities, m));
	put_end(&j, rq, &q, shares.as_of_us);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
