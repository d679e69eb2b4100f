#include "tariff.h"

#include <string.h>
#include <strings.h>

#include "input.h"
#include "money.h"
#include "parse_private.h"

static void
parse_period(struct parse *p, struct spot s)
{
	if (given(s) && s.v->kind == TREE_OBJECT) {
		object_of(p, s, "days");
		p->t->period_days = (int)whole_of(p, below(p, s, "days"), 1, 400);
		return;
	}
	p->t->period_days = choice_or(p, s, "bill|month", 0) == 0 ? PERIOD_BILL : PERIOD_MONTH;
}

static void
parse_class(struct parse *p, struct spot s, struct class *c)
{
	struct spot minimum = below(p, s, "minimum");

	p->in = c;
	c->name = c->code;
	if (!object_of(p, s, "name|components|minimum"))
		return;
	c->name = text_or(p, below(p, s, "name"), 80, c->code);
	parse_components(p, below(p, s, "components"), c);
	if (given(minimum) && object_of(p, minimum, "amount"))
		c->minimum = value_of(p, below(p, minimum, "amount"), leaf_amount);
}

static void
parse_classes(struct parse *p, struct spot s)
{
	if (!object_of(p, s, NULL))
		return;
	if (s.v->n == 0 || s.v->n > TARIFF_CLASSES_MAX) {
		wrong(p, s.at, "length", "A tariff has 1 to %d classes.", TARIFF_CLASSES_MAX);
		return;
	}
	p->t->classes = arena_array(p->cx->arena, struct class, s.v->n);
	for (size_t i = 0; i < s.v->n; i++) {
		const char *code = s.v->items[i].key;
		struct spot one = below(p, s, code);

		if (!*code || strlen(code) > 40)
			wrong(p, one.at, "length", "A class's code has 1 to 40 characters.");
		p->t->classes[p->t->class_count++].code = code;
		parse_class(p, one, &p->t->classes[i]);
	}
}

static void
parse_document(struct parse *p, struct spot s)
{
	struct tariff *t = p->t;
	struct spot unit = below(p, s, "unit"), terms = below(p, s, "terms"), due;
	const char *name;

	if (!object_of(p, s,
		"unit|period|change|rounding|seasons|attributes|schedules|periods|classes|"
		"late_fee|estimation|terms"))
		return;
	name = text_of(p, unit, 8);
	t->unit = unit_find(name);
	if (!t->unit && *name)
		wrong(p, unit.at, "unknown", "There is no unit \"%s\".", name);
	else if (t->unit && t->unit->dimension > POWER)
		wrong(p, unit.at, "choice", "Use is not measured in %s.", name);
	if (!t->unit)
		t->unit = unit_at(0);
	parse_period(p, below(p, s, "period"));
	t->change = (enum change)choice_or(p, below(p, s, "change"), "prorate|end|start", 0);
	t->rounding = (enum rounding)choice_or(p, below(p, s, "rounding"),
	    "half_up|half_even|up|down", 0);
	parse_seasons(p, below(p, s, "seasons"));
	parse_attributes(p, below(p, s, "attributes"));
	parse_schedules(p, below(p, s, "schedules"), below(p, s, "periods"));
	parse_classes(p, below(p, s, "classes"));
	parse_late_fee(p, below(p, s, "late_fee"));
	parse_estimation(p, below(p, s, "estimation"));
	if (given(terms) && object_of(p, terms, "due_days")) {
		due = below(p, terms, "due_days");
		t->due_days = given(due) ? (int)whole_of(p, due, 0, 365) : -1;
	}
}

enum err
tariff_of_tree(struct cx *cx, const struct tree *doc, const char *at, const struct tariff **out)
{
	struct tariff *t = arena_alloc(cx->arena, sizeof *t);
	struct parse p = { .cx = cx, .t = t };

	t->decimals = currency_decimals(cx->who.currency);
	if (t->decimals < 0)
		return fail(cx, E_INTERNAL, "The currency is not known.");
	t->currency = arena_strdup(cx->arena, cx->who.currency);
	t->due_days = -1;
	parse_document(&p, (struct spot){ doc, at });
	*out = t;
	return p.faults ? faults_check(cx) : OK;
}

enum err
tariff_parse(struct cx *cx, const char *json, size_t len, const char *at, const struct tariff **out)
{
	const struct tree *doc;

	if (len > TARIFF_BYTES_MAX)
		return fail(cx, E_TOO_LARGE, "A tariff's document has at most %d bytes.",
		    TARIFF_BYTES_MAX);
	TRY(tree_parse(cx, json, len, &doc));
	return tariff_of_tree(cx, doc, at, out);
}

/* ---- what it holds ---- */

const struct unit *
tariff_unit(const struct tariff *t)
{
	return t->unit;
}

enum rounding
tariff_rounding(const struct tariff *t)
{
	return t->rounding;
}

int
tariff_period_days(const struct tariff *t)
{
	return t->period_days;
}

bool
tariff_needs_intervals(const struct tariff *t, int class)
{
	return class >= 0 && t->classes[class].needs_intervals;
}

size_t
tariff_classes(const struct tariff *t)
{
	return t->class_count;
}

const char *
tariff_class_code(const struct tariff *t, size_t i)
{
	return t->classes[i].code;
}

const char *
tariff_class_name(const struct tariff *t, size_t i)
{
	return t->classes[i].name;
}

int
tariff_class(const struct tariff *t, const char *code)
{
	int other_case = -1;

	for (size_t i = 0; i < t->class_count; i++) {
		if (strcmp(t->classes[i].code, code) == 0)
			return (int)i;
		if (other_case < 0 && strcasecmp(t->classes[i].code, code) == 0)
			other_case = (int)i;
	}
	return other_case;
}

size_t
tariff_attributes(const struct tariff *t)
{
	return t->attribute_count;
}

const char *
tariff_attribute_name(const struct tariff *t, size_t i)
{
	return t->attributes[i].name;
}

bool
tariff_attribute_is_number(const struct tariff *t, size_t i)
{
	return t->attributes[i].is_number;
}

size_t
tariff_attribute_values(const struct tariff *t, size_t i)
{
	return t->attributes[i].n;
}

const char *
tariff_attribute_value(const struct tariff *t, size_t i, size_t value)
{
	return t->attributes[i].values[value];
}

const char *
tariff_attribute_default(const struct tariff *t, size_t i)
{
	return t->attributes[i].default_text;
}

bool
tariff_class_asks(const struct tariff *t, size_t class, size_t attribute)
{
	return (t->classes[class].asks >> attribute & 1) != 0;
}

size_t
tariff_components(const struct tariff *t, size_t class)
{
	return t->classes[class].n;
}

const char *
tariff_component_id(const struct tariff *t, size_t class, size_t i)
{
	return t->classes[class].components[i].id;
}

const char *
tariff_component_name(const struct tariff *t, size_t class, size_t i)
{
	return t->classes[class].components[i].name;
}

const char *
tariff_component_kind(const struct tariff *t, size_t class, size_t i)
{
	return t->classes[class].components[i].kind_name;
}

const char *
tariff_component_gl_code(const struct tariff *t, size_t class, size_t i)
{
	return t->classes[class].components[i].gl_code;
}

/* ---- an account under it ---- */

bool
tariff_profile_set(const struct tariff *t, struct tariff_profile *p, const char *name,
    const char *value)
{
	for (size_t i = 0; i < t->attribute_count; i++) {
		const struct attribute *a = &t->attributes[i];

		if (strcmp(a->name, name) != 0)
			continue;
		if (a->is_number)
			return decimal_parse(value, 3, &p->attributes[i]) &&
			    p->attributes[i] >= 0 && p->attributes[i] <= USE_MAX;
		for (size_t k = 0; k < a->n; k++)
			if (strcmp(a->values[k], value) == 0) {
				p->attributes[i] = (int64_t)k;
				return true;
			}
		p->attributes[i] = ATTRIBUTE_UNKNOWN;
		return false;
	}
	return false;
}

enum err
tariff_profile(struct cx *cx, const struct tariff *t, const char *class,
    const char *attributes_json, struct tariff_profile *p)
{
	const struct tree *given_ones;

	p->class = tariff_class(t, class);
	for (size_t i = 0; i < TARIFF_ATTRIBUTES_MAX; i++)
		p->attributes[i] = i < t->attribute_count ? t->attributes[i].otherwise
		    : ATTRIBUTE_UNKNOWN;
	if (!attributes_json || t->attribute_count == 0)
		return OK;
	TRY(tree_parse(cx, attributes_json, strlen(attributes_json), &given_ones));
	for (size_t i = 0; i < given_ones->n; i++)
		if (given_ones->items[i].text &&
		    !tariff_profile_set(t, p, given_ones->items[i].key, given_ones->items[i].text))
			continue;
	return OK;
}

/* ---- rules beside the prices ---- */

const struct late_fee_rule *
tariff_late_fee(const struct tariff *t)
{
	return &t->late_fee;
}

const struct estimation_rule *
tariff_estimation(const struct tariff *t)
{
	return &t->estimation;
}

int
tariff_due_days(const struct tariff *t)
{
	return t->due_days;
}

int
late_fee_steps(const struct late_fee_rule *r, int days_late)
{
	int n;

	if (r->kind == LATE_FEE_NONE || days_late <= r->grace_days)
		return 0;
	n = r->every_days > 0 ? 1 + (days_late - r->grace_days - 1) / r->every_days : 1;
	return r->most > 0 && n > r->most ? r->most : n;
}

bool
late_fee_amount(const struct late_fee_rule *r, int64_t open_minor, int64_t *fee_minor)
{
	exact fee;

	*fee_minor = 0;
	if (r->kind == LATE_FEE_NONE || open_minor <= 0 || open_minor < r->least_open_minor)
		return true;
	if (r->kind == LATE_FEE_FIXED) {
		*fee_minor = r->amount_minor;
		return true;
	}
	return exact_share((exact)open_minor * EXACT_MINOR, r->percent_micro, SHARE_ALL, &fee) &&
	    round_minor(fee, HALF_UP, fee_minor);
}
