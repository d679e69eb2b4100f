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
	bool finished;			/* job_finish() was called; counts once it is committed */
};

/* Inside the caller's transaction, in the name of the cx's actor; *id is the job's.  run_at 0: now. */
enum err job_enqueue(struct cx *, const char *kind, const char *input_json, const char *approval_id,
    int64_t run_at, const char **id) MUST_USE;
/* The same in another's name (a user's id; NULL: the system). */
enum err job_enqueue_for(struct cx *, const char *requested_by, const char *requested_by_name,
    const char *kind, const char *input_json, const char *approval_id, int64_t run_at,
    const char **id) MUST_USE;

/*
 * What a tenant needs once a day, from first_hour to last_hour of its clock: *id is the job's where it
 * is time and no worker has queued it, else NULL; of several that enqueue it one does.  Outside a
 * transaction.
 */
enum err job_daily_due(
    struct cx *, const char *kind, int first_hour, int last_hour, const char **id) MUST_USE;
enum err job_daily_enqueue(struct cx *, const char *kind, const char *id) MUST_USE;

/*
 * A kind and what runs it.  run is called outside any transaction, in the tenant and in the name of
 * the requester (cx->approved_by and approval_id set where an approval stands behind it); it opens
 * its own transactions and calls job_progress() in each, and job_finish() in the last.  So a job
 * whose work was committed is never run again, also when its worker was killed right after.
 *
 * What run returns: OK (finished here if it did not do so itself); E_STORAGE, E_INTERNAL, E_BUSY:
 * tried again later, up to `attempts`; anything else is a refusal: the job fails with the sentence
 * in the cx, and its approval, if any, with it.
 */
struct job_kind {
	const char *kind;
	enum err (*run)(struct cx *, struct job *);
	int attempts;			/* how often it may be claimed */
	enum permission needs;		/* which whoever asked must have still; 0: none */
};

/* In the batch's transaction: rows, position and lease commit together.  E_CONFLICT: cancelled or
 * the lease was lost; stop. */
enum err job_progress(
    struct cx *, struct job *, int64_t done, int64_t total, const char *position) MUST_USE;

/* In the last transaction: done, with this result (JSON or NULL).  E_CONFLICT as above. */
enum err job_finish(struct cx *, struct job *, const char *result_json) MUST_USE;
/* The same with what it was about as the result: {"type", "id", "number"}. */
enum err job_finish_about(struct cx *, struct job *, const char *type, const char *id,
    const char *number) MUST_USE;

/* In the caller's transaction: a queued, paused or running job stops; a running one at its next
 * batch.  arg is the id.  E_CONFLICT when it has ended. */
enum err cancel_job(struct cx *, void *id) MUST_USE;

/* Something done again and again, for every active tenant (the cx is in the tenant) or, if
 * for_platform, once for all (the cx is in none).  Called outside any transaction. */
struct chore {
	const char *name;
	enum err (*run)(struct cx *);
	int64_t every_us;
	bool for_platform;
};

/* The worker's loop, until *stop: due jobs come first, chores between them.  The exit status. */
int jobs_run(const struct job_kind *, size_t kinds, const struct chore *, size_t chores,
    const volatile int *stop);

/* One due job of these kinds, if there is one; *ran tells.  The cx's identity is the job's afterwards. */
enum err jobs_run_one(struct cx *, const struct job_kind *, size_t count, bool *ran) MUST_USE;

/* Put the cx (identity, settings, connection) into a tenant as the system, outside a transaction. */
enum err job_enter_tenant(struct cx *, const char *tenant_id) MUST_USE;

#endif
