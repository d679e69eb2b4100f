/*
 * Help for one who cannot sign in, without signing in.  A tenant that does not exist answers as one
 * that has set no contact: nobody learns here which tenants there are.
 */
#ifndef BILLPORT_SUPPORT_H
#define BILLPORT_SUPPORT_H

#include "db.h"

/* Whom to ask, by the tenant's setting; "" where there is none, and where there is no such tenant. */
enum err support_contact(struct cx *, const char *tenant_code, const char **contact) MUST_USE;

struct support_request {
	const char *tenant, *name, *email, *message;
	const char *address;		/* where it came from */
	int64_t wait_seconds;		/* out, with E_LIMIT */
};
/* Outside a transaction.  The tenant's administrators are told, in the bell.  E_INPUT (card numbers),
 * E_LIMIT: the sixth within an hour from one address waits, then longer and longer. */
enum err ask_support(struct cx *, struct support_request *) MUST_USE;

#endif
