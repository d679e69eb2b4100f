/*
 * What a component of a tariff is worth for the days of a span, as lines.
 */
#include "rate_private.h"

/* ---- values ---- */

static enum rate_result
pick(struct work *w, const struct span *s, const struct value *v, const struct value **out)
{
	while (v->attribute >= 0) {
		int64_t has = s->under->profile->attributes[v->attribute];
		const struct value *next;

		w->r->attribute = (int16_t)v->attribute;
		w->r->version = s->version;
		if (has == ATTRIBUTE_UNKNOWN && !v->otherwise)
			return RATE_ATTRIBUTE;
		next = has >= 0 && has < (int64_t)v->n ? v->by[has] : NULL;
		v = next ? next : v->otherwise;
		if (!v)
			return RATE_PRICE;
	}
	*out = v;
	return RATED;
}

/* ---- lines ---- */

static const uint8_t line_kinds[] = {
	LINE_FIXED, LINE_USAGE, LINE_USAGE, LINE_USAGE, LINE_DEMAND, LINE_SURCHARGE, LINE_SURCHARGE,
	LINE_TAX
};

/* One line more, worth `worth`; where it is worth nothing only if it must be shown. */
static enum rate_result
put(struct work *w, const struct span *s, const struct rated_line *l, exact worth, bool must)
{
	struct rated *r = w->r;
	struct rated_line *into;

	if (worth == 0 && !must)
		return RATED;
	if (r->count == RATED_LINES_MAX)
		return RATE_LINES;
	if (__builtin_add_overflow(w->sums[s->version][s->at < 0 ? TARIFF_COMPONENTS_MAX : s->at],
		worth, &w->sums[s->version][s->at < 0 ? TARIFF_COMPONENTS_MAX : s->at]))
		return RATE_TOO_LARGE;
	w->amounts[r->count] = worth;
	into = &r->lines[r->count++];
	*into = *l;
	into->kind = s->at < 0 ? LINE_MINIMUM : line_kinds[s->c->kind];
	into->version = s->version;
	into->component = s->at;
	into->from = s->from;
	into->to = s->to;
	return RATED;
}

static bool
times(int64_t quantity_milli, int64_t rate_micro, exact *worth)
{
	return !__builtin_mul_overflow(
	    (exact)quantity_milli * rate_micro, (exact)EXACT_NANO, worth);
}

/* a × num / den of thousandths, rounded half up; both below 2^63, which all quantities keep. */
static int64_t
scaled(int64_t a, int64_t num, int64_t den)
{
	if (num == den)
		return a;
	return (int64_t)(((exact)a * num + den / 2) / den);
}

/* Tier by tier.  base: what tier limits are percents of, or -1: they are quantities. */
static enum rate_result
put_tiers(struct work *w, const struct span *s, const struct tiers *t, int64_t quantity,
    int64_t base, int period)
{
	int64_t begins = 0;

	for (size_t i = 0; i < t->n; i++) {
		int64_t ends = INT64_MAX, in_tier;
		struct rated_line l = { .tier = (int16_t)(i + 1), .period = (int16_t)period };
		exact worth;
		enum rate_result e;

		if (i > 0 && quantity <= begins)
			break;
		if (i + 1 < t->n)
			ends = base < 0 ? scaled(t->from[i + 1], s->num, s->den)
			    : scaled(base, t->from[i + 1], SHARE_ALL);
		in_tier = (quantity < ends ? quantity : ends) - begins;
		l.quantity_milli = in_tier;
		l.rate_micro = t->price[i];
		l.tier_from_milli = begins;
		l.tier_to_milli = ends == INT64_MAX ? -1 : ends;
		if (t->n == 1)
			l.tier = 0;
		if (!times(in_tier, t->price[i], &worth))
			return RATE_TOO_LARGE;
		e = put(w, s, &l, worth, in_tier > 0 || (quantity == 0 && period < 0));
		if (e != RATED)
			return e;
		begins = ends;
	}
	return RATED;
}

/* An amount for a part of its period. */
static enum rate_result
put_part(struct work *w, const struct span *s, int64_t quantity, int64_t rate, int64_t num,
    int64_t den, struct rated_line l)
{
	exact worth;

	if (!times(quantity, rate, &worth) || !exact_share(worth, num, den, &worth))
		return RATE_TOO_LARGE;
	l.quantity_milli = quantity;
	l.rate_micro = rate;
	if (num != den) {
		l.part = (int32_t)num;
		l.whole = (int32_t)den;
	}
	return put(w, s, &l, worth, false);
}

static enum rate_result
rate_fixed(struct work *w, const struct span *s)
{
	const struct value *v;
	int64_t num, den;
	enum rate_result e = pick(w, s, s->c->amount, &v);

	if (e != RATED)
		return e;
	if (s->c->per == PER_DAY)
		return put_part(w, s, (int64_t)(s->to - s->from + 1) * 1000, v->number, 1, 1,
		    (struct rated_line){ .period = -1 });
	num = s->num;
	den = s->den;
	if (s->c->per == PER_MONTH)
		months_of(s->from, s->to, &num, &den);
	if (den == 1)
		return put_part(
		    w, s, num * 1000, v->number, 1, 1, (struct rated_line){ .period = -1 });
	return put_part(w, s, 1000, v->number, num, den, (struct rated_line){ .period = -1 });
}

static enum rate_result
budget_of(struct work *w, const struct span *s, int64_t *budget)
{
	exact sum = 0;

	for (size_t i = 0; i < s->c->budget_count; i++) {
		const struct budget_term *b = &s->c->budget[i];
		int64_t many = 1000;
		const struct value *v;
		exact one;
		enum rate_result e = pick(w, s, b->amount, &v);

		if (e != RATED)
			return e;
		if (b->times >= 0)
			many = s->under->profile->attributes[b->times];
		if (many == ATTRIBUTE_UNKNOWN) {
			w->r->attribute = (int16_t)b->times;
			w->r->version = s->version;
			return RATE_ATTRIBUTE;
		}
		one = (exact)v->number * many;
		one = b->per == PER_DAY ? one * (s->to - s->from + 1)
		    : (one * s->num + s->den / 2) / s->den;
		sum += one;
	}
	sum = (sum + 500) / 1000;
	if (sum > USE_MAX)
		return RATE_TOO_LARGE;
	*budget = (int64_t)sum;
	return RATED;
}

static enum rate_result
rate_usage(struct work *w, const struct span *s)
{
	const struct value *v;
	int64_t budget = -1;
	enum rate_result e = pick(w, s, s->c->rates[0], &v);

	if (e == RATED && s->c->kind == K_BUDGET)
		e = budget_of(w, s, &budget);
	return e == RATED ? put_tiers(w, s, v->tiers, s->use_milli, budget, -1) : e;
}

/* Which period of a schedule an interval falls into; the day's weekday and month are kept. */
struct hours { int32_t day; const uint8_t *row; };

static int
period_at(const struct schedule *c, struct hours *h, const struct interval *v)
{
	if (!h->row || h->day != v->day) {
		h->day = v->day;
		h->row = c->period[weekday_of(v->day) >= 5][civil_of(v->day).month - 1];
	}
	return h->row[v->minute / 60];
}

static enum rate_result
rate_tou(struct work *w, const struct span *s)
{
	const struct schedule *c = &s->t->schedules[s->c->schedule];
	int64_t use[TARIFF_PERIODS_MAX] = { 0 };
	struct hours h = { 0 };

	if (!w->in->intervals)
		return RATE_INTERVALS;
	for (size_t i = 0; i < w->in->interval_count; i++) {
		const struct interval *v = &w->in->intervals[i];

		if (v->day >= s->from && v->day <= s->to)
			use[period_at(c, &h, v)] += v->use_milli;
	}
	for (size_t i = 0; i < c->periods; i++) {
		const struct value *v;
		enum rate_result e = pick(w, s, s->c->rates[i], &v);

		if (e == RATED)
			e = put_tiers(w, s, v->tiers, use[i], -1, (int)i);
		if (e != RATED)
			return e;
	}
	return RATED;
}

/* The highest demand of each period, in the component's unit. */
static enum rate_result
demands(const struct work *w, const struct span *s, int64_t most[TARIFF_PERIODS_MAX])
{
	const struct component *c = s->c;
	struct hours h = { 0 };

	for (size_t i = 0; i < c->rate_count; i++)
		most[i] = 0;
	if (!w->in->intervals) {
		most[0] = w->in->demand_milli;
		return c->schedule >= 0 || w->in->demand_milli < 0 ? RATE_INTERVALS : RATED;
	}
	for (size_t i = 0; i < w->in->interval_count; i++) {
		const struct interval *v = &w->in->intervals[i];
		size_t p = 0;
		exact power;

		if (v->day < s->from || v->day > s->to)
			continue;
		if (c->schedule >= 0)
			p = (size_t)period_at(&s->t->schedules[c->schedule], &h, v);
		power = (exact)v->use_milli * 60 * c->power_num;
		power = (power + (exact)v->minutes * c->power_den / 2) /
		    ((exact)v->minutes * c->power_den);
		if (power > USE_MAX)
			return RATE_TOO_LARGE;
		if ((int64_t)power > most[p])
			most[p] = (int64_t)power;
	}
	return RATED;
}

static enum rate_result
rate_demand(struct work *w, const struct span *s)
{
	int64_t most[TARIFF_PERIODS_MAX];
	enum rate_result e = demands(w, s, most);

	for (size_t i = 0; i < s->c->rate_count && e == RATED; i++) {
		const struct value *v;

		e = pick(w, s, s->c->rates[i], &v);
		for (size_t k = 0; e == RATED && k < v->tiers->n; k++) {
			const struct tiers *t = v->tiers;
			bool last = k + 1 == t->n;
			int64_t ends = !last && t->from[k + 1] < most[i] ? t->from[k + 1] : most[i];

			if (ends > t->from[k])
				e = put_part(w, s, ends - t->from[k], t->price[k], s->num, s->den,
				    (struct rated_line){
					.tier = (int16_t)(t->n > 1 ? k + 1 : 0),
					.period = (int16_t)(s->c->schedule < 0 ? -1 : (int)i),
					.tier_from_milli = t->from[k],
					.tier_to_milli = last ? -1 : t->from[k + 1],
				    });
		}
	}
	return e;
}

static enum rate_result
rate_per_unit(struct work *w, const struct span *s)
{
	const struct value *v;
	enum rate_result e = pick(w, s, s->c->amount, &v);

	return e == RATED ? put_part(w, s, s->use_milli, v->number, 1, 1,
	    (struct rated_line){ .period = -1 }) : e;
}

/* What a share is taken of: components named, or all that are no tax and (of surcharges) before it.
 * */
static bool
base_of(const struct work *w, const struct span *s, exact *base)
{
	const exact *sums = w->sums[s->version];
	const struct component *c = s->c;
	size_t n = c->kind == K_TAX ? s->class->n : (size_t)s->at;
	bool minimum = c->kind == K_TAX && (c->of_all || c->of_minimum);

	*base = minimum ? sums[TARIFF_COMPONENTS_MAX] : 0;
	for (size_t i = 0; i < n; i++) {
		bool in = c->of_all ? s->class->components[i].kind != K_TAX : (c->of >> i & 1) != 0;

		if (in && __builtin_add_overflow(*base, sums[i], base))
			return false;
	}
	return true;
}

static enum rate_result
rate_share(struct work *w, const struct span *s)
{
	struct rated_line l = { .period = -1 };
	const struct value *v;
	exact base, worth;
	enum rate_result e = pick(w, s, s->c->amount, &v);

	if (e != RATED)
		return e;
	if (!base_of(w, s, &base) || !exact_share(base, v->number, SHARE_ALL, &worth) ||
	    !round_minor(base, HALF_UP, &l.of_minor))
		return RATE_TOO_LARGE;
	l.rate_micro = v->number;
	return put(w, s, &l, worth, false);
}

enum rate_result
rate_component(struct work *w, const struct span *s)
{
	switch (s->c->kind) {
	case K_FIXED:
		return rate_fixed(w, s);
	case K_USAGE:
	case K_BUDGET:
		return rate_usage(w, s);
	case K_TOU:
		return rate_tou(w, s);
	case K_DEMAND:
		return rate_demand(w, s);
	case K_PER_UNIT:
		return rate_per_unit(w, s);
	case K_PERCENT:
	case K_TAX:
		return rate_share(w, s);
	}
	return RATE_TOO_LARGE;
}

enum rate_result
rate_minimum(struct work *w, struct span *s)
{
	const exact *sums = w->sums[s->version];
	const struct value *v;
	struct rated_line l = { .period = -1, .quantity_milli = 1000 };
	exact least, sum = 0;
	enum rate_result e;

	s->at = -1;
	if (!s->class->minimum)
		return RATED;
	e = pick(w, s, s->class->minimum, &v);
	if (e != RATED)
		return e;
	for (size_t i = 0; i < s->class->n; i++)
		if (s->class->components[i].kind != K_TAX &&
		    __builtin_add_overflow(sum, sums[i], &sum))
			return RATE_TOO_LARGE;
	if (!times(1000, v->number, &least) || !exact_share(least, s->num, s->den, &least))
		return RATE_TOO_LARGE;
	l.rate_micro = v->number;
	if (s->num != s->den) {
		l.part = (int32_t)s->num;
		l.whole = (int32_t)s->den;
	}
	return sum < least ? put(w, s, &l, least - sum, false) : RATED;
}
