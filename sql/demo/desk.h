/*
 * A process that posts: its connection, its arena, its clock.
 */
#ifndef BILLPORT_DEMO_DESK_H
#define BILLPORT_DEMO_DESK_H

#include "db.h"
#include "demo.h"

/* What one process learned and another needs; lies in memory that all share. */
struct ids {
	char tenant[37];
	int64_t settings_version;
	int64_t first_bill_no;
	char zone[16][37], staff[STAFF_MAX][37];
	char cycle[16][MONTHS][37];	/* "": of the one that waits */
	char (*account)[37], (*bill)[37];
};

struct desk {
	const struct plan *plan;
	struct ids *ids;
	struct cx cx;
	int64_t *clock;			/* what business time is ahead of real time */
};

/* Once per process, before anything asks the time.  Ends the process if there is no database. */
void desk_open(struct desk *, const struct plan *, struct ids *);
void desk_close(struct desk *);

/* In the tenant, as a member of its staff (-1: the system), with the tenant's settings read. */
enum err desk_enter(struct desk *, int staff) MUST_USE;
/* The same person without a statement, for use inside a transaction. */
void desk_as(struct desk *, int staff);
/* The first of the staff with that role. */
int desk_staff(const struct desk *, const char *role);

/* Business time is at from now on. */
void desk_time(struct desk *, int64_t at);

/* One transaction; what it took of the arena is given back.  A failure is told to standard error. */
enum err desk_tx(struct desk *, tx_fn *, void *arg) MUST_USE;

/* What the plan's payments came to so far. */
struct taken {
	char (*payment)[37];		/* ids; "" where nothing was left to pay */
	int64_t *paid_minor;		/* by each of them */
	int64_t *left_minor;		/* of each bill, after payments and credit */
};

/* Where the registers stood before the month that waits to be billed. */
enum err post_first_reads(struct desk *) MUST_USE;

/* Do what was planned at its time, in a transaction of its own.  What the account's state leaves no
 * room for is left out. */
enum err post_deed(struct desk *, const struct deed *, struct taken *) MUST_USE;

#endif
