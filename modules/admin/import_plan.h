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
	bool makes_account, changes_account, moves_facts;
	int64_t account_version;
	const char *class, *street, *city, *region, *postcode, *opened_on;
	const char *zone_before, *class_before;
	const char *before_json, *after_json;		/* of the account */
	const char *new_meters[IMPORT_METERS];
	size_t new_meter_count;
	/* the open bill or charge that it makes; NULL: none */
	const char *item_id, *item_number, *item_kind, *issued_on, *due_on, *from_on, *to_on, *text;
	bool item_there;		/* with this amount, already */
	int64_t consumer_marks;		/* how the file describes its consumer */
};

struct import_plan {
	const char *import_id;		/* NULL: a preview, nothing of it is in import_row */
	const struct import_reading *reading;
	const char *today;
	struct import_row *rows;
	size_t n;
	struct plan_consumer *consumers;
	struct plan_zone *zones;
};

/* Sets the outcome and the plan of every row that is not refused yet.  Ids of what is new are made
 * here.  Outside a transaction. */
enum err import_plan(struct cx *, struct import_plan *) MUST_USE;

#endif
