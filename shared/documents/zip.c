#include "zip.h"

#include <string.h>
#include <zlib.h>

enum { BLOCK = 64 << 10, PARTS = 40, NAME_MAX_LENGTH = 48, RAW = -15, MEMORY = 8,
	/* sizes after the data; names in UTF-8 */
	FLAGS = 1 << 3 | 1 << 11,
	VERSION = 20, DEFLATED = 8,
	DAY_ONE = 0x21 };		/* 1980-01-01: the same rows give the same bytes */

struct part {
	char name[NAME_MAX_LENGTH];
	uint32_t crc, packed, size, at;
};

struct zip {
	table_out *out;
	void *arg;
	uint64_t sent;
	z_stream z;
	bool open;
	unsigned char in[BLOCK], packed[BLOCK];
	size_t n;
	struct part parts[PARTS];
	size_t count;
};

static void *
take(void *arena, unsigned n, unsigned size)
{
	return arena_alloc_n(arena, n, size);
}

static void
give_back(void *arena, void *p)
{
	(void)arena;			/* goes with the arena */
	(void)p;
}

enum err
zip_begin(struct cx *cx, table_out *out, void *arg, struct zip **zip)
{
	struct zip *z = arena_alloc(cx->arena, sizeof *z);

	*zip = z;
	z->out = out;
	z->arg = arg;
	z->z = (z_stream){ .zalloc = take, .zfree = give_back, .opaque = cx->arena };
	return deflateInit2(&z->z, Z_BEST_SPEED, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK
	    ? OK : fail(cx, E_INTERNAL, "The file could not be made.");
}

static void
send(struct zip *z, const void *data, size_t n)
{
	if (n > 0)
		z->out(z->arg, data, n);
	z->sent += n;
}

/* Numbers as the format has them: the lowest byte first. */
static size_t
put16(unsigned char *p, unsigned n)
{
	p[0] = (unsigned char)n;
	p[1] = (unsigned char)(n >> 8);
	return 2;
}

static size_t
put32(unsigned char *p, uint32_t n)
{
	(void)put16(p, n & 0xffff);
	return 2 + put16(p + 2, n >> 16);
}

static void
pack(struct zip *z, int flush)
{
	struct part *part = &z->parts[z->count - 1];
	size_t n;

	part->crc = (uint32_t)crc32(part->crc, z->in, (unsigned)z->n);
	part->size += (uint32_t)z->n;
	z->z.next_in = z->in;
	z->z.avail_in = (unsigned)z->n;
	do {
		z->z.next_out = z->packed;
		z->z.avail_out = BLOCK;
		(void)deflate(&z->z, flush);
		n = BLOCK - z->z.avail_out;
		part->packed += (uint32_t)n;
		send(z, z->packed, n);
	} while (z->z.avail_out == 0);
	z->n = 0;
}

void
zip_put(struct zip *z, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		size_t room = BLOCK - z->n < n ? BLOCK - z->n : n;

		memcpy(z->in + z->n, p, room);
		z->n += room;
		p += room;
		n -= room;
		if (z->n == BLOCK)
			pack(z, Z_NO_FLUSH);
	}
}

void
zip_puts(struct zip *z, const char *s)
{
	zip_put(z, s, strlen(s));
}

static void
close_part(struct zip *z)
{
	struct part *part = &z->parts[z->count - 1];
	unsigned char b[16];
	size_t n = put32(b, 0x08074b50);

	if (!z->open)
		return;
	pack(z, Z_FINISH);
	(void)deflateReset(&z->z);
	z->open = false;
	n += put32(b + n, part->crc);
	n += put32(b + n, part->packed);
	n += put32(b + n, part->size);
	send(z, b, n);
}

/* What the head of a part and its line in the directory have in common. */
static size_t
put_common(unsigned char *b, const struct part *part, bool known)
{
	size_t n = put16(b, VERSION);

	n += put16(b + n, FLAGS);
	n += put16(b + n, DEFLATED);
	n += put16(b + n, 0);
	n += put16(b + n, DAY_ONE);
	n += put32(b + n, known ? part->crc : 0);
	n += put32(b + n, known ? part->packed : 0);
	n += put32(b + n, known ? part->size : 0);
	n += put16(b + n, (unsigned)strlen(part->name));
	return n + put16(b + n, 0);
}

void
zip_part(struct zip *z, const char *name)
{
	struct part *part;
	unsigned char b[64];
	size_t n = put32(b, 0x04034b50);

	if (z->count > 0)
		close_part(z);
	if (z->count == PARTS || strlen(name) >= NAME_MAX_LENGTH)
		abort();
	part = &z->parts[z->count++];
	memcpy(part->name, name, strlen(name) + 1);
	part->at = (uint32_t)z->sent;
	part->crc = (uint32_t)crc32(0, NULL, 0);
	n += put_common(b + n, part, false);
	send(z, b, n);
	send(z, name, strlen(name));
	z->open = true;
}

void
zip_end(struct zip *z)
{
	unsigned char b[64];
	uint64_t at;
	size_t n;

	close_part(z);
	at = z->sent;
	for (size_t i = 0; i < z->count; i++) {
		n = put32(b, 0x02014b50);
		n += put16(b + n, VERSION);
		n += put_common(b + n, &z->parts[i], true);
		n += put16(b + n, 0);		/* comment, disk, attributes */
		n += put16(b + n, 0);
		n += put16(b + n, 0);
		n += put32(b + n, 0);
		n += put32(b + n, z->parts[i].at);
		send(z, b, n);
		send(z, z->parts[i].name, strlen(z->parts[i].name));
	}
	n = put32(b, 0x06054b50);
	n += put32(b + n, 0);
	n += put16(b + n, (unsigned)z->count);
	n += put16(b + n, (unsigned)z->count);
	n += put32(b + n, (uint32_t)(z->sent - at));
	n += put32(b + n, (uint32_t)at);
	n += put16(b + n, 0);
	send(z, b, n);
}
