#include "metrics_private.h"
#include <string.h>
#include "log.h"
#include "text.h"

/* ---- the catalog ---- */

#define TERM(part, of, time, measure, filter) { part, of, time, measure, filter }
#define TERMS(...) { __VA_ARGS__ }
#define METRIC(key, name, group, unit, polarity, permission, own, definition, terms) \
	{ #key, name, definition, group, unit, polarity, permission, own, terms, 0 },

static struct metric catalog[] = {
#include "catalog.def"
};

static void
count_terms(void)
{
	for (size_t i = 0; i < COUNT(catalog); i++)
		while (catalog[i].term_count < METRIC_TERMS &&
		    catalog[i].terms[catalog[i].term_count].measure)
			catalog[i].term_count++;
}

const struct metric *
metric_catalog(size_t *count)
{
	if (catalog[0].term_count == 0)
		count_terms();
	*count = COUNT(catalog);
	return catalog;
}

const struct metric *
metric_by_key(const char *key)
{
	size_t n;
	const struct metric *m = metric_catalog(&n);

	for (size_t i = 0; i < n; i++)
		if (same_text(m[i].key, key))
			return &m[i];
	return NULL;
}

/* Who may see only the payments that he received is told nothing that is counted otherwise. */
bool
metric_open_to(const struct metric *m, const struct permissions *p, bool *own)
{
	*own = !may(p, CAN_READ_PAYMENTS) && may(p, CAN_READ_OWN_PAYMENTS);
	if (*own)
		return m->own != PERM_FORGOTTEN && may(p, m->own);
	return may(p, m->permission);
}

/* ---- words of a .def, apart by blanks ---- */

struct word { const char *at; size_t len; };

static bool
next_word(const char **text, char apart, struct word *out)
{
	while (**text == apart)
		++*text;
	out->at = *text;
	while (**text && **text != apart)
		++*text;
	out->len = (size_t)(*text - out->at);
	return out->len > 0;
}

static const char *
keep_word(struct word w)
{
	static char kept[4096];
	static size_t used;
	char *out = kept + used;

	if (used + w.len + 1 > sizeof kept)
		bug("datasets.def has too many words");
	memcpy(out, w.at, w.len);
	used += w.len + 1;
	return out;
}

/* ---- datasets ---- */

static const char *const dimension_names[DATASETS] = {
#define DATASET(NAME, name, dims, measures) dims,
#include "datasets.def"
};
static const char *const measure_names[DATASETS] = {
#define DATASET(NAME, name, dims, measures) measures,
#include "datasets.def"
};
static struct dataset_shape shapes[DATASETS] = {
#define DATASET(NAME, dataset_name, dims, measures) { .name = dataset_name, .due = -1 },
#include "datasets.def"
};

static void
read_names(const char *text, const char **out, size_t room)
{
	struct word w;
	size_t n = 0;

	while (next_word(&text, ' ', &w)) {
		if (n == room)
			bug("datasets.def names too much");
		out[n++] = keep_word(w);
	}
	if (n != room)
		bug("datasets.def names too little");
}

const struct dataset_shape *
dataset_shape(enum dataset which)
{
	static bool read;

	for (unsigned d = 0; !read && d < DATASETS; d++) {
		read_names(dimension_names[d], shapes[d].dimension, METRIC_DIMENSIONS);
		read_names(measure_names[d], shapes[d].measure, METRIC_MEASURES);
		for (int i = 0; i < METRIC_DIMENSIONS; i++)
			if (same_text(shapes[d].dimension[i], "due_on"))
				shapes[d].due = i;
	}
	read = true;
	return &shapes[which];
}

static int
place_of(const char *const *names, int n, struct word w)
{
	for (int i = 0; i < n; i++)
		if (strlen(names[i]) == w.len && memcmp(names[i], w.at, w.len) == 0)
			return w.len == 1 && *w.at == '-' ? -1 : i;
	return -1;
}

int
dataset_dimension(enum dataset of, const char *name)
{
	return place_of(dataset_shape(of)->dimension, METRIC_DIMENSIONS,
	    (struct word){ name, strlen(name) });
}

int
dataset_measure(enum dataset of, const char *name)
{
	return place_of(dataset_shape(of)->measure, METRIC_MEASURES, (struct word){ name, strlen(name) });
}

enum dataset
dataset_by_name(const char *name)
{
	unsigned i = 0;

	while (i < DATASETS && !same_text(shapes[i].name, name))
		i++;
	return (enum dataset)i;
}

/* ---- cuts ---- */

static const struct { enum dataset of; int number; enum axis axis; const char *names; } cut_lines[] = {
#define CUT(NAME, number, days, dims) { NAME, number, days, dims },
#include "datasets.def"
};
static struct cut_shape cuts[COUNT(cut_lines)];

static unsigned
places(enum dataset of, const char *names_apart)
{
	struct word w;
	unsigned bits = 0;

	while (next_word(&names_apart, ' ', &w)) {
		int at = place_of(dataset_shape(of)->dimension, METRIC_DIMENSIONS, w);

		if (at < 0)
			bug("a cut of %s names %.*s", dataset_shape(of)->name, (int)w.len, w.at);
		else
			bits |= 1u << (unsigned)at;
	}
	return bits;
}

const struct cut_shape *
cut_for(enum dataset of, unsigned dimensions, enum axis axis)
{
	static bool read;

	for (size_t i = 0; !read && i < COUNT(cuts); i++)
		cuts[i] = (struct cut_shape){ cut_lines[i].of, cut_lines[i].number, cut_lines[i].axis,
			places(cut_lines[i].of, cut_lines[i].names) };
	read = true;
	for (size_t i = 0; i < COUNT(cuts); i++)
		if (cuts[i].of == of && (dimensions & ~cuts[i].dimensions) == 0 &&
		    (axis == NO_DAYS || cuts[i].axis == axis))
			return &cuts[i];
	return NULL;
}

/* ---- terms ---- */

static void
read_values(struct arena *a, struct word list, struct term_filter *out)
{
	const char *text = arena_strndup(a, list.at, list.len);
	struct word w;

	while (next_word(&text, '|', &w)) {
		if (out->count == TERM_VALUES)
			bug("a filter of the catalog has too many values");
		out->value[out->count++] = arena_strndup(a, w.at, w.len);
	}
}

/* "kind=service|fixed" */
static void
read_filter(struct arena *a, enum dataset of, struct word w, struct term_filter *out)
{
	const char *is = memchr(w.at, '=', w.len);
	size_t n = is ? (size_t)(is - w.at) : 0;
	int at = place_of(dataset_shape(of)->dimension, METRIC_DIMENSIONS, (struct word){ w.at, n });

	if (at < 0) {
		bug("the catalog filters %s by %.*s", dataset_shape(of)->name, (int)w.len, w.at);
	} else {
		out->dimension = (unsigned)at;
		read_values(a, (struct word){ w.at + n + 1, w.len - n - 1 }, out);
	}
}

const struct term_plan *
term_plan(struct arena *a, const struct metric_term *term)
{
	struct term_plan *out = arena_alloc(a, sizeof *out);
	int measure = dataset_measure(term->of, term->measure);
	const char *filters = term->filter;
	struct word w;

	if (measure < 0)
		bug("the catalog measures %s of %s", term->measure, dataset_shape(term->of)->name);
	out->measure = (unsigned)measure;
	while (next_word(&filters, ' ', &w)) {
		if (out->filter_count == TERM_FILTERS)
			bug("the catalog filters by too much: %s", term->filter);
		read_filter(a, term->of, w, &out->filter[out->filter_count++]);
	}
	return out;
}
