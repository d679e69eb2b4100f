#include "input.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "input_private.h"
#include "scan.h"
#include "text.h"

/* A text may have lines and tabs only where it may be longer than this. */
enum { ONE_LINE = 200 };

/* ---- parsing ---- */

static void
put_tree(void *tree)
{
	json_object_put(tree);
}

/* Members of all objects; fewer than the text has if a key stood twice in one of them. */
static size_t
members(struct json_object *v)
{
	size_t n = 0;

	if (json_object_is_type(v, json_type_object)) {
		json_object_object_foreach(v, key, member) {
			(void)key;
			n += 1 + members(member);
		}
	} else if (json_object_is_type(v, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(v); i++)
			n += members(json_object_array_get_idx(v, i));
	}
	return n;
}

struct input *
input_of(struct cx *cx, const char *pointer, struct json_object *object)
{
	struct input *in = arena_alloc(cx->arena, sizeof *in);
	struct field *f;

	in->cx = cx;
	in->pointer = pointer;
	in->n = object ? (size_t)json_object_object_length(object) : 0;
	f = in->fields = arena_array(cx->arena, struct field, in->n);
	if (!object)
		return in;
	json_object_object_foreach(object, key, member) {
		f->key = key;
		f->value = member;
		f++;
	}
	return in;
}

enum err
input_parse(struct cx *cx, const char *text, size_t len, struct input **in)
{
	struct json_tokener *tok;
	struct json_object *tree;
	enum json_tokener_error error;
	struct scan count;
	const char *not_json;
	size_t end;

	*in = NULL;
	if (len == 0) {
		*in = input_of(cx, "", NULL);
		return OK;
	}
	if (len > INT_MAX)
		return fail(cx, E_TOO_LARGE, "The JSON is too long.");
	not_json = json_scan(text, len, &count);
	if (not_json)
		return fail(cx, E_MALFORMED, "The JSON cannot be read: %s (at byte %zu).", not_json,
		    count.at);
	tok = json_tokener_new_ex(JSON_DEPTH + 2);
	if (!tok)
		return fail(cx, E_INTERNAL, "There is no memory to read the JSON.");
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	tree = json_tokener_parse_ex(tok, text, (int)len);
	error = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);
	if (tree)
		arena_defer(cx->arena, put_tree, tree);
	if (!tree || error != json_tokener_success || end > len)
		return fail(cx, E_MALFORMED, "The JSON cannot be read.");
	if (members(tree) != count.members)
		return fail(cx, E_MALFORMED, "The JSON cannot be read: a field stands twice.");
	*in = input_of(cx, "", tree);
	return OK;
}

/* ---- finding, and telling what is wrong ---- */

struct field *
input_find(struct input *in, const char *key)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->fields[i].key, key) == 0) {
			in->fields[i].known = true;
			return &in->fields[i];
		}
	return NULL;
}

/* The value, NULL where it is missing or null. */
struct json_object *
input_value(struct input *in, const char *key)
{
	struct field *f = input_find(in, key);

	return f ? f->value : NULL;
}

/* A step down a JSON pointer: "~" and "/" of a key are escaped. */
const char *
input_below(struct input *in, const char *key)
{
	struct buf b = buf_in(in->cx->arena);

	buf_puts(&b, in->pointer);
	buf_putc(&b, '/');
	for (; *key; key++) {
		if (*key == '~')
			buf_puts(&b, "~0");
		else if (*key == '/')
			buf_puts(&b, "~1");
		else
			buf_putc(&b, *key);
	}
	return b.data;
}

/* "receivable_id" as a sentence begins with it: "Receivable id". */
const char *
input_label(struct input *in, const char *key)
{
	char *s = arena_strdup(in->cx->arena, key);

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	for (char *p = s; *p; p++)
		if (*p == '_')
			*p = ' ';
	return s;
}

void
in_fault(struct input *in, const char *key, const char *code, const char *message, ...)
{
	va_list ap;
	char *said;

	va_start(ap, message);
	said = vfmt(in->cx->arena, message, ap);
	va_end(ap);
	fault_add(in->cx, input_below(in, key), code, "%s", said);
}

/* A fault that says the field's name and then what holds for it. */
void
input_wrong(struct input *in, const char *key, const char *code, const char *what)
{
	in_fault(in, key, code, "%s %s.", input_label(in, key), what);
}

void
input_missing(struct input *in, const char *key)
{
	input_wrong(in, key, "required", "is required");
}

bool
in_has(struct input *in, const char *key)
{
	return input_value(in, key) != NULL;
}

bool
in_sent(struct input *in, const char *key)
{
	return input_find(in, key) != NULL;
}

/* ---- texts ---- */

/* The bytes of a string; NULL and a fault if it is none.  The scan let no NUL pass. */
const char *
input_string(struct input *in, const char *key, struct json_object *v)
{
	if (json_object_is_type(v, json_type_string))
		return json_object_get_string(v);
	input_wrong(in, key, "type", "must be a text");
	return NULL;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool
input_has_control(const char *s, bool lines)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < 0x20 && !(lines && blank(*s))) || c == 0x7f)
			return true;
		if (c == 0xc2 && (unsigned char)s[1] < 0xa0)
			return true;			/* U+0080 to U+009F */
	}
	return false;
}

/* A string cut at both ends and checked; "" is what is left of blanks alone, NULL is a fault. */
static const char *
text_of(struct input *in, const char *key, struct json_object *v, size_t min, size_t max)
{
	const char *s = input_string(in, key, v);
	size_t n, len;

	if (!s)
		return NULL;
	while (blank(*s))
		s++;
	for (n = strlen(s); n && blank(s[n - 1]); n--)
		;
	if (n == 0)
		return "";
	s = arena_strndup(in->cx->arena, s, n);
	len = utf8_length(s);
	if (len < min || len > max) {
		if (min > 1)
			in_fault(in, key, "length", "%s must have %zu to %zu characters.",
			    input_label(in, key), min, max);
		else
			in_fault(in, key, "length", "%s must have at most %zu characters.",
			    input_label(in, key), max);
		return NULL;
	}
	if (input_has_control(s, max > ONE_LINE)) {
		input_wrong(in, key, "format", "holds characters that cannot be shown");
		return NULL;
	}
	return s;
}

const char *
in_text(struct input *in, const char *key, size_t min, size_t max)
{
	struct json_object *v = input_value(in, key);
	const char *s = v ? text_of(in, key, v, min, max) : "";

	if (s && !*s)
		input_missing(in, key);
	return s ? s : "";
}

const char *
in_text_or(struct input *in, const char *key, size_t min, size_t max, const char *otherwise)
{
	struct json_object *v = input_value(in, key);
	const char *s = v ? text_of(in, key, v, min, max) : NULL;

	return s && *s ? s : otherwise;
}

const char *
in_secret(struct input *in, const char *key, size_t max)
{
	struct json_object *v = input_value(in, key);
	const char *s = v ? input_string(in, key, v) : "";

	if (!s)
		return "";
	if (!*s)
		input_missing(in, key);
	if (utf8_length(s) > max) {
		in_fault(in, key, "length", "%s must have at most %zu characters.",
		    input_label(in, key), max);
		return "";
	}
	return s;
}

static const char *
id_of(struct input *in, const char *key, struct json_object *v, const char *otherwise)
{
	const char *s = input_string(in, key, v), *id;

	if (!s)
		return otherwise;
	id = uuid_plain(in->cx->arena, s);
	if (!id)
		input_wrong(in, key, "format", "must be an id");
	return id ? id : otherwise;
}

const char *
in_id(struct input *in, const char *key)
{
	static const char nobody[] = "00000000-0000-0000-0000-000000000000";
	struct json_object *v = input_value(in, key);

	if (v)
		return id_of(in, key, v, nobody);
	input_missing(in, key);
	return nobody;
}

const char *
in_id_or(struct input *in, const char *key, const char *otherwise)
{
	struct json_object *v = input_value(in, key);

	return v ? id_of(in, key, v, otherwise) : otherwise;
}

static const char *
date_of(struct input *in, const char *key, struct json_object *v, const char *otherwise)
{
	const char *s = input_string(in, key, v);

	if (!s)
		return otherwise;
	if (date_valid(s))
		return s;
	input_wrong(in, key, "format", "must be a date that exists, as YYYY-MM-DD");
	return otherwise;
}

const char *
in_date(struct input *in, const char *key)
{
	static const char some[] = "1970-01-01";
	struct json_object *v = input_value(in, key);

	if (v)
		return date_of(in, key, v, some);
	input_missing(in, key);
	return some;
}

const char *
in_date_or(struct input *in, const char *key, const char *otherwise)
{
	struct json_object *v = input_value(in, key);

	return v ? date_of(in, key, v, otherwise) : otherwise;
}

/* Is s one of "cash|cheque"? */
static bool
among(const char *s, const char *choices)
{
	size_t n = strlen(s), len;

	for (;; choices += len + 1) {
		len = strcspn(choices, "|");
		if (len == n && memcmp(choices, s, n) == 0)
			return true;
		if (!choices[len])
			return false;
	}
}

static const char *
choice_of(struct input *in, const char *key, struct json_object *v, const char *choices,
    const char *otherwise)
{
	const char *s = input_string(in, key, v);
	struct buf b = buf_in(in->cx->arena);

	if (!s)
		return otherwise;
	if (*s && among(s, choices))
		return s;
	for (const char *c = choices; *c; c++) {
		if (*c == '|')
			buf_puts(&b, ", ");
		else
			buf_putc(&b, *c);
	}
	in_fault(in, key, "choice", "%s must be one of: %s.", input_label(in, key), b.data);
	return otherwise;
}

const char *
in_choice(struct input *in, const char *key, const char *choices)
{
	struct json_object *v = input_value(in, key);
	const char *first = arena_strndup(in->cx->arena, choices, strcspn(choices, "|"));

	if (v)
		return choice_of(in, key, v, choices, first);
	input_missing(in, key);
	return first;
}

const char *
in_choice_or(struct input *in, const char *key, const char *choices, const char *otherwise)
{
	struct json_object *v = input_value(in, key);

	return v ? choice_of(in, key, v, choices, otherwise) : otherwise;
}

/* ---- numbers ---- */

static int64_t
number_of(struct input *in, const char *key, struct json_object *v, int64_t min, int64_t max,
    int64_t otherwise)
{
	int64_t n;

	if (!json_object_is_type(v, json_type_int)) {
		input_wrong(in, key, "type", "must be a whole number");
		return otherwise;
	}
	/* the limits are what json-c makes of larger ones */
	n = json_object_get_int64(v);
	if (n < min || n > max || n == INT64_MAX || n == INT64_MIN) {
		in_fault(in, key, "range", "%s must be between %lld and %lld.",
		    input_label(in, key), (long long)min, (long long)max);
		return otherwise;
	}
	return n;
}

int64_t
in_i64(struct input *in, const char *key, int64_t min, int64_t max)
{
	struct json_object *v = input_value(in, key);

	if (v)
		return number_of(in, key, v, min, max, min);
	input_missing(in, key);
	return min;
}

int64_t
in_i64_or(struct input *in, const char *key, int64_t min, int64_t max, int64_t otherwise)
{
	struct json_object *v = input_value(in, key);

	return v ? number_of(in, key, v, min, max, otherwise) : otherwise;
}

static bool
bool_of(struct input *in, const char *key, struct json_object *v, bool otherwise)
{
	if (json_object_is_type(v, json_type_boolean))
		return json_object_get_boolean(v);
	input_wrong(in, key, "type", "must be true or false");
	return otherwise;
}

bool
in_bool(struct input *in, const char *key)
{
	struct json_object *v = input_value(in, key);

	if (v)
		return bool_of(in, key, v, false);
	input_missing(in, key);
	return false;
}

bool
in_bool_or(struct input *in, const char *key, bool otherwise)
{
	struct json_object *v = input_value(in, key);

	return v ? bool_of(in, key, v, otherwise) : otherwise;
}
