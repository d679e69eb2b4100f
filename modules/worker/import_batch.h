/* What the files of the import job share. */
#ifndef BILLPORT_WORKER_IMPORT_BATCH_H
#define BILLPORT_WORKER_IMPORT_BATCH_H

#include "csv.h"
#include "files.h"
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

/* A file row by row.  *any false: there is none. */
struct source_file { struct file_reader *file; struct csv *csv; const char *left; size_t n; };
enum err import_next_row(struct cx *, struct source_file *, struct csv_row *, bool *any) MUST_USE;

/* Work with memory of its own, that is given back after it. */
typedef enum err import_work(struct cx *, void *arg);
enum err import_with_arena(struct cx *, struct arena *, import_work *, void *arg) MUST_USE;

/* What became of the rows, and the import's sums with it. */
struct made_reads;
enum err import_write_outcome(struct cx *, const struct import_batch *, const struct made_reads *) MUST_USE;

/* All of an interval file: looked through first, and refused whole where something is wrong with it. */
struct interval_file { const char *file_id; struct import_reading reading; const char *today; };
enum err take_in_intervals(
    struct cx *, struct import_batch *, const struct interval_file *, struct arena *) MUST_USE;

/* The part of it that is of reads alone. */
struct made_reads { int64_t reads, meters, services; };
enum err write_new_meters(struct cx *, const struct import_plan *, struct made_reads *) MUST_USE;
enum err write_reads(struct cx *, struct import_batch *, struct made_reads *) MUST_USE;

#endif
