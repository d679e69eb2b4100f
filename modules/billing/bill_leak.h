/*
 * What a bill would have come to with less use, under its own tariff: what a leak cost.  Reads only,
 * outside a transaction: a bill's issued lines and a tariff that is in force never change.
 */
#ifndef BILLPORT_BILL_LEAK_H
#define BILLPORT_BILL_LEAK_H

#include "db.h"

struct leak_line {
	int64_t line;			/* of the bill; 0: it had no such line */
	const char *kind, *text;
	int64_t was_minor, would_minor;
};

struct leak {
	const char *unit;
	int64_t was_use_milli, amount_minor, would_minor, open_minor;
	const struct leak_line *lines;
	size_t n;
};

/* E_NOT_FOUND: no such bill; E_INPUT at pointer: more than was billed; E_CONFLICT: it has no tariff,
 * or what it came to cannot be worked out again from use alone, so that an amount must be given. */
enum err rate_leak(struct cx *, const char *bill_id, int64_t less_milli, const char *pointer,
    struct leak *) MUST_USE;

#endif
