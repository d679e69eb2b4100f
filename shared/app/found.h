/*
 * The list filter that comes from the search index: ?q=.
 */
#ifndef BILLPORT_FOUND_H
#define BILLPORT_FOUND_H

#include "app.h"

/* So many objects are found by their ids; where q finds more, each row is asked for its words. */
enum { FOUND_MAX = 1000 };

/*
 * Read ?q= and turn it into a condition on column ("a.id", a literal): objects of that kind that
 * have every word of q as part of a word.  *n is 0 when no q was sent or a blank one, else 1; a q that finds
 * nothing gives a condition that no row meets.
 */
enum err rq_found(
    struct rq *, const char *kind, const char *column, struct extra *, size_t *n) MUST_USE;

/* The same, or rows for which or_sql holds with its one parameter; or_sql NULL: as above. */
enum err rq_found_or(struct rq *, const char *kind, const char *column, const char *or_sql,
    const char *or_value, struct extra *, size_t *n) MUST_USE;

/* "50%" as a pattern of what begins so, for an index's prefix: like ? escape '!' */
const char *like_beginning(struct arena *, const char *q);

#endif
