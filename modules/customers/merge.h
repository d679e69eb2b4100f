/*
 * A list out of several tables, newest first, a page at a time.  Each source is a statement that
 * goes down from a place in time over an index of the account; their rows are merged.  (One UNION
 * over all of them would read everything of the account for each page.)
 *
 * A place is an instant, the source and the id: what is known by day alone (a bill's issue) stands
 * at midnight UTC of its day.  At one instant the sources come in their order, then ids fall.
 */
#ifndef BILLPORT_CUSTOMERS_MERGE_H
#define BILLPORT_CUSTOMERS_MERGE_H

#include "app.h"

/* What a source's statement is given: the account, where to go on, how many; the row rule. */
struct ask { struct param of, us, id, limit, own, me; };

/* Rows with "id" and "at" (or, where that is NULL, "on"), in falling order of the two. */
typedef enum err source(struct cx *, const struct ask *, struct rows *);
#define SOURCE(name, ...) \
	static enum err name(struct cx *cx, const struct ask *a, struct rows *out) \
	{ \
		return db_all(cx, out, __VA_ARGS__); \
	}
/* How each statement ends, and its parameters. */
#define BEFORE(at, id) \
	" and " at " <= ? and (" at " < ? or " id " < ?) order by " at " desc, " id " desc limit ?"
#define PLACE a->us, a->us, a->id, a->limit

/* Left out where the caller has neither permission, or asked for another kind. */
struct merged { source *read; enum permission permission, or_permission; const char *kind; };
enum { MERGED_MAX = 24 };

/* The page of the account in the path: {"data", "next_cursor"}; limit at most 100.  kind: one of the
 * sources' kinds, or NULL for all of them. */
enum err rq_merged(
    struct rq *, const struct merged *, unsigned count, const char *kind) MUST_USE;

#endif
