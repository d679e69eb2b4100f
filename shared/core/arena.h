/*
 * Memory of one request (or one job batch).  Nothing is freed by hand: everything goes when the
 * arena is reset, after the log line is written.
 *
 * arena_alloc() never returns NULL.  When the ceiling is reached or the system has no memory it
 * jumps to the frame that armed the arena (the request loop, the job loop, a test), which rolls
 * back and answers.  So code above shared/core never checks an allocation.
 */
#ifndef BILLPORT_ARENA_H
#define BILLPORT_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* NULL only if the system has no memory.  ceiling in bytes. */
struct arena *arena_new(size_t ceiling);
void arena_free(struct arena *);

/* Run what was deferred (last first), poison and keep the first chunk, give back the rest. */
void arena_reset(struct arena *);

/* Zeroed, aligned for any type, lives until reset.  n = 0 gives a valid pointer. */
void *arena_alloc(struct arena *, size_t n);
char *arena_strdup(struct arena *, const char *);		/* NULL in, NULL out */
char *arena_strndup(struct arena *, const char *, size_t n);	/* n bytes and a NUL */

/* n objects of a size; exhaustion where the product overflows. */
void *arena_alloc_n(struct arena *, size_t n, size_t size);
/* p, n bytes long instead of old, the new ones zero; in place where it was the last, else moved. */
void *arena_grow(struct arena *, void *p, size_t old, size_t n);

/* Call fn(obj) at reset: how a foreign object (tree, file, statement) is owned.  If there is no
 * memory for the note, fn(obj) is called at once and then the arena is exhausted. */
void arena_defer(struct arena *, void (*fn)(void *), void *obj);

/* Bytes given since the reset. */
size_t arena_used(const struct arena *);

/*
 * Where exhaustion goes: if (setjmp(*arena_arm(a))) { out of memory: roll back, answer }.
 * Disarmed by arena_disarm(); exhaustion of an unarmed arena aborts.  The jump itself disarms, and
 * opens 64 KiB over the ceiling until the reset, so that the failure can be told.
 */
jmp_buf *arena_arm(struct arena *);
void arena_disarm(struct arena *);

/* Tests only: the k-th allocation from now fails (0: none).  Counts all arenas of the process. */
void arena_fail_at(unsigned long k);
unsigned long arena_alloc_count(void);

/* n objects of a type */
#define arena_array(a, type, n) ((type *)arena_alloc_n((a), (n), sizeof(type)))

#endif
