#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "clock.h"
#include "log.h"

struct buf
buf_in(struct arena *a)
{
	return (struct buf){ .arena = a };
}

/* Room for n more bytes and the NUL behind them; the arena's ceiling is the buffer's. */
static char *
more(struct buf *b, size_t n)
{
	size_t need = n < SIZE_MAX / 4 ? b->len + n + 1 : SIZE_MAX;
	size_t cap = b->cap;

	if (need > cap) {
		cap = cap < 256 ? 256 : cap;
		while (cap < need && cap < SIZE_MAX / 4)
			cap *= 2;
		b->data = arena_grow(b->arena, b->data, b->cap, cap < need ? need : cap);
		b->cap = cap;
	}
	return b->data + b->len;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	char *at = more(b, n);

	if (n)
		memcpy(at, p, n);
	at[n] = '\0';
	b->len += n;
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	char *at = more(b, 1);

	at[0] = c;
	at[1] = '\0';
	b->len++;
}

void
buf_i64(struct buf *b, int64_t v)
{
	uint64_t u = v < 0 ? UINT64_C(0) - (uint64_t)v : (uint64_t)v;
	char digits[24];
	size_t i = sizeof digits;

	do
		digits[--i] = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		digits[--i] = '-';
	buf_put(b, digits + i, sizeof digits - i);
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = vfmt(b->arena, format, ap);
	va_end(ap);
	buf_puts(b, text);
}

char *
vfmt(struct arena *a, const char *format, va_list ap)
{
	char small[256], *out;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof small, format, ap);
	if (n < 0)
		bug("format \"%s\" cannot be printed", format);
	if ((size_t)n < sizeof small) {
		out = arena_strndup(a, small, (size_t)n);
	} else {
		out = arena_alloc(a, (size_t)n + 1);
		vsnprintf(out, (size_t)n + 1, format, again);
	}
	va_end(again);
	return out;
}

char *
fmt(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *out;

	va_start(ap, format);
	out = vfmt(a, format, ap);
	va_end(ap);
	return out;
}

size_t
utf8_step(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t len, i;
	unsigned low = 0x80, high = 0xbf;	/* what the second byte may be */

	if (!n)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (n < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;			/* overlong */
	else if (p[0] == 0xed)
		high = 0x9f;			/* surrogates */
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;			/* over U+10FFFF */
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

bool
utf8_valid(const char *s, size_t n)
{
	while (n) {
		size_t step = utf8_step(s, n);

		if (!step)
			return false;
		s += step;
		n -= step;
	}
	return true;
}

size_t
utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Lower case of U+0080..U+017F, all of which have a partner of two bytes but one. */
static unsigned
fold(unsigned c)
{
	if (c >= 0xc0 && c <= 0xde && c != 0xd7)
		return c + 0x20;
	if (c == 0x130)
		return 'i';
	if (c == 0x178)
		return 0xff;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c & 1 ? c + 1 : c;
	return c;
}

char *
utf8_fold(struct arena *a, const char *s)
{
	size_t n = strlen(s), step;
	char *out = arena_alloc(a, n + 1), *to = out;
	unsigned c;

	for (; n; s += step, n -= step) {
		step = utf8_step(s, n);
		if (step != 2) {
			step = step ? step : 1;
			if (*s >= 'A' && *s <= 'Z')
				*to++ = (char)(*s + 'a' - 'A');
			else
				memcpy(to, s, step), to += step;
			continue;
		}
		c = (unsigned)(unsigned char)s[0] & 0x1f;
		c = fold(c << 6 | ((unsigned char)s[1] & 0x3f));
		if (c < 0x80) {
			*to++ = (char)c;
		} else {
			*to++ = (char)(0xc0 | c >> 6);
			*to++ = (char)(0x80 | (c & 0x3f));
		}
	}
	return out;
}

bool
parse_i64(const char *s, int64_t *out)
{
	bool minus = *s == '-';
	int64_t v = 0;			/* counted downwards: there is one more below zero */
	int digit;

	s += minus;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		digit = *s - '0';
		if (v < (INT64_MIN + digit) / 10)
			return false;
		v = v * 10 - digit;
	}
	if (!minus && v == INT64_MIN)
		return false;
	*out = minus ? v : -v;
	return true;
}

char *
base64url_encode(struct arena *a, const void *from, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *p = from;
	char *out = arena_alloc(a, n / 3 * 4 + 5), *to = out;
	unsigned v;

	for (; n >= 3; p += 3, n -= 3) {
		v = (unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2];
		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = digits[v >> 6 & 63];
		*to++ = digits[v & 63];
	}
	if (n) {
		v = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0);
		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		if (n > 1)
			*to++ = digits[v >> 6 & 63];
	}
	return out;
}

static int
digit64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

unsigned char *
base64url_decode(struct arena *a, const char *s, size_t len, size_t *n)
{
	unsigned char *out;
	unsigned v = 0, bits = 0;
	size_t used = 0;

	*n = 0;
	if (len % 4 == 1)
		return NULL;
	out = arena_alloc(a, len / 4 * 3 + 3);
	for (size_t i = 0; i < len; i++) {
		int d = digit64(s[i]);

		if (d < 0)
			return NULL;
		v = (v << 6 | (unsigned)d) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[used++] = (unsigned char)(v >> bits);
		}
	}
	if (v & ((1u << bits) - 1))
		return NULL;
	*n = used;
	return out;
}

static void
hex_into(char *to, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*to++ = "0123456789abcdef"[p[i] >> 4];
		*to++ = "0123456789abcdef"[p[i] & 15];
	}
}

char *
hex_encode(struct arena *a, const void *p, size_t n)
{
	char *out = arena_alloc_n(a, n + 1, 2);

	hex_into(out, p, n);
	return out;
}

bool
same_bytes(const void *a, const void *b, size_t n)
{
	const volatile unsigned char *p = a, *q = b;
	unsigned char differs = 0;

	for (size_t i = 0; i < n; i++)
		differs = (unsigned char)(differs | (p[i] ^ q[i]));
	return differs == 0;
}

void
random_bytes(void *to, size_t n)
{
	unsigned char *p = to;

	while (n) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			bug("no random bytes: errno %d", errno);
		p += got;
		n -= (size_t)got;
	}
}

/* 48 bits of milliseconds, the version, a counter of 12 bits that rises within the millisecond
 * (and borrows from the next one when it is full), the variant, 62 random bits. */
void
uuid7(char out[37])
{
	static uint64_t last_ms;
	static unsigned counter;
	uint64_t ms = (uint64_t)real_now() / 1000;
	unsigned char b[16];

	random_bytes(b + 6, 10);
	if (ms > last_ms) {
		last_ms = ms;
		counter = ((unsigned)b[6] << 8 | b[7]) & 0x7ff;
	} else if (++counter > 0xfff) {
		last_ms++;
		counter = 0;
	}
	for (unsigned i = 0; i < 6; i++)
		b[i] = (unsigned char)(last_ms >> (40 - 8 * i));
	b[6] = (unsigned char)(0x70 | counter >> 8);
	b[7] = (unsigned char)counter;
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	hex_into(out, b, 4);
	out[8] = '-';
	hex_into(out + 9, b + 4, 2);
	out[13] = '-';
	hex_into(out + 14, b + 6, 2);
	out[18] = '-';
	hex_into(out + 19, b + 8, 2);
	out[23] = '-';
	hex_into(out + 24, b + 10, 6);
	out[36] = '\0';
}

char *
new_id(struct arena *a)
{
	char *id = arena_alloc(a, 37);

	uuid7(id);
	return id;
}

bool
uuid_valid(const char *s)
{
	for (unsigned i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f') ||
		    (s[i] >= 'A' && s[i] <= 'F');

		if (dash ? s[i] != '-' : !hex)
			return false;
	}
	return s[36] == '\0';
}

char *
uuid_plain(struct arena *a, const char *s)
{
	char *id;

	if (!uuid_valid(s))
		return NULL;
	id = arena_strdup(a, s);
	for (char *p = id; *p; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	return id;
}
