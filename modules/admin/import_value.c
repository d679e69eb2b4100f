#include "import_value.h"
#include <string.h>
#include "clock.h"
#include "money.h"
#include "text.h"
#include "units.h"

/* ---- letters ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Without blanks around, runs of blanks and ends of lines within as one blank; the apostrophe that
 * keeps a spreadsheet from taking a text for a formula is taken off.  NULL: nothing is left. */
const char *
value_squeezed(struct cx *cx, const char *s)
{
	char *out = arena_alloc(cx->arena, strlen(s) + 1);
	size_t n = 0;

	if (s[0] == '\'' && s[1] != '\0' && strchr("=+-@", s[1]))
		s++;
	for (; *s; s++) {
		if (strncmp(s, "\xc2\xa0", 2) == 0) {	/* a blank that does not break */
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
			s++;
		} else if (!is_blank(*s)) {
			out[n++] = *s;
		} else if (n > 0 && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0 ? out : NULL;
}

bool
value_has_controls(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool
value_is_number(const char *s)
{
	if (!is_alnum(*s))
		return false;
	for (; *s; s++)
		if (!is_alnum(*s) && !strchr(" -/._#:", *s))
			return false;
	return true;
}

bool
value_is_phone(const char *s)
{
	size_t digits = 0;

	for (; *s; s++) {
		digits += is_digit(*s);
		if (!is_digit(*s) && !strchr(" ()+-./xX#", *s))
			return false;
	}
	return digits >= 7 && digits <= 20;
}

bool
value_is_email(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at > s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " ,;:\\<>\"") &&
	    !value_has_controls(s);
}

const char *
value_class(struct cx *cx, const char *s)
{
	char *out = arena_strdup(cx->arena, s);

	for (char *p = out; *p; p++) {
		*p = lower(*p);
		if (*p == ' ' || *p == '/' || *p == '-')
			*p = '_';
		if (!is_alnum(*p) && *p != '_')
			return NULL;
	}
	return out;
}

/* One of "word|word" that means the same; NULL: none. */
static const char *
meaning(const char *s, const char *const (*all)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *w = all[i][0];
		size_t k = 0;

		while (s[k] && lower(s[k]) == w[k])
			k++;
		if (s[k] == '\0' && w[k] == '\0')
			return all[i][1];
	}
	return NULL;
}

const char *
value_kind(const char *s)
{
	static const char *const words[][2] = {
		{ "person", "person" }, { "p", "person" }, { "individual", "person" },
		{ "private", "person" }, { "residential", "person" }, { "res", "person" },
		{ "r", "person" }, { "household", "person" }, { "consumer", "person" },
		{ "firm", "firm" }, { "f", "firm" }, { "company", "firm" }, { "business", "firm" },
		{ "organization", "firm" }, { "organisation", "firm" }, { "corporate", "firm" },
		{ "commercial", "firm" }, { "com", "firm" }, { "c", "firm" }, { "b", "firm" },
		{ "industrial", "firm" }, { "government", "firm" },
	};

	return meaning(s, words, COUNT(words));
}

const char *
value_item(const char *s)
{
	static const char *const words[][2] = {
		{ "bill", "bill" }, { "b", "bill" }, { "invoice", "bill" }, { "inv", "bill" },
		{ "charge", "charge" }, { "c", "charge" }, { "service", "charge" },
		{ "fee", "charge" },
	};

	return meaning(s, words, COUNT(words));
}

const char *
value_utility(const char *s)
{
	static const char *const words[][2] = {
		{ "water", "water" }, { "w", "water" }, { "wtr", "water" },
		{ "electric", "electric" }, { "electricity", "electric" }, { "e", "electric" },
		{ "elec", "electric" }, { "power", "electric" }, { "gas", "gas" }, { "g", "gas" },
		{ "sewer", "sewer" }, { "s", "sewer" }, { "swr", "sewer" }, { "wastewater", "sewer" },
		{ "municipal", "municipal" },
	};

	return meaning(s, words, COUNT(words));
}

const char *
value_quality(const char *s)
{
	static const char *const words[][2] = {
		{ "actual", "actual" }, { "a", "actual" }, { "act", "actual" }, { "real", "actual" },
		{ "no", "actual" }, { "n", "actual" }, { "false", "actual" }, { "0", "actual" },
		{ "customer", "actual" }, { "f", "substituted" }, { "final", "substituted" },
		{ "estimated", "estimated" }, { "e", "estimated" }, { "est", "estimated" },
		{ "estimate", "estimated" }, { "yes", "estimated" }, { "y", "estimated" },
		{ "true", "estimated" }, { "1", "estimated" }, { "substituted", "substituted" },
		{ "s", "substituted" }, { "substitute", "substituted" }, { "sub", "substituted" },
	};

	return meaning(s, words, COUNT(words));
}

const char *
value_meter_kind(const char *s)
{
	static const char *const words[][2] = {
		{ "register", "register" }, { "manual", "register" }, { "accumulation", "register" },
		{ "dial", "register" }, { "index", "register" }, { "use", "use" }, { "usage", "use" },
		{ "consumption", "use" }, { "interval", "interval" }, { "smart", "interval" },
		{ "ami", "interval" },
	};

	return meaning(s, words, COUNT(words));
}

bool
value_is_class(const char *s)
{
	for (; *s; s++)
		if (!is_alnum(*s) && *s != '_')
			return false;
	return true;
}

/* ---- dates and amounts ---- */

/* Digits at *p as a number of at most most digits; how many there were. */
static int
take_digits(const char **p, int most, int *out)
{
	int n = 0;

	*out = 0;
	while (n < most && is_digit(**p)) {
		*out = *out * 10 + (*(*p)++ - '0');
		n++;
	}
	return n;
}

/* A time behind a date ("2026-04-30 00:00:00", "T00:00") says nothing here. */
static bool
ends_date(const char *p)
{
	if (*p == '\0')
		return true;
	if (*p != ' ' && *p != 'T')
		return false;
	for (p++; *p; p++)
		if (!is_digit(*p) && !strchr(":.Z+-", *p))
			return false;
	return true;
}

static bool
put_date(int year, int month, int day, char out[11])
{
	const int parts[] = { year / 100, year % 100, month, day };
	char *p = out;

	for (int i = 0; i < 4; i++) {
		if (i >= 2)
			*p++ = '-';
		*p++ = (char)('0' + parts[i] / 10 % 10);
		*p++ = (char)('0' + parts[i] % 10);
	}
	*p = '\0';
	return date_valid(out);
}

bool
import_date(const char *s, enum date_order order, char out[11])
{
	int a, b, c, na, nb, nc;
	char mark;

	na = take_digits(&s, 8, &a);
	if (na == 8)			/* 20260430 */
		return ends_date(s) && put_date(a / 10000, a / 100 % 100, a % 100, out);
	mark = *s;
	if (na == 0 || mark == '\0' || !strchr("-/.", mark))
		return false;
	s++;
	nb = take_digits(&s, 2, &b);
	if (nb == 0 || *s++ != mark)
		return false;
	nc = take_digits(&s, 4, &c);
	if (!ends_date(s))
		return false;
	if (na == 4 && (nc == 1 || nc == 2))
		return put_date(a, b, c, out);
	if (na > 2 || nc != 4)
		return false;
	return order == DATE_DMY ? put_date(c, b, a, out) : put_date(c, a, b, out);
}

/* What stands before a mark of thousands: 1 to 3 digits at first, then 3 (or 2: "1,00,000"). */
static bool
group_holds(int digits, int group)
{
	return group < 0 ? digits > 0 && digits <= 3 : group == 2 || group == 3;
}

/*
 * "1,234.50", "1.234,50", "1,00,000", "1 234.50", "$ 12", "USD 12.5", "(12.00)", "-12".  Where a
 * comma is the decimal mark, "20.00" is refused: it is not two thousand.
 */
bool
import_money(const char *s, char decimal_mark, int decimals, int64_t *minor)
{
	const char thousands = decimal_mark == '.' ? ',' : '.';
	int after = -1, digits = 0, group = -1;
	bool negative = false;
	int64_t v = 0;

	for (; *s; s++) {
		if (is_digit(*s)) {
			if (v > MONEY_MAX / 10 || after == decimals)
				return false;
			v = v * 10 + (*s - '0');
			digits++;
			group += group >= 0 && after < 0;
			after += after >= 0;
		} else if (*s == thousands && after < 0 && group_holds(digits, group)) {
			group = 0;
		} else if (*s == decimal_mark && after < 0 && decimals > 0) {
			after = 0;
		} else if (*s == '-' || *s == '(') {
			if (negative || digits > 0)
				return false;
			negative = true;
		} else if (*s == ')' || *s == ' ' || *s == '\'' ||
		    (unsigned char)*s >= 0x80 || *s == '$' || is_alnum(*s)) {
			if (is_alnum(*s) && digits > 0 && s[1] != '\0' && is_digit(s[1]))
				return false;
		} else {
			return false;
		}
	}
	if (digits == 0 || (group >= 0 && group != 3))
		return false;
	for (after = after < 0 ? 0 : after; after < decimals; after++) {
		if (v > MONEY_MAX / 10)
			return false;
		v *= 10;
	}
	*minor = negative ? -v : v;
	return v <= MONEY_MAX;
}

/* ---- months and readings ---- */

/* "2014-01", "01/2014", "201401", "Jan 2014". */
bool
import_month(const char *s, char last_day[11])
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int a, b, year, month = 0;
	char first[11], next[11];
	const char *p = s;
	int na = take_digits(&p, 6, &a);

	if (na == 6 && *p == '\0') {
		year = a / 100;
		month = a % 100;
	} else if (na == 0) {
		for (int m = 0; m < 12 && strlen(p) > 4; m++)
			if (lower(p[0]) == names[3 * m] && lower(p[1]) == names[3 * m + 1] &&
			    lower(p[2]) == names[3 * m + 2])
				month = m + 1;
		p += month > 0 ? strcspn(p, " -/.") + 1 : 0;
		if (month == 0 || strlen(s) < 6 || take_digits(&p, 4, &year) != 4 || *p != '\0')
			return false;
	} else {
		int nb;

		if (*p == '\0' || !strchr("-/. ", *p++))
			return false;
		nb = take_digits(&p, 4, &b);
		if (*p != '\0' || !((na == 4 && nb <= 2 && nb > 0) || (na <= 2 && nb == 4)))
			return false;
		year = na == 4 ? a : b;
		month = na == 4 ? b : a;
	}
	if (year < 1900 || year > 2999 || !put_date(year, month, 1, first))
		return false;
	date_add_months(first, 1, next);
	date_add_days(next, -1, last_day);
	return true;
}

/* Thousandths; what stands behind the third decimal must be nothing. */
bool
import_reading_milli(struct cx *cx, const char *s, char decimal_mark, int64_t *milli)
{
	char *plain = arena_strdup(cx->arena, s), *mark = strrchr(plain, decimal_mark), *end;

	if (mark != NULL) {
		for (end = mark + 1; is_digit(*end); end++)
			;
		while (end - mark > 4 && end[-1] == '0') {
			memmove(end - 1, end, strlen(end) + 1);
			end--;
		}
	}
	return import_money(plain, decimal_mark, 3, milli);
}

const char *
import_unit_in(struct cx *cx, const char *header)
{
	const struct unit *unit = unit_guess(header);

	while (unit == NULL && *header) {
		size_t n = strcspn(header, " _-()[]/.,:");

		if (n > 0)
			unit = unit_guess(arena_strndup(cx->arena, header, n));
		header += n + (header[n] != '\0');
	}
	return unit != NULL ? unit->name : NULL;
}
