#include "use_check.h"

#include <string.h>

__extension__ typedef __int128 wide;

bool
use_usual(int64_t previous_milli, int64_t previous_days, int64_t days, int64_t *usual_milli)
{
	if (previous_milli <= 0 || previous_days <= 0)
		return false;
	*usual_milli = (int64_t)(((wide)previous_milli * days * 2 + previous_days) /
	    (2 * (wide)previous_days));
	return true;
}

/* A share of n/d of what is usual, kept as a fraction so that no rounding moves a bound. */
struct bound { bool is_there; wide n, d; };

struct bounds {
	bool has_usual;
	int64_t usual_milli;
	struct bound usual;		/* what percents are told of */
	struct bound high, low, hold;
};

static struct bound
share(struct bound b, int64_t n, int64_t d)
{
	return (struct bound){ b.is_there && n >= 0, b.n * n, b.d * d };
}

static bool
above(int64_t use, struct bound b)
{
	return b.is_there && (wide)use * b.d > b.n;
}

static bool
below(int64_t use, struct bound b)
{
	return b.is_there && (wide)use * b.d < b.n;
}

static struct bounds
bounds_of(const struct use_rules *rules, const struct use_to_check *u)
{
	struct bounds b = { 0 };
	struct bound held;

	if (rules->by_limits) {
		b.high = (struct bound){ u->high_milli >= 0, (wide)u->high_milli * u->days, 1 };
		b.low = (struct bound){ u->low_milli >= 0, (wide)u->low_milli * u->days, 1 };
		held = b.high;
	} else {
		b.usual = (struct bound){ u->previous_milli > 0 && u->previous_days > 0,
			(wide)u->previous_milli * u->days, u->previous_days };
		b.high = share(b.usual, 100 + rules->high_percent, 100);
		b.low = share(b.usual, 100 - rules->low_percent, 100);
		held = b.usual;
		b.has_usual =
		    use_usual(u->previous_milli, u->previous_days, u->days, &b.usual_milli);
	}
	if (rules->hold_percent > 0)
		b.hold = share(held, 100 + rules->hold_percent, 100);
	return b;
}

/* How many percent above (below: negative) the bound, towards nothing. */
static int64_t
percent_of(int64_t use, struct bound b)
{
	wide p;

	if (!b.is_there || b.n == 0)
		return 0;
	p = ((wide)use * b.d - b.n) * 100 / b.n;
	return p > INT32_MAX ? INT32_MAX : (int64_t)p;
}

/* What it was held against: the usual, or the limit that it is beyond. */
static void
held_against(struct use_finding *f, int64_t use, const struct bounds *b, struct bound limit)
{
	f->has_usual = b->has_usual;
	f->usual_milli = b->usual_milli;
	f->percent = percent_of(use, b->usual);
	if (!b->has_usual && limit.is_there) {
		f->has_usual = true;
		f->usual_milli = (int64_t)(limit.n / limit.d);
		f->percent = percent_of(use, limit);
	}
}

static bool
find_high(const struct use_rules *rules, int64_t use, const struct bounds *b, struct use_finding *f)
{
	bool held = above(use, b->hold) || (rules->hold_use_milli > 0 && use > rules->hold_use_milli);

	if (!held && !above(use, b->high))
		return false;
	*f = (struct use_finding){
		.type = EXCEPTION_HIGH, .is_blocking = held,
		.is_very = above(use, share(b->high, 100 + rules->very_percent, 100)),
	};
	held_against(f, use, b, b->high);
	return true;
}

static bool
find_low(const struct use_rules *rules, int64_t use, const struct bounds *b, struct use_finding *f)
{
	if (!below(use, b->low))
		return false;
	*f = (struct use_finding){
		.type = EXCEPTION_LOW,
		.is_very = below(use, share(b->low, 100, 100 + rules->very_percent)),
	};
	held_against(f, use, b, b->low);
	return true;
}

size_t
use_check(const struct use_rules *rules, const struct use_to_check *u,
    struct use_finding out[USE_FINDINGS_MAX])
{
	struct bounds b = bounds_of(rules, u);
	struct use_finding found[USE_FINDINGS_MAX];
	size_t n = 0, kept = 0;

	if (u->use_milli < 0) {
		found[n] = (struct use_finding){ .type = EXCEPTION_NEGATIVE, .is_blocking = true };
		held_against(&found[n++], u->use_milli, &b, (struct bound){ 0 });
	} else {
		if (u->use_milli == 0) {
			found[n] = (struct use_finding){ .type = EXCEPTION_ZERO };
			held_against(&found[n++], 0, &b, (struct bound){ 0 });
		} else if (find_high(rules, u->use_milli, &b, &found[n]) ||
		    find_low(rules, u->use_milli, &b, &found[n])) {
			n++;
		}
		if (u->is_estimated && u->estimates_before + 1 > rules->estimates_most)
			found[n++] = (struct use_finding){ .type = EXCEPTION_ESTIMATED };
		if (u->rolled_over)
			found[n++] = (struct use_finding){ .type = EXCEPTION_ROLLOVER };
		if (u->meter_swapped)
			found[n++] = (struct use_finding){ .type = EXCEPTION_METER_SWAP };
	}
	for (size_t i = 0; i < n; i++)
		if ((u->accepted & TYPE_BIT(found[i].type)) == 0)
			out[kept++] = found[i];
	return kept;
}

const char *
use_class(const struct use_rules *rules, const struct use_to_check *u)
{
	struct bounds b = bounds_of(rules, u);

	if (u->use_milli == 0)
		return "zero";
	if (u->use_milli < 0 || (!b.high.is_there && !b.low.is_there))
		return "none";
	return above(u->use_milli, b.high) ? "high" : below(u->use_milli, b.low) ? "low" : "usual";
}

static bool
is_blank(const char *s)
{
	return s == NULL || s[strspn(s, " \t-.?")] == '\0';
}

bool
address_is_good(const char *street, const char *city, const char *postcode)
{
	return !is_blank(street) && (!is_blank(city) || !is_blank(postcode));
}

bool
email_is_good(const char *s)
{
	const char *at = s != NULL ? strchr(s, '@') : NULL, *dot;

	if (at == NULL || at == s || strchr(at + 1, '@') != NULL || strpbrk(s, " \t,;<>\"") != NULL)
		return false;
	dot = strrchr(at, '.');
	return dot != NULL && dot > at + 1 && dot[1] != '\0' && strstr(at, "..") == NULL &&
	    strlen(s) <= 254;
}
