/*
 * A table on paper (PDF): landscape pages with the head, the titles on each, page x of y, and totals
 * at the end.  Pages leave as they are full; widths are those of the first rows.
 */
#ifndef BILLPORT_DOCUMENT_GRID_H
#define BILLPORT_DOCUMENT_GRID_H

#include "sheet.h"

/* So many rows are a document that a person turns the pages of; more are for a spreadsheet. */
enum { GRID_ROWS = 10000 };

struct grid;

/* rows: how many will come.  Bytes go to out from within cairo, which must not be jumped over. */
enum err grid_begin(struct cx *, const struct table_head *, size_t rows, int64_t at, table_out *,
    void *arg, struct grid **) MUST_USE;
void grid_row(struct grid *, const struct value *const *);
enum err grid_end(struct grid *, const char *label, const int64_t *sums) MUST_USE;

#endif
