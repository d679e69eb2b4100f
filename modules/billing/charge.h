/*
 * One-off services: raised from the price list, on the account at once; waived or cancelled with a
 * reason, above a limit with another person's approval.  Operations know no HTTP; they run inside
 * the caller's transaction (rq_once, db_tx) and may be rerun whole.
 */
#ifndef BILLPORT_CHARGE_H
#define BILLPORT_CHARGE_H

#include "db.h"
#include "jobs.h"

struct raising {
	const char *account_id, *price_id;
	int64_t amount_minor;		/* -1: the price */
	bool may_exceed;		/* more than the price, too */
	const char *served_on;		/* NULL: today */
	const char *due_on;		/* NULL: so many days from today as the price says */
	const char *notes;		/* or NULL */
	int64_t at;			/* 0: now.  Demo data alone give another */

	/* out */
	const char *id, *number, *name, *entry_id, *issued_on, *falls_due_on;
	int64_t charged_minor;
};

/* arg is a struct raising.  E_INPUT with faults at its fields; E_CONFLICT when the account is
 * closed or the price is switched off. */
enum err raise_charge(struct cx *, void *raising) MUST_USE;

struct ending_charge {
	const char *charge_id;
	const char *reason;		/* code of a waive_reason */
	const char *remarks;		/* or NULL */

	const char *account_id;		/* by prepare_ending_charge() */
	const char *input_json;		/* of a granted approval, or NULL */
	int64_t approved_minor;		/* with it: no more than this is given up */
	int64_t alone_minor;		/* by prepare_ending_charge(): above it another decides */

	/* out */
	const char *number, *entry_id;
	const char *adjustment_id;	/* of a waiver */
	int64_t amount_minor;		/* what is given up */
	const char *approval_id;	/* set: nothing was changed, it waits for another person */
};

/* Outside the transaction.  E_NOT_FOUND: no such charge; E_INPUT: no such reason. */
enum err prepare_ending_charge(struct cx *, struct ending_charge *) MUST_USE;

/* Give up what is open of a charge: an adjustment meets it.  E_CONFLICT when nothing is. */
enum err waive_charge(struct cx *, void *ending_charge) MUST_USE;

/* Take back a charge that nothing was paid on: its entry reversed, its receivable cancelled.
 * E_CONFLICT when something was paid or waived, or it is cancelled already. */
enum err cancel_charge(struct cx *, void *ending_charge) MUST_USE;

#define CHARGE_WAIVE_JOB  "charge.waive"
#define CHARGE_CANCEL_JOB "charge.cancel"
enum err run_charge_waive(struct cx *, struct job *) MUST_USE;
enum err run_charge_cancel(struct cx *, struct job *) MUST_USE;

#endif
