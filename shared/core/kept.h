/*
 * What a process keeps beyond a request, within bounds: bytes under a text.  What was used longest ago
 * makes room.  A loss costs time and nothing else, so nothing here can fail.
 */
#ifndef BILLPORT_KEPT_H
#define BILLPORT_KEPT_H

#include <stddef.h>

struct kept;

/* At most so many, of so many bytes together.  NULL where there is no memory: then nothing is kept. */
struct kept *kept_new(size_t entries, size_t bytes);
void kept_free(struct kept *);
/* Good until the next kept_put(); NULL: it is not there. */
const void *kept_get(struct kept *, const char *key, size_t *len);
/* A copy, in place of what was there. */
void kept_put(struct kept *, const char *key, const void *, size_t);

#endif
