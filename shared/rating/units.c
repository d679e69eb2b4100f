#include "units.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "err.h"

static const struct unit units[] = {
#define UNIT(name, dimension, num, den) { name, dimension, INT64_C(num), INT64_C(den) },
#include "units.def"
#undef UNIT
};

static const struct { const char *word, *unit; } words[] = {
	{ "m³", "m3" }, { "cbm", "m3" }, { "cubic meters", "m3" }, { "cubic metres", "m3" },
	{ "liter", "L" }, { "litre", "L" }, { "liters", "L" }, { "litres", "L" },
	{ "hcf", "CCF" }, { "ft3", "cf" }, { "cubic feet", "cf" }, { "gallons", "gal" },
	{ "gals", "gal" }, { "thousand gallons", "kgal" }, { "therms", "therm" },
};

const struct unit *
unit_at(size_t i)
{
	return i < COUNT(units) ? &units[i] : NULL;
}

const struct unit *
unit_find(const char *name)
{
	for (size_t i = 0; i < COUNT(units); i++)
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	return NULL;
}

const struct unit *
unit_guess(const char *text)
{
	const struct unit *found = unit_find(text);

	for (size_t i = 0; i < COUNT(words) && !found; i++)
		if (strcasecmp(words[i].word, text) == 0)
			return unit_find(words[i].unit);
	if (found)
		return found;
	for (size_t i = 0; i < COUNT(units); i++)
		if (strcasecmp(units[i].name, text) == 0) {
			if (found)
				return NULL;
			found = &units[i];
		}
	return found;
}

__extension__ typedef __int128 wide;

bool
unit_convert(const struct unit *from, const struct unit *to, int64_t milli, int64_t *out)
{
	wide num, den, q, r;

	if (from->dimension != to->dimension)
		return false;
	num = (wide)from->num * to->den;
	den = (wide)from->den * to->num;
	for (wide a = num, b = den; b != 0;) {
		wide rest = a % b;

		a = b;
		b = rest;
		if (b == 0) {
			num /= a;
			den /= a;
		}
	}
	if (__builtin_mul_overflow(num, (wide)milli, &num))
		return false;
	q = num / den;
	r = num % den;
	if (r * 2 >= den)
		q++;
	else if (r * 2 <= -den)
		q--;
	*out = (int64_t)q;
	return *out == q;
}

bool
decimal_parse(const char *text, int places, int64_t *out)
{
	bool minus = *text == '-', digits = false;
	int64_t v = 0;
	int seen = -1;

	for (text += minus; *text; text++) {
		if (*text == '.' && seen < 0 && digits) {
			seen = 0;
			continue;
		}
		if (!isdigit((unsigned char)*text))
			return false;
		digits = true;
		if (seen >= places) {
			if (*text != '0')
				return false;
			seen = places;
			continue;
		}
		if (seen >= 0)
			seen++;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, *text - '0', &v))
			return false;
	}
	if (!digits || text[-1] == '.')
		return false;
	for (seen = seen < 0 ? 0 : seen; seen < places; seen++)
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
	*out = minus ? -v : v;
	return true;
}

const char *
decimal_text(char out[32], int64_t v, int places)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char *end = out + 31, *p = end;
	bool any = false;

	*p = '\0';
	for (int i = 0; i < places; i++, u /= 10) {
		any = any || u % 10 != 0;
		if (any)
			*--p = (char)('0' + u % 10);
	}
	if (any)
		*--p = '.';
	do
		*--p = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (v < 0)
		*--p = '-';
	return p;
}
