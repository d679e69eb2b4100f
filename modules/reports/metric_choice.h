/*
 * What a tenant thinks of a metric: whether more of it is good.
 */
#ifndef BILLPORT_METRIC_CHOICE_H
#define BILLPORT_METRIC_CHOICE_H

#include "db.h"
#include "query.h"

struct metric_choice { const char *metric; enum polarity polarity; int64_t version; };
struct metric_choices { const struct metric_choice *choice; size_t n; };

/* All that the tenant has said. */
enum err metric_choices(struct cx *, struct metric_choices *) MUST_USE;
/* NULL: nothing of this one. */
const struct metric_choice *choice_of(const struct metric_choices *, const struct metric *);
enum polarity polarity_of(const struct metric_choices *, const struct metric *);

/* The same as the process keeps it with the tenant's settings: a second old at most, and it costs
 * nothing.  For metrics of the catalog. */
struct polarities { enum polarity of[64]; };
enum err polarities_kept(struct cx *, const struct polarities **) MUST_USE;
enum polarity polarity_kept(const struct polarities *, const struct metric *);

struct choosing {
	const struct metric *metric;
	enum polarity polarity;
	int64_t version;		/* that was read, 0: nothing said yet; out: the new one */
};
/* With its audit row, in the caller's transaction.  E_STALE. */
enum err choose_polarity(struct cx *, void *choosing) MUST_USE;

#endif
