/*
 * Imports as jobs.  import.run takes a file in, some hundred rows a transaction: what they make, what
 * became of each row, the import's sums, where the next rows begin and the lease are committed
 * together, so that a worker killed anywhere doubles and loses nothing.  import.index follows by
 * itself and makes what came in findable by parts of words.
 */
#ifndef BILLPORT_WORKER_IMPORT_JOB_H
#define BILLPORT_WORKER_IMPORT_JOB_H

#include "jobs.h"

enum err run_import(struct cx *, struct job *) MUST_USE;
enum err run_import_index(struct cx *, struct job *) MUST_USE;

#endif
