/*
 * How a metric's terms become sums and sums a value: for a tile, a trend and a breakdown alike.
 */
#ifndef BILLPORT_ASK_PRIVATE_H
#define BILLPORT_ASK_PRIVATE_H

#include "metrics_private.h"

/* What a term wants of a period; false: there is nothing that could be said (payments of a cycle). */
bool term_wanted(struct cx *, const struct metric_term *, const struct metric_question *,
    const struct metric_period *, const char *today, struct wanted *);
/* Of one sum a term. */
struct metric_value terms_value(const struct metric *, const int64_t *sums);
/* Of a metric of units of use, whose sums' first groups are utility and unit: which it is that is told;
 * a fault where there are more than one. NULLs where there is none, and of other metrics. */
enum err one_use(struct cx *, const struct metric *, const struct wanted *, const char *group[SUM_GROUPS])
    MUST_USE;
bool is_one_use(const struct metric *, const struct wanted *, const char *group[SUM_GROUPS]);

#endif
