#include "metrics_private.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "facts_seen.h"
#include "log.h"
#include "money.h"
#include "text.h"

/* ---- parts of a sum ---- */

static bool
is_one(const struct wanted *w)
{
	bool one = !w->by_day;

	for (unsigned g = 0; g < SUM_GROUPS; g++)
		one = one && w->group[g] < 0;
	return one;
}

static int64_t
together(int64_t a, int64_t b)
{
	int64_t sum;

	/* what leaves int64 is no amount of anything */
	if (!money_add(a, b, &sum))
		bug("a sum of facts leaves 64 bits");
	return sum;
}

void
wanted_add(struct arena *a, struct wanted *w, int day, const char *const group[SUM_GROUPS], int64_t value)
{
	struct part_sum *p;

	if (value == 0)
		return;
	if (is_one(w) && w->count == 1) {
		w->part->value = together(w->part->value, value);
		return;
	}
	if (w->count == w->room) {
		size_t room = w->room ? w->room * 2 : is_one(w) ? 1 : 8;

		w->part = arena_grow(a, w->part ? w->part : arena_alloc(a, 0),
		    w->room * sizeof *p, room * sizeof *p);
		w->room = room;
	}
	p = &w->part[w->count++];
	p->day = w->by_day ? day : 0;
	for (unsigned g = 0; g < SUM_GROUPS; g++)
		p->group[g] = w->group[g] >= 0 ? arena_strdup(a, group[g]) : "";
	p->value = value;
}

static int
in_order(const void *a, const void *b)
{
	const struct part_sum *x = a, *y = b;
	int order = (x->day > y->day) - (x->day < y->day);

	for (unsigned g = 0; order == 0 && g < SUM_GROUPS; g++)
		order = strcmp(x->group[g], y->group[g]);
	return order;
}

void
wanted_settle(struct wanted *w)
{
	size_t out = 0;

	if (w->count > 1)
		qsort(w->part, w->count, sizeof *w->part, in_order);
	for (size_t i = 0; i < w->count; i++) {
		if (out > 0 && in_order(&w->part[out - 1], &w->part[i]) == 0)
			w->part[out - 1].value = together(w->part[out - 1].value, w->part[i].value);
		else
			w->part[out++] = w->part[i];
	}
	w->count = out;
}

int64_t
wanted_total(const struct wanted *w)
{
	int64_t sum = 0;

	for (size_t i = 0; i < w->count; i++)
		sum = together(sum, w->part[i].value);
	return sum;
}

/* ---- does a fact count? ---- */

static bool
term_takes(const struct term_plan *term, const char *const d[METRIC_DIMENSIONS])
{
	for (size_t f = 0; f < term->filter_count; f++) {
		const struct term_filter *filter = &term->filter[f];
		bool taken = false;

		for (size_t v = 0; !taken && v < filter->count; v++)
			taken = same_text(d[filter->dimension], filter->value[v]);
		if (!taken)
			return false;
	}
	return true;
}

static void
groups_of(const struct wanted *w, const char *const d[METRIC_DIMENSIONS], const char *out[SUM_GROUPS])
{
	for (unsigned g = 0; g < SUM_GROUPS; g++)
		out[g] = w->group[g] >= 0 ? d[w->group[g]] : "";
}

void
wanted_take(struct arena *a, struct wanted *w, const struct seen_fact *fact)
{
	int day = w->axis == BY_DUE ? fact->due : fact->day;
	const char *group[SUM_GROUPS];

	if (w->is_nothing || fact->of != w->of || day < w->from || day > w->to)
		return;
	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		if (w->where[i] && !same_text(w->where[i], fact->d[i]))
			return;
	if (!term_takes(w->term, fact->d))
		return;
	groups_of(w, fact->d, group);
	wanted_add(a, w, day, group, fact->m[w->term->measure]);
}

/* ---- the rollup ---- */

/* Those of the wanted that one statement reads. */
struct reading {
	const struct cut_shape *cut;
	const struct wanted *like;		/* its days and its where are those of all */
	unsigned apart;				/* dimensions that the rows keep apart */
	struct wanted **wanted;
	size_t count;
	struct arena *arena;
};

static unsigned
kept_apart(const struct wanted *w)
{
	unsigned bits = 0;

	for (size_t f = 0; f < w->term->filter_count; f++)
		bits |= 1u << w->term->filter[f].dimension;
	for (unsigned g = 0; g < SUM_GROUPS; g++)
		if (w->group[g] >= 0)
			bits |= 1u << w->group[g];
	return bits;
}

static const struct cut_shape *
cut_of(const struct wanted *w)
{
	unsigned bits = kept_apart(w);
	bool any_day = w->from == SINCE_EVER && w->to == FOR_EVER && !w->by_day;
	const struct cut_shape *cut;

	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		if (w->where[i])
			bits |= 1u << i;
	cut = cut_for(w->of, bits, any_day ? NO_DAYS : w->axis);
	if (!cut)
		bug("no cut of %s answers a question", dataset_shape(w->of)->name);
	return cut;
}

static bool
same_where(const struct wanted *a, const struct wanted *b)
{
	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		if ((a->where[i] == NULL) != (b->where[i] == NULL) ||
		    (a->where[i] && !same_text(a->where[i], b->where[i])))
			return false;
	return true;
}

static struct reading *
reading_of(struct reading *r, size_t *count, struct wanted *w, size_t most)
{
	const struct cut_shape *cut = cut_of(w);

	for (size_t i = 0; i < *count; i++)
		if (r[i].cut == cut && r[i].like->from == w->from && r[i].like->to == w->to &&
		    r[i].like->by_day == w->by_day && same_where(r[i].like, w))
			return &r[i];
	r[*count] = (struct reading){ .cut = cut, .like = w, .arena = r->arena };
	r[*count].wanted = arena_array(r->arena, struct wanted *, most);
	return &r[(*count)++];
}

static const char *const d_alias[] = { "g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9", "g10" };
static const char *const m_alias[] = { "s1", "s2", "s3", "s4", "s5", "s6" };

static enum err
take_row(struct cx *cx, const struct row *row, void *arg)
{
	const struct reading *r = arg;
	const char *d[METRIC_DIMENSIONS], *group[SUM_GROUPS];
	int day = r->like->by_day ? date_days(row_str(row, "g0")) : 0;

	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		d[i] = row_str(row, d_alias[i]);
	for (size_t i = 0; i < r->count; i++) {
		struct wanted *w = r->wanted[i];

		if (!term_takes(w->term, d))
			continue;
		groups_of(w, d, group);
		wanted_add(cx->arena, w, day, group, row_i64(row, m_alias[w->term->measure]));
	}
	return OK;
}

static struct param
day_param(struct cx *cx, int day, const char *never)
{
	char *out = arena_alloc(cx->arena, 11);

	if (day == SINCE_EVER || day == FOR_EVER)
		return str(never);
	date_from_days(day, out);
	return str(out);
}

/* Dimensions that nobody asks for are summed up at the server. */
static enum err
read_cut(struct cx *cx, struct reading *r)
{
	const struct wanted *w = r->like;
	struct param first = day_param(cx, w->from, "0001-01-01"), last = day_param(cx, w->to, "9999-12-31");

#define APART(i) boolean(r->apart >> (i) & 1)
#define WHERE(i) str(w->where[i]), str(w->where[i])
	return db_each(cx, take_row, r,
	    "select if(?, on_day, '0001-01-01') g0, if(?, d1, '') g1, if(?, d2, '') g2, if(?, d3, '') g3,"
	    " if(?, d4, '') g4, if(?, d5, '') g5, if(?, d6, '') g6, if(?, d7, '') g7, if(?, d8, '') g8,"
	    " if(?, d9, '') g9, if(?, d10, '') g10, cast(sum(m1) as signed) s1,"
	    " cast(sum(m2) as signed) s2, cast(sum(m3) as signed) s3, cast(sum(m4) as signed) s4,"
	    " cast(sum(m5) as signed) s5, cast(sum(m6) as signed) s6 from metric_rollup"
	    " where dataset = ? and cut = ? and on_day between ? and ? and (? is null or d1 = ?)"
	    " and (? is null or d2 = ?) and (? is null or d3 = ?) and (? is null or d4 = ?)"
	    " and (? is null or d5 = ?) and (? is null or d6 = ?) and (? is null or d7 = ?)"
	    " and (? is null or d8 = ?) and (? is null or d9 = ?) and (? is null or d10 = ?)"
	    " group by g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10",
	    boolean(w->by_day), APART(0), APART(1), APART(2), APART(3), APART(4), APART(5), APART(6),
	    APART(7), APART(8), APART(9), str(dataset_shape(w->of)->name), i64(r->cut->number), first, last,
	    WHERE(0), WHERE(1), WHERE(2), WHERE(3), WHERE(4), WHERE(5), WHERE(6), WHERE(7), WHERE(8),
	    WHERE(9));
#undef APART
#undef WHERE
}

static enum err
read_rollup(struct cx *cx, struct wanted *w, size_t n)
{
	struct reading *r = arena_array(cx->arena, struct reading, n + 1);
	size_t count = 0;

	r->arena = cx->arena;
	for (size_t i = 0; i < n; i++) {
		struct reading *into;

		if (w[i].is_nothing)
			continue;
		into = reading_of(r, &count, &w[i], n);
		into->arena = cx->arena;
		into->apart |= kept_apart(&w[i]);
		into->wanted[into->count++] = &w[i];
	}
	for (size_t i = 0; i < count; i++)
		TRY(read_cut(cx, &r[i]));
	return OK;
}

/* ---- unfolded deltas ---- */

struct taking { struct wanted *wanted; size_t n; };

static enum err
take_delta(struct cx *cx, const struct row *row, void *arg)
{
	const struct taking *t = arg;
	struct seen_fact fact;

	if (fact_of_row(row, &fact))
		for (size_t i = 0; i < t->n; i++)
			wanted_take(cx->arena, &t->wanted[i], &fact);
	return OK;
}

enum err
sums_in_snapshot(struct cx *cx, struct wanted *w, size_t n)
{
	struct taking taking = { w, n };

	for (size_t i = 0; i < n; i++)
		w[i].count = w[i].room = 0, w[i].part = NULL;
	TRY(read_rollup(cx, w, n));
	TRY(db_each(cx, take_delta, &taking, "select " DELTA_COLUMNS " from metric_delta"));
	for (size_t i = 0; i < n; i++)
		wanted_settle(&w[i]);
	return OK;
}

static enum err
in_snapshot(struct cx *cx, void *arg)
{
	struct taking *t = arg;

	return sums_in_snapshot(cx, t->wanted, t->n);
}

enum err
sums_read(struct cx *cx, struct wanted *w, size_t n)
{
	struct taking taking = { w, n };

	return db_in_tx(cx) ? in_snapshot(cx, &taking) : db_snapshot(cx, in_snapshot, &taking);
}
