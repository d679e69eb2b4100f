/*
 * Many at once: children of the test, each with a connection of its own in the fixture's tenant.
 */
#ifndef BILLPORT_TEST_BESIDE_H
#define BILLPORT_TEST_BESIDE_H

#include <stdbool.h>
#include <sys/types.h>
#include "fixture.h"

/* What a child does; false fails the test. */
typedef bool task(struct cx *, unsigned who, void *arg);

/* Fork n, wait for all; how many returned true. */
unsigned beside(const struct fixture *, unsigned n, task *, void *arg);

/* Fork one and let it run; end_beside() waits for it, or kills it first. */
pid_t begin_beside(const struct fixture *, task *, void *arg);
bool end_beside(pid_t, bool kill_it);

/* Memory that parent and children share, zeroed. */
void *shared_memory(size_t);

/* A connection as one of the modules' users, in the fixture's tenant; closed by the caller. */
struct db *open_as(const struct fixture *, struct cx *, const char *user);

#endif
