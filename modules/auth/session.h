/*
 * Sessions: a signed-in user, in one browser.  A session is the family of its refresh tokens.
 *
 * A refresh token is 48 random bytes, 16 of them the family's, and is good once.  Each use gives a
 * new one.  The one before it is taken once more within 30 seconds of that use (the answer was
 * lost on its way); any other of the family that comes back means that somebody has a copy, and
 * ends the session.  Only hashes are stored.
 */
#ifndef BILLPORT_SESSION_H
#define BILLPORT_SESSION_H

#include "db.h"

enum { REFRESH_GRACE = 30 };

struct new_session {
	const char *user_id, *user_agent, *address;
	int64_t seconds;		/* of its life */
	const char *id, *refresh;	/* out */
};
/* In a transaction, tenant set. */
enum err open_session(struct cx *, struct new_session *) MUST_USE;

/* The tenant and user of a refresh token, whatever their state, into cx->who and the connection;
 * *found false: no such family.  Outside a transaction. */
enum err enter_session(struct cx *, const char *refresh, bool *found) MUST_USE;

struct renewal {
	const char *refresh;		/* in: what the browser sent */
	int64_t idle_seconds;		/* in: not seen for longer than this ends it; 0: never */
	bool good;			/* out: false: sign in again */
	const char *next, *session_id;	/* out */
	int64_t seconds;		/* out: left of the session's life */
	bool must_change_password;	/* out */
};
/* Operation, after enter_session().  OK also where it is refused: the refusal may be a write. */
enum err renew_session(struct cx *, void *renewal);

struct ending { const char *id, *user_id, *why; };	/* user_id NULL: anyone's */
/* Operation: end a session; audit row "session.end". */
enum err end_session(struct cx *, void *ending);

/* Operation: sign out by refresh token, after enter_session(). */
enum err end_session_of(struct cx *, void *refresh);

#endif
