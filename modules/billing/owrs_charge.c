/* Charges by tiers, and tiers by a budget. */
#include "owrs_private.h"

#include <string.h>
#include "tariff.h"

enum { STARTS = 0, PRICES = 1, BASES_MAX = 4 };

/* ---- tiers in units ---- */

static bool
number_of(const struct yaml *y, struct fraction *f)
{
	const char *text = owrs_text(y);

	return text && fraction_parse(text, f);
}

/* A list of the file; a single text is a list of itself. */
static const struct yaml *
entries(const struct yaml *y, size_t *n)
{
	if (y && y->kind == YAML_LIST) {
		*n = y->n;
		return y->items;
	}
	*n = y && y->kind == YAML_TEXT ? 1 : 0;
	return y;
}

/*
 * A start names the first unit of its tier: of 0, 15, 41 the first tier has 14 units.  A start that is
 * no whole number is what was used before.
 */
static struct fraction
units_before(struct owrs *o, const struct yaml *y, struct fraction start, bool first)
{
	struct fraction one_less;

	if (first)
		return (struct fraction){ 0, 1 };
	if (start.den != 1) {
		left_out(o->t, owrs_line(o, y->line), "The tier begins at %s, which is not a whole unit: it was"
		    " taken as what is used before the tier.", y->text);
		return start;
	}
	one_less = (struct fraction){ start.num - 1, 1 };
	return one_less;
}

static bool
same_lengths(struct owrs_class *c, const struct yaml *starts, size_t n, size_t prices)
{
	if (n == prices && n > 0 && n <= TARIFF_TIERS_MAX)
		return true;
	take_fault(c->o->t, owrs_line(c->o, starts->line), n == prices ? "length" : "gap", n == prices
	    ? "there are %zu tiers (%zu prices); 1 to 12 are possible."
	    : "there are %zu tier starts and %zu prices.", n, prices);
	return false;
}

static const char *
tiers_leaf(struct owrs_class *c, const struct owrs_hang *h, void *arg)
{
	const struct yaml *starts = owrs_look_up(c, h, STARTS), *prices = owrs_look_up(c, h, PRICES);
	struct buf b = buf_in(c->o->t->cx->arena);
	struct json j = json_to(&b);
	struct fraction start, price, before = { -1, 1 }, from;
	const struct yaml *s, *p;
	size_t n, count;

	(void)arg;
	if (!starts || !prices)
		return NULL;
	s = entries(starts, &n);
	p = entries(prices, &count);
	if (!same_lengths(c, starts, n, count))
		return NULL;
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		if (!number_of(&s[i], &start) || !number_of(&p[i], &price) || start.num < 0 || price.num < 0) {
			take_fault(c->o->t, owrs_line(c->o, number_of(&s[i], &start) && start.num >= 0
			    ? p[i].line : s[i].line), "format", "this is no number of 0 or more.");
			return NULL;
		}
		if (i == 0 && !(start.den == 1 && start.num <= 1))
			take_fault(c->o->t, owrs_line(c->o, s[i].line), "gap", "the first tier must begin at 0 or"
			    " at the first unit; below %s nothing has a price.", s[i].text);
		from = units_before(c->o, &s[i], start, i == 0);
		if (i > 0 && (exact)from.num * before.den <= (exact)before.num * from.den)
			take_fault(c->o->t, owrs_line(c->o, s[i].line), "overlap", "the tier that begins at %s"
			    " overlaps the one before it.", s[i].text);
		before = from;
		json_begin(&j);
		json_put_str(&j, "from", owrs_decimal(c->o, from, 3, s[i].line));
		json_put_str(&j, "price", owrs_decimal(c->o, price, OWRS_PRICE_PLACES, p[i].line));
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

static void
put_tiered(struct owrs_class *c, struct owrs_hang *h, void *arg)
{
	const struct yaml *charge = arg;
	const char *tiers = owrs_value(c, h, tiers_leaf, NULL);

	if (!tiers) {
		left_out(c->o->t, owrs_line(c->o, charge->line), "%s: no tier has both a start and a price; the"
		    " charge was left out.", c->code);
		return;
	}
	owrs_begin(c, charge->key, "usage");
	json_key(c->out, "tiers");
	json_raw(c->out, tiers);
	json_end(c->out);
}

/* ---- tiers by a budget ---- */

/* What a tier's start is a share of: "budget" (125%), a field ("indoor"), or units (""). */
struct start { const char *base; struct fraction percent; unsigned line; };

struct budget {
	struct start starts[TARIFF_TIERS_MAX];
	size_t n;
	const char *bases[BASES_MAX];
	size_t base_count;
	const char *base;		/* whose tiers are written */
};

static bool
add_base(struct budget *b, const char *base)
{
	for (size_t i = 0; i < b->base_count; i++)
		if (strcmp(b->bases[i], base) == 0)
			return true;
	if (b->base_count == BASES_MAX)
		return false;
	b->bases[b->base_count++] = base;
	return true;
}

static bool
read_start(struct owrs_class *c, const struct yaml *y, struct start *out)
{
	const char *text = owrs_text(y);
	size_t n = text ? strlen(text) : 0;

	*out = (struct start){ .base = "", .percent = { 100, 1 }, .line = y->line };
	if (n > 1 && text[n - 1] == '%') {
		out->base = "budget";
		return fraction_parse(arena_strndup(c->o->t->cx->arena, text, n - 1), &out->percent) &&
		    out->percent.num > 0;
	}
	if (n == 0)
		return false;
	if (fraction_parse(text, &out->percent))
		return out->percent.num >= 0;
	out->base = text;
	return true;
}

/*
 * The tiers of one base: what use beyond each of its starts costs more than before.  With a single base
 * these are the prices as they stand; with several the lines of all add up to the same.
 */
static const char *
budget_leaf(struct owrs_class *c, const struct owrs_hang *h, void *arg)
{
	const struct yaml *prices = owrs_look_up(c, h, 0), *p;
	const struct budget *b = arg;
	const char *key = *b->base ? "from_percent" : "from";
	bool first = strcmp(b->base, b->bases[0]) == 0;
	struct buf text = buf_in(c->o->t->cx->arena);
	struct json j = json_to(&text);
	struct fraction price, before = { 0, 1 }, step, sum = { 0, 1 };
	size_t n;

	p = entries(prices, &n);
	if (!prices || !same_lengths(c, prices, b->n, n))
		return NULL;
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		if (!number_of(&p[i], &price) || price.num < 0) {
			take_fault(c->o->t, owrs_line(c->o, p[i].line), "format", "this is no number of 0 or more.");
			return NULL;
		}
		step = before;
		step.num = -step.num;
		if (!fraction_plus(price, step, &step))
			return NULL;
		before = price;
		if (i > 0 && strcmp(b->starts[i].base, b->base) != 0)
			continue;
		if ((i > 0 || first) && !fraction_plus(sum, step, &sum))
			return NULL;
		if (sum.num < 0)
			return NULL;
		json_begin(&j);
		json_put_str(&j, key, i == 0 ? "0" : owrs_decimal(c->o, *b->base ? b->starts[i].percent
		    : (struct fraction){ b->starts[i].percent.num - b->starts[i].percent.den,
			b->starts[i].percent.den }, *b->base ? 6 : 3, b->starts[i].line));
		json_put_str(&j, "price", owrs_decimal(c->o, sum, OWRS_PRICE_PLACES, p[i].line));
		json_end(&j);
	}
	json_end_list(&j);
	return text.data;
}

/* Can it be written as amounts, each times one number of the account, a period or a day? */
static bool
is_sum(const struct formula *f)
{
	for (size_t i = 0; i < f->n; i++) {
		size_t numbers = 0, days = 0;

		for (size_t k = 0; k < f->terms[i].n; k++)
			if (strcmp(f->terms[i].names[k], OWRS_DAYS) == 0)
				days++;
			else
				numbers += f->terms[i].names[k][0] == '\001' ? 2 : 1;
		if (numbers > 1 || days > 1 || f->terms[i].by.num < 0)
			return false;
	}
	return f->n > 0 && f->n <= 8;
}

/* Each name of a budget's formula by itself: one that is too much becomes a number of the account. */
static bool
budget_name(void *arg, const char *name, unsigned depth, struct formula *out)
{
	struct owrs_class *c = arg;
	const struct yaml *field = yaml_member(c->fields, name);

	if (!owrs_name(c, name, depth, out))
		return false;
	if (!field || is_sum(out) || owrs_depends(field))
		return true;
	left_out(c->o->t, owrs_line(c->o, field->line), "%s: \"%s\" cannot be worked out here (%s). It is asked"
	    " of each service as the number \"%s\".", c->code, name, field->text ? field->text : "", name);
	*out = formula_of_name(arena_strdup(c->o->t->cx->arena, name));
	return true;
}

static void
put_budget_sum(struct owrs_class *c, const char *base)
{
	const struct yaml *field = owrs_field(c, base);
	unsigned line = field ? field->line : c->fields->line;
	struct formula f;

	if (!formula_parse(field && owrs_text(field) ? owrs_text(field) : base, 1, budget_name, c, &f) ||
	    !is_sum(&f)) {
		left_out(c->o->t, owrs_line(c->o, line), "%s: \"%s\" cannot be worked out here. It is asked of each"
		    " service as the number \"%s\".", c->code, base, base);
		f = formula_of_name(base);
	}
	json_key(c->out, "budget");
	json_begin(c->out);
	json_key(c->out, "sum");
	json_begin_list(c->out);
	for (size_t i = 0; i < f.n; i++) {
		bool days = false;

		json_begin(c->out);
		json_put_str(c->out, "amount", owrs_decimal(c->o, f.terms[i].by, 3, line));
		for (size_t k = 0; k < f.terms[i].n; k++) {
			if (strcmp(f.terms[i].names[k], OWRS_DAYS) == 0) {
				days = true;
				continue;
			}
			json_put_str(c->out, "times", f.terms[i].names[k]);
			owrs_attribute_number(c->o, f.terms[i].names[k], line);
		}
		json_put_str(c->out, "per", days ? "day" : "period");
		json_end(c->out);
	}
	json_end_list(c->out);
	json_end(c->out);
}

static void
put_base(struct owrs_class *c, struct owrs_hang *h, void *arg)
{
	struct budget *b = arg;
	const char *tiers = owrs_value(c, h, budget_leaf, b);

	if (!tiers) {
		left_out(c->o->t, owrs_line(c->o, h->parts[0]->line), "%s: prices that fall from one tier to the next"
		    " cannot be divided among budgets; the charge was left out.", c->code);
		return;
	}
	owrs_begin(c, "commodity_charge", *b->base ? "budget" : "usage");
	if (*b->base)
		put_budget_sum(c, b->base);
	json_key(c->out, "tiers");
	json_raw(c->out, tiers);
	json_end(c->out);
}

static void
put_budget(struct owrs_class *c, const struct yaml *charge, const struct yaml *starts,
    const struct yaml *prices)
{
	struct owrs_hang h = { .parts = { prices }, .n = 1 };
	struct budget b = { 0 };
	const struct yaml *s;
	size_t n;

	s = entries(starts, &n);
	for (size_t i = 0; i < n && i < TARIFF_TIERS_MAX; i++) {
		if (!read_start(c, &s[i], &b.starts[b.n++]) ||
		    (i > 0 && !add_base(&b, b.starts[i].base))) {
			take_fault(c->o->t, owrs_line(c->o, s[i].line), "format", "a tier of a budget begins at a"
			    " number, a percentage or a field.");
			return;
		}
	}
	if (n > TARIFF_TIERS_MAX || n == 0 || *b.starts[0].base || b.starts[0].percent.num > 1) {
		take_fault(c->o->t, owrs_line(c->o, starts->line), "gap", "the first tier must begin at 0.");
		return;
	}
	if (b.base_count == 0)
		add_base(&b, "");
	if (b.base_count > 1)
		left_out(c->o->t, owrs_line(c->o, starts->line), "%s: the tiers begin at %zu different things. They"
		    " were taken over as as many lines, each for what is used beyond one of them; together they"
		    " come to the same.", c->code, b.base_count);
	if (!owrs_hang(c, &h))
		return;
	(void)charge;
	for (size_t i = 0; i < b.base_count; i++) {
		b.base = b.bases[i];
		owrs_each_season(c, &h, put_base, &b);
	}
}

/* "commodity_charge" has tier_starts; "sewer_charge" sewer_tier_starts, if there are any. */
static const struct yaml *
part_of(struct owrs_class *c, const char *charge, const char *part)
{
	size_t n = strcspn(charge, "_");
	const struct yaml *own = owrs_field(c, fmt(c->o->t->cx->arena, "%.*s_%s", (int)n, charge, part));

	return own ? own : owrs_field(c, part);
}

static bool
all_numbers(const struct yaml *starts)
{
	struct fraction f;
	const struct yaml *s;
	size_t n;

	if (owrs_depends(starts))
		return true;
	s = entries(starts, &n);
	for (size_t i = 0; i < n; i++)
		if (!number_of(&s[i], &f))
			return false;
	return true;
}

void
owrs_charge(struct owrs_class *c, const struct yaml *charge)
{
	const struct yaml *starts = part_of(c, charge->key, "tier_starts");
	const struct yaml *prices = part_of(c, charge->key, "tier_prices");
	struct owrs_hang h = { .parts = { starts, prices }, .n = 2 };

	if (!starts || !prices) {
		left_out(c->o->t, owrs_line(c->o, charge->line), "%s: \"%s\" is by tiers, but there are no %s; it"
		    " was left out.", c->code, charge->key, starts ? "tier_prices" : "tier_starts");
		return;
	}
	if (!all_numbers(starts)) {
		put_budget(c, charge, starts, prices);
		return;
	}
	if (owrs_hang(c, &h))
		owrs_each_season(c, &h, put_tiered, (void *)(uintptr_t)charge);
}
