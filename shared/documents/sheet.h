/*
 * A workbook (XLSX), written as it goes: rows leave compressed while they come, and nothing of them is
 * kept.  One sheet a million rows.  Texts are texts whatever they begin with: no formula is ever
 * written.  Money is a number with the currency's decimals, dates and instants are dates.
 */
#ifndef BILLPORT_DOCUMENT_SHEET_H
#define BILLPORT_DOCUMENT_SHEET_H

#include <stddef.h>
#include "cx.h"
#include "db.h"

enum { TABLE_COLUMNS = 64 };

/* What a column of a table holds, in a workbook and on paper alike. */
/* DECIMAL: a plain decimal as text, "-12.5". */
enum table_type {
	TABLE_TEXT, TABLE_NUMBER, TABLE_BOOL, TABLE_MONEY, TABLE_DATE, TABLE_INSTANT, TABLE_DECIMAL
};

struct table_column { const char *title; enum table_type type; };

struct table_head {
	const char *title;		/* "Payments" */
	const char *issuer;		/* whose it is: the first line of the letterhead */
	const char *made;		/* when, and by whom */
	const char *filters;		/* in words */
	const struct table_column *columns; size_t n;	/* at most TABLE_COLUMNS */
};

typedef void table_out(void *arg, const void *, size_t);

struct sheet;

/* Head lines, the titles (frozen, to be filtered by).  The sheet lives in the arena. */
enum err sheet_begin(
    struct cx *, const struct table_head *, table_out *, void *arg, struct sheet **) MUST_USE;
/* One row: a value for each column. */
void sheet_row(struct sheet *, const struct value *const *);
/* The totals row (sums of the money columns), and the end of the file. */
void sheet_end(struct sheet *, const char *label, const int64_t *sums);

#endif
