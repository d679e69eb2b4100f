/* What the files of the rows share. */
#ifndef BILLPORT_METRIC_ROWS_PRIVATE_H
#define BILLPORT_METRIC_ROWS_PRIVATE_H

#include "metrics_private.h"
#include "rows.h"

/* Where rows come from: each has a statement of its own (rows_keys.c), over the day in its name. */
enum leg_kind {
	BILLS_ISSUED, BILLS_UNDONE, BILLS_LIVE,
	LINES_ISSUED, LINES_UNDONE, LINES_LIVE,
	PAYMENTS_TAKEN, PAYMENTS_VOIDED,
	DEBTS_ISSUED, DEBTS_CANCELLED, DEBTS_LIVE,
	DEBTS_DUE,		/* by due_on, not cancelled */
	DEBTS_DUE_OPEN,		/* the same, something of it open */
	DEBTS_OPEN,		/* open now, by issued_on */
	DEBTS_STOOD,		/* open at the end of a day that is past */
	EXCEPTIONS_STOOD, EXCEPTIONS_HELD, EXCEPTIONS_OPENED, EXCEPTIONS_RESOLVED,
	LEG_KINDS
};

/* A measure of the leg's dataset in the sums of the metric. */
struct share { unsigned measure; int in_numerator, in_denominator; };

/*
 * The terms of a metric that read the same rows.  By place of the dimension, value: the one that filters
 * leave, NULL: any; set: one of these, NULL: any.
 */
struct leg {
	enum leg_kind kind;
	enum dataset of;
	const char *from, *to;		/* days, both count */
	const char *value[METRIC_DIMENSIONS];
	const struct term_filter *set[METRIC_DIMENSIONS];
	struct share share[METRIC_TERMS];
	size_t shares;
	const struct metric_term *term;	/* the first of them */
};

enum { LEGS_MAX = 2 * METRIC_TERMS };
struct legs { struct leg leg[LEGS_MAX]; int n; };

/* A leg whose filters exclude one another is not there. */
enum err legs_of(
    struct cx *, const struct metric *, const struct metric_question *, struct legs *) MUST_USE;
bool leg_undoes(enum leg_kind);

/* A row, as a leg finds it. */
struct row_key { struct metric_place place; int64_t stood_minor; };

/* At most `most` of the leg's rows after a place, in their order.  *end: there are no more. */
enum err leg_keys(struct cx *, const struct leg *, int number, const struct metric_place *after,
    size_t most, struct row_key *out, size_t *n, bool *end) MUST_USE;
/* Of what stood and of what was cancelled: how many rows of it there are more than its facts tell. */
enum err leg_count(struct cx *, const struct leg *, int64_t *count) MUST_USE;

/* The order of rows: the latest day first, then as the server orders ids, the later first. */
int place_order(const struct metric_place *, const struct metric_place *);

/* What the keys' rows say; out[i] is of keys[i]. */
enum err rows_read(struct cx *, const struct legs *, const struct row_key *, size_t n,
    struct metric_row *out) MUST_USE;

#endif
