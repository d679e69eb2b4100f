/*
 * Billing cycles: a zone, a utility and dates that are billed together.
 */
#ifndef BILLPORT_CYCLE_H
#define BILLPORT_CYCLE_H

#include "db.h"

enum { CYCLE_NAME_MAX = 80, CYCLE_DAYS_MAX = 400, UTILITY_MAX = 24 };

struct cycling {
	const char *id;			/* of a change; out of a creation */
	const char *name, *zone_id, *utility, *from_on, *to_on;
	const char *bill_on, *due_on;	/* NULL: the day after the last; so many days later as the setting says */
	int64_t due_days;		/* the setting, read before the transaction */
	int64_t version;
};

/* E_INPUT with faults at the dates; E_NOT_FOUND: no such zone; E_CONFLICT: there is one of the same
 * zone, utility and dates. */
enum err create_cycle(struct cx *, void *cycling) MUST_USE;

/* What is NULL stays.  E_STALE; E_CONFLICT: zone, utility or dates are to change and something was
 * billed or excepted in it, or a run is under way. */
enum err change_cycle(struct cx *, void *cycling) MUST_USE;

struct cycle_state { const char *id, *reason; };

/* Nothing is billed in it any more.  E_INPUT: blocking exceptions are open and no reason was given;
 * E_CONFLICT: a run is under way, or it is closed. */
enum err close_cycle(struct cx *, void *cycle_state) MUST_USE;
enum err reopen_cycle(struct cx *, void *cycle_state) MUST_USE;

#endif
