/*
 * Exceptions of billing: what a person must look at.  A blocking one stands in place of a bill; a
 * warning stands beside one.  At most one of a type is open for an account and cycle.
 *
 * Money at risk, by one rule:
 *   of a blocking one     what the bill would be; where that is not known, what the account's
 *                         previous bill came to, or nothing
 *   of odd use            (high, low, zero, rollover, meter_swap) by how much the bill differs from
 *                         the previous one; the bill where there was none
 *   of any other warning  the bill
 *
 * Priority, by money at risk and age: 1 urgent from ten times the setting risk_step, 2 high from
 * it, 3 normal from a fifth of it, else 4 low; a blocking one is never below 3; and a step higher
 * for each full week that it is open.
 */
#ifndef BILLPORT_EXCEPTION_H
#define BILLPORT_EXCEPTION_H

#include "db.h"
#include "use_check.h"

#define EXCEPTION_UNKNOWN INT64_MIN	/* of an amount or a use that is not known */

struct new_exception {
	enum exception_type type;
	bool is_blocking;
	const char *cycle_id, *generation_id;	/* or NULL */
	const char *account_id, *zone_id;
	const char *class, *segment, *utility;	/* of the account and the cycle; or NULL */
	const char *meter_id, *read_id;		/* or NULL */
	const char *bill_id;			/* of a warning; else NULL */
	int64_t use_milli, usual_milli;		/* or EXCEPTION_UNKNOWN */
	int64_t bill_minor;			/* what the bill is or would be, or EXCEPTION_UNKNOWN */
	int64_t previous_minor;			/* the account's previous bill, or EXCEPTION_UNKNOWN */
	const char *detail_json;		/* by exception_detail(), or NULL */
};

/* What the page says of it in words. */
struct exception_detail {
	const char *unit;		/* of the uses */
	const char *text;		/* a sentence: why it was refused; or NULL */
	const char *meter;		/* its number, or NULL */
	int64_t percent;		/* above (below: negative) what it was held against; 0: untold */
	int64_t days;			/* of the period; 0: untold */
	int64_t in_row;			/* estimated bills in a row; 0: untold */
	bool is_very, is_held;
};
const char *exception_detail(struct cx *, const struct exception_detail *);

/*
 * Open them all, in the caller's transaction, by few statements.  Where one of its account, type and
 * cycle is open already, that one stays, with its history and assignee, and takes over what is newly
 * known.
 */
enum err exception_open_all(struct cx *, const struct new_exception *, size_t n) MUST_USE;

/* Accounts of a cycle that were billed after all: their open blocking exceptions are resolved as
 * 'billed'.  In the caller's transaction; an account without one costs a look-up and no more. */
struct billed_account { const char *account_id, *bill_id; };
enum err exception_billed_all(
    struct cx *, const char *cycle_id, const struct billed_account *, size_t n) MUST_USE;

/* The rules above. */
int64_t exception_risk(const struct new_exception *);
int exception_priority(int64_t risk_minor, int64_t step_minor, bool is_blocking, int64_t weeks);

/* "missing_read" */
const char *exception_name(enum exception_type);
/* Back from it; what is none aborts. */
enum exception_type exception_type(const char *name);

/* A chore in a tenant: those that have been open for another week are raised a step. */
enum err exceptions_age(struct cx *) MUST_USE;

#endif
