/*
 * Whom an alert reaches: its owner, or whoever may work alerts and may see its metric whole; a critical
 * one the administrators too, at once, by the bell and by mail.
 */
#ifndef BILLPORT_ALERT_TELL_H
#define BILLPORT_ALERT_TELL_H

#include "mail.h"
#include "query.h"

#define ALERT_MAIL "alert"

/* The tenant's active people, read before the transaction that tells them. */
struct alert_person { const char *id, *email; struct permissions may; };
struct alert_people { const struct alert_person *person; size_t n; };
enum err alert_people_read(struct cx *, struct alert_people *) MUST_USE;

struct alert_news {
	const char *alert_id, *text, *severity;
	const struct metric *metric;		/* NULL: the system itself tells */
	const char *owner_id;			/* NULL: nobody's */
	bool by_mail;				/* to the owner */
};

/* In the caller's transaction. */
enum err alert_tell(struct cx *, const struct alert_people *, const struct alert_news *) MUST_USE;

/* The worker's: the letter of ALERT_MAIL. */
enum err letter_of_alert(struct cx *, const struct mail *, struct letter *) MUST_USE;

#endif
