/*
 * Bills made from reads.  A bulk run and a single account go the same way: what is known of the
 * accounts is loaded, each is rated or found to need a person, and all of it is written at once.
 */
#ifndef BILLPORT_GENERATE_H
#define BILLPORT_GENERATE_H

#include "db.h"
#include "use_check.h"

enum { GENERATED_EXCEPTIONS_MAX = 8 };

/* One exception that was opened. */
struct generated_exception { const char *id, *type; bool is_blocking; };

struct generating {
	const char *cycle_id, *account_id;
	const char *issued_on, *due_on;	/* NULL: as the cycle says */
	/* Types that a person has looked at (TYPE_BIT): none of them holds the bill, and none is opened
	 * beside it. */
	unsigned accepted;
	/* What has no read is estimated by the tariff's rule, whatever the setting says. */
	bool estimate;
	const char *replaces_id;	/* the reversed bill that the new one stands for, or NULL */

	/* out */
	const char *generation_id;
	const char *bill_id, *number;	/* NULL: it is held by exceptions */
	int64_t amount_minor, use_milli;
	bool is_estimated;
	struct generated_exception exceptions[GENERATED_EXCEPTIONS_MAX];
	size_t exception_count;
};

/*
 * Bill one account in a cycle, in the caller's transaction: lines, receivable, entry, facts, audit;
 * or open the exceptions that hold it.  Blocking exceptions that were open on it there are resolved
 * ("billed") when it is billed, so whoever resolves one himself does that first.  Locks the account
 * (lock_account); whoever holds that lock already may call it.
 *
 * E_NOT_FOUND: no such cycle or account; E_CONFLICT: the cycle is closed, the account is not of its
 * zone or has no service of its utility, it has a live bill there, or there is nothing to bill.
 */
enum err generate_account(struct cx *, void *generating) MUST_USE;

#endif
