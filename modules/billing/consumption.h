/*
 * What an account used, period by period: as it was billed, and what waits to be.
 */
#ifndef BILLPORT_CONSUMPTION_H
#define BILLPORT_CONSUMPTION_H

#include "db.h"

enum { CONSUMPTION_PERIODS_MAX = 60 };

struct used_period {
	const char *from_on, *to_on;	/* from_on is worked out where the read does not say it */
	int64_t days, use_milli;
	const char *unit, *quality;	/* of several reads the least certain */
	const char *bill_id, *bill_number;	/* NULL: it waits */
	int64_t amount_minor;
};

struct consumption { const struct used_period *periods; size_t n; };

/* The newest first, at most so many.  utility NULL: of all (bills of none too).  Outside a write
 * transaction.  An account that is not there has none. */
enum err consumption_of(struct cx *, const char *account_id, const char *utility, size_t most,
    struct consumption *) MUST_USE;

#endif
