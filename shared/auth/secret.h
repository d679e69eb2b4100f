/*
 * Opaque secrets (refresh tokens, client secrets): 256 random bits; only SHA-256 is stored.
 */
#ifndef BILLPORT_SECRET_H
#define BILLPORT_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include "arena.h"

enum { SECRET_HASH = 32, SECRET_BYTES = 32 };

void secret_hash(const void *, size_t, unsigned char out[SECRET_HASH]);
/* n random bytes as base64url */
char *secret_new(struct arena *, size_t n);
/* In constant time. */
bool secret_matches(const char *secret, const unsigned char hash[SECRET_HASH]);

#endif
