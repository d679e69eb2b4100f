#include "search.h"
#include <stdlib.h>
#include <string.h>
#include "text.h"

enum {
	PART_MAX = 16,			/* code points kept of an ending */
	WORDS_MAX = 5,			/* of a query; what is beyond is not asked */
	BULK_MAX = 1000,
	FEW = 500,			/* so many candidates are looked up one by one */
	COMMON = 10000			/* an ending that so many have is counted no further */
};

struct word { const char *text; int64_t hits; };
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

static enum class
class_of(const char *p)
{
	unsigned char c = (unsigned char)*p, d = (unsigned char)p[1], e = d ? (unsigned char)p[2] : 0;

	if (c == '\'' || (c == 0xe2 && d == 0x80 && e == 0x99))		/* U+2019 */
		return JOINS;
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? BELONGS : PARTS;
	if (c == 0xc2 && d < 0xc0 && d != 0xaa && d != 0xb5 && d != 0xba)	/* U+0080 to U+00BF */
		return PARTS;
	if ((c == 0xe2 && (d == 0x80 || d == 0x81)) || (c == 0xe3 && d == 0x80 && e <= 0x82))
		return PARTS;						/* U+2000.., U+3000.. */
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
insert_parts(struct cx *cx, const char *kind, const char *object_id, const struct word *part, size_t n)
{
	struct param *column[3];

	for (unsigned c = 0; c < 3; c++)
		column[c] = arena_array(cx->arena, struct param, n);
	for (size_t i = 0; i < n; i++) {
		column[0][i] = str(part[i].text);
		column[1][i] = str(kind);
		column[2][i] = str(object_id);
	}
	return db_bulk(cx, n, column, 3, "insert into search_part (part, kind, object_id) values (?, ?, ?)");
}

enum err
search_index(struct cx *cx, const char *kind, const char *object_id, const char *const *texts, size_t n)
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

	TRY(db_exec(cx, "delete from search_part where object_id = ? and kind = ?", str(object_id), str(kind)));
	for (size_t i = 0; i < parts.n; i += BULK_MAX)
		TRY(insert_parts(cx, kind, object_id, parts.word + i,
		    parts.n - i < BULK_MAX ? parts.n - i : BULK_MAX));
	return OK;
}

/* What is asked for: the prefixes ("gad%") of endings.  A word longer than an ending is asked by
 * its beginning and by its end. */
static struct words
prefixes_of(struct cx *cx, const char *q)
{
	struct words words = { 0 }, asked = { 0 };

	split(cx->arena, &words, q);
	for (size_t i = 0; i < words.n; i++) {
		const char *w = words.word[i].text;
		size_t length = utf8_length(w);

		if (length < 2)
			continue;
		add_word(cx->arena, &asked, w, bytes_of(w, PART_MAX));
		if (length > PART_MAX) {
			w += bytes_of(w, length - PART_MAX);
			add_word(cx->arena, &asked, w, strlen(w));
		}
	}
	sort_unique(&asked);
	if (asked.n > WORDS_MAX)
		asked.n = WORDS_MAX;
	for (size_t i = 0; i < asked.n; i++)
		asked.word[i].text = fmt(cx->arena, "%s%%", asked.word[i].text);
	return asked;
}

static int
by_hits(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return (x->hits > y->hits) - (x->hits < y->hits);
}

/* Rarest first. */
static enum err
order_by_hits(struct cx *cx, const char *kind, struct words *asked)
{
	for (size_t i = 0; i < asked->n; i++) {
		const struct row *row;

		TRY(db_one(cx, &row, "select count(*) as n from"
		    " (select 1 from search_part where kind = ? and part like ? limit ?) as some",
		    str(kind), str(asked->word[i].text), i64(COMMON)));
		asked->word[i].hits = row_i64(row, "n");
	}
	qsort(asked->word, asked->n, sizeof *asked->word, by_hits);
	return OK;
}

/* One by one, from the rarest word: each candidate is looked up under the other words. */
#define LOOK_UP(t) " join search_part " t " on " t ".object_id = s.object_id and " t ".kind = ?" \
	" and " t ".part like ?"
#define FROM_RAREST "select straight_join distinct s.object_id from search_part s"
/* Two words that are neither rare nor common: their objects as two sets, which is ten times faster
 * than looking thousands up; measured at 200,000 accounts. */
#define FROM_BOTH "select straight_join distinct s.object_id from" \
	" (select distinct object_id from search_part where kind = ? and part like ?) s join" \
	" (select distinct object_id from search_part where kind = ? and part like ?) b" \
	" on b.object_id = s.object_id"
/* Two words that very many have, but no object both, would be looked for too long. */
#define AT_MOST " limit ? rows examined 400000"

static enum err
find(struct cx *cx, const struct param kind, const struct words *asked, struct param limit, struct rows *out)
{
	struct param p[WORDS_MAX];
	bool as_sets = asked->n > 1 && asked->word[0].hits > FEW && asked->word[1].hits < COMMON;

	for (size_t i = 0; i < WORDS_MAX; i++)	/* too few: the last is asked twice, answered the same */
		p[i] = str(asked->word[i < asked->n ? i : asked->n - 1].text);
	if (asked->n == 1)
		return db_all(cx, out, "select distinct object_id from search_part"
		    " where kind = ? and part like ? limit ?", kind, p[0], limit);
	if (as_sets && asked->n == 2)
		return db_all(cx, out, FROM_BOTH AT_MOST, kind, p[0], kind, p[1], limit);
	if (as_sets)
		return db_all(cx, out, FROM_BOTH LOOK_UP("c") LOOK_UP("d") LOOK_UP("e") AT_MOST,
		    kind, p[0], kind, p[1], kind, p[2], kind, p[3], kind, p[4], limit);
	if (asked->n == 2)
		return db_all(cx, out, FROM_RAREST LOOK_UP("b") " where s.kind = ? and s.part like ?" AT_MOST,
		    kind, p[1], kind, p[0], limit);
	return db_all(cx, out, FROM_RAREST LOOK_UP("b") LOOK_UP("c") LOOK_UP("d") LOOK_UP("e")
	    " where s.kind = ? and s.part like ?" AT_MOST,
	    kind, p[1], kind, p[2], kind, p[3], kind, p[4], kind, p[0], limit);
}

enum err
search_find(struct cx *cx, const char *kind, const char *q, size_t limit, const char ***ids, size_t *n)
{
	struct words asked = prefixes_of(cx, q);
	struct rows rows;

	*n = 0;
	*ids = NULL;
	if (asked.n == 0)
		return OK;
	if (asked.n > 1)
		TRY(order_by_hits(cx, kind, &asked));
	TRY(find(cx, str(kind), &asked, i64((int64_t)limit), &rows));
	*n = rows.n;
	*ids = arena_array(cx->arena, const char *, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(*ids)[i] = row_str(&rows.row[i], "object_id");
	return OK;
}
