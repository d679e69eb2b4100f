/*
 * Text in the arena: growing buffers with a ceiling, formatting, base64url, hex, UTF-8.
 */
#ifndef BILLPORT_TEXT_H
#define BILLPORT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arena.h"

/* data always NUL-ended once written */
struct buf { struct arena *arena; char *data; size_t len, cap; };

struct buf buf_in(struct arena *);
void buf_put(struct buf *, const void *, size_t);
void buf_puts(struct buf *, const char *);
void buf_putc(struct buf *, char);
void buf_i64(struct buf *, int64_t);
void buf_printf(struct buf *, const char *, ...) __attribute__((format(printf, 2, 3)));

/* printf into the arena */
char *fmt(struct arena *, const char *, ...) __attribute__((format(printf, 2, 3)));
char *vfmt(struct arena *, const char *, va_list) __attribute__((format(printf, 2, 0)));

/* Strict UTF-8 (no surrogates, no overlong, <= U+10FFFF). */
bool utf8_valid(const char *, size_t);
/* bytes of the valid character that begins here; 0: none */
size_t utf8_step(const char *, size_t n);
size_t utf8_length(const char *);		/* code points of valid UTF-8 */
/* lower case for search: ASCII, Latin-1/Ext-A; else unchanged */
char *utf8_fold(struct arena *, const char *);

/* Whole string is a decimal int64, no sign but '-', no blanks; false: not so or out of range. */
bool parse_i64(const char *, int64_t *);

/* base64url without padding; decode: NULL on any foreign byte, a length that
 * cannot be, or bits left over that are not zero; length into *n. */
char *base64url_encode(struct arena *, const void *, size_t);
unsigned char *base64url_decode(struct arena *, const char *, size_t len, size_t *n);
char *hex_encode(struct arena *, const void *, size_t);

/* Equal without telling by time where they differ. */
bool same_bytes(const void *, const void *, size_t);

static inline bool
same_text(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* 36 characters, lower case, UUID version 7, strictly rising within the process. */
void uuid7(char out[37]);
char *new_id(struct arena *);
bool uuid_valid(const char *);			/* any version, lower or upper case, with dashes */
char *uuid_plain(struct arena *, const char *);	/* the same id in lower case; NULL: it is none */

/* n bytes from the system's generator; aborts if there is none. */
void random_bytes(void *, size_t);

#endif
