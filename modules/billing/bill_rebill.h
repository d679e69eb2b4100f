/*
 * Taking a bill back and billing its account anew in the same cycle, as one operation: from the reads,
 * the tariff and the account as they are now.  What payments and credit notes met of the old bill
 * meets the new one, the oldest first.
 */
#ifndef BILLPORT_BILL_REBILL_H
#define BILLPORT_BILL_REBILL_H

#include "bill_reverse.h"

struct rebilling {
	struct reversing old;		/* in, and out: number, approval_id */

	/* out: the new bill */
	const char *id, *number;
	int64_t amount_minor, open_minor;
	int64_t moved_minor;		/* of it: what had been paid on the old one */
};

/* After prepare_reversing() of old.  E_CONFLICT, with what to do, and nothing is changed: the bill is
 * reversed, adjusted, covered by an active plan or made without reads; the cycle is closed; something
 * holds the new bill; it comes to less than what was paid on the old one. */
enum err rebill_bill(struct cx *, void *rebilling) MUST_USE;

#define BILL_REBILL_JOB "bill.rebill"
enum err run_bill_rebill(struct cx *, struct job *) MUST_USE;

#endif
