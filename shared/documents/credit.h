/*
 * A credit note, as a PDF: who may use how much, why, until when, and of which payment.
 */
#ifndef BILLPORT_DOCUMENT_CREDIT_H
#define BILLPORT_DOCUMENT_CREDIT_H

#include "cx.h"

struct credit_sheet {
	const char *letterhead;		/* first line the name, the others its address */
	const char *number;
	const char *created, *expires;	/* as the locale writes them */
	const char *consumer, *account_no, *address;
	const char *reason, *remarks;	/* in words; remarks or NULL */
	const char *receipt_no, *paid;	/* of the payment that it belongs to; NULL: not told */
	int64_t paid_minor, amount_minor, used_minor, remaining_minor;
	const char *created_by;
	const char *voided, *void_reason;	/* when, or NULL: it stands */
	int64_t created_at;		/* the document's date */
};

/* Into the arena; currency, locale and zone from the cx. */
enum err credit_pdf(
    struct cx *, const struct credit_sheet *, const unsigned char **pdf, size_t *len) MUST_USE;

#endif
