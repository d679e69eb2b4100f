/*
 * Work that outlives a request.  A module enqueues inside its transaction; any worker on any host
 * claims by lease, works in batches that commit rows, position and lease together, and an expired
 * lease is taken up at the position.
 */
#ifndef BILLPORT_JOBS_H
#define BILLPORT_JOBS_H

#include "db.h"
#include "input.h"

struct job {
	const char *id, *kind, *tenant_id, *input_json, *position, *approval_id;
	const char *requested_by, *requested_by_name;
	int64_t done, total;		/* total -1: not known */
	int attempts;
	const char *result_json;	/* out */
};

/* Inside the caller's transaction; *id is the job's.  run_at 0: now. */
enum err job_enqueue(struct cx *, const char *kind, const char *input_json, const char *approval_id,
    int64_t run_at, const char **id) MUST_USE;

/* A kind and what runs it.  run is called outside any transaction, in the tenant and in the name of
 * the requester; it opens its own transactions and calls job_progress() in each. */
struct job_kind {
	const char *kind;
	enum err (*run)(struct cx *, struct job *);
	int attempts;			/* how often it may be tried */
};

/* In the batch's transaction: rows, position and lease commit together.  E_CONFLICT: cancelled or
 * the lease was lost; stop. */
enum err job_progress(struct cx *, struct job *, int64_t done, int64_t total, const char *position) MUST_USE;

/* The worker's loop over the table of kinds, until *stop.  fold_every_us: how often the metric
 * deltas of every tenant are folded (0: never). */
int jobs_run(const struct job_kind *, size_t count, volatile int *stop);

/* One due job, if there is one (tests).  *ran tells. */
enum err jobs_run_one(struct cx *, const struct job_kind *, size_t count, bool *ran) MUST_USE;

#endif
