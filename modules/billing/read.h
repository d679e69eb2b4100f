/*
 * Reads: a register's position, or the use of a period.  A read never changes but in its state: live,
 * replaced by another one, dropped.  Amounts are in thousandths of the unit.
 *
 * Operations run inside the caller's transaction (rq_once, db_tx) and may be rerun whole.  Each locks
 * the account first (lock_account); whoever holds that lock already may call them.
 */
#ifndef BILLPORT_READ_H
#define BILLPORT_READ_H

#include "db.h"
#include "read_use.h"

enum { READ_REASON_MAX = 80, READ_NOTES_MAX = 500 };

struct new_read {
	const char *account_id, *meter_id;	/* the meter is on that account */
	const char *read_on;
	const char *from_on;		/* of a use, or NULL: the period that its cycle gives */
	bool is_register;		/* value_milli is a position; else the use of a period, multiplied.  An
					   estimate may be a use for a meter with a register, too: the position
					   is worked out of it, and the next read goes on from there */
	int64_t value_milli;
	const char *unit;		/* NULL: the meter's */
	const char *quality;		/* "actual", "estimated", "substituted" */
	const char *source;		/* "staff", "estimate" */
	const char *reason, *notes;	/* or NULL */

	/* out */
	const char *id;
	bool has_use;			/* false: the first position of a meter */
	int64_t use_milli;		/* may be negative: a position lower than the one before */
	bool rolled_over;
};

/*
 * Record one.  E_INPUT with faults at /read_on, /from_on, /register, /use, /unit: in the future, before
 * the meter was there, a position before or on the day of the last one, more digits than the meter
 * has, a unit of another kind; E_CONFLICT: the meter was removed before that day or is of another
 * account; its period is billed.  Two uses of one period are both kept: generation tells them.
 */
enum err record_read(struct cx *, void *new_read) MUST_USE;

struct replacing_read {
	const char *read_id, *account_id;
	int64_t version;		/* of the read that is replaced; 0: whichever */
	bool has_value;			/* false: the value stays, something else changes */
	int64_t value_milli;		/* a position or a use, as the read that is replaced */
	bool is_use;			/* a position is replaced: value_milli is the use since the one before,
					   and the position is worked out (of an estimate) */
	const char *read_on, *from_on;	/* NULL: as they were */
	const char *quality;		/* NULL: as it was */
	const char *source;		/* "staff", "estimate" */
	const char *reason, *notes;	/* or NULL */

	/* out, as of a new one */
	const char *id;
	bool has_use;
	int64_t use_milli;
	bool rolled_over;
};

/* Another one in its place.  The use of the position that follows is worked out anew (as a read of its
 * own in its place).  E_CONFLICT: it is not live, or it or the one that follows is billed: reverse
 * that bill first. */
enum err replace_read(struct cx *, void *replacing_read) MUST_USE;

struct dropping_read {
	const char *read_id, *account_id;
	int64_t version;		/* 0: whichever */
	const char *reason;		/* 1 to READ_REASON_MAX */
};

/* It counts no more.  As with replacing. */
enum err drop_read(struct cx *, void *dropping_read) MUST_USE;

/* Whose a read is, outside a transaction; E_NOT_FOUND. */
enum err account_of_read(struct cx *, const char *read_id, const char **account_id) MUST_USE;
enum err account_of_meter(struct cx *, const char *meter_id, const char **account_id) MUST_USE;

#endif
