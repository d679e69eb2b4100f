#include "read_use.h"

__extension__ typedef __int128 wide;

/* What it shows before it begins anew at nothing, in thousandths. */
static int64_t
range_of(int digits)
{
	int64_t range = 1000;

	for (int i = 0; i < digits && i < READ_DIGITS_MAX; i++)
		range *= 10;
	return range;
}

bool
position_fits(int64_t position_milli, int digits)
{
	if (position_milli < 0 || position_milli > READ_MILLI_MAX)
		return false;
	return digits <= 0 || position_milli < range_of(digits);
}

bool
use_of_positions(const struct positions *p, struct position_use *out)
{
	int64_t difference = p->current_milli - p->previous_milli;
	bool rolled = false;
	wide product;
	int sign;

	if (!position_fits(p->previous_milli, 0) || !position_fits(p->current_milli, 0) ||
	    p->multiplier_milli <= 0 || p->multiplier_milli > READ_MILLI_MAX)
		return false;
	if (difference < 0 && p->digits > 0) {
		int64_t range = range_of(p->digits), around = difference + range;

		rolled = p->previous_milli < range && around <= range / 4;
		if (rolled)
			difference = around;
	}
	sign = difference < 0 ? -1 : 1;
	product = (wide)(sign * difference) * p->multiplier_milli;
	product = (product + 500) / 1000;
	if (product > READ_MILLI_MAX)
		return false;
	*out = (struct position_use){ sign * (int64_t)product, rolled };
	return true;
}
