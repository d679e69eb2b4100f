/*
 * Finding by part of a word or number.  Words are letters and digits of any script, folded; a text
 * that is mostly digits (an account's, a meter's, a phone's number) is one word without what parts
 * its groups, so that 5550143, (555) 0143 and 555-0143 find the same.
 */
#ifndef BILLPORT_SEARCH_H
#define BILLPORT_SEARCH_H

#include "db.h"

/* Replace what is indexed for an object: all words of all texts. In the caller's transaction. */
enum err search_index(struct cx *, const char *kind, const char *object_id,
    const char *const *texts, size_t n) MUST_USE;

/*
 * The same for up to SEARCH_BLOCK objects at once, some forty times faster for many; they become one
 * block, so a few objects are better indexed one by one.  About 5 KiB of arena an object.
 */
enum { SEARCH_BLOCK = 4096 };
struct search_object { const char *id; const char *const *texts; size_t n; };
enum err search_index_bulk(
    struct cx *, const char *kind, const struct search_object *, size_t n) MUST_USE;

/*
 * Ids of objects that have every word of q as part of a word; in no order.  With *n = limit there are
 * more than are of use, and the ids may be NULL (see search_patterns).  Words under 2 characters are
 * dropped; *n = 0 when nothing is left or found.  A number that is found only by its groups apart
 * gives less than limit.
 */
enum err search_find(struct cx *, const char *kind, const char *q, size_t limit, const char ***ids,
    size_t *n) MUST_USE;

/* The same, those first that have the words of q as words, then at words' beginnings, then as parts. */
struct search_hit { const char *id; int nearness; };	/* nearness: for this room */
enum err search_best(struct cx *, const char *kind, const char *q, size_t limit,
    struct search_hit **, size_t *n) MUST_USE;

/*
 * The same as a condition, for a q that finds so many that their ids are no use: patterns that
 * search_text.words of every hit is LIKE, "%" where q has fewer words.  false: no word is left.
 */
enum { SEARCH_PATTERNS = 5 };
bool search_patterns(struct cx *, const char *q, const char *patterns[SEARCH_PATTERNS]);

#endif
