/*
 * Services, meters and reads by the thousand, as a file brings them.  In the caller's transaction, the
 * accounts locked or new.
 */
#ifndef BILLPORT_BILLING_READS_IN_H
#define BILLPORT_BILLING_READS_IN_H

#include "db.h"

struct in_service { const char *id, *account_id, *utility, *class, *attributes_json, *started_on; };

struct in_meter {
	const char *id, *account_id, *service_id, *number, *utility, *kind;
	const char *size, *unit;	/* or NULL */
	int digits;			/* 0: not known */
	int64_t multiplier_milli;
	const char *from_on;		/* of its first span */
};

struct in_read {
	const char *id, *account_id, *meter_id, *read_on, *from_on, *unit, *quality, *reason;
	bool is_position, has_previous, has_use, rolled_over;
	int64_t register_milli, previous_milli, multiplier_milli, use_milli;
	const char *import_id, *replaces_id;
	int64_t line;
};

struct in_change {			/* of a service that is there */
	const char *id, *account_id, *class;
	const char *attributes_json;	/* what is set among its attributes */
	int64_t version;
	const char *before_json, *after_json;
};

enum err create_services(struct cx *, const struct in_service *, size_t n) MUST_USE;
/* Each with its first span.  E_CONFLICT (db_duplicate): a number is taken. */
enum err create_meters(struct cx *, const struct in_meter *, size_t n) MUST_USE;
enum err create_reads(struct cx *, const struct in_read *, size_t n) MUST_USE;
/* Each with its audit row; E_STALE: one was changed since it was read. */
enum err change_services(struct cx *, const struct in_change *, size_t n) MUST_USE;

#endif
