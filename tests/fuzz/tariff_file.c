/*
 * Any bytes as a published tariff, YAML or JSON by the first of them: what is taken is a document that
 * compiles, with a list of what was left out; what is not is refused with a place in the file.
 */
#include "tariff_take.h"
#include "fuzz.h"
#include "tariff.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = fuzz_cx();
	struct tariff_taking t = { .cx = &cx };
	const struct tariff *tariff;
	enum err e;

	if (size == 0 || setjmp(*arena_arm(cx.arena)) != 0)
		return 0;
	e = data[0] == '{' ? take_urdb(&t, (const char *)data, size) : take_owrs(&t, (const char *)data, size);
	if (e == OK) {
		MUST(t.doc_json && t.left_out_json);
		MUST(tariff_parse(&cx, t.doc_json, strlen(t.doc_json), "", &tariff) == OK);
		MUST(tariff_classes(tariff) > 0);
	} else {
		MUST(e == E_INPUT || e == E_TOO_LARGE || e == E_MALFORMED);
		MUST(cx.failure.first || e != E_INPUT);
	}
	arena_disarm(cx.arena);
	return 0;
}
