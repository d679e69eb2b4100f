/*
 * Print & distribute: bills that are printed into one document, in the order in which they are
 * posted, or sent by e-mail, by a job.
 *
 * The job first writes a delivery for each bill (waiting, with its position), all in one
 * transaction; so which bills a batch has is fixed from then on.  Printing renders them into one
 * file, which is there when it is whole: a worker that is killed begins the file anew, over the same
 * deliveries.  Sending commits some mails at a time, each with its delivery: a worker that is killed
 * goes on with those that still wait.  No bill is delivered twice by one batch.
 */
#ifndef BILLPORT_BILL_BATCH_H
#define BILLPORT_BILL_BATCH_H

#include "db.h"
#include "input.h"
#include "jobs.h"

enum { BATCH_BILLS_MAX = 100000, BATCH_IDS_MAX = 1000 };

/* Which bills; NULL: whichever.  Reversed ones never. */
struct batch_choice {
	const char *cycle_id, *zone_id, *class, *segment, *from, *to;
	const char *reach;		/* "all", "with_email", "without_email" */
	bool again;			/* those that were delivered before, too, as copies */
	const char *const *ids; size_t id_count;	/* these and no others */
};

struct batch_preview { int64_t bills, amount_minor, with_email, delivered_before; };
/* Outside a transaction. */
enum err preview_batch(struct cx *, const struct batch_choice *, struct batch_preview *) MUST_USE;

struct new_batch {
	const char *name;		/* NULL: made of what it is */
	const char *channel, *sort, *template_id;
	struct batch_choice choice;
	const char *id, *job_id;	/* out */
};
/* Outside the transaction: is there something to do, do the things it names exist?  E_CONFLICT: no
 * bills, or too many. */
enum err prepare_batch(struct cx *, struct new_batch *) MUST_USE;
enum err create_batch(struct cx *, void *new_batch) MUST_USE;

struct batch_posting { const char *id, *posted_on; };
/* E_CONFLICT: it is not a printed one. */
enum err mark_batch_posted(struct cx *, void *batch_posting) MUST_USE;
/* arg is the id.  E_CONFLICT: it has ended. */
enum err cancel_batch(struct cx *, void *id) MUST_USE;

#define BILL_BATCH_JOB "bill.batch"
enum err run_bill_batch(struct cx *, struct job *) MUST_USE;

#endif
