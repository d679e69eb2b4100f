/*
 * Facts for the metrics catalog.  A write appends what it changed; the worker folds that into rollups;
 * reads (query.h) take rollup and unfolded deltas in one snapshot.  What a fact of each dataset is:
 * datasets.def.
 */
#ifndef BILLPORT_METRICS_H
#define BILLPORT_METRICS_H

#include "db.h"

enum dataset {
#define DATASET(NAME, name, dims, measures) NAME,
#include "datasets.def"
	DATASETS
};

enum { METRIC_DIMENSIONS = 10, METRIC_MEASURES = 6 };

struct fact {
	const char *on;
	const char *d[METRIC_DIMENSIONS];	/* NULL: "" */
	int64_t m[METRIC_MEASURES];
};

/* before NULL: a new row; after NULL: a removed one; both: changed.  One or two delta rows, in the
 * caller's transaction. */
enum err metric_change(
    struct cx *, enum dataset, const struct fact *before, const struct fact *after) MUST_USE;

/* Many at once, each a change of one sign: a new row (sign 1) or a removed one (-1).  One statement
 * for all, in the caller's transaction; facts of one bucket become one delta. */
struct signed_fact { enum dataset which; int sign; struct fact fact; };
enum err metric_changes(struct cx *, const struct signed_fact *, size_t n) MUST_USE;

/* Of a new tenant: nothing was folded yet. */
enum err metric_start(struct cx *) MUST_USE;

/* Fold at most max deltas (and 1,000) of the tenant of the cx into all cuts of the rollup; *folded
 * tells how many.  Outside a transaction: it opens its own, at READ COMMITTED.  Another one that folds
 * this tenant at the moment: *folded is 0. */
enum err metric_fold(struct cx *, unsigned max, unsigned *folded) MUST_USE;

#endif
