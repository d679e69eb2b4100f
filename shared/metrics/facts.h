/*
 * A fact as its row says it, with its sign: the order of dimensions and measures of datasets.def
 * stands here once, for all who write.
 */
#ifndef BILLPORT_METRIC_FACTS_H
#define BILLPORT_METRIC_FACTS_H

#include "metrics.h"

/* A bill as it was issued; undone_on NULL, or the day that takes it away. */
struct bill_about {
	const char *issued_on, *undone_on;
	const char *zone_id, *class, *segment, *cycle_id, *utility, *unit, *use_class;
	bool is_estimated;
	int64_t amount_minor, consumption_milli;
};
struct signed_fact bill_fact(const struct bill_about *);
/* A line that it was issued with; gl_code NULL: that of the kind. */
struct signed_fact line_fact(
    const struct bill_about *, const char *kind, const char *gl_code, int64_t amount_minor);

/* A payment as it was taken; undone_on NULL, or the day that takes it away. */
struct payment_about {
	const char *paid_on, *undone_on;
	const char *zone_id, *class, *segment, *method, *channel, *source, *type, *received_by, *brand;
	int64_t amount_minor, late_fee_minor, edges, edge_days;
};
struct signed_fact payment_fact(const struct payment_about *);

/* What changes of a receivable: by so much each.  on: the day of it; one before it was issued
 * counts as that. */
struct receivable_about {
	const char *issued_on, *due_on, *zone_id, *class, *segment, *cycle_id;
	const char *kind;		/* "bill", "charge", "late_fee" */
};
struct receivable_change { int64_t count, amount_minor, open_minor, open_count; };
struct signed_fact receivable_fact(
    const struct receivable_about *, const char *on, struct receivable_change);

/* What changes of an exception on a day. */
struct exception_about {
	const char *zone_id, *class, *segment, *cycle_id, *utility, *type;
	bool is_blocking;
};
struct exception_change { int64_t standing, held, risk_minor, opened, resolved, days; };
struct signed_fact exception_fact(
    const struct exception_about *, const char *on, struct exception_change);

#endif
