#include "layout.h"
#include <string.h>
#include "card.h"
#include "text.h"
#include "tree.h"

enum { KEY_MAX = 40, SECTION_KEY_MAX = 30, TITLE_MAX = 60, PERIOD_MAX = 60, VALUE_MAX = 40 };

static const struct dashboard_page pages[] = {
#define DASHBOARD(page, title, permission) { #page, title, permission },
#include "dashboards.def"
};

static const struct { const char *page, *key, *title, *tiles; } built_in[] = {
#define SECTION(page, key, title, tiles) { #page, #key, title, tiles },
#include "dashboards.def"
};

const struct dashboard_page *
dashboard_page(const char *key)
{
	for (size_t i = 0; i < COUNT(pages); i++)
		if (same_text(pages[i].key, key))
			return &pages[i];
	return NULL;
}

/* ---- a layout as it grows ---- */

struct growing {
	struct cx *cx;
	bool only_open;
	struct section *section;
	struct tile *tile;		/* of all sections, side by side */
	size_t sections, tiles;
};

static struct growing
growing(struct cx *cx, bool only_open)
{
	return (struct growing){
		.cx = cx, .only_open = only_open,
		.section = arena_array(cx->arena, struct section, LAYOUT_SECTIONS),
		.tile = arena_array(cx->arena, struct tile, LAYOUT_TILES),
	};
}

static void
begin_section(struct growing *g, const char *key, const char *title)
{
	g->section[g->sections++] =
	    (struct section){ .key = key, .title = title, .tile = g->tile + g->tiles };
}

static bool
is_open(const struct growing *g, const struct metric *m)
{
	bool own;

	return !g->only_open || metric_open_to(m, &g->cx->who.may, &own);
}

static void
put_tile(struct growing *g, const struct tile *t)
{
	if (g->tiles == LAYOUT_TILES || t->metric == NULL || !is_open(g, t->metric))
		return;
	g->tile[g->tiles++] = *t;
	g->section[g->sections - 1].n++;
}

static struct layout
grown(const struct growing *g)
{
	return (struct layout){ .section = g->section, .n = g->sections };
}

/* ---- built in ---- */

/* "bills_generated collected@today" */
static void
put_words(struct growing *g, const char *words)
{
	struct arena *a = g->cx->arena;

	while (*words) {
		size_t n = strcspn(words, " "), m = strcspn(words, "@ ");

		put_tile(g, &(struct tile){
			.metric = metric_by_key(arena_strndup(a, words, m)),
			.period = m < n ? arena_strndup(a, words + m + 1, n - m - 1) : NULL,
		});
		words += n + (words[n] == ' ');
	}
}

struct layout
layout_built_in(struct cx *cx, const struct dashboard_page *page, bool only_open)
{
	struct growing g = growing(cx, only_open);

	for (size_t i = 0; i < COUNT(built_in); i++) {
		if (!same_text(built_in[i].page, page->key))
			continue;
		begin_section(&g, built_in[i].key, built_in[i].title);
		put_words(&g, built_in[i].tiles);
		if (g.section[g.sections - 1].n == 0)
			g.sections--;
	}
	return grown(&g);
}

/* ---- stored ---- */

static const char *
text_of(const struct tree *t, const char *key)
{
	const struct tree *m = tree_member(t, key);

	return m != NULL && m->kind == TREE_TEXT ? m->text : NULL;
}

/* Filters of a dimension that the metric has no longer are left out with their tile: another number
 * than was asked for is worse than none. */
static bool
filters_of(const struct tree *filters, struct tile *t)
{
	if (filters == NULL || filters->kind != TREE_OBJECT)
		return filters == NULL;
	for (size_t i = 0; i < filters->n; i++) {
		const struct tree *f = &filters->items[i];

		if (f->kind != TREE_TEXT || t->filter_count == TILE_FILTERS ||
		    !metric_has_dimension(t->metric, f->key))
			return false;
		t->filters[t->filter_count++] = (struct metric_filter){ .dimension = f->key, .value = f->text };
	}
	return true;
}

static void
parse_tile(struct growing *g, const struct tree *in)
{
	const char *key = text_of(in, "key");
	struct tile t = { .metric = key ? metric_by_key(key) : NULL, .period = text_of(in, "period") };

	if (t.metric != NULL && filters_of(tree_member(in, "filters"), &t))
		put_tile(g, &t);
}

enum err
layout_parse(struct cx *cx, const char *text, bool only_open, struct layout *out)
{
	struct growing g = growing(cx, only_open);
	const struct tree *all, *sections, *metrics;

	TRY(tree_parse(cx, text, strlen(text), &all));
	sections = tree_member(all, "sections");
	for (size_t i = 0; sections && i < sections->n && g.sections < LAYOUT_SECTIONS; i++) {
		const struct tree *s = &sections->items[i];
		const char *key = text_of(s, "key"), *title = text_of(s, "title");

		if (key == NULL || title == NULL)
			continue;
		begin_section(&g, key, title);
		metrics = tree_member(s, "metrics");
		for (size_t k = 0; metrics && k < metrics->n; k++)
			parse_tile(&g, &metrics->items[k]);
		if (g.section[g.sections - 1].n == 0)
			g.sections--;
	}
	*out = grown(&g);
	return OK;
}

/* ---- sent ---- */

/* The period's own faults stand at a query name; here it is a field. */
static void
check_period(struct cx *cx, struct input *in, const char *asked)
{
	struct cx aside = *cx;
	struct metric_period period;

	failure_clear(&aside);
	if (metric_period_read(&aside, asked, &period) != OK || aside.failure.first != NULL)
		in_fault(in, "period", "choice", "%s", aside.failure.first != NULL
			? aside.failure.first->message : "There is no such period.");
}

static void
read_filters(struct cx *cx, struct input *in, struct tile *t)
{
	const struct tree *filters = in_tree(in, "filters");

	if (filters == NULL)
		return;
	if (filters->kind != TREE_OBJECT || filters->n > TILE_FILTERS) {
		in_fault(in, "filters", "type", "must be an object of %d filters at most", TILE_FILTERS);
		return;
	}
	for (size_t i = 0; i < filters->n; i++) {
		const struct tree *f = &filters->items[i];

		if (f->kind != TREE_TEXT || !*f->text || utf8_length(f->text) > VALUE_MAX)
			in_fault(in, "filters", "type", "The value of %s must be a text.", f->key);
		else if (card_in_text(f->text))
			in_fault(in, "filters", "card", "This looks like a card number. Leave it out.");
		else if (t->metric != NULL && !metric_has_dimension(t->metric, f->key))
			in_fault(in, "filters", "choice", "%s is not counted by %s.", t->metric->name,
			    f->key);
		else
			t->filters[t->filter_count++] = (struct metric_filter){ .dimension = f->key, .value = f->text };
	}
	(void)cx;
}

static void
read_tile(struct growing *g, struct input *in)
{
	const char *key = in_text(in, "key", 1, KEY_MAX);
	struct tile t = { .metric = key && *key ? metric_by_key(key) : NULL };

	t.period = in_text_or(in, "period", 1, PERIOD_MAX, NULL);
	if (key && *key && t.metric == NULL)
		in_fault(in, "key", "choice", "There is no metric of this name.");
	else if (t.metric != NULL && !is_open(g, t.metric))
		in_fault(in, "key", "choice", "You may not see this metric.");
	if (t.period != NULL)
		check_period(g->cx, in, t.period);
	read_filters(g->cx, in, &t);
	put_tile(g, &t);
}

static bool
is_section_key(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= SECTION_KEY_MAX && strspn(s, "abcdefghijklmnopqrstuvwxyz_") == n;
}

static void
read_section(struct growing *g, struct input *in, size_t *tiles)
{
	const char *key = in_text(in, "key", 1, SECTION_KEY_MAX);
	const char *title = in_text(in, "title", 1, TITLE_MAX);
	struct input **metrics;
	size_t n;

	if (key && *key && !is_section_key(key))
		in_fault(in, "key", "format", "Small letters and underscores only.");
	if (title && card_in_text(title))
		in_fault(in, "title", "card", "This looks like a card number. Leave it out.");
	begin_section(g, key ? key : "", title ? title : "");
	if (!in_has(in, "metrics")) {
		in_fault(in, "metrics", "required", "A list is needed.");
		return;
	}
	metrics = in_list(in, "metrics", 0, LAYOUT_TILES, &n);
	*tiles += n;
	for (size_t i = 0; metrics != NULL && i < n; i++)
		read_tile(g, metrics[i]);
	/* Nothing in it: it is left out, so that no page has a title alone. */
	if (g->section[g->sections - 1].n == 0)
		g->sections--;
}

enum err
layout_read(struct cx *cx, struct input *in, bool only_open, struct layout *out)
{
	struct growing g = growing(cx, only_open);
	struct input **sections;
	size_t n, tiles = 0;

	sections = in_list(in, "sections", 1, LAYOUT_SECTIONS, &n);
	for (size_t i = 0; sections != NULL && i < n; i++)
		read_section(&g, sections[i], &tiles);
	if (tiles > LAYOUT_TILES)
		in_fault(in, "sections", "range", "A dashboard has %d numbers at most.", LAYOUT_TILES);
	*out = grown(&g);
	return OK;
}

/* ---- as text ---- */

static void
put_tile_json(struct json *j, const struct tile *t)
{
	json_begin(j);
	json_put_str(j, "key", t->metric->key);
	if (t->period != NULL)
		json_put_str(j, "period", t->period);
	if (t->filter_count > 0) {
		json_key(j, "filters");
		json_begin(j);
		for (size_t i = 0; i < t->filter_count; i++)
			json_put_str(j, t->filters[i].dimension, t->filters[i].value);
		json_end(j);
	}
	json_end(j);
}

void
layout_put(struct json *j, const struct layout *l)
{
	json_key(j, "sections");
	json_begin_list(j);
	for (const struct section *s = l->section; s < l->section + l->n; s++) {
		json_begin(j);
		json_put_str(j, "key", s->key);
		json_put_str(j, "title", s->title);
		json_key(j, "metrics");
		json_begin_list(j);
		for (const struct tile *t = s->tile; t < s->tile + s->n; t++)
			put_tile_json(j, t);
		json_end_list(j);
		json_end(j);
	}
	json_end_list(j);
}

const char *
layout_text(struct cx *cx, const struct layout *l)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	layout_put(&j, l);
	json_end(&j);
	return b.data;
}
