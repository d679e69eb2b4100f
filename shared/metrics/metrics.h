/*
 * Facts for the metrics catalog.  A write appends what it changed; reads take rollup and unfolded
 * deltas in one snapshot.
 */
#ifndef BILLPORT_METRICS_H
#define BILLPORT_METRICS_H

#include "db.h"

enum dataset {
#define DATASET(NAME, name, dims, measures) NAME,
#include "datasets.def"
#undef DATASET
	DATASETS
};

struct fact { const char *on; const char *d[6]; int64_t m[4]; };

/* before NULL: a new row; after NULL: a removed one; both: changed.  One or two delta rows, in the
 * caller's transaction. */
enum err metric_change(
    struct cx *, enum dataset, const struct fact *before, const struct fact *after) MUST_USE;

/* Fold at most max deltas (and 1,000) of the tenant of the cx into the rollup; *folded tells how
 * many.  Outside a transaction: it opens its own, at READ COMMITTED. */
enum err metric_fold(struct cx *, unsigned max, unsigned *folded) MUST_USE;

#endif
