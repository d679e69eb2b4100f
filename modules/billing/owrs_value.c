/* Parts of a file that hang on attributes: {depends_on, values}. */
#include "owrs_private.h"

#include <string.h>

bool
owrs_depends(const struct yaml *y)
{
	return yaml_member(y, "depends_on") != NULL;
}

const char *
owrs_line(const struct owrs *o, unsigned line)
{
	return fmt(o->t->cx->arena, "line %u", line);
}

const char *
owrs_text(const struct yaml *y)
{
	if (y && y->kind == YAML_LIST && y->n == 1)
		y = &y->items[0];
	return y && y->kind == YAML_TEXT ? y->text : NULL;
}

const char *
owrs_decimal(struct owrs *o, struct fraction f, int places, unsigned line)
{
	char space[32];
	const char *text;
	int64_t v;
	bool whole;

	if (!fraction_scaled(f, places, &v, &whole)) {
		take_fault(o->t, owrs_line(o, line), "range", "this number is too large.");
		return "0";
	}
	text = decimal_text(space, v, places);
	if (!whole)
		left_out(o->t, owrs_line(o, line), "This comes to a number with more decimals than are kept; it"
		    " was rounded to %s.", text);
	return arena_strdup(o->t->cx->arena, text);
}

/* ---- attributes ---- */

static struct owrs_attribute *
attribute(struct owrs *o, const char *name, unsigned line)
{
	struct owrs_attribute *a;

	for (size_t i = 0; i < o->attribute_count; i++)
		if (strcmp(o->attributes[i].name, name) == 0)
			return &o->attributes[i];
	if (o->attribute_count == OWRS_ATTRIBUTES || strlen(name) > 40)
		return NULL;
	a = &o->attributes[o->attribute_count++];
	*a = (struct owrs_attribute){ .name = name, .line = line };
	return a;
}

void
owrs_attribute_number(struct owrs *o, const char *name, unsigned line)
{
	struct owrs_attribute *a = attribute(o, name, line);

	if (a)
		a->is_number = true;
}

static bool
add_value(struct owrs_attribute *a, const char *value)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->values[i], value) == 0)
			return true;
	if (a->n == OWRS_VALUES || !*value || strlen(value) > 80)
		return false;
	a->values[a->n++] = value;
	return true;
}

static size_t
names_of(const struct yaml *depends, const char *names[OWRS_ATTRIBUTES])
{
	size_t n = 0;

	if (depends->kind == YAML_TEXT) {
		names[0] = depends->text;
		return 1;
	}
	for (size_t i = 0; i < depends->n && n < OWRS_ATTRIBUTES; i++)
		if (depends->items[i].kind == YAML_TEXT)
			names[n++] = depends->items[i].text;
	return n == depends->n ? n : 0;
}

/* A key of several values is divided by bars; of one it is that value, bars and all. */
static bool
split_key(struct arena *arena, const char *key, size_t n, const char *parts[OWRS_ATTRIBUTES])
{
	size_t count = 1, len;

	for (const char *s = key; *s; s++)
		count += *s == '|';
	if (n == 1) {
		parts[0] = key;
		return true;
	}
	if (count != n)
		return false;
	for (size_t i = 0; i < n; i++, key += len + 1) {
		len = strcspn(key, "|");
		parts[i] = arena_strndup(arena, key + strspn(key, " "), len - strspn(key, " "));
	}
	return true;
}

static bool
known(const struct owrs_hang *h, const char *name)
{
	for (size_t i = 0; i < h->attribute_count; i++)
		if (strcmp(h->attributes[i], name) == 0)
			return true;
	return false;
}

static bool
is_season(const char *name)
{
	return strcmp(name, "season") == 0 || strcmp(name, "Season") == 0;
}

/* Its attributes and their values, in the order of the file. */
static bool
hang_part(struct owrs_class *c, struct owrs_hang *h, const struct yaml *part)
{
	const struct yaml *values = yaml_member(part, "values");
	const char *names[OWRS_ATTRIBUTES], *parts[OWRS_ATTRIBUTES];
	size_t n = names_of(yaml_member(part, "depends_on"), names);
	struct owrs *o = c->o;

	if (n == 0 || !values || values->kind != YAML_MAP)
		return false;
	for (size_t i = 0; i < n; i++)
		if (is_season(names[i])) {
			h->seasonal = true;
		} else if (!known(h, names[i])) {
			if (h->attribute_count == OWRS_ATTRIBUTES || !attribute(o, names[i], part->line))
				return false;
			h->attributes[h->attribute_count++] = names[i];
		}
	for (size_t k = 0; k < values->n; k++) {
		const struct yaml *one = &values->items[k];

		if (!split_key(o->t->cx->arena, one->key, n, parts)) {
			left_out(o->t, owrs_line(o, one->line), "\"%s\" does not have a value for each of the %zu"
			    " things that it depends on.", one->key, n);
			continue;
		}
		for (size_t i = 0; i < n; i++)
			if (!is_season(names[i]) && !add_value(attribute(o, names[i], part->line), parts[i]))
				left_out(o->t, owrs_line(o, one->line), "There are more values of %s than can be"
				    " kept: \"%s\".", names[i], parts[i]);
	}
	return true;
}

bool
owrs_hang(struct owrs_class *c, struct owrs_hang *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (owrs_depends(h->parts[i]) && !hang_part(c, h, h->parts[i])) {
			left_out(c->o->t, owrs_line(c->o, h->parts[i]->line),
			    "%s: what this depends on could not be read; the charge was left out.", c->code);
			return false;
		}
	return true;
}

static const char *
chosen(const struct owrs_class *c, const struct owrs_hang *h, const char *name)
{
	if (is_season(name))
		return c->season;
	for (size_t i = 0; i < h->attribute_count; i++)
		if (strcmp(h->attributes[i], name) == 0)
			return h->values[i];
	return NULL;
}

const struct yaml *
owrs_look_up(const struct owrs_class *c, const struct owrs_hang *h, size_t at)
{
	const struct yaml *part = h->parts[at], *values = yaml_member(part, "values");
	const char *names[OWRS_ATTRIBUTES], *parts[OWRS_ATTRIBUTES];
	size_t n;

	if (!owrs_depends(part))
		return part;
	n = names_of(yaml_member(part, "depends_on"), names);
	for (size_t k = 0; values && k < values->n; k++) {
		bool same = split_key(c->o->t->cx->arena, values->items[k].key, n, parts);

		for (size_t i = 0; same && i < n; i++) {
			const char *value = chosen(c, h, names[i]);

			same = value && strcmp(value, parts[i]) == 0;
		}
		if (same)
			return &values->items[k];
	}
	return NULL;
}

static const struct owrs_attribute *
attribute_named(const struct owrs *o, const char *name)
{
	for (size_t i = 0; i < o->attribute_count; i++)
		if (strcmp(o->attributes[i].name, name) == 0)
			return &o->attributes[i];
	return NULL;
}

static const char *
value_from(struct owrs_class *c, struct owrs_hang *h, size_t i, owrs_leaf *leaf, void *arg)
{
	const struct owrs_attribute *a;
	struct buf b = buf_in(c->o->t->cx->arena);
	struct json j = json_to(&b);
	size_t any = 0;

	if (i == h->attribute_count) {
		if (++c->o->leaves == OWRS_LEAVES_MAX)
			take_fault(c->o->t, c->code, "length", "there are too many combinations of what prices"
			    " depend on.");
		return c->o->leaves < OWRS_LEAVES_MAX ? leaf(c, h, arg) : NULL;
	}
	a = attribute_named(c->o, h->attributes[i]);
	json_begin(&j);
	json_put_str(&j, "by", a->name);
	json_key(&j, "values");
	json_begin(&j);
	for (size_t k = 0; k < a->n; k++) {
		const char *one;

		h->values[i] = a->values[k];
		one = value_from(c, h, i + 1, leaf, arg);
		if (!one)
			continue;
		json_key(&j, a->values[k]);
		json_raw(&j, one);
		any++;
	}
	json_end(&j);
	json_end(&j);
	return any ? b.data : NULL;
}

const char *
owrs_value(struct owrs_class *c, struct owrs_hang *h, owrs_leaf *leaf, void *arg)
{
	return value_from(c, h, 0, leaf, arg);
}

/* ---- seasons ---- */

/* The place of a season among those of the file; false: there are more than two. */
static bool
season(struct owrs *o, const char *name, unsigned line)
{
	for (size_t i = 0; i < o->season_count; i++)
		if (strcmp(o->seasons[i], name) == 0)
			return true;
	if (o->season_count == 2 || strlen(name) > 40) {
		left_out(o->t, owrs_line(o, line), "Season \"%s\": more than two seasons cannot be told apart, for"
		    " the file does not say when they begin; its prices were left out.", name);
		return false;
	}
	o->seasons[o->season_count++] = name;
	return true;
}

void
owrs_each_season(struct owrs_class *c, struct owrs_hang *h,
    void (*fn)(struct owrs_class *, struct owrs_hang *, void *), void *arg)
{
	const char *names[OWRS_ATTRIBUTES], *parts[OWRS_ATTRIBUTES], *seen[OWRS_VALUES];
	size_t seen_count = 0;

	c->season = NULL;
	if (!h->seasonal) {
		fn(c, h, arg);
		return;
	}
	for (size_t p = 0; p < h->n; p++) {
		const struct yaml *values = yaml_member(h->parts[p], "values");
		size_t n = owrs_depends(h->parts[p]) ? names_of(yaml_member(h->parts[p], "depends_on"), names)
		    : 0;

		for (size_t k = 0; n > 0 && k < values->n; k++)
			for (size_t i = 0; split_key(c->o->t->cx->arena, values->items[k].key, n, parts) &&
			    i < n; i++) {
				bool new = is_season(names[i]) && seen_count < OWRS_VALUES;

				for (size_t s = 0; new && s < seen_count; s++)
					new = strcmp(seen[s], parts[i]) != 0;
				if (!new)
					continue;
				seen[seen_count++] = parts[i];
				if (!season(c->o, parts[i], values->items[k].line))
					continue;
				c->season = parts[i];
				fn(c, h, arg);
			}
	}
	c->season = NULL;
}
