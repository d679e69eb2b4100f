#include "dashboard_values.h"
#include <string.h>
#include "metric_io.h"
#include "text.h"

enum { FILTERS = TILE_FILTERS + 6, VALUES = 4 * LAYOUT_TILES };

struct asking {
	struct cx *cx;
	const struct metric_question *page;
	const struct dashboard *d;
	const struct tile *tile[LAYOUT_TILES];
	size_t section[LAYOUT_TILES];
	size_t tiles;
	bool is_answered[LAYOUT_TILES];
	struct tile_value *value;		/* in the order in which they were answered */
	size_t place[VALUES], n;		/* place: of its tile */
	int64_t as_of_us;
};

const char *
filters_text(struct cx *cx, const struct metric_filter *f, size_t n)
{
	struct buf b = buf_in(cx->arena);

	for (size_t i = 0; i < n; i++)
		buf_puts(&b, fmt(cx->arena, "%s%s: %s", i > 0 ? " \xc2\xb7 " : "", f[i].title, f[i].text));
	return b.len > 0 ? b.data : "";
}

/* ---- which go together ---- */

static bool
is_of_own(struct cx *cx, const struct metric *m)
{
	bool own = false;

	return metric_open_to(m, &cx->who.may, &own) && own;
}

static bool
same_period(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : same_text(a, b);
}

static bool
go_together(struct cx *cx, const struct tile *a, const struct tile *b)
{
	if (!same_period(a->period, b->period) || a->filter_count != b->filter_count ||
	    is_of_own(cx, a->metric) != is_of_own(cx, b->metric))
		return false;
	for (size_t i = 0; i < a->filter_count; i++)
		if (!same_text(a->filters[i].dimension, b->filters[i].dimension) ||
		    !same_text(a->filters[i].value, b->filters[i].value))
			return false;
	return true;
}

/* The page's filters, but for those that the tile has itself, then its own.  Returns how many are the
 * page's. */
static size_t
join_filters(const struct asking *a, const struct tile *t, struct metric_filter out[FILTERS])
{
	size_t n = 0;

	for (size_t i = 0; i < a->page->filter_count && n < FILTERS - TILE_FILTERS; i++) {
		bool own = false;

		for (size_t k = 0; k < t->filter_count; k++)
			own = own || same_text(t->filters[k].dimension, a->page->filters[i].dimension);
		if (!own)
			out[n++] = a->page->filters[i];
	}
	memcpy(out + n, t->filters, t->filter_count * sizeof *out);
	return n;
}

/* ---- asking ---- */

static void
put_value(struct asking *a, size_t tile, const struct tile_value *v)
{
	if (a->n == VALUES)
		return;
	a->value[a->n] = *v;
	a->value[a->n].section = a->section[tile];
	a->value[a->n].tile = a->tile[tile];
	a->place[a->n++] = tile;
	a->is_answered[tile] = true;
}

static void
take_answers(struct asking *a, const size_t *tiles, size_t n, const struct metric_answers *answers,
    const struct tile_value *about)
{
	for (size_t i = 0; i < n; i++) {
		const struct metric *m = a->tile[tiles[i]]->metric;
		struct tile_value v = *about;

		for (size_t k = 0; k < answers->n; k++)
			if (answers->answer[k].metric == m) {
				v.answer = answers->answer[k];
				put_value(a, tiles[i], &v);
			}
		if (!a->is_answered[tiles[i]]) {	/* of use: there is no utility */
			v.answer = (struct metric_answer){ .metric = m };
			put_value(a, tiles[i], &v);
		}
	}
}

static bool
is_among(const struct metric *const *metrics, size_t n, const struct metric *m)
{
	for (size_t i = 0; i < n; i++)
		if (metrics[i] == m)
			return true;
	return false;
}

/* A metric that stands in two sections is asked for once; each of its tiles takes the answer. */
static enum err
ask(struct asking *a, struct cx *cx, const size_t *tiles, size_t n)
{
	const struct tile *first = a->tile[tiles[0]];
	const struct metric *metrics[LAYOUT_TILES];
	struct metric_filter filters[FILTERS];
	struct metric_question q = { .period = a->page->period, .filters = filters };
	struct metric_answers answers;
	struct tile_value about = { 0 };
	size_t of_page = join_filters(a, first, filters), count = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_among(metrics, count, a->tile[tiles[i]]->metric))
			metrics[count++] = a->tile[tiles[i]]->metric;
	q.filter_count = of_page + first->filter_count;
	q.received_by = is_of_own(cx, first->metric) ? cx->who.id : NULL;
	if (first->period != NULL)
		TRY(metric_period_read(cx, first->period, &q.period));
	TRY(faults_check(cx));
	TRY(metric_filters_check(cx, metrics, count, filters, q.filter_count));
	about.period = metric_period_words(cx, NULL, &q.period);
	about.own_filters = filters_text(cx, filters + of_page, first->filter_count);
	TRY(metric_ask(cx, metrics, count, &q, &answers));
	a->as_of_us = answers.as_of_us;
	take_answers(a, tiles, n, &answers, &about);
	return OK;
}

/* What is wrong with one is its own affair; a database that is away is everybody's. */
static enum err
ask_alone(struct asking *a, size_t tile)
{
	struct cx aside = *a->cx;
	enum err e;

	failure_clear(&aside);
	e = ask(a, &aside, &tile, 1);
	if (e == OK)
		return OK;
	if (e != E_INPUT && e != E_NOT_FOUND && e != E_FORBIDDEN) {
		a->cx->failure = aside.failure;
		return e;
	}
	put_value(a, tile, &(struct tile_value){
		.answer = { .metric = a->tile[tile]->metric },
		.problem = aside.failure.first ? aside.failure.first->message
		    : aside.failure.detail ? aside.failure.detail : "This cannot be answered.",
		.period = a->tile[tile]->period ? a->tile[tile]->period : metric_period_words(a->cx, NULL, &a->page->period),
		.own_filters = "",
	});
	return OK;
}

static enum err
ask_group(struct asking *a, const size_t *tiles, size_t n)
{
	struct cx aside = *a->cx;
	enum err e;

	failure_clear(&aside);
	e = ask(a, &aside, tiles, n);
	if (e == OK)
		return OK;
	for (size_t i = 0; i < n; i++)
		TRY(ask_alone(a, tiles[i]));
	return OK;
}

/* ---- all of them ---- */

static void
list_tiles(struct asking *a)
{
	const struct layout *l = &a->d->layout;

	for (size_t s = 0; s < l->n; s++)
		for (size_t t = 0; t < l->section[s].n && a->tiles < LAYOUT_TILES; t++) {
			a->section[a->tiles] = s;
			a->tile[a->tiles++] = &l->section[s].tile[t];
		}
}

/* As they stand on the page, whatever the order of asking was. */
static void
put_in_order(const struct asking *a, struct dashboard_values *out)
{
	struct tile_value *value = arena_array(a->cx->arena, struct tile_value, a->n + 1);

	for (size_t t = 0; t < a->tiles; t++)
		for (size_t i = 0; i < a->n; i++)
			if (a->place[i] == t)
				value[out->n++] = a->value[i];
	out->value = value;
	out->as_of_us = a->as_of_us;
}

/* One moment for all tiles: a file does not tell of two. */
static enum err
ask_tiles(struct cx *cx, void *arg)
{
	struct asking *a = arg;

	memset(a->is_answered, 0, sizeof a->is_answered);
	a->n = 0;
	for (size_t i = 0; i < a->tiles; i++) {
		size_t group[LAYOUT_TILES], n = 0;

		if (a->is_answered[i])
			continue;
		for (size_t k = i; k < a->tiles; k++)
			if (!a->is_answered[k] && go_together(cx, a->tile[i], a->tile[k]))
				group[n++] = k;
		TRY(ask_group(a, group, n));
	}
	return OK;
}

enum err
dashboard_ask(struct cx *cx, const struct dashboard *d, const struct metric_question *page,
    struct dashboard_values *out)
{
	struct asking a = { .cx = cx, .page = page, .d = d };

	a.value = arena_array(cx->arena, struct tile_value, VALUES);
	list_tiles(&a);
	TRY(db_snapshot(cx, ask_tiles, &a));
	*out = (struct dashboard_values){ .n = 0 };
	put_in_order(&a, out);
	return OK;
}
