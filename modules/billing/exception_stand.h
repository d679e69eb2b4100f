/*
 * What an exception counts as, from its opening to its end, and which of several of an account and
 * cycle stands for the bill that is not there.
 */
#ifndef BILLPORT_EXCEPTION_STAND_H
#define BILLPORT_EXCEPTION_STAND_H

#include "db.h"
#include "facts.h"

/* An exception as its facts tell it. */
struct stood {
	const char *id, *account_id, *cycle_id, *type, *zone_id, *class, *segment, *utility;
	const char *opened_on, *held_on, *resolved_on;	/* the last two, the cycle: or NULL */
	bool is_blocking;
	int64_t risk_minor;
};

#define STOOD_COLUMNS \
	"x.id, x.account_id, x.cycle_id, x.type, x.zone_id, x.class, x.segment, x.utility, x.opened_on," \
	" x.held_on, x.resolved_on, x.is_blocking, x.risk_minor"
struct stood stood_of(const struct row *);

/* Facts of what changed; was NULL: it is new.  At most STOOD_FACTS a change. */
enum { STOOD_FACTS = 6 };
struct stood_facts { struct signed_fact *fact; size_t n; };
void stood_changed(struct stood_facts *, const struct stood *was, const struct stood *is);

/* It ends on that day: the day of its row, its facts, and where it stood for a bill another that
 * still holds it back takes its place.  In the caller's transaction, the account locked. */
enum err stood_ends(struct cx *, const struct stood *, const char *on) MUST_USE;

#endif
