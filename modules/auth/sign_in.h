/*
 * Signing in with a password.  Whatever is wrong (tenant, e-mail, password, a disabled user, a
 * suspended tenant) gives the same answer after the same work.
 */
#ifndef BILLPORT_SIGN_IN_H
#define BILLPORT_SIGN_IN_H

#include "db.h"

struct sign_in {
	const char *tenant, *email, *password, *user_agent, *address;
	/* out */
	const char *access, *refresh;
	int64_t session_seconds;
	bool must_change_password;
	int64_t locked_seconds;		/* with E_LIMIT */
};

/* Outside a transaction; takes some 50 ms.  E_UNAUTHENTICATED, E_LIMIT. */
enum err sign_in(struct cx *, struct sign_in *) MUST_USE;

/* An access token for the user of cx->who. */
enum err access_token(struct cx *, const char *session_id, const char **token) MUST_USE;

struct own_password {
	const char *current, *next;
	int64_t locked_seconds;		/* out, with E_LIMIT */
};
/* One's own password, by cx->who; guesses count against the account as at sign-in. */
enum err change_own_password(struct cx *, struct own_password *) MUST_USE;

#endif
