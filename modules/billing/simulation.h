/*
 * Simulations: a cycle's use rated under the tariff in force and under another, usually a draft.
 * Nothing is posted, nothing of the cycle is touched.  Both documents are kept, so that both bills
 * of any account can be worked out again.
 *
 * Each account is rated once by each document for the whole period that its reads measure, as
 * though each had been in force all the time.
 */
#ifndef BILLPORT_SIMULATION_H
#define BILLPORT_SIMULATION_H

#include "jobs.h"
#include "rating.h"

#define SIMULATION_JOB "simulation.run"

enum { SIMULATION_PARTS_MAX = 4, SIMULATION_NAME_MAX = 120 };

struct simulating {
	const char *name, *cycle_id, *tariff_id;
	const char
	    *base_tariff_id; /* NULL: of the same code, else of the utility, what is in force at the
					   cycle's end */

	/* by prepare_simulation() */
	const struct row *tariff, *base, *cycle;
	int64_t chosen, billed_minor;
	char bounds[SIMULATION_PARTS_MAX][37];	/* the last account of each part */
	size_t parts;

	const char *id;			/* out */
};

/* Outside a transaction: finds and compiles both tariffs, divides the accounts.  E_NOT_FOUND;
 * E_CONFLICT: there is nothing to hold it against, or nobody to rate; E_INPUT: a document has
 * faults. */
enum err prepare_simulation(struct cx *, struct simulating *) MUST_USE;
enum err create_simulation(struct cx *, void *simulating) MUST_USE;

/* Its rows too, some thousands a transaction; outside one.  Jobs that are at it stop.  E_NOT_FOUND.
 * */
enum err delete_simulation(struct cx *, const char *id) MUST_USE;

/* The job: one part. */
enum err run_simulation(struct cx *, struct job *) MUST_USE;

/* A document that is rated for a profile over a whole period. */
struct simulated_tariff { const struct tariff *tariff; struct tariff_profile profile; };

struct account_use;
/* Rate an account's use, in a unit of its own, under one tariff; *version and *in stay for words
 * about it. false: it cannot be rated, *why says so. */
bool simulate_account(struct cx *, const struct simulated_tariff *, const struct account_use *,
    struct rating_version *version, struct rating_input *in, struct rated *, const char **why);

#endif
