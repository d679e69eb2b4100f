/*
 * The keys that sign access tokens (ES256).  At any time one signs and one is next: both are
 * published, so that verifiers know the next one before it is used.  A rotation makes the next
 * one sign, makes a new next one, and keeps publishing the old one until what it signed has run
 * out: retired_at is the instant from which a key counts no more (rotation: in ten minutes;
 * emergency: now).  A retired key's private half is erased at once.
 */
#ifndef BILLPORT_SIGNING_KEY_H
#define BILLPORT_SIGNING_KEY_H

#include "db.h"
#include "token.h"

/* Operations of billport-keys.  arg is not used. */
/* makes the signing and the next key where missing */
enum err init_signing_keys(struct cx *, void *);

struct rotation {
	const char *kid;		/* retire: which; NULL: the signing one */
	bool now;			/* its tokens are refused from now on */
	/* also if the next key was published less than ten minutes ago */
	bool force;
	const char *signing, *next;	/* out */
};
enum err rotate_signing_keys(struct cx *, void *rotation);

/*
 * The live keys, read again from the database when older than five seconds, or at once (at most
 * once a second) if kid is not among them.  The verdict's own statement also asks for the key's
 * state, so a key that was retired is refused at once.  kid may be NULL.
 */
enum err signing_keys(struct cx *, const char *kid, const struct token_keys **) MUST_USE;

#endif
