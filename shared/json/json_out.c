#include "json_out.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "log.h"

struct json
json_to(struct buf *out)
{
	return (struct json){ .out = out };
}

/* What comes before a value: a comma, or the proof that a key was put. */
static void
value(struct json *j)
{
	if (j->depth == 0)
		return;
	if (j->open[j->depth - 1] == '{') {
		if (!j->keyed)
			bug("JSON value without a key");
		j->keyed = false;
		return;
	}
	if (!j->first[j->depth - 1])
		buf_putc(j->out, ',');
	j->first[j->depth - 1] = false;
}

static void
open_(struct json *j, char c)
{
	value(j);
	if (j->depth == sizeof j->open)
		bug("JSON deeper than %zu", sizeof j->open);
	j->open[j->depth] = c;
	j->first[j->depth] = true;
	j->depth++;
	buf_putc(j->out, c);
}

static void
close_(struct json *j, char c)
{
	if (j->depth == 0 || j->open[j->depth - 1] != c || j->keyed)
		bug("JSON closed where nothing of that kind is open");
	j->depth--;
	buf_putc(j->out, c == '{' ? '}' : ']');
}

void
json_begin(struct json *j)
{
	open_(j, '{');
}

void
json_end(struct json *j)
{
	close_(j, '{');
}

void
json_begin_list(struct json *j)
{
	open_(j, '[');
}

void
json_end_list(struct json *j)
{
	close_(j, '[');
}

void
json_key(struct json *j, const char *key)
{
	if (j->depth == 0 || j->open[j->depth - 1] != '{' || j->keyed)
		bug("JSON key \"%s\" outside an object", key);
	if (!j->first[j->depth - 1])
		buf_putc(j->out, ',');
	j->first[j->depth - 1] = false;
	json_escape(j->out, key, strlen(key));
	buf_putc(j->out, ':');
	j->keyed = true;
}

void
json_str(struct json *j, const char *s)
{
	if (!s) {
		json_null(j);
		return;
	}
	value(j);
	json_escape(j->out, s, strlen(s));
}

void
json_i64(struct json *j, int64_t v)
{
	value(j);
	buf_i64(j->out, v);
}

void
json_bool(struct json *j, bool v)
{
	json_raw(j, v ? "true" : "false");
}

void
json_null(struct json *j)
{
	json_raw(j, "null");
}

void
json_raw(struct json *j, const char *text)
{
	value(j);
	buf_puts(j->out, text);
}

void
json_money(struct json *j, int64_t minor, const char *currency)
{
	json_begin(j);
	json_put_i64(j, "amount", minor);
	json_put_str(j, "currency", currency);
	json_end(j);
}

void
json_put_str(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_str(j, s);
}

void
json_put_i64(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_i64(j, v);
}

void
json_put_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void
json_put_money(struct json *j, const char *key, int64_t minor, const char *currency)
{
	json_key(j, key);
	json_money(j, minor, currency);
}

/* One byte that cannot stand for itself. */
static void
escaped(struct buf *b, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *at = c ? strchr(plain, c) : NULL;
	char text[8];

	if (at)
		snprintf(text, sizeof text, "\\%c", letter[at - plain]);
	else
		snprintf(text, sizeof text, "\\u%04x", c);
	buf_puts(b, text);
}

void
json_escape(struct buf *b, const char *s, size_t len)
{
	size_t from = 0, i = 0, step;

	buf_putc(b, '"');
	while (i < len) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			i++;
			continue;
		}
		step = utf8_step(s + i, len - i);
		if (step > 1) {
			i += step;
			continue;
		}
		buf_put(b, s + from, i - from);
		if (step)
			escaped(b, c);
		else
			buf_puts(b, "\xef\xbf\xbd");	/* not UTF-8: U+FFFD */
		from = ++i;
	}
	buf_put(b, s + from, len - from);
	buf_putc(b, '"');
}
