#include "card.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SHORTEST = 13, LONGEST = 19, GROUPS = 64, PARTING = 3 };

/* Prefixes from low to high, compared over as many digits as they have. */
static const struct brand {
	unsigned low, high, digits, min, max;
} brands[] = {
	{ 4,    4,    1, 13, 19 },	/* Visa */
	{ 51,   55,   2, 16, 16 },	/* Mastercard */
	{ 2221, 2720, 4, 16, 16 },
	{ 34,   34,   2, 15, 15 },	/* American Express */
	{ 37,   37,   2, 15, 15 },
	{ 6011, 6011, 4, 16, 19 },	/* Discover */
	{ 644,  659,  3, 16, 19 },
	{ 300,  305,  3, 14, 19 },	/* Diners */
	{ 36,   36,   2, 14, 19 },
	{ 38,   39,   2, 14, 19 },
	{ 3528, 3589, 4, 16, 19 },	/* JCB */
	{ 62,   62,   2, 16, 19 },	/* UnionPay */
	{ 60,   60,   2, 16, 16 },	/* RuPay */
	{ 81,   82,   2, 16, 16 },
	{ 508,  508,  3, 16, 16 },
	{ 5018, 5018, 4, 13, 19 },	/* Maestro */
	{ 5020, 5020, 4, 13, 19 },
	{ 5038, 5038, 4, 13, 19 },
	{ 5893, 5893, 4, 13, 19 },
	{ 6304, 6304, 4, 13, 19 },
	{ 6759, 6763, 4, 13, 19 },
};

static bool
of_a_brand(const char *digits, size_t n)
{
	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]); i++) {
		const struct brand *b = &brands[i];
		unsigned prefix = 0;

		for (unsigned d = 0; d < b->digits; d++)
			prefix = prefix * 10 + (unsigned)(digits[d] - '0');
		if (prefix >= b->low && prefix <= b->high && n >= b->min && n <= b->max)
			return true;
	}
	return false;
}

static bool
luhn(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		if (i % 2 == 1)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

/* Bytes of the digit at s, 0: there is none.  Also as Devanagari, Arabic and full-width write it. */
static size_t
digit_at(const char *s, char *digit)
{
	static const struct { const char *lead; size_t n; uint8_t zero; } scripts[] = {
		{ "", 0, '0' }, { "\xE0\xA5", 2, 0xA6 }, { "\xD9", 1, 0xA0 }, { "\xDB", 1, 0xB0 },
		{ "\xEF\xBC", 2, 0x90 },
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		size_t n = scripts[i].n;
		int value = 10;

		if (strncmp(s, scripts[i].lead, n) == 0)
			value = (uint8_t)s[n] - scripts[i].zero;
		if (value >= 0 && value < 10) {
			*digit = (char)('0' + value);
			return n + 1;
		}
	}
	return 0;
}

/* Bytes of the blank, dash or dot at s, 0: there is none.  Also of those that no one sees. */
static size_t
part_at(const char *s)
{
	const uint8_t *u = (const uint8_t *)s;

	if (*s && strchr(" -.\t\r\n", *s))
		return 1;
	if (u[0] == 0xC2 && u[1] == 0xA0)	/* a no-break space */
		return 2;
	if (u[0] == 0xE2 && u[1] == 0x80 && ((u[2] >= 0x80 && u[2] <= 0x95) || u[2] == 0xAF))
		return 3;			/* spaces, joiners, marks of direction, dashes */
	return strncmp(s, "\xE2\x81\xA0", 3) == 0 || strncmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* Bytes that part two groups of one number: none, or up to three blanks, dashes or dots. */
static size_t
parting(const char *s)
{
	size_t n = 0, step;

	for (int i = 0; i < PARTING && (step = part_at(s + n)) > 0; i++)
		n += step;
	return n;
}

/* A run of groups: its digits end to end, and where each group begins; start[count] is the end. */
struct run { char digits[GROUPS * LONGEST]; size_t start[GROUPS + 1], count; };

static bool
card_in_run(const struct run *r)
{
	for (size_t from = 0; from < r->count; from++)
		for (size_t to = from + 1; to <= r->count; to++) {
			size_t n = r->start[to] - r->start[from];
			const char *digits = r->digits + r->start[from];

			if (n > LONGEST)
				break;
			if (n >= SHORTEST && of_a_brand(digits, n) && luhn(digits, n))
				return true;
		}
	return false;
}

/* Read one run from s into r; returns where it ends.  An overlong group ends the run. */
static const char *
read_run(const char *s, struct run *r)
{
	char digit;

	r->count = 0;
	r->start[0] = 0;
	while (r->count < GROUPS && digit_at(s, &digit)) {
		size_t n = 0, step, gap;

		for (; (step = digit_at(s, &digit)) > 0; s += step, n++)
			if (n < LONGEST)
				r->digits[r->start[r->count] + n] = digit;
		if (n > LONGEST)
			return s;
		r->start[r->count + 1] = r->start[r->count] + n;
		r->count++;
		gap = parting(s);
		if (gap == 0 || !digit_at(s + gap, &digit))
			return s;
		s += gap;
	}
	return s;
}

bool
card_in_text(const char *text)
{
	struct run r;
	char digit;

	for (const char *s = text; s && *s; ) {
		if (!digit_at(s, &digit)) {
			s++;
			continue;
		}
		s = read_run(s, &r);
		if (card_in_run(&r))
			return true;
	}
	return false;
}
