/*
 * Credit notes: what a consumer may use later.  Operations know no HTTP; they run inside the
 * caller's transaction (rq_once, db_tx) and may be rerun whole, so they touch only the database
 * and *arg.
 *
 * A note's remaining amount is its amount less its live uses, nothing once it is void; the account's
 * credit is what remains of its live notes.  A note past its expiry is kept, but cannot be used.
 */
#ifndef BILLPORT_CREDIT_NOTE_H
#define BILLPORT_CREDIT_NOTE_H

#include "db.h"
#include "jobs.h"
#include "receivables.h"

enum { CREDIT_USE_MAX = 50 };		/* receivables that one use may pay */

/* ---- with a payment ---- */

struct overpaid {
	const char *account_id, *consumer_id, *payment_id;
	const char *entry_id;		/* of the payment: its LEDGER_KEPT_* lines stand behind the note */
	int64_t amount_minor;
	int64_t at;			/* when it was recorded; the note expires counted from that day */

	/* out */
	const char *id, *number;
};

/* In record_payment's transaction, once the payment's row stands and its numbers are taken. */
enum err credit_note_of_overpayment(struct cx *, struct overpaid *) MUST_USE;

/* In void_payment's transaction: the payment's notes are void with it.  E_CONFLICT naming the note
 * if some of one was used.  The ledger side of an overpayment's note is the payment's own reversal;
 * a note written by hand is reversed here. */
enum err void_credit_of_payment(
    struct cx *, const char *payment_id, const char *account_id, const char *on) MUST_USE;

/* ---- by hand ---- */

struct crediting {
	const char *payment_id;
	int64_t amount_minor;		/* -1: all that the payment's notes leave */
	const char *reason;		/* code of a credit_reason */
	const char *remarks;		/* or NULL */

	const char *account_id;		/* by prepare_crediting() */
	const char *input_json;		/* of a granted approval, or NULL */
	int64_t alone_minor;		/* by prepare_crediting(): above it another person decides */

	/* out */
	const char *id, *number, *entry_id, *expires_on;
	const char *approval_id;	/* set: nothing was issued, it waits for another person */
};

/* Outside the transaction.  E_NOT_FOUND: no such payment (a fault at /payment_id). */
enum err prepare_crediting(struct cx *, struct crediting *) MUST_USE;

/*
 * Issue a note for a posted payment; arg is a struct crediting.  Over all live notes of a payment
 * at most what it paid: else a fault at /amount.  Above alone_minor it stores an approval request
 * instead, unless the cx carries a granted approval, which it consumes.
 */
enum err create_credit_note(struct cx *, void *crediting) MUST_USE;

#define CREDIT_NOTE_JOB "credit_note.create"
enum err run_credit_note_create(struct cx *, struct job *) MUST_USE;

/* Void an unused note that was written by hand; one of an overpayment is void with its payment
 * only.  E_CONFLICT otherwise.  arg is a struct ending_credit. */
struct ending_credit {
	const char *id, *reason;
	const char *account_id;		/* by account_of_credit_note() */
	const char *entry_id;		/* out */
};
enum err void_credit_note(struct cx *, void *ending_credit) MUST_USE;

/* Outside the transaction, for the lock order.  E_NOT_FOUND. */
enum err account_of_credit_note(struct cx *, const char *id, const char **account_id) MUST_USE;

/* ---- using ---- */

struct credit_using {
	const char *note_id;
	const struct paying *paying;	/* 1 to CREDIT_USE_MAX, each receivable once */
	size_t count;
	const char *account_id;		/* by account_of_credit_note() */

	/* out */
	const char *id, *entry_id;
	int64_t amount_minor, remaining_minor;
};

/* Pay receivables of the note's account with it; arg is a struct credit_using.  E_INPUT where more
 * than what remains or is open is named, E_CONFLICT when the note is used up, void or expired. */
enum err use_credit_note(struct cx *, void *credit_using) MUST_USE;

struct credit_undoing {
	const char *note_id, *use_id, *reason;
	const char *account_id;		/* by account_of_credit_note() */
	const char *entry_id;		/* out */
	int64_t amount_minor, remaining_minor;
};

/* Undo a use: what it paid is open again, the note may be used again.  E_NOT_FOUND, E_CONFLICT. */
enum err undo_credit_use(struct cx *, void *credit_undoing) MUST_USE;

/* The worker, outside a transaction: active notes of this tenant past their last day are 'expired'. */
enum err credit_notes_expire(struct cx *) MUST_USE;

#endif
