/*
 * The Open Water Rate Specification, a YAML of fields and formulas for each class:
 * https://github.com/California-Data-Collaborative/Open-Water-Rate-Specification
 */
#include "tariff_take.h"

#include <string.h>
#include "clock.h"
#include "owrs_private.h"

enum { COMPONENTS_MAX = 32, CLASSES_MAX = 64 };

/* ---- fields and names ---- */

const struct yaml *
owrs_field(struct owrs_class *c, const char *name)
{
	for (size_t i = 0; i < c->fields->n; i++)
		if (strcmp(c->fields->items[i].key, name) == 0) {
			c->used[i] = true;
			return &c->fields->items[i];
		}
	return NULL;
}

static bool
is_use(const char *name)
{
	return strncmp(name, "usage", 5) == 0 && (name[5] == '\0' || name[5] == '_');
}

static bool
is_charge_word(const char *text)
{
	return strcmp(text, "Tiered") == 0 || strcmp(text, "Budget") == 0 || strcmp(text, "tiered") == 0 ||
	    strcmp(text, "budget") == 0;
}

bool
owrs_name(void *arg, const char *name, unsigned depth, struct formula *out)
{
	struct owrs_class *c = arg;
	const struct yaml *field = owrs_field(c, name);
	const char *text = owrs_text(field), *own = arena_strdup(c->o->t->cx->arena, name);
	struct fraction f;

	if (!field) {
		*out = formula_of_name(is_use(name) ? OWRS_USE
		    : strcmp(name, "days_in_period") == 0 ? OWRS_DAYS : own);
		return true;
	}
	if (text && fraction_parse(text, &f)) {
		*out = formula_constant(f);
		return true;
	}
	if (owrs_depends(field) || (text && is_charge_word(text) && strcmp(name, text) != 0)) {
		*out = formula_of_name(own);
		return true;
	}
	return text && formula_parse(text, depth, owrs_name, c, out);
}

/* "service_charge" as people read it: "Service charge". */
static const char *
in_words(struct cx *cx, const char *field)
{
	char *s = arena_strdup(cx->arena, field);

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	for (char *p = s; *p; p++)
		if (*p == '_')
			*p = ' ';
	return s;
}

void
owrs_begin(struct owrs_class *c, const char *field, const char *kind)
{
	struct cx *cx = c->o->t->cx;
	const char *id = fmt(cx->arena, "%.30s", field);

	for (size_t i = 0, n = 1; i < c->components && i < COMPONENTS_MAX; i++)
		if (strcmp(c->ids[i], id) == 0) {
			id = fmt(cx->arena, "%.30s_%zu", field, ++n);
			i = (size_t)-1;
		}
	if (c->components < COMPONENTS_MAX)
		c->ids[c->components] = id;
	c->components++;
	json_begin(c->out);
	json_put_str(c->out, "id", id);
	json_put_str(c->out, "kind", kind);
	json_put_str(c->out, "name", strcmp(field, "commodity_charge") == 0 ? "Water use"
	    : in_words(cx, fmt(cx->arena, "%.70s", field)));
	if (c->season)
		json_put_str(c->out, "season", c->season);
}

/* ---- a term of the bill's formula ---- */

struct term { struct owrs_class *c; const char *name; struct fraction by; unsigned line; const char *kind; };

static const char *
amount_leaf(struct owrs_class *c, const struct owrs_hang *h, void *arg)
{
	const struct term *t = arg;
	struct fraction sum = t->by, one;
	struct buf b = buf_in(c->o->t->cx->arena);
	const char *text;

	for (size_t i = 0; i < h->n; i++) {
		const struct yaml *v = owrs_look_up(c, h, i);

		text = owrs_text(v);
		if (!text)
			return NULL;
		if (!fraction_parse(text, &one) || one.num < 0 || !fraction_times(sum, one, &sum)) {
			left_out(c->o->t, owrs_line(c->o, v->line), "%s: \"%s\" is no amount of 0 or more; it was"
			    " left out.", c->code, text);
			return NULL;
		}
	}
	text = owrs_decimal(c->o, sum, OWRS_PRICE_PLACES, t->line);
	json_escape(&b, text, strlen(text));
	return b.data;
}

static void
put_amount(struct owrs_class *c, struct owrs_hang *h, void *arg)
{
	const struct term *t = arg;
	bool per_unit = strcmp(t->kind, "per_unit") == 0;
	const char *value = owrs_value(c, h, amount_leaf, arg);

	if (!value) {
		left_out(c->o->t, owrs_line(c->o, t->line), "%s: \"%s\" has no amount that could be read; it was"
		    " left out.", c->code, t->name);
		return;
	}
	owrs_begin(c, t->name, per_unit ? "per_unit" : "fixed");
	json_key(c->out, per_unit ? "price" : "amount");
	json_raw(c->out, value);
	if (strcmp(t->kind, "day") == 0)
		json_put_str(c->out, "per", "day");
	json_end(c->out);
}

static void
left_out_term(struct owrs_class *c, const struct term *t, const char *why)
{
	left_out(c->o->t, owrs_line(c->o, t->line), "%s: \"%s\" %s; it was left out.", c->code, t->name, why);
}

static void
put_term(struct owrs_class *c, struct term *t, const struct product *p)
{
	struct owrs_hang h = { 0 };
	size_t use = 0, days = 0;

	t->by = p->by;
	for (size_t i = 0; i < p->n; i++) {
		const struct yaml *field = yaml_member(c->fields, p->names[i]);

		if (strcmp(p->names[i], OWRS_USE) == 0) {
			use++;
		} else if (strcmp(p->names[i], OWRS_DAYS) == 0) {
			days++;
		} else if (!field) {
			left_out_term(c, t, fmt(c->o->t->cx->arena, "hangs on \"%s\", which the file does not"
			    " say", p->names[i]));
			return;
		} else if (!owrs_depends(field)) {
			if (p->n == 1 && p->by.num == p->by.den)
				owrs_charge(c, field);
			else
				left_out_term(c, t, "multiplies a charge that is by tiers");
			return;
		} else {
			h.parts[h.n++] = field;
		}
	}
	if (use + days > 1 || p->by.num < 0) {
		left_out_term(c, t, p->by.num < 0 ? "takes something off the bill" : "is of use and days at once");
		return;
	}
	t->kind = use ? "per_unit" : days ? "day" : "period";
	if (owrs_hang(c, &h))
		owrs_each_season(c, &h, put_amount, t);
}

/* One of the parts that the bill adds up. */
static void
put_part(struct owrs_class *c, const char *part, unsigned line)
{
	const struct yaml *field = owrs_field(c, part);
	struct term t = { .c = c, .name = part, .line = field ? field->line : line };
	struct formula f;

	if (!formula_parse(part, 1, owrs_name, c, &f)) {
		left_out_term(c, &t, "is a formula that could not be read");
		return;
	}
	for (size_t i = 0; i < f.n; i++)
		put_term(c, &t, &f.terms[i]);
}

/* "a + b*(c+d)": its parts between the outermost plus signs. */
static void
put_bill(struct owrs_class *c, const char *formula, unsigned line)
{
	struct arena *arena = c->o->t->cx->arena;
	int depth = 0;
	const char *from = formula;

	for (const char *s = formula;; s++) {
		depth += (*s == '(') - (*s == ')');
		if (*s && !(*s == '+' && depth == 0))
			continue;
		from += strspn(from, " \t\n");
		if (from < s) {
			size_t n = (size_t)(s - from);

			while (n > 0 && strchr(" \t\n", from[n - 1]))
				n--;
			put_part(c, arena_strndup(arena, from, n), line);
		}
		if (!*s)
			break;
		from = s + 1;
	}
}

/* ---- a class ---- */

/* In older files a class is a list of maps of one field each. */
static const struct yaml *
as_map(struct owrs *o, const struct yaml *class)
{
	struct yaml *map, *items;
	size_t n = 0;

	if (class->kind == YAML_MAP)
		return class;
	if (class->kind != YAML_LIST)
		return NULL;
	for (size_t i = 0; i < class->n; i++)
		if (class->items[i].kind != YAML_MAP)
			return NULL;
		else
			n += class->items[i].n;
	map = arena_alloc(o->t->cx->arena, sizeof *map);
	items = arena_array(o->t->cx->arena, struct yaml, n);
	*map = *class;
	map->kind = YAML_MAP;
	map->items = items;
	map->n = 0;
	for (size_t i = 0; i < class->n; i++)
		for (size_t k = 0; k < class->items[i].n; k++) {
			if (yaml_member(map, class->items[i].items[k].key))
				take_fault(o->t, owrs_line(o, class->items[i].line), "doubled", "\"%s\" stands twice.",
				    class->items[i].items[k].key);
			items[map->n++] = class->items[i].items[k];
		}
	return map;
}

static bool
is_nothing(const struct yaml *y)
{
	const char *text = owrs_text(y);
	struct fraction f;

	return y->kind == YAML_NULL || (text && fraction_parse(text, &f) && f.num == 0);
}

static void
tell_unused(struct owrs_class *c)
{
	for (size_t i = 0; i < c->fields->n; i++) {
		const struct yaml *f = &c->fields->items[i];

		if (!c->used[i] && !is_nothing(f))
			left_out(c->o->t, owrs_line(c->o, f->line), "%s: \"%s\" is not part of the bill's formula; it"
			    " was left out.", c->code, f->key);
	}
}

/* Without a formula of the bill: its charges, as far as they are named so. */
static const char *
bill_formula(struct owrs_class *c, unsigned *line)
{
	const struct yaml *bill = owrs_field(c, "bill");
	struct buf b = buf_in(c->o->t->cx->arena);

	*line = bill ? bill->line : c->fields->line;
	if (bill && owrs_text(bill))
		return owrs_text(bill);
	for (size_t i = 0; i < c->fields->n; i++) {
		const char *key = c->fields->items[i].key;
		size_t n = strlen(key);

		if (n > 7 && strcmp(key + n - 7, "_charge") == 0)
			buf_printf(&b, "%s%s", b.len ? "+" : "", key);
	}
	left_out(c->o->t, owrs_line(c->o, *line), "%s has no formula of its bill; it was taken as the sum of its"
	    " charges.", c->code);
	return b.len ? b.data : "";
}

static const char *
class_name(struct cx *cx, const char *code)
{
	char *s = arena_strdup(cx->arena, code);

	for (char *p = s; *p; p++) {
		if (*p == '_')
			*p = ' ';
		else if (p > s && *p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return s;
}

/* Its member of the document's classes; false: nothing of it could be taken over. */
static bool
put_class(struct owrs *o, const struct yaml *class, struct json *out)
{
	struct buf b = buf_in(o->t->cx->arena);
	struct json list = json_to(&b);
	struct owrs_class c = { .o = o, .code = class->key, .fields = as_map(o, class), .out = &list };
	const char *formula;
	unsigned line;

	if (strlen(class->key) > 40 || !*class->key || class->key[strspn(class->key,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")]) {
		left_out(o->t, owrs_line(o, class->line), "\"%s\" cannot be the code of a class; it was left out.",
		    class->key);
		return false;
	}
	if (!c.fields) {
		take_fault(o->t, owrs_line(o, class->line), "type", "class %s has no fields.", class->key);
		return false;
	}
	c.used = arena_array(o->t->cx->arena, bool, c.fields->n);
	json_begin_list(&list);
	formula = bill_formula(&c, &line);
	put_bill(&c, formula, line);
	json_end_list(&list);
	if (c.components == 0 || c.components > COMPONENTS_MAX) {
		left_out(o->t, owrs_line(o, class->line), "Class %s was left out: %s.", class->key, c.components
		    ? "it has more than 32 charges" : "nothing of it could be taken over");
		return false;
	}
	tell_unused(&c);
	json_key(out, class->key);
	json_begin(out);
	json_put_str(out, "name", class_name(o->t->cx, class->key));
	json_key(out, "components");
	json_raw(out, b.data);
	json_end(out);
	return true;
}

/* ---- what is said of the whole file ---- */

/* "2016-03-01", "03/01/2016", "07-03-2017". */
static const char *
date_of(struct cx *cx, const char *s)
{
	unsigned a, b, year;
	int end = 0;
	char *iso;

	if (strlen(s) == 10 && date_valid(s))
		return s;
	if ((sscanf(s, "%2u/%2u/%4u%n", &a, &b, &year, &end) != 3 || s[end]) &&
	    (sscanf(s, "%2u-%2u-%4u%n", &a, &b, &year, &end) != 3 || s[end]))
		return NULL;
	iso = fmt(cx->arena, "%04u-%02u-%02u", year, a, b);
	return date_valid(iso) ? iso : NULL;
}

static void
read_unit(struct owrs *o, const struct yaml *said)
{
	struct tariff_taking *t = o->t;
	const char *text = owrs_text(said);

	if (t->unit) {
		if (text && unit_guess(text) != t->unit)
			left_out(t, owrs_line(o, said->line), "The file measures in %s; %s was asked for. Prices and"
			    " tiers stand as they are.", text, t->unit->name);
		return;
	}
	t->unit = unit_find("CCF");
	if (!text) {
		left_out(t, "metadata", "The file does not say in which unit use is measured: CCF was taken.");
		return;
	}
	t->unit = unit_guess(text);
	if (!t->unit || t->unit->dimension != VOLUME)
		take_fault(t, owrs_line(o, said->line), "unit", "\"%s\" is no unit of water that is known here;"
		    " name one for the import.", text);
}

static void
read_metadata(struct owrs *o, const struct yaml *meta)
{
	const struct yaml *date = yaml_member(meta, "effective_date");
	const struct yaml *name = yaml_member(meta, "utility_name");
	const struct yaml *often = yaml_member(meta, "bill_frequency");
	struct tariff_taking *t = o->t;

	if (name && owrs_text(name) && utf8_length(owrs_text(name)) <= 120)
		t->name = owrs_text(name);
	if (date && owrs_text(date))
		t->effective_on = date_of(t->cx, owrs_text(date));
	if (!t->effective_on)
		left_out(t, date ? owrs_line(o, date->line) : "metadata",
		    "The file names no date that can be read from which it holds.");
	if (often && owrs_text(often))
		left_out(t, owrs_line(o, often->line), "Bills are %s in the file. Fixed amounts and tiers apply to"
		    " each bill as they stand, however long it is.", owrs_text(often));
	for (size_t i = 0; meta && i < meta->n; i++) {
		const char *key = meta->items[i].key ? meta->items[i].key : "";

		if (strcmp(key, "effective_date") && strcmp(key, "utility_name") && strcmp(key, "bill_frequency") &&
		    strcmp(key, "bill_unit") && meta->items[i].kind != YAML_NULL)
			left_out(t, owrs_line(o, meta->items[i].line), "\"%s\" has no place here; it was left out.",
			    key);
	}
	read_unit(o, yaml_member(meta, "bill_unit"));
}

/* ---- the document ---- */

static void
put_seasons(struct owrs *o, struct json *j)
{
	static const char *const days[2][2] = { { "05-01", "10-31" }, { "11-01", "04-30" } };
	bool summer_first = true;

	if (o->season_count == 0)
		return;
	if (o->season_count == 2)
		summer_first = strcmp(o->seasons[0], "Winter") != 0 && strcmp(o->seasons[0], "winter") != 0;
	left_out(o->t, "rate_structure", "The file names seasons and does not say when they begin: summer was"
	    " taken as May to October. Change it in the draft if it is otherwise.");
	json_key(j, "seasons");
	json_begin_list(j);
	for (size_t i = 0; i < o->season_count; i++) {
		const char *const *d = days[(i == 0) == summer_first ? 0 : 1];

		json_begin(j);
		json_put_str(j, "name", o->seasons[i]);
		json_put_str(j, "from", d[0]);
		json_put_str(j, "to", d[1]);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_attributes(struct owrs *o, struct json *j)
{
	json_key(j, "attributes");
	json_begin_list(j);
	for (size_t i = 0; i < o->attribute_count; i++) {
		const struct owrs_attribute *a = &o->attributes[i];

		if (!a->is_number && a->n == 0)
			continue;
		json_begin(j);
		json_put_str(j, "name", a->name);
		if (a->is_number) {
			json_put_bool(j, "number", true);
			left_out(o->t, owrs_line(o, a->line), "Each service must have the number \"%s\", which its"
			    " budget hangs on.", a->name);
		} else {
			json_key(j, "values");
			json_begin_list(j);
			for (size_t k = 0; k < a->n; k++)
				json_str(j, a->values[k]);
			json_end_list(j);
			json_put_str(j, "default", a->values[0]);
			left_out(o->t, owrs_line(o, a->line), "A service that does not say its %s is billed as %s: the"
			    " file does not name a default.", a->name, a->values[0]);
		}
		json_end(j);
	}
	json_end_list(j);
}

static void
tell_others(struct owrs *o, const struct yaml *root)
{
	for (size_t i = 0; i < root->n; i++) {
		const char *key = root->items[i].key;

		if (strcmp(key, "metadata") != 0 && strcmp(key, "rate_structure") != 0)
			left_out(o->t, owrs_line(o, root->items[i].line), "\"%s\" has no place here; it was left out.",
			    key);
	}
}

enum err
take_owrs(struct tariff_taking *t, const char *text, size_t len)
{
	struct owrs *o = arena_alloc(t->cx->arena, sizeof *o);
	struct buf b = buf_in(t->cx->arena), classes = buf_in(t->cx->arena);
	struct json j = json_to(&b), list = json_to(&classes);
	const struct yaml *root, *rates;
	size_t taken = 0;

	o->t = t;
	TRY(yaml_parse(t->cx, "/file_id", text, len, &root));
	rates = yaml_member(root, "rate_structure");
	if (!rates || rates->kind != YAML_MAP || rates->n == 0 || rates->n > CLASSES_MAX) {
		take_fault(t, owrs_line(o, root->line), "required", "the file has no rate_structure with 1 to %d"
		    " classes.", CLASSES_MAX);
		return faults_check(t->cx);
	}
	read_metadata(o, yaml_member(root, "metadata"));
	json_begin(&list);
	for (size_t i = 0; i < rates->n; i++)
		taken += put_class(o, &rates->items[i], &list);
	json_end(&list);
	tell_others(o, root);
	if (taken == 0)
		take_fault(t, owrs_line(o, rates->line), "required", "no class could be taken over.");
	TRY(faults_check(t->cx));
	json_begin(&j);
	json_put_str(&j, "unit", t->unit->name);
	json_put_str(&j, "period", "bill");
	json_put_str(&j, "change", "prorate");
	json_put_str(&j, "rounding", "half_up");
	put_seasons(o, &j);
	put_attributes(o, &j);
	json_key(&j, "classes");
	json_raw(&j, classes.data);
	json_end(&j);
	return take_end(t, b.data);
}
