#include "arena.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };			/* poisoned bytes between two allocations */
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum {
	FIRST_CHUNK = 256 * 1024,
	NEXT_CHUNK = 512 * 1024,
	RESERVE = 64 * 1024,		/* to tell of the exhaustion with */
	GIVE_BACK = 1024 * 1024,	/* larger blocks go back to the system when freed */
	ALIGN = _Alignof(max_align_t)
};

struct chunk {
	struct chunk *next;
	size_t size, used;
	max_align_t bytes[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *obj;
};

struct arena {
	struct chunk *first;		/* kept over resets; the others hang behind it */
	struct chunk *now;		/* where the next small allocation comes from */
	struct deferred *deferred;
	size_t ceiling, held, used;
	bool armed, exhausted;
	jmp_buf frame;
};

static unsigned long count, fail_at;

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c = malloc(sizeof *c + size);

	if (!c)
		return NULL;
	*c = (struct chunk){ .size = size };
	ASAN_POISON_MEMORY_REGION(c->bytes, size);
	return c;
}

static void
chunk_free(struct chunk *c)
{
	ASAN_UNPOISON_MEMORY_REGION(c->bytes, c->size);
	free(c);
}

struct arena *
arena_new(size_t ceiling)
{
	static bool tuned;
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		return NULL;
	if (!tuned) {			/* fixed, or one large answer would raise both for good */
		mallopt(M_MMAP_THRESHOLD, GIVE_BACK);
		mallopt(M_TRIM_THRESHOLD, GIVE_BACK);
		tuned = true;
	}
	a->ceiling = ceiling;
	a->held = ceiling < FIRST_CHUNK ? ceiling : FIRST_CHUNK;
	a->first = a->now = chunk_new(a->held);
	if (!a->first) {
		free(a);
		return NULL;
	}
	return a;
}

void
arena_reset(struct arena *a)
{
	struct chunk *c, *next;

	while (a->deferred) {		/* off the list first: fn may allocate or defer */
		struct deferred *d = a->deferred;

		a->deferred = d->next;
		d->fn(d->obj);
	}
	for (c = a->first->next; c; c = next) {
		next = c->next;
		chunk_free(c);
	}
	a->now = a->first;
	a->first->next = NULL;
	a->first->used = 0;
	a->held = a->first->size;
	a->used = 0;
	a->exhausted = false;
	ASAN_POISON_MEMORY_REGION(a->first->bytes, a->first->size);
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	chunk_free(a->first);
	free(a);
}

/* The chunk that has room for n more bytes, made where there is none; NULL: there can be none. */
static struct chunk *
room(struct arena *a, size_t n)
{
	size_t limit = a->ceiling + (a->exhausted ? RESERVE : 0);
	size_t free_ = limit > a->held ? limit - a->held : 0;
	size_t size = n;
	struct chunk *c;

	if (a->now->size - a->now->used >= n)
		return a->now;
	if (n > free_)
		return NULL;
	if (n <= NEXT_CHUNK / 4)	/* a small one: open a chunk for those to come */
		size = free_ < NEXT_CHUNK ? free_ : NEXT_CHUNK;
	c = chunk_new(size);
	if (!c)
		return NULL;
	a->held += size;
	c->next = a->first->next;
	a->first->next = c;
	if (size > n)
		a->now = c;
	return c;
}

static void *
take(struct arena *a, size_t n)
{
	size_t want = n ? n : 1;
	struct chunk *c;
	char *p;

	count++;
	if (fail_at && --fail_at == 0)
		return NULL;
	if (want > SIZE_MAX / 2)
		return NULL;
	want = (want + GAP + ALIGN - 1) / ALIGN * ALIGN;
	c = room(a, want);
	if (!c)
		return NULL;
	p = (char *)c->bytes + c->used;
	c->used += want;
	a->used += want;
	ASAN_UNPOISON_MEMORY_REGION(p, n ? n : 1);
	return p;
}

static NEVER_RETURNS void
exhausted(struct arena *a)
{
	if (!a->armed)
		bug("arena exhausted, and no frame is armed: %zu of %zu bytes", a->used,
		    a->ceiling);
	a->armed = false;
	a->exhausted = true;
	longjmp(a->frame, 1);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	void *p = take(a, n);

	if (!p)
		exhausted(a);
	return memset(p, 0, n);
}

void *
arena_alloc_n(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		exhausted(a);
	return arena_alloc(a, n * size);
}

void *
arena_grow(struct arena *a, void *p, size_t old, size_t n)
{
	struct chunk *c = a->now;
	size_t had = (old + GAP + ALIGN - 1) / ALIGN * ALIGN, want;
	void *q;

	if (n <= old)
		return p;
	if (p && old && n < SIZE_MAX / 2 && c->used >= had &&
	    (char *)p == (char *)c->bytes + c->used - had) {
		want = (n + GAP + ALIGN - 1) / ALIGN * ALIGN;
		if (c->size - (c->used - had) >= want) {
			c->used += want - had;
			a->used += want - had;
			ASAN_UNPOISON_MEMORY_REGION(p, n);
			memset((char *)p + old, 0, n - old);
			return p;
		}
	}
	q = arena_alloc(a, n);
	if (p && old)
		memcpy(q, p, old);
	return q;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *obj)
{
	struct deferred *d = take(a, sizeof *d);

	if (!d) {
		fn(obj);		/* nobody else would */
		exhausted(a);
	}
	*d = (struct deferred){ .next = a->deferred, .fn = fn, .obj = obj };
	a->deferred = d;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

jmp_buf *
arena_arm(struct arena *a)
{
	a->armed = true;
	return &a->frame;
}

void
arena_disarm(struct arena *a)
{
	a->armed = false;
}

void
arena_fail_at(unsigned long k)
{
	fail_at = k;
}

unsigned long
arena_alloc_count(void)
{
	return count;
}
