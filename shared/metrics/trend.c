#include "ask_private.h"
#include <string.h>
#include "clock.h"
#include "text.h"

/*
 * A metric over the steps of a period.  Each term is read once for all steps and for the year before
 * them, apart by day (or by cycle), and put together here: a flow's days into their step, of a stock
 * what came before the step's end.
 */

struct trending {
	const struct metric *metric;
	const struct metric_question *q;
	enum metric_step step;
	char today[11];
	struct metric_point *point;
	struct metric_period *year_before;	/* of each point; asked NULL: there is none */
	size_t n;
	struct wanted wanted[METRIC_TERMS + HISTORY_TERMS];	/* the metric's terms, then the history's */
	const char *group[SUM_GROUPS];		/* of units of use: the one that is told */
};

/* ---- steps ---- */

static enum err
too_many(struct cx *cx)
{
	fault_add(cx, "?step", "range",
	    "That would be more than %d steps. Take longer ones, or a shorter period.", METRIC_POINTS);
	return faults_check(cx);
}

/* The last day of the step that this day is in. */
static void
step_end(struct cx *cx, const char *on, enum metric_step step, char out[11])
{
	char next[11], first[11];

	memcpy(out, on, 11);
	if (step == BY_MONTH) {
		memcpy(first, on, 11);
		memcpy(first + 8, "01", 2);
		date_add_months(first, 1, next);
		date_add_days(next, -1, out);
	} else if (step == BY_WEEK) {
		first_of_week(cx, on, first);
		date_add_days(first, 6, out);
	}
}

static enum err
add_point(struct cx *cx, struct trending *t, const char *asked)
{
	struct metric_point *p = &t->point[t->n];
	bool there;

	TRY(metric_period_read(cx, asked, &p->period));
	TRY(metric_period_last_year(cx, &p->period, &t->year_before[t->n], &there));
	if (!there)
		t->year_before[t->n].asked = NULL;
	t->n++;
	return OK;
}

static bool
falls_due(const struct metric *m)
{
	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].time == DUE)
			return true;
	return false;
}

static enum err
steps_of_days(struct cx *cx, struct trending *t)
{
	const struct metric_period *whole = &t->q->period;
	const char *last = falls_due(t->metric) ? whole->due_to : whole->to;
	char from[11], to[11];

	memcpy(from, whole->from, sizeof from);
	while (strcmp(from, last) <= 0) {
		if (t->n == METRIC_POINTS)
			return too_many(cx);
		step_end(cx, from, t->step, to);
		if (strcmp(to, last) > 0)
			memcpy(to, last, sizeof to);
		TRY(add_point(cx, t, fmt(cx->arena, "%s..%s", from, to)));
		date_add_days(to, 1, from);
	}
	return OK;
}

static const char *
filter_value(const struct metric_question *q, const char *dimension)
{
	for (size_t i = 0; i < q->filter_count; i++)
		if (same_text(q->filters[i].dimension, dimension))
			return q->filters[i].value;
	return NULL;
}

static enum err
steps_of_cycles(struct cx *cx, struct trending *t)
{
	const char *zone = filter_value(t->q, "zone_id"), *utility = filter_value(t->q, "utility");
	const char *nobody = "00000000-0000-0000-0000-000000000000";
	struct rows rows;

	TRY(db_all(cx, &rows, "select id from cycle where to_on between ? and ?"
	    " and (? is null or zone_id = ?) and (? is null or utility = convert(? using ascii) collate ascii_bin)"
	    " order by to_on, id limit 401", str(t->q->period.from), str(t->q->period.to), str(zone),
	    str(zone && *zone ? zone : nobody), str(utility), str(utility)));
	if (rows.n > METRIC_POINTS)
		return too_many(cx);
	for (size_t i = 0; i < rows.n; i++)
		TRY(add_point(cx, t, fmt(cx->arena, "cycle:%s", row_str(&rows.row[i], "id"))));
	return OK;
}

/* ---- sums ---- */

static int
last_day(enum metric_time time, const struct metric_period *p)
{
	return date_days(time == DUE ? p->due_to : p->to);
}

static void
widen(struct wanted *w, enum metric_time time, const struct metric_period *p)
{
	int from = date_days(p->from), to = last_day(time, p);

	if (from < w->from)
		w->from = from;
	if (to > w->to)
		w->to = to;
}

static void
want_term(struct cx *cx, struct trending *t, size_t i)
{
	const struct metric_term *term = &t->metric->terms[i];
	struct metric_period all = t->q->period;
	struct wanted *w = &t->wanted[i];

	all.cycle_id = NULL;
	if (strcmp(all.from, t->today) > 0)		/* of the year before something may be known */
		memcpy(all.from, t->today, sizeof all.from);
	if (!term_wanted(cx, term, t->q, &all, t->today, w))
		w->is_nothing = true;
	if (t->metric->unit == USE) {
		w->group[0] = dataset_dimension(term->of, "utility");
		w->group[1] = dataset_dimension(term->of, "unit");
	}
	if (t->step == BY_CYCLE) {
		w->from = SINCE_EVER;
		w->to = term->time == PAST_DUE ? w->to : FOR_EVER;
		w->group[2] = dataset_dimension(term->of, "cycle_id");
		return;
	}
	w->by_day = term->time != PAST_DUE;
	if (term->time == STOCK)
		w->to = FOR_EVER;
	if (term->time != FLOW && term->time != DUE)
		return;
	for (size_t k = 0; k < t->n; k++) {
		widen(w, term->time, &t->point[k].period);
		if (t->year_before[k].asked)
			widen(w, term->time, &t->year_before[k]);
	}
}

static bool
counts_in(const struct trending *t, enum metric_time time, const struct part_sum *part,
    const struct metric_period *p, int from, int to)
{
	if (t->group[0] && (!same_text(part->group[0], t->group[0]) || !same_text(part->group[1], t->group[1])))
		return false;
	if (t->step == BY_CYCLE)
		return same_text(part->group[2], p->cycle_id);
	if (time == STOCK)
		return strcmp(p->to, t->today) >= 0 || part->day <= to;
	return time == PAST_DUE || (part->day >= from && part->day <= to);
}

static struct metric_value
value_at(const struct trending *t, const struct metric_period *p)
{
	int from = date_days(p->from);
	int64_t sums[METRIC_TERMS] = { 0 };

	for (size_t i = 0; i < t->metric->term_count; i++) {
		enum metric_time time = t->metric->terms[i].time;
		int to = last_day(time, p);
		const struct wanted *w = &t->wanted[i];

		/* what is past due is known of today alone; payments of a cycle are not */
		if ((time == PAST_DUE && t->step != BY_CYCLE &&
		    (strcmp(p->from, t->today) > 0 || strcmp(p->to, t->today) < 0)) ||
		    is_ahead(&t->metric->terms[i], p, t->today) ||
		    (t->step == BY_CYCLE && dataset_dimension(w->of, "cycle_id") < 0))
			return (struct metric_value){ .known = false };
		for (size_t k = 0; k < w->count; k++)
			if (counts_in(t, time, &w->part[k], p, from, to))
				sums[i] += w->part[k].value;
	}
	return terms_value(t->metric, sums);
}

static enum err
read_trend(struct cx *cx, const struct metric *m, const struct metric_question *q,
    enum metric_step step, struct trending *t)
{
	*t = (struct trending){ .metric = m, .q = q, .step = q->period.cycle_id ? BY_CYCLE : step };
	t->point = arena_array(cx->arena, struct metric_point, METRIC_POINTS + 1);
	t->year_before = arena_array(cx->arena, struct metric_period, METRIC_POINTS + 1);
	TRY(business_day(cx, business_now(), t->today));
	if (q->period.cycle_id)
		TRY(add_point(cx, t, q->period.asked));
	else if (step == BY_CYCLE)
		TRY(steps_of_cycles(cx, t));
	else
		TRY(steps_of_days(cx, t));
	for (size_t i = 0; i < m->term_count; i++)
		want_term(cx, t, i);
	history_wanted(cx, NULL, t->wanted + m->term_count);
	return sums_read(cx, t->wanted, m->term_count + HISTORY_TERMS);
}

static bool
is_compared(const struct trending *t, const struct metric_period *p)
{
	return p->asked && !only_now(t->metric) &&
	    (t->step == BY_CYCLE || history_reaches(t->wanted + t->metric->term_count, p));
}

static struct metric_points
points_of(struct trending *t)
{
	for (size_t k = 0; k < t->n; k++) {
		t->point[k].value = value_at(t, &t->point[k].period);
		if (is_compared(t, &t->year_before[k]))
			t->point[k].compared = value_at(t, &t->year_before[k]);
	}
	return (struct metric_points){ t->point, t->n, t->group[0], t->group[1], business_now() };
}

enum err
metric_trend(struct cx *cx, const struct metric *m, const struct metric_question *q,
    enum metric_step step, struct metric_points *out)
{
	struct trending *t = arena_alloc(cx->arena, sizeof *t);

	TRY(read_trend(cx, m, q, step, t));
	TRY(one_use(cx, m, t->wanted, t->group));
	*out = points_of(t);
	return OK;
}

enum err
metric_trend_of_one(struct cx *cx, const struct metric *m, const struct metric_question *q,
    enum metric_step step, struct metric_points *out)
{
	struct trending *t = arena_alloc(cx->arena, sizeof *t);

	TRY(read_trend(cx, m, q, step, t));
	if (!is_one_use(m, t->wanted, t->group))
		t->n = 0;
	*out = points_of(t);
	return OK;
}
