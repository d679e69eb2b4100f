#include "rounding.h"

#include "err.h"

#define CLEAN INT64_C(1000000)		/* 10^-12 of the minor unit */

enum { LEFT_MAX = 128 };

static bool
fits(exact v)
{
	return v == (int64_t)v;
}

/* Down to a multiple of d; what is left over is not negative.  Small ones are quick. */
static exact
cut(exact v, int64_t d, int64_t *left)
{
	exact q;
	int64_t r;

	if (fits(v)) {
		q = (int64_t)v / d;
		r = (int64_t)v % d;
	} else {
		q = v / d;
		r = (int64_t)(v - q * d);
	}
	if (r < 0)
		q--, r += d;
	*left = r;
	return q;
}

bool
round_minor(exact v, enum rounding rule, int64_t *minor)
{
	bool minus = v < 0;
	int64_t left;
	exact q;

	if (minus)
		v = -v;
	q = cut(v, EXACT_MINOR, &left);
	left = (left + CLEAN / 2) / CLEAN * CLEAN;
	if (left >= EXACT_MINOR)
		q++, left = 0;
	switch (rule) {
	case HALF_UP:
		q += left >= EXACT_MINOR / 2;
		break;
	case HALF_EVEN:
		q += left > EXACT_MINOR / 2 || (left == EXACT_MINOR / 2 && q % 2 != 0);
		break;
	case ROUND_UP:
		q += left > 0;
		break;
	case ROUND_DOWN:
		break;
	}
	if (minus)
		q = -q;
	*minor = (int64_t)q;
	return fits(q);
}

bool
round_all(const exact *v, size_t n, enum rounding rule, int64_t *minor, int64_t *total)
{
	int64_t left[LEFT_MAX];
	exact sum = 0, given = 0;

	if (n > LEFT_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		exact q = cut(v[i], EXACT_MINOR, &left[i]);

		if (!fits(q) || __builtin_add_overflow(sum, v[i], &sum))
			return false;
		minor[i] = (int64_t)q;
		given += q;
	}
	if (!round_minor(sum, rule, total))
		return false;
	for (; n > 0 && given < *total; given++) {
		size_t most = 0;

		for (size_t i = 1; i < n; i++)
			if (left[i] > left[most])
				most = i;
		minor[most]++;
		left[most] = -1;
	}
	return true;
}

bool
exact_share(exact a, int64_t num, int64_t den, exact *out)
{
	exact q = a / den, r = a % den;

	/* r is below 2^63 and num too: their product fits. */
	r *= num;
	if (__builtin_mul_overflow(q, (exact)num, &q))
		return false;
	r += r < 0 ? -(exact)(den / 2) : den / 2;
	return !__builtin_add_overflow(q, r / den, out);
}
