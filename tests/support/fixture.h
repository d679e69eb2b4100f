/*
 * A tenant of its own for each test of operations on a real database: nothing needs to be rolled
 * back, and tests may run beside one another.  The connection is BILLPORT_DB_USER's (bp_operator).
 */
#ifndef BILLPORT_TEST_FIXTURE_H
#define BILLPORT_TEST_FIXTURE_H

#include "db.h"

struct fixture {
	struct cx cx;			/* in the tenant, as its user */
	const char *tenant_id, *user_id, *other_user_id;
	const char *zone_id, *consumer_id, *account_id;
	unsigned accounts;
};

/* Checked fixtures: found a USD tenant in New York with two users, a zone, a consumer, an account. */
void fixture_open(struct fixture *);
/* An electric tenant in rupees, beside. */
void fixture_open_rupees(struct fixture *);
/* Into a tenant that is there, as the system; with an account of its own, to be reached by API. */
void fixture_enter(struct fixture *, const char *tenant_code);
void fixture_close(struct fixture *);

/* One more account of the same consumer. */
const char *fixture_account(struct fixture *);
/* A bill of one line, issued today; its id. */
const char *fixture_bill(struct fixture *, const char *account_id, int64_t amount_minor);

/* Run an operation in a transaction; on failure its faults are kept in the cx. */
enum err fixture_do(struct fixture *, tx_fn *, void *arg) MUST_USE;
/* The same, and it must succeed. */
void fixture_must(struct fixture *, tx_fn *, void *arg);

/* Was a fault noted at this pointer with this code? */
bool fixture_fault(const struct fixture *, const char *pointer, const char *code);

/* A number out of the database: the only column of the only row. */
#define fixture_i64(f, ...) fixture_i64_((f), SQL_(__VA_ARGS__))
int64_t fixture_i64_(struct fixture *, const char *sql, const struct param *, size_t n);

/* The books balance: every entry sums to nothing; what is owed is what is open, is what the ledger
 * says of receivables; nothing is open that was not billed less what edges paid. */
void fixture_balanced(struct fixture *);

#endif
