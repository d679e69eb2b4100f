/*
 * Bills as documents: what is printed of them, read in bulk; one of them rendered; the letter that
 * brings one by e-mail.
 */
#ifndef BILLPORT_BILL_DOCUMENT_H
#define BILLPORT_BILL_DOCUMENT_H

#include "bill_paper.h"
#include "db.h"
#include "mail.h"

/* A bill with what is printed of it, in the arena. */
struct bill_loaded {
	const char *id, *account_id, *zone_id, *cycle_id;
	const char *class, *segment, *utility;	/* of the account now; of the bill; or NULL */
	int64_t position;		/* in its batch; else 0 */
	const char *email;		/* of its consumer, or NULL */
	const char *address;		/* where it is posted to, in one line */
	struct bill_sheet sheet;
};
struct bill_pile { struct bill_loaded *bill; size_t n; };

/* One.  Outside a transaction.  E_NOT_FOUND: there is no such bill. */
enum err load_bill(struct cx *, const char *bill_id, struct bill_loaded *) MUST_USE;
/* Those of a batch from one position to another, in their order, by a handful of statements. */
enum err load_bills(struct cx *, const char *batch_id, int64_t from, int64_t to,
    struct bill_pile *) MUST_USE;

struct bill_document { const char *number; const unsigned char *pdf; size_t len; };
/* template_id NULL: the default's look. */
enum err render_bill(struct cx *, const char *bill_id, const char *template_id, bool copy,
    struct bill_document *) MUST_USE;

/* A bill of made-up figures in the tenant's locale. */
enum sample_bill { SAMPLE_PLAIN, SAMPLE_ESTIMATED, SAMPLE_LONG };
struct bill_sheet sample_bill(struct cx *, enum sample_bill);

/* ---- by e-mail ---- */

struct bill_mail {
	const char *bill_id;
	const char *template_id;	/* or NULL */
	const char *to;			/* NULL: the consumer's own address */
	const char *account_id, *number;	/* out, by prepare_bill_mail() */
	bool is_copy;
	const char *id;			/* out: of the delivery */
};
/* Outside the transaction: where to.  E_INPUT at /to: no good address, or none known; E_CONFLICT: the
 * bill was reversed. */
enum err prepare_bill_mail(struct cx *, struct bill_mail *) MUST_USE;
/* In the caller's transaction: the outbox's row, the delivery, audit. */
enum err queue_bill_mail(struct cx *, void *bill_mail) MUST_USE;
/* The row of the outbox alone. */
enum err put_bill_in_outbox(struct cx *, const char *bill_id, const char *number, const char *to,
    const char *template_id, const char **outbox_id) MUST_USE;
/* The worker's: the bill as it is when it is sent, in a letter. */
#define BILL_MAIL "bill"
enum err letter_of_bill(struct cx *, const struct mail *, struct letter *) MUST_USE;

#endif
