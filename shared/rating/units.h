/*
 * The units that use is measured in.  One list, units.def; a unit is told by its place in it.
 */
#ifndef BILLPORT_UNITS_H
#define BILLPORT_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dimension { VOLUME, ENERGY, POWER, TIME };

struct unit {
	const char *name;		/* "CCF"; upper and lower case differ: "ML", "kWh" */
	enum dimension dimension;
	int64_t num, den;		/* one of it in the base of its dimension */
};

/* NULL: there is no such unit.  The name as it stands in the list. */
const struct unit *unit_find(const char *name);
/* As people write it: "ccf", "KWH", "m³", "HCF", "gallons".  NULL: not known, or more than one. */
const struct unit *unit_guess(const char *text);
/* All of them, in the list's order; NULL past the last. */
const struct unit *unit_at(size_t i);

/* Thousandths of one unit in thousandths of another, rounded half away from zero.  false: another
 * dimension, or it leaves int64. */
bool unit_convert(const struct unit *from, const struct unit *to, int64_t milli, int64_t *out);

/* Decimal text into an integer of 10^-places: "2.87" with 3 gives 2870.  false: no plain decimal
 * number, finer than that, or over int64.  A leading '-' is taken. */
bool decimal_parse(const char *text, int places, int64_t *out);
/* And back, without zeros at the end: 2870 with 3 gives "2.87". */
const char *decimal_text(char out[32], int64_t v, int places);

#endif
