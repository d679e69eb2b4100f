/*
 * Finding by part of a word or number, through an index of words' endings.
 */
#ifndef BILLPORT_SEARCH_H
#define BILLPORT_SEARCH_H

#include "db.h"

/* Replace what is indexed for an object: all words of all texts, folded. In the caller's transaction. */
enum err search_index(struct cx *, const char *kind, const char *object_id,
    const char *const *texts, size_t n) MUST_USE;

/* The same for up to 1,000 objects at once. */
struct search_object { const char *id; const char *const *texts; size_t n; };
enum err search_index_bulk(
    struct cx *, const char *kind, const struct search_object *, size_t n) MUST_USE;

/*
 * Ids of objects that have every word of q as part of a word; at most limit, in no order.  Words
 * under 2 characters are dropped; *n = 0 when nothing is left or found.
 */
enum err search_find(struct cx *, const char *kind, const char *q, size_t limit, const char ***ids,
    size_t *n) MUST_USE;

/* The same, those first that have the words of q as words, then at words' beginnings, then as parts. */
struct search_hit { const char *id; };
enum err search_best(struct cx *, const char *kind, const char *q, size_t limit,
    struct search_hit **, size_t *n) MUST_USE;

/*
 * The same as a condition, for a q that finds so many that their ids are no use: patterns that
 * search_text.words of every hit is LIKE, "%" where q has fewer words.  false: no word is left.
 */
enum { SEARCH_PATTERNS = 5 };
bool search_patterns(struct cx *, const char *q, const char *patterns[SEARCH_PATTERNS]);

#endif
