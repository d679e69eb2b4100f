/*
 * Bills and charges as something to be paid, and the edges that pay them.  Runs inside the
 * caller's transaction, after lock_account().
 */
#ifndef BILLPORT_RECEIVABLES_H
#define BILLPORT_RECEIVABLES_H

#include "db.h"

struct receivable {
	const char *id, *account_id, *kind, *number, *status, *issued_on, *due_on;
	int64_t amount_minor, open_minor;
};

/* A new open receivable; raises account_balance.owed_minor. */
enum err receivable_open(struct cx *, const struct receivable *) MUST_USE;

/* Lock one, checked to be of the account (else E_NOT_FOUND). */
enum err lock_receivable(
    struct cx *, const char *id, const char *account_id, struct receivable *out) MUST_USE;

/* Pay amount_minor of it by a payment: an edge, less open, less owed; 'paid' at nothing open.
 * The receivable is as lock_receivable() gave it.  E_CONFLICT when it is not open or less is open
 * than that. */
enum err allocate(struct cx *, const char *payment_id, const struct receivable *,
    int64_t amount_minor, const char *allocated_on) MUST_USE;

/* Undo every live edge of a payment by reversing edges; what was paid is open again.  Locks the
 * receivables by id. */
enum err deallocate_payment(struct cx *, const char *payment_id, const char *account_id,
    const char *allocated_on) MUST_USE;

#endif
