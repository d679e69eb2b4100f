/*
 * A bill while it is worked out.  Only rate.c and rate_component.c include it.
 */
#ifndef BILLPORT_RATE_PRIVATE_H
#define BILLPORT_RATE_PRIVATE_H

#include "rating_private.h"

/* A part of the period under one version, and what of the use falls into it. */
struct span {
	const struct rating_version *under;
	const struct tariff *t;
	const struct class *class;
	const struct component *c;		/* that is worked out */
	int32_t from, to;
	int64_t use_milli;
	int64_t num, den;			/* of the tariff's period: 13 of 30 days */
	uint8_t version;
	int16_t at;				/* of c; -1: the minimum */
};

struct work {
	const struct rating_input *in;
	struct rated *r;
	exact amounts[RATED_LINES_MAX];
	exact sums[RATED_VERSIONS_MAX][TARIFF_COMPONENTS_MAX + 1];	/* the last: the minimum */
};

/* The lines of the span's component, each worth what it is exactly. */
enum rate_result rate_component(struct work *, const struct span *);
/* What the class asks at least, where the components of the span come to less. */
enum rate_result rate_minimum(struct work *, struct span *);

#endif
