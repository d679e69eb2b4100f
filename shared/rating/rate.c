/*
 * A bill worked out.  The period is cut into spans (one tariff version each), a component's span
 * into runs (one season each); what is worth how much is kept exactly until round_all().
 */
#include "rate_private.h"

enum { DAYS_MAX = 1000 };

/* ---- dates ---- */

/* What part of the tariff's period the days are. */
static void
period_of(const struct rating_input *in, struct span *s)
{
	if (s->t->period_days == PERIOD_MONTH) {
		months_of(s->from, s->to, &s->num, &s->den);
		return;
	}
	s->num = s->to - s->from + 1;
	s->den = s->t->period_days == PERIOD_BILL ? in->to - in->from + 1 : s->t->period_days;
	if (s->num == s->den)
		s->num = s->den = 1;
}

/* ---- use ---- */

/* Of the whole use, what days up to `to` (counted from `from`) have: the parts add up to it. */
static int64_t
use_until(const struct rating_input *in, int32_t to)
{
	return (int64_t)((exact)in->use_milli * (to - in->from + 1) / (in->to - in->from + 1));
}

/* false: more than there can be. */
static bool
use_between(const struct rating_input *in, int32_t from, int32_t to, int64_t *use)
{
	if (!in->intervals) {
		*use = use_until(in, to) - use_until(in, from - 1);
		return true;
	}
	*use = 0;
	for (size_t i = 0; i < in->interval_count; i++) {
		const struct interval *v = &in->intervals[i];

		if (v->day >= from && v->day <= to)
			*use += v->use_milli;
	}
	return *use <= USE_MAX;
}

/* ---- spans ---- */

/* A component of one season: where seasons do not divide the period, all of it or nothing; else
 * each run of days that are in the season. */
static enum rate_result
rate_season(struct work *w, const struct span *s)
{
	struct span run = *s;
	enum rate_result e = RATED;

	if (s->t->change != CHANGE_PRORATE) {
		int32_t day = s->t->change == CHANGE_END ? s->to : s->from;

		return season_at(s->t, day) == s->c->season ? rate_component(w, s) : RATED;
	}
	/* of what is there; what is not in season is nothing */
	if (s->c->kind >= K_PERCENT)
		return season_at(s->t, s->to) == s->c->season ? rate_component(w, s) : RATED;
	for (int32_t day = s->from; day <= s->to && e == RATED; day = run.to + 1) {
		bool in;

		run.from = day;
		run.to = season_until(s->t, s->c->season, day, s->to, &in);
		if (!in)
			continue;
		period_of(w->in, &run);
		if (!use_between(w->in, run.from, run.to, &run.use_milli))
			return RATE_TOO_LARGE;
		e = rate_component(w, &run);
	}
	return e;
}

/* Taxes, or all that is none. */
static enum rate_result
rate_span(struct work *w, struct span *s, bool taxes)
{
	enum rate_result e = RATED;

	for (size_t i = 0; i < s->class->n && e == RATED; i++) {
		s->c = &s->class->components[i];
		s->at = (int16_t)i;
		if ((s->c->kind == K_TAX) == taxes)
			e = s->c->season < 0 ? rate_component(w, s) : rate_season(w, s);
	}
	return e;
}

static const struct rating_version *
version_at(const struct rating_input *in, int32_t day)
{
	for (size_t i = 0; i < in->version_count; i++)
		if (in->versions[i].from <= day && day <= in->versions[i].to)
			return &in->versions[i];
	return NULL;
}

static enum rate_result
begin_span(struct work *w, struct span *s, const struct rating_version *v, int32_t from, int32_t to)
{
	w->r->version = (int16_t)(v - w->in->versions);
	if (v->profile->class < 0)
		return RATE_CLASS;
	*s = (struct span){
		.under = v, .t = v->tariff, .class = &v->tariff->classes[v->profile->class],
		.from = from, .to = to, .version = (uint8_t)(v - w->in->versions),
	};
	for (size_t i = 0; i < s->class->n; i++)
		w->sums[s->version][i] = 0;
	w->sums[s->version][TARIFF_COMPONENTS_MAX] = 0;
	period_of(w->in, s);
	return use_between(w->in, from, to, &s->use_milli) ? RATED : RATE_TOO_LARGE;
}

/* The version of the last day says whether the period is divided. */
static enum rate_result
divide(struct work *w, struct span spans[RATED_VERSIONS_MAX], size_t *n)
{
	const struct rating_input *in = w->in;
	const struct rating_version *last = version_at(in, in->to), *v = last;

	*n = 0;
	if (!last)
		return RATE_GAP;
	if (last->tariff->change == CHANGE_START)
		v = version_at(in, in->from);
	if (!v)
		return RATE_GAP;
	if (last->tariff->change != CHANGE_PRORATE) {
		*n = 1;
		return begin_span(w, spans, v, in->from, in->to);
	}
	for (int32_t day = in->from; day <= in->to;) {
		int32_t to;
		enum rate_result e;

		v = version_at(in, day);
		if (!v)
			return RATE_GAP;
		if (v->tariff->unit != last->tariff->unit)
			return RATE_UNIT;
		to = v->to < in->to ? v->to : in->to;
		e = begin_span(w, &spans[(*n)++], v, day, to);
		if (e != RATED)
			return e;
		day = to + 1;
	}
	return RATED;
}

static enum rate_result
check(const struct rating_input *in, int64_t *use)
{
	*use = in->use_milli;
	if (in->to < in->from || (int64_t)in->to - in->from >= DAYS_MAX || in->from < -719162 ||
	    in->to > 2932896 || in->version_count > RATED_VERSIONS_MAX)
		return RATE_PERIOD;
	if (in->intervals)
		*use = 0;
	for (size_t i = 0; in->intervals && i < in->interval_count; i++) {
		const struct interval *v = &in->intervals[i];

		if (v->day < in->from || v->day > in->to || v->minute < 0 || v->minute >= 1440 ||
		    v->minutes < 1 || v->minutes > 1440)
			return RATE_PERIOD;
		if (v->use_milli < 0 || v->use_milli > USE_MAX || (*use += v->use_milli) > USE_MAX)
			return RATE_USE;
	}
	return *use < 0 || *use > USE_MAX ? RATE_USE : RATED;
}

/* Rounded once, and told apart. */
static enum rate_result
settle(struct work *w, enum rounding rule)
{
	int64_t minor[RATED_LINES_MAX];
	struct rated *r = w->r;

	if (!round_all(w->amounts, r->count, rule, minor, &r->total_minor))
		return RATE_TOO_LARGE;
	for (size_t i = 0; i < r->count; i++) {
		r->lines[i].amount_minor = minor[i];
		if (r->lines[i].kind == LINE_TAX)
			r->tax_minor += minor[i];
		else if (r->lines[i].kind == LINE_FIXED)
			r->fixed_minor += minor[i];
	}
	return RATED;
}

static enum rate_result
work_out(struct work *w)
{
	struct span spans[RATED_VERSIONS_MAX];
	size_t n;
	enum rate_result e = check(w->in, &w->r->use_milli);

	if (e == RATED)
		e = divide(w, spans, &n);
	for (size_t i = 0; e == RATED && i < n; i++) {
		e = rate_span(w, &spans[i], false);
		if (e == RATED)
			e = rate_minimum(w, &spans[i]);
	}
	for (size_t i = 0; e == RATED && i < n; i++)
		e = rate_span(w, &spans[i], true);
	return e == RATED ? settle(w, spans[n - 1].t->rounding) : e;
}

enum rate_result
rate(const struct rating_input *in, struct rated *r)
{
	struct work w;
	enum rate_result e;

	w.in = in;
	w.r = r;
	r->total_minor = r->tax_minor = r->fixed_minor = r->use_milli = 0;
	r->attribute = r->version = -1;
	r->count = 0;
	e = work_out(&w);
	if (e != RATED)
		r->count = 0;
	return e;
}
