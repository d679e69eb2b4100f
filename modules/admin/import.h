/*
 * Imports: a file of a CIS, how its columns are meant, and a job that takes its rows in.
 *
 * An import goes mapping → running → done; failed and cancelled ones go on where they stopped when
 * they are run again.  What was taken in stays.  Rows are counted once: rows_in = created + updated +
 * unchanged + refused, also after a worker was killed between two batches.
 */
#ifndef BILLPORT_IMPORT_H
#define BILLPORT_IMPORT_H

#include "db.h"
#include "import_cell.h"

#define IMPORT_RUN_JOB   "import.run"
#define IMPORT_INDEX_JOB "import.index"

enum { IMPORT_MONTHS_MAX = 12 };

/* What a file looks like, and how it is likely meant. */
struct import_description {
	const char *file_id;
	struct import_reading reading;
	const char *columns_json;	/* [{"name", "samples"}] */
};

/* Read the beginning of a file; outside a transaction.  format NULL: guessed.  E_NOT_FOUND: no such
 * file; E_CONFLICT: it is no CSV, or has no row under its header. */
enum err import_describe(struct cx *, const char *file_id, enum import_kind,
    const struct csv_format *format, struct import_description *) MUST_USE;

struct new_import {
	struct import_description description;
	const char *id;			/* out */
};
enum err create_import(struct cx *, void *new_import) MUST_USE;

/* How an import is read, from its row (format_json, columns_json, mapping_json, kind). */
enum err import_reading_of(struct cx *, const struct row *, struct import_reading *) MUST_USE;

/* New mapping or marks; only before the first run.  E_STALE, E_CONFLICT. */
struct import_change {
	const char *id;
	int64_t version;
	struct import_description description;
	bool columns_changed;
};
enum err change_import(struct cx *, void *import_change) MUST_USE;

/* The required fields that have no column, in order; how many. */
size_t import_missing(const struct import_reading *, enum import_field missing[IMPORT_FIELDS]);

/* Queue the job, in the caller's name; one import of a tenant runs at a time.  E_CONFLICT. */
struct import_start { const char *id; struct import_reading reading; const char *job_id; };
enum err start_import(struct cx *, void *import_start) MUST_USE;

/* In the caller's transaction: the job that makes what came in findable by parts of words, in the name
 * of the cx; none where nothing came in. */
enum err queue_import_index(struct cx *, const char *id) MUST_USE;

/* Stop it; a running one after the batch at hand. */
enum err cancel_import(struct cx *, void *id) MUST_USE;

/* May the caller see that import, and do something to it?  E_NOT_FOUND.  Who records reads, and may
 * import nothing else, has the imports of reads. */
bool import_kind_may(const struct cx *, enum import_kind);
enum err import_may(struct cx *, const char *id) MUST_USE;

/* The words of marks and formats as they are kept and told. */
const char *import_kind_text(enum import_kind);
enum import_kind import_kind_of(const char *);
const char *import_encoding_text(enum csv_encoding);
const char *import_separator_text(char);
const char *import_dates_text(enum date_order);
char import_separator_of(const char *);
enum date_order import_dates_of(const char *);

#endif
