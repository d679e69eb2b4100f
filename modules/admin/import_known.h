/* What a batch of reads is held against: the meters and accounts it names, and what is there of them. */
#ifndef BILLPORT_IMPORT_KNOWN_H
#define BILLPORT_IMPORT_KNOWN_H

#include "import_plan_private.h"

struct known_meter {
	const char *id, *number, *account_id, *account_number, *kind, *utility, *removed_on;
	const struct row *const *spans;	/* in the order of time */
	size_t span_count;
	bool has_last;			/* a position; of this batch's rows too */
	const char *last_on, *last_id;
	int64_t last_milli;
	struct plan_meter *planned;	/* it is made by the plan */
	struct known_meter *next;	/* of the same account */
};

struct known_account {
	const char *id, *number, *class, *opened_on;
	struct known_meter *meters;
	const struct row *service[8];	/* active ones */
	size_t service_count;
};

struct there { const struct row *row; bool used; struct there *next; };

struct known {
	struct map *accounts, *meters;		/* by number */
	struct map *account_ids, *meter_ids;
	struct map *there;			/* struct there, by meter and day */
	struct rows bills;
};

/* How far a row has come: its meter. */
struct at_meter { struct known_meter *meter; };

/* The accounts and meters that the rows name. */
enum err know_meters(struct cx *, struct import_plan *, struct known *) MUST_USE;
/* All lookups that need the meters of the rows: their spans, last positions, reads of these days, and
 * the bills that cover them. */
enum err know_rest(struct cx *, struct import_plan *, struct known *, const struct at_meter *) MUST_USE;

/* The key of a meter's or an account's day. */
const char *day_key(struct cx *, const char *id, const char *on);

#endif
