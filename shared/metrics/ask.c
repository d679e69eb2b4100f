#include "metrics_private.h"
#include "ask_private.h"
#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

/* ---- terms of a metric, wanted in a period ---- */

/* One value more that is left; false: it excludes another. */
static void
leave(struct wanted *w, int place, const char *value)
{
	if (w->where[place] && !same_text(w->where[place], value))
		w->is_nothing = true;
	w->where[place] = value;
}

/* The days that a term asks for. */
static void
days_of(struct wanted *w, enum metric_time time, const struct metric_period *p, const char *today)
{
	bool no_days = p->cycle_id != NULL;

	w->axis = time == DUE || time == PAST_DUE ? BY_DUE : BY_DAY;
	w->from = SINCE_EVER;
	w->to = FOR_EVER;
	switch (time) {
	case FLOW:
	case DUE:
		if (!no_days) {
			w->from = date_days(p->from);
			w->to = date_days(time == DUE ? p->due_to : p->to);
		}
		break;
	case STOCK:
		if (!no_days && strcmp(p->to, today) < 0)
			w->to = date_days(p->to);
		break;
	case PAST_DUE:
		w->to = date_days(today) - 1;
		break;
	}
}

bool
is_ahead(const struct metric_term *term, const struct metric_period *p, const char *today)
{
	return term->time == STOCK && !p->cycle_id && strcmp(p->from, today) > 0;
}

bool
term_wanted(struct cx *cx, const struct metric_term *term, const struct metric_question *q,
    const struct metric_period *p, const char *today, struct wanted *w)
{
	*w = (struct wanted){ .of = term->of, .group = { -1, -1, -1 }, .term = term_plan(cx->arena, term) };
	if (is_ahead(term, p, today))
		return false;
	days_of(w, term->time, p, today);
	for (size_t i = 0; i < q->filter_count; i++) {
		int place = dataset_dimension(term->of, q->filters[i].dimension);

		if (place < 0)
			bug("a filter %s of %s was not checked", q->filters[i].dimension,
			    dataset_shape(term->of)->name);
		else
			leave(w, place, q->filters[i].value);
	}
	if (p->cycle_id) {
		int place = dataset_dimension(term->of, "cycle_id");

		if (place < 0)
			return false;
		leave(w, place, p->cycle_id);
	}
	if (q->received_by) {
		int place = dataset_dimension(term->of, "received_by");

		if (place < 0)
			return false;
		leave(w, place, q->received_by);
	}
	return true;
}

/* The filter that would say which, where there are several utilities or units; else NULL. */
static const char *
lacking(const struct metric *m, const struct wanted *w, const char *group[SUM_GROUPS])
{
	group[0] = group[1] = NULL;
	for (size_t i = 0; m->unit == USE && i < m->term_count; i++)
		for (size_t k = 0; k < w[i].count; k++) {
			const struct part_sum *p = &w[i].part[k];

			if (!group[0]) {
				group[0] = p->group[0];
				group[1] = p->group[1];
			}
			if (!same_text(group[0], p->group[0]))
				return "utility";
			if (!same_text(group[1], p->group[1]))
				return "unit";
		}
	return NULL;
}

bool
is_one_use(const struct metric *m, const struct wanted *w, const char *group[SUM_GROUPS])
{
	return lacking(m, w, group) == NULL;
}

enum err
one_use(struct cx *cx, const struct metric *m, const struct wanted *w, const char *group[SUM_GROUPS])
{
	const char *by = lacking(m, w, group);

	if (by)
		fault_add(cx, fmt(cx->arena, "?%s", by), "required", "Unlike units are not added. Say which %s.", by);
	return faults_check(cx);
}

/* ---- all metrics in all periods ---- */

enum { PERIODS = 3 };			/* now, previous, a year before */

struct asking {
	const struct metric *const *metrics;
	size_t n;
	const struct metric_question *q;
	char today[11];
	const struct metric_period *period[PERIODS];	/* NULL: there is none */
	struct wanted *wanted;
	size_t count;
	/* of metric m in period p: the place of its first term's; -1: no value */
	int *first;
	struct wanted *history[PERIODS];		/* NULL: nobody asks for it */
};

bool
only_now(const struct metric *m)
{
	for (size_t i = 0; i < m->term_count; i++) {
		const struct metric_term *t = &m->terms[i];

		if (t->time == PAST_DUE || (t->time == DUE && strncmp(t->measure, "open", 4) == 0))
			return true;
	}
	return false;
}

static void
want_metric(struct cx *cx, struct asking *a, size_t m, unsigned period)
{
	const struct metric *metric = a->metrics[m];
	size_t at = a->count;

	a->first[m * PERIODS + period] = -1;
	if (!a->period[period] || (period > 0 && only_now(metric)))
		return;
	for (size_t i = 0; i < metric->term_count; i++) {
		struct wanted *w = &a->wanted[at + i];

		if (!term_wanted(cx, &metric->terms[i], a->q, a->period[period], a->today, w))
			return;
		if (metric->unit == USE) {
			w->group[0] = dataset_dimension(metric->terms[i].of, "utility");
			w->group[1] = dataset_dimension(metric->terms[i].of, "unit");
		}
	}
	a->first[m * PERIODS + period] = (int)at;
	a->count += metric->term_count;
}

static void
want_history(struct cx *cx, struct asking *a)
{
	for (unsigned p = 1; p < PERIODS; p++) {
		if (!a->period[p] || a->period[p]->cycle_id)
			continue;
		a->history[p] = &a->wanted[a->count];
		history_wanted(cx, a->period[p], a->history[p]);
		a->count += HISTORY_TERMS;
	}
}

/* ---- values of sums ---- */

/* What a quotient is of came about in the period, or does not ask for that. */
static bool
is_of_something(const struct metric *m, const int64_t *sums)
{
	bool asks = false;

	for (size_t i = 0; i < m->term_count; i++) {
		const struct metric_term *t = &m->terms[i];
		bool divides = t->part == PER || t->part == BOTH;

		asks = asks || t->part == WHERE_ANY;
		if (sums[i] != 0 && (t->part == WHERE_ANY || (divides && t->time == FLOW)))
			return true;
	}
	return !asks;
}

struct metric_value
terms_value(const struct metric *m, const int64_t *sums)
{
	struct metric_value v;
	wide num = 0, den = 0;

	for (size_t i = 0; i < m->term_count; i++) {
		enum metric_part part = m->terms[i].part;

		if (part == ADD || part == BOTH)
			num += sums[i];
		if (part == TAKE)
			num -= sums[i];
		if (part == PER || part == BOTH)
			den += sums[i];
	}
	if (num > INT64_MAX || num < INT64_MIN || den > INT64_MAX || den < INT64_MIN)
		bug("the sums of %s leave 64 bits", m->key);
	v = metric_value_of(m->unit, (int64_t)num, metric_divides(m), (int64_t)den);
	v.known = v.known && is_of_something(m, sums);
	return v;
}

static bool
is_group(const struct part_sum *p, const char *const group[SUM_GROUPS])
{
	return !group || (same_text(p->group[0], group[0]) && same_text(p->group[1], group[1]));
}

/* Of one group, or of all. */
static struct metric_value
value_of(const struct asking *a, size_t m, unsigned period, const char *const *group)
{
	int first = a->first[m * PERIODS + period];
	int64_t sums[METRIC_TERMS] = { 0 };

	if (first < 0 || (a->history[period] &&
	    !history_reaches(a->history[period], a->period[period])))
		return (struct metric_value){ .known = false };
	for (size_t i = 0; i < a->metrics[m]->term_count; i++) {
		const struct wanted *w = &a->wanted[(size_t)first + i];

		for (size_t k = 0; k < w->count; k++)
			if (is_group(&w->part[k], group))
				sums[i] += w->part[k].value;
	}
	return terms_value(a->metrics[m], sums);
}

/* ---- answers ---- */

struct listing { struct metric_answer *answer; size_t n, room; };

static void
put_answer(struct cx *cx, const struct asking *a, size_t m, const char *const *group, struct listing *out)
{
	struct metric_answer *x;

	if (out->n == out->room) {
		out->answer = arena_grow(cx->arena, out->answer, out->room * sizeof *x, out->room * 2 * sizeof *x);
		out->room *= 2;
	}
	x = &out->answer[out->n++];
	*x = (struct metric_answer){ .metric = a->metrics[m] };
	if (group) {
		x->utility = group[0];
		x->unit = group[1];
	}
	x->now = value_of(a, m, 0, group);
	x->previous = value_of(a, m, 1, group);
	x->last_year = value_of(a, m, 2, group);
	x->change.known = metric_change_of(x->metric->unit, &x->now, &x->previous, &x->change.hundredths);
	x->change_last_year.known = metric_change_of(x->metric->unit, &x->now, &x->last_year,
	    &x->change_last_year.hundredths);
}

/* Each (utility, unit) that any period has, in their order; none: one answer without a value. */
static void
put_uses(struct cx *cx, const struct asking *a, size_t m, struct listing *out)
{
	struct wanted all = { .group = { 0, 1, -1 } };

	for (unsigned p = 0; p < PERIODS; p++) {
		int first = a->first[m * PERIODS + p];

		for (size_t i = 0; first >= 0 && i < a->metrics[m]->term_count; i++) {
			const struct wanted *w = &a->wanted[(size_t)first + i];

			for (size_t k = 0; k < w->count; k++)
				wanted_add(cx->arena, &all, 0, w->part[k].group, 1);
		}
	}
	wanted_settle(&all);
	for (size_t k = 0; k < all.count; k++)
		put_answer(cx, a, m, all.part[k].group, out);
	if (all.count == 0) {
		put_answer(cx, a, m, NULL, out);
		out->answer[out->n - 1].now = (struct metric_value){ .known = false };
	}
}

static const char *
key_of(struct cx *cx, const struct asking *a)
{
	struct buf b = buf_in(cx->arena);
	size_t n;
	const struct metric *catalog = metric_catalog(&n);

	buf_puts(&b, a->today);
	for (unsigned p = 0; p < PERIODS; p++)
		if (a->period[p])
			buf_printf(&b, "|%u %s %s %s %s", p, a->period[p]->from, a->period[p]->to, a->period[p]->due_to,
			    a->period[p]->cycle_id ? a->period[p]->cycle_id : "");
	for (size_t i = 0; i < a->q->filter_count; i++)
		buf_printf(&b, "|%s=%zu:%s", a->q->filters[i].dimension, strlen(a->q->filters[i].value),
		    a->q->filters[i].value);
	buf_printf(&b, "|by %s", a->q->received_by ? a->q->received_by : "");
	for (size_t i = 0; i < a->n; i++) {
		if (a->metrics[i] < catalog || a->metrics[i] >= catalog + n)
			return NULL;		/* not the catalog's: nobody knows what it is */
		buf_printf(&b, " %zu", (size_t)(a->metrics[i] - catalog));
	}
	return b.data;
}

enum err
metric_ask(struct cx *cx, const struct metric *const *metrics, size_t n, const struct metric_question *q,
    struct metric_answers *out)
{
	struct asking a = { .metrics = metrics, .n = n, .q = q, .period = { &q->period, NULL, NULL } };
	struct metric_period *before = arena_alloc(cx->arena, sizeof *before);
	struct metric_period *year = arena_alloc(cx->arena, sizeof *year);
	struct listing list = { .room = n + 8 };
	const char *key;
	bool there;

	TRY(business_day(cx, business_now(), a.today));
	TRY(metric_period_before(cx, &q->period, before, &there));
	a.period[1] = there ? before : NULL;
	TRY(metric_period_last_year(cx, &q->period, year, &there));
	a.period[2] = there ? year : NULL;
	a.first = arena_array(cx->arena, int, n * PERIODS);
	a.wanted = arena_array(cx->arena, struct wanted, PERIODS * ((n + 1) * METRIC_TERMS + HISTORY_TERMS));
	for (size_t m = 0; m < n; m++)
		for (unsigned p = 0; p < PERIODS; p++)
			want_metric(cx, &a, m, p);
	want_history(cx, &a);
	key = key_of(cx, &a);
	TRY(key ? sums_recall(cx, a.wanted, a.count, key) : sums_read(cx, a.wanted, a.count));
	list.answer = arena_array(cx->arena, struct metric_answer, list.room);
	for (size_t m = 0; m < n; m++) {
		if (metrics[m]->unit == USE)
			put_uses(cx, &a, m, &list);
		else
			put_answer(cx, &a, m, NULL, &list);
	}
	*out = (struct metric_answers){ list.answer, list.n, a.period[1], a.period[2],
		business_now() };
	return OK;
}
