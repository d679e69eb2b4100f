/*
 * Business days as instants: from when to when a day of the tenant lasts.
 */
#ifndef BILLPORT_DAY_H
#define BILLPORT_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* The first instant of a valid date in a zone, to the second; false: no such zone. */
bool day_start(const char *zone, const char *on, int64_t *us);

#endif
