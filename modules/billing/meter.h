/*
 * Meters: installed on a service, swapped, removed, moved to another account, changed.  How a meter
 * stood is kept as spans; what it showed when something changed is a read, so that all use before is
 * worked out as it stood then.  Operations run inside the caller's transaction and lock the account
 * first.  Amounts are in thousandths.
 */
#ifndef BILLPORT_METER_H
#define BILLPORT_METER_H

#include "db.h"
#include "read_use.h"

enum { METER_NUMBER_MAX = 32, METER_SIZE_MAX = 16, METER_UNIT_MAX = 8 };

struct new_meter {
	const char *account_id, *service_id, *number;
	const char *kind;		/* "register", "use", "interval" */
	const char *size;		/* or NULL */
	const char *unit;
	int digits;			/* 0: not known */
	int64_t multiplier_milli;
	const char *installed_on;	/* NULL: today */
	int64_t start_milli;		/* what its register showed; -1: not known */
	const char *id;			/* out */
};

/* E_INPUT; E_CONFLICT: the number is taken, the service has ended. */
enum err install_meter(struct cx *, void *new_meter) MUST_USE;

struct meter_swap {
	const char *meter_id, *account_id;
	const char *on;			/* NULL: today */
	int64_t end_milli;		/* what the old one showed; -1: not known, then what it used since
					   its last read is not billed (uses and intervals have none) */
	struct new_meter with;		/* number and start; what is NULL, 0 or -1 is as of the old one */
	const char *end_read_id;	/* out: the read that it made, or NULL */
};
enum err swap_meter(struct cx *, void *meter_swap) MUST_USE;

struct meter_removal {
	const char *meter_id, *account_id;
	const char *on;			/* NULL: today */
	int64_t end_milli;		/* -1: not known */
	const char *end_read_id;	/* out */
};
enum err remove_meter(struct cx *, void *meter_removal) MUST_USE;

struct meter_move {
	const char *meter_id, *account_id;	/* where it is */
	const char *to_account_id, *to_service_id;
	const char *on;			/* NULL: today; its last day where it is */
	int64_t register_milli;		/* what it showed then; -1: not known */
	const char *end_read_id;	/* out */
};
enum err move_meter(struct cx *, void *meter_move) MUST_USE;

/*
 * Another size, unit, number of digits or multiplier.  The last three hold from the read that is
 * taken with the change (register_milli), or from the last one.
 */
struct meter_change {
	const char *id, *account_id;
	int64_t version;
	const char *size;		/* NULL: as it is */
	const char *unit;		/* NULL: as it is */
	int digits;			/* -1: as it is; 0: not known */
	int64_t multiplier_milli;	/* 0: as it is */
	const char *on;			/* with a register; NULL: today */
	int64_t register_milli;		/* -1: none was taken */
};
enum err change_meter(struct cx *, void *meter_change) MUST_USE;

#endif
