#include "scan.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

struct cursor { const char *text; size_t len, at; struct scan *count; };

static const char incomplete[] = "it ends too early";

static const char *one_value(struct cursor *, unsigned depth);

static int
peek(const struct cursor *c)
{
	return c->at < c->len ? (unsigned char)c->text[c->at] : -1;
}

static void
blanks(struct cursor *c)
{
	int b;

	while ((b = peek(c)) == ' ' || b == '\t' || b == '\n' || b == '\r')
		c->at++;
}

static int
hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits behind \u; -1 if they are not. */
static int
unit(struct cursor *c)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int d = hex_digit(peek(c));

		if (d < 0)
			return -1;
		v = v << 4 | d;
		c->at++;
	}
	return v;
}

/* Behind the backslash. */
static const char *
escape(struct cursor *c)
{
	static const char malformed[] = "an escape in a string is malformed";
	static const char half[] = "a string holds half a surrogate pair";
	int e = peek(c), v;

	if (e < 0)
		return incomplete;
	c->at++;
	if (e != 'u')
		return e && strchr("\"\\/bfnrt", e) ? NULL : malformed;
	v = unit(c);
	if (v < 0)
		return malformed;
	if (v == 0)
		return "a string holds a NUL";
	if (v >= 0xdc00 && v <= 0xdfff)
		return half;
	if (v < 0xd800 || v > 0xdbff)
		return NULL;
	if (c->len - c->at < 6 || c->text[c->at] != '\\' || c->text[c->at + 1] != 'u')
		return half;
	c->at += 2;
	v = unit(c);
	return v >= 0xdc00 && v <= 0xdfff ? NULL : half;
}

static const char *
string(struct cursor *c)
{
	const char *wrong;

	c->at++;
	for (;;) {
		int b = peek(c);
		size_t step;

		if (b < 0)
			return incomplete;
		if (b == '"')
			break;
		if (b == '\\') {
			c->at++;
			if ((wrong = escape(c)))
				return wrong;
			continue;
		}
		if (b < 0x20)
			return "a string holds a raw control character";
		step = utf8_step(c->text + c->at, c->len - c->at);
		if (!step)
			return "it is not UTF-8";
		c->at += step;
	}
	c->at++;
	return NULL;
}

static bool
run_of_digits(struct cursor *c)
{
	size_t from = c->at;

	while (peek(c) >= '0' && peek(c) <= '9')
		c->at++;
	return c->at > from;
}

static const char *
number(struct cursor *c)
{
	static const char malformed[] = "a number is malformed";

	if (peek(c) == '-')
		c->at++;
	if (peek(c) == '0')
		c->at++;
	else if (!run_of_digits(c))
		return malformed;
	if (peek(c) == '.') {
		c->at++;
		if (!run_of_digits(c))
			return malformed;
	}
	if (peek(c) == 'e' || peek(c) == 'E') {
		c->at++;
		if (peek(c) == '+' || peek(c) == '-')
			c->at++;
		if (!run_of_digits(c))
			return malformed;
	}
	return NULL;
}

static const char *
word(struct cursor *c, const char *w)
{
	size_t n = strlen(w);

	if (c->len - c->at < n || memcmp(c->text + c->at, w, n) != 0)
		return "a word is neither true, false nor null";
	c->at += n;
	return NULL;
}

static const char *
key(struct cursor *c)
{
	size_t from = c->at;
	const char *wrong;

	if (peek(c) != '"')
		return peek(c) < 0 ? incomplete : "a field's name must stand in double quotes";
	if ((wrong = string(c)))
		return wrong;
	if (c->at - from - 2 > JSON_KEY)
		return "a field's name is longer than 64 bytes";
	c->count->members++;
	blanks(c);
	if (peek(c) != ':')
		return peek(c) < 0 ? incomplete : "a colon is missing behind a field's name";
	c->at++;
	blanks(c);
	return NULL;
}

/* { … } or [ … ] */
static const char *
group(struct cursor *c, unsigned depth, int end)
{
	const char *wrong;

	if (depth > JSON_DEPTH)
		return "it is nested deeper than 16";
	if (++c->count->groups > JSON_GROUPS)
		return "it holds too many objects and arrays";
	c->at++;
	blanks(c);
	if (peek(c) == end) {
		c->at++;
		return NULL;
	}
	for (;;) {
		if (end == '}' && (wrong = key(c)))
			return wrong;
		if ((wrong = one_value(c, depth + 1)))
			return wrong;
		blanks(c);
		if (peek(c) == end)
			break;
		if (peek(c) != ',')
			return peek(c) < 0 ? incomplete : "a comma or a bracket is missing";
		c->at++;
		blanks(c);
	}
	c->at++;
	return NULL;
}

static const char *
one_value(struct cursor *c, unsigned depth)
{
	if (++c->count->values > JSON_VALUES)
		return "it holds too many values";
	switch (peek(c)) {
	case -1:
		return incomplete;
	case '{':
		return group(c, depth, '}');
	case '[':
		return group(c, depth, ']');
	case '"':
		return string(c);
	case 't':
		return word(c, "true");
	case 'f':
		return word(c, "false");
	case 'n':
		return word(c, "null");
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number(c);
	default:
		return "a value is missing or is no JSON";
	}
}

const char *
json_scan(const char *text, size_t len, struct scan *count)
{
	struct cursor c = { text, len, 0, count };
	const char *wrong;

	*count = (struct scan){ 0 };
	blanks(&c);
	if (peek(&c) != '{') {
		count->at = c.at;
		return "it must be one JSON object";
	}
	wrong = one_value(&c, 1);
	blanks(&c);
	if (!wrong && c.at != len)
		wrong = "something follows the object";
	count->at = c.at;
	return wrong;
}
