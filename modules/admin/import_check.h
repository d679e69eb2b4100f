/*
 * Reading a file through once before it is imported: what can be read of it, which rows have faults,
 * what its amounts come to.  Nothing is written.
 */
#ifndef BILLPORT_IMPORT_CHECK_H
#define BILLPORT_IMPORT_CHECK_H

#include "db.h"
#include "import_cell.h"

enum { CHECK_ROWS = 20, CHECK_FAULTY = 50 };

struct import_check {
	struct import_row *first;	/* planned: what would become of each */
	size_t first_count;
	struct import_row *faulty;	/* the first rows with faults */
	size_t faulty_count;
	int64_t rows, faults, doubled;	/* of the whole file, as far as it was read */
	int64_t in_minor, unread_amounts, use_milli;
	bool whole;			/* it was read to its end */
	int64_t bytes;
};

/* At most so long; then *whole is false. */
enum err import_check(struct cx *, const char *file_id, const struct import_reading *,
    struct import_check *) MUST_USE;

/* The same for a file of interval days; import_check() comes here by itself. */
enum err import_check_days(struct cx *, const char *file_id, const struct import_reading *,
    struct import_check *) MUST_USE;

#endif
