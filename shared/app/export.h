/*
 * A list as a file: CSV, XLSX or PDF from the same statement as its pages, streamed.  Internal to
 * shared/app.
 */
#ifndef BILLPORT_APP_EXPORT_H
#define BILLPORT_APP_EXPORT_H

#include "app_private.h"

enum format { NOT_A_FILE, CSV, XLSX, PDF };
/* What the request accepts first. */
enum format wanted_format(const struct rq *);

struct export {
	struct rq *rq;
	const struct list *list;
	enum format format;
	const struct sql *rows;		/* the statement */
	const struct sql *count;	/* PDF: one row for each, up to a row more than it may have */
	const char *name;		/* of the file, without its ending */
	/* in place of the statements: within a snapshot that is open (rq_file) */
	rows_given *give;
	void *given_arg;
	const struct rows_file *file;
};
enum err export_list(const struct export *) MUST_USE;
/* The same, and the audit is told of it. */
enum err export_of_list(const struct export *) MUST_USE;
/* fn for each row, wherever they come from. */
enum err export_each(const struct export *, row_fn *, void *arg) MUST_USE;
/* The columns, where there was no row to tell them. */
enum err export_shape(const struct export *, const struct shape **) MUST_USE;

/* export_csv.c: names as in JSON; the last record begins with #end. */
enum err export_csv(const struct export *) MUST_USE;
/* export_table.c: for people: titles in words, dates as the tenant's, filters named. */
enum err export_table(const struct export *) MUST_USE;

/* An amount column: its name ends in _minor. */
bool is_money(const struct column *);

#endif
