#include "metric_io.h"
#include <string.h>
#include "alerts_live.h"
#include "amount.h"
#include "local.h"
#include "text.h"

enum { METRICS_MOST = 40, FILTERS_MOST = 20 };

const char *
polarity_name(enum polarity p)
{
	static const char *const names[] = { "neutral", "up_good", "up_bad" };

	return names[p];
}

/* ---- what is asked ---- */

static enum err
check_open(struct rq *rq, const struct metric *m)
{
	bool own;

	return metric_open_to(m, &rq->cx.who.may, &own)
	    ? OK : fail(&rq->cx, E_FORBIDDEN, "You may not see %s.", m->name);
}

enum err
metric_of_path(struct rq *rq, const struct metric **out)
{
	*out = metric_by_key(rq_path_text(rq, "key"));
	return *out ? check_open(rq, *out) : fail(&rq->cx, E_NOT_FOUND, "There is no such metric.");
}

enum err
metrics_of_list(struct rq *rq, const char *keys, const struct metric *const **out, size_t *n)
{
	const struct metric **list = arena_array(rq->cx.arena, const struct metric *, METRICS_MOST);

	*out = list;
	*n = 0;
	for (const char *p = keys; *p;) {
		size_t len = strcspn(p, ",");
		const char *key = arena_strndup(rq->cx.arena, p, len);
		const struct metric *m = metric_by_key(key);

		if (*n == METRICS_MOST) {
			fault_add(&rq->cx, "?metrics", "length", "At most %d at once.", METRICS_MOST);
			break;
		}
		if (!m)
			fault_add(&rq->cx, "?metrics", "unknown", "There is no metric %.40s.", key);
		else
			list[(*n)++] = m;
		p += len + (p[len] == ',');
	}
	if (*n == 0 && !rq->cx.failure.first)
		fault_add(&rq->cx, "?metrics", "required", "Name the metrics, with commas between.");
	for (size_t i = 0; i < *n; i++)
		TRY(check_open(rq, list[i]));
	return OK;
}

enum err
metric_question_of(struct rq *rq, const struct metric *const *metrics, size_t n, struct metric_question *out)
{
	struct metric_filter *filters = arena_array(rq->cx.arena, struct metric_filter, FILTERS_MOST);
	const char *period = rq_query(rq, "period");
	const struct metric_dimension *d;
	bool own;

	*out = (struct metric_question){ .filters = filters };
	for (size_t i = 0; (d = metric_dimension_at(i)) && out->filter_count < FILTERS_MOST; i++) {
		const char *value = rq_query(rq, d->name);

		if (value)
			filters[out->filter_count++] = (struct metric_filter){ d->name, value, NULL, NULL };
	}
	TRY(rq_valid(rq));
	for (size_t i = 0; i < n; i++)
		if (metric_open_to(metrics[i], &rq->cx.who.may, &own) && own)
			out->received_by = rq->cx.who.id;
	TRY(metric_filters_check(&rq->cx, metrics, n, filters, out->filter_count));
	return metric_period_read(&rq->cx, period ? period : "this_month", &out->period);
}

/* ---- what is told ---- */

void
json_metric_value(struct json *j, enum metric_unit unit, const struct metric_value *v, const char *currency)
{
	if (!v->known)
		json_null(j);
	else
		metric_json(j, unit, v->scaled, currency);
}

/* What a measure is counted in. */
static enum metric_unit
unit_of_measure(const char *measure)
{
	static const char *const amounts[] = { "amount", "open", "late_fee", "risk" };

	for (size_t i = 0; i < COUNT(amounts); i++)
		if (same_text(measure, amounts[i]))
			return MONEY;
	return same_text(measure, "consumption_milli") ? USE : COUNTED;
}

enum metric_unit
metric_part_unit(const struct metric *m, bool divisor)
{
	enum metric_unit unit = COUNTED;

	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].part == BOTH || (m->terms[i].part != WHERE_ANY && divisor == (m->terms[i].part == PER)))
			unit = unit_of_measure(m->terms[i].measure);
	return unit;
}

static void
json_part(struct json *j, const struct metric *m, bool divisor, int64_t sum, const char *currency)
{
	struct metric_value v = { .known = true, .scaled = sum };

	json_metric_value(j, metric_part_unit(m, divisor), &v, currency);
}

void
json_metric_parts(struct json *j, const struct metric *m, const struct metric_value *v, const char *currency)
{
	if (!metric_divides(m)) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_key(j, "numerator");
	json_part(j, m, false, v->numerator, currency);
	json_key(j, "denominator");
	json_part(j, m, true, v->denominator, currency);
	json_end(j);
}

void
json_hundredths(struct json *j, bool known, int64_t v)
{
	if (known)
		hundredths_json(j, v);
	else
		json_null(j);
}

const char *
metric_period_words(struct cx *cx, const struct metric *m, const struct metric_period *p)
{
	if (m && metric_is_of_today(m))
		return "As it stands now";
	if (!p->is_days)
		return p->text;
	return same_text(p->from, p->to) ? date_local(cx, p->from) : period_local(cx, p->from, p->to);
}

void
json_metric_period(struct json *j, const struct metric_period *p)
{
	if (!p) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_str(j, "asked", p->asked);
	json_put_str(j, "from", p->from);
	json_put_str(j, "to", p->to);
	json_put_str(j, "text", p->text);
	json_put_bool(j, "is_open", p->is_open);
	json_end(j);
}

void
json_metric_filters(struct json *j, const struct metric_filter *f, size_t n)
{
	json_begin_list(j);
	for (size_t i = 0; i < n; i++) {
		json_begin(j);
		json_put_str(j, "name", f[i].dimension);
		json_put_str(j, "title", f[i].title);
		json_put_str(j, "value", f[i].value);
		json_put_str(j, "text", f[i].text);
		json_end(j);
	}
	json_end_list(j);
}

void
json_question_filters(struct json *j, struct cx *cx, const struct metric_question *q)
{
	struct metric_filter *all = arena_array(cx->arena, struct metric_filter, q->filter_count + 1);
	size_t n = 0;

	if (q->received_by)
		all[n++] = (struct metric_filter){ "received_by", q->received_by, "Received by",
			cx->who.name ? cx->who.name : q->received_by };
	for (size_t i = 0; i < q->filter_count; i++)
		if (!q->received_by || !same_text(q->filters[i].dimension, "received_by"))
			all[n++] = q->filters[i];
	json_metric_filters(j, all, n);
}
