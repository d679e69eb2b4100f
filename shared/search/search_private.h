/*
 * What the files of this room share; nobody else includes it.
 */
#ifndef BILLPORT_SEARCH_PRIVATE_H
#define BILLPORT_SEARCH_PRIVATE_H

#include "search.h"
#include "text.h"

struct word { const char *text; };
struct words { struct word *word; size_t n, cap; };

void add_word(struct arena *, struct words *, const char *text, size_t len);
void sort_unique(struct words *);

/* The words of a text, folded; of a number ("(518) 555-0142", "LW-100007") one, without what parts
 * its groups.  They hold nothing that LIKE or a prepared text could take for more than a letter. */
void split(struct arena *, struct words *, const char *text);
/* The same without minding numbers. */
void split_plain(struct arena *, struct words *, const char *text);
bool is_number(const char *text);

/* Bytes of the code point at p (valid UTF-8, not at the end), and of the first n or all of them. */
size_t width(const char *p);
size_t bytes_of(const char *p, size_t n);

/* All words of an object, each once, with blanks between. */
void words_of(struct arena *, const struct search_object *, struct words *);
const char *joined(struct arena *, const struct words *);

/* How an object's words answer all that are asked for: each is a word of its, each begins one, each
 * is a part of one; NOT_AT_ALL. */
enum nearness { WORDS, BEGINNINGS, PARTS, NOT_AT_ALL };
enum nearness nearness(const char *words, const struct words *asked);

/* ---- blocks.c ---- */

/*
 * looks: how many candidates are looked at where `enough` of them suffice; beside that an object may
 * be met again, for which hits are gone through.  0: all, until there are `limit`; where there are
 * many times more than that, as many are told unseen (their ids are no use then).
 */
struct hits { struct search_hit *hit; size_t n, limit, looks, enough; };
void keep_hit(struct hits *, const char *id, enum nearness);

/* What the lists of all blocks say of the words: read once, then asked for each nearness.  For PARTS
 * alone less is read. */
struct found_in_blocks;
enum err open_blocks(struct cx *, const char *kind, const struct words *asked, bool parts_only,
    struct found_in_blocks **) MUST_USE;
/* Objects that are at least as near as that. */
enum err find_in_blocks(
    struct cx *, const struct found_in_blocks *, enum nearness, struct hits *) MUST_USE;

#endif
