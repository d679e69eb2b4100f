#include "cx.h"

#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "money.h"
#include "text.h"

enum { FAULTS_TOLD = 100 };		/* a hostile body may have 100,000 wrong fields */

enum err
fail(struct cx *cx, enum err code, const char *sentence, ...)
{
	va_list ap;

	if (code <= OK || code >= E__COUNT)
		bug("fail() with code %d", (int)code);
	va_start(ap, sentence);
	cx->failure.detail = vfmt(cx->arena, sentence, ap);
	va_end(ap);
	cx->failure.code = code;
	return code;
}

void
fault_add(struct cx *cx, const char *pointer, const char *code, const char *message, ...)
{
	struct fault *f;
	size_t told = 0;
	va_list ap;

	for (f = cx->failure.first; f; f = f->next)
		told++;
	if (told >= FAULTS_TOLD)
		return;
	f = arena_alloc(cx->arena, sizeof *f);
	f->pointer = arena_strdup(cx->arena, pointer);
	f->code = arena_strdup(cx->arena, code);
	va_start(ap, message);
	f->message = vfmt(cx->arena, message, ap);
	va_end(ap);
	if (cx->failure.last)
		cx->failure.last->next = f;
	else
		cx->failure.first = f;
	cx->failure.last = f;
}

enum err
faults_check(struct cx *cx)
{
	if (!cx->failure.first)
		return OK;
	return fail(cx, E_INPUT, "%s", cx->failure.first->message);
}

void
failure_clear(struct cx *cx)
{
	memset(&cx->failure, 0, sizeof cx->failure);
}

const char *
money_words(struct cx *cx, int64_t minor)
{
	return fmt(
	    cx->arena, "%s %s", money_plain(cx->arena, minor, cx->who.currency), cx->who.currency);
}

enum err
business_day(struct cx *cx, int64_t us, char out[11])
{
	if (!date_in_zone(cx->who.zone, us, out))
		return fail(cx, E_INTERNAL, "The tenant's time zone is not known here.");
	return OK;
}
