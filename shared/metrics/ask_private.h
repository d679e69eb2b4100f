/*
 * How a metric's terms become sums and sums a value: for a tile, a trend and a breakdown alike.
 */
#ifndef BILLPORT_ASK_PRIVATE_H
#define BILLPORT_ASK_PRIVATE_H

#include "metrics_private.h"

/* What a term wants of a period; false: there is nothing that could be said (payments of a cycle). */
bool term_wanted(struct cx *, const struct metric_term *, const struct metric_question *,
    const struct metric_period *, const char *today, struct wanted *);
/* How things stand at the end of a period that has not begun: nobody knows. */
bool is_ahead(const struct metric_term *, const struct metric_period *, const char *today);
/* Of one sum a term. */
struct metric_value terms_value(const struct metric *, const int64_t *sums);
/* Of a metric of units of use, whose sums' first groups are utility and unit: which it is that is told;
 * a fault where there are more than one. NULLs where there is none, and of other metrics. */
enum err one_use(struct cx *, const struct metric *, const struct wanted *, const char *group[SUM_GROUPS])
    MUST_USE;
bool is_one_use(const struct metric *, const struct wanted *, const char *group[SUM_GROUPS]);

/*
 * A period with which another one is compared has a value where the books reach back to the month in
 * which it begins: part of a year is no year.
 */
enum { HISTORY_TERMS = 3 };
/* Told as it stands now, with nothing to compare it with: what is past due, what is still open of what
 * falls due. */
bool only_now(const struct metric *);
/* Sums that tell it of one period; of any, apart by day, where it is NULL. */
void history_wanted(struct cx *, const struct metric_period *, struct wanted[HISTORY_TERMS]);
/* Of those sums, read and settled. */
bool history_reaches(const struct wanted[HISTORY_TERMS], const struct metric_period *);

#endif
