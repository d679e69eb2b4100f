/*
 * Consumers and accounts by the thousand, as a file brings them.  In the caller's
 * transaction; what is found by them is indexed later (search/people.h).
 */
#ifndef BILLPORT_CUSTOMERS_TAKE_IN_H
#define BILLPORT_CUSTOMERS_TAKE_IN_H

#include "db.h"

struct in_consumer {
	const char *id, *number, *name, *kind, *phone, *email;
	int64_t version;		/* for change_consumers(): as it was read */
	const char *account_id;		/* under which the change is told */
	const char *before_json, *after_json;
};

struct in_account {
	const char *id, *number, *consumer_id, *zone_id, *class;
	const char *street, *city, *region, *postcode, *opened_on, *segment;
	int64_t owed_minor;		/* of a new one: what is opened on it with it */
	int64_t version;
	const char *before_json, *after_json;
};

/* E_CONFLICT (db_duplicate): a number is taken. */
enum err create_consumers(struct cx *, const struct in_consumer *, size_t n) MUST_USE;
/* With the first responsible consumer and a balance. */
enum err create_accounts(struct cx *, const struct in_account *, size_t n) MUST_USE;

/* Each with its audit row; E_STALE: one was changed since it was read. */
enum err change_consumers(struct cx *, const struct in_consumer *, size_t n) MUST_USE;
/* The accounts are locked.  The facts of an account that changes its zone or class go with it. */
enum err change_accounts(struct cx *, const struct in_account *, size_t n) MUST_USE;

#endif
