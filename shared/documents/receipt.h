/*
 * The receipt, as a PDF by cairo and pango.  Every script that the system's fonts know comes out
 * right; fonts are embedded; the same input gives the same bytes.
 */
#ifndef BILLPORT_DOCUMENT_RECEIPT_H
#define BILLPORT_DOCUMENT_RECEIPT_H

#include "cx.h"
#include "local.h"

struct receipt_line {
	const char *text;		/* "Bill, Sep 1 – 30, 2025", "Meter test, Oct 3, 2025" */
	const char *number;		/* "B-0001234" */
	int64_t billed_minor, paid_minor, left_minor;	/* left when this was paid */
};

struct receipt_instalment { int64_t number; const char *due; int64_t paid_minor; };

struct receipt {
	const char *letterhead;		/* first line the name, the others its address */
	const char *receipt_no, *payment_no, *transaction_no;
	const char *paid;		/* when, as the locale writes it */
	const char *consumer, *account_no, *address;
	const char *method, *channel, *received_by;	/* in words: "Cash", "Walk-in" */
	const char *reference;		/* or NULL */
	const char *reference_name;	/* "Check number"; NULL: "Reference" */
	const char *card_last4;		/* or NULL */
	int64_t amount_minor;
	int64_t received_minor, change_minor;		/* received 0: not cash */
	int64_t credit_minor;		/* kept for later, of the amount */
	const char *credit_note_no;	/* of that, or NULL */
	const char *voided, *void_reason;		/* when, or NULL: it stands */
	const char *corrects_no;	/* receipt that this one stands for, or NULL */
	const char *corrected_by_no;	/* receipt that stands for this one, or NULL */
	const char *plan_no;		/* plan whose instalments it paid, or NULL */
	const struct receipt_instalment *instalments; size_t instalment_count;
	int64_t recorded_at;		/* the document's date */
	const struct receipt_line *lines; size_t line_count;
};

/* One page, more where many things were paid at once.  Into the arena; currency, locale and zone
 * from the cx.  Letter where the locale is of the United States or Canada, else A5. */
enum err receipt_pdf(
    struct cx *, const struct receipt *, const unsigned char **pdf, size_t *len) MUST_USE;

#endif
