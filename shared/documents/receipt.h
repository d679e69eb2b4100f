/*
 * Documents by cairo and pango.  Every script that the system's fonts know comes out right.
 */
#ifndef BILLPORT_DOCUMENT_RECEIPT_H
#define BILLPORT_DOCUMENT_RECEIPT_H

#include "cx.h"

struct receipt_line { const char *kind, *number, *period; int64_t billed_minor, paid_minor, left_minor; };
struct receipt {
	const char *tenant_name, *letterhead;
	const char *receipt_no, *payment_no, *transaction_no, *status;
	const char *paid_at_local;	/* wall clock of the tenant */
	const char *consumer, *account_no, *address;
	const char *method, *channel, *received_by, *reference;
	int64_t amount_minor, received_minor, change_minor;	/* received 0: not cash */
	const struct receipt_line *lines; size_t line_count;
};

/* A PDF in the arena; locale and currency from the cx.  Paper: Letter for en-US, else A4 half. */
enum err receipt_pdf(struct cx *, const struct receipt *, const unsigned char **pdf, size_t *len) MUST_USE;

/* "$1,234.50", "₹1,23,456.00": by the locale, from minor units. */
char *money_local(struct cx *, int64_t minor);
char *date_local(struct cx *, const char *on);

#endif
