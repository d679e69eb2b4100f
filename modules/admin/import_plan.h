/*
 * What a row of a file would do to the tenant's data: made from lookups in sets, a batch at a time.
 * Nothing is written and nothing locked here; whoever carries a plan out says to what version it was
 * made, and makes it anew where somebody else was quicker.
 */
#ifndef BILLPORT_IMPORT_PLAN_H
#define BILLPORT_IMPORT_PLAN_H

#include "db.h"
#include "import_cell.h"

struct plan_consumer {
	const char *id, *number;
	bool is_new, is_changed;
	int64_t version;		/* as it was read */
	const char *name, *kind, *phone, *email;	/* as they will be */
	const char *before_json, *after_json;		/* of what changed */
	const struct plan_consumer *was;
	const char *account_id;		/* whose row changed it */
	struct plan_consumer *next;
};

struct plan_zone { const char *id, *name; bool is_new; struct plan_zone *next; };

struct plan_of_row {
	struct plan_consumer *consumer;
	struct plan_zone *zone;
	const char *account_id;		/* NULL: a receivable of no account */
	bool makes_account, changes_account;
	int64_t account_version;
	const char *class, *street, *city, *region, *postcode, *opened_on;
	const char *before_json, *after_json;		/* of the account */
	const char *segment;
	const char *new_meters[IMPORT_METERS];
	size_t new_meter_count;
	/* the service that it makes or changes, and that its meters are of; NULL: none */
	const char *service_id, *service_utility, *service_class;
	const char *attributes_json;	/* of a new one; of a known one what is set in it */
	bool makes_service, changes_service;
	int64_t service_version;
	const char *service_before_json, *service_after_json;
	/* the open bill or charge that it makes; NULL: none */
	const char *item_id, *item_number, *item_kind, *issued_on, *due_on, *from_on, *to_on, *text;
	bool item_there;		/* with this amount, already */
	int64_t consumer_marks;		/* how the file describes its consumer */
};

/* A meter without number of its own, for the uses of an account that has none. */
struct plan_meter {
	const char *id, *number, *account_id, *utility, *unit, *from_on;
	const char *service_id, *service_class;
	bool makes_service;
	const char *kind;		/* "use", "interval" */
	struct plan_meter *next;
};

struct plan_of_read {
	const char *id;			/* the read that it makes, or the one that is there */
	bool is_again;			/* a position that an earlier row of the file says, too */
	const char *account_id, *meter_id, *read_on, *from_on, *unit, *quality, *reason;
	bool is_position, has_previous, has_use, rolled_over;
	int64_t register_milli, previous_milli, multiplier_milli, use_milli;
};

/* What reads were planned by, and must still be so when they are written: the last positions of
 * meters, the live bills of accounts. */
struct plan_basis { const char *meters_json, *positions, *accounts_json, *bills; };

struct import_plan {
	const char *import_id;		/* NULL: a preview, nothing of it is in import_row */
	const struct import_reading *reading;
	const char *today;
	struct import_row *rows;
	size_t n;
	struct plan_consumer *consumers;
	struct plan_zone *zones;
	struct plan_meter *meters;
	const char *utility;		/* of reads that do not say it */
	struct plan_basis basis;
};

/* Sets the outcome and the plan of every row that is not refused yet.  Ids of what is new are made
 * here.  Outside a transaction. */
enum err import_plan(struct cx *, struct import_plan *) MUST_USE;

/* In the transaction that writes them, the accounts locked: E_STALE where the basis is another now. */
enum err check_basis(struct cx *, const struct plan_basis *) MUST_USE;

#endif
