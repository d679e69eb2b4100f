/*
 * What the files of this room share: datasets and cuts as tables, a question as sums that are read, and
 * what the process remembers of facts.
 */
#ifndef BILLPORT_METRICS_PRIVATE_H
#define BILLPORT_METRICS_PRIVATE_H

#include <limits.h>
#include "query.h"

__extension__ typedef __int128 wide;

/* ---- datasets.def as tables ---- */

enum axis { BY_DAY, BY_DUE, NO_DAYS };

struct dataset_shape {
	const char *name;
	const char *dimension[METRIC_DIMENSIONS], *measure[METRIC_MEASURES];	/* "-": none */
	int due;				/* which dimension is due_on; -1: none */
};
const struct dataset_shape *dataset_shape(enum dataset);
/* Its place, or -1. */
int dataset_dimension(enum dataset, const char *name);
int dataset_measure(enum dataset, const char *name);
/* DATASETS: there is none of this name. */
enum dataset dataset_by_name(const char *);

/* dimensions: bits by their places */
struct cut_shape { enum dataset of; int number; enum axis axis; unsigned dimensions; };
/* The first that has these dimensions and this axis (NO_DAYS: any will do); NULL: there is none. */
const struct cut_shape *cut_for(enum dataset, unsigned dimensions, enum axis);

/* ---- a term, read ---- */

enum { TERM_FILTERS = 2, TERM_VALUES = 6 };

struct term_filter {
	unsigned dimension;
	size_t count;
	const char *value[TERM_VALUES];
};
struct term_plan {
	unsigned measure;
	size_t filter_count;
	struct term_filter filter[TERM_FILTERS];
};
/* A term that names what is not in its dataset is a mistake of the catalog: the process stops. */
const struct term_plan *term_plan(struct arena *, const struct metric_term *);

/* ---- days ---- */

/* The first day of the week that a day is in, where the tenant's people live. */
void first_of_week(struct cx *, const char *on, char out[11]);

/* ---- sums ---- */

#define SINCE_EVER INT_MIN
#define FOR_EVER   INT_MAX

enum { SUM_GROUPS = 3 };

/* One sum of a measure over facts, apart by some dimensions, and by day. */
struct part_sum { int day; const char *group[SUM_GROUPS]; int64_t value; };
struct wanted {
	enum dataset of;
	enum axis axis;
	int from, to;				/* days since 1970, both count */
	const struct term_plan *term;
	/* by place: the one value that a filter leaves; NULL: any */
	const char *where[METRIC_DIMENSIONS];
	int group[SUM_GROUPS];			/* places; -1: not apart */
	bool by_day;				/* apart by the axis' day */
	bool is_nothing;			/* filters that exclude one another */
	/* what was found, in the order of day and groups, each once */
	struct part_sum *part;
	size_t count, room;
};

struct known_fact;

/* Add a part; unsorted until sums_settle(). */
void wanted_add(struct arena *, struct wanted *, int day, const char *const group[SUM_GROUPS], int64_t);
void wanted_settle(struct wanted *);
/* All of its parts together. */
int64_t wanted_total(const struct wanted *);

/* Fill them, of rollup and unfolded deltas in one snapshot: within one, of that. */
enum err sums_read(struct cx *, struct wanted *, size_t n) MUST_USE;
/* The same; what this process has read of this tenant before is used where the facts are still those,
 * and is brought up to date where some were added.  key: all that the wanted depend on. */
enum err sums_recall(struct cx *, struct wanted *, size_t n, const char *key) MUST_USE;

#endif
