/*
 * Interval reads as NEM12 has them, a record at a time:
 *
 *   100  the header, first               200  the register that the days below are of
 *   300  a day: one value an interval, and a quality
 *   400  for a day whose quality is V: which intervals are of which
 *   500  a manual read's service order (passed over)
 *   900  the end, last
 *
 * Pure: no database, no memory but its own.  A file is good when every record was and the end was
 * there; of another one nothing is to be used.
 */
#ifndef BILLPORT_NEM12_H
#define BILLPORT_NEM12_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NEM12_INTERVALS_MAX = 288, NEM12_FAULTS_MAX = 50, NEM12_FAULT_MAX = 160 };

struct nem12_day {
	int64_t line;			/* of its 300 record, from 1 */
	char nmi[12], suffix[4], serial[14], unit[8];
	char on[11];			/* "2004-04-17" */
	int minutes;			/* of an interval: 5, 15 or 30 */
	size_t n;			/* intervals */
	int64_t micro[NEM12_INTERVALS_MAX];	/* millionths of the unit */
	char quality[NEM12_INTERVALS_MAX + 1];	/* A, S, F, E or N each */
};

struct nem12_fault { int64_t line; int column; char text[NEM12_FAULT_MAX]; };	/* column from 1; 0: the row */

struct nem12 {
	bool begun, ended, has_register, has_day;
	char nmi[12], suffix[4], serial[14], unit[8];
	int minutes;
	struct nem12_day day;		/* at hand: 400 records may follow it */
	size_t covered;			/* its intervals that have a quality */
	bool varies;
	int64_t days;			/* so far */
	struct nem12_fault faults[NEM12_FAULTS_MAX];
	size_t fault_count;		/* may be more than there is room for */
};

/* A record's fields.  True: *done is a day that is whole now, good until the next call. */
bool nem12_record(struct nem12 *, int64_t line, const char *const *fields, size_t n,
    struct nem12_day *done);
/* A row that could not even be read. */
void nem12_unreadable(struct nem12 *, int64_t line, const char *why);
/* After the last record, whose line is given: the day at hand, as above; a missing end is a fault. */
bool nem12_end(struct nem12 *, int64_t line, struct nem12_day *done);

/* The use of a day in thousandths of its unit, rounded once; and its quality as reads have it: the
 * least certain of its intervals ("actual", "substituted", "estimated"). */
int64_t nem12_use_milli(const struct nem12_day *);
const char *nem12_quality(const struct nem12_day *);
size_t nem12_missing(const struct nem12_day *);	/* intervals without data */

#endif
