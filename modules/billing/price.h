/*
 * The price list of one-off services.  Prices are never deleted: switched off.
 */
#ifndef BILLPORT_PRICE_H
#define BILLPORT_PRICE_H

#include "db.h"

enum { PRICE_CODE_MAX = 16, PRICE_NAME_MAX = 80, PRICE_DAYS_MAX = 365 };

struct pricing {
	const char *id;			/* out of create_price() */
	const char *code;		/* letters, digits, _ and -; of a new one */
	const char *name;		/* change: NULL as it is */
	const char *kind;		/* "service", "late_fee"; of a new one */
	int64_t amount_minor;		/* change: -1 as it is */
	int64_t due_days;		/* change: -1 as it is */
	int is_active;			/* change: -1 as it is */
	int64_t version;		/* change: as it was read */
};

/* arg is a struct pricing.  E_CONFLICT: the code is taken.  E_INPUT: a code that is none. */
enum err create_price(struct cx *, void *pricing) MUST_USE;
/* E_NOT_FOUND, E_STALE. What was raised from it keeps its amount. */
enum err change_price(struct cx *, void *pricing) MUST_USE;

#endif
