/*
 * Is a number what its rows add up to, and what the base tables say?  The statements that say so are
 * written here by hand, metric by metric, and know nothing of the catalog.
 */
#ifndef BILLPORT_TEST_TILES_H
#define BILLPORT_TEST_TILES_H

#include "query.h"
#include "world.h"

/* A question at random: a period, up to two filters of what the metric can be filtered by, with values
 * that there are, and now and then the row rule of one of the fixture's users. */
struct metric_question tile_question(struct world *, struct cx *, const struct metric *);

/*
 * Ask the metric, read its rows to the end in pages of chance, count them, and hold all three against
 * the base tables as they are said to mean `means` (the key of the catalog: the metric itself may have
 * been tampered with).  NULL: they agree; else where they do not, in words.
 */
const char *tile_differs(
    struct world *, struct cx *, const struct metric *, const char *means, const struct metric_question *);

/* A question in words, for what a test tells. */
const char *tile_words(struct cx *, const struct metric *, const struct metric_question *);

#endif
