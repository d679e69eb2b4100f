/*
 * Payment plans: a schedule over receivables, no new debt.  What was paid of a plan is what its
 * receivables fell since it was made, laid on its instalments in order.  Operations know no HTTP;
 * they run inside the caller's transaction and may be rerun whole.
 */
#ifndef BILLPORT_PLAN_H
#define BILLPORT_PLAN_H

#include "db.h"
#include "receivables.h"	/* struct paying, plan_settle() */

enum { PLAN_RECEIVABLES_MAX = 50, PLAN_INSTALMENTS_MAX = 60 };

struct instalment { int64_t number, amount_minor; };

/*
 * What a payment for these instalments pays: allocations over the plan's receivables, oldest due
 * first, in the arena.  Locks the plan's receivables by id, after lock_account().  Instalments are
 * paid in order, each whole but the last one named: faults at /plan_id, /instalments/N/number and
 * /instalments/N/amount; E_CONFLICT when the plan is not active.
 */
enum err plan_pay(struct cx *, const char *account_id, const char *plan_id,
    const struct instalment *, size_t n, struct paying **paying, size_t *count) MUST_USE;

struct scheduled { int64_t amount_minor; char due_on[11]; };

struct planning {
	const char *account_id;
	const char **receivable_ids;	/* 1 to PLAN_RECEIVABLES_MAX */
	size_t count;
	int64_t instalments;
	const char *every;		/* "week", "fortnight", "month" */
	const char *first_due_on;
	const char *notes;		/* or NULL */
	const char *override_reason;	/* why it may be below the floor, or NULL */
	bool dry;			/* a preview: nothing is written, the floor is only told */

	/* out */
	const char *id, *number;
	int64_t total_minor, floor_minor;
	bool below_floor;
	struct scheduled schedule[PLAN_INSTALMENTS_MAX];
};

/* arg is a struct planning.  E_INPUT with faults at its fields; E_CONFLICT when a receivable is not
 * open or in an active plan already. */
enum err create_plan(struct cx *, void *planning) MUST_USE;

struct plan_ending { const char *id, *reason; const char *account_id; };
/* Outside the transaction, for the lock order.  E_NOT_FOUND. */
enum err account_of_plan(struct cx *, const char *id, const char **account_id) MUST_USE;
/* The schedule ends; what is open stays open.  E_CONFLICT when the plan is not active. */
enum err cancel_plan(struct cx *, void *plan_ending) MUST_USE;

/* The part of one instalment that is paid when so much of the plan is, less what came before it. */
int64_t laid_on(int64_t paid_minor, int64_t before_minor, int64_t amount_minor);

#endif
