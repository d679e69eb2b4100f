/*
 * Mail on its way: a row of the outbox, written in the transaction that wants it sent, leased by a
 * worker, rendered and handed to an SMTP server.  At least once: a worker that is killed between the
 * server's word and its own commit sends it again, under the same Message-ID.
 *
 * States: queued, sending (leased), accepted (by the server; what becomes of it then is not known
 * here), failed (with the sentence why).
 */
#ifndef BILLPORT_MAIL_H
#define BILLPORT_MAIL_H

#include "db.h"

struct mail {
	const char *kind;		/* which renderer: "receipt" */
	const char *to, *subject;
	const char *object_type, *object_id;	/* what it is about */
	const char *body_json;		/* what the renderer wants to know besides, or NULL */
	const char *id;			/* out */
};

/* In the caller's transaction. */
enum err mail_queue(struct cx *, struct mail *) MUST_USE;

/* local@domain, printable, no blanks; whether anyone is there is the server's affair. */
bool address_valid(const char *);

#endif
