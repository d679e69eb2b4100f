/*
 * Cash drawers.  Every cash payment lies in the drawer of the person who took it, until that person
 * counts the drawer and closes it.  A close keeps the very payments that it counted, so that its
 * figures are sums of rows; what counting found over or short is posted.
 *
 * A payment voided while its drawer is open leaves that drawer.  One voided after its drawer was
 * closed is paid out of the drawer of the person who voided it.
 */
#ifndef BILLPORT_DRAWER_H
#define BILLPORT_DRAWER_H

#include "db.h"

/* Cash that went in or, negative, out again; not yet counted. */
struct drawer_cash {
	const char *payment_id, *receipt_no, *consumer, *way;	/* "in", "out" */
	int64_t amount_minor, at;
};

struct drawer {
	const char *last_id, *last_number;	/* the close before, or NULL */
	int64_t last_at;
	const struct drawer_cash *cash; size_t count;	/* by time */
	int64_t in_minor, out_minor, taken_minor;	/* out is not negative; taken = in - out */
	size_t in_count, out_count;
};

/* A drawer holds at most so many movements; it must be closed before more are counted. */
enum { DRAWER_MAX = 5000 };

/*
 * The open drawer of the cx's actor.  A person who never closed one sees today's cash.  In a write
 * transaction it locks what it read.  E_CONFLICT beyond DRAWER_MAX.
 */
enum err read_drawer(struct cx *, struct drawer *out) MUST_USE;

/* So many of one denomination; at most PIECE_MAX worth and PIECES_MAX of them. */
struct pieces { int64_t value_minor, n; };
#define PIECE_MAX INT64_C(100000000000)
enum { PIECES_MAX = 100000 };

struct closing {
	int64_t float_minor;		/* in the drawer before the first payment */
	int64_t counted_minor;		/* everything that is in it now */
	int64_t taken_minor;		/* what the person was shown; another by now: E_CONFLICT */
	const struct pieces *pieces; size_t piece_count;	/* how it was counted, or none */
	const char *notes;		/* or NULL */

	/* out */
	const char *id, *number, *on, *entry_id;	/* entry_id NULL: nothing over or short */
	int64_t difference_minor, at;
};

/*
 * Count and close the actor's drawer.  arg is a struct closing.  E_INPUT where the pieces do not add
 * up to what was counted, or a difference has no note; E_CONFLICT when money came or went since it was
 * shown; E_FORBIDDEN: people alone have drawers.
 */
enum err close_drawer(struct cx *, void *closing) MUST_USE;

#endif
