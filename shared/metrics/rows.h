/*
 * The rows behind a number.  They come from the base tables and never from the rollup, so that a value
 * and its rows are two ways to the same sum: the value of metric_ask() is what its rows add up to.
 */
#ifndef BILLPORT_METRIC_ROWS_H
#define BILLPORT_METRIC_ROWS_H

#include "query.h"

enum { METRIC_PAGE = 500 };

/* Where a page ended.  leg -1: before the first row. */
struct metric_place { char on[11], id[37]; int line, leg; };
struct metric_place metric_first_place(void);

/* One row: what it adds to the sums of its metric.  Undone: it takes away, on the day on which the
 * bill was reversed, the payment voided, the charge cancelled. */
struct metric_row {
	struct metric_place place;
	const char *type;		/* "bill", "bill_line", "payment", "receivable", "exception" */
	const char *id;			/* of a line: its bill's */
	int line;			/* of a bill_line, else 0 */
	const char *number;		/* NULL: an exception has none */
	const char *on;
	const char *account_id, *account_no, *consumer_id, *consumer;
	const char *zone_id, *zone;	/* as it was then; NULL: none */
	const char *text;		/* in words: how it was paid, what kind it is */
	const char *utility, *unit;	/* of bills and their lines; else NULL */
	int64_t amount_minor;		/* of the bill, the payment …, always positive */
	int64_t numerator, denominator;
	bool is_undone;
};

struct metric_rows { const struct metric_row *row; size_t n; bool more; };

/*
 * The next rows (at most METRIC_PAGE), the latest day first, from the place on.  Within a snapshot: of
 * that moment.  Filters and period are as metric_ask() takes them, and were checked by it.
 */
enum err metric_rows(struct cx *, const struct metric *, const struct metric_question *,
    const struct metric_place *from, unsigned most, struct metric_rows *out) MUST_USE;

/* How many there are in all, without reading them where that can be. */
enum err metric_row_count(struct cx *, const struct metric *, const struct metric_question *,
    int64_t *count) MUST_USE;

#endif
