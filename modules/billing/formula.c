#include "formula.h"
#include <string.h>
#include "rounding.h"

/* ---- fractions ---- */

static exact
common(exact a, exact b)
{
	a = a < 0 ? -a : a;
	while (b != 0) {
		exact rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* den over 0 */
static bool
reduced(exact num, exact den, struct fraction *out)
{
	exact by = common(num, den);

	num /= by;
	den /= by;
	if (num > INT64_MAX || num < -INT64_MAX || den > INT64_MAX)
		return false;
	*out = (struct fraction){ (int64_t)num, (int64_t)den };
	return true;
}

bool
fraction_times(struct fraction a, struct fraction b, struct fraction *out)
{
	return reduced((exact)a.num * b.num, (exact)a.den * b.den, out);
}

bool
fraction_plus(struct fraction a, struct fraction b, struct fraction *out)
{
	exact x, y, den;

	if (__builtin_mul_overflow((exact)a.num, (exact)b.den, &x) ||
	    __builtin_mul_overflow((exact)b.num, (exact)a.den, &y) ||
	    __builtin_mul_overflow((exact)a.den, (exact)b.den, &den) || __builtin_add_overflow(x, y, &x))
		return false;
	return reduced(x, den, out);
}

static bool
turned(struct fraction a, struct fraction *out)
{
	if (a.num == 0)
		return false;
	*out = a.num > 0 ? (struct fraction){ a.den, a.num } : (struct fraction){ -a.den, -a.num };
	return true;
}

bool
fraction_scaled(struct fraction f, int places, int64_t *out, bool *whole)
{
	exact num = f.num, q;

	for (int i = 0; i < places; i++)
		num *= 10;		/* below 2^63 × 10^18 */
	q = num / f.den;
	*whole = num % f.den == 0;
	if ((num % f.den) * 2 >= f.den)
		q++;
	else if ((num % f.den) * 2 <= -(exact)f.den)
		q--;
	*out = (int64_t)q;
	return q <= INT64_MAX && q >= -INT64_MAX;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, with commas between thousands, and decimals; where it ends. */
static const char *
number_end(const char *s, struct fraction *out)
{
	int64_t num = 0, den = 1;
	size_t digits = 0;
	bool point = false;

	for (;; s++) {
		if (digit(*s)) {
			if (++digits > 17)
				return NULL;
			num = num * 10 + (*s - '0');
			den *= point ? 10 : 1;
		} else if (*s == '.' && !point) {
			point = true;
		} else if (*s == ',' && !point && digits > 0 && digit(s[1]) && digit(s[2]) && digit(s[3]) &&
		    !digit(s[4])) {
			continue;
		} else {
			break;
		}
	}
	return digits > 0 && reduced(num, den, out) ? s : NULL;
}

bool
fraction_parse(const char *s, struct fraction *out)
{
	const char *end;
	bool minus;

	s += strspn(s, " \t");
	minus = *s == '-';
	s += minus;
	s += *s == '$';
	end = number_end(s, out);
	if (!end || end[strspn(end, " \t")])
		return false;
	out->num = minus ? -out->num : out->num;
	return true;
}

/* ---- sums of products ---- */

struct formula
formula_constant(struct fraction f)
{
	return (struct formula){ .terms = { { .by = f } }, .n = f.num ? 1 : 0 };
}

struct formula
formula_of_name(const char *name)
{
	return (struct formula){ .terms = { { .by = { 1, 1 }, .names = { name }, .n = 1 } }, .n = 1 };
}

static bool
same_names(const struct product *a, const struct product *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->names[i], b->names[i]) != 0)
			return false;
	return true;
}

static bool
add_term(struct formula *f, const struct product *p)
{
	for (size_t i = 0; i < f->n; i++)
		if (same_names(&f->terms[i], p)) {
			if (!fraction_plus(f->terms[i].by, p->by, &f->terms[i].by))
				return false;
			if (f->terms[i].by.num == 0)
				f->terms[i] = f->terms[--f->n];
			return true;
		}
	if (f->n == FORMULA_TERMS)
		return false;
	f->terms[f->n++] = *p;
	return true;
}

static bool
add(struct formula *a, const struct formula *b, int64_t sign)
{
	for (size_t i = 0; i < b->n; i++) {
		struct product p = b->terms[i];

		p.by.num *= sign;
		if (!add_term(a, &p))
			return false;
	}
	return true;
}

/* Names in one order, so that equal products are seen as equal. */
static bool
multiply_terms(const struct product *a, const struct product *b, struct product *out)
{
	*out = *a;
	if (a->n + b->n > FORMULA_NAMES || !fraction_times(a->by, b->by, &out->by))
		return false;
	for (size_t i = 0; i < b->n; i++) {
		size_t at = out->n++;

		for (; at > 0 && strcmp(out->names[at - 1], b->names[i]) > 0; at--)
			out->names[at] = out->names[at - 1];
		out->names[at] = b->names[i];
	}
	return true;
}

static bool
multiply(struct formula *a, const struct formula *b)
{
	struct formula out = { 0 };
	struct product p;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (!multiply_terms(&a->terms[i], &b->terms[k], &p) || !add_term(&out, &p))
				return false;
	*a = out;
	return true;
}

static bool
divide(struct formula *a, const struct formula *b)
{
	struct fraction by;
	struct formula one;

	if (b->n != 1 || b->terms[0].n != 0 || !turned(b->terms[0].by, &by))
		return false;
	one = formula_constant(by);
	return multiply(a, &one);
}

/* ---- reading ---- */

struct reader { const char *s; unsigned depth, inside; formula_name *name; void *arg; };

static bool read_sum(struct reader *, struct formula *);

static void
skip(struct reader *r)
{
	r->s += strspn(r->s, " \t\n");
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
read_name(struct reader *r, struct formula *out)
{
	char name[FORMULA_NAME];
	size_t n = 0;

	while (letter(r->s[n]) || digit(r->s[n]))
		n++;
	if (n == 0 || n >= sizeof name)
		return false;
	memcpy(name, r->s, n);
	name[n] = '\0';
	r->s += n;
	return r->name(r->arg, name, r->depth + 1, out);
}

static bool
read_factor(struct reader *r, struct formula *out)
{
	struct fraction f;
	const char *end;
	bool good;

	skip(r);
	if (*r->s == '(' || *r->s == '-') {
		bool minus = *r->s++ == '-';
		struct formula inner = { 0 };

		if (++r->inside > FORMULA_DEPTH)
			return false;
		good = minus ? read_factor(r, &inner) : read_sum(r, &inner);
		r->inside--;
		if (!minus) {
			skip(r);
			if (!good || *r->s++ != ')')
				return false;
		}
		*out = (struct formula){ 0 };
		return good && add(out, &inner, minus ? -1 : 1);
	}
	if (letter(*r->s))
		return read_name(r, out);
	end = number_end(r->s + (*r->s == '$'), &f);
	if (!end)
		return false;
	r->s = end;
	*out = formula_constant(f);
	return true;
}

static bool
read_product(struct reader *r, struct formula *out)
{
	struct formula next;

	if (!read_factor(r, out))
		return false;
	for (skip(r); *r->s == '*' || *r->s == '/'; skip(r)) {
		bool by = *r->s++ == '*';

		if (!read_factor(r, &next) || !(by ? multiply(out, &next) : divide(out, &next)))
			return false;
	}
	return true;
}

static bool
read_sum(struct reader *r, struct formula *out)
{
	struct formula next;

	if (!read_product(r, out))
		return false;
	for (skip(r); *r->s == '+' || *r->s == '-'; skip(r)) {
		int64_t sign = *r->s++ == '+' ? 1 : -1;

		if (!read_product(r, &next) || !add(out, &next, sign))
			return false;
	}
	return true;
}

bool
formula_parse(const char *text, unsigned depth, formula_name *name, void *arg, struct formula *out)
{
	struct reader r = { .s = text, .depth = depth, .name = name, .arg = arg };

	*out = (struct formula){ 0 };
	if (depth > FORMULA_DEPTH || !read_sum(&r, out))
		return false;
	skip(&r);
	return *r.s == '\0';
}
