/*
 * What the tenant's people should hear of: the bell in the page's top bar.  For everyone who holds
 * a permission, or for one user; the one who did it himself is not told.
 */
#ifndef BILLPORT_NOTIFICATIONS_H
#define BILLPORT_NOTIFICATIONS_H

#include "db.h"

enum severity { NOTICE_INFO, NOTICE_WARNING, NOTICE_CRITICAL };

struct notice {
	const char *kind;		/* "sign_in.lock" */
	enum severity severity;
	const char *text;		/* sentences; cut at 1,500 characters */
	const char *link;		/* a page of the portal: "/users"; NULL: none */
	enum permission permission;	/* for all who hold it … */
	const char *user_id;		/* … or for this one */
};

/* In the caller's transaction, in the tenant of the connection. */
enum err notify(struct cx *, const struct notice *) MUST_USE;

/* The worker, for the platform: those older than 90 days. */
enum err notifications_prune(struct cx *) MUST_USE;

#endif
