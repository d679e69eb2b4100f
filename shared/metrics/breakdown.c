#include "ask_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "settings.h"
#include "text.h"

/*
 * A metric split by a dimension: its terms are read apart by it, now and in the period before.  By
 * "aging": what is open by the day that it was due, put into buckets by how long ago that is today.
 */

enum { SHARES_MOST = 1000, AGES = 8 };

struct splitting {
	const struct metric *metric;
	const struct metric_question *q;
	const char *by;
	bool aging;
	char today[11];
	struct metric_period before;
	bool there;				/* is there a period before? */
	struct wanted now[METRIC_TERMS], previous[METRIC_TERMS];
	const char *group[SUM_GROUPS];
	int age[AGES];				/* days past due at which the next bucket begins */
	size_t ages;
	struct metric_share *share;
	size_t n, room;
	bool too_many;
	bool untold;				/* of the period itself nothing can be said */
};

/* ---- ages ---- */

/* "30 60 90": current, 1 to 30, 31 to 60, 61 to 90, over 90. */
static void
read_ages(struct cx *cx, struct splitting *s)
{
	const char *p = setting_text(cx, SETTING_AGING_DAYS);
	char *end;

	s->age[s->ages++] = 0;
	while (*p && s->ages < AGES) {
		long v = strtol(p, &end, 10);

		if (end == p)
			break;
		if (v > s->age[s->ages - 1] && v <= 3650)
			s->age[s->ages++] = (int)v;
		p = end;
	}
}

/* The bucket of what was due on a day: 0 is not past due. */
static size_t
bucket_of(const struct splitting *s, int due)
{
	int late = date_days(s->today) - due;
	size_t i = 0;

	while (i < s->ages && late > s->age[i])
		i++;
	return i;
}

static const char *
age_value(struct cx *cx, const struct splitting *s, size_t i)
{
	if (i == 0)
		return "current";
	if (i == s->ages)
		return fmt(cx->arena, "%d+", s->age[i - 1] + 1);
	return fmt(cx->arena, "%d-%d", s->age[i - 1] + 1, s->age[i]);
}

static const char *
age_text(struct cx *cx, const struct splitting *s, size_t i)
{
	if (i == 0)
		return "Not past due";
	if (i == s->ages)
		return fmt(cx->arena, "Over %d days", s->age[i - 1]);
	return fmt(cx->arena, "%d to %d days", s->age[i - 1] + 1, s->age[i]);
}

/* ---- sums ---- */

static void
want_terms(struct cx *cx, struct splitting *s, const struct metric_period *p, struct wanted *w, bool past)
{
	const struct metric *m = s->metric;

	for (size_t i = 0; i < m->term_count; i++) {
		const struct metric_term *term = &m->terms[i];

		if (!term_wanted(cx, term, s->q, p, s->today, &w[i])) {
			w[i].is_nothing = true;
			s->untold = s->untold || !past;
		}
		if (m->unit == USE) {
			w[i].group[0] = dataset_dimension(term->of, "utility");
			w[i].group[1] = dataset_dimension(term->of, "unit");
		}
		if (s->aging) {
			w[i].axis = BY_DUE;
			w[i].by_day = true;
		} else
			w[i].group[2] = dataset_dimension(term->of, s->by);
	}
}

/* What is not open today has no age: the stock as it stood is not kept by due date. */
static enum err
check(struct cx *cx, const struct splitting *s)
{
	bool known = s->aging ? metric_has_aging(s->metric) : metric_has_dimension(s->metric, s->by);

	if (!known)
		fault_add(cx, "?by", "unknown", "%s cannot be split by this.", s->metric->name);
	else if (s->aging && !s->q->period.is_open && !s->q->period.cycle_id)
		fault_add(cx, "?period", "range", "Aging is of what is open now: ask for a period that is not over.");
	return faults_check(cx);
}

/* ---- parts ---- */

static bool
is_told(const struct splitting *s, const struct part_sum *p)
{
	return !s->group[0] ||
	    (same_text(p->group[0], s->group[0]) && same_text(p->group[1], s->group[1]));
}

static const char *
value_of_part(struct cx *cx, const struct splitting *s, const struct part_sum *p)
{
	return s->aging ? age_value(cx, s, bucket_of(s, p->day)) : p->group[2];
}

static struct metric_value
value_of(struct cx *cx, const struct splitting *s, const struct wanted *w, const char *value)
{
	int64_t sums[METRIC_TERMS] = { 0 };

	for (size_t i = 0; i < s->metric->term_count; i++)
		for (size_t k = 0; k < w[i].count; k++)
			if (is_told(s, &w[i].part[k]) &&
			    (!value || same_text(value, value_of_part(cx, s, &w[i].part[k]))))
				sums[i] += w[i].part[k].value;
	if (s->untold && w == s->now)
		return (struct metric_value){ .known = false };
	return terms_value(s->metric, sums);
}

static void
add_share(struct cx *cx, struct splitting *s, const char *value, const char *text)
{
	for (size_t i = 0; i < s->n; i++)
		if (same_text(s->share[i].value, value))
			return;
	if (s->n == SHARES_MOST) {
		s->too_many = true;
		return;
	}
	if (s->n == s->room) {
		s->share = arena_grow(cx->arena, s->share, s->room * sizeof *s->share,
		    s->room * 2 * sizeof *s->share);
		s->room *= 2;
	}
	s->share[s->n++] = (struct metric_share){ .value = value, .text = text };
}

static void
add_shares(struct cx *cx, struct splitting *s, const struct wanted *w)
{
	for (size_t i = 0; i < s->metric->term_count; i++)
		for (size_t k = 0; k < w[i].count; k++)
			if (is_told(s, &w[i].part[k]) && w[i].part[k].value != 0)
				add_share(cx, s, w[i].part[k].group[2], NULL);
}

static int
largest_first(const void *a, const void *b)
{
	const struct metric_share *x = a, *y = b;

	if (x->now.known != y->now.known)
		return x->now.known ? -1 : 1;
	if (x->now.scaled != y->now.scaled)
		return x->now.scaled > y->now.scaled ? -1 : 1;
	return strcmp(x->value, y->value);
}

static enum err
fill(struct cx *cx, struct splitting *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct metric_share *x = &s->share[i];

		x->now = value_of(cx, s, s->now, x->value);
		if (s->there)
			x->previous = value_of(cx, s, s->previous, x->value);
		if (!x->text)
			TRY(metric_words(cx, s->by, x->value, &x->text));
	}
	if (!s->aging)
		qsort(s->share, s->n, sizeof *s->share, largest_first);
	return OK;
}

enum err
metric_breakdown(struct cx *cx, const struct metric *m, const struct metric_question *q,
    const char *by, struct metric_shares *out)
{
	struct splitting *s = arena_alloc(cx->arena, sizeof *s);
	struct wanted *both = arena_array(cx->arena, struct wanted, METRIC_TERMS * 2 + HISTORY_TERMS);
	size_t n = m->term_count;

	*s = (struct splitting){ .metric = m, .q = q, .by = by, .aging = same_text(by, "aging"), .room = 16 };
	TRY(check(cx, s));
	TRY(business_day(cx, business_now(), s->today));
	TRY(metric_period_before(cx, &q->period, &s->before, &s->there));
	s->there = s->there && !s->aging && !only_now(m);
	want_terms(cx, s, &q->period, both, false);
	if (s->there) {
		want_terms(cx, s, &s->before, both + n, true);
		history_wanted(cx, &s->before, both + n * 2);
	}
	TRY(sums_read(cx, both, s->there ? n * 2 + HISTORY_TERMS : n));
	memcpy(s->now, both, n * sizeof *both);
	if (s->there && !s->before.cycle_id)
		s->there = history_reaches(both + n * 2, &s->before);
	if (s->there)
		memcpy(s->previous, both + n, n * sizeof *both);
	TRY(one_use(cx, m, s->now, s->group));
	if (!s->group[0])
		TRY(one_use(cx, m, s->previous, s->group));
	s->share = arena_array(cx->arena, struct metric_share, s->room);
	if (s->aging) {
		read_ages(cx, s);
		for (size_t i = 0; i <= s->ages; i++)
			add_share(cx, s, age_value(cx, s, i), age_text(cx, s, i));
	} else {
		add_shares(cx, s, s->now);
		add_shares(cx, s, s->previous);
	}
	if (s->too_many) {	/* some of them would not add up to the whole */
		fault_add(cx, "?by", "range", "There are more than %d parts. Ask for fewer by a filter.", SHARES_MOST);
		return faults_check(cx);
	}
	TRY(fill(cx, s));
	*out = (struct metric_shares){ s->share, s->n, value_of(cx, s, s->now, NULL), s->group[0], s->group[1],
		business_now() };
	return OK;
}
