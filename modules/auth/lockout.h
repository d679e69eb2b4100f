/*
 * Guessing is slowed per account: after five failures the account is locked for 30 seconds, after
 * each further one twice as long, at most 15 minutes.  A lock ends by itself; an hour without a
 * failure forgets them.  Accounts are counted by a hash of tenant code and e-mail, whether or not
 * they exist, so that the answers do not tell.
 *
 * An attempt is counted before the password is looked at, so that a thousand at once are not a
 * thousand guesses; a right password takes the count back.
 */
#ifndef BILLPORT_LOCKOUT_H
#define BILLPORT_LOCKOUT_H

#include "db.h"

enum { LOCKOUT_FREE = 5, LOCKOUT_FIRST = 30, LOCKOUT_LONGEST = 900, LOCKOUT_FORGET = 3600 };

struct attempt {
	unsigned char who[32];
	int64_t seconds;		/* out: 0 = go on; else locked, for so long yet */
	int64_t failures;		/* out: with this one */
	bool locks;			/* out: should it fail, the account is locked from now on */
};

/* code and e-mail are folded here. */
struct attempt attempt_on(struct cx *, const char *tenant_code, const char *email);

/* Operation: count it, or tell that the account is locked. */
enum err count_attempt(struct cx *, void *attempt);
/* In the transaction of the success. */
enum err forget_attempts(struct cx *, const struct attempt *) MUST_USE;

/* Users of the tenant who are locked out now: id, name, email, failures, locked_until. */
enum err read_lockouts(struct cx *, struct rows *) MUST_USE;

struct unlocking { const char *user_id; bool was_locked; };
/* Operation: his failures are forgotten; audit row "user.unlock".  Not for someone who may do what
 * the actor may not (E_FORBIDDEN): his lock guards that, too. */
enum err unlock_user(struct cx *, void *unlocking) MUST_USE;

/* How long the n-th failure locks, in seconds. */
int64_t lockout_seconds(int64_t failures);

#endif
