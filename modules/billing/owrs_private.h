/*
 * What the halves of the OWRS import share: a file under way, and one of its classes.
 */
#ifndef BILLPORT_OWRS_PRIVATE_H
#define BILLPORT_OWRS_PRIVATE_H

#include "formula.h"
#include "json_out.h"
#include "tariff_take.h"
#include "yaml_tree.h"

enum { OWRS_ATTRIBUTES = 8, OWRS_VALUES = 64, OWRS_SEASONS = 4, OWRS_HANG = 4, OWRS_PRICE_PLACES = 8,
	OWRS_LEAVES_MAX = 20000 };

struct owrs_attribute {
	const char *name;
	bool is_number;
	const char *values[OWRS_VALUES];
	size_t n;
	unsigned line;
};

struct owrs {
	struct tariff_taking *t;
	struct owrs_attribute attributes[OWRS_ATTRIBUTES];
	size_t attribute_count;
	const char *seasons[OWRS_SEASONS];
	size_t season_count;
	unsigned leaves;		/* looked up so far: a small file may ask for very many */
};

struct owrs_class {
	struct owrs *o;
	const char *code;
	const struct yaml *fields;	/* a map */
	bool *used;			/* of each field */
	struct json *out;		/* its list of components */
	const char *ids[32];
	size_t components;
	const char *season;		/* of the component under way; NULL: all year */
};

/* ---- values that hang on attributes ---- */

/* Up to OWRS_HANG parts of the file of which each may be a map with depends_on. */
struct owrs_hang {
	const struct yaml *parts[OWRS_HANG];
	size_t n;
	const char *attributes[OWRS_ATTRIBUTES];	/* all that they hang on, but season */
	const char *values[OWRS_ATTRIBUTES];		/* chosen on the way */
	size_t attribute_count;
	bool seasonal;
};

/* false: it hangs on more than can be. */
bool owrs_hang(struct owrs_class *, struct owrs_hang *);
/* What a part says for the chosen values; NULL: nothing. */
const struct yaml *owrs_look_up(const struct owrs_class *, const struct owrs_hang *, size_t part);
/* The text of a leaf, "1.50" or "[…]", JSON; NULL: nothing for these values. */
typedef const char *owrs_leaf(struct owrs_class *, const struct owrs_hang *, void *arg);
/* {"by", "values"} over all attributes; NULL: no leaf anywhere. */
const char *owrs_value(struct owrs_class *, struct owrs_hang *, owrs_leaf *, void *arg);

bool owrs_depends(const struct yaml *);
const char *owrs_line(const struct owrs *, unsigned line);
/* A single text, also as the only entry of a list; NULL: it is none. */
const char *owrs_text(const struct yaml *);
/* Decimal text of a fraction, told where it had to be rounded. */
const char *owrs_decimal(struct owrs *, struct fraction, int places, unsigned line);
void owrs_attribute_number(struct owrs *, const char *name, unsigned line);

/* ---- components ---- */

/* {"id", "kind", "name", "season"?: what all have; the caller puts the rest and ends it. */
void owrs_begin(struct owrs_class *, const char *field, const char *kind);
const struct yaml *owrs_field(struct owrs_class *, const char *name);	/* marks it as used */
/* For each season that the parts know, or once: fn with class->season set. */
void owrs_each_season(struct owrs_class *, struct owrs_hang *,
    void (*fn)(struct owrs_class *, struct owrs_hang *, void *), void *arg);

/* "Tiered" and "Budget": commodity_charge, or another charge of its own tiers. */
void owrs_charge(struct owrs_class *, const struct yaml *charge);
/* How names of a formula are resolved within a class. */
formula_name owrs_name;

#define OWRS_USE  "\001use"
#define OWRS_DAYS "\001days"

#endif
