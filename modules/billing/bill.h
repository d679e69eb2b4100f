/*
 * Bills: what is owed for a period.  A bill and its lines never change once issued.
 */
#ifndef BILLPORT_BILL_H
#define BILLPORT_BILL_H

#include "db.h"

/*
 * A line's worth is one of: an amount; quantity × rate; a share of all lines that are not tax.
 * All are kept exactly until the bill's total, which is rounded once, half away from zero; lines are then
 * rounded so that they add up to it (rounding.h).
 */
struct bill_line {
	const char *kind;		/* "service", "usage", "tax", "adjustment" */
	const char *text;
	int64_t amount_minor;		/* in when nothing else is given; out always */
	int64_t quantity_milli, rate_micro;	/* both non-zero: quantity × rate */
	int64_t share_bp;		/* tax only: basis points of what is not tax */
};

enum { BILL_LINES_MAX = 50 };

struct issuing {
	const char *account_id;
	const char *from_on, *to_on, *issued_on, *due_on;
	bool is_estimated;
	int64_t consumption_milli;
	const char *unit;		/* "m3", "kgal", "kWh" */
	const char *utility, *cycle_id;	/* or NULL */
	struct bill_line *lines;
	size_t line_count;		/* 1 to BILL_LINES_MAX */
	const char *reserved;		/* a number of a reserved block, or NULL: the next one */
	const char *id, *number, *entry_id;	/* out */
	int64_t amount_minor;		/* out */
	const char *use_class;		/* out: held against the bill before */
};

/*
 * In the caller's transaction: number, header, lines, journal entry, receivable, metric facts,
 * audit.  E_INPUT: dates or lines that make no bill; E_NOT_FOUND: no such account; E_CONFLICT:
 * the account is closed, or the bill would not come to more than nothing.
 */
enum err issue_bill(struct cx *, void *issuing) MUST_USE;

/* The arithmetic alone: sets every line's amount_minor and the total.  E_INPUT: over the range. */
enum err bill_compute(struct cx *, struct bill_line *, size_t n, int64_t *total_minor,
    int64_t *tax_minor) MUST_USE;

#endif
