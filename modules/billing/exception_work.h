/*
 * Working the queue of exceptions: giving one to somebody, bringing it before the managers, resolving
 * it.  Operations know no HTTP; they run inside the caller's transaction (rq_once, rq_tx, db_tx) and
 * may be rerun whole.  What an account owes is locked before the exception.
 */
#ifndef BILLPORT_EXCEPTION_WORK_H
#define BILLPORT_EXCEPTION_WORK_H

#include "bill_adjust.h"
#include "exception.h"

enum {
	BY_ACCEPT = 1, BY_REREAD = 2, BY_ESTIMATE = 4, BY_CORRECT = 8, BY_ADJUST = 16, BY_DISMISS = 32,
	EXCEPTION_REASON_MAX = 500, EXCEPTION_HELD_MAX = 8
};
#define EXCEPTION_ACTIONS "accept|reread|estimate|correct|adjust|dismiss"

/* "accept" → BY_ACCEPT, and back. */
unsigned exception_action(const char *name);
const char *exception_action_name(unsigned action);
/* A mask of what makes sense for one that is open: by its type in place of a bill; beside a bill it
 * can be accepted, adjusted and dismissed. */
unsigned exception_actions(const char *type, bool is_blocking);

/* "High use" */
const char *exception_text(const char *type);

/* Lock one that is not resolved.  E_NOT_FOUND; E_STALE: another version than this (0: whichever);
 * E_CONFLICT: it is resolved. */
enum err lock_exception(struct cx *, const char *id, int64_t version, const struct row **) MUST_USE;

/* A fault at /reason where it holds a card number. */
void exception_check_reason(struct cx *, const char *reason);

struct working_exception {
	const char *id;
	int64_t version;		/* 0: whichever */
	const char *reason;		/* of an escalation */
	const char *user_id;		/* of an assignment; NULL: nobody */
	/* out */
	const char *state, *user_name;
	int64_t new_version;
};

/* E_NOT_FOUND; E_STALE; E_CONFLICT: it is resolved; E_INPUT: the user may not resolve exceptions. */
enum err assign_exception(struct cx *, void *working_exception) MUST_USE;
/* The same; whoever may decide on approvals is told. */
enum err escalate_exception(struct cx *, void *working_exception) MUST_USE;

struct resolving {
	const char *id;
	int64_t version;		/* 0: whichever */
	unsigned action;		/* one of BY_… */
	const char *reason;		/* or NULL */
	/* reread, correct: which read is replaced (of duplicates: kept), or of which meter there is none */
	const char *read_id, *meter_id, *read_on;
	bool has_value;
	int64_t value_milli;

	struct adjusting adjusting;	/* of adjust: amount or use, and the code of a reason */

	const char *account_id, *cycle_id;	/* by prepare_resolving() */
	bool is_blocking;		/* by it */

	/* out */
	const char *bill_id, *bill_number;	/* NULL: nothing was billed */
	int64_t amount_minor, use_milli;
	bool is_estimated;
	/* types of what still stands in place of the bill, and of what stands beside it */
	const char *held_by[EXCEPTION_HELD_MAX], *warnings[EXCEPTION_HELD_MAX];
	size_t held_count, warning_count;
	const char *approval_id;	/* set: nothing was changed, the adjustment waits for another person */
	int64_t new_version;
};

/* Outside the transaction: whose it is, and faults of the input that need no row.  E_NOT_FOUND. */
enum err prepare_resolving(struct cx *, struct resolving *) MUST_USE;

/* E_STALE; E_CONFLICT: it is resolved already, it cannot be resolved so, or the account cannot be
 * billed (the sentence says why); E_INPUT. */
enum err resolve_exception(struct cx *, void *resolving) MUST_USE;

#endif
