/*
 * A table that is known as a whole (a report, a dashboard), as a file: CSV, XLSX or PDF.
 */
#ifndef BILLPORT_TABLE_FILE_H
#define BILLPORT_TABLE_FILE_H

#include "app.h"

enum { FILE_COLUMNS = 12 };

/* is_number: its cells are plain decimals ("-1234.50"), which XLSX has as numbers. */
struct file_column { const char *title; bool is_number, not_on_paper; };
struct file_row { const char *cell[FILE_COLUMNS]; };	/* NULL: nothing there */

struct table_file {
	const char *name;		/* of the file, without its ending */
	const char *title, *filters;	/* in words */
	struct file_column column[FILE_COLUMNS];
	size_t columns;
	const struct file_row *row;
	size_t n;
};

/* Does the request want one of them?  *format: "csv", "xlsx", "pdf". */
bool wants_file(const struct rq *, const char **format);
/* The file as the answer. */
enum err rq_table_file(struct rq *, const struct table_file *, const char *format) MUST_USE;

#endif
