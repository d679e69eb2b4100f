#include "kept.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char *key;			/* NULL: free; the bytes lie behind it, in the same block */
	void *bytes;
	size_t len, size;
	uint64_t hash, used;
};

struct kept {
	size_t entries, bytes, held;
	uint64_t uses;
	struct entry entry[];
};

struct kept *
kept_new(size_t entries, size_t bytes)
{
	struct kept *k = calloc(1, sizeof *k + entries * sizeof k->entry[0]);

	if (k) {
		k->entries = entries;
		k->bytes = bytes;
	}
	return k;
}

static void
drop(struct kept *k, struct entry *e)
{
	k->held -= e->size;
	free(e->key);
	*e = (struct entry){ .key = NULL };
}

void
kept_free(struct kept *k)
{
	for (size_t i = 0; k && i < k->entries; i++)
		if (k->entry[i].key)
			drop(k, &k->entry[i]);
	free(k);
}

static uint64_t
hash_of(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h;
}

static struct entry *
find(struct kept *k, const char *key, uint64_t hash)
{
	for (size_t i = 0; i < k->entries; i++)
		if (k->entry[i].key && k->entry[i].hash == hash && strcmp(k->entry[i].key, key) == 0)
			return &k->entry[i];
	return NULL;
}

const void *
kept_get(struct kept *k, const char *key, size_t *len)
{
	struct entry *e = k ? find(k, key, hash_of(key)) : NULL;

	if (!e)
		return NULL;
	e->used = ++k->uses;
	*len = e->len;
	return e->bytes;
}

/* A free place, and room for so many bytes more; the oldest go. */
static struct entry *
make_room(struct kept *k, size_t size)
{
	for (;;) {
		struct entry *oldest = NULL, *empty = NULL;

		for (size_t i = 0; i < k->entries; i++) {
			struct entry *e = &k->entry[i];

			if (!e->key)
				empty = e;
			else if (!oldest || e->used < oldest->used)
				oldest = e;
		}
		if (empty && k->held + size <= k->bytes)
			return empty;
		if (!oldest)
			return NULL;
		drop(k, oldest);
	}
}

void
kept_put(struct kept *k, const char *key, const void *bytes, size_t len)
{
	size_t head = (strlen(key) + 1 + 15) & ~(size_t)15, size = head + len;
	uint64_t hash = hash_of(key);
	struct entry *e;
	char *block;

	if (!k)
		return;
	e = find(k, key, hash);
	if (e && e->size == size) {
		memcpy(e->bytes, bytes, len);
		e->used = ++k->uses;
		return;
	}
	block = size <= k->bytes ? malloc(size) : NULL;
	if (block)
		memcpy(block + head, bytes, len);	/* before anything goes: it may be what is kept */
	if (e)
		drop(k, e);
	e = block ? make_room(k, size) : NULL;
	if (!e) {
		free(block);
		return;
	}
	memcpy(block, key, strlen(key) + 1);
	*e = (struct entry){ block, block + head, len, size, hash, ++k->uses };
	k->held += size;
}
