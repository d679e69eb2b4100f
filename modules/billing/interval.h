/*
 * Days of interval meters, and the reads that they come to: one a day and meter, the sum of its
 * registers of use (E1, E2, …).  In the caller's transaction, the accounts locked.
 */
#ifndef BILLPORT_INTERVAL_H
#define BILLPORT_INTERVAL_H

#include "db.h"

struct in_day {
	const char *meter_id, *register_code, *on, *unit, *values_text, *quality_text, *import_id;
	int minutes;
	int64_t use_milli, line;
};

/* New days, and days that are otherwise now. */
enum err write_interval_days(struct cx *, const struct in_day *, size_t n) MUST_USE;

/*
 * Bring the reads of days that an import wrote up to them, meters and days after that one, at most so
 * many; n tells how many were looked at, last_meter and last_on the last (0: all are done).  A read
 * that says the same stays; another is replaced.  The days are looked up first, outside a transaction;
 * it locks their accounts itself.  Where a day was billed since its values came in, the read that stands
 * stays, and the audit tells.
 */
struct days_read {
	const char *import_id, *after_meter, *after_on;	/* "" at first */

	/* by prepare_interval_reads() */
	const char *last_meter, *last_on;
	struct rows days;
	const char **accounts;
	size_t n, account_count;

	/* out */
	int64_t made;
};
enum err prepare_interval_reads(struct cx *, struct days_read *) MUST_USE;
enum err read_interval_days(struct cx *, void *days_read) MUST_USE;

#endif
