/* The components of a class. */
#include "parse_private.h"

#include <string.h>

static const char kinds[] = "fixed|usage|budget|tou|demand|per_unit|percent|tax";
static const char *const kind_names[] = {
	"fixed", "usage", "budget", "tou", "demand", "per_unit", "percent", "tax"
};
static const char *const known[] = {
	"amount|per", "tiers", "budget|tiers", "schedule|rates", "schedule|rates|unit", "price",
	"percent|of", "percent|of"
};

static bool
code_like(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s >= 127)
			return false;
	return true;
}

static void
budget_term(struct parse *p, struct spot s, struct budget_term *b)
{
	struct spot times = below(p, s, "times");

	b->times = -1;
	if (!object_of(p, s, "amount|times|per"))
		return;
	b->amount = value_of(p, below(p, s, "amount"), leaf_quantity);
	if (given(times))
		b->times = attribute_of(p, times, true);
	b->per = choice_or(p, below(p, s, "per"), "period|day", 0) == 0 ? PER_PERIOD : PER_DAY;
}

static void
budget_of(struct parse *p, struct spot s, struct component *c)
{
	struct spot sum = below(p, s, "sum");
	struct budget_term *b;

	if (!given(sum)) {
		b = arena_alloc(p->cx->arena, sizeof *b);
		*b = (struct budget_term){ value_of(p, s, leaf_quantity), -1, PER_PERIOD };
		c->budget = b;
		c->budget_count = 1;
		return;
	}
	object_of(p, s, "sum");
	if (!list_of(p, sum, 1, 8))
		return;
	c->budget = b = arena_array(p->cx->arena, struct budget_term, sum.v->n);
	c->budget_count = sum.v->n;
	for (size_t i = 0; i < sum.v->n; i++)
		budget_term(p, item(p, sum, i), &b[i]);
}

static void
rates_of(struct parse *p, struct spot s, struct component *c)
{
	struct spot schedule = below(p, s, "schedule"), rates = below(p, s, "rates");
	size_t periods = 1;

	c->schedule = -1;
	if (given(schedule) || c->kind == K_TOU) {
		const char *name = text_of(p, schedule, 40);

		for (size_t i = 0; i < p->t->schedule_count; i++)
			if (strcmp(p->t->schedules[i].name, name) == 0)
				c->schedule = (int)i;
		if (*name && c->schedule < 0)
			wrong(
			    p, schedule.at, "unknown", "The tariff has no schedule \"%s\".", name);
		if (c->schedule >= 0)
			periods = p->t->schedules[c->schedule].periods;
	}
	if (!list_of(p, rates, periods, TARIFF_PERIODS_MAX))
		return;
	if (rates.v->n > periods && c->schedule < 0)
		wrong(p, rates.at, "length", "Without a schedule there is one rate.");
	c->rate_count = rates.v->n;
	for (size_t i = 0; i < rates.v->n; i++)
		c->rates[i] = value_of(p, item(p, rates, i), leaf_tiers);
}

/* Power: the tariff's unit of energy an hour, in the unit of the component. */
static void
power_of(struct parse *p, struct spot s, struct component *c)
{
	const struct unit *of = p->t->unit, *u = unit_find(text_or(p, s, 8, "kW"));

	c->unit = u ? u : of;
	c->power_num = c->power_den = 1;
	if (!u)
		wrong(p, s.at, "unknown", "There is no unit of this name.");
	else if (of->dimension != ENERGY ? u != of : u->dimension != POWER)
		wrong(p, s.at, "choice", "Demand of use in %s cannot be measured in %s.", of->name,
		    u->name);
	else if (u != of) {
		c->power_num = of->num * u->den;
		c->power_den = of->den * u->num;
	}
}

static void
share_of(struct parse *p, struct spot s, struct component *c)
{
	struct spot of = below(p, s, "of");

	c->amount = value_of(p, below(p, s, "percent"),
	    c->kind == K_TAX ? leaf_tax_percent : leaf_percent);
	if (!given(of) || (of.v->kind == TREE_TEXT && strcmp(of.v->text, "all") == 0)) {
		c->of_all = true;
		return;
	}
	if (!list_of(p, of, 1, TARIFF_COMPONENTS_MAX))
		return;
	for (size_t i = 0; i < of.v->n; i++) {
		const char *id = text_of(p, item(p, of, i), 40);
		size_t k = 0;

		while (k < p->in->n && strcmp(p->in->components[k].id, id) != 0)
			k++;
		if (c->kind == K_TAX && strcmp(id, "minimum") == 0)
			c->of_minimum = true;
		else if (k == p->in->n)
			wrong(p, item(p, of, i).at, "unknown",
			    "No component before this one has the id \"%s\".", id);
		else if (c->kind == K_PERCENT && p->in->components[k].kind == K_TAX)
			wrong(p, item(p, of, i).at, "choice",
			    "A surcharge cannot be a share of a tax.");
		else
			c->of |= UINT32_C(1) << k;
	}
}

static void
kind_parts(struct parse *p, struct spot s, struct component *c)
{
	switch (c->kind) {
	case K_FIXED:
		c->amount = value_of(p, below(p, s, "amount"), leaf_amount);
		c->per = (enum per)choice_or(p, below(p, s, "per"), "period|month|day", 0);
		break;
	case K_USAGE:
		c->rate_count = 1;
		c->rates[0] = value_of(p, below(p, s, "tiers"), leaf_tiers);
		break;
	case K_BUDGET:
		budget_of(p, below(p, s, "budget"), c);
		c->rate_count = 1;
		c->rates[0] = value_of(p, below(p, s, "tiers"), leaf_budget_tiers);
		break;
	case K_DEMAND:
		power_of(p, below(p, s, "unit"), c);
		/* fall through */
	case K_TOU:
		rates_of(p, s, c);
		p->in->needs_intervals |= c->schedule >= 0;
		break;
	case K_PER_UNIT:
		c->amount = value_of(p, below(p, s, "price"), leaf_price);
		break;
	case K_PERCENT:
	case K_TAX:
		share_of(p, s, c);
		break;
	}
}

static void
component_of(struct parse *p, struct spot s, struct component *c)
{
	static const char common[] = "id|kind|name|gl_code|season|";
	struct spot id = below(p, s, "id"), gl = below(p, s, "gl_code"),
	    season = below(p, s, "season");
	char keys[sizeof common + 40] = "";
	const char *name;

	c->id = c->name = "";
	c->season = c->schedule = -1;
	if (!object_of(p, s, NULL))
		return;
	c->id = text_of(p, id, 40);
	for (size_t i = 0; i < p->in->n; i++)
		if (*c->id && strcmp(p->in->components[i].id, c->id) == 0)
			wrong(p, id.at, "doubled", "Another component has this id.");
	if (strcmp(c->id, "minimum") == 0 || strcmp(c->id, "all") == 0)
		wrong(p, id.at, "choice", "\"%s\" is not free as an id.", c->id);
	c->kind = (enum component_kind)choice_of(p, below(p, s, "kind"), kinds);
	c->kind_name = kind_names[c->kind];
	memcpy(keys, common, sizeof common);
	strncat(keys, known[c->kind], sizeof keys - sizeof common);
	object_of(p, s, keys);
	c->name = text_of(p, below(p, s, "name"), 80);
	c->gl_code = text_or(p, gl, 16, NULL);
	if (c->gl_code && !code_like(c->gl_code))
		wrong(p, gl.at, "format", "A GL code has no blanks and no signs beyond ASCII.");
	name = text_or(p, season, 40, NULL);
	for (size_t i = 0; name && i < p->t->seasons; i++)
		if (strcmp(p->t->season_names[i], name) == 0)
			c->season = (int)i;
	if (name && *name && c->season < 0)
		wrong(p, season.at, "unknown", "The tariff has no season \"%s\".", name);
	p->in->seasonal |= c->season >= 0;
	kind_parts(p, s, c);
}

void
parse_components(struct parse *p, struct spot s, struct class *in)
{
	struct component *c;

	in->components = c = arena_array(p->cx->arena, struct component, TARIFF_COMPONENTS_MAX);
	if (!list_of(p, s, 1, TARIFF_COMPONENTS_MAX))
		return;
	for (in->n = 0; in->n < s.v->n; in->n++)
		component_of(p, item(p, s, in->n), &c[in->n]);
}
