/*
 * Credit notes, charges and plans for tests of operations, in the fixture's tenant.  What is made
 * here must succeed.
 */
#ifndef BILLPORT_TEST_MADE_H
#define BILLPORT_TEST_MADE_H

#include "fixture.h"
#include "jobs.h"

/* A payment of the fixture's account in cash: so much of one receivable (NULL: of none), and so much
 * kept as credit; its id. */
const char *make_payment(
    struct fixture *, const char *receivable_id, int64_t amount_minor, int64_t credit_minor);
/* A note written by hand; its id. */
const char *make_note(struct fixture *, const char *payment_id, int64_t amount_minor);
/* A use of it for one receivable; its id. */
const char *make_use(
    struct fixture *, const char *note_id, const char *receivable_id, int64_t amount_minor);
/* A price of so much, and a charge raised from one on the fixture's account; ids. */
const char *make_price(struct fixture *, const char *code, int64_t amount_minor);
const char *make_charge(struct fixture *, const char *code, int64_t amount_minor);
/* A monthly plan over these, the first instalment due today; its id. */
const char *make_plan(
    struct fixture *, const char **receivable_ids, size_t count, int64_t instalments);

/* Run what was approved, until nothing of the tenant is approved and not yet used or failed: here, or
 * by the stack's own worker. */
void run_what_waits(struct fixture *, const struct job_kind *, size_t count);

/* A day in the tenant: so many from today. */
const char *day_from_now(struct fixture *, int days);

#endif
