/* One message to the SMTP server.  Internal to shared/mail. */
#ifndef BILLPORT_MAIL_SMTP_H
#define BILLPORT_MAIL_SMTP_H

#include "mail.h"

struct message {
	const char *id;			/* of the outbox: the Message-ID's */
	const char *from_name, *from, *to, *subject;
	const struct letter *letter;
};

struct outcome {
	enum { ACCEPTED, LATER, REFUSED } what;
	const char *sentence;		/* why not */
};

/* Never fails otherwise: what went wrong is the outcome. */
struct outcome smtp_send(struct cx *, const struct message *);

/* "example.org" out of BILLPORT_MAIL_DOMAIN. */
const char *mail_domain(void);
/* As a header has it: ASCII as it is, else as encoded words (RFC 2047); without line ends. */
const char *header_text(struct arena *, const char *);
/* "Sat, 01 Nov 2025 16:38:00 +0000" */
const char *mail_date(struct arena *, int64_t us);

#endif
