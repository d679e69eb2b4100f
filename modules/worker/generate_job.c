#include "generate_job.h"
#include "generation.h"
#include "worker.h"

enum { BATCH_ARENA = 32 << 20 };

static void
free_arena(void *arena)
{
	arena_free(arena);
}

/* Some accounts, with memory of their own that is given back after. */
static enum err
some(struct cx *cx, struct arena *memory, struct generation_work *w, bool *over)
{
	struct cx in = *cx;
	enum err e;

	in.arena = memory;
	if (setjmp(*arena_arm(memory)) != 0) {
		(void)db_settle(cx);
		arena_reset(memory);
		return fail(cx, E_INTERNAL, "A batch needs more memory than it may have.");
	}
	e = generate_some(&in, w, over);
	arena_disarm(memory);
	if (e != OK)
		(void)fail(cx, e, "%s", in.failure.detail ? in.failure.detail : "It failed.");
	arena_reset(memory);
	return e;
}

static enum err
run_part(struct cx *cx, struct job *job, struct generation_work **w)
{
	struct arena *memory = arena_new(BATCH_ARENA);
	bool over = false;

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, memory);
	TRY(begin_part(cx, job, w));
	while (!over) {
		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		TRY(some(cx, memory, *w, &over));
	}
	return OK;
}

enum err
run_generate(struct cx *cx, struct job *job)
{
	struct generation_work *w = NULL;
	enum err e = run_part(cx, job, &w);
	struct failing_generation failing = { w ? generation_of(w) : NULL,
		cx->failure.detail ? cx->failure.detail : "It failed.", job };

	if (e == OK || e == E_STORAGE || e == E_INTERNAL || e == E_BUSY || !failing.id)
		return e;		/* it is tried again */
	failure_clear(cx);
	if (db_tx(cx, fail_generation, &failing) != OK)
		failure_clear(cx);
	return fail(cx, e, "%s", failing.why);
}
