#include "search.h"
#include <stdlib.h>
#include <string.h>
#include "text.h"

enum {
	PART_MAX = 16,			/* code points kept of an ending */
	/* of a query; what is beyond is not asked */
	WORDS_MAX = SEARCH_PATTERNS,
	BULK_MAX = 1000,
	COMMON = 3000			/* an ending that so many have is counted no further */
};

struct word { const char *text; };
struct words { struct word *word; size_t n, cap; };

static void
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
static size_t
width(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Bytes of the first n code points, or of all of them. */
static size_t
bytes_of(const char *p, size_t n)
{
	size_t len = 0;

	while (n-- > 0 && p[len])
		len += width(p + len);
	return len;
}

/* Letters, digits and everything beyond ASCII but its blanks and punctuation; an apostrophe is
 * left out without parting the word (O'Brien is found as obrien). */
enum class { PARTS, JOINS, BELONGS };

static enum class class_of(const char *p) {
	unsigned char c = (unsigned char)*p,
	d = (unsigned char)p[1],
	e = d ? (unsigned char)p[2] : 0;

	if (c == '\'' || (c == 0xe2 && d == 0x80 && e == 0x99)) /* U+2019 */
	return JOINS;
	if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? BELONGS : PARTS;
	/* U+0080 to U+00BF */
	if (c == 0xc2 && d < 0xc0 && d != 0xaa && d != 0xb5 && d != 0xba) return PARTS;
	if ((c == 0xe2 && (d == 0x80 || d == 0x81)) ||
	    (c == 0xe3 && d == 0x80 && e <= 0x82)) return PARTS; /* U+2000.., U+3000.. */
	return BELONGS;
}

/* The words of a text, folded.  They hold nothing that LIKE or a prepared text could take for more
 * than a letter: % _ and \ part words. */
static void
split(struct arena *arena, struct words *all, const char *text)
{
	const char *p = utf8_fold(arena, text);
	char *word = arena_alloc(arena, strlen(p) + 1);
	size_t len = 0;

	for (; *p; p += width(p)) {
		enum class k = class_of(p);

		if (k == BELONGS) {
			memcpy(word + len, p, width(p));
			len += width(p);
		} else if (k == PARTS) {
			if (len > 0)
				add_word(arena, all, word, len);
			len = 0;
		}
	}
	if (len > 0)
		add_word(arena, all, word, len);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

static void
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

static enum err
insert_parts(
    struct cx *cx, const char *kind, const char *object_id, const struct word *part, size_t n)
{
	struct param *column[3];

	for (unsigned c = 0; c < 3; c++)
		column[c] = arena_array(cx->arena, struct param, n);
	for (size_t i = 0; i < n; i++) {
		column[0][i] = str(part[i].text);
		column[1][i] = str(kind);
		column[2][i] = str(object_id);
	}
	return db_bulk(
	    cx, n, column, 3, "insert into search_part (part, kind, object_id) values (?, ?, ?)");
}

static const char *
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

enum err
search_index(
    struct cx *cx, const char *kind, const char *object_id, const char *const *texts, size_t n)
{
	struct words words = { 0 }, parts = { 0 };

	for (size_t i = 0; i < n; i++)
		if (texts[i])
			split(cx->arena, &words, texts[i]);
	sort_unique(&words);
	for (size_t i = 0; i < words.n; i++)
		for (const char *p = words.word[i].text; *p && p[width(p)]; p += width(p))
			add_word(cx->arena, &parts, p, bytes_of(p, PART_MAX));
	sort_unique(&parts);

	TRY(db_exec(cx, "delete from search_part where object_id = ? and kind = ?", str(object_id),
	    str(kind)));
	TRY(db_exec(cx, "delete from search_text where object_id = ? and kind = ?", str(object_id),
	    str(kind)));
	if (words.n > 0)
		TRY(db_exec(cx, "insert into search_text (kind, object_id, words) values (?, ?, ?)",
		    str(kind), str(object_id), str(joined(cx->arena, &words))));
	for (size_t i = 0; i < parts.n; i += BULK_MAX)
		TRY(insert_parts(cx, kind, object_id, parts.word + i,
		    parts.n - i < BULK_MAX ? parts.n - i : BULK_MAX));
	return OK;
}

enum err
search_index_bulk(struct cx *cx, const char *kind, const struct search_object *objects, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(search_index(cx, kind, objects[i].id, objects[i].texts, objects[i].n));
	return OK;
}

/* What is asked for; a word of one letter is too little. */
static struct words
asked_words(struct cx *cx, const char *q)
{
	struct words words = { 0 }, asked = { 0 };

	split(cx->arena, &words, q);
	for (size_t i = 0; i < words.n; i++)
		if (utf8_length(words.word[i].text) >= 2)
			add_word(cx->arena, &asked, words.word[i].text, strlen(words.word[i].text));
	sort_unique(&asked);
	if (asked.n > WORDS_MAX)
		asked.n = WORDS_MAX;
	return asked;
}

/* The endings that a word is at the beginning of: "gad%". */
static const char *
prefix_of(struct cx *cx, const struct word *word)
{
	return fmt(cx->arena, "%.*s%%", (int)bytes_of(word->text, PART_MAX), word->text);
}

/* The rarest word comes first. */
static enum err
rarest_first(struct cx *cx, const char *kind, struct words *asked)
{
	struct word first = asked->word[0];
	int64_t fewest = COMMON;
	size_t at = 0;

	for (size_t i = 0; i < asked->n; i++) {
		const struct row *row;

		TRY(db_one(cx, &row, "select count(*) as n from"
		    " (select 1 from search_part where kind = ? and part like ? limit ?) as some",
		    str(kind), str(prefix_of(cx, &asked->word[i])), i64(fewest)));
		if (row_i64(row, "n") < fewest) {
			fewest = row_i64(row, "n");
			at = i;
		}
	}
	asked->word[0] = asked->word[at];
	asked->word[at] = first;
	return OK;
}

/*
 * Candidates by the rarest word; the others are looked for in each one's words.  Two words that
 * very many have, but no object both, would be looked for too long: after 100,000 rows it is
 * enough.
 */
static enum err
find(struct cx *cx, const char *kind, const struct words *asked, size_t limit, struct rows *out)
{
	struct param within[WORDS_MAX];
	size_t n = 0;

	for (size_t i = utf8_length(asked->word[0].text) > PART_MAX ? 0 : 1; i < asked->n; i++)
		within[n++] = str(fmt(cx->arena, "%%%s%%", asked->word[i].text));
	if (n == 0)
		return db_all(cx, out, "select distinct object_id from search_part"
		    " where kind = ? and part like ? limit ?",
		    str(kind), str(prefix_of(cx, &asked->word[0])), i64((int64_t)limit));
	while (n < WORDS_MAX)
		within[n++] = str("%");
	return db_all(cx, out,
	    "select straight_join distinct s.object_id from search_part s"
	    " join search_text t on t.kind = s.kind and t.object_id = s.object_id"
	    " where s.kind = ? and s.part like ? and t.words like ? and t.words like ? and t.words like ?"
	    " and t.words like ? and t.words like ? limit ? rows examined 100000",
	    str(kind), str(prefix_of(cx, &asked->word[0])), within[0], within[1], within[2],
	    within[3], within[4], i64((int64_t)limit));
}

enum err
search_find(
    struct cx *cx, const char *kind, const char *q, size_t limit, const char ***ids, size_t *n)
{
	struct words asked = asked_words(cx, q);
	struct rows rows;

	*n = 0;
	*ids = NULL;
	if (asked.n == 0)
		return OK;
	if (asked.n > 1)
		TRY(rarest_first(cx, kind, &asked));
	TRY(find(cx, kind, &asked, limit, &rows));
	*n = rows.n;
	*ids = arena_array(cx->arena, const char *, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*ids)[i] = row_str(&rows.row[i], "object_id");
	return OK;
}

enum err
search_best(struct cx *cx, const char *kind, const char *q, size_t limit,
    struct search_hit **hits, size_t *n)
{
	const char **ids;

	TRY(search_find(cx, kind, q, limit, &ids, n));
	*hits = arena_array(cx->arena, struct search_hit, *n);
	for (size_t i = 0; i < *n; i++)
		(*hits)[i].id = ids[i];
	return OK;
}

bool
search_patterns(struct cx *cx, const char *q, const char *patterns[SEARCH_PATTERNS])
{
	struct words asked = asked_words(cx, q);

	for (size_t i = 0; i < SEARCH_PATTERNS; i++)
		patterns[i] = i < asked.n ? fmt(cx->arena, "%%%s%%", asked.word[i].text) : "%";
	return asked.n > 0;
}
