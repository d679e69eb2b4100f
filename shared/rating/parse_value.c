/* The small readers, and values that hang on attributes. */
#include "parse_private.h"

#include <stdarg.h>
#include <string.h>

#include "text.h"

enum { FAULTS_MAX = 50, VALUES_MAX = 20000 };

#define PERCENT_MAX INT64_C(100000000000)	/* of a budget: 100,000 %, in millionths */

void
wrong(struct parse *p, const char *at, const char *code, const char *message, ...)
{
	va_list args;

	if (p->faults++ >= FAULTS_MAX)
		return;
	va_start(args, message);
	fault_add(p->cx, at, code, "%s", vfmt(p->cx->arena, message, args));
	va_end(args);
}

struct spot
below(struct parse *p, struct spot s, const char *key)
{
	const struct tree *v = tree_member(s.v, key);

	return (struct spot){ v && v->kind != TREE_NULL ? v : NULL, tree_below(p->cx, s.at, key) };
}

struct spot
item(struct parse *p, struct spot s, size_t i)
{
	return (struct spot){ &s.v->items[i], tree_below_at(p->cx, s.at, i) };
}

bool
given(struct spot s)
{
	return s.v != NULL;
}

static bool
among(const char *key, const char *keys)
{
	size_t n = strlen(key);

	for (const char *k = keys; k; k = strchr(k, '|')) {
		k += *k == '|';
		if (strncmp(k, key, n) == 0 && (k[n] == '\0' || k[n] == '|'))
			return true;
	}
	return false;
}

bool
object_of(struct parse *p, struct spot s, const char *keys)
{
	if (!s.v) {
		wrong(p, s.at, "required", "This is missing.");
		return false;
	}
	if (s.v->kind != TREE_OBJECT) {
		wrong(p, s.at, "type", "This must be an object.");
		return false;
	}
	for (size_t i = 0; keys && i < s.v->n; i++)
		if (!among(s.v->items[i].key, keys))
			wrong(p, tree_below(p->cx, s.at, s.v->items[i].key), "unknown",
			    "A tariff has no such field here.");
	return true;
}

bool
list_of(struct parse *p, struct spot s, size_t min, size_t max)
{
	if (!s.v)
		wrong(p, s.at, "required", "This is missing.");
	else if (s.v->kind != TREE_LIST)
		wrong(p, s.at, "type", "This must be a list.");
	else if (s.v->n < min || s.v->n > max)
		wrong(p, s.at, "length", "This must have %zu to %zu entries; it has %zu.", min, max,
		    s.v->n);
	else
		return true;
	return false;
}

const char *
text_of(struct parse *p, struct spot s, size_t max)
{
	if (!s.v) {
		wrong(p, s.at, "required", "This is missing.");
		return "";
	}
	if (s.v->kind != TREE_TEXT) {
		wrong(p, s.at, "type", "This must be text.");
		return "";
	}
	if (!*s.v->text || strlen(s.v->text) > max) {
		wrong(p, s.at, "length", "This must have 1 to %zu characters.", max);
		return "";
	}
	for (const char *c = s.v->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 127) {
			wrong(p, s.at, "format", "This may not hold control characters.");
			return "";
		}
	return s.v->text;
}

const char *
text_or(struct parse *p, struct spot s, size_t max, const char *otherwise)
{
	return given(s) ? text_of(p, s, max) : otherwise;
}

int
choice_of(struct parse *p, struct spot s, const char *choices)
{
	const char *v = text_of(p, s, 40), *k = choices;
	size_t n = strlen(v);

	if (!n)
		return 0;
	for (int i = 0; k; i++, k = strchr(k, '|')) {
		k += *k == '|';
		if (strncmp(k, v, n) == 0 && (k[n] == '\0' || k[n] == '|'))
			return i;
	}
	wrong(p, s.at, "choice", "This must be one of: %s.", choices);
	return 0;
}

int
choice_or(struct parse *p, struct spot s, const char *choices, int otherwise)
{
	return given(s) ? choice_of(p, s, choices) : otherwise;
}

int64_t
decimal_of(struct parse *p, struct spot s, int places, int64_t min, int64_t max)
{
	char low[32], high[32];
	int64_t v;

	if (!s.v) {
		wrong(p, s.at, "required", "This is missing.");
		return 0;
	}
	if (s.v->kind != TREE_TEXT && s.v->kind != TREE_NUMBER) {
		wrong(p, s.at, "type", "This must be a decimal number as text, like \"2.87\".");
		return 0;
	}
	if (!decimal_parse(s.v->text, places, &v)) {
		wrong(p, s.at, "format",
		    "This must be a decimal number with at most %d decimals, like \"2.87\".",
		    places);
		return 0;
	}
	if (v < min && min == 0)
		wrong(p, s.at, "range", "This may not be negative.");
	else if (v < min || v > max)
		wrong(p, s.at, "range", "This must be from %s to %s.",
		    decimal_text(low, min, places), decimal_text(high, max, places));
	else
		return v;
	return 0;
}

int64_t
whole_of(struct parse *p, struct spot s, int64_t min, int64_t max)
{
	return decimal_of(p, s, 0, min, max);
}

bool
truth_or(struct parse *p, struct spot s, bool otherwise)
{
	if (!s.v)
		return otherwise;
	if (s.v->kind != TREE_BOOL)
		wrong(p, s.at, "type", "This must be true or false.");
	return s.v->truth;
}

int
attribute_of(struct parse *p, struct spot s, bool number)
{
	const char *name = text_of(p, s, 40);
	const struct tariff *t = p->t;

	if (!*name)
		return -1;
	for (size_t i = 0; i < t->attribute_count; i++)
		if (strcmp(t->attributes[i].name, name) == 0) {
			if (t->attributes[i].is_number == number) {
				p->in->asks |= UINT32_C(1) << i;
				return (int)i;
			}
			wrong(p, s.at, "choice", number ? "\"%s\" is not a number."
			    : "\"%s\" is a number: prices hang on listed values.", name);
			return -1;
		}
	wrong(p, s.at, "unknown", "The tariff has no attribute \"%s\".", name);
	return -1;
}

/* The place of one of an attribute's values, or -1. */
static int
value_place(const struct attribute *a, const char *text)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->values[i], text) == 0)
			return (int)i;
	return -1;
}

static void
choices_of(struct parse *p, struct spot s, struct value *v, leaf *end)
{
	const struct attribute *a;
	struct spot values = below(p, s, "values"), otherwise = below(p, s, "else");

	object_of(p, s, "by|values|else");
	v->attribute = attribute_of(p, below(p, s, "by"), false);
	if (!object_of(p, values, NULL) || v->attribute < 0)
		return;
	a = &p->t->attributes[v->attribute];
	v->n = a->n;
	v->by = arena_array(p->cx->arena, const struct value *, a->n);
	if (values.v->n == 0)
		wrong(p, values.at, "length", "There is no value here.");
	for (size_t i = 0; i < values.v->n; i++) {
		struct spot one = below(p, values, values.v->items[i].key);
		int place = value_place(a, values.v->items[i].key);

		if (place < 0)
			wrong(p, one.at, "unknown", "\"%s\" is not listed as a value of \"%s\".",
			    values.v->items[i].key, a->name);
		else
			v->by[place] = value_of(p, one, end);
	}
	if (given(otherwise))
		v->otherwise = value_of(p, otherwise, end);
}

const struct value *
value_of(struct parse *p, struct spot s, leaf *end)
{
	struct value *v = arena_alloc(p->cx->arena, sizeof *v);

	v->attribute = -1;
	if (++p->values > VALUES_MAX) {
		if (p->values == VALUES_MAX + 1)
			wrong(p, s.at, "length", "The tariff has too many values.");
		return v;
	}
	if (tree_member(s.v, "by"))
		choices_of(p, s, v, end);
	else
		end(p, s, v);
	return v;
}

void
leaf_price(struct parse *p, struct spot s, struct value *v)
{
	v->number = decimal_of(p, s, p->t->decimals + 6, 0, PRICE_MAX);
}

void
leaf_amount(struct parse *p, struct spot s, struct value *v)
{
	leaf_price(p, s, v);
}

void
leaf_percent(struct parse *p, struct spot s, struct value *v)
{
	v->number = decimal_of(p, s, 6, -INT64_C(100000000), INT64_C(1000000000));
}

void
leaf_tax_percent(struct parse *p, struct spot s, struct value *v)
{
	v->number = decimal_of(p, s, 6, 0, INT64_C(1000000000));
}

void
leaf_quantity(struct parse *p, struct spot s, struct value *v)
{
	v->number = decimal_of(p, s, 3, 0, USE_MAX);
}

/* One tier after another: each begins where the one before it ends. */
static void
tier_of(struct parse *p, struct spot s, struct tiers *t, const char *key, const char *end,
    int places, int64_t *ended)
{
	struct spot from = below(p, s, key), to = below(p, s, end);
	int64_t most = places == 3 ? USE_MAX : PERCENT_MAX,
		begins = decimal_of(p, from, places, 0, most);

	if (t->n == 0 && begins != 0)
		wrong(p, from.at, "gap",
		    "The first tier must begin at 0: below %s nothing has a price.", from.v->text);
	else if (t->n > 0 && begins <= t->from[t->n - 1] && given(from))
		wrong(p, from.at, "overlap",
		    "This tier begins where or before the one before it does.");
	else if (t->n > 0 && *ended >= 0 && begins > *ended)
		wrong(p, from.at, "gap", "There is a gap before this tier.");
	else if (t->n > 0 && *ended >= 0 && begins < *ended)
		wrong(p, from.at, "overlap", "This tier overlaps the one before it.");
	*ended = -1;
	if (given(to)) {
		*ended = decimal_of(p, to, places, 0, most);
		if (*ended <= begins)
			wrong(p, to.at, "range", "This tier ends where or before it begins.");
	}
	t->from[t->n] = begins;
	t->price[t->n++] = decimal_of(p, below(p, s, "price"), p->t->decimals + 6, 0, PRICE_MAX);
}

static void
tiers_of(
    struct parse *p, struct spot s, struct value *v, const char *key, const char *end, int places)
{
	struct tiers *t = arena_alloc(p->cx->arena, sizeof *t);
	const char *keys = fmt(p->cx->arena, "%s|%s|price", key, end);
	int64_t ended = -1;

	v->tiers = t;
	if (!list_of(p, s, 1, TARIFF_TIERS_MAX))
		return;
	for (size_t i = 0; i < s.v->n; i++)
		if (object_of(p, item(p, s, i), keys))
			tier_of(p, item(p, s, i), t, key, end, places, &ended);
	if (ended >= 0)
		wrong(p, tree_below(p->cx, tree_below_at(p->cx, s.at, s.v->n - 1), end), "gap",
		    "The last tier may not end: above it nothing would have a price.");
}

void
leaf_tiers(struct parse *p, struct spot s, struct value *v)
{
	tiers_of(p, s, v, "from", "to", 3);
}

void
leaf_budget_tiers(struct parse *p, struct spot s, struct value *v)
{
	tiers_of(p, s, v, "from_percent", "to_percent", 6);
}
