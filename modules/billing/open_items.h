/*
 * Bills and charges that were issued elsewhere and are still open, by the thousand: each with its
 * entry (receivables against opening balances), receivable and facts, as if it had been issued here.
 */
#ifndef BILLPORT_OPEN_ITEMS_H
#define BILLPORT_OPEN_ITEMS_H

#include "db.h"

struct open_item {
	const char *id, *account_id, *consumer_id, *zone_id, *class;
	const char *segment;		/* or NULL */
	const char *kind;		/* "bill", "charge" */
	const char *number;		/* as it has; of none of our series */
	const char *issued_on, *due_on, *from_on, *to_on;
	const char *text;		/* of its line; NULL: a usual one */
	int64_t amount_minor;
	bool is_counted;		/* the account is new, its balance was opened with this in it */
};

/* In the caller's transaction; the accounts are locked or new.  E_CONFLICT (db_duplicate): a number
 * is taken. */
enum err take_in_open_items(
    struct cx *, const char *import_id, const struct open_item *, size_t n) MUST_USE;

/* A zone by its name, made if there is none; *id is its. */
enum err take_in_zone(struct cx *, const char *name, const char **id, bool *made) MUST_USE;

#endif
