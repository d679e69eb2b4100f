/*
 * Any bytes as a request body: read with every getter, by the names that it holds.  What the scan
 * takes json-c must take too, and what is written of it must be JSON again.
 */
#include "fuzz.h"
#include "input.h"
#include "json_out.h"
#include "scan.h"

static void
read_all(struct cx *cx, struct input *in, unsigned depth)
{
	static const char *const keys[] = { "account_id", "amount", "method", "paid_on", "notes",
		"allocations", "flag", "count", "a", "", "names" };
	struct input **list, *inner;
	size_t n;

	for (size_t i = 0; i < COUNT(keys); i++) {
		const char *key = keys[i], *s;

		(void)in_has(in, key);
		s = in_text(in, key, 1, 500);
		MUST(s && strlen(s) <= 2000);
		s = in_text_or(in, key, 2, 20, NULL);
		MUST(!s || (*s && *s != ' '));
		MUST(in_secret(in, key, 100));
		MUST(strlen(in_id(in, key)) == 36);
		(void)in_id_or(in, key, NULL);
		MUST(in_i64(in, key, -5, 1000) <= 1000);
		MUST(in_i64_or(in, key, 1, 10, 7) >= 1);
		(void)in_bool_or(in, key, true);
		MUST(strlen(in_date(in, key)) == 10);
		s = in_choice(in, key, "cash|card_terminal|cheque");
		MUST(strcmp(s, "cash") == 0 || strcmp(s, "card_terminal") == 0 ||
		    strcmp(s, "cheque") == 0);
		MUST(in_money(in, key, 1, 99999) >= 1);
		(void)in_texts(in, key, 0, 5, 50, &n);
		MUST(n <= 5);
		list = in_list(in, key, 0, 20, &n);
		MUST(n <= 20 && !list == (n == 0));
		for (size_t k = 0; depth < 3 && k < n; k++)
			read_all(cx, list[k], depth + 1);
		inner = in_object_or(in, key, NULL);
		if (inner && depth < 3)
			read_all(cx, inner, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = fuzz_cx();
	struct buf out = buf_in(cx.arena);
	struct json j = json_to(&out);
	struct scan count;
	struct input *in;

	if (input_parse(&cx, (const char *)data, size, &in) != OK) {
		MUST(cx.failure.code == E_MALFORMED);
		MUST(!in && strcmp(cx.failure.detail, "The JSON cannot be read.") != 0);
	} else {
		read_all(&cx, in, 0);
		(void)!in_done(in);
	}
	json_begin_list(&j);
	for (const struct fault *f = cx.failure.first; f; f = f->next) {
		json_begin(&j);
		json_put_str(&j, "pointer", f->pointer);
		json_put_str(&j, f->code, f->message);
		json_end(&j);
	}
	json_begin(&j);
	json_key(&j, "echo");
	json_escape(&out, (const char *)data, size);	/* a NUL is written, but never read */
	j.keyed = false;
	json_end(&j);
	json_end_list(&j);
	MUST(memchr(data, '\0', size) ||
	    json_scan(fmt(cx.arena, "{\"x\":%s}", out.data), out.len + 6, &count) == NULL);
	return 0;
}
