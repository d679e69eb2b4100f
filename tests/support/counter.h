/*
 * A counter over a fixture: payments taken as a request takes them, and what the books say after.
 */
#ifndef BILLPORT_TEST_COUNTER_H
#define BILLPORT_TEST_COUNTER_H

#include "fixture.h"
#include "jobs.h"
#include "payment.h"
#include "settings.h"

/* Cash, exactly the amount, for count of these. */
struct recording cash_for(
    struct fixture *, int64_t amount_minor, const struct paying *, size_t count);
/* prepare_…() and the operation, as a request does it. */
enum err take(struct fixture *, struct recording *) MUST_USE;

/* The row of a payment; what is open of a receivable; what an account of the ledger has. */
const struct row *payment_row(struct fixture *, const char *id);
int64_t open_of(struct fixture *, const char *receivable_id);
int64_t in_books(struct fixture *, const char *purpose);
int64_t payments_of(struct fixture *);
int64_t credit_of(struct fixture *);		/* of the fixture's account */

/* Change a setting that was never changed, and read all again. */
void set_setting(struct fixture *, enum setting, const char *value);
/* Be the fixture's user or its other one. */
void be_user(struct fixture *, const char *user_id);
/* Run what waits for a worker; then it is us again. */
void work_off(struct fixture *, const struct job_kind *, size_t n);

#endif
