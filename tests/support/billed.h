/*
 * Bills made from reads, for tests of what is done to them: a tariff in force, accounts with a meter
 * that says the use of a month, a cycle, and bills of it by the operations themselves.
 */
#ifndef BILLPORT_TEST_BILLED_H
#define BILLPORT_TEST_BILLED_H

#include "fixture.h"

/*
 * In force since 2020, for class HOME, in kgal: 10.00 a bill on GL code 4010, the first 10 kgal at
 * 2.00, more at 4.00, 10 % tax; half up.  20 kgal come to 10.00 + 20.00 + 40.00 + 7.00 = 77.00.
 * Late after 5 days of grace: 5.00, again every 30 days, three at most, where 1.00 is open.
 * Its id.
 */
const char *billed_tariff(struct fixture *);

/* An account in the fixture's zone that is billed by it; its id. */
const char *billed_account(struct fixture *);

/* A cycle of the month that ends so many days from today (at most 0), bills issued at its end and
 * due 21 days later; its id. */
const char *billed_cycle(struct fixture *, int days);

/* So much use in the cycle, as read on its last day. */
void billed_read(
    struct fixture *, const char *cycle_id, const char *account_id, int64_t use_milli);

/* One account by itself; its bill. */
const char *billed_alone(struct fixture *, const char *cycle_id, const char *account_id);
/* All who wait in the cycle, by the stack's worker; the run. */
const char *billed_together(struct fixture *, const char *cycle_id);
/* The live bill of the account there. */
const char *billed_bill(struct fixture *, const char *cycle_id, const char *account_id);

#endif
