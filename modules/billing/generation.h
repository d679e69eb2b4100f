/*
 * Runs over a cycle: begun, divided into parts that workers carry out, paused, gone on with, cancelled.
 */
#ifndef BILLPORT_GENERATION_H
#define BILLPORT_GENERATION_H

#include "jobs.h"

#define BILL_GENERATE_JOB "bill.generate"

enum { GENERATION_FILTERS_MAX = 50, GENERATION_PARTS_MAX = 64 };

/* A share of the accounts, by id: behind `after`, up to and with `last`. */
struct generation_range { char after[37], last[37]; int64_t accounts; };

struct starting_generation {
	const char *cycle_id;
	const char **classes, **segments;	/* none: all */
	size_t class_count, segment_count;
	const char *issued_on, *due_on;		/* NULL: as the cycle says */

	/* by prepare_generation() */
	int64_t due_days;
	struct generation_range ranges[GENERATION_PARTS_MAX];
	size_t parts;
	int64_t accounts;
	const char *classes_json, *segments_json;	/* NULL: all */

	const char *id;				/* out */
};

/* Before the transaction: who is chosen, and how they are divided.  E_NOT_FOUND: no such cycle. */
enum err prepare_generation(struct cx *, struct starting_generation *) MUST_USE;
/* E_NOT_FOUND; E_CONFLICT: the cycle is closed, a run is under way, or nobody is chosen. */
enum err start_generation(struct cx *, void *starting_generation) MUST_USE;

/* The argument is the run's id.  E_CONFLICT where its state does not allow it. */
enum err pause_generation(struct cx *, void *id) MUST_USE;
enum err resume_generation(struct cx *, void *id) MUST_USE;
enum err cancel_generation(struct cx *, void *id) MUST_USE;

/*
 * Some of a part: loaded in a snapshot, judged, written in one transaction with the part's figures and
 * the job's position, all or nothing.  Outside a transaction, with memory of its own that may be emptied
 * after.  *over: the part was at its end; it is finished now, and with the last part the run.
 */
struct generation_work;
enum err begin_part(struct cx *, struct job *, struct generation_work **) MUST_USE;
enum err generate_some(struct cx *, struct generation_work *, bool *over) MUST_USE;
/* The run that the job is of; NULL: not known yet. */
const char *generation_of(const struct generation_work *);

/* It cannot go on, and says why.  Does nothing where the job is another worker's by now. */
struct failing_generation { const char *id, *why; const struct job *job; };
enum err fail_generation(struct cx *, void *failing_generation) MUST_USE;
/* The worker's chore: a run of which nobody works at a part any more, for its job was cancelled or given
 * up (whoever asked for it may not any more), has failed too. */
enum err generations_stopped(struct cx *) MUST_USE;

#endif
