/*
 * The counter, for API tests of payments: people signed in once, and for each test an account of its
 * own in tenant larkfield with a bill of 100.00 to pay.
 */
#ifndef BILLPORT_TEST_TILL_H
#define BILLPORT_TEST_TILL_H

#include "api.h"
#include "fixture.h"

struct till {
	struct fixture f;		/* the operator's connection into the tenant */
	/* other: another tenant's */
	struct caller *clerk, *manager, *recovery, *cashier, *admin, *other;
	const char *account, *bill;
	char today[11];
};

/* Once for all tests (an unchecked fixture): a forked test inherits the tokens. */
void till_people(struct till *);
/* Checked fixtures. */
void till_open(struct till *);
void till_close(struct till *);

/* A body that pays minor of a bill in cash. */
const char *cash_of(const struct till *, int64_t minor, const char *bill_id);
/* Pay the bill; it must succeed. */
struct reply *pay(struct till *, struct caller *, int64_t minor);
/* The account's caller proved to this person, a moment ago, who he is. */
void caller_known(struct till *, struct caller *);
struct reply *void_as(struct caller *, const char *payment_id, const char *reason);

/* What is open of the bill, and how many payments the account has. */
int64_t open_now(struct till *);
size_t payments_now(struct till *);
/* Every payment of the tenant has a receipt number, and none is missing. */
void numbers_whole(struct till *);

#endif
