/* What the files of the import job share. */
#ifndef BILLPORT_WORKER_IMPORT_BATCH_H
#define BILLPORT_WORKER_IMPORT_BATCH_H

#include "import_plan.h"
#include "jobs.h"

/* Rows of one transaction. */
struct import_batch {
	struct job *job;
	const char *import_id, *utility;
	int64_t file_bytes;
	struct import_plan plan;
	int64_t from_offset;		/* where it began, … */
	int64_t next_offset, next_line;	/* … and where what follows does */
	bool is_last;
};

/* Carry the plan out, in a transaction.  E_STALE, or E_CONFLICT with db_duplicate(): somebody was
 * quicker, plan anew. */
enum err write_batch(struct cx *, void *import_batch) MUST_USE;

/* The part of it that is of reads alone. */
struct made_reads { int64_t reads, meters, services; };
enum err write_reads(struct cx *, struct import_batch *, struct made_reads *) MUST_USE;

#endif
