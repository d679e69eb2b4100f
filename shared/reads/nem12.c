#include "nem12.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "clock.h"
#include "units.h"

enum { DAY_MINUTES = 1440 };
static const int64_t VALUE_MAX = INT64_C(1000000000000);	/* millionths of an interval */

static void fault(struct nem12 *, int64_t line, int column, const char *, ...)
    __attribute__((format(printf, 4, 5)));

static void
fault(struct nem12 *p, int64_t line, int column, const char *text, ...)
{
	struct nem12_fault *f;
	va_list ap;

	if (p->fault_count++ >= NEM12_FAULTS_MAX)
		return;
	f = &p->faults[p->fault_count - 1];
	*f = (struct nem12_fault){ .line = line, .column = column };
	va_start(ap, text);
	(void)vsnprintf(f->text, sizeof f->text, text, ap);
	va_end(ap);
}

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
digits_only(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789") == n;
}

static int
number_of(const char *s)
{
	int v = 0;

	if (*s == '\0' || strlen(s) > 6 || strspn(s, "0123456789") != strlen(s))
		return -1;
	for (; *s; s++)
		v = v * 10 + (*s - '0');
	return v;
}

static bool
word_fits(const char *s, size_t room)
{
	for (size_t i = 0; s[i]; i++)
		if (i + 1 >= room || s[i] <= ' ' || s[i] > '~')
			return false;
	return true;
}

/* ---- 100 and 200 ---- */

static void
header(struct nem12 *p, int64_t line, const char *const *f, size_t n)
{
	if (p->begun)
		fault(p, line, 1, "A second header: the file is two files, or was put together.");
	else if (n < 3 || !same(f[1], "NEM12"))
		fault(p, line, 2, "This is no NEM12 file: the header does not say so.");
	p->begun = true;
}

static void
registered(struct nem12 *p, int64_t line, const char *const *f, size_t n)
{
	const struct unit *unit;

	p->has_register = false;
	if (n < 9) {
		fault(p, line, 0, "A 200 record has 10 fields, this one has %zu.", n);
		return;
	}
	unit = unit_guess(f[7]);
	p->minutes = number_of(f[8]);
	if (f[1][0] == '\0' || !word_fits(f[1], sizeof p->nmi))
		fault(p, line, 2, "An NMI has 10 or 11 letters and digits.");
	else if (f[4][0] == '\0' || !word_fits(f[4], sizeof p->suffix))
		fault(p, line, 5, "A suffix is like E1.");
	else if (!word_fits(f[6], sizeof p->serial))
		fault(p, line, 7, "A meter's serial number has 12 letters and digits at most.");
	else if (f[7][0] == '\0' || !word_fits(f[7], sizeof p->unit))
		fault(p, line, 8, "A unit is like kWh.");
	else if (p->minutes != 5 && p->minutes != 15 && p->minutes != 30)
		fault(p, line, 9, "An interval is 5, 15 or 30 minutes long.");
	else
		p->has_register = true;
	if (!p->has_register)
		return;
	memcpy(p->nmi, f[1], strlen(f[1]) + 1);
	memcpy(p->suffix, f[4], strlen(f[4]) + 1);
	memcpy(p->serial, f[6], strlen(f[6]) + 1);
	(void)snprintf(p->unit, sizeof p->unit, "%s", unit ? unit->name : f[7]);
}

/* ---- 300 ---- */

/* "A", "S14", "V": the flag, and a method of two digits that S, F and E may have. */
static char
flag_of(const char *s)
{
	if (*s == '\0' || !strchr("ASFEVN", *s))
		return '\0';
	if (s[1] != '\0' && (strchr("SFEV", *s) == NULL || !digits_only(s + 1, 2)))
		return '\0';
	return *s;
}

static bool
value_of(const char *s, int64_t *micro)
{
	return decimal_parse(s, 6, micro) && *micro >= 0 && *micro <= VALUE_MAX;
}

static bool
date_of(const char *s, char out[11])
{
	if (!digits_only(s, 8))
		return false;
	(void)snprintf(out, 11, "%.4s-%.2s-%.2s", s, s + 4, s + 6);
	return date_valid(out);
}

static void
day(struct nem12 *p, int64_t line, const char *const *f, size_t n)
{
	struct nem12_day *d = &p->day;
	size_t intervals = p->minutes > 0 ? (size_t)(DAY_MINUTES / p->minutes) : 0, bad = 0;
	char flag;

	if (!p->has_register) {
		fault(p, line, 0, "A day without a register (200 record) above it.");
		return;
	}
	p->days++;
	*d = (struct nem12_day){ .line = line, .minutes = p->minutes, .n = intervals };
	if (n < 3 + intervals) {
		fault(p, line, 0, "A day of %d-minute intervals has %zu values and a quality; this record"
		    " has %zu fields.", p->minutes, intervals, n);
		return;
	}
	if (n > 7 + intervals) {
		fault(p, line, 0, "A day of %d-minute intervals has %zu values; this record has %zu fields.",
		    p->minutes, intervals, n);
		return;
	}
	if (!date_of(f[1], d->on))
		fault(p, line, 2, "This is no day like 20040417.");
	flag = flag_of(f[2 + intervals]);
	for (size_t i = 0; i < intervals; i++)
		if (!value_of(f[2 + i], &d->micro[i]) && !(flag == 'N' && f[2 + i][0] == '\0') && bad++ == 0)
			fault(p, line, (int)(3 + i), "Interval %zu is no number of nothing or more.", i + 1);
	if (flag == '\0')
		fault(p, line, (int)(3 + intervals), "The quality is none of A, S, F, E, V, N.");
	memcpy(d->nmi, p->nmi, sizeof d->nmi);
	memcpy(d->suffix, p->suffix, sizeof d->suffix);
	memcpy(d->serial, p->serial, sizeof d->serial);
	memcpy(d->unit, p->unit, sizeof d->unit);
	p->varies = flag == 'V';
	p->covered = p->varies ? 0 : intervals;
	if (!p->varies && flag != '\0')
		memset(d->quality, flag, intervals);
	p->has_day = true;
}

/* ---- 400 ---- */

static void
range(struct nem12 *p, int64_t line, const char *const *f, size_t n)
{
	struct nem12_day *d = &p->day;
	int from = n > 1 ? number_of(f[1]) : -1, to = n > 2 ? number_of(f[2]) : -1;
	char flag = n > 3 ? flag_of(f[3]) : '\0';

	if (!p->has_day || !p->varies)
		fault(p, line, 0, "Ranges of quality (400) stand under a day whose quality is V.");
	else if (n < 4 || from < 1 || to < from || (size_t)to > d->n)
		fault(p, line, 2, "A range goes from one of %zu intervals to a later one.", d->n);
	else if ((size_t)from != p->covered + 1)
		fault(p, line, 2, "Ranges follow one another: this one begins with interval %d, after %zu.",
		    from, p->covered);
	else if (flag == '\0' || flag == 'V')
		fault(p, line, 4, "The quality of a range is one of A, S, F, E, N.");
	else {
		memset(d->quality + from - 1, flag, (size_t)(to - from + 1));
		p->covered = (size_t)to;
	}
}

/* ---- the file ---- */

/* No more ranges come for the day at hand. */
static bool
day_ends(struct nem12 *p, struct nem12_day *done)
{
	if (!p->has_day)
		return false;
	p->has_day = false;
	if (p->covered < p->day.n)
		fault(p, p->day.line, 0, "The quality is V, but the ranges below end with interval %zu of %zu.",
		    p->covered, p->day.n);
	*done = p->day;
	return true;
}

bool
nem12_record(struct nem12 *p, int64_t line, const char *const *f, size_t n, struct nem12_day *done)
{
	static const char *const kinds[] = { "100", "200", "300", "400", "500", "900" };
	size_t kind = 0;
	bool whole;

	while (kind < 6 && (n == 0 || !same(f[0], kinds[kind])))
		kind++;
	whole = kind != 3 && kind != 4 && day_ends(p, done);
	if (p->ended) {
		fault(p, line, 0, "Something stands behind the end (900 record).");
		return whole;
	}
	if (!p->begun && kind != 0) {
		fault(p, line, 0, "The header (100 record) is missing.");
		p->begun = true;	/* said once */
	}
	switch (kind) {
	case 0: header(p, line, f, n); break;
	case 1: registered(p, line, f, n); break;
	case 2: day(p, line, f, n); break;
	case 3: range(p, line, f, n); break;
	case 4:
		if (!p->has_day)
			fault(p, line, 0, "A 500 record stands under a day.");
		break;
	case 5: p->ended = true; break;
	default: fault(p, line, 1, "There is no such record: one of 100, 200, 300, 400, 500, 900."); break;
	}
	return whole;
}

void
nem12_unreadable(struct nem12 *p, int64_t line, const char *why)
{
	fault(p, line, 0, "%.140s", why);
}

bool
nem12_end(struct nem12 *p, int64_t line, struct nem12_day *done)
{
	bool whole = day_ends(p, done);

	if (!p->begun)
		fault(p, 1, 0, "The file is empty.");
	else if (!p->ended)
		fault(p, line, 0, "The file is cut: its end (900 record) is missing.");
	return whole;
}

int64_t
nem12_use_milli(const struct nem12_day *d)
{
	int64_t micro = 0;

	for (size_t i = 0; i < d->n; i++)
		micro += d->micro[i];
	return (micro + 500) / 1000;
}

const char *
nem12_quality(const struct nem12_day *d)
{
	if (strpbrk(d->quality, "EN"))
		return "estimated";
	return strpbrk(d->quality, "SF") ? "substituted" : "actual";
}

size_t
nem12_missing(const struct nem12_day *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += d->quality[i] == 'N';
	return n;
}
