#include "quote.h"
#include <string.h>
#include "clock.h"
#include "local_day.h"
#include "text.h"

/* ---- use by intervals ---- */

struct series { int64_t *milli; size_t n; };

static bool
number(struct cx *cx, const char *s, size_t len, struct series *out)
{
	char text[32];

	if (out->n == QUOTE_INTERVALS_MAX || len == 0 || len >= sizeof text)
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	(void)cx;
	return decimal_parse(text, 3, &out->milli[out->n]) && out->milli[out->n++] >= 0;
}

/* The numbers, one after another; a fault names the first that is none. */
static enum err
read_values(struct cx *cx, const struct tree *values, struct series *out)
{
	static const char between[] = ", ;\t\r\n";
	bool good = true;

	out->milli = arena_array(cx->arena, int64_t, QUOTE_INTERVALS_MAX);
	if (values && values->kind == TREE_LIST)
		for (size_t i = 0; good && i < values->n; i++)
			good = values->items[i].text &&
			    number(cx, values->items[i].text, strlen(values->items[i].text), out);
	else if (values && values->kind == TREE_TEXT)
		for (const char *s = values->text + strspn(values->text, between); good && *s;) {
			size_t len = strcspn(s, between);

			good = number(cx, s, len, out);
			s += len + strspn(s + len, between);
		}
	else
		fault_add(cx, "/intervals/values", "type", "Values must be a list of numbers, or a text of"
		    " them.");
	if (!good)
		fault_add(cx, "/intervals/values", "format", out->n == QUOTE_INTERVALS_MAX
		    ? "At most %d values." : "Value %d is no number of 0 or more with at most 3 decimals.",
		    out->n == QUOTE_INTERVALS_MAX ? QUOTE_INTERVALS_MAX : (int)out->n + 1);
	return faults_check(cx);
}

/* How many intervals a day has, by the wall's clock or as any day of 24 hours. */
static size_t
intervals_of(const struct local_day *d, int64_t minutes)
{
	return (size_t)(d->slots * DAY_SLOT / minutes);
}

/* A day of 24 hours, whatever its clock does. */
static void
plain_day(int32_t day, int minutes, const int64_t *milli, size_t n, struct interval *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (struct interval){ .day = day, .minute = (int16_t)((int)i * minutes),
			.minutes = (int16_t)minutes, .use_milli = milli[i] };
}

/*
 * As many values as the clock went through (a day of 23 hours has 23), each at its hour of the wall; or
 * as many as days of 24 hours have.  Where both are the same number it is the clock's.
 */
static enum err
place_values(struct cx *cx, const struct series *s, int minutes, int32_t from, int32_t to,
    struct interval **out)
{
	size_t by_clock = 0, a_day = (size_t)(1440 / minutes), by_days = a_day * (size_t)(to - from + 1);
	struct interval *v = *out = arena_array(cx->arena, struct interval, s->n);
	struct local_day d;
	size_t at = 0;

	for (int32_t day = from; day <= to; day++)
		by_clock += local_day(cx->who.zone, day, &d) ? intervals_of(&d, minutes) : a_day;
	if (s->n != by_clock && s->n != by_days) {
		fault_add(cx, "/intervals/values", "length", "%d days have %zu intervals of %d minutes; there"
		    " are %zu values.", to - from + 1, by_clock, minutes, s->n);
		return faults_check(cx);
	}
	for (int32_t day = from; day <= to; day++) {
		size_t n = a_day;

		if (s->n == by_clock && local_day(cx->who.zone, day, &d))
			n = intervals_of(&d, minutes);
		if (n == a_day || !local_intervals(&d, minutes, &s->milli[at], n, &v[at]))
			plain_day(day, minutes, &s->milli[at], n, &v[at]);
		at += n;
	}
	return OK;
}

/* ---- the account that is thought of ---- */

static enum err
read_profile(struct cx *cx, const struct quoting *in, struct quoted *out)
{
	const struct tariff *t = out->version.tariff;

	TRY(tariff_profile(cx, t, in->class, NULL, &out->profile));
	if (out->profile.class < 0)
		fault_add(cx, "/class", "choice", "The tariff has no prices for class %s.", in->class);
	for (size_t i = 0; in->attributes && i < in->attributes->n; i++) {
		const struct tree *one = &in->attributes->items[i];

		if (!one->key || !one->text || !tariff_profile_set(t, &out->profile, one->key, one->text))
			fault_add(cx, tree_below(cx, "/attributes", one->key ? one->key : ""), "choice",
			    "The tariff has no such attribute, or not this value of it.");
	}
	return faults_check(cx);
}

static enum err
read_amount(struct cx *cx, const char *text, const char *pointer, int64_t otherwise, int64_t *milli)
{
	*milli = otherwise;
	if (!text || (decimal_parse(text, 3, milli) && *milli >= 0))
		return OK;
	fault_add(cx, pointer, "format", "This must be a number of 0 or more with at most 3 decimals.");
	return faults_check(cx);
}

/* ---- rating ---- */

static enum err
refused(struct cx *cx, const struct quoted_bill *b, enum rate_result e)
{
	const char *why = rate_why(cx, &b->in, &b->rated, e), *at = "/class", *code = "choice";

	if (e == RATE_PERIOD || e == RATE_GAP)
		at = "/to_on", code = "range";
	else if (e == RATE_USE || e == RATE_TOO_LARGE)
		at = "/use", code = "range";
	else if (e == RATE_INTERVALS)
		at = "/intervals", code = "required";
	else if ((e == RATE_ATTRIBUTE || e == RATE_PRICE) && b->rated.attribute >= 0)
		at = tree_below(cx, "/attributes", tariff_attribute_name(
		    b->in.versions[b->rated.version].tariff, (size_t)b->rated.attribute));
	fault_add(cx, at, code, "%s", why);
	return faults_check(cx);
}

static enum err
rate_part(struct cx *cx, struct quoted *out, const struct rating_input *in)
{
	struct quoted_bill *b = &out->bills[out->n++];
	enum rate_result e;

	b->in = *in;
	e = rate(&b->in, &b->rated);
	if (e != RATED)
		return refused(cx, b, e);
	out->use_milli += b->rated.use_milli;
	out->total_minor += b->rated.total_minor;
	out->tax_minor += b->rated.tax_minor;
	out->fixed_minor += b->rated.fixed_minor;
	return OK;
}

/* The last day of a day's month. */
static int32_t
month_end(int32_t day)
{
	char date[11], next[11];

	date_from_days(day, date);
	memcpy(date + 8, "01", 3);
	date_add_months(date, 1, next);
	return date_days(next) - 1;
}

/* A bill for each month; use without intervals is divided by days. */
static enum err
rate_months(struct cx *cx, struct quoted *out, const struct rating_input *all)
{
	size_t at = 0;
	int64_t days = all->to - all->from + 1;

	for (int32_t day = all->from; day <= all->to;) {
		struct rating_input in = *all;
		int32_t end = month_end(day);

		in.from = day;
		in.to = end < all->to ? end : all->to;
		if (out->n == QUOTE_BILLS_MAX) {
			fault_add(cx, "/to_on", "range", "At most %d months at once.", QUOTE_BILLS_MAX);
			return faults_check(cx);
		}
		in.use_milli = (int64_t)((exact)all->use_milli * (in.to - all->from + 1) / days -
		    (exact)all->use_milli * (day - all->from) / days);
		if (all->intervals) {
			in.intervals = all->intervals + at;
			for (in.interval_count = 0; at < all->interval_count &&
			    all->intervals[at].day <= in.to; at++)
				in.interval_count++;
		}
		TRY(rate_part(cx, out, &in));
		day = in.to + 1;
	}
	return OK;
}

enum err
quote_tariff(struct cx *cx, const char *id, const struct quoting *in, struct quoted *out)
{
	struct rating_input all = { .from = date_days(in->from_on), .to = date_days(in->to_on) };
	struct interval *intervals;
	struct series series = { 0 };

	memset(out, 0, sizeof *out);
	TRY(tariff_load(cx, id, &out->version));
	TRY(read_profile(cx, in, out));
	TRY(read_amount(cx, in->use, "/use", 0, &all.use_milli));
	TRY(read_amount(cx, in->demand, "/demand", -1, &all.demand_milli));
	if (all.to < all.from || all.to - all.from > 1000) {
		fault_add(cx, "/to_on", "range", "The period must end after it begins, within 1,000 days.");
		return faults_check(cx);
	}
	if (in->minutes > 0) {
		TRY(read_values(cx, in->values, &series));
		TRY(place_values(cx, &series, (int)in->minutes, all.from, all.to, &intervals));
		all.intervals = intervals;
		all.interval_count = series.n;
	} else if (!in->use) {
		fault_add(cx, "/use", "required", "Use is required, or intervals.");
		return faults_check(cx);
	}
	out->under = (struct rating_version){ out->version.tariff, &out->profile, out->version.from,
		out->version.to };
	all.versions = &out->under;
	all.version_count = 1;
	out->bills = arena_array(cx->arena, struct quoted_bill, in->monthly ? QUOTE_BILLS_MAX : 1);
	return in->monthly ? rate_months(cx, out, &all) : rate_part(cx, out, &all);
}
