/* What the files of reads and meters share. */
#ifndef BILLPORT_READ_PRIVATE_H
#define BILLPORT_READ_PRIVATE_H

#include "read.h"

/* A meter as it stood on a day. */
struct standing {
	const char *meter_id, *account_id, *service_id, *number, *utility, *kind, *unit;
	const char *removed_on;
	int64_t version;
	/* its span of that day */
	const char *from_on, *span_reason;
	bool has_start;
	int64_t start_milli, multiplier_milli;
	int digits;
};

/* Lock the meter and find its span of the day; E_NOT_FOUND: no such meter; has no span of that day:
 * from_on is NULL. */
enum err lock_meter(struct cx *, const char *meter_id, const char *on, struct standing *) MUST_USE;

/* A position as it is worked out: against which one, since when, to what use. */
struct worked_out {
	bool has_previous, has_use, rolled_over;
	int64_t previous_milli, use_milli, register_milli;
	const char *from_on;		/* or NULL */
};

/* By the last live position before the day (and before that read, where it is not NULL), or by what
 * the meter showed when it came.  use_milli >= 0 with is_use: the position is worked out from it. */
enum err work_out(struct cx *, const struct standing *, const char *read_on, const char *not_read_id,
    int64_t value_milli, bool is_use, struct worked_out *) MUST_USE;

/* E_CONFLICT: a live bill of the account covers the day. */
enum err check_not_billed(
    struct cx *, const char *account_id, const char *utility, const char *read_on) MUST_USE;

/* The day, today where it is NULL; a fault at the pointer where it is in the future. */
enum err day_or_today(struct cx *, const char *on, const char *pointer, const char **out) MUST_USE;

#endif
