/* Numbers, schedules and tiers of the U.S. Utility Rate Database. */
#include "urdb_private.h"

#include <stdlib.h>
#include <string.h>
#include "rounding.h"
#include "tariff.h"

bool
urdb_listed(const char *keys, const char *key)
{
	size_t n = strlen(key);

	for (const char *s = strstr(keys, key); s; s = strstr(s + 1, key))
		if (s[-1] == '|' && s[n] == '|')
			return true;
	return false;
}

const char *
urdb_at(struct urdb *u, const char *key)
{
	return tree_below(u->t->cx, u->base, key);
}

const struct tree *
urdb_member(struct urdb *u, const char *key)
{
	const struct tree *v = tree_member(u->rate, key);

	return v && v->kind != TREE_NULL ? v : NULL;
}

/* ---- numbers ---- */

bool
urdb_number(const struct tree *v, struct fraction *out)
{
	struct fraction ten = { 10, 1 };
	const char *e;
	char text[64];
	size_t n;
	long power;

	if (!v || !v->text || (v->kind != TREE_NUMBER && v->kind != TREE_TEXT))
		return false;
	e = strpbrk(v->text, "eE");
	n = e ? (size_t)(e - v->text) : strlen(v->text);
	if (n == 0 || n >= sizeof text)
		return false;
	memcpy(text, v->text, n);
	text[n] = '\0';
	if (strchr(text, '.') && n > 17)	/* digits that a binary fraction brings along */
		text[17] = '\0';
	if (!fraction_parse(text, out))
		return false;
	power = e ? strtol(e + 1, NULL, 10) : 0;
	if (power < -12 || power > 12)
		return out->num == 0;
	for (; power > 0; power--)
		if (!fraction_times(*out, ten, out))
			return false;
	for (; power < 0; power++)
		if (!fraction_times(*out, (struct fraction){ 1, 10 }, out))
			return false;
	return true;
}

const char *
urdb_decimal(struct urdb *u, struct fraction f, int places, const char *where)
{
	char space[32];
	const char *text;
	int64_t v;
	bool whole;

	if (f.num < 0 || !fraction_scaled(f, places, &v, &whole)) {
		take_fault(u->t, where, "range", f.num < 0 ? "a price below zero cannot be billed."
		    : "this number is too large.");
		return "0";
	}
	text = decimal_text(space, v, places);
	if (!whole)
		left_out(u->t, where, "The number has more decimals than are kept; it was rounded to %s.", text);
	return arena_strdup(u->t->cx->arena, text);
}

/* ---- schedules of 12 × 24 ---- */

static bool
read_side(struct urdb *u, const char *key, uint8_t out[MONTHS][HOURS], size_t periods)
{
	const struct tree *v = urdb_member(u, key);

	if (!v || v->kind != TREE_LIST || v->n != MONTHS) {
		take_fault(u->t, urdb_at(u, key), "length", "a schedule has 12 months of 24 hours.");
		return false;
	}
	for (size_t m = 0; m < MONTHS; m++) {
		const struct tree *month = &v->items[m];

		for (size_t h = 0; month->kind == TREE_LIST && month->n == HOURS && h < HOURS; h++) {
			struct fraction f;

			if (!urdb_number(&month->items[h], &f) || f.den != 1 || f.num < 0 || (size_t)f.num >= periods) {
				take_fault(u->t, tree_below_at(u->t->cx, tree_below_at(u->t->cx, urdb_at(u, key), m), h),
				    "range", "there is no rate for this period; there are %zu.", periods);
				return false;
			}
			out[m][h] = (uint8_t)f.num;
		}
		if (month->kind != TREE_LIST || month->n != HOURS) {
			take_fault(u->t, tree_below_at(u->t->cx, urdb_at(u, key), m), "length", "a month has 24 hours.");
			return false;
		}
	}
	return true;
}

bool
urdb_read_grid(struct urdb *u, const char *weekday, const char *weekend, struct grid *g)
{
	if (!urdb_member(u, weekday) && !urdb_member(u, weekend) && g->periods == 1) {
		memset(g->period, 0, sizeof g->period);
		return true;
	}
	if (!read_side(u, weekday, g->period[0], g->periods))
		return false;
	if (urdb_member(u, weekend))
		return read_side(u, weekend, g->period[1], g->periods);
	memcpy(g->period[1], g->period[0], sizeof g->period[1]);
	left_out(u->t, urdb_at(u, weekend), "The file has no schedule of weekends: that of weekdays was taken.");
	return true;
}

/* ---- tiers ---- */

static const char *
unit_of(const struct tree *tier)
{
	const struct tree *unit = tree_member(tier, "unit");

	return unit && unit->text && *unit->text ? unit->text : NULL;
}

/* What else stands in a tier: what one gets for what one feeds in. */
static void
tell_tier(struct urdb *u, const struct tree *tier, const char *where)
{
	struct fraction f;

	for (size_t i = 0; i < tier->n; i++) {
		const char *key = tier->items[i].key;

		if (urdb_listed("|rate|adj|max|unit|", key) ||
		    (urdb_number(&tier->items[i], &f) && f.num == 0) || tier->items[i].kind == TREE_NULL)
			continue;
		left_out(u->t, tree_below(u->t->cx, where, key), strcmp(key, "sell") == 0
		    ? "What is paid for energy that a consumer feeds in cannot be billed here; it was left out."
		    : "\"%s\" of a tier is not known here; it was left out.", key);
	}
}

/* One tier's {"from", "price"}; false: it cannot be. */
static bool
put_tier(struct urdb *u, struct json *j, const struct tree *tier, const char *where, bool last,
    struct fraction *from)
{
	const struct tree *max = tree_member(tier, "max"), *adjust = tree_member(tier, "adj");
	struct fraction price, more, ends;

	if (!urdb_number(tree_member(tier, "rate"), &price)) {
		price = (struct fraction){ 0, 1 };
		left_out(u->t, tree_below(u->t->cx, where, "rate"), "The tier names no rate; 0 was taken.");
	}
	if (adjust && adjust->kind != TREE_NULL &&
	    (!urdb_number(adjust, &more) || !fraction_plus(price, more, &price))) {
		take_fault(u->t, tree_below(u->t->cx, where, "adj"), "format", "this is no number.");
		return false;
	}
	json_begin(j);
	json_put_str(j, "from", urdb_decimal(u, *from, 3, tree_below(u->t->cx, where, "max")));
	json_put_str(j, "price", urdb_decimal(u, price, PRICE_PLACES, tree_below(u->t->cx, where, "rate")));
	json_end(j);
	if (max && urdb_number(max, &ends)) {
		if ((exact)ends.num * from->den <= (exact)from->num * ends.den) {
			take_fault(u->t, tree_below(u->t->cx, where, "max"), "overlap",
			    "the tier ends where or before it begins.");
			return false;
		}
		if (last)
			left_out(u->t, tree_below(u->t->cx, where, "max"), "The last tier ends at %s; above it the"
			    " file has no price, and the last one goes on.", max->text);
		*from = ends;
	} else if (!last) {
		take_fault(u->t, tree_below(u->t->cx, where, "max"), "gap", "a tier that another follows must"
		    " say where it ends.");
		return false;
	}
	return true;
}

/* A period's tiers as JSON; NULL: told. */
const char *
urdb_tiers(struct urdb *u, const struct tree *period, const char *where)
{
	struct buf b = buf_in(u->t->cx->arena);
	struct json j = json_to(&b);
	struct fraction from = { 0, 1 };

	if (period->kind != TREE_LIST || period->n == 0 || period->n > TARIFF_TIERS_MAX) {
		take_fault(u->t, where, "length", "a period has 1 to %d tiers.", TARIFF_TIERS_MAX);
		return NULL;
	}
	json_begin_list(&j);
	for (size_t i = 0; i < period->n; i++) {
		const char *one = tree_below_at(u->t->cx, where, i);

		if (period->items[i].kind != TREE_OBJECT) {
			take_fault(u->t, one, "type", "a tier is an object.");
			return NULL;
		}
		tell_tier(u, &period->items[i], one);
		if (!put_tier(u, &j, &period->items[i], one, i + 1 == period->n, &from))
			return NULL;
	}
	json_end_list(&j);
	return b.data;
}

/* The structure's list of periods, all of whose tiers end in a unit that can be; NULL: it was left out. */
const struct tree *
urdb_structure(struct urdb *u, const char *key, const char *unit, const char *what)
{
	const struct tree *v = urdb_member(u, key);

	if (!v)
		return NULL;
	if (v->kind != TREE_LIST || v->n == 0) {
		take_fault(u->t, urdb_at(u, key), "type", "this is a list of periods.");
		return NULL;
	}
	if (v->n > TARIFF_PERIODS_MAX) {
		left_out(u->t, urdb_at(u, key), "There are %zu periods; %d are possible. %s was left out.", v->n,
		    TARIFF_PERIODS_MAX, what);
		return NULL;
	}
	for (size_t i = 0; i < v->n; i++)
		for (size_t k = 0; k < v->items[i].n; k++) {
			const char *said = unit_of(&v->items[i].items[k]);

			if (!said || strcmp(said, unit) == 0)
				continue;
			left_out(u->t, tree_below(u->t->cx, tree_below_at(u->t->cx, tree_below_at(u->t->cx,
			    urdb_at(u, key), i), k), "unit"), "Tiers in \"%s\" cannot be billed here, only in %s. %s was"
			    " left out.", said, unit, what);
			return NULL;
		}
	return v;
}
