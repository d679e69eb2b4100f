/*
 * Counters per route and process, in a mapped file per module ($BILLPORT_RUN/<module>.counters),
 * so that a scrape sums what all processes of a module did, also those that are gone.
 */
#ifndef BILLPORT_COUNTERS_H
#define BILLPORT_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text.h"

struct route;

enum { COUNTER_SLOTS = 64, COUNTER_BUCKETS = 12 };

struct route_counter {
	uint64_t requests, client_errors, server_errors, us, db_us, statements;
	uint64_t buckets[COUNTER_BUCKETS];	/* of duration; bounds in counters.c */
};

/* Map the file and take a slot; does nothing where BILLPORT_RUN is not set. */
void counters_open(const char *module, const struct route *, size_t count);
void counters_add(size_t route, int status, uint64_t us, uint64_t db_us, uint64_t statements);
/* "In a transaction": read by tests that kill processes. */
void counters_inside(bool);

/* Is process pid of the module inside a transaction?  pid 0: is any?  -1 where there is no such. */
int counters_look_inside(const char *folder, const char *module, int pid);

/* All modules' counters of a folder in Prometheus text format. */
void counters_text(struct buf *, const char *folder);

#endif
