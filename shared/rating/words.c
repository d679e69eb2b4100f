/* Lines and refusals in words. */
#include "rating.h"

#include <string.h>

#include "money.h"
#include "rating_private.h"
#include "text.h"

static const struct tariff *
tariff_at(const struct rating_input *in, const struct rated_line *l)
{
	return in->versions[l->version].tariff;
}

static const struct class *
class_at(const struct rating_input *in, const struct rated_line *l)
{
	return &tariff_at(in, l)->classes[in->versions[l->version].profile->class];
}

static const struct component *
component_at(const struct rating_input *in, const struct rated_line *l)
{
	return l->component < 0 ? NULL : &class_at(in, l)->components[l->component];
}

const char *
line_kind_name(const struct rated_line *l)
{
	static const char *const names[] = {
		"fixed", "usage", "demand", "surcharge", "minimum", "tax"
	};

	return names[l->kind];
}

const char *
line_gl_code(const struct rating_input *in, const struct rated_line *l)
{
	const struct component *c = component_at(in, l);

	return c ? c->gl_code : NULL;
}

static const char *
unit_of(const struct rating_input *in, const struct rated_line *l)
{
	return l->kind == LINE_DEMAND ? component_at(in, l)->unit->name
				      : tariff_at(in, l)->unit->name;
}

/* The value of the attribute that a component's amount hangs on: the meter's size. */
static const char *
hangs_on(const struct rating_input *in, const struct rated_line *l, const struct value *v)
{
	const struct tariff *t = tariff_at(in, l);
	int64_t has;

	if (!v || v->attribute < 0)
		return NULL;
	has = in->versions[l->version].profile->attributes[v->attribute];
	return has >= 0 && has < (int64_t)t->attributes[v->attribute].n
	    ? t->attributes[v->attribute].values[has] : NULL;
}

const char *
line_text(struct cx *cx, const struct rating_input *in, const struct rated_line *l)
{
	const struct component *c = component_at(in, l);
	struct buf b = buf_in(cx->arena);
	char from[32], to[32];

	if (!c)
		return "Minimum bill";
	buf_puts(&b, c->name);
	if (l->period >= 0) {
		const char *name = tariff_at(in, l)->schedules[c->schedule].period_names[l->period];

		buf_puts(&b, ", ");
		if (name)
			buf_puts(&b, name);
		else
			buf_printf(&b, "period %d", l->period + 1);
	}
	if (l->kind == LINE_FIXED && hangs_on(in, l, c->amount))
		buf_printf(&b, ", %s", hangs_on(in, l, c->amount));
	if (l->tier > 0 && l->tier_to_milli >= 0)
		buf_printf(&b, ", tier %d (%s to %s %s)", l->tier,
		    decimal_text(from, l->tier_from_milli, 3),
		    decimal_text(to, l->tier_to_milli, 3), unit_of(in, l));
	else if (l->tier > 0)
		buf_printf(&b, ", tier %d (over %s %s)", l->tier,
		    decimal_text(from, l->tier_from_milli, 3), unit_of(in, l));
	return b.data;
}

static void
put_quantity(struct buf *b, const struct rating_input *in, const struct rated_line *l)
{
	const struct component *c = component_at(in, l);
	char text[32];
	const char *n = decimal_text(text, l->quantity_milli, 3);

	if (l->kind != LINE_FIXED)
		buf_printf(b, "%s %s × ", n, unit_of(in, l));
	else if (c->per == PER_DAY)
		buf_printf(b, "%s %s × ", n, l->quantity_milli == 1000 ? "day" : "days");
	else if (l->quantity_milli != 1000)
		buf_printf(b, "%s × ", n);
}

/* A price as people write it: at least with the currency's decimals. */
static const char *
price_text(char out[40], const struct tariff *t, int64_t rate_micro)
{
	char text[32];
	const char *p = decimal_text(text, rate_micro, t->decimals + 6), *dot = strchr(p, '.');
	size_t n = strlen(p), has = dot ? strlen(dot + 1) : 0;

	memcpy(out, p, n + 1);
	if (has < (size_t)t->decimals && !dot)
		out[n++] = '.';
	for (; has < (size_t)t->decimals; has++)
		out[n++] = '0';
	out[n] = '\0';
	return out;
}

const char *
line_arithmetic(struct cx *cx, const struct rating_input *in, const struct rated_line *l)
{
	const struct tariff *t = tariff_at(in, l);
	struct buf b = buf_in(cx->arena);
	char rate_words[40], money[32];
	const char *amount = money_plain_into(money, l->amount_minor, t->currency);
	const struct component *c = component_at(in, l);

	if (!c || l->kind == LINE_MINIMUM) {
		buf_printf(&b, "Up to %s", price_text(rate_words, t, l->rate_micro));
	} else if (c->kind == K_PERCENT || c->kind == K_TAX) {
		char of[32];

		buf_printf(&b, "%s %% of %s", decimal_text(rate_words, l->rate_micro, 6),
		    money_plain_into(of, l->of_minor, t->currency));
	} else {
		put_quantity(&b, in, l);
		buf_puts(&b, price_text(rate_words, t, l->rate_micro));
	}
	if (l->whole > 0)
		buf_printf(&b, " × %d / %d", l->part, l->whole);
	if (!(b.len == strlen(amount) && strcmp(b.data, amount) == 0))
		buf_printf(&b, " = %s", amount);
	return b.data;
}

static const char *
attribute_in(const struct rating_input *in, const struct rated *r)
{
	return in->versions[r->version].tariff->attributes[r->attribute].name;
}

const char *
rate_why(struct cx *cx, const struct rating_input *in, const struct rated *r, enum rate_result e)
{
	switch (e) {
	case RATED:
		return "It was rated.";
	case RATE_PERIOD:
		return "The period ends before it begins, is longer than 1,000 days, or intervals"
		    " lie "
		       "outside it.";
	case RATE_USE:
		return "The use is negative or too large.";
	case RATE_GAP:
		return "The tariff is not in force on every day of the period.";
	case RATE_CLASS:
		return "The tariff has no prices for the class of the service.";
	case RATE_ATTRIBUTE:
		return fmt(cx->arena,
		    "The tariff asks for \"%s\", which the service does not have.",
		    attribute_in(in, r));
	case RATE_PRICE:
		return fmt(cx->arena, "The tariff names no price for the service's \"%s\".",
		    attribute_in(in, r));
	case RATE_INTERVALS:
		return "The tariff asks for use by the hour, which there is not.";
	case RATE_UNIT:
		return "Versions of the tariff within the period measure in different units.";
	case RATE_LINES:
		return "The bill would have too many lines.";
	case RATE_TOO_LARGE:
		return "The amount is too large.";
	}
	return "";
}
