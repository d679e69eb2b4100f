/*
 * Which column holds what: by the words of its header, by several vocabularies, and by what stands in
 * its first rows.  Pairs of field and column are taken best first; a guess is only a guess, and shown.
 */
#include "import_cell.h"
#include <string.h>
#include "text.h"

enum { EXACT = 1000, WITHIN = 500, ENOUGH = 400, WORDS = 24 };

/* "Acct_No." and "acctNo" as "acct no". */
static const char *
plain_words(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, 2 * strlen(s) + 2);
	size_t n = 0;
	char before = ' ';

	for (; *s; before = *s++) {
		char c = *s;
		bool up = c >= 'A' && c <= 'Z', low_before = before >= 'a' && before <= 'z';
		bool letter = up || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (unsigned char)c >= 0x80;

		if (!letter || (up && low_before)) {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		}
		if (letter)
			out[n++] = up ? (char)(c - 'A' + 'a') : c;
		else if (c == '#' && n > 0) {
			memcpy(out + n, "no ", 3);
			n += 3;
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

static bool
has_word(const char *text, const char *word, size_t len)
{
	while (*text) {
		size_t n = strcspn(text, " ");

		if (n == len && memcmp(text, word, n) == 0)
			return true;
		text += n + (text[n] != '\0');
	}
	return false;
}

static unsigned
count_words(const char *s)
{
	unsigned n = *s != '\0';

	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/* How well a header fits one name: the same words; all of the name's among others. */
static int
fit_of(const char *header, const char *name, size_t len, int rank)
{
	size_t at = 0;
	unsigned words = 0;

	if (strlen(header) == len && memcmp(header, name, len) == 0)
		return EXACT - rank;
	while (at < len) {
		size_t n = 0;

		while (at + n < len && name[at + n] != ' ')
			n++;
		if (!has_word(header, name + at, n))
			return 0;
		at += n + 1;
		words++;
	}
	/* The more of the header the name explains, the better. */
	return WITHIN * (int)words / (int)count_words(header) + 10 * (int)words - rank;
}

static int
header_score(const char *header, enum import_field field)
{
	const char *name = import_fields[field].words;
	int best = 0, rank = 0;

	while (*name) {
		size_t len = strcspn(name, "|");
		int score = fit_of(header, name, len, rank++);

		if (score > best)
			best = score;
		name += len + (name[len] != '\0');
	}
	return best;
}

/* What stands in the column: for a field, against it, or says nothing. */
static int
sample_score(struct cx *cx, enum import_kind kind, const char *const *samples, enum import_field field)
{
	struct import_reading one = { .kind = kind, .dates = DATE_MDY, .decimal_mark = '.',
		.columns = 1 };
	enum cell_type type = import_fields[field].type;
	int good = 0, bad = 0;

	if (type == CELL_TEXT || type == CELL_NUMBER || type == CELL_CLASS || type == CELL_METERS)
		return 0;
	for (int f = 0; f < IMPORT_FIELDS; f++)
		one.column[f] = -1;
	one.column[field] = 0;
	for (; *samples; samples++) {
		const char *cells[] = { *samples };
		struct csv_row row = { .n = 1, .fields = cells, .raw = "", .raw_len = 0 };
		struct import_row read;
		bool fits;

		import_read_row(cx, &one, &row, &read);
		fits = read.value[field] != NULL;
		if (!fits && (type == CELL_DATE || type == CELL_DAY || type == CELL_MONEY ||
		    type == CELL_READING)) {			/* as written elsewhere */
			one.dates = DATE_DMY;
			one.decimal_mark = ',';
			import_read_row(cx, &one, &row, &read);
			fits = read.value[field] != NULL;
		}
		good += fits;
		bad += !fits;
	}
	if (good + bad == 0)
		return 0;
	return bad == 0 ? 100 : good == 0 ? -600 : 0;
}

/* The best pair of a field without column and a column without field; false: none is good enough. */
static bool
best_pair(const int *scores, size_t columns, const bool *taken, const int column[IMPORT_FIELDS],
    int *field, size_t *at)
{
	int best = ENOUGH;

	for (int f = 0; f < IMPORT_FIELDS; f++)
		for (size_t c = 0; c < columns && column[f] < 0; c++)
			if (!taken[c] && scores[(size_t)f * columns + c] > best) {
				best = scores[(size_t)f * columns + c];
				*field = f;
				*at = c;
			}
	return best > ENOUGH;
}

void
import_guess(struct cx *cx, enum import_kind kind, const char *const *names,
    const char *const *const *samples, size_t columns, int column[IMPORT_FIELDS])
{
	int *scores = arena_array(cx->arena, int, (size_t)IMPORT_FIELDS * columns);
	bool *taken = arena_array(cx->arena, bool, columns);
	int field;
	size_t at;

	for (size_t c = 0; c < columns; c++) {
		const char *header = plain_words(cx->arena, names[c]);

		for (int f = 0; f < IMPORT_FIELDS; f++) {
			int score = import_fields[f].kinds & kind
			    ? header_score(header, (enum import_field)f)
			    : 0;

			if (score > 0)
				score += sample_score(cx, kind, samples[c], (enum import_field)f);
			scores[(size_t)f * columns + c] = score;
		}
	}
	for (int f = 0; f < IMPORT_FIELDS; f++)
		column[f] = -1;
	while (best_pair(scores, columns, taken, column, &field, &at)) {
		column[field] = (int)at;
		taken[at] = true;
	}
}

/* ---- how dates and amounts are written ---- */

/* 13/04/2026 can only be a day first, 04/13/2026 only a month. */
static void
weigh_date(const char *s, int *days_first, int *months_first)
{
	int part[2] = { 0, 0 }, i = 0;

	for (; *s && i < 2; s++) {
		if (*s >= '0' && *s <= '9')
			part[i] = part[i] * 10 + (*s - '0');
		else
			i++;
		if (part[0] > 31)
			return;
	}
	*days_first += part[0] > 12 || strchr(s, '.') != NULL;
	*months_first += part[0] <= 12 && part[1] > 12;
}

/* The last of . and , with one or two digits behind it is the decimal mark. */
static void
weigh_amount(const char *s, int *points, int *commas)
{
	const char *point = strrchr(s, '.'), *comma = strrchr(s, ',');
	const char *last = !point || (comma && comma > point) ? comma : point;
	size_t behind = 0;

	if (!last)
		return;
	while (last[1 + behind] >= '0' && last[1 + behind] <= '9')
		behind++;
	if (behind == 1 || behind == 2 || (point && comma)) {
		*points += last == point;
		*commas += last == comma;
	}
}

void
import_guess_marks(
    struct cx *cx, struct import_reading *reading, const char *const *const *samples)
{
	const char *locale = cx->who.locale ? cx->who.locale : "en-US";
	int days = 0, months = 0, points = 0, commas = 0;

	for (int f = 0; f < IMPORT_FIELDS; f++) {
		int c = reading->column[f];

		for (size_t i = 0; c >= 0 && samples[c][i]; i++) {
			if (import_fields[f].type == CELL_DATE || import_fields[f].type == CELL_DAY)
				weigh_date(samples[c][i], &days, &months);
			if (import_fields[f].type == CELL_MONEY || import_fields[f].type == CELL_READING)
				weigh_amount(samples[c][i], &points, &commas);
		}
	}
	reading->dates = days > months ? DATE_DMY
	    : months > days || same_text(locale, "en-US") ? DATE_MDY
							  : DATE_DMY;
	reading->decimal_mark = commas > points ? ',' : '.';
	if (points == commas && strncmp(locale, "en", 2) != 0 && reading->format.separator == ';')
		reading->decimal_mark = ',';
}
