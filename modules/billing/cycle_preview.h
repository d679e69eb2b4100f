/*
 * What a run over a cycle would find, counted before it begins.
 */
#ifndef BILLPORT_CYCLE_PREVIEW_H
#define BILLPORT_CYCLE_PREVIEW_H

#include "db.h"

struct preview_figures { int64_t accounts, due, billed, held, ready, missing, no_tariff, inactive, reads; };
struct preview_group { const char *key; struct preview_figures figures; struct preview_group *next; };

struct cycle_preview {
	const char *cycle_id;
	const char *classes, *segments;	/* by commas; NULL: all */
	/* out */
	struct preview_figures all;
	struct preview_group *by_class, *by_segment;	/* a segment may be NULL: of none */
	struct rows tariffs;		/* in force at the cycle's end */
	bool running;
};

/* Outside a transaction.  E_NOT_FOUND: no such cycle. */
enum err preview_cycle(struct cx *, struct cycle_preview *) MUST_USE;

#endif
