/*
 * What is said of an account while it is looked at.  Only generate_judge.c and generate_hours.c
 * include it.
 */
#ifndef BILLPORT_GENERATE_JUDGING_H
#define BILLPORT_GENERATE_JUDGING_H

#include "generate_private.h"

/* The account while it is looked at. */
struct judging {
	struct cx *cx;
	struct gen_run *run;
	struct gen_account *a;
	struct gen_judged *out;
	const struct gen_profile *profile;
	const struct gen_read **used;	/* reads that make the bill */
	size_t used_count;
	struct rating_version versions[RATED_VERSIONS_MAX];
	const struct gen_version *version_rows[RATED_VERSIONS_MAX];
	struct rating_input input;
	struct rated rated;
	bool swapped, rolled_over;
	bool is_rated;
};

/* A blocking exception, about a read or (NULL) about all. */
void judge_hold(struct judging *, enum exception_type, const char *text, const struct gen_read *);
/* The tariff of the days and what it asks for; false: there is none, and it says so. */
bool judge_tariff(struct judging *);
/* Each into the exceptions: days that are billed already, an account that was closed before them, what
 * the use has of unusual, where the bill cannot be delivered to. */
void judge_twice(struct judging *);
void judge_active(struct judging *);
enum err judge_unusual(struct judging *) MUST_USE;
void judge_reach(struct judging *);
/* The bill worked out, where it can be. */
void judge_rate(struct judging *);
/* A bill where nothing holds it, else its exceptions. */
void judge_conclude(struct judging *);

/* The one interval meter of the account; *several: it has more, whose hours are not added up. */
const struct gen_meter *hourly_meter(const struct gen_account *, const struct gen_run *, bool *several);
/* A meter of another kind, whose use would not be billed. */
bool has_other_reads(const struct gen_account *);
/* Billed for whole cycles: each day must have its values. */
enum err judge_hours(struct judging *, const struct gen_meter *, bool due, int32_t since) MUST_USE;

#endif
