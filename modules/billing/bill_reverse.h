/*
 * Taking a bill back: nobody owes it any more.  Its entry is turned by one of its own, its facts are
 * taken away today, its number stays used.  A bill of the same account and cycle may follow.
 * Operations know no HTTP; they run inside the caller's transaction and may be rerun whole.
 */
#ifndef BILLPORT_BILL_REVERSE_H
#define BILLPORT_BILL_REVERSE_H

#include "bill_change.h"
#include "db.h"
#include "jobs.h"

struct reversing {
	const char *bill_id;
	const char *reason;		/* code of an adjust_reason */
	const char *remarks;		/* or NULL */

	const char *account_id;		/* by prepare_reversing() */
	const char *input_json;		/* of a granted approval, or NULL */
	int64_t alone_minor;		/* by prepare_reversing(): above it another decides */

	/* out */
	const char *number, *entry_id;
	int64_t amount_minor;		/* of the bill */
	const char *approval_id;	/* set: nothing was changed, it waits for another person */
};

/* Outside the transaction.  E_NOT_FOUND: no such bill; E_INPUT: no such reason. */
enum err prepare_reversing(struct cx *, struct reversing *) MUST_USE;

/* E_CONFLICT, with what to do: the bill is reversed already, or something of it was paid or
 * adjusted. */
enum err reverse_bill(struct cx *, void *reversing) MUST_USE;

/* The middle of it, for whoever bills anew in the same transaction: of a bill that is locked and on
 * which nothing was adjusted; what was paid on it is loose until it is fastened to another. */
enum err take_bill_back(
    struct cx *, struct reversing *, struct locked_bill *, struct loose *) MUST_USE;

/* What is asked for, as it is kept for the one who decides. */
const char *reversing_json(struct cx *, const struct reversing *);

#define BILL_REVERSE_JOB "bill.reverse"
enum err run_bill_reverse(struct cx *, struct job *) MUST_USE;
/* Reads what was asked for; the rest is prepare_reversing()'s. */
enum err read_reversing(struct cx *, const struct job *, struct reversing *) MUST_USE;

#endif
