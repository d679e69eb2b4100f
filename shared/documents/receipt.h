/*
 * The receipt, as a PDF by cairo and pango.  Every script that the system's fonts know comes out
 * right; fonts are embedded; the same input gives the same bytes.
 */
#ifndef BILLPORT_DOCUMENT_RECEIPT_H
#define BILLPORT_DOCUMENT_RECEIPT_H

#include "cx.h"
#include "local.h"

struct receipt_line {
	const char *text;		/* "Bill, Sep 1 – 30, 2025" */
	const char *number;		/* "B-0001234" */
	int64_t billed_minor, paid_minor, left_minor;	/* left when this was paid */
};

struct receipt {
	const char *letterhead;		/* first line the name, the others its address */
	const char *receipt_no, *payment_no, *transaction_no;
	const char *paid;		/* when, as the locale writes it */
	const char *consumer, *account_no, *address;
	const char *method, *channel, *received_by;	/* in words: "Cash", "Walk-in" */
	const char *reference;		/* or NULL */
	int64_t amount_minor;
	int64_t received_minor, change_minor;		/* received 0: not cash */
	const char *voided, *void_reason;		/* when, or NULL: it stands */
	int64_t recorded_at;		/* the document's date */
	const struct receipt_line *lines; size_t line_count;
};

/* Into the arena; currency, locale and zone from the cx.  Letter where the locale is of the
 * United States or Canada, else A5. */
enum err receipt_pdf(
    struct cx *, const struct receipt *, const unsigned char **pdf, size_t *len) MUST_USE;

#endif
