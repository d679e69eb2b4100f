#include "metrics_private.h"

/* How much of a scaled value one is: what a quotient is multiplied by. */
static int64_t
scale_of(enum metric_unit unit)
{
	switch (unit) {
	case PERCENT: return 1000000;
	case DAYS:    return 100;
	case COUNTED:
	case MONEY:
	case USE:     break;
	}
	return 1;
}

/* Half away from zero; den is not 0. */
static wide
rounded(wide num, wide den)
{
	if (den < 0)
		num = -num, den = -den;
	return num < 0 ? -((-num * 2 + den) / (den * 2)) : (num * 2 + den) / (den * 2);
}

static bool
in_64(wide v, int64_t *out)
{
	if (v > INT64_MAX || v < INT64_MIN)
		return false;
	*out = (int64_t)v;
	return true;
}

struct metric_value
metric_value_of(enum metric_unit unit, int64_t numerator, bool has_divisor, int64_t denominator)
{
	struct metric_value v = { .numerator = numerator, .denominator = denominator };
	wide scaled = (wide)numerator * scale_of(unit);

	if (has_divisor && denominator == 0)
		return v;
	v.known = in_64(has_divisor ? rounded(scaled, denominator) : scaled, &v.scaled);
	return v;
}

bool
metric_divides(const struct metric *m)
{
	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].part == PER || m->terms[i].part == BOTH)
			return true;
	return false;
}

bool
metric_change_of(enum metric_unit unit, const struct metric_value *now, const struct metric_value *before,
    int64_t *hundredths)
{
	wide apart = (wide)now->scaled - before->scaled;
	wide was = before->scaled < 0 ? -(wide)before->scaled : before->scaled;

	*hundredths = 0;
	if (!now->known || !before->known)
		return false;
	if (unit == PERCENT)			/* of ten thousandths of a percent, hundredths of a point */
		return in_64(rounded(apart, 100), hundredths);
	return was != 0 && in_64(rounded(apart * 10000, was), hundredths);
}
