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

/* Many at once, each a change of one sign: a new row (sign 1) or a removed one (-1).  One statement
 * for all, in the caller's transaction; facts of one bucket become one delta. */
struct signed_fact { enum dataset which; int sign; struct fact fact; };
enum err metric_changes(struct cx *, const struct signed_fact *, size_t n) MUST_USE;

/* Fold at most max deltas (and 1,000) of the tenant of the cx into the rollup; *folded tells how
 * many.  Outside a transaction: it opens its own, at READ COMMITTED. */
enum err metric_fold(struct cx *, unsigned max, unsigned *folded) MUST_USE;

#endif
