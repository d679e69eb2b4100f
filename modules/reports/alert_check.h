/*
 * How alerts come and go: each threshold held against its metric, at least once a minute and soon
 * after facts were folded.  A threshold that is passed opens one alert and keeps it up to date; when
 * it is over the alert resolves itself.  At exactly the limit nothing changes for a while, so that a
 * value that hovers there does not ring the bell again and again.
 */
#ifndef BILLPORT_ALERT_CHECK_H
#define BILLPORT_ALERT_CHECK_H

#include "threshold.h"

/* How a threshold stands. */
enum standing {
	NOT_KNOWN,	/* no value, or no history: there is nothing to say */
	GONE,		/* its zone or cycle is: nobody will ever know */
	KEPT,		/* on the good side */
	AT_LIMIT,
	PASSED
};
struct finding {
	enum standing standing;
	int64_t held;				/* what is held against the limit, scaled as it */
	struct metric_period period;
	struct metric_answer answer;		/* of USE the one that is worst */
};

/* Asks the catalog, as whoever sees all rows.  Outside a transaction.  E_INPUT: the catalog no longer
 * takes such a question (a zone that was deleted). */
enum err judge_threshold(struct cx *, const struct threshold *, struct finding *) MUST_USE;

/* The worker's chore, in a tenant. */
enum err alerts_check(struct cx *) MUST_USE;

/* ---- what the system itself tells ---- */

/* One live alert of kind "system": the first opens it, a later one keeps it up to date.  Whoever runs
 * the tenant is told at once, by the bell and by mail.  Opens its own transaction. */
enum err system_alert(struct cx *, const char *name, const char *text, const char *link) MUST_USE;
/* It is over. */
enum err system_alert_over(struct cx *, const char *name) MUST_USE;

#endif
