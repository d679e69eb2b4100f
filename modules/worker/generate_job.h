/*
 * A part of a run over a billing cycle, as a job: some thousand accounts a transaction, so that a worker
 * killed anywhere doubles and loses nothing.
 */
#ifndef BILLPORT_WORKER_GENERATE_JOB_H
#define BILLPORT_WORKER_GENERATE_JOB_H

#include "jobs.h"

enum err run_generate(struct cx *, struct job *) MUST_USE;

#endif
