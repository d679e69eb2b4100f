/*
 * A tenant in which things happen at random, through the operations themselves: bills of several kinds,
 * reversals, rebills, payments of any day, voids, corrections, late fees, charges, credit notes, plans,
 * adjustments, exceptions; over days that the test lets pass by a clock of its own.
 */
#ifndef BILLPORT_TEST_WORLD_H
#define BILLPORT_TEST_WORLD_H

#include "fixture.h"

enum { WORLD_ACCOUNTS = 12, WORLD_ZONES = 3, WORLD_CYCLES = 4 };

enum deed {
	A_BILL, A_PAYMENT, A_VOID, A_CORRECTION, A_REVERSAL, A_REBILL, A_CHARGE, A_WAIVER, A_CANCELLATION,
	AN_ADJUSTMENT, AN_UNDOING, A_NOTE_USED, A_PLAN, AN_EXCEPTION, A_RESOLUTION, A_LATE_FEE,
	DEEDS
};

struct world {
	struct fixture f;
	uint64_t state;			/* of the random numbers */
	const char *zone[WORLD_ZONES], *account[WORLD_ACCOUNTS], *cycle[WORLD_CYCLES];
	const char *price;
	unsigned done[DEEDS];		/* so many that came about */
	int passed;			/* days since it began */
	int billed_from_reads;
};

/* Before anything asks what time it is: in main().  The file is in the stack's folder. */
void world_clock(const char *name);

/* Checked fixtures.  The clock stands at now. */
void world_open(struct world *, uint64_t seed, bool rupees);
void world_close(struct world *);
/* 0 to below - 1 */
uint64_t world_random(struct world *, uint64_t below);
/* So many things are tried; some of them cannot be. */
void world_live(struct world *, unsigned deeds);
/* Business time stands so much later. */
void world_pass(struct world *, int64_t us);
void world_days(struct world *, int days);

#endif
