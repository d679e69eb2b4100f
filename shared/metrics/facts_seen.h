/*
 * Which facts this process has seen.
 *
 * A fold moves facts from the deltas into the rollup and nothing takes any away.  So the number of all
 * that were ever written - folded and waiting - names the state of a tenant's facts, whoever folds in
 * between; and where it has grown by exactly as many as there are unknown rows among the deltas, those
 * rows are what was added.  Rows are looked for behind the highest id that was seen; of transactions
 * that commit out of the order of their ids, a little before it.  Where the numbers do not agree
 * (somebody folded what was not seen, the rollup was rebuilt) everything is read anew.
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

#define DELTA_COLUMNS "id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, m1, m2, m3, m4, m5, m6"
/* false: the row is empty, or of a dataset that no longer is. */
bool fact_of_row(const struct row *, struct seen_fact *);
/* Add it, if it counts. */
void wanted_take(struct arena *, struct wanted *, const struct seen_fact *);

/* Rollup and deltas as this transaction sees them. */
enum err sums_in_snapshot(struct cx *, struct wanted *, size_t n) MUST_USE;

/* A state of a tenant's facts: how many of them were taken in, in a count that begins anew (another
 * epoch) whenever this process has lost touch. */
struct seen_state { uint64_t epoch, seq; };

/* Outside a transaction, one statement: bring what is known up to date.  false in *known: it takes a
 * snapshot. */
enum err facts_follow(struct cx *, bool *known, struct seen_state *) MUST_USE;
/* In a snapshot: the same, and in any case the state that the snapshot sees. */
enum err facts_in_snapshot(struct cx *, struct seen_state *) MUST_USE;
/* Those that came after `since`, up to now, each once.  false: they are no longer kept. */
typedef void seen_fn(const struct seen_fact *, void *arg);
bool facts_since(struct cx *, struct seen_state since, seen_fn *, void *arg);

#endif
