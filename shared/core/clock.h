/*
 * Time.  Instants are int64 microseconds since 1970 in UTC; dates are "YYYY-MM-DD" text.
 * Business time may be shifted by the test stack through a mapped offset (file named by
 * BILLPORT_CLOCK, one int64 of microseconds); tokens, leases and caches use real time.
 */
#ifndef BILLPORT_CLOCK_H
#define BILLPORT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

int64_t business_now(void);		/* shifted in tests */
int64_t real_now(void);
int64_t monotonic_now(void);

/* "2026-04-01T12:00:00.123456Z" and "2026-04-01 12:00:00.123456" (what SQL takes) */
char *instant_text(struct arena *, int64_t us);
char *instant_sql(struct arena *, int64_t us);
/* RFC 3339 with any offset, or SQL text read as UTC */
bool instant_parse(const char *, int64_t *us);

/* The date of an instant in a zone of the system's database. false: no such zone. */
bool date_in_zone(const char *zone, int64_t us, char out[11]);
bool zone_valid(const char *zone);
/* Wall-clock text in the zone: "YYYY-MM-DD HH:MM" */
bool wall_in_zone(const char *zone, int64_t us, char out[17]);

bool date_valid(const char *);			/* exists, years 1900..2999 */
/* days since 1970-01-01 of a date; any year of four digits */
int date_days(const char *);
void date_from_days(int days, char out[11]);
void date_add_days(const char *, int days, char out[11]);
void date_add_months(const char *, int months, char out[11]);	/* clips to the month's end */

#endif
