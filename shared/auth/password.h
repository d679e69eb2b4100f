/*
 * Passwords: Argon2id (19 MiB, two passes, one lane), some 50 ms of work whatever the outcome.
 */
#ifndef BILLPORT_PASSWORD_H
#define BILLPORT_PASSWORD_H

#include "cx.h"

enum {
	PASSWORD_MIN = 12, PASSWORD_MAX = 256,		/* characters */
	PASSWORD_MEMORY_KIB = 19456, PASSWORD_PASSES = 2, PASSWORD_LANES = 1
};

/* The encoded hash ("$argon2id$v=19$m=19456,t=2,p=1$…"). */
enum err password_hash(struct cx *, const char *password, const char **encoded) MUST_USE;

/* encoded NULL (no such user): the same work, false. */
bool password_matches(struct cx *, const char *password, const char *encoded);

/* Hashed with weaker parameters than today's? */
bool password_outdated(const char *encoded);

/* NULL if it may be used, else a sentence: too short or long, the e-mail, among the most common. */
const char *password_fault(struct cx *, const char *password, const char *email);

/* Five groups of four unmistakable characters, 99 bits: "k7mw-…". */
const char *password_one_time(struct arena *);

#endif
