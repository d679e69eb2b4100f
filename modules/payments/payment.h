/*
 * Payments: money that comes in at the counter, its void, its correction, its checks.  Operations
 * know no HTTP; they run inside the caller's transaction (rq_once, db_tx) and may be rerun whole, so
 * they touch only the database and *arg.  What they want known before the transaction (limits, what
 * looks alike, whose account) their prepare_…() reads outside it.
 */
#ifndef BILLPORT_PAYMENT_H
#define BILLPORT_PAYMENT_H

#include "db.h"
#include "input.h"
#include "jobs.h"
#include "plan.h"
#include "receivables.h"	/* struct paying */

/* How far back a payment may be dated; how many receivables one payment pays at most. */
enum { PAYMENT_DAYS_BACK = 365, PAYMENT_RECEIVABLES_MAX = 50, PAYMENT_REASON_MAX = 500,
	/* the void that goes with a correction says "Corrected: …" */
	PAYMENT_CORRECTION_MAX = 480 };

/* What cards say on them. */
#define PAYMENT_BRANDS "visa|mastercard|amex|discover|diners|jcb|unionpay|rupay|maestro|other"

/* What one receivable got of a payment. */
struct paid {
	const char *receivable_id, *number, *kind;
	int64_t amount_minor, left_minor;
};

struct recording {
	const char *account_id;
	int64_t amount_minor;
	const char *method;		/* code of a payment mode */
	const char *channel;		/* code of a payment channel; NULL: walk_in */
	const char *paid_on;		/* business day; NULL: today, or the day of paid_at */
	/* 0: now.  Demo data and imports alone give another, of any age */
	int64_t paid_at;
	int64_t received_minor;		/* cash handed over, or -1: exactly the amount */
	const char *reference;		/* slip of the terminal, number of the cheque; or NULL */
	const char *card_last4;		/* four digits, of a card alone; or NULL */
	const char *brand;		/* of a card alone: "visa"; or NULL */
	const char *notes;		/* or NULL */
	/* What it pays: receivables by name, or instalments of a plan; and what is kept as credit. */
	const struct paying *paying; size_t count;
	const char *plan_id;		/* or NULL */
	const struct instalment *parts; size_t part_count;
	int64_t credit_minor;
	bool confirm_duplicate;		/* the clerk saw the other one and means both */

	/* by prepare_recording(); without it the tenant's limits hold and nothing is held against
	 * what was paid before (demo data, imports, tests) */
	bool is_prepared, looks_doubled, caller_unknown;
	int64_t alone_minor;		/* credit up to this needs nobody else */
	const char *input_json;		/* what an approval stores */

	struct debtor payer;		/* under the account's lock */

	/* out */
	const char *id, *entry_id, *payment_no, *transaction_no, *receipt_no;
	const char *type, *flag, *verification, *source;
	int64_t late_fee_minor, edges, edge_days;	/* what its row says of what it paid */
	int64_t change_minor;
	int64_t at, recorded_at;	/* what became of paid_at; when it was entered */
	const char *on;			/* what became of paid_on */
	const char *note_id, *note_no;	/* credit note of what was kept, or NULL */
	const struct paid *paid; size_t paid_count;
	int64_t owed_minor, account_credit_minor;	/* the account's, after it */
	const char *approval_id;	/* set: nothing was taken, it waits for another person */
};

/* Read the fields of a recording; faults are noted in the cx. */
void read_recording(struct cx *, struct input *, struct recording *);

/* Outside the transaction: the actor's limit, whether another looks like this one, and whether a
 * caller on the phone proved who he is. */
enum err prepare_recording(struct cx *, struct recording *) MUST_USE;

/*
 * Take a payment and post it.  arg is a struct recording.  E_INPUT with faults that point into the
 * request (/amount, /allocations/0/receivable_id, …) where the input breaks a rule, E_CONFLICT
 * when a bill is paid or cancelled.  Received by the cx's actor.  More credit than the actor may
 * keep alone: an approval request is stored instead, unless the cx carries a granted one, which is
 * consumed.
 */
enum err record_payment(struct cx *, void *recording) MUST_USE;

struct voiding {
	const char *id, *reason;
	const char *reason_code;	/* code of a void_reason, or NULL */

	/* by prepare_voiding() */
	const char *account_id;
	const char *input_json;		/* what an approval stores */
	int64_t alone_minor;

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
 * Void a posted payment: a reversing entry, the bills open again, its credit note void, the row
 * 'cancelled'.  arg is a struct voiding.  E_CONFLICT when it is not posted or some of its credit
 * note was used.  Above the actor's limit it stores an approval request instead (E_CONFLICT when
 * one waits already), unless the cx carries a granted approval, which it consumes.
 */
enum err void_payment(struct cx *, void *voiding) MUST_USE;

/*
 * Money fields of a posted payment change by a reversal and a new posting, in one transaction: the
 * old payment is void, the new one names it.
 */
struct correction {
	struct voiding old;		/* id and reason */
	struct recording new;
	int64_t alone_minor;		/* by prepare_correction() */
	const char *approval_id;	/* out */
};

enum err prepare_correction(struct cx *, struct correction *) MUST_USE;
/* E_CONFLICT and E_INPUT as of its two halves; above the actor's limit an approval request. */
enum err correct_payment(struct cx *, void *correction) MUST_USE;

/* ---- checks ---- */

/* By another person than the one who took it (E_FORBIDDEN); E_CONFLICT when nothing waits. */
struct verifying { const char *id; const char *verified_at; };
enum err verify_payment(struct cx *, void *verifying) MUST_USE;

struct flagging { const char *id, *flag, *reason; };	/* flag NULL: none any more */
enum err flag_payment(struct cx *, void *flagging) MUST_USE;

struct annotating { const char *id, *notes; int64_t version; };	/* notes NULL: none any more */
enum err annotate_payment(struct cx *, void *annotating) MUST_USE;

/* ---- what another person approved, in the worker ---- */
#define PAYMENT_VOID_JOB    "payment.void"
#define PAYMENT_RECORD_JOB  "payment.record"
#define PAYMENT_CORRECT_JOB "payment.correct"
enum err run_payment_void(struct cx *, struct job *) MUST_USE;
enum err run_payment_record(struct cx *, struct job *) MUST_USE;
enum err run_payment_correct(struct cx *, struct job *) MUST_USE;

/* The row rule: does this actor see only the payments that he received himself? */
bool own_payments_only(const struct cx *);

#endif
