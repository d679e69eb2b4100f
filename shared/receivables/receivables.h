/*
 * Bills and charges as something to be paid, and the edges that meet them: of a payment, of a use
 * of a credit note, of an adjustment.  Runs inside the caller's transaction, after lock_account().
 */
#ifndef BILLPORT_RECEIVABLES_H
#define BILLPORT_RECEIVABLES_H

#include "db.h"
#include "facts.h"

struct receivable {
	const char *id, *account_id, *kind, *number, *status, *issued_on, *due_on;
	/* as they were when it was issued; cycle_id: of the bill, of a late fee that of the late bill */
	const char *zone_id, *class, *segment, *cycle_id;
	bool is_late_fee;
	int64_t amount_minor, open_minor;
};

/* So much of a receivable, as a request names it. */
struct paying { const char *receivable_id; int64_t amount_minor; };

/* A new open receivable; raises account_balance.owed_minor. */
enum err receivable_open(struct cx *, const struct receivable *) MUST_USE;

/* Many, of accounts that are locked; counted[i]: of one that is new, whose balance was opened with it
 * (ledger_open_accounts). */
enum err receivables_open(
    struct cx *, const struct receivable *, const bool *counted, size_t n) MUST_USE;

/* Lock one, checked to be of the account (else E_NOT_FOUND). */
enum err lock_receivable(
    struct cx *, const char *id, const char *account_id, struct receivable *out) MUST_USE;

/* Where an edge comes from: exactly one of these. */
struct source {
	enum { FROM_PAYMENT, FROM_CREDIT, FROM_ADJUSTMENT } kind;
	const char *id;			/* of the payment, the credit_use, the adjustment */
};

/* Meet amount_minor of it: an edge, less open, less owed; 'paid' at nothing open.  The source's row
 * stands already; the receivable is as lock_receivable() gave it.  E_CONFLICT when it is not open
 * or less is open than that. */
enum err allocate(struct cx *, const struct source *, const struct receivable *,
    int64_t amount_minor, const char *allocated_on) MUST_USE;

/* Undo every live edge of a source by reversing edges; what was met is open again.  Locks the
 * receivables by id. */
struct undone {
	struct { struct receivable r; int64_t amount_minor; } *edge;	/* r as it was before */
	size_t n;
};
enum err deallocate(struct cx *, const struct source *, const char *account_id,
    const char *allocated_on, struct undone *) MUST_USE;

/*
 * What payments and credit notes meet of one receivable, to meet another in its place:
 *
 *   TRY(loosen(cx, &old, on, &loose));		every live edge turned back, old.open_minor with it
 *   …						old is cancelled, the new one opened
 *   TRY(fasten(cx, &loose, &new, on));		the same edges on the new one, the oldest first
 *
 * Edges of adjustments are not among them.  fasten: E_CONFLICT where more is loose than is open.
 */
struct loose_edge { struct source from; int64_t amount_minor; };
struct loose { const struct loose_edge *edges; size_t n; int64_t amount_minor; };
enum err loosen(struct cx *, struct receivable *, const char *on, struct loose *) MUST_USE;
enum err fasten(struct cx *, const struct loose *, struct receivable *, const char *on) MUST_USE;

/* Nobody owes it any more: nothing open, 'cancelled'.  The receivable is as lock_receivable() gave
 * it.  E_CONFLICT when it is cancelled already or something of it was paid or waived. */
enum err receivable_cancel(struct cx *, const struct receivable *, const char *on) MUST_USE;

/* What rows and facts say of an account's side, as it is now. */
struct debtor { const char *consumer_id, *zone_id, *class, *segment, *status; };
enum err read_debtor(struct cx *, const char *account_id, struct debtor *) MUST_USE;

/* Their facts: it was issued; so much more (less: negative) is open of it than r says; it is
 * cancelled.  Whoever calls what is above writes them. */
struct signed_fact issued_fact(const struct receivable *);
struct signed_fact open_fact(const struct receivable *, int64_t by_minor, const char *on);
struct signed_fact cancelled_fact(const struct receivable *, const char *on);

/* Bring the account's plans up to what is open of them: what is left, the next due date; completed
 * when nothing is, active again when something is.  After whatever changed what is open of
 * receivables of the account. */
enum err plan_settle(struct cx *, const char *account_id) MUST_USE;

#endif
