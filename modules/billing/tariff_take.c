#include "tariff_take.h"
#include <stdarg.h>
#include <string.h>
#include "json_out.h"
#include "tariff.h"

enum { FAULTS_TOLD = 50, SENTENCE_MAX = 300 };

static void
put_one(struct tariff_taking *t, const char *at, const char *text)
{
	struct buf b = buf_in(t->cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "at", at);
	json_put_str(&j, "text", text);
	json_end(&j);
	buf_puts(&t->list, t->list.len ? "," : "[");
	buf_put(&t->list, b.data, b.len);
}

const char *
take_cut(struct cx *cx, const char *text, size_t max)
{
	size_t n = 0, step, len = strlen(text);

	if (len <= max)
		return text;
	while ((step = utf8_step(text + n, len - n)) > 0 && n + step <= max - 3)
		n += step;
	return fmt(cx->arena, "%.*s…", (int)n, text);
}

static const char *
short_enough(struct cx *cx, const char *text)
{
	return take_cut(cx, text, SENTENCE_MAX);
}

void
left_out(struct tariff_taking *t, const char *at, const char *sentence, ...)
{
	const char *text;
	va_list args;

	if (!t->list.arena)
		t->list = buf_in(t->cx->arena);
	if (++t->left_out > LEFT_OUT_MAX)
		return;
	va_start(args, sentence);
	text = vfmt(t->cx->arena, sentence, args);
	va_end(args);
	put_one(t, short_enough(t->cx, at), short_enough(t->cx, text));
}

void
take_fault(struct tariff_taking *t, const char *at, const char *code, const char *sentence, ...)
{
	const char *text;
	va_list args;

	if (t->faults++ >= FAULTS_TOLD)
		return;
	va_start(args, sentence);
	text = vfmt(t->cx->arena, sentence, args);
	va_end(args);
	fault_add(t->cx, "/file_id", code, "%s: %s", short_enough(t->cx, at), short_enough(t->cx, text));
}

enum err
take_end(struct tariff_taking *t, const char *doc_json)
{
	const struct tariff *tariff;

	TRY(faults_check(t->cx));
	if (t->left_out > LEFT_OUT_MAX)
		put_one(t, "", fmt(t->cx->arena, "%zu more things could not be taken over.",
		    t->left_out - LEFT_OUT_MAX));
	t->doc_json = doc_json;
	t->left_out_json = "[]";
	if (t->left_out > 0) {
		buf_putc(&t->list, ']');
		t->left_out_json = t->list.data;
	}
	return tariff_parse(t->cx, doc_json, strlen(doc_json), "/file_id", &tariff);
}
