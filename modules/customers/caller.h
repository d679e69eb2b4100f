/*
 * Who is on the phone: what a caller told that only the consumer should know.
 */
#ifndef BILLPORT_CALLER_H
#define BILLPORT_CALLER_H

#include "db.h"

/* What may be asked.  Anybody can look up a name and an address, so they prove nothing alone. */
#define CALLER_KNOWS \
	"name|service_address|account_number|meter_number|phone|email|last_payment_amount" \
	"|last_payment_on|last_bill_amount"
enum { CALLER_KNOWS_COUNT = 9 };

struct caller_check {
	const char *account_id;
	const char *const *matched;	/* words of CALLER_KNOWS */
	size_t n;
	/* -1: as the rule says; 0: he did not pass whatever he knew; 1: the rule must say so too */
	int claims;
	const char *id, *at;		/* out */
	bool has_passed;		/* out */
};

/*
 * In the caller's transaction: the row and an audit row "caller.check" of the account.  Passed: at
 * least two were right, one of them neither the name nor the address.  E_INPUT, E_NOT_FOUND.
 */
enum err check_caller(struct cx *, void *caller_check) MUST_USE;

#endif
