/*
 * API clients: programs of a tenant.  Their scopes are permissions, given by someone who holds
 * them; the secret is shown once and only its hash is kept.
 */
#ifndef BILLPORT_CLIENT_H
#define BILLPORT_CLIENT_H

#include "db.h"

struct client_change {
	const char *id;			/* in for a change, out for a new one */
	int64_t version;		/* in for a change: what If-Match named */
	int64_t new_version;		/* out */
	const char *name;		/* NULL: as it is */
	struct permissions permissions;
	bool has_permissions;
	const char *secret;		/* out of create_client(), renew_client_secret() */
};

/* Operations; each writes its audit row. */
enum err create_client(struct cx *, void *client_change);
enum err change_client(struct cx *, void *client_change);
enum err renew_client_secret(struct cx *, void *client_change);
enum err revoke_client(struct cx *, void *client_change);

struct client_sign_in {
	const char *id, *secret, *scope;	/* scope NULL: all that it has */
	const char *access, *granted;	/* out */
	enum { CLIENT_GOOD, CLIENT_WRONG, CLIENT_SCOPE } outcome;
};
/* Outside a transaction, before any tenant is known.  OK also where the client is refused. */
enum err sign_in_client(struct cx *, struct client_sign_in *) MUST_USE;

#endif
