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
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

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

/* Bytes that part two groups of one number: none, or up to three blanks, dashes or dots. */
static size_t
parting(const char *s)
{
	size_t n = 0;

	while (n < PARTING) {
		if (s[n] == ' ' || s[n] == '-' || s[n] == '.')
			n++;
		else if (n + 1 < PARTING && (uint8_t)s[n] == 0xC2 && (uint8_t)s[n + 1] == 0xA0)
			n += 2;		/* a no-break space */
		else
			break;
	}
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
	r->count = 0;
	r->start[0] = 0;
	while (r->count < GROUPS && is_digit(*s)) {
		size_t n = strspn(s, "0123456789"), gap;

		if (n > LONGEST)
			return s + n;
		memcpy(r->digits + r->start[r->count], s, n);
		r->start[r->count + 1] = r->start[r->count] + n;
		r->count++;
		gap = parting(s + n);
		if (gap == 0 || !is_digit(s[n + gap]))
			return s + n;
		s += n + gap;
	}
	return s;
}

bool
card_in_text(const char *text)
{
	struct run r;

	for (const char *s = text; s && *s; ) {
		if (!is_digit(*s)) {
			s++;
			continue;
		}
		s = read_run(s, &r);
		if (card_in_run(&r))
			return true;
	}
	return false;
}
