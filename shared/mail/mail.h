/*
 * Mail on its way: a row of the outbox, written in the transaction that wants it sent, leased by a
 * worker, rendered and handed to an SMTP server.  At least once: a worker that is killed between the
 * server's word and its own commit sends it again, under the same Message-ID.
 *
 * States: queued, sending (leased), accepted (by the server; what becomes of it then is not known
 * here), failed (with the sentence why).
 *
 * Where to: BILLPORT_SMTP ("smtp://127.0.0.1:2525", "smtps://mail.example"), with
 * BILLPORT_SMTP_USER and BILLPORT_SMTP_PASSWORD_FILE where it wants them (then over TLS alone).
 * BILLPORT_MAIL_DOMAIN is the domain of Message-IDs and of senders that the tenant has not set.
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

/* ---- sending: the worker's half ---- */

/* What goes out: a text and perhaps one file. */
struct letter {
	const char *subject;		/* NULL: as it was queued */
	const char *text;
	const char *file_name, *file_type;
	const void *file; size_t file_len;
};

/* A kind and who makes its letter, in the mail's tenant, as the system.  E_STORAGE, E_BUSY: later;
 * another failure ends the mail with its sentence. */
struct mail_kind {
	const char *kind;
	enum err (*render)(struct cx *, const struct mail *, struct letter *);
};

/* Send all that is due, of every tenant, one after another, until *stop.  Outside any transaction. */
enum err mail_send_due(
    struct cx *, const struct mail_kind *, size_t count, const volatile int *stop) MUST_USE;

#endif
