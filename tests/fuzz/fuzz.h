/* What the harnesses share: a fresh context for each input, as a request has one. */
#ifndef BILLPORT_FUZZ_H
#define BILLPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "cx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold for every input. */
#define MUST(x) do { if (!(x)) abort(); } while (0)

static struct arena *
fuzz_arena(void)
{
	static struct arena *arena;

	if (!arena)
		arena = arena_new((size_t)64 << 20);
	else
		arena_reset(arena);
	return arena;
}

static inline struct cx
fuzz_cx(void)
{
	struct cx cx = { .arena = fuzz_arena() };

	cx.who.currency = "USD";
	cx.who.zone = "America/New_York";
	return cx;
}

#endif
