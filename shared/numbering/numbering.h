/*
 * Numbers that people see, per tenant and series.  The format is a setting: "R-{n}",
 * "PAY-{yyyy}-{n:6}".  Gapless series are taken under the counter row's lock, last in the lock
 * order and inside the transaction that uses them, so that a rollback gives the number back.
 */
#ifndef BILLPORT_NUMBERING_H
#define BILLPORT_NUMBERING_H

#include "db.h"
#include "format.h"	/* number_format_valid() */

enum series { SERIES_PAYMENT, SERIES_TRANSACTION, SERIES_RECEIPT, SERIES_BILL,
	SERIES_CREDIT_NOTE, SERIES_CHARGE, SERIES_PLAN, SERIES_DRAWER, SERIES__COUNT };

/* Read before the transaction (settings are); then number_next() needs no other statement. */
enum err number_next(struct cx *, enum series, const char *on, const char **out) MUST_USE;

/* A payment's three numbers at once: one statement where number_next() would take three. */
struct payment_numbers { const char *payment_no, *transaction_no, *receipt_no; };
enum err number_payment(struct cx *, const char *on, struct payment_numbers *out) MUST_USE;

/* count numbers of a series that may have gaps; the first one in *first. */
enum err number_reserve(struct cx *, enum series, int64_t count, int64_t *first) MUST_USE;
/* Write a number in the series' format. */
enum err number_text(
    struct cx *, enum series, int64_t n, const char *on, const char **out) MUST_USE;
enum err number_gap(
    struct cx *, enum series, int64_t first, int64_t last, const char *reason) MUST_USE;

/* Rows of number_series for a new tenant. */
enum err number_series_start(struct cx *, int64_t first) MUST_USE;

#endif
