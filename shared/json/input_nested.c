#include "input_private.h"

#include <string.h>

#include "money.h"
#include "text.h"

/* ---- what is nested ---- */

/* The field's object, opened once; NULL and a fault if it is none. */
static struct input *
inner_of(struct input *in, const char *key)
{
	struct field *f = input_find(in, key);

	if (f->inner)
		return f->inner;
	if (!json_object_is_type(f->value, json_type_object)) {
		input_wrong(in, key, "type", "must be an object");
		return NULL;
	}
	f->inner = input_of(in->cx, input_below(in, key), f->value);
	return f->inner;
}

struct input *
in_object_or(struct input *in, const char *key, struct input *otherwise)
{
	struct input *inner = in_has(in, key) ? inner_of(in, key) : NULL;

	return inner ? inner : otherwise;
}

static int64_t
money_of(struct input *in, const char *key, int64_t min, int64_t max, int64_t otherwise)
{
	struct input *money = inner_of(in, key);
	const char *ours = in->cx->who.currency, *currency;
	int64_t amount;

	if (!money)
		return otherwise;
	amount = in_i64_or(money, "amount", min, max, otherwise);
	if (!in_has(money, "amount"))
		input_missing(money, "amount");
	if (!in_has(money, "currency")) {
		input_missing(money, "currency");
		return amount;
	}
	currency = input_string(money, "currency", input_value(money, "currency"));
	if (currency && (ours ? strcmp(currency, ours) != 0 : currency_decimals(currency) < 0))
		in_fault(money, "currency", "choice", "Currency must be %s.",
		    ours ? ours : "an ISO 4217 code");
	return amount;
}

int64_t
in_money(struct input *in, const char *key, int64_t min, int64_t max)
{
	if (in_has(in, key))
		return money_of(in, key, min, max, min);
	input_missing(in, key);
	return min;
}

int64_t
in_money_or(struct input *in, const char *key, int64_t min, int64_t max, int64_t otherwise)
{
	return in_has(in, key) ? money_of(in, key, min, max, otherwise) : otherwise;
}

/* The field as an array of min to max values; NULL, and a fault unless it may be missing. */
static struct json_object *
array_of(struct input *in, const char *key, size_t min, size_t max)
{
	struct json_object *v = input_value(in, key);
	size_t n;

	if (!v) {
		if (min)
			input_missing(in, key);
		return NULL;
	}
	if (!json_object_is_type(v, json_type_array)) {
		input_wrong(in, key, "type", "must be a list");
		return NULL;
	}
	n = json_object_array_length(v);
	if (n >= min && n <= max)
		return v;
	if (min == max)
		in_fault(in, key, "length", "%s must have exactly %zu %s.", input_label(in, key),
		    min, min == 1 ? "entry" : "entries");
	else
		in_fault(in, key, "length", "%s must have %zu to %zu entries.",
		    input_label(in, key), min, max);
	return NULL;
}

/* "/allocations/0" */
static const char *
entry_pointer(struct input *in, const char *key, size_t i)
{
	return fmt(in->cx->arena, "%s/%zu", input_below(in, key), i);
}

struct input **
in_list(struct input *in, const char *key, size_t min, size_t max, size_t *n)
{
	struct json_object *v = array_of(in, key, min, max);
	struct field *f = input_find(in, key);
	size_t len = v ? json_object_array_length(v) : 0;
	bool good = true;

	*n = 0;
	if (!len)
		return NULL;
	if (!f->list) {
		f->list = arena_array(in->cx->arena, struct input *, len);
		for (size_t i = 0; i < len; i++) {
			struct json_object *entry = json_object_array_get_idx(v, i);

			if (json_object_is_type(entry, json_type_object)) {
				f->list[f->n++] = input_of(
				    in->cx, entry_pointer(in, key, i), entry);
				continue;
			}
			fault_add(in->cx, entry_pointer(in, key, i), "type", "%s must be objects.",
			    input_label(in, key));
			good = false;
		}
	}
	if (!good || f->n != len)
		return NULL;
	*n = len;
	return f->list;
}

const char **
in_texts(struct input *in, const char *key, size_t min, size_t max, size_t len, size_t *n)
{
	struct json_object *v = array_of(in, key, min, max);
	size_t count = v ? json_object_array_length(v) : 0;
	const char **out, *s;
	bool good = true;

	*n = 0;
	if (!count)
		return NULL;
	out = arena_array(in->cx->arena, const char *, count);
	for (size_t i = 0; i < count; i++) {
		struct json_object *entry = json_object_array_get_idx(v, i);
		const char *code = "type";

		s = NULL;
		if (json_object_is_type(entry, json_type_string))
			s = json_object_get_string(entry);
		if (s && *s && utf8_length(s) <= len && !input_has_control(s, false)) {
			out[i] = s;
			continue;
		}
		if (s)
			code = utf8_length(s) > len ? "length" : "format";
		fault_add(in->cx, entry_pointer(in, key, i), code,
		    "%s must be texts of 1 to %zu characters.", input_label(in, key), len);
		good = false;
	}
	if (!good)
		return NULL;
	*n = count;
	return out;
}

/* ---- the end ---- */

static void
unknown_in(struct input *in)
{
	for (size_t i = 0; i < in->n; i++) {
		struct field *f = &in->fields[i];

		if (!f->known)
			in_fault(in, f->key, "unknown", "\"%s\" is not a field here.", f->key);
		if (f->inner)
			unknown_in(f->inner);
		for (size_t k = 0; k < f->n; k++)
			unknown_in(f->list[k]);
	}
}

enum err
in_done(struct input *in)
{
	unknown_in(in);
	return faults_check(in->cx);
}
