/*
 * Payments: money that comes in at the counter, and its void.  Operations know no HTTP; they run
 * inside the caller's transaction (rq_once, db_tx) and may be rerun whole, so they touch only the
 * database and *arg.
 */
#ifndef BILLPORT_PAYMENT_H
#define BILLPORT_PAYMENT_H

#include "db.h"
#include "jobs.h"
#include "receivables.h"

#define PAYMENT_METHODS  "cash|card_terminal"
#define PAYMENT_CHANNELS "walk_in|phone|mail"

/* How far back a payment may be dated. */
enum { PAYMENT_DAYS_BACK = 365 };

struct recording {
	const char *account_id;
	int64_t amount_minor;
	const char *method;		/* PAYMENT_METHODS */
	const char *channel;		/* PAYMENT_CHANNELS; NULL: walk_in */
	const char *paid_on;		/* business day; NULL: today, or the day of paid_at */
	/* 0: now.  Demo data and imports alone give another, of any age */
	int64_t paid_at;
	int64_t received_minor;		/* cash handed over, or -1: exactly the amount */
	const char *reference;		/* slip of the card terminal, or NULL */
	const char *notes;		/* or NULL */
	const struct paying *paying;	/* what it pays; exactly one for now */
	size_t count;

	/* out */
	const char *id, *entry_id, *payment_no, *transaction_no, *receipt_no;
	int64_t change_minor;
	int64_t at, recorded_at;	/* what became of paid_at; when it was entered */
	const char *on;			/* what became of paid_on */
};

/*
 * Take a payment and post it.  arg is a struct recording.  E_INPUT with faults that point into the
 * request (/amount, /allocations/0/receivable_id, …) where the input breaks a rule, E_CONFLICT
 * when the bill is paid or cancelled.  Received by the cx's actor.
 */
enum err record_payment(struct cx *, void *recording) MUST_USE;

struct voiding {
	const char *id, *reason;

	const char *account_id;		/* by prepare_voiding() */
	const char *input_json;		/* by prepare_voiding(): what an approval stores */

	/* out */
	const char *void_entry_id;
	const char *approval_id;	/* set: nothing was voided, it waits for another person */
};

/*
 * Outside the transaction: fill what the lock order wants known first.  E_NOT_FOUND also for a
 * payment that the actor's row rule hides.
 */
enum err prepare_voiding(struct cx *, struct voiding *) MUST_USE;

/*
 * Void a posted payment: a reversing entry, the bills open again, the row 'cancelled'.  arg is a
 * struct voiding.  E_CONFLICT when it is not posted.  Above the setting void_limit it stores an
 * approval request instead (E_CONFLICT when one waits already), unless the cx carries a granted approval, which it consumes.
 */
enum err void_payment(struct cx *, void *voiding) MUST_USE;

/* The job of kind "payment.void": a void that another person approved. */
#define PAYMENT_VOID_JOB "payment.void"
enum err run_payment_void(struct cx *, struct job *) MUST_USE;

/* The row rule: does this actor see only the payments that he received himself? */
bool own_payments_only(const struct cx *);

#endif
