/*
 * The worker: which job kinds it runs and what it does besides, again and again.
 */
#ifndef BILLPORT_WORKER_H
#define BILLPORT_WORKER_H

#include "jobs.h"

extern const struct job_kind worker_kinds[];
extern const size_t worker_kind_count;
extern const struct chore worker_chores[];
extern const size_t worker_chore_count;

/* Set by SIGTERM: finish what is at hand and leave. */
extern volatile int worker_stop;

/* The job of kind "verify": billport-verify over the tenant, as its own read-only database user.
 * Fails, loudly, when something differs. */
enum err run_verify(struct cx *, struct job *) MUST_USE;
/* The chore that queues it, once a night of the tenant. */
enum err enqueue_verify(struct cx *) MUST_USE;

#endif
