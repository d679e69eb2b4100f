/*
 * Reading a tariff's document: what its parts share.  Each reader notes what is wrong at a JSON
 * pointer and returns something harmless, so that all is told together.
 */
#ifndef BILLPORT_PARSE_PRIVATE_H
#define BILLPORT_PARSE_PRIVATE_H

#include "rating_private.h"

struct parse {
	struct cx *cx;
	struct tariff *t;
	struct class *in;			/* the class that is read */
	unsigned faults;
	size_t values;				/* how much was compiled */
};

/* A place in the document. */
struct spot { const struct tree *v; const char *at; };

void wrong(struct parse *, const char *at, const char *code, const char *, ...) PRINTF_LIKE(4, 5);
/* The member; v NULL where it is missing or null. */
struct spot below(struct parse *, struct spot, const char *key);
struct spot item(struct parse *, struct spot, size_t i);
bool given(struct spot);
/* An object that has no member but "these|ones". */
bool object_of(struct parse *, struct spot, const char *keys);
/* A list of min..max. */
bool list_of(struct parse *, struct spot, size_t min, size_t max);
/* Text of 1..max bytes without control characters. */
const char *text_of(struct parse *, struct spot, size_t max);
const char *text_or(struct parse *, struct spot, size_t max, const char *otherwise);
/* Which of "a|b|c": its place; the first where it is wrong. */
int choice_of(struct parse *, struct spot, const char *choices);
int choice_or(struct parse *, struct spot, const char *choices, int otherwise);
/* Decimal text (or a whole number) as an integer of 10^-places. */
int64_t decimal_of(struct parse *, struct spot, int places, int64_t min, int64_t max);
int64_t whole_of(struct parse *, struct spot, int64_t min, int64_t max);
bool truth_or(struct parse *, struct spot, bool otherwise);
/* The place of an attribute by its name; -1 and a fault. */
int attribute_of(struct parse *, struct spot, bool number);

/* What stands at the end of a V. */
typedef void leaf(struct parse *, struct spot, struct value *);
const struct value *value_of(struct parse *, struct spot, leaf *);
leaf leaf_price, leaf_amount, leaf_percent, leaf_tax_percent, leaf_quantity, leaf_tiers,
    leaf_budget_tiers;

/* Parts of the document. */
void parse_seasons(struct parse *, struct spot);
void parse_attributes(struct parse *, struct spot);
void parse_schedules(struct parse *, struct spot schedules, struct spot periods);
void parse_components(struct parse *, struct spot, struct class *);
void parse_late_fee(struct parse *, struct spot);
void parse_estimation(struct parse *, struct spot);

#endif
