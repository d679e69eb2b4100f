/*
 * The receipt of a payment, as it is shown, saved and sent.  Knows no HTTP: the worker renders it too.
 */
#ifndef BILLPORT_PAYMENT_RECEIPT_H
#define BILLPORT_PAYMENT_RECEIPT_H

#include "db.h"
#include "mail.h"

/* What a payment was applied to: each edge with what was open before it and what it left.  None of
 * a posted payment is turned back, so that of those it is not asked. */
enum err read_allocations(
    struct cx *, const char *payment_id, bool turned_back, struct rows *) MUST_USE;

/* For which instalments of a plan it was taken: number, due_on, due_minor (the instalment) and
 * amount_minor (what this payment gave). */
enum err read_instalments_paid(struct cx *, const char *payment_id, struct rows *) MUST_USE;

struct payment_receipt { const char *receipt_no; const unsigned char *pdf; size_t len; };
/* E_NOT_FOUND also where the row rule hides it; E_CONFLICT: not posted yet. */
enum err render_receipt(struct cx *, const char *payment_id, struct payment_receipt *) MUST_USE;

/* A receipt on its way to someone by e-mail. */
struct receipt_mail {
	const char *payment_id;
	const char *to;			/* NULL: the consumer's own address */
	const char *receipt_no;		/* out, by prepare_receipt_mail() */
	const char *account_id;
	const char *mail_id;		/* out */
};
/* Outside the transaction: whose receipt, and where to.  E_INPUT at /to: no good address, or none
 * known; else as render_receipt(). */
enum err prepare_receipt_mail(struct cx *, struct receipt_mail *) MUST_USE;
/* In the caller's transaction: the row of the outbox, and its audit row. */
enum err queue_receipt_mail(struct cx *, void *receipt_mail) MUST_USE;
/* The worker's: the receipt as it is when it is sent, in a letter. */
#define RECEIPT_MAIL "receipt"
enum err letter_of_receipt(struct cx *, const struct mail *, struct letter *) MUST_USE;

#endif
