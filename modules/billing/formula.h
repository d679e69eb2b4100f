/*
 * Formulas of published rate files ("gpcd*hhsize*days_in_period*(1/748)") as sums of products: each term
 * a fraction times names.  Whole numbers only; what leaves the range is no formula.
 */
#ifndef BILLPORT_FORMULA_H
#define BILLPORT_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FORMULA_TERMS = 16, FORMULA_NAMES = 4, FORMULA_DEPTH = 12, FORMULA_NAME = 64 };

struct fraction { int64_t num, den; };		/* in lowest terms, den over 0 */

struct product {
	struct fraction by;
	const char *names[FORMULA_NAMES];
	size_t n;
};

struct formula { struct product terms[FORMULA_TERMS]; size_t n; };

/* What a name stands for: a constant, a formula of its own, or itself; false: nothing. */
typedef bool formula_name(void *arg, const char *name, unsigned depth, struct formula *out);

/* + - * / and brackets over numbers and names; division by constants alone.  false: it is none, or too
 * large.  Names are asked for with depth + 1; over FORMULA_DEPTH is refused. */
bool formula_parse(const char *text, unsigned depth, formula_name *, void *arg, struct formula *out);

/* A constant, a name alone. */
struct formula formula_constant(struct fraction);
struct formula formula_of_name(const char *name);

/* "1,101.82", "$2.87", "60" as a fraction; false: it is no number. */
bool fraction_parse(const char *text, struct fraction *);
bool fraction_times(struct fraction, struct fraction, struct fraction *);
bool fraction_plus(struct fraction, struct fraction, struct fraction *);
/* As a whole number of 10^-places, rounded half up; *exact: nothing was lost.  false: out of range. */
bool fraction_scaled(struct fraction, int places, int64_t *out, bool *exact);

#endif
