/*
 * A delta as it was read, and what it adds to a sum.
 */
#ifndef BILLPORT_FACTS_SEEN_H
#define BILLPORT_FACTS_SEEN_H

#include "metrics_private.h"

struct seen_fact {
	const char *id;
	enum dataset of;
	int day, due;				/* days since 1970 */
	const char *d[METRIC_DIMENSIONS];
	int64_t m[METRIC_MEASURES];
};

#define FACT_COLUMNS "id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, m1, m2, m3, m4, m5, m6"
/* false: the row is empty, or of a dataset that no longer is. */
bool fact_of_row(const struct row *, struct seen_fact *);
/* Add it, if it counts. */
void wanted_take(struct arena *, struct wanted *, const struct seen_fact *);

/* Rollup and deltas as this transaction sees them. */
enum err sums_in_snapshot(struct cx *, struct wanted *, size_t n) MUST_USE;

#endif
