#include "search_private.h"
#include <stdlib.h>
#include <string.h>

void
add_word(struct arena *arena, struct words *all, const char *text, size_t len)
{
	if (all->n == all->cap) {
		struct word *more = arena_array(arena, struct word, all->cap * 2 + 16);

		if (all->n)
			memcpy(more, all->word, all->n * sizeof *more);
		all->word = more;
		all->cap = all->cap * 2 + 16;
	}
	all->word[all->n++].text = arena_strndup(arena, text, len);
}

/* Bytes of the code point at p (valid UTF-8, not at the end). */
size_t
width(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Bytes of the first n code points, or of all of them. */
size_t
bytes_of(const char *p, size_t n)
{
	size_t len = 0;

	while (n-- > 0 && p[len])
		len += width(p + len);
	return len;
}

/* Letters, digits and everything beyond ASCII but its blanks and punctuation; an apostrophe is
 * left out without parting the word (O'Brien is found as obrien). */
enum class { PARTS_WORDS, JOINS, BELONGS };

static enum class class_of(const char *p) {
	unsigned char c = (unsigned char)*p,
	d = (unsigned char)p[1],
	e = d ? (unsigned char)p[2] : 0;

	if (c == '\'' || (c == 0xe2 && d == 0x80 && e == 0x99)) /* U+2019 */
	return JOINS;
	if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? BELONGS : PARTS_WORDS;
	/* U+0080 to U+00BF */
	if (c == 0xc2 && d < 0xc0 && d != 0xaa && d != 0xb5 && d != 0xba) return PARTS_WORDS;
	if ((c == 0xe2 && (d == 0x80 || d == 0x81)) ||
	    (c == 0xe3 && d == 0x80 && e <= 0x82)) return PARTS_WORDS; /* U+2000.., U+3000.. */
	return BELONGS;
}

void
split_plain(struct arena *arena, struct words *all, const char *text)
{
	const char *p = utf8_fold(arena, text);
	char *word = arena_alloc(arena, strlen(p) + 1);
	size_t len = 0;

	for (; *p; p += width(p)) {
		enum class k = class_of(p);

		if (k == BELONGS) {
			memcpy(word + len, p, width(p));
			len += width(p);
		} else if (k == PARTS_WORDS) {
			if (len > 0)
				add_word(arena, all, word, len);
			len = 0;
		}
	}
	if (len > 0)
		add_word(arena, all, word, len);
}

/* Most of it are digits, and there are five at least: an account's, a meter's, a phone's number. */
bool
is_number(const char *text)
{
	size_t digits = 0, letters = 0;

	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '@' || c >= 0x80)
			return false;
		digits += c >= '0' && c <= '9';
		letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}
	return digits >= 5 && digits > letters;
}

void
split(struct arena *arena, struct words *all, const char *text)
{
	struct words groups = { 0 };
	struct buf whole = buf_in(arena);

	if (!is_number(text)) {
		split_plain(arena, all, text);
		return;
	}
	split_plain(arena, &groups, text);
	for (size_t i = 0; i < groups.n; i++)
		buf_puts(&whole, groups.word[i].text);
	add_word(arena, all, whole.data, whole.len);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

void
sort_unique(struct words *all)
{
	size_t n = 0;

	if (all->n == 0)
		return;
	qsort(all->word, all->n, sizeof *all->word, by_text);
	for (size_t i = 0; i < all->n; i++)
		if (n == 0 || !same_text(all->word[n - 1].text, all->word[i].text))
			all->word[n++] = all->word[i];
	all->n = n;
}

const char *
joined(struct arena *arena, const struct words *words)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < words->n; i++) {
		if (i > 0)
			buf_putc(&out, ' ');
		buf_puts(&out, words->word[i].text);
	}
	return out.data;
}

void
words_of(struct arena *arena, const struct search_object *object, struct words *words)
{
	*words = (struct words){ 0 };
	for (size_t i = 0; i < object->n; i++)
		if (object->texts[i])
			split(arena, words, object->texts[i]);
	sort_unique(words);
}

enum nearness
nearness(const char *words, const struct words *asked)
{
	enum nearness all = WORDS;

	for (size_t i = 0; i < asked->n; i++) {
		size_t len = strlen(asked->word[i].text);
		enum nearness one = NOT_AT_ALL;
		const char *at = words;

		while (one != WORDS && (at = strstr(at, asked->word[i].text)) != NULL) {
			enum nearness here = at > words && at[-1] != ' ' ? PARTS
			    : at[len] == ' ' || at[len] == '\0'     ? WORDS
								    : BEGINNINGS;

			one = here < one ? here : one;
			at++;
		}
		all = one > all ? one : all;
	}
	return all;
}
