/*
 * A list's place as people carry it from page to page: a few texts in base64url.  It is no secret; what
 * is read from one is held against what the request asks.
 */
#ifndef BILLPORT_CURSOR_H
#define BILLPORT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arena.h"

#define CURSOR_HASH UINT64_C(14695981039346656037)
/* The hash with a text more: of everything that a place belongs to. */
uint64_t cursor_mix(uint64_t hash, const char *);

char *cursor_write(struct arena *, const char *const *parts, size_t n);
/* false: it is none of n parts. */
bool cursor_read(struct arena *, const char *cursor, const char **parts, size_t n);

#endif
