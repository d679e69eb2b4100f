/*
 * Late fees: what a bill's tariff asks for when the bill is not paid in time.  Each fee is a charge
 * of its own about the bill, raised once for each bill and step of the rule whatever happens: it
 * stands in late_fee, and one that is waived or cancelled stays there.  A bill that an active payment
 * plan covers earns none; nor does one without a tariff.
 */
#ifndef BILLPORT_LATE_FEE_H
#define BILLPORT_LATE_FEE_H

#include "db.h"
#include "jobs.h"

struct late_fee {
	const char *bill_id, *bill_number, *account_id, *account_number, *consumer_id, *consumer_name;
	const char *due_on;
	int64_t days;			/* overdue */
	int64_t step;			/* from 1 */
	int64_t open_minor, fee_minor;
};

/* Whom a run would charge today: the longest overdue first.  At most `most` of them; *count and
 * *total_minor are of all.  Outside a transaction. */
enum err preview_late_fees(struct cx *, size_t most, struct late_fee **, size_t *n, int64_t *count,
    int64_t *total_minor) MUST_USE;

/* The job: in batches, taken up where it was left. */
#define LATE_FEE_JOB "late_fee.run"
enum err run_late_fees(struct cx *, struct job *) MUST_USE;

/* In a transaction: have it run now.  arg: where the job's id goes (const char **). */
enum err enqueue_late_fees(struct cx *, void *job_id) MUST_USE;

/* A chore: once on each of the tenant's days, where a tariff has such a rule. */
enum err late_fees_daily(struct cx *) MUST_USE;

#endif
