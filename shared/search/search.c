#include "search_private.h"
#include <string.h>

enum {
	PART_MAX = 16,			/* code points kept of an ending */
	/* of a query; what is beyond is not asked */
	WORDS_MAX = SEARCH_PATTERNS,
	BULK_MAX = 1000,
	/* looked at for the best of them: in no block; in blocks, for each nearness */
	FRESH_MAX = 500, LOOKS_MAX = 128,
	COMMON = 3000			/* an ending that so many have is counted no further */
};

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

enum err
search_index(
    struct cx *cx, const char *kind, const char *object_id, const char *const *texts, size_t n)
{
	struct words words, parts = { 0 };

	words_of(cx->arena, &(struct search_object){ object_id, texts, n }, &words);
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

/* What is asked for; a word of one letter is too little. */
static struct words
asked_words(struct cx *cx, const char *q, bool plain)
{
	struct words words = { 0 }, asked = { 0 };

	if (plain)
		split_plain(cx->arena, &words, q);
	else
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
 * Objects that are in no block yet, with their words.  Candidates by the rarest word; the others are
 * looked for in each one's words.  Two words that very many have, but no object both, would be looked
 * for too long: after 100,000 rows it is enough.  (There are few such objects: blocks take them.)
 */
static enum err
find_fresh(struct cx *cx, const char *kind, struct words *asked, size_t limit, struct rows *out)
{
	struct param within[WORDS_MAX];
	size_t n = 0;

	if (asked->n > 1)
		TRY(rarest_first(cx, kind, asked));
	for (size_t i = 0; i < asked->n; i++)
		within[n++] = str(fmt(cx->arena, "%%%s%%", asked->word[i].text));
	while (n < WORDS_MAX)
		within[n++] = str("%");
	return db_all(cx, out,
	    "select straight_join distinct s.object_id, t.words from search_part s"
	    " join search_text t on t.kind = s.kind and t.object_id = s.object_id"
	    " where s.kind = ? and s.part like ? and t.words like ? and t.words like ? and t.words like ?"
	    " and t.words like ? and t.words like ? limit ? rows examined 100000",
	    str(kind), str(prefix_of(cx, &asked->word[0])), within[0], within[1], within[2],
	    within[3], within[4], i64((int64_t)limit));
}

/* Into hits, from what is in no block: those that are as near as that. */
static void
keep_fresh(const struct rows *fresh, const struct words *asked, enum nearness near,
    struct hits *hits)
{
	for (size_t i = 0; i < fresh->n; i++) {
		enum nearness it = nearness(row_str(&fresh->row[i], "words"), asked);

		if (it <= near)
			keep_hit(hits, row_str(&fresh->row[i], "object_id"), it);
	}
}

/* Words of up to three letters are whole in the blocks' lists; of longer ones the beginnings tell. */
static bool
has_short(const struct words *asked)
{
	for (size_t i = 0; i < asked->n; i++)
		if (utf8_length(asked->word[i].text) <= 3)
			return true;
	return false;
}

static enum err
find_best(struct cx *cx, const char *kind, struct words *asked, size_t limit, struct hits *hits)
{
	struct found_in_blocks *blocks;
	struct rows fresh;

	hits->enough = limit;
	TRY(find_fresh(cx, kind, asked, FRESH_MAX, &fresh));
	TRY(open_blocks(cx, kind, asked, false, &blocks));
	for (enum nearness near = WORDS; near <= PARTS && hits->n < limit; near++) {
		keep_fresh(&fresh, asked, near, hits);
		if (near != WORDS || has_short(asked))
			TRY(find_in_blocks(cx, blocks, near, hits));
	}
	return OK;
}

enum err
search_best(struct cx *cx, const char *kind, const char *q, size_t limit, struct search_hit **out,
    size_t *n)
{
	struct hits hits = { NULL, 0, FRESH_MAX + 3 * (LOOKS_MAX + limit), LOOKS_MAX, 0 };

	hits.hit = arena_array(cx->arena, struct search_hit, hits.limit);
	for (int plain = 0; plain < (is_number(q) ? 2 : 1) && hits.n == 0; plain++) {
		struct words asked = asked_words(cx, q, plain);

		if (asked.n > 0)
			TRY(find_best(cx, kind, &asked, limit, &hits));
	}
	*out = arena_array(cx->arena, struct search_hit, limit);
	*n = 0;
	for (int near = WORDS; near <= PARTS; near++)
		for (size_t i = 0; i < hits.n && *n < limit; i++)
			if (hits.hit[i].nearness == near)
				(*out)[(*n)++] = hits.hit[i];
	return OK;
}

enum err
search_find(
    struct cx *cx, const char *kind, const char *q, size_t limit, const char ***ids, size_t *n)
{
	struct hits hits = { arena_array(cx->arena, struct search_hit, limit), 0, limit, 0, 0 };
	struct found_in_blocks *blocks;
	struct rows fresh;

	for (int plain = 0; plain < (is_number(q) ? 2 : 1) && hits.n == 0; plain++) {
		struct words asked = asked_words(cx, q, plain);

		if (asked.n == 0)
			break;
		hits.limit = limit - (size_t)plain;	/* its patterns are those of the number */
		TRY(find_fresh(cx, kind, &asked, hits.limit, &fresh));
		keep_fresh(&fresh, &asked, PARTS, &hits);
		if (hits.n == hits.limit)
			break;
		TRY(open_blocks(cx, kind, &asked, true, &blocks));
		TRY(find_in_blocks(cx, blocks, PARTS, &hits));
	}
	*n = hits.n;
	*ids = arena_array(cx->arena, const char *, hits.n);
	for (size_t i = 0; i < hits.n; i++)
		(*ids)[i] = hits.hit[i].id;
	return OK;
}

bool
search_patterns(struct cx *cx, const char *q, const char *patterns[SEARCH_PATTERNS])
{
	struct words asked = asked_words(cx, q, false);

	for (size_t i = 0; i < SEARCH_PATTERNS; i++)
		patterns[i] = i < asked.n ? fmt(cx->arena, "%%%s%%", asked.word[i].text) : "%";
	return asked.n > 0;
}
