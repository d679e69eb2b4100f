/*
 * What reversing and adjusting a bill have in common: the bill and all around it under lock, the
 * words that go with it, and the decision of another person above a limit.
 */
#ifndef BILLPORT_BILL_CHANGE_H
#define BILLPORT_BILL_CHANGE_H

#include "db.h"
#include "receivables.h"

/* of an adjustment; of a reversal, which is kept behind its reason */
enum { BILL_REMARKS_MAX = 500, BILL_WORDS_MAX = 400 };

/* Outside the transaction: whose it is, and its amount.  E_NOT_FOUND: no such bill. */
enum err bill_of(struct cx *, const char *bill_id, const char **account_id) MUST_USE;

/* Faults at /reason (a code of the adjust reasons; an approved one was checked when it was asked
 * for) and /remarks. */
enum err check_bill_words(struct cx *, const char *reason, const char *remarks) MUST_USE;

/* "Leak: under the slab", at most so many characters. */
const char *bill_words(struct cx *, const char *reason, const char *remarks, size_t most);

struct locked_bill {
	struct receivable r;
	struct debtor debtor;
	const struct row *row;		/* number, status, zone_id, entry_id, … */
	char on[11];			/* today */
};

/* Account, receivable and bill.  E_CONFLICT: the bill is reversed; nothing was changed. */
enum err lock_bill(
    struct cx *, const char *bill_id, const char *account_id, struct locked_bill *) MUST_USE;

struct bill_asking {
	const char *kind;		/* of the job that does it */
	const char *input_json, *summary;
	int64_t amount_minor;
	const char *bill_id, *account_id, *reason;
};
/* In the caller's transaction: it waits for another person; *approval_id is what it waits by.
 * E_CONFLICT where a change of this bill waits already. */
enum err ask_about_bill(
    struct cx *, const struct bill_asking *, const char **approval_id) MUST_USE;

#endif
