/*
 * Giving up a part of a bill, and taking that back.  The bill's lines stand; lines of kind
 * "adjustment" come after them, each naming the adjustment and, where there is one, the line that it
 * is about.  An edge from the adjustment meets the receivable.  Operations know no HTTP; they run
 * inside the caller's transaction and may be rerun whole.
 */
#ifndef BILLPORT_BILL_ADJUST_H
#define BILLPORT_BILL_ADJUST_H

#include "bill_leak.h"
#include "db.h"
#include "jobs.h"

struct adjusting {
	const char *bill_id;
	int64_t amount_minor;		/* to be given up; 0: what use_milli less would have cost less */
	int64_t use_milli;		/* of a leak: what the consumer did not use; 0: an amount is given */
	int64_t line;			/* of an amount: the line it is about; 0: the whole bill */
	const char *reason;		/* code of an adjust_reason */
	const char *remarks;		/* or NULL */

	const char *account_id;		/* by prepare_adjusting() */
	const char *input_json;		/* of a granted approval, or NULL */
	int64_t approved_minor;		/* with it: no more than this is given up */
	int64_t alone_minor;		/* by prepare_adjusting(): above it another decides */
	struct leak leak;		/* by prepare_adjusting(), where use is given */

	/* out */
	const char *id, *number, *entry_id;
	int64_t given_minor, adjusted_minor, open_minor;
	const char *approval_id;	/* set: nothing was changed, it waits for another person */
};

/* Outside the transaction.  E_NOT_FOUND: no such bill; E_INPUT: no such reason, or not exactly one
 * of amount and use. */
enum err prepare_adjusting(struct cx *, struct adjusting *) MUST_USE;

/* E_CONFLICT, with what to do: the bill is reversed, less than that is open, or less use would not
 * have cost less. */
enum err adjust_bill(struct cx *, void *adjusting) MUST_USE;

struct undoing {
	const char *id;			/* of the adjustment */
	const char *reason;		/* in words */

	const char *account_id, *bill_id;	/* by prepare_undoing() */

	/* out */
	const char *number, *entry_id;
	int64_t amount_minor, adjusted_minor, open_minor;
};

/* Outside the transaction.  E_NOT_FOUND: no such adjustment of a bill. */
enum err prepare_undoing(struct cx *, struct undoing *) MUST_USE;

/* Counter-lines, the edge and the entry turned back; it is owed again.  E_CONFLICT: it is undone
 * already. */
enum err undo_adjustment(struct cx *, void *undoing) MUST_USE;

#define BILL_ADJUST_JOB "bill.adjust"
enum err run_bill_adjust(struct cx *, struct job *) MUST_USE;

#endif
