#include "local.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "clock.h"
#include "money.h"
#include "text.h"

enum { TEXT_MAX = 160 };
#define DAY_MS 86400000.0

static void close_number(void *f) { unum_close(f); }
static void close_date(void *f) { udat_close(f); }
static void close_interval(void *f) { udtitvfmt_close(f); }

static const UChar utc[] = { 'U', 'T', 'C', 0 };

static const UChar *
wide(struct arena *a, const char *s)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar *out = arena_array(a, UChar, strlen(s) + 1);

	u_strFromUTF8(out, (int32_t)strlen(s) + 1, NULL, s, -1, &err);
	return out;
}

/* To UTF-8; narrow and thin blanks become no-break spaces, which every font has. */
static char *
narrow(struct arena *a, UChar *s, int32_t n)
{
	UErrorCode err = U_ZERO_ERROR;
	char *out = arena_alloc(a, (size_t)n * 3 + 1);

	for (int32_t i = 0; i < n; i++)
		if (s[i] == 0x202F || s[i] == 0x2009)
			s[i] = 0x00A0;
	u_strToUTF8(out, n * 3 + 1, NULL, s, n, &err);
	return out;
}

char *
money_local(struct cx *cx, int64_t minor)
{
	UErrorCode err = U_ZERO_ERROR;
	const char *plain = money_plain(cx->arena, minor, cx->who.currency);
	UNumberFormat *f = unum_open(UNUM_CURRENCY, NULL, 0, cx->who.locale, NULL, &err);
	UChar out[TEXT_MAX];
	int32_t n;

	if (U_FAILURE(err))
		return fmt(cx->arena, "%s %s", plain, cx->who.currency);
	arena_defer(cx->arena, close_number, f);
	unum_setTextAttribute(f, UNUM_CURRENCY_CODE, wide(cx->arena, cx->who.currency), -1, &err);
	n = unum_formatDecimal(f, plain, (int32_t)strlen(plain), out, TEXT_MAX, NULL, &err);
	if (U_FAILURE(err) || n > TEXT_MAX)
		return fmt(cx->arena, "%s %s", plain, cx->who.currency);
	return narrow(cx->arena, out, n);
}

/* NULL: ICU could not. */
static char *
formatted(struct cx *cx, UDateFormatStyle time, const UChar *zone, double ms)
{
	UErrorCode err = U_ZERO_ERROR;
	UDateFormat *f = udat_open(time, UDAT_MEDIUM, cx->who.locale, zone, -1, NULL, 0, &err);
	UChar out[TEXT_MAX];
	int32_t n;

	if (U_FAILURE(err))
		return NULL;
	arena_defer(cx->arena, close_date, f);
	n = udat_format(f, ms, out, TEXT_MAX, NULL, &err);
	return U_FAILURE(err) || n > TEXT_MAX ? NULL : narrow(cx->arena, out, n);
}

char *
date_local(struct cx *cx, const char *on)
{
	char *text = on ? formatted(cx, UDAT_NONE, utc, date_days(on) * DAY_MS) : NULL;

	return text ? text : arena_strdup(cx->arena, on);
}

char *
instant_local(struct cx *cx, int64_t us)
{
	char *text = formatted(cx, UDAT_SHORT, wide(cx->arena, cx->who.zone), (double)(us / 1000));

	return text ? text : instant_text(cx->arena, us);
}

char *
period_local(struct cx *cx, const char *from_on, const char *to_on)
{
	static const UChar skeleton[] = { 'y', 'M', 'M', 'M', 'd', 0 };
	UErrorCode err = U_ZERO_ERROR;
	UDateIntervalFormat *f = udtitvfmt_open(cx->who.locale, skeleton, -1, utc, -1, &err);
	UChar out[TEXT_MAX];
	int32_t n = TEXT_MAX + 1;

	if (U_SUCCESS(err)) {
		arena_defer(cx->arena, close_interval, f);
		n = udtitvfmt_format(f, date_days(from_on) * DAY_MS, date_days(to_on) * DAY_MS, out,
		    TEXT_MAX, NULL, &err);
	}
	if (U_FAILURE(err) || n > TEXT_MAX)
		return fmt(cx->arena, "%s – %s", from_on, to_on);
	return narrow(cx->arena, out, n);
}

/* ---- many of them ---- */

struct local_formats {
	struct cx *cx;
	int decimals;
	UNumberFormat *number, *money, *rate, *quantity;
	UDateFormat *date, *instant, *month;
	UDateIntervalFormat *period;
};

static UDateFormat *
date_format(struct cx *cx, UDateFormatStyle time, const UChar *zone)
{
	UErrorCode err = U_ZERO_ERROR;
	UDateFormat *f = udat_open(time, UDAT_MEDIUM, cx->who.locale, zone, -1, NULL, 0, &err);

	if (U_FAILURE(err))
		return NULL;
	arena_defer(cx->arena, close_date, f);
	return f;
}

/* With decimals from least to most (-1: the currency's own); with its sign where code is given. */
static UNumberFormat *
number_format(struct cx *cx, const char *code, int least, int most)
{
	UErrorCode err = U_ZERO_ERROR;
	UNumberFormat *f = unum_open(
	    code ? UNUM_CURRENCY : UNUM_DECIMAL, NULL, 0, cx->who.locale, NULL, &err);

	if (U_FAILURE(err))
		return NULL;
	arena_defer(cx->arena, close_number, f);
	if (code)
		unum_setTextAttribute(f, UNUM_CURRENCY_CODE, wide(cx->arena, code), -1, &err);
	if (most >= 0) {
		unum_setAttribute(f, UNUM_MIN_FRACTION_DIGITS, least);
		unum_setAttribute(f, UNUM_MAX_FRACTION_DIGITS, most);
	}
	return f;
}

static UDateFormat *
month_format(struct cx *cx)
{
	static const UChar pattern[] = { 'L', 'L', 'L', 0 };
	UErrorCode err = U_ZERO_ERROR;
	UDateFormat *f = udat_open(
	    UDAT_PATTERN, UDAT_PATTERN, cx->who.locale, utc, -1, pattern, -1, &err);

	if (U_FAILURE(err))
		return NULL;
	arena_defer(cx->arena, close_date, f);
	return f;
}

static UDateIntervalFormat *
period_format(struct cx *cx)
{
	static const UChar skeleton[] = { 'y', 'M', 'M', 'M', 'd', 0 };
	UErrorCode err = U_ZERO_ERROR;
	UDateIntervalFormat *f = udtitvfmt_open(cx->who.locale, skeleton, -1, utc, -1, &err);

	if (U_FAILURE(err))
		return NULL;
	arena_defer(cx->arena, close_interval, f);
	return f;
}

struct local_formats *
local_formats(struct cx *cx)
{
	struct local_formats *f = arena_alloc(cx->arena, sizeof *f);
	int decimals = currency_decimals(cx->who.currency);

	f->cx = cx;
	f->decimals = decimals < 0 ? 2 : decimals;
	f->number = number_format(cx, NULL, f->decimals, f->decimals);
	f->date = date_format(cx, UDAT_NONE, utc);
	f->instant = date_format(cx, UDAT_SHORT, wide(cx->arena, cx->who.zone));
	return f;
}

/* As narrow(), into text; "" where ICU could not. */
static const char *
narrow_into(char text[LOCAL_TEXT], UChar *s, int32_t n, UErrorCode err)
{
	text[0] = '\0';
	if (U_FAILURE(err) || n > TEXT_MAX)
		return text;
	for (int32_t i = 0; i < n; i++)
		if (s[i] == 0x202F || s[i] == 0x2009)
			s[i] = 0x00A0;
	u_strToUTF8(text, LOCAL_TEXT - 1, NULL, s, n, &err);
	return text;
}

const char *
local_amount(struct local_formats *f, char text[LOCAL_TEXT], int64_t minor)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	char digits[32];
	const char *plain = money_plain_into(digits, minor, f->cx->who.currency);
	int32_t n = f->number
	    ? unum_formatDecimal(
		  f->number, plain, (int32_t)strlen(plain), out, TEXT_MAX, NULL, &err)
	    : TEXT_MAX + 1;

	if (!*narrow_into(text, out, n, err))
		memcpy(text, plain, strlen(plain) + 1);
	return text;
}

/* plain: a decimal number; itself where ICU could not. */
static const char *
local_plain(UNumberFormat *format, char text[LOCAL_TEXT], const char *plain)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	int32_t n = format ? unum_formatDecimal(format, plain, (int32_t)strlen(plain), out,
				 TEXT_MAX, NULL, &err)
			   : TEXT_MAX + 1;

	if (!*narrow_into(text, out, n, err))
		memcpy(text, plain, strlen(plain) + 1);
	return text;
}

const char *
local_money(struct local_formats *f, char text[LOCAL_TEXT], int64_t minor)
{
	char digits[32];

	if (!f->money)
		f->money = number_format(f->cx, f->cx->who.currency, 0, -1);
	return local_plain(f->money, text, money_plain_into(digits, minor, f->cx->who.currency));
}

/* value / 10^decimals as a decimal number */
static const char *
plain_scaled(char out[64], int64_t value, int decimals)
{
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[32];
	int n = snprintf(digits, sizeof digits, "%0*llu", decimals + 1, (unsigned long long)size);

	(void)snprintf(out, 64, "%s%.*s.%s", value < 0 ? "-" : "", n - decimals, digits,
	    digits + n - decimals);
	return out;
}

const char *
local_rate(struct local_formats *f, char text[LOCAL_TEXT], int64_t rate_micro)
{
	char digits[64];

	if (!f->rate)
		f->rate = number_format(
		    f->cx, f->cx->who.currency, f->decimals, f->decimals + 6);
	return local_plain(f->rate, text, plain_scaled(digits, rate_micro, f->decimals + 6));
}

const char *
local_quantity(struct local_formats *f, char text[LOCAL_TEXT], int64_t milli)
{
	char digits[64];

	if (!f->quantity)
		f->quantity = number_format(f->cx, NULL, 0, 3);
	return local_plain(f->quantity, text, plain_scaled(digits, milli, 3));
}

const char *
local_period(
    struct local_formats *f, char text[LOCAL_TEXT], const char *from_on, const char *to_on)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	int32_t n = TEXT_MAX + 1;

	if (!f->period)
		f->period = period_format(f->cx);
	if (f->period)
		n = udtitvfmt_format(f->period, date_days(from_on) * DAY_MS,
		    date_days(to_on) * DAY_MS, out, TEXT_MAX, NULL, &err);
	if (!*narrow_into(text, out, n, err))
		(void)snprintf(text, LOCAL_TEXT, "%s – %s", from_on, to_on);
	return text;
}

const char *
local_month(struct local_formats *f, char text[LOCAL_TEXT], const char *on)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	int32_t n = TEXT_MAX + 1;

	if (!f->month)
		f->month = month_format(f->cx);
	if (f->month)
		n = udat_format(f->month, date_days(on) * DAY_MS, out, TEXT_MAX, NULL, &err);
	if (!*narrow_into(text, out, n, err))
		(void)snprintf(text, LOCAL_TEXT, "%.7s", on);
	return text;
}

const char *
local_date(struct local_formats *f, char text[LOCAL_TEXT], const char *on)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	int32_t n = f->date
	    ? udat_format(f->date, date_days(on) * DAY_MS, out, TEXT_MAX, NULL, &err)
	    : TEXT_MAX + 1;

	return *narrow_into(text, out, n, err) ? text : on;
}

const char *
local_instant(struct local_formats *f, char text[LOCAL_TEXT], int64_t us)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[TEXT_MAX];
	int32_t n = f->instant
	    ? udat_format(f->instant, (double)(us / 1000), out, TEXT_MAX, NULL, &err)
	    : TEXT_MAX + 1;

	return narrow_into(text, out, n, err);
}
