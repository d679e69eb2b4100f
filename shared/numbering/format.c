#include "format.h"
#include <inttypes.h>
#include <string.h>

/* "{n}" or "{n:6}" at p: its width (1 for "{n}") and where it ends; 0: it is not that. */
static int
width_of(const char *p, const char **end)
{
	int width = 0;

	if (strncmp(p, "{n", 2) != 0)
		return 0;
	p += 2;
	if (*p == '}') {
		*end = p + 1;
		return 1;
	}
	if (*p++ != ':')
		return 0;
	while (*p >= '0' && *p <= '9' && width < 100)
		width = width * 10 + (*p++ - '0');
	if (*p != '}' || width < 1 || width > 12)
		return 0;
	*end = p + 1;
	return width;
}

/* The piece of a date ("YYYY-MM-DD") that stands for a word in braces, its length in *len. */
static const char *
date_part(const char *p, const char *on, int *len, const char **end)
{
	static const struct { const char *word; int at, len; } parts[] = {
		{ "{yyyy}", 0, 4 }, { "{yy}", 2, 2 }, { "{mm}", 5, 2 },
	};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strncmp(p, parts[i].word, strlen(parts[i].word)) == 0) {
			*len = parts[i].len;
			*end = p + strlen(parts[i].word);
			return on + parts[i].at;
		}
	return NULL;
}

bool
number_format_valid(const char *format)
{
	const char *end;
	int numbers = 0, len;

	if (strlen(format) > 24)	/* what a number of 12 digits still fits beside */
		return false;
	for (const char *p = format; *p; p = end) {
		end = p + 1;
		if (*p == '{') {
			if (width_of(p, &end))
				numbers++;
			else if (!date_part(p, "2000-01-01", &len, &end))
				return false;
		} else if (*p == '}' || *p <= ' ' || *p > '~') {
			return false;
		}
	}
	return numbers == 1;
}

const char *
number_format(struct arena *arena, const char *format, int64_t n, const char *on)
{
	struct buf out = buf_in(arena);
	const char *end, *part;
	int width, len;

	for (const char *p = format; *p; p = end) {
		end = p + 1;
		if (*p == '{' && (width = width_of(p, &end)) != 0)
			buf_printf(&out, "%0*" PRId64, width, n);
		else if (*p == '{' && (part = date_part(p, on, &len, &end)) != NULL)
			buf_put(&out, part, (size_t)len);
		else
			buf_putc(&out, *p);
	}
	return out.data;
}

static bool
same_letter(char a, char b)
{
	if (a >= 'A' && a <= 'Z')
		a = (char)(a - 'A' + 'a');
	if (b >= 'A' && b <= 'Z')
		b = (char)(b - 'A' + 'a');
	return a == b;
}

bool
number_format_makes(const char *format, const char *number)
{
	const char *end, *part;
	int width, len;

	for (const char *p = format; *p; p = end) {
		end = p + 1;
		if (*p == '{' && (width = width_of(p, &end)) != 0) {
			size_t digits = strspn(number, "0123456789");
			int behind = 0;

			/* a date's digits may stand right behind the number's */
			for (const char *q = end; date_part(q, "2000-01-01", &len, &q);)
				behind += len;
			if (digits < (size_t)(width + behind))
				return false;
			number += digits - (size_t)behind;
		} else if (*p == '{' && (part = date_part(p, "2000-01-01", &len, &end)) != NULL) {
			if (strspn(number, "0123456789") < (size_t)len)
				return false;
			number += len;
		} else if (!same_letter(*number++, *p)) {
			return false;
		}
	}
	return *number == '\0';
}
